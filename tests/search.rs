//! The index of search: what a build makes of an archive, whatever is in it, and how little of it an
//! edit changes.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use support::Archive;

/// Returns the files of the index with their texts, by path below `search/`.
fn index(archive: &Archive) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let root = archive.public().join("search");
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of the index") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let below = path.strip_prefix(&root).expect("below").to_string_lossy().into_owned();
            files.insert(below, fs::read_to_string(&path).expect("a text"));
        }
    }
    files
}

/// Returns what a file of the index holds; its script is one call with JSON.
fn json(text: &str) -> serde_json::Value {
    let (_, rest) = text.split_once(',').expect("a call");
    serde_json::from_str(rest.trim_end().trim_end_matches(");")).expect("JSON")
}

fn generated(briefings: usize) -> Archive {
    (0..briefings).fold(Archive::new(), |archive, i| {
        archive.briefing(
            &format!("talks-{i}"),
            &format!("title = \"Talks {i}\"\ndate = 2020-01-{:02}\nvenue = \"City {}\"\nparticipants = [\"Person {}\"]", 1 + i % 28, i % 7, i % 11),
            &format!("The delegations discussed matter{} and question{}.", i % 50, i % 90),
        )
    })
}

/// Returns how many files of the index differ.
fn changed(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> usize {
    let paths = before.keys().chain(after.keys()).collect::<std::collections::BTreeSet<_>>();
    paths.into_iter().filter(|path| before.get(*path) != after.get(*path)).count()
}

#[test]
fn what_authors_write_can_do_the_index_no_harm() {
    for (what, title, body) in [
        ("a script", "</script><script>alert(1)</script>", "<b>\u{2028}</b>".to_owned()),
        ("a word of 100,000 letters", "Long", "x".repeat(100_000)),
        ("control characters", "Bell\\u0007", "a\u{1b}b\u{7}c".to_owned()),
        ("a right-to-left override", "\u{202e}txet", "\u{202e}abc".to_owned()),
        ("nothing but marks", "\u{301}\u{301}", "\u{301}".repeat(500)),
        ("a million words", "Million", "word ".repeat(1_000_000)),
    ] {
        let archive =
            Archive::new().briefing("a", &format!("title = \"{title}\"\ndate = 2020-01-01"), &body);
        assert_eq!(support::mistakes(&archive.build()), "", "{what}");
        let files = index(&archive);
        assert!(files.len() > 8, "{what}");
        for (path, text) in &files {
            assert!(!text.contains(['<', '\u{2028}', '\u{2029}', '\0']), "{what}: {path}");
            json(text);
            assert!(text.len() < 150_000, "{what}: {path} has {} bytes", text.len());
        }
    }
}

/// Returns what the files of a folder hold of records, by number.
fn by_number(files: &BTreeMap<String, String>, folder: &str) -> BTreeMap<String, String> {
    let files = files.iter().filter(|(path, _)| path.starts_with(folder));
    let held = files.flat_map(|(_, text)| json(text).as_object().expect("an object").clone());
    held.map(|(number, record)| (number, record.to_string())).collect()
}

#[test]
fn a_briefing_that_is_added_or_edited_changes_few_files_and_no_page_for_the_index() {
    let archive = generated(600);
    archive.build();
    let before = index(&archive);
    let page = |archive: &Archive| fs::read(archive.public().join("search.html")).expect("a page");
    let page_before = page(&archive);
    archive.write(
        "content/briefings/talks-7.md",
        "+++\ntitle = \"Talks 7\"\ndate = 2020-01-08\nvenue = \"City 0\"\nparticipants = [\"Person 7\"]\n+++\nThe delegations discussed nothing.",
    );
    archive.build();
    let edited = index(&archive);
    archive.write(
        "content/briefings/new.md",
        "+++\ntitle = \"New talks\"\ndate = 2020-01-08\nvenue = \"City 0\"\nparticipants = [\"Person 7\"]\n+++\nThe delegations discussed matter1.",
    );
    archive.build();
    let added = index(&archive);
    let differ = |a, b, folder| changed(&by_number(a, folder), &by_number(b, folder));
    assert_eq!(differ(&before, &edited, "texts/"), 1);
    assert_eq!(differ(&before, &edited, "records/"), 0);
    assert_eq!(differ(&edited, &added, "texts/"), 1);
    // Its own, and those of the person and the place, which count their briefings.
    assert_eq!(differ(&edited, &added, "records/"), 3);
    // A file for each word that it has no longer or has now, and what holds all.
    assert!(changed(&before, &edited) < 20, "{}", changed(&before, &edited));
    assert!(changed(&edited, &added) < 40, "{}", changed(&edited, &added));
    assert!(before.len() > 250, "{}", before.len());
    assert_eq!(page(&archive), page_before);
}

#[test]
fn an_archive_can_do_without_search() {
    let archive = Archive::new()
        .file("archive.toml", "title = \"A\"\noutputs = { search = false }\n")
        .briefing("a", "", "Text.")
        .built();
    let exists = |path: &str| Path::new(&archive.public()).join(path).exists();
    assert!(!exists("search") && !exists("search.html"));
    let assets = fs::read_dir(archive.public().join("assets")).expect("a folder");
    let assets: Vec<String> = assets
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    assert!(assets.iter().any(|name| name.starts_with("reader.")), "{assets:?}");
    let of_search = |name: &&String| name.starts_with("find.") || name.starts_with("search.");
    assert_eq!(assets.iter().find(of_search), None);
    let home = fs::read_to_string(archive.public().join("index.html")).expect("a page");
    assert!(
        !home.contains("search.html")
            && !home.contains("data-client")
            && !home.contains("data-search"),
        "{home}"
    );
}
