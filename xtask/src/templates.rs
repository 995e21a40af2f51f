//! The reference of templates, `docs/templates.md`: made from the types of the views as they stand in
//! the source, with examples from what is passed to templates, and checked against all of that.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use chancery::build::{self, Context, Request};
use serde_json::Value;
use syn::{Attribute, Expr, Fields, GenericArgument, Item, ItemStruct, Lit, Meta, PathArguments};

use crate::root;

/// The page up to the fields.
const INTRODUCTION: &str = include_str!("templates.md");

/// Returns the reference, or panics where a template gets what no type declares.
pub(crate) fn reference() -> String {
    let declared = declared();
    let passed = passed(&declared);
    assert_eq!(passed.wrong, BTreeSet::new(), "what templates get is not as it is declared");
    written(&declared, &passed)
}

/// The templates of pages and parts that are rendered by themselves, with the type that each gets.
const RENDERED: [(&str, &str, &str); 19] = [
    ("home.html", "HomeView", "`index.html`"),
    ("briefing.html", "BriefingView", "`briefings/ID.html`"),
    (
        "entity.html",
        "EntityView",
        "`people/ID.html`, `organizations/ID.html`, `venues/ID.html`, `series/ID.html`, `topics/ID.html`, `outlets/ID.html`, and their pages by year",
    ),
    ("pair.html", "PairView", "`between/A--B.html`, and its pages by year"),
    ("pairs.html", "PairsView", "`between/index.html`"),
    ("outcomes.html", "OutcomesView", "`outcomes.html`"),
    ("sources.html", "SourcesView", "`sources.html`"),
    (
        "calendar.html",
        "CalendarView",
        "`years/2025.html`, `months/2025-02.html`, `days/2025-02-27.html`",
    ),
    ("briefings.html", "BriefingsView", "`briefings/index.html`"),
    (
        "index.html",
        "IndexView",
        "`people/index.html` and the other indexes, and their pages by letter",
    ),
    ("timeline.html", "TimelineView", "`timeline.html`"),
    ("page.html", "FreeView", "`ID.html`, a free page"),
    ("search.html", "SearchView", "`search.html`"),
    ("404.html", "NotFoundView", "`404.html`"),
    ("redirect.html", "RedirectView", "the page at a former URL"),
    ("parts/row.html", "RowView", "a briefing in a list, rendered once for all lists"),
    (
        "parts/assets.html",
        "FrameView",
        "the scripts and style sheets of all pages, rendered once for each section",
    ),
    ("parts/header.html", "FrameView", "the header of all pages, rendered once for each section"),
    ("parts/footer.html", "FrameView", "the footer of all pages, rendered once for each section"),
];

/// The templates that others extend or include, with what they read.
const INCLUDED: [(&str, &str); 19] = [
    ("base.html", "the frame of all pages but redirects; reads `head`"),
    ("parts/list.html", "a list of briefings; reads `list`"),
    (
        "parts/tally.html",
        "a table of names with counts; reads `tally` and `column`, the key of a message",
    ),
    ("parts/chart.html", "a chart of the years; reads `chart`"),
    ("parts/map.html", "places as circles on a map; reads `map`"),
    ("parts/sparkline.html", "years on a short line; reads `sparkline`"),
    ("parts/table.html", "the participants by side; reads `table`, `pair`, `kind` and `status`"),
    (
        "parts/participants.html",
        "the participants of a side; reads `members`, and `seated` where names are expected",
    ),
    ("parts/offices.html", "the offices held at the time; reads `offices`"),
    ("parts/tenure.html", "an office of a person; reads `office`"),
    ("parts/claims.html", "a table of claims; reads `claims`"),
    ("parts/statements.html", "claims on the page of their author; reads `statements` and `kind`"),
    ("parts/source.html", "a source; reads `source`"),
    ("parts/outcome.html", "an outcome; reads `outcome`"),
    ("parts/metadata.html", "the metadata in the head of a page; reads `head`"),
    ("parts/cite.html", "how to cite a briefing; reads `cite`"),
    ("parts/pairs.html", "a table of pairs of sides; reads `pairs`"),
    (
        "parts/backlinks.html",
        "the texts that link to a page; reads `backlinks` and `more_backlinks`",
    ),
    (
        "parts/evidence.html",
        "agenda, outcomes, claims, documents, sources and changes of a briefing",
    ),
];

/// The types whose fields every template gets.
const IN_ALL: [&str; 2] = ["ContextView", "Globals"];

/// A type that is passed to templates.
struct Declared {
    doc: String,
    fields: Vec<Field>,
}

impl Declared {
    fn of(item: &ItemStruct) -> Self {
        let Fields::Named(fields) = &item.fields else {
            panic!("{} has fields without names", item.ident);
        };
        // A flattened struct has its fields in the table itself, and is declared elsewhere.
        let is_flat = |field: &&syn::Field| {
            field.attrs.iter().any(|attribute| list_contains(attribute, "serde", "flatten"))
        };
        let fields = fields.named.iter().filter(|field| !is_flat(field));
        let fields = fields.map(|field| {
            let doc = documentation(&field.attrs);
            let takes = Takes::of(&field.ty, &doc);
            let name = field.ident.as_ref().expect("named").to_string();
            Field { name, doc, takes }
        });
        Self { doc: documentation(&item.attrs), fields: fields.collect() }
    }
}

struct Field {
    name: String,
    doc: String,
    takes: Takes,
}

/// The value of a field.
#[derive(Clone)]
enum Takes {
    Text,
    Html,
    Number,
    Flag,
    Anything,
    Table(String),
    Optional(Box<Takes>),
    List(Box<Takes>),
}

impl Takes {
    /// Reads a type as it is written. The type of a `Value` is in its documentation: a link to a type,
    /// HTML, or a table.
    fn of(written: &syn::Type, doc: &str) -> Self {
        let path = match written {
            syn::Type::Reference(reference) => return Self::of(&reference.elem, doc),
            syn::Type::Path(path) => &path.path,
            _ => panic!("a type that the reference does not know, said to be {doc:?}"),
        };
        let last = path.segments.last().expect("a path has a name");
        let inner = || match &last.arguments {
            PathArguments::AngleBracketed(arguments) => match arguments.args.first() {
                Some(GenericArgument::Type(inner)) => Box::new(Self::of(inner, doc)),
                _ => panic!("{} of nothing", last.ident),
            },
            _ => panic!("{} of nothing", last.ident),
        };
        match last.ident.to_string().as_str() {
            "String" | "str" => Self::Text,
            "bool" => Self::Flag,
            "usize" | "u32" | "i16" | "f64" => Self::Number,
            "Option" => Self::Optional(inner()),
            "Vec" => Self::List(inner()),
            "Value" => match doc.split_once("[`").and_then(|(_, rest)| rest.split_once("`]")) {
                Some((name, _)) => Self::Table(name.to_owned()),
                None if doc.contains("HTML") => Self::Html,
                None if doc.contains("table") => Self::Anything,
                None => Self::Text,
            },
            name => Self::Table(name.to_owned()),
        }
    }

    /// Returns the words for it in the reference.
    fn said(&self) -> String {
        match self {
            Self::Text => "text".into(),
            Self::Html => "HTML".into(),
            Self::Number => "number".into(),
            Self::Flag => "true or false".into(),
            Self::Anything => "table".into(),
            Self::Table(name) => format!("[{name}](#{})", name.to_lowercase()),
            Self::Optional(inner) => format!("{}, or none", inner.said()),
            Self::List(inner) => format!("list: {}", inner.said()),
        }
    }

    /// Returns the type that it leads to.
    fn table(&self) -> Option<&str> {
        match self {
            Self::Table(name) => Some(name),
            Self::Optional(inner) | Self::List(inner) => inner.table(),
            _ => None,
        }
    }
}

fn documentation(attributes: &[Attribute]) -> String {
    let mut doc = String::new();
    for attribute in attributes {
        if let Meta::NameValue(pair) = &attribute.meta
            && pair.path.is_ident("doc")
            && let Expr::Lit(literal) = &pair.value
            && let Lit::Str(line) = &literal.lit
        {
            let separator = if doc.is_empty() { "" } else { " " };
            doc += &format!("{separator}{}", line.value().trim());
        }
    }
    doc
}

/// Reads the types that are passed to templates: the types of the pages and all that they lead to,
/// wherever in `src/` they are declared.
fn declared() -> BTreeMap<String, Declared> {
    let structs = serialized_structs();
    let mut found = BTreeMap::new();
    let mut wanted: Vec<String> =
        RENDERED.iter().map(|(_, view, _)| *view).chain(IN_ALL).map(str::to_owned).collect();
    while let Some(name) = wanted.pop() {
        if found.contains_key(&name) {
            continue;
        }
        let [item] = structs.get(&name).map_or(&[][..], Vec::as_slice) else {
            panic!("{name} must be the name of one struct in src/ that derives Serialize");
        };
        let table = Declared::of(item);
        wanted
            .extend(table.fields.iter().filter_map(|field| field.takes.table().map(str::to_owned)));
        found.insert(name, table);
    }
    found
}

/// Returns every struct of the program that derives `Serialize`, by name.
fn serialized_structs() -> BTreeMap<String, Vec<ItemStruct>> {
    let mut found: BTreeMap<String, Vec<ItemStruct>> = BTreeMap::new();
    for (path, source) in sources() {
        let file =
            syn::parse_file(&source).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for item in file.items {
            let Item::Struct(item) = item else { continue };
            if item.attrs.iter().any(|found| list_contains(found, "derive", "Serialize")) {
                found.entry(item.ident.to_string()).or_default().push(item);
            }
        }
    }
    found
}

/// Returns the path and the text of every Rust file in `src/`.
fn sources() -> Vec<(PathBuf, String)> {
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a source file");
        (path, text)
    };
    files(&root().join("src"), "rs").into_iter().map(read).collect()
}

/// Returns the files below a folder that have an extension, in order.
fn files(folder: &Path, extension: &str) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("a folder that can be read") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|known| known == extension) {
            found.insert(path);
        }
    }
    found
}

/// Says whether an attribute is a list of a name, `#[name(…)]`, that has a word.
fn list_contains(attribute: &Attribute, name: &str, word: &str) -> bool {
    match &attribute.meta {
        Meta::List(list) => list.path.is_ident(name) && list.tokens.to_string().contains(word),
        _ => false,
    }
}

/// The result of comparing what is passed with what is declared: an example of each field, and every
/// difference.
#[derive(Default)]
struct Passed {
    examples: BTreeMap<(String, String), String>,
    seen: BTreeSet<(String, String)>,
    wrong: BTreeSet<String>,
}

impl Passed {
    fn table(&mut self, declared: &BTreeMap<String, Declared>, names: &[&str], value: &Value) {
        let Value::Object(passed) = value else {
            self.wrong.insert(format!("{} is no table: {value}", names.join(" with ")));
            return;
        };
        let fields = || {
            names.iter().flat_map(|name| {
                declared[*name].fields.iter().map(|field| ((*name).to_owned(), field))
            })
        };
        for key in passed.keys().filter(|key| !fields().any(|(_, field)| field.name == **key)) {
            self.wrong
                .insert(format!("{} has `{key}`, which is not declared", names.join(" with ")));
        }
        for (table, field) in fields() {
            let place = (table, field.name.clone());
            match passed.get(&field.name) {
                Some(value) => {
                    self.seen.insert(place.clone());
                    self.value(declared, &place, &field.takes, value);
                }
                None => _ = self.wrong.insert(format!("{}.{} is not passed", place.0, place.1)),
            }
        }
    }

    fn value(
        &mut self,
        declared: &BTreeMap<String, Declared>,
        place: &(String, String),
        takes: &Takes,
        value: &Value,
    ) {
        match (takes, value) {
            (Takes::Optional(_), Value::Null) => return,
            (Takes::Optional(inner), value) => return self.value(declared, place, inner, value),
            (Takes::List(inner), Value::Array(items)) => {
                items.iter().for_each(|item| self.value(declared, place, inner, item));
                return;
            }
            (Takes::Table(name), value) => return self.table(declared, &[name], value),
            (Takes::Text | Takes::Html, Value::String(text)) if text.is_empty() => return,
            (Takes::Anything, _)
            | (Takes::Text | Takes::Html, Value::String(_))
            | (Takes::Number, Value::Number(_))
            | (Takes::Flag, Value::Bool(_)) => {}
            (takes, value) => {
                let (table, field) = place;
                let said = takes.said();
                self.wrong.insert(format!("{table}.{field} is said to be {said}, and is {value}"));
            }
        }
        if !matches!(takes, Takes::Anything) {
            self.examples.entry(place.clone()).or_insert_with(|| value.to_string());
        }
    }
}

fn contexts(root: &Path, wanted: impl Fn(&str) -> bool) -> Vec<Context> {
    let request = Request { root: root.to_owned(), ..Request::default() };
    build::contexts(&request, wanted).expect("an archive that can be read").of_pages
}

/// Compares what is passed for every page of the sample, of an archive that uses the whole content
/// model, and of one whose lists are paginated.
fn passed(declared: &BTreeMap<String, Declared>) -> Passed {
    let crowd = tempfile::tempdir().expect("a temporary folder");
    let briefings = crowd.path().join("content/briefings");
    fs::create_dir_all(&briefings).expect("a folder");
    fs::write(crowd.path().join("archive.toml"), "title = \"A crowd\"\n").expect("a file");
    for n in 0..501 {
        let year = if n % 2 == 0 { 2024 } else { 2025 };
        let text =
            format!("+++\ntitle = \"B{n}\"\ndate = {year}-03-01\nparticipants = [\"A\"]\n+++\n");
        fs::write(briefings.join(format!("b{n}.md")), text).expect("a file");
    }
    let of_crowd = |path: &str| path.starts_with("people/");
    let mut all = contexts(&root().join("tests/archives/isles"), |_| true);
    all.extend(contexts(&root(), |_| true));
    all.extend(contexts(crowd.path(), of_crowd));
    // The first that has a field gives its example.
    all.sort_by_key(|context| RENDERED.iter().position(|(name, ..)| *name == context.template));
    let mut passed = Passed::default();
    for Context { path, template, json } in all {
        let (_, view, _) = RENDERED
            .iter()
            .find(|(name, ..)| *name == template)
            .unwrap_or_else(|| panic!("{path} has a template that is not documented: {template}"));
        let mut context: Value = serde_json::from_str(&json).expect("JSON");
        // The words of the interface are no fields.
        let words = context.as_object_mut().and_then(|context| context.remove("m"));
        assert!(words.is_some_and(|words| words["nav_people"] == "People"));
        let every = declared["Globals"].fields.iter().map(|field| field.name.as_str());
        assert_eq!(every.collect::<Vec<_>>(), ["site", "m"]);
        context["m"] = Value::from("words");
        passed.table(declared, &[view, "ContextView", "Globals"], &context);
    }
    passed
}

/// Returns the types that a type leads to, in the order in which they are met.
fn reached(declared: &BTreeMap<String, Declared>, from: &str, order: &mut Vec<String>) {
    for field in &declared[from].fields {
        if let Some(table) = field.takes.table()
            && !order.iter().any(|known| known == table)
        {
            order.push(table.to_owned());
            reached(declared, table, order);
        }
    }
}

/// Returns the blocks of a template.
fn blocks(template: &str) -> Vec<String> {
    let path = root().join("templates").join(template);
    let text =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let starts =
        text.match_indices("block ").filter(|(at, _)| text[..*at].ends_with(['%', ' ', '-']));
    let names = starts.filter(|(at, _)| {
        let tag = text[..*at].rfind("{%").map_or("", |tag| &text[tag..*at]);
        matches!(tag, "{% " | "{%- ")
    });
    names
        .filter_map(|(at, _)| text[at + "block ".len()..].split([' ', '%']).next())
        .map(|name| format!("`{name}`"))
        .collect()
}

/// Adds the fields of types as one table.
fn fields(
    page: &mut String,
    names: &[&str],
    declared: &BTreeMap<String, Declared>,
    passed: &Passed,
) {
    const LONGEST: usize = 60;
    let _ = write!(page, "\n| field | type | meaning |\n| --- | --- | --- |\n");
    let all =
        names.iter().flat_map(|name| declared[*name].fields.iter().map(|field| (*name, field)));
    for (table, Field { name, doc, takes }) in all {
        let example = passed.examples.get(&(table.to_owned(), name.clone()));
        let example = example.map_or(String::new(), |example| {
            let cut: String = example.chars().take(LONGEST).collect();
            let dots = if cut.len() < example.len() { "…" } else { "" };
            // A bar would end the cell, and a back tick the code.
            format!("<br>`{}{dots}`", cut.replace('|', "\\|").replace('`', "'"))
        });
        // The type is in the cell before.
        let link = takes.table().map_or_else(String::new, |name| format!(" ([`{name}`])"));
        let doc = if link.is_empty() { doc.clone() } else { doc.replace(&link, "") };
        let _ = writeln!(page, "| `{name}` | {} | {doc}{example} |", takes.said());
    }
}

fn written(declared: &BTreeMap<String, Declared>, passed: &Passed) -> String {
    let mut page = String::from(INTRODUCTION);
    page += "\n## Data of every template\n";
    fields(&mut page, &["ContextView", "Globals"], declared, passed);
    page += "\nRedirects and the parts that many pages share (`parts/row.html`, `parts/assets.html`, `parts/header.html`, `parts/footer.html`) get only `site` and `m` of these, and the data below.\n";
    for (template, view, pages) in RENDERED {
        let _ = write!(page, "\n## {template}\n\n{} Rendered for {pages}.\n", declared[view].doc);
        let blocks = blocks(template);
        if !blocks.is_empty() {
            let _ = write!(page, "\nBlocks: {}.\n", blocks.join(", "));
        }
        fields(&mut page, &[view], declared, passed);
    }
    page += "\n## Templates to extend and include\n\n| template | content |\n| --- | --- |\n";
    for (template, said) in INCLUDED {
        let blocks = blocks(template);
        let blocks = if blocks.is_empty() {
            String::new()
        } else {
            format!("; blocks {}", blocks.join(", "))
        };
        let _ = writeln!(page, "| `{template}` | {said}{blocks} |");
    }
    page += "\n## Tables\n\nThe types of the fields above.\n";
    let mut order = Vec::new();
    reached(declared, "Globals", &mut order);
    RENDERED.iter().for_each(|(_, view, _)| reached(declared, view, &mut order));
    for name in order {
        let _ = write!(page, "\n### {name}\n\n{}\n", declared[&name].doc);
        fields(&mut page, &[&name], declared, passed);
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_declared_field_is_passed() {
        let declared = declared();
        let passed = passed(&declared);
        let mut tables = vec!["ContextView".to_owned(), "Globals".to_owned()];
        reached(&declared, "Globals", &mut tables);
        for (_, view, _) in RENDERED {
            // What is no page is not among the contexts.
            if !matches!(view, "RedirectView" | "RowView" | "FrameView") {
                tables.push(view.to_owned());
                reached(&declared, view, &mut tables);
            }
        }
        let all = tables.iter().flat_map(|table| {
            declared[table].fields.iter().map(move |field| (table.clone(), field.name.clone()))
        });
        let never: BTreeSet<_> = all.filter(|field| !passed.seen.contains(field)).collect();
        assert_eq!(never, BTreeSet::new());
    }

    #[test]
    fn every_field_is_documented() {
        for (name, Declared { doc, fields }) in declared() {
            assert!(!doc.is_empty(), "{name} has no documentation");
            for field in fields {
                assert!(!field.doc.is_empty(), "{name}.{} has no documentation", field.name);
            }
        }
    }

    #[test]
    fn every_template_filter_and_function_is_in_the_reference() {
        let documented: BTreeSet<String> = RENDERED
            .iter()
            .map(|(name, ..)| (*name).to_owned())
            .chain(INCLUDED.iter().map(|(name, _)| (*name).to_owned()))
            .collect();
        let folder = root().join("templates");
        let name = |path: PathBuf| path.strip_prefix(&folder).expect("below").display().to_string();
        let templates = files(&folder, "html").into_iter().map(name);
        assert_eq!(documented, templates.collect());
        let mut registered = 0;
        for (_, source) in sources() {
            for call in ["register_filter(\"", "register_function(\"", "register_test(\""] {
                for name in source.split(call).skip(1).filter_map(|rest| rest.split('"').next()) {
                    registered += 1;
                    let row = format!("| `{name}` |");
                    assert!(INTRODUCTION.contains(&row), "{name} is not documented");
                }
            }
        }
        assert!(registered >= 3, "only {registered} filters and functions were found");
    }
}
