//! Render: one planned page goes in, its bytes come out.
//!
//! No disk, no clock and no network here, and nothing of the archive but the page's view.

use std::sync::OnceLock;

use serde::Serialize;
use tera::Value;

use crate::archive::BriefingIndex;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::output::path::OutputPath;
use crate::plan::view::Views;
use crate::plan::Page;
use crate::template::Templates;

/// How deep in folders the pages lie for which rows are kept.
const DEPTHS: usize = 3;

/// Renders the pages of a plan.
pub struct Renderer<'a> {
    views: Views<'a>,
    templates: &'a Templates,
    config: &'a Config,
    /// The row of each briefing in a list, for pages of each depth: made once, when first needed.
    rows: [Vec<OnceLock<Value>>; DEPTHS],
}

#[derive(Serialize)]
struct RowView {
    briefing: Value,
}

#[derive(Serialize)]
struct RedirectView<'a> {
    target: &'a str,
}

impl<'a> Renderer<'a> {
    /// Makes a renderer of a plan's pages.
    pub fn new(views: Views<'a>, templates: &'a Templates, config: &'a Config) -> Self {
        let briefings = views.plan().archive().briefings.len();
        let rows = std::array::from_fn(|_| std::iter::repeat_with(OnceLock::new).take(briefings).collect());
        Self { views, templates, config, rows }
    }

    /// Renders a page.
    ///
    /// # Errors
    /// When its template cannot be rendered.
    pub fn page(&self, page: Page, path: &OutputPath) -> Result<String, Box<Diagnostic>> {
        // The page of what is not there is served at any depth: its links are absolute, or none.
        let prefix = match page {
            Page::NotFound => self.config.base_url.clone().unwrap_or_default(),
            _ => "../".repeat(path.depth()),
        };
        let failed = OnceLock::new();
        let rows = |index: BriefingIndex| {
            self.row(index, path.depth(), &prefix).unwrap_or_else(|diagnostic| {
                _ = failed.set(diagnostic);
                Value::none()
            })
        };
        let view = self.views.view(page, &prefix, &rows);
        match failed.into_inner() {
            Some(diagnostic) => Err(diagnostic),
            None => self.templates.render(template(page), &view, path.as_str(), &prefix),
        }
    }

    /// Renders a page that leads to another.
    ///
    /// # Errors
    /// When its template cannot be rendered.
    pub fn redirect(&self, target: &OutputPath, path: &OutputPath) -> Result<String, Box<Diagnostic>> {
        let prefix = "../".repeat(path.depth());
        self.templates.render("redirect.html", &RedirectView { target: &target.url() }, path.as_str(), &prefix)
    }

    fn row(&self, index: BriefingIndex, depth: usize, prefix: &str) -> Result<Value, Box<Diagnostic>> {
        let slot = self.rows.get(depth).map(|rows| &rows[index.get()]);
        if let Some(row) = slot.and_then(OnceLock::get) {
            return Ok(row.clone());
        }
        let view = RowView { briefing: self.views.briefing_link(index) };
        let html = self.templates.render("parts/row.html", &view, "", prefix)?;
        let row = Value::safe_string(html.trim_end());
        Ok(slot.map_or(row.clone(), |slot| slot.get_or_init(|| row).clone()))
    }
}

/// Returns the name of a page's template.
pub fn template(page: Page) -> &'static str {
    match page {
        Page::Home => "home.html",
        Page::Briefing(_) => "briefing.html",
        Page::Entity(_) | Page::EntityPart(..) => "entity.html",
        Page::Calendar(_) => "calendar.html",
        Page::Briefings => "briefings.html",
        Page::Index(_) | Page::IndexPart(..) => "index.html",
        Page::Timeline => "timeline.html",
        Page::Free(_) => "page.html",
        Page::NotFound => "404.html",
    }
}
