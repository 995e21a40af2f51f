//! The words of the interface, from one file a language.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

const ENGLISH: &str = include_str!("../templates/messages/en.toml");

/// The words of the interface in one language: texts by key, with `{name}` where a value goes.
#[derive(Clone, Debug)]
pub struct Messages {
    texts: BTreeMap<String, String>,
    lists: BTreeMap<String, Vec<String>>,
}

impl Messages {
    /// Returns the English messages.
    pub fn english() -> Self {
        let table = DeTable::parse(ENGLISH).expect("the built-in messages are TOML").into_inner();
        let (mut texts, mut lists) = (BTreeMap::new(), BTreeMap::new());
        for (key, value) in table {
            let key = key.into_inner().into_owned();
            match value.into_inner() {
                DeValue::String(text) => _ = texts.insert(key, text.into_owned()),
                DeValue::Array(items) => {
                    let items = items
                        .iter()
                        .filter_map(|item| item.get_ref().as_str().map(str::to_owned))
                        .collect();
                    lists.insert(key, items);
                }
                other => unreachable!(
                    "a message is a text or a list of texts, not a {}",
                    other.type_str()
                ),
            }
        }
        Self { texts, lists }
    }

    /// Adds messages of an archive's own.
    pub(crate) fn with(mut self, own: impl IntoIterator<Item = (String, String)>) -> Self {
        self.texts.extend(own);
        self
    }

    /// Returns a message; its key where there is none, so that a reader sees something and a test
    /// can find it.
    pub fn text<'a>(&'a self, key: &'a str) -> &'a str {
        self.texts.get(key).map_or(key, String::as_str)
    }

    /// Returns an item of a list such as the names of the months.
    pub fn item(&self, list: &str, index: usize) -> &str {
        self.lists.get(list).and_then(|items| items.get(index)).map_or("", String::as_str)
    }

    /// Returns a message with its values filled in.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut filled = String::new();
        let mut rest = self.text(key);
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            filled.push_str(
                values.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value),
            );
            rest = after;
        }
        filled + rest
    }

    /// Returns the message for a number of things: `KEY_one` for one, `KEY_other` for others.
    pub fn count(&self, key: &str, n: usize) -> String {
        let form = if n == 1 { "one" } else { "other" };
        self.fill(&format!("{key}_{form}"), &[("n", &group_digits(n))])
    }

    /// Returns all texts, by key.
    pub fn texts(&self) -> &BTreeMap<String, String> {
        &self.texts
    }
}

/// Returns a number with its thousands set apart, from five digits on.
fn group_digits(n: usize) -> String {
    let digits = n.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let first = digits.len() % 3;
    let mut grouped = digits[..first].to_owned();
    for (i, c) in digits[first..].chars().enumerate() {
        if i % 3 == 0 && !grouped.is_empty() {
            grouped.push(',');
        }
        grouped.push(c);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_takes_values_and_counts() {
        let messages = Messages::english();
        assert_eq!(
            messages.fill("date_between", &[("first", "1"), ("last", "3")]),
            "between 1 and 3"
        );
        assert_eq!(messages.count("briefings", 1), "1 briefing");
        assert_eq!(messages.count("briefings", 12345), "12,345 briefings");
    }

    #[test]
    fn numbers_are_grouped() {
        for (n, expected) in
            [(0, "0"), (999, "999"), (1000, "1000"), (10000, "10,000"), (1234567, "1,234,567")]
        {
            assert_eq!(group_digits(n), expected);
        }
    }
}
