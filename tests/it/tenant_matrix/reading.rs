//! What each viewer gets by id and by list: all that the matrix says, and nothing else.

use std::collections::BTreeSet;

use schema::ids::PartyId;
use serde_json::{Value, json};
use tests::{App, Sdl, Type};

use super::documents::everything;
use super::expected::{Expected, id_of};
use super::table::sight;
use super::viewer::{Viewer, viewers};
use super::world::{Thing, World, furnish, type_sight};

/// Ids of one question: pages of pages count much.
const AT_ONCE: usize = 20;

#[tokio::test]
async fn everybody_gets_by_id_what_the_matrix_says_and_nothing_else() {
    let app = App::start().await;
    furnish(&app).await;
    let (sdl, world, viewers) = (Sdl::of(&app).await, World::of(&app), viewers(&app).await);

    for of_type in sdl.0.values().filter(|it| it.is_node()) {
        let ids: Vec<&String> =
            world.0.iter().filter(|(_, thing)| thing.of_type == of_type.name).map(|(id, _)| id).collect();
        assert!(!ids.is_empty(), "furnish makes no {}", of_type.name);
        for ids in ids.chunks(AT_ONCE) {
            let truth = objects(&viewers[0], &sdl, of_type, ids).await;
            assert!(truth.iter().all(|object| object["id"].is_string()), "the administrator sees all: {truth:#?}");
            for viewer in viewers.iter().filter(|viewer| viewer.person.is_some()) {
                let seen = objects(viewer, &sdl, of_type, ids).await;
                for ((id, truth), seen) in ids.iter().zip(&truth).zip(&seen) {
                    let expected =
                        Expected { viewer, sdl: &sdl, world: &world, of_type, thing: &world.0[*id] }.object(truth);
                    assert_eq!(
                        *seen,
                        expected,
                        "{} of the {}, to the {}",
                        of_type.name,
                        owners(&world.0[*id], &viewers),
                        viewer.name
                    );
                }
            }
        }
    }
    app.close().await;
}

#[tokio::test]
async fn every_list_holds_what_the_matrix_says_and_nothing_else() {
    let app = App::start().await;
    furnish(&app).await;
    let (sdl, world, viewers) = (Sdl::of(&app).await, World::of(&app), viewers(&app).await);

    for list in sdl.get("Query").fields.iter().filter(|field| sdl.target(field).is_connection()) {
        let row = sdl.target(list).field("nodes").target();
        for viewer in &viewers {
            let answer = viewer
                .ask(&format!("{{ {}(first: 100) {{ totalCount nodes {{ id }} }} }}", list.name), json!({}))
                .await;
            if viewer.person.is_none() {
                assert_eq!(
                    (answer.error_code(), &answer.0["data"]),
                    ("UNAUTHENTICATED", &Value::Null),
                    "{}",
                    list.name
                );
            } else if list.name == "jobs" && !viewer.may_call(sight("Query", "jobs")) {
                assert_eq!(
                    (answer.error_code(), &answer.0["data"]),
                    ("FORBIDDEN", &Value::Null),
                    "to the {}",
                    viewer.name
                );
            } else {
                let page = &answer.data()[&list.name];
                let ids: BTreeSet<String> = page["nodes"].as_array().unwrap().iter().map(id_of).collect();
                let expected = world.seen(viewer, row, sight("Query", &list.name));
                assert_eq!(ids, expected, "{} to the {}", list.name, viewer.name);
                assert_eq!(page["totalCount"], json!(expected.len()), "{} to the {}", list.name, viewer.name);
            }
        }
    }
    app.close().await;
}

#[tokio::test]
async fn an_id_that_may_not_be_seen_is_answered_like_one_that_does_not_exist() {
    let app = App::start().await;
    furnish(&app).await;
    let (sdl, world, viewers) = (Sdl::of(&app).await, World::of(&app), viewers(&app).await);

    for viewer in &viewers {
        for of_type in sdl.0.values().filter(|it| it.is_node()).map(|it| it.name.as_str()) {
            let hidden =
                |(_, thing): &(&String, &Thing)| thing.of_type == of_type && !viewer.sees(type_sight(of_type), thing);
            let foreign: Vec<String> = world.0.iter().filter(hidden).map(|(id, _)| id.clone()).collect();
            let missing: Vec<String> = foreign.iter().map(|id| missing_like(id)).collect();
            if foreign.is_empty() {
                continue;
            }
            let answer = by_ids(viewer, &foreign).await;

            assert_eq!(answer, by_ids(viewer, &missing).await, "{of_type} to the {}", viewer.name);
            let nothing = json!({ "node": null, "nodes": vec![Value::Null; foreign.len()] });
            let expected = if viewer.person.is_some() { nothing } else { Value::Null };
            assert_eq!(answer["data"], expected, "{of_type} to the {}", viewer.name);
        }
    }
    app.close().await;
}

/// An id of the same type that names nothing.
fn missing_like(id: &str) -> String {
    let prefix = id.split_once('_').map_or("", |(prefix, _)| prefix);
    PartyId::new().with_prefix(prefix)
}

async fn by_ids(viewer: &Viewer<'_>, ids: &[String]) -> Value {
    let query = "query($id: ID!, $ids: [ID!]!) { node(id: $id) { id __typename } nodes(ids: $ids) { id __typename } }";
    viewer.ask(query, json!({ "id": ids[0], "ids": ids })).await.0
}

async fn objects(viewer: &Viewer<'_>, sdl: &Sdl, of_type: &Type, ids: &[&String]) -> Vec<Value> {
    let (name, fields) = (&of_type.name, everything(sdl, of_type));
    let query = format!("query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {name} {{ {fields} }} }} }}");
    viewer.ask(&query, json!({ "ids": ids })).await.data()["nodes"].as_array().unwrap().clone()
}

fn owners(thing: &Thing, viewers: &[Viewer<'_>]) -> String {
    let of = viewers.iter().filter(|it| thing.parties.contains(&it.id())).map(|it| it.name);
    of.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(" and ")
}

/// The prefix of an id is no secret and no type check: the same uuid under another prefix is another id.
#[tokio::test]
async fn a_uuid_under_the_prefix_of_another_type_names_nothing() {
    let app = App::start().await;
    let finance = app.finance().await;
    let uuid = app.channel.reseller.party_id().uuid();

    for prefix in ["stf", "acc", "trf", "hld", "bac", "rem", "bup", "bst", "ben", "job", "xyz"] {
        let id = PartyId::from_uuid(uuid).with_prefix(prefix);
        let answer = finance.query("query($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await;
        assert_eq!(*answer.data(), json!({ "node": null }), "{id}");
    }
    app.close().await;
}
