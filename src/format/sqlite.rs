//! The tables as an SQLite database with keys, foreign keys, indexes and a full-text index of
//! briefings.
//!
//! The database is built in memory by one insertion after another, in the order of the rows, so
//! that the same archive gives the same bytes. The feature `sqlite` enables it: SQLite needs a C
//! compiler.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, MAIN_DB, Result, Statement, ToSql, params_from_iter};

use super::table_schema::{CellValue, ColumnType, ForeignKey, TableSchema};
use super::tables::archive_table;
use crate::archive::Node;
use crate::plan::output::TableName;
use crate::site::Site;

/// Returns the bytes of the database.
///
/// # Panics
/// Panics if SQLite rejects a table or a row. Tests build a database with every table.
pub(super) fn database(site: &Site<'_>) -> Vec<u8> {
    fill(site).expect("SQLite accepts the tables")
}

fn fill(site: &Site<'_>) -> Result<Vec<u8>> {
    let mut connection = Connection::open_in_memory()?;
    // A row may refer to a later row of its own table, so foreign keys are not checked on
    // insertion.
    connection.execute_batch(
        "PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA foreign_keys = OFF; BEGIN;",
    )?;
    for name in TableName::ALL {
        let table = archive_table(name);
        let schema = table.schema();
        connection.execute_batch(&create_table(&schema))?;
        let parameters = vec!["?"; schema.columns.len()].join(", ");
        let mut insert = connection
            .prepare(&format!("INSERT INTO {} VALUES ({parameters})", quoted(name.as_str())))?;
        let mut done = Ok(0);
        table.write_rows(site, &mut |row| {
            if done.is_ok() {
                done = insert_row(&mut insert, row);
            }
        });
        done?;
        for foreign_key in &schema.foreign_keys {
            connection.execute_batch(&create_index(name, foreign_key))?;
        }
    }
    full_text(site, &connection)?;
    connection.execute_batch("COMMIT;")?;
    Ok(connection.serialize(MAIN_DB)?.to_vec())
}

fn insert_row(insert: &mut Statement<'_>, row: &[CellValue<'_>]) -> Result<usize> {
    insert.execute(params_from_iter(row))
}

/// Creates the full-text index of briefings: `SELECT id FROM search WHERE search MATCH 'visas'`.
fn full_text(site: &Site<'_>, connection: &Connection) -> Result<()> {
    connection.execute_batch(
        "CREATE VIRTUAL TABLE search USING fts5(id UNINDEXED, title, summary, text, \
         tokenize = 'unicode61 remove_diacritics 2');",
    )?;
    let mut insert = connection.prepare("INSERT INTO search VALUES (?, ?, ?, ?)")?;
    for (index, briefing) in site.archive.in_time() {
        let head = &briefing.record.head;
        let (summary, text) =
            (site.summary(Node::Briefing(index)), site.markdown(Node::Briefing(index)));
        insert.execute((head.id.as_str(), &head.title.value, summary, text))?;
    }
    Ok(())
}

impl ToSql for CellValue<'_> {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::None => ToSqlOutput::Borrowed(ValueRef::Null),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Integer(number) => ToSqlOutput::Borrowed(ValueRef::Integer(*number)),
            Self::Number(number) => ToSqlOutput::Borrowed(ValueRef::Real(*number)),
            Self::Flag(flag) => ToSqlOutput::Borrowed(ValueRef::Integer((*flag).into())),
        })
    }
}

/// Returns the statement that creates a table.
fn create_table(schema: &TableSchema) -> String {
    let columns = schema.columns.iter().map(|column| {
        let sql_type = match column.column_type {
            ColumnType::Text | ColumnType::Day | ColumnType::Time => "TEXT",
            ColumnType::Integer | ColumnType::Flag => "INTEGER",
            ColumnType::Number => "REAL",
        };
        let required = if column.required { " NOT NULL" } else { "" };
        format!("{} {sql_type}{required}", quoted(column.name))
    });
    let key = std::iter::once(format!("PRIMARY KEY ({})", list(schema.key)));
    let foreign_keys = schema.foreign_keys.iter().map(|foreign_key| {
        format!(
            "FOREIGN KEY ({}) REFERENCES {} ({})",
            list(&foreign_key.columns),
            quoted(foreign_key.table.as_str()),
            list(foreign_key.key)
        )
    });
    let parts: Vec<String> = columns.chain(key).chain(foreign_keys).collect();
    format!("CREATE TABLE {} ({}) STRICT;", quoted(schema.name.as_str()), parts.join(", "))
}

/// Returns the statement that creates the index of a foreign key.
fn create_index(table: TableName, foreign_key: &ForeignKey) -> String {
    let table = table.as_str();
    let name = format!("{table}_{}", foreign_key.columns.join("_"));
    format!("CREATE INDEX {} ON {} ({});", quoted(&name), quoted(table), list(&foreign_key.columns))
}

fn list(columns: &[&str]) -> String {
    columns.iter().map(|column| quoted(column)).collect::<Vec<_>>().join(", ")
}

/// Returns an identifier in quotation marks. The names of tables and columns contain none.
fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}
