//! The author's editor.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::stop::Stop;
use crate::diagnostic::quote;

/// Returns the program that VISUAL or EDITOR names, with its arguments.
pub(super) fn editor() -> Result<Vec<String>, Stop> {
    let named = ["VISUAL", "EDITOR"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.trim().is_empty()));
    let named = named.ok_or_else(|| {
        Stop::usage("no editor is set", "set VISUAL or EDITOR, or run the command without `--edit`")
    })?;
    Ok(named.split_whitespace().map(str::to_owned).collect())
}

/// Opens a file in an editor, and waits until it is closed.
pub(super) fn open(editor: &[String], file: &Path) -> Result<(), Stop> {
    let (program, arguments) = editor.split_first().expect("the editor is not blank");
    let failed = |message: String| {
        Stop::environment(message, format!("the file was written: {}", shown(file)))
    };
    let status = Command::new(PathBuf::from(program)).args(arguments).arg(file).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failed(format!("{} failed: {status}", quote(program)))),
        Err(error) => Err(failed(format!("cannot run {}: {error}", quote(program)))),
    }
}

/// Returns a path relative to the working folder, if it is in there.
pub(super) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    let below = here.as_deref().and_then(|here| path.strip_prefix(here).ok());
    below.unwrap_or(path).display().to_string()
}
