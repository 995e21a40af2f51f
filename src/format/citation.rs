//! How records are cited: CSL-JSON (schema 1.0.2), BibTeX, RIS, and as text in the manner of the
//! Chicago Manual of CitationFormat (17th edition) and of the APA (7th edition).
//!
//! A record is a report of the archive. It was issued when it was made or last changed, as far as
//! it says so; when that happened of which it tells is the date of its event. Names are in parts
//! only where the archive records the parts.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Value, json};

use crate::archive::{BriefingIndex, EntityIndex, Node};
use crate::messages::Messages;
use crate::plan::output::{CitationFormat, Page};
use crate::record::date::{Date, End, Point, Precision};
use crate::site::{AuthorName, Site};
use crate::text::has_byte;
use crate::wording;

/// What is cited of a briefing.
#[derive(Debug)]
pub(crate) struct Citation<'a> {
    pub(crate) id: &'a str,
    pub(crate) title: &'a str,
    pub(crate) authors: Vec<AuthorName<'a>>,
    /// The archive.
    pub(crate) publisher: &'a str,
    /// What it was, in a word for readers.
    pub(crate) genre: String,
    /// When the record was made, or last changed.
    pub(crate) issued: Option<&'a Date>,
    /// When that was of which it tells.
    pub(crate) event: &'a Date,
    /// The same in words.
    pub(crate) event_in_words: String,
    pub(crate) place: Option<String>,
    pub(crate) numbers: &'a [String],
    pub(crate) lang: &'a str,
    pub(crate) summary: Option<String>,
    pub(crate) topics: Vec<&'a str>,
    pub(crate) url: Option<String>,
}

impl<'a> Citation<'a> {
    /// Returns what is cited of a briefing.
    pub(crate) fn new(site: &Site<'a>, index: BriefingIndex) -> Self {
        let briefing = site.archive.briefing(index);
        let head = &briefing.record.head;
        Self {
            id: head.id.as_str(),
            title: &head.title.value,
            authors: head.common.authors.iter().map(|author| site.name(author)).collect(),
            publisher: &site.config.title,
            genre: site.kind(briefing),
            issued: head.common.updated.as_ref().or(head.common.created.as_ref()),
            event: &briefing.record.date,
            event_in_words: wording::date(
                &briefing.record.date,
                wording::DateStyle::Full,
                site.messages,
            ),
            place: site.places(briefing),
            numbers: &briefing.record.keys.identifiers,
            lang: site.lang(&head.lang),
            summary: site.summary(Node::Briefing(index)),
            topics: site.topics(briefing).collect(),
            url: site.url(&site.plan.path(Page::Briefing(index))),
        }
    }
}

/// Writes the citations of a series, or of all briefings.
pub(super) fn file(site: &Site<'_>, style: CitationFormat, of: Option<EntityIndex>) -> String {
    let all = site.briefings(of).into_iter().map(|index| Citation::new(site, index));
    match style {
        CitationFormat::Csl => {
            let mut out = String::from("[");
            for (i, citation) in all.enumerate() {
                out.push_str(if i == 0 { "\n" } else { ",\n" });
                let item = CslItem::new(&citation, site.messages);
                out.push_str(&serde_json::to_string(&item).expect("an item is JSON"));
            }
            out + "\n]\n"
        }
        CitationFormat::BibTex => all.fold(String::new(), |mut out, citation| {
            bibtex(&mut out, &citation);
            out.push('\n');
            out
        }),
        CitationFormat::Ris => all.fold(String::new(), |mut out, citation| {
            ris(&mut out, &citation);
            out.push_str("\r\n");
            out
        }),
    }
}

/// Returns a citation in a format, as a page shows it.
pub(crate) fn shown(style: CitationFormat, citation: &Citation<'_>, messages: &Messages) -> String {
    let mut out = String::new();
    match style {
        CitationFormat::Csl => {
            let item = CslItem::new(citation, messages);
            out = serde_json::to_string_pretty(&item).expect("an item is JSON");
        }
        CitationFormat::BibTex => bibtex(&mut out, citation),
        CitationFormat::Ris => {
            ris(&mut out, citation);
            out = out.replace('\r', "");
        }
    }
    out.truncate(out.trim_end_matches('\n').len());
    out
}

/// An item of CSL-JSON. Dates are in parts, as far as they are known, and as EDTF in `custom`.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct CslItem<'a> {
    id: &'a str,
    r#type: &'static str,
    title: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<CslName<'a>>,
    publisher: &'a str,
    genre: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<Value>,
    event_date: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    event_place: Option<&'a str>,
    #[serde(skip_serializing_if = "String::is_empty")]
    number: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    r#abstract: Option<&'a str>,
    #[serde(skip_serializing_if = "String::is_empty")]
    keyword: String,
    #[serde(rename = "URL", skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    language: &'a str,
    custom: CslDates,
}

#[derive(Serialize)]
#[serde(untagged)]
enum CslName<'a> {
    Parts { family: &'a str, given: &'a str },
    Whole { literal: &'a str },
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct CslDates {
    #[serde(skip_serializing_if = "Option::is_none")]
    issued_edtf: Option<String>,
    event_date_edtf: String,
}

impl<'a> CslItem<'a> {
    fn new(citation: &'a Citation<'_>, messages: &Messages) -> Self {
        let name = |name: &AuthorName<'a>| match *name {
            AuthorName::Parts { family, given } => CslName::Parts { family, given },
            AuthorName::Whole(literal) => CslName::Whole { literal },
        };
        Self {
            id: citation.id,
            r#type: "report",
            title: citation.title,
            author: citation.authors.iter().map(name).collect(),
            publisher: citation.publisher,
            genre: &citation.genre,
            issued: citation.issued.map(|issued| csl_date(issued, messages)),
            event_date: csl_date(citation.event, messages),
            event_place: citation.place.as_deref(),
            number: citation.numbers.join(", "),
            r#abstract: citation.summary.as_deref(),
            keyword: citation.topics.join(", "),
            url: citation.url.as_deref(),
            language: citation.lang,
            custom: CslDates {
                issued_edtf: citation.issued.map(Date::to_string),
                event_date_edtf: citation.event.to_string(),
            },
        }
    }
}

/// Returns a date in parts; in words where parts cannot say it.
fn csl_date(date: &Date, messages: &Messages) -> Value {
    let points: Vec<&Point> = match date {
        Date::Point(point) => vec![point],
        Date::Period(End::At(start), End::At(end)) => vec![start, end],
        Date::Period(..) | Date::OneOf(_) | Date::AllOf(_) => Vec::new(),
    };
    let parts: Vec<Vec<i16>> = points.iter().filter_map(|point| parts(point)).collect();
    if parts.is_empty() || parts.len() < points.len() {
        let words = wording::date(date, wording::DateStyle::Full, messages);
        return json!({ "literal": words });
    }
    let mut value = json!({ "date-parts": parts });
    if let [Point { precision: Precision::Season(season), .. }] = points[..] {
        value["season"] = json!(season + 1);
    }
    if points.iter().any(|point| point.uncertain || point.approximate) {
        value["circa"] = json!(true);
    }
    value
}

/// Returns the year, month and day of a date, as far as they are known.
fn parts(point: &Point) -> Option<Vec<i16>> {
    let (year, month, day) = (point.first.year, point.first.month.into(), point.first.day.into());
    match point.precision {
        Precision::Day => Some(vec![year, month, day]),
        Precision::Month => Some(vec![year, month]),
        Precision::UnknownDay if point.first.month == point.last.month => Some(vec![year, month]),
        Precision::Year
        | Precision::Season(_)
        | Precision::UnknownMonth
        | Precision::UnknownDay => Some(vec![year]),
        Precision::Century | Precision::Decade => None,
    }
}

/// Returns the parts of a single date that is exact to the day, the month or the year.
fn exact_parts(date: &Date) -> Option<Vec<i16>> {
    match date {
        Date::Point(point) if point.iso8601().is_some() => parts(point),
        _ => None,
    }
}

/// Writes a citation as an entry of BibTeX, with `eventdate` and `venue` as biblatex has them.
fn bibtex(out: &mut String, citation: &Citation<'_>) {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    out.extend(["@techreport{", citation.id, ",\n"]);
    let mut entry = Entry(out);
    if !citation.authors.is_empty() {
        let mut names = String::new();
        for name in &citation.authors {
            if !names.is_empty() {
                names.push_str(" and ");
            }
            let (AuthorName::Parts { family: whole, .. } | AuthorName::Whole(whole)) = name;
            names.push('{');
            latex(&mut names, whole);
            names.push('}');
            if let AuthorName::Parts { given, .. } = name {
                names.push_str(", ");
                latex(&mut names, given);
            }
        }
        entry.plain("author", &names);
    }
    entry.as_it_is("title", citation.title);
    entry.as_it_is("institution", citation.publisher);
    entry.text("type", &citation.genre);
    if !citation.numbers.is_empty() {
        entry.text("number", &citation.numbers.join(", "));
    }
    match citation.issued.map(|date| (date, exact_parts(date))) {
        Some((_, Some(parts))) => {
            entry.plain("year", &format!("{:04}", parts[0]));
            if let [_, month, ..] = parts[..] {
                let month = usize::try_from(month).expect("a month is from 1 to 12");
                entry.command("month", MONTHS[month - 1]);
            }
            if let [_, _, day] = parts[..] {
                entry.plain("day", &day.to_string());
            }
        }
        Some((date, None)) => entry.plain("date", &date.to_string()),
        None => {}
    }
    entry.plain("eventdate", &citation.event.to_string());
    if let Some(place) = &citation.place {
        entry.text("venue", place);
    }
    entry.text("note", &[&citation.genre, ", ", &citation.event_in_words].concat());
    if !citation.topics.is_empty() {
        entry.text("keywords", &citation.topics.join(", "));
    }
    if let Some(summary) = &citation.summary {
        entry.text("abstract", summary);
    }
    entry.plain("langid", citation.lang);
    if let Some(url) = &citation.url {
        entry.plain("url", url);
    }
    out.push_str("}\n");
}

/// The fields of an entry of BibTeX.
struct Entry<'a>(&'a mut String);

impl Entry<'_> {
    /// Writes what is one of BibTeX's own words.
    fn command(&mut self, name: &str, word: &str) {
        self.0.extend(["  ", name, " = ", word, ",\n"]);
    }

    /// Writes what holds nothing that LaTeX takes for a command.
    fn plain(&mut self, name: &str, value: &str) {
        self.0.extend(["  ", name, " = {", value, "},\n"]);
    }

    fn text(&mut self, name: &str, text: &str) {
        self.0.extend(["  ", name, " = {"]);
        latex(self.0, text);
        self.0.push_str("},\n");
    }

    /// Writes a text whose capitals stay as they are: that is what inner braces are for.
    fn as_it_is(&mut self, name: &str, text: &str) {
        self.0.extend(["  ", name, " = {{"]);
        latex(self.0, text);
        self.0.push_str("}},\n");
    }
}

/// Writes a text with what LaTeX takes for commands spelled out. No brace is left that BibTeX
/// would count.
fn latex(out: &mut String, text: &str) {
    let special = |byte| {
        matches!(byte, b'\\' | b'{' | b'}' | b'~' | b'^' | b'&' | b'%' | b'$' | b'#' | b'_' | b'\n')
    };
    if !has_byte(text, special) {
        out.push_str(text);
        return;
    }
    for c in text.chars() {
        match c {
            '\\' => out.push_str("{\\textbackslash}"),
            '{' => out.push_str("{\\textbraceleft}"),
            '}' => out.push_str("{\\textbraceright}"),
            '~' => out.push_str("{\\textasciitilde}"),
            '^' => out.push_str("{\\textasciicircum}"),
            '&' | '%' | '$' | '#' | '_' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push(' '),
            c => out.push(c),
        }
    }
}

/// Writes a citation as a record of RIS, whose lines end in CR LF.
fn ris(out: &mut String, citation: &Citation<'_>) {
    let mut line = |tag: &str, text: &str| out.extend([tag, "  - ", &one_line(text), "\r\n"]);
    line("TY", "RPRT");
    line("ID", citation.id);
    for name in &citation.authors {
        match name {
            AuthorName::Parts { family, given } => line("AU", &format!("{family}, {given}")),
            AuthorName::Whole(name) => line("AU", name),
        }
    }
    line("TI", citation.title);
    line("PB", citation.publisher);
    line("M3", &citation.genre);
    citation.numbers.iter().for_each(|number| line("SN", number));
    if let Some(parts) = citation.issued.and_then(exact_parts) {
        line("PY", &format!("{:04}", parts[0]));
        let part = |n: usize| parts.get(n).map_or_else(String::new, |part| format!("{part:02}"));
        line("DA", &format!("{:04}/{}/{}/", parts[0], part(1), part(2)));
    }
    let event = citation.event.to_string();
    line("N1", &[&citation.genre, ", ", &citation.event_in_words, " (", &event, ")"].concat());
    citation.place.iter().for_each(|place| line("CY", place));
    citation.topics.iter().for_each(|topic| line("KW", topic));
    citation.summary.iter().for_each(|summary| line("AB", summary));
    line("LA", citation.lang);
    citation.url.iter().for_each(|url| line("UR", url));
    out.push_str("ER  - \r\n");
}

fn one_line(text: &str) -> Cow<'_, str> {
    match has_byte(text, |byte| matches!(byte, b'\n' | b'\r')) {
        true => text.split(['\n', '\r']).map(str::trim).collect::<Vec<_>>().join(" ").into(),
        false => text.trim().into(),
    }
}

/// Returns a citation as a bibliography after Chicago has it.
pub(crate) fn chicago(citation: &Citation<'_>, messages: &Messages) -> String {
    let names = citation.authors.iter().enumerate().map(|(i, name)| match name {
        AuthorName::Parts { family, given } if i == 0 => format!("{family}, {given}"),
        AuthorName::Parts { family, given } => format!("{given} {family}"),
        AuthorName::Whole(name) => (*name).to_owned(),
    });
    let event = [
        Some(citation.genre.clone()),
        Some(citation.event_in_words.clone()),
        citation.place.clone(),
    ];
    let event: Vec<String> = event.into_iter().flatten().collect();
    let issued =
        citation.issued.map(|date| wording::date(date, wording::DateStyle::Full, messages));
    let archive = std::iter::once(citation.publisher.to_owned()).chain(issued);
    let parts = [
        listed(&names.collect::<Vec<_>>(), messages.text("cite_and")),
        Some(format!("“{}”", stopped(citation.title))),
        Some(event.join(", ")),
        Some(archive.collect::<Vec<_>>().join(", ")),
    ];
    let mut text = String::new();
    for part in parts.into_iter().flatten() {
        text.push_str(&if part.ends_with('”') { part } else { stopped(&part) });
        text.push(' ');
    }
    match &citation.url {
        Some(url) => text + url + ".",
        None => text.trim_end().to_owned(),
    }
}

/// Returns a citation as a list of references after the APA has it.
pub(crate) fn apa(citation: &Citation<'_>, messages: &Messages) -> String {
    let initials = |given: &str| {
        let words = given.split_whitespace().filter_map(|word| word.chars().next());
        words.map(|initial| format!("{initial}.")).collect::<Vec<_>>().join(" ")
    };
    let names = citation.authors.iter().map(|name| match name {
        AuthorName::Parts { family, given } => format!("{family}, {}", initials(given)),
        AuthorName::Whole(name) => (*name).to_owned(),
    });
    let names = listed(&names.collect::<Vec<_>>(), "&");
    let date = match citation.issued.map(|date| (date, exact_parts(date))) {
        None => messages.text("cite_undated").to_owned(),
        Some((date, None)) => wording::date(date, wording::DateStyle::Full, messages),
        Some((_, Some(parts))) => {
            let month = |month: i16| {
                messages.item("months", usize::try_from(month - 1).unwrap_or_default()).to_owned()
            };
            match parts[..] {
                [year, of_year, day] => format!("{year}, {} {day}", month(of_year)),
                [year, of_year] => format!("{year}, {}", month(of_year)),
                _ => parts[0].to_string(),
            }
        }
    };
    let event = &citation.event_in_words;
    let title = format!("{} [{}, {event}].", citation.title, citation.genre);
    // Where there is no author, the title stands first.
    let opening = match names {
        Some(names) => format!("{} ({date}). {title}", stopped(&names)),
        None => format!("{title} ({date})."),
    };
    let text = format!("{opening} {}", stopped(citation.publisher));
    match &citation.url {
        Some(url) => format!("{text} {url}"),
        None => text,
    }
}

/// Returns names as a list, the last with a word before it; none where there are none.
fn listed(names: &[String], and: &str) -> Option<String> {
    match names {
        [] => None,
        [one] => Some(one.clone()),
        [others @ .., last] => Some(format!("{}, {and} {last}", others.join(", "))),
    }
}

/// Returns a text with a full stop at its end, unless it has a mark there.
fn stopped(text: &str) -> String {
    let stop = if text.ends_with(['.', '!', '?', '…']) { "" } else { "." };
    format!("{text}{stop}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn citation<'a>(
        authors: Vec<AuthorName<'a>>,
        issued: Option<&'a Date>,
        event: &'a Date,
    ) -> Citation<'a> {
        Citation {
            id: "2025-02-27-istanbul",
            title: "Talks on 50 % of {staff} & _visas_",
            authors,
            publisher: "Contacts",
            genre: "Consultation".into(),
            issued,
            event,
            event_in_words: wording::date(event, wording::DateStyle::Full, &Messages::english()),
            place: Some("Istanbul".into()),
            numbers: &[],
            lang: "en",
            summary: None,
            topics: vec!["Visas"],
            url: Some("https://archive.example/briefings/2025-02-27-istanbul.html".into()),
        }
    }

    fn date(text: &str) -> Date {
        Date::parse(text).expect("a date")
    }

    #[test]
    fn a_citation_as_text() {
        let messages = Messages::english();
        let (event, issued) = (date("2025-02-27"), date("2025-03-01"));
        let ana = AuthorName::Parts { family: "Diaz", given: "Ana María" };
        let desk = AuthorName::Whole("Desk of the Archive");
        let url = "https://archive.example/briefings/2025-02-27-istanbul.html";
        let title = "Talks on 50 % of {staff} & _visas_";
        for (authors, issued, in_chicago, in_apa) in [
            (
                vec![],
                None,
                format!("“{title}.” Consultation, 27 February 2025, Istanbul. Contacts. {url}."),
                format!("{title} [Consultation, 27 February 2025]. (n.d.). Contacts. {url}"),
            ),
            (
                vec![ana, desk],
                Some(&issued),
                format!(
                    "Diaz, Ana María, and Desk of the Archive. “{title}.” Consultation, 27 February 2025, Istanbul. Contacts, 1 March 2025. {url}."
                ),
                format!(
                    "Diaz, A. M., & Desk of the Archive. (2025, March 1). {title} [Consultation, 27 February 2025]. Contacts. {url}"
                ),
            ),
        ] {
            let citation = citation(authors, issued, &event);
            assert_eq!(chicago(&citation, &messages), in_chicago);
            assert_eq!(apa(&citation, &messages), in_apa);
        }
    }

    #[test]
    fn a_date_is_in_parts_as_far_as_it_is_known() {
        let messages = Messages::english();
        for (text, expected) in [
            ("2025-02-27", json!({ "date-parts": [[2025, 2, 27]] })),
            ("2025-02", json!({ "date-parts": [[2025, 2]] })),
            ("2025~", json!({ "date-parts": [[2025]], "circa": true })),
            ("2016-22", json!({ "date-parts": [[2016]], "season": 2 })),
            ("2016-12-XX", json!({ "date-parts": [[2016, 12]] })),
            ("2016-XX-XX", json!({ "date-parts": [[2016]] })),
            ("2017-08/2018-03-02", json!({ "date-parts": [[2017, 8], [2018, 3, 2]] })),
            ("201X", json!({ "literal": "2010s" })),
            ("../2016", json!({ "literal": "until 2016" })),
            ("[2022-11-20..2022-11-30]", json!({ "literal": "between 20 and 30 November 2022" })),
        ] {
            assert_eq!(csl_date(&date(text), &messages), expected, "{text}");
        }
    }

    #[test]
    fn latex_finds_no_command_and_no_brace() {
        let mut out = String::new();
        latex(&mut out, r"50 % of {a} & b_c \d ~^ $x# é");
        assert_eq!(
            out,
            r"50 \% of {\textbraceleft}a{\textbraceright} \& b\_c {\textbackslash}d {\textasciitilde}{\textasciicircum} \$x\# é"
        );
    }
}
