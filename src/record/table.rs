//! Reads a TOML table key by key: types checked, places kept, and what was never asked for
//! reported as unknown.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned as TomlSpanned;
use toml::de::{DeTable, DeValue};

use super::date::{Date, DateError};
use super::id::{Id, slug};
use crate::diagnostic::{Diagnostic, Rule, nearest, quote};
use crate::text::clean;

/// A value with its place, in bytes of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it is written.
    pub range: Range<usize>,
}

impl<T> Spanned<T> {
    pub(crate) fn new(value: T, range: Range<usize>) -> Self {
        Self { value, range }
    }
}

/// The file that a table is in, and where its TOML begins there.
#[derive(Clone, Copy)]
pub(crate) struct Origin<'a> {
    pub(crate) path: &'a Arc<str>,
    pub(crate) offset: usize,
}

impl Origin<'_> {
    /// Returns a range of the TOML as one of the file.
    pub(crate) fn range(&self, span: Range<usize>) -> Range<usize> {
        span.start + self.offset..span.end + self.offset
    }
}

/// A table being read.
pub(crate) struct Table<'a> {
    origin: Origin<'a>,
    table: &'a DeTable<'a>,
    range: Range<usize>,
    asked: Vec<&'static str>,
    /// Unknown keys of the tables in its lists, which may be keys of this one out of their place.
    strays: Vec<(String, &'static str, Diagnostic)>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'a> Table<'a> {
    /// Begins to read a table that is written at `range` of its file.
    pub(crate) fn new(
        origin: Origin<'a>,
        table: &'a DeTable<'a>,
        range: Range<usize>,
        diagnostics: &'a mut Vec<Diagnostic>,
    ) -> Self {
        Self { origin, table, range, asked: Vec::new(), strays: Vec::new(), diagnostics }
    }

    fn take(&mut self, key: &'static str) -> Option<&'a TomlSpanned<DeValue<'a>>> {
        self.asked.push(key);
        self.table.get(key)
    }

    fn report(&mut self, rule: Rule, message: String, range: Range<usize>) -> &mut Diagnostic {
        self.diagnostics.push(Diagnostic::new(rule, message, self.origin.path, range));
        self.diagnostics.last_mut().expect("pushed above")
    }

    fn wrong_type(
        &mut self,
        key: &str,
        takes: &str,
        value: &TomlSpanned<DeValue<'_>>,
        example: &str,
    ) {
        let range = self.origin.range(value.span());
        let is = type_name(value.get_ref());
        let diagnostic = self.report(Rule::WrongType, format!("`{key}` takes {takes}"), range);
        diagnostic.places[0].label = format!("this is {is}");
        diagnostic.help = Some(format!("write `{example}`"));
    }

    fn missing(&mut self, key: &str, example: &str) {
        let range = self.range.clone();
        let diagnostic = self.report(Rule::MissingKey, format!("`{key}` is missing"), range);
        diagnostic.help = Some(format!("add a line such as `{example}`"));
    }

    fn text_of(
        &mut self,
        key: &'static str,
        value: &TomlSpanned<DeValue<'_>>,
        takes: &str,
        example: &str,
    ) -> Option<Spanned<String>> {
        let range = self.origin.range(value.span());
        match value.get_ref() {
            DeValue::String(text) if printable(text).is_empty() => {
                let diagnostic = self.report(Rule::MissingKey, format!("`{key}` is empty"), range);
                diagnostic.help = Some(format!("write `{example}`, or take it away"));
                None
            }
            DeValue::String(text) => Some(Spanned::new(printable(text), range)),
            _ => {
                self.wrong_type(key, takes, value, example);
                None
            }
        }
    }

    /// Reads a text; one that is empty is a mistake.
    pub(crate) fn text(&mut self, key: &'static str, example: &str) -> Option<Spanned<String>> {
        let value = self.take(key)?;
        self.text_of(key, value, "a text in quotes", example)
    }

    /// Reads a text that must be there.
    pub(crate) fn required_text(
        &mut self,
        key: &'static str,
        example: &str,
    ) -> Option<Spanned<String>> {
        if self.table.get(key).is_none() {
            self.asked.push(key);
            self.missing(key, example);
            return None;
        }
        self.text(key, example)
    }

    /// Reads a list of texts; where `or_one`, a single text is a list of one.
    pub(crate) fn texts(
        &mut self,
        key: &'static str,
        or_one: bool,
        example: &str,
    ) -> Vec<Spanned<String>> {
        let Some(value) = self.take(key) else { return Vec::new() };
        match value.get_ref() {
            DeValue::Array(items) => {
                let item = "texts in quotes, separated by commas";
                items.iter().filter_map(|value| self.text_of(key, value, item, example)).collect()
            }
            DeValue::String(_) if or_one => {
                self.text_of(key, value, "a text in quotes", example).into_iter().collect()
            }
            _ => {
                self.wrong_type(key, "a list of texts", value, example);
                Vec::new()
            }
        }
    }

    /// Reads `true` or `false`; absent is `false`.
    pub(crate) fn flag(&mut self, key: &'static str) -> bool {
        match self.take(key).map(|value| (value, value.get_ref())) {
            Some((_, DeValue::Boolean(flag))) => *flag,
            Some((value, _)) => {
                self.wrong_type(key, "`true` or `false`", value, &format!("{key} = true"));
                false
            }
            None => false,
        }
    }

    /// Reads a whole number.
    pub(crate) fn integer(&mut self, key: &'static str, example: &str) -> Option<Spanned<i64>> {
        let value = self.take(key)?;
        if let DeValue::Integer(number) = value.get_ref()
            && let Ok(parsed) = i64::from_str_radix(number.as_str(), number.radix())
        {
            return Some(Spanned::new(parsed, self.origin.range(value.span())));
        }
        self.wrong_type(key, "a whole number", value, example);
        None
    }

    /// Reads a date: a TOML local date or an EDTF text.
    pub(crate) fn date(&mut self, key: &'static str) -> Option<Spanned<Date>> {
        let value = self.take(key)?;
        let range = self.origin.range(value.span());
        let parsed = match value.get_ref() {
            DeValue::Datetime(written) => match (written.date, written.time) {
                (Some(date), None) => Date::from_calendar(date.year, date.month, date.day),
                (Some(date), Some(_)) => {
                    let diagnostic =
                        self.report(Rule::InvalidDate, format!("`{key}` has a time"), range);
                    diagnostic.places[0].label = "a date and a time".into();
                    diagnostic.help = Some(format!("write the day alone, `{key} = {date}`"));
                    return None;
                }
                (None, _) => Err(DateError("this is a time, not a date".into())),
            },
            DeValue::String(text) => Date::parse(text),
            DeValue::Integer(year) => {
                let year = year.as_str().to_owned();
                let diagnostic = self.report(
                    Rule::InvalidDate,
                    "a date less exact than a day is written in quotes".into(),
                    range.clone(),
                );
                diagnostic.help = Some(format!("write `{key} = \"{year}\"`"));
                let path = diagnostic.places[0].path.clone();
                diagnostic.fixes.push(crate::diagnostic::Fix {
                    path,
                    range,
                    replacement: format!("\"{year}\""),
                });
                return None;
            }
            _ => {
                self.wrong_type(key, "a date", value, &format!("{key} = 2022-11-14"));
                return None;
            }
        };
        match parsed {
            Ok(date) => Some(Spanned::new(date, range)),
            Err(DateError(message)) => {
                let diagnostic = self.report(Rule::InvalidDate, message, range);
                diagnostic.help = Some(format!(
                    "write `{key} = 2022-11-14`, or a rougher date in quotes: \"2022-11\", \"2022~\", \"2022-11-14?\", \"2017-08/2018-03\""
                ));
                None
            }
        }
    }

    /// Reads a date that must be there.
    pub(crate) fn required_date(&mut self, key: &'static str) -> Option<Spanned<Date>> {
        if self.table.get(key).is_none() {
            self.asked.push(key);
            self.missing(key, &format!("{key} = 2022-11-14"));
            return None;
        }
        self.date(key)
    }

    /// Reads a TOML date-time: with an offset, or local. A day alone is its first moment.
    pub(crate) fn date_time(&mut self, key: &'static str) -> Option<Spanned<Moment>> {
        let value = self.take(key)?;
        let range = self.origin.range(value.span());
        if let DeValue::Datetime(written) = value.get_ref()
            && written.date.is_some()
        {
            match written.to_string().parse::<Moment>() {
                Ok(moment) => return Some(Spanned::new(moment, range)),
                Err(message) => _ = self.report(Rule::InvalidDate, message, range),
            }
            return None;
        }
        self.wrong_type(key, "a date and time", value, &format!("{key} = 2025-03-01T09:00:00Z"));
        None
    }

    /// Reads a word of a vocabulary.
    pub(crate) fn word<T: Copy>(
        &mut self,
        key: &'static str,
        vocabulary: &[(&'static str, T)],
    ) -> Option<T> {
        let words = || vocabulary.iter().map(|(word, _)| *word);
        let example = format!("{key} = \"{}\"", vocabulary[0].0);
        let written = self.text(key, &example)?;
        let known = vocabulary.iter().find(|(word, _)| *word == written.value);
        if known.is_none() {
            let message = format!("`{key}` has no value {}", quote(&written.value));
            let near = nearest(&written.value.to_lowercase(), words());
            let all = words().collect::<Vec<_>>().join(", ");
            let diagnostic = self.report(Rule::UnknownValue, message, written.range);
            diagnostic.help = Some(match near {
                Some(near) => format!("did you mean `{near}`? it takes one of: {all}"),
                None => format!("it takes one of: {all}"),
            });
            if let Some(near) = near {
                *diagnostic = diagnostic.clone().fix(format!("\"{near}\""));
            }
        }
        known.map(|(_, value)| *value)
    }

    /// Reads a BCP 47 language tag, as far as its form goes.
    pub(crate) fn language(&mut self, key: &'static str) -> Option<String> {
        let written = self.text(key, &format!("{key} = \"en\""))?;
        let mut parts = written.value.split('-');
        let primary = parts.next().is_some_and(|p| {
            (2..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphabetic())
        });
        let rest = parts
            .all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
        if primary && rest {
            return Some(written.value);
        }
        let diagnostic = self.report(
            Rule::UnknownValue,
            format!("{} is not a language tag", quote(&written.value)),
            written.range,
        );
        diagnostic.help = Some("write a tag such as \"en\", \"ru\" or \"zh-Hant\" (BCP 47)".into());
        None
    }

    /// Reads a list whose items are texts or tables, with a function for each sort.
    pub(crate) fn items<T>(
        &mut self,
        key: &'static str,
        example: &str,
        of_text: impl Fn(Spanned<String>) -> T,
        of_table: impl Fn(&mut Table<'_>) -> Option<T>,
    ) -> Vec<T> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(key, "a list", value, example);
            return Vec::new();
        };
        let mut read = Vec::with_capacity(items.len());
        for item in items.iter() {
            match item.get_ref() {
                DeValue::Table(table) => {
                    let range = self.origin.range(item.span());
                    let mut inner = Table::new(self.origin, table, range, self.diagnostics);
                    read.extend(of_table(&mut inner));
                    let unknown = inner.unknown();
                    self.strays.extend(unknown.into_iter().map(|(name, said)| (name, key, said)));
                }
                _ => read.extend(
                    self.text_of(key, item, "names in quotes or tables", example).map(&of_text),
                ),
            }
        }
        read
    }

    /// Accepts a table of the archive's own, whatever it holds.
    pub(crate) fn own_table(&mut self, key: &'static str) {
        if let Some(value) = self.take(key)
            && !value.get_ref().is_table()
        {
            self.wrong_type(key, "a table", value, &format!("{key} = {{ reference = \"A/12\" }}"));
        }
    }

    /// Reports that none of several keys is there.
    pub(crate) fn one_of(&mut self, keys: &[&str], example: &str) {
        self.missing(&keys.join("` or `"), example);
    }

    /// Reports a period whose end is not after its start, showing both.
    pub(crate) fn end_before_start(
        &mut self,
        message: String,
        end: Range<usize>,
        start: Range<usize>,
    ) {
        let path = self.origin.path.clone();
        let diagnostic = self.report(
            Rule::EndBeforeStart,
            format!("`end_date` is not a date to end on: {message}"),
            end,
        );
        let help = "write two single dates, the later one as `end_date`, or one interval as `date`";
        diagnostic.help = Some(help.into());
        *diagnostic = diagnostic.clone().at(&path, start, "it begins here");
    }

    /// Reports the keys that nobody asked for.
    pub(crate) fn finish(mut self) {
        for (name, list, mut diagnostic) in std::mem::take(&mut self.strays) {
            if self.asked.contains(&name.as_str()) {
                diagnostic.fixes.clear();
                diagnostic = diagnostic.help(format!("move `{name}` above the first `[[{list}]]`"));
            }
            self.diagnostics.push(diagnostic);
        }
        let unknown = self.unknown();
        self.diagnostics.extend(unknown.into_iter().map(|(_, diagnostic)| diagnostic));
    }

    /// Returns the keys that nobody asked for, with what to say of each.
    fn unknown(&self) -> Vec<(String, Diagnostic)> {
        let unknown = self.table.iter().filter(|(key, _)| !self.asked.contains(&&**key.get_ref()));
        unknown
            .map(|(key, _)| {
                let name: &str = key.get_ref();
                let near = nearest(&name.to_lowercase(), self.asked.iter().copied());
                let message = format!("there is no key {}", quote(name));
                let range = self.origin.range(key.span());
                let diagnostic =
                    Diagnostic::new(Rule::UnknownKey, message, self.origin.path, range);
                let diagnostic = match near {
                    Some(near) => diagnostic.help(format!("did you mean `{near}`?")).fix(near),
                    None if self.asked.contains(&"extra") => diagnostic.help(
                        "take it away, or put what is the archive's own into the table `extra`",
                    ),
                    None => {
                        let keys = self.asked.join(", ");
                        diagnostic.help(format!("take it away: the keys here are {keys}"))
                    }
                };
                (name.to_owned(), diagnostic)
            })
            .collect()
    }
}

/// A moment at which an embargo ends: with an offset, or local to the archive's time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// A date and time with an offset.
    Exact(jiff::Timestamp),
    /// A date and time on the clocks of the archive's time zone.
    Local(jiff::civil::DateTime),
}

impl Moment {
    /// Returns the moment as a point in time, given the zone of local ones.
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

/// Reads a file's stem as an ID, and says what a right one would be.
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

/// Reads a heading's or a source's own ID.
pub(crate) fn heading_id(
    id: &str,
    path: &Arc<str>,
    range: Range<usize>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<String> {
    if slug(id) == id && !id.is_empty() {
        return Some(id.to_owned());
    }
    diagnostics.push(
        Diagnostic::new(
            Rule::InvalidId,
            format!("{} is not an ID for a heading", quote(id)),
            path,
            range,
        )
        .help(format!("write `{{#{}}}`: a to z, 0 to 9 and single hyphens", slug(id))),
    );
    None
}

/// Trims a text, makes spaces of its control characters, and takes out what no output may hold.
fn printable(text: &str) -> String {
    let spaced: String =
        text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    clean(&spaced).into_owned()
}

fn type_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
