//! Makes the views of pages from the archive and its plan.

pub mod briefing;
mod charts;
pub mod entity;
pub mod evidence;
pub mod home;
pub mod index;
mod maps;
pub mod metadata;
pub mod pair;
mod strips;
pub mod time;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use tera::Value;

use crate::archive::{
    Backlink, BriefingIndex, Destination, EntityIndex, LinkedBriefing, Linking, Node,
};
use crate::html::anchor;
use crate::markdown::Sentence;
use crate::plan::listing::Period;
use crate::plan::output::{Content, Page};
use crate::record::vocabulary::Vocabulary;
use crate::render::view::{BacklinkView, BriefingLink, EntityLink, PageHead};
use crate::site::{LONGEST_SUMMARY, Site};
use crate::text::{is_right_to_left, shorten};
use crate::wording::{self, DateStyle};

/// The longest table of people, venues or topics beside a list.
const LONGEST_TABLE: usize = 12;
/// The most backlinks, claims or people that one page shows.
const MOST_ON_A_PAGE: usize = 200;
/// The most people or topics of one briefing of which each is said to stand with each other.
const CROWD: usize = 100;

/// Makes views. What many pages show is made once and shared.
pub struct Views<'a> {
    pub(crate) site: Site<'a>,
    /// True if time runs from right to left, as the archive's language does.
    right_to_left: bool,
    /// The link to each briefing, and its date by itself, made when it is first asked for.
    briefings: Vec<OnceLock<(Value, Value)>>,
    /// The link to each entity, made when it is first asked for.
    entities: Vec<OnceLock<Value>>,
    /// The name and the path of the page of each year and month.
    periods: BTreeMap<Period, (Value, Value)>,
}

/// Gives the row of a briefing as HTML, for a page of a depth.
pub type Rows<'r> = dyn Fn(BriefingIndex) -> Value + 'r;

impl<'a> Views<'a> {
    /// Makes what pages share.
    pub fn new(site: Site<'a>) -> Self {
        let Site { archive, plan, config, .. } = site;
        let mut views = Self {
            site,
            right_to_left: is_right_to_left(&config.lang),
            briefings: std::iter::repeat_with(OnceLock::new)
                .take(archive.briefings.len())
                .collect(),
            entities: std::iter::repeat_with(OnceLock::new).take(archive.entities.len()).collect(),
            periods: BTreeMap::new(),
        };
        for output in &plan.outputs {
            if let Content::Page(Page::Calendar(period)) = output.content {
                let link = (
                    Value::normal_string(&views.period_name(period)),
                    Value::normal_string(&output.path.url()),
                );
                views.periods.insert(period, link);
            }
        }
        views
    }

    /// Returns the link to a briefing ([`BriefingLink`]).
    pub fn briefing_link(&self, index: BriefingIndex) -> Value {
        self.link_and_date(index).0.clone()
    }

    fn link_and_date(&self, index: BriefingIndex) -> &(Value, Value) {
        self.briefings[index.get()].get_or_init(|| {
            let link = briefing_link(&self.site, index);
            let date = Value::normal_string(&link.date);
            (Value::from_serializable(&link), date)
        })
    }

    fn entity_link(&self, index: EntityIndex) -> Value {
        let link = || Value::from_serializable(&entity_link(&self.site, index));
        self.entities[index.get()].get_or_init(link).clone()
    }

    /// Says how many more there are than one page shows.
    fn and_more(&self, all: usize) -> Option<String> {
        let more = all.checked_sub(MOST_ON_A_PAGE).filter(|more| *more > 0)?;
        Some(self.site.messages.fill("and_more", &[("n", &self.site.messages.number(more))]))
    }

    pub(crate) fn head(&self, title: String, section: &'static str) -> PageHead {
        PageHead {
            title,
            summary: None,
            lede: None,
            lang: None,
            dir: None,
            section,
            metadata: None,
        }
    }

    fn head_of(&self, node: Node, section: &'static str) -> PageHead {
        let head = self.site.archive.text_of(node).map(|(head, _)| head);
        let lang =
            head.and_then(|head| head.lang.clone()).filter(|lang| *lang != self.site.config.lang);
        let dir = lang.as_deref().map(|lang| if is_right_to_left(lang) { "rtl" } else { "ltr" });
        PageHead {
            title: self.site.archive.title(node).to_owned(),
            summary: self.site.summary(node),
            lede: head.and_then(|head| head.common.summary.clone()),
            lang,
            dir,
            section,
            metadata: None,
        }
    }

    /// Renders the text of a page.
    fn body(&self, node: Node, prefix: &str) -> Value {
        Value::safe_string(&self.site.html(node, prefix))
    }

    fn backlinks(&self, backlinks: &[Backlink]) -> Vec<BacklinkView> {
        // Those of briefings come in the order of time: the newest are shown first.
        backlinks
            .iter()
            .rev()
            .take(MOST_ON_A_PAGE)
            .filter_map(|backlink| self.backlink(backlink))
            .collect()
    }

    fn more_backlinks(&self, backlinks: &[Backlink]) -> Option<String> {
        self.and_more(backlinks.len())
    }

    fn backlink(&self, backlink: &Backlink) -> Option<BacklinkView> {
        let (head, links) = self.site.archive.text_of(backlink.from)?;
        let mentions = self.site.archive.mentions(backlink.from);
        let place = match backlink.link {
            Linking::Link(link) => &head.body.links.get(link as usize)?.place,
            Linking::Mention(mention) => &mentions.get(mention as usize)?.place,
        };
        let title = |link: usize| match links.get(link) {
            Some(Destination::Node(node, _)) => self.site.title(*node),
            _ => "",
        };
        let Sentence { before, link: text, after } = head.body.sentence(place, title);
        Some(BacklinkView {
            path: self.site.plan.path_of_node(backlink.from).url(),
            title: self.site.title(backlink.from).to_owned(),
            lang: self.site.lang_of(backlink.from).map(str::to_owned),
            date: match backlink.from {
                Node::Briefing(index) => Some(self.short_date(index)),
                _ => None,
            },
            heading: head.body.heading_above(place).map(|heading| heading.text.clone()),
            before,
            text,
            after,
        })
    }

    fn short_date(&self, index: BriefingIndex) -> Value {
        self.link_and_date(index).1.clone()
    }

    /// Returns the first day that a briefing may have been on.
    fn day(&self, index: BriefingIndex) -> String {
        self.site.archive.briefing(index).record.date.listed().0.to_string()
    }
}

fn briefing_link(site: &Site<'_>, index: BriefingIndex) -> BriefingLink {
    let Site { archive, plan, config, messages, .. } = *site;
    let briefing = archive.briefing(index);
    let LinkedBriefing { record, venues, .. } = briefing;
    let short = wording::date(&record.date, DateStyle::Short, messages);
    let path = plan.path(Page::Briefing(index)).url();
    let title = &record.head.title.value;
    let lang = record.head.lang.clone().filter(|lang| *lang != config.lang);
    BriefingLink {
        anchor: Value::safe_string(&anchor(&path, title, lang.as_deref())),
        path,
        title: title.clone(),
        lang,
        date_of_year: match record.date.year() {
            Some(_) => wording::date(&record.date, DateStyle::OfYear, messages),
            None => short.clone(),
        },
        date: short,
        iso8601: record.date.iso8601(),
        status: record.status().name(),
        kind: record.kind().to_owned(),
        venue: venues.first().map(|venue| archive.entity(*venue).name.clone()),
        summary: site
            .summary(Node::Briefing(index))
            .map(|summary| shorten(&summary, LONGEST_SUMMARY).into_owned()),
    }
}

fn entity_link(site: &Site<'_>, index: EntityIndex) -> EntityLink {
    let entity = site.archive.entity(index);
    let path = site.plan.path(Page::Entity(index)).url();
    EntityLink {
        anchor: Value::safe_string(&anchor(&path, &entity.name, None)),
        path,
        name: entity.name.clone(),
        kind: entity.kind.name(),
    }
}
