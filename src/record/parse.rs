//! Parse: a content file goes in, a record with locations and diagnostics comes out.
//!
//! Parsing knows no other file: a name is a text, a link is a target as written.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use toml::de::DeTable;

use super::date::{Date, DateError};
use super::forms::Language;
use super::front_matter::{explain_errors, split};
use super::keys::{KeyTable, Origin, Reader, Spanned, Toml, all_keys};
use super::model::{
    Alias, BriefingKeys, Common, HomeKeys, LangKeys, NameKeys, OutletKeys, PageKeys, Text,
};
use super::values::id_of_stem;
use super::{
    Briefing, Entity, EntityKind, Facts, Head, PageRecord, Parsed, Record, Section, Settings,
    Withheld,
};
use crate::diagnostic::{Diagnostic, nearest, quote};
use crate::id::{Id, slug};
use crate::markdown::Document;
use crate::markdown::render::{Surroundings, render};
use crate::rules::Rule;
use crate::source::CONTENT;
use crate::text::line_starts;

/// Reads one content file.
pub fn parse(path: &Arc<str>, text: &str, settings: Settings<'_>) -> Parsed {
    let mut diagnostics = Vec::new();
    let Some(section) = section_of(path, &mut diagnostics) else {
        return Parsed { record: None, known_as: None, body: None, diagnostics };
    };
    let stem =
        path.rsplit('/').next().and_then(|name| name.strip_suffix(".md")).unwrap_or_default();
    let id = match section {
        Section::Home => Id::new("home"),
        _ => id_of_stem(stem, path, &mut diagnostics),
    };
    let known_as = id.clone().map(|id| (section, id));
    let Some(front) = split(path, text, section, &mut diagnostics) else {
        return Parsed { record: None, known_as, body: None, diagnostics };
    };
    let toml = &text[front.toml.clone()];
    let (table, errors) = DeTable::parse_recoverable(toml);
    let origin = Origin { path, offset: front.toml.start };
    diagnostics.extend(explain_errors(&errors, toml, origin));
    let sources = source_ids(table.get_ref());
    let surroundings = Surroundings { sources: &sources, html: settings.html };
    let mut body = Some(render(path, text, front.body, surroundings, &mut diagnostics));
    // An invalid ID is an error already; the rest is read so that all mistakes are reported.
    let id = id.unwrap_or_else(|| Id::from_name_with_hash(stem));
    let mut of_keys = Vec::new();
    let mut reader = Reader::new(origin, settings.vocabularies, &mut of_keys);
    let own = Body { path, id, body: &mut body };
    let table = FrontMatter { table: table.get_ref(), range: 0..front.toml.start };
    let record = match section {
        Section::Home => home(table, &mut reader, own).map(Arc::new).map(Record::Home),
        Section::Briefing => briefing(table, &mut reader, own).map(Arc::new).map(Record::Briefing),
        Section::Entity(kind) => {
            entity(table, &mut reader, own, kind).map(Arc::new).map(Record::Entity)
        }
        Section::Page => page(table, &mut reader, own).map(Arc::new).map(Record::Page),
    };
    if errors.is_empty() {
        diagnostics.append(&mut of_keys);
        return Parsed {
            record,
            known_as,
            body: body.map(|body| (path.clone(), body)),
            diagnostics,
        };
    }
    // The recovered table has empty values in place of broken ones, and may miss keys: nothing is
    // reported on lines that are broken, or on keys that seem to be missing.
    let lines = line_starts(text);
    let line = |diagnostic: &Diagnostic| {
        let at = diagnostic.locations.first().map_or(0, |place| place.range.start);
        lines.partition_point(|first| *first <= at)
    };
    let broken: BTreeSet<usize> = diagnostics.iter().map(line).collect();
    of_keys.retain(|diagnostic| {
        diagnostic.rule != Rule::MissingKey && !broken.contains(&line(diagnostic))
    });
    diagnostics.append(&mut of_keys);
    let body = body.or_else(|| record.and_then(Record::into_body)).map(|body| (path.clone(), body));
    Parsed { record: None, known_as, body, diagnostics }
}

/// Returns the IDs of a briefing's sources, in their order, which its footnotes may cite; empty for
/// a source without one.
fn source_ids<'a>(table: &'a DeTable<'_>) -> Vec<&'a str> {
    let sources = table.get("sources").and_then(|sources| sources.get_ref().as_array());
    let id = |source: &'a Toml<'_>| source.get_ref().as_table()?.get("id")?.get_ref().as_str();
    let ids = sources.into_iter().flatten().map(id);
    ids.map(|id| id.filter(|id| slug(id) == *id).unwrap_or_default()).collect()
}

/// Returns the section of a content file; reports a file that is in none.
pub(crate) fn section_of(path: &Arc<str>, diagnostics: &mut Vec<Diagnostic>) -> Option<Section> {
    let below = path.strip_prefix(CONTENT).unwrap_or(path);
    if below == "index.md" {
        return Some(Section::Home);
    }
    let folder = below.split_once('/').map_or("", |(folder, _)| folder);
    let section = Section::all().find(|section| section.folder() == folder);
    if section.is_none() {
        let folders = || Section::all().map(Section::folder);
        let help = match nearest(folder, folders()) {
            Some(near) => format!("did you mean `{CONTENT}{near}/`?"),
            None => format!("put it into one of: {}", folders().collect::<Vec<_>>().join(", ")),
        };
        let message = format!("{} is in no folder of the content model", quote(path));
        diagnostics.push(Diagnostic::new(Rule::InvalidPath, message, path, 0..0).help(help));
    }
    section
}

/// The front matter of a file.
struct FrontMatter<'a> {
    table: &'a DeTable<'a>,
    /// The range that is underlined if a key is missing.
    range: Range<usize>,
}

impl FrontMatter<'_> {
    fn read<T: KeyTable>(self, reader: &mut Reader<'_>) -> Option<T> {
        reader.file(self.table, self.range)
    }
}

/// The data of a record beside its keys. The body is taken once the record can be made.
struct Body<'a> {
    path: &'a Arc<str>,
    id: Id,
    body: &'a mut Option<Document>,
}

impl Body<'_> {
    /// Creates the data that every kind of record has. A withdrawn record has no body and no
    /// summary.
    fn head(self, title: Text, mut common: Common, lang: Option<Language>) -> Option<Head> {
        let withheld = Withheld { draft: common.draft.unwrap_or_default(), until: common.embargo };
        let mut body = self.body.take()?;
        if common.withdrawn.is_some() {
            body = Document::default();
            common.summary = None;
        }
        Some(Head {
            path: self.path.clone(),
            id: self.id,
            title,
            lang: lang.map(|lang| lang.0),
            common,
            withheld,
            body,
        })
    }
}

fn home(table: FrontMatter<'_>, reader: &mut Reader<'_>, body: Body<'_>) -> Option<PageRecord> {
    let ((common, lang), keys): ((Common, LangKeys), HomeKeys) = table.read(reader)?;
    let title = keys.title.unwrap_or_else(|| Spanned::new(String::new(), 0..0));
    body.head(title, common, lang.lang).map(|head| PageRecord { head })
}

fn page(table: FrontMatter<'_>, reader: &mut Reader<'_>, body: Body<'_>) -> Option<PageRecord> {
    let ((common, lang), keys): ((Common, LangKeys), PageKeys) = table.read(reader)?;
    body.head(keys.title, common, lang.lang).map(|head| PageRecord { head })
}

fn briefing(table: FrontMatter<'_>, reader: &mut Reader<'_>, body: Body<'_>) -> Option<Briefing> {
    let ((common, lang), mut keys): ((Common, LangKeys), BriefingKeys) = table.read(reader)?;
    let start = &keys.date;
    let date = match &keys.end_date {
        None => start.value.clone(),
        Some(end) => Date::period(&start.value, &end.value).unwrap_or_else(|DateError(message)| {
            let message = format!("`end_date` is not a date to end on: {message}");
            let help =
                "write two single dates, the later one as `end_date`, or one interval as `date`";
            end_before_start(reader, message, &end.range, &start.range, help);
            start.value.clone()
        }),
    };
    check_claims(&keys, reader);
    let head = body.head(keys.title.clone(), common, lang.lang)?;
    if head.common.withdrawn.is_some() {
        keys.agenda.clear();
        keys.outcomes.clear();
        keys.claims.clear();
        keys.documents.clear();
        keys.sources.clear();
    }
    Some(Briefing { head, date, keys })
}

fn entity(
    table: FrontMatter<'_>,
    reader: &mut Reader<'_>,
    body: Body<'_>,
    kind: EntityKind,
) -> Option<Entity> {
    type Of<T> = (((Common, LangKeys), NameKeys), T);
    type Read = (Common, LangKeys, NameKeys, Facts);
    fn of<T>((((common, lang), names), keys): Of<T>, facts: fn(T) -> Facts) -> Read {
        (common, lang, names, facts(keys))
    }
    let (common, lang, names, facts) = match kind {
        EntityKind::Person => of(table.read::<Of<_>>(reader)?, Facts::Person),
        EntityKind::Organization => of(table.read::<Of<_>>(reader)?, Facts::Organization),
        EntityKind::Venue => of(table.read::<Of<_>>(reader)?, |keys| Facts::Venue(Box::new(keys))),
        EntityKind::Series => of(table.read::<Of<_>>(reader)?, Facts::Series),
        EntityKind::Topic => of(table.read::<Of<_>>(reader)?, Facts::Topic),
        // An outlet's `lang` is the language that it publishes in.
        EntityKind::Outlet => {
            let ((common, names), keys): ((Common, NameKeys), OutletKeys) = table.read(reader)?;
            (common, LangKeys { lang: None }, names, Facts::Outlet(keys))
        }
    };
    for (key, (from, to)) in
        facts.periods().into_iter().chain(names.aliases.iter().map(Alias::period))
    {
        if let (Some(from), Some(to)) = (from, to)
            && let (Some(end), Some(start)) = (to.value.bounds().1, from.value.bounds().0)
            && end < start
        {
            let message = format!("`{key}` is before the beginning");
            end_before_start(reader, message, &to.range, &from.range, "is one of them mistyped?");
        }
    }
    let head = body.head(names.name.clone(), common, lang.lang)?;
    Some(Entity { head, kind, names, facts })
}

/// Reports an end that is before its beginning, with the location of both.
fn end_before_start(
    reader: &mut Reader<'_>,
    message: String,
    end: &Range<usize>,
    start: &Range<usize>,
    help: &str,
) {
    let path = reader.origin.path;
    let diagnostic = reader.report(Rule::EndBeforeStart, message, end.clone());
    *diagnostic = diagnostic.clone().help(help).at(path, start.clone(), "it begins here");
}

/// Reports duplicate source IDs, and claims that refer to a source or key that does not exist.
fn check_claims(keys: &BriefingKeys, reader: &mut Reader<'_>) {
    let mut ids: BTreeMap<&str, &Range<usize>> = BTreeMap::new();
    for id in keys.sources.iter().filter_map(|source| source.id.as_ref()) {
        let Some(first) = ids.insert(&id.value.0, &id.range) else { continue };
        let path = reader.origin.path;
        let message = format!("two sources have the ID {}", quote(&id.value.0));
        let diagnostic = reader.report(Rule::DuplicateId, message, id.range.clone());
        *diagnostic = diagnostic
            .clone()
            .at(path, first.clone(), "the first is here")
            .help("give one of them another ID");
        ids.insert(&id.value.0, first);
    }
    for claim in &keys.claims {
        for cited in &claim.sources {
            if ids.contains_key(cited.value.as_str()) {
                continue;
            }
            let message = format!("there is no source {}", quote(&cited.value));
            let help = match nearest(&cited.value, ids.keys().copied()) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None if ids.is_empty() => "give a source of this briefing an `id`".into(),
                None => {
                    let ids: Vec<&str> = ids.keys().copied().take(8).collect();
                    format!("the sources of this briefing are {}", ids.join(", "))
                }
            };
            reader.report(Rule::BrokenLink, message, cited.range.clone()).help = Some(help);
        }
        if let Some(field) = &claim.field {
            let known = all_keys::<BriefingKeys>();
            if !known.iter().any(|key| key.name == field.value) {
                let near = nearest(&field.value, known.iter().map(|key| key.name));
                let message = format!("there is no key {}", quote(&field.value));
                reader.report(Rule::UnknownValue, message, field.range.clone()).help =
                    Some(match near {
                        Some(near) => format!("did you mean \"{near}\"?"),
                        None => "write the key of the briefing that the claim speaks to, such as \"duration\"".into(),
                    });
            }
        }
    }
}
