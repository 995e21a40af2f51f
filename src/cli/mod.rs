//! The command line: arguments in, exit code out.

mod editor;
mod explain;
mod init;
mod manual;
mod new;
mod new_form;
mod new_options;
mod questions;
mod report;
mod serve;
mod stop;
mod templates;

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::archive::Audience;
use crate::build::{self, BuildError, Report, Request};
use crate::diagnostic::{Rule, Severity, nearest};
use crate::record::schema::{SchemaKind, schema};
use crate::record::values::{Moment, site_address};
use crate::source::{CONFIG, find_root};
use new_options::NewOptions;
use report::{Printer, Style};
use stop::Stop;
use templates::Templates;

/// The exit codes: what a script can tell from them.
mod exit {
    /// Done.
    pub(super) const DONE: u8 = 0;
    /// Mistakes in the archive.
    pub(super) const MISTAKES: u8 = 1;
    /// Wrong usage.
    pub(super) const USAGE: u8 = 2;
    /// The environment: disk, permission.
    pub(super) const ENVIRONMENT: u8 = 3;
    /// Somebody stopped it.
    pub(super) const INTERRUPTED: u8 = 130;
}

/// What to do where there is no archive.
const ROOT_HELP: &str = "give its folder with `--root`, or make one with `chancery init`";

/// A static site generator for archives of briefings.
#[derive(Debug, Parser)]
#[command(
    name = "chancery",
    version,
    about,
    propagate_version = true,
    max_term_width = 80,
    arg_required_else_help = true
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// The folder that holds archive.toml [default: the nearest one upwards]
    #[arg(long, global = true, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Say nothing but what is wrong
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say which files were written and removed
    #[arg(short, long, global = true)]
    verbose: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the archive into public/
    #[command(
        after_help = "Examples:\n  chancery build\n  chancery build --output /srv/www --base-url https://archive.example/\n  chancery build --drafts --at 2025-03-01T09:00:00Z"
    )]
    Build {
        /// The folder to write to [default: public, below the root]
        #[arg(long, value_name = "DIR")]
        output: Option<PathBuf>,
        #[command(flatten)]
        options: Options,
    },
    /// Check the archive without writing anything
    #[command(
        after_help = "Examples:\n  chancery check\n  chancery check --strict --message-format short"
    )]
    Check {
        #[command(flatten)]
        options: Options,
    },
    /// Serve the archive as it is now, reloading in the browser on a change
    #[command(
        after_help = "Examples:\n  chancery serve --open\n  chancery serve --drafts --port 8080\n  chancery serve --editor 'idea://open?file={file}&line={line}'"
    )]
    Serve(serve::Arguments),
    /// Say what a rule means, with an example that fails and one that passes
    #[command(after_help = "Examples:\n  chancery explain\n  chancery explain broken-link")]
    Explain {
        /// The rule's name, as mistakes show it in brackets [default: a list of all rules]
        #[arg(value_parser = parse_rule)]
        rule: Option<Rule>,
    },
    /// Print the JSON Schema of a kind's front matter or of archive.toml, for editors
    #[command(
        after_help = "Examples:\n  chancery schema briefing > schemas/briefing.json\n\nA first line `#:schema PATH` in archive.toml or in front matter names the schema to an editor."
    )]
    Schema {
        /// What the schema is of
        #[arg(value_parser = schema_kind())]
        kind: SchemaKind,
    },
    /// Make a new archive, with one of everything to begin from
    #[command(
        after_help = "Nothing that is there is written over.\n\nExamples:\n  chancery init contacts --title \"Contacts\"\n  chancery init"
    )]
    Init {
        /// The folder to make it in [default: this one]
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
        /// What the archive is called
        #[arg(long)]
        title: Option<String>,
    },
    /// Make the file of a briefing, person, venue …, with its front matter
    #[command(
        after_help = "What no option says is asked on a terminal, unless --quiet is given. The day on which the file is made goes into it as `created`; SOURCE_DATE_EPOCH can set that day.\n\nExamples:\n  chancery new briefing \"Consultations in Istanbul\" --date \"27 Feb 2025\"\n  chancery new person \"Sergei Lavrov\" --edit\n  chancery new briefing"
    )]
    New(NewOptions),
    /// List the templates, copy one to change it, or see what one gets
    #[command(
        after_help = "Examples:\n  chancery templates list\n  chancery templates eject briefing.html\n  chancery templates context people/sergei-lavrov.html"
    )]
    Templates {
        #[command(subcommand)]
        action: Templates,
    },
    /// Print the script with which a shell completes commands and options
    #[command(
        after_help = "Examples:\n  source <(chancery completions bash)\n  chancery completions zsh > ~/.zfunc/_chancery\n  chancery completions fish > ~/.config/fish/completions/chancery.fish"
    )]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page of the program or of a command
    #[command(
        after_help = "Examples:\n  chancery man > chancery.1\n  chancery man templates eject | man -l -"
    )]
    Man {
        /// The command [default: the program]
        #[arg(value_name = "COMMAND")]
        command: Vec<String>,
    },
}

#[derive(Args, Debug)]
struct Options {
    /// Where the site will be, for what needs whole addresses
    #[arg(long, value_name = "URL", value_parser = parse_url)]
    base_url: Option<String>,
    /// Include drafts
    #[arg(long)]
    drafts: bool,
    /// Include what is under embargo until then or earlier
    #[arg(long, value_name = "DATE-TIME", value_parser = parse_moment)]
    at: Option<Moment>,
    /// Take warnings for errors
    #[arg(long)]
    strict: bool,
    /// Say where time and memory went
    #[arg(long)]
    timings: bool,
    /// How mistakes are shown
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    message_format: MessageFormat,
}

impl Options {
    fn style(&self) -> Style {
        match self.message_format {
            MessageFormat::Human => Style::Human,
            MessageFormat::Short => Style::Short,
            MessageFormat::Json => Style::Json,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum MessageFormat {
    /// With the text underlined
    Human,
    /// One line each: file:line:column: error[rule]: message
    Short,
    /// One JSON object a line
    Json,
}

fn parse_url(text: &str) -> Result<String, String> {
    site_address(text).ok_or_else(|| "write an address such as https://archive.example/".into())
}

fn parse_moment(text: &str) -> Result<Moment, String> {
    text.parse()
}

fn parse_rule(text: &str) -> Result<Rule, String> {
    let found = Rule::ALL.iter().find(|rule| rule.name() == text);
    let names = Rule::ALL.iter().map(|rule| rule.name());
    found.copied().ok_or_else(|| match nearest(text, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`chancery explain` lists the rules".into(),
    })
}

fn schema_kind() -> impl TypedValueParser<Value = SchemaKind> {
    PossibleValuesParser::new(SchemaKind::ALL.map(SchemaKind::name)).map(|name| {
        let mut kinds = SchemaKind::ALL.into_iter();
        kinds.find(|kind| kind.name() == name).expect("only names of kinds are passed on")
    })
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            if error.use_stderr() {
                report::wrong_usage(&error.render().ansi().to_string());
                return ExitCode::from(exit::USAGE);
            }
            // Printing fails only where the terminal has gone.
            _ = error.print();
            return ExitCode::from(exit::DONE);
        }
    };
    ExitCode::from(run(&arguments))
}

fn run(arguments: &Arguments) -> u8 {
    let root = || {
        let stop = |(message, code)| Stop::new(message, ROOT_HELP, code);
        find(arguments.root.as_deref()).map_err(stop)
    };
    let said = match &arguments.command {
        Command::Build { options, .. } | Command::Check { options } => {
            return make(arguments, options);
        }
        Command::Serve(serve) => return serve::run(serve, arguments),
        Command::Explain { rule } => Ok(explain::explain(*rule)),
        Command::Schema { kind } => Ok(format!("{:#}\n", schema(*kind))),
        Command::Init { folder, title } => {
            let folder = folder.as_ref().or(arguments.root.as_ref());
            let folder = folder.map_or(Path::new("."), PathBuf::as_path);
            let said = init::init(folder, title.as_deref());
            said.map(|said| if arguments.quiet { String::new() } else { said })
        }
        Command::New(options) => root().and_then(|root| new::new(&root, options, arguments.quiet)),
        Command::Templates { action } => templates::run(action, root, arguments.root.is_some()),
        Command::Completions { shell } => Ok(manual::completions(*shell, Arguments::command())),
        Command::Man { command } => manual::man(Arguments::command(), command),
    };
    match said {
        Ok(said) => print(&said),
        Err(stop) => stop.tell(),
    }
}

/// Builds or checks.
fn make(arguments: &Arguments, options: &Options) -> u8 {
    let start = Instant::now();
    let style = options.style();
    let root = match find(arguments.root.as_deref()) {
        Ok(root) => root,
        Err((message, code)) => {
            report::trouble(&message, ROOT_HELP, style);
            return code;
        }
    };
    let output = match &arguments.command {
        Command::Build { output, .. } => {
            Some(output.clone().unwrap_or_else(|| root.join("public")))
        }
        _ => None,
    };
    if let Some(message) = output.as_deref().and_then(|output| overlap(&root, output)) {
        report::trouble(&message, "name another folder with `--output`", style);
        return exit::USAGE;
    }
    let request = Request {
        root,
        base_url: options.base_url.clone(),
        audience: Audience { drafts: options.drafts, at: options.at },
        strict: options.strict,
        timings: options.timings,
        progress: (!arguments.quiet && io::stderr().is_terminal()).then_some(report::progress),
    };
    let shows_progress = request.progress.is_some();
    let result = match &output {
        Some(output) => build::build(&request, output),
        None => build::check(&request),
    };
    if shows_progress {
        report::clear_progress();
    }
    match result {
        Ok(report) => {
            let code = finish(arguments, options, &report, start);
            // The process ends: the system takes the memory back faster than piece by piece.
            std::mem::forget(report);
            code
        }
        Err(BuildError::Environment(error)) => {
            report::trouble(
                &error.to_string(),
                "nothing was changed that a later build does not put right",
                style,
            );
            exit::ENVIRONMENT
        }
        Err(BuildError::Output(message, help)) => {
            report::trouble(&message, &help, style);
            exit::ENVIRONMENT
        }
    }
}

/// Prints to standard output; that a reader such as `head` has read enough is no failure.
fn print(text: &str) -> u8 {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let message = format!("cannot write to standard output: {error}");
            report::trouble(&message, "give it somewhere to write to", Style::Human);
            exit::ENVIRONMENT
        }
        _ => exit::DONE,
    }
}

/// Prints what is wrong and what was done.
fn finish(arguments: &Arguments, options: &Options, report: &Report, start: Instant) -> u8 {
    let style = options.style();
    Printer::new(&report.sources, style, options.strict).all(&report.diagnostics);
    let failed = build::fails(&report.diagnostics, options.strict);
    if arguments.verbose
        && let Some(summary) = &report.summary
    {
        report::changes(summary);
    }
    if options.timings {
        report::timings(&report.timings);
    }
    // A line for people would be no JSON.
    if !arguments.quiet && style != Style::Json {
        report::last_line(
            report,
            options.strict,
            failed,
            matches!(arguments.command, Command::Check { .. }),
            start.elapsed(),
        );
    }
    if failed { exit::MISTAKES } else { exit::DONE }
}

/// Finds the archive's folder; where there is none, says so, with the exit code.
fn find(named: Option<&Path>) -> Result<PathBuf, (String, u8)> {
    let Some(root) = named else {
        let here = std::env::current_dir().map_err(|error| {
            (format!("cannot tell the working folder: {error}"), exit::ENVIRONMENT)
        })?;
        let none = || (format!("there is no {CONFIG} in this folder or above it"), exit::USAGE);
        return find_root(&here).ok_or_else(none);
    };
    match root.join(CONFIG).metadata() {
        Ok(found) if found.is_file() => Ok(root.to_owned()),
        Err(error)
            if !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) =>
        {
            let message = format!("cannot look at {}: {error}", root.join(CONFIG).display());
            Err((message, exit::ENVIRONMENT))
        }
        _ => Err((format!("there is no {CONFIG} in {}", root.display()), exit::USAGE)),
    }
}

/// Returns where a path leads, whether it is there yet or not: the nearest folder above it that is
/// there, as the system finds it, and the rest as written.
fn real(path: &Path) -> Option<PathBuf> {
    let whole = std::path::absolute(path).ok()?;
    let there = whole.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
    let (above, mut real) = there?;
    for part in whole.strip_prefix(above).ok()?.components() {
        match part {
            std::path::Component::ParentDir => _ = real.pop(),
            part => real.push(part),
        }
    }
    Some(real)
}

/// Says why a folder cannot take the output: it holds the sources, or lies among them.
fn overlap(root: &Path, output: &Path) -> Option<String> {
    let (root, output) = (real(root)?, real(output)?);
    let among = ["content", "templates", "static"]
        .iter()
        .any(|folder| output.starts_with(root.join(folder)));
    let around = root.starts_with(&output);
    (among || around).then(|| format!("{} holds the archive's own files", output.display()))
}

/// Counts the errors and warnings among diagnostics; where strict, all are errors.
fn tally(report: &Report, strict: bool) -> (usize, usize) {
    if strict {
        return (report.diagnostics.len(), 0);
    }
    let errors = report
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .count();
    (errors, report.diagnostics.len() - errors)
}
