//! Places in the message, as people are told them: `Stmt[1]/Ntry[3]/Amt, line 87`.

use std::fmt::Write as _;

use super::family::Family;

/// How many of each repeated element there were in the one around it.
#[derive(Default)]
pub(super) struct Counts {
    family: Option<Family>,
    pub(super) messages: usize,
    pub(super) statements: usize,
    pub(super) balances: usize,
    pub(super) entries: usize,
    pub(super) payments: usize,
}

impl Counts {
    pub(super) fn begin_message(&mut self, family: Family) {
        *self = Self { family: Some(family), messages: self.messages + 1, ..Self::default() };
    }

    pub(super) fn begin_statement(&mut self) {
        let (family, messages, statements) = (self.family, self.messages, self.statements + 1);
        *self = Self { family, messages, statements, ..Self::default() };
    }

    pub(super) fn begin_entry(&mut self) {
        self.entries += 1;
        self.payments = 0;
    }

    /// What the element of an account is called in this message.
    pub(super) fn element(&self) -> &'static str {
        self.family.map_or("Stmt", Family::element)
    }

    /// The place of `below`, a path below `path`, whose last elements are open now.
    pub(super) fn place(&self, path: &str, below: &str, line: usize) -> String {
        let mut place = self.path(path);
        if !below.is_empty() {
            let separator = if place.is_empty() { "" } else { "/" };
            let _ = write!(place, "{separator}{below}");
        }
        at_line(&place, line)
    }

    /// `path` with the number of each repeated element.
    pub(super) fn path(&self, path: &str) -> String {
        let mut numbered = String::with_capacity(path.len() + 32);
        for name in path.split('/').filter(|name| !name.is_empty()) {
            let separator = if numbered.is_empty() { "" } else { "/" };
            let _ = match self.of(name) {
                Some(number) => write!(numbered, "{separator}{name}[{number}]"),
                None => write!(numbered, "{separator}{name}"),
            };
        }
        numbered
    }

    fn of(&self, name: &str) -> Option<usize> {
        match name {
            "Bal" => Some(self.balances),
            "Ntry" => Some(self.entries),
            "TxDtls" => Some(self.payments),
            name if name == self.element() => Some(self.statements),
            _ => None,
        }
    }
}

/// A numbered path and the line it was met in.
pub(super) fn at_line(path: &str, line: usize) -> String {
    if path.is_empty() { format!("line {line}") } else { format!("{path}, line {line}") }
}
