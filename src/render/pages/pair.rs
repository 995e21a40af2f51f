//! The views of what passed between two sides.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;
use tera::Value;

use super::{LONGEST_TABLE, Rows, Views};
use crate::archive::{BriefingIndex, EntityIndex, Pair, PairIndex};
use crate::plan::listing::{LONGEST_LIST, Period};
use crate::plan::output::Page;
use crate::render::draw::chart::BarChart;
use crate::render::draw::map::MapView;
use crate::render::draw::strip::MOST_MARKS;
use crate::render::pages::index::EntryView;
use crate::render::pages::strips::Drawn;
// The documentation of fields names these.
#[cfg(doc)]
use crate::render::view::{BriefingLink, EntityLink};
use crate::render::view::{ListView, PageHead, PartView, TallyView};

/// The page of two sides, or a later page of its list.
#[derive(Debug, Serialize)]
pub struct PairView {
    /// The data of the page's head and frame.
    pub head: PageHead,
    /// The two sides ([`EntityLink`]).
    pub sides: Vec<Value>,
    /// The number of contacts: `12 contacts`.
    pub count: String,
    /// The period covered.
    pub span: Option<String>,
    /// A line of years with a mark for each of their meetings: SVG, which is HTML here.
    pub strip: Option<Value>,
    /// A chart of the years, if there are many contacts.
    pub chart: Option<BarChart>,
    /// A map of the contacts.
    pub map: Option<MapView>,
    /// The first contact ([`BriefingLink`]).
    pub first: Option<Value>,
    /// The latest contact ([`BriefingLink`]).
    pub latest: Option<Value>,
    /// The longest periods without a recorded contact, the longest first.
    pub gaps: Vec<GapView>,
    /// The number of contacts of each kind in each year, the newest first.
    pub years: Vec<PairYearView>,
    /// The kinds that `years` counts, each the word of a `kind_` message.
    pub kinds: Vec<String>,
    /// The total number of contacts of each kind, in the order of `kinds`.
    pub totals: Vec<usize>,
    /// The cities, with their counts.
    pub cities: Vec<TallyView>,
    /// The topics, with their counts.
    pub topics: Vec<TallyView>,
    /// The meetings, or this page of them, held or not, the newest first.
    pub list: ListView,
    /// Contacts of many sides in which both took part, which are not counted: rows, as HTML.
    pub larger: Vec<Value>,
    /// The number beyond those shown: `and 12 more`.
    pub more_larger: Option<String>,
    /// The paginated list, on one of its pages.
    pub part: Option<PartView>,
}

/// A period without a recorded contact.
#[derive(Debug, Serialize)]
pub struct GapView {
    /// The length: `26 months`.
    pub length: String,
    /// The contact before it ([`BriefingLink`]).
    pub from: Value,
    /// The contact after it ([`BriefingLink`]).
    pub to: Value,
}

/// The contacts of two sides in a year.
#[derive(Debug, Serialize)]
pub struct PairYearView {
    /// The year, or what is of no certain year.
    pub year: String,
    /// The path of the year's page, where it has one.
    pub path: Option<String>,
    /// The numbers of contacts, in the order of `kinds`.
    pub counts: Vec<usize>,
    /// The total.
    pub total: usize,
}

/// The index of pairs of sides.
#[derive(Debug, Serialize)]
pub struct PairsView {
    /// The data of the page's head and frame.
    pub head: PageHead,
    /// The pairs, by the names of their sides; empty where there are too many for one page.
    pub pairs: Vec<PairRow>,
    /// The sides, each with its number of counterparts, if there are too many pairs for one page.
    pub sides: Vec<EntryView>,
}

/// A pair of sides in a list.
#[derive(Debug, Serialize)]
pub struct PairRow {
    /// The path of its page.
    pub path: String,
    /// The names of the two: `Russia and the United States`.
    pub title: String,
    /// The number of contacts.
    pub count: usize,
    /// The date of the last, short.
    pub last: Value,
    /// The first day that this may be, in ISO 8601: what a table is sorted by.
    pub last_day: String,
    /// The years, as ticks on a line of the archive's years: the data of a path in a drawing of
    /// 100 by 10.
    pub sparkline: String,
}

/// The width of a strip across a page, in pixels.
pub(super) const WIDE_STRIP: f64 = 900.0;
/// The shortest period without a contact that is mentioned, in months.
const LONG_GAP: u32 = 6;
/// The most of such periods that a page lists.
const MOST_GAPS: usize = 5;

impl Views<'_> {
    /// Returns the names of two sides: `Russia and the United States`.
    pub(super) fn pair_title(&self, [a, b]: [EntityIndex; 2]) -> String {
        let name = |side: EntityIndex| self.site.archive.entity(side).name.as_str();
        self.site.messages.fill("pair", &[("a", name(a)), ("b", name(b))])
    }

    /// Returns the number of months between two briefings, and its words, if they are many.
    pub(super) fn gap(&self, before: BriefingIndex, after: BriefingIndex) -> Option<(u32, String)> {
        let date = |index: BriefingIndex| &self.site.archive.briefing(index).record.date;
        let (before, after) = (date(before), date(after));
        let end = before.bounds().1.unwrap_or(before.listed().1);
        let start = after.listed().0;
        let (_, months) = end.until(start);
        if months < LONG_GAP {
            return None;
        }
        let words = match months {
            0..36 => self.site.messages.count("months", months as usize),
            _ => self.site.messages.count("years", months as usize / 12),
        };
        let is_exact = before.month().is_some() && after.month().is_some();
        Some((
            months,
            if is_exact {
                words
            } else {
                self.site.messages.fill("time_approximate", &[("time", &words)])
            },
        ))
    }

    pub(crate) fn pair(&self, index: PairIndex, prefix: &str, rows: &Rows<'_>) -> PairView {
        let pair = &self.site.archive.pairs[index.get()];
        let contacts = &pair.contacts;
        let mut gaps: Vec<(u32, GapView)> = contacts
            .windows(2)
            .filter_map(|two| {
                let (months, length) = self.gap(two[0], two[1])?;
                let (from, to) = (self.briefing_link(two[0]), self.briefing_link(two[1]));
                Some((months, GapView { length, from, to }))
            })
            .collect();
        gaps.sort_by_key(|(months, _)| Reverse(*months));
        gaps.truncate(MOST_GAPS);
        let (kinds, years, totals) = self.by_year_and_kind(contacts);
        let named = |of: fn(&Self, BriefingIndex) -> Vec<EntityIndex>| {
            let named = contacts.iter().flat_map(|at| of(self, *at).into_iter().map(|e| (e, *at)));
            self.tally(named.collect(), &[])
        };
        let cities = named(|views, at| {
            let venues = &views.site.archive.briefing(at).venues;
            venues.iter().map(|venue| views.site.archive.city_of(*venue)).collect()
        });
        let topics = named(|views, at| views.site.archive.briefing(at).topics.clone());
        let larger = self.site.archive.large_contacts_of(pair);
        let more = larger.len().saturating_sub(LONGEST_TABLE);
        let part = |period| Page::PairPart(index, period);
        let chart = self.chart_of_many(&pair.briefings, self.year_page(&pair.briefings, part));
        // By year, a strip would say the same.
        let has_strip = chart.is_none() || pair.briefings.len() <= MOST_MARKS;
        let drawn =
            Drawn { here: None, tenures: Vec::new(), width: WIDE_STRIP, part: Some(&part), prefix };
        PairView {
            strip: has_strip.then(|| self.strip(&pair.briefings, drawn)).flatten(),
            chart,
            map: self.map_of_many(contacts),
            first: contacts.first().map(|at| self.briefing_link(*at)),
            latest: contacts.last().map(|at| self.briefing_link(*at)),
            gaps: gaps.into_iter().map(|(_, gap)| gap).collect(),
            years,
            kinds,
            totals,
            cities,
            topics,
            list: self.list(&pair.briefings, None, rows, part),
            larger: larger.iter().rev().take(LONGEST_TABLE).map(|at| rows(*at)).collect(),
            more_larger: (more > 0).then(|| {
                self.site.messages.fill("and_more", &[("n", &self.site.messages.number(more))])
            }),
            ..self.pair_frame(pair, contacts)
        }
    }

    pub(crate) fn pair_part(&self, index: PairIndex, period: Period, rows: &Rows<'_>) -> PairView {
        let pair = &self.site.archive.pairs[index.get()];
        let within = |list| self.site.plan.calendar.within(list, period);
        let label = self.period_name(period);
        let mut view = self.pair_frame(pair, within(&pair.contacts));
        view.head.title = [&view.head.title, self.site.messages.text("comma"), &label].concat();
        let finer = |finer| Page::PairPart(index, finer);
        view.list = self.list(within(&pair.briefings), Some(period), rows, finer);
        view.part = Some(PartView { label, whole: self.site.plan.path(Page::Pair(index)).url() });
        view
    }

    /// Makes what the page of a pair and the parts of its list have in common.
    fn pair_frame(&self, pair: &Pair, contacts: &[BriefingIndex]) -> PairView {
        PairView {
            head: self.head(self.pair_title(pair.sides), "organizations"),
            sides: pair.sides.iter().map(|side| self.entity_link(*side)).collect(),
            count: self.site.messages.count("contacts", contacts.len()),
            span: self.span(contacts),
            strip: None,
            chart: None,
            map: None,
            first: None,
            latest: None,
            gaps: Vec::new(),
            years: Vec::new(),
            kinds: Vec::new(),
            totals: Vec::new(),
            cities: Vec::new(),
            topics: Vec::new(),
            list: Default::default(),
            larger: Vec::new(),
            more_larger: None,
            part: None,
        }
    }

    /// Counts contacts by year, the newest first, and kind, the most frequent first.
    fn by_year_and_kind(
        &self,
        contacts: &[BriefingIndex],
    ) -> (Vec<String>, Vec<PairYearView>, Vec<usize>) {
        let kind = |index: &BriefingIndex| self.site.archive.briefing(*index).record.kind();
        let mut of_kind: BTreeMap<&str, usize> = BTreeMap::new();
        contacts.iter().for_each(|index| *of_kind.entry(kind(index)).or_default() += 1);
        let mut kinds: Vec<(&str, usize)> = of_kind.into_iter().collect();
        kinds.sort_by_key(|(_, count)| Reverse(*count));
        let counts = |list: &[BriefingIndex]| -> Vec<usize> {
            let count = |(of, _): &(&str, usize)| list.iter().filter(|at| kind(at) == *of).count();
            kinds.iter().map(count).collect()
        };
        let (years, loose) = self.site.plan.calendar.part(contacts, None);
        let mut rows: Vec<PairYearView> = years
            .into_iter()
            .rev()
            .map(|(period, total)| PairYearView {
                year: self.period_name(period),
                path: Some(self.site.plan.path(Page::Calendar(period)).url()),
                counts: counts(self.site.plan.calendar.within(contacts, period)),
                total,
            })
            .collect();
        if !loose.is_empty() {
            rows.push(PairYearView {
                year: self.site.messages.text("no_certain_year").to_owned(),
                path: None,
                counts: counts(&loose),
                total: loose.len(),
            });
        }
        let totals = kinds.iter().map(|(_, count)| *count).collect();
        (kinds.into_iter().map(|(kind, _)| kind.to_owned()).collect(), rows, totals)
    }

    pub(super) fn pair_row(&self, pair: &Pair, path: String) -> PairRow {
        let last = *pair.contacts.last().expect("a pair has a contact");
        PairRow {
            path,
            title: self.pair_title(pair.sides),
            count: pair.contacts.len(),
            last: self.short_date(last),
            last_day: self.day(last),
            sparkline: self.sparkline(&pair.contacts),
        }
    }

    /// Returns every pair with its index.
    pub(super) fn pairs_in_order(&self) -> impl Iterator<Item = (PairIndex, &Pair)> {
        self.site.archive.pairs.iter().enumerate().map(|(i, pair)| (PairIndex::new(i), pair))
    }

    pub(crate) fn pairs(&self) -> PairsView {
        let head = self.head(self.site.messages.text("nav_between").into(), "organizations");
        if self.site.archive.pairs.len() <= LONGEST_LIST {
            let row =
                |(index, pair)| self.pair_row(pair, self.site.plan.path(Page::Pair(index)).url());
            return PairsView {
                head,
                pairs: self.pairs_in_order().map(row).collect(),
                sides: Vec::new(),
            };
        }
        let sides = self.by_name(self.site.archive.pairs.iter().flat_map(|pair| pair.sides));
        let entry = |side: EntityIndex| EntryView {
            count: self.site.archive.entity(side).pairs.len(),
            ..self.entry(side)
        };
        PairsView { head, pairs: Vec::new(), sides: sides.into_iter().map(entry).collect() }
    }
}
