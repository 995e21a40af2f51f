//! What `templates` does: which there are, a copy to change, and what a page's template gets.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::report::{MessageFormat, Printer};
use super::stop::Stop;
use crate::archive::Audience;
use crate::build::{self, BuildError, Contexts, Request};
use crate::diagnostic::{nearest, quote};
use crate::edit::Edit;
use crate::output::path::OutputPath;
use crate::render::assets::built_in;
use crate::source::{self, TEMPLATES};

#[derive(Debug, Subcommand)]
pub(super) enum TemplatesCommand {
    /// List the templates, and which of them the archive overrides
    #[command(after_help = "Examples:\n  chancery templates list")]
    List,
    /// Copy a built-in template into templates/, to change it
    #[command(
        after_help = "To change one block alone, write a file of the same name instead, with\n{% extends \"chancery/NAME\" %} and that block: it goes on with what the rest becomes.\n\nExamples:\n  chancery templates eject briefing.html\n  chancery templates eject assets/style.css"
    )]
    Eject {
        /// The template's name, as `templates list` has it
        name: String,
    },
    /// Print the data that the template of a page gets, as JSON
    #[command(
        after_help = "Examples:\n  chancery templates context index.html\n  chancery templates context people/sergei-lavrov.html"
    )]
    Context {
        /// The page's path in the site
        page: String,
        /// Include drafts
        #[arg(long)]
        drafts: bool,
    },
}

/// Does it, and returns what to print. `is_named` says that the archive is, and must be there.
pub(super) fn run(
    action: &TemplatesCommand,
    root: impl Fn() -> Result<PathBuf, Stop>,
    is_named: bool,
) -> Result<String, Stop> {
    match action {
        // The built-in ones are there without an archive.
        TemplatesCommand::List if is_named => list(Some(&root()?)),
        TemplatesCommand::List => list(root().ok().as_deref()),
        TemplatesCommand::Eject { name } => eject(&root()?, name),
        TemplatesCommand::Context { page, drafts } => {
            let audience = Audience { drafts: *drafts, at: None };
            context(&Request { root: root()?, audience, ..Request::default() }, page)
        }
    }
}

/// Lists the built-in templates, and those of an archive where there is one.
fn list(root: Option<&Path>) -> Result<String, Stop> {
    let own = match root {
        Some(root) => {
            let sources = source::load(root)?.value;
            let files = sources.below(TEMPLATES).iter();
            files.filter_map(|file| Some(file.path.strip_prefix(TEMPLATES)?.to_owned())).collect()
        }
        None => Vec::new(),
    };
    let names: Vec<String> = built_in().map(|(name, _)| name).collect();
    let longest = names.iter().chain(&own).map(String::len).max().unwrap_or_default();
    let mut listed = String::new();
    for name in &names {
        let said = if own.contains(name) { format!("  {TEMPLATES}{name}") } else { String::new() };
        _ = writeln!(listed, "{}", format!("{name:<longest$}{said}").trim_end());
    }
    for name in own.iter().filter(|name| !names.contains(name)) {
        _ = writeln!(listed, "{name:<longest$}  {TEMPLATES}{name}, the archive's alone");
    }
    Ok(listed)
}

/// Copies a built-in template into the archive, and returns its path.
fn eject(root: &Path, name: &str) -> Result<String, Stop> {
    let name = name.strip_prefix(TEMPLATES).unwrap_or(name);
    let Some((name, text)) = built_in().find(|(known, _)| known == name) else {
        let names: Vec<String> = built_in().map(|(name, _)| name).collect();
        return Err(Stop::usage(
            format!("there is no built-in template {}", quote(name)),
            match nearest(name, names.iter().map(String::as_str)) {
                Some(near) => format!("did you mean {}?", quote(near)),
                None => "`chancery templates list` has their names".into(),
            },
        ));
    };
    let path = format!("{TEMPLATES}{name}");
    let mut edit = Edit::new(root);
    edit.create(OutputPath::new(&path).expect("names of templates are paths"), text);
    edit.write()?;
    Ok(format!("{path}\n"))
}

/// Returns what the template of a page gets.
fn context(request: &Request, page: &str) -> Result<String, Stop> {
    let page = page.trim_start_matches("./").trim_start_matches('/');
    let contexts = match build::contexts(request, |path| path == page) {
        Ok(contexts) => contexts,
        Err(BuildError::Environment(error)) => return Err(error.into()),
        Err(BuildError::Output(message, help)) => return Err(Stop::environment(message, help)),
    };
    let Contexts { sources, diagnostics, pages, mut of_pages } = contexts;
    if let Some(context) = of_pages.pop() {
        return Ok(context.json + "\n");
    }
    if pages.iter().any(|path| path == page) {
        Printer::new(&sources, MessageFormat::Human, false).all(&diagnostics);
        return Err(Stop::mistakes(
            format!("the data of {} cannot be made", quote(page)),
            "mend the mistakes that are shown",
        ));
    }
    Err(Stop::usage(
        format!("the site has no page {}", quote(page)),
        match nearest(page, pages.iter().map(String::as_str)) {
            Some(near) => format!("did you mean {}?", quote(near)),
            None => "name it by its path in the site, such as `briefings/ID.html`".into(),
        },
    ))
}
