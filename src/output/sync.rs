//! Synchronization: makes the output folder hold exactly the planned files.
//!
//! Each file that differs from its entry in the manifest is first written to the stage. When the
//! stage is complete, a manifest with the old and the new entries is written, files that are no
//! longer planned are removed, the stage is moved into place, and the new manifest is written. So a
//! build that fails changes nothing; one that is killed leaves complete files and no orphans, and
//! the next build repairs the rest.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;
use twox_hash::XxHash3_128;

use super::manifest::{Entry, Manifest};
use super::path::{OWN_FOLDER, OutputPath};
use crate::diagnostic::EnvironmentError;

/// The reason why an output folder cannot be written to.
#[derive(Debug, Error)]
pub enum SyncError {
    /// An operation of the system failed.
    #[error(transparent)]
    Environment(#[from] EnvironmentError),
    /// A file or folder of Chancery's own is a symbolic link.
    #[error("{} is a symbolic link", .path.display())]
    SymbolicLink {
        /// The link.
        path: PathBuf,
    },
    /// Another build holds the lock.
    #[error("another build is writing to {}", .folder.display())]
    Locked {
        /// The output folder.
        folder: PathBuf,
    },
    /// The folder is not empty and was not made by Chancery.
    #[error("{} holds {entry}, which Chancery did not write", .folder.display())]
    ForeignFolder {
        /// The output folder.
        folder: PathBuf,
        /// One of the files or folders in it.
        entry: String,
    },
    /// A file that Chancery did not write has the path of a planned one.
    #[error("{} is in the way: Chancery did not write it", .path.display())]
    ForeignFile {
        /// The file.
        path: PathBuf,
    },
    /// A file or a link has the path of a folder that is needed.
    #[error("{} is in the way: Chancery needs a folder there", .path.display())]
    NotAFolder {
        /// The file or link.
        path: PathBuf,
    },
    /// A folder with files that Chancery did not write has the path of a planned file.
    #[error("{} is in the way: Chancery needs a file there", .path.display())]
    IsAFolder {
        /// The folder.
        path: PathBuf,
    },
}

impl SyncError {
    /// Returns advice for the author.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Environment(_) => "nothing was changed that a later build does not repair",
            Self::SymbolicLink { .. } => "remove the link: Chancery does not follow links here",
            Self::Locked { .. } => "wait until it is done, or name another folder with `--output`",
            Self::ForeignFolder { .. } => {
                "name an empty or new folder with `--output`, or empty this one"
            }
            Self::ForeignFile { .. } => {
                "move it to another folder; files in `static/` are published as they are"
            }
            Self::NotAFolder { .. } => {
                "move it to another folder: links in the output are not followed"
            }
            Self::IsAFolder { .. } => {
                "move its files to another folder: Chancery did not write them"
            }
        }
    }
}

/// An output folder that is being written to.
pub struct OutputFolder {
    folder: PathBuf,
    /// `true` if no build has written to it before.
    is_new: bool,
    /// `true` if the folder did not exist.
    was_absent: bool,
    /// `true` if a build has written to it, but its manifest is lost.
    is_lost: bool,
    old: Manifest,
    /// The lock file, locked until the value is dropped.
    _lock: File,
}

/// A file that was compared with the disk, and staged if it differs.
pub struct Staged {
    /// Its path in the output.
    pub path: OutputPath,
    entry: Entry,
    /// `true` if it differs from the disk.
    pub changed: bool,
}

/// The changes that a build made to the output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The files that were written.
    pub written: Vec<OutputPath>,
    /// The files that were removed.
    pub removed: Vec<OutputPath>,
}

impl OutputFolder {
    /// Opens an output folder, and creates it if it does not exist. Files that a killed build left
    /// in the stage are removed.
    ///
    /// # Errors
    /// If the folder holds files that Chancery did not write, another build is writing to it, or it
    /// cannot be written to.
    pub fn open(folder: &Path) -> Result<Self, SyncError> {
        let own = folder.join(OWN_FOLDER);
        for place in [own.clone(), own.join("lock"), own.join("manifest"), own.join("manifest.new")]
        {
            if fs::symlink_metadata(&place).is_ok_and(|found| found.is_symlink()) {
                return Err(SyncError::SymbolicLink { path: place });
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
                return Err(SyncError::Locked { folder: folder.to_owned() });
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

    /// Compares bytes with the disk, and stages them if they differ.
    ///
    /// # Errors
    /// If the file cannot be written, or Chancery did not write the one on the disk.
    pub fn stage(&self, path: &OutputPath, bytes: &[u8]) -> Result<Staged, SyncError> {
        let hash = XxHash3_128::oneshot(bytes);
        self.stage_with(path, hash, |staged| staged.write(bytes).map(|()| hash))
    }

    /// Stages a copy of a file, which is not held in memory.
    ///
    /// # Errors
    /// As [`OutputFolder::stage`], and if the file cannot be read.
    pub fn stage_copy(&self, path: &OutputPath, source: &Path) -> Result<Staged, SyncError> {
        let hash = hash_of(source, |_| Ok(()))?;
        // The hash is of the copied bytes, in case the file has changed in between.
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
        // A new folder is empty, except for dot-files.
        let was_empty = self.is_new && !path.as_str().starts_with('.');
        let there = (!was_empty).then(|| fs::symlink_metadata(&place));
        match there {
            None => {}
            Some(Ok(metadata)) => {
                let entry = known.into_iter().flatten().find(|entry| entry.is(&metadata));
                if let Some(entry) = entry.filter(|entry| entry.hash == hash) {
                    return Ok(Staged { path: path.clone(), entry: *entry, changed: false });
                }
                // A folder with files that Chancery wrote is removed with them. If the manifest is
                // lost, a file at the path of a planned file is assumed to be Chancery's.
                let ours = known.is_some()
                    || self.is_lost
                    || (metadata.is_dir() && self.wrote_below(path));
                if !ours {
                    if metadata.is_file() && hash_of(&place, |_| Ok(()))? == hash {
                        let entry = Entry::new(hash, &metadata);
                        return Ok(Staged { path: path.clone(), entry, changed: false });
                    }
                    return Err(SyncError::ForeignFile { path: place });
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

    /// Refuses a path if one of its folders is a file that Chancery did not write.
    fn refuse_file_above(&self, path: &OutputPath) -> Result<(), SyncError> {
        for (at, _) in path.as_str().match_indices('/') {
            let above = &path.as_str()[..at];
            let place = self.folder.join(above);
            let is_file = fs::symlink_metadata(&place).is_ok_and(|found| !found.is_dir());
            if is_file && !OutputPath::new(above).is_ok_and(|above| self.old.0.contains_key(&above))
            {
                return Err(SyncError::NotAFolder { path: place });
            }
        }
        Ok(())
    }

    /// Returns whether the last build wrote files into a folder of that path.
    fn wrote_below(&self, path: &OutputPath) -> bool {
        let folder = format!("{path}/");
        self.old.0.keys().any(|known| known.as_str().starts_with(&folder))
    }

    /// Removes the files that only the last build wrote, and moves the stage into place.
    ///
    /// # Errors
    /// If a file cannot be moved or removed. The files that were moved are complete, and the next
    /// build moves the rest.
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
        // Removed first, since a file may have the path of a new folder, or the reverse.
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

    /// Removes files, and the folders that are empty afterwards.
    fn remove(&self, paths: &[OutputPath]) -> Result<(), SyncError> {
        let mut folders = BTreeSet::new();
        for path in paths {
            if self.leads_through_link(path) {
                continue;
            }
            let place = self.folder.join(path.as_str());
            if let Err(error) = fs::remove_file(&place) {
                // This build, or one that was killed, has put a folder there.
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
                // A folder that is not empty holds other people's files, or planned ones.
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

    /// Returns whether a folder of a path is a symbolic link, which is not followed.
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

/// Removes the stage, and the folders that were created if nothing was committed.
impl Drop for OutputFolder {
    fn drop(&mut self) {
        // The next build removes the rest.
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

/// Moves everything in a folder of the stage into place. A new folder is moved as a whole; a file
/// replaces the old one.
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
                Ok(_) => return Err(SyncError::NotAFolder { path: to }),
                Err(_) => {}
            }
        } else if fs::symlink_metadata(&to).is_ok_and(|found| found.is_dir()) {
            return Err(SyncError::IsAFolder { path: to });
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

/// Returns the hash of a file, after passing its bytes to a function.
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

/// Reads the manifest; returns `None` if it is lost or damaged.
fn read_manifest(own: &Path) -> Result<Option<Manifest>, EnvironmentError> {
    let path = own.join("manifest");
    match fs::read(&path) {
        Ok(bytes) => Ok(std::str::from_utf8(&bytes).ok().and_then(Manifest::parse)),
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(EnvironmentError::at("cannot read", path)(error)),
    }
}

/// Refuses a folder with files that Chancery did not write. Dot-files, such as those of a
/// repository, are allowed.
fn refuse_foreign(folder: &Path) -> Result<(), SyncError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if is_absent(&error) => return Ok(()),
        Err(error) => return Err(EnvironmentError::at("cannot read", folder)(error).into()),
    };
    for entry in entries {
        let name = entry.map_err(EnvironmentError::at("cannot read", folder))?.file_name();
        if !name.to_string_lossy().starts_with('.') {
            return Err(SyncError::ForeignFolder {
                folder: folder.to_owned(),
                entry: name.to_string_lossy().into_owned(),
            });
        }
    }
    Ok(())
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
