//! Queries on the site that several formats share and that no page needs.

use crate::archive::{BriefingIndex, EntityIndex, LinkedBriefing};
use crate::config::Config;
use crate::id::Id;
use crate::output::path::OutputPath;
use crate::plan::output::Page;
use crate::record::date::Day;
use crate::record::model::Common;
use crate::record::vocabulary::Status;
use crate::site::Site;

/// What is written for the day of a record of which nothing is known, where a format wants one: the
/// first that computers count from, which nobody takes for a day on which somebody wrote something.
pub(crate) const UNKNOWN_DAY: Day = Day { year: 1970, month: 1, day: 1 };

impl<'a> Site<'a> {
    /// Returns a UUID (RFC 9562, version 8) that depends only on the archive's permanent name and
    /// the section and ID of the record.
    pub(crate) fn uuid(&self, section: &str, id: &str) -> String {
        let Config { id: name, base_url, title, .. } = self.config;
        let archive = name.as_ref().or(base_url.as_ref()).unwrap_or(title);
        let named = format!("{archive}\n{section}/{id}");
        let hash = twox_hash::XxHash3_128::oneshot(named.as_bytes());
        let bits = hash & !(0xf << 76) & !(0b11 << 62) | 8 << 76 | 0b10 << 62;
        let hex = format!("{bits:032x}");
        [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
    }

    /// Returns the UUID of a briefing.
    pub(crate) fn uuid_of(&self, briefing: &LinkedBriefing) -> String {
        self.uuid("briefings", briefing.record.head.id.as_str())
    }

    /// Returns the names of the venues of a briefing, each with the venues that contain it.
    pub(crate) fn places(&self, briefing: &LinkedBriefing) -> Option<String> {
        let mut names = String::new();
        for venue in &briefing.venues {
            names.push_str(if names.is_empty() { "" } else { "; " });
            for place in self.archive.places_around(*venue) {
                names.push_str(if place == *venue { "" } else { ", " });
                names.push_str(&self.archive.entity(place).name);
            }
        }
        (!names.is_empty()).then_some(names)
    }

    /// Returns the names of the topics of a briefing.
    pub(crate) fn topics(&self, briefing: &'a LinkedBriefing) -> impl Iterator<Item = &'a str> {
        briefing.topics.iter().map(|topic| self.archive.entity(*topic).name.as_str())
    }

    /// Returns the day of a briefing's record: the one on which it was last changed; where it does
    /// not say, the newest on which one of its sources was published or read; else the first that
    /// it tells of, unless that lies ahead of the archive's record.
    pub(crate) fn day_of(&self, briefing: &LinkedBriefing) -> Day {
        let sources = briefing.record.keys.sources.iter();
        let read = || {
            let dates = sources.flat_map(|source| [&source.published, &source.accessed]);
            dates.flatten().filter_map(|date| date.bounds().0).max()
        };
        let told = || briefing.record.date.listed().0;
        changed(&briefing.record.head.common)
            .or_else(read)
            .unwrap_or_else(|| told().min(self.newest_day().unwrap_or(UNKNOWN_DAY)))
    }

    /// Returns the newest day of which the archive's record says that it has come: the date by which
    /// things are stale, or any on which something was published, read, made or changed. What was
    /// held has come as well, unless the archive says by which date it is to be read. None where all
    /// is still to come.
    fn newest_day(&self) -> Option<Day> {
        *self.newest_day.get_or_init(|| {
            let newest = self.archive.newest_date();
            if let Some(as_of) = &self.config.as_of {
                return newest.max(as_of.bounds().1.or(as_of.bounds().0));
            }
            let held = self.archive.briefings.iter().map(|briefing| &briefing.record);
            let held = held.filter(|record| record.status() == Status::Held);
            newest.max(held.map(|record| record.date.listed().0).max())
        })
    }

    /// Returns at most `most` briefings, sorted by the day of the record, newest first.
    pub(crate) fn newest(&self, mut of: Vec<BriefingIndex>, most: usize) -> Vec<BriefingIndex> {
        of.sort_by_cached_key(|index| {
            std::cmp::Reverse((self.day_of(self.archive.briefing(*index)), *index))
        });
        of.truncate(most);
        of
    }

    /// Returns the briefings of an entity, or of the archive, in chronological order.
    pub(crate) fn briefings(&self, of: Option<EntityIndex>) -> Vec<BriefingIndex> {
        match of {
            Some(entity) => self.archive.entity(entity).briefings.clone(),
            None => self.archive.in_time().map(|(index, _)| index).collect(),
        }
    }

    /// Returns the section and the ID of an entity; for the archive, empty strings.
    pub(crate) fn section_and_id(&self, of: Option<EntityIndex>) -> (&'static str, &'a str) {
        let entity = of.map(|index| self.archive.entity(index));
        entity.map_or(("", ""), |entity| (entity.kind.folder(), Id::as_str(&entity.id)))
    }

    /// Returns the name of an entity, or the title of the archive.
    pub(crate) fn title_of(&self, of: Option<EntityIndex>) -> String {
        let title = &self.config.title;
        of.map_or_else(|| title.clone(), |of| format!("{} · {title}", self.archive.entity(of).name))
    }

    /// Returns the path of the page of an entity, or of the home page.
    pub(crate) fn page_of(&self, of: Option<EntityIndex>) -> OutputPath {
        self.plan.path(of.map_or(Page::Home, Page::Entity))
    }
}

/// Returns the day on which a record was last changed, if recorded.
pub(crate) fn changed(common: &Common) -> Option<Day> {
    let changes = common.changes.iter().map(|change| &change.date);
    let withdrawn = common.withdrawn.iter().map(|withdrawn| &withdrawn.date);
    let dates = common.created.iter().chain(&common.updated).chain(changes).chain(withdrawn);
    dates.filter_map(|date| date.bounds().0).max()
}
