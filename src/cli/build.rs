//! The commands `build` and `check`: options in, a report and an exit code out.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::time::Instant;

use clap::Args;

use super::exit;
use super::options::GlobalOptions;
use super::report::{self, MessageFormat, Printer};
use super::root::{find, refuse_overlap};
use super::stop::Stop;
use crate::archive::Audience;
use crate::build::{self, Report, Request};
use crate::record::forms::site_address;
use crate::record::values::Moment;

#[derive(Args, Debug)]
pub(super) struct BuildOptions {
    /// The address of the site, for outputs that need absolute URLs
    #[arg(long, value_name = "URL", value_parser = parse_url)]
    base_url: Option<String>,
    /// Include drafts
    #[arg(long)]
    drafts: bool,
    /// Include pages whose embargo ends by then
    #[arg(long, value_name = "DATE-TIME", value_parser = parse_moment)]
    at: Option<Moment>,
    /// Treat warnings as errors; notes stay notes
    #[arg(long)]
    strict: bool,
    /// Print how long each phase took, and the peak of memory
    #[arg(long)]
    timings: bool,
    /// The format of mistakes
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) message_format: MessageFormat,
}

/// The place where a build writes to.
pub(super) enum BuildTarget<'a> {
    /// The folder that is given, or else `public/` below the root.
    Folder(Option<&'a Path>),
    /// Nowhere: the archive is only checked.
    Nowhere,
}

/// Builds or checks the archive, prints the report, and returns the exit code.
pub(super) fn run(
    target: BuildTarget<'_>,
    options: &BuildOptions,
    global: &GlobalOptions,
) -> Result<u8, Stop> {
    let start = Instant::now();
    let root = find(global.root.as_deref())?;
    let output = match target {
        BuildTarget::Folder(folder) => {
            Some(folder.map_or_else(|| root.join("public"), Path::to_owned))
        }
        BuildTarget::Nowhere => None,
    };
    if let Some(output) = &output {
        refuse_overlap(&root, output)?;
    }
    let shows_progress = !global.quiet && io::stderr().is_terminal();
    let request = Request {
        root,
        base_url: options.base_url.clone(),
        audience: Audience { drafts: options.drafts, at: options.at },
        strict: options.strict,
        timings: options.timings,
        progress: shows_progress.then_some(report::progress),
    };
    let result = match &output {
        Some(output) => build::build(&request, output),
        None => build::check(&request),
    };
    if shows_progress {
        report::clear_progress();
    }
    let report = result?;
    let code = print_report(options, global, &report, output.is_none(), start);
    // The process ends: the system takes the memory back faster than piece by piece.
    std::mem::forget(report);
    Ok(code)
}

/// Prints the mistakes and what was done, and returns the exit code.
fn print_report(
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
    // The last line is not JSON.
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
