//! The geometry of maps: places with numbers go in; land, circles and labels in a drawing come out.
//!
//! A map shows the world, or the region in which all of its places lie. A circle's area is as large
//! as its number. Circles never hide each other: one that would is put beside, with a line to where
//! it is; where they are too many for that, near ones are drawn as one.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use super::chart::tenth;
use super::land;
use super::projection::{GeoPoint, Projection};
use super::window::{Size, Window};

/// A map, as a template draws it: all lengths in units of the drawing.
#[derive(Debug, Serialize)]
pub struct MapView {
    /// The width of the drawing.
    pub width: f64,
    /// The height of the drawing.
    pub height: f64,
    /// The land: the data of a path, in half units.
    pub land: String,
    /// The lines from circles that stand beside their places to these: the data of a path.
    pub leaders: String,
    /// The circles, the largest first.
    pub circles: Vec<Circle>,
}

/// A place, or several near each other, as a circle.
#[derive(Debug, Serialize)]
pub struct Circle {
    /// Its middle, from the left.
    pub x: f64,
    /// Its middle, from the top.
    pub y: f64,
    /// Its radius.
    pub r: f64,
    /// The path of the place's page; none on that page itself.
    pub path: Option<String>,
    /// The meaning of the circle, in words.
    pub title: String,
    /// Its name in the drawing, where there is room.
    pub label: Option<Label>,
}

/// The name of a circle.
#[derive(Debug, Serialize)]
pub struct Label {
    /// The end of the text that `anchor` says, from the left.
    pub x: f64,
    /// Its middle, from the top.
    pub y: f64,
    /// `start`, `middle` or `end`: what of the text is at `x`.
    pub anchor: &'static str,
    /// The name.
    pub name: String,
    /// The number.
    pub count: usize,
    /// True if there is room only on a wide map, and not on a phone, where letters are
    /// larger in proportion.
    pub wide_only: bool,
}

/// The data of a circle.
#[derive(Clone, Debug)]
pub(crate) struct Spot {
    pub(crate) place: GeoPoint,
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) count: usize,
}

/// The most circles on a map.
const MOST_CIRCLES: usize = 120;
/// The radius of a circle for one, where none is so large that it would be too large by that.
const RADIUS_OF_ONE: f64 = 4.0;
const LARGEST_RADIUS: f64 = 13.0;
/// A smaller circle is not seen; one for one beside one for a thousand is drawn too large.
const SMALLEST_RADIUS: f64 = 3.0;
/// The most of a drawing that circles cover.
const MOST_COVERED: f64 = 0.1;
/// The smallest distance between circles.
const APART: f64 = 1.5;
/// The largest distance of a circle from its place.
const FARTHEST: f64 = 15.0;
/// The width of a locator from west to east, in radii of the earth (4,300 km): enough to know
/// where that is.
const LOCATOR: f64 = 0.68;
/// The factor by which letters are larger on a phone.
const ON_A_PHONE: f64 = 1.6;
/// The height of a line of letters.
const LINE: f64 = 14.0;

impl MapView {
    /// Draws places, in an order that decides between those of one number. `with_others` gives the
    /// name of a circle for several, from that of the first and how many others there are; `title`
    /// what is said of one, from its name and its number.
    pub(crate) fn new(
        spots: &[Spot],
        size: Size,
        with_others: impl Fn(&str, usize) -> String,
        title: impl Fn(&str, usize) -> String,
    ) -> Option<Self> {
        let places: Vec<GeoPoint> = spots.iter().map(|spot| spot.place).collect();
        let window = Window::on(&places, size.width)?;
        let at: Vec<(f64, f64)> = places.iter().map(|place| window.at(*place)).collect();
        let discs = discs(spots, &at, &window);
        let names =
            discs.iter().map(|disc| match (&spots[disc.group.first].name, disc.group.others) {
                (name, 0) => name.clone(),
                (name, others) => with_others(name, others),
            });
        let names: Vec<String> = names.collect();
        let labels = labels(&discs, &names, &window);
        let mut leaders = String::new();
        for disc in &discs {
            if (disc.x, disc.y) != disc.place {
                use std::fmt::Write as _;
                let [x, y, to_x, to_y] = [disc.x, disc.y, disc.place.0, disc.place.1].map(tenth);
                _ = write!(leaders, "M{x} {y}L{to_x} {to_y}");
            }
        }
        let circle = |((disc, name), label): ((Disc, &String), Option<Label>)| Circle {
            x: tenth(disc.x),
            y: tenth(disc.y),
            r: tenth(disc.r),
            path: Some(spots[disc.group.first].path.clone()),
            title: title(name, disc.group.count),
            label,
        };
        Some(Self {
            width: window.width,
            height: window.height,
            land: land::path(&window, size.land),
            leaders,
            circles: discs.into_iter().zip(&names).zip(labels).map(circle).collect(),
        })
    }

    /// Draws where one place is.
    pub(crate) fn locator(place: GeoPoint, title: String, size: Size) -> Self {
        let projection = Projection::around(place);
        let scale = size.width / LOCATOR;
        let height = (size.width * 0.62).round();
        let window = Window { projection, middle: (0.0, 0.0), scale, width: size.width, height };
        let circle = Circle {
            x: window.width / 2.0,
            y: window.height / 2.0,
            r: RADIUS_OF_ONE,
            path: None,
            title,
            label: None,
        };
        Self {
            width: window.width,
            height: window.height,
            land: land::path(&window, size.land),
            leaders: String::new(),
            circles: vec![circle],
        }
    }
}

/// A circle in the drawing, before it has words.
#[derive(Clone, Copy)]
struct Disc {
    x: f64,
    y: f64,
    r: f64,
    /// The position of its place.
    place: (f64, f64),
    group: Group,
}

/// Spots that one circle stands for.
#[derive(Clone, Copy)]
struct Group {
    /// The index of the spot with the highest number.
    first: usize,
    /// The number of other spots.
    others: usize,
    /// The number of all.
    count: usize,
}

impl Group {
    /// Returns the sort key of a group: the largest first.
    fn order(&self) -> (Reverse<usize>, usize) {
        (Reverse(self.count), self.first)
    }

    fn join(&mut self, other: &Self) {
        self.others += other.others + 1;
        self.count += other.count;
    }
}

/// Places circles so that none hides another: each where it is, or as near to there as there is
/// room. What finds none near enough is drawn in one with the nearest that does.
fn discs(spots: &[Spot], at: &[(f64, f64)], window: &Window) -> Vec<Disc> {
    let mut groups = groups(spots, at);
    loop {
        match placed(&groups, at, window) {
            Ok(discs) => return discs,
            Err(fewer) => groups = fewer,
        }
    }
}

/// Groups spots, where they are too many, by cells of the drawing; the largest group comes first.
fn groups(spots: &[Spot], at: &[(f64, f64)]) -> Vec<Group> {
    const FIRST_CELL: f64 = 6.0;
    let alone = |first: usize| Group { first, others: 0, count: spots[first].count };
    let mut groups: Vec<Group> = (0..spots.len()).map(alone).collect();
    groups.sort_by_key(Group::order);
    let all = groups.clone();
    let mut cell = FIRST_CELL;
    while groups.len() > MOST_CIRCLES {
        let mut cells: BTreeMap<(i32, i32), Group> = BTreeMap::new();
        for group in &all {
            let (x, y) = at[group.first];
            let place = ((x / cell) as i32, (y / cell) as i32);
            cells.entry(place).and_modify(|of_cell| of_cell.join(group)).or_insert(*group);
        }
        groups = cells.into_values().collect();
        groups.sort_by_key(Group::order);
        cell *= 1.4;
    }
    groups
}

/// Places groups, the largest first.
///
/// # Errors
/// Fails if some of them have no room, with the groups as they are when these have joined others.
fn placed(groups: &[Group], at: &[(f64, f64)], window: &Window) -> Result<Vec<Disc>, Vec<Group>> {
    let most = groups.iter().map(|group| group.count).max().unwrap_or_default().max(1) as f64;
    let all: usize = groups.iter().map(|group| group.count).sum();
    let most_covered = window.width * window.height * MOST_COVERED;
    let of_one = RADIUS_OF_ONE
        .min(LARGEST_RADIUS / most.sqrt())
        .min((most_covered / (std::f64::consts::PI * all.max(1) as f64)).sqrt());
    let mut discs: Vec<Disc> = Vec::with_capacity(groups.len());
    let mut joined = Vec::new();
    for group in groups {
        let r = (of_one * (group.count as f64).sqrt()).max(SMALLEST_RADIUS);
        let place = at[group.first];
        let is_within = |(x, y): (f64, f64)| {
            (r..=window.width - r).contains(&x) && (r..=window.height - r).contains(&y)
        };
        let is_free = |at: &(f64, f64)| {
            is_within(*at)
                && discs.iter().all(|disc| distance(*at, (disc.x, disc.y)) >= disc.r + r + APART)
        };
        let inside = (place.0.clamp(r, window.width - r), place.1.clamp(r, window.height - r));
        if let Some((x, y)) = around(inside).find(is_free) {
            discs.push(Disc { x, y, r, place, group: *group });
        } else {
            joined.push(group);
        }
    }
    if joined.is_empty() {
        return Ok(discs);
    }
    for group in joined {
        let far = |disc: &Disc| distance(at[group.first], disc.place);
        let nearest = discs.iter_mut().min_by(|a, b| far(a).total_cmp(&far(b)));
        nearest.expect("the first found an empty drawing").group.join(group);
    }
    let mut fewer: Vec<Group> = discs.into_iter().map(|disc| disc.group).collect();
    fewer.sort_by_key(Group::order);
    Err(fewer)
}

fn distance((a, b): (f64, f64), (x, y): (f64, f64)) -> f64 {
    (a - x).hypot(b - y)
}

/// Returns a place, and those around it, the nearest first.
fn around((x, y): (f64, f64)) -> impl Iterator<Item = (f64, f64)> {
    const STEP: f64 = 1.5;
    let circles = (FARTHEST / STEP) as u32;
    let beside = (1..=circles).flat_map(move |circle| {
        let far = f64::from(circle) * STEP;
        let steps = circle * 4;
        (0..steps).map(move |step| {
            let (sin, cos) = (f64::from(step) / f64::from(steps) * std::f64::consts::TAU).sin_cos();
            (x + far * cos, y + far * sin)
        })
    });
    std::iter::once((x, y)).chain(beside)
}

/// A rectangle that a text takes.
#[derive(Clone, Copy, Debug)]
struct Taken {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Taken {
    fn meets(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    fn meets_disc(&self, disc: &Disc) -> bool {
        let (x, y) = (disc.x.clamp(self.left, self.right), disc.y.clamp(self.top, self.bottom));
        (disc.x - x).hypot(disc.y - y) < disc.r + 0.5
    }
}

/// Finds room for the names of circles, of the largest first: beside them, above or below. First
/// those that fit on a phone too, then those that fit where the map is wide.
fn labels(discs: &[Disc], names: &[String], window: &Window) -> Vec<Option<Label>> {
    let mut labels: Vec<Option<Label>> =
        std::iter::repeat_with(|| None).take(discs.len()).collect();
    let mut taken: Vec<Taken> = Vec::new();
    for (wide_only, larger) in [(false, ON_A_PHONE), (true, 1.0)] {
        for ((disc, name), label) in discs.iter().zip(names).zip(&mut labels) {
            if label.is_some() {
                continue;
            }
            let found = sides(disc, text_width(name, disc.group.count), larger).into_iter().find(
                |(room, ..)| {
                    let is_within = room.left >= 0.0
                        && room.top >= 0.0
                        && room.right <= window.width
                        && room.bottom <= window.height;
                    is_within
                        && !taken.iter().any(|other| room.meets(other))
                        && !discs.iter().any(|other| room.meets_disc(other))
                },
            );
            if let Some((room, x, y, anchor)) = found {
                taken.push(room);
                *label = Some(Label {
                    x: tenth(x),
                    y: tenth(y),
                    anchor,
                    name: name.clone(),
                    count: disc.group.count,
                    wide_only,
                });
            }
        }
        // What stands there in large letters takes less room in small ones.
        let small = labels.iter().flatten().map(|Label { x, y, anchor, name, count, .. }| {
            room(*x, *y, anchor, text_width(name, *count), 1.0)
        });
        taken = small.collect();
    }
    labels
}

/// Returns the places for a circle's name: the room it takes, its end, its middle, its anchor.
fn sides(disc: &Disc, width: f64, larger: f64) -> [(Taken, f64, f64, &'static str); 4] {
    const GAP: f64 = 4.0;
    let half = LINE * larger / 2.0;
    let (aside, away) = (disc.r + GAP, disc.r + half);
    [
        (disc.x + aside, disc.y, "start"),
        (disc.x - aside, disc.y, "end"),
        (disc.x, disc.y - away - 1.0, "middle"),
        (disc.x, disc.y + away + 1.0, "middle"),
    ]
    .map(|(x, y, anchor)| (room(x, y, anchor, width, larger), x, y, anchor))
}

fn room(x: f64, y: f64, anchor: &str, width: f64, larger: f64) -> Taken {
    let (width, half) = (width * larger, LINE * larger / 2.0);
    let left = match anchor {
        "start" => x,
        "end" => x - width,
        _ => x - width / 2.0,
    };
    Taken { left, top: y - half, right: left + width, bottom: y + half }
}

/// Returns about how wide a name and a number are, in small letters.
fn text_width(name: &str, count: usize) -> f64 {
    let width = |c: char| if c < '\u{1100}' { 6.2 } else { 12.0 };
    let figures = count.checked_ilog10().unwrap_or_default() + 2;
    name.chars().map(width).sum::<f64>() + f64::from(figures) * 6.4
}

#[cfg(test)]
mod tests {
    use super::super::projection::wrap;
    use proptest::prelude::*;

    use super::*;

    const SIZE: Size = Size { width: 480.0, land: 9_000 };

    fn spot(north: f64, east: f64, count: usize) -> Spot {
        let name = format!("{north}, {east}");
        Spot { place: GeoPoint { north, east }, path: format!("venues/{name}.html"), name, count }
    }

    fn map(spots: &[Spot]) -> MapView {
        let with_others = |name: &str, others| format!("{name} and {others} more");
        MapView::new(spots, SIZE, with_others, |name, n| format!("{name}: {n}")).expect("a map")
    }

    /// Stops the test where circles or labels of a map hide each other, or go beyond it.
    fn assert_readable(map: &MapView) {
        for (i, circle) in map.circles.iter().enumerate() {
            let Circle { x, y, r, .. } = circle;
            assert!(*x >= r - 0.1 && x + r <= map.width + 0.1, "{circle:?}");
            assert!(*y >= r - 0.1 && y + r <= map.height + 0.1, "{circle:?}");
            for other in &map.circles[..i] {
                let apart = distance((*x, *y), (other.x, other.y));
                assert!(apart > r + other.r, "{circle:?} hides {other:?}");
            }
        }
        for (phone, larger) in [(false, 1.0), (true, ON_A_PHONE)] {
            let labels = map.circles.iter().filter_map(|circle| circle.label.as_ref());
            let rooms: Vec<Taken> = labels
                .filter(|label| !(phone && label.wide_only))
                .map(|Label { x, y, anchor, name, count, .. }| {
                    room(*x, *y, anchor, text_width(name, *count), larger)
                })
                .collect();
            for (i, room) in rooms.iter().enumerate() {
                assert!(room.left >= -0.1 && room.right <= map.width + 0.1, "{room:?}");
                assert!(room.top >= -0.1 && room.bottom <= map.height + 0.1, "{room:?}");
                // A tenth is lost in rounding.
                let inner = Taken { left: room.left + 0.2, right: room.right - 0.2, ..*room };
                let inner = Taken { top: inner.top + 0.2, bottom: inner.bottom - 0.2, ..inner };
                assert!(rooms[..i].iter().all(|other| !inner.meets(other)), "{room:?}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn circles_and_labels_never_hide_each_other_anywhere(
            middle in (-90.0..=90.0, -180.0..=180.0),
            reach in prop_oneof![Just(0.0), Just(0.2), Just(5.0), Just(40.0), Just(180.0)],
            spots in prop::collection::vec((-1.0..=1.0, -1.0..=1.0, 1_usize..3_000), 1..300),
        ) {
            let (north, east) = middle;
            let spots: Vec<Spot> = spots
                .into_iter()
                .map(|(up, aside, count)| {
                    let north = f64::clamp(north + up * reach, -90.0, 90.0);
                    spot(north, wrap(east + aside * reach), count)
                })
                .collect();
            let map = map(&spots);
            assert_readable(&map);
            assert!(map.land.len() <= SIZE.land);
            let all: usize = spots.iter().map(|spot| spot.count).sum();
            let counts = map.circles.iter().map(|circle| circle.title.rsplit_once(": "));
            let counts = counts
                .map(|title| title.expect("as above").1.parse::<usize>().expect("a number"));
            prop_assert_eq!(counts.sum::<usize>(), all);
        }
    }

    #[test]
    fn thousands_of_places_are_drawn_as_some() {
        let spots: Vec<Spot> = (0..5_000)
            .map(|i| {
                let i = f64::from(i);
                spot((i * 0.618).fract() * 140.0 - 60.0, (i * 0.414).fract() * 360.0 - 180.0, 1)
            })
            .collect();
        let map = map(&spots);
        assert!((20..=MOST_CIRCLES).contains(&map.circles.len()), "{}", map.circles.len());
        assert_readable(&map);
    }

    #[test]
    fn a_map_shows_the_region_of_its_places_or_the_world() {
        for (places, is_region) in [
            (&[(41.0, 29.0)][..], true),
            (&[(41.0, 29.0), (39.9, 32.9), (30.0, 31.2), (24.7, 46.7)], true),
            (&[(-18.1, 178.4), (-13.8, -171.8), (-21.1, -175.2)], true),
            (&[(64.5, -165.4), (66.0, -171.0), (64.7, 177.5)], true),
            (&[(78.2, 15.6), (71.0, -156.8), (71.6, 128.9)], true),
            (&[(-77.8, 166.7), (-64.8, -64.1), (-90.0, 0.0)], true),
            (&[(40.7, -74.0), (51.5, -0.1)], true),
            (&[(38.9, -77.0), (55.8, 37.6), (43.1, 131.9)], false),
            (&[(35.7, 139.7), (-33.4, -70.7)], false),
            (&[(0.0, 0.0), (0.0, 180.0)], false),
        ] {
            let places: Vec<GeoPoint> = places
                .iter()
                .map(|(north, east)| GeoPoint { north: *north, east: *east })
                .collect();
            let window = Window::on(&places, 480.0).expect("there are places");
            let is_around = matches!(window.projection, Projection::Around { .. });
            assert_eq!(is_around, is_region, "{places:?}");
            for place in &places {
                let (x, y) = window.at(*place);
                assert!((0.0..=window.width).contains(&x), "{place:?} is at {x}, {y}");
                assert!((0.0..=window.height).contains(&y), "{place:?} is at {x}, {y}");
            }
            assert!((0.4..=0.81).contains(&(window.height / window.width)), "{places:?}");
        }
        assert!(Window::on(&[], 480.0).is_none());
    }

    #[test]
    fn a_circle_is_where_its_place_is_and_as_large_as_its_number() {
        let map = map(&[spot(-33.9, 18.4, 4), spot(52.5, 13.4, 16)]);
        let titles: Vec<&str> = map.circles.iter().map(|circle| circle.title.as_str()).collect();
        assert_eq!(titles, ["52.5, 13.4: 16", "-33.9, 18.4: 4"]);
        let [berlin, cape_town] = &map.circles[..] else { panic!("two circles") };
        assert!((berlin.r.powi(2) / cape_town.r.powi(2) - 4.0).abs() < 0.2, "{map:?}");
        assert!(berlin.y < cape_town.y && berlin.x < cape_town.x, "{map:?}");
        assert_eq!(map.leaders, "");
    }

    #[test]
    fn what_would_be_hidden_stands_beside_with_a_line_to_its_place() {
        let map = map(&[spot(40.0, 20.0, 9), spot(40.05, 20.0, 1), spot(43.0, 25.0, 1)]);
        assert_eq!(map.circles.len(), 3);
        assert_eq!(map.leaders.matches('M').count(), 1, "{}", map.leaders);
        assert_readable(&map);
    }

    #[test]
    fn a_locator_has_its_place_in_the_middle_and_little_land() {
        let size = Size { width: 280.0, land: 4_000 };
        for (north, east) in [(60.2, 24.9), (1.3, 103.8), (-18.1, 178.4), (90.0, 0.0), (-90.0, 0.0)]
        {
            let map = MapView::locator(GeoPoint { north, east }, "There".into(), size);
            let [circle] = &map.circles[..] else { panic!("one circle") };
            assert_eq!((circle.x, circle.y), (map.width / 2.0, map.height / 2.0));
            assert_eq!((circle.path.as_deref(), circle.title.as_str()), (None, "There"));
            assert!(map.land.len() <= size.land, "{north}, {east}: {}", map.land.len());
        }
    }
}
