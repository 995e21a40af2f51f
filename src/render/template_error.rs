//! Template errors: Tera's account of a mistake goes in; a diagnostic with its place comes out.

use std::ops::Range;
use std::sync::Arc;

use tera::{Error, ErrorKind};

use super::assets::BUILT_IN_PREFIX;
use crate::diagnostic::{Diagnostic, quote};
use crate::rules::Rule;
use crate::source::TEMPLATES;

/// Says what is wrong with a template, and where; `text` gives that of a template, `path` its path.
pub(super) fn explain<'t>(
    error: &Error,
    rendered: &str,
    text: impl Fn(&str) -> Option<&'t str>,
    path: impl Fn(&str) -> Arc<str>,
) -> Diagnostic {
    let whole = |name: &str, message: String| {
        Diagnostic::new(Rule::TemplateError, message, &path(name), 0..0)
    };
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => Diagnostic::new(
            Rule::TemplateError,
            lower_first(report.message()),
            &path(report.filename()),
            report.span().range.clone(),
        ),
        ErrorKind::MissingParent { current, parent } => {
            whole(current, format!("the template extends {}, which is not there", quote(parent)))
                .help("a built-in template is extended as `chancery/NAME`")
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain } => whole(
            tpl,
            format!("the template extends itself: {}", inheritance_chain.join(", then ")),
        ),
        ErrorKind::CircularInclude { tpl, include_chain } => {
            whole(tpl, format!("the template includes itself: {}", include_chain.join(", then ")))
        }
        // Of other mistakes Tera's account is a text, with the place in its second line.
        other => {
            let account = other.to_string();
            let first = account.lines().next().unwrap_or_default();
            let cause = std::error::Error::source(error).map(|source| format!(": {source}"));
            let message =
                lower_first(first.trim_start_matches("error: ")) + &cause.unwrap_or_default();
            let place = account.lines().find_map(|line| line.trim_start().strip_prefix("--> "));
            let mut parts = place.into_iter().flat_map(|place| place.rsplitn(3, ':'));
            let mut number = || parts.next().and_then(|part| part.parse::<usize>().ok());
            let (column, line) = (number(), number());
            let name = parts.next().unwrap_or(rendered);
            let range = match (text(name), line, column) {
                (Some(text), Some(line), Some(column)) => position(text, line, column),
                _ => 0..0,
            };
            Diagnostic::new(Rule::TemplateError, message, &path(name), range)
        }
    }
}

/// Returns the rest of the word at a line and a column, both from 1, columns in characters.
fn position(text: &str, line: usize, column: usize) -> Range<usize> {
    let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let at = text[start..].char_indices().nth(column - 1).map_or(text.len(), |(at, _)| start + at);
    let word = text[at..].find(|c: char| !c.is_alphanumeric() && !"_-./\"'".contains(c));
    at..at + word.unwrap_or(text.len() - at).max(1).min(text.len() - at)
}

/// Returns the path of a template: in the archive, or among the built-in ones.
pub(super) fn template_path(name: &str) -> Arc<str> {
    match name.starts_with(BUILT_IN_PREFIX) {
        true => name.into(),
        false => format!("{TEMPLATES}{name}").into(),
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
