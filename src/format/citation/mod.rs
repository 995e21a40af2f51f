//! Citations of records: CSL-JSON (schema 1.0.2), BibTeX, RIS, and text in the styles of the
//! Chicago Manual of Style (17th edition) and of the APA (7th edition).
//!
//! A record is cited as a report of the archive. Its date of issue is the day on which it was
//! created or last changed, if recorded; the date of its event is that of the briefing. Names are
//! in parts only if the archive records the parts.

mod babel;
mod bibtex;
mod csl;
pub(crate) mod item;
mod quotation;
mod ris;
pub(crate) mod text;

use crate::archive::EntityIndex;
use crate::messages::Messages;
use crate::plan::output::CitationFormat;
use crate::site::Site;
use bibtex::bibtex;
use csl::CslItem;
use item::Citation;
use ris::ris;

/// Returns the citations of the briefings of a series, or of all briefings.
pub(super) fn file(site: &Site<'_>, style: CitationFormat, of: Option<EntityIndex>) -> String {
    let all = site.briefings(of).into_iter().map(|index| Citation::new(site, index));
    match style {
        CitationFormat::Csl => {
            let mut out = String::from("[");
            for (i, citation) in all.enumerate() {
                out.push_str(if i == 0 { "\n" } else { ",\n" });
                let item = CslItem::new(&citation, site.messages);
                out.push_str(&serde_json::to_string(&item).expect("an item is JSON"));
            }
            out + "\n]\n"
        }
        CitationFormat::BibTex => all.fold(String::new(), |mut out, citation| {
            bibtex(&mut out, &citation);
            out.push('\n');
            out
        }),
        CitationFormat::Ris => all.fold(String::new(), |mut out, citation| {
            ris(&mut out, &citation);
            out.push_str("\r\n");
            out
        }),
    }
}

/// Returns a citation in a format, for display on a page.
pub(crate) fn shown(style: CitationFormat, citation: &Citation<'_>, messages: &Messages) -> String {
    let mut out = String::new();
    match style {
        CitationFormat::Csl => {
            let item = CslItem::new(citation, messages);
            out = serde_json::to_string_pretty(&item).expect("an item is JSON");
        }
        CitationFormat::BibTex => bibtex(&mut out, citation),
        CitationFormat::Ris => {
            ris(&mut out, citation);
            out = out.replace('\r', "");
        }
    }
    out.truncate(out.trim_end_matches('\n').len());
    out
}
