//! Citations as text, in the styles of the Chicago Manual of Style (17th edition) and of the APA
//! (7th edition).

use super::item::{Citation, exact_parts};
use super::quotation::Quotes;
use crate::messages::Messages;
use crate::person_name::PersonName;
use crate::site::AuthorName;
use crate::wording;

/// The maximum number of authors in the Chicago style, and the number named if there are more.
const CHICAGO_AUTHORS: (usize, usize) = (10, 7);
/// The maximum number of authors in the APA style. If there are more, it names the first 19 and the
/// last.
const APA_AUTHORS: usize = 20;

/// Returns a citation as a bibliography entry in the Chicago style.
pub(crate) fn chicago(citation: &Citation<'_>, messages: &Messages) -> String {
    let quotes = Quotes::of(messages);
    let names = citation.authors.iter().enumerate().map(|(i, name)| match name {
        AuthorName::Parts(name) => {
            let given = spaced(name.given);
            let name = PersonName { given: &given, ..*name };
            // A name that begins with the family name is not inverted, and has no comma.
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

/// Returns given names with spaces between initials, for the Chicago style.
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

/// Returns a citation as an entry of a reference list in the APA style.
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
    // Without an author, the title comes first.
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

/// Joins names with commas, with `and` before the last; returns `None` if there are none. Two names
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

/// Returns names, each followed by a comma.
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

    fn person<'a>(sort_name: &'a str, name: &'a str) -> AuthorName<'a> {
        AuthorName::Parts(PersonName::new(sort_name, &[name]).expect("a name in parts"))
    }

    /// Returns the names at the beginning of a citation in the Chicago and in the APA style.
    fn names(authors: &[AuthorName<'_>]) -> (String, String) {
        let (messages, event) = (Messages::english(), date("2025-02-27"));
        let citation = citation(authors.to_vec(), None, &event);
        let chicago = chicago(&citation, &messages);
        let apa = apa(&citation, &messages);
        let names = |text: &str, end| text.split(end).next().unwrap_or_default().to_owned();
        (names(&chicago, " “Talks"), names(&apa, " (n.d.)"))
    }

    #[test]
    fn names_are_inverted_as_each_manual_has_it() {
        let otto = person("Sammler, Otto, Jr.", "Otto Sammler Jr.");
        let jan = person("Berg, Jan-Piet van den", "Jan-Piet van den Berg");
        let omar = person("Hashimi, Omar al-", "Omar al-Hashimi");
        let zhou = person("Zhou, Enlai", "Zhou Enlai");
        let en_lai = person("周, 恩来", "周恩来");
        let lise = person("d’Orval, J.L.", "J.L. d’Orval");
        let (port, desk) = (AuthorName::Whole("Port Board"), AuthorName::Whole("The “Strait”"));
        for (authors, in_chicago, in_apa) in [
            (&[otto][..], "Sammler, Otto, Jr.", "Sammler, O., Jr."),
            (
                &[jan, otto],
                "Berg, Jan-Piet van den, and Otto Sammler Jr.",
                "Berg, J.-P. van den, & Sammler, O., Jr.",
            ),
            (
                &[omar, jan],
                "Hashimi, Omar al-, and Jan-Piet van den Berg.",
                "Hashimi, O. al-, & Berg, J.-P. van den.",
            ),
            (
                &[otto, omar],
                "Sammler, Otto, Jr., and Omar al-Hashimi.",
                "Sammler, O., Jr., & Hashimi, O. al-.",
            ),
            (&[zhou], "Zhou Enlai.", "Zhou, E."),
            (
                &[port, zhou, en_lai],
                "Port Board, Zhou Enlai, and 周恩来.",
                "Port Board, Zhou, E., & 周恩来.",
            ),
            (&[en_lai, lise], "周恩来, and J. L. d’Orval.", "周恩来, & d’Orval, J. L."),
            (&[lise], "d’Orval, J. L.", "d’Orval, J. L."),
            (&[port, desk], "Port Board and The “Strait.”", "Port Board & The “Strait.”"),
            (
                &[desk, port, zhou],
                "The “Strait,” Port Board, and Zhou Enlai.",
                "The “Strait,” Port Board, & Zhou, E.",
            ),
        ] {
            assert_eq!(names(authors), (in_chicago.into(), in_apa.into()));
        }
    }

    #[test]
    fn of_many_authors_some_are_named() {
        let sort_names: Vec<String> = (10..40).map(|n| format!("F{n}, G")).collect();
        let authors: Vec<AuthorName<'_>> = sort_names.iter().map(|name| person(name, "")).collect();
        for (count, chicago_end, named_in_chicago, apa_end, named_in_apa) in [
            (3, "G F11, and G F12.", 3, "F11, G., & F12, G.", 3),
            (10, "G F18, and G F19.", 10, "F18, G., & F19, G.", 10),
            (11, "G F15, G F16, et al.", 7, "F19, G., & F20, G.", 11),
            (20, "G F15, G F16, et al.", 7, "F28, G., & F29, G.", 20),
            (21, "G F15, G F16, et al.", 7, "F27, G., F28, G., … F30, G.", 20),
            (30, "G F15, G F16, et al.", 7, "F27, G., F28, G., … F39, G.", 20),
        ] {
            let (chicago, apa) = names(&authors[..count]);
            assert!(chicago.ends_with(chicago_end), "{chicago}");
            assert!(apa.ends_with(apa_end), "{apa}");
            let named = |text: &str| text.matches('F').count();
            assert_eq!((named(&chicago), named(&apa)), (named_in_chicago, named_in_apa), "{count}");
        }
    }
}
