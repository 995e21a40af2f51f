//! The tables as CSV (RFC 4180), with a descriptor of what they hold (Data Package 2).

use serde_json::{Map, Value, json};

use super::table_schema::{Cell, Column, Kind, Table};
use super::tables::declaration;
use crate::plan::output::{File, TableName};
use crate::site::Site;

/// Writes a table. What a spreadsheet would take for a formula stays as it is written: a reader
/// must get what the archive holds.
pub(super) fn table(site: &Site<'_>, table: &Table) -> String {
    let mut out = table.columns.iter().map(|column| column.name).collect::<Vec<_>>().join(",");
    out.push_str("\r\n");
    table.rows(site, &mut |row| {
        for (i, cell) in row.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            match cell {
                Cell::None => {}
                Cell::Text(text) => field(&mut out, text),
                Cell::Integer(number) => out.push_str(&number.to_string()),
                Cell::Number(number) => out.push_str(&number.to_string()),
                Cell::Flag(flag) => out.push_str(&flag.to_string()),
            }
        }
        out.push_str("\r\n");
    });
    out
}

fn field(out: &mut String, text: &str) {
    if !text.contains(['"', ',', '\r', '\n']) {
        out.push_str(text);
        return;
    }
    out.push('"');
    for (i, part) in text.split('"').enumerate() {
        if i > 0 {
            out.push_str("\"\"");
        }
        out.push_str(part);
    }
    out.push('"');
}

/// Writes the descriptor of the tables.
pub(super) fn descriptor(site: &Site<'_>) -> String {
    let config = site.config;
    let mut package = Map::new();
    let mut add = |key: &str, value: Value| _ = package.insert(key.to_owned(), value);
    add("$schema", json!("https://datapackage.org/profiles/2.0/datapackage.json"));
    add("id", json!(format!("urn:uuid:{}", site.uuid("", "data"))));
    add("title", json!(config.title));
    if let Some(description) = &config.description {
        add("description", json!(description));
    }
    if let Some(base_url) = &config.base_url {
        add("homepage", json!(base_url));
    }
    if let Some(license) = &config.license {
        add("licenses", json!([{ "path": license }]));
    }
    add("resources", TableName::ALL.map(|table| resource(site, table)).into());
    format!("{:#}\n", Value::Object(package))
}

fn resource(site: &Site<'_>, table: TableName) -> Value {
    let path = site.plan.data_path(File::Csv(table));
    let table = declaration(table);
    let name = path.as_str().rsplit('/').next().unwrap_or_default();
    let references: Vec<Value> = table
        .references
        .iter()
        .map(|reference| {
            // A table that refers to itself names no resource.
            let to = if reference.table == table.name { "" } else { reference.table };
            json!({
                "fields": reference.columns,
                "reference": { "resource": to, "fields": reference.to },
            })
        })
        .collect();
    let fields: Vec<Value> = table.columns.iter().map(field_schema).collect();
    json!({
        "name": table.name,
        "description": table.doc,
        "path": name,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": { "lineTerminator": "\r\n" },
        "schema": { "fields": fields, "primaryKey": table.key, "foreignKeys": references },
    })
}

fn field_schema(column: &Column) -> Value {
    let kind = match column.kind {
        Kind::Text => "string",
        Kind::Integer => "integer",
        Kind::Number => "number",
        Kind::Flag => "boolean",
        Kind::Day => "date",
        Kind::Time => "time",
    };
    let mut field = json!({ "name": column.name, "type": kind, "description": column.doc });
    if column.required {
        field["constraints"] = json!({ "required": true });
    }
    field
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_quoted_where_it_must_be_and_else_as_it_is() {
        for (text, expected) in [
            ("plain", "plain"),
            ("a, b", "\"a, b\""),
            ("say \"no\"", "\"say \"\"no\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("=1+1", "=1+1"),
            (" space ", " space "),
        ] {
            let mut out = String::new();
            field(&mut out, text);
            assert_eq!(out, expected);
        }
    }
}
