//! Citations in BibTeX, with fields of biblatex.

use super::babel::babel;
use super::item::{Citation, exact_parts};
use crate::person_name::PersonName;
use crate::site::AuthorName;
use crate::text::has_byte;

/// Writes a citation as a BibTeX entry, with the biblatex fields `eventdate` and `venue`.
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
            match name {
                AuthorName::Parts(name) => person(&mut names, name),
                AuthorName::Whole(name) => braced(&mut names, name),
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
    if let Some(language) = babel(citation.lang) {
        entry.plain("langid", language);
    }
    if let Some(url) = &citation.url {
        entry.plain("url", url);
    }
    out.push_str("}\n");
}

/// Writes the name of a person: "von {Berg}, Jr., Anna". Braces keep the words of a family name
/// together.
fn person(out: &mut String, name: &PersonName<'_>) {
    let particles = [name.particle, name.sorted_particle].join(" ");
    let particles = particles.trim();
    if particles.ends_with(['-', '\'', '’']) {
        // As one word, because BibTeX adds a space after a particle.
        braced(out, &name.surname());
    } else {
        latex(out, particles);
        out.push_str(if particles.is_empty() { "" } else { " " });
        braced(out, name.family);
    }
    for part in [name.suffix, name.given].into_iter().filter(|part| !part.is_empty()) {
        out.push_str(", ");
        let ends_name = |word: &str| word.eq_ignore_ascii_case("and") || word.contains(',');
        if part.split_whitespace().any(ends_name) {
            braced(out, part);
        } else {
            latex(out, part);
        }
    }
}

/// Writes a text in braces, which BibTeX does not split into parts.
fn braced(out: &mut String, text: &str) {
    out.push('{');
    latex(out, text);
    out.push('}');
}

/// A writer of the fields of a BibTeX entry.
struct Entry<'a>(&'a mut String);

impl Entry<'_> {
    /// Writes a field whose value is a BibTeX macro, such as the name of a month.
    fn command(&mut self, name: &str, word: &str) {
        self.0.extend(["  ", name, " = ", word, ",\n"]);
    }

    /// Writes a field whose value needs no escapes.
    fn plain(&mut self, name: &str, value: &str) {
        self.0.extend(["  ", name, " = {", value, "},\n"]);
    }

    fn text(&mut self, name: &str, text: &str) {
        self.0.extend(["  ", name, " = {"]);
        latex(self.0, text);
        self.0.push_str("},\n");
    }

    /// Writes a field in inner braces, which preserve the case of its letters.
    fn as_it_is(&mut self, name: &str, text: &str) {
        self.0.extend(["  ", name, " = {"]);
        braced(self.0, text);
        self.0.push_str("},\n");
    }
}

/// Writes a text with LaTeX's special characters escaped. No brace remains that BibTeX would count.
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

    #[test]
    fn a_person_is_in_the_parts_of_bibtex() {
        for (sort_name, name, expected) in [
            ("Okonjo, Ada", "Ada Okonjo", "{Okonjo}, Ada"),
            ("Sammler, Otto, Jr.", "Otto Sammler Jr.", "{Sammler}, Jr., Otto"),
            ("Berg, Jan van den", "Jan van den Berg", "van den {Berg}, Jan"),
            ("van den Berg, Jan, III", "Jan van den Berg III", "van den {Berg}, III, Jan"),
            ("Hashimi, Omar al-", "Omar al-Hashimi", "{al-Hashimi}, Omar"),
            ("Orval, Lise d’", "Lise d’Orval", "{d’Orval}, Lise"),
            ("Ash and Elm, Bo", "Bo Ash and Elm", "{Ash and Elm}, Bo"),
            ("Ash, Bo and Cy", "Bo and Cy Ash", "{Ash}, {Bo and Cy}"),
            ("Ash & Elm, B_o", "B_o Ash & Elm", "{Ash \\& Elm}, B\\_o"),
            ("Zhou, Enlai", "Zhou Enlai", "{Zhou}, Enlai"),
        ] {
            let mut out = String::new();
            person(&mut out, &PersonName::new(sort_name, &[name]).expect("a name in parts"));
            assert_eq!(out, expected);
        }
    }
}
