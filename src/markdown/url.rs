//! The URLs of links: out of the archive, into it, or refused.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::{LinkTarget, SCHEMES};
use crate::diagnostic::quote;

/// The kind of a URL.
pub(super) enum Url {
    External,
    Archive(LinkTarget),
    Refused(String),
}

/// Returns the kind of a URL.
pub(super) fn classify(url: &str) -> Url {
    if let Some(anchor) = url.strip_prefix('#') {
        return match decoded(anchor) {
            Some(anchor) => Url::Archive(LinkTarget::Anchor(anchor)),
            None => Url::Refused(format!("{} is not UTF-8", quote(url))),
        };
    }
    let scheme = url.split_once(':').map(|(scheme, _)| scheme).filter(|scheme| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    });
    match scheme {
        Some(scheme) if SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme)) => {
            let is_http = scheme.to_ascii_lowercase().starts_with("http");
            if is_http && !has_host(url) {
                return Url::Refused(format!("{} has no host that can be", quote(url)));
            }
            Url::External
        }
        Some(scheme) => Url::Refused(format!(
            "an address with {} is not published",
            quote(&format!("{scheme}:"))
        )),
        None if url.starts_with("//") => Url::Refused(format!("{} has no scheme", quote(url))),
        None => {
            let (path, anchor) = split_anchor(url);
            match (decoded(path), anchor.as_deref().map(decoded)) {
                (Some(path), None) => Url::Archive(LinkTarget::Path(path, None)),
                (Some(path), Some(Some(anchor))) => {
                    Url::Archive(LinkTarget::Path(path, Some(anchor)))
                }
                _ => Url::Refused(format!("{} is not UTF-8", quote(url))),
            }
        }
    }
}

/// Returns a text without percent-encoding; `None` where that is not UTF-8.
fn decoded(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(Cow::into_owned)
}

pub(super) fn split_anchor(url: &str) -> (&str, Option<String>) {
    match url.split_once('#') {
        Some((path, anchor)) => (path.trim_end(), Some(anchor.trim().to_owned())),
        None => (url, None),
    }
}

/// Returns the end of the host and port of a URL, or of its scheme if it has no host.
pub(super) fn host_end(url: &str) -> usize {
    let scheme = url.find(':').map_or(0, |at| at + 1);
    match url[scheme..].strip_prefix("//") {
        Some(rest) => scheme + 2 + rest.find(['/', '?', '#']).unwrap_or(rest.len()),
        None => scheme,
    }
}

/// Returns whether an HTTP URL has a valid host and port (RFC 3986, 3.2).
fn has_host(url: &str) -> bool {
    let Some((_, authority)) = url[..host_end(url)].split_once("//") else { return false };
    let place = authority.rsplit('@').next().unwrap_or_default();
    let (host, port) = match place.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, port)) => {
            let plain = |b: u8| b.is_ascii_hexdigit() || b == b':' || b == b'.';
            (!address.is_empty() && address.bytes().all(plain), port)
        }
        None => {
            let (name, port) = place.split_at(place.find(':').unwrap_or(place.len()));
            let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_');
            (!name.is_empty() && name.chars().all(plain), port)
        }
    };
    let user = &authority[..authority.len() - place.len()];
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(&b);
    let port = port.is_empty()
        || port.strip_prefix(':').is_some_and(|n| n.is_empty() || n.parse::<u16>().is_ok());
    host && port && user.bytes().all(plain)
}

/// Returns a URL in which a percent sign that begins no escape is escaped.
pub(super) fn with_whole_escapes(url: &str) -> Cow<'_, str> {
    let mut whole = Cow::Borrowed(url);
    for (at, _) in url.match_indices('%').collect::<Vec<_>>().into_iter().rev() {
        let hex = url.as_bytes().get(at + 1..at + 3);
        if !hex.is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)) {
            whole.to_mut().insert_str(at + 1, "25");
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_host_that_can_be() {
        for (url, expected) in [
            ("http://example.org", true),
            ("https://user:p@example.org:8080/a?b#c", true),
            ("http://[::1]:8080/x", true),
            ("https://пример.рф/", true),
            ("http://", false),
            ("http:foo", false),
            ("http:///x", false),
            ("http://exa mple.org", false),
            ("http://example.org:99999/", false),
            ("http://a\"b/", false),
        ] {
            assert_eq!(has_host(url), expected, "{url}");
        }
    }

    #[test]
    fn a_lone_percent_sign_is_escaped() {
        assert_eq!(with_whole_escapes("/100%/%zz%41"), "/100%25/%25zz%41");
    }
}
