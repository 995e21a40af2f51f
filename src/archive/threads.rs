//! Threads: the references of briefings to each other, such as to those that they follow or
//! replace. Each is recorded at both ends; circular ones are reported and removed.

use std::sync::Arc;

use rayon::prelude::*;

use super::withheld::WithheldRecords;
use super::{Archive, BriefingIndex, LinkedPage, NameMap, Node, SUGGESTIONS, Threads};
use crate::diagnostic::{Diagnostic, nearest, quote};
use crate::id::Id;
use crate::record::Section;
use crate::record::keys::Spanned;
use crate::record::model::Text;
use crate::rules::Rule;
use crate::text::fold;

/// A relation of a briefing to another.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Thread {
    Follows,
    Replaces,
    PartOf,
    Related,
    TranslationOf,
    /// The other met an outcome, given by its position.
    MetBy(usize),
}

/// A reference of a briefing to another.
struct ThreadReference<'a> {
    thread: Thread,
    from: usize,
    to: usize,
    path: &'a Arc<str>,
    name: &'a Text,
}

/// Resolves the references of briefings to each other by ID, and records each at both ends. Removes
/// references to withheld records.
pub(super) fn resolve(
    archive: &mut Archive,
    ids: &NameMap<Id, BriefingIndex>,
    withheld: &WithheldRecords,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let briefings = &archive.briefings;
    let all: Vec<(usize, Thread, &Text)> = briefings
        .par_iter()
        .enumerate()
        .flat_map_iter(|(from, briefing)| {
            named(briefing).map(move |(thread, name)| (from, thread, name))
        })
        .collect();
    let mut references: Vec<ThreadReference<'_>> = Vec::with_capacity(all.len());
    let mut suggestions = SUGGESTIONS;
    let mut left_out: Vec<(Node, usize)> = Vec::new();
    for (from, thread, name) in all {
        let path = &briefings[from].record.head.path;
        if let Some(to) = ids.get(name.value.as_str()) {
            references.push(ThreadReference { thread, from, to: to.get(), path, name });
            continue;
        }
        let place = Id::new(&name.value).map(|id| (Section::Briefing, id));
        if place.as_ref().is_some_and(|place| withheld.ids.contains(place)) {
            left_out.push((Node::Briefing(BriefingIndex::new(from)), name.range.start));
            diagnostics.push(withheld_reference(name, path, "that briefing"));
        } else if place.is_none_or(|place| !withheld.broken_ids.contains(&place)) {
            let compare = suggestions > 0;
            suggestions = suggestions.saturating_sub(1);
            let known = ids.keys().map(Id::as_str);
            let near = compare.then(|| nearest(&name.value, known)).flatten();
            diagnostics.push(nothing(name, path, near));
        }
    }
    for thread in [Thread::Follows, Thread::Replaces, Thread::PartOf, Thread::TranslationOf] {
        circles(&mut references, thread, briefings.len(), diagnostics);
    }
    let found: Vec<(Thread, usize, usize)> = references
        .into_iter()
        .map(|reference| (reference.thread, reference.from, reference.to))
        .collect();
    left_out.extend(withheld_translations(archive, withheld, diagnostics));
    for (node, at) in left_out {
        archive.remove_references(node, &|name| name.range.start == at);
    }
    for (thread, from, to) in &found {
        add(archive, *thread, *from, *to);
    }
    let mut joined: Vec<usize> = found.iter().flat_map(|(_, from, to)| [*from, *to]).collect();
    joined.sort_unstable();
    joined.dedup();
    for i in joined {
        let threads = &mut archive.briefings[i].threads;
        let Threads { followed_by, replaced_by, parts, related, translations, .. } = threads;
        for list in [followed_by, replaced_by, parts, related, translations] {
            list.sort_unstable();
            list.dedup();
        }
    }
}

/// Returns the references of a briefing as written.
fn named(briefing: &super::LinkedBriefing) -> impl Iterator<Item = (Thread, &Text)> {
    let keys = &briefing.record.keys;
    fn of(thread: Thread, names: &[Text]) -> impl Iterator<Item = (Thread, &Text)> {
        names.iter().map(move |name| (thread, name))
    }
    of(Thread::Follows, &keys.follows)
        .chain(of(Thread::Replaces, &keys.replaces))
        .chain(of(Thread::PartOf, keys.part_of.as_slice()))
        .chain(of(Thread::Related, &keys.related))
        .chain(of(Thread::TranslationOf, briefing.record.head.common.translation_of.as_slice()))
        .chain(
            keys.outcomes
                .iter()
                .enumerate()
                .filter_map(|(i, outcome)| Some((Thread::MetBy(i), outcome.met_by.as_ref()?))),
        )
}

/// Reports the entities and pages that translate a withheld one. Returns each with the byte at
/// which the reference begins.
fn withheld_translations(
    archive: &Archive,
    withheld: &WithheldRecords,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(Node, usize)> {
    let mut found = Vec::new();
    if withheld.paths.is_empty() {
        return found;
    }
    for node in archive.nodes() {
        let Some((head, _)) = archive.text_of(node) else { continue };
        let Some(name) = &head.common.translation_of else { continue };
        let is_withheld = match node {
            // A translation of a briefing is a thread.
            Node::Briefing(_) | Node::Home => false,
            Node::Entity(index) => {
                let kind = archive.entity(index).kind;
                archive.entity_of_id(kind, &name.value).is_none()
                    && archive.entities_named(kind, &name.value).is_empty()
                    && !withheld.names.get(kind, &fold(&name.value)).is_empty()
            }
            Node::Page(_) => {
                let is_page = |page: &LinkedPage| page.record.head.id.as_str() == name.value;
                !archive.pages.iter().any(is_page)
                    && Id::new(&name.value)
                        .is_some_and(|id| withheld.ids.contains(&(Section::Page, id)))
            }
        };
        if is_withheld {
            found.push((node, name.range.start));
            diagnostics.push(withheld_reference(name, &head.path, "that page"));
        }
    }
    found
}

fn withheld_reference(name: &Spanned<String>, path: &Arc<str>, of: &str) -> Diagnostic {
    let message = format!("{} is withheld and was left out", quote(&name.value));
    Diagnostic::new(Rule::WithheldReference, message, path, name.range.clone())
        .help(format!("it shows when {of} is published"))
}

fn nothing(name: &Spanned<String>, path: &Arc<str>, near: Option<&str>) -> Diagnostic {
    let message = format!("there is no briefing {}", quote(&name.value));
    let diagnostic = Diagnostic::new(Rule::BrokenThread, message, path, name.range.clone());
    match near {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")).fix(format!("\"{near}\"")),
        None => diagnostic.help("write the ID of a briefing: the name of its file without `.md`"),
    }
}

/// Reports every cycle of a thread once, at the reference that closes it, and removes that one.
fn circles(
    references: &mut Vec<ThreadReference<'_>>,
    thread: Thread,
    briefings: usize,
    diagnostics: &mut Vec<Diagnostic>,
) {
    if !references.iter().any(|reference| reference.thread == thread) {
        return;
    }
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); briefings];
    for (i, reference) in
        references.iter().enumerate().filter(|(_, reference)| reference.thread == thread)
    {
        next[reference.from].push(i);
    }
    let mut closing = vec![false; references.len()];
    // 0: not visited, 1: on the path, 2: done. There is no recursion, as a thread may be long.
    let mut state = vec![0_u8; briefings];
    for start in 0..briefings {
        if state[start] != 0 || next[start].is_empty() {
            continue;
        }
        state[start] = 1;
        let mut way: Vec<(usize, usize)> = vec![(start, 0)];
        while let Some((at, taken)) = way.last_mut() {
            let Some(&reference) = next[*at].get(*taken) else {
                state[*at] = 2;
                way.pop();
                continue;
            };
            *taken += 1;
            let to = references[reference].to;
            match state[to] {
                0 => {
                    state[to] = 1;
                    way.push((to, 0));
                }
                1 => closing[reference] = true,
                _ => {}
            }
            if closing[reference] {
                let first = way.iter().position(|(at, _)| *at == to).unwrap_or_default();
                let others = way[first..].iter().map(|(at, taken)| next[*at][taken - 1]);
                let others = others.filter(|other| *other != reference);
                diagnostics.push(circle(&references[reference], others.map(|i| &references[i])));
            }
        }
    }
    let mut closing = closing.into_iter();
    references.retain(|_| !closing.next().unwrap_or_default());
}

fn circle<'a>(
    closing: &ThreadReference<'_>,
    others: impl Iterator<Item = &'a ThreadReference<'a>>,
) -> Diagnostic {
    const SHOWN: usize = 4;
    let key = match closing.thread {
        Thread::Follows => "follows",
        Thread::Replaces => "replaces",
        Thread::PartOf => "part_of",
        Thread::TranslationOf => "translation_of",
        Thread::Related => "related",
        Thread::MetBy(_) => "met_by",
    };
    let message = if closing.from == closing.to {
        format!("`{key}` names the briefing itself")
    } else {
        format!("`{key}` leads in a circle")
    };
    let range = closing.name.range.clone();
    let diagnostic = Diagnostic::new(Rule::BrokenThread, message, closing.path, range);
    others
        .take(SHOWN)
        .fold(diagnostic, |diagnostic, other| {
            diagnostic.at(other.path, other.name.range.clone(), "by way of this")
        })
        .help("take away the one that is wrong")
}

fn add(archive: &mut Archive, thread: Thread, from: usize, to: usize) {
    let (of, other) = (BriefingIndex::new(from), BriefingIndex::new(to));
    let mut threads = |i: usize, change: &mut dyn FnMut(&mut Threads)| {
        change(&mut archive.briefings[i].threads);
    };
    match thread {
        Thread::Follows => {
            threads(from, &mut |t| t.follows.push(other));
            threads(to, &mut |t| t.followed_by.push(of));
        }
        Thread::Replaces => {
            threads(from, &mut |t| t.replaces.push(other));
            threads(to, &mut |t| t.replaced_by.push(of));
        }
        Thread::PartOf => {
            threads(from, &mut |t| t.part_of = Some(other));
            threads(to, &mut |t| t.parts.push(of));
        }
        Thread::Related if from != to => {
            threads(from, &mut |t| t.related.push(other));
            threads(to, &mut |t| t.related.push(of));
        }
        Thread::TranslationOf => {
            threads(from, &mut |t| t.translation_of = Some(other));
            threads(to, &mut |t| t.translations.push(of));
        }
        Thread::MetBy(outcome) => threads(from, &mut |t| t.met_by.push((outcome, other))),
        Thread::Related => {}
    }
}
