//! Small tables: what a part of a field may say, and what it means.

use insta::assert_snapshot;
use tests::bank_reading::read;

use super::told;

/// A report of one entry: nothing has to balance.
fn entry(line: &str, information: &str) -> String {
    let file = format!(":20:M\n:25:DE89370400440532013000\n:34F:EURD0,\n:61:{line}\n{information}");
    let reading = read(file.as_bytes());
    let told = told(&reading);
    // What is the same everywhere is left out.
    told.lines().skip(3).map(str::trim).collect::<Vec<_>>().join(" | ")
}

#[test]
fn entries_are_read_in_every_form() {
    let lines = [
        "2401020102C1,NTRFNONREF",
        "240102C1,5NTRFREF1//BANK1",
        "240102D,50S103A",
        "2401020102CR12,34N166KREF+//B",
        "240102RC1,00NTRFNONREF",
        "240102RDR1,00NTRFNONREF",
        "240102ED1,00NTRFNONREF",
        "240102CEUR1.50FMSCNONREF",
        "240102C1,00 NTRF NONREF",
        "240102C1,00NONREF",
        "240102C1,00",
        "2312310102C1,00NTRFNONREF",
        "2401021231C1,00NTRFNONREF",
        "2403010229C1,00NTRFNONREF",
        "2303010229C1,00NTRFNONREF",
        "20240102C1,00NTRFNONREF",
        "202401020103C1,00NTRFNONREF",
        "991231C1,00NTRFNONREF",
        "240102C0,00NTRFNONREF",
        "240102C1,00NTRFREF\n//BANK2",
        "240102C1,00NTRFREF//BANK3\nDE75512108001245126199",
        "240102C1,00NTRFREF\nMore about it",
        // What is wrong.
        "240230C1,00NTRFNONREF",
        "2401020230C1,00NTRFNONREF",
        "240102X1,00NTRFNONREF",
        "240102C1,005NTRFNONREF",
        "240102C1.234,00NTRFNONREF",
        "240102CNTRFNONREF",
        "240102C-1,00NTRFNONREF",
        "240102C9999999999999999999,NTRFNONREF",
        "24010C1,00NTRFNONREF",
        "",
    ];

    let told: Vec<String> = lines.iter().map(|line| format!("{line:?}: {}", entry(line, ""))).collect();

    assert_snapshot!(told.join("\n"), @r#"
    "2401020102C1,NTRFNONREF": +1.00 EUR on 2024-01-02 value 2024-01-02 at :61:, line 4
    "240102C1,5NTRFREF1//BANK1": +1.50 EUR on 2024-01-02 value 2024-01-02 at :61:, line 4 | reference: BANK1 | end to end: REF1
    "240102D,50S103A": -0.50 EUR on 2024-01-02 value 2024-01-02 at :61:, line 4 | end to end: A
    "2401020102CR12,34N166KREF+//B": +12.34 EUR on 2024-01-02 value 2024-01-02 at :61:, line 4 | reference: B
    "240102RC1,00NTRFNONREF": -1.00 EUR reversal on 2024-01-02 value 2024-01-02 at :61:, line 4
    "240102RDR1,00NTRFNONREF": +1.00 EUR reversal on 2024-01-02 value 2024-01-02 at :61:, line 4
    "240102ED1,00NTRFNONREF": -1.00 EUR expected on 2024-01-02 value 2024-01-02 at :61:, line 4
    "240102CEUR1.50FMSCNONREF": +1.50 EUR on 2024-01-02 value 2024-01-02 at :61:, line 4
    "240102C1,00 NTRF NONREF": +1.00 EUR on 2024-01-02 value 2024-01-02 at :61:, line 4
    "240102C1,00NONREF": +1.00 EUR on 2024-01-02 value 2024-01-02 at :61:, line 4
    "240102C1,00": +1.00 EUR on 2024-01-02 value 2024-01-02 at :61:, line 4
    "2312310102C1,00NTRFNONREF": +1.00 EUR on 2024-01-02 value 2023-12-31 at :61:, line 4
    "2401021231C1,00NTRFNONREF": +1.00 EUR on 2023-12-31 value 2024-01-02 at :61:, line 4
    "2403010229C1,00NTRFNONREF": +1.00 EUR on 2024-02-29 value 2024-03-01 at :61:, line 4
    "2303010229C1,00NTRFNONREF": error INVALID_DATE at :61:, line 4: "0229" is not a day of the calendar
    "20240102C1,00NTRFNONREF": +1.00 EUR on 2024-01-02 value 2024-01-02 at :61:, line 4
    "202401020103C1,00NTRFNONREF": +1.00 EUR on 2024-01-03 value 2024-01-02 at :61:, line 4
    "991231C1,00NTRFNONREF": +1.00 EUR on 1999-12-31 value 1999-12-31 at :61:, line 4
    "240102C0,00NTRFNONREF": 
    "240102C1,00NTRFREF\n//BANK2": +1.00 EUR on 2024-01-02 value 2024-01-02 at :61:, line 4 | reference: BANK2 | end to end: REF
    "240102C1,00NTRFREF//BANK3\nDE75512108001245126199": +1.00 EUR on 2024-01-02 value 2024-01-02 at :61:, line 4 | reference: BANK3 | end to end: REF | from: DE75512108001245126199
    "240102C1,00NTRFREF\nMore about it": +1.00 EUR on 2024-01-02 value 2024-01-02 at :61:, line 4 | end to end: REF
    "240230C1,00NTRFNONREF": error INVALID_DATE at :61:, line 4: "240230" is not a day of the calendar
    "2401020230C1,00NTRFNONREF": error INVALID_DATE at :61:, line 4: "0230" is not a day of the calendar
    "240102X1,00NTRFNONREF": error INVALID_TAG at :61:, line 4: "X1,00NTRFNONREF": C, D, RC or RD is expected
    "240102C1,005NTRFNONREF": error INVALID_AMOUNT at :61:, line 4: "1,005" is not an amount: more than two decimals or eighteen digits
    "240102C1.234,00NTRFNONREF": error INVALID_AMOUNT at :61:, line 4: "1.234,00" is not an amount: digits, a comma and digits are expected
    "240102CNTRFNONREF": error INVALID_AMOUNT at :61:, line 4: "" is not an amount: digits, a comma and digits are expected
    "240102C-1,00NTRFNONREF": error INVALID_AMOUNT at :61:, line 4: "" is not an amount: digits, a comma and digits are expected
    "240102C9999999999999999999,NTRFNONREF": error INVALID_AMOUNT at :61:, line 4: "9999999999999999999," is not an amount: more than two decimals or eighteen digits
    "24010C1,00NTRFNONREF": error INVALID_TAG at :61:, line 4: "24010C1,00NTRFNONREF": a date is expected
    "": error INVALID_TAG at :61:, line 4: "": a date is expected
    "#);
}

#[test]
fn information_is_read_in_every_dialect() {
    let dialects = [
        "166?00GUTSCHRIFT?20SVWZ+Top-up?32Heron?33Systems Ltd",
        "166?00A?20EREF+12345678901234567890?21ABCDEF?22SVWZ+Top-up?31DE75512108001245126199",
        "166<00A<20Top-up<21 17<32Heron",
        "051^00PRZELEW^20Top-up^32Heron^38PL27114020040000300201355387",
        "166>20Top-up>32Heron",
        "?00A?20Top-up?32Heron",
        "166?00A?20Is it? 20 or 21",
        "166?00GUTSCHRIFT?32Heron",
        "EREF+A SVWZ+Top-up IBAN+DE75512108001245126199 BIC+COBADEFF ABWA+Heron Systems",
        "EREF: A MREF: B SVWZ: Top-up IBAN: DE75512108001245126199",
        "SVWZ+Top-up ABWE+9558800000000000017",
        "/TRTP/SEPA/IBAN/NL86INGB0002445588/BIC/INGBNL2A/NAME/J. Jansen/REMI/Top-up/EREF/A",
        "/CNTP/NL32INGB0000012345/INGBNL2A/Heron Systems/Delft//REMI/USTD//Top-up/17/",
        "/REMI/STRD/ISO/RF18539007547034//EREF/A//",
        "/ORDP//NAME/Heron/REMI/Top-up /INV/17/BENM//NAME/We",
        "/BENM//NAME/We/REMI/Top-up",
        "/REMI/",
        "/NOKEY/Top-up",
        "Top-up 17\nof January",
        "Top-up 12345678901234567890123456789012345678901234567890123456 17\n18",
    ];

    let told: Vec<String> = dialects
        .iter()
        .map(|text| {
            let all = entry("240102C1,00NTRFNONREF", &format!(":86:{text}"));
            format!("{text:?}: {}", all.split_once(" | ").map_or("nothing", |(_, facts)| facts))
        })
        .collect();

    assert_snapshot!(told.join("\n"), @r#"
    "166?00GUTSCHRIFT?20SVWZ+Top-up?32Heron?33Systems Ltd": text: Top-up | payer: Heron Systems Ltd
    "166?00A?20EREF+12345678901234567890?21ABCDEF?22SVWZ+Top-up?31DE75512108001245126199": end to end: 12345678901234567890ABCDEF | text: Top-up | from: DE75512108001245126199
    "166<00A<20Top-up<21 17<32Heron": text: Top-up 17 | payer: Heron
    "051^00PRZELEW^20Top-up^32Heron^38PL27114020040000300201355387": text: Top-up | payer: Heron | from: PL27114020040000300201355387
    "166>20Top-up>32Heron": text: Top-up | payer: Heron
    "?00A?20Top-up?32Heron": text: Top-up | payer: Heron
    "166?00A?20Is it? 20 or 21": text: Is it? 20 or 21
    "166?00GUTSCHRIFT?32Heron": text: GUTSCHRIFT | payer: Heron
    "EREF+A SVWZ+Top-up IBAN+DE75512108001245126199 BIC+COBADEFF ABWA+Heron Systems": end to end: A | text: Top-up | payer: Heron Systems | from: DE75512108001245126199
    "EREF: A MREF: B SVWZ: Top-up IBAN: DE75512108001245126199": end to end: A | text: Top-up | from: DE75512108001245126199
    "SVWZ+Top-up ABWE+9558800000000000017": text: Top-up | to: 9558800000000000017
    "/TRTP/SEPA/IBAN/NL86INGB0002445588/BIC/INGBNL2A/NAME/J. Jansen/REMI/Top-up/EREF/A": end to end: A | text: Top-up | payer: J. Jansen | from: NL86INGB0002445588
    "/CNTP/NL32INGB0000012345/INGBNL2A/Heron Systems/Delft//REMI/USTD//Top-up/17/": text: Top-up/17 | payer: Heron Systems | from: NL32INGB0000012345
    "/REMI/STRD/ISO/RF18539007547034//EREF/A//": end to end: A | structured: RF18539007547034
    "/ORDP//NAME/Heron/REMI/Top-up /INV/17/BENM//NAME/We": text: Top-up /INV/17 | payer: Heron
    "/BENM//NAME/We/REMI/Top-up": text: Top-up
    "/REMI/": text: /REMI/
    "/NOKEY/Top-up": text: /NOKEY/Top-up
    "Top-up 17\nof January": text: Top-up 17 of January
    "Top-up 12345678901234567890123456789012345678901234567890123456 17\n18": text: Top-up 12345678901234567890123456789012345678901234567890123456 1718
    "#);
}

#[test]
fn accounts_are_read_in_every_form() {
    let accounts = [
        "DE89370400440532013000",
        "DE89 3704 0044 0532 0130 00",
        "DE89370400440532013000EUR",
        "DE89370400440532013000 EUR",
        "DE89370400440532013000/EUR",
        "37040044/532013000",
        "37040044/0532013000EUR",
        "COBADEFFXXX/DE89370400440532013000",
        "TRIODOSBANK/0390123456",
        "NL71RABO0123456789EUR",
        "517852257",
        "12-3456.78",
        "",
    ];

    let told: Vec<String> = accounts
        .iter()
        .map(|account| {
            let file = format!(":20:M\n:25:{account}\n:34F:EURD0,\n");
            let reading = read(file.as_bytes());
            let number = reading.statements.first().map(|(statement, _)| statement.account_number.clone());
            format!("{account:?}: {}", number.unwrap_or_else(|| told(&reading).replace('\n', " ")))
        })
        .collect();

    assert_snapshot!(told.join("\n"), @r#"
    "DE89370400440532013000": DE89370400440532013000
    "DE89 3704 0044 0532 0130 00": DE89370400440532013000
    "DE89370400440532013000EUR": DE89370400440532013000
    "DE89370400440532013000 EUR": DE89370400440532013000
    "DE89370400440532013000/EUR": DE89370400440532013000
    "37040044/532013000": DE89370400440532013000
    "37040044/0532013000EUR": DE89370400440532013000
    "COBADEFFXXX/DE89370400440532013000": DE89370400440532013000
    "TRIODOSBANK/0390123456": 0390123456
    "NL71RABO0123456789EUR": NL71RABO0123456789
    "517852257": 517852257
    "12-3456.78": 12345678
    "": MT940 error MISSING_ELEMENT at :20:, line 1: the number of the account (:25:) is missing
    "#);
}
