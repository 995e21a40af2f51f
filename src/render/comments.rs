//! The removal of comments from scripts and style sheets before they are published.
//!
//! A text goes in, the same text without its comments comes out; nothing else in it changes. Each of
//! the two languages has a small lexer that knows where a comment can begin: not in a string, a
//! template, a regular expression or an unquoted URL.

use std::ops::Range;

/// A language that has comments.
#[derive(Clone, Copy, PartialEq)]
enum Language {
    Script,
    Style,
}

/// Returns a script or a style sheet without its comments. A file of another kind stays as it is, and
/// so does one with a string, a comment or a bracket that is never closed.
///
/// A comment that begins with `/*!` is kept: by convention it holds a licence. A line with nothing but
/// comments is removed, and of blank lines on both sides of it one is left.
pub(crate) fn without_comments(name: &str, text: &str) -> String {
    let found = match name.rsplit_once('.') {
        Some((_, "js")) => comments_of_script(text).map(|comments| (Language::Script, comments)),
        Some((_, "css")) => comments_of_style(text).map(|comments| (Language::Style, comments)),
        _ => None,
    };
    found.map_or_else(|| text.to_owned(), |(language, comments)| remove(text, &comments, language))
}

/// Removes comments, given as ranges of bytes, from a text.
fn remove(text: &str, comments: &[Range<usize>], language: Language) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = 0;
    for comment in comments.iter().filter(|comment| !text[comment.start..].starts_with("/*!")) {
        out.push_str(&text[rest..comment.start]);
        rest = comment.end;
        let code_end = out.trim_end_matches([' ', '\t']).len();
        let begins_line = code_end == 0 || out[..code_end].ends_with('\n');
        let after = text[rest..].trim_start_matches([' ', '\t']);
        let spaces = text[rest..].len() - after.len();
        if let Some(line_break) = line_break(after) {
            out.truncate(code_end);
            rest += spaces;
            if begins_line {
                rest += line_break;
                if out.is_empty() || out.ends_with("\n\n") {
                    rest += blank_lines(&text[rest..]);
                }
            }
        } else if begins_line {
            rest += spaces;
        } else if language == Language::Script && text[comment.clone()].contains('\n') {
            // A line break ends some statements, also one within a comment.
            out.truncate(code_end);
            out.push('\n');
        } else if code_end < out.len() || out.ends_with(['(', '[']) {
            rest += spaces;
        } else if spaces == 0 {
            // Something has to keep two words apart; between selectors a space would have a meaning.
            out.push_str(if language == Language::Script { " " } else { "/**/" });
        }
    }
    out.push_str(&text[rest..]);
    out
}

/// Returns the length of the line break at the beginning of a text: 0 where the text is empty.
fn line_break(text: &str) -> Option<usize> {
    match text.as_bytes() {
        [] => Some(0),
        [b'\n', ..] => Some(1),
        [b'\r', b'\n', ..] => Some(2),
        _ => None,
    }
}

/// Returns the length of the blank lines at the beginning of a text.
fn blank_lines(text: &str) -> usize {
    let lines = text.split_inclusive('\n').take_while(|line| line.trim().is_empty());
    lines.map(str::len).sum()
}

/// Finds the comments of a style sheet (CSS Syntax Module Level 3, section 4.3).
fn comments_of_style(text: &str) -> Option<Vec<Range<usize>>> {
    let bytes = text.as_bytes();
    let mut comments = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        at = match bytes[at] {
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                let end = end_of_block(text, at)?;
                comments.push(start..end);
                end
            }
            quote @ (b'"' | b'\'') => end_of_string(bytes, at, quote)?,
            b'(' if is_unquoted_url(text, at) => end_of_url(bytes, at)?,
            b'\\' => at + 2,
            _ => at + 1,
        };
    }
    Some(comments)
}

/// Reports whether the parenthesis at a place of a style sheet begins a URL without quotation marks.
fn is_unquoted_url(text: &str, at: usize) -> bool {
    let before = &text[..at];
    let start = before.trim_end_matches(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_'));
    before[start.len()..].eq_ignore_ascii_case("url")
        && !text[at + 1..].trim_start().starts_with(['"', '\''])
}

/// Finds the comments of a script (ECMA-262, section 12.4), but for those that begin with `<!--`.
fn comments_of_script(text: &str) -> Option<Vec<Range<usize>>> {
    let mut lexer = ScriptLexer { text, at: 0, comments: Vec::new(), open: Vec::new() };
    lexer.run()?;
    Some(lexer.comments)
}

/// A bracket that is still open in a script.
#[derive(Clone, Copy, PartialEq)]
enum Bracket {
    /// A parenthesis around a condition of `if`, `for`, `while` or `with`, which a statement follows.
    Condition,
    /// Any other parenthesis, or a square bracket: a value, which a slash divides.
    Value,
    /// A brace. It is taken for a block, which a statement follows: nobody divides an object.
    Brace,
    /// The `${` of a template.
    Substitution,
}

/// A pass over the tokens of a script, as far as they tell where comments are.
struct ScriptLexer<'t> {
    text: &'t str,
    at: usize,
    comments: Vec<Range<usize>>,
    open: Vec<Bracket>,
}

impl ScriptLexer<'_> {
    /// Reads all tokens. Returns nothing where something is not closed.
    fn run(&mut self) -> Option<()> {
        let bytes = self.text.as_bytes();
        // Whether the last token ends a value, so that a slash divides it.
        let mut is_value = false;
        // The last token, where it is a word.
        let mut last_word = "";
        while let Some(c) = self.text[self.at..].chars().next() {
            let next = bytes.get(self.at + 1).copied();
            if c.is_whitespace() || c == '\u{feff}' {
                self.at += c.len_utf8();
                continue;
            }
            if c == '/' && matches!(next, Some(b'/' | b'*')) {
                let start = self.at;
                self.at = if next == Some(b'*') {
                    end_of_block(self.text, start)?
                } else {
                    end_of_line(self.text, start)
                };
                self.comments.push(start..self.at);
                continue;
            }
            let word = std::mem::take(&mut last_word);
            match c {
                '"' | '\'' => {
                    self.at = end_of_string(bytes, self.at, bytes[self.at])?;
                    is_value = true;
                }
                '`' => is_value = self.template()?,
                '/' if !is_value => {
                    self.at = end_of_regular_expression(bytes, self.at)?;
                    is_value = true;
                }
                '(' | '[' | '{' => {
                    let is_condition = matches!(word, "if" | "for" | "while" | "with");
                    self.open.push(match c {
                        '{' => Bracket::Brace,
                        '(' if is_condition => Bracket::Condition,
                        _ => Bracket::Value,
                    });
                    self.at += 1;
                    is_value = false;
                }
                ')' | ']' | '}' => match self.open.pop()? {
                    Bracket::Substitution => is_value = self.template()?,
                    bracket => {
                        self.at += 1;
                        is_value = bracket == Bracket::Value;
                    }
                },
                // It belongs to the value before it, or to the one that follows.
                '+' | '-' if next == Some(bytes[self.at]) => self.at += 2,
                _ if is_of_word(c) => {
                    let before = &self.text[..self.at];
                    let is_property = before.ends_with('.') && !before.ends_with("..");
                    let found = word_at(&self.text[self.at..]);
                    self.at += found.len();
                    is_value = is_property || !is_operator(found);
                    if !is_property {
                        let is_for_await = word == "for" && found == "await";
                        last_word = if is_for_await { word } else { found };
                    }
                }
                _ => {
                    self.at += c.len_utf8();
                    is_value = false;
                }
            }
        }
        self.open.is_empty().then_some(())
    }

    /// Reads on in a template, from the mark that begins it or the brace that ends a substitution, to
    /// its end or the next substitution. Returns `true` if it has ended.
    fn template(&mut self) -> Option<bool> {
        let bytes = self.text.as_bytes();
        self.at += 1;
        loop {
            match bytes.get(self.at)? {
                b'\\' => self.at += 2,
                b'`' => {
                    self.at += 1;
                    return Some(true);
                }
                b'$' if bytes.get(self.at + 1) == Some(&b'{') => {
                    self.at += 2;
                    self.open.push(Bracket::Substitution);
                    return Some(false);
                }
                _ => self.at += 1,
            }
        }
    }
}

/// Reports whether a character can be part of a name, a keyword or a number.
fn is_of_word(c: char) -> bool {
    let is_of_name = c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '#' | '\\');
    is_of_name || (!c.is_ascii() && !c.is_whitespace())
}

/// Returns the name, keyword or number at the beginning of a text.
fn word_at(text: &str) -> &str {
    let is_number = text.starts_with(|c: char| c.is_ascii_digit());
    let end = text.find(|c| !(is_of_word(c) || (is_number && c == '.')));
    &text[..end.unwrap_or(text.len())]
}

/// Reports whether a word is a keyword that ends no value, so that a slash behind it begins a regular
/// expression.
fn is_operator(word: &str) -> bool {
    const KEYWORDS: [&str; 15] = [
        "await",
        "case",
        "delete",
        "do",
        "else",
        "extends",
        "in",
        "instanceof",
        "new",
        "of",
        "return",
        "throw",
        "typeof",
        "void",
        "yield",
    ];
    KEYWORDS.contains(&word)
}

/// Returns the end of a comment between `/*` and `*/`.
fn end_of_block(text: &str, start: usize) -> Option<usize> {
    text[start + 2..].find("*/").map(|length| start + 2 + length + 2)
}

/// Returns the end of a line, before its line break.
fn end_of_line(text: &str, start: usize) -> usize {
    let rest = &text[start..];
    let length = rest.find(['\n', '\u{2028}', '\u{2029}']).unwrap_or(rest.len());
    start + rest[..length].trim_end_matches('\r').len()
}

/// Returns the end of a string, behind its closing quotation mark.
fn end_of_string(bytes: &[u8], start: usize, quote: u8) -> Option<usize> {
    let mut at = start + 1;
    loop {
        match bytes.get(at)? {
            b'\\' => at += 2,
            b'\n' => return None,
            byte if *byte == quote => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// Returns the end of a URL without quotation marks, behind its closing parenthesis.
fn end_of_url(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        match bytes.get(at)? {
            b'\\' => at += 2,
            b')' => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// Returns the end of a regular expression, behind its closing slash; one within a class of characters
/// does not close it.
fn end_of_regular_expression(bytes: &[u8], start: usize) -> Option<usize> {
    let mut is_in_class = false;
    let mut at = start + 1;
    loop {
        match bytes.get(at)? {
            b'\\' => at += 1,
            b'[' => is_in_class = true,
            b']' => is_in_class = false,
            b'/' if !is_in_class => return Some(at + 1),
            b'\n' => return None,
            _ => {}
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::super::assets::built_in;
    use super::*;

    fn check(name: &str, cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            assert_eq!(without_comments(name, text), *expected, "{name}: {text:?}");
        }
    }

    #[test]
    fn lines_of_comments_go_with_their_line_breaks() {
        check(
            "a.js",
            &[
                ("// a\nb;\n", "b;\n"),
                ("a;\n  // b\n  c;\n", "a;\n  c;\n"),
                ("a;\n  /* b\n   * c\n   */\n  d;\n", "a;\n  d;\n"),
                ("a; // b\nc;\n", "a;\nc;\n"),
                ("a;\r\n// b\r\nc; // d\r\n", "a;\r\nc;\r\n"),
                ("/* a */ /* b */ // c\nd;\n", "d;\n"),
                ("a; // b", "a;"),
                ("// a", ""),
            ],
        );
        check(
            "a.css",
            &[
                ("/* a */\nb {}\n", "b {}\n"),
                ("a {}\n\n/* b\n   c */\nd {}\n", "a {}\n\nd {}\n"),
                ("a {\n  /* b */\n  color: red; /* c */\n}\n", "a {\n  color: red;\n}\n"),
            ],
        );
    }

    #[test]
    fn of_blank_lines_around_comments_one_is_left() {
        check(
            "a.js",
            &[
                ("// a\n\nb;\n", "b;\n"),
                ("a;\n\n// b\n\n// c\n\nd;\n", "a;\n\nd;\n"),
                ("a;\n// b\n\nc;\n", "a;\n\nc;\n"),
                ("a;\n\n\nb;\n", "a;\n\n\nb;\n"),
            ],
        );
    }

    #[test]
    fn words_on_both_sides_of_a_comment_stay_apart() {
        check(
            "a.js",
            &[
                ("a/* b */c", "a c"),
                ("a /* b */ c", "a c"),
                ("a/* b */ c", "a c"),
                ("a /* b */c", "a c"),
                ("  /* a */ b", "  b"),
                ("a(/* b */ c)", "a(c)"),
                ("a(/* b */c)", "a(c)"),
                ("return /* a\n */ b", "return\n b"),
            ],
        );
        check(
            "a.css",
            &[
                ("a/* b */.c {}", "a/**/.c {}"),
                ("a /* b\n */ .c {}", "a .c {}"),
                ("a,/* b */ c {}", "a, c {}"),
            ],
        );
    }

    #[test]
    fn what_looks_like_a_comment_within_a_token_stays() {
        for script in [
            r#"a = "// b";"#,
            r#"a = '/* b */';"#,
            r#"a = "\"// b";"#,
            r"a = '\\'; b = '// c';",
            "a = `// b`;",
            "a = `b ${c} // d ${`// ${e}`} /* f */`;",
            "a = `${{ b: '}' }} // c`;",
            r"a = `\`// b \${`;",
            "a = /[/*]/;",
            "a = /[/]/;",
            r"a = /\/\*/;",
            r"a = /[\]/*]/u;",
            "a.replace(/'/g, '//');",
            "if (a) /'/.test(b);",
            "for await (a of b) /'/.test(a);",
            "while ((a)) /`/.test(b);",
            "return /\"/;",
            "case /'/.test(a): b;",
            "a = b ? /'/ : /\"/;",
            "a => /'/;",
            "{ a; } /'/.test(b);",
            "[/'/, /\"/];",
            "!/'/.test(a);",
        ] {
            check(
                "a.js",
                &[(script, script), (&format!("{script} // '\n"), &format!("{script}\n"))],
            );
        }
        for style in [
            r#"a::before { content: "/* b */"; }"#,
            r#"a::before { content: '\'/* b */'; }"#,
            "a { background: url(//b/*c*/d); }",
            "a { background: URL( //b/*c*/d ); }",
            r"a { background: url(b\)/*c*/); }",
            r#"a { background: url("/* ) */"); }"#,
            r"a\/* { color: red; }",
            r#"@import url(//a) "/*";"#,
        ] {
            check(
                "a.css",
                &[(style, style), (&format!("{style} /* \" */\n"), &format!("{style}\n"))],
            );
        }
    }

    #[test]
    fn a_slash_divides_what_is_a_value() {
        for (script, expected) in [
            ("a / b; // '", "a / b;"),
            ("(a) / b; // '", "(a) / b;"),
            ("a[0] / b; // '", "a[0] / b;"),
            ("a++ / b; // '", "a++ / b;"),
            ("1. / 2; // '", "1. / 2;"),
            ("`a` / b; // '", "`a` / b;"),
            ("`${a / b}` // '", "`${a / b}`"),
            ("a.return / b; // '", "a.return / b;"),
            ("await (a) / b; // '", "await (a) / b;"),
            ("größe / b; // '", "größe / b;"),
            ("a /* ' */ / b // '", "a / b"),
        ] {
            check("a.js", &[(script, expected)]);
        }
    }

    #[test]
    fn a_comment_with_a_licence_stays() {
        check("a.js", &[("/*! a */\n/* b */\nc;\n", "/*! a */\nc;\n")]);
        check("a.css", &[("/*! a */\n/* b */\nc {}\n", "/*! a */\nc {}\n")]);
    }

    #[test]
    fn a_text_that_cannot_be_read_stays() {
        for script in
            ["a; // b\n'c", "a; // b\n/* c", "a; // b\n`${c`", "a; // b\n(c", "a; // b\n/c"]
        {
            check("a.js", &[(script, script)]);
        }
        for style in ["a {} /* b */ /* c", "a {} /* b */ \"c", "a {} /* b */ url(c"] {
            check("a.css", &[(style, style)]);
        }
        check("a.svg", &[("<svg/> <!-- a --> // b", "<svg/> <!-- a --> // b")]);
    }
    #[test]
    fn every_built_in_asset_can_be_read() {
        let assets = built_in().filter(|(name, _)| name.starts_with("assets/"));
        for (name, text) in
            assets.filter(|(name, _)| name.ends_with(".js") || name.ends_with(".css"))
        {
            // With a comment at the end, so that the text cannot come back as it was.
            let published = without_comments(&name, &format!("{text}/* end */\n"));
            assert!(!published.contains("/* end */"), "{name}: {published}");
        }
    }
}
