//! Output: the one module that writes `public/`.

pub mod manifest;
pub mod path;
pub mod sync;
