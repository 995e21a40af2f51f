//! The references of briefings to entities. Briefings are read in batches on all cores; each name
//! is resolved once a batch, and then replaced by its meaning.

use std::sync::Arc;

use rayon::prelude::*;

use super::names::Provisional;
use super::{Actor, Attendance, EntityIndex, NameMap};
use crate::record::model::{BriefingKeys, Participant, Text};
use crate::record::vocabulary::Presence;
use crate::record::{Briefing, EntityKind};

/// The number of briefings in a batch.
const BATCH: usize = 1024;

/// The references of a briefing, to entities `E` and actors `A`.
#[derive(Debug)]
pub(super) struct BriefingRefs<E = EntityIndex, A = Actor<E>> {
    pub(super) venues: Vec<E>,
    pub(super) attendance: Vec<Attendance<E>>,
    pub(super) series: Option<E>,
    pub(super) topics: Vec<E>,
    /// The outlet of each source.
    pub(super) outlets: Vec<Option<E>>,
    /// The author of each claim.
    pub(super) claimants: Vec<Option<A>>,
    /// The parties bound by each outcome.
    pub(super) bound: Vec<Vec<Option<A>>>,
}

/// A resolver of the names in a briefing. A name that is withheld or ambiguous resolves to none.
pub(super) trait Resolve<'a> {
    /// A reference to an entity.
    type Entity: Copy;
    /// A reference to an actor.
    type Actor;

    /// Resolves the name of an entity.
    fn entity(&mut self, kind: EntityKind, name: &'a Text) -> Option<Self::Entity>;

    /// Resolves the name of an entity, if there is one.
    fn optional(&mut self, kind: EntityKind, name: &'a Option<Text>) -> Option<Self::Entity> {
        name.as_ref().and_then(|name| self.entity(kind, name))
    }

    /// Resolves the name of an actor.
    fn actor(&mut self, name: &'a Text) -> Option<Self::Actor>;
}

impl<E: Copy, A> BriefingRefs<E, A> {
    /// Reads the references in the keys of a briefing.
    pub(super) fn read<'a>(
        keys: &'a BriefingKeys,
        resolve: &mut impl Resolve<'a, Entity = E, Actor = A>,
    ) -> Self {
        let mut all = |kind, names: &'a [Text]| -> Vec<E> {
            names.iter().filter_map(|name| resolve.entity(kind, name)).collect()
        };
        let venues = all(EntityKind::Venue, &keys.venue);
        let topics = all(EntityKind::Topic, &keys.topics);
        let series = resolve.optional(EntityKind::Series, &keys.series);
        let sources = keys.sources.iter();
        let outlets =
            sources.map(|source| resolve.optional(EntityKind::Outlet, &source.outlet)).collect();
        let members: usize =
            keys.delegations.iter().map(|delegation| delegation.members.len().max(1)).sum();
        let mut attendance = Vec::with_capacity(keys.participants.len() + members);
        for participant in &keys.participants {
            attendance.extend(attendance_of(participant, None, resolve));
        }
        for delegation in &keys.delegations {
            let side = resolve.entity(EntityKind::Organization, &delegation.side);
            let body = resolve.optional(EntityKind::Organization, &delegation.organization);
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

    /// Converts the references.
    pub(super) fn map<F, B>(
        self,
        mut entity: impl FnMut(E) -> F,
        mut actor: impl FnMut(A) -> B,
    ) -> BriefingRefs<F, B> {
        let mut actors = |all: Vec<Option<A>>| -> Vec<Option<B>> {
            all.into_iter().map(|who| who.map(&mut actor)).collect()
        };
        let claimants = actors(self.claimants);
        let bound = self.bound.into_iter().map(&mut actors).collect();
        let mut entity = |of: E| entity(of);
        BriefingRefs {
            venues: self.venues.into_iter().map(&mut entity).collect(),
            series: self.series.map(&mut entity),
            topics: self.topics.into_iter().map(&mut entity).collect(),
            outlets: self.outlets.into_iter().map(|outlet| outlet.map(&mut entity)).collect(),
            attendance: self.attendance.into_iter().map(|who| who.map(&mut entity)).collect(),
            claimants,
            bound,
        }
    }

    /// Returns whether all references satisfy a condition.
    fn are_all(&self, entity: impl Fn(E) -> bool, actor: impl Fn(&A) -> bool) -> bool {
        let attendance = self.attendance.iter();
        let mut entities = (self.venues.iter().chain(&self.topics).copied())
            .chain(self.series)
            .chain(self.outlets.iter().copied().flatten())
            .chain(attendance.flat_map(|who| [who.person, who.organization, who.side]).flatten());
        let mut actors = self.claimants.iter().chain(self.bound.iter().flatten()).flatten();
        entities.all(entity) && actors.all(actor)
    }
}

impl<E> Attendance<E> {
    fn map<F>(self, mut entity: impl FnMut(E) -> F) -> Attendance<F> {
        let Self { person, organization, side, role, head, presence, capacity } = self;
        Attendance {
            person: person.map(&mut entity),
            organization: organization.map(&mut entity),
            side: side.map(&mut entity),
            role,
            head,
            presence,
            capacity,
        }
    }
}

/// Resolves a participant; none if the name is withheld or ambiguous.
fn attendance_of<'a, R: Resolve<'a>>(
    participant: &'a Participant,
    side: Option<R::Entity>,
    resolve: &mut R,
) -> Option<Attendance<R::Entity>> {
    let name = participant.name.as_ref();
    let person = name.map(|name| resolve.entity(EntityKind::Person, name));
    let mut organization = |name| resolve.optional(EntityKind::Organization, name);
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

/// The position of a name in [`NameBatch::entities`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Local(u32);

/// The position of a name in [`NameBatch::actors`].
#[derive(Clone, Copy, Debug)]
pub(super) struct LocalActor(u32);

/// The names in a batch of briefings, without duplicates, in the order of their first mention.
#[derive(Default)]
pub(super) struct NameBatch<'a> {
    /// The names of entities, with their kinds and how often each is written.
    pub(super) entities: Vec<(EntityKind, &'a str, u32)>,
    /// The names of actors.
    pub(super) actors: Vec<&'a str>,
    places: NameMap<(EntityKind, &'a str), u32>,
    actor_places: NameMap<&'a str, u32>,
}

impl<'a> Resolve<'a> for NameBatch<'a> {
    type Entity = Local;
    type Actor = LocalActor;

    fn entity(&mut self, kind: EntityKind, name: &'a Text) -> Option<Local> {
        let new = number(self.entities.len());
        let place = *self.places.entry((kind, name.value.as_str())).or_insert(new);
        match self.entities.get_mut(place as usize) {
            Some((.., times)) => *times += 1,
            None => self.entities.push((kind, &name.value, 1)),
        }
        Some(Local(place))
    }

    fn actor(&mut self, name: &'a Text) -> Option<LocalActor> {
        let new = number(self.actors.len());
        let place = *self.actor_places.entry(name.value.as_str()).or_insert(new);
        if place == new {
            self.actors.push(&name.value);
        }
        Some(LocalActor(place))
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).expect("a batch of briefings has fewer than 2^32 names")
}

/// The meanings of the names of a batch; none for names about which there is something to report.
pub(super) struct BatchMeanings<E = EntityIndex> {
    /// The meaning of each of [`NameBatch::entities`].
    pub(super) entities: Vec<Option<E>>,
    /// The meaning of each of [`NameBatch::actors`].
    pub(super) actors: Vec<Option<Actor<E>>>,
}

impl<E: Copy> BatchMeanings<E> {
    fn of(&self, Local(place): Local) -> Option<E> {
        self.entities[place as usize]
    }

    fn of_actor(&self, LocalActor(place): LocalActor) -> Option<Actor<E>> {
        self.actors[place as usize]
    }

    /// Converts the entities.
    pub(super) fn map<F>(self, mut entity: impl FnMut(E) -> F) -> BatchMeanings<F> {
        BatchMeanings {
            entities: self.entities.into_iter().map(|of| of.map(&mut entity)).collect(),
            actors: (self.actors.into_iter().map(|of| of.map(|who| who.map(&mut entity))))
                .collect(),
        }
    }
}

/// The references of a briefing before entities have their final indexes.
enum Unnumbered {
    /// References to names of the batch, all of which have meanings.
    Sure(BriefingRefs<Local, LocalActor>),
    /// References that were resolved for this briefing alone.
    ReadAlone(BriefingRefs<Provisional>),
}

/// The references of all briefings of an archive.
pub(super) struct Batches(Vec<Unnumbered>);

impl Batches {
    /// Reads all briefings. Also returns the names of each batch.
    pub(super) fn read(briefings: &[Arc<Briefing>]) -> (Self, Vec<NameBatch<'_>>) {
        let batches: Vec<(Vec<Unnumbered>, NameBatch<'_>)> = briefings
            .par_chunks(BATCH)
            .map(|batch| {
                let mut names = NameBatch::default();
                let read =
                    batch.iter().map(|briefing| BriefingRefs::read(&briefing.keys, &mut names));
                (read.map(Unnumbered::Sure).collect(), names)
            })
            .collect();
        let mut all = Vec::with_capacity(briefings.len());
        let mut of_batches = Vec::with_capacity(batches.len());
        for (refs, names) in batches {
            all.extend(refs);
            of_batches.push(names);
        }
        (Self(all), of_batches)
    }

    /// Returns the briefings that have a name without a meaning. Each of them must be resolved
    /// alone.
    pub(super) fn doubtful(&self, meanings: &[BatchMeanings<Provisional>]) -> Vec<usize> {
        let all = self.0.par_iter().enumerate();
        let doubtful = all.filter(|(i, refs)| {
            let meanings = &meanings[i / BATCH];
            match refs {
                Unnumbered::Sure(refs) => !refs.are_all(
                    |name| meanings.of(name).is_some(),
                    |name| meanings.of_actor(*name).is_some(),
                ),
                Unnumbered::ReadAlone(_) => false,
            }
        });
        doubtful.map(|(i, _)| i).collect()
    }

    /// Replaces the references of a briefing that was resolved alone.
    pub(super) fn replace(&mut self, i: usize, refs: BriefingRefs<Provisional>) {
        self.0[i] = Unnumbered::ReadAlone(refs);
    }

    /// Converts all references to final indexes, by the meanings of each batch and by `number`.
    /// None of the briefings may still be [`doubtful`](Self::doubtful).
    pub(super) fn numbered(
        self,
        meanings: &[BatchMeanings],
        number: impl Fn(Provisional) -> EntityIndex + Send + Sync,
    ) -> impl IndexedParallelIterator<Item = BriefingRefs> {
        const SURE: &str = "a briefing with a name without a meaning was read alone";
        self.0.into_par_iter().enumerate().map(move |(i, refs)| match refs {
            Unnumbered::Sure(refs) => {
                let meanings = &meanings[i / BATCH];
                refs.map(
                    |name| meanings.of(name).expect(SURE),
                    |name| meanings.of_actor(name).expect(SURE),
                )
            }
            Unnumbered::ReadAlone(refs) => refs.map(&number, |who| who.map(&number)),
        })
    }
}
