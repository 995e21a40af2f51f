//! Withheld records and those with mistakes: neither is in the archive, and a reference to one is
//! no mistake. The names of withheld records are removed from the records that refer to them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::names::{Names, names_of};
use super::{Archive, BriefingIndex, NameMap, Node};
use crate::id::Id;
use crate::markdown::Document;
use crate::record::model::{
    BriefingKeys, Delegation, OrganizationKeys, Outcome, OutletKeys, Participant, PersonKeys,
    SeriesKeys, Text, TopicKeys,
};
use crate::record::{Facts, Record, Section};
use crate::text::fold;

/// The records that are not in the archive, as far as references to them must be recognized.
#[derive(Default)]
pub(super) struct WithheldRecords {
    /// The names and IDs of withheld entities.
    pub(super) names: Names<()>,
    pub(super) ids: BTreeSet<(Section, Id)>,
    pub(super) paths: BTreeSet<Arc<str>>,
    /// The records with mistakes: a reference to one is no second mistake.
    pub(super) broken_ids: BTreeSet<(Section, Id)>,
    /// The texts of those files, if they could be read that far.
    pub(super) broken: Vec<(Arc<str>, Document)>,
    pub(super) broken_paths: BTreeSet<Arc<str>>,
}

impl WithheldRecords {
    /// Adds a withheld record.
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

/// A function that returns whether a name in front matter refers to something withheld.
pub(super) type IsWithheld<'a> = &'a dyn Fn(&Text) -> bool;

impl Archive {
    /// Removes references to something withheld from the front matter of a page. Copies the record
    /// if it is shared.
    pub(super) fn remove_references(&mut self, node: Node, is_withheld: IsWithheld<'_>) {
        let common = match node {
            Node::Briefing(index) => {
                let record = Arc::make_mut(&mut self.briefings[index.get()].record);
                remove_from_keys(&mut record.keys, is_withheld);
                &mut record.head.common
            }
            Node::Entity(index) => {
                let record = self.entities[index.get()].record.as_mut();
                let Some(record) = record.map(Arc::make_mut) else { return };
                remove_from_facts(&mut record.facts, is_withheld);
                record.names.image.take_if(|image| is_withheld(&image.file));
                &mut record.head.common
            }
            Node::Page(index) => {
                &mut Arc::make_mut(&mut self.pages[index as usize].record).head.common
            }
            Node::Home => match &mut self.home {
                Some(home) => &mut Arc::make_mut(&mut home.record).head.common,
                None => return,
            },
        };
        common.translation_of.take_if(|name| is_withheld(name));
    }
}

/// Removes references to something withheld from the keys of a briefing.
pub(super) fn remove_from_keys(keys: &mut BriefingKeys, is_withheld: IsWithheld<'_>) {
    // All keys are listed, so that a new one does not compile until it is considered here.
    let BriefingKeys {
        venue,
        participants,
        delegations,
        series,
        follows,
        replaces,
        part_of,
        related,
        topics,
        outcomes,
        sources,
        claims,
        documents,
        title: _,
        date: _,
        end_date: _,
        date_text: _,
        start_time: _,
        end_time: _,
        duration: _,
        tz: _,
        status: _,
        kind: _,
        identifiers: _,
        agenda: _,
    } = keys;
    for names in [venue, topics, follows, replaces, related] {
        names.retain(|name| !is_withheld(name));
    }
    for name in [series, part_of] {
        name.take_if(|name| is_withheld(name));
    }
    participants.retain_mut(|participant| is_known_without(participant, is_withheld));
    for mut delegation in std::mem::take(delegations) {
        let had_members = !delegation.members.is_empty();
        delegation.members.retain_mut(|member| is_known_without(member, is_withheld));
        delegation.organization.take_if(|name| is_withheld(name));
        let has_lost_all = had_members && delegation.members.is_empty();
        if is_withheld(&delegation.side) {
            participants.extend(without_side(delegation, had_members));
        } else if !has_lost_all {
            delegations.push(delegation);
        }
    }
    for Outcome { by, met_by, text: _, kind: _, due: _ } in outcomes {
        by.retain(|name| !is_withheld(name));
        met_by.take_if(|name| is_withheld(name));
    }
    for source in sources {
        source.outlet.take_if(|name| is_withheld(name));
    }
    for claim in claims {
        claim.by.take_if(|name| is_withheld(name));
    }
    documents.retain(|document| !is_withheld(&document.file));
}

/// Removes references to something withheld from a participant. Returns false if the participant
/// itself is withheld.
fn is_known_without(participant: &mut Participant, is_withheld: IsWithheld<'_>) -> bool {
    let Participant { name, organization, side, on_behalf_of, .. } = participant;
    let is_person = name.is_some();
    for text in [&mut *name, &mut *organization, side, on_behalf_of] {
        text.take_if(|name| is_withheld(name));
    }
    if is_person { name.is_some() } else { organization.is_some() }
}

/// Returns the participants of a delegation whose side is withheld: its members or, if none were
/// recorded, the organization that it came from.
fn without_side(delegation: Delegation, had_members: bool) -> Vec<Participant> {
    let Delegation { side: _, organization, level, members } = delegation;
    if had_members {
        let with_body = |member: Participant| Participant {
            organization: member.organization.or_else(|| organization.clone()),
            ..member
        };
        return members.into_iter().map(with_body).collect();
    }
    let body = organization.map(|organization| Participant {
        name: None,
        role: level,
        organization: Some(organization),
        side: None,
        head: None,
        presence: None,
        capacity: None,
        on_behalf_of: None,
    });
    body.into_iter().collect()
}

/// Removes references to something withheld from the keys of an entity.
pub(super) fn remove_from_facts(facts: &mut Facts, is_withheld: IsWithheld<'_>) {
    let (names, lists): (Vec<&mut Option<Text>>, Vec<&mut Vec<Text>>) = match facts {
        Facts::Person(PersonKeys { country, offices, born: _, died: _ }) => {
            let offices = offices.iter_mut().map(|office| &mut office.organization);
            (offices.chain([country]).collect(), vec![])
        }
        Facts::Organization(OrganizationKeys {
            parent,
            country,
            predecessor,
            successor,
            kind: _,
            from: _,
            to: _,
            url: _,
        }) => (vec![parent, country], vec![predecessor, successor]),
        Facts::Venue(keys) => (vec![&mut keys.within], vec![]),
        Facts::Series(SeriesKeys { parties, status: _, from: _, to: _ }) => (vec![], vec![parties]),
        Facts::Topic(TopicKeys { broader }) => (vec![broader], vec![]),
        Facts::Outlet(OutletKeys { country, owner, url: _, lang: _ }) => {
            (vec![country, owner], vec![])
        }
    };
    for name in names {
        name.take_if(|name| is_withheld(name));
    }
    for list in lists {
        list.retain(|name| !is_withheld(name));
    }
}

/// Returns the briefings by their IDs.
pub(super) fn briefing_ids(archive: &Archive) -> NameMap<Id, BriefingIndex> {
    let ids = archive.in_time().map(|(index, briefing)| (briefing.record.head.id.clone(), index));
    ids.collect()
}
