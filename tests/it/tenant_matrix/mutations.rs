//! Who may do what: each mutation for each viewer, with an input that works for who may.

use schema::ids::PartyId;
use serde_json::{Value, json};
use tests::{Answer, App, Sdl, Type};

use super::supplies::{Supplies, hold};
use super::table::sight;
use super::viewer::{Viewer, viewers};
use super::world::{World, furnish};

#[tokio::test]
async fn each_mutation_is_for_who_the_matrix_says_and_changes_nothing_for_others() {
    let app = App::start().await;
    furnish(&app).await;
    let (sdl, viewers) = (Sdl::of(&app).await, viewers(&app).await);
    let mut supplies = Supplies::of(&app).await;

    for mutation in &sdl.get("Mutation").fields {
        let (name, input) = (&mutation.name, mutation.args[0].target());
        let document =
            format!("mutation($input: {input}!) {{ {name}(input: $input) {{ userErrors {{ code field }} }} }}");
        let (may, may_not): (Vec<_>, Vec<_>) = viewers.iter().partition(|it| it.may_call(sight("Mutation", name)));

        let before = everything_stored(&app);
        for viewer in may_not {
            let answer = viewer.ask(&document, json!({ "input": supplies.peek(name) })).await;
            assert_eq!(refusal(&answer), refused(viewer), "{name} by the {}", viewer.name);
        }
        assert_eq!(everything_stored(&app), before, "{name} was refused and changed something");

        for viewer in may {
            let answer = viewer.ask(&document, json!({ "input": supplies.take(name) })).await;
            assert_eq!(refusal(&answer), "", "{name} by the {}", viewer.name);
        }
    }
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn a_mutation_says_the_same_of_a_foreign_id_and_of_none() {
    let app = App::start().await;
    furnish(&app).await;
    let (sdl, world, viewers) = (Sdl::of(&app).await, World::of(&app), viewers(&app).await);
    let before = everything_stored(&app);

    for (mutation, of_type) in id_arguments(&sdl) {
        let input = sdl.get("Mutation").field(mutation).args[0].target();
        let document = format!(
            "mutation($input: {input}!) {{ {mutation}(input: $input) {{ userErrors {{ code field message }} }} }}"
        );
        let foreign: Vec<&String> = world.0.iter().filter(|(_, it)| it.of_type == of_type).map(|(id, _)| id).collect();
        let prefix = foreign[0].split_once('_').map_or("", |(prefix, _)| prefix);
        let missing = PartyId::new().with_prefix(prefix);
        for viewer in &viewers {
            let of_missing = viewer.ask(&document, json!({ "input": with_id(mutation, &missing) })).await;
            if viewer.may_call(sight("Mutation", mutation)) {
                assert!(
                    refusal(&of_missing).starts_with("NOT_FOUND"),
                    "{mutation} by the {}: {of_missing:?}",
                    viewer.name
                );
                continue;
            }
            assert_eq!(refusal(&of_missing), refused(viewer), "{mutation} by the {}", viewer.name);
            for id in foreign.iter().take(3) {
                let of_foreign = viewer.ask(&document, json!({ "input": with_id(mutation, id) })).await;
                assert_eq!(of_foreign, of_missing, "{mutation} of {id} by the {}", viewer.name);
            }
        }
    }
    assert_eq!(everything_stored(&app), before);
    app.close().await;
}

/// The mutations that take an id, and of what.
fn id_arguments(sdl: &Sdl) -> Vec<(&str, &'static str)> {
    let takes_id = |input: &Type| input.input_fields.iter().any(|field| field.target() == "ID");
    let mutations = sdl.get("Mutation").fields.iter().filter(|it| takes_id(sdl.target(&it.args[0])));
    let of = |name: &str| match name {
        "holdPlace" => "Account",
        "holdRelease" => "Hold",
        "jobDiscard" | "jobRetry" => "Job",
        other => panic!("what does {other} take the id of?"),
    };
    mutations.map(|it| (it.name.as_str(), of(&it.name))).collect()
}

fn with_id(mutation: &str, id: &str) -> Value {
    match mutation {
        "holdPlace" => hold(id, "missing"),
        "holdRelease" => json!({ "holdId": id, "idempotencyKey": "missing" }),
        _ => json!({ "id": id }),
    }
}

fn refused(viewer: &Viewer<'_>) -> &'static str {
    if viewer.person.is_some() { "FORBIDDEN" } else { "UNAUTHENTICATED" }
}

/// The code of the refusal, and the field when it names one; empty for none.
fn refusal(answer: &Answer) -> String {
    match answer.error_code() {
        "" => answer.refusals().join(", "),
        code => code.to_owned(),
    }
}

/// A fingerprint of each table.
fn everything_stored(app: &App) -> Vec<String> {
    let tables = app
        .rows("select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1");
    let prints = tables.iter().map(|table| {
        format!("select '{table} ' || md5(coalesce(string_agg(it::text, ';' order by it::text), '')) from {table} it")
    });
    app.rows(&prints.collect::<Vec<_>>().join(" union all "))
}
