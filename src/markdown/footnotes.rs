//! Footnotes: notes of the text's own, in the order of their first mention, and references to the
//! sources of a briefing.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use super::buffer::Buffer;
use super::reports::Reports;
use super::writer::Writer;
use super::{HoleKind, InterfaceWord};
use crate::diagnostic::{nearest, quote};
use crate::rules::Rule;

/// The footnotes of a body.
pub(super) struct Footnotes<'a> {
    /// The IDs of the sources that may be cited, in their order.
    sources: &'a [&'a str],
    /// The labels that the text refers to and does not define.
    undefined: &'a BTreeSet<&'a str>,
    notes: Vec<Note>,
    /// The indexes of the notes, by their labels.
    places: HashMap<String, usize>,
    /// The indexes of the notes whose text is being read, the innermost last.
    open: Vec<usize>,
}

/// A footnote.
struct Note {
    /// The number of references.
    references: u32,
    /// The HTML, once the definition was read.
    html: Option<Buffer>,
}

impl<'a> Footnotes<'a> {
    pub(super) fn new(sources: &'a [&'a str], undefined: &'a BTreeSet<&'a str>) -> Self {
        let (notes, places, open) = (Vec::new(), HashMap::new(), Vec::new());
        Self { sources, undefined, notes, places, open }
    }

    /// Writes a reference to a source or a note; reports one that leads nowhere.
    pub(super) fn refer(
        &mut self,
        label: &str,
        range: Range<usize>,
        writer: &mut Writer,
        reports: &mut Reports<'_>,
    ) {
        if let Some(place) = self.sources.iter().position(|id| *id == label) {
            // A source is listed with the sources; its ID is made of plain characters.
            let number = place + 1;
            writer.markup(&format!(
                "<sup class=\"fn\"><a href=\"#source-{label}\" role=\"doc-biblioref\">[{number}]</a></sup>"
            ));
        } else if self.undefined.contains(label) {
            let written = quote(&format!("[^{label}]"));
            let message = format!("there is no footnote or source {written}");
            let help = match nearest(label, self.sources.iter().copied()) {
                Some(near) => format!("did you mean `[^{near}]`?"),
                None => format!(
                    "add a line `[^{label}]: …` with the footnote, or a source of that `id`"
                ),
            };
            reports.add(reports.at(Rule::BrokenLink, message, range).help(help));
        } else {
            let note = self.place(label);
            self.notes[note].references += 1;
            let (number, back) = (note + 1, back_reference(note, self.notes[note].references));
            writer.markup(&format!(
                "<sup class=\"fn\"><a href=\"#fn_{number}\" id=\"{back}\" role=\"doc-noteref\">{number}</a></sup>"
            ));
        }
    }

    /// Begins the definition of a note; reports one whose label is taken.
    pub(super) fn open(
        &mut self,
        label: &str,
        range: Range<usize>,
        writer: &mut Writer,
        reports: &mut Reports<'_>,
    ) {
        writer.end_block();
        writer.name_block();
        let note = self.place(label);
        let is_source = self.sources.contains(&label);
        if self.notes[note].html.is_some() || is_source {
            let label = quote(&format!("[^{label}]"));
            let message = if is_source {
                format!("{label} is a footnote and a source")
            } else {
                format!("there are two footnotes {label}")
            };
            let help = "give one of them another label";
            reports.add(reports.at(Rule::DuplicateId, message, range).help(help));
        }
        self.open.push(note);
        writer.begin_note();
    }

    pub(super) fn close(&mut self, writer: &mut Writer) {
        writer.end_block();
        if let Some(note) = self.open.pop() {
            self.notes[note].html = Some(writer.end_note());
        }
    }

    /// Returns the index of a note in the list, which is in the order of first mentions.
    fn place(&mut self, label: &str) -> usize {
        if let Some(place) = self.places.get(label) {
            return *place;
        }
        self.places.insert(label.to_owned(), self.notes.len());
        self.notes.push(Note { references: 0, html: None });
        self.notes.len() - 1
    }

    /// Writes the notes, each with links back to what refers to it.
    pub(super) fn finish(self, writer: &mut Writer) {
        if self.notes.is_empty() {
            return;
        }
        writer.markup("<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n");
        for (i, note) in self.notes.into_iter().enumerate() {
            writer.markup(&format!("<li id=\"fn_{}\">", i + 1));
            writer.html.append(note.html.unwrap_or_default());
            for reference in 1..=note.references {
                let back = back_reference(i, reference);
                writer.markup(&format!(
                    "<a class=\"back\" href=\"#{back}\" role=\"doc-backlink\" aria-label=\""
                ));
                writer.html.hole(HoleKind::Word(InterfaceWord::Back));
                writer.markup("\">↩\u{fe0e}</a>");
            }
            writer.markup("</li>\n");
        }
        writer.markup("</ol>\n</div>\n");
    }
}

/// Returns the labels of references that look like footnotes and have no definition.
pub(super) fn undefined_labels(text: &str) -> BTreeSet<&str> {
    if !text.contains("[^") {
        return BTreeSet::new();
    }
    let defined: BTreeSet<&str> = labels(text, "]:").collect();
    labels(text, "]").filter(|label| !defined.contains(label)).collect()
}

/// Returns a text with definitions appended, so that the parser reports the references to them: it
/// reads a reference without a definition as text.
pub(super) fn with_definitions<'a>(text: &'a str, labels: &BTreeSet<&str>) -> Cow<'a, str> {
    if labels.is_empty() {
        return Cow::Borrowed(text);
    }
    let definitions: String = labels.iter().map(|label| format!("[^{label}]: -\n\n")).collect();
    Cow::Owned(format!("{text}\n\n{definitions}"))
}

/// Returns the labels that look like those of footnotes and are followed by `close`.
fn labels<'a>(text: &'a str, close: &'a str) -> impl Iterator<Item = &'a str> {
    const LONGEST: usize = 80;
    memchr::memmem::find_iter(text.as_bytes(), "[^").filter_map(move |at| {
        let rest = &text[at + "[^".len()..];
        let end = rest.bytes().take(LONGEST).position(|b| matches!(b, b']' | b'[' | b'\n'))?;
        let plain = end > 0 && !rest[..end].contains(char::is_whitespace);
        (plain && rest[end..].starts_with(close)).then(|| &rest[..end])
    })
}

/// Returns the ID of a reference to a note, of which the first is number 1. No ID of a heading has
/// an underscore.
fn back_reference(note: usize, reference: u32) -> String {
    match reference {
        1 => format!("fnref_{}", note + 1),
        n => format!("fnref_{}_{n}", note + 1),
    }
}
