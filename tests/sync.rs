//! What a build does to the folder that it writes: only what is needed, only to what is its own,
//! and nothing at all where something is wrong.

mod support;

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use chancery::build::{BuildError, Report, Request};
use support::{Archive, Snapshot, Table, assert_same, folders, outputs, page, write};

/// Makes an archive of two briefings, a person, an image and a static file.
fn small() -> Archive {
    Archive::new()
        .briefing(
            "riyadh-talks",
            "date = 2025-02-18\nparticipants = [\"sergei-lavrov\"]\nvenue = \"Riyadh\"",
            "![A hall](hall.png)",
        )
        .briefing(
            "istanbul-talks",
            "date = 2025-02-27\nvenue = \"Istanbul\"",
            "After [[riyadh-talks]].",
        )
        .entity("people/sergei-lavrov", "name = \"Sergei Lavrov\"", "")
        .file("content/briefings/hall.png", "an image")
        .file("static/press/kit.txt", "a kit")
}

/// Returns what was written and removed.
fn done(report: &Report) -> (Vec<&str>, Vec<&str>) {
    let summary = report.summary.as_ref().expect("a build that was done");
    (
        summary.written.iter().map(|path| path.as_str()).collect(),
        summary.removed.iter().map(|path| path.as_str()).collect(),
    )
}

/// Builds the archive into a new folder and compares.
#[track_caller]
fn assert_clean(archive: &Archive, context: &str) {
    let clean = tempfile::tempdir().expect("a temporary folder");
    let report =
        chancery::build::build(&archive.request(), &clean.path().join("clean")).expect("a build");
    assert!(report.summary.is_some(), "{context}: {}", support::mistakes(&report));
    assert_same(&archive.outputs(), &outputs(&clean.path().join("clean")), context);
    assert!(!archive.public().join(".chancery/stage").exists(), "{context}: the stage is left");
    assert!(
        !archive.public().join(".chancery/manifest.new").exists(),
        "{context}: half a manifest is left"
    );
}

/// Sets the times of all files back, so that a file that is written again shows.
fn age(folder: &Path) {
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    for path in Snapshot::of(folder).0.keys() {
        // The manifest knows the times of the others.
        if path.starts_with(".chancery/") {
            let file = File::options().write(true).open(folder.join(path)).expect("a file");
            file.set_modified(long_ago).expect("a time");
        }
    }
}

#[test]
fn a_second_build_writes_nothing() {
    let archive = small().built();
    age(&archive.public());
    let before = Snapshot::of(&archive.public());
    assert_eq!(done(&archive.build()), (vec![], vec![]));
    before.assert_unchanged(&archive.public(), "");
}

#[test]
fn a_copied_output_is_not_written_again() {
    let archive = small().built();
    // What a cache of a build server does: the same bytes, other times.
    for path in archive.outputs().keys() {
        let file = File::options().write(true).open(archive.public().join(path)).expect("a file");
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000))
            .expect("a time");
    }
    archive.build();
    assert_clean(&archive, "after all times were set back");
    assert_eq!(done(&archive.build()), (vec![], vec![]));
}

#[test]
fn only_what_changed_is_written() {
    let archive = small().built();
    let before = Snapshot::of(&archive.public());
    archive.write(
        "content/people/sergei-lavrov.md",
        page("name = \"Sergei Lavrov\"\nsummary = \"A minister.\"", ""),
    );
    let report = archive.build();
    let (written, removed) = done(&report);
    let expected = [
        "archive.json",
        "data/people.csv",
        "people/sergei-lavrov.html",
        "people/sergei-lavrov.xml",
        "search/stems/2.js",
        "search/stems/6.js",
        "search/texts/0.js",
        "search/words/2.js",
        "search/words/3.js",
    ];
    assert_eq!((&written[..], &removed[..]), (&expected[..], &[][..]));
    for (path, found) in Snapshot::of(&archive.public()).0 {
        if !written.contains(&path.as_str()) && path != ".chancery/manifest" {
            assert_eq!(before.0.get(&path), Some(&found), "{path}");
        }
    }
    assert_clean(&archive, "after an edit");
}

#[test]
fn what_is_no_longer_planned_is_removed_with_its_folders() {
    let archive = small().built();
    assert_eq!(
        folders(&archive.public())
            .iter()
            .filter(|folder| folder.starts_with("press") || folder.starts_with("files"))
            .count(),
        3
    );
    archive.remove("static/press/kit.txt");
    archive.write(
        "content/briefings/riyadh-talks.md",
        support::briefing("riyadh-talks", "date = 2025-02-18\nvenue = \"Riyadh\"", ""),
    );
    archive.remove("content/people/sergei-lavrov.md");
    let report = archive.build();
    let (_, removed) = done(&report);
    let expected = [
        "files/briefings/hall.png",
        "people/sergei-lavrov.html",
        "people/sergei-lavrov.ics",
        "people/sergei-lavrov.xml",
        "press/kit.txt",
    ];
    assert_eq!(removed, expected);
    assert_clean(&archive, "after removals");
    let expected = [
        "assets",
        "briefings",
        "data",
        "months",
        "organizations",
        "people",
        "search",
        "search/facets",
        "search/records",
        "search/stems",
        "search/texts",
        "search/words",
        "series",
        "topics",
        "venues",
        "years",
    ];
    assert_eq!(folders(&archive.public()), expected);
}

#[test]
fn what_was_changed_or_removed_by_hand_is_put_right() {
    type Change = fn(&Path);
    let changes: &[(&str, Change)] = &[
        ("a page with other text", |public| fs::write(public.join("index.html"), "Mine").unwrap()),
        ("a page with one byte more", |public| {
            let path = public.join("timeline.html");
            let text = fs::read_to_string(&path).unwrap();
            fs::write(path, text + " ").unwrap();
        }),
        ("a page of the same length", |public| {
            let path = public.join("people/index.html");
            let text = fs::read_to_string(&path).unwrap();
            fs::write(path, text.replace("Lavrov", "Ivanov")).unwrap();
        }),
        ("an empty page", |public| fs::write(public.join("people/index.html"), "").unwrap()),
        ("a page that is gone", |public| {
            fs::remove_file(public.join("briefings/riyadh-talks.html")).unwrap()
        }),
        ("a folder that is gone", |public| fs::remove_dir_all(public.join("briefings")).unwrap()),
        ("everything is gone but the manifest", |public| {
            for entry in fs::read_dir(public).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() && !path.ends_with(".chancery") {
                    fs::remove_dir_all(path).unwrap();
                } else if path.is_file() {
                    fs::remove_file(path).unwrap();
                }
            }
        }),
        ("everything is gone", |public| fs::remove_dir_all(public).unwrap()),
        ("a copied file", |public| fs::write(public.join("press/kit.txt"), "another kit").unwrap()),
        ("a style sheet", |public| {
            let assets = public.join("assets");
            let name = fs::read_dir(&assets).unwrap().next().unwrap().unwrap().file_name();
            fs::write(assets.join(name), "").unwrap();
        }),
        ("a page that was moved", |public| {
            fs::rename(public.join("index.html"), public.join("home.bak")).unwrap()
        }),
        ("a time that was touched", |public| {
            File::options()
                .write(true)
                .open(public.join("index.html"))
                .unwrap()
                .set_modified(SystemTime::UNIX_EPOCH)
                .unwrap();
        }),
    ];
    let mut table = Table::new();
    for (name, change) in changes {
        table.run(name, || {
            let archive = small().built();
            change(&archive.public());
            archive.build();
            _ = fs::remove_file(archive.public().join("home.bak"));
            assert_clean(&archive, name);
            assert_eq!(done(&archive.build()), (vec![], vec![]), "{name}");
        });
    }
    table.end(12);
}

#[cfg(unix)]
#[test]
fn a_page_that_is_a_link_is_replaced_and_what_it_led_to_stays() {
    let archive = small().built();
    let elsewhere = archive.path("elsewhere.html");
    fs::copy(archive.public().join("index.html"), &elsewhere).unwrap();
    fs::remove_file(archive.public().join("index.html")).unwrap();
    std::os::unix::fs::symlink(&elsewhere, archive.public().join("index.html")).unwrap();
    archive.write("archive.toml", "title = \"Another name\"\n");
    let before = fs::read(&elsewhere).unwrap();
    archive.build();
    assert!(fs::symlink_metadata(archive.public().join("index.html")).unwrap().is_file());
    assert_eq!(fs::read(&elsewhere).unwrap(), before);
    assert_clean(&archive, "after a link was replaced");
}

#[test]
fn what_chancery_did_not_write_is_not_touched() {
    let archive = small().built();
    let foreign = [
        "CNAME",
        ".nojekyll",
        ".gitignore",
        ".git/config",
        ".git/HEAD",
        ".htaccess",
        ".well-known/security.txt",
        "google123.html",
        "people/by-hand.html",
        "mine/index.html",
        "briefings/.hidden",
        ".chancery-other/x",
        "press/by-hand.txt",
    ];
    for path in foreign {
        write(&archive.public().join(path), format!("{path} is foreign"));
    }
    let kept = |archive: &Archive| {
        let all = Snapshot::of(&archive.public());
        foreign.map(|path| all.0.get(path).cloned())
    };
    let before = kept(&archive);
    archive.remove("static/press/kit.txt");
    archive.write(
        "content/people/sergei-lavrov.md",
        page("name = \"Sergei Lavrov\"\nsummary = \"A minister.\"", ""),
    );
    let report = archive.build();
    assert!(report.summary.is_some());
    assert_eq!(kept(&archive), before);
    assert!(!archive.has("press/kit.txt") && archive.has("press/by-hand.txt"));
}

#[test]
fn an_empty_folder_and_one_of_dot_files_are_taken() {
    for files in [&[][..], &[".git/HEAD", ".gitignore"], &[".nojekyll"]] {
        let archive = small();
        fs::create_dir_all(archive.public()).unwrap();
        for path in files {
            write(&archive.public().join(path), "foreign");
        }
        assert!(archive.build().summary.is_some(), "{files:?}");
        for path in files {
            assert_eq!(fs::read(archive.public().join(path)).unwrap(), b"foreign");
        }
    }
}

#[test]
fn a_foreign_folder_is_refused_and_not_touched() {
    let mut table = Table::new();
    for file in ["index.html", "notes.txt", "people/a.html", "photos/2024/a.jpg", "a b/ü.txt"] {
        table.run(file, || {
            let archive = small();
            write(&archive.public().join(file), "foreign");
            let before = Snapshot::of(&archive.public());
            let run = archive.run(&["build"]).exits(3);
            assert!(run.err.contains("which Chancery did not write"), "{file}: {}", run.err);
            before.assert_unchanged(&archive.public(), file);
            assert!(!archive.public().join(".chancery").exists(), "{file}");
        });
    }
    table.end(5);
}

#[test]
fn a_file_in_the_way_is_refused_and_nothing_is_changed() {
    let mut table = Table::new();
    for (planned, foreign) in [
        ("static/humans.txt", "humans.txt"),
        ("static/press/kit.pdf", "press/kit.pdf"),
        ("content/people/new.md", "people/new.html"),
        // A folder where a file is to be, and a file where a folder is to be.
        ("static/report", "report/mine.txt"),
        ("static/report/a.txt", "report"),
    ] {
        table.run(planned, || {
            let archive = small().built();
            write(&archive.public().join(foreign), "foreign");
            archive.write(planned, page("name = \"New\"", ""));
            archive.write("archive.toml", "title = \"Another name\"\n");
            let before = Snapshot::of(&archive.public());
            let run = archive.run(&["build"]).exits(3);
            assert!(run.err.contains("in the way"), "{planned}: {}", run.err);
            before.assert_unchanged(&archive.public(), planned);
            // With the file gone the build goes on.
            let top = archive.public().join(foreign.split('/').next().unwrap());
            match foreign {
                "report/mine.txt" => fs::remove_dir_all(top).unwrap(),
                _ => fs::remove_file(archive.public().join(foreign)).unwrap(),
            }
            assert!(archive.build().summary.is_some());
            assert_clean(&archive, planned);
        });
    }
    table.end(5);
}

#[test]
fn a_file_can_take_the_place_of_a_folder_and_a_folder_that_of_a_file() {
    let mut table = Table::new();
    for (before, after) in [
        (&["static/report"][..], &["static/report/a.txt", "static/report/b/c.txt"][..]),
        (&["static/report/a.txt", "static/report/b/c.txt"], &["static/report"]),
        (&["static/a/b/c/d.txt"], &["static/a"]),
        (&["static/a"], &["static/a/b/c/d.txt"]),
        (&["static/a/b", "static/c"], &["static/a", "static/c/d"]),
    ] {
        table.run(format!("{before:?} to {after:?}"), || {
            let archive =
                small().files(before.iter().map(|path| ((*path).to_owned(), *path))).built();
            for path in before {
                archive.remove(path);
            }
            for path in before {
                // The folders of the sources must make room too.
                let top = path.split('/').nth(1).unwrap();
                _ = fs::remove_dir_all(archive.path("static").join(top));
            }
            for path in after {
                archive.write(path, path);
            }
            let report = archive
                .build_with(&archive.request())
                .unwrap_or_else(|error| panic!("{before:?} to {after:?}: {error:?}"));
            assert!(report.summary.is_some());
            assert_clean(&archive, &format!("{before:?} to {after:?}"));
        });
    }
    table.end(5);
}

#[cfg(unix)]
#[test]
fn a_folder_of_the_output_that_is_a_link_is_not_followed() {
    use std::os::unix::fs::symlink;
    for planned_before in [false, true] {
        let archive = small();
        if planned_before {
            archive.build();
        } else {
            // An output of an archive without people.
            let first = Archive::new().built();
            copy(&first.public(), &archive.public());
            fs::remove_dir_all(archive.public().join("people")).unwrap();
        }
        let elsewhere = archive.path("elsewhere");
        write(&elsewhere.join("index.html"), "foreign");
        write(&elsewhere.join("sergei-lavrov.html"), "foreign");
        _ = fs::remove_dir_all(archive.public().join("people"));
        symlink(&elsewhere, archive.public().join("people")).unwrap();
        let before = Snapshot::of(&elsewhere);
        let run = archive.run(&["build"]).exits(3);
        assert!(run.err.contains("people"), "{}", run.err);
        before.assert_unchanged(&elsewhere, "");
        // Nor when what lay behind it is to be removed.
        archive.remove("content/people/sergei-lavrov.md");
        archive.run(&["build"]);
        before.assert_unchanged(&elsewhere, "");
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_longer_planned_is_not_removed_behind_a_link() {
    let archive = small().built();
    let elsewhere = archive.path("elsewhere");
    write(&elsewhere.join("kit.txt"), "foreign");
    fs::remove_dir_all(archive.public().join("press")).unwrap();
    std::os::unix::fs::symlink(&elsewhere, archive.public().join("press")).unwrap();
    archive.remove("static/press/kit.txt");
    let before = Snapshot::of(&elsewhere);
    archive.run(&["build"]);
    before.assert_unchanged(&elsewhere, "");
}

#[cfg(unix)]
#[test]
fn the_own_folder_is_not_followed_where_it_is_a_link() {
    use std::os::unix::fs::symlink;
    let mut table = Table::new();
    for name in [
        ".chancery",
        ".chancery/stage",
        ".chancery/lock",
        ".chancery/manifest",
        ".chancery/manifest.new",
    ] {
        table.run(name, || {
            let archive = small().built();
            let elsewhere = archive.path("elsewhere");
            for file in ["stage/keep.txt", "lock", "manifest", "keep.txt"] {
                write(&elsewhere.join(file), "foreign");
            }
            let place = archive.public().join(name);
            if place.is_dir() {
                fs::remove_dir_all(&place).unwrap();
            } else if place.is_file() {
                fs::remove_file(&place).unwrap();
            }
            let target = match name {
                ".chancery" => elsewhere.clone(),
                ".chancery/stage" => elsewhere.join("stage"),
                _ => elsewhere.join("keep.txt"),
            };
            symlink(target, &place).unwrap();
            archive.write("archive.toml", "title = \"Another name\"\n");
            let before = Snapshot::of(&elsewhere);
            archive.run(&["build"]);
            before.assert_unchanged(&elsewhere, name);
        });
    }
    table.end(5);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            let changed = entry.metadata().unwrap().modified().unwrap();
            fs::copy(entry.path(), &to).unwrap();
            File::options().write(true).open(&to).unwrap().set_modified(changed).unwrap();
        }
    }
}

#[test]
fn a_build_with_mistakes_changes_nothing() {
    let mut table = Table::new();
    for (path, content) in [
        ("content/briefings/new.md", "no front matter"),
        ("content/briefings/new.md", "+++\ntitle = \"New\"\ndate = 2022-02-30\n+++\n"),
        (
            "content/briefings/new.md",
            "+++\ntitle = \"New\"\ndate = 2022-02-20\n+++\n\n[[nobody]]\n",
        ),
        ("content/briefings/NEW.md", "+++\ntitle = \"New\"\ndate = 2022-02-20\n+++\n"),
        ("content/people/riyadh/sergei-lavrov.md", "+++\nname = \"Twin\"\n+++\n"),
        ("static/index.html", "a static file in place of a page"),
        ("archive.toml", "title = 7"),
        ("templates/home.html", "{{ not closed"),
        ("templates/home.html", "{% extends \"nothing.html\" %}"),
        // These show when a page is rendered.
        ("templates/home.html", "{{ nothing.at.all }}"),
        ("templates/404.html", "{{ 1 + \"a\" }}"),
        ("templates/parts/row.html", "{{ nothing.at.all }}"),
        ("templates/parts/footer.html", "{{ nothing.at.all }}"),
        ("templates/redirect.html", "{{ nothing.at.all }}"),
    ] {
        table.run(format!("{path}: {content}"), || {
            let archive = small().briefing("moved", "former_urls = [\"old.html\"]", "").built();
            // Something else that would be written, and something that would be removed.
            archive.write("content/people/sergei-lavrov.md", page("name = \"S. Lavrov\"", ""));
            archive.remove("static/press/kit.txt");
            let before = Snapshot::of(&archive.public());
            archive.write(path, content);
            let report = archive.build();
            assert!(report.summary.is_none(), "{path}: built in spite of a mistake");
            before.assert_unchanged(&archive.public(), path);
            assert!(
                !archive.public().join(".chancery/stage").exists(),
                "{path}: the stage is left"
            );

            // Where there was no output before, there is none after.
            fs::remove_dir_all(archive.public()).unwrap();
            archive.build();
            Snapshot::default()
                .assert_unchanged(&archive.public(), &format!("{path}: into a new folder"));
            assert_eq!(folders(&archive.public()), [""; 0], "{path}: into a new folder");
        });
    }
    table.end(14);
}

#[test]
fn a_strict_build_with_warnings_changes_nothing() {
    let archive = small().built();
    let before = Snapshot::of(&archive.public());
    let archive = archive.briefing("secret", "draft = true", "").page(
        "about",
        "title = \"About\"",
        "[[secret]]",
    );
    let report = archive.build_with(&Request { strict: true, ..archive.request() }).unwrap();
    assert!(report.summary.is_none());
    before.assert_unchanged(&archive.public(), "");
}

#[test]
fn a_check_writes_nothing() {
    let archive = small();
    archive.check();
    assert!(!archive.public().exists());
    let archive = archive.built().page("about", "title = \"About\"", "");
    let before = Snapshot::of(archive.root());
    archive.check();
    before.assert_unchanged(archive.root(), "");
}

/// What a killed build may leave, made by hand: a build put right whatever it was.
#[test]
fn what_a_killed_build_left_is_repaired() {
    type Leave = fn(&Archive, &str);
    let leave: &[(&str, Leave)] = &[
        ("nothing but its folder", |archive, _| {
            fs::remove_dir_all(archive.public()).unwrap();
            fs::create_dir_all(archive.public().join(".chancery")).unwrap();
        }),
        ("a stage and no manifest", |archive, _| {
            fs::remove_dir_all(archive.public()).unwrap();
            write(&archive.public().join(".chancery/lock"), "");
            write(&archive.public().join(".chancery/stage/index.html"), "half a pa");
            write(&archive.public().join(".chancery/stage/people/x.html"), "half a pa");
        }),
        ("a stage beside the old manifest", |archive, _| {
            write(&archive.public().join(".chancery/stage/index.html"), "half a pa");
            write(&archive.public().join(".chancery/stage/nowhere/x.html"), "half a pa");
        }),
        ("half a new manifest", |archive, old| {
            write(&archive.public().join(".chancery/manifest.new"), &old[..old.len() / 2])
        }),
        ("both manifests in one, and nothing moved", |archive, old| {
            archive.write("content/people/sergei-lavrov.md", page("name = \"S. Lavrov\"", ""));
            let new = elsewhere(archive).1;
            write(&archive.public().join(".chancery/manifest"), union(&new, old));
        }),
        ("both manifests in one, and a part moved", |archive, old| {
            archive.write("archive.toml", "title = \"Another name\"\n");
            archive.write("static/new.txt", "new");
            archive.remove("static/press/kit.txt");
            let (clean, new) = elsewhere(archive);
            write(&archive.public().join(".chancery/manifest"), union(&new, old));
            for path in ["index.html", "new.txt", "people/index.html"] {
                fs::rename(clean.path().join("clean").join(path), archive.public().join(path))
                    .unwrap();
            }
            write(
                &archive.public().join(".chancery/stage/timeline.html"),
                "whole, and not moved yet",
            );
        }),
        ("both manifests in one, all moved, and nothing removed", |archive, old| {
            archive.remove("static/press/kit.txt");
            archive.write("static/new.txt", "new");
            let (clean, new) = elsewhere(archive);
            fs::rename(clean.path().join("clean/new.txt"), archive.public().join("new.txt"))
                .unwrap();
            write(&archive.public().join(".chancery/manifest"), union(&new, old));
        }),
        ("both manifests in one, and the sources put back", |archive, old| {
            archive.write("static/new.txt", "new");
            let (clean, new) = elsewhere(archive);
            fs::rename(clean.path().join("clean/new.txt"), archive.public().join("new.txt"))
                .unwrap();
            write(&archive.public().join(".chancery/manifest"), union(&new, old));
            archive.remove("static/new.txt");
        }),
    ];
    let mut table = Table::new();
    for (name, leave) in leave {
        table.run(name, || {
            let archive = small().built();
            let manifest = fs::read_to_string(archive.public().join(".chancery/manifest")).unwrap();
            leave(&archive, &manifest);
            let report = archive
                .build_with(&archive.request())
                .unwrap_or_else(|error| panic!("{name}: {error:?}"));
            assert!(report.summary.is_some(), "{name}");
            assert_clean(&archive, name);
            let before = Snapshot::of(&archive.public());
            assert_eq!(done(&archive.build()), (vec![], vec![]), "{name}");
            before.assert_unchanged(&archive.public(), name);
        });
    }
    table.end(8);
}

/// Builds the archive as it is now somewhere else, and returns the folder and the manifest.
fn elsewhere(archive: &Archive) -> (tempfile::TempDir, String) {
    // On the same file system, so that files keep their times when they are moved.
    let folder = tempfile::tempdir_in(archive.root()).unwrap();
    chancery::build::build(&archive.request(), &folder.path().join("clean")).unwrap();
    let manifest = fs::read_to_string(folder.path().join("clean/.chancery/manifest")).unwrap();
    (folder, manifest)
}

/// Puts two manifests into one: the lines of both under the first line.
fn union(new: &str, old: &str) -> String {
    let (first, _) = old.split_once('\n').unwrap();
    let mut lines: Vec<&str> = new.lines().skip(1).chain(old.lines().skip(1)).collect();
    lines.sort_by_key(|line| line.splitn(4, ' ').nth(3));
    lines.dedup();
    format!("{first}\n{}\n", lines.join("\n"))
}

#[test]
fn a_damaged_manifest_is_made_anew() {
    type Damage = fn(&str) -> Vec<u8>;
    let damage: &[(&str, Damage)] = &[
        ("emptied", |_| Vec::new()),
        ("all zeros", |old| vec![0; old.len()]),
        ("cut in a line", |old| {
            let line = old.len() / 2 + old[old.len() / 2..].find('\n').unwrap();
            old.as_bytes()[..line + 9].to_vec()
        }),
        ("cut in its first line", |old| old.as_bytes()[..9].to_vec()),
        ("of another version", |old| old.replacen('1', "2", 1).into_bytes()),
        ("not UTF-8", |old| [&old.as_bytes()[..40], b"\xff\xfe\n", &old.as_bytes()[40..]].concat()),
        ("with lines that are none", |old| format!("{old}x\n\n1 2 3\n-1 -2 -3 a\n").into_bytes()),
        ("with a size that is no number", |old| {
            old.replacen(' ', " 99999999999999999999999999 ", 3).into_bytes()
        }),
    ];
    let mut table = Table::new();
    for (name, damage) in damage {
        table.run(name, || {
            let archive = small().built();
            let manifest = archive.public().join(".chancery/manifest");
            let old = fs::read_to_string(&manifest).unwrap();
            fs::write(&manifest, damage(&old)).unwrap();
            archive.write("content/people/sergei-lavrov.md", page("name = \"S. Lavrov\"", ""));
            let report = archive
                .build_with(&archive.request())
                .unwrap_or_else(|error| panic!("{name}: {error:?}"));
            assert!(report.summary.is_some(), "{name}");
            assert_clean(&archive, name);
        });
    }
    table.end(8);
}

#[test]
fn a_file_that_the_manifest_does_not_name_is_not_ours() {
    let archive = small().built();
    let manifest = archive.public().join(".chancery/manifest");
    let old = fs::read_to_string(&manifest).unwrap();
    let kept = old.lines().filter(|line| !line.ends_with(" index.html"));
    fs::write(&manifest, kept.map(|line| format!("{line}\n")).collect::<String>()).unwrap();
    archive.write("archive.toml", "title = \"Another name\"\n");
    let run = archive.run(&["build"]).exits(3);
    assert!(run.err.contains("index.html is in the way"), "{}", run.err);
}

#[test]
fn a_manifest_leads_to_nothing_outside_the_output() {
    let archive = small().built();
    write(&archive.path("precious.txt"), "precious");
    let manifest = archive.public().join(".chancery/manifest");
    let precious = archive.path("precious.txt");
    let mut text = fs::read_to_string(&manifest).unwrap();
    for path in [
        "../precious.txt",
        "people/../../precious.txt",
        &precious.to_string_lossy(),
        ".chancery/lock",
        ".chancery",
    ] {
        text += &format!("{:032x} 8 1700000000000000000 {path}\n", 7);
    }
    fs::write(&manifest, text).unwrap();
    archive.write("archive.toml", "title = \"Another name\"\n");
    assert!(archive.build().summary.is_some());
    assert_eq!(fs::read(precious).unwrap(), b"precious");
    assert_clean(&archive, "after a hostile manifest");
}

#[test]
fn an_output_among_the_sources_is_refused() {
    let archive = small();
    let outputs = [
        "content",
        "content/out",
        "content/briefings",
        "templates",
        "templates/out",
        "static",
        "static/out",
        ".",
        "..",
        "content/../content/out",
        "public/../content/out",
        "./static/./out",
        "nowhere/../static/out",
    ];
    let mut table = Table::new();
    for output in outputs {
        table.run(output, || {
            let archive = small();
            let before = Snapshot::of(archive.root());
            let run = archive.run(&["build", "--output", output]);
            assert!(matches!(run.code, Some(2 | 3)), "{run:?}");
            before.assert_unchanged(archive.root(), "");
        });
    }
    table.end(13);
    let absolute = archive.path("content/out");
    archive.run(&["build", "--output", &absolute.to_string_lossy()]).exits(2);
    assert!(!absolute.exists());
}

#[cfg(unix)]
#[test]
fn an_output_among_the_sources_is_refused_behind_links_too() {
    use std::os::unix::fs::symlink;
    let mut table = Table::new();
    for output in ["root/content/out", "content/out", "content", "root", "root/static/a/b"] {
        for behind_link in [true, false] {
            table.run(format!("{output}, root behind a link: {behind_link}"), || {
                let archive = small();
                let links = tempfile::tempdir().unwrap();
                symlink(archive.root(), links.path().join("root")).unwrap();
                symlink(archive.path("content"), links.path().join("content")).unwrap();
                let before = Snapshot::of(archive.root());
                let root =
                    if behind_link { links.path().join("root") } else { archive.root().to_owned() };
                let [root, output] = [root, links.path().join(output)]
                    .map(|path| path.to_string_lossy().into_owned());
                let run = archive.run(&["build", "--root", &root, "--output", &output]);
                assert!(matches!(run.code, Some(2 | 3)), "{run:?}");
                before.assert_unchanged(archive.root(), "");
            });
        }
    }
    table.end(10);
}

#[test]
fn a_second_build_does_not_write_while_one_does() {
    let archive = small().built();
    archive.write("archive.toml", "title = \"Another name\"\n");
    let before = Snapshot::of(&archive.public());
    let lock = File::options().write(true).open(archive.public().join(".chancery/lock")).unwrap();
    lock.lock().unwrap();
    let run = archive.run(&["build"]).exits(3);
    assert!(run.err.contains("another build is writing to"), "{}", run.err);
    before.assert_unchanged(&archive.public(), "");
    assert!(matches!(archive.build_with(&archive.request()), Err(BuildError::Output(..))));
    archive.run(&["check"]).exits(0);
    drop(lock);
    archive.run(&["build"]).exits(0);
    assert_clean(&archive, "after the other was done");
}

#[test]
fn builds_at_the_same_time_leave_a_whole_output() {
    let archive = small();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| _ = archive.build_with(&archive.request()));
        }
    });
    archive.build();
    assert_clean(&archive, "after four builds at once");
}

#[test]
fn an_output_may_lie_elsewhere_and_be_new() {
    let archive = small();
    let elsewhere = tempfile::tempdir().unwrap();
    let output = elsewhere.path().join("a/b c/ü");
    archive.run(&["build", "--output", &output.to_string_lossy()]).exits(0);
    let archive = archive.built();
    assert_same(&outputs(&output), &archive.outputs(), "elsewhere and at home");
}

#[test]
fn an_output_that_is_a_file_is_refused() {
    let archive = small().file("public", "a file");
    archive.run(&["build"]).exits(3);
    assert_eq!(fs::read(archive.public()).unwrap(), b"a file");
}

#[test]
fn verbose_names_what_was_written_and_removed() {
    let archive = small().built();
    archive.remove("static/press/kit.txt");
    archive.write("static/a.txt", "a");
    let run = archive.run(&["build", "--verbose"]).exits(0);
    let lines: Vec<&str> = run.err.lines().collect();
    assert_eq!(lines[..2], ["wrote a.txt", "removed press/kit.txt"]);
}
