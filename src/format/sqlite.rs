//! The tables as an SQLite database, with keys, references, indexes and a full text of briefings.
//!
//! It is made in memory by one insertion after another, in the order of the rows, so that the same
//! archive gives the same bytes. Compiled only with the feature `sqlite`: it takes a C compiler.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, MAIN_DB, Result, Statement, ToSql, params_from_iter};

use super::table_schema::{Cell, Kind, Reference, Table};
use super::tables::TABLES;
use crate::archive::Node;
use crate::site::Site;

/// Returns the bytes of the database.
///
/// # Panics
/// When SQLite does not take what the tables say, which a test of every table would have shown.
pub(super) fn database(site: &Site<'_>) -> Vec<u8> {
    fill(site).expect("a database in memory takes the tables")
}

fn fill(site: &Site<'_>) -> Result<Vec<u8>> {
    let mut connection = Connection::open_in_memory()?;
    // References hold once all is there: a table may refer to rows of its own that follow.
    connection.execute_batch(
        "PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA foreign_keys = OFF; BEGIN;",
    )?;
    for table in TABLES {
        connection.execute_batch(&creation(table))?;
        let marks = vec!["?"; table.columns.len()].join(", ");
        let mut insert =
            connection.prepare(&format!("INSERT INTO {} VALUES ({marks})", quoted(table.name)))?;
        let mut done = Ok(0);
        table.rows(site, &mut |row| {
            if done.is_ok() {
                done = insert_row(&mut insert, row);
            }
        });
        done?;
        for reference in table.references {
            connection.execute_batch(&index(table, reference))?;
        }
    }
    full_text(site, &connection)?;
    connection.execute_batch("COMMIT;")?;
    Ok(connection.serialize(MAIN_DB)?.to_vec())
}

fn insert_row(insert: &mut Statement<'_>, row: &[Cell<'_>]) -> Result<usize> {
    insert.execute(params_from_iter(row))
}

/// Makes the full text of briefings: `SELECT id FROM search WHERE search MATCH 'visas'`.
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

impl ToSql for Cell<'_> {
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

/// Returns the statement that makes a table.
fn creation(table: &Table) -> String {
    let columns = table.columns.iter().map(|column| {
        let kind = match column.kind {
            Kind::Text | Kind::Day | Kind::Time => "TEXT",
            Kind::Integer | Kind::Flag => "INTEGER",
            Kind::Number => "REAL",
        };
        let required = if column.required { " NOT NULL" } else { "" };
        format!("{} {kind}{required}", quoted(column.name))
    });
    let key = std::iter::once(format!("PRIMARY KEY ({})", list(table.key)));
    let references = table.references.iter().map(|reference| {
        format!(
            "FOREIGN KEY ({}) REFERENCES {} ({})",
            list(reference.columns),
            quoted(reference.table),
            list(reference.to)
        )
    });
    let parts: Vec<String> = columns.chain(key).chain(references).collect();
    format!("CREATE TABLE {} ({}) STRICT;", quoted(table.name), parts.join(", "))
}

/// Returns the statement that makes the index of a reference.
fn index(table: &Table, reference: &Reference) -> String {
    let name = format!("{}_{}", table.name, reference.columns.join("_"));
    format!(
        "CREATE INDEX {} ON {} ({});",
        quoted(&name),
        quoted(table.name),
        list(reference.columns)
    )
}

fn list(columns: &[&str]) -> String {
    columns.iter().map(|column| quoted(column)).collect::<Vec<_>>().join(", ")
}

/// Returns a name as SQL has it. Names are those of the tables, without a quotation mark.
fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}
