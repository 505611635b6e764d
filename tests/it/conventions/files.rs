//! How the files lie: names, lengths, what stands beside what.

use std::fs;
use std::path::{Path, PathBuf};

use super::NOTHING;

/// The folders of the top level that hold what people write.
pub(super) const FOLDERS: [&str; 8] = ["api", "dev", "docker", "domain", "migrations", "schema", "tests", "workers"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Every file below `folder` with one of the `extensions`: its path from the root, and its text.
pub(super) fn files(folder: &str, extensions: &[&str]) -> Vec<(String, String)> {
    let (mut found, mut folders) = (Vec::new(), vec![root().join(folder)]);
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                // What is built lies in `target`.
                folders.extend((!path.ends_with("target")).then_some(path));
            } else if path.extension().is_some_and(|it| extensions.iter().any(|extension| it == *extension)) {
                // Bank files of the tests are in every encoding.
                found.push((relative(&path), String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned()));
            }
        }
    }
    found.sort();
    found
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned()
}

fn rust() -> Vec<(String, String)> {
    FOLDERS.iter().flat_map(|folder| files(folder, &["rs"])).collect()
}

/// As long as a screen or two: half of them up to 100 lines, 95 of 100 up to 350, none over 500.
#[test]
fn files_are_short() {
    let is_written = |(path, _): &(String, String)| path != "schema/src/tables.rs";
    let mut lengths: Vec<(usize, String)> =
        rust().into_iter().filter(is_written).map(|(path, text)| (text.lines().count(), path)).collect();
    lengths.sort();

    let at = |percent: usize| &lengths[(lengths.len() - 1) * percent / 100];
    assert!(at(50).0 <= 100, "half of the files are longer than {:?}", at(50));
    assert!(at(95).0 <= 350, "one of twenty files is longer than {:?}", at(95));
    assert!(at(100).0 <= 500, "too long: {:?}", at(100));
}

/// `manager` is the business's word: an account manager looks after customers (domain.md 1.9).
#[test]
fn no_module_has_a_name_that_says_nothing() {
    let empty = ["mod", "utils", "util", "common", "helpers", "types", "models", "core"];
    let is_empty = |path: &Path| path.file_stem().is_some_and(|stem| empty.iter().any(|it| stem == *it));

    let named: Vec<String> =
        rust().into_iter().map(|(path, _)| path).filter(|path| Path::new(path).ancestors().any(is_empty)).collect();

    assert_eq!(named, NOTHING);
}

#[test]
fn every_folder_says_what_it_is() {
    let folders = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().path());
    let is_ours = |path: &PathBuf| path.is_dir() && !relative(path).starts_with('.') && relative(path) != "target";
    let mut names: Vec<String> = folders.filter(is_ours).map(|path| relative(&path)).collect();
    names.sort();

    assert_eq!(names, FOLDERS);
    let silent: Vec<String> = names.into_iter().filter(|name| !root().join(name).join("README.md").is_file()).collect();
    assert_eq!(silent, NOTHING);
}

#[test]
fn every_migration_goes_up_and_down() {
    let entries = fs::read_dir(root().join("migrations")).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    let is_whole = |folder: &PathBuf| ["up.sql", "down.sql"].iter().all(|file| folder.join(file).is_file());

    let broken: Vec<String> = folders.iter().filter(|folder| !is_whole(folder)).map(|it| relative(it)).collect();

    assert_eq!(broken, NOTHING);
    assert!(!folders.is_empty());
}
