//! The examples in `docs/` do what they say.

mod support;

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
