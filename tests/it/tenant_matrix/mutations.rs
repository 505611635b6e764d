//! Who may do what: each mutation for each viewer, with an input that works for who may.

use std::collections::BTreeSet;

use domain::party::Kind;
use schema::ids::PartyId;
use serde_json::{Value, json};
use tests::{Answer, App, Sdl};

use super::documents::refusals;
use super::furnish::furnished;
use super::supplies::{Supply, supplies};
use super::table::{Sight, sight};
use super::viewer::{Viewer, viewers};
use super::world::{World, type_sight};

/// Foreign ids of one thing that are tried.
const FOREIGN: usize = 2;

#[tokio::test]
async fn each_mutation_has_one_supply() {
    let app = App::start().await;
    let sdl = Sdl::of(&app).await;

    let mutations: BTreeSet<&str> = sdl.get("Mutation").fields.iter().map(|it| it.name.as_str()).collect();
    let supplied: Vec<&str> = supplies().iter().map(Supply::mutation).collect();
    assert_eq!(supplied.iter().copied().collect::<BTreeSet<_>>(), mutations);
    assert_eq!(supplied.len(), mutations.len(), "a supply stands twice");
    app.close().await;
}

#[tokio::test]
async fn each_mutation_is_for_who_the_matrix_says_and_changes_nothing_for_others() {
    let app = furnished().await;
    let (sdl, viewers, mut nth) = (Sdl::of(&app).await, viewers(&app).await, 100);

    for supply in supplies() {
        let (name, document) = (supply.mutation(), document(&sdl, &supply));
        let sight = sight("Mutation", name);
        let (may, may_not): (Vec<_>, Vec<_>) = viewers.iter().partition(|it| it.may_call(sight));

        let input = an_input(&supply, &app, &may, nth).await;
        let before = everything_stored(&app);
        for viewer in may_not {
            let answer = viewer.ask(&document, json!({ "input": input })).await;
            assert_eq!(refusal(&answer), refused(viewer, name), "{name} by the {}", viewer.name);
        }
        assert_eq!(everything_stored(&app), before, "{name} was refused and changed something");

        let mut answered = 0;
        for viewer in callers(&may, sight) {
            nth += 1;
            // Who has nothing that it could be done to is refused what is another's.
            let own = supply.input(&app, viewer, nth).await;
            let answer = viewer.ask(&document, json!({ "input": own.as_ref().unwrap_or(&input) })).await;
            let (is_refused, of) = (!refusal(&answer).is_empty(), refusal(&answer));
            assert_eq!(is_refused, own.is_none(), "{name} of {own:?} by the {}: {of}", viewer.name);
            answered += usize::from(own.is_some());
        }
        assert!(answered > 0, "nobody gave the command {name}");
    }
    app.run_jobs().await;
    app.sql(BACK);
    bury(&app);
    app.close().await;
}

/// Who gives the command: whoever may; of what anybody may, who is asking makes no difference, so some do.
fn callers<'a>(may: &[&'a Viewer<'a>], sight: Sight) -> Vec<&'a Viewer<'a>> {
    let every = if sight == Sight::Anybody { may.len() / 2 } else { 1 };
    may.iter().copied().rev().step_by(every).collect()
}

/// An input that works for the first who has one.
async fn an_input(supply: &Supply, app: &App, may: &[&Viewer<'_>], nth: usize) -> Value {
    for viewer in may {
        if let Some(input) = supply.input(app, viewer, nth).await {
            return input;
        }
    }
    panic!("nobody has what {} takes", supply.mutation())
}

#[tokio::test]
async fn a_mutation_says_the_same_of_a_foreign_id_and_of_none() {
    let app = furnished().await;
    let (sdl, viewers) = (Sdl::of(&app).await, viewers(&app).await);
    let world = World::of(&app);

    for supply in supplies() {
        let (name, document) = (supply.mutation(), document(&sdl, &supply));
        let (may, may_not): (Vec<_>, Vec<_>) = viewers.iter().partition(|it| it.may_call(sight("Mutation", name)));
        for (path, of_type) in supply.id_arguments() {
            let mut shared = an_input(&supply, &app, &may, 0).await;
            let mut inputs = Vec::new();
            for viewer in &may {
                inputs.push(supply.input(&app, viewer, 0).await.unwrap_or_else(|| shared.clone()));
            }
            let (missing, before) = (missing(&world, of_type), everything_stored(&app));
            for (viewer, input) in may.iter().zip(&mut inputs) {
                let answer = ask_of(viewer, &document, input, &path, &missing).await;
                assert!(refusal(&answer).starts_with("NOT_FOUND"), "{name} by the {}: {answer:?}", viewer.name);
                for id in foreign(&world, viewer, of_type) {
                    let of_foreign = ask_of(viewer, &document, input, &path, &id).await;
                    assert_eq!(of_foreign, answer, "{name} of {id} by the {}", viewer.name);
                }
            }
            for viewer in &may_not {
                let id = foreign(&world, viewer, of_type).into_iter().next().unwrap_or_else(|| missing.clone());
                let answer = ask_of(viewer, &document, &mut shared, &path, &id).await;
                assert_eq!(refusal(&answer), refused(viewer, name), "{name} of {id} by the {}", viewer.name);
            }
            assert_eq!(everything_stored(&app), before, "{name} was refused and changed something");
        }
    }
    bury(&app);
    app.run_jobs().await;
    app.close().await;
}

/// Who accepted an invitation stands again where it stood: what it has to spend came from there.
const BACK: &str = "delete from edges new using edges old where old.lower_id = new.lower_id and new.valid_to is null \
    and old.valid_to = old.valid_from + interval '1 day'; \
    update edges set valid_from = valid_to, valid_to = null where valid_to = valid_from + interval '1 day'";

/// Mails that were called dead so that somebody could retry or discard them, and those whose code was taken away.
fn bury(app: &App) {
    app.sql("update jobs set state = 'cancelled' where state = 'dead' and name = 'send_email'");
}

/// What who may not give a command is told.
fn refused(viewer: &Viewer<'_>, mutation: &str) -> &'static str {
    let is_partner = viewer.person.is_some() && !matches!(viewer.party.kind, Kind::Vendor | Kind::Customer);
    // No permission would help a partner to become a customer (domain.md 2.3): it is told so.
    if mutation == "invitationAccept" && is_partner { "CUSTOMER_IS_PARTNER" } else { viewer.refusal() }
}

/// The mutation, asking for nothing but what it refused.
fn document(sdl: &Sdl, supply: &Supply) -> String {
    let (name, mutation) = (supply.mutation(), sdl.get("Mutation").field(supply.mutation()));
    let (input, refusals) = (mutation.args[0].target(), refusals(sdl, sdl.target(mutation)));
    format!("mutation($input: {input}!) {{ {name}(input: $input) {{ {refusals} }} }}")
}

async fn ask_of(viewer: &Viewer<'_>, document: &str, input: &mut Value, path: &str, id: &str) -> Answer {
    *input.pointer_mut(path).unwrap_or_else(|| panic!("{path} is not in the input")) = json!(id);
    // Of many in one go each is refused by itself, and that is remembered under the key: here it is only tried.
    if let Some(dry_run) = input.pointer_mut("/dryRun") {
        *dry_run = json!(true);
    }
    viewer.ask(document, json!({ "input": input })).await
}

/// Ids that the viewer may not see.
fn foreign(world: &World, viewer: &Viewer<'_>, of_type: &str) -> Vec<String> {
    let seen = world.seen(viewer, of_type, type_sight(of_type));
    let all = world.seen(viewer, of_type, Sight::Anybody);
    all.difference(&seen).take(FOREIGN).cloned().collect()
}

/// An id like those of the type that names nothing.
fn missing(world: &World, of_type: &str) -> String {
    let (id, _) = world.0.iter().find(|(_, it)| it.of_type == of_type).unwrap_or_else(|| panic!("no {of_type}"));
    PartyId::new().with_prefix(id.split_once('_').map_or("", |(prefix, _)| prefix))
}

/// The codes of the refusals, each with the field when it names one; empty for none.
fn refusal(answer: &Answer) -> String {
    let mut refusals = Vec::new();
    collect(&answer.0["data"], &mut refusals);
    match answer.error_code() {
        "" => refusals.join(", "),
        code => code.to_owned(),
    }
}

fn collect(answer: &Value, refusals: &mut Vec<String>) {
    match answer {
        Value::Array(items) => items.iter().for_each(|it| collect(it, refusals)),
        Value::Object(fields) if fields.contains_key("code") => {
            let path = fields["field"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let words = fields["code"].as_str().into_iter().chain(path).collect::<Vec<_>>();
            refusals.push(words.join(" "));
        }
        Value::Object(fields) => fields.values().for_each(|it| collect(it, refusals)),
        _ => {}
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
