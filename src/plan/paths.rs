//! Paths of output files, and collisions between them.

use std::sync::Arc;

use percent_encoding::percent_decode_str;
use rayon::prelude::*;

use super::output::{Content, Output};
use crate::archive::NameMap;
use crate::diagnostic::{Diagnostic, Warned, quote};
use crate::id::{Id, slug};
use crate::output::path::OutputPath;
use crate::record::keys::Spanned;
use crate::rules::Rule;
use crate::source::{CONTENT, STATIC};
use crate::text::has_byte;

/// Returns the path of a free page.
pub(crate) fn free_page_path(id: &Id) -> OutputPath {
    page_path(&format!("{id}.html"))
}

pub(super) fn page_path(path: &str) -> OutputPath {
    OutputPath::new(path).expect("paths of pages are made of IDs and figures")
}

/// Returns the output path of a file of the archive: below `files/`, in lower-case ASCII, for
/// files that authors put beside their texts; unchanged for static files.
pub(crate) fn file_path(source: &str) -> Result<OutputPath, &'static str> {
    match source.strip_prefix(STATIC) {
        Some(path) => OutputPath::new(path),
        None => {
            let below = source.strip_prefix(CONTENT).unwrap_or(source);
            let plain = |part: &str| part.split('.').map(slug).collect::<Vec<_>>().join(".");
            let parts: Vec<String> = below.split('/').map(plain).collect();
            OutputPath::new(&format!("files/{}", parts.join("/")))
        }
    }
}

/// Reads a former URL: a path below the site's address, with or without a slash before it. What
/// does not end in `.html` stands for a folder's `index.html`, since the redirect is a page.
pub(super) fn former_path(url: &Spanned<String>) -> Result<OutputPath, &'static str> {
    let decoded = percent_decode_str(&url.value).decode_utf8().map_err(|_| "is not UTF-8")?;
    let text = decoded.strip_prefix('/').unwrap_or(&decoded);
    if text.contains("://") {
        return Err("is a whole address");
    }
    let last = text.rsplit('/').next().unwrap_or_default();
    let path = match text {
        _ if text.is_empty() || text.ends_with('/') => format!("{text}index.html"),
        _ if last.ends_with(".html") || last.ends_with(".htm") => text.to_owned(),
        _ => format!("{text}/index.html"),
    };
    OutputPath::new(&path)
}

/// A file that is planned, and where an author asked for it.
pub(super) struct Planned {
    pub(super) output: Output,
    pub(super) origin: Option<(Arc<str>, std::ops::Range<usize>)>,
}

impl Planned {
    pub(super) fn new(path: OutputPath, content: Content) -> Self {
        Self { output: Output { path, content }, origin: None }
    }
}

/// Sorts the files by path, and reports those that one path, or one disk, would merge. The first
/// planned stays.
pub(super) fn without_collisions(planned: Vec<Planned>) -> Warned<Vec<Output>> {
    let mut diagnostics = Vec::new();
    let key = |file: &Planned| {
        let path = &file.output.path;
        let may_fold = |byte: u8| byte.is_ascii_uppercase() | !byte.is_ascii();
        has_byte(path.as_str(), may_fold).then(|| path.collision_key())
    };
    let keys: Vec<Option<String>> = planned.iter().map(key).collect();
    let mut taken: NameMap<&str, usize> = NameMap::default();
    taken.reserve(planned.len());
    // A file cannot be where a folder is.
    let mut folders: NameMap<&str, usize> = NameMap::default();
    let mut is_kept = vec![true; planned.len()];
    for (i, (file, key)) in planned.iter().zip(&keys).enumerate() {
        let key = key.as_deref().unwrap_or(file.output.path.as_str());
        let above = || key.match_indices('/').map(|(at, _)| &key[..at]);
        let other = taken
            .get(key)
            .or_else(|| folders.get(key))
            .or_else(|| above().find_map(|folder| taken.get(folder)));
        if let Some(other) = other.map(|&other| &planned[other]) {
            is_kept[i] = false;
            diagnostics.push(collision(file, other));
            continue;
        }
        above().for_each(|folder| _ = folders.entry(folder).or_insert(i));
        taken.insert(key, i);
    }
    let kept = planned.into_iter().zip(is_kept).filter(|(_, is_kept)| *is_kept);
    let mut outputs: Vec<Output> = kept.map(|(file, _)| file.output).collect();
    outputs.par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
    Warned { value: outputs, diagnostics }
}

/// Says that two files would be one; the other was planned first.
fn collision(file: &Planned, other: &Planned) -> Diagnostic {
    let path = file.output.path.as_str();
    let message = format!("two things would be published at {}", quote(path));
    let mut diagnostic = Diagnostic::without_location(Rule::DuplicateUrl, message);
    for (place, range) in file.origin.iter().chain(&other.origin) {
        diagnostic = diagnostic.at(place, range.clone(), "");
    }
    diagnostic.help(match &other.origin {
        None => format!(
            "{} is a page that Chancery makes: choose another name",
            quote(other.output.path.as_str())
        ),
        Some((place, _)) => format!("the other is from {}: rename one of them", quote(place)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_former_url_is_a_path_below_the_site() {
        for (url, expected) in [
            ("briefings/old.html", Ok("briefings/old.html")),
            ("/2014/Old_Page/", Ok("2014/Old_Page/index.html")),
            ("2014/v1.2", Ok("2014/v1.2/index.html")),
            ("/2014/talks", Ok("2014/talks/index.html")),
            ("/", Ok("index.html")),
            ("https://example.org/x", Err("is a whole address")),
            ("/caf%C3%A9.html", Ok("café.html")),
            ("%2e%2e/x.html", Err("has a part `.` or `..`")),
            ("../x.html", Err("has a part `.` or `..`")),
            ("//example.org/x.html", Err("has an empty part, or begins with a slash")),
        ] {
            let found = former_path(&Spanned::new(url.to_owned(), 0..0));
            assert_eq!(
                found.as_ref().map(OutputPath::as_str).map_err(|why| *why),
                expected,
                "{url}"
            );
        }
    }

    #[test]
    fn a_file_is_published_in_lower_case_ascii() {
        for (source, expected) in [
            ("content/briefings/2022/Photo 1.JPG", "files/briefings/2022/photo-1.jpg"),
            ("content/a/Data v1.2.tar.gz", "files/a/data-v1.2.tar.gz"),
            ("content/people/Лавров.png", "files/people/lavrov.png"),
            ("static/.well-known/security.txt", ".well-known/security.txt"),
        ] {
            assert_eq!(file_path(source).unwrap().as_str(), expected);
        }
    }
}
