//! Names become entities: which person, organization, venue, series or topic a text means.
//!
//! An ID wins. After it, names and aliases are one tier, compared folded ([`fold`]). A name that
//! finds nothing becomes a provisional entity with an ID made from the name, which no other name
//! can move: names that would share an ID all take a hash.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::EntityIndex;
use crate::record::id::Id;
use crate::record::keys::Spanned;
use crate::record::{Entity, EntityKind};

/// Returns a name as names are compared: NFC, Unicode case folding, white space folded, and the
/// typographic apostrophe as the plain one.
pub fn fold(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase().split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    }
    let composed: Cow<'_, str> =
        if is_nfc(name) { name.into() } else { name.nfc().collect::<String>().into() };
    let folded = unicase::UniCase::unicode(composed.as_ref()).to_folded_case();
    let folded: String = folded.nfc().map(|c| if c == '\u{2019}' { '\'' } else { c }).collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a name was found to mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// One entity.
    One(EntityIndex),
    /// Several that have files.
    Several(Vec<EntityIndex>),
    /// One whose file is withheld.
    Withheld,
}

/// Every name of the archive. Entities with files come first, in the order of the files; then the
/// provisional ones, in the order in which they were first named.
pub(super) struct Names<'a> {
    kinds: BTreeMap<EntityKind, KindNames<'a>>,
    /// Every entity: its kind, and its name where it has no file.
    pub(super) entities: Vec<Named>,
}

/// An entity, with a file or without.
pub(super) struct Named {
    pub(super) kind: EntityKind,
    /// The name of a provisional entity, folded; empty for one that has a file.
    folded: String,
}

#[derive(Default)]
struct KindNames<'a> {
    /// What each text as written was found to mean, and how often it is written.
    seen: HashMap<&'a str, (Found, u32)>,
    ids: HashMap<&'a str, EntityIndex>,
    folded: HashMap<String, Vec<EntityIndex>>,
    withheld: BTreeSet<String>,
}

impl<'a> Names<'a> {
    /// Begins with the entities that have files, and with those whose files are withheld.
    pub(super) fn new(files: &'a [Arc<Entity>], withheld: &'a [Arc<Entity>]) -> Self {
        let mut names = Self { kinds: BTreeMap::new(), entities: Vec::with_capacity(files.len()) };
        for entity in files {
            let index = EntityIndex::new(names.entities.len());
            let kind = names.kinds.entry(entity.kind).or_default();
            kind.ids.insert(entity.head.id.as_str(), index);
            for name in names_of(entity) {
                let found = kind.folded.entry(fold(name)).or_default();
                if found.last() != Some(&index) {
                    found.push(index);
                }
            }
            names.entities.push(Named { kind: entity.kind, folded: String::new() });
        }
        for entity in withheld {
            let kind = names.kinds.entry(entity.kind).or_default();
            kind.withheld.insert(entity.head.id.to_string());
            kind.withheld.extend(names_of(entity).map(fold));
        }
        names
    }

    /// Finds what a name in front matter means, and makes a provisional entity of one that means
    /// nothing yet.
    pub(super) fn resolve(&mut self, kind: EntityKind, name: &'a Spanned<String>) -> Found {
        let names = self.kinds.entry(kind).or_default();
        let written: &'a str = &name.value;
        if let Some((found, times)) = names.seen.get_mut(written) {
            *times += 1;
            return found.clone();
        }
        let found = names.find(written).unwrap_or_else(|| {
            let index = EntityIndex::new(self.entities.len());
            let folded = fold(written);
            names.folded.insert(folded.clone(), vec![index]);
            self.entities.push(Named { kind, folded });
            Found::One(index)
        });
        names.seen.insert(written, (found.clone(), 1));
        found
    }

    /// Returns how every entity is spelled most, by index; of spellings used alike, the first in the
    /// order of code points. One that is never named has none.
    pub(super) fn spellings(&self) -> Vec<String> {
        let mut most: Vec<(u32, &str)> = vec![(0, ""); self.entities.len()];
        for (written, (found, times)) in self.kinds.values().flat_map(|names| &names.seen) {
            if let Found::One(index) = found {
                let best = &mut most[index.get()];
                if *times > best.0 || (*times == best.0 && *written < best.1) {
                    *best = (*times, written);
                }
            }
        }
        most.into_iter().map(|(_, spelling)| spelling.to_owned()).collect()
    }

    /// Gives every provisional entity its ID, by index; entities with files keep theirs (`None`).
    /// A provisional entity whose name is the ID of another is that other: it gives its index.
    pub(super) fn provisional_ids(&self) -> Vec<Option<Result<Id, EntityIndex>>> {
        // Those that share an ID, and of them the one whose name is not the ID itself, if but one.
        let mut by_slug: HashMap<(EntityKind, Id), (usize, Vec<usize>)> = HashMap::new();
        for (i, named) in
            self.entities.iter().enumerate().filter(|(_, named)| !named.folded.is_empty())
        {
            if let Some(id) = Id::from_name(&named.folded) {
                let is_proper = named.folded != id.as_str();
                let (sharing, proper) = by_slug.entry((named.kind, id)).or_default();
                *sharing += 1;
                if is_proper && proper.len() < 2 {
                    proper.push(i);
                }
            }
        }
        let mut ids: Vec<Option<Result<Id, EntityIndex>>> = vec![None; self.entities.len()];
        for (i, named) in
            self.entities.iter().enumerate().filter(|(_, named)| !named.folded.is_empty())
        {
            let hashed = || Ok(Id::from_name_with_hash(&named.folded));
            ids[i] = Some(match Id::from_name(&named.folded) {
                None => hashed(),
                Some(id) => {
                    let has_file = self.kinds[&named.kind].ids.contains_key(id.as_str());
                    let (sharing, proper) = &by_slug[&(named.kind, id.clone())];
                    match (has_file, sharing, &proper[..]) {
                        (false, 1, _) => Ok(id),
                        (false, _, [other]) if *other == i => Ok(id),
                        (false, _, [other]) => Err(EntityIndex::new(*other)),
                        _ => hashed(),
                    }
                }
            });
        }
        ids
    }
}

impl KindNames<'_> {
    fn find(&self, name: &str) -> Option<Found> {
        if let Some(index) = self.ids.get(name) {
            return Some(Found::One(*index));
        }
        let folded = fold(name);
        match self.folded.get(&folded).map(Vec::as_slice) {
            Some([index]) => Some(Found::One(*index)),
            Some(several) => Some(Found::Several(several.to_vec())),
            None => (self.withheld.contains(name) || self.withheld.contains(&folded))
                .then_some(Found::Withheld),
        }
    }
}

/// Returns the name and the aliases of an entity that has a file.
fn names_of(entity: &Entity) -> impl Iterator<Item = &str> {
    let aliases = entity.names.aliases.iter().map(|alias| alias.name.value.as_str());
    std::iter::once(entity.head.title.value.as_str()).chain(aliases)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_in_case_space_form_or_apostrophe_are_one() {
        for (a, b) in [
            ("Sergei Lavrov", " sergei   LAVROV"),
            ("Recep Tayyip Erdog\u{306}an", "RECEP TAYYIP ERDOĞAN"),
            ("O’Brien", "O'Brien"),
            ("Straße", "STRASSE"),
            ("Οδυσσεύς", "ΟΔΥΣΣΕΎΣ"),
            ("Сергей Лавров", "сергей ЛАВРОВ"),
        ] {
            assert_eq!(fold(a), fold(b));
        }
    }

    #[test]
    fn names_that_differ_in_a_letter_or_an_accent_are_two() {
        for (a, b) in [("Sergei", "Sergey"), ("Kılıç", "Kilic"), ("e\u{301}", "e")] {
            assert_ne!(fold(a), fold(b));
        }
    }

    fn ids(names: &[&str]) -> Vec<String> {
        let spanned: Vec<_> =
            names.iter().map(|name| Spanned::new((*name).to_owned(), 0..0)).collect();
        let mut found = Names::new(&[], &[]);
        let indexes: Vec<_> =
            spanned.iter().map(|name| found.resolve(EntityKind::Person, name)).collect();
        let ids = found.provisional_ids();
        let id = |index: EntityIndex| ids[index.get()].clone().expect("provisional");
        indexes
            .into_iter()
            .map(|found| match found {
                Found::One(index) => match id(index) {
                    Ok(id) => id.to_string(),
                    Err(other) => id(other).expect("a proper name").to_string(),
                },
                other => panic!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn a_provisional_id_is_moved_by_its_twin_alone() {
        assert_eq!(ids(&["Ana Díaz", "Bo Li"]), ["ana-diaz", "bo-li"]);
        let twins = ids(&["Ana Díaz", "Ana Diaz", "Bo Li"]);
        assert!(
            twins[0].starts_with("ana-diaz-")
                && twins[1].starts_with("ana-diaz-")
                && twins[0] != twins[1]
        );
        assert_eq!(twins[2], "bo-li");
    }

    #[test]
    fn an_entity_is_called_as_most_call_it() {
        let written = ["ANKARA", "Ankara", "Ankara", "Bonn", "BONN"];
        let spanned: Vec<_> = written.map(|name| Spanned::new(name.to_owned(), 0..0)).into();
        let mut names = Names::new(&[], &[]);
        spanned.iter().for_each(|name| _ = names.resolve(EntityKind::Venue, name));
        assert_eq!(names.spellings(), ["Ankara", "BONN"]);
    }

    #[test]
    fn the_id_of_a_provisional_entity_finds_it() {
        assert_eq!(ids(&["sergei-lavrov", "Sergei Lavrov"]), ["sergei-lavrov", "sergei-lavrov"]);
    }
}
