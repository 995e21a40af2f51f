//! The views of people, organizations, venues, series, topics and outlets.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::Serialize;
use tera::Value;

use super::pair::WIDE_STRIP;
use super::{CROWD, MOST_ON_A_PAGE, Rows, Views};
use crate::archive::offices::Tenure;
use crate::archive::{BriefingIndex, EntityIndex, LinkedEntity, Node, packed, unpacked};
use crate::messages::Messages;
use crate::plan::listing::{LONGEST_LIST, Period};
use crate::plan::output::Page;
use crate::plan::paths::file_path;
use crate::record::date::{Date, End};
use crate::record::keys::Spanned;
use crate::record::model::Alias;
use crate::record::vocabulary::{Status, Vocabulary, Word};
use crate::record::{EntityKind, Facts, Relation};
use crate::render::draw::chart::BarChart;
use crate::render::draw::map::MapView;
use crate::render::draw::strip::MOST_MARKS;
use crate::render::lang;
use crate::render::pages::evidence::StatementView;
use crate::render::pages::strips::Drawn;
use crate::render::view::{BacklinkView, ListView, PageHead, PartView, TallyView, ThreadView};
// The documentation of fields names these.
#[cfg(doc)]
use crate::render::view::{BriefingLink, EntityLink};
use crate::wording::{self, DateStyle};

/// The page of a person, organization, venue, series, topic or outlet, or a part of its list.
#[derive(Debug, Serialize)]
pub struct EntityView {
    /// The data of the page's head and frame.
    pub head: PageHead,
    /// `person`, `venue` …
    pub kind: &'static str,
    /// The folder of its kind, which is the path of its index without `index.html`.
    pub folder: &'static str,
    /// The message that says what it is more exactly: `organization_ministry`, `venue_city` …
    pub what: Option<String>,
    /// The name.
    pub name: String,
    /// The other names.
    pub aliases: Vec<AliasView>,
    /// Dates, places and numbers that are known of it, in their order.
    pub facts: Vec<FactView>,
    /// Its relations to other entities, with the message that names each.
    pub relations: Vec<RelationView>,
    /// Its picture.
    pub image: Option<ImageView>,
    /// A person's offices, in the order of the file.
    pub offices: Vec<TenureView>,
    /// A line of years with a mark for each briefing, and a person's offices: SVG, which is HTML here.
    pub strip: Option<Value>,
    /// A chart of the years, for a person or organization with many briefings.
    pub chart: Option<BarChart>,
    /// A map: of the venues in a venue; for other entities, of the venues of their briefings.
    pub map: Option<MapView>,
    /// A locator map, for any other venue.
    pub locator: Option<MapView>,
    /// The text, as HTML; empty on later pages of the list.
    pub body: Value,
    /// The number of briefings: `12 briefings`.
    pub count: String,
    /// The period covered.
    pub span: Option<String>,
    /// The briefings in order, for a series that fits on one page.
    pub sequence: Vec<StepView>,
    /// The briefings, or this page of them, the newest first.
    pub list: ListView,
    /// Its statements, the newest first; of an outlet, the claims that rest on it.
    pub statements: Vec<StatementView>,
    /// The number beyond those shown: `and 12 more`.
    pub more_statements: Option<String>,
    /// The people met on other sides, for a person; the participants, for a venue, series or topic.
    pub together: Vec<TallyView>,
    /// The people on the same side as a person.
    pub colleagues: Vec<TallyView>,
    /// The sides with which it had contacts, the most frequent first.
    pub counterparts: Vec<CounterpartView>,
    /// The people of an organization, by name.
    pub people: Vec<PersonOfView>,
    /// The number beyond those shown: `and 12 more`.
    pub more_people: Option<String>,
    /// The venues, with their counts.
    pub venues: Vec<TallyView>,
    /// The topics, with their counts.
    pub topics: Vec<TallyView>,
    /// The pages that link here, the newest first.
    pub backlinks: Vec<BacklinkView>,
    /// The number of links beyond those shown: `and 12 more`.
    pub more_backlinks: Option<String>,
    /// The paginated list, on one of its pages.
    pub part: Option<PartView>,
}

/// Something that is known of an entity.
#[derive(Debug, Serialize)]
pub struct FactView {
    /// The message that says what: `born`, `coordinates`, `wikidata` …
    pub key: &'static str,
    /// The value.
    pub value: String,
    /// The URL, if the value is a web address.
    pub url: Option<String>,
}

/// A relation of an entity to others.
#[derive(Debug, Serialize)]
pub struct RelationView {
    /// The message that says how: `lies_in`, `parent`, `contains` …
    pub key: &'static str,
    /// The others ([`EntityLink`]).
    pub entities: Vec<Value>,
}

/// A picture.
#[derive(Debug, Serialize)]
pub struct ImageView {
    /// The path of the file.
    pub path: String,
    /// The text alternative.
    pub alt: Option<String>,
    /// The author, and the terms of use.
    pub credit: Option<String>,
}

/// An office of a person.
#[derive(Debug, Serialize)]
pub struct TenureView {
    /// The name.
    pub title: String,
    /// The organization that it is of ([`EntityLink`]).
    pub organization: Option<Value>,
    /// The first and the last date, in words; empty where neither is known.
    pub dates: String,
    /// True if the office was held in an acting capacity.
    pub acting: bool,
}

/// A briefing in the order of its series.
#[derive(Debug, Serialize)]
pub struct StepView {
    /// Its number among the briefings of the series that were held.
    pub number: Option<usize>,
    /// The briefing ([`BriefingLink`]).
    pub briefing: Value,
    /// The time since the last one that was held, if long: `26 months`.
    pub gap: Option<String>,
    /// The briefings it replaces and those that replaced it, with the message that says which.
    pub threads: Vec<ThreadView>,
}

/// A side across from the page's subject.
#[derive(Debug, Serialize)]
pub struct CounterpartView {
    /// The path of the page of the two.
    pub path: String,
    /// The name of the other side.
    pub name: String,
    /// The number of contacts.
    pub count: usize,
    /// The date of the last, short.
    pub last: Value,
}

/// A person of an organization.
#[derive(Debug, Serialize)]
pub struct PersonOfView {
    /// The person ([`EntityLink`]).
    pub person: Value,
    /// The offices in the organization or what belongs to it.
    pub offices: Vec<TenureView>,
}

/// Another name.
#[derive(Debug, Serialize)]
pub struct AliasView {
    /// The name.
    pub name: String,
    /// The BCP 47 tag of its language, where it is known.
    pub lang: Option<String>,
}

impl Views<'_> {
    pub(crate) fn entity(&self, index: EntityIndex, prefix: &str, rows: &Rows<'_>) -> EntityView {
        let entity = self.site.archive.entity(index);
        let list = &entity.briefings;
        let tallies = self.tallies(index);
        let part = |period| Page::EntityPart(index, period);
        let is_sequence = entity.kind == EntityKind::Series && list.len() <= LONGEST_LIST;
        let points = match entity.kind {
            EntityKind::Outlet => &self.site.archive.claims_through(index),
            _ => &entity.said,
        };
        let (statements, more_statements) = self.statements(points);
        let (people, more_people) = match entity.kind {
            EntityKind::Organization => self.people_of(index),
            _ => (Vec::new(), None),
        };
        let (map, locator) = match entity.kind {
            EntityKind::Venue => self.where_it_is(index),
            EntityKind::Person | EntityKind::Organization => (self.map_of_many(list), None),
            _ => (None, None),
        };
        let tenures = self.tenure_items(index);
        let chart = match entity.kind {
            EntityKind::Person | EntityKind::Organization => {
                self.chart_of_many(list, self.year_page(list, part))
            }
            _ => None,
        };
        // By year, a strip would say the same.
        let has_strip = match chart {
            Some(_) => list.len() <= MOST_MARKS || !tenures.is_empty(),
            None => list.len() > 1,
        };
        let alias = |alias: &Alias| AliasView {
            name: alias.name.value.clone(),
            lang: lang::of_name(alias),
        };
        let frame = self.entity_frame(index, list);
        EntityView {
            head: PageHead { metadata: self.metadata_of_entity(index, prefix), ..frame.head },
            what: what(entity),
            aliases: entity.aliases().iter().map(alias).collect(),
            facts: self.facts(entity),
            relations: self.relations(index),
            image: self.image(entity),
            offices: self.site.archive.offices(index).map(|tenure| self.tenure(&tenure)).collect(),
            strip: has_strip
                .then(|| {
                    let part = Some(&part as _);
                    self.strip(list, Drawn { here: None, tenures, width: WIDE_STRIP, part, prefix })
                })
                .flatten(),
            chart,
            map,
            locator,
            body: self.body(Node::Entity(index), prefix),
            sequence: if is_sequence { self.sequence(list) } else { Vec::new() },
            list: if is_sequence { ListView::default() } else { self.list(list, None, rows, part) },
            statements,
            more_statements,
            together: tallies.met,
            colleagues: tallies.colleagues,
            counterparts: self.counterparts(index),
            people,
            more_people,
            venues: tallies.venues,
            topics: tallies.topics,
            backlinks: self.backlinks(&entity.backlinks),
            more_backlinks: self.more_backlinks(&entity.backlinks),
            ..frame
        }
    }

    pub(crate) fn entity_part(
        &self,
        index: EntityIndex,
        period: Period,
        rows: &Rows<'_>,
    ) -> EntityView {
        let list =
            self.site.plan.calendar.within(&self.site.archive.entity(index).briefings, period);
        let label = self.period_name(period);
        let mut view = self.entity_frame(index, list);
        view.head.title = [&view.name, self.site.messages.text("comma"), &label].concat();
        view.head.summary = None;
        view.head.lede = None;
        view.list = self.list(list, Some(period), rows, |finer| Page::EntityPart(index, finer));
        view.part = Some(PartView { label, whole: self.site.plan.path(Page::Entity(index)).url() });
        view
    }

    /// Makes what an entity's page and the parts of its list have in common.
    fn entity_frame(&self, index: EntityIndex, list: &[BriefingIndex]) -> EntityView {
        let entity = self.site.archive.entity(index);
        EntityView {
            head: self.head_of(Node::Entity(index), entity.kind.folder()),
            kind: entity.kind.name(),
            folder: entity.kind.folder(),
            what: None,
            name: entity.name.clone(),
            aliases: Vec::new(),
            facts: Vec::new(),
            relations: Vec::new(),
            image: None,
            offices: Vec::new(),
            strip: None,
            chart: None,
            map: None,
            locator: None,
            body: Value::from(""),
            count: self.site.messages.count("briefings", list.len()),
            span: self.span(list),
            sequence: Vec::new(),
            list: ListView::default(),
            statements: Vec::new(),
            more_statements: None,
            together: Vec::new(),
            colleagues: Vec::new(),
            counterparts: Vec::new(),
            people: Vec::new(),
            more_people: None,
            venues: Vec::new(),
            topics: Vec::new(),
            backlinks: Vec::new(),
            more_backlinks: None,
            part: None,
        }
    }

    /// Returns the facts known of an entity: dates, numbers, addresses.
    fn facts(&self, entity: &LinkedEntity) -> Vec<FactView> {
        let Some(record) = &entity.record else { return Vec::new() };
        let mut facts: Vec<FactView> = Vec::new();
        let mut add = |key, value: String, url: Option<String>| {
            facts.push(FactView { key, value, url });
        };
        let words =
            |date: &Spanned<Date>| wording::date(&date.value, DateStyle::Full, self.site.messages);
        let dates = |from: &Option<Spanned<Date>>, to: &Option<Spanned<Date>>| {
            Some(self.period_in_words(from.as_ref(), to.as_ref())).filter(|dates| !dates.is_empty())
        };
        let host = |url: &str| {
            let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
            rest.trim_end_matches('/').to_owned()
        };
        match &record.facts {
            Facts::Person(keys) => {
                keys.born.iter().for_each(|date| add("born", words(date), None));
                keys.died.iter().for_each(|date| add("died", words(date), None));
            }
            Facts::Organization(keys) => {
                dates(&keys.from, &keys.to)
                    .into_iter()
                    .for_each(|dates| add("existed", dates, None));
                keys.url.iter().for_each(|url| add("website", host(&url.0), Some(url.0.clone())));
            }
            Facts::Venue(keys) => {
                if let (Some(north), Some(east)) = (keys.latitude, keys.longitude) {
                    add("coordinates", coordinates(north.0, east.0, self.site.messages), None);
                }
                keys.tz.iter().filter_map(|zone| zone.0.iana_name()).for_each(|name| {
                    add("time_zone", name.to_owned(), None);
                });
            }
            Facts::Series(keys) => {
                dates(&keys.from, &keys.to)
                    .into_iter()
                    .for_each(|dates| add("lasted", dates, None));
                keys.status.iter().for_each(|status| {
                    let message = format!("series_{}", status.name());
                    add("state", self.site.messages.text(&message).to_owned(), None);
                });
            }
            Facts::Topic(_) => {}
            Facts::Outlet(keys) => {
                keys.lang.iter().for_each(|lang| add("language", lang.0.clone(), None));
                keys.url.iter().for_each(|url| add("website", host(&url.0), Some(url.0.clone())));
            }
        }
        if let Some(ids) = &record.names.ids {
            if let Some(id) = &ids.wikidata {
                add(
                    "wikidata",
                    id.0.clone(),
                    Some(format!("https://www.wikidata.org/wiki/{}", id.0)),
                );
            }
            if let Some(id) = &ids.viaf {
                add("viaf", id.0.clone(), Some(format!("https://viaf.org/viaf/{}", id.0)));
            }
            if let Some(id) = &ids.isni {
                add("isni", id.0.clone(), Some(format!("https://isni.org/isni/{}", id.0)));
            }
            if let Some(id) = &ids.gnd {
                add("gnd", id.0.clone(), Some(format!("https://d-nb.info/gnd/{}", id.0)));
            }
        }
        facts
    }

    /// Returns from when to when something was, in words; empty where neither is known.
    fn period_in_words(&self, from: Option<&Spanned<Date>>, to: Option<&Spanned<Date>>) -> String {
        let end = |date: Option<&Spanned<Date>>| match date.map(|date| &date.value) {
            Some(Date::Single(point)) => Some(End::At(*point)),
            Some(_) => None,
            None => Some(End::Open),
        };
        match (from, to, end(from), end(to)) {
            (None, None, ..) => String::new(),
            (_, _, Some(start), Some(end)) => {
                wording::date(&Date::Period(start, end), DateStyle::Short, self.site.messages)
            }
            (from, to, ..) => {
                let words = |date: &Spanned<Date>| {
                    wording::date(&date.value, DateStyle::Short, self.site.messages)
                };
                let dates = from.into_iter().chain(to).map(words);
                dates.collect::<Vec<_>>().join(" – ")
            }
        }
    }

    /// Returns the relations of an entity: those its file names, and those that name it.
    fn relations(&self, index: EntityIndex) -> Vec<RelationView> {
        use Relation::{Broader, Country, Owner, Parent, Party, Predecessor, Successor, Within};
        let entity = self.site.archive.entity(index);
        let mut views: Vec<RelationView> = Vec::new();
        let mut add = |key, entities: Vec<EntityIndex>| {
            let mut seen = BTreeSet::new();
            let entities: Vec<EntityIndex> =
                entities.into_iter().filter(|entity| seen.insert(*entity)).collect();
            if !entities.is_empty() {
                let entities =
                    entities.into_iter().map(|entity| self.entity_link(entity)).collect();
                views.push(RelationView { key, entities });
            }
        };
        let to = |relation| entity.related(relation).collect::<Vec<_>>();
        let from = |relation| self.by_name(entity.named_by(relation));
        let of_kind = |relation, kind| {
            self.by_name(
                entity.named_by(relation).filter(|e| self.site.archive.entity(*e).kind == kind),
            )
        };
        let both = |one: Vec<EntityIndex>, other: Vec<EntityIndex>| {
            one.into_iter().chain(other).collect::<Vec<_>>()
        };
        match entity.kind {
            EntityKind::Person => add("country", to(Country)),
            EntityKind::Organization => {
                add("parent", to(Parent));
                add("country", to(Country));
                add("predecessor", both(to(Predecessor), from(Successor)));
                add("successor", both(to(Successor), from(Predecessor)));
                add("bodies", from(Parent));
                add("located", of_kind(Country, EntityKind::Organization));
                add("party_to", from(Party));
                add("owns", from(Owner));
                add("outlets_of", of_kind(Country, EntityKind::Outlet));
            }
            EntityKind::Venue => {
                add("lies_in", self.site.archive.places_around(index).skip(1).collect());
                add("contains", from(Within));
            }
            EntityKind::Series => add("parties", to(Party)),
            EntityKind::Topic => {
                add("broader", to(Broader));
                add("narrower", from(Broader));
            }
            EntityKind::Outlet => {
                add("country", to(Country));
                add("owner", to(Owner));
            }
        }
        views
    }

    fn image(&self, entity: &LinkedEntity) -> Option<ImageView> {
        let image = entity.record.as_ref()?.names.image.as_ref()?;
        let path = file_path(entity.image.as_ref()?).ok()?.url();
        let credit: Vec<&str> =
            [&image.credit, &image.rights].into_iter().flatten().map(String::as_str).collect();
        Some(ImageView {
            path,
            alt: image.alt.clone(),
            credit: (!credit.is_empty()).then(|| credit.join(self.site.messages.text("comma"))),
        })
    }

    fn tenure(&self, tenure: &Tenure<'_>) -> TenureView {
        let Tenure { office, organization, .. } = tenure;
        TenureView {
            title: office.title.clone(),
            organization: organization.map(|body| self.entity_link(body)),
            dates: self.period_in_words(office.from.as_ref(), office.to.as_ref()),
            acting: office.acting.unwrap_or_default(),
        }
    }

    /// Tells a series step by step: which of those that were held each is, what came in place of
    /// what, and how long nothing happened.
    fn sequence(&self, list: &[BriefingIndex]) -> Vec<StepView> {
        let (mut number, mut last) = (0, None);
        let mut steps = Vec::with_capacity(list.len());
        for index in list {
            let briefing = self.site.archive.briefing(*index);
            let is_held = briefing.record.status() == Status::Held;
            let gap = last.and_then(|last| self.gap(last, *index)).map(|(_, gap)| gap);
            if is_held {
                number += 1;
                last = Some(*index);
            }
            let of_steps =
                |thread: &ThreadView| matches!(thread.relation, "replaces" | "replaced_by");
            steps.push(StepView {
                number: is_held.then_some(number),
                briefing: self.briefing_link(*index),
                gap,
                threads: self.threads(briefing).into_iter().filter(of_steps).collect(),
            });
        }
        steps
    }

    /// Counts the contacts of a side with each other, the most first.
    fn counterparts(&self, index: EntityIndex) -> Vec<CounterpartView> {
        let pairs = self.site.archive.entity(index).pairs.iter();
        let mut counted: Vec<_> = pairs
            .map(|pair| {
                let contacts = &self.site.archive.pairs[pair.get()].contacts;
                let last = *contacts.last().expect("a pair has a contact");
                (Reverse((contacts.len(), last)), *pair)
            })
            .collect();
        counted.sort_unstable();
        counted.truncate(MOST_ON_A_PAGE);
        let view = |(Reverse((count, last)), pair): (Reverse<(usize, BriefingIndex)>, _)| {
            let other = self.site.archive.pairs[crate::archive::PairIndex::get(pair)].other(index);
            CounterpartView {
                path: self.site.plan.path(Page::Pair(pair)).url(),
                name: self.site.archive.entity(other).name.clone(),
                count,
                last: self.short_date(last),
            }
        };
        counted.into_iter().map(view).collect()
    }

    /// Returns the people of an organization: whose country it is, who held an office in it or in
    /// what belongs to it, who took part for it; by name, as far as one page shows them.
    fn people_of(&self, index: EntityIndex) -> (Vec<PersonOfView>, Option<String>) {
        let entity = self.site.archive.entity(index);
        let is_person = |e: &EntityIndex| self.site.archive.entity(*e).kind == EntityKind::Person;
        let bodies: BTreeSet<EntityIndex> =
            entity.named_by(Relation::Parent).chain([index]).collect();
        let mut people: BTreeSet<EntityIndex> =
            entity.named_by(Relation::Country).filter(is_person).collect();
        for body in &bodies {
            people.extend(self.site.archive.entity(*body).named_by(Relation::Office));
        }
        for at in &entity.briefings {
            let of_it = self.site.archive.briefing(*at).attendance.iter();
            let of_it = of_it.filter(|w| w.side == Some(index) || w.organization == Some(index));
            people.extend(of_it.filter_map(|who| who.person));
        }
        let sorted = self.by_name(people.into_iter());
        let more = self.and_more(sorted.len());
        let view = |person: EntityIndex| PersonOfView {
            person: self.entity_link(person),
            offices: self
                .site
                .archive
                .offices(person)
                .filter(|tenure| tenure.organization.is_some_and(|body| bodies.contains(&body)))
                .map(|tenure| TenureView {
                    organization: tenure
                        .organization
                        .filter(|body| *body != index)
                        .map(|body| self.entity_link(body)),
                    ..self.tenure(&tenure)
                })
                .collect(),
        };
        (sorted.into_iter().take(MOST_ON_A_PAGE).map(view).collect(), more)
    }

    /// Counts who was with an entity and where, in briefings that were held, and what they were
    /// about. A person met those of other sides, or of no known side, and took part with those of
    /// the same.
    fn tallies(&self, index: EntityIndex) -> Tallies {
        let entity = self.site.archive.entity(index);
        let (mut met, mut colleagues) = (Vec::new(), Vec::new());
        let (mut venues, mut topics) = (Vec::new(), Vec::new());
        for at in &entity.briefings {
            let briefing = self.site.archive.briefing(*at);
            if briefing.took_place() && briefing.attendance.len() <= CROWD {
                let attended = || briefing.attendance.iter().filter(|who| who.attended());
                let own = attended().find(|who| who.person == Some(index)).map(|who| who.side);
                for who in attended() {
                    let Some(person) = who.person else { continue };
                    match own {
                        Some(Some(side)) if who.side == Some(side) => {
                            colleagues.push((person, *at))
                        }
                        // Who did not attend met nobody.
                        None if entity.kind == EntityKind::Person => {}
                        _ => met.push((person, *at)),
                    }
                }
            }
            if entity.kind != EntityKind::Venue && briefing.record.status() == Status::Held {
                venues.extend(briefing.venues.iter().map(|venue| (*venue, *at)));
            }
            if briefing.topics.len() <= CROWD {
                topics.extend(briefing.topics.iter().map(|topic| (*topic, *at)));
            }
        }
        if entity.kind == EntityKind::Organization {
            met.clear();
        }
        let [met, colleagues, venues, topics] =
            [met, colleagues, venues, topics].map(|named| self.tally(named, &[index]));
        Tallies { met, colleagues, venues, topics }
    }

    /// Counts how often each entity was named, and when last, the most often first; those in `but`
    /// are left out.
    pub(super) fn tally(
        &self,
        named: Vec<(EntityIndex, BriefingIndex)>,
        but: &[EntityIndex],
    ) -> Vec<TallyView> {
        let mut named: Vec<u64> = named
            .into_iter()
            .map(|(entity, briefing)| packed(entity.get() as u32, briefing.get() as u32))
            .collect();
        named.sort_unstable();
        named.dedup();
        let count = |group: &[u64]| {
            let (entity, last) = unpacked(*group.last().expect("a group has a member"));
            (group.len(), BriefingIndex::new(last as usize), EntityIndex::new(entity as usize))
        };
        let mut counts: Vec<(usize, BriefingIndex, EntityIndex)> = named
            .chunk_by(|a, b| unpacked(*a).0 == unpacked(*b).0)
            .map(count)
            .filter(|(_, _, entity)| !but.contains(entity))
            .collect();
        let order = |(count, last, entity): &(usize, BriefingIndex, EntityIndex)| {
            (Reverse((*count, *last)), *entity)
        };
        // A few are shown of what may be hundreds: only these are sorted.
        if counts.len() > super::LONGEST_TABLE {
            counts.select_nth_unstable_by_key(super::LONGEST_TABLE, order);
            counts.truncate(super::LONGEST_TABLE);
        }
        counts.sort_unstable_by_key(order);
        let view = |(count, last, entity): (usize, BriefingIndex, EntityIndex)| TallyView {
            entity: self.entity_link(entity),
            count,
            last: self.short_date(last),
            last_day: self.day(last),
        };
        counts.into_iter().map(view).collect()
    }

    /// Sorts entities by name, each once.
    pub(super) fn by_name(&self, entities: impl Iterator<Item = EntityIndex>) -> Vec<EntityIndex> {
        let mut sorted: Vec<EntityIndex> = entities.collect();
        sorted.sort_unstable_by_key(|index| self.site.plan.rank(*index));
        sorted.dedup();
        sorted
    }
}

struct Tallies {
    met: Vec<TallyView>,
    colleagues: Vec<TallyView>,
    venues: Vec<TallyView>,
    topics: Vec<TallyView>,
}

/// Returns the message that says what an entity is, where its file does.
fn what(entity: &LinkedEntity) -> Option<String> {
    match &entity.record.as_ref()?.facts {
        Facts::Organization(keys) => {
            keys.kind.as_ref().map(|kind| format!("organization_{}", Word::name(kind)))
        }
        Facts::Venue(keys) => keys.kind.as_ref().map(|kind| format!("venue_{}", Word::name(kind))),
        _ => None,
    }
}

/// Returns coordinates as maps have them: `41.0679° N, 29.0453° E`.
fn coordinates(north: f64, east: f64, messages: &Messages) -> String {
    let degrees = |value: f64, positive, negative| {
        let direction = messages.text(if value < 0.0 { negative } else { positive });
        format!("{}° {direction}", value.abs())
    };
    [degrees(north, "north", "south"), degrees(east, "east", "west")].join(messages.text("comma"))
}
