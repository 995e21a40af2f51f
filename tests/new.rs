//! `new`: that a file it makes builds without a mistake, and that no URL moves but a twin's.

mod support;

use std::process::Command;

use chancery::id::Id;
use support::{Archive, Run, Table, mistakes, outputs};

/// Runs `chancery new` on a day that is always the same.
fn new(archive: &Archive, arguments: &[&str]) -> Run {
    Run::of(command(archive).args(arguments))
}

fn command(archive: &Archive) -> Command {
    let mut command = archive.command();
    command.env("SOURCE_DATE_EPOCH", "1740832245").env_remove("VISUAL").env_remove("EDITOR");
    command.arg("new");
    command
}

fn named(participants: &str) -> Archive {
    Archive::new().briefing(
        "a",
        &format!("participants = [{participants}]\nvenue = \"Ankara\""),
        "",
    )
}

fn pages_of_people(archive: &Archive) -> Vec<String> {
    let pages = archive.pages().into_iter().filter(|path| path.starts_with("people/"));
    pages.filter(|path| !path.ends_with("index.html")).collect()
}

#[test]
fn a_name_that_is_used_keeps_its_url_and_so_does_its_twin() {
    let twins = "\"Ana Díaz\", \"Ana Diaz\"";
    let mut table = Table::new();
    for (participants, name) in [
        ("\"Ana Diaz\"", "Ana Diaz"),
        ("\"Ana Diaz\"", "  ana  DIAZ "),
        ("\"O’Brien\", \"Bo Li\"", "O'Brien"),
        ("\"Сергей Лавров\"", "Сергей Лавров"),
        (twins, "Ana Díaz"),
        (twins, "Ana Diaz"),
        ("\"…\", \"!!!\"", "…"),
        ("\"Index\", \"CON\"", "CON"),
        ("\"sergei-lavrov\", \"Sergei Lavrov\"", "Sergei Lavrov"),
        ("\"sergei-lavrov\", \"Sergei Lavrov\"", "sergei-lavrov"),
    ] {
        table.run(format!("{name} of {participants}"), || {
            let archive = named(participants).built();
            let before = pages_of_people(&archive);
            let run = new(&archive, &["person", name]).exits(0);
            let path = run.out.trim().replace("content/", "").replace(".md", ".html");
            assert!(before.contains(&path), "{path} is not among {before:?}");
            assert_eq!(mistakes(&archive.build()), "");
            assert_eq!(pages_of_people(&archive), before);
            assert_eq!(run.err, "");
        });
    }
    table.end(10);
}

#[test]
fn both_twins_can_have_files() {
    let archive = named("\"Ana Díaz\", \"Ana Diaz\"").built();
    let before = pages_of_people(&archive);
    new(&archive, &["person", "Ana Díaz"]).exits(0);
    new(&archive, &["person", "Ana Diaz"]).exits(0);
    assert_eq!(mistakes(&archive.build()), "");
    assert_eq!(pages_of_people(&archive), before);
}

#[test]
fn a_new_name_that_would_share_an_id_takes_a_hash_and_says_whom_it_moves() {
    let archive = named("\"Ana Díaz\"").built();
    let run = new(&archive, &["person", "Ana Diaz"]).exits(0);
    let id = Id::from_name_with_hash("ana diaz");
    assert_eq!(run.out, format!("content/people/{id}.md\n"));
    let moved = Id::from_name_with_hash("ana díaz");
    let note = format!("note: `Ana Díaz` moves from people/ana-diaz.html to people/{moved}.html");
    assert_eq!(run.err.split_whitespace().collect::<Vec<_>>().join(" "), note);
    archive.build();
    let pages = [format!("people/{id}.html"), format!("people/{moved}.html")];
    assert!(pages.iter().all(|page| archive.has(page)), "{:?}", pages_of_people(&archive));
}

#[test]
fn the_url_that_is_kept_is_the_published_one() {
    let archive =
        named("\"Ana Díaz\"").briefing("b", "draft = true\nparticipants = [\"Ana Diaz\"]", "");
    assert_eq!(new(&archive, &["person", "Ana Díaz"]).exits(0).out, "content/people/ana-diaz.md\n");
}

#[test]
fn every_kind_builds_without_a_mistake() {
    let nameless = Id::from_name_with_hash("…");
    let mut table = Table::new();
    for (arguments, path) in [
        (
            &["briefing", "A \"b\" \\ c", "--date", "2025-02-27"][..],
            "briefings/2025-02-27-a-b-c.md",
        ),
        (&["briefing", "…", "--date", "about 2016"], &format!("briefings/2016-{nameless}.md")),
        (
            &["person", "Ana Diaz", "--sort-name", "Diaz, Ana", "--country", "UN"],
            "people/ana-diaz.md",
        ),
        (&["organization", "UN", "--kind", "body"], "organizations/un.md"),
        (&["venue", "Ankara", "--kind", "city", "--within", "Turkey"], "venues/ankara.md"),
        (&["series", "Talks", "--party", "UN", "--party", "EU"], "series/talks.md"),
        (&["topic", "Visas", "--broader", "Consular affairs"], "topics/visas.md"),
        (&["outlet", "Reuters", "--url", "https://reuters.com/"], "outlets/reuters.md"),
        (&["page", "About us"], "pages/about-us.md"),
    ] {
        table.run(arguments.join(" "), || {
            let archive = Archive::new();
            let run = new(&archive, arguments).exits(0);
            assert_eq!(run.out, format!("content/{path}\n"));
            assert_eq!(mistakes(&archive.build()), "");
        });
    }
    table.end(9);
}

#[test]
fn a_briefing_lies_where_the_others_lie() {
    let mut table = Table::new();
    for (others, date, expected) in [
        (&[][..], "2025-02-27", "2025-02-27-a"),
        (&["a", "b"], "2025-02-27", "2025-02-27-a"),
        (&["2022/a", "2022/b", "c"], "2025-02-27", "2025/2025-02-27-a"),
        (&["2022/a", "2022/b"], "2025-02", "2025/2025-02-a"),
        (&["2022/a", "2022/b"], "2025", "2025/2025-a"),
        (&["2022/a", "2022/b"], "201X", "2010s-a"),
        (&["2022/11/a", "2022/11/b"], "2025-02-27", "2025/02/2025-02-27-a"),
        (&["2022-11/a"], "2025-02-27/2025-03-01", "2025-02/2025-02-27-a"),
        (&["letters/a", "letters/b"], "2025-02-27", "2025-02-27-a"),
        (&["2025/2025-02-27-a"], "2025-02-27", "2025-02-27-a-2"),
    ] {
        table.run(format!("{expected} beside {others:?}"), || {
            let archive =
                others.iter().fold(Archive::new(), |archive, id| archive.briefing(id, "", ""));
            let run = new(&archive, &["briefing", "A", "--date", date]).exits(0);
            assert_eq!(run.out, format!("content/briefings/{expected}.md\n"));
        });
    }
    table.end(10);
}

#[test]
fn what_would_be_a_mistake_is_not_written() {
    let mut table = Table::new();
    for (arguments, said) in [
        (&["briefing", "A"][..], "the date is missing"),
        (&["briefing", "--date", "2025"], "the title or name is missing"),
        (&["briefing", " ", "--date", "2025"], "the title or name is missing"),
        (&["briefing", "A", "--date", "03/04/2025"], "write `2025-04-03` or `2025-03-04`"),
        (&["briefing", "A", "--date", "30 Feb 2025"], "the calendar has no"),
        (&["briefing", "A", "--date", "2025", "--status", "plannd"], "'planned'"),
        (&["briefing", "A", "--date", "2025", "--kind", "metting"], "did you mean `meeting`?"),
        (&["briefing", "A", "--date", "2025", "--folder", "../.."], "name another folder"),
        (&["briefing", "A", "--date", "2025", "--folder", ".hidden"], "name another folder"),
        (&["briefing", "A", "--date", "2025", "--participant", "Bo Li"], "is a name of 2 people"),
        (&["briefing", "A", "--date", "2025", "--particpant", "A"], "'--participant'"),
        (&["person", "Ana Diaz"], "`Ana Diaz` already has a file: content/people/ana-diaz.md"),
        (&["person", "Diaz"], "`Diaz` already has a file"),
        (&["person", "ana-diaz"], "`ana-diaz` already has a file"),
        (&["outlet", "A", "--url", "example"], "is not an address on the web"),
        (&["page", "Timeline"], "timeline.html"),
        (&["page", "About"], "`content/pages/about.md` already exists"),
        (&["persn", "A"], "'person'"),
        (&["person", "A", "--edit"], "set VISUAL or EDITOR"),
    ] {
        table.run(arguments.join(" "), || {
            let archive = Archive::new()
                .entity("people/ana-diaz", "name = \"Ana Diaz\"\naliases = [\"Diaz\"]", "")
                .entity("people/bo-li", "name = \"Bo Li\"", "")
                .entity("people/bo-li-2", "name = \"Bo Li\"", "")
                .page("about", "title = \"About\"", "");
            let before = outputs(archive.root());
            let run = new(&archive, arguments).exits(2);
            assert!(run.err.contains(said), "{}", run.err);
            assert_eq!(run.out, "");
            assert_eq!(outputs(archive.root()), before);
        });
    }
    table.end(19);
}

#[test]
fn a_registered_archive_takes_registered_names() {
    let archive = Archive::new()
        .file("archive.toml", "title = \"A\"\nnames = \"registered\"\n")
        .entity("venues/ankara", "name = \"Ankara\"", "");
    let run = new(&archive, &["briefing", "A", "--date", "2025", "--venue", "Ankarra"]).exits(2);
    assert!(run.err.contains("did you mean `Ankara`?"), "{}", run.err);
    new(&archive, &["briefing", "A", "--date", "2025", "--venue", "Ankara"]).exits(0);
}

#[test]
fn the_file_is_opened_in_the_editor_that_is_asked_for() {
    let archive = Archive::new();
    let edit = |editor: &str, name: &str| {
        Run::of(command(&archive).args(["person", name, "--edit"]).env("EDITOR", editor))
    };
    let run = edit("cat", "Ana Diaz").exits(0);
    let text = std::fs::read_to_string(archive.path("content/people/ana-diaz.md")).expect("a file");
    assert_eq!(run.out, text + "content/people/ana-diaz.md\n");
    for editor in ["false", "no-such-editor"] {
        let run = edit(editor, &format!("Bo {editor}")).exits(3);
        assert!(run.err.contains("the file was written: content/people/bo-"), "{}", run.err);
    }
}

#[test]
fn nothing_is_written_where_it_is_only_to_be_printed() {
    let archive = Archive::new();
    let before = outputs(archive.root());
    let run = new(&archive, &["person", "Ana Diaz", "--dry-run"]).exits(0);
    let expected =
        "content/people/ana-diaz.md\n\n+++\nname = \"Ana Diaz\"\ncreated = 2025-03-01\n+++\n";
    assert_eq!(run.out, expected);
    assert_eq!(outputs(archive.root()), before);
}
