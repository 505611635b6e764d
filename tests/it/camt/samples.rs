//! Statements of real banks, where the folder of samples is at hand.

use std::fs;
use std::path::Path;

use domain::bank::finding::Finding;
use insta::assert_snapshot;
use tests::bank_reading::read;

/// One line for each sample: what it holds, or what is wrong. Those that are refused contradict themselves: cut down by
/// hand, or with amounts of several currencies in one account.
#[test]
fn samples_are_read_or_refused_in_words() {
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let Some(Ok(files)) = above.map(|folder| fs::read_dir(folder.join("shared/data/bank"))).find(Result::is_ok) else {
        return;
    };
    let is_xml = |path: &Path| path.extension().is_some_and(|extension| extension == "xml");
    let paths = files.map(|file| file.unwrap().path()).filter(|path| is_xml(path));
    let mut lines: Vec<String> = paths.map(|path| told(&path)).collect();
    lines.sort();

    assert_snapshot!(lines.join("\n"), @"");
}

fn told(path: &Path) -> String {
    let name = path.file_name().unwrap().to_string_lossy();
    let reading = read(&fs::read(path).unwrap());
    let mut told: Vec<String> = Vec::new();
    if !reading.findings.iter().any(Finding::is_error) {
        let balances = |(s, entries): &(domain::bank::statement::Statement, Vec<_>)| match (s.opening, s.closing) {
            (Some(opening), Some(closing)) => format!("{} -> {} in {}", opening.amount, closing.amount, entries.len()),
            _ => format!("{} in {}", s.kind, entries.len()),
        };
        told.extend(reading.statements.iter().map(balances));
    }
    told.extend(reading.findings.iter().map(ToString::to_string));
    format!("{name} {}: {}", reading.format, told.join("; "))
}
