//! The HTML of a body while it is written, with the holes in it.

use std::ops::Range;

use super::{Hole, HoleKind, position};

/// HTML with holes.
#[derive(Default)]
pub(super) struct Buffer {
    pub(super) html: String,
    pub(super) holes: Vec<Hole>,
}

/// The end of a buffer at some time.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Mark {
    html: usize,
    holes: usize,
}

impl Buffer {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self { html: String::with_capacity(bytes), holes: Vec::new() }
    }

    pub(super) fn hole(&mut self, kind: HoleKind) {
        self.holes.push(Hole { at: position(self.html.len()), kind });
    }

    /// Adds a hole for a range of the text that is prose.
    pub(super) fn prose(&mut self, text: Range<u32>) {
        let at = position(self.html.len());
        match self.holes.last_mut() {
            Some(Hole { at: last, kind: HoleKind::Prose(before) })
                if *last == at && before.end == text.start =>
            {
                before.end = text.end;
            }
            _ => self.hole(HoleKind::Prose(text)),
        }
    }

    /// Appends another buffer.
    pub(super) fn append(&mut self, other: Self) {
        let base = position(self.html.len());
        self.html.push_str(&other.html);
        self.holes.extend(other.holes.into_iter().map(|hole| Hole { at: base + hole.at, ..hole }));
    }

    /// Removes and returns what was written after a mark.
    pub(super) fn split_off(&mut self, mark: Mark) -> Self {
        let base = position(mark.html);
        let holes = self.holes.split_off(mark.holes).into_iter();
        Self {
            html: self.html.split_off(mark.html),
            holes: holes.map(|hole| Hole { at: hole.at - base, ..hole }).collect(),
        }
    }

    pub(super) fn mark(&self) -> Mark {
        Mark { html: self.html.len(), holes: self.holes.len() }
    }
}
