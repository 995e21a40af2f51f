//! The end of a command that fails: a message, what to do about it, and the exit code.

use std::fmt::Write as _;

use thiserror::Error;

use super::exit;
use super::report::{self, MessageFormat};
use crate::build::BuildError;
use crate::diagnostic::{EnvironmentError, quote};
use crate::edit::EditError;

/// The end of a command that did not do what it was asked to.
#[derive(Debug, Error)]
#[error("{message}")]
pub(super) struct Stop {
    message: String,
    help: String,
    code: u8,
}

impl Stop {
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>, code: u8) -> Self {
        Self { message: message.into(), help: help.into(), code }
    }

    /// Wrong usage.
    pub(super) fn usage(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(message, help, exit::USAGE)
    }

    /// Mistakes in the archive.
    pub(super) fn mistakes(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(message, help, exit::MISTAKES)
    }

    /// A refusal of the machine: disk, permission, another program.
    pub(super) fn environment(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(message, help, exit::ENVIRONMENT)
    }

    /// An interruption by the author.
    pub(super) fn interrupted() -> Self {
        Self::new("interrupted", "nothing was written", exit::INTERRUPTED)
    }

    /// Prints the message and the help to standard error, and returns the exit code.
    pub(super) fn print(&self, format: MessageFormat) -> u8 {
        report::problem(&self.message, &self.help, format);
        self.code
    }
}

impl From<EnvironmentError> for Stop {
    fn from(error: EnvironmentError) -> Self {
        Self::environment(error.to_string(), "nothing was written")
    }
}

impl From<BuildError> for Stop {
    fn from(error: BuildError) -> Self {
        Self::environment(error.to_string(), error.help())
    }
}

impl From<EditError> for Stop {
    fn from(error: EditError) -> Self {
        let message = error.to_string();
        match error {
            EditError::InTheWay { paths } => Self::usage(message, help_in_the_way(&paths)),
            EditError::Changed { .. } => {
                Self::usage(message, "nothing was written; run the command again")
            }
            EditError::Environment { left, .. } if left.is_empty() => {
                Self::environment(message, "nothing was written")
            }
            EditError::Environment { left, .. } => {
                let left: Vec<_> = left.iter().map(|path| quote(&path.to_string_lossy())).collect();
                Self::environment(
                    message,
                    format!("not everything could be undone; check {}", left.join(", ")),
                )
            }
        }
    }
}

fn help_in_the_way(paths: &[String]) -> String {
    const SHOWN: usize = 5;
    if paths.len() == 1 {
        return "nothing was written; rename that file, or choose another name".into();
    }
    let shown = paths.iter().take(SHOWN).map(|path| quote(path));
    let mut shown = shown.collect::<Vec<_>>().join(", ");
    if paths.len() > SHOWN {
        _ = write!(shown, " and {} more", paths.len() - SHOWN);
    }
    format!("nothing was written; choose an empty folder, or move these files: {shown}")
}
