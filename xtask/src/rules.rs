//! The page of all rules, `docs/rules.md`: what `chancery explain` says, as Markdown.

use std::fmt::Write as _;

use chancery::rules::{Example, Rule, explanation};

/// The page up to the rows of its table.
const INTRODUCTION: &str = include_str!("rules.md");

/// Returns all rules as a page of Markdown.
pub(crate) fn page() -> String {
    let mut page = String::from(INTRODUCTION);
    for rule in Rule::ALL {
        let (name, level) = (rule.name(), rule.severity().name());
        let _ =
            writeln!(page, "| [`{name}`](#{name}) | {level} | {} |", explanation(*rule).summary);
    }
    for rule in Rule::ALL {
        let explanation = explanation(*rule);
        let (name, level) = (rule.name(), rule.severity().name());
        let _ = write!(page, "\n## {name}\n\n*{level}:* {}\n", explanation.summary);
        for paragraph in explanation.paragraphs {
            let _ = write!(page, "\n{paragraph}\n");
        }
        for (title, files) in [("Fails", explanation.fails), ("Passes", explanation.passes)] {
            let _ = write!(page, "\n**{title}:**\n");
            for Example { path, content } in files {
                let language = path.rsplit('.').next().unwrap_or_default();
                let _ = write!(page, "\n`{path}`\n\n```{language}\n{content}```\n");
            }
        }
    }
    page
}
