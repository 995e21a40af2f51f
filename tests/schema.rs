//! The JSON Schemas, which are made from the declarations that read the keys.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use chancery::record::{EntityKind, Section};
use chancery::schema::{SchemaKind, schema};
use jsonschema::Validator;
use serde_json::{Map, Value, json};
use support::{Archive, Run, Table, mistakes, program};
use toml::de::{DeTable, DeValue};

/// Returns a TOML value as editors give it to a schema: dates and times are texts.
fn to_json(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => json!(text),
        DeValue::Integer(number) => json!(number.as_str().parse::<i64>().expect("a number")),
        DeValue::Float(number) => json!(number.as_str().parse::<f64>().expect("a number")),
        DeValue::Boolean(flag) => json!(flag),
        DeValue::Datetime(time) => json!(time.to_string()),
        DeValue::Array(items) => items.iter().map(|item| to_json(item.get_ref())).collect(),
        DeValue::Table(table) => table_to_json(table),
    }
}

fn table_to_json(table: &DeTable<'_>) -> Value {
    let entries =
        table.iter().map(|(key, value)| (key.get_ref().to_string(), to_json(value.get_ref())));
    Value::Object(entries.collect::<Map<_, _>>())
}

fn read(toml: &str) -> Value {
    table_to_json(DeTable::parse(toml).expect("TOML").get_ref())
}

fn validator(kind: SchemaKind) -> Validator {
    jsonschema::draft202012::new(&schema(kind)).expect("a schema")
}

/// Returns the kind of a file of an archive that has a schema, and its TOML.
fn schema_of(path: &str, text: &str) -> Option<(SchemaKind, String)> {
    let kind = SchemaKind::ALL.into_iter().find(|kind| {
        let pattern = kind.path();
        let folder = pattern.trim_end_matches("ID.md").trim_end_matches("**/");
        path == pattern || (folder.ends_with('/') && path.starts_with(folder))
    })?;
    if kind == SchemaKind::Archive {
        return Some((kind, text.to_owned()));
    }
    let lines = text.strip_prefix("+++\n").unwrap_or_default().split_inclusive('\n');
    let front = lines.take_while(|line| line.trim_end() != "+++").collect();
    Some((kind, front))
}

fn files(folder: &Path, below: &str, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let path = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            files(&entry.path(), &format!("{path}/"), found);
        } else if path.ends_with(".md") {
            found.push((path, fs::read_to_string(entry.path()).expect("a text")));
        }
    }
}

#[test]
fn every_schema_is_one_by_the_standard() {
    for kind in SchemaKind::ALL {
        jsonschema::meta::validate(&schema(kind))
            .unwrap_or_else(|error| panic!("{}: {error}", kind.name()));
    }
}

#[test]
fn the_schemas_accept_every_file_of_the_archives_and_of_a_new_one() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let validators: Vec<_> = SchemaKind::ALL.map(|kind| (kind, validator(kind))).into();
    let mut table = Table::new();
    for archive in [root.clone(), root.join("tests/archives/isles"), root.join("starter")] {
        let mut all = vec![(
            "archive.toml".to_owned(),
            fs::read_to_string(archive.join("archive.toml")).expect("settings"),
        )];
        files(&archive.join("content"), "content/", &mut all);
        for (path, text) in all {
            let (kind, toml) =
                schema_of(&path, &text).unwrap_or_else(|| panic!("{path} has no schema"));
            let (_, validator) = validators.iter().find(|(of, _)| *of == kind).expect("every kind");
            table.run(&path, || {
                let value = read(&toml);
                let wrong: Vec<_> = validator
                    .iter_errors(&value)
                    .map(|error| format!("{}: {error}", error.instance_path()))
                    .collect();
                assert_eq!(wrong, [""; 0]);
            });
        }
    }
    table.end(100);
}

#[test]
fn the_schemas_reject_what_a_schema_can_see() {
    const ARCHIVE: SchemaKind = SchemaKind::Archive;
    const BRIEFING: SchemaKind = SchemaKind::Content(Section::Briefing);
    const PAGE: SchemaKind = SchemaKind::Content(Section::Page);
    const HOME: SchemaKind = SchemaKind::Content(Section::Home);
    let of = |kind| SchemaKind::Content(Section::Entity(kind));
    let briefing = "title = \"A\"\ndate = 2022-11-14\n";
    let mut table = Table::new();
    let mut case = |kind: SchemaKind, base: &str, wrong: &str| {
        let validator = validator(kind);
        table.run(format!("{}: {wrong}", kind.name()), || {
            assert!(base.is_empty() || validator.is_valid(&read(base)), "the base is rejected");
            assert!(!validator.is_valid(&read(&format!("{base}{wrong}"))), "accepted");
        });
    };
    for wrong in [
        "colour = \"red\"",
        "summary = 1",
        "summary = \"\"",
        "venue = 5",
        "venue = [5]",
        "participants = \"A\"",
        "participants = [{ nam = \"A\" }]",
        "participants = [{ name = \"A\", presence = \"there\" }]",
        "participants = [{ name = \"A\", head = \"yes\" }]",
        "delegations = [{ members = [\"A\"] }]",
        "status = \"done\"",
        "kind = \"Meeting\"",
        "end_date = \"tomorrow\"",
        "end_date = 2022-11-14T09:00:00",
        "end_date = 2022",
        "start_time = \"9 o'clock\"",
        "tz = 3",
        "lang = \"english language\"",
        "draft = \"yes\"",
        "embargo = \"later\"",
        "topics = \"visas\"",
        "agenda = [1]",
        "agenda = [{ decision = \"B\" }]",
        "outcomes = [{ text = \"A\", due = \"soon\" }]",
        "sources = [{ url = \"https://example.org/\" }]",
        "sources = [{ title = \"A\", url = \"ftp://example.org/\" }]",
        "sources = [{ title = \"A\", id = \"S 1\" }]",
        "sources = [\"A\"]",
        "claims = [{ by = \"A\" }]",
        "claims = [{ text = \"A\", confidence = \"sure\" }]",
        "documents = [{ title = \"A\" }]",
        "changes = [{ note = \"A\" }]",
        "withdrawn = { reason = \"A\" }",
        "withdrawn = true",
        "allow = \"broken-link\"",
        "extra = 1",
        "name = \"A\"",
    ] {
        case(BRIEFING, briefing, wrong);
    }
    for (kind, base, wrong) in [
        (BRIEFING, "", "title = \"A\""),
        (BRIEFING, "", "date = 2022-11-14"),
        (of(EntityKind::Person), "name = \"A\"\n", "born = \"long ago\""),
        (of(EntityKind::Person), "name = \"A\"\n", "offices = [{ from = 2004-03-09 }]"),
        (of(EntityKind::Person), "name = \"A\"\n", "ids = { wikidata = 58217 }"),
        (of(EntityKind::Person), "name = \"A\"\n", "ids = { wikidata = \"58217\" }"),
        (of(EntityKind::Person), "name = \"A\"\n", "aliases = [{ lang = \"ru\" }]"),
        (
            of(EntityKind::Person),
            "name = \"A\"\n",
            "aliases = [{ name = \"B\", script = \"cyrillic\" }]",
        ),
        (of(EntityKind::Person), "", "sort_name = \"A\""),
        (of(EntityKind::Organization), "name = \"A\"\n", "kind = \"A State\""),
        (of(EntityKind::Organization), "name = \"A\"\n", "url = \"example.org\""),
        (of(EntityKind::Venue), "name = \"A\"\n", "latitude = 91"),
        (of(EntityKind::Venue), "name = \"A\"\n", "longitude = -180.5"),
        (of(EntityKind::Venue), "name = \"A\"\n", "latitude = \"39.93\""),
        (of(EntityKind::Series), "name = \"A\"\n", "status = \"over\""),
        (of(EntityKind::Series), "name = \"A\"\n", "parties = \"A\""),
        (of(EntityKind::Topic), "name = \"A\"\n", "broader = [\"A\"]"),
        (of(EntityKind::Outlet), "name = \"A\"\n", "lang = 1"),
        (PAGE, "title = \"A\"\n", "date = 2022-11-14"),
        (PAGE, "", "summary = \"A\""),
        (HOME, "title = \"A\"\n", "name = \"A\""),
        (ARCHIVE, "title = \"A\"\n", "names = \"closed\""),
        (ARCHIVE, "title = \"A\"\n", "edition = \"1\""),
        (ARCHIVE, "title = \"A\"\n", "base_url = \"archive.example\""),
        (ARCHIVE, "title = \"A\"\n", "markdown = { raw = true }"),
        (ARCHIVE, "title = \"A\"\n", "rules = { broken-link = \"loud\" }"),
        (ARCHIVE, "title = \"A\"\n", "vocabularies = { source = { telegram = 1 } }"),
        (ARCHIVE, "", "description = \"A\""),
    ] {
        case(kind, base, wrong);
    }
    table.end(60);
}

#[test]
fn a_comment_that_names_the_schema_is_no_mistake() {
    let archive =
        Archive::new().file("archive.toml", "#:schema schemas/archive.json\ntitle = \"A\"\n").file(
            "content/briefings/a.md",
            "+++\n#:schema ../../schemas/briefing.json\ntitle = \"A\"\ndate = 2022-11-14\n+++\n",
        );
    assert_eq!(mistakes(&archive.check()), "");
}

#[test]
fn the_program_prints_the_schema_of_each_kind() {
    for kind in SchemaKind::ALL {
        let run = Run::of(program().args(["schema", kind.name()])).exits(0);
        assert_eq!(serde_json::from_str::<Value>(&run.out).expect("JSON"), schema(kind));
    }
    let run = Run::of(program().args(["schema", "breifing"])).exits(2);
    assert!(run.err.contains("'briefing'"), "{}", run.err);
}
