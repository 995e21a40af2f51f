//! Markdown: a body goes in; HTML with holes comes out, with the links, headings and sentences
//! that the rest of the program needs.
//!
//! CommonMark with tables, footnotes, task lists, definition lists, strikethrough, alerts, heading
//! attributes and wikilinks, read once. Where a link leads is not known here, so the HTML has a
//! hole wherever a link into the archive, or a word of the interface, belongs; [`Document::html`]
//! fills them. Raw HTML is shown as text, comments are dropped, and only URLs of listed schemes
//! are links: content is not trusted.

mod render;
mod source;
mod url;

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark_escape::{escape_html, escape_html_body_text};

use crate::record::id::slug;
use crate::text::OBJECT_REPLACEMENT;
pub use render::{Surroundings, parse};
pub(crate) use source::published;

/// The URL schemes that a link may have.
pub const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// Stands in an [`Excerpt`] for the title of a page that is linked without a text of its own.
const TITLE: char = OBJECT_REPLACEMENT;

/// A body of Markdown, rendered but for its links.
#[derive(Debug, Default)]
pub struct Document {
    html: String,
    holes: Vec<Hole>,
    /// The links and images that refer to something of the archive, in order.
    pub links: Vec<Link>,
    /// The links whose text is the title of the page that they lead to, by their place in `links`.
    pub untitled: Vec<u32>,
    /// The headings, in order.
    pub headings: Vec<Heading>,
    /// Where each heading is in `headings`, by its ID, and by what its text would have made it.
    heading_places: HashMap<String, u32>,
    /// The first paragraph, as text.
    pub lead: Option<Excerpt>,
}

/// A link or image that refers to something of the archive.
#[derive(Debug)]
pub struct Link {
    /// What it refers to, as written.
    pub target: Target,
    /// Whether it is an image, which needs a file.
    pub image: bool,
    /// The whole link, in bytes of the file.
    pub range: Range<usize>,
    /// The sentence that it is in, up to it and from it.
    pub before: Excerpt,
    /// The link's own text; none where it is the title of the page that it leads to.
    pub text: Option<String>,
    /// What follows it in its sentence.
    pub after: Excerpt,
    /// The heading that it is under, by its place in `headings`.
    pub heading: Option<u32>,
}

/// What a link refers to, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// `[[name#anchor]]`: an ID, `folder/ID` or a name.
    Name(String, Option<String>),
    /// `[text](path#anchor)`: a path from the file, or with a slash before it from the site.
    Path(String, Option<String>),
    /// `[text](#anchor)`
    Anchor(String),
}

/// A heading, with the ID that links can name.
#[derive(Debug)]
pub struct Heading {
    /// Unique in its page.
    pub id: String,
    /// Its text.
    pub text: String,
}

/// A stretch of plain text in which the titles of linked pages are still to be filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    text: String,
    first: u32,
}

impl Excerpt {
    /// Returns the text; `title` gives that of the nth untitled link of the document.
    pub fn fill<'a>(&self, title: impl Fn(usize) -> &'a str) -> String {
        let mut filled = String::with_capacity(self.text.len());
        let mut next = self.first as usize;
        for (i, part) in self.text.split(TITLE).enumerate() {
            if i > 0 {
                filled.push_str(title(next));
                next += 1;
            }
            filled.push_str(part);
        }
        filled
    }
}

#[derive(Debug)]
struct Hole {
    at: u32,
    kind: HoleKind,
}

#[derive(Clone, Copy, Debug)]
enum HoleKind {
    /// `<a href="…">`, and the title and `</a>` where the link has no text.
    Open(u32),
    /// `</a>`
    Close(u32),
    /// The URL of an image.
    Source(u32),
    /// A word of the interface.
    Word(Word),
}

/// A word of the interface inside a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// `> [!NOTE]`
    Note,
    /// `> [!TIP]`
    Tip,
    /// `> [!IMPORTANT]`
    Important,
    /// `> [!WARNING]`
    Warning,
    /// `> [!CAUTION]`
    Caution,
    /// The name of a table that may have to be scrolled.
    Table,
    /// The way back from a footnote.
    Back,
}

/// What a link turned out to lead to.
pub struct Resolved<'a> {
    /// The URL as it stands in the page.
    pub url: String,
    /// The title of the page.
    pub title: &'a str,
    /// The BCP 47 tag of the title, where it is not that of the text.
    pub lang: Option<&'a str>,
}

impl Document {
    /// Says whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.html.is_empty()
    }

    /// Finds the heading that an anchor means: its ID, or the text that its ID was made of.
    pub fn heading(&self, anchor: &str) -> Option<&Heading> {
        let place = self.heading_places.get(anchor);
        let place = place.or_else(|| self.heading_places.get(&slug(anchor)))?;
        self.headings.get(*place as usize)
    }

    /// Returns the HTML, with every link filled in. A link for which `resolve` gives nothing is
    /// left out: its text stays.
    pub fn html<'a>(
        &self,
        resolve: impl Fn(usize) -> Option<Resolved<'a>>,
        word: impl Fn(Word) -> &'a str,
    ) -> String {
        let mut out = String::with_capacity(self.html.len() + 64 * self.holes.len());
        let mut from = 0;
        for hole in &self.holes {
            out.push_str(&self.html[from..hole.at as usize]);
            from = hole.at as usize;
            match hole.kind {
                HoleKind::Open(link) => {
                    let Some(resolved) = resolve(link as usize) else { continue };
                    out.push_str("<a href=\"");
                    escape_attribute(&mut out, &resolved.url);
                    let is_titled = self.links[link as usize].text.is_none();
                    if let Some(lang) = resolved.lang.filter(|_| is_titled) {
                        out.push_str("\" lang=\"");
                        escape_attribute(&mut out, lang);
                    }
                    out.push_str("\">");
                    if is_titled {
                        escape_text(&mut out, resolved.title);
                        out.push_str("</a>");
                    }
                }
                HoleKind::Close(link) => {
                    if resolve(link as usize).is_some() {
                        out.push_str("</a>");
                    }
                }
                HoleKind::Source(link) => {
                    if let Some(resolved) = resolve(link as usize) {
                        escape_attribute(&mut out, &resolved.url);
                    }
                }
                HoleKind::Word(which) => escape_attribute(&mut out, word(which)),
            }
        }
        out.push_str(&self.html[from..]);
        out
    }
}

/// Writes a text into HTML; to a string that does not fail.
fn escape_text(out: &mut String, text: &str) {
    _ = escape_html_body_text(out, text);
}

/// Writes a text into an HTML attribute in double quotes.
fn escape_attribute(out: &mut String, text: &str) {
    _ = escape_html(out, text);
}
