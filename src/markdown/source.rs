//! Markdown as it may be published: without comments, and without links to withheld records.

use std::collections::BTreeSet;
use std::ops::Range;

use memchr::memmem;
use pulldown_cmark::{Event, LinkType, Parser, Tag};

use super::render::OPTIONS;

/// Returns whether a body without withheld links is certainly published as it is: it has no comment
/// and no definition of a link. A definition whose label begins with `^` is that of a footnote.
pub(crate) fn is_all_published(body: &str) -> bool {
    let is_footnote = |at: usize| {
        let label = body[..at].rsplit_once('[');
        label.is_some_and(|(before, label)| label.starts_with('^') && !before.ends_with('\\'))
    };
    memmem::find(body.as_bytes(), b"<!--").is_none()
        && memmem::find_iter(body.as_bytes(), b"]:").all(is_footnote)
}

/// Returns a body without its comments, without the targets of withheld links, and without
/// definitions of links that are not used. `left_out` returns the text of the withheld link that
/// begins at a byte.
pub(crate) fn published<'t>(body: &str, left_out: impl Fn(usize) -> Option<&'t str>) -> String {
    let mut cuts: Vec<(Range<usize>, &str)> = Vec::new();
    let mut used: BTreeSet<String> = BTreeSet::new();
    let parser = Parser::new_ext(body, OPTIONS);
    let definitions: Vec<(String, Range<usize>)> = parser
        .reference_definitions()
        .iter()
        .map(|(label, definition)| (label.to_lowercase(), definition.span.clone()))
        .collect();
    for (event, range) in parser.into_offset_iter() {
        match event {
            Event::Start(Tag::HtmlBlock) => {
                cuts.extend(comments(body, range).into_iter().map(|comment| (comment, "")));
            }
            Event::InlineHtml(text) if text.starts_with("<!--") => cuts.push((range, "")),
            Event::Start(Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. }) => {
                match left_out(range.start) {
                    Some(text) => cuts.push((range, text)),
                    None if is_reference(link_type) => _ = used.insert(id.to_lowercase()),
                    None => {}
                }
            }
            _ => {}
        }
    }
    let unused = definitions.into_iter().filter(|(label, _)| !used.contains(label));
    cuts.extend(unused.map(|(_, range)| (range, "")));
    cuts.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut out = String::with_capacity(body.len());
    let mut from = 0;
    for (range, text) in cuts {
        // A range within another that was cut out is gone already.
        if range.start >= from {
            out.push_str(&body[from..range.start]);
            out.push_str(text);
            from = range.end;
        }
    }
    out.push_str(&body[from..]);
    out.trim().to_owned()
}

/// Returns the ranges of the comments in a block of HTML. A comment that is not closed ends with
/// the block.
fn comments(body: &str, block: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = block.start;
    while let Some(start) = body[from..block.end].find("<!--").map(|at| from + at) {
        let end = body[start + 4..block.end].find("-->").map_or(block.end, |at| start + 4 + at + 3);
        found.push(start..end);
        from = end;
    }
    found
}

fn is_reference(link: LinkType) -> bool {
    matches!(link, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_published_is_not_in_the_text() {
        for (body, expected) in [
            ("Plain *text*.\n", "Plain *text*."),
            ("One <!-- secret --> two.", "One  two."),
            ("<!-- secret\n\nmore secret -->\n\nText.", "Text."),
            ("<b>\n<!-- one --> x <!-- two\n--></b>\n", "<b>\n x </b>"),
            ("A [[hidden|name]] here.", "A TEXT here."),
            (
                "See [it][h] and [that][s].\n\n[h]: hidden.md \"secret\"\n[s]: shown.md\n",
                "See TEXT and [that][s].\n\n\n[s]: shown.md",
            ),
            ("Nothing.\n\n[n]: secret.md\n", "Nothing."),
            ("`<!-- code -->`", "`<!-- code -->`"),
        ] {
            let hidden = |at: usize| {
                let rest = &body[at..];
                (rest.starts_with("[[hidden") || rest.starts_with("[it]")).then_some("TEXT")
            };
            assert_eq!(published(body, hidden), expected);
        }
    }

    #[test]
    fn what_is_published_at_a_glance_is_published_as_it_is() {
        for (body, expected) in [
            ("Plain *text* a < b.\n", true),
            ("A note.[^n]\n\n[^n]: Its text.\n", true),
            ("One <!-- secret --> two.", false),
            ("Nothing.\n\n[n]: secret.md\n", false),
            ("> [n]: secret.md\n", false),
            ("[a\\[^b]: secret.md\n", false),
            ("[^n]: note\n\n[n]: secret.md", false),
        ] {
            assert_eq!(is_all_published(body), expected, "{body}");
            if expected {
                assert_eq!(published(body, |_| None), body.trim());
            }
        }
    }
}
