//! Mistakes as the overlay shows them: all of it text, with the line underlined and a link that
//! opens the file in an editor.

use std::path::Path;
use std::str::FromStr;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, EnvironmentError, SourceLocation};
use crate::excerpt::{Excerpt, line_and_column};
use crate::render::assets::built_in_text;
use crate::source::Sources;
use crate::text::line_starts;

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Mistake {
    severity: &'static str,
    rule: Option<&'static str>,
    message: String,
    help: Option<String>,
    places: Vec<MistakeLocation>,
}

/// A place of a mistake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct MistakeLocation {
    /// `content/briefings/a.md:3:8`, or the file alone where the whole of it is meant.
    at: String,
    /// The URL that opens it in an editor; none of a built-in template.
    editor: Option<String>,
    /// The line, in three parts: before what is meant, what is meant, behind it.
    line: Option<[String; 3]>,
    label: String,
}

impl Mistake {
    /// Makes one of a diagnostic.
    pub(super) fn new(diagnostic: &Diagnostic, sources: &Sources, editor: &EditorUrl) -> Self {
        Self {
            severity: diagnostic.severity.name(),
            rule: Some(diagnostic.rule.name()),
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
            places: diagnostic
                .locations
                .iter()
                .map(|p| MistakeLocation::new(p, sources, editor))
                .collect(),
        }
    }

    /// Makes one of trouble with the machine.
    pub(super) fn of_environment(error: &EnvironmentError, help: &str) -> Self {
        Self {
            severity: "error",
            rule: None,
            message: error.to_string(),
            help: Some(help.to_owned()),
            places: Vec::new(),
        }
    }
}

impl MistakeLocation {
    fn new(
        SourceLocation { path, range, label }: &SourceLocation,
        sources: &Sources,
        editor: &EditorUrl,
    ) -> Self {
        let own = sources.text(path);
        let text = own.or_else(|| built_in_text(path)).unwrap_or_default();
        let lines = line_starts(text);
        let (line, column) = line_and_column(text, &lines, range.start);
        let is_whole = *range == (0..0);
        let parts = |excerpt: Excerpt| {
            let (before, rest) = excerpt.text.split_at(excerpt.range.start);
            let (meant, behind) = rest.split_at(excerpt.range.len());
            [before, meant, behind].map(str::to_owned)
        };
        Self {
            at: if is_whole { path.to_string() } else { format!("{path}:{line}:{column}") },
            editor: own.map(|_| editor.url(&sources.place(path), line, column)),
            line: (!is_whole).then(|| parts(Excerpt::new(text, &lines, range.clone()))),
            label: label.clone(),
        }
    }
}

/// The URL that opens a place in an editor, with `{file}`, `{line}` and `{column}` where they go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditorUrl(String);

impl Default for EditorUrl {
    fn default() -> Self {
        Self("vscode://file{file}:{line}:{column}".into())
    }
}

impl FromStr for EditorUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let scheme = text.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
        let is_scheme = |scheme: &String| {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
                && !matches!(scheme.as_str(), "javascript" | "data" | "vbscript" | "blob")
        };
        match scheme.as_ref().is_some_and(is_scheme) && text.contains("{file}") {
            true => Ok(Self(text.to_owned())),
            false => Err("write a URL such as `idea://open?file={file}&line={line}`".into()),
        }
    }
}

impl EditorUrl {
    /// Returns the URL of a place.
    fn url(&self, file: &Path, line: usize, column: usize) -> String {
        let mut path = String::new();
        let text = file.to_string_lossy().replace('\\', "/");
        // A drive's letter stands behind a slash in a URL.
        if !text.starts_with('/') {
            path.push('/');
        }
        for byte in text.bytes() {
            match byte {
                b if b.is_ascii_alphanumeric() || b"-._~/:".contains(&b) => path.push(b.into()),
                b => path.push_str(&format!("%{b:02X}")),
            }
        }
        let numbers = [("{line}", line), ("{column}", column)];
        let url = numbers
            .iter()
            .fold(self.0.clone(), |url, (name, number)| url.replace(name, &number.to_string()));
        url.replace("{file}", &path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editor_has_a_url_of_a_harmless_scheme() {
        for (text, expected) in [
            ("vscode://file{file}:{line}:{column}", true),
            ("idea://open?file={file}&line={line}", true),
            ("x-mine+1:{file}", true),
            ("code {file}", false),
            ("vscode://file", false),
            ("JavaScript:alert('{file}')", false),
            ("data:text/html,{file}", false),
            (":{file}", false),
        ] {
            assert_eq!(text.parse::<EditorUrl>().is_ok(), expected, "{text}");
        }
    }

    #[test]
    fn a_place_has_a_url_in_the_editor() {
        for (file, expected) in [
            ("/home/a b/x.md", "vscode://file/home/a%20b/x.md:3:8"),
            ("C:\\notes\\ä.md", "vscode://file/C:/notes/%C3%A4.md:3:8"),
            ("/{line}/x", "vscode://file/%7Bline%7D/x:3:8"),
        ] {
            assert_eq!(EditorUrl::default().url(Path::new(file), 3, 8), expected);
        }
    }
}
