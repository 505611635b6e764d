//! What stands in the way: when it is asked for, and when it is carried out.

use serde_json::{Value, json};
use tests::{App, Partner, Person};

use super::{answer, balances, funded, lines, mails, request, requested, shown, stood};

const FLAG_SET: &str =
    "mutation($input: CustomerFlagSetInput!) { customerFlagSet(input: $input) { userErrors { code } } }";
const FLAG_CLEAR: &str =
    "mutation($input: CustomerFlagClearInput!) { customerFlagClear(input: $input) { userErrors { code } } }";
const BLOCKERS: &str = "query($id: ID!, $kind: PartingKind!) { partingBlockers(partyId: $id, kind: $kind) }";

const FLAGS: [&str; 16] = [
    "SPECIAL_CONTRACT",
    "CONSUMER_CLOUD",
    "REWARD_PROGRAMME",
    "CREDIT_ACCOUNT",
    "CUSTODY_SUB_ACCOUNT",
    "ARREARS",
    "FROZEN",
    "POST_PAID",
    "UNPAID_INVOICE",
    "RESERVED_INSTANCE",
    "SUPPORT_PLAN",
    "PENDING_PARTNER_PAYMENT",
    "NON_CUSTODY_SUB_ACCOUNT",
    "CUSTODY_MASTER",
    "NON_CUSTODY_MASTER",
    "SPECIAL_BALANCE",
];

async fn flag(vendor: &Person<'_>, document: &str, customer: &Partner, flag: &str) {
    let input = json!({ "customerId": customer.global_id(), "flag": flag });
    vendor.query(document, json!({ "input": input })).await.ok();
}

async fn blockers(person: &Person<'_>, customer: &Partner, kind: &str) -> Value {
    let answer = person.query(BLOCKERS, json!({ "id": customer.global_id(), "kind": kind })).await;
    answer.data()["partingBlockers"].clone()
}

/// The query says beforehand what the command then says, and nothing is written.
#[tokio::test]
async fn every_flag_blocks_what_the_table_says_by_its_own_name() {
    let app = App::start().await;
    let channel = app.channel.clone();
    let (vendor, reseller) = (app.admin_of(&channel.vendor).await, app.admin_of(&channel.reseller).await);
    let mut told = Vec::new();
    for word in FLAGS {
        let mut cells = Vec::new();
        for customer in [&channel.advisory_customer, &channel.customer] {
            flag(&vendor, FLAG_SET, customer, word).await;
            for kind in ["DISASSOCIATION", "SWITCH"] {
                let found = blockers(&reseller, customer, kind).await;
                if found != json!([]) {
                    let refused = request(&reseller, customer, kind, json!({})).await;
                    assert_eq!(refused.refusals(), ["PARTING_BLOCKED partyId"], "{word} {kind}");
                    assert_eq!(refused.data()["partingRequest"]["blockers"], found, "{word} {kind}");
                }
                cells.push(
                    found.as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect::<Vec<_>>().join(" "),
                );
            }
            flag(&vendor, FLAG_CLEAR, customer, word).await;
        }
        told.push(format!(
            "{word}: {}",
            cells.iter().map(|it| if it.is_empty() { "-" } else { it }).collect::<Vec<_>>().join(" | ")
        ));
    }

    insta::assert_snapshot!(told.join("\n"), @"
    SPECIAL_CONTRACT: - | - | SPECIAL_CONTRACT | SPECIAL_CONTRACT
    CONSUMER_CLOUD: - | - | - | -
    REWARD_PROGRAMME: - | - | - | -
    CREDIT_ACCOUNT: - | - | - | -
    CUSTODY_SUB_ACCOUNT: CUSTODY_SUB_ACCOUNT | CUSTODY_SUB_ACCOUNT | - | -
    ARREARS: ARREARS | ARREARS | ARREARS | ARREARS
    FROZEN: - | - | - | -
    POST_PAID: - | POST_PAID | - | -
    UNPAID_INVOICE: - | UNPAID_INVOICE | - | -
    RESERVED_INSTANCE: - | RESERVED_INSTANCE | RESERVED_INSTANCE | RESERVED_INSTANCE
    SUPPORT_PLAN: - | - | SUPPORT_PLAN | -
    PENDING_PARTNER_PAYMENT: PENDING_PARTNER_PAYMENT | PENDING_PARTNER_PAYMENT | PENDING_PARTNER_PAYMENT | PENDING_PARTNER_PAYMENT
    NON_CUSTODY_SUB_ACCOUNT: - | NON_CUSTODY_SUB_ACCOUNT | NON_CUSTODY_SUB_ACCOUNT | NON_CUSTODY_SUB_ACCOUNT
    CUSTODY_MASTER: CUSTODY_MASTER | CUSTODY_MASTER | - | -
    NON_CUSTODY_MASTER: - | - | NON_CUSTODY_MASTER | NON_CUSTODY_MASTER
    SPECIAL_BALANCE: - | SPECIAL_BALANCE | - | -
    ");
    assert_eq!((app.count("partings"), app.count("mails"), lines(&app).len()), (0, 0, 0));
    app.close().await;
}

/// Both of them, in the order of the table; and only to whom it concerns.
#[tokio::test]
async fn all_that_stands_in_the_way_is_told_to_who_may_ask() {
    let app = App::start().await;
    let channel = app.channel.clone();
    funded(&app).await;
    let (vendor, reseller) = (app.admin_of(&channel.vendor).await, app.admin_of(&channel.reseller).await);
    flag(&vendor, FLAG_SET, &channel.customer, "SUPPORT_PLAN").await;
    app.charge(&channel.customer, "69.51").await;

    let found = blockers(&reseller, &channel.customer, "DISASSOCIATION").await;
    let refused = request(&vendor, &channel.customer, "DISASSOCIATION", json!({})).await;

    assert_eq!(found, json!(["ARREARS", "SUPPORT_PLAN"]));
    assert_eq!(refused.data()["partingRequest"]["blockers"], found, "the vendor is no exception");
    assert_eq!(blockers(&app.admin_of(&channel.customer).await, &channel.customer, "DISASSOCIATION").await, found);
    for stranger in [&channel.other_reseller, &channel.distributor, &channel.other_customer] {
        let seen = blockers(&app.admin_of(stranger).await, &channel.customer, "DISASSOCIATION").await;
        assert_eq!(seen, Value::Null, "{}", stranger.name);
    }
    assert_eq!(blockers(&reseller, &channel.customer, "RESELLER_EXIT").await, Value::Null);
    app.close().await;
}

/// Between the answer and the job the customer came to have a reserved instance.
#[tokio::test]
async fn what_comes_in_the_way_after_the_answer_blocks_the_parting_and_both_are_told() {
    let app = App::start().await;
    let channel = app.channel.clone();
    funded(&app).await;
    let (vendor, reseller) = (app.admin_of(&channel.vendor).await, app.admin_of(&channel.reseller).await);
    let id = requested(&reseller, &channel.customer, "DISASSOCIATION").await;
    app.run_jobs().await;
    answer(&app.admin_of(&channel.customer).await, &id, "AGREE").await.ok();
    assert_eq!(app.count("edges where closing_at is not null"), 1);
    flag(&vendor, FLAG_SET, &channel.customer, "RESERVED_INSTANCE").await;
    let before = mails(&app).len();

    app.run_jobs().await;

    assert_eq!(shown(&reseller, &id).await, "BLOCKED, nothing and 0 coupons: ; RESERVED_INSTANCE");
    assert_eq!(balances(&app), "distributor 700.00, reseller 180.00, customer 69.50");
    assert_eq!(
        (stood(&app, &channel.customer), app.count("edges where closing_at is not null")),
        (vec!["resale".to_owned()], 0)
    );
    let mut told: Vec<String> = mails(&app).into_iter().skip(before).map(|mail| mail.to).collect();
    told.sort();
    let mut both = vec![channel.customer.email.clone(), channel.reseller.email.clone()];
    both.sort();
    assert_eq!(told, both);
    assert_eq!(lines(&app), ["parting.request", "parting.answer", "parting.block"]);
    app.close().await;
}

/// What the customer came to owe while it was leaving is paid first; only what is left goes back.
#[tokio::test]
async fn what_was_charged_while_the_customer_was_leaving_is_paid_before_the_rest_goes_back() {
    let app = App::start().await;
    let channel = app.channel.clone();
    funded(&app).await;
    let id = requested(&app.admin_of(&channel.reseller).await, &channel.customer, "DISASSOCIATION").await;
    answer(&app.admin_of(&channel.customer).await, &id, "AGREE").await.ok();
    super::crashes::steps(&app, &id, 2).await;
    app.owe(&channel.customer, "9.50").await;

    app.run_jobs().await;

    assert_eq!(
        shown(&app.operations().await, &id).await,
        "DONE, 60.00 and 0 coupons: CHECK, COUPONS 0, MONEY 60.00, ASSOCIATION, NOTICE"
    );
    assert_eq!(balances(&app), "distributor 700.00, reseller 240.00, customer 0.00");
    assert_eq!(app.count("ledger_accounts where kind = 'debt' and balance <> 0"), 0);
    app.close().await;
}

#[tokio::test]
async fn who_came_to_owe_more_than_it_has_stays() {
    let app = App::start().await;
    let channel = app.channel.clone();
    funded(&app).await;
    let id = requested(&app.admin_of(&channel.reseller).await, &channel.customer, "DISASSOCIATION").await;
    answer(&app.admin_of(&channel.customer).await, &id, "AGREE").await.ok();
    super::crashes::steps(&app, &id, 2).await;
    app.owe(&channel.customer, "69.51").await;

    app.run_jobs().await;

    assert_eq!(shown(&app.operations().await, &id).await, "BLOCKED, nothing and 0 coupons: CHECK, COUPONS 0; ARREARS");
    assert_eq!(balances(&app), "distributor 700.00, reseller 180.00, customer 69.50");
    assert_eq!(stood(&app, &channel.customer), ["resale"]);
    app.close().await;
}

/// A refund that comes between the money and the end of the association goes back as well (invariant 6).
#[tokio::test]
async fn what_comes_in_before_the_association_ends_goes_back_as_well() {
    let app = App::start().await;
    let channel = app.channel.clone();
    funded(&app).await;
    let charge = app.charge(&channel.customer, "4.00").await;
    let id = requested(&app.admin_of(&channel.reseller).await, &channel.customer, "DISASSOCIATION").await;
    answer(&app.admin_of(&channel.customer).await, &id, "AGREE").await.ok();
    super::crashes::steps(&app, &id, 3).await;
    app.refund(&charge, "4.00").await;

    app.run_jobs().await;

    assert_eq!(
        shown(&app.operations().await, &id).await,
        "DONE, 65.50 and 0 coupons: CHECK, COUPONS 0, MONEY 65.50, ASSOCIATION, NOTICE"
    );
    assert_eq!(balances(&app), "distributor 700.00, reseller 249.50, customer 0.00");
    app.close().await;
}
