//! Zones: by which clocks the times of a briefing are, when these clocks showed them, and whether
//! they did.

use std::ops::Range;

use jiff::civil::{DateTime, Time};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{Timestamp, ToSpan};

use super::{Archive, EntityIndex, LinkedBriefing};
use crate::diagnostic::{Diagnostic, quote};
use crate::record::Facts;
use crate::record::date::Day;
use crate::record::values::TimeOfDay;
use crate::record::vocabulary::BriefingKind;
use crate::rules::Rule;

/// The time zone of a briefing's times.
#[derive(Clone, Copy, Debug)]
pub struct BriefingZone<'a> {
    /// The zone.
    pub zone: &'a TimeZone,
    /// Where it is recorded.
    pub source: ZoneSource,
}

/// Where the time zone of a briefing's times is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZoneSource {
    /// In the briefing itself.
    Briefing,
    /// With one of its venues, or with one that the venue lies in: the venue of the briefing.
    Venue(EntityIndex),
    /// In the settings of the archive.
    Archive,
}

/// When a briefing began and ended by the clocks: of what is dated to the day, as far as its times
/// are recorded.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hours<'a> {
    /// The zone of the clocks; none where it is not known.
    pub zone: Option<&'a TimeZone>,
    /// When it began.
    pub start: Option<DateTime>,
    /// When it ended; none where that was not after it began.
    pub end: Option<DateTime>,
}

impl Archive {
    /// Returns the time zone of a briefing's times: its own; else that of the first of its venues
    /// that has one, or lies in a venue that has; else the archive's. None where none is known.
    pub fn zone_of<'a>(&'a self, briefing: &'a LinkedBriefing) -> Option<BriefingZone<'a>> {
        if let Some(zone) = &briefing.record.keys.tz {
            return Some(BriefingZone { zone: &zone.0, source: ZoneSource::Briefing });
        }
        let of_venues = briefing.venues.iter().find_map(|venue| {
            Some(BriefingZone {
                zone: self.zone_of_venue(*venue)?,
                source: ZoneSource::Venue(*venue),
            })
        });
        let of_archive = || {
            let zone = self.zone.as_ref()?;
            Some(BriefingZone { zone, source: ZoneSource::Archive })
        };
        of_venues.or_else(of_archive)
    }

    /// Returns the time zone of a venue, or of the nearest that it lies in and that has one.
    fn zone_of_venue(&self, venue: EntityIndex) -> Option<&TimeZone> {
        self.places_around(venue).find_map(|venue| {
            match &self.entity(venue).record.as_ref()?.facts {
                Facts::Venue(keys) => keys.tz.as_ref().map(|zone| &zone.0),
                _ => None,
            }
        })
    }

    /// Says whether a reader who is told the venues of a briefing knows the zone of its times: they
    /// are places, and the clocks of all of them show the time that is recorded. Of a call nobody
    /// knows it.
    pub fn zone_is_plain(&self, briefing: &LinkedBriefing) -> bool {
        let Some(BriefingZone { zone, .. }) = self.zone_of(briefing) else { return true };
        let hours = self.hours_of(briefing);
        let agrees = |other: &TimeZone| {
            let mut moments = hours.start.iter().chain(&hours.end).peekable();
            let same_offset = |local: &DateTime| offset(zone, *local) == offset(other, *local);
            zone.iana_name() == other.iana_name()
                || (moments.peek().is_some() && moments.all(same_offset))
        };
        let is_plain = |venue: &EntityIndex| {
            !self.is_online(*venue) && self.zone_of_venue(*venue).is_some_and(agrees)
        };
        briefing.record.like() != BriefingKind::Call
            && !briefing.venues.is_empty()
            && briefing.venues.iter().all(is_plain)
    }

    /// Returns when a briefing began and ended by the clocks.
    pub fn hours_of<'a>(&'a self, briefing: &'a LinkedBriefing) -> Hours<'a> {
        let zone = self.zone_of(briefing).map(|found| found.zone);
        let Some((start, end)) = recorded(briefing) else {
            return Hours { zone, ..Hours::default() };
        };
        let end = match (start, end) {
            (Some(start), Some(end)) if !is_after(zone, end, start) => None,
            _ => end,
        };
        Hours { zone, start, end }
    }
}

/// Returns when a briefing that is dated to the day began and ended, as it is recorded.
fn recorded(briefing: &LinkedBriefing) -> Option<(Option<DateTime>, Option<DateTime>)> {
    let (first, last) = briefing.record.date.days()?;
    let keys = &briefing.record.keys;
    let at = |day: Day, TimeOfDay(time): TimeOfDay| day.civil().to_datetime(time);
    let start = keys.start_time.as_ref().map(|time| at(first, time.value));
    let end = keys.end_time.as_ref().and_then(|time| {
        let end = at(last, time.value);
        // What ended before it began, by the clock, ended on the next day.
        let is_overnight = first == last && start.is_some_and(|start| end < start);
        if is_overnight { end.checked_add(1.day()).ok() } else { Some(end) }
    });
    Some((start, end))
}

/// Says whether one time on the clocks of a zone is after another.
fn is_after(zone: Option<&TimeZone>, one: DateTime, other: DateTime) -> bool {
    let moment = |local| zone.and_then(|zone| moment(zone, local));
    match (moment(one), moment(other)) {
        (Some(one), Some(other)) => one > other,
        _ => one > other,
    }
}

/// Returns the moment at which the clocks of a zone showed a time.
pub(crate) fn moment(zone: &TimeZone, local: DateTime) -> Option<Timestamp> {
    offset(zone, local).to_timestamp(local).ok()
}

/// Returns by how much the clocks of a zone were ahead of UTC when they showed a time. Of a time
/// that they showed twice, the first is meant, and one that they skipped is told by the clocks
/// before they were set, as RFC 5545 (3.3.5) has it.
pub(crate) fn offset(zone: &TimeZone, local: DateTime) -> Offset {
    match zone.to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset,
        AmbiguousOffset::Gap { before, .. } | AmbiguousOffset::Fold { before, .. } => before,
    }
}

/// Reports the times of briefings that the clocks of their zones skipped, and the days.
pub(super) fn report_skipped(archive: &Archive, diagnostics: &mut Vec<Diagnostic>) {
    for (_, briefing) in archive.in_time() {
        let keys = &briefing.record.keys;
        let Some((start, end)) = recorded(briefing) else { continue };
        let Some(found) = archive.zone_of(briefing) else { continue };
        let times = [(start, &keys.start_time), (end, &keys.end_time)];
        for (local, time) in times {
            let (Some(local), Some(time)) = (local, time) else { continue };
            if let Some(gap) = Gap::around(found.zone, local) {
                let shown = minute(local);
                diagnostics.push(skipped(archive, briefing, found, gap, &shown, &time.range));
            }
        }
        if start.is_some() || end.is_some() || found.source == ZoneSource::Archive {
            continue;
        }
        // Of a day without a time, all of it must have been skipped.
        let day = briefing.record.date.days().map(|(first, _)| first.civil());
        let gap = day.and_then(|day| {
            let gap = Gap::around(found.zone, day.to_datetime(Time::midnight()))?;
            (gap.to >= day.tomorrow().ok()?.into()).then_some((day, gap))
        });
        if let Some((day, gap)) = gap {
            let shown = day.to_string();
            diagnostics.push(skipped(archive, briefing, found, gap, &shown, &keys.date.range));
        }
    }
}

/// Says of what is written in a briefing that clocks skipped it.
fn skipped(
    archive: &Archive,
    briefing: &LinkedBriefing,
    BriefingZone { zone, source }: BriefingZone<'_>,
    gap: Gap,
    shown: &str,
    range: &Range<usize>,
) -> Diagnostic {
    let name = quote(zone.iana_name().unwrap_or_default());
    let whose = match source {
        ZoneSource::Briefing => String::new(),
        ZoneSource::Venue(venue) => {
            format!(" of the venue {}", quote(&archive.entity(venue).name))
        }
        ZoneSource::Archive => " of `archive.toml`".to_owned(),
    };
    let message = format!("the clocks of {name} did not show {}", quote(shown));
    let help = format!(
        "they were set from {} to {}: look at the source whether the day, the time or the `tz`{whose} is another",
        minute(gap.from),
        minute(gap.to),
    );
    Diagnostic::new(Rule::SkippedTime, message, &briefing.record.head.path, range.clone())
        .label("skipped by the clocks")
        .help(help)
}

/// What the clocks of a zone skipped when they were set.
#[derive(Clone, Copy)]
struct Gap {
    /// The time that they showed no more.
    from: DateTime,
    /// The time that they showed instead.
    to: DateTime,
}

impl Gap {
    /// Returns the gap that a time lies in.
    fn around(zone: &TimeZone, local: DateTime) -> Option<Self> {
        let ambiguous = zone.to_ambiguous_timestamp(local).offset();
        let AmbiguousOffset::Gap { before, after } = ambiguous else { return None };
        // Read by the clocks as they were before, the time lies behind the moment when they were
        // set, or at it.
        let behind = before.to_timestamp(local).ok()?.checked_add(1.second()).ok()?;
        let set = zone.preceding(behind).next()?.timestamp();
        Some(Self { from: before.to_datetime(set), to: after.to_datetime(set) })
    }
}

/// Writes a time with its day, without seconds where there are none.
fn minute(local: DateTime) -> String {
    let form = if local.second() == 0 { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S" };
    local.strftime(form).to_string()
}
