//! Facets: the briefings of each person, side, place, year and so on, by which results are narrowed
//! and counted.

use std::collections::BTreeMap;

use serde_json::json;

use super::numbers::Numbers;
use super::postings::{encode, split};
use super::words::hash;
use crate::archive::{Archive, EntityIndex, LinkedBriefing, Node};
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

    /// Returns how many files its values are in, in an archive of so many records.
    pub(super) fn files(self, size: u32) -> u32 {
        match self {
            Self::Person | Self::Side | Self::Venue | Self::Topic | Self::Series => {
                (size / 256).clamp(1, 512)
            }
            Self::Kind | Self::Status | Self::Year => 8,
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

/// How many values are named for all results: as many as are shown.
const MOST_NAMED: usize = 200;
/// How many briefings a file has of those in the order of time.
const BRIEFINGS_IN_TIME: usize = 4096;

/// The values of a facet, with their names and briefings.
pub(super) struct Values(Vec<Value>);

struct Value {
    /// The file that it is in.
    file: u32,
    key: String,
    name: String,
    briefings: Vec<u32>,
    /// The year of the newest of them.
    newest: i16,
}

impl Values {
    /// Collects them, for so many files.
    pub(super) fn new(
        archive: &Archive,
        numbers: &Numbers,
        facet: Facet,
        files: u32,
        formats: &Formats<'_>,
    ) -> Self {
        let mut values: BTreeMap<String, Value> = BTreeMap::new();
        for (briefing, number) in archive.briefings.iter().zip(numbers.of_briefings()) {
            facet.values(archive, briefing, formats, |key, name| {
                let value = values.entry(key).or_insert_with_key(|key| {
                    let file = split(hash(key), files);
                    Value { file, key: key.clone(), name, briefings: Vec::new(), newest: 0 }
                });
                value.briefings.push(*number);
                value.newest = year(briefing);
            });
        }
        let mut values: Vec<Value> = values.into_values().collect();
        for value in &mut values {
            value.briefings.sort_unstable();
            value.briefings.dedup();
        }
        values.sort_by_key(|value| value.file);
        Self(values)
    }

    /// Writes those that most briefings have: the key of each, its name and how many.
    pub(super) fn most(&self) -> String {
        let mut most: Vec<(usize, &str, &str)> =
            self.0.iter().map(|value| (value.briefings.len(), &*value.key, &*value.name)).collect();
        most.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        most.truncate(MOST_NAMED);
        let most: Vec<_> = most.into_iter().map(|(count, key, name)| (key, name, count)).collect();
        json!(most).to_string()
    }

    /// Writes those of a file, by their keys: the name of each, its briefings and the year of the
    /// newest. Of a value that most have, those that do not have it stand there, and how many have it.
    pub(super) fn in_file(&self, file: u32, numbers: &Numbers) -> String {
        let start = self.0.partition_point(|value| value.file < file);
        let values = self.0[start..].iter().take_while(|value| value.file == file);
        let shown = |value: &Value| {
            let Value { name, briefings, newest, .. } = value;
            if briefings.len() * 2 <= numbers.of_briefings().len() {
                return json!([name, encoded(briefings.iter().copied()), newest]);
            }
            let mut others = numbers.of_briefings().to_vec();
            others.retain(|number| briefings.binary_search(number).is_err());
            others.sort_unstable();
            json!([name, encoded(others), newest, briefings.len()])
        };
        let values: BTreeMap<&str, _> = values.map(|value| (&*value.key, shown(value))).collect();
        json!(values).to_string()
    }
}

fn encoded(numbers: impl IntoIterator<Item = u32>) -> String {
    let mut list = String::new();
    encode(&mut list, numbers.into_iter().map(|number| (number, None)));
    list
}

/// Writes the records that are no briefings.
pub(super) fn others(numbers: &Numbers) -> String {
    let others = numbers.all().iter().filter(|(_, node)| !matches!(node, Node::Briefing(_)));
    json!(encoded(others.map(|(number, _)| *number))).to_string()
}

/// Returns the year that a briefing stands under in the order of time.
fn year(briefing: &LinkedBriefing) -> i16 {
    briefing.record.date.slot().year
}

/// Returns how many files the order of time is in.
pub(super) fn files_in_time(archive: &Archive) -> u32 {
    u32::try_from(archive.briefings.len().div_ceil(BRIEFINGS_IN_TIME)).unwrap_or(u32::MAX)
}

/// Returns the year of the first briefing of each of these files.
pub(super) fn first_years(archive: &Archive) -> Vec<i16> {
    archive.briefings.iter().step_by(BRIEFINGS_IN_TIME).map(year).collect()
}

/// Writes a file of the briefings in the order of time.
pub(super) fn in_time(numbers: &Numbers, file: u32) -> String {
    let mut files = numbers.of_briefings().chunks(BRIEFINGS_IN_TIME);
    json!(files.nth(file as usize).unwrap_or_default()).to_string()
}
