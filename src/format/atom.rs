//! Feeds (Atom, RFC 4287): of the archive the latest in full, of an entity as summaries.
//!
//! What is latest, and when something was updated, is read off the record. IDs are UUIDs, which
//! outlast a change of address. The links of an entry lead out of it, to the page, also those that
//! lead to another place of it there: a reader may show many entries at once, and has no page.
//! Where the site has no address, links are relative to the feed.

use std::fmt::Write as _;

use super::shared::{UNKNOWN_DAY, changed};
use crate::archive::{BriefingIndex, EntityIndex, Node};
use crate::html::escape;
use crate::plan::output::File;
use crate::plan::output::Page;
use crate::record::date::Day;
use crate::site::Site;

/// The most entries of the archive's feed.
const MOST_OF_ARCHIVE: usize = 50;
/// The most entries of an entity's.
const MOST_OF_ENTITY: usize = 20;

/// Writes the feed of an entity, or of the archive.
pub(super) fn feed(site: &Site<'_>, of: Option<EntityIndex>) -> String {
    let most = if of.is_some() { MOST_OF_ENTITY } else { MOST_OF_ARCHIVE };
    let path = site.plan.data_path(File::Atom(of));
    let prefix = match &site.config.base_url {
        Some(base) => base.clone(),
        None => "../".repeat(path.depth()),
    };
    let briefings = site.newest(site.briefings(of), most);
    let own = of.and_then(|of| site.archive.text_of(Node::Entity(of)));
    let own = own.and_then(|(head, _)| changed(&head.common));
    let entries = briefings.iter().map(|index| site.day_of(site.archive.briefing(*index)));
    // A feed is of at least one briefing.
    let updated = entries.chain(own).max().unwrap_or(UNKNOWN_DAY);

    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    out.push_str("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"");
    escape(&mut out, &site.config.lang);
    out.push_str("\">\n");
    let (section, id) = site.section_and_id(of);
    element(&mut out, "id", &format!("urn:uuid:{}", site.uuid(section, id)));
    element(&mut out, "title", &site.title_of(of));
    if let Some(summary) =
        of.map_or_else(|| site.config.description.clone(), |of| site.summary(Node::Entity(of)))
    {
        element(&mut out, "subtitle", &summary);
    }
    element(&mut out, "updated", &moment(updated));
    link(&mut out, "self", "application/atom+xml", &format!("{prefix}{}", path.url()));
    let page = site.page_of(of);
    link(&mut out, "alternate", "text/html", &format!("{prefix}{}", page.url()));
    if let Some(license) = &site.config.license {
        element(&mut out, "rights", license);
    }
    // Those of the entries that name no author of their own.
    author(&mut out, &site.config.title);
    out.push_str("<generator>Chancery</generator>\n");
    for index in briefings {
        entry(&mut out, site, index, &prefix, of.is_none());
    }
    out + "</feed>\n"
}

fn entry(out: &mut String, site: &Site<'_>, index: BriefingIndex, prefix: &str, in_full: bool) {
    let briefing = site.archive.briefing(index);
    let head = &briefing.record.head;
    let own_lang = head.lang.as_deref().filter(|lang| *lang != site.config.lang);
    out.push_str("<entry");
    if let Some(lang) = own_lang {
        out.push_str(" xml:lang=\"");
        escape(out, lang);
        out.push('"');
    }
    out.push_str(">\n");
    element(out, "id", &format!("urn:uuid:{}", site.uuid_of(briefing)));
    element(out, "title", &head.title.value);
    element(out, "updated", &moment(site.day_of(briefing)));
    if let Some((day, last)) = head.common.created.as_ref().and_then(|date| date.days())
        && day == last
    {
        element(out, "published", &moment(day));
    }
    let page = site.plan.path(Page::Briefing(index));
    link(out, "alternate", "text/html", &format!("{prefix}{}", page.url()));
    for name in &head.common.authors {
        author(out, &site.name(name).in_order());
    }
    for topic in site.topics(briefing) {
        out.push_str("<category term=\"");
        escape(out, topic);
        out.push_str("\"/>\n");
    }
    let withdrawn = head.common.withdrawn.as_ref().map(|withdrawn| withdrawn.reason.clone());
    if let Some(summary) = withdrawn.or_else(|| site.summary(Node::Briefing(index))) {
        element(out, "summary", &summary);
    }
    let html = if in_full {
        site.html(Node::Briefing(index), &"../".repeat(page.depth()))
    } else {
        String::new()
    };
    if !html.is_empty() {
        out.push_str("<content type=\"html\">");
        escape(out, &detached(&html, &format!("{prefix}{}", page.url())));
        out.push_str("</content>\n");
    }
    out.push_str("</entry>\n");
}

/// Attributes whose values are addresses.
const ADDRESSES: [&str; 5] = ["href", "src", "cite", "poster", "data"];
/// Attributes that name an element of the page, or refer to one.
const NAMES_OF_ELEMENTS: [&str; 4] = ["id", "for", "aria-labelledby", "aria-describedby"];

/// Returns the HTML of a page's text for another place than the page: its addresses lead where they
/// lead from the page, which is at `page`, and no element has an ID.
fn detached(html: &str, page: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        let (text, tag) = rest.split_at(open);
        out.push_str(text);
        if !tag[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            out.push('<');
            rest = &tag[1..];
            continue;
        }
        let name = tag[1..].find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/'));
        let (name, mut attributes) = tag.split_at(name.map_or(tag.len(), |end| end + 1));
        out.push_str(name);
        while let Some((before, attribute, after)) = next_attribute(attributes) {
            attributes = after;
            let key = attribute.name.to_ascii_lowercase();
            if NAMES_OF_ELEMENTS.contains(&key.as_str()) {
                continue;
            }
            out.extend([before, attribute.name]);
            match attribute.value {
                Some(value) if ADDRESSES.contains(&key.as_str()) => {
                    out.push_str("=\"");
                    out.push_str(&resolved(value.trim(), page).replace('"', "&quot;"));
                    out.push('"');
                }
                Some(value) => {
                    let quote = if value.contains('"') { "'" } else { "\"" };
                    out.extend(["=", quote, value, quote]);
                }
                None => {}
            }
        }
        rest = attributes;
    }
    out + rest
}

/// An attribute of a tag, its value as it is written in HTML.
struct Attribute<'a> {
    name: &'a str,
    value: Option<&'a str>,
}

/// Returns the next attribute of a tag, what is before it and what is behind it; none at the end of
/// the tag.
fn next_attribute(text: &str) -> Option<(&str, Attribute<'_>, &str)> {
    let is_space = |c: char| c.is_ascii_whitespace();
    let start = text.find(|c| !is_space(c) && c != '/')?;
    let (before, rest) = text.split_at(start);
    if rest.starts_with('>') {
        return None;
    }
    let end = rest.find(|c| is_space(c) || matches!(c, '=' | '>' | '/')).unwrap_or(rest.len());
    // A name has a character at least, whatever it is.
    let end = end.max(rest.chars().next().map_or(0, char::len_utf8));
    let (name, after) = rest.split_at(end);
    let Some(value) = after.trim_start_matches(is_space).strip_prefix('=') else {
        return Some((before, Attribute { name, value: None }, after));
    };
    let value = value.trim_start_matches(is_space);
    let (value, after) = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
        _ => value.split_at(value.find(|c| is_space(c) || c == '>').unwrap_or(value.len())),
    };
    Some((before, Attribute { name, value: Some(value) }, after))
}

/// Returns where an address leads that stands on a page.
fn resolved(address: &str, page: &str) -> String {
    let scheme = address.split(['/', '?', '#']).next().unwrap_or_default();
    if scheme.contains(':') || address.starts_with("//") {
        return address.to_owned();
    }
    let host = page.find("://").map(|at| at + 3).unwrap_or(0);
    let path = page[host..].find('/').map_or(page.len(), |at| host + at);
    if address.starts_with('/') {
        return [if host > 0 { &page[..path] } else { "" }, address].concat();
    }
    if address.is_empty() || address.starts_with(['#', '?']) {
        return [page, address].concat();
    }
    let mut folder = page.rfind('/').map_or("", |at| &page[..=at]);
    let mut address = address;
    while let Some(rest) = address.strip_prefix("../") {
        let above = folder.strip_suffix('/').filter(|folder| !folder.ends_with(".."));
        let Some(above) = above.filter(|folder| host == 0 || folder.len() > path) else { break };
        folder = above.rfind('/').map_or("", |at| &above[..=at]);
        address = rest;
    }
    [folder, address].concat()
}

fn element(out: &mut String, name: &str, text: &str) {
    _ = write!(out, "<{name}>");
    escape(out, text);
    _ = writeln!(out, "</{name}>");
}

fn author(out: &mut String, name: &str) {
    out.push_str("<author><name>");
    escape(out, name);
    out.push_str("</name></author>\n");
}

fn link(out: &mut String, rel: &str, media_type: &str, href: &str) {
    _ = write!(out, "<link rel=\"{rel}\" type=\"{media_type}\" href=\"");
    escape(out, href);
    out.push_str("\"/>\n");
}

/// Returns the beginning of a day: the record has no times.
fn moment(day: Day) -> String {
    format!("{day}T00:00:00Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_where_they_lead_from_the_page() {
        let page = "https://a.example/archive/briefings/2020/talks.html";
        for (address, expected) in [
            ("#fn_1", "https://a.example/archive/briefings/2020/talks.html#fn_1"),
            ("", "https://a.example/archive/briefings/2020/talks.html"),
            ("?q=1", "https://a.example/archive/briefings/2020/talks.html?q=1"),
            ("other.html", "https://a.example/archive/briefings/2020/other.html"),
            ("../2021/b.html#h", "https://a.example/archive/briefings/2021/b.html#h"),
            ("../../people/ana.html", "https://a.example/archive/people/ana.html"),
            ("../../../../../x", "https://a.example/../../x"),
            ("/top.html", "https://a.example/top.html"),
            ("//b.example/x", "//b.example/x"),
            ("https://b.example/x", "https://b.example/x"),
            ("mailto:ana@a.example", "mailto:ana@a.example"),
            ("a/b:c", "https://a.example/archive/briefings/2020/a/b:c"),
        ] {
            assert_eq!(resolved(address, page), expected, "{address}");
        }
        for (address, page, expected) in [
            ("#fn_1", "briefings/talks.html", "briefings/talks.html#fn_1"),
            ("../people/ana.html", "briefings/talks.html", "people/ana.html"),
            ("../../x.html", "briefings/talks.html", "../x.html"),
            ("../people/ana.html", "../briefings/talks.html", "../people/ana.html"),
            ("../../x.html", "../briefings/talks.html", "../../x.html"),
            ("/top.html", "briefings/talks.html", "/top.html"),
        ] {
            assert_eq!(resolved(address, page), expected, "{address} on {page}");
        }
    }

    #[test]
    fn detached_html_has_whole_addresses_and_no_ids() {
        for (html, expected) in [
            ("<p>a &lt; b</p>", "<p>a &lt; b</p>"),
            ("<p id=\"p_1\">a</p>", "<p>a</p>"),
            ("<h2 class=\"x\" id='y'>a</h2>", "<h2 class=\"x\">a</h2>"),
            (
                "<a href=\"#fn_1\" id=\"r\" role=\"doc-noteref\">1</a>",
                "<a href=\"https://a.example/b/c.html#fn_1\" role=\"doc-noteref\">1</a>",
            ),
            (
                "<img src=\"../files/a.png\" alt=\"a > b\">",
                "<img src=\"https://a.example/files/a.png\" alt=\"a > b\">",
            ),
            ("<a href=x.html>x</a>", "<a href=\"https://a.example/b/x.html\">x</a>"),
            (
                "<a HREF = 'x.html' download>x</a>",
                "<a HREF=\"https://a.example/b/x.html\" download>x</a>",
            ),
            (
                "<input type=\"checkbox\" disabled checked/>",
                "<input type=\"checkbox\" disabled checked/>",
            ),
            ("<td data-note='say \"a\"'>", "<td data-note='say \"a\"'>"),
            ("<br/>a<!-- <p id=\"x\"> -->", "<br/>a<!-- <p> -->"),
            ("a < b", "a < b"),
            ("<p", "<p"),
            ("<p id=\"x", "<p"),
        ] {
            assert_eq!(detached(html, "https://a.example/b/c.html"), expected, "{html}");
        }
    }
}
