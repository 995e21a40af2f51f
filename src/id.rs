//! IDs: the permanent names of records, and their derivation from names.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

/// The length of the longest ID in bytes. With an extension and a suffix it stays well within the
/// 255 bytes that file systems allow a name.
pub const LONGEST: usize = 120;

/// The permanent name of a record: `a` to `z`, `0` to `9` and single hyphens; never `index`, and
/// never a name that Windows reserves for a device.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Arc<str>);

impl Id {
    /// Returns a text as an ID if it is a valid one.
    pub fn new(text: &str) -> Option<Self> {
        is_id(text).then(|| Self(text.into()))
    }

    /// Derives an ID from a name: transliterated, in lower case, with hyphens for characters that
    /// are neither letters nor digits. Returns `None` if nothing is left or the result is reserved.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::new(&slug(name))
    }

    /// Derives an ID from a name that has no plain ID, or would share it: a short hash of the name
    /// is appended, so that the ID depends on no other name.
    pub fn from_name_with_hash(name: &str) -> Self {
        let slug = slug(name);
        let hash = twox_hash::XxHash3_64::oneshot(name.as_bytes()) & 0xffff_ffff;
        let id =
            if slug.is_empty() { format!("x{hash:08x}") } else { format!("{slug}-{hash:08x}") };
        debug_assert!(is_id(&id), "{id}");
        Self(id.into())
    }

    /// Returns the text of the ID.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Returns the slug of a text: transliterated to ASCII, in lower case, with single hyphens. Its
/// length leaves room for a hash within [`LONGEST`] bytes. Empty if nothing is left.
pub fn slug(text: &str) -> String {
    const ROOM: usize = LONGEST - 9;
    // The slug does not depend on the composition of accents.
    let composed: Cow<'_, str> =
        if text.is_ascii() { text.into() } else { text.nfc().collect::<String>().into() };
    let mut slug = String::with_capacity(text.len().min(LONGEST));
    let mut push = |c: char| {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !matches!(c, '\'' | '.') && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        slug.len() < ROOM
    };
    'text: for c in composed.chars() {
        let more = match c {
            '\u{2019}' | '\u{2018}' => push('\''),
            _ if c.is_ascii() => push(c),
            _ if c.is_alphanumeric() => {
                let ascii = any_ascii::any_ascii_char(c);
                // A letter without a transliteration, such as an alef, is dropped.
                ascii.chars().all(&mut push)
            }
            // Combining marks belong to the letter before them.
            '\u{300}'..='\u{36f}' => true,
            _ => push('-'),
        };
        if !more {
            break 'text;
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// Returns whether Windows reserves a name for a device, whatever its case and extension.
pub fn is_device_name(stem: &str) -> bool {
    let is = |names: &[&str], stem: &str| names.iter().any(|name| stem.eq_ignore_ascii_case(name));
    let numbered = stem.strip_suffix(|c: char| c.is_ascii_digit());
    is(&["con", "prn", "aux", "nul"], stem)
        || numbered.is_some_and(|port| is(&["com", "lpt"], port))
}

fn is_id(text: &str) -> bool {
    let letters = text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    let hyphens = text.starts_with('-') || text.ends_with('-') || text.contains("--");
    let reserved = text == "index" || is_device_name(text);
    !text.is_empty() && text.len() <= LONGEST && letters && !hyphens && !reserved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_an_id() {
        for (name, id) in [
            ("Sergei Lavrov", "sergei-lavrov"),
            ("Сергей Лавров", "sergey-lavrov"),
            ("Recep Tayyip Erdoğan", "recep-tayyip-erdogan"),
            ("Kılıç Ali", "kilic-ali"),
            ("O’Brien & Sons, Ltd.", "obrien-sons-ltd"),
            ("O'Brien", "obrien"),
            ("U.S. Mission", "us-mission"),
            ("e\u{301}te\u{301}", "ete"),
            ("習近平", "xijinping"),
            ("محمد جواد ظریف", "mhmd-jwd-dhryf"),
            ("Серге\u{438}\u{306} Лавров", "sergey-lavrov"),
            ("  --  A  --  ", "a"),
        ] {
            assert_eq!(Id::from_name(name).map(|id| id.to_string()).as_deref(), Some(id), "{name}");
        }
    }

    #[test]
    fn a_name_of_which_nothing_is_left_or_that_is_reserved_takes_a_hash() {
        for name in ["", "…", "!!!", "Index", "CON", "com1"] {
            assert_eq!(Id::from_name(name), None, "{name}");
            let id = Id::from_name_with_hash(name);
            assert!(Id::new(id.as_str()).is_some(), "{id}");
        }
        assert_ne!(Id::from_name_with_hash("…"), Id::from_name_with_hash("!!!"));
    }

    #[test]
    fn ids_have_a_bound() {
        let long = "a".repeat(5000);
        assert!(Id::new(&long).is_none());
        assert!(Id::from_name(&long).is_some());
        assert!(Id::new(Id::from_name_with_hash(&long).as_str()).is_some());
    }

    #[test]
    fn what_is_not_an_id() {
        for text in ["", "A", "a_b", "a--b", "-a", "a-", "index", "nul", "lpt9", "é", "a.b", "a/b"]
        {
            assert_eq!(Id::new(text), None, "{text}");
        }
    }
}
