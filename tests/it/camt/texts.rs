//! What was written with a payment, and its references.

use super::{entry, ntry, paid};

#[test]
fn what_was_written_freely_and_in_a_form_is_kept_apart() {
    let written = |remittance: &str| {
        let entry = entry(&paid(&format!("<RmtInf>{remittance}</RmtInf><AddtlTxInf>note</AddtlTxInf>"))).unwrap();
        (entry.remittance_text.unwrap_or_default(), entry.remittance_reference.unwrap_or_default())
    };
    let pair = |free: &str, structured: &str| (free.to_owned(), structured.to_owned());

    assert_eq!(written("<Ustrd>a</Ustrd><Ustrd> b  c </Ustrd>"), pair("a b c", ""));
    assert_eq!(
        written(
            "<Strd><RfrdDocInf><Tp><CdOrPrtry><Cd>CINV</Cd></CdOrPrtry></Tp><Nb>12345</Nb></RfrdDocInf>\
             <CdtrRefInf><Ref>RF1</Ref></CdtrRefInf><AddtlRmtInf>x</AddtlRmtInf></Strd><Strd><CdtrRefInf><Ref>RF2</Ref></CdtrRefInf></Strd>"
        ),
        // The bank's note stands in where nobody wrote freely.
        pair("note", "12345, RF1, x, RF2")
    );
    let (free, structured) = written(&format!(
        "{}{}",
        "<Ustrd>0123456789</Ustrd>".repeat(1_000),
        "<Strd><AddtlRmtInf>键键键键键键键键键</AddtlRmtInf></Strd>".repeat(1_000)
    ));
    assert_eq!((free.chars().count(), structured.chars().count()), (4_000, 4_000));
}

#[test]
fn references_of_others_are_not_the_banks_serial_number() {
    let others = "<MsgId>1</MsgId><PmtInfId>2</PmtInfId><InstrId>3</InstrId><EndToEndId>E</EndToEndId>\
        <UETR>4</UETR><TxId>5</TxId><MndtId>6</MndtId><ClrSysRef>7</ClrSysRef><Prtry><Tp>t</Tp><Ref>8</Ref></Prtry>";
    let without = ntry(&format!("<NtryRef>9</NtryRef><NtryDtls><TxDtls><Refs>{others}</Refs></TxDtls></NtryDtls>"));
    let of_payment = without.replace("<MsgId>1</MsgId>", "<AcctSvcrRef>P</AcctSvcrRef>");

    let entry_without = entry(&without).unwrap();

    assert_eq!(entry_without.bank_reference, None);
    assert_eq!(entry_without.end_to_end_reference.as_deref(), Some("E"));
    assert_eq!(entry(&of_payment).unwrap().bank_reference.as_deref(), Some("P"));
}
