//! The part of the earth that a drawing shows: places go in; where they are in the drawing comes out.

use super::projection::{GeoPoint, Projection, wrap};

/// The greatest distance of a region's places from its middle, in degrees, and from west to east.
const REGION: f64 = 50.0;

const WIDEST_REGION: f64 = 130.0;

/// The least width and height of a region, in radii of the earth (900 km): the coastlines
/// are no finer.
const SMALLEST_REGION: f64 = 0.14;

/// The size of a map drawing.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    pub(crate) width: f64,
    /// The most bytes of the path of its land.
    pub(crate) land: usize,
}

/// The part of the earth that a drawing shows.
pub(super) struct Window {
    pub(super) projection: Projection,
    /// The centre of the drawing, in the plane of the projection.
    pub(super) middle: (f64, f64),
    /// The length of the earth's radius in the drawing.
    pub(super) scale: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Window {
    /// Shows the region of places, or the world.
    pub(super) fn on(places: &[GeoPoint], width: f64) -> Option<Self> {
        if places.is_empty() {
            return None;
        }
        Some(Self::region(places, width).unwrap_or_else(|| Self::world(places, width)))
    }

    pub(super) fn world(places: &[GeoPoint], width: f64) -> Self {
        let projection = Projection::World;
        let scale = width / (2.0 * projection.of(180.0, 0.0).0);
        let south = places.iter().map(|place| place.north).fold(f64::INFINITY, f64::min);
        // The ice is shown where somebody met on it.
        let (south, north) = (if south > -55.0 { -57.0 } else { -90.0 }, 84.0);
        let (bottom, top) = (projection.of(0.0, south).1, projection.of(0.0, north).1);
        let height = ((top - bottom) * scale).round();
        Self { projection, middle: (0.0, (top + bottom) / 2.0), scale, width, height }
    }

    /// Shows the region that places lie in, where they lie in one.
    fn region(places: &[GeoPoint], width: f64) -> Option<Self> {
        let sum = places
            .iter()
            .map(|place| place.direction())
            .fold([0.0; 3], |sum, to| std::array::from_fn(|i| sum[i] + to[i]));
        let middle = GeoPoint::in_direction(sum)?;
        // The middle of where they are, not of how many they are.
        let (west, east) = longitudes(places, middle.east);
        let is_region =
            |middle: GeoPoint| places.iter().all(|place| middle.distance(*place) <= REGION);
        let is_polar = places.iter().all(|place| place.north.abs() > 60.0);
        if !is_region(middle) || !(is_polar || east - west <= WIDEST_REGION) {
            return None;
        }
        let around = |middle: GeoPoint| {
            let projection = Projection::around(middle);
            (projection, Bounds::around(places.iter().map(|place| projection.place(*place))))
        };
        let (_, extent) = around(middle);
        let (x, y) = ((extent.west + extent.east) / 2.0, (extent.south + extent.north) / 2.0);
        let (aside, north) = Projection::back(middle, (x, y));
        let middle = GeoPoint { north, east: wrap(middle.east + aside) };
        let (projection, extent) = around(middle);
        // A margin, with room for the labels.
        let across = ((extent.east - extent.west) * 1.35).max(SMALLEST_REGION);
        let down = ((extent.north - extent.south) * 1.25).max(SMALLEST_REGION / 2.0);
        let height = (width * (down / across).clamp(0.45, 0.8)).round();
        let scale = (width / across).min(height / down);
        let middle = ((extent.west + extent.east) / 2.0, (extent.south + extent.north) / 2.0);
        Some(Self { projection, middle, scale, width, height })
    }

    /// Returns the position in the drawing of a point of the plane.
    pub(super) fn draw(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let (middle_x, middle_y) = self.middle;
        let (x, y) = ((x - middle_x) * self.scale, (y - middle_y) * self.scale);
        (self.width / 2.0 + x, self.height / 2.0 - y)
    }

    pub(super) fn at(&self, place: GeoPoint) -> (f64, f64) {
        self.draw(self.projection.place(place))
    }

    /// Returns a part of the earth that is all of what is seen and little more, the longitudes from
    /// the middle meridian.
    pub(super) fn seen(&self) -> Bounds {
        const SAMPLES: i32 = 8;
        const MARGIN: f64 = 1.0;
        let whole = Bounds { west: -180.0, east: 180.0, south: -90.0, north: 90.0 };
        let Projection::Around { middle, .. } = self.projection else { return whole };
        let (across, down) = (self.width / self.scale, self.height / self.scale);
        let steps = (-SAMPLES..=SAMPLES).map(|step| f64::from(step) / f64::from(SAMPLES) / 2.0);
        let edges = steps.flat_map(|t| {
            [(t, 0.5), (t, -0.5), (0.5, t), (-0.5, t)].map(|(x, y)| {
                let at = (self.middle.0 + x * across, self.middle.1 + y * down);
                Projection::back(middle, at)
            })
        });
        let mut seen = Bounds::around(edges);
        for pole in [90.0, -90.0] {
            let (x, y) = self.draw(self.projection.of(0.0, pole));
            if (0.0..=self.width).contains(&x) && (0.0..=self.height).contains(&y) {
                seen = Bounds { south: seen.south.min(pole), north: seen.north.max(pole), ..whole };
            }
        }
        Bounds {
            west: (seen.west - MARGIN).max(-180.0),
            east: (seen.east + MARGIN).min(180.0),
            south: (seen.south - MARGIN).max(-90.0),
            north: (seen.north + MARGIN).min(90.0),
        }
    }
}

/// Returns from where to where places go, from west to east, about a meridian.
fn longitudes(places: &[GeoPoint], meridian: f64) -> (f64, f64) {
    let extent =
        Bounds::around(places.iter().map(|place| (wrap(place.east - meridian), place.north)));
    (extent.west, extent.east)
}

/// The extent of something to the east and to the north.
#[derive(Clone, Copy)]
pub(super) struct Bounds {
    pub(super) west: f64,
    pub(super) east: f64,
    pub(super) south: f64,
    pub(super) north: f64,
}

impl Bounds {
    pub(super) fn around(points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let mut all = Self {
            west: f64::INFINITY,
            east: f64::NEG_INFINITY,
            south: f64::INFINITY,
            north: f64::NEG_INFINITY,
        };
        for (x, y) in points {
            all.west = all.west.min(x);
            all.east = all.east.max(x);
            all.south = all.south.min(y);
            all.north = all.north.max(y);
        }
        all
    }

    pub(super) fn touches(&self, other: &Self) -> bool {
        self.west <= other.east
            && other.west <= self.east
            && self.south <= other.north
            && other.south <= self.north
    }

    pub(super) fn shifted(self, east: f64) -> Self {
        Self { west: self.west + east, east: self.east + east, ..self }
    }
}
