//! What the tests share: archives in temporary folders, built by the library or by the program.

// Each test is a crate of its own and uses a part of this.
#![allow(dead_code)]

pub(crate) mod html;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

use chancery::archive::Audience;
use chancery::build::{self, BuildError, Report, Request};
use chancery::diagnostic::Diagnostic;
use chancery::render::assets::built_in_text;
use snapbox::assert::{Action, Assert};
use snapbox::data::{Data, DataFormat};
use tempfile::TempDir;

/// The folder in an output that is Chancery's own.
const OWN_FOLDER: &str = ".chancery";

/// An archive in a temporary folder, which goes with it.
pub(crate) struct Archive {
    folder: TempDir,
}

impl Archive {
    /// Makes an archive with settings and nothing else.
    pub(crate) fn new() -> Self {
        let folder =
            tempfile::Builder::new().prefix("chancery-").tempdir().expect("a temporary folder");
        Self { folder }.file("archive.toml", "title = \"The archive\"\n")
    }

    /// Adds or replaces a file, given by its path from the root.
    pub(crate) fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.write(path, content);
        self
    }

    /// Adds files.
    pub(crate) fn files<C: AsRef<[u8]>>(
        self,
        files: impl IntoIterator<Item = (String, C)>,
    ) -> Self {
        files.into_iter().for_each(|(path, content)| self.write(&path, content));
        self
    }

    /// Adds a briefing, `content/briefings/ID.md`. A title and a date are supplied where the front
    /// matter has none.
    pub(crate) fn briefing(self, id: &str, front: &str, body: &str) -> Self {
        self.file(&format!("content/briefings/{id}.md"), briefing(id, front, body))
    }

    /// Adds a person, venue or the like: `content/FOLDER/ID.md`.
    pub(crate) fn entity(self, path: &str, front: &str, body: &str) -> Self {
        self.file(&format!("content/{path}.md"), page(front, body))
    }

    /// Adds a free page, `content/pages/ID.md`.
    pub(crate) fn page(self, id: &str, front: &str, body: &str) -> Self {
        self.file(&format!("content/pages/{id}.md"), page(front, body))
    }

    /// Writes a file without taking the archive.
    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        write(&self.path(path), content);
    }

    /// Removes a file.
    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).expect("a file to remove");
    }

    /// Returns the root.
    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Returns a path below the root.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// Returns the folder of the output.
    pub(crate) fn public(&self) -> PathBuf {
        self.path("public")
    }

    /// Returns what a build of it is asked for when nothing special is.
    pub(crate) fn request(&self) -> Request {
        Request { root: self.root().to_owned(), ..Request::default() }
    }

    /// Builds into `public/`.
    pub(crate) fn build(&self) -> Report {
        self.build_for(Audience::default())
    }

    /// Builds into `public/`, and stops the test where anything is wrong, a warning too.
    pub(crate) fn built(self) -> Self {
        assert_eq!(mistakes(&self.build()), "");
        self
    }

    /// Builds into `public/` for an audience.
    pub(crate) fn build_for(&self, audience: Audience) -> Report {
        self.build_with(&Request { audience, ..self.request() })
            .unwrap_or_else(|error| panic!("no build: {error:?}"))
    }

    /// Builds into `public/` what is asked for.
    pub(crate) fn build_with(&self, request: &Request) -> Result<Report, BuildError> {
        build::build(request, &self.public())
    }

    /// Checks.
    pub(crate) fn check(&self) -> Report {
        build::check(&self.request()).unwrap_or_else(|error| panic!("no check: {error:?}"))
    }

    /// Returns a file of the output as text.
    pub(crate) fn read(&self, path: &str) -> String {
        let bytes = fs::read(self.public().join(path)).unwrap_or_else(|error| {
            let known: Vec<String> = self.outputs().into_keys().collect();
            panic!("no {path} ({error}) among {known:#?}")
        });
        String::from_utf8(bytes).expect("pages are UTF-8")
    }

    /// Returns a file of the archive as text.
    pub(crate) fn read_source(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("a text of the archive")
    }

    /// Returns a page of the output, read strictly.
    pub(crate) fn html(&self, path: &str) -> html::Page {
        html::Page::new(path, &self.read(path))
    }

    /// Says whether the output has a file.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.public().join(path).is_file()
    }

    /// Returns every file of the output, but for Chancery's own.
    pub(crate) fn outputs(&self) -> BTreeMap<String, Vec<u8>> {
        outputs(&self.public())
    }

    /// Returns the paths of the pages.
    pub(crate) fn pages(&self) -> Vec<String> {
        self.outputs().into_keys().filter(|path| path.ends_with(".html")).collect()
    }

    /// Runs the program on it: `["build", "--strict"]`.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run::of(self.command().args(arguments))
    }

    /// Returns the program, to be run in the archive's folder.
    pub(crate) fn command(&self) -> Command {
        let mut command = program();
        command.current_dir(self.root());
        command
    }
}

/// Returns the text of a content file.
pub(crate) fn page(front: &str, body: &str) -> String {
    format!("+++\n{}\n+++\n\n{body}\n", front.trim())
}

/// Returns the text of a briefing, with a title and a date where the front matter has none.
pub(crate) fn briefing(id: &str, front: &str, body: &str) -> String {
    let has = |key: &str| front.lines().any(|line| line.starts_with(key));
    let mut whole = String::new();
    if !has("title = ") {
        whole += &format!("title = \"About {id}\"\n");
    }
    if !has("date = ") {
        whole += "date = 2022-11-14\n";
    }
    page(&(whole + front), body)
}

/// Writes a file, and the folders that it is in.
pub(crate) fn write(path: &Path, content: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder");
    fs::write(path, content).expect("a file");
}

/// Returns every file below a folder, links and Chancery's own not counted, by path with forward
/// slashes. A folder that is not there has none.
pub(crate) fn outputs(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    walk(folder, "", &mut |path, full| {
        if !path.starts_with(OWN_FOLDER) {
            files.insert(path.to_owned(), fs::read(full).expect("a readable file"));
        }
    });
    files
}

/// What is in a folder: every file with its size, a hash of its bytes and its time of change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Snapshot(pub(crate) BTreeMap<String, (usize, u64, SystemTime)>);

impl Snapshot {
    /// Takes it of a folder. Links are not looked behind, and the lock is left out: every build
    /// opens it.
    pub(crate) fn of(folder: &Path) -> Self {
        let mut files = BTreeMap::new();
        walk(folder, "", &mut |path, full| {
            if path.rsplit('/').take(2).collect::<Vec<_>>() != ["lock", OWN_FOLDER] {
                let changed = fs::metadata(full)
                    .and_then(|found| found.modified())
                    .expect("a time of change");
                let bytes = fs::read(full).expect("a readable file");
                files.insert(
                    path.to_owned(),
                    (bytes.len(), twox_hash::XxHash3_64::oneshot(&bytes), changed),
                );
            }
        });
        Self(files)
    }

    /// Stops the test where a folder is not as it was.
    #[track_caller]
    pub(crate) fn assert_unchanged(&self, folder: &Path, context: &str) {
        let now = Self::of(folder);
        let paths = self.0.keys().chain(now.0.keys());
        let mut changed: Vec<_> =
            paths.filter(|path| self.0.get(*path) != now.0.get(*path)).collect();
        changed.sort();
        changed.dedup();
        assert!(changed.is_empty(), "{context}: changed {changed:?}");
    }
}

/// Returns the folders below a folder, Chancery's own not counted.
pub(crate) fn folders(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) && name != OWN_FOLDER {
            found.extend(folders(&entry.path()).into_iter().map(|below| format!("{name}/{below}")));
            found.push(name);
        }
    }
    found.sort();
    found
}

fn walk(folder: &Path, prefix: &str, each: &mut impl FnMut(&str, &Path)) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let entry = entry.expect("a readable folder");
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().expect("a kind of file");
        if kind.is_dir() {
            walk(&entry.path(), &format!("{path}/"), each);
        } else if kind.is_file() {
            each(&path, &entry.path());
        }
    }
}

/// Returns the mistakes of a report as `--message-format short` shows them, each with its help.
pub(crate) fn mistakes(report: &Report) -> String {
    let mut shown = String::new();
    for diagnostic in &report.diagnostics {
        let _ = writeln!(shown, "{}", short(report, diagnostic));
        if let Some(help) = &diagnostic.help {
            let _ = writeln!(shown, "  help: {help}");
        }
    }
    shown
}

/// Returns a mistake as a line: `file:line:column: severity[rule]: message`.
pub(crate) fn short(report: &Report, diagnostic: &Diagnostic) -> String {
    let (severity, rule) = (diagnostic.severity.name(), diagnostic.rule.name());
    let mistake = format!("{severity}[{rule}]: {}", diagnostic.message);
    let Some(place) = diagnostic.locations.first() else { return mistake };
    let text =
        report.sources.text(&place.path).or_else(|| built_in_text(&place.path)).unwrap_or_default();
    let before = text.get(..place.range.start).unwrap_or(text);
    let line = 1 + before.matches('\n').count();
    let column = 1 + before.chars().rev().take_while(|c| *c != '\n').count();
    format!("{}:{line}:{column}: {mistake}", place.path)
}

/// Returns the names of the rules that were broken, sorted, each once.
pub(crate) fn rules(report: &Report) -> Vec<&'static str> {
    let mut rules: Vec<_> =
        report.diagnostics.iter().map(|diagnostic| diagnostic.rule.name()).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

/// Returns the program under test, without what the machine's own settings would change.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
    for variable in [
        "NO_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "COLUMNS",
        "RAYON_NUM_THREADS",
        "TZ",
        "LANG",
        "LC_ALL",
    ] {
        command.env_remove(variable);
    }
    command
}

/// What a run of the program gave.
#[derive(Debug)]
pub(crate) struct Run {
    /// The exit code; none where a signal ended it.
    pub(crate) code: Option<i32>,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl Run {
    /// Runs a command to its end.
    pub(crate) fn of(command: &mut Command) -> Self {
        let Output { status, stdout, stderr } = command.output().expect("the program runs");
        let text = |bytes| String::from_utf8(bytes).expect("messages are UTF-8");
        Self { code: status.code(), out: text(stdout), err: text(stderr) }
    }

    /// Stops the test where the exit code is another.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}{}", self.out, self.err);
        self
    }
}

/// Stops the test where two outputs differ, and says where.
#[track_caller]
pub(crate) fn assert_same(
    found: &BTreeMap<String, Vec<u8>>,
    expected: &BTreeMap<String, Vec<u8>>,
    context: &str,
) {
    let mut differences = String::new();
    for path in found.keys().filter(|path| !expected.contains_key(*path)) {
        let _ = writeln!(differences, "{path}: should not be there");
    }
    for (path, bytes) in expected {
        match found.get(path) {
            None => _ = writeln!(differences, "{path}: is not there"),
            Some(other) if other != bytes => {
                let at = bytes
                    .iter()
                    .zip(other)
                    .position(|(a, b)| a != b)
                    .unwrap_or(bytes.len().min(other.len()));
                let around = |bytes: &[u8]| {
                    let (from, to) = (at.saturating_sub(60), (at + 60).min(bytes.len()));
                    String::from_utf8_lossy(&bytes[from..to]).into_owned()
                };
                let _ = writeln!(
                    differences,
                    "{path}: differs at byte {at}\n  found    …{}…\n  expected …{}…",
                    around(other),
                    around(bytes)
                );
            }
            Some(_) => {}
        }
    }
    assert!(differences.is_empty(), "{context}\n{differences}");
}

/// Joins the messages of a table's failed cases, and stops the test where there are any, or where
/// there was no case.
pub(crate) struct Table {
    cases: usize,
    failures: Vec<String>,
}

impl Table {
    /// Begins a table.
    pub(crate) fn new() -> Self {
        Self { cases: 0, failures: Vec::new() }
    }

    /// Takes the outcome of a case.
    pub(crate) fn case(&mut self, name: impl std::fmt::Display, outcome: Result<(), String>) {
        self.cases += 1;
        if let Err(failure) = outcome {
            self.failures.push(format!("{name}: {failure}"));
        }
    }

    /// Runs a case that stops where it fails; the next runs all the same.
    pub(crate) fn run(&mut self, name: impl std::fmt::Display, case: impl FnOnce()) {
        let outcome = std::panic::catch_unwind(AssertUnwindSafe(case)).map_err(|panic| {
            let text = panic.downcast_ref::<String>().cloned();
            text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
                .unwrap_or_default()
        });
        self.case(name, outcome);
    }

    /// Ends it; at least so many cases must have run.
    #[track_caller]
    pub(crate) fn end(self, least: usize) {
        assert!(self.cases >= least, "only {} cases ran, of {least} at least", self.cases);
        assert!(
            self.failures.is_empty(),
            "{} of {} cases failed:\n{}",
            self.failures.len(),
            self.cases,
            self.failures.join("\n")
        );
    }
}

/// Compares a text with the file that holds what is expected, and shows the difference.
/// `UPDATE_EXPECTED=1` rewrites the file.
#[track_caller]
pub(crate) fn check_expected(path: &str, found: &str) {
    let update = std::env::var_os("UPDATE_EXPECTED").is_some();
    let action = if update { Action::Overwrite } else { Action::Verify };
    let full = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path);
    // Raw, since `...` and `[..]` mean themselves here.
    let expected = Data::read_from(&full, Some(DataFormat::Text)).raw();
    Assert::new().action(action).eq(found, expected);
}
