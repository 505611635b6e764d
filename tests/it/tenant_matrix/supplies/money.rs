//! Bank, holds and jobs.

use serde_json::json;
use tests::csv_layout;

use super::{Supply, plain};

pub(super) fn supplies() -> Vec<Supply> {
    let amount = json!({ "amount": "1.00", "currency": "CNY" });
    let dead = json!({ "id": "job: select id from jobs where state = 'dead'" });
    vec![
        plain(
            "bankAccountRegister",
            json!({ "number": "CN00NEW#", "name": "New", "currency": "CNY", "idempotencyKey": "account #" }),
        ),
        plain(
            "bankCsvMappingSave",
            json!({
                "bankAccountId": "bac: select id from bank_accounts order by id limit 1", "name": "Rows #",
                "layout": csv_layout(), "idempotencyKey": "mapping #",
            }),
        )
        .ids("bankAccountId:BankAccount"),
        plain("bankCsvMappingRemove", json!({ "id": MAPPING, "idempotencyKey": "remove #" })).ids("id:BankCsvMapping"),
        plain("bankUploadCreate", json!({ "fileName": "statement.xml" })),
        plain(
            "holdPlace",
            json!({ "accountId": PLENTY, "amount": amount, "reason": "a check", "idempotencyKey": "place #" }),
        )
        .ids("accountId:Account"),
        plain(
            "holdRelease",
            json!({ "holdId": "hld: select id from holds where state = 'placed'", "idempotencyKey": "release #" }),
        )
        .ids("holdId:Hold"),
        plain("balanceAlertSet", json!({ "accountId": WATCHED, "threshold": amount })).ids("accountId:Account"),
        plain("jobDiscard", dead.clone()).before(LEAVE_DEAD).ids("id:Job"),
        plain("jobRetry", dead).before(LEAVE_DEAD).ids("id:Job"),
    ]
}

/// One that is in use.
const MAPPING: &str = "bcm: select id from bank_csv_mappings where removed_at is null order by id limit 1";
const WATCHED: &str = "acc: select id from ledger_accounts where owner_id = '$party' and kind in ('cash', 'spending')";
const PLENTY: &str = "acc: select id from ledger_accounts where kind = 'cash' and balance > 50 order by id";

/// A job that nobody waits for.
const LEAVE_DEAD: &str = "update jobs set state = 'dead', done_at = created_at where id = \
    (select id from jobs where name = 'send_email' and state in ('done', 'cancelled', 'ready') order by id limit 1)";
