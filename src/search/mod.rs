//! Search: the files with which a browser searches the archive, without a server and also from a
//! folder. Each file is made from the parsed text when it is first requested.
//!
//! The files are classic scripts, `chancerySearch("NAME", JSON)`, because a page that was opened
//! from a folder can load no others. Their names are fixed, so that no page changes when they do:
//!
//! ```text
//! search/start.js        the numbers of files, the first year of each chronological file, the
//!                        limits of a query, and the messages of the interface
//! search/words/N.js      words with a common beginning, with their stems
//! search/stems/N.js      the postings of stems: all, or the first tier of a long list
//! search/rest/1-N.js     the second tier, for the stems of long lists
//! search/rest/K-N.js     the other postings, from K = 2: a range of numbers, for the same stems
//! search/facets/KEY.js   the most frequent values (persons, years and so on) with their counts
//! search/facets/KEY-N.js  the briefings of each value, by the hash of the value, and the year of
//!                        the newest; the briefings without it, if most have it
//! search/facets/others.js  the records that are not briefings
//! search/facets/time-N.js  all briefings in chronological order, a fixed number per file
//! search/records/N.js    the data of records that a list of results shows
//! search/texts/N.js      the summaries of records, and their texts for passages
//! ```
//!
//! **Numbers.** The number of a record is the hash of its path, among four times as many numbers as
//! there are records. After a collision, the later record by hash and path gets the next free
//! number (`numbers.rs`). So a new briefing changes no other number, except by a collision or when
//! the archive doubles, which doubles the numbers too. Records and texts are grouped by number, so
//! a page can find the file of a link's target from the link alone.
//!
//! **Shards.** Words are grouped by their first two characters, and split by the next two into
//! eight files: a word or a prefix of four characters is looked up in one file, a shorter prefix or
//! a typo in all eight. Pairs of characters, in scripts without spaces, are grouped by the first,
//! so that a single character finds all pairs that begin with it. Stems and values of facets are
//! distributed by hash: a filter needs one or two files, and counting results needs as many as
//! contain the most frequent values, up to a limit. The number of files is a power of two that
//! follows from the number of records, or for texts from their length, so the changes caused by a
//! briefing are bounded by its distinct words. A list of results loads a file of records for each
//! result, and a passage a file of texts, so these files are small. No denser packing leaves most
//! files unchanged when a record is added.
//!
//! **Weights.** The weight of a stem in a record is 1 to 47 by BM25, relative to a fixed length of
//! text (with a mean, one change would change all weights); 48 in the title; and 49 to 63 in the
//! names of an entity, higher for a whole name and by the number of the entity's briefings. The
//! browser adds the rarity of the stem. A long list has two tiers, the highest weights first, and
//! then ranges. The first tier is stored with the stem. The second is loaded if the intersection of
//! the lists that are loaded gives too few results. All other postings are split into ranges of
//! numbers, the same for all stems, so that one range can be intersected for all words of a query
//! without the others. In a range, a posting has no weight of its own, but belongs to one of four
//! bands of weights. Only a large archive has the second tier: it costs a query of many words much,
//! and while the first tiers of two common words are a fair part of their lists, their intersection
//! is large enough.
//!
//! **Frequent values.** For a value that more than half of the briefings have, the briefings
//! without it are listed. The other records without it, entities and pages, are one list for all
//! such values. So a filter by a value that nearly all briefings have costs almost nothing. If
//! there is no other condition, the newest briefings are taken from the chronological files.
//!
//! **Limits.** A browser counts the bytes that it loads. It loads ranges until there are enough
//! results, or until another range would exceed the limit of a query, which is in `start.js`; it
//! estimates the size of a range by the one before. It then says that there may be more results,
//! and loads further ranges on request. If nothing is found yet, it says so, shows records with
//! some of the words, and continues. If the intersection of complete lists is empty, no others are
//! loaded. Sorting by date and counting facets need all postings; facets are counted after the
//! first results are shown. A short list of results is sorted by the times in its records; a long
//! one by the chronological files, from the year of the newest briefing that a chosen value has. A
//! phrase is looked up in the texts of the few most likely records, within the limit of bytes, and
//! in further texts after the first results are shown.

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

/// The search index of an archive, computed on demand.
pub(crate) struct Search {
    numbers: Numbers,
    shape: IndexShape,
    postings: Postings,
    /// The values of each facet.
    facets: [OnceLock<Values>; Facet::ALL.len()],
}

impl Search {
    /// Creates the index with the numbers of the records only.
    pub(crate) fn new(archive: &Archive) -> Self {
        let shape = IndexShape::of(archive);
        let numbers = Numbers::new(archive, shape.numbers);
        let IndexShape { words, stems, two_tiers, .. } = shape;
        let files = Files { words, stems, two_tiers };
        let postings = Postings::new(numbers.all().len(), files);
        Self { numbers, shape, postings, facets: Default::default() }
    }

    /// Returns the content of a file; `site` must be of the archive of the index.
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

    /// Returns the values of a facet, which are collected on first use.
    fn values(&self, facet: Facet, archive: &Archive, site: &Site<'_>) -> &Values {
        self.facets[facet as usize].get_or_init(|| {
            Values::new(archive, &self.numbers, facet, self.shape.values(facet), site)
        })
    }

    /// Returns the data of the records of a file by number; `of` is the number of files.
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

    /// Returns the complete postings; the calling threads share the computation.
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
            // The exact count would change with every briefing.
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
