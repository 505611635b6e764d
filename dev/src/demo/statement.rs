//! The bank statement of the demo: camt.053.001.08, written by hand as a bank would send it.

use std::fmt::Write;

/// What one entry is there to show, and what must become of it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// In the words of the demo.
    pub(super) about: &'static str,
    /// In cents, more than zero.
    pub(super) cents: i64,
    /// `CRDT` or `DBIT`.
    pub(super) direction: &'static str,
    /// The bank's serial number of the movement.
    pub(super) reference: String,
    /// Who paid, or was paid.
    pub(super) payer: String,
    /// What the payer wrote.
    pub(super) text: String,
    /// The state it must reach, and the reason that must be given for it.
    pub(super) becomes: (&'static str, Option<&'static str>),
}

/// The statement of one account for one day.
#[derive(Debug)]
pub(super) struct Statement {
    /// The account it is about, and its currency.
    pub(super) account: String,
    /// ISO 4217.
    pub(super) currency: String,
    /// No other statement's.
    pub(super) reference: String,
    /// `2026-01-31`.
    pub(super) date: String,
    /// In the order of the file.
    pub(super) entries: Vec<Entry>,
}

/// The balance before the entries, in cents.
const OPENING: i64 = 25_000_000;

impl Statement {
    /// The file. Its closing balance is the opening balance and all entries.
    pub(super) fn camt053(&self) -> Result<String, std::fmt::Error> {
        let Self { account, currency, reference, date, entries } = self;
        let signed = entries.iter().map(|entry| if entry.direction == "CRDT" { entry.cents } else { -entry.cents });
        let closing = OPENING + signed.sum::<i64>();
        let mut file = format!(
            r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
  <BkToCstmrStmt>
    <GrpHdr><MsgId>{reference}</MsgId><CreDtTm>{date}T20:00:00+08:00</CreDtTm></GrpHdr>
    <Stmt>
      <Id>{reference}</Id>
      <CreDtTm>{date}T20:00:00+08:00</CreDtTm>
      <Acct><Id><Othr><Id>{account}</Id></Othr></Id><Ccy>{currency}</Ccy></Acct>
"#
        );
        for (code, cents) in [("OPBD", OPENING), ("CLBD", closing)] {
            let (amount, sign) = (yuan(cents.abs()), if cents < 0 { "DBIT" } else { "CRDT" });
            writeln!(
                file,
                "      <Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"{currency}\">{amount}</Amt>\
                 <CdtDbtInd>{sign}</CdtDbtInd><Dt><Dt>{date}</Dt></Dt></Bal>"
            )?;
        }
        for entry in entries {
            write_entry(&mut file, entry, currency, date)?;
        }
        file.push_str("    </Stmt>\n  </BkToCstmrStmt>\n</Document>\n");
        Ok(file)
    }
}

fn write_entry(file: &mut String, entry: &Entry, currency: &str, date: &str) -> std::fmt::Result {
    let Entry { direction, reference, .. } = entry;
    let (amount, payer, text) = (yuan(entry.cents), escaped(&entry.payer), escaped(&entry.text));
    let role = if *direction == "CRDT" { "Dbtr" } else { "Cdtr" };
    writeln!(
        file,
        r#"      <Ntry>
        <Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
        <BookgDt><Dt>{date}</Dt></BookgDt><ValDt><Dt>{date}</Dt></ValDt><AcctSvcrRef>{reference}</AcctSvcrRef>
        <NtryDtls><TxDtls>
          <RltdPties><{role}><Pty><Nm>{payer}</Nm></Pty></{role}></RltdPties>
          <RmtInf><Ustrd>{text}</Ustrd></RmtInf>
        </TxDtls></NtryDtls>
      </Ntry>"#
    )
}

/// Cents as a bank writes them: `1234.50`.
pub(super) fn yuan(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
