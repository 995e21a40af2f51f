//! The archive's folder, and which folders can take its output.

use std::io;
use std::path::{Path, PathBuf};

use super::exit;
use crate::source::{CONFIG, find_root};

/// What to do where there is no archive.
pub(super) const ROOT_HELP: &str =
    "give its folder with `--root`, or make one with `chancery init`";

/// Finds the archive's folder; where there is none, says so, with the exit code.
pub(super) fn find(named: Option<&Path>) -> Result<PathBuf, (String, u8)> {
    let Some(root) = named else {
        let here = std::env::current_dir().map_err(|error| {
            (format!("cannot tell the working folder: {error}"), exit::ENVIRONMENT)
        })?;
        let none = || (format!("there is no {CONFIG} in this folder or above it"), exit::USAGE);
        return find_root(&here).ok_or_else(none);
    };
    match root.join(CONFIG).metadata() {
        Ok(found) if found.is_file() => Ok(root.to_owned()),
        Err(error)
            if !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) =>
        {
            let message = format!("cannot look at {}: {error}", root.join(CONFIG).display());
            Err((message, exit::ENVIRONMENT))
        }
        _ => Err((format!("there is no {CONFIG} in {}", root.display()), exit::USAGE)),
    }
}

/// Returns where a path leads, whether it is there yet or not: the nearest folder above it that is
/// there, as the system finds it, and the rest as written.
fn real(path: &Path) -> Option<PathBuf> {
    let whole = std::path::absolute(path).ok()?;
    let there = whole.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
    let (above, mut real) = there?;
    for part in whole.strip_prefix(above).ok()?.components() {
        match part {
            std::path::Component::ParentDir => _ = real.pop(),
            part => real.push(part),
        }
    }
    Some(real)
}

/// Says why a folder cannot take the output: it holds the sources, or lies among them.
pub(super) fn overlap(root: &Path, output: &Path) -> Option<String> {
    let (root, output) = (real(root)?, real(output)?);
    let among = ["content", "templates", "static"]
        .iter()
        .any(|folder| output.starts_with(root.join(folder)));
    let around = root.starts_with(&output);
    (among || around).then(|| format!("{} holds the archive's own files", output.display()))
}
