//! Records: what is searched in a record, and what is shown of it.

use serde_json::{Map, Value, json};

use crate::archive::{Archive, Destination, EntityIndex, LinkedBriefing, Node};
use crate::format::Formats;
use crate::record::Head;
use crate::record::vocabulary::Vocabulary as _;

/// How much of a text is shown and held against a phrase, in bytes. All of it is searched.
const LONGEST_TEXT: usize = 32 * 1024;
/// How many people are named in a result.
const MOST_PEOPLE: usize = 6;

/// How much it says where a word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In the title, or among the names.
    Title,
    /// In what is said, or in the name of somebody it is about.
    Text,
}

/// What is searched in a record.
pub(super) struct Fields<'a> {
    /// The language, where it is not the archive's.
    pub(super) lang: Option<&'a str>,
    /// The texts, with where they stand.
    pub(super) texts: Vec<(Place, &'a str)>,
}

/// Returns what is searched in a record.
pub(super) fn fields(archive: &Archive, node: Node) -> Fields<'_> {
    let head = archive.text_of(node).map(|(head, _)| head);
    let mut texts = vec![(Place::Title, archive.title(node))];
    let is_whole = head.is_none_or(|head| head.common.withdrawn.is_none());
    if let Some(head) = head.filter(|_| is_whole) {
        let summary = head.common.summary.as_deref();
        texts.extend(summary.into_iter().chain([head.body.text()]).map(|text| (Place::Text, text)));
    }
    match node {
        Node::Briefing(index) => {
            let briefing = archive.briefing(index);
            if is_whole {
                said(briefing, &mut |text| texts.push((Place::Text, text)));
            }
            for index in named(archive, briefing) {
                let entity = archive.entity(index);
                let aliases = entity.aliases().iter().map(|alias| alias.name.value.as_str());
                let names = std::iter::once(entity.name.as_str()).chain(aliases);
                texts.extend(names.map(|name| (Place::Text, name)));
            }
        }
        Node::Entity(index) => {
            let aliases = archive.entity(index).aliases().iter();
            texts.extend(aliases.map(|alias| (Place::Title, alias.name.value.as_str())));
        }
        Node::Home | Node::Page(_) => {}
    }
    Fields { lang: head.and_then(|head| head.lang.as_deref()), texts }
}

/// Gives what the front matter of a briefing says in words.
fn said<'a>(briefing: &'a LinkedBriefing, text: &mut impl FnMut(&'a str)) {
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

/// Returns everybody and everything that a briefing names, each once.
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

/// Returns what is shown of a record, in results and previews.
pub(super) fn record(archive: &Archive, node: Node, formats: &Formats<'_>) -> Value {
    let text_of = archive.text_of(node);
    let mut record = Map::new();
    let mut put = |key: &str, value: Value| {
        record.insert(key.into(), value);
    };
    put("path", json!(formats.path_of(node).url()));
    put("title", json!(archive.title(node)));
    if let Some(lang) = text_of.and_then(|(head, _)| head.lang.as_deref()) {
        put("lang", json!(lang));
    }
    let name = |index: &EntityIndex| archive.entity(*index).name.as_str();
    match node {
        Node::Briefing(index) => {
            let briefing = archive.briefing(index);
            put("kind", json!(formats.kind(briefing)));
            put("date", json!(formats.short_date(briefing)));
            put("status", json!(briefing.record.status().name()));
            put("where", json!(briefing.venues.iter().map(name).collect::<Vec<_>>()));
            let mut people: Vec<&str> = Vec::new();
            for who in &briefing.attendance {
                let known = who.person.or(who.organization).or(who.side);
                if let Some(known) = known.as_ref().map(name).filter(|name| !people.contains(name))
                {
                    people.push(known);
                }
            }
            people.truncate(MOST_PEOPLE);
            put("people", json!(people));
        }
        Node::Entity(index) => {
            let entity = archive.entity(index);
            put("kind", json!(formats.messages().text(entity.kind.name())));
            put("count", json!(formats.messages().count("briefings", entity.briefings.len())));
            let names: Vec<&str> =
                entity.aliases().iter().map(|alias| alias.name.value.as_str()).collect();
            put("names", json!(names));
        }
        Node::Home | Node::Page(_) => {}
    }
    if let Some((head, links)) = text_of.filter(|(head, _)| head.common.withdrawn.is_none()) {
        if let Some(summary) = formats.summary(node) {
            put("summary", json!(summary));
        }
        put("text", json!(text(archive, node, head, links)));
    }
    Value::Object(record)
}

/// Returns the text of a record and what its front matter says, a paragraph a line.
fn text(archive: &Archive, node: Node, head: &Head, links: &[Destination]) -> String {
    let title = |link: usize| match links.get(link) {
        Some(Destination::Node(node, _)) => archive.title(*node),
        _ => "",
    };
    let mut text = head.body.plain(LONGEST_TEXT, title);
    if let Node::Briefing(index) = node {
        said(archive.briefing(index), &mut |said| {
            if text.len() + said.len() < LONGEST_TEXT {
                text.push('\n');
                text.push_str(said);
            }
        });
    }
    text
}
