//! The views of what is ordered by time: lists, the calendar, the time line.

use std::ops::Bound;

use serde::Serialize;
use tera::Value;

use super::{Rows, Views};
use crate::archive::BriefingIndex;
use crate::plan::listing::{LONGEST_LIST, Period};
use crate::plan::output::Page;
use crate::record::date::{Date, Day, Overlap, Precision};
use crate::render::draw::chart::BarChart;
use crate::render::view::{GroupView, ListView, PageHead, PartLink, PlainLink};
use crate::wording::{self, DateStyle};

/// The page of a year, a month or a day.
#[derive(Debug, Serialize)]
pub struct CalendarView {
    /// The data of the page's head and frame.
    pub head: PageHead,
    /// `year`, `month` or `day`.
    pub kind: &'static str,
    /// The year that a month or day is in, the month that a day is in.
    pub above: Vec<PlainLink>,
    /// The number of briefings: `12 briefings`.
    pub count: String,
    /// The briefings, in the order of time.
    pub list: ListView,
    /// The twelve months of a year.
    pub months: Vec<MonthView>,
    /// Those that began before and were going on, as HTML.
    pub continuing: Vec<Value>,
    /// Those that may fall in it, as HTML.
    pub possibly: Vec<Value>,
    /// The one before that has a page.
    pub previous: Option<PlainLink>,
    /// The one after that has a page.
    pub next: Option<PlainLink>,
}

/// A month of a year.
#[derive(Debug, Serialize)]
pub struct MonthView {
    /// Its name.
    pub name: String,
    /// Its name, short.
    pub short: String,
    /// The path of its page, where it has one.
    pub path: Option<String>,
    /// The number of briefings.
    pub count: usize,
}

/// The index of all briefings.
#[derive(Debug, Serialize)]
pub struct BriefingsView {
    /// The data of the page's head and frame.
    pub head: PageHead,
    /// The number of briefings: `12 briefings`.
    pub count: String,
    /// The period covered.
    pub span: Option<String>,
    /// The briefings, the newest first, or the years.
    pub list: ListView,
}

/// The time line: how many briefings in each month.
#[derive(Debug, Serialize)]
pub struct TimelineView {
    /// The data of the page's head and frame.
    pub head: PageHead,
    /// A chart of the years.
    pub chart: Option<BarChart>,
    /// The years, the newest first.
    pub years: Vec<YearView>,
    /// The names of the months, short.
    pub months: Vec<String>,
    /// Briefings of no certain year, as HTML.
    pub loose: Vec<Value>,
}

/// A year of the time line.
#[derive(Debug, Serialize)]
pub struct YearView {
    /// The year.
    pub year: String,
    /// The path of its page.
    pub path: String,
    /// The number of briefings.
    pub count: usize,
    /// Its months.
    pub months: Vec<MonthView>,
}

/// How many years lie between the first and the last of a century.
const YEARS_OF_A_CENTURY: i16 = 99;

impl Views<'_> {
    /// Returns the period covered by the briefings of a list.
    pub(super) fn span(&self, list: &[BriefingIndex]) -> Option<String> {
        let years = self.years(list);
        let (first, last) = years.split_once('–')?;
        Some(self.site.messages.fill("span", &[("first", first), ("last", last)]))
    }

    /// Returns the first and last year of a list, `2016–2025`, or the one year; empty for none.
    pub(super) fn years(&self, list: &[BriefingIndex]) -> String {
        let dates = || list.iter().map(|index| &self.site.archive.briefing(*index).record.date);
        let first = dates().filter_map(|date| date.bounds().0.or(date.bounds().1)).min();
        let last = dates().filter_map(|date| date.bounds().1.or(date.bounds().0)).max();
        match (first, last) {
            (Some(first), Some(last)) if first.year != last.year => {
                format!("{}–{}", first.year, last.year)
            }
            (Some(first), _) => first.year.to_string(),
            _ => String::new(),
        }
    }

    pub(super) fn period_name(&self, period: Period) -> String {
        match period {
            Period::Year(year) => year.to_string(),
            Period::Month(year, month) => wording::month(year, month, self.site.messages),
            Period::Day(day) => {
                wording::date(&Date::from(day), DateStyle::Full, self.site.messages)
            }
        }
    }

    /// Returns the name of a year or month, and the path of its page.
    pub(super) fn period_link(&self, period: Period) -> (Value, Option<Value>) {
        let (name, path) = self
            .periods
            .get(&period)
            .cloned()
            .expect("a period that a briefing falls in has a page");
        (name, Some(path))
    }

    /// Lists briefings, the newest first, under headings of the next finer period; a list too
    /// long for one page by its parts.
    pub(super) fn list(
        &self,
        list: &[BriefingIndex],
        of: Option<Period>,
        rows: &Rows<'_>,
        part: impl Fn(Period) -> Page,
    ) -> ListView {
        let mut view = if list.len() > LONGEST_LIST && !matches!(of, Some(Period::Day(_))) {
            let (parts, loose) = self.site.plan.calendar.part(list, of);
            let parts = parts
                .into_iter()
                .rev()
                .map(|(period, count)| self.part_link(period, count, part(period)))
                .collect();
            ListView { parts, groups: self.groups(&loose, of, rows) }
        } else {
            ListView { parts: Vec::new(), groups: self.groups(list, of, rows) }
        };
        view.groups.reverse();
        view.groups.iter_mut().for_each(|group| group.rows.reverse());
        view
    }

    pub(super) fn part_link(&self, period: Period, count: usize, page: Page) -> PartLink {
        PartLink { label: self.period_name(period), path: self.site.plan.path(page).url(), count }
    }

    /// Groups the rows of a list, in the order of time, by year, or within a year by month.
    pub(super) fn groups(
        &self,
        list: &[BriefingIndex],
        of: Option<Period>,
        rows: &Rows<'_>,
    ) -> Vec<GroupView> {
        let mut groups: Vec<GroupView> = Vec::new();
        let mut last = None;
        for index in list {
            let key = match of {
                Some(Period::Month(..) | Period::Day(_)) => Heading::None,
                _ => match self.site.plan.calendar.finer(*index, of) {
                    Some(period) => Heading::Period(period),
                    None if of.is_some() => Heading::LessExact,
                    None => Heading::Words(wording::date(
                        &self.site.archive.briefing(*index).record.date,
                        DateStyle::Full,
                        self.site.messages,
                    )),
                },
            };
            if last.as_ref() != Some(&key) {
                let (heading, path) = match &key {
                    Heading::None => (Value::from(""), None),
                    Heading::LessExact => {
                        (Value::from(self.site.messages.text("less_exact")), None)
                    }
                    Heading::Words(words) => (Value::normal_string(words), None),
                    Heading::Period(period) => self.period_link(*period),
                };
                groups.push(GroupView { heading, path, rows: Vec::new() });
                last = Some(key);
            }
            groups.last_mut().expect("pushed above").rows.push(rows(*index));
        }
        groups
    }

    pub(crate) fn calendar(&self, period: Period, rows: &Rows<'_>) -> CalendarView {
        let (archive, plan, messages) = (self.site.archive, self.site.plan, self.site.messages);
        let list = plan.calendar.within(&plan.all, period);
        let (first, last) = period.days();
        let listed_here = |index: &BriefingIndex| list.binary_search(index).is_ok();
        let (mut continuing, mut possibly) = (Vec::new(), Vec::new());
        for index in plan.calendar.spanning.iter().filter(|index| !listed_here(index)) {
            let date = &archive.briefing(*index).record.date;
            // A month's page does not list what may have been in any month of a year, or what
            // went on for years; a year's not what may have been in any year of the century.
            let near = match period {
                Period::Year(_) => may_be_of_few_years(date),
                _ => spans_few_months(date),
            };
            let (listed_from, listed_to) = date.listed();
            let near = near && !(date.is_open() && (listed_to < first || last < listed_from));
            match date.overlap_with(first, last) {
                Overlap::Certain if near => continuing.push(rows(*index)),
                Overlap::Possible if near => possibly.push(rows(*index)),
                _ => {}
            }
        }
        let link = |period| PlainLink {
            path: plan.path(Page::Calendar(period)).url(),
            title: self.period_name(period),
        };
        let above = match period {
            Period::Year(_) => vec![],
            Period::Month(year, _) => vec![link(Period::Year(year))],
            Period::Day(day) => {
                vec![link(Period::Year(day.year)), link(Period::Month(day.year, day.month))]
            }
        };
        let mut view = self.list(list, Some(period), rows, Page::Calendar);
        view.groups.reverse();
        view.groups.iter_mut().for_each(|group| group.rows.reverse());
        view.parts.reverse();
        let same_kind =
            |other: &Period| std::mem::discriminant(other) == std::mem::discriminant(&period);
        let before = self.periods.range(..period).next_back().map(|(other, _)| *other);
        let after = self.periods.range((Bound::Excluded(period), Bound::Unbounded)).next();
        let after = after.map(|(other, _)| *other);
        CalendarView {
            head: self.head(self.period_name(period), "timeline"),
            kind: match period {
                Period::Year(_) => "year",
                Period::Month(..) => "month",
                Period::Day(_) => "day",
            },
            above,
            count: messages.count("briefings", list.len()),
            list: view,
            months: match period {
                Period::Year(year) => self.months(year, list),
                _ => Vec::new(),
            },
            continuing,
            possibly,
            previous: before.filter(same_kind).map(link),
            next: after.filter(same_kind).map(link),
        }
    }

    pub(super) fn months(&self, year: i16, of_year: &[BriefingIndex]) -> Vec<MonthView> {
        (1..=12)
            .map(|month| {
                let period = Period::Month(year, month);
                let count = self.site.plan.calendar.within(of_year, period).len();
                MonthView {
                    name: wording::month(year, month, self.site.messages),
                    short: self
                        .site
                        .messages
                        .item("months_short", usize::from(month) - 1)
                        .to_owned(),
                    path: (count > 0).then(|| self.site.plan.path(Page::Calendar(period)).url()),
                    count,
                }
            })
            .collect()
    }

    pub(crate) fn all_briefings(&self, rows: &Rows<'_>) -> BriefingsView {
        let all = &self.site.plan.all;
        BriefingsView {
            head: self.head(self.site.messages.text("nav_briefings").into(), "briefings"),
            count: self.site.messages.count("briefings", all.len()),
            span: self.span(all),
            list: self.list(all, None, rows, Page::Calendar),
        }
    }

    pub(crate) fn timeline(&self, rows: &Rows<'_>) -> TimelineView {
        let (years, loose) = self.site.plan.calendar.part(&self.site.plan.all, None);
        TimelineView {
            head: self.head(self.site.messages.text("nav_timeline").into(), "timeline"),
            chart: self.chart(&self.site.plan.all, Page::Calendar),
            years: years
                .into_iter()
                .rev()
                .map(|(period, count)| YearView {
                    year: self.period_name(period),
                    path: self.site.plan.path(Page::Calendar(period)).url(),
                    count,
                    months: self.months(
                        period.year(),
                        self.site.plan.calendar.within(&self.site.plan.all, period),
                    ),
                })
                .collect(),
            months: (0..12)
                .map(|i| self.site.messages.item("months_short", i).to_owned())
                .collect(),
            loose: loose.iter().map(|index| rows(*index)).collect(),
        }
    }
}

#[derive(PartialEq)]
enum Heading {
    None,
    LessExact,
    Words(String),
    Period(Period),
}

/// Says whether what is of no certain year may be of few enough to be named on the page of each:
/// of a decade, and not of a century. What is open may be of any, and is named with the year that it
/// is dated by.
pub(super) fn may_be_of_few_years(date: &Date) -> bool {
    match date {
        Date::Single(point) => point.precision != Precision::Century,
        Date::OneOf(_) => {
            let (first, last) = date.listed();
            last.year - first.year < YEARS_OF_A_CENTURY
        }
        Date::Period(..) | Date::AllOf(_) => true,
    }
}

/// Says whether a date touches no more than three months or so.
fn spans_few_months(date: &Date) -> bool {
    let months = |day: Day| i32::from(day.year) * 12 + i32::from(day.month);
    match date.bounds() {
        (Some(first), Some(last)) => months(last) - months(first) <= 3,
        _ => false,
    }
}
