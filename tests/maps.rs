//! Where maps and charts are, what they say, and when they change.

mod support;

use support::Archive;
use support::html::Page;

const VENUES: [(&str, &str); 8] = [
    ("turkiye", "name = \"Türkiye\"\nkind = \"country\""),
    (
        "istanbul",
        "name = \"Istanbul\"\nkind = \"city\"\nwithin = \"Türkiye\"\nlatitude = 41.01\nlongitude = 28.98",
    ),
    (
        "residence",
        "name = \"The residence\"\nkind = \"building\"\nwithin = \"Istanbul\"\nlatitude = 41.07\nlongitude = 29.05",
    ),
    ("ballroom", "name = \"The ballroom\"\nkind = \"room\"\nwithin = \"The residence\""),
    (
        "ankara",
        "name = \"Ankara\"\nkind = \"city\"\nwithin = \"Türkiye\"\nlatitude = 39.93\nlongitude = 32.86",
    ),
    ("suva", "name = \"Suva\"\nkind = \"city\"\nlatitude = -18.14\nlongitude = 178.44"),
    ("nowhere", "name = \"Nowhere\"\nkind = \"city\""),
    ("online", "name = \"A call\"\nkind = \"online\""),
];

fn archive(held: &[&str]) -> Archive {
    let archive = VENUES.iter().fold(Archive::new(), |archive, (id, front)| {
        archive.entity(&format!("venues/{id}"), front, "")
    });
    held.iter().enumerate().fold(archive, |archive, (n, venue)| {
        archive.briefing(&format!("b{n}"), &format!("venue = \"{venue}\""), "")
    })
}

/// Returns the circles of the maps of a page: what is said of each, and where it leads.
fn circles(page: &Page) -> Vec<String> {
    let links = page.within_class("map", "a").into_iter().map(|link| {
        assert_eq!(link.tag.get("tabindex"), Some("-1"));
        let to = page.follow(link.tag.get("href").expect("a link"));
        (link.text, to)
    });
    let titles = page.within_class("map", "title");
    let links: Vec<(String, String)> = links.collect();
    let said = titles.iter().enumerate().map(|(i, title)| match links.get(i) {
        Some((_, to)) => format!("{} -> {to}", title.text),
        None => title.text.clone(),
    });
    said.collect()
}

#[test]
fn maps_show_where_it_was_and_lead_there() {
    let archive =
        archive(&["istanbul", "residence", "ballroom", "ankara", "nowhere", "online"]).built();
    let both = [
        "Istanbul: 3 briefings -> venues/istanbul.html",
        "Ankara: 1 briefing -> venues/ankara.html",
    ];
    for (path, expected) in [
        ("index.html", &both[..]),
        ("venues/index.html", &both),
        ("venues/turkiye.html", &both),
        ("venues/istanbul.html", &["Istanbul"]),
        ("venues/residence.html", &["The residence"]),
        ("venues/ballroom.html", &["The ballroom"]),
        ("venues/suva.html", &["Suva"]),
        ("venues/nowhere.html", &[]),
        ("venues/online.html", &[]),
        ("people/index.html", &[]),
        ("briefings/b0.html", &[]),
    ] {
        let page = archive.html(path);
        assert_eq!(circles(&page), expected, "{path}");
        // The list beside it is for all; the drawing is hidden from those who do not see it.
        for map in page.of_class("map") {
            assert_eq!(map.tag.get("aria-hidden"), Some("true"), "{path}");
        }
    }
}

#[test]
fn a_map_counts_on_the_home_page_what_was_held_alone() {
    let archive = archive(&["istanbul"])
        .briefing("called-off", "venue = \"istanbul\"\nstatus = \"cancelled\"", "")
        .built();
    assert_eq!(
        circles(&archive.html("index.html")),
        ["Istanbul: 1 briefing -> venues/istanbul.html"]
    );
    let index = archive.html("venues/index.html");
    assert_eq!(circles(&index), ["Istanbul: 2 briefings -> venues/istanbul.html"]);
}

#[test]
fn the_map_of_a_place_does_not_change_with_what_was_elsewhere() {
    let before = archive(&["istanbul", "ankara"]).built().outputs();
    let after = archive(&["istanbul", "ankara", "suva", "suva"]).built().outputs();
    for path in ["venues/istanbul.html", "venues/turkiye.html", "venues/residence.html"] {
        assert!(before[path] == after[path], "{path} has changed");
    }
}

/// Returns the titles of the bars of a page's charts.
fn bars(page: &Page) -> Vec<String> {
    page.within_class("chart", "title").into_iter().map(|title| title.text).collect()
}

#[test]
fn a_chart_says_what_was_held_is_planned_and_was_not_and_what_may_be_more() {
    let archive = [
        ("a", "date = 2021-03-01"),
        ("b", "date = 2021-04-01\nstatus = \"cancelled\""),
        ("c", "date = 2021-04-02\nstatus = \"postponed\""),
        ("d", "date = 2022-04-02\nstatus = \"planned\""),
        ("e", "date = \"202X\""),
        ("f", "date = 2031-01-01"),
        ("g", "date = \"19XX\""),
    ]
    .iter()
    .fold(Archive::new(), |archive, (id, front)| archive.briefing(id, front, ""))
    .built();
    let expected = [
        "2021: at least 3 briefings, 2 not held",
        "2022: at least 1 briefing, 1 planned",
        "2031: 1 briefing",
    ];
    for path in ["index.html", "timeline.html"] {
        assert_eq!(bars(&archive.html(path)), expected, "{path}");
    }
}

#[test]
fn people_sides_and_pairs_of_many_briefings_have_charts_that_lead_to_the_years() {
    for (count, has_chart) in [(100, false), (101, true), (501, true)] {
        let archive = (0..count)
            .fold(Archive::new(), |archive, n| {
                let front = format!(
                    "date = {}-03-01\nparticipants = [{{ name = \"A\", side = \"North\" }}, {{ name = \"B\", side = \"South\" }}]",
                    2020 + n % 3
                );
                archive.briefing(&format!("b{n}"), &front, "")
            })
            .built();
        for path in ["people/a", "organizations/north", "between/north--south"] {
            let page = archive.html(&format!("{path}.html"));
            let links = page.within_class("chart", "a");
            assert_eq!(links.len(), if has_chart { 3 } else { 0 }, "{path} of {count}");
            let folder = if count > 500 { path } else { "years" };
            for (link, year) in links.iter().zip(2020..) {
                let to = page.follow(link.tag.get("href").expect("a link"));
                assert_eq!(to, format!("{folder}/{year}.html"), "{path} of {count}");
            }
        }
        assert!(bars(&archive.html("timeline.html")).len() == 3);
    }
}
