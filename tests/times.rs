//! When it was: by which clocks, in which outputs, and what the dates are that feeds and calendars
//! give records.

mod support;

use serde_json::Value;
use support::{Archive, Run, Table, mistakes, program, rules};

/// Venues with a zone of their own, of what they lie in, and without one.
const VENUES: &[(&str, &str)] = &[
    ("berlin", "tz = \"Europe/Berlin\""),
    ("paris", "tz = \"Europe/Paris\""),
    ("moscow", "tz = \"Europe/Moscow\""),
    ("new-york", "tz = \"America/New_York\""),
    ("kolkata", "tz = \"Asia/Kolkata\""),
    ("apia", "tz = \"Pacific/Apia\""),
    ("kwajalein", "tz = \"Pacific/Kwajalein\""),
    ("ponta-delgada", "tz = \"Atlantic/Azores\""),
    ("germany", "kind = \"country\"\ntz = \"Europe/Berlin\""),
    ("hamburg", "kind = \"city\"\nwithin = \"germany\""),
    ("hall", "kind = \"room\"\nwithin = \"hamburg\""),
    ("island", "kind = \"region\""),
    ("video", "kind = \"online\""),
    ("video-utc", "kind = \"online\"\ntz = \"UTC\""),
];

fn archive(settings: &str) -> Archive {
    let archive = Archive::new().file("archive.toml", format!("title = \"Times\"\n{settings}"));
    VENUES.iter().fold(archive, |archive, (id, front)| {
        archive.entity(&format!("venues/{id}"), &format!("name = \"{id}\"\n{front}"), "")
    })
}

/// A briefing and what is said of its times: on its page, in a calendar (behind `DTSTART`, `DTEND`
/// and `RDATE`), and in JSON-LD.
struct Case {
    front: &'static str,
    page: &'static str,
    calendar: &'static str,
    json_ld: &'static str,
}

const fn case(
    front: &'static str,
    page: &'static str,
    calendar: &'static str,
    json_ld: &'static str,
) -> Case {
    Case { front, page, calendar, json_ld }
}

/// Returns the archive with a briefing for each case, named by its place, without those that go
/// wrong being told.
fn with_cases(settings: &str, cases: &[Case]) -> Archive {
    cases.iter().enumerate().fold(archive(settings), |archive, (at, case)| {
        archive.briefing(&format!("b-{at}"), case.front, "")
    })
}

fn run(settings: &str, cases: &[Case]) {
    let built = with_cases(settings, cases);
    let wrong = built.build();
    assert!(rules(&wrong).iter().all(|rule| *rule == "skipped-time"), "{}", mistakes(&wrong));
    let calendar = built.read("archive.ics");
    let mut table = Table::new();
    for (at, case) in cases.iter().enumerate() {
        table.run(case.front.replace('\n', "; "), || {
            let path = format!("briefings/b-{at}.html");
            assert_eq!(time_on_page(&built, &path), case.page, "on the page");
            assert_eq!(times_of_event(&calendar, &format!("About b-{at}")), case.calendar);
            assert_eq!(span_of_json_ld(&built.read(&path)), case.json_ld);
        });
    }
    table.end(cases.len());
}

/// Returns the line of the margin that has a time.
fn time_on_page(built: &Archive, path: &str) -> String {
    let margin = built.html(path).within_class("when", "p");
    let times = margin.into_iter().map(|line| line.text);
    times.filter(|text| text.contains(':')).collect::<Vec<_>>().join("|")
}

/// Returns when an event of a calendar is.
fn times_of_event(calendar: &str, title: &str) -> String {
    let summary = format!("\r\nSUMMARY:{title}\r\n");
    let event = calendar.split("BEGIN:VEVENT").find(|event| event.contains(&summary));
    let lines = event.unwrap_or_default().lines();
    let times = lines
        .filter(|line| ["DTSTART", "DTEND", "RDATE"].iter().any(|name| line.starts_with(name)));
    times.collect::<Vec<_>>().join(" ")
}

fn json_ld(page: &str) -> Value {
    let (_, json) = page.split_once("<script type=\"application/ld+json\">").expect("JSON-LD");
    let (json, _) = json.split_once("</script>").expect("an end of the script");
    serde_json::from_str(json).expect("JSON")
}

/// Returns when the event of a page is in JSON-LD, or the EDTF that stands for it.
fn span_of_json_ld(page: &str) -> String {
    let report = json_ld(page);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let parts = [
        text(&report["about"]["startDate"]),
        text(&report["about"]["endDate"]),
        text(&report["temporalCoverage"]),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_time_has_the_zone_of_its_place_or_says_another() {
    run(
        "",
        &[
            // The venue's zone needs no word.
            case(
                "date = 2024-06-14\nstart_time = 10:00:00\nvenue = \"berlin\"",
                "10:00",
                "DTSTART;TZID=Europe/Berlin:20240614T100000",
                "2024-06-14T10:00:00+02:00",
            ),
            case(
                "date = 2024-01-14\nstart_time = 10:00:00\nend_time = 11:30:00\nvenue = \"hall\"",
                "10:00–11:30",
                "DTSTART;TZID=Europe/Berlin:20240114T100000 DTEND;TZID=Europe/Berlin:20240114T113000",
                "2024-01-14T10:00:00+01:00 2024-01-14T11:30:00+01:00",
            ),
            // Its own, where the clocks of the venue show another time.
            case(
                "date = 2024-06-14\nstart_time = 10:00:00\nvenue = \"berlin\"\ntz = \"America/New_York\"",
                "10:00 America/New_York (UTC−4)",
                "DTSTART;TZID=America/New_York:20240614T100000",
                "2024-06-14T10:00:00-04:00",
            ),
            case(
                "date = 2024-06-14\nstart_time = 10:00:00\nvenue = \"berlin\"\ntz = \"Asia/Kolkata\"",
                "10:00 Asia/Kolkata (UTC+5:30)",
                "DTSTART;TZID=Asia/Kolkata:20240614T100000",
                "2024-06-14T10:00:00+05:30",
            ),
            case(
                "date = 2024-06-14\nstart_time = 10:00:00\nvenue = \"berlin\"\ntz = \"UTC\"",
                "10:00 UTC",
                "DTSTART:20240614T100000Z",
                "2024-06-14T10:00:00+00:00",
            ),
            case(
                "date = 2024-01-14\nstart_time = 10:00:00\nvenue = \"berlin\"\ntz = \"Europe/London\"",
                "10:00 Europe/London (UTC)",
                "DTSTART;TZID=Europe/London:20240114T100000",
                "2024-01-14T10:00:00+00:00",
            ),
            // Another name for the same clocks.
            case(
                "date = 2024-06-14\nstart_time = 10:00:00\nvenue = \"berlin\"\ntz = \"Europe/Berlin\"",
                "10:00",
                "DTSTART;TZID=Europe/Berlin:20240614T100000",
                "2024-06-14T10:00:00+02:00",
            ),
            case(
                "date = 2024-06-14\nstart_time = 10:00:00\nvenue = \"berlin\"\ntz = \"Europe/Rome\"",
                "10:00",
                "DTSTART;TZID=Europe/Rome:20240614T100000",
                "2024-06-14T10:00:00+02:00",
            ),
            // In winter only.
            case(
                "date = 2024-01-14\nstart_time = 10:00:00\nvenue = \"berlin\"\ntz = \"Africa/Lagos\"",
                "10:00",
                "DTSTART;TZID=Africa/Lagos:20240114T100000",
                "2024-01-14T10:00:00+01:00",
            ),
            case(
                "date = 2024-07-14\nstart_time = 10:00:00\nvenue = \"berlin\"\ntz = \"Africa/Lagos\"",
                "10:00 Africa/Lagos (UTC+1)",
                "DTSTART;TZID=Africa/Lagos:20240714T100000",
                "2024-07-14T10:00:00+01:00",
            ),
            // Several venues: the first that has a zone.
            case(
                "date = 2024-06-16\nstart_time = 15:00:00\nvenue = [\"video\", \"berlin\"]",
                "15:00 Europe/Berlin (UTC+2)",
                "DTSTART;TZID=Europe/Berlin:20240616T150000",
                "2024-06-16T15:00:00+02:00",
            ),
            case(
                "date = 2024-06-16\nstart_time = 15:00:00\nvenue = [\"island\", \"paris\", \"moscow\"]",
                "15:00 Europe/Paris (UTC+2)",
                "DTSTART;TZID=Europe/Paris:20240616T150000",
                "2024-06-16T15:00:00+02:00",
            ),
            case(
                "date = 2024-06-16\nstart_time = 15:00:00\nvenue = [\"moscow\", \"berlin\"]",
                "15:00 Europe/Moscow (UTC+3)",
                "DTSTART;TZID=Europe/Moscow:20240616T150000",
                "2024-06-16T15:00:00+03:00",
            ),
            case(
                "date = 2024-06-16\nstart_time = 15:00:00\nvenue = [\"hamburg\", \"paris\"]",
                "15:00",
                "DTSTART;TZID=Europe/Berlin:20240616T150000",
                "2024-06-16T15:00:00+02:00",
            ),
            // Of a call, and online, nobody knows it.
            case(
                "date = 2024-06-16\nkind = \"call\"\nstart_time = 15:00:00\nvenue = \"berlin\"",
                "15:00 Europe/Berlin (UTC+2)",
                "DTSTART;TZID=Europe/Berlin:20240616T150000",
                "2024-06-16T15:00:00+02:00",
            ),
            case(
                "date = 2024-06-16\nkind = \"call\"\nstart_time = 15:00:00\ntz = \"Europe/Moscow\"",
                "15:00 Europe/Moscow (UTC+3)",
                "DTSTART;TZID=Europe/Moscow:20240616T150000",
                "2024-06-16T15:00:00+03:00",
            ),
            case(
                "date = 2024-06-16\nstart_time = 15:00:00\nvenue = \"video-utc\"",
                "15:00 UTC",
                "DTSTART:20240616T150000Z",
                "2024-06-16T15:00:00+00:00",
            ),
            case(
                "date = 2024-06-16\nstart_time = 15:00:00\nvenue = \"Nowhere\"\ntz = \"Europe/Moscow\"",
                "15:00 Europe/Moscow (UTC+3)",
                "DTSTART;TZID=Europe/Moscow:20240616T150000",
                "2024-06-16T15:00:00+03:00",
            ),
            // No zone is known, and none is claimed.
            case(
                "date = 2024-06-17\nstart_time = 09:30:00\nvenue = \"Kigali\"",
                "09:30",
                "DTSTART:20240617T093000",
                "2024-06-17T09:30:00",
            ),
            case(
                "date = 2024-06-17\nstart_time = 09:30:00\nend_time = 10:15:30\nvenue = \"island\"",
                "09:30–10:15",
                "DTSTART:20240617T093000 DTEND:20240617T101530",
                "2024-06-17T09:30:00 2024-06-17T10:15:30",
            ),
            case(
                "date = 2024-06-17\nstart_time = 22:00:00\nend_time = 01:00:00",
                "22:00–01:00",
                "DTSTART:20240617T220000 DTEND:20240618T010000",
                "2024-06-17T22:00:00 2024-06-18T01:00:00",
            ),
            // Without a time there is no zone to tell.
            case(
                "date = 2024-06-17\nvenue = \"berlin\"\ntz = \"America/New_York\"",
                "",
                "DTSTART;VALUE=DATE:20240617",
                "2024-06-17",
            ),
            // A date less exact than a day has no offset.
            case(
                "date = \"2024-06\"\nstart_time = 09:00:00\nvenue = \"berlin\"\ntz = \"Asia/Tokyo\"",
                "09:00 Asia/Tokyo",
                "",
                "2024-06",
            ),
            case(
                "date = \"2024-06-17?\"\nstart_time = 09:00:00\nvenue = \"berlin\"",
                "09:00",
                "",
                "2024-06-17?",
            ),
        ],
    );
}

#[test]
fn the_zone_of_the_archive_is_said_unless_a_venue_says_the_same() {
    run(
        "tz = \"Europe/Istanbul\"",
        &[
            case(
                "date = 2024-06-17\nstart_time = 09:30:00\nvenue = \"Kigali\"",
                "09:30 Europe/Istanbul (UTC+3)",
                "DTSTART;TZID=Europe/Istanbul:20240617T093000",
                "2024-06-17T09:30:00+03:00",
            ),
            case(
                "date = 2024-06-17\nend_time = 09:30:00",
                "until 09:30 Europe/Istanbul (UTC+3)",
                "DTSTART;VALUE=DATE:20240617",
                "2024-06-17 2024-06-17T09:30:00+03:00",
            ),
            case(
                "date = 2024-06-17\nstart_time = 09:30:00\nvenue = [\"island\", \"moscow\"]",
                "09:30 Europe/Moscow (UTC+3)",
                "DTSTART;TZID=Europe/Moscow:20240617T093000",
                "2024-06-17T09:30:00+03:00",
            ),
            case(
                "date = 2024-06-17\nstart_time = 09:30:00\nvenue = \"berlin\"",
                "09:30",
                "DTSTART;TZID=Europe/Berlin:20240617T093000",
                "2024-06-17T09:30:00+02:00",
            ),
        ],
    );
}

#[test]
fn no_end_is_before_or_at_its_start() {
    run(
        "",
        &[
            case(
                "date = 2024-06-17\nstart_time = 09:30:00\nend_time = 09:30:00\nvenue = \"berlin\"",
                "09:30",
                "DTSTART;TZID=Europe/Berlin:20240617T093000",
                "2024-06-17T09:30:00+02:00",
            ),
            case(
                "date = 2024-06-17\nstart_time = 09:30:00\nend_time = 09:30:00",
                "09:30",
                "DTSTART:20240617T093000",
                "2024-06-17T09:30:00",
            ),
            case(
                "date = 2024-06-17\nend_date = 2024-06-18\nstart_time = 09:30:00\nend_time = 09:30:00",
                "09:30–09:30",
                "DTSTART:20240617T093000 DTEND:20240618T093000",
                "2024-06-17T09:30:00 2024-06-18T09:30:00",
            ),
            case(
                "date = \"2024-06-17/2024-06-17\"\nstart_time = 09:30:00\nend_time = 08:00:00",
                "09:30–08:00",
                "DTSTART:20240617T093000 DTEND:20240618T080000",
                "2024-06-17T09:30:00 2024-06-18T08:00:00",
            ),
            case(
                "date = 2024-06-17\nend_date = 2024-06-17\nvenue = \"berlin\"",
                "",
                "DTSTART;VALUE=DATE:20240617",
                "2024-06-17",
            ),
            case(
                "date = 2024-06-17\nend_time = 00:00:00\nvenue = \"berlin\"",
                "until 00:00",
                "DTSTART;VALUE=DATE:20240617",
                "2024-06-17",
            ),
            // Both are 01:15 and later by the clocks, and not by the sun.
            case(
                "date = 2024-03-31\nstart_time = 02:30:00\nend_time = 03:15:00\nvenue = \"berlin\"",
                "02:30–03:15",
                "DTSTART;TZID=Europe/Berlin:20240331T023000",
                "2024-03-31T02:30:00+01:00",
            ),
            case(
                "date = 2024-03-31\nstart_time = 02:30:00\nend_time = 03:45:00\nvenue = \"berlin\"",
                "02:30–03:45",
                "DTSTART;TZID=Europe/Berlin:20240331T023000 DTEND;TZID=Europe/Berlin:20240331T034500",
                "2024-03-31T02:30:00+01:00 2024-03-31T03:45:00+02:00",
            ),
            case(
                "date = 2024-03-10\nstart_time = 02:10:00\nend_time = 03:05:00\nvenue = \"new-york\"",
                "02:10–03:05",
                "DTSTART;TZID=America/New_York:20240310T021000",
                "2024-03-10T02:10:00-05:00",
            ),
            // Earlier by the clocks is the next day, also where they were set back between.
            case(
                "date = 2024-10-27\nstart_time = 02:45:00\nend_time = 02:15:00\nvenue = \"berlin\"",
                "02:45–02:15",
                "DTSTART;TZID=Europe/Berlin:20241027T024500 DTEND;TZID=Europe/Berlin:20241028T021500",
                "2024-10-27T02:45:00+02:00 2024-10-28T02:15:00+01:00",
            ),
            // Of a time that was shown twice, the first is meant.
            case(
                "date = 2024-10-27\nstart_time = 01:30:00\nend_time = 02:30:00\nvenue = \"berlin\"",
                "01:30–02:30",
                "DTSTART;TZID=Europe/Berlin:20241027T013000 DTEND;TZID=Europe/Berlin:20241027T023000",
                "2024-10-27T01:30:00+02:00 2024-10-27T02:30:00+02:00",
            ),
            // A day that was skipped stays the day that it is on the page.
            case(
                "date = 2011-12-30\nstart_time = 09:00:00\nvenue = \"apia\"",
                "09:00",
                "DTSTART;TZID=Pacific/Apia:20111230T090000",
                "2011-12-30T09:00:00-10:00",
            ),
            // A period that is dated unlike at its ends.
            case("date = \"2024-05-10/2024-05\"", "", "", "2024-05-10/2024-05"),
            case("date = \"2024-05/2024-05-10\"", "", "", "2024-05 2024-05-10"),
            case("date = \"2024-04/2024-05-10\"", "", "", "2024-04 2024-05-10"),
            case("date = \"2024/2024-05\"", "", "", "2024 2024-05"),
            case("date = \"2024-05/2024\"", "", "", "2024-05/2024"),
            case("date = \"2023/2024\"", "", "", "2023 2024"),
        ],
    );
}

#[test]
fn an_offset_is_one_that_a_schema_allows() {
    run(
        "",
        &[
            // Clocks went by the sun.
            case(
                "date = 1898-05-01\nstart_time = 09:00:00\nvenue = \"berlin\"\ntz = \"Atlantic/Azores\"",
                "09:00 Atlantic/Azores",
                "DTSTART;TZID=Atlantic/Azores:18980501T090000",
                "1898-05-01T09:00:00-01:55",
            ),
            case(
                "date = 1880-05-01\nstart_time = 09:00:00\nvenue = \"berlin\"",
                "09:00",
                "DTSTART;TZID=Europe/Berlin:18800501T090000",
                "1880-05-01T09:00:00+00:53",
            ),
            case(
                "date = 1880-05-01\nstart_time = 09:00:00\nvenue = \"new-york\"",
                "09:00",
                "DTSTART;TZID=America/New_York:18800501T090000",
                "1880-05-01T09:00:00-04:56",
            ),
            case(
                "date = 1700-05-01\nstart_time = 09:00:00\ntz = \"Africa/Abidjan\"",
                "09:00 Africa/Abidjan",
                "DTSTART;TZID=Africa/Abidjan:17000501T090000",
                "1700-05-01T09:00:00-00:16",
            ),
            case(
                "date = 1900-05-01\nstart_time = 09:00:00\ntz = \"Europe/Paris\"",
                "09:00 Europe/Paris",
                "DTSTART;TZID=Europe/Paris:19000501T090000",
                "1900-05-01T09:00:00+00:09",
            ),
            case(
                "date = 1971-05-01\nstart_time = 09:00:00\ntz = \"Africa/Monrovia\"",
                "09:00 Africa/Monrovia (UTC−0:44:30)",
                "DTSTART;TZID=Africa/Monrovia:19710501T090000",
                "1971-05-01T09:00:00-00:45",
            ),
            case(
                "date = 0001-01-01\nstart_time = 00:00:00\nvenue = \"kolkata\"",
                "00:00",
                "DTSTART;TZID=Asia/Kolkata:00010101T000000",
                "0001-01-01T00:00:00+05:53",
            ),
            case(
                "date = 9999-12-31\nstart_time = 23:00:00\nend_time = 01:00:00\nvenue = \"kolkata\"",
                "23:00–01:00",
                "DTSTART;TZID=Asia/Kolkata:99991231T230000",
                "9999-12-31T23:00:00+05:30",
            ),
        ],
    );
}

#[test]
fn several_dates_are_an_event_where_each_is_a_day() {
    run(
        "",
        &[
            case(
                "date = \"{1980-01-31,1980-02-07}\"",
                "",
                "DTSTART;VALUE=DATE:19800131 RDATE;VALUE=DATE:19800207",
                "{1980-01-31,1980-02-07}",
            ),
            case(
                "date = \"{1980-02-09, 1980-01-31, 1980-02-07}\"",
                "",
                "DTSTART;VALUE=DATE:19800131 RDATE;VALUE=DATE:19800207,19800209",
                "{1980-01-31,1980-02-07,1980-02-09}",
            ),
            case("date = \"{1980-01-31,1980-02}\"", "", "", "{1980-01-31,1980-02}"),
            case("date = \"[1980-01-31,1980-02-07]\"", "", "", "[1980-01-31,1980-02-07]"),
            case("date = \"[..1984-12-03]\"", "", "", "[..1984-12-03]"),
            case("date = \"[1960,1961]\"", "", "", "[1960,1961]"),
            case(
                "date = \"2020-01-01/2020-01-01\"\nstart_time = 10:00:00\nvenue = \"berlin\"",
                "10:00",
                "DTSTART;TZID=Europe/Berlin:20200101T100000",
                "2020-01-01T10:00:00+01:00",
            ),
        ],
    );
}

#[test]
fn a_calendar_schedules_nothing() {
    let built = archive("").briefing("a", "date = 2024-05-14", "").built();
    let calendar = built.read("archive.ics");
    assert!(!calendar.contains("METHOD") && calendar.contains("BEGIN:VEVENT"), "{calendar}");
}

#[test]
fn a_time_or_day_that_the_clocks_skipped_is_reported() {
    let mut table = Table::new();
    for (front, expected) in [
        (
            "date = 2024-03-31\nstart_time = 02:30:00\ntz = \"Europe/Berlin\"",
            "4:14: warning[skipped-time]: the clocks of `Europe/Berlin` did not show `2024-03-31 02:30`|they were set from 2024-03-31 02:00 to 2024-03-31 03:00: look at the source whether the day, the time or the `tz` is another",
        ),
        (
            "date = 2024-03-31\nstart_time = 01:30:00\nend_time = 02:59:59\nvenue = \"hall\"",
            "5:12: warning[skipped-time]: the clocks of `Europe/Berlin` did not show `2024-03-31 02:59:59`|they were set from 2024-03-31 02:00 to 2024-03-31 03:00: look at the source whether the day, the time or the `tz` of the venue `hall` is another",
        ),
        (
            "date = 2024-03-30\nstart_time = 23:00:00\nend_time = 02:00:00\nvenue = \"berlin\"",
            "5:12: warning[skipped-time]: the clocks of `Europe/Berlin` did not show `2024-03-31 02:00`|they were set from 2024-03-31 02:00 to 2024-03-31 03:00: look at the source whether the day, the time or the `tz` of the venue `berlin` is another",
        ),
        (
            "date = 2011-12-30\nstart_time = 09:00:00\nvenue = \"apia\"",
            "4:14: warning[skipped-time]: the clocks of `Pacific/Apia` did not show `2011-12-30 09:00`|they were set from 2011-12-30 00:00 to 2011-12-31 00:00: look at the source whether the day, the time or the `tz` of the venue `apia` is another",
        ),
        (
            "date = 2011-12-30\nvenue = \"apia\"",
            "3:8: warning[skipped-time]: the clocks of `Pacific/Apia` did not show `2011-12-30`|they were set from 2011-12-30 00:00 to 2011-12-31 00:00: look at the source whether the day, the time or the `tz` of the venue `apia` is another",
        ),
        ("date = 2024-03-31\nstart_time = 01:59:59\nend_time = 03:00:00\nvenue = \"berlin\"", ""),
        ("date = 2024-03-31\nvenue = \"berlin\"", ""),
        ("date = 2024-03-31\nstart_time = 02:30:00", ""),
        ("date = 2024-03-31\nstart_time = 02:30:00\nvenue = \"kolkata\"", ""),
        ("date = \"2024-03-31?\"\nstart_time = 02:30:00\nvenue = \"berlin\"", ""),
        ("date = \"2024-03\"\nstart_time = 02:30:00\nvenue = \"berlin\"", ""),
        ("date = 2024-10-27\nstart_time = 02:30:00\nvenue = \"berlin\"", ""),
        (
            "date = 2024-03-31\nstart_time = 02:30:00\nvenue = \"berlin\"\nallow = [\"skipped-time\"]",
            "",
        ),
        ("date = \"2011-12-29/2011-12-31\"\nvenue = \"apia\"", ""),
    ] {
        table.run(front.replace('\n', "; "), || {
            let report = archive("").briefing("a", front, "").check();
            let found = mistakes(&report).replace("\n  help: ", "|");
            let found = found.trim_end().trim_start_matches("content/briefings/a.md:");
            assert_eq!(found, expected);
        });
    }
    table.end(14);
}

#[test]
fn the_clocks_of_the_archive_skip_times_and_no_days() {
    let check =
        |front: &str| rules(&archive("tz = \"Pacific/Apia\"").briefing("a", front, "").check());
    assert_eq!(check("date = 2011-12-30\nstart_time = 10:00:00"), ["skipped-time"]);
    assert_eq!(check("date = 2011-12-30"), [""; 0]);
}

#[test]
fn strict_fails_where_a_time_was_skipped_and_settings_can_silence_it() {
    let front = "date = 2024-03-31\nstart_time = 02:30:00\nvenue = \"berlin\"";
    archive("").briefing("a", front, "").run(&["check", "--strict"]).exits(1);
    archive("[rules]\nskipped-time = \"off\"")
        .briefing("a", front, "")
        .run(&["check", "--strict"])
        .exits(0);
}

#[test]
fn all_records_say_the_zone_of_the_archive_only_where_it_has_one() {
    let zone = |settings: &str| {
        let built = archive(settings).briefing("a", "date = 2024-05-14", "").built();
        let records: Value = serde_json::from_str(&built.read("archive.json")).expect("JSON");
        records.get("tz").cloned()
    };
    assert_eq!(zone(""), None);
    assert_eq!(zone("tz = \"Asia/Kolkata\""), Some("Asia/Kolkata".into()));
    assert_eq!(zone("tz = \"UTC\""), Some("UTC".into()));
}

/// Returns the days of a feed: its own, and those of its entries by title.
fn updated(feed: &str) -> String {
    let mut found = Vec::new();
    for (at, part) in feed.split("<entry").enumerate() {
        let element = |name: &str| {
            let (_, rest) = part.split_once(&format!("<{name}>")).expect("an element");
            rest.split_once(&format!("</{name}>")).expect("its end").0
        };
        let title = if at == 0 { "feed" } else { element("title") };
        let (day, time) = element("updated").split_once('T').expect("a moment");
        assert_eq!(time, "00:00:00Z");
        found.push(format!("{title} {day}"));
    }
    found.join(", ")
}

#[test]
fn nothing_in_a_feed_is_later_than_the_record() {
    let mut table = Table::new();
    let plan = "title = \"Plan\"\ndate = 2031-05-01\nstatus = \"planned\"";
    for (settings, old, new, expected) in [
        ("", "created = 2024-05-03", plan, "feed 2024-05-03, Plan 2024-05-03, Old 2024-05-03"),
        ("", "updated = 2024-06-03", plan, "feed 2024-06-03, Plan 2024-06-03, Old 2024-06-03"),
        (
            "",
            "sources = [{ title = \"S\", published = 2024-05-09 }]",
            plan,
            "feed 2024-05-09, Plan 2024-05-09, Old 2024-05-09",
        ),
        // `as_of` is by when the archive is to be read.
        (
            "as_of = 2024-07-01",
            "created = 2024-05-03",
            plan,
            "feed 2024-07-01, Plan 2024-07-01, Old 2024-05-03",
        ),
        (
            "as_of = \"2024-07\"",
            "created = 2024-05-03",
            plan,
            "feed 2024-07-31, Plan 2024-07-31, Old 2024-05-03",
        ),
        // What is recorded later than that is recorded.
        (
            "as_of = 2024-01-01",
            "created = 2024-05-03",
            plan,
            "feed 2024-05-03, Plan 2024-05-03, Old 2024-05-03",
        ),
        // Without any date of the record, what was held has come.
        ("", "", plan, "feed 2024-05-01, Plan 2024-05-01, Old 2024-05-01"),
        (
            "",
            "",
            "title = \"Held\"\ndate = 2024-08-01",
            "feed 2024-08-01, Held 2024-08-01, Old 2024-05-01",
        ),
        (
            "",
            "created = 2024-05-03",
            "title = \"Held\"\ndate = 2024-08-01",
            "feed 2024-08-01, Held 2024-08-01, Old 2024-05-03",
        ),
        (
            "as_of = 2024-07-01",
            "created = 2024-05-03",
            "title = \"Held\"\ndate = 2024-08-01",
            "feed 2024-07-01, Held 2024-07-01, Old 2024-05-03",
        ),
        // Nothing is known of plans alone.
        ("", "status = \"planned\"", plan, "feed 1970-01-01, Plan 1970-01-01, Old 1970-01-01"),
        (
            "",
            "status = \"confirmed\"",
            "title = \"Put off\"\ndate = 2031-05-01\nstatus = \"postponed\"",
            "feed 1970-01-01, Put off 1970-01-01, Old 1970-01-01",
        ),
        // A plan that says when it was written down.
        (
            "",
            "created = 2024-05-03",
            "title = \"Plan\"\ndate = 2031-05-01\nstatus = \"planned\"\ncreated = 2024-04-01",
            "feed 2024-05-03, Old 2024-05-03, Plan 2024-04-01",
        ),
        (
            "",
            "created = 2024-05-03",
            "title = \"Plan\"\ndate = \"203X\"\nstatus = \"planned\"",
            "feed 2024-05-03, Plan 2024-05-03, Old 2024-05-03",
        ),
        (
            "",
            "created = 2024-05-03",
            "title = \"Rumour\"\ndate = \"[2031-05-01,2031-06-01]\"\nstatus = \"unconfirmed\"",
            "feed 2024-05-03, Rumour 2024-05-03, Old 2024-05-03",
        ),
    ] {
        table.run(format!("{settings} {old} {new}").replace('\n', "; "), || {
            let old = format!("title = \"Old\"\ndate = 2024-05-01\n{old}");
            let built =
                archive(settings).briefing("old", &old, "").briefing("new", new, "").built();
            assert_eq!(updated(&built.read("atom.xml")), expected);
            let latest = expected.split(", ").next().and_then(|feed| feed.split(' ').nth(1));
            let latest = latest.expect("a day").replace('-', "");
            let calendar = built.read("archive.ics");
            for line in calendar.lines() {
                let moment = ["DTSTAMP:", "LAST-MODIFIED:", "CREATED:"]
                    .iter()
                    .find_map(|name| line.strip_prefix(name));
                assert!(moment.is_none_or(|moment| moment[..8] <= *latest), "{line}");
            }
        });
    }
    table.end(15);
}

#[test]
fn the_feed_of_a_venue_is_not_later_than_the_record_either() {
    let built = archive("")
        .briefing(
            "old",
            "title = \"Old\"\ndate = 2024-05-01\nvenue = \"paris\"\ncreated = 2024-05-03",
            "",
        )
        .briefing(
            "plan",
            "title = \"Plan\"\ndate = 2031-05-01\nvenue = \"paris\"\nstatus = \"planned\"",
            "",
        )
        .built();
    let expected = "feed 2024-05-03, Plan 2024-05-03, Old 2024-05-03";
    assert_eq!(updated(&built.read("venues/paris.xml")), expected);
}

const TEXT: &str = "## A heading\n\nSee [[other]], [below](#a-heading), [a site](https://b.example/x) \
    and a note.[^n]\n\n![A picture](picture.png)\n\n- [ ] a task\n\n[^n]: The note.";

#[test]
fn links_in_entries_are_whole_and_no_two_elements_share_an_id() {
    for (settings, site) in
        [("base_url = \"https://a.example/sub/\"", "https://a.example/sub/"), ("", "")]
    {
        let built = archive(settings)
            .briefing("one", "date = 2024-05-01", TEXT)
            .briefing("two", "date = 2024-05-02", TEXT)
            .briefing("other", "date = 2024-05-03", "")
            .file("content/briefings/picture.png", b"\x89PNG\r\n\x1a\n")
            .built();
        let feed = built.read("atom.xml");
        let text = feed.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
        assert!(!text.contains(" id=\""), "{text}");
        for (attribute, expected) in [
            ("href", format!("{site}briefings/one.html#fn_1")),
            ("href", format!("{site}briefings/two.html#fn_1")),
            ("href", format!("{site}briefings/one.html#a-heading")),
            ("href", format!("{site}briefings/other.html")),
            ("href", "https://b.example/x".to_owned()),
            ("src", format!("{site}files/briefings/picture.png")),
        ] {
            let wanted = format!("{attribute}=\"{expected}\"");
            assert!(text.contains(&wanted), "no {wanted} in {text}");
        }
        assert!(!text.contains("=\"#") && !text.contains("=\"../"), "{text}");
        let ids: Vec<&str> =
            feed.split("<id>").skip(1).filter_map(|rest| rest.split("</id>").next()).collect();
        let distinct: std::collections::BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!((ids.len(), distinct.len()), (4, 4));
    }
}

#[test]
fn html_of_an_author_is_resolved_in_a_feed_as_on_its_page() {
    let built = archive("base_url = \"https://a.example/\"\n[markdown]\nhtml = true")
        .briefing(
            "one",
            "date = 2024-05-01",
            "<p id=\"x\"><a href='other.html'>a</a> <a href=/top.html>b</a></p>",
        )
        .built();
    let feed = built.read("atom.xml").replace("&quot;", "\"");
    for wanted in
        ["href=\"https://a.example/briefings/other.html\"", "href=\"https://a.example/top.html\""]
    {
        assert!(feed.contains(wanted), "no {wanted} in {feed}");
    }
    assert!(!feed.contains("id=\"x\""), "{feed}");
}

#[test]
fn dates_are_listed_counted_and_worded_where_they_belong() {
    let dates = [
        ("before", "[..1984-12-03]"),
        ("either", "[1983,1984]"),
        ("both", "{1984-01-31,1985-02-07}"),
        ("months", "[1984-03,1984-05]"),
        ("day", "1984-06-01"),
        ("later", "1985-06-01"),
    ];
    let built = dates
        .iter()
        .fold(archive(""), |archive, (id, date)| {
            archive.briefing(id, &format!("title = \"Of {id}\"\ndate = \"{date}\""), "")
        })
        .built();
    // Certain of the year, and what may be of it.
    let year = built.read("years/1984.html");
    assert!(year.contains("3 briefings"), "{year}");
    let (certain, possible) = year.split_once("Possibly in this period").expect("what may be");
    for (id, part) in [
        ("both", certain),
        ("months", certain),
        ("day", certain),
        ("before", possible),
        ("either", possible),
    ] {
        assert!(part.contains(&format!("briefings/{id}.html")), "{id}");
    }
    let next = built.read("years/1985.html");
    let (_, continuing) = next.split_once("Begun earlier").expect("what went on");
    assert!(continuing.contains("briefings/both.html"));
    // In the order of time.
    let index = built.html("briefings/index.html").text();
    let place = |id: &str| index.find(&format!("Of {id}")).expect("a row");
    let order = ["later", "day", "months", "both", "before", "either"];
    let places = order.map(place);
    assert!(places.is_sorted(), "{places:?}");
    for (id, words) in [
        ("before", "3 December 1984 or earlier"),
        ("either", "1983 or 1984"),
        ("both", "31 January 1984 and 7 February 1985"),
        ("months", "March or May"),
    ] {
        let page = built.html(&format!("briefings/{id}.html")).text();
        assert!(page.contains(words), "{id}: {page}");
    }
}

#[test]
fn a_day_before_the_gregorian_calendar_has_no_weekday() {
    let days =
        [("1582-10-04", false), ("1582-10-15", true), ("1500-02-28", false), ("2024-05-14", true)];
    let built = days
        .iter()
        .fold(archive(""), |archive, (date, _)| {
            archive.briefing(&format!("d-{date}"), &format!("date = {date}"), "")
        })
        .built();
    for (date, has_weekday) in days {
        let margin = built.html(&format!("briefings/d-{date}.html")).of_class("when");
        let text = margin.into_iter().map(|margin| margin.text).collect::<String>();
        assert_eq!(text.contains("day "), has_weekday, "{text}");
    }
}

#[test]
fn new_asks_rather_than_guesses() {
    let new = |date: &str| {
        let archive = Archive::new();
        let run = Run::of(
            program()
                .args(["new", "briefing", "Talks", "--dry-run", "--date", date])
                .current_dir(archive.root()),
        );
        (run.code, run.out + &run.err)
    };
    for (date, expected) in [
        ("9-10 Dec 2022", "date = \"2022-12-09/2022-12-10\""),
        ("9 to 10 December 2022", "date = \"2022-12-09/2022-12-10\""),
        ("30 Nov–2 Dec 2022", "date = \"2022-11-30/2022-12-02\""),
        ("9 or 10 Dec 2022", "date = \"[2022-12-09,2022-12-10]\""),
        ("27 Feb 2025", "date = 2025-02-27"),
    ] {
        let (code, said) = new(date);
        assert!(code == Some(0) && said.contains(expected), "{date}: {said}");
    }
    for (date, expected) in [
        ("2/3/2022", "`2022-03-02` or `2022-02-03`"),
        ("2/3/2022 to 4/3/2022", "`2022-03-02/2022-03-04` or `2022-02-03/2022-04-03`"),
        ("9-10 Dec", "the year of `9-10 Dec` is missing"),
        ("30 Dec - 2 Jan 2023", "write the year of both"),
    ] {
        let (code, said) = new(date);
        assert!(code == Some(2) && said.contains(expected), "{date}: {said}");
    }
}
