//! Questions on a terminal, with completion of known names.

use std::io::{self, IsTerminal, Write};

use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::Validator;
use rustyline::{Behavior, CompletionType, Config, Context, Editor, Helper};

use super::stop::Stop;
use crate::text::fold;

/// A source of answers for values that no option gives.
pub(super) trait Ask {
    /// Returns the answer without space around it; empty if the question was skipped.
    fn ask(&mut self, question: &str, known: &[KnownName]) -> Result<String, Stop>;

    /// Shows a remark about an answer.
    fn say(&mut self, text: &str);
}

/// The author at a terminal.
pub(super) struct Terminal(Editor<NameCompleter, MemHistory>);

impl Terminal {
    /// Returns the terminal, if standard input and standard error are one.
    pub(super) fn new() -> Option<Self> {
        if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
            return None;
        }
        // Standard output is for the result.
        let config = Config::builder()
            .behavior(Behavior::PreferTerm)
            .completion_type(CompletionType::Circular)
            .build();
        let mut editor = Editor::with_history(config, MemHistory::new()).ok()?;
        editor.set_helper(Some(NameCompleter::default()));
        Some(Self(editor))
    }
}

impl Ask for Terminal {
    fn ask(&mut self, question: &str, known: &[KnownName]) -> Result<String, Stop> {
        self.0.set_helper(Some(NameCompleter::new(known)));
        match self.0.readline(&format!("{question}: ")) {
            Ok(answer) => Ok(answer.trim().to_owned()),
            Err(ReadlineError::Interrupted | ReadlineError::Eof) => Err(Stop::interrupted()),
            Err(error) => Err(Stop::environment(
                format!("cannot read from the terminal: {error}"),
                "give the values as options, which `--help` lists",
            )),
        }
    }

    fn say(&mut self, text: &str) {
        _ = writeln!(io::stderr(), "{text}");
    }
}

/// A name that an answer can be completed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KnownName {
    /// The completed text.
    pub(super) name: String,
    /// Other names that are completed to it.
    pub(super) aliases: Vec<String>,
}

/// A completer of known names: each with its folded forms.
#[derive(Default)]
struct NameCompleter(Vec<(String, Vec<String>)>);

impl NameCompleter {
    /// Folds the names and their aliases.
    fn new(known: &[KnownName]) -> Self {
        let all = known.iter().map(|KnownName { name, aliases }| {
            let folded = std::iter::once(name).chain(aliases).map(|name| fold(name)).collect();
            (name.clone(), folded)
        });
        Self(all.collect())
    }

    /// Returns the names that begin with a text, or that have a word or alias that does.
    fn begun(&self, text: &str) -> Vec<&str> {
        let text = fold(text);
        let begins = |name: &String| {
            name.starts_with(&text)
                || name.match_indices([' ', '-']).any(|(at, _)| name[at + 1..].starts_with(&text))
        };
        let found = self.0.iter().filter(|(_, folded)| folded.iter().any(begins));
        found.map(|(name, _)| name.as_str()).collect()
    }
}

impl Completer for NameCompleter {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        at: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let pair = |name: &str| Pair { display: name.to_owned(), replacement: name.to_owned() };
        Ok((0, self.begun(&line[..at]).into_iter().map(pair).collect()))
    }
}

impl Hinter for NameCompleter {
    type Hint = String;
}

impl Highlighter for NameCompleter {}
impl Validator for NameCompleter {}
impl Helper for NameCompleter {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_completed_from_its_beginning_or_that_of_a_word() {
        let known = |name: &str, aliases: &[&str]| KnownName {
            name: name.to_owned(),
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        };
        let all = [
            known("Sergei Lavrov", &["Сергей Лавров", "Lavrov"]),
            known("Sergei Ryabkov", &[]),
            known("Recep Tayyip Erdoğan", &[]),
            known("Jean-Yves Roux", &[]),
        ];
        let names = NameCompleter::new(&all);
        for (text, expected) in [
            ("ser", &["Sergei Lavrov", "Sergei Ryabkov"][..]),
            ("Sergei L", &["Sergei Lavrov"]),
            ("lav", &["Sergei Lavrov"]),
            ("серг", &["Sergei Lavrov"]),
            ("ERDOĞ", &["Recep Tayyip Erdoğan"]),
            ("yves", &["Jean-Yves Roux"]),
            ("vrov", &[]),
            ("x", &[]),
        ] {
            assert_eq!(names.begun(text), expected, "{text}");
        }
        assert_eq!(names.begun("").len(), all.len());
    }
}
