//! Raw HTML: shown as text without its comments, or passed on where the archive says so.

use std::ops::Range;

use super::reports::Reports;
use super::writer::Writer;
use crate::rules::Rule;

/// The elements of HTML that may not contain a link, or whose text is no prose.
const NO_PROSE: [&str; 22] = [
    "a", "audio", "button", "code", "h1", "h2", "h3", "h4", "h5", "h6", "kbd", "label", "math",
    "object", "pre", "samp", "script", "select", "style", "svg", "textarea", "video",
];

/// The raw HTML of a body.
pub(super) struct RawHtml {
    /// `true` if it is passed on as it is.
    is_passed_on: bool,
    /// The number of open elements that are in [`NO_PROSE`].
    depth: usize,
    /// The block that is being read, and its range in the body.
    block: Option<(String, Range<usize>)>,
}

impl RawHtml {
    pub(super) fn new(is_passed_on: bool) -> Self {
        Self { is_passed_on, depth: 0, block: None }
    }

    /// Returns whether the text that is being read is in an element of [`NO_PROSE`].
    pub(super) fn hides_prose(&self) -> bool {
        self.depth > 0
    }

    /// Returns the text of the block that is being read.
    pub(super) fn block(&mut self) -> Option<&mut String> {
        self.block.as_mut().map(|(html, _)| html)
    }

    pub(super) fn open_block(&mut self, range: Range<usize>) {
        self.block = Some((String::new(), range));
    }

    pub(super) fn close_block(&mut self, writer: &mut Writer, reports: &mut Reports<'_>) {
        let Some((html, range)) = self.block.take() else { return };
        if self.is_passed_on {
            return self.pass_on(&html, writer);
        }
        let shown = without_comments(&html);
        if shown.len() < html.len() {
            report_comment(range, reports);
        }
        if !shown.trim().is_empty() {
            writer.markup("<p>");
            writer.text(shown.trim());
            writer.end_block();
            writer.markup("</p>\n");
        }
    }

    /// Writes raw HTML that is within a paragraph.
    pub(super) fn inline(
        &mut self,
        html: &str,
        range: Range<usize>,
        writer: &mut Writer,
        reports: &mut Reports<'_>,
    ) {
        if self.is_passed_on {
            self.pass_on(html, writer);
        } else if html.starts_with("<!--") {
            report_comment(range, reports);
        } else {
            writer.text(html);
        }
    }

    fn pass_on(&mut self, html: &str, writer: &mut Writer) {
        writer.markup(html);
        for tag in html.split('<').skip(1) {
            let (closes, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
            let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
            if NO_PROSE.iter().any(|element| element.eq_ignore_ascii_case(name)) {
                self.depth = if closes { self.depth.saturating_sub(1) } else { self.depth + 1 };
            }
        }
    }
}

/// Reports that a comment is not published.
fn report_comment(range: Range<usize>, reports: &mut Reports<'_>) {
    let comment = reports.at(Rule::HtmlComment, "this comment is not published", range);
    reports.add(comment.help("that is as it should be, if it is for authors alone"));
}

/// Returns raw HTML without its comments.
fn without_comments(html: &str) -> String {
    let mut shown = String::new();
    let mut rest = html;
    while let Some((before, comment)) = rest.split_once("<!--") {
        shown.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    shown + rest
}
