//! What a page is about, for machines, in the page itself (JSON-LD 1.1 with schema.org's words).
//!
//! A briefing's page is a `Report` about an `Event`. An event begins and ends on dates that ISO
//! 8601 can say; any other is the report's `temporalCoverage`, as EDTF. Addresses are whole where
//! the site has one, and else relative to the page.

use std::fmt::Write as _;

use super::{Formats, Name, icalendar};
use crate::archive::{Attendance, BriefingIndex, EntityIndex, LinkedEntity, Node};
use crate::person_name::PersonName;
use crate::plan::{Page, file_path};
use crate::record::date::{Date, End};
use crate::record::keys::Spanned;
use crate::record::model::Common;
use crate::record::values::TimeOfDay;
use crate::record::vocabulary::{OrganizationKind, Presence, Status, VenueKind};
use crate::record::{EntityKind, Facts, Relation};
use crate::text::has_byte;

/// A value as it can stand in a `script` element: what could end it, or begin markup, is escaped as
/// JSON escapes it.
#[derive(Clone, Debug)]
pub(crate) struct Json(String);

impl Json {
    /// Returns the text of the value.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    fn number(number: f64) -> Self {
        Self(serde_json::Number::from_f64(number).map_or_else(|| "null".into(), |n| n.to_string()))
    }

    /// Returns the key that things on other pages are known by.
    fn id(page: &str) -> Self {
        let mut object = Object::default();
        object.text("@id", page);
        object.done()
    }
}

impl From<Json> for String {
    fn from(Json(json): Json) -> Self {
        json
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        let mut json = String::with_capacity(text.len() + 2);
        write_text(&mut json, text);
        Self(json)
    }
}

impl From<u32> for Json {
    fn from(number: u32) -> Self {
        Self(number.to_string())
    }
}

/// An object under construction. What is not known is left out.
#[derive(Default)]
pub(crate) struct Object(String);

impl Object {
    /// Begins what is of a type.
    fn of(types: Json) -> Self {
        let mut object = Self::default();
        object.add("@type", types);
        object
    }

    /// Adds a value.
    pub(crate) fn add(&mut self, key: &str, value: Json) {
        self.key(key);
        self.0.push_str(&value.0);
    }

    /// Adds a text.
    pub(crate) fn text(&mut self, key: &str, text: &str) {
        self.key(key);
        write_text(&mut self.0, text);
    }

    /// Adds a text that is known.
    pub(crate) fn known(&mut self, key: &str, text: Option<impl AsRef<str>>) {
        text.iter().for_each(|text| self.text(key, text.as_ref()));
    }

    /// Adds a list; one alone stands for itself.
    pub(crate) fn all(&mut self, key: &str, values: impl IntoIterator<Item = Json>) {
        let mut values = values.into_iter();
        let Some(first) = values.next() else { return };
        self.key(key);
        match values.next() {
            None => self.0.push_str(&first.0),
            Some(second) => {
                let others = std::iter::once(second).chain(values);
                self.0.extend(["[", &first.0]);
                others.for_each(|other| self.0.extend([",", &other.0]));
                self.0.push(']');
            }
        }
    }

    fn key(&mut self, key: &str) {
        self.0.extend([if self.0.is_empty() { "{\"" } else { ",\"" }, key, "\":"]);
    }

    /// Returns the whole.
    pub(crate) fn done(mut self) -> Json {
        self.0.push_str(if self.0.is_empty() { "{}" } else { "}" });
        Json(self.0)
    }
}

/// Writes a text as JSON (RFC 8259, section 7) that can stand in a script.
fn write_text(out: &mut String, text: &str) {
    // The separators of lines and paragraphs, U+2028 and U+2029, begin with the last of these.
    let special =
        |byte| matches!(byte, ..0x20 | b'"' | b'\\' | b'<' | b'>' | b'&') | (byte == 0xe2);
    out.reserve(text.len() + 2);
    out.push('"');
    let (mut written, mut at) = (0, 0);
    while at < text.len() {
        // To look at many bytes at once is quick where none of them is special, as most are not.
        let end = (at + 64).min(text.len());
        let bytes = &text.as_bytes()[at..end];
        if !has_byte(bytes, special) {
            at = end;
            continue;
        }
        for (place, byte) in (at..).zip(bytes).filter(|(_, byte)| special(**byte)) {
            let c = text[place..].chars().next().unwrap_or_default();
            if *byte == 0xe2 && !matches!(c, '\u{2028}' | '\u{2029}') {
                continue;
            }
            out.push_str(&text[written..place]);
            match c {
                '"' | '\\' => out.extend(['\\', c]),
                '\n' => out.push_str("\\n"),
                c => _ = write!(out, "\\u{:04x}", u32::from(c)),
            }
            written = place + c.len_utf8();
        }
        at = end;
    }
    out.extend([&text[written..], "\""]);
}

/// Describes the page of a briefing, from which `prefix` leads to the root.
pub(crate) fn briefing(formats: &Formats<'_>, index: BriefingIndex, prefix: &str) -> Json {
    let briefing = formats.archive.briefing(index);
    let record = &briefing.record;
    let common = &record.head.common;
    let page = formats.reference(&formats.plan.path(Page::Briefing(index)), prefix);
    let mut report = page_about("Report".into(), &page);
    report.text("headline", &record.head.title.value);
    report.known("abstract", formats.summary(Node::Briefing(index)));
    report.text("inLanguage", formats.lang(&record.head.lang));
    report.all("author", authors(formats, common, prefix));
    report.known("dateCreated", common.created.as_ref().and_then(Date::machine));
    report.known("dateModified", super::changed(common).map(|day| day.to_string()));
    report.add("isPartOf", archive(formats, prefix));
    report.known("license", formats.config.license.as_deref());
    report.all("identifier", record.keys.identifiers.iter().map(|id| id.as_str().into()));
    report.all("keywords", formats.topics(briefing).map(Json::from));
    let threads = &briefing.threads;
    let page_of = |index| formats.reference(&formats.plan.path(Page::Briefing(index)), prefix);
    let other = |index: &BriefingIndex| Json::id(&page_of(*index));
    report.all("translationOfWork", threads.translation_of.iter().map(other));
    report.all("workTranslation", threads.translations.iter().map(other));
    let mut event = Object::of("Event".into());
    event.text("@id", &format!("{page}#event"));
    event.text("name", &record.head.title.value);
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
        event.known("startDate", moment(start, &keys.start_time));
        event.known("endDate", moment(last, &keys.end_time));
    } else {
        report.text("temporalCoverage", &record.date.to_string());
    }
    event.known("eventStatus", status(record.status()));
    event.all("location", briefing.venues.iter().map(|venue| reference(formats, *venue, prefix)));
    let part_of = threads.part_of.map(|whole| {
        let mut event = Object::of("Event".into());
        event.text("@id", &format!("{}#event", page_of(whole)));
        event.done()
    });
    let series = briefing.series.map(|series| reference(formats, series, prefix));
    event.all("superEvent", series.into_iter().chain(part_of));
    let attending = briefing
        .attendance
        .iter()
        .filter(|who| matches!(who.presence, Presence::Attended | Presence::Remote));
    event.all("attendee", attending.filter_map(|who| attendee(formats, who, &record.date, prefix)));
    report.add("about", event.done());
    report.done()
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

/// Describes who took part, in the office held then.
fn attendee(formats: &Formats<'_>, who: &Attendance, date: &Date, prefix: &str) -> Option<Json> {
    let known = reference(formats, who.person.or(who.organization)?, prefix);
    let office = who.person.and_then(|person| {
        let held = formats.archive.offices_at(person, date);
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

fn archive(formats: &Formats<'_>, prefix: &str) -> Json {
    let mut archive = Object::of("Collection".into());
    archive.text("@id", &formats.reference(&formats.plan.path(Page::Home), prefix));
    archive.text("name", &formats.config.title);
    archive.done()
}

/// Describes who wrote a text. A name is that of a person only where the archive has a file of the
/// person, and that of an organization where it has the organization. Any other author is a thing
/// with a name and without a type: schema.org knows no author that is neither, and a text alone
/// would be no thing that has a name.
fn authors(formats: &Formats<'_>, common: &Common, prefix: &str) -> impl Iterator<Item = Json> {
    common.authors.iter().map(move |written| {
        let index = formats.author(written);
        let entity = index.map(|index| formats.archive.entity(index));
        let known =
            entity.filter(|entity| entity.kind != EntityKind::Person || entity.record.is_some());
        let mut author = known.map(types).map_or_else(Object::default, Object::of);
        let page = index.map(|index| formats.plan.path(Page::Entity(index)));
        author.known("@id", page.map(|page| formats.reference(&page, prefix)));
        author.text("name", written);
        if let Name::Parts(name) = formats.name(written) {
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

/// Returns what another page is about, by its name.
fn reference(formats: &Formats<'_>, index: EntityIndex, prefix: &str) -> Json {
    reference_as(types(formats.archive.entity(index)), formats, index, prefix)
}

fn reference_as(types: Json, formats: &Formats<'_>, index: EntityIndex, prefix: &str) -> Json {
    let mut object = Object::of(types);
    object.text("@id", &formats.reference(&formats.plan.path(Page::Entity(index)), prefix));
    object.text("name", &formats.archive.entity(index).name);
    object.done()
}

/// Returns what an entity is in schema.org's words.
fn types(entity: &LinkedEntity) -> Json {
    let facts = entity.record.as_ref().map(|record| &record.facts);
    match (entity.kind, facts) {
        (EntityKind::Person, _) => "Person".into(),
        (EntityKind::Organization, Some(Facts::Organization(keys))) => {
            match keys.kind.as_ref().map(|kind| kind.like) {
                Some(OrganizationKind::State) => Json(r#"["Country","Organization"]"#.into()),
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

/// Describes the page of a person, an organization, a venue or a series; other pages are about no
/// thing.
pub(crate) fn entity(formats: &Formats<'_>, index: EntityIndex, prefix: &str) -> Option<Json> {
    let entity = formats.archive.entity(index);
    if matches!(entity.kind, EntityKind::Topic | EntityKind::Outlet) {
        return None;
    }
    let page = formats.reference(&formats.plan.path(Page::Entity(index)), prefix);
    let mut thing = page_about(types(entity), &page);
    thing.text("name", &entity.name);
    let aliases = entity.aliases().iter();
    thing.all("alternateName", aliases.map(|alias| alias.name.value.as_str().into()));
    thing.known("description", formats.summary(Node::Entity(index)));
    let image = entity.image.as_ref().and_then(|image| file_path(image).ok());
    thing.known("image", image.map(|path| formats.reference(&path, prefix)));
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
    let others = |relation| entity.related(relation).map(|other| reference(formats, other, prefix));
    match &record.facts {
        Facts::Person(keys) => {
            let sort_name = record.names.sort_name.as_deref();
            let name = sort_name.and_then(|name| PersonName::new(name, &[&entity.name]));
            name.iter().for_each(|name| names(&mut thing, name));
            thing.known("birthDate", machine(&keys.born));
            thing.known("deathDate", machine(&keys.died));
            let states = entity.related(Relation::Country);
            let state = |state| reference_as("Country".into(), formats, state, prefix);
            thing.all("nationality", states.map(state));
            let offices = formats.archive.offices(index).filter_map(|tenure| {
                let mut role = Object::of("OrganizationRole".into());
                role.text("roleName", &tenure.office.title);
                role.known("startDate", machine(&tenure.office.from));
                role.known("endDate", machine(&tenure.office.to));
                role.add("memberOf", reference(formats, tenure.organization?, prefix));
                Some(role.done())
            });
            thing.all("memberOf", offices);
        }
        Facts::Organization(keys) => {
            thing.all("parentOrganization", others(Relation::Parent));
            thing.known("foundingDate", machine(&keys.from));
            thing.known("dissolutionDate", machine(&keys.to));
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
            thing.known("startDate", machine(&keys.from));
            thing.known("endDate", machine(&keys.to));
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
    fn a_text_is_read_as_it_was_and_ends_no_script() {
        for text in [
            "",
            "plain",
            "</script><!-- & \u{2028}\u{2029} ]]> \"",
            "back\\slash \u{1} \t\n\r\u{7f}",
            "\u{201c}Müller\u{201d} 中国 \u{1f600}",
        ] {
            let Json(json) = text.into();
            assert!(!json.contains(['<', '>', '&', '\u{2028}', '\u{2029}']), "{json}");
            assert_eq!(serde_json::from_str::<String>(&json).expect("JSON"), text);
        }
    }

    #[test]
    fn an_object_has_what_is_known() {
        let mut object = Object::of("Event".into());
        object.known("name", None::<&str>);
        object.all("none", []);
        object.all("one", ["a".into()]);
        object.all("two", ["a".into(), Json::number(-0.5)]);
        object.add("empty", Object::default().done());
        let expected = r#"{"@type":"Event","one":"a","two":["a",-0.5],"empty":{}}"#;
        assert_eq!(object.done().as_str(), expected);
    }
}
