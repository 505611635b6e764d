//! A bank statement, entry by entry.

use std::collections::BTreeMap;
use std::time::SystemTime;

use anyhow::{Context, Result, bail, ensure};
use chrono::{DateTime, Utc};
use dev::services::process::wait_for;
use dev::services::random_hex;
use serde_json::{Value, json};

use super::client::{Client, list, text};
use super::mailbox::Mailbox;
use super::statement::{Entry, Statement, yuan};
use super::{PATIENCE, done};
use crate::stack::Stack;
use crate::stop;
use crate::workspace::Workspace;

/// What becomes of money that belongs to a partner beyond doubt.
const CREDITED: (&str, Option<&str>) = ("CREDITED", None);
/// Nineteen digits whose last is right, as a remittance number has, and nobody's.
const UNKNOWN_NUMBER: &str = "9999999999999999998";

/// A partner with an exclusive remittance account.
#[derive(Clone, Debug)]
struct Partner {
    id: String,
    kind: String,
    name: String,
    number: String,
}

/// A bank statement arrives, and the partners have their money.
pub(super) fn run(workspace: &Workspace, stack: &mut Stack, mailbox: &mut Mailbox) -> Result<()> {
    println!("\nFrom a bank statement to a credited partner\n");
    let partners = partners(&stack.demo)?;
    let [first, second, ..] = &partners[..] else {
        bail!("the demo channel has fewer than two partners with a remittance account")
    };
    let client = Client::signed_in(&stack.url, &stack.demo, "vendor", "finance")?;
    show_payee(&client, first)?;
    let before = balances(&client, [first, second])?;
    let statement = statement(&stack.demo, first, second)?;
    let file = statement.camt053()?;
    let upload = upload(&client, &file)?;
    let imported = wait_until_decided(&client, stack, &upload)?;
    check_entries(&statement, &imported)?;
    refuse_again(&client, stack, &file)?;
    let after = balances(&client, [first, second])?;
    check_balances(&statement, [first, second], &before, &after)?;
    for _ in [first, second] {
        mailbox.next(stack, |mail| mail.text.contains(&statement.reference))?;
    }
    let verdict = stack.verify(workspace)?;
    ensure!(verdict.contains("books balance"), "workers verify says: {verdict}");
    done("books balance");
    Ok(())
}

fn partners(demo: &Value) -> Result<Vec<Partner>> {
    let with_number =
        list(demo, "/parties")?.iter().filter(|party| party.get("remittance_number").is_some_and(Value::is_string));
    with_number
        .map(|party| {
            let [id, kind, name, number] =
                ["/id", "/kind", "/name", "/remittance_number"].map(|at| text(party, at).map(str::to_owned));
            Ok(Partner { id: id?, kind: kind?, name: name?, number: number? })
        })
        .collect()
}

/// What a transfer to a partner has to name.
fn show_payee(client: &Client, partner: &Partner) -> Result<()> {
    let document = "query ($id: ID!) { node(id: $id) { ... on Party { remittanceAccounts {
        numberMasked payee { name bankName bankCode }
    } } } }";
    let data = client.query(document, &json!({ "id": partner.id }))?;
    let [number, payee, bank, code] = ["numberMasked", "payee/name", "payee/bankName", "payee/bankCode"]
        .map(|at| text(&data, &format!("/node/remittanceAccounts/0/{at}")));
    let (number, payee, bank, code) = (number?, payee?, bank?, code?);
    done(&format!("{} pays to {number}, payee {payee}, {bank} ({code})", partner.name));
    Ok(())
}

/// Cents by party: what all accounts of the party hold.
fn balances(client: &Client, partners: [&Partner; 2]) -> Result<BTreeMap<String, i64>> {
    let document = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Party { id accounts { balance { amount } } } } }";
    let data = client.query(document, &json!({ "ids": partners.map(|partner| &partner.id) }))?;
    let mut balances = BTreeMap::new();
    for (node, partner) in list(&data, "/nodes")?.iter().zip(partners) {
        let amounts = list(node, "/accounts")?.iter().map(|account| cents(text(account, "/balance/amount")?));
        let cents = amounts.sum::<Result<i64>>()?;
        done(&format!("balance of {} ({}): {}", partner.name, partner.kind, yuan(cents)));
        balances.insert(partner.id.clone(), cents);
    }
    Ok(balances)
}

fn cents(amount: &str) -> Result<i64> {
    let (whole, fraction) = amount.split_once('.').with_context(|| format!("{amount} has no decimals"))?;
    ensure!(fraction.len() == 2, "{amount} has not two decimals");
    Ok(format!("{whole}{fraction}").parse()?)
}

/// Six entries: two for partners, and four that must not move money.
fn statement(demo: &Value, first: &Partner, second: &Partner) -> Result<Statement> {
    #[expect(clippy::disallowed_methods, reason = "a bank dates its statement by the calendar on the wall")]
    let today: DateTime<Utc> = SystemTime::now().into();
    let run = random_hex(4)?.to_uppercase();
    let entry = |place: u8, about, cents, direction, payer: &str, text: String, becomes| Entry {
        about,
        cents,
        direction,
        reference: format!("DEMO{run}{place}"),
        payer: payer.to_owned(),
        text,
        becomes,
    };
    let credit = |place, about, cents, payer: &str, number: &str, becomes| {
        entry(place, about, cents, "CRDT", payer, format!("remittance {number}"), becomes)
    };
    let to_first = credit(1, "right number, right payer", 1_200_000, &first.name, &first.number, CREDITED);
    Ok(Statement {
        account: text(demo, "/bank_account/number")?.to_owned(),
        currency: text(demo, "/bank_account/currency")?.to_owned(),
        reference: format!("DEMO{run}"),
        date: today.format("%Y-%m-%d").to_string(),
        entries: vec![
            to_first.clone(),
            credit(2, "right number, right payer", 345_050, &second.name, &second.number, CREDITED),
            credit(
                3,
                "right number, foreign payer",
                80_000,
                "Somebody Else Ltd",
                &second.number,
                ("HELD", Some("PAYER_DIFFERS")),
            ),
            entry(4, "bank charge", 2_500, "DBIT", "The Bank", "charges".to_owned(), ("IGNORED", Some("DEBIT"))),
            Entry { about: "the first entry once more", becomes: ("DUPLICATE", None), ..to_first },
            credit(6, "unknown number", 50_000, &first.name, UNKNOWN_NUMBER, ("HELD", Some("UNKNOWN_NUMBER"))),
        ],
    })
}

/// Uploads the file with a ticket of its own and returns the id of the upload.
fn upload(client: &Client, file: &str) -> Result<String> {
    let document = "mutation ($input: BankUploadCreateInput!) {
        bankUploadCreate(input: $input) { bankUpload { id } ticket userErrors { code message } }
    }";
    let payload = client.mutate(document, "bankUploadCreate", json!({ "fileName": "demo.xml" }))?;
    let (status, body) = client.upload(text(&payload, "/ticket")?, file)?;
    ensure!(status == 201, "the upload was answered with {status}: {body}");
    let id = text(&payload, "/bankUpload/id")?.to_owned();
    done(&format!("statement uploaded as {id}, {} bytes", file.len()));
    Ok(id)
}

/// The upload as soon as it is imported or rejected and each of its entries is decided.
fn wait_until_decided(client: &Client, stack: &mut Stack, id: &str) -> Result<Value> {
    let document = "query ($id: ID!) { node(id: $id) { ... on BankUpload {
        state
        findings { code message }
        statements(first: 1) { nodes { entries(first: 50) { nodes { bankReference amount { amount } state reason } } } }
    } } }";
    let decided = wait_for(PATIENCE, || {
        stop::check()?;
        stack.refuse_death()?;
        let mut data = client.query(document, &json!({ "id": id }))?;
        let node = data.get_mut("node").map(Value::take).unwrap_or_default();
        let is_read = matches!(text(&node, "/state")?, "IMPORTED" | "REJECTED");
        let waits = entries(&node).iter().any(|entry| entry.get("state").is_none_or(|state| state == "RECEIVED"));
        Ok((is_read && !waits).then_some(node))
    })?;
    decided.with_context(|| format!("{id} was not decided within a minute"))
}

fn entries(upload: &Value) -> &[Value] {
    upload.pointer("/statements/nodes/0/entries/nodes").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn check_entries(statement: &Statement, upload: &Value) -> Result<()> {
    let found = entries(upload);
    ensure!(found.len() == statement.entries.len(), "the file was not taken in as it is: {upload}");
    for (expected, found) in statement.entries.iter().zip(found) {
        let (state, reference) = (text(found, "/state")?, text(found, "/bankReference")?);
        let reason = found.get("reason").and_then(Value::as_str);
        let why = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
        let line = format!("{:>9} {}: {state}{why}, bank reference {reference}", yuan(expected.cents), expected.about);
        let is_due = (state, reason) == expected.becomes && reference == expected.reference;
        ensure!(is_due, "{line}, but {:?} was due", expected.becomes);
        done(&line);
    }
    Ok(())
}

fn refuse_again(client: &Client, stack: &mut Stack, file: &str) -> Result<()> {
    let id = upload(client, file)?;
    let again = wait_until_decided(client, stack, &id)?;
    ensure!(text(&again, "/state")? == "REJECTED", "the same file was taken in twice: {again}");
    done(&format!("the same file again: REJECTED ({})", text(&again, "/findings/0/code")?));
    Ok(())
}

fn check_balances(
    statement: &Statement,
    partners: [&Partner; 2],
    before: &BTreeMap<String, i64>,
    after: &BTreeMap<String, i64>,
) -> Result<()> {
    for partner in partners {
        let is_theirs = |entry: &&Entry| entry.becomes == CREDITED && entry.text.contains(&partner.number);
        let credited: i64 = statement.entries.iter().filter(is_theirs).map(|entry| entry.cents).sum();
        let [before, after] = [before, after].map(|balances| balances.get(&partner.id).copied().unwrap_or_default());
        let line = format!("{}: {} + {} = {}", partner.name, yuan(before), yuan(credited), yuan(after));
        ensure!(before + credited == after, "{line} does not add up");
        done(&line);
    }
    Ok(())
}
