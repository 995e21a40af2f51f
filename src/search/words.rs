//! Words: splits a text into words, folded in the same way as the browser folds a query, each with
//! its stem.
//!
//! A word is a run of letters and digits. This is simpler than the word boundaries of UAX 29, and
//! the same in the browser, which splits with one regular expression. Scripts without spaces
//! between words are split into pairs of characters. Apostrophes and hyphens separate words, so
//! that `l'accord` is found by `accord`.

use std::borrow::Cow;
use std::hash::{BuildHasherDefault, Hash, Hasher};

use snowball_stemmers_rs::{Algorithm, Stemmer};
use twox_hash::XxHash3_64;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The maximum length of a word in characters; the rest is cut off.
pub(super) const LONGEST_WORD: usize = 40;

/// Returns the 32-bit FNV-1a hash of a text, which the browser computes too.
pub(super) fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, b| (hash ^ u32::from(b)).wrapping_mul(0x0100_0193))
}

/// A fast hasher for maps of words, which are looked up for every word of a text.
#[derive(Default)]
pub(super) struct WordHasher(u64);

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0 ^= XxHash3_64::oneshot(bytes);
    }

    fn write_u64(&mut self, part: u64) {
        // The golden ratio spreads the lowest bits; the upper half of the product mixes in the
        // highest.
        let product = u128::from(self.0 ^ part) * 0x9e37_79b9_7f4a_7c15;
        self.0 = product as u64 ^ (product >> 64) as u64;
    }

    /// Ignores the byte that separates texts hashed one after another: here there is only one.
    fn write_u8(&mut self, _: u8) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

pub(super) type WordMap<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<WordHasher>>;

/// A short run without the case of its ASCII letters. It is stored inline in a map, so that a
/// lookup follows no pointer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Short([u64; 3]);

impl Short {
    /// Converts a run; returns `None` if it is too long.
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

/// The class of a byte with respect to runs of letters, marks and digits.
#[derive(Clone, Copy)]
enum InRun {
    Yes,
    No,
    /// A byte of a character outside ASCII.
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

/// Calls `each` with each run of letters, marks and digits in a text, as written.
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

/// Returns a text in lowercase, without accents and other marks.
pub(super) fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        let lower = text.bytes().any(|b| b.is_ascii_uppercase());
        return if lower { text.to_ascii_lowercase().into() } else { text.into() };
    }
    let plain: String = text.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    plain.to_lowercase().replace('ς', "σ").into()
}

/// Returns whether a character belongs to a script without spaces between words.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Calls `each` with each word of a run and its stem, both folded. A run of a script without spaces
/// is split into pairs of characters.
pub(super) fn words(run: &str, stemmer: Option<&Stemmer>, mut each: impl FnMut(&str, &str)) {
    if run.is_ascii() {
        let word = fold(&run[..run.len().min(LONGEST_WORD)]);
        return match stemmer.map(|stemmer| stemmer.stem(&word)) {
            Some(stem) if !stem.is_empty() => each(&word, &stem),
            _ => each(&word, &word),
        };
    }
    // A run longer than any word is cut before folding, which at most triples its length.
    let run = run.char_indices().nth(4 * LONGEST_WORD).map_or(run, |(end, _)| &run[..end]);
    let folded = fold(run);
    let unspaced = folded.chars().any(is_unspaced);
    // Folding can separate words by decomposition: ½ becomes 1⁄2.
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
            // The stemmers require accents, so they get the word before folding.
            Some(stemmer) => {
                let lower: String = run.nfc().collect::<String>().to_lowercase();
                let stem = fold(&stemmer.stem(&lower)).into_owned();
                each(word, if stem.is_empty() { word } else { &stem });
            }
            None => each(word, word),
        }
    }
}

/// Returns the stemmer of a language, if there is one.
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
