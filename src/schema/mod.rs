//! The JSON Schema (draft 2020-12) of each kind of front matter and of `archive.toml`, made from
//! the declarations that read them. Dates and times are texts, as editors for TOML see them.

pub mod reference;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::config::ConfigKeys;
use crate::record::keys::{Key, Number, Shape, all_keys};
use crate::record::model::{
    BriefingKeys, Common, HomeKeys, LangKeys, NameKeys, OrganizationKeys, OutletKeys, PageKeys,
    PersonKeys, SeriesKeys, TopicKeys, VenueKeys,
};
use crate::record::{EntityKind, Section};
use crate::source::CONFIG;

/// A table of TOML that has a schema: the settings, or the front matter of a kind of content file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaKind {
    /// `archive.toml`
    Archive,
    /// A kind of content file.
    Content(Section),
}

impl SchemaKind {
    /// Every kind, in the order of the reference.
    pub const ALL: [Self; 10] = [
        Self::Archive,
        Self::Content(Section::Briefing),
        Self::Content(Section::Entity(EntityKind::Person)),
        Self::Content(Section::Entity(EntityKind::Organization)),
        Self::Content(Section::Entity(EntityKind::Venue)),
        Self::Content(Section::Entity(EntityKind::Series)),
        Self::Content(Section::Entity(EntityKind::Topic)),
        Self::Content(Section::Entity(EntityKind::Outlet)),
        Self::Content(Section::Page),
        Self::Content(Section::Home),
    ];

    /// Returns the word for the kind.
    pub fn name(self) -> &'static str {
        match self {
            Self::Archive => "archive",
            Self::Content(section) => section.name(),
        }
    }

    /// Returns the path of its files, with `ID` in place of an ID.
    pub fn path(self) -> String {
        match self {
            Self::Archive => CONFIG.to_owned(),
            Self::Content(section) => section.path_pattern(),
        }
    }

    /// Returns the keys that not every kind has.
    pub fn own_keys(self) -> Vec<Key> {
        let section = match self {
            Self::Archive => return all_keys::<ConfigKeys>(),
            Self::Content(section) => section,
        };
        match section {
            Section::Home => all_keys::<HomeKeys>(),
            Section::Briefing => all_keys::<BriefingKeys>(),
            Section::Page => all_keys::<PageKeys>(),
            Section::Entity(kind) => match kind {
                EntityKind::Person => all_keys::<(NameKeys, PersonKeys)>(),
                EntityKind::Organization => all_keys::<(NameKeys, OrganizationKeys)>(),
                EntityKind::Venue => all_keys::<(NameKeys, VenueKeys)>(),
                EntityKind::Series => all_keys::<(NameKeys, SeriesKeys)>(),
                EntityKind::Topic => all_keys::<(NameKeys, TopicKeys)>(),
                EntityKind::Outlet => all_keys::<(NameKeys, OutletKeys)>(),
            },
        }
    }

    /// Returns the keys that every kind of content file has.
    pub fn common_keys(self) -> Vec<Key> {
        match self {
            Self::Archive => Vec::new(),
            Self::Content(Section::Entity(EntityKind::Outlet)) => all_keys::<Common>(),
            Self::Content(_) => all_keys::<(LangKeys, Common)>(),
        }
    }
}

/// Returns the names of all keys of a kind and of its tables, without duplicates.
pub fn keys_of_tables(kind: SchemaKind) -> Vec<&'static str> {
    fn add(keys: Vec<Key>, names: &mut Vec<&'static str>) {
        for key in keys {
            if !names.contains(&key.name) {
                names.push(key.name);
            }
            let mut shape = (key.shape)();
            while let Shape::Map(of) = shape {
                shape = *of;
            }
            if let Shape::Table { keys, .. } = shape {
                add(keys(), names);
            }
        }
    }
    let mut names = Vec::new();
    add(kind.own_keys(), &mut names);
    add(kind.common_keys(), &mut names);
    names
}

/// Returns the schema of a kind.
pub fn schema(kind: SchemaKind) -> Value {
    let mut tables = BTreeMap::new();
    let mut keys = kind.own_keys();
    keys.extend(kind.common_keys());
    let Value::Object(mut schema) = object(&keys, &mut tables) else {
        unreachable!("the schema of a table is an object")
    };
    schema.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".into(), json!(format!("Chancery: {}", kind.path())));
    schema.insert("$defs".into(), Value::Object(tables.into_iter().collect()));
    Value::Object(schema)
}

/// Returns the schema of a table of known keys.
fn object(keys: &[Key], tables: &mut BTreeMap<String, Value>) -> Value {
    let required: Vec<&str> =
        keys.iter().filter(|key| key.number == Number::Required).map(|key| key.name).collect();
    let properties: Map<String, Value> = keys
        .iter()
        .map(|key| {
            let item = value(&(key.shape)(), tables);
            let mut schema = match key.number {
                Number::Required | Number::Optional => item,
                Number::List => json!({ "type": "array", "items": item }),
                Number::OneOrMore => {
                    json!({ "anyOf": [item.clone(), { "type": "array", "items": item }] })
                }
            };
            if let Value::Object(schema) = &mut schema {
                schema.insert("description".into(), json!(sentence(key.doc)));
            }
            (key.name.to_owned(), schema)
        })
        .collect();
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
        "required": required,
    })
}

/// Returns the schema of a value.
fn value(shape: &Shape, tables: &mut BTreeMap<String, Value>) -> Value {
    const DAY: &str = r"[0-9]{4}-[0-9]{2}-[0-9]{2}";
    const TIME: &str = r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?";
    let text = |pattern: &str| json!({ "type": "string", "pattern": format!("^(?:{pattern})$") });
    match shape {
        Shape::Text { pattern: "", .. } => json!({ "type": "string", "pattern": r"\S" }),
        Shape::Text { pattern, .. } => text(pattern),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Integer => json!({ "type": "integer" }),
        Shape::Decimal(least, most) => {
            json!({ "type": "number", "minimum": least, "maximum": most })
        }
        Shape::Date => {
            let point = r"[0-9X]{4}(-[0-9X]{2}(-[0-9X]{2})?)?[?~%]?";
            let member = format!(r"(\.\.)?{point}(\.\.({point})?)?");
            let members = format!(r"{member}( *, *{member})*");
            let interval = format!(r"(\.\.|{point})?(/(\.\.|{point})?)?");
            text(&format!(r"\s*(\[{members}\]|\{{{members}\}}|{interval})\s*"))
        }
        Shape::DateTime => text(&format!("{DAY}([Tt ]{TIME}([Zz]|[+-][0-9]{{2}}:[0-9]{{2}})?)?")),
        Shape::Time => text(TIME),
        Shape::Word(words, open) => {
            let meanings: Vec<Value> = words
                .iter()
                .map(|(word, doc)| json!({ "const": word, "description": doc }))
                .collect();
            let mut any = meanings;
            if *open {
                any.push(text("[a-z0-9]+(-[a-z0-9]+)*"));
            }
            json!({ "type": "string", "anyOf": any })
        }
        Shape::Scalar => json!({ "type": ["string", "number", "boolean"] }),
        Shape::Any => json!({}),
        Shape::Map(of) => {
            json!({ "type": "object", "additionalProperties": value(of, tables) })
        }
        Shape::Table { title, keys, short } => {
            let name = title.replace(' ', "-");
            if !tables.contains_key(&name) {
                tables.insert(name.clone(), Value::Null);
                let schema = object(&keys(), tables);
                tables.insert(name.clone(), schema);
            }
            let table = json!({ "$ref": format!("#/$defs/{name}") });
            match short {
                Some(_) => json!({ "anyOf": [{ "type": "string", "pattern": r"\S" }, table] }),
                None => table,
            }
        }
    }
}

/// Returns the lines of a documentation as one line.
fn sentence(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}
