//! Which mapping fits a file, and where its columns are.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord};

use super::super::finding::{Finding, FindingCode, excerpt};
use super::super::mapping::{BankCsvMapping, Delimiter, Mapping, Quote};
use super::decoded::Decoded;

/// The columns of a file by their names.
pub(super) struct Header {
    places: HashMap<String, usize>,
    /// How many columns there are.
    pub(super) width: usize,
}

impl Header {
    /// Nothing when a column that is read is missing, or there twice.
    fn of(record: &StringRecord, mapping: &Mapping) -> Result<Self, String> {
        let mut places = HashMap::new();
        for name in mapping.names() {
            let mut found = record.iter().enumerate().filter(|(_, cell)| cell.trim() == name);
            match (found.next(), found.next()) {
                (Some((place, _)), None) => places.insert(name.to_owned(), place),
                _ => return Err(name.to_owned()),
            };
        }
        Ok(Self { places, width: record.len() })
    }

    /// The cell of a row in the column of this name, without blanks around it; empty where the row is too short.
    pub(super) fn cell<'r>(&self, row: &'r StringRecord, name: &str) -> &'r str {
        self.places.get(name).and_then(|place| row.get(*place)).unwrap_or_default().trim()
    }
}

/// A reader of rows as the mapping says.
pub(super) fn rows<R: std::io::Read>(input: R, mapping: &Mapping) -> csv::Reader<R> {
    let delimiter = match mapping.delimiter {
        Delimiter::Comma => b',',
        Delimiter::Semicolon => b';',
        Delimiter::Tab => b'\t',
        Delimiter::Pipe => b'|',
    };
    let mut builder = ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(delimiter);
    match mapping.quote {
        Quote::Double => builder.quote(b'"'),
        Quote::Single => builder.quote(b'\''),
        Quote::Off => builder.quoting(false),
    };
    builder.from_reader(input)
}

/// The one mapping that fits a file which begins with `head`.
///
/// # Errors
/// [`FindingCode::UnknownFormat`] when none fits, [`FindingCode::AmbiguousMapping`] when several do.
pub(super) fn choose<'m>(head: &[u8], mappings: &'m [BankCsvMapping]) -> Result<(&'m BankCsvMapping, Header), Finding> {
    let mut fitting: Vec<(&BankCsvMapping, Header)> = Vec::new();
    let mut nearest = None;
    for saved in mappings {
        let mut record = StringRecord::new();
        let decoded = Decoded::new(head, saved.mapping.encoding, saved.mapping.skip_lines);
        // What breaks off behind the header is of no matter here.
        let is_read = rows(decoded, &saved.mapping).read_record(&mut record).unwrap_or(false);
        match Header::of(&record, &saved.mapping) {
            Ok(header) if is_read => fitting.push((saved, header)),
            Ok(_) => {}
            Err(missing) => nearest = nearest.or_else(|| is_read.then_some((saved, missing))),
        }
    }
    if fitting.len() > 1 {
        let names: Vec<String> = fitting.iter().take(3).map(|(saved, _)| excerpt(&saved.name)).collect();
        let message = format!(
            "{} saved mappings fit the file: {}; change or remove all but one",
            fitting.len(),
            names.join(", ")
        );
        return Err(Finding::error(FindingCode::AmbiguousMapping, "header", message));
    }
    let why = match nearest {
        Some((saved, missing)) => {
            format!("mapping {} asks for one column {}", excerpt(&saved.name), excerpt(&missing))
        }
        None if mappings.is_empty() => "none is saved".to_owned(),
        None => "nothing in it reads as a header".to_owned(),
    };
    let message = format!(
        "neither XML nor a SWIFT message, and as CSV no saved mapping fits its header ({why}): bankCsvMappingSave saves one"
    );
    fitting.pop().ok_or_else(|| Finding::error(FindingCode::UnknownFormat, "header", message))
}
