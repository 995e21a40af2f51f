//! Facets: the briefings of each person, side, venue, year and so on, by which the browser filters
//! and counts results.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::numbers::Numbers;
use super::postings::{encode, split};
use super::words::hash;
use crate::archive::{Archive, EntityIndex, LinkedBriefing, Node};
use crate::plan::search::{BRIEFINGS_IN_TIME, Facet, year};
use crate::record::vocabulary::Vocabulary;
use crate::site::Site;

/// Calls `each` with the key and the label of each value that a briefing has of a facet.
fn each_value(
    facet: Facet,
    archive: &Archive,
    briefing: &LinkedBriefing,
    site: &Site<'_>,
    mut each: impl FnMut(String, String),
) {
    let mut entity = |index: EntityIndex| {
        let entity = archive.entity(index);
        each(entity.id.to_string(), entity.name.clone());
    };
    match facet {
        Facet::Person => {
            briefing.attendance.iter().filter_map(|who| who.person).for_each(entity);
        }
        Facet::Side => briefing.sides.iter().copied().for_each(entity),
        Facet::Venue => {
            let venues = briefing.venues.iter();
            venues.flat_map(|venue| archive.places_around(*venue)).for_each(entity);
        }
        Facet::Topic => briefing.topics.iter().copied().for_each(entity),
        Facet::Series => briefing.series.iter().copied().for_each(&mut entity),
        Facet::Kind => each(briefing.record.kind().to_owned(), site.kind(briefing)),
        Facet::Status => {
            let status = briefing.record.status().name();
            let text = site.messages.text(&format!("status_{status}")).to_owned();
            each(status.to_owned(), text);
        }
        Facet::Year => {
            if let Some(year) = briefing.record.date.year() {
                each(year.to_string(), year.to_string());
            }
        }
    }
}

/// The number of the most frequent values that are listed, which is the number shown.
const MOST_NAMED: usize = 200;

/// The values of a facet, sorted by file.
pub(super) struct Values(Vec<Value>);

struct Value {
    /// The file that contains the value.
    file: u32,
    key: String,
    name: String,
    /// The numbers of the briefings that have the value, sorted.
    briefings: Vec<u32>,
    /// The year of the newest of them.
    newest: i16,
}

impl Values {
    /// Collects the values of a facet, for `files` files.
    pub(super) fn new(
        archive: &Archive,
        numbers: &Numbers,
        facet: Facet,
        files: u32,
        site: &Site<'_>,
    ) -> Self {
        let mut values: BTreeMap<String, Value> = BTreeMap::new();
        for (briefing, number) in archive.briefings.iter().zip(numbers.of_briefings()) {
            each_value(facet, archive, briefing, site, |key, name| {
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

    /// Returns the most frequent values: the key, the label and the number of briefings of each.
    pub(super) fn most(&self) -> Vec<(&str, &str, usize)> {
        let mut most: Vec<(usize, &str, &str)> =
            self.0.iter().map(|value| (value.briefings.len(), &*value.key, &*value.name)).collect();
        most.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        most.truncate(MOST_NAMED);
        most.into_iter().map(|(count, key, name)| (key, name, count)).collect()
    }

    /// Returns the values of a file by key: the label, the briefings and the year of the newest
    /// one. For a value that more than half of the briefings have, those without it are listed
    /// instead, and the number of briefings is added.
    pub(super) fn in_file(&self, file: u32, numbers: &Numbers) -> BTreeMap<&str, Json> {
        let start = self.0.partition_point(|value| value.file < file);
        let values = self.0[start..].iter().take_while(|value| value.file == file);
        let shown = |value: &Value| -> Json {
            let Value { name, briefings, newest, .. } = value;
            if briefings.len() * 2 <= numbers.of_briefings().len() {
                return json!([name, encoded(briefings.iter().copied()), newest]);
            }
            let mut others = numbers.of_briefings().to_vec();
            others.retain(|number| briefings.binary_search(number).is_err());
            others.sort_unstable();
            json!([name, encoded(others), newest, briefings.len()])
        };
        values.map(|value| (&*value.key, shown(value))).collect()
    }
}

fn encoded(numbers: impl IntoIterator<Item = u32>) -> String {
    let mut list = String::new();
    encode(&mut list, numbers.into_iter().map(|number| (number, None)));
    list
}

/// Returns the encoded numbers of the records that are not briefings.
pub(super) fn others(numbers: &Numbers) -> String {
    let others = numbers.all().iter().filter(|(_, node)| !matches!(node, Node::Briefing(_)));
    encoded(others.map(|(number, _)| *number))
}

/// Returns the numbers of the briefings of a file in chronological order.
pub(super) fn in_time(numbers: &Numbers, file: u32) -> &[u32] {
    let mut files = numbers.of_briefings().chunks(BRIEFINGS_IN_TIME);
    files.nth(file as usize).unwrap_or_default()
}
