//! Every way through the graph, from every list, both directions, as far as the limits of a document allow.

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
        for document in documents(&sdl, viewer) {
            let answer = viewer.ask(&document, json!({})).await;
            assert_eq!(world.leak(viewer, &answer.0.to_string()), None, "the {} asked {document}", viewer.name);
            if viewer.person.is_none() {
                assert_eq!(answer.error_code(), "UNAUTHENTICATED", "{document}");
            } else {
                collect_ids(answer.data(), &mut reached);
            }
        }
        if reached_by_administrator.is_empty() {
            reached_by_administrator = whole_types(&world, viewer, &reached);
            assert_eq!(reached_by_administrator, REACHED.split(' ').map(str::to_owned).collect());
        }
        for of_type in &reached_by_administrator {
            let expected = world.seen(viewer, of_type, type_sight(of_type));
            assert!(expected.is_subset(&reached), "the {} does not reach all its {of_type}", viewer.name);
        }
    }
    app.close().await;
}

/// What the walk finds all of. People are found by what they did and by who is asking, not by a list.
const REACHED: &str =
    "Account BankAccount BankEntry BankStatement BankUpload FundLot Hold Job Party RemittanceAccount Transfer";

/// From each list and root object by each edge.
fn documents(sdl: &Sdl, viewer: &Viewer<'_>) -> Vec<String> {
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
        let edges = row.fields.iter().filter_map(|edge| branch(sdl, edge, DEPTH));
        for edge in edges.chain([tree(sdl, row, 0)]).filter(|_| !is_refused) {
            documents.push(format!("{{ {name} {open} __typename {edge} {close} }}"));
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
    ids.extend(answer["id"].as_str().map(str::to_owned));
    let (fields, items) = (answer.as_object().map(|it| it.values()), answer.as_array());
    fields.into_iter().flatten().chain(items.into_iter().flatten()).for_each(|it| collect_ids(it, ids));
}
