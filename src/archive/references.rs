//! What briefings name, read on all cores: each name is looked up once a part of the archive, and
//! what it means is put in its place afterwards.

use std::sync::Arc;

use rayon::prelude::*;

use super::{Actor, Attendance, EntityIndex, NameMap};
use crate::record::model::{Participant, Text};
use crate::record::vocabulary::Presence;
use crate::record::{Briefing, EntityKind};

/// How many briefings are read as one batch.
const BATCH: usize = 1024;

/// Whom and what a briefing names.
#[derive(Debug)]
pub(super) struct BriefingRefs {
    pub(super) venues: Vec<EntityIndex>,
    pub(super) attendance: Vec<Attendance>,
    pub(super) series: Option<EntityIndex>,
    pub(super) topics: Vec<EntityIndex>,
    /// Of each source.
    pub(super) outlets: Vec<Option<EntityIndex>>,
    /// Of each claim.
    pub(super) claimants: Vec<Option<Actor>>,
    /// Of each outcome.
    pub(super) bound: Vec<Vec<Option<Actor>>>,
}

/// Says what the names in a briefing mean: none where one is withheld or in doubt.
pub(super) trait Resolve<'a> {
    /// Of a name of a kind.
    fn entity(&mut self, kind: EntityKind, name: &'a Text) -> Option<EntityIndex>;
    /// Of one that may be written.
    fn written(&mut self, kind: EntityKind, name: &'a Option<Text>) -> Option<EntityIndex> {
        name.as_ref().and_then(|name| self.entity(kind, name))
    }
    /// Of who speaks or is bound: a person or an organization that is known, or a mere name.
    fn actor(&mut self, name: &'a Text) -> Option<Actor>;
}

impl BriefingRefs {
    /// Reads a briefing.
    pub(super) fn read<'a>(briefing: &'a Briefing, resolve: &mut impl Resolve<'a>) -> Self {
        let keys = &briefing.keys;
        let mut all = |kind, names: &'a [Text]| -> Vec<EntityIndex> {
            names.iter().filter_map(|name| resolve.entity(kind, name)).collect()
        };
        let venues = all(EntityKind::Venue, &keys.venue);
        let topics = all(EntityKind::Topic, &keys.topics);
        let series = resolve.written(EntityKind::Series, &keys.series);
        let sources = keys.sources.iter();
        let outlets =
            sources.map(|source| resolve.written(EntityKind::Outlet, &source.outlet)).collect();
        let members: usize =
            keys.delegations.iter().map(|delegation| delegation.members.len().max(1)).sum();
        let mut attendance = Vec::with_capacity(keys.participants.len() + members);
        for participant in &keys.participants {
            attendance.extend(attendance_of(participant, None, resolve));
        }
        for delegation in &keys.delegations {
            let side = resolve.entity(EntityKind::Organization, &delegation.side);
            let body = resolve.written(EntityKind::Organization, &delegation.organization);
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
                let member = attendance_of(member, side, resolve);
                attendance.extend(member.map(|member| Attendance {
                    organization: member.organization.or(body),
                    ..member
                }));
            }
        }
        let claims = keys.claims.iter();
        let claimants = claims.map(|claim| resolve.actor(claim.by.as_ref()?)).collect();
        let outcomes = keys.outcomes.iter();
        let bound = outcomes
            .map(|outcome| outcome.by.iter().map(|name| resolve.actor(name)).collect())
            .collect();
        Self { venues, attendance, series, topics, outlets, claimants, bound }
    }

    /// Changes every index.
    pub(super) fn each_index(&mut self, mut change: impl FnMut(&mut EntityIndex)) {
        self.venues.iter_mut().chain(&mut self.topics).for_each(&mut change);
        self.series.iter_mut().chain(self.outlets.iter_mut().flatten()).for_each(&mut change);
        for who in &mut self.attendance {
            let named = who.person.iter_mut().chain(&mut who.organization).chain(&mut who.side);
            named.for_each(&mut change);
        }
    }

    /// Changes everyone who speaks or is bound.
    pub(super) fn each_actor(&mut self, change: impl FnMut(&mut Actor)) {
        let bound = self.bound.iter_mut().flatten();
        self.claimants.iter_mut().chain(bound).flatten().for_each(change);
    }
}

/// Finds who a participant is; nobody where the name is withheld or in doubt.
fn attendance_of<'a>(
    participant: &'a Participant,
    side: Option<EntityIndex>,
    resolve: &mut impl Resolve<'a>,
) -> Option<Attendance> {
    let name = participant.name.as_ref();
    let person = name.map(|name| resolve.entity(EntityKind::Person, name));
    let mut organization = |name| resolve.written(EntityKind::Organization, name);
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

/// All briefings of an archive, in batches. What they name are places among their batch's names.
pub(super) struct Batches<'a> {
    briefings: Vec<BriefingRefs>,
    /// Of each batch, its names.
    pub(super) names: Vec<NameBatch<'a>>,
}

/// The names in a batch, each once, in the order in which they are met.
#[derive(Default)]
pub(super) struct NameBatch<'a> {
    /// Names of a kind, and how often each is written.
    pub(super) entities: Vec<(EntityKind, &'a str, u32)>,
    /// Names of who speaks or is bound.
    pub(super) actors: Vec<&'a str>,
    places: NameMap<(EntityKind, &'a str), usize>,
    actor_places: NameMap<&'a str, usize>,
}

impl<'a> Resolve<'a> for NameBatch<'a> {
    fn entity(&mut self, kind: EntityKind, name: &'a Text) -> Option<EntityIndex> {
        let new = self.entities.len();
        let place = *self.places.entry((kind, name.value.as_str())).or_insert(new);
        match self.entities.get_mut(place) {
            Some((.., times)) => *times += 1,
            None => self.entities.push((kind, &name.value, 1)),
        }
        Some(EntityIndex::new(place))
    }

    fn actor(&mut self, name: &'a Text) -> Option<Actor> {
        let new = self.actors.len();
        let place = *self.actor_places.entry(name.value.as_str()).or_insert(new);
        if place == new {
            self.actors.push(&name.value);
        }
        Some(Actor::Entity(EntityIndex::new(place)))
    }
}

/// What the names of a batch mean, by their places in it; none of one that is withheld or in doubt.
pub(super) struct BatchMeanings {
    pub(super) entities: Vec<Option<EntityIndex>>,
    pub(super) actors: Vec<Option<Actor>>,
}

impl<'a> Batches<'a> {
    /// Reads all briefings.
    pub(super) fn read(briefings: &'a [Arc<Briefing>]) -> Self {
        let batches: Vec<(Vec<BriefingRefs>, NameBatch<'a>)> = briefings
            .par_chunks(BATCH)
            .map(|batch| {
                let mut names = NameBatch::default();
                let read = |briefing: &'a Arc<Briefing>| BriefingRefs::read(briefing, &mut names);
                (batch.iter().map(read).collect(), names)
            })
            .collect();
        let mut all = Self { briefings: Vec::with_capacity(briefings.len()), names: Vec::new() };
        for (briefings, names) in batches {
            all.briefings.extend(briefings);
            all.names.push(names);
        }
        all
    }

    /// Puts the meanings of names in their place, given for each batch. Says of which briefings one
    /// has none: these must be read again.
    pub(super) fn with(self, meanings: &[BatchMeanings]) -> (Vec<BriefingRefs>, Vec<usize>) {
        let mut briefings = self.briefings;
        let put = |(i, briefing): (usize, &mut BriefingRefs)| {
            let BatchMeanings { entities, actors } = &meanings[i / BATCH];
            let mut all_known = true;
            briefing.each_index(|index| match entities[index.get()] {
                Some(meant) => *index = meant,
                None => all_known = false,
            });
            briefing.each_actor(|actor| {
                if let Actor::Entity(index) = actor {
                    match actors[index.get()] {
                        Some(meant) => *actor = meant,
                        None => all_known = false,
                    }
                }
            });
            (!all_known).then_some(i)
        };
        let again = briefings.par_iter_mut().enumerate().filter_map(put).collect();
        (briefings, again)
    }
}
