//! The schema of the archive's tables: columns, keys and foreign keys, and the values of cells.
//!
//! A table is a type that implements [`TableDefinition`]. It declares each column once: the name,
//! the type, the description and the function that reads the value from a row. Writers of tables
//! use an [`ArchiveTable`], which hides the type of the rows.

use std::borrow::Cow;

use crate::plan::output::TableName;
use crate::record::date::Date;
use crate::record::keys::Spanned;
use crate::site::Site;

/// The definition of a table.
pub(super) trait TableDefinition {
    /// The data of one row, from which the columns read their values.
    type Row<'a>;
    /// The name of the table and of its CSV file.
    const NAME: TableName;
    /// The description of a row.
    const DESCRIPTION: &'static str;
    /// The columns of the primary key.
    const KEY: &'static [&'static str];

    /// Returns the columns, in their order.
    fn columns<'a>() -> Vec<ColumnDefinition<Self::Row<'a>>>;

    /// Returns the rows, in their order.
    fn rows<'a>(site: &'a Site<'a>) -> impl Iterator<Item = Self::Row<'a>>;
}

/// The definition of a column in a table whose rows are of type `R`.
pub(super) struct ColumnDefinition<R> {
    schema: ColumnSchema,
    target: Option<KeyTarget>,
    value: fn(&R) -> CellValue<'_>,
}

/// Defines a column.
pub(super) fn column<R>(
    name: &'static str,
    values: ColumnValues,
    description: &'static str,
    value: fn(&R) -> CellValue<'_>,
) -> ColumnDefinition<R> {
    let ColumnValues { column_type, required, target } = values;
    let schema = ColumnSchema { name, column_type, required, description };
    ColumnDefinition { schema, target, value }
}

/// The constraints on the values of a column.
#[derive(Clone, Copy)]
pub(super) struct ColumnValues {
    column_type: ColumnType,
    required: bool,
    target: Option<KeyTarget>,
}

/// The table that a column refers to, and its primary key.
#[derive(Clone, Copy)]
struct KeyTarget {
    table: TableName,
    key: &'static [&'static str],
}

/// Optional values of type [`ColumnType::Text`].
pub(super) const TEXT: ColumnValues = ColumnValues::of(ColumnType::Text);
/// Optional values of type [`ColumnType::Integer`].
pub(super) const INTEGER: ColumnValues = ColumnValues::of(ColumnType::Integer);
/// Optional values of type [`ColumnType::Number`].
pub(super) const NUMBER: ColumnValues = ColumnValues::of(ColumnType::Number);
/// Optional values of type [`ColumnType::Flag`].
pub(super) const FLAG: ColumnValues = ColumnValues::of(ColumnType::Flag);
/// Optional values of type [`ColumnType::Day`].
pub(super) const DAY: ColumnValues = ColumnValues::of(ColumnType::Day);
/// Optional values of type [`ColumnType::Time`].
pub(super) const TIME: ColumnValues = ColumnValues::of(ColumnType::Time);

impl ColumnValues {
    const fn of(column_type: ColumnType) -> Self {
        Self { column_type, required: false, target: None }
    }

    /// Requires a value in each row.
    pub(super) const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// Makes the column a foreign key to the primary key of a table. Where that key has several
    /// columns, this column refers to the last one, and the columns before it have the same names
    /// in both tables.
    pub(super) const fn references<T: TableDefinition>(self) -> Self {
        Self { target: Some(KeyTarget { table: T::NAME, key: T::KEY }), ..self }
    }
}

/// A table of the archive, independent of the type of its rows.
pub(super) struct ArchiveTable {
    schema: fn() -> TableSchema,
    write_rows: for<'a> fn(&'a Site<'a>, &mut RowSink<'_>),
}

/// A function that receives the rows of a table, one call per row.
pub(super) type RowSink<'s> = dyn FnMut(&[CellValue<'_>]) + 's;

impl ArchiveTable {
    /// Returns the table of a definition.
    pub(super) fn of<T: TableDefinition>() -> Self {
        Self { schema: schema::<T>, write_rows: write_rows::<T> }
    }

    /// Returns the schema of the table.
    pub(super) fn schema(&self) -> TableSchema {
        (self.schema)()
    }

    /// Passes each row to `sink`, with one value per column.
    pub(super) fn write_rows(&self, site: &Site<'_>, sink: &mut RowSink<'_>) {
        (self.write_rows)(site, sink);
    }
}

fn schema<T: TableDefinition>() -> TableSchema {
    let columns = T::columns();
    let foreign_key = |column: &ColumnDefinition<_>| {
        let KeyTarget { table, key } = column.target?;
        let (_, shared) = key.split_last()?;
        let columns = shared.iter().copied().chain([column.schema.name]).collect();
        Some(ForeignKey { columns, table, key })
    };
    TableSchema {
        name: T::NAME,
        description: T::DESCRIPTION,
        key: T::KEY,
        foreign_keys: columns.iter().filter_map(foreign_key).collect(),
        columns: columns.iter().map(|column| column.schema).collect(),
    }
}

fn write_rows<'a, T: TableDefinition>(site: &'a Site<'a>, sink: &mut RowSink<'_>) {
    let columns = T::columns();
    for row in T::rows(site) {
        let values: Vec<_> = columns.iter().map(|column| (column.value)(&row)).collect();
        sink(&values);
    }
}

/// The schema of a table.
#[derive(Clone, Debug)]
pub(super) struct TableSchema {
    /// The name of the table and of its CSV file.
    pub(super) name: TableName,
    /// The description of a row.
    pub(super) description: &'static str,
    /// The columns, in their order.
    pub(super) columns: Vec<ColumnSchema>,
    /// The columns of the primary key.
    pub(super) key: &'static [&'static str],
    /// The foreign keys, in the order of their columns.
    pub(super) foreign_keys: Vec<ForeignKey>,
}

/// The schema of a column.
#[derive(Clone, Copy, Debug)]
pub(super) struct ColumnSchema {
    /// The name of the column.
    pub(super) name: &'static str,
    /// The type of its values.
    pub(super) column_type: ColumnType,
    /// `true` if each row has a value.
    pub(super) required: bool,
    /// The description of its values.
    pub(super) description: &'static str,
}

/// The type of the values of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ColumnType {
    /// A text.
    Text,
    /// An integer.
    Integer,
    /// A floating-point number.
    Number,
    /// `true` or `false`.
    Flag,
    /// A day as text, `2025-02-27`.
    Day,
    /// A time of day as text, `09:30:00`.
    Time,
}

/// A foreign key: columns that refer to the primary key of a table.
#[derive(Clone, Debug)]
pub(super) struct ForeignKey {
    /// The columns that refer.
    pub(super) columns: Vec<&'static str>,
    /// The name of the table that they refer to.
    pub(super) table: TableName,
    /// The primary key of that table.
    pub(super) key: &'static [&'static str],
}

/// The value of a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum CellValue<'a> {
    /// No value is recorded.
    None,
    /// A text; also a day or a time.
    Text(Cow<'a, str>),
    /// An integer.
    Integer(i64),
    /// A floating-point number.
    Number(f64),
    /// `true` or `false`.
    Flag(bool),
}

impl CellValue<'_> {
    /// Returns the number of an item in its list, counted from 1; `index` is counted from 0.
    pub(super) fn item_number(index: usize) -> Self {
        Self::Integer(i64::try_from(index + 1).unwrap_or(i64::MAX))
    }
}

impl<'a> From<&'a str> for CellValue<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for CellValue<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<&'a String> for CellValue<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text.as_str().into())
    }
}

impl From<&Date> for CellValue<'_> {
    fn from(date: &Date) -> Self {
        Self::Text(date.to_string().into())
    }
}

impl From<&Spanned<Date>> for CellValue<'_> {
    fn from(date: &Spanned<Date>) -> Self {
        Self::from(&date.value)
    }
}

impl From<f64> for CellValue<'_> {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for CellValue<'_> {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl<'a, T: Into<CellValue<'a>>> From<Option<T>> for CellValue<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::None, Into::into)
    }
}
