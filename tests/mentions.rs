//! Names in a text that become links by themselves: which, and which not; and the pages that they
//! lead to.

mod support;

use std::fmt::Write as _;

use chancery::archive::Audience;
use support::{Archive, Table, mistakes};

/// Returns an archive with the entities of a case: `people/x: Name; alias [from..to]; …`, a line
/// each.
fn with(entities: &str) -> Archive {
    let mut archive = Archive::new();
    for line in entities.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (path, names) = line.split_once(": ").expect("a path and names");
        let mut names = names.split("; ");
        let quoted = |name: &str| format!("\"{}\"", name.replace('\\', "\\\\"));
        let mut front = format!("name = {}\naliases = [", quoted(names.next().expect("a name")));
        for alias in names {
            let (alias, dates) = alias.split_once(" [").unwrap_or((alias, "..]"));
            let (from, to) = dates.trim_end_matches(']').split_once("..").expect("two dates");
            let date = |key: &str, date: &str| match date {
                "" => String::new(),
                date => format!(", {key} = {date:?}"),
            };
            let _ = write!(
                front,
                "{{ name = {}{}{} }}, ",
                quoted(alias),
                date("from", from),
                date("to", to)
            );
        }
        archive = archive.entity(path, &(front + "]"), "");
    }
    archive
}

/// Returns the HTML of a page's text.
fn body(archive: &Archive, page: &str) -> String {
    let html = archive.read(page);
    let text = html.split_once("<div class=\"prose\"").map_or("", |(_, rest)| rest);
    let text = text.split_once('>').map_or("", |(_, rest)| rest);
    let text = text.split("\n</div>").next().unwrap_or_default().trim();
    // Permalinks are of the text alone, and tested with it.
    let mut parts = text.split(" id=\"p_");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('"').map_or("", |(_, rest)| rest))
}

/// Shows automatic links as `{text|page}`: `{Lavrov|people/l}`.
fn marked(html: &str) -> String {
    let mut parts = html.split("<a class=\"auto\" href=\"");
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (url, rest) = part.split_once("\">").expect("a tag that ends");
        let (text, rest) = rest.split_once("</a>").expect("a link that ends");
        let page = url.trim_start_matches("../").trim_end_matches(".html");
        let _ = write!(shown, "{{{text}|{page}}}{rest}");
    }
    shown
}

/// Entities, a text in Markdown, and what becomes of it in a briefing of 2022-11-14.
type Case = (&'static str, &'static str, &'static str);

#[track_caller]
fn check(cases: &[Case]) {
    let mut table = Table::new();
    for (entities, text, expected) in cases {
        table.run(text, || {
            let archive = with(entities).briefing("a", "", text).built();
            assert_eq!(marked(&body(&archive, "briefings/a.html")), *expected);
        });
    }
    table.end(cases.len());
}

const LAVROV: &str = "people/l: Sergei Lavrov; Sergey Lavrov; Сергей Лавров";

#[test]
fn the_first_mention_becomes_a_link() {
    check(&[
        (LAVROV, "Sergei Lavrov spoke.", "<p>{Sergei Lavrov|people/l} spoke.</p>"),
        (LAVROV, "So did Sergei Lavrov", "<p>So did {Sergei Lavrov|people/l}</p>"),
        (
            LAVROV,
            "Sergei Lavrov and Sergei Lavrov.",
            "<p>{Sergei Lavrov|people/l} and Sergei Lavrov.</p>",
        ),
        (
            LAVROV,
            "Sergey Lavrov, or Sergei Lavrov.\n\nSergei Lavrov.",
            "<p>{Sergey Lavrov|people/l}, or Sergei Lavrov.</p>\n<p>Sergei Lavrov.</p>",
        ),
        ("organizations/o: OSCE", "The OSCE.", "<p>The {OSCE|organizations/o}.</p>"),
        ("venues/v: Ankara", "In Ankara.", "<p>In {Ankara|venues/v}.</p>"),
        ("series/s: Geneva talks", "The Geneva talks.", "<p>The {Geneva talks|series/s}.</p>"),
        ("topics/t: Visas\noutlets/u: Reuters", "Visas, Reuters.", "<p>Visas, Reuters.</p>"),
        (
            "people/p: Ana Díaz\nvenues/v: Bonn",
            "Bonn: Ana Díaz. Ana Díaz, Bonn.",
            "<p>{Bonn|venues/v}: {Ana Díaz|people/p}. Ana Díaz, Bonn.</p>",
        ),
    ]);
}

#[test]
fn a_name_is_found_as_it_is_written() {
    check(&[
        ("venues/v: Bali", "Bali, bali, BALI.", "<p>{Bali|venues/v}, bali, BALI.</p>"),
        ("venues/v: Bali", "bali, BALI.", "<p>bali, BALI.</p>"),
        ("venues/v: Cote", "Côte, Cote.", "<p>Côte, {Cote|venues/v}.</p>"),
        ("venues/v: Çanakkale", "C\u{327}anakkale.", "<p>{C\u{327}anakkale|venues/v}.</p>"),
        ("venues/v: C\u{327}anakkale", "Çanakkale.", "<p>{Çanakkale|venues/v}.</p>"),
        ("people/p: Jose\u{301}", "«José»", "<p>«{José|people/p}»</p>"),
        ("people/p: José", "«Jose\u{301}»", "<p>«{Jose\u{301}|people/p}»</p>"),
        ("people/p: José Díaz", "Jose\u{301}   Díaz", "<p>{Jose\u{301}   Díaz|people/p}</p>"),
        (LAVROV, "Sergei\nLavrov.", "<p>{Sergei\nLavrov|people/l}.</p>"),
        (
            LAVROV,
            "> Sergei\n> Lavrov.",
            "<blockquote>\n<p>{Sergei\nLavrov|people/l}.</p>\n</blockquote>",
        ),
        (LAVROV, "Sergei\u{a0}Lavrov.", "<p>{Sergei\u{a0}Lavrov|people/l}.</p>"),
        (
            LAVROV,
            "Sergei *Lavrov*, Sergei\\\nLavrov.",
            "<p>Sergei <em>Lavrov</em>, Sergei<br>\nLavrov.</p>",
        ),
        ("people/p: Ann  Lee", "Ann Lee.", "<p>{Ann Lee|people/p}.</p>"),
    ]);
}

#[test]
fn a_name_is_found_in_any_script() {
    check(&[
        (LAVROV, "Сергей Лавров прибыл.", "<p>{Сергей Лавров|people/l} прибыл.</p>"),
        (LAVROV, "Сергей Лаврова.", "<p>Сергей Лаврова.</p>"),
        ("people/p: Лавров; Лаврова", "У Лаврова.", "<p>У {Лаврова|people/p}.</p>"),
        ("venues/v: الرياض", "في الرياض، أمس", "<p>في {الرياض|venues/v}، أمس</p>"),
        ("venues/v: الرياض", "بالرياض", "<p>بالرياض</p>"),
        ("people/p: محمد", "In Cairo محمد spoke.", "<p>In Cairo {محمد|people/p} spoke.</p>"),
        ("people/p: محمد", "مُحَمَّد", "<p>مُحَمَّد</p>"),
        ("venues/v: می", "می\u{200c}رود.", "<p>می\u{200c}رود.</p>"),
        ("people/p: 王毅", "与王毅会谈。", "<p>与{王毅|people/p}会谈。</p>"),
        ("people/p: 王毅\npeople/q: 王毅明", "王毅明到。", "<p>{王毅明|people/q}到。</p>"),
        ("organizations/o: NATO", "在NATO总部", "<p>在{NATO|organizations/o}总部</p>"),
        ("venues/v: アンカラ", "アンカラで会談", "<p>{アンカラ|venues/v}で会談</p>"),
        ("venues/v: アンカ", "アンカラで会談", "<p>アンカラで会談</p>"),
        ("venues/v: กรุงเทพ", "ที่กรุงเทพวันนี้", "<p>ที่{กรุงเทพ|venues/v}วันนี้</p>"),
        ("venues/v: ลา", "ล่าลา", "<p>ล่า{ลา|venues/v}</p>"),
        ("venues/v: กรุงเท", "กรุงเท\u{e48}", "<p>กรุงเท\u{e48}</p>"),
        ("people/p: Αλέξης", "Ο Αλέξης μίλησε.", "<p>Ο {Αλέξης|people/p} μίλησε.</p>"),
        ("people/p: Αλέξης", "Ο ΑΛΈΞΗΣ μίλησε.", "<p>Ο ΑΛΈΞΗΣ μίλησε.</p>"),
        (
            "venues/v: Diyarbakır",
            "Diyarbakır, Diyarbakir",
            "<p>{Diyarbakır|venues/v}, Diyarbakir</p>",
        ),
        ("venues/v: İstanbul", "Istanbul, İstanbul", "<p>Istanbul, {İstanbul|venues/v}</p>"),
        ("venues/v: İstanbul", "I\u{307}stanbul'da", "<p>{I\u{307}stanbul|venues/v}'da</p>"),
        ("venues/v: ירושלים", "העיר ירושלים.", "<p>העיר {ירושלים|venues/v}.</p>"),
        ("venues/v: ירושלים", "בירושלים", "<p>בירושלים</p>"),
        ("venues/v: 서울", "서울, 서울에서", "<p>{서울|venues/v}, 서울에서</p>"),
        (
            "venues/v: 서울",
            "\u{1109}\u{1165}\u{110b}\u{116e}\u{11af}.",
            "<p>{\u{1109}\u{1165}\u{110b}\u{116e}\u{11af}|venues/v}.</p>",
        ),
    ]);
}

#[test]
fn a_name_stands_in_whole_words() {
    check(&[
        (
            "people/p: Ana",
            "Anamaria, Roxana, An, Ana",
            "<p>Anamaria, Roxana, An, {Ana|people/p}</p>",
        ),
        ("people/p: Ana", "Ana's, l’Ana, Ana-Maria", "<p>{Ana|people/p}'s, l’Ana, Ana-Maria</p>"),
        ("people/p: Ana", "_Ana_, **Ana**", "<p><em>{Ana|people/p}</em>, <strong>Ana</strong></p>"),
        ("people/p: Ana", "Dr*Ana* *Ana*maria", "<p>Dr<em>Ana</em> <em>Ana</em>maria</p>"),
        (
            "people/p: Ana",
            "Ana1, 1Ana, Ana_, Aña, Ana\u{303}",
            "<p>Ana1, 1Ana, Ana_, Aña, Ana\u{303}</p>",
        ),
        (
            "people/p: Ana",
            "An\u{ad}a Ana\u{ad}lyse \u{200e}Ana\u{200e}",
            "<p>An\u{ad}a Ana\u{ad}lyse \u{200e}{Ana|people/p}\u{200e}</p>",
        ),
        (
            "organizations/o: U.S.",
            "U.S.A., U.S., U.S.",
            "<p>U.S.A., {U.S.|organizations/o}, U.S.</p>",
        ),
        (
            "organizations/o: Annex 1",
            "Annex 12, Annex 1",
            "<p>Annex 12, {Annex 1|organizations/o}</p>",
        ),
        ("people/p: X\nvenues/v: A.\nvenues/w: 美", "X, A., 美国", "<p>X, A., 美国</p>"),
    ]);
}

#[test]
fn the_longest_name_is_meant() {
    const RUSSIA: &str = "organizations/r: Russia\norganizations/m: Ministry of Russia\npeople/i: Ivan\npeople/p: Ivan Petrov";
    check(&[
        (
            RUSSIA,
            "The Ministry of Russia and Russia.",
            "<p>The {Ministry of Russia|organizations/m} and {Russia|organizations/r}.</p>",
        ),
        (
            RUSSIA,
            "Russia, Ministry of Russia, Ministry of Russia.",
            "<p>{Russia|organizations/r}, {Ministry of Russia|organizations/m}, Ministry of Russia.</p>",
        ),
        (
            RUSSIA,
            "Ivan Petrovsky, Ivan Petrov",
            "<p>{Ivan|people/i} Petrovsky, {Ivan Petrov|people/p}</p>",
        ),
        (RUSSIA, "Ivan Petrov, Ivan", "<p>{Ivan Petrov|people/p}, {Ivan|people/i}</p>"),
        (
            "people/a: Abu Bakr\npeople/b: Bakr Ali Khan",
            "Abu Bakr Ali Khan",
            "<p>{Abu Bakr|people/a} Ali Khan</p>",
        ),
        (
            "people/a: New York Times\nvenues/n: New York",
            "New York Timer",
            "<p>{New York|venues/n} Timer</p>",
        ),
    ]);
}

#[test]
fn marks_in_a_name_are_letters_like_others() {
    check(&[
        ("organizations/o: AT&T", "AT&T, AT&amp;T", "<p>{AT&amp;T|organizations/o}, AT&amp;T</p>"),
        (
            "organizations/o: A <B> & C",
            "A \\<B> & C",
            "<p>{A &lt;B&gt; &amp; C|organizations/o}</p>",
        ),
        ("people/p: amp\npeople/q: lt", "A & B < C", "<p>A &amp; B &lt; C</p>"),
        ("people/p: O'Brien", "O’Brien", "<p>{O’Brien|people/p}</p>"),
        ("people/p: O’Brien", "O'Brien", "<p>{O'Brien|people/p}</p>"),
        ("people/p: 'Abd", "’Abd came", "<p>{’Abd|people/p} came</p>"),
        ("organizations/o: .*", "Some text", "<p>Some text</p>"),
        (
            "organizations/o: C++ (N|S)? [a-z]^$",
            "C++ (N|S)? [a-z]^$",
            "<p>{C++ (N|S)? [a-z]^$|organizations/o}</p>",
        ),
        ("organizations/o: a.c", "abc a.c", "<p>abc {a.c|organizations/o}</p>"),
        ("organizations/o: R\\D", "R\\\\D", "<p>{R\\D|organizations/o}</p>"),
        ("organizations/o: Stop-Start*", "Stop-Start\\*", "<p>{Stop-Start*|organizations/o}</p>"),
        ("people/p: An\u{202e}na", "An\u{202e}na", "<p>{An\u{202e}na|people/p}</p>"),
    ]);
}

#[test]
fn headings_links_code_and_pictures_make_none() {
    const ANKARA: &str = "venues/v: Ankara";
    check(&[
        (ANKARA, "## Ankara\n\nAnkara", "<h2 id=\"ankara\">Ankara</h2>\n<p>{Ankara|venues/v}</p>"),
        (ANKARA, "Ankara\n---", "<h2 id=\"ankara\">Ankara</h2>"),
        (ANKARA, "`Ankara`", "<p><code>Ankara</code></p>"),
        (ANKARA, "    Ankara", "<pre tabindex=\"0\"><code>Ankara\n</code></pre>"),
        (
            ANKARA,
            "```\nAnkara\n```\n\nAnkara",
            "<pre tabindex=\"0\"><code>Ankara\n</code></pre>\n<p>{Ankara|venues/v}</p>",
        ),
        (
            ANKARA,
            "[Ankara *Ankara*](https://example.org/) Ankara",
            "<p><a href=\"https://example.org/\">Ankara <em>Ankara</em></a> {Ankara|venues/v}</p>",
        ),
        (
            ANKARA,
            "<https://example.org/Ankara>",
            "<p><a href=\"https://example.org/Ankara\">https://example.org/Ankara</a></p>",
        ),
        (ANKARA, "<b>Ankara</b>", "<p>&lt;b&gt;{Ankara|venues/v}&lt;/b&gt;</p>"),
        (ANKARA, "<div>Ankara</div>", "<p>&lt;div&gt;Ankara&lt;/div&gt;</p>"),
        (
            ANKARA,
            "A note[^1] first.\n\n[^1]: In Ankara.\n\nThen Ankara.",
            "<p>A note<sup class=\"fn\"><a href=\"#fn_1\" id=\"fnref_1\" role=\"doc-noteref\">1</a></sup> first.</p>\n<p>Then {Ankara|venues/v}.</p>\n<div class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n<li id=\"fn_1\"><p>In Ankara.</p>\n<a class=\"back\" href=\"#fnref_1\" role=\"doc-backlink\" aria-label=\"Back to the text\">↩\u{fe0e}</a></li>\n</ol>",
        ),
        (
            ANKARA,
            "- [x] Ankara",
            "<ul>\n<li><span class=\"task\">☑</span> {Ankara|venues/v}</li>\n</ul>",
        ),
        (
            ANKARA,
            "> [!NOTE]\n> Ankara",
            "<div class=\"alert note\" role=\"note\">\n<p class=\"label\">Note</p>\n<p>{Ankara|venues/v}</p>",
        ),
    ]);
    let table = with(ANKARA).briefing("a", "", "| Ankara |\n| --- |\n| Ankara |").built();
    let shown = marked(&body(&table, "briefings/a.html"));
    assert!(shown.contains("<th scope=\"col\">Ankara</th>"), "{shown}");
    assert!(shown.contains("<td>{Ankara|venues/v}</td>"), "{shown}");
    let picture =
        with(ANKARA).file("content/briefings/a.png", "image").briefing("a", "", "![Ankara](a.png)");
    assert!(!picture.built().read("briefings/a.html").contains("class=\"auto\""));
}

#[test]
fn a_footnote_may_mention_what_the_text_does_not() {
    let archive = with("venues/v: Ankara\nvenues/w: Bonn")
        .briefing("a", "", "Bonn.[^1]\n\n[^1]: Bonn, Ankara & *Ankara*.\n\n## H\n\nText.")
        .built();
    let shown = marked(&body(&archive, "briefings/a.html"));
    assert!(shown.starts_with("<p>{Bonn|venues/w}.<sup"), "{shown}");
    assert!(shown.contains("<p>Bonn, {Ankara|venues/v} &amp; <em>Ankara</em>.</p>"), "{shown}");
}

#[test]
fn a_link_that_is_written_makes_one_needless() {
    check(&[
        (
            LAVROV,
            "Sergei Lavrov, [[l]].",
            "<p>Sergei Lavrov, <a href=\"../people/l.html\">Sergei Lavrov</a>.</p>",
        ),
        (
            LAVROV,
            "[[l|He]], Sergei Lavrov.",
            "<p><a href=\"../people/l.html\">He</a>, Sergei Lavrov.</p>",
        ),
        (
            LAVROV,
            "Sergei Lavrov, [he](../people/l.md).",
            "<p>Sergei Lavrov, <a href=\"../people/l.html\">he</a>.</p>",
        ),
    ]);
}

#[test]
fn raw_html_that_is_passed_on_gets_no_link_within_a_link() {
    let mut table = Table::new();
    for (text, expected) in [
        ("<b>Ankara</b>", "<p><b>{Ankara|venues/v}</b></p>"),
        ("<a href=\"x\">Ankara</a> Ankara", "<p><a href=\"x\">Ankara</a> {Ankara|venues/v}</p>"),
        (
            "<a href=\"x\">\n\nAnkara\n\n</a>\n\nAnkara",
            "<a href=\"x\">\n<p>Ankara</p>\n</a>\n<p>{Ankara|venues/v}</p>",
        ),
        (
            "<A HREF=\"x\">Ankara *<b>Ankara</b>*</A>",
            "<p><A HREF=\"x\">Ankara <em><b>Ankara</b></em></A></p>",
        ),
        ("<code>Ankara</code> <kbd>Ankara</kbd>", "<p><code>Ankara</code> <kbd>Ankara</kbd></p>"),
        ("<h2>\n\nAnkara\n\n</h2>", "<h2>\n<p>Ankara</p>\n</h2>"),
        ("<p>Ankara</p>", "<p>Ankara</p>"),
    ] {
        table.run(text, || {
            let settings = "title = \"A\"\nmarkdown = { html = true }\n";
            let archive = with("venues/v: Ankara").file("archive.toml", settings);
            let archive = archive.briefing("a", "", text).built();
            assert_eq!(marked(&body(&archive, "briefings/a.html")), expected);
        });
    }
    table.end(7);
}

#[test]
fn an_alias_with_dates_is_looked_for_in_its_time() {
    const CITY: &str = "venues/p: Saint Petersburg; Leningrad [1924..1991]; Petrograd [1914-09..1924-01-26]; Petersburg [..1914]";
    const TWO: &str = "organizations/a: First body; Office [..1968]\norganizations/b: Second body; Office [1968..]";
    let mut table = Table::new();
    for (entities, date, text, expected) in [
        (CITY, "1950", "Leningrad", "{Leningrad|venues/p}"),
        (CITY, "1991-12-26", "Leningrad", "{Leningrad|venues/p}"),
        (CITY, "1992", "Leningrad", "Leningrad"),
        (CITY, "2022", "Leningrad, Saint Petersburg", "Leningrad, {Saint Petersburg|venues/p}"),
        (CITY, "199X", "Leningrad", "{Leningrad|venues/p}"),
        (CITY, "1990/..", "Leningrad", "{Leningrad|venues/p}"),
        (CITY, "1923", "Leningrad", "Leningrad"),
        (CITY, "1914-08", "Petrograd, Petersburg", "Petrograd, {Petersburg|venues/p}"),
        (CITY, "1914-09", "Petrograd, Petersburg", "{Petrograd|venues/p}, Petersburg"),
        (TWO, "1960", "The Office", "The {Office|organizations/a}"),
        (TWO, "1970", "The Office", "The {Office|organizations/b}"),
    ] {
        table.run(format!("{text}, {date}"), || {
            let archive = with(entities).briefing("a", &format!("date = {date:?}"), text).built();
            let expected = format!("<p>{expected}</p>");
            assert_eq!(marked(&body(&archive, "briefings/a.html")), expected);
        });
    }
    table.end(11);
    // A text without a date may speak of any time.
    let archive = with(CITY).page("about", "title = \"About\"", "Once Leningrad.").built();
    assert_eq!(marked(&body(&archive, "about.html")), "<p>Once {Leningrad|venues/p}.</p>");
    // Elsewhere an alias finds the entity whatever the date.
    let archive = with(CITY).briefing("a", "venue = \"Leningrad\"", "[[Leningrad]]").built();
    assert!(body(&archive, "briefings/a.html").contains("href=\"../venues/p.html\""));
    assert!(!archive.has("venues/leningrad.html"));
}

const HILLS: &str = "people/envoy: John Hill\npeople/interpreter: John Hill\npeople/john: John\n";

#[test]
fn a_name_in_doubt_is_left_alone_and_reported_once_a_text() {
    let mut table = Table::new();
    for (entities, text, expected, reported) in [
        (HILLS, "Then John Hill left. John Hill!", "Then John Hill left. John Hill!", "6:6"),
        (HILLS, "John and John Hill.", "{John|people/john} and John Hill.", "6:10"),
        (HILLS, "- See  \n  &amp; *\\*John\n  Hill*", "", "7:12"),
        (HILLS, "[[people/envoy|John Hill]] left. John Hill!", "", ""),
        (HILLS, "John Hill left. [[people/envoy|He]]!", "", ""),
        (HILLS, "`John Hill`", "<code>John Hill</code>", ""),
        ("people/a: Georgia\nvenues/b: Georgia", "In Georgia.", "In Georgia.", "6:4"),
        ("topics/a: Georgia\nvenues/b: Georgia", "In Georgia.", "In {Georgia|venues/b}.", ""),
        ("people/a: One; Two; Two", "Two.", "{Two|people/a}.", ""),
        (
            "people/a: One; Big Office [1990..]\npeople/b: Two; Big Office [2000..]",
            "Big Office.",
            "Big Office.",
            "6:1",
        ),
    ] {
        table.run(text, || {
            let archive = with(entities).briefing("a", "date = 2022-11-14", text);
            let found = mistakes(&archive.build());
            let first = found.lines().next().unwrap_or_default();
            if reported.is_empty() {
                assert_eq!(first, "");
            } else {
                let place =
                    format!("content/briefings/a.md:{}: warning[ambiguous-mention]: ", reported);
                assert!(first.starts_with(&place), "{found}");
                assert_eq!(found.matches("[ambiguous-mention]").count(), 1, "{found}");
            }
            let shown = marked(&body(&archive, "briefings/a.html"));
            assert!(shown.contains(expected), "{shown}");
        });
    }
    table.end(10);
}

#[test]
fn the_warning_says_what_to_write() {
    let archive = with(HILLS).briefing("a", "", "Then John Hill left.");
    let report = archive.build();
    assert_eq!(
        mistakes(&report),
        "content/briefings/a.md:6:6: warning[ambiguous-mention]: `John Hill` is a name of 2 pages and was not linked\n  \
         help: write `[[people/envoy|…]]` or `[[people/interpreter|…]]`, or `allow = [\"ambiguous-mention\"]` in the front matter\n"
    );
    let places: Vec<&str> =
        report.diagnostics[0].locations.iter().map(|place| &*place.path).collect();
    assert_eq!(
        places,
        ["content/briefings/a.md", "content/people/envoy.md", "content/people/interpreter.md"]
    );
    for front in ["allow = [\"ambiguous-mention\"]", "autolink = false"] {
        let archive = with(HILLS).briefing("a", front, "Then John Hill left.");
        assert_eq!(mistakes(&archive.build()), "", "{front}");
    }
    // On the page of one of them, it is that one's name.
    let archive = Archive::new()
        .entity("people/a", "name = \"John Hill\"", "John Hill was born.")
        .entity("people/b", "name = \"John Hill\"", "");
    assert_eq!(mistakes(&archive.build()), "");
}

#[test]
fn a_page_does_not_link_to_itself() {
    let archive = Archive::new()
        .entity(
            "people/a",
            "name = \"Ana Díaz\"\naliases = [\"Díaz\"]",
            "Ana Díaz, or Díaz, met Bo Li.",
        )
        .entity("people/b", "name = \"Bo Li\"", "Bo Li.")
        .built();
    let shown = marked(&body(&archive, "people/a.html"));
    assert_eq!(shown, "<p>Ana Díaz, or Díaz, met {Bo Li|people/b}.</p>");
    assert_eq!(body(&archive, "people/b.html"), "<p>Bo Li.</p>");
}

#[test]
fn every_page_with_a_text_has_mentions() {
    let archive = with("venues/v: Ankara\nvenues/w: Bonn")
        .file("content/index.md", "+++\n+++\n\nIn Ankara.\n")
        .page("about", "title = \"About\"", "In Ankara.")
        .entity("topics/t", "name = \"T\"", "In Ankara.")
        .entity("venues/w", "name = \"Bonn\"", "As in Ankara.")
        .briefing("a", "", "In Ankara.")
        .built();
    for (page, url) in [
        ("index.html", "venues/v.html"),
        ("about.html", "venues/v.html"),
        ("topics/t.html", "../venues/v.html"),
        ("venues/w.html", "../venues/v.html"),
        ("briefings/a.html", "../venues/v.html"),
    ] {
        let html = archive.read(page);
        let link = format!("<a class=\"auto\" href=\"{url}\">Ankara</a>");
        assert_eq!(html.matches(&link).count(), 1, "{page}: {html}");
    }
}

#[test]
fn autolink_turns_mentions_off() {
    let linked = |settings: &str, front: &str| {
        let archive = with("venues/v: Ankara")
            .file("archive.toml", format!("title = \"A\"\n{settings}\n"))
            .briefing("a", front, "In Ankara.")
            .briefing("b", "", "In Ankara.")
            .built();
        let backlinks = archive.read("venues/v.html").matches("<p dir=\"auto\">").count();
        let auto = |page| archive.read(page).contains("class=\"auto\"");
        (auto("briefings/a.html"), auto("briefings/b.html"), backlinks)
    };
    assert_eq!(linked("", ""), (true, true, 2));
    assert_eq!(linked("", "autolink = false"), (false, true, 1));
    assert_eq!(linked("autolink = false", ""), (false, false, 0));
    assert_eq!(linked("autolink = false", "autolink = true"), (true, false, 1));
}

#[test]
fn names_without_a_file_and_withheld_ones_are_never_linked() {
    let archive = Archive::new()
        .briefing(
            "a",
            "venue = \"Bonn\"\nparticipants = [\"Ana Díaz\"]",
            "Ana Díaz, Bonn, Ankara, Kara.",
        )
        .entity("venues/ankara", "name = \"Ankara\"\naliases = [\"Kara\"]\ndraft = true", "")
        .built();
    assert!(!archive.read("briefings/a.html").contains("class=\"auto\""));
    archive.build_for(Audience { drafts: true, at: None });
    let shown = marked(&body(&archive, "briefings/a.html"));
    assert_eq!(shown, "<p>Ana Díaz, Bonn, {Ankara|venues/ankara}, Kara.</p>");
}

#[test]
fn a_withheld_twin_changes_nothing() {
    let public = || {
        with("people/a: John Hill\npeople/b: John")
            .briefing("a", "", "John Hill of Bonn, and John.")
            .page("about", "title = \"About\"", "John Hill")
    };
    let expected = public().built().outputs();
    let with_twins = public()
        .entity("people/c", "name = \"John Hill\"\ndraft = true", "Of Bonn.")
        .entity("people/d", "name = \"John Hill of Bonn\"\nembargo = 2999-01-01", "John")
        .built();
    support::assert_same(&with_twins.outputs(), &expected, "with withheld twins");
}

#[test]
fn a_withdrawn_page_mentions_nobody() {
    let archive = with("venues/v: Ankara")
        .briefing("a", "withdrawn = { date = 2025-01-01, reason = \"Wrong.\" }", "In Ankara.")
        .built();
    assert!(!archive.read("briefings/a.html").contains("class=\"auto\""));
    assert!(!archive.read("venues/v.html").contains("linked_from"));
}

/// Returns the sentences on a page that link to it, each with the page that it is from.
fn backlinks(archive: &Archive, page: &str) -> Vec<String> {
    let html = archive.read(page);
    let list = html.split_once("<ul class=\"backlinks\">").map_or("", |(_, list)| list);
    let items = list.split("</ul>").next().unwrap_or_default().split("<li>").skip(1);
    items
        .map(|item| {
            let title = item.split("</bdi>").next().unwrap_or_default();
            let title = title.rsplit('>').next().unwrap_or_default();
            let sentence = item.split_once("<p dir=\"auto\">").expect("a sentence").1;
            format!("{title}: {}", sentence.split("</p>").next().unwrap_or_default())
        })
        .collect()
}

#[test]
fn a_mention_is_a_backlink_where_nothing_else_relates_the_two() {
    let archive = Archive::new()
        .entity("people/l", "name = \"Sergei Lavrov\"\ncountry = \"Russia\"", "A friend of William Burns.")
        .entity("people/b", "name = \"William Burns\"", "")
        .entity("organizations/r", "name = \"Russia\"", "Sergei Lavrov is of Russia.")
        .entity("venues/room", "name = \"Red Room\"\nwithin = \"Ankara\"", "")
        .entity("venues/ankara", "name = \"Ankara\"", "It has the Red Room.")
        .entity("series/s", "name = \"Geneva talks\"", "")
        .briefing("related", "venue = \"Red Room\"\nseries = \"Geneva talks\"\nparticipants = [{ name = \"Sergei Lavrov\", organization = \"Russia\" }]", "Sergei Lavrov of Russia in the Red Room, Ankara, at the Geneva talks.")
        .briefing("other", "", "## Papers\n\nOne came. A paper of Sergei Lavrov & [[related]] was read in Ankara. Sergei Lavrov left.")
        .briefing("written", "", "A paper of [[l]] was read. And Sergei Lavrov left.")
        .page("about", "title = \"About\"", "On the Geneva\ntalks.")
        .built();
    for (page, expected) in [
        (
            "people/l.html",
            &[
                "About written: A paper of <b>Sergei Lavrov</b> was read.",
                "About other: A paper of <b>Sergei Lavrov</b> &amp; About related was read in Ankara.",
            ][..],
        ),
        ("people/b.html", &["Sergei Lavrov: A friend of <b>William Burns</b>."]),
        ("organizations/r.html", &[]),
        ("venues/room.html", &[]),
        (
            "venues/ankara.html",
            &[
                "About other: A paper of Sergei Lavrov &amp; About related was read in <b>Ankara</b>.",
            ],
        ),
        ("series/s.html", &["About: On the <b>Geneva talks</b>."]),
    ] {
        assert_eq!(backlinks(&archive, page), expected, "{page}");
    }
    let html = archive.read("venues/ankara.html");
    assert!(html.contains("<bdi>Papers</bdi>"), "the heading that the mention is under: {html}");
}

#[test]
fn a_new_name_changes_the_pages_that_mention_it_alone() {
    let archive = with("venues/v: Ankara")
        .briefing("a", "", "In Ankara.")
        .briefing("b", "", "In Bonn.")
        .briefing("c", "", "Elsewhere.")
        .built();
    let before = archive.outputs();
    archive.write("content/venues/w.md", "+++\nname = \"Bonn\"\n+++\n");
    assert_eq!(mistakes(&archive.build()), "");
    let after = archive.outputs();
    let changed: Vec<&str> = ["a", "b", "c"]
        .into_iter()
        .filter(|id| {
            let page = format!("briefings/{id}.html");
            before[&page] != after[&page]
        })
        .collect();
    assert_eq!(changed, ["b"]);
    // What a rebuild gives is what a clean build gives.
    std::fs::remove_dir_all(archive.public()).expect("an output");
    archive.build();
    support::assert_same(&archive.outputs(), &after, "a clean build");
}
