//! Dates: exact or imprecise, of a day or of a period.
//!
//! A date is written as a TOML local date or as an EDTF string (ISO 8601-2:2019, Annex A) of level
//! 0 or 1; of level 2 one day of a set, `[2022-11-20..2022-11-30]`, is allowed. The crate
//! `edtf-core` parses them and calculates their bounds; this module keeps what an archive needs.

use std::fmt;

use edtf_core::{Bound, Edtf, IntervalEndpoint, SetElement, SetKind};

use crate::diagnostic::quote;

/// A day of the proleptic Gregorian calendar, in the years 1 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// 1 to 9999.
    pub year: i16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl Day {
    /// The first day of the calendar.
    pub const FIRST: Self = Self { year: 1, month: 1, day: 1 };
    /// The last day of the calendar.
    pub const LAST: Self = Self { year: 9999, month: 12, day: 31 };

    /// Returns the day as a date of the calendar library.
    ///
    /// # Panics
    /// Panics if the calendar has no such day, which no parsed date contains.
    pub(crate) fn civil(self) -> jiff::civil::Date {
        let small = |n: u8| i8::try_from(n).expect("a month or a day");
        jiff::civil::Date::new(self.year, small(self.month), small(self.day))
            .expect("a day of the calendar")
    }

    /// Returns the number of days and of whole months from this day to a later one; zero if the
    /// other day is not later.
    pub fn until(self, later: Self) -> (u32, u32) {
        let span = |unit| self.civil().until((unit, later.civil())).expect("days of one calendar");
        let (days, months) =
            (span(jiff::Unit::Day).get_days(), span(jiff::Unit::Month).get_months());
        (days.try_into().unwrap_or(0), months.try_into().unwrap_or(0))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, day } = *self;
        if !(0..=9999).contains(&year) {
            return write!(f, "{year:04}-{month:02}-{day:02}");
        }
        // Most pages contain dates, and padding numbers takes longer than all the rest.
        let digit = |n: i16| b'0' + (n % 10) as u8;
        let (month, day) = (i16::from(month), i16::from(day));
        let text = [
            digit(year / 1000),
            digit(year / 100),
            digit(year / 10),
            digit(year),
            b'-',
            digit(month / 10),
            digit(month),
            b'-',
            digit(day / 10),
            digit(day),
        ];
        f.write_str(str::from_utf8(&text).expect("figures and hyphens"))
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// The precision of a single date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// `19XX`
    Century,
    /// `201X`
    Decade,
    /// `2016`
    Year,
    /// `2016-XX`: an unknown month of the year.
    UnknownMonth,
    /// `2016-21` to `2016-24`: spring 0, summer 1, autumn 2, winter 3.
    Season(u8),
    /// `2016-12`
    Month,
    /// `2016-12-XX` or `2016-XX-XX`: an unknown day.
    UnknownDay,
    /// `2016-12-29`
    Day,
}

/// A single date, with the days that it may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SingleDate {
    /// The precision.
    pub precision: Precision,
    /// The earliest day that it may mean.
    pub first: Day,
    /// The latest day that it may mean.
    pub last: Day,
    /// `true` with `?`: the source is in doubt.
    pub uncertain: bool,
    /// `true` with `~`: the date is an estimate.
    pub approximate: bool,
}

/// The beginning or end of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// A date.
    At(SingleDate),
    /// `..`: the period has no beginning or end.
    Open,
    /// An empty text: the date is not known.
    Unknown,
}

/// A date that an author can write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Date {
    /// A single date, exact or imprecise.
    Single(SingleDate),
    /// A period, `2017-08/2018-03`. At least one end is dated.
    Period(End, End),
    /// An unknown day of an interval: `[2022-11-20..2022-11-30]`.
    Within(Day, Day),
}

/// The position of a date in lists, by which the dates of a year, and of each of its months, follow
/// each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SortKey {
    /// The year of the date, or the year before which it is listed.
    pub year: i16,
    /// `true` if the date is of that year for certain.
    pub of_year: bool,
    /// The month of the date, or the month before which it is listed.
    pub month: u8,
    /// `true` if the date is of that month for certain.
    pub of_month: bool,
    /// The first day that the date may mean.
    pub day: u8,
}

/// The overlap of a date with a year, a month or another period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlap {
    /// The date lies in the period, or lasted during a part of it.
    Certain,
    /// The date may overlap with it.
    Possible,
    /// The date lies wholly outside of it.
    None,
}

impl Overlap {
    fn new(is_certain: bool, is_possible: bool) -> Self {
        if is_certain {
            Self::Certain
        } else if is_possible {
            Self::Possible
        } else {
            Self::None
        }
    }
}

/// A sentence that tells an author why a text is not a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateError(pub String);

impl Date {
    /// Returns the date of a day.
    ///
    /// # Errors
    /// Returns an error if the calendar has no such day.
    pub fn from_calendar(year: u16, month: u8, day: u8) -> Result<Self, DateError> {
        Self::parse(&format!("{year:04}-{month:02}-{day:02}"))
    }

    /// Parses an EDTF string.
    ///
    /// # Errors
    /// Returns an error if the string is not EDTF, or is EDTF that the content model does not
    /// allow.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        match Edtf::parse(text) {
            Err(error) => Err(DateError(explain(text, error.message))),
            Ok(Edtf::Date(date)) if Edtf::Date(date).level() <= 1 => {
                single(&date).map(Self::Single)
            }
            Ok(Edtf::Interval(interval)) => {
                // The parser ensures that one end is dated, and that the ends are in order.
                Ok(Self::Period(end(&interval.start)?, end(&interval.end)?))
            }
            Ok(Edtf::Set(set)) if set.kind == SetKind::OneMember => match set.elements[..] {
                [SetElement::Range(first, last)] => {
                    let (first, last) = (single(&first)?, single(&last)?);
                    let days = [first, last].iter().all(|p| p.precision == Precision::Day);
                    if !days {
                        return Err(DateError("a day within a stretch is written with two days, `[2022-11-20..2022-11-30]`".into()));
                    }
                    Ok(Self::Within(first.first, last.last))
                }
                _ => Err(DateError(
                    "of sets only a day within a stretch is understood, `[2022-11-20..2022-11-30]`"
                        .into(),
                )),
            },
            Ok(Edtf::DateTime(_)) => Err(DateError("a date here has no time".into())),
            Ok(_) => {
                Err(DateError("this is level 2 of EDTF, and a date is of level 0 or 1".into()))
            }
        }
    }

    /// Returns the period from one date to another.
    ///
    /// # Errors
    /// Returns an error if one of them is not a single date, or if the second is wholly before the
    /// first.
    pub fn period(start: Self, end: Self) -> Result<Self, DateError> {
        match (start, end) {
            (Self::Single(start), Self::Single(end)) if end.last < start.first => {
                Err(DateError("it lies before the start".into()))
            }
            (Self::Single(start), Self::Single(end)) if start == end => Ok(Self::Single(start)),
            (Self::Single(start), Self::Single(end)) => {
                Ok(Self::Period(End::At(start), End::At(end)))
            }
            _ => Err(DateError(
                "a period is written either as two single dates or as one interval".into(),
            )),
        }
    }

    /// Returns the earliest and the latest day of the date; `None` for an open or unknown end.
    pub fn bounds(&self) -> (Option<Day>, Option<Day>) {
        match self {
            Self::Single(point) => (Some(point.first), Some(point.last)),
            Self::Within(first, last) => (Some(*first), Some(*last)),
            Self::Period(start, end) => {
                (start.bounds().map(|(first, _)| first), end.bounds().map(|(_, last)| last))
            }
        }
    }

    /// Returns the first and the last day that the date may be listed under: of a single date, of
    /// the beginning of a period, or of the end of a period without a dated beginning.
    pub fn listed(&self) -> (Day, Day) {
        match self {
            Self::Single(point) => (point.first, point.last),
            Self::Within(first, last) => (*first, *last),
            Self::Period(start, end) => {
                start.bounds().or(end.bounds()).expect("a period is dated at one end at least")
            }
        }
    }

    /// Returns the year that the date is listed under, if that is certain.
    pub fn year(&self) -> Option<i16> {
        let (first, last) = self.listed();
        (first.year == last.year).then_some(first.year)
    }

    /// Returns the month that the date is listed under, if that is certain.
    pub fn month(&self) -> Option<(i16, u8)> {
        let (first, last) = self.listed();
        ((first.year, first.month) == (last.year, last.month)).then_some((first.year, first.month))
    }

    /// Returns the position in lists. A date of no certain year is listed before the first year
    /// that it may be of, or between the years if there are two; a date of no certain month
    /// likewise. So the dates of a year or month are never interrupted.
    pub fn sort_key(&self) -> SortKey {
        let (first, last) = self.listed();
        let year = if last.year - first.year == 1 { last.year } else { first.year };
        let months = |day: Day| i32::from(day.year) * 12 + i32::from(day.month);
        let month = if months(last) - months(first) == 1 { last.month } else { first.month };
        let of_year = self.year().is_some();
        SortKey { year, of_year, month, of_month: self.month().is_some(), day: first.day }
    }

    /// Returns the sort key with the days of the date behind it, which order dates of equal keys.
    pub fn exact_sort_key(&self) -> impl Ord + use<> {
        let (first, last) = self.listed();
        (self.sort_key(), first, last, self.bounds().1.unwrap_or(last))
    }

    /// Returns the overlap of the date with the days from `first` to `last`, such as a year.
    pub fn overlap_with(&self, first: Day, last: Day) -> Overlap {
        let of_one_day =
            |(a, b): (Day, Day)| Overlap::new(first <= a && b <= last, a <= last && first <= b);
        match self {
            Self::Single(point) => of_one_day((point.first, point.last)),
            Self::Within(a, b) => of_one_day((*a, *b)),
            Self::Period(start, end) => match (start.bounds(), end.bounds()) {
                (Some(start), Some(end)) => Overlap::new(
                    start.1 <= last && first <= end.0,
                    start.0 <= last && first <= end.1,
                ),
                // Open or unknown: the date is listed at its dated end.
                (Some(end), None) | (None, Some(end)) => of_one_day(end),
                (None, None) => Overlap::None,
            },
        }
    }

    /// Returns the first and the last day, if both are exact and not in doubt.
    pub fn days(&self) -> Option<(Day, Day)> {
        let (start, end) = match self {
            Self::Single(point) => (point, point),
            Self::Period(End::At(start), End::At(end)) => (start, end),
            Self::Period(..) | Self::Within(..) => return None,
        };
        (start.is_day() && end.is_day()).then_some((start.first, end.last))
    }

    /// Returns the value of an HTML `datetime` attribute (HTML, 2.3.5), if the date is a day, month
    /// or year that is not in doubt.
    pub fn iso8601(&self) -> Option<String> {
        match self {
            Self::Single(point) => point.iso8601(),
            // A time element has no form for a period.
            Self::Period(..) | Self::Within(..) => None,
        }
    }
}

impl SingleDate {
    /// Returns whether it is an exact day that is not in doubt.
    pub fn is_day(&self) -> bool {
        self.precision == Precision::Day && !self.uncertain && !self.approximate
    }

    /// Returns the date as ISO 8601 writes it, if it is a day, month or year that is not in doubt.
    pub fn iso8601(&self) -> Option<String> {
        let exact = matches!(self.precision, Precision::Day | Precision::Month | Precision::Year);
        (exact && !self.uncertain && !self.approximate).then(|| self.to_string())
    }
}

/// Writes a date as EDTF (ISO 8601-2), which parses to the same date.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Single(point) => write!(f, "{point}"),
            Self::Within(first, last) => write!(f, "[{first}..{last}]"),
            Self::Period(start, end) => write!(f, "{start}/{end}"),
        }
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(point) => write!(f, "{point}"),
            Self::Open => f.write_str(".."),
            Self::Unknown => Ok(()),
        }
    }
}

impl fmt::Display for SingleDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Day { year, month, .. } = self.first;
        match self.precision {
            Precision::Century => write!(f, "{:02}XX", year / 100),
            Precision::Decade => write!(f, "{:03}X", year / 10),
            Precision::Year => write!(f, "{year:04}"),
            Precision::UnknownMonth => write!(f, "{year:04}-XX"),
            Precision::Season(season) => write!(f, "{year:04}-{}", 21 + season),
            Precision::Month => write!(f, "{year:04}-{month:02}"),
            Precision::UnknownDay if month == self.last.month => {
                write!(f, "{year:04}-{month:02}-XX")
            }
            Precision::UnknownDay => write!(f, "{year:04}-XX-XX"),
            Precision::Day => write!(f, "{}", self.first),
        }?;
        f.write_str(match (self.uncertain, self.approximate) {
            (true, true) => "%",
            (true, false) => "?",
            (false, true) => "~",
            (false, false) => "",
        })
    }
}

impl From<Day> for Date {
    fn from(day: Day) -> Self {
        Self::Single(SingleDate {
            precision: Precision::Day,
            first: day,
            last: day,
            uncertain: false,
            approximate: false,
        })
    }
}

impl End {
    /// Returns the first and the last day that a dated end may mean.
    pub fn bounds(&self) -> Option<(Day, Day)> {
        match self {
            Self::At(point) => Some((point.first, point.last)),
            Self::Open | Self::Unknown => None,
        }
    }
}

fn end(endpoint: &IntervalEndpoint) -> Result<End, DateError> {
    match endpoint {
        IntervalEndpoint::Date(date) if Edtf::Date(*date).level() <= 1 => single(date).map(End::At),
        IntervalEndpoint::Open => Ok(End::Open),
        IntervalEndpoint::Unknown => Ok(End::Unknown),
        _ => Err(DateError("this is level 2 of EDTF, and a date is of level 0 or 1".into())),
    }
}

fn single(date: &edtf_core::Date) -> Result<SingleDate, DateError> {
    let bounds = Edtf::Date(*date).bounds();
    let day = |bound| match bound {
        Bound::Date(d) => {
            let year = i16::try_from(d.year).ok().filter(|year| (1..=9999).contains(year));
            year.map(|year| Day { year, month: d.month, day: d.day })
        }
        _ => None,
    };
    let (Some(first), Some(last)) = (day(bounds.earliest), day(bounds.latest)) else {
        return Err(DateError("years go from 0001 to 9999".into()));
    };
    let month = date.month.and_then(|month| month.value());
    let precision = match (date.year.has_unspecified(), date.month, date.day) {
        (true, ..) if last.year - first.year > 9 => Precision::Century,
        (true, ..) => Precision::Decade,
        (_, None, _) => Precision::Year,
        (_, Some(_), None) => match month {
            None => Precision::UnknownMonth,
            Some(season @ 21..=24) => Precision::Season(season - 21),
            Some(_) => Precision::Month,
        },
        (_, _, Some(day)) if day.has_unspecified() => Precision::UnknownDay,
        _ => Precision::Day,
    };
    let (uncertain, approximate) = (date.is_uncertain(), date.is_approximate());
    Ok(SingleDate { precision, first, last, uncertain, approximate })
}

/// Returns a sentence that tells an author why a text is not EDTF.
fn explain(text: &str, reason: &str) -> String {
    let numbers: Vec<&str> = text.split(['.', '/', ' ']).filter(|part| !part.is_empty()).collect();
    let is_number = |part: &&str| part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
    let is_word = |c: char| c.is_alphabetic() && !matches!(c, 'X' | 'Y' | 'E' | 'S' | 'T' | 'Z');
    if text.contains(is_word) {
        "a date is written in figures, as in `2022-11-14`; the source's own words go into `date_text`".into()
    } else if numbers.len() == 3 && numbers.iter().all(is_number) {
        "a date is written year, month, day, as in `2022-11-14`".into()
    } else if reason.contains("at least one dated") {
        "a period needs a date at one end at least".into()
    } else if reason.contains("end precedes") {
        "the period ends before it begins".into()
    } else if reason.contains("out of range") {
        format!("the calendar has no {}", quote(text))
    } else {
        format!("not a date: {reason}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(text: &str) -> String {
        match Date::parse(text) {
            Err(DateError(message)) => format!("error: {message}"),
            Ok(date) => {
                let show = |day: Option<Day>| day.map_or("..".into(), |day| day.to_string());
                let (first, last) = date.bounds();
                format!("{} {}", show(first), show(last))
            }
        }
    }

    #[test]
    fn dates_have_bounds() {
        for (text, expected) in [
            ("2022-11-14", "2022-11-14 2022-11-14"),
            ("2024-02", "2024-02-01 2024-02-29"),
            ("2025-03~", "2025-03-01 2025-03-31"),
            ("2022-12-09?", "2022-12-09 2022-12-09"),
            ("201X", "2010-01-01 2019-12-31"),
            ("20XX", "2000-01-01 2099-12-31"),
            ("2017-08/2018-03", "2017-08-01 2018-03-31"),
            ("../2016", ".. 2016-12-31"),
            ("2016/..", "2016-01-01 .."),
            ("/2016", ".. 2016-12-31"),
            ("[2022-11-20..2022-11-30]", "2022-11-20 2022-11-30"),
            ("2004-06-XX", "2004-06-01 2004-06-30"),
            ("2004-XX", "2004-01-01 2004-12-31"),
        ] {
            assert_eq!(bounds(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_a_date_says_why() {
        for (text, expected) in [
            ("2022-02-30", "the calendar has no `2022-02-30`"),
            ("0000-01-01", "years go from"),
            ("-0044-03-15", "years go from"),
            ("Y170000002", "years go from"),
            ("14.11.2022", "year, month, day"),
            ("14 November 2022", "figures"),
            ("2022-11-14T10:00:00", "no time"),
            ("{2022,2023}", "level 2"),
            ("[2022,2023]", "stretch"),
            ("2004-06~-11", "level 2"),
            ("2018/2017", "before"),
            ("../..", "one end"),
            ("", "not a date"),
        ] {
            let found = bounds(text);
            assert!(found.starts_with("error: ") && found.contains(expected), "{text}: {found}");
        }
    }

    #[test]
    fn a_date_falls_in_a_year_certainly_possibly_or_not() {
        let year = |year| (Day { year, month: 1, day: 1 }, Day { year, month: 12, day: 31 });
        for (text, in_year, expected) in [
            ("2016-12-29", 2016, Overlap::Certain),
            ("2016-12-29", 2017, Overlap::None),
            ("201X", 2016, Overlap::Possible),
            ("2016-11/2018-02", 2017, Overlap::Certain),
            ("2016/2018", 2016, Overlap::Certain),
            ("../2016", 2016, Overlap::Certain),
            ("../2016", 2015, Overlap::None),
            ("[2016-12-30..2017-01-02]", 2017, Overlap::Possible),
        ] {
            let (first, last) = year(in_year);
            assert_eq!(
                Date::parse(text).unwrap().overlap_with(first, last),
                expected,
                "{text} in {in_year}"
            );
        }
    }

    #[test]
    fn years_and_months_lie_together_and_what_may_be_of_two_stands_between() {
        let sorted = [
            "200X",
            "2009-12-30",
            "[2009-12-30..2010-01-02]",
            "2010",
            "2010-01",
            "2010-01-05",
            "[2010-01-30..2010-02-02]",
            "2010-02-01",
            "2010-24",
            "2011-01-01",
        ];
        let mut dates: Vec<(Date, &str)> =
            sorted.iter().map(|text| (Date::parse(text).unwrap(), *text)).collect();
        dates.reverse();
        dates.sort_by_key(|(date, _)| date.exact_sort_key());
        assert_eq!(dates.into_iter().map(|(_, text)| text).collect::<Vec<_>>(), sorted);
    }

    #[test]
    fn a_date_is_written_as_it_is_read() {
        for text in [
            "2022-11-14",
            "2025-03~",
            "2022-12-09?",
            "2022%",
            "0999",
            "201X",
            "20XX",
            "2016-24",
            "2004-06-XX",
            "2004-XX-XX",
            "2004-XX",
            "2017-08/2018-03",
            "../2016",
            "2016/",
            "/2016~",
            "2016-02-29/..",
            "[2022-11-20..2022-11-30]",
        ] {
            let date = Date::parse(text).expect("a date");
            assert_eq!(date.to_string(), text);
            assert_eq!(Date::parse(&date.to_string()), Ok(date));
        }
    }

    #[test]
    fn only_what_is_dated_to_the_day_has_days() {
        for (text, expected) in [
            ("2022-11-14", Some("2022-11-14 2022-11-14")),
            ("2022-11-14/2022-11-16", Some("2022-11-14 2022-11-16")),
            ("2022-11-14?", None),
            ("2022-11-14/2022-12", None),
            ("2022-11-14/..", None),
            ("2022-11", None),
            ("[2022-11-20..2022-11-30]", None),
        ] {
            let days = Date::parse(text).expect("a date").days();
            let found = days.map(|(first, last)| format!("{first} {last}"));
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn only_exact_dates_are_given_to_machines() {
        for (text, expected) in [
            ("2016-12-29", Some("2016-12-29")),
            ("2016-12", Some("2016-12")),
            ("2016", Some("2016")),
            ("2016-12-29?", None),
            ("2016~", None),
            ("201X", None),
            ("2016-12-XX", None),
            ("2016-21", None),
        ] {
            assert_eq!(Date::parse(text).unwrap().iso8601().as_deref(), expected, "{text}");
        }
    }
}
