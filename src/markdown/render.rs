//! Rendering: the events of the Markdown parser go in, a document with holes comes out.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::footnotes::{Footnotes, undefined_labels, with_definitions};
use super::headings::Headings;
use super::links::Links;
use super::raw_html::RawHtml;
use super::reports::Reports;
use super::tables::OpenTable;
use super::writer::Writer;
use super::{Document, HoleKind, InterfaceWord};
use crate::diagnostic::Diagnostic;

/// The extensions of CommonMark that are read.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_DEFINITION_LIST)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_GFM)
    .union(Options::ENABLE_WIKILINKS);

/// The data beside the Markdown that rendering a body needs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Surroundings<'a> {
    /// The IDs of the sources that footnotes may cite, in their order.
    pub sources: &'a [&'a str],
    /// `true` if raw HTML is passed on as it is.
    pub html: bool,
}

/// Renders the Markdown that begins at byte `start` of a file, and reports mistakes in it.
pub fn render(
    path: &Arc<str>,
    text: &str,
    start: usize,
    surroundings: Surroundings<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Document {
    let body = &text[start..];
    if body.trim().is_empty() {
        return Document::default();
    }
    let undefined = undefined_labels(body);
    let read = &*with_definitions(body, &undefined);
    let mut renderer = Renderer {
        length: body.len(),
        reports: Reports::new(path, start, diagnostics),
        writer: Writer::for_body(body.len()),
        headings: Headings::new(),
        links: Links::default(),
        footnotes: Footnotes::new(surroundings.sources, &undefined),
        table: OpenTable::default(),
        raw: RawHtml::new(surroundings.html),
        quotes: Vec::new(),
        is_code: false,
    };
    for (event, range) in Parser::new_ext(read, OPTIONS).into_offset_iter() {
        // The range of a block includes the line feed behind it, which is not to be underlined.
        let length = read[range.clone()].trim_end_matches('\n').len();
        renderer.event(event, range.start..range.start + length);
    }
    renderer.finish()
}

struct Renderer<'a> {
    /// The length of the body; the definitions of [`with_definitions`] follow it.
    length: usize,
    reports: Reports<'a>,
    writer: Writer,
    headings: Headings,
    links: Links,
    footnotes: Footnotes<'a>,
    table: OpenTable,
    raw: RawHtml,
    /// The tags that close the quotes that are being read, the innermost last.
    quotes: Vec<&'static str>,
    /// `true` while a block of code is being read.
    is_code: bool,
}

impl Renderer<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        let Self { writer, reports, raw, .. } = self;
        if self.links.is_in_image() {
            return self.links.image_event(event, writer);
        }
        if range.start >= self.length {
            return;
        }
        if self.links.is_in_target() && !matches!(event, Event::End(TagEnd::Link)) {
            return;
        }
        match event {
            Event::Start(tag) => self.open(tag, range),
            Event::End(tag) => self.close(tag),
            Event::Text(text) => self.text(&text, range.start),
            Event::Code(text) => {
                writer.markup("<code>");
                writer.text(&text);
                writer.markup("</code>");
            }
            Event::Html(html) => match raw.block() {
                Some(raw) => raw.push_str(&html),
                None => writer.text(&html),
            },
            Event::InlineHtml(html) => raw.inline(&html, range, writer, reports),
            Event::FootnoteReference(label) => {
                self.footnotes.refer(&label, range, writer, reports);
            }
            Event::SoftBreak => writer.soft_break(),
            Event::HardBreak => writer.hard_break(),
            Event::Rule => writer.markup("<hr>\n"),
            Event::TaskListMarker(true) => writer.markup("<span class=\"task\">☑</span> "),
            Event::TaskListMarker(false) => writer.markup("<span class=\"task\">☐</span> "),
            Event::InlineMath(text) | Event::DisplayMath(text) => writer.text(&text),
        }
    }

    /// Writes a text that begins at a byte of the body.
    fn text(&mut self, text: &str, at: usize) {
        if let Some(html) = self.raw.block() {
            html.push_str(text);
        } else if self.is_prose() {
            self.writer.prose(text, self.reports.start + at);
        } else {
            self.writer.text(text);
        }
    }

    /// Returns whether names in the text that is being read may become links.
    fn is_prose(&self) -> bool {
        let is_heading = self.headings.is_open() || self.table.is_in_head();
        !(is_heading || self.links.is_open() || self.is_code || self.raw.hides_prose())
    }

    fn open(&mut self, tag: Tag<'_>, range: Range<usize>) {
        let Self { writer, reports, .. } = self;
        match tag {
            Tag::Paragraph => writer.open_paragraph(),
            Tag::Heading { level, id, .. } => {
                self.headings.open(level, id.as_deref(), range, writer);
            }
            Tag::BlockQuote(kind) => self.open_quote(kind),
            Tag::CodeBlock(kind) => self.open_code(&kind),
            Tag::HtmlBlock => self.raw.open_block(range),
            Tag::List(None) => writer.block_tag("<ul>\n"),
            Tag::List(Some(1)) => writer.block_tag("<ol>\n"),
            Tag::List(Some(first)) => writer.block_tag(&format!("<ol start=\"{first}\">\n")),
            Tag::Item => writer.open_named_block("li"),
            Tag::FootnoteDefinition(label) => self.footnotes.open(&label, range, writer, reports),
            Tag::DefinitionList => writer.block_tag("<dl>\n"),
            Tag::DefinitionListTitle => writer.open_named_block("dt"),
            Tag::DefinitionListDefinition => writer.block_tag("<dd>"),
            Tag::Table(alignments) => self.table.open(alignments, writer),
            Tag::TableHead => self.table.open_head(writer),
            Tag::TableRow => self.table.open_row(writer),
            Tag::TableCell => self.table.open_cell(writer),
            Tag::Emphasis => writer.markup("<em>"),
            Tag::Strong => writer.markup("<strong>"),
            Tag::Strikethrough => writer.markup("<del>"),
            Tag::Superscript => writer.markup("<sup>"),
            Tag::Subscript => writer.markup("<sub>"),
            Tag::Link { link_type, dest_url, title, .. } => {
                self.links.open(link_type, &dest_url, &title, range, writer, reports);
            }
            Tag::Image { link_type, dest_url, .. } => {
                self.links.open_image(link_type, &dest_url, range, writer, reports);
            }
            Tag::MetadataBlock(_) => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        let Self { writer, reports, .. } = self;
        match tag {
            TagEnd::Paragraph => writer.close_paragraph(!self.quotes.is_empty()),
            TagEnd::Heading(_) => self.headings.close(self.links.last(), writer, reports),
            TagEnd::BlockQuote(_) => writer.block_tag(self.quotes.pop().unwrap_or_default()),
            TagEnd::CodeBlock => {
                writer.discard_block_text();
                self.is_code = false;
                writer.markup("</code></pre>\n");
            }
            TagEnd::HtmlBlock => self.raw.close_block(writer, reports),
            TagEnd::List(true) => writer.block_tag("</ol>\n"),
            TagEnd::List(false) => writer.block_tag("</ul>\n"),
            TagEnd::Item => writer.close_named_block("</li>\n"),
            TagEnd::FootnoteDefinition => self.footnotes.close(writer),
            TagEnd::DefinitionList => writer.markup("</dl>\n"),
            TagEnd::DefinitionListTitle => writer.close_named_block("</dt>\n"),
            TagEnd::DefinitionListDefinition => writer.block_tag("</dd>\n"),
            TagEnd::Table => writer.markup("</tbody>\n</table>\n</div>\n"),
            TagEnd::TableHead => self.table.close_head(writer),
            TagEnd::TableRow => writer.markup("</tr>\n"),
            TagEnd::TableCell => self.table.close_cell(writer),
            TagEnd::Emphasis => writer.markup("</em>"),
            TagEnd::Strong => writer.markup("</strong>"),
            TagEnd::Strikethrough => writer.markup("</del>"),
            TagEnd::Superscript => writer.markup("</sup>"),
            TagEnd::Subscript => writer.markup("</sub>"),
            TagEnd::Link => self.links.close(writer),
            TagEnd::Image | TagEnd::MetadataBlock(_) => {}
        }
    }

    fn open_quote(&mut self, kind: Option<BlockQuoteKind>) {
        let alert = kind.map(|kind| match kind {
            BlockQuoteKind::Note => ("note", InterfaceWord::Note),
            BlockQuoteKind::Tip => ("tip", InterfaceWord::Tip),
            BlockQuoteKind::Important => ("important", InterfaceWord::Important),
            BlockQuoteKind::Warning => ("warning", InterfaceWord::Warning),
            BlockQuoteKind::Caution => ("caution", InterfaceWord::Caution),
        });
        let Some((class, word)) = alert else {
            self.writer.block_tag("<blockquote>\n");
            return self.quotes.push("</blockquote>\n");
        };
        self.writer.block_tag(&format!(
            "<div class=\"alert {class}\" role=\"note\">\n<p class=\"label\">"
        ));
        self.writer.html.hole(HoleKind::Word(word));
        self.writer.markup("</p>\n");
        self.quotes.push("</div>\n");
    }

    fn open_code(&mut self, kind: &CodeBlockKind<'_>) {
        self.is_code = true;
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split([' ', ',', '\t']).next().unwrap_or_default(),
            CodeBlockKind::Indented => "",
        };
        let is_name = !language.is_empty()
            && language.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-_#.".contains(&b));
        // A block that is scrolled must be reachable by keyboard.
        self.writer.block_tag("<pre tabindex=\"0\"><code");
        if is_name {
            self.writer.markup(&format!(" class=\"language-{language}\""));
        }
        self.writer.markup(">");
    }

    fn finish(mut self) -> Document {
        self.writer.end_block();
        self.footnotes.finish(&mut self.writer);
        let mut document = self.writer.finish();
        self.links.finish(&mut document);
        self.headings.finish(&mut document);
        // A copy has no spare capacity. Shrinking each part would not help: an allocator leaves an
        // allocation that is half full where it is.
        document.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::permalink::UNNAMED;
    use super::*;

    /// Returns the permalinks of a text, each with the element that it is of.
    fn permalinks(text: &str) -> Vec<(String, String)> {
        let path: Arc<str> = "a.md".into();
        let html = render(&path, text, 0, Surroundings::default(), &mut Vec::new()).html;
        assert!(!html.contains(UNNAMED), "{html}");
        let tags = html.split('<').filter_map(|tag| tag.split_once(" id=\"p_"));
        tags.map(|(element, rest)| (element.to_owned(), rest[..7].to_owned())).collect()
    }

    #[test]
    fn paragraphs_items_terms_and_tables_have_permalinks() {
        for (text, expected) in [
            ("One.\n\nTwo\nlines.", "p p"),
            ("- a\n- b\n  - c\n- d", "li li li li"),
            ("- a\n\n  b\n\n- c", "li p li"),
            ("- - a", "li li"),
            ("-\n- ![](a.png)\n- ```\n  x\n  ```\n- # A", "li li li li"),
            ("> a\n>\n> > b", "p p"),
            ("> [!NOTE]\n> a", "p"),
            ("Term\n: what it is", "dt"),
            ("| a | b |\n| - | - |\n| c | d |", "div"),
            ("- x\n\n  | a |\n  | - |\n  | c |", "li div"),
            ("![An image](a.png)", "p"),
            ("# A heading\n\n```\ncode\n```\n\n---", ""),
            ("A[^n].\n\n[^n]: A note.\n\n    - more", "p"),
            ("- a[^n]\n\n  [^n]: A note.\n- b", "li li"),
        ] {
            let elements: Vec<String> =
                permalinks(text).into_iter().map(|(name, _)| name).collect();
            assert_eq!(elements.join(" "), expected, "{text}");
        }
    }

    #[test]
    fn a_permalink_stays_when_other_paragraphs_change() {
        let before = "First.\n\nThe text.\n\n- one\n- two\n\n| a | b |\n| - | - |\n| c | d |";
        for (after, kept) in [
            ("The text.\n\n- one\n- two\n\n| a | b |\n| - | - |\n| c | d |", 4),
            ("New.\n\nFirst.\n\nThe\ntext.\n\n* two\n* one\n\n| a | b |\n| - | - |\n| x | d |", 5),
            ("First.\n\nThe text changed.\n\n- one\n  - new\n- two", 3),
            ("First!\n\nThe [text](https://a.example).", 1),
        ] {
            let after = permalinks(after);
            let stay = permalinks(before).iter().filter(|link| after.contains(link)).count();
            assert_eq!(stay, kept, "{after:?}");
        }
    }

    #[test]
    fn equal_paragraphs_are_told_apart_in_their_order() {
        let many = permalinks(&"Again.\n\n".repeat(3000));
        let different: HashSet<&String> = many.iter().map(|(_, id)| id).collect();
        assert_eq!((many.len(), different.len()), (3000, 3000));
        assert_eq!(many[..2], permalinks("Again.\n\nAgain.\n\nOnce.")[..2]);
    }
}
