//! Postings: which records hold which stem, and how much it weighs there.
//!
//! They are made in parts, a stretch of the records each, by whatever threads ask for a file of
//! them: each takes a part that nobody has begun, until there is none. So nothing is made where
//! nobody asks, and no thread waits for more than one part. What has met words before counts the
//! next part too, so that most are stemmed once for each thread.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use snowball_stemmers_rs::Stemmer;

use super::records::Place;
use super::words::{Short, WordMap, hash, is_unspaced, runs, stemmer, words};

/// The places in a list, by weight, at which its tiers begin: those before the second come with the
/// stem.
pub(super) const TIERS: [u32; 5] = [0, 512, 2048, 8192, 32_768];
/// How many files the words that begin with the same two characters are in, by the third; in scripts
/// without spaces the first, by the second.
const BY_THIRD: u32 = 8;
/// The fewest records that a part has, and the most parts that there are: each has a place for
/// every stem.
const RECORDS_IN_A_PART: usize = 1024;
const MOST_PARTS: usize = 32;
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

/// A record in the list of a stem, and what the stem weighs there: its number, and in the lowest six
/// bits the weight.
type Posting = u32;

fn posting(number: u32, weight: u8) -> Posting {
    number << 6 | u32::from(weight)
}

/// The most numbers that records can have, beside a weight.
pub(super) const MOST_NUMBERS: u32 = 1 << 26;

/// Which records hold which stem.
pub(super) struct Postings {
    records: usize,
    records_in_a_part: usize,
    files: Files,
    next: AtomicUsize,
    /// Those that no thread counts with.
    counters: Mutex<Vec<Counter>>,
    parts: Vec<OnceLock<Part>>,
    index: OnceLock<Index>,
}

/// How many files there are of words, and of stems.
#[derive(Clone, Copy)]
pub(super) struct Files {
    pub(super) words: u32,
    pub(super) stems: u32,
}

/// The postings of a stretch of the records.
struct Part {
    /// What counted them.
    counter: usize,
    /// Where the list of each stem begins that the counter had met by then, and where the last ends.
    starts: Vec<u32>,
    postings: Vec<Posting>,
}

impl Part {
    fn list(&self, stem: u32) -> &[Posting] {
        let stem = stem as usize;
        match self.starts.get(stem..stem + 2) {
            Some(&[start, end]) => &self.postings[start as usize..end as usize],
            _ => &[],
        }
    }
}

/// What all counters met, when there is nothing more to count.
struct Index {
    /// By file and in their order, each as many times as counters met it.
    words: Vec<Word>,
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
    /// How many records have it.
    records: u32,
    /// The counter that met it, and its place there.
    counter: usize,
    at: u32,
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
        let records_in_a_part = records.div_ceil(MOST_PARTS).max(RECORDS_IN_A_PART);
        let parts = records.div_ceil(records_in_a_part);
        let parts = std::iter::repeat_with(OnceLock::new).take(parts).collect();
        let (counters, index) = (Mutex::default(), OnceLock::new());
        let next = AtomicUsize::new(0);
        Self { records, records_in_a_part, files, next, counters, parts, index }
    }

    /// Makes what is not made yet; `record` gives a record by its place in the order of numbers.
    pub(super) fn make<'a>(&self, record: impl Fn(usize) -> Record<'a>) {
        let make = |part: usize| {
            let from = part * self.records_in_a_part;
            let to = self.records.min(from + self.records_in_a_part);
            let free = self.counters.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut counter = free.unwrap_or_else(|| Counter::new(part));
            (from..to).for_each(|at| counter.count(&record(at)));
            let made = counter.part();
            // Before the part counts as made, so that whoever sees all parts has all counters.
            self.counters.lock().unwrap_or_else(PoisonError::into_inner).push(counter);
            made
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
        self.index.get_or_init(|| {
            let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
            Index::new(std::mem::take(&mut counters), self.files)
        });
    }

    /// Returns what all counters met; nothing, where nothing was asked for.
    fn index(&self) -> &Index {
        static NOTHING: Index = Index { words: Vec::new(), stems: Vec::new() };
        self.index.get().unwrap_or(&NOTHING)
    }

    /// Writes the words of a file: each is what it shares with the one before, what follows, how
    /// often it is met, and its stem as what to cut off and to add.
    pub(super) fn words(&self, file: u32, out: &mut String) {
        // Letters, figures and digits need no escapes.
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

    /// Writes the stems of a file with the records of the first tier; where these are not all, with
    /// how many there are.
    pub(super) fn stems(&self, file: u32, out: &mut String) {
        out.push('{');
        let mut comma = "";
        for stem in self.lists(file, file + 1) {
            let count = count(stem);
            let is_whole = count <= TIERS[1];
            let open = if is_whole { "\":\"" } else { "\":[\"" };
            out.extend([comma, "\"", &stem[0].text.text, open]);
            self.encode(out, stem, 0);
            out.push('"');
            if !is_whole {
                _ = write!(out, ",{count}]");
            }
            comma = ",";
        }
        out.push('}');
    }

    /// Writes the records of a later tier, for the stems of a file out of so many.
    pub(super) fn rest(&self, tier: usize, file: u32, of: u32, out: &mut String) {
        // Both are powers of two, so that a file of the rest has the stems of whole files.
        let stem_files = self.files.stems / of;
        out.push('{');
        let mut comma = "";
        let stems = self.lists(file * stem_files, (file + 1) * stem_files);
        for stem in stems.filter(|stem| count(stem) > TIERS[tier]) {
            out.extend([comma, "\"", &stem[0].text.text, "\":\""]);
            self.encode(out, stem, tier);
            out.push('"');
            comma = ",";
        }
        out.push('}');
    }

    /// Gives the stems of some files in their order, each as all counters met it.
    fn lists(&self, from: u32, to: u32) -> impl Iterator<Item = &[Stem]> {
        of_files(&self.index().stems, |stem| stem.file, from, to).chunk_by(|a, b| a.text == b.text)
    }

    /// Writes the records of a stem that are in a tier.
    fn encode(&self, out: &mut String, stem: &[Stem], tier: usize) {
        // The parts of a list are in the order of numbers.
        let lists = self.parts.iter().filter_map(OnceLock::get).filter_map(|part| {
            let stem = stem.iter().find(|stem| stem.counter == part.counter)?;
            Some(part.list(stem.at))
        });
        encode(out, lists, count(stem), tier);
    }
}

/// Returns the words or stems of some files.
fn of_files<T>(all: &[T], file: impl Fn(&T) -> u32, from: u32, to: u32) -> &[T] {
    let start = all.partition_point(|one| file(one) < from);
    let end = start + all[start..].partition_point(|one| file(one) < to);
    &all[start..end]
}

/// Returns how many records a stem has.
fn count(stem: &[Stem]) -> u32 {
    stem.iter().map(|met| met.records).sum()
}

/// Returns the file that a hash belongs to, out of so many.
pub(super) fn split(hash: u32, of: u32) -> u32 {
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
fn encode<'a>(
    out: &mut String,
    list: impl Iterator<Item = &'a [Posting]> + Clone,
    count: u32,
    tier: usize,
) {
    let mut last = 0;
    let mut write = |posting: Posting| {
        let number = posting >> 6;
        encode_number(out, number - last);
        out.push(digit((posting & 63) as usize));
        last = number;
    };
    if count <= TIERS[1] {
        return list.flatten().for_each(|posting| write(*posting));
    }
    // How many records come before the next of each weight: heavier ones, and of the same weight
    // those with lower numbers.
    let mut before = [0; 64];
    list.clone().flatten().for_each(|posting| before[(posting & 63) as usize] += 1);
    before.iter_mut().rev().fold(0, |heavier, records| {
        let to = heavier + *records;
        *records = heavier;
        to
    });
    let end = TIERS.get(tier + 1).copied().unwrap_or(u32::MAX);
    for posting in list.flatten() {
        let place = &mut before[(posting & 63) as usize];
        if (TIERS[tier]..end).contains(place) {
            write(*posting);
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
    // Pairs of characters lie together by the first alone, so that one is looked up like any word.
    let alike = if word.starts_with(is_unspaced) { 1 } else { 2 };
    let (alike, next) = (end_of(alike), end_of(alike + 1));
    BY_THIRD * split(hash(&word[..alike]), of / BY_THIRD)
        + split(hash(&word[alike..next]), BY_THIRD)
}

/// Counts the words of records, a stretch after the other.
#[derive(Default)]
struct Counter {
    /// The first part that it counted, by which it is told from others.
    place: usize,
    languages: Vec<Language>,
    /// What runs are made of that are no word, or more than one: words, by their place.
    several: Vec<Box<[u32]>>,
    /// Words with their stems, as they are kept in [`Word`].
    words: WordMap<Box<str>, u32>,
    of_words: Vec<OfWord>,
    stems: WordMap<Box<str>, u32>,
    of_stems: Vec<OfStem>,
    /// Of the part that is being counted: the stems of each record, in the order of numbers.
    postings: Vec<(u32, Posting)>,
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
    /// How many records have it.
    records: u32,
    /// How many of them are of the part that is being counted.
    in_part: u32,
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
struct Language {
    lang: String,
    stemmer: Option<Stemmer>,
    /// What each run is made of: short ones as bytes without case, the others as they are written.
    short: WordMap<Short, Pieces>,
    long: WordMap<Box<str>, Pieces>,
}

/// What a run is made of.
#[derive(Clone, Copy)]
enum Pieces {
    Word(u32),
    /// The place of what it is made of among such.
    Several(u32),
}

impl Counter {
    fn new(place: usize) -> Self {
        Self { place, ..Self::default() }
    }

    fn count(&mut self, record: &Record<'_>) {
        let known = self.languages.iter().position(|language| language.lang == record.lang);
        let language = known.unwrap_or_else(|| {
            self.languages.push(Language::new(record.lang));
            self.languages.len() - 1
        });
        let mut length = 0;
        for &(place, text) in &record.fields {
            let in_title = u32::from(place == Place::Title);
            let before = length;
            let mut last = 0;
            runs(text, |run| {
                let pieces = self.pieces_of(language, run);
                let words = match &pieces {
                    Pieces::Word(word) => std::slice::from_ref(word),
                    Pieces::Several(at) => &self.several[*at as usize],
                };
                for word in words {
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
        for at in self.met_stems.drain(..) {
            let stem = &mut self.of_stems[at as usize];
            let Met { all, in_title, is_title } = std::mem::take(&mut stem.met);
            let of_name = |briefings: usize| {
                let standing = (briefings + 1).ilog2().min(7) as u8;
                OF_NAME + standing + if is_title { OF_WHOLE_NAME } else { 0 }
            };
            let weight = match (in_title, record.standing) {
                (0, _) => weight(all, length),
                (_, Some(briefings)) => of_name(briefings),
                (_, None) => OF_TITLE,
            };
            stem.in_part += 1;
            self.postings.push((at, posting(record.number, weight)));
        }
    }

    /// Returns what a run is made of.
    fn pieces_of(&mut self, language: usize, run: &str) -> Pieces {
        let short = Short::new(run);
        let language = &mut self.languages[language];
        let known = match &short {
            Some(short) => language.short.get(short),
            None => language.long.get(run),
        };
        if let Some(known) = known {
            return *known;
        }
        let place = |n: usize| u32::try_from(n).expect("fewer different words than 2^32");
        let Self { words: known, of_words, stems, of_stems, .. } = self;
        let mut pieces = Vec::new();
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
        let pieces = if let [word] = *pieces {
            Pieces::Word(word)
        } else {
            self.several.push(pieces.into());
            Pieces::Several(place(self.several.len() - 1))
        };
        match short {
            Some(short) => language.short.insert(short, pieces),
            None => language.long.insert(run.into(), pieces),
        };
        pieces
    }

    /// Returns the part that was counted, and begins another.
    fn part(&mut self) -> Part {
        let mut starts = Vec::with_capacity(self.of_stems.len() + 1);
        let mut end = 0;
        for stem in &mut self.of_stems {
            starts.push(end);
            end += stem.in_part;
            stem.records += stem.in_part;
        }
        starts.push(end);
        let mut postings = vec![0; end as usize];
        // From the last: what remains of a stem is where its next goes.
        for (stem, posting) in self.postings.drain(..).rev() {
            let in_part = &mut self.of_stems[stem as usize].in_part;
            *in_part -= 1;
            postings[(starts[stem as usize] + *in_part) as usize] = posting;
        }
        Part { counter: self.place, starts, postings }
    }
}

impl Language {
    fn new(lang: &str) -> Self {
        let (short, long) = (WordMap::default(), WordMap::default());
        Self { lang: lang.to_owned(), stemmer: stemmer(lang), short, long }
    }
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

    #[test]
    fn numbers_are_written_as_differences() {
        assert_eq!(encode_numbers(&[0, 1, 33, 34, 1058]), "ABgBBggB");
        let mut out = String::new();
        encode(&mut out, [&[posting(5, 1), posting(37, 63)][..]].into_iter(), 2, 0);
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
        assert_eq!(file("俄罗"), file("俄国"));
    }

    #[test]
    fn a_stem_weighs_more_the_oftener_it_is_met_and_the_shorter_the_text() {
        assert!(weight(2, 400) > weight(1, 400));
        assert!(weight(1, 100) > weight(1, 1000));
        assert_eq!((weight(1, u32::MAX), weight(u32::MAX, 1)), (1, 47));
    }

    #[test]
    fn a_list_is_in_tiers_by_weight_and_each_tier_by_number() {
        let weighed = |n: u32| posting(n, if n < 88 { 1 } else { 2 });
        let all: Vec<Posting> = (0..700).map(weighed).collect();
        let tier = |tier| {
            let mut out = String::new();
            encode(&mut out, [&all[..300], &all[300..]].into_iter(), 700, tier);
            out
        };
        let (first, second) = (tier(0), tier(1));
        assert_eq!((first.len(), &first[..7]), (3 + 2 * 511, "4CCBCBC"));
        assert_eq!((second.len(), &second[..6]), (2 * 187 + 3, "ABBBBB"));
        assert_eq!(&second[2 * 87..2 * 87 + 5], "BBhQC");
        assert_eq!(tier(2), "");
    }
}
