//! What a query costs does not depend on how many rows it finds.
//!
//! Each story asks a query that runs through the graph, first with two rows on each level, then with thirty,
//! and counts the SQL statements of both. Reading the session is among them, and the pool's question whether a
//! connection lives.

use domain::Conn;
use domain::actor::Actor;
use domain::clock::Clock;
use domain::party::{self, EdgeKind, Kind, Locale};
use schema::money::Currency;
use serde_json::{Value, json};
use tests::{App, BankFile, Line, Partner, Person};

/// The rows on each level, in the end.
const MANY: usize = 30;

/// How many statements the query takes, and how often `deepest` stands in its answer.
async fn cost(app: &App, person: &Person<'_>, query: &str, variables: Value, deepest: &str) -> (u64, usize) {
    let before = app.db.statements();
    let answer = person.query(query, variables).await;
    let statements = app.db.statements() - before;
    (statements, answer.data().to_string().matches(&format!("\"{deepest}\":")).count())
}

/// Down the channel and back up.
#[tokio::test]
async fn the_channel_down_to_the_balances_and_back_up_takes_the_same_statements_for_every_size() {
    const QUERY: &str = "{ vendor { distributors(first: 30) { totalCount nodes { name
        resellers(first: 3) { totalCount nodes { name
            customers(first: 3) { totalCount nodes {
                accounts { balance { amount } }
                association { kind }
                upper { id upper { id upper { id top: kind } } }
            } }
        } }
    } } } }";
    let app = App::start().await;
    let finance = app.finance().await;

    let small = cost(&app, &finance, QUERY, json!({}), "balance").await;
    grow(&app, MANY - 2).await;
    let large = cost(&app, &finance, QUERY, json!({}), "balance").await;

    assert_eq!((small, large), ((33, 9), (33, 93)));
    app.close().await;
}

/// From the files of a bank to whom their entries belong.
#[tokio::test]
async fn files_down_to_the_payees_take_the_same_statements_for_every_size() {
    const QUERY: &str = "{ bankUploads(first: 30) { totalCount nodes { uploadedBy { name }
        statements(first: 3) { totalCount nodes { bankAccount { number } bankUpload { id }
            entries(first: 3) { totalCount nodes { bankStatement { id } duplicateOf { id }
                remittanceAccount { number party { payee: name upper { name } } }
            } }
        } }
    } } }";
    let app = App::start().await;
    let finance = app.finance().await;
    let (distributor, reseller) = (&app.channel.distributor, &app.channel.reseller);
    credit(&finance, [Line::from(distributor, "R1", "100.00"), Line::from(reseller, "R2", "100.00")]).await;

    let small = cost(&app, &finance, QUERY, json!({}), "payee").await;
    credit(&finance, grow(&app, MANY - 2).await).await;
    let large = cost(&app, &finance, QUERY, json!({}), "payee").await;

    assert_eq!((small, large), ((34, 2), (34, 30)));
    app.close().await;
}

/// From accounts through their transfers to whom the money came from and went to, and what is set aside.
#[tokio::test]
async fn accounts_and_their_transfers_take_the_same_statements_for_every_size() {
    const QUERY: &str = "{ accounts(filter: { kind: CASH }, first: 100) { totalCount nodes { owner { name }
        fundLots { remaining { amount } }
        transfers(first: 3) { totalCount nodes {
            debitAccount { balance { amount } owner { name } }
            creditAccount { balance { amount } owner { whose: name } }
            creditBalance { amount }
        } }
        holds(first: 3) { totalCount nodes { account { id } placedBy { name } releasedBy { name } } }
    } } }";
    let app = App::start().await;
    let finance = app.finance().await;
    let (distributor, reseller) = (&app.channel.distributor, &app.channel.reseller);
    credit(&finance, [Line::from(distributor, "R1", "100.00"), Line::from(reseller, "R2", "100.00")]).await;

    let small = cost(&app, &finance, QUERY, json!({}), "whose").await;
    credit(&finance, grow(&app, MANY - 2).await).await;
    let large = cost(&app, &finance, QUERY, json!({}), "whose").await;

    assert_eq!((small, large), ((30, 2), (30, 30)));
    app.close().await;
}

/// Objects of one type by their ids.
#[tokio::test]
async fn holds_by_their_ids_take_the_same_statements_for_every_number() {
    const QUERY: &str = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Hold {
        account { balance { amount } owner { whose: name upper { name } } } placedBy { name }
    } } }";
    let app = App::start().await;
    let finance = app.finance().await;
    credit(&finance, [Line::from(&app.channel.reseller, "R1", "100.00")]).await;
    let ids = place_holds(&finance, &app.channel.reseller, MANY).await;

    let small = cost(&app, &finance, QUERY, json!({ "ids": &ids[..2] }), "whose").await;
    let large = cost(&app, &finance, QUERY, json!({ "ids": &ids }), "whose").await;

    assert_eq!((small, large), ((16, 2), (16, 30)));
    app.close().await;
}

/// Enters `count` distributors, each with a reseller, each with a customer; returns a transfer of each distributor.
async fn grow(app: &App, count: usize) -> Vec<Line> {
    let (now, vendor) = (app.clock.now(), app.channel.vendor.party_id());
    let entered = app.db.tx(move |conn| {
        let actor = Actor::system("test");
        let enter = |conn: &mut Conn, kind, name: &str, edge, upper| {
            let entered = party::enter(conn, now, &actor, kind, name, Locale::En)?;
            party::associate(conn, now, &actor, edge, upper, entered.id)?;
            Ok::<_, party::Error>(entered.id)
        };
        let mut chain = |name: String| {
            let distributor = enter(conn, Kind::Distributor, &name, EdgeKind::Partner, vendor)?;
            let reseller = enter(conn, Kind::Reseller, &name, EdgeKind::Reseller, distributor)?;
            enter(conn, Kind::Customer, &name, EdgeKind::Resale, reseller)?;
            let number = domain::bank::issue(conn, now, &actor, distributor, Currency::CNY).unwrap().number;
            Ok(Line::credit(&number, "100.00", &name, &number))
        };
        (0..count).map(|i| chain(format!("Chain {i} Ltd"))).collect::<Result<Vec<_>, party::Error>>()
    });
    entered.await.unwrap()
}

/// A file for each line.
async fn credit(finance: &Person<'_>, lines: impl IntoIterator<Item = Line>) {
    for (i, line) in lines.into_iter().enumerate() {
        finance.import(&BankFile::new(&format!("{i} {}", line.number), [line])).await;
    }
}

async fn place_holds(finance: &Person<'_>, partner: &Partner, count: usize) -> Vec<String> {
    const PLACE: &str =
        "mutation($input: HoldPlaceInput!) { holdPlace(input: $input) { hold { id } userErrors { code } } }";
    let account = finance.account_of(partner, "CASH").await.expect("an account");
    let mut ids = Vec::new();
    for i in 0..count {
        let input = json!({
            "accountId": account["id"], "amount": { "amount": "1.00", "currency": "CNY" },
            "reason": "a check", "idempotencyKey": format!("hold {i}"),
        });
        let placed = finance.query(PLACE, json!({ "input": input })).await;
        ids.push(placed.ok()["hold"]["id"].as_str().unwrap().to_owned());
    }
    ids
}
