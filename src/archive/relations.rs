//! Relations: records those of briefings and entities at their other ends, and checks hierarchies.

use super::{Actor, Archive, BriefingIndex, EntityIndex, Point};
use crate::diagnostic::{Diagnostic, quote};
use crate::record::Relation;
use crate::rules::Rule;

/// Records every relation at its other end.
pub(super) fn relate(archive: &mut Archive) {
    let Archive { briefings, entities, .. } = archive;
    let around: Vec<Option<EntityIndex>> =
        entities.iter().map(|entity| entity.related(Relation::Within).next()).collect();
    let mut add = |entity: EntityIndex, briefing: BriefingIndex| {
        let list = &mut entities[entity.get()].briefings;
        if list.last() != Some(&briefing) {
            list.push(briefing);
        }
    };
    for (i, briefing) in briefings.iter().enumerate() {
        let index = BriefingIndex::new(i);
        let attendance =
            briefing.attendance.iter().flat_map(|a| a.person.into_iter().chain(a.organization));
        for entity in briefing
            .venues
            .iter()
            .chain(&briefing.topics)
            .copied()
            .chain(briefing.series)
            .chain(attendance)
            .chain(briefing.attendance.iter().filter_map(|a| a.side))
            .chain(briefing.outlets.iter().copied().flatten())
        {
            add(entity, index);
        }
        // A briefing in a room was also in its building, city and country.
        for venue in &briefing.venues {
            let above = std::iter::successors(around[venue.get()], |venue| around[venue.get()]);
            above.for_each(|place| add(place, index));
        }
    }
    for (i, briefing) in briefings.iter().enumerate() {
        for (place, claimant) in (0..).zip(&briefing.claimants) {
            let point = Point { briefing: BriefingIndex::new(i), place };
            if let Some(Actor::Entity(claimant)) = claimant {
                entities[claimant.get()].said.push(point);
            }
        }
    }
    for i in 0..entities.len() {
        let index = EntityIndex::new(i);
        for (relation, to) in entities[i].relations.clone() {
            entities[to.get()].named_by.push((relation, index));
        }
    }
}

/// Reports entities that contain themselves, or whose hierarchy is too deep, and removes the
/// relation.
pub(super) fn check_hierarchies(archive: &mut Archive, diagnostics: &mut Vec<Diagnostic>) {
    const DEEPEST: usize = 16;
    const HIERARCHIES: [Relation; 4] =
        [Relation::Within, Relation::Parent, Relation::Broader, Relation::Predecessor];
    for i in 0..archive.entities.len() {
        for relation in HIERARCHIES {
            let above = |index: &EntityIndex| archive.entity(*index).related(relation).next();
            let start = EntityIndex::new(i);
            let mut depth = 0;
            let mut chain = std::iter::successors(above(&start), above).take(DEEPEST + 1);
            let in_itself = chain.any(|place| {
                depth += 1;
                place == start
            });
            if !in_itself && depth <= DEEPEST {
                continue;
            }
            let entity = &mut archive.entities[i];
            entity.relations.retain(|(other, _)| *other != relation);
            let record = entity.record.as_ref().expect("what names another has a file");
            let mut names = record.facts.names().into_iter();
            let name = names.find(|(other, _)| *other == relation).map(|(_, name)| name);
            let range = name.map_or(0..0, |name| name.range.clone());
            let message = match (relation, in_itself) {
                (Relation::Within, true) => format!("{} contains itself", quote(&entity.name)),
                (Relation::Within, false) => {
                    format!("{} lies in too many places", quote(&entity.name))
                }
                (_, true) => format!("{} is its own `{}`", quote(&entity.name), relation.key()),
                (_, false) => {
                    format!("`{}` of {} goes on too far", relation.key(), quote(&entity.name))
                }
            };
            let help = match relation {
                Relation::Within => "write the venue that is around it",
                _ => "write the one next above it, or remove the key",
            };
            diagnostics.push(
                Diagnostic::new(Rule::BrokenThread, message, &record.head.path, range).help(help),
            );
        }
    }
}
