//! The addresses of links: out of the archive, into it, or refused.

use super::{SCHEMES, Target};
use crate::diagnostic::quote;
use crate::text::percent_decode;

/// What the address of a link is.
pub(super) enum Url {
    External,
    Archive(Target),
    Refused(String),
}

/// Tells an address out of the archive from a path in it.
pub(super) fn classify(url: &str) -> Url {
    if let Some(anchor) = url.strip_prefix('#') {
        return match percent_decode(anchor) {
            Some(anchor) => Url::Archive(Target::Anchor(anchor)),
            None => Url::Refused(format!("{} is not UTF-8", quote(url))),
        };
    }
    let scheme = url.split_once(':').map(|(scheme, _)| scheme).filter(|scheme| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    });
    match scheme {
        Some(scheme) if SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme)) => {
            Url::External
        }
        Some(scheme) => Url::Refused(format!(
            "an address with {} is not published",
            quote(&format!("{scheme}:"))
        )),
        None if url.starts_with("//") => Url::Refused(format!("{} has no scheme", quote(url))),
        None => {
            let (path, anchor) = split_anchor(url);
            match (percent_decode(path), anchor.as_deref().map(percent_decode)) {
                (Some(path), None) => Url::Archive(Target::Path(path, None)),
                (Some(path), Some(Some(anchor))) => Url::Archive(Target::Path(path, Some(anchor))),
                _ => Url::Refused(format!("{} is not UTF-8", quote(url))),
            }
        }
    }
}

pub(super) fn split_anchor(url: &str) -> (&str, Option<String>) {
    match url.split_once('#') {
        Some((path, anchor)) => (path.trim_end(), Some(anchor.trim().to_owned())),
        None => (url, None),
    }
}
