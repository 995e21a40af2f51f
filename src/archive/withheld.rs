//! The records that are kept out of the archive, and those with mistakes: a reference to one leads
//! nowhere, but is no mistake of its own.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::names::{Names, names_of};
use super::{Archive, BriefingIndex, NameMap};
use crate::id::Id;
use crate::markdown::Document;
use crate::record::{Record, Section};
use crate::text::fold;

/// The records that are kept out, as far as a reference to them must be recognised.
#[derive(Default)]
pub(super) struct WithheldRecords {
    /// The names of entities, and their IDs.
    pub(super) names: Names<()>,
    pub(super) ids: BTreeSet<(Section, Id)>,
    pub(super) paths: BTreeSet<Arc<str>>,
    /// Files with mistakes: a reference to one is not a second mistake.
    pub(super) broken_ids: BTreeSet<(Section, Id)>,
    /// And the texts of those that could be read that far.
    pub(super) broken: Vec<(Arc<str>, Document)>,
    pub(super) broken_paths: BTreeSet<Arc<str>>,
}

impl WithheldRecords {
    /// Takes in a record that is withheld.
    pub(super) fn add(&mut self, record: &Record) {
        self.paths.insert(record.head().path.clone());
        self.ids.insert((record.section(), record.head().id.clone()));
        if let Record::Entity(entity) = record {
            self.names.add(entity.kind, entity.head.id.as_str().into(), ());
            for name in names_of(entity) {
                self.names.add(entity.kind, fold(name.text).into(), ());
            }
        }
    }
}

/// Returns the briefings by their IDs.
pub(super) fn briefing_ids(archive: &Archive) -> NameMap<Id, BriefingIndex> {
    let ids = archive.in_time().map(|(index, briefing)| (briefing.record.head.id.clone(), index));
    ids.collect()
}
