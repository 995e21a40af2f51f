//! Load: a directory goes in; every project file's path and text comes out.
//!
//! This is the one module that reads what authors wrote. It does not know what a briefing is.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use walkdir::WalkDir;

use crate::diagnostic::{Diagnostic, EnvironmentError, Rule, quote};

/// The settings file, which marks the root of an archive.
pub const CONFIG: &str = "archive.toml";
/// The folder of what authors write.
pub const CONTENT: &str = "content/";
/// The folder of templates that override the built-in ones.
pub const TEMPLATES: &str = "templates/";
/// The folder of files that are copied as they are.
pub const STATIC: &str = "static/";

/// The files of an archive, sorted by path.
#[derive(Debug, Default)]
pub struct Sources {
    root: PathBuf,
    texts: Vec<SourceText>,
    others: BTreeSet<Arc<str>>,
}

/// A file that is read as text: settings, Markdown, a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceText {
    /// Relative to the root, with forward slashes: `content/briefings/a.md`.
    pub path: Arc<str>,
    /// Without a byte order mark, with lines that end in a line feed alone.
    pub text: String,
}

impl Sources {
    /// Makes sources from texts in memory, for what has no folder.
    pub fn from_texts<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut texts: Vec<_> = texts
            .into_iter()
            .map(|(path, text)| SourceText { path: path.into(), text: normalise(text.to_owned()) })
            .collect();
        texts.sort_by(|a, b| a.path.cmp(&b.path));
        Self { root: PathBuf::new(), texts, others: BTreeSet::new() }
    }

    /// Returns the folder that was loaded.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the text files below a folder such as [`CONTENT`], sorted by path.
    pub fn below(&self, folder: &str) -> &[SourceText] {
        let start = self.texts.partition_point(|file| &*file.path < folder);
        let length = self.texts[start..].partition_point(|file| file.path.starts_with(folder));
        &self.texts[start..start + length]
    }

    /// Returns a file's text.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.file(path).map(|file| file.text.as_str())
    }

    /// Returns a file that was read.
    pub fn file(&self, path: &str) -> Option<&SourceText> {
        let found = self.texts.binary_search_by(|file| (*file.path).cmp(path)).ok()?;
        Some(&self.texts[found])
    }

    /// Returns the paths of images, documents and static files, which are not read when loading.
    pub fn others(&self) -> &BTreeSet<Arc<str>> {
        &self.others
    }

    /// Returns where one of [`Sources::others`] is on the disk.
    pub fn place(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }
}

/// Returns the nearest folder, from `start` upwards, that holds an `archive.toml`.
pub fn find_root(start: &Path) -> Option<PathBuf> {
    start.ancestors().find(|folder| folder.join(CONFIG).is_file()).map(Path::to_owned)
}

/// Reads an archive's settings, content and templates, and lists its other files.
///
/// Symbolic links, names that are not Unicode and texts that are not UTF-8 are mistakes, reported
/// with their path and left out.
///
/// # Errors
/// When a folder or file may not be read.
pub fn load(root: &Path) -> Result<(Sources, Vec<Diagnostic>), EnvironmentError> {
    let mut diagnostics = Vec::new();
    let (mut read, mut others) = (Vec::new(), BTreeSet::new());
    if is_there(&root.join(CONFIG))? {
        read.push(Arc::from(CONFIG));
    }
    for folder in [CONTENT, TEMPLATES, STATIC] {
        // Without the slash at its end, which would follow a link in its place.
        let top = root.join(folder.trim_end_matches('/'));
        if !is_there(&top)? {
            continue;
        }
        let entries = WalkDir::new(&top)
            .follow_root_links(false)
            .into_iter()
            .filter_entry(|entry| !is_hidden(entry.file_name(), folder));
        // The folders walked into: an error does not always name the one that it is of.
        let mut folders = vec![top.clone()];
        for entry in entries {
            if let Ok(entry) = &entry {
                folders.truncate(entry.depth());
                if entry.file_type().is_dir() {
                    folders.push(entry.path().to_owned());
                }
            }
            let entry = entry.map_err(|error| {
                let folder = folders.get(error.depth().saturating_sub(1)).unwrap_or(&top);
                let path = error.path().unwrap_or(folder).to_owned();
                EnvironmentError { doing: "cannot read", path, source: error.into() }
            })?;
            if entry.file_type().is_dir() {
                continue;
            }
            match relative(root, entry.path()) {
                Err(shown) => diagnostics.push(
                    Diagnostic::new(Rule::InvalidPath, format!("the name of {} is not Unicode", quote(&shown)), &shown.into(), 0..0)
                        .help("rename the file"),
                ),
                Ok(path) if entry.file_type().is_symlink() => diagnostics.push(
                    Diagnostic::new(Rule::InvalidPath, format!("{} is a symbolic link", quote(&path)), &path, 0..0)
                        .help("put the file itself there: links are not followed, so that nothing outside the archive is published"),
                ),
                Ok(path) if !entry.file_type().is_file() => diagnostics.push(
                    Diagnostic::new(Rule::InvalidPath, format!("{} is no file", quote(&path)), &path, 0..0)
                        .help("take it away: pipes, sockets and devices are not read"),
                ),
                Ok(path) if let Some(help) = misplaced(&path) => diagnostics.push(
                    Diagnostic::new(Rule::InvalidPath, format!("{} is not read", quote(&path)), &path, 0..0).help(help),
                ),
                Ok(path) if is_text(&path) => read.push(path),
                Ok(path) => _ = others.insert(path),
            }
        }
    }
    read.sort();
    let texts: Vec<_> = read
        .into_par_iter()
        .map(|path| {
            let full = root.join(&*path);
            fs::read(&full)
                .map(|bytes| (path, bytes))
                .map_err(EnvironmentError::at("cannot read", full))
        })
        .collect::<Result<_, _>>()?;
    let texts = texts
        .into_iter()
        .map(|(path, bytes)| {
            let text = String::from_utf8(bytes).unwrap_or_else(|error| {
                let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                let at = normalise(String::from_utf8_lossy(valid).into_owned()).len();
                diagnostics.push(
                    Diagnostic::new(
                        if path.starts_with(TEMPLATES) {
                            Rule::TemplateError
                        } else {
                            Rule::InvalidFrontMatter
                        },
                        "the file is not UTF-8",
                        &path,
                        at..at + 1,
                    )
                    .label("this byte is not part of a character")
                    .help("save the file as UTF-8"),
                );
                String::from_utf8_lossy(error.as_bytes()).into_owned()
            });
            SourceText { path, text: normalise(text) }
        })
        .collect();
    Ok((Sources { root: root.to_owned(), texts, others }, diagnostics))
}

/// Says whether there is something at a path; that it cannot be told is an error.
fn is_there(path: &Path) -> Result<bool, EnvironmentError> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(EnvironmentError::at("cannot look at", path)(error)),
    }
}

/// Takes away a byte order mark and makes every line end in a line feed alone.
fn normalise(text: String) -> String {
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    };
    if text.contains("\r\n") { text.replace("\r\n", "\n") } else { text }
}

fn is_text(path: &str) -> bool {
    const TEMPLATE_ENDINGS: [&str; 5] = [".html", ".xml", ".css", ".svg", ".toml"];
    let of_template = || TEMPLATE_ENDINGS.iter().any(|ending| path.ends_with(ending));
    (path.starts_with(TEMPLATES) && of_template())
        || (path.starts_with(CONTENT) && path.ends_with(".md"))
}

/// Says what to do with a file that would be passed over although its author means it to be read.
fn misplaced(path: &str) -> Option<&'static str> {
    let ending = path.rsplit('.').next().unwrap_or_default().to_lowercase();
    match () {
        () if path.starts_with(TEMPLATES) && !is_text(path) => {
            Some("what is no template belongs into `static/`")
        }
        () if path.starts_with(CONTENT)
            && matches!(ending.as_str(), "md" | "markdown")
            && !is_text(path) =>
        {
            Some("let its name end in `.md`")
        }
        () => None,
    }
}

/// Says whether a file or folder is an editor's or a system's own. Static files are copied as
/// they are, dot-files included, since hosts ask for some of them.
fn is_hidden(name: &OsStr, folder: &str) -> bool {
    let name = name.to_string_lossy();
    let litter = name.ends_with('~') || name == ".DS_Store" || name == "Thumbs.db";
    litter || (name.starts_with('.') && folder != STATIC)
}

/// Returns the path below the root with forward slashes, or as it can be shown.
fn relative(root: &Path, path: &Path) -> Result<Arc<str>, String> {
    let below = path.strip_prefix(root).unwrap_or(path);
    let parts: Option<Vec<&str>> = below.iter().map(OsStr::to_str).collect();
    match parts {
        Some(parts) => Ok(parts.join("/").into()),
        None => Err(below.to_string_lossy().replace('\\', "/")),
    }
}
