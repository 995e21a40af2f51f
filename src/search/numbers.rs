//! Numbers of records, derived from their paths so that other records rarely change them.

use super::words::hash;
use crate::archive::{Archive, Node};
use crate::plan::search::nodes;

/// The records of an archive and their numbers.
pub(super) struct Numbers {
    /// The records, sorted by number.
    by_number: Vec<(u32, Node)>,
    /// The numbers of the briefings, by their index in the archive.
    of_briefings: Vec<u32>,
    /// The number of possible numbers, a power of two.
    numbers: u32,
}

impl Numbers {
    /// Assigns each record one of `numbers` numbers.
    pub(super) fn new(archive: &Archive, numbers: u32) -> Self {
        let mask = numbers - 1;
        let mut hashed: Vec<(u32, String, Node)> = nodes(archive)
            .map(|node| {
                let path = path(archive, node);
                (hash(&path) & mask, path, node)
            })
            .collect();
        hashed.sort();
        // A record whose hash is taken gets the next free number. At the end, the search continues
        // at the beginning, so all taken numbers are checked and not only the last one.
        let mut taken = std::collections::HashSet::with_capacity(hashed.len());
        let mut by_number: Vec<(u32, Node)> = hashed
            .into_iter()
            .map(|(mut number, _, node)| {
                while !taken.insert(number) {
                    number = (number + 1) & mask;
                }
                (number, node)
            })
            .collect();
        by_number.sort();
        let mut of_briefings = vec![0; archive.briefings.len()];
        for (number, node) in &by_number {
            if let Node::Briefing(index) = node {
                of_briefings[index.get()] = *number;
            }
        }
        Self { by_number, of_briefings, numbers }
    }

    /// Returns all records, sorted by number.
    pub(super) fn all(&self) -> &[(u32, Node)] {
        &self.by_number
    }

    /// Returns the records of a file: those with numbers in its range. `of` is the number of files.
    pub(super) fn in_file(&self, file: u32, of: u32) -> &[(u32, Node)] {
        let stretch = self.numbers / of;
        let start = self.by_number.partition_point(|(number, _)| number / stretch < file);
        let end = self.by_number.partition_point(|(number, _)| number / stretch <= file);
        &self.by_number[start..end]
    }

    /// Returns the number of each briefing, by its index in the archive.
    pub(super) fn of_briefings(&self) -> &[u32] {
        &self.of_briefings
    }
}

/// Returns the path of the page of a record, which determines its number.
fn path(archive: &Archive, node: Node) -> String {
    match node {
        Node::Home => String::new(),
        Node::Briefing(index) => {
            format!("briefings/{}.html", archive.briefing(index).record.head.id)
        }
        Node::Entity(index) => {
            let entity = archive.entity(index);
            format!("{}/{}.html", entity.kind.folder(), entity.id)
        }
        Node::Page(index) => {
            format!("{}.html", archive.pages[index as usize].record.head.id)
        }
    }
}
