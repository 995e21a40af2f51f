//! The command `explain`: lists all rules, or explains one.

use std::fmt::Write as _;

use annotate_snippets::renderer::{
    DEFAULT_EMPHASIS_STYLE as EMPHASIS, DEFAULT_ERROR_STYLE as ERROR,
    DEFAULT_LINE_NUM_STYLE as GUTTER, DEFAULT_NOTE_STYLE as NOTE, DEFAULT_WARNING_STYLE as WARNING,
};

use super::report::{terminal_width, wrap};
use crate::rules::{Example, Rule, Severity, explanation};

/// Returns the explanation of a rule, or a list of all rules.
pub(super) fn explain(rule: Option<Rule>) -> String {
    rule.map_or_else(list, one)
}

fn list() -> String {
    let longest = |word: fn(Rule) -> &'static str| {
        Rule::ALL.iter().map(|rule| word(*rule).len()).max().unwrap_or_default()
    };
    let (names, levels) = (longest(Rule::name), longest(|rule| rule.severity().name()));
    let mut text = String::new();
    for rule in Rule::ALL {
        let (name, level) = (rule.name(), rule.severity().name());
        let style = style(rule.severity());
        let summary = explanation(*rule).summary;
        _ = writeln!(text, "{name:<names$}  {style}{level:<levels$}{style:#}  {summary}");
    }
    text + "\n`chancery explain RULE` says more about a rule, with examples.\n"
}

fn one(rule: Rule) -> String {
    let explanation = explanation(rule);
    let (name, level) = (rule.name(), rule.severity().name());
    let style = style(rule.severity());
    let summary = explanation.summary;
    let mut text = format!("{style}{level}[{name}]{style:#}{EMPHASIS}: {summary}{EMPHASIS:#}\n");
    for paragraph in explanation.paragraphs {
        let words = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
        _ = write!(text, "\n{}\n", wrap(&words, terminal_width()));
    }
    for (title, files) in [("Fails", explanation.fails), ("Passes", explanation.passes)] {
        _ = writeln!(text, "\n{EMPHASIS}{title}:{EMPHASIS:#}");
        files.iter().for_each(|file| excerpt(&mut text, file));
    }
    text
}

/// Adds a file with line numbers, as a diagnostic shows it.
fn excerpt(text: &mut String, file: &Example) {
    text.push('\n');
    let digits = file.content.lines().count().to_string().len();
    _ = writeln!(text, "{:digits$}{GUTTER}-->{GUTTER:#} {}", "", file.path);
    _ = writeln!(text, "{:digits$} {GUTTER}|{GUTTER:#}", "");
    for (number, line) in (1..).zip(file.content.lines()) {
        let line = format!("{GUTTER}{number:>digits$} |{GUTTER:#} {line}");
        _ = writeln!(text, "{}", line.trim_end());
    }
}

fn style(severity: Severity) -> impl std::fmt::Display {
    match severity {
        Severity::Error => ERROR,
        Severity::Warning => WARNING,
        Severity::Note => NOTE,
    }
}
