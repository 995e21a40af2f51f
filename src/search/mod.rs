//! Search: the archive goes in; the files come out that a browser searches by itself, with no
//! server and from a folder too. What each says is made from the parsed text, when it is first
//! asked for.
//!
//! The files are classic scripts, `chancerySearch("NAME", JSON)`, for a page that was opened from a
//! folder may load no others. Their names are fixed, so that no page changes when they do:
//!
//! ```text
//! search/start.js        how many files there are of each sort, the first year of each file of time,
//!                        how much a query may take, and the words of the interface
//! search/words/N.js      words that begin alike, with their stems
//! search/stems/N.js      the records that hold a stem: all, or the best where there are many
//! search/rest/1-N.js     the next best, for those stems
//! search/rest/K-N.js     the others, from 2 on: those of a range of numbers, for those stems
//! search/facets/KEY.js   the persons, years and so on that most briefings have, and how many
//! search/facets/KEY-N.js  the briefings of each of them all, by their hash, and the newest's year;
//!                        those that are without it, where most have it
//! search/facets/others.js  the records that are no briefings
//! search/facets/time-N.js  all briefings in the order of time, so many a file
//! search/records/N.js    what is shown of records in a list
//! search/texts/N.js      what is shown beside: their summaries, and their texts for passages
//! ```
//!
//! **Numbers.** A record's number is the hash of its path, among four times as many numbers as
//! there are records; of those that would share one, the later by hash and path takes the next that
//! is free (`numbers.rs`). So a new briefing moves no other's number, but for a collision in its place, and
//! but for the archive's doubling, which doubles the numbers too. Records and texts lie together by
//! their numbers, so a page finds the file of what it links to from the link alone.
//!
//! **Splits.** Words lie together by their first two characters, in eight files by the next two: a
//! word, or a beginning of four, is looked up in one of them, and what is shorter or a typo in all.
//! Pairs of characters, of scripts without spaces, lie together by their first, so that one alone
//! finds the pairs that it begins. Stems are spread by their hash, and values of facets: what is
//! chosen is in a file or two, and what is counted among results is in as many as hold the values
//! that most briefings have, up to a bound. There are as many files as the next power of two makes of
//! the number of records, and of texts as it makes of their length; so what a briefing changes is
//! bounded by its different words. A list of results takes a file of records for each, and a passage
//! a file of texts, so these are small. There is no better packing that leaves most of them as they
//! are when one is added.
//!
//! **Weights.** A stem in a record weighs 1 to 47 by BM25, against a fixed length of text (a mean
//! would change all when one changes), 48 in its title, and 49 to 63 in the names of an entity: more
//! if it is a name by itself, and by how many briefings the entity has. How rare a stem is, the
//! browser reckons with. A long list is in two tiers, the heaviest first, and ranges: the first tier
//! comes with the stem, and the second is loaded where lists are joined and those that are there do
//! not give enough results. What is in neither is parted by ranges of numbers, the same for all
//! stems, so that one range of all the words of a query can be joined without the others. In a range
//! a record has no weight of its own, but stands in one of four bands of weights. Only a large
//! archive has the second tier: it costs many words much, and in the first tiers of two common words
//! enough is common to both while these hold a fair part of the lists.
//!
//! **Values that most have.** Of a value that more than half of the briefings have, the briefings that
//! do not have it are listed. What else does not have it, entities and pages, is one list for all
//! such values. So to narrow by what nearly all have costs next to nothing; where nothing else is
//! asked for, the newest briefings are taken from the order of time.
//!
//! **Bounds.** A browser counts what it loads. It loads ranges until there are enough results, or
//! until another would be more than a query may take, which `start.js` says; a range has about as many
//! bytes as the one before. It says then that there may be more, and takes further ranges when it is
//! asked for more. Where nothing was found yet, it says so, shows what has some of the words, and goes
//! on. Where the lists that are whole have nothing in common, no others are loaded. What is sorted by
//! date, and what is counted by facets, takes all, the latter behind the first results. Few results
//! are sorted by the times in their records; many by the files of time, from the year of the newest
//! that a chosen value has. A phrase is looked for in the texts of a few of the likeliest records, as
//! far as the bytes go, and of more behind what is shown first.

mod counter;
mod facets;
mod numbers;
mod postings;
mod records;
mod words;

use std::fmt::{Display, Write as _};
use std::sync::OnceLock;

use serde_json::json;

use crate::archive::{Archive, Node};
use crate::format::Formats;
use crate::format::json_ld::Json;
use crate::messages::Messages;
use counter::MOST_NUMBERS;
pub use facets::Facet;
use facets::Values;
use numbers::Numbers;
use postings::{FIRST_TIER, Files, Postings};

/// How many numbers there are for each record, so that few share one.
const NUMBERS_TO_A_RECORD: u32 = 4;

/// A file that a browser searches in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SearchFile {
    /// Where it starts.
    Start,
    /// Words, by the hash of how they begin.
    Words(u32),
    /// Stems with records, by their hash.
    Stems(u32),
    /// The records that did not go with their stems: those of the second tier, and behind it those of
    /// each range of numbers.
    Rest(u32, u32),
    /// The values of a facet that most briefings have.
    Facet(Facet),
    /// The briefings of values, by their hash.
    Values(Facet, u32),
    /// The records that are no briefings.
    Others,
    /// The briefings in the order of time.
    Time(u32),
    /// Records, by their numbers.
    Records(u32),
    /// Their texts.
    Texts(u32),
}

impl SearchFile {
    /// Lists the files that an archive has.
    pub(crate) fn all(archive: &Archive) -> Vec<Self> {
        let shape = Shape::of(archive);
        let Shape { words, stems, records, texts, .. } = shape;
        let mut files = vec![Self::Start, Self::Others];
        files.extend((0..words).map(Self::Words));
        files.extend((0..stems).map(Self::Stems));
        for (tier, count) in (1..).zip(shape.rest()) {
            files.extend((0..count).map(|n| Self::Rest(tier, n)));
        }
        files.extend((0..facets::files_in_time(archive)).map(Self::Time));
        files.extend(Facet::ALL.map(Self::Facet));
        for facet in Facet::ALL {
            files.extend((0..shape.values(facet)).map(|n| Self::Values(facet, n)));
        }
        files.extend((0..records).map(Self::Records));
        files.extend((0..texts).map(Self::Texts));
        files
    }

    /// Returns its name: its path below the folder of the index, without its ending.
    pub fn name(self) -> String {
        match self {
            Self::Start => "start".into(),
            Self::Words(n) => format!("words/{n}"),
            Self::Stems(n) => format!("stems/{n}"),
            Self::Rest(tier, n) => format!("rest/{tier}-{n}"),
            Self::Facet(facet) => format!("facets/{}", facet.key()),
            Self::Values(facet, n) => format!("facets/{}-{n}", facet.key()),
            Self::Others => "facets/others".into(),
            Self::Time(n) => format!("facets/time-{n}"),
            Self::Records(n) => format!("records/{n}"),
            Self::Texts(n) => format!("texts/{n}"),
        }
    }
}

/// How many files and numbers there are: powers of two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shape {
    numbers: u32,
    words: u32,
    stems: u32,
    /// Of the second tier, and how many records of a list are in both: no more than in the first,
    /// where there is no second.
    second_tier: u32,
    two_tiers: u32,
    /// How many ranges of numbers there are behind it, and files of each.
    ranges: u32,
    in_range: u32,
    records: u32,
    texts: u32,
}

impl Shape {
    /// Returns the shape of the index of an archive.
    fn of(archive: &Archive) -> Self {
        let length = |node| archive.text_of(node).map_or(0, |(head, _)| head.body.text().len());
        Self::new(numbers::count(archive), numbers::nodes(archive).map(length).sum())
    }

    /// Returns how many files the values of a facet are in.
    fn values(self, facet: Facet) -> u32 {
        facet.files(self.numbers / NUMBERS_TO_A_RECORD)
    }

    /// Returns how many files there are of the second tier and of each range.
    fn rest(self) -> impl Iterator<Item = u32> {
        let ranges = std::iter::repeat_n(self.in_range, self.ranges as usize);
        std::iter::once(self.second_tier).chain(ranges)
    }

    /// Returns the numbers of a range.
    fn range(self, range: u32) -> std::ops::Range<u32> {
        let length = self.numbers / self.ranges;
        range * length..(range + 1) * length
    }

    /// Returns how many bytes a query may take until its first results are shown.
    fn bytes_of_query(self) -> u32 {
        (2 * (self.numbers / NUMBERS_TO_A_RECORD)).clamp(90_000, 235_000)
    }

    /// Returns the shape of the index of so many records, with texts of so many bytes.
    fn new(records: usize, bytes: usize) -> Self {
        /// The most that the texts of a file have on the average, in bytes.
        const MOST_IN_TEXTS: usize = 8 * 1024;
        /// How many records a range has, and how many ranges there are at most.
        const RECORDS_TO_A_RANGE: u32 = 4096;
        const MOST_RANGES: u32 = 8;
        /// Up to how many records two common words have enough in common in their first tiers.
        const MOST_WITHOUT_SECOND_TIER: u32 = 32 * 1024;
        let size = u32::try_from(records).unwrap_or(u32::MAX >> 4).max(64).next_power_of_two();
        let size = size.min(MOST_NUMBERS / NUMBERS_TO_A_RECORD);
        let texts = u32::try_from(bytes / MOST_IN_TEXTS).unwrap_or(u32::MAX >> 4);
        let ranges = (size / RECORDS_TO_A_RANGE).clamp(1, MOST_RANGES);
        let has_second = size > MOST_WITHOUT_SECOND_TIER;
        Self {
            numbers: NUMBERS_TO_A_RECORD * size,
            words: (size / 32).clamp(8, 1024),
            stems: (size / 4).min(16_384).max(size / 8),
            second_tier: if has_second { size / 32 } else { 0 },
            two_tiers: if has_second { 4 * FIRST_TIER } else { FIRST_TIER },
            // None where no list is that long.
            ranges: if size > FIRST_TIER { ranges } else { 0 },
            in_range: size / 64,
            records: size / 8,
            texts: texts.next_power_of_two().clamp(size / 64, size),
        }
    }
}

/// The index of an archive, made as far as it is asked for.
pub(crate) struct Search {
    numbers: Numbers,
    shape: Shape,
    postings: Postings,
    /// By facet.
    facets: [OnceLock<Values>; Facet::ALL.len()],
}

impl Search {
    /// Begins with the records and their numbers.
    pub(crate) fn new(archive: &Archive) -> Self {
        let shape = Shape::of(archive);
        let numbers = Numbers::new(archive, shape.numbers);
        let Shape { words, stems, two_tiers, .. } = shape;
        let files = Files { words, stems, two_tiers };
        let postings = Postings::new(numbers.all().len(), files);
        Self { numbers, shape, postings, facets: Default::default() }
    }

    /// Writes a file of the archive that this was made of.
    pub(crate) fn write(
        &self,
        file: SearchFile,
        archive: &Archive,
        formats: &Formats<'_>,
    ) -> String {
        let mut out = ["chancerySearch(\"", &file.name(), "\","].concat();
        let made = || self.made(archive, formats.language());
        match file {
            SearchFile::Start => out += &script_safe(&self.start(archive, formats.messages())),
            SearchFile::Words(n) => made().words(n, &mut out),
            SearchFile::Stems(n) => made().stems(n, &mut out),
            SearchFile::Rest(1, n) => made().second_tier(n, self.shape.second_tier, &mut out),
            SearchFile::Rest(tier, n) => {
                made().range(self.shape.range(tier - 2), n, self.shape.in_range, &mut out);
            }
            SearchFile::Facet(facet) => {
                out += &script_safe(&self.values(facet, archive, formats).most());
            }
            SearchFile::Values(facet, n) => {
                let values = self.values(facet, archive, formats);
                out += &script_safe(&values.in_file(n, &self.numbers));
            }
            SearchFile::Others => out += &facets::others(&self.numbers),
            SearchFile::Time(n) => out += &facets::in_time(&self.numbers, n),
            SearchFile::Records(n) => {
                self.by_number(n, self.shape.records, &mut out, |node| {
                    Some(records::record(archive, node, formats))
                });
            }
            SearchFile::Texts(n) => {
                self.by_number(n, self.shape.texts, &mut out, |node| {
                    records::text(archive, node, formats)
                });
            }
        }
        out + ");\n"
    }

    /// Returns the values of a facet, which the first that asks collects.
    fn values(&self, facet: Facet, archive: &Archive, formats: &Formats<'_>) -> &Values {
        self.facets[facet as usize].get_or_init(|| {
            Values::new(archive, &self.numbers, facet, self.shape.values(facet), formats)
        })
    }

    /// Writes what is shown of the records of a file, out of so many, by their numbers.
    fn by_number(
        &self,
        file: u32,
        of: u32,
        out: &mut String,
        shown: impl Fn(Node) -> Option<Json>,
    ) {
        let records = self.numbers.in_file(file, of);
        let records = records.iter().filter_map(|(number, node)| Some((number, shown(*node)?)));
        object(out, records, |record, out| out.push_str(record.as_str()));
    }

    /// Returns the postings, of which every thread that asks makes a part.
    fn made(&self, archive: &Archive, lang: &str) -> &Postings {
        self.postings.make(|at| {
            let (number, node) = self.numbers.all()[at];
            let fields = records::fields(archive, node);
            let standing = match node {
                Node::Entity(index) => Some(archive.entity(index).briefings.len()),
                _ => None,
            };
            let lang = fields.lang.unwrap_or(lang);
            counter::Record { number, lang, standing, fields: fields.texts }
        });
        &self.postings
    }

    fn start(&self, archive: &Archive, messages: &Messages) -> String {
        let Shape { numbers, words, stems, records, texts, .. } = self.shape;
        let mut words_of = messages.texts_of("search_");
        let texts_of_status = messages.texts().into_iter();
        words_of.extend(texts_of_status.filter(|(key, _)| key.starts_with("status_")));
        json!({
            // A count would change with every briefing.
            "size": self.numbers.all().len().next_power_of_two(),
            "numbers": numbers,
            "words": words,
            "stems": stems,
            "rest": self.shape.rest().collect::<Vec<u32>>(),
            "bytes": self.shape.bytes_of_query(),
            "records": records,
            "texts": texts,
            "facets": Facet::ALL.map(Facet::key),
            "values": Facet::ALL.map(|facet| self.shape.values(facet)),
            "time": facets::first_years(archive),
            "m": words_of,
        })
        .to_string()
    }
}

/// Writes an object of JSON: what `write` writes of each value, under a key that needs no escapes.
fn object<T>(
    out: &mut String,
    members: impl Iterator<Item = (impl Display, T)>,
    write: impl Fn(T, &mut String),
) {
    out.push('{');
    for (at, (key, value)) in members.enumerate() {
        let comma = if at > 0 { "," } else { "" };
        _ = write!(out, "{comma}\"{key}\":");
        write(value, out);
    }
    out.push('}');
}

/// Returns JSON as it can stand in a script: what could end it, or a line in it, is escaped.
fn script_safe(json: &str) -> String {
    let json = json.replace('<', "\\u003c");
    json.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_ends_where_it_should() {
        assert_eq!(script_safe("\"</script>\u{2028}–\""), "\"\\u003c/script>\\u2028–\"");
    }

    #[test]
    fn one_more_record_changes_the_shape_only_when_the_archive_has_doubled() {
        let shapes: Vec<Shape> =
            (1..20_000).map(|records| Shape::new(records, 4096 * records)).collect();
        let changes = shapes.windows(2).filter(|pair| pair[0] != pair[1]).count();
        // Nine of them double the records, and fourteen the texts.
        assert_eq!(changes, 23);
        let expected = Shape {
            numbers: 65_536,
            words: 512,
            stems: 4096,
            second_tier: 0,
            two_tiers: FIRST_TIER,
            ranges: 4,
            in_range: 256,
            records: 2048,
            texts: 8192,
        };
        assert_eq!(Shape::new(12_000, 4096 * 12_000), expected);
        assert_eq!(Shape::new(0, 0).texts, 1);
    }
}
