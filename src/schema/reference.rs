//! The reference of all keys, as Markdown, made from the declarations that read them.

use std::fmt::Write as _;

use super::{SchemaKind, sentence};
use crate::record::Section;
use crate::record::keys::{Key, Number, Shape, all_keys};
use crate::record::model::{Common, LangKeys};

/// The title of a table, its keys, and the key that a text alone is the value of.
type NamedTable = (&'static str, Vec<Key>, Option<&'static str>);

/// Returns the reference as Markdown.
pub fn reference() -> String {
    let mut tables: Vec<NamedTable> = Vec::new();
    let mut out = String::from(
        "# Keys\n\nThe keys of `archive.toml` and of the front matter of each kind of file. \
         `chancery schema KIND` prints the same as a JSON Schema; write it to a file, and a first \
         line `#:schema PATH` lets editors check and complete the keys.\n\n\
         A *date* is a day, `2022-11-14`, or in quotes an imprecise date (EDTF): `\"2022-11\"`, \
         `\"2022~\"` (about), `\"2022-11-14?\"` (uncertain), `\"201X\"`, an interval \
         `\"2017-08/2018-03\"`, or a day within one `\"[2022-11-20..2022-11-30]\"`.\n",
    );
    for kind in SchemaKind::ALL {
        _ = write!(out, "\n## {}\n\n`{}`\n\n", capitalised(kind.name()), kind.path());
        rows(&mut out, &kind.own_keys(), &mut tables);
        if kind == SchemaKind::Content(Section::Briefing) {
            out.push_str("\n## Keys of every kind\n\nThe keys that briefings, entities and pages share. The `lang` of an outlet is the language that it publishes in.\n\n");
            rows(&mut out, &all_keys::<(LangKeys, Common)>(), &mut tables);
        }
    }
    out.push_str("\n## Tables\n");
    let mut at = 0;
    while let Some((title, keys, short)) = tables.get(at).cloned() {
        _ = write!(out, "\n### {}\n\n", capitalised(title));
        if let Some(short) = short {
            _ = write!(out, "A text alone stands for a table of `{short}`.\n\n");
        }
        rows(&mut out, &keys, &mut tables);
        at += 1;
    }
    out
}

/// Writes rows for keys, and adds the tables that the keys take to `tables`.
fn rows(out: &mut String, keys: &[Key], tables: &mut Vec<NamedTable>) {
    out.push_str("| key | value | meaning |\n| --- | --- | --- |\n");
    for key in keys {
        let shape = (key.shape)();
        let takes = match key.number {
            Number::Required => format!("{}; required", noun(&shape)),
            Number::Optional => noun(&shape),
            Number::List => format!("a list: {}", noun(&shape)),
            Number::OneOrMore => format!("{}, or a list", noun(&shape)),
        };
        let example = key.example.replace('|', "\\|");
        let mut means = format!("{}<br>`{example}`", sentence(key.doc));
        if let Shape::Word(words, open) = &shape {
            let words: Vec<String> =
                words.iter().map(|(word, doc)| format!("`{word}` {}", sentence(doc))).collect();
            _ = write!(means, "<br>{}", words.join("<br>"));
            if *open {
                means.push_str("<br>`archive.toml` can add words.");
            }
        }
        _ = writeln!(out, "| `{}` | {takes} | {means} |", key.name);
        remember(&shape, tables);
    }
}

fn capitalised(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

/// Adds the table that a value is or holds to those that are still to be written.
fn remember(shape: &Shape, tables: &mut Vec<NamedTable>) {
    match shape {
        Shape::Map(of) => remember(of, tables),
        Shape::Table { title, keys, short } if !tables.iter().any(|(known, ..)| known == title) => {
            tables.push((title, keys(), *short));
        }
        _ => {}
    }
}

/// Returns the noun for a value, with a link to its table.
fn noun(shape: &Shape) -> String {
    match shape {
        Shape::Table { title, short, .. } => {
            let anchor = title.to_lowercase().replace(' ', "-");
            let text = if short.is_some() { "a text or " } else { "" };
            format!("{text}a table: [{title}](#{anchor})")
        }
        Shape::Map(of) => match &**of {
            Shape::Any => "a table of the archive's own".into(),
            of => format!("a table of the archive's own words, each {}", noun(of)),
        },
        other => other.noun(),
    }
}
