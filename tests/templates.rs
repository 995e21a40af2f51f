//! The reference of templates, `docs/templates.md`: made from the types of the views as they stand
//! in the source, with examples from what is passed, and held against all that is passed.
//! `UPDATE_EXPECTED=1` rewrites it, to be read as a diff.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use chancery::build::{self, Context, Request};
use chancery::render::assets::built_in;
use serde_json::Value;
use support::{Archive, check_expected};
use syn::{Attribute, Expr, Fields, GenericArgument, Item, Lit, Meta, PathArguments};

/// The files that declare what templates get.
const DECLARED_IN: [&str; 13] = [
    "src/render/view.rs",
    "src/render/pages/briefing.rs",
    "src/render/pages/entity.rs",
    "src/render/pages/evidence.rs",
    "src/render/pages/home.rs",
    "src/render/pages/index.rs",
    "src/render/pages/metadata.rs",
    "src/render/pages/pair.rs",
    "src/render/pages/time.rs",
    "src/render/draw/chart.rs",
    "src/render/draw/map.rs",
    "src/render/templates.rs",
    "src/render/mod.rs",
];

/// The templates of pages and parts that are rendered by themselves, with the type that each gets.
const RENDERED: [(&str, &str, &str); 19] = [
    ("home.html", "HomeView", "`index.html`"),
    ("briefing.html", "BriefingView", "`briefings/ID.html`"),
    (
        "entity.html",
        "EntityView",
        "`people/ID.html`, `organizations/ID.html`, `venues/ID.html`, `series/ID.html`, `topics/ID.html`, `outlets/ID.html`, and their parts by year",
    ),
    ("pair.html", "PairView", "`between/A--B.html`, and its parts by year"),
    ("pairs.html", "PairsView", "`between/index.html`"),
    ("outcomes.html", "OutcomesView", "`outcomes.html`"),
    ("sources.html", "SourcesView", "`sources.html`"),
    (
        "calendar.html",
        "CalendarView",
        "`years/2025.html`, `months/2025-02.html`, `days/2025-02-27.html`",
    ),
    ("briefings.html", "BriefingsView", "`briefings/index.html`"),
    ("index.html", "IndexView", "`people/index.html` and its like, and their parts by letter"),
    ("timeline.html", "TimelineView", "`timeline.html`"),
    ("page.html", "FreeView", "`ID.html`, a free page"),
    ("search.html", "SearchView", "`search.html`"),
    ("404.html", "NotFoundView", "`404.html`"),
    ("redirect.html", "RedirectView", "what stands at a former URL"),
    ("parts/row.html", "RowView", "a briefing in a list, made once for all lists"),
    ("parts/assets.html", "FrameView", "what all pages load, made once for each section"),
    ("parts/header.html", "FrameView", "the header of all pages, made once for each section"),
    ("parts/footer.html", "FrameView", "the footer of all pages, made once for each section"),
];

/// The templates that others extend or include, with what they read.
const INCLUDED: [(&str, &str); 19] = [
    ("base.html", "what all pages but redirects extend; reads `head`"),
    ("parts/list.html", "a list of briefings; reads `list`"),
    (
        "parts/tally.html",
        "a table of names with counts; reads `tally` and `column`, the key of a message",
    ),
    ("parts/chart.html", "a chart of the years; reads `chart`"),
    ("parts/map.html", "places as circles on a map; reads `map`"),
    ("parts/sparkline.html", "years on a short line; reads `sparkline`"),
    ("parts/table.html", "who took part, as they sat; reads `table`, `pair`, `kind` and `status`"),
    (
        "parts/participants.html",
        "who took part; reads `members`, and `seated` where names are expected",
    ),
    ("parts/offices.html", "offices held then; reads `offices`"),
    ("parts/tenure.html", "an office of a person; reads `office`"),
    ("parts/claims.html", "a table of claims; reads `claims`"),
    ("parts/statements.html", "claims on the page of who made them; reads `statements` and `kind`"),
    ("parts/source.html", "a source; reads `source`"),
    ("parts/outcome.html", "an outcome; reads `outcome`"),
    ("parts/metadata.html", "the metadata in the head of a page; reads `head`"),
    ("parts/cite.html", "how to cite a briefing; reads `cite`"),
    ("parts/pairs.html", "a table of pairs of sides; reads `pairs`"),
    ("parts/backlinks.html", "who links to a page; reads `backlinks` and `more_backlinks`"),
    (
        "parts/evidence.html",
        "agenda, outcomes, claims, documents, sources and changes of a briefing",
    ),
];

/// A type that is passed to templates.
struct Declared {
    doc: String,
    fields: Vec<Field>,
}

struct Field {
    name: String,
    doc: String,
    takes: Takes,
}

/// What a field holds.
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
    /// Reads a type as it is written. What is a template's value already says in its documentation
    /// what it holds: a link to a type, HTML, or a table.
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

    /// Says what it is, as the reference has it.
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

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Reads the types that are passed to templates.
fn declared() -> BTreeMap<String, Declared> {
    let mut found = BTreeMap::new();
    for path in DECLARED_IN {
        let source = fs::read_to_string(root().join(path)).expect("a source file");
        for item in syn::parse_file(&source).expect("Rust").items {
            let Item::Struct(item) = item else { continue };
            let Fields::Named(fields) = &item.fields else { continue };
            let derives = |attribute: &Attribute| match &attribute.meta {
                Meta::List(list) => {
                    list.path.is_ident("derive") && list.tokens.to_string().contains("Serialize")
                }
                _ => false,
            };
            if !item.attrs.iter().any(derives) {
                continue;
            }
            // What is flattened lies in the table itself, and is declared elsewhere.
            let is_flat = |field: &&syn::Field| {
                field.attrs.iter().any(|attribute| match &attribute.meta {
                    Meta::List(list) => {
                        list.path.is_ident("serde") && list.tokens.to_string() == "flatten"
                    }
                    _ => false,
                })
            };
            let fields = fields.named.iter().filter(|field| !is_flat(field));
            let fields = fields.map(|field| {
                let doc = documentation(&field.attrs);
                let takes = Takes::of(&field.ty, &doc);
                let name = field.ident.as_ref().expect("named").to_string();
                Field { name, doc, takes }
            });
            let fields = fields.collect();
            found.insert(
                item.ident.to_string(),
                Declared { doc: documentation(&item.attrs), fields },
            );
        }
    }
    found
}

/// What is found in what is passed: each field with an example, and what is wrong.
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

/// Looks through what is passed for every page of the sample, of an archive that uses the whole
/// content model, and of one whose lists are parted.
fn passed(declared: &BTreeMap<String, Declared>) -> Passed {
    let crowd = (0..501).fold(Archive::new(), |archive, n| {
        let year = if n % 2 == 0 { 2024 } else { 2025 };
        archive.briefing(
            &format!("b{n}"),
            &format!("date = {year}-03-01\nparticipants = [\"A\"]"),
            "",
        )
    });
    let of_crowd = |path: &str| path.starts_with("people/");
    let mut all = contexts(&root().join("tests/archives/isles"), |_| true);
    all.extend(contexts(&root(), |_| true));
    all.extend(contexts(crowd.root(), of_crowd));
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
    let text = built_in().find(|(name, _)| name == template).map_or("", |(_, text)| text);
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
    let _ = write!(page, "\n| field | holds | what it is |\n| --- | --- | --- |\n");
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

fn reference(declared: &BTreeMap<String, Declared>, passed: &Passed) -> String {
    let mut page = String::from(INTRODUCTION);
    page += "\n## What every template gets\n";
    fields(&mut page, &["ContextView", "Globals"], declared, passed);
    page += "\nA part that many pages share (`parts/row.html`, `parts/assets.html`, `parts/header.html`, `parts/footer.html`) and a redirect get `site` and `m` alone, beside what is said below.\n";
    for (template, view, pages) in RENDERED {
        let _ = write!(page, "\n## {template}\n\n{} Rendered for {pages}.\n", declared[view].doc);
        let blocks = blocks(template);
        if !blocks.is_empty() {
            let _ = write!(page, "\nBlocks: {}.\n", blocks.join(", "));
        }
        fields(&mut page, &[view], declared, passed);
    }
    page += "\n## Templates for others to extend and include\n\n| template | what it is |\n| --- | --- |\n";
    for (template, said) in INCLUDED {
        let blocks = blocks(template);
        let blocks = match blocks.is_empty() {
            true => String::new(),
            false => format!("; blocks {}", blocks.join(", ")),
        };
        let _ = writeln!(page, "| `{template}` | {said}{blocks} |");
    }
    page += "\n## Tables\n\nWhat the fields above hold.\n";
    let mut order = Vec::new();
    reached(declared, "Globals", &mut order);
    RENDERED.iter().for_each(|(_, view, _)| reached(declared, view, &mut order));
    for name in order {
        let _ = write!(page, "\n### {name}\n\n{}\n", declared[&name].doc);
        fields(&mut page, &[&name], declared, passed);
    }
    page
}

#[test]
fn the_reference_says_what_templates_get() {
    let declared = declared();
    let passed = passed(&declared);
    assert_eq!(passed.wrong, BTreeSet::new());
    check_expected("docs/templates.md", &reference(&declared, &passed));
}

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
    let templates = built_in().map(|(name, _)| name).filter(|name| name.ends_with(".html"));
    assert_eq!(documented, templates.collect());
    let source = fs::read_to_string(root().join("src/render/templates.rs")).expect("a source file");
    let mut registered = 0;
    for call in ["register_filter(\"", "register_function(\"", "register_test(\""] {
        for name in source.split(call).skip(1).filter_map(|rest| rest.split('"').next()) {
            registered += 1;
            assert!(INTRODUCTION.contains(&format!("| `{name}` |")), "{name} is not documented");
        }
    }
    assert!(registered >= 3, "only {registered} filters and functions were found");
}

/// Returns what stands between two marks of a text, again and again.
fn between<'t>(text: &'t str, open: &str, close: &str) -> Vec<&'t str> {
    let parts = text.split(open).skip(1);
    parts.filter_map(|part| part.split_once(close)).map(|(inner, _)| inner).collect()
}

#[test]
fn the_examples_of_the_reference_do_what_they_say() {
    let block = between(INTRODUCTION, "```html\n", "```")[0];
    let archive = Archive::new()
        .file("templates/briefing.html", block)
        .briefing("a", "venue = \"Ankara\"", "The text.")
        .built();
    let page = archive.read("briefings/a.html");
    assert!(page.contains("<p>Place: Ankara </p>") && page.contains("The text."), "{page}");

    let rows: Vec<_> = INTRODUCTION.lines().filter(|line| line.starts_with("| `")).collect();
    let mut template = String::from(
        "{% extends \"chancery/page.html\" %}{% block body %}
        {% set entity = {\"path\": \"people/sergei-lavrov.html\", \"name\": \"Sergei Lavrov\"} %}",
    );
    for row in &rows {
        let call = between(row, "`{{", "}}`")[0].replace("\\|", "|");
        template += &format!("<p>{{{{{call}}}}}</p>");
    }
    template += "{% endblock body %}";
    let archive =
        Archive::new().file("templates/page.html", template).page("a", "title = \"A\"", "");
    let archive = archive.built();
    let page = archive.read("a.html");
    for row in rows {
        let result = between(row, "<br>`", "`")[0].replace("../", "");
        assert!(page.contains(&format!("<p>{result}</p>")), "{result} is not on the page: {page}");
    }
}

const INTRODUCTION: &str = "\
<!-- Made from the views in src/ by tests/templates.rs: change it there. -->

# Templates

What the templates of a site get. They are [Tera](https://keats.github.io/tera/) templates; the
built-in ones are a good example of each thing said here, and `chancery templates list` names them.
`chancery templates context PAGE` prints all that the template of a page gets, as JSON.

## Changing them

A file in the archive's `templates/` takes the place of the built-in template of the same name,
everywhere, also where a built-in one extends or includes it. `chancery templates eject NAME` copies
one there.

Mostly one block is enough to change. A template of the same name can extend the built-in one, which
is also known as `chancery/NAME`. So what a newer Chancery changes in the rest reaches the archive.
`templates/briefing.html`:

```html
{% extends \"chancery/briefing.html\" %}
{% block body %}
<p>{{ m.place }}: {% for place in venues | first %}{{ place.name }} {% endfor %}</p>
{{ super() }}
{% endblock body %}
```

What the archive's own templates need and no key has goes into the table `extra` of front matter:
`{{ extra.reference }}`. Texts are escaped where they are shown; what is HTML already is not.

## Filters and functions

Beside [Tera's own](https://keats.github.io/tera/docs/):

| name | what it does |
| --- | --- |
| `url` | a filter: makes a path from the site's root relative to the page. `{{ entity.path \\| url }}`<br>`../people/sergei-lavrov.html` |
| `link` | a filter: makes a link, as HTML, to what has a `path` and a `title` or `name`. `{{ entity \\| link }}`<br>`<a href=\"../people/sergei-lavrov.html\"><bdi>Sergei Lavrov</bdi></a>` |
| `count` | a function: a number of things in words, by the messages `KEY_one`, `KEY_other` and what other forms the language has. `{{ count(of=\"briefings\", n=12) }}`<br>`12 briefings` |
| `fill` | a function: a message with its values filled in. `{{ fill(message=\"round_of\", n=2, count=3) }}`<br>`2 of 3` |
";
