//! Permalinks: the hash of a paragraph's text goes in, an ID that is stable while the text is comes
//! out.

use std::array::from_fn;

/// The prefix of the ID of a paragraph. No other ID has it: those of headings have no underscore.
pub const START: &str = "p_";

/// Five bits each, the lowest first.
const DIGITS: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";
const LENGTH: usize = 7;
/// The placeholder of an ID until it is known, of the same length.
pub const UNNAMED: &str = "p_0000000";

/// The ID of a paragraph, item, term or table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Permalink(u64);

impl Permalink {
    /// Returns the ID of a paragraph, from the hash of its text and the number of paragraphs before
    /// it with the same text.
    pub fn new(hash: u64, times: u64) -> Self {
        let hash = match times {
            0 => hash,
            _ => twox_hash::XxHash3_64::oneshot_with_seed(times, &hash.to_le_bytes()),
        };
        Self(hash % (1 << (5 * LENGTH)))
    }

    /// Parses the anchor of a link; returns `None` if it cannot be the ID of a paragraph.
    pub fn read(anchor: &str) -> Option<Self> {
        let digits = anchor.strip_prefix(START).filter(|digits| digits.len() == LENGTH)?;
        let value = |digit| DIGITS.iter().position(|other| *other == digit);
        let add = |number, digit| Some(number << 5 | value(digit)? as u64);
        digits.bytes().rev().try_fold(0, add).map(Self)
    }

    /// Replaces the [`UNNAMED`] at a place of a text.
    pub fn write(self, text: &mut String, at: usize) {
        let digits: [u8; LENGTH] = from_fn(|n| DIGITS[(self.0 >> (5 * n)) as usize % 32]);
        let digits = std::str::from_utf8(&digits).expect("letters and figures");
        // Little text follows, and writing it again is quicker than replacing a range.
        let behind = text.split_off(at + UNNAMED.len());
        text.truncate(at + START.len());
        text.extend([digits, &behind]);
    }
}

/// The permalinks of a body, without duplicates.
#[derive(Default)]
pub(super) struct Permalinks {
    taken: foldhash::HashSet<Permalink>,
    /// The number of paragraphs with the same text, by its hash, for texts that occur more than
    /// once.
    repeated: foldhash::HashMap<u64, u64>,
}

impl Permalinks {
    pub(super) fn with_capacity(number: usize) -> Self {
        let taken = foldhash::HashSet::with_capacity_and_hasher(number, Default::default());
        Self { taken, ..Self::default() }
    }

    /// Adds the ID of a paragraph. It depends on the text alone, so that edits of other paragraphs
    /// do not change it; paragraphs with the same text are numbered in their order.
    pub(super) fn add(&mut self, hash: u64) -> Permalink {
        let mut permalink = Permalink::new(hash, 0);
        if !self.taken.insert(permalink) {
            let times = self.repeated.entry(hash).or_insert(1);
            loop {
                permalink = Permalink::new(hash, *times);
                *times += 1;
                // Two texts may share the 35 bits of an ID.
                if self.taken.insert(permalink) {
                    break;
                }
            }
        }
        permalink
    }

    pub(super) fn into_sorted(self) -> Box<[Permalink]> {
        let mut permalinks: Box<[Permalink]> = self.taken.into_iter().collect();
        permalinks.sort_unstable();
        permalinks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_nothing_else() {
        for (hash, times) in [(0, 0), (1, 0), (u64::MAX, 0), (0x1234_5678_9abc, 0), (1, 1), (1, 2)]
        {
            let link = Permalink::new(hash, times);
            let mut text = format!("<p id=\"{UNNAMED}\">");
            link.write(&mut text, 7);
            let written = text.trim_start_matches("<p id=\"").trim_end_matches("\">");
            assert_eq!(Permalink::read(written), Some(link), "{written}");
        }
        for other in
            ["p_", "p_000000", "p_00000000", "p_000000w", "p_00000é", "P_0000000", "0000000"]
        {
            assert_eq!(Permalink::read(other), None, "{other}");
        }
    }
}
