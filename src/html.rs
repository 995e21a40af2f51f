//! HTML: escapes and link suffixes.

/// Appends a text escaped for XML or HTML, including attributes in double quotes.
pub(crate) fn escape(out: &mut String, text: &str) {
    // Writing to a string never fails.
    _ = pulldown_cmark_escape::escape_html(out, text);
}

/// Returns the part of a link after the relative prefix to the root: the rest of the address, the
/// language and the text.
pub(crate) fn anchor(path: &str, text: &str, lang: Option<&str>) -> String {
    let mut html = String::with_capacity(48 + path.len() + text.len() + text.len() / 8);
    escape(&mut html, path);
    html.push_str("\"><bdi");
    if let Some(lang) = lang {
        html.push_str(" lang=\"");
        escape(&mut html, lang);
        html.push('"');
    }
    html.push('>');
    escape(&mut html, text);
    html.push_str("</bdi></a>");
    html
}
