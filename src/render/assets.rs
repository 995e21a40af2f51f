//! Assets: what is built into the program, and the files that pages load, named by their content.

use std::sync::Arc;

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
    ("search.js", include_str!("../../templates/assets/search.js")),
    ("search.css", include_str!("../../templates/assets/search.css")),
];

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
/// order of `BUILT_IN_ASSETS`; an archive's own take the place of the built-in ones.
pub fn assets(
    sources: &Sources,
    outputs: &Outputs,
    messages: &Messages,
) -> Vec<(OutputPath, Arc<[u8]>)> {
    let words = json::to_string(&messages.texts_of("do_"));
    let asset = |(name, built_in): (&str, &str)| {
        let own =
            sources.text(&format!("{TEMPLATES}{ASSETS}{name}")).filter(|own| *own != built_in);
        let text = own.map_or_else(|| compact(name, built_in), str::to_owned);
        let bytes: Arc<[u8]> = match name.ends_with(".js") {
            true => text.replace(WORDS, &words).into_bytes().into(),
            false => text.into_bytes().into(),
        };
        let (stem, ending) = name.split_once('.').expect("an asset has an ending");
        let hash = twox_hash::XxHash3_64::oneshot(&bytes);
        let path = OutputPath::new(&format!("{ASSETS}{stem}.{:010x}.{ending}", hash >> 24));
        (path.expect("made of letters and figures"), bytes)
    };
    let is_needed = |(name, _): &(&str, &str)| outputs.search || !ASSETS_OF_SEARCH.contains(name);
    BUILT_IN_ASSETS.into_iter().filter(is_needed).map(asset).collect()
}

/// Returns a built-in asset as readers fetch it: a style sheet without its comments, its spaces, and
/// the semicolons that end nothing; a script without its indentation, the lines that are comments, and
/// the spaces, ends of lines and semicolons that are not needed. That is safe as long as no string in
/// it goes over a line, every statement has its semicolon, none is empty, and no comment stands behind
/// code.
fn compact(name: &str, text: &str) -> String {
    if name.ends_with(".js") {
        let is_comment = |line: &&str| line.starts_with("//") || line.starts_with(['*', '/']);
        let lines = text.lines().map(str::trim);
        let mut out = String::with_capacity(text.len());
        for line in lines.filter(|line| !line.is_empty() && !is_comment(line)) {
            if line.starts_with(['}', ')', ']']) {
                let ends_nothing: &[char] =
                    if line.starts_with('}') { &[',', ';'] } else { &[','] };
                out.truncate(out.trim_end_matches(ends_nothing).len());
            } else if !out.is_empty() && !out.ends_with([';', ',', '{', '(', '[']) {
                out.push('\n');
            }
            close_up(&mut out, line);
        }
        return out;
    }
    let css = name.ends_with(".css").then(|| minifier::css::minify(text));
    css.and_then(Result::ok)
        .map_or_else(|| text.to_owned(), |css| css.to_string().trim().replace(";}", "}"))
}

/// Adds a line of a script, without spaces beside signs; one that may have a string or a regular
/// expression in it stays as it is. Two signs of `+` or `-` would become another.
fn close_up(out: &mut String, line: &str) {
    const SIGNS: &[u8] = b"=*?:&|<>!,;(){}[]";
    if line.contains(['\'', '"', '`', '/']) {
        return out.push_str(line);
    }
    let bytes = line.as_bytes();
    let is_sign = |at: Option<usize>| at.is_some_and(|at| SIGNS.contains(&bytes[at]));
    let is_idle = |at: usize| is_sign(at.checked_sub(1)) || is_sign(Some(at + 1));
    // A line neither begins nor ends with a space.
    out.extend(line.char_indices().filter(|(at, c)| *c != ' ' || !is_idle(*at)).map(|(_, c)| c));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_sheet_is_within_its_budget() {
        // What a reader fetches (a browser's cache aside) before the first page is shown.
        const MOST: usize = 15 * 1024;
        let style = BUILT_IN_ASSETS.iter().find(|(name, _)| *name == "style.css");
        let (name, text) = style.expect("a style sheet");
        let compact = compact(name, text);
        assert!(compact.len() <= MOST, "{} bytes", compact.len());
        assert!(compact.len() < text.len() && compact.contains("@media"), "{compact}");
    }

    #[test]
    fn scripts_and_other_style_sheets_are_within_their_budgets() {
        let published = assets(&Sources::default(), &Outputs::default(), &Messages::english());
        for (start, ending, most) in
            [("", ".js", 30 * 1024), ("search.", ".css", 2560), ("print.", ".css", 1280)]
        {
            let start = format!("{ASSETS}{start}");
            let of_kind = published.iter().filter(|(path, _)| {
                path.as_str().starts_with(&start) && path.as_str().ends_with(ending)
            });
            let whole: usize = of_kind.map(|(_, bytes)| bytes.len()).sum();
            assert!((1..=most).contains(&whole), "{start} {ending}: {whole} bytes");
        }
    }

    #[test]
    fn scripts_are_made_compact_without_harm() {
        for (name, text) in BUILT_IN_ASSETS.iter().filter(|(name, _)| name.ends_with(".js")) {
            for (n, line) in text.lines().enumerate() {
                // A string over several lines would lose the spaces at their beginnings, and code
                // would be behind a comment.
                let is_open = line.matches('`').count() % 2 == 1;
                assert!(!is_open && !line.contains("; //"), "{name}:{}: {line}", n + 1);
            }
            let compact = compact(name, text);
            assert!(!compact.contains("\n//") && !compact.contains("\n "), "{compact}");
        }
    }
}
