//! Entities: every name in front matter is resolved to one, and the records of the archive are
//! linked to them.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::names::{NameMatch, NameResolver, Numbering, Provisional, names_of};
use super::references::{BatchMeanings, Batches, BriefingRefs, Resolve};
use super::relations::{check_hierarchies, relate};
use super::withheld::{WithheldRecords, remove_from_facts, remove_from_keys};
use super::{
    Actor, Archive, Attendance, EntityIndex, LinkedBriefing, LinkedEntity, SUGGESTIONS, Threads,
    contacts,
};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, nearest, quote};
use crate::id::Id;
use crate::record::model::Text;
use crate::record::{Briefing, Entity, EntityKind, Facts, Relation};
use crate::rules::Rule;

/// Resolves all names in front matter to entities, and links the briefings and entities of the
/// archive. Removes names of withheld entities from the records that have them.
pub(super) fn resolve_names(
    archive: &mut Archive,
    mut briefings: Vec<Arc<Briefing>>,
    mut files: Vec<Arc<Entity>>,
    withheld: &WithheldRecords,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut names = NameResolver::new(&files, &withheld.names);
    let (mut batches, names_of_batches) = Batches::read(&briefings);
    let found: Vec<Vec<NameMatch>> = names_of_batches
        .iter()
        .map(|batch| {
            let written = batch.entities.iter();
            written.map(|(kind, name, times)| names.resolve(*kind, name, *times)).collect()
        })
        .collect();
    let mut resolver = Resolver {
        names: &mut names,
        files: &files,
        registered: config.names_registered,
        compared: BTreeSet::new(),
        withheld: BTreeSet::new(),
        diagnostics,
    };
    // The front matter of records with withheld names, without these.
    let (mut changed_facts, mut changed_keys) = (Vec::new(), Vec::new());
    let mut relations: Vec<Vec<(Relation, Option<Provisional>)>> = Vec::with_capacity(files.len());
    for (i, entity) in files.iter().enumerate() {
        let mut named: Vec<_> = (entity.facts.names().into_iter())
            .map(|(relation, name)| (name, relation, resolver.resolve_file(entity, relation, name)))
            .collect();
        let withheld = std::mem::take(&mut resolver.withheld);
        if !withheld.is_empty() {
            let is_withheld = |name: &Text| withheld.contains(&name.range.start);
            named.retain(|(name, ..)| !is_withheld(name));
            let mut facts = entity.facts.clone();
            remove_from_facts(&mut facts, &is_withheld);
            changed_facts.push((i, facts));
        }
        relations.push(named.into_iter().map(|(_, relation, of)| (relation, of)).collect());
    }
    // A name of an actor makes no entity, so all others are resolved first.
    let meanings = names_of_batches.iter().zip(found).map(|(batch, found)| BatchMeanings {
        entities: found.into_iter().map(|found| resolver.resolve_quietly(found)).collect(),
        actors: batch.actors.iter().map(|name| resolver.resolve_actor_quietly(name)).collect(),
    });
    let meanings: Vec<BatchMeanings<Provisional>> = meanings.collect();
    for i in batches.doubtful(&meanings) {
        let briefing = &briefings[i];
        let mut resolve = Diagnosing { resolver: &mut resolver, path: &briefing.head.path };
        let mut refs = BriefingRefs::read(&briefing.keys, &mut resolve);
        let withheld = std::mem::take(&mut resolver.withheld);
        if !withheld.is_empty() {
            let mut keys = briefing.keys.clone();
            remove_from_keys(&mut keys, &|name| withheld.contains(&name.range.start));
            refs = BriefingRefs::read(&keys, &mut Quiet(&resolver));
            changed_keys.push((i, keys));
        }
        batches.replace(i, refs);
    }

    let numbering = names.number(&files);
    let index = |entity: Provisional| numbering.index(entity);
    // This copies a record only where it is shared.
    for (i, facts) in changed_facts {
        Arc::make_mut(&mut files[i]).facts = facts;
    }
    for (i, keys) in changed_keys {
        Arc::make_mut(&mut briefings[i]).keys = keys;
    }
    archive.entities = linked_entities(&numbering, files, &relations);
    check_hierarchies(archive, diagnostics);
    let meanings: Vec<BatchMeanings> =
        meanings.into_iter().map(|of_batch| of_batch.map(index)).collect();
    archive.briefings = briefings
        .into_par_iter()
        .zip(batches.numbered(&meanings, index))
        .map(|(record, refs)| linked(archive, record, refs))
        .collect();
    relate(archive);
    archive.names = numbering.names;
}

/// Links the entities, in their final order. `relations` are those of each file.
fn linked_entities(
    numbering: &Numbering,
    files: Vec<Arc<Entity>>,
    relations: &[Vec<(Relation, Option<Provisional>)>],
) -> Vec<LinkedEntity> {
    let index = |entity: Provisional| numbering.index(entity);
    let mut records: Vec<Option<Arc<Entity>>> = files.into_iter().map(Some).collect();
    let linked = |(kind, id, of): &(EntityKind, Id, Provisional)| {
        let record = records.get_mut(of.get()).and_then(Option::take);
        let name = match &record {
            Some(record) => record.head.title.value.clone(),
            None => numbering.spelling(*of).to_owned(),
        };
        let relations = || relations.get(of.get()).into_iter().flatten();
        let mut organizations =
            relations().filter(|(of, _)| *of == Relation::Office).map(|(_, of)| *of);
        let offices = match record.as_ref().map(|record| &record.facts) {
            Some(Facts::Person(keys)) => &keys.offices[..],
            _ => &[],
        };
        let offices = offices
            .iter()
            .map(|office| office.organization.as_ref().and_then(|_| organizations.next()?))
            .map(|organization| organization.map(index))
            .collect();
        let relations =
            relations().filter_map(|(relation, of)| Some((*relation, index((*of)?)))).collect();
        LinkedEntity {
            kind: *kind,
            id: id.clone(),
            name,
            record,
            briefings: Vec::new(),
            offices,
            pairs: Vec::new(),
            said: Vec::new(),
            image: None,
            relations,
            named_by: Vec::new(),
            links: Vec::new(),
            mentions: Vec::new(),
            backlinks: Vec::new(),
        }
    };
    numbering.order.iter().map(linked).collect()
}

/// Links a briefing.
fn linked(archive: &Archive, record: Arc<Briefing>, refs: BriefingRefs) -> LinkedBriefing {
    let BriefingRefs { mut venues, mut attendance, series, mut topics, outlets, claimants, bound } =
        refs;
    distinct(&mut venues);
    distinct(&mut topics);
    each_once(&mut attendance);
    let sides = contacts::find_sides(archive, &record.date, &mut attendance);
    LinkedBriefing {
        record,
        venues,
        attendance,
        series,
        topics,
        outlets,
        sides,
        claimants,
        bound,
        threads: Threads::default(),
        files: Vec::new(),
        links: Vec::new(),
        mentions: Vec::new(),
        backlinks: Vec::new(),
    }
}

/// The resolver of names in front matter, which reports those that are withheld, ambiguous or
/// unknown.
struct Resolver<'n, 'a> {
    names: &'n mut NameResolver<'a>,
    files: &'a [Arc<Entity>],
    registered: bool,
    /// The unknown names for which the nearest known name was looked for.
    compared: BTreeSet<Provisional>,
    /// The start of each withheld name in the file that is being read, in bytes.
    withheld: BTreeSet<usize>,
    diagnostics: &'n mut Vec<Diagnostic>,
}

/// The resolver for one briefing, which reports what is wrong with its names.
struct Diagnosing<'r, 'n, 'a> {
    resolver: &'r mut Resolver<'n, 'a>,
    path: &'a Arc<str>,
}

/// The kinds that an actor may be of.
const ACTORS: [EntityKind; 2] = [EntityKind::Person, EntityKind::Organization];

impl<'a> Resolve<'a> for Diagnosing<'_, '_, 'a> {
    type Entity = Provisional;
    type Actor = Actor<Provisional>;

    fn entity(&mut self, kind: EntityKind, name: &'a Text) -> Option<Provisional> {
        let found = self.resolver.names.resolve(kind, &name.value, 0);
        self.resolver.resolve(found, kind, name, self.path)
    }

    fn actor(&mut self, name: &'a Text) -> Option<Actor<Provisional>> {
        match self.resolver.names.known(&ACTORS, &name.value) {
            None => Some(Actor::Unlisted),
            Some(found) => self
                .resolver
                .expect_unique(found, "people and organizations", name, self.path)
                .map(Actor::Entity),
        }
    }
}

/// The resolver for a briefing whose names were all reported before.
struct Quiet<'r, 'n, 'a>(&'r Resolver<'n, 'a>);

impl<'b> Resolve<'b> for Quiet<'_, '_, '_> {
    type Entity = Provisional;
    type Actor = Actor<Provisional>;

    fn entity(&mut self, kind: EntityKind, name: &'b Text) -> Option<Provisional> {
        match self.0.names.find(kind, &name.value) {
            Ok(NameMatch::One(index)) => Some(index),
            _ => None,
        }
    }

    fn actor(&mut self, name: &'b Text) -> Option<Actor<Provisional>> {
        self.0.resolve_actor_quietly(&name.value)
    }
}

impl<'a> Resolver<'_, 'a> {
    /// Returns the entity that was found, unless there is something to report.
    fn resolve_quietly(&self, found: NameMatch) -> Option<Provisional> {
        match found {
            NameMatch::One(index) if !self.is_unknown(index) => Some(index),
            _ => None,
        }
    }

    /// Resolves the name of an actor, unless there is something to report.
    fn resolve_actor_quietly(&self, name: &str) -> Option<Actor<Provisional>> {
        match self.names.known(&ACTORS, name) {
            None => Some(Actor::Unlisted),
            Some(NameMatch::One(index)) => Some(Actor::Entity(index)),
            Some(_) => None,
        }
    }

    fn is_unknown(&self, index: Provisional) -> bool {
        self.registered && !self.names.has_file(index)
    }

    /// Resolves a name in the file of an entity.
    fn resolve_file(
        &mut self,
        file: &'a Entity,
        relation: Relation,
        name: &'a Text,
    ) -> Option<Provisional> {
        let found = self.names.resolve(relation.kind(), &name.value, 1);
        self.resolve(found, relation.kind(), name, &file.head.path)
    }

    /// Returns the only entity of a kind that was found. Reports a name that is withheld or
    /// ambiguous, and one that must be registered and is not.
    fn resolve(
        &mut self,
        found: NameMatch,
        kind: EntityKind,
        name: &Text,
        path: &Arc<str>,
    ) -> Option<Provisional> {
        if let NameMatch::One(index) = found
            && self.is_unknown(index)
        {
            self.unknown(index, kind, name, path);
        }
        self.expect_unique(found, kind.folder(), name, path)
    }

    /// Returns the only entity that was found. Reports a name that is withheld or ambiguous. `of`
    /// names the kind in the plural.
    fn expect_unique(
        &mut self,
        found: NameMatch,
        of: &str,
        name: &Text,
        path: &Arc<str>,
    ) -> Option<Provisional> {
        match found {
            NameMatch::One(index) => Some(index),
            NameMatch::Withheld => {
                self.withheld.insert(name.range.start);
                self.diagnostics.push(
                    Diagnostic::new(
                        Rule::WithheldReference,
                        format!("{} is withheld and was left out", quote(&name.value)),
                        path,
                        name.range.clone(),
                    )
                    .help("it shows when the page of that name is published"),
                );
                None
            }
            NameMatch::Several(several) => {
                let mut diagnostic = Diagnostic::new(
                    Rule::AmbiguousName,
                    format!("{} is a name of {} {of}", quote(&name.value), several.len()),
                    path,
                    name.range.clone(),
                );
                for index in &several {
                    let entity = &self.files[index.get()].head;
                    diagnostic = diagnostic.at(&entity.path, entity.title.range.clone(), "");
                }
                let ids: Vec<_> = several
                    .iter()
                    .map(|index| quote(self.files[index.get()].head.id.as_str()))
                    .collect();
                self.diagnostics
                    .push(diagnostic.help(format!("write the ID instead: {}", ids.join(" or "))));
                None
            }
        }
    }

    fn unknown(&mut self, index: Provisional, kind: EntityKind, name: &Text, path: &Arc<str>) {
        let mut diagnostic = Diagnostic::new(
            Rule::UnknownName,
            format!("{} has no file in `content/{}/`", quote(&name.value), kind.folder()),
            path,
            name.range.clone(),
        );
        let files = self
            .files
            .iter()
            .filter(|entity| entity.kind == kind)
            .flat_map(|entity| names_of(entity).map(|name| name.text));
        // Each name is compared once, and not all are: an archive may have thousands.
        let compare = self.compared.len() < SUGGESTIONS && self.compared.insert(index);
        match compare.then(|| nearest(&name.value, files)).flatten() {
            Some(near) => {
                diagnostic = diagnostic.help(format!(
                    "did you mean {}? `archive.toml` says that names must be registered",
                    quote(near)
                ))
            }
            None => {
                diagnostic = diagnostic
                    .help("add a file for it: `archive.toml` says that names must be registered")
            }
        }
        self.diagnostics.push(diagnostic);
    }
}

/// Merges the entries of one person or organization.
fn each_once(all: &mut Vec<Attendance>) {
    let key = |who: &Attendance| match who.person {
        Some(person) => (Some(person), None),
        None => (None, who.organization),
    };
    let mut places: BTreeMap<(Option<EntityIndex>, Option<EntityIndex>), usize> = BTreeMap::new();
    for i in 0..all.len() {
        let new = places.len();
        match places.entry(key(&all[i])) {
            Entry::Vacant(place) => {
                place.insert(new);
                all.swap(new, i);
            }
            Entry::Occupied(place) => {
                let (role, capacity) = (all[i].role.take(), all[i].capacity.take());
                let Attendance { organization, side, head, .. } = all[i];
                let known = &mut all[*place.get()];
                known.organization = known.organization.or(organization);
                known.side = known.side.or(side);
                known.head |= head;
                known.capacity = known.capacity.take().or(capacity);
                known.role = known.role.take().or(role);
            }
        }
    }
    all.truncate(places.len());
}

/// Removes duplicates, keeping the first of each.
fn distinct(items: &mut Vec<EntityIndex>) {
    let mut seen = BTreeSet::new();
    items.retain(|item| seen.insert(*item));
}
