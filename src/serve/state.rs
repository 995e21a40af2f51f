//! What is served at the moment, as the threads of a server share it.

use std::sync::Arc;

use super::generation::GenerationHandle;
use super::mistake::Mistake;

/// The state of a server. There is none before the archive has been read once.
pub(super) type State = Option<Arc<Current>>;

/// The generation that is served, and the mistakes of a later one that is not.
pub(super) struct Current {
    /// The last generation without an error, if there was one.
    pub(super) handle: Option<GenerationHandle>,
    /// The mistakes in the archive as it is now.
    pub(super) mistakes: Vec<Mistake>,
    /// The number of mistakes beyond those.
    pub(super) more: usize,
}
