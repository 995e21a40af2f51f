//! Indexes: the place of a thing in a list of the archive, each list with a type of its own.

/// The place of an entity in [`Archive::entities`](super::Archive::entities).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityIndex(pub(super) u32);

/// The place of a briefing in [`Archive::briefings`](super::Archive::briefings).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BriefingIndex(pub(super) u32);

/// The place of a pair of sides in [`Archive::pairs`](super::Archive::pairs).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PairIndex(pub(super) u32);

impl PairIndex {
    /// Makes an index of a place.
    ///
    /// # Panics
    /// When there are more than four thousand million of them.
    pub fn new(place: usize) -> Self {
        Self(u32::try_from(place).expect("an archive holds fewer than 2^32 pairs of sides"))
    }

    /// Returns the place.
    pub fn get(self) -> usize {
        self.0 as usize
    }
}

impl EntityIndex {
    /// Makes an index of a place.
    ///
    /// # Panics
    /// When there are more than four thousand million of them.
    pub fn new(place: usize) -> Self {
        Self(u32::try_from(place).expect("an archive holds fewer than 2^32 entities"))
    }

    /// Returns the place.
    pub fn get(self) -> usize {
        self.0 as usize
    }
}

impl BriefingIndex {
    /// Makes an index of a place.
    ///
    /// # Panics
    /// When there are more than four thousand million of them.
    pub fn new(place: usize) -> Self {
        Self(u32::try_from(place).expect("an archive holds fewer than 2^32 briefings"))
    }

    /// Returns the place.
    pub fn get(self) -> usize {
        self.0 as usize
    }
}

/// A claim or an outcome, by its briefing and its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    /// The briefing.
    pub briefing: BriefingIndex,
    /// The place in the briefing's list.
    pub place: u32,
}
