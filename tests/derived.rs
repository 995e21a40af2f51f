//! What the archive derives: sides, contacts, offices then, who met whom, what rests on whom, what is
//! related.

mod support;

use chancery::archive::{Archive as Linked, BriefingIndex, EntityIndex};
use chancery::build::Report;
use chancery::record::EntityKind;
use support::{Archive, Table, mistakes};

/// Two states with ministries, an embassy, a body of no state, and people of each.
fn world() -> Archive {
    Archive::new()
        .entity("organizations/arland", "name = \"Arland\"\nkind = \"state\"", "")
        .entity("organizations/borduria", "name = \"Borduria\"\nkind = \"state\"", "")
        .entity(
            "organizations/arland-ministry",
            "name = \"Ministry of Arland\"\nparent = \"Arland\"",
            "",
        )
        .entity(
            "organizations/arland-embassy",
            "name = \"Embassy of Arland\"\nparent = \"arland-ministry\"\ncountry = \"Borduria\"",
            "",
        )
        .entity("organizations/borduria-press", "name = \"Press\"\ncountry = \"Borduria\"", "")
        .entity("organizations/union", "name = \"Union\"", "")
        .entity(
            "people/ana",
            "name = \"Ana\"\ncountry = \"Arland\"\n\
             offices = [{ title = \"Minister\", organization = \"arland-ministry\", from = 2010-01-01, to = 2019-12-31 }]",
            "",
        )
        .entity("people/bo", "name = \"Bo\"\ncountry = \"Borduria\"", "")
        .entity(
            "people/cy",
            "name = \"Cy\"\ncountry = \"Borduria\"\n\
             offices = [{ title = \"Ambassador\", organization = \"arland-embassy\", from = \"2015\", to = \"2018\" }]",
            "",
        )
        .entity("people/dee", "name = \"Dee\"", "")
}

fn linked(archive: &Archive) -> Linked {
    let report: Report = archive.check();
    assert_eq!(mistakes(&report), "");
    report.archive
}

fn entity(archive: &Linked, kind: EntityKind, id: &str) -> EntityIndex {
    let mut of_kind = archive.of_kind(kind);
    of_kind.find(|(_, entity)| entity.id.as_str() == id).unwrap_or_else(|| panic!("no {id}")).0
}

fn id(archive: &Linked, index: BriefingIndex) -> &str {
    archive.briefing(index).record.head.id.as_str()
}

#[test]
fn a_participant_is_on_the_side_that_is_written_else_of_the_office_then_else_of_the_country() {
    let mut table = Table::new();
    for (date, who, expected) in [
        ("2017-05-01", "participants = [\"Ana\"]", "arland"),
        ("2017-05-01", "participants = [\"Bo\"]", "borduria"),
        ("2017-05-01", "participants = [\"Dee\"]", "-"),
        // Written: the side wins, then the delegation's, then on whose behalf.
        ("2017-05-01", "participants = [{ name = \"Ana\", side = \"Union\" }]", "union"),
        ("2017-05-01", "participants = [{ name = \"Ana\", on_behalf_of = \"Union\" }]", "union"),
        ("2017-05-01", "delegations = [{ side = \"Borduria\", members = [\"Ana\"] }]", "borduria"),
        (
            "2017-05-01",
            "delegations = [{ side = \"Borduria\", members = [{ name = \"Ana\", side = \"Union\" }] }]",
            "union",
        ),
        (
            "2017-05-01",
            "delegations = [{ side = \"Borduria\", members = [{ name = \"Ana\", on_behalf_of = \"Union\" }] }]",
            "borduria",
        ),
        // The office held then, before the country: an ambassador of Arland from Borduria.
        ("2017-05-01", "participants = [\"Cy\"]", "arland"),
        ("2014-05-01", "participants = [\"Cy\"]", "borduria"),
        ("2020-05-01", "participants = [\"Cy\"]", "borduria"),
        // The body that the briefing names; an embassy is of the state that sent it.
        (
            "2017-05-01",
            "participants = [{ name = \"Dee\", organization = \"arland-embassy\" }]",
            "arland",
        ),
        ("2017-05-01", "participants = [{ organization = \"arland-embassy\" }]", "arland"),
        ("2017-05-01", "participants = [{ organization = \"borduria-press\" }]", "borduria"),
        ("2017-05-01", "participants = [{ organization = \"Arland\" }]", "arland"),
        ("2017-05-01", "participants = [{ organization = \"Union\" }]", "union"),
        ("2017-05-01", "participants = [{ organization = \"Club\" }]", "club"),
        ("2017-05-01", "delegations = [{ side = \"Arland\", level = \"heads\" }]", "arland"),
        // Who mediates is of no side, unless the record says so.
        ("2017-05-01", "participants = [{ name = \"Ana\", capacity = \"mediator\" }]", "-"),
        (
            "2017-05-01",
            "participants = [{ name = \"Ana\", capacity = \"host\", side = \"Arland\" }]",
            "arland",
        ),
    ] {
        table.run(format!("{date} {who}"), || {
            let archive =
                linked(&world().briefing("a", &format!("title = \"A\"\ndate = {date}\n{who}"), ""));
            let side = archive.briefings[0].attendance[0].side;
            assert_eq!(side.map_or("-", |side| archive.entity(side).id.as_str()), expected);
        });
    }
    table.end(20);
}

/// Returns the contacts of Arland and Borduria, by ID; nothing where they have no page.
fn contacts(archive: &Archive) -> Option<Vec<String>> {
    let archive = linked(archive);
    let side = |name| entity(&archive, EntityKind::Organization, name);
    let pair = archive.pair_of(side("arland"), side("borduria"))?;
    let contacts = &archive.pairs[pair.get()].contacts;
    Some(contacts.iter().map(|index| id(&archive, *index).to_owned()).collect())
}

#[test]
fn a_contact_is_a_briefing_that_was_held_with_someone_of_each_side_attending() {
    let both = "participants = [\"Ana\", \"Bo\"]";
    let mut table = Table::new();
    for (front, counted) in [
        (both, true),
        ("kind = \"call\"\nparticipants = [\"Ana\", \"Bo\"]", true),
        ("participants = [\"Ana\", { name = \"Bo\", presence = \"remote\" }]", true),
        ("participants = [\"Ana\", { organization = \"borduria-press\" }]", true),
        ("delegations = [{ side = \"Arland\" }, { side = \"Borduria\", level = \"heads\" }]", true),
        ("status = \"planned\"\nparticipants = [\"Ana\", \"Bo\"]", false),
        ("status = \"cancelled\"\nparticipants = [\"Ana\", \"Bo\"]", false),
        ("status = \"unconfirmed\"\nparticipants = [\"Ana\", \"Bo\"]", false),
        ("kind = \"statement\"\nparticipants = [\"Ana\", \"Bo\"]", false),
        ("kind = \"measure\"\nparticipants = [\"Ana\", \"Bo\"]", false),
        ("participants = [\"Ana\", { name = \"Bo\", presence = \"absent\" }]", false),
        ("participants = [\"Ana\", { name = \"Bo\", presence = \"uncertain\" }]", false),
        ("participants = [\"Ana\", { name = \"Bo\", capacity = \"interpreter\" }]", false),
        ("participants = [\"Ana\", \"Dee\"]", false),
        ("participants = [\"Ana\"]", false),
    ] {
        table.run(front, || {
            let archive =
                world().briefing("a", &format!("title = \"A\"\ndate = 2017-05-01\n{front}"), "");
            assert_eq!(contacts(&archive), counted.then(|| vec!["a".to_owned()]));
        });
    }
    table.end(15);
}

#[test]
fn a_whole_and_its_parts_are_one_contact() {
    let archive = world()
        .briefing(
            "summit",
            "date = \"2017-05-01/2017-05-03\"\nparticipants = [\"Ana\", \"Bo\"]",
            "",
        )
        .briefing(
            "dinner",
            "date = 2017-05-01\npart_of = \"summit\"\nparticipants = [\"Ana\", \"Bo\"]",
            "",
        )
        .briefing(
            "toast",
            "date = 2017-05-01\npart_of = \"dinner\"\nparticipants = [\"Ana\", \"Bo\"]",
            "",
        )
        .briefing("forum", "date = 2018-05-01\nparticipants = [\"Ana\"]", "")
        .briefing(
            "aside",
            "date = 2018-05-01\npart_of = \"forum\"\nparticipants = [\"Ana\", \"Bo\"]",
            "",
        );
    assert_eq!(contacts(&archive), Some(vec!["summit".to_owned(), "aside".to_owned()]));
    let page = archive.built().html("between/arland--borduria.html").text();
    assert!(page.contains("2 contacts"), "{page}");
}

#[test]
fn contacts_of_many_sides_are_listed_apart() {
    let sides = |n: usize| {
        let others = (0..n).map(|i| format!(", {{ organization = \"Body {i}\" }}"));
        format!("participants = [\"Ana\", \"Bo\"{}]", others.collect::<String>())
    };
    let archive = world()
        .briefing("eight", &format!("date = 2017-05-01\n{}", sides(6)), "")
        .briefing("nine", &format!("date = 2018-05-01\n{}", sides(7)), "");
    assert_eq!(contacts(&archive), Some(vec!["eight".to_owned()]));
    let archive = archive.built();
    let page = archive.html("between/arland--borduria.html");
    assert!(
        page.text().contains("Contacts among more than eight sides")
            && page.links_to("briefings/nine.html")
    );
    // Of eight sides each two have a page, of nine none.
    assert!(archive.outputs().contains_key("between/body-0--body-5.html"));
    assert!(!archive.outputs().keys().any(|path| path.contains("body-6--")));
}

#[test]
fn the_page_of_two_sides_says_how_often_where_and_how_long_not() {
    let both = "participants = [\"Ana\", \"Bo\"]";
    let archive = world()
        .entity("venues/hall", "name = \"Hall\"\nkind = \"room\"\nwithin = \"Port\"", "")
        .entity("venues/port", "name = \"Port\"\nkind = \"city\"", "")
        .briefing(
            "one",
            &format!("title = \"One\"\ndate = 2015-01-10\nvenue = \"Hall\"\n{both}"),
            "",
        )
        .briefing(
            "two",
            &format!(
                "title = \"Two\"\ndate = 2017-03-10\nvenue = \"Port\"\nkind = \"call\"\n{both}"
            ),
            "",
        )
        .briefing(
            "off",
            &format!("title = \"Off\"\ndate = 2017-04-10\nstatus = \"cancelled\"\n{both}"),
            "",
        )
        .briefing("last", &format!("title = \"Last\"\ndate = 2017-05-10\n{both}"), "")
        .built();
    let page = archive.html("between/arland--borduria.html");
    let text = page.text();
    for expected in ["Arland – Borduria", "3 contacts", "2015 to 2017", "26 months", "cancelled"]
    {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    // The city that both were in counts twice, the room not at all.
    assert!(page.links_to("venues/port.html"));
    let counted: Vec<String> =
        page.within_class("counted", "li").iter().map(|li| li.text.clone()).collect();
    assert!(counted.iter().any(|row| row.contains("Port") && row.contains('2')), "{counted:?}");
    // Of what was held and not held, and of each end, the way back leads here.
    let briefing = archive.html("briefings/two.html");
    assert!(briefing.links_to("between/arland--borduria.html"));
    assert!(briefing.text().contains("26 months after the last recorded contact"));
    assert!(archive.html("organizations/arland.html").links_to("between/arland--borduria.html"));
    assert!(archive.html("between/index.html").links_to("between/arland--borduria.html"));
    assert!(archive.html("index.html").links_to("between/arland--borduria.html"));
}

#[test]
fn a_person_met_those_across_and_took_part_with_those_beside() {
    let archive = world()
        .entity("people/ed", "name = \"Ed\"\ncountry = \"Arland\"", "")
        .briefing("a", "date = 2017-05-01\nparticipants = [\"Ana\", \"Ed\", \"Bo\", \"Dee\"]", "")
        .briefing(
            "b",
            "date = 2017-06-01\nkind = \"statement\"\nparticipants = [\"Ana\", \"Cy\"]",
            "",
        )
        .briefing(
            "c",
            "date = 2021-06-01\nstatus = \"cancelled\"\nparticipants = [\"Ana\", \"Cy\"]",
            "",
        )
        .built();
    let page = archive.html("people/ana.html");
    let met: Vec<String> = page.within_class("data", "a").iter().map(|a| a.text.clone()).collect();
    let beside: Vec<String> =
        page.within_class("counted", "a").iter().map(|a| a.text.clone()).collect();
    assert_eq!(met, ["Bo", "Dee"]);
    assert!(beside.contains(&"Ed".to_owned()) && !beside.contains(&"Bo".to_owned()), "{beside:?}");
}

#[test]
fn a_participant_is_shown_with_the_office_held_then() {
    let offices = "offices = [\n\
        { title = \"Deputy\", organization = \"arland-ministry\", from = 2005-02-01, to = 2010-01-01 },\n\
        { title = \"Minister\", organization = \"arland-ministry\", from = 2010-01-01, to = 2019-12-31, acting = true },\n\
        { title = \"Chair\", organization = \"Union\", from = \"2012\" },\n]";
    let mut table = Table::new();
    for (date, who, expected) in [
        ("2007-05-01", "\"Eve\"", "Deputy, Ministry of Arland, since 2005"),
        ("2009-06-01", "\"Eve\"", "Deputy, Ministry of Arland, since 2005, until 1 Jan 2010"),
        ("2011-05-01", "\"Eve\"", "acting Minister, Ministry of Arland, since 2010"),
        (
            "2013-05-01",
            "\"Eve\"",
            "acting Minister, Ministry of Arland, since 2010 Chair, Union, since 2012",
        ),
        ("2012-05-01", "\"Eve\"", "acting Minister, Ministry of Arland, since 2010"),
        ("2021-05-01", "\"Eve\"", "Chair, Union, since 2012"),
        ("2001-05-01", "\"Eve\"", ""),
        // What the record says wins.
        ("2011-05-01", "{ name = \"Eve\", role = \"Guest\" }", "Guest"),
        (
            "2011-05-01",
            "{ name = \"Eve\", role = \"Guest\", organization = \"Union\" }",
            "Guest, Union",
        ),
    ] {
        table.run(format!("{date} {who}"), || {
            let archive = world()
                .entity("people/eve", &format!("name = \"Eve\"\n{offices}"), "")
                .briefing("a", &format!("date = {date}\nparticipants = [{who}]"), "")
                .built();
            let shown = archive.html("briefings/a.html").within_class("attendance", "li");
            assert_eq!(shown[0].text.trim_start_matches("Eve").trim(), expected);
        });
    }
    table.run("an office that may have been held", || {
        let archive = world()
            .entity(
                "people/eve",
                "name = \"Eve\"\noffices = [{ title = \"Judge\", from = \"2010\" }]",
                "",
            )
            .briefing("a", "date = 2010-05-01\nparticipants = [\"Eve\"]", "")
            .built();
        let shown = archive.html("briefings/a.html").within_class("attendance", "li");
        assert_eq!(shown[0].text.trim(), "Eve Judge, since 2010 (around that time)");
    });
    table.end(10);
}

#[test]
fn two_sides_sit_across_from_each_other_and_more_in_columns() {
    let mut table = Table::new();
    for (front, form, sides) in [
        ("participants = [\"Ana\", \"Bo\"]", "facing", 2),
        ("participants = [\"Dee\", \"Stranger\"]", "facing", 2),
        ("participants = [\"Ana\", \"Bo\", { organization = \"Union\" }]", "columns", 3),
        ("participants = [\"Ana\"]", "list", 1),
        ("participants = [\"Dee\", \"Stranger\", \"Another\"]", "list", 1),
        ("kind = \"statement\"\nparticipants = [\"Ana\", \"Bo\"]", "list", 1),
        ("kind = \"call\"\nparticipants = [\"Ana\", \"Bo\"]", "call", 2),
        ("status = \"cancelled\"\nparticipants = [\"Ana\", \"Bo\"]", "cancelled", 2),
    ] {
        table.run(front, || {
            let archive = world().briefing("a", &format!("date = 2017-05-01\n{front}"), "").built();
            let page = archive.html("briefings/a.html");
            let tables = page.of_class("attendance");
            assert_eq!(tables.iter().filter(|table| table.tag.is_of(form)).count(), 1, "{form}");
            assert_eq!(page.within_class("sides", "ul").len(), sides);
        });
    }
    table.run("heads come first, and a delegation without names says so", || {
        let front = "delegations = [{ side = \"Arland\", members = [\"Dee\", { name = \"Ana\", head = true }] }, { side = \"Borduria\", organization = \"borduria-press\" }, { side = \"Union\", level = \"heads of department\" }]";
        let archive = world().briefing("a", &format!("date = 2001-05-01\n{front}"), "").built();
        let seats: Vec<String> =
            archive.html("briefings/a.html").within_class("sides", "li").iter().map(|li| li.text.trim().to_owned()).collect();
        assert_eq!(seats, ["Ana", "Dee", "Press names not reported", "heads of department"]);
    });
    for (front, seats) in [
        // No heading names the sides of a statement.
        (
            "kind = \"statement\"\nparticipants = [{ organization = \"Arland\" }, { organization = \"Borduria\" }]",
            &["Arland", "Borduria"][..],
        ),
        ("participants = [{ organization = \"Arland\" }]", &["names not reported"]),
        ("delegations = [{ side = \"Arland\" }]", &["names not reported"]),
    ] {
        table.run(format!("nobody who took part is an empty row: {front}"), || {
            let archive = world().briefing("a", &format!("date = 2001-05-01\n{front}"), "").built();
            let page = archive.html("briefings/a.html");
            let found = page.within_class("sides", "li");
            let found: Vec<&str> = found.iter().map(|li| li.text.trim()).collect();
            assert_eq!(found, seats);
        });
    }
    table.end(12);
}

#[test]
fn a_claim_says_who_made_it_through_whom_and_whether_one_source_has_it() {
    let sources = "sources = [{ id = \"s1\", title = \"A\", outlet = \"Wire\" }, { id = \"s2\", title = \"B\", outlet = \"Wire\" }, { id = \"s3\", title = \"C\" }, { title = \"D\" }]";
    let claims = "claims = [\n\
        { text = \"First.\", by = \"Ana\", sources = [\"s1\", \"s2\"], date = 2017-05-02 },\n\
        { text = \"Second.\", by = \"Borduria\", sources = [\"s1\", \"s3\"], field = \"duration\", value = \"two hours\", confidence = \"disputed\" },\n\
        { text = \"Third.\", by = \"A passer-by\", field = \"duration\", value = \"three hours\" },\n\
        { text = \"Fourth.\", by = \"Cy\", field = \"venue\", value = \"Port\" },\n]";
    let archive = world()
        .briefing("a", &format!("title = \"Talks\"\ndate = 2017-05-01\n{sources}\n{claims}"), "")
        .built();
    let rows: Vec<String> = archive
        .html("briefings/a.html")
        .within_class("claims", "tr")
        .iter()
        .map(|row| row.text.trim().to_owned())
        .collect();
    assert_eq!(
        rows[1..],
        [
            "Ana Minister, Ministry of Arland, since 2010 2 May 2017 First. Wire [1] [2] single source",
            "Borduria Second. duration: two hours disputed Wire [1] [3]",
            "A passer-by Third. duration: three hours",
            "Cy Ambassador, Embassy of Arland, since 2015, until 2018 Fourth. place: Port",
        ]
    );
    // Two values for one fact stand side by side; one alone does not.
    let accounts: Vec<String> = archive
        .html("briefings/a.html")
        .of_class("differing")
        .iter()
        .map(|it| it.text.trim().to_owned())
        .collect();
    assert_eq!(
        accounts,
        ["Accounts of the duration differ two hours Borduria three hours A passer-by"]
    );
    for (path, said) in [
        ("people/ana.html", "First."),
        ("organizations/borduria.html", "Second."),
        ("people/cy.html", "Fourth."),
        ("outlets/wire.html", "First."),
        ("outlets/wire.html", "Second."),
    ] {
        let page = archive.html(path);
        assert!(page.text().contains(said) && page.links_to("briefings/a.html"), "{path}: {said}");
    }
    assert!(!archive.html("outlets/wire.html").text().contains("Third."));
    // Who only spoke has no page of that name alone.
    assert!(!archive.outputs().keys().any(|path| path.contains("passer-by")));
}

#[test]
fn open_outcomes_are_those_to_be_done_that_nothing_met() {
    let outcomes = "outcomes = [\n\
        { text = \"Overdue thing\", kind = \"commitment\", by = \"Arland\", due = 2017-06-01 },\n\
        { text = \"Later thing\", kind = \"agreement\", due = \"2030\" },\n\
        { text = \"Undated thing\", kind = \"agreement\" },\n\
        { text = \"Met thing\", kind = \"agreement\", met_by = \"b\" },\n\
        { text = \"Said thing\", kind = \"statement\" },\n\
        { text = \"No thing\", kind = \"none\" },\n]";
    let archive = world()
        .briefing("a", &format!("title = \"Talks\"\ndate = 2017-05-01\n{outcomes}"), "")
        .briefing("b", "title = \"Next\"\ndate = 2017-07-01\nupdated = 2018-01-01", "")
        .briefing("c", "date = 2017-07-01\nstatus = \"cancelled\"\noutcomes = [{ text = \"Void thing\", kind = \"agreement\" }]", "");
    let shown = |archive: &Archive| {
        let text = archive.html("outcomes.html").text();
        let mut order: Vec<(usize, &str)> = [
            "Overdue thing",
            "Later thing",
            "Undated thing",
            "Met thing",
            "Said thing",
            "No thing",
            "Void thing",
            "Due by 1 January 2018",
            "Due by 1 January 2031",
            "Not yet due",
            "No due date",
        ]
        .into_iter()
        .filter_map(|words| Some((text.find(words)?, words)))
        .collect();
        order.sort_unstable();
        order.into_iter().map(|(_, words)| words).collect::<Vec<_>>()
    };
    let archive = archive.built();
    assert_eq!(
        shown(&archive),
        [
            "Due by 1 January 2018",
            "Overdue thing",
            "Not yet due",
            "Later thing",
            "No due date",
            "Undated thing"
        ]
    );
    assert!(archive.html("briefings/a.html").links_to("briefings/b.html"));
    assert!(archive.html("index.html").links_to("outcomes.html"));
    // What the archive says of the date wins over what its records say.
    archive.write("archive.toml", "title = \"A\"\nas_of = 2031-01-01\n");
    let archive = archive.built();
    assert_eq!(
        shown(&archive),
        ["Due by 1 January 2031", "Overdue thing", "Later thing", "No due date", "Undated thing"]
    );
}

#[test]
fn a_series_is_told_step_by_step() {
    let archive = Archive::new()
        .briefing("one", "title = \"One\"\ndate = 2015-01-10\nseries = \"Talks\"", "")
        .briefing(
            "off",
            "title = \"Off\"\ndate = 2015-02-10\nseries = \"Talks\"\nstatus = \"postponed\"",
            "",
        )
        .briefing(
            "two",
            "title = \"Two\"\ndate = 2017-03-10\nseries = \"Talks\"\nreplaces = \"off\"",
            "",
        )
        .briefing(
            "next",
            "title = \"Next\"\ndate = 2017-04-10\nseries = \"Talks\"\nstatus = \"planned\"",
            "",
        )
        .built();
    let steps: Vec<String> = archive
        .html("series/talks.html")
        .within_class("sequence", "li")
        .iter()
        .map(|li| li.text.trim().to_owned())
        .collect();
    assert_eq!(
        steps,
        [
            "10 Jan 2015 1 One",
            "10 Feb 2015 Off postponed Replaced by Two",
            "26 months without a recorded meeting",
            "10 Mar 2017 2 Two Replaces Off",
            "10 Apr 2017 Next planned",
        ]
    );
    assert!(archive.html("briefings/two.html").text().contains("2 of 2"));
    assert!(!archive.html("briefings/off.html").text().contains(" of 2"));
}

#[test]
fn related_briefings_say_what_they_share() {
    let archive = world()
        .entity("venues/hall", "name = \"Hall\"\nkind = \"room\"\nwithin = \"Port\"", "")
        .entity("venues/port", "name = \"Port\"\nkind = \"city\"\nwithin = \"Arland coast\"", "")
        .entity("venues/arland-coast", "name = \"Arland coast\"\nkind = \"region\"", "")
        .briefing("a", "title = \"A\"\ndate = 2017-05-01\nvenue = \"Hall\"\nparticipants = [\"Ana\", \"Bo\"]\ntopics = [\"Ships\"]", "")
        .briefing("near", "title = \"Near\"\ndate = 2017-06-01\nvenue = \"Hall\"\nparticipants = [\"Ana\"]\ntopics = [\"Ships\"]", "")
        .briefing("city", "title = \"City\"\ndate = 2012-06-01\nvenue = \"Port\"\ntopics = [\"Ships\"]", "")
        .briefing("joined", "title = \"Joined\"\ndate = 2017-05-02\nvenue = \"Hall\"\nparticipants = [\"Ana\", \"Bo\"]\nfollows = \"a\"", "")
        .briefing("topic", "title = \"Topic\"\ndate = 2017-05-03\ntopics = [\"Ships\"]", "")
        .briefing("region", "title = \"Region\"\ndate = 2017-05-04\nvenue = \"Arland coast\"\ntopics = [\"Ships\"]", "")
        .built();
    let related = archive.html("briefings/a.html").text();
    let (_, related) = related
        .split_once("RELATED BRIEFINGS")
        .or(related.split_once("Related briefings"))
        .expect("related");
    let related: String = related.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        related.starts_with("Near same place: Hall; same people: Ana; same topics: Ships; 1 June 2017 City same place: Port; same topics: Ships; 1 June 2012"),
        "{related}"
    );
    // What a thread joins already, or what shares one topic or a region alone, is not.
    for other in ["Joined", "Topic", "Region"] {
        assert!(!related.contains(other), "{other}: {related}");
    }
}

#[test]
fn an_organization_shows_its_people_its_bodies_and_what_it_is_part_of() {
    let archive = world()
        .briefing(
            "a",
            "date = 2017-05-01\nparticipants = [{ name = \"Dee\", side = \"Arland\" }]",
            "",
        )
        .built();
    let arland = archive.html("organizations/arland.html");
    for path in ["people/ana.html", "people/dee.html", "organizations/arland-ministry.html"] {
        assert!(arland.links_to(path), "{path}");
    }
    assert!(
        arland.text().contains("Minister, Ministry of Arland, 1 Jan 2010 – 31 Dec 2019"),
        "{}",
        arland.text()
    );
    let ministry = archive.html("organizations/arland-ministry.html");
    assert!(ministry.links_to("people/ana.html") && ministry.links_to("organizations/arland.html"));
    assert!(ministry.links_to("organizations/arland-embassy.html"));
    assert!(
        archive.html("organizations/borduria.html").links_to("organizations/arland-embassy.html")
    );
}

#[test]
fn a_strip_has_a_mark_for_each_briefing_and_for_each_year_of_a_long_list() {
    let archive = |n: usize| {
        let briefings = (0..n).map(|i| {
            let front = format!(
                "title = \"T\"\ndate = {}-01-01\nvenue = \"Port\"\nstatus = \"{}\"",
                1900 + i % 50,
                if i == 0 { "cancelled" } else { "held" }
            );
            (format!("content/briefings/b{i}.md"), support::briefing(&format!("b{i}"), &front, ""))
        });
        Archive::new().files(briefings).built()
    };
    for (n, marks, off) in [(100, 100, 1), (101, 50, 0)] {
        let page = archive(n).html("venues/port.html");
        assert_eq!(page.within_class("strip", "a").len(), marks);
        assert_eq!(page.of_class("off").len(), off);
    }
}

#[test]
fn the_page_of_sources_has_each_once_under_its_outlet_with_what_rests_on_it() {
    let source = |title: &str, more: &str| {
        format!("title = \"B\"\ndate = 2020-01-01\n[[sources]]\ntitle = \"{title}\"\n{more}\n")
    };
    let report = "outlet = \"The Lantern\"\nurl = \"https://example.org/report\"";
    let archive = Archive::new()
        .briefing("a", &source("Report", report), "")
        .briefing("b", &source("The report", report), "")
        .briefing("c", &source("Minutes", "published = 2020-01-02"), "")
        .briefing("d", &format!("draft = true\n{}", source("Secret", "")), "")
        .briefing(
            "e",
            &format!(
                "withdrawn = {{ date = 2021-01-01, reason = \"wrong\" }}\n{}",
                source("Gone", "")
            ),
            "",
        )
        .built();
    let page = archive.html("sources.html");
    let titles: Vec<String> = page.all("cite").into_iter().map(|title| title.text).collect();
    assert_eq!(titles, ["Report", "Minutes"]);
    let links = page.within_class("documents", "a");
    let cited = links.iter().map(|link| {
        let href = link.tag.get("href").expect("a link");
        if href.contains("://") { href.to_owned() } else { page.follow(href) }
    });
    let cited: Vec<String> = cited.collect();
    assert_eq!(
        cited,
        ["https://example.org/report", "briefings/b.html", "briefings/a.html", "briefings/c.html"]
    );
    assert!(!Archive::new().briefing("a", "", "").built().outputs().contains_key("sources.html"));
}

#[test]
fn an_archive_finds_entities_by_id_by_name_and_by_alias() {
    let archive = Archive::new()
        .entity("people/ana", "name = \"Ana Diaz\"\naliases = [\"A. Diaz\", \"ANA DIAZ\"]", "")
        .entity("people/bo-1", "name = \"Bo Li\"", "")
        .entity("people/bo-2", "name = \"Li Bo\"\naliases = [\"bo  li\"]", "")
        .entity("people/cy", "name = \"Cy Ode\"\ndraft = true", "")
        .briefing("talks", "participants = [\"Dee Roy\", \"DEE ROY\", \"Dee Roy\"]", "");
    let archive = linked(&archive);
    for (name, expected) in [
        ("ana diaz", &["ana"][..]),
        ("A.  Diaz", &["ana"]),
        ("Bo Li", &["bo-1", "bo-2"]),
        ("Li Bo", &["bo-2"]),
        ("dee roy", &["dee-roy"]),
        ("Cy Ode", &[]),
        ("ana", &[]),
    ] {
        let found = archive.entities_named(EntityKind::Person, name).iter();
        let ids: Vec<&str> = found.map(|index| archive.entity(*index).id.as_str()).collect();
        assert_eq!(ids, expected, "{name}");
        assert!(archive.entities_named(EntityKind::Topic, name).is_empty(), "{name}");
    }
    for (id, expected) in [("ana", "Ana Diaz"), ("dee-roy", "Dee Roy")] {
        let found = archive.entity_of_id(EntityKind::Person, id).expect("an entity");
        assert_eq!(archive.entity(found).name, expected);
        assert_eq!(archive.entity_of_id(EntityKind::Topic, id), None);
    }
    assert_eq!(archive.entity_of_id(EntityKind::Person, "cy"), None);
}
