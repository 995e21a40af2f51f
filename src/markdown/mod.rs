//! Markdown: a body goes in; HTML with holes comes out, with the links, headings and sentences that
//! the rest of the program needs.
//!
//! A body is CommonMark with tables, footnotes, task lists, definition lists, strikethrough,
//! alerts, heading attributes and wikilinks, and it is parsed once. The destinations of links are
//! not known yet, so the HTML has a hole for each link into the archive and for each word of the
//! interface; [`Document::html`] fills them. The text is kept beside the HTML: names are searched
//! for in its prose, and the sentences around links are taken from it. Prose is most of a page, so
//! the HTML has holes in place of it. Content is not trusted: raw HTML is shown as text, comments
//! are removed, and only URLs with a listed scheme become links.

mod buffer;
mod footnotes;
mod headings;
mod links;
pub mod permalink;
mod raw_html;
pub mod render;
mod reports;
pub(crate) mod source;
mod tables;
mod url;
mod writer;

use std::iter::Peekable;
use std::ops::Range;

use pulldown_cmark_escape::{escape_html, escape_html_body_text};

use self::permalink::Permalink;
use crate::id::slug;
use crate::text::{OBJECT_REPLACEMENT, sentence_around};

/// The URL schemes that a link may have.
pub const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// The placeholder in a text for the title of a page, to which a link without a text leads.
const TITLE: char = OBJECT_REPLACEMENT;

/// The separator of blocks in a text: a control character, which is removed from what authors
/// write.
const BLOCK_END: char = '\u{1e}';

/// The HTML at the end of a line of a paragraph.
const LINE_END: &str = "\n";

/// A body of Markdown, rendered except for its links.
#[derive(Clone, Debug, Default)]
pub struct Document {
    html: String,
    /// The holes of the HTML, in the order of the page.
    holes: Vec<Hole>,
    /// The text of paragraphs, headings, cells and items, without markup.
    text: String,
    /// The places at which prose begins, in the text and in the file. From each of them both go on
    /// alike.
    prose_starts: Vec<(u32, u32)>,
    /// The placeholders of titles in `text`: the place of each, and the index of its link.
    untitled: Vec<(u32, u32)>,
    /// The links and images that refer to something in the archive, in order.
    pub links: Vec<Link>,
    /// The headings, in order.
    pub headings: Vec<Heading>,
    /// The indexes of the headings, sorted by their IDs.
    headings_by_id: Vec<u32>,
    /// The indexes of headings with IDs of their own, sorted by the IDs that their texts would
    /// make.
    headings_by_text: Vec<(String, u32)>,
    /// The IDs of its paragraphs, sorted.
    permalinks: Box<[Permalink]>,
    /// The first paragraph, in bytes of the text.
    lead: Option<Range<u32>>,
}

/// A link or image that refers to something in the archive.
#[derive(Clone, Debug)]
pub struct Link {
    /// The target, as written.
    pub target: LinkTarget,
    /// `true` for an image, which needs a file.
    pub image: bool,
    /// The range of the link in the file.
    pub range: Range<usize>,
    /// `true` if it has a text of its own, and not the title of the page that it leads to.
    pub has_text: bool,
    /// The range of its text in the text of the document.
    pub place: Range<u32>,
}

/// The target of a link, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkTarget {
    /// `[[name#anchor]]`: an ID, `folder/ID` or a name.
    Name(String, Option<String>),
    /// `[text](path#anchor)`: a path relative to the file; with a slash before it, to the site.
    Path(String, Option<String>),
    /// `[text](#anchor)`
    Anchor(String),
}

/// A heading, with the ID that links can name.
#[derive(Clone, Debug)]
pub struct Heading {
    /// The ID, which no other heading of the page has.
    pub id: String,
    /// The text.
    pub text: String,
    /// The end of the heading, in bytes of the text.
    end: u32,
}

/// A sentence with a link in it, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// The text before the link.
    pub before: String,
    /// The text of the link.
    pub link: String,
    /// The text behind the link.
    pub after: String,
}

#[derive(Clone, Debug)]
struct Hole {
    /// The place of the hole, in bytes of the HTML.
    at: u32,
    kind: HoleKind,
}

#[derive(Clone, Debug)]
enum HoleKind {
    /// A range of the text in which names may become links.
    Prose(Range<u32>),
    /// `<a href="…">`; also the title and `</a>` if the link has no text.
    Open(u32),
    /// `</a>`
    Close(u32),
    /// The URL of an image.
    Source(u32),
    /// A word of the interface.
    Word(InterfaceWord),
}

/// A word of the interface inside a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InterfaceWord {
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
    /// The label of a table that may have to be scrolled.
    Table,
    /// The label of the link back from a footnote.
    Back,
}

/// The destination of a link.
pub struct Resolved<'a> {
    /// The URL, as written in the page.
    pub url: String,
    /// The title of the page.
    pub title: &'a str,
    /// The language of the title (BCP 47), if it is not that of the text.
    pub lang: Option<&'a str>,
}

impl Document {
    /// Returns whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.html.is_empty()
    }

    /// Returns the heading that an anchor refers to by its ID, or by the text that makes the ID.
    pub fn heading(&self, anchor: &str) -> Option<&Heading> {
        self.heading_of(anchor).or_else(|| self.heading_of(&slug(anchor)))
    }

    fn heading_of(&self, id: &str) -> Option<&Heading> {
        let heading = |place: &u32| &self.headings[*place as usize];
        let by_id = self.headings_by_id.binary_search_by(|at| heading(at).id.as_str().cmp(id));
        let by_text = || self.headings_by_text.binary_search_by(|(text, _)| text.as_str().cmp(id));
        match by_id {
            Ok(found) => Some(heading(&self.headings_by_id[found])),
            Err(_) => by_text().ok().map(|found| heading(&self.headings_by_text[found].1)),
        }
    }

    /// Returns whether an anchor is the ID of a paragraph, item, term or table.
    pub fn has_permalink(&self, anchor: &str) -> bool {
        Permalink::read(anchor).is_some_and(|link| self.permalinks.binary_search(&link).is_ok())
    }

    /// Returns the text, with separators between blocks and placeholders for titles.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns at most `most` bytes of the text, with a line for each block. `title` returns the
    /// title of the page that a link leads to.
    pub fn plain<'a>(&self, most: usize, title: impl Fn(usize) -> &'a str) -> String {
        let end = self.text.floor_char_boundary(most);
        let mut bytes = self.filled(0..end, &title).into_bytes();
        // Writing every byte lets the compiler write many at once.
        for byte in &mut bytes {
            *byte = if *byte == BLOCK_END as u8 { b'\n' } else { *byte };
        }
        let mut plain =
            String::from_utf8(bytes).expect("one ASCII character is as good as another");
        plain.truncate(plain.trim_end().len());
        plain.drain(..plain.len() - plain.trim_start().len());
        plain
    }

    /// Returns the ranges of the text in which names may become links, in the order of the page:
    /// those outside of links, headings, code and raw HTML.
    pub fn prose(&self) -> impl Iterator<Item = Range<u32>> {
        let parts = self.holes.iter().filter_map(|hole| match &hole.kind {
            HoleKind::Prose(text) => Some((hole.at, text.clone())),
            _ => None,
        });
        let mut parts = parts.peekable();
        std::iter::from_fn(move || {
            let (mut at, mut prose) = parts.next()?;
            // Prose continues behind the end of a line, which is a space in the text.
            let goes_on = |at: u32, end: u32, (next, text): &(u32, Range<u32>)| {
                text.start == end + 1 && self.html[at as usize..*next as usize] == *LINE_END
            };
            while let Some((next, text)) = parts.next_if(|part| goes_on(at, prose.end, part)) {
                at = next;
                prose.end = text.end;
            }
            Some(prose)
        })
    }

    /// Returns the range in the file of a range of the prose.
    pub fn range_in_file(&self, text: &Range<u32>) -> Range<usize> {
        let in_file = |at: u32| {
            let behind = self.prose_starts.partition_point(|(text, _)| *text <= at);
            let nearest = behind.checked_sub(1).map(|before| self.prose_starts[before]);
            nearest.map_or(0, |(text, file)| (file + (at - text)) as usize)
        };
        let last = self.text[bytes(text)].chars().next_back().map_or(0, char::len_utf8);
        in_file(text.start)..in_file(text.end - position(last)) + last
    }

    /// Returns the text of the first paragraph. `title` returns the title of the page that a link
    /// leads to.
    pub fn lead<'a>(&self, title: impl Fn(usize) -> &'a str) -> Option<String> {
        self.lead.as_ref().map(|lead| self.filled(bytes(lead), &title))
    }

    /// Returns the sentence around a link. `title` returns the title of the page that a link leads
    /// to.
    pub fn sentence<'a>(&self, link: &Range<u32>, title: impl Fn(usize) -> &'a str) -> Sentence {
        const ROOM: usize = 160;
        let Range { start, end } = bytes(link);
        let block = self.text[..start].rfind(BLOCK_END).map_or(0, |at| at + BLOCK_END.len_utf8());
        let text = &self.text[block..];
        let text = text.split(BLOCK_END).next().unwrap_or(text);
        let (from, to) = sentence_around(text, start - block, end - block, ROOM);
        let is_whole = |text: &str| text.is_empty() || text.ends_with([' ', '。', '！', '？']);
        let before = if is_whole(&text[..from]) { "" } else { "…" };
        let after = if to == text.len() || is_whole(&text[..to]) { "" } else { "…" };
        let filled = |part: Range<usize>| self.filled(part, &title);
        Sentence {
            before: format!("{before}{}", filled(block + from..start)),
            link: filled(start..end),
            after: format!("{}{after}", filled(end..block + to).trim_end()),
        }
    }

    /// Returns a range of the text with the titles of linked pages filled in.
    fn filled<'a>(&self, part: Range<usize>, title: &impl Fn(usize) -> &'a str) -> String {
        let first = self.untitled.partition_point(|(at, _)| (*at as usize) < part.start);
        if first == self.untitled.len() {
            // Most texts have no such link, and searching for one takes longer than all the rest.
            return self.text[part].to_owned();
        }
        let mut links = self.untitled[first..].iter();
        let mut filled = String::with_capacity(part.len());
        for (i, plain) in self.text[part].split(TITLE).enumerate() {
            let link = if i > 0 { links.next() } else { None };
            filled.push_str(link.map_or("", |(_, link)| title(*link as usize)));
            filled.push_str(plain);
        }
        filled
    }

    /// Returns the heading above a range of the text.
    pub fn heading_above(&self, place: &Range<u32>) -> Option<&Heading> {
        let under = self.headings.partition_point(|heading| heading.end <= place.start);
        self.headings[..under].last()
    }

    /// Returns the HTML with the holes filled. Of a link for which `resolve` returns `None`, only
    /// the text is kept. `mentions` are the names in the prose that become links, in the order of
    /// the page, with their URLs.
    pub fn html<'a>(
        &self,
        resolve: impl Fn(usize) -> Option<Resolved<'a>>,
        mentions: impl IntoIterator<Item = (&'a Range<u32>, String)>,
        word: impl Fn(InterfaceWord) -> &'a str,
    ) -> String {
        let room = 64 * self.links.len();
        let mut out = String::with_capacity(self.html.len() + self.text.len() + room);
        let mut mentions = mentions.into_iter().peekable();
        let mut from = 0;
        for hole in &self.holes {
            out.push_str(&self.html[from..hole.at as usize]);
            from = hole.at as usize;
            match hole.kind {
                HoleKind::Prose(ref part) => self.prose_with_links(&mut out, part, &mut mentions),
                HoleKind::Open(link) => {
                    let Some(resolved) = resolve(link as usize) else { continue };
                    out.push_str("<a href=\"");
                    escape_attribute(&mut out, &resolved.url);
                    let is_titled = !self.links[link as usize].has_text;
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

    /// Writes a range of the prose, with links around the names in it.
    fn prose_with_links<'a>(
        &self,
        out: &mut String,
        part: &Range<u32>,
        names: &mut Peekable<impl Iterator<Item = (&'a Range<u32>, String)>>,
    ) {
        let mut written = part.start;
        let mut write = |out: &mut String, to: u32| {
            escape_text(out, &self.text[bytes(&(written..to))]);
            written = to;
        };
        // A name may begin in one line and end in the next, which is another part.
        while let Some((name, url)) = names.peek() {
            if part.contains(&name.start) {
                write(out, name.start);
                out.push_str("<a class=\"auto\" href=\"");
                escape_attribute(out, url);
                out.push_str("\">");
            }
            if !(part.start < name.end && name.end <= part.end) {
                break;
            }
            write(out, name.end);
            out.push_str("</a>");
            names.next();
        }
        write(out, part.end);
    }
}

/// Returns a place in the text or HTML of a page. A body is read from a file in memory, and its
/// HTML is longer by a small factor.
fn position(at: usize) -> u32 {
    u32::try_from(at).expect("the HTML of one page is shorter than 4 GiB")
}

fn bytes(range: &Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}

/// Writes a text into HTML. Writing to a string does not fail.
fn escape_text(out: &mut String, text: &str) {
    _ = escape_html_body_text(out, text);
}

/// Writes a text into an HTML attribute in double quotes.
fn escape_attribute(out: &mut String, text: &str) {
    _ = escape_html(out, text);
}
