//! The files of the search index: their number and names.

use crate::archive::{Archive, BriefingIndex, EntityIndex, LinkedBriefing, Node};

/// The quantity of numbers for each record, chosen so that few records share one.
const NUMBERS_TO_A_RECORD: u32 = 4;

/// A file that a browser searches in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SearchFile {
    /// The entry file of the index.
    Start,
    /// Words, by the hash of how they begin.
    Words(u32),
    /// Stems with records, by their hash.
    Stems(u32),
    /// The records that did not go with their stems: those of the second tier, and behind it those of
    /// each range of numbers.
    Rest(u32, u32),
    /// The values of a facet that most briefings have.
    Facet(Facet),
    /// The briefings of values, by their hash.
    Values(Facet, u32),
    /// The records that are no briefings.
    Others,
    /// The briefings in the order of time.
    Time(u32),
    /// Records, by their numbers.
    Records(u32),
    /// Their texts.
    Texts(u32),
}

impl SearchFile {
    /// Lists the files that an archive has.
    pub(crate) fn all(archive: &Archive) -> Vec<Self> {
        let shape = IndexShape::of(archive);
        let IndexShape { words, stems, records, texts, .. } = shape;
        let mut files = vec![Self::Start, Self::Others];
        files.extend((0..words).map(Self::Words));
        files.extend((0..stems).map(Self::Stems));
        for (tier, count) in (1..).zip(shape.rest()) {
            files.extend((0..count).map(|n| Self::Rest(tier, n)));
        }
        files.extend((0..files_in_time(archive)).map(Self::Time));
        files.extend(Facet::ALL.map(Self::Facet));
        for facet in Facet::ALL {
            files.extend((0..shape.values(facet)).map(|n| Self::Values(facet, n)));
        }
        files.extend((0..records).map(Self::Records));
        files.extend((0..texts).map(Self::Texts));
        files
    }

    /// Returns the name of its group in `--timings`.
    pub fn group(self) -> &'static str {
        match self {
            Self::Records(_) | Self::Texts(_) => "search: records",
            _ => "search: index",
        }
    }

    /// Returns its name: its path below the folder of the index, without its ending.
    pub fn name(self) -> String {
        match self {
            Self::Start => "start".into(),
            Self::Words(n) => format!("words/{n}"),
            Self::Stems(n) => format!("stems/{n}"),
            Self::Rest(tier, n) => format!("rest/{tier}-{n}"),
            Self::Facet(facet) => format!("facets/{}", facet.key()),
            Self::Values(facet, n) => format!("facets/{}-{n}", facet.key()),
            Self::Others => "facets/others".into(),
            Self::Time(n) => format!("facets/time-{n}"),
            Self::Records(n) => format!("records/{n}"),
            Self::Texts(n) => format!("texts/{n}"),
        }
    }
}

/// The numbers of files and of record numbers: powers of two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct IndexShape {
    pub(crate) numbers: u32,
    pub(crate) words: u32,
    pub(crate) stems: u32,
    /// The second tier, and the number of records of a list in both: no more than in the first,
    /// where there is no second.
    pub(crate) second_tier: u32,
    pub(crate) two_tiers: u32,
    /// The number of ranges of numbers behind it, and of files of each.
    pub(crate) ranges: u32,
    pub(crate) in_range: u32,
    pub(crate) records: u32,
    pub(crate) texts: u32,
}

impl IndexShape {
    /// Returns the shape of the index of an archive.
    pub(crate) fn of(archive: &Archive) -> Self {
        let length = |node| archive.text_of(node).map_or(0, |(head, _)| head.body.text().len());
        Self::new(count(archive), nodes(archive).map(length).sum())
    }

    /// Returns the number of files of the values of a facet.
    pub(crate) fn values(self, facet: Facet) -> u32 {
        facet.files(self.numbers / NUMBERS_TO_A_RECORD)
    }

    /// Returns the number of files of the second tier and of each range.
    pub(crate) fn rest(self) -> impl Iterator<Item = u32> {
        let ranges = std::iter::repeat_n(self.in_range, self.ranges as usize);
        std::iter::once(self.second_tier).chain(ranges)
    }

    /// Returns the numbers of a range.
    pub(crate) fn range(self, range: u32) -> std::ops::Range<u32> {
        let length = self.numbers / self.ranges;
        range * length..(range + 1) * length
    }

    /// Returns the number of bytes a query may take until its first results are shown.
    pub(crate) fn bytes_of_query(self) -> u32 {
        (2 * (self.numbers / NUMBERS_TO_A_RECORD)).clamp(90_000, 235_000)
    }

    /// Returns the shape of the index of so many records, with texts of so many bytes.
    pub(crate) fn new(records: usize, bytes: usize) -> Self {
        /// The most that the texts of a file have on the average, in bytes.
        const MOST_IN_TEXTS: usize = 8 * 1024;
        /// The number of records in a range, and the greatest number of ranges.
        const RECORDS_TO_A_RANGE: u32 = 4096;
        const MOST_RANGES: u32 = 8;
        /// Up to how many records two common words have enough in common in their first tiers.
        const MOST_WITHOUT_SECOND_TIER: u32 = 32 * 1024;
        let size = u32::try_from(records).unwrap_or(u32::MAX >> 4).max(64).next_power_of_two();
        let size = size.min(MOST_NUMBERS / NUMBERS_TO_A_RECORD);
        let texts = u32::try_from(bytes / MOST_IN_TEXTS).unwrap_or(u32::MAX >> 4);
        let ranges = (size / RECORDS_TO_A_RANGE).clamp(1, MOST_RANGES);
        let has_second = size > MOST_WITHOUT_SECOND_TIER;
        Self {
            numbers: NUMBERS_TO_A_RECORD * size,
            words: (size / 32).clamp(8, 1024),
            stems: (size / 4).min(16_384).max(size / 8),
            second_tier: if has_second { size / 32 } else { 0 },
            two_tiers: if has_second { 4 * FIRST_TIER } else { FIRST_TIER },
            // None where no list is that long.
            ranges: if size > FIRST_TIER { ranges } else { 0 },
            in_range: size / 64,
            records: size / 8,
            texts: texts.next_power_of_two().clamp(size / 64, size),
        }
    }
}

/// A filter for search results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Facet {
    /// A person who took part.
    Person,
    /// A side that took part.
    Side,
    /// The venue, and the venues that contain it.
    Venue,
    /// The topic.
    Topic,
    /// The series.
    Series,
    /// The kind of briefing.
    Kind,
    /// The status.
    Status,
    /// The year.
    Year,
}

/// The number of briefings in each file of the chronological order.
pub(crate) const BRIEFINGS_IN_TIME: usize = 4096;

/// Returns the year that a briefing stands under in the order of time.
pub(crate) fn year(briefing: &LinkedBriefing) -> i16 {
    briefing.record.date.sort_key().year
}

/// Returns the number of files of the order of time.
pub(crate) fn files_in_time(archive: &Archive) -> u32 {
    u32::try_from(archive.briefings.len().div_ceil(BRIEFINGS_IN_TIME)).unwrap_or(u32::MAX)
}

/// Returns the year of the first briefing of each of these files.
pub(crate) fn first_years(archive: &Archive) -> Vec<i16> {
    archive.briefings.iter().step_by(BRIEFINGS_IN_TIME).map(year).collect()
}

impl Facet {
    /// Every facet, in the order in which they are shown.
    pub const ALL: [Self; 8] = [
        Self::Person,
        Self::Side,
        Self::Venue,
        Self::Topic,
        Self::Series,
        Self::Kind,
        Self::Status,
        Self::Year,
    ];

    /// Returns its name in URLs.
    pub fn key(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Side => "side",
            Self::Venue => "venue",
            Self::Topic => "topic",
            Self::Series => "series",
            Self::Kind => "kind",
            Self::Status => "status",
            Self::Year => "year",
        }
    }

    /// Returns the number of files of its values, in an archive of so many records.
    pub(crate) fn files(self, size: u32) -> u32 {
        match self {
            Self::Person | Self::Side | Self::Venue | Self::Topic | Self::Series => {
                (size / 256).clamp(1, 512)
            }
            Self::Kind | Self::Status | Self::Year => 8,
        }
    }
}

/// Returns every briefing, entity and free page.
pub(crate) fn nodes(archive: &Archive) -> impl Iterator<Item = Node> {
    let briefings = (0..archive.briefings.len()).map(|i| Node::Briefing(BriefingIndex::new(i)));
    let entities = (0..archive.entities.len()).map(|i| Node::Entity(EntityIndex::new(i)));
    let pages = (0..).zip(&archive.pages).map(|(i, _)| Node::Page(i));
    briefings.chain(entities).chain(pages)
}

/// Returns the number of records.
pub(crate) fn count(archive: &Archive) -> usize {
    archive.briefings.len() + archive.entities.len() + archive.pages.len()
}

/// The most numbers that records can have, beside a weight.
pub(crate) const MOST_NUMBERS: u32 = 1 << 26;

/// The number of records of a list, by weight, that are stored with the stem.
pub(crate) const FIRST_TIER: u32 = 512;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_more_record_changes_the_shape_only_when_the_archive_has_doubled() {
        let shapes: Vec<IndexShape> =
            (1..20_000).map(|records| IndexShape::new(records, 4096 * records)).collect();
        let changes = shapes.windows(2).filter(|pair| pair[0] != pair[1]).count();
        // Nine of them double the records, and fourteen the texts.
        assert_eq!(changes, 23);
        let expected = IndexShape {
            numbers: 65_536,
            words: 512,
            stems: 4096,
            second_tier: 0,
            two_tiers: FIRST_TIER,
            ranges: 4,
            in_range: 256,
            records: 2048,
            texts: 8192,
        };
        assert_eq!(IndexShape::new(12_000, 4096 * 12_000), expected);
        assert_eq!(IndexShape::new(0, 0).texts, 1);
    }
}
