//! The documents: their examples work, and the source files that they name exist.

mod support;

use std::fs;
use std::path::Path;

use support::Archive;

/// The reference of templates.
const TEMPLATES: &str = include_str!("../docs/templates.md");

/// Returns what stands between two marks of a text, again and again.
fn between<'t>(text: &'t str, open: &str, close: &str) -> Vec<&'t str> {
    let parts = text.split(open).skip(1);
    parts.filter_map(|part| part.split_once(close)).map(|(inner, _)| inner).collect()
}

#[test]
fn the_examples_of_the_reference_do_what_they_say() {
    let block = between(TEMPLATES, "```html\n", "```")[0];
    let archive = Archive::new()
        .file("templates/briefing.html", block)
        .briefing("a", "venue = \"Ankara\"", "The text.")
        .built();
    let page = archive.read("briefings/a.html");
    assert!(page.contains("<p>Place: Ankara </p>") && page.contains("The text."), "{page}");

    let rows: Vec<_> =
        TEMPLATES.lines().filter(|line| line.starts_with("| `") && line.contains("`{{")).collect();
    let mut template = String::from(
        "{% extends \"chancery/page.html\" %}{% block body %}
        {% set entity = {\"path\": \"people/sergei-lavrov.html\", \"name\": \"Sergei Lavrov\"} %}",
    );
    for row in &rows {
        let call = between(row, "`{{", "}}`")[0].replace("\\|", "|");
        template += &format!("<p>{{{{{call}}}}}</p>");
    }
    template += "{% endblock body %}";
    let archive =
        Archive::new().file("templates/page.html", template).page("a", "title = \"A\"", "");
    let archive = archive.built();
    let page = archive.read("a.html");
    for row in rows {
        let result = between(row, "<br>`", "`")[0].replace("../", "");
        assert!(page.contains(&format!("<p>{result}</p>")), "{result} is not on the page: {page}");
    }
}

/// Adds the files below a folder to a list, each by its path.
fn list(folder: &Path, prefix: &str, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder that can be read") {
        let entry = entry.expect("an entry");
        let path = format!("{prefix}/{}", entry.file_name().to_string_lossy());
        if !entry.path().is_dir() {
            files.push(path);
        } else if entry.file_name() != "node_modules" {
            list(&entry.path(), &path, files);
        }
    }
}

#[test]
fn the_source_files_that_documents_name_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["benches", "src", "templates", "tests", "xtask/src"] {
        list(&root.join(folder), &format!("/{folder}"), &mut files);
    }
    let mut found = 0;
    for document in ["ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"] {
        let text = fs::read_to_string(root.join(document)).expect("a document");
        for code in text.split('`').skip(1).step_by(2) {
            let is_file =
                [".rs", ".py", ".mjs", ".css"].iter().any(|ending| code.ends_with(ending));
            if is_file && !code.contains([' ', '*']) {
                found += 1;
                let is_there = files.iter().any(|path| path.ends_with(&format!("/{code}")));
                assert!(is_there, "{document} names {code}, which is not there");
            }
        }
    }
    assert!(found > 80, "only {found} names of files were found");
}
