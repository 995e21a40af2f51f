//! Compose: what is known of a new record goes in; its file's path and text come out.
//!
//! The disk is not touched here: `edit` writes what comes out.

use std::collections::BTreeMap;

use crate::archive::{Archive, LinkedEntity};
use crate::id::{Id, slug};
use crate::record::date::{Date, Day, Point, Precision};
use crate::record::writing::{FrontMatter, Item, Written};
use crate::record::{EntityKind, Section};
use crate::source::{CONTENT, Sources};
use crate::text::fold;

/// The longest part of a briefing's ID that is made from its title, in bytes.
const LONGEST_SLUG: usize = 60;

/// What a new record must fit into.
#[derive(Clone, Copy)]
pub struct Existing<'a> {
    /// Its files.
    pub sources: &'a Sources,
    /// What is published of it: whose URLs must stay.
    pub published: &'a Archive,
    /// All of it, drafts and what is under embargo too.
    pub whole: &'a Archive,
}

/// A file that is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Relative to the root, with forward slashes.
    pub path: String,
    /// Its front matter.
    pub text: String,
}

/// Keys of front matter with their values, in the order in which they are written.
pub type Keys = Vec<(&'static str, Written)>;

/// Composes a briefing: named by its date, an EDTF date, and its title, in the given folder below
/// `content/briefings/`, or in the one in which the archive would have it.
pub fn briefing(
    title: &str,
    date: &str,
    keys: &Keys,
    folder: Option<&str>,
    existing: Existing<'_>,
) -> NewFile {
    let parsed = Date::parse(date).ok();
    let when = parsed.as_ref().map(|date| in_a_name(date) + "-").unwrap_or_default();
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
    let mut all =
        vec![("title", Written::Text(title.to_owned())), ("date", Written::Date(date.to_owned()))];
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
    keys: &Keys,
    existing: Existing<'_>,
) -> Result<NewFile, String> {
    let Existing { sources, published, whole } = existing;
    let known = find(published, kind, name).or_else(|| find(whole, kind, name));
    if let Some(record) = known.and_then(|entity| entity.record.as_ref()) {
        return Err(record.head.path.to_string());
    }
    let path = |id: &Id| format!("{CONTENT}{}/{id}.md", kind.folder());
    let (id, name) = match known {
        // What is named by its ID is called as it is called elsewhere.
        Some(entity) if entity.id.as_str() == name => (entity.id.clone(), entity.name.as_str()),
        Some(entity) => (entity.id.clone(), name),
        None => {
            let folded = fold(name);
            let is_free = |id: &Id| {
                !whole.of_kind(kind).any(|(_, entity)| entity.id == *id)
                    && sources.file(&path(id)).is_none()
            };
            let plain = Id::from_name(&folded).filter(is_free);
            (plain.unwrap_or_else(|| Id::from_name_with_hash(&folded)), name)
        }
    };
    let mut all = vec![("name", Written::Text(name.to_owned()))];
    all.extend(keys.iter().cloned());
    Ok(NewFile { path: path(&id), text: file(&all) })
}

/// Composes a free page.
pub fn page(title: &str, keys: &Keys) -> NewFile {
    let id = Id::from_name(title).unwrap_or_else(|| Id::from_name_with_hash(title));
    let mut all = vec![("title", Written::Text(title.to_owned()))];
    all.extend(keys.iter().cloned());
    let path = format!("{CONTENT}{}/{id}.md", Section::Page.folder());
    NewFile { path, text: file(&all) }
}

/// Returns who took part as front matter has it: people by their names, and what is known as an
/// organization alone as one.
pub fn participants(names: &[String], archive: &Archive) -> Written {
    let item = |name: &String| {
        let is_person = find(archive, EntityKind::Person, name).is_some();
        let is_body = || find(archive, EntityKind::Organization, name).is_some();
        match !is_person && is_body() {
            true => Item::Table("organization", name.clone()),
            false => Item::Text(name.clone()),
        }
    };
    Written::List(names.iter().map(item).collect())
}

/// Returns the entity that a name, an alias or an ID means.
pub fn find<'a>(archive: &'a Archive, kind: EntityKind, name: &str) -> Option<&'a LinkedEntity> {
    let folded = fold(name);
    let of_kind = || archive.of_kind(kind).map(|(_, entity)| entity);
    of_kind().find(|entity| entity.id.as_str() == name).or_else(|| {
        of_kind().find(|entity| {
            let aliases = entity.aliases().iter().map(|alias| alias.name.value.as_str());
            std::iter::once(entity.name.as_str()).chain(aliases).any(|name| fold(name) == folded)
        })
    })
}

fn file(keys: &[(&str, Written)]) -> String {
    let mut front = FrontMatter::default();
    keys.iter().for_each(|(key, value)| front.add(key, value));
    front.file()
}

fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".md").unwrap_or(name)
}

/// Returns a date as file names have it: as exactly as its beginning is known.
fn in_a_name(date: &Date) -> String {
    let (first, last) = date.listed();
    let Day { year, month, .. } = first;
    match date {
        Date::Point(Point { precision: Precision::Decade, .. }) => format!("{year:04}s"),
        _ if date.is_open() => format!("{year:04}"),
        _ if first == last => first.to_string(),
        _ if (first.year, first.month) == (last.year, last.month) => {
            format!("{year:04}-{month:02}")
        }
        _ => format!("{year:04}"),
    }
}

/// Returns the folder below `content/briefings/` in which an archive would have a briefing of a
/// date: by year, or by year and month, where most of its briefings lie so.
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
