//! Time strips: which marks a list of briefings makes.

use tera::Value;

use super::Views;
use crate::archive::{BriefingIndex, EntityIndex};
use crate::plan::listing::{LONGEST_LIST, Period};
use crate::plan::output::Page;
use crate::record::vocabulary::{Status, Vocabulary};
use crate::render::draw::strip::{MOST_MARKS, Strip, StripItem, TenureItem, YearMark, sparkline};

/// The options of a strip.
pub(super) struct Drawn<'a> {
    /// The briefing that is marked.
    pub(super) here: Option<BriefingIndex>,
    /// Offices to show above the line.
    pub(super) tenures: Vec<TenureItem>,
    /// The expected width, in pixels.
    pub(super) width: f64,
    /// Returns the page of a year of the list, if it is paginated.
    pub(super) part: Option<&'a dyn Fn(Period) -> Page>,
    /// What leads from its page to the root.
    pub(super) prefix: &'a str,
}

impl Views<'_> {
    /// Draws a list of briefings, in the order of time, and offices; a long list by year.
    pub(super) fn strip(&self, list: &[BriefingIndex], drawn: Drawn<'_>) -> Option<Value> {
        let Drawn { here, tenures, width, part, prefix } = drawn;
        let svg = |strip: Strip| {
            let strip = if self.right_to_left { strip.mirrored() } else { strip };
            Value::safe_string(&strip.svg(prefix))
        };
        if list.len() > MOST_MARKS {
            let (years, _) = self.site.plan.calendar.part(list, None);
            let page = self
                .year_page(list, |period| part.map_or(Page::Calendar(period), |part| part(period)));
            let item = |(period, count): (Period, usize)| YearMark {
                year: period.year(),
                count,
                path: self.site.plan.path(page(period)).url(),
                title: [
                    &self.period_name(period),
                    self.site.messages.text("colon"),
                    &self.site.messages.count("briefings", count),
                ]
                .concat(),
            };
            let items = years.into_iter().map(item).collect();
            return Strip::of_years(items, tenures, width).map(svg);
        }
        let item = |index: &BriefingIndex| {
            let record = &self.site.archive.briefing(*index).record;
            let status = record.status();
            let words = self.link_and_date(*index).1.as_str().unwrap_or_default();
            let title =
                [words, self.site.messages.text("colon"), &record.head.title.value].concat();
            StripItem {
                date: &record.date,
                status,
                here: here == Some(*index),
                path: self.site.plan.path(Page::Briefing(*index)).url(),
                title: match status {
                    Status::Held => title,
                    _ => {
                        let key = format!("status_{}", status.name());
                        format!("{title} ({})", self.site.messages.text(&key))
                    }
                },
            }
        };
        Strip::new(list.iter().map(item).collect(), tenures, width).map(svg)
    }

    /// Returns the page of a year of a list: a page of the list, if it is paginated.
    pub(super) fn year_page(
        &self,
        list: &[BriefingIndex],
        part: impl Fn(Period) -> Page,
    ) -> impl Fn(Period) -> Page {
        let is_parted = list.len() > LONGEST_LIST;
        move |period| if is_parted { part(period) } else { Page::Calendar(period) }
    }

    /// Draws the years of a list, in the order of time, as ticks on the line of the archive's years.
    pub(super) fn sparkline(&self, list: &[BriefingIndex]) -> String {
        let (years, _) = self.site.plan.calendar.part(list, None);
        let (first, last) = self.site.plan.calendar.years;
        let place = |year| if self.right_to_left { first + (last - year) } else { year };
        let years: Vec<(i16, usize)> =
            years.into_iter().map(|(period, count)| (place(period.year()), count)).collect();
        sparkline(&years, first, last)
    }

    /// Returns the offices of a person as bars.
    pub(super) fn tenure_items(&self, person: EntityIndex) -> Vec<TenureItem> {
        let mut items: Vec<TenureItem> = self
            .site
            .archive
            .offices(person)
            .filter(|tenure| tenure.office.from.is_some() || tenure.office.to.is_some())
            .map(|tenure| TenureItem {
                title: tenure.office.title.clone(),
                from: tenure.office.from.as_ref().and_then(|from| from.value.bounds().0),
                to: tenure.office.to.as_ref().and_then(|to| to.value.bounds().1),
                acting: tenure.office.acting.unwrap_or_default(),
            })
            .collect();
        items.sort_by_key(|item| item.from);
        items
    }
}
