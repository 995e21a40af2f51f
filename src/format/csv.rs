//! The tables as CSV files (RFC 4180), and their descriptor (Data Package 2).

use serde_json::{Map, Value, json};

use super::table_schema::{CellValue, ColumnSchema, ColumnType};
use super::tables::archive_table;
use crate::plan::output::{File, TableName};
use crate::site::Site;

/// Returns a table as CSV. A text that a spreadsheet would interpret as a formula is not changed:
/// readers get the recorded values.
pub(super) fn table(site: &Site<'_>, name: TableName) -> String {
    let table = archive_table(name);
    let columns = table.schema().columns;
    let mut out = columns.iter().map(|column| column.name).collect::<Vec<_>>().join(",");
    out.push_str("\r\n");
    table.write_rows(site, &mut |row| {
        for (i, cell) in row.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            match cell {
                CellValue::None => {}
                CellValue::Text(text) => field(&mut out, text),
                CellValue::Integer(number) => out.push_str(itoa::Buffer::new().format(*number)),
                CellValue::Number(number) => out.push_str(&number.to_string()),
                CellValue::Flag(flag) => out.push_str(&flag.to_string()),
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

/// Returns the descriptor of the tables.
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

fn resource(site: &Site<'_>, name: TableName) -> Value {
    let path = site.plan.data_path(File::Csv(name));
    let file = path.as_str().rsplit('/').next().unwrap_or_default();
    let schema = archive_table(name).schema();
    let foreign_keys: Vec<Value> = schema
        .foreign_keys
        .iter()
        .map(|foreign_key| {
            // In the standard, an empty name refers to the table itself.
            let target = if foreign_key.table == name { "" } else { foreign_key.table.as_str() };
            json!({
                "fields": foreign_key.columns,
                "reference": { "resource": target, "fields": foreign_key.key },
            })
        })
        .collect();
    let fields: Vec<Value> = schema.columns.iter().map(field_schema).collect();
    json!({
        "name": schema.name.as_str(),
        "description": schema.description,
        "path": file,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": { "lineTerminator": "\r\n" },
        "schema": { "fields": fields, "primaryKey": schema.key, "foreignKeys": foreign_keys },
    })
}

fn field_schema(column: &ColumnSchema) -> Value {
    let field_type = match column.column_type {
        ColumnType::Text => "string",
        ColumnType::Integer => "integer",
        ColumnType::Number => "number",
        ColumnType::Flag => "boolean",
        ColumnType::Day => "date",
        ColumnType::Time => "time",
    };
    let mut field =
        json!({ "name": column.name, "type": field_type, "description": column.description });
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
