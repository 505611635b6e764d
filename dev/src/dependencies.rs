//! Which crate may depend on what (README, code map): the edges that keep the parts apart.

use anyhow::{Result, bail};

use crate::shell;
use crate::workspace::Workspace;

/// How far a rule looks.
#[derive(Clone, Copy, Debug)]
enum Reach {
    /// What the crate names itself.
    Direct,
    /// What that needs in turn, too.
    Whole,
}

/// A crate, how far to look, and what must not be there.
const FORBIDDEN: [(&str, Reach, &[&str]); 6] = [
    ("schema", Reach::Whole, &["domain", "api", "workers", "dev", "tests"]),
    (
        "domain",
        Reach::Whole,
        &[
            "async-graphql",
            "actix-web",
            "apalis",
            "apalis-redis",
            "redis",
            "lettre",
            "reqwest",
            "api",
            "workers",
            "dev",
            "tests",
        ],
    ),
    ("api", Reach::Direct, &["diesel"]),
    ("api", Reach::Whole, &["workers", "dev", "tests"]),
    ("workers", Reach::Direct, &["diesel"]),
    ("workers", Reach::Whole, &["api", "dev", "tests"]),
];

/// Our crates, none of which `dev` may need: it must build when they do not.
const OURS: [&str; 5] = ["schema", "domain", "api", "workers", "tests"];

/// Refuses the first forbidden edge.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    for (package, reach, forbidden) in FORBIDDEN.into_iter().chain([("dev", Reach::Whole, &OURS[..])]) {
        let mut tree = workspace.cargo(&[
            "tree",
            "--quiet",
            "--package",
            package,
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ]);
        if matches!(reach, Reach::Direct) {
            tree.args(["--depth", "1"]);
        }
        let printed = shell::read(&mut tree)?;
        let needed = printed.lines().skip(1).filter_map(|line| line.split(' ').next());
        if let Some(edge) = needed.into_iter().find(|name| forbidden.contains(name)) {
            bail!("{package} must not depend on {edge}");
        }
    }
    Ok(())
}
