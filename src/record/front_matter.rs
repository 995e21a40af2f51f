//! Front matter: its place in a file, and its errors of TOML in words for authors.

use std::ops::Range;
use std::sync::Arc;

use toml::de::Error as TomlError;

use super::Section;
use super::date::{Date, DateError};
use super::keys::Origin;
use crate::diagnostic::Diagnostic;
use crate::rules::Rule;
use crate::text::line_starts;

/// The places of the front matter and the body in a file, in bytes.
pub(crate) struct Front {
    pub(crate) toml: Range<usize>,
    pub(crate) body: usize,
}

/// Finds the lines of `+++` around the front matter; reports a file that has none.
pub(crate) fn split(
    path: &Arc<str>,
    text: &str,
    section: Section,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Front> {
    const FENCE: &str = "+++";
    let first = text.split_inclusive('\n').next().unwrap_or_default();
    if first.trim_end() != FENCE {
        if section == Section::Home && !first.starts_with("---") {
            return Some(Front { toml: 0..0, body: 0 });
        }
        let found = match first.trim_end() {
            "---" => "the front matter is YAML; Chancery reads TOML",
            _ => "the file does not begin with front matter",
        };
        diagnostics.push(
            Diagnostic::new(Rule::InvalidFrontMatter, found, path, 0..first.trim_end().len())
                .help("begin the file with a line of `+++`, the keys as TOML (`title = \"…\"`), and another line of `+++`"),
        );
        return None;
    }
    let mut at = first.len();
    for line in text[first.len()..].split_inclusive('\n') {
        if line.trim_end() == FENCE {
            return Some(Front { toml: first.len()..at, body: at + line.len() });
        }
        at += line.len();
    }
    diagnostics.push(
        Diagnostic::new(
            Rule::InvalidFrontMatter,
            "the front matter is not closed",
            path,
            0..FENCE.len(),
        )
        .label("it begins here")
        .help("put a line of `+++` behind the last key"),
    );
    None
}

/// Returns the errors of TOML as diagnostics: one for each line, and none behind a list, text or
/// table that is not closed, since it contains all that follows.
pub(crate) fn explain_errors(
    errors: &[TomlError],
    toml: &str,
    origin: Origin<'_>,
) -> Vec<Diagnostic> {
    let mut explained = Vec::new();
    let lines = line_starts(toml);
    let mut last_line = None;
    for error in errors {
        let start = error.span().map_or(0, |span| span.start);
        let line = lines.partition_point(|first| *first <= start);
        if last_line.replace(line) != Some(line) {
            explained.push(explain(error, toml, origin));
        }
        if error.message().contains("unclosed") {
            break;
        }
    }
    explained
}

/// Returns an error of TOML as a diagnostic, in words for authors if the mistake is a common one.
fn explain(error: &TomlError, toml: &str, origin: Origin<'_>) -> Diagnostic {
    let span = error.span().unwrap_or(0..0);
    let start = span.start.min(toml.len());
    let line_start = toml[..toml.floor_char_boundary(start)].rfind('\n').map_or(0, |at| at + 1);
    let line = toml[line_start..].lines().next().unwrap_or_default();
    let message = error.message().lines().next().unwrap_or_default();
    let diagnostic = |rule, message: String| {
        Diagnostic::new(rule, message, origin.path, origin.range(span.clone()))
    };
    if let Some((key, value)) = line.split_once('=') {
        let equals = key.len() + 1;
        let (key, written) = (key.trim(), value.trim());
        let value = written.split('#').next().unwrap_or_default().trim();
        let is_date = matches!(key, "date" | "end_date");
        let figures = value.starts_with(|c: char| c.is_ascii_digit())
            && value.bytes().all(|b| b.is_ascii_digit() || b"-~?%X./".contains(&b));
        let bare = value.trim_matches(['\u{201c}', '\u{201d}', '"']);
        let in_words = is_date && bare.contains(char::is_alphabetic) && bare.len() == value.len();
        let date_like = (figures && (is_date || value.len() >= 4)) || in_words;
        if date_like {
            let at = line_start + equals + line[equals..].find(value).unwrap_or_default();
            let range = origin.range(at..at + value.len());
            return match Date::parse(value) {
                Ok(_) => Diagnostic::new(
                    Rule::InvalidDate,
                    "a date less exact than a day is written in quotes",
                    origin.path,
                    range,
                )
                .help(format!("write `{key} = \"{value}\"`"))
                .fix(format!("\"{value}\"")),
                Err(DateError(message)) => {
                    Diagnostic::new(Rule::InvalidDate, message, origin.path, range)
                        .help(format!("write `{key} = 2022-11-14`"))
                }
            };
        }
        if value.starts_with(|c: char| c.is_alphabetic() || c == '\u{201c}')
            && !matches!(value, "true" | "false" | "inf" | "nan")
        {
            let at = line_start + equals + line[equals..].find(value).unwrap_or_default();
            return Diagnostic::new(
                Rule::InvalidFrontMatter,
                format!("the text of `{key}` is not in quotes"),
                origin.path,
                origin.range(at..at + value.len()),
            )
            .help(format!("write `{key} = \"{bare}\"`"))
            .fix(format!("\"{bare}\""));
        }
    }
    if message.contains("duplicate key") {
        return diagnostic(Rule::InvalidFrontMatter, "duplicate key".into())
            .help("remove one of them");
    }
    diagnostic(Rule::InvalidFrontMatter, format!("not TOML: {message}"))
        .help("a line is `key = \"text\"`, `key = 2022-11-14` or `key = [\"one\", \"two\"]`")
}
