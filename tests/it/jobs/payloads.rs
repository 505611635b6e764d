//! The payloads of jobs: of old still read, or left for a person.

use std::fmt::Debug;

use schema::ids::{AccountId, BankEntryId, BankUploadId, MailId, PayerAgreementId};
use schema::jobs::{
    CleanUp, CreditBankEntry, DecideBankEntries, ExpireCoupons, ExpirePartnerInvitations, ExpireReports,
    ImportBankFile, Payload, RetryHeldEntries, SendEmail, SnapshotLedger, VerifyBooks, WarnBalance,
};
use schema::notices::Notice;
use serde_json::{Value, json};
use tests::App;

use super::{DISCARD, day, enqueue};

#[tokio::test]
async fn a_payload_that_cannot_be_read_is_left_for_a_person_at_once() {
    let app = App::start().await;
    let id = enqueue(&app, day(1)).await;
    app.sql("update jobs set payload = '{\"since\": 7}'");

    app.run_jobs().await;

    let told = app.rows("select format('%s %s/%s: %s', state, attempt, max_attempts, last_error) from jobs");
    assert_eq!(told, ["dead 1/3: missing field `on`"]);
    let input = json!({ "input": { "id": id.to_string() } });
    assert_eq!(app.operations().await.query(DISCARD, input).await.ok()["job"]["state"], "CANCELLED");
    app.close().await;
}

/// What stands in the table of an old database is still read, and written the same.
#[test]
fn payloads_of_old_are_still_read() {
    fn check<P: Payload + PartialEq + Debug>(stored: Value, payload: &P, told: &str) {
        assert_eq!(&serde_json::from_value::<P>(stored.clone()).unwrap(), payload);
        assert_eq!(serde_json::to_value(payload).unwrap(), stored);
        assert_eq!(format!("{} {} {}: {}", P::QUEUE, P::NAME, P::MAX_ATTEMPTS, payload.dedup_key()), told);
    }
    const STORED: &str = "018f0000-0000-7000-8000-000000000001";
    let id = STORED.parse().unwrap();
    let (upload, entry) = (BankUploadId::from_uuid(id), BankEntryId::from_uuid(id));

    check(
        json!({ "bank_upload_id": STORED }),
        &ImportBankFile { bank_upload_id: upload },
        "bank import_bank_file 10: import_bank_file:bup_01hw000000e008000000000001",
    );
    check(
        json!({ "bank_entry_id": STORED }),
        &CreditBankEntry { bank_entry_id: entry },
        "bank credit_bank_entry 10: credit_bank_entry:ben_01hw000000e008000000000001",
    );
    check(
        json!({ "bank_upload_id": STORED, "first": STORED }),
        &DecideBankEntries { bank_upload_id: upload, first: entry },
        "bank decide_bank_entries 10: decide_bank_entries:ben_01hw000000e008000000000001",
    );
    check(
        json!({ "payer_agreement_id": STORED }),
        &RetryHeldEntries { payer_agreement_id: PayerAgreementId::from_uuid(id) },
        "bank retry_held_entries 10: retry_held_entries:pay_01hw000000e008000000000001",
    );
    check(
        json!({ "mail_id": STORED }),
        &SendEmail { mail_id: MailId::from_uuid(id) },
        "email send_email 12: send_email:mal_01hw000000e008000000000001",
    );
    check(
        json!({ "on": "2026-03-01" }),
        &VerifyBooks { on: day(1) },
        "maintenance verify_books 3: verify_books:2026-03-01",
    );
    check(
        json!({ "on": "2026-03-01" }),
        &SnapshotLedger { on: day(1) },
        "maintenance snapshot_ledger 3: snapshot_ledger:2026-03-01",
    );
    check(json!({ "on": "2026-03-01" }), &CleanUp { on: day(1) }, "maintenance clean_up 3: clean_up:2026-03-01");
    check(
        json!({ "on": "2026-03-01" }),
        &ExpireReports { on: day(1) },
        "maintenance expire_reports 5: expire_reports:2026-03-01",
    );
    let (coupons, name) = (ExpireCoupons { on: day(1) }, "expire_coupons");
    check(json!({ "on": "2026-03-01" }), &coupons, &format!("maintenance {name} 5: {name}:2026-03-01"));
    check(
        json!({ "account_id": STORED, "version": 7, "threshold": "100.00 CNY" }),
        &WarnBalance { account_id: AccountId::from_uuid(id), version: 7, threshold: "100.00 CNY".parse().unwrap() },
        "email warn_balance 10: warn_balance:acc_01hw000000e008000000000001:7",
    );
    let expire = ExpirePartnerInvitations { on: day(1) };
    let name = "expire_partner_invitations";
    check(json!({ "on": "2026-03-01" }), &expire, &format!("maintenance {name} 3: {name}:2026-03-01"));

    let notice = json!({ "name": "remittance_credited", "bank_entry_id": STORED });
    assert_eq!(
        serde_json::from_value::<Notice>(notice.clone()).unwrap(),
        Notice::RemittanceCredited { bank_entry_id: entry, transaction_id: None }
    );
    assert_eq!(
        serde_json::to_value(Notice::RemittanceCredited { bank_entry_id: entry, transaction_id: None }).unwrap(),
        notice
    );
}
