//! What each rule means and why it matters, with an archive that breaks it and one that does not:
//! the texts in `rules/`, one a rule. `chancery explain` and `docs/rules.md` show them; how is
//! theirs to know.

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
    /// A time of a briefing that the clocks of its zone skipped.
    SkippedTime "skipped-time" Warning;
    /// A name in a text that several pages have; it is not linked.
    AmbiguousMention "ambiguous-mention" Warning;
    /// A comment in a text; it is dropped.
    HtmlComment "html-comment" Note;
}

impl Rule {
    /// Returns the rule in a sentence.
    pub fn summary(self) -> &'static str {
        explanation(self).summary
    }

    /// Says whether an archive can be published in spite of what breaks the rule, so that its
    /// settings may say that it is no error.
    pub fn can_be_lowered(self) -> bool {
        matches!(self, Self::BrokenLink | Self::BrokenAnchor | Self::UnknownKey | Self::UnknownName)
    }
}

/// What is said of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The rule in a sentence, short enough for its line in a list.
    pub summary: &'static str,
    /// What it means, why it matters and what to do, in lines of any length.
    pub paragraphs: Vec<&'static str>,
    /// The files of an archive that breaks it.
    pub fails: Vec<Example>,
    /// The files of an archive that does not.
    pub passes: Vec<Example>,
}

/// A file of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The file, relative to the root.
    pub path: &'static str,
    /// Its text, with the last line end.
    pub content: &'static str,
}

/// Explains a rule.
///
/// That no part of an explanation is empty is for a test to say: this reads what is embedded.
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

/// Reads fenced blocks, whose info strings are paths.
fn files(text: &'static str) -> Vec<Example> {
    // Every second part lies between fences.
    let blocks = text.split("```").skip(1).step_by(2);
    blocks
        .filter_map(|block| block.split_once('\n'))
        .map(|(path, content)| Example { path, content })
        .collect()
}

/// Returns the text in `rules/`.
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
