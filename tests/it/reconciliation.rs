//! Statements against the ledger, day by day.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use schema::ids::{BankAccountId, BankEntryId, JobId};
use serde_json::{Value, json};
use tests::{App, BankFile, Line, Person};

use crate::reversals::stands;

const DAYS: &str = "query($id: ID!, $from: Date!, $to: Date!) { bankReconciliations(bankAccountId: $id, from: $from, to: $to) { \
    on statementBalance { amount } ledgerBalance { amount } difference { amount } unexplained { amount } \
    items { kind count amount { amount } } bankAccount { name } } }";

fn account(app: &App) -> String {
    let uuid = app.rows("select id from bank_accounts").remove(0);
    BankAccountId::from_uuid(uuid.parse().unwrap()).to_string()
}

async fn ask(app: &App, person: &Person<'_>, from: &str, to: &str) -> tests::Answer {
    person.query(DAYS, json!({ "id": account(app), "from": from, "to": to })).await
}

/// `2026-03-03: 1300.00 - 200.00; OPENING_BALANCE 0 1000.00, HELD 1 100.00`, and what nothing explains.
async fn days(app: &App, from: &str, to: &str) -> Vec<String> {
    let answer = ask(app, &app.finance().await, from, to).await;
    let money = |value: &Value| value["amount"].as_str().unwrap_or("-").to_owned();
    let item = |it: &Value| format!("{} {} {}", it["kind"].as_str().unwrap(), it["count"], money(&it["amount"]));
    let day = |it: &Value| {
        let items: Vec<String> = it["items"].as_array().unwrap().iter().map(item).collect();
        let (statement, ledger) = (money(&it["statementBalance"]), money(&it["ledgerBalance"]));
        let unexplained = money(&it["unexplained"]);
        let rest = if unexplained == "0.00" { String::new() } else { format!("; UNEXPLAINED {unexplained}") };
        format!("{}: {statement} - {ledger}; {}{rest}", it["on"].as_str().unwrap(), items.join(", "))
    };
    answer.data()["bankReconciliations"].as_array().unwrap().iter().map(day).collect()
}

/// What was taken in becomes a notification: booked, without balances.
fn make_notification(app: &App, reference: &str) {
    app.sql(&format!(
        "update bank_statements set kind = 'notification', opening_balance = null, closing_balance = null, \
         opened_on = null, closed_on = null where reference = '{reference}'"
    ));
}

/// A made-up month: credits, held, returned, debits, a re-sent day, a notification before its statement, a missing day.
#[tokio::test]
async fn each_day_explains_itself() {
    let app = App::start().await;
    let (finance, reseller) = (app.finance().await, app.channel.reseller.clone());
    let import = async |file: &BankFile| drop(finance.import(file).await);
    let first = BankFile::day(
        "2026-03-02",
        100_000,
        [Line::from(&reseller, "R1", "200.00"), Line::credit("R2", "30.00", "Nobody", "")],
    );
    import(&first).await;
    // The next day, with a fee that has no reference, comes twice under another name.
    let fee = Line { reference: None, ..Line::debit("", "5.00") };
    let second = BankFile::day(
        "2026-03-03",
        first.closing(),
        [Line::from(&reseller, "R3", "50.00"), fee, Line::debit("P1", "100.00")],
    );
    import(&second).await;
    import(&BankFile { reference: "again".to_owned(), ..second.clone() }).await;
    // A notification on the 4th, its statement on the 5th.
    import(&BankFile::day("2026-03-04", 0, [Line::from(&reseller, "R4", "70.00")])).await;
    make_notification(&app, "S-2026-03-04");
    let later = BankFile::day("2026-03-04", second.closing(), [Line::from(&reseller, "R4", "70.00")]);
    let later = BankFile { reference: "S-late".to_owned(), ..later };
    let xml = later.xml().replace("<Dt>2026-03-04</Dt></Dt></Bal>", "<Dt>2026-03-05</Dt></Dt></Bal>");
    finance.upload("statement.xml", xml).await;
    app.run_jobs().await;
    // The 6th is missing; it moved 11.00. On the 7th R1 is taken back, and a reversal of nothing comes.
    let last = [
        Line::reversal("R1", "200.00"),
        Line::reversal("R8", "9.00"),
        Line::from(&reseller, "R9", "1.00"),
        Line::from(&reseller, "R9", "1.00"),
    ];
    import(&BankFile::day("2026-03-07", later.closing() + 1_100, last)).await;

    insta::assert_debug_snapshot!(days(&app, "2026-03-01", "2026-03-08").await);
    let single = "query($id: ID!) { bankReconciliation(bankAccountId: $id, on: \"2026-03-07\") { unexplained { amount } bankAccount { name } } }";
    let single = finance.query(single, json!({ "id": account(&app) })).await;
    assert_eq!(
        single.data()["bankReconciliation"],
        json!({ "unexplained": { "amount": "0.00" }, "bankAccount": { "name": "Collection" } })
    );
    assert_eq!(stands(&app, &reseller), "cash 121.00, debt 0.00");
    app.close().await;
}

/// A ledger that has not what the entries say, and a statement that lost an entry, are seen.
#[tokio::test]
async fn a_hole_in_the_books_or_the_statements_is_not_explained() {
    let app = App::start().await;
    let reseller = app.channel.reseller.clone();
    let file = BankFile::day(
        "2026-03-02",
        0,
        [Line::from(&reseller, "R1", "200.00"), Line::credit("R2", "30.00", "Nobody", "")],
    );
    app.finance().await.import(&file).await;
    let kept = days(&app, "2026-03-02", "2026-03-02").await;

    let ledger = |by: &str| {
        app.sql(&format!(
            "set session_replication_role = replica; update ledger_transfers set amount = amount {by} where kind = 'remittance'; \
             set session_replication_role = origin"
        ));
    };
    ledger("+ 1");
    let of_ledger = days(&app, "2026-03-02", "2026-03-02").await;
    ledger("- 1");
    app.sql("update bank_entries set amount = 40 where bank_reference = 'R2'");
    let of_statement = days(&app, "2026-03-02", "2026-03-02").await;
    app.sql("update bank_entries set amount = 30 where bank_reference = 'R2'");

    assert_eq!(kept, ["2026-03-02: 230.00 - 200.00; HELD 1 30.00"]);
    assert_eq!(of_ledger, ["2026-03-02: 230.00 - 201.00; HELD 1 30.00; UNEXPLAINED -1.00"]);
    assert_eq!(of_statement, ["2026-03-02: 230.00 - 200.00; HELD 1 40.00; UNEXPLAINED -10.00"]);
    app.close().await;
}

#[tokio::test]
async fn the_days_are_bounded_and_nobody_else_sees_them() {
    let app = App::start().await;
    let finance = app.finance().await;
    let partner = app.admin_of(&app.channel.distributor).await;

    assert_eq!(
        ask(&app, &finance, "2026-01-01", "2026-04-02").await.data()["bankReconciliations"].as_array().unwrap().len(),
        92
    );
    assert_eq!(ask(&app, &finance, "2026-01-01", "2026-04-03").await.error_code(), "INVALID_INPUT");
    assert_eq!(ask(&app, &finance, "2026-01-02", "2026-01-01").await.error_code(), "INVALID_INPUT");
    assert_eq!(ask(&app, &partner, "2026-01-01", "2026-01-02").await.data()["bankReconciliations"], json!([]));
    assert_eq!(days(&app, "2026-01-01", "2026-01-01").await, ["2026-01-01: - - 0.00; "]);
    app.close().await;
}

/// What happens next at the bank, or at somebody's desk.
#[derive(Debug, Clone)]
enum Step {
    /// A statement of the next day: amounts, and for each what it is.
    Statement(Vec<(u8, Booking)>),
    /// The statement of that many days ago again.
    Again(u8),
    /// The last statement was only a notification, and its statement comes now.
    Notified,
    /// A person: which of the entries, and what.
    Person(u8, u8),
    /// The partner gives half of what it has on.
    Spend,
}

#[derive(Debug, Clone, Copy)]
enum Booking {
    Credit,
    Unnamed,
    Debit,
    Fee,
    Reversal(u8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let booking = prop_oneof![
        4 => Just(Booking::Credit), 2 => Just(Booking::Unnamed), 1 => Just(Booking::Debit), 1 => Just(Booking::Fee),
        2 => any::<u8>().prop_map(Booking::Reversal)
    ];
    let step = prop_oneof![
        4 => prop::collection::vec((1..=9_u8, booking), 1..5).prop_map(Step::Statement),
        1 => (0..3_u8).prop_map(Step::Again), 1 => Just(Step::Notified),
        3 => (any::<u8>(), 0..5_u8).prop_map(|(entry, act)| Step::Person(entry, act)), 1 => Just(Step::Spend)
    ];
    prop::collection::vec(step, 4..9)
}

/// Whatever comes and whatever people do: the books balance, and each day explains itself.
#[tokio::test]
async fn any_month_balances_and_explains_itself() {
    let mut runner =
        TestRunner::new_with_rng(ProptestConfig::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]));
    for _ in 0..6 {
        let steps = steps().new_tree(&mut runner).unwrap().current();
        play(&steps).await;
    }
}

async fn play(steps: &[Step]) {
    let app = App::start().await;
    let finance = app.finance().await;
    let (distributor, mut files) = (app.channel.distributor.clone(), Vec::<BankFile>::new());
    let mut credits: Vec<(String, String)> = Vec::new();
    for (nth, step) in steps.iter().enumerate() {
        match step {
            Step::Statement(bookings) => {
                let opening = files.last().map_or(100_000, BankFile::closing);
                let line = |(at, (amount, booking)): (usize, &(u8, Booking))| {
                    let (reference, amount) = (format!("R{nth}-{at}"), format!("{amount}.00"));
                    match booking {
                        Booking::Credit => Line::from(&distributor, &reference, &amount),
                        Booking::Unnamed => Line::credit(&reference, &amount, &distributor.name, ""),
                        Booking::Debit => Line::debit(&reference, &amount),
                        Booking::Fee => Line { reference: None, ..Line::debit("", &amount) },
                        Booking::Reversal(of) if !credits.is_empty() => {
                            let (reference, amount) = &credits[usize::from(*of) % credits.len()];
                            Line::reversal(reference, amount)
                        }
                        Booking::Reversal(_) => Line::reversal(&reference, &amount),
                    }
                };
                let file =
                    BankFile::day(&format!("2026-03-{:02}", nth + 1), opening, bookings.iter().enumerate().map(line));
                let receipts = file.lines.iter().filter(|line| line.direction == "CRDT");
                credits.extend(receipts.map(|line| (line.reference.clone().unwrap(), line.amount.clone())));
                finance.import(&file).await;
                files.push(file);
            }
            Step::Again(ago) => {
                let Some(file) = files.len().checked_sub(1 + usize::from(*ago)).and_then(|at| files.get(at)) else {
                    continue;
                };
                finance.import(&BankFile { reference: format!("again-{nth}"), ..file.clone() }).await;
            }
            Step::Notified => {
                let Some(file) = files.last() else { continue };
                make_notification(&app, &file.reference);
                finance.import(&BankFile { reference: format!("late-{nth}"), ..file.clone() }).await;
            }
            Step::Person(entry, act) => do_something(&app, &finance, *entry, *act).await,
            Step::Spend => {
                let half = app.rows(&format!(
                    "select round(balance / 2, 2) from ledger_accounts where kind = 'cash' and owner_id = '{}'",
                    distributor.party_id().uuid()
                ));
                if half[0] != "0.00" {
                    app.admin_of(&distributor).await.allocate(&app.channel.reseller, &half[0]).await.ok();
                }
            }
        }
        assert_eq!(app.discrepancies().await, Vec::<String>::new(), "after {step:?} of {steps:?}");
        for day in days(&app, "2026-02-28", "2026-03-12").await {
            assert!(!day.contains("UNEXPLAINED") && !day.contains("GAP"), "{day} after {step:?} of {steps:?}");
        }
    }
    app.run_jobs().await;
    app.close().await;
}

/// One of the entries, and one of the acts; whether it can be done is the act's to say.
async fn do_something(app: &App, finance: &Person<'_>, entry: u8, act: u8) {
    let ids = app.rows("select id from bank_entries order by id");
    let pick =
        |at: usize| ids.get(at % ids.len().max(1)).map(|id| BankEntryId::from_uuid(id.parse().unwrap()).to_string());
    let (Some(id), Some(other)) = (pick(usize::from(entry)), pick(usize::from(entry) / 2)) else { return };
    let mut input = json!({ "id": id, "reason": "So it is", "idempotencyKey": JobId::new().to_string() });
    let acts = ["bankEntryMatch", "bankEntryUnmatch", "bankEntryReturn", "bankEntryDismiss", "bankEntryApplyReversal"];
    let mutation = acts[usize::from(act)];
    if mutation == "bankEntryMatch" {
        input["partyId"] = app.channel.distributor.global_id().into();
    } else if mutation == "bankEntryApplyReversal" {
        input["creditedEntryId"] = other.into();
    }
    let kind = format!("B{}Input", &mutation[1..]);
    let document =
        format!("mutation($input: {kind}!) {{ {mutation}(input: $input) {{ userErrors {{ code field }} }} }}");
    drop(finance.query(&document, json!({ "input": input })).await);
    app.run_jobs().await;
}
