//! Names in the texts become links by themselves: the first mention in a page's prose of a person,
//! organization, venue or series that has a file.
//!
//! A name is found where it stands in whole words, with its case and accents, the longest first.
//! Composed and decomposed letters, the two apostrophes, and one space and another are the same.
//! At each place where a word begins, the text is followed through a tree of all names ([`Tree`]),
//! letter by letter, to those that begin so: what this costs grows with the text, and not with the
//! number of names, however alike they are.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::*;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::names::{Name, names_of};
use super::tree::{Cursor, Tree};
use super::{Archive, Backlink, Destination, EntityIndex, Linking, Mention, NameMap, Node};
use crate::diagnostic::{Diagnostic, quote};
use crate::record::date::Date;
use crate::record::{EntityKind, Head};
use crate::rules::Rule;
use crate::text::{as_written, clean, has_byte, plain_apostrophe};

/// Finds the mentions in every text, and shows each on the page that it leads to where the front
/// matter does not relate the two already. `autolink` is what holds where a page does not say.
pub(super) fn resolve(archive: &mut Archive, autolink: bool, diagnostics: &mut Vec<Diagnostic>) {
    let nodes = archive.nodes();
    let found: Vec<Mentions> = {
        let names = ProseNames::new(archive);
        if names.meanings.is_empty() {
            return;
        }
        nodes.par_iter().map(|node| names.of_node(*node, autolink)).collect()
    };
    for (node, Mentions { links, new, doubts }) in nodes.into_iter().zip(found) {
        diagnostics.extend(doubts);
        for i in new {
            let to = links[i as usize].to;
            let link = Linking::Mention(i);
            archive.entities[to.get()].backlinks.push(Backlink { from: node, link });
        }
        match node {
            Node::Home => archive.home.iter_mut().for_each(|page| page.mentions = links.clone()),
            Node::Briefing(index) => archive.briefings[index.get()].mentions = links,
            Node::Entity(index) => archive.entities[index.get()].mentions = links,
            Node::Page(index) => archive.pages[index as usize].mentions = links,
        }
    }
    archive.entities.par_iter_mut().for_each(|entity| entity.backlinks.sort_unstable());
}

/// The mentions in one text.
#[derive(Default)]
struct Mentions {
    /// Those that become links, in the order of the text.
    links: Vec<Mention>,
    /// Which of them bring together what the front matter does not, by their places.
    new: Vec<u32>,
    /// What is in doubt.
    doubts: Vec<Diagnostic>,
}

/// The names that are looked for in prose.
struct ProseNames<'a> {
    archive: &'a Archive,
    /// As they are written, sorted by their bytes.
    tree: Tree,
    /// The entities that each name may mean.
    meanings: Vec<Vec<(EntityIndex, Name<'a>)>>,
    /// What each name means at any time, where that is one entity: most do.
    constant: Vec<Option<EntityIndex>>,
    /// The bytes that one of them may begin with in a text.
    first_bytes: [bool; 256],
    /// Whether a small letter of ASCII or a space is among these.
    some_begin_small: bool,
}

/// What a name means in one text.
#[derive(Clone, Copy)]
enum Meaning {
    /// Nothing: no entity had it then.
    Nothing,
    One(EntityIndex),
    Several,
}

/// What is known while one text is read.
struct Reading<'a> {
    date: Option<&'a Date>,
    /// The entities that need no link: those that have one, and whose page this is.
    linked: BTreeSet<EntityIndex>,
    /// What names mean that do not mean one thing at any time, by their places.
    meanings: NameMap<usize, Meaning>,
    doubted: BTreeSet<usize>,
}

impl<'a> ProseNames<'a> {
    fn new(archive: &'a Archive) -> Self {
        // A single letter is no name in a text, and a whole paragraph neither.
        const LONGEST: usize = 200;
        let mut names: BTreeMap<String, Vec<(EntityIndex, Name<'a>)>> = BTreeMap::new();
        for (i, entity) in archive.entities.iter().enumerate() {
            let is_of_a_kind = !matches!(entity.kind, EntityKind::Topic | EntityKind::Outlet);
            let records = entity.record.iter().filter(|_| is_of_a_kind);
            for name in records.flat_map(|record| names_of(record)) {
                let text = as_written(&clean(name.text));
                let letters = text.chars().filter(|c| c.is_alphanumeric()).take(2).count();
                if letters == 2 && text.chars().nth(LONGEST).is_none() {
                    names.entry(text).or_default().push((EntityIndex::new(i), name));
                }
            }
        }
        let mut first_bytes = [false; 256];
        for name in names.keys() {
            first_bytes[usize::from(name.as_bytes()[0])] = true;
            if let Some(decomposed) = name.nfd().next() {
                first_bytes[usize::from(decomposed.to_string().as_bytes()[0])] = true;
            }
            if name.starts_with('\'') {
                first_bytes[usize::from("’".as_bytes()[0])] = true;
            }
        }
        let (names, meanings): (Vec<String>, Vec<Vec<(EntityIndex, Name<'a>)>>) =
            names.into_iter().unzip();
        let constant = meanings.iter().map(|meant| match meant[..] {
            [(entity, name)] if name.is_of_any_time() => Some(entity),
            _ => None,
        });
        let constant = constant.collect();
        let some_begin_small =
            (b'a'..=b'z').chain([b' ']).any(|byte| first_bytes[usize::from(byte)]);
        Self { archive, tree: Tree::new(&names), meanings, constant, first_bytes, some_begin_small }
    }

    /// Finds the mentions in a page's text that become links, and those that are in doubt.
    fn of_node(&self, node: Node, autolink: bool) -> Mentions {
        let mut mentions = Mentions::default();
        let Some((head, links)) = self.archive.text_of(node) else { return mentions };
        if !head.common.autolink.unwrap_or(autolink) {
            return mentions;
        }
        let destinations = links.iter().filter_map(|link| match link {
            Destination::Node(Node::Entity(index), _) => Some(*index),
            _ => None,
        });
        let own = match node {
            Node::Entity(index) => Some(index),
            _ => None,
        };
        let mut reading = Reading {
            date: match node {
                Node::Briefing(index) => Some(&self.archive.briefing(index).record.date),
                _ => None,
            },
            linked: destinations.chain(own).collect(),
            meanings: NameMap::default(),
            doubted: BTreeSet::new(),
        };
        let text = head.body.text();
        for stretch in head.body.prose() {
            let (mut at, end) = (stretch.start as usize, stretch.end as usize);
            while let Some(start) = self.next_word(text, at..end) {
                let Some((stop, name)) = self.longest(text, start..end, &mut reading) else {
                    at = start + 1;
                    continue;
                };
                at = stop;
                // Both lie within the stretch, whose ends are of this type.
                let place = start as u32..stop as u32;
                match self.meaning(name, &mut reading) {
                    Meaning::One(to) => {
                        if reading.linked.insert(to) {
                            if !self.archive.are_related(node, to) {
                                let i = mentions.links.len();
                                let i = u32::try_from(i).expect("fewer than 2^32 in a text");
                                mentions.new.push(i);
                            }
                            mentions.links.push(Mention { to, place });
                        }
                    }
                    Meaning::Several => {
                        let doubt = self.doubt(head, name, place, &mut reading);
                        mentions.doubts.extend(doubt);
                    }
                    Meaning::Nothing => {}
                }
            }
        }
        mentions
    }

    /// Finds the next place at which a word begins that a name may begin with.
    fn next_word(&self, text: &str, within: Range<usize>) -> Option<usize> {
        // Few names begin with a small letter, and most of a text is such letters and spaces: so
        // many of these are passed over at once.
        const AT_ONCE: usize = 16;
        let is_telling = |byte: u8| !(byte.is_ascii_lowercase() | (byte == b' '));
        let mut at = within.start;
        loop {
            if !self.some_begin_small {
                let rest = text.as_bytes()[at..within.end].chunks_exact(AT_ONCE);
                let dull = rest.take_while(|chunk| !has_byte(chunk, is_telling));
                at += AT_ONCE * dull.count();
            }
            let rest = text.as_bytes()[at..within.end].iter();
            at += rest.copied().position(|byte| self.first_bytes[usize::from(byte)])?;
            // What begins a character is in no other's midst, so this is between two.
            if begins_word(text, at) {
                return Some(at);
            }
            at += 1;
        }
    }

    /// Finds the longest name that begins at a place, in whole words, and means something.
    fn longest(
        &self,
        text: &str,
        within: Range<usize>,
        reading: &mut Reading<'_>,
    ) -> Option<(usize, usize)> {
        let mut cursor = self.tree.root();
        let (mut at, mut longest) = (within.start, None);
        while at < within.end {
            let bytes = &text.as_bytes()[at..within.end];
            // Most characters stand for themselves, and no mark or further space follows.
            let stands_alone = match bytes {
                [b' ', next, ..] => next.is_ascii_graphic(),
                [byte, next, ..] => byte.is_ascii_graphic() && next.is_ascii(),
                [byte] => byte.is_ascii_graphic(),
                [] => false,
            };
            if stands_alone {
                cursor = self.tree.next(cursor?, bytes[0]);
                at += 1;
            } else {
                let (next, length) = self.step(cursor?, &text[at..within.end]);
                (cursor, at) = (next, at + length);
            }
            let Some(cursor) = cursor else { break };
            if let Some(name) = self.tree.name(cursor)
                && ends_word(text, at)
                && !matches!(self.meaning(name, reading), Meaning::Nothing)
            {
                longest = Some((at, name));
            }
        }
        longest
    }

    /// Goes on by one character, as names are written: white space is one space, and letters are
    /// composed. Returns where that leads, and how many bytes of the text it is.
    fn step(&self, cursor: Cursor, text: &str) -> (Option<Cursor>, usize) {
        // Unicode's Stream-Safe Text Format (UAX #15) has at most so many marks behind a letter.
        const MOST_MARKS: usize = 30;
        let next = |cursor: Option<Cursor>, c: char| {
            let mut utf8 = [0; 4];
            let mut bytes = c.encode_utf8(&mut utf8).bytes();
            bytes.try_fold(cursor?, |cursor, byte| self.tree.next(cursor, byte))
        };
        let mut rest = text.chars();
        let Some(first) = rest.next() else { return (None, 0) };
        if first.is_whitespace() {
            return (next(Some(cursor), ' '), text.len() - text.trim_start().len());
        }
        if is_alone(first) && rest.clone().next().is_none_or(is_alone) {
            return (next(Some(cursor), plain_apostrophe(first)), first.len_utf8());
        }
        let marks = rest.take(MOST_MARKS).take_while(|c| !is_alone(*c));
        let length = first.len_utf8() + marks.map(char::len_utf8).sum::<usize>();
        let composed = text[..length].nfc().map(plain_apostrophe);
        (composed.fold(Some(cursor), next), length)
    }

    fn meaning(&self, name: usize, reading: &mut Reading<'_>) -> Meaning {
        if let Some(entity) = self.constant[name] {
            return Meaning::One(entity);
        }
        let date = reading.date;
        *reading.meanings.entry(name).or_insert_with(|| {
            let mut meant = self.meant(name, date);
            match meant.next() {
                None => Meaning::Nothing,
                Some(first) if meant.all(|other| other == first) => Meaning::One(first),
                Some(_) => Meaning::Several,
            }
        })
    }

    /// Returns the entities that a name may have meant at a date; without one, at any time.
    fn meant(&self, name: usize, date: Option<&Date>) -> impl Iterator<Item = EntityIndex> {
        let meanings = self.meanings[name].iter();
        meanings
            .filter(move |(_, name)| date.is_none_or(|date| name.is_of(date)))
            .map(|(entity, _)| *entity)
    }

    /// Says once a text that a name may mean several pages, unless it links to one of them or is
    /// itself one of them.
    fn doubt(
        &self,
        head: &Head,
        name: usize,
        place: Range<u32>,
        reading: &mut Reading<'_>,
    ) -> Option<Diagnostic> {
        const SHOWN: usize = 4;
        let meant = || self.meant(name, reading.date);
        if !reading.doubted.insert(name) || meant().any(|of| reading.linked.contains(&of)) {
            return None;
        }
        let written = &head.body.text()[place.start as usize..place.end as usize];
        let mut all: Vec<EntityIndex> = meant().collect();
        all.dedup();
        let message =
            format!("{} is a name of {} pages and was not linked", quote(written), all.len());
        let range = head.body.range_in_file(&place);
        let mut diagnostic = Diagnostic::new(Rule::AmbiguousMention, message, &head.path, range);
        let mut ways = Vec::new();
        for entity in all.into_iter().take(SHOWN).map(|index| self.archive.entity(index)) {
            ways.push(format!("`[[{}/{}|…]]`", entity.kind.folder(), entity.id));
            if let Some(record) = &entity.record {
                diagnostic = diagnostic.at(&record.head.path, record.head.title.range.clone(), "");
            }
        }
        Some(diagnostic.help(format!(
            "write {}, or `allow = [\"{}\"]` in the front matter",
            ways.join(" or "),
            Rule::AmbiguousMention.name()
        )))
    }
}

/// Says whether a character is composed with none before it, and is itself in composed form.
fn is_alone(c: char) -> bool {
    let is_composed = || is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes;
    c.is_ascii() || (canonical_combining_class(c) == 0 && is_composed())
}

/// Says whether a name may begin at a place of a text.
fn begins_word(text: &str, at: usize) -> bool {
    around(text, at).is_none_or(|(before, first)| !is_mark(first) && are_apart(before, first))
}

/// Says whether a name may end at a place of a text.
fn ends_word(text: &str, at: usize) -> bool {
    around(text, at).is_none_or(|(last, after)| !is_mark(after) && are_apart(after, last))
}

/// Returns the characters before and behind a place; none at an end of the text.
fn around(text: &str, at: usize) -> Option<(char, char)> {
    let bytes = text.as_bytes();
    let (before, after) = (*bytes.get(at.checked_sub(1)?)?, *bytes.get(at)?);
    // Most are of ASCII.
    match before.is_ascii() && after.is_ascii() {
        true => Some((before.into(), after.into())),
        false => Some((text[..at].chars().next_back()?, text[at..].chars().next()?)),
    }
}

/// Says whether a character is a mark on the one before it.
fn is_mark(c: char) -> bool {
    !c.is_ascii() && is_combining_mark(c)
}

/// Says whether a character outside of a name leaves it a whole word. Where a script has no spaces
/// between words, any does.
fn are_apart(outside: char, inside: char) -> bool {
    !is_of_word(outside) || has_no_spaces(outside) || has_no_spaces(inside)
}

/// Says whether a character is of a word; joiners and the soft hyphen stand within words.
fn is_of_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}')
}

/// Says whether a character is of a script that is written without spaces between words: Thai, Lao,
/// Burmese, Khmer, Hiragana, Chinese characters. Katakana is not among them: a word in it is set
/// apart by the scripts around it.
fn has_no_spaces(c: char) -> bool {
    matches!(
        c,
        '\u{0e00}'..='\u{0eff}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1780}'..='\u{17ff}'
            | '\u{3005}'..='\u{3007}'
            | '\u{3040}'..='\u{309f}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}'
    )
}
