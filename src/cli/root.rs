//! The archive's folder, and which folders can take its output.

use std::io;
use std::path::{Component, Path, PathBuf};

use super::stop::Stop;
use crate::source::{CONFIG, CONTENT, STATIC, TEMPLATES, find_root};

const HELP: &str = "give its folder with `--root`, or make one with `chancery init`";

/// Returns the archive's folder: the one that `--root` names, or the nearest one upwards.
///
/// # Errors
/// When it has no `archive.toml`, or cannot be looked at.
pub(super) fn find(named: Option<&Path>) -> Result<PathBuf, Stop> {
    let Some(root) = named else {
        let here = std::env::current_dir().map_err(|error| {
            Stop::environment(format!("cannot find the working folder: {error}"), HELP)
        })?;
        return find_root(&here).ok_or_else(|| {
            Stop::usage(format!("there is no {CONFIG} in this folder or above it"), HELP)
        });
    };
    match root.join(CONFIG).metadata() {
        Ok(found) if found.is_file() => Ok(root.to_owned()),
        Err(error)
            if !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) =>
        {
            let message = format!("cannot look at {}: {error}", root.join(CONFIG).display());
            Err(Stop::environment(message, HELP))
        }
        _ => Err(Stop::usage(format!("there is no {CONFIG} in {}", root.display()), HELP)),
    }
}

/// Refuses an output folder that holds the archive's own files, or is among them.
pub(super) fn refuse_overlap(root: &Path, output: &Path) -> Result<(), Stop> {
    let (Some(root), Some(output)) = (resolved(root), resolved(output)) else { return Ok(()) };
    let sources = [CONTENT, TEMPLATES, STATIC];
    let is_among = sources.iter().any(|folder| output.starts_with(root.join(folder)));
    if is_among || root.starts_with(&output) {
        let message = format!("{} holds the archive's own files", output.display());
        return Err(Stop::usage(message, "name another folder with `--output`"));
    }
    Ok(())
}

/// Returns an absolute path without links. A path that does not exist is resolved as far as its
/// nearest folder that does.
fn resolved(path: &Path) -> Option<PathBuf> {
    let whole = std::path::absolute(path).ok()?;
    let existing = whole.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
    let (above, mut resolved) = existing?;
    for part in whole.strip_prefix(above).ok()?.components() {
        match part {
            Component::ParentDir => _ = resolved.pop(),
            part => resolved.push(part),
        }
    }
    Some(resolved)
}
