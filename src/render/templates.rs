//! The templates: the built-in ones, and those of an archive that override them by name.
//!
//! A built-in template is also known as `chancery/NAME`, so that an archive's own can extend the
//! one that it overrides.

use std::cell::RefCell;
use std::sync::Arc;

use serde::Serialize;
use tera::value::Key;
use tera::{Error, ErrorKind, Kwargs, State, Tera, TeraResult, Value};

use super::assets::{ASSETS, BUILT_IN, BUILT_IN_PREFIX};
use super::template_error::{explain, template_path};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Warned, quote};
use crate::html::{anchor, escape};
use crate::messages::Messages;
use crate::output::path::OutputPath;
use crate::render::context;
use crate::source::{Sources, TEMPLATES};
use crate::text::{has_byte, is_right_to_left};

/// The templates of an archive, ready to render.
pub struct Templates {
    tera: Tera,
    globals: Globals,
    /// `true` if the archive has templates of its own.
    has_own: bool,
}

/// The data that every template gets beside the view of its page.
#[derive(Clone, Serialize)]
pub struct Globals {
    /// The data on the site that every page gets ([`Site`]).
    site: Value,
    /// The words of the interface in the archive's language, a table by key: those of
    /// `templates/messages/`, and those that the archive's vocabularies add.
    m: Value,
}

/// The data on the site that every page gets.
#[derive(Serialize)]
struct Site<'a> {
    /// The title of the archive.
    title: &'a str,
    /// A sentence on what it holds.
    description: Option<&'a str>,
    /// The BCP 47 tag of its language.
    lang: &'a str,
    /// `ltr` or `rtl`, by its language.
    dir: &'static str,
    /// The address at which it is published, with a slash at the end.
    base_url: Option<&'a str>,
    /// The path of the style sheet.
    style: String,
    /// The path of the style sheet that is added on paper.
    print: String,
    /// The path of the icon.
    icon: String,
    /// The path of the script that sets the colours a reader chose, before anything is painted.
    theme: String,
    /// The path of the script that adds what a reader may do with a page.
    reader: String,
    /// The files of search; none where the archive has no search.
    search: Option<SearchAssets>,
    /// The free pages, for the footer.
    pages: Vec<SitePage<'a>>,
}

/// The files of search.
#[derive(Serialize)]
struct SearchAssets {
    /// The path of the script of every page.
    find: String,
    /// The path of the script that searches.
    script: String,
    /// The path of the style sheet of search.
    style: String,
}

/// The location for which a template is rendered.
pub struct PageContext<'a> {
    /// The path of the page from the root.
    pub page: &'a str,
    /// The way from the page to the root, `../`.
    pub prefix: &'a str,
    /// The frame of the page; none for a part of pages, which does not know on which it is.
    pub frame: Option<&'a Frame>,
}

/// The HTML of a page's assets, header and footer; empty where it has none. All pages of a
/// section and a depth share them.
pub struct Frame {
    /// `parts/assets.html`
    pub assets: Value,
    /// `parts/header.html`
    pub header: Value,
    /// `parts/footer.html`
    pub footer: Value,
}

impl Default for Frame {
    fn default() -> Self {
        Self { assets: Value::from(""), header: Value::from(""), footer: Value::from("") }
    }
}

/// A free page in the footer.
#[derive(Serialize)]
pub struct SitePage<'a> {
    /// Its path.
    pub path: String,
    /// Its title.
    pub title: &'a str,
}

impl Templates {
    /// Reads the templates of an archive over the built-in ones. One with a mistake is left out.
    pub fn new(
        sources: &Sources,
        config: &Config,
        messages: &Arc<Messages>,
        assets: &[(OutputPath, Arc<[u8]>)],
        pages: Vec<SitePage<'_>>,
    ) -> Warned<Self> {
        let mut tera = Tera::new();
        tera.register_filter("url", url);
        tera.register_filter("link", link);
        let for_count = messages.clone();
        let for_text = messages.clone();
        tera.register_function("count", move |kwargs: Kwargs, _: &State| -> TeraResult<String> {
            Ok(for_count.count(kwargs.must_get::<&str>("of")?, kwargs.must_get::<usize>("n")?))
        });
        tera.register_function("fill", move |kwargs: Kwargs, _: &State| -> TeraResult<String> {
            let key = kwargs.must_get::<&str>("message")?;
            let values: Vec<(String, String)> =
                kwargs.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
            let values: Vec<(&str, &str)> =
                values.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
            Ok(for_text.fill(key, &values))
        });
        let asset = |name: &str| {
            let (stem, ending) = name.split_once('.').expect("an asset has an ending");
            let start = format!("{ASSETS}{stem}.");
            let of_name = |(path, _): &&(OutputPath, _)| {
                path.as_str().starts_with(&start) && path.as_str().ends_with(ending)
            };
            assets.iter().find(of_name).map_or_else(String::new, |(path, _)| path.url())
        };
        let site = Site {
            title: &config.title,
            description: config.description.as_deref(),
            lang: &config.lang,
            dir: if is_right_to_left(&config.lang) { "rtl" } else { "ltr" },
            base_url: config.base_url.as_deref(),
            style: asset("style.css"),
            print: asset("print.css"),
            icon: asset("icon.svg"),
            theme: asset("theme.js"),
            reader: asset("reader.js"),
            search: config.outputs.search.then(|| SearchAssets {
                find: asset("find.js"),
                script: asset("search.js"),
                style: asset("search.css"),
            }),
            pages,
        };
        let globals = Globals {
            site: Value::from_serializable(&site),
            m: Value::from_serializable(&messages.texts()),
        };
        let global = tera.global_context();
        global.insert_value("site", globals.site.clone());
        global.insert_value("m", globals.m.clone());
        let own = own_templates(sources);
        let has_own = !own.is_empty();
        // What is looked for under another name first takes longer to be found.
        let prefix = if has_own { BUILT_IN_PREFIX } else { "" };
        if has_own {
            tera.set_fallback_prefixes([prefix]).expect("no template has been added");
        }
        let built_in =
            BUILT_IN.iter().map(|(name, text)| (format!("{prefix}{name}"), (*text).to_owned()));
        tera.add_raw_templates(built_in).expect("the built-in templates are right");
        let diagnostics = add_own(&mut tera, own);
        Warned { value: Self { tera, globals, has_own }, diagnostics }
    }

    /// Returns the data that every template gets beside the view of its page.
    pub fn globals(&self) -> &Globals {
        &self.globals
    }

    /// Renders a template into a buffer with a view: its fields, and those of its place.
    ///
    /// # Errors
    /// Fails if the template cannot be rendered, with its location; the message names the page.
    pub fn render(
        &self,
        name: &str,
        view: &impl Serialize,
        place: &PageContext<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), Box<Diagnostic>> {
        let PageContext { page, prefix, frame } = place;
        PREFIX.with_borrow_mut(|[url, html]| {
            (*prefix).clone_into(url);
            html.clear();
            escape(html, prefix);
        });
        let context = context::of(view).map(|mut context| {
            context.insert_value("prefix", Value::normal_string(prefix));
            // Tera would find them among what all templates get, but looks there last of all.
            context.insert_value("m", self.globals.m.clone());
            context.insert_value("site", self.globals.site.clone());
            if let Some(Frame { assets, header, footer }) = frame {
                context.insert_value("path", Value::normal_string(page));
                context.insert_value("assets", assets.clone());
                context.insert_value("header", header.clone());
                context.insert_value("footer", footer.clone());
            }
            context
        });
        context.and_then(|context| self.tera.render_to(name, &context, out)).map_err(|error| {
            let path = |name: &str| {
                if self.has_own {
                    template_path(name)
                } else {
                    format!("{BUILT_IN_PREFIX}{name}").into()
                }
            };
            let diagnostic = explain(&error, name, |_| None, path);
            let message = format!("{} (while rendering {})", diagnostic.message, quote(page));
            Box::new(Diagnostic { message, ..diagnostic })
        })
    }
}

thread_local! {
    /// The way from the page that this thread renders to the root, as a URL and as HTML. It is a
    /// variable of the page too, which Tera would look for again for each link.
    static PREFIX: RefCell<[String; 2]> = const { RefCell::new([String::new(), String::new()]) };
}

/// Returns a path from the root as a URL relative to the page that is being rendered. Of the
/// characters that a path is made of none needs to be escaped; what has others is.
fn url(path: &str, _: Kwargs, _: &State) -> TeraResult<Value> {
    let url = PREFIX.with_borrow(|[prefix, _]| [prefix, path].concat());
    let is_plain = !has_byte(&url, |byte| matches!(byte, b'<' | b'>' | b'&' | b'"' | b'\''));
    Ok(if is_plain { Value::safe_string(&url) } else { Value::normal_string(&url) })
}

/// Returns a link to what has a `path`, and a `title` or `name`, as HTML. It is of the language `lang`,
/// where there is one. What many pages link to has all of that as its `anchor`, made once.
fn link(to: &Value, _: Kwargs, _: &State) -> TeraResult<Value> {
    let field = |key| to.as_map().and_then(|map| map.get(&Key::Str(key)));
    let link = |anchor: &str| {
        let html = PREFIX.with_borrow(|[_, prefix]| ["<a href=\"", prefix, anchor].concat());
        Ok(Value::safe_string(&html))
    };
    if let Some(anchor) = field("anchor").and_then(Value::as_str) {
        return link(anchor);
    }
    let Some(path) = field("path").and_then(Value::as_str) else {
        return Err(Error::message("what `link` is given has no `path`"));
    };
    let text = text_of(field("title").or_else(|| field("name")));
    link(&anchor(path, text, field("lang").and_then(Value::as_str)))
}

fn text_of(value: Option<&Value>) -> &str {
    value.and_then(Value::as_str).unwrap_or_default()
}

/// Returns the names and texts of an archive's own templates, which are others than the built-in ones.
fn own_templates(sources: &Sources) -> Vec<(&str, &str)> {
    sources
        .below(TEMPLATES)
        .iter()
        .filter_map(|file| Some((file.path.strip_prefix(TEMPLATES)?, file.text())))
        .filter(|(name, _)| name.ends_with(".html") || name.ends_with(".xml"))
        .filter(|own| !BUILT_IN.contains(own))
        .collect()
}

/// Adds an archive's own templates. One that cannot be read is reported and left out, so that the
/// next can be.
fn add_own(tera: &mut Tera, mut own: Vec<(&str, &str)>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    while !own.is_empty() {
        let Err(error) = tera.add_raw_templates(own.iter().copied()) else { break };
        let text = |name: &str| own.iter().find(|(own, _)| *own == name).map(|(_, text)| *text);
        let diagnostic = explain(&error, "", text, template_path);
        let bad: Vec<String> = match error.kind() {
            ErrorKind::CircularExtend { inheritance_chain: chain, .. }
            | ErrorKind::CircularInclude { include_chain: chain, .. } => chain.clone(),
            _ => {
                let places = diagnostic.locations.iter();
                places
                    .filter_map(|place| Some(place.path.strip_prefix(TEMPLATES)?.to_owned()))
                    .collect()
            }
        };
        diagnostics.push(diagnostic);
        let before = own.len();
        own.retain(|(name, _)| !bad.iter().any(|bad| bad == name));
        if own.len() == before {
            break;
        }
    }
    diagnostics
}
