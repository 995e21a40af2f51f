//! The options of all commands.

use std::path::PathBuf;

use clap::Args;

#[derive(Args, Debug)]
pub(super) struct GlobalOptions {
    /// The folder that holds archive.toml [default: the nearest one upwards]
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// Print only mistakes
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Print the files that are written and removed
    #[arg(short, long, global = true)]
    pub(super) verbose: bool,
}
