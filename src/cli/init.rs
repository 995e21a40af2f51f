//! The command `init`: makes a new archive, with one file of each kind.

use std::io::ErrorKind;
use std::path::Path;

use super::stop::Stop;
use crate::diagnostic::EnvironmentError;
use crate::edit::Edit;
use crate::output::path::OutputPath;
use crate::record::toml_value::quoted;
use crate::schema::{SchemaKind, schema};
use crate::source::CONFIG;

macro_rules! starter {
    ($($name:literal)*) => {
        /// The files of a new archive, by path.
        const STARTER: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../starter/", $name)))),*];
    };
}

starter! {
    "archive.toml"
    "content/index.md"
    "content/briefings/2024-05-14-first-talks-on-the-lock.md"
    "content/people/ada-thornwell.md"
    "content/organizations/estmere.md"
    "content/venues/ferry-house.md"
    "content/series/orrin-water-talks.md"
    "content/topics/water.md"
    "content/outlets/orrin-lantern.md"
    "content/pages/about.md"
}

const IGNORE: (&str, &str) = (".gitignore", include_str!("../../starter/.gitignore"));

/// Makes an archive in a folder, and returns what to print.
pub(super) fn init(folder: &Path, title: Option<&str>) -> Result<String, Stop> {
    let path = |text: &str| OutputPath::new(text).expect("paths of the starter are paths");
    let mut edit = Edit::new(folder);
    for (name, text) in STARTER {
        let text = match title {
            Some(title) if *name == CONFIG => with_title(text, title),
            _ => (*text).to_owned(),
        };
        edit.create(path(name), text);
    }
    for kind in SchemaKind::ALL {
        let text = format!("{:#}\n", schema(kind));
        edit.create(path(&format!("schemas/{}.json", kind.name())), text);
    }
    // A repository often has one already.
    let ignores = is_there(&folder.join(IGNORE.0))?;
    if !ignores {
        edit.create(path(IGNORE.0), IGNORE.1);
    }
    let files = edit.paths().count();
    edit.write()?;
    Ok(summary(folder, files, ignores))
}

/// Returns what the author can do next.
fn summary(folder: &Path, files: usize, ignores: bool) -> String {
    let here = folder == Path::new(".");
    let shown = folder.display();
    let place = if here { "this folder".into() } else { shown.to_string() };
    let ignored = if ignores {
        "\nThe existing .gitignore was not changed: add /public/ to it.\n"
    } else {
        ""
    };
    let change = match shown.to_string() {
        _ if here => String::new(),
        spaced if spaced.contains(' ') => format!("  cd \"{spaced}\"\n"),
        plain => format!("  cd {plain}\n"),
    };
    format!(
        "Made an archive of {files} files in {place}.

  archive.toml   its settings
  content/       one briefing, and one file of each kind, to read and replace
  schemas/       the keys of each kind of file, for editors that check TOML
{ignored}
Next:

{change}  chancery serve --open           shows the site in the browser while you write
  chancery build                  writes the site to public/, for any web host
  chancery new briefing \"TITLE\"   makes a briefing of your own
"
    )
}

/// Returns the settings with the given title.
fn with_title(settings: &str, title: &str) -> String {
    let line = |line: &str| {
        if line.starts_with("title = ") {
            format!("title = {}\n", quoted(title))
        } else {
            format!("{line}\n")
        }
    };
    settings.lines().map(line).collect()
}

fn is_there(place: &Path) -> Result<bool, EnvironmentError> {
    match place.symlink_metadata() {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(false)
        }
        Err(error) => Err(EnvironmentError::at("cannot look at", place)(error)),
    }
}
