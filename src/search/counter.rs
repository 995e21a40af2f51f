//! Counters: compute the postings of records, with the weight of each stem.
//!
//! A counter is used for several parts of the records, so that most words are stemmed only once.

use snowball_stemmers_rs::Stemmer;

use super::records::SearchField;
use super::words::{Short, WordMap, runs, stemmer, words};

/// The weight of a word in a title.
const OF_TITLE: u8 = 48;
/// The lowest weight of a word in the names of an entity; the browser recognizes names by it.
const OF_NAME: u8 = 49;
/// The additional weight of a word that is a whole name.
const OF_WHOLE_NAME: u8 = 7;
/// The reference length of texts for BM25, in words.
const USUAL_LENGTH: f32 = 400.0;
/// The parameter `k1` of BM25: the saturation of the term frequency.
const SATURATION: f32 = 1.2;
/// The parameter `b` of BM25: the influence of the length of the text.
const BY_LENGTH: f32 = 0.75;

/// A record to be split into words.
pub(super) struct CountedRecord<'a> {
    pub(super) number: u32,
    /// The BCP 47 tag of its language.
    pub(super) lang: &'a str,
    /// The number of briefings of an entity; `None` for other records.
    pub(super) briefing_count: Option<usize>,
    /// The texts, each with its field.
    pub(super) fields: Vec<(SearchField, &'a str)>,
}

/// A posting: the number of a record that contains a stem, and in the lowest six bits the weight of
/// the stem in it.
#[derive(Clone, Copy, Default)]
pub(super) struct Posting(u32);

impl Posting {
    pub(super) fn new(number: u32, weight: u8) -> Self {
        Self(number << 6 | u32::from(weight))
    }

    pub(super) fn number(self) -> u32 {
        self.0 >> 6
    }

    /// Returns the weight, which is less than 64.
    pub(super) fn weight(self) -> u8 {
        (self.0 & 63) as u8
    }
}

/// A counter of the words of records, for one part after another.
#[derive(Default)]
pub(super) struct Counter {
    /// The index of the first part that it counted, which identifies it.
    pub(super) place: usize,
    languages: Vec<Language>,
    /// The words of each run that has none or several, as indexes into `of_words`.
    several: Vec<Box<[u32]>>,
    /// The index in `of_words` of each word with its stem, in the form of `Word::text`.
    pub(super) words: WordMap<Box<str>, u32>,
    pub(super) of_words: Vec<OfWord>,
    pub(super) stems: WordMap<Box<str>, u32>,
    pub(super) of_stems: Vec<OfStem>,
    /// The stem and posting of each pair of stem and record in the current part, by record number.
    postings: Vec<(u32, Posting)>,
    /// The words that occur in the current record.
    met: Vec<u32>,
    /// The stems that occur in the current record.
    met_stems: Vec<u32>,
}

/// The counts of a word.
pub(super) struct OfWord {
    stem: u32,
    /// The number of records that contain it.
    pub(super) records: u32,
    /// The occurrences in the current record.
    met: Met,
}

/// The counts of a stem.
#[derive(Default)]
pub(super) struct OfStem {
    /// The number of records that contain it, in all parts counted.
    pub(super) records: u32,
    /// The number of records of the current part that contain it.
    in_part: u32,
    met: Met,
}

/// The occurrences of a word or stem in a record.
#[derive(Clone, Copy, Default)]
struct Met {
    all: u32,
    in_title: u32,
    /// `true` if it is a whole title or name.
    is_title: bool,
}

/// The stemmer of a language, and the runs whose words are known.
struct Language {
    lang: String,
    stemmer: Option<Stemmer>,
    /// The words of short runs, whatever the case of their letters.
    short: WordMap<Short, Pieces>,
    /// The words of all other runs, as written.
    long: WordMap<Box<str>, Pieces>,
}

/// The words of a run.
#[derive(Clone, Copy)]
enum Pieces {
    Word(u32),
    /// None or several words, as an index into `Counter::several`.
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

    /// Returns the words of a run.
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

    /// Returns the postings of the current part, and begins another part.
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
        // In reverse: the remaining count of a stem is the position of its next posting.
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

/// The postings of a part of the records, which is a range in the order of numbers.
pub(super) struct Part {
    /// The counter, by its `place`.
    pub(super) counter: usize,
    /// The start of the list of each stem known to the counter at the time, and the end of the
    /// last.
    starts: Vec<u32>,
    postings: Vec<Posting>,
}

impl Part {
    /// Returns the postings of a stem, by its index in the counter.
    pub(super) fn list(&self, stem: u32) -> &[Posting] {
        let stem = stem as usize;
        match self.starts.get(stem..stem + 2) {
            Some(&[start, end]) => &self.postings[start as usize..end as usize],
            _ => &[],
        }
    }
}

/// Returns the BM25 weight of a stem that occurs `count` times in a text of `length` words.
fn weight(count: u32, length: u32) -> u8 {
    let (count, length) = (count as f32, length as f32);
    let scale = SATURATION * (1.0 - BY_LENGTH + BY_LENGTH * length / USUAL_LENGTH);
    // From 1 to 47, because the fraction is between 0 and 1.
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
