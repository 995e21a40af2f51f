//! Sides, and what passed between them: on which side each participant was, which briefings were
//! contacts of which sides, and every pair of sides that had one.

use std::collections::{BTreeMap, BTreeSet};

use super::{Archive, Attendance, BriefingIndex, EntityIndex, LinkedBriefing, Pair, PairIndex};
use crate::record::vocabulary::{BriefingKind, Presence, Status};
use crate::record::{EntityKind, Relation};

/// The most sides of a contact that is counted between each two of them.
pub const MOST_SIDES: usize = 8;

impl LinkedBriefing {
    /// Says whether people met, or were to meet: a statement or a measure is a word or a deed of
    /// one.
    pub fn is_meeting(&self) -> bool {
        !matches!(
            self.record.like(),
            BriefingKind::Statement | BriefingKind::Measure | BriefingKind::PressBriefing
        )
    }

    /// Says whether people met.
    pub fn took_place(&self) -> bool {
        self.is_meeting() && self.record.status() == Status::Held
    }
}

impl Attendance {
    /// Says whether they were there for certain, in the room or from elsewhere.
    pub fn attended(&self) -> bool {
        matches!(self.presence, Presence::Attended | Presence::Remote)
    }
}

/// Finds the side of every participant whose side the record does not say: that of the body that
/// they came from or of an office held then, else their country. A body that takes part is of its
/// state, or stands for itself. Who came as a mediator or the like is of no side.
pub(super) fn find_sides(archive: &mut Archive) {
    let found: Vec<Vec<Option<EntityIndex>>> = archive
        .briefings
        .iter()
        .map(|briefing| {
            briefing.attendance.iter().map(|who| side(archive, briefing, who)).collect()
        })
        .collect();
    for (briefing, sides) in archive.briefings.iter_mut().zip(found) {
        for (attendance, side) in briefing.attendance.iter_mut().zip(sides) {
            attendance.side = side;
        }
        let attending = briefing.attendance.iter().filter(|who| who.attended());
        let sides: BTreeSet<EntityIndex> = attending.filter_map(|who| who.side).collect();
        briefing.sides = sides.into_iter().collect();
    }
}

fn side(archive: &Archive, briefing: &LinkedBriefing, who: &Attendance) -> Option<EntityIndex> {
    if who.side.is_some() || who.capacity.is_some() {
        return who.side;
    }
    let of_body = who.organization.and_then(|body| archive.state_of(body));
    let Some(person) = who.person else { return of_body.or(who.organization) };
    let of_office = || {
        let offices = archive.offices_at(person, &briefing.record.date);
        offices
            .into_iter()
            .filter_map(|held| held.organization)
            .find_map(|body| archive.state_of(body))
    };
    let country = || archive.entity(person).related(Relation::Country).next();
    of_body.or_else(of_office).or_else(country)
}

/// Finds every pair of sides that had a contact.
pub(super) fn find_pairs(archive: &mut Archive) {
    let mut pairs: BTreeMap<(EntityIndex, EntityIndex), Pair> = BTreeMap::new();
    for (index, briefing) in archive.in_time() {
        let sides = &briefing.sides;
        if !briefing.is_meeting() || sides.len() < 2 || sides.len() > MOST_SIDES {
            continue;
        }
        for (i, a) in sides.iter().enumerate() {
            for b in &sides[i + 1..] {
                let pair = pairs.entry((*a, *b)).or_insert_with(|| Pair::new(*a, *b));
                pair.briefings.push(index);
            }
        }
    }
    archive.large_contacts = archive
        .in_time()
        .filter(|(_, briefing)| briefing.took_place() && briefing.sides.len() > MOST_SIDES)
        .map(|(index, _)| index)
        .collect();
    let mut kept: Vec<Pair> = pairs.into_values().collect();
    for pair in &mut kept {
        pair.contacts = contacts(archive, &pair.briefings);
    }
    kept.retain(|pair| !pair.contacts.is_empty());
    for (i, pair) in kept.iter().enumerate() {
        for side in pair.sides {
            archive.entities[side.get()].pairs.push(PairIndex::new(i));
        }
    }
    archive.pairs = kept;
}

/// Returns those that were held; of a whole and its parts, the whole.
fn contacts(archive: &Archive, briefings: &[BriefingIndex]) -> Vec<BriefingIndex> {
    let held: Vec<BriefingIndex> =
        briefings.iter().copied().filter(|index| archive.briefing(*index).took_place()).collect();
    let whole = |index: &BriefingIndex| archive.briefing(*index).threads.part_of;
    let is_counted = |index: &BriefingIndex| {
        // No briefing is a part of itself: that was reported and taken out.
        let mut wholes = std::iter::successors(whole(index), whole);
        !wholes.any(|whole| held.binary_search(&whole).is_ok())
    };
    held.iter().copied().filter(is_counted).collect()
}

impl Archive {
    /// Returns the pair of two sides, where they had a contact.
    pub fn pair_of(&self, one: EntityIndex, other: EntityIndex) -> Option<PairIndex> {
        let sides = [one.min(other), one.max(other)];
        let found = self.pairs.binary_search_by(|pair| pair.sides.cmp(&sides)).ok()?;
        Some(PairIndex::new(found))
    }

    /// Returns the contacts of more than [`MOST_SIDES`] sides in which both sides of a pair took
    /// part, which are not counted as theirs.
    pub fn large_contacts_of(&self, pair: &Pair) -> Vec<BriefingIndex> {
        let both = |index: &&BriefingIndex| {
            let sides = &self.briefing(**index).sides;
            pair.sides.iter().all(|side| sides.binary_search(side).is_ok())
        };
        self.large_contacts.iter().filter(both).copied().collect()
    }

    /// Says whether an entity is a side of some contact.
    pub fn is_side(&self, entity: EntityIndex) -> bool {
        let entity = self.entity(entity);
        entity.kind == EntityKind::Organization && !entity.pairs.is_empty()
    }
}
