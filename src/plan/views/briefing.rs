//! The view of a briefing's page: when, where, who, and what it stands together with.

use std::cell::LazyCell;

use super::Views;
use super::strips::Drawn;
use crate::archive::offices::Tenure;
use crate::archive::{Attendance, BriefingIndex, EntityIndex, LinkedBriefing, Node};
use crate::format::citation::item::Citation;
use crate::plan::Page;
use crate::plan::listing::Stretch;
use crate::plan::view::{
    BriefingView, DateView, HeldView, PageHead, PairPlace, ParticipantView, RelatedView,
    SeriesPlace, SideView, TableView, ThreadView,
};
use crate::plan::wording::{self, Style};
use crate::record::EntityKind;
use crate::record::date::Date;
use crate::record::vocabulary::{Presence, Status, Vocabulary};
use tera::Value;

/// The longest series of which each page shows all, and says which of how many it is: of a longer
/// one every page would change with each new briefing.
const LONG_SERIES: usize = 20;
/// How wide a strip in the margin is, in pixels.
const NARROW_STRIP: f64 = 260.0;

impl Views<'_> {
    pub(super) fn briefing(&self, index: BriefingIndex, prefix: &str) -> BriefingView {
        let briefing = self.archive.briefing(index);
        let common = &briefing.record.head.common;
        let at = index.get();
        let citation = LazyCell::new(|| Citation::new(&self.formats, index));
        BriefingView {
            head: PageHead {
                machine: self.machine_of_briefing(index, &citation, prefix),
                ..self.head_of(Node::Briefing(index), "briefings")
            },
            date: self.date(briefing),
            status: briefing.record.status().name(),
            kind: briefing.record.kind().to_owned(),
            venues: briefing.venues.iter().map(|venue| self.with_places_above(*venue)).collect(),
            table: self.table(briefing),
            pair: self.pair_place(index),
            time: self.time_of_day(briefing),
            duration: briefing.record.keys.duration.clone(),
            identifiers: briefing.record.keys.identifiers.clone(),
            withdrawn: self.withdrawn(briefing),
            threads: self.threads(briefing),
            evidence: self.evidence(briefing).or_none(),
            related: self.related(index),
            extra: Value::from_serializable(&common.extra),
            topics: briefing.topics.iter().map(|topic| self.entity_link(*topic)).collect(),
            series: briefing.series.map(|series| self.series_place(series, index, prefix)),
            body: self.body(Node::Briefing(index), prefix),
            backlinks: self.backlinks(&briefing.backlinks),
            more_backlinks: self.more_backlinks(&briefing.backlinks),
            cite: self.config.outputs.citations.then(|| self.cite(&citation)),
            previous: at.checked_sub(1).map(|i| self.briefing_link(BriefingIndex::new(i))),
            next: self.plan.all.get(at + 1).map(|next| self.briefing_link(*next)),
        }
    }

    fn date(&self, briefing: &LinkedBriefing) -> DateView {
        let date = &briefing.record.date;
        let of_year = wording::date(date, Style::Margin, self.messages);
        let full = wording::date(date, Style::Full, self.messages);
        let stretch = date
            .month()
            .map(|(year, month)| Stretch::Month(year, month))
            .or_else(|| date.year().map(Stretch::Year));
        DateView {
            year: date
                .year()
                .filter(|_| of_year != wording::date(date, Style::Short, self.messages)),
            path: stretch.map(|stretch| self.plan.path(Page::Calendar(stretch)).url()),
            weekday: wording::weekday(date, self.messages).map(str::to_owned),
            machine: date.machine(),
            text: briefing.record.keys.date_text.clone(),
            of_year,
            full,
        }
    }

    /// Returns from when to when it was, by the clocks there.
    fn time_of_day(&self, briefing: &LinkedBriefing) -> Option<String> {
        let keys = &briefing.record.keys;
        let clock = |time: &crate::record::values::TimeOfDay| {
            format!("{:02}:{:02}", time.0.hour(), time.0.minute())
        };
        let start = keys.start_time.as_ref().map(|time| clock(&time.value));
        let end = keys.end_time.as_ref().map(|time| clock(&time.value));
        match (start, end) {
            (None, None) => None,
            (Some(start), None) => Some(start),
            (None, Some(end)) => Some(self.messages.fill("time_until", &[("time", &end)])),
            (Some(start), Some(end)) => Some(format!("{start}–{end}")),
        }
    }

    /// Returns a venue and the venues that it lies in, the nearest first.
    pub(super) fn with_places_above(&self, venue: EntityIndex) -> Vec<Value> {
        self.archive.places_around(venue).map(|venue| self.entity_link(venue)).collect()
    }

    /// Seats those who took part: across from each other where two sides met.
    fn table(&self, briefing: &LinkedBriefing) -> Option<TableView> {
        if briefing.attendance.is_empty() {
            return None;
        }
        let date = &briefing.record.date;
        let all = &briefing.attendance;
        let mut sides: Vec<EntityIndex> = Vec::new();
        for side in all.iter().filter_map(|who| who.side) {
            if !sides.contains(&side) {
                sides.push(side);
            }
        }
        let seated = |who: &[&Attendance]| -> Vec<ParticipantView> {
            let (heads, others): (Vec<&Attendance>, Vec<_>) = who.iter().partition(|who| who.head);
            heads.into_iter().chain(others).map(|who| self.participant(who, date)).collect()
        };
        let of_side = |side: Option<EntityIndex>| -> Vec<&Attendance> {
            all.iter().filter(|who| who.side == side).collect()
        };
        if briefing.is_meeting() && sides.len() >= 2 {
            let form = if sides.len() == 2 { "facing" } else { "columns" };
            let side = |side: EntityIndex| SideView {
                side: Some(self.entity_link(side)),
                members: seated(&of_side(Some(side))),
            };
            let others = seated(&of_side(None));
            return Some(TableView { form, sides: sides.into_iter().map(side).collect(), others });
        }
        // Two people of whom nothing else is known sat across from each other all the same.
        let alone = briefing.is_meeting() && sides.is_empty() && all.len() == 2;
        let all: Vec<&Attendance> = all.iter().collect();
        let groups = all.chunks(if alone { 1 } else { all.len() });
        let side = sides.first().filter(|_| briefing.is_meeting());
        let side = |group: &[&Attendance]| SideView {
            side: side.map(|side| self.entity_link(*side)),
            members: seated(group),
        };
        let sides = groups.map(side).collect();
        Some(TableView { form: if alone { "facing" } else { "list" }, sides, others: Vec::new() })
    }

    fn participant(&self, who: &Attendance, date: &Date) -> ParticipantView {
        let offices = match who.person {
            Some(person) if who.role.is_none() => self.held(person, date),
            _ => Vec::new(),
        };
        // A delegation of which no more is known than its side is not named once more.
        let body = who.organization.filter(|body| who.person.is_some() || who.side != Some(*body));
        ParticipantView {
            person: who.person.map(|person| self.entity_link(person)),
            organization: body.map(|body| self.entity_link(body)),
            role: who.role.clone(),
            offices,
            head: who.head,
            presence: Some(who.presence)
                .filter(|presence| *presence != Presence::Attended)
                .map(Presence::name),
            capacity: who.capacity.as_ref().map(|capacity| capacity.name().to_owned()),
        }
    }

    /// Returns the offices that a person held at a date.
    pub(super) fn held(&self, person: EntityIndex, date: &Date) -> Vec<HeldView> {
        let held = self.archive.offices_at(person, date);
        held.into_iter().map(|tenure| self.held_office(&tenure, date)).collect()
    }

    /// Says of an office since when it was held, and until when where that was within a year.
    fn held_office(&self, tenure: &Tenure<'_>, date: &Date) -> HeldView {
        let Tenure { office, organization, certain } = tenure;
        let since = office.from.as_ref().and_then(|from| from.value.year());
        let soon = |to: &Date| {
            let (_, last) = date.listed();
            let (end, _) = to.listed();
            last.until(end).1 < 12
        };
        let until = office.to.as_ref().map(|to| &to.value).filter(|to| *certain && soon(to));
        let until = until.map(|to| wording::date(to, Style::Short, self.messages));
        HeldView {
            title: office.title.clone(),
            organization: organization.map(|body| self.entity_link(body)),
            acting: office.acting.unwrap_or_default(),
            since: since
                .map(|year| self.messages.fill("date_since", &[("date", &year.to_string())])),
            until: until.map(|date| self.messages.fill("date_until", &[("date", &date)])),
            certain: *certain,
        }
    }

    /// Returns the place of a contact of two sides among their contacts.
    fn pair_place(&self, index: BriefingIndex) -> Option<PairPlace> {
        let briefing = self.archive.briefing(index);
        let [a, b] = briefing.sides[..] else { return None };
        let found = self.archive.pair_of(a, b).filter(|_| briefing.is_meeting())?;
        let contacts = &self.archive.pairs[found.get()].contacts;
        let at = contacts.partition_point(|contact| *contact < index);
        let next = at + usize::from(contacts.get(at) == Some(&index));
        let previous = at.checked_sub(1).map(|at| contacts[at]);
        Some(PairPlace {
            path: self.plan.path(Page::Pair(found)).url(),
            title: self.pair_title([a, b]),
            gap: previous.and_then(|previous| self.gap(previous, index)).map(|(_, gap)| gap),
            previous: previous.map(|previous| self.briefing_link(previous)),
            next: contacts.get(next).map(|next| self.briefing_link(*next)),
        })
    }

    fn series_place(&self, series: EntityIndex, index: BriefingIndex, prefix: &str) -> SeriesPlace {
        let all = &self.archive.entity(series).briefings;
        let at = all.binary_search(&index).expect("a series has the briefings that name it");
        let is_short = all.len() <= LONG_SERIES;
        let is_held =
            |index: &&BriefingIndex| self.archive.briefing(**index).record.status() == Status::Held;
        let round = || {
            let (n, count) =
                (all[..=at].iter().filter(is_held).count(), all.iter().filter(is_held).count());
            self.messages.fill("round_of", &[("n", &n.to_string()), ("count", &count.to_string())])
        };
        SeriesPlace {
            series: self.entity_link(series),
            round: (is_short && is_held(&&index)).then(round),
            previous: at.checked_sub(1).map(|i| self.briefing_link(all[i])),
            next: all.get(at + 1).map(|index| self.briefing_link(*index)),
            strip: (is_short && all.len() > 1)
                .then(|| {
                    let here = Some(index);
                    let width = NARROW_STRIP;
                    self.strip(all, Drawn { here, tenures: Vec::new(), width, part: None, prefix })
                })
                .flatten(),
        }
    }

    pub(super) fn threads(&self, briefing: &LinkedBriefing) -> Vec<ThreadView> {
        let threads = &briefing.threads;
        let lists: [(&'static str, &[BriefingIndex]); 9] = [
            ("follows", &threads.follows),
            ("followed_by", &threads.followed_by),
            ("replaces", &threads.replaces),
            ("replaced_by", &threads.replaced_by),
            ("part_of", threads.part_of.as_slice()),
            ("parts", &threads.parts),
            ("translation_of", threads.translation_of.as_slice()),
            ("translations", &threads.translations),
            ("related", &threads.related),
        ];
        lists
            .into_iter()
            .filter(|(_, list)| !list.is_empty())
            .map(|(relation, list)| ThreadView {
                relation,
                briefings: list.iter().map(|index| self.briefing_link(*index)).collect(),
            })
            .collect()
    }

    fn related(&self, index: BriefingIndex) -> Vec<RelatedView> {
        /// The most names of one kind that a reason gives.
        const NAMED: usize = 2;
        const REASONS: [(EntityKind, &str); 4] = [
            (EntityKind::Series, "shared_series"),
            (EntityKind::Venue, "shared_place"),
            (EntityKind::Person, "shared_people"),
            (EntityKind::Topic, "shared_topics"),
        ];
        let comma = self.messages.text("comma");
        let reasons = |shared: &[EntityIndex]| {
            let entities = || shared.iter().map(|index| self.archive.entity(*index));
            let reason = |(kind, key): &(EntityKind, &str)| {
                let names: Vec<&str> = entities()
                    .filter(|entity| entity.kind == *kind)
                    .map(|entity| entity.name.as_str())
                    .collect();
                let shown = names[..names.len().min(NAMED)].join(comma);
                let shown = match names.len().saturating_sub(NAMED) {
                    0 => shown,
                    more => {
                        let more =
                            self.messages.fill("and_more", &[("n", &self.messages.number(more))]);
                        format!("{shown} {more}")
                    }
                };
                (!names.is_empty()).then(|| self.messages.fill(key, &[("names", &shown)]))
            };
            REASONS.iter().filter_map(reason).collect()
        };
        let related = self.archive.related(index).into_iter();
        related
            .map(|related| RelatedView {
                briefing: self.briefing_link(related.briefing),
                reasons: reasons(&related.shared),
            })
            .collect()
    }
}
