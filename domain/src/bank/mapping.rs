//! How the CSV files of a bank account are read.

/// A saved mapping.
#[derive(Debug, Clone)]
pub struct BankCsvMapping {}
