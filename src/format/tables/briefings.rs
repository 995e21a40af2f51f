//! The tables of briefings: a row for each briefing, and for each item of its lists of venues,
//! topics, connected briefings and participants.

use super::entities::{OrganizationsTable, PeopleTable, SeriesTable, TopicsTable, VenuesTable};
use crate::archive::{Attendance, BriefingIndex, EntityIndex, LinkedBriefing, Node};
use crate::format::table_schema::{
    CellValue, ColumnDefinition, DAY, FLAG, INTEGER, TEXT, TIME, TableDefinition, column,
};
use crate::plan::output::{Page, TableName};
use crate::record::keys::Spanned;
use crate::record::values::TimeOfDay;
use crate::record::vocabulary::{Vocabulary, Word};
use crate::site::Site;

/// The table `briefings`.
pub(super) struct BriefingsTable;

/// A briefing.
pub(super) struct BriefingRow<'a> {
    site: &'a Site<'a>,
    index: BriefingIndex,
    briefing: &'a LinkedBriefing,
}

impl TableDefinition for BriefingsTable {
    type Row<'a> = BriefingRow<'a>;
    const NAME: TableName = TableName::Briefings;
    const DESCRIPTION: &'static str = "A meeting, call, visit, statement or measure.";
    const KEY: &'static [&'static str] = &["id"];

    fn columns<'a>() -> Vec<ColumnDefinition<Self::Row<'a>>> {
        vec![
            column("id", TEXT.required(), "The permanent name.", |row| {
                row.briefing.record.head.id.as_str().into()
            }),
            column("title", TEXT.required(), "What happened, in a line.", |row| {
                (&row.briefing.record.head.title.value).into()
            }),
            column("date", TEXT.required(), "When (EDTF).", |row| {
                (&row.briefing.record.date).into()
            }),
            column("first_day", DAY, "The first day that the date may mean.", |row| {
                let (first, _) = row.briefing.record.date.bounds();
                first.map(|day| day.to_string()).into()
            }),
            column("last_day", DAY, "The last day that the date may mean.", |row| {
                let (_, last) = row.briefing.record.date.bounds();
                last.map(|day| day.to_string()).into()
            }),
            column("start_time", TIME, "When it began, by the clocks there.", |row| {
                row.briefing.record.keys.start_time.as_ref().map(clock_time).into()
            }),
            column("end_time", TIME, "When it ended, by the clocks there.", |row| {
                row.briefing.record.keys.end_time.as_ref().map(clock_time).into()
            }),
            column(
                "time_zone",
                TEXT,
                "The time zone of its times, where the record has it (IANA).",
                |row| {
                    let zone = row.briefing.record.keys.tz.as_ref();
                    zone.and_then(|zone| zone.0.iana_name()).into()
                },
            ),
            column("duration", TEXT, "How long it took, as people say it.", |row| {
                row.briefing.record.keys.duration.as_ref().into()
            }),
            column("status", TEXT.required(), "Whether it took place.", |row| {
                row.briefing.record.status().name().into()
            }),
            column("kind", TEXT.required(), "What it was.", |row| {
                row.briefing.record.kind().into()
            }),
            column(
                "series",
                TEXT.references::<SeriesTable>(),
                "The series that it belongs to.",
                |row| row.briefing.series.map(|series| entity_id(row.site, series)).into(),
            ),
            column(
                "part_of",
                TEXT.references::<BriefingsTable>(),
                "The briefing that it was a part of.",
                |row| {
                    let whole = row.briefing.threads.part_of;
                    whole.map(|whole| briefing_id(row.site, whole)).into()
                },
            ),
            column("lang", TEXT.required(), "The language of the record (BCP 47).", |row| {
                row.site.lang(&row.briefing.record.head.lang).into()
            }),
            column("summary", TEXT, "A sentence or two.", |row| {
                row.site.summary(Node::Briefing(row.index)).into()
            }),
            column("identifiers", TEXT, "Document symbols, meeting numbers.", |row| {
                joined(&row.briefing.record.keys.identifiers)
            }),
            column("created", TEXT, "When the record was made (EDTF).", |row| {
                row.briefing.record.head.common.created.as_ref().into()
            }),
            column("updated", TEXT, "When the record was last changed (EDTF).", |row| {
                row.briefing.record.head.common.updated.as_ref().into()
            }),
            column("withdrawn", TEXT, "When the record was withdrawn (EDTF).", |row| {
                let withdrawal = row.briefing.record.head.common.withdrawn.as_ref();
                withdrawal.map(|withdrawal| &withdrawal.date).into()
            }),
            column("page", TEXT.required(), "The path of its page.", |row| {
                row.site.plan.path(Page::Briefing(row.index)).url().into()
            }),
        ]
    }

    fn rows<'a>(site: &'a Site<'a>) -> impl Iterator<Item = Self::Row<'a>> {
        let briefings = site.archive.in_time();
        briefings.map(move |(index, briefing)| BriefingRow { site, index, briefing })
    }
}

fn clock_time(time: &Spanned<TimeOfDay>) -> String {
    time.value.0.strftime("%H:%M:%S").to_string()
}

/// Returns a list of texts as one value.
pub(super) fn joined<'a>(texts: &[String]) -> CellValue<'a> {
    Some(texts.join("; ")).filter(|text| !text.is_empty()).into()
}

/// Returns the ID of a briefing.
pub(super) fn briefing_id<'a>(site: &'a Site<'a>, index: BriefingIndex) -> &'a str {
    site.archive.briefing(index).record.head.id.as_str()
}

/// Returns the ID of an entity.
pub(super) fn entity_id<'a>(site: &'a Site<'a>, index: EntityIndex) -> &'a str {
    site.archive.entity(index).id.as_str()
}

/// An item in a list of a briefing.
pub(super) struct ItemRow<'a, T> {
    /// The site that the row is of.
    pub(super) site: &'a Site<'a>,
    /// The briefing that has the list.
    pub(super) briefing: &'a LinkedBriefing,
    /// The index of the item in the list.
    pub(super) index: usize,
    /// The item.
    pub(super) item: T,
}

/// Returns the items of a list of each briefing.
pub(super) fn items<'a, I: Iterator>(
    site: &'a Site<'a>,
    list: impl Fn(&'a LinkedBriefing) -> I,
) -> impl Iterator<Item = ItemRow<'a, I::Item>> {
    site.archive.in_time().flat_map(move |(_, briefing)| {
        let items = list(briefing).enumerate();
        items.map(move |(index, item)| ItemRow { site, briefing, index, item })
    })
}

impl<T> ItemRow<'_, T> {
    /// Returns the ID of an entity.
    pub(super) fn entity_id(&self, index: Option<EntityIndex>) -> CellValue<'_> {
        index.map(|index| entity_id(self.site, index)).into()
    }
}

/// Defines the column of the briefing that has the list.
pub(super) fn briefing<'a, T>() -> ColumnDefinition<ItemRow<'a, T>> {
    column("briefing", TEXT.required().references::<BriefingsTable>(), "The briefing.", |row| {
        row.briefing.record.head.id.as_str().into()
    })
}

/// Defines the column of the number of the item.
pub(super) fn number<'a, T>() -> ColumnDefinition<ItemRow<'a, T>> {
    column("number", INTEGER.required(), "The place in its list.", |row| {
        CellValue::item_number(row.index)
    })
}

/// The table `briefing_venues`.
pub(super) struct BriefingVenuesTable;

impl TableDefinition for BriefingVenuesTable {
    type Row<'a> = ItemRow<'a, EntityIndex>;
    const NAME: TableName = TableName::BriefingVenues;
    const DESCRIPTION: &'static str = "Where a briefing was.";
    const KEY: &'static [&'static str] = &["briefing", "number"];

    fn columns<'a>() -> Vec<ColumnDefinition<Self::Row<'a>>> {
        vec![
            briefing(),
            number(),
            column("venue", TEXT.required().references::<VenuesTable>(), "The venue.", |row| {
                row.entity_id(Some(row.item))
            }),
        ]
    }

    fn rows<'a>(site: &'a Site<'a>) -> impl Iterator<Item = Self::Row<'a>> {
        items(site, |briefing| briefing.venues.iter().copied())
    }
}

/// The table `briefing_topics`.
pub(super) struct BriefingTopicsTable;

impl TableDefinition for BriefingTopicsTable {
    type Row<'a> = ItemRow<'a, EntityIndex>;
    const NAME: TableName = TableName::BriefingTopics;
    const DESCRIPTION: &'static str = "What a briefing was about.";
    const KEY: &'static [&'static str] = &["briefing", "number"];

    fn columns<'a>() -> Vec<ColumnDefinition<Self::Row<'a>>> {
        vec![
            briefing(),
            number(),
            column("topic", TEXT.required().references::<TopicsTable>(), "The topic.", |row| {
                row.entity_id(Some(row.item))
            }),
        ]
    }

    fn rows<'a>(site: &'a Site<'a>) -> impl Iterator<Item = Self::Row<'a>> {
        items(site, |briefing| briefing.topics.iter().copied())
    }
}

/// The table `threads`.
pub(super) struct ThreadsTable;

/// A connection of a briefing: its type and the other briefing.
type Connection = (&'static str, BriefingIndex);

impl TableDefinition for ThreadsTable {
    type Row<'a> = ItemRow<'a, Connection>;
    const NAME: TableName = TableName::Threads;
    const DESCRIPTION: &'static str = "A briefing that another stands together with.";
    const KEY: &'static [&'static str] = &["briefing", "relation", "other"];

    fn columns<'a>() -> Vec<ColumnDefinition<Self::Row<'a>>> {
        vec![
            briefing(),
            column(
                "relation",
                TEXT.required(),
                "How it stands to the other: follows, replaces, related, translation_of.",
                |row| row.item.0.into(),
            ),
            column("other", TEXT.required().references::<BriefingsTable>(), "The other.", |row| {
                briefing_id(row.site, row.item.1).into()
            }),
        ]
    }

    fn rows<'a>(site: &'a Site<'a>) -> impl Iterator<Item = Self::Row<'a>> {
        items(site, |briefing| {
            let threads = &briefing.threads;
            let connections = [
                ("follows", &threads.follows[..]),
                ("replaces", &threads.replaces),
                ("related", &threads.related),
                ("translation_of", threads.translation_of.as_slice()),
            ];
            let each = |(relation, others): (_, &'a [_])| {
                others.iter().map(move |other| (relation, *other))
            };
            connections.into_iter().flat_map(each)
        })
    }
}

/// The table `attendance`.
pub(super) struct AttendanceTable;

impl TableDefinition for AttendanceTable {
    type Row<'a> = ItemRow<'a, &'a Attendance>;
    const NAME: TableName = TableName::Attendance;
    const DESCRIPTION: &'static str = "A person or body at a briefing.";
    const KEY: &'static [&'static str] = &["briefing", "number"];

    fn columns<'a>() -> Vec<ColumnDefinition<Self::Row<'a>>> {
        vec![
            briefing(),
            number(),
            column(
                "person",
                TEXT.references::<PeopleTable>(),
                "The person; none where a body took part as such.",
                |row| row.entity_id(row.item.person),
            ),
            column("organization", TEXT.references::<OrganizationsTable>(), "The body.", |row| {
                row.entity_id(row.item.organization)
            }),
            column("side", TEXT.references::<OrganizationsTable>(), "The side.", |row| {
                row.entity_id(row.item.side)
            }),
            column("role", TEXT, "In what office, as the record has it.", |row| {
                row.item.role.as_ref().into()
            }),
            column("head", FLAG.required(), "Whether it is the head of a side.", |row| {
                row.item.head.into()
            }),
            column("presence", TEXT.required(), "Whether they were there.", |row| {
                row.item.presence.name().into()
            }),
            column("capacity", TEXT, "In what capacity, if of no side.", |row| {
                row.item.capacity.as_ref().map(Word::name).into()
            }),
        ]
    }

    fn rows<'a>(site: &'a Site<'a>) -> impl Iterator<Item = Self::Row<'a>> {
        items(site, |briefing| briefing.attendance.iter())
    }
}
