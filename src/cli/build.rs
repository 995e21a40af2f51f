//! The commands `build` and `check`: options in, what is wrong and what was done out.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::time::Instant;

use clap::Args;

use super::exit;
use super::options::GlobalOptions;
use super::report::{self, MessageFormat, Printer};
use super::root::{ROOT_HELP, find, overlap};
use crate::archive::Audience;
use crate::build::{self, BuildError, Report, Request};
use crate::record::forms::site_address;
use crate::record::values::Moment;

#[derive(Args, Debug)]
pub(super) struct BuildOptions {
    /// Where the site will be, for what needs whole addresses
    #[arg(long, value_name = "URL", value_parser = parse_url)]
    base_url: Option<String>,
    /// Include drafts
    #[arg(long)]
    drafts: bool,
    /// Include what is under embargo until then or earlier
    #[arg(long, value_name = "DATE-TIME", value_parser = parse_moment)]
    at: Option<Moment>,
    /// Treat warnings as errors; notes stay notes
    #[arg(long)]
    strict: bool,
    /// Say where time and memory went
    #[arg(long)]
    timings: bool,
    /// How mistakes are shown
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    message_format: MessageFormat,
}

/// Where a build writes to.
pub(super) enum BuildTarget<'a> {
    /// The folder that is given, or else `public/` below the root.
    Folder(Option<&'a Path>),
    /// Nowhere: the archive is only checked.
    Nowhere,
}

/// Builds or checks the archive, and returns the exit code.
pub(super) fn run(target: BuildTarget<'_>, options: &BuildOptions, global: &GlobalOptions) -> u8 {
    let start = Instant::now();
    let format = options.message_format;
    let root = match find(global.root.as_deref()) {
        Ok(root) => root,
        Err((message, code)) => {
            report::trouble(&message, ROOT_HELP, format);
            return code;
        }
    };
    let output = match target {
        BuildTarget::Folder(folder) => {
            Some(folder.map_or_else(|| root.join("public"), Path::to_owned))
        }
        BuildTarget::Nowhere => None,
    };
    if let Some(message) = output.as_deref().and_then(|output| overlap(&root, output)) {
        report::trouble(&message, "name another folder with `--output`", format);
        return exit::USAGE;
    }
    let request = Request {
        root,
        base_url: options.base_url.clone(),
        audience: Audience { drafts: options.drafts, at: options.at },
        strict: options.strict,
        timings: options.timings,
        progress: (!global.quiet && io::stderr().is_terminal()).then_some(report::progress),
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
            let code = finish(options, global, &report, output.is_none(), start);
            // The process ends: the system takes the memory back faster than piece by piece.
            std::mem::forget(report);
            code
        }
        Err(BuildError::Environment(error)) => {
            report::trouble(
                &error.to_string(),
                "nothing was changed that a later build does not put right",
                format,
            );
            exit::ENVIRONMENT
        }
        Err(BuildError::Output(message, help)) => {
            report::trouble(&message, &help, format);
            exit::ENVIRONMENT
        }
    }
}

/// Prints what is wrong and what was done.
fn finish(
    options: &BuildOptions,
    global: &GlobalOptions,
    report: &Report,
    is_check: bool,
    start: Instant,
) -> u8 {
    let format = options.message_format;
    Printer::new(&report.sources, format, options.strict).all(&report.diagnostics);
    if global.verbose
        && let Some(summary) = &report.summary
    {
        report::changes(summary);
    }
    if options.timings {
        report::timings(&report.timings);
    }
    // A line for people would be no JSON.
    if !global.quiet && format != MessageFormat::Json {
        report::last_line(report, options.strict, is_check, start.elapsed());
    }
    if build::fails(&report.diagnostics, options.strict) { exit::MISTAKES } else { exit::DONE }
}

fn parse_url(text: &str) -> Result<String, String> {
    site_address(text).ok_or_else(|| "write an address such as https://archive.example/".into())
}

fn parse_moment(text: &str) -> Result<Moment, String> {
    text.parse()
}
