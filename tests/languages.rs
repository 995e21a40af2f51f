//! Archives in other languages: their words, their direction, the order of their names, and what an
//! archive says itself.

mod support;

use support::{Archive, mistakes};

fn in_language(lang: &str) -> Archive {
    Archive::new()
        .file("archive.toml", format!("title = \"Archive\"\nlang = \"{lang}\"\n"))
        .briefing(
            "first",
            "title = \"First\"\ndate = 2016-02-01\nparticipants = [\"Ana\", \"Émile\", \"Zoé\"]",
            "",
        )
        .briefing(
            "second",
            "title = \"Second\"\ndate = 2021-05-01\nparticipants = [\"Ana\", \"Ève\", \"Étoile\"]",
            "",
        )
}

#[test]
fn a_page_speaks_the_language_of_its_archive_in_its_direction() {
    for (lang, dir, people, count, date) in [
        ("en", "ltr", "People", "2 briefings", "1 Feb"),
        ("fr-CA", "ltr", "Personnes", "2 fiches", "1er févr."),
        ("ru", "ltr", "Люди", "2 события", "1 февр."),
        ("ar", "rtl", "الأشخاص", "واقعتان", "1 فبراير"),
        ("he", "rtl", "People", "2 briefings", "1 Feb"),
    ] {
        let archive = in_language(lang).built();
        let page = archive.html("people/ana.html");
        let html = page.one("html").tag;
        assert_eq!((html.get("lang"), html.get("dir")), (Some(lang), Some(dir)));
        for words in [people, count, date] {
            assert!(page.text().contains(words), "{lang}: no {words} in {}", page.text());
        }
    }
}

#[test]
fn time_runs_in_the_direction_of_the_language() {
    for (lang, from_the_left) in [("en", true), ("ar", false)] {
        let archive = in_language(lang).built();
        let place = |element: &support::html::Element, key: &str| {
            let x = element.tag.get(key).expect("a place");
            x.trim_end_matches('%').parse::<f64>().expect("a number")
        };
        let marks = archive.html("people/ana.html").within_class("strip", "circle");
        assert_eq!(place(&marks[0], "cx") < place(&marks[1], "cx"), from_the_left, "{lang}");
        let bars = archive.html("timeline.html").within_class("chart", "rect");
        assert_eq!(place(&bars[0], "x") < place(&bars[1], "x"), from_the_left, "{lang}");
    }
}

#[test]
fn an_index_has_the_letters_of_the_language() {
    for (lang, letters, names) in [
        ("fr", "A E Z", "Åberg Ana Émile Étoile Ève Zoé"),
        ("sv", "A E Z Å", "Ana Émile Étoile Ève Zoé Åberg"),
    ] {
        let archive = in_language(lang).entity("people/aberg", "name = \"Åberg\"", "").built();
        let page = archive.html("people/index.html");
        let texts = |class, name| {
            let elements = page.within_class(class, name).into_iter();
            elements.map(|element| element.text).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(texts("group", "h2"), letters, "{lang}");
        assert_eq!(texts("entries", "a"), names, "{lang}");
    }
}

#[test]
fn a_name_in_another_script_says_so() {
    let archive = in_language("en")
        .entity(
            "people/ana",
            "name = \"Ana\"\naliases = [{ name = \"Ана\", lang = \"sr\", script = \"Cyrl\" }, { name = \"Anna Ivanova\", lang = \"ru\", script = \"Latn\" }, { name = \"أنا\", script = \"Arab\" }, { name = \"Anna\", lang = \"de\" }]",
            "",
        )
        .built();
    let names = archive.html("people/ana.html").within_class("aliases", "bdi");
    let found: Vec<(Option<&str>, &str)> =
        names.iter().map(|name| (name.tag.get("lang"), name.text.as_str())).collect();
    // A script is left out where the language is usually written in it.
    let expected = [
        (Some("sr"), "Ана"),
        (Some("ru-Latn"), "Anna Ivanova"),
        (Some("und-Arab"), "أنا"),
        (Some("de"), "Anna"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn an_archive_changes_messages_and_adds_a_language() {
    for (what, lang, files, there) in [
        (
            "a message is changed",
            "fr",
            &[("fr", "nav_people = \"Gens\"")][..],
            &["Gens", "2 fiches"][..],
        ),
        (
            "a region's message wins",
            "fr-CA",
            &[
                ("fr", "nav_people = \"Gens\"\nnav_venues = \"Endroits\""),
                ("fr-CA", "nav_people = \"Monde\""),
            ],
            &["Monde", "Endroits"],
        ),
        (
            "a language is added, with English behind it",
            "pl",
            &[(
                "pl",
                "nav_people = \"Osoby\"\nbriefings_one = \"{n} zapis\"\nbriefings_few = \"{n} zapisy\"\n\
                 briefings_many = \"{n} zapisów\"\nbriefings_other = \"{n} zapisu\"",
            )],
            &["Osoby", "2 zapisy", "Venues"],
        ),
    ] {
        let mut archive = in_language(lang);
        for (name, text) in files {
            archive = archive.file(&format!("templates/messages/{name}.toml"), text);
        }
        let archive = archive.built();
        let text = archive.html("people/ana.html").text();
        for words in there {
            assert!(text.contains(words), "{what}: no {words} in {text}");
        }
    }
}

#[test]
fn a_copy_of_built_in_messages_is_no_mistake() {
    let archive = in_language("en");
    for lang in ["en", "fr"] {
        archive.run(&["templates", "eject", &format!("messages/{lang}.toml")]).exits(0);
    }
    assert_eq!(mistakes(&archive.build()), "");
}
