//! Whatever is edited, building again gives what a clean build gives, byte for byte; and an edit
//! changes the pages that it is about, and few others.
//!
//! `CHANCERY_CASES=1000` runs more sequences of edits than the usual 40.

mod support;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use support::{Archive, assert_same, folders, mistakes, outputs, page};

/// One edit of an archive. Numbers choose among a few names, so that edits meet.
#[derive(Clone, Debug)]
enum Edit {
    Briefing {
        slot: usize,
        date: usize,
        names: Vec<usize>,
        links: Vec<usize>,
        draft: bool,
        image: bool,
    },
    MoveBriefing {
        slot: usize,
        folder: usize,
    },
    RenameBriefing {
        slot: usize,
        to: usize,
        keep_url: bool,
    },
    RemoveBriefing {
        slot: usize,
    },
    ToggleDraft {
        slot: usize,
    },
    Retitle {
        slot: usize,
        title: usize,
    },
    Entity {
        kind: usize,
        slot: usize,
        name: usize,
        aliases: Vec<usize>,
        within: Option<usize>,
        draft: bool,
    },
    RenameEntity {
        kind: usize,
        slot: usize,
        to: usize,
    },
    RemoveEntity {
        kind: usize,
        slot: usize,
    },
    Page {
        slot: usize,
        title: usize,
    },
    RemovePage {
        slot: usize,
    },
    Home {
        text: usize,
    },
    Image {
        content: usize,
    },
    Static {
        path: usize,
        content: usize,
    },
    RemoveStatic {
        path: usize,
    },
    Template {
        which: usize,
        content: usize,
    },
    RemoveTemplate {
        which: usize,
    },
    Settings {
        title: usize,
        base_url: bool,
        lang: usize,
    },
    /// Not an edit of the archive, but of what was built.
    ByHand {
        file: usize,
        how: usize,
    },
}

const DATES: [&str; 9] = [
    "2014-03-09",
    "2014-03-10",
    "2014-03",
    "2014",
    "201X",
    "2015-01-01",
    "2014-12/2015-02",
    "[2014-12-30..2015-01-02]",
    "1999-12-31",
];
/// Names that fold together, make twins, or are the ID of another.
const NAMES: [&str; 9] = [
    "Ana Díaz",
    "Ana Diaz",
    "ANA DÍAZ",
    "ana-diaz",
    "Сергей Лавров",
    "Сергеи\u{306} Лавров",
    "…",
    "Index",
    "p-1",
];
const KINDS: [&str; 5] = ["people", "organizations", "venues", "series", "topics"];
const STATIC: [&str; 6] =
    ["report", "report/a.txt", "report/b/c.txt", "a b/ü.pdf", ".well-known/x", "robots.txt"];
const TEMPLATES: [(&str, [&str; 3]); 5] = [
    (
        "briefing.html",
        [
            "{% extends \"chancery/briefing.html\" %}{% block body %}1{{ super() }}{% endblock %}",
            "<p>{{ head.title }}</p>",
            "{{ not closed",
        ],
    ),
    (
        "parts/row.html",
        [
            "<li>{{ briefing.title }}</li>",
            "<li>{{ briefing.date }}</li>",
            "<li>{{ briefing.nothing.at.all }}</li>",
        ],
    ),
    ("parts/footer.html", ["<footer>1</footer>", "<footer>2 {{ site.title }}</footer>", "{{ x"]),
    ("assets/style.css", ["a{}", "b{}", "c{}"]),
    ("404.html", ["<p>None</p>", "<p>{{ site.title }}</p>", "<p>{{ site.nothing.at.all }}</p>"]),
];

fn edits() -> impl Strategy<Value = Edit> {
    let slot = || 0..6_usize;
    let few = |n: usize| prop::collection::vec(0..n, 0..4);
    prop_oneof![
        6 => (slot(), 0..DATES.len(), few(NAMES.len()), few(6), prop::bool::weighted(0.15), any::<bool>())
            .prop_map(|(slot, date, names, links, draft, image)| Edit::Briefing { slot, date, names, links, draft, image }),
        1 => (slot(), 0..3_usize).prop_map(|(slot, folder)| Edit::MoveBriefing { slot, folder }),
        2 => (slot(), slot(), any::<bool>()).prop_map(|(slot, to, keep_url)| Edit::RenameBriefing { slot, to, keep_url }),
        2 => slot().prop_map(|slot| Edit::RemoveBriefing { slot }),
        2 => slot().prop_map(|slot| Edit::ToggleDraft { slot }),
        2 => (slot(), 0..4_usize).prop_map(|(slot, title)| Edit::Retitle { slot, title }),
        4 => (0..KINDS.len(), 0..3_usize, 0..NAMES.len(), few(NAMES.len()), prop::option::of(0..3_usize), prop::bool::weighted(0.15))
            .prop_map(|(kind, slot, name, aliases, within, draft)| Edit::Entity { kind, slot, name, aliases, within, draft }),
        1 => (0..KINDS.len(), 0..3_usize, 0..3_usize).prop_map(|(kind, slot, to)| Edit::RenameEntity { kind, slot, to }),
        2 => (0..KINDS.len(), 0..3_usize).prop_map(|(kind, slot)| Edit::RemoveEntity { kind, slot }),
        1 => (0..2_usize, 0..4_usize).prop_map(|(slot, title)| Edit::Page { slot, title }),
        1 => (0..2_usize).prop_map(|slot| Edit::RemovePage { slot }),
        1 => (0..3_usize).prop_map(|text| Edit::Home { text }),
        1 => (0..3_usize).prop_map(|content| Edit::Image { content }),
        2 => (0..STATIC.len(), 0..3_usize).prop_map(|(path, content)| Edit::Static { path, content }),
        1 => (0..STATIC.len()).prop_map(|path| Edit::RemoveStatic { path }),
        2 => (0..TEMPLATES.len(), 0..3_usize).prop_map(|(which, content)| Edit::Template { which, content }),
        2 => (0..TEMPLATES.len()).prop_map(|which| Edit::RemoveTemplate { which }),
        1 => (0..3_usize, any::<bool>(), 0..3_usize).prop_map(|(title, base_url, lang)| Edit::Settings { title, base_url, lang }),
        2 => (0..100_usize, 0..4_usize).prop_map(|(file, how)| Edit::ByHand { file, how }),
    ]
}

/// The sources of an archive, by path.
type Files = BTreeMap<String, String>;

/// Returns the path of a briefing, whatever folder it is in.
fn briefing_path(files: &Files, slot: usize) -> Option<String> {
    let name = format!("/b-{slot}.md");
    files
        .keys()
        .find(|path| path.starts_with("content/briefings/") && path.ends_with(&name))
        .cloned()
}

impl Edit {
    fn apply(&self, files: &mut Files) {
        match self {
            Self::Briefing { slot, date, names, links, draft, image } => {
                let path = briefing_path(files, *slot)
                    .unwrap_or_else(|| format!("content/briefings/{}/b-{slot}.md", slot % 2));
                let of = |i: usize| names.get(i).map(|name| NAMES[*name]);
                let mut front = format!(
                    "title = \"No. {slot}\"\ndate = \"{}\"\ndraft = {draft}\n",
                    DATES[*date]
                );
                let people: Vec<String> =
                    names.iter().map(|name| format!("{:?}", NAMES[*name])).collect();
                let _ = writeln!(front, "participants = [{}]", people.join(", "));
                for (i, key) in ["venue", "series"].iter().enumerate() {
                    if let Some(name) = of(i) {
                        let _ = writeln!(front, "{key} = {name:?}");
                    }
                }
                let mut body = String::from("## Heading\n\nText.\n");
                // Of people and places that took part, and of one that did not.
                for name in names.iter().chain([slot]) {
                    let _ = writeln!(body, "It speaks of {}.", NAMES[*name]);
                }
                // To what is there now; it may go later.
                let known: Vec<usize> =
                    (0..6).filter(|slot| briefing_path(files, *slot).is_some()).collect();
                for link in links.iter().filter(|_| !known.is_empty()) {
                    let _ = writeln!(body, "See [[b-{}]] there.", known[link % known.len()]);
                }
                if *image && files.contains_key("content/briefings/a.png") {
                    body += "\n![A](../a.png)\n";
                }
                files.insert(path, page(&front, &body));
            }
            Self::MoveBriefing { slot, folder } => {
                if let Some(text) = briefing_path(files, *slot).and_then(|path| files.remove(&path))
                {
                    files.insert(format!("content/briefings/{folder}/b-{slot}.md"), text);
                }
            }
            Self::RenameBriefing { slot, to, keep_url } => {
                let free = briefing_path(files, *to).is_none();
                if let Some(text) = briefing_path(files, *slot)
                    .filter(|_| free)
                    .and_then(|path| files.remove(&path))
                {
                    let kept = format!("former_urls = [\"briefings/b-{slot}.html\"]\n+++\n\n#");
                    let text = if *keep_url && !text.contains("former_urls") {
                        text.replacen("+++\n\n#", &kept, 1)
                    } else {
                        text
                    };
                    files.insert(format!("content/briefings/{}/b-{to}.md", to % 2), text);
                    for text in files.values_mut() {
                        *text = text.replace(&format!("[[b-{slot}]]"), &format!("[[b-{to}]]"));
                    }
                }
            }
            Self::RemoveBriefing { slot } => {
                if let Some(path) = briefing_path(files, *slot) {
                    files.remove(&path);
                    if slot % 3 > 0 {
                        // Most authors mend the links to what they take away.
                        files
                            .values_mut()
                            .for_each(|text| *text = text.replace(&format!("[[b-{slot}]]"), "it"));
                    }
                }
            }
            Self::ToggleDraft { slot } => {
                if let Some(text) =
                    briefing_path(files, *slot).and_then(|path| files.get_mut(&path))
                {
                    *text = match text.contains("draft = true") {
                        true => text.replace("draft = true", "draft = false"),
                        false => text.replace("draft = false", "draft = true"),
                    };
                }
            }
            Self::Retitle { slot, title } => {
                if let Some(text) =
                    briefing_path(files, *slot).and_then(|path| files.get_mut(&path))
                {
                    let (first, rest) = text
                        .split_once('\n')
                        .and_then(|(_, rest)| rest.split_once('\n'))
                        .unwrap_or_default();
                    debug_assert!(first.starts_with("title"));
                    *text = format!("+++\ntitle = \"Title {title}\"\n{rest}");
                }
            }
            Self::Entity { kind, slot, name, aliases, within, draft } => {
                let aliases: Vec<String> =
                    aliases.iter().map(|alias| format!("{:?}", NAMES[*alias])).collect();
                let mut front = format!(
                    "name = {:?}\naliases = [{}]\ndraft = {draft}\n",
                    NAMES[*name],
                    aliases.join(", ")
                );
                match (KINDS[*kind], within) {
                    ("venues", Some(other)) if other != slot => {
                        _ = writeln!(front, "within = \"p-{other}\"")
                    }
                    ("people", Some(other)) => _ = writeln!(front, "country = \"p-{other}\""),
                    _ => {}
                }
                files.insert(
                    format!("content/{}/p-{slot}.md", KINDS[*kind]),
                    page(&front, &format!("It is not {}.", NAMES[(name + 1) % NAMES.len()])),
                );
            }
            Self::RenameEntity { kind, slot, to } => {
                if let Some(text) = files.remove(&format!("content/{}/p-{slot}.md", KINDS[*kind])) {
                    files.insert(format!("content/{}/p-{to}.md", KINDS[*kind]), text);
                }
            }
            Self::RemoveEntity { kind, slot } => {
                _ = files.remove(&format!("content/{}/p-{slot}.md", KINDS[*kind]))
            }
            Self::Page { slot, title } => {
                _ = files.insert(
                    format!("content/pages/page-{slot}.md"),
                    page(&format!("title = \"Page {title}\""), "A page."),
                )
            }
            Self::RemovePage { slot } => _ = files.remove(&format!("content/pages/page-{slot}.md")),
            Self::Home { text } => {
                _ = files.insert(
                    "content/index.md".into(),
                    ["", "Welcome.\n", "Welcome to [[b-0]].\n"][*text].into(),
                )
            }
            Self::Image { content } => {
                _ = files.insert("content/briefings/a.png".into(), format!("image {content}"))
            }
            Self::Static { path, content } => {
                let path = format!("static/{}", STATIC[*path]);
                // A file takes the place of a folder, and a folder that of a file.
                files.retain(|other, _| {
                    !other.starts_with(&format!("{path}/"))
                        && !path.starts_with(&format!("{other}/"))
                });
                files.insert(path, format!("static {content}"));
            }
            Self::RemoveStatic { path } => _ = files.remove(&format!("static/{}", STATIC[*path])),
            Self::Template { which, content } => {
                let (path, contents) = TEMPLATES[*which];
                files.insert(format!("templates/{path}"), contents[*content].into());
            }
            Self::RemoveTemplate { which } => {
                _ = files.remove(&format!("templates/{}", TEMPLATES[*which].0))
            }
            Self::Settings { title, base_url, lang } => {
                let base_url =
                    if *base_url { "base_url = \"https://archive.example/\"\n" } else { "" };
                files.insert(
                    "archive.toml".into(),
                    format!(
                        "title = \"Archive {title}\"\n{base_url}lang = \"{}\"\n",
                        ["en", "ar", "ru"][*lang]
                    ),
                );
            }
            Self::ByHand { .. } => {}
        }
    }

    /// Changes the output, where the edit is of that sort.
    fn by_hand(&self, public: &Path) {
        let Self::ByHand { file, how } = self else { return };
        let all: Vec<String> = outputs(public).into_keys().collect();
        let Some(path) = all.get(file % all.len().max(1)).map(|path| public.join(path)) else {
            return;
        };
        match how {
            0 => fs::remove_file(path).expect("a file"),
            1 => fs::write(path, "by hand").expect("a file"),
            2 => fs::remove_dir_all(
                path.parent().filter(|folder| *folder != public).unwrap_or(&public.join("people")),
            )
            .unwrap_or_default(),
            _ => fs::rename(&path, public.join("moved-by-hand"))
                .and_then(|()| fs::remove_file(public.join("moved-by-hand")))
                .expect("a file"),
        }
    }
}

/// Writes what differs between two states of the sources.
fn write_difference(archive: &Archive, before: &Files, after: &Files) {
    for path in before.keys().filter(|path| !after.contains_key(*path)) {
        archive.remove(path);
        let mut folder = archive.path(path);
        while folder.pop() && folder != archive.root() && fs::remove_dir(&folder).is_ok() {}
    }
    for (path, text) in after.iter().filter(|(path, text)| before.get(*path) != Some(text)) {
        archive.write(path, text);
    }
}

/// Applies edits one after the other, and compares after each what is there with a clean build.
/// Returns how many of the builds found no mistake.
fn rebuild(edits: &[Edit]) -> usize {
    let mut done = 0;
    let archive = Archive::new();
    let mut files =
        Files::from([("archive.toml".to_owned(), "title = \"The archive\"\n".to_owned())]);
    let mut last = BTreeMap::new();
    for (i, edit) in edits.iter().enumerate() {
        let before = files.clone();
        edit.apply(&mut files);
        write_difference(&archive, &before, &files);
        edit.by_hand(&archive.public());
        let by_hand = outputs(&archive.public());
        let context = format!("after edit {i}: {edit:?}");
        let report = archive
            .build_with(&archive.request())
            .unwrap_or_else(|error| panic!("{context}: {error:?}"));
        let clean = Archive::new();
        write_difference(&clean, &Files::new(), &files);
        let expected = clean.build();
        assert_eq!(mistakes(&report), mistakes(&expected), "{context}");
        if report.summary.is_some() {
            done += 1;
            last = clean.outputs();
            assert_same(&archive.outputs(), &last, &context);
            let empty: Vec<String> = folders(&archive.public())
                .into_iter()
                .filter(|folder| {
                    fs::read_dir(archive.public().join(folder)).unwrap().next().is_none()
                })
                .collect();
            assert_eq!(empty, [""; 0], "{context}: empty folders");
        } else {
            assert_same(&archive.outputs(), &by_hand, &format!("{context}, with mistakes"));
        }
    }
    assert!(last.is_empty() || last.contains_key("index.html"));
    done
}

#[test]
fn rebuilding_gives_what_a_clean_build_gives() {
    let cases =
        std::env::var("CHANCERY_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(40);
    let config =
        Config { cases, failure_persistence: None, max_shrink_iters: 300, ..Config::default() };
    let (all, done) = (Cell::new(0), Cell::new(0));
    let outcome = TestRunner::new(config).run(&prop::collection::vec(edits(), 1..14), |edits| {
        all.set(all.get() + edits.len());
        done.set(done.get() + rebuild(&edits));
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    // Edits that end in mistakes test that nothing changes; most must not.
    assert!(done.get() * 2 > all.get(), "{} of {} builds were done", done.get(), all.get());
}

#[test]
fn edits_that_once_went_wrong() {
    let briefing = |slot, names: &[usize]| Edit::Briefing {
        slot,
        date: 0,
        names: names.to_vec(),
        links: vec![],
        draft: false,
        image: false,
    };
    let entity = |kind, slot, name, draft| Edit::Entity {
        kind,
        slot,
        name,
        aliases: vec![],
        within: None,
        draft,
    };
    for edits in [
        // A folder in place of a file, and a file in place of a folder.
        vec![
            Edit::Static { path: 0, content: 0 },
            Edit::Static { path: 1, content: 0 },
            Edit::Static { path: 2, content: 0 },
            Edit::Static { path: 0, content: 1 },
        ],
        // A twin comes and goes.
        vec![briefing(0, &[0]), briefing(1, &[1]), Edit::RemoveBriefing { slot: 1 }],
        // A name is written otherwise, and its file comes and goes.
        vec![
            briefing(0, &[4]),
            briefing(1, &[5]),
            entity(0, 0, 4, false),
            entity(0, 0, 4, true),
            Edit::RemoveEntity { kind: 0, slot: 0 },
        ],
        // A rename with its old URL kept, back and forth.
        vec![
            briefing(0, &[]),
            Edit::RenameBriefing { slot: 0, to: 1, keep_url: true },
            briefing(0, &[]),
            Edit::RemoveBriefing { slot: 0 },
            Edit::RenameBriefing { slot: 1, to: 0, keep_url: true },
        ],
        // A mistake, something else, and the mistake mended.
        vec![
            briefing(0, &[0]),
            Edit::Template { which: 1, content: 2 },
            briefing(1, &[0]),
            Edit::ByHand { file: 3, how: 2 },
            Edit::RemoveTemplate { which: 1 },
        ],
    ] {
        rebuild(&edits);
    }
}

/// Makes an archive of 2,000 briefings over 36 years, in which names are shared unevenly.
fn large() -> Archive {
    let briefing = |i: usize| {
        let (year, month, day) = (1990 + i % 36, 1 + i / 36 % 12, 1 + i % 28);
        let front = format!(
            "title = \"Meeting {i}\"\ndate = {year}-{month:02}-{day:02}\nvenue = \"City {}\"\nseries = \"Series {}\"\ntopics = [\"Topic {}\", \"Common\"]\n\
             participants = [\"Person {}\", \"Person {}\", {{ organization = \"State {}\" }}]",
            i % 97,
            i % 137,
            i % 41,
            i % 301,
            i * 7 % 503,
            i % 13
        );
        (
            format!("content/briefings/{year}/b-{i}.md"),
            support::briefing("b", &front, &format!("After [[b-{}]].", (i + 1) % 2000)),
        )
    };
    Archive::new().files((0..2000).map(briefing))
}

#[test]
fn adding_one_briefing_to_2000_changes_at_most_60_pages() {
    let archive = large();
    assert_eq!(mistakes(&archive.build()), "");
    let mut table = support::Table::new();
    // Each takes the place of the one before: what that one changed is counted too.
    for (what, front) in [
        ("alone, in the middle", "date = 2010-05-05"),
        ("the latest of all", "date = 2030-01-01\nvenue = \"City 1\""),
        ("the earliest of all", "date = 1950-01-01\nvenue = \"City 1\""),
        (
            "with names that many share",
            "date = 2010-05-05\nvenue = [\"City 1\", \"City 2\"]\nseries = \"Series 1\"\ntopics = [\"Common\", \"Topic 1\"]\nparticipants = [\"Person 1\", \"Person 2\", \"Person 3\", { organization = \"State 1\" }]",
        ),
        (
            "with new names",
            "date = 2010-05-05\nvenue = \"New place\"\nseries = \"New series\"\ntopics = [\"New topic\"]\nparticipants = [\"New person\", { name = \"Another\", organization = \"New body\" }]",
        ),
        ("with a twin of a name", "date = 2010-05-05\nparticipants = [\"Pérson 1\"]"),
        ("of a rough month", "date = \"2010-05~\"\nvenue = \"City 1\""),
        ("of a decade", "date = \"201X\"\nvenue = \"City 1\""),
        ("that lasted months", "date = \"2010-05/2010-09\"\nvenue = \"City 1\""),
        ("that lasted years", "date = \"1995/2020\"\nvenue = \"City 1\""),
        ("of a century", "date = \"20XX\"\nvenue = \"City 1\""),
        ("with links", "date = 2010-05-05\nsummary = \"With [[b-1]].\""),
    ] {
        archive.write(
            "content/briefings/new.md",
            support::briefing("new", front, "It follows [[b-7]] and [[Person 1]]."),
        );
        let report = archive.build();
        let summary =
            report.summary.as_ref().unwrap_or_else(|| panic!("{what}: {}", mistakes(&report)));
        let pages: Vec<&str> = summary
            .written
            .iter()
            .map(|path| path.as_str())
            .filter(|path| path.ends_with(".html"))
            .collect();
        let outcome = match pages.len() {
            2..=60 => Ok(()),
            n => Err(format!("{n} pages changed, such as {:?}", &pages[..n.min(8)])),
        };
        table.case(what, outcome);
    }
    table.end(12);
}
