//! The tables of the archive: the model from which the CSV files, their descriptor and the database
//! are written.
//!
//! Briefings are in chronological order, entities in the order of their IDs. A date is a column in
//! EDTF, as recorded; the first and last day of a briefing's date are columns of their own.

mod briefings;
mod entities;
mod evidence;

use super::table_schema::ArchiveTable;
use crate::plan::output::TableName;
use briefings::{
    AttendanceTable, BriefingTopicsTable, BriefingVenuesTable, BriefingsTable, ThreadsTable,
};
use entities::{
    NamesTable, OfficesTable, OrganizationsTable, OutletsTable, PeopleTable, SeriesTable,
    TopicsTable, VenuesTable,
};
use evidence::{ClaimSourcesTable, ClaimsTable, OutcomePartiesTable, OutcomesTable, SourcesTable};

/// Returns a table by its name.
pub(super) fn archive_table(name: TableName) -> ArchiveTable {
    match name {
        TableName::Organizations => ArchiveTable::of::<OrganizationsTable>(),
        TableName::People => ArchiveTable::of::<PeopleTable>(),
        TableName::Offices => ArchiveTable::of::<OfficesTable>(),
        TableName::Venues => ArchiveTable::of::<VenuesTable>(),
        TableName::Series => ArchiveTable::of::<SeriesTable>(),
        TableName::Topics => ArchiveTable::of::<TopicsTable>(),
        TableName::Outlets => ArchiveTable::of::<OutletsTable>(),
        TableName::Names => ArchiveTable::of::<NamesTable>(),
        TableName::Briefings => ArchiveTable::of::<BriefingsTable>(),
        TableName::BriefingVenues => ArchiveTable::of::<BriefingVenuesTable>(),
        TableName::BriefingTopics => ArchiveTable::of::<BriefingTopicsTable>(),
        TableName::Threads => ArchiveTable::of::<ThreadsTable>(),
        TableName::Attendance => ArchiveTable::of::<AttendanceTable>(),
        TableName::Sources => ArchiveTable::of::<SourcesTable>(),
        TableName::Claims => ArchiveTable::of::<ClaimsTable>(),
        TableName::ClaimSources => ArchiveTable::of::<ClaimSourcesTable>(),
        TableName::Outcomes => ArchiveTable::of::<OutcomesTable>(),
        TableName::OutcomeParties => ArchiveTable::of::<OutcomePartiesTable>(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::table_schema::TableSchema;

    #[test]
    fn a_table_has_the_name_that_it_is_found_by() {
        for name in TableName::ALL {
            assert_eq!(archive_table(name).schema().name, name);
        }
    }

    #[test]
    fn a_foreign_key_refers_to_a_table_that_comes_first() {
        let has = |schema: &TableSchema, names: &[&str]| {
            names.iter().all(|name| schema.columns.iter().any(|column| column.name == *name))
        };
        for (index, name) in TableName::ALL.into_iter().enumerate() {
            let schema = archive_table(name).schema();
            assert!(has(&schema, schema.key), "{name:?}");
            for foreign_key in &schema.foreign_keys {
                let first = TableName::ALL[..=index].contains(&foreign_key.table);
                assert!(first, "{:?} in {name:?}", foreign_key.table);
                assert_eq!(foreign_key.columns.len(), foreign_key.key.len(), "{name:?}");
                assert!(has(&schema, &foreign_key.columns), "{name:?}");
            }
        }
    }

    #[test]
    fn a_column_name_is_unique_in_its_table() {
        for name in TableName::ALL {
            let columns = archive_table(name).schema().columns;
            for (index, column) in columns.iter().enumerate() {
                let same = columns[..index].iter().find(|other| other.name == column.name);
                assert!(same.is_none(), "{} in {name:?}", column.name);
            }
        }
    }
}
