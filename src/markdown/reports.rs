//! The diagnostics of a body, with their places in the file that it is in.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::rules::Rule;

/// The file of a body, and what is found wrong with the body.
pub(super) struct Reports<'a> {
    path: &'a Arc<str>,
    /// The byte of the file at which the body begins.
    pub(super) start: usize,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'a> Reports<'a> {
    pub(super) fn new(
        path: &'a Arc<str>,
        start: usize,
        diagnostics: &'a mut Vec<Diagnostic>,
    ) -> Self {
        Self { path, start, diagnostics }
    }

    /// Returns a range of the body as one of the file.
    pub(super) fn in_file(&self, range: Range<usize>) -> Range<usize> {
        self.start + range.start..self.start + range.end
    }

    /// Returns the diagnostic of a range of the body, to be completed and added.
    pub(super) fn at(
        &self,
        rule: Rule,
        message: impl Into<String>,
        range: Range<usize>,
    ) -> Diagnostic {
        Diagnostic::new(rule, message, self.path, self.in_file(range))
    }

    /// Returns a diagnostic that also shows another range of the body.
    pub(super) fn and_at(
        &self,
        diagnostic: Diagnostic,
        range: Range<usize>,
        label: &str,
    ) -> Diagnostic {
        diagnostic.at(self.path, self.in_file(range), label)
    }

    pub(super) fn add(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}
