//! What is frozen is not used, until it is let again.

use serde_json::json;
use tests::{App, Person};

use super::{issue, issued, quota, reclaim, reseller_quota, results, spend, take};

async fn turn(person: &Person<'_>, mutation: &str, id: &str) -> Vec<String> {
    let (noun, field) = if id.starts_with("cqt_") { ("quota", "quotaId") } else { ("coupon", "couponId") };
    let input = mutation[..1].to_uppercase() + &mutation[1..] + "Input";
    let document = format!(
        "mutation($input: {input}!) {{ {mutation}(input: $input) {{ {noun} {{ id }} userErrors {{ code field }} }} }}"
    );
    person.query(&document, json!({ "input": { field: id } })).await.refusals()
}

#[tokio::test]
async fn nothing_is_issued_from_a_frozen_quota_and_its_coupons_still_pay() {
    let app = App::start().await;
    let channel = &app.channel;
    let (child, _) = reseller_quota(&app, json!({})).await;
    let (distributor, reseller) = (app.admin_of(&channel.distributor).await, app.admin_of(&channel.reseller).await);
    issued(&app, &child, "50.00", json!({})).await;

    let by_holder = turn(&reseller, "couponQuotaFreeze", &child).await;
    let frozen = turn(&distributor, "couponQuotaFreeze", &child).await;
    let twice = turn(&distributor, "couponQuotaFreeze", &child).await;
    let refused = issue(&reseller, &child, &[&channel.customer], "1.00", json!({})).await;
    let paid = spend(&app, 1, "20.00").await;
    let freed = turn(&distributor, "couponQuotaUnfreeze", &child).await;
    let given = issue(&reseller, &child, &[&channel.customer], "1.00", json!({})).await;
    turn(&distributor, "couponQuotaFreeze", &child).await;
    let taken = take(&distributor, &[&child], json!({})).await;

    assert_eq!(by_holder, ["FORBIDDEN"]);
    assert_eq!((frozen, freed), (vec![], vec![]));
    assert_eq!(twice, ["STATE_CONFLICT quotaId"]);
    assert_eq!(
        (results(&refused), results(&given)),
        (vec!["STATE_CONFLICT quotaId".to_owned()], vec!["ok".to_owned()])
    );
    assert_eq!(paid, ["20.00"]);
    assert_eq!(results(&taken), ["ok"], "what is frozen can be taken back");
    assert_eq!(quota(&app, &child), "100 = 0 left + 51 issued + 0 granted + 49 returned + 0 lapsed, reclaimed");
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn a_frozen_coupon_pays_nothing_until_it_is_let_again() {
    let app = App::start().await;
    let (child, _) = reseller_quota(&app, json!({})).await;
    let (reseller, customer) = (app.admin_of(&app.channel.reseller).await, app.admin_of(&app.channel.customer).await);
    let stranger = app.admin_of(&app.channel.other_reseller).await;
    let held = issued(&app, &child, "50.00", json!({})).await;

    let refused = [turn(&customer, "couponFreeze", &held).await, turn(&stranger, "couponFreeze", &held).await];
    let frozen = [turn(&reseller, "couponFreeze", &held).await, turn(&reseller, "couponFreeze", &held).await];
    let nothing = spend(&app, 1, "20.00").await;
    let freed = turn(&reseller, "couponUnfreeze", &held).await;
    let paid = spend(&app, 2, "20.00").await;
    reclaim(&reseller, &[&held], json!({})).await.ok();
    let ended = turn(&reseller, "couponFreeze", &held).await;

    assert_eq!(refused, [["FORBIDDEN".to_owned()], ["NOT_FOUND couponId".to_owned()]]);
    assert_eq!((frozen, freed), ([vec![], vec![]], vec![]));
    assert_eq!((nothing, paid), (vec![], vec!["20.00".to_owned()]));
    assert_eq!(ended, ["STATE_CONFLICT couponId"]);
    let records = app.rows("select operation from coupon_records order by id");
    assert_eq!(records, ["issue", "freeze", "unfreeze", "reclaim"], "frozen twice is frozen once");
    app.run_jobs().await;
    app.close().await;
}
