//! Footnotes: which labels a text refers to and does not define, and the IDs of references.

use std::borrow::Cow;
use std::collections::BTreeSet;

/// Returns the labels of what looks like a footnote and has no definition.
pub(super) fn undefined_labels(text: &str) -> BTreeSet<&str> {
    if !text.contains("[^") {
        return BTreeSet::new();
    }
    let defined: BTreeSet<&str> = labels(text, "]:").collect();
    labels(text, "]").filter(|label| !defined.contains(label)).collect()
}

/// Returns a text with definitions behind it, so that the parser says where they are referred to:
/// it takes a reference to nothing for plain text.
pub(super) fn with_definitions<'a>(text: &'a str, labels: &BTreeSet<&str>) -> Cow<'a, str> {
    if labels.is_empty() {
        return Cow::Borrowed(text);
    }
    let definitions: String = labels.iter().map(|label| format!("[^{label}]: -\n\n")).collect();
    Cow::Owned(format!("{text}\n\n{definitions}"))
}

/// Returns the labels of what looks like a footnote, up to what closes it.
fn labels<'a>(text: &'a str, close: &'a str) -> impl Iterator<Item = &'a str> {
    const LONGEST: usize = 80;
    memchr::memmem::find_iter(text.as_bytes(), "[^").filter_map(move |at| {
        let rest = &text[at + "[^".len()..];
        let end = rest.bytes().take(LONGEST).position(|b| matches!(b, b']' | b'[' | b'\n'))?;
        let plain = end > 0 && !rest[..end].contains(char::is_whitespace);
        (plain && rest[end..].starts_with(close)).then(|| &rest[..end])
    })
}

/// Returns the ID of the nth reference to a note. IDs with an underscore are the program's own:
/// headings have none.
pub(super) fn back_reference(note: usize, reference: u32) -> String {
    match reference {
        1 => format!("fnref_{}", note + 1),
        n => format!("fnref_{}_{n}", note + 1),
    }
}
