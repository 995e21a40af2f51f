//! The events of the Markdown parser become HTML with holes.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag,
    TagEnd,
};
use pulldown_cmark_escape::escape_href;

use super::buffer::{Buffer, Mark};
use super::footnotes::{back_reference, undefined_labels, with_definitions};
use super::permalink::{Permalink, UNNAMED};
use super::url::{Url, classify, host_end, split_anchor, with_whole_escapes};
use super::{
    BLOCK_END, Document, Heading, HoleKind, LINE_END, Link, SCHEMES, TITLE, Target, Word,
    escape_attribute, escape_text, position,
};
use crate::diagnostic::{Diagnostic, nearest, quote};
use crate::id::slug;
use crate::rules::Rule;
use crate::text::clean;

/// What is read beside CommonMark.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_DEFINITION_LIST)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_GFM)
    .union(Options::ENABLE_WIKILINKS);

/// What a text is read with beside its Markdown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Surroundings<'a> {
    /// The IDs of the sources that its footnotes may cite, in their order.
    pub sources: &'a [&'a str],
    /// Whether its HTML is passed on as it is.
    pub html: bool,
}

/// Reads and renders the Markdown that begins at byte `start` of a file.
pub fn parse(
    path: &Arc<str>,
    text: &str,
    start: usize,
    surroundings: Surroundings<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Document {
    let written = &text[start..];
    if written.trim().is_empty() {
        return Document::default();
    }
    /// How long a paragraph or item usually is, in bytes.
    const USUAL_PARAGRAPH: usize = 200;
    let undefined = undefined_labels(written);
    let body = &*with_definitions(written, &undefined);
    let mut renderer = Renderer {
        path,
        start,
        length: written.len(),
        surroundings,
        diagnostics,
        out: Buffer { html: String::with_capacity(body.len() / 2), ..Buffer::default() },
        outer: Vec::new(),
        document: Document::default(),
        block: 0,
        heading: None,
        code: false,
        raw_depth: 0,
        level: 1,
        links: Vec::new(),
        alt: None,
        raw: None,
        raw_range: 0..0,
        table: Columns::default(),
        quotes: Vec::new(),
        notes: Vec::new(),
        undefined: undefined.iter().copied().collect(),
        note_labels: HashMap::new(),
        heading_ids: HashMap::new(),
        unnamed: None,
        permalinks_of: Default::default(),
        permalinks: foldhash::HashSet::with_capacity_and_hasher(
            body.len() / USUAL_PARAGRAPH,
            Default::default(),
        ),
    };
    for (event, range) in Parser::new_ext(body, OPTIONS).into_offset_iter() {
        // A block's range has the line feed behind it, which no underlining should.
        let length = body[range.clone()].trim_end_matches('\n').len();
        renderer.event(event, range.start..range.start + length);
    }
    renderer.finish()
}

struct OpenHeading {
    mark: Mark,
    id: Option<String>,
    level: u8,
    range: Range<usize>,
}

/// A link whose text is being read.
struct OpenLink {
    /// Its place in `links`; none for a link out of the archive or one that is no link.
    index: Option<u32>,
    /// What a link out of the archive is closed with.
    close: &'static str,
    /// Its URL as text, for a link out of the archive that has no text of its own.
    url: String,
    mark: Mark,
    text_from: usize,
    /// Whether the text that the parser gives is the target again.
    bare: bool,
}

#[derive(Default)]
struct Columns {
    alignments: Vec<Alignment>,
    head: bool,
    column: usize,
    /// Where the cell begins, and where its text.
    mark: usize,
    text: Mark,
    /// Where in the HTML the table's ID is, until its head is read, and where in the text that begins.
    unnamed: Option<usize>,
    head_text: usize,
}

struct Note {
    references: u32,
    text: Option<Buffer>,
}

struct Renderer<'a> {
    path: &'a Arc<str>,
    start: usize,
    /// How long the text is; behind it are the definitions of [`with_definitions`].
    length: usize,
    surroundings: Surroundings<'a>,
    diagnostics: &'a mut Vec<Diagnostic>,
    out: Buffer,
    /// What is being written outside of the footnotes being read, and which these are.
    outer: Vec<(Buffer, usize)>,
    document: Document,
    /// Where the paragraph, cell or item being read begins in the text.
    block: usize,
    heading: Option<OpenHeading>,
    /// Whether a block of code is being read.
    code: bool,
    /// In how many elements of raw HTML, passed on as it is, no link may be made.
    raw_depth: usize,
    /// The level of the last heading; the page's title is 1.
    level: u8,
    /// The links whose text is being read; one within another is only its text.
    links: Vec<OpenLink>,
    /// The text of an image being read, and how many images it is in.
    alt: Option<(String, u32)>,
    /// The raw HTML being read.
    raw: Option<String>,
    raw_range: Range<usize>,
    table: Columns,
    quotes: Vec<&'static str>,
    notes: Vec<Note>,
    /// The labels that the text refers to and does not define.
    undefined: HashSet<&'a str>,
    /// The places of the footnotes in `notes`, by their labels.
    note_labels: HashMap<String, usize>,
    /// The IDs of headings: where each is, and the number that its next namesake takes.
    heading_ids: HashMap<String, (Range<usize>, u32)>,
    /// Where in the HTML the ID of the paragraph or item being read is, until its text is known.
    unnamed: Option<usize>,
    /// How many permalinks were made from a text that is there more than once, by its hash.
    permalinks_of: foldhash::HashMap<u64, u64>,
    permalinks: foldhash::HashSet<Permalink>,
}

/// The elements of headings, by their level.
const HEADINGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];

/// The elements of HTML in which a link may not be, or whose text is no prose.
const NO_PROSE: [&str; 22] = [
    "a", "audio", "button", "code", "h1", "h2", "h3", "h4", "h5", "h6", "kbd", "label", "math",
    "object", "pre", "samp", "script", "select", "style", "svg", "textarea", "video",
];

impl Renderer<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.alt.is_some() {
            return self.in_image(event);
        }
        if range.start >= self.length {
            return;
        }
        if self.links.last().is_some_and(|link| link.bare)
            && !matches!(event, Event::End(TagEnd::Link))
        {
            return;
        }
        match event {
            Event::Start(tag) => self.open(tag, range),
            Event::End(tag) => self.close(tag),
            Event::Text(text) => match &mut self.raw {
                Some(raw) => raw.push_str(&text),
                None => self.prose(&text, range.start),
            },
            Event::Code(text) => {
                self.out.html.push_str("<code>");
                self.text(&text);
                self.out.html.push_str("</code>");
            }
            Event::Html(html) => match &mut self.raw {
                Some(raw) => raw.push_str(&html),
                None => self.text(&html),
            },
            Event::InlineHtml(html) if self.surroundings.html => self.pass_on(&html),
            Event::InlineHtml(html) if html.starts_with("<!--") => self.comment(range),
            Event::InlineHtml(html) => self.text(&html),
            Event::FootnoteReference(label) => self.note_reference(&label, range),
            Event::SoftBreak => {
                self.out.html.push_str(LINE_END);
                self.document.text.push(' ');
            }
            Event::HardBreak => {
                self.out.html.push_str("<br>\n");
                self.document.text.push(' ');
            }
            Event::Rule => self.out.html.push_str("<hr>\n"),
            Event::TaskListMarker(done) => {
                self.out.html.push_str(if done {
                    "<span class=\"task\">☑</span> "
                } else {
                    "<span class=\"task\">☐</span> "
                });
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text),
        }
    }

    fn text(&mut self, text: &str) {
        let text = clean(text);
        escape_text(&mut self.out.html, &text);
        self.document.text.push_str(&text);
    }

    /// Writes a text that begins at a byte of the body, and notes where it is if it is prose.
    fn prose(&mut self, text: &str, at: usize) {
        if !self.is_prose() {
            return self.text(text);
        }
        let start = position(self.document.text.len());
        self.document.text.push_str(&clean(text));
        self.out.prose(start..position(self.document.text.len()));
        let in_file = position(self.start + at);
        let follows = self.document.written.last().is_some_and(|(known, known_in_file)| {
            in_file.checked_sub(*known_in_file) == Some(start - known)
        });
        if !follows {
            self.document.written.push((start, in_file));
        }
    }

    /// Says whether names in what is being read may become links.
    fn is_prose(&self) -> bool {
        let in_heading = self.heading.is_some() || self.table.head;
        self.links.is_empty() && !in_heading && !self.code && self.raw_depth == 0
    }

    /// Passes raw HTML on as it is.
    fn pass_on(&mut self, html: &str) {
        self.out.html.push_str(html);
        for tag in html.split('<').skip(1) {
            let (closes, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
            let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
            if NO_PROSE.iter().any(|element| element.eq_ignore_ascii_case(name)) {
                self.raw_depth = match closes {
                    true => self.raw_depth.saturating_sub(1),
                    false => self.raw_depth + 1,
                };
            }
        }
    }

    fn open(&mut self, tag: Tag<'_>, range: Range<usize>) {
        let out = &mut self.out.html;
        match tag {
            Tag::Paragraph => {
                self.end_block();
                // The first paragraph of an item is named with the item.
                match self.unnamed {
                    Some(_) => self.out.html.push_str("<p>"),
                    None => self.open_named("p"),
                }
            }
            Tag::Heading { level, id, .. } => {
                self.end_block();
                let written = match level {
                    HeadingLevel::H1 | HeadingLevel::H2 => 2,
                    HeadingLevel::H3 => 3,
                    HeadingLevel::H4 => 4,
                    HeadingLevel::H5 => 5,
                    HeadingLevel::H6 => 6,
                };
                // The page's title is the only heading of the first level, and no level is skipped.
                let level = written.min(self.level + 1);
                self.heading = Some(OpenHeading {
                    mark: self.out.mark(),
                    id: id.map(|id| id.to_string()),
                    level,
                    range,
                });
            }
            Tag::BlockQuote(kind) => {
                self.end_block();
                let alert = kind.map(|kind| match kind {
                    BlockQuoteKind::Note => ("note", Word::Note),
                    BlockQuoteKind::Tip => ("tip", Word::Tip),
                    BlockQuoteKind::Important => ("important", Word::Important),
                    BlockQuoteKind::Warning => ("warning", Word::Warning),
                    BlockQuoteKind::Caution => ("caution", Word::Caution),
                });
                if let Some((class, word)) = alert {
                    self.out.html.push_str(&format!(
                        "<div class=\"alert {class}\" role=\"note\">\n<p class=\"label\">"
                    ));
                    self.out.hole(HoleKind::Word(word));
                    self.out.html.push_str("</p>\n");
                    self.quotes.push("</div>\n");
                } else {
                    self.out.html.push_str("<blockquote>\n");
                    self.quotes.push("</blockquote>\n");
                }
            }
            Tag::CodeBlock(kind) => {
                self.end_block();
                self.code = true;
                let language = match &kind {
                    CodeBlockKind::Fenced(info) => {
                        info.split([' ', ',', '\t']).next().unwrap_or_default()
                    }
                    CodeBlockKind::Indented => "",
                };
                let named = !language.is_empty()
                    && language.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-_#.".contains(&b));
                // A block that is scrolled must be reachable by keyboard.
                self.out.html.push_str("<pre tabindex=\"0\"><code");
                if named {
                    self.out.html.push_str(&format!(" class=\"language-{language}\""));
                }
                self.out.html.push('>');
            }
            Tag::HtmlBlock => {
                self.raw = Some(String::new());
                let comment = self.start + range.start..self.start + range.end;
                self.raw_range = comment;
            }
            Tag::List(None) => {
                self.end_block();
                self.out.html.push_str("<ul>\n");
            }
            Tag::List(Some(1)) => {
                self.end_block();
                self.out.html.push_str("<ol>\n");
            }
            Tag::List(Some(first)) => {
                self.end_block();
                self.out.html.push_str(&format!("<ol start=\"{first}\">\n"));
            }
            Tag::Item => {
                self.end_block();
                self.name_block();
                self.open_named("li");
            }
            Tag::FootnoteDefinition(label) => {
                self.end_block();
                self.name_block();
                let note = self.note(&label);
                let is_source = self.surroundings.sources.contains(&&*label);
                if self.notes[note].text.is_some() || is_source {
                    let range = self.start + range.start..self.start + range.end;
                    let label = quote(&format!("[^{label}]"));
                    let message = match is_source {
                        true => format!("{label} is a footnote and a source"),
                        false => format!("there are two footnotes {label}"),
                    };
                    self.diagnostics.push(
                        Diagnostic::new(Rule::DuplicateId, message, self.path, range)
                            .help("give one of them another label"),
                    );
                }
                self.outer.push((std::mem::take(&mut self.out), note));
            }
            Tag::DefinitionList => {
                self.end_block();
                self.out.html.push_str("<dl>\n");
            }
            Tag::DefinitionListTitle => {
                self.end_block();
                self.name_block();
                self.open_named("dt");
            }
            Tag::DefinitionListDefinition => {
                self.end_block();
                self.out.html.push_str("<dd>");
            }
            Tag::Table(alignments) => {
                self.end_block();
                self.name_block();
                self.table = Columns { alignments, ..Columns::default() };
                self.open_named("div");
                // A table is named by its whole head, and not by the first cell that is read.
                self.table.unnamed = self.unnamed.take();
                self.table.head_text = self.document.text.len();
                self.out.html.pop();
                self.out
                    .html
                    .push_str(" class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"");
                self.out.hole(HoleKind::Word(Word::Table));
                self.out.html.push_str("\">\n<table>\n");
            }
            Tag::TableHead => {
                self.table.head = true;
                self.table.column = 0;
                out.push_str("<thead>\n<tr>");
            }
            Tag::TableRow => {
                self.table.column = 0;
                out.push_str("<tr>");
            }
            Tag::TableCell => {
                self.end_block();
                self.table.mark = self.out.html.len();
                self.out.html.push_str(if self.table.head { "<th scope=\"col\"" } else { "<td" });
                match self.table.alignments.get(self.table.column) {
                    Some(Alignment::Right) => self.out.html.push_str(" class=\"end\">"),
                    Some(Alignment::Center) => self.out.html.push_str(" class=\"center\">"),
                    _ => self.out.html.push('>'),
                }
                self.table.text = self.out.mark();
            }
            Tag::Emphasis => out.push_str("<em>"),
            Tag::Strong => out.push_str("<strong>"),
            Tag::Strikethrough => out.push_str("<del>"),
            Tag::Superscript => out.push_str("<sup>"),
            Tag::Subscript => out.push_str("<sub>"),
            Tag::Link { link_type, dest_url, title, .. } => {
                self.open_link(link_type, &dest_url, &title, range)
            }
            Tag::Image { link_type, dest_url, .. } => self.image(link_type, &dest_url, range),
            Tag::MetadataBlock(_) => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => {
                let top = self.outer.is_empty() && self.quotes.is_empty();
                let text = &self.document.text[self.block..];
                if top && self.document.lead.is_none() && !text.trim().is_empty() {
                    let start = self.block + text.len() - text.trim_start().len();
                    let end = start + text.trim().len();
                    self.document.lead = Some(position(start)..position(end));
                }
                self.end_block();
                self.name_block();
                self.out.html.push_str("</p>\n");
            }
            TagEnd::Heading(_) => self.close_heading(),
            TagEnd::BlockQuote(_) => {
                self.end_block();
                let close = self.quotes.pop().unwrap_or_default();
                self.out.html.push_str(close);
            }
            TagEnd::CodeBlock => {
                self.document.text.truncate(self.block);
                self.code = false;
                self.out.html.push_str("</code></pre>\n");
            }
            TagEnd::HtmlBlock => {
                let raw = self.raw.take().unwrap_or_default();
                if self.surroundings.html {
                    return self.pass_on(&raw);
                }
                let shown = without_comments(&raw);
                if shown.len() < raw.len() {
                    let Range { start, end } = self.raw_range.clone();
                    self.comment(start - self.start..end - self.start);
                }
                if !shown.trim().is_empty() {
                    self.out.html.push_str("<p>");
                    self.text(shown.trim());
                    self.end_block();
                    self.out.html.push_str("</p>\n");
                }
            }
            TagEnd::List(ordered) => {
                self.end_block();
                self.out.html.push_str(if ordered { "</ol>\n" } else { "</ul>\n" });
            }
            TagEnd::Item => {
                self.end_block();
                self.name_block();
                self.out.html.push_str("</li>\n");
            }
            TagEnd::FootnoteDefinition => {
                self.end_block();
                if let Some((outer, note)) = self.outer.pop() {
                    self.notes[note].text = Some(std::mem::replace(&mut self.out, outer));
                }
            }
            TagEnd::DefinitionList => self.out.html.push_str("</dl>\n"),
            TagEnd::DefinitionListTitle => {
                self.end_block();
                self.name_block();
                self.out.html.push_str("</dt>\n");
            }
            TagEnd::DefinitionListDefinition => {
                self.end_block();
                self.out.html.push_str("</dd>\n");
            }
            TagEnd::Table => self.out.html.push_str("</tbody>\n</table>\n</div>\n"),
            TagEnd::TableHead => {
                self.table.head = false;
                if let Some(at) = self.table.unnamed.take() {
                    self.name(at, hash_of(&self.document.text[self.table.head_text..]));
                }
                self.out.html.push_str("</tr>\n</thead>\n<tbody>\n");
            }
            TagEnd::TableRow => self.out.html.push_str("</tr>\n"),
            TagEnd::TableCell => self.close_cell(),
            TagEnd::Emphasis => self.out.html.push_str("</em>"),
            TagEnd::Strong => self.out.html.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.html.push_str("</del>"),
            TagEnd::Superscript => self.out.html.push_str("</sup>"),
            TagEnd::Subscript => self.out.html.push_str("</sub>"),
            TagEnd::Link => self.close_link(),
            TagEnd::Image | TagEnd::MetadataBlock(_) => {}
        }
    }

    fn end_block(&mut self) {
        if self.document.text.len() > self.block {
            if let Some(at) = self.unnamed.take() {
                self.name(at, hash_of(&self.document.text[self.block..]));
            }
            self.document.text.push(BLOCK_END);
            self.block = self.document.text.len();
        }
    }

    /// Opens an element that can be linked to. What is in a footnote is linked to with it.
    fn open_named(&mut self, element: &str) {
        let html = &mut self.out.html;
        if !self.outer.is_empty() {
            html.extend(["<", element, ">"]);
            return;
        }
        html.extend(["<", element, " id=\""]);
        self.unnamed = Some(html.len());
        html.push_str(UNNAMED);
        html.push_str("\">");
    }

    /// Names what was opened and has no text of its own: by what is in it, an image with its
    /// description for one.
    fn name_block(&mut self) {
        if let Some(at) = self.unnamed.take() {
            self.name(at, hash_of(&self.out.html[at + UNNAMED.len()..]));
        }
    }

    /// Writes the ID of a paragraph, made of its text alone: it stays when other paragraphs are
    /// edited, added or moved. Of paragraphs with the same text, the later ones are told apart in
    /// their order.
    fn name(&mut self, at: usize, hash: u64) {
        let mut permalink = Permalink::new(hash, 0);
        if !self.permalinks.insert(permalink) {
            let times = self.permalinks_of.entry(hash).or_insert(1);
            loop {
                permalink = Permalink::new(hash, *times);
                *times += 1;
                // Two texts may share the 35 bits of an ID.
                if self.permalinks.insert(permalink) {
                    break;
                }
            }
        }
        permalink.write(&mut self.out.html, at);
    }

    fn close_heading(&mut self) {
        let Some(heading) = self.heading.take() else { return };
        let text = self.document.text[self.block..].replace(TITLE, "").trim().to_owned();
        let end = position(self.document.text.len());
        self.end_block();
        let range = self.start + heading.range.start..self.start + heading.range.end;
        let own = heading
            .id
            .as_deref()
            .and_then(|id| heading_id(id, self.path, range.clone(), self.diagnostics));
        let is_own = own.is_some();
        let mut id = own.unwrap_or_else(|| slug(&text));
        if id.is_empty() {
            // A heading that is a link alone has the title of another page: its target names it.
            let link = self.document.links.last().filter(|link| link.range.start >= range.start);
            id = link.map_or_else(String::new, |link| match &link.target {
                Target::Name(name, _) | Target::Path(name, _) | Target::Anchor(name) => slug(name),
            });
        }
        if id.is_empty() {
            id = "section".into();
        }
        if let Some((first, next)) = self.heading_ids.get(&id).cloned() {
            if is_own {
                let message = format!("two headings have the ID {}", quote(&id));
                self.diagnostics.push(
                    Diagnostic::new(Rule::DuplicateId, message, self.path, range.clone())
                        .at(self.path, first.clone(), "the first is here")
                        .help("give one of them another ID"),
                );
            }
            let is_free = |n: &u32| !self.heading_ids.contains_key(&format!("{id}-{n}"));
            let free = (next..).find(is_free).unwrap_or(next);
            self.heading_ids.insert(id.clone(), (first, free + 1));
            id = format!("{id}-{free}");
        }
        self.heading_ids.insert(id.clone(), (range, 2));
        let inner = self.out.split_off(heading.mark);
        let element = HEADINGS[usize::from(heading.level) - 1];
        self.out.html.extend(["<", element, " id=\"", &id, "\">"]);
        self.out.append(inner);
        self.out.html.extend(["</", element, ">\n"]);
        self.level = heading.level;
        let place = position(self.document.headings.len());
        if is_own {
            self.document.headings_by_text.push((slug(&text), place));
        }
        self.document.headings.push(Heading { id, text, end });
    }

    fn close_cell(&mut self) {
        let empty = self.out.mark() == self.table.text;
        self.end_block();
        self.table.column += 1;
        if !self.table.head {
            self.out.html.push_str("</td>");
        } else if empty {
            // An empty cell heads nothing.
            let at = self.table.mark;
            let cell = self.out.html.split_off(at).replacen("<th scope=\"col\"", "<td", 1);
            self.out.html.push_str(&cell);
            self.out.html.push_str("</td>");
        } else {
            self.out.html.push_str("</th>");
        }
    }

    fn in_image(&mut self, event: Event<'_>) {
        let Some((alt, depth)) = &mut self.alt else { return };
        match event {
            Event::InlineHtml(html) if html.starts_with("<!--") => {}
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => {
                alt.push_str(&clean(&text));
            }
            Event::SoftBreak | Event::HardBreak => alt.push(' '),
            Event::Start(Tag::Image { .. }) => *depth += 1,
            Event::End(TagEnd::Image) if *depth > 1 => *depth -= 1,
            Event::End(TagEnd::Image) => {
                let (alt, _) = self.alt.take().unwrap_or_default();
                escape_attribute(&mut self.out.html, &alt);
                self.out.html.push_str("\">");
            }
            _ => {}
        }
    }

    fn open_link(&mut self, link_type: LinkType, url: &str, title: &str, range: Range<usize>) {
        let range = self.start + range.start..self.start + range.end;
        let mut open = OpenLink {
            index: None,
            close: "",
            url: String::new(),
            mark: self.out.mark(),
            text_from: self.document.text.len(),
            bare: false,
        };
        if !self.links.is_empty() {
            open.url = url.to_owned();
            self.links.push(open);
            return;
        }
        let target = match link_type {
            LinkType::WikiLink { has_pothole } => {
                open.bare = !has_pothole;
                let (name, anchor) = split_anchor(url.trim());
                Some(match name {
                    "" => Target::Anchor(anchor.unwrap_or_default()),
                    _ => Target::Name(name.to_owned(), anchor),
                })
            }
            LinkType::Email => {
                self.open_external(&mut open, &format!("mailto:{url}"), title);
                None
            }
            _ => match classify(url) {
                Url::External => {
                    self.open_external(&mut open, url, title);
                    None
                }
                Url::Archive(target) => Some(target),
                Url::Refused(why) => {
                    self.broken(why, range.clone());
                    None
                }
            },
        };
        if let Some(target) = target {
            let index = position(self.document.links.len());
            open.index = Some(index);
            self.out.hole(HoleKind::Open(index));
            open.mark = self.out.mark();
            self.push_link(target, false, range);
        }
        self.links.push(open);
    }

    fn open_external(&mut self, open: &mut OpenLink, url: &str, title: &str) {
        let html = &mut self.out.html;
        html.push_str("<a href=\"");
        // The host stays as it is, brackets and all; the rest is escaped.
        let (host, rest) = url.split_at(host_end(url));
        escape_attribute(html, host);
        // Writing to a string does not fail.
        _ = escape_href(&mut *html, &with_whole_escapes(rest));
        html.push('"');
        if !title.is_empty() {
            html.push_str(" title=\"");
            escape_attribute(html, &clean(title));
            html.push('"');
        }
        html.push('>');
        open.close = "</a>";
        open.url = url.to_owned();
        open.mark = self.out.mark();
    }

    fn push_link(&mut self, target: Target, image: bool, range: Range<usize>) {
        self.document.links.push(Link { target, image, range, has_text: true, place: 0..0 });
    }

    fn close_link(&mut self) {
        let Some(open) = self.links.pop() else { return };
        let has_text = self.out.mark() != open.mark;
        match open.index {
            Some(index) => {
                let text = &mut self.document.text;
                if has_text {
                    self.out.hole(HoleKind::Close(index));
                } else {
                    self.document.untitled.push((position(text.len()), index));
                    text.push(TITLE);
                }
                let link = &mut self.document.links[index as usize];
                link.has_text = has_text;
                link.place = position(open.text_from)..position(text.len());
            }
            None => {
                if !has_text {
                    self.text(&open.url);
                }
                self.out.html.push_str(open.close);
            }
        }
    }

    fn image(&mut self, link_type: LinkType, url: &str, range: Range<usize>) {
        let range = self.start + range.start..self.start + range.end;
        self.out.html.push_str("<img src=\"");
        let target = match (link_type, classify(url)) {
            (LinkType::WikiLink { .. }, _) => Some(Target::Path(url.trim().to_owned(), None)),
            (_, Url::Archive(target @ Target::Path(..))) => Some(target),
            (_, Url::Refused(why)) => {
                self.broken(why, range.clone());
                None
            }
            _ => {
                self.broken(
                    "an image from elsewhere is not published: put the file beside the text".into(),
                    range.clone(),
                );
                None
            }
        };
        if let Some(target) = target {
            self.out.hole(HoleKind::Source(position(self.document.links.len())));
            self.push_link(target, true, range);
        }
        self.out.html.push_str("\" loading=\"lazy\" alt=\"");
        self.alt = Some((String::new(), 1));
    }

    fn broken(&mut self, why: String, range: Range<usize>) {
        self.diagnostics.push(Diagnostic::new(Rule::BrokenLink, why, self.path, range).help(
            format!(
                "link to a file, to `[[a name]]`, or to an address with one of: {}",
                SCHEMES.join(", ")
            ),
        ));
    }

    /// Returns the place of a footnote in the list of notes, which is in the order of their first
    /// mention.
    fn note(&mut self, label: &str) -> usize {
        if let Some(note) = self.note_labels.get(label) {
            return *note;
        }
        self.note_labels.insert(label.to_owned(), self.notes.len());
        self.notes.push(Note { references: 0, text: None });
        self.notes.len() - 1
    }

    /// Says that a comment is not published.
    fn comment(&mut self, range: Range<usize>) {
        let range = self.start + range.start..self.start + range.end;
        self.diagnostics.push(
            Diagnostic::new(Rule::HtmlComment, "this comment is not published", self.path, range)
                .help("that is as it should be, if it is for authors alone"),
        );
    }

    fn note_reference(&mut self, label: &str, range: Range<usize>) {
        let sources = self.surroundings.sources;
        if let Some(place) = sources.iter().position(|id| *id == label) {
            // What is a source is listed with the sources; its ID is made of plain characters.
            let number = place + 1;
            self.out.html.push_str(&format!(
                "<sup class=\"fn\"><a href=\"#source-{label}\" role=\"doc-biblioref\">[{number}]</a></sup>"
            ));
            return;
        }
        if self.undefined.contains(label) {
            let range = self.start + range.start..self.start + range.end;
            let written = quote(&format!("[^{label}]"));
            let message = format!("there is no footnote or source {written}");
            let help = match nearest(label, sources.iter().copied()) {
                Some(near) => format!("did you mean `[^{near}]`?"),
                None => format!(
                    "add a line `[^{label}]: …` with the footnote, or a source of that `id`"
                ),
            };
            self.diagnostics
                .push(Diagnostic::new(Rule::BrokenLink, message, self.path, range).help(help));
            return;
        }
        self.own_note_reference(label);
    }

    fn own_note_reference(&mut self, label: &str) {
        let note = self.note(label);
        self.notes[note].references += 1;
        let (number, back) = (note + 1, back_reference(note, self.notes[note].references));
        self.out.html.push_str(&format!(
            "<sup class=\"fn\"><a href=\"#fn_{number}\" id=\"{back}\" role=\"doc-noteref\">{number}</a></sup>"
        ));
    }

    fn finish(mut self) -> Document {
        self.end_block();
        if !self.notes.is_empty() {
            self.out.html.push_str("<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n");
            for (i, note) in self.notes.into_iter().enumerate() {
                self.out.html.push_str(&format!("<li id=\"fn_{}\">", i + 1));
                self.out.append(note.text.unwrap_or_default());
                for reference in 1..=note.references {
                    let back = back_reference(i, reference);
                    self.out.html.push_str(&format!(
                        "<a class=\"back\" href=\"#{back}\" role=\"doc-backlink\" aria-label=\""
                    ));
                    self.out.hole(HoleKind::Word(Word::Back));
                    self.out.html.push_str("\">↩\u{fe0e}</a>");
                }
                self.out.html.push_str("</li>\n");
            }
            self.out.html.push_str("</ol>\n</div>\n");
        }
        let Buffer { html, holes } = self.out;
        let mut permalinks: Box<[Permalink]> = self.permalinks.into_iter().collect();
        permalinks.sort_unstable();
        let mut document = Document { html, holes, permalinks, ..self.document };
        let headings = &document.headings;
        document.headings_by_id = (0..position(headings.len())).collect();
        document.headings_by_id.sort_unstable_by_key(|at| &headings[*at as usize].id);
        document.headings_by_text.sort_unstable();
        document.headings_by_text.dedup_by(|later, first| later.0 == first.0);
        // A copy has no room to grow in. To shrink each part would not do: an allocator leaves what
        // is half full where it is.
        document.clone()
    }
}

/// Returns the hash of a paragraph's text.
fn hash_of(text: &str) -> u64 {
    twox_hash::XxHash3_64::oneshot(text.trim().as_bytes())
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

/// Reads a heading's own ID.
fn heading_id(
    id: &str,
    path: &Arc<str>,
    range: Range<usize>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<String> {
    if slug(id) == id && !id.is_empty() {
        return Some(id.to_owned());
    }
    diagnostics.push(
        Diagnostic::new(
            Rule::InvalidId,
            format!("{} is not an ID for a heading", quote(id)),
            path,
            range,
        )
        .help(format!("write `{{#{}}}`: a to z, 0 to 9 and single hyphens", slug(id))),
    );
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the permalinks of a text, each with the element that it is of.
    fn permalinks(text: &str) -> Vec<(String, String)> {
        let path: Arc<str> = "a.md".into();
        let html = parse(&path, text, 0, Surroundings::default(), &mut Vec::new()).html;
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
