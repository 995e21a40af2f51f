//! The archive's settings: `archive.toml`.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostic, Warned, quote};
use crate::record::date::Date;
use crate::record::forms::{ArchiveId, Language, SiteAddress, WebAddress};
use crate::record::front_matter::explain_errors;
use crate::record::keys::{Key, Origin, Reader, Shape, Spanned, Toml, Value, keys};
use crate::record::to_json::ToJson;
use crate::record::values::Zone;
use crate::record::vocabulary::{
    BriefingKind, Capacity, OrganizationKind, OutcomeKind, SourceKind, VenueKind, Vocabularies,
    Vocabulary, Words, vocabulary,
};
use crate::rules::{Rule, Severity};
use crate::source::{CONFIG, Sources};

vocabulary! {
    /// The treatment of names that have no file.
    pub enum NamePolicy {
        /// The name has a page all the same.
        Open "open" default,
        /// An error: every name must have a file.
        Registered "registered",
    }

    /// The level of a rule in an archive.
    pub enum Level {
        /// Stops a build.
        Error "error" default,
        /// Is shown, and stops a build only with `--strict`.
        Warning "warning",
        /// Is shown only by `check`.
        Note "note",
        /// Is not shown.
        Off "off",
    }
}

keys! {
    /// The settings of an archive.
    pub struct ConfigKeys "archive" {
        /// The edition of the content model that the archive is written in: 1.
        edition: optional Spanned<i64> = "edition = 1";
        /// The title of the archive.
        title: required String = "title = \"Contacts\"";
        /// A sentence about the archive.
        description: optional String = "description = \"Who met whom.\"";
        /// The address of the site; needed only for standards that require absolute URLs.
        base_url: optional SiteAddress = "base_url = \"https://archive.example/\"";
        /// The archive's permanent name, a URI. The IDs in feeds and calendars derive from it, so
        /// that they do not change with the address; by default from `base_url`, else from `title`.
        id: optional ArchiveId = "id = \"tag:archive.example,2025:contacts\"";
        /// The address of the licence of the records.
        license: optional WebAddress = "license = \"https://creativecommons.org/licenses/by/4.0/\"";
        /// The default language of the texts (BCP 47); by default, English.
        lang: optional Language = "lang = \"en\"";
        /// The time zone of times where neither the briefing nor a venue says (IANA); without it,
        /// they have none, and an embargo without an offset ends by UTC.
        tz: optional Zone = "tz = \"Europe/Istanbul\"";
        /// The treatment of names that have no file; by default, `open`.
        names: optional NamePolicy = "names = \"registered\"";
        /// The date against which records are stale or outcomes overdue; by default, the newest
        /// date in the archive.
        as_of: optional Date = "as_of = 2025-03-01";
        /// `false` turns off automatic links from names in texts.
        autolink: optional bool = "autolink = false";
        /// The settings of Markdown.
        markdown: optional MarkdownKeys = "markdown = { html = true }";
        /// The machine-readable outputs to make.
        outputs: optional OutputKeys = "outputs = { atom = false, sqlite = true }";
        /// The archive's own words.
        vocabularies: optional VocabularyKeys = "vocabularies = { source = { telegram = \"Telegram\" } }";
        /// The levels of rules: `error`, `warning`, `note` or `off`.
        rules: optional Levels = "rules = { withheld-reference = \"error\" }";
    }

    /// The settings of Markdown.
    pub struct MarkdownKeys "markdown" {
        /// `true` publishes HTML in texts unchanged; use it only if every author is trusted.
        html: optional bool = "html = true";
    }
}

keys! {
    /// The words that an archive adds to its vocabularies.
    pub struct VocabularyKeys "vocabularies" {
        /// Words for `kind` of a briefing.
        kind: optional Words<BriefingKind> = "kind = { readout = { label = \"Readout\", like = \"statement\" } }";
        /// Words for `kind` of a source.
        source: optional Words<SourceKind> = "source = { telegram = \"Telegram\" }";
        /// Words for `kind` of an outcome.
        outcome: optional Words<OutcomeKind> = "outcome = { roadmap = \"Road map\" }";
        /// Words for `kind` of an organization.
        organization: optional Words<OrganizationKind> = "organization = { court = \"Court\" }";
        /// Words for `kind` of a venue.
        venue: optional Words<VenueKind> = "venue = { airport = \"Airport\" }";
        /// Words for `capacity` of a participant.
        capacity: optional Words<Capacity> = "capacity = { secretary = \"Secretary\" }";
    }
}

impl From<VocabularyKeys> for Vocabularies {
    fn from(keys: VocabularyKeys) -> Self {
        Self {
            kind: keys.kind.unwrap_or_default(),
            source: keys.source.unwrap_or_default(),
            outcome: keys.outcome.unwrap_or_default(),
            organization: keys.organization.unwrap_or_default(),
            venue: keys.venue.unwrap_or_default(),
            capacity: keys.capacity.unwrap_or_default(),
        }
    }
}

/// Declares the machine-readable outputs: the key of each, and its default.
macro_rules! outputs {
    ($($(#[doc = $doc:literal])* $name:ident $default:literal $example:literal;)*) => {
        keys! {
            /// The machine-readable outputs to make.
            pub struct OutputKeys "outputs" {
                $($(#[doc = $doc])* $name: optional bool = $example;)*
            }
        }

        /// The machine-readable outputs that are made.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Outputs { $($(#[doc = $doc])* pub $name: bool,)* }

        impl Default for Outputs {
            fn default() -> Self {
                Self { $($name: $default,)* }
            }
        }

        impl From<OutputKeys> for Outputs {
            fn from(keys: OutputKeys) -> Self {
                Self { $($name: keys.$name.unwrap_or($default),)* }
            }
        }
    };
}

outputs! {
    /// Feeds of the archive and of each entity that has a file.
    atom true "atom = false";
    /// CSL-JSON, BibTeX and RIS of the archive and of each series, and citations on the page of
    /// each briefing.
    citations true "citations = false";
    /// Tables as CSV with a Data Package descriptor.
    csv true "csv = false";
    /// The venues as GeoJSON.
    geojson true "geojson = false";
    /// Calendars of the archive and of each entity that has a file.
    icalendar true "icalendar = false";
    /// All records as JSON, and their schema.
    json true "json = false";
    /// A JSON-LD description of its subject in each page.
    json_ld true "json_ld = false";
    /// Highwire, Dublin Core and Open Graph metadata in each page.
    metas true "metas = false";
    /// A full-text search in the browser: its page, its index and link previews.
    search true "search = false";
    /// `robots.txt`, unless `static/` has one.
    robots true "robots = false";
    /// Signposting links and links to translations in each page.
    signposting true "signposting = false";
    /// `sitemap.xml`, if `base_url` is set.
    sitemap true "sitemap = false";
    /// The tables as an SQLite database with a full-text index.
    sqlite false "sqlite = true";
}

impl Outputs {
    /// Returns whether an output contains the Markdown of records.
    pub(crate) fn have_markdown(&self) -> bool {
        self.json || self.sqlite
    }
}

/// The levels that an archive sets for rules.
#[derive(Clone, Debug, Default)]
pub struct Levels(BTreeMap<Rule, Level>);

impl Value for Levels {
    fn read(value: &Toml<'_>, key: &Key, reader: &mut Reader<'_>) -> Option<Self> {
        let DeValue::Table(table) = value.get_ref() else {
            reader.wrong_type(key, value);
            return None;
        };
        let mut levels = BTreeMap::new();
        for (name, value) in table {
            let range = reader.origin.range(name.span());
            let Some(rule) = Rule::ALL.iter().copied().find(|rule| rule.name() == name.get_ref())
            else {
                let names: Vec<&str> = Rule::ALL.iter().map(|rule| rule.name()).collect();
                reader.unknown_word(key, name.get_ref(), &names, range);
                continue;
            };
            let Some(level) = Level::read(value, key, reader) else { continue };
            if level != Level::Error && rule.severity() == Severity::Error && !rule.can_be_lowered()
            {
                let message = format!("{} is always an error", quote(rule.name()));
                reader.report(Rule::UnknownValue, message, range).help =
                    Some("remove it: without what it asks for there is nothing to publish".into());
                continue;
            }
            levels.insert(rule, level);
        }
        Some(Self(levels))
    }

    fn shape() -> Shape {
        Shape::Map(Box::new(Level::shape()))
    }
}

impl ToJson for Levels {
    fn to_json(&self) -> serde_json::Value {
        let level = |(rule, level): (&Rule, &Level)| {
            (rule.name().to_owned(), serde_json::json!(level.name()))
        };
        self.0.iter().map(level).collect()
    }
}

impl Levels {
    /// Sets the severities of diagnostics, and removes those of rules that are off.
    pub(crate) fn apply(&self, diagnostics: &mut Vec<Diagnostic>) {
        if self.0.is_empty() {
            return;
        }
        diagnostics.retain_mut(|diagnostic| {
            match self.0.get(&diagnostic.rule) {
                None => {}
                Some(Level::Error) => diagnostic.severity = Severity::Error,
                Some(Level::Warning) => diagnostic.severity = Severity::Warning,
                Some(Level::Note) => diagnostic.severity = Severity::Note,
                Some(Level::Off) => return false,
            }
            true
        });
    }
}

/// The settings of an archive, with defaults for those that `archive.toml` leaves out.
#[derive(Clone, Debug)]
pub struct Config {
    /// The title of the archive.
    pub title: String,
    /// A sentence about the archive.
    pub description: Option<String>,
    /// The URL of the site, with a slash at the end; only standards that ask for absolute URLs
    /// need it.
    pub base_url: Option<String>,
    /// The permanent name of the archive, a URI.
    pub id: Option<String>,
    /// The URL of the licence of the records.
    pub license: Option<String>,
    /// The language of the archive (BCP 47).
    pub lang: String,
    /// The time zone of local times, where it says so.
    pub zone: Option<jiff::tz::TimeZone>,
    /// The date by which things are stale or overdue, where it says so.
    pub as_of: Option<Date>,
    /// `true` if every name must have a file.
    pub names_registered: bool,
    /// `true` if names in texts become links, unless a record says otherwise.
    pub autolink: bool,
    /// `true` if HTML in texts is published unchanged.
    pub html: bool,
    /// The machine-readable outputs that are made.
    pub outputs: Outputs,
    /// The words that the archive adds to vocabularies.
    pub vocabularies: Vocabularies,
    /// The levels of rules.
    pub levels: Levels,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: "Archive".into(),
            description: None,
            base_url: None,
            id: None,
            license: None,
            lang: "en".into(),
            zone: None,
            as_of: None,
            names_registered: false,
            autolink: true,
            html: false,
            outputs: Outputs::default(),
            vocabularies: Vocabularies::default(),
            levels: Levels::default(),
        }
    }
}

impl Config {
    /// Returns the time zone of the moments at which embargoes end, where they have no offset: UTC,
    /// unless the archive has one.
    pub fn embargo_zone(&self) -> jiff::tz::TimeZone {
        self.zone.clone().unwrap_or(jiff::tz::TimeZone::UTC)
    }

    /// Returns the path at which the site is published on its host, with slashes around it; none
    /// where it is not known.
    pub fn base_path(&self) -> Option<&str> {
        let url = self.base_url.as_deref()?;
        let host = url.find("://").map_or(0, |at| at + 3);
        url[host..].find('/').map(|at| &url[host + at..])
    }
}

/// Reads the settings of an archive, and reports mistakes in them.
pub fn parse(sources: &Sources) -> Warned<Config> {
    let mut diagnostics = Vec::new();
    let value = read(sources, &mut diagnostics);
    Warned { value, diagnostics }
}

fn read(sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> Config {
    let path: Arc<str> = CONFIG.into();
    let text = sources.text(CONFIG).unwrap_or_default();
    let origin = Origin { path: &path, offset: 0 };
    let (document, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        diagnostics.extend(explain_errors(&errors, text, origin));
        return Config::default();
    }
    let built_in = Vocabularies::default();
    let mut reader = Reader::new(origin, &built_in, diagnostics);
    let Some(keys) = reader.file::<ConfigKeys>(document.get_ref(), 0..0) else {
        return Config::default();
    };
    if let Some(edition) = keys.edition.filter(|edition| edition.value != 1) {
        let message = format!("edition {} is not known", edition.value);
        reader.report(Rule::UnknownValue, message, edition.range).help =
            Some("write `edition = 1`, or use a newer Chancery".into());
    }
    let outputs = keys.outputs.map(Outputs::from).unwrap_or_default();
    if outputs.sqlite && cfg!(not(feature = "sqlite")) {
        let message = "this Chancery was built without SQLite".into();
        reader.report(Rule::UnknownValue, message, 0..0).help =
            Some("remove `sqlite = true`, or build Chancery with the feature `sqlite`".into());
    }
    Config {
        title: keys.title,
        description: keys.description,
        base_url: keys.base_url.map(|url| url.0),
        id: keys.id.map(|id| id.0),
        license: keys.license.map(|url| url.0),
        lang: keys.lang.map_or_else(|| "en".into(), |lang| lang.0),
        zone: keys.tz.map(|zone| zone.0),
        as_of: keys.as_of,
        names_registered: keys.names == Some(NamePolicy::Registered),
        autolink: keys.autolink.unwrap_or(true),
        html: keys.markdown.and_then(|markdown| markdown.html).unwrap_or_default(),
        outputs,
        vocabularies: keys.vocabularies.map(Vocabularies::from).unwrap_or_default(),
        levels: keys.rules.unwrap_or_default(),
    }
}
