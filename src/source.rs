//! Loading: reads the files of an archive from a folder.
//!
//! This is the only module that reads the files of authors, and it does not know the content model.
//! Settings and templates are read at once. Content is most of an archive and rarely needed after
//! parsing, so its text is not kept: it is read for parsing, and again to show a mistake in it.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::hash::{Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use rayon::prelude::*;
use walkdir::WalkDir;

use crate::diagnostic::{Diagnostic, EnvironmentError, Warned, quote};
use crate::rules::Rule;

/// The settings file, which marks the root of an archive.
pub const CONFIG: &str = "archive.toml";
/// The folder of the content files.
pub const CONTENT: &str = "content/";
/// The folder of templates that override the built-in ones.
pub const TEMPLATES: &str = "templates/";
/// The folder of files that are copied unchanged.
pub const STATIC: &str = "static/";

/// The files of an archive, sorted by path.
#[derive(Debug, Default)]
pub struct Sources {
    root: PathBuf,
    texts: Vec<Arc<SourceText>>,
    others: BTreeSet<Arc<str>>,
}

/// A text file: settings, Markdown or a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceText {
    /// The path, relative to the root, with forward slashes: `content/briefings/a.md`.
    pub path: Arc<str>,
    /// The text, without a byte order mark and with line feeds as line endings; unset until it is
    /// read, and if it is not kept.
    text: OnceLock<String>,
    /// The hash of a text that was read and not kept.
    hash: OnceLock<u64>,
}

impl SourceText {
    /// Creates a file from a text in memory.
    pub fn new(path: Arc<str>, text: String) -> Self {
        Self { path, text: OnceLock::from(text), hash: OnceLock::new() }
    }

    fn unread(path: Arc<str>) -> Self {
        Self { path, text: OnceLock::new(), hash: OnceLock::new() }
    }

    /// Returns the text of a settings file or template. The text of a content file is empty unless
    /// it was kept, by [`Sources::read_content`] or [`Sources::text`].
    pub fn text(&self) -> &str {
        self.text.get().map_or("", String::as_str)
    }
}

impl Sources {
    /// Creates sources from texts in memory, given with their paths.
    pub fn from_texts<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut texts: Vec<_> = texts
            .into_iter()
            .map(|(path, text)| SourceText::new(path.into(), normalise(text.to_owned())))
            .map(Arc::new)
            .collect();
        texts.sort_by(|a, b| a.path.cmp(&b.path));
        Self { root: PathBuf::new(), texts, others: BTreeSet::new() }
    }

    /// Adds a text, or replaces the one with the same path.
    pub fn with(mut self, path: &str, text: &str) -> Self {
        let added = SourceText::new(path.into(), normalise(text.to_owned()));
        match self.texts.binary_search_by(|file| (*file.path).cmp(path)) {
            Ok(place) => self.texts[place] = Arc::new(added),
            Err(place) => self.texts.insert(place, Arc::new(added)),
        }
        self
    }

    /// Returns the folder that was loaded.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the text files below a folder such as [`CONTENT`], sorted by path.
    pub fn below(&self, folder: &str) -> &[Arc<SourceText>] {
        let start = self.texts.partition_point(|file| &*file.path < folder);
        let length = self.texts[start..].partition_point(|file| file.path.starts_with(folder));
        &self.texts[start..start + length]
    }

    /// Returns the text of a file. A text that was not kept is read again; `None` if it has changed
    /// since.
    pub fn text(&self, path: &str) -> Option<&str> {
        let file = self.file(path)?;
        if let Some(text) = file.text.get() {
            return Some(text);
        }
        let again = decode(&file.path, read(&self.root, &file.path).ok()?, &mut Vec::new());
        let is_as_it_was = file.hash.get().is_none_or(|hash| *hash == hash_of(&again));
        is_as_it_was.then(|| file.text.get_or_init(|| again).as_str())
    }

    /// Calls `then` for each content file, on all cores, with its path, its text and the
    /// diagnostics of its encoding. With `keep`, the texts stay in memory.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn read_content<T: Send>(
        &self,
        keep: bool,
        then: impl Fn(&Arc<str>, &str, Vec<Diagnostic>) -> T + Sync,
    ) -> Result<Vec<T>, EnvironmentError> {
        let one = |file: &Arc<SourceText>| {
            if let Some(text) = file.text.get() {
                return Ok(then(&file.path, text, Vec::new()));
            }
            let mut diagnostics = Vec::new();
            let text = decode(&file.path, read(&self.root, &file.path)?, &mut diagnostics);
            let made = then(&file.path, &text, diagnostics);
            if keep {
                _ = file.text.set(text);
            } else {
                _ = file.hash.set(hash_of(&text));
            }
            Ok(made)
        };
        self.below(CONTENT).par_iter().map(one).collect()
    }

    /// Returns a text file by its path.
    pub fn file(&self, path: &str) -> Option<&Arc<SourceText>> {
        let found = self.texts.binary_search_by(|file| (*file.path).cmp(path)).ok()?;
        Some(&self.texts[found])
    }

    /// Returns the index of a file, which is probably near the index `place`.
    fn place_near(&self, place: usize, path: &str) -> Option<usize> {
        let is = |place: &usize| self.texts.get(*place).is_some_and(|file| *file.path == *path);
        let near = [place, place.wrapping_sub(1), place + 1].into_iter().find(is);
        near.or_else(|| self.texts.binary_search_by(|file| (*file.path).cmp(path)).ok())
    }

    /// Returns the paths of images, documents and static files, which loading does not read.
    pub fn others(&self) -> &BTreeSet<Arc<str>> {
        &self.others
    }

    /// Returns the path on the disk of one of [`Sources::others`].
    pub fn place(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }
}

/// Returns the nearest folder, from `start` upwards, that holds an `archive.toml`.
pub fn find_root(start: &Path) -> Option<PathBuf> {
    start.ancestors().find(|folder| folder.join(CONFIG).is_file()).map(Path::to_owned)
}

/// Reads an archive's settings and templates, and lists its content and other files.
///
/// Symbolic links, names that are not Unicode and texts that are not UTF-8 are reported with their
/// path and left out.
///
/// # Errors
/// If a folder or file cannot be read.
pub fn load(root: &Path) -> Result<Warned<Sources>, EnvironmentError> {
    let Listing { texts, others, mut diagnostics } = list(root)?;
    let text = |path: Arc<str>| {
        if path.starts_with(CONTENT) {
            return Ok(Arc::new(SourceText::unread(path)));
        }
        let text = decode(&path, read(root, &path)?, &mut diagnostics);
        Ok(Arc::new(SourceText::new(path, text)))
    };
    let texts = texts.into_iter().map(text).collect::<Result<_, EnvironmentError>>()?;
    Ok(Warned { value: Sources { root: root.to_owned(), texts, others }, diagnostics })
}

/// The sources as read at one moment, with the stamps that show later changes.
#[derive(Debug)]
pub struct Reading {
    /// The sources.
    pub sources: Sources,
    /// The diagnostics of loading.
    pub diagnostics: Vec<Diagnostic>,
    /// The stamp of each text, in their order; `None` if the text must be read again in any case.
    texts: Vec<Option<Stamp>>,
    others: BTreeMap<Arc<str>, Stamp>,
    began: SystemTime,
}

/// The metadata of a file by which a change is noticed without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Stamp {
    size: u64,
    modified: Option<SystemTime>,
    /// The time of the last change of its inode, where the system has one: a file that replaces
    /// another can have the same length and time of modification.
    moved: Option<(i64, i64)>,
}

impl Stamp {
    fn new(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        let moved = {
            use std::os::unix::fs::MetadataExt;
            Some((metadata.ctime(), metadata.ctime_nsec()))
        };
        #[cfg(not(unix))]
        let moved = None;
        Self { size: metadata.len(), modified: metadata.modified().ok(), moved }
    }

    /// Returns whether a change right after `at` would have another time of modification: the
    /// clocks of file systems are coarse.
    fn is_settled(&self, at: SystemTime) -> bool {
        const COARSE: Duration = Duration::from_secs(2);
        let moved = self.moved.and_then(|(seconds, _)| {
            Some(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.try_into().ok()?))
        });
        let settled = |time: SystemTime| time + COARSE < at;
        self.modified.is_some_and(settled) && moved.is_none_or(settled)
    }
}

impl Reading {
    /// Loads an archive; `began` is now.
    ///
    /// # Errors
    /// As [`load`].
    pub fn new(root: &Path, began: SystemTime) -> Result<Self, EnvironmentError> {
        let nothing = Self {
            sources: Sources { root: root.to_owned(), ..Sources::default() },
            diagnostics: Vec::new(),
            texts: Vec::new(),
            others: BTreeMap::new(),
            began,
        };
        nothing.again(began)
    }

    /// Loads the archive again, sharing the texts that have not changed; `began` is now.
    ///
    /// # Errors
    /// As [`load`].
    pub fn again(&self, began: SystemTime) -> Result<Self, EnvironmentError> {
        let root = &self.sources.root;
        fs::metadata(root).map_err(EnvironmentError::at("cannot look at", root))?;
        let Listing { texts, others, mut diagnostics } = list(root)?;
        let read: Vec<_> = texts
            .into_par_iter()
            .enumerate()
            .map(|(i, path)| {
                let stamp = stamp(root, &path)?;
                let place = self.sources.place_near(i, &path);
                let same = |place: &usize| self.texts[*place] == Some(stamp);
                match place.filter(same).filter(|_| stamp.is_settled(self.began)) {
                    Some(place) => Ok((stamp, Read::Known(self.sources.texts[place].clone()))),
                    None => {
                        let bytes = read(root, &path)?;
                        Ok((stamp, Read::Bytes(path, bytes)))
                    }
                }
            })
            .collect::<Result<_, EnvironmentError>>()?;
        let mut texts = Vec::with_capacity(read.len());
        let mut stamps = Vec::with_capacity(read.len());
        for (stamp, read) in read {
            let mistakes = diagnostics.len();
            texts.push(match read {
                Read::Known(known) => known,
                Read::Bytes(path, bytes) => {
                    let text = decode(&path, bytes, &mut diagnostics);
                    let text = SourceText::new(path, text);
                    let known = self.sources.file(&text.path).filter(|known| ***known == text);
                    known.cloned().unwrap_or_else(|| Arc::new(text))
                }
            });
            // A file with a mistake is read again, so that the mistake is reported again.
            stamps.push((mistakes == diagnostics.len()).then_some(stamp));
        }
        let of_others = others
            .par_iter()
            .map(|path| Ok((path.clone(), stamp(root, path)?)))
            .collect::<Result<_, EnvironmentError>>()?;
        let sources = Sources { root: root.clone(), texts, others };
        Ok(Self { sources, diagnostics, texts: stamps, others: of_others, began })
    }

    /// Returns the paths of the files that were added, changed or removed since an earlier reading.
    pub fn changes(&self, earlier: &Self) -> BTreeSet<Arc<str>> {
        let same = |(a, b): &(&Arc<SourceText>, &Arc<SourceText>)| Arc::ptr_eq(a, b);
        let (mut now, mut then) = (&self.sources.texts[..], &earlier.sources.texts[..]);
        let ahead = now.iter().zip(then).take_while(same).count();
        (now, then) = (&now[ahead..], &then[ahead..]);
        let behind = now.iter().rev().zip(then.iter().rev()).take_while(same).count();
        (now, then) = (&now[..now.len() - behind], &then[..then.len() - behind]);
        let known: HashSet<_> = then.iter().map(Arc::as_ptr).collect();
        let kept: HashSet<_> = now.iter().map(Arc::as_ptr).collect();
        let texts = now.iter().filter(|file| !known.contains(&Arc::as_ptr(file)));
        let gone = then.iter().filter(|file| !kept.contains(&Arc::as_ptr(file)));
        let texts = texts.chain(gone).map(|file| &file.path);
        let others = self.others.keys().chain(earlier.others.keys());
        let others = others.filter(|path| self.others.get(*path) != earlier.others.get(*path));
        texts.chain(others).cloned().collect()
    }

    /// Returns a hash of the stamps of those copied files whose paths `which` accepts.
    pub fn state_of(&self, which: impl Fn(&str) -> bool) -> u64 {
        let mut hasher = twox_hash::XxHash3_64::with_seed(0);
        self.others.iter().filter(|(path, _)| which(path)).for_each(|of| of.hash(&mut hasher));
        hasher.finish()
    }
}

/// The text of an earlier reading, or the bytes of a new one.
enum Read {
    Known(Arc<SourceText>),
    Bytes(Arc<str>, Vec<u8>),
}

fn stamp(root: &Path, path: &str) -> Result<Stamp, EnvironmentError> {
    let full = root.join(path);
    let found = fs::symlink_metadata(&full);
    found
        .map(|metadata| Stamp::new(&metadata))
        .map_err(EnvironmentError::at("cannot look at", full))
}

/// Reads a text file.
fn read(root: &Path, path: &str) -> Result<Vec<u8>, EnvironmentError> {
    let full = root.join(path);
    fs::read(&full).map_err(EnvironmentError::at("cannot read", full))
}

fn hash_of(text: &str) -> u64 {
    twox_hash::XxHash3_64::oneshot(text.as_bytes())
}

/// Decodes a text file. Bytes that are not UTF-8 are reported and replaced.
fn decode(path: &Arc<str>, bytes: Vec<u8>, diagnostics: &mut Vec<Diagnostic>) -> String {
    let text = String::from_utf8(bytes).unwrap_or_else(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let at = normalise(String::from_utf8_lossy(valid).into_owned()).len();
        let rule = if path.starts_with(TEMPLATES) {
            Rule::TemplateError
        } else {
            Rule::InvalidFrontMatter
        };
        diagnostics.push(
            Diagnostic::new(rule, "the file is not UTF-8", path, at..at + 1)
                .label("this byte is not part of a character")
                .help("save the file as UTF-8"),
        );
        String::from_utf8_lossy(error.as_bytes()).into_owned()
    });
    normalise(text)
}

/// The files of an archive before they are read.
struct Listing {
    /// The paths of text files, sorted.
    texts: Vec<Arc<str>>,
    others: BTreeSet<Arc<str>>,
    diagnostics: Vec<Diagnostic>,
}

/// Finds the files of an archive.
fn list(root: &Path) -> Result<Listing, EnvironmentError> {
    let mut diagnostics = Vec::new();
    let (mut read, mut others) = (Vec::new(), BTreeSet::new());
    if is_there(&root.join(CONFIG))? {
        read.push(Arc::from(CONFIG));
    }
    for folder in [CONTENT, TEMPLATES, STATIC] {
        // Without the slash at the end, with which a symbolic link would be followed.
        let top = root.join(folder.trim_end_matches('/'));
        if !is_there(&top)? {
            continue;
        }
        let entries = WalkDir::new(&top)
            .follow_root_links(false)
            .into_iter()
            .filter_entry(|entry| !is_hidden(entry.file_name(), folder));
        // The folders that are being walked: not every error names the folder that it is about.
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
                        .help("remove it: pipes, sockets and devices are not read"),
                ),
                Ok(path) if let Some(help) = misplaced(&path) => diagnostics.push(
                    Diagnostic::new(Rule::InvalidPath, format!("{} is not read", quote(&path)), &path, 0..0).help(help),
                ),
                Ok(path) if is_text(&path) => read.push(path),
                Ok(path) => _ = others.insert(path),
            }
        }
    }
    read.par_sort_unstable();
    Ok(Listing { texts: read, others, diagnostics })
}

/// Returns whether a path exists, or an error if that cannot be determined.
fn is_there(path: &Path) -> Result<bool, EnvironmentError> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(EnvironmentError::at("cannot look at", path)(error)),
    }
}

/// Removes a byte order mark and converts line endings to line feeds.
fn normalise(text: String) -> String {
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    };
    match memchr::memchr(b'\r', text.as_bytes()) {
        Some(_) => text.replace("\r\n", "\n"),
        None => text,
    }
}

fn is_text(path: &str) -> bool {
    const TEMPLATE_ENDINGS: [&str; 6] = [".html", ".xml", ".css", ".js", ".svg", ".toml"];
    let of_template = || TEMPLATE_ENDINGS.iter().any(|ending| path.ends_with(ending));
    (path.starts_with(TEMPLATES) && of_template())
        || (path.starts_with(CONTENT) && path.ends_with(".md"))
}

/// Returns advice for a file that would be ignored although its author probably wants it read.
fn misplaced(path: &str) -> Option<&'static str> {
    let ending = path.rsplit('.').next().unwrap_or_default().to_lowercase();
    if is_text(path) {
        None
    } else if path.starts_with(TEMPLATES) {
        Some("a file that is no template belongs in `static/`")
    } else if path.starts_with(CONTENT) && matches!(ending.as_str(), "md" | "markdown") {
        Some("let its name end in `.md`")
    } else {
        None
    }
}

/// Returns whether a file or folder belongs to an editor or to the system. Dot-files in `static/`
/// are not hidden, because hosts require some of them.
fn is_hidden(name: &OsStr, folder: &str) -> bool {
    let name = name.to_string_lossy();
    let litter = name.ends_with('~') || name == ".DS_Store" || name == "Thumbs.db";
    litter || (name.starts_with('.') && folder != STATIC)
}

/// Returns the path relative to the root with forward slashes, or as an error its printable form.
fn relative(root: &Path, path: &Path) -> Result<Arc<str>, String> {
    let below = path.strip_prefix(root).unwrap_or(path);
    let parts: Option<Vec<&str>> = below.iter().map(OsStr::to_str).collect();
    match parts {
        Some(parts) => Ok(parts.join("/").into()),
        None => Err(below.to_string_lossy().replace('\\', "/")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_changed_is_read_again_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, content: &[u8]| {
            let full = folder.path().join(path);
            fs::create_dir_all(full.parent().unwrap()).unwrap();
            fs::write(full, content).unwrap();
        };
        let [a, b, image] = ["content/briefings/a.md", "content/briefings/b.md", "content/c.png"];
        write(CONFIG, b"title = \"A\"");
        write(a, b"one");
        write(b, b"two");
        write(image, b"png");
        let long_after = SystemTime::now() + Duration::from_secs(60);
        let mut last = Reading::new(folder.path(), long_after).unwrap();
        type Edit<'a> = (&'a str, &'a dyn Fn(), &'a [&'a str]);
        let edits: [Edit<'_>; 8] = [
            ("nothing", &|| {}, &[]),
            ("a text", &|| write(a, b"three"), &[a]),
            ("the same again", &|| write(a, b"three"), &[]),
            ("a picture", &|| write(image, b"a PNG"), &[image]),
            (
                "another name",
                &|| fs::rename(folder.path().join(a), folder.path().join(b)).unwrap(),
                &[a, b],
            ),
            ("no UTF-8", &|| write(b, b"\xff"), &[b]),
            ("and UTF-8 again", &|| write(b, b"two"), &[b]),
            (
                "a folder",
                &|| fs::remove_dir_all(folder.path().join("content")).unwrap(),
                &[b, image],
            ),
        ];
        for (what, edit, expected) in edits {
            let text = last.sources.file(CONFIG).cloned();
            edit();
            let now = last.again(long_after).unwrap();
            let changes: Vec<String> =
                now.changes(&last).iter().map(|path| path.to_string()).collect();
            assert_eq!(changes, expected, "{what}");
            assert_eq!(now.diagnostics.len(), usize::from(what == "no UTF-8"), "{what}");
            let (then, same) = (text.unwrap(), now.sources.file(CONFIG).unwrap());
            assert!(Arc::ptr_eq(&then, same), "{what}: what has not changed is shared");
            let loaded = load(folder.path()).unwrap().value;
            loaded.read_content(true, |_, _, _| ()).unwrap();
            assert_eq!(now.sources.texts, loaded.texts, "{what}");
            assert_eq!(now.sources.others, loaded.others, "{what}");
            last = now;
        }
    }

    #[test]
    fn a_text_that_was_not_kept_is_read_again_as_long_as_it_is_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = "content/briefings/a.md";
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(folder.path().join(CONFIG), "").unwrap();
        for (keep, edit, expected) in [
            (false, "one\r\n", Some("one\n")),
            (false, "two\n", None),
            (true, "two\n", Some("one\n")),
        ] {
            fs::write(&file, "\u{feff}one\n").unwrap();
            let sources = load(folder.path()).unwrap().value;
            let texts = sources.read_content(keep, |_, text, _| text.to_owned()).unwrap();
            assert_eq!(texts, ["one\n"]);
            fs::write(&file, edit).unwrap();
            assert_eq!(sources.text(path), expected, "{keep} {edit:?}");
        }
    }

    #[test]
    fn a_file_as_young_as_the_reading_is_read_again() {
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1000);
        for (modified, moved, expected) in [
            (990, Some(990), true),
            (999, Some(990), false),
            (990, Some(999), false),
            (1010, Some(990), false),
            (990, None, true),
        ] {
            let modified = Some(SystemTime::UNIX_EPOCH + Duration::from_secs(modified));
            let stamp = Stamp { size: 1, modified, moved: moved.map(|seconds| (seconds, 0)) };
            assert_eq!(stamp.is_settled(at), expected, "{stamp:?}");
        }
    }
}
