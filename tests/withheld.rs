//! Drafts and pages under embargo: nothing of them is in any output, in whatever way the published
//! pages refer to them.

mod support;

use std::collections::BTreeMap;
use std::fs;

use chancery::archive::link::link;
use chancery::archive::{Audience, LinkedBriefing};
use chancery::build::{Report, Request};
use chancery::record::parse::parse;
use chancery::record::{EntityKind, Settings};
use chancery::{config, source};
use serde_json::Value;
use support::{Archive, Table, mistakes, rules};

/// In every field, name, file name and text of what is withheld, in the spelling that each takes.
const CANARY: &str = "canary";

/// Returns an archive whose withheld pages hold the canary wherever an author can write, withheld
/// by the given lines of front matter. `published` refers to none of them.
fn withheld(by: &str) -> Archive {
    Archive::new()
        .briefing(
            "public-talks",
            "title = \"Public talks\"\ndate = 2025-02-18\nvenue = \"Riyadh\"\nparticipants = [\"Sergei Lavrov\"]\ntopics = [\"Visas\"]",
            "A public text.",
        )
        .file(
            "content/briefings/secret/canary-briefing.md",
            format!(
                "+++\ntitle = \"Canary title\"\ndate = 2019-03-07\nend_date = 2019-03-09\ndate_text = \"canary date text\"\nstatus = \"planned\"\n\
                kind = \"summit\"\nsummary = \"Canary summary\"\nlang = \"ru\"\nvenue = [\"Canary venue\", \"canary-venue\"]\nseries = \"Canary series\"\n\
                topics = [\"Canary topic\", \"canary-topic\"]\nformer_urls = [\"canary-former.html\", \"canary/\"]\n\
                participants = [\"Canary person\", \"canary-person\", {{ name = \"Canary Two\", role = \"Canary role\", organization = \"Canary body\" }}, {{ organization = \"Canary body alone\" }}]\n\
                extra = {{ canary = \"canary\" }}\nduration = \"canary hours\"\nidentifiers = [\"CANARY/1\"]\nauthors = [\"Canary author\"]\n\
                follows = \"public-talks\"\nrelated = \"public-talks\"\npart_of = \"public-talks\"\n\
                changes = [{{ date = 2025-01-01, note = \"canary change\" }}]\n{by}\n\
                delegations = [{{ side = \"Canary side\", level = \"canary level\", members = [\"Canary member\", \"Sergei Lavrov\"] }}]\n\
                agenda = [{{ title = \"Canary agenda\", decision = \"canary\", notes = \"canary\" }}]\n\
                outcomes = [{{ text = \"Canary outcome\", kind = \"agreement\", by = \"Sergei Lavrov\", due = 2019-04-01, met_by = \"public-talks\" }}]\n\
                sources = [{{ id = \"canary-source\", title = \"Canary source\", outlet = \"Canary outlet\", author = \"Canary\", note = \"canary\" }}]\n\
                claims = [{{ text = \"Canary claim\", by = \"Sergei Lavrov\", sources = [\"canary-source\"], field = \"duration\", value = \"canary\" }}]\n\
                documents = [{{ title = \"Canary document\", file = \"Canary Paper.pdf\" }}]\n+++\n\n\
                ## Canary heading {{#canary-anchor}}\n\nCanary text, [canary link](https://canary.example/canary \"canary\"), [[public-talks|canary link text]],\n\
                [[Canary person]], [it](../../people/canary-person.md), ![canary alt](canary-image.png) and [a paper](Canary%20Paper.pdf).[^canary]\n\n\
                | Canary cell |\n| --- |\n| canary |\n\n```canary\ncanary\n```\n\n> [!NOTE]\n> Canary note\n\nCanary term\n: Canary definition\n\n- [ ] canary task\n\n\
                <b>canary</b> <!-- canary -->\n\n[^canary]: Canary footnote\n"
            ),
        )
        .file("content/briefings/secret/canary-image.png", "canary image")
        .file("content/briefings/secret/Canary Paper.pdf", "canary paper")
        .entity(
            "people/canary-person",
            &format!(
                "name = \"Canary person\"\nsort_name = \"Canary sort\"\naliases = [\"Canary alias\", {{ name = \"Canary other\", lang = \"de\" }}]\n\
                country = \"Canary country\"\nimage = \"../briefings/secret/canary-image.png\"\n\
                offices = [{{ title = \"Canary office\", organization = \"Canary ministry\" }}]\nsummary = \"Canary summary\"\nformer_urls = [\"canary-person-former.html\"]\n{by}"
            ),
            "Canary text on [[public-talks]].",
        )
        .entity("organizations/canary-body", &format!("name = \"Canary body\"\n{by}"), "Canary text.")
        .entity("venues/canary-venue", &format!("name = \"Canary venue\"\nwithin = \"Canary place around\"\n{by}"), "Canary text.")
        .entity("series/canary-series", &format!("name = \"Canary series\"\n{by}"), "Canary text.")
        .entity("outlets/canary-outlet", &format!("name = \"Canary outlet\"\nowner = \"Canary owner\"\n{by}"), "Canary text.")
        .entity("topics/canary-topic", &format!("name = \"Canary topic\"\n{by}"), "Canary text.")
        .page("canary-page", &format!("title = \"Canary page\"\n{by}"), "Canary text on [[public-talks]] and [[Sergei Lavrov]].")
}

const EMBARGO: &str = "embargo = 2999-01-01T00:00:00Z";
const WAYS: [&str; 5] = [
    "draft = true",
    EMBARGO,
    "embargo = 2999-01-01",
    "draft = true\nembargo = 1999-01-01",
    "embargo = 1999-01-01T12:00:00+03:00",
];

/// Returns every place of the output, Chancery's own files too, that holds the canary.
fn leaks(archive: &Archive) -> Vec<String> {
    let mut found = Vec::new();
    for path in support::Snapshot::of(&archive.public()).0.into_keys() {
        let text = String::from_utf8_lossy(
            &fs::read(archive.public().join(&path)).expect("a readable file"),
        )
        .to_lowercase();
        if let Some(at) = text.find(CANARY) {
            let around: String = text[at..].chars().take(40).collect();
            found.push(format!("{path}: {around:?}"));
        }
        if path.to_lowercase().contains(CANARY) {
            found.push(path);
        }
    }
    found.extend(
        support::folders(&archive.public()).into_iter().filter(|folder| folder.contains(CANARY)),
    );
    found
}

#[test]
fn nothing_of_a_withheld_page_is_in_any_output() {
    for by in WAYS {
        let archive = withheld(by).built();
        assert_eq!(leaks(&archive), [""; 0], "{by}");
    }
}

#[test]
fn the_output_is_that_of_an_archive_without_the_withheld_pages() {
    let without = withheld("draft = true");
    for file in [
        "content/briefings/secret",
        "content/organizations",
        "content/people",
        "content/venues",
        "content/series",
        "content/topics",
        "content/outlets",
        "content/pages",
    ] {
        fs::remove_dir_all(without.path(file)).unwrap();
    }
    let without = without.built().outputs();
    for by in WAYS {
        support::assert_same(&withheld(by).built().outputs(), &without, by);
    }
}

#[test]
fn the_canaries_are_there_when_they_are_shown() {
    // The opposite, so that the tests above look where there is something to find.
    let archive = withheld("draft = true");
    assert_eq!(mistakes(&archive.build_for(Audience { drafts: true, at: None })), "");
    let outputs = archive.outputs();
    for path in [
        "briefings/canary-briefing.html",
        "people/canary-person.html",
        "organizations/canary-body.html",
        "venues/canary-venue.html",
        "series/canary-series.html",
        "topics/canary-topic.html",
        "outlets/canary-outlet.html",
        "organizations/canary-side.html",
        "canary-page.html",
        "files/briefings/secret/canary-image.png",
        "files/briefings/secret/canary-paper.pdf",
        "canary-former.html",
        "canary/index.html",
        "canary-person-former.html",
    ] {
        assert!(outputs.contains_key(path), "{path} among {:#?}", outputs.keys());
    }
    let page = archive.html("briefings/canary-briefing.html").text().to_lowercase();
    for word in [
        "canary title",
        "canary date text",
        "canary summary",
        "canary venue",
        "canary series",
        "canary topic",
        "canary role",
        "canary body alone",
        "canary heading",
        "canary link text",
        "canary footnote",
        "canary cell",
        "canary note",
        "canary definition",
        "canary task",
        "canary change",
        "canary document",
        "canary claim",
        "canary outlet",
        "canary source",
        "canary outcome",
        "canary agenda",
        "canary member",
        "canary side",
        "canary author",
        "canary/1",
        "canary hours",
    ] {
        assert!(page.contains(word), "{word} in {page}");
    }
    assert!(archive.html("briefings/public-talks.html").text().contains("canary link text"));
}

#[test]
fn drafts_are_gone_from_an_output_that_showed_them() {
    let archive = withheld("draft = true");
    archive.build_for(Audience { drafts: true, at: None });
    assert_ne!(leaks(&archive), [""; 0]);
    archive.build();
    assert_eq!(leaks(&archive), [""; 0]);
}

/// Published pages that refer to what is withheld in every way, without the canary in the words
/// that they publish themselves.
fn referring(by: &str) -> Archive {
    withheld(by)
        .briefing(
            "refers",
            "title = \"A briefing that refers\"\nvenue = [\"Canary venue\", \"canary-venue\", \"Riyadh\"]\nseries = \"Canary series\"\n\
             topics = [\"canary-topic\", \"CANARY  topic\", \"Visas\"]\n\
             participants = [\"Canary person\", \"canary-person\", \"Canary alias\", { name = \"CANARY OTHER\", role = \"Canary role in public\" }, \
             { name = \"Maria Zakharova\", organization = \"Canary body\", side = \"canary-body\", on_behalf_of = \"Canary body\" }, { organization = \"Canary body\" }]\n\
             follows = \"canary-briefing\"\nreplaces = [\"canary-briefing\"]\nrelated = \"canary-briefing\"\ntranslation_of = \"canary-briefing\"\n\
             delegations = [{ side = \"Canary body\", members = [\"Canary person\"] }, { side = \"Public side\", organization = \"canary-body\" }]\n\
             outcomes = [{ text = \"Public outcome\", by = [\"Canary person\", \"Canary body\"], met_by = \"canary-briefing\" }]\n\
             sources = [{ title = \"Public source\", outlet = \"Canary outlet\" }]\n\
             claims = [{ text = \"Public claim\", by = \"Canary alias\" }]",
            "One [[canary-briefing]] here. Two [[canary-briefing|a shown text]] here. Three [[briefings/canary-briefing]] here.\n\
             Four [[Canary person]] here. Five [[people/canary-person#canary-anchor|five]] here. Six [six](secret/canary-briefing.md#canary-anchor) here.\n\
             Seven [](secret/canary-briefing.md) here. Eight [[canary-page]] here. Nine [[Canary alias]] here.\n\n\
             - [[canary-topic]]\n\n| [[canary-series]] |\n| --- |\n| [[canary-venue]] |\n\nNote[^n]\n\n[^n]: See [[canary-body]].",
        )
        .entity("people/sergei-lavrov", "name = \"Sergei Lavrov\"\ncountry = \"Canary body\"\noffices = [{ title = \"Minister\", organization = \"canary-body\" }]", "See [[canary-person]].")
        .entity("venues/riyadh", "name = \"Riyadh\"\nwithin = \"canary-venue\"", "See [it](canary-venue.md).")
        .file("content/index.md", "Begin with [[canary-briefing]] or [[canary-page]].\n")
        .page("about", "title = \"About\"", "See [the page](canary-page.md) and [[canary-person]].")
}

#[test]
fn a_reference_to_a_withheld_page_is_a_warning_and_is_left_out() {
    for by in ["draft = true", EMBARGO] {
        let archive = referring(by);
        let report = archive.build();
        assert_eq!(rules(&report), ["withheld-reference"], "{}", mistakes(&report));
        assert_eq!(report.diagnostics.len(), WARNINGS, "{}", mistakes(&report));
        assert!(report.summary.is_some());
        assert_eq!(leaks(&archive), [""; 0], "{by}");
    }
}

/// The references in `referring`: those in the front matter of the briefing, those in its text, three
/// of the person, and two each of the venue, the home page and the free page.
const WARNINGS: usize = 25 + 13 + 9;

/// Published pages that refer to what is withheld by every key that can.
fn referring_by_every_key(by: &str) -> Archive {
    referring(by)
        .briefing(
            "refers-too",
            "title = \"Another that refers\"\nvenue = \"Canary venue\"\nseries = \"canary-series\"\npart_of = \"canary-briefing\"\n\
             participants = [{ name = \"Bo Li\", organization = \"Canary body\", side = \"CANARY BODY\", on_behalf_of = \"canary-body\" }, \
             { organization = \"canary-body\", role = \"Observer\" }, { organization = \"Red Cross\", side = \"Canary body\" }]\n\
             delegations = [{ side = \"Canary body\", organization = \"Public ministry\", level = \"public level\" }, \
             { side = \"canary-body\", organization = \"Canary body\" }, \
             { side = \"canary-body\", organization = \"Second ministry\", members = [\"Cy Ode\", { name = \"Canary person\", role = \"Deputy\" }, { name = \"Dee Roy\", organization = \"Own body\" }] }, \
             { side = \"Second side\", organization = \"Canary body\", members = [\"Canary alias\", { name = \"Eve Poe\", side = \"Canary body\" }] }]\n\
             outcomes = [{ text = \"Second outcome\", by = [\"Fay Orr\", \"canary-body\", \"Canary person\", \"Gus Ash\"] }]\n\
             claims = [{ text = \"Second claim\", by = \"canary-body\" }]\n\
             documents = [{ title = \"First document\", file = \"secret/canary-briefing.md\" }, { title = \"Second document\", file = \"a.pdf\" }]",
            "Text.",
        )
        .file("content/briefings/a.pdf", "a")
        .entity("people/ana", "name = \"Ana Diaz\"\nimage = \"canary-person.md\"\ntranslation_of = \"canary-person\"\n\
             offices = [{ title = \"First\", organization = \"Canary body\" }, { title = \"Second\", organization = \"Red Cross\" }, { title = \"Third\" }]", "")
        .entity("organizations/mission", "name = \"Mission\"\nparent = \"Canary body\"\ncountry = \"Canary body\"\npredecessor = \"canary-body\"\nsuccessor = \"Canary body\"\ntranslation_of = \"canary-body\"", "")
        .entity("series/round", "name = \"Round\"\nparties = [\"Canary body\", \"Second side\"]\ntranslation_of = \"canary-series\"", "")
        .entity("topics/flights", "name = \"Flights\"\nbroader = \"Canary topic\"", "")
        .entity("outlets/paper", "name = \"Paper\"\ncountry = \"Canary body\"\nowner = \"canary-body\"", "")
        .page("more", "title = \"More\"\ntranslation_of = \"canary-page\"", "")
}

#[test]
fn no_output_holds_what_is_withheld_whatever_becomes_of_the_messages() {
    const ALL: &str = "[outputs]\nsqlite = true\n";
    for by in ["draft = true", EMBARGO] {
        for (settings, rules_shown) in [
            ("title = \"The archive\"\n", &["withheld-reference"][..]),
            ("title = \"The archive\"\nrules = { withheld-reference = \"off\" }\n", &[]),
            ("title = \"The archive\"\nrules = { withheld-reference = \"note\" }\n", &[]),
        ] {
            let archive = referring_by_every_key(by).file("archive.toml", [settings, ALL].concat());
            let report = archive.build();
            assert_eq!(rules(&report), rules_shown, "{by}, {settings}: {}", mistakes(&report));
            assert_eq!(leaks(&archive), [""; 0], "{by}, {settings}");
            assert_is_whole(&archive);
        }
        let allowed = referring_by_every_key(by)
            .file("archive.toml", ["title = \"The archive\"\n", ALL].concat());
        for path in support::Snapshot::of(&allowed.path("content")).0.into_keys() {
            let path = format!("content/{path}");
            let text = fs::read(allowed.path(&path)).expect("a readable file");
            if let Some(rest) = text.strip_prefix(b"+++\n") {
                let allow = b"+++\nallow = [\"withheld-reference\"]\n";
                allowed.write(&path, [&allow[..], rest].concat());
            }
        }
        let report = allowed.build();
        let files = report.diagnostics.iter().filter_map(|diagnostic| diagnostic.locations.first());
        let files: Vec<&str> = files.map(|place| &*place.path).collect();
        // The home page has no front matter to allow it in.
        assert_eq!(files, ["content/index.md"; 2], "{}", mistakes(&report));
        assert_eq!(leaks(&allowed), [""; 0], "{by}");
        assert_is_whole(&allowed);
    }
}

/// Holds `archive.json` to its schema, and looks for what published pages say beside their references
/// to what is withheld.
fn assert_is_whole(archive: &Archive) {
    let json = |path: &str| -> Value {
        let bytes = fs::read(archive.public().join(path)).expect("an output");
        serde_json::from_slice(&bytes).expect("JSON")
    };
    let records = json("archive.json");
    let schema = jsonschema::draft202012::new(&json("archive.schema.json")).expect("a schema");
    let errors: Vec<String> = schema
        .iter_errors(&records)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert_eq!(errors, [""; 0]);
    let text = records.to_string();
    for word in [
        "Riyadh",
        "Visas",
        "Maria Zakharova",
        "Public side",
        "Public outcome",
        "Public source",
        "Public claim",
        "Bo Li",
        "Red Cross",
        "Public ministry",
        "public level",
        "Second ministry",
        "Cy Ode",
        "Dee Roy",
        "Own body",
        "Second side",
        "Eve Poe",
        "Second outcome",
        "Fay Orr",
        "Gus Ash",
        "Second claim",
        "Second document",
        "First",
        "Third",
    ] {
        assert!(text.contains(word), "{word} in {text}");
    }
    for word in ["Observer", "Deputy", "First document"] {
        assert!(!text.contains(word), "{word} in {text}");
    }
    let page = archive.html("briefings/refers-too.html").text();
    for word in ["Bo Li", "Public ministry", "Cy Ode", "Eve Poe", "Fay Orr", "Gus Ash"] {
        assert!(page.contains(word), "{word} in {page}");
    }
    for word in ["Observer", "Deputy"] {
        assert!(!page.contains(word), "{word} in {page}");
    }
}

#[test]
fn the_text_of_a_link_to_a_withheld_page_stays() {
    let archive = referring("draft = true");
    archive.build();
    let page = archive.html("briefings/refers.html");
    let text = page.text();
    for kept in [
        "Two a shown text here.",
        "Five five here.",
        "Six six here.",
        "Maria Zakharova",
        "Public side",
        "Public outcome",
        "Public source",
        "Public claim",
        "Riyadh",
        "Visas",
    ] {
        assert!(text.contains(kept), "{kept} in {text}");
    }
    for gone in ["One here.", "Three here.", "Seven here."] {
        assert!(text.contains(gone), "{gone} in {text}");
    }
    assert!(page.links().iter().all(|(to, _)| !to.contains(CANARY)));
}

#[test]
fn an_image_of_a_withheld_page_is_published_where_a_published_page_shows_it() {
    let archive = Archive::new()
        .briefing("secret", "draft = true", "![A](a.png) ![B](b.png) [C](/c.pdf)")
        .briefing("public", "", "![A](a.png)")
        .file("content/briefings/a.png", "a")
        .file("content/briefings/b.png", "b")
        .file("static/c.pdf", "c")
        .built();
    assert!(archive.has("files/briefings/a.png") && archive.has("c.pdf"));
    assert!(!archive.has("files/briefings/b.png"));
}

#[test]
fn an_embargo_ends_at_its_moment_and_only_for_a_build_that_is_told() {
    let shown = |embargo: &str, settings: &str, at: &str| {
        let archive = Archive::new()
            .file("archive.toml", format!("title = \"A\"\n{settings}\n"))
            .briefing("a", &format!("embargo = {embargo}"), "");
        let at = Some(at.parse().expect("a moment"));
        archive.build_for(Audience { drafts: false, at });
        archive.has("briefings/a.html")
    };
    let mut table = Table::new();
    for (embargo, settings, at, expected) in [
        ("2025-03-01T09:00:00Z", "", "2025-03-01T08:59:59Z", false),
        ("2025-03-01T09:00:00Z", "", "2025-03-01T09:00:00Z", true),
        ("2025-03-01T09:00:00Z", "", "2025-03-02", true),
        ("2025-03-01T09:00:00Z", "", "2025-03-01", false),
        ("2025-03-01T09:00:00+03:00", "", "2025-03-01T06:00:00Z", true),
        ("2025-03-01T09:00:00+03:00", "", "2025-03-01T05:59:59Z", false),
        ("2025-03-01 09:00:00Z", "", "2025-03-01T09:00:00Z", true),
        ("2025-03-01T09:00:00.5Z", "", "2025-03-01T09:00:00.4Z", false),
        ("2025-03-01T09:00:00.5Z", "", "2025-03-01T09:00:00.5Z", true),
        ("2025-03-01T09:00:00", "", "2025-03-01T09:00:00Z", true),
        ("2025-03-01", "", "2025-03-01T00:00:00Z", true),
        ("2025-03-01", "", "2025-02-28T23:59:59Z", false),
        // Local moments are of the archive's zone: Istanbul is three hours ahead.
        ("2025-03-01T09:00:00", "tz = \"Europe/Istanbul\"", "2025-03-01T06:00:00Z", true),
        ("2025-03-01T09:00:00", "tz = \"Europe/Istanbul\"", "2025-03-01T05:59:59Z", false),
        ("2025-03-01T06:00:00Z", "tz = \"Europe/Istanbul\"", "2025-03-01T09:00:00", true),
        ("2025-03-01T06:00:00Z", "tz = \"Europe/Istanbul\"", "2025-03-01T08:59:59", false),
        ("2025-03-01", "tz = \"Europe/Istanbul\"", "2025-02-28T21:00:00Z", true),
        // In a gap of summer time.
        ("2025-03-30T02:30:00", "tz = \"Europe/Berlin\"", "2025-03-30T01:30:00Z", true),
        ("2025-03-30T02:30:00", "tz = \"Europe/Berlin\"", "2025-03-30T00:59:59Z", false),
    ] {
        let found = shown(embargo, settings, at);
        let outcome = if found == expected { Ok(()) } else { Err(format!("shown: {found}")) };
        table.case(format!("{embargo} {settings} at {at}"), outcome);
    }
    table.end(19);
}

#[test]
fn neither_an_embargo_nor_a_draft_ends_by_the_other_s_option() {
    for (front, drafts, at, expected) in [
        ("draft = true", false, Some("2999-01-01"), false),
        ("draft = true", true, None, true),
        ("embargo = 1999-01-01", true, None, false),
        ("embargo = 1999-01-01", false, None, false),
        ("embargo = 1999-01-01", false, Some("2000-01-01"), true),
        ("draft = true\nembargo = 1999-01-01", false, Some("2000-01-01"), false),
        ("draft = true\nembargo = 1999-01-01", true, Some("2000-01-01"), true),
        ("draft = true\nembargo = 2999-01-01", true, None, false),
        ("draft = true\nembargo = 2999-01-01", true, Some("2000-01-01"), false),
        ("draft = false", false, None, true),
    ] {
        let archive = Archive::new().briefing("a", front, "");
        archive.build_for(Audience { drafts, at: at.map(|at| at.parse().expect("a moment")) });
        assert_eq!(
            archive.has("briefings/a.html"),
            expected,
            "{front}, drafts: {drafts}, at: {at:?}"
        );
    }
}

#[test]
fn the_program_takes_both_options() {
    let archive = Archive::new().briefing("a", "draft = true", "").briefing(
        "b",
        "embargo = 2025-03-01T09:00:00Z",
        "",
    );
    for (arguments, a, b) in [
        (&["build"][..], false, false),
        (&["build", "--drafts"], true, false),
        (&["build", "--at", "2025-03-01T09:00:00Z"], false, true),
        (&["build", "--at", "2025-02-01", "--drafts"], true, false),
        (&["build", "--at", "2026-01-01", "--drafts"], true, true),
        (&["build"], false, false),
    ] {
        archive.run(arguments).exits(0);
        assert_eq!(
            (archive.has("briefings/a.html"), archive.has("briefings/b.html")),
            (a, b),
            "{arguments:?}"
        );
    }
}

#[test]
fn the_text_of_the_home_page_can_be_withheld() {
    let archive = Archive::new().file(
        "content/index.md",
        support::page("title = \"Canary\"\nsummary = \"Canary\"\ndraft = true", "Canary"),
    );
    assert_eq!(mistakes(&archive.build()), "");
    assert_eq!(leaks(&archive), [""; 0]);
    assert_eq!(archive.html("index.html").one("h1").text, "The archive");
}

#[test]
fn a_published_page_may_have_the_id_and_the_name_of_a_withheld_one() {
    let report = |archive: &Archive| -> (Report, BTreeMap<String, Vec<u8>>) {
        let report = archive.build_with(&Request { ..archive.request() }).expect("a build");
        (report, archive.outputs())
    };
    let archive = Archive::new()
        .file(
            "content/briefings/old/talks.md",
            support::briefing("talks", "title = \"Canary\"\ndraft = true", "Canary"),
        )
        .file(
            "content/briefings/new/talks.md",
            support::briefing(
                "talks",
                "title = \"New\"\nparticipants = [\"Ana Diaz\"]",
                "[[talks]]",
            ),
        )
        .entity("people/ana-diaz", "name = \"Ana Diaz\"", "")
        .entity("people/canary", "name = \"Ana Diaz\"\ndraft = true", "");
    let (report, outputs) = report(&archive);
    assert_eq!(mistakes(&report), "");
    assert!(
        outputs.contains_key("briefings/talks.html")
            && outputs.contains_key("people/ana-diaz.html")
    );
    assert_eq!(leaks(&archive), [""; 0]);
    assert!(archive.html("briefings/talks.html").links_to("people/ana-diaz.html"));
}

#[test]
fn records_that_are_linked_again_still_hold_what_was_withheld_before() {
    let archive = referring_by_every_key("draft = true");
    let mut diagnostics = Vec::new();
    let sources = source::load(archive.root()).expect("an archive").value;
    let config = config::parse(&sources).report_to(&mut diagnostics);
    let settings = Settings { vocabularies: &config.vocabularies, html: config.html };
    let parsed = sources
        .read_content(true, |path, text, _| parse(path, text, settings))
        .expect("readable files");
    // The front matter of a briefing and of a person.
    let front_matter = |audience: Audience| -> [String; 2] {
        let linked = link(parsed.clone(), &sources, &config, audience).value;
        let has_id = |briefing: &&LinkedBriefing| briefing.record.head.id.as_str() == "refers-too";
        let briefing = linked.briefings.iter().find(has_id).expect("a briefing");
        let ana = linked.entity_of_id(EntityKind::Person, "ana").expect("a person");
        let ana = linked.entity(ana).record.as_ref().expect("a file");
        let of_ana = format!("{:?} {:?} {:?}", ana.facts, ana.names, ana.head.common);
        [format!("{:?}", briefing.record.keys), of_ana].map(|text| text.to_lowercase())
    };
    let names_withheld = |text: String| text.contains(CANARY);
    let everything = Audience { drafts: true, at: None };
    for (audience, expected) in
        [(everything, true), (Audience::default(), false), (everything, true)]
    {
        assert_eq!(front_matter(audience).map(names_withheld), [expected; 2], "{audience:?}");
    }
}
