//! The tables of the evidence and results of briefings: sources, claims and outcomes.

use super::briefings::{BriefingsTable, ItemRow, briefing, briefing_id, items, joined, number};
use super::entities::{OrganizationsTable, OutletsTable, PeopleTable};
use crate::archive::{Actor, EntityIndex};
use crate::format::table_schema::{
    CellValue, ColumnDefinition, INTEGER, TEXT, TableDefinition, column,
};
use crate::plan::output::TableName;
use crate::record::EntityKind;
use crate::record::keys::Spanned;
use crate::record::model::{Claim, Outcome, Source};
use crate::record::vocabulary::{Vocabulary, Word};
use crate::site::Site;

/// The table `sources`.
pub(super) struct SourcesTable;

/// A source and the outlet that published it.
type SourceItem<'a> = (&'a Source, Option<EntityIndex>);

impl TableDefinition for SourcesTable {
    type Row<'a> = ItemRow<'a, SourceItem<'a>>;
    const NAME: TableName = TableName::Sources;
    const DESCRIPTION: &'static str = "What a briefing rests on.";
    const KEY: &'static [&'static str] = &["briefing", "number"];

    fn columns<'a>() -> Vec<ColumnDefinition<Self::Row<'a>>> {
        vec![
            briefing(),
            number(),
            column("id", TEXT, "What the text cites it by.", |row| {
                row.source().id.as_ref().map(|id| &id.value.0).into()
            }),
            column("title", TEXT.required(), "What it is called.", |row| {
                (&row.source().title).into()
            }),
            column("kind", TEXT, "What it is.", |row| {
                row.source().kind.as_ref().map(Word::name).into()
            }),
            column("outlet", TEXT.references::<OutletsTable>(), "Who brought it.", |row| {
                row.entity_id(row.item.1)
            }),
            column("authors", TEXT, "Who wrote it.", |row| joined(&row.source().author)),
            column("url", TEXT, "Where it is on the web.", |row| {
                row.source().url.as_ref().map(|url| &url.0).into()
            }),
            column("published", TEXT, "When it was published (EDTF).", |row| {
                row.source().published.as_ref().into()
            }),
            column("accessed", TEXT, "When it was read (EDTF).", |row| {
                row.source().accessed.as_ref().into()
            }),
            column("archive_url", TEXT, "Where a copy is kept.", |row| {
                row.source().archive_url.as_ref().map(|url| &url.0).into()
            }),
            column("archive_date", TEXT, "When the copy was made (EDTF).", |row| {
                row.source().archive_date.as_ref().into()
            }),
            column("repository", TEXT, "The archive or library that holds it.", |row| {
                row.source().repository.as_ref().into()
            }),
            column("reference", TEXT, "Its reference there.", |row| {
                row.source().reference.as_ref().into()
            }),
            column("locator", TEXT, "Where in it.", |row| row.source().locator.as_ref().into()),
            column("rights", TEXT, "Under what terms it may be used.", |row| {
                row.source().rights.as_ref().into()
            }),
            column("lang", TEXT, "Its language (BCP 47).", |row| {
                row.source().lang.as_ref().map(|lang| &lang.0).into()
            }),
            column("note", TEXT, "What else there is to say.", |row| {
                row.source().note.as_ref().into()
            }),
        ]
    }

    fn rows<'a>(site: &'a Site<'a>) -> impl Iterator<Item = Self::Row<'a>> {
        items(site, |briefing| {
            briefing.record.keys.sources.iter().zip(briefing.outlets.iter().copied())
        })
    }
}

impl<'a> ItemRow<'a, SourceItem<'a>> {
    fn source(&self) -> &'a Source {
        self.item.0
    }
}

/// A person or organization that made a claim or is bound by an outcome.
#[derive(Clone, Copy)]
struct Party<'a> {
    entity: Option<(EntityKind, &'a str)>,
    /// The name as written, of a party that has no page.
    name: Option<&'a str>,
}

impl<'a> Party<'a> {
    fn new(site: &'a Site<'a>, actor: Option<Actor>, written: Option<&'a Spanned<String>>) -> Self {
        match actor {
            None => Self { entity: None, name: None },
            Some(Actor::Unlisted) => {
                Self { entity: None, name: written.map(|name| name.value.as_str()) }
            }
            Some(Actor::Entity(index)) => {
                let entity = site.archive.entity(index);
                Self { entity: Some((entity.kind, entity.id.as_str())), name: None }
            }
        }
    }

    fn person(self) -> CellValue<'a> {
        self.entity.filter(|(kind, _)| *kind == EntityKind::Person).map(|(_, id)| id).into()
    }

    fn organization(self) -> CellValue<'a> {
        self.entity.filter(|(kind, _)| *kind != EntityKind::Person).map(|(_, id)| id).into()
    }
}

/// The table `claims`.
pub(super) struct ClaimsTable;

/// A claim and the party that made it.
type ClaimItem<'a> = (&'a Claim, Option<Actor>);

impl TableDefinition for ClaimsTable {
    type Row<'a> = ItemRow<'a, ClaimItem<'a>>;
    const NAME: TableName = TableName::Claims;
    const DESCRIPTION: &'static str = "What somebody said of a briefing.";
    const KEY: &'static [&'static str] = &["briefing", "number"];

    fn columns<'a>() -> Vec<ColumnDefinition<Self::Row<'a>>> {
        vec![
            briefing(),
            number(),
            column("text", TEXT.required(), "What was said.", |row| (&row.claim().text).into()),
            column("person", TEXT.references::<PeopleTable>(), "The person who said it.", |row| {
                row.claimant().person()
            }),
            column(
                "organization",
                TEXT.references::<OrganizationsTable>(),
                "The organization that said it.",
                |row| row.claimant().organization(),
            ),
            column("name", TEXT, "Who said it, where neither is known.", |row| {
                row.claimant().name.into()
            }),
            column("date", TEXT, "When (EDTF).", |row| row.claim().date.as_ref().into()),
            column("confidence", TEXT, "How far it is to be relied on.", |row| {
                row.claim().confidence.map(Vocabulary::name).into()
            }),
            column("field", TEXT, "The key of the briefing that it speaks to.", |row| {
                row.claim().field.as_ref().map(|field| &field.value).into()
            }),
            column("value", TEXT, "The value that it gives that key.", |row| {
                row.claim().value.as_ref().map(|value| &value.0).into()
            }),
        ]
    }

    fn rows<'a>(site: &'a Site<'a>) -> impl Iterator<Item = Self::Row<'a>> {
        items(site, |briefing| {
            briefing.record.keys.claims.iter().zip(briefing.claimants.iter().copied())
        })
    }
}

impl<'a> ItemRow<'a, ClaimItem<'a>> {
    fn claim(&self) -> &'a Claim {
        self.item.0
    }

    fn claimant(&self) -> Party<'a> {
        Party::new(self.site, self.item.1, self.claim().by.as_ref())
    }
}

/// The table `claim_sources`.
pub(super) struct ClaimSourcesTable;

/// The indexes of a claim and of one of its sources.
type ClaimSource = (usize, usize);

impl TableDefinition for ClaimSourcesTable {
    type Row<'a> = ItemRow<'a, ClaimSource>;
    const NAME: TableName = TableName::ClaimSources;
    const DESCRIPTION: &'static str = "A source that has a claim.";
    const KEY: &'static [&'static str] = &["briefing", "claim", "source"];

    fn columns<'a>() -> Vec<ColumnDefinition<Self::Row<'a>>> {
        vec![
            part_of_key(),
            column(
                "claim",
                INTEGER.required().references::<ClaimsTable>(),
                "The claim, by its number.",
                |row| CellValue::item_number(row.item.0),
            ),
            column(
                "source",
                INTEGER.required().references::<SourcesTable>(),
                "The source, by its number.",
                |row| CellValue::item_number(row.item.1),
            ),
        ]
    }

    fn rows<'a>(site: &'a Site<'a>) -> impl Iterator<Item = Self::Row<'a>> {
        items(site, |briefing| {
            briefing.record.keys.claims.iter().enumerate().flat_map(move |(index, claim)| {
                let mut sources: Vec<usize> = briefing.sources_of(claim).collect();
                sources.sort_unstable();
                sources.dedup();
                sources.into_iter().map(move |source| (index, source))
            })
        })
    }
}

/// Defines the column of the briefing as part of a foreign key of several columns.
fn part_of_key<'a, T>() -> ColumnDefinition<ItemRow<'a, T>> {
    column("briefing", TEXT.required(), "The briefing.", |row| {
        row.briefing.record.head.id.as_str().into()
    })
}

/// The table `outcomes`.
pub(super) struct OutcomesTable;

impl TableDefinition for OutcomesTable {
    type Row<'a> = ItemRow<'a, &'a Outcome>;
    const NAME: TableName = TableName::Outcomes;
    const DESCRIPTION: &'static str = "What came of a briefing.";
    const KEY: &'static [&'static str] = &["briefing", "number"];

    fn columns<'a>() -> Vec<ColumnDefinition<Self::Row<'a>>> {
        vec![
            briefing(),
            number(),
            column("text", TEXT.required(), "What came of it.", |row| (&row.item.text).into()),
            column("kind", TEXT, "What it is.", |row| {
                row.item.kind.as_ref().map(Word::name).into()
            }),
            column("due", TEXT, "When it was to be done (EDTF).", |row| {
                row.item.due.as_ref().into()
            }),
            column(
                "met_by",
                TEXT.references::<BriefingsTable>(),
                "The briefing by which it was done.",
                |row| {
                    let mut met_by = row.briefing.threads.met_by.iter();
                    let met_by = met_by.find(|(outcome, _)| *outcome == row.index);
                    met_by.map(|(_, by)| briefing_id(row.site, *by)).into()
                },
            ),
        ]
    }

    fn rows<'a>(site: &'a Site<'a>) -> impl Iterator<Item = Self::Row<'a>> {
        items(site, |briefing| briefing.record.keys.outcomes.iter())
    }
}

/// The table `outcome_parties`.
pub(super) struct OutcomePartiesTable;

/// A party that is bound by an outcome.
pub(super) struct OutcomePartyItem<'a> {
    /// The index of the outcome.
    outcome: usize,
    /// The index of the party in the list of the outcome.
    index: usize,
    actor: Actor,
    written: &'a Spanned<String>,
}

impl TableDefinition for OutcomePartiesTable {
    type Row<'a> = ItemRow<'a, OutcomePartyItem<'a>>;
    const NAME: TableName = TableName::OutcomeParties;
    const DESCRIPTION: &'static str = "Who is bound by an outcome.";
    const KEY: &'static [&'static str] = &["briefing", "outcome", "number"];

    fn columns<'a>() -> Vec<ColumnDefinition<Self::Row<'a>>> {
        vec![
            part_of_key(),
            column(
                "outcome",
                INTEGER.required().references::<OutcomesTable>(),
                "The outcome, by its number.",
                |row| CellValue::item_number(row.item.outcome),
            ),
            column("number", INTEGER.required(), "The place in its list.", |row| {
                CellValue::item_number(row.item.index)
            }),
            column("person", TEXT.references::<PeopleTable>(), "The person.", |row| {
                row.party().person()
            }),
            column(
                "organization",
                TEXT.references::<OrganizationsTable>(),
                "The organization.",
                |row| row.party().organization(),
            ),
            column("name", TEXT, "Who it is, where neither is known.", |row| {
                row.party().name.into()
            }),
        ]
    }

    fn rows<'a>(site: &'a Site<'a>) -> impl Iterator<Item = Self::Row<'a>> {
        items(site, |briefing| {
            let outcomes = briefing.record.keys.outcomes.iter().zip(&briefing.bound).enumerate();
            outcomes.flat_map(|(outcome, (keys, bound))| {
                let parties = bound.iter().zip(&keys.by).enumerate();
                parties.filter_map(move |(index, (actor, written))| {
                    actor.map(|actor| OutcomePartyItem { outcome, index, actor, written })
                })
            })
        })
    }
}

impl<'a> ItemRow<'a, OutcomePartyItem<'a>> {
    fn party(&self) -> Party<'a> {
        Party::new(self.site, Some(self.item.actor), Some(self.item.written))
    }
}
