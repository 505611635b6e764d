//! `cargo dev check`: what CI runs, step by step, stopping at the first that fails.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use dev::services::{self, Durability, Postgres};

use crate::migrations::Direction;
use crate::scratch::Scratch;
use crate::workspace::Workspace;
use crate::{dependencies, generated, migrations, shell, snapshots, test, tools};

type Step = (&'static str, fn(&Workspace) -> Result<()>);

/// Cheap ones first, and what builds after what only reads.
const STEPS: [Step; 11] = [
    ("format", format),
    ("dependency rules", dependencies::check),
    ("PostgreSQL and Redis", |_| services::install()),
    ("migrations up, down, up", migrate_both_ways),
    ("generated tables fresh", |workspace| fresh(workspace, generated::TABLES, generated::tables)),
    ("clippy", clippy),
    ("documentation", document),
    ("generated GraphQL schema fresh", |workspace| fresh(workspace, generated::SDL, generated::sdl)),
    ("licences, sources, bans, advisories", deny),
    ("unused dependencies", machete),
    ("tests", run_tests),
];

/// Runs all steps and prints what each took.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let mut times: Vec<(&str, Duration)> = Vec::new();
    for (name, step) in STEPS {
        println!("── {name}");
        let begin = Instant::now();
        let outcome = step(workspace);
        times.push((name, begin.elapsed()));
        if outcome.is_err() {
            summarise(&times);
            return outcome.with_context(|| format!("check failed at: {name}"));
        }
    }
    summarise(&times);
    println!("all checks passed");
    Ok(())
}

fn summarise(times: &[(&str, Duration)]) {
    println!("── times");
    let total = ("in all", times.iter().map(|(_, time)| *time).sum());
    for (name, time) in times.iter().chain([&total]) {
        println!("{:>5} s  {name}", time.as_secs());
    }
}

fn format(workspace: &Workspace) -> Result<()> {
    shell::run(&mut workspace.cargo(&["fmt", "--all", "--check"]))
}

fn fresh(workspace: &Workspace, file: &str, make: fn(&Workspace) -> Result<String>) -> Result<()> {
    let committed = fs::read_to_string(workspace.path(file)).with_context(|| format!("cannot read {file}"))?;
    equal(file, &committed, &make(workspace)?).context("run cargo dev bless and commit what it writes")
}

fn migrate_both_ways(workspace: &Workspace) -> Result<()> {
    let scratch = Scratch::open(workspace, "migrations")?;
    let postgres = Postgres::start(&scratch.path("postgres"), Durability::Fast)?;
    let migrate = |direction| {
        migrations::run(workspace, &postgres, "both_ways", direction)?;
        migrations::dump(&postgres, "both_ways")
    };
    migrations::create_database(&postgres, "both_ways")?;
    let empty = migrations::dump(&postgres, "both_ways")?;
    let first = migrate(Direction::Up)?;
    equal("the database after all migrations were taken back", &empty, &migrate(Direction::Down)?)?;
    equal("the database after all migrations were applied again", &first, &migrate(Direction::Up)?)
}

fn clippy(workspace: &Workspace) -> Result<()> {
    shell::run(&mut workspace.cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

fn document(workspace: &Workspace) -> Result<()> {
    let mut doc = workspace.cargo(&["doc", "--workspace", "--no-deps", "--document-private-items"]);
    shell::run(doc.env("RUSTDOCFLAGS", "-D warnings"))
}

fn deny(workspace: &Workspace) -> Result<()> {
    let deny = tools::path(workspace, &tools::DENY)?;
    let run = |arguments: &[&str]| shell::run(Command::new(&deny).args(arguments).current_dir(workspace.path(".")));
    run(&["check", "--hide-inclusion-graph", "bans", "licenses", "sources"])?;
    if let Err(error) = run(&["fetch", "db"]) {
        println!("advisories not checked, because their database cannot be reached: {error:#}");
        return Ok(());
    }
    run(&["check", "advisories"])
}

fn machete(workspace: &Workspace) -> Result<()> {
    shell::run(Command::new(tools::path(workspace, &tools::MACHETE)?).current_dir(workspace.path(".")))
}

fn run_tests(workspace: &Workspace) -> Result<()> {
    let scratch = Scratch::open(workspace, "check")?;
    let references = scratch.path("snapshots");
    test::with_servers(workspace, |tests| {
        shell::run(tests.env("INSTA_UPDATE", "no").env(snapshots::REFERENCES, &references))
    })?;
    snapshots::refuse_unreferenced(workspace, &references)
}

/// Refuses `new` unless it equals `old`, naming the first line that differs.
fn equal(what: &str, old: &str, new: &str) -> Result<()> {
    if old == new {
        return Ok(());
    }
    let same = old.lines().zip(new.lines()).take_while(|(old, new)| old == new).count();
    let line = |text: &str| text.lines().nth(same).unwrap_or("the end").to_owned();
    bail!("{what}: not the same from line {} on: `{}` became `{}`", same + 1, line(old), line(new));
}
