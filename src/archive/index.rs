//! Indexes: positions in the lists of the archive, with a type for each list.

/// The position of an entity in [`Archive::entities`](super::Archive::entities).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityIndex(pub(super) u32);

/// The position of a briefing in [`Archive::briefings`](super::Archive::briefings).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BriefingIndex(pub(super) u32);

/// The position of a pair of sides in [`Archive::pairs`](super::Archive::pairs).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PairIndex(pub(super) u32);

impl PairIndex {
    /// Makes the index of a position.
    ///
    /// # Panics
    /// If the position is 2^32 or more.
    pub fn new(place: usize) -> Self {
        Self(u32::try_from(place).expect("an archive holds fewer than 2^32 pairs of sides"))
    }

    /// Returns the position.
    pub fn get(self) -> usize {
        self.0 as usize
    }
}

impl EntityIndex {
    /// Makes the index of a position.
    ///
    /// # Panics
    /// If the position is 2^32 or more.
    pub fn new(place: usize) -> Self {
        Self(u32::try_from(place).expect("an archive holds fewer than 2^32 entities"))
    }

    /// Returns the position.
    pub fn get(self) -> usize {
        self.0 as usize
    }
}

impl BriefingIndex {
    /// Makes the index of a position.
    ///
    /// # Panics
    /// If the position is 2^32 or more.
    pub fn new(place: usize) -> Self {
        Self(u32::try_from(place).expect("an archive holds fewer than 2^32 briefings"))
    }

    /// Returns the position.
    pub fn get(self) -> usize {
        self.0 as usize
    }
}

/// A claim or an outcome, by its position in a briefing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    /// The briefing.
    pub briefing: BriefingIndex,
    /// The position in the briefing's list.
    pub place: u32,
}
