//! Plain text: forbidden characters, the folding of names, sentences, and truncation.

use std::borrow::Cow;

use icu_locale::LocaleDirectionality;
use icu_locale_core::Locale;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The stand-in for an object in a text; texts of authors do not have it.
pub const OBJECT_REPLACEMENT: char = '\u{fffc}';

/// Returns whether a character is not allowed in HTML or XML, or has no meaning there: controls
/// other than tab and line feed, noncharacters, and [`OBJECT_REPLACEMENT`].
pub fn is_forbidden(c: char) -> bool {
    let control = c.is_control() && !matches!(c, '\t' | '\n');
    control
        || c == OBJECT_REPLACEMENT
        || matches!(c, '\u{fdd0}'..='\u{fdef}')
        || (c as u32) & 0xfffe == 0xfffe
}

/// Returns whether any byte of a text satisfies a condition. There is no early exit, so that the
/// compiler can vectorize it.
pub(crate) fn has_byte(text: impl AsRef<[u8]>, is_sought: impl Fn(u8) -> bool) -> bool {
    text.as_ref().iter().fold(false, |any, byte| any | is_sought(*byte))
}

/// Returns the text without characters that are forbidden ([`is_forbidden`]).
pub fn clean(text: &str) -> Cow<'_, str> {
    // All forbidden characters are control bytes or begin with one of these.
    let suspect = |b: u8| {
        ((b < 0x20) & (b != b'\n') & (b != b'\t')) | (b == 0x7f) | (b == 0xc2) | (b >= 0xef)
    };
    if has_byte(text, suspect) && text.contains(is_forbidden) {
        Cow::Owned(text.chars().filter(|&c| !is_forbidden(c)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Returns the form of a name that names are compared in: NFC, with Unicode case folding, white
/// space folded, and typographic apostrophes replaced by plain ones.
pub fn fold(name: &str) -> String {
    if name.is_ascii() {
        return spaced(&name.to_ascii_lowercase());
    }
    let composed: Cow<'_, str> =
        if is_nfc(name) { name.into() } else { name.nfc().collect::<String>().into() };
    as_written(&unicase::UniCase::unicode(composed.as_ref()).to_folded_case())
}

/// Returns the form of a name that prose is compared with: as [`fold`], but with its case.
pub(crate) fn as_written(name: &str) -> String {
    if name.is_ascii() {
        return spaced(name);
    }
    let plain: String = name.nfc().map(plain_apostrophe).collect();
    spaced(&plain)
}

/// Replaces a typographic apostrophe by the plain one.
pub(crate) fn plain_apostrophe(c: char) -> char {
    if c == '\u{2019}' { '\'' } else { c }
}

/// Returns a text trimmed, with one space for each run of white space.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the start and the end, in bytes, of the sentence around a range of a text. It has at
/// most `room` characters on each side of the range.
pub fn sentence_around(text: &str, start: usize, end: usize, room: usize) -> (usize, usize) {
    let mut from = 0;
    for (at, _) in text[..start].char_indices().rev().take(room) {
        from = at;
        if is_sentence_start(text, at) {
            break;
        }
    }
    let mut to = text.len();
    for (n, (at, _)) in text[end..].char_indices().enumerate() {
        if n == room || (n > 0 && is_sentence_start(text, end + at)) {
            to = end + at;
            break;
        }
    }
    (from, to)
}

/// Returns whether a sentence begins at a byte: after a full stop or the like, closing marks and a
/// space, unless the word before is an initial or a common abbreviation.
fn is_sentence_start(text: &str, at: usize) -> bool {
    const ABBREVIATIONS: [&str; 14] = [
        "mr", "mrs", "ms", "dr", "st", "no", "gen", "sen", "gov", "col", "lt", "prof", "nov", "dec",
    ];
    let before = &text[..at];
    let trimmed = before.trim_end();
    if trimmed.len() == before.len() {
        return before.ends_with(['。', '！', '？']);
    }
    let closed = trimmed.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']']);
    let next = text[at..].chars().next();
    match closed.chars().next_back() {
        Some('!' | '?' | '…' | '؟' | '।') => true,
        Some('.') => {
            let word =
                closed.trim_end_matches('.').rsplit([' ', '\n', '.']).next().unwrap_or_default();
            let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
            let abbreviation = ABBREVIATIONS.contains(&word.to_lowercase().as_str());
            !initial && !abbreviation && !next.is_some_and(char::is_lowercase)
        }
        _ => false,
    }
}

/// Truncates a text of more than `most` characters after a word, with an ellipsis.
pub fn shorten(text: &str, most: usize) -> Cow<'_, str> {
    if text.len() <= most {
        return Cow::Borrowed(text);
    }
    let end = if text.as_bytes()[..most].is_ascii() {
        most
    } else {
        match text.char_indices().nth(most) {
            Some((end, _)) => end,
            None => return Cow::Borrowed(text),
        }
    };
    let cut = &text[..end];
    let cut = cut.rfind(char::is_whitespace).map_or(cut, |space| &cut[..space]);
    Cow::Owned(format!("{}…", cut.trim_end_matches([' ', ',', ';', ':', '.', '\n'])))
}

/// Returns the byte offsets of the starts of lines; the first is 0.
pub fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

/// Returns whether the language of a tag is written from right to left, by the CLDR.
pub fn is_right_to_left(lang: &str) -> bool {
    LocaleDirectionality::new_extended().is_right_to_left(&locale(lang).id)
}

/// Returns the locale of a language tag, or else of its primary subtag; the root locale if neither
/// is valid.
pub(crate) fn locale(lang: &str) -> Locale {
    let primary = lang.split('-').next().unwrap_or_default();
    lang.parse().or_else(|_| primary.parse()).unwrap_or(Locale::UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_where_the_next_begins() {
        for (text, word, expected) in [
            ("One. Two here. Three.", "here", "Two here. "),
            (
                "The U.S. side met J. Smith here. Then it left.",
                "here",
                "The U.S. side met J. Smith here. ",
            ),
            ("He asked: “Why?” She met them here.", "here", "She met them here."),
            ("会议在这里举行。他们同意了。", "同意", "他们同意了。"),
            ("no stop at all here", "here", "no stop at all here"),
        ] {
            let start = text.find(word).unwrap();
            let (from, to) = sentence_around(text, start, start + word.len(), 200);
            assert_eq!(&text[from..to], expected);
        }
    }

    #[test]
    fn a_sentence_has_a_bound() {
        let text = "word ".repeat(1000);
        let (from, to) = sentence_around(&text, 2500, 2504, 50);
        assert_eq!((from, to), (2450, 2554));
    }

    #[test]
    fn names_that_differ_in_case_space_form_or_apostrophe_are_one() {
        for (a, b) in [
            ("Sergei Lavrov", " sergei   LAVROV"),
            ("Recep Tayyip Erdog\u{306}an", "RECEP TAYYIP ERDOĞAN"),
            ("O’Brien", "O'Brien"),
            ("Straße", "STRASSE"),
            ("Οδυσσεύς", "ΟΔΥΣΣΕΎΣ"),
            ("Сергей Лавров", "сергей ЛАВРОВ"),
        ] {
            assert_eq!(fold(a), fold(b));
        }
    }

    #[test]
    fn names_that_differ_in_a_letter_or_an_accent_are_two() {
        for (a, b) in [("Sergei", "Sergey"), ("Kılıç", "Kilic"), ("e\u{301}", "e")] {
            assert_ne!(fold(a), fold(b));
        }
    }

    #[test]
    fn forbidden_characters_go() {
        assert_eq!(clean("a\u{0}b\u{1b}c\u{85}d\u{fffe}e\u{1fffe}\tf\n"), "abcde\tf\n");
        assert!(matches!(clean("Türkiye, 土耳其 🙂"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_text_is_cut_behind_a_word() {
        assert_eq!(shorten("one two three", 9), "one two…");
        assert_eq!(shorten("one two", 9), "one two");
        assert_eq!(shorten("onetwothree", 5), "onetw…");
    }

    #[test]
    fn a_language_has_a_direction() {
        for (lang, expected) in [
            ("ar", true),
            ("en", false),
            ("az-Arab", true),
            ("ar-Latn", false),
            ("he-IL", true),
            ("zh-Hant", false),
        ] {
            assert_eq!(is_right_to_left(lang), expected, "{lang}");
        }
    }
}
