//! Numbers: every record has one, made from its path, which other records hardly move.

use super::words::hash;
use crate::archive::{Archive, Node};
use crate::plan::search::nodes;

/// The records of an archive and their numbers.
pub(super) struct Numbers {
    /// By number.
    by_number: Vec<(u32, Node)>,
    /// Of the briefings, by their places in the archive.
    of_briefings: Vec<u32>,
    /// How many numbers there are, a power of two.
    numbers: u32,
}

impl Numbers {
    /// Gives every record one of so many numbers.
    pub(super) fn new(archive: &Archive, numbers: u32) -> Self {
        let mask = numbers - 1;
        let mut hashed: Vec<(u32, String, Node)> = nodes(archive)
            .map(|node| {
                let path = path(archive, node);
                (hash(&path) & mask, path, node)
            })
            .collect();
        hashed.sort();
        // Whose hash is taken goes to the next number that is free. Those at the end go round to
        // the beginning, which is why what is taken is asked for and not only the last.
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

    /// Returns all, by number.
    pub(super) fn all(&self) -> &[(u32, Node)] {
        &self.by_number
    }

    /// Returns the records of a file, out of so many: those whose numbers are in the same stretch.
    pub(super) fn in_file(&self, file: u32, of: u32) -> &[(u32, Node)] {
        let stretch = self.numbers / of;
        let start = self.by_number.partition_point(|(number, _)| number / stretch < file);
        let end = self.by_number.partition_point(|(number, _)| number / stretch <= file);
        &self.by_number[start..end]
    }

    /// Returns the number of every briefing, by its place in the archive.
    pub(super) fn of_briefings(&self) -> &[u32] {
        &self.of_briefings
    }
}

/// Returns the path that a record is numbered by: that of its page.
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
