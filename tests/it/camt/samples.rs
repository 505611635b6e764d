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

    assert_snapshot!(lines.join("\n"), @"
    camt053_v02_a.xml camt.053.001.02: 33.06 EUR -> 23.06 EUR in 5
    camt053_v02_batch.xml camt.053.001.02: UNBALANCED at Stmt[1], line 259: opening 7329.80 EUR, entries 2934.26 EUR, closing 23038.20 EUR: 12774.14 EUR without an entry; ENTRY_COUNT_DIFFERS at Stmt[1]/TxsSummry/TtlNtries/NbOfNtries, line 259: 35 entries are announced, 3 are there
    camt053_v02_large.xml camt.053.001.02: 0.00 EUR -> 0.00 EUR in 3
    camt053_v02_multi.xml camt.053.001.02: 18.15 EUR -> 27.00 EUR in 1; 27.00 EUR -> 20.00 EUR in 1
    camt053_v04.xml camt.053.001.04: WRONG_CURRENCY at Stmt[1]/Bal[2]/Amt, line 192: SEK where the account is kept in EUR
    camt053_v08.xml camt.053.001.08: WRONG_CURRENCY at Stmt[1]/Ntry[3]/Amt, line 260: EUR where the account is kept in CHF
    camt054_a.xml camt.054.001.04: notification in 5
    camt054_v08.xml camt.054.001.08: notification in 1
    ");
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
