//! Search: the archive goes in; the files come out that a browser searches by itself, with no
//! server and from a folder too. What each says is made from the parsed text, when it is first
//! asked for.
//!
//! The files are classic scripts, `chancerySearch("NAME", JSON)`, for a page that was opened from a
//! folder may load no others. Their names are fixed, so that no page changes when they do:
//!
//! ```text
//! search/start.js        how many files there are of each sort, and the words of the interface
//! search/words/HASH.js   the words that begin with the same two characters, with their stems
//! search/stems/HASH.js   the records that hold a stem: all, or the best where there are many
//! search/rest/HASH.js    the others, for those stems
//! search/facets/KEY.js   the briefings of each person, year and so on; a file a facet
//! search/facets/time.js  all briefings in the order of time
//! search/records/N.js    what is shown of a record, and its text
//! ```
//!
//! **Numbers.** A record's number is the hash of its path, among eight times as many numbers as
//! there are records; of those that would share one, the later by hash and path takes the next that
//! is free (`numbers.rs`). So a new briefing moves no other's number, but for a collision in its place, and
//! but for the archive's doubling, which doubles the numbers too. A page finds the file of what it
//! links to from the link alone.
//!
//! **Splits.** Words lie together by their first two characters, so that a prefix, or a typo
//! behind them, is looked up in one file. Stems are spread by their hash. Both have as many files as
//! the next power of two makes of the archive's size, so what a briefing changes is bounded by its
//! different words.
//!
//! **Weights.** A stem in a record weighs 1 to 47 by BM25, against a fixed length of text (a mean
//! would change all when one changes), 48 in its title, and 49 to 63 in the names of an
//! entity, by how many briefings it has. How rare a stem is, the
//! browser reckons with. A list of more than `MOST_IN_HEAD` is split: the heaviest come
//! with the stem, and the rest is loaded where two lists must be joined and the heads do not do.

mod facets;
mod numbers;
mod postings;
mod records;
mod words;

use std::fmt::Write as _;

use serde_json::json;

use crate::archive::{Archive, Node};
use crate::format::Formats;
use crate::messages::Messages;
pub use facets::Facet;
use numbers::Numbers;
use postings::Postings;

/// A file that a browser searches in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SearchFile {
    /// Where it starts.
    Start,
    /// Words, by the hash of how they begin.
    Words(u32),
    /// Stems with records, by hash.
    Stems(u32),
    /// The records that did not go with their stems.
    Rest(u32),
    /// The briefings of each value of a facet.
    Facet(Facet),
    /// The briefings in the order of time.
    Time,
    /// A record, by its number.
    Record(u32),
}

impl SearchFile {
    /// Lists the files that an archive has.
    pub(crate) fn all(archive: &Archive) -> Vec<Self> {
        let numbers = Numbers::new(archive);
        let Shape { words, stems, rest, .. } = Shape::new(numbers.len());
        let mut files = vec![Self::Start, Self::Time];
        files.extend((0..words).map(Self::Words));
        files.extend((0..stems).map(Self::Stems));
        files.extend((0..rest).map(Self::Rest));
        files.extend(Facet::ALL.map(Self::Facet));
        files.extend(numbers.all().map(|(number, _)| Self::Record(number)));
        files
    }

    /// Returns its name: its path below the folder of the index, without its ending.
    pub fn name(self) -> String {
        match self {
            Self::Start => "start".into(),
            Self::Words(n) => format!("words/{n}"),
            Self::Stems(n) => format!("stems/{n}"),
            Self::Rest(n) => format!("rest/{n}"),
            Self::Facet(facet) => format!("facets/{}", facet.key()),
            Self::Time => "facets/time".into(),
            Self::Record(n) => format!("records/{n}"),
        }
    }
}

/// How many files and numbers there are: powers of two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shape {
    numbers: u32,
    words: u32,
    stems: u32,
    rest: u32,
}

impl Shape {
    /// Returns the shape of the index of so many records.
    fn new(records: usize) -> Self {
        let size = u32::try_from(records).unwrap_or(u32::MAX >> 4).max(64).next_power_of_two();
        let size = size.min(1 << 27);
        Self { numbers: 8 * size, words: (size / 64).min(512), stems: size / 8, rest: size / 32 }
    }
}

/// The index of an archive, made as far as it is asked for.
pub(crate) struct Search {
    numbers: Numbers,
    shape: Shape,
    postings: Postings,
}

impl Search {
    /// Begins with the records and their numbers.
    pub(crate) fn new(archive: &Archive) -> Self {
        let numbers = Numbers::new(archive);
        let shape = Shape::new(numbers.len());
        let postings = Postings::new(numbers.len());
        Self { numbers, shape, postings }
    }

    /// Writes a file of the archive that this was made of.
    pub(crate) fn write(
        &self,
        file: SearchFile,
        archive: &Archive,
        formats: &Formats<'_>,
    ) -> String {
        let made = || self.made(archive, formats.language());
        let text = match file {
            SearchFile::Start => self.start(formats.messages()),
            SearchFile::Words(n) => made().words(n, self.shape.words),
            SearchFile::Stems(n) => made().stems(n, self.shape.stems),
            SearchFile::Rest(n) => made().rest(n, self.shape.rest),
            SearchFile::Facet(facet) => facets::lists(archive, &self.numbers, facet, formats),
            SearchFile::Time => facets::in_time(archive, &self.numbers),
            SearchFile::Record(n) => match self.numbers.node(n) {
                Some(node) => serde_json::to_string(&records::record(archive, node, formats))
                    .expect("a value is JSON"),
                None => "null".into(),
            },
        };
        script(&file.name(), &text)
    }

    /// Returns the postings, of which every thread that asks makes a part.
    fn made(&self, archive: &Archive, lang: &str) -> &Postings {
        self.postings.make(|at| {
            let (number, node) = self.numbers.at(at);
            let fields = records::fields(archive, node);
            let standing = match node {
                Node::Entity(index) => Some(archive.entity(index).briefings.len()),
                _ => None,
            };
            let lang = fields.lang.unwrap_or(lang);
            postings::Record { number, lang: lang.to_owned(), standing, fields: fields.texts }
        });
        &self.postings
    }

    fn start(&self, messages: &Messages) -> String {
        let Shape { numbers, words, stems, rest } = self.shape;
        let texts = messages.texts();
        let words_of: serde_json::Map<String, serde_json::Value> = texts
            .iter()
            .filter_map(|(key, text)| {
                let status = key.starts_with("status_").then_some(*key);
                Some((key.strip_prefix("search_").or(status)?.to_owned(), json!(text)))
            })
            .collect();
        json!({
            "records": self.numbers.len().next_power_of_two(),
            "numbers": numbers,
            "words": words,
            "stems": stems,
            "rest": rest,
            "facets": Facet::ALL.map(Facet::key),
            "m": words_of,
        })
        .to_string()
    }
}

/// Returns JSON as a script that can stand in any page: what could end a script or a line in it is
/// escaped.
fn script(name: &str, json: &str) -> String {
    let mut out = String::with_capacity(json.len() + name.len() + 24);
    _ = write!(out, "chancerySearch(\"{name}\",");
    let mut from = 0;
    // The two separators begin with the last of these bytes, as dashes and quotation marks do.
    for (at, _) in json.bytes().enumerate().filter(|(_, byte)| matches!(byte, b'<' | 0xe2)) {
        let c = json[at..].chars().next().unwrap_or_default();
        if matches!(c, '<' | '\u{2028}' | '\u{2029}') {
            out.push_str(&json[from..at]);
            _ = write!(out, "\\u{:04x}", c as u32);
            from = at + c.len_utf8();
        }
    }
    out.push_str(&json[from..]);
    out.push_str(");\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_ends_where_it_should() {
        assert_eq!(
            script("a", "\"</script>\u{2028}\""),
            "chancerySearch(\"a\",\"\\u003c/script>\\u2028\");\n"
        );
    }

    #[test]
    fn one_more_record_changes_the_shape_only_when_the_archive_has_doubled() {
        let shapes: Vec<Shape> = (1..20_000).map(Shape::new).collect();
        let changes = shapes.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert_eq!(changes, 9);
        assert_eq!(
            Shape::new(12_000),
            Shape { numbers: 131_072, words: 256, stems: 2048, rest: 512 }
        );
    }
}
