//! Pages in memory, so that none is rendered twice for one generation.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use hyper::body::Bytes;

use crate::output::path::OutputPath;

/// A page as it is sent.
#[derive(Clone)]
pub(super) struct Page {
    pub(super) bytes: Bytes,
    /// Changes with what is on the page, but not with the name of the style sheet.
    pub(super) mark: u64,
    /// The hash of its bytes.
    pub(super) hash: u128,
}

/// Pages as they were last shown: what a page that cannot be rendered is shown as, and so that one
/// is not made twice for one generation. What was asked for longest ago goes first.
#[derive(Default)]
pub(super) struct Shown(Mutex<Shelf>);

#[derive(Default)]
struct Shelf {
    pages: HashMap<OutputPath, Kept>,
    size: usize,
    clock: u64,
}

struct Kept {
    generation: u64,
    page: Page,
    asked: u64,
}

impl Shown {
    /// How many bytes of pages are kept, beside the one that was shown last.
    const ROOM: usize = 16 << 20;

    /// Returns a page as it was shown of a generation, or last.
    pub(super) fn of(&self, path: &OutputPath, generation: Option<u64>) -> Option<Page> {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.clock += 1;
        let now = shelf.clock;
        let kept = shelf.pages.get_mut(path)?;
        if generation.is_some_and(|generation| generation != kept.generation) {
            return None;
        }
        kept.asked = now;
        Some(kept.page.clone())
    }

    pub(super) fn keep(&self, path: &OutputPath, generation: u64, page: &Page) {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.clock += 1;
        let kept = Kept { generation, page: page.clone(), asked: shelf.clock };
        shelf.size += page.bytes.len();
        if let Some(before) = shelf.pages.insert(path.clone(), kept) {
            shelf.size -= before.page.bytes.len();
        }
        while shelf.size > Self::ROOM && shelf.pages.len() > 1 {
            let oldest = shelf.pages.iter().min_by_key(|(_, kept)| kept.asked);
            let Some(path) = oldest.map(|(path, _)| path.clone()) else { break };
            if let Some(gone) = shelf.pages.remove(&path) {
                shelf.size -= gone.page.bytes.len();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_shown_is_kept_while_there_is_room() {
        let path = |i: usize| OutputPath::new(&format!("{i}.html")).unwrap();
        let page = |size| Page { bytes: vec![0; size].into(), mark: 0, hash: 0 };
        let shown = Shown::default();
        for i in 0..40 {
            shown.keep(&path(i), 1, &page(1 << 20));
            assert!(shown.of(&path(0), None).is_some(), "asked for again and again");
        }
        assert!(shown.of(&path(1), None).is_none(), "not asked for any more");
        assert!(shown.of(&path(39), Some(1)).is_some());
        assert!(shown.of(&path(39), Some(2)).is_none(), "not of that generation");
        shown.keep(&path(50), 2, &page(64 << 20));
        assert!(shown.of(&path(50), Some(2)).is_some(), "however long it is");
        assert!(shown.of(&path(39), None).is_none());
    }
}
