//! Vocabularies: the words that a key takes, and the words that `archive.toml` adds.

use std::collections::BTreeMap;
use std::sync::Arc;

/// A closed list of words.
pub trait Vocabulary: Copy + Default + PartialEq + Sized + 'static {
    /// The words, with the value and the meaning of each.
    const WORDS: &'static [(&'static str, Self, &'static str)];

    /// Returns the word for the value, as authors write it.
    fn name(self) -> &'static str {
        let known = Self::WORDS.iter().find(|(_, value, _)| *value == self);
        known.map(|(word, _, _)| *word).expect("every value has a word")
    }
}

/// A vocabulary that `archive.toml` can extend.
pub(crate) trait Extensible: Vocabulary {
    /// Returns the words that the archive adds.
    fn own(vocabularies: &Vocabularies) -> &Words<Self>;
}

/// Declares vocabularies: an enumeration, its words, and the meaning of each. The value marked
/// `default` is the most general one.
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

/// A word of a vocabulary that archives can extend.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word<T> {
    /// The built-in value; of a word of the archive's own, the one that it is counted as.
    pub like: T,
    /// The word, if it is one of the archive's own.
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

/// A word that an archive adds.
#[derive(Clone, Debug)]
pub struct OwnWord<T> {
    /// The text that readers see.
    pub label: String,
    /// The built-in value that it is counted as.
    pub like: T,
}

impl<T: Vocabulary> Words<T> {
    /// Returns the words with the texts that readers see.
    fn labels(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(word, own)| (&**word, own.label.as_str()))
    }
}

vocabulary! {
    /// The status of an event.
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

    /// The kind of a briefing.
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

    /// The presence of a participant.
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

    /// The capacity of a participant who belonged to no side.
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

    /// The kind of an outcome.
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

    /// The kind of a source.
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

    /// The reliability of a claim.
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

    /// The kind of an organization.
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

    /// The kind of a venue.
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

    /// The status of a series.
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
    /// The words for `kind` of a briefing.
    pub kind: Words<BriefingKind>,
    /// The words for `kind` of a source.
    pub source: Words<SourceKind>,
    /// The words for `kind` of an outcome.
    pub outcome: Words<OutcomeKind>,
    /// The words for `kind` of an organization.
    pub organization: Words<OrganizationKind>,
    /// The words for `kind` of a venue.
    pub venue: Words<VenueKind>,
    /// The words for `capacity` of a participant.
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
