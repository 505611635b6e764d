//! Many clients at one moment. `cargo dev bench` does the same with 10 000 attempts, and 1 000 keys 50 times each.

use tests::App;
use tests::stress::{empty_a_wallet, repeat_commands};

/// Money for a hundred allocations is given away a hundred times.
#[tokio::test]
async fn a_wallet_is_never_overdrawn_however_many_want_it() {
    let app = App::start().await;

    let tally = empty_a_wallet(&app, 64, 1_000).await;

    assert_eq!(tally.answers, 1_000);
    app.close().await;
}

#[tokio::test]
async fn a_command_that_fifty_send_at_once_is_carried_out_once() {
    let app = App::start().await;

    let tally = repeat_commands(&app, 25, 50).await;

    assert_eq!(tally.answers, 25 * 52);
    app.close().await;
}
