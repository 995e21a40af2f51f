//! Time strips: dated marks go in; a line of years comes out, as SVG.
//!
//! Lengths across are in hundredths of the strip's width, so that it is as wide as its place; those
//! down are in pixels. A strip is drawn here and in no template: it is made of a hundred small marks,
//! which would take as long there as all the rest of a page.

use std::fmt::Write as _;

use pulldown_cmark_escape::escape_html;

use crate::record::date::{Date, Day};
use crate::record::vocabulary::Status;

/// The most marks that are drawn one by one; more are gathered by year.
pub(crate) const MOST_MARKS: usize = 100;

/// A line of years with a mark for each briefing.
#[derive(Debug)]
pub(crate) struct Strip {
    /// The height of the drawing.
    height: u32,
    /// The position of the line, from the top.
    axis: u32,
    /// The years that are written below the line.
    years: Vec<StripYear>,
    /// The offices of a person, above the line.
    tenures: Vec<TenureBar>,
    /// The marks, from the left.
    marks: Vec<Mark>,
}

/// A year that is written below the line, and where it begins.
#[derive(Debug)]
struct StripYear {
    x: f64,
    year: i16,
}

/// An office as a bar above the line.
#[derive(Debug)]
struct TenureBar {
    title: String,
    x: f64,
    width: f64,
    /// The position from the top.
    y: u32,
    /// The position of its title: from its beginning, or up to its end for want of room behind it.
    title_x: f64,
    from_end: bool,
    acting: bool,
}

/// A mark on the line.
#[derive(Debug)]
struct Mark {
    /// Its middle.
    x: f64,
    /// Its middle, from the top.
    y: u32,
    /// Its radius.
    r: f64,
    form: MarkForm,
    /// The start and the length of the days that it may be of, or that it lasted, where they
    /// are seen.
    extent: Option<(f64, f64)>,
    here: bool,
    path: String,
    title: String,
}

/// The form of a mark or of a part of a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MarkForm {
    /// It took place: filled.
    Held,
    /// It is foreseen, or not confirmed: hollow.
    Planned,
    /// It was put off or called off: crossed.
    Off,
}

impl MarkForm {
    /// Every form, in the order in which a bar stacks them.
    pub(crate) const ALL: [Self; 3] = [Self::Held, Self::Planned, Self::Off];

    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Planned => "planned",
            Self::Off => "off",
        }
    }
}

impl From<Status> for MarkForm {
    fn from(status: Status) -> Self {
        match status {
            Status::Held => Self::Held,
            Status::Planned | Status::Confirmed | Status::Unconfirmed => Self::Planned,
            Status::Postponed | Status::Cancelled => Self::Off,
        }
    }
}

/// The data of a mark.
pub(crate) struct StripItem<'a> {
    pub(crate) date: &'a Date,
    pub(crate) status: Status,
    pub(crate) here: bool,
    pub(crate) path: String,
    pub(crate) title: String,
}

/// The data of a mark for a whole year.
pub(crate) struct YearMark {
    pub(crate) year: i16,
    pub(crate) count: usize,
    pub(crate) path: String,
    pub(crate) title: String,
}

/// An office that is to be drawn.
pub(crate) struct TenureItem {
    pub(crate) title: String,
    pub(crate) from: Option<Day>,
    pub(crate) to: Option<Day>,
    pub(crate) acting: bool,
}

/// The smallest distance between marks that are not stacked, in pixels.
const APART: f64 = 9.0;
/// The room that a year needs to be written, in pixels.
const YEAR_ROOM: f64 = 46.0;
/// The number of years that fit side by side on a phone.
const YEARS_ON_A_PHONE: usize = 8;
const TENURE_ROW: u32 = 26;
const ABOVE: u32 = 12;
const BELOW: u32 = 26;
/// The height by which a mark is raised above one that it would hide, in pixels.
const STEP: u32 = 9;
const MOST_LEVELS: usize = 5;

/// The years that a strip shows.
struct Scale {
    first: i16,
    years: f64,
    /// The expected width of the strip, in pixels.
    width: f64,
}

impl Scale {
    /// Returns the start of a day, in hundredths of the width.
    fn at(&self, day: Day) -> f64 {
        let of_year = f64::from(u16::from(day.month) - 1) / 12.0 + f64::from(day.day - 1) / 372.0;
        let years = f64::from(day.year - self.first) + of_year;
        (years / self.years * 100.0).clamp(0.0, 100.0)
    }

    fn years(&self) -> Vec<StripYear> {
        let step = self.width / self.years;
        let every = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
            .into_iter()
            .find(|every| f64::from(*every) * step >= YEAR_ROOM)
            .unwrap_or(2000);
        let last = self.first + self.years as i16;
        let written = (self.first..last).filter(|year| year % every == 0 || every == 1);
        // A year near the right end would be cut off there.
        let fits = |x: f64| (100.0 - x) / 100.0 * self.width >= YEAR_ROOM * 0.6;
        written
            .map(|year| StripYear {
                x: hundredth(f64::from(year - self.first) / self.years * 100.0),
                year,
            })
            .filter(|year| fits(year.x))
            .collect()
    }
}

impl Strip {
    /// Draws briefings, in the order of time, and the offices of a person. `width` is how wide the
    /// strip is likely to be, in pixels.
    pub(crate) fn new(
        items: Vec<StripItem<'_>>,
        tenures: Vec<TenureItem>,
        width: f64,
    ) -> Option<Self> {
        let first = items.iter().map(|item| item.date.listed().0.year).min()?;
        let last = items.iter().map(|item| item.date.listed().1.year).max()?;
        let scale = Scale { first, years: f64::from(last - first + 1), width };
        let (bars, top) = bars(tenures, &scale);
        // Of marks that would hide each other, the later ones stand higher.
        let mut ends = [f64::MIN; MOST_LEVELS];
        let mut placed: Vec<(Mark, usize)> = Vec::with_capacity(items.len());
        for item in items {
            let (first, last) = item.date.listed();
            let (from, to) = (scale.at(first), scale.at(last));
            let x = (from + to) / 2.0;
            let at = x / 100.0 * width;
            let level = ends.iter().position(|end| at - end >= APART).unwrap_or(MOST_LEVELS - 1);
            ends[level] = at;
            let is_wide = (to - from) / 100.0 * width > APART;
            let mark = Mark {
                x: hundredth(x),
                y: 0,
                r: if item.here { 5.5 } else { 4.0 },
                form: item.status.into(),
                extent: is_wide.then(|| (hundredth(from), hundredth(to - from))),
                here: item.here,
                path: item.path,
                title: item.title,
            };
            placed.push((mark, level));
        }
        let levels = placed.iter().map(|(_, level)| *level as u32).max().unwrap_or_default();
        let axis = top + ABOVE + levels * STEP;
        let marks = placed
            .into_iter()
            .map(|(mark, level)| Mark { y: axis - level as u32 * STEP, ..mark })
            .collect();
        Some(Self { height: axis + BELOW, axis, years: scale.years(), tenures: bars, marks })
    }

    /// Draws years, each a mark as large as the number of its briefings.
    pub(crate) fn of_years(
        items: Vec<YearMark>,
        tenures: Vec<TenureItem>,
        width: f64,
    ) -> Option<Self> {
        const LARGEST: f64 = 10.0;
        let (first, last) = (items.first()?.year, items.last()?.year);
        let scale = Scale { first, years: f64::from(last - first + 1), width };
        let (bars, top) = bars(tenures, &scale);
        let most = items.iter().map(|item| item.count).max()?.max(1) as f64;
        let axis = top + ABOVE + LARGEST as u32;
        let room = (width / scale.years / 2.0).clamp(2.0, LARGEST);
        let mark = |item: YearMark| Mark {
            x: hundredth((f64::from(item.year - first) + 0.5) / scale.years * 100.0),
            y: axis,
            r: hundredth((room * (item.count as f64 / most).sqrt()).max(1.5)),
            form: MarkForm::Held,
            extent: None,
            here: false,
            path: item.path,
            title: item.title,
        };
        let marks = items.into_iter().map(mark).collect();
        Some(Self { height: axis + BELOW, axis, years: scale.years(), tenures: bars, marks })
    }

    /// Returns the same for a page that is read from right to left.
    pub(crate) fn mirrored(mut self) -> Self {
        let across = |x: f64| hundredth(100.0 - x);
        self.years.iter_mut().for_each(|year| year.x = across(year.x));
        for bar in &mut self.tenures {
            bar.x = across(bar.x + bar.width);
            bar.title_x = across(bar.title_x);
        }
        for mark in &mut self.marks {
            mark.x = across(mark.x);
            if let Some((from, width)) = &mut mark.extent {
                *from = across(*from + *width);
            }
        }
        self
    }
}

impl Strip {
    /// Draws the strip; `prefix` leads from its page to the root. What it shows stands in a list
    /// beside it, so that it is hidden from who does not see it, and its links from the keyboard.
    pub(crate) fn svg(&self, prefix: &str) -> String {
        let Self { height, axis, .. } = self;
        let mut svg = String::with_capacity(200 + 220 * self.marks.len());
        // On a phone every third year is named, where there is no room for all.
        let dense = if self.years.len() > YEARS_ON_A_PHONE { " dense" } else { "" };
        // Writing to a string does not fail.
        _ = write!(
            svg,
            "<svg class=\"strip{dense}\" width=\"100%\" height=\"{height}\" aria-hidden=\"true\">"
        );
        for bar in &self.tenures {
            let TenureBar { x, y, width, title_x, .. } = bar;
            let anchor = if bar.from_end { " text-anchor=\"end\"" } else { "" };
            _ = write!(svg, "\n<text x=\"{title_x}%\" y=\"{}\"{anchor}>", y + 11);
            _ = escape_html(&mut svg, &bar.title);
            let class = if bar.acting { " class=\"acting\"" } else { "" };
            _ = write!(
                svg,
                "</text><rect{class} x=\"{x}%\" y=\"{}\" width=\"{width}%\" height=\"4\"/>",
                y + 16
            );
        }
        _ = write!(svg, "\n<line x1=\"0\" y1=\"{axis}.5\" x2=\"100%\" y2=\"{axis}.5\"/>");
        svg.push_str("\n<g class=\"years\">");
        for StripYear { x, year } in &self.years {
            svg.push_str("\n<text x=\"");
            push_hundredths(&mut svg, *x);
            svg.push_str("%\" y=\"");
            push_number(&mut svg, height - 5);
            _ = write!(svg, "\">{year}</text>");
        }
        svg.push_str("\n</g>");
        self.marks.iter().for_each(|mark| mark.draw(&mut svg, prefix));
        svg + "\n</svg>"
    }
}

impl Mark {
    fn draw(&self, svg: &mut String, prefix: &str) {
        let Self { x, y, r, form, .. } = self;
        svg.push_str("\n<a href=\"");
        svg.push_str(prefix);
        _ = escape_html(&mut *svg, &self.path);
        let here = if self.here { " here" } else { "" };
        svg.extend(["\" class=\"", form.class(), here, "\" tabindex=\"-1\"><title>"]);
        _ = escape_html(&mut *svg, &self.title);
        svg.push_str("</title>");
        if let Some((from, width)) = self.extent {
            _ = write!(
                svg,
                "<rect class=\"extent\" x=\"{from}%\" y=\"{}\" width=\"{width}%\" height=\"7\" rx=\"3.5\"/>",
                y - 3
            );
        }
        let (opening, closing) = match form {
            MarkForm::Off => {
                ("<svg x=\"", "\"><circle r=\"7\"/><path d=\"M-4-4 4 4M4-4-4 4\"/></svg></a>")
            }
            MarkForm::Held | MarkForm::Planned => ("<circle cx=\"", "\"/></a>"),
        };
        svg.push_str(opening);
        push_hundredths(svg, *x);
        svg.push_str(if *form == MarkForm::Off { "%\" y=\"" } else { "%\" cy=\"" });
        push_number(svg, *y);
        if *form != MarkForm::Off {
            svg.push_str("\" r=\"");
            push_hundredths(svg, *r);
        }
        svg.push_str(closing);
    }
}

/// Writes a number that is not negative, rounded to hundredths: as `{}` does, in a fifth of its time.
fn push_hundredths(out: &mut String, number: f64) {
    let hundredths = (number * 100.0).round() as u32;
    push_number(out, hundredths / 100);
    match hundredths % 100 {
        0 => {}
        part if part % 10 == 0 => {
            out.push('.');
            push_number(out, part / 10);
        }
        part => {
            out.push_str(if part < 10 { ".0" } else { "." });
            push_number(out, part);
        }
    }
}

fn push_number(out: &mut String, number: u32) {
    out.push_str(itoa::Buffer::new().format(number));
}

/// Draws the years of briefings as ticks on a short line, for a list in which rows are compared: the
/// data of a path in a drawing of 100 by 10. `first` and `last` are the years of the whole archive.
pub(crate) fn sparkline(years: &[(i16, usize)], first: i16, last: i16) -> String {
    let step = 100.0 / f64::from(last - first + 1);
    let mut path = String::new();
    for (year, count) in years {
        let x = (f64::from(year - first) + 0.5) * step;
        // One, a few, many, very many: what can be told apart at this size.
        let height = match count {
            1 => "4",
            2..=4 => "6",
            5..=19 => "8",
            _ => "10",
        };
        path.push('M');
        push_hundredths(&mut path, (x * 10.0).round() / 10.0);
        path.extend([" 10v-", height]);
    }
    path
}

/// Places offices in rows, those that overlap below each other; returns how high the rows are.
fn bars(tenures: Vec<TenureItem>, scale: &Scale) -> (Vec<TenureBar>, u32) {
    const MOST_ROWS: usize = 8;
    let end_of_scale = Day { year: scale.first + scale.years as i16, month: 1, day: 1 };
    let start_of_scale = Day { year: scale.first, month: 1, day: 1 };
    let mut rows: Vec<f64> = Vec::new();
    let mut bars = Vec::new();
    for tenure in tenures {
        let (from, to) = (tenure.from.unwrap_or(Day::FIRST), tenure.to.unwrap_or(Day::LAST));
        if to < start_of_scale || from >= end_of_scale {
            continue;
        }
        let (x, end) = (scale.at(from.max(start_of_scale)), scale.at(to.min(end_of_scale)));
        // A title is about six pixels a letter, and may be longer than its bar.
        let title = tenure.title.chars().count() as f64 * 6.0 / scale.width * 100.0;
        let from_end = x + title > 100.0;
        let (start, taken) =
            if from_end { (x.min(end - title), 100.0) } else { (x, end.max(x + title)) };
        let row = match rows.iter().position(|end| start >= *end + 0.5) {
            Some(row) => row,
            None if rows.len() < MOST_ROWS => {
                rows.push(f64::MIN);
                rows.len() - 1
            }
            None => continue,
        };
        rows[row] = taken;
        bars.push(TenureBar {
            title: tenure.title,
            x: hundredth(x),
            width: hundredth((end - x).max(0.3)),
            title_x: hundredth(if from_end { end.max(x + 0.3) } else { x }),
            y: row as u32 * TENURE_ROW,
            from_end,
            acting: tenure.acting,
        });
    }
    (bars, rows.len() as u32 * TENURE_ROW)
}

/// Rounds to a hundredth, which no screen tells from the exact figure.
fn hundredth(x: f64) -> f64 {
    (x * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strip(dates: &[&str]) -> Strip {
        let dates: Vec<Date> =
            dates.iter().map(|date| Date::parse(date).expect("a date")).collect();
        let item = |date| StripItem {
            date,
            status: Status::Held,
            here: false,
            path: String::new(),
            title: String::new(),
        };
        Strip::new(dates.iter().map(item).collect(), Vec::new(), 900.0).expect("a strip")
    }

    #[test]
    fn marks_lie_on_the_line_in_the_order_of_time_and_none_hides_another() {
        let strip =
            strip(&["2016-01-01", "2016-01-02", "2016-01-03", "2018-06", "201X", "2025-12-31"]);
        assert!(strip.marks.iter().all(|mark| (0.0..=100.0).contains(&mark.x)));
        for (i, a) in strip.marks.iter().enumerate() {
            for b in &strip.marks[i + 1..] {
                let apart = (a.x - b.x).abs() * 9.0 >= 8.0 || a.y.abs_diff(b.y) >= 8;
                assert!(apart, "{a:?} {b:?}");
            }
        }
        let wide: Vec<bool> = strip.marks.iter().map(|mark| mark.extent.is_some()).collect();
        assert_eq!(wide, [false, false, false, false, true, false]);
    }

    #[test]
    fn numbers_are_written_as_a_formatter_writes_them() {
        for hundredths in (0..12_000).chain([99_999, 123_456]) {
            let number = f64::from(hundredths) / 100.0;
            let mut out = String::new();
            push_hundredths(&mut out, number);
            assert_eq!(out, number.to_string());
        }
    }

    #[test]
    fn a_mirrored_strip_runs_from_right_to_left() {
        let dates = ["2016-01-01", "201X", "2020-06-30", "2025-12-31"];
        let (strip, mirrored) = (strip(&dates), strip(&dates).mirrored());
        for (mark, other) in strip.marks.iter().zip(&mirrored.marks) {
            assert!((mark.x + other.x - 100.0).abs() < 0.02, "{mark:?} {other:?}");
            assert_eq!(mark.extent.is_some(), other.extent.is_some());
            let Some(((from, width), (other, same))) = mark.extent.zip(other.extent) else {
                continue;
            };
            assert_eq!(width, same);
            assert!((from + width + other - 100.0).abs() < 0.02, "{mark:?}");
        }
        assert!(mirrored.years[0].x > mirrored.years[1].x);
    }

    #[test]
    fn a_strip_of_any_length_has_a_few_years_written() {
        for dates in [
            &["2025-02-27"][..],
            &["2016-01-01", "2025-12-31"],
            &["1870-01-01", "2024-01-01"],
            &["0001-01-01", "9999-12-31"],
        ] {
            let years = strip(dates).years;
            assert!((1..=20).contains(&years.len()), "{dates:?}: {years:?}");
        }
    }

    #[test]
    fn offices_at_one_time_lie_in_rows() {
        let office = |title: &str, from: i16, to: i16| TenureItem {
            title: title.into(),
            from: Some(Day { year: from, month: 1, day: 1 }),
            to: Some(Day { year: to, month: 1, day: 1 }),
            acting: false,
        };
        let items = vec![
            YearMark { year: 2010, count: 1, path: String::new(), title: String::new() },
            YearMark { year: 2019, count: 9, path: String::new(), title: String::new() },
        ];
        let tenures = vec![
            office("A", 2010, 2014),
            office("B", 2012, 2016),
            office("C", 2015, 2019),
            office("D", 1990, 1999),
        ];
        let strip = Strip::of_years(items, tenures, 900.0).expect("a strip");
        let rows: Vec<(&str, u32)> = strip.tenures.iter().map(|bar| (&*bar.title, bar.y)).collect();
        assert_eq!(rows, [("A", 0), ("B", 26), ("C", 0)]);
    }
}
