//! Briefings that are related, with the reasons: shared people, series, topics and places, and
//! nearness in time.

use std::cmp::Reverse;

use super::{Archive, BriefingIndex, EntityIndex, packed, unpacked};
use crate::record::Relation;
use crate::record::date::Day;

/// The most related briefings that are found.
const MOST: usize = 4;
/// How many neighbours on each side are looked at in the list of each shared entity.
const NEIGHBOURS: usize = 4;
/// What a briefing must share to be related: more than one person or place by itself.
const LEAST: u32 = 5;

/// A related briefing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The briefing.
    pub briefing: BriefingIndex,
    /// What the two share: series, places, people and topics, in this order.
    pub shared: Vec<EntityIndex>,
}

impl Archive {
    /// Finds the briefings that are most related to one, the most related first; none that a
    /// thread joins to it already.
    ///
    /// Candidates are the nearest in time in the list of each entity that the briefing has to do
    /// with, so that the work does not grow with the archive, and a new briefing changes its
    /// neighbours alone.
    pub fn related(&self, index: BriefingIndex) -> Vec<Related> {
        let briefing = self.briefing(index);
        // Each a briefing and a weight.
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

    /// Returns the entities that two briefings share, those that say most first.
    fn shared(&self, one: BriefingIndex, other: BriefingIndex) -> Vec<EntityIndex> {
        let others: Vec<EntityIndex> = self.subjects(other).map(|(entity, _)| entity).collect();
        let mut shared: Vec<EntityIndex> =
            self.subjects(one).map(|(entity, _)| entity).filter(|e| others.contains(e)).collect();
        // A city says nothing more where the room is the same.
        let around: Vec<EntityIndex> =
            shared.iter().flat_map(|e| self.entity(*e).related(Relation::Within)).collect();
        shared.retain(|entity| !around.contains(entity));
        shared
    }

    /// Returns what a briefing has to do with and what sharing it weighs, each once: its series,
    /// its places up to the city, its people, its topics.
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

/// The most people or topics of a briefing that are looked at: in a crowd everybody is related.
const CROWD: usize = 24;

/// Returns how many months lie between two days, the days of the month apart.
fn months_between(a: Day, b: Day) -> u32 {
    let months = |day: Day| i32::from(day.year) * 12 + i32::from(day.month);
    months(a).abs_diff(months(b))
}
