//! The files for search engines: `sitemap.xml` (sitemaps.org, 0.9) and `robots.txt` (RFC 9309).

use std::fmt::Write as _;

use super::shared::changed;
use crate::archive::Node;
use crate::html::escape;
use crate::output::path::OutputPath;
use crate::plan::output::File;
use crate::plan::output::PAGES_IN_A_SITEMAP;
use crate::plan::output::{Content, Page};
use crate::site::Site;

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// Returns the sitemap: the pages, or if there are too many, an index of sitemap files.
pub(super) fn sitemap(site: &Site<'_>) -> String {
    let pages = pages(site).count();
    if pages <= PAGES_IN_A_SITEMAP {
        return of_pages(site, pages_of(site, 0));
    }
    let mut out = format!("{}<sitemapindex xmlns=\"{NAMESPACE}\">\n", declaration());
    for part in 0..pages.div_ceil(PAGES_IN_A_SITEMAP) {
        out.push_str("<sitemap><loc>");
        address(&mut out, site, &site.plan.data_path(File::SitemapPart(part)));
        out.push_str("</loc></sitemap>\n");
    }
    out + "</sitemapindex>\n"
}

/// Returns one of the files of a sitemap index.
pub(super) fn part(site: &Site<'_>, part: usize) -> String {
    of_pages(site, pages_of(site, part))
}

/// Returns `robots.txt`, which allows everything.
pub(super) fn robots(site: &Site<'_>) -> String {
    let mut out = String::from("User-agent: *\nAllow: /\n");
    let sitemap = site.plan.data_path(File::Sitemap);
    if let Some(url) = site.url(&sitemap).filter(|_| site.config.outputs.sitemap) {
        _ = write!(out, "\nSitemap: {url}\n");
    }
    out
}

fn declaration() -> &'static str {
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
}

/// Returns the pages of the site with their paths, except the page for missing pages.
fn pages<'f>(site: &'f Site<'_>) -> impl Iterator<Item = (Page, &'f OutputPath)> {
    site.plan.outputs.iter().filter_map(|output| match output.content {
        Content::Page(Page::NotFound) => None,
        Content::Page(page) => Some((page, &output.path)),
        _ => None,
    })
}

fn pages_of<'f>(site: &'f Site<'_>, part: usize) -> impl Iterator<Item = (Page, &'f OutputPath)> {
    pages(site).skip(part * PAGES_IN_A_SITEMAP).take(PAGES_IN_A_SITEMAP)
}

fn of_pages<'f>(site: &Site<'_>, pages: impl Iterator<Item = (Page, &'f OutputPath)>) -> String {
    let mut out = format!("{}<urlset xmlns=\"{NAMESPACE}\">\n", declaration());
    for (page, path) in pages {
        out.push_str("<url><loc>");
        address(&mut out, site, path);
        out.push_str("</loc>");
        let node = match page {
            Page::Briefing(index) => Some(Node::Briefing(index)),
            Page::Entity(index) => Some(Node::Entity(index)),
            Page::Free(index) => Some(Node::Page(index)),
            _ => None,
        };
        let head = node.and_then(|node| site.archive.text_of(node)).map(|(head, _)| head);
        if let Some(day) = head.and_then(|head| changed(&head.common)) {
            _ = write!(out, "<lastmod>{day}</lastmod>");
        }
        out.push_str("</url>\n");
    }
    out + "</urlset>\n"
}

/// Writes the absolute URL of a page. A sitemap is planned only if the site has a `base_url`.
fn address(out: &mut String, site: &Site<'_>, path: &OutputPath) {
    escape(out, &site.reference(path, ""));
}
