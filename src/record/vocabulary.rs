//! Vocabularies: the words that a key takes, and those that `archive.toml` adds to them.

use std::collections::BTreeMap;
use std::sync::Arc;

/// A closed list of words.
pub trait Vocabulary: Copy + Default + PartialEq + Sized + 'static {
    /// The words, what each stands for, and what it means.
    const WORDS: &'static [(&'static str, Self, &'static str)];

    /// Returns the word for a value, as authors write it.
    fn name(self) -> &'static str {
        let known = Self::WORDS.iter().find(|(_, value, _)| *value == self);
        known.map(|(word, _, _)| *word).expect("every value has a word")
    }
}

/// A vocabulary to which `archive.toml` can add words.
pub(crate) trait Extensible: Vocabulary {
    /// Returns the words that were added.
    fn own(vocabularies: &Vocabularies) -> &Words<Self>;
}

/// Declares vocabularies: an enumeration, the words, and what each means. The one marked `default`
/// is the plainest.
macro_rules! vocabulary {
    ($(
        $(#[doc = $doc:literal])*
        pub enum $name:ident { $($(#[doc = $word_doc:literal])* $variant:ident $word:literal $($default:ident)?,)* }
    )*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[doc = $word_doc])* $(#[$default])? $variant,)* }

        impl $crate::record::vocabulary::Vocabulary for $name {
            const WORDS: &'static [(&'static str, Self, &'static str)] =
                &[$(($word, Self::$variant, concat!($($word_doc),*))),*];
        }
    )*};
}
pub(crate) use vocabulary;

/// A word of a vocabulary that archives add to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word<T> {
    /// What it is, or is like.
    pub like: T,
    /// The archive's own word, where it is one.
    pub own: Option<Arc<str>>,
}

impl<T: Vocabulary> Word<T> {
    /// Returns the word as authors write it.
    pub fn name(&self) -> &str {
        self.own.as_deref().unwrap_or_else(|| self.like.name())
    }
}

/// The words that `archive.toml` adds to a vocabulary.
#[derive(Clone, Debug)]
pub struct Words<T>(pub BTreeMap<Arc<str>, OwnWord<T>>);

impl<T> Default for Words<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

/// A word of an archive's own.
#[derive(Clone, Debug)]
pub struct OwnWord<T> {
    /// What readers see.
    pub label: String,
    /// The built-in word that it is like.
    pub like: T,
}

impl<T: Vocabulary> Words<T> {
    /// Returns the words with what readers see.
    fn labels(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(word, own)| (&**word, own.label.as_str()))
    }
}

vocabulary! {
    /// Whether a planned or past event took place.
    pub enum Status {
        /// It is foreseen.
        Planned "planned",
        /// It is foreseen, and the sides have announced it.
        Confirmed "confirmed",
        /// It took place.
        Held "held" default,
        /// It was put off.
        Postponed "postponed",
        /// It was called off.
        Cancelled "cancelled",
        /// It is reported, and not confirmed.
        Unconfirmed "unconfirmed",
    }

    /// What a briefing is of.
    pub enum BriefingKind {
        /// People met.
        Meeting "meeting" default,
        /// A conversation at a distance.
        Call "call",
        /// Consultations.
        Consultation "consultation",
        /// Negotiations.
        Negotiation "negotiation",
        /// Heads of state or government met.
        Summit "summit",
        /// A visit.
        Visit "visit",
        /// Something said in public.
        Statement "statement",
        /// Something done: an expulsion, a closure.
        Measure "measure",
        /// A press briefing.
        PressBriefing "press-briefing",
    }

    /// Whether a participant was there.
    pub enum Presence {
        /// In the room.
        Attended "attended" default,
        /// From elsewhere, by telephone or video.
        Remote "remote",
        /// Named or expected, and not there.
        Absent "absent",
        /// The sources leave it open.
        Uncertain "uncertain",
    }

    /// In what capacity a participant took part who was of no side.
    pub enum Capacity {
        /// It was at their place.
        Host "host",
        /// Between the sides.
        Mediator "mediator",
        /// Watching.
        Observer "observer" default,
        /// Interpreting.
        Interpreter "interpreter",
    }

    /// What came of it.
    pub enum OutcomeKind {
        /// Something agreed.
        Agreement "agreement",
        /// Something that one side undertook.
        Commitment "commitment",
        /// Something declared.
        Statement "statement" default,
        /// Nothing came of it, and a source says so.
        None "none",
    }

    /// What a source is.
    pub enum SourceKind {
        /// A report of a newspaper, an agency, a broadcaster.
        Press "press",
        /// A paper of an archive, a treaty, a law.
        Document "document" default,
        /// Minutes or a memorandum of the conversation.
        Record "record",
        /// Somebody told it.
        Interview "interview",
        /// What a body published on its own account.
        Statement "statement",
        /// A letter, a telegram, a message.
        Correspondence "correspondence",
        /// A book or a chapter.
        Book "book",
        /// A page of a website.
        Website "website",
        /// Data.
        Dataset "dataset",
    }

    /// How far a claim is to be relied on.
    pub enum Confidence {
        /// It is established.
        Confirmed "confirmed",
        /// It is reported, by one side or one source.
        Reported "reported" default,
        /// Sources differ.
        Disputed "disputed",
        /// Somebody concerned denies it.
        Denied "denied",
    }

    /// What an organization is.
    pub enum OrganizationKind {
        /// A body of any other kind.
        Body "body" default,
        /// A state.
        State "state",
        /// A ministry or department.
        Ministry "ministry",
        /// An agency or service.
        Agency "agency",
        /// An embassy, a consulate, a delegation.
        Mission "mission",
        /// A political party.
        Party "party",
        /// A company.
        Company "company",
    }

    /// What a venue is.
    pub enum VenueKind {
        /// A building.
        Building "building" default,
        /// A room in a building.
        Room "room",
        /// A city, a town, a village.
        City "city",
        /// A region.
        Region "region",
        /// A country.
        Country "country",
        /// A sea, a lake, a ship's way.
        Sea "sea",
        /// No place on the map.
        Online "online",
    }

    /// How a series stands.
    pub enum SeriesStatus {
        /// It has not begun.
        Planned "planned",
        /// It goes on.
        Ongoing "ongoing" default,
        /// It is interrupted.
        Suspended "suspended",
        /// It has ended.
        Concluded "concluded",
    }
}

macro_rules! extensible {
    ($($type:ident $field:ident,)*) => {$(
        impl Extensible for $type {
            fn own(vocabularies: &Vocabularies) -> &Words<Self> {
                &vocabularies.$field
            }
        }
    )*};
}

extensible! {
    BriefingKind kind,
    SourceKind source,
    OutcomeKind outcome,
    OrganizationKind organization,
    VenueKind venue,
    Capacity capacity,
}

/// The words that `archive.toml` adds, by vocabulary.
#[derive(Clone, Debug, Default)]
pub struct Vocabularies {
    /// Of briefings' `kind`.
    pub kind: Words<BriefingKind>,
    /// Of sources' `kind`.
    pub source: Words<SourceKind>,
    /// Of outcomes' `kind`.
    pub outcome: Words<OutcomeKind>,
    /// Of organizations' `kind`.
    pub organization: Words<OrganizationKind>,
    /// Of venues' `kind`.
    pub venue: Words<VenueKind>,
    /// Of participants' `capacity`.
    pub capacity: Words<Capacity>,
}

impl Vocabularies {
    /// Returns the archive's own words by the key of the message that shows them: `kind_readout`.
    pub(crate) fn messages(&self) -> impl Iterator<Item = (String, String)> {
        fn of<'a, T: Vocabulary>(
            prefix: &'static str,
            words: &'a Words<T>,
        ) -> impl Iterator<Item = (String, String)> + 'a {
            words.labels().map(move |(word, label)| (format!("{prefix}_{word}"), label.to_owned()))
        }
        of("kind", &self.kind)
            .chain(of("source", &self.source))
            .chain(of("outcome", &self.outcome))
            .chain(of("organization", &self.organization))
            .chain(of("venue", &self.venue))
            .chain(of("capacity", &self.capacity))
    }
}
