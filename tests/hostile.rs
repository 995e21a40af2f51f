//! Content that was pasted from anywhere: no text becomes script, wherever it stands, and no size
//! or depth of it hangs or aborts a build.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::process::Stdio;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use support::html::{Page, fold};
use support::{Archive, Table, briefing, mistakes, page};

/// Texts that become script, markup or another page where an escape is missing.
const PAYLOADS: [&str; 50] = [
    "plain",
    "<script>alert(1)</script>",
    "\"><script>alert(1)</script>",
    "'><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea></style></noscript><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<ScRiPt/x-injected>alert(1)</sCrIpT>",
    "<scr<script>ipt>alert(1)",
    "<img src=x onerror=alert(1)>",
    "\"><img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script href=data:,alert(1) />",
    "<iframe srcdoc=\"&lt;script&gt;alert(1)&lt;/script&gt;\"></iframe>",
    "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=javascript&colon;alert(1)>x</a>",
    "<base href=\"https://evil.example/\">",
    "<meta http-equiv=refresh content=\"0;url=https://evil.example\">",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import 'https://evil.example/x.css'</style>",
    "<form action=https://evil.example><button>x</button></form>",
    "<object data=https://evil.example></object><embed src=x>",
    "<plaintext>",
    "<b class=\"injected\">x</b>",
    "<b class=\"injected",
    "\" onmouseover=\"alert(1)",
    "' onmouseover='alert(1)",
    "x onmouseover=alert(1)",
    "\" autofocus onfocus=alert(1) x-injected=\"",
    "` onmouseover=alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&amp;lt;script&amp;gt;",
    "&quot; onmouseover=&quot;alert(1)",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "\\u003cscript\\u003ealert(1)",
    "{{ site.title }}{% raw %}<b>x</b>{% endraw %}",
    "{% include \"base.html\" %}{# x #}",
    "${alert(1)}#{alert(1)}<%= x %>",
    "javascript:alert(1)",
    " \u{1}javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "a\u{0}<script>\u{8}alert(1)</script>",
    "\u{2028}<script>alert(1)</script>\u{2029}",
    "\u{202e}<script>alert(1)\u{202c}\u{2066}",
    "\u{fffe}\u{fdd0}\u{1ffff}\u{fffc}<script>alert(1)</script>\u{85}",
    "＜script＞alert(1)＜/script＞ ‹script› \u{feff}<script>",
];

/// Returns a text as TOML writes one.
fn toml(text: &str) -> String {
    let mut written = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => written.extend(['\\', c]),
            c if c.is_control() => _ = write!(written, "\\u{:04x}", c as u32),
            c => written.push(c),
        }
    }
    written + "\""
}

/// A place in a page that an author's text gets into, as a file of the archive with the text in it.
type Sink = (&'static str, fn(&str) -> String);

/// Places in the front matter of a briefing.
const FRONT: [Sink; 12] = [
    ("title", |text| briefing("x", &format!("title = {}", toml(text)), "")),
    ("summary", |text| briefing("x", &format!("summary = {}", toml(text)), "")),
    ("date_text", |text| briefing("x", &format!("date_text = {}", toml(text)), "")),
    ("venue", |text| briefing("x", &format!("venue = {}", toml(text)), "")),
    ("two venues", |text| briefing("x", &format!("venue = [\"Ankara\", {}]", toml(text)), "")),
    // Payloads of which the same is left when they are clean would be rounds of one series.
    ("series", |text| {
        let own = twox_hash::XxHash3_64::oneshot(text.as_bytes());
        briefing("x", &format!("series = {}", toml(&format!("{text} {own:x}"))), "")
    }),
    ("topic", |text| briefing("x", &format!("topics = [{}]", toml(text)), "")),
    ("participant", |text| briefing("x", &format!("participants = [{}]", toml(text)), "")),
    ("participant's organization", |text| {
        briefing(
            "x",
            &format!("participants = [{{ name = \"P\", organization = {} }}]", toml(text)),
            "",
        )
    }),
    ("organization that takes part", |text| {
        briefing("x", &format!("participants = [{{ organization = {} }}]", toml(text)), "")
    }),
    ("role", |text| {
        briefing("x", &format!("participants = [{{ name = \"P\", role = {} }}]", toml(text)), "")
    }),
    ("role of an organization", |text| {
        briefing(
            "x",
            &format!("participants = [{{ organization = \"O\", role = {} }}]", toml(text)),
            "",
        )
    }),
];

/// Writes a table of a list of a briefing's, with a text in one key and others beside it.
fn table(list: &str, key: &str, text: &str, others: &str) -> String {
    let front = format!("title = \"x\"\n[[{list}]]\n{key} = {}\n{others}", toml(text));
    briefing("x", &front.replace("title = \"x\"", "title = \"x\"\ndate = 2022-11-14"), "")
}

/// Places in what a briefing rests on and what came of it.
const EVIDENCE: [Sink; 36] = [
    ("duration", |text| briefing("x", &format!("duration = {}", toml(text)), "")),
    ("identifier", |text| briefing("x", &format!("identifiers = [{}]", toml(text)), "")),
    ("author", |text| briefing("x", &format!("authors = [{}]", toml(text)), "")),
    ("side", |text| table("delegations", "side", text, "members = [\"P\"]")),
    ("level", |text| table("delegations", "level", text, "side = \"S\"")),
    ("body of a delegation", |text| {
        table("delegations", "organization", text, "side = \"S\"\nmembers = [\"P\"]")
    }),
    ("member", |text| {
        briefing("x", &format!("[[delegations]]\nside = \"S\"\nmembers = [{}]", toml(text)), "")
    }),
    ("on behalf of", |text| table("participants", "on_behalf_of", text, "name = \"P\"")),
    ("agenda", |text| table("agenda", "title", text, "")),
    ("decision", |text| table("agenda", "decision", text, "title = \"A\"")),
    ("notes of the agenda", |text| table("agenda", "notes", text, "title = \"A\"")),
    ("outcome", |text| table("outcomes", "text", text, "kind = \"agreement\"")),
    ("who is bound", |text| table("outcomes", "by", text, "text = \"A\"")),
    ("claim", |text| table("claims", "text", text, "by = \"P\"")),
    ("who claims", |text| table("claims", "by", text, "text = \"A\"")),
    ("claimed value", |text| table("claims", "value", text, "text = \"A\"\nfield = \"duration\"")),
    ("claimed values that differ", |text| {
        let value = toml(text);
        let claim = |value: &str| {
            format!("[[claims]]\ntext = \"A\"\nby = \"P\"\nfield = \"venue\"\nvalue = {value}\n")
        };
        briefing("x", &(claim(&value) + &claim("\"other\"")), "")
    }),
    ("source", |text| table("sources", "title", text, "id = \"s\"")),
    ("source's author", |text| table("sources", "author", text, "title = \"A\"")),
    ("source's outlet", |text| table("sources", "outlet", text, "title = \"A\"")),
    ("repository", |text| table("sources", "repository", text, "title = \"A\"")),
    ("reference", |text| table("sources", "reference", text, "title = \"A\"")),
    ("locator", |text| table("sources", "locator", text, "title = \"A\"")),
    ("source's rights", |text| table("sources", "rights", text, "title = \"A\"")),
    ("source's note", |text| table("sources", "note", text, "title = \"A\"")),
    ("document", |text| table("documents", "title", text, "file = \"a.png\"")),
    ("document's rights", |text| {
        table("documents", "rights", text, "title = \"A\"\nfile = \"a.png\"")
    }),
    ("document's note", |text| table("documents", "note", text, "title = \"A\"\nfile = \"a.png\"")),
    ("document's alt text", |text| {
        // A text of its own shows that it came through; the attribute must hold it all the same.
        let others = format!("title = \"A\"\nfile = \"a.png\"\nnote = {}", toml(text));
        table("documents", "alt", text, &others)
    }),
    ("document's credit", |text| {
        table("documents", "credit", text, "title = \"A\"\nfile = \"a.png\"")
    }),
    ("correction", |text| table("changes", "note", text, "date = 2025-01-01")),
    ("reason of a withdrawal", |text| {
        briefing("x", &format!("withdrawn = {{ date = 2025-01-01, reason = {} }}", toml(text)), "")
    }),
    ("title of a briefing that follows", |text| {
        briefing("x", &format!("title = {}\nfollows = \"x-00\"", toml(text)), "")
    }),
    ("title of a briefing by which something is met", |text| {
        briefing("x", &format!("title = {}\nrelated = \"y\"", toml(text)), "")
    }),
    ("name of a series of several", |text| {
        let own = twox_hash::XxHash3_64::oneshot(text.as_bytes());
        briefing("x", &format!("series = {}", toml(&format!("{own:x} {text}"))), "")
    }),
    ("text in `extra`", |text| {
        let title = toml(text);
        briefing("x", &format!("title = {title}\nextra = {{ a = {title} }}"), "")
    }),
];

/// Places in the file of a person or of a venue.
const ENTITY: [Sink; 10] = [
    ("name", |text| page(&format!("name = {}", toml(text)), "")),
    ("sort_name", |text| page(&format!("name = \"N\"\nsort_name = {}", toml(text)), "")),
    ("alias", |text| page(&format!("name = \"N\"\naliases = [{}]", toml(text)), "")),
    ("alias in a language", |text| {
        page(&format!("name = \"N\"\naliases = [{{ name = {}, lang = \"ru\" }}]", toml(text)), "")
    }),
    ("summary", |text| page(&format!("name = \"N\"\nsummary = {}", toml(text)), "")),
    ("country", |text| page(&format!("name = \"N\"\ncountry = {}", toml(text)), "")),
    ("office", |text| page(&format!("name = \"N\"\noffices = [{{ title = {} }}]", toml(text)), "")),
    ("organization of an office", |text| {
        let body = toml(text);
        page(&format!("name = \"N\"\noffices = [{{ title = \"T\", organization = {body} }}]"), "")
    }),
    ("credit of a picture", |text| {
        let credit = toml(text);
        page(
            &format!(
                "name = \"N\"\nimage = {{ file = \"../briefings/a.png\", credit = {credit} }}"
            ),
            "",
        )
    }),
    ("title of a free page", |text| page(&format!("title = {}", toml(text)), "")),
];

/// Places in a text.
const TEXT: [Sink; 44] = [
    ("paragraph", |text| text.to_owned()),
    ("behind a word", |text| format!("word{text}word")),
    ("a line of its own in a paragraph", |text| format!("One\n{text}\ntwo")),
    ("heading", |text| format!("## {text}")),
    ("heading in setext", |text| format!("{text}\n---")),
    ("heading with an ID", |text| format!("## {text} {{#own}}")),
    ("heading ID", |text| format!("## Heading {{#{text}}}")),
    ("heading class", |text| format!("## Heading {{.{text}}}")),
    ("heading attribute", |text| format!("## Heading {{{text}}}")),
    ("heading attribute's value", |text| format!("## Heading {{x={text}}}")),
    ("emphasis", |text| format!("*{text}*")),
    ("strong", |text| format!("**{text}**")),
    ("strikethrough", |text| format!("~~{text}~~")),
    ("code", |text| format!("`{text}`")),
    ("code in two ticks", |text| format!("`` {text} ``")),
    ("fence", |text| format!("```\n{text}\n```")),
    ("fence info", |text| format!("```{text}\ncode\n```")),
    ("fence info in tildes", |text| format!("~~~ {text}\ncode\n~~~")),
    ("indented code", |text| format!("    {text}")),
    ("quotation", |text| format!("> {text}")),
    ("alert", |text| format!("> [!NOTE]\n> {text}")),
    ("alert's kind", |text| format!("> [!{text}]\n> Text")),
    ("item", |text| format!("- {text}")),
    ("task", |text| format!("- [ ] {text}")),
    ("ordered item", |text| format!("7. {text}")),
    ("definition's term", |text| format!("{text}\n: Definition")),
    ("definition", |text| format!("Term\n: {text}")),
    ("table head", |text| format!("| {text} | b |\n| --- | --- |\n| c | d |")),
    ("table cell", |text| format!("| a | b |\n| --- | --: |\n| {text} | d |")),
    ("footnote", |text| format!("Text[^a]\n\n[^a]: {text}")),
    ("footnote label", |text| format!("Text[^{text}]\n\n[^{text}]: Note")),
    ("link text", |text| format!("[{text}](https://example.org/)")),
    ("link text to a page", |text| format!("[{text}](x-00.md)")),
    ("link title", |text| format!("[text](https://example.org/ \"{text}\")")),
    ("link title in brackets", |text| format!("[text](https://example.org/ ({text}))")),
    ("wikilink text", |text| format!("[[x-00|{text}]]")),
    ("reference label", |text| format!("[text][{text}]\n\n[{text}]: https://example.org/")),
    ("reference title", |text| format!("[text][a]\n\n[a]: https://example.org/ '{text}'")),
    ("alt text", |text| format!("![{text}](a.png)")),
    ("image title", |text| format!("![alt](a.png \"{text}\")")),
    ("wikilink image", |text| format!("![[a.png|{text}]]")),
    ("URL's path", |text| format!("[text](<https://example.org/{text}>)")),
    ("URL's fragment", |text| format!("[text](<https://example.org/?a=1&b#{text}>)")),
    ("mail address", |text| format!("[text](<mailto:a@example.org?subject={text}>)")),
];

/// Places that a URL, a name of a page or a path is taken from.
const TARGET: [Sink; 13] = [
    ("URL", |text| format!("[text](<{text}>)")),
    ("URL without brackets", |text| format!("[text]({text})")),
    ("URL of a reference", |text| format!("[text][a]\n\n[a]: <{text}>")),
    ("autolink", |text| format!("<{text}>")),
    ("image URL", |text| format!("![alt](<{text}>)")),
    ("image URL without brackets", |text| format!("![alt]({text})")),
    ("wikilink", |text| format!("[[{text}]]")),
    ("wikilink with a text", |text| format!("[[{text}|text]]")),
    ("wikilink's heading", |text| format!("[[x-00#{text}]]")),
    ("heading of a link", |text| format!("[text](<#{text}>)")),
    ("wikilink to an image", |text| format!("![[{text}]]")),
    ("scheme", |text| format!("[text](<{text}:alert>)")),
    ("mail", |text| format!("<{text}@example.org>")),
];

/// Adds what stands at both ends of the list, so that every page between them has the same frame.
fn framed() -> Archive {
    let ends = [("w", "1900-01-01"), ("x-00", "2022-11-14"), ("y", "2100-01-01")];
    let with_ends = ends.iter().fold(Archive::new(), |archive, (id, date)| {
        archive.briefing(id, &format!("title = \"{id}\"\ndate = {date}"), "## Heading")
    });
    with_ends.file("content/briefings/a.png", "image")
}

/// Reads all pages of an archive that was built, and returns what no page may have, each with its
/// page.
fn read(archive: &Archive) -> (BTreeMap<String, Page>, Result<(), String>) {
    let (mut pages, mut found) = (BTreeMap::new(), Vec::new());
    for path in archive.pages() {
        match Page::parse(&path, &archive.read(&path)) {
            Err(why) => found.push(format!("{path}: {why}")),
            Ok(page) => {
                found.extend(page.dangers().into_iter().map(|danger| format!("{path}: {danger}")));
                pages.insert(path, page);
            }
        }
    }
    let shown: Vec<String> =
        found.iter().take(3).map(|danger| danger.chars().take(300).collect()).collect();
    let outcome = if found.is_empty() {
        Ok(())
    } else {
        Err(format!("{} dangers, such as\n  {}", found.len(), shown.join("\n  ")))
    };
    (pages, outcome)
}

/// Builds an archive with each payload in a sink, as a file of a folder. Files that are refused are
/// taken out and the rest is built. Returns the payloads that were taken, and the pages.
fn build(
    folder: &str,
    name: &str,
    make: impl Fn(usize) -> String,
    table: &mut Table,
) -> (BTreeSet<usize>, BTreeMap<String, Page>) {
    let archive = framed();
    for i in 0..PAYLOADS.len() {
        archive.write(&source(folder, i), make(i));
    }
    let mut taken: BTreeSet<usize> = (0..PAYLOADS.len()).collect();
    let mut report = archive.build();
    while report.summary.is_none() {
        let wrong: BTreeSet<&str> = report
            .diagnostics
            .iter()
            .flat_map(|d| &d.locations)
            .map(|place| &*place.path)
            .collect();
        let refused: Vec<usize> =
            taken.iter().copied().filter(|i| wrong.contains(source(folder, *i).as_str())).collect();
        assert!(!refused.is_empty(), "{name}: {}", mistakes(&report));
        for i in refused {
            archive.remove(&source(folder, i));
            taken.remove(&i);
        }
        report = archive.build();
    }
    let (pages, outcome) = read(&archive);
    table.case(name, outcome);
    (taken, pages)
}

/// Returns the path of the file with a payload.
fn source(folder: &str, i: usize) -> String {
    format!("content/{folder}/x-{:02}.md", i + 1)
}

/// Checks that a sink of front matter takes every payload, shows it as it is, and that the page is
/// made as with a plain text.
fn check_front(folder: &str, sink: &Sink, table: &mut Table) {
    // The number keeps names apart that are one without what no page may hold.
    let text = |i: usize| format!("{} no. {i}", PAYLOADS[i]);
    let (taken, pages) = build(folder, sink.0, |i| sink.1(&text(i)), table);
    assert_eq!(taken.len(), PAYLOADS.len(), "{}: some were refused", sink.0);
    let own = |i: usize| {
        pages.get(
            &source(folder, i)
                .replacen("content/", "", 1)
                .replacen("pages/", "", 1)
                .replace(".md", ".html"),
        )
    };
    for (i, payload) in PAYLOADS.iter().enumerate() {
        let shown: String = text(i)
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .filter(|c| !chancery::text::is_forbidden(*c))
            .collect();
        let outcome = match (own(i), own(0)) {
            (Some(page), Some(plain)) if page.skeleton() != plain.skeleton() => {
                Err(format!("the page is made otherwise: {}", differing(page, plain)))
            }
            (Some(_), Some(_))
                if !pages.values().any(|page| page.text().contains(&fold(&shown))) =>
            {
                Err("the text is not shown as it is".into())
            }
            (Some(_), Some(_)) => Ok(()),
            _ => Err("the page could not be read".into()),
        };
        table.case(format!("{}, {payload:?}", sink.0), outcome);
    }
}

/// Shows where two pages are made otherwise.
fn differing(page: &Page, plain: &Page) -> String {
    let (found, expected) = (page.skeleton(), plain.skeleton());
    let at = found
        .iter()
        .zip(&expected)
        .position(|(a, b)| a != b)
        .unwrap_or(found.len().min(expected.len()));
    let around = |tags: &[String]| tags[at.saturating_sub(2)..(at + 3).min(tags.len())].join(" ");
    format!("found {}, expected {}", around(&found), around(&expected))
}

#[test]
fn no_front_matter_becomes_markup() {
    let mut table = Table::new();
    for sink in &FRONT {
        check_front("briefings", sink, &mut table);
    }
    table.end(12 * 51);
}

#[test]
fn nothing_that_a_briefing_rests_on_becomes_markup() {
    let mut table = Table::new();
    for sink in &EVIDENCE {
        check_front("briefings", sink, &mut table);
    }
    table.end(36 * 51);
}

#[test]
fn no_name_of_an_entity_becomes_markup() {
    let mut table = Table::new();
    for sink in &ENTITY {
        check_front(
            if sink.0 == "title of a free page" { "pages" } else { "people" },
            sink,
            &mut table,
        );
    }
    table.end(10 * 51);
}

#[test]
fn no_text_becomes_script() {
    let (mut table, mut pages) = (Table::new(), 0);
    for (name, make) in &TEXT {
        let taken =
            build("briefings", name, |i| briefing("x", "", &make(PAYLOADS[i])), &mut table).0.len();
        // A heading's ID must be one; what looks like a link may be a broken one.
        let least = if *name == "heading ID" { 5 } else { 40 };
        assert!(taken >= least, "{name}: only {taken} were taken");
        pages += taken;
    }
    table.end(44);
    assert!(pages > 2_000, "{pages}");
}

#[test]
fn no_address_becomes_script() {
    let mut table = Table::new();
    for (name, make) in &TARGET {
        build("briefings", name, |i| briefing("x", "", &make(PAYLOADS[i])), &mut table);
    }
    table.end(13);
}

#[test]
fn no_title_becomes_markup_where_another_page_shows_it() {
    let all = |link: fn(&str) -> String| {
        (0..PAYLOADS.len()).map(|i| link(&format!("x-{:02}", i + 1))).collect::<String>()
    };
    let body = all(|id| format!("A [[{id}]] b, [c]({id}.md), [[{id}|d]].\n\n"))
        + &all(|id| format!("## [[{id}]]\n\n"))
        + &all(|id| format!("- [](<{id}.md>)\n"))
        + "\n| a |\n| --- |\n"
        + &all(|id| format!("| [[{id}]] |\n"));
    let mut archive = framed().briefing("all", "", &body);
    for (i, payload) in PAYLOADS.iter().enumerate() {
        let front = format!("title = {}\nsummary = {0}", toml(&format!("{payload} no. {i}")));
        // The sentence that links, with the title of another page in it, goes back to that page.
        let next = format!("x-{:02}", (i + 1) % PAYLOADS.len() + 1);
        archive = archive.briefing(
            &format!("x-{:02}", i + 1),
            &front,
            &format!("[[{next}]] and [[all]]"),
        );
    }
    assert_eq!(mistakes(&archive.build()), "");
    let (pages, outcome) = read(&archive);
    assert_eq!(outcome, Ok(()));
    let plain = pages["briefings/x-02.html"].skeleton();
    for i in 2..PAYLOADS.len() {
        assert_eq!(
            pages[&format!("briefings/x-{i:02}.html")].skeleton(),
            plain,
            "{:?}",
            PAYLOADS[i - 1]
        );
    }
}

#[test]
fn two_hundred_payloads_in_one_page_do_nothing_together() {
    let mut body = String::new();
    for (name, make) in &TEXT {
        for payload in &PAYLOADS {
            // Those that are links and IDs are refused one by one above.
            if !payload.contains("](")
                && !["heading ID", "heading with an ID", "footnote label", "reference label"]
                    .contains(name)
            {
                let _ = write!(body, "{}\n\n", make(payload));
            }
        }
    }
    let front = format!(
        "title = {0}\nsummary = {0}\nparticipants = [{1}]",
        toml(&PAYLOADS.join(" ")),
        PAYLOADS.map(toml).join(", ")
    );
    let archive = framed().briefing("all", &front, &body);
    let report = archive.build();
    assert!(report.summary.is_some(), "{}", mistakes(&report));
    assert_eq!(read(&archive).1, Ok(()));
}

#[test]
fn no_setting_becomes_markup() {
    let mut table = Table::new();
    for payload in PAYLOADS {
        let settings = format!(
            "title = {0}\ndescription = {0}\nbase_url = \"https://archive.example/\"\n",
            toml(payload)
        );
        let archive = framed().file("archive.toml", settings).file(
            "content/index.md",
            page(&format!("title = {0}\nsummary = {0}", toml(payload)), payload),
        );
        let report = archive.build();
        let outcome =
            if report.summary.is_some() { read(&archive).1 } else { Err(mistakes(&report)) };
        table.case(format!("{payload:?}"), outcome);
    }
    table.end(50);
}

#[test]
fn no_name_of_a_file_becomes_markup() {
    let names = [
        "a\"onload=alert(1).png",
        "a'onload=alert(1).png",
        "a><script>alert(1)<.png",
        "a<img src=x onerror=alert(1)>.png",
        "a&lt;.png",
        "a;url=javascript:alert(1).png",
        "javascript:alert(1).png",
        "a%22.png",
        "a%2e%2e%2fb.png",
        "a#b.png",
        "a?b.png",
        "a b.png",
        "\u{202e}gnp.exe.png",
        "🙂.png",
        "….png",
        "{{ site.title }}.png",
        "a`b.png",
    ];
    let encode = |name| utf8_percent_encode(name, const { &NON_ALPHANUMERIC.remove(b'.') });
    let mut table = Table::new();
    for name in names {
        let archive = framed().file(&format!("content/briefings/{name}"), "image").briefing(
            "a",
            "",
            &format!("![alt]({0}) [text]({0})", encode(name)),
        );
        let report = archive.build();
        assert!(report.summary.is_some(), "{name}: {}", mistakes(&report));
        let (pages, outcome) = read(&archive);
        let page = &pages["briefings/a.html"];
        let image = page.follow(page.one("img").tag.get("src").unwrap_or_default());
        let plain = image
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"/.-".contains(&b));
        let outcome = outcome.and(if archive.has(&image) && plain {
            Ok(())
        } else {
            Err(format!("published at {image}"))
        });
        table.case(name, outcome);
    }
    // Static files keep their names, as far as every disk takes them.
    for name in [
        "a'onload=alert(1).txt",
        "a&amp;b.txt",
        "a;b.txt",
        "a%22b.txt",
        "a#b.txt",
        "a b.txt",
        "ä.txt",
        "{{ x }}.txt",
        "🙂.txt",
    ] {
        let archive = framed().file(&format!("static/{name}"), "text").briefing(
            "a",
            "",
            &format!("[text](/{})", encode(name)),
        );
        let report = archive.build();
        assert!(report.summary.is_some(), "{name}: {}", mistakes(&report));
        let (pages, outcome) = read(&archive);
        let found = pages["briefings/a.html"].links_to(name) && archive.has(name);
        let outcome =
            outcome.and(if found { Ok(()) } else { Err("the link leads elsewhere".into()) });
        table.case(name, outcome);
    }
    table.end(26);
}

#[test]
fn the_strict_reader_finds_what_it_should() {
    let html = |body: &str| format!("<!doctype html>\n<html><body>{body}</body></html>");
    for bad in [
        "<script>alert(1)</script>",
        "<script>a</b></script>",
        "<script src=\"https://evil.example/x.js\"></script>",
        "<img src=\"x\" onerror=\"alert(1)\">",
        "<img src=x>",
        "<a href='x'>x</a>",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<a href=\" java\u{a}script:alert(1)\">x</a>",
        "<a href=\"&#106;avascript:alert(1)\">x</a>",
        "<a href=\"//evil.example\">x</a>",
        "<iframe src=\"x\"></iframe>",
        "<p style=\"color: red\">x</p>",
        "<style>p {}</style>",
        "<p>a < b</p>",
        "<p>a > b</p>",
        "<p>a & b</p>",
        "<p>&bogus;</p>",
        "<!-- x -->",
        "<p>x",
        "<p><b>x</p></b>",
        "<p id=\"a\" id=\"b\">x</p>",
        "<p id=\"a\"></p><p id=\"a\"></p>",
        "<a href=\"#gone\">x</a>",
        "<p title=\"<\">x</p>",
        "<p\u{c}title=\"x\">x</p>",
        "<img src=\"https://evil.example/x.png\">",
        "<link rel=\"stylesheet\" href=\"https://evil.example/x.css\">",
        "<p>\u{0}</p>",
        "<p title=\"\u{fffe}\">x</p>",
        "<P>x</P>",
        "<meta http-equiv=\"refresh\" content=\"0; url=https://evil.example\">",
        "<form action=\"javascript:x\"></form>",
        "<p x-injected=\"\">x</p>",
        "<svg><a xlink:href=\"data:x\">x</a></svg>",
    ] {
        let found = Page::parse("x.html", &html(bad)).map(|page| page.dangers());
        assert!(found.as_ref().map_or(true, |dangers| !dangers.is_empty()), "{bad}: {found:?}");
    }
    for good in [
        "<p>a &lt; b &amp; c &#x27;</p>",
        "<a href=\"https://example.org/?a=1&amp;b\">x</a>",
        "<p id=\"a\"></p><a href=\"#a\">x</a>",
        "<svg><rect x=\"1\"/></svg>",
        "<br><img src=\"x.png\" alt=\"\">",
    ] {
        assert_eq!(
            Page::parse("x.html", &html(good)).map(|page| page.dangers()),
            Ok(vec![]),
            "{good}"
        );
    }
}

/// Content of a size: what to write where.
type Content = fn(usize) -> Vec<(String, String)>;

fn body(text: String) -> Vec<(String, String)> {
    vec![("content/briefings/a.md".into(), briefing("a", "", &text))]
}

fn front(text: &str) -> Vec<(String, String)> {
    vec![("content/briefings/a.md".into(), briefing("a", text, ""))]
}

/// Returns a person with aliases, as TOML, and a briefing with a text.
fn mentioned(aliases: &str, text: &str) -> Vec<(String, String)> {
    let person = page(&format!("name = \"P\"\naliases = [{aliases}]"), "");
    let mut files = body(text.to_owned());
    files.push(("content/people/p.md".into(), person));
    files
}

fn list(n: usize, item: impl Fn(usize) -> String) -> String {
    (0..n).map(item).collect::<Vec<_>>().join(", ")
}

fn lines(n: usize, line: impl Fn(usize) -> String) -> String {
    (0..n).map(|i| line(i) + "\n").collect()
}

/// Returns a briefing with a person who held many offices.
fn offices(n: usize) -> Vec<(String, String)> {
    let office = |i: usize| {
        let from = 1000 + i % 900;
        format!(
            "{{ title = \"Office {i}\", organization = \"O {i}\", from = \"{from}\", to = \"{}\" }}",
            from + 9
        )
    };
    vec![
        (
            "content/people/p.md".into(),
            page(&format!("name = \"P\"\noffices = [{}]", list(n, office)), ""),
        ),
        (
            "content/briefings/a.md".into(),
            briefing("a", "date = \"1500\"\nparticipants = [\"P\"]", ""),
        ),
        (
            "content/briefings/b.md".into(),
            briefing("b", "date = \"1700\"\nparticipants = [\"P\"]", ""),
        ),
    ]
}

/// Returns a briefing with a side of many members.
fn members(n: usize) -> Vec<(String, String)> {
    let members = list(n, |i| format!("\"Member {i}\""));
    front(&format!(
        "delegations = [{{ side = \"A\", members = [{members}] }}, {{ side = \"B\", members = [\"P\"] }}]"
    ))
}

/// Texts that nest or repeat, and how often.
const DEEP: &[(&str, usize, Content)] = &[
    ("[", 100_000, |n| body("[".repeat(n))),
    ("]", 100_000, |n| body("]".repeat(n))),
    ("[[", 100_000, |n| body("[[".repeat(n))),
    ("[[a|", 50_000, |n| body("[[a|".repeat(n))),
    ("![", 100_000, |n| body("![".repeat(n))),
    ("[a](", 50_000, |n| body("[a](".repeat(n))),
    ("[a](<b", 50_000, |n| body("[a](<b".repeat(n))),
    ("[a](b \"", 50_000, |n| body("[a](b \"".repeat(n))),
    ("[^", 50_000, |n| body("[^".repeat(n))),
    (">", 100_000, |n| body(">".repeat(n))),
    ("> behind each other, with a text", 20_000, |n| body(">".repeat(n) + " text")),
    ("*", 100_000, |n| body("*".repeat(n))),
    ("*a", 100_000, |n| body("*a".repeat(n))),
    ("*a **b", 50_000, |n| body("*a **b ".repeat(n))),
    ("_a", 100_000, |n| body("_a ".repeat(n))),
    ("~~a", 50_000, |n| body("~~a ".repeat(n))),
    ("`", 100_000, |n| body("`".repeat(n))),
    ("ticks in growing numbers", 600, |n| body(lines(n, |i| "`".repeat(i) + "a"))),
    ("<", 100_000, |n| body("<".repeat(n))),
    ("<a", 50_000, |n| body("<a ".repeat(n))),
    ("<!--", 50_000, |n| body("a <!-- ".repeat(n))),
    ("<!-- a block each", 20_000, |n| body("<!--\n\n".repeat(n))),
    ("<?", 50_000, |n| body("a <? ".repeat(n))),
    ("<![CDATA[", 20_000, |n| body("a <![CDATA[".repeat(n))),
    ("<div>", 50_000, |n| body("<div>\n".repeat(n))),
    ("&", 100_000, |n| body("&".repeat(n))),
    ("&amp;", 50_000, |n| body("&amp;".repeat(n))),
    ("\\", 100_000, |n| body("\\".repeat(n))),
    ("(", 100_000, |n| body(format!("[a]({}", "(".repeat(n)))),
    ("#", 100_000, |n| body("#".repeat(n))),
    ("-", 100_000, |n| body("- ".repeat(n))),
    ("- and a text", 5_000, |n| body("- ".repeat(n) + "text")),
    ("1.", 5_000, |n| body("1. ".repeat(n) + "text")),
    ("> -", 5_000, |n| body("> - ".repeat(n) + "text")),
    ("items within items", 500, |n| body(lines(n, |i| " ".repeat(2 * i) + "- a"))),
    ("definitions within definitions", 500, |n| {
        body(lines(n, |i| " ".repeat(2 * i) + "a\n" + &" ".repeat(2 * i) + ": b"))
    }),
    ("footnotes within footnotes", 500, |n| {
        body(format!("[^0]\n\n{}", lines(n, |i| format!("[^{i}]: [^{}]\n", i + 1))))
    }),
    ("TOML lists", 20_000, |n| {
        front(&format!("extra = {{ a = {}{} }}", "[".repeat(n), "]".repeat(n)))
    }),
    ("TOML lists that are not closed", 20_000, |n| front(&format!("topics = {}", "[".repeat(n)))),
    ("TOML tables", 20_000, |n| {
        front(&format!("extra = {}1{}", "{ a = ".repeat(n), " }".repeat(n)))
    }),
    ("TOML keys with full stops", 20_000, |n| front(&format!("extra{} = 1", ".a".repeat(n)))),
    ("TOML headers with full stops", 20_000, |n| front(&format!("[extra{}]", ".a".repeat(n)))),
    ("brackets in a date", 50_000, |n| front(&format!("date = \"{}\"", "[".repeat(n)))),
];

/// Texts that are long.
const LONG: &[(&str, usize, Content)] = &[
    ("offices of a person", 2_000, offices),
    ("members of a side", 4_000, members),
    ("one word", 1_000_000, |n| body("a".repeat(n))),
    ("one word without Latin letters", 300_000, |n| body("会".repeat(n))),
    ("one line of words", 300_000, |n| body("a ".repeat(n))),
    ("spaces", 500_000, |n| body(format!("a{}b", " ".repeat(n)))),
    ("full stops", 300_000, |n| body(". ".repeat(n))),
    ("line ends", 300_000, |n| body("\n".repeat(n) + "a")),
    ("paragraphs", 20_000, |n| body("a\n\n".repeat(n))),
    ("combining marks", 200_000, |n| body(format!("a{} [[a]]", "\u{301}".repeat(n)))),
    ("sentences with links to the page itself", 5_000, |n| body("A [[a]] b. ".repeat(n))),
    ("links in one sentence", 5_000, |n| body("[[a]] ".repeat(n))),
    ("links with texts behind one word", 5_000, |n| {
        body(format!("{} {}", "a".repeat(n * 20), "[[a|b]] ".repeat(n)))
    }),
    ("links in a table's cells", 3_000, |n| {
        body(format!("| a |\n| --- |\n{}", "| [[a]] |\n".repeat(n)))
    }),
    ("links to nothing", 2_000, |n| body("[[nobody]] ".repeat(n))),
    ("links to nothing, each another", 2_000, |n| body(lines(n, |i| format!("[[nobody {i}]]")))),
    ("files that are not there", 2_000, |n| body(lines(n, |i| format!("[x](no-{i}.md)")))),
    ("headings of one name", 5_000, |n| body("## One\n\n".repeat(n))),
    ("headings of one name and another", 5_000, |n| {
        body(lines(n, |i| format!("## One {}\n", i % 2)))
    }),
    ("headings and links to them", 12_000, |n| {
        body(lines(n, |i| format!("## H {i}\n\n[[#h-{}]]\n", n - 1 - i)))
    }),
    ("headings and links to none", 800, |n| {
        body(lines(n, |i| format!("## H {i}\n\n[[#k-{i}]]\n")))
    }),
    ("footnotes", 20_000, |n| {
        body(
            lines(n, |i| format!("a[^n{i}]"))
                + "\n"
                + &lines(n, |i| format!("[^n{i}]: Note {i}\n")),
        )
    }),
    ("mentions of one footnote", 20_000, |n| body("a[^n] ".repeat(n) + "\n\n[^n]: Note")),
    ("footnotes that nothing mentions", 10_000, |n| {
        body(lines(n, |i| format!("[^n{i}]: Note {i}\n")))
    }),
    ("mentions of no footnote", 20_000, |n| body(lines(n, |i| format!("a[^n{i}]")))),
    ("references and their uses", 5_000, |n| {
        body(
            lines(n, |i| format!("[r{i}]"))
                + "\n"
                + &lines(n, |i| format!("[r{i}]: https://example.org/{i}")),
        )
    }),
    ("uses of one long reference", 5_000, |n| {
        body(format!("{}\n\n[r]: https://example.org/{}", "[r] ".repeat(n), "a".repeat(n)))
    }),
    ("columns of a table", 10_000, |n| {
        body(format!("{}\n{}\n{}", "|a".repeat(n), "|-".repeat(n), "|b".repeat(n)))
    }),
    ("columns of a table, and rows with one cell", 1_000, |n| {
        body(format!("{}\n{}\n{}", "|a".repeat(n), "|-".repeat(n), "|b\n".repeat(n)))
    }),
    ("rows of a table", 10_000, |n| body(format!("|a|b|\n|-|-|\n{}", "|c|d|\n".repeat(n)))),
    ("tables", 5_000, |n| body("|a|\n|-|\n|b|\n\n".repeat(n))),
    ("definitions", 5_000, |n| body("a\n: b\n\n".repeat(n))),
    ("images", 3_000, |n| {
        body("![a](a.png) ".repeat(n))
            .into_iter()
            .chain([("content/briefings/a.png".to_owned(), String::new())])
            .collect()
    }),
    ("a title", 500_000, |n| front(&format!("title = \"{}\"", "a".repeat(n)))),
    ("a title of combining marks", 200_000, |n| {
        front(&format!("title = \"a{}\"", "\u{301}\u{323}".repeat(n / 2)))
    }),
    ("a name", 500_000, |n| front(&format!("venue = \"{}\"", "a ".repeat(n / 2)))),
    ("a name in another script", 100_000, |n| front(&format!("venue = \"{}\"", "Ж ".repeat(n)))),
    ("a date", 500_000, |n| front(&format!("date = \"{}\"", "2".repeat(n)))),
    ("a status", 200_000, |n| front(&format!("status = \"{}\"", "held".repeat(n / 4)))),
    ("a text without quotes", 200_000, |n| front(&format!("venue = {}", "Ankara ".repeat(n / 7)))),
    ("a key", 200_000, |n| front(&format!("{} = 1", "k".repeat(n)))),
    ("unknown keys", 3_000, |n| front(&lines(n, |i| format!("key-{i} = 1")))),
    ("one key again and again", 8_000, |n| front(&"venue = \"a\"\n".repeat(n))),
    ("topics", 2_500, |n| front(&format!("topics = [{}]", list(n, |i| format!("\"Topic {i}\""))))),
    ("topics of one name", 20_000, |n| {
        front(&format!("topics = [{}]", list(n, |_| "\"Topic\"".into())))
    }),
    ("venues", 2_000, |n| front(&format!("venue = [{}]", list(n, |i| format!("\"Venue {i}\""))))),
    ("participants", 2_500, |n| {
        front(&format!("participants = [{}]", list(n, |i| format!("\"Person {i}\""))))
    }),
    ("organizations", 2_000, |n| {
        front(&format!(
            "participants = [{}]",
            list(n, |i| format!("{{ organization = \"Body {i}\" }}"))
        ))
    }),
    ("names that are twins", 2_000, |n| {
        front(&format!(
            "topics = [{}]",
            list(n, |i| format!("\"T{}\"", "\u{200b}".repeat(1 + i % 300) + &".".repeat(i / 300)))
        ))
    }),
    ("items of the wrong type", 5_000, |n| {
        front(&format!("topics = [{}]", list(n, |i| i.to_string())))
    }),
    ("former URLs", 3_000, |n| {
        front(&format!("former_urls = [{}]", list(n, |i| format!("\"old/{i}.html\""))))
    }),
    ("former URLs that are one", 3_000, |n| {
        front(&format!("former_urls = [{}]", list(n, |_| "\"old.html\"".into())))
    }),
    ("folders of a former URL", 300, |n| {
        front(&format!("former_urls = [{}]", list(n, |i| format!("\"{}x.html\"", "a/".repeat(i)))))
    }),
    ("aliases", 5_000, |n| {
        vec![(
            "content/people/p.md".into(),
            page(&format!("name = \"P\"\naliases = [{}]", list(n, |i| format!("\"P {i}\""))), ""),
        )]
    }),
    ("aliases that a text mentions", 2_000, |n| {
        let text = lines(n, |i| format!("Then Person {} spoke.", i * 7 % n));
        mentioned(&list(n, |i| format!("\"Person {i}\"")), &text)
    }),
    ("a text that nearly goes on as aliases do that begin alike", 20_000, |n| {
        // The last of them are about as long as a name is looked for.
        let aliases = list(95, |i| format!("\"{}b\"", "a ".repeat(i + 1)));
        mentioned(&aliases, &"a ".repeat(n))
    }),
    ("aliases of one letter again and again", 190, |n| {
        mentioned(&list(n, |i| format!("\"{}\"", "a".repeat(i + 1))), &"a".repeat(n * 2_000))
    }),
    ("an alias as long as a text", 200_000, |n| {
        mentioned(&format!("\"{}\"", "Ab ".repeat(n / 3)), &"Ab ".repeat(n / 3))
    }),
    ("an alias of combining marks", 100_000, |n| {
        mentioned(&format!("\"ab{}\"", "\u{301}".repeat(n)), &format!("ab{}", "\u{301}".repeat(n)))
    }),
    ("an alias among combining marks", 100_000, |n| {
        mentioned("\"e\u{301}\u{323}b\"", &"e\u{323}\u{301}".repeat(n))
    }),
    ("spaces within what may be an alias", 200_000, |n| {
        mentioned("\"Ab Cd\"", &format!("Ab{}Cd", "&nbsp;".repeat(n / 6)))
    }),
    ("mentions of an alias", 40_000, |n| mentioned("\"Ankara\"", &"Ankara ".repeat(n))),
    ("mentions in Chinese", 40_000, |n| mentioned("\"安卡\", \"安卡拉\"", &"安卡".repeat(n))),
    ("emphasis around mentions", 20_000, |n| mentioned("\"Ankara\"", &"*Ankara* ".repeat(n))),
    ("aliases with characters of patterns", 2_000, |n| {
        let aliases = list(n, |i| format!("\"(a+)+{i}.*[^b]{{{i},}}|$\""));
        mentioned(&aliases, &"(a+)+1.*[^b]{1,}|$ aaaa ".repeat(n))
    }),
    ("a free page's title in every footer", 200_000, |n| {
        vec![("content/pages/p.md".into(), page(&format!("title = \"{}\"", "a".repeat(n)), ""))]
    }),
    ("settings", 300_000, |n| {
        vec![(
            "archive.toml".into(),
            format!("title = \"{}\"\ndescription = \"{}\"\n", "a".repeat(n), "b".repeat(n)),
        )]
    }),
];

/// Archives of many files.
const MANY: &[(&str, usize, Content)] = &[
    ("contacts of two sides", 1_200, |n| {
        let sides = "participants = [{ organization = \"A\" }, { organization = \"B\" }]";
        let front = |i: usize| format!("date = \"{}\"\n{sides}", 1900 + i % 100);
        (0..n)
            .map(|i| (format!("content/briefings/b-{i}.md"), briefing("b", &front(i), "")))
            .collect()
    }),
    ("contacts of eight sides, each of others", 400, |n| {
        let sides = |i: usize| {
            format!(
                "participants = [{}]",
                list(8, |j| format!("{{ organization = \"S{}\" }}", i * 8 + j))
            )
        };
        (0..n)
            .map(|i| (format!("content/briefings/b-{i}.md"), briefing("b", &sides(i), "")))
            .collect()
    }),
    ("claims of one person through one outlet", 800, |n| {
        let front = "sources = [{ id = \"s\", title = \"T\", outlet = \"O\" }]\n\
                     claims = [{ text = \"C\", by = \"P\", sources = [\"s\"] }]\nparticipants = [\"P\"]";
        (0..n).map(|i| (format!("content/briefings/b-{i}.md"), briefing("b", front, ""))).collect()
    }),
    ("parts of parts", 800, |n| {
        let sides = "participants = [{ organization = \"A\" }, { organization = \"B\" }]";
        (0..n)
            .map(|i| {
                let front = format!("part_of = \"b-{}\"\n{sides}", (i + 1).min(n - 1));
                let front = if i + 1 == n { sides.to_owned() } else { front };
                (format!("content/briefings/b-{i}.md"), briefing("b", &front, ""))
            })
            .collect()
    }),
    ("briefings", 1_600, |n| {
        (0..n)
            .map(|i| {
                (
                    format!("content/briefings/b-{i}.md"),
                    briefing(
                        "b",
                        &format!("date = \"{}\"\nvenue = \"V {}\"", 1900 + i % 100, i % 50),
                        "Text.",
                    ),
                )
            })
            .collect()
    }),
    ("briefings of one day that name one person", 1_200, |n| {
        (0..n)
            .map(|i| {
                (
                    format!("content/briefings/b-{i}.md"),
                    briefing("b", "participants = [\"P\", \"Q\"]\nseries = \"S\"", "Text."),
                )
            })
            .collect()
    }),
    ("links to one page", 1_200, |n| {
        (0..n)
            .map(|i| {
                (
                    format!("content/briefings/b-{i}.md"),
                    briefing("b", "", "See [[b-0]] and [[b-0]]."),
                )
            })
            .collect()
    }),
    ("periods over many years", 600, |n| {
        (0..n)
            .map(|i| {
                (
                    format!("content/briefings/b-{i}.md"),
                    briefing("b", &format!("date = \"{}/{}\"", 1900 + i % 100, 2010 + i % 10), ""),
                )
            })
            .collect()
    }),
    ("entities of one name", 1_200, |n| {
        (0..n)
            .map(|i| (format!("content/people/p-{i}.md"), page("name = \"P\"", "")))
            .chain(body("[[P]]".into()))
            .collect()
    }),
    ("entities that are mentioned in one text", 1_200, |n| {
        (0..n)
            .map(|i| (format!("content/people/p-{i}.md"), page(&format!("name = \"P {i}\""), "")))
            .chain(body(lines(n, |i| format!("P {i} spoke."))))
            .collect()
    }),
    ("entities of one name, which texts mention", 600, |n| {
        (0..n)
            .map(|i| (format!("content/people/p-{i}.md"), page("name = \"Ana\"", "")))
            .chain((0..n).map(|i| {
                (format!("content/briefings/b-{i}.md"), briefing("b", "", "Ana met Ana."))
            }))
            .collect()
    }),
    ("texts that mention one person", 1_200, |n| {
        (0..n)
            .map(|i| (format!("content/briefings/b-{i}.md"), briefing("b", "", "Ana met Ana.")))
            .chain([("content/people/p.md".to_owned(), page("name = \"Ana\"", ""))])
            .collect()
    }),
    ("venues within each other", 400, |n| {
        (0..n)
            .map(|i| {
                (
                    format!("content/venues/v-{i}.md"),
                    page(&format!("name = \"V\"\nwithin = \"v-{}\"", i + 1), ""),
                )
            })
            .collect()
    }),
    ("mistakes", 1_200, |n| {
        (0..n)
            .map(|i| {
                (
                    format!("content/briefings/b-{i}.md"),
                    briefing("b", "titel = 1\nvenu = 2", "[[nobody]]"),
                )
            })
            .collect()
    }),
    ("names that must be registered", 1_200, |n| {
        let files = (0..n).map(|i| {
            (
                format!("content/briefings/b-{i}.md"),
                briefing("b", &format!("venue = \"Venue {i}\""), ""),
            )
        });
        files
            .chain((0..n).map(|i| {
                (format!("content/venues/v-{i}.md"), page(&format!("name = \"Place {i}\""), ""))
            }))
            .chain([("archive.toml".into(), "title = \"A\"\nnames = \"registered\"\n".into())])
            .collect()
    }),
];

/// One measurement at a time: two would disturb each other.
static MEASURING: Mutex<()> = Mutex::new(());

/// Checks an archive with the program and returns how long it took. It must end by itself, not by
/// a signal, and with no other exit code than those of a check.
fn time_of(content: Content, n: usize) -> Result<Duration, String> {
    const LIMIT: Duration = Duration::from_secs(60);
    let archive = Archive::new().files(content(n));
    let mut command = archive.command();
    command
        .args(["check", "--quiet", "--message-format", "short"])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let start = Instant::now();
    let mut child = command.spawn().map_err(|error| error.to_string())?;
    loop {
        match child.try_wait().map_err(|error| error.to_string())? {
            Some(status) if matches!(status.code(), Some(0 | 1)) => return Ok(start.elapsed()),
            Some(status) => return Err(format!("{n}: ended with {status}")),
            None if start.elapsed() > LIMIT => {
                _ = child.kill();
                _ = child.wait();
                return Err(format!("{n}: not done after {LIMIT:?}"));
            }
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    }
}

/// Says whether four times the content takes less than eight times the time. A machine that does
/// something else besides is given two more chances.
fn grows_slowly(content: Content, most: usize) -> Result<(), String> {
    const FLOOR: Duration = Duration::from_millis(60);
    let (mut quarter, mut whole) = (Duration::MAX, Duration::MAX);
    for _ in 0..3 {
        whole = whole.min(time_of(content, most)?);
        if whole < 8 * FLOOR {
            return Ok(());
        }
        quarter = quarter.min(time_of(content, most / 4)?);
        if whole < 8 * quarter.max(FLOOR) {
            return Ok(());
        }
    }
    Err(format!("{} take {quarter:?}, {most} take {whole:?}", most / 4))
}

#[track_caller]
fn check_growth(cases: &[(&str, usize, Content)], least: usize) {
    let _one = MEASURING.lock();
    let mut table = Table::new();
    for (name, most, content) in cases {
        table.case(format!("{name} × {most}"), grows_slowly(*content, *most));
    }
    table.end(least);
}

#[test]
fn no_depth_hangs_or_aborts_a_build() {
    check_growth(DEEP, 40);
}

#[test]
fn no_length_hangs_or_aborts_a_build() {
    check_growth(LONG, 60);
}

#[test]
fn no_number_of_files_hangs_or_aborts_a_build() {
    check_growth(MANY, 11);
}

#[test]
fn no_template_hangs_or_aborts_a_build() {
    let templates = [
        ("includes itself", "{% include \"404.html\" %}".to_owned()),
        ("nests", "{% if true %}".repeat(5_000) + &"{% endif %}".repeat(5_000)),
        ("nests and is not closed", "{% if true %}".repeat(20_000)),
        ("brackets", format!("{{{{ {}1{} }}}}", "(".repeat(20_000), ")".repeat(20_000))),
        ("lists", format!("{{{{ {}1{} }}}}", "[".repeat(20_000), "]".repeat(20_000))),
        ("nots", format!("{{{{ {}true }}}}", "not ".repeat(20_000))),
        ("minuses", format!("{{{{ {}1 }}}}", "- ".repeat(20_000))),
        ("filters", format!("{{{{ site.title {} }}}}", "| upper ".repeat(20_000))),
        ("sums", format!("{{{{ 1{} }}}}", " + 1".repeat(20_000))),
        ("dots", format!("{{{{ site{} }}}}", ".a".repeat(20_000))),
    ];
    let mut table = Table::new();
    for (name, text) in templates {
        let archive = Archive::new().file("templates/404.html", text);
        let run = archive.run(&["check", "--quiet"]);
        let outcome = if matches!(run.code, Some(0 | 1)) {
            Ok(())
        } else {
            Err(format!("ended with {:?}", run.code))
        };
        table.case(name, outcome);
    }
    table.end(10);
}
