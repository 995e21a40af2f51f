//! Maps: which places they show, and with what numbers.

use super::Views;
use crate::archive::{BriefingIndex, EntityIndex};
use crate::plan::output::Page;
use crate::record::EntityKind;
use crate::record::vocabulary::Status;
use crate::render::draw::map::MapView;
use crate::render::draw::map::Spot;
use crate::render::draw::projection::GeoPoint;
use crate::render::draw::window::Size;

/// A map beside other things of a page.
const NARROW: Size = Size { width: 480.0, land: 7_000 };
/// A map of a page's own subject.
const WIDE: Size = Size { width: 640.0, land: 8_000 };
/// The size of a map of one venue.
const LOCATOR: Size = Size { width: 280.0, land: 4_000 };
/// The size of a map of the briefings of a person or of sides, beside the list of these.
const ASIDE: Size = Size { width: 280.0, land: 3_000 };
/// The least number of places for a map: fewer are known from their names.
const ENOUGH: usize = 3;
/// The greatest distance at which a room or building counts as in its city, in degrees (50 km).
const IN_THE_CITY: f64 = 0.45;

impl Views<'_> {
    /// Draws where what was held took place.
    pub(super) fn map_of_all(&self) -> Option<MapView> {
        let held_briefings = self
            .site
            .archive
            .in_time()
            .filter(|(_, briefing)| briefing.record.status() == Status::Held);
        let at = held_briefings
            .flat_map(|(at, briefing)| briefing.venues.iter().map(move |venue| (*venue, at)));
        self.map(&self.spots(at.collect()), NARROW)
    }

    /// Draws where what was held of a list took place, in more than a place or two.
    pub(super) fn map_of_many(&self, list: &[BriefingIndex]) -> Option<MapView> {
        let named = list.iter().flat_map(|at| {
            let briefing = self.site.archive.briefing(*at);
            let was_held = briefing.record.status() == Status::Held;
            briefing.venues.iter().filter(move |_| was_held).map(|venue| (*venue, *at))
        });
        let spots = self.spots(named.collect());
        if spots.len() < ENOUGH { None } else { self.map(&spots, ASIDE) }
    }

    /// Draws all venues.
    pub(super) fn map_of_venues(&self) -> Option<MapView> {
        let venues = self.site.archive.of_kind(EntityKind::Venue);
        let at =
            venues.flat_map(|(venue, entity)| entity.briefings.iter().map(move |at| (venue, *at)));
        self.map(&self.spots(at.collect()), WIDE)
    }

    /// Draws what lies in a venue, where that is a region or in several places, or else where in the
    /// world it is.
    pub(super) fn where_it_is(&self, venue: EntityIndex) -> (Option<MapView>, Option<MapView>) {
        let map = self.map_within(venue);
        let locator = if map.is_none() { self.locator(venue) } else { None };
        (map, locator)
    }

    fn map_within(&self, venue: EntityIndex) -> Option<MapView> {
        let lies_there =
            |other: &EntityIndex| self.site.archive.places_around(*other).any(|at| at == venue);
        let named = self.site.archive.entity(venue).briefings.iter().flat_map(|at| {
            let venues = self.site.archive.briefing(*at).venues.iter().copied();
            venues.filter(lies_there).map(|other| (other, *at))
        });
        let spots = self.spots(named.collect());
        let is_point = !self.site.archive.is_wide(venue) && self.spot_of(venue).is_some();
        if is_point && spots.len() < 2 { None } else { self.map(&spots, WIDE) }
    }

    fn locator(&self, venue: EntityIndex) -> Option<MapView> {
        let (_, place) = self.spot_of(venue)?;
        Some(MapView::locator(place, self.site.archive.entity(venue).name.clone(), LOCATOR))
    }

    /// Returns the places of briefings, each with the number of those that were there.
    fn spots(&self, mut at: Vec<(EntityIndex, BriefingIndex)>) -> Vec<Spot> {
        at.sort_unstable();
        at.dedup();
        let mut there: Vec<(EntityIndex, BriefingIndex)> = at
            .chunk_by(|(a, _), (b, _)| a == b)
            .filter_map(|of_venue| Some((self.spot_of(of_venue[0].0)?.0, of_venue)))
            .flat_map(|(spot, of_venue)| of_venue.iter().map(move |(_, at)| (spot, *at)))
            .collect();
        there.sort_unstable();
        there.dedup();
        let spot = |at: &[(EntityIndex, BriefingIndex)]| {
            let (venue, place) = self.spot_of(at[0].0)?;
            Some(Spot {
                place,
                name: self.site.archive.entity(venue).name.clone(),
                path: self.site.plan.path(Page::Entity(venue)).url(),
                count: at.len(),
            })
        };
        there.chunk_by(|(a, _), (b, _)| a == b).filter_map(spot).collect()
    }

    fn map(&self, spots: &[Spot], size: Size) -> Option<MapView> {
        let with_others = |name: &str, others: usize| {
            format!(
                "{name} {}",
                self.site.messages.fill("and_more", &[("n", &self.site.messages.number(others))])
            )
        };
        let title = |name: &str, n| {
            [name, self.site.messages.text("colon"), &self.site.messages.count("briefings", n)]
                .concat()
        };
        MapView::new(spots, size, with_others, title)
    }

    /// Returns the point at which a venue is drawn: its city, if it is near; else its own point, or
    /// that of what is around it and no larger than a city.
    fn spot_of(&self, venue: EntityIndex) -> Option<(EntityIndex, GeoPoint)> {
        let place = |venue: EntityIndex| {
            let (north, east) = self.site.archive.entity(venue).coordinates()?;
            Some((venue, GeoPoint { north, east }))
        };
        let own =
            place(venue).or_else(|| self.site.archive.up_to_the_city(venue).find_map(place))?;
        let city = place(self.site.archive.city_of(venue));
        Some(city.filter(|(_, city)| city.distance(own.1) <= IN_THE_CITY).unwrap_or(own))
    }
}
