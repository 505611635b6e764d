//! Texts that parties accept, in versions.

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::{Answer, App, Person};

const FOR: &str = "query ($purpose: AgreementPurpose!, $locale: Locale!) { agreements(purpose: $purpose, locale: $locale) { \
    id key associationKind version title content } }";
const PENDING: &str = "query ($locale: Locale!) { viewer { pendingAgreements(locale: $locale) { id key version } } }";
const ACCEPT: &str = "mutation ($input: AgreementAcceptInput!) { agreementAccept(input: $input) { \
    agreements { key version } userErrors { code field } } }";
const PUBLISH: &str = "mutation ($input: AgreementPublishInput!) { agreementPublish(input: $input) { \
    agreements { id locale version title content } userErrors { code field } } }";
const ACCEPTED: &str = "query ($id: ID!) { node(id: $id) { ... on Party { acceptances { totalCount nodes { \
    agreement { key version locale title } party { id } acceptedBy { id } acceptedAt } } } } }";

fn new_text(key: &str, kind: Option<&str>, content: &str) -> Value {
    let texts = json!([
        { "locale": "EN", "title": "The next one", "content": content },
        { "locale": "ZH_CN", "title": "新版本", "content": content },
    ]);
    json!({ "key": key, "associationKind": kind, "texts": texts })
}

async fn publish(person: &Person<'_>, input: &Value) -> Answer {
    person.query(PUBLISH, json!({ "input": input })).await
}

/// `KEY version` of what the person's party has yet to accept, and the ids.
async fn pending(person: &Person<'_>, locale: &str) -> (Vec<String>, Vec<String>) {
    let answer = person.query(PENDING, json!({ "locale": locale })).await;
    let due = answer.data()["viewer"]["pendingAgreements"].as_array().unwrap();
    let line = |it: &Value| format!("{} {}", it["key"].as_str().unwrap(), it["version"]);
    (due.iter().map(line).collect(), due.iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect())
}

async fn accept(person: &Person<'_>, ids: &[String]) -> Answer {
    person.query(ACCEPT, json!({ "input": { "agreementIds": ids } })).await
}

#[tokio::test]
async fn anybody_reads_what_has_to_be_accepted_for_a_purpose() {
    let app = App::start().await;

    let mut titles = Vec::new();
    for purpose in ["REGISTER", "ASSOCIATE_RESALE", "ASSOCIATE_ADVISORY", "OPERATE"] {
        for locale in ["EN", "ZH_CN"] {
            let answer = app.anonymous(FOR, json!({ "purpose": purpose, "locale": locale })).await;
            for it in answer.data()["agreements"].as_array().unwrap() {
                assert!(it["content"].as_str().unwrap().lines().count() >= 3);
                titles.push(format!("{purpose} {} v{}", it["title"].as_str().unwrap(), it["version"]));
            }
        }
    }

    insta::assert_snapshot!(titles.join("\n"), @"
    REGISTER User agreement v1
    REGISTER Privacy statement v1
    REGISTER 用户协议 v1
    REGISTER 隐私政策声明 v1
    ASSOCIATE_RESALE Notice for customers who associate with a partner: resale v1
    ASSOCIATE_RESALE Partner association terms v1
    ASSOCIATE_RESALE Consent to share account data v1
    ASSOCIATE_RESALE 客户关联伙伴须知（代售模式） v1
    ASSOCIATE_RESALE 伙伴关联条款 v1
    ASSOCIATE_RESALE 账号信息共享授权书 v1
    ASSOCIATE_ADVISORY Notice for customers who associate with a partner: advisory v1
    ASSOCIATE_ADVISORY Partner association terms v1
    ASSOCIATE_ADVISORY Consent to share account data v1
    ASSOCIATE_ADVISORY 客户关联伙伴须知（顾问销售模式） v1
    ASSOCIATE_ADVISORY 伙伴关联条款 v1
    ASSOCIATE_ADVISORY 账号信息共享授权书 v1
    OPERATE Commitment for acting on behalf of customers v1
    OPERATE 代客户操作承诺函 v1
    ");
    app.close().await;
}

/// domain.md 2.3: new versions are presented for re-signing; name, version, time and content stay readable.
#[tokio::test]
async fn a_new_version_has_to_be_accepted_anew_and_the_old_one_stays_on_record() {
    let app = App::start().await;
    let (vendor, customer) = (app.admin_of(&app.channel.vendor).await, app.admin_of(&app.channel.customer).await);
    let at_first = pending(&customer, "EN").await;
    assert!(accept(&customer, &at_first.1).await.refusals().is_empty());
    let signed = pending(&customer, "ZH_CN").await.0;

    let published = publish(&vendor, &new_text("DATA_SHARING", None, "One.\n\u{202e}Two  words.\n")).await;
    assert!(
        publish(&vendor, &new_text("ASSOCIATION_NOTICE", Some("ADVISORY"), "For others.")).await.refusals().is_empty()
    );
    let due = pending(&customer, "ZH_CN").await;
    let old = accept(&customer, &at_first.1[2..]).await;
    let new = accept(&customer, &due.1).await;

    let resale =
        ["USER_AGREEMENT 1", "PRIVACY_STATEMENT 1", "ASSOCIATION_NOTICE 1", "ASSOCIATION_TERMS 1", "DATA_SHARING 1"];
    assert_eq!((at_first.0, signed), (resale.map(str::to_owned).to_vec(), Vec::new()), "in one language is in all");
    let text = &published.ok()["agreements"][0];
    assert_eq!((&text["version"], &text["content"]), (&json!(2), &json!("One.\nTwo words.")));
    assert_eq!(due.0, ["DATA_SHARING 2"], "the advisory notice is not for a resale customer");
    assert_eq!(old.refusals(), ["AGREEMENT_MISSING agreementIds"]);
    assert_eq!(new.ok()["agreements"], json!([{ "key": "DATA_SHARING", "version": 2 }]));
    assert_eq!(pending(&customer, "EN").await.0, [""; 0]);
    let id = app.channel.customer.global_id();
    let partner = app.admin_of(&app.channel.reseller).await;
    let record = customer.query(ACCEPTED, json!({ "id": id })).await.data()["node"]["acceptances"].clone();
    assert_eq!(record["totalCount"], 6);
    let newest = json!({ "key": "DATA_SHARING", "version": 2, "locale": "ZH_CN", "title": "新版本" });
    assert_eq!((&record["nodes"][0]["agreement"], &record["nodes"][0]["party"]["id"]), (&newest, &json!(id)));
    assert_eq!(vendor.query(ACCEPTED, json!({ "id": id })).await.data()["node"]["acceptances"], record);
    let unseen = partner.query(ACCEPTED, json!({ "id": id })).await;
    assert_eq!(unseen.data()["node"]["acceptances"], json!({ "totalCount": 0, "nodes": [] }));
    app.close().await;
}

/// A partner that never committed itself is asked for nothing; the vendor binds nobody but others.
#[tokio::test]
async fn who_needs_no_agreement_has_none_pending() {
    let app = App::start().await;
    let channel = &app.channel;
    let (reseller, vendor) = (app.admin_of(&channel.reseller).await, app.admin_of(&channel.vendor).await);
    let advisory = app.admin_of(&channel.advisory_customer).await;
    let commitment = app.anonymous(FOR, json!({ "purpose": "OPERATE", "locale": "EN" })).await;
    let id = commitment.data()["agreements"][0]["id"].as_str().unwrap().to_owned();

    let before = [pending(&reseller, "EN").await.0, pending(&vendor, "EN").await.0];
    assert!(accept(&reseller, std::slice::from_ref(&id)).await.refusals().is_empty());
    assert!(publish(&vendor, &new_text("OPERATION_COMMITMENT", None, "More.")).await.refusals().is_empty());

    assert_eq!(before, [[""; 0], [""; 0]]);
    assert_eq!(pending(&reseller, "EN").await.0, ["OPERATION_COMMITMENT 2"]);
    let due = pending(&advisory, "EN").await.0;
    assert_eq!((due.len(), due[2].as_str()), (5, "ASSOCIATION_NOTICE 1"));
    assert_eq!(accept(&vendor, &[id]).await.refusals(), ["FORBIDDEN"]);
    app.close().await;
}

#[tokio::test]
async fn what_is_no_agreement_is_neither_published_nor_accepted() {
    let app = App::start().await;
    let (vendor, operations) = (app.admin_of(&app.channel.vendor).await, app.operations().await);
    let customer = app.admin_of(&app.channel.customer).await;
    let without = |at: usize| {
        let mut input = new_text("DATA_SHARING", None, "x");
        input["texts"].as_array_mut().unwrap().remove(at);
        input
    };
    let mut twice = new_text("DATA_SHARING", None, "x");
    twice["texts"][1]["locale"] = json!("EN");

    let mut refused = Vec::new();
    for (what, input) in [
        ("in English alone", without(1)),
        ("in Chinese alone", without(0)),
        ("twice in English", twice),
        ("empty", new_text("DATA_SHARING", None, " \n ")),
        ("of 20 001 characters", new_text("DATA_SHARING", None, &"x".repeat(20_001))),
        ("a notice for no mode", new_text("ASSOCIATION_NOTICE", None, "x")),
        ("a notice for a reseller", new_text("ASSOCIATION_NOTICE", Some("RESELLER"), "x")),
        ("terms for a mode", new_text("ASSOCIATION_TERMS", Some("RESALE"), "x")),
    ] {
        refused.push(format!("{what}: {}", publish(&vendor, &input).await.refusals().join(", ")));
    }
    let by_operations = publish(&operations, &new_text("DATA_SHARING", None, "x")).await.refusals();
    refused.push(format!("by operations: {}", by_operations.join(", ")));
    for (what, ids) in [
        ("nothing accepted", Vec::new()),
        ("21 accepted", vec!["agr_01h455vb4pex5vsknk084sn02q".to_owned(); 21]),
        ("nobody's accepted", vec!["agr_01h455vb4pex5vsknk084sn02q".to_owned()]),
    ] {
        refused.push(format!("{what}: {}", accept(&customer, &ids).await.refusals().join(", ")));
    }

    insta::assert_snapshot!(refused.join("\n"), @"
    in English alone: INVALID_INPUT texts
    in Chinese alone: INVALID_INPUT texts
    twice in English: INVALID_INPUT texts
    empty: INVALID_INPUT content
    of 20 001 characters: INVALID_INPUT content
    a notice for no mode: INVALID_INPUT associationKind
    a notice for a reseller: INVALID_INPUT associationKind
    terms for a mode: INVALID_INPUT associationKind
    by operations: FORBIDDEN
    nothing accepted: INVALID_INPUT agreementIds
    21 accepted: INVALID_INPUT agreementIds
    nobody's accepted: NOT_FOUND agreementIds
    ");
    assert_eq!((app.count("agreements"), app.count("acceptances")), (14, 0));
    app.close().await;
}

#[tokio::test]
async fn versions_and_acceptances_at_one_moment_are_counted_once() {
    let app = App::start().await;
    let (vendor, customer) = (app.admin_of(&app.channel.vendor).await, app.admin_of(&app.channel.customer).await);
    let ids = pending(&customer, "EN").await.1;
    let input = new_text("USER_AGREEMENT", None, "x");

    let accepted = join_all((0..8).map(|_| accept(&customer, &ids))).await;
    let published = join_all((0..4).map(|_| publish(&vendor, &input))).await;

    assert!(accepted.iter().all(|answer| answer.refusals().is_empty()));
    assert_eq!((app.count("acceptances"), app.count("audit_log where operation = 'agreement.accept'")), (5, 1));
    let versions = published.iter().filter(|answer| answer.refusals().is_empty()).count();
    let conflicts = published.iter().filter(|answer| answer.refusals() == ["STATE_CONFLICT"]).count();
    assert_eq!(versions + conflicts, 4);
    let written = app.rows("select version from agreements where key = 'user_agreement' and locale = 'en' order by 1");
    let counted: Vec<String> = (1..=versions + 1).map(|version| version.to_string()).collect();
    assert_eq!(written, counted, "one after the other, without gaps");
    app.close().await;
}
