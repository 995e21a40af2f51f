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
use root::{ROOT_HELP, find};
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
    /// Serve the archive as it is now, reloading in the browser on a change
    #[command(
        after_help = "Examples:\n  chancery serve --open\n  chancery serve --drafts --port 8080\n  chancery serve --editor 'idea://open?file={file}&line={line}'"
    )]
    Serve(ServeOptions),
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
        action: TemplatesCommand,
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
    let global = &arguments.global;
    let root = || {
        let stop = |(message, code)| Stop::new(message, ROOT_HELP, code);
        find(global.root.as_deref()).map_err(stop)
    };
    let said = match &arguments.command {
        Command::Build { output, options } => {
            return build::run(BuildTarget::Folder(output.as_deref()), options, global);
        }
        Command::Check { options } => {
            return build::run(BuildTarget::Nowhere, options, global);
        }
        Command::Serve(options) => return serve::run(options, global),
        Command::Explain { rule } => Ok(explain::explain(*rule)),
        Command::Schema { kind } => Ok(format!("{:#}\n", schema(*kind))),
        Command::Init { folder, title } => {
            let folder = folder.as_ref().or(global.root.as_ref());
            let folder = folder.map_or(Path::new("."), PathBuf::as_path);
            let said = init::init(folder, title.as_deref());
            said.map(|said| if global.quiet { String::new() } else { said })
        }
        Command::New(options) => root().and_then(|root| new::new(&root, options, global.quiet)),
        Command::Templates { action } => templates::run(action, root, global.root.is_some()),
        Command::Completions { shell } => Ok(manual::completions(*shell, Arguments::command())),
        Command::Man { command } => manual::man(Arguments::command(), command),
    };
    match said {
        Ok(said) => print(&said),
        Err(stop) => stop.tell(),
    }
}

/// Prints to standard output; that a reader such as `head` has read enough is no failure.
fn print(text: &str) -> u8 {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let message = format!("cannot write to standard output: {error}");
            report::trouble(&message, "give it somewhere to write to", MessageFormat::Human);
            exit::ENVIRONMENT
        }
        _ => exit::DONE,
    }
}
