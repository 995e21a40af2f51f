//! Parse: one file goes in; a record comes out, with its places, and what is wrong with it.
//!
//! No other file is known here: a name is a text, a link is a target as written.

pub mod date;
pub mod date_words;
pub(crate) mod front_matter;
pub mod id;
pub mod keys;
pub mod model;
pub mod reference;
pub mod schema;
pub mod values;
pub mod vocabulary;
pub mod writing;
pub(crate) mod written;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use toml::de::DeTable;

use crate::diagnostic::{Diagnostic, Rule, nearest, quote};
use crate::markdown::{self, Document, Surroundings};
use crate::source::{CONTENT, Sources};
use crate::text::line_starts;
use date::{Date, DateError};
use front_matter::{explain_errors, split};
use id::Id;
use keys::{Origin, Reader, Spanned};
use model::{
    Alias, BriefingKeys, Common, HomeKeys, LangKeys, NameKeys, OrganizationKeys, OutletKeys,
    PageKeys, PersonKeys, SeriesKeys, Text, TopicKeys, VenueKeys,
};
use values::{Moment, id_of_stem};
use vocabulary::{BriefingKind, Status, Vocabularies, Vocabulary, Word};

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
    /// Who reported it.
    Outlet,
}

impl EntityKind {
    /// Every kind, in the order in which a site presents them.
    pub const ALL: [Self; 6] =
        [Self::Person, Self::Organization, Self::Venue, Self::Series, Self::Topic, Self::Outlet];

    /// Returns the folder of its files in `content/` and of its pages.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Person => "people",
            Self::Organization => "organizations",
            Self::Venue => "venues",
            Self::Series => "series",
            Self::Topic => "topics",
            Self::Outlet => "outlets",
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
            Self::Outlet => "outlet",
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
#[derive(Clone, Debug)]
pub struct Head {
    /// The file, relative to the root.
    pub path: Arc<str>,
    /// Its permanent name.
    pub id: Id,
    /// The title of a briefing or page, the name of an entity.
    pub title: Spanned<String>,
    /// The BCP 47 tag of its text, where it is not the archive's.
    pub lang: Option<String>,
    /// The keys that every kind has.
    pub common: Common,
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
#[derive(Clone, Debug)]
pub struct Briefing {
    /// What it shares with every record.
    pub head: Head,
    /// When it was, from `date` and `end_date`.
    pub date: Date,
    /// Its keys.
    pub keys: BriefingKeys,
}

impl Briefing {
    /// Returns whether it took place.
    pub fn status(&self) -> Status {
        self.keys.status.unwrap_or_default()
    }

    /// Returns the word for what it was, which may be one of the archive's own.
    pub fn kind(&self) -> &str {
        self.keys.kind.as_ref().map_or(BriefingKind::default().name(), Word::name)
    }

    /// Returns what it was, or was like.
    pub fn like(&self) -> BriefingKind {
        self.keys.kind.as_ref().map_or_else(BriefingKind::default, |kind| kind.like)
    }
}

/// A person, organization, venue, series, topic or outlet that has a file.
#[derive(Clone, Debug)]
pub struct Entity {
    /// What it shares with every record; its title is the name.
    pub head: Head,
    /// What it is.
    pub kind: EntityKind,
    /// The keys that every entity has.
    pub names: NameKeys,
    /// The keys of its kind.
    pub facts: Facts,
}

/// What is known of an entity beside its names.
#[derive(Clone, Debug)]
pub enum Facts {
    /// Of a person.
    Person(PersonKeys),
    /// Of an organization.
    Organization(OrganizationKeys),
    /// Of a venue.
    Venue(Box<VenueKeys>),
    /// Of a series.
    Series(SeriesKeys),
    /// Of a topic.
    Topic(TopicKeys),
    /// Of an outlet.
    Outlet(OutletKeys),
}

impl Facts {
    /// Returns the names of other entities in it, with the kind that each is of and the key.
    pub fn names(&self) -> Vec<(Relation, &Text)> {
        use Relation::{
            Broader, Country, Office, Owner, Parent, Party, Predecessor, Successor, Within,
        };
        let mut names = Vec::new();
        let mut add = |relation, texts: &mut dyn Iterator<Item = _>| {
            names.extend(texts.map(|text| (relation, text)));
        };
        match self {
            Self::Person(keys) => {
                add(Country, &mut keys.country.iter());
                add(Office, &mut keys.offices.iter().filter_map(|o| o.organization.as_ref()));
            }
            Self::Organization(keys) => {
                add(Parent, &mut keys.parent.iter());
                add(Country, &mut keys.country.iter());
                add(Predecessor, &mut keys.predecessor.iter());
                add(Successor, &mut keys.successor.iter());
            }
            Self::Venue(keys) => add(Within, &mut keys.within.iter()),
            Self::Series(keys) => add(Party, &mut keys.parties.iter()),
            Self::Topic(keys) => add(Broader, &mut keys.broader.iter()),
            Self::Outlet(keys) => {
                add(Country, &mut keys.country.iter());
                add(Owner, &mut keys.owner.iter());
            }
        }
        names
    }

    /// Returns since when and until when it was, where either is recorded.
    fn periods(&self) -> Vec<(&'static str, Period<'_>)> {
        match self {
            Self::Person(keys) => {
                let offices = keys.offices.iter().map(|o| ("to", (o.from.as_ref(), o.to.as_ref())));
                offices.chain([("died", (keys.born.as_ref(), keys.died.as_ref()))]).collect()
            }
            Self::Organization(keys) => vec![("to", (keys.from.as_ref(), keys.to.as_ref()))],
            Self::Series(keys) => vec![("to", (keys.from.as_ref(), keys.to.as_ref()))],
            Self::Venue(_) | Self::Topic(_) | Self::Outlet(_) => Vec::new(),
        }
    }
}

/// The two ends of a time, as far as they are recorded.
type Period<'a> = (Option<&'a Spanned<Date>>, Option<&'a Spanned<Date>>);

/// How one entity stands to another that its file names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// The state of a person, an organization or an outlet.
    Country,
    /// The organization of an office that a person held.
    Office,
    /// The organization that an organization is part of.
    Parent,
    /// What an organization came of.
    Predecessor,
    /// What came of an organization.
    Successor,
    /// The venue that a venue lies in.
    Within,
    /// An organization that a series is between.
    Party,
    /// The wider topic of a topic.
    Broader,
    /// The organization that owns an outlet.
    Owner,
}

impl Relation {
    /// Returns the kind of the entity that is named.
    pub fn kind(self) -> EntityKind {
        match self {
            Self::Within => EntityKind::Venue,
            Self::Broader => EntityKind::Topic,
            _ => EntityKind::Organization,
        }
    }

    /// Says whether nothing can stand so to itself, however many lie between.
    pub fn is_hierarchy(self) -> bool {
        matches!(self, Self::Within | Self::Parent | Self::Broader | Self::Predecessor)
    }

    /// Returns the key that it is written as.
    pub fn key(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Office => "offices",
            Self::Parent => "parent",
            Self::Predecessor => "predecessor",
            Self::Successor => "successor",
            Self::Within => "within",
            Self::Party => "parties",
            Self::Broader => "broader",
            Self::Owner => "owner",
        }
    }
}

/// A free page: about, method, licence. Also the text of the home page.
#[derive(Clone, Debug)]
pub struct Page {
    /// What it shares with every record.
    pub head: Head,
}

/// One content file, read. It is shared, so that it can be linked again without being read again.
#[derive(Clone, Debug)]
pub enum Record {
    /// The text of the home page.
    Home(Arc<Page>),
    /// A briefing.
    Briefing(Arc<Briefing>),
    /// A person, organization, venue, series or topic.
    Entity(Arc<Entity>),
    /// A free page.
    Page(Arc<Page>),
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

    /// Returns its text, where nothing else holds the record.
    fn into_body(self) -> Option<Document> {
        let head = match self {
            Self::Home(page) | Self::Page(page) => Arc::into_inner(page)?.head,
            Self::Briefing(briefing) => Arc::into_inner(briefing)?.head,
            Self::Entity(entity) => Arc::into_inner(entity)?.head,
        };
        Some(head.body)
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
#[derive(Clone, Debug)]
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

/// What `archive.toml` says that every file is read by.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a> {
    /// The words that the archive adds.
    pub vocabularies: &'a Vocabularies,
    /// Whether HTML in a text is passed on as it is.
    pub html: bool,
}

/// Returns the IDs of a briefing's sources, in their order, which its footnotes may cite; an empty
/// one for a source that has none.
fn source_ids<'a>(table: &'a DeTable<'_>) -> Vec<&'a str> {
    let sources = table.get("sources").and_then(|sources| sources.get_ref().as_array());
    let id =
        |source: &'a keys::Toml<'_>| source.get_ref().as_table()?.get("id")?.get_ref().as_str();
    let ids = sources.into_iter().flatten().map(id);
    ids.map(|id| id.filter(|id| id::slug(id) == *id).unwrap_or_default()).collect()
}

/// Reads one content file.
pub fn parse(path: &Arc<str>, text: &str, settings: Settings<'_>) -> Parsed {
    let mut diagnostics = Vec::new();
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
    let Some(front) = split(path, text, section, &mut diagnostics) else {
        return Parsed { record: None, known_as, body: None, diagnostics };
    };
    let toml = &text[front.toml.clone()];
    let (table, errors) = DeTable::parse_recoverable(toml);
    let origin = Origin { path, offset: front.toml.start };
    diagnostics.extend(explain_errors(&errors, toml, origin));
    let sources = source_ids(table.get_ref());
    let surroundings = Surroundings { sources: &sources, html: settings.html };
    let mut body = Some(markdown::parse(path, text, front.body, surroundings, &mut diagnostics));
    // A stem that is no ID is an error already; the rest is read so that all mistakes show.
    let id = id.unwrap_or_else(|| Id::from_name_with_hash(stem));
    let mut of_keys = Vec::new();
    let mut reader = Reader::new(origin, settings.vocabularies, &mut of_keys);
    let own = Body { path, id, body: &mut body };
    let table = FrontMatter { table: table.get_ref(), range: 0..front.toml.start };
    let record = match section {
        Section::Home => home(table, &mut reader, own).map(Arc::new).map(Record::Home),
        Section::Briefing => briefing(table, &mut reader, own).map(Arc::new).map(Record::Briefing),
        Section::Entity(kind) => {
            entity(table, &mut reader, own, kind).map(Arc::new).map(Record::Entity)
        }
        Section::Page => page(table, &mut reader, own).map(Arc::new).map(Record::Page),
    };
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
    let lines = line_starts(text);
    let line = |diagnostic: &Diagnostic| {
        let at = diagnostic.places.first().map_or(0, |place| place.range.start);
        lines.partition_point(|first| *first <= at)
    };
    let broken: BTreeSet<usize> = diagnostics.iter().map(line).collect();
    of_keys.retain(|diagnostic| {
        diagnostic.rule != Rule::MissingKey && !broken.contains(&line(diagnostic))
    });
    diagnostics.append(&mut of_keys);
    let body = body.or_else(|| record.and_then(Record::into_body)).map(|body| (path.clone(), body));
    Parsed { record: None, known_as, body, diagnostics }
}

/// Returns the text of a record as it is written, and where it begins in its file.
pub(crate) fn text_of_file<'a>(sources: &'a Sources, head: &Head) -> Option<(usize, &'a str)> {
    let text = sources.text(&head.path)?;
    let section = section_of(&head.path, &mut Vec::new())?;
    let front = split(&head.path, text, section, &mut Vec::new())?;
    Some((front.body, &text[front.body..]))
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

/// A file's own table.
struct FrontMatter<'a> {
    table: &'a DeTable<'a>,
    /// What stands for it where it is to be underlined.
    range: std::ops::Range<usize>,
}

impl FrontMatter<'_> {
    fn read<T: keys::Keys>(self, reader: &mut Reader<'_>) -> Option<T> {
        reader.file(self.table, self.range)
    }
}

/// What a record is of beside its keys. The text is taken when the record can be made.
struct Body<'a> {
    path: &'a Arc<str>,
    id: Id,
    body: &'a mut Option<Document>,
}

impl Body<'_> {
    /// Makes what is common to every record. A withdrawn one has no text, and nothing that is told
    /// in place of it.
    fn head(self, title: Text, mut common: Common, lang: Option<values::Language>) -> Option<Head> {
        let withheld = Withheld { draft: common.draft.unwrap_or_default(), until: common.embargo };
        let mut body = self.body.take()?;
        if common.withdrawn.is_some() {
            body = Document::default();
            common.summary = None;
        }
        Some(Head {
            path: self.path.clone(),
            id: self.id,
            title,
            lang: lang.map(|lang| lang.0),
            common,
            withheld,
            body,
        })
    }
}

fn home(table: FrontMatter<'_>, reader: &mut Reader<'_>, body: Body<'_>) -> Option<Page> {
    let ((common, lang), keys): ((Common, LangKeys), HomeKeys) = table.read(reader)?;
    let title = keys.title.unwrap_or_else(|| Spanned::new(String::new(), 0..0));
    body.head(title, common, lang.lang).map(|head| Page { head })
}

fn page(table: FrontMatter<'_>, reader: &mut Reader<'_>, body: Body<'_>) -> Option<Page> {
    let ((common, lang), keys): ((Common, LangKeys), PageKeys) = table.read(reader)?;
    body.head(keys.title, common, lang.lang).map(|head| Page { head })
}

fn briefing(table: FrontMatter<'_>, reader: &mut Reader<'_>, body: Body<'_>) -> Option<Briefing> {
    let ((common, lang), mut keys): ((Common, LangKeys), BriefingKeys) = table.read(reader)?;
    let start = &keys.date;
    let date = match &keys.end_date {
        None => start.value,
        Some(end) => Date::period(start.value, end.value).unwrap_or_else(|DateError(message)| {
            let message = format!("`end_date` is not a date to end on: {message}");
            let help =
                "write two single dates, the later one as `end_date`, or one interval as `date`";
            end_before_start(reader, message, &end.range, &start.range, help);
            start.value
        }),
    };
    check_claims(&keys, reader);
    let head = body.head(keys.title.clone(), common, lang.lang)?;
    if head.common.withdrawn.is_some() {
        keys.agenda.clear();
        keys.outcomes.clear();
        keys.claims.clear();
        keys.documents.clear();
        keys.sources.clear();
    }
    Some(Briefing { head, date, keys })
}

fn entity(
    table: FrontMatter<'_>,
    reader: &mut Reader<'_>,
    body: Body<'_>,
    kind: EntityKind,
) -> Option<Entity> {
    type Of<T> = (((Common, LangKeys), NameKeys), T);
    type Read = (Common, LangKeys, NameKeys, Facts);
    fn of<T>((((common, lang), names), keys): Of<T>, facts: fn(T) -> Facts) -> Read {
        (common, lang, names, facts(keys))
    }
    let (common, lang, names, facts) = match kind {
        EntityKind::Person => of(table.read::<Of<_>>(reader)?, Facts::Person),
        EntityKind::Organization => of(table.read::<Of<_>>(reader)?, Facts::Organization),
        EntityKind::Venue => of(table.read::<Of<_>>(reader)?, |keys| Facts::Venue(Box::new(keys))),
        EntityKind::Series => of(table.read::<Of<_>>(reader)?, Facts::Series),
        EntityKind::Topic => of(table.read::<Of<_>>(reader)?, Facts::Topic),
        // An outlet's `lang` is the language that it publishes in.
        EntityKind::Outlet => {
            let ((common, names), keys): ((Common, NameKeys), OutletKeys) = table.read(reader)?;
            (common, LangKeys { lang: None }, names, Facts::Outlet(keys))
        }
    };
    for (key, (from, to)) in
        facts.periods().into_iter().chain(names.aliases.iter().map(Alias::period))
    {
        if let (Some(from), Some(to)) = (from, to)
            && let (Some(end), Some(start)) = (to.value.bounds().1, from.value.bounds().0)
            && end < start
        {
            let message = format!("`{key}` is before the beginning");
            end_before_start(reader, message, &to.range, &from.range, "is one of them mistyped?");
        }
    }
    let head = body.head(names.name.clone(), common, lang.lang)?;
    Some(Entity { head, kind, names, facts })
}

impl Alias {
    fn period(&self) -> (&'static str, Period<'_>) {
        ("to", (self.from.as_ref(), self.to.as_ref()))
    }
}

/// Reports an end that is not after its beginning, showing both.
fn end_before_start(
    reader: &mut Reader<'_>,
    message: String,
    end: &std::ops::Range<usize>,
    start: &std::ops::Range<usize>,
    help: &str,
) {
    let path = reader.origin.path;
    let diagnostic = reader.report(Rule::EndBeforeStart, message, end.clone());
    *diagnostic = diagnostic.clone().help(help).at(path, start.clone(), "it begins here");
}

/// Checks what claims and sources say of each other and of the briefing's keys.
fn check_claims(keys: &BriefingKeys, reader: &mut Reader<'_>) {
    let mut ids: BTreeMap<&str, &std::ops::Range<usize>> = BTreeMap::new();
    for id in keys.sources.iter().filter_map(|source| source.id.as_ref()) {
        let Some(first) = ids.insert(&id.value.0, &id.range) else { continue };
        let path = reader.origin.path;
        let message = format!("two sources have the ID {}", quote(&id.value.0));
        let diagnostic = reader.report(Rule::DuplicateId, message, id.range.clone());
        *diagnostic = diagnostic
            .clone()
            .at(path, first.clone(), "the first is here")
            .help("give one of them another ID");
        ids.insert(&id.value.0, first);
    }
    for claim in &keys.claims {
        for cited in &claim.sources {
            if ids.contains_key(cited.value.as_str()) {
                continue;
            }
            let message = format!("there is no source {}", quote(&cited.value));
            let help = match nearest(&cited.value, ids.keys().copied()) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None if ids.is_empty() => "give a source of this briefing an `id`".into(),
                None => {
                    let ids: Vec<&str> = ids.keys().copied().take(8).collect();
                    format!("the sources of this briefing are {}", ids.join(", "))
                }
            };
            reader.report(Rule::BrokenLink, message, cited.range.clone()).help = Some(help);
        }
        if let Some(field) = &claim.field {
            let known = keys::all_keys::<BriefingKeys>();
            if !known.iter().any(|key| key.name == field.value) {
                let near = nearest(&field.value, known.iter().map(|key| key.name));
                let message = format!("there is no key {}", quote(&field.value));
                reader.report(Rule::UnknownValue, message, field.range.clone()).help =
                    Some(match near {
                        Some(near) => format!("did you mean \"{near}\"?"),
                        None => "write the key of the briefing that the claim speaks to, such as \"duration\"".into(),
                    });
            }
        }
    }
}
