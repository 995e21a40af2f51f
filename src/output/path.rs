//! The path of an output file.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use unicode_normalization::UnicodeNormalization;

use crate::id::is_device_name;

/// The folder in the output that holds the manifest and the stage.
pub const OWN_FOLDER: &str = ".chancery";

/// The path of an output file below the output folder, with forward slashes.
///
/// It is relative, and has no component that is empty, `.`, `..`, longer than 255 bytes, reserved
/// by Windows or invalid there. It is not in [`OWN_FOLDER`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath(Arc<str>);

impl OutputPath {
    /// Converts a text.
    ///
    /// # Errors
    /// If it is not an output path, with the reason as the predicate of "the path".
    pub fn new(text: &str) -> Result<Self, &'static str> {
        if text.is_empty() {
            return Err("is empty");
        }
        if text.len() > 1024 {
            return Err("is longer than 1024 bytes");
        }
        for (i, part) in text.split('/').enumerate() {
            check_part(part)?;
            if i == 0 && part.eq_ignore_ascii_case(OWN_FOLDER) {
                return Err("is in the folder that Chancery keeps for itself");
            }
        }
        Ok(Self(text.into()))
    }

    /// Returns the path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the folder of the file, without a slash at its end; empty for the output folder.
    pub fn folder(&self) -> &str {
        self.0.rfind('/').map_or("", |at| &self.0[..at])
    }

    /// Returns the number of folders above the file.
    pub fn depth(&self) -> usize {
        self.0.bytes().filter(|byte| *byte == b'/').count()
    }

    /// Returns a key that is equal for paths that some file systems do not distinguish: those that
    /// differ only in case or in Unicode normalization.
    pub fn collision_key(&self) -> String {
        let folded = unicase::UniCase::unicode(self.0.nfc().collect::<String>()).to_folded_case();
        folded.nfc().collect()
    }

    /// Returns the path as part of a URL: all characters except slashes and unreserved characters
    /// (RFC 3986, section 2.3) are percent-encoded.
    pub fn url(&self) -> String {
        const ENCODED: &AsciiSet =
            &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');
        Cow::from(utf8_percent_encode(&self.0, ENCODED)).into_owned()
    }
}

impl fmt::Display for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn check_part(part: &str) -> Result<(), &'static str> {
    let stem = part.split('.').next().unwrap_or_default().trim_end();
    match part {
        "" => Err("has an empty part, or begins with a slash"),
        "." | ".." => Err("has a part `.` or `..`"),
        _ if part.len() > 255 => Err("has a part longer than 255 bytes"),
        _ if part.ends_with(['.', ' ']) => Err("has a part that ends in a full stop or a space"),
        _ if part.contains(|c: char| {
            c.is_control() || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\')
        }) =>
        {
            Err("has a character that not every disk can write")
        }
        _ if is_device_name(stem) => Err("has a name that Windows keeps for a device"),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_paths_are_accepted() {
        for text in [
            "index.html",
            "people/sergei-lavrov.html",
            ".nojekyll",
            ".well-known/x",
            "files/Ä b.pdf",
            "a..b/c",
        ] {
            assert!(OutputPath::new(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        let long = format!("{}.html", "a".repeat(251));
        let deep = "a/".repeat(600) + "a";
        for text in [
            "",
            "/",
            "/etc/passwd",
            "..",
            "../x",
            "a/../b",
            "a/./b",
            "a//b",
            "a/",
            "C:/x",
            "a\\b",
            "a\0b",
            "a\nb",
            "nul",
            "NUL.html",
            "people/con.html",
            "Com1.txt",
            "a.",
            "a ",
            "a /b",
            ".chancery/manifest",
            ".CHANCERY/x",
            "a?b",
            "a*b",
            &long,
            &deep,
        ] {
            assert!(OutputPath::new(text).is_err(), "{text}");
        }
    }

    #[test]
    fn paths_that_one_disk_would_merge_collide() {
        for (a, b) in [("a/B.html", "A/b.html"), ("é", "e\u{301}"), ("straße", "STRASSE")] {
            let key = |text| OutputPath::new(text).unwrap().collision_key();
            assert_eq!(key(a), key(b));
        }
    }

    #[test]
    fn a_url_is_percent_encoded() {
        assert_eq!(OutputPath::new("files/ä b&.pdf").unwrap().url(), "files/%C3%A4%20b%26.pdf");
    }

    proptest::proptest! {
        #[test]
        fn no_path_leaves_the_output_folder(text in "[a./\\\\~%: ]{0,12}") {
            if let Ok(path) = OutputPath::new(&text) {
                let below = std::path::Path::new("/out").join(path.as_str());
                proptest::prop_assert!(below.starts_with("/out"));
                proptest::prop_assert!(!path.as_str().split('/').any(|part| part == ".." || part.is_empty()));
            }
        }
    }
}
