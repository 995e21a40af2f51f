//! JSON that is safe inside a `script` element.

use std::fmt::{self, Display};
use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::Formatter;

use crate::text::has_byte;

/// A JSON value that is safe inside a `script` element: characters that could end the element or
/// begin markup have JSON escapes.
#[derive(Clone, Debug)]
pub(crate) struct Json(String);

impl Json {
    /// Returns the text of the value.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns a list.
    pub(crate) fn list(values: impl IntoIterator<Item = Self>) -> Self {
        let mut json = String::from("[");
        for (at, Self(value)) in values.into_iter().enumerate() {
            json.extend([if at > 0 { "," } else { "" }, &value]);
        }
        json.push(']');
        Self(json)
    }

    /// Returns a number, which must be finite: JSON has no infinite numbers.
    pub(crate) fn number(number: f64) -> Self {
        Self(to_string(&number))
    }

    /// Returns the node `{"@id": page}`, which refers to the subject of another page.
    pub(crate) fn id(page: &str) -> Self {
        let mut object = Object::default();
        object.text("@id", page);
        object.done()
    }
}

impl From<Json> for String {
    fn from(Json(json): Json) -> Self {
        json
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        let mut json = String::with_capacity(text.len() + 2);
        write_text(&mut json, text);
        Self(json)
    }
}

impl From<u32> for Json {
    fn from(number: u32) -> Self {
        Self(number.to_string())
    }
}

/// An object under construction. Members without a value are left out.
#[derive(Default)]
pub(crate) struct Object(String);

impl Object {
    /// Creates an object of a JSON-LD type.
    pub(crate) fn of(types: Json) -> Self {
        let mut object = Self::default();
        object.add("@type", types);
        object
    }

    /// Adds a value.
    pub(crate) fn add(&mut self, key: &str, value: Json) {
        self.key(key);
        self.0.push_str(&value.0);
    }

    /// Adds a text.
    pub(crate) fn text(&mut self, key: &str, text: &str) {
        self.key(key);
        write_text(&mut self.0, text);
    }

    /// Adds a text, if there is one.
    pub(crate) fn known(&mut self, key: &str, text: Option<impl AsRef<str>>) {
        text.iter().for_each(|text| self.text(key, text.as_ref()));
    }

    /// Adds a list; a single value is added by itself.
    pub(crate) fn all(&mut self, key: &str, values: impl IntoIterator<Item = Json>) {
        let mut values = values.into_iter();
        let Some(first) = values.next() else { return };
        self.key(key);
        match values.next() {
            None => self.0.push_str(&first.0),
            Some(second) => {
                let others = std::iter::once(second).chain(values);
                self.0.extend(["[", &first.0]);
                others.for_each(|other| self.0.extend([",", &other.0]));
                self.0.push(']');
            }
        }
    }

    fn key(&mut self, key: &str) {
        self.0.extend([if self.0.is_empty() { "{\"" } else { ",\"" }, key, "\":"]);
    }

    /// Returns the finished object.
    pub(crate) fn done(mut self) -> Json {
        self.0.push_str(if self.0.is_empty() { "{}" } else { "}" });
        Json(self.0)
    }
}

/// Writes a value as JSON (RFC 8259) that is safe inside a `script` element.
///
/// # Panics
/// Panics if a map in the value has keys that are not strings.
pub(crate) fn write(out: &mut String, value: &(impl Serialize + ?Sized)) {
    let mut serializer = serde_json::Serializer::with_formatter(Appended(out), ScriptSafe);
    value
        .serialize(&mut serializer)
        .expect("the value is JSON, and a string takes what is written");
}

/// Returns a value as [`write`] writes it.
pub(crate) fn to_string(value: &(impl Serialize + ?Sized)) -> String {
    let mut json = String::new();
    write(&mut json, value);
    json
}

/// Writes a JSON object. `write` writes each value; the keys must not need escapes.
pub(crate) fn write_members<T>(
    out: &mut String,
    members: impl Iterator<Item = (impl Display, T)>,
    write: impl Fn(T, &mut String),
) {
    out.push('{');
    for (at, (key, value)) in members.enumerate() {
        let comma = if at > 0 { "," } else { "" };
        // Writing to a string never fails.
        _ = fmt::Write::write_fmt(out, format_args!("{comma}\"{key}\":"));
        write(value, out);
    }
    out.push('}');
}

/// Writes a text as [`write`] does. Runs of it in which nothing is escaped, as in most of a text, are
/// copied, which takes a fraction of the time.
fn write_text(out: &mut String, text: &str) {
    /// The length of a run that is looked at as a whole, in bytes: longer than any character.
    const RUN: usize = 64;
    // The separators of lines and paragraphs, U+2028 and U+2029, begin with the last of these.
    let may_be_escaped = |byte| matches!(byte, ..0x20 | b'"' | b'\\' | b'<' | b'>' | b'&' | 0xe2);
    out.reserve(text.len() + 2);
    out.push('"');
    let mut rest = text;
    while !rest.is_empty() {
        let (run, behind) = rest.split_at(rest.floor_char_boundary(RUN));
        if has_byte(run, may_be_escaped) {
            let start = out.len();
            write(out, run);
            // The quotation marks of the run are none of the text.
            out.pop();
            out.remove(start);
        } else {
            out.push_str(run);
        }
        rest = behind;
    }
    out.push('"');
}

/// A formatter that escapes characters in strings that could end the script, begin markup or end a
/// line.
struct ScriptSafe;

impl Formatter for ScriptSafe {
    fn write_string_fragment<W: Write + ?Sized>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        // 0xE2 is the first byte of the line and paragraph separators, U+2028 and U+2029.
        let may_be_special = |byte| matches!(byte, b'<' | b'>' | b'&' | 0xe2);
        let mut written = 0;
        if has_byte(fragment, may_be_special) {
            let special = |c| matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}');
            for (at, found) in fragment.match_indices(special) {
                writer.write_all(&fragment.as_bytes()[written..at])?;
                let code = found.chars().next().map_or(0, u32::from);
                write!(writer, "\\u{code:04x}")?;
                written = at + found.len();
            }
        }
        writer.write_all(&fragment.as_bytes()[written..])
    }
}

/// A writer that appends bytes to a string. Each call must pass whole characters, as `serde_json`
/// does.
struct Appended<'a>(&'a mut String);

impl Write for Appended<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.push_str(str::from_utf8(bytes).map_err(io::Error::other)?);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_as_it_was_and_ends_no_script() {
        for text in [
            "",
            "plain",
            "</script><!-- & \u{2028}\u{2029} ]]> \"",
            "back\\slash \u{1} \t\n\r\u{7f}",
            "\u{201c}Müller\u{201d} 中国 \u{1f600}",
        ] {
            let Json(json) = text.into();
            assert!(!json.contains(['<', '>', '&', '\u{2028}', '\u{2029}']), "{json}");
            assert_eq!(serde_json::from_str::<String>(&json).expect("JSON"), text);
        }
    }

    #[test]
    fn an_object_has_what_is_known() {
        let mut object = Object::of("Event".into());
        object.known("name", None::<&str>);
        object.all("none", []);
        object.all("one", ["a".into()]);
        object.all("two", ["a".into(), Json::number(-0.5)]);
        object.add("empty", Object::default().done());
        let expected = r#"{"@type":"Event","one":"a","two":["a",-0.5],"empty":{}}"#;
        assert_eq!(object.done().as_str(), expected);
    }
}
