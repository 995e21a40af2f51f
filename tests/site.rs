//! What the pages of a site hold, on small archives: every relation on both its ends, every link
//! leading somewhere, every string of an author's in its language and direction.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use support::html::Page;
use support::{Archive, Table, mistakes};

/// Reads every page of an output.
fn pages(archive: &Archive) -> BTreeMap<String, Page> {
    archive.pages().into_iter().map(|path| (path.clone(), archive.html(&path))).collect()
}

/// Says where a path that lacks its anchor, or a folder, leads.
fn without_anchor(url: &str) -> (&str, Option<&str>) {
    url.split_once('#').map_or((url, None), |(path, anchor)| (path, Some(anchor)))
}

/// Stops the test where a page cannot be read strictly, holds a danger, links to nothing, or cannot
/// be reached from the home page.
#[track_caller]
fn assert_sound(archive: &Archive) {
    let (pages, outputs) = (pages(archive), archive.outputs());
    let mut wrong = Vec::new();
    for (path, page) in &pages {
        wrong.extend(page.dangers().into_iter().map(|danger| format!("{path}: {danger}")));
        let loaded = ["img", "link", "script"].iter().flat_map(|name| page.all(name));
        let loaded = loaded.filter_map(|element| {
            element.tag.get("src").or(element.tag.get("href")).map(|url| page.follow(url))
        });
        for url in page.links().into_iter().map(|(url, _)| url).chain(loaded) {
            let (to, anchor) = without_anchor(&url);
            if url.contains("://") || url.starts_with("mailto:") || url.starts_with("tel:") {
                continue;
            }
            if !outputs.contains_key(to) {
                wrong.push(format!("{path}: links to {to}, which is not there"));
            } else if let (Some(anchor), Some(target)) = (anchor, pages.get(to))
                && !target.has_id(anchor)
            {
                wrong.push(format!("{path}: links to {url}, where that place is not"));
            }
        }
    }
    let mut reached = BTreeSet::from(["index.html".to_owned()]);
    let mut next = vec!["index.html".to_owned()];
    while let Some(path) = next.pop() {
        for (url, _) in pages[&path].links() {
            let to = without_anchor(&url).0;
            if pages.contains_key(to) && reached.insert(to.to_owned()) {
                next.push(to.to_owned());
            }
        }
    }
    let moved =
        |page: &Page| page.all("meta").iter().any(|meta| meta.tag.get("http-equiv").is_some());
    let lost = pages
        .iter()
        .filter(|(path, page)| !reached.contains(*path) && *path != "404.html" && !moved(page));
    wrong.extend(lost.map(|(path, _)| format!("{path}: cannot be reached from the home page")));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// An archive in which one briefing names one thing of every kind.
fn one_of_each() -> Archive {
    Archive::new()
        .briefing(
            "istanbul-talks",
            "title = \"Talks in Istanbul\"\ndate = 2025-02-27\nvenue = \"Consulate\"\nseries = \"Talks of 2025\"\ntopics = [\"Visas\"]\n\
             participants = [{ name = \"Sergei Lavrov\", role = \"Foreign minister\", organization = \"Foreign Ministry\" }, { organization = \"State Department\" }]",
            "A text.",
        )
        .entity("venues/consulate", "name = \"Consulate\"\nwithin = \"Istanbul\"", "")
        .entity("venues/istanbul", "name = \"Istanbul\"\nwithin = \"Türkiye\"", "")
        .entity("people/sergei-lavrov", "name = \"Sergei Lavrov\"\ncountry = \"Russia\"", "")
        .built()
}

#[test]
fn every_briefing_is_linked_from_what_it_names_and_back() {
    let archive = one_of_each();
    let briefing = archive.html("briefings/istanbul-talks.html");
    let mut table = Table::new();
    for (path, named) in [
        ("people/sergei-lavrov.html", "Sergei Lavrov"),
        ("organizations/foreign-ministry.html", "Foreign Ministry"),
        ("organizations/state-department.html", "State Department"),
        ("venues/consulate.html", "Consulate"),
        ("series/talks-of-2025.html", "Talks of 2025"),
        ("topics/visas.html", "Visas"),
    ] {
        table.run(path, || {
            assert_eq!(briefing.link_text(path), named);
            assert_eq!(
                archive.html(path).link_text("briefings/istanbul-talks.html"),
                "Talks in Istanbul"
            );
        });
    }
    for path in ["years/2025.html", "months/2025-02.html", "briefings/index.html", "index.html"] {
        table.run(path, || {
            assert_eq!(
                archive.html(path).link_text("briefings/istanbul-talks.html"),
                "Talks in Istanbul"
            )
        });
    }
    table.run("the month of the briefing", || assert!(briefing.links_to("months/2025-02.html")));
    table.end(11);
    assert_sound(&archive);
}

#[test]
fn what_relates_to_something_else_shows_on_both_ends() {
    let archive = one_of_each();
    for (a, b) in [
        ("venues/consulate.html", "venues/istanbul.html"),
        ("venues/istanbul.html", "venues/turkiye.html"),
        ("people/sergei-lavrov.html", "organizations/russia.html"),
    ] {
        assert!(archive.html(a).links_to(b), "{a} to {b}");
        assert!(archive.html(b).links_to(a), "{b} to {a}");
    }
    let briefing = archive.html("briefings/istanbul-talks.html");
    assert!(briefing.links_to("venues/istanbul.html") && briefing.links_to("venues/turkiye.html"));
    assert!(briefing.text().contains("Foreign minister"));
}

#[test]
fn a_briefing_in_a_place_shows_on_the_places_around_it() {
    // "Every briefing there and in what it contains" (site.md).
    let archive = one_of_each();
    for place in ["venues/istanbul.html", "venues/turkiye.html"] {
        assert!(archive.html(place).links_to("briefings/istanbul-talks.html"), "{place}");
    }
}

#[test]
fn every_entity_is_in_the_index_of_its_kind() {
    let archive = one_of_each();
    for path in archive
        .pages()
        .into_iter()
        .filter(|path| path.matches('/').count() == 1 && !path.ends_with("/index.html"))
    {
        let (folder, _) = path.split_once('/').unwrap();
        if !["years", "months", "days"].contains(&folder) {
            assert!(archive.html(&format!("{folder}/index.html")).links_to(&path), "{path}");
        }
    }
    let timeline = archive.html("timeline.html");
    assert!(timeline.links_to("years/2025.html") && timeline.links_to("months/2025-02.html"));
}

/// Follows links of a relation from the page of a folder that has none the other way, and returns
/// the paths in order.
fn chain(pages: &BTreeMap<String, Page>, folder: &str, rel: &str, reverse: &str) -> Vec<String> {
    let of = |page: &Page, rel: &str| {
        let links = page
            .within_class("around", "a")
            .into_iter()
            .filter(|link| link.tag.get("rel") == Some(rel));
        links.map(|link| page.follow(link.tag.get("href").unwrap_or_default())).next()
    };
    let own = || {
        pages.iter().filter(|(path, _)| path.starts_with(folder) && !path.ends_with("/index.html"))
    };
    let mut starts = own().filter(|(_, page)| of(page, reverse).is_none());
    let mut at = starts.next().map(|(path, _)| path.clone());
    assert_eq!(
        starts.map(|(path, _)| path).collect::<Vec<_>>(),
        [""; 0],
        "{folder}: more than one page begins a chain"
    );
    let mut chain = Vec::new();
    while let Some(path) = at {
        assert!(!chain.contains(&path), "{folder}: {path} comes twice in {chain:?}");
        at = of(&pages[&path], rel);
        chain.push(path);
    }
    chain
}

/// Dates of every precision, in the order of time as far as there is one, with what crosses the
/// boundaries of months and years.
const DATES: [&str; 24] = [
    "1999-12-31",
    "200X",
    "2009-06-01",
    "2009-06-15/2011-02",
    "2009-12",
    "[2009-12-30..2010-01-02]",
    "2010",
    "2010-01-05",
    "2010-01-31",
    "2010-02-05",
    "2010-02~",
    "2010-22",
    "2010-06-XX",
    "2010-XX",
    "2010-11-30?",
    "2010-12-20",
    "2010-24",
    "[2010-12-30..2011-01-02]",
    "2011-01-05",
    "2011-03/..",
    "../2016",
    "2016-12-29",
    "/2020-03-01",
    "2020-03-02/",
];

fn of_all_dates() -> Archive {
    let front = |date: &str| {
        format!("title = \"Of {}\"\ndate = \"{date}\"\nvenue = \"Ankara\"", date.replace('"', ""))
    };
    let all = DATES.iter().enumerate();
    all.fold(Archive::new(), |archive, (i, date)| {
        archive.briefing(&format!("b-{i:02}"), &front(date), "")
    })
    .built()
}

#[test]
fn previous_and_next_lead_through_all_briefings_in_time_and_back() {
    let archive = of_all_dates();
    let pages = pages(&archive);
    let forth = chain(&pages, "briefings/", "next", "prev");
    let mut back = chain(&pages, "briefings/", "prev", "next");
    back.reverse();
    assert_eq!(forth.len(), DATES.len());
    assert_eq!(forth, back);
    // What is exact stands in the order of its days.
    let exact: Vec<usize> = forth
        .iter()
        .filter_map(|path| path[12..14].parse().ok())
        .filter(|i: &usize| DATES[*i].len() == 10)
        .collect();
    assert!(exact.is_sorted(), "{exact:?}");
}

#[test]
fn what_crosses_the_end_of_a_year_stands_between_the_years() {
    let archive = of_all_dates();
    let forth = chain(&pages(&archive), "briefings/", "next", "prev");
    let place = |date: &str| {
        let i = DATES.iter().position(|known| *known == date).expect("a date of the archive");
        forth.iter().position(|path| *path == format!("briefings/b-{i:02}.html")).expect("a page")
    };
    for (before, crossing, after) in [
        ("2009-12", "[2009-12-30..2010-01-02]", "2010-01-05"),
        ("2010-12-20", "[2010-12-30..2011-01-02]", "2011-01-05"),
    ] {
        assert!(place(before) < place(crossing), "{crossing} stands before {before}");
        assert!(place(crossing) < place(after), "{crossing} stands behind {after}");
    }
}

#[test]
fn previous_and_next_lead_through_all_years_and_months_and_back() {
    let archive = of_all_dates();
    let pages = pages(&archive);
    for folder in ["years/", "months/"] {
        let all: Vec<String> =
            pages.keys().filter(|path| path.starts_with(folder)).cloned().collect();
        let mut back = chain(&pages, folder, "prev", "next");
        back.reverse();
        assert_eq!((chain(&pages, folder, "next", "prev"), back), (all.clone(), all));
    }
}

#[test]
fn previous_and_next_in_a_series_and_its_round() {
    let archive =
        ["one", "two", "three"].iter().enumerate().fold(Archive::new(), |archive, (i, id)| {
            archive
                .briefing(id, &format!("date = 2025-02-0{}\nseries = \"Talks\"", i + 1), "")
                .briefing(&format!("{id}-apart"), &format!("date = 2025-02-0{}", i + 1), "")
        });
    let archive = archive.built();
    let page = archive.html("briefings/two.html");
    assert!(page.links_to("briefings/one.html") && page.links_to("briefings/three.html"));
    assert!(page.text().contains("2 of 3"), "{}", page.text());
    assert!(!archive.html("briefings/one-apart.html").text().contains(" of 3"));
}

#[test]
fn a_backlink_shows_the_sentence_that_links_and_its_heading() {
    let archive = Archive::new()
        .briefing("riyadh", "title = \"Talks in Riyadh\"\ndate = 2025-02-18", "")
        .briefing(
            "istanbul",
            "title = \"Talks in Istanbul\"\ndate = 2025-02-27",
            "Not this. The talks went on after [[riyadh|the first round]], said Mr. Smith of the U.S. side. Nor this.\n\n\
             ## What came of it\n\nIt rests on [[riyadh]] and [[people/anna]] alone.",
        )
        .entity("people/anna", "name = \"Anna <Müller>\"", "She was at *[the talks](../briefings/riyadh.md)*.")
        .page("about", "title = \"About\"", "Begin with [[riyadh]].")
        .file("content/index.md", "Or [[riyadh|here]].\n")
        .built();
    let page = archive.html("briefings/riyadh.html");
    let text = page.text();
    for expected in [
        "The talks went on after the first round, said Mr. Smith of the U.S. side.",
        "It rests on Talks in Riyadh and Anna <Müller> alone.",
        "under “What came of it”",
        "She was at the talks.",
        "Begin with Talks in Riyadh.",
        "Or here.",
    ] {
        assert!(text.contains(expected), "{expected:?} in {text:?}");
    }
    assert!(!text.contains("Not this") && !text.contains("Nor this"));
    for from in ["briefings/istanbul.html", "people/anna.html", "about.html", "index.html"] {
        assert!(page.links_to(from), "{from}");
    }
    assert!(archive.html("people/anna.html").links_to("briefings/istanbul.html"));
    assert!(!archive.html("about.html").text().contains("Linked from"));
    assert_sound(&archive);
}

#[test]
fn a_link_leads_where_it_says() {
    let body = [
        ("[[riyadh]]", "briefings/riyadh.html", "Talks in Riyadh"),
        ("[[riyadh|the talks]]", "briefings/riyadh.html", "the talks"),
        ("[[riyadh|*the* `talks`]]", "briefings/riyadh.html", "the talks"),
        ("[[briefings/riyadh]]", "briefings/riyadh.html", "Talks in Riyadh"),
        ("[[ riyadh ]]", "briefings/riyadh.html", "Talks in Riyadh"),
        ("[[Sergei Lavrov]]", "people/lavrov.html", "Sergei Lavrov"),
        ("[[sergei  LAVROV]]", "people/lavrov.html", "Sergei Lavrov"),
        ("[[Сергей Лавров]]", "people/lavrov.html", "Sergei Lavrov"),
        ("[[СЕРГЕЙ ЛАВРОВ|he]]", "people/lavrov.html", "he"),
        ("[[people/lavrov]]", "people/lavrov.html", "Sergei Lavrov"),
        ("[[people/Sergei Lavrov]]", "people/lavrov.html", "Sergei Lavrov"),
        ("[[lavrov]]", "people/lavrov.html", "Sergei Lavrov"),
        ("[[O’Brien]]", "people/obrien.html", "O'Brien"),
        ("[[O'Brien]]", "people/obrien.html", "O'Brien"),
        ("[[Erdoğan]]", "people/erdogan.html", "Erdoğan"),
        ("[[Erdog\u{306}an]]", "people/erdogan.html", "Erdoğan"),
        ("[[Ankara]]", "venues/ankara.html", "Ankara"),
        ("[[venues/ankara]]", "venues/ankara.html", "Ankara"),
        ("[[about]]", "about.html", "About us"),
        ("[[pages/about|us]]", "about.html", "us"),
        ("[[riyadh#Outcome]]", "briefings/riyadh.html#outcome", "Talks in Riyadh"),
        ("[[riyadh#result|the result]]", "briefings/riyadh.html#result", "the result"),
        ("[[riyadh#What came of it?]]", "briefings/riyadh.html#result", "Talks in Riyadh"),
        ("[[Sergei Lavrov#life]]", "people/lavrov.html#life", "Sergei Lavrov"),
        ("[[#own-heading|above]]", "briefings/a.html#own-heading", "above"),
        ("[above](#own-heading)", "briefings/a.html#own-heading", "above"),
        ("[the talks](riyadh.md)", "briefings/riyadh.html", "the talks"),
        ("[the talks](./riyadh.md#outcome)", "briefings/riyadh.html#outcome", "the talks"),
        ("[the talks](../briefings/riyadh.md)", "briefings/riyadh.html", "the talks"),
        ("[](riyadh.md)", "briefings/riyadh.html", "Talks in Riyadh"),
        ("[he](../people/lavrov.md \"A title\")", "people/lavrov.html", "he"),
        ("[he][ref]", "people/lavrov.html", "he"),
        ("[us](../pages/about.md)", "about.html", "us"),
        ("[home](../index.md)", "index.html", "home"),
        ("[photo](photo%20One.JPG)", "files/briefings/photo-one.jpg", "photo"),
        ("[photo](<photo One.JPG>)", "files/briefings/photo-one.jpg", "photo"),
        ("[kit](/press/Kit%20ä.pdf)", "press/Kit ä.pdf", "kit"),
        (
            "[site](https://example.org/a?b=c&d=%20e#f)",
            "https://example.org/a?b=c&d=%20e#f",
            "site",
        ),
        ("<https://example.org/>", "https://example.org/", "https://example.org/"),
        ("[mail](mailto:a@example.org)", "mailto:a@example.org", "mail"),
        ("<a@example.org>", "mailto:a@example.org", "a@example.org"),
        ("[call](tel:+90-212-1)", "tel:+90-212-1", "call"),
        ("[HTTPS](HTTPS://example.org/)", "HTTPS://example.org/", "HTTPS"),
    ];
    let text: String = body
        .iter()
        .enumerate()
        .map(|(i, (written, ..))| format!("- Case{i} {written}\n"))
        .collect();
    let archive = Archive::new()
        .briefing(
            "a",
            "venue = \"Ankara\"",
            &format!("## Own heading\n\n{text}\n[ref]: ../people/lavrov.md\n"),
        )
        .briefing(
            "riyadh",
            "title = \"Talks in Riyadh\"",
            "## Outcome\n\n## What came of it? {#result}",
        )
        .entity(
            "people/lavrov",
            "name = \"Sergei Lavrov\"\naliases = [{ name = \"Сергей Лавров\", lang = \"ru\" }]",
            "## Life",
        )
        .entity("people/obrien", "name = \"O'Brien\"", "")
        .entity("people/erdogan", "name = \"Erdoğan\"", "")
        .page("about", "title = \"About us\"", "")
        .file("content/index.md", "")
        .file("content/briefings/photo One.JPG", "photo")
        .file("static/press/Kit ä.pdf", "kit")
        .built();
    let page = archive.html("briefings/a.html");
    let items: Vec<_> = page.within_class("prose", "li");
    let links: Vec<_> = page
        .within_class("prose", "a")
        .into_iter()
        .map(|link| (page.follow(link.tag.get("href").unwrap()), link.text))
        .collect();
    assert_eq!((items.len(), links.len()), (body.len(), body.len()));
    let mut table = Table::new();
    for ((written, to, text), found) in body.iter().zip(links) {
        table.run(written, || assert_eq!((found.0.as_str(), found.1.as_str()), (*to, *text)));
    }
    table.end(40);
    assert_sound(&archive);
}

#[test]
fn a_link_from_any_depth_leads_to_the_same_place() {
    let archive = Archive::new()
        .briefing(
            "2024/deep/er/talks",
            "title = \"Talks\"",
            "[he](../../../../people/lavrov.md) ![A](../a.png)",
        )
        .entity(
            "people/lavrov",
            "name = \"Lavrov\"",
            "[[talks]] ![A](../briefings/2024/deep/a.png)",
        )
        .page("about", "title = \"About\"", "[[talks]] ![A](../briefings/2024/deep/a.png)")
        .file("content/index.md", "[[talks]] ![A](briefings/2024/deep/a.png)")
        .file("content/briefings/2024/deep/a.png", "a")
        .built();
    assert!(archive.html("briefings/talks.html").links_to("people/lavrov.html"));
    for path in ["people/lavrov.html", "about.html", "index.html"] {
        let page = archive.html(path);
        assert!(page.links_to("briefings/talks.html"), "{path}");
        assert_eq!(
            page.follow(page.one("img").tag.get("src").unwrap()),
            "files/briefings/2024/deep/a.png"
        );
    }
    assert_sound(&archive);
}

#[test]
fn a_name_without_a_file_has_a_page_at_a_stable_url() {
    let names = [
        ("Sergei Lavrov", "sergei-lavrov"),
        ("Сергей Лавров", "sergey-lavrov"),
        ("Recep Tayyip Erdoğan", "recep-tayyip-erdogan"),
        ("Kılıç Ali", "kilic-ali"),
        ("İsmet İnönü", "ismet-inonu"),
        ("習近平", "xijinping"),
        ("王毅", "wangyi"),
        ("Κωνσταντίνος Καραμανλής", "konstantinos-karamanlis"),
        ("محمد جواد ظریف", "mhmd-jwd-dhryf"),
        ("Jean-Yves Le Drian", "jean-yves-le-drian"),
        ("O’Brien, Robert C.", "obrien-robert-c"),
        ("H.E. Mr. X", "he-mr-x"),
    ];
    let mut table = Table::new();
    for (name, id) in names {
        table.run(name, || {
            let archive =
                Archive::new().briefing("a", &format!("participants = [\"{name}\"]"), "").built();
            let page = archive.html(&format!("people/{id}.html"));
            assert_eq!(page.one("h1").text, name);
            assert!(page.links_to("briefings/a.html"));
        });
    }
    table.end(12);
}

#[test]
fn names_that_fold_to_nothing_or_to_a_reserved_word_have_pages_too() {
    let names = ["…", "!!!", "🙂", "🙃", "Index", "CON", "aux", "Lpt1", "---", "٪"];
    let list: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    let archive =
        Archive::new().briefing("a", &format!("participants = [{}]", list.join(", ")), "").built();
    let page = archive.html("briefings/a.html");
    let links: BTreeSet<String> = page
        .links()
        .into_iter()
        .map(|(to, _)| to)
        .filter(|to| to.starts_with("people/") && to != "people/index.html")
        .collect();
    assert_eq!(links.len(), names.len());
    assert_sound(&archive);
}

/// Returns the URLs of the people that are named, by name.
fn urls_of_people(names: &[&str]) -> BTreeMap<String, String> {
    let list: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    let archive =
        Archive::new().briefing("a", &format!("participants = [{}]", list.join(", ")), "").built();
    let people = archive
        .pages()
        .into_iter()
        .filter(|path| path.starts_with("people/") && path != "people/index.html");
    people.map(|path| (archive.html(&path).one("h1").text, path)).collect()
}

#[test]
fn a_new_name_moves_no_url_but_its_twin_s() {
    let before = urls_of_people(&["Ana Díaz", "Bo Li", "Сергей Лавров", "習近平"]);
    for new in ["Carl Ott", "Bo Lin", "Bo", "Лавров", "Sergey", "Bo Li Jr", "李博", "…"] {
        let after = urls_of_people(&["Ana Díaz", "Bo Li", "Сергей Лавров", "習近平", new]);
        assert_eq!(after.len(), 5, "{new}");
        for (name, url) in &before {
            assert_eq!(after.get(name), Some(url), "{new} moves {name}");
        }
    }
    let after = urls_of_people(&["Ana Díaz", "Bo Li", "Сергей Лавров", "習近平", "Ana Diaz"]);
    assert_eq!(after.len(), 5);
    for name in ["Bo Li", "Сергей Лавров", "習近平"] {
        assert_eq!(after[name], before[name], "a twin of another moves {name}");
    }
    let twins = [&after["Ana Díaz"], &after["Ana Diaz"]];
    assert!(
        twins.iter().all(|url| url.starts_with("people/ana-diaz-")) && twins[0] != twins[1],
        "{twins:?}"
    );
    // A third leaves the twins where they are, and the order of names does not matter.
    let third =
        urls_of_people(&["Ana DiaZ’", "Ana Diaz", "習近平", "Сергей Лавров", "Bo Li", "Ana Díaz"]);
    for (name, url) in &after {
        assert_eq!(third.get(name), Some(url), "a third twin moves {name}");
    }
}

#[test]
fn another_spelling_of_the_same_name_moves_no_url() {
    let before = urls_of_people(&["Сергей Лавров", "Recep Tayyip Erdoğan", "Ana Díaz"]);
    for (spelling, name) in [
        ("Сергеи\u{306} Лавров", "Сергей Лавров"),
        ("СЕРГЕЙ ЛАВРОВ", "Сергей Лавров"),
        ("Recep Tayyip Erdog\u{306}an", "Recep Tayyip Erdoğan"),
        ("recep  tayyip erdoğan", "Recep Tayyip Erdoğan"),
        ("Ana Di\u{301}az", "Ana Díaz"),
    ] {
        let after =
            urls_of_people(&["Сергей Лавров", "Recep Tayyip Erdoğan", "Ana Díaz", spelling]);
        let urls: BTreeSet<&String> = after.values().collect();
        assert_eq!(urls, before.values().collect(), "{spelling:?}");
        assert_eq!(after.len(), 3, "{spelling:?} is another spelling of {name}");
    }
}

#[test]
fn a_file_for_a_name_keeps_its_url() {
    let before = urls_of_people(&["Ana Díaz"]);
    let archive = Archive::new()
        .briefing("a", "participants = [\"Ana Díaz\"]", "")
        .entity("people/ana-diaz", "name = \"Ana Díaz\"", "")
        .built();
    assert!(archive.html(&before["Ana Díaz"]).links_to("briefings/a.html"));
}

/// Makes an archive of briefings that all name the same things, `n` on each date.
fn many(dates: &[(&str, usize)]) -> Archive {
    let mut archive = Archive::new();
    let mut i = 0;
    for (date, n) in dates {
        for _ in 0..*n {
            let front = format!(
                "title = \"No. {i}\"\ndate = \"{date}\"\nvenue = \"Ankara\"\nparticipants = [\"P\", {{ organization = \"O\" }}]\ntopics = [\"T\"]\nseries = \"S\""
            );
            archive = archive.briefing(&format!("b-{i}"), &front, "");
            i += 1;
        }
    }
    archive.built()
}

/// Returns how many rows of briefings the longest list of a page has.
fn rows(page: &Page) -> usize {
    page.within_class("page", "a").into_iter().filter(|link| link.text.starts_with("No. ")).count()
}

#[test]
fn a_list_of_500_is_on_one_page() {
    let archive = many(&[("2014-03-09", 250), ("2015", 250)]);
    for path in [
        "briefings/index.html",
        "people/p.html",
        "organizations/o.html",
        "venues/ankara.html",
        "topics/t.html",
        "series/s.html",
    ] {
        assert_eq!(rows(&archive.html(path)), 500, "{path}");
    }
    assert!(!archive.has("people/p/2014.html"));
}

#[test]
fn a_list_of_more_than_500_is_split_by_year_and_month_and_day() {
    let archive = many(&[
        ("2013-05", 20),
        ("2014-03-08", 300),
        ("2014-03-09", 250),
        ("2014-04", 10),
        ("2015-01-01", 30),
        ("201X", 2),
    ]);
    for (whole, parts) in [
        ("briefings/index.html", "years"),
        ("people/p.html", "people/p"),
        ("organizations/o.html", "organizations/o"),
        ("venues/ankara.html", "venues/ankara"),
        ("topics/t.html", "topics/t"),
        ("series/s.html", "series/s"),
    ] {
        let page = archive.html(whole);
        assert_eq!(rows(&page), 2, "{whole} lists what is of no certain year");
        for (year, count) in [("2013", 20), ("2014", 560), ("2015", 30)] {
            let path = format!("{parts}/{year}.html");
            assert!(page.links_to(&path), "{whole} to {path}");
            let part = archive.html(&path);
            if year == "2014" {
                let months = if parts == "years" { "months".to_owned() } else { parts.to_owned() };
                assert!(part.links_to(&format!("{months}/2014-03.html")), "{path}");
                assert!(rows(&part) <= 12, "{path}: {} rows", rows(&part));
            } else {
                // A year lists what may be of it beside what is.
                let possibly = if parts == "years" { 2 } else { 0 };
                assert_eq!(rows(&part), count + possibly, "{path}");
            }
        }
    }
    let month = archive.html("people/p/2014-03.html");
    assert!(
        month.links_to("people/p/2014-03-08.html") && month.links_to("people/p/2014-03-09.html")
    );
    assert_eq!(rows(&archive.html("people/p/2014-03-08.html")), 300);
    assert!(archive.html("people/p/2014.html").links_to("people/p.html"));
    assert_sound(&archive);
}

#[test]
fn an_index_of_more_than_500_is_split_by_letter() {
    let names = |letter: char| (0..120).map(move |i| format!("\"{letter}mith {i:03}\""));
    let odd = [
        "ısınma",
        "Isle",
        "isle two",
        "Ünal",
        "7",
        "٪",
        "Ärger",
        "Žižek",
        "Łódź",
        "習近平",
        "Сочи",
        "Ωmega",
    ]
    .map(|name| format!("\"{name}\""));
    let all: Vec<String> =
        ['S', 'A', 'i', 'Z', 'q'].into_iter().flat_map(names).chain(odd).collect();
    let archive =
        Archive::new().briefing("a", &format!("topics = [{}]", all.join(", ")), "").built();
    let mut found = BTreeSet::new();
    for path in archive.pages().iter().filter(|path| path.starts_with("topics/index")) {
        let entries = archive
            .html(path)
            .links()
            .into_iter()
            .map(|(to, _)| to)
            .filter(|to| to.starts_with("topics/") && !to.starts_with("topics/index"));
        let entries: BTreeSet<String> = entries.collect();
        assert!(entries.len() <= 150, "{path}: {} entries", entries.len());
        assert!(entries.is_disjoint(&found), "{path}");
        found.extend(entries);
    }
    assert_eq!(found.len(), all.len());
    assert_sound(&archive);
}

#[test]
fn a_former_url_leads_to_the_page() {
    let archive = Archive::new()
        .briefing("talks", "title = \"Talks\"\nformer_urls = [\"old.html\", \"/2014/a/b/\", \"2014/talks\", \"briefings/former.html\"]", "")
        .entity("people/anna", "name = \"Anna\"\nformer_urls = [\"people/ann.html\"]", "")
        .page("about", "title = \"About\"\nformer_urls = [\"about-us.html\", \"caf%C3%A9/%20x.html\"]", "")
        .built();
    for (from, to) in [
        ("old.html", "briefings/talks.html"),
        ("2014/a/b/index.html", "briefings/talks.html"),
        ("2014/talks/index.html", "briefings/talks.html"),
        ("briefings/former.html", "briefings/talks.html"),
        ("people/ann.html", "people/anna.html"),
        ("about-us.html", "about.html"),
        ("café/ x.html", "about.html"),
    ] {
        let page = archive.html(from);
        let refresh = page
            .all("meta")
            .into_iter()
            .find(|meta| meta.tag.get("http-equiv") == Some("refresh"))
            .expect("a redirect");
        let url =
            refresh.tag.get("content").unwrap().split_once("url=").expect("a URL").1.to_owned();
        assert_eq!(page.follow(&url), to, "{from}");
        assert!(page.links_to(to), "{from} has a link for who is not led on");
        assert!(page.all("meta").iter().any(|meta| meta.tag.get("name") == Some("robots")
            && meta.tag.get("content") == Some("noindex")));
    }
    assert_sound(&archive);
}

#[test]
fn the_page_of_what_is_not_there_works_at_any_depth() {
    let without = Archive::new().briefing("a", "", "").built().html("404.html");
    // Served at /x/y/z, a relative link would lead astray.
    assert_eq!(without.links(), []);
    assert_eq!(without.all("link").len(), 0);
    let archive = Archive::new()
        .file(
            "archive.toml",
            "title = \"The archive\"\nbase_url = \"https://archive.example/sub\"\n",
        )
        .built();
    let with = archive.html("404.html");
    assert!(archive.read("404.html").contains("<a href=\"/sub/index.html\">"), "{}", with.text());
    let urls = with
        .all("link")
        .into_iter()
        .chain(with.all("a"))
        .filter_map(|element| element.tag.get("href").map(str::to_owned));
    for url in urls.filter(|url| !url.starts_with('#')) {
        assert!(url.starts_with("/sub/"), "{url}");
    }
}

#[test]
fn a_base_url_makes_canonical_addresses_and_nothing_else_absolute() {
    let archive = one_of_each();
    let run = archive.run(&["build", "--base-url", "https://archive.example"]).exits(0);
    assert!(run.err.contains("pages"));
    for (path, page) in pages(&archive).into_iter().filter(|(path, _)| path != "404.html") {
        let canonical: Vec<_> = page
            .all("link")
            .into_iter()
            .filter(|link| link.tag.get("rel") == Some("canonical"))
            .collect();
        assert_eq!(canonical.len(), 1, "{path}");
        assert_eq!(
            canonical[0].tag.get("href"),
            Some(format!("https://archive.example/{path}").as_str())
        );
        assert!(page.links().iter().all(|(to, _)| !to.contains("://")), "{path}");
    }
}

#[test]
fn a_template_can_extend_the_one_that_it_overrides() {
    let plain = one_of_each();
    let own = one_of_each().file(
        "templates/briefing.html",
        "{% extends \"chancery/briefing.html\" %}\n{% block body %}<p>Before {{ head.title }}</p>\n{{ super() }}{% endblock body %}\n",
    );
    let own = own.built();
    let (before, after) = (plain.outputs(), own.outputs());
    let changed: Vec<&String> =
        before.keys().filter(|path| before[*path] != after[*path]).collect();
    assert_eq!(changed, ["briefings/istanbul-talks.html"]);
    assert_eq!(before.len(), after.len());
    let text = own.html("briefings/istanbul-talks.html").text();
    assert!(text.contains("Before Talks in Istanbul A text."), "{text}");
    assert_sound(&own);
}

#[test]
fn a_template_can_override_a_part_the_frame_and_the_style() {
    let archive = one_of_each()
        .file("templates/parts/footer.html", "<footer><p>Mine, of {{ site.title }}</p></footer>\n")
        .file("templates/base.html", "{% extends \"chancery/base.html\" %}{% block head %}<meta name=\"generator\" content=\"mine\">{% endblock head %}")
        .file("templates/assets/style.css", "body { color: teal }\n")
        .built();
    for (path, page) in pages(&archive).into_iter().filter(|(path, _)| path != "404.html") {
        assert!(page.text().contains("Mine, of The archive"), "{path}");
        assert!(
            page.all("meta").iter().any(|meta| meta.tag.get("content") == Some("mine")),
            "{path}"
        );
    }
    let styles: Vec<String> =
        archive.outputs().into_keys().filter(|path| path.starts_with("assets/style.")).collect();
    assert_eq!(styles.len(), 1);
    assert_eq!(archive.read(&styles[0]), "body { color: teal }\n");
    assert_sound(&archive);
}

#[test]
fn texts_of_authors_are_kept_from_turning_what_is_around_them() {
    // A string in each place that an author fills, in Arabic, without a word on its language.
    let archive = Archive::new()
        .file("archive.toml", "title = \"عنوان0\"\ndescription = \"عنوان1\"\n")
        .briefing(
            "a",
            "title = \"عنوان2\"\nsummary = \"عنوان3\"\ndate_text = \"عنوان4\"\nvenue = \"عنوان5\"\nseries = \"عنوان6\"\ntopics = [\"عنوان7\"]\n\
             participants = [{ name = \"عنوان8\", role = \"عنوان9\", organization = \"عنوان10\" }]",
            "عنوان11 [[b]]",
        )
        .briefing("b", "title = \"عنوان12\"\ndate = 2023-01-01\nseries = \"عنوان6\"", "## عنوان13\n\nعنوان14 [[a]]")
        .entity("people/p", "name = \"عنوان8\"\naliases = [\"عنوان15\"]\nsort_name = \"عنوان16\"\ncountry = \"عنوان17\"", "")
        .entity("venues/v", "name = \"عنوان5\"\nwithin = \"عنوان18\"", "")
        .page("about", "title = \"عنوان19\"", "عنوان20")
        .built();
    let mut seen = BTreeSet::new();
    let mut turned = BTreeSet::new();
    for (path, page) in pages(&archive) {
        for stretch in page.stretches().into_iter().filter(|stretch| stretch.text.contains("عنوان"))
        {
            seen.extend(
                stretch
                    .text
                    .split(|c: char| !c.is_alphanumeric())
                    .filter(|word| word.starts_with("عنوان"))
                    .map(str::to_owned),
            );
            // A block of an author's own text turns nothing but itself, and what machines read
            // is not shown.
            if !stretch.isolated
                && !stretch.is_within("prose")
                && !stretch.within.iter().any(|name| name == "title" || name == "script")
            {
                turned.insert(format!(
                    "{path}: {} in <{}>",
                    stretch.text,
                    stretch.within.join("> <")
                ));
            }
        }
    }
    assert!(turned.is_empty(), "{turned:#?}");
    assert_eq!(seen.len(), 21, "{seen:?}");
}

#[test]
fn a_text_in_another_language_says_so_wherever_it_stands() {
    let archive = Archive::new()
        .briefing("a", "title = \"Переговоры в Анкаре\"\nsummary = \"Кратко о переговорах\"\nlang = \"ru\"\ndate = 2022-11-14\nseries = \"S\"\nvenue = \"Ankara\"", "Текст о переговорах.")
        .briefing("b", "date = 2022-11-13\nseries = \"S\"\nvenue = \"Ankara\"", "See [[a]].")
        .briefing("c", "title = \"In English\"\ndate = 2022-11-15\nlang = \"en\"\nseries = \"S\"", "")
        .entity("people/p", "name = \"P\"\naliases = [{ name = \"Другое имя\", lang = \"ru\" }]", "")
        .built();
    let mut seen = 0;
    let mut wrong = BTreeSet::new();
    for (path, page) in pages(&archive) {
        for stretch in page.stretches() {
            let russian = [
                "Переговоры в Анкаре",
                "Кратко о переговорах",
                "Текст о переговорах.",
                "Другое имя",
            ]
            .contains(&stretch.text.as_str());
            seen += usize::from(russian);
            // The title of a window cannot say it of a part, nor can a sentence that is quoted.
            if russian
                && stretch.lang != "ru"
                && !stretch.within.iter().any(|name| name == "title" || name == "b")
            {
                wrong.insert(format!(
                    "{path}: {:?} is {:?} in <{}>",
                    stretch.text,
                    stretch.lang,
                    stretch.within.join("> <")
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(seen > 10);
    let page = archive.html("briefings/c.html");
    assert!(page.stretches().iter().all(|stretch| stretch.lang == "en" || stretch.lang == "ru"));
}

#[test]
fn an_archive_in_a_language_from_right_to_left_is_laid_out_so() {
    let archive = Archive::new()
        .file("archive.toml", "title = \"الأرشيف\"\nlang = \"ar\"\n")
        .briefing("a", "title = \"محادثات\"", "نص.")
        .briefing("b", "title = \"Talks\"\nlang = \"en\"", "A text.")
        .briefing("c", "title = \"מפגש\"\nlang = \"he\"", "טקסט.")
        .built();
    for (path, page) in pages(&archive) {
        let html = page.one("html").tag;
        assert_eq!((html.get("lang"), html.get("dir")), (Some("ar"), Some("rtl")), "{path}");
    }
    for (id, lang, dir) in
        [("a", None, None), ("b", Some("en"), Some("ltr")), ("c", Some("he"), Some("rtl"))]
    {
        let prose = archive.html(&format!("briefings/{id}.html")).of_class("prose").remove(0).tag;
        assert_eq!((prose.get("lang"), prose.get("dir")), (lang, dir), "{id}");
    }
    assert_sound(&archive);
}

#[test]
fn raw_html_is_shown_as_text_and_comments_are_dropped() {
    let archive = Archive::new()
        .briefing(
            "a",
            "",
            "<div class=\"x\">Block</div>\n\nInline <b>bold</b> &amp; <br/> text.\n\n<!-- gone -->\n\nBefore <!-- gone --> after.\n\n<!-- gone\n\ngone too -->\n\n\
             <p>Kept <!-- gone --> too</p>\n\n<!-- gone --> <i>kept</i>\n\n# Heading <!-- gone --> here\n\n![alt <!-- gone --> text](a.png)\n\n\
             | <!-- gone --> cell |\n| --- |\n| <td> |\n\n[link <!-- gone --> text](https://example.org/)\n\n<?php gone(); ?>\n\n<![CDATA[x]]>\n\n<!DOCTYPE x>",
        )
        .file("content/briefings/a.png", "a")
        .built();
    let page = archive.html("briefings/a.html");
    let text = page.text();
    for expected in [
        "<div class=\"x\">Block</div>",
        "Inline <b>bold</b> & <br/> text.",
        "Before after.",
        "<p>Kept too</p>",
        "<i>kept</i>",
        "Heading here",
        "cell",
        "<td>",
        "link text",
        "<![CDATA[x]]>",
        "<!DOCTYPE x>",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    assert_eq!(
        archive
            .outputs()
            .values()
            .filter(|bytes| String::from_utf8_lossy(bytes).contains("<!--"))
            .count(),
        0
    );
    assert!(!text.replace("<?php gone(); ?>", "").contains("gone"), "{text}");
    let alt = page.one("img").tag.get("alt").map(support::html::fold);
    assert_eq!(alt.as_deref(), Some("alt text"));
    assert_sound(&archive);
}

#[test]
fn a_date_is_shown_in_words_with_its_doubt() {
    let mut table = Table::new();
    for (date, words, machine) in [
        ("2025-02-27", &["27 Feb", "Thursday", "2025"][..], Some("2025-02-27")),
        ("2025-02", &["February", "2025"], Some("2025-02")),
        ("2025", &["2025"], Some("2025")),
        ("2025-03~", &["about March", "2025"], None),
        ("2022-12-09?", &["9 Dec", "uncertain", "2022"], None),
        ("2022-12-09%", &["about", "uncertain", "2022"], None),
        ("201X", &["2010s"], None),
        ("19XX", &["1900–1999"], None),
        ("2016-22", &["summer 2016"], None),
        ("2016-12-XX", &["December, day not known", "2016"], None),
        ("2016-XX", &["2016, month not known"], None),
        ("[2022-11-20..2022-11-30]", &["between 20", "and 30 Nov", "2022"], None),
        ("2025-02-18/2025-02-20", &["18–20 Feb", "2025"], None),
        ("2017-08/2018-03", &["Aug 2017", "Mar 2018"], None),
        ("../2016", &["until 2016"], None),
        ("2016/..", &["since 2016"], None),
        ("2016/", &["from 2016, end not known"], None),
        ("/2016", &["to 2016, beginning not known"], None),
        ("0800-12-25", &["25 Dec", "800"], Some("0800-12-25")),
    ] {
        table.run(date, || {
            let archive = Archive::new().briefing("a", &format!("date = \"{date}\""), "").built();
            let page = archive.html("briefings/a.html");
            for word in words {
                assert!(page.text().contains(word), "{word:?} in {:?}", page.text());
            }
            let times = page.all("time");
            let stated: Vec<_> = times.iter().filter_map(|time| time.tag.get("datetime")).collect();
            match machine {
                Some(machine) => assert!(
                    !stated.is_empty() && stated.iter().all(|stated| *stated == machine),
                    "{stated:?}"
                ),
                // A period may state its exact ends, and nothing states more than is known.
                None => assert!(
                    stated.iter().all(|stated| date.contains(stated))
                        && (date.contains('/') || stated.is_empty()),
                    "{stated:?}"
                ),
            }
        });
    }
    table.end(19);
}

#[test]
fn a_briefing_of_no_certain_year_can_be_reached_and_is_listed_where_it_may_be() {
    let archive = of_all_dates();
    assert_sound(&archive);
    let id = |date: &str| {
        format!("briefings/b-{:02}.html", DATES.iter().position(|known| *known == date).unwrap())
    };
    for (date, pages) in [
        ("200X", &["timeline.html", "briefings/index.html", "years/2009.html"][..]),
        (
            "[2009-12-30..2010-01-02]",
            &[
                "timeline.html",
                "years/2009.html",
                "years/2010.html",
                "months/2009-12.html",
                "months/2010-01.html",
            ],
        ),
        (
            "2009-06-15/2011-02",
            &["years/2009.html", "years/2010.html", "years/2011.html", "months/2009-06.html"],
        ),
        ("2010", &["years/2010.html", "briefings/index.html"]),
        ("2010-22", &["years/2010.html"]),
    ] {
        for path in pages {
            assert!(archive.html(path).links_to(&id(date)), "{date} on {path}");
        }
    }
    let only = Archive::new().briefing("a", "date = \"201X\"", "").built();
    assert_sound(&only);
}

#[test]
fn an_empty_archive_is_a_site() {
    let archive = Archive::new().built();
    assert_sound(&archive);
    assert!(archive.html("index.html").text().contains("The archive"));
    // The same with content, and nothing in it that is published.
    let archive =
        Archive::new().briefing("a", "draft = true", "").file("content/index.md", "").built();
    assert_sound(&archive);
}

#[test]
fn a_page_is_titled_and_described() {
    let archive = Archive::new()
        .file("archive.toml", "title = \"A & B\"\ndescription = \"Who met <whom>.\"\n")
        .briefing("a", "title = \"Talks & <more>\"\nsummary = \"A \\\"short\\\" summary.\"", "")
        .briefing("b", "", "The first paragraph with [[a]] and `code`.\n\nThe second.")
        .built();
    let description = |path: &str| {
        let meta = archive
            .html(path)
            .all("meta")
            .into_iter()
            .find(|meta| meta.tag.get("name") == Some("description"));
        meta.and_then(|meta| meta.tag.get("content").map(str::to_owned))
    };
    let title = |path: &str| archive.html(path).all("title").remove(0).text;
    assert_eq!(title("index.html"), "A & B");
    assert_eq!(title("briefings/a.html"), "Talks & <more> · A & B");
    assert_eq!(description("index.html").as_deref(), Some("Who met <whom>."));
    assert_eq!(description("briefings/a.html").as_deref(), Some("A \"short\" summary."));
    assert_eq!(
        description("briefings/b.html").as_deref(),
        Some("The first paragraph with Talks & <more> and code.")
    );
    for (path, page) in pages(&archive) {
        assert_eq!(page.all("h1").len(), 1, "{path}");
        assert!(!page.all("title").is_empty(), "{path}");
    }
}

#[test]
fn markdown_becomes_html_that_nests_and_links_within_itself() {
    let archive = Archive::new()
        .briefing(
            "a",
            "",
            "## One\n\n#### Deep\n\n## One\n\n## …\n\n## 会议\n\nText[^a] and again[^a], other[^b].\n\n[^b]: B with [[a#one-2]].\n[^a]: A\n\n    second paragraph\n\n\
             | L | C | R | |\n| :-- | :-: | --: | --- |\n| 1 | ![](x.png) | 3 | |\n\n| ![](x.png) | [![](x.png)](x.png) |\n| --- | --- |\n| 1 |\n\n\
             Term\n: Def 1\n: Def 2 [[#deep]]\n\n- [ ] open\n- [x] done\n  1. inner\n     > quote\n\n7. seven\n\n> [!WARNING]\n> Beware of [[a]]\n\n~~gone~~ **bold *both***\n\n\
             ```rust,ignore\nfn main() {}\n```\n\n    indented <b>\n\nline\\\nbreak\n\n---\n\n![a ![b](x.png) d](x.png) [a <https://q.example> b](https://x.example) [a [b](x.png) c](x.png)",
        )
        .file("content/briefings/x.png", "x")
        .built();
    let page = archive.html("briefings/a.html");
    let ids: Vec<_> = ["h2", "h3"]
        .iter()
        .flat_map(|name| page.within_class("prose", name))
        .filter_map(|h| h.tag.get("id").map(str::to_owned))
        .collect();
    assert_eq!(ids, ["one", "one-2", "section", "huiyi", "deep"]);
    let sources: BTreeSet<_> = page
        .all("img")
        .into_iter()
        .map(|image| page.follow(image.tag.get("src").unwrap()))
        .collect();
    assert_eq!(sources, BTreeSet::from(["files/briefings/x.png".to_owned()]));
    assert!(page.all("img").len() >= 4);
    assert_eq!(page.all("table").len(), 2);
    for (i, table) in page.all("tr").into_iter().enumerate() {
        assert!(!table.text.contains("class="), "row {i}: {}", table.text);
    }
    assert_sound(&archive);
}

#[test]
fn every_page_of_the_sample_archive_is_sound() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let archive = Archive::new();
    for folder in ["content", "static", "templates"] {
        if folder == "templates" || !root.join(folder).is_dir() {
            continue;
        }
        for (path, bytes) in support::outputs(&root.join(folder)) {
            archive.write(&format!("{folder}/{path}"), bytes);
        }
    }
    archive.write("archive.toml", std::fs::read(root.join("archive.toml")).unwrap());
    let report = archive.build();
    assert!(report.summary.is_some(), "{}", mistakes(&report));
    assert_sound(&archive);
}
