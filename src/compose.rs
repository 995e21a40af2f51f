//! Compose: the values of a new record go in; the path and the text of its file come out.
//!
//! The disk is not used here: `edit` writes the file.

use std::collections::BTreeMap;

use crate::archive::{Archive, LinkedEntity};
use crate::id::{Id, slug};
use crate::output::path::OutputPath;
use crate::record::date::{Date, Day, Precision, SingleDate};
use crate::record::toml_value::{FrontMatter, TomlItem, TomlValue};
use crate::record::{EntityKind, Section};
use crate::source::{CONTENT, Sources};
use crate::text::fold;

/// The longest part of a briefing's ID that comes from its title, in bytes.
const LONGEST_SLUG: usize = 60;

/// The archive that a new record must fit into.
#[derive(Clone, Copy)]
pub struct Existing<'a> {
    /// Its files.
    pub sources: &'a Sources,
    /// The published part, whose URLs must not change.
    pub published: &'a Archive,
    /// The whole archive, with drafts and pages under embargo.
    pub whole: &'a Archive,
}

/// A new file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Its path, relative to the root, with forward slashes.
    pub path: String,
    /// Its front matter.
    pub text: String,
}

/// An archive with the paths of the pages of its entities, as the plan decides them.
#[derive(Clone, Copy)]
pub struct Paths<'a> {
    /// The archive.
    pub archive: &'a Archive,
    /// The path of each entity's page, in the order of [`Archive::entities`].
    pub of_entities: &'a [OutputPath],
}

impl<'a> Paths<'a> {
    /// Returns the entities without files, by kind and folded name.
    fn provisional(self) -> BTreeMap<(EntityKind, String), (&'a str, &'a OutputPath)> {
        let entities = self.archive.entities.iter().zip(self.of_entities);
        let without = entities.filter(|(entity, _)| entity.record.is_none());
        without
            .map(|(entity, path)| ((entity.kind, fold(&entity.name)), (entity.name.as_str(), path)))
            .collect()
    }
}

/// A page of a name without a file, whose path changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The name.
    pub name: String,
    /// The path that the page had.
    pub from: OutputPath,
    /// The path that it gets.
    pub to: OutputPath,
}

/// Keys of front matter with their values, in the order of writing.
pub type KeyValues = Vec<(&'static str, TomlValue)>;

/// Composes a briefing, whose ID is made from its date, in EDTF, and its title. Its file is in a folder
/// of `content/briefings/`: the given one, or else the one where most briefings would be.
pub fn briefing(
    title: &str,
    date: &str,
    keys: &KeyValues,
    folder: Option<&str>,
    existing: Existing<'_>,
) -> NewFile {
    let parsed = Date::parse(date).ok();
    let when = parsed.as_ref().map(|date| date_prefix(date) + "-").unwrap_or_default();
    let plain = slug(title);
    let mut plain = plain.as_str();
    if plain.len() > LONGEST_SLUG {
        plain = plain[..LONGEST_SLUG].rsplit_once('-').map_or(&plain[..LONGEST_SLUG], |cut| cut.0);
    }
    let id = match plain {
        "" => Id::from_name_with_hash(title).to_string(),
        plain => plain.to_owned(),
    };
    let folder = match folder {
        Some(folder) => folder.trim_matches('/').to_owned(),
        None => parsed.and_then(|date| usual_folder(existing.whole, &date)).unwrap_or_default(),
    };
    let prefix = format!("{CONTENT}{}/", Section::Briefing.folder());
    let taken = |id: &str| {
        let mut files = existing.sources.below(&prefix).iter();
        files.any(|file| stem(&file.path) == id)
    };
    let first = format!("{when}{id}");
    let ids = std::iter::once(first.clone()).chain((2..).map(|n| format!("{first}-{n}")));
    let id = ids.into_iter().find(|id| !taken(id)).unwrap_or(first);
    let folder = if folder.is_empty() { folder } else { folder + "/" };
    let mut all = vec![
        ("title", TomlValue::Text(title.to_owned())),
        ("date", TomlValue::Date(date.to_owned())),
    ];
    all.extend(keys.iter().cloned());
    NewFile { path: format!("{prefix}{folder}{id}.md"), text: file(&all) }
}

/// Composes an entity. A name that the archive uses already keeps its URL.
///
/// # Errors
/// When the name has a file, with its path.
pub fn entity(
    kind: EntityKind,
    name: &str,
    keys: &KeyValues,
    existing: Existing<'_>,
) -> Result<NewFile, String> {
    let Existing { sources, published, whole } = existing;
    let known = find(published, kind, name).or_else(|| find(whole, kind, name));
    if let Some(record) = known.and_then(|entity| entity.record.as_ref()) {
        return Err(record.head.path.to_string());
    }
    let path = |id: &Id| format!("{CONTENT}{}/{id}.md", kind.folder());
    let (id, name) = match known {
        // An entity that is given by its ID gets its known name.
        Some(entity) if entity.id.as_str() == name => (entity.id.clone(), entity.name.as_str()),
        Some(entity) => (entity.id.clone(), name),
        None => {
            let folded = fold(name);
            let is_free = |id: &Id| {
                whole.entity_of_id(kind, id.as_str()).is_none() && sources.file(&path(id)).is_none()
            };
            let plain = Id::from_name(&folded).filter(is_free);
            (plain.unwrap_or_else(|| Id::from_name_with_hash(&folded)), name)
        }
    };
    let mut all = vec![("name", TomlValue::Text(name.to_owned()))];
    all.extend(keys.iter().cloned());
    Ok(NewFile { path: path(&id), text: file(&all) })
}

/// Composes a free page.
pub fn page(title: &str, keys: &KeyValues) -> NewFile {
    let id = Id::from_name(title).unwrap_or_else(|| Id::from_name_with_hash(title));
    let mut all = vec![("title", TomlValue::Text(title.to_owned()))];
    all.extend(keys.iter().cloned());
    let path = format!("{CONTENT}{}/{id}.md", Section::Page.folder());
    NewFile { path, text: file(&all) }
}

/// Returns the value of `participants`: people by their names, and a name that only an organization
/// has as an organization.
pub fn participants(names: &[String], archive: &Archive) -> TomlValue {
    let item = |name: &String| {
        let is_person = find(archive, EntityKind::Person, name).is_some();
        let is_body = || find(archive, EntityKind::Organization, name).is_some();
        if !is_person && is_body() {
            TomlItem::Table("organization", name.clone())
        } else {
            TomlItem::Text(name.clone())
        }
    };
    TomlValue::List(names.iter().map(item).collect())
}

/// Returns the entity with a name, alias or ID.
pub fn find<'a>(archive: &'a Archive, kind: EntityKind, name: &str) -> Option<&'a LinkedEntity> {
    let named = || archive.entities_named(kind, name).iter().min().copied();
    archive.entity_of_id(kind, name).or_else(named).map(|index| archive.entity(index))
}

/// Returns the names without files whose pages have another path in `after` than in `before`,
/// sorted by kind and name.
pub fn moved(before: Paths<'_>, after: Paths<'_>) -> Vec<Moved> {
    let after = after.provisional();
    let moved = before.provisional().into_iter().filter_map(|(key, (name, from))| {
        let (_, to) = after.get(&key).filter(|(_, to)| *to != from)?;
        Some(Moved { name: name.to_owned(), from: from.clone(), to: (*to).clone() })
    });
    moved.collect()
}

fn file(keys: &[(&str, TomlValue)]) -> String {
    let mut front = FrontMatter::default();
    keys.iter().for_each(|(key, value)| front.add(key, value));
    front.file()
}

fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".md").unwrap_or(name)
}

/// Returns a date for a file name, as exact as its start is known.
fn date_prefix(date: &Date) -> String {
    let (first, last) = date.listed();
    let Day { year, month, .. } = first;
    match date {
        Date::Single(SingleDate { precision: Precision::Decade, .. }) => format!("{year:04}s"),
        _ if date.is_open() => format!("{year:04}"),
        _ if first == last => first.to_string(),
        _ if (first.year, first.month) == (last.year, last.month) => {
            format!("{year:04}-{month:02}")
        }
        _ => format!("{year:04}"),
    }
}

/// Returns the folder in `content/briefings/` for a briefing of a date: by year, or by year and month,
/// if most briefings of the archive are in such folders.
fn usual_folder(archive: &Archive, date: &Date) -> Option<String> {
    let ways: [fn(&Date) -> Option<String>; 4] = [
        |_| Some(String::new()),
        |date| date.year().map(|year| format!("{year:04}")),
        |date| date.month().map(|(year, month)| format!("{year:04}/{month:02}")),
        |date| date.month().map(|(year, month)| format!("{year:04}-{month:02}")),
    ];
    let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
    for (_, briefing) in archive.in_time() {
        let path = &briefing.record.head.path;
        let below = path.strip_prefix(CONTENT).and_then(|path| path.strip_prefix("briefings/"));
        let folder = below.and_then(|path| path.rsplit_once('/')).map_or("", |(folder, _)| folder);
        let date = &briefing.record.date;
        let way = ways.iter().position(|way| way(date).as_deref() == Some(folder));
        way.into_iter().for_each(|way| *votes.entry(way).or_default() += 1);
    }
    let (way, _) = votes.into_iter().max_by_key(|(way, votes)| (*votes, *way))?;
    ways[way](date)
}
