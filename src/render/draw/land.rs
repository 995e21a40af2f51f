//! The coastlines: a part of the earth and a size go in; the data of a path comes out.
//!
//! The data is Natural Earth's (naturalearthdata.com), which is in the public domain. It is made by
//! `land.py`, which says how the file is written.

use std::collections::BTreeMap;
use std::sync::{LazyLock, RwLock};

use super::projection::Projection;
use super::window::{Bounds, Window};

/// The coastlines of the world.
static LAND: LazyLock<Vec<Ring>> = LazyLock::new(|| read(include_bytes!("land.bin")));

/// The world, drawn once for each size and number of bytes: it is the same on many pages.
static WORLDS: RwLock<BTreeMap<(u32, u32, usize), String>> = RwLock::new(BTreeMap::new());

/// The number of points in a run of a ring that is looked at, or passed over, as a whole.
const STRETCH: usize = 32;
/// The longest step along a ring before it is bent as the projection bends it, in degrees.
const LONGEST_STEP: f64 = 4.0;
/// The width of the land drawn beyond the edges of a drawing, so that these are not seen.
const OVER_THE_EDGE: f64 = 3.0;
/// The smallest tolerance with which a coast is drawn, in units of the drawing.
const FINEST: f64 = 0.5;
/// The number of units of a path in one unit of the drawing.
const FINENESS: f64 = 2.0;

/// A place in the plane, or east and north in degrees.
type At = (f64, f64);

/// A coast that closes: of an island, a continent or a sea within one.
struct Ring {
    points: Vec<At>,
    around: Bounds,
    /// The bounds of each run of points, with the point that follows it.
    stretches: Vec<Bounds>,
}

/// Returns the land that is seen in a window: the data of a path in half units of the drawing, of
/// at most so many bytes; the more a coast is simplified, the fewer they are.
pub(super) fn path(window: &Window, most: usize) -> String {
    let Projection::World = window.projection else { return drawn(window, most) };
    let size = (window.width as u32, window.height as u32, most);
    let known = || WORLDS.read().ok()?.get(&size).cloned();
    known().unwrap_or_else(|| {
        let path = drawn(window, most);
        if let Ok(mut worlds) = WORLDS.write() {
            worlds.insert(size, path.clone());
        }
        path
    })
}

fn drawn(window: &Window, most: usize) -> String {
    let rings: Vec<Coast> = seen(window).into_iter().map(Coast::new).collect();
    let mut tolerance = FINEST;
    loop {
        let path = write(&rings, tolerance);
        if path.len() <= most {
            return path;
        }
        tolerance *= 1.3;
    }
}

/// Returns the rings, or what of them is seen in a window, in units of the drawing.
fn seen(window: &Window) -> Vec<Vec<At>> {
    let earth = window.seen();
    let meridian = window.projection.meridian();
    let (right, bottom) = (window.width + OVER_THE_EDGE, window.height + OVER_THE_EDGE);
    let paper = Bounds { west: -OVER_THE_EDGE, east: right, south: -OVER_THE_EDGE, north: bottom };
    let mut rings = Vec::new();
    for ring in LAND.iter() {
        for turn in [-360.0, 0.0, 360.0] {
            let shift = turn - meridian;
            if !ring.around.shifted(shift).touches(&earth) {
                continue;
            }
            let near = near(ring, shift, &earth);
            let cut = clip(near, &earth);
            let drawn =
                bent(&cut).map(|(east, north)| window.draw(window.projection.of(east, north)));
            let drawn = clip(drawn.collect(), &paper);
            if drawn.len() > 2 {
                rings.push(drawn);
            }
        }
    }
    rings
}

/// Returns a ring without most of what is out of sight. A run that lies beyond one side is as
/// good as a straight line there: neither comes into sight.
fn near(ring: &Ring, shift: f64, earth: &Bounds) -> Vec<At> {
    let mut near = Vec::new();
    for (stretch, around) in ring.points.chunks(STRETCH).zip(&ring.stretches) {
        let kept = if around.shifted(shift).touches(earth) { stretch.len() } else { 1 };
        near.extend(stretch[..kept].iter().map(|(east, north)| (east + shift, *north)));
    }
    near
}

/// Cuts a ring off at the sides of a rectangle (Sutherland and Hodgman).
fn clip(ring: Vec<At>, to: &Bounds) -> Vec<At> {
    let all = Bounds::around(ring.iter().copied());
    let mut ring = ring;
    if all.west < to.west {
        ring = cut(&ring, |(x, _)| x - to.west);
    }
    if all.east > to.east {
        ring = cut(&ring, |(x, _)| to.east - x);
    }
    if all.south < to.south {
        ring = cut(&ring, |(_, y)| y - to.south);
    }
    if all.north > to.north {
        ring = cut(&ring, |(_, y)| to.north - y);
    }
    ring
}

/// Cuts a ring off along a line; `inside` is how far within it a point is, negative beyond it.
fn cut(ring: &[At], inside: impl Fn(At) -> f64) -> Vec<At> {
    let mut kept = Vec::with_capacity(ring.len());
    let Some(mut last) = ring.last().copied() else { return kept };
    let mut of_last = inside(last);
    for &point in ring {
        let of_point = inside(point);
        if (of_last < 0.0) != (of_point < 0.0) {
            let t = of_last / (of_last - of_point);
            kept.push((last.0 + (point.0 - last.0) * t, last.1 + (point.1 - last.1) * t));
        }
        if of_point >= 0.0 {
            kept.push(point);
        }
        (last, of_last) = (point, of_point);
    }
    kept
}

/// Returns the points of a ring, with more of them where they are far apart.
fn bent(ring: &[At]) -> impl Iterator<Item = At> {
    let before = ring.last().into_iter().chain(ring);
    before.zip(ring).flat_map(|(a, b)| {
        let far = (b.0 - a.0).abs().max((b.1 - a.1).abs());
        let steps = (far / LONGEST_STEP).ceil().max(1.0);
        (1..=steps as u32).map(move |step| {
            let t = f64::from(step) / steps;
            (a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t)
        })
    })
}

/// A ring in a drawing, which can be simplified.
struct Coast {
    points: Vec<At>,
    /// Up to which tolerance each point is kept.
    weights: Vec<f64>,
    /// The larger of its width and height.
    extent: f64,
}

impl Coast {
    /// Weighs the points of a ring: one is left out that is nearer to the line without it than the
    /// tolerance (Douglas and Peucker).
    fn new(points: Vec<At>) -> Self {
        let around = Bounds::around(points.iter().copied());
        let extent = (around.east - around.west).max(around.north - around.south);
        let mut weights = vec![0.0; points.len()];
        // A ring is split where it is farthest from its beginning, so that neither line is a point.
        let start = points[0];
        let farthest = farthest(&points[1..], |point| square(point.0 - start.0, point.1 - start.1));
        let farthest = farthest.map_or(0, |(_, i)| i + 1);
        (weights[0], weights[farthest]) = (f64::INFINITY, f64::INFINITY);
        let mut lines = vec![(0, farthest, f64::INFINITY), (farthest, points.len(), f64::INFINITY)];
        while let Some((from, to, weight)) = lines.pop() {
            let between = points.get(from + 1..to).unwrap_or_default();
            let line = Line::new(points[from], points[to % points.len()]);
            let Some((distance, i)) = farthest_from(between, &line) else { continue };
            let weight = f64::min(weight, distance);
            if weight > FINEST {
                let i = from + 1 + i;
                weights[i] = weight;
                lines.push((from, i, weight));
                lines.push((i, to, weight));
            }
        }
        Self { points, weights, extent }
    }

    /// Returns the points that are kept with a tolerance.
    fn simplified(&self, tolerance: f64) -> impl Iterator<Item = At> {
        let all = self.points.iter().zip(&self.weights);
        all.filter(move |(_, weight)| **weight > tolerance).map(|(point, _)| *point)
    }
}

/// Returns the point that is farthest by a measure, with that measure; of several the last.
fn farthest(points: &[At], measure: impl Fn(At) -> f64) -> Option<(f64, usize)> {
    let mut most: Option<(f64, usize)> = None;
    for (i, point) in points.iter().enumerate() {
        let far = measure(*point);
        if most.is_none_or(|(most, _)| far >= most) {
            most = Some((far, i));
        }
    }
    most
}

/// Returns the point that is farthest from a line, with its distance.
fn farthest_from(points: &[At], line: &Line) -> Option<(f64, usize)> {
    let (square, i) = farthest(points, |point| line.distance_squared(point))?;
    Some((square.sqrt(), i))
}

/// A line from one point to another.
struct Line {
    from: At,
    along: At,
    /// One by the square of its length; zero for a point.
    by_length: f64,
}

impl Line {
    fn new(from: At, to: At) -> Self {
        let along = (to.0 - from.0, to.1 - from.1);
        let length = square(along.0, along.1);
        Self { from, along, by_length: if length > 0.0 { 1.0 / length } else { 0.0 } }
    }

    fn distance_squared(&self, point: At) -> f64 {
        let (x, y) = (point.0 - self.from.0, point.1 - self.from.1);
        let t = ((x * self.along.0 + y * self.along.1) * self.by_length).clamp(0.0, 1.0);
        square(x - self.along.0 * t, y - self.along.1 * t)
    }
}

/// Returns the square of a distance.
fn square(x: f64, y: f64) -> f64 {
    x * x + y * y
}

/// Writes rings as the data of a path, leaving out what is smaller than the tolerance.
fn write(rings: &[Coast], tolerance: f64) -> String {
    let mut path = String::new();
    let mut points: Vec<(i32, i32)> = Vec::new();
    for ring in rings.iter().filter(|ring| ring.extent >= 2.0 * tolerance) {
        points.clear();
        for (x, y) in ring.simplified(tolerance) {
            let point = ((x * FINENESS).round() as i32, (y * FINENESS).round() as i32);
            if points.last() != Some(&point) {
                points.push(point);
            }
        }
        if points.len() < 3 {
            continue;
        }
        // The first point from the corner, the others each from the one before.
        let (mut x, mut y) = points[0];
        path.push('M');
        number(&mut path, x, true);
        number(&mut path, y, false);
        path.push('l');
        for (i, (to_x, to_y)) in points[1..].iter().enumerate() {
            number(&mut path, to_x - x, i == 0);
            number(&mut path, to_y - y, false);
            (x, y) = (*to_x, *to_y);
        }
        path.push('z');
    }
    path
}

/// Writes a number, apart from the one before it.
fn number(path: &mut String, number: i32, is_first: bool) {
    // A minus sets numbers apart by itself.
    if number >= 0 && !is_first {
        path.push(' ');
    }
    path.push_str(itoa::Buffer::new().format(number));
}

/// Reads the file of coastlines.
fn read(bytes: &[u8]) -> Vec<Ring> {
    let mut numbers = Numbers { bytes };
    let mut rings = Vec::new();
    while let Some(count) = numbers.next() {
        let (mut x, mut y) = (0, 0);
        let mut points = Vec::with_capacity(count as usize);
        for _ in 0..count {
            let (Some(east), Some(north)) = (numbers.signed(), numbers.signed()) else { break };
            (x, y) = (x + east, y + north);
            points.push((f64::from(x) / 100.0, f64::from(y) / 100.0));
        }
        let starts = (0..points.len()).step_by(STRETCH);
        let stretches = starts
            .map(|start| {
                let stretch = points[start..].iter().take(STRETCH + 1).chain(&points[..1]);
                let count = (STRETCH + 1).min(points.len() - start + 1);
                Bounds::around(stretch.take(count).copied())
            })
            .collect();
        rings.push(Ring { around: Bounds::around(points.iter().copied()), points, stretches });
    }
    rings
}

/// Numbers of one byte or more (LEB128).
struct Numbers<'a> {
    bytes: &'a [u8],
}

impl Numbers<'_> {
    fn signed(&mut self) -> Option<i32> {
        let number = self.next()?;
        Some((number >> 1) as i32 ^ -((number & 1) as i32))
    }
}

impl Iterator for Numbers<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let length = self.bytes.iter().position(|byte| byte & 0x80 == 0)? + 1;
        let (number, rest) = self.bytes.split_at(length);
        self.bytes = rest;
        let digits = number.iter().enumerate();
        Some(digits.map(|(i, byte)| u32::from(byte & 0x7f) << (7 * i)).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::super::projection::GeoPoint;
    use super::*;

    fn around(north: f64, east: f64, across: f64) -> Window {
        let projection = Projection::around(GeoPoint { north, east });
        let (width, height) = (400.0, 300.0);
        let scale = width / across.to_radians();
        Window { projection, middle: (0.0, 0.0), scale, width, height }
    }

    fn world() -> Window {
        Window::world(&[GeoPoint { north: -80.0, east: 0.0 }], 480.0)
    }

    /// Says whether a point of a drawing is on land: whether a ray from it crosses coasts an odd
    /// number of times.
    fn is_land(rings: &[Vec<At>], (x, y): At) -> bool {
        let crossings = rings.iter().flat_map(|ring| {
            let before = ring.last().into_iter().chain(ring);
            before.zip(ring).filter(|(a, b)| {
                (a.1 > y) != (b.1 > y) && x < a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0)
            })
        });
        crossings.count() % 2 == 1
    }

    #[test]
    fn the_file_holds_rings_of_the_earth() {
        let points: usize = LAND.iter().map(|ring| ring.points.len()).sum();
        assert!(LAND.len() > 500 && points > 20_000, "{} rings, {points} points", LAND.len());
        for ring in LAND.iter() {
            assert!(ring.points.len() > 2);
            assert!(ring.points.iter().all(|(_, north)| north.abs() <= 90.0));
            assert_eq!(ring.stretches.len(), ring.points.len().div_ceil(STRETCH));
        }
    }

    #[test]
    fn land_and_sea_are_where_they_are() {
        for (north, east, expected) in [
            (52.5, 13.4, true),    // Berlin
            (55.8, 37.6, true),    // Moscow
            (23.0, 10.0, true),    // the Sahara
            (39.0, -98.0, true),   // Kansas
            (67.0, 178.0, true),   // Chukotka, before the 180th meridian
            (67.0, -178.0, true),  // and behind it
            (-25.0, 134.0, true),  // Australia
            (-89.0, 120.0, true),  // near the South Pole
            (-87.0, -179.9, true), // at the 180th meridian
            (43.0, 34.0, false),   // the Black Sea
            (42.0, 50.5, false),   // the Caspian Sea
            (30.0, -40.0, false),  // the Atlantic
            (0.0, 180.0, false),   // the Pacific
            (89.0, 0.0, false),    // near the North Pole
        ] {
            let place = GeoPoint { north, east };
            for window in
                [world(), around(north, east, 60.0), around(north - 4.0, east + 9.0, 40.0)]
            {
                let rings = seen(&window);
                assert_eq!(is_land(&rings, window.at(place)), expected, "{place:?}");
            }
        }
    }

    #[test]
    fn what_is_passed_over_changes_nothing_that_is_seen() {
        let window = around(41.0, 29.0, 20.0);
        let earth = window.seen();
        for ring in LAND.iter() {
            let shift = -window.projection.meridian();
            let whole: Vec<At> = ring.points.iter().map(|(x, y)| (x + shift, *y)).collect();
            let (near, whole) = (clip(near(ring, shift, &earth), &earth), clip(whole, &earth));
            let area = |ring: &[At]| {
                let next = ring.iter().cycle().skip(1);
                ring.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>()
            };
            assert!((area(&near) - area(&whole)).abs() < 1e-6);
        }
    }

    #[test]
    fn a_path_keeps_to_its_bounds_and_its_drawing() {
        for window in [world(), around(60.0, 10.0, 70.0), around(12.0, 120.0, 50.0)] {
            for most in [12_000, 4_000, 900] {
                let path = path(&window, most);
                assert!(path.len() <= most && path.len() > most / 12, "{} of {most}", path.len());
            }
            for (x, y) in seen(&window).into_iter().flatten() {
                assert!((-OVER_THE_EDGE..=window.width + OVER_THE_EDGE).contains(&(x.round())));
                assert!((-OVER_THE_EDGE..=window.height + OVER_THE_EDGE).contains(&(y.round())));
            }
        }
    }

    #[test]
    fn paths_are_written_shortly() {
        let square = vec![(0.0, 0.0), (10.0, 0.2), (20.0, 0.0), (20.0, 15.0), (-1.0, 15.0)];
        let speck = vec![(0.0, 0.0), (0.3, 0.0), (0.3, 0.3)];
        let rings = [square, speck].map(Coast::new);
        assert_eq!(write(&rings, 0.5), "M0 0l40 0 0 30-42 0z");
    }
}
