//! The HTML and the text of a body while they are written, block by block.

use std::ops::Range;

use super::buffer::Buffer;
use super::permalink::{Permalinks, UNNAMED};
use super::{BLOCK_END, Document, LINE_END, escape_text, position};
use crate::text::clean;

/// Writes the HTML and, beside it, the text that is read in it.
///
/// A block is a paragraph, heading, cell or item. An element with a permalink is opened before its
/// text is known, and its ID is written when the block ends.
pub(super) struct Writer {
    pub(super) html: Buffer,
    pub(super) text: String,
    /// The HTML outside of the footnotes that are being read, the innermost last.
    outer: Vec<Buffer>,
    /// The places at which prose begins, in the text and in the file.
    prose_starts: Vec<(u32, u32)>,
    /// The first paragraph of the body that has a text, in bytes of the text.
    lead: Option<Range<u32>>,
    /// The beginning of the block in the text.
    block: usize,
    /// The place in the HTML of the ID of the element that was opened last, until its text is
    /// known.
    unnamed: Option<usize>,
    permalinks: Permalinks,
}

impl Writer {
    /// Creates a writer with room for a body of so many bytes.
    pub(super) fn for_body(length: usize) -> Self {
        /// The usual length of a paragraph or item, in bytes.
        const USUAL_PARAGRAPH: usize = 200;
        Self {
            html: Buffer::with_capacity(length / 2),
            text: String::new(),
            outer: Vec::new(),
            prose_starts: Vec::new(),
            lead: None,
            block: 0,
            unnamed: None,
            permalinks: Permalinks::with_capacity(length / USUAL_PARAGRAPH),
        }
    }

    /// Writes HTML that is not part of the text.
    pub(super) fn markup(&mut self, html: &str) {
        self.html.html.push_str(html);
    }

    /// Writes a text in which names do not become links.
    pub(super) fn text(&mut self, text: &str) {
        let text = clean(text);
        escape_text(&mut self.html.html, &text);
        self.text.push_str(&text);
    }

    /// Writes a text in which names may become links; `in_file` is the byte of the file at which it
    /// begins.
    pub(super) fn prose(&mut self, text: &str, in_file: usize) {
        let start = position(self.text.len());
        self.text.push_str(&clean(text));
        self.html.prose(start..position(self.text.len()));
        let in_file = position(in_file);
        let follows = self.prose_starts.last().is_some_and(|(known, known_in_file)| {
            in_file.checked_sub(*known_in_file) == Some(start - known)
        });
        if !follows {
            self.prose_starts.push((start, in_file));
        }
    }

    /// Ends a line of a paragraph in the source.
    pub(super) fn soft_break(&mut self) {
        self.markup(LINE_END);
        self.text.push(' ');
    }

    /// Ends a line of a paragraph in the page.
    pub(super) fn hard_break(&mut self) {
        self.markup("<br>\n");
        self.text.push(' ');
    }

    /// Returns the text of the block so far.
    pub(super) fn block_text(&self) -> &str {
        &self.text[self.block..]
    }

    /// Removes the text of the block, whose HTML stays.
    pub(super) fn discard_block_text(&mut self) {
        self.text.truncate(self.block);
    }

    /// Ends the block if it has a text, and names the element that was opened for it.
    pub(super) fn end_block(&mut self) {
        if self.text.len() > self.block {
            if let Some(at) = self.unnamed.take() {
                self.name(at, hash_of(self.block_text()));
            }
            self.text.push(BLOCK_END);
            self.block = self.text.len();
        }
    }

    /// Opens a paragraph. The first paragraph of an item is named with the item.
    pub(super) fn open_paragraph(&mut self) {
        self.end_block();
        match self.unnamed {
            Some(_) => self.markup("<p>"),
            None => self.open_named("p"),
        }
    }

    /// Closes a paragraph. The first one outside of quotes and footnotes is the lead.
    pub(super) fn close_paragraph(&mut self, is_quoted: bool) {
        if !is_quoted && self.outer.is_empty() && self.lead.is_none() {
            let text = self.block_text();
            let trimmed = text.trim();
            if !trimmed.is_empty() {
                let start = self.block + text.len() - text.trim_start().len();
                self.lead = Some(position(start)..position(start + trimmed.len()));
            }
        }
        self.close_named_block("</p>\n");
    }

    /// Opens an element with a permalink.
    pub(super) fn open_named(&mut self, element: &str) {
        self.begin_named(element);
        self.markup(">");
    }

    /// Begins the tag of an element with a permalink. An element in a footnote has none, since the
    /// footnote has an ID.
    pub(super) fn begin_named(&mut self, element: &str) {
        let html = &mut self.html.html;
        html.extend(["<", element]);
        if self.outer.is_empty() {
            html.push_str(" id=\"");
            self.unnamed = Some(html.len());
            html.extend([UNNAMED, "\""]);
        }
    }

    /// Opens a block with a permalink, such as an item of a list.
    pub(super) fn open_named_block(&mut self, element: &str) {
        self.end_block();
        self.name_block();
        self.open_named(element);
    }

    /// Closes a block with a permalink.
    pub(super) fn close_named_block(&mut self, tag: &str) {
        self.end_block();
        self.name_block();
        self.markup(tag);
    }

    /// Ends the block, and writes a tag that opens or closes an element around blocks.
    pub(super) fn block_tag(&mut self, tag: &str) {
        self.end_block();
        self.markup(tag);
    }

    /// Names an element that was opened and has no text of its own by its HTML, such as that of an
    /// image with its description.
    pub(super) fn name_block(&mut self) {
        if let Some(at) = self.unnamed.take() {
            self.name(at, hash_of(&self.html.html[at + UNNAMED.len()..]));
        }
    }

    /// Takes the place of the ID of the element that was opened last, which is named later.
    pub(super) fn take_unnamed(&mut self) -> Option<usize> {
        self.unnamed.take()
    }

    /// Writes the ID at a place of the HTML, made of the text from `from` on.
    pub(super) fn name_by_text(&mut self, at: usize, from: usize) {
        self.name(at, hash_of(&self.text[from..]));
    }

    fn name(&mut self, at: usize, hash: u64) {
        self.permalinks.add(hash).write(&mut self.html.html, at);
    }

    /// Begins a footnote, whose HTML is kept apart.
    pub(super) fn begin_note(&mut self) {
        self.outer.push(std::mem::take(&mut self.html));
    }

    /// Ends a footnote, and returns its HTML.
    pub(super) fn end_note(&mut self) -> Buffer {
        let outer = self.outer.pop().unwrap_or_default();
        std::mem::replace(&mut self.html, outer)
    }

    /// Returns what was written, without links and headings.
    pub(super) fn finish(self) -> Document {
        let Buffer { html, holes } = self.html;
        Document {
            html,
            holes,
            text: self.text,
            prose_starts: self.prose_starts,
            lead: self.lead,
            permalinks: self.permalinks.into_sorted(),
            ..Document::default()
        }
    }
}

/// Returns the hash of a text that a permalink is made of.
fn hash_of(text: &str) -> u64 {
    twox_hash::XxHash3_64::oneshot(text.trim().as_bytes())
}
