//! Dates in words.

use crate::messages::{Messages, fill};
use crate::record::date::{Date, Day, End, Member, Precision, SingleDate};

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
        Date::OneOf(members) => writer.set(date, members, "date_or"),
        Date::AllOf(members) => writer.set(date, members, "date_and"),
        Date::Period(start, end) => writer.period(start, end),
    }
}

/// Returns the name of a month, `February 2025`.
pub(crate) fn month(year: i16, month: u8, messages: &Messages) -> String {
    let name = messages.item("months", usize::from(month) - 1);
    messages.fill("date_month", &[("month", name), ("year", &year.to_string())])
}

/// Returns the name of the day of the week, for a date that is exact to the day, since there is the
/// Gregorian calendar: of an earlier day, sources give another.
pub(crate) fn weekday<'a>(date: &Date, messages: &'a Messages) -> Option<&'a str> {
    match date {
        Date::Single(SingleDate {
            precision: Precision::Day,
            first,
            uncertain: false,
            approximate: false,
            ..
        }) if *first >= Day::GREGORIAN => {
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
            // From one date to the same: it was then.
            (End::At(a), End::At(b)) if a == b => self.point(a),
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

impl Writer<'_> {
    /// Writes the members of a set of dates, the last two joined by the message `join`.
    fn set(self, date: &Date, members: &[Member], join: &str) -> String {
        // A heading says the year at most where all are of one.
        let is_of_one_year = match date.bounds() {
            (Some(first), Some(last)) => first.year == last.year,
            _ => false,
        };
        let writer = if is_of_one_year { self } else { self.with_year() };
        let Some((last, others)) = members.split_last() else { return String::new() };
        let mut words = String::new();
        for (at, member) in others.iter().enumerate() {
            if at > 0 {
                words.push_str(self.messages.text("comma"));
            }
            words.push_str(&writer.member(member, Share::of(members), join));
        }
        let last = writer.member(last, Share::Nothing, join);
        if others.is_empty() {
            return last;
        }
        self.messages.fill(join, &[("first", &words), ("last", &last)])
    }

    /// Writes a member of a set, without what the last one says for all.
    fn member(self, member: &Member, share: Share, join: &str) -> String {
        let messages = self.messages;
        match member {
            Member::Single(point) => self.sharing(share, point),
            Member::Span(first, last) if join == "date_and" => {
                self.period(&End::At(*first), &End::At(*last))
            }
            Member::Span(first, last) => self.between(first, last),
            Member::OrEarlier(point) => {
                messages.fill("date_or_earlier", &[("date", &self.point(point))])
            }
            Member::OrLater(point) => {
                messages.fill("date_or_later", &[("date", &self.point(point))])
            }
        }
    }

    /// Writes a date without what a later one says for both.
    fn sharing(self, share: Share, point: &SingleDate) -> String {
        let Day { year, month, day } = point.first;
        match (share, point.precision) {
            (Share::Month, Precision::Day) => day_of_month(day, self.messages),
            (Share::Year, Precision::Day) => self.of_year().day(&point.first),
            (Share::Month | Share::Year, Precision::Month) => {
                let list = if self.style == DateStyle::Short { "months_short" } else { "months" };
                self.item(list, usize::from(month) - 1).to_owned()
            }
            (Share::Number, _) => year.to_string(),
            _ => self.point(point),
        }
    }

    /// Writes a date that lies between two, which are as exact as each other.
    fn between(self, first: &SingleDate, last: &SingleDate) -> String {
        let writer = if first.first.year == last.last.year { self } else { self.with_year() };
        let share = Share::of(&[Member::Single(*first), Member::Single(*last)]);
        let text = match first.precision {
            Precision::Day => self.messages.form("date_between", "day"),
            _ => self.messages.text("date_between"),
        };
        // The first stands behind a word. The last does as well, but the word that is said before a
        // date less exact than a day is another in languages that tell cases apart.
        let first = writer.behind().sharing(share, first);
        fill(text, &[("first", &first), ("last", &writer.point(last))])
    }
}

/// What the last of several dates says for all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Share {
    Nothing,
    /// All are years, and what is said beside a year is said once.
    Number,
    /// The year of days, or of months.
    Year,
    /// The month and the year of days.
    Month,
}

impl Share {
    fn of(members: &[Member]) -> Self {
        let point = |member: &Member| match member {
            Member::Single(point) if !point.uncertain && !point.approximate => Some(*point),
            _ => None,
        };
        let points: Option<Vec<SingleDate>> = members.iter().map(point).collect();
        let Some([first, others @ ..]) = points.as_deref() else { return Self::Nothing };
        let all = |alike: &dyn Fn(&SingleDate) -> bool| others.iter().all(alike);
        let precision = first.precision;
        let year = |point: &SingleDate| point.first.year == first.first.year;
        let month = |point: &SingleDate| year(point) && point.first.month == first.first.month;
        if !all(&|point| point.precision == precision) {
            return Self::Nothing;
        }
        match precision {
            Precision::Year => Self::Number,
            Precision::Day if all(&month) => Self::Month,
            Precision::Day | Precision::Month if all(&year) => Self::Year,
            _ => Self::Nothing,
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
            (
                "[2022-11-20..2022-12-03]",
                "between 20 November and 3 December 2022",
                "between 20 Nov and 3 Dec 2022",
                "between 20 Nov and 3 Dec",
            ),
            (
                "[..1984-12-03]",
                "3 December 1984 or earlier",
                "3 Dec 1984 or earlier",
                "3 Dec 1984 or earlier",
            ),
            ("[..1984]", "1984 or earlier", "1984 or earlier", "1984 or earlier"),
            ("[1984-12..]", "December 1984 or later", "Dec 1984 or later", "Dec 1984 or later"),
            ("[1960,1961]", "1960 or 1961", "1960 or 1961", "1960 or 1961"),
            (
                "[1960,1963,1967~]",
                "1960, 1963 or about 1967",
                "1960, 1963 or about 1967",
                "1960, 1963 or about 1967",
            ),
            ("[1960-03,1960-05]", "March or May 1960", "Mar or May 1960", "March or May"),
            (
                "[1960-12,1961-02]",
                "December 1960 or February 1961",
                "Dec 1960 or Feb 1961",
                "Dec 1960 or Feb 1961",
            ),
            (
                "[1960..1965]",
                "between 1960 and 1965",
                "between 1960 and 1965",
                "between 1960 and 1965",
            ),
            (
                "[1960-03..1960-05]",
                "between March and May 1960",
                "between Mar and May 1960",
                "between March and May",
            ),
            (
                "[..1958,1960..1962,1970]",
                "1958 or earlier, between 1960 and 1962 or 1970",
                "1958 or earlier, between 1960 and 1962 or 1970",
                "1958 or earlier, between 1960 and 1962 or 1970",
            ),
            (
                "{1980-01-31,1980-02-07}",
                "31 January and 7 February 1980",
                "31 Jan and 7 Feb 1980",
                "31 Jan and 7 Feb",
            ),
            (
                "{1980-02-03,1980-02-07,1980-02-09}",
                "3, 7 and 9 February 1980",
                "3, 7 and 9 Feb 1980",
                "3, 7 and 9 Feb",
            ),
            (
                "{1980-12-31,1981-02-07}",
                "31 December 1980 and 7 February 1981",
                "31 Dec 1980 and 7 Feb 1981",
                "31 Dec 1980 and 7 Feb 1981",
            ),
            (
                "{1980-01-31..1980-02-02,1980-02-07}",
                "31 January – 2 February 1980 and 7 February 1980",
                "31 Jan – 2 Feb 1980 and 7 Feb 1980",
                "31 Jan – 2 Feb and 7 Feb",
            ),
            ("2020-01-01/2020-01-01", "1 January 2020", "1 Jan 2020", "1 Jan"),
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
            ("fr", "[..1984-12-03]", "3 décembre 1984 ou avant", "3 déc. 1984 ou avant"),
            ("fr", "[1984..]", "1984 ou après", "1984 ou après"),
            ("fr", "[1960,1961]", "1960 ou 1961", "1960 ou 1961"),
            ("fr", "[1960..1965]", "entre 1960 et 1965", "entre 1960 et 1965"),
            ("fr", "{1980-02-01,1980-02-07}", "1er et 7 février 1980", "1er et 7 févr. 1980"),
            (
                "ru",
                "[..1984-12-03]",
                "3 декабря 1984\u{a0}г. или ранее",
                "3 дек. 1984\u{a0}г. или ранее",
            ),
            ("ru", "[1984..]", "1984\u{a0}г. или позднее", "1984\u{a0}г. или позднее"),
            ("ru", "[1960,1961]", "1960 или 1961\u{a0}г.", "1960 или 1961\u{a0}г."),
            (
                "ru",
                "[1960-03..1960-05]",
                "с марта по май 1960\u{a0}г., точнее неизвестно",
                "с марта по май 1960\u{a0}г., точнее неизвестно",
            ),
            (
                "ru",
                "{1980-01-31,1980-02-07}",
                "31 января и 7 февраля 1980\u{a0}г.",
                "31 янв. и 7 февр. 1980\u{a0}г.",
            ),
            (
                "ar",
                "[..1984-12-03]",
                "3 كانون الأول/ديسمبر 1984 أو قبل ذلك",
                "3 ديسمبر 1984 أو قبل ذلك",
            ),
            ("ar", "[1984..]", "1984 أو بعد ذلك", "1984 أو بعد ذلك"),
            ("ar", "[1960,1961]", "1960 أو 1961", "1960 أو 1961"),
            ("ar", "[1960..1965]", "بين 1960 و1965", "بين 1960 و1965"),
            (
                "ar",
                "{1980-01-31,1980-02-07}",
                "31 كانون الثاني/يناير و7 شباط/فبراير 1980",
                "31 يناير و7 فبراير 1980",
            ),
            ("pl", "[..1984]", "1984 or earlier", "1984 or earlier"),
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
            (
                "ar",
                "2022-12-09?",
                "9 كانون الأول/ديسمبر 2022 (غير مؤكد)",
                "9 ديسمبر 2022 (غير مؤكد)",
            ),
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
        for (text, expected) in [
            ("2025-02-27", Some("Thursday")),
            ("2025-02-27?", None),
            ("2025-02", None),
            ("2025-02-27/2025-02-27", Some("Thursday")),
            ("1582-10-15", Some("Friday")),
            ("1582-10-14", None),
            ("0033-04-03", None),
        ] {
            assert_eq!(weekday(&Date::parse(text).unwrap(), &messages), expected);
        }
    }
}
