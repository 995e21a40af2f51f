//! The site of the fictitious archive, which uses every key of the content model.
//!
//! One page of each template is expected to the byte: the `main` of it, in `tests/expected/isles/`.
//! Of all pages, `tests/expected/isles.txt` has the headings and how many links stand behind each.
//! `UPDATE_EXPECTED=1` rewrites these files, to be read as a diff. The rest is checked against the
//! archive: each page is well formed, leads somewhere, and has what its record says.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use chancery::build::{self, Request};
use chancery::schema::{SchemaKind, keys_of_tables};
use serde_json::Value;
use support::html::Page;
use support::{Table, check_expected, mistakes, outputs};

/// The address of the site, from its `archive.toml`.
const BASE_URL: &str = "https://lamps.example/isles/";

/// The pages that are expected to the byte: one of each template, and three of entities, which show
/// a portrait with offices, two sides with a hierarchy, and a map.
const WHOLE_PAGES: [&str; 17] = [
    "404.html",
    "about.html",
    "about-us.html",
    "between/aldermoy--kestrand.html",
    "between/index.html",
    "briefings/2018-03-second-round.html",
    "briefings/index.html",
    "index.html",
    "months/2018-03.html",
    "organizations/index.html",
    "organizations/kestrand.html",
    "outcomes.html",
    "people/marit-quillane.html",
    "search.html",
    "sources.html",
    "timeline.html",
    "venues/port-ellory.html",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn request() -> Request {
    Request { root: root().join("archives/isles"), ..Request::default() }
}

/// The site, built once for all tests.
static SITE: LazyLock<Site> = LazyLock::new(Site::build);

struct Site {
    /// Every file by its path.
    files: BTreeMap<String, Vec<u8>>,
    /// Every page, read strictly.
    pages: BTreeMap<String, Page>,
}

impl Site {
    fn build() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let report = build::build(&request(), folder.path()).expect("an archive that can be read");
        assert_eq!(mistakes(&report), "");
        let files = outputs(folder.path());
        // The page for mistyped addresses is served at all of them: it names files from the root
        // of the host.
        let html = |path: &str| text(&files[path]).replace("\"/isles/", "\"");
        let paths = files.keys().filter(|path| path.ends_with(".html"));
        let pages = paths.map(|path| (path.clone(), Page::new(path, &html(path)))).collect();
        Self { files, pages }
    }

    /// Returns the pages that are not there only to send readers on, and not for mistyped addresses.
    fn lasting(&self) -> impl Iterator<Item = (&String, &Page)> {
        self.pages.iter().filter(|(_, page)| {
            !page.all("meta").iter().any(|meta| meta.tag.get("content") == Some("noindex"))
        })
    }
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}

/// Returns the `main` of a page: what is around it is much the same on all.
fn main_of(html: &str) -> &str {
    let from = html.find("<main").unwrap_or(0);
    let to = html.find("</main>").map_or(html.len(), |at| at + "</main>".len());
    &html[from..to]
}

#[test]
fn a_page_of_each_template_is_as_expected() {
    let expected = root().join("expected/isles");
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        _ = fs::remove_dir_all(&expected);
    }
    let mut table = Table::new();
    for path in WHOLE_PAGES {
        table.run(path, || {
            let main = format!("{}\n", main_of(text(&SITE.files[path])));
            let place = expected.join(path);
            if std::env::var_os("UPDATE_EXPECTED").is_some() {
                support::write(&place, &main);
            }
            let known = fs::read_to_string(&place).unwrap_or_default();
            assert!(known == main, "{}", differing(&known, &main));
        });
    }
    table.end(WHOLE_PAGES.len());
    let found: BTreeSet<String> = outputs(&expected).into_keys().collect();
    assert_eq!(found, WHOLE_PAGES.map(str::to_owned).into());

    let contexts = build::contexts(&request(), |_| true).expect("an archive that can be read");
    let of = |wanted: &dyn Fn(&str) -> bool| -> BTreeSet<&str> {
        let pages = contexts.of_pages.iter().filter(|page| wanted(&page.path));
        pages.map(|page| page.template).collect()
    };
    assert_eq!(of(&|path| WHOLE_PAGES.contains(&path)), of(&|_| true), "templates");
}

/// Shows the first line in which two texts differ.
fn differing(expected: &str, found: &str) -> String {
    let mut lines = expected.lines().zip(found.lines()).enumerate();
    match lines.find(|(_, (a, b))| a != b) {
        Some((n, (a, b))) => {
            format!(
                "line {}:\n  expected {a}\n  found    {b}\nUPDATE_EXPECTED=1 rewrites it",
                n + 1
            )
        }
        None => "one is longer than the other; UPDATE_EXPECTED=1 rewrites it".into(),
    }
}

#[test]
fn the_site_has_the_expected_files_and_sections() {
    let mut list = String::new();
    for path in SITE.files.keys() {
        list += &without_hash(path);
        let sections = SITE.pages.get(path).map(Page::sections).unwrap_or_default();
        for (n, section) in sections.iter().enumerate() {
            let separator = if n == 0 { ": " } else { " | " };
            let _ = write!(list, "{separator}{} ({})", section.title, section.links);
        }
        list.push('\n');
    }
    check_expected("tests/expected/isles.txt", &list);
}

/// Returns a path without the hash in it: `assets/style.*.css`.
fn without_hash(path: &str) -> String {
    let parts: Vec<&str> = path.split('.').collect();
    match parts[..] {
        [name, hash, extension] if name.starts_with("assets/") && hash.len() == 10 => {
            format!("{name}.*.{extension}")
        }
        _ => path.to_owned(),
    }
}

#[test]
fn every_page_is_well_formed() {
    let mut table = Table::new();
    for (path, page) in &SITE.pages {
        table.run(path, || {
            assert_eq!(page.dangers(), [""; 0]);
            assert_eq!(page.one("html").tag.get("lang").map(str::is_empty), Some(false), "lang");
            assert!(["ltr", "rtl"].map(Some).contains(&page.one("html").tag.get("dir")), "dir");
            // A drawing has a title too, behind that of the page.
            let titles = page.all("title");
            let (h1, title) = (page.one("h1").text, &titles.first().expect("a title").text);
            assert!(!h1.is_empty(), "an empty h1");
            let of_site = ["Lamps and Lanes".to_owned(), format!("{h1} · Lamps and Lanes")];
            assert!(of_site.contains(title), "{title}");
            page.one("main");
            let mut level = 0;
            for section in page.sections() {
                assert!(!section.title.is_empty(), "a heading without text");
                assert!(section.level <= level + 1, "a level is left out before {section:?}");
                level = section.level;
            }
            for image in page.all("img") {
                assert!(image.tag.get("alt").is_some(), "{:?} has no alt", image.tag);
            }
            for link in page.all("a").iter().filter(|link| link.tag.get("href").is_some()) {
                let label = link.tag.get("aria-label").unwrap_or(&link.text);
                assert!(!label.is_empty(), "{:?} has no text", link.tag);
            }
        });
    }
    table.end(100);
}

#[test]
fn every_page_has_its_landmarks_and_address() {
    let mut table = Table::new();
    for (path, page) in SITE.lasting() {
        table.run(path, || {
            let main = page.one("main");
            assert_eq!(main.tag.get("id"), Some("main_"));
            let skip = page.all("a").remove(0);
            assert_eq!(skip.tag.get("href"), Some("#main_"), "the first link skips to the text");
            assert_eq!(
                page.of_class("site").iter().filter(|found| found.tag.name == "header").count(),
                1
            );
            assert!(!page.all("footer").is_empty(), "footer");
            let labels: Vec<_> = page
                .all("nav")
                .iter()
                .map(|nav| nav.tag.get("aria-label").map(str::to_owned))
                .collect();
            assert!(labels.iter().all(Option::is_some), "a nav without a label");
            let mut distinct = labels.clone();
            distinct.sort();
            distinct.dedup();
            assert_eq!(distinct.len(), labels.len(), "two navs of one label: {labels:?}");
            assert_eq!(canonical(page), [format!("{BASE_URL}{path}")]);
        });
    }
    table.end(100);
}

/// Returns the canonical addresses of a page.
fn canonical(page: &Page) -> Vec<String> {
    let links = page.all("link");
    let links = links.iter().filter(|link| link.tag.get("rel") == Some("canonical"));
    links.filter_map(|link| link.tag.get("href").map(str::to_owned)).collect()
}

#[test]
fn every_link_leads_to_what_is_there() {
    let mut followed = 0;
    let mut table = Table::new();
    for (path, page) in &SITE.pages {
        table.run(path, || {
            for (element, attribute) in [
                ("a", "href"),
                ("link", "href"),
                ("img", "src"),
                ("script", "src"),
                ("form", "action"),
            ] {
                for element in page.all(element) {
                    let Some(url) = element.tag.get(attribute) else { continue };
                    let Some(target) = within_site(page, url) else { continue };
                    let (to, anchor) = target.split_once('#').unwrap_or((&target, ""));
                    assert!(SITE.files.contains_key(to), "{url} leads to no file, {to}");
                    let has_anchor = |page: &Page| anchor.is_empty() || page.has_id(anchor);
                    assert!(
                        SITE.pages.get(to).is_none_or(has_anchor),
                        "{url} leads to no #{anchor}"
                    );
                    followed += 1;
                }
            }
        });
    }
    table.end(100);
    assert!(followed > 4500, "only {followed} links were followed");
}

/// Returns the file that a URL leads to, with its anchor; nothing where it leads out of the site.
fn within_site(page: &Page, url: &str) -> Option<String> {
    let target = url.strip_prefix(BASE_URL).map_or_else(|| page.follow(url), str::to_owned);
    let is_elsewhere = ["://", "mailto:", "tel:"].iter().any(|mark| target.contains(mark));
    (!is_elsewhere).then_some(target)
}

#[test]
fn every_page_is_reached_from_the_home_page() {
    let mut reached = BTreeSet::from(["index.html".to_owned()]);
    let mut next = vec!["index.html".to_owned()];
    while let Some(path) = next.pop() {
        let page = &SITE.pages[&path];
        for (to, _) in page.links() {
            let to = to.split('#').next().unwrap_or_default().to_owned();
            if SITE.pages.contains_key(&to) && reached.insert(to.clone()) {
                next.push(to);
            }
        }
    }
    let lasting: BTreeSet<String> = SITE.lasting().map(|(path, _)| path.clone()).collect();
    assert_eq!(reached, lasting);
}

/// A record of the archive, as `archive.json` has it.
struct Record {
    /// The folder of its page: `people`; none of a free page.
    folder: &'static str,
    id: String,
    front_matter: Value,
    text: String,
}

impl Record {
    fn path(&self) -> String {
        match self.folder {
            "pages" => format!("{}.html", self.id),
            "home" => "index.html".into(),
            folder => format!("{folder}/{}.html", self.id),
        }
    }

    /// Returns the values of a key, given as a path through tables and lists: `sources.title`.
    fn values(&self, key: &str) -> Vec<String> {
        let mut values = vec![&self.front_matter];
        for part in key.split('.') {
            values =
                values.into_iter().flat_map(each).filter_map(|value| value.get(part)).collect();
        }
        let values = values.into_iter().flat_map(each);
        values.filter_map(Value::as_str).map(str::to_owned).collect()
    }
}

/// Returns the items of a list, or a value that is none.
fn each(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |items| items.iter().collect())
}

/// Returns all records.
fn records() -> Vec<Record> {
    let archive: Value =
        serde_json::from_slice(&SITE.files["archive.json"]).expect("archive.json is JSON");
    let mut records = Vec::new();
    for folder in [
        "briefings",
        "people",
        "organizations",
        "venues",
        "series",
        "topics",
        "outlets",
        "pages",
        "home",
    ] {
        for record in each(&archive[folder]) {
            records.push(Record {
                folder,
                id: record["id"].as_str().unwrap_or_default().to_owned(),
                front_matter: record["front_matter"].clone(),
                text: record["text"].as_str().unwrap_or_default().to_owned(),
            });
        }
    }
    records
}

/// The keys whose values stand on the page of the record as they are written, by folder.
const SHOWN: [(&str, &[&str]); 9] = [
    (
        "briefings",
        &[
            "title",
            "summary",
            "date_text",
            "duration",
            "identifiers",
            "authors",
            "agenda",
            "agenda.title",
            "agenda.decision",
            "agenda.notes",
            "outcomes",
            "outcomes.text",
            "claims.text",
            "claims.by",
            "claims.value",
            "documents.title",
            "documents.note",
            "documents.credit",
            "documents.rights",
            "participants.role",
            "delegations.members.role",
            "sources.title",
            "sources.author",
            "sources.locator",
            "sources.note",
            "sources.outlet",
            "sources.reference",
            "sources.repository",
            "sources.rights",
            "changes.note",
            "withdrawn.reason",
        ],
    ),
    (
        "people",
        &[
            "name",
            "summary",
            "aliases",
            "aliases.name",
            "country",
            "offices.title",
            "ids.wikidata",
            "ids.viaf",
            "ids.gnd",
            "ids.isni",
            "image.credit",
            "image.rights",
        ],
    ),
    (
        "organizations",
        &["name", "summary", "aliases", "aliases.name", "country", "ids.isni", "image.credit"],
    ),
    (
        "venues",
        &[
            "name",
            "summary",
            "aliases",
            "aliases.name",
            "tz",
            "ids.gnd",
            "image.credit",
            "image.rights",
        ],
    ),
    ("series", &["name", "summary"]),
    ("topics", &["name", "summary", "aliases", "aliases.name"]),
    ("outlets", &["name", "summary", "aliases", "aliases.name", "country", "owner", "ids.viaf"]),
    ("pages", &["title", "summary"]),
    ("home", &["title", "summary"]),
];

#[test]
fn every_page_has_what_its_record_says() {
    let (mut table, mut values) = (Table::new(), 0);
    for record in records() {
        let page = &SITE.pages[&record.path()];
        // Where a line breaks is the template's affair.
        let without_spaces = |text: &str| text.split_whitespace().collect::<String>();
        let shown = without_spaces(&page.text());
        let (_, keys) = SHOWN.iter().find(|(folder, _)| *folder == record.folder).expect("a kind");
        for (key, value) in keys
            .iter()
            .flat_map(|key| record.values(key).into_iter().map(move |value| (key, value)))
        {
            values += 1;
            let has = shown.contains(&without_spaces(&value));
            table.case(
                record.path(),
                if has { Ok(()) } else { Err(format!("{key} is not shown: {value}")) },
            );
        }
        for sentence in plain(&record.text) {
            values += 1;
            let has = shown.contains(&without_spaces(sentence));
            table.case(
                record.path(),
                if has { Ok(()) } else { Err(format!("the text has: {sentence}")) },
            );
        }
    }
    assert!(values > 400, "only {values} values were looked for");
    table.end(400);
}

/// Returns the stretches of a text of a few words in which nothing is marked up.
fn plain(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().filter(|line| !line.starts_with(['[', '!', '#', '|', '{']));
    let lines = lines.map(|line| line.trim_start_matches(|c: char| "0123456789. ".contains(c)));
    let parts = lines.flat_map(|line| line.split(|c: char| "[](){}*_`#|<>!~^\"'\\:".contains(c)));
    parts.map(str::trim).filter(|part| part.matches(' ').count() > 2)
}

/// The keys whose values are addresses that the page of the record links to.
const LINKED: [&str; 3] = ["url", "sources.url", "sources.archive_url"];

#[test]
fn every_page_links_to_the_addresses_and_shows_the_pictures_of_its_record() {
    let (mut table, mut found) = (Table::new(), 0);
    for record in records() {
        let page = &SITE.pages[&record.path()];
        table.run(record.path(), || {
            for url in LINKED.iter().flat_map(|key| record.values(key)) {
                assert!(page.links_to(&url), "no link to {url}");
                found += 1;
            }
            for alt in ["image.alt", "documents.alt"].iter().flat_map(|key| record.values(key)) {
                assert!(
                    page.all("img").iter().any(|image| image.tag.get("alt") == Some(&alt)),
                    "{alt}"
                );
                found += 1;
            }
            for former in record.values("former_urls") {
                let to = format!("{BASE_URL}{}", record.path());
                assert_eq!(canonical(&SITE.pages[&former]), [to], "{former}");
                found += 1;
            }
        });
    }
    assert!(found > 20, "only {found} addresses and pictures were found");
    table.end(60);
}

/// The keys of briefings that name others, with the folder that these are in.
const NAMES: [(&str, &str); 16] = [
    ("venue", "venues"),
    ("series", "series"),
    ("topics", "topics"),
    ("participants", "people"),
    ("participants.name", "people"),
    ("participants.organization", "organizations"),
    ("participants.side", "organizations"),
    ("delegations.side", "organizations"),
    ("delegations.organization", "organizations"),
    ("delegations.members", "people"),
    ("delegations.members.name", "people"),
    ("follows", "briefings"),
    ("replaces", "briefings"),
    ("related", "briefings"),
    ("part_of", "briefings"),
    ("translation_of", "briefings"),
];

#[test]
fn a_briefing_and_what_it_names_link_to_each_other() {
    let records = records();
    let mut pages: BTreeMap<(&str, String), String> = BTreeMap::new();
    for record in &records {
        let names = ["name", "aliases", "aliases.name"].iter().flat_map(|key| record.values(key));
        for name in names.chain([record.id.clone()]) {
            pages.insert((record.folder, name), record.path());
        }
    }
    let (mut table, mut found) = (Table::new(), 0);
    for record in records.iter().filter(|record| record.folder == "briefings") {
        let page = &SITE.pages[&record.path()];
        for (key, folder) in NAMES {
            for name in record.values(key) {
                // A name without a file has a page of an ID made from it.
                let Some(path) = pages.get(&(folder, name.clone())) else { continue };
                found += 1;
                table.run(format!("{}, {key} {name}", record.path()), || {
                    assert!(page.links_to(path), "no link to {path}");
                    assert!(SITE.pages[path].links_to(&record.path()), "no link back from {path}");
                });
            }
        }
    }
    assert!(found > 100, "only {found} names were found");
    table.end(100);
}

#[test]
fn the_archive_uses_every_key() {
    let archive = root().join("archives/isles");
    let text: String = outputs(&archive)
        .into_iter()
        .filter(|(path, _)| path.ends_with(".md") || path.ends_with(".toml"))
        .map(|(_, bytes)| String::from_utf8(bytes).expect("UTF-8"))
        .collect();
    let is_used = |key: &str| {
        let written = |at: usize| {
            let before = text[..at].chars().next_back();
            let after = text[at + key.len()..].trim_start();
            let begins = before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '-');
            begins && after.starts_with(['=', ']', '.'])
        };
        text.match_indices(key).any(|(at, _)| written(at))
    };
    let mut unused = Vec::new();
    for kind in SchemaKind::ALL {
        let keys = keys_of_tables(kind).into_iter();
        unused.extend(keys.filter(|key| !is_used(key)).map(|key| (kind.name(), key)));
    }
    assert_eq!(unused, []);
}
