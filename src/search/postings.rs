//! Postings: which records hold which stem, and how much it weighs there.
//!
//! They are made in parts, a stretch of the records each, by whatever threads ask for a file of
//! them: each takes a part that nobody has begun, until there is none. So nothing is made where
//! nobody asks, and no thread waits for more than one part.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;
use snowball_stemmers_rs::Stemmer;

use super::records::Place;
use super::words::{WordMap, hash, runs, stemmer, words};

/// How many records come with their stem; where there are more, the others lie apart.
pub(super) const MOST_IN_HEAD: usize = 512;
/// How many records a part has: enough that most of their words are stemmed once, and few enough
/// that every thread has a part.
const RECORDS_IN_A_PART: usize = 2048;
/// What a word in a title weighs.
const OF_TITLE: u8 = 48;
/// The least that a word in the names of an entity weighs: by it a browser knows that it is a name.
const OF_NAME: u8 = 49;
/// The length that texts are held against, in words.
const USUAL_LENGTH: f32 = 400.0;
/// BM25's measure of how soon one more of the same word says nothing more.
const SATURATION: f32 = 1.2;
/// BM25's measure of how much a long text is held against its words.
const BY_LENGTH: f32 = 0.75;

/// A record to be split into words.
pub(super) struct Record<'a> {
    /// Its number.
    pub(super) number: u32,
    /// Its language.
    pub(super) lang: String,
    /// Of an entity, how many briefings it has.
    pub(super) standing: Option<usize>,
    /// Its texts, with where they stand.
    pub(super) fields: Vec<(Place, &'a str)>,
}

/// A record in the list of a stem, and what the stem weighs there.
type Posting = (u32, u8);

/// Which records hold which stem.
pub(super) struct Postings {
    records: usize,
    next: AtomicUsize,
    parts: Vec<OnceLock<Part>>,
}

/// The postings of a stretch of the records.
struct Part {
    /// The words that were met, by the hash of how they begin.
    words: Vec<(u32, Word)>,
    /// The stems, by hash.
    stems: Vec<Stem>,
}

struct Stem {
    hash: u32,
    stem: Box<str>,
    postings: Vec<Posting>,
}

/// A word as it is met in texts.
struct Word {
    word: Box<str>,
    stem: Box<str>,
    /// How many records have it.
    records: u32,
}

impl Postings {
    /// Begins with nothing.
    pub(super) fn new(records: usize) -> Self {
        let parts = records.div_ceil(RECORDS_IN_A_PART);
        let parts = std::iter::repeat_with(OnceLock::new).take(parts).collect();
        Self { records, next: AtomicUsize::new(0), parts }
    }

    /// Makes what is not made yet; `record` gives a record by its place in the order of numbers.
    pub(super) fn make<'a>(&self, record: impl Fn(usize) -> Record<'a>) {
        let make = |part: usize| {
            let from = part * RECORDS_IN_A_PART;
            Part::new((from..self.records.min(from + RECORDS_IN_A_PART)).map(&record))
        };
        loop {
            let next = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(part) = self.parts.get(next) else { break };
            part.get_or_init(|| make(next));
        }
        // What others have begun is waited for, or made where they have not come to it.
        for (at, part) in self.parts.iter().enumerate() {
            part.get_or_init(|| make(at));
        }
    }

    fn made(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter_map(OnceLock::get)
    }

    /// Writes the words of a file out of so many: each is what it shares with the one before, what
    /// follows, how often it is met, and its stem as what to cut off and to add.
    pub(super) fn words(&self, file: u32, of: u32) -> String {
        let mut words: BTreeMap<(&str, &str), u32> = BTreeMap::new();
        for part in self.made() {
            let start = part.words.partition_point(|(hash, _)| split(*hash, of) < file);
            for (_, word) in
                part.words[start..].iter().take_while(|(hash, _)| split(*hash, of) == file)
            {
                *words.entry((&word.word, &word.stem)).or_default() += word.records;
            }
        }
        let mut out = String::new();
        let mut last = "";
        for ((word, stem), records) in words {
            let shared = shared(last, word);
            if !out.is_empty() {
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
        json!(out).to_string()
    }

    /// Writes the stems of a file out of so many, with their number of records, and the records.
    pub(super) fn stems(&self, file: u32, of: u32) -> String {
        let mut out = String::from("{");
        for (stem, mut list) in self.in_file(file, of) {
            let count = list.len();
            if count > MOST_IN_HEAD {
                list = parted(list).0;
            }
            // Letters, figures and digits need no escapes.
            let comma = if out.len() == 1 { "" } else { "," };
            _ = write!(out, "{comma}\"{stem}\":[{count},\"");
            encode(&mut out, &list);
            out.push_str("\"]");
        }
        out + "}"
    }

    /// Writes the records that did not go with the stems of a file out of so many.
    pub(super) fn rest(&self, file: u32, of: u32) -> String {
        let stems = self.in_file(file, of).into_iter();
        let mut out = String::from("{");
        for (stem, list) in stems.filter(|(_, list)| list.len() > MOST_IN_HEAD) {
            let comma = if out.len() == 1 { "" } else { "," };
            _ = write!(out, "{comma}\"{stem}\":\"");
            encode(&mut out, &parted(list).1);
            out.push('"');
        }
        out + "}"
    }

    /// Returns the lists of the stems of a file, each by number.
    fn in_file(&self, file: u32, of: u32) -> BTreeMap<&str, Vec<Posting>> {
        let mut lists: BTreeMap<&str, Vec<Posting>> = BTreeMap::new();
        for part in self.made() {
            let start = part.stems.partition_point(|stem| split(stem.hash, of) < file);
            for stem in part.stems[start..].iter().take_while(|stem| split(stem.hash, of) == file) {
                lists.entry(&stem.stem).or_default().extend(&stem.postings);
            }
        }
        lists
    }
}

/// Returns the file that a hash belongs to, out of so many.
fn split(hash: u32, of: u32) -> u32 {
    u32::try_from((u64::from(hash) * u64::from(of)) >> 32).expect("less than the number of files")
}

/// Parts a list into its heaviest and the others, both by number.
fn parted(mut list: Vec<Posting>) -> (Vec<Posting>, Vec<Posting>) {
    let heaviest = |(number, weight): &Posting| (std::cmp::Reverse(*weight), *number);
    list.select_nth_unstable_by_key(MOST_IN_HEAD, heaviest);
    let mut rest = list.split_off(MOST_IN_HEAD);
    list.sort_unstable();
    rest.sort_unstable();
    (list, rest)
}

/// Returns how much two texts share at their beginning, in characters and in bytes.
fn shared(a: &str, b: &str) -> (usize, usize) {
    let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b);
    same.fold((0, 0), |(chars, bytes), (c, _)| (chars + 1, bytes + c.len_utf8()))
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn digit(n: usize) -> char {
    DIGITS[n.min(63)].into()
}

/// Writes a number in digits of five bits, the lowest first; all but the last have a sixth.
fn encode_number(out: &mut String, mut n: u32) {
    while n >= 32 {
        out.push(digit((n & 31 | 32) as usize));
        n >>= 5;
    }
    out.push(digit(n as usize));
}

/// Writes numbers in their order, each as what it is more than the one before.
pub(super) fn encode_numbers(numbers: &[u32]) -> String {
    let (mut out, mut last) = (String::new(), 0);
    for number in numbers {
        encode_number(&mut out, number - last);
        last = *number;
    }
    out
}

/// Writes a list, each record's weight behind it.
fn encode(out: &mut String, list: &[Posting]) {
    out.reserve(3 * list.len());
    let mut last = 0;
    for (number, weight) in list {
        encode_number(out, number - last);
        out.push(digit(usize::from(*weight)));
        last = *number;
    }
}

/// What a stem weighs in a text of so many words, so many of which are its forms.
fn weight(count: u32, length: u32) -> u8 {
    let (count, length) = (count as f32, length as f32);
    let scale = SATURATION * (1.0 - BY_LENGTH + BY_LENGTH * length / USUAL_LENGTH);
    // Between 1 and 47, for the share is between 0 and 1.
    1 + (46.0 * count / (count + scale)).round() as u8
}

/// Returns the first two characters of a word.
fn beginning(word: &str) -> &str {
    word.char_indices().nth(2).map_or(word, |(end, _)| &word[..end])
}

/// Counts the words of a stretch of records.
#[derive(Default)]
struct Counter<'a> {
    languages: Vec<Language<'a>>,
    /// What runs are made of, one run after the other: the words, and the stem of each.
    pieces: Vec<(u32, u32)>,
    words: WordMap<String, u32>,
    /// How many records have each word, and the last that was counted.
    met: Vec<(u32, u32)>,
    stems: WordMap<String, u32>,
    lists: Vec<Vec<Posting>>,
    /// Of the record that is being counted: how often each stem was met, in titles too.
    counts: Vec<(u32, u32)>,
    touched: Vec<u32>,
}

/// What is known of the runs of a language.
struct Language<'a> {
    lang: String,
    stemmer: Option<Stemmer>,
    /// Each run's stretch of the pieces.
    runs: WordMap<&'a str, (u32, u32)>,
}

impl<'a> Counter<'a> {
    fn count(&mut self, ordinal: u32, record: &Record<'a>) {
        let known = self.languages.iter().position(|language| language.lang == record.lang);
        let language = known.unwrap_or_else(|| {
            self.languages.push(Language {
                lang: record.lang.clone(),
                stemmer: stemmer(&record.lang),
                runs: WordMap::default(),
            });
            self.languages.len() - 1
        });
        let mut length = 0;
        for &(place, text) in &record.fields {
            runs(text, |run| {
                let (from, to) = self.pieces_of(language, run);
                for at in from..to {
                    let (word, stem) = self.pieces[at as usize];
                    let (records, last) = &mut self.met[word as usize];
                    if *last != ordinal {
                        (*records, *last) = (*records + 1, ordinal);
                    }
                    let (all, of_title) = &mut self.counts[stem as usize];
                    if *all == 0 {
                        self.touched.push(stem);
                    }
                    *all += 1;
                    *of_title += u32::from(place == Place::Title);
                    length += 1;
                }
            });
        }
        for stem in self.touched.drain(..) {
            let (all, of_title) = std::mem::take(&mut self.counts[stem as usize]);
            let standing = |briefings: usize| (briefings + 1).ilog2().min(14) as u8;
            let weight = match (of_title, record.standing) {
                (0, _) => weight(all, length),
                (_, Some(briefings)) => OF_NAME + standing(briefings),
                (_, None) => OF_TITLE,
            };
            self.lists[stem as usize].push((record.number, weight));
        }
    }

    /// Returns the stretch of pieces that a run is made of.
    fn pieces_of(&mut self, language: usize, run: &'a str) -> (u32, u32) {
        let language = &mut self.languages[language];
        if let Some(known) = language.runs.get(run) {
            return *known;
        }
        let place = |n: usize| u32::try_from(n).expect("fewer different words than 2^32");
        let from = place(self.pieces.len());
        let Self { pieces, words: known, met, stems, lists, counts, .. } = self;
        words(run, language.stemmer.as_ref(), |word, stem| {
            let stem_at = *stems.entry(stem.to_owned()).or_insert_with(|| {
                lists.push(Vec::new());
                counts.push((0, 0));
                place(lists.len() - 1)
            });
            let word_at = *known.entry(format!("{word} {stem}")).or_insert_with(|| {
                met.push((0, 0));
                place(met.len() - 1)
            });
            pieces.push((word_at, stem_at));
        });
        let stretch = (from, place(pieces.len()));
        language.runs.insert(run, stretch);
        stretch
    }
}

impl Part {
    fn new<'a>(records: impl Iterator<Item = Record<'a>>) -> Self {
        let mut counter = Counter::default();
        for (ordinal, record) in (1..).zip(records) {
            counter.count(ordinal, &record);
        }
        let Counter { words, met, stems, mut lists, .. } = counter;
        let mut words: Vec<(u32, Word)> = words
            .into_iter()
            .filter_map(|(both, at)| {
                let (word, stem) = both.split_once(' ')?;
                let records = met[at as usize].0;
                let word = Word { word: word.into(), stem: stem.into(), records };
                Some((hash(beginning(&word.word)), word))
            })
            .collect();
        words.sort_unstable_by_key(|(hash, _)| *hash);
        let mut stems: Vec<Stem> = stems
            .into_iter()
            .map(|(stem, at)| Stem {
                hash: hash(&stem),
                stem: stem.into(),
                postings: std::mem::take(&mut lists[at as usize]),
            })
            .collect();
        stems.sort_unstable_by_key(|stem| stem.hash);
        Self { words, stems }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_differences() {
        assert_eq!(encode_numbers(&[0, 1, 33, 34, 1058]), "ABgBBggB");
        let mut out = String::new();
        encode(&mut out, &[(5, 1), (37, 63)]);
        assert_eq!(out, "FBgB_");
    }

    #[test]
    fn a_stem_weighs_more_the_oftener_it_is_met_and_the_shorter_the_text() {
        assert!(weight(2, 400) > weight(1, 400));
        assert!(weight(1, 100) > weight(1, 1000));
        assert_eq!((weight(1, u32::MAX), weight(u32::MAX, 1)), (1, 47));
    }

    #[test]
    fn a_list_is_parted_by_weight() {
        let list = (0..600).map(|n| (n, if n < 88 { 1 } else { 2 })).collect();
        let (head, rest) = parted(list);
        assert_eq!((head.len(), head[0], rest.len(), rest[87]), (512, (88, 2), 88, (87, 1)));
    }
}
