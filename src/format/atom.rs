//! Feeds (Atom, RFC 4287): of the archive the latest in full, of an entity as summaries.
//!
//! What is latest, and when something was updated, is read off the record. IDs are UUIDs, which
//! outlast a change of address. Where the site has no address, links are relative to the feed.

use std::fmt::Write as _;

use super::shared::changed;
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
    let updated = entries.chain(own).max().unwrap_or(Day::FIRST);

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
    let html = if in_full { site.html(Node::Briefing(index), prefix) } else { String::new() };
    if !html.is_empty() {
        out.push_str("<content type=\"html\">");
        escape(out, &html);
        out.push_str("</content>\n");
    }
    out.push_str("</entry>\n");
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
