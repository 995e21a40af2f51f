//! Watch: a folder goes in; word that something in it may have changed comes out.
//!
//! What has changed is not said, since the news of systems is incomplete, late or too much: whoever
//! waits reads the archive again.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, Event, EventKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use same_file::Handle;

use crate::source::{CONFIG, CONTENT, STATIC, TEMPLATES};

/// How long there must be no news before changes are taken for complete.
const QUIET: Duration = Duration::from_millis(5);
/// How long changes are gathered at most.
const MOST: Duration = Duration::from_millis(100);
/// How often it is looked whether the folders are still the same ones, and the archive is read
/// again where there is no news of it to be had.
const BEAT: Duration = Duration::from_secs(1);

/// An archive's folder that is watched.
pub(super) struct Watch {
    root: PathBuf,
    /// None where the system does not watch.
    watcher: Option<RecommendedWatcher>,
    /// The folders that are watched, held so that a new one cannot be taken for an old one.
    folders: Vec<Option<Handle>>,
    send: SyncSender<()>,
    news: Receiver<()>,
    /// Whether the archive is to be read once more, though there is no news: of many changes at once
    /// the system may have kept some to itself.
    again: bool,
}

impl Watch {
    /// Begins to watch. What keeps the system from it is returned beside: the archive is then read
    /// again every second.
    pub(super) fn new(root: &Path) -> (Self, Option<notify::Error>) {
        // One piece of news is as good as a thousand.
        let (send, news) = sync_channel(1);
        let root = root.to_owned();
        let mut watch = Self { root, watcher: None, folders: Vec::new(), send, news, again: false };
        let trouble = watch.begin().err();
        (watch, trouble)
    }

    /// Waits until something may have changed, and then until there is no more news of it. Returns
    /// when the first came. A second after the last news it returns once more.
    pub(super) fn wait(&mut self) -> Instant {
        loop {
            let is_news = self.news.recv_timeout(BEAT).is_ok();
            let first = Instant::now();
            if is_news {
                self.gather(first);
            }
            let is_moved = self.folders() != self.folders;
            if is_moved {
                // Where it cannot be watched, it is read every second.
                _ = self.begin();
            }
            let once_more = std::mem::replace(&mut self.again, is_news || is_moved);
            if is_news || is_moved || once_more || self.watcher.is_none() {
                return first;
            }
        }
    }

    /// Says whether there is more news by now, and waits until there is none.
    pub(super) fn has_more(&mut self) -> bool {
        let has_more = self.news.try_recv().is_ok();
        if has_more {
            self.gather(Instant::now());
        }
        has_more
    }

    fn gather(&self, first: Instant) {
        while first.elapsed() < MOST && self.news.recv_timeout(QUIET).is_ok() {}
    }

    /// Waits the same, for a second at most.
    pub(super) fn wait_a_second(&mut self) -> Instant {
        _ = self.news.recv_timeout(BEAT);
        if self.folders() != self.folders {
            _ = self.begin();
        }
        Instant::now()
    }

    /// Watches the folders that are there now, and no others.
    fn begin(&mut self) -> notify::Result<()> {
        self.watcher = None;
        self.folders = self.folders();
        let (send, root) = (self.send.clone(), self.root.clone());
        let hear = move |event: notify::Result<Event>| {
            if event.is_ok_and(|event| concerns(&root, &event)) {
                // Where it is full, there is news already.
                _ = send.try_send(());
            }
        };
        let settings = notify::Config::default().with_follow_symlinks(false);
        let mut watcher = RecommendedWatcher::new(hear, settings)?;
        watcher.watch(&self.root, RecursiveMode::NonRecursive)?;
        for (folder, handle) in self.places().into_iter().zip(&self.folders).skip(1) {
            if handle.is_some() {
                watcher.watch(&folder, RecursiveMode::Recursive)?;
            }
        }
        self.watcher = Some(watcher);
        Ok(())
    }

    fn places(&self) -> Vec<PathBuf> {
        let below = [CONTENT, TEMPLATES, STATIC].map(|folder| self.root.join(folder));
        std::iter::once(self.root.clone()).chain(below).collect()
    }

    /// Returns the folders as they are now.
    fn folders(&self) -> Vec<Option<Handle>> {
        let handle = |place: PathBuf| -> io::Result<Handle> { Handle::from_path(place) };
        self.places().into_iter().map(|place| handle(place).ok()).collect()
    }
}

/// Says whether an event is of a file that is read, and more than that it was looked at.
fn concerns(root: &Path, event: &Event) -> bool {
    match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => {}
        EventKind::Access(_) => return false,
        _ => {}
    }
    let is_ours = |path: &PathBuf| match path.strip_prefix(root).map(|below| below.iter().next()) {
        Ok(Some(first)) => [CONFIG, CONTENT, TEMPLATES, STATIC]
            .iter()
            .any(|name| first == name.trim_end_matches('/')),
        _ => true,
    };
    event.paths.is_empty() || event.paths.iter().any(is_ours)
}
