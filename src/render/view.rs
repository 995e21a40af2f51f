//! The typed views that templates get: one for each kind of page.
//!
//! Paths in a view are from the site's root, percent-encoded; the `url` filter makes them relative
//! to the page that is rendered. Texts are plain and escaped when they are shown, but for
//! `Body`, which is HTML.

use serde::Serialize;
use tera::Value;

/// The data of a page for its head and its frame.
#[derive(Debug, Serialize)]
pub struct PageHead {
    /// The title of the page.
    pub title: String,
    /// A sentence for search engines: the summary, or the first of the text.
    pub summary: Option<String>,
    /// The summary that the author wrote, to stand under the title.
    pub lede: Option<String>,
    /// The BCP 47 tag of its text, where it is not the archive's.
    pub lang: Option<String>,
    /// `rtl` or `ltr`, where `lang` is there.
    pub dir: Option<&'static str>,
    /// The section of the navigation that it belongs to: `briefings`, `people`, `timeline` …
    pub section: &'static str,
    /// The metadata of the page; none where it is about no one thing.
    pub metadata: Option<MetadataView>,
}

/// The metadata of a page, for machines.
#[derive(Debug, Default, Serialize)]
pub struct MetadataView {
    /// Highwire Press, Dublin Core and Open Graph, as HTML: a `meta` a line.
    pub metas: Option<Value>,
    /// Signposting, other forms, translations.
    pub links: Vec<RelView>,
    /// The subject of the page, as JSON that can stand in a script.
    pub json_ld: Option<Value>,
}

impl MetadataView {
    /// Returns it if there is anything in it.
    pub(super) fn or_none(self) -> Option<Self> {
        let Self { metas, links, json_ld } = &self;
        let is_empty = metas.is_none() && links.is_empty() && json_ld.is_none();
        (!is_empty).then_some(self)
    }
}

/// A link that machines follow.
#[derive(Debug, Default, Serialize)]
pub struct RelView {
    /// The relation of the other to the page.
    pub rel: &'static str,
    /// The path of a page or file.
    pub path: Option<String>,
    /// A whole address.
    pub url: Option<String>,
    /// The media type of a file.
    pub media_type: Option<&'static str>,
    /// The BCP 47 tag of a translation's language.
    pub hreflang: Option<String>,
}

impl RelView {
    /// Makes a link to a whole address.
    pub(crate) fn to(rel: &'static str, url: &str) -> Self {
        Self { rel, url: Some(url.to_owned()), ..Self::default() }
    }

    /// Makes a link to a page or file.
    pub(crate) fn at(rel: &'static str, path: String) -> Self {
        Self { rel, path: Some(path), ..Self::default() }
    }
}

/// A link to a page, with what a list says of it. Shared by all pages that show it.
#[derive(Debug, Serialize)]
pub struct BriefingLink {
    /// The path of its page.
    pub path: String,
    /// Its title.
    pub title: String,
    /// The BCP 47 tag of its title, where it is not the archive's.
    pub lang: Option<String>,
    /// Its date in words, short.
    pub date: String,
    /// Its date under a heading with the year.
    pub date_of_year: String,
    /// Its date for machines, where it is exact.
    pub iso8601: Option<String>,
    /// `held`, `cancelled` …
    pub status: &'static str,
    /// `meeting`, `call` …
    pub kind: String,
    /// The name of its first venue.
    pub venue: Option<String>,
    /// Its summary, shortened.
    pub summary: Option<String>,
    /// The HTML that the filter `link` puts behind the way to the root.
    pub anchor: Value,
}

/// A link to a person, organization, venue, series or topic. Shared by all pages that show it.
#[derive(Debug, Serialize)]
pub struct EntityLink {
    /// The path of its page.
    pub path: String,
    /// Its name.
    pub name: String,
    /// `person`, `venue` …
    pub kind: &'static str,
    /// The HTML that the filter `link` puts behind the way to the root.
    pub anchor: Value,
}

/// A text that links to the page.
#[derive(Debug, Serialize)]
pub struct BacklinkView {
    /// The path of the page that links.
    pub path: String,
    /// Its title.
    pub title: String,
    /// The BCP 47 tag of its title, where it is not the archive's.
    pub lang: Option<String>,
    /// Its date, where it is a briefing.
    pub date: Option<Value>,
    /// The heading that the link is under.
    pub heading: Option<String>,
    /// The sentence up to the link.
    pub before: String,
    /// The link's text.
    pub text: String,
    /// The rest of the sentence.
    pub after: String,
}

/// The number of briefings in which something is connected with the page's subject.
#[derive(Debug, Serialize)]
pub struct TallyView {
    /// The person, venue or topic ([`EntityLink`]).
    pub entity: Value,
    /// The number of briefings.
    pub count: usize,
    /// The date of the last, short.
    pub last: Value,
    /// The first day that this may be, in ISO 8601: what a table is sorted by.
    pub last_day: String,
}

/// A list of briefings: rows in groups, or the pages that it is split into.
#[derive(Debug, Default, Serialize)]
pub struct ListView {
    /// The rows, as HTML made once from `parts/row.html`, in groups.
    pub groups: Vec<GroupView>,
    /// The pages of a list that is too long for one.
    pub parts: Vec<PartLink>,
}

/// Rows under a heading.
#[derive(Debug, Serialize)]
pub struct GroupView {
    /// The heading, a year or a month; empty where there is none.
    pub heading: Value,
    /// The path of the page of that year or month.
    pub path: Option<Value>,
    /// The rows, as HTML.
    pub rows: Vec<Value>,
}

/// A link to a page of a long list.
#[derive(Debug, Serialize)]
pub struct PartLink {
    /// A year, a month, a day or a letter.
    pub label: String,
    /// The path of its page.
    pub path: String,
    /// The number of rows there.
    pub count: usize,
}

/// The list to which a page of a long list belongs.
#[derive(Debug, Serialize)]
pub struct PartView {
    /// A year, a month or a day.
    pub label: String,
    /// The path of the whole.
    pub whole: String,
}

/// A link that is text and path alone.
#[derive(Debug, Serialize)]
pub struct PlainLink {
    /// The path.
    pub path: String,
    /// The text.
    pub title: String,
}

/// The page that searches.
#[derive(Debug, Serialize)]
pub struct SearchView {
    /// The data of the page's head and frame.
    pub head: PageHead,
}

/// A page that says that there is none.
#[derive(Debug, Serialize)]
pub struct NotFoundView {
    /// The data of the page's head and frame.
    pub head: PageHead,
}

/// An office that somebody held then.
#[derive(Debug, Serialize)]
pub struct OfficeView {
    /// The name.
    pub title: String,
    /// The organization that it is of ([`EntityLink`]).
    pub organization: Option<Value>,
    /// True if the office was held in an acting capacity.
    pub acting: bool,
    /// Since when, in years, where it is known: `since 2004`.
    pub since: Option<String>,
    /// Until when, where that was soon after, in words.
    pub until: Option<String>,
    /// `true` if it was held for certain, as far as the dates tell.
    pub certain: bool,
}

/// The briefings that stand in one relation to the page's.
#[derive(Debug, Serialize)]
pub struct ThreadView {
    /// `follows`, `replaced_by`, `parts` …: the key of the message that says it.
    pub relation: &'static str,
    /// The briefings ([`BriefingLink`]).
    pub briefings: Vec<Value>,
}
