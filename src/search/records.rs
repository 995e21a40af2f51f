//! Records: the searched fields of a record, and the data that a result shows.

use crate::archive::{Archive, Destination, EntityIndex, LinkedBriefing, Node};
use crate::json::{Json, Object};
use crate::record::Head;
use crate::record::date::SortKey;
use crate::record::vocabulary::{Status, Vocabulary as _};
use crate::site::Site;

/// The maximum length of a text for passages and phrases, in bytes. The whole text is indexed.
const LONGEST_TEXT: usize = 32 * 1024;
/// The maximum number of people that a result names.
const MOST_PEOPLE: usize = 4;

/// A field of a record, which determines the weight of its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SearchField {
    /// The title, or a name.
    Title,
    /// The text, the front matter, or the name of an entity that the record refers to.
    Text,
}

/// The searched fields of a record.
pub(super) struct Fields<'a> {
    /// The BCP 47 tag of the language, if it is not that of the archive.
    pub(super) lang: Option<&'a str>,
    /// The texts, each with its field.
    pub(super) texts: Vec<(SearchField, &'a str)>,
}

/// Returns the searched fields of a record.
pub(super) fn fields(archive: &Archive, node: Node) -> Fields<'_> {
    let head = archive.text_of(node).map(|(head, _)| head);
    let mut texts = vec![(SearchField::Title, archive.title(node))];
    let is_whole = head.is_none_or(|head| head.common.withdrawn.is_none());
    if let Some(head) = head.filter(|_| is_whole) {
        let summary = head.common.summary.as_deref();
        texts.extend(
            summary.into_iter().chain([head.body.text()]).map(|text| (SearchField::Text, text)),
        );
    }
    match node {
        Node::Briefing(index) => {
            let briefing = archive.briefing(index);
            if is_whole {
                statements(briefing, &mut |text| texts.push((SearchField::Text, text)));
            }
            for index in named(archive, briefing) {
                let entity = archive.entity(index);
                let aliases = entity.aliases().iter().map(|alias| alias.name.value.as_str());
                let names = std::iter::once(entity.name.as_str()).chain(aliases);
                texts.extend(names.map(|name| (SearchField::Text, name)));
            }
        }
        Node::Entity(index) => {
            let aliases = archive.entity(index).aliases().iter();
            texts.extend(aliases.map(|alias| (SearchField::Title, alias.name.value.as_str())));
        }
        Node::Home | Node::Page(_) => {}
    }
    Fields { lang: head.and_then(|head| head.lang.as_deref()), texts }
}

/// Calls `text` with each free text in the front matter of a briefing.
fn statements<'a>(briefing: &'a LinkedBriefing, text: &mut impl FnMut(&'a str)) {
    let keys = &briefing.record.keys;
    for item in &keys.agenda {
        text(&item.title);
        item.decision.iter().chain(&item.notes).for_each(|said| text(said));
    }
    keys.outcomes.iter().for_each(|outcome| text(&outcome.text));
    keys.claims.iter().for_each(|claim| text(&claim.text));
    keys.sources.iter().for_each(|source| text(&source.title));
    keys.documents.iter().for_each(|document| text(&document.title));
    keys.identifiers.iter().for_each(|identifier| text(identifier));
}

/// Returns the entities that a briefing refers to, without duplicates.
fn named(archive: &Archive, briefing: &LinkedBriefing) -> Vec<EntityIndex> {
    let who = briefing.attendance.iter();
    let who = who.flat_map(|who| [who.person, who.organization, who.side]).flatten();
    let places = briefing.venues.iter().flat_map(|venue| archive.places_around(*venue));
    let about = briefing.series.iter().chain(&briefing.topics).copied();
    let mut all: Vec<EntityIndex> = who.chain(places).chain(about).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Returns the data of a record that a list of results shows. Default values are left out.
pub(super) fn record(archive: &Archive, node: Node, site: &Site<'_>) -> Json {
    let mut record = Object::default();
    record.text("path", &site.path_of(node).url());
    record.text("title", archive.title(node));
    let head = archive.text_of(node).map(|(head, _)| head);
    record.known("lang", head.and_then(|head| head.lang.as_deref()));
    let name = |index: &EntityIndex| archive.entity(*index).name.as_str();
    match node {
        Node::Briefing(index) => {
            let briefing = archive.briefing(index);
            record.text("kind", &site.kind(briefing));
            record.text("date", &site.short_date(briefing));
            record.add("time", time(briefing.record.date.sort_key()).into());
            let status = briefing.record.status();
            record.known("status", (status != Status::default()).then(|| status.name()));
            record.all("where", briefing.venues.iter().map(|venue| name(venue).into()));
            let mut people: Vec<&str> = Vec::new();
            for who in &briefing.attendance {
                let known = who.person.or(who.organization).or(who.side);
                if let Some(known) = known.as_ref().map(name).filter(|name| !people.contains(name))
                {
                    people.push(known);
                }
            }
            record.all("people", people.into_iter().take(MOST_PEOPLE).map(Json::from));
        }
        Node::Entity(index) => {
            let entity = archive.entity(index);
            record.text("kind", site.messages.text(entity.kind.name()));
            record.text("count", &site.messages.count("briefings", entity.briefings.len()));
            let names = entity.aliases().iter().map(|alias| alias.name.value.as_str());
            record.all("names", names.map(Json::from));
        }
        Node::Home | Node::Page(_) => {}
    }
    record.done()
}

/// Returns a number that sorts chronologically, for short lists of results.
fn time(key: SortKey) -> u32 {
    let SortKey { year, of_year, month, of_month, day } = key;
    let months = (u32::from(year.unsigned_abs()) * 2 + u32::from(of_year)) * 13 + u32::from(month);
    (months * 2 + u32::from(of_month)) * 32 + u32::from(day)
}

/// Returns the summary of a record and its text for passages.
pub(super) fn text(archive: &Archive, node: Node, site: &Site<'_>) -> Option<Json> {
    let (head, links) = archive.text_of(node)?;
    if head.common.withdrawn.is_some() {
        return None;
    }
    let mut record = Object::default();
    record.known("summary", site.summary(node));
    record.text("text", &whole_text(archive, node, head, links));
    Some(record.done())
}

/// Returns the text and the front matter of a record, with one line per paragraph.
fn whole_text(archive: &Archive, node: Node, head: &Head, links: &[Destination]) -> String {
    let title = |link: usize| match links.get(link) {
        Some(Destination::Node(node, _)) => archive.title(*node),
        _ => "",
    };
    let mut text = head.body.plain(LONGEST_TEXT, title);
    if let Node::Briefing(index) = node {
        statements(archive.briefing(index), &mut |said| {
            if text.len() + said.len() < LONGEST_TEXT {
                text.push('\n');
                text.push_str(said);
            }
        });
    }
    text
}
