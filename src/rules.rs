//! What each rule means and why it matters, with an archive that breaks it and one that does not:
//! the texts in `rules/`, one a rule. `chancery explain` and `docs/rules.md` show them; how is
//! theirs to know.

use crate::diagnostic::Rule;

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
        Rule::AmbiguousMention => include_str!("rules/ambiguous-mention.md"),
        Rule::HtmlComment => include_str!("rules/html-comment.md"),
    }
}
