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
                "bankAccountId": "bac: select id from bank_accounts order by id", "name": "Rows #",
                "layout": csv_layout(), "idempotencyKey": "mapping #",
            }),
        )
        .ids("bankAccountId:BankAccount"),
        plain("bankCsvMappingRemove", json!({ "id": MAPPING, "idempotencyKey": "remove #" })).ids("id:BankCsvMapping"),
        plain("bankUploadCreate", json!({ "fileName": "statement.xml" })),
        plain(
            "bankEntryMatch",
            json!({ "id": NAMELESS, "partyId": PAYER, "reason": "asked", "idempotencyKey": "match #" }),
        )
        .ids("id:BankEntry partyId:Party"),
        plain(
            "bankEntryApplyReversal",
            json!({
                "id": "ben: select id from bank_entries where state = 'held' and is_reversal order by id",
                "creditedEntryId": CREDITED, "reason": "asked", "idempotencyKey": "apply #",
            }),
        )
        .ids("id:BankEntry creditedEntryId:BankEntry"),
        plain("bankEntryUnmatch", json!({ "id": CREDITED, "reason": "asked", "idempotencyKey": "unmatch #" }))
            .ids("id:BankEntry"),
        plain("bankEntryReturn", json!({ "id": NOBODYS, "reason": "asked", "idempotencyKey": "return #" }))
            .ids("id:BankEntry"),
        plain("bankEntryDismiss", json!({ "id": NOBODYS, "reason": "asked", "idempotencyKey": "dismiss #" }))
            .ids("id:BankEntry"),
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

const NAMELESS: &str =
    "ben: select id from bank_entries where state = 'held' and reason = 'no_number' and amount = 1 order by id";
const PAYER: &str = "party: select p.id from bank_entries e join parties p on p.name = e.payer_name \
    where e.state = 'held' and e.reason = 'no_number' and e.amount = 1 order by e.id";
const CREDITED: &str = "ben: select id from bank_entries where state = 'credited' and amount = 1 order by id";
const NOBODYS: &str = "ben: select id from bank_entries where state = 'held' and reason = 'unknown_number' order by id";
/// One that is in use.
const MAPPING: &str = "bcm: select id from bank_csv_mappings where removed_at is null order by id";
const WATCHED: &str = "acc: select id from ledger_accounts where owner_id = '$party' and kind in ('cash', 'spending')";
const PLENTY: &str = "acc: select id from ledger_accounts where kind = 'cash' and balance > 50 order by id";

/// A job that nobody waits for.
const LEAVE_DEAD: &str = "update jobs set state = 'dead', done_at = created_at where id = \
    (select id from jobs where name = 'send_email' and state in ('done', 'cancelled', 'ready') order by id limit 1)";
