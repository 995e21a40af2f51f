//! Charts by year: what a list of briefings comes to in each.

use std::collections::{BTreeMap, BTreeSet};

use super::Views;
use super::time::may_be_of_few_years;
use crate::archive::BriefingIndex;
use crate::plan::listing::Period;
use crate::plan::output::Page;
use crate::record::date::{Date, Overlap};
use crate::render::draw::chart::BarChart;
use crate::render::draw::chart::YearBar;
use crate::render::draw::strip::{MOST_MARKS, MarkForm};

impl Views<'_> {
    /// Draws a list of briefings, in the order of time, by year, where its strip has no mark for each:
    /// of fewer it would say nothing more. `part` gives the page of a year of the list.
    pub(super) fn chart_of_many(
        &self,
        list: &[BriefingIndex],
        part: impl Fn(Period) -> Page,
    ) -> Option<BarChart> {
        if list.len() > MOST_MARKS { self.chart(list, part) } else { None }
    }

    /// Draws a list of briefings by year.
    pub(super) fn chart(
        &self,
        list: &[BriefingIndex],
        part: impl Fn(Period) -> Page,
    ) -> Option<BarChart> {
        let mut years: BTreeMap<i16, [usize; 3]> = BTreeMap::new();
        let mut loose = Vec::new();
        for index in list {
            let record = &self.site.archive.briefing(*index).record;
            let Some(period) = self.site.plan.calendar.finer(*index, None) else {
                loose.push(&record.date);
                continue;
            };
            years.entry(period.year()).or_default()[MarkForm::from(record.status()) as usize] += 1;
        }
        let more = years_of_more(&loose, &years);
        let item = |(year, counts): (i16, [usize; 3])| {
            let period = Period::Year(year);
            let [held, planned, off] = counts;
            let all = held + planned + off;
            let (mut title, n) =
                (self.site.messages.count("briefings", all), self.site.messages.number(all));
            let mut labels = [n.clone(), n];
            if more.contains(&year) {
                title = self.site.messages.fill("at_least", &[("n", &title)]);
                labels = ["at_least", "at_least_short"]
                    .map(|key| self.site.messages.fill(key, &[("n", &labels[0])]));
            }
            for (key, n) in [("n_planned", planned), ("n_not_held", off)] {
                if n > 0 {
                    title += self.site.messages.text("comma");
                    title += &self.site.messages.fill(key, &[("n", &self.site.messages.number(n))]);
                }
            }
            YearBar {
                year,
                counts,
                path: self.site.plan.path(part(period)).url(),
                title: [&self.period_name(period), self.site.messages.text("colon"), &title]
                    .concat(),
                labels,
            }
        };
        let chart = BarChart::new(years.into_iter().map(item).collect())?;
        Some(if self.right_to_left { chart.mirrored() } else { chart })
    }
}

/// Returns the years that have a bar and may have more than what is in them for certain.
fn years_of_more(loose: &[&Date], years: &BTreeMap<i16, [usize; 3]>) -> BTreeSet<i16> {
    let mut more = BTreeSet::new();
    for date in loose {
        // As on the page of a year, what may have been in any year of a century says nothing.
        if !may_be_of_few_years(date) {
            continue;
        }
        let (first, last) = date.listed();
        for (year, _) in years.range(first.year..=last.year) {
            let (first, last) = Period::Year(*year).days();
            if date.overlap_with(first, last) == Overlap::Possible {
                more.insert(*year);
            }
        }
    }
    more
}
