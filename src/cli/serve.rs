//! `serve`: what is asked for goes in; the server's news go to the terminal.

use std::io::{self, Write};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use clap::Args;

use super::exit;
use super::options::GlobalOptions;
use super::report::{self, MessageFormat, Printer};
use super::root::find;
use crate::archive::Audience;
use crate::build::{Request, order};
use crate::diagnostic::{Diagnostic, printable};
use crate::serve::{EditorUrl, Event, Rebuilt, ServeError, ServerOptions, serve};

#[derive(Args, Debug)]
pub(super) struct ServeOptions {
    /// The name or address to listen at; others than this machine can only reach 0.0.0.0 or its own
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1")]
    host: String,
    /// The port to listen at; 0 for any that is free
    #[arg(long, value_name = "PORT", default_value_t = 4321)]
    port: u16,
    /// Open the home page in the browser
    #[arg(long)]
    open: bool,
    /// Include drafts
    #[arg(long)]
    drafts: bool,
    /// What opens the place of a mistake in an editor [default: vscode://file{file}:{line}:{column}]
    #[arg(long, value_name = "URL", value_parser = str::parse::<EditorUrl>)]
    editor: Option<EditorUrl>,
}

/// Serves until it is interrupted; returns the exit code.
pub(super) fn run(options: &ServeOptions, global: &GlobalOptions) -> u8 {
    let root = find(global.root.as_deref()).and_then(|root| {
        let absolute = std::path::absolute(&root);
        absolute.map_err(|error| {
            (format!("cannot tell where {} is: {error}", root.display()), exit::ENVIRONMENT)
        })
    });
    let root = match root {
        Ok(root) => root,
        Err((message, code)) => {
            let help = "give the archive's folder with `--root`";
            report::trouble(&message, help, MessageFormat::Human);
            return code;
        }
    };
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
    let told = Mutex::new(Vec::new());
    let reporter = move |event: Event<'_>| match event {
        Event::Listening(url) => {
            let mut out = anstream::stdout().lock();
            // Where standard output is closed there is nobody to tell.
            _ = writeln!(out, "{url}").and_then(|()| out.flush());
            if open {
                browse(url);
            }
        }
        Event::Read(rebuilt) => {
            show(rebuilt, &mut told.lock().unwrap_or_else(PoisonError::into_inner), quiet);
        }
        Event::Trouble(message, help) => report::trouble(message, help, MessageFormat::Human),
    };
    let Err(ended) = serve(server, Arc::new(reporter));
    let (message, help) = match ended {
        ServeError::Interrupted => return exit::INTERRUPTED,
        ServeError::Environment(error) => {
            (error.to_string(), "the archive is served when it can be read".into())
        }
        ServeError::PortInUse(port, free) => (
            format!("port {port} is in use"),
            match free {
                Some(free) => format!("port {free} is free: `chancery serve --port {free}`"),
                None => "name another with `--port`".into(),
            },
        ),
        ServeError::Listen(address, error) => (
            format!("cannot listen at {address}: {error}"),
            "name an address of this machine with `--host`, and a port with `--port`".into(),
        ),
    };
    report::trouble(&message, &help, MessageFormat::Human);
    exit::ENVIRONMENT
}

/// Shows what is wrong that was not wrong before, and a line on what was done.
fn show(rebuilt: &Rebuilt<'_>, told: &mut Vec<Diagnostic>, quiet: bool) {
    let Rebuilt { sources, changes, pages, diagnostics, time } = rebuilt;
    let is_new = |new: &&Diagnostic| told.binary_search_by_key(&order(new), order).is_err();
    let new: Vec<_> = diagnostics.iter().filter(is_new).cloned().collect();
    Printer::new(sources, MessageFormat::Human, false).all(&new);
    *told = diagnostics.to_vec();
    if quiet {
        return;
    }
    let what = match changes.first() {
        None => String::new(),
        Some(path) if changes.len() == 1 => format!("{}: ", printable(path, usize::MAX)),
        Some(_) => format!("{} files: ", changes.len()),
    };
    let (line, failed) = report::served(*pages, diagnostics, *time);
    let still = match failed {
        false => "",
        true if changes.is_empty() => "; pages are served when they are mended",
        true => "; the last pages without mistakes are served",
    };
    _ = writeln!(anstream::stderr(), "{what}{line}{still}");
}

/// Opens a URL in the browser, by the system's own means and through no shell.
fn browse(url: &str) {
    let (program, arguments): (_, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("rundll32", &["url.dll,FileProtocolHandler"]),
        _ => ("xdg-open", &[]),
    };
    let mut command = Command::new(program);
    command.args(arguments).arg(url);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let trouble = |error: io::Error| {
        let message = format!("cannot open the browser with `{program}`: {error}");
        report::trouble(&message, "open the address yourself", MessageFormat::Human);
    };
    match command.spawn() {
        // Somebody has to take note of its end.
        Ok(mut child) => _ = thread::spawn(move || child.wait()),
        Err(error) => trouble(error),
    }
}
