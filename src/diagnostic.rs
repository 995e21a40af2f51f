//! Mistakes as data: what is wrong, by which rule, where, and what to do about it.
//!
//! Every phase returns its value and its diagnostics; how they are shown is decided at the edge
//! (`cli::report`).

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::{fmt, io};

use crate::rules::{Rule, Severity};

/// A place in a source file, in bytes of its text as loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceLocation {
    /// The file, relative to the root, with forward slashes.
    pub path: Arc<str>,
    /// The bytes meant; an empty range is a position.
    pub range: Range<usize>,
    /// What the underlining says; may be empty.
    pub label: String,
}

/// An edit that would mend a mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The file, relative to the root.
    pub path: Arc<str>,
    /// The bytes to replace.
    pub range: Range<usize>,
    /// What to put there.
    pub replacement: String,
}

/// One mistake: a line that says what is wrong, the places, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that was broken.
    pub rule: Rule,
    /// How much it weighs: the rule's own weight, or what the archive says.
    pub severity: Severity,
    /// One line.
    pub message: String,
    /// The places, the first being the mistake itself. Empty where no file is to blame.
    pub locations: Vec<SourceLocation>,
    /// What to do, where that can be said.
    pub help: Option<String>,
    /// Edits that would mend it, all of them together.
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// Makes a diagnostic at a place in a file.
    pub fn new(
        rule: Rule,
        message: impl Into<String>,
        path: &Arc<str>,
        range: Range<usize>,
    ) -> Self {
        Self::without_location(rule, message).at(path, range, "")
    }

    /// Makes a diagnostic that no file's place explains.
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

    /// Adds a place with what to say of it.
    pub fn at(mut self, path: &Arc<str>, range: Range<usize>, label: impl Into<String>) -> Self {
        self.locations.push(SourceLocation { path: path.clone(), range, label: label.into() });
        self
    }

    /// Says what the underlining of the first place means.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        if let Some(location) = self.locations.first_mut() {
            location.label = label.into();
        }
        self
    }

    /// Says what to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(one_line(&help.into()));
        self
    }

    /// Offers a replacement for the first place.
    pub fn fix(mut self, replacement: impl Into<String>) -> Self {
        if let Some(SourceLocation { path, range, .. }) = self.locations.first() {
            let (path, range) = (path.clone(), range.clone());
            self.fixes.push(Fix { path, range, replacement: replacement.into() });
        }
        self
    }
}

/// A value that a phase returns, with everything that is wrong with what it was made of.
#[derive(Clone, Debug)]
#[must_use]
pub struct Warned<T> {
    /// The value, made as far as the mistakes allow.
    pub value: T,
    /// Everything that is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Warned<T> {
    /// Returns the value, and adds what is wrong to what other phases found.
    pub fn report_to(self, diagnostics: &mut Vec<Diagnostic>) -> T {
        diagnostics.extend(self.diagnostics);
        self.value
    }
}

/// Trouble with the machine rather than with the archive: permissions, a full disk.
#[derive(Debug)]
pub struct EnvironmentError {
    /// What could not be done, as in "cannot read".
    pub doing: &'static str,
    /// What it could not be done to.
    pub path: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

impl EnvironmentError {
    /// Returns a closure for `map_err` that says what was being done to which path.
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

/// Returns the text between back ticks, shortened, on one line and without control characters.
pub fn quote(text: &str) -> String {
    const LONGEST: usize = 60;
    format!("`{}`", printable(text, LONGEST))
}

/// Returns a sentence for an author, on one line, without control characters and of a bounded
/// length, whatever it quotes.
fn one_line(text: &str) -> String {
    const LONGEST: usize = 500;
    printable(text, LONGEST)
}

/// Returns a text of a bounded number of characters in which nothing can garble a terminal.
pub(crate) fn printable(text: &str, longest: usize) -> String {
    let plain = |c| if is_unprintable(c) { char::REPLACEMENT_CHARACTER } else { c };
    let mut shown: String = text.chars().take(longest).map(plain).collect();
    if text.chars().nth(longest).is_some() {
        shown.push('…');
    }
    shown
}

/// Says whether a character would garble a terminal: controls and directional overrides.
fn is_unprintable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns the candidate nearest to a word, where one is near enough to be meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    // Of one or two letters anything is near; a text of hundreds is no slip of the pen.
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
