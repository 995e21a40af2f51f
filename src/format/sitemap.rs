//! What search engines ask for: `sitemap.xml` (sitemaps.org, 0.9) and `robots.txt` (RFC 9309).

use std::fmt::Write as _;

use super::{File, Formats, changed, escape};
use crate::archive::Node;
use crate::output::path::OutputPath;
use crate::plan::{Content, Page};

/// The most pages that one file may name.
pub(super) const MOST: usize = 50_000;

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// Writes the sitemap: the pages, or where they are too many, the files that name them.
pub(super) fn sitemap(formats: &Formats<'_>) -> String {
    let pages = pages(formats).count();
    if pages <= MOST {
        return of_pages(formats, pages_of(formats, 0));
    }
    let mut out = format!("{}<sitemapindex xmlns=\"{NAMESPACE}\">\n", declaration());
    for part in 0..pages.div_ceil(MOST) {
        out.push_str("<sitemap><loc>");
        address(&mut out, formats, &formats.plan.data_path(File::SitemapPart(part)));
        out.push_str("</loc></sitemap>\n");
    }
    out + "</sitemapindex>\n"
}

/// Writes one of the files that a sitemap names.
pub(super) fn part(formats: &Formats<'_>, part: usize) -> String {
    of_pages(formats, pages_of(formats, part))
}

/// Writes what robots may read: everything.
pub(super) fn robots(formats: &Formats<'_>) -> String {
    let mut out = String::from("User-agent: *\nAllow: /\n");
    let sitemap = formats.plan.data_path(File::Sitemap);
    if let Some(url) = formats.url(&sitemap).filter(|_| formats.config.outputs.sitemap) {
        _ = write!(out, "\nSitemap: {url}\n");
    }
    out
}

fn declaration() -> &'static str {
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
}

/// Returns the pages that a reader can find, by path.
fn pages<'f>(formats: &'f Formats<'_>) -> impl Iterator<Item = (Page, &'f OutputPath)> {
    formats.plan.outputs.iter().filter_map(|output| match output.content {
        Content::Page(Page::NotFound) => None,
        Content::Page(page) => Some((page, &output.path)),
        _ => None,
    })
}

fn pages_of<'f>(
    formats: &'f Formats<'_>,
    part: usize,
) -> impl Iterator<Item = (Page, &'f OutputPath)> {
    pages(formats).skip(part * MOST).take(MOST)
}

fn of_pages<'f>(
    formats: &Formats<'_>,
    pages: impl Iterator<Item = (Page, &'f OutputPath)>,
) -> String {
    let mut out = format!("{}<urlset xmlns=\"{NAMESPACE}\">\n", declaration());
    for (page, path) in pages {
        out.push_str("<url><loc>");
        address(&mut out, formats, path);
        out.push_str("</loc>");
        let node = match page {
            Page::Briefing(index) => Some(Node::Briefing(index)),
            Page::Entity(index) => Some(Node::Entity(index)),
            Page::Free(index) => Some(Node::Page(index)),
            _ => None,
        };
        let head = node.and_then(|node| formats.archive.text_of(node)).map(|(head, _)| head);
        if let Some(day) = head.and_then(|head| changed(&head.common)) {
            _ = write!(out, "<lastmod>{day}</lastmod>");
        }
        out.push_str("</url>\n");
    }
    out + "</urlset>\n"
}

/// Writes a whole address. A sitemap is planned only where the site has one.
fn address(out: &mut String, formats: &Formats<'_>, path: &OutputPath) {
    escape(out, &formats.reference(path, ""));
}
