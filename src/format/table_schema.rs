//! The schema of a table: its columns, keys and references, and the values of its rows.

use std::borrow::Cow;

use crate::record::date::Date;
use crate::record::keys::Spanned;
use crate::site::Site;

/// A table.
#[derive(Debug)]
pub struct Table {
    /// Its name, which is also that of its file.
    pub name: &'static str,
    /// What a row is.
    pub doc: &'static str,
    /// Its columns, in their order.
    pub columns: &'static [Column],
    /// The columns that tell its rows apart.
    pub key: &'static [&'static str],
    /// The rows of other tables that its rows name.
    pub references: &'static [Reference],
    pub(super) rows: fn(&Site<'_>, &mut Sink<'_>),
}

/// Takes the rows of a table, one after the other.
pub(super) type Sink<'s> = dyn FnMut(&[Cell<'_>]) + 's;

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What its values are.
    pub kind: Kind,
    /// Whether each row has a value.
    pub required: bool,
    /// What it says.
    pub doc: &'static str,
}

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`
    Flag,
    /// A day, `2025-02-27`.
    Day,
    /// A time of the day, `09:30:00`.
    Time,
}

/// Columns that name a row of a table.
#[derive(Clone, Copy, Debug)]
pub struct Reference {
    /// The columns.
    pub columns: &'static [&'static str],
    /// The table.
    pub table: &'static str,
    /// The columns there.
    pub to: &'static [&'static str],
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing is recorded.
    None,
    /// A text, or a day or time as a text.
    Text(Cow<'a, str>),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// `true` or `false`
    Flag(bool),
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text.as_str().into())
    }
}

impl From<&Date> for Cell<'_> {
    fn from(date: &Date) -> Self {
        Self::Text(date.to_string().into())
    }
}

impl From<&Spanned<Date>> for Cell<'_> {
    fn from(date: &Spanned<Date>) -> Self {
        Self::from(&date.value)
    }
}

impl From<f64> for Cell<'_> {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Cell<'_> {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::None, Into::into)
    }
}

/// Returns the number of a row among its like, from 1.
pub(super) fn number(place: usize) -> Cell<'static> {
    Cell::Integer(i64::try_from(place + 1).unwrap_or(i64::MAX))
}

impl Table {
    /// Gives each row to `each`, with a value for every column.
    pub fn rows(&self, site: &Site<'_>, each: &mut impl FnMut(&[Cell<'_>])) {
        (self.rows)(site, &mut |row| {
            debug_assert_eq!(row.len(), self.columns.len(), "{}", self.name);
            each(row);
        });
    }
}
