//! What a briefing's page says beside its text: threads, agenda, outcomes, claims, documents,
//! sources, corrections.

use super::Views;
use crate::archive::{BriefingIndex, LinkedBriefing};
use crate::plan::file_path;
use crate::plan::view::{
    AgendaView, ClaimView, DocumentView, NoteView, OutcomeView, SourceView, ThreadView,
};
use crate::plan::wording::{self, Style};
use crate::record::date::Date;
use crate::record::vocabulary::{Vocabulary, Word};

impl Views<'_> {
    fn in_words(&self, date: &Date) -> String {
        wording::date(date, Style::Full, self.messages)
    }

    fn maybe_in_words(&self, date: Option<&Date>) -> Option<String> {
        date.map(|date| self.in_words(date))
    }

    /// Returns from when to when it was, by the clocks there.
    pub(super) fn time_of_day(&self, briefing: &LinkedBriefing) -> Option<String> {
        let keys = &briefing.record.keys;
        let clock = |time: &crate::record::values::TimeOfDay| {
            format!("{:02}:{:02}", time.0.hour(), time.0.minute())
        };
        let start = keys.start_time.as_ref().map(|time| clock(&time.value));
        let end = keys.end_time.as_ref().map(|time| clock(&time.value));
        match (start, end) {
            (None, None) => None,
            (Some(start), None) => Some(start),
            (None, Some(end)) => Some(self.messages.fill("time_until", &[("time", &end)])),
            (Some(start), Some(end)) => Some(format!("{start}–{end}")),
        }
    }

    pub(super) fn withdrawn(&self, briefing: &LinkedBriefing) -> Option<NoteView> {
        let withdrawn = briefing.record.head.common.withdrawn.as_ref()?;
        Some(NoteView { date: self.in_words(&withdrawn.date), note: withdrawn.reason.clone() })
    }

    pub(super) fn changes(&self, briefing: &LinkedBriefing) -> Vec<NoteView> {
        let changes = briefing.record.head.common.changes.iter();
        changes
            .map(|change| NoteView { date: self.in_words(&change.date), note: change.note.clone() })
            .collect()
    }

    pub(super) fn threads(&self, briefing: &LinkedBriefing) -> Vec<ThreadView> {
        let threads = &briefing.threads;
        let lists: [(&'static str, &[BriefingIndex]); 9] = [
            ("follows", &threads.follows),
            ("followed_by", &threads.followed_by),
            ("replaces", &threads.replaces),
            ("replaced_by", &threads.replaced_by),
            ("part_of", threads.part_of.as_slice()),
            ("parts", &threads.parts),
            ("translation_of", threads.translation_of.as_slice()),
            ("translations", &threads.translations),
            ("related", &threads.related),
        ];
        lists
            .into_iter()
            .filter(|(_, list)| !list.is_empty())
            .map(|(relation, list)| ThreadView {
                relation,
                briefings: list.iter().map(|index| self.briefing_link(*index)).collect(),
            })
            .collect()
    }

    pub(super) fn agenda(&self, briefing: &LinkedBriefing) -> Vec<AgendaView> {
        let items = briefing.record.keys.agenda.iter().cloned();
        items
            .map(|item| AgendaView {
                title: item.title,
                decision: item.decision,
                notes: item.notes,
            })
            .collect()
    }

    pub(super) fn outcomes(&self, briefing: &LinkedBriefing) -> Vec<OutcomeView> {
        let met_by = |outcome: usize| {
            let mut met = briefing.threads.met_by.iter();
            met.find(|(of, _)| *of == outcome).map(|(_, by)| self.briefing_link(*by))
        };
        let outcomes = briefing.record.keys.outcomes.iter().enumerate();
        outcomes
            .map(|(i, outcome)| OutcomeView {
                text: outcome.text.clone(),
                kind: outcome.kind.as_ref().map(|kind| kind.name().to_owned()),
                by: outcome.by.iter().map(|name| name.value.clone()).collect(),
                due: self.maybe_in_words(outcome.due.as_ref()),
                met_by: met_by(i),
            })
            .collect()
    }

    pub(super) fn claims(&self, briefing: &LinkedBriefing) -> Vec<ClaimView> {
        let claims = briefing.record.keys.claims.iter();
        claims
            .map(|claim| ClaimView {
                text: claim.text.clone(),
                by: claim.by.as_ref().map(|name| name.value.clone()),
                date: self.maybe_in_words(claim.date.as_ref()),
                sources: claim.sources.iter().map(|id| id.value.clone()).collect(),
                confidence: claim.confidence.map(Vocabulary::name),
            })
            .collect()
    }

    pub(super) fn documents(&self, briefing: &LinkedBriefing) -> Vec<DocumentView> {
        let documents = briefing.record.keys.documents.iter().zip(&briefing.files);
        documents
            .map(|(document, file)| DocumentView {
                title: document.title.clone(),
                path: file.as_ref().and_then(|file| file_path(file).ok()).map(|path| path.url()),
                lang: document.lang.as_ref().map(|lang| lang.0.clone()),
                date: self.maybe_in_words(document.date.as_ref()),
                rights: document.rights.clone(),
                note: document.note.clone(),
                alt: document.alt.clone(),
                credit: document.credit.clone(),
            })
            .collect()
    }

    pub(super) fn sources(&self, briefing: &LinkedBriefing) -> Vec<SourceView> {
        let sources = briefing.record.keys.sources.iter().zip(&briefing.outlets);
        sources
            .map(|(source, outlet)| SourceView {
                id: source.id.as_ref().map(|id| id.value.0.clone()),
                title: source.title.clone(),
                lang: source.lang.as_ref().map(|lang| lang.0.clone()),
                kind: source.kind.as_ref().map(Word::name).map(str::to_owned),
                outlet: outlet.map(|outlet| self.entities[outlet.get()].clone()),
                authors: source.author.clone(),
                url: source.url.as_ref().map(|url| url.0.clone()),
                archive_url: source.archive_url.as_ref().map(|url| url.0.clone()),
                published: self.maybe_in_words(source.published.as_ref()),
                accessed: self.maybe_in_words(source.accessed.as_ref()),
                archive_date: self.maybe_in_words(source.archive_date.as_ref()),
                holding: [&source.repository, &source.reference, &source.locator]
                    .into_iter()
                    .flatten()
                    .cloned()
                    .collect(),
                rights: source.rights.clone(),
                note: source.note.clone(),
            })
            .collect()
    }
}
