//! Mistakes and what is said of them: the cases are in `diagnostics/*.txt`, each an archive and the
//! lines that a build of it gives. `UPDATE_EXPECTED=1` rewrites them, to be read as a diff.

mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use support::{Archive, Run, Table, mistakes, short};

/// One archive with mistakes.
#[derive(Debug)]
struct Case {
    name: String,
    /// The lines of the case up to what is expected, as they are.
    written: String,
    files: Vec<File>,
    expected: String,
}

/// A file of a case.
#[derive(Debug)]
enum File {
    Text(String, Vec<u8>),
    Link(String, String),
}

/// Reads a file of cases: `=== NAME`, then files, each under `--- PATH`, `--- escaped PATH` (with
/// `\r`, `\xff` and the like) or `--- link PATH -> TARGET`, then `--- expected`. There, `[..]`
/// stands for anything within a line.
fn cases(text: &str) -> (String, Vec<Case>) {
    let mut parts = text.split("\n=== ");
    let intro = parts.next().unwrap_or_default().to_owned();
    (intro, parts.map(case).collect())
}

fn case(text: &str) -> Case {
    let (name, rest) = text.split_once('\n').expect("a case has lines");
    let (written, expected) = rest.split_once("--- expected\n").unwrap_or((rest, ""));
    let mut files = Vec::new();
    for file in format!("\n{written}").split("\n--- ").skip(1) {
        let (head, content) = file.split_once('\n').unwrap_or((file, ""));
        let content = if content.is_empty() || content.ends_with('\n') {
            content.to_owned()
        } else {
            format!("{content}\n")
        };
        files.push(match head.split(' ').collect::<Vec<_>>()[..] {
            ["escaped", path] => File::Text(path.to_owned(), unescape(content.trim_end())),
            ["link", path, "->", target] => File::Link(path.to_owned(), target.to_owned()),
            _ => File::Text(head.to_owned(), content.into_bytes()),
        });
    }
    Case {
        name: name.to_owned(),
        written: written.to_owned(),
        files,
        expected: expected.trim().to_owned(),
    }
}

/// Reads `\n`, `\r`, `\t`, `\\` and `\xHH`; line ends of the fixture are left out.
fn unescape(text: &str) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::new(), text);
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match (c, rest.chars().next()) {
            ('\n', _) => continue,
            ('\\', Some('x')) => {
                bytes.push(u8::from_str_radix(&rest[1..3], 16).expect("two figures behind \\x"));
                rest = &rest[3..];
                continue;
            }
            ('\\', Some(escaped)) => bytes.push(match escaped {
                'n' => b'\n',
                'r' => b'\r',
                't' => b'\t',
                '\\' => b'\\',
                other => panic!("no escape \\{other}"),
            }),
            _ => {
                bytes.extend(c.to_string().bytes());
                continue;
            }
        }
        rest = &rest[1..];
    }
    bytes
}

fn archive(case: &Case) -> Archive {
    let archive = Archive::new();
    for file in &case.files {
        match file {
            File::Text(path, content) => archive.write(path, content),
            File::Link(path, target) => link(Path::new(target), &archive.path(path)),
        }
    }
    archive
}

#[cfg(unix)]
fn link(target: &Path, link: &Path) {
    fs::create_dir_all(link.parent().expect("a link is in a folder")).expect("a folder");
    std::os::unix::fs::symlink(target, link).expect("a link");
}

/// Says whether a text is as expected, where `[..]` stands for anything within a line.
fn is_like(found: &str, expected: &str) -> bool {
    let line_is_like = |found: &str, expected: &str| match expected.split_once("[..]") {
        Some((before, after)) => {
            found.len() >= before.len() + after.len()
                && found.starts_with(before)
                && found.ends_with(after)
        }
        None => found == expected,
    };
    found.lines().count() == expected.lines().count()
        && found
            .lines()
            .zip(expected.lines())
            .all(|(found, expected)| line_is_like(found, expected))
}

/// Runs the cases of a file and compares what they give with what they should.
#[track_caller]
fn check(file: &str, least: usize) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics").join(file);
    let text = fs::read_to_string(&path).expect("a file of cases");
    let (intro, cases) = cases(&text);
    let update = std::env::var_os("UPDATE_EXPECTED").is_some();
    let (mut table, mut updated) = (Table::new(), intro);
    for case in &cases {
        let archive = archive(case);
        let report = archive.build();
        let found = mistakes(&report);
        let found = found.trim();
        let same = is_like(found, &case.expected);
        let kept = if same { &case.expected } else { found };
        let _ = writeln!(updated, "\n=== {}\n{}--- expected\n{kept}", case.name, case.written);
        let written = archive.outputs();
        let outcome = if !update && !same {
            Err(format!("\nexpected:\n{}\nfound:\n{found}\n", case.expected))
        } else if found.contains(": error[") && !written.is_empty() {
            Err(format!("wrote {:?} in spite of errors", written.keys().collect::<Vec<_>>()))
        } else {
            Ok(())
        };
        table.case(&case.name, outcome);
    }
    if update {
        let updated = updated.replace("--- expected\n\n", "--- expected\n");
        fs::write(&path, updated).expect("the file of cases");
    }
    table.end(least);
}

macro_rules! files {
    ($($test:ident $file:literal $least:literal;)*) => {
        $(#[test]
        fn $test() {
            check($file, $least);
        })*

        #[test]
        fn every_file_of_cases_is_run() {
            let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
            let mut found: Vec<_> = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").file_name()).collect();
            found.sort();
            assert_eq!(found, [$($file),*]);
        }
    };
}

files! {
    settings "archive-toml.txt" 14;
    dates "dates.txt" 20;
    former_urls "former-urls.txt" 10;
    front_matter "front-matter.txt" 24;
    ids_and_paths "ids-and-paths.txt" 18;
    links "links.txt" 30;
    messages "messages.txt" 11;
    names "names.txt" 30;
    templates "templates.txt" 10;
    types_and_keys "types-and-keys.txt" 20;
}

/// Mistakes behind characters of several bytes, in a file and in a pair of files.
fn with_mistakes() -> Archive {
    Archive::new()
        .file(
            "content/briefings/riyadh.md",
            "+++\ntitle = \"Эр-Рияд\"\ndate = 2025-02-30\nstatus = \"hold\"\n+++\n\nSee Türkiye and [[nobody]] there.\n",
        )
        .entity("people/a", "name = \"Sergei Ivanov\"", "")
        .entity("people/b", "name = \"Sergei B. Ivanov\"\naliases = [\"Sergei Ivanov\"]", "")
        .briefing("talks", "participants = [\"Sergei Ivanov\"]", "")
        .briefing("later", "draft = true", "")
        .page("about", "title = \"About\"", "See [[later]].")
}

#[test]
fn the_human_format_underlines_the_text() {
    let run = with_mistakes().run(&["check", "--quiet"]).exits(1);
    assert_eq!(run.out, "");
    assert_eq!(run.err, HUMAN);
}

const HUMAN: &str = r#"error[invalid-date]: the calendar has no `2025-02-30`
 --> content/briefings/riyadh.md:3:8
  |
3 | date = 2025-02-30
  |        ^^^^^^^^^^
  |
  = help: write `date = 2022-11-14`

error[unknown-value]: `status` has no value `hold`
 --> content/briefings/riyadh.md:4:10
  |
4 | status = "hold"
  |          ^^^^^^
  |
  = help: did you mean `held`? it takes one of: planned, confirmed, held,
          postponed, cancelled, unconfirmed

error[broken-link]: there is no page `nobody`
 --> content/briefings/riyadh.md:7:17
  |
7 | See Türkiye and [[nobody]] there.
  |                 ^^^^^^^^^^
  |
  = help: write the ID or a name of a briefing, person, organization, venue,
          series, topic or page

error[ambiguous-name]: `Sergei Ivanov` is a name of 2 people
 --> content/briefings/talks.md:4:17
  |
4 | participants = ["Sergei Ivanov"]
  |                 ^^^^^^^^^^^^^^^
  |
 ::: content/people/a.md:2:8
  |
2 | name = "Sergei Ivanov"
  |        ---------------
  |
 ::: content/people/b.md:2:8
  |
2 | name = "Sergei B. Ivanov"
  |        ------------------
  |
  = help: write the ID instead: `a` or `b`

warning[withheld-reference]: this links to a withheld page and was left out
 --> content/pages/about.md:5:5
  |
5 | See [[later]].
  |     ^^^^^^^^^
  |
  = help: it shows when that page is published

"#;

#[test]
fn the_human_format_shows_the_part_of_a_long_line_that_matters() {
    let body = format!("{} [[nobody]] {}", "before ".repeat(500), "after ".repeat(500));
    let archive = Archive::new().briefing("a", "", &body);
    let shown = archive.run(&["check", "--quiet"]).exits(1).err;
    let line = shown.lines().find(|line| line.contains("[[nobody]]")).expect("the line is shown");
    assert!(line.chars().count() <= 80, "{line}");
}

#[test]
fn the_short_format_is_a_line_each() {
    let archive = with_mistakes();
    let report = archive.check();
    let expected: String = report
        .diagnostics
        .iter()
        .map(|diagnostic| format!("{}\n", short(&report, diagnostic)))
        .collect();
    let run = archive.run(&["check", "--quiet", "--message-format", "short"]).exits(1);
    assert_eq!((run.out.as_str(), run.err), ("", expected));
}

#[test]
fn the_json_format_is_an_object_a_line_with_columns_in_characters() {
    let run = with_mistakes().run(&["check", "--quiet", "--message-format", "json"]).exits(1);
    let objects: Vec<Value> =
        run.err.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    let by_rule = |rule: &str| {
        objects.iter().find(|object| object["rule"] == rule).expect("the rule was broken").clone()
    };
    assert_eq!(objects.len(), 5);
    assert_eq!(
        by_rule("broken-link"),
        json!({
            "severity": "error",
            "rule": "broken-link",
            "message": "there is no page `nobody`",
            "spans": [{"file": "content/briefings/riyadh.md", "line": 7, "column": 17, "end_line": 7, "end_column": 27, "label": ""}],
            "help": "write the ID or a name of a briefing, person, organization, venue, series, topic or page",
            "fixes": [],
        })
    );
    assert_eq!(
        by_rule("unknown-value")["fixes"],
        json!([{"file": "content/briefings/riyadh.md", "line": 4, "column": 10, "end_line": 4, "end_column": 16, "replacement": "\"held\""}])
    );
    let ambiguous = by_rule("ambiguous-name");
    let files: Vec<&Value> =
        ambiguous["spans"].as_array().expect("a list").iter().map(|span| &span["file"]).collect();
    assert_eq!(files, ["content/briefings/talks.md", "content/people/a.md", "content/people/b.md"]);
    assert_eq!(by_rule("withheld-reference")["severity"], "warning");
}

#[test]
fn one_severity_decides_the_label_the_count_and_the_exit_code() {
    const MESSAGE: &str = "there is no page `nobody`";
    let mut table = Table::new();
    for (level, command, strict, label, count, code) in [
        ("error", "check", false, "error", "1 error", 1),
        ("error", "check", true, "error", "1 error", 1),
        ("error", "build", false, "error", "nothing written, 1 error", 1),
        ("error", "build", true, "error", "nothing written, 1 error", 1),
        ("warning", "check", false, "warning", "1 warning", 0),
        ("warning", "check", true, "error", "1 error", 1),
        ("warning", "build", false, "warning", "0 removed, 1 warning", 0),
        ("warning", "build", true, "error", "nothing written, 1 error", 1),
        ("note", "check", false, "note", "1 note", 0),
        ("note", "check", true, "note", "1 note", 0),
        ("note", "build", false, "", "0 removed", 0),
        ("note", "build", true, "", "0 removed", 0),
        ("off", "check", false, "", "nothing wrong", 0),
        ("off", "check", true, "", "nothing wrong", 0),
        ("off", "build", false, "", "0 removed", 0),
        ("off", "build", true, "", "0 removed", 0),
    ] {
        for format in ["human", "short", "json"] {
            table.run(format!("{level} {command} strict={strict} {format}"), || {
                let archive = Archive::new()
                    .file(
                        "archive.toml",
                        format!("title = \"A\"\nrules = {{ broken-link = \"{level}\" }}\n"),
                    )
                    .briefing("a", "", "[[nobody]]");
                let mut arguments = vec![command, "--message-format", format];
                arguments.extend(strict.then_some("--strict"));
                let run = archive.run(&arguments).exits(code);
                assert_eq!(run.out, "");
                let labels: Vec<String> = run.err.lines().filter_map(labelled).collect();
                let expected = if label.is_empty() { vec![] } else { vec![label.to_owned()] };
                assert_eq!(labels, expected, "{}", run.err);
                assert_eq!(run.err.contains(MESSAGE), !label.is_empty(), "{}", run.err);
                let last = run.err.lines().last().unwrap_or_default();
                match format {
                    "json" => assert_eq!(run.err.lines().count(), labels.len(), "{}", run.err),
                    _ => assert!(last.contains(&format!(", {count} in ")), "{last}"),
                }
                assert_eq!(archive.public().exists(), command == "build" && code == 0);
            });
        }
    }
    table.end(48);
}

/// Returns the severity that a line of any format labels a broken link with.
fn labelled(line: &str) -> Option<String> {
    if let Ok(object) = serde_json::from_str::<Value>(line) {
        assert_eq!(object["rule"], "broken-link");
        return object["severity"].as_str().map(str::to_owned);
    }
    let (before, _) = line.split_once("[broken-link]")?;
    before.rsplit(' ').next().map(str::to_owned)
}

#[test]
fn no_format_lets_a_file_garble_the_terminal() {
    let archive = Archive::new()
        .briefing(
            "a",
            "title = \u{1b}[31mred\u{202e}\n",
            "[x](%1b%5b31m) [[\u{1b}[32m]] [y](\u{202e}.png) ![z](\u{9b}31m)",
        )
        .file("content/briefings/\u{1b}[33m.md", "+++\n\u{1b}[34m = 1\n+++\n")
        .file("content/\u{1b}[35m/x.md", "")
        .file("static/\u{1b}[36m\u{202e}.txt", "")
        .file("templates/\u{1b}[37m.html", "{{ \u{1b}[31m");
    for format in ["human", "short"] {
        let mut command = archive.command();
        command.args(["check", "--message-format", format]).env("CLICOLOR_FORCE", "1");
        let shown = Run::of(&mut command).exits(1).err;
        // What colours the program's own words.
        let own = ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[91m", "\u{1b}[94m"];
        let shown = own.into_iter().fold(shown, |shown, own| shown.replace(own, ""));
        let garbling = |line: &&str| {
            line.contains(|c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}'))
        };
        assert_eq!(shown.lines().filter(garbling).collect::<Vec<_>>(), [""; 0], "{format}");
    }
}

#[test]
fn exit_codes_tell_a_mistake_from_wrong_usage_and_from_the_machine() {
    let good = Archive::new().briefing("a", "", "");
    let bad = Archive::new().briefing("a", "", "[[nobody]]");
    let blocked = Archive::new().file("public", "a file");
    for (archive, arguments, code) in [
        (&good, &["build"][..], 0),
        (&good, &["check"], 0),
        (&good, &["--help"], 0),
        (&good, &["--version"], 0),
        (&bad, &["build"], 1),
        (&bad, &["check"], 1),
        (&good, &[], 2),
        (&good, &["bild"], 2),
        (&good, &["build", "--outptu", "x"], 2),
        (&good, &["build", "--base-url", "archive.example"], 2),
        (&good, &["build", "--base-url", "javascript:alert(1)"], 2),
        (&good, &["build", "--at", "tomorrow"], 2),
        (&good, &["build", "--message-format", "xml"], 2),
        (&good, &["build", "--root", "content"], 2),
        (&good, &["build", "--quiet", "--verbose"], 2),
        (&blocked, &["build"], 3),
    ] {
        let run = archive.run(arguments);
        assert_eq!(run.code, Some(code), "{arguments:?}: {}{}", run.out, run.err);
    }
}

#[test]
fn the_last_line_says_what_was_done() {
    let archive = Archive::new()
        .briefing("a", "", "")
        .page("about", "title = \"About\"", "See [[b]].")
        .briefing("b", "draft = true", "");
    let last = |archive: &Archive, command: &str| {
        let err = archive.run(&[command]).err;
        let last = err.lines().last().unwrap_or_default().to_owned();
        last.rsplit_once(" in ").expect("a time").0.to_owned()
    };
    assert_eq!(last(&archive, "check"), "14 pages, 1 warning");
    let built = last(&archive, "build");
    let written = archive.outputs().len();
    assert_eq!(built, format!("14 pages, {written} written, 0 removed, 1 warning"));
    assert_eq!(last(&archive, "build"), "14 pages, 0 written, 0 removed, 1 warning");
    archive.remove("content/pages/about.md");
    assert_eq!(last(&archive, "check"), "13 pages, nothing wrong");
    let broken = archive.briefing("c", "", "[[nobody]]");
    assert_eq!(last(&broken, "build"), "14 pages, nothing written, 1 error");
}
