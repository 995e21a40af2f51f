//! Diagnostics: mistakes as data, each with its rule, its locations and a correction.
//!
//! Every phase returns its value and its diagnostics. `cli::report` decides how they are shown.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::{fmt, io};

use crate::rules::{Rule, Severity};

/// A range of a source file, in bytes of its text as loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceLocation {
    /// The file, relative to the root, with forward slashes.
    pub path: Arc<str>,
    /// The bytes; an empty range is a position.
    pub range: Range<usize>,
    /// The text at the underlined range; may be empty.
    pub label: String,
}

/// An edit that would correct a mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The file, relative to the root.
    pub path: Arc<str>,
    /// The bytes to replace.
    pub range: Range<usize>,
    /// The text to put there.
    pub replacement: String,
}

/// One mistake, with its locations and a correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that was broken.
    pub rule: Rule,
    /// The rule's own severity, or the one that the archive sets.
    pub severity: Severity,
    /// A sentence that says what is wrong, on one line.
    pub message: String,
    /// The locations, of which the first is the mistake itself. Empty if no file is to blame.
    pub locations: Vec<SourceLocation>,
    /// A sentence that says what to do, on one line.
    pub help: Option<String>,
    /// Edits that correct the mistake, all of them together.
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// Creates a diagnostic at a range of a file.
    pub fn new(
        rule: Rule,
        message: impl Into<String>,
        path: &Arc<str>,
        range: Range<usize>,
    ) -> Self {
        Self::without_location(rule, message).at(path, range, "")
    }

    /// Creates a diagnostic that is about no file.
    pub fn without_location(rule: Rule, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.severity(),
            message: one_line(&message.into()),
            locations: Vec::new(),
            help: None,
            fixes: Vec::new(),
        }
    }

    /// Adds a location and its label.
    pub fn at(mut self, path: &Arc<str>, range: Range<usize>, label: impl Into<String>) -> Self {
        self.locations.push(SourceLocation { path: path.clone(), range, label: label.into() });
        self
    }

    /// Sets the label of the first location.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        if let Some(location) = self.locations.first_mut() {
            location.label = label.into();
        }
        self
    }

    /// Sets the sentence that says what to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(one_line(&help.into()));
        self
    }

    /// Adds an edit that replaces the first location.
    pub fn fix(mut self, replacement: impl Into<String>) -> Self {
        if let Some(SourceLocation { path, range, .. }) = self.locations.first() {
            let (path, range) = (path.clone(), range.clone());
            self.fixes.push(Fix { path, range, replacement: replacement.into() });
        }
        self
    }
}

/// The value that a phase returns, with the diagnostics of its input.
#[derive(Clone, Debug)]
#[must_use]
pub struct Warned<T> {
    /// The value, as complete as the mistakes allow.
    pub value: T,
    /// The mistakes in the input.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Warned<T> {
    /// Returns the value, and adds its diagnostics to those of other phases.
    pub fn report_to(self, diagnostics: &mut Vec<Diagnostic>) -> T {
        diagnostics.extend(self.diagnostics);
        self.value
    }
}

/// An error of the environment rather than of the archive: permissions, a full disk.
#[derive(Debug)]
pub struct EnvironmentError {
    /// The action that failed, as in "cannot read".
    pub doing: &'static str,
    /// The path that the action was for.
    pub path: PathBuf,
    /// The error of the operating system.
    pub source: io::Error,
}

impl EnvironmentError {
    /// Returns a function for `map_err` that adds the action and the path to an error.
    pub fn at(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self { doing, path, source }
    }
}

impl fmt::Display for EnvironmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.doing, self.path.display(), self.source)
    }
}

impl std::error::Error for EnvironmentError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

/// Returns a text between backticks, shortened, on one line and without control characters.
pub fn quote(text: &str) -> String {
    const LONGEST: usize = 60;
    format!("`{}`", printable(text, LONGEST))
}

/// Returns a sentence on one line, without control characters and of a bounded length, whatever it
/// quotes.
fn one_line(text: &str) -> String {
    const LONGEST: usize = 500;
    printable(text, LONGEST)
}

/// Returns at most `longest` characters of a text, without those that would garble a terminal.
pub(crate) fn printable(text: &str, longest: usize) -> String {
    let plain = |c| if is_unprintable(c) { char::REPLACEMENT_CHARACTER } else { c };
    let mut shown: String = text.chars().take(longest).map(plain).collect();
    if text.chars().nth(longest).is_some() {
        shown.push('…');
    }
    shown
}

/// Returns whether a character would garble a terminal: controls and directional overrides.
fn is_unprintable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns the candidate nearest to a word, if one is near enough to be meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    // Every word is near to one of two letters; a text of hundreds is no typing error.
    if !(3..=200).contains(&length) {
        return None;
    }
    let most = (length / 3).min(4);
    candidates
        .into_iter()
        .filter(|candidate| candidate.len().abs_diff(word.len()) <= 4 * most)
        .map(|candidate| (strsim::osa_distance(word, candidate), candidate))
        .filter(|&(distance, _)| distance <= most)
        .min()
        .map(|(_, candidate)| candidate)
}
