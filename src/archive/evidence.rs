//! Evidence and outcomes: the sources that claims rest on, and the outcomes that are still open.

use std::collections::BTreeSet;

use super::{Archive, EntityIndex, LinkedBriefing, Point};
use crate::record::date::{Date, Day};
use crate::record::model::{Claim, Outcome, Source};
use crate::record::vocabulary::{OutcomeKind, Status};

impl LinkedBriefing {
    /// Returns the sources that are shown, each with its outlet; none if the briefing is withdrawn.
    pub fn shown_sources(&self) -> impl Iterator<Item = (&Source, Option<EntityIndex>)> {
        let shown = self.record.head.common.withdrawn.is_none();
        let sources = self.record.keys.sources.iter().zip(self.outlets.iter().copied());
        sources.filter(move |_| shown)
    }

    /// Returns the sources of a claim, by their positions in the record.
    pub fn sources_of<'a>(&'a self, claim: &'a Claim) -> impl Iterator<Item = usize> + 'a {
        let sources = &self.record.keys.sources;
        let has_id =
            |source: &Source, id: &str| source.id.as_ref().is_some_and(|own| own.value.0 == id);
        claim
            .sources
            .iter()
            .filter_map(move |cited| sources.iter().position(|source| has_id(source, &cited.value)))
    }

    /// Returns whether all sources of a claim are of one outlet, or there is only one.
    pub fn rests_on_one_source(&self, claim: &Claim) -> bool {
        self.are_of_one_origin(self.sources_of(claim))
    }

    /// Returns whether all sources of the briefing are of one outlet, or there is only one.
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
    /// Returns the outcomes that are still to be fulfilled as far as is recorded: agreements,
    /// commitments and whatever has a due date, unless a briefing met them.
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

    /// Returns the newest date on which a source was published or accessed, or a record created or
    /// updated. Records are stale, and outcomes overdue, by this date.
    pub fn newest_date(&self) -> Option<Day> {
        let briefings = self.briefings.iter().flat_map(|briefing| {
            let sources = briefing.record.keys.sources.iter();
            sources.flat_map(|source| [&source.published, &source.accessed])
        });
        let heads = self.nodes().into_iter().filter_map(|node| self.text_of(node));
        let records = heads.flat_map(|(head, _)| [&head.common.created, &head.common.updated]);
        briefings.chain(records).flatten().filter_map(|date: &Date| date.bounds().0).max()
    }

    /// Returns the claims that rest on a source of an outlet, in chronological order.
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

/// Returns whether an outcome is to be fulfilled later.
fn is_to_be_done(outcome: &Outcome) -> bool {
    let kind = outcome.kind.as_ref().map(|kind| kind.like);
    let promised = matches!(kind, Some(OutcomeKind::Agreement | OutcomeKind::Commitment));
    kind != Some(OutcomeKind::None) && (promised || outcome.due.is_some())
}
