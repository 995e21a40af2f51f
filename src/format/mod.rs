//! Formats: the archive goes in; the files that other tools read come out, one module a format.
//!
//! Where a file is published is the plan's to say. No disk, clock or network is known here, nor
//! anything that is withheld: a format is a function from the archive to bytes.

mod atom;
pub(crate) mod citation;
mod csv;
mod geojson;
mod icalendar;
mod json;
pub(crate) mod json_ld;
mod sitemap;
#[cfg(feature = "sqlite")]
mod sqlite;
pub mod tables;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::archive::names::fold;
use crate::archive::{
    Archive, BriefingIndex, Destination, EntityIndex, LinkedBriefing, LinkedEntity, NameMap, Node,
};
use crate::config::Config;
use crate::markdown::{Link, is_all_published};
use crate::messages::Messages;
use crate::output::path::OutputPath;
use crate::person_name::PersonName;
use crate::plan::{Page, Plan, wording};
use crate::record::date::Day;
use crate::record::id::Id;
use crate::record::model::Common;
use crate::record::{EntityKind, Head, text_of_file};
use crate::search::{Search, SearchFile};
use citation::Style;

/// A file that other tools read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum File {
    /// A feed of the archive, or of an entity (RFC 4287).
    Atom(Option<EntityIndex>),
    /// How to cite the records of the archive, or of a series.
    Citations(Style, Option<EntityIndex>),
    /// A calendar of the archive, or of an entity (RFC 5545).
    ICalendar(Option<EntityIndex>),
    /// The venues that have coordinates (RFC 7946).
    GeoJson,
    /// The pages; where there are more than one file may have, the other files.
    Sitemap,
    /// One of the files that a sitemap names, from 0.
    SitemapPart(usize),
    /// `robots.txt` (RFC 9309)
    Robots,
    /// A table, by its place in [`tables::TABLES`] (RFC 4180).
    Csv(usize),
    /// What the tables hold (Data Package 2).
    DataPackage,
    /// All records in the content model's own terms.
    Json,
    /// The JSON Schema of that.
    JsonSchema,
    /// What a browser searches in.
    Search(SearchFile),
    /// The tables as a database with full text.
    #[cfg(feature = "sqlite")]
    Sqlite,
}

impl File {
    /// Lists the files that an archive of so many pages has.
    pub fn all(archive: &Archive, config: &Config, pages: usize) -> Vec<Self> {
        let outputs = &config.outputs;
        let with_file = || {
            let entities = (0..).map(EntityIndex::new).zip(&archive.entities);
            entities.filter(|(_, entity)| entity.record.is_some() && !entity.briefings.is_empty())
        };
        let mut files = Vec::new();
        if outputs.sitemap && config.base_url.is_some() {
            files.push(Self::Sitemap);
            if pages > sitemap::MOST {
                files.extend((0..pages.div_ceil(sitemap::MOST)).map(Self::SitemapPart));
            }
        }
        if outputs.robots {
            files.push(Self::Robots);
        }
        #[cfg(feature = "sqlite")]
        if outputs.sqlite {
            files.push(Self::Sqlite);
        }
        if outputs.json {
            files.extend([Self::Json, Self::JsonSchema]);
        }
        if outputs.geojson && geojson::has_places(archive) {
            files.push(Self::GeoJson);
        }
        if outputs.search {
            files.extend(SearchFile::all(archive).into_iter().map(Self::Search));
        }
        if archive.briefings.is_empty() {
            return files;
        }
        if outputs.csv {
            files.push(Self::DataPackage);
            files.extend((0..tables::TABLES.len()).map(Self::Csv));
        }
        if outputs.icalendar {
            let dated = |of: &LinkedEntity| {
                of.briefings.iter().any(|index| icalendar::has_days(archive.briefing(*index)))
            };
            if archive.briefings.iter().any(icalendar::has_days) {
                files.push(Self::ICalendar(None));
            }
            files.extend(
                with_file()
                    .filter(|(_, entity)| dated(entity))
                    .map(|(index, _)| Self::ICalendar(Some(index))),
            );
        }
        if outputs.atom {
            files.push(Self::Atom(None));
            files.extend(with_file().map(|(index, _)| Self::Atom(Some(index))));
        }
        if outputs.citations {
            let series = archive.of_kind(EntityKind::Series);
            let series = series.filter(|(_, series)| !series.briefings.is_empty());
            for of in std::iter::once(None).chain(series.map(|(index, _)| Some(index))) {
                files.extend(Style::ALL.map(|style| Self::Citations(style, of)));
            }
        }
        files
    }

    /// Returns what `--timings` calls files of its format.
    pub fn format(self) -> &'static str {
        match self {
            Self::Atom(_) => "Atom",
            Self::Citations(style, _) => style.name(),
            Self::ICalendar(_) => "iCalendar",
            Self::GeoJson => "GeoJSON",
            Self::Sitemap | Self::SitemapPart(_) => "sitemap",
            Self::Robots => "robots.txt",
            Self::Csv(_) | Self::DataPackage => "CSV",
            Self::Json | Self::JsonSchema => "JSON",
            Self::Search(SearchFile::Records(_) | SearchFile::Texts(_)) => "search: records",
            Self::Search(_) => "search: index",
            #[cfg(feature = "sqlite")]
            Self::Sqlite => "SQLite",
        }
    }
}

/// Makes the files.
pub struct Formats<'a> {
    archive: &'a Archive,
    plan: &'a Plan<'a>,
    config: &'a Config,
    messages: &'a Messages,
    /// The people by every name; none where a name is that of two. Made, as the next, when it is
    /// first asked for: few pages need it.
    people: OnceLock<NameMap<String, Option<EntityIndex>>>,
    /// The organizations, likewise.
    organizations: OnceLock<NameMap<String, Option<EntityIndex>>>,
    search: OnceLock<Search>,
}

impl<'a> Formats<'a> {
    /// Makes what files share.
    pub fn new(plan: &'a Plan<'a>, config: &'a Config, messages: &'a Messages) -> Self {
        let archive = plan.archive();
        let (people, organizations) = (OnceLock::new(), OnceLock::new());
        let search = OnceLock::new();
        Self { archive, plan, config, messages, people, organizations, search }
    }

    /// Writes a file into a buffer.
    pub fn write(&self, file: File, out: &mut Vec<u8>) {
        *out = match file {
            File::Atom(of) => atom::feed(self, of),
            File::Citations(style, of) => citation::file(self, style, of),
            File::ICalendar(of) => icalendar::calendar(self, of),
            File::GeoJson => geojson::places(self),
            File::Sitemap => sitemap::sitemap(self),
            File::SitemapPart(part) => sitemap::part(self, part),
            File::Robots => sitemap::robots(self),
            #[cfg(feature = "sqlite")]
            File::Sqlite => return *out = sqlite::database(self),
            File::Json => return *out = json::archive(self),
            File::JsonSchema => json::json_schema(),
            File::Search(file) => self.search.get_or_init(|| Search::new(self.archive)).write(
                file,
                self.archive,
                self,
            ),
            File::DataPackage => csv::descriptor(self),
            File::Csv(table) => csv::table(self, &tables::TABLES[table]),
        }
        .into_bytes();
    }

    /// Returns the whole address of a path, where the site has one.
    pub(crate) fn url(&self, path: &OutputPath) -> Option<String> {
        self.config.base_url.as_ref().map(|base| [base, path.url().as_str()].concat())
    }

    /// Returns the whole address of a path; where the site has none, its address from a page from
    /// which `prefix` leads to the root.
    pub(crate) fn reference(&self, path: &OutputPath, prefix: &str) -> String {
        self.url(path).unwrap_or_else(|| [prefix, &path.url()].concat())
    }

    /// Returns a UUID (RFC 9562, version 8) that stays while the archive's permanent name and the
    /// thing's ID do: it is made of these and of nothing else.
    fn uuid(&self, section: &str, id: &str) -> String {
        let Config { id: name, base_url, title, .. } = self.config;
        let archive = name.as_ref().or(base_url.as_ref()).unwrap_or(title);
        let named = format!("{archive}\n{section}/{id}");
        let hash = twox_hash::XxHash3_128::oneshot(named.as_bytes());
        let bits = hash & !(0xf << 76) & !(0b11 << 62) | 8 << 76 | 0b10 << 62;
        let hex = format!("{bits:032x}");
        [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
    }

    /// Returns the UUID of a briefing.
    fn uuid_of(&self, briefing: &LinkedBriefing) -> String {
        self.uuid("briefings", briefing.record.head.id.as_str())
    }

    /// Returns how an author is named whom a record names: in parts, where the file of a person
    /// records which is the family's.
    fn name<'n>(&self, name: &'n str) -> Name<'n>
    where
        'a: 'n,
    {
        let author = self.author(name).map(|index| self.archive.entity(index));
        let person = author.filter(|author| author.kind == EntityKind::Person);
        let parts = person.and_then(|person| {
            let sort_name = person.record.as_ref()?.names.sort_name.as_deref()?;
            PersonName::new(sort_name, &[name, &person.name])
        });
        parts.map_or(Name::Whole(name), Name::Parts)
    }

    /// Returns the person or the organization that has the name of an author. Of one of each, it is
    /// the one that has a file; where both or neither have, nothing says which is meant.
    pub(crate) fn author(&self, name: &str) -> Option<EntityIndex> {
        let has_file = |index: &EntityIndex| self.archive.entity(*index).record.is_some();
        match (self.person(name), self.organization(name)) {
            (Some(person), Some(organization)) => {
                match (has_file(&person), has_file(&organization)) {
                    (true, false) => Some(person),
                    (false, true) => Some(organization),
                    _ => None,
                }
            }
            (person, organization) => person.or(organization),
        }
    }

    /// Returns the page of a person whom the text names.
    pub(crate) fn page_of_person(&self, name: &str) -> Option<OutputPath> {
        self.person(name).map(|index| self.plan.path(Page::Entity(index)))
    }

    fn person(&self, name: &str) -> Option<EntityIndex> {
        let people = self.people.get_or_init(|| self.by_name(EntityKind::Person));
        people.get(&fold(name)).copied().flatten()
    }

    fn organization(&self, name: &str) -> Option<EntityIndex> {
        let organizations = &self.organizations;
        let organizations = organizations.get_or_init(|| self.by_name(EntityKind::Organization));
        organizations.get(&fold(name)).copied().flatten()
    }

    fn by_name(&self, kind: EntityKind) -> NameMap<String, Option<EntityIndex>> {
        let mut by_name = NameMap::default();
        for (index, entity) in self.archive.of_kind(kind) {
            let aliases = entity.aliases().iter().map(|alias| alias.name.value.as_str());
            for name in std::iter::once(entity.name.as_str()).chain(aliases) {
                let known = by_name.entry(fold(name)).or_insert(Some(index));
                *known = known.filter(|known| *known == index);
            }
        }
        by_name
    }

    /// Returns the names of the places that a briefing was at, each with those around it.
    fn places(&self, briefing: &LinkedBriefing) -> Option<String> {
        let mut names = String::new();
        for venue in &briefing.venues {
            names.push_str(if names.is_empty() { "" } else { "; " });
            for place in self.archive.places_around(*venue) {
                names.push_str(if place == *venue { "" } else { ", " });
                names.push_str(&self.archive.entity(place).name);
            }
        }
        (!names.is_empty()).then_some(names)
    }

    /// Returns the names of what a briefing was about.
    fn topics(&self, briefing: &'a LinkedBriefing) -> impl Iterator<Item = &'a str> {
        briefing.topics.iter().map(|topic| self.archive.entity(*topic).name.as_str())
    }

    /// Returns the word that readers see for what a briefing was.
    pub(crate) fn kind(&self, briefing: &LinkedBriefing) -> String {
        self.messages.text(&["kind_", briefing.record.kind()].concat()).to_owned()
    }

    /// Returns the words of the interface.
    pub(crate) fn messages(&self) -> &'a Messages {
        self.messages
    }

    /// Returns the archive's language.
    pub(crate) fn language(&self) -> &'a str {
        &self.config.lang
    }

    /// Returns the path of the page of something that has one.
    pub(crate) fn path_of(&self, node: Node) -> OutputPath {
        self.plan.path_of_node(node)
    }

    /// Returns the date of a briefing, short.
    pub(crate) fn short_date(&self, briefing: &LinkedBriefing) -> String {
        wording::date(&briefing.record.date, wording::Style::Short, self.messages)
    }

    /// Returns the language of a text.
    fn lang<'t>(&self, lang: &'t Option<String>) -> &'t str
    where
        'a: 't,
    {
        lang.as_deref().unwrap_or(&self.config.lang)
    }

    /// Returns the day of a briefing's record: the one on which it was last changed; where it does
    /// not say, the newest on which one of its sources was published or read; else the first that
    /// it tells of.
    fn day_of(&self, briefing: &LinkedBriefing) -> Day {
        let sources = briefing.record.keys.sources.iter();
        let read = || {
            let dates = sources.flat_map(|source| [&source.published, &source.accessed]);
            dates.flatten().filter_map(|date| date.bounds().0).max()
        };
        changed(&briefing.record.head.common)
            .or_else(read)
            .unwrap_or_else(|| briefing.record.date.listed().0)
    }

    /// Returns briefings, those whose records are the newest first.
    fn newest(&self, mut of: Vec<BriefingIndex>, most: usize) -> Vec<BriefingIndex> {
        of.sort_by_cached_key(|index| {
            std::cmp::Reverse((self.day_of(self.archive.briefing(*index)), *index))
        });
        of.truncate(most);
        of
    }

    /// Returns the briefings of an entity, or all, in the order of time.
    fn briefings(&self, of: Option<EntityIndex>) -> Vec<BriefingIndex> {
        match of {
            Some(entity) => self.archive.entity(entity).briefings.clone(),
            None => self.archive.in_time().map(|(index, _)| index).collect(),
        }
    }

    /// Returns the folder and the ID of an entity; of the archive, none.
    fn section_and_id(&self, of: Option<EntityIndex>) -> (&'static str, &'a str) {
        let entity = of.map(|index| self.archive.entity(index));
        entity.map_or(("", ""), |entity| (entity.kind.folder(), Id::as_str(&entity.id)))
    }

    /// Returns the name of an entity, or the archive's.
    fn title_of(&self, of: Option<EntityIndex>) -> String {
        let title = &self.config.title;
        of.map_or_else(|| title.clone(), |of| format!("{} · {title}", self.archive.entity(of).name))
    }

    /// Returns the page of an entity, or the home page.
    fn page_of(&self, of: Option<EntityIndex>) -> OutputPath {
        self.plan.path(of.map_or(Page::Home, Page::Entity))
    }

    /// Returns a text as HTML, with its links as they are from where `prefix` leads to the root.
    fn html(&self, node: Node, prefix: &str) -> String {
        crate::plan::views::text(self.plan, self.config, self.messages, node, prefix)
    }

    /// Says whether what a record refers to at a byte of its file is withheld.
    fn is_left_out(&self, head: &Head, at: usize) -> bool {
        let references = &self.archive.withheld_references;
        !references.is_empty() && references.contains(&(head.path.clone(), at))
    }

    /// Returns a text in Markdown, as it may be published. That of a withdrawn record went with it.
    fn markdown(&self, node: Node) -> Option<Cow<'a, str>> {
        let (head, links) = self.archive.text_of(node)?;
        if head.common.withdrawn.is_some() {
            return None;
        }
        let (start, body) = text_of_file(self.plan.sources(), head)?;
        let own = |link: &Link| match link.has_text {
            true => &head.body.text()[link.place.start as usize..link.place.end as usize],
            false => "",
        };
        let hidden: BTreeMap<usize, &str> = head
            .body
            .links
            .iter()
            .zip(links)
            .filter(|(_, destination)| **destination == Destination::LeftOut)
            .map(|(link, _)| (link.range.start, own(link)))
            .collect();
        if hidden.is_empty() && is_all_published(body) {
            return Some(Cow::Borrowed(body.trim()));
        }
        Some(Cow::Owned(crate::markdown::published(body, |at| hidden.get(&(start + at)).copied())))
    }

    /// Returns what a text is about in a sentence or two.
    pub(crate) fn summary(&self, node: Node) -> Option<String> {
        crate::plan::views::summary(self.archive, node)
    }
}

/// The name of an author.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Name<'a> {
    /// The name of a person of which the parts are recorded.
    Parts(PersonName<'a>),
    /// A name as it is written: that of a body, or one of which no parts are recorded.
    Whole(&'a str),
}

impl<'a> Name<'a> {
    /// Returns the name as lists are sorted by it.
    pub(crate) fn inverted(&self) -> Cow<'a, str> {
        match self {
            Self::Parts(name) => name.inverted().into(),
            Self::Whole(name) => (*name).into(),
        }
    }

    /// Returns the name as it is spoken.
    pub(crate) fn in_order(&self) -> Cow<'a, str> {
        match self {
            Self::Parts(name) => name.in_order().into(),
            Self::Whole(name) => (*name).into(),
        }
    }
}

/// Returns the day on which a record was last changed, as far as it says.
pub(crate) fn changed(common: &Common) -> Option<Day> {
    let changes = common.changes.iter().map(|change| &change.date);
    let withdrawn = common.withdrawn.iter().map(|withdrawn| &withdrawn.date);
    let dates = common.created.iter().chain(&common.updated).chain(changes).chain(withdrawn);
    dates.filter_map(|date| date.bounds().0).max()
}

/// Writes a text into XML or HTML, also into an attribute in double quotes.
pub(crate) fn escape(out: &mut String, text: &str) {
    // A string takes whatever is written to it.
    _ = pulldown_cmark_escape::escape_html(out, text);
}
