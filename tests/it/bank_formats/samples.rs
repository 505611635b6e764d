//! MT940 files of real banks, where the folder of samples is at hand.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use tests::bank_reading::read;

/// One line for each sample. Five contradict themselves: they were cut down by hand, as their sums show.
#[test]
fn samples_are_read_or_refused_in_words() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/bank");
    let Ok(files) = fs::read_dir(folder) else { return };
    let paths = files.map(|file| file.unwrap().path()).filter(|path| path.extension().is_some_and(|it| it == "txt"));
    let mut lines: Vec<String> = paths.map(|path| line(&path)).collect();
    lines.sort();

    assert_snapshot!(lines.join("\n"), @"
    mt940_abnamro.txt: UNBALANCED at :20:, line 4: opening 3236.28 EUR, entries -321.44 EUR, closing 876.84 EUR: -2038.00 EUR without an entry
    mt940_commerzbank.txt: UNBALANCED at :20:, line 1: opening 0.00 EUR, entries -12.35 EUR, closing 0.00 EUR: 12.35 EUR without an entry
    mt940_deutschebank.txt: UNBALANCED at :20:, line 1: opening 0.00 EUR, entries -12.35 EUR, closing 0.00 EUR: 12.35 EUR without an entry
    mt940_generic.txt: 11111111 100.00 EUR -> 90.00 EUR in 1; 11111111 90.00 EUR -> 80.00 EUR in 1
    mt940_ing-unix.txt: UNBALANCED at :20:, line 4: opening 0.00 EUR, entries -45.59 EUR, closing 3.47 EUR: 49.06 EUR without an entry
    mt940_rabobank-iban.txt: NL71RABO0123456789 1000.00 EUR -> 965.00 EUR in 2; NL71RABO0123456789 965.00 EUR -> 930.00 EUR in 2
    mt940_sparkasse.txt: DE95870520000123456789 194.57 EUR -> 174.57 EUR in 1; DE95870520000123456789 174.57 EUR -> 154.57 EUR in 1
    mt940_triodos.txt: UNBALANCED at :20:, line 1: opening 4975.09 EUR, entries -715.70 EUR, closing 4370.79 EUR: 111.40 EUR without an entry
    ");
}

fn line(path: &Path) -> String {
    let name = path.file_name().unwrap().to_string_lossy();
    let reading = read(&fs::read(path).unwrap());
    if let Some(finding) = reading.findings.first() {
        return format!("{name}: {finding}");
    }
    let statements = reading.statements.iter().map(|(statement, _)| {
        let [opening, closing] = [statement.opening, statement.closing].map(|balance| balance.unwrap().amount);
        format!("{} {opening} -> {closing} in {}", statement.account_number, statement.entries)
    });
    format!("{name}: {}", statements.collect::<Vec<_>>().join("; "))
}
