//! The archive's settings: `archive.toml`.

use std::sync::Arc;

use toml::de::DeTable;

use crate::diagnostic::{Diagnostic, Rule, quote};
use crate::record::front_matter::explain_errors;
use crate::record::table::{Origin, Table};
use crate::source::{CONFIG, Sources};

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
    /// Whether every name must have a file.
    pub names_registered: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: "Archive".into(),
            description: None,
            base_url: None,
            lang: "en".into(),
            zone: jiff::tz::TimeZone::UTC,
            names_registered: false,
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
    let mut table = Table::new(origin, document.get_ref(), 0..0, diagnostics);
    let mut config = Config::default();
    let edition = table.integer("edition", "edition = 1");
    if let Some(title) = table.required_text("title", "title = \"Contacts\"") {
        config.title = title.value;
    }
    config.description =
        table.text("description", "description = \"Who met whom.\"").map(|s| s.value);
    let base_url = table.text("base_url", "base_url = \"https://archive.example/\"");
    config.lang = table.language("lang").unwrap_or(config.lang);
    let zone = table.text("tz", "tz = \"Europe/Istanbul\"");
    config.names_registered =
        table.word("names", &[("open", false), ("registered", true)]).unwrap_or_default();
    table.finish();
    if let Some(edition) = edition.filter(|edition| edition.value != 1) {
        diagnostics.push(
            Diagnostic::new(
                Rule::UnknownValue,
                format!("edition {} is not known", edition.value),
                &path,
                edition.range,
            )
            .help("write `edition = 1`, or use a newer Chancery"),
        );
    }
    if let Some(url) = base_url {
        match absolute_url(&url.value) {
            Some(absolute) => config.base_url = Some(absolute),
            None => diagnostics.push(
                Diagnostic::new(
                    Rule::UnknownValue,
                    format!("{} is not where a site can be", quote(&url.value)),
                    &path,
                    url.range,
                )
                .help("write an address such as \"https://archive.example/\""),
            ),
        }
    }
    if let Some(name) = zone {
        match jiff::tz::TimeZone::get(&name.value) {
            Ok(zone) => config.zone = zone,
            Err(_) => diagnostics.push(
                Diagnostic::new(
                    Rule::UnknownValue,
                    format!("there is no time zone {}", quote(&name.value)),
                    &path,
                    name.range,
                )
                .help("write a name of the IANA data base such as \"Europe/Istanbul\""),
            ),
        }
    }
    config
}

/// Returns an http or https address with a slash at its end; `None` for anything else.
pub fn absolute_url(text: &str) -> Option<String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/%[]@".contains(&b);
    let whole = !host.is_empty() && !host.starts_with('/') && host.bytes().all(plain);
    whole.then(|| if text.ends_with('/') { text.to_owned() } else { format!("{text}/") })
}
