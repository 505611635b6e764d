//! A command that is only tried answers what it would have answered, and writes nothing.
//!
//! Every mutation that moves money is in [`commands`]: what is tried is then carried out, and both answers are compared.

mod adjustments;
mod given;
mod others;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use tests::App;

use super::funded;

/// How many commands are tried and carried out.
const COMMANDS: usize = 80;
/// What has another value for being tried: names of what was made, and what is looked up by them.
const NAMES: [&str; 6] = ["id", "transactionId", "dryRun", "message", "transfers", "couponPayments"];

/// A mutation, who gives it, and its input without key and `dryRun`.
#[derive(Debug, Clone)]
struct Command {
    document: &'static str,
    person: usize,
    /// How its key is called.
    key: &'static str,
    input: Value,
}

/// Every mutation that moves money or coupons, with inputs of which some are refused.
fn commands(app: &App, given: &given::Given) -> impl Strategy<Value = Command> + use<> {
    prop_oneof![4 => adjustments::commands(app), 3 => others::commands(app, given)]
}

/// The answer without the names of what was made.
fn nameless(answer: &Value) -> Value {
    match answer {
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(name, _)| !NAMES.contains(&name.as_str()));
            Value::Object(kept.map(|(name, value)| (name.clone(), nameless(value))).collect())
        }
        Value::Array(items) => items.iter().map(nameless).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => answer.clone(),
    }
}

#[tokio::test]
async fn what_is_tried_is_what_would_happen_and_nothing_happens() {
    let app = funded().await;
    let people = others::people(&app).await;
    let given = given::given(&app, &people).await;
    let (mut runner, commands) = (TestRunner::deterministic(), commands(&app, &given));
    let mut done = 0;

    for number in 0..COMMANDS {
        let command = commands.new_tree(&mut runner).unwrap().current();
        let give = async |key: String, is_dry: bool| {
            let input = tests::with(command.input.clone(), &json!({ command.key: key, "dryRun": is_dry }));
            people[command.person].query(command.document, json!({ "input": input })).await
        };
        let before = app.fingerprint();
        let tried = give(format!("k{number}"), true).await;
        assert_eq!(app.fingerprint(), before, "{command:?}");
        let real = give(format!("k{number}"), false).await;

        assert_eq!(nameless(tried.data()), nameless(real.data()), "{command:?}");
        let payload = |answer: &tests::Answer| answer.data().as_object().unwrap().values().next().unwrap().clone();
        assert_eq!([&tried, &real].map(|it| payload(it)["dryRun"].clone()), [true, false]);
        done += usize::from(payload(&real)["userErrors"] == json!([]));
    }

    assert!(
        (COMMANDS / 4..COMMANDS * 3 / 4).contains(&done),
        "{done} of {COMMANDS} were carried out: too few or too many"
    );
    app.run_jobs().await;
    app.close().await;
}

/// A key that was only tried is free, and a command that was carried out is answered again also when only tried.
#[tokio::test]
async fn what_was_only_tried_can_be_done_and_what_was_done_is_answered_again() {
    let app = funded().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let input = tests::adjustment(&app.channel.customer, "1.00");
    let dry = tests::with(input.clone(), &json!({ "dryRun": true }));

    let tried = reseller.allocate_as(dry.clone()).await;
    let done = reseller.allocate_as(input).await;
    let again = reseller.allocate_as(dry).await;

    assert_eq!([&tried, &done, &again].map(|it| it.ok()["replayed"].clone()), [false, false, true]);
    assert_eq!(done.ok()["adjustment"], again.ok()["adjustment"]);
    app.close().await;
}
