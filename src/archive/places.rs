//! Places: the places that contain a venue, such as the city of a room.

use super::{Archive, EntityIndex, LinkedEntity};
use crate::record::vocabulary::VenueKind;
use crate::record::{EntityKind, Facts, Relation};

impl Archive {
    /// Returns whether any venue has coordinates.
    pub fn has_places(&self) -> bool {
        self.of_kind(EntityKind::Venue).any(|(_, venue)| venue.coordinates().is_some())
    }

    /// Returns a venue and the places that contain it, the nearest first.
    pub fn places_around(&self, venue: EntityIndex) -> impl Iterator<Item = EntityIndex> {
        // No venue contains itself: such references were reported and removed.
        std::iter::successors(Some(venue), |venue| {
            self.entity(*venue).related(Relation::Within).next()
        })
    }

    /// Returns a venue and the places that contain it up to its city, without regions, countries
    /// and seas, which are too large to make venues neighbours.
    pub fn up_to_the_city(&self, venue: EntityIndex) -> impl Iterator<Item = EntityIndex> {
        let is_near = |venue: &EntityIndex| !self.is_wide(*venue) && !self.is_online(*venue);
        self.places_around(venue).filter(is_near)
    }

    /// Returns the city that a venue is or lies in; the venue itself if none is recorded.
    pub fn city_of(&self, venue: EntityIndex) -> EntityIndex {
        let is_city = |venue: &EntityIndex| self.kind_of_venue(*venue) == Some(VenueKind::City);
        self.places_around(venue).find(is_city).unwrap_or(venue)
    }

    /// Returns whether a venue is a region, a country or a sea.
    pub fn is_wide(&self, venue: EntityIndex) -> bool {
        use VenueKind::{Country, Region, Sea};
        matches!(self.kind_of_venue(venue), Some(Country | Region | Sea))
    }

    /// Says whether a venue is no place on the map.
    pub fn is_online(&self, venue: EntityIndex) -> bool {
        self.kind_of_venue(venue) == Some(VenueKind::Online)
    }

    /// Returns what a venue is, or is like, where its file says so.
    fn kind_of_venue(&self, venue: EntityIndex) -> Option<VenueKind> {
        match &self.entity(venue).record.as_ref()?.facts {
            Facts::Venue(keys) => keys.kind.as_ref().map(|kind| kind.like),
            _ => None,
        }
    }
}

impl LinkedEntity {
    /// Returns the latitude and longitude of a venue in degrees, if recorded.
    pub fn coordinates(&self) -> Option<(f64, f64)> {
        match &self.record.as_ref()?.facts {
            Facts::Venue(keys) => Some((keys.latitude?.0, keys.longitude?.0)),
            _ => None,
        }
    }
}
