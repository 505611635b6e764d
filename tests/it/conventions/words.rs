//! What the files say: who may name the database, who Redis, and what nobody writes.

use std::path::Path;

use super::files::{FOLDERS, files};

/// The paths of `files` in which one of `words` stands.
fn that_say<'a>(files: &'a [(String, String)], words: &[&str]) -> Vec<&'a str> {
    let says = |text: &str| words.iter().any(|word| text.contains(word));
    files.iter().filter(|(_, text)| says(text)).map(|(path, _)| path.as_str()).collect()
}

/// A word that this file itself must not say.
fn word(beginning: &str, end: &str) -> String {
    format!("{beginning}{end}")
}

/// `db.rs` has the pool and the transaction, `db/prepared.rs` what stores write SQL with, `migrations.rs` runs what is in
/// `migrations/`.
#[test]
fn sql_is_in_stores_only() {
    let is_store = |path: &str| {
        let path = Path::new(path);
        path.file_stem().is_some_and(|stem| stem == "store") || path.components().any(|it| it.as_os_str() == "store")
    };
    let sources: Vec<(String, String)> =
        ["api/src", "domain/src", "workers/src"].iter().flat_map(|folder| files(folder, &["rs"])).collect();

    let elsewhere: Vec<&str> =
        that_say(&sources, &["diesel::", "sql_query"]).into_iter().filter(|path| !is_store(path)).collect();

    assert_eq!(elsewhere, ["domain/src/db.rs", "domain/src/db/prepared.rs", "domain/src/migrations.rs"]);
}

/// What decides is pure: it can be read, and tested, without a database.
#[test]
fn states_and_movements_know_no_database() {
    let is_pure = |(path, _): &(String, String)| path.ends_with("/state.rs") || path.ends_with("/movements.rs");
    let pure: Vec<(String, String)> = files("domain/src", &["rs"]).into_iter().filter(is_pure).collect();
    assert_eq!(pure.len(), 16, "every life is in a state.rs, the ledger has movements");

    assert_eq!(that_say(&pure, &["diesel", "Conn", "Clock"]), [""; 0]);
}

/// The bell is the one place that knows Redis; the API asks it whether it lives.
#[test]
fn redis_is_known_to_the_bell_and_to_the_health_check() {
    let paths = ["apalis::", "apalis_redis::", "redis::"];
    let (api, domain, workers) =
        (files("api/src", &["rs"]), files("domain/src", &["rs"]), files("workers/src", &["rs"]));

    assert_eq!(that_say(&api, &paths), ["api/src/health.rs", "api/src/main.rs", "api/src/server.rs"]);
    assert_eq!(that_say(&domain, &paths), [""; 0]);
    assert!(
        that_say(&workers, &paths).iter().all(|path| path.starts_with("workers/src/bell")),
        "{:?}",
        that_say(&workers, &paths)
    );
}

#[test]
fn nothing_is_left_for_later() {
    let written: Vec<(String, String)> =
        FOLDERS.iter().flat_map(|folder| files(folder, &["rs", "sql", "toml", "txt"])).collect();

    assert_eq!(that_say(&written, &[&word("TO", "DO"), &word("FIX", "ME")]), [""; 0]);
}

#[test]
fn no_test_sleeps_or_is_left_out() {
    let tests = files("tests", &["rs"]);

    assert_eq!(that_say(&tests, &[&word("sle", "ep("), &word("#[ig", "nore"), &word("should_", "panic")]), [""; 0]);
}
