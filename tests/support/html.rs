//! A strict reader of HTML: what it takes is a small part of what a browser takes, so that nothing
//! that a browser might see otherwise gets through.
//!
//! Attributes are in double quotes, `<` and `>` stand for tags alone, every character reference is
//! written in full, every element is known, and elements nest.

use std::collections::HashSet;

use chancery::text::is_forbidden;
use percent_encoding::percent_decode_str;

/// The elements that a page may have.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "cite",
    "circle",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "desc",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "g",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "img",
    "input",
    "kbd",
    "label",
    "legend",
    "li",
    "line",
    "link",
    "main",
    "mark",
    "meta",
    "nav",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "path",
    "pre",
    "q",
    "rect",
    "s",
    "script",
    "search",
    "section",
    "select",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "text",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "tspan",
    "u",
    "ul",
    "var",
    "wbr",
];
/// The elements that have no end.
const VOID: &[&str] = &["br", "col", "hr", "img", "input", "link", "meta", "wbr"];
/// The attributes that hold a URL.
const URLS: &[&str] =
    &["action", "cite", "data", "formaction", "href", "poster", "src", "srcset", "xlink:href"];
/// The attributes that a page may have, beside those whose names begin with `aria-` or `data-`.
const ATTRIBUTES: &[&str] = &[
    "abbr",
    "accept",
    "accesskey",
    "action",
    "alt",
    "autocomplete",
    "charset",
    "cite",
    "class",
    "colspan",
    "content",
    "crossorigin",
    "cx",
    "cy",
    "d",
    "datetime",
    "decoding",
    "dir",
    "download",
    "dx",
    "dy",
    "enctype",
    "for",
    "form",
    "headers",
    "height",
    "href",
    "hreflang",
    "http-equiv",
    "id",
    "inputmode",
    "integrity",
    "itemid",
    "itemprop",
    "itemscope",
    "itemtype",
    "kind",
    "label",
    "lang",
    "list",
    "loading",
    "max",
    "maxlength",
    "media",
    "method",
    "min",
    "minlength",
    "name",
    "pattern",
    "placeholder",
    "points",
    "preserveAspectRatio",
    "text-anchor",
    "vector-effect",
    "property",
    "r",
    "rel",
    "reversed",
    "role",
    "rowspan",
    "rx",
    "ry",
    "scope",
    "sizes",
    "span",
    "spellcheck",
    "src",
    "srcset",
    "start",
    "step",
    "tabindex",
    "target",
    "title",
    "transform",
    "translate",
    "type",
    "value",
    "viewBox",
    "width",
    "x",
    "x1",
    "x2",
    "xmlns",
    "y",
    "y1",
    "y2",
];
/// The attributes that need no value.
const BOOLEAN: &[&str] = &[
    "async", "checked", "defer", "disabled", "hidden", "multiple", "open", "readonly", "required",
    "selected",
];

/// A tag, with its attributes decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tag {
    /// Its name.
    pub(crate) name: String,
    /// Its attributes, in order.
    pub(crate) attributes: Vec<(String, String)>,
}

impl Tag {
    /// Returns the value of an attribute.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Says whether it is of a class.
    pub(crate) fn is_of(&self, class: &str) -> bool {
        self.get("class").is_some_and(|classes| classes.split(' ').any(|known| known == class))
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Open(Tag),
    Close(String),
    Text(String),
}

/// An element with the text in it.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    /// Its tag.
    pub(crate) tag: Tag,
    /// All the text in it, white space folded.
    pub(crate) text: String,
}

/// A stretch of text and what is around it.
#[derive(Clone, Debug)]
pub(crate) struct Stretch {
    /// The text, decoded.
    pub(crate) text: String,
    /// The language of the nearest element that says one.
    pub(crate) lang: String,
    /// Whether its direction is kept from what is around it: in a `bdi`, or in a block with a `dir`.
    pub(crate) isolated: bool,
    /// The names of the elements that it is in, the outermost first.
    pub(crate) within: Vec<String>,
    /// Their classes.
    classes: Vec<String>,
}

impl Stretch {
    /// Says whether it is in an element of a class.
    pub(crate) fn is_within(&self, class: &str) -> bool {
        self.classes.iter().any(|classes| classes.split(' ').any(|known| known == class))
    }
}

/// A heading of a page and the links behind it, up to the next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Section {
    /// The level of the heading: 1 of `h1`.
    pub(crate) level: u8,
    /// The text of the heading.
    pub(crate) title: String,
    /// The number of links.
    pub(crate) links: usize,
}

/// A page that was read.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    path: String,
    tokens: Vec<Token>,
}

impl Page {
    /// Reads a page and stops the test where it is not written strictly.
    #[track_caller]
    pub(crate) fn new(path: &str, html: &str) -> Self {
        Self::parse(path, html).unwrap_or_else(|why| panic!("{path}: {why}"))
    }

    /// Reads a page.
    pub(crate) fn parse(path: &str, html: &str) -> Result<Self, String> {
        let tokens = Reader { html, at: 0 }.all()?;
        Ok(Self { path: path.to_owned(), tokens })
    }

    /// Returns every element of a name, in order.
    pub(crate) fn all(&self, name: &str) -> Vec<Element> {
        let of_name = |token: &Token| matches!(token, Token::Open(tag) if tag.name == name);
        let places = (0..self.tokens.len()).filter(|&i| of_name(&self.tokens[i]));
        places.map(|i| self.element(i)).collect()
    }

    /// Returns every element of a class.
    pub(crate) fn of_class(&self, class: &str) -> Vec<Element> {
        let of_class = |token: &Token| matches!(token, Token::Open(tag) if tag.is_of(class));
        (0..self.tokens.len())
            .filter(|&i| of_class(&self.tokens[i]))
            .map(|i| self.element(i))
            .collect()
    }

    /// Returns every element of a name that is within one of a class.
    pub(crate) fn within_class(&self, class: &str, name: &str) -> Vec<Element> {
        let (mut around, mut found): (Vec<&Tag>, _) = (Vec::new(), Vec::new());
        for (i, token) in self.tokens.iter().enumerate() {
            match token {
                Token::Open(tag) => {
                    if tag.name == name && around.iter().any(|tag| tag.is_of(class)) {
                        found.push(self.element(i));
                    }
                    if !VOID.contains(&tag.name.as_str()) {
                        around.push(tag);
                    }
                }
                Token::Close(_) => _ = around.pop(),
                Token::Text(_) => {}
            }
        }
        found
    }

    /// Returns the headings of the page, in order.
    pub(crate) fn sections(&self) -> Vec<Section> {
        let mut found: Vec<Section> = Vec::new();
        for (i, token) in self.tokens.iter().enumerate() {
            let Token::Open(tag) = token else { continue };
            if let Some(level @ b'1'..=b'6') =
                tag.name.strip_prefix('h').and_then(|n| n.bytes().next())
            {
                found.push(Section { level: level - b'0', title: self.element(i).text, links: 0 });
            } else if tag.name == "a" && tag.get("href").is_some() {
                found.iter_mut().next_back().into_iter().for_each(|section| section.links += 1);
            }
        }
        found
    }

    /// Says whether an element has an ID.
    pub(crate) fn has_id(&self, id: &str) -> bool {
        self.tokens
            .iter()
            .any(|token| matches!(token, Token::Open(tag) if tag.get("id") == Some(id)))
    }

    /// Returns the one element of a name.
    #[track_caller]
    pub(crate) fn one(&self, name: &str) -> Element {
        let mut all = self.all(name);
        assert_eq!(all.len(), 1, "{}: elements <{name}>", self.path);
        all.remove(0)
    }

    fn element(&self, start: usize) -> Element {
        let Token::Open(tag) = &self.tokens[start] else {
            unreachable!("an element begins with a tag")
        };
        let (mut depth, mut text) = (0, String::new());
        for token in &self.tokens[start..] {
            match token {
                Token::Open(tag) if VOID.contains(&tag.name.as_str()) => {}
                Token::Open(_) => depth += 1,
                Token::Close(_) => depth -= 1,
                Token::Text(more) => text.push_str(more),
            }
            if depth == 0 {
                break;
            }
        }
        Element { tag: tag.clone(), text: fold(&text) }
    }

    /// Returns all the text, white space folded.
    pub(crate) fn text(&self) -> String {
        let texts = self.tokens.iter().filter_map(|token| match token {
            Token::Text(text) => Some(text.as_str()),
            _ => None,
        });
        fold(&texts.collect::<String>())
    }

    /// Returns each stretch of text with what is around it.
    pub(crate) fn stretches(&self) -> Vec<Stretch> {
        let (mut around, mut found): (Vec<&Tag>, _) = (Vec::new(), Vec::new());
        for token in &self.tokens {
            match token {
                Token::Open(tag) if VOID.contains(&tag.name.as_str()) => {}
                Token::Open(tag) => around.push(tag),
                Token::Close(_) => _ = around.pop(),
                Token::Text(text) if text.trim().is_empty() => {}
                Token::Text(text) => found.push(Stretch {
                    text: text.trim().to_owned(),
                    lang: around
                        .iter()
                        .rev()
                        .find_map(|tag| tag.get("lang"))
                        .unwrap_or_default()
                        .to_owned(),
                    isolated: around.iter().any(|tag| {
                        tag.name == "bdi" || (tag.name != "html" && tag.get("dir").is_some())
                    }),
                    within: around.iter().map(|tag| tag.name.clone()).collect(),
                    classes: around
                        .iter()
                        .filter_map(|tag| tag.get("class").map(str::to_owned))
                        .collect(),
                }),
            }
        }
        found
    }

    /// Returns the links: for each the path from the root that it leads to, with `#anchor`, or the
    /// whole address; and its text.
    pub(crate) fn links(&self) -> Vec<(String, String)> {
        let link = |element: Element| Some((self.follow(element.tag.get("href")?), element.text));
        self.all("a").into_iter().filter_map(link).collect()
    }

    /// Says whether a link leads to a path.
    pub(crate) fn links_to(&self, path: &str) -> bool {
        self.links().iter().any(|(to, _)| to == path)
    }

    /// Returns the text of the first link to a path.
    #[track_caller]
    pub(crate) fn link_text(&self, path: &str) -> String {
        let links = self.links();
        let found = links.iter().find(|(to, _)| to == path);
        found
            .unwrap_or_else(|| panic!("{}: no link to {path} among {links:#?}", self.path))
            .1
            .clone()
    }

    /// Returns the path from the root that a URL of this page leads to.
    pub(crate) fn follow(&self, url: &str) -> String {
        if url.contains("://") || url.starts_with("mailto:") || url.starts_with("tel:") {
            return url.to_owned();
        }
        let (path, anchor) =
            url.split_once('#').map_or((url, None), |(path, anchor)| (path, Some(anchor)));
        let mut parts: Vec<&str> = self.path.split('/').collect();
        if !path.is_empty() {
            parts.pop();
        }
        for part in path.split('/').filter(|part| !part.is_empty()) {
            match part {
                "." => {}
                ".." => {
                    assert!(parts.pop().is_some(), "{}: {url} leads out of the site", self.path)
                }
                part => parts.push(part),
            }
        }
        let anchor = anchor.map_or_else(String::new, |anchor| format!("#{anchor}"));
        percent_decode(&parts.join("/")) + &anchor
    }

    /// Returns the tags with the names of their attributes, and no text and no values: two pages of
    /// the same make have the same.
    pub(crate) fn skeleton(&self) -> Vec<String> {
        let shown = |token: &Token| match token {
            Token::Open(tag) => {
                let names: Vec<&str> =
                    tag.attributes.iter().map(|(name, _)| name.as_str()).collect();
                Some(format!("<{} {}>", tag.name, names.join(" ")))
            }
            Token::Close(name) => Some(format!("</{name}>")),
            Token::Text(_) => None,
        };
        self.tokens.iter().filter_map(shown).collect()
    }

    /// Returns what no page of a site may have: script, event handlers, styles, addresses that run
    /// or load something, forbidden characters, two things of one ID, links to none.
    pub(crate) fn dangers(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut ids = HashSet::new();
        let mut script: Option<bool> = None;
        for token in &self.tokens {
            match token {
                Token::Open(tag) => {
                    self.dangers_of(tag, &mut found);
                    if tag.is_of("injected") {
                        found.push(format!("an element of an author's own: {tag:?}"));
                    }
                    if let Some(id) = tag.get("id")
                        && !ids.insert(id)
                    {
                        found.push(format!("two elements have the ID {id:?}"));
                    }
                    if tag.name == "script" {
                        let data =
                            tag.get("type").is_some_and(|kind| kind == "application/ld+json");
                        let own = tag
                            .get("src")
                            .is_some_and(|url| self.follow(url).starts_with("assets/"));
                        script = Some(data);
                        if !data && !own {
                            found.push(format!("a script: {tag:?}"));
                        }
                    }
                }
                Token::Close(name) if name == "script" => script = None,
                Token::Close(_) => {}
                Token::Text(text) => {
                    if let Some(c) = text.chars().find(|&c| is_forbidden(c)) {
                        found.push(format!("the character {c:?} in {text:?}"));
                    }
                    if script == Some(false) && !text.trim().is_empty() {
                        found.push(format!("a script within the page: {text:?}"));
                    }
                }
            }
        }
        let links = self
            .all("a")
            .into_iter()
            .filter_map(|element| element.tag.get("href").map(str::to_owned));
        for anchor in links.filter_map(|url| url.strip_prefix('#').map(str::to_owned)) {
            if !ids.contains(percent_decode(&anchor).as_str()) {
                found.push(format!("a link to #{anchor}, which is not there"));
            }
        }
        found
    }

    fn dangers_of(&self, tag: &Tag, found: &mut Vec<String>) {
        for (name, value) in &tag.attributes {
            let known = ATTRIBUTES.contains(&name.as_str())
                || BOOLEAN.contains(&name.as_str())
                || name.starts_with("aria-")
                || name.starts_with("data-");
            if !known {
                found.push(format!("an unknown attribute {name} on <{}>", tag.name));
            }
            if name.starts_with("on") || name == "style" || name == "srcdoc" {
                found.push(format!("an attribute {name} on <{}>", tag.name));
            }
            if let Some(c) = value.chars().find(|&c| is_forbidden(c)) {
                found.push(format!("the character {c:?} in {name}={value:?}"));
            }
            if URLS.contains(&name.as_str()) {
                let followed = tag.name == "a"
                    || (tag.name == "link"
                        && tag.get("rel").is_some_and(|rel| rel != "stylesheet"));
                match scheme(value) {
                    Some(_) if !followed => found.push(format!("<{}> loads {value:?}", tag.name)),
                    Some(scheme)
                        if !["http", "https", "mailto", "tel"].contains(&scheme.as_str()) =>
                    {
                        found.push(format!("<{}> leads to {value:?}", tag.name));
                    }
                    None if value.starts_with("//") => {
                        found.push(format!("<{}> leads to {value:?}", tag.name))
                    }
                    _ => {}
                }
            }
        }
        let refresh =
            tag.get("http-equiv").is_some_and(|kind| kind.eq_ignore_ascii_case("refresh"));
        if refresh {
            let target = tag
                .get("content")
                .and_then(|content| content.split_once("url="))
                .map_or("", |(_, url)| url);
            if target.is_empty() || scheme(target).is_some() || target.starts_with("//") {
                found.push(format!("<meta> leads to {target:?}"));
            }
        }
    }
}

/// Returns the scheme of a URL as a browser finds it: without the white space and control
/// characters that it passes over.
fn scheme(url: &str) -> Option<String> {
    let seen: String = url.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let (scheme, _) = seen.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    is_scheme.then(|| scheme.to_ascii_lowercase())
}

/// Returns the text with all white space as single spaces.
pub(crate) fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn percent_decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8().expect("URLs are UTF-8").into_owned()
}

struct Reader<'a> {
    html: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn all(mut self) -> Result<Vec<Token>, String> {
        const DOCTYPE: &str = "<!doctype html>\n";
        if !self.take(DOCTYPE) {
            return Err("does not begin with a doctype".into());
        }
        let (mut tokens, mut open): (Vec<Token>, Vec<String>) = (Vec::new(), Vec::new());
        while self.at < self.html.len() {
            let token = self.token(open.last().map(String::as_str))?;
            match &token {
                Token::Open(tag) if VOID.contains(&tag.name.as_str()) => {}
                Token::Open(tag) => open.push(tag.name.clone()),
                Token::Close(name) => match open.pop() {
                    Some(last) if last == *name => {}
                    last => return Err(self.wrong(&format!("</{name}> ends {last:?}"))),
                },
                Token::Text(_) => {}
            }
            // An element without content is one that ends at once.
            let ended = matches!(&token, Token::Open(tag) if !VOID.contains(&tag.name.as_str()))
                && self.html[..self.at].ends_with("/>");
            tokens.push(token);
            if ended && let Some(name) = open.pop() {
                tokens.push(Token::Close(name));
            }
        }
        if open.is_empty() { Ok(tokens) } else { Err(format!("{open:?} are not closed")) }
    }

    fn token(&mut self, within: Option<&str>) -> Result<Token, String> {
        if within == Some("script") && !self.rest().starts_with("</script>") {
            let end =
                self.rest().find("</script>").ok_or_else(|| self.wrong("a script without end"))?;
            let text = self.rest()[..end].to_owned();
            if text.contains(['<', '>', '&', '\u{2028}', '\u{2029}']) {
                return Err(self.wrong("a script with characters that are to be escaped"));
            }
            self.at += end;
            return Ok(Token::Text(text));
        }
        if self.take("</") {
            let name = self.name();
            return if self.take(">") {
                Ok(Token::Close(name))
            } else {
                Err(self.wrong("an end tag that is none"))
            };
        }
        if self.take("<") {
            return self.tag().map(Token::Open);
        }
        let end = self.rest().find('<').unwrap_or(self.rest().len());
        let text = decode(&self.rest()[..end]).map_err(|why| self.wrong(&why))?;
        self.at += end;
        Ok(Token::Text(text))
    }

    /// Reads a tag behind its `<`.
    fn tag(&mut self) -> Result<Tag, String> {
        let name = self.name();
        if !ELEMENTS.contains(&name.as_str()) {
            return Err(self.wrong(&format!("an element {name:?}")));
        }
        let mut attributes: Vec<(String, String)> = Vec::new();
        loop {
            if self.take(">") || self.take("/>") {
                return Ok(Tag { name, attributes });
            }
            if !self.take(" ") {
                return Err(self.wrong("no space before an attribute"));
            }
            let attribute = self.name();
            if attribute.is_empty() {
                return Err(self.wrong("an attribute without a name"));
            }
            let value = if self.take("=\"") {
                let end = self.rest().find('"').ok_or_else(|| self.wrong("a value without end"))?;
                let value = decode(&self.rest()[..end]).map_err(|why| self.wrong(&why))?;
                self.at += end + 1;
                value
            } else if BOOLEAN.contains(&attribute.as_str()) {
                String::new()
            } else {
                return Err(
                    self.wrong(&format!("the attribute {attribute} has no value in quotes"))
                );
            };
            if attributes.iter().any(|(known, _)| *known == attribute) {
                return Err(self.wrong(&format!("duplicate attribute {attribute}")));
            }
            attributes.push((attribute, value));
        }
    }

    fn name(&mut self) -> String {
        let end = self
            .rest()
            .find(|c: char| !(c.is_ascii_alphanumeric() || "-:".contains(c)))
            .unwrap_or(self.rest().len());
        let name = self.rest()[..end].to_owned();
        self.at += end;
        name
    }

    fn take(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        self.at += if found { text.len() } else { 0 };
        found
    }

    fn rest(&self) -> &str {
        &self.html[self.at..]
    }

    fn wrong(&self, what: &str) -> String {
        let before: String = self.html[..self.at]
            .chars()
            .rev()
            .take(60)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        let after: String = self.rest().chars().take(60).collect();
        format!("{what}, at {before:?} <here> {after:?}")
    }
}

/// Reads character references.
fn decode(text: &str) -> Result<String, String> {
    if text.contains(['<', '>']) {
        return Err(format!("a `<` or `>` that is not escaped in {text:?}"));
    }
    let (mut decoded, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, reference)) = rest.split_once('&') {
        decoded.push_str(before);
        let (name, after) = reference
            .split_once(';')
            .ok_or_else(|| format!("an `&` that is not escaped in {text:?}"))?;
        let number = name
            .strip_prefix("#x")
            .map(|hex| u32::from_str_radix(hex, 16))
            .or_else(|| name.strip_prefix('#').map(str::parse));
        decoded.push(match (name, number) {
            ("amp", _) => '&',
            ("lt", _) => '<',
            ("gt", _) => '>',
            ("quot", _) => '"',
            ("nbsp", _) => '\u{a0}',
            (_, Some(Ok(number))) => char::from_u32(number)
                .ok_or_else(|| format!("the reference &{name}; is of no character"))?,
            _ => return Err(format!("an `&` that is not escaped in {text:?}")),
        });
        rest = after;
    }
    decoded.push_str(rest);
    Ok(decoded)
}
