//! What each viewer gets by id and by list: all that the matrix says, and nothing else.

use std::collections::BTreeSet;

use schema::ids::PartyId;
use serde_json::{Value, json};
use tests::{App, Field, Sdl, Type};

use super::documents::{arguments, everything};
use super::expected::{Expected, id_of};
use super::furnish::furnished;
use super::table::{Sight, sight};
use super::viewer::{Viewer, viewers};
use super::world::{Thing, World, type_sight};

/// Rows of a list: more than a page may have are known by their number.
const ALL_ROWS: usize = 100;
/// Ids of one question: pages of pages count much.
const AT_ONCE: usize = 20;

/// What is looked at, and who looks. Four ways to look, one after another: to furnish takes longer than to look.
struct Scene<'a> {
    sdl: Sdl,
    viewers: Vec<Viewer<'a>>,
    world: World,
}

#[tokio::test]
async fn everybody_reads_what_the_matrix_says_and_nothing_else() {
    let app = furnished().await;
    let (sdl, viewers) = (Sdl::of(&app).await, viewers(&app).await);
    let scene = Scene { sdl, viewers, world: World::of(&app) };

    everybody_gets_by_id_what_the_matrix_says(&scene).await;
    every_list_holds_what_the_matrix_says(&scene).await;
    every_other_question_is_answered_to_who_the_matrix_says(&scene).await;
    an_id_that_may_not_be_seen_is_answered_like_one_that_does_not_exist(&scene).await;
    app.close().await;
}

async fn everybody_gets_by_id_what_the_matrix_says(Scene { sdl, viewers, world }: &Scene<'_>) {
    for of_type in sdl.0.values().filter(|it| it.is_node()) {
        let ids = world.some_of_each_owner(&of_type.name);
        assert!(!ids.is_empty(), "furnish makes no {}", of_type.name);
        for ids in ids.chunks(AT_ONCE) {
            let truth = truth(viewers, sdl, world, of_type, ids).await;
            for viewer in viewers.iter().filter(|viewer| viewer.person.is_some()) {
                let seen = objects(viewer, sdl, of_type, ids).await;
                let bared = world.bared(viewer, &json!(seen).to_string());
                assert_eq!(bared, None, "{} to the {}", of_type.name, viewer.name);
                for ((id, truth), seen) in ids.iter().zip(&truth).zip(&seen) {
                    let (administrator, thing) = (&viewers[0], &world.0[*id]);
                    let expected = Expected { viewer, administrator, sdl, world, of_type, thing };
                    let (of, owner, to) = (&of_type.name, owners(thing, viewers), &viewer.name);
                    assert_eq!(*seen, expected.object(truth, seen), "{of} of the {owner}, to the {to}");
                }
            }
        }
    }
}

async fn every_list_holds_what_the_matrix_says(Scene { sdl, viewers, world }: &Scene<'_>) {
    for list in sdl.get("Query").fields.iter().filter(|field| sdl.target(field).is_connection()) {
        let (name, row) = (&list.name, sdl.target(list).field("nodes").target());
        let (query, sight) = (arguments(list, ALL_ROWS), sight("Query", name));
        for viewer in viewers {
            let answer = viewer.ask(&format!("{{ {name}{query} {{ totalCount nodes {{ id }} }} }}"), json!({})).await;
            if is_refused(viewer, sight) {
                let refused = (answer.error_code(), &answer.0["data"]);
                assert_eq!(refused, (viewer.refusal(), &Value::Null), "{name} to the {}", viewer.name);
                continue;
            }
            let page = &answer.data()[name];
            let ids: BTreeSet<String> = page["nodes"].as_array().unwrap().iter().map(id_of).collect();
            let expected =
                world.seen(viewer, row, if matches!(sight, Sight::Call(_)) { type_sight(row) } else { sight });
            if expected.len() > ids.len() && ids.len() == ALL_ROWS {
                assert!(ids.is_subset(&expected), "{name} to the {}", viewer.name);
            } else {
                assert_eq!(ids, expected, "{name} to the {}", viewer.name);
            }
            assert_eq!(page["totalCount"], json!(expected.len()), "{name} to the {}", viewer.name);
        }
    }
}

/// What is read without an id and is no list: told to who may ask for it, refused to others.
async fn every_other_question_is_answered_to_who_the_matrix_says(Scene { sdl, viewers, .. }: &Scene<'_>) {
    let is_other = |field: &&Field| !sdl.target(field).is_connection() && !field.name.starts_with("node");
    for field in sdl.get("Query").fields.iter().filter(is_other) {
        let (name, sight) = (&field.name, sight("Query", &field.name));
        let inner = if sdl.target(field).is_object() { "{ __typename }" } else { "" };
        for viewer in viewers {
            let answer = viewer.ask(&format!("{{ {name}{} {inner} }}", arguments(field, 1)), json!({})).await;
            let expected = if is_refused(viewer, sight) { viewer.refusal() } else { "" };
            assert_eq!(answer.error_code(), expected, "{name} to the {}: {answer:?}", viewer.name);
        }
    }
}

/// Whether a question is answered with an error.
pub(super) fn is_refused(viewer: &Viewer<'_>, sight: Sight) -> bool {
    match sight {
        Sight::Anybody | Sight::Call(_) => !viewer.may_call(sight),
        _ => viewer.person.is_none(),
    }
}

async fn an_id_that_may_not_be_seen_is_answered_like_one_that_does_not_exist(
    Scene { sdl, viewers, world }: &Scene<'_>,
) {
    for viewer in viewers.iter().filter(|it| it.has_eyes_of_its_own()) {
        for of_type in sdl.0.values().filter(|it| it.is_node()).map(|it| it.name.as_str()) {
            let hidden =
                |(_, thing): &(&String, &Thing)| thing.of_type == of_type && !viewer.sees(type_sight(of_type), thing);
            let foreign: Vec<String> = world.0.iter().filter(hidden).map(|(id, _)| id.clone()).take(AT_ONCE).collect();
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

/// What the vendor's administrator is told; what is hidden even from them, by the first who may see it.
async fn truth(viewers: &[Viewer<'_>], sdl: &Sdl, world: &World, of_type: &Type, ids: &[&String]) -> Vec<Value> {
    let mut truth = objects(&viewers[0], sdl, of_type, ids).await;
    for (id, object) in ids.iter().zip(&mut truth).filter(|(_, object)| object.is_null()) {
        let sees = |viewer: &&Viewer<'_>| viewer.sees(type_sight(&of_type.name), &world.0[*id]);
        let witness = viewers.iter().find(sees).unwrap_or_else(|| panic!("nobody sees {id}"));
        *object = objects(witness, sdl, of_type, &[*id]).await.remove(0);
    }
    assert!(truth.iter().all(|object| object["id"].is_string()), "somebody sees each: {truth:#?}");
    truth
}

async fn objects(viewer: &Viewer<'_>, sdl: &Sdl, of_type: &Type, ids: &[&String]) -> Vec<Value> {
    let (name, fields) = (&of_type.name, everything(sdl, of_type));
    let query = format!("query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {name} {{ {fields} }} }} }}");
    viewer.ask(&query, json!({ "ids": ids })).await.data()["nodes"].as_array().unwrap().clone()
}

fn owners(thing: &Thing, viewers: &[Viewer<'_>]) -> String {
    let of = viewers.iter().filter(|it| thing.parties.contains(&it.party.id)).map(|it| it.party.name);
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
