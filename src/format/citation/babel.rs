//! The names of languages in the packages babel and polyglossia of LaTeX.

/// Returns the name of a language, given by its BCP 47 tag: that of the longest prefix of the tag
/// that has a name.
pub(super) fn babel(tag: &str) -> Option<&'static str> {
    let mut part = tag;
    loop {
        if let Some((_, name)) = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(part)) {
            return Some(name);
        }
        part = part.rsplit_once('-')?.0;
    }
}

const NAMES: [(&str, &str); 88] = [
    ("af", "afrikaans"),
    ("am", "amharic"),
    ("ar", "arabic"),
    ("az", "azerbaijani"),
    ("be", "belarusian"),
    ("bg", "bulgarian"),
    ("bn", "bengali"),
    ("br", "breton"),
    ("bs", "bosnian"),
    ("ca", "catalan"),
    ("cs", "czech"),
    ("cy", "welsh"),
    ("da", "danish"),
    ("de", "ngerman"),
    ("de-AT", "naustrian"),
    ("de-CH", "nswissgerman"),
    ("dsb", "lowersorbian"),
    ("el", "greek"),
    ("en", "english"),
    ("en-AU", "australian"),
    ("en-CA", "canadian"),
    ("en-GB", "british"),
    ("en-NZ", "newzealand"),
    ("en-US", "american"),
    ("eo", "esperanto"),
    ("es", "spanish"),
    ("et", "estonian"),
    ("eu", "basque"),
    ("fa", "persian"),
    ("fi", "finnish"),
    ("fr", "french"),
    ("fur", "friulan"),
    ("ga", "irish"),
    ("gd", "scottish"),
    ("gl", "galician"),
    ("he", "hebrew"),
    ("hi", "hindi"),
    ("hr", "croatian"),
    ("hsb", "uppersorbian"),
    ("hu", "hungarian"),
    ("hy", "armenian"),
    ("ia", "interlingua"),
    ("id", "indonesian"),
    ("is", "icelandic"),
    ("it", "italian"),
    ("ja", "japanese"),
    ("ka", "georgian"),
    ("kk", "kazakh"),
    ("km", "khmer"),
    ("ko", "korean"),
    ("ku", "kurmanji"),
    ("la", "latin"),
    ("lo", "lao"),
    ("lt", "lithuanian"),
    ("lv", "latvian"),
    ("mk", "macedonian"),
    ("mn", "mongolian"),
    ("mr", "marathi"),
    ("ms", "malay"),
    ("nb", "norsk"),
    ("nl", "dutch"),
    ("nn", "nynorsk"),
    ("no", "norsk"),
    ("oc", "occitan"),
    ("pl", "polish"),
    ("pt", "portuguese"),
    ("pt-BR", "brazilian"),
    ("rm", "romansh"),
    ("ro", "romanian"),
    ("ru", "russian"),
    ("se", "northernsami"),
    ("sk", "slovak"),
    ("sl", "slovene"),
    ("sq", "albanian"),
    ("sr", "serbianc"),
    ("sr-Latn", "serbian"),
    ("sv", "swedish"),
    ("sw", "swahili"),
    ("ta", "tamil"),
    ("te", "telugu"),
    ("th", "thai"),
    ("tk", "turkmen"),
    ("tr", "turkish"),
    ("uk", "ukrainian"),
    ("ur", "urdu"),
    ("uz", "uzbek"),
    ("vi", "vietnamese"),
    ("zh", "chinese"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_has_the_name_of_its_longest_known_part() {
        for (tag, name) in [
            ("en", Some("english")),
            ("en-gb", Some("british")),
            ("en-IE", Some("english")),
            ("de", Some("ngerman")),
            ("de-AT-1996", Some("naustrian")),
            ("sr-Latn-RS", Some("serbian")),
            ("sr-RS", Some("serbianc")),
            ("zh-Hant-TW", Some("chinese")),
            ("FR", Some("french")),
            ("tlh", None),
            ("", None),
        ] {
            assert_eq!(babel(tag), name, "{tag}");
        }
    }
}
