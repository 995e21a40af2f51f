//! Indexes of entities: names go in; letters with the entities filed under each come out.

use std::collections::HashMap;

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::listing::LONGEST_LIST;
use crate::archive::{Archive, EntityIndex};
use crate::collation::{Collation, Letter};
use crate::record::EntityKind;

/// An index of entities, sorted by name and grouped by initial.
pub(crate) struct Index {
    pub(crate) letters: Vec<(String, Vec<EntityIndex>)>,
    pub(crate) parted: bool,
}

impl Index {
    /// Files the entities of a kind, which are in the order of their names.
    pub(super) fn new(
        archive: &Archive,
        kind: EntityKind,
        by_name: &[EntityIndex],
        collation: &Collation,
    ) -> Self {
        let of_kind = by_name.iter().filter(|index| archive.entity(**index).kind == kind);
        let parted = of_kind.clone().count() > LONGEST_LIST;
        let mut letters: Vec<(String, Vec<EntityIndex>)> = Vec::new();
        let mut other: Vec<EntityIndex> = Vec::new();
        let mut places: HashMap<Vec<u8>, usize> = HashMap::new();
        // Many names begin alike.
        let mut known: HashMap<String, Option<Letter>> = HashMap::new();
        for index in of_kind {
            let start = archive.entity(*index).sort_name().nfc().take(2).collect();
            let letter = known.entry(start).or_insert_with_key(|start| collation.letter(start));
            // What begins with no letter, in figures say, goes into one group at the end.
            let Some(Letter { label, key }) = letter else {
                other.push(*index);
                continue;
            };
            let place = *places.entry(key.clone()).or_insert_with(|| {
                letters.push((label.clone(), Vec::new()));
                letters.len() - 1
            });
            let (shown, filed) = &mut letters[place];
            // Of two ways to write a letter, Å and Aa, the shorter stands for both.
            if label.len() < shown.len() {
                shown.clone_from(label);
            }
            filed.push(*index);
        }
        if !other.is_empty() {
            letters.push((String::new(), other));
        }
        Self { letters, parted }
    }
}

/// Returns all entities in the order of their names in a language. The order of entities, by ID,
/// decides between equal names.
pub(super) fn by_name(archive: &Archive, collation: &Collation) -> Vec<EntityIndex> {
    let mut sorted: Vec<(Vec<u8>, EntityIndex)> = archive
        .entities
        .par_iter()
        .enumerate()
        .map(|(i, entity)| (collation.key(entity.sort_name()), EntityIndex::new(i)))
        .collect();
    sorted.par_sort_unstable();
    sorted.into_iter().map(|(_, index)| index).collect()
}
