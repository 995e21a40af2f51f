//! Calendars (iCalendar, RFC 5545): what is dated to the day, of the archive or of an entity.
//!
//! Nothing is made up for a date that is less exact. Times are local with the zone's rules as a
//! `VTIMEZONE`, or floating where no zone is known; what has no time of the day is all-day, and
//! what was on several days is there on each (`RDATE`). `UID` is a UUID that outlasts a change of
//! address, `SEQUENCE` counts the corrections, and `DTSTAMP` is the day of the record. There is no
//! `METHOD`: a file that is fetched schedules nothing (RFC 5546 wants an organizer of one that does).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;
use jiff::tz::{Dst, Offset, TimeZone};
use jiff::{Timestamp, ToSpan};

use crate::archive::zones::{Hours, moment as moment_of};
use crate::archive::{BriefingIndex, EntityIndex, LinkedBriefing, LinkedEntity, Node};
use crate::plan::output::Page;
use crate::record::date::Day;
use crate::record::vocabulary::Status;
use crate::site::Site;
use crate::text::has_byte;

/// The longest line in octets, without its end.
const LONGEST_LINE: usize = 75;

/// Writes the calendar of an entity, or of the archive.
pub(super) fn calendar(site: &Site<'_>, of: Option<EntityIndex>) -> String {
    let archive = site.archive;
    let events: Vec<(BriefingIndex, When)> = site
        .briefings(of)
        .into_iter()
        .filter(|index| archive.briefing(*index).has_days())
        .filter_map(|index| Some((index, When::new(site, archive.briefing(index))?)))
        .collect();
    let mut out = Lines::default();
    out.line("BEGIN", "VCALENDAR");
    out.line("VERSION", "2.0");
    out.line("PRODID", "-//Chancery//Chancery//EN");
    out.line("CALSCALE", "GREGORIAN");
    let (section, id) = site.section_and_id(of);
    out.line("UID", &site.uuid(section, id));
    // As RFC 7986 names a calendar, and as most programs do.
    out.text("NAME", &site.title_of(of));
    out.text("X-WR-CALNAME", &site.title_of(of));
    for (zone, moments) in zones(&events) {
        out.zone(&zone, &moments);
    }
    for (index, when) in &events {
        event(&mut out, site, *index, when);
    }
    out.line("END", "VCALENDAR");
    out.0
}

/// When an event is.
enum When {
    /// From the beginning of a day to the end of another.
    Days(Day, Day),
    /// On each of several days, of which there are two at least.
    Each(Vec<Day>),
    /// From a time on the clocks of a zone, if it is known, to another; without an end where none is
    /// recorded.
    Clock(Option<TimeZone>, DateTime, Option<DateTime>),
}

impl When {
    fn new(site: &Site<'_>, briefing: &LinkedBriefing) -> Option<Self> {
        let date = &briefing.record.date;
        let Some((first, last)) = date.days() else { return date.several_days().map(Self::Each) };
        let Hours { zone, start, end } = site.archive.hours_of(briefing);
        Some(match start {
            Some(start) if first == last || end.is_some() => Self::Clock(zone.cloned(), start, end),
            _ => Self::Days(first, last),
        })
    }
}

fn event(out: &mut Lines, site: &Site<'_>, index: BriefingIndex, when: &When) {
    let briefing = site.archive.briefing(index);
    let record = &briefing.record;
    let common = &record.head.common;
    out.line("BEGIN", "VEVENT");
    out.line("UID", &site.uuid_of(briefing));
    out.line("DTSTAMP", &moment(site.day_of(briefing)));
    out.line("SEQUENCE", &common.changes.len().to_string());
    if let Some((day, last)) = common.created.as_ref().and_then(|date| date.days())
        && day == last
    {
        out.line("CREATED", &moment(day));
    }
    out.line("LAST-MODIFIED", &moment(site.day_of(briefing)));
    match when {
        When::Days(first, last) => {
            out.line("DTSTART;VALUE=DATE", &date(*first));
            // The end is the first day that no longer belongs to it. The last day of the calendar
            // has none after it, and an event without an end is of one day.
            if let (true, Ok(end)) = (last > first, last.civil().tomorrow()) {
                out.line("DTEND;VALUE=DATE", &end.strftime("%Y%m%d").to_string());
            }
            out.line("TRANSP", "TRANSPARENT");
        }
        When::Each(days) => {
            let days: Vec<String> = days.iter().copied().map(date).collect();
            out.line("DTSTART;VALUE=DATE", &days[0]);
            out.line("RDATE;VALUE=DATE", &days[1..].join(","));
            out.line("TRANSP", "TRANSPARENT");
        }
        When::Clock(zone, start, end) => {
            out.time("DTSTART", zone.as_ref(), *start);
            end.iter().for_each(|end| out.time("DTEND", zone.as_ref(), *end));
        }
    }
    out.text("SUMMARY", &record.head.title.value);
    if let Some(summary) = site.summary(Node::Briefing(index)) {
        out.text("DESCRIPTION", &summary);
    }
    if let Some(places) = site.places(briefing) {
        out.text("LOCATION", &places);
    }
    let venue = briefing.venues.first().map(|venue| site.archive.entity(*venue));
    if let Some((north, east)) = venue.and_then(LinkedEntity::coordinates) {
        out.line("GEO", &format!("{north};{east}"));
    }
    let topics: Vec<String> = site.topics(briefing).map(escaped).collect();
    if !topics.is_empty() {
        out.line("CATEGORIES", &topics.join(","));
    }
    out.line("STATUS", status(record.status()));
    if let Some(url) = site.url(&site.plan.path(Page::Briefing(index))) {
        out.line("URL", &url);
    }
    out.line("END", "VEVENT");
}

/// Returns what the standard has for a status. What was put off does not take place on its day.
fn status(status: Status) -> &'static str {
    match status {
        Status::Held | Status::Confirmed => "CONFIRMED",
        Status::Planned | Status::Unconfirmed => "TENTATIVE",
        Status::Postponed | Status::Cancelled => "CANCELLED",
    }
}

/// Returns the zones of events, each with the moments at which it is asked for.
fn zones(events: &[(BriefingIndex, When)]) -> Vec<(TimeZone, BTreeSet<Timestamp>)> {
    let mut zones: BTreeMap<String, (TimeZone, BTreeSet<Timestamp>)> = BTreeMap::new();
    for (_, when) in events {
        let When::Clock(Some(zone), start, end) = when else { continue };
        let Some(name) = name(zone) else { continue };
        let (_, moments) =
            zones.entry(name.to_owned()).or_insert_with(|| (zone.clone(), BTreeSet::new()));
        let times = std::iter::once(start).chain(end);
        moments.extend(times.filter_map(|time| moment_of(zone, *time)));
    }
    zones.into_values().collect()
}

/// Returns the name of a zone; none for UTC, which needs none.
fn name(zone: &TimeZone) -> Option<&str> {
    zone.iana_name().filter(|name| !matches!(*name, "UTC" | "Etc/UTC" | "Etc/UCT" | "Zulu"))
}

fn date(day: Day) -> String {
    format!("{:04}{:02}{:02}", day.year, day.month, day.day)
}

/// Returns the beginning of a day in UTC: the record has no times.
fn moment(day: Day) -> String {
    format!("{}T000000Z", date(day))
}

fn local(time: DateTime) -> String {
    time.strftime("%Y%m%dT%H%M%S").to_string()
}

/// Returns an offset from UTC: `+0300`, with seconds where it has some.
fn offset(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let (hours, minutes, rest) =
        (seconds.abs() / 3600, seconds.abs() / 60 % 60, seconds.abs() % 60);
    let rest = if rest == 0 { String::new() } else { format!("{rest:02}") };
    format!("{sign}{hours:02}{minutes:02}{rest}")
}

/// Returns a text as a value: what ends or parts one is escaped (3.3.11).
fn escaped(text: &str) -> String {
    let special =
        |byte: u8| matches!(byte, b'\\' | b';' | b',') | byte.is_ascii_control() | (byte == 0xc2);
    if !has_byte(text, special) {
        return text.to_owned();
    }
    let mut value = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => value.extend(['\\', c]),
            '\n' => value.push_str("\\n"),
            // Of a text that was read no other control character is left; those beyond ASCII begin
            // with the octet that is looked for above.
            c if c.is_control() => {}
            c => value.push(c),
        }
    }
    value
}

/// The lines of a calendar.
#[derive(Default)]
struct Lines(String);

impl Lines {
    /// Writes a property, folded where it is too long, between characters (3.1).
    fn line(&mut self, name: &str, value: &str) {
        if name.len() + 1 + value.len() <= LONGEST_LINE {
            self.0.extend([name, ":", value, "\r\n"]);
            return;
        }
        // A line after the first begins with a space, which is one of its octets.
        let line = [name, ":", value].concat();
        let (mut rest, mut room) = (&line[..], LONGEST_LINE);
        while rest.len() > room {
            let (part, after) = rest.split_at(rest.floor_char_boundary(room));
            self.0.extend([part, "\r\n "]);
            (rest, room) = (after, LONGEST_LINE - 1);
        }
        self.0.extend([rest, "\r\n"]);
    }

    fn text(&mut self, name: &str, text: &str) {
        self.line(name, &escaped(text));
    }

    /// Writes a time on the clocks of a zone: in UTC, with the zone, or floating (3.3.5).
    fn time(&mut self, property: &str, zone: Option<&TimeZone>, time: DateTime) {
        match zone.map(name) {
            Some(Some(name)) => self.line(&format!("{property};TZID={name}"), &local(time)),
            Some(None) => self.line(property, &format!("{}Z", local(time))),
            None => self.line(property, &local(time)),
        }
    }

    /// Writes what a zone's clocks showed from the change before the first of some moments to the
    /// last of them: each change of its rules, those that are alike together.
    fn zone(&mut self, zone: &TimeZone, moments: &BTreeSet<Timestamp>) {
        let (Some(first), Some(last), Some(name)) = (moments.first(), moments.last(), name(zone))
        else {
            return;
        };
        self.line("BEGIN", "VTIMEZONE");
        self.line("TZID", name);
        let mut observances: BTreeMap<(DateTime, Observance), Vec<DateTime>> = BTreeMap::new();
        let mut seen: BTreeMap<Observance, DateTime> = BTreeMap::new();
        let mut add = |at: DateTime, observance: Observance| {
            let begins = *seen.entry(observance.clone()).or_insert(at);
            observances.entry((begins, observance)).or_default().push(at);
        };
        // A change at the first moment itself is among those that follow the moment before.
        let before = first.checked_add(1.second()).unwrap_or(*first);
        let since = zone.preceding(before).next().map(|change| change.timestamp());
        let begin = match since {
            Some(since) => since,
            None => {
                // Before the first change of the data the clocks showed what they show at `first`.
                let info = zone.to_offset_info(*first);
                let always = Observance::new(info.offset(), &info);
                add(DateTime::new(1, 1, 1, 0, 0, 0, 0).unwrap_or(DateTime::MIN), always);
                *first
            }
        };
        let from = begin.checked_sub(1.second()).unwrap_or(begin);
        for change in zone.following(from) {
            let at = change.timestamp();
            if at > *last {
                break;
            }
            let just_before = at.checked_sub(1.second()).unwrap_or(at);
            let offset_before = zone.to_offset(just_before);
            let observance = Observance::new(offset_before, &zone.to_offset_info(at));
            add(offset_before.to_datetime(at), observance);
        }
        for ((begins, observance), times) in observances {
            let kind = if observance.summer { "DAYLIGHT" } else { "STANDARD" };
            self.line("BEGIN", kind);
            self.line("DTSTART", &local(begins));
            self.line("TZOFFSETFROM", &offset(observance.before));
            self.line("TZOFFSETTO", &offset(observance.after));
            self.text("TZNAME", &observance.name);
            // The first is among them too: a reader in wide use looks at `DTSTART` only where there
            // is no `RDATE`, and to others a repetition is none (3.8.5.2).
            for time in times.iter().filter(|_| times.len() > 1) {
                self.line("RDATE", &local(*time));
            }
            self.line("END", kind);
        }
        self.line("END", "VTIMEZONE");
    }
}

/// How a zone's clocks were changed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Observance {
    before: Offset,
    after: Offset,
    summer: bool,
    name: String,
}

impl Observance {
    fn new(before: Offset, info: &jiff::tz::TimeZoneOffsetInfo<'_>) -> Self {
        let name = info.abbreviation().to_owned();
        Self { before, after: info.offset(), summer: info.dst() == Dst::Yes, name }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_folded_between_characters() {
        for (value, expected) in [
            ("short".to_owned(), "X:short\r\n".to_owned()),
            ("a".repeat(73), format!("X:{}\r\n", "a".repeat(73))),
            ("a".repeat(74), format!("X:{}\r\n a\r\n", "a".repeat(73))),
            ("ä".repeat(37), format!("X:{}\r\n ä\r\n", "ä".repeat(36))),
            (format!("{}🙂", "a".repeat(70)), format!("X:{}\r\n 🙂\r\n", "a".repeat(70))),
        ] {
            let mut lines = Lines::default();
            lines.line("X", &value);
            assert_eq!(lines.0, expected);
        }
    }

    #[test]
    fn a_text_ends_no_value() {
        assert_eq!(escaped("a;b,c\\d\ne:f \"g\""), "a\\;b\\,c\\\\d\\ne:f \"g\"");
    }

    fn zone(name: &str, moments: &[&str]) -> Vec<String> {
        let zone = TimeZone::get(name).expect("a zone");
        let moments = moments.iter().map(|text| text.parse().expect("a moment")).collect();
        let mut lines = Lines::default();
        lines.zone(&zone, &moments);
        lines.0.lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_zone_has_the_changes_of_its_time() {
        let changes = |lines: Vec<String>| {
            let wanted = ["DTSTART", "TZOFFSET", "RDATE", "BEGIN:D", "BEGIN:S"];
            let lines = lines.into_iter();
            lines.filter(|line| wanted.iter().any(|w| line.starts_with(w))).collect::<Vec<_>>()
        };
        for (name, moments, expected) in [
            // Turkey left summer time on for good.
            (
                "Europe/Istanbul",
                vec!["2025-02-27T06:30:00Z"],
                vec![
                    "BEGIN:STANDARD",
                    "DTSTART:20160907T000000",
                    "TZOFFSETFROM:+0300",
                    "TZOFFSETTO:+0300",
                ],
            ),
            (
                "America/New_York",
                vec!["2016-12-29T12:00:00Z", "2018-07-01T12:00:00Z"],
                vec![
                    "BEGIN:STANDARD",
                    "DTSTART:20161106T020000",
                    "TZOFFSETFROM:-0400",
                    "TZOFFSETTO:-0500",
                    "RDATE:20161106T020000",
                    "RDATE:20171105T020000",
                    "BEGIN:DAYLIGHT",
                    "DTSTART:20170312T020000",
                    "TZOFFSETFROM:-0500",
                    "TZOFFSETTO:-0400",
                    "RDATE:20170312T020000",
                    "RDATE:20180311T020000",
                ],
            ),
            (
                "Europe/Istanbul",
                vec!["1700-01-01T00:00:00Z"],
                vec![
                    "BEGIN:STANDARD",
                    "DTSTART:00010101T000000",
                    "TZOFFSETFROM:+015552",
                    "TZOFFSETTO:+015552",
                ],
            ),
        ] {
            assert_eq!(changes(zone(name, &moments)), expected, "{name}");
        }
    }
}
