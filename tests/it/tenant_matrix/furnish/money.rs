//! Money, holds and bank files.

use schema::ids::BankAccountId;
use serde_json::json;
use tests::{App, BankFile, Line, PICTURE, Partner, csv_layout};

use super::command;

/// Gives each of five partners money, holds and entries, and the vendor files and statements.
pub(super) async fn furnish(app: &App) {
    let (finance, channel) = (app.finance().await, &app.channel);
    let partners = [
        &channel.distributor,
        &channel.other_distributor,
        &channel.reseller,
        &channel.other_reseller,
        &channel.solution_provider,
    ];
    let credits = partners.iter().enumerate().map(|(i, partner)| Line::from(partner, &format!("R{i}"), "100.00"));
    let not_credited = [
        Line::credit("X1", "7.00", "Somebody Else Ltd", &channel.reseller.number),
        Line::credit("X2", "8.00", "Somebody Else Ltd", &channel.other_reseller.number),
        Line::from(&channel.reseller, "R2", "100.00"),
        Line::credit("X3", "9.00", "Somebody Else Ltd", "9999990000000000006"),
        Line::credit("K1", "11.00", &channel.reseller.name, ""),
        Line::credit("K2", "11.00", &channel.reseller.name, ""),
        Line::credit("K3", "11.00", &channel.reseller.name, ""),
    ];
    finance.import(&BankFile::new("S1", credits.chain(not_credited))).await;
    let reseller = &channel.reseller;
    let for_people = [
        Line::credit("M1", "1.00", &reseller.name, ""),
        Line::credit("M2", "1.00", &reseller.name, ""),
        Line::credit("N1", "2.00", "Somebody Else Ltd", "9999990000000000006"),
        Line::credit("N2", "2.00", "Somebody Else Ltd", "9999990000000000006"),
        Line::credit("N3", "2.00", "Somebody Else Ltd", "9999990000000000006"),
        Line::from(reseller, "C1", "1.00"),
        Line::from(reseller, "C2", "1.00"),
        Line::reversal("V1", "1.00"),
        Line::reversal("V2", "1.00"),
    ];
    finance.import(&BankFile::new("S3", for_people)).await;
    finance.import(&BankFile { account: "DE00UNKNOWN".to_owned(), ..BankFile::new("S2", []) }).await;
    save_mappings(app).await;
    for partner in partners {
        let account = finance.account_of(partner, "CASH").await.expect("an account");
        for key in ["kept", "released"] {
            let input = json!({
                "accountId": account["id"], "amount": { "amount": "10.00", "currency": "CNY" },
                "reason": "a check", "idempotencyKey": format!("{key} {}", partner.number),
            });
            let hold = command(&finance, "holdPlace", "hold { id }", input).await["hold"]["id"].clone();
            if key == "released" {
                let input = json!({ "holdId": hold, "idempotencyKey": partner.number });
                command(&finance, "holdRelease", "", input).await;
            }
        }
    }
    claim_and_agree(app, partners).await;
    app.sql(OPENED);
}

/// A mapping of CSV files for each attempt to remove one.
async fn save_mappings(app: &App) {
    let finance = app.finance().await;
    let bank_account = BankAccountId::from_uuid(
        app.rows("select id::text from bank_accounts order by id limit 1")[0].parse().unwrap(),
    );
    for number in 0..40 {
        let input = json!({
            "bankAccountId": bank_account.to_string(),
            "name": format!("Mapping {number}"), "layout": csv_layout(), "idempotencyKey": format!("furnished {number}"),
        });
        command(&finance, "bankCsvMappingSave", "", input).await;
    }
}

/// Agreements with payers, one of them ended, and a claim of each partner.
async fn claim_and_agree(app: &App, partners: [&Partner; 5]) {
    for partner in partners {
        let person = app.admin_of(partner).await;
        for payer in ["Ended Ltd", "Parent Ltd"] {
            let input = json!({
                "payerName": payer, "payerKind": "COMPANY", "reason": "a parent", "idempotencyKey": payer,
            });
            let made = command(&person, "payerAgreementCreate", "payerAgreement { id }", input).await;
            if payer == "Ended Ltd" {
                command(&person, "payerAgreementVoid", "", json!({ "id": made["payerAgreement"]["id"] })).await;
            }
        }
        let input = json!({
            "amount": { "amount": "11.00", "currency": "CNY" }, "paidOn": "2026-03-10", "payerName": partner.name,
            "note": "by mistake", "idempotencyKey": "claim",
        });
        let begun = command(&person, "remittanceClaimCreate", "uploadUrl", input).await;
        app.send_file(begun["uploadUrl"].as_str().expect("an address"), PICTURE).await;
    }
}

/// Every partner has looked at its number.
const OPENED: &str = "update remittance_accounts account set opened_at = created_at, opened_by_id = \
    (select id from staff where party_id = account.party_id order by id limit 1)";
