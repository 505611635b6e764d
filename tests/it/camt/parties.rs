//! Who paid, from where and to which account.

use domain::bank::statement::Entry;

use super::{entry, paid};

fn parties(parties: &str) -> Entry {
    entry(&paid(&format!("<RltdPties>{parties}</RltdPties>"))).unwrap()
}

#[test]
fn the_payer_is_the_debtor_and_nobody_behind_or_beside_him() {
    let payer = |text: &str| parties(text).payer_name;
    assert_eq!(payer("<Dbtr><Nm>A &amp; B</Nm></Dbtr>").as_deref(), Some("A & B"));
    assert_eq!(payer("<Dbtr><Pty><Nm>A</Nm></Pty></Dbtr>").as_deref(), Some("A"));
    assert_eq!(payer("<Dbtr><Agt><FinInstnId><Nm>Bank</Nm></FinInstnId></Agt></Dbtr>"), None);
    assert_eq!(payer("<UltmtDbtr><Nm>Behind</Nm></UltmtDbtr>"), None);
    assert_eq!(payer("<InitgPty><Nm>Factory</Nm></InitgPty>"), None);
    assert_eq!(payer("<Cdtr><Nm>We</Nm></Cdtr>"), None);
    assert_eq!(payer("<Dbtr><Nm>NOTPROVIDED</Nm></Dbtr>"), None);
}

#[test]
fn of_money_that_went_out_there_is_no_payer() {
    let parties = "<RltdPties><Dbtr><Nm>We</Nm></Dbtr><DbtrAcct><Id><IBAN>CH1</IBAN></Id></DbtrAcct>\
        <Cdtr><Nm>Supplier</Nm></Cdtr><CdtrAcct><Id><IBAN>DE2</IBAN></Id></CdtrAcct></RltdPties>";
    let out = |more: &str| {
        let ntry = paid(parties).replace("<CdtDbtInd>CRDT", &format!("{more}<CdtDbtInd>DBIT"));
        let entry = entry(&ntry).unwrap();
        (entry.payer_name, entry.payer_account, entry.payee_account)
    };
    let some = |text: &str| Some(text.to_owned());

    assert_eq!(out(""), (None, None, some("DE2")));
    // Of what is taken back, who had paid.
    assert_eq!(out("<RvslInd>true</RvslInd>"), (some("We"), some("CH1"), some("DE2")));
}

#[test]
fn accounts_go_by_their_iban_else_by_their_other_number() {
    let account = |id: &str| parties(&format!("<DbtrAcct><Id>{id}</Id></DbtrAcct>")).payer_account;
    assert_eq!(account("<IBAN>de89 3704 0044</IBAN>").as_deref(), Some("DE8937040044"));
    assert_eq!(account("<Othr><Id>12-34.5/6</Id></Othr>").as_deref(), Some("123456"));
    assert_eq!(account("<Othr><Id>1</Id></Othr><IBAN>DE2</IBAN>").as_deref(), Some("DE2"));
    for kind in ["BBAN", "UPIC"] {
        assert_eq!(account(&format!("<{kind}>77</{kind}>")).as_deref(), Some("77"));
    }
    assert_eq!(account("<PrtryAcct><Id>77</Id></PrtryAcct>").as_deref(), Some("77"));
}

#[test]
fn a_virtual_account_is_found_wherever_banks_write_it() {
    let payee = |text: &str| parties(text).payee_account;
    let number = "9558800000000000018";
    let own = "<CdtrAcct><Id><IBAN>CH1</IBAN></Id></CdtrAcct>";
    let with_other = format!("<CdtrAcct><Id><IBAN>CH1</IBAN><Othr><Id>{number}</Id></Othr></Id></CdtrAcct>");
    let with_proxy = format!("<CdtrAcct><Id><IBAN>CH1</IBAN></Id><Prxy><Id>{number}</Id></Prxy></CdtrAcct>");
    let behind =
        |id: &str| format!("{own}<UltmtCdtr><Pty><Id><OrgId><Othr><Id>{id}</Id></Othr></OrgId></Id></Pty></UltmtCdtr>");
    let behind_old = format!("{own}<UltmtCdtr><Id><PrvtId><Othr><Id>{number}</Id></Othr></PrvtId></Id></UltmtCdtr>");

    assert_eq!(payee(own).as_deref(), Some("CH1"));
    for text in [with_other, with_proxy, behind(number), behind_old] {
        assert_eq!(payee(&text).as_deref(), Some(number), "{text}");
    }
    // The number of a company is no account.
    assert_eq!(payee(&behind("HRB 12345")).as_deref(), Some("CH1"));
}
