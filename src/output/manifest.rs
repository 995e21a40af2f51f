//! The manifest: the list of the files that the last build wrote.
//!
//! A line holds the XXH3-128 of the content, the size, the time of modification in nanoseconds and
//! the path of a file. While a build moves its files into place, a file may have an old and a new
//! line.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs::Metadata;
use std::time::UNIX_EPOCH;

use super::path::OutputPath;

const FIRST_LINE: &str = "chancery manifest 1";

/// The entry of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The XXH3-128 of its content.
    pub hash: u128,
    /// Its size in bytes.
    pub size: u64,
    /// The time of its last modification, in nanoseconds since 1970.
    pub changed: u128,
}

impl Entry {
    /// Creates the entry of a file on the disk.
    pub fn new(hash: u128, metadata: &Metadata) -> Self {
        Self { hash, size: metadata.len(), changed: changed(metadata) }
    }

    /// Returns whether a file on the disk is the one that was written, by its size and time.
    pub fn is(&self, metadata: &Metadata) -> bool {
        metadata.is_file() && self.size == metadata.len() && self.changed == changed(metadata)
    }
}

fn changed(metadata: &Metadata) -> u128 {
    metadata
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .map_or(0, |time| time.as_nanos())
}

/// The files of a build, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest(pub BTreeMap<OutputPath, Vec<Entry>>);

impl Manifest {
    /// Parses a manifest; returns `None` if it is damaged or of another version.
    pub fn parse(text: &str) -> Option<Self> {
        let mut files: BTreeMap<OutputPath, Vec<Entry>> = BTreeMap::new();
        let lines = text.strip_prefix(FIRST_LINE)?.strip_prefix('\n')?;
        if !lines.is_empty() && !lines.ends_with('\n') {
            return None;
        }
        for line in lines.lines() {
            let mut parts = line.splitn(4, ' ');
            let hash = u128::from_str_radix(parts.next()?, 16).ok()?;
            let (size, changed) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
            let path = OutputPath::new(parts.next()?).ok()?;
            files.entry(path).or_default().push(Entry { hash, size, changed });
        }
        Some(Self(files))
    }

    /// Returns the text of the manifest.
    pub fn text(&self) -> String {
        /// The usual length of a line in bytes.
        const LINE: usize = 128;
        let mut text = String::with_capacity(LINE * (1 + self.0.len()));
        text.extend([FIRST_LINE, "\n"]);
        for (path, entries) in &self.0 {
            for Entry { hash, size, changed } in entries {
                // Formatting two halves is faster than formatting the whole.
                let (high, low) = ((hash >> 64) as u64, *hash as u64);
                _ = writeln!(text, "{high:016x}{low:016x} {size} {changed} {path}");
            }
        }
        text
    }

    /// Adds the entries of another manifest that this one does not have.
    pub fn with(mut self, other: &Self) -> Self {
        for (path, entries) in &other.0 {
            let own = self.0.entry(path.clone()).or_default();
            own.extend(
                entries.iter().filter(|entry| !own.contains(entry)).copied().collect::<Vec<_>>(),
            );
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_read_as_it_was_written() {
        let path = |text| OutputPath::new(text).unwrap();
        let entry = |hash| Entry { hash, size: 12, changed: 1_700_000_000_123_456_789 };
        let old = Manifest(BTreeMap::from([
            (path("a b.html"), vec![entry(1)]),
            (path("c/d.html"), vec![entry(2)]),
        ]));
        let new = Manifest(BTreeMap::from([(path("a b.html"), vec![entry(3)])]));
        assert_eq!(Manifest::parse(&old.text()), Some(old.clone()));
        let both = old.clone().with(&new);
        assert_eq!(both.0[&path("a b.html")], [entry(1), entry(3)]);
        assert_eq!(Manifest::parse(&both.text()), Some(both));
    }

    #[test]
    fn a_damaged_manifest_is_none() {
        for text in [
            "",
            "x",
            "chancery manifest 1\nzz 1 2 a\n",
            "chancery manifest 1\n00 1 2 ../../etc/passwd\n",
            "chancery manifest 2\n00 1 2 a\n",
        ] {
            assert_eq!(Manifest::parse(text), None, "{text}");
        }
    }
}
