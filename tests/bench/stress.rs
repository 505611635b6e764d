//! Whether the promises hold when many ask at once, in the numbers of the requirement; ends in an error when one does
//! not. The stories have the same in small (`it/adjustments/many_hands.rs`). `cargo dev bench` runs all of it.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it found")]

use tests::App;
use tests::stress::{empty_a_wallet, repeat_commands};

fn main() {
    let named: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with('-')).collect();
    let is_wanted = |name: &str| named.is_empty() || named.iter().any(|it| it == name);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.unwrap_or_else(|error| panic!("{error}"));
    if is_wanted("wallet") {
        runtime.block_on(wallet());
    }
    if is_wanted("keys") {
        runtime.block_on(keys());
    }
}

async fn wallet() {
    let app = App::start().await;
    let tally = empty_a_wallet(&app, 64, 10_000).await;
    println!("a wallet for 100 allocations, 64 clients: 100 made, none below zero, no deadlock");
    println!("  {tally}");
    app.close().await;
}

async fn keys() {
    let app = App::start().await;
    let tally = repeat_commands(&app, 1_000, 50).await;
    println!("1000 keys, each sent by 50 at once: 1000 made, every other input refused, every repeat answered");
    println!("  {tally}");
    app.close().await;
}
