//! Records become an archive: what is withheld is dropped, names become entities, and every
//! relation is shown on both its ends.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::named::{Meanings, NamedBriefing, PartMeanings, Parts};
use super::names::{Found, Names, Naming, names_of};
use super::{
    Archive, Attendance, Audience, BriefingIndex, EntityIndex, LinkedBriefing, LinkedEntity,
    LinkedPage, NameMap, Point, Threads, Voice, contacts, links, mentions, threads,
};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, nearest, quote};
use crate::id::Id;
use crate::markdown::Document;
use crate::record::model::Text;
use crate::record::{
    Briefing, Entity, EntityKind, Facts, Parsed, Record, Relation, Section, Withheld,
};
use crate::rules::{Rule, Severity};
use crate::source::{CONTENT, Sources};

/// The records that are kept out, as far as a reference to them must be recognised.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) entities: Vec<Arc<Entity>>,
    pub(super) ids: BTreeSet<(Section, Id)>,
    pub(super) paths: BTreeSet<Arc<str>>,
    /// Files with mistakes: a reference to one is not a second mistake.
    pub(super) broken_ids: BTreeSet<(Section, Id)>,
    /// And the texts of those that could be read that far.
    pub(super) broken: Vec<(Arc<str>, Document)>,
    pub(super) broken_paths: BTreeSet<Arc<str>>,
}

/// Links the records of an archive, which are in the order of the files of its content.
pub fn link(
    parsed: Vec<Parsed>,
    sources: &Sources,
    config: &Config,
    audience: Audience,
    diagnostics: &mut Vec<Diagnostic>,
) -> Archive {
    let mut kept = Kept::default();
    let mut archive = Archive::default();
    let mut files: Vec<Arc<Entity>> = Vec::new();
    let mut briefings: Vec<Arc<Briefing>> = Vec::with_capacity(parsed.len());
    let mut allowed: HashMap<Arc<str>, Vec<Rule>> = HashMap::new();
    let mut first: NameMap<(Section, Id), Arc<str>> = NameMap::default();
    first.reserve(parsed.len());
    for (file, Parsed { record, known_as, body, .. }) in sources.below(CONTENT).iter().zip(parsed) {
        let Some(record) = record else {
            kept.broken_paths.insert(file.path.clone());
            kept.broken_ids.extend(known_as);
            kept.broken.extend(body);
            continue;
        };
        if !record.head().common.allow.is_empty() {
            allowed.insert(record.head().path.clone(), record.head().common.allow.clone());
        }
        let Withheld { draft, until } = record.head().withheld;
        let embargoed = until.is_some_and(|until| {
            let until = until.timestamp(&config.zone);
            audience.at.is_none_or(|at| at.timestamp(&config.zone) < until)
        });
        let withheld = embargoed || (draft && !audience.drafts);
        if withheld {
            kept.paths.insert(record.head().path.clone());
            kept.ids.insert((record.section(), record.head().id.clone()));
            if let Record::Entity(entity) = record {
                kept.entities.push(entity);
            }
            continue;
        }
        let (path, key) =
            (record.head().path.clone(), (record.section(), record.head().id.clone()));
        if let Some(other) = first.get(&key) {
            kept.broken_paths.insert(file.path.clone());
            diagnostics.push(
                Diagnostic::new(
                    Rule::DuplicateId,
                    format!("the ID {} is there twice", quote(key.1.as_str())),
                    &path,
                    0..0,
                )
                .at(other, 0..0, "the other file")
                .help(
                    "rename one of the files: an ID is unique within its kind, whatever the folder",
                ),
            );
            continue;
        }
        first.insert(key, path);
        match record {
            Record::Home(record) => {
                archive.home = Some(LinkedPage::new(record));
            }
            Record::Page(record) => archive.pages.push(LinkedPage::new(record)),
            Record::Briefing(briefing) => briefings.push(briefing),
            Record::Entity(entity) => files.push(entity),
        }
    }
    briefings.sort_by_cached_key(|briefing| (briefing.date.sort_key(), briefing.head.id.clone()));
    archive.pages.sort_by(|a, b| a.record.head.id.cmp(&b.record.head.id));

    let names = resolve_names(&mut archive, briefings, files, &kept, config, diagnostics);
    let ids = links::briefing_ids(&archive);
    threads::resolve(&mut archive, &ids, &kept, diagnostics);
    contacts::find_pairs(&mut archive);
    links::resolve(&mut archive, &names, &ids, sources, &kept, diagnostics);
    mentions::resolve(&mut archive, config.autolink, diagnostics);
    archive.withheld_references = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.rule == Rule::WithheldReference)
        .filter_map(|diagnostic| diagnostic.places.first())
        .map(|place| (place.path.clone(), place.range.start))
        .collect();
    diagnostics.retain(|diagnostic| {
        let place = diagnostic.places.first();
        let allowed = place.and_then(|place| allowed.get(&place.path));
        let silent =
            diagnostic.rule.can_be_lowered() || diagnostic.rule.severity() != Severity::Error;
        !(silent && allowed.is_some_and(|rules| rules.contains(&diagnostic.rule)))
    });
    archive
}

/// Makes an entity of every name, and gives every entity its briefings. Returns the names.
fn resolve_names(
    archive: &mut Archive,
    briefings: Vec<Arc<Briefing>>,
    files: Vec<Arc<Entity>>,
    kept: &Kept,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> Names {
    let mut naming = Naming::new(&files, &kept.entities);
    let parts = Parts::read(&briefings);
    let of_entities: Vec<Vec<Found>> = parts
        .names
        .iter()
        .map(|part| {
            let names = part.entities.iter();
            names.map(|(kind, name, times)| naming.resolve(*kind, name, *times)).collect()
        })
        .collect();
    let mut resolver = Resolver {
        naming: &mut naming,
        files: &files,
        registered: config.names_registered,
        compared: BTreeSet::new(),
        diagnostics,
    };
    let relations: Vec<Vec<(Relation, Option<EntityIndex>)>> = files
        .iter()
        .map(|entity| {
            let names = entity.facts.names().into_iter();
            names
                .map(|(relation, name)| (relation, resolver.of_file(entity, relation, name)))
                .collect()
        })
        .collect();
    // Who spoke or is bound is named elsewhere too, or stays a name: all others come first.
    let meanings = parts.names.iter().zip(of_entities).map(|(part, of_entities)| PartMeanings {
        entities: of_entities.into_iter().map(|found| resolver.plain(found)).collect(),
        voices: part.voices.iter().map(|name| resolver.plain_voice(name)).collect(),
    });
    let meanings: Vec<PartMeanings> = meanings.collect();
    let (mut named, doubtful) = parts.with(&meanings);
    for i in doubtful {
        let path = &briefings[i].head.path;
        named[i] =
            NamedBriefing::read(&briefings[i], &mut Diagnosing { resolver: &mut resolver, path });
    }

    // Entities were counted as they were met; they are published in the order of kind and ID.
    let numbering = naming.number(&files);
    let place = |index: EntityIndex| numbering.place(index);
    let mut records: Vec<Option<Arc<Entity>>> = files.into_iter().map(Some).collect();
    archive.entities = numbering
        .order
        .iter()
        .map(|(kind, id, i)| {
            let record = records.get_mut(*i).and_then(Option::take);
            let name = match &record {
                Some(record) => record.head.title.value.clone(),
                None => numbering.spellings[*i].clone(),
            };
            let relations = || relations.get(*i).into_iter().flatten();
            let mut organizations =
                relations().filter(|(of, _)| *of == Relation::Office).map(|(_, index)| *index);
            let offices = match record.as_ref().map(|record| &record.facts) {
                Some(Facts::Person(keys)) => &keys.offices[..],
                _ => &[],
            };
            let offices = offices
                .iter()
                .map(|office| office.organization.as_ref().and_then(|_| organizations.next()?))
                .map(|organization| organization.map(place))
                .collect();
            let relations = relations()
                .filter_map(|(relation, index)| Some((*relation, place((*index)?))))
                .collect();
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
        })
        .collect();
    check_hierarchies(archive, diagnostics);
    archive.briefings = briefings
        .into_par_iter()
        .zip(named)
        .map(|(record, named)| linked(archive, record, named, place))
        .collect();
    relate(archive);
    numbering.names
}

/// Makes a briefing of a record and what it names, whose places `place` gives.
fn linked(
    archive: &Archive,
    record: Arc<Briefing>,
    mut named: NamedBriefing,
    place: impl Fn(EntityIndex) -> EntityIndex,
) -> LinkedBriefing {
    named.each_index(|index| *index = place(*index));
    named.each_voice(|voice| {
        if let Voice::Known(index) = voice {
            *index = place(*index);
        }
    });
    let NamedBriefing { mut venues, mut attendance, series, mut topics, outlets, claimants, bound } =
        named;
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

/// Shows every relation on its other end.
fn relate(archive: &mut Archive) {
    let Archive { briefings, entities, .. } = archive;
    let around: Vec<Option<EntityIndex>> =
        entities.iter().map(|entity| entity.related(Relation::Within).next()).collect();
    let mut add = |entity: EntityIndex, briefing: BriefingIndex| {
        let list = &mut entities[entity.get()].briefings;
        if list.last() != Some(&briefing) {
            list.push(briefing);
        }
    };
    for (i, briefing) in briefings.iter().enumerate() {
        let index = BriefingIndex::new(i);
        let attendance =
            briefing.attendance.iter().flat_map(|a| a.person.into_iter().chain(a.organization));
        for entity in briefing
            .venues
            .iter()
            .chain(&briefing.topics)
            .copied()
            .chain(briefing.series)
            .chain(attendance)
            .chain(briefing.attendance.iter().filter_map(|a| a.side))
            .chain(briefing.outlets.iter().copied().flatten())
        {
            add(entity, index);
        }
        // What was in a room was in the building, the city and the country.
        for venue in &briefing.venues {
            let above = std::iter::successors(around[venue.get()], |venue| around[venue.get()]);
            above.for_each(|place| add(place, index));
        }
    }
    for (i, briefing) in briefings.iter().enumerate() {
        for (place, claimant) in (0..).zip(&briefing.claimants) {
            let point = Point { briefing: BriefingIndex::new(i), place };
            if let Some(Voice::Known(claimant)) = claimant {
                entities[claimant.get()].said.push(point);
            }
        }
    }
    for i in 0..entities.len() {
        let index = EntityIndex::new(i);
        for (relation, to) in entities[i].relations.clone() {
            entities[to.get()].named_by.push((relation, index));
        }
    }
}

/// Reports what lies in itself, or in more than the world has, and takes it out.
fn check_hierarchies(archive: &mut Archive, diagnostics: &mut Vec<Diagnostic>) {
    const DEEPEST: usize = 16;
    const HIERARCHIES: [Relation; 4] =
        [Relation::Within, Relation::Parent, Relation::Broader, Relation::Predecessor];
    for i in 0..archive.entities.len() {
        for relation in HIERARCHIES {
            let above = |index: &EntityIndex| archive.entity(*index).related(relation).next();
            let start = EntityIndex::new(i);
            let mut depth = 0;
            let mut chain = std::iter::successors(above(&start), above).take(DEEPEST + 1);
            let in_itself = chain.any(|place| {
                depth += 1;
                place == start
            });
            if !in_itself && depth <= DEEPEST {
                continue;
            }
            let entity = &mut archive.entities[i];
            entity.relations.retain(|(other, _)| *other != relation);
            let record = entity.record.as_ref().expect("what names another has a file");
            let mut names = record.facts.names().into_iter();
            let name = names.find(|(other, _)| *other == relation).map(|(_, name)| name);
            let range = name.map_or(0..0, |name| name.range.clone());
            let message = match (relation, in_itself) {
                (Relation::Within, true) => format!("{} lies in itself", quote(&entity.name)),
                (Relation::Within, false) => {
                    format!("{} lies in too many places", quote(&entity.name))
                }
                (_, true) => format!("{} is its own `{}`", quote(&entity.name), relation.key()),
                (_, false) => {
                    format!("`{}` of {} goes on too far", relation.key(), quote(&entity.name))
                }
            };
            let help = match relation {
                Relation::Within => "write the venue that is around it",
                _ => "write the one next above it, or take the key away",
            };
            diagnostics.push(
                Diagnostic::new(Rule::BrokenThread, message, &record.head.path, range).help(help),
            );
        }
    }
}

/// Finds what names mean, and says which are withheld, in doubt or unknown. Entities are counted as
/// the naming counts them.
struct Resolver<'n, 'a> {
    naming: &'n mut Naming<'a>,
    files: &'a [Arc<Entity>],
    registered: bool,
    /// The unknown names that were compared with every known one.
    compared: BTreeSet<EntityIndex>,
    diagnostics: &'n mut Vec<Diagnostic>,
}

/// Finds what the names of one briefing mean, and says what is wrong with them.
struct Diagnosing<'r, 'n, 'a> {
    resolver: &'r mut Resolver<'n, 'a>,
    path: &'a Arc<str>,
}

/// Who speaks, and who is bound.
const VOICES: [EntityKind; 2] = [EntityKind::Person, EntityKind::Organization];

impl<'a> Meanings<'a> for Diagnosing<'_, '_, 'a> {
    fn entity(&mut self, kind: EntityKind, name: &'a Text) -> Option<EntityIndex> {
        let found = self.resolver.naming.resolve(kind, &name.value, 0);
        self.resolver.one(found, kind, name, self.path)
    }

    fn voice(&mut self, name: &'a Text) -> Option<Voice> {
        match self.resolver.naming.known(&VOICES, &name.value) {
            None => Some(Voice::Named),
            Some(found) => self
                .resolver
                .the_one(found, "people and organizations", name, self.path)
                .map(Voice::Known),
        }
    }
}

impl<'a> Resolver<'_, 'a> {
    /// Returns what was found, where nothing need be said of it.
    fn plain(&self, found: Found) -> Option<EntityIndex> {
        match found {
            Found::One(index) if !self.is_unknown(index) => Some(index),
            _ => None,
        }
    }

    /// Returns who speaks or is bound, where nothing need be said of it.
    fn plain_voice(&self, name: &str) -> Option<Voice> {
        match self.naming.known(&VOICES, name) {
            None => Some(Voice::Named),
            Some(Found::One(index)) => Some(Voice::Known(index)),
            Some(_) => None,
        }
    }

    fn is_unknown(&self, index: EntityIndex) -> bool {
        self.registered && !self.naming.has_file(index)
    }

    /// Finds the entity that the file of another names.
    fn of_file(
        &mut self,
        file: &'a Entity,
        relation: Relation,
        name: &'a Text,
    ) -> Option<EntityIndex> {
        let found = self.naming.resolve(relation.kind(), &name.value, 1);
        self.one(found, relation.kind(), name, &file.head.path)
    }

    /// Returns the one entity of a kind that was found; reports a name that is withheld, in doubt,
    /// or should be registered and is not.
    fn one(
        &mut self,
        found: Found,
        kind: EntityKind,
        name: &Text,
        path: &Arc<str>,
    ) -> Option<EntityIndex> {
        if let Found::One(index) = found
            && self.is_unknown(index)
        {
            self.unknown(index, kind, name, path);
        }
        self.the_one(found, kind.folder(), name, path)
    }

    /// Returns the one entity that was found; reports a name that is withheld or in doubt. `of` is
    /// what it is a name of, in the plural.
    fn the_one(
        &mut self,
        found: Found,
        of: &str,
        name: &Text,
        path: &Arc<str>,
    ) -> Option<EntityIndex> {
        match found {
            Found::One(index) => Some(index),
            Found::Withheld => {
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
            Found::Several(several) => {
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

    fn unknown(&mut self, index: EntityIndex, kind: EntityKind, name: &Text, path: &Arc<str>) {
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
        // Looked for once a name, and not for every one: an archive may have thousands.
        let compare = self.compared.len() < links::SUGGESTIONS && self.compared.insert(index);
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

/// Puts together what is said of one person or body in several places.
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

/// Keeps the first of each.
fn distinct(items: &mut Vec<EntityIndex>) {
    let mut seen = BTreeSet::new();
    items.retain(|item| seen.insert(*item));
}
