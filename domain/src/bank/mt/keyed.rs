//! `:86:` in keys: `/TRTP/SEPA OVERBOEKING/IBAN/NL…/BIC/…/NAME/…/REMI/…/EREF/…`.
//!
//! | key | what |
//! |---|---|
//! | `REMI` | purpose: text, `USTD//text`, or `STRD/CUR/reference` |
//! | `EREF` | the payer's reference |
//! | `ORDP//NAME/`, `NAME` | who ordered the payment; `IBAN`, `ID` below it its account |
//! | `CNTP/iban/bic/name/place` | the other side (ING) |
//! | `BENM`, `ULTC`, `ULTB` | whom the money is for: never who paid |
//! | `VACC` | the virtual account that was addressed |
//!
//! Source: Nederlandse Vereniging van Banken, MT940 structured 86; ING, Rabobank and ABN AMRO, descriptions of MT940.

use super::information::{Information, append};

/// Keys that divide the text. A word between slashes that is none of them belongs to the value.
const KEYS: [&str; 44] = [
    "TRTP",
    "IBAN",
    "BIC",
    "NAME",
    "REMI",
    "EREF",
    "CSID",
    "MARF",
    "BENM",
    "ORDP",
    "ULTD",
    "ULTB",
    "ULTC",
    "ISDT",
    "PREF",
    "PURP",
    "RTRN",
    "CNTP",
    "ADDR",
    "ID",
    "KREF",
    "IREF",
    "CREF",
    "RREF",
    "SVCL",
    "NRTX",
    "OCMT",
    "RCMT",
    "CHGS",
    "CHGS1",
    "CHGS2",
    "CHGS3",
    "EXCH",
    "INIT",
    "VACC",
    "ACCW",
    "TRCD",
    "BUSP",
    "CDTRREF",
    "CDTRREFTP",
    "ORDR",
    "SUBID",
    "TRANID",
    "PREF1",
];

/// What the keys say, when the text begins with one.
pub(super) fn read(text: &str) -> Option<Information> {
    let text = text.trim_start();
    key(text)?;
    let mut said = Information::default();
    let mut of_payee = false;
    for (key, value) in split(text) {
        // A key is closed by slashes, up to three.
        let value = value.trim_end_matches('/');
        match key {
            "ORDP" | "ULTD" | "CNTP" | "TRTP" | "INIT" => of_payee = false,
            "BENM" | "ULTC" | "ULTB" => of_payee = true,
            _ => {}
        }
        match key {
            "REMI" => remittance(&mut said, value),
            "EREF" => append(&mut said.end_to_end, value, " "),
            "CNTP" => counterparty(&mut said, value),
            "NAME" if !of_payee && said.name.is_none() => append(&mut said.name, value, ""),
            "IBAN" if !of_payee && said.account.is_none() => append(&mut said.account, value, ""),
            "VACC" => append(&mut said.payee_account, value, ""),
            "CDTRREF" => append(&mut said.structured, value, " "),
            _ => {}
        }
    }
    // A virtual number may stand anywhere in a text whose purpose has no key.
    if said.purpose.is_none() && said.structured.is_none() {
        said.purpose = Some(text.to_owned());
    }
    Some(said)
}

/// Keys and values, in order.
fn split(text: &str) -> Vec<(&str, &str)> {
    let mut pieces = Vec::new();
    let mut open: Option<(&str, usize)> = None;
    let mut from = 0;
    for (at, _) in text.match_indices('/') {
        let Some((name, rest)) = text.get(at..).and_then(key).filter(|_| at >= from) else { continue };
        if let Some((name, begin)) = open.replace((name, text.len() - rest.len())) {
            pieces.push((name, text.get(begin..at).unwrap_or_default()));
        }
        // The slash that closes a key opens no other.
        from = text.len() - rest.len();
    }
    pieces.extend(open.map(|(name, begin)| (name, text.get(begin..).unwrap_or_default())));
    pieces
}

/// The key `text` begins with, `/REMI/`, and what follows it.
fn key(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix('/')?;
    let end = rest.bytes().take(10).position(|byte| byte == b'/')?;
    let (name, rest) = rest.split_at_checked(end)?;
    KEYS.contains(&name).then(|| (name, rest.strip_prefix('/').unwrap_or(rest)))
}

/// `USTD//text`, `STRD/CUR/reference`, or text.
fn remittance(said: &mut Information, value: &str) {
    if let Some(text) = value.strip_prefix("USTD/") {
        append(&mut said.purpose, text.trim_start_matches('/'), " ");
    } else if let Some(reference) = value.strip_prefix("STRD/") {
        let bare = reference.split_once('/').filter(|(issuer, _)| issuer.len() <= 4).map_or(reference, |(_, it)| it);
        append(&mut said.structured, bare, " ");
    } else {
        append(&mut said.purpose, value, " ");
    }
}

/// `iban/bic/name/place`.
fn counterparty(said: &mut Information, value: &str) {
    let mut parts = value.split('/');
    append(&mut said.account, parts.next().unwrap_or_default(), "");
    append(&mut said.name, parts.nth(1).unwrap_or_default(), "");
}
