//! Dates in words.

use crate::messages::Messages;
use crate::record::date::{Date, Day, End, Point, Precision};

/// How a date is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// `27 February 2025`
    Full,
    /// `27 Feb 2025`
    Short,
    /// `27 Feb`, where a heading above says the year.
    OfYear,
    /// The same with its doubt in words, for the margin of a page.
    Margin,
}

impl Style {
    fn has_year(self) -> bool {
        matches!(self, Self::Full | Self::Short)
    }
}

/// Returns a date in words, with its uncertainty.
pub(crate) fn date(date: &Date, style: Style, messages: &Messages) -> String {
    let writer = Writer { style, messages };
    match date {
        Date::Point(point) => writer.point(point),
        Date::Within(first, last) => {
            let year_of_first = first.year;
            let first = match () {
                () if (first.year, first.month) == (last.year, last.month) => first.day.to_string(),
                () if first.year == last.year => writer.of_year().day(first),
                () => writer.with_year().day(first),
            };
            let writer = if last.year == year_of_first { writer } else { writer.with_year() };
            messages.fill("date_between", &[("first", &first), ("last", &writer.day(last))])
        }
        Date::Period(start, end) => writer.period(start, end),
    }
}

/// Returns the name of a month, `February 2025`.
pub(crate) fn month(year: i16, month: u8, messages: &Messages) -> String {
    let name = messages.item("months", usize::from(month) - 1);
    messages.fill("date_month", &[("month", name), ("year", &year.to_string())])
}

/// Returns the name of the day of the week, for a date that is exact to the day.
pub(crate) fn weekday<'a>(date: &Date, messages: &'a Messages) -> Option<&'a str> {
    match date {
        Date::Point(Point {
            precision: Precision::Day,
            first,
            uncertain: false,
            approximate: false,
            ..
        }) => {
            let weekday = first.civil().weekday().to_monday_zero_offset();
            Some(messages.item("weekdays", usize::try_from(weekday).ok()?))
        }
        _ => None,
    }
}

#[derive(Clone, Copy)]
struct Writer<'a> {
    style: Style,
    messages: &'a Messages,
}

impl<'a> Writer<'a> {
    fn with_year(self) -> Self {
        Self { style: if self.style.has_year() { self.style } else { Style::Short }, ..self }
    }

    fn of_year(self) -> OfYear<'a> {
        OfYear { full: self.style == Style::Full, messages: self.messages }
    }

    fn month_name(self, month: u8) -> &'a str {
        of_month(self.style == Style::Full, month, self.messages)
    }

    fn day(self, day: &Day) -> String {
        match self.style {
            Style::OfYear | Style::Margin => self.of_year().day(day),
            Style::Full | Style::Short => self.messages.fill(
                "date_day",
                &[
                    ("day", &day.day.to_string()),
                    ("month", self.month_name(day.month)),
                    ("year", &day.year.to_string()),
                ],
            ),
        }
    }

    fn point(self, point: &Point) -> String {
        let Self { messages, style } = self;
        let Day { year, month, .. } = point.first;
        let year = year.to_string();
        let month = || match style {
            // A month alone is not shortened: it has the room of a day and a month.
            Style::OfYear | Style::Margin => {
                messages.item("months", usize::from(month) - 1).to_owned()
            }
            _ => messages.fill("date_month", &[("month", self.month_name(month)), ("year", &year)]),
        };
        let plain = match point.precision {
            Precision::Century => messages
                .fill("date_century", &[("first", &year), ("last", &point.last.year.to_string())]),
            Precision::Decade => messages.fill("date_decade", &[("year", &year)]),
            Precision::Year => year.clone(),
            Precision::UnknownMonth => messages.fill("date_unknown_month", &[("date", &year)]),
            Precision::Season(season) => messages.fill(
                "date_season",
                &[("season", messages.item("seasons", usize::from(season))), ("year", &year)],
            ),
            Precision::Month => month(),
            Precision::UnknownDay if point.first.month == point.last.month => {
                messages.fill("date_unknown_day", &[("date", &month())])
            }
            Precision::UnknownDay => messages.fill("date_unknown_day", &[("date", &year)]),
            Precision::Day => self.day(&point.first),
        };
        let plain = if point.approximate {
            messages.fill("date_approximate", &[("date", &plain)])
        } else {
            plain
        };
        let in_words = matches!(style, Style::Full | Style::Margin);
        let key = if in_words { "date_uncertain" } else { "date_uncertain_short" };
        if point.uncertain { messages.fill(key, &[("date", &plain)]) } else { plain }
    }

    fn period(self, start: &End, end: &End) -> String {
        let messages = self.messages;
        let whole = self.with_year();
        match (start, end) {
            (End::At(a), End::At(b)) => {
                let days = [a, b]
                    .iter()
                    .all(|p| p.precision == Precision::Day && !p.uncertain && !p.approximate);
                let (a_day, b_day) = (a.first, b.first);
                if days && (a_day.year, a_day.month) == (b_day.year, b_day.month) {
                    let key = if self.style.has_year() { "date_days" } else { "date_days_of_year" };
                    return messages.fill(
                        key,
                        &[
                            ("first", &a_day.day.to_string()),
                            ("last", &b_day.day.to_string()),
                            ("month", self.month_name(a_day.month)),
                            ("year", &a_day.year.to_string()),
                        ],
                    );
                }
                let (start, end) = if days && a_day.year == b_day.year {
                    (self.of_year().day(&a_day), self.day(&b_day))
                } else {
                    (whole.point(a), whole.point(b))
                };
                messages.fill("date_period", &[("start", &start), ("end", &end)])
            }
            (End::At(a), End::Open) => messages.fill("date_since", &[("date", &whole.point(a))]),
            (End::At(a), End::Unknown) => {
                messages.fill("date_from_unknown_end", &[("date", &whole.point(a))])
            }
            (End::Open, End::At(b)) => messages.fill("date_until", &[("date", &whole.point(b))]),
            (End::Unknown, End::At(b)) => {
                messages.fill("date_to_unknown_start", &[("date", &whole.point(b))])
            }
            _ => String::new(),
        }
    }
}

/// Writes days without their year.
struct OfYear<'a> {
    full: bool,
    messages: &'a Messages,
}

impl OfYear<'_> {
    fn day(&self, day: &Day) -> String {
        let month = of_month(self.full, day.month, self.messages);
        self.messages.fill("date_day_of_year", &[("day", &day.day.to_string()), ("month", month)])
    }
}

fn of_month(full: bool, month: u8, messages: &Messages) -> &str {
    messages.item(if full { "months" } else { "months_short" }, usize::from(month) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_words() {
        let messages = Messages::english();
        for (text, full, short, of_year) in [
            ("2025-02-27", "27 February 2025", "27 Feb 2025", "27 Feb"),
            ("2025-02", "February 2025", "Feb 2025", "February"),
            ("2025", "2025", "2025", "2025"),
            ("2025-03~", "about March 2025", "about Mar 2025", "about March"),
            ("2022-12-09?", "9 December 2022 (uncertain)", "9 Dec 2022 (?)", "9 Dec (?)"),
            ("2022~", "about 2022", "about 2022", "about 2022"),
            ("201X", "2010s", "2010s", "2010s"),
            ("19XX", "1900–1999", "1900–1999", "1900–1999"),
            ("2016-22", "summer 2016", "summer 2016", "summer 2016"),
            (
                "2016-12-XX",
                "December 2016, day not known",
                "Dec 2016, day not known",
                "December, day not known",
            ),
            ("2016-XX", "2016, month not known", "2016, month not known", "2016, month not known"),
            ("2025-02-18/2025-02-20", "18–20 February 2025", "18–20 Feb 2025", "18–20 Feb"),
            (
                "2022-11-28/2022-12-03",
                "28 November – 3 December 2022",
                "28 Nov – 3 Dec 2022",
                "28 Nov – 3 Dec",
            ),
            (
                "2022-12-30/2023-01-02",
                "30 December 2022 – 2 January 2023",
                "30 Dec 2022 – 2 Jan 2023",
                "30 Dec 2022 – 2 Jan 2023",
            ),
            (
                "2017-08/2018-03",
                "August 2017 – March 2018",
                "Aug 2017 – Mar 2018",
                "Aug 2017 – Mar 2018",
            ),
            ("../2016", "until 2016", "until 2016", "until 2016"),
            ("2016/..", "since 2016", "since 2016", "since 2016"),
            (
                "[2016-12-30..2017-01-02]",
                "between 30 December 2016 and 2 January 2017",
                "between 30 Dec 2016 and 2 Jan 2017",
                "between 30 Dec 2016 and 2 Jan 2017",
            ),
            (
                "[2022-11-20..2022-11-30]",
                "between 20 and 30 November 2022",
                "between 20 and 30 Nov 2022",
                "between 20 and 30 Nov",
            ),
        ] {
            let parsed = Date::parse(text).unwrap();
            let words = [Style::Full, Style::Short, Style::OfYear]
                .map(|style| date(&parsed, style, &messages));
            assert_eq!(words, [full, short, of_year], "{text}");
        }
    }

    #[test]
    fn only_an_exact_day_has_a_weekday() {
        let messages = Messages::english();
        for (text, expected) in
            [("2025-02-27", Some("Thursday")), ("2025-02-27?", None), ("2025-02", None)]
        {
            assert_eq!(weekday(&Date::parse(text).unwrap(), &messages), expected);
        }
    }
}
