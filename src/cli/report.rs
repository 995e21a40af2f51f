//! The report of diagnostics and results, in one of three formats, on standard error.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::ops::Range;
use std::rc::Rc;
use std::time::Duration;

use annotate_snippets::renderer::{
    DEFAULT_ERROR_STYLE as ERROR, DEFAULT_NOTE_STYLE as NOTE, DecorStyle,
};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use clap::ValueEnum;
use serde::Serialize;

use crate::build::Report;
use crate::build::timings::Timings;
use crate::diagnostic::{Diagnostic, printable};
use crate::excerpt::{Excerpt, line_and_column};
use crate::output::sync::Summary;
use crate::render::assets::built_in_text;
use crate::rules::Severity;
use crate::source::Sources;
use crate::text::line_starts;

/// The format in which diagnostics are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MessageFormat {
    /// With the text underlined
    Human,
    /// One line each: file:line:column: error[rule]: message
    Short,
    /// One JSON object a line
    Json,
}

/// A printer of diagnostics.
pub(super) struct Printer<'a> {
    sources: &'a Sources,
    format: MessageFormat,
    strict: bool,
    /// The starts of lines of the files whose diagnostics were shown.
    lines: RefCell<HashMap<String, Rc<Vec<usize>>>>,
}

impl<'a> Printer<'a> {
    pub(super) fn new(sources: &'a Sources, format: MessageFormat, strict: bool) -> Self {
        Self { sources, format, strict, lines: RefCell::default() }
    }

    pub(super) fn all(&self, diagnostics: &[Diagnostic]) {
        let mut out = anstream::stderr().lock();
        for diagnostic in diagnostics {
            let shown = match self.format {
                MessageFormat::Human => self.human(diagnostic),
                MessageFormat::Short => self.short(diagnostic),
                MessageFormat::Json => self.json(diagnostic),
            };
            // Standard error may be closed.
            _ = writeln!(out, "{shown}");
        }
    }

    fn severity(&self, diagnostic: &Diagnostic) -> Severity {
        diagnostic.severity.under(self.strict)
    }

    /// Returns a path without control characters.
    fn path(path: &str) -> String {
        printable(path, usize::MAX)
    }

    fn text(&self, path: &str) -> &str {
        self.sources.text(path).or_else(|| built_in_text(path)).unwrap_or_default()
    }

    /// Returns the starts of the lines of a file.
    fn lines(&self, path: &str) -> Rc<Vec<usize>> {
        let mut all = self.lines.borrow_mut();
        let lines =
            all.entry(path.to_owned()).or_insert_with(|| Rc::new(line_starts(self.text(path))));
        lines.clone()
    }

    fn human(&self, diagnostic: &Diagnostic) -> String {
        let level = match self.severity(diagnostic) {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let width = terminal_width();
        let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.rule.name());
        let mut group = Group::with_title(title);
        for (i, place) in diagnostic.locations.iter().enumerate() {
            if place.range == (0..0) {
                group = group.element(Origin::path(Self::path(&place.path)));
                continue;
            }
            let text = self.text(&place.path);
            let excerpt = Excerpt::new(text, &self.lines(&place.path), place.range.clone());
            let kind = if i == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
            let mut annotation = kind.span(excerpt.range.clone());
            if !place.label.is_empty() {
                annotation = annotation.label(place.label.as_str());
            }
            let is_empty = excerpt.text.is_empty();
            let snippet = Snippet::source(excerpt.text)
                .path(Self::path(&place.path))
                .line_start(excerpt.line);
            group = group.element(if is_empty { snippet } else { snippet.annotation(annotation) });
        }
        if let Some(help) = &diagnostic.help {
            const LABEL: usize = "   = help: ".len();
            group = group.element(Level::HELP.message(wrap(help, width.saturating_sub(LABEL))));
        }
        let renderer = Renderer::styled().decor_style(DecorStyle::Ascii).term_width(width);
        renderer.render(&[group]) + "\n"
    }

    fn short(&self, diagnostic: &Diagnostic) -> String {
        let mut line = String::new();
        if let Some(place) = diagnostic.locations.first() {
            let lines = self.lines(&place.path);
            let (l, c) = line_and_column(self.text(&place.path), &lines, place.range.start);
            _ = write!(line, "{}:{l}:{c}: ", Self::path(&place.path));
        }
        _ = write!(
            line,
            "{}[{}]: {}",
            self.severity(diagnostic).name(),
            diagnostic.rule.name(),
            diagnostic.message
        );
        line
    }

    fn json(&self, diagnostic: &Diagnostic) -> String {
        let span = |path: &str, range: &Range<usize>| {
            let (text, lines) = (self.text(path), self.lines(path));
            let (line, column) = line_and_column(text, &lines, range.start);
            let (end_line, end_column) = line_and_column(text, &lines, range.end);
            (line, column, end_line, end_column)
        };
        let spans = diagnostic.locations.iter().map(|place| {
            let (line, column, end_line, end_column) = span(&place.path, &place.range);
            JsonSpan { file: &place.path, line, column, end_line, end_column, label: &place.label }
        });
        let fixes = diagnostic.fixes.iter().map(|fix| {
            let (line, column, end_line, end_column) = span(&fix.path, &fix.range);
            JsonFix {
                file: &fix.path,
                line,
                column,
                end_line,
                end_column,
                replacement: &fix.replacement,
            }
        });
        let object = JsonDiagnostic {
            severity: self.severity(diagnostic).name(),
            rule: diagnostic.rule.name(),
            message: &diagnostic.message,
            spans: spans.collect(),
            help: diagnostic.help.as_deref(),
            fixes: fixes.collect(),
        };
        let json = serde_json::to_string(&object).expect("texts and numbers are JSON");
        // JSON allows some control characters that would garble a terminal.
        let escape = |c: char| match c {
            '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                format!("\\u{:04x}", c as u32)
            }
            c => c.to_string(),
        };
        json.chars().map(escape).collect()
    }
}

#[derive(Serialize)]
struct JsonDiagnostic<'a> {
    severity: &'static str,
    rule: &'static str,
    message: &'a str,
    spans: Vec<JsonSpan<'a>>,
    help: Option<&'a str>,
    fixes: Vec<JsonFix<'a>>,
}

/// Lines and columns are counted from 1, columns in characters.
#[derive(Serialize)]
struct JsonSpan<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    label: &'a str,
}

#[derive(Serialize)]
struct JsonFix<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    replacement: &'a str,
}

/// Prints an error of the arguments, which may have colours.
pub(super) fn wrong_usage(text: &str) {
    let width = terminal_width();
    let mut err = anstream::stderr().lock();
    for line in text.lines() {
        let words = line.trim_start();
        let indent = &line[..line.len() - words.len()];
        for line in wrap(words, width.saturating_sub(indent.len())).lines() {
            _ = writeln!(err, "{indent}{line}");
        }
        if words.is_empty() {
            _ = writeln!(err);
        }
    }
}

/// Breaks a text at its spaces into lines of `room` characters, but of 20 at least. Escape sequences
/// for colours are not counted.
pub(super) fn wrap(text: &str, room: usize) -> String {
    let room = room.max(20);
    let mut wrapped = String::new();
    let mut column = 0;
    for word in text.split(' ') {
        let length = anstream::adapter::strip_str(word).to_string().chars().count();
        if column > 0 {
            let fits = column + 1 + length <= room;
            wrapped.push(if fits { ' ' } else { '\n' });
            column = if fits { column + 1 } else { 0 };
        }
        wrapped.push_str(word);
        column += length;
    }
    wrapped
}

pub(super) fn terminal_width() -> usize {
    const NARROW: usize = 80;
    std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(NARROW)
}

/// Prints an error that is not a mistake in the archive.
pub(super) fn problem(message: &str, help: &str, format: MessageFormat) {
    let (message, help) = (&printable(message, usize::MAX), &printable(help, usize::MAX));
    const HELP: &str = "  = help: ";
    const INDENT: &str = "\n          ";
    if format == MessageFormat::Json {
        let object = serde_json::json!({
            "severity": "error", "rule": null, "message": message, "spans": [], "help": help, "fixes": [],
        });
        _ = writeln!(anstream::stderr(), "{object}");
        return;
    }
    let help = wrap(help, terminal_width().saturating_sub(HELP.len())).replace('\n', INDENT);
    _ = writeln!(anstream::stderr(), "{ERROR}error{ERROR:#}: {message}\n{HELP}{help}");
}

/// Prints a note.
pub(super) fn note(message: &str) {
    let message = printable(message, usize::MAX);
    let note = wrap(&format!("{NOTE}note{NOTE:#}: {message}"), terminal_width());
    _ = writeln!(anstream::stderr(), "{note}");
}

/// Shows the progress of a long phase on a terminal.
pub(super) fn progress(done: usize, total: usize) {
    const WIDTH: usize = 30;
    let filled = done * WIDTH / total.max(1);
    let bar = format!("{}{}", "#".repeat(filled), ".".repeat(WIDTH - filled));
    _ = write!(io::stderr(), "\r{bar} {done} of {total} files\x1b[K\r");
}

/// Clears the line of [`progress`].
pub(super) fn clear_progress() {
    _ = write!(io::stderr(), "\x1b[K");
}

/// Prints the files that were written and removed.
pub(super) fn changes(summary: &Summary) {
    let mut err = anstream::stderr().lock();
    for path in &summary.written {
        _ = writeln!(err, "wrote {path}");
    }
    for path in &summary.removed {
        _ = writeln!(err, "removed {path}");
    }
}

/// The numbers of diagnostics, by the severity that counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct SeverityCounts {
    errors: usize,
    warnings: usize,
    notes: usize,
}

impl SeverityCounts {
    /// Returns the numbers that are not 0, each with its word.
    fn in_words(self) -> impl Iterator<Item = String> {
        let counts = [
            (self.errors, "error", "errors"),
            (self.warnings, "warning", "warnings"),
            (self.notes, "note", "notes"),
        ];
        counts.into_iter().filter(|(n, ..)| *n > 0).map(|(n, one, other)| number(n, one, other))
    }
}

fn count_by_severity(diagnostics: &[Diagnostic], strict: bool) -> SeverityCounts {
    let mut counts = SeverityCounts::default();
    for diagnostic in diagnostics {
        match diagnostic.severity.under(strict) {
            Severity::Error => counts.errors += 1,
            Severity::Warning => counts.warnings += 1,
            Severity::Note => counts.notes += 1,
        }
    }
    counts
}

/// Prints the last line of a build or a check.
pub(super) fn last_line(report: &Report, strict: bool, is_check: bool, time: Duration) {
    let counts = count_by_severity(&report.diagnostics, strict);
    let mut parts = vec![number(report.pages, "page", "pages")];
    match &report.summary {
        Some(summary) => {
            parts.push(format!("{} written", summary.written.len()));
            parts.push(format!("{} removed", summary.removed.len()));
        }
        None if !is_check => parts.push("nothing written".into()),
        None => {}
    }
    parts.extend(counts.in_words());
    if is_check && counts == SeverityCounts::default() {
        parts.push("nothing wrong".into());
    }
    _ = writeln!(anstream::stderr(), "{} in {:.2} s", parts.join(", "), time.as_secs_f64());
}

/// Returns the line that a server prints when it has read the archive, and whether there is an
/// error.
pub(super) fn served(pages: usize, diagnostics: &[Diagnostic], time: Duration) -> (String, bool) {
    let counts = count_by_severity(diagnostics, false);
    let mut parts = vec![number(pages, "page", "pages")];
    parts.extend(counts.in_words());
    (format!("{} in {:.2} s", parts.join(", "), time.as_secs_f64()), counts.errors > 0)
}

fn number(n: usize, one: &str, other: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { other })
}

/// Prints the times of phases, templates and pages, and the peak of memory.
pub(super) fn timings(timings: &Timings) {
    let mut err = anstream::stderr().lock();
    let milliseconds = |time: &Duration| time.as_secs_f64() * 1000.0;
    for (phase, time) in &timings.phases {
        _ = writeln!(err, "{phase:<10} {:>9.1} ms", milliseconds(time));
    }
    for (template, pages, time) in &timings.templates {
        _ = writeln!(
            err,
            "{template:<16} {pages:>7} files {:>9.1} ms of all threads",
            milliseconds(time)
        );
    }
    for (page, time) in &timings.pages {
        _ = writeln!(err, "{:>9.1} ms  {page}", milliseconds(time));
    }
    if let Some(peak) = peak_memory() {
        _ = writeln!(err, "peak memory {peak:.1} MiB");
    }
}

/// Returns the peak of memory of the process in MiB, on systems with `/proc`.
fn peak_memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_broken_at_words() {
        assert_eq!(wrap("one two three four five", 20), "one two three four\nfive");
        assert_eq!(wrap("one", 5), "one");
    }
}
