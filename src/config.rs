//! The archive's settings: `archive.toml`.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostic, Rule, Severity, quote};
use crate::record::date::Date;
use crate::record::front_matter::explain_errors;
use crate::record::keys::{Key, Origin, Reader, Shape, Spanned, Toml, Value, keys};
use crate::record::values::{Language, SiteAddress, Zone};
use crate::record::vocabulary::{Vocabularies, Vocabulary, VocabularyKeys, vocabulary};
use crate::source::{CONFIG, Sources};

vocabulary! {
    /// What becomes of a name that has no file.
    pub enum Naming {
        /// It has a page of its own all the same.
        Open "open" default,
        /// It is an error: every name must have a file.
        Registered "registered",
    }

    /// How much a rule weighs in an archive.
    pub enum Level {
        /// It stops a build.
        Error "error" default,
        /// It is shown, and stops a build only under `--strict`.
        Warning "warning",
        /// It is shown by `check` alone.
        Note "note",
        /// It is not shown.
        Off "off",
    }
}

keys! {
    /// The settings of an archive.
    pub struct ConfigKeys "archive" {
        /// The edition of the content model that the archive is written in: 1.
        edition: optional Spanned<i64> = "edition = 1";
        /// What the archive is called.
        title: required String = "title = \"Contacts\"";
        /// A sentence on what it holds.
        description: optional String = "description = \"Who met whom.\"";
        /// Where it is published; needed only where a standard wants whole addresses.
        base_url: optional SiteAddress = "base_url = \"https://archive.example/\"";
        /// The language of its texts where they do not say (BCP 47); without it, English.
        lang: optional Language = "lang = \"en\"";
        /// The time zone of times where neither the briefing nor the venue says (IANA); without
        /// it, UTC.
        tz: optional Zone = "tz = \"Europe/Istanbul\"";
        /// What becomes of a name without a file; without it, `open`.
        names: optional Naming = "names = \"registered\"";
        /// The date by which things are stale or overdue; without it, the newest in the record.
        as_of: optional Date = "as_of = 2025-03-01";
        /// `false` keeps names in texts from becoming links by themselves.
        autolink: optional bool = "autolink = false";
        /// How texts are read.
        markdown: optional MarkdownKeys = "markdown = { html = true }";
        /// The archive's own words.
        vocabularies: optional VocabularyKeys = "vocabularies = { source = { telegram = \"Telegram\" } }";
        /// The levels of rules: `error`, `warning`, `note` or `off`.
        rules: optional Levels = "rules = { withheld-reference = \"error\" }";
    }

    /// How texts are read.
    pub struct MarkdownKeys "markdown" {
        /// `true` passes HTML in texts on as it is: only where every author is trusted.
        html: optional bool = "html = true";
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
                reader.report(Rule::UnknownValue, message, range).help = Some(
                    "take it away: without what it asks for there is nothing to publish".into(),
                );
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

impl Levels {
    /// Gives diagnostics their levels, and takes out those of rules that are off.
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

/// What `archive.toml` says, with defaults for what it does not.
#[derive(Clone, Debug)]
pub struct Config {
    /// The archive's name.
    pub title: String,
    /// A sentence on what it holds.
    pub description: Option<String>,
    /// Where it is published, with a slash at the end; needed only where a standard wants
    /// absolute URLs.
    pub base_url: Option<String>,
    /// The BCP 47 tag of its language.
    pub lang: String,
    /// The time zone of local times.
    pub zone: jiff::tz::TimeZone,
    /// The date by which things are stale or overdue, where it says so.
    pub as_of: Option<Date>,
    /// Whether every name must have a file.
    pub names_registered: bool,
    /// Whether names in texts become links where a page does not say.
    pub autolink: bool,
    /// Whether HTML in texts is passed on as it is.
    pub html: bool,
    /// The words that it adds.
    pub vocabularies: Vocabularies,
    /// How much each rule weighs.
    pub levels: Levels,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: "Archive".into(),
            description: None,
            base_url: None,
            lang: "en".into(),
            zone: jiff::tz::TimeZone::UTC,
            as_of: None,
            names_registered: false,
            autolink: true,
            html: false,
            vocabularies: Vocabularies::default(),
            levels: Levels::default(),
        }
    }
}

impl Config {
    /// Returns the path at which the site is published on its host, with slashes around it; none
    /// where it is not known.
    pub fn base_path(&self) -> Option<&str> {
        let url = self.base_url.as_deref()?;
        let host = url.find("://").map_or(0, |at| at + 3);
        url[host..].find('/').map(|at| &url[host + at..])
    }
}

/// Reads the settings; what is wrong with them is among the diagnostics.
pub fn parse(sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> Config {
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
    Config {
        title: keys.title,
        description: keys.description,
        base_url: keys.base_url.map(|url| url.0),
        lang: keys.lang.map_or_else(|| "en".into(), |lang| lang.0),
        zone: keys.tz.map_or(jiff::tz::TimeZone::UTC, |zone| zone.0),
        as_of: keys.as_of,
        names_registered: keys.names == Some(Naming::Registered),
        autolink: keys.autolink.unwrap_or(true),
        html: keys.markdown.and_then(|markdown| markdown.html).unwrap_or_default(),
        vocabularies: keys.vocabularies.map(Vocabularies::from).unwrap_or_default(),
        levels: keys.rules.unwrap_or_default(),
    }
}
