//! Statements of real banks, where the folder of samples is at hand.

use std::fs;
use std::path::Path;

use domain::bank::camt053;
use insta::assert_snapshot;

/// One line for each sample: what it holds, or the first thing that is wrong.
/// Three camt.053 samples contradict themselves (cut down by hand, or in several
/// currencies); the rest of the folder are other messages.
#[test]
fn samples_are_read_or_refused_in_words() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/bank");
    let Ok(files) = fs::read_dir(folder) else { return };
    let mut lines: Vec<String> = files.map(|file| told(&file.unwrap().path())).collect();
    lines.sort();

    assert_snapshot!(lines.join("\n"), @r#"
    camt053_v02_a.xml: 33.06 EUR -> 23.06 EUR in 5
    camt053_v02_batch.xml: ENTRY_COUNT_DIFFERS at Stmt[1]/TxsSummry/TtlNtries/NbOfNtries, line 259: 35 entries are announced, 3 are there
    camt053_v02_large.xml: 0.00 EUR -> 0.00 EUR in 3
    camt053_v02_multi.xml: 18.15 EUR -> 27.00 EUR in 1; 27.00 EUR -> 20.00 EUR in 1
    camt053_v04.xml: WRONG_CURRENCY at Stmt[1]/Bal[2]/Amt, line 110: SEK where the account is kept in EUR
    camt053_v08.xml: WRONG_CURRENCY at Stmt[1]/Ntry[3]/Amt, line 260: EUR where the account is kept in CHF
    camt054_a.xml: WRONG_MESSAGE at line 2: "camt.054.001.04" is not a statement that is read: camt.053.001.02 to camt.053.001.13 are
    camt054_v08.xml: WRONG_MESSAGE at line 2: "camt.054.001.08" is not a statement that is read: camt.053.001.02 to camt.053.001.13 are
    mt940_abnamro.txt: NOT_XML at line 1: the file is not XML: it begins with "ABNANL2A\n940\nABNANL2A\n:20:ABN AMRO BANK …"
    mt940_commerzbank.txt: NOT_XML at line 1: the file is not XML: it begins with ":20:01LGX08DLMWH5GWA\n:25:25040066/012345…"
    mt940_deutschebank.txt: NOT_XML at line 1: the file is not XML: it begins with ":20:DEUTDEMMXXX\n:25:20070000/0123456601\n…"
    mt940_generic.txt: NOT_XML at line 1: the file is not XML: it begins with ":20:GENERIC\n:25:11111111\n:28:1\n:60F:C110…"
    mt940_ing-unix.txt: NOT_XML at line 1: the file is not XML: it begins with "{1:F01INGBNL2AXXXX00001}\n{2:I940INGBNL2A…"
    mt940_rabobank-iban.txt: NOT_XML at line 1: the file is not XML: it begins with ":940:\n:20:940S130101\n:25:NL71RABO0123456…"
    mt940_sparkasse.txt: NOT_XML at line 1: the file is not XML: it begins with ":20:STARTUMSE\n:25:87052000/123456789\n:28…"
    mt940_triodos.txt: NOT_XML at line 1: the file is not XML: it begins with ":20:1308728725026/1\n:25:TRIODOSBANK/0390…"
    "#);
}

fn told(path: &Path) -> String {
    let name = path.file_name().unwrap().to_string_lossy();
    match camt053::read(&fs::read(path).unwrap()) {
        Ok(statements) => {
            let told = statements
                .iter()
                .map(|s| format!("{} -> {} in {}", s.opening.amount, s.closing.amount, s.entries.len()));
            format!("{name}: {}", told.collect::<Vec<_>>().join("; "))
        }
        Err(findings) => format!("{name}: {}", findings[0]),
    }
}
