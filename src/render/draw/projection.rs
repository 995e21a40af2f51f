//! Projections of places on the earth to the plane. Both are equal-area, so that land
//! and circles can be compared wherever they are: Equal Earth for the world (its shape is familiar,
//! and it needs no tables), and Lambert's azimuthal around the middle of a region, which has no edge
//! near it: not at the poles, nor at the 180th meridian.

/// A place on the earth, in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct GeoPoint {
    /// Degrees north of the equator.
    pub(crate) north: f64,
    /// Degrees east of Greenwich.
    pub(crate) east: f64,
}

impl GeoPoint {
    /// Returns the direction from the middle of the earth.
    pub(super) fn direction(self) -> [f64; 3] {
        let (sin, cos) = self.north.to_radians().sin_cos();
        let (east_sin, east_cos) = self.east.to_radians().sin_cos();
        [cos * east_cos, cos * east_sin, sin]
    }

    /// Returns the place in a direction; none for no direction.
    pub(super) fn in_direction([x, y, z]: [f64; 3]) -> Option<Self> {
        let length = (x * x + y * y + z * z).sqrt();
        (length > 1e-6).then(|| Self {
            north: (z / length).clamp(-1.0, 1.0).asin().to_degrees(),
            east: y.atan2(x).to_degrees(),
        })
    }

    /// Returns the distance between two places, in degrees of a great circle.
    pub(crate) fn distance(self, other: Self) -> f64 {
        let (a, b) = (self.direction(), other.direction());
        let chord = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt();
        2.0 * (chord / 2.0).min(1.0).asin().to_degrees()
    }
}

/// Brings a difference of longitudes to between -180 and 180.
pub(super) fn wrap(degrees: f64) -> f64 {
    (degrees + 180.0).rem_euclid(360.0) - 180.0
}

/// A map projection; in its plane north is up and the earth's radius is one.
#[derive(Clone, Copy, Debug)]
pub(super) enum Projection {
    /// Equal Earth (Šavrič, Patterson and Jenny, 2018), cut where there is almost no land.
    World,
    /// Lambert's azimuthal equal-area around a place.
    Around { middle: GeoPoint, sin: f64, cos: f64 },
}

/// The longitude in the middle of the world: so the cut goes through the Bering Strait.
const MIDDLE_OF_THE_WORLD: f64 = 11.0;
/// The coefficients of Equal Earth.
const A: [f64; 4] = [1.340264, -0.081106, 0.000893, 0.003796];

impl Projection {
    pub(super) fn around(middle: GeoPoint) -> Self {
        let (sin, cos) = middle.north.to_radians().sin_cos();
        Self::Around { middle, sin, cos }
    }

    /// Returns the longitude that runs straight up.
    pub(super) fn meridian(self) -> f64 {
        match self {
            Self::World => MIDDLE_OF_THE_WORLD,
            Self::Around { middle, .. } => middle.east,
        }
    }

    pub(super) fn place(self, place: GeoPoint) -> (f64, f64) {
        self.of(wrap(place.east - self.meridian()), place.north)
    }

    /// Places what is `east` degrees from the middle meridian.
    pub(super) fn of(self, east: f64, north: f64) -> (f64, f64) {
        let (sin_east, cos_east) = east.to_radians().sin_cos();
        let (sin_north, cos_north) = north.to_radians().sin_cos();
        match self {
            Self::World => {
                let root = 3_f64.sqrt() / 2.0;
                let t = (root * sin_north).asin();
                let (t2, t6) = (t * t, t.powi(6));
                let slope = A[0] + 3.0 * A[1] * t2 + t6 * (7.0 * A[2] + 9.0 * A[3] * t2);
                let x = east.to_radians() * t.cos() / (root * slope);
                (x, t * (A[0] + A[1] * t2 + t6 * (A[2] + A[3] * t2)))
            }
            Self::Around { sin, cos, .. } => {
                let nearness = 1.0 + sin * sin_north + cos * cos_north * cos_east;
                // The place across the earth is nowhere; it is put far away.
                let k = (2.0 / nearness.max(1e-9)).sqrt();
                (k * cos_north * sin_east, k * (cos * sin_north - sin * cos_north * cos_east))
            }
        }
    }

    /// Returns which place of a region is at a place of the plane: how far east of the middle
    /// meridian, and how far north, in degrees.
    pub(super) fn back(middle: GeoPoint, (x, y): (f64, f64)) -> (f64, f64) {
        let far = x.hypot(y).min(1.999);
        if far < 1e-9 {
            return (0.0, middle.north);
        }
        let (sin, cos) = middle.north.to_radians().sin_cos();
        let (sin_c, cos_c) = (2.0 * (far / 2.0).asin()).sin_cos();
        let north = (cos_c * sin + y * sin_c * cos / far).clamp(-1.0, 1.0).asin();
        let east = (x * sin_c).atan2(far * cos * cos_c - y * sin * sin_c);
        (east.to_degrees(), north.to_degrees())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_places_are_where_others_put_them() {
        // The corners of Equal Earth as it was published; of Lambert's, twice the sine of half the way.
        let region = Projection::around(GeoPoint { north: 45.0, east: 10.0 });
        for (projection, north, east, x, y) in [
            (Projection::World, 0.0, 11.0, 0.0, 0.0),
            (Projection::World, 90.0, 11.0, 0.0, 1.317_362),
            (Projection::World, 0.0, -169.0, -2.706_630, 0.0),
            (region, 45.0, 10.0, 0.0, 0.0),
            (region, 90.0, 10.0, 0.0, 0.765_367),
            (region, 0.0, 10.0, 0.0, -0.765_367),
        ] {
            let (px, py) = projection.place(GeoPoint { north, east });
            assert!((px - x).abs() < 1e-5 && (py - y).abs() < 1e-5, "{north} {east}: {px} {py}");
        }
    }

    #[test]
    fn what_is_placed_around_a_middle_is_found_again() {
        for (north, east) in
            [(45.0, 10.0), (-18.0, 178.0), (89.0, 0.0), (-75.0, -120.0), (0.0, 0.0)]
        {
            let middle = GeoPoint { north, east };
            for (up, aside) in [(0.0, 0.0), (3.0, 8.0), (-20.0, 4.0), (9.0, -30.0)] {
                let place =
                    GeoPoint { north: f64::clamp(north + up, -90.0, 90.0), east: east + aside };
                let at = Projection::around(middle).place(place);
                let (back_east, back_north) = Projection::back(middle, at);
                let found = GeoPoint { north: back_north, east: back_east + east };
                assert!(found.distance(place) < 1e-5, "{place:?} came back as {found:?}");
            }
        }
    }

    #[test]
    fn places_are_as_far_apart_as_great_circles_are_long() {
        let place = |north, east| GeoPoint { north, east };
        for (a, b, degrees) in [
            (place(0.0, 179.0), place(0.0, -179.0), 2.0),
            (place(90.0, 0.0), place(-90.0, 50.0), 180.0),
            (place(60.0, 0.0), place(60.0, 180.0), 60.0),
            (place(10.0, 10.0), place(10.0, 10.0), 0.0),
        ] {
            assert!((a.distance(b) - degrees).abs() < 1e-6, "{a:?} {b:?}");
        }
    }
}
