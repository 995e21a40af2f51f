//! What `new` does: a file with its front matter, from options and from answers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};

use super::questions::{Ask, Known, Terminal};
use super::report::{Printer, Style, note};
use super::stop::Stop;
use crate::archive::{Archive, Audience};
use crate::build::{Survey, fails, survey};
use crate::compose::{self, Existing, Keys, NewFile};
use crate::diagnostic::{nearest, quote};
use crate::edit::Edit;
use crate::output::path::OutputPath;
use crate::record::EntityKind;
use crate::record::date::{DateError, Day};
use crate::record::date_words::{Reading, understand};
use crate::record::vocabulary::{
    BriefingKind, OrganizationKind, Status, VenueKind, Vocabulary, Words,
};
use crate::record::writing::{Item, Written};
use crate::source;
use crate::text::{clean, fold};

/// What is made, and how.
#[derive(Args, Debug)]
#[command(subcommand_value_name = "KIND", subcommand_help_heading = "Kinds")]
pub(super) struct New {
    #[command(subcommand)]
    kind: Kind,
    /// Open the file in the editor that VISUAL or EDITOR names
    #[arg(long, global = true)]
    edit: bool,
    /// Print the file, and write nothing
    #[arg(long, global = true)]
    dry_run: bool,
}

#[derive(Debug, Subcommand)]
enum Kind {
    /// A meeting, call, visit, statement or measure
    #[command(
        after_help = "A date is understood as people write it (27 Feb 2025, 27.2.2025, 9-10 Dec 2022, Feb 2025, about 2016, between 20 and 30 Nov 2022, yesterday) or in EDTF (2025-02~).\n\nExamples:\n  chancery new briefing \"Consultations in Istanbul\" --date \"27 Feb 2025\"\n  chancery new briefing \"Burns meets Naryshkin\" --date 14.11.2022 \\\n    --participant \"William Burns\" --participant \"Sergei Naryshkin\" --edit"
    )]
    Briefing(BriefingOptions),
    /// A person
    #[command(
        after_help = "Examples:\n  chancery new person \"Sergei Lavrov\" --sort-name \"Lavrov, Sergei\" --edit"
    )]
    Person {
        /// The name; one that the archive uses already keeps its URL
        name: Option<String>,
        /// The name as lists are sorted by
        #[arg(long, value_name = "NAME")]
        sort_name: Option<String>,
        /// The person's state, an organization
        #[arg(long, value_name = "NAME")]
        country: Option<String>,
    },
    /// A state, ministry or body
    #[command(
        after_help = "Examples:\n  chancery new organization \"Central Bank\" --kind agency --parent Russia"
    )]
    Organization {
        /// The name; one that the archive uses already keeps its URL
        name: Option<String>,
        /// What it is: state, ministry, body …
        #[arg(long)]
        kind: Option<String>,
        /// The organization that it is part of
        #[arg(long, value_name = "NAME")]
        parent: Option<String>,
        /// The state that it is in
        #[arg(long, value_name = "NAME")]
        country: Option<String>,
    },
    /// A room, building, city or country
    #[command(after_help = "Examples:\n  chancery new venue Ankara --kind city --within Turkey")]
    Venue {
        /// The name; one that the archive uses already keeps its URL
        name: Option<String>,
        /// What it is: room, building, city, country …
        #[arg(long)]
        kind: Option<String>,
        /// The venue that it lies in
        #[arg(long, value_name = "NAME")]
        within: Option<String>,
    },
    /// A process or a round of talks
    #[command(
        after_help = "Examples:\n  chancery new series \"Grain talks\" --party Russia --party Ukraine"
    )]
    Series {
        /// The name; one that the archive uses already keeps its URL
        name: Option<String>,
        /// An organization that it is between; can be given several times
        #[arg(long = "party", value_name = "NAME")]
        parties: Vec<String>,
    },
    /// What briefings are about
    #[command(after_help = "Examples:\n  chancery new topic Visas --broader \"Consular affairs\"")]
    Topic {
        /// The name; one that the archive uses already keeps its URL
        name: Option<String>,
        /// The wider topic that it is part of
        #[arg(long, value_name = "NAME")]
        broader: Option<String>,
    },
    /// Who reports: a newspaper, an agency, a broadcaster
    #[command(after_help = "Examples:\n  chancery new outlet Reuters --url https://reuters.com/")]
    Outlet {
        /// The name; one that the archive uses already keeps its URL
        name: Option<String>,
        /// Where it is on the web
        #[arg(long)]
        url: Option<String>,
        /// The state that it is in
        #[arg(long, value_name = "NAME")]
        country: Option<String>,
    },
    /// A free page: about, method, licence
    #[command(after_help = "Examples:\n  chancery new page \"About this archive\" --edit")]
    Page {
        /// The title
        title: Option<String>,
    },
}

#[derive(Args, Debug)]
struct BriefingOptions {
    /// What happened, in a line
    title: Option<String>,
    /// When
    #[arg(long)]
    date: Option<String>,
    /// Where; can be given several times
    #[arg(long = "venue", value_name = "NAME")]
    venues: Vec<String>,
    /// Who took part, a person or an organization; can be given several times
    #[arg(long = "participant", alias = "participants", value_name = "NAME")]
    participants: Vec<String>,
    /// The process or round of talks that it belongs to
    #[arg(long, value_name = "NAME")]
    series: Option<String>,
    /// What it was about; can be given several times
    #[arg(long = "topic", alias = "topics", value_name = "NAME")]
    topics: Vec<String>,
    /// What it was: meeting, call, visit …
    #[arg(long)]
    kind: Option<String>,
    /// Whether it took place
    #[arg(long, value_parser = PossibleValuesParser::new(Status::WORDS.iter().map(|(word, ..)| *word)))]
    status: Option<String>,
    /// The folder below content/briefings/ [default: as the others lie]
    #[arg(long, value_name = "DIR")]
    folder: Option<String>,
}

/// What is to be made, with what the options say of it.
struct Wanted {
    what: What,
    title: Option<String>,
    fields: Vec<Field>,
}

enum What {
    Briefing { date: Option<String>, folder: Option<String> },
    Entity(EntityKind),
    Page,
}

/// A key that can be filled.
struct Field {
    key: &'static str,
    question: &'static str,
    takes: Takes,
    given: Vec<String>,
}

/// What a key takes.
#[derive(Clone)]
enum Takes {
    Text,
    /// A word of a vocabulary.
    Word(Vec<String>),
    /// The name of one entity.
    Name(EntityKind),
    /// One name, or a list.
    OneOrMore(EntityKind),
    /// A list of names.
    Names(EntityKind),
    /// A list of people and organizations.
    Participants,
}

impl Takes {
    /// Says whether a key takes several answers.
    fn is_many(&self) -> bool {
        matches!(self, Self::OneOrMore(_) | Self::Names(_) | Self::Participants)
    }

    /// Returns the kinds of entity whose names it takes.
    fn kinds(&self) -> &[EntityKind] {
        match self {
            Self::Text | Self::Word(_) => &[],
            Self::Name(kind) | Self::OneOrMore(kind) | Self::Names(kind) => {
                std::slice::from_ref(kind)
            }
            Self::Participants => &[EntityKind::Person, EntityKind::Organization],
        }
    }

    /// Returns what an answer can be completed to.
    fn known(&self, archive: &Archive) -> Vec<Known> {
        if let Self::Word(words) = self {
            let word = |word: &String| Known { name: word.clone(), aliases: Vec::new() };
            return words.iter().map(word).collect();
        }
        let of_kinds = self.kinds().iter().flat_map(|kind| archive.of_kind(*kind));
        let names = of_kinds.map(|(_, entity)| Known {
            name: entity.name.clone(),
            aliases: entity.aliases().iter().map(|alias| alias.name.value.clone()).collect(),
        });
        names.collect()
    }
}

/// Makes the file that is asked for, and returns what to print.
pub(super) fn new(root: &Path, asked: &New, quiet: bool) -> Result<String, Stop> {
    let editor = if asked.edit { Some(editor()?) } else { None };
    let (sources, _) = source::load(root)?;
    let Survey { config, archive: whole, .. } = survey(&sources, Audience::AUTHORS)?;
    let Survey { archive: published, .. } = survey(&sources, Audience::default())?;
    let existing = Existing { sources: &sources, published: &published, whole: &whole };
    let mut terminal = if quiet { None } else { Terminal::new() };
    let words = |built_in: Vec<&str>, own: Vec<&str>| {
        built_in.into_iter().chain(own).map(str::to_owned).collect()
    };
    let vocabularies = &config.vocabularies;
    let wanted = wanted(
        &asked.kind,
        [
            words(built_in::<BriefingKind>(), own(&vocabularies.kind)),
            words(built_in::<OrganizationKind>(), own(&vocabularies.organization)),
            words(built_in::<VenueKind>(), own(&vocabularies.venue)),
        ],
    );
    let asker = terminal.as_mut().map(|terminal| terminal as &mut dyn Ask);
    let Composed { file, notes } = compose(wanted, existing, today(), asker)?;
    let path = OutputPath::new(&file.path)
        .ok()
        .filter(|_| !file.path.split('/').any(|part| part.starts_with('.') || part.ends_with('~')))
        .ok_or_else(|| {
            Stop::usage(
                format!("{} is no path for a file of the archive", quote(&file.path)),
                "name another folder with `--folder`",
            )
        })?;
    let mut edit = Edit::new(root);
    edit.create(path, file.text.as_str());
    edit.check()?;

    let sources = sources.with(&file.path, &file.text);
    let after = survey(&sources, Audience::default())?;
    let mut of_file = after.diagnostics;
    of_file.retain(|found| found.places.iter().any(|place| *place.path == *file.path));
    if !quiet || fails(&of_file, false) {
        Printer::new(&sources, Style::Human, false).all(&of_file);
    }
    if fails(&of_file, false) {
        return Err(Stop::usage(
            "the file would be a mistake in the archive",
            "nothing was written; give the option another value",
        ));
    }
    if !quiet {
        notes.iter().for_each(|text| note(text));
        moved(&published, &after.archive).iter().for_each(|text| note(text));
    }
    let place = shown(&root.join(&file.path));
    if asked.dry_run {
        return Ok(format!("{place}\n\n{}", file.text.trim_end_matches('\n').to_owned() + "\n"));
    }
    edit.write()?;
    if let Some(editor) = editor {
        open(&editor, &root.join(&file.path))?;
    }
    Ok(format!("{place}\n"))
}

/// A file, and what its author should know of it.
struct Composed {
    file: NewFile,
    notes: Vec<String>,
}

/// Fills in what is not given by asking, where there is somebody to ask, and composes the file.
fn compose(
    wanted: Wanted,
    existing: Existing<'_>,
    today: Day,
    mut asker: Option<&mut dyn Ask>,
) -> Result<Composed, Stop> {
    let mut notes = Vec::new();
    if let Some(asker) = &mut asker {
        asker.say("Enter passes a question over, Tab completes, Ctrl-C stops.");
    }
    let title = match (wanted.title, &mut asker) {
        (Some(title), _) => one_line(&title),
        (None, Some(asker)) => required(*asker, "Title or name")?,
        (None, None) => String::new(),
    };
    if title.is_empty() {
        return Err(Stop::usage(
            "there is no title or name",
            "write it behind the kind, in quotes: chancery new person \"Sergei Lavrov\"",
        ));
    }
    let what = match wanted.what {
        What::Briefing { date, folder } => {
            let date = when(date.as_deref(), today, &mut asker, &mut notes)?;
            What::Briefing { date: Some(date), folder }
        }
        what => what,
    };
    let mut keys: Keys = Vec::new();
    for field in wanted.fields {
        let values = answers(&field, existing.whole, &mut asker)?;
        notes.extend(unknown(&field, &values, existing.whole));
        let text = || values.first().cloned().unwrap_or_default();
        let written = match field.takes {
            _ if values.is_empty() => continue,
            Takes::Text | Takes::Word(_) | Takes::Name(_) => Written::Text(text()),
            Takes::OneOrMore(_) => Written::OneOrMore(values),
            Takes::Names(_) => Written::List(values.into_iter().map(Item::Text).collect()),
            Takes::Participants => compose::participants(&values, existing.whole),
        };
        keys.push((field.key, written));
    }
    keys.push(("created", Written::Date(today.to_string())));
    let file = match what {
        What::Briefing { date, folder } => {
            compose::briefing(&title, &date.unwrap_or_default(), &keys, folder.as_deref(), existing)
        }
        What::Page => compose::page(&title, &keys),
        What::Entity(kind) => compose::entity(kind, &title, &keys, existing).map_err(|path| {
            Stop::usage(
                format!("{} has a file already: {path}", quote(&title)),
                "nothing was written; add to that file, or write the name as nobody else has it",
            )
        })?,
    };
    Ok(Composed { file, notes })
}

/// Returns the date of a briefing in EDTF.
fn when(
    given: Option<&str>,
    today: Day,
    asker: &mut Option<&mut dyn Ask>,
    notes: &mut Vec<String>,
) -> Result<String, Stop> {
    let mut written = match (given, &mut *asker) {
        (Some(date), _) => date.to_owned(),
        (None, Some(asker)) => required(*asker, DATE)?,
        (None, None) => {
            return Err(Stop::usage(
                "there is no date",
                "give it with `--date`, as in --date \"27 Feb 2025\" or --date 2025-02",
            ));
        }
    };
    loop {
        let (message, help) = match understand(&written, today) {
            Ok(Reading::One(date)) => {
                if date != written {
                    notes.push(format!("{} is written {}", quote(&written), quote(&date)));
                }
                return Ok(date);
            }
            Ok(Reading::Either(one, other)) => (
                format!("{} can be read in two ways", quote(&written)),
                format!("write {} or {}", quote(&one), quote(&other)),
            ),
            Err(DateError(message)) => {
                (message, "write it as in `27 Feb 2025`, `Feb 2025` or `2025-02-27`".to_owned())
            }
        };
        let Some(asker) = asker else { return Err(Stop::usage(message, help)) };
        asker.say(&format!("{message}: {help}"));
        written = required(*asker, DATE)?;
    }
}

const DATE: &str = "Date (27 Feb 2025, Feb 2025, yesterday)";

/// Asks until there is an answer.
fn required(asker: &mut dyn Ask, question: &str) -> Result<String, Stop> {
    loop {
        let answer = one_line(&asker.ask(question, &[])?);
        if !answer.is_empty() {
            return Ok(answer);
        }
        asker.say("This one is needed.");
    }
}

/// Returns what a field is given, or what is answered.
fn answers(
    field: &Field,
    archive: &Archive,
    asker: &mut Option<&mut dyn Ask>,
) -> Result<Vec<String>, Stop> {
    let given: Vec<String> = field.given.iter().map(|text| one_line(text)).collect();
    let Some(asker) = asker.as_mut().filter(|_| given.is_empty()) else {
        return Ok(given.into_iter().filter(|text| !text.is_empty()).collect());
    };
    let known = field.takes.known(archive);
    let mut answers = Vec::new();
    loop {
        let question = if answers.is_empty() { field.question } else { "  and" };
        let answer = one_line(&asker.ask(question, &known)?);
        match &field.takes {
            _ if answer.is_empty() => return Ok(answers),
            Takes::Word(words) if !words.contains(&answer) => {
                asker.say(&format!("It takes one of: {}", words.join(", ")));
                continue;
            }
            _ => answers.push(answer),
        }
        if !field.takes.is_many() {
            return Ok(answers);
        }
    }
}

/// Says which names the archive does not have yet, with the nearest that it has.
fn unknown(field: &Field, values: &[String], archive: &Archive) -> Vec<String> {
    let kinds = field.takes.kinds();
    let mut notes = Vec::new();
    for value in values.iter().filter(|_| !kinds.is_empty()) {
        if kinds.iter().any(|kind| compose::find(archive, *kind, value).is_some()) {
            continue;
        }
        let known = field.takes.known(archive);
        let names = known.iter().flat_map(|known| known.aliases.iter().chain([&known.name]));
        let near = nearest(value, names.map(String::as_str));
        notes.push(match near {
            Some(near) => {
                format!("{} is new to the archive; did you mean {}?", quote(value), quote(near))
            }
            None => format!("{} is new to the archive and gets a page of its own", quote(value)),
        });
    }
    notes
}

/// Says which names without files have another URL than before.
fn moved(before: &Archive, after: &Archive) -> Vec<String> {
    let provisional = |archive: &Archive| -> BTreeMap<(EntityKind, String), (String, String)> {
        let without = archive.entities.iter().filter(|entity| entity.record.is_none());
        without
            .map(|entity| {
                let url = format!("{}/{}.html", entity.kind.folder(), entity.id);
                ((entity.kind, fold(&entity.name)), (entity.name.clone(), url))
            })
            .collect()
    };
    let after = provisional(after);
    let moved = provisional(before).into_iter().filter_map(|(name, (shown, old))| {
        let (_, new) = after.get(&name).filter(|(_, new)| *new != old)?;
        Some(format!("{} moves from {old} to {new}", quote(&shown)))
    });
    moved.collect()
}

fn wanted(kind: &Kind, [kinds, organizations, venues]: [Vec<String>; 3]) -> Wanted {
    use EntityKind::{Organization, Outlet, Person, Series, Topic, Venue};
    let field = |key, question, takes, given: &[String]| Field {
        key,
        question,
        takes,
        given: given.to_vec(),
    };
    let one = |given: &Option<String>| given.iter().cloned().collect::<Vec<_>>();
    let (what, title, fields) = match kind {
        Kind::Briefing(options) => (
            What::Briefing { date: options.date.clone(), folder: options.folder.clone() },
            &options.title,
            vec![
                field("status", "Status, if not held", status(), &one(&options.status)),
                field("kind", "Kind, if not a meeting", Takes::Word(kinds), &one(&options.kind)),
                field("venue", "Venue", Takes::OneOrMore(Venue), &options.venues),
                field("participants", "Participant", Takes::Participants, &options.participants),
                field("series", "Series", Takes::Name(Series), &one(&options.series)),
                field("topics", "Topic", Takes::Names(Topic), &options.topics),
            ],
        ),
        Kind::Person { name, sort_name, country } => (
            What::Entity(Person),
            name,
            vec![
                field(
                    "sort_name",
                    "Name to sort by (Lavrov, Sergei)",
                    Takes::Text,
                    &one(sort_name),
                ),
                field("country", "State", Takes::Name(Organization), &one(country)),
            ],
        ),
        Kind::Organization { name, kind, parent, country } => (
            What::Entity(Organization),
            name,
            vec![
                field("kind", "Kind", Takes::Word(organizations), &one(kind)),
                field("parent", "Part of", Takes::Name(Organization), &one(parent)),
                field("country", "State", Takes::Name(Organization), &one(country)),
            ],
        ),
        Kind::Venue { name, kind, within } => (
            What::Entity(Venue),
            name,
            vec![
                field("kind", "Kind", Takes::Word(venues), &one(kind)),
                field("within", "Lies in", Takes::Name(Venue), &one(within)),
            ],
        ),
        Kind::Series { name, parties } => (
            What::Entity(Series),
            name,
            vec![field("parties", "Party", Takes::Names(Organization), parties)],
        ),
        Kind::Topic { name, broader } => (
            What::Entity(Topic),
            name,
            vec![field("broader", "Wider topic", Takes::Name(Topic), &one(broader))],
        ),
        Kind::Outlet { name, url, country } => (
            What::Entity(Outlet),
            name,
            vec![
                field("url", "Address on the web", Takes::Text, &one(url)),
                field("country", "State", Takes::Name(Organization), &one(country)),
            ],
        ),
        Kind::Page { title } => (What::Page, title, Vec::new()),
    };
    Wanted { what, title: title.clone(), fields }
}

fn status() -> Takes {
    Takes::Word(built_in::<Status>().into_iter().map(str::to_owned).collect())
}

fn built_in<T: Vocabulary>() -> Vec<&'static str> {
    T::WORDS.iter().map(|(word, ..)| *word).collect()
}

fn own<T>(words: &Words<T>) -> Vec<&str> {
    words.0.keys().map(|word| &**word).collect()
}

/// Returns a text as front matter may have it: on one line, without what no page may hold.
fn one_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the day that it is here; where `SOURCE_DATE_EPOCH` says a moment, that of it in UTC.
fn today() -> Day {
    let told = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse().ok());
    let date = match told.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok()) {
        Some(moment) => moment.to_zoned(jiff::tz::TimeZone::UTC).date(),
        None => jiff::Zoned::now().date(),
    };
    let part = |n: i8| u8::try_from(n).expect("months and days are counted from 1");
    Day { year: date.year(), month: part(date.month()), day: part(date.day()) }
}

/// Returns a path as it is reached from the working folder.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    let below = here.as_deref().and_then(|here| path.strip_prefix(here).ok());
    below.unwrap_or(path).display().to_string()
}

/// Returns the editor to open files with: the program and its own arguments.
fn editor() -> Result<Vec<String>, Stop> {
    let named = ["VISUAL", "EDITOR"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.trim().is_empty()));
    let named = named.ok_or_else(|| {
        Stop::usage(
            "there is no editor to open the file with",
            "set EDITOR, or leave `--edit` away and open the file yourself",
        )
    })?;
    Ok(named.split_whitespace().map(str::to_owned).collect())
}

fn open(editor: &[String], file: &Path) -> Result<(), Stop> {
    let (program, arguments) = editor.split_first().expect("an editor has a name");
    let failed =
        |what: String| Stop::environment(what, format!("the file is there: {}", shown(file)));
    let status = Command::new(PathBuf::from(program)).args(arguments).arg(file).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failed(format!("{} ended with {status}", quote(program)))),
        Err(error) => Err(failed(format!("cannot run {}: {error}", quote(program)))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use clap::Parser;

    use crate::source::Sources;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        new: New,
    }

    /// Answers in turn, and keeps what was asked and said.
    struct Script {
        answers: Vec<&'static str>,
        heard: Vec<String>,
    }

    impl Ask for Script {
        fn ask(&mut self, question: &str, _: &[Known]) -> Result<String, Stop> {
            self.heard.push(question.to_owned());
            if self.answers.is_empty() {
                return Err(Stop::interrupted());
            }
            Ok(self.answers.remove(0).to_owned())
        }

        fn say(&mut self, text: &str) {
            self.heard.push(text.to_owned());
        }
    }

    const ARCHIVE: &[(&str, &str)] = &[
        ("archive.toml", "title = \"A\"\n"),
        (
            "content/briefings/2024/a.md",
            "+++\ntitle = \"A\"\ndate = 2024-01-02\nvenue = \"Ankara\"\nparticipants = [\"Ana Diaz\", { organization = \"UN\" }]\n+++\n",
        ),
    ];

    fn composed(line: &[&str], asker: Option<&mut dyn Ask>) -> Result<Composed, Stop> {
        let sources = Sources::from_texts(ARCHIVE.iter().copied());
        let Survey { archive, .. } = survey(&sources, Audience::AUTHORS).expect("texts in memory");
        let existing = Existing { sources: &sources, published: &archive, whole: &archive };
        let line = Line::try_parse_from(["new"].iter().chain(line)).map_err(|e| e.to_string());
        let words = ["meeting", "call"].map(str::to_owned).to_vec();
        let wanted = wanted(&line.unwrap().new.kind, [words.clone(), words.clone(), words]);
        compose(wanted, existing, Day { year: 2025, month: 3, day: 1 }, asker)
    }

    #[test]
    fn options_make_the_front_matter() {
        let Composed { file, notes } = composed(
            &[
                "briefing",
                "Talks \"in\"\nAnkara",
                "--date",
                "27 Feb 2025",
                "--venue",
                "Ankara",
                "--participant",
                "Ana Diaz",
                "--participant",
                "UN",
                "--participant",
                "Ana Dias",
                "--topic",
                "Visas",
                "--status",
                "planned",
            ],
            None,
        )
        .unwrap();
        assert_eq!(file.path, "content/briefings/2025/2025-02-27-talks-in-ankara.md");
        let expected = "+++\ntitle = \"Talks \\\"in\\\" Ankara\"\ndate = 2025-02-27\n\
            status = \"planned\"\nvenue = \"Ankara\"\n\
            participants = [\"Ana Diaz\", { organization = \"UN\" }, \"Ana Dias\"]\n\
            topics = [\"Visas\"]\ncreated = 2025-03-01\n+++\n\n";
        assert_eq!(file.text, expected);
        assert_eq!(
            notes,
            [
                "`27 Feb 2025` is written `2025-02-27`",
                "`Ana Dias` is new to the archive; did you mean `Ana Diaz`?",
                "`Visas` is new to the archive and gets a page of its own",
            ]
        );
    }

    #[test]
    fn what_no_option_says_is_asked() {
        let mut script = Script {
            answers: vec![
                "",
                "Talks",
                "03/04/2025",
                "2025-04-03",
                "",
                "cal",
                "call",
                "Ankara",
                "",
                "Ana Diaz",
                "UN",
                "",
                "",
                "",
            ],
            heard: Vec::new(),
        };
        let Composed { file, .. } = composed(&["briefing"], Some(&mut script)).unwrap();
        assert!(script.answers.is_empty());
        assert_eq!(file.path, "content/briefings/2025/2025-04-03-talks.md");
        assert!(file.text.contains("kind = \"call\"\nvenue = \"Ankara\"\n"), "{}", file.text);
        for said in [
            "This one is needed.",
            "`03/04/2025` can be read in two ways: write `2025-04-03` or `2025-03-04`",
            "It takes one of: meeting, call",
        ] {
            assert!(script.heard.iter().any(|heard| heard == said), "{said}: {:?}", script.heard);
        }
    }

    #[test]
    fn what_an_option_says_is_not_asked() {
        let mut script = Script { answers: vec!["", "", ""], heard: Vec::new() };
        let line = ["briefing", "Talks", "--date", "2025", "--venue", "Ankara", "--kind", "call"];
        // Status, participants, series are passed over, and topics are interrupted.
        let stopped = composed(&line, Some(&mut script)).err();
        assert!(stopped.is_some_and(|stop| stop.tell() == 130));
        let asked = ["Status, if not held", "Participant", "Series", "Topic"];
        assert_eq!(script.heard[1..], asked.map(str::to_owned));
    }
}
