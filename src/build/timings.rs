//! Timings: the durations of the phases and files of a build.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::plan::output::{Content, Output};
use crate::render::template;

/// The durations of a build.
#[derive(Debug, Default)]
pub struct Timings {
    /// The phases, in their order.
    pub phases: Vec<(&'static str, Duration)>,
    /// Templates and formats, each with its number of files and the sum of their durations.
    pub templates: Vec<(&'static str, usize, Duration)>,
    /// The slowest files.
    pub pages: Vec<(String, Duration)>,
}

/// A clock that measures the phases.
pub(crate) struct Clock {
    pub(super) timings: Timings,
    since: Instant,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self { timings: Timings::default(), since: Instant::now() }
    }

    pub(crate) fn phase(&mut self, name: &'static str) {
        let now = Instant::now();
        self.timings.phases.push((name, now - self.since));
        self.since = now;
    }
}

impl Timings {
    /// Adds the duration of each file.
    pub(super) fn add_pages(&mut self, outputs: &[Output], times: impl Iterator<Item = Duration>) {
        const SLOWEST: usize = 5;
        let mut templates: BTreeMap<&'static str, (usize, Duration)> = BTreeMap::new();
        for (output, time) in outputs.iter().zip(times) {
            let made_by = match output.content {
                Content::Page(page) => template(page),
                Content::File(file) => file.format(),
                Content::Search(file) => file.group(),
                _ => continue,
            };
            let (pages, sum) = templates.entry(made_by).or_default();
            *pages += 1;
            *sum += time;
            self.pages.push((output.path.to_string(), time));
        }
        self.templates =
            templates.into_iter().map(|(name, (pages, sum))| (name, pages, sum)).collect();
        self.templates.sort_by_key(|(_, _, sum)| std::cmp::Reverse(*sum));
        self.pages.sort_by_key(|(_, time)| std::cmp::Reverse(*time));
        self.pages.truncate(SLOWEST);
    }
}
