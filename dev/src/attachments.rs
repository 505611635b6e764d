//! The two files by which scripts and other tools find a running `up`.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use serde_json::Value;

use crate::secrets::write_private;
use crate::workspace::Workspace;

/// `.headwater/env` and `.headwater/demo.json`. Dropping it removes them, since they name servers that are
/// about to end.
#[derive(Debug)]
pub(crate) struct Attachments {
    env: PathBuf,
    demo: PathBuf,
}

impl Attachments {
    /// Removes those of an `up` that was killed.
    pub(crate) fn renew(workspace: &Workspace) -> Self {
        let attachments = Self { env: workspace.state("env"), demo: workspace.state("demo.json") };
        attachments.remove();
        attachments
    }

    /// Writes `variables` as shell assignments, and the demo channel as JSON. Both hold passwords: only their
    /// owner can read them.
    pub(crate) fn write(&self, variables: &[(&str, String)], demo: &Value) -> Result<()> {
        let quoted = variables.iter().map(|(name, value)| format!("{name}='{}'\n", value.replace('\'', r"'\''")));
        write_private(&self.env, &quoted.collect::<String>())?;
        write_private(&self.demo, &format!("{demo:#}\n"))
    }

    fn remove(&self) {
        for file in [&self.env, &self.demo] {
            // Before they are written they are not there, and nothing needs to be said about it.
            let _removed = fs::remove_file(file);
        }
    }
}

impl Drop for Attachments {
    fn drop(&mut self) {
        self.remove();
    }
}
