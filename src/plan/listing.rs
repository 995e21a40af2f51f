//! Lists of briefings by time: periods of the calendar, and the pagination of long lists.

use crate::archive::{Archive, BriefingIndex};
use crate::record::date::{Date, Day, SortKey};

/// The longest list on one page. A longer one is paginated by year, month or day.
pub(crate) const LONGEST_LIST: usize = 500;

/// A year, a month or a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Period {
    /// `2014`
    Year(i16),
    /// `2014-03`
    Month(i16, u8),
    /// `2014-03-09`
    Day(Day),
}

impl Period {
    /// Returns the period as written in URLs.
    pub(crate) fn slug(self) -> String {
        match self {
            Self::Year(year) => format!("{year:04}"),
            Self::Month(year, month) => format!("{year:04}-{month:02}"),
            Self::Day(day) => day.to_string(),
        }
    }

    /// Returns its first day and a day that no later one of it follows.
    pub(crate) fn days(self) -> (Day, Day) {
        match self {
            Self::Year(year) => (Day { year, month: 1, day: 1 }, Day { year, month: 12, day: 31 }),
            Self::Month(year, month) => (Day { year, month, day: 1 }, Day { year, month, day: 31 }),
            Self::Day(day) => (day, day),
        }
    }

    pub(crate) fn year(self) -> i16 {
        self.days().0.year
    }
}

/// The calendar places of all briefings of an archive.
pub(crate) struct Calendar {
    sort_keys: Vec<SortKey>,
    exact: Vec<bool>,
    /// The first and the last year of which a briefing is for certain; the same where there is none.
    pub(crate) years: (i16, i16),
    /// Briefings that may fall in another year or month than the one that they are listed under.
    pub(crate) spanning: Vec<BriefingIndex>,
}

impl Calendar {
    pub(crate) fn new(archive: &Archive) -> Self {
        let mut calendar =
            Self { sort_keys: Vec::new(), exact: Vec::new(), years: (0, 0), spanning: Vec::new() };
        for (index, briefing) in archive.in_time() {
            let date = &briefing.record.date;
            let (first, last) = date.listed();
            calendar.sort_keys.push(date.sort_key());
            calendar.exact.push(first == last);
            if date.month().is_none() || matches!(date, Date::Period(..) | Date::AllOf(_)) {
                calendar.spanning.push(index);
            }
        }
        let mut certain = calendar.sort_keys.iter().filter(|key| key.of_year).map(|key| key.year);
        if let Some(first) = certain.next() {
            calendar.years = (first, certain.next_back().unwrap_or(first));
        }
        calendar
    }

    /// Returns the part of a list, in the order of time, that falls in a period for certain.
    pub(crate) fn within<'l>(
        &self,
        list: &'l [BriefingIndex],
        period: Period,
    ) -> &'l [BriefingIndex] {
        let compare = |index: &BriefingIndex| {
            let key = self.sort_keys[index.get()];
            let exact = self.exact[index.get()];
            match period {
                Period::Year(year) => (key.year, key.of_year).cmp(&(year, true)),
                Period::Month(year, month) => {
                    (key.year, key.of_year, key.month, key.of_month).cmp(&(year, true, month, true))
                }
                // Of the briefings of one first day the exact ones come first.
                Period::Day(day) => {
                    (key.year, key.of_year, key.month, key.of_month, key.day, !exact)
                        .cmp(&(day.year, true, day.month, true, day.day, false))
                }
            }
        };
        let start = list.partition_point(|index| compare(index).is_lt());
        let length = list[start..].partition_point(|index| compare(index).is_eq());
        &list[start..start + length]
    }

    /// Parts a list by the periods one step finer than the one that it is of. What falls in none
    /// of them for certain is given apart.
    pub(crate) fn part(
        &self,
        list: &[BriefingIndex],
        of: Option<Period>,
    ) -> (Vec<(Period, usize)>, Vec<BriefingIndex>) {
        let (mut parts, mut loose): (Vec<(Period, usize)>, _) = (Vec::new(), Vec::new());
        for index in list {
            match self.finer(*index, of) {
                Some(period) => match parts.last_mut() {
                    Some((last, count)) if *last == period => *count += 1,
                    _ => parts.push((period, 1)),
                },
                None => loose.push(*index),
            }
        }
        (parts, loose)
    }

    /// Returns the period, one step finer than `of`, that a briefing falls in for certain.
    pub(crate) fn finer(&self, index: BriefingIndex, of: Option<Period>) -> Option<Period> {
        let SortKey { year, of_year, month, of_month, day } = self.sort_keys[index.get()];
        match of {
            None => of_year.then_some(Period::Year(year)),
            Some(Period::Year(_)) => (of_year && of_month).then_some(Period::Month(year, month)),
            Some(Period::Month(..)) => {
                self.exact[index.get()].then_some(Period::Day(Day { year, month, day }))
            }
            Some(Period::Day(_)) => None,
        }
    }
}
