//! Pages in memory, so that none is rendered twice for one generation.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use hyper::body::Bytes;

use crate::output::path::OutputPath;

/// The pages that were served last. One that is asked for again is not rendered a second time for
/// its generation, and one that can no longer be rendered is shown as it was.
///
/// When the pages take too much room, the one that was asked for longest ago is removed.
#[derive(Default)]
pub(super) struct PageCache(Mutex<CachedPages>);

/// A page as it is sent.
#[derive(Clone)]
pub(super) struct ServedPage {
    pub(super) bytes: Bytes,
    /// A hash of what is on the page, without the name of the style sheet.
    pub(super) mark: u64,
    /// The hash of its bytes.
    pub(super) hash: u128,
}

#[derive(Default)]
struct CachedPages {
    pages: HashMap<OutputPath, CacheEntry>,
    /// The size of all pages, in bytes.
    size: usize,
    /// The number of requests so far.
    clock: u64,
}

struct CacheEntry {
    generation: u64,
    page: ServedPage,
    /// The clock's time of the last request.
    asked: u64,
}

impl PageCache {
    /// The room for pages in bytes. The page that was served last is kept whatever its size.
    const ROOM: usize = 16 << 20;

    /// Returns the page at a path, if it was rendered for a generation.
    pub(super) fn page_of(&self, path: &OutputPath, generation: u64) -> Option<ServedPage> {
        self.find(path, |entry| entry.generation == generation)
    }

    /// Returns the page at a path as it was rendered last.
    pub(super) fn last_page(&self, path: &OutputPath) -> Option<ServedPage> {
        self.find(path, |_| true)
    }

    fn find(&self, path: &OutputPath, fits: impl Fn(&CacheEntry) -> bool) -> Option<ServedPage> {
        let mut cached = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        cached.clock += 1;
        let now = cached.clock;
        let entry = cached.pages.get_mut(path).filter(|entry| fits(entry))?;
        entry.asked = now;
        Some(entry.page.clone())
    }

    /// Adds a page that was rendered for a generation.
    pub(super) fn insert(&self, path: &OutputPath, generation: u64, page: &ServedPage) {
        let mut cached = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        cached.clock += 1;
        let entry = CacheEntry { generation, page: page.clone(), asked: cached.clock };
        cached.size += page.bytes.len();
        if let Some(before) = cached.pages.insert(path.clone(), entry) {
            cached.size -= before.page.bytes.len();
        }
        while cached.size > Self::ROOM && cached.pages.len() > 1 {
            let oldest = cached.pages.iter().min_by_key(|(_, entry)| entry.asked);
            let Some(path) = oldest.map(|(path, _)| path.clone()) else { break };
            if let Some(removed) = cached.pages.remove(&path) {
                cached.size -= removed.page.bytes.len();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_kept_while_there_is_room() {
        let path = |i: usize| OutputPath::new(&format!("{i}.html")).unwrap();
        let page = |size| ServedPage { bytes: vec![0; size].into(), mark: 0, hash: 0 };
        let cache = PageCache::default();
        for i in 0..40 {
            cache.insert(&path(i), 1, &page(1 << 20));
            assert!(cache.last_page(&path(0)).is_some(), "asked for again and again");
        }
        assert!(cache.last_page(&path(1)).is_none(), "not asked for any more");
        assert!(cache.page_of(&path(39), 1).is_some());
        assert!(cache.page_of(&path(39), 2).is_none(), "not of that generation");
        cache.insert(&path(50), 2, &page(64 << 20));
        assert!(cache.page_of(&path(50), 2).is_some(), "however long it is");
        assert!(cache.last_page(&path(39)).is_none());
    }
}
