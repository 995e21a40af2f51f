//! Citations in the RIS format of reference managers.

use std::borrow::Cow;

use super::item::{Citation, exact_parts};
use crate::text::has_byte;

/// Writes a citation as a RIS record, with lines that end in CR LF.
pub(super) fn ris(out: &mut String, citation: &Citation<'_>) {
    let mut line = |tag: &str, text: &str| out.extend([tag, "  - ", &one_line(text), "\r\n"]);
    line("TY", "RPRT");
    line("ID", citation.id);
    citation.authors.iter().for_each(|name| line("AU", &name.inverted()));
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
    let (before_place, place) = match &citation.place {
        Some(place) => (", ", place.as_str()),
        None => ("", ""),
    };
    // `CY` is the place of publication, which is not that of the event.
    let event = [&citation.genre, ", ", &citation.event_in_words, " (", &event, ")"].concat();
    line("N1", &[&event, before_place, place].concat());
    citation.topics.iter().for_each(|topic| line("KW", topic));
    citation.summary.iter().for_each(|summary| line("AB", summary));
    line("LA", citation.lang);
    citation.url.iter().for_each(|url| line("UR", url));
    out.push_str("ER  - \r\n");
}

fn one_line(text: &str) -> Cow<'_, str> {
    if has_byte(text, |byte| matches!(byte, b'\n' | b'\r')) {
        text.split(['\n', '\r']).map(str::trim).collect::<Vec<_>>().join(" ").into()
    } else {
        text.trim().into()
    }
}
