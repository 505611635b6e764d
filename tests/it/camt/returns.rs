//! What is given back or taken back is marked, so that nobody takes it for money of a payer.

use domain::bank::statement::Direction;

use super::{entry, ntry, paid};

fn is_reversal(ntry: &str) -> bool {
    entry(ntry).unwrap().is_reversal
}

#[test]
fn a_return_is_marked_whichever_way_the_bank_says_it() {
    let codes = |family: &str, sub: &str| {
        format!("<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>{family}</Cd><SubFmlyCd>{sub}</SubFmlyCd></Fmly></Domn></BkTxCd>")
    };
    let own = |code: &str| format!("<BkTxCd><Prtry><Cd>{code}</Cd><Issr>DK</Issr></Prtry></BkTxCd>");
    let returned = [
        "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>".to_owned(),
        "<RtrInf/>".to_owned(),
        codes("ICDT", "RRTN"),
        codes("RDDT", "UPDD"),
        own("NTRF+159+00901"),
        own("NRTI+109+00931"),
    ];
    for details in &returned {
        assert!(is_reversal(&paid(details)), "{details}");
    }
    assert!(is_reversal(&ntry(&codes("ICDT", "RRTN"))));
    assert!(is_reversal(&ntry("<RvslInd>1</RvslInd>")));
    let plain = [String::new(), codes("RCDT", "ESCT"), own("NTRF+166+00997"), own("Z04"), own("159")];
    for details in &plain {
        assert!(!is_reversal(&paid(details)), "{details}");
    }
    assert!(!is_reversal(&ntry("<RvslInd>false</RvslInd>")));
}

#[test]
fn a_payment_of_a_sum_is_marked_by_itself() {
    let part = |amount: &str, more: &str| {
        format!("<TxDtls><Amt Ccy=\"CHF\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>{more}</TxDtls>")
    };
    let ntry = ntry(&format!("<NtryDtls>{}{}</NtryDtls>", part("4", ""), part("6", "<RtrInf/>")));
    let reading = tests::bank_reading::read(super::notification(&ntry).as_bytes());

    let entries = &reading.statements[0].1;

    let told: Vec<_> = entries.iter().map(|entry| (entry.amount.to_string(), entry.is_reversal)).collect();
    assert_eq!(told, [("4.00 CHF".to_owned(), false), ("6.00 CHF".to_owned(), true)]);
    assert!(entries.iter().all(|entry| entry.direction == Direction::Credit));
}
