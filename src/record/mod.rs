//! Records: the content model as types, one for each kind of content file.
//!
//! No other file is known here: a name is a text, a link is a target as written.

pub mod date;
pub mod date_words;
pub mod forms;
pub(crate) mod front_matter;
pub mod keys;
pub mod model;
pub mod parse;
pub(crate) mod published;
pub(crate) mod to_json;
pub mod toml_value;
pub mod values;
pub mod vocabulary;

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::id::Id;
use crate::markdown::Document;
use crate::source::CONTENT;
use date::Date;
use keys::Spanned;
use model::{
    Alias, BriefingKeys, Common, NameKeys, OrganizationKeys, OutletKeys, PersonKeys, SeriesKeys,
    Text, TopicKeys, VenueKeys,
};
use values::Moment;
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

    /// Returns the word for a file of it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Briefing => "briefing",
            Self::Entity(kind) => kind.name(),
            Self::Page => "page",
        }
    }

    /// Returns the path of its files, with `ID` in place of an ID. Briefings may lie in folders of
    /// their own.
    pub fn path_pattern(self) -> String {
        match self {
            Self::Home => format!("{CONTENT}index.md"),
            Self::Briefing => format!("{CONTENT}{}/**/ID.md", self.folder()),
            Self::Entity(_) | Self::Page => format!("{CONTENT}{}/ID.md", self.folder()),
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
#[derive(Debug)]
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
#[derive(Debug)]
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
#[derive(Debug)]
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

impl Alias {
    fn period(&self) -> (&'static str, Period<'_>) {
        ("to", (self.from.as_ref(), self.to.as_ref()))
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
#[derive(Debug)]
pub struct PageRecord {
    /// What it shares with every record.
    pub head: Head,
}

/// One content file, read. It is shared, so that it can be linked again without being read again.
#[derive(Clone, Debug)]
pub enum Record {
    /// The text of the home page.
    Home(Arc<PageRecord>),
    /// A briefing.
    Briefing(Arc<Briefing>),
    /// A person, organization, venue, series or topic.
    Entity(Arc<Entity>),
    /// A free page.
    Page(Arc<PageRecord>),
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
