//! The geometry of charts: numbers go in; places in a drawing come out.

use serde::Serialize;

use super::strip::MarkForm;

/// A chart of counts by year, as a template draws it: all lengths in units of the drawing.
#[derive(Debug, Serialize)]
pub struct BarChart {
    /// The width of the drawing.
    pub width: u32,
    /// The height of the drawing.
    pub height: u32,
    /// The distance of the axis from the top.
    pub axis: u32,
    /// The bars, in the order of time; a year without briefings has one without height.
    pub bars: Vec<Bar>,
}

/// The bar of one year.
#[derive(Debug, Serialize)]
pub struct Bar {
    /// The year.
    pub year: i16,
    /// The path of the year's page; none where there is nothing in that year for certain.
    pub path: Option<String>,
    /// The year and its numbers, in words.
    pub title: String,
    /// Its left edge.
    pub x: f64,
    /// Its top.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// Its middle, where labels go.
    pub middle: f64,
    /// Its parts, from below.
    pub parts: Vec<BarPart>,
    /// `true` if the year is written below it.
    pub labelled: bool,
    /// The label above it, where there is room: the count, `at least 6` or `6+`.
    pub count: Option<String>,
}

/// The briefings of a year that were held, or are planned, or were not held.
#[derive(Debug, Serialize)]
pub struct BarPart {
    /// `held`, `planned` (foreseen, or not confirmed) or `off` (postponed, cancelled).
    pub form: &'static str,
    /// Its top.
    pub y: f64,
    /// Its height.
    pub height: f64,
}

/// The data of a bar.
pub(crate) struct YearBar {
    pub(crate) year: i16,
    /// The number of each form, in the order of [`MarkForm::ALL`].
    pub(crate) counts: [usize; 3],
    pub(crate) path: String,
    pub(crate) title: String,
    /// The count in words, and shorter.
    pub(crate) labels: [String; 2],
}

/// The distance between the parts of a bar.
const APART: f64 = 1.5;

impl BarChart {
    /// Draws years, in their order, from the first to the last.
    pub(crate) fn new(items: Vec<YearBar>) -> Option<Self> {
        const WIDTH: f64 = 940.0;
        const TOP: f64 = 22.0;
        const TALLEST: f64 = 96.0;
        const BELOW: f64 = 26.0;
        let (first, last) = (items.first()?.year, items.last()?.year);
        let years = usize::try_from(last - first).ok()? + 1;
        let most = items.iter().map(|item| item.counts.iter().sum::<usize>()).max()?.max(1);
        let step = (WIDTH / years as f64).min(94.0);
        let width = if step > 8.0 { (step * 0.62).min(56.0) } else { step * 0.8 };
        // Years are written where there is room: each one, or each fifth, tenth, twentieth …
        let every = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000]
            .into_iter()
            .find(|n| *n as f64 * step >= 40.0)
            .unwrap_or(5000);
        let axis = TOP + TALLEST;
        let mut items = items.into_iter().peekable();
        let bars = (first..=last)
            .map(|year| {
                let x = f64::from(year - first) * step + (step - width) / 2.0;
                let bar = Bar {
                    year,
                    path: None,
                    title: String::new(),
                    x: tenth(x),
                    y: axis,
                    width: tenth(width),
                    middle: tenth(x + width / 2.0),
                    parts: Vec::new(),
                    labelled: year % every == 0 || every == 1,
                    count: None,
                };
                let Some(item) = items.next_if(|item| item.year == year) else { return bar };
                let parts = parts(item.counts, TALLEST / most as f64, axis);
                let fits = |label: &String| label.chars().count() as f64 * 6.5 <= step.max(24.0);
                Bar {
                    path: Some(item.path),
                    title: item.title,
                    y: parts.last().map_or(axis, |part| part.y),
                    parts,
                    count: item.labels.into_iter().find(fits).filter(|_| step >= 24.0),
                    ..bar
                }
            })
            .collect();
        let drawn = (years as f64 * step).ceil();
        Some(Self { width: drawn as u32, height: (axis + BELOW) as u32, axis: axis as u32, bars })
    }

    /// Returns the same for a page that is read from right to left.
    pub(crate) fn mirrored(mut self) -> Self {
        let width = f64::from(self.width);
        for bar in &mut self.bars {
            bar.x = tenth(width - bar.x - bar.width);
            bar.middle = tenth(width - bar.middle);
        }
        self
    }
}

/// Stacks the parts of a bar on the axis; `tall` is how tall one briefing is.
fn parts(counts: [usize; 3], tall: f64, axis: f64) -> Vec<BarPart> {
    let mut floor = axis;
    let mut parts = Vec::new();
    for (form, count) in MarkForm::ALL.into_iter().zip(counts).filter(|(_, count)| *count > 0) {
        let top = floor - tall * count as f64;
        // One is seen beside a thousand; the gap between parts is taken from the upper one.
        let bottom = if parts.is_empty() { floor } else { floor - APART };
        let height = (bottom - top).max(1.5);
        parts.push(BarPart {
            form: form.class(),
            y: tenth(bottom - height),
            height: tenth(height),
        });
        floor = bottom - height;
    }
    parts
}

/// Rounds to a tenth, which no screen tells from the exact figure.
pub(super) fn tenth(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(year: i16, counts: [usize; 3]) -> YearBar {
        let count: usize = counts.iter().sum();
        YearBar {
            year,
            counts,
            path: format!("years/{year}.html"),
            title: format!("{year}: {count}"),
            labels: [format!("at least {count}"), format!("{count}+")],
        }
    }

    #[test]
    fn a_chart_has_a_bar_for_every_year_and_stays_within_its_drawing() {
        for years in [1_i16, 9, 40, 155, 2000] {
            let items = (0..years)
                .filter(|n| n % 3 == 0 || *n == years - 1)
                .map(|n| item(1 + n, [1 + n as usize % 700, n as usize % 2, n as usize % 5]))
                .collect();
            let chart = BarChart::new(items).unwrap();
            assert_eq!(chart.bars.len(), years as usize);
            for bar in &chart.bars {
                assert!(bar.x >= 0.0 && bar.x + bar.width <= chart.width as f64 + 0.1, "{bar:?}");
                let mut floor = f64::from(chart.axis);
                for part in &bar.parts {
                    assert!(part.height >= 1.5 && part.y + part.height <= floor + 0.1, "{bar:?}");
                    floor = part.y;
                }
                assert_eq!(bar.y, floor, "{bar:?}");
                assert!(bar.y >= 0.0, "{bar:?}");
            }
            assert!(chart.bars.iter().filter(|bar| bar.labelled).count() <= 24);
        }
        assert!(BarChart::new(Vec::new()).is_none());
    }

    #[test]
    fn a_mirrored_chart_runs_from_right_to_left_within_its_drawing() {
        let items = [(2001, 3), (2003, 1), (2010, 9)].map(|(year, n)| item(year, [n, 0, 0]));
        let chart = BarChart::new(items.into()).unwrap().mirrored();
        assert!(chart.bars.is_sorted_by(|a, b| a.x > b.x && a.middle > b.middle));
        assert!(chart.bars.iter().all(|bar| bar.x >= 0.0 && bar.x < bar.middle));
        assert_eq!(chart.bars[0].title, "2001: 3");
    }

    #[test]
    fn a_bar_is_made_of_what_was_held_is_planned_and_was_not_held() {
        for (counts, expected) in [
            ([4, 0, 0], "held 96"),
            ([2, 1, 1], "held 48, planned 22.5, off 22.5"),
            ([0, 0, 4], "off 96"),
            ([0, 3, 1], "planned 72, off 22.5"),
        ] {
            let chart = BarChart::new(vec![item(2020, counts)]).unwrap();
            let parts = chart.bars[0].parts.iter();
            let parts: Vec<_> =
                parts.map(|part| format!("{} {}", part.form, part.height)).collect();
            assert_eq!(parts.join(", "), expected, "{counts:?}");
        }
    }

    #[test]
    fn counts_are_written_as_there_is_room() {
        for (years, expected) in [(2, Some("at least 3")), (25, Some("3+")), (90, None)] {
            let items = (0..years).map(|n| item(1900 + n, [3, 0, 0])).collect();
            let chart = BarChart::new(items).unwrap();
            assert_eq!(chart.bars[0].count.as_deref(), expected, "{years}");
        }
    }
}
