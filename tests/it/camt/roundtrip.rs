//! What was written into a message is what is read from it, however the bytes come in.

use std::fmt::Write as _;
use std::io::{self, BufRead, Read};

use domain::bank::format;
use domain::bank::statement::{Direction, Entry, Item};
use proptest::prelude::*;
use rust_decimal::Decimal;
use tests::bank_reading::{Reading, read};

/// What one entry says, as far as it is written.
#[derive(Debug, Clone)]
struct Written {
    cents: i64,
    is_debit: bool,
    is_booked: bool,
    is_reversal: bool,
    day: u32,
    reference: Option<String>,
    end_to_end: Option<String>,
    free: Option<String>,
    structured: Option<String>,
    payer: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

fn some(text: &'static str) -> impl Strategy<Value = Option<String>> {
    prop::option::of(text)
}

fn written() -> impl Strategy<Value = Written> {
    let moved = (1..100_000_000_i64, any::<bool>(), prop::bool::weighted(0.9), prop::bool::weighted(0.1), 1..28_u32);
    let references = (some("[A-Z][A-Z0-9]{0,15}"), some("[A-Z][A-Z0-9-]{0,30}"));
    let texts = (some("[a-zäöü&<>\"']{1,20}( [a-z0-9]{1,9}){0,3}"), some("[A-Z0-9]{4,25}"));
    let name = some("[A-Z][a-zé北云]{1,20}( & [A-Z][a-z]{2,9})?");
    let parties = (name, some("[A-Z]{2}[0-9]{10,20}"), some("[0-9]{8,19}"));
    (moved, references, texts, parties).prop_map(|(moved, references, texts, parties)| {
        let (cents, is_debit, is_booked, is_reversal, day) = moved;
        let ((reference, end_to_end), (free, structured), (payer, from, to)) = (references, texts, parties);
        Written {
            cents,
            is_debit,
            is_booked,
            is_reversal,
            day,
            reference,
            end_to_end,
            free,
            structured,
            payer,
            from,
            to,
        }
    })
}

/// How a message is written: which of the three, in which version, with which prefix.
#[derive(Debug, Clone, Copy)]
struct Style {
    message: usize,
    version: u8,
    prefix: &'static str,
}

const MESSAGES: [(&str, &str, &str); 3] = [
    ("camt.052", "BkToCstmrAcctRpt", "Rpt"),
    ("camt.053", "BkToCstmrStmt", "Stmt"),
    ("camt.054", "BkToCstmrDbtCdtNtfctn", "Ntfctn"),
];

fn style() -> impl Strategy<Value = Style> {
    (0..3_usize, 1..=13_u8, prop::sample::select(vec!["", "c"])).prop_map(|(message, version, prefix)| Style {
        message,
        version,
        prefix,
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn money(cents: i64) -> String {
    format!("<Amt Ccy=\"EUR\">{}</Amt>", Decimal::new(cents, 2))
}

fn entry(w: &Written, style: Style) -> String {
    let optional = |value: &Option<String>, before: &str, after: &str| {
        value.as_ref().map_or(String::new(), |value| format!("{before}{}{after}", escaped(value)))
    };
    let direction = if w.is_debit { "DBIT" } else { "CRDT" };
    let status = if w.is_booked { "BOOK" } else { "PDNG" };
    let status = if style.version < 8 { status.to_owned() } else { format!("<Cd>{status}</Cd>") };
    let (name, name_end) = if style.version < 8 { ("<Nm>", "</Nm>") } else { ("<Pty><Nm>", "</Nm></Pty>") };
    let (other, other_end) = if style.version == 1 { ("<BBAN>", "</BBAN>") } else { ("<Othr><Id>", "</Id></Othr>") };
    let (form, form_end) = if style.version == 1 { ("<CdtrRef>", "</CdtrRef>") } else { ("<Ref>", "</Ref>") };
    let (details, details_end) = if style.version == 1 { ("", "") } else { ("<NtryDtls>", "</NtryDtls>") };
    let mut text = format!("<Ntry>{}<CdtDbtInd>{direction}</CdtDbtInd>", money(w.cents));
    if w.is_reversal {
        text.push_str("<RvslInd>true</RvslInd>");
    }
    write!(text, "<Sts>{status}</Sts><BookgDt><Dt>2026-03-{:02}</Dt></BookgDt>", w.day).unwrap();
    text.push_str(&optional(&w.reference, "<AcctSvcrRef>", "</AcctSvcrRef>"));
    write!(
        text,
        "{details}<TxDtls><Refs>{}</Refs><RltdPties>{}{}{}</RltdPties><RmtInf>{}{}</RmtInf></TxDtls>{details_end}</Ntry>",
        optional(&w.end_to_end, "<EndToEndId>", "</EndToEndId>"),
        optional(&w.payer, &format!("<Dbtr>{name}"), &format!("{name_end}</Dbtr>")),
        optional(&w.from, "<DbtrAcct><Id><IBAN>", "</IBAN></Id></DbtrAcct>"),
        optional(&w.to, &format!("<CdtrAcct><Id>{other}"), &format!("{other_end}</Id></CdtrAcct>")),
        optional(&w.free, "<Ustrd>", "</Ustrd>"),
        optional(&w.structured, &format!("<Strd><CdtrRefInf>{form}"), &format!("{form_end}</CdtrRefInf></Strd>")),
    )
    .unwrap();
    text
}

fn message(entries: &[Written], style: Style) -> String {
    let (name, root, element) = MESSAGES[style.message];
    let version = style.version;
    let suffix = if version == 1 { "V01" } else { "" };
    let balance = |kind: &str, cents: i64| {
        let kind =
            if version == 1 { format!("<Cd>{kind}</Cd>") } else { format!("<CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry>") };
        let direction = if cents < 0 { "DBIT" } else { "CRDT" };
        format!("<Bal><Tp>{kind}</Tp>{}<CdtDbtInd>{direction}</CdtDbtInd></Bal>", money(cents.abs()))
    };
    let moved: i64 = entries.iter().filter(|w| w.is_booked).map(|w| if w.is_debit { -w.cents } else { w.cents }).sum();
    let balances =
        if style.message == 2 { String::new() } else { balance("OPBD", 500) + &balance("CLBD", 500 + moved) };
    let body: String = entries.iter().map(|w| entry(w, style)).collect();
    let plain = format!(
        "<Document><{root}{suffix}><GrpHdr><MsgId>M</MsgId></GrpHdr><{element}><Id>S</Id><Acct><Id><IBAN>DE1</IBAN></Id>\
         <Ccy>EUR</Ccy></Acct>{balances}{body}</{element}></{root}{suffix}></Document>"
    );
    let namespace = format!("urn:iso:std:iso:20022:tech:xsd:{name}.001.{version:02}");
    if style.prefix.is_empty() {
        return plain.replacen("<Document", &format!("<Document xmlns=\"{namespace}\""), 1);
    }
    let prefixed = plain.replace("</", "\u{1}").replace('<', "<c:").replace('\u{1}', "</c:");
    prefixed.replacen("<c:Document", &format!("<c:Document xmlns:c=\"{namespace}\""), 1)
}

/// What must be read of what was written.
fn assert_is(entry: &Entry, w: &Written) -> Result<(), TestCaseError> {
    let has_payer = w.is_reversal || !w.is_debit;
    let direction = if w.is_debit { Direction::Debit } else { Direction::Credit };
    prop_assert_eq!(entry.amount.amount(), Decimal::new(w.cents, 2));
    prop_assert_eq!(entry.direction, direction);
    prop_assert_eq!((entry.is_booked, entry.is_reversal), (w.is_booked, w.is_reversal));
    prop_assert_eq!(entry.booked_on.to_string(), format!("2026-03-{:02}", w.day));
    prop_assert_eq!(&entry.bank_reference, &w.reference);
    prop_assert_eq!(&entry.end_to_end_reference, &w.end_to_end);
    prop_assert_eq!(&entry.remittance_text, &w.free);
    prop_assert_eq!(&entry.remittance_reference, &w.structured);
    prop_assert_eq!(&entry.payer_name, &w.payer.clone().filter(|_| has_payer));
    prop_assert_eq!(&entry.payer_account, &w.from.clone().filter(|_| has_payer));
    prop_assert_eq!(&entry.payee_account, &w.to);
    Ok(())
}

/// A file that comes in pieces: the first as large as a reader may ask for, each other of `size` bytes.
struct Pieces<'b> {
    rest: &'b [u8],
    taken: usize,
    size: usize,
}

impl BufRead for Pieces<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let end = if self.taken < 1_024 { 1_024 - self.taken } else { self.size - self.taken % self.size };
        Ok(&self.rest[..end.min(self.rest.len())])
    }

    fn consume(&mut self, amount: usize) {
        self.rest = &self.rest[amount..];
        self.taken += amount;
    }
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

fn read_in_pieces(bytes: &[u8], size: usize) -> Reading {
    let mut reader = format::open(Pieces { rest: bytes, taken: 0, size }, &[]).ok().unwrap();
    let (mut statements, mut entries) = (Vec::new(), Vec::new());
    while let Some(item) = reader.next_item() {
        match item {
            Item::Entry(entry) => entries.push(entry),
            Item::Statement(statement) => statements.push((statement, std::mem::take(&mut entries))),
        }
    }
    Reading { statements, findings: reader.findings().to_vec(), format: reader.format() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_was_written_is_read(
        entries in prop::collection::vec(written(), 0..12), style in style(), size in 1..50_usize, is_wide: bool,
    ) {
        let file = message(&entries, style);
        let (name, _, _) = MESSAGES[style.message];

        let reading = read(file.as_bytes());

        // References that an entry before had are told apart by those of payments, of which there are none here.
        prop_assert_eq!(&reading.findings, &[]);
        prop_assert_eq!(&reading.format, &format!("{name}.001.{:02}", style.version));
        let (statement, read_entries) = &reading.statements[0];
        prop_assert_eq!(statement.opening.is_some(), style.message != 2);
        prop_assert_eq!((statement.entries, read_entries.len()), (entries.len(), entries.len()));
        for (entry, w) in read_entries.iter().zip(&entries) {
            assert_is(entry, w)?;
        }
        let bytes = if is_wide {
            format!("\u{feff}{file}").encode_utf16().flat_map(u16::to_le_bytes).collect()
        } else {
            file.into_bytes()
        };
        prop_assert_eq!(&read_in_pieces(&bytes, size), &reading);
        prop_assert_eq!(&read_in_pieces(&bytes, 1), &reading);
    }
}
