//! The author's editor: which one it is, and opening a file in it.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::stop::Stop;
use crate::diagnostic::quote;

/// Returns the editor to open files with: the program and its own arguments.
pub(super) fn editor() -> Result<Vec<String>, Stop> {
    let named = ["VISUAL", "EDITOR"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.trim().is_empty()));
    let named = named.ok_or_else(|| {
        Stop::usage(
            "there is no editor to open the file with",
            "set EDITOR, or leave `--edit` away and open the file yourself",
        )
    })?;
    Ok(named.split_whitespace().map(str::to_owned).collect())
}

pub(super) fn open(editor: &[String], file: &Path) -> Result<(), Stop> {
    let (program, arguments) = editor.split_first().expect("an editor has a name");
    let failed =
        |what: String| Stop::environment(what, format!("the file is there: {}", shown(file)));
    let status = Command::new(PathBuf::from(program)).args(arguments).arg(file).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failed(format!("{} ended with {status}", quote(program)))),
        Err(error) => Err(failed(format!("cannot run {}: {error}", quote(program)))),
    }
}

/// Returns a path as it is reached from the working folder.
pub(super) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    let below = here.as_deref().and_then(|here| path.strip_prefix(here).ok());
    below.unwrap_or(path).display().to_string()
}
