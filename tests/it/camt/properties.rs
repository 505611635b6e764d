//! What holds for every file.

use domain::bank::finding::FindingCode;
use proptest::prelude::*;
use rust_decimal::Decimal;
use tests::bank_reading::read;

use super::{MODERN, PAGES, PLAIN};

/// A movement in cents, below zero for a debit, and whether it is booked.
type Movement = (i64, bool);

fn file(opening: i64, movements: &[Movement], closing: i64) -> String {
    let money = |cents: i64| {
        let direction = if cents < 0 { "DBIT" } else { "CRDT" };
        format!("<Amt Ccy=\"CNY\">{}</Amt><CdtDbtInd>{direction}</CdtDbtInd>", Decimal::new(cents.abs(), 2))
    };
    let balance =
        |kind: &str, cents| format!("<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{}</Bal>", money(cents));
    let entry = |&(cents, is_booked): &Movement| {
        let status = if is_booked { "BOOK" } else { "PDNG" };
        format!("<Ntry>{}<Sts>{status}</Sts><BookgDt><Dt>2026-03-01</Dt></BookgDt></Ntry>", money(cents))
    };
    format!(
        "<Document><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr><Stmt><Id>S</Id><Acct><Id><IBAN>X</IBAN></Id></Acct>\
         {}{}{}</Stmt></BkToCstmrStmt></Document>",
        balance("OPBD", opening),
        balance("CLBD", closing),
        movements.iter().map(entry).collect::<String>()
    )
}

fn movements() -> impl Strategy<Value = Vec<Movement>> {
    let cents = prop_oneof![1..10_000_000_000_i64, -10_000_000_000..0_i64];
    prop::collection::vec((cents, prop::bool::weighted(0.9)), 0..20)
}

proptest! {
    #[test]
    fn balances_hold_to_the_cent(opening in -10_000_000_000..10_000_000_000_i64, movements in movements(), wrong in 1..1_000_i64) {
        let booked: i64 = movements.iter().filter(|(_, is_booked)| *is_booked).map(|(cents, _)| cents).sum();

        let right = read(file(opening, &movements, opening + booked).as_bytes());
        let wrong = read(file(opening, &movements, opening + booked + wrong).as_bytes()).findings;

        let amounts: Vec<Decimal> = right.statements[0].1.iter().map(|entry| entry.signed_amount().amount()).collect();
        prop_assert_eq!(amounts, movements.iter().map(|(cents, _)| Decimal::new(*cents, 2)).collect::<Vec<_>>());
        prop_assert_eq!(wrong.iter().map(|finding| finding.code).collect::<Vec<_>>(), [FindingCode::Unbalanced]);
    }

    #[test]
    fn any_bytes_get_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let _ = read(&bytes);
    }

    #[test]
    fn any_markup_gets_an_answer(markup in "(<[!?/]?[a-zA-Z\\[\\-]{0,8}|[>&;\"'=\\]\\-?/ ]|--|<!\\[CDATA\\[|\\]\\]>|&#?x?[0-9a-z]{0,9};?){0,60}") {
        let _ = read(markup.as_bytes());
    }

    #[test]
    fn any_damage_gets_an_answer(
        file in prop::sample::select(vec![PLAIN, MODERN, PAGES]),
        damage in prop::collection::vec((any::<prop::sample::Index>(), 0..200_usize, prop::collection::vec(any::<u8>(), 0..6)), 1..6),
    ) {
        let mut bytes = file.as_bytes().to_vec();
        for (at, length, replacement) in damage {
            let start = at.index(bytes.len() + 1);
            let end = (start + length).min(bytes.len());
            bytes.splice(start..end, replacement);
        }
        let reading = read(&bytes);
        prop_assert!(!reading.findings.is_empty() || !reading.statements.is_empty());
    }
}
