//! The values of front matter as JSON.

use serde_json::Value;

/// A value of front matter that can be written as JSON.
pub(crate) trait ToJson {
    /// Returns the value as JSON.
    fn to_json(&self) -> Value;
}
