//! Records: the content model as types, one for each kind of content file.
//!
//! A record knows no other file: a name is a text, a link is a target as written.

pub mod date;
pub mod date_words;
pub mod forms;
pub(crate) mod front_matter;
pub(crate) mod front_matter_json;
pub mod keys;
pub mod model;
pub mod parse;
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

/// The kind of an entity: something that briefings name and that has a page of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntityKind {
    /// A participant, an author of a claim.
    Person,
    /// A state, a ministry, a body.
    Organization,
    /// A room, a building, a city, a country.
    Venue,
    /// A process or a round of talks.
    Series,
    /// A subject.
    Topic,
    /// A publisher of sources.
    Outlet,
}

impl EntityKind {
    /// All kinds, in the order in which a site presents them.
    pub const ALL: [Self; 6] =
        [Self::Person, Self::Organization, Self::Venue, Self::Series, Self::Topic, Self::Outlet];

    /// Returns the folder of the kind's files below `content/`, and of its pages.
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

    /// Returns the word for the kind, which is also the name of its template.
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

/// The kind of a content file, which its folder decides.
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
    /// Returns its folder below `content/`; empty for the home page.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Home => "",
            Self::Briefing => "briefings",
            Self::Entity(kind) => kind.folder(),
            Self::Page => "pages",
        }
    }

    /// Returns the word for a file of the section.
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

    /// Returns all sections that have a folder.
    pub fn all() -> impl Iterator<Item = Self> {
        [Self::Briefing, Self::Page]
            .into_iter()
            .chain(EntityKind::ALL.into_iter().map(Self::Entity))
    }
}

/// The data that every kind of record has.
#[derive(Clone, Debug)]
pub struct Head {
    /// The file, relative to the root.
    pub path: Arc<str>,
    /// The permanent name.
    pub id: Id,
    /// The title of a briefing or page, the name of an entity.
    pub title: Spanned<String>,
    /// The language of the text (BCP 47), if it is not the archive's.
    pub lang: Option<String>,
    /// The keys that every kind has.
    pub common: Common,
    /// The conditions under which it is kept out of every output.
    pub withheld: Withheld,
    /// The text.
    pub body: Document,
}

/// The conditions under which a record is kept out of every output. It is published if neither
/// holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Withheld {
    /// `true` if it is a draft.
    pub draft: bool,
    /// The end of its embargo. A build is told the time, and never looks at the clock.
    pub until: Option<Moment>,
}

/// A meeting, call, visit, statement or measure.
#[derive(Clone, Debug)]
pub struct Briefing {
    /// The data that every kind of record has.
    pub head: Head,
    /// The date of the event, from `date` and `end_date`.
    pub date: Date,
    /// The keys of a briefing.
    pub keys: BriefingKeys,
}

impl Briefing {
    /// Returns the status: held, unless the record says otherwise.
    pub fn status(&self) -> Status {
        self.keys.status.unwrap_or_default()
    }

    /// Returns the word for its kind, which may be one of the archive's own.
    pub fn kind(&self) -> &str {
        self.keys.kind.as_ref().map_or(BriefingKind::default().name(), Word::name)
    }

    /// Returns its kind; for a word of the archive's own, the kind that it is counted as.
    pub fn like(&self) -> BriefingKind {
        self.keys.kind.as_ref().map_or_else(BriefingKind::default, |kind| kind.like)
    }
}

/// A person, organization, venue, series, topic or outlet that has a file.
#[derive(Clone, Debug)]
pub struct Entity {
    /// The data that every kind of record has; its title is the name.
    pub head: Head,
    /// The kind of the entity.
    pub kind: EntityKind,
    /// The keys that every entity has.
    pub names: NameKeys,
    /// The keys of its kind.
    pub facts: Facts,
}

/// The keys of an entity that depend on its kind.
#[derive(Clone, Debug)]
pub enum Facts {
    /// The keys of a person.
    Person(PersonKeys),
    /// The keys of an organization.
    Organization(OrganizationKeys),
    /// The keys of a venue.
    Venue(Box<VenueKeys>),
    /// The keys of a series.
    Series(SeriesKeys),
    /// The keys of a topic.
    Topic(TopicKeys),
    /// The keys of an outlet.
    Outlet(OutletKeys),
}

impl Facts {
    /// Returns the names of other entities, with the relation to each.
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

    /// Returns the periods in the record, each with the key of its end.
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

/// The beginning and the end of a period, as far as they are recorded.
type Period<'a> = (Option<&'a Spanned<Date>>, Option<&'a Spanned<Date>>);

/// The relation of an entity to another that its file names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// The state of a person, an organization or an outlet.
    Country,
    /// The organization of an office that a person held.
    Office,
    /// The organization that an organization is part of.
    Parent,
    /// The organization that preceded an organization.
    Predecessor,
    /// The organization that succeeded an organization.
    Successor,
    /// The venue that contains a venue.
    Within,
    /// An organization that takes part in a series.
    Party,
    /// The wider topic of a topic.
    Broader,
    /// The organization that owns an outlet.
    Owner,
}

impl Relation {
    /// Returns the kind of the named entity.
    pub fn kind(self) -> EntityKind {
        match self {
            Self::Within => EntityKind::Venue,
            Self::Broader => EntityKind::Topic,
            _ => EntityKind::Organization,
        }
    }

    /// Returns whether no entity may have this relation to itself, through others or directly.
    pub fn is_hierarchy(self) -> bool {
        matches!(self, Self::Within | Self::Parent | Self::Broader | Self::Predecessor)
    }

    /// Returns the key of front matter that states the relation.
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

/// A page that is a text alone: about, method, licence; also the home page.
#[derive(Clone, Debug)]
pub struct PageRecord {
    /// The data that every kind of record has.
    pub head: Head,
}

/// The record of a content file. It is shared, so that it can be linked again without being parsed
/// again.
#[derive(Clone, Debug)]
pub enum Record {
    /// The text of the home page.
    Home(Arc<PageRecord>),
    /// A briefing.
    Briefing(Arc<Briefing>),
    /// A person, organization, venue, series, topic or outlet.
    Entity(Arc<Entity>),
    /// A page that is a text alone.
    Page(Arc<PageRecord>),
}

impl Record {
    /// Returns the data that every kind of record has.
    pub fn head(&self) -> &Head {
        match self {
            Self::Home(page) | Self::Page(page) => &page.head,
            Self::Briefing(briefing) => &briefing.head,
            Self::Entity(entity) => &entity.head,
        }
    }

    /// Returns the body, unless the record is shared.
    fn into_body(self) -> Option<Document> {
        let head = match self {
            Self::Home(page) | Self::Page(page) => Arc::into_inner(page)?.head,
            Self::Briefing(briefing) => Arc::into_inner(briefing)?.head,
            Self::Entity(entity) => Arc::into_inner(entity)?.head,
        };
        Some(head.body)
    }

    /// Returns the section of the file.
    pub fn section(&self) -> Section {
        match self {
            Self::Home(_) => Section::Home,
            Self::Briefing(_) => Section::Briefing,
            Self::Entity(entity) => Section::Entity(entity.kind),
            Self::Page(_) => Section::Page,
        }
    }
}

/// The result of parsing a content file.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The record, if enough of the file could be read.
    pub record: Option<Record>,
    /// The section and ID, which are known even if the rest is not: one mistake must not break
    /// every link to the file.
    pub known_as: Option<(Section, Id)>,
    /// The path and body of a file without a record, whose links are checked nevertheless.
    pub body: Option<(Arc<str>, Document)>,
    /// The mistakes in the file.
    pub diagnostics: Vec<Diagnostic>,
}

/// The settings of an archive that parsing a file needs.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a> {
    /// The words that the archive adds to vocabularies.
    pub vocabularies: &'a Vocabularies,
    /// `true` if HTML in texts is published as it is.
    pub html: bool,
}
