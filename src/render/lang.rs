//! Language tags (BCP 47) of the names that an entity has. Comes in: what the author wrote of a name.
//! Goes out: what stands in `lang`.

use crate::record::model::Alias;

/// Returns the tag of a name's language and script, as far as they are known (BCP 47). A script
/// that the language is written in anyway is left out, as RFC 5646, section 4.1, asks.
pub(crate) fn of_name(alias: &Alias) -> Option<String> {
    let lang = alias.lang.as_ref().map(|lang| lang.0.as_str());
    match (lang, &alias.script) {
        (None, Some(script)) => Some(format!("und-{}", script.0)),
        (Some(lang), Some(script)) if !lang.contains('-') && !writes(&script.0, lang) => {
            Some(format!("{lang}-{}", script.0))
        }
        _ => lang.map(str::to_owned),
    }
}

/// Says whether a script is the one that nearly all of a language is written in.
fn writes(script: &str, lang: &str) -> bool {
    let languages = SCRIPTS.iter().find(|(name, _)| *name == script).map_or("", |(_, of)| of);
    languages.split(' ').any(|of| of.eq_ignore_ascii_case(lang))
}

/// Scripts with the languages whose tags go without them (`Suppress-Script` in the IANA language
/// subtag registry).
#[rustfmt::skip]
const SCRIPTS: [(&str, &str); 28] = [
    ("Arab", "ar fa ps ur"),
    ("Armn", "hy"),
    ("Beng", "as bn"),
    ("Blis", "zbl"),
    ("Cyrl", "ab be bg kk mk ru uk"),
    ("Deva", "hi mr ne kok mai"),
    ("Ethi", "am ti"),
    ("Geor", "ka"),
    ("Grek", "el"),
    ("Gujr", "gu"),
    ("Guru", "pa"),
    ("Hebr", "he iw yi"),
    ("Jpan", "ja"),
    ("Khmr", "km"),
    ("Knda", "kn"),
    ("Kore", "ko"),
    ("Laoo", "lo"),
    ("Latn", "af ay bs ca ch cs cy da de en eo es et eu fi fj fo fr fy ga gl gn gv hr ht hu id \
        in is it kl la lb ln lt lv mg mh mo ms mt na nb nd nl nn no nr ny om pl pt qu rm \
        rn ro rw sg sk sl sm so sq ss st sv sw tl tn to tr ts ve vi xh zu dsb frr frs gsw \
        hsb men nds niu nso tem tkl tmh tpi tvl"),
    ("Mlym", "ml"),
    ("Mymr", "my"),
    ("Nkoo", "nqo"),
    ("Orya", "or"),
    ("Sinh", "si"),
    ("Taml", "ta"),
    ("Telu", "te"),
    ("Thaa", "dv"),
    ("Thai", "th"),
    ("Tibt", "dz"),
];

#[cfg(test)]
mod tests {
    use super::writes;

    #[test]
    fn a_script_says_nothing_where_a_language_is_always_written_in_it() {
        for (lang, script, expected) in [
            ("ru", "Cyrl", true),
            ("ru", "Latn", false),
            ("sr", "Cyrl", false),
            ("sr", "Latn", false),
            ("zh", "Hant", false),
            ("ar", "Arab", true),
            ("EN", "Latn", true),
            ("e", "Latn", false),
            ("ti", "Ethi", true),
            ("xx", "Xxxx", false),
        ] {
            assert_eq!(writes(script, lang), expected, "{lang}-{script}");
        }
    }
}
