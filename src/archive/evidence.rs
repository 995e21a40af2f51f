//! What briefings rest on and what came of them: who said what through whom, and which outcomes
//! are still open.

use std::collections::BTreeSet;

use super::{Archive, EntityIndex, LinkedBriefing, Point};
use crate::record::date::{Date, Day};
use crate::record::model::{Claim, Outcome, Source};
use crate::record::vocabulary::{OutcomeKind, Status};

impl LinkedBriefing {
    /// Returns the sources that are shown, with who brought each: none of what is withdrawn.
    pub fn shown_sources(&self) -> impl Iterator<Item = (&Source, Option<EntityIndex>)> {
        let shown = self.record.head.common.withdrawn.is_none();
        let sources = self.record.keys.sources.iter().zip(self.outlets.iter().copied());
        sources.filter(move |_| shown)
    }

    /// Returns the sources of a claim, by their places.
    pub fn sources_of<'a>(&'a self, claim: &'a Claim) -> impl Iterator<Item = usize> + 'a {
        let sources = &self.record.keys.sources;
        let has_id =
            |source: &Source, id: &str| source.id.as_ref().is_some_and(|own| own.value.0 == id);
        claim
            .sources
            .iter()
            .filter_map(move |cited| sources.iter().position(|source| has_id(source, &cited.value)))
    }

    /// Says whether all that is said for a claim goes back to one outlet, or is one source.
    pub fn rests_on_one_source(&self, claim: &Claim) -> bool {
        self.are_of_one_origin(self.sources_of(claim))
    }

    /// Says whether all that the briefing rests on goes back to one outlet, or is one source.
    pub fn has_one_source(&self) -> bool {
        self.are_of_one_origin(0..self.outlets.len())
    }

    fn are_of_one_origin(&self, sources: impl Iterator<Item = usize>) -> bool {
        let origin = |source: usize| match self.outlets[source] {
            Some(outlet) => (Some(outlet), None),
            None => (None, Some(source)),
        };
        let origins: BTreeSet<_> = sources.map(origin).collect();
        origins.len() == 1
    }
}

impl Archive {
    /// Returns the outcomes that somebody is still to bring about, as far as is recorded:
    /// agreements and commitments, and whatever has a date to be done by, that no briefing met.
    pub fn open_outcomes(&self) -> Vec<Point> {
        let mut open = Vec::new();
        for (briefing, linked) in self.in_time() {
            if linked.record.status() != Status::Held {
                continue;
            }
            for (place, outcome) in (0..).zip(&linked.record.keys.outcomes) {
                let met = linked.threads.met_by.iter().any(|(of, _)| *of == place as usize);
                if is_to_be_done(outcome) && !met {
                    open.push(Point { briefing, place });
                }
            }
        }
        open
    }

    /// Returns the date by which things are stale or overdue: the newest on which anything in the
    /// record was published, read, made or changed.
    pub fn newest_date(&self) -> Option<Day> {
        let briefings = self.briefings.iter().flat_map(|briefing| {
            let sources = briefing.record.keys.sources.iter();
            sources.flat_map(|source| [&source.published, &source.accessed])
        });
        let heads = self.nodes().into_iter().filter_map(|node| self.text_of(node));
        let records = heads.flat_map(|(head, _)| [&head.common.created, &head.common.updated]);
        briefings.chain(records).flatten().filter_map(|date: &Date| date.bounds().0).max()
    }

    /// Returns the claims that rest on a source of an outlet, in the order of time.
    pub fn claims_through(&self, outlet: EntityIndex) -> Vec<Point> {
        let mut points = Vec::new();
        for index in &self.entity(outlet).briefings {
            let briefing = self.briefing(*index);
            for (place, claim) in (0..).zip(&briefing.record.keys.claims) {
                let mut outlets = briefing.sources_of(claim).map(|source| briefing.outlets[source]);
                if outlets.any(|through| through == Some(outlet)) {
                    points.push(Point { briefing: *index, place });
                }
            }
        }
        points
    }
}

/// Says whether an outcome is something that is still to be done when it is written down.
fn is_to_be_done(outcome: &Outcome) -> bool {
    let kind = outcome.kind.as_ref().map(|kind| kind.like);
    let promised = matches!(kind, Some(OutcomeKind::Agreement | OutcomeKind::Commitment));
    kind != Some(OutcomeKind::None) && (promised || outcome.due.is_some())
}
