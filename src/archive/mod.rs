//! Link: all records go in; the archive comes out, in which every name is an entity, every
//! reference is checked, and every relation shows on both its ends.
//!
//! URLs and templates are not known here.

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

pub use index::{BriefingIndex, EntityIndex, PairIndex, Point};

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::id::Id;
use crate::record::model::Alias;
use crate::record::values::Moment;
use crate::record::vocabulary::{Capacity, Presence, Word};
use crate::record::{Briefing, Entity, EntityKind, Head, Page, Relation};

/// A map from names, which there are many of. Its hash is quicker than the standard library's.
pub(crate) type NameMap<K, V> = HashMap<K, V, foldhash::fast::RandomState>;

/// How many broken links, or unknown names, are compared with everything that may be meant.
const SUGGESTIONS: usize = 100;

/// Puts two numbers into one, which sorts as the two do, and sooner.
pub(crate) fn packed(first: u32, second: u32) -> u64 {
    u64::from(first) << 32 | u64::from(second)
}

/// Returns the two numbers that [`packed`] put into one.
pub(crate) fn unpacked(both: u64) -> (u32, u32) {
    ((both >> 32) as u32, both as u32)
}

/// An archive whose every reference is resolved. Nothing in it is withheld.
#[derive(Debug, Default)]
pub struct Archive {
    /// In the order of time; [`BriefingIndex`] counts them.
    pub briefings: Vec<LinkedBriefing>,
    /// By kind and ID; [`EntityIndex`] counts them.
    pub entities: Vec<LinkedEntity>,
    /// Every two sides that had a contact, by the sides; [`PairIndex`] counts them.
    pub pairs: Vec<Pair>,
    /// The contacts of more sides than are counted between each two of them, in the order of time.
    pub large_contacts: Vec<BriefingIndex>,
    /// By ID.
    pub pages: Vec<LinkedPage>,
    /// The text of the home page.
    pub home: Option<LinkedPage>,
    /// The images and documents that published pages refer to.
    pub files: BTreeSet<Arc<str>>,
    /// The time zone of times where neither the briefing nor a venue says, if there is one.
    pub zone: Option<TimeZone>,
    /// Where files refer to what is withheld: the file, and the byte at which the reference begins.
    pub withheld_references: BTreeSet<(Arc<str>, usize)>,
}

/// A briefing and what it refers to.
#[derive(Debug)]
pub struct LinkedBriefing {
    /// The record.
    pub record: Arc<Briefing>,
    /// Where it was, in order.
    pub venues: Vec<EntityIndex>,
    /// Who took part, in order.
    pub attendance: Vec<Attendance>,
    /// The sides of which somebody attended, by index.
    pub sides: Vec<EntityIndex>,
    /// The process that it belongs to.
    pub series: Option<EntityIndex>,
    /// What it was about, in order.
    pub topics: Vec<EntityIndex>,
    /// Who brought each of its sources, in their order.
    pub outlets: Vec<Option<EntityIndex>>,
    /// Who made each of its claims, in their order; none where nobody is to be named.
    pub claimants: Vec<Option<Actor>>,
    /// Who is bound by each of its outcomes, in their order.
    pub bound: Vec<Vec<Option<Actor>>>,
    /// The briefings that it stands together with.
    pub threads: Threads,
    /// The file of each of its documents, in their order, relative to the root.
    pub files: Vec<Option<Arc<str>>>,
    /// Where the links of its text lead.
    pub links: Vec<Destination>,
    /// The names in its text that became links by themselves, in the order of the page.
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

/// Who spoke, or is bound by what was agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person or organization that has a page.
    Entity(EntityIndex),
    /// Somebody known by the name alone, as written.
    Unlisted,
}

/// A person or body at a briefing.
#[derive(Clone, Debug)]
pub struct Attendance {
    /// The person; none where a body took part as such.
    pub person: Option<EntityIndex>,
    /// The body.
    pub organization: Option<EntityIndex>,
    /// The side: the one written, or what it is known by (`contacts`).
    pub side: Option<EntityIndex>,
    /// In what office, as the record has it.
    pub role: Option<String>,
    /// Whether it is the head of a side.
    pub head: bool,
    /// Whether they were there.
    pub presence: Presence,
    /// In what capacity, if of no side.
    pub capacity: Option<Word<Capacity>>,
}

/// Two sides that had a contact: a briefing that was held with someone of each side attending.
#[derive(Debug)]
pub struct Pair {
    /// The sides, by index.
    pub sides: [EntityIndex; 2],
    /// The meetings that both took part in, or were to, in the order of time, held or not.
    pub briefings: Vec<BriefingIndex>,
    /// Those that count as contacts, in the order of time; of a whole and its parts, the whole.
    pub contacts: Vec<BriefingIndex>,
}

impl Pair {
    /// Returns the side across from one of the two.
    pub fn other(&self, side: EntityIndex) -> EntityIndex {
        if self.sides[0] == side { self.sides[1] } else { self.sides[0] }
    }
}

/// The briefings that one stands together with, each with its inverse, in the order of time.
#[derive(Debug, Default)]
pub struct Threads {
    /// What it continues.
    pub follows: Vec<BriefingIndex>,
    /// What continues it.
    pub followed_by: Vec<BriefingIndex>,
    /// What it stands in place of.
    pub replaces: Vec<BriefingIndex>,
    /// What stands in its place.
    pub replaced_by: Vec<BriefingIndex>,
    /// What it was a part of.
    pub part_of: Option<BriefingIndex>,
    /// What its parts were.
    pub parts: Vec<BriefingIndex>,
    /// What is to be read with it, whichever of the two says so.
    pub related: Vec<BriefingIndex>,
    /// The text that it translates.
    pub translation_of: Option<BriefingIndex>,
    /// The texts that translate it.
    pub translations: Vec<BriefingIndex>,
    /// The briefing by which each of its outcomes was met, by the outcome's place.
    pub met_by: Vec<(usize, BriefingIndex)>,
}

impl Threads {
    /// Returns every briefing that a thread joins, in no order.
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

/// A person, organization, venue, series or topic, with a file or without.
#[derive(Debug)]
pub struct LinkedEntity {
    /// What it is.
    pub kind: EntityKind,
    /// Its permanent name; of a provisional one, what is made from its name.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Its file, where it has one.
    pub record: Option<Arc<Entity>>,
    /// The briefings that it has to do with, in the order of time.
    pub briefings: Vec<BriefingIndex>,
    /// Of a person, the organization of each office, in the order of the file.
    pub offices: Vec<Option<EntityIndex>>,
    /// Of a side, the pairs that it is one of.
    pub pairs: Vec<PairIndex>,
    /// The claims that it made, in the order of time.
    pub said: Vec<Point>,
    /// Its picture, relative to the root.
    pub image: Option<Arc<str>>,
    /// The entities that its file names, in the order of the keys.
    pub relations: Vec<(Relation, EntityIndex)>,
    /// The entities whose files name it.
    pub named_by: Vec<(Relation, EntityIndex)>,
    /// Where the links of its text lead.
    pub links: Vec<Destination>,
    /// The names in its text that became links by themselves, in the order of the page.
    pub mentions: Vec<Mention>,
    /// The texts that link to it.
    pub backlinks: Vec<Backlink>,
}

impl LinkedEntity {
    /// Returns its other names.
    pub fn aliases(&self) -> &[Alias] {
        self.record.as_ref().map_or(&[], |record| &record.names.aliases)
    }

    /// Returns the name that lists are sorted by.
    pub fn sort_name(&self) -> &str {
        let record = self.record.as_ref();
        record.and_then(|record| record.names.sort_name.as_deref()).unwrap_or(&self.name)
    }

    /// Returns the entities that stand so to it.
    pub fn related(&self, relation: Relation) -> impl Iterator<Item = EntityIndex> {
        self.relations.iter().filter(move |(of, _)| *of == relation).map(|(_, index)| *index)
    }

    /// Returns the entities that it stands so to.
    pub fn named_by(&self, relation: Relation) -> impl Iterator<Item = EntityIndex> {
        self.named_by.iter().filter(move |(of, _)| *of == relation).map(|(_, index)| *index)
    }
}

/// A free page, or the text of the home page.
#[derive(Debug)]
pub struct LinkedPage {
    /// The record.
    pub record: Arc<Page>,
    /// Where the links of its text lead.
    pub links: Vec<Destination>,
    /// The names in its text that became links by themselves, in the order of the page.
    pub mentions: Vec<Mention>,
    /// The texts that link to it.
    pub backlinks: Vec<Backlink>,
}

impl LinkedPage {
    /// Begins with the record.
    fn new(record: Arc<Page>) -> Self {
        Self { record, links: Vec::new(), mentions: Vec::new(), backlinks: Vec::new() }
    }
}

/// Something that has a page of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// The home page.
    Home,
    /// A briefing.
    Briefing(BriefingIndex),
    /// A person, organization, venue, series or topic.
    Entity(EntityIndex),
    /// A free page, by its place in [`Archive::pages`].
    Page(u32),
}

/// Where a link of a text leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// A page, and a heading on it.
    Node(Node, Option<String>),
    /// An image or document, relative to the root.
    File(Arc<str>),
    /// Nowhere that is published: the link is left out and its text stays.
    LeftOut,
}

/// A name in a text that became a link by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Whose name it is.
    pub to: EntityIndex,
    /// Where it is in the text.
    pub place: Range<u32>,
}

/// A text that links to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Backlink {
    /// Whose text it is.
    pub from: Node,
    /// What in it links.
    pub link: Linking,
}

/// What in a text links to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Linking {
    /// A link that its author wrote, by its place in the text's document.
    Link(u32),
    /// A name that became a link, by its place among the text's mentions.
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

    /// Returns the entities of a kind, which lie together, sorted by ID.
    pub fn of_kind(&self, kind: EntityKind) -> impl Iterator<Item = (EntityIndex, &LinkedEntity)> {
        let start = self.entities.partition_point(|entity| entity.kind < kind);
        let length = self.entities[start..].partition_point(|entity| entity.kind == kind);
        (start..start + length).map(|i| (EntityIndex::new(i), &self.entities[i]))
    }

    /// Returns the briefings with their indexes, in the order of time.
    pub fn in_time(&self) -> impl DoubleEndedIterator<Item = (BriefingIndex, &LinkedBriefing)> {
        self.briefings.iter().enumerate().map(|(i, briefing)| (BriefingIndex::new(i), briefing))
    }

    /// Returns the common part of a page's record, and where its links lead. A provisional entity
    /// has none.
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

    /// Returns the names in a page's text that became links.
    pub fn mentions(&self, node: Node) -> &[Mention] {
        match node {
            Node::Home => self.home.as_ref().map_or(&[], |page| &page.mentions),
            Node::Briefing(index) => &self.briefing(index).mentions,
            Node::Entity(index) => &self.entity(index).mentions,
            Node::Page(index) => &self.pages[index as usize].mentions,
        }
    }

    /// Says whether the front matter of a page or of an entity brings the two together.
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

    /// Returns the title of a page; the home page's is the archive's and is empty here.
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

    /// Returns everything that has a text, in the order of the pages.
    fn nodes(&self) -> Vec<Node> {
        let home = self.home.iter().map(|_| Node::Home);
        let briefings = (0..self.briefings.len()).map(|i| Node::Briefing(BriefingIndex::new(i)));
        let entities = (0..self.entities.len()).map(|i| Node::Entity(EntityIndex::new(i)));
        let pages = (0..self.pages.len())
            .map(|i| Node::Page(u32::try_from(i).expect("fewer pages than 2^32")));
        home.chain(briefings).chain(entities).chain(pages).collect()
    }
}

/// What a build publishes: everything but drafts and what is under embargo.
#[derive(Clone, Copy, Debug, Default)]
pub struct Audience {
    /// Whether drafts are shown.
    pub drafts: bool,
    /// The moment up to which embargoes have ended; without one, all of them hold.
    pub at: Option<Moment>,
}

impl Audience {
    /// Whoever works on the archive: nothing is withheld.
    pub const AUTHORS: Self = Self { drafts: true, at: Some(Moment::Exact(jiff::Timestamp::MAX)) };
}
