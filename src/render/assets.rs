//! Assets: what is built into the program, and the files that pages load, named by their content.

use std::sync::Arc;

use super::comments::without_comments;
use crate::config::Outputs;
use crate::json;
use crate::messages::{self, Messages};
use crate::output::path::OutputPath;
use crate::source::{Sources, TEMPLATES};

/// The prefix under which built-in templates can be extended.
pub(super) const BUILT_IN_PREFIX: &str = "chancery/";
/// The folder of templates that holds the style sheet.
pub(super) const ASSETS: &str = "assets/";

macro_rules! built_in {
    ($($name:literal)*) => {
        /// The built-in templates, by name.
        pub(super) const BUILT_IN: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../templates/", $name)))),*];
    };
}

built_in! {
    "404.html" "base.html" "briefing.html" "briefings.html" "calendar.html" "entity.html"
    "home.html" "index.html" "outcomes.html" "page.html" "pair.html" "pairs.html" "redirect.html"
    "search.html" "sources.html" "timeline.html"
    "parts/assets.html" "parts/backlinks.html" "parts/chart.html" "parts/cite.html" "parts/claims.html" "parts/evidence.html"
    "parts/footer.html" "parts/header.html" "parts/offices.html" "parts/list.html"
    "parts/metadata.html" "parts/map.html"
    "parts/outcome.html" "parts/pairs.html" "parts/participants.html" "parts/row.html"
    "parts/statements.html" "parts/source.html" "parts/table.html" "parts/tally.html"
    "parts/tenure.html" "parts/sparkline.html"
}

/// The files that pages load, by name: the style sheet, the icon, the scripts of every page, and what
/// is loaded when somebody searches.
pub(super) const BUILT_IN_ASSETS: [(&str, &str); 8] = [
    ("style.css", include_str!("../../templates/assets/style.css")),
    ("print.css", include_str!("../../templates/assets/print.css")),
    ("icon.svg", include_str!("../../templates/assets/icon.svg")),
    ("theme.js", include_str!("../../templates/assets/theme.js")),
    ("reader.js", include_str!("../../templates/assets/reader.js")),
    ("find.js", include_str!("../../templates/assets/find.js")),
    ("search.js", SEARCH),
    ("search.css", include_str!("../../templates/assets/search.css")),
];

/// The script of search. It is written in parts, each of which uses those before it. They are joined in
/// one function: a page needs nearly all of them at once, and modules, which could import each other,
/// are blocked in pages that were opened from a folder.
const SEARCH: &str = concat!(
    "// Search in the browser, joined from the parts of templates/assets/search/.\n",
    "(() => {\n'use strict';\n\n",
    include_str!("../../templates/assets/search/words.js"),
    "\n",
    include_str!("../../templates/assets/search/decode.js"),
    "\n",
    include_str!("../../templates/assets/search/index.js"),
    "\n",
    include_str!("../../templates/assets/search/core.js"),
    "\n",
    include_str!("../../templates/assets/search/results.js"),
    "\n",
    include_str!("../../templates/assets/search/palette.js"),
    "\n",
    include_str!("../../templates/assets/search/previews.js"),
    "\n",
    include_str!("../../templates/assets/search/start.js"),
    "})();\n"
);

/// Stands in a script for the messages that it shows, as an object of JavaScript.
const WORDS: &str = "/* words */ {}";

/// The assets that only an archive with search publishes.
const ASSETS_OF_SEARCH: [&str; 3] = ["find.js", "search.js", "search.css"];

/// Returns the built-in templates, assets and messages with their texts, by name.
pub fn built_in() -> impl Iterator<Item = (String, &'static str)> {
    let assets = BUILT_IN_ASSETS.iter().map(|(name, text)| (format!("{ASSETS}{name}"), *text));
    let templates = BUILT_IN.iter().map(|(name, text)| ((*name).to_owned(), *text));
    templates.chain(assets).chain(messages::built_in())
}

/// Returns the text of a built-in template, by the path that diagnostics have for it.
pub fn built_in_text(path: &str) -> Option<&'static str> {
    let name = path.strip_prefix(BUILT_IN_PREFIX)?;
    BUILT_IN.iter().find(|(built_in, _)| *built_in == name).map(|(_, text)| *text)
}

/// Returns the files that pages load, as far as the outputs need them, named by their content, in the
/// order of `BUILT_IN_ASSETS`. The built-in ones are published without their comments; an archive's
/// own take their place as they are.
pub fn assets(
    sources: &Sources,
    outputs: &Outputs,
    messages: &Messages,
) -> Vec<(OutputPath, Arc<[u8]>)> {
    let words = json::to_string(&messages.texts_of("do_"));
    let asset = |(name, built_in): (&str, &str)| {
        let own =
            sources.text(&format!("{TEMPLATES}{ASSETS}{name}")).filter(|own| *own != built_in);
        let text = own.unwrap_or(built_in);
        // The messages take the place of a comment.
        let text =
            if name.ends_with(".js") { text.replace(WORDS, &words) } else { text.to_owned() };
        let text = if own.is_some() { text } else { without_comments(name, &text) };
        let bytes: Arc<[u8]> = text.into_bytes().into();
        let (stem, ending) = name.split_once('.').expect("an asset has an ending");
        let hash = twox_hash::XxHash3_64::oneshot(&bytes);
        let path = OutputPath::new(&format!("{ASSETS}{stem}.{:010x}.{ending}", hash >> 24));
        (path.expect("made of letters and figures"), bytes)
    };
    let is_needed = |(name, _): &(&str, &str)| outputs.search || !ASSETS_OF_SEARCH.contains(name);
    BUILT_IN_ASSETS.into_iter().filter(is_needed).map(asset).collect()
}
