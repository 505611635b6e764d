//! Bank entries, their decisions and what was taken back, under the hands of somebody who gets past triggers and rights.

use diesel::Connection;
use diesel::connection::SimpleConnection;
use domain::ledger;
use tests::{App, BankFile, Line};

/// R1 is credited, R2 was taken back after half of it had moved on, R3 is held.
const TAMPERINGS: &[&str] = &[
    "update bank_entries set remittance_account_id = (select id from remittance_accounts where id <> remittance_account_id limit 1) where bank_reference = 'R1'",
    "update ledger_transfers set amount = amount + 1 where kind = 'remittance'",
    "delete from bank_decisions where state = 'credited'",
    "update ledger_transfers set amount = amount + 1 where kind = 'reversal_arrears'",
    "delete from ledger_transfers where kind = 'remittance_reversal'",
    "update ledger_transactions set reverses_id = null where reverses_id is not null",
    "insert into ledger_transactions (id, reverses_id, actor, posted_at) select gen_random_uuid(), transaction_id, 'me', now() from bank_entries where bank_reference = 'R1'",
    "update bank_entries set state = 'credited' where state = 'reversed'",
    "update bank_entries set reverses_id = (select id from bank_entries where bank_reference = 'R1') where state = 'applied'",
    "update bank_entries set amount = amount + 1 where state = 'applied'",
    "update bank_entries set state = 'ignored' where state = 'held'",
    "update bank_entries set reason = 'no_number' where state = 'held'",
    "update bank_decisions set rule = 'agreement' where rule = 'holder'",
    "update bank_entries set bank_reference = 'R1' where bank_reference = 'R2'",
    "update bank_uploads set stored_count = stored_count - 1",
    "delete from bank_entries where state = 'held'",
    "update ledger_accounts set balance = balance + 1 where kind = 'debt' and balance < 0",
    "update bank_statements set closing_balance = closing_balance + 1",
];

#[tokio::test]
async fn every_kind_of_tampering_with_bank_entries_is_noticed() {
    let app = App::start().await;
    let (finance, distributor) = (app.finance().await, app.channel.distributor.clone());
    app.wire(&distributor, "R2", "100.00", 1).await;
    app.admin_of(&distributor).await.allocate(&app.channel.reseller, "60.00").await.ok();
    finance
        .import(&BankFile::new(
            "S2",
            [Line::reversal("R2", "100.00"), Line::credit("R3", "5.00", "Nobody", &distributor.number)],
        ))
        .await;
    app.wire(&distributor, "R1", "20.00", 3).await;
    let mut owner = app.database.owner();

    let mut told = Vec::new();
    for tampering in TAMPERINGS {
        let mut found = Vec::new();
        let undone = owner.transaction::<(), diesel::result::Error, _>(|conn| {
            let loosen =
                "set local session_replication_role = replica; drop index if exists bank_entries_bank_reference_once";
            let loosen = format!(
                "{loosen}; alter table bank_entries drop constraint bank_entries_transaction_id_state, \
                drop constraint bank_entries_reverses_id_state; drop index bank_entries_reverses_id_once"
            );
            conn.batch_execute(&format!("{loosen}; {tampering}"))?;
            found = ledger::verify(conn).unwrap();
            Err(diesel::result::Error::RollbackTransaction)
        });
        assert_eq!(undone, Err(diesel::result::Error::RollbackTransaction), "{tampering}");
        let mut rules: Vec<&str> = found.iter().map(|it| it.rule).collect();
        rules.dedup();
        assert_ne!(rules, Vec::<&str>::new(), "{tampering}");
        told.push(format!("{tampering}\n  {}", rules.join("\n  ")));
    }

    insta::assert_snapshot!("bank_tampering", told.join("\n"));
    app.close().await;
}
