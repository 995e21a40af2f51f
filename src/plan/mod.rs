//! Plan: the archive goes in; every output file comes out, with its path and what is to be in it.
//!
//! URLs are decided here and nowhere else. How a page looks is not known here: what it shows is made
//! when it is rendered.

mod index;
pub(crate) mod listing;
pub mod output;
pub(crate) mod paths;
pub(crate) mod search;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::archive::{
    Archive, BriefingIndex, EntityIndex, LinkedBriefing, LinkedEntity, Node, PairIndex, Point,
};
use crate::collation::Collation;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Warned, quote};
use crate::output::path::OutputPath;
use crate::record::EntityKind;
use crate::rules::Rule;
use crate::source::{CONTENT, STATIC, Sources};
use index::{Index, by_name};
use listing::{Calendar, LONGEST_LIST, Period};
use output::{Content, File, Output, Page};
use paths::{Planned, file_path, former_path, free_page_path, page_path, without_collisions};
use search::SearchFile;

/// Every output file of an archive, by path.
pub struct Plan<'a> {
    pub(crate) archive: &'a Archive,
    pub(crate) calendar: Calendar,
    /// The files, sorted by path, each path but once.
    pub outputs: Vec<Output>,
    /// The index of each kind of entity, with its pagination.
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

impl<'a> Plan<'a> {
    /// Plans the site of an archive, with its names in the order of a language. Paths that collide
    /// are mistakes.
    pub fn new(
        archive: &'a Archive,
        sources: &'a Sources,
        config: &Config,
        assets: &[(OutputPath, Arc<[u8]>)],
    ) -> Warned<Self> {
        let mut diagnostics = Vec::new();
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
        if config.outputs.search {
            planned.extend(SearchFile::all(archive).into_iter().map(|file| {
                let path = page_path(&format!("search/{}.js", file.name()));
                Planned::new(path, Content::Search(file))
            }));
        }
        plan.files(sources, &mut planned, &mut diagnostics);
        plan.redirects(&mut planned, &mut diagnostics);
        plan.outputs = without_collisions(planned).report_to(&mut diagnostics);
        Warned { value: plan, diagnostics }
    }

    /// Returns the archive that is planned.
    pub fn archive(&self) -> &'a Archive {
        self.archive
    }

    /// Returns the number of pages.
    pub(crate) fn page_count(&self) -> usize {
        let outputs = self.outputs.iter();
        outputs.filter(|output| matches!(output.content, Content::Page(_))).count()
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
            self.parts(&entity.briefings, None, &mut |period| {
                pages.push(Page::EntityPart(index, period))
            });
        }
        for (i, pair) in archive.pairs.iter().enumerate() {
            let index = PairIndex::new(i);
            pages.push(Page::Pair(index));
            self.parts(&pair.briefings, None, &mut |period| {
                pages.push(Page::PairPart(index, period))
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
    fn parts(&self, list: &[BriefingIndex], of: Option<Period>, each: &mut impl FnMut(Period)) {
        if list.len() <= LONGEST_LIST {
            return;
        }
        for (period, _) in self.calendar.part(list, of).0 {
            each(period);
            self.parts(self.calendar.within(list, period), Some(period), each);
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
            Page::PairPart(index, period) => {
                format!("between/{}/{}.html", self.pair_slug(index), period.slug())
            }
            Page::Briefing(index) => return self.briefing_paths[index.get()].clone(),
            Page::Entity(index) => return self.entity_paths[index.get()].clone(),
            Page::EntityPart(index, period) => {
                let entity = self.archive.entity(index);
                format!("{}/{}/{}.html", entity.kind.folder(), entity.id, period.slug())
            }
            Page::Calendar(period) => {
                let folder = match period {
                    Period::Year(_) => "years",
                    Period::Month(..) => "months",
                    Period::Day(_) => "days",
                };
                format!("{folder}/{}.html", period.slug())
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
            File::Csv(table) => format!("data/{}.csv", table.as_str()),
            #[cfg(feature = "sqlite")]
            File::Sqlite => "archive.sqlite".into(),
            File::Json => "archive.json".into(),
            File::JsonSchema => "archive.schema.json".into(),
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
