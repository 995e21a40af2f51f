//! The views of indexes.

use serde::Serialize;

use super::Views;
use crate::archive::EntityIndex;
use crate::plan::output::Page;
use crate::record::{EntityKind, Relation};
use crate::render::draw::map::MapView;
use crate::render::view::{PageHead, PartLink};

/// An index of people, organizations, venues, series or topics, or one letter of it.
#[derive(Debug, Serialize)]
pub struct IndexView {
    /// The data of the page's head and frame.
    pub head: PageHead,
    /// `person`, `venue` …
    pub kind: &'static str,
    /// The folder of its kind.
    pub folder: &'static str,
    /// A map of the venues.
    pub map: Option<MapView>,
    /// The entries, by initial.
    pub letters: Vec<LetterView>,
    /// The letters of an index that is too long for one page.
    pub parts: Vec<PartLink>,
    /// On the page of one letter: that letter.
    pub letter: Option<String>,
}

/// The entries of one initial.
#[derive(Debug, Serialize)]
pub struct LetterView {
    /// The initial; empty for what begins with no letter.
    pub letter: String,
    /// The name of the place in the page.
    pub anchor: String,
    /// The entries.
    pub entries: Vec<EntryView>,
}

/// An entry of an index.
#[derive(Debug, Serialize)]
pub struct EntryView {
    /// The path of its page.
    pub path: String,
    /// As it is sorted: `Lavrov, Sergei`.
    pub name: String,
    /// A further distinction: a person's state, the place that a venue lies in.
    pub note: Option<String>,
    /// The number of briefings.
    pub count: usize,
    /// The first and the last year.
    pub years: String,
    /// The years, as ticks on a line of the archive's years: the data of a path in a drawing of
    /// 100 by 10.
    pub sparkline: String,
}

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
            sparkline: self.sparkline(&entity.briefings),
        }
    }
}
