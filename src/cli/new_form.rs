//! The form of a new record: the keys that can be filled, from options and from answers.

use super::new_options::RecordOptions;
use super::questions::{Ask, KnownName};
use super::stop::Stop;
use crate::archive::Archive;
use crate::compose::{self, Existing, KeyValues, NewFile};
use crate::diagnostic::{nearest, quote};
use crate::record::EntityKind;
use crate::record::date::{DateError, Day};
use crate::record::date_words::{DateReading, understand};
use crate::record::toml_value::{TomlItem, TomlValue};
use crate::record::vocabulary::{Status, Vocabularies, Vocabulary, Words};
use crate::text::clean;

/// The form of a record: its keys, with the values that options give.
pub(super) struct RecordForm {
    kind: RecordKind,
    title: Option<String>,
    fields: Vec<Field>,
}

enum RecordKind {
    Briefing { date: Option<String>, folder: Option<String> },
    Entity(EntityKind),
    Page,
}

/// A key that can be filled.
struct Field {
    key: &'static str,
    question: &'static str,
    value: ValueKind,
    given: Vec<String>,
}

/// The kind of value that a key has.
#[derive(Clone)]
enum ValueKind {
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

impl ValueKind {
    /// Returns whether a key can have several values.
    fn is_many(&self) -> bool {
        matches!(self, Self::OneOrMore(_) | Self::Names(_) | Self::Participants)
    }

    /// Returns the kinds of entity that a value can name.
    fn kinds(&self) -> &[EntityKind] {
        match self {
            Self::Text | Self::Word(_) => &[],
            Self::Name(kind) | Self::OneOrMore(kind) | Self::Names(kind) => {
                std::slice::from_ref(kind)
            }
            Self::Participants => &[EntityKind::Person, EntityKind::Organization],
        }
    }

    /// Returns the names and words that complete an answer.
    fn known(&self, archive: &Archive) -> Vec<KnownName> {
        if let Self::Word(words) = self {
            let word = |word: &String| KnownName { name: word.clone(), aliases: Vec::new() };
            return words.iter().map(word).collect();
        }
        let of_kinds = self.kinds().iter().flat_map(|kind| archive.of_kind(*kind));
        let names = of_kinds.map(|(_, entity)| KnownName {
            name: entity.name.clone(),
            aliases: entity.aliases().iter().map(|alias| alias.name.value.clone()).collect(),
        });
        names.collect()
    }
}

/// A file, and the notes on it for its author.
pub(super) struct Composed {
    pub(super) file: NewFile,
    pub(super) notes: Vec<String>,
}

/// Composes a file from a form. The values that no option gives are asked for, if there is an asker.
pub(super) fn compose(
    form: RecordForm,
    existing: Existing<'_>,
    today: Day,
    mut asker: Option<&mut dyn Ask>,
) -> Result<Composed, Stop> {
    let mut notes = Vec::new();
    if let Some(asker) = &mut asker {
        asker.say("Enter skips a question, Tab completes, Ctrl-C stops.");
    }
    let title = match (form.title, &mut asker) {
        (Some(title), _) => one_line(&title),
        (None, Some(asker)) => required(*asker, "Title or name")?,
        (None, None) => String::new(),
    };
    if title.is_empty() {
        return Err(Stop::usage(
            "the title or name is missing",
            "write it after the kind, in quotes; for example: chancery new person \"Sergei Lavrov\"",
        ));
    }
    let date = match &form.kind {
        RecordKind::Briefing { date, .. } => {
            briefing_date(date.as_deref(), today, &mut asker, &mut notes)?
        }
        _ => String::new(),
    };
    let mut keys: KeyValues = Vec::new();
    for field in form.fields {
        let values = answers(&field, existing.whole, &mut asker)?;
        notes.extend(unknown(&field, &values, existing.whole));
        let text = || values.first().cloned().unwrap_or_default();
        let written = match field.value {
            _ if values.is_empty() => continue,
            ValueKind::Text | ValueKind::Word(_) | ValueKind::Name(_) => TomlValue::Text(text()),
            ValueKind::OneOrMore(_) => TomlValue::OneOrMore(values),
            ValueKind::Names(_) => {
                TomlValue::List(values.into_iter().map(TomlItem::Text).collect())
            }
            ValueKind::Participants => compose::participants(&values, existing.whole),
        };
        keys.push((field.key, written));
    }
    keys.push(("created", TomlValue::Date(today.to_string())));
    let file = match form.kind {
        RecordKind::Briefing { folder, .. } => {
            compose::briefing(&title, &date, &keys, folder.as_deref(), existing)
        }
        RecordKind::Page => compose::page(&title, &keys),
        RecordKind::Entity(kind) => {
            compose::entity(kind, &title, &keys, existing).map_err(|path| {
                Stop::usage(
                    format!("{} already has a file: {path}", quote(&title)),
                    "nothing was written; edit that file, or use a different name",
                )
            })?
        }
    };
    Ok(Composed { file, notes })
}

/// Returns the date of a briefing in EDTF.
fn briefing_date(
    given: Option<&str>,
    today: Day,
    asker: &mut Option<&mut dyn Ask>,
    notes: &mut Vec<String>,
) -> Result<String, Stop> {
    let mut written = match (given, &mut *asker) {
        (Some(date), _) => date.to_owned(),
        (None, Some(asker)) => required(*asker, DATE_QUESTION)?,
        (None, None) => {
            return Err(Stop::usage(
                "the date is missing",
                "write it with `--date`; for example: --date \"27 Feb 2025\" or --date 2025-02",
            ));
        }
    };
    loop {
        let (message, help) = match understand(&written, today) {
            Ok(DateReading::One(date)) => {
                if date != written {
                    notes.push(format!(
                        "the date {} is written as {}",
                        quote(&written),
                        quote(&date)
                    ));
                }
                return Ok(date);
            }
            Ok(DateReading::Either(one, other)) => (
                format!("{} can be read in two ways", quote(&written)),
                format!("write {} or {}", quote(&one), quote(&other)),
            ),
            Err(DateError(message)) => {
                (message, "write it like `27 Feb 2025`, `Feb 2025` or `2025-02-27`".to_owned())
            }
        };
        let Some(asker) = asker else { return Err(Stop::usage(message, help)) };
        asker.say(&format!("{message}: {help}"));
        written = required(*asker, DATE_QUESTION)?;
    }
}

const DATE_QUESTION: &str = "Date (27 Feb 2025, Feb 2025, yesterday)";

/// Asks a question until it has an answer.
fn required(asker: &mut dyn Ask, question: &str) -> Result<String, Stop> {
    loop {
        let answer = one_line(&asker.ask(question, &[])?);
        if !answer.is_empty() {
            return Ok(answer);
        }
        asker.say("An answer is required.");
    }
}

/// Returns the values of a field: those of options, or else those that are answered.
fn answers(
    field: &Field,
    archive: &Archive,
    asker: &mut Option<&mut dyn Ask>,
) -> Result<Vec<String>, Stop> {
    let given: Vec<String> = field.given.iter().map(|text| one_line(text)).collect();
    let Some(asker) = asker.as_mut().filter(|_| given.is_empty()) else {
        return Ok(given.into_iter().filter(|text| !text.is_empty()).collect());
    };
    let known = field.value.known(archive);
    let mut answers = Vec::new();
    loop {
        let question = if answers.is_empty() { field.question } else { "  and" };
        let answer = one_line(&asker.ask(question, &known)?);
        match &field.value {
            _ if answer.is_empty() => return Ok(answers),
            ValueKind::Word(words) if !words.contains(&answer) => {
                asker.say(&format!("Answer with one of: {}", words.join(", ")));
                continue;
            }
            _ => answers.push(answer),
        }
        if !field.value.is_many() {
            return Ok(answers);
        }
    }
}

/// Returns a note for each name that is new to the archive, with the most similar known one.
fn unknown(field: &Field, values: &[String], archive: &Archive) -> Vec<String> {
    let kinds = field.value.kinds();
    let mut notes = Vec::new();
    for value in values.iter().filter(|_| !kinds.is_empty()) {
        if kinds.iter().any(|kind| compose::find(archive, *kind, value).is_some()) {
            continue;
        }
        let known = field.value.known(archive);
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

/// Returns the form of a record, filled from options.
pub(super) fn form(options: &RecordOptions, vocabularies: &Vocabularies) -> RecordForm {
    use EntityKind::{Organization, Outlet, Person, Series, Topic, Venue};
    let field = |key, question, value, given: &[String]| Field {
        key,
        question,
        value,
        given: given.to_vec(),
    };
    let one = |given: &Option<String>| given.iter().cloned().collect::<Vec<_>>();
    let (kind, title, fields) = match options {
        RecordOptions::Briefing(options) => (
            RecordKind::Briefing { date: options.date.clone(), folder: options.folder.clone() },
            &options.title,
            vec![
                field(
                    "status",
                    "Status, if not held",
                    words(&Words::<Status>::default()),
                    &one(&options.status),
                ),
                field(
                    "kind",
                    "Kind, if not a meeting",
                    words(&vocabularies.kind),
                    &one(&options.kind),
                ),
                field("venue", "Venue", ValueKind::OneOrMore(Venue), &options.venues),
                field(
                    "participants",
                    "Participant",
                    ValueKind::Participants,
                    &options.participants,
                ),
                field("series", "Series", ValueKind::Name(Series), &one(&options.series)),
                field("topics", "Topic", ValueKind::Names(Topic), &options.topics),
            ],
        ),
        RecordOptions::Person { name, sort_name, country } => (
            RecordKind::Entity(Person),
            name,
            vec![
                field(
                    "sort_name",
                    "Name to sort by (Lavrov, Sergei)",
                    ValueKind::Text,
                    &one(sort_name),
                ),
                field("country", "State", ValueKind::Name(Organization), &one(country)),
            ],
        ),
        RecordOptions::Organization { name, kind, parent, country } => (
            RecordKind::Entity(Organization),
            name,
            vec![
                field("kind", "Kind", words(&vocabularies.organization), &one(kind)),
                field("parent", "Part of", ValueKind::Name(Organization), &one(parent)),
                field("country", "State", ValueKind::Name(Organization), &one(country)),
            ],
        ),
        RecordOptions::Venue { name, kind, within } => (
            RecordKind::Entity(Venue),
            name,
            vec![
                field("kind", "Kind", words(&vocabularies.venue), &one(kind)),
                field("within", "Venue that contains it", ValueKind::Name(Venue), &one(within)),
            ],
        ),
        RecordOptions::Series { name, parties } => (
            RecordKind::Entity(Series),
            name,
            vec![field("parties", "Party", ValueKind::Names(Organization), parties)],
        ),
        RecordOptions::Topic { name, broader } => (
            RecordKind::Entity(Topic),
            name,
            vec![field("broader", "Broader topic", ValueKind::Name(Topic), &one(broader))],
        ),
        RecordOptions::Outlet { name, url, country } => (
            RecordKind::Entity(Outlet),
            name,
            vec![
                field("url", "Address on the web", ValueKind::Text, &one(url)),
                field("country", "State", ValueKind::Name(Organization), &one(country)),
            ],
        ),
        RecordOptions::Page { title } => (RecordKind::Page, title, Vec::new()),
    };
    RecordForm { kind, title: title.clone(), fields }
}

/// Returns the words of a vocabulary: the built-in ones, then the archive's own.
fn words<T: Vocabulary>(own: &Words<T>) -> ValueKind {
    let built_in = T::WORDS.iter().map(|(word, ..)| *word);
    ValueKind::Word(built_in.chain(own.0.keys().map(|word| &**word)).map(str::to_owned).collect())
}

/// Returns a text on one line and without characters that no page may have.
fn one_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    use clap::Parser;

    use crate::archive::Audience;
    use crate::build::{Survey, survey};
    use crate::cli::new_options::NewOptions;
    use crate::cli::report::MessageFormat;
    use crate::source::Sources;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        new: NewOptions,
    }

    /// An asker with prepared answers, which records questions and notes.
    struct Script {
        answers: Vec<&'static str>,
        heard: Vec<String>,
    }

    impl Ask for Script {
        fn ask(&mut self, question: &str, _: &[KnownName]) -> Result<String, Stop> {
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
        let Survey { config, archive, .. } =
            survey(&sources, Audience::AUTHORS).expect("texts in memory");
        let existing = Existing { sources: &sources, published: &archive, whole: &archive };
        let line = Line::try_parse_from(["new"].iter().chain(line)).map_err(|e| e.to_string());
        let form = form(&line.unwrap().new.kind, &config.vocabularies);
        compose(form, existing, Day { year: 2025, month: 3, day: 1 }, asker)
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
                "the date `27 Feb 2025` is written as `2025-02-27`",
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
            "An answer is required.",
            "`03/04/2025` can be read in two ways: write `2025-04-03` or `2025-03-04`",
            "Answer with one of: meeting, call, consultation, negotiation, summit, visit, statement, \
             measure, press-briefing",
        ] {
            assert!(script.heard.iter().any(|heard| heard == said), "{said}: {:?}", script.heard);
        }
    }

    #[test]
    fn what_an_option_says_is_not_asked() {
        let mut script = Script { answers: vec!["", "", ""], heard: Vec::new() };
        let line = ["briefing", "Talks", "--date", "2025", "--venue", "Ankara", "--kind", "call"];
        // Status, participants and series are skipped; the question for topics is interrupted.
        let stopped = composed(&line, Some(&mut script)).err();
        assert!(stopped.is_some_and(|stop| stop.print(MessageFormat::Human) == 130));
        let asked = ["Status, if not held", "Participant", "Series", "Topic"];
        assert_eq!(script.heard[1..], asked.map(str::to_owned));
    }
}
