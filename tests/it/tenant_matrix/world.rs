//! A channel in which everybody has something.

use std::collections::{BTreeMap, BTreeSet};

use schema::ids::PartyId;
use serde_json::json;
use tests::{App, BankFile, Line, Partner};
use uuid::Uuid;

use super::table::{Sight, sight};
use super::viewer::{Viewer, all};

/// What every object with an id belongs to: its type, the prefix of its id, and its uuid with those of its parties.
const THINGS: &[(&str, &str, &str)] = &[
    ("Party", "", "select id::text || ' ' || id from parties"),
    ("Staff", "stf", "select id || ' ' || party_id from staff"),
    ("Account", "acc", "select id || ' ' || owner_id from ledger_accounts"),
    ("Transfer", "trf", "select id || ' ' || parties from touched"),
    ("Transaction", "txn", "select transaction_id || ' ' || parties from touched"),
    (
        "FundLot",
        "lot",
        "select l.id || ' ' || a.owner_id from fund_lots l join ledger_accounts a on a.id = l.account_id",
    ),
    ("Hold", "hld", "select h.id || ' ' || a.owner_id from holds h join ledger_accounts a on a.id = h.account_id"),
    ("RemittanceAccount", "rem", "select id || ' ' || party_id from remittance_accounts"),
    ("BankAccount", "bac", "select id::text from bank_accounts"),
    ("BankUpload", "bup", "select id::text from bank_uploads"),
    ("BankStatement", "bst", "select id::text from bank_statements"),
    (
        "BankEntry",
        "ben",
        "select e.id || ' ' || coalesce(r.party_id::text, '') from bank_entries e \
         left join remittance_accounts r on r.id = e.remittance_account_id",
    ),
    ("Job", "job", "select id::text from jobs"),
];
const TOUCHED: &str = "with touched as (select t.id, t.transaction_id, d.owner_id || ' ' || c.owner_id as parties \
     from ledger_transfers t join ledger_accounts d on d.id = t.debit_account_id \
     join ledger_accounts c on c.id = t.credit_account_id)";

/// Something with an id.
#[derive(Debug)]
pub(super) struct Thing {
    pub(super) of_type: &'static str,
    pub(super) parties: BTreeSet<Uuid>,
    pub(super) uuid: Uuid,
}

/// Everything there is, by its id.
pub(super) struct World(pub(super) BTreeMap<String, Thing>);

/// Gives each of the five partners money, a hold and entries, and the vendor files and statements.
pub(super) async fn furnish(app: &App) {
    let (finance, channel) = (app.finance().await, &app.channel);
    let partners = [
        &channel.distributor,
        &channel.other_distributor,
        &channel.reseller,
        &channel.other_reseller,
        &channel.solution_provider,
    ];
    let credits = partners.iter().enumerate().map(|(i, partner)| Line::from(partner, &format!("R{i}"), "100.00"));
    let not_credited = [
        Line::credit("X1", "7.00", "Somebody Else Ltd", &channel.reseller.number),
        Line::credit("X2", "8.00", "Somebody Else Ltd", &channel.other_reseller.number),
        Line::from(&channel.reseller, "R2", "100.00"),
        Line::credit("X3", "9.00", "Somebody Else Ltd", "9999990000000000006"),
    ];
    finance.import(&BankFile::new("S1", credits.chain(not_credited))).await;
    finance.import(&BankFile { account: "DE00UNKNOWN".to_owned(), ..BankFile::new("S2", []) }).await;
    for partner in partners {
        let account = finance.account_of(partner, "CASH").await.expect("an account");
        for key in ["kept", "released"] {
            let input = json!({
                "accountId": account["id"], "amount": { "amount": "10.00", "currency": "CNY" },
                "reason": "a check", "idempotencyKey": format!("{key} {}", partner.number),
            });
            let hold = finance.query(HOLD_PLACE, json!({ "input": input })).await.ok()["hold"]["id"].clone();
            if key == "released" {
                let input = json!({ "holdId": hold, "idempotencyKey": partner.number });
                assert_eq!(finance.query(HOLD_RELEASE, json!({ "input": input })).await.refusals(), [""; 0]);
            }
        }
    }
}

const HOLD_PLACE: &str =
    "mutation($input: HoldPlaceInput!) { holdPlace(input: $input) { hold { id } userErrors { code message field } } }";
const HOLD_RELEASE: &str =
    "mutation($input: HoldReleaseInput!) { holdRelease(input: $input) { userErrors { code message field } } }";

impl World {
    /// What is in the database now: asked of the tables, so that nothing that should be found can be forgotten.
    pub(super) fn of(app: &App) -> Self {
        let mut things = BTreeMap::new();
        let parties: BTreeMap<Uuid, &Partner> =
            all(&app.channel).into_iter().map(|it| (it.party_id().uuid(), it)).collect();
        for (of_type, prefix, query) in THINGS {
            for row in app.rows(&format!("{TOUCHED} {query}")) {
                let mut uuids = row.split_whitespace().map(|it| it.parse::<Uuid>().unwrap());
                let uuid = uuids.next().unwrap();
                let of_party = parties.get(&uuid).map(|partner| partner.global_id());
                let id = of_party.unwrap_or_else(|| PartyId::from_uuid(uuid).with_prefix(prefix));
                let thing = things.entry(id).or_insert(Thing { of_type, parties: BTreeSet::new(), uuid });
                thing.parties.extend(uuids);
            }
        }
        Self(things)
    }

    /// The ids of one type that `viewer` may see, by `sight`.
    pub(super) fn seen(&self, viewer: &Viewer<'_>, of_type: &str, sight: Sight) -> BTreeSet<String> {
        let seen = self.0.iter().filter(|(_, thing)| thing.of_type == of_type && viewer.sees(sight, thing));
        seen.map(|(id, _)| id.clone()).collect()
    }

    /// The first id in `text`, in whatever form, of something that `viewer` may not see.
    pub(super) fn leak(&self, viewer: &Viewer<'_>, text: &str) -> Option<&str> {
        let is_told = |id: &str, thing: &Thing| {
            let letters = id.split_once('_').map_or(id, |(_, letters)| letters);
            [letters, &thing.uuid.to_string(), &thing.uuid.simple().to_string()].iter().any(|form| text.contains(form))
        };
        let is_hidden = |thing: &Thing| !viewer.sees(type_sight(thing.of_type), thing);
        let leak = self.0.iter().find(|(id, thing)| is_hidden(thing) && is_told(id, thing));
        leak.map(|(id, _)| id.as_str())
    }
}

/// Who may see an object of the type at all. A transaction is no object: it is told with its transfers.
pub(super) fn type_sight(of_type: &str) -> Sight {
    if of_type == "Transaction" { Sight::Money } else { sight(of_type, "id") }
}
