//! Titles in the quotation marks of a language, with alternating marks inside.
//!
//! Within a title, the marks of the language and straight marks become inner and outer marks in
//! turn. Marks of other languages are kept: they cannot be confused with those around them.

use crate::messages::Messages;

/// An opening and a closing mark, each with the space on its inner side.
#[derive(Clone, Copy, Debug)]
struct Pair<'a> {
    opening: &'a str,
    closing: &'a str,
}

/// The straight marks, which are the same for opening and closing.
const STRAIGHT: [Pair<'static>; 2] =
    [Pair { opening: "\"", closing: "\"" }, Pair { opening: "'", closing: "'" }];

impl Pair<'_> {
    fn opens(self, c: char) -> bool {
        self.opening.trim_end().starts_with(c)
    }

    fn closes(self, c: char) -> bool {
        self.closing.trim_start().starts_with(c)
    }

    /// Returns whether a mark can open between the characters `before` and `after`.
    fn can_open(self, before: Option<char>, after: Option<char>) -> bool {
        let is_straight = self.opening == self.closing;
        let begins = before.is_none_or(|c| !c.is_alphanumeric() && !".,!?…)]".contains(c));
        let holds = after.is_some_and(|c| !c.is_whitespace());
        (begins || !is_straight) && (holds || self.has_spaces())
    }

    /// Returns whether a mark can close between the characters `before` and `after`. A single mark
    /// may be an apostrophe instead.
    fn can_close(self, before: Option<char>, after: Option<char>) -> bool {
        let is_apostrophe = self.is_apostrophe() && after.is_some_and(char::is_alphanumeric);
        !is_apostrophe && (self.has_spaces() || before.is_some_and(|c| !c.is_whitespace()))
    }

    fn is_apostrophe(self) -> bool {
        matches!(self.closing, "'" | "’")
    }

    /// Returns whether spaces may follow the opening and precede the closing mark, as with
    /// guillemets.
    fn has_spaces(self) -> bool {
        self.closes('»')
    }
}

/// The quotation marks of a language.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quotes<'a> {
    outer: Pair<'a>,
    inner: Pair<'a>,
}

impl<'a> Quotes<'a> {
    /// Returns the marks of the messages of the interface.
    pub(super) fn of(messages: &'a Messages) -> Self {
        let mark = |n| messages.item("cite_quotes", n);
        Self {
            outer: Pair { opening: mark(0), closing: mark(1) },
            inner: Pair { opening: mark(2), closing: mark(3) },
        }
    }

    /// Returns whether full stops and commas go inside the marks, as only in English, which has
    /// “these” marks.
    fn hold_stops(&self) -> bool {
        self.outer.closing == "”"
    }

    /// Returns a title in marks, with a full stop.
    pub(super) fn quoted(&self, title: &str) -> String {
        let mut text = self.outer.opening.to_owned();
        let tail = nested(&mut text, title, self.outer, self.inner);
        let is_stopped = text[..tail].ends_with(STOPS);
        if !is_stopped && self.hold_stops() {
            text.insert(tail, '.');
        }
        text.push_str(self.outer.closing);
        if !is_stopped && !self.hold_stops() {
            text.push('.');
        }
        text
    }

    /// Returns a text with a full stop, unless it ends a sentence already.
    pub(super) fn stopped(&self, text: String) -> String {
        if text.ends_with(STOPS) || text.trim_end_matches(['’', '”']).ends_with(STOPS) {
            return text;
        }
        self.followed(text, '.')
    }

    /// Returns a text followed by a full stop or a comma, which may go inside a closing mark.
    pub(super) fn followed(&self, mut text: String, mark: char) -> String {
        let within = text.trim_end_matches(['’', '”']).len();
        let at = if self.hold_stops() && text.ends_with('”') { within } else { text.len() };
        text.insert(at, mark);
        text
    }
}

/// The marks that end a sentence.
const STOPS: [char; 4] = ['.', '!', '?', '…'];

/// Writes a title with alternating marks, beginning with the inner ones. Returns the offset of the
/// closing marks at its end.
fn nested(out: &mut String, title: &str, outer: Pair<'_>, inner: Pair<'_>) -> usize {
    let marks = matched(title, &[outer, inner, STRAIGHT[0], STRAIGHT[1]]);
    let (mut at, mut depth, mut tail) = (0, 0, None);
    for mark in marks {
        let (begin, end) = (mark.begin, mark.begin + mark.length);
        let mut held = &title[at..begin];
        if mark.has_spaces && !mark.is_opening {
            held = held.trim_end();
        }
        if !held.is_empty() {
            tail = None;
            out.push_str(held);
        }
        at = end;
        let pair = |depth: usize| if depth.is_multiple_of(2) { inner } else { outer };
        if mark.is_opening {
            tail = None;
            out.push_str(pair(depth).opening);
            depth += 1;
            if mark.has_spaces {
                at += title[at..].len() - title[at..].trim_start().len();
            }
        } else {
            tail = tail.or(Some(out.len()));
            depth -= 1;
            out.push_str(pair(depth).closing);
        }
    }
    if at < title.len() {
        tail = None;
        out.push_str(&title[at..]);
    }
    tail.unwrap_or(out.len())
}

/// A mark of a title that is part of a pair.
#[derive(Debug)]
struct Mark {
    /// The offset of its first byte.
    begin: usize,
    length: usize,
    is_opening: bool,
    has_spaces: bool,
}

/// Returns the paired marks of a title, in order.
fn matched(title: &str, pairs: &[Pair<'_>; 4]) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    // The open marks, each with its pair, and for each pair the indexes of its open marks, so that
    // the time is linear even for a title of marks only.
    let mut open: Vec<(Mark, usize)> = Vec::new();
    let mut of_pair: [Vec<usize>; 4] = Default::default();
    let mut before = None;
    for (begin, c) in title.char_indices() {
        let after = title[begin + c.len_utf8()..].chars().next();
        let mark = |pair: Pair<'_>, is_opening| Mark {
            begin,
            length: c.len_utf8(),
            is_opening,
            has_spaces: pair.has_spaces(),
        };
        let closing = pairs.iter().zip(&of_pair).filter(|(pair, _)| pair.closes(c));
        let closed = closing
            .filter_map(|(pair, places)| Some((*places.last()?, *pair)))
            .max_by_key(|(n, _)| *n);
        let closed = closed.filter(|(n, pair)| {
            open[*n].0.begin + open[*n].0.length < begin
                && pair.can_close(before, after)
                && (!pair.is_apostrophe() || n + 1 == open.len())
        });
        if let Some((n, pair)) = closed {
            while open.len() > n
                && let Some((opening, of)) = open.pop()
            {
                of_pair[of].pop();
                if open.len() == n {
                    marks.extend([opening, mark(pair, false)]);
                }
            }
        } else if let Some(of) =
            pairs.iter().position(|pair| pair.opens(c) && pair.can_open(before, after))
        {
            of_pair[of].push(open.len());
            open.push((mark(pairs[of], true), of));
        }
        before = Some(c);
    }
    marks.sort_by_key(|mark| mark.begin);
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stop_stands_within_marks_in_english() {
        let (english, french) = (Messages::english(), Messages::built_in("fr"));
        for (text, in_english, in_french) in [
            ("Desk", "Desk.", "Desk."),
            ("Desk Ltd.", "Desk Ltd.", "Desk Ltd."),
            ("The “Strait”", "The “Strait.”", "The “Strait”."),
            ("The “‘Strait’”", "The “‘Strait.’”", "The “‘Strait’”."),
            ("The “Strait?”", "The “Strait?”", "The “Strait?”"),
            ("The Guards’", "The Guards’.", "The Guards’."),
        ] {
            assert_eq!(Quotes::of(&english).stopped(text.into()), in_english);
            assert_eq!(Quotes::of(&french).stopped(text.into()), in_french);
        }
        assert_eq!(Quotes::of(&english).followed("The “Strait”".into(), ','), "The “Strait,”");
        assert_eq!(Quotes::of(&french).followed("The “Strait”".into(), ','), "The “Strait”,");
    }

    #[test]
    fn quotation_marks_take_their_turn() {
        for (lang, title, expected) in [
            ("en", "Talks", "“Talks.”"),
            ("en", "On “trust”", "“On ‘trust.’”"),
            ("en", "On \"trust\"", "“On ‘trust.’”"),
            ("en", "On ‘trust’", "“On ‘trust.’”"),
            ("en", "On “trust” and 'doubt'", "“On ‘trust’ and ‘doubt.’”"),
            ("en", "“Who ‘left’?”", "“‘Who “left”?’”"),
            ("en", "“Who?” asked “whom”", "“‘Who?’ asked ‘whom.’”"),
            ("en", "“a ‘b “c” d’ e”", "“‘a “b ‘c’ d” e.’”"),
            ("en", "The (“new”) rules", "“The (‘new’) rules.”"),
            ("en", "Who left?", "“Who left?”"),
            ("en", "The U.S.", "“The U.S.”"),
            ("en", "The guards’ day, the guards'", "“The guards’ day, the guards'.”"),
            ("en", "“The guards’ day” isn’t", "“‘The guards’ day’ isn’t.”"),
            ("en", "Rock ’n’ roll, 5\" wide", "“Rock ’n’ roll, 5\" wide.”"),
            ("en", "“Unclosed", "““Unclosed.”"),
            ("en", "Unopened” end", "“Unopened” end.”"),
            ("en", "Un « mot » «слово»", "“Un « mot » «слово».”"),
            ("fr", "Un mot", "«\u{a0}Un mot\u{a0}»."),
            ("fr", "Un «\u{a0}mot\u{a0}» dit", "«\u{a0}Un “mot” dit\u{a0}»."),
            ("fr", "Un « mot »", "«\u{a0}Un “mot”\u{a0}»."),
            ("fr", "Un “mot”", "«\u{a0}Un “mot”\u{a0}»."),
            ("fr", "« un “mot” »", "«\u{a0}“un «\u{a0}mot\u{a0}»”\u{a0}»."),
            ("fr", "Qui est « là » ?", "«\u{a0}Qui est “là” ?\u{a0}»"),
            ("ru", "Слово «мир»", "«Слово „мир“»."),
            ("ru", "Слово „мир“ и \"война\"", "«Слово „мир“ и „война“»."),
            ("ru", "«А „Б“ В»", "«„А «Б» В“»."),
            ("ar", "كلمة «سلام»", "«كلمة “سلام”»."),
            ("de", "Das “Wort”", "“Das ‘Wort.’”"),
            ("en", "", "“.”"),
            ("en", "\"", "“\".”"),
            ("en", "''", "“''.”"),
        ] {
            let messages = Messages::built_in(lang);
            assert_eq!(Quotes::of(&messages).quoted(title), expected, "{title}");
        }
    }

    #[test]
    fn a_title_of_marks_takes_no_longer_than_another() {
        // In quadratic time, these would take many times as long.
        for marks in ["“", "‘", "“‘", "\"", " \"", "' ", "” “", "‘”"] {
            let title = marks.repeat(30_000);
            let quoted = Quotes::of(&Messages::english()).quoted(&title);
            assert!(quoted.chars().count() >= title.chars().count(), "{marks}");
        }
        let deep = "“".repeat(20_000) + "x" + &"”".repeat(20_000);
        let quoted = Quotes::of(&Messages::english()).quoted(&deep);
        assert_eq!(quoted.matches('‘').count(), 10_000);
        assert_eq!(quoted.matches('“').count(), 10_001);
    }
}
