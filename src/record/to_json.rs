//! The front matter of a record as JSON, without references to what is withheld.

use serde_json::Value;

/// A function that says whether what is referred to at a byte of a file is withheld.
pub(crate) type IsWithheld<'a> = &'a dyn Fn(usize) -> bool;

/// A value of front matter that can be written as JSON.
pub(crate) trait ToJson {
    /// Returns the value as JSON; none where it refers to something withheld.
    fn to_json(&self, is_withheld: IsWithheld<'_>) -> Option<Value>;
}
