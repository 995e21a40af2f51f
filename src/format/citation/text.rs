//! Citations as text, after the Chicago Manual of Style (17th edition) and the APA (7th edition).

use super::item::{Citation, exact_parts};
use crate::format::Name;
use crate::messages::Messages;
use crate::plan::wording;

/// Returns a citation as a bibliography after Chicago has it.
pub(crate) fn chicago(citation: &Citation<'_>, messages: &Messages) -> String {
    let names = citation.authors.iter().enumerate().map(|(i, name)| match name {
        Name::Parts { family, given } if i == 0 => format!("{family}, {given}"),
        Name::Parts { family, given } => format!("{given} {family}"),
        Name::Whole(name) => (*name).to_owned(),
    });
    let event = [
        Some(citation.genre.clone()),
        Some(citation.event_in_words.clone()),
        citation.place.clone(),
    ];
    let event: Vec<String> = event.into_iter().flatten().collect();
    let issued = citation.issued.map(|date| wording::date(date, wording::Style::Full, messages));
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
        Name::Parts { family, given } => format!("{family}, {}", initials(given)),
        Name::Whole(name) => (*name).to_owned(),
    });
    let names = listed(&names.collect::<Vec<_>>(), "&");
    let date = match citation.issued.map(|date| (date, exact_parts(date))) {
        None => messages.text("cite_undated").to_owned(),
        Some((date, None)) => wording::date(date, wording::Style::Full, messages),
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
    use crate::record::date::Date;

    fn citation<'a>(
        authors: Vec<Name<'a>>,
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
            event_in_words: wording::date(event, wording::Style::Full, &Messages::english()),
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
        let ana = Name::Parts { family: "Diaz", given: "Ana María" };
        let desk = Name::Whole("Desk of the Archive");
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
}
