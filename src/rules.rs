//! Rules: their names and severities, and an explanation of each.
//!
//! An explanation says what a rule means and why it matters, with an archive that breaks it and one
//! that does not. The texts are in `rules/`, a file for each rule; `chancery explain` and
//! `docs/rules.md` show them.

/// The severity of a diagnostic: errors stop a build, warnings do not, notes are for `check`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The archive cannot be built as it stands.
    Error,
    /// Something was left out, or is probably a mistake.
    Warning,
    /// Something that an author may want to know.
    Note,
}

impl Severity {
    /// Returns the word for the severity in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }

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
        /// A rule that a diagnostic reports the breach of. Authors see and configure its name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule { $($(#[doc = $doc])* $variant,)* }

        impl Rule {
            /// All rules, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Returns the rule's name, in kebab-case.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Returns the severity of a breach, unless an archive sets another.
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
    /// A value that the key's vocabulary does not have.
    UnknownValue "unknown-value" Error;
    /// A date that the calendar does not have, or that is not written as a date.
    InvalidDate "invalid-date" Error;
    /// A period that ends before it begins.
    EndBeforeStart "end-before-start" Error;
    /// A file name or heading ID that is not a valid ID.
    InvalidId "invalid-id" Error;
    /// Two files, or two headings of one page, with the same ID.
    DuplicateId "duplicate-id" Error;
    /// Two outputs with the same URL.
    DuplicateUrl "duplicate-url" Error;
    /// A path that cannot be read or published.
    InvalidPath "invalid-path" Error;
    /// A link to something that does not exist.
    BrokenLink "broken-link" Error;
    /// A link to a heading that does not exist.
    BrokenAnchor "broken-anchor" Error;
    /// A thread of briefings that leads nowhere or contains itself.
    BrokenThread "broken-thread" Error;
    /// A name that two entities have.
    AmbiguousName "ambiguous-name" Error;
    /// A name without a file in an archive whose names must be registered.
    UnknownName "unknown-name" Error;
    /// A template that cannot be read or rendered.
    TemplateError "template-error" Error;
    /// A reference to a draft or to a page under embargo; it is not published.
    WithheldReference "withheld-reference" Warning;
    /// A time of a briefing that the clocks of its zone skipped.
    SkippedTime "skipped-time" Warning;
    /// A name in a text that several pages have; it is not linked.
    AmbiguousMention "ambiguous-mention" Warning;
    /// A comment in a text; it is not published.
    HtmlComment "html-comment" Note;
}

impl Rule {
    /// Returns a sentence that states the rule.
    pub fn summary(self) -> &'static str {
        explanation(self).summary
    }

    /// Returns whether the settings of an archive may lower the severity: it can be published
    /// although it breaks the rule.
    pub fn can_be_lowered(self) -> bool {
        matches!(self, Self::BrokenLink | Self::BrokenAnchor | Self::UnknownKey | Self::UnknownName)
    }
}

/// The explanation of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The rule in a sentence, short enough for a line of a list.
    pub summary: &'static str,
    /// The paragraphs on its meaning, its reason and the correction, in lines of any length.
    pub paragraphs: Vec<&'static str>,
    /// The files of an archive that breaks the rule.
    pub fails: Vec<Example>,
    /// The files of an archive that does not.
    pub passes: Vec<Example>,
}

/// A file of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The file, relative to the root.
    pub path: &'static str,
    /// Its text, with the line feed at its end.
    pub content: &'static str,
}

/// Returns the explanation of a rule.
///
/// A test checks that no part of an explanation is empty.
pub fn explanation(rule: Rule) -> Explanation {
    let (said, examples) = text(rule).split_once("\n## Fails\n").unwrap_or((text(rule), ""));
    let (fails, passes) = examples.split_once("\n## Passes\n").unwrap_or((examples, ""));
    let mut paragraphs = said.split("\n\n").map(str::trim);
    Explanation {
        summary: paragraphs.next().unwrap_or_default(),
        paragraphs: paragraphs.filter(|paragraph| !paragraph.is_empty()).collect(),
        fails: files(fails),
        passes: files(passes),
    }
}

/// Returns the files in fenced blocks, whose info strings are paths.
fn files(text: &'static str) -> Vec<Example> {
    // Every second part is between fences.
    let blocks = text.split("```").skip(1).step_by(2);
    blocks
        .filter_map(|block| block.split_once('\n'))
        .map(|(path, content)| Example { path, content })
        .collect()
}

/// Returns the text of a rule in `rules/`.
fn text(rule: Rule) -> &'static str {
    match rule {
        Rule::InvalidFrontMatter => include_str!("rules/invalid-front-matter.md"),
        Rule::MissingKey => include_str!("rules/missing-key.md"),
        Rule::WrongType => include_str!("rules/wrong-type.md"),
        Rule::UnknownKey => include_str!("rules/unknown-key.md"),
        Rule::UnknownValue => include_str!("rules/unknown-value.md"),
        Rule::InvalidDate => include_str!("rules/invalid-date.md"),
        Rule::EndBeforeStart => include_str!("rules/end-before-start.md"),
        Rule::InvalidId => include_str!("rules/invalid-id.md"),
        Rule::DuplicateId => include_str!("rules/duplicate-id.md"),
        Rule::DuplicateUrl => include_str!("rules/duplicate-url.md"),
        Rule::InvalidPath => include_str!("rules/invalid-path.md"),
        Rule::BrokenLink => include_str!("rules/broken-link.md"),
        Rule::BrokenAnchor => include_str!("rules/broken-anchor.md"),
        Rule::BrokenThread => include_str!("rules/broken-thread.md"),
        Rule::AmbiguousName => include_str!("rules/ambiguous-name.md"),
        Rule::UnknownName => include_str!("rules/unknown-name.md"),
        Rule::TemplateError => include_str!("rules/template-error.md"),
        Rule::WithheldReference => include_str!("rules/withheld-reference.md"),
        Rule::SkippedTime => include_str!("rules/skipped-time.md"),
        Rule::AmbiguousMention => include_str!("rules/ambiguous-mention.md"),
        Rule::HtmlComment => include_str!("rules/html-comment.md"),
    }
}
