//! What the program says: transcripts of runs in `tests/cli/`, one after the other in a new folder.
//!
//! In a transcript, a line that begins with `$` is a run. Behind it stands what was printed:
//! to standard output as it is, to standard error with `|` before it, and the exit code where it
//! is not 0. `UPDATE_EXPECTED=1` rewrites all that, to be read as a diff.

mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use support::{Run, Table, check_expected, mistakes, program};

/// Splits a line into words; what stands in double quotes is one.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.trim().chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().expect("one at least").push(c),
        }
    }
    words
}

/// Runs a line, `VARIABLE=VALUE … chancery ARGUMENT …`, in a folder.
fn run(line: &str, folder: &Path) -> Run {
    let words = words(line);
    let at = words.iter().position(|word| word == "chancery").expect("a run of chancery");
    let mut command = program();
    command.current_dir(folder).env("SOURCE_DATE_EPOCH", "1740832245");
    for variable in &words[..at] {
        let (name, value) = variable.split_once('=').expect("a variable");
        command.env(name, value);
    }
    Run::of(command.args(&words[at + 1..]))
}

/// Returns a run as transcripts have it, and its lines.
fn shown(run: &Run, folder: &Path) -> String {
    let (version, folder) = (env!("CARGO_PKG_VERSION"), folder.to_string_lossy());
    let text = |text: &str| {
        text.replace('\u{1b}', "␛").replace(version, "VERSION").replace(&*folder, "FOLDER")
    };
    // How long it took is never the same.
    let without_time = |line: &str| match line.rsplit_once(" in ") {
        Some((before, time)) if time.ends_with(" s") => format!("{before} in … s"),
        _ => line.to_owned(),
    };
    let mut shown = String::new();
    for line in text(&run.out).lines() {
        let _ = writeln!(shown, "{line}");
    }
    for line in text(&run.err).lines() {
        let _ = writeln!(shown, "{}", format!("| {}", without_time(line)).trim_end());
    }
    if run.code != Some(0) {
        let _ = writeln!(shown, "exit {}", run.code.expect("it was not killed"));
    }
    shown
}

fn transcripts() -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
    let mut found: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| {
            let entry = entry.expect("an entry");
            let path = format!("tests/cli/{}", entry.file_name().to_string_lossy());
            (path, fs::read_to_string(entry.path()).expect("a text"))
        })
        .collect();
    found.sort();
    found
}

fn lines(transcript: &str) -> impl Iterator<Item = &str> {
    transcript.lines().filter_map(|line| line.strip_prefix("$ "))
}

#[test]
fn runs_print_what_transcripts_have() {
    let mut table = Table::new();
    for (path, transcript) in transcripts() {
        table.run(&path, || {
            let folder = tempfile::tempdir().expect("a folder");
            let mut again = String::new();
            for line in lines(&transcript) {
                let run = run(line, folder.path());
                let separator = if again.is_empty() { "" } else { "\n" };
                let _ = write!(again, "{separator}$ {line}\n{}", shown(&run, folder.path()));
                let columns = words(line).iter().find_map(|word| {
                    word.strip_prefix("COLUMNS=").and_then(|columns| columns.parse().ok())
                });
                // A word is not broken, such as a path, nor are a usage, JSON, and the line that
                // says what is wrong; what is coloured is not measured.
                let too_long = |line: &&str| {
                    let line = line.trim();
                    let copied = ["Usage: ", "{", "error"];
                    let copied = copied.iter().any(|copied| line.starts_with(copied));
                    let one_line = copied || !line.contains(' ');
                    line.chars().count() > columns.unwrap_or(80) && !one_line
                };
                let printed = format!("{}{}", run.out, run.err);
                let roff = line.contains("chancery man");
                let plain = !roff && !printed.contains('\u{1b}');
                assert_eq!(printed.lines().filter(|_| plain).find(too_long), None, "{line}");
            }
            check_expected(&path, &again);
        });
    }
    table.end(5);
}

/// Returns the names of the commands below a command, from its help.
fn commands_of(command: &str) -> Vec<String> {
    let line = format!("chancery {command} --help").replace("  ", " ");
    let help = run(&line, Path::new(".")).exits(0).out;
    let listed = help.lines().skip_while(|line| !matches!(*line, "Commands:" | "Kinds:")).skip(1);
    let names = listed.take_while(|line| !line.is_empty());
    // What is set in farther goes on with what is said of the one before.
    let names = names.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let names = names.map(str::to_owned).filter(|name| !name.is_empty());
    names.filter(|name| name != "help").collect()
}

#[test]
fn every_command_has_its_help_in_a_transcript_narrow_and_wide() {
    let mut commands = vec![String::new()];
    for command in commands_of("") {
        let below = commands_of(&command);
        commands.extend(below.iter().map(|below| format!(" {command} {below}")));
        commands.push(format!(" {command}"));
    }
    let transcripts = transcripts();
    let known: BTreeSet<&str> = transcripts.iter().flat_map(|(_, text)| lines(text)).collect();
    for command in commands {
        for columns in ["80", "40"] {
            let line = format!("COLUMNS={columns} chancery{command} --help");
            assert!(known.contains(line.as_str()), "no transcript has: $ {line}");
        }
    }
}

#[test]
fn the_help_of_every_command_has_an_example() {
    for command in commands_of("") {
        let below = commands_of(&command);
        let all = below.iter().map(|below| format!("{command} {below}")).chain([command.clone()]);
        for command in all {
            let help = run(&format!("chancery {command} --help"), Path::new(".")).out;
            let examples = help.split_once("Examples:\n").map_or("", |(_, examples)| examples);
            assert!(examples.contains(&format!("  chancery {command}")), "{help}");
        }
    }
}

#[test]
fn what_init_makes_has_nothing_wrong() {
    let folder = tempfile::tempdir().expect("a folder");
    run("chancery init . --title \"A “b” \\ 'c'\"", folder.path()).exits(0);
    let run = run("chancery check --strict", folder.path()).exits(0);
    assert!(run.err.ends_with(" s\n") && run.err.contains("nothing wrong"), "{}", run.err);
    let request = chancery::build::Request { root: folder.path().to_owned(), ..Default::default() };
    let report = chancery::build::check(&request).expect("a report");
    assert_eq!(mistakes(&report), "");
    let kinds: BTreeSet<_> = report
        .archive
        .entities
        .iter()
        .filter(|entity| entity.record.is_some())
        .map(|entity| entity.kind)
        .collect();
    assert_eq!(kinds.len(), chancery::record::EntityKind::ALL.len());
}

#[test]
fn init_leaves_what_is_there_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    support::write(&folder.path().join("content/people/ada-thornwell.md"), "mine");
    support::write(&folder.path().join("notes.txt"), "mine");
    let before = support::outputs(folder.path());
    let stopped = run("chancery init", folder.path()).exits(2);
    assert!(stopped.err.contains("content/people/ada-thornwell.md"), "{}", stopped.err);
    assert_eq!(support::outputs(folder.path()), before);

    fs::remove_file(folder.path().join("content/people/ada-thornwell.md")).expect("removed");
    support::write(&folder.path().join(".gitignore"), "mine");
    let made = run("chancery init", folder.path()).exits(0);
    assert!(made.out.contains("add /public/ to it"), "{}", made.out);
    for path in [".gitignore", "notes.txt"] {
        assert_eq!(fs::read_to_string(folder.path().join(path)).expect("a file"), "mine");
    }
}

#[test]
fn completions_know_every_command() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = run(&format!("chancery completions {shell}"), Path::new(".")).exits(0).out;
        for command in commands_of("") {
            assert!(script.contains(&command), "{shell} does not complete {command}");
        }
        assert!(script.contains("message-format"), "{shell} does not complete options");
    }
}

#[test]
fn every_command_has_a_manual_page() {
    for command in commands_of("") {
        let page = run(&format!("chancery man {command}"), Path::new(".")).exits(0).out;
        let title = format!(".TH chancery-{command} 1");
        assert!(page.contains(&title), "{page}");
        assert!(page.contains("Examples"), "{page}");
    }
}
