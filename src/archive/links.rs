//! Links in texts: resolves the IDs, names, files and headings that they lead to.

use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::withheld::WithheldRecords;
use super::{
    Archive, Backlink, BriefingIndex, Destination, EntityIndex, LinkedEntity, Linking, NameMap,
    Node, SUGGESTIONS,
};
use crate::diagnostic::{Diagnostic, nearest, quote};
use crate::id::{Id, slug};
use crate::markdown::{Document, Link, LinkTarget, permalink};
use crate::record::model::Text;
use crate::record::{EntityKind, Section};
use crate::rules::Rule;
use crate::source::{CONTENT, STATIC, Sources};
use crate::text::fold;

/// Resolves all links of all texts, and records each at the page that it leads to; resolves the
/// files of documents and pictures.
pub(super) fn resolve(
    archive: &mut Archive,
    ids: &NameMap<Id, BriefingIndex>,
    sources: &Sources,
    withheld: &WithheldRecords,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let nodes = archive.nodes();
    let (resolved, files) = {
        let targets = Targets {
            archive,
            ids,
            sources,
            withheld,
            entities: OnceLock::new(),
            paths: OnceLock::new(),
        };
        let texts = withheld.broken.iter().map(|(path, text)| targets.of_text(None, path, text).1);
        let mut broken: Vec<Broken> = texts.flatten().collect();
        let found: Vec<(Vec<Destination>, Vec<Broken>)> =
            nodes.par_iter().map(|node| targets.of_node(*node)).collect();
        let (resolved, mistakes): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        broken.extend(mistakes.into_iter().flatten());
        let files = targets.files(&mut broken);
        // In the order of the pages, so that each run takes the same ones.
        broken.iter_mut().take(SUGGESTIONS).for_each(|broken| targets.suggest(broken));
        diagnostics.extend(broken.into_iter().map(|broken| broken.diagnostic));
        (resolved, files)
    };
    for (node, at) in files.withheld {
        archive.remove_references(node, &|name| name.range.start == at);
    }
    for (node, file) in files.found {
        archive.files.extend(file.clone());
        match node {
            Node::Briefing(index) => archive.briefings[index.get()].files.push(file),
            Node::Entity(index) => archive.entities[index.get()].image = file,
            Node::Home | Node::Page(_) => {}
        }
    }
    for (node, destinations) in nodes.into_iter().zip(resolved) {
        for (i, destination) in destinations.iter().enumerate() {
            match destination {
                Destination::Node(to, _) if *to != node => {
                    let i = u32::try_from(i).expect("fewer links than 2^32 in a text");
                    if let Some(backlinks) = archive.backlinks_mut(*to) {
                        backlinks.push(Backlink { from: node, link: Linking::Link(i) });
                    }
                }
                Destination::File(path) => _ = archive.files.insert(path.clone()),
                Destination::Node(..) | Destination::LeftOut => {}
            }
        }
        if destinations.is_empty() {
            continue;
        }
        match node {
            Node::Home => {
                archive.home.iter_mut().for_each(|page| page.links = destinations.clone())
            }
            Node::Briefing(index) => archive.briefings[index.get()].links = destinations,
            Node::Entity(index) => archive.entities[index.get()].links = destinations,
            Node::Page(index) => archive.pages[index as usize].links = destinations,
        }
    }
}

/// Returns the path of an entity's picture as written, and the entity's file.
fn image(entity: &LinkedEntity) -> Option<(&Text, &Arc<str>)> {
    let record = entity.record.as_ref()?;
    Some((&record.names.image.as_ref()?.file, &record.head.path))
}

/// The reason why a link leads nowhere.
enum Mistake {
    /// It is broken.
    Broken(Box<Broken>),
    /// It leads to what is withheld.
    Withheld(Box<Diagnostic>),
    /// The record that it leads to has a mistake, which is reported there.
    Reported,
}

impl Mistake {
    fn into_broken(self) -> Option<Broken> {
        match self {
            Self::Broken(broken) => Some(*broken),
            Self::Withheld(diagnostic) => Some(Broken { diagnostic: *diagnostic, meant: None }),
            Self::Reported => None,
        }
    }
}

/// A broken link.
struct Broken {
    diagnostic: Diagnostic,
    meant: Option<Meant>,
}

/// The thing to look for in place of a broken target.
enum Meant {
    /// An ID or a name.
    Name(String),
    /// A file, by the path that was looked for.
    File(String),
}

impl Broken {
    fn alone(diagnostic: Diagnostic) -> Mistake {
        Mistake::Broken(Box::new(Self { diagnostic, meant: None }))
    }
}

/// The files that front matter names.
#[derive(Default)]
struct Files {
    /// The file of each document and picture; none where the path leads to no file.
    found: Vec<(Node, Option<Arc<str>>)>,
    /// The documents and pictures that are withheld, by the byte at which the path begins.
    withheld: Vec<(Node, usize)>,
}

/// Everything that links can lead to.
struct Targets<'a> {
    archive: &'a Archive,
    ids: &'a NameMap<Id, BriefingIndex>,
    sources: &'a Sources,
    withheld: &'a WithheldRecords,
    /// The entities by kind and ID. This and the next are made when they are first needed.
    entities: OnceLock<[NameMap<&'a str, EntityIndex>; EntityKind::ALL.len()]>,
    /// The pages by their files.
    paths: OnceLock<NameMap<&'a str, Node>>,
}

impl<'a> Targets<'a> {
    /// Returns the page that is made from a file.
    fn of_file(&self, path: &str) -> Option<Node> {
        let paths = self.paths.get_or_init(|| {
            let nodes = self.archive.nodes().into_iter();
            nodes.filter_map(|node| Some((&*self.archive.text_of(node)?.0.path, node))).collect()
        });
        paths.get(path).copied()
    }

    /// Returns the entity of a kind that has an ID.
    fn entity_of_id(&self, kind: EntityKind, id: &str) -> Option<EntityIndex> {
        let by_id = |kind| -> NameMap<&'a str, EntityIndex> {
            let of_kind = self.archive.of_kind(kind);
            of_kind.map(|(index, entity)| (entity.id.as_str(), index)).collect()
        };
        let entities = self.entities.get_or_init(|| EntityKind::ALL.map(by_id));
        entities[kind as usize].get(id).copied()
    }

    /// Returns the page of a section that has an ID.
    fn of_id(&self, section: Section, id: &str) -> Option<Node> {
        match section {
            Section::Home => None,
            Section::Briefing => self.ids.get(id).copied().map(Node::Briefing),
            Section::Entity(kind) => self.entity_of_id(kind, id).map(Node::Entity),
            Section::Page => {
                let pages = &self.archive.pages;
                let found = pages.binary_search_by(|page| page.record.head.id.as_str().cmp(id));
                let place = u32::try_from(found.ok()?).expect("fewer pages than 2^32");
                Some(Node::Page(place))
            }
        }
    }

    /// Resolves the files of the documents of briefings, in their order, and of the pictures of
    /// entities.
    fn files(&self, broken: &mut Vec<Broken>) -> Files {
        let mut files = Files::default();
        for (index, briefing) in self.archive.in_time() {
            let record = &briefing.record;
            for document in &record.keys.documents {
                let node = Node::Briefing(index);
                self.add_file(node, &document.file, &record.head.path, &mut files, broken);
            }
        }
        for (i, entity) in self.archive.entities.iter().enumerate() {
            if let Some((text, path)) = image(entity) {
                let node = Node::Entity(EntityIndex::new(i));
                self.add_file(node, text, path, &mut files, broken);
            }
        }
        files
    }

    fn add_file(
        &self,
        node: Node,
        text: &Text,
        path: &Arc<str>,
        files: &mut Files,
        broken: &mut Vec<Broken>,
    ) {
        let link = Link {
            target: LinkTarget::Path(text.value.clone(), None),
            image: true,
            range: text.range.clone(),
            has_text: false,
            place: 0..0,
        };
        match self.of_path(&text.value, &link, path) {
            Ok(Destination::File(file)) => files.found.push((node, Some(file))),
            Ok(_) => files.found.push((node, None)),
            Err(mistake) => {
                match mistake {
                    Mistake::Withheld(_) => files.withheld.push((node, text.range.start)),
                    Mistake::Broken(_) | Mistake::Reported => files.found.push((node, None)),
                }
                broken.extend(mistake.into_broken());
            }
        }
    }

    /// Resolves the links of a page's text.
    fn of_node(&self, node: Node) -> (Vec<Destination>, Vec<Broken>) {
        match self.archive.text_of(node) {
            Some((head, _)) => self.of_text(Some(node), &head.path, &head.body),
            None => (Vec::new(), Vec::new()),
        }
    }

    /// Resolves the links of a text. The text of a file with mistakes has no page.
    fn of_text(
        &self,
        node: Option<Node>,
        path: &Arc<str>,
        text: &Document,
    ) -> (Vec<Destination>, Vec<Broken>) {
        let mut mistakes = Vec::new();
        let of_link = |link: &Link| {
            self.of_link(node, path, text, link).unwrap_or_else(|mistake| {
                mistakes.extend(mistake.into_broken());
                Destination::LeftOut
            })
        };
        (text.links.iter().map(of_link).collect(), mistakes)
    }

    /// Resolves a link.
    fn of_link(
        &self,
        from: Option<Node>,
        path: &Arc<str>,
        text: &Document,
        link: &Link,
    ) -> Result<Destination, Mistake> {
        let (node, anchor) = match &link.target {
            LinkTarget::Anchor(anchor) => (from, Some(anchor)),
            LinkTarget::Name(name, anchor) => {
                (Some(self.of_name(name, link, path)?), anchor.as_ref())
            }
            LinkTarget::Path(written, anchor) => match self.of_path(written, link, path)? {
                Destination::Node(node, _) => (Some(node), anchor.as_ref()),
                other => return Ok(other),
            },
        };
        let meant = match (&link.target, node.and_then(|node| self.archive.text_of(node))) {
            (LinkTarget::Anchor(_), _) => Some(text),
            (_, other) => other.map(|(head, _)| &head.body),
        };
        let anchor = match anchor.filter(|anchor| !anchor.is_empty()) {
            Some(anchor) => Some(place_in(meant, anchor, link, path)?),
            None => None,
        };
        Ok(node.map_or(Destination::LeftOut, |node| Destination::Node(node, anchor)))
    }

    fn of_name(&self, written: &str, link: &Link, path: &Arc<str>) -> Result<Node, Mistake> {
        let (section, name) = match written.split_once('/') {
            Some((folder, rest)) => match Section::all().find(|section| section.folder() == folder)
            {
                Some(section) => (Some(section), rest),
                None => (None, written),
            },
            None => (None, written),
        };
        let name = name.trim();
        let allowed = |of: Section| section.is_none_or(|section| section == of);
        let sections = Section::all().filter(|section| allowed(*section));
        let mut found: Vec<Node> =
            sections.filter_map(|section| self.of_id(section, name)).collect();
        found.sort_unstable();
        let mut withheld_too = false;
        if found.is_empty() {
            let kinds = EntityKind::ALL.into_iter();
            let folded = fold(name);
            for kind in kinds.filter(|kind| allowed(Section::Entity(*kind))) {
                let named = self.archive.names.get(kind, &folded).iter();
                found.extend(named.copied().map(Node::Entity));
                withheld_too |= !self.withheld.names.get(kind, &folded).is_empty();
            }
        }
        match found[..] {
            [node] => Ok(node),
            [] if withheld_too => Err(withheld_link(link, path)),
            [] => Err(self.not_found(section, name, written, link, path)),
            _ => {
                let mut diagnostic = Diagnostic::new(
                    Rule::AmbiguousName,
                    format!("{} is a name of {} pages", quote(written), found.len()),
                    path,
                    link.range.clone(),
                );
                let mut ways: Vec<String> = Vec::new();
                for node in &found {
                    if let Node::Entity(index) = node {
                        let entity = self.archive.entity(*index);
                        ways.push(format!("`[[{}/{}]]`", entity.kind.folder(), entity.id));
                        if let Some(record) = &entity.record {
                            diagnostic = diagnostic.at(
                                &record.head.path,
                                record.head.title.range.clone(),
                                "",
                            );
                        }
                    } else if let Some((head, _)) = self.archive.text_of(*node) {
                        let folder =
                            if matches!(node, Node::Briefing(_)) { "briefings" } else { "pages" };
                        ways.push(format!("`[[{folder}/{}]]`", head.id));
                    }
                }
                Err(Broken::alone(diagnostic.help(format!("write {}", ways.join(" or ")))))
            }
        }
    }

    /// Returns why a name leads nowhere: its record is withheld, has a mistake, or does not exist.
    fn not_found(
        &self,
        section: Option<Section>,
        name: &str,
        written: &str,
        link: &Link,
        path: &Arc<str>,
    ) -> Mistake {
        let among = |ids: &BTreeSet<(Section, Id)>| {
            let sections =
                section.map_or_else(|| Section::all().collect(), |section| vec![section]);
            Id::new(name).is_some_and(|id| {
                sections.into_iter().any(|section| ids.contains(&(section, id.clone())))
            })
        };
        if among(&self.withheld.ids) {
            return withheld_link(link, path);
        }
        if among(&self.withheld.broken_ids) {
            return Mistake::Reported;
        }
        let message = format!("there is no page {}", quote(written));
        let diagnostic = Diagnostic::new(Rule::BrokenLink, message, path, link.range.clone()).help(
            "write the ID or a name of a briefing, person, organization, venue, series, topic or page",
        );
        Mistake::Broken(Box::new(Broken { diagnostic, meant: Some(Meant::Name(name.to_owned())) }))
    }

    /// Adds a suggestion to a broken link.
    fn suggest(&self, broken: &mut Broken) {
        let help = match &broken.meant {
            None => return,
            Some(Meant::Name(name)) => {
                let briefings = self.ids.keys().map(Id::as_str);
                let entities = self.archive.entities.iter();
                let entities = entities.flat_map(|entity| [entity.id.as_str(), &entity.name]);
                let pages = self.archive.pages.iter().map(|page| page.record.head.id.as_str());
                let all = briefings.chain(entities).chain(pages);
                nearest(name, all).map(|near| format!("did you mean `[[{near}]]`?"))
            }
            Some(Meant::File(target)) => {
                let (folder, name) = target.split_at(target.rfind('/').map_or(0, |at| at + 1));
                let texts = self.sources.below(folder).iter().map(|file| &*file.path);
                let others = (Bound::Included(folder), Bound::Unbounded);
                let others = self.sources.others().range::<str, _>(others).map(|file| &**file);
                let others = others.take_while(|file| file.starts_with(folder));
                let beside = texts.chain(others).filter_map(|file| file.strip_prefix(folder));
                nearest(name, beside.filter(|name| !name.contains('/')))
                    .map(|near| format!("did you mean `{near}`, beside it?"))
            }
        };
        if let Some(help) = help {
            broken.diagnostic = broken.diagnostic.clone().help(help);
        }
    }

    fn of_path(&self, written: &str, link: &Link, path: &Arc<str>) -> Result<Destination, Mistake> {
        let broken = |message: String, help: String| {
            Err(Broken::alone(
                Diagnostic::new(Rule::BrokenLink, message, path, link.range.clone()).help(help),
            ))
        };
        let target = match written.strip_prefix('/') {
            Some(below) => join(STATIC, below),
            None => {
                let folder = path.rfind('/').map_or("", |at| &path[..=at]);
                join(folder, written)
            }
        };
        let Some(target) =
            target.filter(|target| target.starts_with(CONTENT) || target.starts_with(STATIC))
        else {
            return broken(
                format!("{} leads out of `content/`", quote(written)),
                "what is published lies in `content/` or `static/`".into(),
            );
        };
        if let Some(node) = self.of_file(&target) {
            if link.image {
                return broken(
                    format!("{} is a page, not an image", quote(written)),
                    "take away the `!` to link to it".into(),
                );
            }
            return Ok(Destination::Node(node, None));
        }
        if self.withheld.paths.contains(target.as_str()) {
            return Err(withheld_link(link, path));
        }
        if self.withheld.broken_paths.contains(target.as_str()) {
            return Err(Mistake::Reported);
        }
        if let Some(file) = self.sources.others().get(target.as_str()) {
            return Ok(Destination::File(file.clone()));
        }
        let message = format!("there is no file {}", quote(written));
        let diagnostic = Diagnostic::new(Rule::BrokenLink, message, path, link.range.clone())
            .help(format!("it was looked for at {}", quote(&target)));
        Err(Mistake::Broken(Box::new(Broken { diagnostic, meant: Some(Meant::File(target)) })))
    }
}

/// Returns the ID of the paragraph or heading that an anchor means.
fn place_in(
    text: Option<&Document>,
    anchor: &str,
    link: &Link,
    path: &Arc<str>,
) -> Result<String, Mistake> {
    if text.is_some_and(|text| text.has_permalink(anchor)) {
        return Ok(anchor.to_owned());
    }
    if let Some(heading) = text.and_then(|text| text.heading(anchor)) {
        return Ok(heading.id.clone());
    }
    if anchor.starts_with(permalink::START) {
        let message =
            format!("there is no paragraph {} on that page", quote(&format!("#{anchor}")));
        let diagnostic = Diagnostic::new(Rule::BrokenAnchor, message, path, link.range.clone());
        return Err(Broken::alone(diagnostic.help(
            "the ID of a paragraph is made of its words, and changes with them: copy the link again",
        )));
    }
    let made = slug(anchor);
    let headings = text.map_or(&[][..], |text| &text.headings);
    let message = format!("there is no heading {} on that page", quote(&format!("#{anchor}")));
    // A thousand broken links to a page of a thousand headings would be compared a million times.
    let compared = headings.iter().take(SUGGESTIONS).map(|heading| heading.id.as_str());
    let help = match nearest(&made, compared) {
        Some(near) => format!("did you mean `#{near}`?"),
        None if headings.is_empty() => "the page has no headings: link to the page alone".into(),
        None => {
            let ids = headings.iter().take(8).map(|heading| format!("`#{}`", heading.id));
            format!("its headings are {}", ids.collect::<Vec<_>>().join(", "))
        }
    };
    let diagnostic = Diagnostic::new(Rule::BrokenAnchor, message, path, link.range.clone());
    Err(Broken::alone(diagnostic.help(help)))
}

fn withheld_link(link: &Link, path: &Arc<str>) -> Mistake {
    let diagnostic = Diagnostic::new(
        Rule::WithheldReference,
        "this links to a withheld page and was left out",
        path,
        link.range.clone(),
    );
    Mistake::Withheld(Box::new(diagnostic.help("it shows when that page is published")))
}

/// Resolves a relative path from a folder; `None` if it leads above the root.
fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
