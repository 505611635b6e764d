//! Every way through the graph, from every list and every object, both directions, as far as the limits allow.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::{App, Sdl};

use super::documents::{branch, tree};
use super::table::{Sight, sight};
use super::viewer::{Viewer, viewers};
use super::world::{World, furnish, type_sight};

/// Edges from a list's rows. Further, a document selects more than one may.
const DEPTH: usize = 3;

#[tokio::test]
async fn no_way_through_the_graph_leads_to_what_may_not_be_seen() {
    let app = App::start().await;
    furnish(&app).await;
    let (sdl, world, viewers) = (Sdl::of(&app).await, World::of(&app), viewers(&app).await);
    let mut reached_by_administrator = BTreeSet::new();

    for viewer in &viewers {
        let mut reached = BTreeSet::new();
        for (document, variables) in documents(&sdl, &world, viewer) {
            let answer = viewer.ask(&document, variables).await;
            if let Some((id, thing)) = world.leak(viewer, &answer.0.to_string()) {
                panic!("the {} reached {} {id} by {document}", viewer.name, thing.of_type);
            }
            if viewer.person.is_none() {
                assert_eq!(answer.error_code(), "UNAUTHENTICATED", "{document}");
            } else {
                collect_ids(answer.data(), &mut reached);
            }
        }
        if reached_by_administrator.is_empty() {
            reached_by_administrator = whole_types(&world, viewer, &reached);
            assert_eq!(reached_by_administrator.iter().map(String::as_str).collect::<Vec<_>>(), REACHED);
        }
        for of_type in &reached_by_administrator {
            let expected = world.seen(viewer, of_type, type_sight(of_type));
            assert!(expected.is_subset(&reached), "the {} does not reach all its {of_type}", viewer.name);
        }
    }
    app.close().await;
}

/// What the walk finds all of. People are found by what they did and by who is asking, not by a list.
const REACHED: [&str; 11] = [
    "Account",
    "BankAccount",
    "BankEntry",
    "BankStatement",
    "BankUpload",
    "FundLot",
    "Hold",
    "Job",
    "Party",
    "RemittanceAccount",
    "Transfer",
];

/// From each list and root object by each edge, and from each object that `viewer` may name.
fn documents(sdl: &Sdl, world: &World, viewer: &Viewer<'_>) -> Vec<(String, Value)> {
    let mut documents = Vec::new();
    for root in sdl.get("Query").fields.iter().filter(|it| sight("Query", &it.name) != Sight::Each) {
        let is_refused = root.name == "jobs" && viewer.person.is_some() && !viewer.may_call(sight("Query", "jobs"));
        let target = sdl.target(root);
        let (open, row, close) = if target.is_connection() {
            ("(first: 20) { nodes {", sdl.target(target.field("nodes")), "} }")
        } else {
            ("{", target, "}")
        };
        let name = &root.name;
        for edge in row.fields.iter().filter_map(|edge| branch(sdl, edge, DEPTH)).filter(|_| !is_refused) {
            documents.push((format!("{{ {name} {open} __typename {edge} {close} }}"), json!({})));
        }
    }
    for of_type in sdl.0.values().filter(|it| it.is_node()) {
        let (name, fields) = (&of_type.name, tree(sdl, of_type, DEPTH - 1));
        let ids: Vec<String> = world.seen(viewer, name, type_sight(name)).into_iter().collect();
        for ids in ids.chunks(5) {
            let query = format!("query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {name} {{ {fields} }} }} }}");
            documents.push((query, json!({ "ids": ids })));
        }
    }
    documents
}

/// The types of which everything that `viewer` may see was reached.
fn whole_types(world: &World, viewer: &Viewer<'_>, reached: &BTreeSet<String>) -> BTreeSet<String> {
    let is_whole = |of_type: &&str| world.seen(viewer, of_type, type_sight(of_type)).is_subset(reached);
    let types: BTreeSet<&str> = world.0.values().map(|thing| thing.of_type).collect();
    types.into_iter().filter(is_whole).map(str::to_owned).collect()
}

fn collect_ids(answer: &Value, ids: &mut BTreeSet<String>) {
    match answer {
        Value::Object(fields) => {
            ids.extend(fields.get("id").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|value| collect_ids(value, ids));
        }
        Value::Array(items) => items.iter().for_each(|value| collect_ids(value, ids)),
        _ => {}
    }
}
