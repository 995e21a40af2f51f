//! HTML: what is written into it, and the rest of a link.

/// Writes a text into XML or HTML, also into an attribute in double quotes.
pub(crate) fn escape(out: &mut String, text: &str) {
    // A string takes whatever is written to it.
    _ = pulldown_cmark_escape::escape_html(out, text);
}

/// Returns what follows the way to the root in a link: the rest of the address, and a text of a
/// language.
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
