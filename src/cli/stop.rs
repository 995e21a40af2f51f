//! Why a command stops before it is done: what is said, what to do, and the exit code.

use std::fmt::Write as _;

use super::exit;
use super::report::{self, MessageFormat};
use crate::diagnostic::{EnvironmentError, quote};
use crate::edit::EditError;

/// The end of a command that is not done.
#[derive(Debug)]
pub(super) struct Stop {
    message: String,
    help: String,
    code: u8,
}

impl Stop {
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>, code: u8) -> Self {
        Self { message: message.into(), help: help.into(), code }
    }

    /// Something that the command cannot be asked for.
    pub(super) fn usage(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(message, help, exit::USAGE)
    }

    /// Mistakes in the archive.
    pub(super) fn mistakes(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(message, help, exit::MISTAKES)
    }

    /// The machine.
    pub(super) fn environment(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(message, help, exit::ENVIRONMENT)
    }

    /// Somebody at the terminal who stopped it.
    pub(super) fn interrupted() -> Self {
        Self::new("interrupted", "nothing was written", exit::INTERRUPTED)
    }

    /// Says so, and returns the exit code.
    pub(super) fn tell(&self) -> u8 {
        report::trouble(&self.message, &self.help, MessageFormat::Human);
        self.code
    }
}

impl From<EnvironmentError> for Stop {
    fn from(error: EnvironmentError) -> Self {
        Self::environment(error.to_string(), "nothing was written")
    }
}

impl From<EditError> for Stop {
    fn from(error: EditError) -> Self {
        match error {
            EditError::InTheWay(paths) => in_the_way(&paths),
            EditError::Changed(path) => Self::usage(
                format!("{} was changed meanwhile", quote(&path)),
                "nothing was written; do it again",
            ),
            EditError::Environment(error, left) => {
                let left = left.iter().map(|path| quote(&path.to_string_lossy()));
                let left = left.collect::<Vec<_>>().join(", ");
                let help = match left.as_str() {
                    "" => "nothing was written".to_owned(),
                    left => format!("take away what could not be: {left}"),
                };
                Self::environment(error.to_string(), help)
            }
        }
    }
}

/// Says what is there already, and that it stays.
fn in_the_way(paths: &[String]) -> Stop {
    const SHOWN: usize = 5;
    if let [path] = paths {
        return Stop::usage(
            format!("{} is there already", quote(path)),
            "nothing was written; move it away, or choose another name",
        );
    }
    let shown = paths.iter().take(SHOWN).map(|path| quote(path));
    let mut shown = shown.collect::<Vec<_>>().join(", ");
    if paths.len() > SHOWN {
        _ = write!(shown, " and {} more", paths.len() - SHOWN);
    }
    Stop::usage(
        format!("{} files are there already", paths.len()),
        format!("nothing was written; move them away, or choose another folder: {shown}"),
    )
}
