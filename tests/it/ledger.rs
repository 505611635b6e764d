//! The ledger itself: under many hands, over days, and in the hands of somebody who tampers.

use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use domain::actor::Actor;
use domain::clock::Clock;
use domain::ledger::{self, Account, AccountKind, Movement, movements};
use schema::ids::HoldId;
use schema::money::{Currency, Money};
use serde_json::json;
use tests::{App, BankFile, Line};

const PLACE: &str = include_str!("../graphql/hold_place.graphql");

fn money(amount: &str) -> Money {
    format!("{amount} CNY").parse().unwrap()
}

/// The reseller's cash and held accounts, after it was credited 100.00.
async fn funded(app: &App) -> (Account, Account) {
    let reseller = app.channel.reseller.clone();
    app.finance().await.import(&BankFile::new("S1", [Line::from(&reseller, "R1", "100.00")])).await;
    let of = |kind| {
        let owner = reseller.party_id();
        app.db.read(move |conn| ledger::account(conn, owner, kind, Currency::CNY))
    };
    (of(AccountKind::Cash).await.unwrap().unwrap(), of(AccountKind::Held).await.unwrap().unwrap())
}

async fn post(app: &App, movement: Movement) -> Result<usize, ledger::Error> {
    let now = app.clock.now();
    app.db.tx(move |conn| ledger::post(conn, now, &Actor::system("test"), &[movement]).map(|posted| posted.len())).await
}

fn stands(app: &App) -> Vec<String> {
    app.rows("select format('%s %s v%s', kind, balance, version) from ledger_accounts where version > 0 order by kind")
}

/// Ten clients post five transfers each, half of them this way, half of them that way.
#[tokio::test]
async fn transfers_both_ways_at_one_moment_add_up_and_block_nobody() {
    let app = App::start().await;
    let (cash, held) = funded(&app).await;
    post(&app, movements::hold(HoldId::new(), cash.id, held.id, money("50.00"))).await.unwrap();
    let client = |number: usize| {
        let (app, cash, held) = (&app, cash.id, held.id);
        async move {
            for _ in 0..5 {
                let movement = if number.is_multiple_of(2) {
                    movements::hold(HoldId::new(), cash, held, money("1.00"))
                } else {
                    movements::hold_release(HoldId::new(), held, cash, money("1.00"))
                };
                assert_eq!(post(app, movement).await.unwrap(), 1);
            }
        }
    };

    tokio::join!(
        client(0),
        client(1),
        client(2),
        client(3),
        client(4),
        client(5),
        client(6),
        client(7),
        client(8),
        client(9)
    );

    assert_eq!(stands(&app), ["cash 50.00 v52", "held 50.00 v51"]);
    let versions = app.rows(&format!(
        "select case when debit_account_id = '{0}' then debit_version else credit_version end from ledger_transfers \
         where '{0}' in (debit_account_id, credit_account_id) order by 1",
        cash.id.uuid()
    ));
    assert_eq!(versions, (1..=52).map(|version| version.to_string()).collect::<Vec<_>>(), "without gaps");
    post(&app, movements::hold_release(HoldId::new(), held.id, cash.id, money("50.00"))).await.unwrap();
    app.close().await;
}

#[tokio::test]
async fn one_fact_moves_money_once() {
    let app = App::start().await;
    let (cash, held) = funded(&app).await;
    let id = HoldId::new();
    let movement = || movements::hold(id, cash.id, held.id, money("1.00"));

    let (one, other) = tokio::join!(post(&app, movement()), post(&app, movement()));
    let later = post(&app, movement()).await;

    assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1);
    assert!(matches!(one.and(other).unwrap_err(), ledger::Error::AlreadyPosted));
    assert!(matches!(later, Err(ledger::Error::AlreadyPosted)), "{later:?}");
    assert_eq!(stands(&app), ["cash 99.00 v2", "held 1.00 v1"]);
    post(&app, movements::hold_release(id, held.id, cash.id, money("1.00"))).await.unwrap();
    app.close().await;
}

#[tokio::test]
async fn an_act_is_posted_whole_or_not_at_all() {
    let app = App::start().await;
    let (cash, held) = funded(&app).await;
    let now = app.clock.now();
    let act = [
        movements::hold(HoldId::new(), cash.id, held.id, money("60.00")),
        movements::hold(HoldId::new(), cash.id, held.id, money("60.00")),
    ];

    let refused = app.db.tx(move |conn| ledger::post(conn, now, &Actor::system("test"), &act).map(drop)).await;

    assert_eq!(refused.unwrap_err().to_string(), "40.00 CNY available, 60.00 CNY needed");
    assert_eq!(stands(&app), ["cash 100.00 v1"]);
    app.close().await;
}

#[tokio::test]
async fn a_platform_account_stands_at_its_snapshot_and_what_came_after() {
    let app = App::start().await;
    let finance = app.finance().await;
    let reseller = app.channel.reseller.clone();
    let today = app.clock.now().date();
    let snapshot = async |on| {
        let now = app.clock.now();
        app.db.tx(move |conn| ledger::take_snapshot(conn, now, on)).await.unwrap()
    };
    finance.import(&BankFile::new("S1", [Line::from(&reseller, "R1", "100.00")])).await;

    let too_early = snapshot(today.succ_opt().unwrap()).await;
    app.later(TimeDelta::days(1));
    let taken = snapshot(today.succ_opt().unwrap()).await;
    let again = snapshot(today.succ_opt().unwrap()).await;
    let finance = app.finance().await;
    finance.import(&BankFile::new("S2", [Line::from(&reseller, "R2", "50.00")])).await;

    assert_eq!((too_early, taken, again), (0, 3, 0), "bank clearing, online clearing, revenue");
    assert_eq!(app.rows("select balance from ledger_snapshots where balance <> 0"), ["-100.00"]);
    let clearing = finance.account_of(&app.channel.vendor, "BANK_CLEARING").await.unwrap();
    assert_eq!(clearing["balance"], json!({ "amount": "-150.00", "currency": "CNY" }));
    app.close().await;
}

/// The owner of the tables is stopped by a trigger, the role of the binaries has no right to begin with.
#[tokio::test]
async fn what_was_posted_or_logged_can_be_neither_changed_nor_removed() {
    let app = App::start().await;
    funded(&app).await;
    let mut owner = app.database.owner();
    let mut binaries = PgConnection::establish(&app.database.url()).unwrap();

    let mut told = Vec::new();
    for (table, column) in [
        ("ledger_transfers", "amount"),
        ("ledger_transactions", "actor"),
        ("ledger_snapshots", "balance"),
        ("fund_origins", "amount"),
        ("transfer_lots", "amount"),
        ("audit_log", "details"),
    ] {
        for statement in [
            format!("update {table} set {column} = {column}"),
            format!("delete from {table}"),
            format!("truncate {table} cascade"),
        ] {
            let refusal = |conn: &mut PgConnection| conn.batch_execute(&statement).unwrap_err().to_string();
            told.push(format!("{statement}: {} / {}", refusal(&mut owner), refusal(&mut binaries)));
        }
    }

    insta::assert_snapshot!(told.join("\n"), @"
    update ledger_transfers set amount = amount: ledger_transfers is append-only / permission denied for table ledger_transfers
    delete from ledger_transfers: ledger_transfers is append-only / permission denied for table ledger_transfers
    truncate ledger_transfers cascade: ledger_transfers is append-only / permission denied for table ledger_transfers
    update ledger_transactions set actor = actor: ledger_transactions is append-only / permission denied for table ledger_transactions
    delete from ledger_transactions: ledger_transactions is append-only / permission denied for table ledger_transactions
    truncate ledger_transactions cascade: ledger_transactions is append-only / permission denied for table ledger_transactions
    update ledger_snapshots set balance = balance: ledger_snapshots is append-only / permission denied for table ledger_snapshots
    delete from ledger_snapshots: ledger_snapshots is append-only / permission denied for table ledger_snapshots
    truncate ledger_snapshots cascade: ledger_snapshots is append-only / permission denied for table ledger_snapshots
    update fund_origins set amount = amount: fund_origins is append-only / permission denied for table fund_origins
    delete from fund_origins: fund_origins is append-only / permission denied for table fund_origins
    truncate fund_origins cascade: fund_origins is append-only / permission denied for table fund_origins
    update transfer_lots set amount = amount: transfer_lots is append-only / permission denied for table transfer_lots
    delete from transfer_lots: transfer_lots is append-only / permission denied for table transfer_lots
    truncate transfer_lots cascade: transfer_lots is append-only / permission denied for table transfer_lots
    update audit_log set details = details: audit_log is append-only / permission denied for table audit_log
    delete from audit_log: audit_log is append-only / permission denied for table audit_log
    truncate audit_log cascade: audit_log is append-only / permission denied for table audit_log
    ");
    app.close().await;
}

/// What somebody might do who gets past triggers and rights.
const TAMPERINGS: &[&str] = &[
    "update ledger_accounts set balance = balance + 1 where kind = 'cash' and balance > 0",
    "update ledger_accounts set version = version + 1 where kind = 'held' and version > 0",
    "update ledger_accounts set currency = 'USD' where kind = 'cash' and balance > 0",
    "update ledger_accounts set alert_threshold = balance + 1 where kind = 'cash' and balance > 0",
    "delete from ledger_transfers where kind = 'hold'",
    "delete from ledger_transfers where kind = 'remittance'",
    "update ledger_transfers set amount = amount + 1 where kind = 'hold'",
    "update ledger_transfers set credit_balance = credit_balance + 1 where kind = 'remittance'",
    "update ledger_transfers set kind = 'hold_release' where kind = 'hold'",
    "update ledger_transfers set debit_version = null where kind = 'hold'",
    "update ledger_transfers set transaction_id = id where kind = 'remittance'",
    "update ledger_snapshots set balance = balance + 1",
    "update fund_lots set remaining = remaining - 1",
    "update fund_lots set arrived_at = arrived_at + interval '1 day'",
    "delete from fund_lots",
    "update fund_origins set amount = amount + 1",
    "update transfer_lots set amount = amount - 1",
    "delete from transfer_lots",
    "update ledger_transfers set posted_at = posted_at - interval '1 day' where kind = 'hold'",
    "update holds set state = 'released', released_at = placed_at, released_by_id = placed_by_id",
    "update holds set amount = amount + 1",
    "update bank_entries set amount = amount + 1",
    "update bank_entries set state = 'held', reason = 'no_number', transaction_id = null",
    "update bank_statements set closing_balance = closing_balance + 1",
    "update audit_log set details = '{}' where operation = 'hold.place'",
    "update audit_log set actor = 'system:nobody' where operation = 'hold.place'",
    "update audit_log set staff_id = null where operation = 'hold.place'",
    "update audit_log set occurred_at = occurred_at + interval '1 second' where operation = 'hold.place'",
    "delete from audit_log where operation = 'bank_entry.credit'",
    "delete from audit_log where operation = 'hold.place'",
    "delete from audit_log where party_id = (select party_id from audit_log where operation = 'hold.place')",
    "delete from audit_heads where party_id = (select party_id from audit_log where operation = 'hold.place')",
];

/// For each, `verify` says which rules no longer hold.
#[tokio::test]
async fn every_kind_of_tampering_is_noticed() {
    let app = App::start().await;
    let (cash, _) = funded(&app).await;
    let finance = app.finance().await;
    let amount = json!({ "amount": "40.00", "currency": "CNY" });
    let input = json!({ "accountId": cash.id.to_string(), "amount": amount, "reason": "Court order 7", "idempotencyKey": "k1" });
    finance.query(PLACE, json!({ "input": input })).await;
    app.later(TimeDelta::days(1));
    let now = app.clock.now();
    app.db.tx(move |conn| ledger::take_snapshot(conn, now, now.date())).await.unwrap();
    let mut owner = app.database.owner();

    let mut told = Vec::new();
    for tampering in TAMPERINGS {
        let mut found = Vec::new();
        let undone = owner.transaction::<(), diesel::result::Error, _>(|conn| {
            conn.batch_execute(&format!("set local session_replication_role = replica; {tampering}"))?;
            found = ledger::verify(conn).unwrap();
            Err(diesel::result::Error::RollbackTransaction)
        });
        assert_eq!(undone, Err(diesel::result::Error::RollbackTransaction), "{tampering}");
        let mut rules: Vec<&str> = found.iter().map(|it| it.rule).collect();
        rules.dedup();
        assert_ne!(rules, Vec::<&str>::new(), "{tampering}");
        told.push(format!("{tampering}\n  {}", rules.join("\n  ")));
    }

    insta::assert_snapshot!("tampering", told.join("\n"));
    app.close().await;
}
