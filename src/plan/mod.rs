//! Plan: the archive goes in; every output file comes out, with its path and what is to be in it.
//!
//! URLs are decided here and nowhere else. How a page looks is not known here: a page is a typed
//! view ([`view`]), made when it is rendered.

pub(crate) mod listing;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

use crate::archive::{
    Archive, BriefingIndex, EntityIndex, LinkedBriefing, LinkedEntity, NameMap, Node, PairIndex,
    Point,
};
use crate::collation::{Collation, Letter};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, quote};
use crate::format::File;
use crate::format::tables::TABLES;
use crate::id::{Id, slug};
use crate::output::path::OutputPath;
use crate::record::EntityKind;
use crate::record::keys::Spanned;
use crate::rules::Rule;
use crate::source::{CONTENT, STATIC, Sources};
use crate::text::{has_byte, percent_decode};
pub use listing::Stretch;
use listing::{Calendar, LONGEST_LIST};

/// Every output file of an archive, by path.
pub struct Plan<'a> {
    pub(crate) archive: &'a Archive,
    pub(crate) sources: &'a Sources,
    pub(crate) calendar: Calendar,
    /// The files, sorted by path, each path but once.
    pub outputs: Vec<Output>,
    /// Every index of people, venues and so on, as it is parted.
    pub(crate) indexes: BTreeMap<EntityKind, Index>,
    /// The place of each entity among all, by name.
    ranks: Vec<u32>,
    pub(crate) all: Vec<BriefingIndex>,
    /// The outcomes that are still open.
    pub(crate) open_outcomes: Vec<Point>,
    /// The paths of the pages that are linked most, made once.
    briefing_paths: Vec<OutputPath>,
    entity_paths: Vec<OutputPath>,
}

/// A file to be written.
#[derive(Debug)]
pub struct Output {
    /// Where.
    pub path: OutputPath,
    /// What.
    pub content: Content,
}

/// What is to be in a file.
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
    EntityPart(EntityIndex, Stretch),
    /// `between/A--B.html`
    Pair(PairIndex),
    /// `between/A--B/2014.html`: a part of a long list.
    PairPart(PairIndex, Stretch),
    /// `between/index.html`
    Pairs,
    /// `outcomes.html`
    Outcomes,
    /// `sources.html`
    Sources,
    /// `years/2014.html`, `months/2014-03.html`, `days/2014-03-09.html`
    Calendar(Stretch),
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

/// An index of entities, sorted by name and grouped by initial.
pub(crate) struct Index {
    pub(crate) letters: Vec<(String, Vec<EntityIndex>)>,
    pub(crate) parted: bool,
}

impl Index {
    /// Files the entities of a kind, which are in the order of their names.
    fn new(
        archive: &Archive,
        kind: EntityKind,
        by_name: &[EntityIndex],
        collation: &Collation,
    ) -> Self {
        let of_kind = by_name.iter().filter(|index| archive.entity(**index).kind == kind);
        let parted = of_kind.clone().count() > LONGEST_LIST;
        let mut letters: Vec<(String, Vec<EntityIndex>)> = Vec::new();
        let mut other: Vec<EntityIndex> = Vec::new();
        let mut places: HashMap<Vec<u8>, usize> = HashMap::new();
        // Many names begin alike.
        let mut known: HashMap<String, Option<Letter>> = HashMap::new();
        for index in of_kind {
            let start = archive.entity(*index).sort_name().nfc().take(2).collect();
            let letter = known.entry(start).or_insert_with_key(|start| collation.letter(start));
            // What begins with no letter, in figures say, goes into one group at the end.
            let Some(Letter { label, key }) = letter else {
                other.push(*index);
                continue;
            };
            let place = *places.entry(key.clone()).or_insert_with(|| {
                letters.push((label.clone(), Vec::new()));
                letters.len() - 1
            });
            let (shown, filed) = &mut letters[place];
            // Of two ways to write a letter, Å and Aa, the shorter stands for both.
            if label.len() < shown.len() {
                shown.clone_from(label);
            }
            filed.push(*index);
        }
        if !other.is_empty() {
            letters.push((String::new(), other));
        }
        Self { letters, parted }
    }
}

/// Returns all entities in the order of their names in a language. The order of entities, by ID,
/// decides between equal names.
fn by_name(archive: &Archive, collation: &Collation) -> Vec<EntityIndex> {
    let mut sorted: Vec<(Vec<u8>, EntityIndex)> = archive
        .entities
        .par_iter()
        .enumerate()
        .map(|(i, entity)| (collation.key(entity.sort_name()), EntityIndex::new(i)))
        .collect();
    sorted.par_sort_unstable();
    sorted.into_iter().map(|(_, index)| index).collect()
}

impl<'a> Plan<'a> {
    /// Plans the site of an archive, with its names in the order of a language. Paths that collide
    /// are mistakes.
    pub fn new(
        archive: &'a Archive,
        sources: &'a Sources,
        config: &Config,
        assets: &[(OutputPath, Arc<[u8]>)],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let calendar = Calendar::new(archive);
        let all: Vec<BriefingIndex> = archive.in_time().map(|(index, _)| index).collect();
        let collation = Collation::new(&config.lang);
        let by_name = by_name(archive, &collation);
        let index = |kind| (kind, Index::new(archive, kind, &by_name, &collation));
        let indexes = EntityKind::ALL.into_iter().map(index).collect();
        let mut ranks = vec![0; by_name.len()];
        (0..).zip(&by_name).for_each(|(rank, index)| ranks[index.get()] = rank);
        let briefing_path = |briefing: &LinkedBriefing| {
            page_path(&format!("briefings/{}.html", briefing.record.head.id))
        };
        let entity_path = |entity: &LinkedEntity| {
            page_path(&format!("{}/{}.html", entity.kind.folder(), entity.id))
        };
        let mut plan = Self {
            archive,
            sources,
            calendar,
            outputs: Vec::new(),
            indexes,
            ranks,
            all,
            open_outcomes: archive.open_outcomes(),
            briefing_paths: archive.briefings.par_iter().map(briefing_path).collect(),
            entity_paths: archive.entities.par_iter().map(entity_path).collect(),
        };
        let pages = plan.pages();
        let mut planned: Vec<Planned> = pages
            .into_iter()
            .map(|page| Planned::new(plan.path(page), Content::Page(page)))
            .collect();
        planned.extend(
            assets
                .iter()
                .map(|(path, bytes)| Planned::new(path.clone(), Content::Bytes(bytes.clone()))),
        );
        if config.outputs.search {
            planned.push(Planned::new(plan.path(Page::Search), Content::Page(Page::Search)));
        }
        plan.free_pages(&mut planned);
        plan.formats(sources, config, &mut planned);
        plan.files(sources, &mut planned, diagnostics);
        plan.redirects(&mut planned, diagnostics);
        plan.outputs = without_collisions(planned, diagnostics);
        plan
    }

    /// Returns the archive that is planned.
    pub fn archive(&self) -> &'a Archive {
        self.archive
    }

    /// Returns the files that the archive was read from.
    pub(crate) fn sources(&self) -> &'a Sources {
        self.sources
    }

    /// Returns the place of an entity among all, by name.
    pub(crate) fn rank(&self, index: EntityIndex) -> u32 {
        self.ranks[index.get()]
    }

    /// Lists every page but the free ones, whose paths authors choose.
    fn pages(&self) -> Vec<Page> {
        let archive = self.archive;
        let mut pages = vec![Page::Home, Page::NotFound, Page::Timeline, Page::Briefings];
        pages.extend(self.all.iter().copied().map(Page::Briefing));
        for (i, entity) in archive.entities.iter().enumerate() {
            let index = EntityIndex::new(i);
            pages.push(Page::Entity(index));
            self.parts(&entity.briefings, None, &mut |stretch| {
                pages.push(Page::EntityPart(index, stretch))
            });
        }
        for (i, pair) in archive.pairs.iter().enumerate() {
            let index = PairIndex::new(i);
            pages.push(Page::Pair(index));
            self.parts(&pair.briefings, None, &mut |stretch| {
                pages.push(Page::PairPart(index, stretch))
            });
        }
        if !archive.pairs.is_empty() {
            pages.push(Page::Pairs);
        }
        if !self.open_outcomes.is_empty() {
            pages.push(Page::Outcomes);
        }
        if archive.briefings.iter().any(|briefing| briefing.shown_sources().next().is_some()) {
            pages.push(Page::Sources);
        }
        for (year, count) in self.calendar.part(&self.all, None).0 {
            pages.push(Page::Calendar(year));
            let of_year = self.calendar.within(&self.all, year);
            debug_assert_eq!(of_year.len(), count);
            for (month, _) in self.calendar.part(of_year, Some(year)).0 {
                pages.push(Page::Calendar(month));
                let of_month = self.calendar.within(of_year, month);
                self.parts(of_month, Some(month), &mut |day| pages.push(Page::Calendar(day)));
            }
        }
        for (kind, index) in &self.indexes {
            // Who reported is told where it was reported, and in no navigation.
            if *kind == EntityKind::Outlet && index.letters.is_empty() {
                continue;
            }
            pages.push(Page::Index(*kind));
            if index.parted {
                pages.extend((0..index.letters.len()).map(|letter| Page::IndexPart(*kind, letter)));
            }
        }
        pages
    }

    /// Names the parts that a list too long for one page is split into, and theirs.
    fn parts(&self, list: &[BriefingIndex], of: Option<Stretch>, each: &mut impl FnMut(Stretch)) {
        if list.len() <= LONGEST_LIST {
            return;
        }
        for (stretch, _) in self.calendar.part(list, of).0 {
            each(stretch);
            self.parts(self.calendar.within(list, stretch), Some(stretch), each);
        }
    }

    /// Returns the path of a page.
    pub fn path(&self, page: Page) -> OutputPath {
        let path = match page {
            Page::Home => "index.html".into(),
            Page::NotFound => "404.html".into(),
            Page::Timeline => "timeline.html".into(),
            Page::Search => "search.html".into(),
            Page::Briefings => "briefings/index.html".into(),
            Page::Pairs => "between/index.html".into(),
            Page::Outcomes => "outcomes.html".into(),
            Page::Sources => "sources.html".into(),
            Page::Pair(index) => format!("between/{}.html", self.pair_slug(index)),
            Page::PairPart(index, stretch) => {
                format!("between/{}/{}.html", self.pair_slug(index), stretch.slug())
            }
            Page::Briefing(index) => return self.briefing_paths[index.get()].clone(),
            Page::Entity(index) => return self.entity_paths[index.get()].clone(),
            Page::EntityPart(index, stretch) => {
                let entity = self.archive.entity(index);
                format!("{}/{}/{}.html", entity.kind.folder(), entity.id, stretch.slug())
            }
            Page::Calendar(stretch) => {
                let folder = match stretch {
                    Stretch::Year(_) => "years",
                    Stretch::Month(..) => "months",
                    Stretch::Day(_) => "days",
                };
                format!("{folder}/{}.html", stretch.slug())
            }
            Page::Index(kind) => format!("{}/index.html", kind.folder()),
            Page::IndexPart(kind, letter) => {
                format!("{}/index/{}.html", kind.folder(), self.letter_slug(kind, letter))
            }
            Page::Free(index) => {
                return free_page_path(&self.archive.pages[index as usize].record.head.id);
            }
        };
        page_path(&path)
    }

    /// Returns a pair as URLs have it.
    fn pair_slug(&self, index: PairIndex) -> String {
        let [a, b] = self.archive.pairs[index.get()].sides;
        format!("{}--{}", self.archive.entity(a).id, self.archive.entity(b).id)
    }

    /// Returns the path of the page of a node.
    pub fn path_of_node(&self, node: Node) -> OutputPath {
        self.path(match node {
            Node::Home => Page::Home,
            Node::Briefing(index) => Page::Briefing(index),
            Node::Entity(index) => Page::Entity(index),
            Node::Page(index) => Page::Free(index),
        })
    }

    /// Returns the letter of a part of an index as URLs have it.
    fn letter_slug(&self, kind: EntityKind, letter: usize) -> String {
        let letter = self.indexes[&kind].letters[letter].0.as_str();
        match letter {
            "" => "other".into(),
            ascii if ascii.is_ascii() => ascii.to_lowercase(),
            other => other.chars().map(|c| format!("u{:04x}", c as u32)).collect(),
        }
    }

    /// Returns the path of a file that other tools read.
    pub fn data_path(&self, file: File) -> OutputPath {
        let beside = |entity: Option<EntityIndex>, whole: &str, ending: &str| match entity {
            None => format!("{whole}.{ending}"),
            Some(index) => {
                let entity = self.archive.entity(index);
                format!("{}/{}.{ending}", entity.kind.folder(), entity.id)
            }
        };
        page_path(&match file {
            File::Atom(of) => beside(of, "atom", "xml"),
            File::ICalendar(of) => beside(of, "archive", "ics"),
            File::Citations(style, of) => beside(of, "citations", style.ending()),
            File::GeoJson => "archive.geojson".into(),
            File::Sitemap => "sitemap.xml".into(),
            File::SitemapPart(part) => format!("sitemap-{}.xml", part + 1),
            File::Robots => "robots.txt".into(),
            File::Csv(table) => format!("data/{}.csv", TABLES[table].name),
            #[cfg(feature = "sqlite")]
            File::Sqlite => "archive.sqlite".into(),
            File::Json => "archive.json".into(),
            File::JsonSchema => "archive.schema.json".into(),
            File::Search(file) => format!("search/{}.js", file.name()),
            File::DataPackage => "data/datapackage.json".into(),
        })
    }

    /// Plans the files that other tools read. An archive's own `robots.txt` takes the place of ours.
    fn formats(&self, sources: &Sources, config: &Config, planned: &mut Vec<Planned>) {
        let own = format!("{STATIC}robots.txt");
        let has_own = |file: &File| {
            *file == File::Robots && sources.others().iter().any(|path| **path == *own)
        };
        let pages = planned.iter().filter(|file| matches!(file.output.content, Content::Page(_)));
        // All but the page of what is not there.
        let files = File::all(self.archive, config, pages.count() - 1);
        planned.extend(
            files
                .into_iter()
                .filter(|file| !has_own(file))
                .map(|file| Planned::new(self.data_path(file), Content::File(file))),
        );
    }

    fn free_pages(&self, planned: &mut Vec<Planned>) {
        for (i, page) in (0..).zip(&self.archive.pages) {
            let head = &page.record.head;
            planned.push(Planned {
                origin: Some((head.path.clone(), 0..0)),
                ..Planned::new(self.path(Page::Free(i)), Content::Page(Page::Free(i)))
            });
        }
    }

    /// Plans the images and documents that pages refer to, and the static files.
    fn files(
        &self,
        sources: &Sources,
        planned: &mut Vec<Planned>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let static_files = sources.others().iter().filter(|path| path.starts_with(STATIC));
        for source in
            self.archive.files.iter().filter(|path| path.starts_with(CONTENT)).chain(static_files)
        {
            match file_path(source) {
                Ok(path) => planned.push(Planned {
                    origin: Some((source.clone(), 0..0)),
                    ..Planned::new(path, Content::Copy(source.clone()))
                }),
                Err(why) => diagnostics.push(
                    Diagnostic::new(
                        Rule::InvalidPath,
                        format!("{} cannot be published: its path {why}", quote(source)),
                        source,
                        0..0,
                    )
                    .help("rename the file"),
                ),
            }
        }
    }

    /// Plans a page at every former URL that leads to the present one.
    fn redirects(&self, planned: &mut Vec<Planned>, diagnostics: &mut Vec<Diagnostic>) {
        let archive = self.archive;
        let home = archive.home.iter().map(|_| Node::Home);
        let briefings = archive.in_time().map(|(index, _)| Node::Briefing(index));
        let entities = (0..archive.entities.len()).map(|i| Node::Entity(EntityIndex::new(i)));
        let pages = (0..).zip(&archive.pages).map(|(i, _)| Node::Page(i));
        for node in home.chain(briefings).chain(entities).chain(pages) {
            let Some((head, _)) = archive.text_of(node) else { continue };
            for url in &head.common.former_urls {
                match former_path(url) {
                    Ok(path) => planned.push(Planned {
                        origin: Some((head.path.clone(), url.range.clone())),
                        ..Planned::new(path, Content::Redirect(self.path_of_node(node)))
                    }),
                    Err(why) => diagnostics.push(
                        Diagnostic::new(Rule::InvalidPath, format!("the former URL {} {why}", quote(&url.value)), &head.path, url.range.clone())
                            .help("write the path below the site's address, such as \"briefings/old-id.html\""),
                    ),
                }
            }
        }
    }
}

/// Returns the path of a free page.
pub(crate) fn free_page_path(id: &Id) -> OutputPath {
    page_path(&format!("{id}.html"))
}

fn page_path(path: &str) -> OutputPath {
    OutputPath::new(path).expect("paths of pages are made of IDs and figures")
}

/// Returns where a file of the archive is published: what authors put beside their texts below
/// `files/`, in lower-case ASCII; static files as they are.
pub(crate) fn file_path(source: &str) -> Result<OutputPath, &'static str> {
    match source.strip_prefix(STATIC) {
        Some(path) => OutputPath::new(path),
        None => {
            let below = source.strip_prefix(CONTENT).unwrap_or(source);
            let plain = |part: &str| part.split('.').map(slug).collect::<Vec<_>>().join(".");
            let parts: Vec<String> = below.split('/').map(plain).collect();
            OutputPath::new(&format!("files/{}", parts.join("/")))
        }
    }
}

/// Reads a former URL: a path below the site's address, with or without a slash before it. What
/// does not end in `.html` stands for a folder's `index.html`, since the redirect is a page.
fn former_path(url: &Spanned<String>) -> Result<OutputPath, &'static str> {
    let decoded = percent_decode(&url.value).ok_or("is not UTF-8")?;
    let text = decoded.strip_prefix('/').unwrap_or(&decoded);
    if text.contains("://") {
        return Err("is a whole address");
    }
    let last = text.rsplit('/').next().unwrap_or_default();
    let path = match text {
        _ if text.is_empty() || text.ends_with('/') => format!("{text}index.html"),
        _ if last.ends_with(".html") || last.ends_with(".htm") => text.to_owned(),
        _ => format!("{text}/index.html"),
    };
    OutputPath::new(&path)
}

/// A file that is planned, and where an author asked for it.
struct Planned {
    output: Output,
    origin: Option<(Arc<str>, std::ops::Range<usize>)>,
}

impl Planned {
    fn new(path: OutputPath, content: Content) -> Self {
        Self { output: Output { path, content }, origin: None }
    }
}

/// Sorts the files by path, and reports those that one path, or one disk, would merge. The first
/// planned stays.
fn without_collisions(planned: Vec<Planned>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Output> {
    let key = |file: &Planned| {
        let path = &file.output.path;
        let may_fold = |byte: u8| byte.is_ascii_uppercase() | !byte.is_ascii();
        has_byte(path.as_str(), may_fold).then(|| path.collision_key())
    };
    let keys: Vec<Option<String>> = planned.iter().map(key).collect();
    let mut taken: NameMap<&str, usize> = NameMap::default();
    taken.reserve(planned.len());
    // A file cannot be where a folder is.
    let mut folders: NameMap<&str, usize> = NameMap::default();
    let mut is_kept = vec![true; planned.len()];
    for (i, (file, key)) in planned.iter().zip(&keys).enumerate() {
        let key = key.as_deref().unwrap_or(file.output.path.as_str());
        let above = || key.match_indices('/').map(|(at, _)| &key[..at]);
        let other = taken
            .get(key)
            .or_else(|| folders.get(key))
            .or_else(|| above().find_map(|folder| taken.get(folder)));
        if let Some(other) = other.map(|&other| &planned[other]) {
            is_kept[i] = false;
            diagnostics.push(collision(file, other));
            continue;
        }
        above().for_each(|folder| _ = folders.entry(folder).or_insert(i));
        taken.insert(key, i);
    }
    let kept = planned.into_iter().zip(is_kept).filter(|(_, is_kept)| *is_kept);
    let mut outputs: Vec<Output> = kept.map(|(file, _)| file.output).collect();
    outputs.par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
    outputs
}

/// Says that two files would be one; the other was planned first.
fn collision(file: &Planned, other: &Planned) -> Diagnostic {
    let path = file.output.path.as_str();
    let message = format!("two things would be published at {}", quote(path));
    let mut diagnostic = Diagnostic::without_place(Rule::DuplicateUrl, message);
    for (place, range) in file.origin.iter().chain(&other.origin) {
        diagnostic = diagnostic.at(place, range.clone(), "");
    }
    diagnostic.help(match &other.origin {
        None => format!(
            "{} is a page that Chancery makes: choose another name",
            quote(other.output.path.as_str())
        ),
        Some((place, _)) => format!("the other is from {}: rename one of them", quote(place)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_former_url_is_a_path_below_the_site() {
        for (url, expected) in [
            ("briefings/old.html", Ok("briefings/old.html")),
            ("/2014/Old_Page/", Ok("2014/Old_Page/index.html")),
            ("2014/v1.2", Ok("2014/v1.2/index.html")),
            ("/2014/talks", Ok("2014/talks/index.html")),
            ("/", Ok("index.html")),
            ("https://example.org/x", Err("is a whole address")),
            ("/caf%C3%A9.html", Ok("café.html")),
            ("%2e%2e/x.html", Err("has a part `.` or `..`")),
            ("../x.html", Err("has a part `.` or `..`")),
            ("//example.org/x.html", Err("has an empty part, or begins with a slash")),
        ] {
            let found = former_path(&Spanned::new(url.to_owned(), 0..0));
            assert_eq!(
                found.as_ref().map(OutputPath::as_str).map_err(|why| *why),
                expected,
                "{url}"
            );
        }
    }

    #[test]
    fn a_file_is_published_in_lower_case_ascii() {
        for (source, expected) in [
            ("content/briefings/2022/Photo 1.JPG", "files/briefings/2022/photo-1.jpg"),
            ("content/a/Data v1.2.tar.gz", "files/a/data-v1.2.tar.gz"),
            ("content/people/Лавров.png", "files/people/lavrov.png"),
            ("static/.well-known/security.txt", ".well-known/security.txt"),
        ] {
            assert_eq!(file_path(source).unwrap().as_str(), expected);
        }
    }
}
