//! Names: resolves names to persons, organizations, venues, series, topics and outlets.
//!
//! An ID has precedence. After it, names and aliases are one tier, compared folded ([`fold`]). A
//! name in front matter that matches nothing becomes a provisional entity with an ID made from the
//! name. No other name changes that ID: names that would share one all get a hash. Names in front
//! matter, in links and of people in citations are all looked up here.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::index::EntityIndex;
use crate::id::Id;
use crate::record::date::{Date, Day};
use crate::record::{Entity, EntityKind};
use crate::text::fold;

/// A map with many names as keys, whose hash is faster than that of the standard library.
pub(crate) type NameMap<K, V> = HashMap<K, V, foldhash::fast::RandomState>;

/// A name of an entity that has a file, with the period of its use.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name<'a> {
    /// The name as written.
    pub(super) text: &'a str,
    /// The first day on which it may have been in use; none if it has no beginning.
    from: Option<Day>,
    /// The last day on which it may have been in use; none if it has no end.
    to: Option<Day>,
}

impl Name<'_> {
    /// Returns whether it was in use at all times.
    pub(super) fn is_of_any_time(&self) -> bool {
        self.from.is_none() && self.to.is_none()
    }

    /// Returns whether it may have been in use at a date.
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

/// The number of an entity while names are being resolved: those with files come first, in the
/// order of the files, then the provisional ones, in the order of their first mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Provisional(u32);

impl Provisional {
    /// # Panics
    /// When there are 2^32 of them.
    fn new(place: usize) -> Self {
        Self(u32::try_from(place).expect("an archive holds fewer than 2^32 entities"))
    }

    /// Returns the number, which for an entity with a file is the position of the file.
    pub(super) fn get(self) -> usize {
        self.0 as usize
    }
}

/// The entities that a name matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NameMatch {
    /// One entity.
    One(Provisional),
    /// Several entities with files.
    Several(Vec<Provisional>),
    /// An entity whose file is withheld.
    Withheld,
}

/// The names and aliases of entities, by kind, with the entities `E` that have them.
#[derive(Debug)]
pub(super) struct Names<E = EntityIndex>([KindNames<E>; EntityKind::ALL.len()]);

/// The names of entities of one kind, folded.
#[derive(Debug)]
struct KindNames<E> {
    /// Names of one entity.
    unique: NameMap<Box<str>, E>,
    /// Names of several entities, all of which have files.
    shared: NameMap<Box<str>, Vec<E>>,
}

impl<E> Default for Names<E> {
    fn default() -> Self {
        Self(
            EntityKind::ALL
                .map(|_| KindNames { unique: NameMap::default(), shared: NameMap::default() }),
        )
    }
}

impl<E: Copy + PartialEq> Names<E> {
    /// Returns the entities of a kind that have a folded name.
    pub(super) fn get(&self, kind: EntityKind, folded: &str) -> &[E] {
        let KindNames { unique, shared } = &self.0[kind as usize];
        match unique.get(folded) {
            Some(entity) => std::slice::from_ref(entity),
            None => shared.get(folded).map_or(&[], Vec::as_slice),
        }
    }

    /// Adds a folded name of an entity. All names of an entity must be added in succession.
    pub(super) fn add(&mut self, kind: EntityKind, folded: Box<str>, entity: E) {
        let KindNames { unique, shared } = &mut self.0[kind as usize];
        if let Some(several) = shared.get_mut(&folded) {
            if several.last() != Some(&entity) {
                several.push(entity);
            }
            return;
        }
        match unique.entry(folded) {
            Entry::Vacant(place) => _ = place.insert(entity),
            Entry::Occupied(place) if *place.get() == entity => {}
            Entry::Occupied(place) => {
                let (folded, first) = place.remove_entry();
                shared.insert(folded, vec![first, entity]);
            }
        }
    }

    /// Converts the entities.
    fn map<F>(self, entity: impl Fn(E) -> F) -> Names<F> {
        Names(self.0.map(|KindNames { unique, shared }| {
            KindNames {
                unique: unique.into_iter().map(|(name, of)| (name, entity(of))).collect(),
                shared: (shared.into_iter())
                    .map(|(name, of)| (name, of.into_iter().map(&entity).collect()))
                    .collect(),
            }
        }))
    }
}

/// The resolver of names in front matter, which makes provisional entities of unknown names.
pub(super) struct NameResolver<'a> {
    names: Names<Provisional>,
    /// The entities that have files, by kind and ID.
    ids: [NameMap<&'a str, Provisional>; EntityKind::ALL.len()],
    /// The plain IDs of names whose files have the ID with a hash, as they had before there was a
    /// file.
    apart: HashSet<(EntityKind, Id)>,
    /// The names of withheld entities.
    withheld: &'a Names<()>,
    /// All entities, by their numbers.
    entities: Vec<Named>,
    /// The match of each name as written, and how often it is written.
    seen: NameMap<(EntityKind, &'a str), (NameMatch, u32)>,
}

struct Named {
    kind: EntityKind,
    /// The name of a provisional entity, folded; empty for one that has a file.
    folded: String,
}

/// The entities in their final order, by kind and ID.
pub(super) struct Numbering {
    /// The names of all entities.
    pub(super) names: Names,
    /// The kind, the ID and the former number of each entity.
    pub(super) order: Vec<(EntityKind, Id, Provisional)>,
    /// The index of each entity, by its former number.
    indexes: Vec<EntityIndex>,
    /// The most frequent spelling of each entity, by its former number.
    spellings: Vec<String>,
}

impl Numbering {
    /// Returns the index of an entity.
    pub(super) fn index(&self, entity: Provisional) -> EntityIndex {
        self.indexes[entity.get()]
    }

    /// Returns the most frequent spelling of an entity; empty if no front matter names it.
    pub(super) fn spelling(&self, entity: Provisional) -> &str {
        &self.spellings[entity.get()]
    }
}

/// The ID of a provisional entity.
#[derive(Clone, Debug)]
enum ProvisionalId {
    /// An ID of its own.
    Own(Id),
    /// The ID of another entity, which is the same: the name of this one is that ID.
    Of(Provisional),
}

impl<'a> NameResolver<'a> {
    /// Makes a resolver that knows the names of the entities that have files.
    pub(super) fn new(files: &'a [Arc<Entity>], withheld: &'a Names<()>) -> Self {
        let mut names = Names::default();
        let mut ids = EntityKind::ALL.map(|_| NameMap::default());
        let mut apart = HashSet::new();
        for (i, entity) in files.iter().enumerate() {
            let (index, kind) = (Provisional::new(i), entity.kind);
            ids[kind as usize].insert(entity.head.id.as_str(), index);
            let name = fold(&entity.head.title.value);
            if Id::from_name_with_hash(&name) == entity.head.id {
                apart.extend(Id::from_name(&name).map(|id| (kind, id)));
            }
            for name in names_of(entity) {
                names.add(kind, fold(name.text).into(), index);
            }
        }
        let kinds = files.iter().map(|entity| entity.kind);
        Self {
            names,
            ids,
            apart,
            withheld,
            entities: kinds.map(|kind| Named { kind, folded: String::new() }).collect(),
            seen: NameMap::default(),
        }
    }

    /// Resolves a name that is written `times` times, and makes a provisional entity of an unknown
    /// one.
    pub(super) fn resolve(&mut self, kind: EntityKind, written: &'a str, times: u32) -> NameMatch {
        if let Some((found, seen)) = self.seen.get_mut(&(kind, written)) {
            *seen += times;
            return found.clone();
        }
        let found = self.find(kind, written).unwrap_or_else(|folded| {
            let index = Provisional::new(self.entities.len());
            self.names.add(kind, folded.as_str().into(), index);
            self.entities.push(Named { kind, folded });
            NameMatch::One(index)
        });
        self.seen.insert((kind, written), (found.clone(), times));
        found
    }

    /// Resolves a name of a kind.
    ///
    /// # Errors
    /// The folded name, if nothing matches.
    pub(super) fn find(&self, kind: EntityKind, name: &str) -> Result<NameMatch, String> {
        if let Some(index) = self.of_id(kind, name) {
            return Ok(NameMatch::One(index));
        }
        let folded = fold(name);
        match self.names.get(kind, &folded) {
            [index] => Ok(NameMatch::One(*index)),
            [] if !self.withheld.get(kind, &folded).is_empty() => Ok(NameMatch::Withheld),
            [] => Err(folded),
            several => Ok(NameMatch::Several(several.to_vec())),
        }
    }

    /// Returns the entity of a kind that has a file with an ID.
    fn of_id(&self, kind: EntityKind, id: &str) -> Option<Provisional> {
        self.ids[kind as usize].get(id).copied()
    }

    /// Resolves a name of one of several kinds without making an entity: IDs have precedence over
    /// names, and entities with files over those without.
    pub(super) fn known(&self, kinds: &[EntityKind], name: &str) -> Option<NameMatch> {
        let by_id: Vec<Provisional> =
            kinds.iter().filter_map(|kind| self.of_id(*kind, name)).collect();
        match by_id[..] {
            [] => {}
            [index] => return Some(NameMatch::One(index)),
            _ => return Some(NameMatch::Several(by_id)),
        }
        let (mut with_file, mut without, mut withheld) = (Vec::new(), None, false);
        for found in kinds.iter().filter_map(|kind| self.find(*kind, name).ok()) {
            match found {
                NameMatch::One(index) if self.has_file(index) => with_file.push(index),
                NameMatch::One(index) => _ = without.get_or_insert(index),
                NameMatch::Several(several) => with_file.extend(several),
                NameMatch::Withheld => withheld = true,
            }
        }
        match with_file[..] {
            [index] => Some(NameMatch::One(index)),
            [] if withheld => Some(NameMatch::Withheld),
            [] => without.map(NameMatch::One),
            _ => Some(NameMatch::Several(with_file)),
        }
    }

    /// Returns whether an entity has a file.
    pub(super) fn has_file(&self, index: Provisional) -> bool {
        self.entities[index.get()].folded.is_empty()
    }

    /// Assigns the final index of every entity. `files` are those that the resolver was made of.
    pub(super) fn number(self, files: &[Arc<Entity>]) -> Numbering {
        let ids = self.provisional_ids();
        let mut order: Vec<(EntityKind, Id, Provisional)> = Vec::with_capacity(ids.len());
        for (i, (named, id)) in self.entities.iter().zip(&ids).enumerate() {
            let entity = Provisional::new(i);
            match id {
                None => order.push((named.kind, files[i].head.id.clone(), entity)),
                Some(ProvisionalId::Own(id)) => order.push((named.kind, id.clone(), entity)),
                Some(ProvisionalId::Of(_)) => {}
            }
        }
        order.sort();
        let mut indexes = vec![EntityIndex::new(0); ids.len()];
        for (place, (_, _, entity)) in order.iter().enumerate() {
            indexes[entity.get()] = EntityIndex::new(place);
        }
        for (i, id) in ids.iter().enumerate() {
            if let Some(ProvisionalId::Of(other)) = id {
                indexes[i] = indexes[other.get()];
            }
        }
        let spellings = self.spellings();
        let names = self.names.map(|entity| indexes[entity.get()]);
        Numbering { names, order, indexes, spellings }
    }

    /// Returns the most frequent spelling of every entity, by number; of equally frequent ones, the
    /// first by code points.
    fn spellings(&self) -> Vec<String> {
        let mut most: Vec<(u32, &str)> = vec![(0, ""); self.entities.len()];
        for ((_, written), (found, times)) in &self.seen {
            if let NameMatch::One(index) = found {
                let best = &mut most[index.get()];
                if *times > best.0 || (*times == best.0 && *written < best.1) {
                    *best = (*times, written);
                }
            }
        }
        most.into_iter().map(|(_, spelling)| spelling.to_owned()).collect()
    }

    /// Returns the ID of every provisional entity, by number; `None` for entities with files.
    fn provisional_ids(&self) -> Vec<Option<ProvisionalId>> {
        // The number of names that share an ID, and the first two of them that are not the ID
        // itself.
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
        let mut ids: Vec<Option<ProvisionalId>> = vec![None; self.entities.len()];
        for ((i, named), id) in provisional().zip(slugs) {
            let hashed = || ProvisionalId::Own(Id::from_name_with_hash(&named.folded));
            ids[i] = Some(match id {
                None => hashed(),
                Some(id) => {
                    let key = (named.kind, id.clone());
                    let taken =
                        self.of_id(named.kind, id.as_str()).is_some() || self.apart.contains(&key);
                    let (sharing, proper) = &by_slug[&key];
                    match (taken, sharing, &proper[..]) {
                        (false, 1, _) => ProvisionalId::Own(id),
                        (false, _, [other]) if *other == i => ProvisionalId::Own(id),
                        (false, _, [other]) => ProvisionalId::Of(Provisional::new(*other)),
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
        let withheld = Names::default();
        let mut found = NameResolver::new(&[], &withheld);
        let indexes: Vec<_> =
            names.iter().map(|name| found.resolve(EntityKind::Person, name, 1)).collect();
        let ids = found.provisional_ids();
        let id = |index: Provisional| ids[index.get()].clone().expect("provisional");
        indexes
            .into_iter()
            .map(|found| match found {
                NameMatch::One(index) => match id(index) {
                    ProvisionalId::Own(id) => id.to_string(),
                    ProvisionalId::Of(other) => match id(other) {
                        ProvisionalId::Own(id) => id.to_string(),
                        of => panic!("{of:?}"),
                    },
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
        let withheld = Names::default();
        let mut names = NameResolver::new(&[], &withheld);
        written.iter().for_each(|name| _ = names.resolve(EntityKind::Venue, name, 1));
        assert_eq!(names.spellings(), ["Ankara", "BONN"]);
    }

    #[test]
    fn the_id_of_a_provisional_entity_finds_it() {
        assert_eq!(ids(&["sergei-lavrov", "Sergei Lavrov"]), ["sergei-lavrov", "sergei-lavrov"]);
    }
}
