//! Sides and contacts: the side of each participant, the briefings that were contacts between
//! sides, and every pair of sides that had one.

use rayon::prelude::*;

use super::{Archive, Attendance, BriefingIndex, EntityIndex, LinkedBriefing, Pair, PairIndex};
use crate::record::date::Date;
use crate::record::vocabulary::{BriefingKind, Presence, Status};
use crate::record::{EntityKind, Relation};

/// The most sides of a briefing that counts as a contact between each two of them.
pub const MOST_SIDES: usize = 8;

impl LinkedBriefing {
    /// Returns whether it is a meeting: not a statement, measure or press briefing, which is the
    /// act of one side.
    pub fn is_meeting(&self) -> bool {
        !matches!(
            self.record.like(),
            BriefingKind::Statement | BriefingKind::Measure | BriefingKind::PressBriefing
        )
    }

    /// Returns whether it is a meeting that took place.
    pub fn took_place(&self) -> bool {
        self.is_meeting() && self.record.status() == Status::Held
    }
}

impl Attendance {
    /// Returns whether they certainly attended, in person or remotely.
    pub fn attended(&self) -> bool {
        matches!(self.presence, Presence::Attended | Presence::Remote)
    }
}

/// Derives the side of every participant of a briefing for whom none is recorded: the state of the
/// organization that a person came from, or of an office held at the date, or else their country.
/// An organization is on the side of its state, or else on its own. A participant with a capacity,
/// such as a mediator, has no side. Returns the sides of which somebody attended, sorted.
pub(super) fn find_sides(
    archive: &Archive,
    date: &Date,
    attendance: &mut [Attendance],
) -> Vec<EntityIndex> {
    let mut sides = Vec::new();
    for who in attendance {
        who.side = side(archive, date, who);
        sides.extend(who.side.filter(|_| who.attended()));
    }
    sides.sort_unstable();
    sides.dedup();
    sides
}

fn side(archive: &Archive, date: &Date, who: &Attendance) -> Option<EntityIndex> {
    if who.side.is_some() || who.capacity.is_some() {
        return who.side;
    }
    let of_body = who.organization.and_then(|body| archive.state_of(body));
    let Some(person) = who.person else { return of_body.or(who.organization) };
    let of_office = || {
        let offices = archive.offices_at(person, date);
        offices
            .into_iter()
            .filter_map(|held| held.organization)
            .find_map(|body| archive.state_of(body))
    };
    let country = || archive.entity(person).related(Relation::Country).next();
    of_body.or_else(of_office).or_else(country)
}

/// Finds all pairs of sides that had a contact.
pub(super) fn find_pairs(archive: &mut Archive) {
    let meetings: Vec<Meeting> = archive
        .briefings
        .par_iter()
        .map(|briefing| Meeting {
            is_meeting: briefing.is_meeting(),
            took_place: briefing.took_place(),
            part_of: briefing.threads.part_of,
        })
        .collect();
    let mut met: Vec<([EntityIndex; 2], BriefingIndex)> = Vec::new();
    for ((index, briefing), meeting) in archive.in_time().zip(&meetings) {
        let sides = &briefing.sides;
        if meeting.is_meeting && sides.len() <= MOST_SIDES {
            for (i, a) in sides.iter().enumerate() {
                met.extend(sides[i + 1..].iter().map(|b| ([*a, *b], index)));
            }
        }
    }
    met.par_sort_unstable();
    archive.large_contacts = archive
        .in_time()
        .zip(&meetings)
        .filter(|((_, briefing), of)| of.took_place && briefing.sides.len() > MOST_SIDES)
        .map(|((index, _), _)| index)
        .collect();
    let pairs = met.chunk_by(|(a, _), (b, _)| a == b).filter_map(|of_pair| {
        let briefings: Vec<BriefingIndex> = of_pair.iter().map(|(_, index)| *index).collect();
        let contacts = contacts(&meetings, &briefings);
        (!contacts.is_empty()).then_some(Pair { sides: of_pair[0].0, briefings, contacts })
    });
    archive.pairs = pairs.collect();
    for (i, pair) in archive.pairs.iter().enumerate() {
        for side in pair.sides {
            archive.entities[side.get()].pairs.push(PairIndex::new(i));
        }
    }
}

/// The properties of a briefing that decide whether it was a contact.
struct Meeting {
    is_meeting: bool,
    took_place: bool,
    part_of: Option<BriefingIndex>,
}

/// Returns those that took place; of a briefing and its parts, only the whole.
fn contacts(meetings: &[Meeting], briefings: &[BriefingIndex]) -> Vec<BriefingIndex> {
    let of = |index: &BriefingIndex| &meetings[index.get()];
    let held: Vec<BriefingIndex> =
        briefings.iter().copied().filter(|index| of(index).took_place).collect();
    let whole = |index: &BriefingIndex| of(index).part_of;
    let is_counted = |index: &BriefingIndex| {
        // No briefing is a part of itself: such references were reported and removed.
        let mut wholes = std::iter::successors(whole(index), whole);
        !wholes.any(|whole| held.binary_search(&whole).is_ok())
    };
    held.iter().copied().filter(is_counted).collect()
}

impl Archive {
    /// Returns the pair of two sides, if they had a contact.
    pub fn pair_of(&self, one: EntityIndex, other: EntityIndex) -> Option<PairIndex> {
        let sides = [one.min(other), one.max(other)];
        let found = self.pairs.binary_search_by(|pair| pair.sides.cmp(&sides)).ok()?;
        Some(PairIndex::new(found))
    }

    /// Returns the contacts of more than [`MOST_SIDES`] sides with both sides of a pair among them;
    /// these do not count as contacts of the pair.
    pub fn large_contacts_of(&self, pair: &Pair) -> Vec<BriefingIndex> {
        let both = |index: &&BriefingIndex| {
            let sides = &self.briefing(**index).sides;
            pair.sides.iter().all(|side| sides.binary_search(side).is_ok())
        };
        self.large_contacts.iter().filter(both).copied().collect()
    }

    /// Returns whether an entity is a side of any contact.
    pub fn is_side(&self, entity: EntityIndex) -> bool {
        let entity = self.entity(entity);
        entity.kind == EntityKind::Organization && !entity.pairs.is_empty()
    }
}
