//! Related briefings: those that share people, series, topics and places, and are near in time.

use std::cmp::Reverse;

use super::{Archive, BriefingIndex, EntityIndex, packed, unpacked};
use crate::record::Relation;
use crate::record::date::Day;

/// The largest number of related briefings.
const MOST: usize = 4;
/// The number of neighbours on each side that are considered in the list of each shared entity.
const NEIGHBOURS: usize = 4;
/// The least score of a related briefing: more than that of one shared person or place.
const LEAST: u32 = 5;

/// A related briefing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The briefing.
    pub briefing: BriefingIndex,
    /// The entities that both refer to: series, places, people and topics, in this order.
    pub shared: Vec<EntityIndex>,
}

impl Archive {
    /// Returns the briefings that are most related to one, the most related first, without those
    /// that a thread connects with it.
    ///
    /// Candidates are the nearest in time among the briefings of each of its entities, so the cost
    /// does not depend on the size of the archive, and a new briefing only changes its neighbours.
    pub fn related(&self, index: BriefingIndex) -> Vec<Related> {
        let briefing = self.briefing(index);
        // Packed pairs of a briefing and a weight.
        let mut scores: Vec<u64> = Vec::new();
        for (entity, weight) in self.subjects(index) {
            let list = &self.entity(entity).briefings;
            let at = list.binary_search(&index).unwrap_or_else(|at| at);
            let near = at.saturating_sub(NEIGHBOURS)..(at + NEIGHBOURS + 1).min(list.len());
            scores.extend(list[near].iter().map(|other| packed(other.0, weight)));
        }
        scores.sort_unstable();
        let joined = briefing.threads.all();
        let start = briefing.record.date.listed().0;
        let mut candidates: Vec<(Reverse<u32>, u32, BriefingIndex)> = Vec::new();
        for group in scores.chunk_by(|a, b| unpacked(*a).0 == unpacked(*b).0) {
            let other = BriefingIndex(unpacked(group[0]).0);
            let score: u32 = group.iter().map(|score| unpacked(*score).1).sum();
            if other == index || score < LEAST || joined.contains(&other) {
                continue;
            }
            let distance = months_between(start, self.briefing(other).record.date.listed().0);
            let nearness = u32::from(distance <= 12) + u32::from(distance <= 1);
            candidates.push((Reverse(score + nearness), distance, other));
        }
        candidates.sort_unstable();
        candidates.truncate(MOST);
        let related =
            |(_, _, other)| Related { briefing: other, shared: self.shared(index, other) };
        candidates.into_iter().map(related).collect()
    }

    /// Returns the entities that two briefings share, those of the highest weight first.
    fn shared(&self, one: BriefingIndex, other: BriefingIndex) -> Vec<EntityIndex> {
        let others: Vec<EntityIndex> = self.subjects(other).map(|(entity, _)| entity).collect();
        let mut shared: Vec<EntityIndex> =
            self.subjects(one).map(|(entity, _)| entity).filter(|e| others.contains(e)).collect();
        // A shared city adds nothing to a shared room in it.
        let around: Vec<EntityIndex> =
            shared.iter().flat_map(|e| self.entity(*e).related(Relation::Within)).collect();
        shared.retain(|entity| !around.contains(entity));
        shared
    }

    /// Returns the entities that a briefing may share with others, each with its weight: its
    /// series, its places up to the city, its people, its topics.
    fn subjects(&self, index: BriefingIndex) -> impl Iterator<Item = (EntityIndex, u32)> {
        let briefing = self.briefing(index);
        let places = briefing.venues.iter().flat_map(|venue| self.up_to_the_city(*venue));
        let people = briefing.attendance.iter().filter_map(|who| who.person);
        briefing
            .series
            .into_iter()
            .map(|series| (series, 4))
            .chain(places.map(|place| (place, 3)))
            .chain(people.take(CROWD).map(|person| (person, 3)))
            .chain(briefing.topics.iter().take(CROWD).map(|topic| (*topic, 2)))
    }
}

/// The most people or topics of a briefing that are considered: sharing one of a crowd means
/// little.
const CROWD: usize = 24;

/// Returns the number of months between two days, whatever the days of the month.
fn months_between(a: Day, b: Day) -> u32 {
    let months = |day: Day| i32::from(day.year) * 12 + i32::from(day.month);
    months(a).abs_diff(months(b))
}
