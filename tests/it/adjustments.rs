//! Money that goes down the tiers, and comes back (domain.md 3.4).

mod amounts;
mod arrears;
mod batch;
mod chains;
mod codes;
mod dry_run;
mod ended;
mod examples;
mod lists;
mod many_hands;
mod model;
mod relations;
mod roles;
mod stage;
mod tiers;

use tests::{Answer, App};

/// What became of a command in a word or two.
fn outcome(answer: &Answer) -> String {
    let refusals = answer.refusals();
    if refusals.is_empty() { "done".to_owned() } else { refusals.join(", ") }
}

/// The channel with money everywhere: distributor 1000.00, reseller 300.00 of it, customer 120.00 of that; solution
/// provider 500.00.
async fn funded() -> App {
    let app = App::start().await;
    let channel = &app.channel;
    app.fund(&channel.distributor, "1000.00").await;
    app.fund(&channel.solution_provider, "500.00").await;
    app.admin_of(&channel.distributor).await.allocate(&channel.reseller, "300.00").await.ok();
    app.admin_of(&channel.reseller).await.allocate(&channel.customer, "120.00").await.ok();
    app
}

const FUNDED: [&str; 4] = [
    "Alder Solutions Inc. cash 500.00",
    "Heron Systems Ltd cash 180.00",
    "Lantern Foods Ltd spending 120.00",
    "长江云分销有限公司 cash 700.00",
];
