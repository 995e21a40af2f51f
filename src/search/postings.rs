//! Postings: the records that contain each stem, with its weight in each record.
//!
//! The postings are computed in parts, each a range of the records. A thread that needs a file of
//! them takes parts that no other thread has begun, until none is left. So postings are computed
//! only on demand, and no thread waits for more than one part.

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use super::counter::{CountedRecord, Counter, Part, Posting};
use super::words::{hash, is_unspaced};
use crate::json::write_members;
use crate::plan::search::{FIRST_TIER, MOST_NUMBERS};

/// The number of weights in a band of a range. Postings in a band have no weight of their own.
const BAND: u32 = 16;
/// The number of files for words with the same first two characters, split by the next two; in
/// scripts without spaces, for words with the same first character, split by the second.
const BY_NEXT: u32 = 8;
/// The minimum number of records in a part: each part has an offset for every stem.
const RECORDS_IN_A_PART: usize = 1024;
/// The maximum number of parts.
const MOST_PARTS: usize = 32;

/// The postings of an archive, computed on demand.
pub(super) struct Postings {
    records: usize,
    records_in_a_part: usize,
    files: Files,
    next: AtomicUsize,
    /// The counters that no thread is using.
    counters: Mutex<Vec<Counter>>,
    parts: Vec<OnceLock<Part>>,
    index: OnceLock<Index>,
}

/// The numbers of files of words and of stems, and the size of the tiers.
#[derive(Clone, Copy)]
pub(super) struct Files {
    pub(super) words: u32,
    pub(super) stems: u32,
    /// The number of postings of a list in its first two tiers. The others are in ranges of
    /// numbers.
    pub(super) two_tiers: u32,
}

/// The words and stems of all counters, after everything is counted.
struct Index {
    /// The words, sorted by file and text; a word occurs once for each counter that has it.
    words: Vec<Word>,
    /// The stems, sorted and repeated in the same way.
    stems: Vec<Stem>,
}

/// A word of a counter.
struct Word {
    file: u32,
    /// The word, a space, and its stem.
    text: Sorted,
    /// The number of records that contain it.
    records: u32,
}

/// A stem of a counter.
struct Stem {
    file: u32,
    text: Sorted,
    /// The number of records that contain it.
    records: u32,
    /// The counter, by its `place`.
    counter: usize,
    /// The index in the counter.
    at: u32,
    /// The ends of the two tiers, stored in the first of the entries of the same stem.
    ends: OnceLock<[Posting; 2]>,
}

/// A text that sorts by its bytes. The first eight bytes are stored inline, because they decide
/// most comparisons.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Sorted {
    first: u64,
    text: Box<str>,
}

impl From<Box<str>> for Sorted {
    fn from(text: Box<str>) -> Self {
        let mut first = [0; 8];
        let length = text.len().min(8);
        first[..length].copy_from_slice(&text.as_bytes()[..length]);
        Self { first: u64::from_be_bytes(first), text }
    }
}

impl Postings {
    /// Creates postings of which nothing is computed yet.
    pub(super) fn new(records: usize, files: Files) -> Self {
        let records_in_a_part = records.div_ceil(MOST_PARTS).max(RECORDS_IN_A_PART);
        let parts = records.div_ceil(records_in_a_part);
        let parts = std::iter::repeat_with(OnceLock::new).take(parts).collect();
        let (counters, index) = (Mutex::default(), OnceLock::new());
        let next = AtomicUsize::new(0);
        Self { records, records_in_a_part, files, next, counters, parts, index }
    }

    /// Computes the missing parts. `record` returns a record by its index in the order of numbers.
    pub(super) fn make<'a>(&self, record: impl Fn(usize) -> CountedRecord<'a>) {
        let make = |part: usize| {
            let from = part * self.records_in_a_part;
            let to = self.records.min(from + self.records_in_a_part);
            let free = self.counters.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut counter = free.unwrap_or_else(|| Counter::new(part));
            (from..to).for_each(|at| counter.count(&record(at)));
            let made = counter.part();
            // Before the part is set, so that a thread that sees all parts finds all counters.
            self.counters.lock().unwrap_or_else(PoisonError::into_inner).push(counter);
            made
        };
        loop {
            let next = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(part) = self.parts.get(next) else { break };
            part.get_or_init(|| make(next));
        }
        // Waits for parts that others have begun, or computes those that they took and did not
        // begin.
        for (at, part) in self.parts.iter().enumerate() {
            part.get_or_init(|| make(at));
        }
        self.index.get_or_init(|| {
            let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
            Index::new(std::mem::take(&mut counters), self.files)
        });
    }

    /// Returns the index, which is empty before [`Postings::make`].
    fn index(&self) -> &Index {
        static NOTHING: Index = Index { words: Vec::new(), stems: Vec::new() };
        self.index.get().unwrap_or(&NOTHING)
    }

    /// Writes the words of a file. Each word consists of the length of the prefix that it shares
    /// with the word before, the rest of it, its number of records, and its stem as an edit: the
    /// number of characters to remove and the suffix to add.
    pub(super) fn words(&self, file: u32, out: &mut String) {
        // Letters and digits need no escapes.
        out.push('"');
        let mut last = "";
        let words = of_files(&self.index().words, |word| word.file, file, file + 1);
        for of_word in words.chunk_by(|a, b| a.text == b.text) {
            let records: u32 = of_word.iter().map(|word| word.records).sum();
            let both = &of_word[0].text.text;
            let (word, stem) = both.split_once(' ').expect("a space between them");
            let shared = shared(last, word);
            if !last.is_empty() {
                out.push(' ');
            }
            out.push(digit(shared.0));
            out.push_str(&word[shared.1..]);
            out.push('.');
            out.push(digit(records.ilog2() as usize));
            if stem != word {
                let (kept, at) = self::shared(word, stem);
                out.push(digit(word.chars().count() - kept));
                out.push_str(&stem[at..]);
            }
            last = word;
        }
        out.push('"');
    }

    /// Writes the stems of a file with the postings of the first tier, and the total number of
    /// postings if there are more.
    pub(super) fn stems(&self, file: u32, out: &mut String) {
        write_members(out, named(self.lists(file, file + 1)), |stem, out| {
            let count = count(stem);
            if count <= FIRST_TIER {
                out.push('"');
                encode_weighed(out, self.parts_of(stem).flatten().copied());
                out.push('"');
            } else {
                let [end, _] = self.ends(stem);
                let first = self.parts_of(stem).flatten().copied();
                out.push_str("[\"");
                encode_weighed(out, first.filter(|posting| is_before(*posting, end)));
                _ = write!(out, "\",{count}]");
            }
        });
    }

    /// Writes the postings of the second tier for the stems of a file; `of` is the number of files.
    pub(super) fn second_tier(&self, file: u32, of: u32, out: &mut String) {
        write_members(out, named(self.longer(FIRST_TIER, file, of)), |stem, out| {
            let [from, to] = self.ends(stem);
            let second = self.parts_of(stem).flatten().copied();
            let is_in = |posting: &Posting| is_before(*posting, to) && !is_before(*posting, from);
            out.push('"');
            encode_weighed(out, second.filter(is_in));
            out.push('"');
        });
    }

    /// Writes the postings after the tiers with these numbers, for the stems of a file; `of` is the
    /// number of files. The bands of weights are separated by spaces, the lowest first.
    pub(super) fn range(&self, numbers: Range<u32>, file: u32, of: u32, out: &mut String) {
        write_members(out, named(self.longer(self.files.two_tiers, file, of)), |stem, out| {
            let mut bands: [Vec<u32>; (64 / BAND) as usize] = Default::default();
            let [_, end] = self.ends(stem);
            for list in self.parts_of(stem) {
                let from = list.partition_point(|posting| posting.number() < numbers.start);
                let held = list[from..].iter().take_while(|posting| posting.number() < numbers.end);
                for posting in held.filter(|posting| !is_before(**posting, end)) {
                    bands[(u32::from(posting.weight()) / BAND) as usize].push(posting.number());
                }
            }
            let mut between = '"';
            for band in bands {
                out.push(between);
                encode(out, band.into_iter().map(|number| (number, None)));
                between = ' ';
            }
            out.push('"');
        });
    }

    /// Returns the stems of a file that have more than `records` records; `of` is the number of
    /// files.
    fn longer(&self, records: u32, file: u32, of: u32) -> impl Iterator<Item = &[Stem]> {
        // Both are powers of two, so that a file of the rest has the stems of whole files.
        let stem_files = self.files.stems / of;
        let stems = self.lists(file * stem_files, (file + 1) * stem_files);
        stems.filter(move |stem| count(stem) > records)
    }

    /// Returns the stems of the files `from..to` in order, each with its entries of all counters.
    fn lists(&self, from: u32, to: u32) -> impl Iterator<Item = &[Stem]> {
        of_files(&self.index().stems, |stem| stem.file, from, to).chunk_by(|a, b| a.text == b.text)
    }

    /// Returns the postings of a stem by part, in the order of numbers.
    fn parts_of(&self, stem: &[Stem]) -> impl Iterator<Item = &[Posting]> + Clone {
        self.parts.iter().filter_map(OnceLock::get).filter_map(|part| {
            let stem = stem.iter().find(|stem| stem.counter == part.counter)?;
            Some(part.list(stem.at))
        })
    }

    /// Returns the ends of the two tiers of a stem whose postings exceed the first tier.
    fn ends(&self, stem: &[Stem]) -> [Posting; 2] {
        *stem[0].ends.get_or_init(|| {
            [FIRST_TIER, self.files.two_tiers].map(|most| end(self.parts_of(stem), most))
        })
    }
}

/// Returns the words or stems of the files `from..to`.
fn of_files<T>(all: &[T], file: impl Fn(&T) -> u32, from: u32, to: u32) -> &[T] {
    let start = all.partition_point(|one| file(one) < from);
    let end = start + all[start..].partition_point(|one| file(one) < to);
    &all[start..end]
}

/// Returns stems, each with its text.
fn named<'a>(
    stems: impl Iterator<Item = &'a [Stem]>,
) -> impl Iterator<Item = (&'a str, &'a [Stem])> {
    stems.map(|stem| (&*stem[0].text.text, stem))
}

/// Returns the number of records that contain a stem.
fn count(stem: &[Stem]) -> u32 {
    stem.iter().map(|met| met.records).sum()
}

/// Returns the file of a hash; `of` is the number of files.
pub(super) fn split(hash: u32, of: u32) -> u32 {
    // FNV-1a hashes of one or two characters differ only in the lowest bits; multiplication by the
    // golden ratio spreads them to the highest.
    let spread = u64::from(hash.wrapping_mul(0x9e37_79b1));
    u32::try_from((spread * u64::from(of)) >> 32).expect("less than the number of files")
}

/// Returns the length of the common prefix of two texts, in characters and in bytes.
fn shared(a: &str, b: &str) -> (usize, usize) {
    let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b);
    same.fold((0, 0), |(chars, bytes), (c, _)| (chars + 1, bytes + c.len_utf8()))
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn digit(n: usize) -> char {
    DIGITS[n.min(63)].into()
}

/// Writes a number in digits of five bits, the lowest first. A sixth bit marks all but the last.
fn encode_number(out: &mut String, mut n: u32) {
    while n >= 32 {
        out.push(digit((n & 31 | 32) as usize));
        n >>= 5;
    }
    out.push(digit(n as usize));
}

/// Writes ascending numbers, each as the difference from the one before, followed by its weight if
/// it has one.
pub(super) fn encode(out: &mut String, list: impl IntoIterator<Item = (u32, Option<u8>)>) {
    let mut last = 0;
    for (number, weight) in list {
        encode_number(out, number - last);
        out.extend(weight.map(|weight| digit(weight.into())));
        last = number;
    }
}

fn encode_weighed(out: &mut String, list: impl Iterator<Item = Posting>) {
    encode(out, list.map(|posting| (posting.number(), Some(posting.weight()))));
}

/// Returns whether a posting comes before another in the order of the tiers: by descending weight,
/// then by ascending number.
fn is_before(posting: Posting, other: Posting) -> bool {
    let by_weight = other.weight().cmp(&posting.weight());
    by_weight.then(posting.number().cmp(&other.number())).is_lt()
}

/// Returns the posting that follows the first `most` of a list in the order of the tiers. If there
/// is none, returns a posting that comes after all others.
fn end<'a>(list: impl Iterator<Item = &'a [Posting]> + Clone, most: u32) -> Posting {
    let mut of_weight = [0; 64];
    list.clone().flatten().for_each(|posting| of_weight[usize::from(posting.weight())] += 1);
    let mut left = most as usize;
    for weight in (0..64).rev() {
        if left < of_weight[usize::from(weight)] {
            let mut same = list.flatten().filter(|posting| posting.weight() == weight);
            return *same.nth(left).expect("as many as were counted");
        }
        left -= of_weight[usize::from(weight)];
    }
    Posting::new(MOST_NUMBERS - 1, 0)
}

/// Returns the file of a word; `of` is the number of files.
fn file_of_word(word: &str, of: u32) -> u32 {
    let end_of = |most| word.char_indices().nth(most).map_or(word.len(), |(end, _)| end);
    // Pairs of characters are grouped by the first one only, so that a single character can be
    // looked up like any word.
    let alike = if word.starts_with(is_unspaced) { 1 } else { 2 };
    let (alike, next) = (end_of(alike), end_of(alike + 2));
    BY_NEXT * split(hash(&word[..alike]), of / BY_NEXT) + split(hash(&word[alike..next]), BY_NEXT)
}

impl Index {
    fn new(counters: Vec<Counter>, files: Files) -> Self {
        let (mut all_words, mut all_stems) = (Vec::new(), Vec::new());
        for Counter { place, words, of_words, stems, of_stems, .. } in counters {
            all_words.extend(words.into_iter().map(|(text, at)| {
                let word = text.split(' ').next().unwrap_or_default();
                let file = file_of_word(word, files.words);
                Word { file, text: text.into(), records: of_words[at as usize].records }
            }));
            all_stems.extend(stems.into_iter().map(|(text, at)| Stem {
                file: split(hash(&text), files.stems),
                text: text.into(),
                records: of_stems[at as usize].records,
                counter: place,
                at,
                ends: OnceLock::new(),
            }));
        }
        all_words.sort_unstable_by(|a, b| (a.file, &a.text).cmp(&(b.file, &b.text)));
        all_stems.sort_unstable_by(|a, b| (a.file, &a.text).cmp(&(b.file, &b.text)));
        Self { words: all_words, stems: all_stems }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::records::SearchField;

    fn encoded(list: impl IntoIterator<Item = (u32, Option<u8>)>) -> String {
        let mut out = String::new();
        encode(&mut out, list);
        out
    }

    #[test]
    fn numbers_are_written_as_differences() {
        assert_eq!(encoded([0, 1, 33, 34, 1058].map(|number| (number, None))), "ABgBBggB");
        assert_eq!(encoded([(5, Some(1)), (37, Some(63))]), "FBgB_");
    }

    #[test]
    fn words_are_spread_over_files_by_how_they_begin() {
        let pairs = ('a'..='z').flat_map(|a| ('a'..='z').map(move |b| format!("{a}{b}")));
        let mut words_in = [0; 256];
        for word in pairs.flat_map(|two| ('a'..='z').map(move |c| format!("{two}{c}s"))) {
            words_in[file_of_word(&word, 256) as usize] += 1;
        }
        // An even distribution would have 68.7 each.
        assert!(words_in.iter().all(|words| (25..150).contains(words)), "{words_in:?}");
        let file = |word| file_of_word(word, 256) / BY_NEXT;
        assert_eq!(file("lavrov"), file("larov"));
        assert_eq!(file("俄罗"), file("俄国"));
    }

    #[test]
    fn a_list_is_in_tiers_by_weight_and_each_tier_by_number() {
        let weighed = |n: u32| Posting::new(n, if n < 88 { 1 } else { 2 });
        let all: Vec<Posting> = (0..700).map(weighed).collect();
        let lists = [&all[..300], &all[300..]].into_iter();
        let [first, second] = [512, 2048].map(|most| end(lists.clone(), most));
        let numbers = |is_in: &dyn Fn(Posting) -> bool| -> Vec<u32> {
            all.iter().copied().filter(|posting| is_in(*posting)).map(Posting::number).collect()
        };
        assert_eq!(numbers(&|one| is_before(one, first)), Vec::from_iter(88..600));
        assert_eq!(
            numbers(&|one| !is_before(one, first) && is_before(one, second)),
            (0..88).chain(600..700).collect::<Vec<u32>>()
        );
        assert!(numbers(&|one| !is_before(one, second)).is_empty());
    }

    #[test]
    fn tiers_and_ranges_have_every_record_of_a_stem_once() {
        let postings = Postings::new(5000, Files { words: 8, stems: 8, two_tiers: 2048 });
        let text = |n: usize| ["word ".repeat(1 + n % 7), "other ".repeat(n % 50)].concat();
        let texts: Vec<String> = (0..5000).map(text).collect();
        postings.make(|at| CountedRecord {
            number: 3 * u32::try_from(at).expect("few"),
            lang: "en",
            briefing_count: None,
            fields: vec![(SearchField::Text, &texts[at])],
        });
        let file = split(hash("word"), 8);
        let written = |write: &dyn Fn(&mut String)| -> serde_json::Value {
            let mut out = String::new();
            write(&mut out);
            serde_json::from_str(&out).expect("JSON")
        };
        let read = |text: &str, weighed: bool| {
            let (mut numbers, mut number, mut shift) = (Vec::<usize>::new(), 0_usize, 0_u32);
            let mut digits = text
                .bytes()
                .map(|byte| DIGITS.iter().position(|digit| *digit == byte).expect("a digit"));
            while let Some(digit) = digits.next() {
                number += (digit & 31) << shift;
                shift += 5;
                if digit < 32 {
                    numbers.push(number);
                    shift = 0;
                    if weighed {
                        digits.next();
                    }
                }
            }
            numbers
        };
        let first = written(&|out| postings.stems(file, out));
        assert_eq!(first["word"][1], 5000);
        let mut all = read(first["word"][0].as_str().expect("a list"), true);
        let second = written(&|out| postings.second_tier(file, 8, out));
        all.extend(read(second["word"].as_str().expect("a list"), true));
        assert_eq!(all.len(), 2048);
        for range in 0..4 {
            let numbers = 4096 * range..4096 * (range + 1);
            let held = written(&|out| postings.range(numbers.clone(), file, 8, out));
            let bands = held["word"].as_str().expect("bands").split(' ');
            for number in bands.flat_map(|band| read(band, false)) {
                assert!(numbers.contains(&u32::try_from(number).expect("few")), "{number}");
                all.push(number);
            }
        }
        all.sort_unstable();
        assert_eq!(all, (0..5000).map(|n| 3 * n).collect::<Vec<usize>>());
    }
}
