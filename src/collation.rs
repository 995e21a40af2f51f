//! The sort order of names in a language, and the letters of an alphabetical index.

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::{Collator, CollatorBorrowed};
use unicode_normalization::UnicodeNormalization;

use crate::text::locale;

/// The sort order of names in a language (CLDR).
pub(crate) struct Collation {
    names: CollatorBorrowed<'static>,
    /// The collator that distinguishes letters, but neither accents nor case.
    letters: CollatorBorrowed<'static>,
    /// The letters from A to Z with their sort keys.
    latin: Vec<(char, Vec<u8>)>,
}

/// A letter of an alphabetical index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Letter {
    /// The letter as written.
    pub(crate) label: String,
    /// The sort key, which is the same for all forms of the letter.
    pub(crate) key: Vec<u8>,
}

impl Collation {
    /// Creates the order of a language, given by its BCP 47 tag; the CLDR root order if the
    /// CLDR does not have the language.
    pub(crate) fn new(lang: &str) -> Self {
        let collator = |strength| {
            let mut options = CollatorOptions::default();
            options.strength = Some(strength);
            Collator::try_new((&locale(lang)).into(), options).expect("the data are compiled in")
        };
        let letters = collator(Strength::Primary);
        let latin = ('A'..='Z').map(|c| (c, key(&letters, c.encode_utf8(&mut [0; 4])))).collect();
        Self { names: collator(Strength::Tertiary), letters, latin }
    }

    /// Returns the sort key of a name.
    pub(crate) fn key(&self, name: &str) -> Vec<u8> {
        key(&self.names, name)
    }

    /// Returns the index letter of a name, which depends on its first two characters; `None` if
    /// it does not begin with a letter.
    pub(crate) fn letter(&self, name: &str) -> Option<Letter> {
        let mut chars = name.nfc().take(2);
        let first = chars.next().filter(|c| c.is_alphabetic())?;
        let second = chars.next().filter(|c| c.is_alphabetic());
        let written = match second {
            // A vowel of Thai or Lao is written before its consonant.
            Some(second) if matches!(first, 'เ'..='ไ' | 'ເ'..='ໄ') => second.to_string(),
            Some(second) if self.is_one(first, second) => format!("{first}{second}"),
            _ => first.to_string(),
        };
        // É is filed under E, and Æ or آ under the first of the two letters that it sorts as,
        // unless the language has it as a letter of its own.
        let of_written = key(&self.letters, &written);
        let latin = self.latin.iter().find(|(_, latin)| of_written.starts_with(latin));
        if let Some((letter, key)) = latin {
            return Some(Letter { label: letter.to_string(), key: key.clone() });
        }
        let capital = capital(&written);
        let base = capital.nfd().next().map(String::from);
        // The capital of the Turkish i is İ, unlike in other languages.
        let labels = base.into_iter().chain([capital, "İ".to_owned()]);
        let letters = labels.map(|label| Letter { key: key(&self.letters, &label), label });
        let mut same = letters.filter(|letter| of_written.starts_with(&letter.key));
        Some(same.next().unwrap_or(Letter { label: written, key: of_written }))
    }

    /// Returns whether two characters form one letter, such as Ch in Czech.
    fn is_one(&self, first: char, second: char) -> bool {
        let alone = key(&self.letters, first.encode_utf8(&mut [0; 4]));
        !key(&self.letters, &format!("{first}{second}")).starts_with(&alone)
    }
}

fn key(collator: &CollatorBorrowed<'_>, text: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(2 * text.len());
    let Ok(()) = collator.write_sort_key_to(text, &mut key);
    key
}

/// Returns a letter with a capital for headings: `Ch` for `ch`.
fn capital(letter: &str) -> String {
    let mut chars = letter.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars.flat_map(char::to_lowercase)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_the_order_of_their_language() {
        for (lang, sorted) in [
            ("en", "Åberg, Adams, O'Brien, Obruchev, Öhman, Zorin"),
            ("sv", "Adams, Zorin, Åberg, Äng, Öhman"),
            ("da", "Abel, Zorin, Ærø, Østby, Aabenraa, Åland"),
            ("de", "Arzt, Ärzte, Muller, Müller, Mullner"),
            ("fr", "cote, coté, côte, côté, Élysée, Elyséen"),
            ("es", "Nadal, Nuria, Ñuble, Ocaña"),
            ("cs", "Cibulka, Hora, Chalupa, Jana"),
            ("tr", "Irmak, İzmir, Jale"),
            ("ru", "Еланец, Ёлкин, Емельянов, Жуков, Anders"),
            ("uk", "Галич, Ґалаґан, Дніпро"),
            ("ar", "إبراهيم, أحمد, باسم, تامر, Anders"),
            ("zz", "Adams, Zorin, Жуков"),
        ] {
            let collation = Collation::new(lang);
            let mut names: Vec<&str> = sorted.split(", ").collect();
            names.reverse();
            names.sort_by_cached_key(|name| collation.key(name));
            assert_eq!(names.join(", "), sorted, "{lang}");
        }
    }

    #[test]
    fn names_are_filed_under_the_letters_of_their_language() {
        for (lang, expected) in [
            ("en", "Élysée E, élan E, E\u{301}tat E, Åberg A, Ærø A, Øst O, Zorin Z, Жуков Ж"),
            ("fr", "Élysée E, Œuvre O, Çelik C"),
            ("sv", "Åberg Å, A\u{30a}berg Å, Äng Ä, öhman Ö, Wallin W"),
            ("da", "Aabenraa Aa, Åland Å, Ærø Æ, Abel A"),
            ("es", "Ñuble Ñ, Chávez C"),
            ("cs", "Chalupa Ch, CHALUPA Ch, Cibulka C, Čapek Č"),
            ("hr", "Ljubljana Lj, Lovran L, Džep Dž"),
            ("tr", "izmir İ, İzmir İ, ırmak I, Irmak I"),
            ("ru", "Ёлкин Е, Елена Е, йод Й, Anders A"),
            ("uk", "Ґалаґан Ґ, Їжак Ї"),
            ("ar", "أحمد ا, إبراهيم ا, آدم ا, باسم ب"),
            ("th", "เกาะ ก, กรุง ก"),
            ("el", "Άννα Α, άλφα Α, Ωμέγα Ω"),
        ] {
            let collation = Collation::new(lang);
            for pair in expected.split(", ") {
                let (name, label) = pair.rsplit_once(' ').unwrap();
                assert_eq!(collation.letter(name).unwrap().label, label, "{lang}: {name}");
            }
        }
        for name in ["", "1st Fleet", "“Sever”", "\u{301}"] {
            assert_eq!(Collation::new("en").letter(name), None, "{name}");
        }
    }

    #[test]
    fn spellings_of_one_letter_are_filed_together() {
        for (lang, a, b) in [("da", "Aabenraa", "Åland"), ("ar", "أحمد", "آدم"), ("fr", "é", "E")]
        {
            let collation = Collation::new(lang);
            let key = |name| collation.letter(name).unwrap().key;
            assert_eq!(key(a), key(b), "{lang}");
        }
    }
}
