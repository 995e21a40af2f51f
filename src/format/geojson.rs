//! The venues with coordinates, in GeoJSON (RFC 7946).

use serde_json::{Map, Value, json};

use crate::archive::{EntityIndex, LinkedEntity};
use crate::plan::output::Page;
use crate::record::vocabulary::Word;
use crate::record::{EntityKind, Facts, Relation};
use crate::site::Site;

/// Returns the venues as a feature collection.
pub(super) fn places(site: &Site<'_>) -> String {
    let venues = site.archive.of_kind(EntityKind::Venue);
    let features: Vec<String> = venues
        .filter_map(|(index, venue)| Some((index, venue, venue.coordinates()?)))
        .map(|(index, venue, at)| feature(site, index, venue, at).to_string())
        .collect();
    let features = features.join(",\n");
    format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{features}\n]}}\n")
}

fn feature(
    site: &Site<'_>,
    index: EntityIndex,
    venue: &LinkedEntity,
    (north, east): (f64, f64),
) -> Value {
    let mut properties = Map::new();
    let mut add = |key: &str, value: Value| _ = properties.insert(key.to_owned(), value);
    add("name", json!(venue.name));
    if let Some(Facts::Venue(keys)) = venue.record.as_ref().map(|record| &record.facts)
        && let Some(kind) = &keys.kind
    {
        add("kind", json!(Word::name(kind)));
    }
    if let Some(within) = venue.related(Relation::Within).next() {
        add("within", json!(site.archive.entity(within).id.as_str()));
    }
    add("url", json!(site.reference(&site.plan.path(Page::Entity(index)), "")));
    add("briefings", json!(venue.briefings.len()));
    let date = |at: Option<&_>| at.map(|at| site.archive.briefing(*at).record.date.to_string());
    if let (Some(first), Some(last)) = (date(venue.briefings.first()), date(venue.briefings.last()))
    {
        add("first", json!(first));
        add("last", json!(last));
    }
    json!({
        "type": "Feature",
        "id": venue.id.as_str(),
        "geometry": { "type": "Point", "coordinates": [east, north] },
        "properties": properties,
    })
}
