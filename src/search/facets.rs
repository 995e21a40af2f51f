//! Facets: the briefings of each person, side, place, year and so on, by which results are narrowed
//! and counted.

use std::collections::BTreeMap;

use serde_json::json;

use super::numbers::Numbers;
use super::postings::encode_numbers;
use crate::archive::{Archive, EntityIndex, LinkedBriefing};
use crate::format::Formats;
use crate::record::vocabulary::Vocabulary;

/// What results can be narrowed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Facet {
    /// Who took part.
    Person,
    /// A side that took part.
    Side,
    /// Where it was, and what that lies in.
    Venue,
    /// What it was about.
    Topic,
    /// What it belongs to.
    Series,
    /// What it was.
    Kind,
    /// Whether it took place.
    Status,
    /// The year that it was in.
    Year,
}

impl Facet {
    /// Every facet, in the order in which they are shown.
    pub const ALL: [Self; 8] = [
        Self::Person,
        Self::Side,
        Self::Venue,
        Self::Topic,
        Self::Series,
        Self::Kind,
        Self::Status,
        Self::Year,
    ];

    /// Returns its name in URLs.
    pub fn key(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Side => "side",
            Self::Venue => "venue",
            Self::Topic => "topic",
            Self::Series => "series",
            Self::Kind => "kind",
            Self::Status => "status",
            Self::Year => "year",
        }
    }

    /// Gives the values of a briefing, each with its name for readers.
    fn values(
        self,
        archive: &Archive,
        briefing: &LinkedBriefing,
        formats: &Formats<'_>,
        mut each: impl FnMut(String, String),
    ) {
        let mut entity = |index: EntityIndex| {
            let entity = archive.entity(index);
            each(entity.id.to_string(), entity.name.clone());
        };
        match self {
            Self::Person => {
                briefing.attendance.iter().filter_map(|who| who.person).for_each(entity);
            }
            Self::Side => briefing.sides.iter().copied().for_each(entity),
            Self::Venue => {
                let venues = briefing.venues.iter();
                venues.flat_map(|venue| archive.places_around(*venue)).for_each(entity);
            }
            Self::Topic => briefing.topics.iter().copied().for_each(entity),
            Self::Series => briefing.series.iter().copied().for_each(&mut entity),
            Self::Kind => each(briefing.record.kind().to_owned(), formats.kind(briefing)),
            Self::Status => {
                let status = briefing.record.status().name();
                let text = formats.messages().text(&format!("status_{status}")).to_owned();
                each(status.to_owned(), text);
            }
            Self::Year => {
                if let Some(year) = briefing.record.date.year() {
                    each(year.to_string(), year.to_string());
                }
            }
        }
    }
}

/// Writes the values of a facet: the key of each, its name and its briefings.
pub(super) fn lists(
    archive: &Archive,
    numbers: &Numbers,
    facet: Facet,
    formats: &Formats<'_>,
) -> String {
    let of_briefings = numbers.of_briefings(archive);
    let mut values: BTreeMap<String, (String, Vec<u32>)> = BTreeMap::new();
    for (briefing, number) in archive.briefings.iter().zip(of_briefings) {
        facet.values(archive, briefing, formats, |key, name| {
            values.entry(key).or_insert_with(|| (name, Vec::new())).1.push(number);
        });
    }
    let values: Vec<(String, String, String)> = values
        .into_iter()
        .map(|(key, (name, mut briefings))| {
            briefings.sort_unstable();
            briefings.dedup();
            (key, name, encode_numbers(&briefings))
        })
        .collect();
    json!(values).to_string()
}

/// Writes all briefings in the order of time.
pub(super) fn in_time(archive: &Archive, numbers: &Numbers) -> String {
    json!(numbers.of_briefings(archive)).to_string()
}
