//! Names: which person, organization, venue, series, topic or outlet a text means.
//!
//! An ID wins. After it, names and aliases are one tier, compared folded ([`fold`]). A name in front
//! matter that finds nothing becomes a provisional entity with an ID made from the name, which no
//! other name can move: names that would share an ID all take a hash. Front matter, wikilinks and
//! mentions all ask here.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use super::{EntityIndex, NameMap};
use crate::id::Id;
use crate::record::date::{Date, Day};
use crate::record::{Entity, EntityKind};
use crate::text::fold;

/// A name of an entity that has a file, and when it was in use.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name<'a> {
    /// As written.
    pub(super) text: &'a str,
    /// The first day that it may have been used on; always before, where there is none.
    from: Option<Day>,
    /// The last.
    to: Option<Day>,
}

impl Name<'_> {
    /// Says whether it has no dates.
    pub(super) fn is_of_any_time(&self) -> bool {
        self.from.is_none() && self.to.is_none()
    }

    /// Says whether it may have been used at a date.
    pub(super) fn is_of(&self, date: &Date) -> bool {
        let (first, last) = date.bounds();
        let in_order = |a: Option<Day>, b: Option<Day>| a.zip(b).is_none_or(|(a, b)| a <= b);
        in_order(self.from, last) && in_order(first, self.to)
    }
}

/// Returns the name and the aliases of an entity that has a file.
pub(super) fn names_of(entity: &Entity) -> impl Iterator<Item = Name<'_>> {
    let name = Name { text: &entity.head.title.value, from: None, to: None };
    let aliases = entity.names.aliases.iter().map(|alias| Name {
        text: &alias.name.value,
        from: alias.from.as_ref().and_then(|from| from.value.bounds().0),
        to: alias.to.as_ref().and_then(|to| to.value.bounds().1),
    });
    std::iter::once(name).chain(aliases)
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

/// Every name of the archive, by kind.
#[derive(Default)]
pub(super) struct Names {
    kinds: BTreeMap<EntityKind, KindNames>,
}

#[derive(Default)]
struct KindNames {
    /// The entities by their IDs: those that have files, and in the end all.
    ids: NameMap<Id, EntityIndex>,
    /// The plain IDs of names whose files kept the hash that they had without one.
    apart: HashSet<Id>,
    /// All entities, by their names and aliases, folded.
    folded: NameMap<String, Vec<EntityIndex>>,
    /// The IDs, names and aliases of withheld entities, folded.
    withheld: BTreeSet<String>,
}

impl Names {
    /// Begins with the entities that have files, counted in their order, and with those whose files
    /// are withheld.
    pub(super) fn new(files: &[Arc<Entity>], withheld: &[Arc<Entity>]) -> Self {
        let mut names = Self::default();
        for (i, entity) in files.iter().enumerate() {
            let index = EntityIndex::new(i);
            let kind = names.kinds.entry(entity.kind).or_default();
            kind.ids.insert(entity.head.id.clone(), index);
            let name = fold(&entity.head.title.value);
            if Id::from_name_with_hash(&name) == entity.head.id {
                kind.apart.extend(Id::from_name(&name));
            }
            for name in names_of(entity) {
                let found = kind.folded.entry(fold(name.text)).or_default();
                if found.last() != Some(&index) {
                    found.push(index);
                }
            }
        }
        for entity in withheld {
            let kind = names.kinds.entry(entity.kind).or_default();
            kind.withheld.insert(entity.head.id.to_string());
            kind.withheld.extend(names_of(entity).map(|name| fold(name.text)));
        }
        names
    }

    /// Finds what a name of a kind means.
    pub(super) fn find(&self, kind: EntityKind, name: &str) -> Option<Found> {
        let names = self.kinds.get(&kind)?;
        if let Some(index) = names.ids.get(name) {
            return Some(Found::One(*index));
        }
        let folded = fold(name);
        match names.folded.get(&folded).map(Vec::as_slice) {
            Some([index]) => Some(Found::One(*index)),
            Some(several) => Some(Found::Several(several.to_vec())),
            None => (names.withheld.contains(name) || names.withheld.contains(&folded))
                .then_some(Found::Withheld),
        }
    }

    /// Finds the entity of a kind that has an ID.
    pub(super) fn of_id(&self, kind: EntityKind, id: &str) -> Option<EntityIndex> {
        self.kinds.get(&kind)?.ids.get(id).copied()
    }

    /// Counts the entities anew, by the place that each has now, and takes in the IDs of them all,
    /// which are given in the order of these places.
    fn number(&mut self, places: &[EntityIndex], order: &[(EntityKind, Id, usize)]) {
        for names in self.kinds.values_mut() {
            names.folded.values_mut().flatten().for_each(|index| *index = places[index.get()]);
        }
        for (place, (kind, id, _)) in order.iter().enumerate() {
            let names = self.kinds.entry(*kind).or_default();
            names.ids.insert(id.clone(), EntityIndex::new(place));
        }
    }
}

/// The names in front matter, as they are met. Entities with files come first, in the order of the
/// files; then the provisional ones, in the order in which they were first named.
pub(super) struct NameResolver<'a> {
    names: Names,
    /// Every entity: its kind, and its name where it has no file.
    entities: Vec<Named>,
    /// What each text as written was found to mean, and how often it is written.
    seen: NameMap<(EntityKind, &'a str), (Found, u32)>,
}

/// An entity, with a file or without.
struct Named {
    kind: EntityKind,
    /// The name of a provisional entity, folded; empty for one that has a file.
    folded: String,
}

/// The entities as they are counted for good: by kind and ID.
pub(super) struct Numbering {
    /// Every name, which means an entity by its place.
    pub(super) names: Names,
    /// The kind and the ID of each entity, and which it was before.
    pub(super) order: Vec<(EntityKind, Id, usize)>,
    /// The place of each entity, by what it was before.
    places: Vec<EntityIndex>,
    /// How each is spelled most, by what it was before.
    pub(super) spellings: Vec<String>,
}

impl Numbering {
    /// Returns the place of an entity that was counted as it was met.
    pub(super) fn place(&self, index: EntityIndex) -> EntityIndex {
        self.places[index.get()]
    }
}

impl<'a> NameResolver<'a> {
    /// Begins as [`Names::new`] does.
    pub(super) fn new(files: &[Arc<Entity>], withheld: &[Arc<Entity>]) -> Self {
        let kinds = files.iter().map(|entity| entity.kind);
        Self {
            names: Names::new(files, withheld),
            entities: kinds.map(|kind| Named { kind, folded: String::new() }).collect(),
            seen: NameMap::default(),
        }
    }

    /// Finds what a name in front matter means that is written so often, and makes a provisional
    /// entity of one that means nothing yet.
    pub(super) fn resolve(&mut self, kind: EntityKind, written: &'a str, times: u32) -> Found {
        if let Some((found, seen)) = self.seen.get_mut(&(kind, written)) {
            *seen += times;
            return found.clone();
        }
        let found = self.names.find(kind, written).unwrap_or_else(|| {
            let index = EntityIndex::new(self.entities.len());
            let folded = fold(written);
            let names = self.names.kinds.entry(kind).or_default();
            names.folded.insert(folded.clone(), vec![index]);
            self.entities.push(Named { kind, folded });
            Found::One(index)
        });
        self.seen.insert((kind, written), (found.clone(), times));
        found
    }

    /// Finds what a name means among several kinds, if anything does: an ID before a name, and one
    /// that has a file before one that has none. Makes no entity.
    pub(super) fn known(&self, kinds: &[EntityKind], name: &str) -> Option<Found> {
        let by_id: Vec<EntityIndex> =
            kinds.iter().filter_map(|kind| self.names.of_id(*kind, name)).collect();
        match by_id[..] {
            [] => {}
            [index] => return Some(Found::One(index)),
            _ => return Some(Found::Several(by_id)),
        }
        let (mut with_file, mut without, mut withheld) = (Vec::new(), None, false);
        for found in kinds.iter().filter_map(|kind| self.names.find(*kind, name)) {
            match found {
                Found::One(index) if self.has_file(index) => with_file.push(index),
                Found::One(index) => _ = without.get_or_insert(index),
                Found::Several(several) => with_file.extend(several),
                Found::Withheld => withheld = true,
            }
        }
        match with_file[..] {
            [index] => Some(Found::One(index)),
            [] if withheld => Some(Found::Withheld),
            [] => without.map(Found::One),
            _ => Some(Found::Several(with_file)),
        }
    }

    /// Says whether an entity has a file.
    pub(super) fn has_file(&self, index: EntityIndex) -> bool {
        self.entities[index.get()].folded.is_empty()
    }

    /// Counts the entities for good. Those that have files are given in their order.
    pub(super) fn number(mut self, files: &[Arc<Entity>]) -> Numbering {
        let ids = self.provisional_ids();
        let mut order: Vec<(EntityKind, Id, usize)> = Vec::with_capacity(ids.len());
        for (i, (named, id)) in self.entities.iter().zip(&ids).enumerate() {
            match id {
                None => order.push((named.kind, files[i].head.id.clone(), i)),
                Some(Ok(id)) => order.push((named.kind, id.clone(), i)),
                Some(Err(_)) => {}
            }
        }
        order.sort();
        let mut places = vec![EntityIndex::new(0); ids.len()];
        for (place, (_, _, i)) in order.iter().enumerate() {
            places[*i] = EntityIndex::new(place);
        }
        for (i, id) in ids.iter().enumerate() {
            if let Some(Err(other)) = id {
                places[i] = places[other.get()];
            }
        }
        let spellings = self.spellings();
        self.names.number(&places, &order);
        Numbering { names: self.names, order, places, spellings }
    }

    /// Returns how every entity is spelled most, by index; of spellings used alike, the first in the
    /// order of code points. One that is never named has none.
    fn spellings(&self) -> Vec<String> {
        let mut most: Vec<(u32, &str)> = vec![(0, ""); self.entities.len()];
        for ((_, written), (found, times)) in &self.seen {
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
    fn provisional_ids(&self) -> Vec<Option<Result<Id, EntityIndex>>> {
        // Those that share an ID, and of them the one whose name is not the ID itself, if but one.
        let mut by_slug: NameMap<(EntityKind, Id), (usize, Vec<usize>)> = NameMap::default();
        let provisional = || {
            let entities = self.entities.iter().enumerate();
            entities.filter(|(_, named)| !named.folded.is_empty())
        };
        let slugs: Vec<Option<Id>> =
            provisional().map(|(_, named)| Id::from_name(&named.folded)).collect();
        for ((i, named), id) in provisional().zip(&slugs) {
            let Some(id) = id else { continue };
            let (sharing, proper) = by_slug.entry((named.kind, id.clone())).or_default();
            *sharing += 1;
            if named.folded != id.as_str() && proper.len() < 2 {
                proper.push(i);
            }
        }
        let mut ids: Vec<Option<Result<Id, EntityIndex>>> = vec![None; self.entities.len()];
        for ((i, named), id) in provisional().zip(slugs) {
            let hashed = || Ok(Id::from_name_with_hash(&named.folded));
            ids[i] = Some(match id {
                None => hashed(),
                Some(id) => {
                    let KindNames { ids, apart, .. } = &self.names.kinds[&named.kind];
                    let taken = ids.contains_key(id.as_str()) || apart.contains(&id);
                    let (sharing, proper) = &by_slug[&(named.kind, id.clone())];
                    match (taken, sharing, &proper[..]) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(names: &[&str]) -> Vec<String> {
        let mut found = NameResolver::new(&[], &[]);
        let indexes: Vec<_> =
            names.iter().map(|name| found.resolve(EntityKind::Person, name, 1)).collect();
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
        let mut names = NameResolver::new(&[], &[]);
        written.iter().for_each(|name| _ = names.resolve(EntityKind::Venue, name, 1));
        assert_eq!(names.spellings(), ["Ankara", "BONN"]);
    }

    #[test]
    fn the_id_of_a_provisional_entity_finds_it() {
        assert_eq!(ids(&["sergei-lavrov", "Sergei Lavrov"]), ["sergei-lavrov", "sergei-lavrov"]);
    }
}
