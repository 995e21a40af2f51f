//! Dates as the record has them: exact, rough, or lasting.
//!
//! Written as a TOML local date or as an EDTF string (ISO 8601-2:2019, Annex A), levels 0 and 1,
//! and of level 2 the sets: one of several dates, `[1960,1961]`, `[2022-11-20..2022-11-30]` or
//! `[..1984-12-03]`, and all of them, `{1980-01-31,1980-02-07}`. Every date is of the proleptic
//! Gregorian calendar. Parsing and bounds are `edtf-core`'s; this module keeps what an archive needs
//! of them.

use std::borrow::Cow;
use std::fmt;

use edtf_core::{Bound, Edtf, IntervalEndpoint, Set, SetElement, SetKind};

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
    /// The day on which the Gregorian calendar was first in use. The weekday that was told of an
    /// earlier day is not the one that the proleptic calendar has.
    pub const GREGORIAN: Self = Self { year: 1582, month: 10, day: 15 };

    /// Returns the day as the library for calendars has it.
    ///
    /// # Panics
    /// When the calendar has no such day, which no date that was read holds.
    pub(crate) fn civil(self) -> jiff::civil::Date {
        let small = |n: u8| i8::try_from(n).expect("a month or a day");
        jiff::civil::Date::new(self.year, small(self.month), small(self.day))
            .expect("a day of the calendar")
    }

    /// Returns how many days and how many whole months lie between this day and a later one; none
    /// where the other is not later.
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
        // Most pages hold dates, and to pad numbers takes longer than all the rest.
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

/// How exact one date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// `19XX`
    Century,
    /// `201X`
    Decade,
    /// `2016`
    Year,
    /// `2016-XX`: a month of the year, which one is not known.
    UnknownMonth,
    /// `2016-21` to `2016-24`: spring 0, summer 1, autumn 2, winter 3.
    Season(u8),
    /// `2016-12`
    Month,
    /// `2016-12-XX` or `2016-XX-XX`: a day, which one is not known.
    UnknownDay,
    /// `2016-12-29`
    Day,
}

/// One date, with the days that it may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SingleDate {
    /// How exact it is.
    pub precision: Precision,
    /// The earliest day that it may mean.
    pub first: Day,
    /// The latest day that it may mean.
    pub last: Day,
    /// `?`: the source is in doubt.
    pub uncertain: bool,
    /// `~`: the date is an estimate.
    pub approximate: bool,
}

/// One end of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It began or ended then.
    At(SingleDate),
    /// `..`: it has no beginning or end.
    Open,
    /// Nothing: when it began or ended is not known.
    Unknown,
}

/// A date as an author may write one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Date {
    /// A single date, exact or rough.
    Single(SingleDate),
    /// A period that lasted, `2017-08/2018-03`. At least one end is dated.
    Period(End, End),
    /// One of several dates, not known which, in the order of time: `[1960,1961]`,
    /// `[2022-11-20..2022-11-30]`, `[..1984-12-03]`.
    OneOf(Vec<Member>),
    /// Every one of several dates, in the order of time: `{1980-01-31,1980-02-07}`. None of them is
    /// open.
    AllOf(Vec<Member>),
}

/// A member of a set of dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    /// `1960`
    Single(SingleDate),
    /// `1960..1965`: two dates that are as exact as each other, and all between them.
    Span(SingleDate, SingleDate),
    /// `..1960`: this date or any before it.
    OrEarlier(SingleDate),
    /// `1960..`: this date or any after it.
    OrLater(SingleDate),
}

/// Where a date stands in a list, so that what is of one year, and of one month of it, lies
/// together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SortKey {
    /// The year that it is of, or that it stands before.
    pub year: i16,
    /// Whether it is of that year for certain.
    pub of_year: bool,
    /// The month that it is of, or that it stands before.
    pub month: u8,
    /// Whether it is of that month for certain.
    pub of_month: bool,
    /// The first day that it may be.
    pub day: u8,
}

/// How a date stands to a year or a month, the most certain first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Overlap {
    /// It is in it, or was going on in it.
    Certain,
    /// It may be in it.
    Possible,
    /// It is not in it.
    None,
}

/// Why a text is not a date: a sentence for the author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateError(pub String);

impl Date {
    /// Returns an exact date.
    ///
    /// # Errors
    /// When the calendar has no such day.
    pub fn from_calendar(year: u16, month: u8, day: u8) -> Result<Self, DateError> {
        Self::parse(&format!("{year:04}-{month:02}-{day:02}"))
    }

    /// Reads a date from an EDTF string.
    ///
    /// # Errors
    /// When it is not EDTF, or EDTF beyond what the content model takes.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        match Edtf::parse(&without_space(text)) {
            Err(error) => Err(DateError(explain(text, error.message))),
            Ok(Edtf::Date(date)) if Edtf::Date(date).level() <= 1 => {
                single(&date).map(Self::Single)
            }
            Ok(Edtf::Interval(interval)) => match (end(&interval.start)?, end(&interval.end)?) {
                // It began and ended on the same day.
                (End::At(start), End::At(end)) if start == end => Ok(Self::Single(start)),
                // The parser has seen to it that one end is dated, and that they are in order.
                (start, end) => Ok(Self::Period(start, end)),
            },
            Ok(Edtf::Set(set)) => self::set(&set),
            Ok(Edtf::DateTime(_)) => Err(DateError("a date here has no time".into())),
            Ok(_) => Err(beyond_level_1()),
        }
    }

    /// Returns the period from one date to another.
    ///
    /// # Errors
    /// When one of them is not a single date, or the second lies wholly before the first.
    pub fn period(start: &Self, end: &Self) -> Result<Self, DateError> {
        match (start, end) {
            (Self::Single(start), Self::Single(end)) if end.last < start.first => {
                Err(DateError("it lies before the start".into()))
            }
            (Self::Single(start), Self::Single(end)) if start == end => Ok(Self::Single(*start)),
            (Self::Single(start), Self::Single(end)) => {
                Ok(Self::Period(End::At(*start), End::At(*end)))
            }
            _ => Err(DateError(
                "a period is written either as two single dates or as one interval".into(),
            )),
        }
    }

    /// Returns the earliest and the latest day that it may touch; `None` where it is open.
    pub fn bounds(&self) -> (Option<Day>, Option<Day>) {
        match self {
            Self::Single(point) => (Some(point.first), Some(point.last)),
            Self::OneOf(members) | Self::AllOf(members) => {
                let first = members.iter().map(|member| member.bounds().0);
                let last = members.iter().map(|member| member.bounds().1);
                // Without a first day is less than any day, without a last one more.
                let last = last.reduce(|a, b| Some(a?.max(b?)));
                (first.min().flatten(), last.flatten())
            }
            Self::Period(start, end) => {
                (start.bounds().map(|(first, _)| first), end.bounds().map(|(_, last)| last))
            }
        }
    }

    /// Returns the stretch of days that it is listed under: the days that a single date may mean,
    /// or those at which a period began; of a period without a dated beginning, at which it ended.
    /// Of several dates, those that it may be one of, as far as they are dated, or the first that it
    /// was on.
    pub fn listed(&self) -> (Day, Day) {
        match self {
            Self::Single(point) => (point.first, point.last),
            Self::OneOf(members) => {
                let stretches = members.iter().map(Member::dated);
                stretches.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).expect("a set has members")
            }
            Self::AllOf(members) => {
                let (Member::Single(first)
                | Member::Span(first, _)
                | Member::OrEarlier(first)
                | Member::OrLater(first)) = members.first().expect("a set has members");
                (first.first, first.last)
            }
            Self::Period(start, end) => {
                start.bounds().or(end.bounds()).expect("a period is dated at one end at least")
            }
        }
    }

    /// Returns the year that it is listed under, where that is certain.
    pub fn year(&self) -> Option<i16> {
        let (first, last) = self.listed();
        (first.year == last.year && !self.is_open()).then_some(first.year)
    }

    /// Returns the month that it is listed under, where that is certain.
    pub fn month(&self) -> Option<(i16, u8)> {
        let (first, last) = self.listed();
        let is_certain = (first.year, first.month) == (last.year, last.month) && !self.is_open();
        is_certain.then_some((first.year, first.month))
    }

    /// Says whether it may be any date before or after one.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::OneOf(members) if members.iter().any(Member::is_open))
    }

    /// Returns where it stands in a list. What is of no certain year stands before the first year
    /// that it may be of, or between the two if there are but two; what is of no certain month
    /// likewise. So years and months are not broken up.
    pub fn sort_key(&self) -> SortKey {
        let (first, last) = self.listed();
        let year = if last.year - first.year == 1 { last.year } else { first.year };
        let months = |day: Day| i32::from(day.year) * 12 + i32::from(day.month);
        let month = if months(last) - months(first) == 1 { last.month } else { first.month };
        let of_year = self.year().is_some();
        SortKey { year, of_year, month, of_month: self.month().is_some(), day: first.day }
    }

    /// Returns what lists are sorted by.
    pub fn exact_sort_key(&self) -> impl Ord + use<> {
        let (first, last) = self.listed();
        (self.sort_key(), first, last, self.bounds().1.unwrap_or(last))
    }

    /// Says whether it falls in the stretch of days from `first` to `last`, such as a year.
    pub fn overlap_with(&self, first: Day, last: Day) -> Overlap {
        let lasted = |start: (Day, Day), end: (Day, Day)| {
            if start.1 <= last && first <= end.0 {
                Overlap::Certain
            } else if start.0 <= last && first <= end.1 {
                Overlap::Possible
            } else {
                Overlap::None
            }
        };
        let within = |(a, b): (Day, Day)| {
            if first <= a && b <= last {
                Overlap::Certain
            } else if a <= last && first <= b {
                Overlap::Possible
            } else {
                Overlap::None
            }
        };
        match self {
            Self::Single(point) => within((point.first, point.last)),
            Self::OneOf(members) => {
                let falls: Vec<Overlap> = members
                    .iter()
                    .map(|member| {
                        let (a, b) = member.bounds();
                        within((a.unwrap_or(Day::FIRST), b.unwrap_or(Day::LAST)))
                    })
                    .collect();
                if falls.iter().all(|falls| *falls == Overlap::Certain) {
                    Overlap::Certain
                } else if falls.iter().all(|falls| *falls == Overlap::None) {
                    Overlap::None
                } else {
                    Overlap::Possible
                }
            }
            Self::AllOf(members) => {
                let falls = members.iter().map(|member| match member {
                    Member::Span(a, b) => lasted((a.first, a.last), (b.first, b.last)),
                    _ => within(member.dated()),
                });
                falls.min().unwrap_or(Overlap::None)
            }
            Self::Period(start, end) => match (start.bounds(), end.bounds()) {
                (Some(start), Some(end)) => lasted(start, end),
                // Open or unknown: it is listed where its one dated end is.
                (Some(one), None) | (None, Some(one)) => within(one),
                (None, None) => Overlap::None,
            },
        }
    }

    /// Returns the first and the last day of what is dated to the day at both its ends, without a
    /// doubt; nothing of what is less exact.
    pub fn days(&self) -> Option<(Day, Day)> {
        let (start, end) = match self {
            Self::Single(point) => (point, point),
            Self::Period(End::At(start), End::At(end)) => (start, end),
            Self::Period(..) | Self::OneOf(_) | Self::AllOf(_) => return None,
        };
        (start.is_day() && end.is_day()).then_some((start.first, end.last))
    }

    /// Returns the days of what was on several days that are each dated without a doubt; nothing of
    /// any other date.
    pub fn several_days(&self) -> Option<Vec<Day>> {
        let Self::AllOf(members) = self else { return None };
        let day = |member: &Member| match member {
            Member::Single(point) if point.is_day() => Some(point.first),
            _ => None,
        };
        members.iter().map(day).collect()
    }

    /// Returns the value of an HTML `datetime` attribute (HTML, 2.3.5), where the date is exact to
    /// the day, month or year and not in doubt.
    pub fn iso8601(&self) -> Option<String> {
        match self {
            Self::Single(point) => point.iso8601(),
            // A time element has no form for a period, or for several dates.
            Self::Period(..) | Self::OneOf(_) | Self::AllOf(_) => None,
        }
    }
}

impl SingleDate {
    /// Says whether it is a day, and nothing is in doubt about it.
    pub fn is_day(&self) -> bool {
        self.precision == Precision::Day && !self.uncertain && !self.approximate
    }

    /// Returns it as a day, month or year of ISO 8601, where it is that and not in doubt.
    pub fn iso8601(&self) -> Option<String> {
        let exact = matches!(self.precision, Precision::Day | Precision::Month | Precision::Year);
        (exact && !self.uncertain && !self.approximate).then(|| self.to_string())
    }
}

/// Writes a date as EDTF (ISO 8601-2), the way it would be read back.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Single(point) => write!(f, "{point}"),
            Self::OneOf(members) => write!(f, "[{}]", joined(members)),
            Self::AllOf(members) => write!(f, "{{{}}}", joined(members)),
            Self::Period(start, end) => write!(f, "{start}/{end}"),
        }
    }
}

/// Writes the members of a set between commas.
fn joined(members: &[Member]) -> String {
    members.iter().map(Member::to_string).collect::<Vec<_>>().join(",")
}

impl fmt::Display for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Single(point) => write!(f, "{point}"),
            Self::Span(first, last) => write!(f, "{first}..{last}"),
            Self::OrEarlier(point) => write!(f, "..{point}"),
            Self::OrLater(point) => write!(f, "{point}.."),
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
    /// Returns the first and last day that a dated end may mean.
    pub fn bounds(&self) -> Option<(Day, Day)> {
        match self {
            Self::At(point) => Some((point.first, point.last)),
            Self::Open | Self::Unknown => None,
        }
    }
}

impl Member {
    /// Returns the first and the last day that it may mean; `None` where it is open.
    pub fn bounds(&self) -> (Option<Day>, Option<Day>) {
        let (first, last) = self.dated();
        match self {
            Self::Single(_) | Self::Span(..) => (Some(first), Some(last)),
            Self::OrEarlier(_) => (None, Some(last)),
            Self::OrLater(_) => (Some(first), None),
        }
    }

    /// Says whether it may be any date before or after one.
    fn is_open(&self) -> bool {
        matches!(self, Self::OrEarlier(_) | Self::OrLater(_))
    }

    /// Returns the stretch of days of what is dated of it.
    fn dated(&self) -> (Day, Day) {
        match self {
            Self::Single(point) | Self::OrEarlier(point) | Self::OrLater(point) => {
                (point.first, point.last)
            }
            Self::Span(first, last) => (first.first, last.last),
        }
    }
}

/// Drops the spaces behind the commas of a set, which people write and EDTF does not have.
fn without_space(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if text.starts_with(['[', '{']) && text.contains(' ') {
        return text.split(',').map(str::trim).collect::<Vec<_>>().join(",").into();
    }
    text.into()
}

/// Reads a set of dates.
fn set(set: &Set) -> Result<Date, DateError> {
    let mut members = set.elements.iter().map(member).collect::<Result<Vec<_>, _>>()?;
    members.sort_by_key(|member| (member.bounds().0, member.dated()));
    members.dedup();
    match (set.kind, &members[..]) {
        (_, [Member::Single(point)]) => Ok(Date::Single(*point)),
        (SetKind::OneMember, _) => Ok(Date::OneOf(members)),
        (SetKind::AllMembers, [Member::Span(first, last)]) => {
            Ok(Date::Period(End::At(*first), End::At(*last)))
        }
        (SetKind::AllMembers, _) if members.iter().all(|member| !member.is_open()) => {
            Ok(Date::AllOf(members))
        }
        (SetKind::AllMembers, _) => Err(DateError(
            "in braces stand the dates that it was on, `{1980-01-31,1980-02-07}`; what had no \
             beginning or end is an interval, `../1980` or `1980/..`"
                .into(),
        )),
    }
}

fn member(element: &SetElement) -> Result<Member, DateError> {
    let read = |date: &edtf_core::Date| match Edtf::Date(*date).level() {
        0 | 1 => single(date),
        _ => Err(beyond_level_1()),
    };
    Ok(match element {
        SetElement::Date(date) => Member::Single(read(date)?),
        SetElement::OnOrBefore(date) => Member::OrEarlier(read(date)?),
        SetElement::OnOrAfter(date) => Member::OrLater(read(date)?),
        SetElement::Range(first, last) if first == last => Member::Single(read(first)?),
        SetElement::Range(first, last) => Member::Span(read(first)?, read(last)?),
    })
}

fn beyond_level_1() -> DateError {
    DateError("this is of level 2 of EDTF, and of that only sets of dates are understood".into())
}

fn end(endpoint: &IntervalEndpoint) -> Result<End, DateError> {
    match endpoint {
        IntervalEndpoint::Date(date) if Edtf::Date(*date).level() <= 1 => single(date).map(End::At),
        IntervalEndpoint::Open => Ok(End::Open),
        IntervalEndpoint::Unknown => Ok(End::Unknown),
        _ => Err(beyond_level_1()),
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

/// Says what is wrong with a text that is not EDTF, in an author's words.
fn explain(text: &str, reason: &str) -> String {
    let numbers: Vec<&str> = text.split(['.', '/', ' ']).filter(|part| !part.is_empty()).collect();
    let words =
        text.chars().any(|c| c.is_alphabetic() && !matches!(c, 'X' | 'Y' | 'E' | 'S' | 'T' | 'Z'));
    match () {
        () if words => "a date is written in figures, as in `2022-11-14`; the source's own words go into `date_text`".into(),
        () if numbers.len() == 3 && numbers.iter().all(|n| n.len() <= 4 && n.bytes().all(|b| b.is_ascii_digit())) => {
            "a date is written year, month, day, as in `2022-11-14`".into()
        }
        () if reason.contains("at least one dated") => "a period needs a date at one end at least".into(),
        () if reason.contains("end precedes") => "the period ends before it begins".into(),
        () if reason.contains("out of range") && is_julian_leap_day(text) => format!(
            "the Gregorian calendar has no {}: write the day that it has for that of the Julian calendar, and the source's own words into `date_text`",
            quote(text)
        ),
        () if reason.contains("out of range") => format!("the calendar has no {}", quote(text)),
        () => format!("not a date: {reason}"),
    }
}

/// Says whether a text is a 29 February that the Julian calendar has and the Gregorian has not.
fn is_julian_leap_day(text: &str) -> bool {
    let year = text.strip_suffix("-02-29").and_then(|year| year.parse::<u16>().ok());
    year.is_some_and(|year| year % 100 == 0 && year % 400 != 0)
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
            ("[..1984-12-03]", ".. 1984-12-03"),
            ("[1984-12..]", "1984-12-01 .."),
            ("[1960,1961]", "1960-01-01 1961-12-31"),
            ("[1961, 1960]", "1960-01-01 1961-12-31"),
            (" [1961 ,1960] ", "1960-01-01 1961-12-31"),
            (" 2022 ", "2022-01-01 2022-12-31"),
            ("[..1958,1960]", ".. 1960-12-31"),
            ("[1958,1960..]", "1958-01-01 .."),
            ("{1980-01-31,1980-02-07}", "1980-01-31 1980-02-07"),
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
            ("1500-02-29", "Gregorian"),
            ("1501-02-29", "the calendar has no `1501-02-29`"),
            ("{..2023}", "in braces"),
            ("{2020,2023..}", "in braces"),
            ("[]", "not a date"),
            ("[..]", "not a date"),
            ("[1960,]", "not a date"),
            ("[1960", "not a date"),
            ("[1960,1961-02-30]", "the calendar has no"),
            ("[0000,1960]", "years go from"),
            ("[..-0044]", "years go from"),
            ("[2022-01~-11]", "level 2"),
            ("2004-06~-11", "level 2"),
            ("..1984/2004", "level 2"),
            ("2018/2017", "before"),
            ("../..", "one end"),
            ("", "not a date"),
        ] {
            let found = bounds(text);
            assert!(found.starts_with("error: ") && found.contains(expected), "{text}: {found}");
        }
    }

    #[test]
    fn a_date_overlap_with_a_year_certainly_possibly_or_not() {
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
            ("[..2016-05-04]", 2016, Overlap::Possible),
            ("[..2016-05-04]", 1950, Overlap::Possible),
            ("[..2016-05-04]", 2017, Overlap::None),
            ("[2016-05-04..]", 2015, Overlap::None),
            ("[2014,2016]", 2014, Overlap::Possible),
            ("[2014,2016]", 2015, Overlap::None),
            ("[2016-03,2016-05]", 2016, Overlap::Certain),
            ("{2014-01-31,2016-02-07}", 2014, Overlap::Certain),
            ("{2014-01-31,2016-02-07}", 2015, Overlap::None),
            ("{2014-01-31,2016-02-07}", 2016, Overlap::Certain),
            ("{2014,2015-02..2017-02}", 2016, Overlap::Certain),
            ("{2014,201X}", 2016, Overlap::Possible),
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
            "[2009..]",
            "[..2009-12-30]",
            "[2009-03,2009-05]",
            "2009-12-30",
            "{2009-12-30,2010-02-01}",
            "[2009,2010]",
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
            "[..1984-12-03]",
            "[1984~..]",
            "[1960,1961]",
            "[1667,1668?,1670..1672]",
            "{1980-01-31,1980-02-07}",
            "{1980..1982,1990-02}",
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
            ("2022-11-14/2022-11-14", Some("2022-11-14 2022-11-14")),
            ("[2022-11-20..2022-11-20]", Some("2022-11-20 2022-11-20")),
            ("{2022-11-20}", Some("2022-11-20 2022-11-20")),
            ("{2022-11-20,2022-11-25}", None),
            ("{2022-11-20..2022-11-25}", Some("2022-11-20 2022-11-25")),
        ] {
            let days = Date::parse(text).expect("a date").days();
            let found = days.map(|(first, last)| format!("{first} {last}"));
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn several_days_are_what_was_on_each_of_them() {
        for (text, expected) in [
            ("{1980-02-07,1980-01-31}", Some("1980-01-31 1980-02-07")),
            ("{1980-02-07,1980-03}", None),
            ("{1980-02-07?,1980-03-01}", None),
            ("[1980-01-31,1980-02-07]", None),
            ("1980-01-31", None),
        ] {
            let days = Date::parse(text).expect("a date").several_days();
            let found =
                days.map(|days| days.iter().map(Day::to_string).collect::<Vec<_>>().join(" "));
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_open_is_of_no_certain_year() {
        for (text, expected) in [
            ("[..1984-12-03]", None),
            ("[1984-12-03..]", None),
            ("[1984-03,1984-05]", Some(1984)),
            ("[1984,1985]", None),
            ("{1984-12-31,1985-01-01}", Some(1984)),
            ("../1984", Some(1984)),
        ] {
            assert_eq!(Date::parse(text).expect("a date").year(), expected, "{text}");
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
            ("[2016]", Some("2016")),
            ("[2016,2017]", None),
            ("{2016,2017}", None),
            ("2016-12-29/2016-12-29", Some("2016-12-29")),
        ] {
            assert_eq!(Date::parse(text).unwrap().iso8601().as_deref(), expected, "{text}");
        }
    }
}
