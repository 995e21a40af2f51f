//! The views of indexes.

use super::Views;
use crate::archive::EntityIndex;
use crate::plan::output::Page;
use crate::record::{EntityKind, Relation};
use crate::render::view::{EntryView, IndexView, LetterView, PartLink};

impl Views<'_> {
    pub(crate) fn index(&self, kind: EntityKind, letter: Option<usize>) -> IndexView {
        let index = &self.site.plan.indexes[&kind];
        let folder = kind.folder();
        let title = self.site.messages.text(&format!("nav_{folder}")).to_owned();
        let name = |letter: &str| {
            if letter.is_empty() {
                self.site.messages.text("other_letters").to_owned()
            } else {
                letter.to_owned()
            }
        };
        let shown = match (letter, index.parted) {
            (Some(letter), _) => &index.letters[letter..=letter],
            (None, true) => &[],
            (None, false) => &index.letters[..],
        };
        let parts = if index.parted {
            let parts = index.letters.iter().enumerate();
            parts
                .map(|(i, (letter, entities))| PartLink {
                    label: name(letter),
                    path: self.site.plan.path(Page::IndexPart(kind, i)).url(),
                    count: entities.len(),
                })
                .collect()
        } else {
            Vec::new()
        };
        let map = (kind == EntityKind::Venue && letter.is_none()).then(|| self.map_of_venues());
        let letter = letter.map(|letter| name(&index.letters[letter].0));
        IndexView {
            head: self.head(
                match &letter {
                    Some(letter) => [&title, self.site.messages.text("comma"), letter].concat(),
                    None => title,
                },
                folder,
            ),
            kind: kind.name(),
            folder,
            map: map.flatten(),
            letters: shown
                .iter()
                .enumerate()
                .map(|(i, (letter, entities))| LetterView {
                    letter: name(letter),
                    anchor: format!("letter_{i}"),
                    entries: entities.iter().map(|index| self.entry(*index)).collect(),
                })
                .collect(),
            parts,
            letter,
        }
    }

    pub(super) fn entry(&self, index: EntityIndex) -> EntryView {
        let entity = self.site.archive.entity(index);
        let note = entity
            .related(Relation::Country)
            .chain(entity.related(Relation::Within))
            .next()
            .map(|index| self.site.archive.entity(index).name.clone());
        EntryView {
            path: self.site.plan.path(Page::Entity(index)).url(),
            name: entity.sort_name().to_owned(),
            note,
            count: entity.briefings.len(),
            years: self.years(&entity.briefings),
            ticks: self.ticks(&entity.briefings),
        }
    }
}
