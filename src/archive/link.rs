//! Records become an archive: what is withheld is dropped, names become entities, and every
//! relation is shown on both its ends.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::names::{Found, Names, Naming, names_of};
use super::{
    Archive, Attendance, Audience, BriefingIndex, EntityIndex, LinkedBriefing, LinkedEntity,
    LinkedPage, Point, Threads, Voice, contacts, links, mentions, threads,
};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Rule, Severity, nearest, quote};
use crate::markdown::Document;
use crate::record::id::Id;
use crate::record::keys::Spanned;
use crate::record::model::Participant;
use crate::record::vocabulary::Presence;
use crate::record::{
    Briefing, Entity, EntityKind, Facts, Parsed, Record, Relation, Section, Withheld,
};
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

/// Links the records of an archive.
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
    let mut first: HashMap<(Section, Id), Arc<str>> = HashMap::with_capacity(parsed.len());
    for Parsed { record, known_as, body, .. } in parsed {
        let Some(record) = record else {
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
    let published: HashSet<Arc<str>> = first.into_values().collect();
    kept.broken_paths = sources
        .below(CONTENT)
        .iter()
        .map(|file| &file.path)
        .filter(|path| !kept.paths.contains(*path) && !published.contains(*path))
        .cloned()
        .collect();
    briefings.sort_by_cached_key(|briefing| (briefing.date.sort_key(), briefing.head.id.clone()));
    archive.pages.sort_by(|a, b| a.record.head.id.cmp(&b.record.head.id));

    let names = resolve_names(&mut archive, briefings, files, &kept, config, diagnostics);
    threads::resolve(&mut archive, &kept, diagnostics);
    contacts::find_pairs(&mut archive);
    links::resolve(&mut archive, &names, sources, &kept, diagnostics);
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
    let mut resolver = Resolver {
        naming: &mut naming,
        files: &files,
        registered: config.names_registered,
        suggestions: links::SUGGESTIONS,
        diagnostics,
    };
    let named: Vec<NamedBriefing> =
        briefings.iter().map(|briefing| resolver.briefing(briefing)).collect();
    let relations: Vec<Vec<(Relation, Option<EntityIndex>)>> = files
        .iter()
        .map(|entity| {
            let path = &entity.head.path;
            let names = entity.facts.names().into_iter();
            names
                .map(|(relation, name)| (relation, resolver.one(relation.kind(), name, path)))
                .collect()
        })
        .collect();
    // Who spoke or is bound is named elsewhere too, or stays a name: all others come first.
    let voices: Vec<Voices> = briefings.iter().map(|briefing| resolver.voices(briefing)).collect();

    // Entities were counted as they were met; they are published in the order of kind and ID.
    let ids = naming.provisional_ids();
    let mut order: Vec<(EntityKind, Id, usize)> = Vec::with_capacity(ids.len());
    for (i, (named, id)) in naming.entities.iter().zip(&ids).enumerate() {
        match id {
            None => order.push((named.kind, files[i].head.id.clone(), i)),
            Some(Ok(id)) => order.push((named.kind, id.clone(), i)),
            Some(Err(_)) => {}
        }
    }
    order.sort();
    let mut places_of = vec![EntityIndex(0); ids.len()];
    for (place, (_, _, i)) in order.iter().enumerate() {
        places_of[*i] = EntityIndex::new(place);
    }
    for (i, id) in ids.iter().enumerate() {
        if let Some(Err(other)) = id {
            places_of[i] = places_of[other.get()];
        }
    }
    let place = |index: EntityIndex| places_of[index.get()];
    let voiced = |voice: Voice| match voice {
        Voice::Known(index) => Voice::Known(place(index)),
        Voice::Named => Voice::Named,
    };
    let spellings = naming.spellings();
    let Naming { mut names, .. } = naming;
    names.renumber(&places_of);
    let mut records: Vec<Option<Arc<Entity>>> = files.into_iter().map(Some).collect();
    records.resize_with(ids.len(), || None);
    archive.entities = order
        .into_iter()
        .map(|(kind, id, i)| {
            let record = records[i].take();
            let name = record
                .as_ref()
                .map_or_else(|| spellings[i].clone(), |record| record.head.title.value.clone());
            let relations = || relations.get(i).into_iter().flatten();
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
                kind,
                id,
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
    archive.briefings = briefings
        .into_iter()
        .zip(named)
        .zip(voices)
        .map(|((record, named), voices)| LinkedBriefing {
            record,
            venues: distinct(named.venues.into_iter().map(place)),
            attendance: each_once(named.attendance.into_iter().map(|a| Attendance {
                person: a.person.map(place),
                organization: a.organization.map(place),
                side: a.side.map(place),
                ..a
            })),
            series: named.series.map(place),
            topics: distinct(named.topics.into_iter().map(place)),
            outlets: named.outlets.into_iter().map(|outlet| outlet.map(place)).collect(),
            sides: Vec::new(),
            claimants: voices.claimants.into_iter().map(|voice| voice.map(voiced)).collect(),
            bound: voices
                .bound
                .into_iter()
                .map(|voices| voices.into_iter().map(|voice| voice.map(voiced)).collect())
                .collect(),
            threads: Threads::default(),
            files: Vec::new(),
            links: Vec::new(),
            mentions: Vec::new(),
            backlinks: Vec::new(),
        })
        .collect();
    check_hierarchies(archive, diagnostics);
    contacts::find_sides(archive);
    relate(archive);
    names
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

/// A briefing whose names are entities as the names count them.
struct NamedBriefing {
    venues: Vec<EntityIndex>,
    attendance: Vec<Attendance>,
    series: Option<EntityIndex>,
    topics: Vec<EntityIndex>,
    outlets: Vec<Option<EntityIndex>>,
}

/// Who speaks in a briefing's claims, and who is bound by its outcomes, as the names count them.
struct Voices {
    claimants: Vec<Option<Voice>>,
    bound: Vec<Vec<Option<Voice>>>,
}

struct Resolver<'n, 'a> {
    naming: &'n mut Naming<'a>,
    files: &'a [Arc<Entity>],
    registered: bool,
    /// How many more unknown names are compared with every known one.
    suggestions: usize,
    diagnostics: &'n mut Vec<Diagnostic>,
}

impl<'a> Resolver<'_, 'a> {
    fn briefing(&mut self, briefing: &'a Briefing) -> NamedBriefing {
        let path = &briefing.head.path;
        let mut all = |kind, names: &'a [Spanned<String>]| -> Vec<EntityIndex> {
            names.iter().filter_map(|name| self.one(kind, name, path)).collect()
        };
        let keys = &briefing.keys;
        let venues = all(EntityKind::Venue, &keys.venue);
        let topics = all(EntityKind::Topic, &keys.topics);
        let series = keys.series.as_ref().and_then(|name| self.one(EntityKind::Series, name, path));
        let outlets = keys
            .sources
            .iter()
            .map(|source| {
                source.outlet.as_ref().and_then(|name| self.one(EntityKind::Outlet, name, path))
            })
            .collect();
        let mut attendance = Vec::with_capacity(keys.participants.len());
        for participant in &keys.participants {
            attendance.extend(self.participant(participant, None, path));
        }
        for delegation in &keys.delegations {
            let side = self.one(EntityKind::Organization, &delegation.side, path);
            let body = delegation.organization.as_ref();
            let body = body.and_then(|name| self.one(EntityKind::Organization, name, path));
            if delegation.members.is_empty() && (body.is_some() || side.is_some()) {
                attendance.push(Attendance {
                    person: None,
                    organization: body.or(side),
                    side,
                    role: delegation.level.clone(),
                    head: false,
                    presence: Presence::Attended,
                    capacity: None,
                });
            }
            for member in &delegation.members {
                let member = self.participant(member, side, path);
                attendance.extend(member.map(|member| Attendance {
                    organization: member.organization.or(body),
                    ..member
                }));
            }
        }
        NamedBriefing { venues, attendance, series, topics, outlets }
    }

    /// Finds who made the claims of a briefing, and who is bound by its outcomes: people or
    /// organizations that are known, by a file or because a briefing names them.
    fn voices(&mut self, briefing: &'a Briefing) -> Voices {
        let (path, keys) = (&briefing.head.path, &briefing.keys);
        let mut voice = |name: &Spanned<String>| {
            const KINDS: [EntityKind; 2] = [EntityKind::Person, EntityKind::Organization];
            match self.naming.known(&KINDS, &name.value) {
                None => Some(Voice::Named),
                Some(found) => {
                    self.the_one(found, "people and organizations", name, path).map(Voice::Known)
                }
            }
        };
        Voices {
            claimants: keys.claims.iter().map(|claim| voice(claim.by.as_ref()?)).collect(),
            bound: keys.outcomes.iter().map(|of| of.by.iter().map(&mut voice).collect()).collect(),
        }
    }

    /// Finds who a participant is; nobody where the name is withheld or in doubt.
    fn participant(
        &mut self,
        participant: &'a Participant,
        side: Option<EntityIndex>,
        path: &Arc<str>,
    ) -> Option<Attendance> {
        let person = participant.name.as_ref().map(|name| self.one(EntityKind::Person, name, path));
        let mut organization = |name: &'a Option<Spanned<String>>| {
            name.as_ref().and_then(|name| self.one(EntityKind::Organization, name, path))
        };
        let body = organization(&participant.organization);
        let own_side = organization(&participant.side);
        let other = organization(&participant.on_behalf_of);
        let left_out = match person {
            Some(person) => person.is_none(),
            None => body.is_none(),
        };
        (!left_out).then(|| Attendance {
            person: person.flatten(),
            organization: body,
            side: own_side.or(side).or(other),
            role: participant.role.clone(),
            head: participant.head.unwrap_or_default(),
            presence: participant.presence.unwrap_or(Presence::Attended),
            capacity: participant.capacity.clone(),
        })
    }

    /// Finds the entity that a name means; none where it is withheld or in doubt.
    fn one(
        &mut self,
        kind: EntityKind,
        name: &'a Spanned<String>,
        path: &Arc<str>,
    ) -> Option<EntityIndex> {
        let known = self.naming.entities.len();
        let found = self.naming.resolve(kind, name);
        if let Found::One(index) = found
            && self.registered
            && index.get() >= self.files.len()
        {
            self.unknown(kind, name, path, index.get() == known);
        }
        self.the_one(found, kind.folder(), name, path)
    }

    /// Returns the one entity that was found; reports a name that is withheld or in doubt. `of` is
    /// what it is a name of, in the plural.
    fn the_one(
        &mut self,
        found: Found,
        of: &str,
        name: &Spanned<String>,
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

    fn unknown(&mut self, kind: EntityKind, name: &Spanned<String>, path: &Arc<str>, first: bool) {
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
        let compare = first && self.suggestions > 0;
        self.suggestions -= usize::from(compare);
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
fn each_once(all: impl Iterator<Item = Attendance>) -> Vec<Attendance> {
    let mut places: HashMap<(Option<EntityIndex>, Option<EntityIndex>), usize> = HashMap::new();
    let mut once: Vec<Attendance> = Vec::new();
    for attendance in all {
        let body = if attendance.person.is_some() { None } else { attendance.organization };
        match places.get(&(attendance.person, body)) {
            Some(&place) => {
                let known = &mut once[place];
                known.organization = known.organization.or(attendance.organization);
                known.side = known.side.or(attendance.side);
                known.head |= attendance.head;
                known.capacity = known.capacity.take().or(attendance.capacity);
                known.role = known.role.take().or(attendance.role);
            }
            None => {
                places.insert((attendance.person, body), once.len());
                once.push(attendance);
            }
        }
    }
    once
}

/// Keeps the first of each.
fn distinct(items: impl Iterator<Item = EntityIndex>) -> Vec<EntityIndex> {
    let mut seen = BTreeSet::new();
    items.filter(|item| seen.insert(*item)).collect()
}
