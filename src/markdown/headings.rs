//! Headings: their levels, their IDs, and the table of contents.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::HeadingLevel;

use super::buffer::Mark;
use super::reports::Reports;
use super::writer::Writer;
use super::{Document, Heading, Link, LinkTarget, TITLE, position};
use crate::diagnostic::quote;
use crate::id::slug;
use crate::rules::Rule;

/// The elements of headings, by their level.
const ELEMENTS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];

/// The headings of a body.
pub(super) struct Headings {
    list: Vec<Heading>,
    /// The indexes of headings with IDs of their own, with the IDs that their texts would make.
    by_text: Vec<(String, u32)>,
    /// The IDs: the range of each heading in the body, and the number that its next namesake takes.
    ids: HashMap<String, (Range<usize>, u32)>,
    /// The level of the last heading; the page's title is 1.
    level: u8,
    open: Option<OpenHeading>,
}

/// A heading whose text is being read.
struct OpenHeading {
    /// The beginning of its text in the HTML.
    mark: Mark,
    /// The ID that the author gave, as written.
    id: Option<String>,
    level: u8,
    range: Range<usize>,
}

impl Headings {
    pub(super) fn new() -> Self {
        Self { list: Vec::new(), by_text: Vec::new(), ids: HashMap::new(), level: 1, open: None }
    }

    /// Returns whether the text of a heading is being read.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    pub(super) fn open(
        &mut self,
        level: HeadingLevel,
        id: Option<&str>,
        range: Range<usize>,
        writer: &mut Writer,
    ) {
        writer.end_block();
        // The page's title is the only heading of the first level, and no level is skipped.
        let level = (level as u8).max(2).min(self.level + 1);
        let id = id.map(str::to_owned);
        self.open = Some(OpenHeading { mark: writer.html.mark(), id, level, range });
    }

    /// Closes a heading; `last_link` is the last link before its end.
    pub(super) fn close(
        &mut self,
        last_link: Option<&Link>,
        writer: &mut Writer,
        reports: &mut Reports<'_>,
    ) {
        let Some(OpenHeading { mark, id, level, range }) = self.open.take() else { return };
        let text = writer.block_text().replace(TITLE, "").trim().to_owned();
        let end = position(writer.text.len());
        writer.end_block();
        let own = id.and_then(|id| checked(id, range.clone(), reports));
        let is_own = own.is_some();
        let start = reports.in_file(range.clone()).start;
        let link = last_link.filter(|link| link.range.start >= start);
        let id = own.unwrap_or_else(|| id_of(&text, link));
        let id = self.unique(id, is_own, range, reports);
        let inner = writer.html.split_off(mark);
        let element = ELEMENTS[usize::from(level) - 1];
        writer.html.html.extend(["<", element, " id=\"", &id, "\">"]);
        writer.html.append(inner);
        writer.html.html.extend(["</", element, ">\n"]);
        self.level = level;
        if is_own {
            self.by_text.push((slug(&text), position(self.list.len())));
        }
        self.list.push(Heading { id, text, end });
    }

    /// Returns an ID as it is where no heading has it, and otherwise with a number; reports one
    /// that the author gave twice.
    fn unique(
        &mut self,
        mut id: String,
        is_own: bool,
        range: Range<usize>,
        reports: &mut Reports<'_>,
    ) -> String {
        if let Some((first, next)) = self.ids.get(&id).cloned() {
            if is_own {
                let message = format!("two headings have the ID {}", quote(&id));
                let duplicate = reports.at(Rule::DuplicateId, message, range.clone());
                let duplicate = reports.and_at(duplicate, first.clone(), "the first is here");
                reports.add(duplicate.help("give one of them another ID"));
            }
            let is_free = |n: &u32| !self.ids.contains_key(&format!("{id}-{n}"));
            let free = (next..).find(is_free).unwrap_or(next);
            self.ids.insert(id.clone(), (first, free + 1));
            id = format!("{id}-{free}");
        }
        self.ids.insert(id.clone(), (range, 2));
        id
    }

    /// Completes a document with its headings.
    pub(super) fn finish(self, document: &mut Document) {
        let Self { list, mut by_text, .. } = self;
        let mut by_id: Vec<u32> = (0..position(list.len())).collect();
        by_id.sort_unstable_by_key(|at| &list[*at as usize].id);
        by_text.sort_unstable();
        by_text.dedup_by(|later, first| later.0 == first.0);
        document.headings = list;
        document.headings_by_id = by_id;
        document.headings_by_text = by_text;
    }
}

/// Returns the ID that a heading has by its text. A heading that is a link alone has the title of
/// another page: the target of the link names it.
fn id_of(text: &str, link: Option<&Link>) -> String {
    let of_link = || {
        link.map(|link| match &link.target {
            LinkTarget::Name(name, _) | LinkTarget::Path(name, _) | LinkTarget::Anchor(name) => {
                slug(name)
            }
        })
    };
    let id = Some(slug(text)).filter(|id| !id.is_empty()).or_else(of_link);
    id.filter(|id| !id.is_empty()).unwrap_or_else(|| "section".into())
}

/// Returns the ID that an author gave if it is valid, and reports it otherwise.
fn checked(id: String, range: Range<usize>, reports: &mut Reports<'_>) -> Option<String> {
    let right = slug(&id);
    if right == id && !id.is_empty() {
        return Some(id);
    }
    let message = format!("{} is not an ID for a heading", quote(&id));
    let help = format!("write `{{#{right}}}`: a to z, 0 to 9 and single hyphens");
    reports.add(reports.at(Rule::InvalidId, message, range).help(help));
    None
}
