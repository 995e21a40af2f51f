//! The geometry of charts: numbers go in; places in a drawing come out.

use serde::Serialize;

/// A chart of counts by year, as a template draws it: all lengths in units of the drawing.
#[derive(Debug, Serialize)]
pub struct BarChart {
    /// The width of the drawing.
    pub width: u32,
    /// The height of the drawing.
    pub height: u32,
    /// Where the axis is, from the top.
    pub axis: u32,
    /// The bars, in the order of time; a year without briefings has one without height.
    pub bars: Vec<Bar>,
}

/// The bar of one year.
#[derive(Debug, Serialize)]
pub struct Bar {
    /// The year.
    pub year: i16,
    /// How many briefings.
    pub count: usize,
    /// The path of the year's page, where it has one.
    pub path: Option<String>,
    /// Its left edge.
    pub x: f64,
    /// Its top.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// Its middle, where labels go.
    pub middle: f64,
    /// Whether the year is written below it.
    pub labelled: bool,
    /// Whether the count is written above it.
    pub counted: bool,
}

impl BarChart {
    /// Draws the counts of the years from the first to the last.
    pub(crate) fn new(counts: &[(i16, usize, Option<String>)]) -> Option<Self> {
        const WIDTH: f64 = 940.0;
        const TOP: f64 = 22.0;
        const TALLEST: f64 = 96.0;
        const BELOW: f64 = 26.0;
        let (first, last) = (counts.first()?.0, counts.last()?.0);
        let years = usize::try_from(last - first).ok()? + 1;
        let most = counts.iter().map(|(_, count, _)| *count).max()?.max(1);
        let step = (WIDTH / years as f64).min(94.0);
        let width = if step > 8.0 { (step * 0.62).min(56.0) } else { step * 0.8 };
        // Years are written where there is room: each one, or each fifth, tenth, twentieth …
        let every = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000]
            .into_iter()
            .find(|n| *n as f64 * step >= 40.0)
            .unwrap_or(5000);
        let axis = TOP + TALLEST;
        let mut counts = counts.iter().peekable();
        let bars = (first..=last)
            .map(|year| {
                let (count, path) = match counts.next_if(|(y, ..)| *y == year) {
                    Some((_, count, path)) => (*count, path.clone()),
                    None => (0, None),
                };
                let x = f64::from(year - first) * step + (step - width) / 2.0;
                // A bar of one is seen beside one of a thousand.
                let height =
                    if count == 0 { 0.0 } else { (TALLEST * count as f64 / most as f64).max(1.5) };
                Bar {
                    year,
                    count,
                    path,
                    x: tenth(x),
                    y: tenth(axis - height),
                    width: tenth(width),
                    height: tenth(height),
                    middle: tenth(x + width / 2.0),
                    labelled: year % every == 0 || every == 1,
                    counted: step >= 24.0 && count > 0,
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

/// Rounds to a tenth, which no screen tells from the exact figure.
fn tenth(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_has_a_bar_for_every_year_and_stays_within_its_drawing() {
        for years in [1_i16, 9, 40, 155, 2000] {
            let counts: Vec<_> = (0..years)
                .filter(|n| n % 3 == 0 || *n == years - 1)
                .map(|n| (1 + n, 1 + n as usize % 7, None))
                .collect();
            let chart = BarChart::new(&counts).unwrap();
            assert_eq!(chart.bars.len(), years as usize);
            for bar in &chart.bars {
                assert!(bar.x >= 0.0 && bar.x + bar.width <= chart.width as f64 + 0.1, "{bar:?}");
                assert!(bar.y >= 0.0 && bar.y + bar.height <= chart.axis as f64 + 0.1, "{bar:?}");
            }
            assert!(chart.bars.iter().filter(|bar| bar.labelled).count() <= 24);
        }
        assert!(BarChart::new(&[]).is_none());
    }

    #[test]
    fn a_mirrored_chart_runs_from_right_to_left_within_its_drawing() {
        let counts = [(2001, 3, None), (2003, 1, None), (2010, 9, None)];
        let chart = BarChart::new(&counts).unwrap().mirrored();
        assert!(chart.bars.is_sorted_by(|a, b| a.x > b.x && a.middle > b.middle));
        assert!(chart.bars.iter().all(|bar| bar.x >= 0.0 && bar.x < bar.middle));
        assert_eq!(chart.bars[0].count, 3);
    }
}
