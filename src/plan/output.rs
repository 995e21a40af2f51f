//! The output files: pages, files that other tools read, copies and redirects, by identity.

use std::sync::Arc;

use super::listing::Period;
use super::search::SearchFile;
use crate::archive::{
    Archive, BriefingIndex, EntityIndex, LinkedBriefing, LinkedEntity, PairIndex,
};
use crate::config::Config;
use crate::output::path::OutputPath;
use crate::record::EntityKind;

/// The most pages that a sitemap may name (sitemaps.org).
pub(crate) const PAGES_IN_A_SITEMAP: usize = 50_000;

/// A file to be written.
#[derive(Debug)]
pub struct Output {
    /// The path of the file.
    pub path: OutputPath,
    /// The content of the file.
    pub content: Content,
}

/// The content of a file.
#[derive(Clone, Debug)]
pub enum Content {
    /// A page, rendered from its view.
    Page(Page),
    /// A page that leads to another, given by its path.
    Redirect(OutputPath),
    /// A copy of a file of the archive, relative to the root.
    Copy(Arc<str>),
    /// Bytes that are known.
    Bytes(Arc<[u8]>),
    /// A file that other tools read, made from the archive.
    File(File),
    /// A file that a browser searches in.
    Search(SearchFile),
}

/// A page of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Page {
    /// `index.html`
    Home,
    /// `briefings/ID.html`
    Briefing(BriefingIndex),
    /// `people/ID.html`, and its like of other kinds.
    Entity(EntityIndex),
    /// `people/ID/2014.html`: a part of a long list.
    EntityPart(EntityIndex, Period),
    /// `between/A--B.html`
    Pair(PairIndex),
    /// `between/A--B/2014.html`: a part of a long list.
    PairPart(PairIndex, Period),
    /// `between/index.html`
    Pairs,
    /// `outcomes.html`
    Outcomes,
    /// `sources.html`
    Sources,
    /// `years/2014.html`, `months/2014-03.html`, `days/2014-03-09.html`
    Calendar(Period),
    /// `briefings/index.html`
    Briefings,
    /// `people/index.html`, and its like.
    Index(EntityKind),
    /// `people/index/a.html`: a part of a long index, by the place of its letter.
    IndexPart(EntityKind, usize),
    /// `timeline.html`
    Timeline,
    /// `search.html`
    Search,
    /// `404.html`
    NotFound,
    /// A free page, by its place in the archive.
    Free(u32),
}

/// A file that other tools read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum File {
    /// A feed of the archive, or of an entity (RFC 4287).
    Atom(Option<EntityIndex>),
    /// The citations of the records of the archive, or of a series.
    Citations(CitationFormat, Option<EntityIndex>),
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
    /// A table (RFC 4180).
    Csv(TableName),
    /// The description of the tables (Data Package 2).
    DataPackage,
    /// All records in the content model's own terms.
    Json,
    /// The JSON Schema of that.
    JsonSchema,
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
            if pages > PAGES_IN_A_SITEMAP {
                files.extend((0..pages.div_ceil(PAGES_IN_A_SITEMAP)).map(Self::SitemapPart));
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
        if outputs.geojson && archive.has_places() {
            files.push(Self::GeoJson);
        }
        if archive.briefings.is_empty() {
            return files;
        }
        if outputs.csv {
            files.push(Self::DataPackage);
            files.extend(TableName::ALL.map(Self::Csv));
        }
        if outputs.icalendar {
            let dated = |of: &LinkedEntity| {
                of.briefings.iter().any(|index| archive.briefing(*index).has_days())
            };
            if archive.briefings.iter().any(LinkedBriefing::has_days) {
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
                files.extend(CitationFormat::ALL.map(|style| Self::Citations(style, of)));
            }
        }
        files
    }

    /// Returns the name of its format in `--timings`.
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
            #[cfg(feature = "sqlite")]
            Self::Sqlite => "SQLite",
        }
    }
}

/// A format for reference managers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CitationFormat {
    /// `citations.csl.json`
    Csl,
    /// `citations.bib`
    BibTex,
    /// `citations.ris`
    Ris,
}

impl CitationFormat {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::BibTex, Self::Ris, Self::Csl];

    /// Returns the name of the format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csl => "CSL-JSON",
            Self::BibTex => "BibTeX",
            Self::Ris => "RIS",
        }
    }

    /// Returns the ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csl => "csl.json",
            Self::BibTex => "bib",
            Self::Ris => "ris",
        }
    }

    /// Returns the media type of its files.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csl => "application/vnd.citationstyles.csl+json",
            Self::BibTex => "application/x-bibtex",
            Self::Ris => "application/x-research-info-systems",
        }
    }
}

/// A table of the archive, which is a file of CSV and a table of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it; what a row is, its declaration does")]
pub enum TableName {
    Organizations,
    People,
    Offices,
    Venues,
    Series,
    Topics,
    Outlets,
    Names,
    Briefings,
    BriefingVenues,
    BriefingTopics,
    Threads,
    Attendance,
    Sources,
    Claims,
    ClaimSources,
    Outcomes,
    OutcomeParties,
}

impl TableName {
    /// Every table, those that others name before them.
    pub const ALL: [Self; 18] = [
        Self::Organizations,
        Self::People,
        Self::Offices,
        Self::Venues,
        Self::Series,
        Self::Topics,
        Self::Outlets,
        Self::Names,
        Self::Briefings,
        Self::BriefingVenues,
        Self::BriefingTopics,
        Self::Threads,
        Self::Attendance,
        Self::Sources,
        Self::Claims,
        Self::ClaimSources,
        Self::Outcomes,
        Self::OutcomeParties,
    ];

    /// Returns the name of its file, without the ending.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Organizations => "organizations",
            Self::People => "people",
            Self::Offices => "offices",
            Self::Venues => "venues",
            Self::Series => "series",
            Self::Topics => "topics",
            Self::Outlets => "outlets",
            Self::Names => "names",
            Self::Briefings => "briefings",
            Self::BriefingVenues => "briefing_venues",
            Self::BriefingTopics => "briefing_topics",
            Self::Threads => "threads",
            Self::Attendance => "attendance",
            Self::Sources => "sources",
            Self::Claims => "claims",
            Self::ClaimSources => "claim_sources",
            Self::Outcomes => "outcomes",
            Self::OutcomeParties => "outcome_parties",
        }
    }
}
