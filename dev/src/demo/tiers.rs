//! Money down the tiers: distributor, reseller, customer; a coupon on its way; a charge; and all of it back when customer
//! and reseller part.

use std::time::SystemTime;

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Utc};
use dev::services::process::wait_for;
use dev::services::random_hex;
use serde_json::{Value, json};

use super::client::{Client, list, text};
use super::journey;
use super::mailbox::Mailbox;
use super::{PATIENCE, done};
use crate::stack::Stack;
use crate::stop;
use crate::workspace::Workspace;

/// What the customer pays from its balance, after its coupon.
const FROM_BALANCE: &str = "20.00";
/// What is left of 120.00 and goes back.
const LEFT: &str = "100.00";

/// Runs it with a customer that is new in every run.
pub(super) fn run(workspace: &Workspace, stack: &mut Stack, mailbox: &mut Mailbox) -> Result<()> {
    println!("\nMoney down the tiers, and back\n");
    let password = text(&stack.demo, "/password")?.to_owned();
    let vendor = Client::signed_in(&stack.url, &stack.demo, "vendor", "administrator")?;
    let distributor = Client::sign_in(&stack.url, "admin@distributor.example", &password)?;
    let reseller = Client::sign_in(&stack.url, "admin@heron.example", &password)?;
    let [distributor_id, reseller_id] = [party(&distributor)?, party(&reseller)?];
    let customer = journey::customer_accepts(stack, mailbox, &vendor, &reseller)?;
    let customer_id = party(&customer)?;

    allocate(&distributor, &reseller_id, "1000.00", "distributor → reseller")?;
    allocate(&reseller, &customer_id, "120.00", "reseller → customer")?;
    lineage(&vendor, &customer_id)?;
    issue_coupons(&vendor, &distributor, &reseller, [&distributor_id, &reseller_id, &customer_id])?;
    charge(&vendor, &customer_id)?;
    part(stack, mailbox, &reseller, &customer, &customer_id)?;
    let verdict = stack.verify(workspace)?;
    ensure!(verdict.contains("books balance"), "workers verify says: {verdict}");
    done("books balance");
    Ok(())
}

/// The id of who signed in.
fn party(client: &Client) -> Result<String> {
    let viewer = client.query("{ viewer { party { id } } }", &json!({}))?;
    Ok(text(&viewer, "/viewer/party/id")?.to_owned())
}

fn yuan(amount: &str) -> Value {
    json!({ "amount": amount, "currency": "CNY" })
}

/// Tried first, then done, then sent again.
fn allocate(client: &Client, to: &str, amount: &str, what: &str) -> Result<()> {
    let document = "mutation ($input: AdjustmentAllocateInput!) {
        adjustmentAllocate(input: $input) { adjustment { amount { amount } } replayed dryRun userErrors { code message field } }
    }";
    let key = random_hex(8)?;
    let mut answers = Vec::new();
    for dry_run in [true, false, false] {
        let input = json!({ "partyId": to, "amount": yuan(amount), "idempotencyKey": key, "dryRun": dry_run });
        answers.push(client.mutate(document, "adjustmentAllocate", input)?);
    }
    let replayed: Vec<_> = answers.iter().filter_map(|answer| answer.get("replayed")?.as_bool()).collect();
    ensure!(replayed == [false, false, true], "tried, done, repeated: {answers:?}");
    done(&format!("{what}: {amount}, tried first and sent twice"));
    Ok(())
}

/// Which bank transfer the customer's money was.
fn lineage(vendor: &Client, customer: &str) -> Result<()> {
    let document = "query ($id: ID!) { node(id: $id) { ... on Party { accounts { kind lineage { shares {
        amount { amount } origin { channelReference } path { owner { name } } } } } } } }";
    let data = vendor.query(document, &json!({ "id": customer }))?;
    let accounts = list(&data, "/node/accounts")?;
    let spending = accounts.iter().find(|it| it.get("kind").and_then(Value::as_str) == Some("SPENDING"));
    for share in list(spending.context("a spending account")?, "/lineage/shares")? {
        let path: Vec<&str> =
            list(share, "/path")?.iter().filter_map(|it| it.pointer("/owner/name")?.as_str()).collect();
        let (amount, reference) = (text(share, "/amount/amount")?, text(share, "/origin/channelReference")?);
        done(&format!("{amount} of the customer's money came by {reference}: {}", path.join(" → ")));
    }
    Ok(())
}

/// Quota from the vendor to the distributor to the reseller; two coupons of it to the customer.
fn issue_coupons(vendor: &Client, distributor: &Client, reseller: &Client, ids: [&str; 3]) -> Result<()> {
    let [distributor_id, reseller_id, customer_id] = ids;
    let document = "mutation ($input: CouponQuotaGrantInput!) {
        couponQuotaGrant(input: $input) { quota { id } userErrors { code message field } }
    }";
    let input = json!({
        "holderId": distributor_id, "kind": "VOUCHER", "value": yuan("1000.00"),
        "validTo": "2099-12-31T16:00:00Z", "idempotencyKey": random_hex(8)?,
    });
    let granted = vendor.mutate(document, "couponQuotaGrant", input)?;
    let document = "mutation ($input: CouponQuotaIssueInput!) {
        couponQuotaIssue(input: $input) { results { quota { id } userErrors { code message field } } userErrors { code message } }
    }";
    let input = json!({
        "quotaId": text(&granted, "/quota/id")?, "idempotencyKey": random_hex(8)?,
        "parts": [{ "resellerId": reseller_id, "amount": yuan("200.00") }],
    });
    let issued = distributor.mutate(document, "couponQuotaIssue", input)?;
    let quota = text(&issued, "/results/0/quota/id")?;
    let document = "mutation ($input: CouponIssueInput!) {
        couponIssue(input: $input) { results { coupon { id } userErrors { code message field } } userErrors { code message } }
    }";
    for value in ["60.00", "40.00"] {
        let input = json!({
            "quotaId": quota, "customerIds": [customer_id], "faceValue": yuan(value), "idempotencyKey": random_hex(8)?,
        });
        let answer = reseller.mutate(document, "couponIssue", input)?;
        done(&format!("{value} as coupon {}", text(&answer, "/results/0/coupon/id")?));
    }
    Ok(())
}

/// 160 hours at 0.50001234: cut to cents, paid by one coupon and the balance.
fn charge(vendor: &Client, customer: &str) -> Result<()> {
    let document = "mutation ($input: ChargeRecordInput!) { chargeRecord(input: $input) {
        charge { official { amount } truncated { amount } payable { amount } couponAmount { amount } balanceAmount { amount } }
        userErrors { code message field } } }";
    #[expect(clippy::disallowed_methods, reason = "a charging system dates a use by the calendar on the wall")]
    let now: DateTime<Utc> = SystemTime::now().into();
    let input = json!({
        "chargeKey": random_hex(8)?, "customerId": customer, "serviceType": "compute", "usage": "160",
        "unitPrice": { "amount": "0.50001234", "currency": "CNY" }, "occurredAt": now.to_rfc3339(),
    });
    let charged = vendor.mutate(document, "chargeRecord", input)?;
    let [official, payable, coupon, balance] = ["official", "payable", "couponAmount", "balanceAmount"]
        .map(|field| text(&charged, &format!("/charge/{field}/amount")));
    let (coupon, balance) = (coupon?, balance?);
    ensure!(balance == FROM_BALANCE, "the balance should pay {FROM_BALANCE}: {charged}");
    done(&format!("charged {} of {}: {coupon} by coupon, {balance} from the balance", payable?, official?));
    Ok(())
}

/// The reseller asks, the customer agrees, the worker carries it out.
fn part(stack: &mut Stack, mailbox: &mut Mailbox, reseller: &Client, customer: &Client, id: &str) -> Result<()> {
    let document = "mutation ($input: PartingRequestInput!) {
        partingRequest(input: $input) { parting { id } userErrors { code message field } }
    }";
    let input = json!({ "partyId": id, "kind": "DISASSOCIATION", "reason": "The project has ended." });
    let asked = reseller.mutate(document, "partingRequest", input)?;
    let parting = text(&asked, "/parting/id")?.to_owned();
    let document = "mutation ($input: PartingAnswerInput!) {
        partingAnswer(input: $input) { parting { state } userErrors { code message field } }
    }";
    customer.mutate(document, "partingAnswer", json!({ "partingId": parting, "verdict": "AGREE" }))?;
    done("the reseller asks to part, the customer agrees");
    let document = "query ($id: ID!) { node(id: $id) { ... on Parting {
        state moneyReturned { amount } couponsReturned steps { step } } } }";
    let ended = wait_for(PATIENCE, || {
        stop::check()?;
        stack.refuse_death()?;
        let found = customer.query(document, &json!({ "id": parting }))?;
        let is_done = found.pointer("/node/state").and_then(Value::as_str) == Some("DONE");
        Ok(is_done.then_some(found))
    })?;
    let ended = ended.with_context(|| format!("{parting} was not carried out within a minute"))?;
    let steps: Vec<&str> = list(&ended, "/node/steps")?.iter().filter_map(|it| it.get("step")?.as_str()).collect();
    let back = text(&ended, "/node/moneyReturned/amount")?;
    ensure!(back == LEFT, "{LEFT} should have gone back: {ended}");
    done(&format!("{}: {back} went back to the reseller", steps.join(", ")));
    mailbox.next(stack, |mail| mail.text.contains(LEFT))?;
    Ok(())
}
