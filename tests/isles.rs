//! The pages of the fictitious archive, which uses every key of the content model: what stands in
//! the `main` of each, in `tests/expected/isles/`. `UPDATE_EXPECTED=1` rewrites the files, to be read
//! as a diff.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chancery::build::{self, Request};
use chancery::schema::{SchemaKind, keys_of_tables};
use support::{Table, mistakes, outputs};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// Returns what is in the `main` of a page: what is around it is the same on all.
fn main_of(html: &str) -> &str {
    let from = html.find("<main").unwrap_or(0);
    let to = html.find("</main>").map_or(html.len(), |at| at + "</main>".len());
    &html[from..to]
}

#[test]
fn the_pages_of_the_archive_are_as_expected() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let request = Request { root: root().join("archives/isles"), ..Request::default() };
    let report = build::build(&request, folder.path()).expect("an archive that can be read");
    assert_eq!(mistakes(&report), "");
    let expected = root().join("expected/isles");
    let update = std::env::var_os("UPDATE_EXPECTED").is_some();
    if update {
        _ = fs::remove_dir_all(&expected);
    }
    let (mut table, mut found) = (Table::new(), BTreeSet::new());
    for (path, bytes) in outputs(folder.path()) {
        if !path.ends_with(".html") {
            continue;
        }
        let html = String::from_utf8(bytes).expect("UTF-8");
        let main = format!("{}\n", main_of(&html));
        let place = expected.join(&path);
        if update {
            fs::create_dir_all(place.parent().expect("a folder")).expect("a folder to write to");
            fs::write(&place, &main).expect("a file to write");
        }
        let known = fs::read_to_string(&place).unwrap_or_default();
        let outcome = if known == main { Ok(()) } else { Err(differing(&known, &main)) };
        table.case(&path, outcome);
        found.insert(path);
    }
    let stale: Vec<String> =
        outputs(&expected).into_keys().filter(|path| !found.contains(path)).collect();
    assert_eq!(stale, [""; 0], "pages that are expected and not there");
    table.end(100);
}

/// Shows the first line in which two texts differ.
fn differing(expected: &str, found: &str) -> String {
    let mut lines = expected.lines().zip(found.lines()).enumerate();
    match lines.find(|(_, (a, b))| a != b) {
        Some((n, (a, b))) => format!("line {}:\n  expected {a}\n  found    {b}", n + 1),
        None => "one is longer than the other".into(),
    }
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
