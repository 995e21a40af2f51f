//! The same sources give the same bytes, whatever the machine is set to.

mod support;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use support::{Archive, Run, assert_same, briefing, outputs, page, program};

type Files = Vec<(String, String)>;

/// Returns the files of an archive in which much is equal: dates, counts, names but for case or
/// accents, so that an order that is not defined would show.
fn files() -> Files {
    let mut files = Vec::new();
    for i in 0..90 {
        let (year, month) = (2010 + i % 3, 1 + i % 4);
        let front = format!(
            "title = \"Meeting {}\"\ndate = \"{year}-{month:02}\"\nvenue = [\"City {}\", \"Room {}\"]\nseries = \"Series {}\"\n\
             topics = [\"Topic {}\", \"topic {}\", \"Töpic {}\"]\n\
             participants = [\"Person {}\", {{ name = \"Ana Díaz\", role = \"Minister\", organization = \"Ministry {}\" }}, \"Ana Diaz\", {{ organization = \"Red Cross\" }}]",
            i / 2,
            i % 7,
            i % 5,
            i % 3,
            i % 4,
            (i + 1) % 4,
            i % 4,
            i % 11,
            i % 5
        );
        let body = format!(
            "## Agenda\n\nAfter [[b-{:02}]] and [[Ana Díaz]] came [it](b-{:02}.md#agenda), see ![a](a.png).[^1]\n\n[^1]: A note on [[Red Cross]].",
            (i + 1) % 90,
            (i + 7) % 90
        );
        files.push((
            format!("content/briefings/{}/b-{i:02}.md", i % 6),
            briefing(
                "b",
                &front,
                &body
                    .replace("(b-", &format!("(../{}/b-", (i + 7) % 90 % 6))
                    .replace("a.png", "../a.png"),
            ),
        ));
    }
    for i in 0..12 {
        files.push((format!("content/people/person-{i}.md"), page(&format!("name = \"Person {i}\"\nsort_name = \"Person\"\naliases = [\"P{i}\"]\ncountry = \"State {}\"", i % 2), "On [[b-01]].")));
        files.push((
            format!("content/pages/page-{i}.md"),
            page("title = \"Page\"\nformer_urls = [\"old/", "")
                .replace("old/", &format!("old/{i}.html\"]")),
        ));
        files.push((format!("static/s-{i}/a.txt"), format!("static {i}")));
    }
    for i in 0..4 {
        files.push((
            format!("content/venues/city-{i}.md"),
            page(&format!("name = \"City {i}\"\nwithin = \"Land\""), ""),
        ));
    }
    files.push(("content/briefings/a.png".into(), "image".into()));
    files.push(("archive.toml".into(), "title = \"The archive\"\nbase_url = \"https://archive.example/\"\ntz = \"Europe/Istanbul\"\n".into()));
    files.push(("content/index.md".into(), "Begin with [[b-00]].\n".into()));
    files
}

/// Builds an archive with the program in some surroundings and returns what it wrote.
fn built(archive: &Archive, surroundings: impl FnOnce(&mut Command)) -> BTreeMap<String, Vec<u8>> {
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    let output = elsewhere.path().join("site");
    let mut command = archive.command();
    command.args(["build", "--quiet", "--output"]).arg(&output);
    surroundings(&mut command);
    let run = Run::of(&mut command).exits(0);
    assert_eq!(run.err, "");
    outputs(&output)
}

fn archive() -> (Archive, BTreeMap<String, Vec<u8>>) {
    let archive = Archive::new().files(files());
    let expected = built(&archive, |_| {});
    assert!(expected.len() > 150, "{} files", expected.len());
    (archive, expected)
}

#[test]
fn neither_threads_nor_the_machine_s_settings_change_a_byte() {
    let (archive, expected) = archive();
    for (variable, values) in [
        ("RAYON_NUM_THREADS", &["1", "2", "8", "8", "3"][..]),
        (
            "TZ",
            &[
                "UTC",
                "America/Los_Angeles",
                "Pacific/Kiritimati",
                "Nowhere/None",
                ":/etc/localtime",
            ],
        ),
        ("LC_ALL", &["C", "C.UTF-8", "tr_TR.UTF-8", "de_DE.UTF-8", "sv_SE", "ar_EG.UTF-8"]),
        ("LANG", &["C", "tr_TR.UTF-8", "lt_LT.UTF-8"]),
        ("LANGUAGE", &["tr:de"]),
        ("SOURCE_DATE_EPOCH", &["0", "4102444800"]),
        ("HOME", &["/nonexistent"]),
        ("USER", &["someone"]),
        ("NO_COLOR", &["1"]),
        ("CLICOLOR_FORCE", &["1"]),
        ("COLUMNS", &["20"]),
        ("TMPDIR", &["/nonexistent"]),
    ] {
        for value in values {
            let found = built(&archive, |command| _ = command.env(variable, value));
            assert_same(&found, &expected, &format!("{variable}={value}"));
        }
    }
    let bare = built(&archive, |command| _ = command.env_clear());
    assert_same(&bare, &expected, "without any variable");
}

#[cfg(unix)]
#[test]
fn the_umask_does_not_change_a_byte() {
    let (archive, expected) = archive();
    for mask in ["000", "022", "027", "077"] {
        let elsewhere = tempfile::tempdir().expect("a temporary folder");
        let output = elsewhere.path().join("site");
        let mut shell = Command::new("sh");
        shell.args([
            "-c",
            &format!("umask {mask}; exec \"$0\" build --quiet --root \"$1\" --output \"$2\""),
        ]);
        shell.arg(program().get_program()).arg(archive.root()).arg(&output);
        Run::of(&mut shell).exits(0);
        assert_same(&outputs(&output), &expected, mask);
    }
}

#[test]
fn where_it_is_run_and_how_the_root_is_named_changes_no_byte() {
    let (archive, expected) = archive();
    let root = archive.root().to_owned();
    let name = root.file_name().expect("a named folder").to_string_lossy().into_owned();
    let parent = root.parent().expect("a folder above").to_owned();
    let below = root.join("content/briefings/3");
    let cases: Vec<(&Path, Vec<String>)> = vec![
        (&root, vec![]),
        (&below, vec![]),
        (&parent, vec!["--root".into(), name.clone()]),
        (&parent, vec!["--root".into(), format!("./{name}/")]),
        (&parent, vec!["--root".into(), format!("{name}/content/..")]),
        (&below, vec!["--root".into(), "../../..".into()]),
        (Path::new("/"), vec!["--root".into(), root.to_string_lossy().into_owned()]),
        (&root, vec!["--root".into(), ".".into()]),
        (&root, vec!["--root=".to_owned() + &root.to_string_lossy() + "//"]),
    ];
    for (folder, arguments) in cases {
        let found = built(&archive, |command| _ = command.current_dir(folder).args(&arguments));
        assert_same(&found, &expected, &format!("in {} with {arguments:?}", folder.display()));
    }
}

#[test]
fn the_order_in_which_files_were_made_changes_no_byte() {
    let expected = built(&Archive::new().files(files()), |_| {});
    let orders: [fn(&mut Files); 4] = [
        |files| files.reverse(),
        |files| files.sort(),
        |files| files.sort_by_key(|(path, _)| path.bytes().rev().collect::<Vec<_>>()),
        |files| {
            files.sort_by_key(|(path, text)| {
                (path.len().wrapping_mul(2_654_435_761) ^ text.len(), path.clone())
            })
        },
    ];
    for (i, order) in orders.into_iter().enumerate() {
        let mut files = files();
        order(&mut files);
        assert_same(&built(&Archive::new().files(files), |_| {}), &expected, &format!("order {i}"));
    }
}

#[test]
fn marks_and_line_ends_of_an_editor_change_no_byte() {
    let expected = built(&Archive::new().files(files()), |_| {});
    let windows = files().into_iter().map(|(path, text)| {
        match path.ends_with(".md") || path.ends_with(".toml") {
            true => (path, format!("\u{feff}{}", text.replace('\n', "\r\n"))),
            false => (path, text),
        }
    });
    assert_same(
        &built(&Archive::new().files(windows), |_| {}),
        &expected,
        "byte order marks and CRLF",
    );
    let litter = Archive::new().files(files());
    for path in [
        "content/.DS_Store",
        "content/briefings/b.md~",
        "content/briefings/.#b.md",
        "content/people/Thumbs.db",
        ".git/HEAD",
        "notes.md",
        "content/.obsidian/x.md",
        "static/.DS_Store",
    ] {
        litter.write(path, "litter");
    }
    assert_same(&built(&litter, |_| {}), &expected, "an editor's own files");
}

#[test]
fn two_builds_into_one_folder_give_what_each_gives_alone() {
    let (archive, expected) = archive();
    let shared = tempfile::tempdir().expect("a temporary folder");
    let other = Archive::new().briefing("another", "", "").built();
    let output = shared.path().join("site");
    for (archive, expected) in
        [(&archive, &expected), (&other, &other.outputs()), (&archive, &expected)]
    {
        Run::of(archive.command().args(["build", "--quiet", "--output"]).arg(&output)).exits(0);
        assert_same(&outputs(&output), expected, "one after the other");
    }
}
