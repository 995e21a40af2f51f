//! Link: takes all records and returns the archive, in which every name is an entity, every
//! reference is checked, and every relation is recorded at both of its ends.
//!
//! Link knows nothing of URLs and templates.

pub mod contacts;
mod entities;
pub mod evidence;
mod index;
pub mod link;
mod links;
mod mentions;
mod names;
pub mod offices;
pub mod places;
mod references;
pub mod related;
mod relations;
mod threads;
mod tree;
mod withheld;
pub mod zones;

use names::Names;

pub use index::{BriefingIndex, EntityIndex, PairIndex, Point};
pub(crate) use names::NameMap;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::id::Id;
use crate::record::model::Alias;
use crate::record::values::Moment;
use crate::record::vocabulary::{Capacity, Presence, Word};
use crate::record::{Briefing, Entity, EntityKind, Head, PageRecord, Relation};
use crate::text::fold;

/// The most broken links, or unknown names, for which the nearest known name is looked for.
const SUGGESTIONS: usize = 100;

/// Packs two numbers into one that sorts as the pair does, and is faster to compare.
pub(crate) fn packed(first: u32, second: u32) -> u64 {
    u64::from(first) << 32 | u64::from(second)
}

/// Returns the two numbers that [`packed`] packed.
pub(crate) fn unpacked(both: u64) -> (u32, u32) {
    ((both >> 32) as u32, both as u32)
}

/// An archive with every reference resolved. Nothing in it is withheld, and no front matter in it
/// names what is.
#[derive(Debug, Default)]
pub struct Archive {
    /// The names of all entities.
    names: Names,
    /// The briefings in chronological order, indexed by [`BriefingIndex`].
    pub briefings: Vec<LinkedBriefing>,
    /// The entities by kind and ID, indexed by [`EntityIndex`].
    pub entities: Vec<LinkedEntity>,
    /// The pairs of sides that had a contact, by their sides, indexed by [`PairIndex`].
    pub pairs: Vec<Pair>,
    /// The contacts of more than [`contacts::MOST_SIDES`] sides, in chronological order: they are
    /// not counted between each two of these.
    pub large_contacts: Vec<BriefingIndex>,
    /// The free pages by ID.
    pub pages: Vec<LinkedPage>,
    /// The text of the home page.
    pub home: Option<LinkedPage>,
    /// The images and documents that published pages refer to.
    pub files: BTreeSet<Arc<str>>,
    /// The time zone of times where neither the briefing nor a venue says, if there is one.
    pub zone: Option<TimeZone>,
}

/// A briefing with its resolved references.
#[derive(Debug)]
pub struct LinkedBriefing {
    /// The record.
    pub record: Arc<Briefing>,
    /// The venues, in the order of the record.
    pub venues: Vec<EntityIndex>,
    /// The participants, in the order of the record.
    pub attendance: Vec<Attendance>,
    /// The sides of which somebody attended, sorted.
    pub sides: Vec<EntityIndex>,
    /// The series that it belongs to.
    pub series: Option<EntityIndex>,
    /// The topics, in the order of the record.
    pub topics: Vec<EntityIndex>,
    /// The outlet of each of its sources, in their order.
    pub outlets: Vec<Option<EntityIndex>>,
    /// The author of each of its claims, in their order; none where the record names nobody.
    pub claimants: Vec<Option<Actor>>,
    /// The actors bound by each of its outcomes, in the order of the record.
    pub bound: Vec<Vec<Option<Actor>>>,
    /// The briefings that it is connected with.
    pub threads: Threads,
    /// The file of each of its documents, in their order, relative to the root.
    pub files: Vec<Option<Arc<str>>>,
    /// The destination of each link of its text.
    pub links: Vec<Destination>,
    /// The names in its text that were linked automatically, in the order of the text.
    pub mentions: Vec<Mention>,
    /// The texts that link to it.
    pub backlinks: Vec<Backlink>,
}

impl LinkedBriefing {
    /// Returns whether it is an event of a calendar: dated to the day, or to several days, and not
    /// withdrawn.
    pub fn has_days(&self) -> bool {
        let date = &self.record.date;
        let is_dated = date.days().is_some() || date.several_days().is_some();
        is_dated && self.record.head.common.withdrawn.is_none()
    }
}

/// The author of a claim, or a party bound by an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor<E = EntityIndex> {
    /// A person or organization that has a page.
    Entity(E),
    /// Somebody without a page, known by name only.
    Unlisted,
}

impl<E> Actor<E> {
    fn map<F>(self, entity: impl FnOnce(E) -> F) -> Actor<F> {
        match self {
            Self::Entity(index) => Actor::Entity(entity(index)),
            Self::Unlisted => Actor::Unlisted,
        }
    }
}

/// A person or organization that took part in a briefing; the entities as references `E`.
#[derive(Clone, Debug)]
pub struct Attendance<E = EntityIndex> {
    /// The person; none where an organization took part as such.
    pub person: Option<E>,
    /// The organization that took part, or that the person came from.
    pub organization: Option<E>,
    /// The side: as recorded, or else as derived (`contacts`).
    pub side: Option<E>,
    /// The office as recorded.
    pub role: Option<String>,
    /// True for the head of a side.
    pub head: bool,
    /// The kind of presence.
    pub presence: Presence,
    /// The capacity of a participant that belongs to no side.
    pub capacity: Option<Word<Capacity>>,
}

/// Two sides that had a contact: a briefing that took place with somebody of each side attending.
#[derive(Debug)]
pub struct Pair {
    /// The sides, the smaller index first.
    pub sides: [EntityIndex; 2],
    /// The meetings with both sides, whether or not they took place, in chronological order.
    pub briefings: Vec<BriefingIndex>,
    /// The meetings that count as contacts, in chronological order; of a briefing and its parts,
    /// only the whole.
    pub contacts: Vec<BriefingIndex>,
}

impl Pair {
    /// Returns the side across from one of the two.
    pub fn other(&self, side: EntityIndex) -> EntityIndex {
        if self.sides[0] == side { self.sides[1] } else { self.sides[0] }
    }
}

/// The briefings that one is connected with, each relation with its inverse, in chronological
/// order.
#[derive(Debug, Default)]
pub struct Threads {
    /// The briefings that it continues.
    pub follows: Vec<BriefingIndex>,
    /// The briefings that continue it.
    pub followed_by: Vec<BriefingIndex>,
    /// The briefings that it replaces.
    pub replaces: Vec<BriefingIndex>,
    /// The briefings that replace it.
    pub replaced_by: Vec<BriefingIndex>,
    /// The briefing that it was a part of.
    pub part_of: Option<BriefingIndex>,
    /// The briefings that were its parts.
    pub parts: Vec<BriefingIndex>,
    /// The related briefings, whichever of the two records it.
    pub related: Vec<BriefingIndex>,
    /// The briefing that its text is a translation of.
    pub translation_of: Option<BriefingIndex>,
    /// The briefings whose texts translate it.
    pub translations: Vec<BriefingIndex>,
    /// The briefings that met its outcomes, each with the position of the outcome.
    pub met_by: Vec<(usize, BriefingIndex)>,
}

impl Threads {
    /// Returns all connected briefings, in no particular order.
    pub fn all(&self) -> Vec<BriefingIndex> {
        let lists = [
            &self.follows,
            &self.followed_by,
            &self.replaces,
            &self.replaced_by,
            &self.parts,
            &self.related,
            &self.translations,
        ];
        let met = self.met_by.iter().map(|(_, briefing)| *briefing);
        let single = self.part_of.into_iter().chain(self.translation_of).chain(met);
        lists.into_iter().flatten().copied().chain(single).collect()
    }
}

/// A person, organization, venue, series, topic or outlet, with or without a file.
#[derive(Debug)]
pub struct LinkedEntity {
    /// The kind.
    pub kind: EntityKind,
    /// The ID; that of a provisional entity is made from its name.
    pub id: Id,
    /// The name.
    pub name: String,
    /// The record; none for a provisional entity.
    pub record: Option<Arc<Entity>>,
    /// The briefings that refer to it, in chronological order.
    pub briefings: Vec<BriefingIndex>,
    /// The organization of each office of a person, in the order of the record.
    pub offices: Vec<Option<EntityIndex>>,
    /// The pairs that it is a side of.
    pub pairs: Vec<PairIndex>,
    /// The claims that it made, in chronological order.
    pub said: Vec<Point>,
    /// The picture, relative to the root.
    pub image: Option<Arc<str>>,
    /// The entities that its record names, in the order of the keys.
    pub relations: Vec<(Relation, EntityIndex)>,
    /// The entities whose records name it.
    pub named_by: Vec<(Relation, EntityIndex)>,
    /// The destination of each link of its text.
    pub links: Vec<Destination>,
    /// The names in its text that were linked automatically, in the order of the text.
    pub mentions: Vec<Mention>,
    /// The texts that link to it.
    pub backlinks: Vec<Backlink>,
}

impl LinkedEntity {
    /// Returns the aliases.
    pub fn aliases(&self) -> &[Alias] {
        self.record.as_ref().map_or(&[], |record| &record.names.aliases)
    }

    /// Returns the name that lists are sorted by, which is the name itself unless the record has
    /// another.
    pub fn sort_name(&self) -> &str {
        let record = self.record.as_ref();
        record.and_then(|record| record.names.sort_name.as_deref()).unwrap_or(&self.name)
    }

    /// Returns the entities that its record names by a relation.
    pub fn related(&self, relation: Relation) -> impl Iterator<Item = EntityIndex> {
        self.relations.iter().filter(move |(of, _)| *of == relation).map(|(_, index)| *index)
    }

    /// Returns the entities whose records name it by a relation.
    pub fn named_by(&self, relation: Relation) -> impl Iterator<Item = EntityIndex> {
        self.named_by.iter().filter(move |(of, _)| *of == relation).map(|(_, index)| *index)
    }
}

/// A free page, or the text of the home page.
#[derive(Debug)]
pub struct LinkedPage {
    /// The record.
    pub record: Arc<PageRecord>,
    /// The destination of each link of its text.
    pub links: Vec<Destination>,
    /// The names in its text that were linked automatically, in the order of the text.
    pub mentions: Vec<Mention>,
    /// The texts that link to it.
    pub backlinks: Vec<Backlink>,
}

impl LinkedPage {
    fn new(record: Arc<PageRecord>) -> Self {
        Self { record, links: Vec::new(), mentions: Vec::new(), backlinks: Vec::new() }
    }
}

/// A thing with a page of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// The home page.
    Home,
    /// A briefing.
    Briefing(BriefingIndex),
    /// A person, organization, venue, series, topic or outlet.
    Entity(EntityIndex),
    /// A free page, by its position in [`Archive::pages`].
    Page(u32),
}

/// The destination of a link in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// A page, and the ID of a heading or paragraph on it.
    Node(Node, Option<String>),
    /// An image or document, relative to the root.
    File(Arc<str>),
    /// Nothing that is published: the link is left out, its text stays.
    LeftOut,
}

/// A name in a text that was linked automatically.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The entity that has the name.
    pub to: EntityIndex,
    /// The bytes of the name in the text.
    pub place: Range<u32>,
}

/// A text that links to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Backlink {
    /// The page that has the text.
    pub from: Node,
    /// The link in it.
    pub link: Linking,
}

/// A link in a text that leads to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Linking {
    /// A link written by the author, by its position among the links of the text.
    Link(u32),
    /// A name linked automatically, by its position among the mentions of the text.
    Mention(u32),
}

impl Archive {
    /// Returns a briefing.
    pub fn briefing(&self, index: BriefingIndex) -> &LinkedBriefing {
        &self.briefings[index.get()]
    }

    /// Returns an entity.
    pub fn entity(&self, index: EntityIndex) -> &LinkedEntity {
        &self.entities[index.get()]
    }

    /// Returns the entities of a kind with their indexes, sorted by ID.
    pub fn of_kind(&self, kind: EntityKind) -> impl Iterator<Item = (EntityIndex, &LinkedEntity)> {
        let start = self.entities.partition_point(|entity| entity.kind < kind);
        let length = self.entities[start..].partition_point(|entity| entity.kind == kind);
        (start..start + length).map(|i| (EntityIndex::new(i), &self.entities[i]))
    }

    /// Returns the entity of a kind that has an ID.
    pub fn entity_of_id(&self, kind: EntityKind, id: &str) -> Option<EntityIndex> {
        let key = |entity: &LinkedEntity| (entity.kind, entity.id.as_str()).cmp(&(kind, id));
        self.entities.binary_search_by(key).ok().map(EntityIndex::new)
    }

    /// Returns the entities of a kind that have a name or an alias, which is compared folded
    /// ([`fold`]). They are several only where the files of several have it.
    pub fn entities_named(&self, kind: EntityKind, name: &str) -> &[EntityIndex] {
        self.names.get(kind, &fold(name))
    }

    /// Returns the briefings with their indexes, in chronological order.
    pub fn in_time(&self) -> impl DoubleEndedIterator<Item = (BriefingIndex, &LinkedBriefing)> {
        self.briefings.iter().enumerate().map(|(i, briefing)| (BriefingIndex::new(i), briefing))
    }

    /// Returns the common part of a page's record, and the destinations of its links. A provisional
    /// entity has none.
    pub fn text_of(&self, node: Node) -> Option<(&Head, &[Destination])> {
        match node {
            Node::Home => self.home.as_ref().map(|page| (&page.record.head, &page.links[..])),
            Node::Briefing(index) => {
                let briefing = self.briefing(index);
                Some((&briefing.record.head, &briefing.links))
            }
            Node::Entity(index) => {
                let entity = self.entity(index);
                entity.record.as_ref().map(|record| (&record.head, &entity.links[..]))
            }
            Node::Page(index) => {
                let page = &self.pages[index as usize];
                Some((&page.record.head, &page.links))
            }
        }
    }

    /// Returns the names in a page's text that were linked automatically.
    pub fn mentions(&self, node: Node) -> &[Mention] {
        match node {
            Node::Home => self.home.as_ref().map_or(&[], |page| &page.mentions),
            Node::Briefing(index) => &self.briefing(index).mentions,
            Node::Entity(index) => &self.entity(index).mentions,
            Node::Page(index) => &self.pages[index as usize].mentions,
        }
    }

    /// Returns whether the front matter of a page or of an entity relates the two.
    fn are_related(&self, node: Node, entity: EntityIndex) -> bool {
        let LinkedEntity { briefings, relations, named_by, said, .. } = self.entity(entity);
        match node {
            Node::Briefing(index) => {
                let attended = |who: &Attendance| who.person == Some(entity);
                self.briefing(index).attendance.iter().any(attended)
                    || briefings.binary_search(&index).is_ok()
                    || said.binary_search_by_key(&index, |point| point.briefing).is_ok()
            }
            Node::Entity(index) => {
                relations.iter().chain(named_by).any(|(_, other)| *other == index)
            }
            Node::Home | Node::Page(_) => false,
        }
    }

    /// Returns the title of a page; empty for the home page, whose title is the archive's.
    pub fn title(&self, node: Node) -> &str {
        match node {
            Node::Home => "",
            Node::Entity(index) => &self.entity(index).name,
            Node::Briefing(index) => &self.briefing(index).record.head.title.value,
            Node::Page(index) => &self.pages[index as usize].record.head.title.value,
        }
    }

    fn backlinks_mut(&mut self, node: Node) -> Option<&mut Vec<Backlink>> {
        match node {
            Node::Home => self.home.as_mut().map(|page| &mut page.backlinks),
            Node::Briefing(index) => Some(&mut self.briefings[index.get()].backlinks),
            Node::Entity(index) => Some(&mut self.entities[index.get()].backlinks),
            Node::Page(index) => Some(&mut self.pages[index as usize].backlinks),
        }
    }

    /// Returns all nodes: the home page, briefings, entities and free pages.
    fn nodes(&self) -> Vec<Node> {
        let home = self.home.iter().map(|_| Node::Home);
        let briefings = (0..self.briefings.len()).map(|i| Node::Briefing(BriefingIndex::new(i)));
        let entities = (0..self.entities.len()).map(|i| Node::Entity(EntityIndex::new(i)));
        let pages = (0..self.pages.len())
            .map(|i| Node::Page(u32::try_from(i).expect("fewer pages than 2^32")));
        home.chain(briefings).chain(entities).chain(pages).collect()
    }
}

/// The audience of a build, which decides on drafts and embargoes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Audience {
    /// True to publish drafts.
    pub drafts: bool,
    /// The moment at which embargoes are looked at; without one, all of them hold.
    pub at: Option<Moment>,
}

impl Audience {
    /// The authors of the archive, from whom nothing is withheld.
    pub const AUTHORS: Self = Self { drafts: true, at: Some(Moment::Exact(jiff::Timestamp::MAX)) };
}
