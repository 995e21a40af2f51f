//! The records that are kept out of the archive, and those with mistakes: a reference to one leads
//! nowhere, but is no mistake of its own.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Archive, BriefingIndex, NameMap};
use crate::id::Id;
use crate::markdown::Document;
use crate::record::{Entity, Section};

/// The records that are kept out, as far as a reference to them must be recognised.
#[derive(Default)]
pub(super) struct WithheldRecords {
    pub(super) entities: Vec<Arc<Entity>>,
    pub(super) ids: BTreeSet<(Section, Id)>,
    pub(super) paths: BTreeSet<Arc<str>>,
    /// Files with mistakes: a reference to one is not a second mistake.
    pub(super) broken_ids: BTreeSet<(Section, Id)>,
    /// And the texts of those that could be read that far.
    pub(super) broken: Vec<(Arc<str>, Document)>,
    pub(super) broken_paths: BTreeSet<Arc<str>>,
}

/// Returns the briefings by their IDs.
pub(super) fn briefing_ids(archive: &Archive) -> NameMap<Id, BriefingIndex> {
    let ids = archive.in_time().map(|(index, briefing)| (briefing.record.head.id.clone(), index));
    ids.collect()
}
