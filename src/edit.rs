//! Edit: planned files go in; all of them are on the disk, or none.
//!
//! This is the one module that changes what authors wrote. What is in a file is not known here.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::diagnostic::EnvironmentError;
use crate::output::path::OutputPath;

/// Files that are to be made or changed below a folder.
///
/// Their paths are [`OutputPath`]s: they too must not lead out of the folder, nor hold what some
/// disk cannot write.
#[derive(Debug)]
pub struct Edit {
    root: PathBuf,
    files: Vec<PlannedFile>,
}

#[derive(Debug)]
struct PlannedFile {
    path: OutputPath,
    /// What is there now; none where nothing may be.
    before: Option<Vec<u8>>,
    after: Vec<u8>,
}

/// Why nothing was written.
#[derive(Debug)]
pub enum EditError {
    /// What is there already, relative to the root, where something new was to be.
    InTheWay(Vec<String>),
    /// A file that is not as it was when the change to it was planned.
    Changed(String),
    /// The machine did not do it. What had been made was taken back, but for these.
    Environment(EnvironmentError, Vec<PathBuf>),
}

impl Edit {
    /// Plans nothing yet. The folder need not be there.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), files: Vec::new() }
    }

    /// Plans a new file.
    pub fn create(&mut self, path: OutputPath, bytes: impl Into<Vec<u8>>) {
        self.files.push(PlannedFile { path, before: None, after: bytes.into() });
    }

    /// Plans a change of a file that now holds `before`.
    pub fn change(
        &mut self,
        path: OutputPath,
        before: impl Into<Vec<u8>>,
        after: impl Into<Vec<u8>>,
    ) {
        self.files.push(PlannedFile { path, before: Some(before.into()), after: after.into() });
    }

    /// Returns the paths of what is planned, in the order in which it was.
    pub fn paths(&self) -> impl Iterator<Item = &OutputPath> {
        self.files.iter().map(|file| &file.path)
    }

    /// Looks whether all can be written, without writing.
    ///
    /// # Errors
    /// When something is in the way or has changed, or it cannot be told.
    pub fn check(&self) -> Result<(), EditError> {
        let mut in_the_way = BTreeSet::new();
        for PlannedFile { path, before, .. } in &self.files {
            let place = self.root.join(path.as_str());
            match before {
                Some(before) => {
                    let now = fs::read(&place).map_err(EnvironmentError::at("cannot read", place));
                    if now? != *before {
                        return Err(EditError::Changed(path.to_string()));
                    }
                }
                None => {
                    in_the_way.extend(self.above(path)?);
                    if is_there(&place)? {
                        in_the_way.insert(path.to_string());
                    }
                }
            }
        }
        if in_the_way.is_empty() {
            Ok(())
        } else {
            Err(EditError::InTheWay(in_the_way.into_iter().collect()))
        }
    }

    /// Checks, then makes the folders, writes each file whole beside its place, and moves it there.
    ///
    /// # Errors
    /// As [`Edit::check`], and when something cannot be written. What was made is taken back.
    pub fn write(self) -> Result<(), EditError> {
        self.check()?;
        let mut undo = UndoLog::default();
        match self.carry_out(&mut undo) {
            Ok(()) => {
                undo.backups.iter().for_each(|(backup, _)| _ = fs::remove_file(backup));
                Ok(())
            }
            Err(error) => {
                let left = undo.take_back();
                match error {
                    EditError::Environment(error, _) => Err(EditError::Environment(error, left)),
                    other => Err(other),
                }
            }
        }
    }

    fn carry_out(&self, undo: &mut UndoLog) -> Result<(), EditError> {
        make_folders(&self.root, undo)?;
        for PlannedFile { path, before, after } in &self.files {
            let place = self.root.join(path.as_str());
            make_folders(place.parent().unwrap_or(&self.root), undo)?;
            let new = beside(&place, "new");
            undo.made.push(new.clone());
            write_whole(&new, after).map_err(EnvironmentError::at("cannot write", &new))?;
            if before.is_some() {
                let backup = beside(&place, "old");
                undo.made.push(backup.clone());
                fs::copy(&place, &backup).map_err(EnvironmentError::at("cannot write", &backup))?;
                let permissions = fs::metadata(&place).map(|found| found.permissions());
                permissions
                    .and_then(|permissions| fs::set_permissions(&new, permissions))
                    .map_err(EnvironmentError::at("cannot write", &new))?;
            }
        }
        for PlannedFile { path, before, .. } in &self.files {
            let place = self.root.join(path.as_str());
            if before.is_some() {
                undo.backups.push((beside(&place, "old"), place.clone()));
            } else {
                // Whoever makes a file of that name in this moment is not overwritten.
                match File::create_new(&place) {
                    Ok(_) => undo.made.push(place.clone()),
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                        return Err(EditError::InTheWay(vec![path.to_string()]));
                    }
                    Err(error) => Err(EnvironmentError::at("cannot write", &place)(error))?,
                }
            }
            let new = beside(&place, "new");
            fs::rename(&new, &place).map_err(EnvironmentError::at("cannot write", place))?;
        }
        Ok(())
    }

    /// Returns what lies above a planned file and is no folder: a link too, which is not followed.
    fn above(&self, path: &OutputPath) -> Result<Option<String>, EnvironmentError> {
        for (at, _) in path.as_str().match_indices('/') {
            let folder = &path.as_str()[..at];
            let place = self.root.join(folder);
            match fs::symlink_metadata(&place) {
                Ok(found) if !found.is_dir() => return Ok(Some(folder.into())),
                Ok(_) => {}
                Err(error) if is_absent(&error) => {}
                Err(error) => return Err(EnvironmentError::at("cannot look at", place)(error)),
            }
        }
        Ok(None)
    }
}

impl From<EnvironmentError> for EditError {
    fn from(error: EnvironmentError) -> Self {
        Self::Environment(error, Vec::new())
    }
}

/// What was done so far, to be taken back where the rest fails.
#[derive(Default)]
struct UndoLog {
    folders: Vec<PathBuf>,
    made: Vec<PathBuf>,
    /// A copy of what was, and where it belongs.
    backups: Vec<(PathBuf, PathBuf)>,
}

impl UndoLog {
    /// Takes it back, the last first, and returns what could not be.
    fn take_back(self) -> Vec<PathBuf> {
        let mut left = Vec::new();
        for (backup, place) in self.backups.into_iter().rev() {
            if fs::rename(&backup, &place).is_err() {
                left.push(place);
            }
        }
        for made in self.made.into_iter().rev() {
            if fs::remove_file(&made).is_err_and(|error| !is_absent(&error)) {
                left.push(made);
            }
        }
        for folder in self.folders.into_iter().rev() {
            if fs::remove_dir(&folder).is_err_and(|error| !is_absent(&error)) {
                left.push(folder);
            }
        }
        left
    }
}

/// Makes a folder and those above it, each that is not there.
fn make_folders(folder: &Path, undo: &mut UndoLog) -> Result<(), EnvironmentError> {
    let absent = folder.ancestors().take_while(|above| {
        // The empty path is the working folder.
        !above.as_os_str().is_empty() && !above.is_dir()
    });
    for above in absent.collect::<Vec<_>>().into_iter().rev() {
        fs::create_dir(above).map_err(EnvironmentError::at("cannot make", above))?;
        undo.folders.push(above.to_owned());
    }
    Ok(())
}

fn write_whole(place: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(place)?;
    file.write_all(bytes)?;
    // So that a power failure behind the renaming leaves no empty file.
    file.sync_all()
}

/// Returns a hidden name beside a file, which a build passes over.
fn beside(place: &Path, ending: &str) -> PathBuf {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    place.with_file_name(format!(".{}.chancery-{ending}", &name[..name.floor_char_boundary(200)]))
}

fn is_there(place: &Path) -> Result<bool, EnvironmentError> {
    match fs::symlink_metadata(place) {
        Ok(_) => Ok(true),
        Err(error) if is_absent(&error) => Ok(false),
        Err(error) => Err(EnvironmentError::at("cannot look at", place)(error)),
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::collections::BTreeMap;

    use walkdir::WalkDir;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let place = folder.path().join(path);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::write(place, text).unwrap();
        }
        folder
    }

    /// Returns everything in a folder: files with their text, folders with a slash.
    fn all(folder: &Path) -> BTreeMap<String, String> {
        let entries = WalkDir::new(folder).min_depth(1).into_iter().map(Result::unwrap);
        entries
            .map(|entry| {
                let path = entry.path().strip_prefix(folder).unwrap().to_string_lossy();
                match entry.file_type().is_dir() {
                    true => (format!("{path}/"), String::new()),
                    false => (path.into_owned(), fs::read_to_string(entry.path()).unwrap()),
                }
            })
            .collect()
    }

    fn path(text: &str) -> OutputPath {
        OutputPath::new(text).unwrap()
    }

    #[test]
    fn files_are_made_and_changed_with_their_folders() {
        let folder = folder(&[("a.md", "old")]);
        let mut edit = Edit::new(folder.path());
        edit.change(path("a.md"), "old", "new");
        edit.create(path("b/c/d.md"), "text");
        edit.write().unwrap();
        let expected = [("a.md", "new"), ("b/", ""), ("b/c/", ""), ("b/c/d.md", "text")];
        let expected = expected.map(|(path, text)| (path.to_owned(), text.to_owned()));
        assert_eq!(all(folder.path()), BTreeMap::from(expected));
    }

    #[test]
    fn the_folder_itself_is_made() {
        let folder = folder(&[]);
        let mut edit = Edit::new(&folder.path().join("x/y"));
        edit.create(path("a.md"), "text");
        edit.write().unwrap();
        assert_eq!(all(folder.path())["x/y/a.md"], "text");
    }

    #[test]
    fn nothing_is_written_over_what_is_there() {
        for there in ["b.md", "b.md/x", "content"] {
            let folder = folder(&[(there, "theirs")]);
            let before = all(folder.path());
            let mut edit = Edit::new(folder.path());
            edit.create(path("a.md"), "ours");
            edit.create(path("b.md"), "ours");
            edit.create(path("content/c.md"), "ours");
            edit.create(path("content/d.md"), "ours");
            let expected = there.split('/').next().unwrap();
            match edit.write() {
                Err(EditError::InTheWay(paths)) => assert_eq!(paths, [expected]),
                other => panic!("{other:?}"),
            }
            assert_eq!(all(folder.path()), before);
        }
    }

    #[test]
    fn a_file_that_changed_in_between_stays() {
        let folder = folder(&[("a.md", "theirs")]);
        let mut edit = Edit::new(folder.path());
        edit.create(path("b.md"), "ours");
        edit.change(path("a.md"), "old", "ours");
        assert!(matches!(edit.write(), Err(EditError::Changed(path)) if path == "a.md"));
        assert_eq!(all(folder.path()).keys().collect::<Vec<_>>(), ["a.md"]);
    }

    #[test]
    fn what_was_made_is_taken_back_where_the_rest_fails() {
        let folder = folder(&[("a.md", "old"), ("z/.x.md.chancery-new/in the way", "")]);
        let before = all(folder.path());
        let mut edit = Edit::new(folder.path());
        edit.change(path("a.md"), "old", "new");
        edit.create(path("b/c/d.md"), "text");
        edit.create(path("z/x.md"), "cannot be written");
        match edit.write() {
            Err(EditError::Environment(error, left)) => {
                assert_eq!(error.doing, "cannot write");
                // What is not ours cannot be removed as a file.
                assert_eq!(left, [folder.path().join("z/.x.md.chancery-new")]);
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(all(folder.path()), before);
    }

    #[test]
    fn what_was_changed_is_put_back_where_a_move_fails() {
        let folder = folder(&[("a.md", "old")]);
        let before = all(folder.path());
        let mut edit = Edit::new(folder.path());
        edit.change(path("a.md"), "old", "new");
        // The same file twice: the second time it is there.
        edit.create(path("b/c.md"), "text");
        edit.create(path("b/c.md"), "text");
        assert!(matches!(edit.write(), Err(EditError::InTheWay(_))));
        assert_eq!(all(folder.path()), before);
    }
}
