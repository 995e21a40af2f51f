//! The templates: the built-in ones, and those of an archive that override them by name.
//!
//! A built-in template is also known as `chancery/NAME`, so that an archive's own can extend the
//! one that it overrides.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;
use tera::value::Key;
use tera::{Error, ErrorKind, Kwargs, State, Tera, TeraResult, Value};

use crate::config::{Config, Outputs};
use crate::context;
use crate::diagnostic::{Diagnostic, Rule, quote};
use crate::format::escape;
use crate::messages::{self, Messages};
use crate::output::path::OutputPath;
use crate::render::comments::without_comments;
use crate::source::{Sources, TEMPLATES};
use crate::text::{has_byte, is_right_to_left};

/// The prefix under which built-in templates can be extended.
const BUILT_IN_PREFIX: &str = "chancery/";
/// The folder of templates that holds the style sheet.
const ASSETS: &str = "assets/";

macro_rules! built_in {
    ($($name:literal)*) => {
        /// The built-in templates, by name.
        const BUILT_IN: &[(&str, &str)] = &[$(($name, include_str!(concat!("../templates/", $name)))),*];
    };
}

built_in! {
    "404.html" "base.html" "briefing.html" "briefings.html" "calendar.html" "entity.html"
    "home.html" "index.html" "outcomes.html" "page.html" "pair.html" "pairs.html" "redirect.html"
    "search.html" "sources.html" "timeline.html"
    "parts/assets.html" "parts/backlinks.html" "parts/chart.html" "parts/cite.html" "parts/claims.html" "parts/evidence.html"
    "parts/footer.html" "parts/header.html" "parts/held.html" "parts/list.html"
    "parts/machine.html" "parts/map.html"
    "parts/outcome.html" "parts/pairs.html" "parts/participants.html" "parts/row.html"
    "parts/said.html" "parts/source.html" "parts/table.html" "parts/tally.html"
    "parts/tenure.html" "parts/ticks.html"
}

/// The files that pages load, by name: the style sheet, the icon, the scripts of every page, and what
/// is loaded when somebody searches.
const BUILT_IN_ASSETS: [(&str, &str); 8] = [
    ("style.css", include_str!("../templates/assets/style.css")),
    ("print.css", include_str!("../templates/assets/print.css")),
    ("icon.svg", include_str!("../templates/assets/icon.svg")),
    ("theme.js", include_str!("../templates/assets/theme.js")),
    ("reader.js", include_str!("../templates/assets/reader.js")),
    ("find.js", include_str!("../templates/assets/find.js")),
    ("search.js", SEARCH),
    ("search.css", include_str!("../templates/assets/search.css")),
];

/// The script of search. It is written in parts, each of which uses those before it. They are joined in
/// one function: a page needs nearly all of them at once, and modules, which could import each other,
/// are blocked in pages that were opened from a folder.
const SEARCH: &str = concat!(
    "// Search in the browser, joined from the parts of templates/assets/search/.\n",
    "(() => {\n'use strict';\n\n",
    include_str!("../templates/assets/search/words.js"),
    "\n",
    include_str!("../templates/assets/search/decode.js"),
    "\n",
    include_str!("../templates/assets/search/core.js"),
    "\n",
    include_str!("../templates/assets/search/results.js"),
    "\n",
    include_str!("../templates/assets/search/palette.js"),
    "\n",
    include_str!("../templates/assets/search/previews.js"),
    "\n",
    include_str!("../templates/assets/search/start.js"),
    "})();\n"
);

/// Stands in a script for the messages that it shows, as an object of JavaScript.
const WORDS: &str = "/* words */ {}";

/// The assets that only an archive with search publishes.
const ASSETS_OF_SEARCH: [&str; 3] = ["find.js", "search.js", "search.css"];

/// Returns the built-in templates, assets and messages with their texts, by name.
pub fn built_in() -> impl Iterator<Item = (String, &'static str)> {
    let assets = BUILT_IN_ASSETS.iter().map(|(name, text)| (format!("{ASSETS}{name}"), *text));
    let templates = BUILT_IN.iter().map(|(name, text)| ((*name).to_owned(), *text));
    templates.chain(assets).chain(messages::built_in())
}

/// The templates of an archive, ready to render.
pub struct Templates {
    tera: Tera,
    globals: Globals,
    /// Whether the archive has templates of its own.
    has_own: bool,
}

/// What every template gets beside the view of its page.
#[derive(Clone, Serialize)]
pub struct Globals {
    /// What every page knows of the site ([`Site`]).
    site: Value,
    /// The words of the interface in the archive's language, a table by key: those of
    /// `templates/messages/`, and those that the archive's vocabularies add.
    m: Value,
}

/// What every page knows of the site.
#[derive(Serialize)]
struct Site<'a> {
    /// What the archive is called.
    title: &'a str,
    /// A sentence on what it holds.
    description: Option<&'a str>,
    /// The BCP 47 tag of its language.
    lang: &'a str,
    /// `ltr` or `rtl`, by its language.
    dir: &'static str,
    /// Where it is published, with a slash at the end.
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
    /// What search is made of; none where the archive has no search.
    search: Option<SearchAssets>,
    /// The free pages, for the footer.
    pages: Vec<SitePage<'a>>,
}

/// What search is made of.
#[derive(Serialize)]
struct SearchAssets {
    /// The path of the script of every page.
    find: String,
    /// The path of the script that searches.
    script: String,
    /// The path of the style sheet of search.
    style: String,
}

/// Where a template is rendered.
pub struct Place<'a> {
    /// The path of the page from the root.
    pub page: &'a str,
    /// What leads from the page to the root, `../`.
    pub prefix: &'a str,
    /// What is around the page; none for a part of pages, which does not know on which it is.
    pub frame: Option<&'a Frame>,
}

/// What a page loads, its header and its footer, as HTML; empty where it has none. All pages of a
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

/// Returns the files that pages load, as far as the outputs need them, named by their content, in the
/// order of `BUILT_IN_ASSETS`. The built-in ones are published without their comments; an archive's
/// own take their place as they are.
pub fn assets(
    sources: &Sources,
    outputs: &Outputs,
    messages: &Messages,
) -> Vec<(OutputPath, Arc<[u8]>)> {
    let words = serde_json::to_string(&messages.texts_of("do_")).expect("texts are JSON");
    let asset = |(name, built_in): (&str, &str)| {
        let own =
            sources.text(&format!("{TEMPLATES}{ASSETS}{name}")).filter(|own| *own != built_in);
        let text = own.unwrap_or(built_in);
        // The messages take the place of a comment.
        let text =
            if name.ends_with(".js") { text.replace(WORDS, &words) } else { text.to_owned() };
        let text = if own.is_some() { text } else { without_comments(name, &text) };
        let bytes: Arc<[u8]> = text.into_bytes().into();
        let (stem, ending) = name.split_once('.').expect("an asset has an ending");
        let hash = twox_hash::XxHash3_64::oneshot(&bytes);
        let path = OutputPath::new(&format!("{ASSETS}{stem}.{:010x}.{ending}", hash >> 24));
        (path.expect("made of letters and figures"), bytes)
    };
    let is_needed = |(name, _): &(&str, &str)| outputs.search || !ASSETS_OF_SEARCH.contains(name);
    BUILT_IN_ASSETS.into_iter().filter(is_needed).map(asset).collect()
}

impl Templates {
    /// Reads the templates of an archive over the built-in ones. Mistakes in them are among the
    /// diagnostics, and the templates are left out.
    pub fn new(
        sources: &Sources,
        config: &Config,
        messages: &Arc<Messages>,
        assets: &[(OutputPath, Arc<[u8]>)],
        pages: Vec<SitePage<'_>>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
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
        add_own(&mut tera, own, diagnostics);
        Self { tera, globals, has_own }
    }

    /// Returns what every template gets beside the view of its page.
    pub fn globals(&self) -> &Globals {
        &self.globals
    }

    /// Renders a template into a buffer with a view: its fields, and those of its place.
    ///
    /// # Errors
    /// When the template cannot be rendered, with its place; the page is named in the message.
    pub fn render(
        &self,
        name: &str,
        view: &impl Serialize,
        place: &Place<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), Box<Diagnostic>> {
        let Place { page, prefix, frame } = place;
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
            let path = |name: &str| match self.has_own {
                true => template_path(name),
                false => format!("{BUILT_IN_PREFIX}{name}").into(),
            };
            let diagnostic = explain(&error, name, |_| None, path);
            let message = format!("{} (while rendering {})", diagnostic.message, quote(page));
            Box::new(Diagnostic { message, ..diagnostic })
        })
    }
}

thread_local! {
    /// What leads from the page that this thread renders to the root, as a URL and as HTML. It is a
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

/// Returns what follows the way to the root in a link: the rest of the address, and a text of a
/// language.
pub(crate) fn anchor(path: &str, text: &str, lang: Option<&str>) -> String {
    let mut html = String::with_capacity(48 + path.len() + text.len() + text.len() / 8);
    escape(&mut html, path);
    html.push_str("\"><bdi");
    if let Some(lang) = lang {
        html.push_str(" lang=\"");
        escape(&mut html, lang);
        html.push('"');
    }
    html.push('>');
    escape(&mut html, text);
    html.push_str("</bdi></a>");
    html
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
fn add_own(tera: &mut Tera, mut own: Vec<(&str, &str)>, diagnostics: &mut Vec<Diagnostic>) {
    while !own.is_empty() {
        let Err(error) = tera.add_raw_templates(own.iter().copied()) else { return };
        let text = |name: &str| own.iter().find(|(own, _)| *own == name).map(|(_, text)| *text);
        let diagnostic = explain(&error, "", text, template_path);
        let bad: Vec<String> = match error.kind() {
            ErrorKind::CircularExtend { inheritance_chain: chain, .. }
            | ErrorKind::CircularInclude { include_chain: chain, .. } => chain.clone(),
            _ => {
                let places = diagnostic.places.iter();
                places
                    .filter_map(|place| Some(place.path.strip_prefix(TEMPLATES)?.to_owned()))
                    .collect()
            }
        };
        diagnostics.push(diagnostic);
        let before = own.len();
        own.retain(|(name, _)| !bad.iter().any(|bad| bad == name));
        if own.len() == before {
            return;
        }
    }
}

/// Says what is wrong with a template, and where; `text` gives that of a template, `path` its path.
fn explain<'t>(
    error: &Error,
    rendered: &str,
    text: impl Fn(&str) -> Option<&'t str>,
    path: impl Fn(&str) -> Arc<str>,
) -> Diagnostic {
    let whole = |name: &str, message: String| {
        Diagnostic::new(Rule::TemplateError, message, &path(name), 0..0)
    };
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => Diagnostic::new(
            Rule::TemplateError,
            lower_first(report.message()),
            &path(report.filename()),
            report.span().range.clone(),
        ),
        ErrorKind::MissingParent { current, parent } => {
            whole(current, format!("the template extends {}, which is not there", quote(parent)))
                .help("a built-in template is extended as `chancery/NAME`")
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain } => whole(
            tpl,
            format!("the template extends itself: {}", inheritance_chain.join(", then ")),
        ),
        ErrorKind::CircularInclude { tpl, include_chain } => {
            whole(tpl, format!("the template includes itself: {}", include_chain.join(", then ")))
        }
        // Of other mistakes Tera's account is a text, with the place in its second line.
        other => {
            let account = other.to_string();
            let first = account.lines().next().unwrap_or_default();
            let cause = std::error::Error::source(error).map(|source| format!(": {source}"));
            let message =
                lower_first(first.trim_start_matches("error: ")) + &cause.unwrap_or_default();
            let place = account.lines().find_map(|line| line.trim_start().strip_prefix("--> "));
            let mut parts = place.into_iter().flat_map(|place| place.rsplitn(3, ':'));
            let mut number = || parts.next().and_then(|part| part.parse::<usize>().ok());
            let (column, line) = (number(), number());
            let name = parts.next().unwrap_or(rendered);
            let range = match (text(name), line, column) {
                (Some(text), Some(line), Some(column)) => position(text, line, column),
                _ => 0..0,
            };
            Diagnostic::new(Rule::TemplateError, message, &path(name), range)
        }
    }
}

/// Returns the rest of the word at a line and a column, both from 1, columns in characters.
fn position(text: &str, line: usize, column: usize) -> Range<usize> {
    let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let at = text[start..].char_indices().nth(column - 1).map_or(text.len(), |(at, _)| start + at);
    let word = text[at..].find(|c: char| !c.is_alphanumeric() && !"_-./\"'".contains(c));
    at..at + word.unwrap_or(text.len() - at).max(1).min(text.len() - at)
}

/// Returns where a template is to be found: in the archive, or among the built-in ones.
fn template_path(name: &str) -> Arc<str> {
    match name.starts_with(BUILT_IN_PREFIX) {
        true => name.into(),
        false => format!("{TEMPLATES}{name}").into(),
    }
}

/// Returns the text of a built-in template, by the path that diagnostics have for it.
pub fn built_in_text(path: &str) -> Option<&'static str> {
    let name = path.strip_prefix(BUILT_IN_PREFIX)?;
    BUILT_IN.iter().find(|(built_in, _)| *built_in == name).map(|(_, text)| *text)
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
