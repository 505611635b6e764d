//! Companies apply of their own accord; the vendor says yes first, then the distributor.

use serde_json::{Value, json};
use tests::App;

use super::{APPLICATION, PROFILE, application_id, applied, apply, results, review, settle_in, shown, told, vendor};

const LIST: &str = "query ($filter: ApplicationFilter) { applications(filter: $filter, first: 10) { totalCount nodes { companyName state } } }";

#[tokio::test]
async fn a_reseller_applies_and_is_approved_by_the_vendor_and_then_by_its_distributor() {
    let app = App::start().await;
    let id = applied(&app).await;
    app.run_jobs().await;
    let (operations, distributor) = (app.operations().await, app.admin_of(&app.channel.distributor).await);
    let before = app.mails().len();

    let too_early = review(&distributor, &[&id], "APPROVE").await;
    let by_vendor = review(&operations, &[&id], "APPROVE").await;
    app.run_jobs().await;
    let to_do = told(&app, before);
    let twice = review(&operations, &[&id], "APPROVE").await;
    let by_distributor = review(&distributor, &[&id], "APPROVE").await;
    app.run_jobs().await;

    assert_eq!(results(&too_early), ["STATE_CONFLICT"]);
    assert_eq!(results(&by_vendor), ["DISTRIBUTOR_REVIEW"]);
    assert_eq!(to_do, [format!("{}: 待审核：Osprey Cloud Ltd 申请成为云经销商", app.channel.distributor.email)]);
    assert_eq!(results(&twice), ["STATE_CONFLICT"]);
    assert_eq!(results(&by_distributor), ["APPROVED"]);
    let party = &by_distributor.ok()["results"][0]["application"]["party"];
    let entered = distributor.query(PROFILE, json!({ "id": party["id"] })).await;
    insta::assert_snapshot!(shown(&entered.data()["node"]), @r#"
    association: {"kind":"RESELLER"}
    customers: {"nodes":[]}
    id: rsl_…
    kind: "RESELLER"
    name: "Osprey Cloud Ltd"
    partnerProfile: {"accountName":null,"annualPerformances":[],"level":"STANDARD","region":"east","registrationNumber":null,"signingEntity":null}
    remittanceAccounts: [{"currency":"CNY"}]
    upper: {"name":"长江云分销有限公司"}
    "#);
    let seen = distributor.query(APPLICATION, json!({ "id": id })).await;
    insta::assert_snapshot!(shown(&seen.data()["node"]), @r#"
    availableActions: [{"action":"applicationReview","allowed":false,"reason":"STATE_CONFLICT"},{"action":"applicationWithdraw","allowed":false,"reason":"FORBIDDEN"}]
    companyName: "Osprey Cloud Ltd"
    contactNameMasked: "Wa***"
    distributor: {"name":"长江云分销有限公司"}
    emailMasked: "f***@osprey.example"
    kind: "RESELLER"
    mobileMasked: "+86138****5678"
    party: {"name":"Osprey Cloud Ltd"}
    region: "east"
    registrationNumber: "91310000MA1K"
    reviews: [{"opinion":"Papers are in order","reviewer":null,"stage":"VENDOR","verdict":"APPROVE"},{"opinion":"Papers are in order","reviewer":{"name":"Robin"},"stage":"DISTRIBUTOR","verdict":"APPROVE"}]
    state: "APPROVED"
    "#);
    insta::assert_snapshot!(told(&app, before).join("\n").replace(&app.channel.distributor.email, "admin@distributor"), @"
    admin@distributor: 待审核：Osprey Cloud Ltd 申请成为云经销商
    fang@osprey.example: 审核结果：Osprey Cloud Ltd 的申请已通过
    fang@osprey.example: 邀请您加入 Osprey Cloud Ltd 的伙伴中心
    ");
    app.close().await;
}

#[tokio::test]
async fn a_solution_provider_needs_the_vendor_alone() {
    let app = App::start().await;
    let id = application_id(&apply(&app, "SOLUTION_PROVIDER", "fang@osprey.example", None).await);

    let approved = review(&app.operations().await, &[&id], "APPROVE").await;

    assert_eq!(results(&approved), ["APPROVED"]);
    assert_eq!(approved.ok()["results"][0]["application"]["party"]["kind"], "SOLUTION_PROVIDER");
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn who_cannot_apply_is_refused_and_the_code_is_not_used_up() {
    let app = App::start().await;
    settle_in(&app, &app.channel.distributor, "east").await;
    settle_in(&app, &app.channel.other_distributor, "west").await;
    let channel = &app.channel;
    let taken = channel.reseller.email.clone();
    let mut refused = Vec::new();

    for (what, kind, email, distributor) in [
        ("a reseller without a distributor", "RESELLER", "a@osprey.example", None),
        ("a distributor of another region", "RESELLER", "b@osprey.example", Some(&channel.other_distributor)),
        ("a reseller as distributor", "RESELLER", "c@osprey.example", Some(&channel.reseller)),
        ("a provider with a distributor", "SOLUTION_PROVIDER", "d@osprey.example", Some(&channel.distributor)),
        ("an address that somebody signs in with", "SOLUTION_PROVIDER", taken.as_str(), None),
    ] {
        refused.push(format!("{what}: {}", apply(&app, kind, email, distributor).await.refusals().join(", ")));
    }

    insta::assert_snapshot!(refused.join("\n"), @"
    a reseller without a distributor: INVALID_INPUT distributorId
    a distributor of another region: REGION_MISMATCH region
    a reseller as distributor: NOT_FOUND distributorId
    a provider with a distributor: INVALID_INPUT distributorId
    an address that somebody signs in with: ALREADY_EXISTS email
    ");
    assert_eq!(app.count("applications"), 0);
    assert_eq!(app.count("verification_codes where used_at is not null"), 0);
    app.close().await;
}

#[tokio::test]
async fn a_code_for_another_address_or_purpose_proves_nothing() {
    let app = App::start().await;
    let _ = apply(&app, "SOLUTION_PROVIDER", "fang@osprey.example", None).await.ok();
    let mut input = json!({
        "kind": "SOLUTION_PROVIDER", "company": super::company(), "email": "other@osprey.example",
        "verificationCode": super::code(&app), "region": "east",
    });

    let with_anothers = app.anonymous(super::APPLY, json!({ "input": input })).await;
    input["email"] = json!("fang@osprey.example");
    let with_a_spent_one = app.anonymous(super::APPLY, json!({ "input": input })).await;

    assert_eq!(with_anothers.refusals(), ["CODE_EXPIRED verificationCode"]);
    assert_eq!(with_a_spent_one.refusals(), ["CODE_EXPIRED verificationCode"]);
    app.run_jobs().await;
    app.close().await;
}

/// One application of an address waits at a time; who was rejected may apply again.
#[tokio::test]
async fn who_was_rejected_may_apply_again() {
    let app = App::start().await;
    let id = application_id(&apply(&app, "SOLUTION_PROVIDER", "fang@osprey.example", None).await);
    app.later(chrono::TimeDelta::minutes(2));
    let while_waiting = apply(&app, "SOLUTION_PROVIDER", "fang@osprey.example", None).await;

    let rejected = review(&app.operations().await, &[&id], "REJECT").await;
    app.later(chrono::TimeDelta::minutes(2));
    let again = apply(&app, "SOLUTION_PROVIDER", "fang@osprey.example", None).await;

    assert_eq!(while_waiting.refusals(), ["ALREADY_EXISTS"]);
    assert_eq!(results(&rejected), ["REJECTED"]);
    let _ = again.ok();
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn two_reviewers_at_once_give_one_verdict() {
    let app = App::start().await;
    let id = application_id(&apply(&app, "SOLUTION_PROVIDER", "fang@osprey.example", None).await);
    let (admin, operations) = (vendor(&app).await, app.operations().await);

    let (ids, parties) = ([id.as_str()], app.count("parties"));
    let (yes, no) = tokio::join!(review(&admin, &ids, "APPROVE"), review(&operations, &ids, "REJECT"));

    let mut both = [results(&yes), results(&no)].concat();
    both.sort();
    assert_eq!(both[1], "STATE_CONFLICT", "{both:?}");
    let approved = i64::from(both[0] == "APPROVED");
    assert_eq!((app.count("application_reviews"), app.count("parties") - parties), (1, approved));
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn each_application_of_a_batch_is_decided_by_itself() {
    let app = App::start().await;
    let first = application_id(&apply(&app, "SOLUTION_PROVIDER", "a@osprey.example", None).await);
    let operations = app.operations().await;
    // The second has the mobile number of the first, which became an account.
    let second = application_id(&apply(&app, "SOLUTION_PROVIDER", "b@osprey.example", None).await);
    let nobodys = "apl_01h455vb4pex5vsknk084sn02q";

    let batch = review(&operations, &[&first, nobodys, &second], "APPROVE").await;
    let none = review(&operations, &[], "APPROVE").await;
    let twice = review(&operations, &[&second, &second], "REJECT").await;

    assert_eq!(results(&batch), ["APPROVED", "NOT_FOUND", "MOBILE_IN_USE"]);
    assert_eq!(none.refusals(), ["INVALID_INPUT applicationIds"]);
    assert_eq!(twice.refusals(), ["INVALID_INPUT applicationIds"]);
    assert_eq!(app.rows("select state from applications order by id"), ["approved", "vendor_review"]);
    app.run_jobs().await;
    app.close().await;
}

/// A stranger sees nothing of it; what is offered is what the mutation says.
#[tokio::test]
async fn reviewers_see_and_find_the_applications_they_review() {
    let app = App::start().await;
    let id = applied(&app).await;
    app.run_jobs().await;
    let distributor = app.admin_of(&app.channel.distributor).await;
    let stranger = app.admin_of(&app.channel.other_distributor).await;
    let finance = app.finance().await;
    let operations = app.operations().await;

    let mut found = Vec::new();
    for filter in [
        json!({ "contactMobile": "0086 13812345678" }),
        json!({ "contactEmail": "FANG@osprey.example" }),
        json!({ "companyName": "osprey" }),
        json!({ "companyName": "%" }),
        json!({ "kind": "RESELLER", "state": "VENDOR_REVIEW" }),
        json!({ "state": "APPROVED" }),
        json!({ "contactMobile": "+8613812345679" }),
    ] {
        let list = operations.query(LIST, json!({ "filter": filter })).await;
        found.push(list.data()["applications"]["totalCount"].clone());
    }
    assert_eq!(json!(found), json!([1, 1, 1, 0, 1, 0, 0]));
    for (person, count) in [(&distributor, 1), (&stranger, 0), (&finance, 0)] {
        let list = person.query(LIST, Value::Null).await;
        assert_eq!(list.data()["applications"]["totalCount"], count);
    }
    assert_eq!(stranger.query(APPLICATION, json!({ "id": id })).await.data()["node"], Value::Null);
    assert_eq!(results(&review(&stranger, &[&id], "APPROVE").await), ["NOT_FOUND"]);
    let offered = |answer: tests::Answer| answer.data()["node"]["availableActions"][0].clone();
    let review =
        |allowed: bool, reason: Value| json!({ "action": "applicationReview", "allowed": allowed, "reason": reason });
    assert_eq!(offered(operations.query(APPLICATION, json!({ "id": id })).await), review(true, Value::Null));
    assert_eq!(
        offered(distributor.query(APPLICATION, json!({ "id": id })).await),
        review(false, json!("STATE_CONFLICT"))
    );
    app.close().await;
}
