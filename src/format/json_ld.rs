//! What a page is about, for machines, in the page itself (JSON-LD 1.1 with schema.org's words).
//!
//! A briefing's page is a `Report` about an `Event`. An event begins and ends on dates that ISO
//! 8601 can say; any other is the report's `temporalCoverage`, as EDTF. Addresses are whole where
//! the site has one, and else relative to the page.

use serde_json::{Map, Value, json};

use super::{Formats, Name, icalendar};
use crate::archive::{Attendance, BriefingIndex, EntityIndex, LinkedEntity, Node};
use crate::plan::{Page, file_path};
use crate::record::date::{Date, End};
use crate::record::keys::Spanned;
use crate::record::model::Common;
use crate::record::values::TimeOfDay;
use crate::record::vocabulary::{OrganizationKind, Presence, Status, VenueKind};
use crate::record::{EntityKind, Facts, Relation};

/// An object under construction. What is not known is left out.
struct Object(Map<String, Value>);

impl Object {
    fn new(types: Value) -> Self {
        let mut object = Self(Map::new());
        object.add("@type", Some(types));
        object
    }

    fn add(&mut self, key: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.0.insert(key.to_owned(), value.into());
        }
    }

    /// Adds a list; one alone stands for itself.
    fn all(&mut self, key: &str, mut values: Vec<Value>) {
        match values.len() {
            0 => {}
            1 => self.add(key, values.pop()),
            _ => self.add(key, Some(values)),
        }
    }

    fn done(self) -> Value {
        Value::Object(self.0)
    }
}

/// Returns a value as it can stand in a `script` element: what could end it, or begin markup, is
/// escaped as JSON escapes it.
pub(crate) fn in_script(value: &Value) -> String {
    let mut out = String::new();
    for c in value.to_string().chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

/// Describes the page of a briefing, from which `prefix` leads to the root.
pub(crate) fn briefing(formats: &Formats<'_>, index: BriefingIndex, prefix: &str) -> Value {
    let briefing = formats.archive.briefing(index);
    let record = &briefing.record;
    let common = &record.head.common;
    let page = formats.reference(&formats.plan.path(Page::Briefing(index)), prefix);
    let mut report = Object::new(json!("Report"));
    report.add("@context", Some("https://schema.org"));
    report.add("@id", Some(page.as_str()));
    report.add("url", Some(page.as_str()));
    report.add("headline", Some(record.head.title.value.as_str()));
    report.add("abstract", formats.summary(Node::Briefing(index)));
    report.add("inLanguage", Some(formats.lang(&record.head.lang)));
    report.all("author", authors(formats, common));
    report.add("dateCreated", common.created.as_ref().and_then(Date::machine));
    report.add("dateModified", super::changed(common).map(|day| day.to_string()));
    report.add("isPartOf", Some(archive(formats, prefix)));
    report.add("license", formats.config.license.as_deref());
    report.all("identifier", record.keys.identifiers.iter().map(|id| json!(id)).collect());
    report.all("keywords", formats.topics(briefing).map(|topic| json!(topic)).collect());
    let threads = &briefing.threads;
    let other = |index: &BriefingIndex| json!({ "@id": formats.reference(&formats.plan.path(Page::Briefing(*index)), prefix) });
    report.all("translationOfWork", threads.translation_of.iter().map(other).collect());
    report.all("workTranslation", threads.translations.iter().map(other).collect());
    let mut event = Object::new(json!("Event"));
    event.add("@id", Some(format!("{page}#event")));
    event.add("name", Some(record.head.title.value.as_str()));
    let zone = icalendar::zone(formats, briefing);
    let moment = |date: Option<String>, time: &Option<Spanned<TimeOfDay>>| {
        let day: Option<jiff::civil::Date> = date.as_deref().and_then(|date| date.parse().ok());
        let (Some(day), Some(time)) = (day, time) else { return date };
        let zoned = day.to_datetime(time.value.0).to_zoned(zone.clone()).ok()?;
        Some(zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
    };
    let (start, end) = match &record.date {
        Date::Point(point) => (point.machine(), None),
        Date::Period(End::At(start), End::At(end)) => (start.machine(), end.machine()),
        Date::Period(..) | Date::Within(..) => (None, None),
    };
    let is_exact = match &record.date {
        Date::Point(_) => start.is_some(),
        _ => start.is_some() && end.is_some(),
    };
    if is_exact {
        // A meeting that ended before it began, by the clock, ended on the next day.
        let keys = &record.keys;
        let times = keys.start_time.as_ref().zip(keys.end_time.as_ref());
        let overnight = times.is_some_and(|(start, end)| end.value < start.value);
        let last = end.or_else(|| {
            let day: jiff::civil::Date = start.as_deref()?.parse().ok()?;
            keys.end_time.as_ref()?;
            Some(if overnight { day.tomorrow().ok()? } else { day }.to_string())
        });
        event.add("startDate", moment(start, &keys.start_time));
        event.add("endDate", moment(last, &keys.end_time));
    } else {
        report.add("temporalCoverage", Some(record.date.to_string()));
    }
    event.add("eventStatus", status(record.status()));
    event.all(
        "location",
        briefing.venues.iter().map(|venue| reference(formats, *venue, prefix)).collect(),
    );
    let part_of = threads.part_of.map(|whole| {
        let page = formats.reference(&formats.plan.path(Page::Briefing(whole)), prefix);
        json!({ "@type": "Event", "@id": format!("{page}#event") })
    });
    let series = briefing.series.map(|series| reference(formats, series, prefix));
    event.all("superEvent", series.into_iter().chain(part_of).collect());
    let attending = briefing
        .attendance
        .iter()
        .filter(|who| matches!(who.presence, Presence::Attended | Presence::Remote));
    event.all(
        "attendee",
        attending.filter_map(|who| attendee(formats, who, &record.date, prefix)).collect(),
    );
    report.add("about", Some(event.done()));
    report.done()
}

/// Describes who took part, in the office held then.
fn attendee(formats: &Formats<'_>, who: &Attendance, date: &Date, prefix: &str) -> Option<Value> {
    let known = reference(formats, who.person.or(who.organization)?, prefix);
    let office = who.person.and_then(|person| {
        let held = formats.archive.offices_at(person, date);
        held.into_iter().find(|held| held.certain).map(|held| held.office.title.clone())
    });
    let Some(role) = who.role.clone().or(office) else { return Some(known) };
    Some(json!({ "@type": "Role", "roleName": role, "attendee": known }))
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

fn archive(formats: &Formats<'_>, prefix: &str) -> Value {
    json!({
        "@type": "Collection",
        "@id": formats.reference(&formats.plan.path(Page::Home), prefix),
        "name": formats.config.title,
    })
}

fn authors(formats: &Formats<'_>, common: &Common) -> Vec<Value> {
    let author = |written: &String| {
        let mut author = Object::new(json!("Person"));
        author.add("name", Some(written.as_str()));
        names(&mut author, formats.name(written));
        author.done()
    };
    common.authors.iter().map(author).collect()
}

fn names(person: &mut Object, name: Name<'_>) {
    if let Name::Parts { family, given } = name {
        person.add("familyName", Some(family));
        person.add("givenName", Some(given));
    }
}

/// Returns what another page is about, by its name.
fn reference(formats: &Formats<'_>, index: EntityIndex, prefix: &str) -> Value {
    let entity = formats.archive.entity(index);
    let page = formats.reference(&formats.plan.path(Page::Entity(index)), prefix);
    json!({ "@type": types(entity), "@id": page, "name": entity.name })
}

/// Returns what an entity is in schema.org's words.
fn types(entity: &LinkedEntity) -> Value {
    let facts = entity.record.as_ref().map(|record| &record.facts);
    match (entity.kind, facts) {
        (EntityKind::Person, _) => json!("Person"),
        (EntityKind::Organization, Some(Facts::Organization(keys))) => {
            match keys.kind.as_ref().map(|kind| kind.like) {
                Some(OrganizationKind::State) => json!(["Country", "Organization"]),
                Some(OrganizationKind::Ministry | OrganizationKind::Agency) => {
                    json!("GovernmentOrganization")
                }
                Some(OrganizationKind::Company) => json!("Corporation"),
                _ => json!("Organization"),
            }
        }
        (EntityKind::Venue, Some(Facts::Venue(keys))) => {
            match keys.kind.as_ref().map(|kind| kind.like) {
                Some(VenueKind::City) => json!("City"),
                Some(VenueKind::Country) => json!("Country"),
                Some(VenueKind::Sea) => json!("BodyOfWater"),
                Some(VenueKind::Online) => json!("VirtualLocation"),
                _ => json!("Place"),
            }
        }
        (EntityKind::Organization, _) => json!("Organization"),
        (EntityKind::Venue, _) => json!("Place"),
        (EntityKind::Series, _) => json!("EventSeries"),
        (EntityKind::Topic, _) => json!("DefinedTerm"),
        (EntityKind::Outlet, _) => json!("Organization"),
    }
}

/// Describes the page of a person, an organization, a venue or a series; other pages are about no
/// thing.
pub(crate) fn entity(formats: &Formats<'_>, index: EntityIndex, prefix: &str) -> Option<Value> {
    let entity = formats.archive.entity(index);
    if matches!(entity.kind, EntityKind::Topic | EntityKind::Outlet) {
        return None;
    }
    let page = formats.reference(&formats.plan.path(Page::Entity(index)), prefix);
    let mut thing = Object::new(types(entity));
    thing.add("@context", Some("https://schema.org"));
    thing.add("@id", Some(page.as_str()));
    thing.add("url", Some(page.as_str()));
    thing.add("name", Some(entity.name.as_str()));
    let aliases = entity.aliases().iter();
    thing.all("alternateName", aliases.map(|alias| json!(alias.name.value)).collect());
    thing.add("description", formats.summary(Node::Entity(index)));
    let image = entity.image.as_ref().and_then(|image| file_path(image).ok());
    thing.add("image", image.map(|path| formats.reference(&path, prefix)));
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
    let mut same: Vec<Value> = ids.flatten().map(Value::from).collect();
    let others = |relation| -> Vec<Value> {
        entity.related(relation).map(|other| reference(formats, other, prefix)).collect()
    };
    match &record.facts {
        Facts::Person(keys) => {
            let sort_name = record.names.sort_name.as_deref();
            if let Some((family, given)) = sort_name.and_then(|name| name.split_once(", ")) {
                names(&mut thing, Name::Parts { family, given });
            }
            thing.add("birthDate", machine(&keys.born));
            thing.add("deathDate", machine(&keys.died));
            let states = entity.related(Relation::Country).map(|state| {
                let mut state = reference(formats, state, prefix);
                state["@type"] = json!("Country");
                state
            });
            thing.all("nationality", states.collect());
            let offices = formats.archive.offices(index).filter_map(|tenure| {
                let mut role = Object::new(json!("OrganizationRole"));
                role.add("roleName", Some(tenure.office.title.as_str()));
                role.add("startDate", machine(&tenure.office.from));
                role.add("endDate", machine(&tenure.office.to));
                role.add("memberOf", Some(reference(formats, tenure.organization?, prefix)));
                Some(role.done())
            });
            thing.all("memberOf", offices.collect());
        }
        Facts::Organization(keys) => {
            thing.all("parentOrganization", others(Relation::Parent));
            thing.add("foundingDate", machine(&keys.from));
            thing.add("dissolutionDate", machine(&keys.to));
            same.extend(keys.url.iter().map(|url| json!(url.0)));
        }
        Facts::Venue(keys) => {
            if let (Some(north), Some(east)) = (keys.latitude, keys.longitude) {
                let place = json!({
                    "@type": "GeoCoordinates",
                    "latitude": north.0,
                    "longitude": east.0,
                });
                thing.add("geo", Some(place));
            }
            thing.all("containedInPlace", others(Relation::Within));
        }
        Facts::Series(keys) => {
            thing.add("startDate", machine(&keys.from));
            thing.add("endDate", machine(&keys.to));
            thing.all("attendee", others(Relation::Party));
        }
        Facts::Topic(_) | Facts::Outlet(_) => {}
    }
    thing.all("sameAs", same);
    Some(thing.done())
}

/// Returns a date where ISO 8601 can say it.
fn machine(date: &Option<Spanned<Date>>) -> Option<String> {
    date.as_ref().and_then(|date| date.value.machine())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_script() {
        let value = json!({ "name": "</script><!-- & \u{2028}\u{2029} ]]> \"" });
        let text = in_script(&value);
        assert!(!text.contains(['<', '>', '&', '\u{2028}', '\u{2029}']), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON"), value);
    }
}
