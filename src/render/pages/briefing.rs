//! The view of a briefing's page: when, where, who, and the connected briefings.

use std::cell::LazyCell;

use jiff::tz::Offset;
use serde::Serialize;
use tera::Value;

use super::Views;
use crate::archive::offices::Tenure;
use crate::archive::zones;
use crate::archive::{Attendance, BriefingIndex, EntityIndex, LinkedBriefing, Node};
use crate::format::citation::item::Citation;
use crate::plan::listing::Period;
use crate::plan::output::Page;
use crate::record::EntityKind;
use crate::record::date::{Date, Day};
use crate::record::vocabulary::{Presence, Status, Vocabulary};
use crate::render::pages::evidence::{EvidenceView, NoteView};
use crate::render::pages::metadata::CiteView;
use crate::render::pages::strips::Drawn;
use crate::render::view::{BacklinkView, OfficeView, PageHead, ThreadView};
// The documentation of fields names these.
#[cfg(doc)]
use crate::render::view::{BriefingLink, EntityLink};
use crate::wording::{self, DateStyle};

/// A briefing's page.
#[derive(Debug, Serialize)]
pub struct BriefingView {
    /// The data of the page's head and frame.
    pub head: PageHead,
    /// The date.
    pub date: DateView,
    /// `held`, `cancelled` …
    pub status: &'static str,
    /// `meeting`, `call` …
    pub kind: String,
    /// The venues, each followed by those that contain it ([`EntityLink`]).
    pub venues: Vec<Vec<Value>>,
    /// The participants; none if nobody is named.
    pub table: Option<TableView>,
    /// The other contacts of the two sides, for a meeting of two sides.
    pub pair: Option<PairPlace>,
    /// The topics ([`EntityLink`]).
    pub topics: Vec<Value>,
    /// The process that it belongs to.
    pub series: Option<SeriesPlace>,
    /// The start and end in local time: `09:30–16:00`.
    pub time: Option<String>,
    /// The time zone of these clocks, where it is known and not plain from the venue, and since 1970
    /// how far it was ahead of UTC then: `America/New_York (UTC−4)`.
    pub zone: Option<String>,
    /// The duration.
    pub duration: Option<String>,
    /// Document symbols, meeting numbers.
    pub identifiers: Vec<String>,
    /// The reason for and the date of the withdrawal.
    pub withdrawn: Option<NoteView>,
    /// The connected briefings.
    pub threads: Vec<ThreadView>,
    /// The agenda, outcomes, claims, documents, sources and other data of the record; none where
    /// the record has nothing of these.
    pub evidence: Option<EvidenceView>,
    /// Briefings that have much in common with it, and what.
    pub related: Vec<RelatedView>,
    /// The table for the archive's own templates.
    pub extra: Value,
    /// The text, as HTML.
    pub body: Value,
    /// The pages that link here, the newest first.
    pub backlinks: Vec<BacklinkView>,
    /// The number of links beyond those shown: `and 12 more`.
    pub more_backlinks: Option<String>,
    /// The citation.
    pub cite: Option<CiteView>,
    /// The briefing before, in time ([`BriefingLink`]).
    pub previous: Option<Value>,
    /// The briefing after, in time ([`BriefingLink`]).
    pub next: Option<Value>,
}

/// A date as a briefing's page shows it.
#[derive(Debug, Serialize)]
pub struct DateView {
    /// In words, in full.
    pub full: String,
    /// Without its year, for the margin.
    pub of_year: String,
    /// Its year, where it is certain and not in `of_year` already.
    pub year: Option<i16>,
    /// The path of the page of its month or year, where it has one.
    pub path: Option<String>,
    /// The day of the week of an exact day.
    pub weekday: Option<String>,
    /// For machines, where it is exact.
    pub iso8601: Option<String>,
    /// The source's own wording.
    pub text: Option<String>,
}

/// The participants, as they were seated.
#[derive(Debug, Serialize)]
pub struct TableView {
    /// `facing` where two sat across from each other, `columns` for more sides, `list` where no
    /// sides are known or nobody met.
    pub form: &'static str,
    /// The sides, in the order in which they are named; in a list, all in one.
    pub sides: Vec<SideView>,
    /// Those of no side, among sides.
    pub others: Vec<ParticipantView>,
}

/// A side of a table.
#[derive(Debug, Serialize)]
pub struct SideView {
    /// The side ([`EntityLink`]); none where none is known.
    pub side: Option<Value>,
    /// The members, heads of sides first.
    pub members: Vec<ParticipantView>,
}

/// A briefing's place among the contacts of two sides.
#[derive(Debug, Serialize)]
pub struct PairPlace {
    /// The path of the page of the two.
    pub path: String,
    /// The names of the two: `Russia and the United States`.
    pub title: String,
    /// The contact before ([`BriefingLink`]).
    pub previous: Option<Value>,
    /// The time since that contact, if long: `26 months`.
    pub gap: Option<String>,
    /// The contact after ([`BriefingLink`]).
    pub next: Option<Value>,
}

/// A related briefing.
#[derive(Debug, Serialize)]
pub struct RelatedView {
    /// The briefing ([`BriefingLink`]).
    pub briefing: Value,
    /// The properties shared by the two, in words: `same place: Istanbul`.
    pub reasons: Vec<String>,
}

/// A person or body that took part.
#[derive(Debug, Serialize)]
pub struct ParticipantView {
    /// The person ([`EntityLink`]); none where a body took part as such.
    pub person: Option<Value>,
    /// The body ([`EntityLink`]).
    pub organization: Option<Value>,
    /// In what office, as the record has it; of a body, of what rank its people were.
    pub role: Option<String>,
    /// The offices that the person's file gives for then, where the record has no `role`.
    pub offices: Vec<OfficeView>,
    /// True for the head of a side.
    pub head: bool,
    /// `remote`, `absent` or `uncertain`, where they were not simply there.
    pub presence: Option<&'static str>,
    /// `mediator`, `observer` …
    pub capacity: Option<String>,
}

/// A briefing's place in its series.
#[derive(Debug, Serialize)]
pub struct SeriesPlace {
    /// The series ([`EntityLink`]).
    pub series: Value,
    /// `2 of 3`; absent in a long series, whose every page would change with each new briefing.
    pub round: Option<String>,
    /// The briefing before ([`BriefingLink`]).
    pub previous: Option<Value>,
    /// The briefing after ([`BriefingLink`]).
    pub next: Option<Value>,
    /// The series as a line of years with a mark for each briefing, this one marked: SVG, which is HTML
    /// here.
    pub strip: Option<Value>,
}

/// The longest series of which each page shows all, and says which of how many it is: of a longer
/// one every page would change with each new briefing.
const LONG_SERIES: usize = 20;
/// The day since when the data have all that the clocks of each zone showed: for those that agree
/// since then they have one past, though they did not agree before.
const ZONES_ARE_EXACT: Day = Day { year: 1970, month: 1, day: 1 };
/// The width of a strip in the margin, in pixels.
const NARROW_STRIP: f64 = 260.0;

impl Views<'_> {
    pub(crate) fn briefing(&self, index: BriefingIndex, prefix: &str) -> BriefingView {
        let briefing = self.site.archive.briefing(index);
        let common = &briefing.record.head.common;
        let at = index.get();
        let citation = LazyCell::new(|| Citation::new(&self.site, index));
        BriefingView {
            head: PageHead {
                metadata: self.metadata_of_briefing(index, &citation, prefix),
                ..self.head_of(Node::Briefing(index), "briefings")
            },
            date: self.date(briefing),
            status: briefing.record.status().name(),
            kind: briefing.record.kind().to_owned(),
            venues: briefing.venues.iter().map(|venue| self.with_places_above(*venue)).collect(),
            table: self.table(briefing),
            pair: self.pair_place(index),
            time: self.time_of_day(briefing),
            zone: self.zone_of_times(briefing),
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
            cite: self.site.config.outputs.citations.then(|| self.cite(&citation)),
            previous: at.checked_sub(1).map(|i| self.briefing_link(BriefingIndex::new(i))),
            next: self.site.plan.all.get(at + 1).map(|next| self.briefing_link(*next)),
        }
    }

    fn date(&self, briefing: &LinkedBriefing) -> DateView {
        let date = &briefing.record.date;
        let of_year = wording::date(date, DateStyle::Margin, self.site.messages);
        let full = wording::date(date, DateStyle::Full, self.site.messages);
        let period = date
            .month()
            .map(|(year, month)| Period::Month(year, month))
            .or_else(|| date.year().map(Period::Year));
        DateView {
            year: date
                .year()
                .filter(|_| of_year != wording::date(date, DateStyle::Short, self.site.messages)),
            path: period.map(|period| self.site.plan.path(Page::Calendar(period)).url()),
            weekday: wording::weekday(date, self.site.messages).map(str::to_owned),
            iso8601: date.iso8601(),
            text: briefing.record.keys.date_text.clone(),
            of_year,
            full,
        }
    }

    /// Returns its start and end in local time.
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
            (None, Some(end)) => Some(self.site.messages.fill("time_until", &[("time", &end)])),
            // Without a day between them, one time is no time to have ended at.
            (Some(start), Some(end)) if start == end && !lasted_days(&briefing.record.date) => {
                Some(start)
            }
            (Some(start), Some(end)) => Some(format!("{start}–{end}")),
        }
    }

    /// Returns the time zone of a briefing's times, where a reader could not tell it from the venue.
    fn zone_of_times(&self, briefing: &LinkedBriefing) -> Option<String> {
        let (archive, keys) = (self.site.archive, &briefing.record.keys);
        let zone = archive.zone_of(briefing)?.zone;
        if (keys.start_time.is_none() && keys.end_time.is_none()) || archive.zone_is_plain(briefing)
        {
            return None;
        }
        let name = zone.iana_name()?;
        let hours = archive.hours_of(briefing);
        let mut offsets = hours.start.iter().chain(&hours.end).map(|at| zones::offset(zone, *at));
        let first = offsets.next();
        Some(match first {
            Some(offset)
                if name != "UTC"
                    && briefing.record.date.listed().0 >= ZONES_ARE_EXACT
                    && offsets.all(|other| other == offset) =>
            {
                format!("{name} ({})", ahead_of_utc(offset))
            }
            _ => name.to_owned(),
        })
    }

    /// Returns a venue and the venues that it lies in, the nearest first.
    pub(super) fn with_places_above(&self, venue: EntityIndex) -> Vec<Value> {
        self.site.archive.places_around(venue).map(|venue| self.entity_link(venue)).collect()
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
        let seated = |who: &[&Attendance], heading: Option<EntityIndex>| -> Vec<ParticipantView> {
            let (heads, others): (Vec<&Attendance>, Vec<_>) = who.iter().partition(|who| who.head);
            let all = heads.into_iter().chain(others);
            all.map(|who| self.participant(who, heading, date)).collect()
        };
        let of_side = |side: Option<EntityIndex>| -> Vec<&Attendance> {
            all.iter().filter(|who| who.side == side).collect()
        };
        if briefing.is_meeting() && sides.len() >= 2 {
            let form = if sides.len() == 2 { "facing" } else { "columns" };
            let side = |side: EntityIndex| SideView {
                side: Some(self.entity_link(side)),
                members: seated(&of_side(Some(side)), Some(side)),
            };
            let others = seated(&of_side(None), None);
            return Some(TableView { form, sides: sides.into_iter().map(side).collect(), others });
        }
        // Two people of whom nothing else is known sat across from each other all the same.
        let alone = briefing.is_meeting() && sides.is_empty() && all.len() == 2;
        let all: Vec<&Attendance> = all.iter().collect();
        let groups = all.chunks(if alone { 1 } else { all.len() });
        let side = sides.first().filter(|_| briefing.is_meeting());
        let side = |group: &[&Attendance]| SideView {
            side: side.map(|side| self.entity_link(*side)),
            members: seated(group, side.copied()),
        };
        let sides = groups.map(side).collect();
        Some(TableView { form: if alone { "facing" } else { "list" }, sides, others: Vec::new() })
    }

    /// Returns one who took part, in the list under the name of a side or under none.
    fn participant(
        &self,
        who: &Attendance,
        heading: Option<EntityIndex>,
        date: &Date,
    ) -> ParticipantView {
        let offices = match who.person {
            Some(person) if who.role.is_none() => self.offices_held(person, date),
            _ => Vec::new(),
        };
        // A delegation of which no more is known than its side is not named below its name again.
        let named_above =
            who.person.is_none() && who.side == who.organization && who.side == heading;
        let body = who.organization.filter(|_| !named_above);
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
    pub(super) fn offices_held(&self, person: EntityIndex, date: &Date) -> Vec<OfficeView> {
        let tenures = self.site.archive.offices_at(person, date);
        tenures.into_iter().map(|tenure| self.held_office(&tenure, date)).collect()
    }

    /// Says of an office since when it was held, and until when where that was within a year.
    fn held_office(&self, tenure: &Tenure<'_>, date: &Date) -> OfficeView {
        let Tenure { office, organization, certain } = tenure;
        let since = office.from.as_ref().and_then(|from| from.value.year());
        let soon = |to: &Date| {
            let (_, last) = date.listed();
            let (end, _) = to.listed();
            last.until(end).1 < 12
        };
        let until = office.to.as_ref().map(|to| &to.value).filter(|to| *certain && soon(to));
        let until = until.map(|to| wording::date(to, DateStyle::Short, self.site.messages));
        OfficeView {
            title: office.title.clone(),
            organization: organization.map(|body| self.entity_link(body)),
            acting: office.acting.unwrap_or_default(),
            since: since
                .map(|year| self.site.messages.fill("date_since", &[("date", &year.to_string())])),
            until: until.map(|date| self.site.messages.fill("date_until", &[("date", &date)])),
            certain: *certain,
        }
    }

    /// Returns the place of a contact of two sides among their contacts.
    fn pair_place(&self, index: BriefingIndex) -> Option<PairPlace> {
        let briefing = self.site.archive.briefing(index);
        let [a, b] = briefing.sides[..] else { return None };
        let found = self.site.archive.pair_of(a, b).filter(|_| briefing.is_meeting())?;
        let contacts = &self.site.archive.pairs[found.get()].contacts;
        let at = contacts.partition_point(|contact| *contact < index);
        let next = at + usize::from(contacts.get(at) == Some(&index));
        let previous = at.checked_sub(1).map(|at| contacts[at]);
        Some(PairPlace {
            path: self.site.plan.path(Page::Pair(found)).url(),
            title: self.pair_title([a, b]),
            gap: previous.and_then(|previous| self.gap(previous, index)).map(|(_, gap)| gap),
            previous: previous.map(|previous| self.briefing_link(previous)),
            next: contacts.get(next).map(|next| self.briefing_link(*next)),
        })
    }

    fn series_place(&self, series: EntityIndex, index: BriefingIndex, prefix: &str) -> SeriesPlace {
        let all = &self.site.archive.entity(series).briefings;
        let at = all.binary_search(&index).expect("a series has the briefings that name it");
        let is_short = all.len() <= LONG_SERIES;
        let is_held = |index: &&BriefingIndex| {
            self.site.archive.briefing(**index).record.status() == Status::Held
        };
        let round = || {
            let (n, count) =
                (all[..=at].iter().filter(is_held).count(), all.iter().filter(is_held).count());
            self.site
                .messages
                .fill("round_of", &[("n", &n.to_string()), ("count", &count.to_string())])
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
        let comma = self.site.messages.text("comma");
        let reasons = |shared: &[EntityIndex]| {
            let entities = || shared.iter().map(|index| self.site.archive.entity(*index));
            let reason = |(kind, key): &(EntityKind, &str)| {
                let names: Vec<&str> = entities()
                    .filter(|entity| entity.kind == *kind)
                    .map(|entity| entity.name.as_str())
                    .collect();
                let shown = names[..names.len().min(NAMED)].join(comma);
                let shown = match names.len().saturating_sub(NAMED) {
                    0 => shown,
                    more => {
                        let more = self
                            .site
                            .messages
                            .fill("and_more", &[("n", &self.site.messages.number(more))]);
                        format!("{shown} {more}")
                    }
                };
                (!names.is_empty()).then(|| self.site.messages.fill(key, &[("names", &shown)]))
            };
            REASONS.iter().filter_map(reason).collect()
        };
        let related = self.site.archive.related(index).into_iter();
        related
            .map(|related| RelatedView {
                briefing: self.briefing_link(related.briefing),
                reasons: reasons(&related.shared),
            })
            .collect()
    }
}

/// Says whether a date is of more than one day.
fn lasted_days(date: &Date) -> bool {
    date.days().is_none_or(|(first, last)| first != last)
}

/// Returns the offset of clocks from UTC: `UTC−4`, `UTC+5:30`.
fn ahead_of_utc(offset: Offset) -> String {
    let seconds = offset.seconds();
    let (hours, minutes, rest) =
        (seconds.abs() / 3600, seconds.abs() / 60 % 60, seconds.abs() % 60);
    let sign = if seconds < 0 { '−' } else { '+' };
    match (hours, minutes, rest) {
        (0, 0, 0) => "UTC".to_owned(),
        (_, 0, 0) => format!("UTC{sign}{hours}"),
        (_, _, 0) => format!("UTC{sign}{hours}:{minutes:02}"),
        _ => format!("UTC{sign}{hours}:{minutes:02}:{rest:02}"),
    }
}
