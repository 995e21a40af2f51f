//! The command line: arguments in, exit code out.

mod build;
mod editor;
mod exit;
mod explain;
mod init;
mod manual;
mod new;
mod new_form;
mod new_options;
mod options;
mod questions;
mod report;
mod root;
mod serve;
mod stop;
mod templates;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{CommandFactory, Parser, Subcommand};

use crate::diagnostic::nearest;
use crate::rules::Rule;
use crate::schema::{SchemaKind, schema};
use build::{BuildOptions, BuildTarget};
use new_options::NewOptions;
use options::GlobalOptions;
use report::MessageFormat;
use root::find;
use serve::ServeOptions;
use stop::Stop;
use templates::TemplatesCommand;

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
    #[command(flatten)]
    global: GlobalOptions,
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
        options: BuildOptions,
    },
    /// Check the archive without writing anything
    #[command(
        after_help = "Examples:\n  chancery check\n  chancery check --strict --message-format short"
    )]
    Check {
        #[command(flatten)]
        options: BuildOptions,
    },
    /// Serve the archive locally, and reload the browser on every change
    #[command(
        after_help = "Examples:\n  chancery serve --open\n  chancery serve --drafts --port 8080\n  chancery serve --editor 'idea://open?file={file}&line={line}'"
    )]
    Serve(ServeOptions),
    /// Explain a rule, with an example that fails and one that passes
    #[command(after_help = "Examples:\n  chancery explain\n  chancery explain broken-link")]
    Explain {
        /// The rule's name, which mistakes show in brackets [default: list all rules]
        #[arg(value_parser = parse_rule)]
        rule: Option<Rule>,
    },
    /// Print the JSON Schema of a kind of file, for editors
    #[command(
        after_help = "Examples:\n  chancery schema briefing > schemas/briefing.json\n\nA first line `#:schema PATH` in archive.toml or in front matter names the schema to an editor."
    )]
    Schema {
        /// The kind of file; `archive` is archive.toml
        #[arg(value_parser = schema_kind())]
        kind: SchemaKind,
    },
    /// Make a new archive, with one file of each kind
    #[command(
        after_help = "Existing files are not overwritten.\n\nExamples:\n  chancery init contacts --title \"Contacts\"\n  chancery init"
    )]
    Init {
        /// The folder of the archive [default: this one]
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
        /// The title of the archive
        #[arg(long)]
        title: Option<String>,
    },
    /// Make a briefing, person, venue … with its front matter
    #[command(
        after_help = "On a terminal, the command asks for each value without an option, unless --quiet is given. The key `created` gets the current day, or that of SOURCE_DATE_EPOCH.\n\nExamples:\n  chancery new briefing \"Consultations in Istanbul\" --date \"27 Feb 2025\"\n  chancery new person \"Sergei Lavrov\" --edit\n  chancery new briefing"
    )]
    New(NewOptions),
    /// List templates, copy one to change it, or print the data of a page
    #[command(
        after_help = "Examples:\n  chancery templates list\n  chancery templates eject briefing.html\n  chancery templates context people/sergei-lavrov.html"
    )]
    Templates {
        #[command(subcommand)]
        action: TemplatesCommand,
    },
    /// Print a script for a shell that completes commands and options
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
            // Printing fails only if the terminal is closed.
            _ = error.print();
            return ExitCode::from(exit::DONE);
        }
    };
    ExitCode::from(run(&arguments))
}

/// Runs a command and returns the exit code.
fn run(arguments: &Arguments) -> u8 {
    let global = &arguments.global;
    let format = match &arguments.command {
        Command::Build { options, .. } | Command::Check { options } => options.message_format,
        _ => MessageFormat::Human,
    };
    let root = || find(global.root.as_deref());
    let printed = |text: String| print(&text);
    let code = match &arguments.command {
        Command::Build { output, options } => {
            build::run(BuildTarget::Folder(output.as_deref()), options, global)
        }
        Command::Check { options } => build::run(BuildTarget::Nowhere, options, global),
        Command::Serve(options) => serve::run(options, global),
        Command::Explain { rule } => print(&explain::explain(*rule)),
        Command::Schema { kind } => print(&format!("{:#}\n", schema(*kind))),
        Command::Init { folder, title } => {
            let folder = folder.as_ref().or(global.root.as_ref());
            let folder = folder.map_or(Path::new("."), PathBuf::as_path);
            let made = init::init(folder, title.as_deref());
            made.and_then(|text| if global.quiet { Ok(exit::DONE) } else { print(&text) })
        }
        Command::New(options) => {
            root().and_then(|root| new::new(&root, options, global.quiet)).and_then(printed)
        }
        Command::Templates { action } => {
            templates::run(action, root, global.root.is_some()).and_then(printed)
        }
        Command::Completions { shell } => print(&manual::completions(*shell, Arguments::command())),
        Command::Man { command } => manual::man(Arguments::command(), command).and_then(printed),
    };
    code.unwrap_or_else(|stop| stop.print(format))
}

/// Prints to standard output. A reader such as `head` that has read enough is no error.
fn print(text: &str) -> Result<u8, Stop> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Stop::environment(
            format!("cannot write to standard output: {error}"),
            "redirect it to a file that can be written",
        )),
        _ => Ok(exit::DONE),
    }
}
