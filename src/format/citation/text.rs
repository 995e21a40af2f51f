//! Citations as text, after the Chicago Manual of CitationFormat (17th edition) and the APA (7th edition).

use super::item::{Citation, exact_parts};
use super::quotation::Quotes;
use crate::messages::Messages;
use crate::person_name::PersonName;
use crate::site::AuthorName;
use crate::wording;

/// The most authors that Chicago names, and how many it names of more than that.
const CHICAGO_AUTHORS: (usize, usize) = (10, 7);
/// The most authors that the APA names. Of more it names one fewer in a row, and then the last.
const APA_AUTHORS: usize = 20;

/// Returns a citation as a bibliography after Chicago has it.
pub(crate) fn chicago(citation: &Citation<'_>, messages: &Messages) -> String {
    let quotes = Quotes::of(messages);
    let names = citation.authors.iter().enumerate().map(|(i, name)| match name {
        AuthorName::Parts(name) => {
            let given = spaced(name.given);
            let name = PersonName { given: &given, ..*name };
            // A name that begins with the family's is not inverted, and has no comma.
            if i == 0 && !name.is_family_first { name.inverted() } else { name.in_order() }
        }
        AuthorName::Whole(name) => (*name).to_owned(),
    });
    let names: Vec<String> = names.collect();
    let (most, first) = CHICAGO_AUTHORS;
    let names = if names.len() > most {
        Some(with_commas(&names[..first], &quotes) + messages.text("cite_et_al"))
    } else {
        listed(&names, messages.text("cite_and"), &citation.authors, &quotes)
    };
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
        names.map(|names| quotes.stopped(names)),
        Some(quotes.quoted(citation.title)),
        Some(quotes.stopped(event.join(", "))),
        Some(quotes.stopped(archive.collect::<Vec<_>>().join(", "))),
        citation.url.as_ref().map(|url| format!("{url}.")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Returns given names with a space between initials, as Chicago has them.
fn spaced(given: &str) -> String {
    let mut spaced = String::new();
    for c in given.chars() {
        if spaced.ends_with('.') && c.is_alphabetic() {
            spaced.push(' ');
        }
        spaced.push(c);
    }
    spaced
}

/// Returns a citation as a list of references after the APA has it.
pub(crate) fn apa(citation: &Citation<'_>, messages: &Messages) -> String {
    let quotes = Quotes::of(messages);
    let names = citation.authors.iter().map(|name| match name {
        AuthorName::Parts(name) if name.is_cjk() => name.in_order(),
        AuthorName::Parts(name) => {
            let given = name.initials();
            PersonName { given: &given, ..*name }.inverted()
        }
        AuthorName::Whole(name) => (*name).to_owned(),
    });
    let names: Vec<String> = names.collect();
    let names = match &names[..] {
        [first @ .., last] if names.len() > APA_AUTHORS => {
            Some(format!("{}… {last}", with_commas(&first[..APA_AUTHORS - 1], &quotes)))
        }
        _ => listed(&names, "&", &citation.authors, &quotes),
    };
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
        Some(names) => format!("{} ({date}). {title}", quotes.stopped(names)),
        None => format!("{title} ({date})."),
    };
    let text = format!("{opening} {}", quotes.stopped(citation.publisher.to_owned()));
    match &citation.url {
        Some(url) => format!("{text} {url}"),
        None => text,
    }
}

/// Returns names as a list, the last with a word before it; none where there are none. Two names
/// that are not in parts have no comma between them.
fn listed(
    names: &[String],
    and: &str,
    authors: &[AuthorName<'_>],
    quotes: &Quotes<'_>,
) -> Option<String> {
    match names {
        [] => None,
        [one] => Some(one.clone()),
        [first, last] if matches!(authors, [AuthorName::Whole(_), AuthorName::Whole(_)]) => {
            Some(format!("{first} {and} {last}"))
        }
        [others @ .., last] => Some(format!("{}{and} {last}", with_commas(others, quotes))),
    }
}

/// Returns names with a comma behind each.
fn with_commas(names: &[String], quotes: &Quotes<'_>) -> String {
    names.iter().map(|name| quotes.followed(name.clone(), ',') + " ").collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::date::Date;

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
        let ana = PersonName::new("Diaz, Ana María", &["Ana María Diaz"]).expect("a name in parts");
        let ana = AuthorName::Parts(ana);
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
}
