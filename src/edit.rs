//! Edits: writes a set of planned files to the disk, all of them or none.
//!
//! This is the only module that changes the files of authors. It does not know their content.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::diagnostic::{EnvironmentError, quote};
use crate::output::path::OutputPath;

/// A plan to make or change files in a folder.
///
/// Their paths are [`OutputPath`]s: they cannot leave the folder, and every file system can have
/// them.
#[derive(Debug)]
pub struct Edit {
    root: PathBuf,
    files: Vec<PlannedFile>,
}

#[derive(Debug)]
struct PlannedFile {
    path: OutputPath,
    /// The present content; `None` for a new file.
    before: Option<Vec<u8>>,
    after: Vec<u8>,
}

/// The reason why nothing was written.
#[derive(Debug, Error)]
pub enum EditError {
    /// Files or links have the paths of new files.
    #[error("{}", already_there(.paths))]
    InTheWay {
        /// Their paths, relative to the root.
        paths: Vec<String>,
    },
    /// A file has changed since the change to it was planned.
    #[error("{} was changed by somebody else in the meantime", quote(.path))]
    Changed {
        /// Its path, relative to the root.
        path: String,
    },
    /// An operation of the system failed. All changes were undone, except those to `left`.
    #[error("{source}")]
    Environment {
        /// The reason.
        source: EnvironmentError,
        /// The files and folders that could not be removed or restored.
        left: Vec<PathBuf>,
    },
}

fn already_there(paths: &[String]) -> String {
    match paths {
        [path] => format!("{} already exists", quote(path)),
        paths => format!("{} files already exist", paths.len()),
    }
}

impl Edit {
    /// Creates an empty plan for a folder, which need not exist.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), files: Vec::new() }
    }

    /// Plans a new file.
    pub fn create(&mut self, path: OutputPath, bytes: impl Into<Vec<u8>>) {
        self.files.push(PlannedFile { path, before: None, after: bytes.into() });
    }

    /// Plans a change of a file whose content is `before`.
    pub fn change(
        &mut self,
        path: OutputPath,
        before: impl Into<Vec<u8>>,
        after: impl Into<Vec<u8>>,
    ) {
        self.files.push(PlannedFile { path, before: Some(before.into()), after: after.into() });
    }

    /// Returns the paths of the planned files, in the order of planning.
    pub fn paths(&self) -> impl Iterator<Item = &OutputPath> {
        self.files.iter().map(|file| &file.path)
    }

    /// Checks that all files can be written, without writing.
    ///
    /// # Errors
    /// If a file is in the way, has changed or cannot be read.
    pub fn check(&self) -> Result<(), EditError> {
        let mut in_the_way = BTreeSet::new();
        for PlannedFile { path, before, .. } in &self.files {
            let place = self.root.join(path.as_str());
            match before {
                Some(before) => {
                    let now = fs::read(&place).map_err(EnvironmentError::at("cannot read", place));
                    if now? != *before {
                        return Err(EditError::Changed { path: path.to_string() });
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
            Err(EditError::InTheWay { paths: in_the_way.into_iter().collect() })
        }
    }

    /// Checks the plan, creates the folders, writes each file under a temporary name and renames
    /// it.
    ///
    /// # Errors
    /// As [`Edit::check`], and if a file cannot be written. The changes are then undone.
    pub fn write(self) -> Result<(), EditError> {
        self.check()?;
        let mut undo = UndoLog::default();
        match self.carry_out(&mut undo) {
            Ok(()) => {
                undo.backups.iter().for_each(|(backup, _)| _ = fs::remove_file(backup));
                Ok(())
            }
            Err(error) => {
                let left = undo.undo();
                match error {
                    EditError::Environment { source, .. } => {
                        Err(EditError::Environment { source, left })
                    }
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
                // A file that another program creates at this moment is not overwritten.
                match File::create_new(&place) {
                    Ok(_) => undo.made.push(place.clone()),
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                        return Err(EditError::InTheWay { paths: vec![path.to_string()] });
                    }
                    Err(error) => Err(EnvironmentError::at("cannot write", &place)(error))?,
                }
            }
            let new = beside(&place, "new");
            fs::rename(&new, &place).map_err(EnvironmentError::at("cannot write", place))?;
        }
        Ok(())
    }

    /// Returns the first file or link among the folders of a path. Links are not followed.
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
    fn from(source: EnvironmentError) -> Self {
        Self::Environment { source, left: Vec::new() }
    }
}

/// The changes made so far, to be undone if the rest fails.
#[derive(Default)]
struct UndoLog {
    folders: Vec<PathBuf>,
    made: Vec<PathBuf>,
    /// The copies of changed files, each with the path of its file.
    backups: Vec<(PathBuf, PathBuf)>,
}

impl UndoLog {
    /// Undoes the changes, the last one first, and returns the paths for which that failed.
    fn undo(self) -> Vec<PathBuf> {
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

/// Creates a folder and its parents, unless they exist.
fn make_folders(folder: &Path, undo: &mut UndoLog) -> Result<(), EnvironmentError> {
    let absent = folder.ancestors().take_while(|above| {
        // The empty path means the working folder.
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
    // Without this, a power failure after the renaming could leave an empty file.
    file.sync_all()
}

/// Returns a hidden name in the folder of a file, which a build ignores.
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

    /// Returns the paths in a folder, with the text of files; folders end in a slash.
    fn all(folder: &Path) -> BTreeMap<String, String> {
        let entries = WalkDir::new(folder).min_depth(1).into_iter().map(Result::unwrap);
        entries
            .map(|entry| {
                let path = entry.path().strip_prefix(folder).unwrap().to_string_lossy();
                if entry.file_type().is_dir() {
                    (format!("{path}/"), String::new())
                } else {
                    (path.into_owned(), fs::read_to_string(entry.path()).unwrap())
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
    fn existing_files_are_not_overwritten() {
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
                Err(EditError::InTheWay { paths }) => assert_eq!(paths, [expected]),
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
        assert!(matches!(edit.write(), Err(EditError::Changed { path }) if path == "a.md"));
        assert_eq!(all(folder.path()).keys().collect::<Vec<_>>(), ["a.md"]);
    }

    #[test]
    fn new_files_are_removed_if_the_rest_fails() {
        let folder = folder(&[("a.md", "old"), ("z/.x.md.chancery-new/in the way", "")]);
        let before = all(folder.path());
        let mut edit = Edit::new(folder.path());
        edit.change(path("a.md"), "old", "new");
        edit.create(path("b/c/d.md"), "text");
        edit.create(path("z/x.md"), "cannot be written");
        match edit.write() {
            Err(EditError::Environment { source, left }) => {
                assert_eq!(source.doing, "cannot write");
                // A folder is in the way, which cannot be removed as a file.
                assert_eq!(left, [folder.path().join("z/.x.md.chancery-new")]);
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(all(folder.path()), before);
    }

    #[test]
    fn changed_files_are_restored_if_a_move_fails() {
        let folder = folder(&[("a.md", "old")]);
        let before = all(folder.path());
        let mut edit = Edit::new(folder.path());
        edit.change(path("a.md"), "old", "new");
        // The second of two equal paths is in the way of itself.
        edit.create(path("b/c.md"), "text");
        edit.create(path("b/c.md"), "text");
        assert!(matches!(edit.write(), Err(EditError::InTheWay { .. })));
        assert_eq!(all(folder.path()), before);
    }
}
