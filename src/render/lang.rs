//! Language tags (BCP 47) of names: the language and script that an author gave a name go in; the value
//! of `lang` comes out.

use icu_locale::LocaleExpander;
use icu_locale_core::LanguageIdentifier;

use crate::record::model::Alias;

/// Returns the tag of a name's language and script, as far as they are known (BCP 47). A script
/// that the language is written in anyway is left out, as RFC 5646, section 4.1, asks.
pub(crate) fn of_name(alias: &Alias) -> Option<String> {
    let lang = alias.lang.as_ref().map(|lang| lang.0.as_str());
    match (lang, &alias.script) {
        (None, Some(script)) => Some(format!("und-{}", script.0)),
        (Some(lang), Some(script)) if !lang.contains('-') && !is_likely(&script.0, lang) => {
            Some(format!("{lang}-{}", script.0))
        }
        _ => lang.map(str::to_owned),
    }
}

/// Returns whether a language is written in a script unless something else is said, by the CLDR.
fn is_likely(script: &str, lang: &str) -> bool {
    let likely = lang.parse().ok().and_then(|language: LanguageIdentifier| {
        LocaleExpander::new_extended().get_likely_script(&language)
    });
    likely.is_some_and(|likely| likely.as_str() == script)
}

#[cfg(test)]
mod tests {
    use super::is_likely;

    #[test]
    fn a_script_says_nothing_where_a_language_is_always_written_in_it() {
        for (lang, script, expected) in [
            ("ru", "Cyrl", true),
            ("ru", "Latn", false),
            ("sr", "Cyrl", true),
            ("sr", "Latn", false),
            ("zh", "Hant", false),
            ("ar", "Arab", true),
            ("EN", "Latn", true),
            ("e", "Latn", false),
            ("ti", "Ethi", true),
            ("xx", "Xxxx", false),
        ] {
            assert_eq!(is_likely(script, lang), expected, "{lang}-{script}");
        }
    }
}
