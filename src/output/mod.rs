//! Output: the only module that writes to the output folder.

pub mod manifest;
pub mod path;
pub mod sync;
