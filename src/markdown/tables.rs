//! Tables: their rows and cells, and the alignments of their columns.

use pulldown_cmark::Alignment;

use super::buffer::Mark;
use super::writer::Writer;
use super::{HoleKind, InterfaceWord};

/// The table that is being read.
#[derive(Default)]
pub(super) struct OpenTable {
    /// The alignments of the columns.
    alignments: Vec<Alignment>,
    /// `true` while the head is being read.
    is_head: bool,
    /// The index of the cell in its row.
    column: usize,
    /// The beginning of the cell in the HTML.
    cell: usize,
    /// The beginning of the cell's text in the HTML.
    cell_text: Mark,
    /// The place of the table's ID in the HTML, until the head was read.
    unnamed: Option<usize>,
    /// The beginning of the head in the text.
    head_text: usize,
}

impl OpenTable {
    /// Returns whether the head of a table is being read.
    pub(super) fn is_in_head(&self) -> bool {
        self.is_head
    }

    pub(super) fn open(&mut self, alignments: Vec<Alignment>, writer: &mut Writer) {
        writer.end_block();
        writer.name_block();
        writer.begin_named("div");
        // A table is named by its whole head, and not by the first cell that is read.
        let (unnamed, head_text) = (writer.take_unnamed(), writer.text.len());
        *self = Self { alignments, unnamed, head_text, ..Self::default() };
        writer.markup(" class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"");
        writer.html.hole(HoleKind::Word(InterfaceWord::Table));
        writer.markup("\">\n<table>\n");
    }

    pub(super) fn open_head(&mut self, writer: &mut Writer) {
        self.is_head = true;
        self.column = 0;
        writer.markup("<thead>\n<tr>");
    }

    pub(super) fn close_head(&mut self, writer: &mut Writer) {
        self.is_head = false;
        if let Some(at) = self.unnamed.take() {
            writer.name_by_text(at, self.head_text);
        }
        writer.markup("</tr>\n</thead>\n<tbody>\n");
    }

    pub(super) fn open_row(&mut self, writer: &mut Writer) {
        self.column = 0;
        writer.markup("<tr>");
    }

    pub(super) fn open_cell(&mut self, writer: &mut Writer) {
        writer.end_block();
        self.cell = writer.html.html.len();
        writer.markup(if self.is_head { "<th scope=\"col\"" } else { "<td" });
        writer.markup(match self.alignments.get(self.column) {
            Some(Alignment::Right) => " class=\"end\">",
            Some(Alignment::Center) => " class=\"center\">",
            _ => ">",
        });
        self.cell_text = writer.html.mark();
    }

    pub(super) fn close_cell(&mut self, writer: &mut Writer) {
        let is_empty = writer.html.mark() == self.cell_text;
        writer.end_block();
        self.column += 1;
        if !self.is_head {
            writer.markup("</td>");
        } else if is_empty {
            // An empty cell heads nothing.
            let cell = writer.html.html.split_off(self.cell);
            writer.markup(&cell.replacen("<th scope=\"col\"", "<td", 1));
            writer.markup("</td>");
        } else {
            writer.markup("</th>");
        }
    }
}
