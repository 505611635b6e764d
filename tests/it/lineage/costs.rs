//! How many statements it takes to tell.

use serde_json::json;
use tests::{App, Partner, Person};

/// From many accounts to where their money came from takes as many statements as from two. Each of these asks for one
/// thing after the other: what is asked for side by side may or may not be found together.
#[tokio::test]
async fn what_was_takes_the_same_statements_for_every_size() {
    const QUERIES: [&str; 5] = [
        "lineage { rest { amount } shares { amount { amount } path { owner { found: name } } } }",
        "lineage(at: \"2026-03-20T00:00:00Z\") { shares { origin { channelReference account { owner { found: name } } } } }",
        "balanceAt(at: \"2026-03-20T00:00:00Z\") { found: version }",
        "statement(from: \"2026-03-01T00:00:00Z\", to: \"2026-04-01T00:00:00Z\") { turnovers { found: count }
            transfers(first: 2, filter: { direction: IN }) { totalCount } }",
        "transfers(first: 2) { nodes { lineage { shares { path { owner { found: name } } } } } }",
    ];
    let app = App::start().await;
    let channel = app.channel.clone();
    let finance = app.finance().await;
    let costs = async |person: &Person<'_>| {
        let mut costs = Vec::new();
        for query in QUERIES {
            let query = format!("{{ accounts(filter: {{ kind: CASH }}, first: 50) {{ nodes {{ {query} }} }} }}");
            let before = app.db.statements();
            let answer = person.query(&query, json!({})).await;
            let statements = app.db.statements() - before;
            costs.push((statements, answer.data().to_string().matches("\"found\":").count()));
        }
        costs
    };
    app.wire(&channel.distributor, "R1", "30.00", 9).await;
    app.give(&channel.distributor, &channel.reseller, "10.00").await;

    let small = costs(&finance).await;
    for i in 2..20 {
        let partner: &Partner = if i % 2 == 0 { &channel.distributor } else { &channel.solution_provider };
        app.wire(partner, &format!("R{i}"), "30.00", 9).await;
    }
    app.give(&channel.distributor, &channel.reseller, "200.00").await;
    app.give(&channel.distributor, &channel.other_reseller, "60.00").await;
    let large = costs(&finance).await;

    assert_eq!(small.iter().map(|it| it.0).collect::<Vec<_>>(), large.iter().map(|it| it.0).collect::<Vec<_>>());
    assert!(small.iter().zip(&large).skip(3).all(|(small, large)| small.1 < large.1), "{small:?} {large:?}");
    app.close().await;
}
