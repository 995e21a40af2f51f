//! The sequence of phases that `build`, `check` and `serve` share.

pub mod timings;

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;
use thiserror::Error;

use crate::archive::{self, Archive, Audience, EntityIndex};
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, EnvironmentError, Warned};
use crate::messages::Messages;
use crate::output::path::OutputPath;
use crate::output::sync::{OutputFolder, Staged, Summary, SyncError};
use crate::plan::Plan;
use crate::plan::output::{Content, Output, Page};
use crate::plan::paths::free_page_path;
use crate::record::{self, Parsed, Settings};
use crate::render::assets::assets;
use crate::render::pages::Views;
use crate::render::templates::{SitePage, Templates};
use crate::render::{Made, Renderer, template};
use crate::rules::Severity;
use crate::site::Site;
use crate::source::{self, Sources};
use timings::{Clock, Timings};

/// The options of a build.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The folder that holds `archive.toml`.
    pub root: PathBuf,
    /// The base URL, in place of that of the settings.
    pub base_url: Option<String>,
    /// The audience of the site.
    pub audience: Audience,
    /// True if warnings stop the build.
    pub strict: bool,
    /// True if the time of each page is measured.
    pub timings: bool,
    /// A callback that gets the number of finished files and of all files during a long build.
    pub progress: Option<fn(usize, usize)>,
}

/// The result of a build.
#[derive(Debug)]
pub struct Report {
    /// The files that were read, for showing the places of diagnostics.
    pub sources: Sources,
    /// The archive, as far as it could be linked.
    pub archive: Archive,
    /// All diagnostics.
    pub diagnostics: Vec<Diagnostic>,
    /// The number of pages.
    pub pages: usize,
    /// The files written; none after errors, or if the build writes nothing.
    pub summary: Option<Summary>,
    /// The durations of the phases, and the slowest pages.
    pub timings: Timings,
}

/// The reason why there is no report.
#[derive(Debug, Error)]
pub enum BuildError {
    /// The archive cannot be read.
    #[error(transparent)]
    Environment(#[from] EnvironmentError),
    /// The output folder cannot be written to.
    #[error(transparent)]
    Output(#[from] SyncError),
}

impl BuildError {
    /// Returns advice to the author.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Environment(_) => "nothing was written; try again when it can be read",
            Self::Output(error) => error.help(),
        }
    }
}

/// Builds an archive into a folder; nothing is written where there is an error.
///
/// # Errors
/// Fails if something cannot be read or written. Mistakes in the archive are in the report.
pub fn build(request: &Request, output: &Path) -> Result<Report, BuildError> {
    run(request, Some(output))
}

/// Runs a build without writing its files.
///
/// # Errors
/// Fails if something cannot be read.
pub fn check(request: &Request) -> Result<Report, BuildError> {
    run(request, None)
}

/// Does all of it on the threads of the pool: what is made by one alone is then in memory that they
/// have used before.
fn run(request: &Request, output: Option<&Path>) -> Result<Report, BuildError> {
    rayon::scope(|_| run_in_pool(request, output))
}

fn run_in_pool(request: &Request, output: Option<&Path>) -> Result<Report, BuildError> {
    let mut clock = Clock::start();
    let mut diagnostics = Vec::new();
    let sources = source::load(&request.root)?.report_to(&mut diagnostics);
    clock.phase("load");
    let config = settings(&sources, request).report_to(&mut diagnostics);
    let parsed = parse(&sources, &config, config.outputs.have_markdown())?;
    clock.phase("parse");
    let archive = link(parsed, &sources, &config, request.audience, &mut clock, &mut diagnostics);
    let linked = Linked { sources: &sources, config: &config, archive: &archive };
    let (pages, summary) =
        linked.plan(&mut clock, &mut diagnostics, |renderer, clock, diagnostics| {
            let pages = renderer.site().plan.page_count();
            let summary = render(renderer, request, output, clock, diagnostics)?;
            Ok::<_, BuildError>((pages, summary))
        })?;
    clock.phase("sync");
    if output.is_some() {
        diagnostics.retain(|diagnostic| diagnostic.severity != Severity::Note);
    }
    sort(&mut diagnostics);
    let timings = clock.timings;
    Ok(Report { sources, archive, diagnostics, pages, summary, timings })
}

/// Renders every file, and writes them where there is a folder and no error.
fn render(
    renderer: Renderer<'_>,
    request: &Request,
    output: Option<&Path>,
    clock: &mut Clock,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Option<Summary>, BuildError> {
    let outputs = &renderer.site().plan.outputs;
    let target = match output {
        Some(folder) if !fails(diagnostics, request.strict) => Some(OutputFolder::open(folder)?),
        _ => None,
    };
    let done = {
        let progress = request.progress.map(|tell| Progress {
            tell,
            done: AtomicUsize::new(0),
            since: Instant::now(),
            total: outputs.len(),
        });
        Work { renderer: &renderer, target: target.as_ref(), progress }.all(outputs)?
    };
    clock.phase("render");
    if request.timings {
        clock.timings.add_pages(outputs, done.iter().map(|done| done.time));
    }
    let mut staged = Vec::with_capacity(done.len());
    for Done { result, .. } in done {
        match result {
            Ok(file) => staged.extend(file),
            Err(diagnostic) => add_once(diagnostics, *diagnostic),
        }
    }
    match target {
        Some(target) if !fails(diagnostics, request.strict) => {
            // What pages share is much, and takes as long to be let go as the files to be placed.
            let (summary, ()) = rayon::join(|| target.commit(staged), || drop(renderer));
            Ok(Some(summary?))
        }
        _ => Ok(None),
    }
}

/// An archive as far as it is linked, for what asks about its names and renders nothing.
#[derive(Debug)]
pub struct Survey {
    /// Its settings.
    pub config: Config,
    /// The archive.
    pub archive: Archive,
    /// The path of the page of each entity, in the order of [`Archive::entities`].
    pub entity_paths: Vec<OutputPath>,
    /// The diagnostics up to the planning of page paths.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses, links and plans what was loaded, whose texts are kept for another survey.
///
/// # Errors
/// Fails if something cannot be read.
pub fn survey(sources: &Sources, audience: Audience) -> Result<Survey, EnvironmentError> {
    let mut diagnostics = Vec::new();
    let config = config::parse(sources).report_to(&mut diagnostics);
    let parsed = parse(sources, &config, true)?;
    let mut clock = Clock::start();
    let archive = link(parsed, sources, &config, audience, &mut clock, &mut diagnostics);
    let messages = Messages::of_archive(sources, &config).value;
    let assets = assets(sources, &config.outputs, &messages);
    let plan = Plan::new(&archive, sources, &config, &assets).report_to(&mut diagnostics);
    let entities = (0..archive.entities.len()).map(EntityIndex::new);
    let entity_paths = entities.map(|index| plan.path(Page::Entity(index))).collect();
    Ok(Survey { config, archive, entity_paths, diagnostics })
}

/// The contexts of page templates.
#[derive(Debug)]
pub struct Contexts {
    /// The files that were read, for showing the places of diagnostics.
    pub sources: Sources,
    /// All diagnostics.
    pub diagnostics: Vec<Diagnostic>,
    /// The paths of all pages.
    pub pages: Vec<String>,
    /// The contexts of the requested pages, as far as they could be made.
    pub of_pages: Vec<Context>,
}

/// The context of a page's template.
#[derive(Debug)]
pub struct Context {
    /// The path of the page.
    pub path: String,
    /// The template.
    pub template: &'static str,
    /// The context, as JSON.
    pub json: String,
}

/// Does what a build does up to rendering, and returns what the templates get of those pages whose
/// path is wanted.
///
/// # Errors
/// Fails if something cannot be read.
pub fn contexts(request: &Request, wanted: impl Fn(&str) -> bool) -> Result<Contexts, BuildError> {
    let mut clock = Clock::start();
    let mut diagnostics = Vec::new();
    let sources = source::load(&request.root)?.report_to(&mut diagnostics);
    let config = settings(&sources, request).report_to(&mut diagnostics);
    let parsed = parse(&sources, &config, config.outputs.have_markdown())?;
    let archive = link(parsed, &sources, &config, request.audience, &mut clock, &mut diagnostics);
    let linked = Linked { sources: &sources, config: &config, archive: &archive };
    let (pages, of_pages) =
        linked.plan(&mut clock, &mut diagnostics, |renderer, _, diagnostics| {
            let (mut pages, mut of_pages) = (Vec::new(), Vec::new());
            for output in &renderer.site().plan.outputs {
                let Content::Page(page) = output.content else { continue };
                let path = output.path.to_string();
                if wanted(&path) {
                    match renderer.context(page, &output.path) {
                        Ok(json) => {
                            let template = template(page);
                            of_pages.push(Context { path: path.clone(), template, json });
                        }
                        Err(diagnostic) => diagnostics.push(*diagnostic),
                    }
                }
                pages.push(path);
            }
            (pages, of_pages)
        });
    sort(&mut diagnostics);
    Ok(Contexts { sources, diagnostics, pages, of_pages })
}

/// Reads and parses every content file, on all cores.
fn parse(sources: &Sources, config: &Config, keep: bool) -> Result<Vec<Parsed>, EnvironmentError> {
    let settings = Settings { vocabularies: &config.vocabularies, html: config.html };
    sources.read_content(keep, |path, text, mut diagnostics| {
        let mut parsed = record::parse::parse(path, text, settings);
        diagnostics.append(&mut parsed.diagnostics);
        Parsed { diagnostics, ..parsed }
    })
}

/// Reads the settings, and puts those in their place that are asked for.
pub(crate) fn settings(sources: &Sources, request: &Request) -> Warned<Config> {
    let mut config = config::parse(sources);
    if let Some(url) = &request.base_url {
        config.value.base_url = Some(url.clone());
    }
    config
}

/// Links what was parsed, and gives what is wrong so far its level.
pub(crate) fn link(
    parsed: Vec<Parsed>,
    sources: &Sources,
    config: &Config,
    audience: Audience,
    clock: &mut Clock,
    diagnostics: &mut Vec<Diagnostic>,
) -> Archive {
    let archive = archive::link::link(parsed, sources, config, audience).report_to(diagnostics);
    config.levels.apply(diagnostics);
    clock.phase("link");
    archive
}

/// An archive that is linked, and what else its site is made of.
pub(crate) struct Linked<'a> {
    pub(crate) sources: &'a Sources,
    pub(crate) config: &'a Config,
    pub(crate) archive: &'a Archive,
}

impl Linked<'_> {
    /// Plans the site, and gives it to `then`, which renders of it what it needs. What the site is
    /// made of lies on the stack as long as that takes.
    pub(crate) fn plan<T>(
        &self,
        clock: &mut Clock,
        diagnostics: &mut Vec<Diagnostic>,
        then: impl FnOnce(Renderer<'_>, &mut Clock, &mut Vec<Diagnostic>) -> T,
    ) -> T {
        let Self { sources, config, archive } = *self;
        let messages = Messages::of_archive(sources, config).report_to(diagnostics);
        let messages = Arc::new(messages);
        let assets = assets(sources, &config.outputs, &messages);
        let (plan, templates) = rayon::join(
            || Plan::new(archive, sources, config, &assets),
            || Templates::new(sources, config, &messages, &assets, footer(archive)),
        );
        let plan = plan.report_to(diagnostics);
        let templates = templates.report_to(diagnostics);
        clock.phase("plan");
        let site = Site::new(sources, &plan, config, &messages);
        let renderer = Renderer::new(Views::new(site), &templates);
        clock.phase("views");
        then(renderer, clock, diagnostics)
    }
}

/// Returns the free pages, which every footer names.
fn footer(archive: &Archive) -> Vec<SitePage<'_>> {
    let heads = archive.pages.iter().map(|page| &page.record.head);
    heads
        .map(|head| SitePage { path: free_page_path(&head.id).url(), title: &head.title.value })
        .collect()
}

/// Returns `true` if diagnostics stop a build.
pub fn fails(diagnostics: &[Diagnostic], strict: bool) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity.under(strict) == Severity::Error)
}

/// Adds a diagnostic unless its place has one of the same rule: a template's mistake shows on every
/// page that uses it, and is told of once.
fn add_once(diagnostics: &mut Vec<Diagnostic>, diagnostic: Diagnostic) {
    let same = |other: &Diagnostic| {
        other.rule == diagnostic.rule && other.locations == diagnostic.locations
    };
    if !diagnostics.iter().any(same) {
        diagnostics.push(diagnostic);
    }
}

/// Sorts diagnostics by file, place and rule.
pub(crate) fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| order(a).cmp(&order(b)));
}

/// Returns the sort key of a diagnostic.
pub(crate) fn order(diagnostic: &Diagnostic) -> (Option<(&str, usize)>, &str, &str) {
    let place = diagnostic.locations.first().map(|place| (&*place.path, place.range.start));
    (place, diagnostic.rule.name(), &diagnostic.message)
}

/// The result of one planned file.
struct Done {
    time: Duration,
    result: Result<Option<Staged>, Box<Diagnostic>>,
}

thread_local! {
    /// The page that a thread is rendering: one buffer for all, so that memory is asked for once.
    static PAGE: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Makes planned files, on all cores, and stages them where there is a target.
struct Work<'a> {
    renderer: &'a Renderer<'a>,
    target: Option<&'a OutputFolder>,
    progress: Option<Progress>,
}

/// The progress of the work.
struct Progress {
    tell: fn(usize, usize),
    done: AtomicUsize,
    since: Instant,
    total: usize,
}

impl Progress {
    /// Counts one more, and tells of every hundredth once it takes longer than a reader waits for.
    fn step(&self) {
        const LONG: Duration = Duration::from_millis(300);
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if done.is_multiple_of(100) && self.since.elapsed() > LONG {
            (self.tell)(done, self.total);
        }
    }
}

impl Work<'_> {
    fn all(&self, outputs: &[Output]) -> Result<Vec<Done>, SyncError> {
        outputs.par_iter().map(|output| self.one(output)).collect()
    }

    fn one(&self, output: &Output) -> Result<Done, SyncError> {
        self.progress.iter().for_each(Progress::step);
        let start = Instant::now();
        let stage =
            |bytes: &[u8]| self.target.map(|target| target.stage(&output.path, bytes)).transpose();
        let mut html = PAGE.take();
        let result = match self.renderer.make(output, &mut html) {
            Ok(Made::Page | Made::File) => Ok(stage(&html)?),
            Ok(Made::Bytes(bytes)) => Ok(stage(bytes)?),
            Ok(Made::Copy(place)) => {
                let copy = |target: &OutputFolder| target.stage_copy(&output.path, &place);
                Ok(self.target.map(copy).transpose()?)
            }
            Err(diagnostic) => Err(diagnostic),
        };
        PAGE.set(html);
        Ok(Done { result, time: start.elapsed() })
    }
}
