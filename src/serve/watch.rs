//! Watch: a folder goes in; a signal comes out when something in it may have changed.
//!
//! The signal does not say what has changed, since the events of operating systems are incomplete,
//! late or too many: the receiver reads the archive again.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, Event, EventKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use same_file::Handle;

use crate::source::{CONFIG, CONTENT, STATIC, TEMPLATES};

/// The time without events after which changes are taken for complete.
const QUIET: Duration = Duration::from_millis(5);
/// The longest time to collect changes.
const MOST: Duration = Duration::from_millis(100);
/// The interval at which the folders are checked for having been replaced, and at which the archive
/// is read if the system does not report changes.
const BEAT: Duration = Duration::from_secs(1);

/// A watcher of an archive's folder.
pub(super) struct Watch {
    root: PathBuf,
    /// None if the system cannot watch the folders.
    watcher: Option<RecommendedWatcher>,
    /// The watched folders, held open so that a new folder is not taken for an old one.
    folders: Vec<Option<Handle>>,
    send: SyncSender<()>,
    signals: Receiver<()>,
    /// True if one more signal is due without an event: the system may have dropped some of many.
    again: bool,
}

impl Watch {
    /// Starts to watch. If the system cannot, its error is returned too, and the watcher signals every
    /// second.
    pub(super) fn new(root: &Path) -> (Self, Option<notify::Error>) {
        // One signal is as good as a thousand.
        let (send, signals) = sync_channel(1);
        let root = root.to_owned();
        let mut watch =
            Self { root, watcher: None, folders: Vec::new(), send, signals, again: false };
        let error = watch.begin().err();
        (watch, error)
    }

    /// Waits until something may have changed, then until the events end, and returns the time of the
    /// first event. A second after the last event it returns once more.
    pub(super) fn wait(&mut self) -> Instant {
        loop {
            let has_event = self.signals.recv_timeout(BEAT).is_ok();
            let first = Instant::now();
            if has_event {
                self.gather(first);
            }
            let is_moved = self.folders() != self.folders;
            if is_moved {
                // If this fails, the watcher signals every second.
                _ = self.begin();
            }
            let once_more = std::mem::replace(&mut self.again, has_event || is_moved);
            if has_event || is_moved || once_more || self.watcher.is_none() {
                return first;
            }
        }
    }

    /// Returns whether there were more events since, after waiting until they end.
    pub(super) fn has_more(&mut self) -> bool {
        let has_more = self.signals.try_recv().is_ok();
        if has_more {
            self.gather(Instant::now());
        }
        has_more
    }

    fn gather(&self, first: Instant) {
        while first.elapsed() < MOST && self.signals.recv_timeout(QUIET).is_ok() {}
    }

    /// Waits for an event, for a second at most.
    pub(super) fn wait_a_second(&mut self) -> Instant {
        _ = self.signals.recv_timeout(BEAT);
        if self.folders() != self.folders {
            _ = self.begin();
        }
        Instant::now()
    }

    /// Watches the folders that exist now, and no others.
    fn begin(&mut self) -> notify::Result<()> {
        self.watcher = None;
        self.folders = self.folders();
        let (send, root) = (self.send.clone(), self.root.clone());
        let hear = move |event: notify::Result<Event>| {
            if event.is_ok_and(|event| concerns(&root, &event)) {
                // A full channel has a signal already.
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

    /// Returns handles of the folders that exist now.
    fn folders(&self) -> Vec<Option<Handle>> {
        let handle = |place: PathBuf| -> io::Result<Handle> { Handle::from_path(place) };
        self.places().into_iter().map(|place| handle(place).ok()).collect()
    }
}

/// Returns whether an event is a change of a file that belongs to the archive.
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
