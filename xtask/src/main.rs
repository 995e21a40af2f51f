//! The tasks of this repository that are more than a command of cargo.
//!
//! `cargo xtask docs` writes the pages of `docs/` that are made from the source. A test of this crate
//! fails while one of them is out of date.

mod rules;
mod templates;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chancery::schema::reference;

/// The usage of the program.
const USAGE: &str =
    "usage: cargo xtask docs    writes the pages of docs/ that are made from the source";

/// A page of `docs/` that is made from the source.
struct Page {
    /// The path from the root of the repository.
    path: &'static str,
    /// The sources to edit in its place.
    made_from: &'static str,
    /// The function that makes it.
    make: fn() -> String,
}

/// The pages, in the order in which they are written.
const PAGES: [Page; 3] = [
    Page {
        path: "docs/keys.md",
        made_from: "the declarations of keys in src/record/ and src/schema/",
        make: reference::reference,
    },
    Page {
        path: "docs/rules.md",
        made_from: "src/rules/ and xtask/src/rules.md",
        make: rules::page,
    },
    Page {
        path: "docs/templates.md",
        made_from: "the views in src/ and xtask/src/templates.md",
        make: templates::reference,
    },
];

impl Page {
    /// Returns the text of the page.
    fn text(&self) -> String {
        format!(
            "<!-- Made by `cargo xtask docs` from {}: edit these. -->\n\n{}",
            self.made_from,
            (self.make)()
        )
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments != ["docs"] {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    }
    for page in &PAGES {
        if let Err(error) = fs::write(root().join(page.path), page.text()) {
            eprintln!("error: {} cannot be written: {error}", page.path);
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Returns the root of the repository.
fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    root.expect("this crate is in a folder of the repository").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_are_up_to_date() {
        let stale = PAGES
            .iter()
            .filter(|page| fs::read_to_string(root().join(page.path)).ok() != Some(page.text()));
        let stale: Vec<&str> = stale.map(|page| page.path).collect();
        assert_eq!(stale, [""; 0], "these pages are out of date: run `cargo xtask docs`");
    }
}
