//! Render: one planned page goes in, its bytes come out.
//!
//! No disk, no clock and no network here, and nothing of the archive but the page's view.

pub mod assets;
mod comments;
pub(crate) mod context;
pub(crate) mod draw;
mod lang;
pub mod pages;
mod template_error;
pub mod templates;
pub mod view;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock, RwLock};

use serde::Serialize;
use tera::Value;

use crate::archive::BriefingIndex;
use crate::diagnostic::Diagnostic;
use crate::format;
use crate::output::path::OutputPath;
use crate::plan::output::{Content, Output, Page};
use crate::render::pages::briefing::BriefingView;
use crate::render::pages::entity::EntityView;
use crate::render::pages::evidence::{OutcomesView, SourcesView};
use crate::render::pages::home::{FreeView, HomeView};
use crate::render::pages::index::IndexView;
use crate::render::pages::pair::{PairView, PairsView};
use crate::render::pages::time::{BriefingsView, CalendarView, TimelineView};
use crate::render::view::{NotFoundView, PageHead, SearchView};
use crate::search::Search;
use crate::site::Site;
use pages::{Rows, Views};
use templates::{Frame, Globals, PageContext, Templates};

/// The number of folder depths for which rows are cached.
const DEPTHS: usize = 3;

/// The most room in bytes that is kept from one file for the next.
const LARGEST_KEPT: usize = 1 << 20;

/// The content of an output file.
pub enum Made<'a> {
    /// A page, which is in the buffer that was given for it.
    Page,
    /// A file that other tools read, which is in that buffer too.
    File,
    /// Bytes that are known.
    Bytes(&'a Arc<[u8]>),
    /// The path of a file of the archive that is copied.
    Copy(PathBuf),
}

/// Renders the pages of a plan.
pub struct Renderer<'a> {
    views: Views<'a>,
    templates: &'a Templates,
    /// The index that a browser searches, made when a file of it is first asked for.
    search: OnceLock<Search>,
    /// The row of each briefing in a list, for pages of each depth: made once, when first needed.
    rows: [Vec<OnceLock<Value>>; DEPTHS],
    /// The frame of each section, for pages of each depth.
    frames: RwLock<HashMap<(&'static str, usize), Arc<Frame>>>,
}

/// A briefing in a list.
#[derive(Serialize)]
struct RowView {
    /// The briefing ([`BriefingLink`]).
    briefing: Value,
}

/// The frame of a page.
#[derive(Serialize)]
struct FrameView {
    /// The section of the navigation that the page belongs to: `briefings`, `people` …
    section: &'static str,
}

/// A page that leads to another.
#[derive(Serialize)]
struct RedirectView<'a> {
    /// The path of the other.
    target: &'a str,
}

/// Everything that the template of a page gets.
#[derive(Serialize)]
struct ContextView<'a> {
    #[serde(flatten)]
    view: View,
    /// The path of the page from the site's root.
    path: &'a str,
    /// The relative path from the page to the site's root: `../`, or nothing.
    prefix: &'a str,
    /// `parts/assets.html`, as HTML: what the page loads.
    assets: &'a Value,
    /// `parts/header.html`, as HTML.
    header: &'a Value,
    /// `parts/footer.html`, as HTML.
    footer: &'a Value,
    #[serde(flatten)]
    globals: &'a Globals,
}

/// A page that is ready to be rendered.
struct Prepared {
    view: View,
    /// The way from the page to the root.
    prefix: String,
    frame: Arc<Frame>,
}

impl Views<'_> {
    /// Makes the view of a page. `prefix` leads from the page to the root, `../`.
    pub fn view(&self, page: Page, prefix: &str, rows: &Rows<'_>) -> View {
        match page {
            Page::Home => View::Home(self.home(prefix)),
            Page::Briefing(index) => View::Briefing(self.briefing(index, prefix)),
            Page::Entity(index) => View::Entity(self.entity(index, prefix, rows)),
            Page::EntityPart(index, period) => View::Entity(self.entity_part(index, period, rows)),
            Page::Pair(index) => View::Pair(self.pair(index, prefix, rows)),
            Page::PairPart(index, period) => View::Pair(self.pair_part(index, period, rows)),
            Page::Pairs => View::Pairs(self.pairs()),
            Page::Outcomes => View::Outcomes(self.open_outcomes()),
            Page::Sources => View::Sources(self.all_sources()),
            Page::Calendar(period) => View::Calendar(self.calendar(period, rows)),
            Page::Briefings => View::Briefings(self.all_briefings(rows)),
            Page::Index(kind) => View::Index(self.index(kind, None)),
            Page::IndexPart(kind, letter) => View::Index(self.index(kind, Some(letter))),
            Page::Timeline => View::Timeline(self.timeline(rows)),
            Page::Free(index) => View::Free(self.free(index, prefix)),
            Page::Search => View::Search(SearchView {
                head: self.head(self.site.messages.text("search").into(), "search"),
            }),
            Page::NotFound => View::NotFound(NotFoundView {
                head: self.head(self.site.messages.text("not_found").into(), ""),
            }),
        }
    }
}

impl<'a> Renderer<'a> {
    /// Makes a renderer of a plan's pages.
    pub fn new(views: Views<'a>, templates: &'a Templates) -> Self {
        let briefings = views.site.archive.briefings.len();
        let rows = std::array::from_fn(|_| {
            std::iter::repeat_with(OnceLock::new).take(briefings).collect()
        });
        let search = OnceLock::new();
        Self { views, templates, search, rows, frames: RwLock::default() }
    }

    /// Makes what is in a file; what is made anew is put into the buffer.
    ///
    /// # Errors
    /// Fails if a page's template cannot be rendered.
    pub fn make<'o>(
        &self,
        output: &'o Output,
        buffer: &mut Vec<u8>,
    ) -> Result<Made<'o>, Box<Diagnostic>> {
        // Beside the pages there are a few files of all records, whose room no page needs.
        if buffer.capacity() > LARGEST_KEPT {
            *buffer = Vec::new();
        } else {
            buffer.clear();
        }
        let site = &self.views.site;
        match &output.content {
            Content::Page(page) => self.page(*page, &output.path, buffer).map(|()| Made::Page),
            Content::Redirect(target) => {
                self.redirect(target, &output.path, buffer).map(|()| Made::Page)
            }
            Content::File(file) => {
                *buffer = format::bytes(site, *file);
                Ok(Made::File)
            }
            Content::Search(file) => {
                let search = self.search.get_or_init(|| Search::new(site.archive));
                *buffer = search.write(*file, site).into_bytes();
                Ok(Made::File)
            }
            Content::Bytes(bytes) => Ok(Made::Bytes(bytes)),
            Content::Copy(path) => Ok(Made::Copy(site.sources.place(path))),
        }
    }

    /// Returns the path of the style sheet of every page.
    pub(crate) fn style_sheet(&self) -> String {
        let mut outputs = self.views.site.plan.outputs.iter();
        let style = outputs.find(|output| output.path.as_str().starts_with("assets/style."));
        style.map_or_else(String::new, |output| output.path.url())
    }

    /// Returns the site that is rendered.
    pub(crate) fn site(&self) -> &Site<'a> {
        &self.views.site
    }

    /// Renders a page into a buffer.
    ///
    /// # Errors
    /// Fails if its template cannot be rendered.
    pub fn page(
        &self,
        page: Page,
        path: &OutputPath,
        out: &mut Vec<u8>,
    ) -> Result<(), Box<Diagnostic>> {
        let Prepared { view, prefix, frame } = self.prepare(page, path)?;
        let place = PageContext { page: path.as_str(), prefix: &prefix, frame: Some(&frame) };
        self.templates.render(template(page), &view, &place, out)
    }

    /// Returns the data that the template of a page gets, as JSON.
    ///
    /// # Errors
    /// Fails if a part of the page that other pages share cannot be rendered.
    pub fn context(&self, page: Page, path: &OutputPath) -> Result<String, Box<Diagnostic>> {
        let Prepared { view, prefix, frame } = self.prepare(page, path)?;
        let context = ContextView {
            view,
            path: path.as_str(),
            prefix: &prefix,
            assets: &frame.assets,
            header: &frame.header,
            footer: &frame.footer,
            globals: self.templates.globals(),
        };
        // Values that pages share are maps without an order; as one of JSON they have that of keys.
        let context = serde_json::to_value(&context).expect("texts, numbers and lists are JSON");
        Ok(format!("{context:#}"))
    }

    /// Makes the view of a page, and what is around it.
    fn prepare(&self, page: Page, path: &OutputPath) -> Result<Prepared, Box<Diagnostic>> {
        // The page of what is not there is served at any depth: its links are absolute, or none,
        // and it has no frame.
        let prefix = match page {
            Page::NotFound => self.views.site.config.base_path().unwrap_or_default().to_owned(),
            _ => "../".repeat(path.depth()),
        };
        let failed = OnceLock::new();
        let rows = |index: BriefingIndex| {
            self.row(index, path, &prefix).unwrap_or_else(|diagnostic| {
                _ = failed.set(diagnostic);
                Value::none()
            })
        };
        let view = self.views.view(page, &prefix, &rows);
        if let Some(diagnostic) = failed.into_inner() {
            return Err(diagnostic);
        }
        let frame = match page {
            Page::NotFound => Arc::default(),
            _ => self.frame(view.head().section, path, &prefix)?,
        };
        Ok(Prepared { view, prefix, frame })
    }

    /// Renders a page that leads to another into a buffer.
    ///
    /// # Errors
    /// Fails if its template cannot be rendered.
    pub fn redirect(
        &self,
        target: &OutputPath,
        path: &OutputPath,
        out: &mut Vec<u8>,
    ) -> Result<(), Box<Diagnostic>> {
        let prefix = "../".repeat(path.depth());
        let place = PageContext { page: path.as_str(), prefix: &prefix, frame: None };
        self.templates.render("redirect.html", &RedirectView { target: &target.url() }, &place, out)
    }

    fn row(
        &self,
        index: BriefingIndex,
        page: &OutputPath,
        prefix: &str,
    ) -> Result<Value, Box<Diagnostic>> {
        let slot = self.rows.get(page.depth()).map(|rows| &rows[index.get()]);
        if let Some(row) = slot.and_then(OnceLock::get) {
            return Ok(row.clone());
        }
        let row = self.part(
            "parts/row.html",
            &RowView { briefing: self.views.briefing_link(index) },
            page,
            prefix,
        )?;
        Ok(slot.map_or(row.clone(), |slot| slot.get_or_init(|| row).clone()))
    }

    fn frame(
        &self,
        section: &'static str,
        page: &OutputPath,
        prefix: &str,
    ) -> Result<Arc<Frame>, Box<Diagnostic>> {
        let key = (section, page.depth());
        let known = || self.frames.read().ok()?.get(&key).cloned();
        if let Some(frame) = known() {
            return Ok(frame);
        }
        let view = FrameView { section };
        let assets = self.part("parts/assets.html", &view, page, prefix)?;
        let header = self.part("parts/header.html", &view, page, prefix)?;
        let footer = self.part("parts/footer.html", &view, page, prefix)?;
        let frame = Arc::new(Frame { assets, header, footer });
        if let Ok(mut frames) = self.frames.write() {
            frames.insert(key, frame.clone());
        }
        Ok(frame)
    }

    /// Renders a part that many pages share, for the first of them that asks.
    fn part(
        &self,
        name: &str,
        view: &impl Serialize,
        page: &OutputPath,
        prefix: &str,
    ) -> Result<Value, Box<Diagnostic>> {
        let mut html = Vec::new();
        self.templates.render(
            name,
            view,
            &PageContext { page: page.as_str(), prefix, frame: None },
            &mut html,
        )?;
        Ok(Value::safe_string(String::from_utf8_lossy(&html).trim_end()))
    }
}

/// Returns the name of a page's template.
pub fn template(page: Page) -> &'static str {
    match page {
        Page::Home => "home.html",
        Page::Briefing(_) => "briefing.html",
        Page::Entity(_) | Page::EntityPart(..) => "entity.html",
        Page::Pair(_) | Page::PairPart(..) => "pair.html",
        Page::Pairs => "pairs.html",
        Page::Outcomes => "outcomes.html",
        Page::Sources => "sources.html",
        Page::Calendar(_) => "calendar.html",
        Page::Briefings => "briefings.html",
        Page::Index(_) | Page::IndexPart(..) => "index.html",
        Page::Timeline => "timeline.html",
        Page::Free(_) => "page.html",
        Page::Search => "search.html",
        Page::NotFound => "404.html",
    }
}

/// The view of any page.
#[derive(Debug, Serialize)]
#[serde(untagged)]
#[allow(missing_docs, clippy::large_enum_variant)]
pub enum View {
    Home(HomeView),
    Briefing(BriefingView),
    Entity(EntityView),
    Pair(PairView),
    Pairs(PairsView),
    Outcomes(OutcomesView),
    Sources(SourcesView),
    Calendar(CalendarView),
    Briefings(BriefingsView),
    Index(IndexView),
    Timeline(TimelineView),
    Free(FreeView),
    Search(SearchView),
    NotFound(NotFoundView),
}

impl View {
    /// Returns the data of the page's head and frame.
    pub fn head(&self) -> &PageHead {
        match self {
            Self::Home(HomeView { head, .. })
            | Self::Briefing(BriefingView { head, .. })
            | Self::Entity(EntityView { head, .. })
            | Self::Pair(PairView { head, .. })
            | Self::Pairs(PairsView { head, .. })
            | Self::Outcomes(OutcomesView { head, .. })
            | Self::Sources(SourcesView { head, .. })
            | Self::Calendar(CalendarView { head, .. })
            | Self::Briefings(BriefingsView { head, .. })
            | Self::Index(IndexView { head, .. })
            | Self::Timeline(TimelineView { head, .. })
            | Self::Free(FreeView { head, .. })
            | Self::Search(SearchView { head })
            | Self::NotFound(NotFoundView { head }) => head,
        }
    }
}
