//! The tables of entities, a table for each kind, and of their offices and other names.

use crate::archive::offices::Tenure;
use crate::archive::{EntityIndex, LinkedEntity, Node};
use crate::format::table_schema::{
    CellValue, ColumnDefinition, FLAG, INTEGER, NUMBER, TEXT, TableDefinition, column,
};
use crate::plan::output::{Page, TableName};
use crate::record::model::{
    Alias, AuthorityIds, OrganizationKeys, OutletKeys, PersonKeys, SeriesKeys, TopicKeys, VenueKeys,
};
use crate::record::vocabulary::{Vocabulary, Word};
use crate::record::{EntityKind, Facts, Relation};
use crate::site::Site;

/// An entity, with the keys `K` of its kind if it has a file.
pub(super) struct EntityRow<'a, K> {
    site: &'a Site<'a>,
    index: EntityIndex,
    entity: &'a LinkedEntity,
    keys: Option<&'a K>,
}

/// Returns the entities of a kind. `keys_of` returns the keys of that kind.
fn entities<'a, K: 'a>(
    site: &'a Site<'a>,
    kind: EntityKind,
    keys_of: fn(&Facts) -> Option<&K>,
) -> impl Iterator<Item = EntityRow<'a, K>> {
    site.archive.of_kind(kind).map(move |(index, entity)| {
        let keys = entity.record.as_ref().and_then(|record| keys_of(&record.facts));
        EntityRow { site, index, entity, keys }
    })
}

impl<'a, K> EntityRow<'a, K> {
    /// Returns the value of a key, if recorded.
    fn key<V>(&self, value: impl Fn(&'a K) -> Option<V>) -> Option<V> {
        self.keys.and_then(value)
    }

    /// Returns the ID of the first entity that has this relation to the entity.
    fn related(&self, relation: Relation) -> CellValue<'a> {
        let archive = self.site.archive;
        self.entity.related(relation).next().map(|other| archive.entity(other).id.as_str()).into()
    }

    fn authority_ids(&self) -> Option<&'a AuthorityIds> {
        self.entity.record.as_ref().and_then(|record| record.names.ids.as_ref())
    }
}

fn id<'a, K>() -> ColumnDefinition<EntityRow<'a, K>> {
    column("id", TEXT.required(), "The permanent name.", |row| row.entity.id.as_str().into())
}

fn name<'a, K>(description: &'static str) -> ColumnDefinition<EntityRow<'a, K>> {
    column("name", TEXT.required(), description, |row| (&row.entity.name).into())
}

fn sort_name<'a, K>() -> ColumnDefinition<EntityRow<'a, K>> {
    column("sort_name", TEXT.required(), "The name that lists are sorted by.", |row| {
        row.entity.sort_name().into()
    })
}

fn wikidata<'a, K>() -> ColumnDefinition<EntityRow<'a, K>> {
    column("wikidata", TEXT, "The item of Wikidata.", |row| {
        row.authority_ids().and_then(|ids| ids.wikidata.as_ref()).map(|id| &id.0).into()
    })
}

fn viaf<'a, K>() -> ColumnDefinition<EntityRow<'a, K>> {
    column("viaf", TEXT, "The VIAF cluster.", |row| {
        row.authority_ids().and_then(|ids| ids.viaf.as_ref()).map(|id| &id.0).into()
    })
}

fn isni<'a, K>() -> ColumnDefinition<EntityRow<'a, K>> {
    column("isni", TEXT, "The ISNI.", |row| {
        row.authority_ids().and_then(|ids| ids.isni.as_ref()).map(|id| &id.0).into()
    })
}

fn gnd<'a, K>() -> ColumnDefinition<EntityRow<'a, K>> {
    column("gnd", TEXT, "The GND number.", |row| {
        row.authority_ids().and_then(|ids| ids.gnd.as_ref()).map(|id| &id.0).into()
    })
}

fn summary<'a, K>() -> ColumnDefinition<EntityRow<'a, K>> {
    column("summary", TEXT, "A sentence or two.", |row| {
        row.site.summary(Node::Entity(row.index)).into()
    })
}

fn page<'a, K>(description: &'static str) -> ColumnDefinition<EntityRow<'a, K>> {
    column("page", TEXT.required(), description, |row| {
        row.site.plan.path(Page::Entity(row.index)).url().into()
    })
}

const ITS_NAME: &str = "What it is called.";
const ITS_PAGE: &str = "The path of its page.";

/// The table `organizations`.
pub(super) struct OrganizationsTable;

impl TableDefinition for OrganizationsTable {
    type Row<'a> = EntityRow<'a, OrganizationKeys>;
    const NAME: TableName = TableName::Organizations;
    const DESCRIPTION: &'static str = "A state, a ministry, a body.";
    const KEY: &'static [&'static str] = &["id"];

    fn columns<'a>() -> Vec<ColumnDefinition<Self::Row<'a>>> {
        vec![
            id(),
            name(ITS_NAME),
            sort_name(),
            column("kind", TEXT, "What it is.", |row| {
                row.key(|keys| keys.kind.as_ref()).map(Word::name).into()
            }),
            column(
                "parent",
                TEXT.references::<OrganizationsTable>(),
                "The organization that it is part of.",
                |row| row.related(Relation::Parent),
            ),
            column(
                "country",
                TEXT.references::<OrganizationsTable>(),
                "The state that it is in.",
                |row| row.related(Relation::Country),
            ),
            column("since", TEXT, "Since when it exists (EDTF).", |row| {
                row.key(|keys| keys.from.as_ref()).into()
            }),
            column("until", TEXT, "Until when it existed (EDTF).", |row| {
                row.key(|keys| keys.to.as_ref()).into()
            }),
            column("url", TEXT, "Where it is on the web.", |row| {
                row.key(|keys| keys.url.as_ref()).map(|url| &url.0).into()
            }),
            wikidata(),
            viaf(),
            isni(),
            gnd(),
            summary(),
            page(ITS_PAGE),
        ]
    }

    fn rows<'a>(site: &'a Site<'a>) -> impl Iterator<Item = Self::Row<'a>> {
        entities(site, EntityKind::Organization, |facts| match facts {
            Facts::Organization(keys) => Some(keys),
            _ => None,
        })
    }
}

/// The table `people`.
pub(super) struct PeopleTable;

impl TableDefinition for PeopleTable {
    type Row<'a> = EntityRow<'a, PersonKeys>;
    const NAME: TableName = TableName::People;
    const DESCRIPTION: &'static str = "Who took part, or is named.";
    const KEY: &'static [&'static str] = &["id"];

    fn columns<'a>() -> Vec<ColumnDefinition<Self::Row<'a>>> {
        vec![
            id(),
            name("What the person is called."),
            sort_name(),
            column(
                "country",
                TEXT.references::<OrganizationsTable>(),
                "The person's state.",
                |row| row.related(Relation::Country),
            ),
            column("born", TEXT, "When born (EDTF).", |row| {
                row.key(|keys| keys.born.as_ref()).into()
            }),
            column("died", TEXT, "When died (EDTF).", |row| {
                row.key(|keys| keys.died.as_ref()).into()
            }),
            wikidata(),
            viaf(),
            isni(),
            gnd(),
            summary(),
            page("The path of the person's page."),
        ]
    }

    fn rows<'a>(site: &'a Site<'a>) -> impl Iterator<Item = Self::Row<'a>> {
        entities(site, EntityKind::Person, |facts| match facts {
            Facts::Person(keys) => Some(keys),
            _ => None,
        })
    }
}

/// The table `offices`.
pub(super) struct OfficesTable;

/// An office of a person, and its index in the person's list.
pub(super) struct OfficeRow<'a> {
    site: &'a Site<'a>,
    person: &'a LinkedEntity,
    index: usize,
    tenure: Tenure<'a>,
}

impl TableDefinition for OfficesTable {
    type Row<'a> = OfficeRow<'a>;
    const NAME: TableName = TableName::Offices;
    const DESCRIPTION: &'static str = "An office that a person held.";
    const KEY: &'static [&'static str] = &["person", "number"];

    fn columns<'a>() -> Vec<ColumnDefinition<Self::Row<'a>>> {
        vec![
            column("person", TEXT.required().references::<PeopleTable>(), "Who held it.", |row| {
                row.person.id.as_str().into()
            }),
            column("number", INTEGER.required(), "Its place among the person's offices.", |row| {
                CellValue::item_number(row.index)
            }),
            column("title", TEXT.required(), ITS_NAME, |row| (&row.tenure.office.title).into()),
            column(
                "organization",
                TEXT.references::<OrganizationsTable>(),
                "The organization that it is of.",
                |row| {
                    let archive = row.site.archive;
                    row.tenure.organization.map(|index| archive.entity(index).id.as_str()).into()
                },
            ),
            column("since", TEXT, "Since when (EDTF).", |row| {
                row.tenure.office.from.as_ref().into()
            }),
            column("until", TEXT, "Until when (EDTF).", |row| row.tenure.office.to.as_ref().into()),
            column("acting", FLAG.required(), "Whether it was held in another's place.", |row| {
                row.tenure.office.acting.unwrap_or_default().into()
            }),
        ]
    }

    fn rows<'a>(site: &'a Site<'a>) -> impl Iterator<Item = Self::Row<'a>> {
        site.archive.of_kind(EntityKind::Person).flat_map(move |(index, person)| {
            let offices = site.archive.offices(index).enumerate();
            offices.map(move |(index, tenure)| OfficeRow { site, person, index, tenure })
        })
    }
}

/// The table `venues`.
pub(super) struct VenuesTable;

impl TableDefinition for VenuesTable {
    type Row<'a> = EntityRow<'a, VenueKeys>;
    const NAME: TableName = TableName::Venues;
    const DESCRIPTION: &'static str = "A room, a building, a city, a country.";
    const KEY: &'static [&'static str] = &["id"];

    fn columns<'a>() -> Vec<ColumnDefinition<Self::Row<'a>>> {
        vec![
            id(),
            name(ITS_NAME),
            column("kind", TEXT, "What it is.", |row| {
                row.key(|keys| keys.kind.as_ref()).map(Word::name).into()
            }),
            column(
                "within",
                TEXT.references::<VenuesTable>(),
                "The venue that it lies in.",
                |row| row.related(Relation::Within),
            ),
            column("latitude", NUMBER, "Degrees north (WGS 84).", |row| {
                row.key(|keys| keys.latitude).map(|north| north.0).into()
            }),
            column("longitude", NUMBER, "Degrees east (WGS 84).", |row| {
                row.key(|keys| keys.longitude).map(|east| east.0).into()
            }),
            column("time_zone", TEXT, "Its time zone (IANA).", |row| {
                row.key(|keys| keys.tz.as_ref()).and_then(|zone| zone.0.iana_name()).into()
            }),
            wikidata(),
            viaf(),
            isni(),
            gnd(),
            summary(),
            page(ITS_PAGE),
        ]
    }

    fn rows<'a>(site: &'a Site<'a>) -> impl Iterator<Item = Self::Row<'a>> {
        entities(site, EntityKind::Venue, |facts| match facts {
            Facts::Venue(keys) => Some(&**keys),
            _ => None,
        })
    }
}

/// The table `series`.
pub(super) struct SeriesTable;

impl TableDefinition for SeriesTable {
    type Row<'a> = EntityRow<'a, SeriesKeys>;
    const NAME: TableName = TableName::Series;
    const DESCRIPTION: &'static str = "A process or a round of talks.";
    const KEY: &'static [&'static str] = &["id"];

    fn columns<'a>() -> Vec<ColumnDefinition<Self::Row<'a>>> {
        vec![
            id(),
            name(ITS_NAME),
            column("status", TEXT, "How it stands.", |row| {
                row.key(|keys| keys.status).map(Vocabulary::name).into()
            }),
            column("since", TEXT, "Since when (EDTF).", |row| {
                row.key(|keys| keys.from.as_ref()).into()
            }),
            column("until", TEXT, "Until when (EDTF).", |row| {
                row.key(|keys| keys.to.as_ref()).into()
            }),
            summary(),
            page(ITS_PAGE),
        ]
    }

    fn rows<'a>(site: &'a Site<'a>) -> impl Iterator<Item = Self::Row<'a>> {
        entities(site, EntityKind::Series, |facts| match facts {
            Facts::Series(keys) => Some(keys),
            _ => None,
        })
    }
}

/// The table `topics`.
pub(super) struct TopicsTable;

impl TableDefinition for TopicsTable {
    type Row<'a> = EntityRow<'a, TopicKeys>;
    const NAME: TableName = TableName::Topics;
    const DESCRIPTION: &'static str = "What briefings were about.";
    const KEY: &'static [&'static str] = &["id"];

    fn columns<'a>() -> Vec<ColumnDefinition<Self::Row<'a>>> {
        vec![
            id(),
            name(ITS_NAME),
            column("broader", TEXT.references::<TopicsTable>(), "The wider topic.", |row| {
                row.related(Relation::Broader)
            }),
            summary(),
            page(ITS_PAGE),
        ]
    }

    fn rows<'a>(site: &'a Site<'a>) -> impl Iterator<Item = Self::Row<'a>> {
        entities(site, EntityKind::Topic, |facts| match facts {
            Facts::Topic(keys) => Some(keys),
            _ => None,
        })
    }
}

/// The table `outlets`.
pub(super) struct OutletsTable;

impl TableDefinition for OutletsTable {
    type Row<'a> = EntityRow<'a, OutletKeys>;
    const NAME: TableName = TableName::Outlets;
    const DESCRIPTION: &'static str = "Who reported.";
    const KEY: &'static [&'static str] = &["id"];

    fn columns<'a>() -> Vec<ColumnDefinition<Self::Row<'a>>> {
        vec![
            id(),
            name(ITS_NAME),
            column("url", TEXT, "Where it is on the web.", |row| {
                row.key(|keys| keys.url.as_ref()).map(|url| &url.0).into()
            }),
            column(
                "country",
                TEXT.references::<OrganizationsTable>(),
                "The state that it is in.",
                |row| row.related(Relation::Country),
            ),
            column(
                "owner",
                TEXT.references::<OrganizationsTable>(),
                "The organization that owns it.",
                |row| row.related(Relation::Owner),
            ),
            column("lang", TEXT, "The language that it publishes in (BCP 47).", |row| {
                row.key(|keys| keys.lang.as_ref()).map(|lang| &lang.0).into()
            }),
            page(ITS_PAGE),
        ]
    }

    fn rows<'a>(site: &'a Site<'a>) -> impl Iterator<Item = Self::Row<'a>> {
        entities(site, EntityKind::Outlet, |facts| match facts {
            Facts::Outlet(keys) => Some(keys),
            _ => None,
        })
    }
}

/// The table `names`.
pub(super) struct NamesTable;

/// Another name of an entity, and its index in the entity's list.
pub(super) struct AliasRow<'a> {
    entity: &'a LinkedEntity,
    index: usize,
    alias: &'a Alias,
}

impl TableDefinition for NamesTable {
    type Row<'a> = AliasRow<'a>;
    const NAME: TableName = TableName::Names;
    const DESCRIPTION: &'static str = "Another name of a person, organization, venue and so on.";
    const KEY: &'static [&'static str] = &["kind", "id", "number"];

    fn columns<'a>() -> Vec<ColumnDefinition<Self::Row<'a>>> {
        vec![
            column("kind", TEXT.required(), "The kind of what is named.", |row| {
                row.entity.kind.name().into()
            }),
            column("id", TEXT.required(), "Its permanent name, within its kind.", |row| {
                row.entity.id.as_str().into()
            }),
            column("number", INTEGER.required(), "The place of the name among its names.", |row| {
                CellValue::item_number(row.index)
            }),
            column("name", TEXT.required(), "The name.", |row| (&row.alias.name.value).into()),
            column("lang", TEXT, "Its language (BCP 47).", |row| {
                row.alias.lang.as_ref().map(|lang| &lang.0).into()
            }),
            column("script", TEXT, "Its script (ISO 15924).", |row| {
                row.alias.script.as_ref().map(|script| &script.0).into()
            }),
            column("since", TEXT, "Since when it was used (EDTF).", |row| {
                row.alias.from.as_ref().into()
            }),
            column("until", TEXT, "Until when (EDTF).", |row| row.alias.to.as_ref().into()),
        ]
    }

    fn rows<'a>(site: &'a Site<'a>) -> impl Iterator<Item = Self::Row<'a>> {
        site.archive.entities.iter().flat_map(|entity| {
            let aliases = entity.aliases().iter().enumerate();
            aliases.map(move |(index, alias)| AliasRow { entity, index, alias })
        })
    }
}
