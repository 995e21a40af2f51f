//! The command `serve`: options go in; the events of the server go to the terminal.

use std::io::{self, Write};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use clap::Args;

use super::exit;
use super::options::GlobalOptions;
use super::report::{self, MessageFormat, Printer};
use super::root::find;
use super::stop::Stop;
use crate::archive::Audience;
use crate::build::{Request, order};
use crate::diagnostic::{Diagnostic, printable};
use crate::serve::{EditorUrl, Event, Rebuilt, ServeError, ServerOptions, serve};

#[derive(Args, Debug)]
pub(super) struct ServeOptions {
    /// The name or address to listen at; 0.0.0.0 lets other machines connect
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1")]
    host: String,
    /// The port to listen at; 0 for any free port
    #[arg(long, value_name = "PORT", default_value_t = 4321)]
    port: u16,
    /// Open the home page in the browser
    #[arg(long)]
    open: bool,
    /// Include drafts
    #[arg(long)]
    drafts: bool,
    /// The URL that opens a mistake in an editor [default: vscode://file{file}:{line}:{column}]
    #[arg(long, value_name = "URL", value_parser = str::parse::<EditorUrl>)]
    editor: Option<EditorUrl>,
}

/// Serves until it is interrupted; returns the exit code.
pub(super) fn run(options: &ServeOptions, global: &GlobalOptions) -> Result<u8, Stop> {
    let root = find(global.root.as_deref())?;
    let root = std::path::absolute(&root).map_err(|error| {
        Stop::environment(
            format!("cannot resolve the path {}: {error}", root.display()),
            "give the archive's folder with `--root`",
        )
    })?;
    let server = ServerOptions {
        request: Request {
            root,
            audience: Audience { drafts: options.drafts, at: None },
            ..Request::default()
        },
        host: options.host.clone(),
        port: options.port,
        editor: options.editor.clone().unwrap_or_default(),
    };
    let (quiet, open) = (global.quiet, options.open);
    let known = Mutex::new(Vec::new());
    let reporter = move |event: Event<'_>| match event {
        Event::Listening(url) => {
            let mut out = anstream::stdout().lock();
            // Standard output may be closed.
            _ = writeln!(out, "{url}").and_then(|()| out.flush());
            if open {
                browse(url);
            }
        }
        Event::Read(rebuilt) => {
            show(rebuilt, &mut known.lock().unwrap_or_else(PoisonError::into_inner), quiet);
        }
        Event::Problem { message, help } => report::problem(message, help, MessageFormat::Human),
    };
    let Err(ended) = serve(server, Arc::new(reporter));
    let help = match &ended {
        ServeError::Interrupted => return Ok(exit::INTERRUPTED),
        ServeError::Environment(_) => "start the server again when the archive can be read".into(),
        ServeError::PortInUse { free: Some(free), .. } => {
            format!("port {free} is free: `chancery serve --port {free}`")
        }
        ServeError::PortInUse { free: None, .. } => "name another port with `--port`".into(),
        ServeError::Listen { .. } => {
            "name an address of this machine with `--host`, and a port with `--port`".into()
        }
    };
    Err(Stop::environment(ended.to_string(), help))
}

/// Prints the mistakes that are new since the last event, and a line about the reading.
fn show(rebuilt: &Rebuilt<'_>, known: &mut Vec<Diagnostic>, quiet: bool) {
    let Rebuilt { sources, changes, pages, diagnostics, time } = rebuilt;
    let is_new = |new: &&Diagnostic| known.binary_search_by_key(&order(new), order).is_err();
    let new: Vec<_> = diagnostics.iter().filter(is_new).cloned().collect();
    Printer::new(sources, MessageFormat::Human, false).all(&new);
    *known = diagnostics.to_vec();
    if quiet {
        return;
    }
    let what = match changes.first() {
        None => String::new(),
        Some(path) if changes.len() == 1 => format!("{}: ", printable(path, usize::MAX)),
        Some(_) => format!("{} files: ", changes.len()),
    };
    let (line, failed) = report::served(*pages, diagnostics, *time);
    let still = if !failed {
        ""
    } else if changes.is_empty() {
        "; pages are served when the mistakes are corrected"
    } else {
        "; the last pages without mistakes are served"
    };
    _ = writeln!(anstream::stderr(), "{what}{line}{still}");
}

/// Opens a URL in the browser with the system's own command, and without a shell.
fn browse(url: &str) {
    let (program, arguments): (_, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("rundll32", &["url.dll,FileProtocolHandler"]),
        _ => ("xdg-open", &[]),
    };
    let mut command = Command::new(program);
    command.args(arguments).arg(url);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let problem = |error: io::Error| {
        let message = format!("cannot open the browser with `{program}`: {error}");
        report::problem(&message, "open the address yourself", MessageFormat::Human);
    };
    match command.spawn() {
        // The process stays a zombie until it is waited for.
        Ok(mut child) => _ = thread::spawn(move || child.wait()),
        Err(error) => problem(error),
    }
}
