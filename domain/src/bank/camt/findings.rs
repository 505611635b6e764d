//! What is wrong with the file, collected up to a bound.

use super::super::finding::{FINDINGS_LIMIT, Finding};

/// Warnings kept; those after them are not told. Fewer than findings in all, so that only errors end the reading:
/// a file with many warnings is still read to its end.
const WARNINGS: usize = 20;

/// Findings so far.
#[derive(Default)]
pub(super) struct Findings {
    list: Vec<Finding>,
    errors: usize,
}

impl Findings {
    /// One more.
    pub(super) fn push(&mut self, finding: Finding) {
        if finding.is_error() {
            self.errors += 1;
            if self.list.len() < FINDINGS_LIMIT {
                self.list.push(finding);
            }
        } else if self.list.len() - self.errors.min(self.list.len()) < WARNINGS {
            self.list.push(finding);
        }
    }

    /// How many errors there were.
    pub(super) const fn errors(&self) -> usize {
        self.errors
    }

    /// Whether reading on is of no use.
    pub(super) const fn is_full(&self) -> bool {
        self.list.len() >= FINDINGS_LIMIT
    }

    /// All of them.
    pub(super) fn all(&self) -> &[Finding] {
        &self.list
    }
}
