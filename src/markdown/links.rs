//! Links and images: links out of the archive are written at once, those into it leave holes.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};
use pulldown_cmark_escape::escape_href;

use super::buffer::Mark;
use super::reports::Reports;
use super::url::{Url, classify, host_end, split_anchor, with_whole_escapes};
use super::writer::Writer;
use super::{Document, HoleKind, Link, LinkTarget, SCHEMES, TITLE, escape_attribute, position};
use crate::rules::Rule;
use crate::text::clean;

/// The links and images of a body.
#[derive(Default)]
pub(super) struct Links {
    list: Vec<Link>,
    /// The placeholders of titles in the text: the place of each, and the index of its link.
    untitled: Vec<(u32, u32)>,
    /// The links whose text is being read; a link within another is only text.
    open: Vec<OpenLink>,
    image: Option<OpenImage>,
}

/// A link whose text is being read.
struct OpenLink {
    /// Its index in the list; `None` for a link out of the archive or one that is refused.
    index: Option<u32>,
    /// The tag that closes a link out of the archive.
    close: &'static str,
    /// The text of a link out of the archive that has none of its own.
    url: String,
    /// The beginning of its text in the HTML.
    mark: Mark,
    /// The beginning of its text in the text of the document.
    text_from: usize,
    /// `true` if the parser returns the target as the text.
    is_bare: bool,
}

/// An image whose description is being read.
struct OpenImage {
    alt: String,
    /// The number of images that contain the description.
    depth: u32,
}

impl Links {
    /// Returns whether the text of a link is being read.
    pub(super) fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// Returns whether the parser returns the target of a link in place of its text.
    pub(super) fn is_in_target(&self) -> bool {
        self.open.last().is_some_and(|link| link.is_bare)
    }

    /// Returns whether the description of an image is being read.
    pub(super) fn is_in_image(&self) -> bool {
        self.image.is_some()
    }

    /// Returns the last link or image into the archive.
    pub(super) fn last(&self) -> Option<&Link> {
        self.list.last()
    }

    pub(super) fn open(
        &mut self,
        link_type: LinkType,
        url: &str,
        title: &str,
        range: Range<usize>,
        writer: &mut Writer,
        reports: &mut Reports<'_>,
    ) {
        let mut open = OpenLink {
            index: None,
            close: "",
            url: String::new(),
            mark: writer.html.mark(),
            text_from: writer.text.len(),
            is_bare: false,
        };
        if self.is_open() {
            open.url = url.to_owned();
            self.open.push(open);
            return;
        }
        let target = match link_type {
            LinkType::WikiLink { has_pothole } => {
                open.is_bare = !has_pothole;
                let (name, anchor) = split_anchor(url.trim());
                Some(match name {
                    "" => LinkTarget::Anchor(anchor.unwrap_or_default()),
                    _ => LinkTarget::Name(name.to_owned(), anchor),
                })
            }
            LinkType::Email => {
                open.begin_external(&format!("mailto:{url}"), title, writer);
                None
            }
            _ => match classify(url) {
                Url::External => {
                    open.begin_external(url, title, writer);
                    None
                }
                Url::Archive(target) => Some(target),
                Url::Refused(why) => {
                    report_broken(why, range.clone(), reports);
                    None
                }
            },
        };
        if let Some(target) = target {
            let index = self.add(target, false, reports.in_file(range));
            open.index = Some(index);
            writer.html.hole(HoleKind::Open(index));
            open.mark = writer.html.mark();
        }
        self.open.push(open);
    }

    pub(super) fn close(&mut self, writer: &mut Writer) {
        let Some(open) = self.open.pop() else { return };
        let has_text = writer.html.mark() != open.mark;
        match open.index {
            Some(index) => {
                if has_text {
                    writer.html.hole(HoleKind::Close(index));
                } else {
                    self.untitled.push((position(writer.text.len()), index));
                    writer.text.push(TITLE);
                }
                let link = &mut self.list[index as usize];
                link.has_text = has_text;
                link.place = position(open.text_from)..position(writer.text.len());
            }
            None => {
                if !has_text {
                    writer.text(&open.url);
                }
                writer.markup(open.close);
            }
        }
    }

    pub(super) fn open_image(
        &mut self,
        link_type: LinkType,
        url: &str,
        range: Range<usize>,
        writer: &mut Writer,
        reports: &mut Reports<'_>,
    ) {
        const FROM_ELSEWHERE: &str =
            "an image from elsewhere is not published: put the file beside the text";
        writer.markup("<img src=\"");
        let target = match (link_type, classify(url)) {
            (LinkType::WikiLink { .. }, _) => Ok(LinkTarget::Path(url.trim().to_owned(), None)),
            (_, Url::Archive(target @ LinkTarget::Path(..))) => Ok(target),
            (_, Url::Refused(why)) => Err(why),
            (_, Url::Archive(_) | Url::External) => Err(FROM_ELSEWHERE.to_owned()),
        };
        match target {
            Ok(target) => {
                let index = self.add(target, true, reports.in_file(range));
                writer.html.hole(HoleKind::Source(index));
            }
            Err(why) => report_broken(why, range, reports),
        }
        writer.markup("\" loading=\"lazy\" alt=\"");
        self.image = Some(OpenImage { alt: String::new(), depth: 1 });
    }

    /// Reads an event of the description of an image, of which only the text is kept.
    pub(super) fn image_event(&mut self, event: Event<'_>, writer: &mut Writer) {
        let Some(image) = &mut self.image else { return };
        match event {
            Event::InlineHtml(html) if html.starts_with("<!--") => {}
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => {
                image.alt.push_str(&clean(&text));
            }
            Event::SoftBreak | Event::HardBreak => image.alt.push(' '),
            Event::Start(Tag::Image { .. }) => image.depth += 1,
            Event::End(TagEnd::Image) if image.depth > 1 => image.depth -= 1,
            Event::End(TagEnd::Image) => {
                escape_attribute(&mut writer.html.html, &image.alt);
                writer.markup("\">");
                self.image = None;
            }
            _ => {}
        }
    }

    /// Adds a link or image into the archive, and returns its index.
    fn add(&mut self, target: LinkTarget, image: bool, range: Range<usize>) -> u32 {
        let index = position(self.list.len());
        self.list.push(Link { target, image, range, has_text: true, place: 0..0 });
        index
    }

    /// Completes a document with its links.
    pub(super) fn finish(self, document: &mut Document) {
        document.links = self.list;
        document.untitled = self.untitled;
    }
}

impl OpenLink {
    /// Opens a link out of the archive.
    fn begin_external(&mut self, url: &str, title: &str, writer: &mut Writer) {
        let html = &mut writer.html.html;
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
        self.close = "</a>";
        self.url = url.to_owned();
        self.mark = writer.html.mark();
    }
}

fn report_broken(why: String, range: Range<usize>, reports: &mut Reports<'_>) {
    let schemes = SCHEMES.join(", ");
    let help = format!("link to a file, to `[[a name]]`, or to an address with one of: {schemes}");
    reports.add(reports.at(Rule::BrokenLink, why, range).help(help));
}
