//! The explanations of rules: their examples do what they say, and `explain` shows them.
//! `UPDATE_EXPECTED=1` rewrites the transcripts, to be read as a diff.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use chancery::build::Report;
use chancery::rules::{Example, Rule, Severity, explanation};
use support::{Archive, Run, Table, check_expected, mistakes, program, rules};

fn run(arguments: &[&str]) -> Run {
    Run::of(program().arg("explain").args(arguments))
}

fn report(files: &[Example]) -> Report {
    let files = files.iter().map(|file| (file.path.to_owned(), file.content));
    Archive::new().files(files).check()
}

#[test]
fn what_fails_breaks_the_rule_and_no_other() {
    let mut table = Table::new();
    for rule in Rule::ALL {
        table.run(rule.name(), || {
            let report = report(&explanation(*rule).fails);
            assert!(rules(&report).contains(&rule.name()), "{}", mistakes(&report));
            let is_other_error =
                |other: Rule| other != *rule && other.severity() == Severity::Error;
            let others = report.diagnostics.iter().filter(|found| is_other_error(found.rule));
            assert_eq!(others.count(), 0, "{}", mistakes(&report));
        });
    }
    table.end(Rule::ALL.len());
}

#[test]
fn what_passes_breaks_no_rule() {
    let mut table = Table::new();
    for rule in Rule::ALL {
        table.run(rule.name(), || {
            let files = explanation(*rule).passes;
            assert!(!files.is_empty(), "no example passes");
            assert_eq!(mistakes(&report(&files)), "");
        });
    }
    table.end(Rule::ALL.len());
}

#[test]
fn every_text_belongs_to_a_rule() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let name = |entry: std::io::Result<fs::DirEntry>| {
        entry.expect("a file").file_name().into_string().expect("a name in ASCII")
    };
    let found: BTreeSet<_> = fs::read_dir(folder).expect("a folder").map(name).collect();
    let rules = Rule::ALL.iter().map(|rule| format!("{}.md", rule.name()));
    assert_eq!(found, rules.collect());
}

#[test]
fn every_rule_is_explained_in_80_columns() {
    let mut table = Table::new();
    for rule in Rule::ALL {
        table.run(rule.name(), || {
            assert!(!explanation(*rule).paragraphs.is_empty(), "no paragraph");
            let said = run(&[rule.name()]).exits(0).out;
            let title = format!("{}[{}]: ", rule.severity().name(), rule.name());
            assert!(said.starts_with(&title), "{said}");
            let too_long: Vec<_> = said.lines().filter(|line| line.chars().count() > 80).collect();
            assert_eq!(too_long, [""; 0]);
        });
    }
    table.end(Rule::ALL.len());
}

#[test]
fn a_rule_is_explained() {
    let run = run(&["broken-link"]).exits(0);
    assert_eq!(run.err, "");
    check_expected("tests/explain/broken-link.txt", &run.out);
}

#[test]
fn without_a_rule_all_are_listed_a_line_each() {
    let run = run(&[]).exits(0);
    assert_eq!(run.err, "");
    assert!(run.out.lines().all(|line| line.chars().count() <= 80), "{}", run.out);
    check_expected("tests/explain/all.txt", &run.out);
}

#[test]
fn an_unknown_rule_is_wrong_usage() {
    for (name, said) in [
        ("brokn-link", "did you mean `broken-link`?"),
        ("Broken-Link", "did you mean `broken-link`?"),
        ("xyzzy", "`chancery explain` lists the rules"),
        ("", "`chancery explain` lists the rules"),
    ] {
        let run = run(&[name]).exits(2);
        let expected = format!(
            "error: invalid value '{name}' for '[RULE]': {said}\n\nFor more information, try '--help'.\n"
        );
        assert_eq!((run.out.as_str(), run.err), ("", expected));
    }
}

#[test]
fn colour_is_where_it_is_wanted_and_no_part_of_the_message() {
    for arguments in [&[][..], &["broken-link"], &["withheld-reference"], &["html-comment"]] {
        let with = |variable: &str| {
            Run::of(program().arg("explain").args(arguments).env(variable, "1")).exits(0).out
        };
        let (plain, coloured) = (run(arguments).out, with("CLICOLOR_FORCE"));
        assert_eq!(with("NO_COLOR"), plain);
        assert!(coloured.contains('\u{1b}'), "{coloured}");
        // What colours a text: ESC, [, figures, m.
        let mut parts = coloured.split("\u{1b}[");
        let first = parts.next().unwrap_or_default().to_owned();
        let rest = parts.filter_map(|part| part.split_once('m').map(|(_, rest)| rest));
        assert_eq!(first + &rest.collect::<String>(), plain);
    }
}
