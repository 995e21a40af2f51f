//! Dates as people write them in English: a text goes in, EDTF comes out.

use jiff::civil;

use super::date::{Date, DateError, Day};
use crate::diagnostic::quote;

/// The meaning of a text as EDTF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateReading {
    /// One date.
    One(String),
    /// A day in figures whose day and month may be in either order: as read in most of the world,
    /// and as read in the United States.
    Either(String, String),
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// The seasons, with the numbers that EDTF gives them.
const SEASONS: [(&str, u8); 5] =
    [("spring", 21), ("summer", 22), ("autumn", 23), ("fall", 23), ("winter", 24)];

/// Reads a date: EDTF itself, `27 Feb 2025`, `27.2.2025`, `Feb 2025`, `about 2016`,
/// `27–28 Feb 2025`, `between 20 and 30 Nov 2022`, `yesterday`.
///
/// # Errors
/// Returns an error if the text is not understood, or if the calendar has no such day.
pub fn understand(text: &str, today: Day) -> Result<DateReading, DateError> {
    let text = text.trim();
    if Date::parse(text).is_ok() {
        return Ok(DateReading::One(text.to_owned()));
    }
    let lower = text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(day) = relative(&lower, today) {
        return Ok(DateReading::One(day));
    }
    let not_understood = || DateError(format!("{} is not understood as a date", quote(text)));
    let reading = qualified(&lower).unwrap_or_else(|| Err(not_understood()))?;
    let written = match &reading {
        DateReading::One(date) => [date, date],
        DateReading::Either(one, other) => [one, other],
    };
    let no_such_day = |DateError(message): DateError| {
        let is_unknown = message.starts_with("not a date");
        DateError(if is_unknown { format!("the calendar has no {}", quote(text)) } else { message })
    };
    written.into_iter().try_for_each(|date| Date::parse(date).map(drop)).map_err(no_such_day)?;
    Ok(reading)
}

/// The result of reading: `None` if the text is not understood, an error if it is wrong.
type Read<T> = Option<Result<T, DateError>>;

fn relative(text: &str, today: Day) -> Option<String> {
    let back = match text {
        "today" => 0,
        "yesterday" => 1,
        "tomorrow" => -1,
        _ => {
            let (days, _) = text.split_once(" days ago").filter(|(_, rest)| rest.is_empty())?;
            days.parse::<u16>().ok()?.into()
        }
    };
    let day = calendar(today)?.checked_sub(jiff::Span::new().days(back)).ok()?;
    (day.year() > 0).then(|| day.to_string())
}

/// Reads a date with words around it that say how certain it is.
fn qualified(text: &str) -> Read<DateReading> {
    const ABOUT: [&str; 8] =
        ["about ", "around ", "approximately ", "circa ", "ca. ", "ca ", "c. ", "~"];
    const PERHAPS: [&str; 4] = ["perhaps ", "probably ", "possibly ", "maybe "];
    let strip = |prefixes: &[&str]| prefixes.iter().find_map(|prefix| text.strip_prefix(prefix));
    let with = |rest: &str, mark: char| {
        let marked = |date: String| format!("{date}{mark}");
        Some(single(rest.trim())?.map(|reading| match reading {
            DateReading::One(date) => DateReading::One(marked(date)),
            DateReading::Either(one, other) => DateReading::Either(marked(one), marked(other)),
        }))
    };
    if let Some(rest) = strip(&ABOUT) {
        with(rest, '~')
    } else if let Some(rest) = strip(&PERHAPS).or_else(|| text.strip_suffix('?')) {
        with(rest, '?')
    } else if let Some(rest) = text.strip_prefix("between ") {
        let (first, last) = rest.split_once(" and ")?;
        Some(both(first, last)?.map(|(a, b)| DateReading::One(format!("[{a}..{b}]"))))
    } else {
        single(text).or_else(|| {
            let (first, last) = ends(text.strip_prefix("from ").unwrap_or(text))?;
            Some(both(first, last)?.map(|(a, b)| DateReading::One(format!("{a}/{b}"))))
        })
    }
}

/// Returns the two ends of a period as written.
fn ends(text: &str) -> Option<(&str, &str)> {
    let between = [" to ", " until ", "–", "—", " - "];
    between.iter().find_map(|between| text.split_once(between)).or_else(|| {
        // In `27-28 Feb 2025` the hyphen stands for a dash.
        let (first, last) = text.split_once('-')?;
        let figures = !first.is_empty() && first.bytes().all(|b| b.is_ascii_digit());
        (figures && last.contains(char::is_alphabetic)).then_some((first, last))
    })
}

/// Reads two dates, of which the first may take its year, or its month and year, from the second.
fn both(first: &str, last: &str) -> Read<(String, String)> {
    let (first, last) = (first.trim(), last.trim());
    let last = match single(last)? {
        Ok(DateReading::One(date)) => date,
        Ok(DateReading::Either(..)) => return None,
        Err(error) => return Some(Err(error)),
    };
    let mut parts = last.split('-');
    let (year, month) = (parts.next()?, parts.next().and_then(|month| month.parse().ok()));
    let month = month.and_then(|month: usize| MONTHS.get(month.checked_sub(1)?));
    let whole = [
        Some(first.to_owned()),
        Some(format!("{first} {year}")),
        month.map(|month| format!("{first} {month} {year}")),
    ];
    match whole.into_iter().flatten().find_map(|text| single(&text))? {
        Ok(DateReading::One(first)) => Some(Ok((first, last))),
        Ok(DateReading::Either(..)) => None,
        Err(error) => Some(Err(error)),
    }
}

/// Reads a single date.
fn single(text: &str) -> Read<DateReading> {
    let one = |date: String| Some(Ok(DateReading::One(date)));
    if Date::parse(text).is_ok_and(|date| matches!(date, Date::Single(_))) {
        return one(text.to_owned());
    }
    let separators = [' ', ',', '/', '.', '-'];
    let words = text.split(separators).filter(|word| !word.is_empty());
    let words = words.filter(|word| !matches!(*word, "of" | "the" | "in" | "on"));
    let (weekdays, words): (Vec<&str>, Vec<&str>) =
        words.partition(|word| named(&WEEKDAYS, word).is_some());
    let read = match words[..] {
        [decade] => {
            let decade = decade.strip_suffix("0s")?;
            let figures = decade.len() == 3 && decade.bytes().all(|b| b.is_ascii_digit());
            return figures.then(|| Ok(DateReading::One(format!("{decade}X"))));
        }
        [a, b] => month_of_year(a, b).or_else(|| month_of_year(b, a)).map(Ok),
        [a, b, c] => day(text, a, b, c),
        _ => None,
    }?;
    match (weekdays[..].first(), read) {
        (Some(weekday), Ok(DateReading::One(date))) => {
            Some(on_weekday(&date, weekday).map(|()| DateReading::One(date)))
        }
        (_, read) => Some(read),
    }
}

/// Reads a month or season with its year.
fn month_of_year(month: &str, year: &str) -> Option<DateReading> {
    let year = four_figures(year)?;
    let season = SEASONS.iter().find(|(name, _)| *name == month).map(|(_, number)| *number);
    let number = season
        .or_else(|| month_number(month))
        .or_else(|| figures(month).filter(|month| (1..=12).contains(month)))?;
    Some(DateReading::One(format!("{year}-{number:02}")))
}

/// Reads a day that is written as three parts.
fn day(text: &str, a: &str, b: &str, c: &str) -> Read<DateReading> {
    let written = |year: &str, month: u8, day: u8| format!("{year}-{month:02}-{day:02}");
    let named = [(a, b, c), (b, a, c), (c, b, a)].into_iter().find_map(|(day, month, year)| {
        Some(written(four_figures(year)?, month_number(month)?, ordinal(day)?))
    });
    if let Some(date) = named {
        return Some(Ok(DateReading::One(date)));
    }
    if let Some(year) = four_figures(a) {
        return Some(Ok(DateReading::One(written(year, figures(b)?, figures(c)?))));
    }
    let (first, second) = match (month_number(a), month_number(b)) {
        (None, None) => (figures(a)?, figures(b)?),
        (None, Some(month)) => (ordinal(a)?, month),
        (Some(month), None) => (ordinal(b)?, month),
        _ => return None,
    };
    let Some(year) = four_figures(c) else {
        figures(c)?;
        return Some(Err(DateError(format!(
            "the year of {} is not written with four figures",
            quote(text)
        ))));
    };
    let (day_first, month_first) = (written(year, second, first), written(year, first, second));
    // Full stops stand between day, month and year wherever they are used.
    Some(Ok(if text.contains('.') || first == second || first > 12 {
        DateReading::One(day_first)
    } else if second > 12 {
        DateReading::One(month_first)
    } else {
        DateReading::Either(day_first, month_first)
    }))
}

/// Returns an error if a day is not the day of the week that was written with it.
fn on_weekday(date: &str, weekday: &str) -> Result<(), DateError> {
    let (Some(written), Ok(day)) = (named(&WEEKDAYS, weekday), date.parse::<civil::Date>()) else {
        return Ok(());
    };
    let found = day.weekday().to_monday_zero_offset();
    let name = usize::try_from(found).ok().and_then(|at| WEEKDAYS.get(at)).copied();
    match name {
        Some(name) if name != written => {
            let (first, rest) = name.split_at(1);
            Err(DateError(format!("{} is a {}{rest}", quote(date), first.to_uppercase())))
        }
        _ => Ok(()),
    }
}

/// Returns the name that a word is, or is short for.
fn named(names: &[&'static str], word: &str) -> Option<&'static str> {
    names.iter().find(|name| word.len() >= 3 && name.starts_with(word)).copied()
}

fn month_number(word: &str) -> Option<u8> {
    let name = named(&MONTHS, word)?;
    let at = MONTHS.iter().position(|month| *month == name)?;
    u8::try_from(at + 1).ok()
}

fn ordinal(word: &str) -> Option<u8> {
    let ending = ["st", "nd", "rd", "th"].iter().find_map(|ending| word.strip_suffix(ending));
    figures(ending.unwrap_or(word))
}

fn figures(word: &str) -> Option<u8> {
    (word.len() <= 2).then(|| word.parse().ok()).flatten()
}

fn four_figures(word: &str) -> Option<&str> {
    (word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit())).then_some(word)
}

fn calendar(day: Day) -> Option<civil::Date> {
    let month = i8::try_from(day.month).ok()?;
    civil::Date::new(day.year, month, i8::try_from(day.day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn understood(text: &str) -> String {
        match understand(text, Day { year: 2025, month: 3, day: 1 }) {
            Ok(DateReading::One(date)) => date,
            Ok(DateReading::Either(one, other)) => format!("{one} or {other}"),
            Err(DateError(message)) => format!("error: {message}"),
        }
    }

    #[test]
    fn dates_are_understood_as_people_write_them() {
        for (text, expected) in [
            ("2025-02-27", "2025-02-27"),
            ("2025-02~", "2025-02~"),
            (" 201X ", "201X"),
            ("2017-08/2018-03", "2017-08/2018-03"),
            ("today", "2025-03-01"),
            ("Yesterday", "2025-02-28"),
            ("tomorrow", "2025-03-02"),
            ("10 days ago", "2025-02-19"),
            ("27 Feb 2025", "2025-02-27"),
            ("27 February 2025", "2025-02-27"),
            ("Feb 27, 2025", "2025-02-27"),
            ("February 27th, 2025", "2025-02-27"),
            ("the 27th of February 2025", "2025-02-27"),
            ("Thursday, 27 February 2025", "2025-02-27"),
            ("2025 Feb 27", "2025-02-27"),
            ("27.2.2025", "2025-02-27"),
            ("03.04.2025", "2025-04-03"),
            ("27/2/2025", "2025-02-27"),
            ("2/27/2025", "2025-02-27"),
            ("4/4/2025", "2025-04-04"),
            ("2025/2/27", "2025-02-27"),
            ("2025-2-7", "2025-02-07"),
            ("03/04/2025", "2025-04-03 or 2025-03-04"),
            ("3-4-2025", "2025-04-03 or 2025-03-04"),
            ("about 03/04/2025", "2025-04-03~ or 2025-03-04~"),
            ("Feb 2025", "2025-02"),
            ("in february 2025", "2025-02"),
            ("Sept 2025", "2025-09"),
            ("2/2025", "2025-02"),
            ("spring 2025", "2025-21"),
            ("1990s", "199X"),
            ("the 1990s", "199X"),
            ("about 2016", "2016~"),
            ("c. March 2016", "2016-03~"),
            ("perhaps 9 Dec 2022", "2022-12-09?"),
            ("9 Dec 2022?", "2022-12-09?"),
            ("27–28 Feb 2025", "2025-02-27/2025-02-28"),
            ("27-28 Feb 2025", "2025-02-27/2025-02-28"),
            ("27 Feb to 1 March 2025", "2025-02-27/2025-03-01"),
            ("from Aug 2017 to March 2018", "2017-08/2018-03"),
            ("2016 - 2018", "2016/2018"),
            ("between 20 and 30 November 2022", "[2022-11-20..2022-11-30]"),
        ] {
            assert_eq!(understood(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_says_why() {
        for (text, expected) in [
            ("", "is not understood"),
            ("last Friday", "is not understood"),
            ("27 Feb", "is not understood"),
            ("27 Feb 25", "four figures"),
            ("27.2.25", "four figures"),
            ("3/4/25", "four figures"),
            ("30 Feb 2025", "the calendar has no"),
            ("31.4.2025", "the calendar has no"),
            ("13/13/2025", "the calendar has no"),
            ("Monday 27 February 2025", "`2025-02-27` is a Thursday"),
            ("1 March to 27 February 2025", "before"),
            ("Foo 2025", "is not understood"),
            ("99999 days ago", "is not understood"),
            ("2 000 days ago", "is not understood"),
        ] {
            let found = understood(text);
            assert!(found.starts_with("error: ") && found.contains(expected), "{text}: {found}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_understood_is_edtf(text in "[0-9a-z/.,~?–-]{0,8} ?(of|feb|march|to|and)? ?[0-9./s-]{0,10}") {
            let dates = match understand(&text, Day { year: 1, month: 1, day: 1 }) {
                Ok(DateReading::One(date)) => vec![date],
                Ok(DateReading::Either(one, other)) => vec![one, other],
                Err(_) => Vec::new(),
            };
            for date in dates {
                proptest::prop_assert!(Date::parse(&date).is_ok(), "{} from {}", date, text);
            }
        }
    }
}
