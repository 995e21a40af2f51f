//! Mentions: links the first mention of a person, organization, venue or series that has a file, in
//! the prose of each page.
//!
//! A name matches in whole words, with its case and accents; of several the longest. Composed and
//! decomposed letters, the two apostrophes, and all white space compare equal. From the start of
//! each word the text is followed through a tree of all names ([`Tree`]), so the cost depends on
//! the length of the text and not on the number of names.

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

/// Finds the mentions in all texts, and records each at the page that it leads to, unless the front
/// matter relates the two already. `autolink` is the default for pages that do not set it.
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
    /// The mentions that are linked, in the order of the text.
    links: Vec<Mention>,
    /// The positions of those that relate what the front matter does not.
    new: Vec<u32>,
    /// The ambiguous mentions.
    doubts: Vec<Diagnostic>,
}

/// The names to look for in prose.
struct ProseNames<'a> {
    archive: &'a Archive,
    /// The names as written, sorted by their bytes.
    tree: Tree,
    /// The entities that each name may refer to.
    meanings: Vec<Vec<(EntityIndex, Name<'a>)>>,
    /// The only entity that each name refers to at any time, if there is one, as for most.
    constant: Vec<Option<EntityIndex>>,
    /// The bytes that a name may begin with in a text.
    first_bytes: [bool; 256],
    /// True if a lowercase letter of ASCII or a space is among these.
    some_begin_small: bool,
}

/// The meaning of a name in one text.
#[derive(Clone, Copy)]
enum Meaning {
    /// No entity had it at the time.
    Nothing,
    One(EntityIndex),
    Several,
}

/// The state of reading one text.
struct Reading<'a> {
    date: Option<&'a Date>,
    /// The entities that need no link: those linked already, and the one that the page is about.
    linked: BTreeSet<EntityIndex>,
    /// The meanings of names that do not refer to one entity at all times.
    meanings: NameMap<usize, Meaning>,
    doubted: BTreeSet<usize>,
}

impl<'a> ProseNames<'a> {
    fn new(archive: &'a Archive) -> Self {
        // A single letter is not looked for, nor is a whole paragraph.
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

    /// Finds the mentions in a page's text.
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

    /// Returns the next start of a word that a name may begin with.
    fn next_word(&self, text: &str, within: Range<usize>) -> Option<usize> {
        // Few names begin with a lowercase letter, and most of a text is such letters and spaces:
        // these are skipped many at a time.
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
            // A byte that begins a character is never within another, so this is a boundary.
            if begins_word(text, at) {
                return Some(at);
            }
            at += 1;
        }
    }

    /// Returns the end and the number of the longest name at a position that ends with a word and
    /// has a meaning.
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
            // Most characters compare as they are, with no mark or further space after them.
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

    /// Follows one character, with white space folded and letters composed. Returns the new cursor,
    /// and the length of the character in bytes.
    fn step(&self, cursor: Cursor, text: &str) -> (Option<Cursor>, usize) {
        // Unicode's Stream-Safe Text Format (UAX #15) allows at most so many marks after a letter.
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

    /// Returns the entities that a name may have referred to at a date; without one, at any time.
    fn meant(&self, name: usize, date: Option<&Date>) -> impl Iterator<Item = EntityIndex> {
        let meanings = self.meanings[name].iter();
        meanings
            .filter(move |(_, name)| date.is_none_or(|date| name.is_of(date)))
            .map(|(entity, _)| *entity)
    }

    /// Reports an ambiguous name once a text, unless the text links to one of its entities or is
    /// the page of one.
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

/// Returns whether a character does not combine with the one before it, and is in composed form.
fn is_alone(c: char) -> bool {
    let is_composed = || is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes;
    c.is_ascii() || (canonical_combining_class(c) == 0 && is_composed())
}

/// Returns whether a name may begin at a position.
fn begins_word(text: &str, at: usize) -> bool {
    around(text, at).is_none_or(|(before, first)| !is_mark(first) && are_apart(before, first))
}

/// Returns whether a name may end at a position.
fn ends_word(text: &str, at: usize) -> bool {
    around(text, at).is_none_or(|(last, after)| !is_mark(after) && are_apart(after, last))
}

/// Returns the characters before and after a position; none at either end of the text.
fn around(text: &str, at: usize) -> Option<(char, char)> {
    let bytes = text.as_bytes();
    let (before, after) = (*bytes.get(at.checked_sub(1)?)?, *bytes.get(at)?);
    // Most are ASCII.
    if before.is_ascii() && after.is_ascii() {
        Some((before.into(), after.into()))
    } else {
        Some((text[..at].chars().next_back()?, text[at..].chars().next()?))
    }
}

/// Returns whether a character is a combining mark.
fn is_mark(c: char) -> bool {
    !c.is_ascii() && is_combining_mark(c)
}

/// Returns whether there is a word boundary between a character outside of a name and its first or
/// last. In scripts without spaces between words there always is.
fn are_apart(outside: char, inside: char) -> bool {
    !is_of_word(outside) || has_no_spaces(outside) || has_no_spaces(inside)
}

/// Returns whether a character is part of a word, as joiners and the soft hyphen are.
fn is_of_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}')
}

/// Returns whether a character is of a script that is written without spaces between words: Thai,
/// Lao, Burmese, Khmer, Hiragana, Chinese characters. Katakana is not among them, since other
/// scripts set its words apart.
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
