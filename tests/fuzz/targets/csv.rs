#![no_main]

use std::sync::LazyLock;

use domain::bank::mapping::BankCsvMapping;
use libfuzzer_sys::{Corpus, fuzz_target};

static MAPPINGS: LazyLock<Vec<BankCsvMapping>> = LazyLock::new(fuzz::mappings);

fuzz_target!(|bytes: &[u8]| -> Corpus {
    if fuzz::read(bytes, &MAPPINGS, "CSV") { Corpus::Keep } else { Corpus::Reject }
});
