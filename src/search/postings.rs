//! Postings: which records hold which stem, and how much it weighs there.
//!
//! They are made in parts, a stretch of the records each, by whatever threads ask for a file of
//! them: each takes a part that nobody has begun, until there is none. So nothing is made where
//! nobody asks, and no thread waits for more than one part.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use snowball_stemmers_rs::Stemmer;

use super::records::Place;
use super::words::{WordMap, hash, runs, stemmer, words};

/// The places in a list, by weight, at which its tiers begin: those before the second come with the
/// stem.
pub(super) const TIERS: [u32; 5] = [0, 512, 2048, 8192, 32_768];
/// How many files the words that begin with the same two characters are in, by the third.
const BY_THIRD: u32 = 8;
/// How many records a part has: enough that most of their words are stemmed once, and few enough
/// that every thread has a part.
const RECORDS_IN_A_PART: usize = 2048;
/// What a word in a title weighs.
const OF_TITLE: u8 = 48;
/// The least that a word in the names of an entity weighs: by it a browser knows that it is a name.
const OF_NAME: u8 = 49;
/// How much more a word weighs that is a name by itself.
const OF_WHOLE_NAME: u8 = 7;
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
    pub(super) lang: &'a str,
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
    files: Files,
    next: AtomicUsize,
    parts: Vec<OnceLock<Part>>,
}

/// How many files there are of words, and of stems.
#[derive(Clone, Copy)]
pub(super) struct Files {
    pub(super) words: u32,
    pub(super) stems: u32,
}

/// The postings of a stretch of the records.
struct Part {
    /// The words that were met, by file and in their order.
    words: Vec<Word>,
    /// The stems, by file and in their order.
    stems: Vec<Stem>,
}

/// A word as it is met in texts.
struct Word {
    file: u32,
    /// The word, a space, and its stem.
    text: Sorted,
    /// How many records have it.
    records: u32,
}

struct Stem {
    file: u32,
    text: Sorted,
    postings: Vec<Posting>,
}

/// A text that is sorted by its bytes. The first eight lie beside it, and hardly any two that are
/// compared share these.
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
    /// Begins with nothing.
    pub(super) fn new(records: usize, files: Files) -> Self {
        let parts = records.div_ceil(RECORDS_IN_A_PART);
        let parts = std::iter::repeat_with(OnceLock::new).take(parts).collect();
        Self { records, files, next: AtomicUsize::new(0), parts }
    }

    /// Makes what is not made yet; `record` gives a record by its place in the order of numbers.
    pub(super) fn make<'a>(&self, record: impl Fn(usize) -> Record<'a>) {
        let make = |part: usize| {
            let from = part * RECORDS_IN_A_PART;
            let to = self.records.min(from + RECORDS_IN_A_PART);
            Part::new((from..to).map(&record), self.files)
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

    /// Writes the words of a file: each is what it shares with the one before, what follows, how
    /// often it is met, and its stem as what to cut off and to add.
    pub(super) fn words(&self, file: u32) -> String {
        let mut found: Vec<&Word> = Vec::new();
        for part in self.made() {
            let start = part.words.partition_point(|word| word.file < file);
            found.extend(part.words[start..].iter().take_while(|word| word.file == file));
        }
        found.sort_by(|a, b| a.text.cmp(&b.text));
        // Letters, figures and digits need no escapes.
        let mut out = String::from("\"");
        let mut last = "";
        for of_word in found.chunk_by(|a, b| a.text == b.text) {
            let records: u32 = of_word.iter().map(|word| word.records).sum();
            let both = &of_word[0].text.text;
            let (word, stem) = both.split_once(' ').expect("a space between them");
            let shared = shared(last, word);
            if out.len() > 1 {
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
        out + "\""
    }

    /// Writes the stems of a file, with their number of records, and the records of the first tier.
    pub(super) fn stems(&self, file: u32) -> String {
        let mut out = String::from("{");
        for list in self.lists(file, file + 1).chunk_by(|a, b| a.text == b.text) {
            let comma = if out.len() == 1 { "" } else { "," };
            let count = count(list).to_string();
            out.extend([comma, "\"", &list[0].text.text, "\":[", &count, ",\""]);
            encode(&mut out, list, 0);
            out.push_str("\"]");
        }
        out + "}"
    }

    /// Writes the records of a later tier, for the stems of a file out of so many.
    pub(super) fn rest(&self, tier: usize, file: u32, of: u32) -> String {
        // Both are powers of two, so that a file of the rest has the stems of whole files.
        let stem_files = self.files.stems / of;
        let mut out = String::from("{");
        let lists = self.lists(file * stem_files, (file + 1) * stem_files);
        let lists = lists.chunk_by(|a, b| a.text == b.text);
        for list in lists.filter(|list| count(list) > TIERS[tier]) {
            let comma = if out.len() == 1 { "" } else { "," };
            out.extend([comma, "\"", &list[0].text.text, "\":\""]);
            encode(&mut out, list, tier);
            out.push('"');
        }
        out + "}"
    }

    /// Returns the stems of some files in their order, each as many times as it is in parts.
    fn lists(&self, from: u32, to: u32) -> Vec<&Stem> {
        let mut found: Vec<&Stem> = Vec::new();
        for part in self.made() {
            let start = part.stems.partition_point(|stem| stem.file < from);
            found.extend(part.stems[start..].iter().take_while(|stem| stem.file < to));
        }
        // The parts of one list stay in the order of numbers.
        found.sort_by(|a, b| a.text.cmp(&b.text));
        found
    }
}

/// Returns how many records a list has.
fn count(list: &[&Stem]) -> u32 {
    let count: usize = list.iter().map(|part| part.postings.len()).sum();
    u32::try_from(count).expect("fewer records than 2^32")
}

/// Returns the file that a hash belongs to, out of so many.
fn split(hash: u32, of: u32) -> u32 {
    // FNV-1a of a character or two differs in its lowest bits alone; the golden ratio takes them up.
    let spread = u64::from(hash.wrapping_mul(0x9e37_79b1));
    u32::try_from((spread * u64::from(of)) >> 32).expect("less than the number of files")
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

/// Writes the records of a list that are in a tier, each one's weight behind it.
fn encode(out: &mut String, list: &[&Stem], tier: usize) {
    // How many records come before the next of each weight: heavier ones, and of the same weight
    // those with lower numbers.
    let mut before = [0; 64];
    let all = || list.iter().flat_map(|part| &part.postings);
    if count(list) > TIERS[1] {
        all().for_each(|(_, weight)| before[usize::from(*weight)] += 1);
        before.iter_mut().rev().fold(0, |heavier, records| {
            let to = heavier + *records;
            *records = heavier;
            to
        });
    }
    let end = TIERS.get(tier + 1).copied().unwrap_or(u32::MAX);
    let mut last = 0;
    for (number, weight) in all() {
        let place = &mut before[usize::from(*weight)];
        if (TIERS[tier]..end).contains(place) {
            encode_number(out, number - last);
            out.push(digit(usize::from(*weight)));
            last = *number;
        }
        *place += 1;
    }
}

/// What a stem weighs in a text of so many words, so many of which are its forms.
fn weight(count: u32, length: u32) -> u8 {
    let (count, length) = (count as f32, length as f32);
    let scale = SATURATION * (1.0 - BY_LENGTH + BY_LENGTH * length / USUAL_LENGTH);
    // Between 1 and 47, for the share is between 0 and 1.
    1 + (46.0 * count / (count + scale) + 0.5) as u8
}

/// Returns the file that a word belongs to, out of so many.
fn file_of_word(word: &str, of: u32) -> u32 {
    let end_of = |most| word.char_indices().nth(most).map_or(word.len(), |(end, _)| end);
    let (two, three) = (end_of(2), end_of(3));
    BY_THIRD * split(hash(&word[..two]), of / BY_THIRD) + split(hash(&word[two..three]), BY_THIRD)
}

/// Counts the words of a stretch of records.
#[derive(Default)]
struct Counter<'a> {
    languages: Vec<Language<'a>>,
    /// What runs are made of, one run after the other: words, by their place.
    pieces: Vec<u32>,
    /// Words with their stems, as they are kept in [`Word`].
    words: WordMap<Box<str>, u32>,
    of_words: Vec<OfWord>,
    stems: WordMap<Box<str>, u32>,
    of_stems: Vec<OfStem>,
    /// Of the record that is being counted: which words and stems were met.
    met: Vec<u32>,
    met_stems: Vec<u32>,
}

/// What is counted of a word.
struct OfWord {
    stem: u32,
    /// How many records have it.
    records: u32,
    /// How often it was met in the record that is being counted.
    met: Met,
}

/// What is counted of a stem.
#[derive(Default)]
struct OfStem {
    postings: Vec<Posting>,
    met: Met,
}

/// How often something was met in a record.
#[derive(Clone, Copy, Default)]
struct Met {
    all: u32,
    in_title: u32,
    /// Whether it is the whole of a title or name.
    is_title: bool,
}

/// What is known of the runs of a language.
struct Language<'a> {
    lang: &'a str,
    stemmer: Option<Stemmer>,
    /// Each run's stretch of the pieces.
    runs: WordMap<&'a str, (u32, u32)>,
}

impl<'a> Counter<'a> {
    fn count(&mut self, record: &Record<'a>) {
        let known = self.languages.iter().position(|language| language.lang == record.lang);
        let language = known.unwrap_or_else(|| {
            let (lang, stemmer) = (record.lang, stemmer(record.lang));
            self.languages.push(Language { lang, stemmer, runs: WordMap::default() });
            self.languages.len() - 1
        });
        let mut length = 0;
        for &(place, text) in &record.fields {
            let in_title = u32::from(place == Place::Title);
            let before = length;
            let mut last = 0;
            runs(text, |run| {
                let (from, to) = self.pieces_of(language, run);
                for word in &self.pieces[from as usize..to as usize] {
                    let OfWord { met, .. } = &mut self.of_words[*word as usize];
                    if met.all == 0 {
                        self.met.push(*word);
                    }
                    met.all += 1;
                    met.in_title += in_title;
                    length += 1;
                    last = *word;
                }
            });
            if place == Place::Title && length == before + 1 {
                self.of_words[last as usize].met.is_title = true;
            }
        }
        for word in self.met.drain(..) {
            let word = &mut self.of_words[word as usize];
            let of_word = std::mem::take(&mut word.met);
            word.records += 1;
            let OfStem { met, .. } = &mut self.of_stems[word.stem as usize];
            if met.all == 0 {
                self.met_stems.push(word.stem);
            }
            met.all += of_word.all;
            met.in_title += of_word.in_title;
            met.is_title |= of_word.is_title;
        }
        for stem in self.met_stems.drain(..) {
            let OfStem { postings, met } = &mut self.of_stems[stem as usize];
            let Met { all, in_title, is_title } = std::mem::take(met);
            let of_name = |briefings: usize| {
                let standing = (briefings + 1).ilog2().min(7) as u8;
                OF_NAME + standing + if is_title { OF_WHOLE_NAME } else { 0 }
            };
            let weight = match (in_title, record.standing) {
                (0, _) => weight(all, length),
                (_, Some(briefings)) => of_name(briefings),
                (_, None) => OF_TITLE,
            };
            postings.push((record.number, weight));
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
        let Self { pieces, words: known, of_words, stems, of_stems, .. } = self;
        words(run, language.stemmer.as_ref(), |word, stem| {
            let both = [word, " ", stem].concat();
            if let Some(known) = known.get(&*both) {
                return pieces.push(*known);
            }
            let stem = stems.get(stem).copied().unwrap_or_else(|| {
                of_stems.push(OfStem::default());
                let at = place(of_stems.len() - 1);
                stems.insert(stem.into(), at);
                at
            });
            of_words.push(OfWord { stem, records: 0, met: Met::default() });
            let at = place(of_words.len() - 1);
            known.insert(both.into(), at);
            pieces.push(at);
        });
        let stretch = (from, place(pieces.len()));
        language.runs.insert(run, stretch);
        stretch
    }
}

impl Part {
    fn new<'a>(records: impl Iterator<Item = Record<'a>>, files: Files) -> Self {
        let mut counter = Counter::default();
        records.for_each(|record| counter.count(&record));
        let Counter { words, of_words, stems, mut of_stems, .. } = counter;
        let words = words.into_iter().map(|(text, at)| {
            let word = text.split(' ').next().unwrap_or_default();
            let file = file_of_word(word, files.words);
            Word { file, text: text.into(), records: of_words[at as usize].records }
        });
        let mut words: Vec<Word> = words.collect();
        words.sort_unstable_by(|a, b| (a.file, &a.text).cmp(&(b.file, &b.text)));
        let stems = stems.into_iter().map(|(text, at)| {
            let postings = std::mem::take(&mut of_stems[at as usize].postings);
            Stem { file: split(hash(&text), files.stems), text: text.into(), postings }
        });
        let mut stems: Vec<Stem> = stems.collect();
        stems.sort_unstable_by(|a, b| (a.file, &a.text).cmp(&(b.file, &b.text)));
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
        let postings = vec![(5, 1), (37, 63)];
        encode(&mut out, &[&Stem { file: 0, text: Box::<str>::from("talk").into(), postings }], 0);
        assert_eq!(out, "FBgB_");
    }

    #[test]
    fn words_are_spread_over_files_by_how_they_begin() {
        let pairs = ('a'..='z').flat_map(|a| ('a'..='z').map(move |b| format!("{a}{b}")));
        let mut words_in = [0; 256];
        for word in pairs.flat_map(|two| ('a'..='z').map(move |c| format!("{two}{c}s"))) {
            words_in[file_of_word(&word, 256) as usize] += 1;
        }
        // 68.7 would be even.
        assert!(words_in.iter().all(|words| (25..150).contains(words)), "{words_in:?}");
        let file = |word| file_of_word(word, 256) / BY_THIRD;
        assert_eq!(file("lavrov"), file("larov"));
    }

    #[test]
    fn a_stem_weighs_more_the_oftener_it_is_met_and_the_shorter_the_text() {
        assert!(weight(2, 400) > weight(1, 400));
        assert!(weight(1, 100) > weight(1, 1000));
        assert_eq!((weight(1, u32::MAX), weight(u32::MAX, 1)), (1, 47));
    }

    #[test]
    fn a_list_is_in_tiers_by_weight_and_each_tier_by_number() {
        let stem = |from: u32, to: u32| Stem {
            file: 0,
            text: Box::<str>::from("talk").into(),
            postings: (from..to).map(|n| (n, if n < 88 { 1 } else { 2 })).collect(),
        };
        let tier = |tier| {
            let mut out = String::new();
            encode(&mut out, &[&stem(0, 300), &stem(300, 700)], tier);
            out
        };
        let (first, second) = (tier(0), tier(1));
        assert_eq!((first.len(), &first[..7]), (3 + 2 * 511, "4CCBCBC"));
        assert_eq!((second.len(), &second[..6]), (2 * 187 + 3, "ABBBBB"));
        assert_eq!(&second[2 * 87..2 * 87 + 5], "BBhQC");
        assert_eq!(tier(2), "");
    }
}
