//! Output: the only module that writes to `public/`.

pub mod manifest;
pub mod path;
pub mod sync;
