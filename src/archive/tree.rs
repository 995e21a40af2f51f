//! A radix tree of names: names with a common prefix share a branch, so a text is compared with all
//! of them at once, byte by byte.

/// A radix tree of names.
pub(super) struct Tree {
    /// The bytes of all names, concatenated.
    letters: Vec<u8>,
    branches: Vec<Branch>,
    /// The children of each branch, with the byte that leads to each, sorted by that byte.
    forks: Vec<(u8, u32)>,
}

/// A branch: bytes that all names below it have in common.
struct Branch {
    /// The start and the end of its bytes among the letters, without the one that leads to it.
    start: u32,
    end: u32,
    /// The range of its children among the forks.
    forks: (u32, u32),
    /// The name that ends with the branch.
    name: Option<u32>,
}

/// A position in a tree.
#[derive(Clone, Copy)]
pub(super) struct Cursor {
    branch: u32,
    /// The position of the next byte among the letters.
    at: u32,
}

impl Tree {
    /// Makes a tree of names, which must be sorted by their bytes and without duplicates.
    ///
    /// # Panics
    /// If the names have 2^32 bytes or more.
    pub(super) fn new(names: &[String]) -> Self {
        let letters: Vec<u8> = names.iter().flat_map(|name| name.bytes()).collect();
        let mut tree = Self { letters, branches: Vec::new(), forks: Vec::new() };
        let mut starts = Vec::with_capacity(names.len());
        let mut start = 0;
        for name in names {
            starts.push(start);
            start += number(name.len());
        }
        // Branches that are still to be made: the branch, its names, and the byte that it begins
        // at.
        tree.branches.push(Branch { start: 0, end: 0, forks: (0, 0), name: None });
        let mut to_do = vec![(0, 0..names.len(), 0)];
        while let Some((branch, range, depth)) = to_do.pop() {
            let Some(first) = names.get(range.start).filter(|_| !range.is_empty()) else {
                continue;
            };
            // A prefix of the first and the last of sorted names is one of all.
            let last = &names[range.end - 1];
            let shared = first.bytes().zip(last.bytes()).take_while(|(a, b)| a == b).count();
            let ends = first.len() == shared;
            let mut rest = range.start + usize::from(ends)..range.end;
            let mut forks = Vec::new();
            while let Some(name) = names.get(rest.start).filter(|_| !rest.is_empty()) {
                let byte = name.as_bytes()[shared];
                let alike = |name: &String| name.as_bytes()[shared] == byte;
                let count = names[rest.clone()].partition_point(alike);
                let next = number(tree.branches.len());
                tree.branches.push(Branch { start: 0, end: 0, forks: (0, 0), name: None });
                to_do.push((next as usize, rest.start..rest.start + count, shared + 1));
                forks.push((byte, next));
                rest.start += count;
            }
            let start = starts[range.start];
            let fork = number(tree.forks.len());
            tree.branches[branch] = Branch {
                start: start + number(depth),
                end: start + number(shared),
                forks: (fork, fork + number(forks.len())),
                name: ends.then_some(number(range.start)),
            };
            tree.forks.extend(forks);
        }
        tree
    }

    /// Returns the cursor before the first byte of all names; none if there are no names.
    pub(super) fn root(&self) -> Option<Cursor> {
        Some(Cursor { branch: 0, at: self.branches.first()?.start })
    }

    /// Advances a cursor by a byte; none if no name goes on so.
    pub(super) fn next(&self, cursor: Cursor, byte: u8) -> Option<Cursor> {
        let branch = &self.branches[cursor.branch as usize];
        if cursor.at < branch.end {
            let goes_on = self.letters[cursor.at as usize] == byte;
            return goes_on.then_some(Cursor { at: cursor.at + 1, ..cursor });
        }
        let (from, to) = branch.forks;
        let forks = &self.forks[from as usize..to as usize];
        let (_, next) = forks.iter().find(|(of, _)| *of == byte)?;
        Some(Cursor { branch: *next, at: self.branches[*next as usize].start })
    }

    /// Returns the number of the name that ends at a cursor.
    pub(super) fn name(&self, cursor: Cursor) -> Option<usize> {
        let branch = &self.branches[cursor.branch as usize];
        branch.name.filter(|_| cursor.at == branch.end).map(|name| name as usize)
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).expect("names have fewer than 2^32 bytes")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Follows a text as far as any name does, and returns the names that end on the way.
    fn met(tree: &Tree, text: &str) -> Vec<usize> {
        let cursors = text.bytes().scan(tree.root(), |cursor, byte| {
            *cursor = cursor.and_then(|cursor| tree.next(cursor, byte));
            *cursor
        });
        cursors.filter_map(|cursor| tree.name(cursor)).collect()
    }

    proptest! {
        #[test]
        fn the_names_that_a_text_begins_with_are_met(
            names in proptest::collection::btree_set("[abé]{1,5}", 0..40),
            text in "[abé]{0,8}",
        ) {
            let names: Vec<String> = names.into_iter().collect();
            let expected: Vec<usize> =
                (0..names.len()).filter(|i| text.starts_with(&names[*i])).collect();
            prop_assert_eq!(met(&Tree::new(&names), &text), expected);
        }
    }
}
