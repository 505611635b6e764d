//! Places in the message, as people are told them: `Stmt[1]/Ntry[3]/Amt, line 87`.

/// How many of each repeated element there were in the one around it.
#[derive(Default)]
pub(super) struct Counts {
    pub(super) messages: usize,
    pub(super) statements: usize,
    pub(super) balances: usize,
    pub(super) entries: usize,
    pub(super) payments: usize,
}

impl Counts {
    pub(super) fn begin_message(&mut self) {
        *self = Self { messages: self.messages + 1, ..Self::default() };
    }

    pub(super) fn begin_statement(&mut self) {
        *self = Self { messages: self.messages, statements: self.statements + 1, ..Self::default() };
    }

    pub(super) fn begin_entry(&mut self) {
        self.entries += 1;
        self.payments = 0;
    }

    /// The place of `below`, a path below `path`, whose last elements are open now.
    pub(super) fn place(&self, path: &str, below: &str, line: usize) -> String {
        let open = path.split('/').map(|name| match self.of(name) {
            Some(number) => format!("{name}[{number}]"),
            None => name.to_owned(),
        });
        let parts: Vec<String> = open.chain([below.to_owned()]).filter(|part| !part.is_empty()).collect();
        if parts.is_empty() { format!("line {line}") } else { format!("{}, line {line}", parts.join("/")) }
    }

    fn of(&self, name: &str) -> Option<usize> {
        match name {
            "Stmt" => Some(self.statements),
            "Bal" => Some(self.balances),
            "Ntry" => Some(self.entries),
            "TxDtls" => Some(self.payments),
            _ => None,
        }
    }
}
