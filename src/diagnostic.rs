//! Mistakes as data: what is wrong, by which rule, where, and what to do about it.
//!
//! Every phase returns its value and its diagnostics; how they are shown is decided at the edge
//! (`cli::report`).

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::{fmt, io};

/// How much a diagnostic weighs: errors stop a build, warnings do not, notes are for `check`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The archive cannot be built as it stands.
    Error,
    /// Something was left out or is probably not what was meant.
    Warning,
    /// Something that is worth a look.
    Note,
}

impl Severity {
    /// Returns the word that messages carry.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

impl Severity {
    /// Returns the severity that counts: under `--strict`, a warning is an error. A note stays a
    /// note.
    ///
    /// A build stops when a diagnostic is an error by this function and by no other; labels, counts
    /// and the exit code are made of it too.
    pub fn under(self, strict: bool) -> Self {
        match self {
            Self::Warning if strict => Self::Error,
            severity => severity,
        }
    }
}

macro_rules! rules {
    ($($(#[doc = $doc:literal])* $variant:ident $name:literal $severity:ident;)*) => {
        /// What a diagnostic was raised by. Its name is what authors see and configure.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule { $($(#[doc = $doc])* $variant,)* }

        impl Rule {
            /// Every rule, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Returns the rule's name, in kebab-case.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Returns how much a breach of the rule weighs.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }
        }
    };
}

rules! {
    /// The front matter is not TOML between two lines of `+++`.
    InvalidFrontMatter "invalid-front-matter" Error;
    /// A required key is absent or empty.
    MissingKey "missing-key" Error;
    /// A value has another type than its key takes.
    WrongType "wrong-type" Error;
    /// A key that the content model does not have.
    UnknownKey "unknown-key" Error;
    /// A word outside its key's vocabulary.
    UnknownValue "unknown-value" Error;
    /// A date that is not in the calendar, or not written as a date.
    InvalidDate "invalid-date" Error;
    /// A period that ends before it begins.
    EndBeforeStart "end-before-start" Error;
    /// A file stem or heading ID that cannot be a permanent name.
    InvalidId "invalid-id" Error;
    /// Two files, or two headings of one page, with the same ID.
    DuplicateId "duplicate-id" Error;
    /// Two things that would be published at the same URL.
    DuplicateUrl "duplicate-url" Error;
    /// A path that cannot be read or published.
    InvalidPath "invalid-path" Error;
    /// A link to something that is not there.
    BrokenLink "broken-link" Error;
    /// A link to a heading that is not there.
    BrokenAnchor "broken-anchor" Error;
    /// A thread of briefings that leads to nothing or in a circle.
    BrokenThread "broken-thread" Error;
    /// A name that finds two entities.
    AmbiguousName "ambiguous-name" Error;
    /// A name without a file, where names must be registered.
    UnknownName "unknown-name" Error;
    /// A template that cannot be read or rendered.
    TemplateError "template-error" Error;
    /// A reference to a draft or to a page under embargo; it is left out.
    WithheldReference "withheld-reference" Warning;
    /// A name in a text that several pages have; it is not linked.
    AmbiguousMention "ambiguous-mention" Warning;
    /// A comment in a text; it is dropped.
    HtmlComment "html-comment" Note;
}

impl Rule {
    /// Returns the rule in a sentence.
    pub fn summary(self) -> &'static str {
        crate::rules::explanation(self).summary
    }

    /// Says whether an archive can be published in spite of what breaks the rule, so that its
    /// settings may say that it is no error.
    pub fn can_be_lowered(self) -> bool {
        matches!(self, Self::BrokenLink | Self::BrokenAnchor | Self::UnknownKey | Self::UnknownName)
    }
}

/// A place in a source file, in bytes of its text as loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
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
    pub places: Vec<Place>,
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
        Self::without_place(rule, message).at(path, range, "")
    }

    /// Makes a diagnostic that no file's place explains.
    pub fn without_place(rule: Rule, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.severity(),
            message: one_line(&message.into()),
            places: Vec::new(),
            help: None,
            fixes: Vec::new(),
        }
    }

    /// Adds a place with what to say of it.
    pub fn at(mut self, path: &Arc<str>, range: Range<usize>, label: impl Into<String>) -> Self {
        self.places.push(Place { path: path.clone(), range, label: label.into() });
        self
    }

    /// Says what the underlining of the first place means.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        if let Some(place) = self.places.first_mut() {
            place.label = label.into();
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
        if let Some(Place { path, range, .. }) = self.places.first() {
            let (path, range) = (path.clone(), range.clone());
            self.fixes.push(Fix { path, range, replacement: replacement.into() });
        }
        self
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
