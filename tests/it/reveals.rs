//! Personal data are masked for everybody, and shown to who says why.

use serde_json::{Value, json};
use tests::{Answer, App, Partner, Person};

const REVEAL: &str = include_str!("../graphql/reveal.graphql");
const CONTACT: &str = "query($id: ID!) { node(id: $id) { ... on Party { name mobileMasked emailMasked accountNameMasked } \
                       ... on Staff { name emailMasked } } }";
const REPORT: &str = "mutation($input: CustomerReportInput!) { customerReport(input: $input) \
                      { report { id } userErrors { code message field } } }";
const APPLY: &str = "mutation($input: PartnerApplyInput!) { partnerApply(input: $input) \
                     { applicationId userErrors { code message field } } }";
const INVITE: &str = "mutation($input: PartnerInviteInput!) { partnerInvite(input: $input) \
                      { partnerInvitation { id } userErrors { code message field } } }";
const REASON: &str = "The customer asked to be called back.";

/// A party that nobody is.
const NOBODY: &str = "cus_01h455vb4pex5vsknk084sn02q";

async fn contact(person: &Person<'_>, id: &str) -> Value {
    person.query(CONTACT, json!({ "id": id })).await.data()["node"].clone()
}

async fn reveal(person: &Person<'_>, id: &str, fields: &[&str], reason: &str) -> Answer {
    person.query(REVEAL, json!({ "input": { "id": id, "fields": fields, "reason": reason } })).await
}

/// The customer of every story, with contact data.
fn lantern(app: &App) -> Partner {
    let customer = app.channel.customer.clone();
    app.set_contact(&customer, "lantern-foods", "+8613812340000", "lena@lantern.example");
    customer
}

/// The lines of the audit log about revealing: chain, subject, details.
fn lines(app: &App) -> Vec<String> {
    app.rows(
        "select parties.name || ': ' || details from audit_log join parties on parties.id = party_id \
         where operation = 'personal_data.reveal' order by audit_log.id",
    )
}

async fn id_of(person: &Person<'_>) -> String {
    let viewer = person.query("{ viewer { staff { id } } }", json!({})).await;
    viewer.data()["viewer"]["staff"]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_customer_is_masked_for_everybody_but_its_own_people() {
    let app = App::start().await;
    let customer = lantern(&app);

    let mut seen = Vec::new();
    for (who, person) in [
        ("the vendor", app.admin_of(&app.channel.vendor).await),
        ("its partner", app.admin_of(&app.channel.reseller).await),
        ("its partner's distributor", app.admin_of(&app.channel.distributor).await),
        ("itself", app.admin_of(&customer).await),
        ("another reseller", app.admin_of(&app.channel.other_reseller).await),
    ] {
        seen.push(format!("{who}: {}", contact(&person, &customer.global_id()).await));
    }

    insta::assert_snapshot!(seen.join("\n"), @r#"
    the vendor: {"accountNameMasked":"la***","emailMasked":"l***@lantern.example","mobileMasked":"+86138****0000","name":"La***"}
    its partner: {"accountNameMasked":"la***","emailMasked":"l***@lantern.example","mobileMasked":"+86138****0000","name":"La***"}
    its partner's distributor: {"accountNameMasked":"la***","emailMasked":"l***@lantern.example","mobileMasked":"+86138****0000","name":"La***"}
    itself: {"accountNameMasked":"la***","emailMasked":"l***@lantern.example","mobileMasked":"+86138****0000","name":"Lantern Foods Ltd"}
    another reseller: null
    "#);
    app.close().await;
}

/// Partners are looked for by their names; how to reach them is masked all the same.
#[tokio::test]
async fn a_partner_has_its_name_and_masked_contact_data() {
    let app = App::start().await;
    let reseller = app.channel.reseller.clone();
    app.set_contact(&reseller, "heron-systems", "+8613912345678", "h@heron.example");

    let seen = contact(&app.admin_of(&app.channel.customer).await, &reseller.global_id()).await;

    let masked = json!({ "name": "Heron Systems Ltd", "mobileMasked": "+86139****5678", "emailMasked": "***@heron.example", "accountNameMasked": "he***" });
    assert_eq!(seen, masked);
    app.close().await;
}

#[tokio::test]
async fn what_is_revealed_stands_in_the_log_of_whom_it_is_about() {
    let app = App::start().await;
    let customer = lantern(&app);
    let reseller = app.admin_of(&app.channel.reseller).await;

    let some = reveal(&reseller, &customer.global_id(), &["MOBILE", "MOBILE"], REASON).await;
    let all = ["ACCOUNT_NAME", "EMAIL", "MOBILE", "NAME"];
    let all = reveal(&app.operations().await, &customer.global_id(), &all, &format!(" {REASON}\n")).await;

    assert_eq!(
        some.ok()["personalData"],
        json!({ "name": null, "mobile": "+8613812340000", "email": null, "accountName": null })
    );
    assert_eq!(
        all.ok()["personalData"],
        json!({ "name": "Lantern Foods Ltd", "mobile": "+8613812340000", "email": "lena@lantern.example", "accountName": "lantern-foods" })
    );
    insta::assert_snapshot!(lines(&app).join("\n"), @r#"
    Lantern Foods Ltd: {"fields": ["mobile"], "reason": "The customer asked to be called back."}
    Lantern Foods Ltd: {"fields": ["name", "mobile", "email", "account_name"], "reason": "The customer asked to be called back."}
    "#);
    app.close().await;
}

#[tokio::test]
async fn a_person_s_address_is_revealed_to_colleagues_and_to_the_vendor() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let id = id_of(&reseller).await;
    let fields = ["NAME", "EMAIL", "MOBILE", "ACCOUNT_NAME"];

    let own = reveal(&reseller, &id, &fields, REASON).await;
    let by_vendor = reveal(&app.operations().await, &id, &fields, REASON).await;
    let by_distributor = reveal(&app.admin_of(&app.channel.distributor).await, &id, &fields, REASON).await;

    let data = json!({ "name": "Robin", "email": app.channel.reseller.email, "mobile": null, "accountName": null });
    assert_eq!((&own.ok()["personalData"], &by_vendor.ok()["personalData"]), (&data, &data));
    assert_eq!(by_distributor.refusals(), ["NOT_FOUND id"]);
    assert_eq!(lines(&app).len(), 2);
    app.close().await;
}

/// Who is not a customer yet has personal data all the same.
#[tokio::test]
async fn a_prospect_s_data_are_revealed_to_who_sees_the_report() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let prospect = json!({ "customerName": "欧阳娜娜", "mobile": "+86 138-1234-0000", "email": "nana@na.example", "idempotencyKey": "k" });
    let reported = reseller.query(REPORT, json!({ "input": prospect })).await;
    let id = reported.ok()["report"]["id"].as_str().unwrap().to_owned();
    let fields = ["NAME", "MOBILE", "EMAIL", "ACCOUNT_NAME"];

    let shown = reveal(&reseller, &id, &fields, REASON).await;
    let to_stranger = reveal(&app.admin_of(&app.channel.other_reseller).await, &id, &fields, REASON).await;

    let data =
        json!({ "name": "欧阳娜娜", "mobile": "+8613812340000", "email": "nana@na.example", "accountName": null });
    assert_eq!(shown.ok()["personalData"], data);
    assert_eq!(to_stranger.refusals(), ["NOT_FOUND id"]);
    assert_eq!(lines(&app).len(), 1);
    app.close().await;
}

/// Each refusal names its field, and leaves no line.
#[tokio::test]
async fn whom_an_invited_company_named_is_revealed_to_who_invited_it_alone() {
    let app = App::start().await;
    let (operations, reseller) = (app.operations().await, app.admin_of(&app.channel.reseller).await);
    let input = json!({
        "kind": "DISTRIBUTOR", "companyName": "Osprey Ltd", "contactName": "Wang Fang", "email": "fang@osprey.example",
        "locale": "EN", "region": "east", "idempotencyKey": "osprey",
    });
    let invited = operations.query(INVITE, json!({ "input": input })).await;
    let id = invited.ok()["partnerInvitation"]["id"].as_str().unwrap().to_owned();

    let seen = reveal(&operations, &id, &["NAME", "EMAIL", "MOBILE"], REASON).await;

    let data = json!({ "name": "Wang Fang", "email": "fang@osprey.example", "mobile": null, "accountName": null });
    assert_eq!(seen.ok()["personalData"], data);
    assert_eq!(reveal(&reseller, &id, &["NAME"], REASON).await.refusals(), ["NOT_FOUND id"]);
    assert_eq!(lines(&app).len(), 1);
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn whom_an_applicant_named_is_revealed_to_who_reviews_it() {
    let app = App::start().await;
    let (operations, reseller) = (app.operations().await, app.admin_of(&app.channel.reseller).await);
    let company = json!({
        "companyName": "Osprey Ltd", "registrationNumber": "91310000MA1K", "contactName": "Wang Fang",
        "mobile": "+8613812345678", "locale": "EN",
    });
    let input = json!({
        "kind": "SOLUTION_PROVIDER", "company": company, "email": "fang@osprey.example", "region": "east",
        "verificationCode": app.code_for("APPLY", "fang@osprey.example").await,
    });
    let applied = app.anonymous(APPLY, json!({ "input": input })).await;
    let id = applied.ok()["applicationId"].as_str().unwrap().to_owned();

    let seen = reveal(&operations, &id, &["NAME", "MOBILE", "EMAIL", "ACCOUNT_NAME"], REASON).await;

    let data =
        json!({ "name": "Wang Fang", "email": "fang@osprey.example", "mobile": "+8613812345678", "accountName": null });
    assert_eq!(seen.ok()["personalData"], data);
    assert_eq!(reveal(&reseller, &id, &["NAME"], REASON).await.refusals(), ["NOT_FOUND id"]);
    assert_eq!(lines(&app).len(), 1);
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn nothing_is_revealed_without_permission_reason_or_sight() {
    let app = App::start().await;
    let customer = lantern(&app);
    let (reseller, stranger) =
        (app.admin_of(&app.channel.reseller).await, app.admin_of(&app.channel.other_reseller).await);
    let (finance, id) = (app.finance().await, customer.global_id());
    let all = ["NAME", "MOBILE"];
    let long = "x".repeat(501);

    let mut refused = Vec::new();
    for (what, person, id, fields, reason) in [
        ("finance of the vendor", &finance, id.as_str(), &all[..], REASON),
        ("another reseller", &stranger, &id, &all, REASON),
        ("nobody's id", &stranger, NOBODY, &all, REASON),
        ("something without personal data", &reseller, "acc_01h455vb4pex5vsknk084sn02q", &all, REASON),
        ("no id at all", &reseller, "lantern", &all, REASON),
        ("no fields", &reseller, &id, &[], REASON),
        ("no reason", &reseller, &id, &all, " "),
        ("a reason of four characters", &reseller, &id, &all, " why? "),
        ("a reason of 501 characters", &reseller, &id, &all, &long),
    ] {
        let answer = reveal(person, id, fields, reason).await;
        assert_eq!(answer.data()["reveal"]["personalData"], Value::Null, "{what}");
        refused.push(format!("{what}: {}", answer.refusals().join(", ")));
    }
    let input = json!({ "input": { "id": id, "fields": all, "reason": REASON } });
    let nobody = app.anonymous(REVEAL, input).await;

    insta::assert_snapshot!(refused.join("\n"), @"
    finance of the vendor: FORBIDDEN
    another reseller: NOT_FOUND id
    nobody's id: NOT_FOUND id
    something without personal data: NOT_FOUND id
    no id at all: NOT_FOUND id
    no fields: INVALID_INPUT fields
    no reason: INVALID_INPUT reason
    a reason of four characters: INVALID_INPUT reason
    a reason of 501 characters: INVALID_INPUT reason
    ");
    let of_foreign = reveal(&stranger, &id, &all, REASON).await;
    assert_eq!(of_foreign, reveal(&stranger, NOBODY, &all, REASON).await, "a foreign id is told like a missing one");
    assert_eq!(nobody.error_code(), "UNAUTHENTICATED");
    assert_eq!(lines(&app), [""; 0]);
    app.close().await;
}

/// What cannot be read was asked for all the same.
#[tokio::test]
async fn the_line_is_there_before_the_value_is_read() {
    let app = App::start().await;
    let customer = lantern(&app);
    let reseller = app.admin_of(&app.channel.reseller).await;
    app.sql(r"update profiles set mobile_sealed = set_byte(mobile_sealed, 30, get_byte(mobile_sealed, 30) # 1)");

    let answer = reveal(&reseller, &customer.global_id(), &["MOBILE"], REASON).await;

    assert_eq!(answer.error_code(), "INTERNAL");
    assert!(!answer.0.to_string().contains("+86"), "{}", answer.0);
    assert_eq!(lines(&app).len(), 1);
    app.close().await;
}

#[tokio::test]
async fn nothing_is_read_when_the_line_cannot_be_written() {
    let app = App::start().await;
    let customer = lantern(&app);
    let reseller = app.admin_of(&app.channel.reseller).await;
    app.sql("alter table audit_log add constraint audit_log_operation_refused check (operation <> 'personal_data.reveal') not valid");

    let answer = reveal(&reseller, &customer.global_id(), &["NAME", "MOBILE"], REASON).await;

    assert_eq!(answer.error_code(), "INTERNAL");
    let text = answer.0.to_string();
    assert!(!text.contains("Lantern") && !text.contains("+86"), "{text}");
    assert_eq!(lines(&app), [""; 0]);
    app.close().await;
}
