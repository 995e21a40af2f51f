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

use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::archive::{Archive, Node};
use crate::json::{self, Json};
use crate::messages::Messages;
use crate::plan::search::{Facet, IndexShape, SearchFile, first_years};
use crate::site::Site;
use facets::Values;
use numbers::Numbers;
use postings::{Files, Postings};

/// The index of an archive, made as far as it is asked for.
pub(crate) struct Search {
    numbers: Numbers,
    shape: IndexShape,
    postings: Postings,
    /// By facet.
    facets: [OnceLock<Values>; Facet::ALL.len()],
}

impl Search {
    /// Begins with the records and their numbers.
    pub(crate) fn new(archive: &Archive) -> Self {
        let shape = IndexShape::of(archive);
        let numbers = Numbers::new(archive, shape.numbers);
        let IndexShape { words, stems, two_tiers, .. } = shape;
        let files = Files { words, stems, two_tiers };
        let postings = Postings::new(numbers.all().len(), files);
        Self { numbers, shape, postings, facets: Default::default() }
    }

    /// Writes a file of the archive that this was made of.
    pub(crate) fn write(&self, file: SearchFile, site: &Site<'_>) -> String {
        let archive = site.archive;
        let mut out = ["chancerySearch(\"", &file.name(), "\","].concat();
        let made = || self.made(archive, &site.config.lang);
        match file {
            SearchFile::Start => json::write(&mut out, &self.start(archive, site.messages)),
            SearchFile::Words(n) => made().words(n, &mut out),
            SearchFile::Stems(n) => made().stems(n, &mut out),
            SearchFile::Rest(1, n) => made().second_tier(n, self.shape.second_tier, &mut out),
            SearchFile::Rest(tier, n) => {
                made().range(self.shape.range(tier - 2), n, self.shape.in_range, &mut out);
            }
            SearchFile::Facet(facet) => {
                json::write(&mut out, &self.values(facet, archive, site).most());
            }
            SearchFile::Values(facet, n) => {
                let values = self.values(facet, archive, site);
                json::write(&mut out, &values.in_file(n, &self.numbers));
            }
            SearchFile::Others => json::write(&mut out, &facets::others(&self.numbers)),
            SearchFile::Time(n) => json::write(&mut out, facets::in_time(&self.numbers, n)),
            SearchFile::Records(n) => {
                self.by_number(n, self.shape.records, &mut out, |node| {
                    Some(records::record(archive, node, site))
                });
            }
            SearchFile::Texts(n) => {
                self.by_number(n, self.shape.texts, &mut out, |node| {
                    records::text(archive, node, site)
                });
            }
        }
        out + ");\n"
    }

    /// Returns the values of a facet, which the first that asks collects.
    fn values(&self, facet: Facet, archive: &Archive, site: &Site<'_>) -> &Values {
        self.facets[facet as usize].get_or_init(|| {
            Values::new(archive, &self.numbers, facet, self.shape.values(facet), site)
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
        json::write_members(out, records, |record, out| out.push_str(record.as_str()));
    }

    /// Returns the postings, of which every thread that asks makes a part.
    fn made(&self, archive: &Archive, lang: &str) -> &Postings {
        self.postings.make(|at| {
            let (number, node) = self.numbers.all()[at];
            let fields = records::fields(archive, node);
            let briefing_count = match node {
                Node::Entity(index) => Some(archive.entity(index).briefings.len()),
                _ => None,
            };
            let lang = fields.lang.unwrap_or(lang);
            counter::CountedRecord { number, lang, briefing_count, fields: fields.texts }
        });
        &self.postings
    }

    fn start(&self, archive: &Archive, messages: &Messages) -> Value {
        let IndexShape { numbers, words, stems, records, texts, .. } = self.shape;
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
            "time": first_years(archive),
            "m": words_of,
        })
    }
}
