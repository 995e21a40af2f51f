//! Excerpts: the source line of a diagnostic and the range within it.

use std::ops::Range;

use crate::diagnostic::printable;

/// The line of a file that contains the start of a range, in printable form.
pub(crate) struct Excerpt {
    pub(crate) text: String,
    /// The line number, from 1.
    pub(crate) line: usize,
    /// The range within `text`, in bytes.
    pub(crate) range: Range<usize>,
}

impl Excerpt {
    /// Creates the excerpt of a range. `lines` are the offsets of the lines of the text, so that a
    /// long file is not scanned for each excerpt.
    pub(crate) fn new(text: &str, lines: &[usize], range: Range<usize>) -> Self {
        const LONGEST: usize = 4096;
        let start = text.floor_char_boundary(range.start);
        // Of a range of several lines, only the first is shown.
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let end = text.floor_char_boundary(range.end.clamp(start, line_end));
        let line = lines.partition_point(|first| *first <= start);
        let first = lines[line - 1];
        let last = text.floor_char_boundary(line_end.min(end + LONGEST));
        // Unprintable characters are replaced, so the length may change.
        let shown = |part: &str| {
            part.split('\t').map(|part| printable(part, usize::MAX)).collect::<Vec<_>>().join("\t")
        };
        let (before, meant) = (shown(&text[first..start]), shown(&text[start..end]));
        let range = before.len()..before.len() + meant.len();
        Self { text: before + &meant + &shown(&text[end..last]), line, range }
    }
}

/// Returns the line and the column of the byte `at`, both from 1; columns count characters.
pub(crate) fn line_and_column(text: &str, lines: &[usize], at: usize) -> (usize, usize) {
    let at = text.floor_char_boundary(at);
    let line = lines.partition_point(|first| *first <= at);
    (line, 1 + text[lines[line - 1]..at].chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::line_starts;

    #[test]
    fn a_byte_has_a_line_and_a_column_in_characters() {
        let text = "Ä b\ncé d\n";
        for (at, expected) in
            [(0, (1, 1)), (2, (1, 2)), (5, (2, 1)), (6, (2, 2)), (8, (2, 3)), (99, (3, 1))]
        {
            assert_eq!(line_and_column(text, &line_starts(text), at), expected, "{at}");
        }
    }

    #[test]
    fn an_excerpt_is_the_first_line_of_its_place() {
        let text = "one\ntwo three\nfour";
        let excerpt = Excerpt::new(text, &line_starts(text), 8..17);
        assert_eq!((excerpt.text.as_str(), excerpt.line, excerpt.range), ("two three", 2, 4..9));
    }
}
