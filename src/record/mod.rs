//! Parse: one file goes in; a record comes out, with its places, and what is wrong with it.
//!
//! No other file is known here: a name is a text, a link is a target as written.

pub mod date;
pub(crate) mod front_matter;
pub mod id;
pub mod table;

use std::collections::BTreeSet;
use std::sync::Arc;

use toml::de::DeTable;

use crate::diagnostic::{Diagnostic, Rule, nearest, quote};
use crate::markdown::{self, Document};
use crate::source::{CONTENT, SourceText};
use crate::text::line_starts;
use date::{Date, DateError};
use front_matter::{explain_errors, split};
use id::Id;
use table::{Moment, Origin, Spanned, Table, id_of_stem};

/// The kinds of thing that briefings name, each with a page of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntityKind {
    /// Who takes part.
    Person,
    /// A state, a ministry, a body.
    Organization,
    /// A room, a building, a city, a country.
    Venue,
    /// A process or a round of talks.
    Series,
    /// What it is about.
    Topic,
}

impl EntityKind {
    /// Every kind, in the order in which a site presents them.
    pub const ALL: [Self; 5] =
        [Self::Person, Self::Organization, Self::Venue, Self::Series, Self::Topic];

    /// Returns the folder of its files in `content/` and of its pages.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Person => "people",
            Self::Organization => "organizations",
            Self::Venue => "venues",
            Self::Series => "series",
            Self::Topic => "topics",
        }
    }

    /// Returns the word for one of them, which is also the name of its template.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organization => "organization",
            Self::Venue => "venue",
            Self::Series => "series",
            Self::Topic => "topic",
        }
    }
}

/// What a content file is, by the folder that it lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// `content/index.md`
    Home,
    /// `content/briefings/**/ID.md`
    Briefing,
    /// `content/people/ID.md` and its like.
    Entity(EntityKind),
    /// `content/pages/ID.md`
    Page,
}

impl Section {
    /// Returns its folder below `content/`; none for the home page.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Home => "",
            Self::Briefing => "briefings",
            Self::Entity(kind) => kind.folder(),
            Self::Page => "pages",
        }
    }

    /// Every section that has a folder.
    pub fn all() -> impl Iterator<Item = Self> {
        [Self::Briefing, Self::Page]
            .into_iter()
            .chain(EntityKind::ALL.into_iter().map(Self::Entity))
    }
}

/// What is common to every record.
#[derive(Debug)]
pub struct Head {
    /// The file, relative to the root.
    pub path: Arc<str>,
    /// Its permanent name.
    pub id: Id,
    /// The title of a briefing or page, the name of an entity.
    pub title: Spanned<String>,
    /// One or two sentences for lists.
    pub summary: Option<String>,
    /// The BCP 47 tag of its text, where it is not the archive's.
    pub lang: Option<String>,
    /// URLs that once led here.
    pub former_urls: Vec<Spanned<String>>,
    /// Whether, and until when, it is kept out of every output.
    pub withheld: Withheld,
    /// The text.
    pub body: Document,
}

/// Whether a record is kept out of every output. Both must be satisfied for it to be published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Withheld {
    /// It is a draft.
    pub draft: bool,
    /// It is under embargo until a moment that a build must be told of.
    pub until: Option<Moment>,
}

/// A meeting, call, visit, statement or measure.
#[derive(Debug)]
pub struct Briefing {
    /// What it shares with every record.
    pub head: Head,
    /// When it was, from `date` and `end_date`.
    pub date: Date,
    /// The source's own wording of the date.
    pub date_text: Option<String>,
    /// Whether it took place.
    pub status: Status,
    /// What it was.
    pub kind: BriefingKind,
    /// Where it was, in order.
    pub venues: Vec<Spanned<String>>,
    /// Who took part.
    pub participants: Vec<Participant>,
    /// The process that it belongs to.
    pub series: Option<Spanned<String>>,
    /// What it was about.
    pub topics: Vec<Spanned<String>>,
}

/// A person or body that took part, as named.
#[derive(Clone, Debug)]
pub struct Participant {
    /// The person; none where a body takes part as such.
    pub person: Option<Spanned<String>>,
    /// The body that the person was of, or that took part.
    pub organization: Option<Spanned<String>>,
    /// In what capacity, as the record has it.
    pub role: Option<String>,
}

/// A person, organization, venue, series or topic that has a file.
#[derive(Debug)]
pub struct Entity {
    /// What it shares with every record; its title is the name.
    pub head: Head,
    /// What it is.
    pub kind: EntityKind,
    /// The name as lists are sorted by.
    pub sort_name: Option<String>,
    /// Other names that find it.
    pub aliases: Vec<Alias>,
    /// A person's state.
    pub country: Option<Spanned<String>>,
    /// The venue that a venue lies in.
    pub within: Option<Spanned<String>>,
}

/// Another name of an entity: a spelling, a script, a former name.
#[derive(Clone, Debug)]
pub struct Alias {
    /// The name.
    pub name: Spanned<String>,
    /// The BCP 47 tag of its language, where it is given.
    pub lang: Option<String>,
}

/// A free page: about, method, licence. Also the text of the home page.
#[derive(Debug)]
pub struct Page {
    /// What it shares with every record.
    pub head: Head,
}

/// One content file, read.
#[derive(Debug)]
pub enum Record {
    /// The text of the home page.
    Home(Page),
    /// A briefing.
    Briefing(Box<Briefing>),
    /// A person, organization, venue, series or topic.
    Entity(Box<Entity>),
    /// A free page.
    Page(Page),
}

impl Record {
    /// Returns what it shares with every record.
    pub fn head(&self) -> &Head {
        match self {
            Self::Home(page) | Self::Page(page) => &page.head,
            Self::Briefing(briefing) => &briefing.head,
            Self::Entity(entity) => &entity.head,
        }
    }

    pub(crate) fn into_body(self) -> Document {
        match self {
            Self::Home(page) | Self::Page(page) => page.head.body,
            Self::Briefing(briefing) => briefing.head.body,
            Self::Entity(entity) => entity.head.body,
        }
    }

    /// Returns what the file is.
    pub fn section(&self) -> Section {
        match self {
            Self::Home(_) => Section::Home,
            Self::Briefing(_) => Section::Briefing,
            Self::Entity(entity) => Section::Entity(entity.kind),
            Self::Page(_) => Section::Page,
        }
    }
}

/// What reading one content file gave.
#[derive(Debug)]
pub struct Parsed {
    /// The record, where enough of it could be read.
    pub record: Option<Record>,
    /// What the file is and its ID, known even where the rest is not, so that one mistake does not
    /// make a broken link of every reference to it.
    pub known_as: Option<(Section, Id)>,
    /// Where there is no record: the file and its text, whose links are checked all the same.
    pub body: Option<(Arc<str>, Document)>,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

/// Whether a planned or past event took place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Status {
    /// Foreseen.
    Planned,
    /// Announced by the sides.
    Confirmed,
    /// It took place.
    #[default]
    Held,
    /// Put off.
    Postponed,
    /// Called off.
    Cancelled,
    /// Reported, not confirmed.
    Unconfirmed,
}

impl Status {
    const WORDS: &[(&'static str, Self)] = &[
        ("planned", Self::Planned),
        ("confirmed", Self::Confirmed),
        ("held", Self::Held),
        ("postponed", Self::Postponed),
        ("cancelled", Self::Cancelled),
        ("unconfirmed", Self::Unconfirmed),
    ];

    /// Returns the word for it, as authors write it.
    pub fn name(self) -> &'static str {
        word_for(Self::WORDS, self)
    }
}

/// What a briefing is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum BriefingKind {
    /// People met.
    #[default]
    Meeting,
    /// A conversation at a distance.
    Call,
    /// Consultations.
    Consultation,
    /// Negotiations.
    Negotiation,
    /// Heads of state or government met.
    Summit,
    /// A visit.
    Visit,
    /// Something said in public.
    Statement,
    /// Something done: an expulsion, a closure.
    Measure,
    /// A press briefing.
    PressBriefing,
}

impl BriefingKind {
    const WORDS: &[(&'static str, Self)] = &[
        ("meeting", Self::Meeting),
        ("call", Self::Call),
        ("consultation", Self::Consultation),
        ("negotiation", Self::Negotiation),
        ("summit", Self::Summit),
        ("visit", Self::Visit),
        ("statement", Self::Statement),
        ("measure", Self::Measure),
        ("press-briefing", Self::PressBriefing),
    ];

    /// Returns the word for it, as authors write it.
    pub fn name(self) -> &'static str {
        word_for(Self::WORDS, self)
    }
}

fn word_for<T: PartialEq>(words: &[(&'static str, T)], value: T) -> &'static str {
    words
        .iter()
        .find(|(_, v)| *v == value)
        .map(|(word, _)| *word)
        .expect("every variant has a word")
}

/// Reads one content file.
pub fn parse(file: &SourceText) -> Parsed {
    let mut diagnostics = Vec::new();
    let path = &file.path;
    let Some(section) = section_of(path, &mut diagnostics) else {
        return Parsed { record: None, known_as: None, body: None, diagnostics };
    };
    let stem =
        path.rsplit('/').next().and_then(|name| name.strip_suffix(".md")).unwrap_or_default();
    let id = match section {
        Section::Home => Id::new("home"),
        _ => id_of_stem(stem, path, &mut diagnostics),
    };
    let known_as = id.clone().map(|id| (section, id));
    let Some(front) = split(file, section, &mut diagnostics) else {
        return Parsed { record: None, known_as, body: None, diagnostics };
    };
    let toml = &file.text[front.toml.clone()];
    let (table, errors) = DeTable::parse_recoverable(toml);
    let origin = Origin { path, offset: front.toml.start };
    diagnostics.extend(explain_errors(&errors, toml, origin));
    let mut body = Some(markdown::parse(path, &file.text, front.body, &mut diagnostics));
    // A stem that is no ID is an error already; the rest is read so that all mistakes show.
    let id = id.unwrap_or_else(|| Id::from_name_with_hash(stem));
    let mut of_keys = Vec::new();
    let mut table = Table::new(origin, table.get_ref(), 0..front.toml.start, &mut of_keys);
    let text = Text { path, id, body: &mut body };
    let record = match section {
        Section::Home => home(&mut table, text).map(Record::Home),
        Section::Briefing => briefing(&mut table, text).map(Box::new).map(Record::Briefing),
        Section::Entity(kind) => entity(&mut table, text, kind).map(Box::new).map(Record::Entity),
        Section::Page => page(&mut table, text).map(Record::Page),
    };
    table.finish();
    if errors.is_empty() {
        diagnostics.append(&mut of_keys);
        return Parsed {
            record,
            known_as,
            body: body.map(|body| (path.clone(), body)),
            diagnostics,
        };
    }
    // What was recovered has empty values in place of broken ones, and may miss keys: of the lines
    // that are broken, and of what seems to be absent, there is nothing to say.
    let lines = line_starts(&file.text);
    let line = |diagnostic: &Diagnostic| {
        let at = diagnostic.places.first().map_or(0, |place| place.range.start);
        lines.partition_point(|first| *first <= at)
    };
    let broken: BTreeSet<usize> = diagnostics.iter().map(line).collect();
    of_keys.retain(|diagnostic| {
        diagnostic.rule != Rule::MissingKey && !broken.contains(&line(diagnostic))
    });
    diagnostics.append(&mut of_keys);
    let body = body.or_else(|| record.map(Record::into_body)).map(|body| (path.clone(), body));
    Parsed { record: None, known_as, body, diagnostics }
}

/// Says what a content file is.
fn section_of(path: &Arc<str>, diagnostics: &mut Vec<Diagnostic>) -> Option<Section> {
    let below = path.strip_prefix(CONTENT).unwrap_or(path);
    if below == "index.md" {
        return Some(Section::Home);
    }
    let folder = below.split_once('/').map_or("", |(folder, _)| folder);
    let section = Section::all().find(|section| section.folder() == folder);
    if section.is_none() {
        let folders = || Section::all().map(Section::folder);
        let help = match nearest(folder, folders()) {
            Some(near) => format!("did you mean `{CONTENT}{near}/`?"),
            None => format!("put it into one of: {}", folders().collect::<Vec<_>>().join(", ")),
        };
        let message = format!("{} is in no folder of the content model", quote(path));
        diagnostics.push(Diagnostic::new(Rule::InvalidPath, message, path, 0..0).help(help));
    }
    section
}

/// What a record is of beside its keys. The text is taken when the record can be made.
struct Text<'a> {
    path: &'a Arc<str>,
    id: Id,
    body: &'a mut Option<Document>,
}

/// Reads the keys that every kind has, and makes the head where there is a title.
fn head(table: &mut Table<'_>, text: Text<'_>, title: Option<Spanned<String>>) -> Option<Head> {
    let summary = table.text("summary", "summary = \"In a sentence.\"").map(|s| s.value);
    let lang = table.language("lang");
    let former_urls =
        table.texts("former_urls", false, "former_urls = [\"briefings/old-id.html\"]");
    let draft = table.flag("draft");
    let embargo = table.date_time("embargo");
    table.own_table("extra");
    let withheld = Withheld { draft, until: embargo.map(|moment| moment.value) };
    let title = title?;
    let Text { path, id, body } = text;
    Some(Head {
        path: path.clone(),
        id,
        title,
        summary,
        lang,
        former_urls,
        withheld,
        body: body.take()?,
    })
}

fn home(table: &mut Table<'_>, text: Text<'_>) -> Option<Page> {
    let title = table.text("title", "title = \"Contacts\"");
    let title = title.unwrap_or_else(|| Spanned::new(String::new(), 0..0));
    head(table, text, Some(title)).map(|head| Page { head })
}

fn page(table: &mut Table<'_>, text: Text<'_>) -> Option<Page> {
    let title = table.required_text("title", "title = \"About\"");
    head(table, text, title).map(|head| Page { head })
}

fn briefing(table: &mut Table<'_>, text: Text<'_>) -> Option<Briefing> {
    let title =
        table.required_text("title", "title = \"Heads of the CIA and the SVR meet in Ankara\"");
    let start = table.required_date("date");
    let end = table.date("end_date");
    let date_text =
        table.text("date_text", "date_text = \"a Friday in early December\"").map(|s| s.value);
    let status = table.word("status", Status::WORDS).unwrap_or_default();
    let kind = table.word("kind", BriefingKind::WORDS).unwrap_or_default();
    let venues = table.texts("venue", true, "venue = \"Ankara\"");
    let participants = table.items(
        "participants",
        "participants = [\"William Burns\", { organization = \"Red Cross\" }]",
        |name| Participant { person: Some(name), organization: None, role: None },
        |table| {
            let person = table.text("name", "name = \"William Burns\"");
            let organization = table.text("organization", "organization = \"CIA\"");
            let role = table.text("role", "role = \"Director\"").map(|s| s.value);
            if person.is_none() && organization.is_none() {
                table.one_of(&["name", "organization"], "{ name = \"William Burns\" }");
                return None;
            }
            Some(Participant { person, organization, role })
        },
    );
    let series = table.text("series", "series = \"Embassy operations\"");
    let topics = table.texts("topics", false, "topics = [\"visas\"]");
    let date = start.map(|start| match end {
        None => start.value,
        Some(end) => Date::period(start.value, end.value).unwrap_or_else(|DateError(message)| {
            table.end_before_start(message, end.range, start.range);
            start.value
        }),
    });
    let head = head(table, text, title.filter(|_| date.is_some()))?;
    Some(Briefing {
        head,
        date: date?,
        date_text,
        status,
        kind,
        venues,
        participants,
        series,
        topics,
    })
}

fn entity(table: &mut Table<'_>, text: Text<'_>, kind: EntityKind) -> Option<Entity> {
    let name = table.required_text("name", "name = \"Sergei Lavrov\"");
    let sort_name = table.text("sort_name", "sort_name = \"Lavrov, Sergei\"").map(|s| s.value);
    let aliases = table.items(
        "aliases",
        "aliases = [\"Sergey Lavrov\", { name = \"Сергей Лавров\", lang = \"ru\" }]",
        |name| Alias { name, lang: None },
        |table| {
            let name = table.required_text("name", "name = \"Сергей Лавров\"");
            let lang = table.language("lang");
            name.map(|name| Alias { name, lang })
        },
    );
    let country = match kind {
        EntityKind::Person => table.text("country", "country = \"Russia\""),
        _ => None,
    };
    let within = match kind {
        EntityKind::Venue => table.text("within", "within = \"Istanbul\""),
        _ => None,
    };
    let head = head(table, text, name)?;
    Some(Entity { head, kind, sort_name, aliases, country, within })
}
