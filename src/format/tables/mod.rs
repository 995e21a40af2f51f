//! The archive as tables: one model that the CSV files with their descriptor and the database read.
//!
//! A table has columns, a key and references to other tables; its rows come from the archive in an
//! order of their own: briefings in the order of time, entities by ID. A date is a column of EDTF
//! as it is recorded; where it bounds days, these are columns beside it.

use super::table_schema::{Cell, Column, Kind, Reference, Sink, Table, number};
use crate::archive::{Actor, BriefingIndex, EntityIndex, LinkedBriefing, LinkedEntity, Node};
use crate::plan::output::{Page, TableName};
use crate::record::keys::Spanned;
use crate::record::vocabulary::{Vocabulary, Word};
use crate::record::{EntityKind, Facts, Relation};
use crate::site::Site;

/// Returns the declaration of a table.
pub(super) fn declaration(name: TableName) -> &'static Table {
    let table = TABLES.iter().find(|table| table.name == name.as_str());
    table.expect("every table is declared")
}

/// Declares tables: `name "what a row is" [key] { column: Kind "what it says"; … } references rows`.
/// A column with `!` has a value in each row.
macro_rules! tables {
    ($($name:ident $doc:literal [$($key:ident)*] {
        $($column:ident $(($required:tt))? $kind:ident $column_doc:literal;)*
    } $([$($from:ident)*] to $table:ident [$($to:ident)*];)* rows $rows:path;)*) => {
        /// Every table, those that others name before them.
        pub const TABLES: &[Table] = &[$(Table {
            name: stringify!($name),
            doc: $doc,
            columns: &[$(Column {
                name: stringify!($column),
                kind: Kind::$kind,
                required: tables!(@required $($required)?),
                doc: $column_doc,
            }),*],
            key: &[$(stringify!($key)),*],
            references: &[$(Reference {
                columns: &[$(stringify!($from)),*],
                table: stringify!($table),
                to: &[$(stringify!($to)),*],
            }),*],
            rows: $rows,
        }),*];
    };
    (@required) => { false };
    (@required !) => { true };
}

tables! {
    organizations "A state, a ministry, a body." [id] {
        id (!) Text "The permanent name.";
        name (!) Text "What it is called.";
        sort_name (!) Text "The name that lists are sorted by.";
        kind Text "What it is.";
        parent Text "The organization that it is part of.";
        country Text "The state that it is in.";
        since Text "Since when it exists (EDTF).";
        until Text "Until when it existed (EDTF).";
        url Text "Where it is on the web.";
        wikidata Text "The item of Wikidata.";
        viaf Text "The VIAF cluster.";
        isni Text "The ISNI.";
        gnd Text "The GND number.";
        summary Text "A sentence or two.";
        page (!) Text "The path of its page.";
    }
    [parent] to organizations [id];
    [country] to organizations [id];
    rows organizations;

    people "Who took part, or is named." [id] {
        id (!) Text "The permanent name.";
        name (!) Text "What the person is called.";
        sort_name (!) Text "The name that lists are sorted by.";
        country Text "The person's state.";
        born Text "When born (EDTF).";
        died Text "When died (EDTF).";
        wikidata Text "The item of Wikidata.";
        viaf Text "The VIAF cluster.";
        isni Text "The ISNI.";
        gnd Text "The GND number.";
        summary Text "A sentence or two.";
        page (!) Text "The path of the person's page.";
    }
    [country] to organizations [id];
    rows people;

    offices "An office that a person held." [person number] {
        person (!) Text "Who held it.";
        number (!) Integer "Its place among the person's offices.";
        title (!) Text "What it is called.";
        organization Text "The organization that it is of.";
        since Text "Since when (EDTF).";
        until Text "Until when (EDTF).";
        acting (!) Flag "Whether it was held in another's place.";
    }
    [person] to people [id];
    [organization] to organizations [id];
    rows offices;

    venues "A room, a building, a city, a country." [id] {
        id (!) Text "The permanent name.";
        name (!) Text "What it is called.";
        kind Text "What it is.";
        within Text "The venue that it lies in.";
        latitude Number "Degrees north (WGS 84).";
        longitude Number "Degrees east (WGS 84).";
        time_zone Text "Its time zone (IANA).";
        wikidata Text "The item of Wikidata.";
        viaf Text "The VIAF cluster.";
        isni Text "The ISNI.";
        gnd Text "The GND number.";
        summary Text "A sentence or two.";
        page (!) Text "The path of its page.";
    }
    [within] to venues [id];
    rows venues;

    series "A process or a round of talks." [id] {
        id (!) Text "The permanent name.";
        name (!) Text "What it is called.";
        status Text "How it stands.";
        since Text "Since when (EDTF).";
        until Text "Until when (EDTF).";
        summary Text "A sentence or two.";
        page (!) Text "The path of its page.";
    }
    rows series;

    topics "What briefings were about." [id] {
        id (!) Text "The permanent name.";
        name (!) Text "What it is called.";
        broader Text "The wider topic.";
        summary Text "A sentence or two.";
        page (!) Text "The path of its page.";
    }
    [broader] to topics [id];
    rows topics;

    outlets "Who reported." [id] {
        id (!) Text "The permanent name.";
        name (!) Text "What it is called.";
        url Text "Where it is on the web.";
        country Text "The state that it is in.";
        owner Text "The organization that owns it.";
        lang Text "The language that it publishes in (BCP 47).";
        page (!) Text "The path of its page.";
    }
    [country] to organizations [id];
    [owner] to organizations [id];
    rows outlets;

    names "Another name of a person, organization, venue and so on." [kind id number] {
        kind (!) Text "The kind of what is named.";
        id (!) Text "Its permanent name, within its kind.";
        number (!) Integer "The place of the name among its names.";
        name (!) Text "The name.";
        lang Text "Its language (BCP 47).";
        script Text "Its script (ISO 15924).";
        since Text "Since when it was used (EDTF).";
        until Text "Until when (EDTF).";
    }
    rows names;

    briefings "A meeting, call, visit, statement or measure." [id] {
        id (!) Text "The permanent name.";
        title (!) Text "What happened, in a line.";
        date (!) Text "When (EDTF).";
        first_day Day "The first day that the date may mean.";
        last_day Day "The last day that the date may mean.";
        start_time Time "When it began, by the clocks there.";
        end_time Time "When it ended, by the clocks there.";
        time_zone Text "The time zone of its times, where the record has it (IANA).";
        duration Text "How long it took, as people say it.";
        status (!) Text "Whether it took place.";
        kind (!) Text "What it was.";
        series Text "The series that it belongs to.";
        part_of Text "The briefing that it was a part of.";
        lang (!) Text "The language of the record (BCP 47).";
        summary Text "A sentence or two.";
        identifiers Text "Document symbols, meeting numbers.";
        created Text "When the record was made (EDTF).";
        updated Text "When the record was last changed (EDTF).";
        withdrawn Text "When the record was withdrawn (EDTF).";
        page (!) Text "The path of its page.";
    }
    [series] to series [id];
    [part_of] to briefings [id];
    rows briefings;

    briefing_venues "Where a briefing was." [briefing number] {
        briefing (!) Text "The briefing.";
        number (!) Integer "The place in its list.";
        venue (!) Text "The venue.";
    }
    [briefing] to briefings [id];
    [venue] to venues [id];
    rows briefing_venues;

    briefing_topics "What a briefing was about." [briefing number] {
        briefing (!) Text "The briefing.";
        number (!) Integer "The place in its list.";
        topic (!) Text "The topic.";
    }
    [briefing] to briefings [id];
    [topic] to topics [id];
    rows briefing_topics;

    threads "A briefing that another stands together with." [briefing relation other] {
        briefing (!) Text "The briefing.";
        relation (!) Text "How it stands to the other: follows, replaces, related, translation_of.";
        other (!) Text "The other.";
    }
    [briefing] to briefings [id];
    [other] to briefings [id];
    rows threads;

    attendance "A person or body at a briefing." [briefing number] {
        briefing (!) Text "The briefing.";
        number (!) Integer "The place in its list.";
        person Text "The person; none where a body took part as such.";
        organization Text "The body.";
        side Text "The side.";
        role Text "In what office, as the record has it.";
        head (!) Flag "Whether it is the head of a side.";
        presence (!) Text "Whether they were there.";
        capacity Text "In what capacity, if of no side.";
    }
    [briefing] to briefings [id];
    [person] to people [id];
    [organization] to organizations [id];
    [side] to organizations [id];
    rows attendance;

    sources "What a briefing rests on." [briefing number] {
        briefing (!) Text "The briefing.";
        number (!) Integer "The place in its list.";
        id Text "What the text cites it by.";
        title (!) Text "What it is called.";
        kind Text "What it is.";
        outlet Text "Who brought it.";
        authors Text "Who wrote it.";
        url Text "Where it is on the web.";
        published Text "When it was published (EDTF).";
        accessed Text "When it was read (EDTF).";
        archive_url Text "Where a copy is kept.";
        archive_date Text "When the copy was made (EDTF).";
        repository Text "The archive or library that holds it.";
        reference Text "Its reference there.";
        locator Text "Where in it.";
        rights Text "Under what terms it may be used.";
        lang Text "Its language (BCP 47).";
        note Text "What else there is to say.";
    }
    [briefing] to briefings [id];
    [outlet] to outlets [id];
    rows sources;

    claims "What somebody said of a briefing." [briefing number] {
        briefing (!) Text "The briefing.";
        number (!) Integer "The place in its list.";
        text (!) Text "What was said.";
        person Text "The person who said it.";
        organization Text "The organization that said it.";
        name Text "Who said it, where neither is known.";
        date Text "When (EDTF).";
        confidence Text "How far it is to be relied on.";
        field Text "The key of the briefing that it speaks to.";
        value Text "The value that it gives that key.";
    }
    [briefing] to briefings [id];
    [person] to people [id];
    [organization] to organizations [id];
    rows claims;

    claim_sources "A source that has a claim." [briefing claim source] {
        briefing (!) Text "The briefing.";
        claim (!) Integer "The claim, by its number.";
        source (!) Integer "The source, by its number.";
    }
    [briefing claim] to claims [briefing number];
    [briefing source] to sources [briefing number];
    rows claim_sources;

    outcomes "What came of a briefing." [briefing number] {
        briefing (!) Text "The briefing.";
        number (!) Integer "The place in its list.";
        text (!) Text "What came of it.";
        kind Text "What it is.";
        due Text "When it was to be done (EDTF).";
        met_by Text "The briefing by which it was done.";
    }
    [briefing] to briefings [id];
    [met_by] to briefings [id];
    rows outcomes;

    outcome_parties "Who is bound by an outcome." [briefing outcome number] {
        briefing (!) Text "The briefing.";
        outcome (!) Integer "The outcome, by its number.";
        number (!) Integer "The place in its list.";
        person Text "The person.";
        organization Text "The organization.";
        name Text "Who it is, where neither is known.";
    }
    [briefing outcome] to outcomes [briefing number];
    [person] to people [id];
    [organization] to organizations [id];
    rows outcome_parties;
}

/// What the rows of entities are made of.
struct Row<'f, 'a> {
    site: &'f Site<'a>,
    index: EntityIndex,
    entity: &'a LinkedEntity,
}

impl<'a> Row<'_, 'a> {
    fn facts(&self) -> Option<&'a Facts> {
        self.entity.record.as_ref().map(|record| &record.facts)
    }

    fn id(&self) -> Cell<'a> {
        self.entity.id.as_str().into()
    }

    fn related(&self, relation: Relation) -> Cell<'a> {
        let archive = self.site.archive;
        self.entity.related(relation).next().map(|other| archive.entity(other).id.as_str()).into()
    }

    /// Returns its numbers in authority files.
    fn ids(&self) -> [Cell<'a>; 4] {
        let ids = self.entity.record.as_ref().and_then(|record| record.names.ids.as_ref());
        [
            ids.and_then(|ids| ids.wikidata.as_ref()).map(|id| &id.0).into(),
            ids.and_then(|ids| ids.viaf.as_ref()).map(|id| &id.0).into(),
            ids.and_then(|ids| ids.isni.as_ref()).map(|id| &id.0).into(),
            ids.and_then(|ids| ids.gnd.as_ref()).map(|id| &id.0).into(),
        ]
    }

    fn summary(&self) -> Cell<'a> {
        self.site.summary(Node::Entity(self.index)).into()
    }

    fn page(&self) -> Cell<'a> {
        self.site.plan.path(Page::Entity(self.index)).url().into()
    }
}

/// Gives the entities of a kind.
fn entities(site: &Site<'_>, kind: EntityKind, mut each: impl FnMut(Row<'_, '_>)) {
    for (index, entity) in site.archive.of_kind(kind) {
        each(Row { site, index, entity });
    }
}

fn organizations(site: &Site<'_>, sink: &mut Sink<'_>) {
    entities(site, EntityKind::Organization, |row| {
        let keys = match row.facts() {
            Some(Facts::Organization(keys)) => Some(keys),
            _ => None,
        };
        let [wikidata, viaf, isni, gnd] = row.ids();
        sink(&[
            row.id(),
            (&row.entity.name).into(),
            row.entity.sort_name().into(),
            keys.and_then(|keys| keys.kind.as_ref()).map(Word::name).into(),
            row.related(Relation::Parent),
            row.related(Relation::Country),
            keys.and_then(|keys| keys.from.as_ref()).into(),
            keys.and_then(|keys| keys.to.as_ref()).into(),
            keys.and_then(|keys| keys.url.as_ref()).map(|url| &url.0).into(),
            wikidata,
            viaf,
            isni,
            gnd,
            row.summary(),
            row.page(),
        ]);
    });
}

fn people(site: &Site<'_>, sink: &mut Sink<'_>) {
    entities(site, EntityKind::Person, |row| {
        let keys = match row.facts() {
            Some(Facts::Person(keys)) => Some(keys),
            _ => None,
        };
        let [wikidata, viaf, isni, gnd] = row.ids();
        sink(&[
            row.id(),
            (&row.entity.name).into(),
            row.entity.sort_name().into(),
            row.related(Relation::Country),
            keys.and_then(|keys| keys.born.as_ref()).into(),
            keys.and_then(|keys| keys.died.as_ref()).into(),
            wikidata,
            viaf,
            isni,
            gnd,
            row.summary(),
            row.page(),
        ]);
    });
}

fn offices(site: &Site<'_>, sink: &mut Sink<'_>) {
    entities(site, EntityKind::Person, |row| {
        for (place, tenure) in site.archive.offices(row.index).enumerate() {
            let organization = tenure.organization.map(|body| site.archive.entity(body));
            sink(&[
                row.id(),
                number(place),
                (&tenure.office.title).into(),
                organization.map(|body| body.id.as_str()).into(),
                tenure.office.from.as_ref().into(),
                tenure.office.to.as_ref().into(),
                tenure.office.acting.unwrap_or_default().into(),
            ]);
        }
    });
}

fn venues(site: &Site<'_>, sink: &mut Sink<'_>) {
    entities(site, EntityKind::Venue, |row| {
        let keys = match row.facts() {
            Some(Facts::Venue(keys)) => Some(keys),
            _ => None,
        };
        let [wikidata, viaf, isni, gnd] = row.ids();
        sink(&[
            row.id(),
            (&row.entity.name).into(),
            keys.and_then(|keys| keys.kind.as_ref()).map(Word::name).into(),
            row.related(Relation::Within),
            keys.and_then(|keys| keys.latitude).map(|north| north.0).into(),
            keys.and_then(|keys| keys.longitude).map(|east| east.0).into(),
            keys.and_then(|keys| keys.tz.as_ref()).and_then(|zone| zone.0.iana_name()).into(),
            wikidata,
            viaf,
            isni,
            gnd,
            row.summary(),
            row.page(),
        ]);
    });
}

fn series(site: &Site<'_>, sink: &mut Sink<'_>) {
    entities(site, EntityKind::Series, |row| {
        let keys = match row.facts() {
            Some(Facts::Series(keys)) => Some(keys),
            _ => None,
        };
        sink(&[
            row.id(),
            (&row.entity.name).into(),
            keys.and_then(|keys| keys.status).map(Vocabulary::name).into(),
            keys.and_then(|keys| keys.from.as_ref()).into(),
            keys.and_then(|keys| keys.to.as_ref()).into(),
            row.summary(),
            row.page(),
        ]);
    });
}

fn topics(site: &Site<'_>, sink: &mut Sink<'_>) {
    entities(site, EntityKind::Topic, |row| {
        sink(&[
            row.id(),
            (&row.entity.name).into(),
            row.related(Relation::Broader),
            row.summary(),
            row.page(),
        ]);
    });
}

fn outlets(site: &Site<'_>, sink: &mut Sink<'_>) {
    entities(site, EntityKind::Outlet, |row| {
        let keys = match row.facts() {
            Some(Facts::Outlet(keys)) => Some(keys),
            _ => None,
        };
        sink(&[
            row.id(),
            (&row.entity.name).into(),
            keys.and_then(|keys| keys.url.as_ref()).map(|url| &url.0).into(),
            row.related(Relation::Country),
            row.related(Relation::Owner),
            keys.and_then(|keys| keys.lang.as_ref()).map(|lang| &lang.0).into(),
            row.page(),
        ]);
    });
}

fn names(site: &Site<'_>, sink: &mut Sink<'_>) {
    for entity in &site.archive.entities {
        for (place, alias) in entity.aliases().iter().enumerate() {
            sink(&[
                entity.kind.name().into(),
                entity.id.as_str().into(),
                number(place),
                (&alias.name.value).into(),
                alias.lang.as_ref().map(|lang| &lang.0).into(),
                alias.script.as_ref().map(|script| &script.0).into(),
                alias.from.as_ref().into(),
                alias.to.as_ref().into(),
            ]);
        }
    }
}

fn id_of<'a>(site: &Site<'a>, index: BriefingIndex) -> &'a str {
    site.archive.briefing(index).record.head.id.as_str()
}

fn id_of_entity<'a>(site: &Site<'a>, index: EntityIndex) -> &'a str {
    site.archive.entity(index).id.as_str()
}

fn briefings(site: &Site<'_>, sink: &mut Sink<'_>) {
    for (index, briefing) in site.archive.in_time() {
        let record = &briefing.record;
        let (head, keys) = (&record.head, &record.keys);
        let (first, last) = record.date.bounds();
        let clock = |time: &Spanned<crate::record::values::TimeOfDay>| {
            time.value.0.strftime("%H:%M:%S").to_string()
        };
        sink(&[
            head.id.as_str().into(),
            (&head.title.value).into(),
            (&record.date).into(),
            first.map(|day| day.to_string()).into(),
            last.map(|day| day.to_string()).into(),
            keys.start_time.as_ref().map(clock).into(),
            keys.end_time.as_ref().map(clock).into(),
            keys.tz.as_ref().and_then(|zone| zone.0.iana_name()).into(),
            keys.duration.as_ref().into(),
            record.status().name().into(),
            record.kind().into(),
            briefing.series.map(|series| id_of_entity(site, series)).into(),
            briefing.threads.part_of.map(|whole| id_of(site, whole)).into(),
            site.lang(&head.lang).into(),
            site.summary(Node::Briefing(index)).into(),
            Some(keys.identifiers.join("; ")).filter(|text| !text.is_empty()).into(),
            head.common.created.as_ref().into(),
            head.common.updated.as_ref().into(),
            head.common.withdrawn.as_ref().map(|withdrawn| &withdrawn.date).into(),
            site.plan.path(Page::Briefing(index)).url().into(),
        ]);
    }
}

/// Gives a row for each entity in a list of each briefing.
fn lists(site: &Site<'_>, sink: &mut Sink<'_>, list: impl Fn(&LinkedBriefing) -> &[EntityIndex]) {
    for (index, briefing) in site.archive.in_time() {
        for (place, entity) in list(briefing).iter().enumerate() {
            let named = id_of_entity(site, *entity);
            sink(&[id_of(site, index).into(), number(place), named.into()]);
        }
    }
}

fn briefing_venues(site: &Site<'_>, sink: &mut Sink<'_>) {
    lists(site, sink, |briefing| &briefing.venues);
}

fn briefing_topics(site: &Site<'_>, sink: &mut Sink<'_>) {
    lists(site, sink, |briefing| &briefing.topics);
}

fn threads(site: &Site<'_>, sink: &mut Sink<'_>) {
    for (index, briefing) in site.archive.in_time() {
        let threads = &briefing.threads;
        for (relation, others) in [
            ("follows", &threads.follows[..]),
            ("replaces", &threads.replaces),
            ("related", &threads.related),
            ("translation_of", threads.translation_of.as_slice()),
        ] {
            for other in others {
                let other = id_of(site, *other);
                sink(&[id_of(site, index).into(), relation.into(), other.into()]);
            }
        }
    }
}

fn attendance(site: &Site<'_>, sink: &mut Sink<'_>) {
    for (index, briefing) in site.archive.in_time() {
        for (place, who) in briefing.attendance.iter().enumerate() {
            let id = |entity: Option<EntityIndex>| entity.map(|index| id_of_entity(site, index));
            sink(&[
                id_of(site, index).into(),
                number(place),
                id(who.person).into(),
                id(who.organization).into(),
                id(who.side).into(),
                who.role.as_ref().into(),
                who.head.into(),
                who.presence.name().into(),
                who.capacity.as_ref().map(Word::name).into(),
            ]);
        }
    }
}

fn sources(site: &Site<'_>, sink: &mut Sink<'_>) {
    for (index, briefing) in site.archive.in_time() {
        let sources = briefing.record.keys.sources.iter().zip(&briefing.outlets);
        for (place, (source, outlet)) in sources.enumerate() {
            let authors = source.author.join("; ");
            sink(&[
                id_of(site, index).into(),
                number(place),
                source.id.as_ref().map(|id| &id.value.0).into(),
                (&source.title).into(),
                source.kind.as_ref().map(Word::name).into(),
                outlet.map(|outlet| id_of_entity(site, outlet)).into(),
                Some(authors).filter(|text| !text.is_empty()).into(),
                source.url.as_ref().map(|url| &url.0).into(),
                source.published.as_ref().into(),
                source.accessed.as_ref().into(),
                source.archive_url.as_ref().map(|url| &url.0).into(),
                source.archive_date.as_ref().into(),
                source.repository.as_ref().into(),
                source.reference.as_ref().into(),
                source.locator.as_ref().into(),
                source.rights.as_ref().into(),
                source.lang.as_ref().map(|lang| &lang.0).into(),
                source.note.as_ref().into(),
            ]);
        }
    }
}

/// Returns who spoke, or is bound: a person, an organization, or a name as it is written.
fn voice<'a>(
    site: &Site<'a>,
    voice: Option<Actor>,
    written: Option<&'a Spanned<String>>,
) -> [Cell<'a>; 3] {
    match voice {
        None => [Cell::None, Cell::None, Cell::None],
        Some(Actor::Unlisted) => [Cell::None, Cell::None, written.map(|name| &name.value).into()],
        Some(Actor::Entity(index)) => {
            let entity = site.archive.entity(index);
            let id = Cell::from(entity.id.as_str());
            match entity.kind {
                EntityKind::Person => [id, Cell::None, Cell::None],
                _ => [Cell::None, id, Cell::None],
            }
        }
    }
}

fn claims(site: &Site<'_>, sink: &mut Sink<'_>) {
    for (index, briefing) in site.archive.in_time() {
        let claims = briefing.record.keys.claims.iter().zip(&briefing.claimants);
        for (place, (claim, claimant)) in claims.enumerate() {
            let [person, organization, name] = voice(site, *claimant, claim.by.as_ref());
            sink(&[
                id_of(site, index).into(),
                number(place),
                (&claim.text).into(),
                person,
                organization,
                name,
                claim.date.as_ref().into(),
                claim.confidence.map(Vocabulary::name).into(),
                claim.field.as_ref().map(|field| &field.value).into(),
                claim.value.as_ref().map(|value| &value.0).into(),
            ]);
        }
    }
}

fn claim_sources(site: &Site<'_>, sink: &mut Sink<'_>) {
    for (index, briefing) in site.archive.in_time() {
        for (place, claim) in briefing.record.keys.claims.iter().enumerate() {
            let mut sources: Vec<usize> = briefing.sources_of(claim).collect();
            sources.sort_unstable();
            sources.dedup();
            for source in sources {
                sink(&[id_of(site, index).into(), number(place), number(source)]);
            }
        }
    }
}

fn outcomes(site: &Site<'_>, sink: &mut Sink<'_>) {
    for (index, briefing) in site.archive.in_time() {
        for (place, outcome) in briefing.record.keys.outcomes.iter().enumerate() {
            let mut met = briefing.threads.met_by.iter().filter(|(of, _)| *of == place);
            sink(&[
                id_of(site, index).into(),
                number(place),
                (&outcome.text).into(),
                outcome.kind.as_ref().map(Word::name).into(),
                outcome.due.as_ref().into(),
                met.next().map(|(_, by)| id_of(site, *by)).into(),
            ]);
        }
    }
}

fn outcome_parties(site: &Site<'_>, sink: &mut Sink<'_>) {
    for (index, briefing) in site.archive.in_time() {
        let outcomes = briefing.record.keys.outcomes.iter().zip(&briefing.bound);
        for (of, (outcome, bound)) in outcomes.enumerate() {
            for (place, (who, written)) in bound.iter().zip(&outcome.by).enumerate() {
                if who.is_none() {
                    continue;
                }
                let [person, organization, name] = voice(site, *who, Some(written));
                sink(&[
                    id_of(site, index).into(),
                    number(of),
                    number(place),
                    person,
                    organization,
                    name,
                ]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_that_is_planned_is_declared() {
        let declared: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
        assert_eq!(declared, TableName::ALL.map(TableName::as_str));
    }

    #[test]
    fn a_table_refers_to_columns_that_are_keys_before_it() {
        for (place, table) in TABLES.iter().enumerate() {
            let has = |table: &Table, names: &[&str]| {
                names.iter().all(|name| table.columns.iter().any(|column| column.name == *name))
            };
            assert!(has(table, table.key), "{}", table.name);
            for reference in table.references {
                let known = TABLES[..=place].iter().find(|other| other.name == reference.table);
                let known =
                    known.unwrap_or_else(|| panic!("{} in {}", reference.table, table.name));
                assert_eq!(known.key, reference.to, "{}", table.name);
                assert!(has(table, reference.columns), "{}", table.name);
            }
        }
    }
}
