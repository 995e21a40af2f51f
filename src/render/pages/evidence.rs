//! The evidence and the results of a briefing: agenda, outcomes, claims, documents, sources,
//! corrections.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;
use tera::Value;

use super::{MOST_ON_A_PAGE, Views};
use crate::archive::{Actor, BriefingIndex, EntityIndex, LinkedBriefing, Point};
use crate::plan::listing::LONGEST_LIST;
use crate::plan::output::Page;
use crate::plan::paths::file_path;
use crate::record::date::{Date, Day};
use crate::record::model::{Common, Source, Text};
use crate::record::vocabulary::{Vocabulary, Word};
// The documentation of fields names these.
#[cfg(doc)]
use crate::render::view::{BriefingLink, EntityLink};
use crate::render::view::{OfficeView, PageHead, PlainLink};
use crate::wording::{self, DateStyle};

/// The data of a briefing's record beside its text.
#[derive(Debug, Serialize)]
pub struct EvidenceView {
    /// The items to be discussed.
    pub agenda: Vec<AgendaView>,
    /// The results of the briefing.
    pub outcomes: Vec<OutcomeView>,
    /// The statements about it.
    pub claims: Vec<ClaimView>,
    /// The facts to which claims give different values, with these side by side.
    pub differing: Vec<DifferingView>,
    /// Papers and pictures.
    pub documents: Vec<DocumentView>,
    /// The sources of the briefing.
    pub sources: Vec<SourceView>,
    /// `true` if all of the sources go back to one outlet, or there is only one source.
    pub single_source: bool,
    /// Corrections, as they were made.
    pub changes: Vec<NoteView>,
    /// The authors of the record.
    pub authors: Vec<String>,
    /// The dates on which it was made, changed and compared with its sources, in words.
    pub record: RecordDates,
}

impl EvidenceView {
    /// Returns it if there is anything in it.
    pub(super) fn or_none(self) -> Option<Self> {
        let Self { agenda, outcomes, claims, documents, sources, changes, authors, record, .. } =
            &self;
        let RecordDates { created, updated, verified } = record;
        let is_empty = agenda.is_empty()
            && outcomes.is_empty()
            && claims.is_empty()
            && documents.is_empty()
            && sources.is_empty()
            && changes.is_empty()
            && authors.is_empty()
            && [created, updated, verified].iter().all(|date| date.is_none());
        (!is_empty).then_some(self)
    }
}

/// The dates on which a record was made, changed and verified.
#[derive(Debug, Serialize)]
pub struct RecordDates {
    /// The date on which it was made, in words.
    pub created: Option<String>,
    /// The date of its last change, in words.
    pub updated: Option<String>,
    /// The date of its last comparison with its sources, in words.
    pub verified: Option<String>,
}

/// A dated note.
#[derive(Debug, Serialize)]
pub struct NoteView {
    /// The date, in words.
    pub date: String,
    /// The text of the note.
    pub note: String,
}

/// A point of an agenda.
#[derive(Debug, Serialize)]
pub struct AgendaView {
    /// The subject to be discussed.
    pub title: String,
    /// The decision.
    pub decision: Option<String>,
    /// Further remarks.
    pub notes: Option<String>,
}

/// A result of a briefing.
#[derive(Debug, Serialize)]
pub struct OutcomeView {
    /// The text of the outcome.
    pub text: String,
    /// `agreement`, `commitment` …
    pub kind: Option<String>,
    /// The parties bound by it.
    pub by: Vec<VoiceView>,
    /// The date by which it was to be done, in words.
    pub due: Option<String>,
    /// The briefing by which it was done ([`BriefingLink`]).
    pub met_by: Option<Value>,
}

/// The speaker of a statement or the party bound by an outcome.
#[derive(Debug, Serialize)]
pub struct VoiceView {
    /// The name: as written, or of the page.
    pub name: String,
    /// The path of the page, where there is one.
    pub path: Option<String>,
    /// The offices of a person then.
    pub offices: Vec<OfficeView>,
}

/// A statement about a briefing.
#[derive(Debug, Serialize)]
pub struct ClaimView {
    /// The statement.
    pub text: String,
    /// The speaker.
    pub by: Option<VoiceView>,
    /// The date, in words.
    pub date: Option<String>,
    /// The outlets that have it ([`EntityLink`]).
    pub through: Vec<Value>,
    /// The sources that have it.
    pub sources: Vec<CitedView>,
    /// `true` if all of them go back to one outlet.
    pub single_source: bool,
    /// `reported`, `denied` …
    pub confidence: Option<&'static str>,
    /// The key that it speaks to, in words.
    pub field: Option<String>,
    /// The value that it gives that key.
    pub value: Option<String>,
}

/// A source that a claim cites.
#[derive(Debug, Serialize)]
pub struct CitedView {
    /// Its ID.
    pub id: String,
    /// Its number in the list of sources, from 1.
    pub number: usize,
}

/// A fact of which claims differ.
#[derive(Debug, Serialize)]
pub struct DifferingView {
    /// The key, in words.
    pub field: String,
    /// Each value, and who gives it.
    pub accounts: Vec<AccountView>,
}

/// A value that claims give a fact.
#[derive(Debug, Serialize)]
pub struct AccountView {
    /// The value.
    pub value: String,
    /// The speakers who give it.
    pub by: Vec<VoiceView>,
}

/// A claim on the page of who made it, or of an outlet that has it.
#[derive(Debug, Serialize)]
pub struct StatementView {
    /// The claim.
    pub claim: ClaimView,
    /// The briefing that it is of ([`BriefingLink`]).
    pub briefing: Value,
}

/// A paper or a picture.
#[derive(Debug, Serialize)]
pub struct DocumentView {
    /// The name.
    pub title: String,
    /// The path of the file; none where it is not published.
    pub path: Option<String>,
    /// The BCP 47 tag of its language.
    pub lang: Option<String>,
    /// Its date, in words.
    pub date: Option<String>,
    /// Under what terms it may be used.
    pub rights: Option<String>,
    /// Further remarks.
    pub note: Option<String>,
    /// The description of a picture's content.
    pub alt: Option<String>,
    /// The maker of a picture.
    pub credit: Option<String>,
}

/// A source of a briefing.
#[derive(Debug, Serialize)]
pub struct SourceView {
    /// The ID by which footnotes and claims cite it.
    pub id: Option<String>,
    /// The name.
    pub title: String,
    /// The BCP 47 tag of its language.
    pub lang: Option<String>,
    /// `press`, `document` …
    pub kind: Option<String>,
    /// The outlet that brought it ([`EntityLink`]).
    pub outlet: Option<Value>,
    /// Its authors.
    pub authors: Vec<String>,
    /// Its address on the web.
    pub url: Option<String>,
    /// The address of an archived copy.
    pub archive_url: Option<String>,
    /// The date of publication, in words.
    pub published: Option<String>,
    /// The date on which it was read, in words.
    pub accessed: Option<String>,
    /// The date on which the copy was made, in words.
    pub archive_date: Option<String>,
    /// The holder, its reference there, and the location in it.
    pub holding: Vec<String>,
    /// Under what terms it may be used.
    pub rights: Option<String>,
    /// Further remarks.
    pub note: Option<String>,
}

/// The page of outcomes that are still open.
#[derive(Debug, Serialize)]
pub struct OutcomesView {
    /// The data of the page's head and frame.
    pub head: PageHead,
    /// The date by which they are overdue, in words.
    pub by: Option<String>,
    /// Those that were due by then, those due later, and those without a date; each with the
    /// message that says so.
    pub groups: Vec<OutcomeGroup>,
}

/// Open outcomes.
#[derive(Debug, Serialize)]
pub struct OutcomeGroup {
    /// `overdue`, `due_later` or `no_due_date`.
    pub key: &'static str,
    /// The outcomes, the oldest first.
    pub outcomes: Vec<OpenOutcomeView>,
    /// The number beyond those shown: `and 12 more`.
    pub more: Option<String>,
}

/// An outcome that is still open.
#[derive(Debug, Serialize)]
pub struct OpenOutcomeView {
    /// The outcome.
    pub outcome: OutcomeView,
    /// The briefing that it came of ([`BriefingLink`]).
    pub briefing: Value,
}

/// The page of all sources.
#[derive(Debug, Serialize)]
pub struct SourcesView {
    /// The data of the page's head and frame.
    pub head: PageHead,
    /// The number of sources: `12 sources`.
    pub count: String,
    /// The sources under who brought them, by name; at the end those that nobody did.
    pub groups: Vec<SourceGroup>,
    /// The number of outlets beyond those shown: `and 12 more`.
    pub more: Option<String>,
}

/// The sources of an outlet.
#[derive(Debug, Serialize)]
pub struct SourceGroup {
    /// The outlet ([`EntityLink`]).
    pub outlet: Option<Value>,
    /// Its sources, the newest first.
    pub sources: Vec<CitedSourceView>,
    /// The number beyond those shown: `and 12 more`.
    pub more: Option<String>,
}

/// A source with what rests on it.
#[derive(Debug, Serialize)]
pub struct CitedSourceView {
    /// The source; its outlet is that of the group.
    pub source: SourceView,
    /// The briefings that rest on it ([`BriefingLink`]), the newest first.
    pub briefings: Vec<Value>,
    /// The number beyond those shown: `and 12 more`.
    pub more: Option<String>,
}

impl Views<'_> {
    fn in_words(&self, date: &Date) -> String {
        wording::date(date, DateStyle::Full, self.site.messages)
    }

    fn maybe_in_words(&self, date: Option<&Date>) -> Option<String> {
        date.map(|date| self.in_words(date))
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

    pub(super) fn evidence(&self, briefing: &LinkedBriefing) -> EvidenceView {
        let common = &briefing.record.head.common;
        EvidenceView {
            agenda: self.agenda(briefing),
            outcomes: self.outcomes(briefing),
            claims: self.claims(briefing),
            differing: self.differing(briefing),
            documents: self.documents(briefing),
            sources: self.sources(briefing),
            single_source: briefing.has_one_source(),
            changes: self.changes(briefing),
            authors: common.authors.clone(),
            record: self.record_dates(common),
        }
    }

    pub(super) fn record_dates(&self, common: &Common) -> RecordDates {
        RecordDates {
            created: self.maybe_in_words(common.created.as_ref()),
            updated: self.maybe_in_words(common.updated.as_ref()),
            verified: self.maybe_in_words(common.verified.as_ref()),
        }
    }

    pub(super) fn outcomes(&self, briefing: &LinkedBriefing) -> Vec<OutcomeView> {
        let outcomes = 0..briefing.record.keys.outcomes.len();
        outcomes.map(|place| self.outcome(briefing, place)).collect()
    }

    fn outcome(&self, briefing: &LinkedBriefing, place: usize) -> OutcomeView {
        let outcome = &briefing.record.keys.outcomes[place];
        let mut met = briefing.threads.met_by.iter();
        let met_by = met.find(|(of, _)| *of == place).map(|(_, by)| self.briefing_link(*by));
        let date = &briefing.record.date;
        let voices = briefing.bound[place].iter().zip(&outcome.by);
        OutcomeView {
            text: outcome.text.clone(),
            kind: outcome.kind.as_ref().map(|kind| kind.name().to_owned()),
            by: voices.filter_map(|(voice, name)| self.voice((*voice)?, name, date)).collect(),
            due: self.maybe_in_words(outcome.due.as_ref()),
            met_by,
        }
    }

    /// Returns the speaker or the bound party; none where the page of that name is withheld.
    fn voice(&self, voice: Actor, name: &Text, date: &Date) -> Option<VoiceView> {
        Some(match voice {
            Actor::Unlisted => {
                VoiceView { name: name.value.clone(), path: None, offices: Vec::new() }
            }
            Actor::Entity(index) => {
                let entity = self.site.archive.entity(index);
                VoiceView {
                    name: entity.name.clone(),
                    path: Some(self.site.plan.path(Page::Entity(index)).url()),
                    offices: self.offices_held(index, date),
                }
            }
        })
    }

    pub(super) fn claims(&self, briefing: &LinkedBriefing) -> Vec<ClaimView> {
        let claims = 0..briefing.record.keys.claims.len();
        claims.map(|place| self.claim(briefing, place)).collect()
    }

    fn claim(&self, briefing: &LinkedBriefing, place: usize) -> ClaimView {
        let claim = &briefing.record.keys.claims[place];
        let mut through: Vec<EntityIndex> = Vec::new();
        for outlet in briefing.sources_of(claim).filter_map(|source| briefing.outlets[source]) {
            if !through.contains(&outlet) {
                through.push(outlet);
            }
        }
        ClaimView {
            text: claim.text.clone(),
            by: self.claimant(briefing, place),
            date: claim
                .date
                .as_ref()
                .map(|date| wording::date(date, DateStyle::Short, self.site.messages)),
            through: through.into_iter().map(|outlet| self.entity_link(outlet)).collect(),
            sources: briefing
                .sources_of(claim)
                .zip(&claim.sources)
                .map(|(place, id)| CitedView { id: id.value.clone(), number: place + 1 })
                .collect(),
            single_source: briefing.rests_on_one_source(claim),
            confidence: claim.confidence.map(Vocabulary::name),
            field: claim.field.as_ref().map(|field| self.field(&field.value)),
            value: claim.value.as_ref().map(|value| value.0.clone()),
        }
    }

    fn claimant(&self, briefing: &LinkedBriefing, place: usize) -> Option<VoiceView> {
        let claim = &briefing.record.keys.claims[place];
        let date = claim.date.as_ref().unwrap_or(&briefing.record.date);
        self.voice(briefing.claimants[place]?, claim.by.as_ref()?, date)
    }

    /// Returns the name of a key for readers.
    fn field(&self, key: &str) -> String {
        let message = format!("field_{key}");
        match self.site.messages.text(&message) {
            unknown if unknown == message => key.replace('_', " "),
            known => known.to_owned(),
        }
    }

    /// Returns the facts to which claims give different values, each value with who gives it.
    pub(super) fn differing(&self, briefing: &LinkedBriefing) -> Vec<DifferingView> {
        let claims = &briefing.record.keys.claims;
        /// A value, and the places of the claims that give it.
        type Account<'a> = (&'a str, Vec<usize>);
        let mut fields: Vec<(&str, Vec<Account<'_>>)> = Vec::new();
        for (place, claim) in claims.iter().enumerate() {
            let (Some(field), Some(value)) = (&claim.field, &claim.value) else { continue };
            let (field, value) = (field.value.as_str(), value.0.as_str());
            let values = match fields.iter_mut().find(|(known, _)| *known == field) {
                Some((_, values)) => values,
                None => {
                    fields.push((field, Vec::new()));
                    &mut fields.last_mut().expect("pushed above").1
                }
            };
            match values.iter_mut().find(|(known, _)| *known == value) {
                Some((_, places)) => places.push(place),
                None => values.push((value, vec![place])),
            }
        }
        let account = |(value, places): Account<'_>| AccountView {
            value: value.to_owned(),
            by: places.into_iter().filter_map(|place| self.claimant(briefing, place)).collect(),
        };
        fields
            .into_iter()
            .filter(|(_, values)| values.len() > 1)
            .map(|(field, values)| DifferingView {
                field: self.field(field),
                accounts: values.into_iter().map(account).collect(),
            })
            .collect()
    }

    /// Returns claims with the briefings that they are of, the newest first, as far as one page
    /// shows them, and how many more there are.
    pub(super) fn statements(&self, points: &[Point]) -> (Vec<StatementView>, Option<String>) {
        let view = |point: &Point| StatementView {
            claim: self.claim(self.site.archive.briefing(point.briefing), point.place as usize),
            briefing: self.briefing_link(point.briefing),
        };
        let statements = points.iter().rev().take(MOST_ON_A_PAGE).map(view).collect();
        (statements, self.and_more(points.len()))
    }

    /// Returns the outcomes that are still open: those overdue, those due, those without a date.
    pub(crate) fn open_outcomes(&self) -> OutcomesView {
        let by = self.site.config.as_of.as_ref().and_then(|date| date.bounds().1);
        let by = by.or_else(|| self.site.archive.newest_date());
        /// Outcomes with the last day that they were due by, under the message that says so.
        type Group = (&'static str, Vec<(Option<Day>, Point)>);
        let mut groups: [Group; 3] =
            [("overdue", Vec::new()), ("due_later", Vec::new()), ("no_due_date", Vec::new())];
        for point in &self.site.plan.open_outcomes {
            let keys = &self.site.archive.briefing(point.briefing).record.keys;
            let due = keys.outcomes[point.place as usize].due.as_ref();
            let last = due.and_then(|due| due.bounds().1);
            let group = match (due, last, by) {
                (None, ..) => 2,
                (Some(_), Some(last), Some(by)) if last < by => 0,
                _ => 1,
            };
            groups[group].1.push((last, *point));
        }
        let open = |point: &Point| OpenOutcomeView {
            outcome: self.outcome(self.site.archive.briefing(point.briefing), point.place as usize),
            briefing: self.briefing_link(point.briefing),
        };
        let group = |(key, mut points): Group| {
            points.sort_by_key(|(last, point)| (last.unwrap_or(Day::LAST), *point));
            let shown = points.iter().take(LONGEST_LIST);
            let more = points.len().saturating_sub(LONGEST_LIST);
            OutcomeGroup {
                key,
                outcomes: shown.map(|(_, point)| open(point)).collect(),
                more: (more > 0).then(|| {
                    self.site.messages.fill("and_more", &[("n", &self.site.messages.number(more))])
                }),
            }
        };
        let groups = groups.into_iter().filter(|(_, points)| !points.is_empty()).map(group);
        OutcomesView {
            head: self.head(self.site.messages.text("open_outcomes").into(), "outcomes"),
            by: by.map(|day| wording::date(&Date::from(day), DateStyle::Full, self.site.messages)),
            groups: groups.collect(),
        }
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
        sources.map(|(source, outlet)| self.source(source, *outlet)).collect()
    }

    fn source(&self, source: &Source, outlet: Option<EntityIndex>) -> SourceView {
        SourceView {
            id: source.id.as_ref().map(|id| id.value.0.clone()),
            title: source.title.clone(),
            lang: source.lang.as_ref().map(|lang| lang.0.clone()),
            kind: source.kind.as_ref().map(Word::name).map(str::to_owned),
            outlet: outlet.map(|outlet| self.entity_link(outlet)),
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
        }
    }

    /// Returns each source of the archive once, with the briefings that rest on it, the newest
    /// first, under who brought it.
    fn sources_by_outlet(&self) -> Vec<(Option<EntityIndex>, Vec<Cited<'_>>)> {
        let mut cited: BTreeMap<_, Cited<'_>> = BTreeMap::new();
        for (at, briefing) in self.site.archive.in_time() {
            for (source, outlet) in briefing.shown_sources() {
                // What has an address is what stands there, whatever it is called.
                let name = match &source.url {
                    Some(url) => (url.0.as_str(), None),
                    None => (source.title.as_str(), source.published.as_ref().map(Date::bounds)),
                };
                // Those that nobody brought come last.
                let rank = outlet.map_or(u32::MAX, |outlet| self.site.plan.rank(outlet));
                let first = || Cited { source, outlet, briefings: Vec::new() };
                cited.entry((rank, name)).or_insert_with(first).briefings.push(at);
            }
        }
        let mut groups: Vec<(Option<EntityIndex>, Vec<Cited<'_>>)> = Vec::new();
        for source in cited.into_values() {
            match groups.last_mut().filter(|(outlet, _)| *outlet == source.outlet) {
                Some((_, sources)) => sources.push(source),
                None => groups.push((source.outlet, vec![source])),
            }
        }
        for (_, sources) in &mut groups {
            sources.sort_by_key(|cited| {
                Reverse(cited.source.published.as_ref().and_then(|date| date.bounds().1))
            });
        }
        groups
    }

    /// Returns the number of sources and the path of their page, where there are any.
    pub(super) fn link_to_sources(&self) -> Option<PlainLink> {
        let count = self.sources_by_outlet().iter().map(|(_, sources)| sources.len()).sum();
        (count > 0).then(|| PlainLink {
            path: self.site.plan.path(Page::Sources).url(),
            title: self.site.messages.count("sources", count),
        })
    }

    pub(crate) fn all_sources(&self) -> SourcesView {
        /// The number of sources shown of each outlet where one page is too short for all.
        const FEW: usize = 5;
        let groups = self.sources_by_outlet();
        let count: usize = groups.iter().map(|(_, sources)| sources.len()).sum();
        let most = if count > LONGEST_LIST { FEW } else { LONGEST_LIST };
        let more = |all: usize, most: usize| {
            let more = all.checked_sub(most).filter(|more| *more > 0)?;
            Some(self.site.messages.fill("and_more", &[("n", &self.site.messages.number(more))]))
        };
        let cited = |cited: &Cited<'_>| CitedSourceView {
            source: self.source(cited.source, None),
            briefings: cited
                .briefings
                .iter()
                .rev()
                .take(FEW)
                .map(|at| self.briefing_link(*at))
                .collect(),
            more: more(cited.briefings.len(), FEW),
        };
        let group = |(outlet, sources): &(Option<EntityIndex>, Vec<Cited<'_>>)| SourceGroup {
            outlet: outlet.map(|outlet| self.entity_link(outlet)),
            sources: sources.iter().take(most).map(cited).collect(),
            more: more(sources.len(), most),
        };
        SourcesView {
            head: self.head(self.site.messages.text("sources").into(), "sources"),
            count: self.site.messages.count("sources", count),
            groups: groups.iter().take(LONGEST_LIST).map(group).collect(),
            more: more(groups.len(), LONGEST_LIST),
        }
    }
}

/// A source, with the briefings that rest on it.
struct Cited<'a> {
    source: &'a Source,
    outlet: Option<EntityIndex>,
    briefings: Vec<BriefingIndex>,
}
