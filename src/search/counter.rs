//! Counting: records go in; which of them hold which stem comes out, and how much it weighs there.
//!
//! What has met words before counts the next records too, so that most words are stemmed once.

use snowball_stemmers_rs::Stemmer;

use super::records::SearchField;
use super::words::{Short, WordMap, runs, stemmer, words};

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
pub(super) struct CountedRecord<'a> {
    /// Its number.
    pub(super) number: u32,
    /// Its language.
    pub(super) lang: &'a str,
    /// Of an entity, how many briefings it has.
    pub(super) briefing_count: Option<usize>,
    /// Its texts, with where they stand.
    pub(super) fields: Vec<(SearchField, &'a str)>,
}

/// A record in the list of a stem, and what the stem weighs there: its number, and in the lowest six
/// bits the weight.
#[derive(Clone, Copy, Default)]
pub(super) struct Posting(u32);

impl Posting {
    pub(super) fn new(number: u32, weight: u8) -> Self {
        Self(number << 6 | u32::from(weight))
    }

    pub(super) fn number(self) -> u32 {
        self.0 >> 6
    }

    /// Returns the weight: less than 64.
    pub(super) fn weight(self) -> u8 {
        (self.0 & 63) as u8
    }
}

/// Counts the words of records, a stretch after the other.
#[derive(Default)]
pub(super) struct Counter {
    /// The first part that it counted, by which it is told from others.
    pub(super) place: usize,
    languages: Vec<Language>,
    /// What runs are made of that are no word, or more than one: words, by their place.
    several: Vec<Box<[u32]>>,
    /// Words with their stems, as they are kept in [`Word`].
    pub(super) words: WordMap<Box<str>, u32>,
    pub(super) of_words: Vec<OfWord>,
    pub(super) stems: WordMap<Box<str>, u32>,
    pub(super) of_stems: Vec<OfStem>,
    /// Of the part that is being counted: the stems of each record, in the order of numbers.
    postings: Vec<(u32, Posting)>,
    /// Of the record that is being counted: which words and stems were met.
    met: Vec<u32>,
    met_stems: Vec<u32>,
}

/// What is counted of a word.
pub(super) struct OfWord {
    stem: u32,
    /// How many records have it.
    pub(super) records: u32,
    /// How often it was met in the record that is being counted.
    met: Met,
}

/// What is counted of a stem.
#[derive(Default)]
pub(super) struct OfStem {
    /// How many records have it.
    pub(super) records: u32,
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
    pub(super) fn new(place: usize) -> Self {
        Self { place, ..Self::default() }
    }

    pub(super) fn count(&mut self, record: &CountedRecord<'_>) {
        let known = self.languages.iter().position(|language| language.lang == record.lang);
        let language = known.unwrap_or_else(|| {
            self.languages.push(Language::new(record.lang));
            self.languages.len() - 1
        });
        let mut length = 0;
        for &(place, text) in &record.fields {
            let in_title = u32::from(place == SearchField::Title);
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
            if place == SearchField::Title && length == before + 1 {
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
                let briefing_count = (briefings + 1).ilog2().min(7) as u8;
                OF_NAME + briefing_count + if is_title { OF_WHOLE_NAME } else { 0 }
            };
            let weight = match (in_title, record.briefing_count) {
                (0, _) => weight(all, length),
                (_, Some(briefings)) => of_name(briefings),
                (_, None) => OF_TITLE,
            };
            stem.in_part += 1;
            self.postings.push((at, Posting::new(record.number, weight)));
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
    pub(super) fn part(&mut self) -> Part {
        let mut starts = Vec::with_capacity(self.of_stems.len() + 1);
        let mut end = 0;
        for stem in &mut self.of_stems {
            starts.push(end);
            end += stem.in_part;
            stem.records += stem.in_part;
        }
        starts.push(end);
        let mut postings = vec![Posting::default(); end as usize];
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

/// The postings of a stretch of the records.
pub(super) struct Part {
    /// What counted them.
    pub(super) counter: usize,
    /// Where the list of each stem begins that the counter had met by then, and where the last ends.
    starts: Vec<u32>,
    postings: Vec<Posting>,
}

impl Part {
    /// Returns the list of a stem, by its place in the counter.
    pub(super) fn list(&self, stem: u32) -> &[Posting] {
        let stem = stem as usize;
        match self.starts.get(stem..stem + 2) {
            Some(&[start, end]) => &self.postings[start as usize..end as usize],
            _ => &[],
        }
    }
}

/// What a stem weighs in a text of so many words, so many of which are its forms.
fn weight(count: u32, length: u32) -> u8 {
    let (count, length) = (count as f32, length as f32);
    let scale = SATURATION * (1.0 - BY_LENGTH + BY_LENGTH * length / USUAL_LENGTH);
    // Between 1 and 47, for the share is between 0 and 1.
    1 + (46.0 * count / (count + scale) + 0.5) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stem_weighs_more_the_oftener_it_is_met_and_the_shorter_the_text() {
        assert!(weight(2, 400) > weight(1, 400));
        assert!(weight(1, 100) > weight(1, 1000));
        assert_eq!((weight(1, u32::MAX), weight(u32::MAX, 1)), (1, 47));
    }
}
