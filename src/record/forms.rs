//! Texts that have a form: tags of languages and scripts, addresses, numbers in authority files.

use std::ops::RangeInclusive;

use serde::Serialize;

use super::keys::{Key, Reader, Shape, Toml, Value};
use crate::diagnostic::quote;
use crate::id::slug;
use crate::rules::Rule;

/// Declares texts that have a form: the type, the noun for it, its regular expression, the function
/// that checks it, and the correction.
macro_rules! forms {
    ($(
        $(#[doc = $doc:literal])*
        $name:ident $noun:literal $pattern:literal $check:path, $help:literal;
    )*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl Value for $name {
            fn read(value: &Toml<'_>, key: &Key, reader: &mut Reader<'_>) -> Option<Self> {
                let text = String::read(value, key, reader)?;
                let check: fn(&str) -> Option<String> = $check;
                let checked = check(&text);
                if checked.is_none() {
                    let range = reader.range(value);
                    let message = format!("{} is not {}", quote(&text), $noun);
                    reader.report(Rule::UnknownValue, message, range).help = Some($help.into());
                }
                checked.map(Self)
            }

            fn shape() -> Shape {
                Shape::Text { noun: $noun, pattern: $pattern }
            }
        }
    )*};
}

forms! {
    /// A language tag (BCP 47), of which the form is checked.
    Language "a language tag" "[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*" language,
        "write a tag such as \"en\", \"ru\" or \"zh-Hant\" (BCP 47)";
    /// The code of a script (ISO 15924), of which the form is checked.
    Script "the code of a script" "[A-Z][a-z]{3}" script,
        "write four letters such as \"Latn\", \"Cyrl\" or \"Arab\" (ISO 15924)";
    /// An address on the web.
    WebAddress "an address on the web" "https?://[^\\s]+" web_address,
        "write a whole address such as \"https://example.org/report\"";
    /// The URL of a site, with a slash at its end.
    SiteAddress "where a site can be" "https?://[A-Za-z0-9._~:/%\\[\\]@-]+" site_address,
        "write an address such as \"https://archive.example/\"";
    /// The permanent name of an archive: a URI, which need not lead anywhere.
    ArchiveId "a URI" "[A-Za-z][A-Za-z0-9+.-]*:[^\\s]+" archive_id,
        "write a URI that is the archive's own, such as \"tag:archive.example,2025:contacts\"";
    /// The ID by which footnotes and claims cite a source.
    SourceId "an ID for a source" "[a-z0-9]+(-[a-z0-9]+)*" source_id,
        "write a to z, 0 to 9 and single hyphens, such as \"s1\"";
    /// An item of Wikidata.
    Wikidata "an item of Wikidata" "Q[1-9][0-9]*" wikidata,
        "write Q and a number, such as \"Q58217\"";
    /// A cluster of the Virtual International Authority File.
    Viaf "a VIAF number" "[1-9][0-9]{1,21}" viaf,
        "write the figures alone, such as \"22406042\"";
    /// An International Standard Name Identifier (ISO 27729), without its spaces.
    Isni "an ISNI" "[0-9]{4} ?[0-9]{4} ?[0-9]{4} ?[0-9]{3}[0-9X]" isni,
        "write the sixteen figures, of which the last checks the others: is one mistyped?";
    /// An identifier of the Gemeinsame Normdatei.
    Gnd "a GND number" "[0-9X-]{3,12}" gnd,
        "write the number as the GND has it, such as \"118540238\"";
}

fn language(text: &str) -> Option<String> {
    let mut parts = text.split('-');
    let letters = |p: &str| p.bytes().all(|b| b.is_ascii_alphabetic());
    let primary = parts.next().is_some_and(|p| (2..=8).contains(&p.len()) && letters(p));
    let rest =
        parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
    (primary && rest).then(|| text.to_owned())
}

fn script(text: &str) -> Option<String> {
    let [first, rest @ ..] = text.as_bytes() else { return None };
    let form =
        first.is_ascii_uppercase() && rest.len() == 3 && rest.iter().all(u8::is_ascii_lowercase);
    form.then(|| text.to_owned())
}

fn web_address(text: &str) -> Option<String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let spaced = rest.contains(char::is_whitespace) || rest.contains(['"', '<', '>', '\\']);
    (!host.is_empty() && !spaced).then(|| text.to_owned())
}

/// Returns an HTTP or HTTPS URL with a slash at its end; `None` for any other text.
pub fn site_address(text: &str) -> Option<String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/%[]@".contains(&b);
    let whole = !host.is_empty() && !host.starts_with('/') && host.bytes().all(plain);
    whole.then(|| if text.ends_with('/') { text.to_owned() } else { format!("{text}/") })
}

fn archive_id(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once(':')?;
    let named = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+.-".contains(&b));
    let plain = rest.bytes().all(|b| b.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&b));
    (named && plain && !rest.is_empty()).then(|| text.to_owned())
}

fn source_id(text: &str) -> Option<String> {
    (slug(text) == text && text.len() <= 60).then(|| text.to_owned())
}

fn wikidata(text: &str) -> Option<String> {
    let figures = text.strip_prefix('Q')?;
    is_number(figures, 1..=18).then(|| text.to_owned())
}

fn viaf(text: &str) -> Option<String> {
    is_number(text, 2..=22).then(|| text.to_owned())
}

fn is_number(text: &str, length: RangeInclusive<usize>) -> bool {
    length.contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_digit())
        && !text.starts_with('0')
}

/// Checks the sixteenth character of an ISNI by ISO/IEC 7064, MOD 11-2.
fn isni(text: &str) -> Option<String> {
    let plain = text.replace(' ', "");
    let (figures, check) = plain.split_at_checked(15)?;
    if !figures.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let sum = figures.bytes().fold(0, |sum, b| (sum + u32::from(b - b'0')) * 2 % 11);
    let right = match (12 - sum) % 11 {
        10 => "X".to_owned(),
        n => n.to_string(),
    };
    (check == right).then_some(plain)
}

fn gnd(text: &str) -> Option<String> {
    let form = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'X'))
        && text.starts_with(|c: char| c.is_ascii_digit());
    (form && (3..=12).contains(&text.len())).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_is_known_by_its_form_and_its_check_digit() {
        for (check, text, right) in [
            (isni as fn(&str) -> Option<String>, "0000 0001 2103 2683", true),
            (isni, "0000000121032683", true),
            (isni, "0000000121032684", false),
            (isni, "000000012103268", false),
            (wikidata, "Q58217", true),
            (wikidata, "58217", false),
            (wikidata, "Q0", false),
            (viaf, "22406042", true),
            (viaf, "VIAF22406042", false),
            (gnd, "118540238", true),
            (gnd, "4-12X", true),
            (gnd, "abc", false),
            (script, "Cyrl", true),
            (script, "cyrl", false),
            (language, "zh-Hant", true),
            (language, "english!", false),
            (web_address, "https://example.org/a?b=c", true),
            (web_address, "https://", false),
            (web_address, "javascript:alert(1)", false),
            (web_address, "https://a b", false),
            (archive_id, "tag:archive.example,2025:contacts", true),
            (archive_id, "urn:uuid:8d0e7c1a-1f2b-4d8e-9c3a-5f6071829304", true),
            (archive_id, "contacts", false),
            (archive_id, "tag:a b", false),
            (source_id, "s1", true),
            (source_id, "S 1", false),
        ] {
            assert_eq!(check(text).is_some(), right, "{text}");
        }
    }
}
