//! The commands `completions` and `man`, made from the definitions of the arguments.

use clap::Command;
use clap_complete::Shell;
use clap_mangen::Man;

use super::stop::Stop;
use crate::diagnostic::{nearest, quote};

/// Returns a script for a shell that completes commands and options.
pub(super) fn completions(shell: Shell, mut command: Command) -> String {
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// Returns the manual page of the program or of a command, in roff.
pub(super) fn man(mut command: Command, names: &[String]) -> Result<String, Stop> {
    command.build();
    let mut of = &command;
    for name in names {
        let Some(found) = of.find_subcommand(name) else {
            let known: Vec<&str> = of.get_subcommands().map(Command::get_name).collect();
            return Err(Stop::usage(
                format!("there is no command {}", quote(name)),
                match nearest(name, known.iter().copied()) {
                    Some(near) => format!("did you mean {}?", quote(near)),
                    None => "`chancery --help` lists the commands".into(),
                },
            ));
        };
        of = found;
    }
    let mut page = Vec::new();
    let source = concat!("chancery ", env!("CARGO_PKG_VERSION"));
    Man::new(of.clone()).source(source).manual("Chancery").render(&mut page).map_err(|error| {
        Stop::environment(
            format!("cannot make the manual page: {error}"),
            "free some memory and try again",
        )
    })?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}
