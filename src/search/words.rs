//! Words: a text goes in; the words in it come out, folded as a reader's browser folds a query, and
//! the stem that stands for all forms of each.
//!
//! A word is a run of letters and figures. That is simpler than the word boundaries of UAX 29, and
//! is the same on both sides: a browser splits with one regular expression. Scripts that put no
//! spaces between words are split into pairs of characters. Apostrophes and hyphens part words, so
//! that `l'accord` is found by `accord`.

use std::borrow::Cow;
use std::hash::{BuildHasherDefault, Hash, Hasher};

use snowball_stemmers_rs::{Algorithm, Stemmer};
use twox_hash::XxHash3_64;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How many characters of a word count.
pub(super) const LONGEST_WORD: usize = 40;

/// Hashes what a browser must hash alike: FNV-1a, 32 bits.
pub(super) fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, b| (hash ^ u32::from(b)).wrapping_mul(0x0100_0193))
}

/// Hashes words for maps of them: a map is asked for every word of a text, and XXH3 is quick with a
/// few bytes.
#[derive(Default)]
pub(super) struct WordHasher(u64);

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0 ^= XxHash3_64::oneshot(bytes);
    }

    fn write_u64(&mut self, part: u64) {
        // The golden ratio takes up the lowest bits, and the upper half of the product the highest.
        let product = u128::from(self.0 ^ part) * 0x9e37_79b9_7f4a_7c15;
        self.0 = product as u64 ^ (product >> 64) as u64;
    }

    /// Tells texts apart that are hashed one after the other: here is one alone.
    fn write_u8(&mut self, _: u8) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

pub(super) type WordMap<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<WordHasher>>;

/// A run of few bytes, without the case of its ASCII letters: it lies in a map itself, so that to look
/// one up leads to no other place in memory.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Short([u64; 3]);

impl Short {
    /// Returns a run so, where it is short.
    pub(super) fn new(run: &str) -> Option<Self> {
        let mut bytes = [0; 24];
        bytes.get_mut(..run.len())?.copy_from_slice(run.as_bytes());
        bytes.make_ascii_lowercase();
        let part =
            |n: usize| bytes[8 * n..].first_chunk().map_or(0, |part| u64::from_le_bytes(*part));
        Some(Self([part(0), part(1), part(2)]))
    }
}

impl Hash for Short {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.iter().for_each(|part| state.write_u64(*part));
    }
}

/// What a byte is to a run of letters, marks and figures.
#[derive(Clone, Copy)]
enum InRun {
    Yes,
    No,
    /// It is of a character beyond ASCII.
    Beyond,
}

const IN_RUN: [InRun; 256] = {
    let mut table = [InRun::Beyond; 256];
    let mut byte = 0;
    while byte < 0x80 {
        let is_word = (byte as u8).is_ascii_alphanumeric();
        table[byte] = if is_word { InRun::Yes } else { InRun::No };
        byte += 1;
    }
    table
};

/// Gives each run of letters, marks and figures of a text, as written.
pub(super) fn runs<'a>(text: &'a str, mut each: impl FnMut(&'a str)) {
    let bytes = text.as_bytes();
    let (mut start, mut at) = (0, 0);
    let mut end = |start: usize, at: usize| {
        if start < at {
            each(&text[start..at]);
        }
    };
    while let Some(byte) = bytes.get(at) {
        match IN_RUN[usize::from(*byte)] {
            InRun::Yes => at += 1,
            InRun::No => {
                end(start, at);
                at += 1;
                start = at;
            }
            InRun::Beyond => {
                let c = text[at..].chars().next().unwrap_or_default();
                let next = at + c.len_utf8();
                if !c.is_alphanumeric() && !is_combining_mark(c) {
                    end(start, at);
                    start = next;
                }
                at = next;
            }
        }
    }
    end(start, at);
}

/// Returns a text without case, accents and other marks.
pub(super) fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        let lower = text.bytes().any(|b| b.is_ascii_uppercase());
        return if lower { text.to_ascii_lowercase().into() } else { text.into() };
    }
    let plain: String = text.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    plain.to_lowercase().replace('ς', "σ").into()
}

/// Says whether a character is of a script that puts no spaces between words.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Gives the words of a run with their stems, both folded; the run of a script without spaces gives
/// its pairs of characters.
pub(super) fn words(run: &str, stemmer: Option<&Stemmer>, mut each: impl FnMut(&str, &str)) {
    if run.is_ascii() {
        let word = fold(&run[..run.len().min(LONGEST_WORD)]);
        return match stemmer.map(|stemmer| stemmer.stem(&word)) {
            Some(stem) if !stem.is_empty() => each(&word, &stem),
            _ => each(&word, &word),
        };
    }
    // What is longer than any word is cut before it is folded: a fold may triple it, no more.
    let run = run.char_indices().nth(4 * LONGEST_WORD).map_or(run, |(end, _)| &run[..end]);
    let folded = fold(run);
    let unspaced = folded.chars().any(is_unspaced);
    // Folding can part what it took apart: ½ is 1⁄2.
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if unspaced {
            let chars: Vec<char> = word.chars().collect();
            if chars.len() == 1 {
                each(word, word);
            }
            for pair in chars.windows(2) {
                let pair = String::from_iter(pair);
                each(&pair, &pair);
            }
            continue;
        }
        let word = word.char_indices().nth(LONGEST_WORD).map_or(word, |(end, _)| &word[..end]);
        match stemmer.filter(|_| word.len() == folded.len()) {
            // The stemmers know accents, so they see the word before it is folded.
            Some(stemmer) => {
                let lower: String = run.nfc().collect::<String>().to_lowercase();
                let stem = fold(&stemmer.stem(&lower)).into_owned();
                each(word, if stem.is_empty() { word } else { &stem });
            }
            None => each(word, word),
        }
    }
}

/// Returns what finds the stems of a language, where there is such a thing.
pub(super) fn stemmer(lang: &str) -> Option<Stemmer> {
    let algorithm = match lang.split('-').next().unwrap_or_default() {
        "ar" => Algorithm::Arabic,
        "ca" => Algorithm::Catalan,
        "cs" => Algorithm::Czech,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "en" => Algorithm::English,
        "es" => Algorithm::Spanish,
        "et" => Algorithm::Estonian,
        "eu" => Algorithm::Basque,
        "fa" => Algorithm::Persian,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "ga" => Algorithm::Irish,
        "hu" => Algorithm::Hungarian,
        "hy" => Algorithm::Armenian,
        "id" => Algorithm::Indonesian,
        "it" => Algorithm::Italian,
        "lt" => Algorithm::Lithuanian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "nl" => Algorithm::Dutch,
        "pl" => Algorithm::Polish,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sr" => Algorithm::Serbian,
        "sv" => Algorithm::Swedish,
        "tr" => Algorithm::Turkish,
        "uk" => Algorithm::Ukrainian,
        "yi" => Algorithm::Yiddish,
        _ => return None,
    };
    Some(Stemmer::create(algorithm))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str, lang: &str) -> String {
        let stemmer = stemmer(lang);
        let mut found = Vec::new();
        runs(text, |run| {
            words(run, stemmer.as_ref(), |word, stem| found.push(format!("{word}/{stem}")))
        });
        found.join(" ")
    }

    #[test]
    fn a_text_has_words_and_stems() {
        for (lang, text, expected) in [
            ("en", "Negotiations, negotiated!", "negotiations/negoti negotiated/negoti"),
            ("en", "O’Brien's", "o/o brien/brien s/s"),
            ("fr", "l’ÉLÉPHANT à Genève", "l/l elephant/eleph a/a geneve/genev"),
            ("ru", "Лаврова встречи", "лаврова/лавров встречи/встреч"),
            ("und", "Lavrov İstanbul ½", "lavrov/lavrov istanbul/istanbul 1/1 2/2"),
            ("en", "俄罗斯 会", "俄罗/俄罗 罗斯/罗斯 会/会"),
            ("en", "Ab–cD…é", "ab/ab cd/cd e/e"),
            ("en", "\u{202e}abc\u{0}\u{feff}d", "abc/abc d/d"),
        ] {
            assert_eq!(all(text, lang), expected, "{text}");
        }
    }

    #[test]
    fn a_word_has_a_bound() {
        let found = all(&"x".repeat(100_000), "en");
        assert_eq!(found, format!("{0}/{0}", "x".repeat(LONGEST_WORD)));
    }

    #[test]
    fn the_hash_is_that_of_the_client() {
        assert_eq!(hash("briefings/a.html"), 0x4109_b82d);
    }
}
