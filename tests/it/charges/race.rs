//! Charges and refunds at one moment.

use futures_util::future::join_all;
use tests::{Answer, App};

use super::{charged, funded, parts, record, refund, stands, used};

/// Ten times 4 of 10: the balance pays what it has, the rest is owed, whoever comes first.
#[tokio::test]
async fn charges_at_one_moment_spend_no_more_than_there_is() {
    let app = App::start().await;
    let customer = funded(&app, "10.00").await;
    let finance = app.finance().await;

    let inputs = (0..10).map(|number| used(&app, &customer, &format!("c{number}"), "4.00"));
    let answers = join_all(inputs.map(|input| record(&finance, input))).await;

    let mut paid: Vec<String> =
        answers.iter().map(|answer| parts(&answer.ok()["charge"], &["balance", "arrears"])).collect();
    paid.sort();
    assert_eq!(paid[..7], ["arrears 4.00"; 7]);
    assert_eq!(paid[7..], ["balance 2.00, arrears 2.00", "balance 4.00", "balance 4.00"]);
    assert_eq!(stands(&app, &customer), ["debt -30.00"]);
    app.close().await;
}

#[tokio::test]
async fn one_charge_ten_times_at_one_moment_is_charged_once() {
    let app = App::start().await;
    let customer = funded(&app, "10.00").await;
    let finance = app.finance().await;

    let answers = join_all((0..10).map(|_| record(&finance, used(&app, &customer, "c1", "4.00")))).await;

    assert_eq!(answers.iter().filter(|answer| answer.ok()["replayed"] == false).count(), 1);
    assert!(answers.iter().all(|answer| answer.ok()["charge"]["id"] == answers[0].ok()["charge"]["id"]));
    assert_eq!((app.count("charges"), stands(&app, &customer)), (1, vec!["spending 6.00".to_owned()]));
    app.close().await;
}

/// Five times 2 of a charge of 5: two find enough left.
#[tokio::test]
async fn refunds_at_one_moment_give_back_no_more_than_was_paid() {
    let app = App::start().await;
    let customer = funded(&app, "10.00").await;
    let finance = app.finance().await;
    let charge = charged(&finance, used(&app, &customer, "c1", "5.00")).await;

    let keys: Vec<String> = (0..5).map(|number| format!("r{number}")).collect();
    let answers = join_all(keys.iter().map(|key| refund(&finance, key, &charge, "2.00"))).await;

    let refusals: Vec<String> = answers.iter().flat_map(Answer::refusals).collect();
    assert_eq!(refusals, ["STATE_CONFLICT amount"; 3]);
    assert_eq!(stands(&app, &customer), ["spending 9.00"]);
    app.close().await;
}
