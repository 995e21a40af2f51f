//! Sync: bytes and paths go in; the output folder comes to hold just them.
//!
//! Each file that differs from what the manifest says is written below the stage, whole. When all
//! are there, the manifest is written as old and new together, what is no longer planned is removed,
//! the stage is moved into place, and the manifest is written as new. So a build that fails
//! changes nothing, one that is killed leaves whole files and no orphan, and the next repairs.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use twox_hash::XxHash3_128;

use super::manifest::{Entry, Manifest};
use super::path::{OWN_FOLDER, OutputPath};
use crate::diagnostic::EnvironmentError;

/// Why the output cannot be written.
#[derive(Debug)]
pub enum SyncError {
    /// The machine did not do it.
    Environment(EnvironmentError),
    /// The folder, or something in it, is not ours: a sentence, and what to do.
    Foreign(String, String),
}

impl From<EnvironmentError> for SyncError {
    fn from(error: EnvironmentError) -> Self {
        Self::Environment(error)
    }
}

/// An output folder that is being written to.
pub struct OutputFolder {
    folder: PathBuf,
    /// Whether it was not ours before, and whether it was not there.
    is_new: bool,
    was_absent: bool,
    /// Whether it is ours, and the record of what is in it is lost.
    is_lost: bool,
    old: Manifest,
    /// Held until the target is dropped.
    _lock: File,
}

/// A file that was compared with what is on the disk, and staged where it differs.
pub struct Staged {
    /// Where it belongs.
    pub path: OutputPath,
    entry: Entry,
    /// Whether it differs.
    pub changed: bool,
}

/// What a build did to the output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The files that were written.
    pub written: Vec<OutputPath>,
    /// The files that were removed.
    pub removed: Vec<OutputPath>,
}

impl OutputFolder {
    /// Opens an output folder, makes it where it is not there, and clears away what a killed build
    /// left in its stage.
    ///
    /// # Errors
    /// When the folder holds what Chancery did not write, another build is writing to it, or it
    /// cannot be written.
    pub fn open(folder: &Path) -> Result<Self, SyncError> {
        let own = folder.join(OWN_FOLDER);
        for place in [own.clone(), own.join("lock"), own.join("manifest"), own.join("manifest.new")]
        {
            if fs::symlink_metadata(&place).is_ok_and(|found| found.is_symlink()) {
                let message = format!("{} is a symbolic link", place.display());
                return Err(SyncError::Foreign(
                    message,
                    "take it away: links are not followed".into(),
                ));
            }
        }
        let (is_new, was_absent) = (!own.is_dir(), !folder.exists());
        if is_new {
            refuse_foreign(folder)?;
        }
        fs::create_dir_all(&own).map_err(EnvironmentError::at("cannot make", &own))?;
        let lock_path = own.join("lock");
        let lock =
            File::create(&lock_path).map_err(EnvironmentError::at("cannot write", &lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let message = format!("another build is writing to {}", folder.display());
                return Err(SyncError::Foreign(
                    message,
                    "wait until it is done, or name another folder with `--output`".into(),
                ));
            }
            Err(TryLockError::Error(error)) => {
                return Err(EnvironmentError::at("cannot lock", lock_path)(error).into());
            }
        }
        let old = read_manifest(&own)?;
        let is_lost = old.is_none() && !is_new;
        let old = old.unwrap_or_default();
        let target =
            Self { folder: folder.to_owned(), is_new, was_absent, is_lost, old, _lock: lock };
        target.clear_stage()?;
        Ok(target)
    }

    /// Compares a file with what is on the disk, and stages it where it differs.
    ///
    /// # Errors
    /// When it cannot be written, or there is a file of that name that is not ours.
    pub fn stage(&self, path: &OutputPath, bytes: &[u8]) -> Result<Staged, SyncError> {
        let hash = XxHash3_128::oneshot(bytes);
        self.stage_with(path, hash, |staged| staged.write(bytes).map(|()| hash))
    }

    /// Does the same with a file that is copied, without holding it in memory.
    ///
    /// # Errors
    /// As [`OutputFolder::stage`], and when the file cannot be read.
    pub fn stage_copy(&self, path: &OutputPath, source: &Path) -> Result<Staged, SyncError> {
        let hash = hash_of(source, |_| Ok(()))?;
        // What is written down is what was copied, should the file have changed in between.
        self.stage_with(path, hash, |staged| hash_of(source, |bytes| staged.write(bytes)))
    }

    fn stage_with(
        &self,
        path: &OutputPath,
        hash: u128,
        write: impl FnOnce(&mut StagedFile<'_>) -> Result<u128, EnvironmentError>,
    ) -> Result<Staged, SyncError> {
        let place = self.folder.join(path.as_str());
        let known = self.old.0.get(path);
        // In a folder that was empty nothing is in the way; that may hold dot-files.
        let was_empty = self.is_new && !path.as_str().starts_with('.');
        let there = (!was_empty).then(|| fs::symlink_metadata(&place));
        match there {
            None => {}
            Some(Ok(metadata)) => {
                let entry = known.into_iter().flatten().find(|entry| entry.is(&metadata));
                if let Some(entry) = entry.filter(|entry| entry.hash == hash) {
                    return Ok(Staged { path: path.clone(), entry: *entry, changed: false });
                }
                // A folder of which nothing but files of ours is known goes when they do. Where
                // the record is lost, what is at the place of a page is taken for that page.
                let ours = known.is_some()
                    || self.is_lost
                    || (metadata.is_dir() && self.wrote_below(path));
                if !ours {
                    if metadata.is_file() && hash_of(&place, |_| Ok(()))? == hash {
                        let entry = Entry::new(hash, &metadata);
                        return Ok(Staged { path: path.clone(), entry, changed: false });
                    }
                    let message =
                        format!("{} is in the way: Chancery did not write it", place.display());
                    let help =
                        "move it away; what is to be published as it is belongs into `static/`";
                    return Err(SyncError::Foreign(message, help.into()));
                }
            }
            Some(Err(error)) if is_absent(&error) => self.refuse_file_above(path)?,
            Some(Err(error)) => {
                return Err(EnvironmentError::at("cannot look at", place)(error).into());
            }
        }
        let staged = self.stage_folder().join(path.as_str());
        let failed = || EnvironmentError::at("cannot write", &staged);
        let mut file = match File::create(&staged) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let folder = staged.parent().unwrap_or(&staged);
                fs::create_dir_all(folder).map_err(EnvironmentError::at("cannot make", folder))?;
                File::create(&staged).map_err(failed())?
            }
            other => other.map_err(failed())?,
        };
        let hash = write(&mut StagedFile { place: &staged, file: &mut file })?;
        let metadata = file.metadata().map_err(failed())?;
        Ok(Staged { path: path.clone(), entry: Entry::new(hash, &metadata), changed: true })
    }

    /// Refuses a path above which there is a file that is not ours, in place of a folder.
    fn refuse_file_above(&self, path: &OutputPath) -> Result<(), SyncError> {
        for (at, _) in path.as_str().match_indices('/') {
            let above = &path.as_str()[..at];
            let place = self.folder.join(above);
            let is_file = fs::symlink_metadata(&place).is_ok_and(|found| !found.is_dir());
            if is_file && !OutputPath::new(above).is_ok_and(|above| self.old.0.contains_key(&above))
            {
                let message =
                    format!("{} is in the way: Chancery needs a folder there", place.display());
                return Err(SyncError::Foreign(message, "move it away".into()));
            }
        }
        Ok(())
    }

    /// Says whether the last build wrote files into a folder of that name.
    fn wrote_below(&self, path: &OutputPath) -> bool {
        let folder = format!("{path}/");
        self.old.0.keys().any(|known| known.as_str().starts_with(&folder))
    }

    /// Removes what the last build wrote and this one did not, and puts everything that was staged
    /// into place.
    ///
    /// # Errors
    /// When a file cannot be moved or removed. What was moved by then is whole, and the next build
    /// goes on from there.
    pub fn commit(self, staged: Vec<Staged>) -> Result<Summary, SyncError> {
        let mut summary = Summary::default();
        let written = staged.iter().filter(|staged| staged.changed);
        summary.written.extend(written.map(|staged| staged.path.clone()));
        let entries = staged.into_iter().map(|Staged { path, entry, .. }| (path, vec![entry]));
        let new = Manifest(entries.collect());
        summary.removed =
            self.old.0.keys().filter(|path| !new.0.contains_key(path)).cloned().collect();
        if new == self.old && summary.written.is_empty() && !self.is_lost {
            return Ok(summary);
        }
        let both = (!self.old.0.is_empty()).then(|| new.clone().with(&self.old));
        self.write_manifest(both.as_ref().unwrap_or(&new))?;
        // First, since a file may be where a folder is to be, or the reverse.
        self.remove(&summary.removed)?;
        if !summary.written.is_empty() {
            place(&self.stage_folder(), &self.folder)?;
        }
        if both.is_some_and(|both| both != new) {
            self.write_manifest(&new)?;
        }
        self.clear_stage()?;
        Ok(summary)
    }

    /// Removes files, and the folders that are empty then.
    fn remove(&self, paths: &[OutputPath]) -> Result<(), SyncError> {
        let mut folders = BTreeSet::new();
        for path in paths {
            if self.leads_through_link(path) {
                continue;
            }
            let place = self.folder.join(path.as_str());
            if let Err(error) = fs::remove_file(&place) {
                // A folder there is this build's, or that of one that did not come to its end.
                let is_folder = fs::symlink_metadata(&place).is_ok_and(|found| found.is_dir());
                if !is_absent(&error) && !is_folder {
                    return Err(EnvironmentError::at("cannot remove", place)(error).into());
                }
            }
            let folder = path.folder();
            folders.extend(
                folder
                    .match_indices('/')
                    .map(|(at, _)| &folder[..at])
                    .chain([folder])
                    .filter(|folder| !folder.is_empty()),
            );
        }
        for folder in folders.into_iter().rev() {
            let place = self.folder.join(folder);
            match fs::remove_dir(&place) {
                // One that is not empty holds what is not ours, or what is still planned.
                Err(error)
                    if !is_absent(&error) && error.kind() != io::ErrorKind::DirectoryNotEmpty =>
                {
                    return Err(EnvironmentError::at("cannot remove", place)(error).into());
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Says whether a folder on the way to a path is a symbolic link, which is not followed.
    fn leads_through_link(&self, path: &OutputPath) -> bool {
        let folders = path.as_str().match_indices('/').map(|(at, _)| &path.as_str()[..at]);
        folders.into_iter().any(|folder| {
            fs::symlink_metadata(self.folder.join(folder)).is_ok_and(|found| found.is_symlink())
        })
    }

    fn stage_folder(&self) -> PathBuf {
        self.folder.join(OWN_FOLDER).join("stage")
    }

    fn clear_stage(&self) -> Result<(), EnvironmentError> {
        let unfinished = self.folder.join(OWN_FOLDER).join("manifest.new");
        match fs::remove_file(&unfinished) {
            Err(error) if !is_absent(&error) => {
                return Err(EnvironmentError::at("cannot remove", unfinished)(error));
            }
            _ => {}
        }
        let stage = self.stage_folder();
        match fs::remove_dir_all(&stage) {
            Err(error) if !is_absent(&error) => {
                Err(EnvironmentError::at("cannot remove", stage)(error))
            }
            _ => Ok(()),
        }
    }

    fn write_manifest(&self, manifest: &Manifest) -> Result<(), EnvironmentError> {
        let own = self.folder.join(OWN_FOLDER);
        let (new, place) = (own.join("manifest.new"), own.join("manifest"));
        fs::write(&new, manifest.text()).map_err(EnvironmentError::at("cannot write", &new))?;
        fs::rename(&new, &place).map_err(EnvironmentError::at("cannot write", &place))
    }
}

/// What was staged and not committed goes, and what was made for it.
impl Drop for OutputFolder {
    fn drop(&mut self) {
        // What cannot be removed is cleared by the next build.
        _ = self.clear_stage();
        let own = self.folder.join(OWN_FOLDER);
        if self.is_new && !own.join("manifest").exists() {
            _ = fs::remove_file(own.join("lock"));
            _ = fs::remove_dir(&own);
            if self.was_absent {
                _ = fs::remove_dir(&self.folder);
            }
        }
    }
}

/// Moves everything in a folder of the stage to where it belongs: a folder that is not there yet
/// as a whole, a file over the one that it replaces.
fn place(stage: &Path, target: &Path) -> Result<(), SyncError> {
    for entry in fs::read_dir(stage).map_err(EnvironmentError::at("cannot read", stage))? {
        let entry = entry.map_err(EnvironmentError::at("cannot read", stage))?;
        let (from, to) = (entry.path(), target.join(entry.file_name()));
        let is_folder =
            entry.file_type().map_err(EnvironmentError::at("cannot look at", &from))?.is_dir();
        if is_folder {
            match fs::symlink_metadata(&to) {
                Ok(found) if found.is_dir() => {
                    place(&from, &to)?;
                    continue;
                }
                Ok(_) => {
                    let message =
                        format!("{} is in the way: Chancery needs a folder there", to.display());
                    return Err(SyncError::Foreign(
                        message,
                        "move it away: links in the output are not followed".into(),
                    ));
                }
                Err(_) => {}
            }
        } else if fs::symlink_metadata(&to).is_ok_and(|found| found.is_dir()) {
            let message = format!("{} is in the way: Chancery needs a file there", to.display());
            let help = "move away what is in it: Chancery did not write it";
            return Err(SyncError::Foreign(message, help.into()));
        }
        fs::rename(&from, &to).map_err(EnvironmentError::at("cannot write", to))?;
    }
    Ok(())
}

/// A file of the stage that is being written.
struct StagedFile<'a> {
    place: &'a Path,
    file: &'a mut File,
}

impl StagedFile<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<(), EnvironmentError> {
        self.file.write_all(bytes).map_err(EnvironmentError::at("cannot write", self.place))
    }
}

/// Returns the hash of a file, and hands all that is in it on.
fn hash_of(
    source: &Path,
    mut each: impl FnMut(&[u8]) -> Result<(), EnvironmentError>,
) -> Result<u128, EnvironmentError> {
    let unread = |error| EnvironmentError::at("cannot read", source)(error);
    let mut reader = BufReader::with_capacity(1 << 16, File::open(source).map_err(unread)?);
    let mut hasher = XxHash3_128::new();
    loop {
        let bytes = reader.fill_buf().map_err(unread)?;
        if bytes.is_empty() {
            return Ok(hasher.finish_128());
        }
        hasher.write(bytes);
        each(bytes)?;
        let length = bytes.len();
        reader.consume(length);
    }
}

/// Reads the manifest; `None` where it is lost or damaged.
fn read_manifest(own: &Path) -> Result<Option<Manifest>, EnvironmentError> {
    let path = own.join("manifest");
    match fs::read(&path) {
        Ok(bytes) => Ok(std::str::from_utf8(&bytes).ok().and_then(Manifest::parse)),
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(EnvironmentError::at("cannot read", path)(error)),
    }
}

/// Refuses a folder that holds something and was not made by Chancery. Dot-files, a repository's
/// say, are nobody's output.
fn refuse_foreign(folder: &Path) -> Result<(), SyncError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if is_absent(&error) => return Ok(()),
        Err(error) => return Err(EnvironmentError::at("cannot read", folder)(error).into()),
    };
    for entry in entries {
        let name = entry.map_err(EnvironmentError::at("cannot read", folder))?.file_name();
        if !name.to_string_lossy().starts_with('.') {
            let message = format!(
                "{} holds {}, which Chancery did not write",
                folder.display(),
                name.to_string_lossy()
            );
            return Err(SyncError::Foreign(
                message,
                "name an empty or new folder with `--output`, or empty this one".into(),
            ));
        }
    }
    Ok(())
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
