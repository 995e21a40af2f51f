//! The phase itself: sorts out withheld and duplicate records, then resolves names, threads,
//! contacts, links and mentions, in this order.

use std::collections::HashMap;
use std::sync::Arc;

use super::entities::resolve_names;
use super::withheld::{WithheldRecords, briefing_ids};
use super::{Archive, Audience, LinkedPage, NameMap, contacts, links, mentions, threads, zones};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Warned, quote};
use crate::id::Id;
use crate::record::{Briefing, Entity, Parsed, Record, Section, Withheld};
use crate::rules::{Rule, Severity};
use crate::source::{CONTENT, Sources};

/// Links the records of an archive, given in the order of its content files. The diagnostics begin
/// with those of the files; those that a file allows are left out.
pub fn link(
    mut parsed: Vec<Parsed>,
    sources: &Sources,
    config: &Config,
    audience: Audience,
) -> Warned<Archive> {
    let mut diagnostics: Vec<Diagnostic> =
        parsed.iter_mut().flat_map(|parsed| std::mem::take(&mut parsed.diagnostics)).collect();
    let mut withheld = WithheldRecords::default();
    let mut archive = Archive { zone: config.zone.clone(), ..Archive::default() };
    let zone = config.embargo_zone();
    let mut files: Vec<Arc<Entity>> = Vec::new();
    let mut briefings: Vec<Arc<Briefing>> = Vec::with_capacity(parsed.len());
    let mut allowed: HashMap<Arc<str>, Vec<Rule>> = HashMap::new();
    let mut first: NameMap<(Section, Id), Arc<str>> = NameMap::default();
    first.reserve(parsed.len());
    for (file, Parsed { record, known_as, body, .. }) in sources.below(CONTENT).iter().zip(parsed) {
        let Some(record) = record else {
            withheld.broken_paths.insert(file.path.clone());
            withheld.broken_ids.extend(known_as);
            withheld.broken.extend(body);
            continue;
        };
        if !record.head().common.allow.is_empty() {
            allowed.insert(record.head().path.clone(), record.head().common.allow.clone());
        }
        let Withheld { draft, until } = record.head().withheld;
        let embargoed = until.is_some_and(|until| {
            let until = until.timestamp(&zone);
            audience.at.is_none_or(|at| at.timestamp(&zone) < until)
        });
        if embargoed || (draft && !audience.drafts) {
            withheld.add(&record);
            continue;
        }
        let (path, key) =
            (record.head().path.clone(), (record.section(), record.head().id.clone()));
        if let Some(other) = first.get(&key) {
            withheld.broken_paths.insert(file.path.clone());
            diagnostics.push(
                Diagnostic::new(
                    Rule::DuplicateId,
                    format!("duplicate ID {}", quote(key.1.as_str())),
                    &path,
                    0..0,
                )
                .at(other, 0..0, "the other file")
                .help(
                    "rename one of the files: an ID is unique within its kind, whatever the folder",
                ),
            );
            continue;
        }
        first.insert(key, path);
        match record {
            Record::Home(record) => {
                archive.home = Some(LinkedPage::new(record));
            }
            Record::Page(record) => archive.pages.push(LinkedPage::new(record)),
            Record::Briefing(briefing) => briefings.push(briefing),
            Record::Entity(entity) => files.push(entity),
        }
    }
    briefings
        .sort_by_cached_key(|briefing| (briefing.date.exact_sort_key(), briefing.head.id.clone()));
    archive.pages.sort_by(|a, b| a.record.head.id.cmp(&b.record.head.id));

    resolve_names(&mut archive, briefings, files, &withheld, config, &mut diagnostics);
    let ids = briefing_ids(&archive);
    zones::report_skipped(&archive, &mut diagnostics);
    threads::resolve(&mut archive, &ids, &withheld, &mut diagnostics);
    contacts::find_pairs(&mut archive);
    links::resolve(&mut archive, &ids, sources, &withheld, &mut diagnostics);
    mentions::resolve(&mut archive, config.autolink, &mut diagnostics);
    diagnostics.retain(|diagnostic| {
        let place = diagnostic.locations.first();
        let allowed = place.and_then(|place| allowed.get(&place.path));
        let silent =
            diagnostic.rule.can_be_lowered() || diagnostic.rule.severity() != Severity::Error;
        !(silent && allowed.is_some_and(|rules| rules.contains(&diagnostic.rule)))
    });
    Warned { value: archive, diagnostics }
}
