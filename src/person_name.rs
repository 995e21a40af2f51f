//! The parts of a person's name, parsed from the sort name and the name as written.
//!
//! The module works on strings only and does not know the content model.

use unicode_normalization::char::is_combining_mark;

/// A person's name in the parts that a sort name records. The family name is Humboldt in "Humboldt,
/// Alexander von" and Gaulle in "de Gaulle, Charles". The position of a particle is kept, because
/// it determines the sort order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PersonName<'a> {
    /// The family name, without particles that are separate words.
    pub(crate) family: &'a str,
    /// The given names.
    pub(crate) given: &'a str,
    /// The particle before the family name, which is sorted with it; may be empty.
    pub(crate) sorted_particle: &'a str,
    /// The particle after the given names in a sort name; may be empty.
    pub(crate) particle: &'a str,
    /// The suffix of the whole name, such as "Jr."; may be empty.
    pub(crate) suffix: &'a str,
    /// `true` if the name is written with the family name first.
    pub(crate) is_family_first: bool,
}

impl<'a> PersonName<'a> {
    /// Parses a sort name that has a comma between family and given names; returns `None` for any
    /// other. The order of the parts is that of the first of the names `written` with the same
    /// words.
    pub(crate) fn new(sort_name: &'a str, written: &[&'a str]) -> Option<Self> {
        let mut pieces = sort_name.split(COMMAS).map(str::trim).filter(|piece| !piece.is_empty());
        let family = pieces.next()?;
        let (mut given, mut suffix) = (pieces.next()?, "");
        if is_suffix(given) {
            // "King, Jr., Martin Luther"; without given names, the family name cannot be
            // determined.
            (suffix, given) = (given, pieces.next()?);
        }
        if suffix.is_empty() {
            // Years of life and the like belong to the catalogue entry, not to the name.
            let is_of_name = |piece: &&str| {
                is_suffix(piece) || written.iter().any(|name| has_last_words(name, piece))
            };
            suffix = pieces.find(is_of_name).unwrap_or_default();
        }
        let (family, behind_family) = without_suffix(family);
        let (given, behind_given) = without_suffix(given);
        let behind_names = written.iter().map(|name| without_suffix(name).1);
        let mut suffixes = [suffix, behind_family, behind_given].into_iter().chain(behind_names);
        let suffix = suffixes.find(|suffix| !suffix.is_empty()).unwrap_or_default();
        let is_family_first = is_family_first(family, given, suffix, written);
        let (given, particle) =
            if is_family_first { (given, "") } else { without_last_particles(given) };
        let (sorted_particle, family) = without_first_particles(family);
        Some(Self { family, given, sorted_particle, particle, suffix, is_family_first })
    }

    /// Returns the name in sort order: "Humboldt, Alexander von", "King, Martin Luther, Jr.".
    pub(crate) fn inverted(&self) -> String {
        let mut name = joined(&[self.sorted_particle, self.family]);
        for part in [&*joined(&[self.given, self.particle]), self.suffix] {
            if !part.is_empty() {
                name.extend([", ", part]);
            }
        }
        name
    }

    /// Returns the name in its natural order.
    pub(crate) fn in_order(&self) -> String {
        if self.is_family_first {
            joined(&[self.sorted_particle, self.family, self.given, self.suffix])
        } else {
            joined(&[self.given, &self.surname(), self.suffix])
        }
    }

    /// Returns the family name with its particles.
    pub(crate) fn surname(&self) -> String {
        joined(&[self.particle, self.sorted_particle, self.family])
    }

    /// Returns whether the name is in Chinese, Japanese or Korean script, in which names have no
    /// initials and no space.
    pub(crate) fn is_cjk(&self) -> bool {
        self.family.chars().next_back().is_some_and(is_cjk)
            && self.given.chars().next().is_some_and(is_cjk)
    }

    /// Returns the given names as initials: "J.-C." for Jean-Claude, "J. de D." for João de Deus. A
    /// nickname in quotation marks or brackets is left out, and an abbreviation is kept as written.
    pub(crate) fn initials(&self) -> String {
        let mut initials: Vec<String> = Vec::new();
        let are_all_small = self.given.split_whitespace().all(is_small);
        let mut nickname_end = None;
        for word in self.given.split_whitespace() {
            let first = word.chars().next();
            let end = first.and_then(|first| {
                NICKNAMES.iter().find(|(opening, _)| *opening == first).map(|(_, closing)| *closing)
            });
            if let Some(end) = nickname_end.or(end) {
                nickname_end = (!word.ends_with(end) || word.chars().count() < 2).then_some(end);
            } else if is_small(word) && !are_all_small {
                initials.push(word.to_owned());
            } else {
                let initial = initials_of_word(word);
                initials.extend((!initial.is_empty()).then_some(initial));
            }
        }
        initials.join(" ")
    }
}

/// The commas of sort names.
const COMMAS: [char; 3] = [',', '،', '，'];

/// The marks around a nickname.
const NICKNAMES: [(char, char); 5] = [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»'), ('(', ')')];

/// Returns whether a piece of a sort name is a suffix of the whole name.
fn is_suffix(piece: &str) -> bool {
    const WORDS: [&str; 8] = ["jr", "sr", "jnr", "snr", "esq", "2nd", "3rd", "4th"];
    let word = piece.strip_suffix('.').unwrap_or(piece);
    WORDS.iter().any(|known| word.eq_ignore_ascii_case(known))
        || matches!(word, "II" | "III" | "IV" | "V" | "VI" | "VII" | "VIII")
}

/// Returns a name without its suffix, and the suffix. A single V counts as an initial.
fn without_suffix(name: &str) -> (&str, &str) {
    match name.trim_end().rsplit_once(char::is_whitespace) {
        Some((rest, last)) if is_suffix(last) && !matches!(last, "V" | "V.") => {
            (rest.trim_end().trim_end_matches(COMMAS), last)
        }
        _ => (name, ""),
    }
}

/// Returns whether a name ends with the given words and has other words before them.
fn has_last_words(name: &str, words: &str) -> bool {
    let rest = name.trim_end().strip_suffix(words);
    rest.is_some_and(|rest| {
        !rest.trim_end().is_empty() && rest.ends_with(|c: char| c.is_whitespace())
    })
}

/// Returns whether a name is written with the family name first.
fn is_family_first(family: &str, given: &str, suffix: &str, written: &[&str]) -> bool {
    for name in written {
        let name = name.trim_end().strip_suffix(suffix).unwrap_or(name);
        if letters(&[name]).eq(letters(&[given, family])) {
            return false;
        }
        if letters(&[name]).eq(letters(&[family, given])) {
            return true;
        }
    }
    // If the given names are written differently, the position of the family name decides.
    for name in written {
        let length = letters(&[family]).count();
        let Some(others) = letters(&[name]).count().checked_sub(length) else { continue };
        let starts = letters(&[name]).take(length).eq(letters(&[family]));
        let ends = letters(&[name]).skip(others).eq(letters(&[family]));
        if starts != ends {
            return starts;
        }
    }
    family.chars().all(is_cjk)
}

/// Returns the letters of texts, without case, spaces and commas.
fn letters<'t>(texts: &'t [&str]) -> impl Iterator<Item = char> + 't {
    let chars = texts.iter().flat_map(|text| text.chars());
    chars.filter(|c| !c.is_whitespace() && !COMMAS.contains(c)).flat_map(char::to_lowercase)
}

/// Returns given names without the particles at their end, and the particles.
fn without_last_particles(given: &str) -> (&str, &str) {
    let mut rest = given;
    while let Some((before, last)) = rest.rsplit_once(char::is_whitespace)
        && is_particle(last)
    {
        rest = before.trim_end();
    }
    let has_name = rest.split_whitespace().any(|word| !is_particle(word));
    if has_name { (rest, given[rest.len()..].trim()) } else { (given, "") }
}

/// Returns the particles at the beginning of a family name, and the name without them. A particle
/// that is joined to the name, as in d'Alembert, is part of the name.
fn without_first_particles(family: &str) -> (&str, &str) {
    let mut rest = family;
    while let Some((first, behind)) = rest.split_once(char::is_whitespace)
        && is_particle(first)
    {
        rest = behind.trim_start();
    }
    if is_particle(rest) {
        ("", family)
    } else {
        (family[..family.len() - rest.len()].trim(), rest)
    }
}

/// Returns whether a word is a particle: it begins with a lowercase letter or is joined to the
/// next word. A word such as al-Karim is a whole name.
fn is_particle(word: &str) -> bool {
    is_joined(word) || (is_small(word) && !word.contains(char::is_uppercase))
}

/// Returns whether a word begins with a lowercase letter, in a script whose names have capitals.
fn is_small(word: &str) -> bool {
    let first = word.chars().find(|c| c.is_alphabetic());
    // Unicode classifies Georgian letters as lowercase, but names are not written with capitals.
    first.is_some_and(|c| c.is_lowercase() && !matches!(c, '\u{10d0}'..='\u{10ff}'))
}

/// Returns whether a particle is joined to the next word, without a space.
fn is_joined(particle: &str) -> bool {
    particle.ends_with(['-', '\u{2010}', '\u{2011}', '\'', '’'])
}

fn is_cjk(c: char) -> bool {
    matches!(
        c,
        '\u{3040}'..='\u{30ff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7af}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}'
    )
}

/// Joins the parts of a name that are not empty.
fn joined(parts: &[&str]) -> String {
    let mut name = String::new();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        let (last, first) = (name.chars().next_back(), part.chars().next());
        let is_close =
            is_joined(&name) || last.zip(first).is_some_and(|(a, b)| is_cjk(a) && is_cjk(b));
        if !name.is_empty() && !is_close {
            name.push(' ');
        }
        name.push_str(part);
    }
    name
}

/// Returns the initials of a word, which can contain several names. A name after a hyphen has an
/// initial only if it begins with a capital.
fn initials_of_word(word: &str) -> String {
    let mut initials = String::new();
    let (mut rest, mut before) = (word, None);
    while !rest.is_empty() {
        let end = rest.find(['.', '-', '\u{2010}', '\u{2011}']).unwrap_or(rest.len());
        let (name, behind) = rest.split_at(end);
        let separator = behind.chars().next();
        let is_of_hyphen = before.is_some_and(|before| before != '.');
        let begin = name.find(|c: char| c.is_alphabetic() && !is_modifier(c));
        if let Some(begin) = begin
            && !(is_of_hyphen && is_small(name))
        {
            initials.push_str(match before {
                _ if initials.is_empty() => "",
                Some('.') => " ",
                _ => "-",
            });
            // "Yu." and "Wm." are already initials.
            let is_abbreviation = separator == Some('.') && name.chars().count() <= 3;
            let mut chars = name[begin..].chars();
            initials.extend(chars.next());
            initials.extend(chars.take_while(|c| is_abbreviation || is_combining_mark(*c)));
            initials.push('.');
        }
        rest = &behind[separator.map_or(0, char::len_utf8)..];
        // The last mark in ".-" of "J.-P." is the hyphen.
        before = separator;
    }
    initials
}

/// Returns whether a character is a modifier letter, such as the ayn in transliterated Arabic.
fn is_modifier(c: char) -> bool {
    matches!(c, '\u{2b0}'..='\u{2ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name<'a>(sort_name: &'a str, written: &'a str) -> PersonName<'a> {
        PersonName::new(sort_name, &[written]).expect("a name in parts")
    }

    #[test]
    fn a_sort_name_is_read_in_parts() {
        for (sort_name, written, [given, particle, sorted_particle, family, suffix]) in [
            ("Okonjo, Ada", "Ada Okonjo", ["Ada", "", "", "Okonjo", ""]),
            ("Sammler, Otto, Jr.", "Otto Sammler Jr.", ["Otto", "", "", "Sammler", "Jr."]),
            ("Sammler, Jr., Otto", "Otto Sammler, Jr.", ["Otto", "", "", "Sammler", "Jr."]),
            ("Sammler Jr., Otto", "Otto Sammler Jr.", ["Otto", "", "", "Sammler", "Jr."]),
            ("Sammler, Otto", "Otto Sammler Jr.", ["Otto", "", "", "Sammler", "Jr."]),
            ("Astley, Roy B. III", "Roy Astley", ["Roy B.", "", "", "Astley", "III"]),
            ("Astley, Roy V", "Roy V Astley", ["Roy V", "", "", "Astley", ""]),
            ("Morel, Jean, fils", "Jean Morel fils", ["Jean", "", "", "Morel", "fils"]),
            ("Okonjo, Ada, 1901–1980", "Ada Okonjo", ["Ada", "", "", "Okonjo", ""]),
            ("Berg, Jan van den", "Jan van den Berg", ["Jan", "van den", "", "Berg", ""]),
            ("van den Berg, Jan", "Jan van den Berg", ["Jan", "", "van den", "Berg", ""]),
            ("van ’t Veer, Anna", "Anna van ’t Veer", ["Anna", "", "van ’t", "Veer", ""]),
            ("de La Tour, Luc", "Luc de La Tour", ["Luc", "", "de", "La Tour", ""]),
            ("Hashimi, Omar al-", "Omar al-Hashimi", ["Omar", "al-", "", "Hashimi", ""]),
            ("al-Hashimi, Omar", "Omar al-Hashimi", ["Omar", "", "", "al-Hashimi", ""]),
            ("d’Orval, Lise", "Lise d’Orval", ["Lise", "", "", "d’Orval", ""]),
            ("poe, ida", "ida poe", ["ida", "", "", "poe", ""]),
            ("Park, Chung hee", "Park Chung hee", ["Chung hee", "", "", "Park", ""]),
            ("фон Берг, Анна", "Анна фон Берг", ["Анна", "", "фон", "Берг", ""]),
            ("السالم، ليلى", "ليلى السالم", ["ليلى", "", "", "السالم", ""]),
            ("ძე, გია კოტე", "გია კოტე ძე", ["გია კოტე", "", "", "ძე", ""]),
        ] {
            let expected = PersonName {
                family,
                given,
                sorted_particle,
                particle,
                suffix,
                is_family_first: sort_name.starts_with("Park"),
            };
            assert_eq!(name(sort_name, written), expected, "{sort_name}");
        }
    }

    #[test]
    fn a_sort_name_without_given_names_has_no_parts() {
        for sort_name in ["Suharto", "Ada Okonjo", "Otto Sammler, Jr.", "Okonjo,", ", ", ""] {
            assert_eq!(PersonName::new(sort_name, &["Ada Okonjo"]), None, "{sort_name}");
        }
    }

    #[test]
    fn a_name_is_spoken_in_the_order_in_which_it_is_written() {
        for (sort_name, written, in_order, inverted) in [
            ("Zhou, Enlai", "Zhou Enlai", "Zhou Enlai", "Zhou, Enlai"),
            ("Zhou, Enlai", "Chou En-lai", "Enlai Zhou", "Zhou, Enlai"),
            ("Zhou, Enlai", "Zhou En-lai", "Zhou Enlai", "Zhou, Enlai"),
            ("周, 恩来", "周恩来", "周恩来", "周, 恩来"),
            ("周, 恩来", "Zhou Enlai", "周恩来", "周, 恩来"),
            ("김, 하나", "김 하나", "김하나", "김, 하나"),
            ("Nagy, Imre", "Nagy Imre", "Nagy Imre", "Nagy, Imre"),
            ("Nagy, Imre", "Imre Nagy", "Imre Nagy", "Nagy, Imre"),
            ("Sammler, Otto, Jr.", "Otto Sammler, Jr.", "Otto Sammler Jr.", "Sammler, Otto, Jr."),
            ("Berg, Jan van den", "Jan v. d. Berg", "Jan van den Berg", "Berg, Jan van den"),
            ("van den Berg, Jan", "Jan Berg", "Jan van den Berg", "van den Berg, Jan"),
            ("Hashimi, Omar al-", "Omar al-Hashimi", "Omar al-Hashimi", "Hashimi, Omar al-"),
            ("Orval, Lise d’", "Lise d’Orval", "Lise d’Orval", "Orval, Lise d’"),
        ] {
            let name = name(sort_name, written);
            assert_eq!((&*name.in_order(), &*name.inverted()), (in_order, inverted), "{written}");
        }
    }

    #[test]
    fn of_two_spellings_the_first_with_the_same_words_decides() {
        let order = |written: &[&str]| {
            PersonName::new("Nagy, Imre", written).expect("a name in parts").in_order()
        };
        assert_eq!(order(&["Nagy Imre", "Imre Nagy"]), "Nagy Imre");
        assert_eq!(order(&["Imre Nagy", "Nagy Imre"]), "Imre Nagy");
        assert_eq!(order(&["The Premier", "Nagy Imre"]), "Nagy Imre");
    }

    #[test]
    fn given_names_have_initials() {
        for (given, initials) in [
            ("Ada", "A."),
            ("Ada Mary", "A. M."),
            ("Jean-Luc", "J.-L."),
            ("Jean-Luc Marie-José", "J.-L. M.-J."),
            ("J.-L.", "J.-L."),
            ("J.L. B", "J. L. B."),
            ("Kwang-su", "K."),
            ("Yu. A.", "Yu. A."),
            ("João de Deus", "J. de D."),
            ("Abd al-Karim", "A. al-Karim"),
            ("ʿAbd", "A."),
            ("‘Ali", "A."),
            ("Ada “Addie” Mary", "A. M."),
            ("Ada (née Mary Bly) Ruth", "A. R."),
            ("ida b.", "i. b."),
            ("Éric", "É."),
            ("E\u{301}ric", "E\u{301}."),
            ("D’Arcy", "D."),
            ("Инна", "И."),
            ("ليلى", "ل."),
            ("გია", "გ."),
        ] {
            let sort_name = format!("Bly, {given}");
            let found = name(&sort_name, "").initials();
            assert_eq!(found, initials, "{given}");
        }
    }
}
