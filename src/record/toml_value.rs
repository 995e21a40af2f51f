//! The front matter of new files: keys and values go in, TOML comes out.

use std::fmt::Write as _;

use toml_writer::{ToTomlValue, TomlStringBuilder};

use super::date::Date;

/// The front matter of a new file, key by key.
#[derive(Clone, Debug, Default)]
pub struct FrontMatter(String);

/// A value of front matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TomlValue {
    /// A text.
    Text(String),
    /// A valid date in EDTF.
    Date(String),
    /// One or several texts; a single one is written without brackets.
    OneOrMore(Vec<String>),
    /// A list of texts and of inline tables with one key.
    List(Vec<TomlItem>),
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TomlItem {
    /// A text.
    Text(String),
    /// An inline table of one key, which must be a bare key of TOML.
    Table(&'static str, String),
}

impl FrontMatter {
    /// Adds a key, which must be a bare key of TOML, unless its value is an empty list.
    pub fn add(&mut self, key: &str, value: &TomlValue) {
        let written = match value {
            TomlValue::Text(text) => quoted(text),
            TomlValue::Date(date) => date_value(date),
            TomlValue::OneOrMore(texts) => match &texts[..] {
                [] => return,
                [one] => quoted(one),
                several => list(key, several.iter().map(|text| quoted(text)).collect()),
            },
            TomlValue::List(items) if items.is_empty() => return,
            TomlValue::List(items) => list(key, items.iter().map(TomlItem::toml).collect()),
        };
        _ = writeln!(self.0, "{key} = {written}");
    }

    /// Returns the text of a file with this front matter and an empty body.
    pub fn file(&self) -> String {
        format!("+++\n{}+++\n\n", self.0)
    }
}

impl TomlItem {
    fn toml(&self) -> String {
        match self {
            Self::Text(text) => quoted(text),
            Self::Table(key, text) => format!("{{ {key} = {} }}", quoted(text)),
        }
    }
}

/// Returns a list on one line if it fits, and otherwise with a line for each item.
fn list(key: &str, items: Vec<String>) -> String {
    const WIDTH: usize = 100;
    let line = format!("[{}]", items.join(", "));
    if key.chars().count() + " = ".len() + line.chars().count() <= WIDTH {
        return line;
    }
    let lines: String = items.iter().map(|item| format!("  {item},\n")).collect();
    format!("[\n{lines}]")
}

/// Returns a text as a basic string of TOML (1.0, String).
pub fn quoted(text: &str) -> String {
    TomlStringBuilder::new(text).as_basic().to_toml_value()
}

/// Returns a date in EDTF as authors write it: a day as it is, another date in quotes.
fn date_value(date: &str) -> String {
    match Date::parse(date) {
        Ok(Date::Single(point)) if point.is_day() => point.to_string(),
        _ => quoted(date),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;
    use toml::de::{DeTable, DeValue};

    fn written(values: &[(&str, TomlValue)]) -> String {
        let mut front = FrontMatter::default();
        values.iter().for_each(|(key, value)| front.add(key, value));
        front.file()
    }

    #[test]
    fn front_matter_is_written_as_authors_write_it() {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let found = written(&[
            ("title", TomlValue::Text("“Talks” at \"Orrin\"".into())),
            ("date", TomlValue::Date("2025-02-27".into())),
            ("due", TomlValue::Date("2025-02~".into())),
            ("venue", TomlValue::OneOrMore(texts(&["Ankara"]))),
            ("topics", TomlValue::OneOrMore(texts(&["Visas", "Water"]))),
            ("series", TomlValue::OneOrMore(Vec::new())),
            (
                "participants",
                TomlValue::List(vec![
                    TomlItem::Text("Ana".into()),
                    TomlItem::Table("organization", "UN".into()),
                ]),
            ),
        ]);
        let expected = "+++\ntitle = \"“Talks” at \\\"Orrin\\\"\"\ndate = 2025-02-27\n\
            due = \"2025-02~\"\nvenue = \"Ankara\"\ntopics = [\"Visas\", \"Water\"]\n\
            participants = [\"Ana\", { organization = \"UN\" }]\n+++\n\n";
        assert_eq!(found, expected);
    }

    #[test]
    fn a_long_list_has_a_line_for_each_item() {
        let names = vec!["A name of thirty characters!!!".to_owned(); 3];
        let found = written(&[("topics", TomlValue::OneOrMore(names))]);
        assert_eq!(found.lines().filter(|line| line.starts_with("  \"")).count(), 3, "{found}");
    }

    proptest! {
        #[test]
        fn any_text_is_read_as_it_was_written(text in any::<String>()) {
            let toml = format!("key = {}", quoted(&text));
            let table = DeTable::parse(&toml).unwrap();
            match table.get_ref().get("key").map(|value| value.get_ref()) {
                Some(DeValue::String(read)) => prop_assert_eq!(read, &text),
                other => prop_assert!(false, "{:?}", other),
            }
        }
    }
}
