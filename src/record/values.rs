//! The values of single keys: texts, numbers, dates, times, words, and tables of the archive's own.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use toml::de::DeValue;

use super::date::{Date, DateError};
use super::keys::{Key, Reader, Shape, Spanned, Toml, Value, all_keys, keys};
use super::vocabulary::{Extensible, OwnWord, Vocabulary, Word, Words};
use crate::diagnostic::{Diagnostic, Fix, quote};
use crate::id::Id;
use crate::rules::Rule;
use crate::text::clean;

impl Value for String {
    fn read(value: &Toml<'_>, key: &Key, reader: &mut Reader<'_>) -> Option<Self> {
        let DeValue::String(text) = value.get_ref() else {
            reader.wrong_type(key, value);
            return None;
        };
        let text = printable(text);
        if text.is_empty() {
            let range = reader.range(value);
            let diagnostic =
                reader.report(Rule::MissingKey, format!("`{}` is empty", key.name), range);
            diagnostic.help =
                Some(format!("write it like `{}`, for example, or remove the key", key.example));
            return None;
        }
        Some(text)
    }

    fn shape() -> Shape {
        Shape::Text { noun: "a text in quotes", pattern: "" }
    }
}

impl Value for bool {
    fn read(value: &Toml<'_>, key: &Key, reader: &mut Reader<'_>) -> Option<Self> {
        match value.get_ref() {
            DeValue::Boolean(flag) => Some(*flag),
            _ => {
                reader.wrong_type(key, value);
                None
            }
        }
    }

    fn shape() -> Shape {
        Shape::Flag
    }
}

impl Value for i64 {
    fn read(value: &Toml<'_>, key: &Key, reader: &mut Reader<'_>) -> Option<Self> {
        if let DeValue::Integer(number) = value.get_ref()
            && let Ok(number) = Self::from_str_radix(number.as_str(), number.radix())
        {
            return Some(number);
        }
        reader.wrong_type(key, value);
        None
    }

    fn shape() -> Shape {
        Shape::Integer
    }
}

/// Degrees of latitude (`MOST` 90, north positive) or longitude (`MOST` 180, east positive) in the
/// World Geodetic System 1984.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Degrees<const MOST: u8>(pub f64);

impl<const MOST: u8> Value for Degrees<MOST> {
    fn read(value: &Toml<'_>, key: &Key, reader: &mut Reader<'_>) -> Option<Self> {
        let number = match value.get_ref() {
            DeValue::Float(number) => number.as_str().replace('_', "").parse::<f64>().ok(),
            DeValue::Integer(number) => number.as_str().replace('_', "").parse::<f64>().ok(),
            _ => None,
        };
        let Some(number) = number else {
            reader.wrong_type(key, value);
            return None;
        };
        let most = f64::from(MOST);
        if !(-most..=most).contains(&number) {
            let range = reader.range(value);
            let message = format!("`{}` goes from {} to {most}", key.name, -most);
            let diagnostic = reader.report(Rule::UnknownValue, message, range);
            diagnostic.help = Some(format!(
                "write degrees with a decimal point, such as `{}`; is it latitude that stands for longitude?",
                key.example
            ));
            return None;
        }
        Some(Self(number))
    }

    fn shape() -> Shape {
        Shape::Decimal(-f64::from(MOST), f64::from(MOST))
    }
}

impl Value for Date {
    fn read(value: &Toml<'_>, key: &Key, reader: &mut Reader<'_>) -> Option<Self> {
        let range = reader.range(value);
        let name = key.name;
        let parsed = match value.get_ref() {
            DeValue::Datetime(written) => match (written.date, written.time) {
                (Some(date), None) => Self::from_calendar(date.year, date.month, date.day),
                (Some(date), Some(_)) => {
                    let message = format!("`{name}` has a time");
                    let diagnostic = reader.report(Rule::InvalidDate, message, range);
                    diagnostic.locations[0].label = "a date and a time".into();
                    diagnostic.help = Some(match name {
                        "date" => format!(
                            "write the day alone, `{name} = {date}`, and the time as `start_time`"
                        ),
                        _ => format!("write the day alone, `{name} = {date}`"),
                    });
                    return None;
                }
                (None, _) => Err(DateError("this is a time, not a date".into())),
            },
            DeValue::String(text) => Self::parse(text),
            DeValue::Integer(year) => {
                let year = year.as_str().to_owned();
                let message = "a date less exact than a day is written in quotes".into();
                let diagnostic = reader.report(Rule::InvalidDate, message, range.clone());
                diagnostic.help = Some(format!("write `{name} = \"{year}\"`"));
                let path = diagnostic.locations[0].path.clone();
                diagnostic.fixes.push(Fix { path, range, replacement: format!("\"{year}\"") });
                return None;
            }
            _ => {
                reader.wrong_type(key, value);
                return None;
            }
        };
        match parsed {
            Ok(date) => Some(date),
            Err(DateError(message)) => {
                reader.report(Rule::InvalidDate, message, range).help = Some(format!(
                    "write `{name} = 2022-11-14`, or a rougher date in quotes: \"2022-11\", \"2022~\", \"2022-11-14?\", \"2017-08/2018-03\""
                ));
                None
            }
        }
    }

    fn shape() -> Shape {
        Shape::Date
    }
}

/// The end of an embargo: with an offset, or local to the archive's time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// A date and time with an offset.
    Exact(jiff::Timestamp),
    /// A date and time on the clocks of the archive's time zone.
    Local(jiff::civil::DateTime),
}

impl Moment {
    /// Returns the moment as a point in time; `zone` is that of local moments.
    pub fn timestamp(self, zone: &jiff::tz::TimeZone) -> jiff::Timestamp {
        match self {
            Self::Exact(timestamp) => timestamp,
            Self::Local(local) => zone.to_timestamp(local).unwrap_or(jiff::Timestamp::MAX),
        }
    }
}

impl std::str::FromStr for Moment {
    type Err = String;

    /// Reads an RFC 3339 date-time, a local one, or a day.
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if let Ok(timestamp) = text.parse() {
            return Ok(Self::Exact(timestamp));
        }
        let local = text.parse().or_else(|_| text.parse::<jiff::civil::Date>().map(Into::into));
        local.map(Self::Local).map_err(|_| {
            format!("{} is not a date and time such as 2025-03-01T09:00:00Z", quote(text))
        })
    }
}

impl Value for Moment {
    fn read(value: &Toml<'_>, key: &Key, reader: &mut Reader<'_>) -> Option<Self> {
        if let DeValue::Datetime(written) = value.get_ref()
            && written.date.is_some()
        {
            match written.to_string().parse() {
                Ok(moment) => return Some(moment),
                Err(message) => {
                    let range = reader.range(value);
                    reader.report(Rule::InvalidDate, message, range);
                }
            }
            return None;
        }
        reader.wrong_type(key, value);
        None
    }

    fn shape() -> Shape {
        Shape::DateTime
    }
}

/// A local time of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay(pub jiff::civil::Time);

impl Value for TimeOfDay {
    fn read(value: &Toml<'_>, key: &Key, reader: &mut Reader<'_>) -> Option<Self> {
        let written = match value.get_ref() {
            DeValue::Datetime(written) if written.date.is_none() => written.to_string(),
            DeValue::String(text) => text.trim().to_owned(),
            _ => {
                reader.wrong_type(key, value);
                return None;
            }
        };
        let digits = |at: usize| written.get(at..at + 2)?.parse::<i8>().ok();
        let form = written.len() == 5 || (written.len() >= 8 && written.as_bytes()[5] == b':');
        let colon = written.as_bytes().get(2) == Some(&b':');
        let time = match (form && colon, digits(0), digits(3)) {
            (true, Some(hour), Some(minute)) => {
                let second = if written.len() == 5 { 0 } else { digits(6).unwrap_or(-1) };
                jiff::civil::Time::new(hour, minute, second, 0).ok()
            }
            _ => None,
        };
        if time.is_none() {
            let range = reader.range(value);
            let message = format!("{} is not a time of the day", quote(&written));
            reader.report(Rule::InvalidDate, message, range).help =
                Some(format!("write hours and minutes of 24, such as `{}`", key.example));
        }
        time.map(Self)
    }

    fn shape() -> Shape {
        Shape::Time
    }
}

/// A time zone of the IANA data base.
#[derive(Clone, Debug)]
pub struct Zone(pub jiff::tz::TimeZone);

impl Value for Zone {
    fn read(value: &Toml<'_>, key: &Key, reader: &mut Reader<'_>) -> Option<Self> {
        let name = String::read(value, key, reader)?;
        match jiff::tz::TimeZone::get(&name) {
            Ok(zone) => Some(Self(zone)),
            Err(_) => {
                let range = reader.range(value);
                let message = format!("there is no time zone {}", quote(&name));
                let zones = jiff::tz::db();
                let near = zones
                    .available()
                    .map(|zone| zone.to_string())
                    .find(|zone| strsim::osa_distance(zone, &name) <= 2);
                reader.report(Rule::UnknownValue, message, range).help = Some(match near {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => "write a name of the IANA data base such as \"Europe/Istanbul\"".into(),
                });
                None
            }
        }
    }

    fn shape() -> Shape {
        Shape::Text { noun: "the name of a time zone", pattern: "[A-Za-z0-9_+/-]+" }
    }
}

/// A value that a claim gives: a text, number, date or flag, as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Scalar(pub String);

impl Value for Scalar {
    fn read(value: &Toml<'_>, key: &Key, reader: &mut Reader<'_>) -> Option<Self> {
        match value.get_ref() {
            DeValue::String(_) => String::read(value, key, reader).map(Self),
            DeValue::Integer(number) => Some(Self(number.as_str().to_owned())),
            DeValue::Float(number) => Some(Self(number.as_str().to_owned())),
            DeValue::Boolean(flag) => Some(Self(flag.to_string())),
            DeValue::Datetime(date) => Some(Self(date.to_string())),
            DeValue::Array(_) | DeValue::Table(_) => {
                reader.wrong_type(key, value);
                None
            }
        }
    }

    fn shape() -> Shape {
        Shape::Scalar
    }
}

/// A value for the archive's own templates.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Free {
    /// A text; also a date or time, as written.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Decimal(f64),
    /// `true` or `false`
    Flag(bool),
    /// A list.
    List(Vec<Self>),
    /// A table.
    Table(BTreeMap<String, Self>),
}

impl Free {
    fn new(value: &DeValue<'_>) -> Self {
        match value {
            DeValue::String(text) => Self::Text(text.to_string()),
            DeValue::Integer(number) => {
                match i64::from_str_radix(number.as_str(), number.radix()) {
                    Ok(number) => Self::Integer(number),
                    Err(_) => Self::Text(number.as_str().to_owned()),
                }
            }
            DeValue::Float(number) => match number.as_str().parse::<f64>() {
                Ok(decimal) if decimal.is_finite() => Self::Decimal(decimal),
                _ => Self::Text(number.as_str().to_owned()),
            },
            DeValue::Boolean(flag) => Self::Flag(*flag),
            DeValue::Datetime(date) => Self::Text(date.to_string()),
            DeValue::Array(items) => {
                Self::List(items.iter().map(|item| Self::new(item.get_ref())).collect())
            }
            DeValue::Table(table) => Self::Table(
                table
                    .iter()
                    .map(|(name, value)| (name.get_ref().to_string(), Self::new(value.get_ref())))
                    .collect(),
            ),
        }
    }
}

/// A table for the archive's own templates.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct FreeTable(pub BTreeMap<String, Free>);

impl Value for FreeTable {
    fn read(value: &Toml<'_>, key: &Key, reader: &mut Reader<'_>) -> Option<Self> {
        match Free::new(value.get_ref()) {
            Free::Table(table) => Some(Self(table)),
            _ => {
                reader.wrong_type(key, value);
                None
            }
        }
    }

    fn shape() -> Shape {
        Shape::Map(Box::new(Shape::Any))
    }
}

impl Value for Rule {
    fn read(value: &Toml<'_>, key: &Key, reader: &mut Reader<'_>) -> Option<Self> {
        let name = String::read(value, key, reader)?;
        let rule = Self::ALL.iter().copied().find(|rule| rule.name() == name);
        if rule.is_none() {
            let names: Vec<&str> = Self::ALL.iter().map(|rule| rule.name()).collect();
            let range = reader.range(value);
            reader.unknown_word(key, &name, &names, range);
        }
        rule
    }

    fn shape() -> Shape {
        Shape::Word(Self::ALL.iter().map(|rule| (rule.name(), rule.summary())).collect(), false)
    }
}

impl<T: Vocabulary> Value for T {
    fn read(value: &Toml<'_>, key: &Key, reader: &mut Reader<'_>) -> Option<Self> {
        let written = Spanned::<String>::read(value, key, reader)?;
        let known = T::WORDS.iter().find(|(word, _, _)| *word == written.value);
        if known.is_none() {
            let words: Vec<&str> = T::WORDS.iter().map(|(word, _, _)| *word).collect();
            reader.unknown_word(key, &written.value, &words, written.range);
        }
        known.map(|(_, value, _)| *value)
    }

    fn shape() -> Shape {
        Shape::Word(T::WORDS.iter().map(|(word, _, doc)| (*word, doc.trim())).collect(), false)
    }
}

impl<T: Extensible> Value for Word<T> {
    fn read(value: &Toml<'_>, key: &Key, reader: &mut Reader<'_>) -> Option<Self> {
        let written = String::read(value, key, reader)?;
        if let Some((_, like, _)) = T::WORDS.iter().find(|(word, _, _)| *word == written) {
            return Some(Self { like: *like, own: None });
        }
        let own = &T::own(reader.vocabularies).0;
        if let Some((word, own)) = own.get_key_value(written.as_str()) {
            return Some(Self { like: own.like, own: Some(word.clone()) });
        }
        let built_in = T::WORDS.iter().map(|(word, _, _)| *word);
        let words: Vec<&str> = built_in.chain(own.keys().map(|word| &**word)).collect();
        let range = reader.range(value);
        reader.unknown_word(key, &written, &words, range);
        None
    }

    fn shape() -> Shape {
        Shape::Word(T::WORDS.iter().map(|(word, _, doc)| (*word, doc.trim())).collect(), true)
    }
}

keys! {
    /// A word of the archive's own. A text alone is its `label`.
    pub struct WordKeys "own word" text is label {
        /// What readers see.
        label: required String = "label = \"Readout\"";
        /// The built-in word that it is like, and is counted as; without it, the plainest of its
        /// vocabulary: a meeting, a document, a body, a building.
        like: optional Spanned<String> = "like = \"statement\"";
    }
}

impl<T: Vocabulary> Value for Words<T> {
    fn read(value: &Toml<'_>, key: &Key, reader: &mut Reader<'_>) -> Option<Self> {
        let DeValue::Table(table) = value.get_ref() else {
            reader.wrong_type(key, value);
            return None;
        };
        let mut words = BTreeMap::new();
        for (name, value) in table {
            let word: &str = name.get_ref();
            let built_in = T::WORDS.iter().any(|(known, _, _)| *known == word);
            if built_in || Id::new(word).is_none() {
                let message = if built_in {
                    format!("{} is in the vocabulary already", quote(word))
                } else {
                    format!("{} is not a word for a vocabulary", quote(word))
                };
                let range = reader.origin.range(name.span());
                reader.report(Rule::InvalidId, message, range).help =
                    Some("write another word: a to z, 0 to 9 and single hyphens".into());
                continue;
            }
            let Some(WordKeys { label, like }) = WordKeys::read(value, key, reader) else {
                continue;
            };
            let mut base = T::default();
            if let Some(like) = like {
                match T::WORDS.iter().find(|(known, _, _)| *known == like.value) {
                    Some((_, value, _)) => base = *value,
                    None => {
                        let words: Vec<&str> = T::WORDS.iter().map(|(word, _, _)| *word).collect();
                        let key = &all_keys::<WordKeys>()[1];
                        reader.unknown_word(key, &like.value, &words, like.range);
                    }
                }
            }
            words.insert(word.into(), OwnWord { label, like: base });
        }
        Some(Self(words))
    }

    fn shape() -> Shape {
        Shape::Map(Box::new(WordKeys::shape()))
    }
}

/// Returns the stem of a file name as an ID; reports one that is invalid, with a valid one.
pub(crate) fn id_of_stem(
    stem: &str,
    path: &Arc<str>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Id> {
    let id = Id::new(stem);
    if id.is_none() {
        let right = Id::from_name(stem)
            .map_or_else(|| Id::from_name_with_hash(stem).to_string(), |id| id.to_string());
        diagnostics.push(
            Diagnostic::new(Rule::InvalidId, format!("{} is not an ID", quote(stem)), path, 0..0)
                .help(format!("rename the file to `{right}.md`: an ID is a to z, 0 to 9 and single hyphens, and not `index`")),
        );
    }
    id
}

/// Trims a text, replaces its control characters by spaces, and removes characters that no output
/// may contain.
fn printable(text: &str) -> String {
    let trimmed = text.trim();
    let plain = trimmed.bytes().all(|b| (0x20..0x7f).contains(&b));
    if plain {
        return trimmed.to_owned();
    }
    let spaced: String = trimmed.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    clean(&spaced).into_owned()
}
