//! Feeds (Atom, RFC 4287): of the archive the latest in full, of an entity as summaries.
//!
//! What is latest, and when something was updated, is read off the record. IDs are UUIDs, which
//! outlast a change of address. Where the site has no address, links are relative to the feed.

use std::fmt::Write as _;

use super::{File, Formats, changed, escape};
use crate::archive::{BriefingIndex, EntityIndex, Node};
use crate::plan::Page;
use crate::record::date::Day;

/// The most entries of the archive's feed.
const MOST_OF_ARCHIVE: usize = 50;
/// The most entries of an entity's.
const MOST_OF_ENTITY: usize = 20;

/// Writes the feed of an entity, or of the archive.
pub(super) fn feed(formats: &Formats<'_>, of: Option<EntityIndex>) -> String {
    let most = if of.is_some() { MOST_OF_ENTITY } else { MOST_OF_ARCHIVE };
    let path = formats.plan.data_path(File::Atom(of));
    let prefix = match &formats.config.base_url {
        Some(base) => base.clone(),
        None => "../".repeat(path.depth()),
    };
    let briefings = formats.newest(formats.briefings(of), most);
    let own = of.and_then(|of| formats.archive.text_of(Node::Entity(of)));
    let own = own.and_then(|(head, _)| changed(&head.common));
    let entries = briefings.iter().map(|index| formats.day_of(formats.archive.briefing(*index)));
    // A feed is of at least one briefing.
    let updated = entries.chain(own).max().unwrap_or(Day::FIRST);

    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    out.push_str("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"");
    escape(&mut out, &formats.config.lang);
    out.push_str("\">\n");
    let (section, id) = formats.section_and_id(of);
    element(&mut out, "id", &format!("urn:uuid:{}", formats.uuid(section, id)));
    element(&mut out, "title", &formats.title_of(of));
    if let Some(summary) = of
        .map_or_else(|| formats.config.description.clone(), |of| formats.summary(Node::Entity(of)))
    {
        element(&mut out, "subtitle", &summary);
    }
    element(&mut out, "updated", &moment(updated));
    link(&mut out, "self", "application/atom+xml", &format!("{prefix}{}", path.url()));
    let page = formats.page_of(of);
    link(&mut out, "alternate", "text/html", &format!("{prefix}{}", page.url()));
    if let Some(license) = &formats.config.license {
        element(&mut out, "rights", license);
    }
    // Those of the entries that name no author of their own.
    author(&mut out, &formats.config.title);
    out.push_str("<generator>Chancery</generator>\n");
    for index in briefings {
        entry(&mut out, formats, index, &prefix, of.is_none());
    }
    out + "</feed>\n"
}

fn entry(
    out: &mut String,
    formats: &Formats<'_>,
    index: BriefingIndex,
    prefix: &str,
    in_full: bool,
) {
    let briefing = formats.archive.briefing(index);
    let head = &briefing.record.head;
    let own_lang = head.lang.as_deref().filter(|lang| *lang != formats.config.lang);
    out.push_str("<entry");
    if let Some(lang) = own_lang {
        out.push_str(" xml:lang=\"");
        escape(out, lang);
        out.push('"');
    }
    out.push_str(">\n");
    element(out, "id", &format!("urn:uuid:{}", formats.uuid_of(briefing)));
    element(out, "title", &head.title.value);
    element(out, "updated", &moment(formats.day_of(briefing)));
    if let Some((day, last)) = head.common.created.as_ref().and_then(|date| date.days())
        && day == last
    {
        element(out, "published", &moment(day));
    }
    let page = formats.plan.path(Page::Briefing(index));
    link(out, "alternate", "text/html", &format!("{prefix}{}", page.url()));
    for name in &head.common.authors {
        author(out, &formats.name(name).in_order());
    }
    for topic in formats.topics(briefing) {
        out.push_str("<category term=\"");
        escape(out, topic);
        out.push_str("\"/>\n");
    }
    let withdrawn = head.common.withdrawn.as_ref().map(|withdrawn| withdrawn.reason.clone());
    if let Some(summary) = withdrawn.or_else(|| formats.summary(Node::Briefing(index))) {
        element(out, "summary", &summary);
    }
    let html = if in_full { formats.html(Node::Briefing(index), prefix) } else { String::new() };
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
