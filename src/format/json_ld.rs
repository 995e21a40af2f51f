//! JSON-LD descriptions of the subject of a page, embedded in it (JSON-LD 1.1, vocabulary of
//! schema.org).
//!
//! A briefing's page is a `Report` about an `Event`. An event begins and ends on dates that ISO
//! 8601 can say; any other is the report's `temporalCoverage`, as EDTF. Times are those of the
//! clocks there, with the offset from UTC as `xsd:dateTime` has it, or without one where no zone is
//! known. Addresses are whole where the site has one, and else relative to the page.

use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::shared::changed;
use crate::archive::zones::{self, Hours};
use crate::archive::{Attendance, BriefingIndex, EntityIndex, LinkedBriefing, LinkedEntity, Node};
use crate::json::{Json, Object};
use crate::person_name::PersonName;
use crate::plan::output::Page;
use crate::plan::paths::file_path;
use crate::record::date::{Date, End};
use crate::record::keys::Spanned;
use crate::record::model::Common;
use crate::record::vocabulary::{OrganizationKind, Presence, Status, VenueKind};
use crate::record::{EntityKind, Facts, Relation};
use crate::site::{AuthorName, Site};

/// Describes the page of a briefing. `prefix` is the relative path from the page to the root.
pub(crate) fn briefing(site: &Site<'_>, index: BriefingIndex, prefix: &str) -> Json {
    let briefing = site.archive.briefing(index);
    let record = &briefing.record;
    let common = &record.head.common;
    let page = site.reference(&site.plan.path(Page::Briefing(index)), prefix);
    let mut report = page_about("Report".into(), &page);
    report.text("headline", &record.head.title.value);
    report.known("abstract", site.summary(Node::Briefing(index)));
    report.text("inLanguage", site.lang(&record.head.lang));
    report.all("author", authors(site, common, prefix));
    report.known("dateCreated", common.created.as_ref().and_then(Date::iso8601));
    report.known("dateModified", changed(common).map(|day| day.to_string()));
    report.add("isPartOf", archive(site, prefix));
    report.known("license", site.config.license.as_deref());
    report.all("identifier", record.keys.identifiers.iter().map(|id| id.as_str().into()));
    report.all("keywords", site.topics(briefing).map(Json::from));
    let threads = &briefing.threads;
    let page_of = |index| site.reference(&site.plan.path(Page::Briefing(index)), prefix);
    let other = |index: &BriefingIndex| Json::id(&page_of(*index));
    report.all("translationOfWork", threads.translation_of.iter().map(other));
    report.all("workTranslation", threads.translations.iter().map(other));
    let mut event = Object::of("Event".into());
    event.text("@id", &format!("{page}#event"));
    event.text("name", &record.head.title.value);
    match span(site, briefing) {
        Some((start, end)) => {
            event.text("startDate", &start);
            event.known("endDate", end);
        }
        None => report.text("temporalCoverage", &record.date.to_string()),
    }
    event.known("eventStatus", status(record.status()));
    event.all("location", briefing.venues.iter().map(|venue| reference(site, *venue, prefix)));
    let part_of = threads.part_of.map(|whole| {
        let mut event = Object::of("Event".into());
        event.text("@id", &format!("{}#event", page_of(whole)));
        event.done()
    });
    let series = briefing.series.map(|series| reference(site, series, prefix));
    event.all("superEvent", series.into_iter().chain(part_of));
    let attending = briefing
        .attendance
        .iter()
        .filter(|who| matches!(who.presence, Presence::Attended | Presence::Remote));
    event.all("attendee", attending.filter_map(|who| attendee(site, who, &record.date, prefix)));
    report.add("about", event.done());
    report.done()
}

/// Returns when an event began and, where that was later, ended, in ISO 8601; nothing where that
/// cannot say its date.
fn span(site: &Site<'_>, briefing: &LinkedBriefing) -> Option<(String, Option<String>)> {
    let date = &briefing.record.date;
    if date.days().is_none() {
        return match date {
            Date::Single(point) => Some((point.iso8601()?, None)),
            Date::Period(End::At(start), End::At(end)) if start.first < end.first => {
                Some((start.iso8601()?, Some(end.iso8601()?)))
            }
            Date::Period(..) | Date::OneOf(_) | Date::AllOf(_) => None,
        };
    }
    let (first, last) = date.days()?;
    let Hours { zone, start, end } = site.archive.hours_of(briefing);
    let time = |local: DateTime| {
        let offset = zone.map(|zone| minutes(zones::offset(zone, local))).unwrap_or_default();
        format!("{}{offset}", local.strftime("%Y-%m-%dT%H:%M:%S"))
    };
    // Without a time, it began with its day.
    let end = end.filter(|end| start.is_some() || *end > first.civil().into()).map(time);
    let last = (first < last).then(|| last.to_string());
    Some((start.map_or_else(|| first.to_string(), time), end.or(last)))
}

/// Returns an offset from UTC as `xsd:dateTime` has it, in hours and minutes: that of a time before
/// there were zones, which has seconds, to the nearest minute.
fn minutes(offset: Offset) -> String {
    let minutes = (offset.seconds().abs() + 30) / 60;
    let sign = if offset.seconds() < 0 && minutes > 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Begins what a page is about.
fn page_about(types: Json, page: &str) -> Object {
    let mut object = Object::default();
    object.text("@context", "https://schema.org");
    object.add("@type", types);
    object.text("@id", page);
    object.text("url", page);
    object
}

/// Describes a participant, in the office held on the date.
fn attendee(site: &Site<'_>, who: &Attendance, date: &Date, prefix: &str) -> Option<Json> {
    let known = reference(site, who.person.or(who.organization)?, prefix);
    let office = who.person.and_then(|person| {
        let held = site.archive.offices_at(person, date);
        held.into_iter().find(|held| held.certain).map(|held| held.office.title.clone())
    });
    let Some(role) = who.role.clone().or(office) else { return Some(known) };
    let mut attendee = Object::of("Role".into());
    attendee.text("roleName", &role);
    attendee.add("attendee", known);
    Some(attendee.done())
}

fn status(status: Status) -> Option<&'static str> {
    match status {
        Status::Held | Status::Planned | Status::Confirmed => {
            Some("https://schema.org/EventScheduled")
        }
        Status::Postponed => Some("https://schema.org/EventPostponed"),
        Status::Cancelled => Some("https://schema.org/EventCancelled"),
        Status::Unconfirmed => None,
    }
}

fn archive(site: &Site<'_>, prefix: &str) -> Json {
    let mut archive = Object::of("Collection".into());
    archive.text("@id", &site.reference(&site.plan.path(Page::Home), prefix));
    archive.text("name", &site.config.title);
    archive.done()
}

/// Describes the authors of a text. An author is a person if the archive has a file of the person,
/// and an organization if the archive has the organization. Any other author is a node with a name
/// and without a type: schema.org has no type for both, and a plain string would not be a name.
fn authors(site: &Site<'_>, common: &Common, prefix: &str) -> impl Iterator<Item = Json> {
    common.authors.iter().map(move |written| {
        let index = site.author(written);
        let entity = index.map(|index| site.archive.entity(index));
        let known =
            entity.filter(|entity| entity.kind != EntityKind::Person || entity.record.is_some());
        let mut author = known.map(types).map_or_else(Object::default, Object::of);
        let page = index.map(|index| site.plan.path(Page::Entity(index)));
        author.known("@id", page.map(|page| site.reference(&page, prefix)));
        author.text("name", written);
        if let AuthorName::Parts(name) = site.name(written) {
            names(&mut author, &name);
        }
        author.done()
    })
}

fn names(person: &mut Object, name: &PersonName<'_>) {
    person.text("familyName", &name.surname());
    person.text("givenName", name.given);
    person.known("honorificSuffix", Some(name.suffix).filter(|suffix| !suffix.is_empty()));
}

/// Returns a reference to the subject of an entity's page, with its name.
fn reference(site: &Site<'_>, index: EntityIndex, prefix: &str) -> Json {
    reference_as(types(site.archive.entity(index)), site, index, prefix)
}

fn reference_as(types: Json, site: &Site<'_>, index: EntityIndex, prefix: &str) -> Json {
    let mut object = Object::of(types);
    object.text("@id", &site.reference(&site.plan.path(Page::Entity(index)), prefix));
    object.text("name", &site.archive.entity(index).name);
    object.done()
}

/// Returns the schema.org types of an entity.
fn types(entity: &LinkedEntity) -> Json {
    let facts = entity.record.as_ref().map(|record| &record.facts);
    match (entity.kind, facts) {
        (EntityKind::Person, _) => "Person".into(),
        (EntityKind::Organization, Some(Facts::Organization(keys))) => {
            match keys.kind.as_ref().map(|kind| kind.like) {
                Some(OrganizationKind::State) => {
                    Json::list(["Country", "Organization"].map(Json::from))
                }
                Some(OrganizationKind::Ministry | OrganizationKind::Agency) => {
                    "GovernmentOrganization".into()
                }
                Some(OrganizationKind::Company) => "Corporation".into(),
                _ => "Organization".into(),
            }
        }
        (EntityKind::Venue, Some(Facts::Venue(keys))) => {
            match keys.kind.as_ref().map(|kind| kind.like) {
                Some(VenueKind::City) => "City".into(),
                Some(VenueKind::Country) => "Country".into(),
                Some(VenueKind::Sea) => "BodyOfWater".into(),
                Some(VenueKind::Online) => "VirtualLocation".into(),
                _ => "Place".into(),
            }
        }
        (EntityKind::Organization, _) => "Organization".into(),
        (EntityKind::Venue, _) => "Place".into(),
        (EntityKind::Series, _) => "EventSeries".into(),
        (EntityKind::Topic, _) => "DefinedTerm".into(),
        (EntityKind::Outlet, _) => "Organization".into(),
    }
}

/// Describes the page of a person, an organization, a venue or a series; returns `None` for other
/// entities.
pub(crate) fn entity(site: &Site<'_>, index: EntityIndex, prefix: &str) -> Option<Json> {
    let entity = site.archive.entity(index);
    if matches!(entity.kind, EntityKind::Topic | EntityKind::Outlet) {
        return None;
    }
    let page = site.reference(&site.plan.path(Page::Entity(index)), prefix);
    let mut thing = page_about(types(entity), &page);
    thing.text("name", &entity.name);
    let aliases = entity.aliases().iter();
    thing.all("alternateName", aliases.map(|alias| alias.name.value.as_str().into()));
    thing.known("description", site.summary(Node::Entity(index)));
    let image = entity.image.as_ref().and_then(|image| file_path(image).ok());
    thing.known("image", image.map(|path| site.reference(&path, prefix)));
    let Some(record) = &entity.record else { return Some(thing.done()) };
    let ids = record.names.ids.iter().flat_map(|ids| {
        let address = |base: &str, id: &str| format!("{base}{id}");
        [
            ids.wikidata.as_ref().map(|id| address("http://www.wikidata.org/entity/", &id.0)),
            ids.viaf.as_ref().map(|id| address("https://viaf.org/viaf/", &id.0)),
            ids.isni.as_ref().map(|id| address("https://isni.org/isni/", &id.0)),
            ids.gnd.as_ref().map(|id| address("https://d-nb.info/gnd/", &id.0)),
        ]
    });
    let mut same: Vec<Json> = ids.flatten().map(|id| id.as_str().into()).collect();
    let others = |relation| entity.related(relation).map(|other| reference(site, other, prefix));
    match &record.facts {
        Facts::Person(keys) => {
            let sort_name = record.names.sort_name.as_deref();
            let name = sort_name.and_then(|name| PersonName::new(name, &[&entity.name]));
            name.iter().for_each(|name| names(&mut thing, name));
            thing.known("birthDate", iso8601(&keys.born));
            thing.known("deathDate", iso8601(&keys.died));
            let states = entity.related(Relation::Country);
            let state = |state| reference_as("Country".into(), site, state, prefix);
            thing.all("nationality", states.map(state));
            let offices = site.archive.offices(index).filter_map(|tenure| {
                let mut role = Object::of("OrganizationRole".into());
                role.text("roleName", &tenure.office.title);
                role.known("startDate", iso8601(&tenure.office.from));
                role.known("endDate", iso8601(&tenure.office.to));
                role.add("memberOf", reference(site, tenure.organization?, prefix));
                Some(role.done())
            });
            thing.all("memberOf", offices);
        }
        Facts::Organization(keys) => {
            thing.all("parentOrganization", others(Relation::Parent));
            thing.known("foundingDate", iso8601(&keys.from));
            thing.known("dissolutionDate", iso8601(&keys.to));
            same.extend(keys.url.iter().map(|url| url.0.as_str().into()));
        }
        Facts::Venue(keys) => {
            if let (Some(north), Some(east)) = (keys.latitude, keys.longitude) {
                let mut place = Object::of("GeoCoordinates".into());
                place.add("latitude", Json::number(north.0));
                place.add("longitude", Json::number(east.0));
                thing.add("geo", place.done());
            }
            thing.all("containedInPlace", others(Relation::Within));
        }
        Facts::Series(keys) => {
            thing.known("startDate", iso8601(&keys.from));
            thing.known("endDate", iso8601(&keys.to));
            thing.all("attendee", others(Relation::Party));
        }
        Facts::Topic(_) | Facts::Outlet(_) => {}
    }
    thing.all("sameAs", same);
    Some(thing.done())
}

/// Returns a date in ISO 8601, if it can be expressed.
fn iso8601(date: &Option<Spanned<Date>>) -> Option<String> {
    date.as_ref().and_then(|date| date.value.iso8601())
}
