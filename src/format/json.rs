//! All records as JSON with the keys of the content model, from which the archive can be restored,
//! and their JSON Schema (draft 2020-12). Withheld records and references to them are left out.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::archive::Node;
use crate::plan::output::File;
use crate::record::{EntityKind, Section, front_matter_json};
use crate::schema::{SchemaKind, schema};
use crate::site::Site;

/// Returns the file of all records.
pub(super) fn archive(site: &Site<'_>) -> Vec<u8> {
    let archive = site.archive;
    let config = site.config;
    let mut out = b"{".to_vec();
    let mut line = |key: &str, value: Value| {
        let comma = if out.len() == 1 { "" } else { "," };
        out.extend_from_slice(format!("{comma}\n{}: {value}", Value::from(key)).as_bytes());
    };
    line("$schema", json!(site.plan.data_path(File::JsonSchema).url()));
    line("edition", json!(1));
    line("title", json!(config.title));
    for (key, value) in [
        ("description", &config.description),
        ("id", &config.id),
        ("base_url", &config.base_url),
        ("license", &config.license),
    ] {
        value.iter().for_each(|value| line(key, json!(value)));
    }
    line("lang", json!(config.lang));
    if let Some(zone) = config.zone.as_ref().and_then(|zone| zone.iana_name()) {
        line("tz", json!(zone));
    }
    let briefings = archive.in_time().map(|(index, briefing)| {
        let front = front_matter_json::briefing(&briefing.record);
        record(site, Node::Briefing(index), Section::Briefing, front)
    });
    list(&mut out, "briefings", briefings);
    for kind in EntityKind::ALL {
        let entities = archive.of_kind(kind).filter_map(|(index, entity)| {
            let entity = entity.record.as_ref()?;
            let front = front_matter_json::entity(entity);
            record(site, Node::Entity(index), Section::Entity(kind), front)
        });
        list(&mut out, kind.folder(), entities.map(Some));
    }
    let pages = (0..).zip(&archive.pages).map(|(index, page)| {
        let front = front_matter_json::page(&page.record);
        record(site, Node::Page(index), Section::Page, front)
    });
    list(&mut out, "pages", pages);
    let home = archive.home.iter().map(|home| {
        let front = front_matter_json::page(&home.record);
        record(site, Node::Home, Section::Home, front)
    });
    list(&mut out, "home", home);
    out.extend_from_slice(b"\n}\n");
    out
}

/// Writes a list, with one item per line.
fn list<'a>(out: &mut Vec<u8>, key: &str, items: impl Iterator<Item = Option<Record<'a>>>) {
    out.extend_from_slice(format!(",\n{}: [", Value::from(key)).as_bytes());
    for (i, item) in items.flatten().enumerate() {
        out.extend_from_slice(if i == 0 { b"\n" } else { b",\n" });
        serde_json::to_writer(&mut *out, &item).expect("a record is JSON");
    }
    out.extend_from_slice(b"\n]");
}

/// A record: its file, its front matter, its ID and its text.
#[derive(Serialize)]
struct Record<'a> {
    file: &'a str,
    front_matter: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    text: Cow<'a, str>,
}

fn record<'a>(
    site: &Site<'a>,
    node: Node,
    section: Section,
    front_matter: Value,
) -> Option<Record<'a>> {
    let (head, _) = site.archive.text_of(node)?;
    Some(Record {
        file: &head.path,
        front_matter,
        id: (section != Section::Home).then(|| head.id.as_str()),
        text: site.markdown(node).unwrap_or_default(),
    })
}

/// Returns the schema of the file of records.
pub(super) fn json_schema() -> String {
    let entities = EntityKind::ALL.map(|kind| (kind.folder(), Section::Entity(kind)));
    let kinds = [("briefings", Section::Briefing)]
        .into_iter()
        .chain(entities)
        .chain([("pages", Section::Page), ("home", Section::Home)]);
    let mut definitions = Map::new();
    let mut properties = Map::new();
    for (key, kind) in kinds {
        let mut front = schema(SchemaKind::Content(kind));
        // A schema resource of its own, so that its references are resolved within it.
        front["$id"] = json!(format!("front-matter-{}.json", kind.name()));
        definitions.insert(kind.name().into(), front);
        let item = json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "id": { "type": "string", "description": "The permanent name." },
                "file": { "type": "string", "description": "The file that it is written in." },
                "front_matter": { "$ref": format!("front-matter-{}.json", kind.name()) },
                "text": { "type": "string", "description": "The text, in Markdown." },
            },
            "required": ["file", "front_matter", "text"],
        });
        properties.insert(key.into(), json!({ "type": "array", "items": item }));
    }
    for (key, kind) in [("edition", "integer"), ("title", "string"), ("description", "string")]
        .into_iter()
        .chain(["$schema", "id", "base_url", "license", "lang", "tz"].map(|key| (key, "string")))
    {
        properties.insert(key.into(), json!({ "type": kind }));
    }
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://chancery.invalid/archive.schema.json",
        "title": "An archive of briefings",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
        "required": ["edition", "title", "lang", "briefings"],
        "$defs": definitions,
    });
    format!("{schema:#}\n")
}
