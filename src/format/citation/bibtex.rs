//! BibTeX, with fields of biblatex.

use super::item::{Citation, exact_parts};
use crate::format::Name;
use crate::text::has_byte;

/// Writes a citation as an entry of BibTeX, with `eventdate` and `venue` as biblatex has them.
pub(super) fn bibtex(out: &mut String, citation: &Citation<'_>) {
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
            let (Name::Parts { family: whole, .. } | Name::Whole(whole)) = name;
            names.push('{');
            latex(&mut names, whole);
            names.push('}');
            if let Name::Parts { given, .. } = name {
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

#[cfg(test)]
mod tests {
    use super::*;

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
