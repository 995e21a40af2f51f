//! Markdown: a body goes in; HTML with holes comes out, with the links, headings and sentences
//! that the rest of the program needs.
//!
//! CommonMark with tables, footnotes, task lists, definition lists, strikethrough, alerts, heading
//! attributes and wikilinks, read once. Where a link leads is not known here, so the HTML has a
//! hole wherever a link into the archive, or a word of the interface, belongs; [`Document::html`]
//! fills them. The text is kept beside it: names are looked for in its prose, and the sentences
//! around links are taken from it. It is most of a page, so the HTML has holes for its prose too,
//! and no copy of it. Raw HTML is shown as text, comments are dropped, and only URLs of listed
//! schemes are links: content is not trusted.

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

/// Stands in a text for the title of a page that is linked without a text of its own.
const TITLE: char = OBJECT_REPLACEMENT;

/// Stands in a text between its blocks: a control character, which no text of an author's keeps.
const BLOCK_END: char = '\u{1e}';

/// Stands in the HTML where the author began a new line of a paragraph.
const LINE_END: &str = "\n";

/// A body of Markdown, rendered but for its links.
#[derive(Clone, Debug, Default)]
pub struct Document {
    html: String,
    /// What belongs into the HTML, in the order of the page.
    holes: Vec<Hole>,
    /// What is read in the paragraphs, headings, cells and items, without markup.
    text: String,
    /// The places at which prose begins, in the text and in the file. From each of them both go on
    /// alike.
    prose_starts: Vec<(u32, u32)>,
    /// The titles in `text` that are still to be filled in: where, and of which link.
    untitled: Vec<(u32, u32)>,
    /// The links and images that refer to something of the archive, in order.
    pub links: Vec<Link>,
    /// The headings, in order.
    pub headings: Vec<Heading>,
    /// The places of the headings, sorted by their IDs.
    headings_by_id: Vec<u32>,
    /// The places of headings with IDs of their own, by those that their texts would have made, sorted.
    headings_by_text: Vec<(String, u32)>,
    /// The IDs of its paragraphs, sorted.
    permalinks: Box<[Permalink]>,
    /// The first paragraph, in bytes of the text.
    lead: Option<Range<u32>>,
}

/// A link or image that refers to something of the archive.
#[derive(Clone, Debug)]
pub struct Link {
    /// What it refers to, as written.
    pub target: LinkTarget,
    /// Whether it is an image, which needs a file.
    pub image: bool,
    /// The whole link, in bytes of the file.
    pub range: Range<usize>,
    /// Whether its text is its own, and not the title of the page that it leads to.
    pub has_text: bool,
    /// Its text, in bytes of the text around it.
    pub place: Range<u32>,
}

/// What a link refers to, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkTarget {
    /// `[[name#anchor]]`: an ID, `folder/ID` or a name.
    Name(String, Option<String>),
    /// `[text](path#anchor)`: a path from the file, or with a slash before it from the site.
    Path(String, Option<String>),
    /// `[text](#anchor)`
    Anchor(String),
}

/// A heading, with the ID that links can name.
#[derive(Clone, Debug)]
pub struct Heading {
    /// Unique in its page.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Where it ends, in bytes of the text.
    end: u32,
}

/// A sentence with a link in it, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// What stands before the link.
    pub before: String,
    /// The link's text.
    pub link: String,
    /// What follows it.
    pub after: String,
}

#[derive(Clone, Debug)]
struct Hole {
    /// In bytes of the HTML.
    at: u32,
    kind: HoleKind,
}

#[derive(Clone, Debug)]
enum HoleKind {
    /// A part of the text in which names may become links.
    Prose(Range<u32>),
    /// `<a href="…">`, and the title and `</a>` where the link has no text.
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

    /// Says whether an anchor is the ID of one of its paragraphs, items, terms or tables.
    pub fn has_permalink(&self, anchor: &str) -> bool {
        Permalink::read(anchor).is_some_and(|link| self.permalinks.binary_search(&link).is_ok())
    }

    /// Returns the text, with a mark between its blocks and in place of what is filled in.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the text with a line for each block, and at most so many bytes of it; `title` gives the
    /// title of the page that a link leads to.
    pub fn plain<'a>(&self, most: usize, title: impl Fn(usize) -> &'a str) -> String {
        let end = self.text.floor_char_boundary(most);
        let mut bytes = self.filled(0..end, &title).into_bytes();
        // Every byte is written, which lets the compiler write many at once.
        for byte in &mut bytes {
            *byte = if *byte == BLOCK_END as u8 { b'\n' } else { *byte };
        }
        let mut plain =
            String::from_utf8(bytes).expect("one ASCII character is as good as another");
        plain.truncate(plain.trim_end().len());
        plain.drain(..plain.len() - plain.trim_start().len());
        plain
    }

    /// Returns where names may become links, in bytes of the text and in the order of the page: not
    /// in links, headings, code or raw HTML.
    pub fn prose(&self) -> impl Iterator<Item = Range<u32>> {
        let parts = self.holes.iter().filter_map(|hole| match &hole.kind {
            HoleKind::Prose(text) => Some((hole.at, text.clone())),
            _ => None,
        });
        let mut parts = parts.peekable();
        std::iter::from_fn(move || {
            let (mut at, mut prose) = parts.next()?;
            // Prose goes on behind the end of a line, which is a space in the text.
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

    /// Returns where a part of the prose is in the file, in bytes of it.
    pub fn range_in_file(&self, text: &Range<u32>) -> Range<usize> {
        let in_file = |at: u32| {
            let behind = self.prose_starts.partition_point(|(text, _)| *text <= at);
            let nearest = behind.checked_sub(1).map(|before| self.prose_starts[before]);
            nearest.map_or(0, |(text, file)| (file + (at - text)) as usize)
        };
        let last = self.text[bytes(text)].chars().next_back().map_or(0, char::len_utf8);
        in_file(text.start)..in_file(text.end - position(last)) + last
    }

    /// Returns the first paragraph as text; `title` gives the title of the page that a link leads
    /// to.
    pub fn lead<'a>(&self, title: impl Fn(usize) -> &'a str) -> Option<String> {
        self.lead.as_ref().map(|lead| self.filled(bytes(lead), &title))
    }

    /// Returns the sentence around a link; `title` gives the title of the page that a link leads
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

    /// Returns a part of the text with the titles of linked pages in it.
    fn filled<'a>(&self, part: Range<usize>, title: &impl Fn(usize) -> &'a str) -> String {
        let first = self.untitled.partition_point(|(at, _)| (*at as usize) < part.start);
        if first == self.untitled.len() {
            // Most texts have no such link, and to look for it takes longer than all the rest.
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

    /// Returns the heading that a place in the text is under.
    pub fn heading_above(&self, place: &Range<u32>) -> Option<&Heading> {
        let under = self.headings.partition_point(|heading| heading.end <= place.start);
        self.headings[..under].last()
    }

    /// Returns the HTML, with every link filled in. A link for which `resolve` gives nothing is
    /// left out: its text stays. `mentions` are names in the prose that become links, in the order
    /// of the page, with the URLs that they lead to.
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

    /// Writes a part of the prose, and the links of the names in it.
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

/// A place in a page's text or HTML. A body is read from a file in memory and grows by a small
/// factor.
fn position(at: usize) -> u32 {
    u32::try_from(at).expect("the HTML of one page is shorter than 4 GiB")
}

fn bytes(range: &Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}

/// Writes a text into HTML; to a string that does not fail.
fn escape_text(out: &mut String, text: &str) {
    _ = escape_html_body_text(out, text);
}

/// Writes a text into an HTML attribute in double quotes.
fn escape_attribute(out: &mut String, text: &str) {
    _ = escape_html(out, text);
}
