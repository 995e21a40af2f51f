//! The files that other tools read: which there are, what they are known by, and that they are the
//! same at each build. What is in them is read by parsers of others in `tests/formats/`.

mod support;

use std::collections::BTreeSet;

use support::{Archive, Table};

/// Returns an archive with something for every format, and settings behind its title.
fn archive(settings: &str) -> Archive {
    Archive::new()
        .file("archive.toml", format!("title = \"Contacts\"\n{settings}"))
        .briefing(
            "talks",
            "date = 2025-02-27\nseries = \"rounds\"\nvenue = \"ankara\"\nauthors = [\"Ana Diaz\"]\nlang = \"en\"",
            "A text on [[talks-fr]].",
        )
        .briefing(
            "talks-fr",
            "date = 2025-02-27\nlang = \"fr\"\ntranslation_of = \"talks\"",
            "Un texte.",
        )
        .entity("people/ana-diaz", "name = \"Ana Diaz\"\nsort_name = \"Diaz, Ana\"", "")
        .entity("series/rounds", "name = \"Rounds\"", "")
        .entity("venues/ankara", "name = \"Ankara\"\nlatitude = 39.93\nlongitude = 32.86", "")
}

const ADDRESS: &str = "base_url = \"https://contacts.example/\"\n";

#[test]
fn each_output_is_made_unless_it_is_switched_off() {
    let mut table = Table::new();
    for (key, files) in [
        ("atom", &["atom.xml", "series/rounds.xml", "venues/ankara.xml"][..]),
        (
            "citations",
            &["citations.bib", "citations.ris", "citations.csl.json", "series/rounds.bib"],
        ),
        ("csv", &["data/datapackage.json", "data/briefings.csv", "data/claims.csv"]),
        ("geojson", &["archive.geojson"]),
        ("icalendar", &["archive.ics", "series/rounds.ics"]),
        ("json", &["archive.json", "archive.schema.json"]),
        ("robots", &["robots.txt"]),
        ("sitemap", &["sitemap.xml"]),
    ] {
        let with = archive(ADDRESS).built();
        let without = archive(&format!("{ADDRESS}[outputs]\n{key} = false\n")).built();
        for file in files {
            table.run(format!("{key}: {file}"), || {
                assert!(with.has(file), "is not made");
                assert!(!without.has(file), "is made all the same");
            });
        }
    }
    for (key, mark) in [
        ("json_ld", "application/ld+json"),
        ("metas", "citation_title"),
        ("signposting", "rel=\"cite-as\""),
        ("citations", "@techreport"),
    ] {
        table.run(format!("{key}: in the page"), || {
            let page = |settings: &str| archive(settings).built().read("briefings/talks.html");
            assert!(page(ADDRESS).contains(mark), "is not there");
            let without = page(&format!("{ADDRESS}[outputs]\n{key} = false\n"));
            assert!(!without.contains(mark), "is there all the same");
        });
    }
    table.end(20);
}

#[test]
fn without_an_address_there_is_no_sitemap_and_with_its_own_robots_txt_none_of_ours() {
    let plain = archive("").file("static/robots.txt", "User-agent: *\nDisallow: /\n").built();
    assert!(!plain.has("sitemap.xml"));
    assert_eq!(plain.read("robots.txt"), "User-agent: *\nDisallow: /\n");
    assert!(plain.read("atom.xml").contains("href=\"briefings/talks.html\""));
    assert!(plain.read("series/rounds.xml").contains("href=\"../briefings/talks.html\""));
}

#[test]
fn ids_outlast_the_address_where_the_archive_has_a_name() {
    let ids = |settings: &str| {
        let built = archive(settings).built();
        let text = built.read("atom.xml") + &built.read("archive.ics");
        let named = |line: &&str| line.starts_with("<id>") || line.starts_with("UID:");
        text.lines().filter(named).map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let name = "id = \"tag:contacts.example,2025:archive\"\n";
    let here = ids(&format!("{ADDRESS}{name}"));
    let there = ids(&format!("base_url = \"https://elsewhere.example/a/\"\n{name}"));
    assert_eq!(here, there);
    // The feed, the calendar, and the two briefings in both.
    assert_eq!(here.len(), 6);
    assert!(here.is_disjoint(&ids(ADDRESS)));
    let named_by_address = "id = \"https://contacts.example/\"\n";
    assert_eq!(ids(ADDRESS), ids(named_by_address));
}

#[test]
fn a_translation_and_its_original_name_each_other_and_themselves() {
    let built = archive(ADDRESS).built();
    for page in ["briefings/talks.html", "briefings/talks-fr.html"] {
        let html = built.read(page);
        for link in [
            "<link rel=\"alternate\" href=\"../briefings/talks.html\" hreflang=\"en\">",
            "<link rel=\"alternate\" href=\"../briefings/talks-fr.html\" hreflang=\"fr\">",
        ] {
            assert!(html.contains(link), "{page} has no {link}");
        }
    }
}

#[cfg(feature = "sqlite")]
#[test]
fn a_database_has_the_same_bytes_at_each_build() {
    let database = || {
        let built = archive("[outputs]\nsqlite = true\n").built();
        built.outputs().remove("archive.sqlite").expect("a database")
    };
    let first = database();
    assert!(first.starts_with(b"SQLite format 3\0"));
    assert_eq!(first, database());
}
