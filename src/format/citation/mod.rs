//! How records are cited: CSL-JSON (schema 1.0.2), BibTeX, RIS, and as text in the manner of the
//! Chicago Manual of Style (17th edition) and of the APA (7th edition).
//!
//! A record is a report of the archive. It was issued when it was made or last changed, as far as
//! it says so; when that happened of which it tells is the date of its event. Names are in parts
//! only where the archive records the parts.

mod babel;
mod bibtex;
mod csl;
pub(crate) mod item;
mod quotation;
mod ris;
pub(crate) mod text;

use super::Formats;
use crate::archive::EntityIndex;
use crate::messages::Messages;
use bibtex::bibtex;
use csl::CslItem;
use item::Citation;
use ris::ris;

/// A format for reference managers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    /// `citations.csl.json`
    Csl,
    /// `citations.bib`
    BibTex,
    /// `citations.ris`
    Ris,
}

impl Style {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::BibTex, Self::Ris, Self::Csl];

    /// Returns what it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csl => "CSL-JSON",
            Self::BibTex => "BibTeX",
            Self::Ris => "RIS",
        }
    }

    /// Returns the ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csl => "csl.json",
            Self::BibTex => "bib",
            Self::Ris => "ris",
        }
    }

    /// Returns the media type of its files.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csl => "application/vnd.citationstyles.csl+json",
            Self::BibTex => "application/x-bibtex",
            Self::Ris => "application/x-research-info-systems",
        }
    }
}

/// Writes the citations of a series, or of all briefings.
pub(super) fn file(formats: &Formats<'_>, style: Style, of: Option<EntityIndex>) -> String {
    let all = formats.briefings(of).into_iter().map(|index| Citation::new(formats, index));
    match style {
        Style::Csl => {
            let mut out = String::from("[");
            for (i, citation) in all.enumerate() {
                out.push_str(if i == 0 { "\n" } else { ",\n" });
                let item = CslItem::new(&citation, formats.messages);
                out.push_str(&serde_json::to_string(&item).expect("an item is JSON"));
            }
            out + "\n]\n"
        }
        Style::BibTex => all.fold(String::new(), |mut out, citation| {
            bibtex(&mut out, &citation);
            out.push('\n');
            out
        }),
        Style::Ris => all.fold(String::new(), |mut out, citation| {
            ris(&mut out, &citation);
            out.push_str("\r\n");
            out
        }),
    }
}

/// Returns a citation in a format, as a page shows it.
pub(crate) fn shown(style: Style, citation: &Citation<'_>, messages: &Messages) -> String {
    let mut out = String::new();
    match style {
        Style::Csl => {
            let item = CslItem::new(citation, messages);
            out = serde_json::to_string_pretty(&item).expect("an item is JSON");
        }
        Style::BibTex => bibtex(&mut out, citation),
        Style::Ris => {
            ris(&mut out, citation);
            out = out.replace('\r', "");
        }
    }
    out.truncate(out.trim_end_matches('\n').len());
    out
}
