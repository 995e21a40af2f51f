//! The exit codes of the program, from which a script can tell what happened.

/// Success.
pub(super) const DONE: u8 = 0;
/// Mistakes in the archive.
pub(super) const MISTAKES: u8 = 1;
/// Wrong usage.
pub(super) const USAGE: u8 = 2;
/// An error of the environment: disk, permission.
pub(super) const ENVIRONMENT: u8 = 3;
/// An interruption by the author.
pub(super) const INTERRUPTED: u8 = 130;
