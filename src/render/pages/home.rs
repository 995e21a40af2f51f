//! The views of the home page and of free pages.

use std::cmp::Reverse;

use serde::Serialize;
use tera::Value;

use super::Views;
use crate::archive::Node;
use crate::plan::output::Page;
use crate::record::EntityKind;
use crate::record::vocabulary::Status;
use crate::render::draw::chart::BarChart;
use crate::render::draw::map::MapView;
use crate::render::pages::pair::PairRow;
// The documentation of fields names these.
#[cfg(doc)]
use crate::render::view::BriefingLink;
use crate::render::view::{BacklinkView, PageHead, PlainLink, TallyView};

/// The home page.
#[derive(Debug, Serialize)]
pub struct HomeView {
    /// The data of the page's head and frame.
    pub head: PageHead,
    /// The text of `content/index.md`, as HTML.
    pub body: Value,
    /// The number of each: `18 briefings`, `23 people`, `14 venues`.
    pub counts: Vec<String>,
    /// The period covered.
    pub span: Option<String>,
    /// A chart of the years.
    pub chart: Option<BarChart>,
    /// The latest briefings ([`BriefingLink`]), the newest first.
    pub latest: Vec<Value>,
    /// The pairs of sides that met most, where sides are known.
    pub pairs: Vec<PairRow>,
    /// `true` if there is a page of all pairs.
    pub all_pairs: bool,
    /// The number of outcomes still open and the path of their page, where there are any.
    pub open_outcomes: Option<PlainLink>,
    /// The number of sources and the path of their page, where there are any.
    pub sources: Option<PlainLink>,
    /// The people named most.
    pub people: Vec<TallyView>,
    /// The venues with the most briefings.
    pub venues: Vec<TallyView>,
    /// A map of the places of all briefings.
    pub map: Option<MapView>,
}

/// A free page.
#[derive(Debug, Serialize)]
pub struct FreeView {
    /// The data of the page's head and frame.
    pub head: PageHead,
    /// The text, as HTML.
    pub body: Value,
    /// The pages that link here, the newest first.
    pub backlinks: Vec<BacklinkView>,
    /// The number of links beyond those shown: `and 12 more`.
    pub more_backlinks: Option<String>,
}

impl Views<'_> {
    pub(crate) fn home(&self, prefix: &str) -> HomeView {
        const LATEST: usize = 8;
        const MOST: usize = 8;
        let archive = self.site.archive;
        let count = |kind| archive.of_kind(kind).count();
        let (mut people, mut venues) = (Vec::new(), Vec::new());
        for (at, briefing) in archive.in_time() {
            people.extend(briefing.attendance.iter().filter_map(|a| Some((a.person?, at))));
            if briefing.record.status() == Status::Held {
                venues.extend(briefing.venues.iter().map(|venue| (*venue, at)));
            }
        }
        let [people, venues] = [people, venues].map(|named| {
            let mut most = self.tally(named, &[]);
            most.truncate(MOST);
            most
        });
        let own = archive.home.as_ref().map(|page| &page.record.head);
        let title = own.map(|head| head.title.value.clone()).filter(|title| !title.is_empty());
        let summary = own
            .and_then(|head| head.common.summary.clone())
            .or_else(|| self.site.config.description.clone());
        HomeView {
            head: PageHead {
                title: title.unwrap_or_else(|| self.site.config.title.clone()),
                summary: summary.clone(),
                lede: summary,
                metadata: self.metadata_of_home(),
                ..self.head_of(Node::Home, "home")
            },
            body: self.body(Node::Home, prefix),
            counts: vec![
                self.site.messages.count("briefings", archive.briefings.len()),
                self.site.messages.count("people", count(EntityKind::Person)),
                self.site.messages.count("venues", count(EntityKind::Venue)),
            ],
            span: self.span(&self.site.plan.all),
            chart: self.chart(&self.site.plan.all, Page::Calendar),
            latest: self
                .site
                .plan
                .all
                .iter()
                .rev()
                .take(LATEST)
                .map(|i| self.briefing_link(*i))
                .collect(),
            pairs: self.most_contacts(MOST),
            all_pairs: !archive.pairs.is_empty(),
            open_outcomes: (!self.site.plan.open_outcomes.is_empty()).then(|| PlainLink {
                path: self.site.plan.path(Page::Outcomes).url(),
                title: self
                    .site
                    .messages
                    .count("open_outcomes", self.site.plan.open_outcomes.len()),
            }),
            sources: self.link_to_sources(),
            people,
            venues,
            map: self.map_of_all(),
        }
    }

    /// Returns the pairs of sides that met most.
    fn most_contacts(&self, most: usize) -> Vec<PairRow> {
        let mut pairs: Vec<_> = self.pairs_in_order().collect();
        pairs
            .sort_by_key(|(_, pair)| Reverse((pair.contacts.len(), pair.contacts.last().copied())));
        pairs.truncate(most);
        let row = |(index, pair)| self.pair_row(pair, self.site.plan.path(Page::Pair(index)).url());
        pairs.into_iter().map(row).collect()
    }

    pub(crate) fn free(&self, index: u32, prefix: &str) -> FreeView {
        let node = Node::Page(index);
        FreeView {
            head: self.head_of(node, "pages"),
            body: self.body(node, prefix),
            backlinks: self.backlinks(&self.site.archive.pages[index as usize].backlinks),
            more_backlinks: self.more_backlinks(&self.site.archive.pages[index as usize].backlinks),
        }
    }
}
