//! Render: one planned page goes in, its bytes come out.
//!
//! No disk, no clock and no network here, and nothing of the archive but the page's view.

pub(crate) mod comments;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, RwLock};

use serde::Serialize;
use tera::Value;

use crate::archive::BriefingIndex;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::format::File;
use crate::output::path::OutputPath;
use crate::plan::Page;
use crate::plan::view::View;
use crate::plan::views::Views;
use crate::template::{Frame, Globals, Place, Templates};

/// How deep in folders the pages lie for which rows are kept.
const DEPTHS: usize = 3;

/// Renders the pages of a plan.
pub struct Renderer<'a> {
    views: Views<'a>,
    templates: &'a Templates,
    config: &'a Config,
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

/// What is around a page.
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
    /// What leads from the page to the site's root: `../`, or nothing.
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
    /// What leads from the page to the root.
    prefix: String,
    frame: Arc<Frame>,
}

impl<'a> Renderer<'a> {
    /// Makes a renderer of a plan's pages.
    pub fn new(views: Views<'a>, templates: &'a Templates, config: &'a Config) -> Self {
        let briefings = views.plan().archive().briefings.len();
        let rows = std::array::from_fn(|_| {
            std::iter::repeat_with(OnceLock::new).take(briefings).collect()
        });
        Self { views, templates, config, rows, frames: RwLock::default() }
    }

    /// Renders a page into a buffer.
    ///
    /// # Errors
    /// When its template cannot be rendered.
    pub fn page(
        &self,
        page: Page,
        path: &OutputPath,
        out: &mut Vec<u8>,
    ) -> Result<(), Box<Diagnostic>> {
        let Prepared { view, prefix, frame } = self.prepare(page, path)?;
        let place = Place { page: path.as_str(), prefix: &prefix, frame: Some(&frame) };
        self.templates.render(template(page), &view, &place, out)
    }

    /// Returns what the template of a page gets, as JSON.
    ///
    /// # Errors
    /// When a part of the page that other pages share cannot be rendered.
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
            Page::NotFound => self.config.base_path().unwrap_or_default().to_owned(),
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

    /// Writes a file that other tools read into a buffer.
    pub fn file(&self, file: File, out: &mut Vec<u8>) {
        self.views.formats().write(file, out);
    }

    /// Renders a page that leads to another into a buffer.
    ///
    /// # Errors
    /// When its template cannot be rendered.
    pub fn redirect(
        &self,
        target: &OutputPath,
        path: &OutputPath,
        out: &mut Vec<u8>,
    ) -> Result<(), Box<Diagnostic>> {
        let prefix = "../".repeat(path.depth());
        let place = Place { page: path.as_str(), prefix: &prefix, frame: None };
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
            &Place { page: page.as_str(), prefix, frame: None },
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
