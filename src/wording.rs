//! Dates in words.

use crate::messages::{Messages, fill};
use crate::record::date::{Date, Day, End, Precision, SingleDate};

/// How a date is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateStyle {
    /// `27 February 2025`
    Full,
    /// `27 Feb 2025`
    Short,
    /// `27 Feb`, where a heading above says the year.
    OfYear,
    /// The same with its doubt in words, for the margin of a page.
    Margin,
}

impl DateStyle {
    fn has_year(self) -> bool {
        matches!(self, Self::Full | Self::Short)
    }
}

/// Returns a date in words, with its uncertainty.
pub(crate) fn date(date: &Date, style: DateStyle, messages: &Messages) -> String {
    let writer = Writer { style, case: Case::Alone, messages };
    match date {
        Date::Single(point) => writer.point(point),
        Date::Within(first, last) => {
            let year_of_first = first.year;
            let first = match () {
                () if (first.year, first.month) == (last.year, last.month) => {
                    day_of_month(first.day, messages)
                }
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
        Date::Single(SingleDate {
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

/// How words stand in a date, in a language that tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Case {
    /// `February 2025`
    Alone,
    /// Behind a word: the month in `since February 2025`. A month beside a day is always so.
    Behind,
}

#[derive(Clone, Copy)]
struct Writer<'a> {
    style: DateStyle,
    case: Case,
    messages: &'a Messages,
}

impl<'a> Writer<'a> {
    fn with_year(self) -> Self {
        Self { style: if self.style.has_year() { self.style } else { DateStyle::Short }, ..self }
    }

    fn of_year(self) -> OfYear<'a> {
        OfYear { full: self.style == DateStyle::Full, messages: self.messages }
    }

    fn behind(self) -> Self {
        Self { case: Case::Behind, ..self }
    }

    /// Returns an item of a list as it stands here.
    fn item(self, list: &str, index: usize) -> &'a str {
        match self.case {
            Case::Alone => self.messages.item(list, index),
            Case::Behind => self.messages.item_of(list, index),
        }
    }

    fn month_beside_a_day(self, month: u8) -> &'a str {
        month_beside_a_day(self.style == DateStyle::Full, month, self.messages)
    }

    /// Writes a date behind a word such as "since", which may be another for an exact day.
    fn after(self, key: &str, point: &SingleDate) -> String {
        let is_day = point.precision == Precision::Day && !point.approximate;
        let text = match is_day {
            true => self.messages.form(key, "day"),
            false => self.messages.text(key),
        };
        fill(text, &[("date", &self.behind().point(point))])
    }

    fn day(self, day: &Day) -> String {
        match self.style {
            DateStyle::OfYear | DateStyle::Margin => self.of_year().day(day),
            DateStyle::Full | DateStyle::Short => self.messages.fill(
                "date_day",
                &[
                    ("day", &day_of_month(day.day, self.messages)),
                    ("month", self.month_beside_a_day(day.month)),
                    ("year", &day.year.to_string()),
                ],
            ),
        }
    }

    fn point(self, point: &SingleDate) -> String {
        let Self { messages, style, .. } = self;
        let writer = if point.approximate { self.behind() } else { self };
        let plain = writer.plain(point);
        let plain = match point.precision {
            _ if !point.approximate => plain,
            Precision::Day => fill(messages.form("date_approximate", "day"), &[("date", &plain)]),
            _ => messages.fill("date_approximate", &[("date", &plain)]),
        };
        let in_words = matches!(style, DateStyle::Full | DateStyle::Margin);
        let key = if in_words { "date_uncertain" } else { "date_uncertain_short" };
        if point.uncertain { messages.fill(key, &[("date", &plain)]) } else { plain }
    }

    /// Writes a date as if there were no doubt about it.
    fn plain(self, point: &SingleDate) -> String {
        let Self { messages, style, case } = self;
        let Day { year, month, .. } = point.first;
        let year = year.to_string();
        let in_words = || messages.fill("date_year", &[("year", &year)]);
        let month = || {
            let index = usize::from(month) - 1;
            match style {
                // A month alone is not shortened: it has the room of a day and a month.
                DateStyle::OfYear | DateStyle::Margin => self.item("months", index).to_owned(),
                DateStyle::Full | DateStyle::Short => {
                    let list = if style == DateStyle::Full { "months" } else { "months_short" };
                    let month = self.item(list, index);
                    messages.fill("date_month", &[("month", month), ("year", &year)])
                }
            }
        };
        match point.precision {
            Precision::Century => messages
                .fill("date_century", &[("first", &year), ("last", &point.last.year.to_string())]),
            Precision::Decade => {
                let text = match case {
                    Case::Alone => messages.text("date_decade"),
                    Case::Behind => messages.form("date_decade", "of"),
                };
                fill(text, &[("year", &year)])
            }
            Precision::Year => in_words(),
            Precision::UnknownMonth => {
                messages.fill("date_unknown_month", &[("date", &in_words())])
            }
            Precision::Season(season) => messages.fill(
                "date_season",
                &[("season", self.item("seasons", usize::from(season))), ("year", &year)],
            ),
            Precision::Month => month(),
            Precision::UnknownDay if point.first.month == point.last.month => {
                messages.fill("date_unknown_day", &[("date", &month())])
            }
            Precision::UnknownDay => messages.fill("date_unknown_day", &[("date", &in_words())]),
            Precision::Day => self.day(&point.first),
        }
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
                            ("first", &day_of_month(a_day.day, messages)),
                            ("last", &day_of_month(b_day.day, messages)),
                            ("month", self.month_beside_a_day(a_day.month)),
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
            (End::At(a), End::Open) => whole.after("date_since", a),
            (End::At(a), End::Unknown) => whole.after("date_from_unknown_end", a),
            (End::Open, End::At(b)) => whole.after("date_until", b),
            (End::Unknown, End::At(b)) => whole.after("date_to_unknown_start", b),
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
        let month = month_beside_a_day(self.full, day.month, self.messages);
        let day = day_of_month(day.day, self.messages);
        self.messages.fill("date_day_of_year", &[("day", &day), ("month", month)])
    }
}

fn month_beside_a_day(full: bool, month: u8, messages: &Messages) -> &str {
    messages.item_of(if full { "months" } else { "months_short" }, usize::from(month) - 1)
}

/// Returns the number of a day; the first of a month is an ordinal in some languages.
fn day_of_month(day: u8, messages: &Messages) -> String {
    match day {
        1 => messages.text("date_first_day").to_owned(),
        _ => day.to_string(),
    }
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
            (
                "2022-12-09?",
                "9 December 2022 (uncertain)",
                "9 Dec 2022 (uncertain)",
                "9 Dec (uncertain)",
            ),
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
            let words = [DateStyle::Full, DateStyle::Short, DateStyle::OfYear]
                .map(|style| date(&parsed, style, &messages));
            assert_eq!(words, [full, short, of_year], "{text}");
        }
    }

    #[test]
    fn dates_in_other_languages() {
        for (lang, text, full, short) in [
            ("fr", "2025-02-27", "27 février 2025", "27 févr. 2025"),
            ("fr", "2025-02-01", "1er février 2025", "1er févr. 2025"),
            ("fr", "2025-02", "février 2025", "févr. 2025"),
            ("fr", "2025-02-01/2025-02-03", "1er–3 février 2025", "1er–3 févr. 2025"),
            ("fr", "2025-02-27/..", "depuis le 27 février 2025", "depuis le 27 févr. 2025"),
            ("fr", "2025-02/..", "depuis février 2025", "depuis févr. 2025"),
            ("fr", "../2016", "jusqu’en 2016", "jusqu’en 2016"),
            ("fr", "../2016-05-04", "jusqu’au 4 mai 2016", "jusqu’au 4 mai 2016"),
            ("fr", "2022-12-09~", "vers le 9 décembre 2022", "vers le 9 déc. 2022"),
            ("fr", "201X", "années 2010", "années 2010"),
            ("fr", "201X~", "vers les années 2010", "vers les années 2010"),
            (
                "fr",
                "[2022-11-20..2022-11-30]",
                "entre le 20 et le 30 novembre 2022",
                "entre le 20 et le 30 nov. 2022",
            ),
            ("ru", "2025-02-27", "27 февраля 2025\u{a0}г.", "27 февр. 2025\u{a0}г."),
            ("ru", "2025-05", "май 2025\u{a0}г.", "май 2025\u{a0}г."),
            ("ru", "2025-05-01", "1 мая 2025\u{a0}г.", "1 мая 2025\u{a0}г."),
            ("ru", "2025-03~", "около марта 2025\u{a0}г.", "около марта 2025\u{a0}г."),
            ("ru", "2025-05/..", "с мая 2025\u{a0}г.", "с мая 2025\u{a0}г."),
            ("ru", "../2016", "до 2016\u{a0}г.", "до 2016\u{a0}г."),
            ("ru", "2016-22", "лето 2016\u{a0}г.", "лето 2016\u{a0}г."),
            ("ru", "2016-22/..", "с лета 2016\u{a0}г.", "с лета 2016\u{a0}г."),
            ("ru", "201X", "2010-е\u{a0}гг.", "2010-е\u{a0}гг."),
            ("ru", "201X~", "около 2010-х\u{a0}гг.", "около 2010-х\u{a0}гг."),
            (
                "ru",
                "2022-11-28/2022-12-03",
                "28 ноября – 3 декабря 2022\u{a0}г.",
                "28 нояб. – 3 дек. 2022\u{a0}г.",
            ),
            (
                "ru",
                "2025-02-18/2025-02-20",
                "18–20 февраля 2025\u{a0}г.",
                "18–20 февр. 2025\u{a0}г.",
            ),
            (
                "ru",
                "[2022-11-20..2022-11-30]",
                "между 20 и 30 ноября 2022\u{a0}г.",
                "между 20 и 30 нояб. 2022\u{a0}г.",
            ),
            ("ar", "2025-02-27", "27 شباط/فبراير 2025", "27 فبراير 2025"),
            ("ar", "2025-02", "شباط/فبراير 2025", "فبراير 2025"),
            ("ar", "2016/..", "منذ 2016", "منذ 2016"),
            ("ar", "2022-12-09?", "9 كانون الأول/ديسمبر 2022 (غير مؤكد)", "9 ديسمبر 2022 (؟)"),
            // Without messages of its own a language has English ones.
            ("pl", "2025-02-01", "1 February 2025", "1 Feb 2025"),
        ] {
            let messages = Messages::built_in(lang);
            let parsed = Date::parse(text).unwrap();
            let words =
                [DateStyle::Full, DateStyle::Short].map(|style| date(&parsed, style, &messages));
            assert_eq!(words, [full, short], "{lang}: {text}");
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
