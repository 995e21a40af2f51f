//! Dates as people write them, in English: a text goes in, EDTF comes out.
//!
//! A text that can be read in two ways is read in neither: both readings are given back.

use jiff::civil;

use super::date::{Date, DateError, Day, Precision, SingleDate};
use crate::diagnostic::quote;

/// What a text was understood to mean, in EDTF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateReading {
    /// One date.
    One(String),
    /// A text that can be read in two ways: a day in figures with the day first, as in most of the
    /// world, and with the month first, as in the United States; or two dates with a slash between
    /// them, from one to the other, and one of the two.
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
/// Months as some write them between a day and a year.
const ROMAN: [&str; 12] =
    ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];
const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// From 21, as EDTF counts them.
const SEASONS: [(&str, u8); 5] =
    [("spring", 21), ("summer", 22), ("autumn", 23), ("fall", 23), ("winter", 24)];

/// Understands a date: EDTF itself, `27 Feb 2025`, `27.2.2025`, `Feb 2025`, `about 2016`,
/// `9–10 Dec 2022`, `30 Nov to 2 Dec 2022`, `between 20 and 30 Nov 2022`, `1960 or 1961`, `before
/// 1984`, `yesterday`.
///
/// # Errors
/// When it is not understood, or the calendar has no such day.
pub fn understand(text: &str, today: Day) -> Result<DateReading, DateError> {
    let text = text.trim();
    if Date::parse(text).is_ok() {
        return Ok(DateReading::One(text.to_owned()));
    }
    let plain = normalized(text);
    if let Some(day) = relative(&plain, today) {
        return Ok(DateReading::One(day));
    }
    let (mut read, mut wrong): (Vec<String>, Option<String>) = (Vec::new(), None);
    for way in Way::ALL {
        match way.date(&plain).and_then(|date| checked(date, text)) {
            Ok(date) if !read.contains(&date) => read.push(date),
            Err(Failure::Wrong(message)) if wrong.is_none() => wrong = Some(message),
            Ok(_) | Err(_) => {}
        }
    }
    let mut read = read.into_iter();
    match (read.next(), read.next(), wrong) {
        (Some(one), Some(other), _) => Ok(DateReading::Either(one, other)),
        (Some(date), None, _) => Ok(DateReading::One(date)),
        (None, _, Some(message)) => Err(DateError(message.replace(&quote(&plain), &quote(text)))),
        (None, _, None) => {
            let quoted = quote(text);
            let has_time = text.split(':').count() > 1 && Date::parse(text).is_err();
            Err(DateError(if has_time {
                format!("{quoted} is not understood as a date; a time is written as `start_time`")
            } else {
                format!("{quoted} is not understood as a date")
            }))
        }
    }
}

/// Why a text was not read.
enum Failure {
    /// It is not of the form that was looked for.
    Unknown,
    /// It is understood, and wrong: a sentence for the author.
    Wrong(String),
}

type Read<T> = Result<T, Failure>;

/// Returns a date in EDTF that there is.
fn checked(date: String, text: &str) -> Read<String> {
    match Date::parse(&date) {
        Ok(_) => Ok(date),
        Err(DateError(message)) if message.starts_with("not a date") => {
            Err(Failure::Wrong(format!("the calendar has no {}", quote(text))))
        }
        Err(DateError(message)) => Err(Failure::Wrong(message)),
    }
}

/// Returns a text in small letters, with one space between words, hyphens and dashes told apart, and
/// nothing around it.
fn normalized(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.to_lowercase().chars() {
        match c {
            '\u{2010}' | '\u{2011}' => plain.push('-'),
            '\u{2012}'..='\u{2015}' | '\u{2212}' => plain.push('–'),
            '&' => plain.push_str(" and "),
            c if c.is_whitespace() => plain.push(' '),
            c => plain.push(c),
        }
    }
    let plain = plain.replace("--", "–").replace(" (?)", "?").replace(" (uncertain)", "?");
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    plain.trim_end_matches(['.', ',', ';']).trim().to_owned()
}

fn relative(text: &str, today: Day) -> Option<String> {
    let back = match text.strip_prefix("the ").unwrap_or(text) {
        "today" => 0,
        "yesterday" => 1,
        "day before yesterday" => 2,
        "tomorrow" => -1,
        "day after tomorrow" => -2,
        "a week ago" => 7,
        _ => {
            let (count, unit) = text.strip_suffix(" ago")?.split_once(' ')?;
            let days = match unit {
                "day" | "days" => 1,
                "week" | "weeks" => 7,
                _ => return None,
            };
            i64::from(count.parse::<u16>().ok()?) * days
        }
    };
    let day = today.civil().checked_sub(jiff::Span::new().days(back)).ok()?;
    (day.year() > 0).then(|| day.to_string())
}

/// One of the ways in which a text that is not clear can be read.
#[derive(Clone, Copy)]
struct Way {
    /// Whether the month stands before the day, in figures.
    month_first: bool,
    /// Whether what has a second reading of another kind is read so.
    second: bool,
}

impl Way {
    const ALL: [Self; 4] = [
        Self { month_first: false, second: false },
        Self { month_first: true, second: false },
        Self { month_first: false, second: true },
        Self { month_first: true, second: true },
    ];

    /// Reads a date of any form, and writes it as EDTF.
    fn date(self, text: &str) -> Read<String> {
        let forms: [fn(Self, &str) -> Read<String>; 5] =
            [Self::open, Self::between, Self::single, Self::list, Self::range];
        let mut wrong = None;
        for form in forms {
            match form(self, text) {
                Err(Failure::Unknown) => {}
                Err(failure) => _ = wrong.get_or_insert(failure),
                read => return read,
            }
        }
        Err(wrong.unwrap_or(Failure::Unknown))
    }

    /// Reads one date.
    fn single(self, text: &str) -> Read<String> {
        self.part(text)?.edtf(text)
    }

    /// Reads what is open on one side: `since 2016`, `1984 or earlier`, `before 3 Dec 1984`.
    fn open(self, text: &str) -> Read<String> {
        const SINCE: [&str; 2] = ["since ", "ever since "];
        const UNTIL: [&str; 3] = ["until ", "till ", "up to "];
        const OR_EARLIER: [&str; 7] = [
            "by ",
            "on or before ",
            "in or before ",
            "no later than ",
            "not later than ",
            "not after ",
            "at the latest ",
        ];
        const OR_LATER: [&str; 5] = [
            "on or after ",
            "in or after ",
            "no earlier than ",
            "not earlier than ",
            "not before ",
        ];
        let prefix = |words: &[&str]| words.iter().find_map(|word| text.strip_prefix(word));
        let suffix = |words: &[&str]| words.iter().find_map(|word| text.strip_suffix(word));
        if let Some(rest) = prefix(&SINCE).or_else(|| suffix(&[" onwards", " onward"])) {
            let rest = rest.strip_prefix("from ").unwrap_or(rest);
            return Ok(format!("{}/..", self.single(rest)?));
        }
        if let Some(rest) = prefix(&UNTIL) {
            return Ok(format!("../{}", self.single(rest)?));
        }
        let earlier =
            || suffix(&[" or earlier", " or before", " or before that", " at the latest"]);
        if let Some(rest) = prefix(&OR_EARLIER).or_else(earlier) {
            return Ok(format!("[..{}]", self.single(rest)?));
        }
        let later = || suffix(&[" or later", " or after", " or after that", " at the earliest"]);
        if let Some(rest) = prefix(&OR_LATER).or_else(later) {
            return Ok(format!("[{}..]", self.single(rest)?));
        }
        if let Some(rest) = text.strip_prefix("before ") {
            return Ok(format!("[..{}]", self.beside(rest, -1)?));
        }
        if let Some(rest) = text.strip_prefix("after ") {
            return Ok(format!("[{}..]", self.beside(rest, 1)?));
        }
        Err(Failure::Unknown)
    }

    /// Returns the day, month or year before or after one.
    fn beside(self, text: &str, step: i64) -> Read<String> {
        let date = checked(self.single(text)?, text)?;
        let Ok(Date::Single(SingleDate {
            precision,
            first,
            last,
            uncertain: false,
            approximate: false,
        })) = Date::parse(&date)
        else {
            return Err(Failure::Unknown);
        };
        let day = if step < 0 { first } else { last }.civil();
        let day = day.checked_add(jiff::Span::new().days(step)).ok();
        let day = day.filter(|day| day.year() > 0).ok_or(Failure::Unknown)?;
        Ok(match precision {
            Precision::Day => day.to_string(),
            Precision::Month => day.strftime("%Y-%m").to_string(),
            Precision::Year => day.strftime("%Y").to_string(),
            _ => return Err(Failure::Unknown),
        })
    }

    /// Reads `between 20 and 30 Nov 2022`.
    fn between(self, text: &str) -> Read<String> {
        let rest = text.strip_prefix("between ").ok_or(Failure::Unknown)?;
        let (first, last) = rest.split_once(" and ").ok_or(Failure::Unknown)?;
        let [first, last] = self.ends(first, last, text)?;
        Ok(format!("[{first}..{last}]"))
    }

    /// Reads one of several dates, `1960 or 1961`, or all of them, `31 Jan and 7 Feb 1980`.
    fn list(self, text: &str) -> Read<String> {
        let last_of = |word| text.rsplit_once(word).map(|(first, last)| (word, first, last));
        let (word, others, last) =
            last_of(" or ").or_else(|| last_of(" and ")).ok_or(Failure::Unknown)?;
        let others = others.trim().trim_end_matches(',');
        let others = others.strip_prefix("either ").unwrap_or(others);
        let mut written: Vec<&str> = match self.part(others) {
            Ok(_) => vec![others],
            Err(_) => others.split(',').flat_map(|part| part.split(word)).collect(),
        };
        written.push(last);
        let mut parts =
            written.iter().map(|part| self.part(part.trim())).collect::<Read<Vec<Part>>>()?;
        share(&mut parts);
        let dates = parts.iter().map(|part| part.edtf(text)).collect::<Read<Vec<_>>>()?;
        for date in &dates {
            checked(date.clone(), text)?;
        }
        let dates = dates.join(",");
        Ok(if word == " or " { format!("[{dates}]") } else { format!("{{{dates}}}") })
    }

    /// Reads a period: `9–10 Dec 2022`, `30 Nov to 2 Dec 2022`, `from 2016 until 2018`.
    fn range(self, text: &str) -> Read<String> {
        let rest = text.strip_prefix("from ").unwrap_or(text);
        let mut wrong = None;
        for between in
            [" to ", " until ", " till ", " through ", " thru ", " - ", "..", "–", "-", "/"]
        {
            // Of several, the last one is tried first: the others stand within dates.
            for (at, _) in rest.rmatch_indices(between) {
                let (first, last) = (rest[..at].trim(), rest[at + between.len()..].trim());
                let is_alike = matches!(between, "-" | "/");
                match self.period(first, last, text, is_alike) {
                    // From one to the other, or one of the two? The former, where a day or a year
                    // is written as in EDTF and the other is short for another such.
                    Ok([one, other]) if between == "/" && self.second && one != first => {
                        return Ok(format!("[{one},{other}]"));
                    }
                    Ok([one, other]) => return Ok(format!("{one}/{other}")),
                    Err(Failure::Unknown) => {}
                    Err(failure) => _ = wrong.get_or_insert(failure),
                }
            }
        }
        Err(wrong.unwrap_or(Failure::Unknown))
    }

    /// Reads the two ends of a period. Where only a mark stands between them that also stands within
    /// dates, they must be as exact as each other.
    fn period(self, first: &str, last: &str, text: &str, is_alike: bool) -> Read<[String; 2]> {
        let [first, last] = self.ends(first, last, text)?;
        checked(format!("{first}/{last}"), text)?;
        let precision = |date: &str| match Date::parse(date) {
            Ok(Date::Single(point)) => Some(point.precision),
            _ => None,
        };
        if is_alike && precision(&first) != precision(&last) {
            return Err(Failure::Unknown);
        }
        Ok([first, last])
    }

    /// Reads two dates, each of which may leave to the other what both have in common.
    fn ends(self, first: &str, last: &str, text: &str) -> Read<[String; 2]> {
        let mut parts = [self.part(first)?, self.part(last)?];
        let [one, other] = &mut parts;
        // `2016–18`
        if let (Some(year), None, None, Some(day)) =
            (&one.year, &one.month, &other.year, &other.day)
            && other.month.is_none()
            && day.len() == 2
            && last.len() == 2
            && year.ends_with(|c: char| c.is_ascii_digit())
        {
            let later = format!("{}{day}", &year[..2]);
            if later <= *year {
                return Err(Failure::Unknown);
            }
            return Ok([one.edtf(text)?, later]);
        }
        // `Friday–Saturday, 9–10 December 2022`
        if let ([_, _], []) = (&one.weekdays[..], &other.weekdays[..]) {
            other.weekdays.extend(one.weekdays.pop());
        }
        let whole = one.year.is_some();
        if one.day.is_some() != other.day.is_some()
            && (one.month.is_none() || other.month.is_none())
        {
            return Err(Failure::Unknown);
        }
        // What is said of two dates in one is said of both.
        if !whole || other.year.is_none() {
            let mark = one.mark.or(other.mark);
            (one.mark, other.mark) = (mark, mark);
        }
        let has_both_years = whole && other.year.is_some();
        share(&mut parts);
        let [first, last] = [parts[0].edtf(text)?, parts[1].edtf(text)?];
        for date in [&first, &last] {
            checked(date.clone(), text)?;
        }
        if !has_both_years && first > last {
            let message =
                format!("{} ends before it begins: write the year of both dates", quote(text));
            return Err(Failure::Wrong(message));
        }
        Ok([first, last])
    }

    /// Reads a date or a part of one, with what people put around it to say how sure they are.
    fn part(self, text: &str) -> Read<Part> {
        const ABOUT: [&str; 9] = [
            "about ",
            "around ",
            "approximately ",
            "approx. ",
            "circa ",
            "ca. ",
            "ca ",
            "c. ",
            "~",
        ];
        const PERHAPS: [&str; 4] = ["perhaps ", "probably ", "possibly ", "maybe "];
        let (mut rest, mut about, mut perhaps) = (text.trim(), false, false);
        loop {
            let strip = |words: &[&str]| words.iter().find_map(|word| rest.strip_prefix(word));
            if let Some(after) = strip(&ABOUT).or_else(|| rest.strip_suffix('~')) {
                (rest, about) = (after.trim(), true);
            } else if let Some(after) = strip(&PERHAPS).or_else(|| rest.strip_suffix('?')) {
                (rest, perhaps) = (after.trim(), true);
            } else {
                break;
            }
        }
        let mut part = self.plain(rest)?;
        part.mark = match (about, perhaps) {
            (true, true) => Some('%'),
            (true, false) => Some('~'),
            (false, true) => Some('?'),
            (false, false) => None,
        };
        Ok(part)
    }

    /// Reads a date or a part of one.
    fn plain(self, text: &str) -> Read<Part> {
        let (text, unknown) = match text.split_once(',') {
            Some((date, " day not known")) => (date, Some(false)),
            Some((date, " month not known")) => (date, Some(true)),
            _ => (text, None),
        };
        let mut part = Part::default();
        let mut words = Vec::new();
        for word in words_of(text) {
            let is_weekday = named(&WEEKDAYS, word).or((word == "weds").then_some(2));
            match is_weekday {
                Some(weekday) => part.weekdays.push(weekday),
                None => words.push(word),
            }
        }
        let months: Vec<(usize, u8)> = words
            .iter()
            .enumerate()
            .filter_map(|(at, word)| Some((at, month_number(word, words.len() == 3)?)))
            .collect();
        match months[..] {
            [] => self.figures(text, &words, &mut part)?,
            [(at, month)] => {
                words.remove(at);
                part.month = Some(format!("{month:02}"));
                let (years, days): (Vec<&str>, Vec<&str>) =
                    words.iter().partition(|word| year(word).is_some());
                let is_range = at != 1 && text.contains(['-', '–', '/']);
                match (&years[..], &days[..]) {
                    ([], [_, of]) if two_figures(of).is_some() && !is_range => {
                        return Err(without_four_figures(text));
                    }
                    ([_], []) | ([], []) => {}
                    ([_] | [], [day]) if month < 21 => {
                        part.day = Some(ordinal(day).ok_or(Failure::Unknown)?);
                    }
                    _ => return Err(Failure::Unknown),
                }
                part.year = years.first().and_then(|of| year(of));
            }
            _ => return Err(Failure::Unknown),
        }
        match unknown {
            Some(false) if part.day.is_none() => part.day = Some("XX".to_owned()),
            Some(true) if part.month.is_none() => part.month = Some("XX".to_owned()),
            Some(_) => return Err(Failure::Unknown),
            None => {}
        }
        Ok(part)
    }

    /// Reads a date or a part of one that is written in figures.
    fn figures(self, text: &str, words: &[&str], part: &mut Part) -> Read<()> {
        let small = |word: &str| two_figures(word).ok_or(Failure::Unknown);
        let month = |word: &str| match two_figures(word).map(|word| word.parse::<u8>()) {
            Some(Ok(1..=12)) => small(word),
            Some(Err(_)) => Ok("XX".to_owned()),
            Some(Ok(_)) => Err(Failure::Wrong(format!("the calendar has no {}", quote(text)))),
            None => Err(Failure::Unknown),
        };
        let has_dots = text.contains('.');
        // Full stops stand between day, month and year wherever they are used.
        let month_first = self.month_first && !has_dots;
        let day_and_month = |a, b| if month_first { (b, a) } else { (a, b) };
        match *words {
            [word] if word.len() == 8 && word.bytes().all(|b| b.is_ascii_digit()) => {
                part.year = year(&word[..4]);
                part.month = Some(month(&word[4..6])?);
                part.day = Some(small(&word[6..])?);
            }
            [word] if year(word).is_some() => part.year = year(word),
            [word] => match word.strip_suffix("0s") {
                Some(decade) if decade.len() == 3 && decade.bytes().all(|b| b.is_ascii_digit()) => {
                    part.year = Some(format!("{decade}X"));
                }
                _ => part.day = Some(ordinal(word).ok_or(Failure::Unknown)?),
            },
            [of, word] if year(of).is_some() => {
                // `2005/06` may be two years.
                let is_doubtful = text.contains(['–', '/']) && word.len() == 2;
                if self.second && is_doubtful || month(word).is_err() {
                    return Err(Failure::Unknown);
                }
                (part.year, part.month) = (year(of), Some(month(word)?));
            }
            // `10, 2022`, behind another that says the month.
            [word, of] if year(of).is_some() && !text.contains(['.', '/', '-']) => {
                (part.year, part.day) = (year(of), Some(ordinal(word).ok_or(Failure::Unknown)?));
            }
            [word, of] if year(of).is_some() => {
                (part.year, part.month) = (year(of), Some(month(word)?));
            }
            [a, b] if text.contains(['.', '/', '-']) => {
                let (day, of) = day_and_month(a, b);
                (part.day, part.month) = (Some(small(day)?), Some(month(of)?));
            }
            [of, b, c] if year(of).is_some() => {
                (part.year, part.month, part.day) = (year(of), Some(month(b)?), Some(small(c)?));
            }
            [a, b, of] if year(of).is_some() => {
                let (day, month_of) = day_and_month(a, b);
                part.year = year(of);
                (part.day, part.month) = (Some(small(day)?), Some(month(month_of)?));
            }
            [a, b, c] if [a, b, c].iter().all(|word| two_figures(word).is_some()) => {
                return Err(without_four_figures(text));
            }
            _ => return Err(Failure::Unknown),
        }
        Ok(())
    }
}

fn without_four_figures(text: &str) -> Failure {
    Failure::Wrong(format!("the year of {} is not written with four figures", quote(text)))
}

/// A date, or what is said of one where another says the rest.
#[derive(Clone, Debug, Default)]
struct Part {
    /// In four figures, of which the last may be `X`.
    year: Option<String>,
    /// In two figures, or the season that EDTF counts as a month, or `XX`.
    month: Option<String>,
    /// In two figures, or `XX`.
    day: Option<String>,
    /// The days of the week that are named, from Monday.
    weekdays: Vec<usize>,
    /// How sure it is.
    mark: Option<char>,
}

impl Part {
    /// Writes it as EDTF, where nothing is missing.
    fn edtf(&self, text: &str) -> Read<String> {
        let mark = self.mark.map(String::from).unwrap_or_default();
        let date = match (&self.year, &self.month, &self.day) {
            (Some(year), None, None) => year.clone(),
            (Some(year), Some(month), None) => format!("{year}-{month}"),
            (Some(year), Some(month), Some(day)) => format!("{year}-{month}-{day}"),
            (None, Some(_), _) => {
                return Err(Failure::Wrong(format!("the year of {} is missing", quote(text))));
            }
            (_, None, _) => return Err(Failure::Unknown),
        };
        match self.weekdays[..] {
            [] => {}
            [weekday] if self.day.is_some() => on_weekday(&date, weekday)?,
            _ => return Err(Failure::Unknown),
        }
        Ok(date + &mark)
    }
}

/// Gives each of several dates what it leaves to those behind it, and then to those before it.
fn share(parts: &mut [Part]) {
    for at in (1..parts.len()).rev() {
        let (before, from) = parts.split_at_mut(at);
        if let (Some(part), Some(from)) = (before.last_mut(), from.first()) {
            fill(part, from);
        }
    }
    for at in 1..parts.len() {
        let (before, part) = parts.split_at_mut(at);
        if let (Some(from), Some(part)) = (before.last(), part.first_mut()) {
            fill(part, from);
        }
    }
}

fn fill(part: &mut Part, from: &Part) {
    if part.month.is_none() && part.day.is_some() {
        part.month.clone_from(&from.month);
    }
    if part.year.is_none() {
        part.year.clone_from(&from.year);
    }
}

/// Returns the words and figures of a text, without those that say nothing.
fn words_of(text: &str) -> Vec<&str> {
    const NOTHING: [&str; 8] = ["of", "the", "in", "on", "ad", "ce", "year", "month"];
    let separators = [' ', ',', '/', '.', '-', '–'];
    let mut words = Vec::new();
    for word in text.split(separators).filter(|word| !word.is_empty()) {
        // `9dec2022`
        let is_split = |at: usize| {
            let (before, after) = (word.as_bytes()[at - 1], word.as_bytes()[at]);
            before.is_ascii_digit() != after.is_ascii_digit()
        };
        let is_one = ordinal(word).is_some() || year(word).is_some() || word.ends_with("0s");
        let cuts = (1..word.len()).filter(|at| !is_one && word.is_ascii() && is_split(*at));
        let mut start = 0;
        for end in cuts.chain([word.len()]) {
            words.push(&word[start..end]);
            start = end;
        }
    }
    words.retain(|word| !NOTHING.contains(word));
    words
}

/// Says whether a day is the one of the week that was written with it. Of the days before there was
/// the Gregorian calendar, sources give another.
fn on_weekday(date: &str, written: usize) -> Read<()> {
    let Ok(day) = date.parse::<civil::Date>() else { return Ok(()) };
    let found = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or_default();
    if found == written || day < Day::GREGORIAN.civil() {
        return Ok(());
    }
    let (first, rest) = WEEKDAYS[found].split_at(1);
    Err(Failure::Wrong(format!("{} is a {}{rest}", quote(date), first.to_uppercase())))
}

/// Returns the place of the one of several names that a word is, or is short for.
fn named(names: &[&str], word: &str) -> Option<usize> {
    names.iter().position(|name| word.len() >= 3 && name.starts_with(word))
}

/// Returns the number of a month, or of a season; of a Roman figure only where there is a day and a
/// year beside it.
fn month_number(word: &str, is_whole: bool) -> Option<u8> {
    let roman = || ROMAN.iter().position(|figure| is_whole && *figure == word);
    let month = named(&MONTHS, word).or_else(roman);
    let season = || SEASONS.iter().find(|(name, _)| *name == word).map(|(_, number)| *number);
    month.and_then(|at| u8::try_from(at + 1).ok()).or_else(season)
}

/// Returns a day in two figures.
fn ordinal(word: &str) -> Option<String> {
    let ending = ["st", "nd", "rd", "th"].iter().find_map(|ending| word.strip_suffix(ending));
    two_figures(ending.unwrap_or(word))
}

fn two_figures(word: &str) -> Option<String> {
    let is_number = (1..=2).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
    match word {
        "xx" => Some("XX".to_owned()),
        _ => is_number.then(|| format!("{word:0>2}")),
    }
}

/// Returns a year of four figures, of which the last may not be known.
fn year(word: &str) -> Option<String> {
    let figures = word.trim_end_matches('x');
    let is_year = word.len() == 4 && (2..=4).contains(&figures.len());
    let is_year = is_year && figures.bytes().all(|b| b.is_ascii_digit());
    is_year.then(|| word.to_uppercase())
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
        let mut wrong = Vec::new();
        for (text, expected) in [
            ("2025-02-27", "2025-02-27"),
            ("2025-02~", "2025-02~"),
            (" 201X ", "201X"),
            ("201x", "201X"),
            ("2017-08/2018-03", "2017-08/2018-03"),
            ("[1960,1961]", "[1960,1961]"),
            ("{1980-01-31,1980-02-07}", "{1980-01-31,1980-02-07}"),
            ("today", "2025-03-01"),
            ("Yesterday", "2025-02-28"),
            ("the day before yesterday", "2025-02-27"),
            ("tomorrow", "2025-03-02"),
            ("10 days ago", "2025-02-19"),
            ("1 day ago", "2025-02-28"),
            ("a week ago", "2025-02-22"),
            ("2 weeks ago", "2025-02-15"),
            ("27 Feb 2025", "2025-02-27"),
            ("27 February 2025", "2025-02-27"),
            ("27 FEBRUARY 2025", "2025-02-27"),
            ("27  February\u{a0}2025", "2025-02-27"),
            ("7 Feb 2025", "2025-02-07"),
            ("07 Feb 2025", "2025-02-07"),
            ("27 Feb. 2025", "2025-02-27"),
            ("27 Feb 2025.", "2025-02-27"),
            ("27 February, 2025", "2025-02-27"),
            ("27th February 2025", "2025-02-27"),
            ("1st May 2025", "2025-05-01"),
            ("2nd May 2025", "2025-05-02"),
            ("3rd May 2025", "2025-05-03"),
            ("the 27th of February 2025", "2025-02-27"),
            ("on 27 February 2025", "2025-02-27"),
            ("Feb 27, 2025", "2025-02-27"),
            ("Feb. 27, 2025", "2025-02-27"),
            ("Feb 27 2025", "2025-02-27"),
            ("February 27th, 2025", "2025-02-27"),
            ("February the 27th, 2025", "2025-02-27"),
            ("Thursday, 27 February 2025", "2025-02-27"),
            ("Thu 27 Feb 2025", "2025-02-27"),
            ("Thurs., 27 Feb 2025", "2025-02-27"),
            ("Thursday, February 27, 2025", "2025-02-27"),
            ("Weds 26 Feb 2025", "2025-02-26"),
            ("2025 Feb 27", "2025-02-27"),
            ("2025, February 27", "2025-02-27"),
            ("27-Feb-2025", "2025-02-27"),
            ("27/Feb/2025", "2025-02-27"),
            ("27.Feb.2025", "2025-02-27"),
            ("27feb2025", "2025-02-27"),
            ("27Feb 2025", "2025-02-27"),
            ("27 II 2025", "2025-02-27"),
            ("9.XII.2022", "2022-12-09"),
            ("9 Sept 2022", "2022-09-09"),
            ("27.2.2025", "2025-02-27"),
            ("27.02.2025", "2025-02-27"),
            ("27. 2. 2025", "2025-02-27"),
            ("03.04.2025", "2025-04-03"),
            ("27/2/2025", "2025-02-27"),
            ("27-2-2025", "2025-02-27"),
            ("27 2 2025", "2025-02-27"),
            ("2/27/2025", "2025-02-27"),
            ("02/27/2025", "2025-02-27"),
            ("4/4/2025", "2025-04-04"),
            ("2025/2/27", "2025-02-27"),
            ("2025-2-7", "2025-02-07"),
            ("2025.02.27", "2025-02-27"),
            ("20250227", "2025-02-27"),
            ("03/04/2025", "2025-04-03 or 2025-03-04"),
            ("3/4/2025", "2025-04-03 or 2025-03-04"),
            ("3-4-2025", "2025-04-03 or 2025-03-04"),
            ("03 04 2025", "2025-04-03 or 2025-03-04"),
            ("about 03/04/2025", "2025-04-03~ or 2025-03-04~"),
            ("since 3/4/2025", "2025-04-03/.. or 2025-03-04/.."),
            ("Thursday 3/4/2025", "2025-04-03"),
            ("Tuesday 3/4/2025", "2025-03-04"),
            ("Feb 2025", "2025-02"),
            ("February 2025", "2025-02"),
            ("February, 2025", "2025-02"),
            ("in february 2025", "2025-02"),
            ("2025 February", "2025-02"),
            ("2025-Feb", "2025-02"),
            ("Sept 2025", "2025-09"),
            ("2/2025", "2025-02"),
            ("02/2025", "2025-02"),
            ("02.2025", "2025-02"),
            ("2025/2", "2025-02"),
            ("2025/02", "2025-02"),
            ("2025.02", "2025-02"),
            ("spring 2025", "2025-21"),
            ("the summer of 2025", "2025-22"),
            ("Autumn 2025", "2025-23"),
            ("fall 2025", "2025-23"),
            ("winter 2025", "2025-24"),
            ("2025", "2025"),
            ("the year 2025", "2025"),
            ("in 2025", "2025"),
            ("1990s", "199X"),
            ("the 1990s", "199X"),
            ("about 2016", "2016~"),
            ("around 2016", "2016~"),
            ("approximately 2016", "2016~"),
            ("circa 2016", "2016~"),
            ("c. 2016", "2016~"),
            ("ca. 2016", "2016~"),
            ("~2016", "~2016"),
            ("1990s to 2000s", "199X/200X"),
            ("c. March 2016", "2016-03~"),
            ("about the 1990s", "199X~"),
            ("perhaps 9 Dec 2022", "2022-12-09?"),
            ("probably 2022", "2022?"),
            ("9 Dec 2022?", "2022-12-09?"),
            ("9 Dec 2022 (?)", "2022-12-09?"),
            ("9 December 2022 (uncertain)", "2022-12-09?"),
            ("perhaps about 2016", "2016%"),
            ("about 2016?", "2016%"),
            ("December 2016, day not known", "2016-12-XX"),
            ("2016, month not known", "2016-XX"),
            ("27–28 Feb 2025", "2025-02-27/2025-02-28"),
            ("27-28 Feb 2025", "2025-02-27/2025-02-28"),
            ("9-10 Dec 2022", "2022-12-09/2022-12-10"),
            ("9 - 10 Dec 2022", "2022-12-09/2022-12-10"),
            ("9—10 Dec 2022", "2022-12-09/2022-12-10"),
            ("9--10 Dec 2022", "2022-12-09/2022-12-10"),
            ("9 – 10 December, 2022", "2022-12-09/2022-12-10"),
            ("9th-10th December 2022", "2022-12-09/2022-12-10"),
            ("9th–10th of December 2022", "2022-12-09/2022-12-10"),
            ("9 to 10 December 2022", "2022-12-09/2022-12-10"),
            ("9 until 10 December 2022", "2022-12-09/2022-12-10"),
            ("9 through 10 December 2022", "2022-12-09/2022-12-10"),
            ("from 9 to 10 December 2022", "2022-12-09/2022-12-10"),
            ("from the 9th to the 10th of December 2022", "2022-12-09/2022-12-10"),
            ("Dec 9-10, 2022", "2022-12-09/2022-12-10"),
            ("December 9–10, 2022", "2022-12-09/2022-12-10"),
            ("December 9 to 10, 2022", "2022-12-09/2022-12-10"),
            ("2022 December 9–10", "2022-12-09/2022-12-10"),
            ("Friday 9 – Saturday 10 December 2022", "2022-12-09/2022-12-10"),
            ("Friday–Saturday, 9–10 December 2022", "2022-12-09/2022-12-10"),
            ("9.-10.12.2022", "2022-12-09/2022-12-10"),
            ("9.–10. Dec 2022", "2022-12-09/2022-12-10"),
            ("9.12.-10.12.2022", "2022-12-09/2022-12-10"),
            ("9.12.2022–10.12.2022", "2022-12-09/2022-12-10"),
            ("9.12.2022 - 10.12.2022", "2022-12-09/2022-12-10"),
            ("2022-12-09 to 2022-12-10", "2022-12-09/2022-12-10"),
            ("2022-12-09–2022-12-10", "2022-12-09/2022-12-10"),
            ("2022-12-09 - 2022-12-10", "2022-12-09/2022-12-10"),
            ("2022-12-09..2022-12-10", "2022-12-09/2022-12-10"),
            ("2022-12-09/10", "2022-12-09/2022-12-10"),
            ("2022-12-09–10", "2022-12-09/2022-12-10"),
            ("9 Dec 2022 – 9 Dec 2022", "2022-12-09/2022-12-09"),
            ("30 Nov–2 Dec 2022", "2022-11-30/2022-12-02"),
            ("30 Nov-2 Dec 2022", "2022-11-30/2022-12-02"),
            ("30 Nov - 2 Dec 2022", "2022-11-30/2022-12-02"),
            ("30 Nov to 2 Dec 2022", "2022-11-30/2022-12-02"),
            ("30 Nov 2022 – 2 Dec", "2022-11-30/2022-12-02"),
            ("Nov 30–Dec 2, 2022", "2022-11-30/2022-12-02"),
            ("Nov 30-Dec 2, 2022", "2022-11-30/2022-12-02"),
            ("30 November 2022 to 2 December 2022", "2022-11-30/2022-12-02"),
            ("30.11.–2.12.2022", "2022-11-30/2022-12-02"),
            ("30/11–2/12/2022", "2022-11-30/2022-12-02"),
            ("30 Dec 2022–2 Jan 2023", "2022-12-30/2023-01-02"),
            ("Dec 30, 2022 – Jan 2, 2023", "2022-12-30/2023-01-02"),
            ("27 Feb to 1 March 2025", "2025-02-27/2025-03-01"),
            ("2/3/2022 to 4/3/2022", "2022-03-02/2022-03-04 or 2022-02-03/2022-04-03"),
            ("2/3–4/3/2022", "2022-03-02/2022-03-04 or 2022-02-03/2022-04-03"),
            ("12/3/2022–15/3/2022", "2022-03-12/2022-03-15"),
            ("3/12/2022–3/15/2022", "2022-03-12/2022-03-15"),
            ("10/1/2022–2/2/2022", "2022-01-10/2022-02-02"),
            ("9/10 Dec 2022", "2022-12-09/2022-12-10 or [2022-12-09,2022-12-10]"),
            ("Dec 2022/Jan 2023", "2022-12/2023-01 or [2022-12,2023-01]"),
            ("about 9–10 Dec 2022", "2022-12-09~/2022-12-10~"),
            ("9–10 Dec 2022?", "2022-12-09?/2022-12-10?"),
            ("August–September 2022", "2022-08/2022-09"),
            ("Aug-Sept 2022", "2022-08/2022-09"),
            ("Aug to Sept 2022", "2022-08/2022-09"),
            ("from Aug 2017 to March 2018", "2017-08/2018-03"),
            ("Aug 2017–March 2018", "2017-08/2018-03"),
            ("Aug 2017 - 3 March 2018", "2017-08/2018-03-03"),
            ("2016 - 2018", "2016/2018"),
            ("2016-2018", "2016/2018"),
            ("2016–2018", "2016/2018"),
            ("2016 to 2018", "2016/2018"),
            ("2016–18", "2016/2018"),
            ("2016-18", "2016/2018"),
            ("2005–06", "2005-06 or 2005/2006"),
            ("2005/06", "2005-06 or 2005/2006"),
            ("2022/23", "2022/2023"),
            ("about 1960 to 1965", "1960~/1965"),
            ("c. 1960–c. 1965", "1960~/1965~"),
            ("since 2016", "2016/.."),
            ("since 27 February 2025", "2025-02-27/.."),
            ("from 2016 onwards", "2016/.."),
            ("until 2016", "../2016"),
            ("between 20 and 30 November 2022", "[2022-11-20..2022-11-30]"),
            ("between 30 November and 2 December 2022", "[2022-11-30..2022-12-02]"),
            ("between Nov 20 and 30, 2022", "[2022-11-20..2022-11-30]"),
            ("between 1960 and 1965", "[1960..1965]"),
            ("between March and May 1960", "[1960-03..1960-05]"),
            ("1960 or 1961", "[1960,1961]"),
            ("either 1960 or 1961", "[1960,1961]"),
            ("1960, 1961 or 1963", "[1960,1961,1963]"),
            ("9 or 10 Dec 2022", "[2022-12-09,2022-12-10]"),
            ("Dec 9 or 10, 2022", "[2022-12-09,2022-12-10]"),
            ("March or May 1960", "[1960-03,1960-05]"),
            ("9 and 10 December 2022", "{2022-12-09,2022-12-10}"),
            ("9 & 10 December 2022", "{2022-12-09,2022-12-10}"),
            ("the 9th and 10th of December 2022", "{2022-12-09,2022-12-10}"),
            ("9, 10 and 11 December 2022", "{2022-12-09,2022-12-10,2022-12-11}"),
            ("Dec 9, 10, and 11, 2022", "{2022-12-09,2022-12-10,2022-12-11}"),
            ("31 January and 7 February 1980", "{1980-01-31,1980-02-07}"),
            ("3/4/1980 or 5/4/1980", "[1980-04-03,1980-04-05] or [1980-03-04,1980-05-04]"),
            ("3 December 1984 or earlier", "[..1984-12-03]"),
            ("by 3 December 1984", "[..1984-12-03]"),
            ("no later than 1984", "[..1984]"),
            ("on or before 3 Dec 1984", "[..1984-12-03]"),
            ("before 3 December 1984", "[..1984-12-02]"),
            ("before 1 March 1984", "[..1984-02-29]"),
            ("before January 1984", "[..1983-12]"),
            ("before 1984", "[..1983]"),
            ("1984 or later", "[1984..]"),
            ("after 31 December 1984", "[1985-01-01..]"),
            ("after 1984", "[1985..]"),
            ("not before Dec 1984", "[1984-12..]"),
            ("4 October 1582", "1582-10-04"),
            ("Thursday 4 October 1582", "1582-10-04"),
        ] {
            let found = understood(text);
            if found != expected {
                wrong.push(format!("{text}: {found}, not {expected}"));
            }
        }
        assert_eq!(wrong, [""; 0]);
    }

    #[test]
    fn what_is_not_understood_says_why() {
        let mut wrong = Vec::new();
        for (text, expected) in [
            ("", "is not understood"),
            ("last Friday", "is not understood"),
            ("27 Feb", "the year of `27 Feb` is missing"),
            ("9-10 Dec", "the year of `9-10 Dec` is missing"),
            ("9/12", "is missing"),
            ("30 Nov to 2 Dec", "is missing"),
            ("9–10 Dec 22", "four figures"),
            ("9-Dec-22", "four figures"),
            ("Feb 27, 25", "four figures"),
            ("27 Feb 25", "four figures"),
            ("27.2.25", "four figures"),
            ("3/4/25", "four figures"),
            ("30 Feb 2025", "the calendar has no"),
            ("31.4.2025", "the calendar has no"),
            ("13/13/2025", "the calendar has no"),
            ("Monday 27 February 2025", "`2025-02-27` is a Thursday"),
            ("1 March to 27 February 2025", "write the year of both"),
            ("30 Dec – 2 Jan 2023", "write the year of both"),
            ("2018 to 2017", "before it begins"),
            ("between 1965 and 1960", "before"),
            ("30–31 Feb 2025", "the calendar has no"),
            ("Friday 10 – Saturday 11 December 2022", "is a Saturday"),
            ("Wednesday 3/4/2025", "is a Thursday"),
            ("27 Feb 2025 10:00", "`start_time`"),
            ("9, 10 and 32 December 2022", "the calendar has no"),
            ("29 Feb 1500", "Gregorian"),
            ("Q1 2025", "is not understood"),
            ("early 2025", "is not understood"),
            ("9 to Dec 2022", "is not understood"),
            ("Monday", "is not understood"),
            ("12", "is not understood"),
            ("or", "is not understood"),
            ("Foo 2025", "is not understood"),
            ("99999 days ago", "is not understood"),
            ("2 000 days ago", "is not understood"),
        ] {
            let found = understood(text);
            if !found.starts_with("error: ") || !found.contains(expected) {
                wrong.push(format!("{text}: {found}, not {expected}"));
            }
        }
        assert_eq!(wrong, [""; 0]);
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
