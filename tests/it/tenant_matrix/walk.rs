//! Every way through the graph, from every list, both directions, as far as the limits of a document allow.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::{Field, Sdl};

use super::documents::{arguments, branch, tree};
use super::furnish::furnished;
use super::reading::is_refused;
use super::table::{Sight, sight};
use super::viewer::{Viewer, viewers};
use super::world::{World, type_sight};

/// Edges from a list's rows.
const DEPTH: usize = 2;

#[tokio::test]
async fn no_way_through_the_graph_leads_to_what_may_not_be_seen() {
    let app = furnished().await;
    let (sdl, viewers, world) = (Sdl::of(&app).await, viewers(&app).await, World::of(&app));
    let documents = documents(&sdl, &viewers[0]).await;
    let mut reached_by_administrator = BTreeSet::new();

    for viewer in viewers.iter().filter(|it| it.has_eyes_of_its_own()) {
        let mut reached = BTreeSet::new();
        for (root, document) in &documents {
            let answer = viewer.ask(document, json!({})).await;
            assert_eq!(world.leak(viewer, &answer.0.to_string()), None, "the {} asked {document}", viewer.name);
            if answer.error_code().is_empty() {
                collect_ids(answer.data(), &mut reached);
            } else {
                assert_eq!(answer.error_code(), viewer.refusal(), "the {} asked {document}: {answer:?}", viewer.name);
                assert!(is_refused(viewer, sight("Query", root)), "the {} asked {document}", viewer.name);
            }
        }
        if reached_by_administrator.is_empty() {
            reached_by_administrator = whole_types(&world, viewer, &reached);
            assert_eq!(reached_by_administrator, REACHED.split_whitespace().map(str::to_owned).collect());
        }
        for of_type in reached_by_administrator.iter().filter(|_| viewer.person.is_some()) {
            let expected = world.seen(viewer, of_type, type_sight(of_type));
            assert!(expected.is_subset(&reached), "the {} does not reach all its {of_type}", viewer.name);
        }
    }
    app.close().await;
}

/// What the walk finds all of: not what a list has more of than a page of it.
const REACHED: &str = "Acceptance AccessKey Account Adjustment Application Authorization BankAccount BankEntry \
    BankStatement BankUpload Charge Coupon CouponQuota CouponQuotaRecord CouponRecord Event ManagerAssignment Onboarding \
    Parting PartnerInvitation Party PayerAgreement Refund RemittanceAccount RemittanceClaim Reservation Role SigningEntity";

/// From each list and root object by each edge, with the root; each as far as the server lets a document go.
async fn documents<'a>(sdl: &'a Sdl, administrator: &Viewer<'_>) -> Vec<(&'a str, String)> {
    let (mut documents, mut begun) = (Vec::new(), BTreeSet::new());
    let is_way = |it: &&Field| sdl.target(it).is_object() && sight("Query", &it.name) != Sight::Each;
    for root in sdl.get("Query").fields.iter().filter(is_way) {
        let (name, target) = (root.name.as_str(), sdl.target(root));
        let row = if target.is_connection() { sdl.target(target.field("nodes")) } else { target };
        let (open, close) = if target.is_connection() { ("{ nodes {", "} }") } else { ("{", "}") };
        let whole = |inner: &str| format!("{{ {name}{} {open} __typename {inner} {close} }}", arguments(root, 20));
        documents.push((name, whole(&tree(sdl, row, 0))));
        // Two lists of the same rows lead to the same places.
        let is_new = begun.insert(row.name.as_str()) || !target.is_connection();
        for edge in row.fields.iter().filter(|_| is_new) {
            let ways = (1..=DEPTH).rev().filter_map(|depth| branch(sdl, edge, depth)).map(|it| whole(&it));
            if let Some(way) = shortest_accepted(administrator, ways).await {
                documents.push((name, way));
            }
        }
    }
    documents
}

/// The first of `ways` that is not too much for one document; none when there is no way at all.
async fn shortest_accepted(administrator: &Viewer<'_>, ways: impl Iterator<Item = String>) -> Option<String> {
    let mut way = None;
    for longest in ways {
        let is_accepted = administrator.ask(&longest, json!({})).await.error_code() != "DOCUMENT_TOO_LARGE";
        way = Some(longest);
        if is_accepted {
            break;
        }
    }
    way
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
