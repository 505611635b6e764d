//! Customers who are reported, invited, and open an account.

use domain::party::Kind;
use schema::ids::PartyId;
use serde_json::{Value, json};

use crate::actors::{Answer, Person};
use crate::app::App;
use crate::builders::Partner;
use crate::{PASSWORD, vault};

const AGREEMENTS: &str = "query ($purpose: AgreementPurpose!) { agreements(purpose: $purpose, locale: EN) { id } }";
const REGISTER: &str = "mutation ($input: CustomerRegisterInput!) { customerRegister(input: $input) { \
    customerId userErrors { code field } } }";
const REPORT: &str = "mutation ($input: CustomerReportInput!) { customerReport(input: $input) { report { id } userErrors { code field } } }";
const REVIEW: &str = "mutation ($input: ReportReviewInput!) { reportReview(input: $input) { \
    results { userErrors { code field } } userErrors { code field } } }";
const INVITE: &str = "mutation ($input: CustomerInviteInput!) { customerInvite(input: $input) { \
    results { invitation { id } userErrors { code field } } userErrors { code field } } }";

/// The mobile number that ends in four digits.
#[must_use]
pub fn mobile(ending: u32) -> String {
    format!("+86 138-0000-{ending:04}")
}

/// The address of who has that mobile number.
#[must_use]
pub fn address(ending: u32) -> String {
    format!("buyer{ending:04}@prospect.example")
}

impl App {
    /// Sends a document in somebody's name, or in nobody's, until the server is not too busy to answer it.
    pub async fn persistently(&self, person: Option<&Person<'_>>, query: &str, input: Value) -> Answer {
        loop {
            let variables = json!({ "input": input });
            let answer = match person {
                Some(person) => person.query(query, variables).await,
                None => self.anonymous(query, variables).await,
            };
            if answer.error_code() != "UNAVAILABLE" {
                return answer;
            }
        }
    }

    /// The ids of what has to be accepted for a purpose.
    pub async fn agreements(&self, purpose: &str) -> Vec<String> {
        let answer = self.anonymous(AGREEMENTS, json!({ "purpose": purpose })).await;
        let ids = answer.data()["agreements"].as_array().unwrap().clone();
        ids.iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
    }

    /// What a customer sends to open an account; its name, number and address end in `ending`.
    pub async fn registration(&self, ending: u32) -> Value {
        json!({
            "accountName": format!("customer-{ending:04}"), "name": format!("Quiet Lake Tea {ending}"),
            "mobile": mobile(ending), "email": address(ending), "verificationCode": self.code_for("REGISTER", &address(ending)).await,
            "password": PASSWORD, "locale": "EN", "agreementIds": self.agreements("REGISTER").await,
        })
    }

    /// Sends it.
    pub async fn register(&self, input: &Value) -> Answer {
        self.anonymous(REGISTER, json!({ "input": input })).await
    }

    /// A customer that opened an account.
    pub async fn registered(&self, ending: u32) -> Partner {
        let input = self.registration(ending).await;
        let id = self.register(&input).await.ok()["customerId"].as_str().unwrap().parse::<PartyId>().unwrap();
        let name = input["name"].as_str().unwrap().to_owned();
        Partner { id, kind: Kind::Customer, name, email: address(ending), number: String::new() }
    }

    /// A report of `partner` that the vendor approved; its id.
    pub async fn reported(&self, partner: &Partner, ending: u32) -> String {
        let input = json!({
            "customerName": "Quiet Lake Tea", "mobile": mobile(ending), "email": address(ending),
            "idempotencyKey": format!("report-{ending}"),
        });
        let reporter = self.admin_of(partner).await;
        let id = reporter.query(REPORT, json!({ "input": input })).await.ok()["report"]["id"].clone();
        let review = json!({ "reportIds": [id], "verdict": "APPROVE" });
        let reviewed = self.operations().await.query(REVIEW, json!({ "input": review })).await;
        assert_eq!(reviewed.ok()["results"], json!([{ "userErrors": [] }]));
        id.as_str().unwrap().to_owned()
    }

    /// An invitation of `person` by mail to a reported customer; its id.
    pub async fn invited(&self, person: &Person<'_>, report: &str, kind: &str) -> String {
        let input = json!({ "reportIds": [report], "associationKind": kind });
        let answer = person.query(INVITE, json!({ "input": input })).await;
        let result = answer.ok()["results"][0].clone();
        assert_eq!(result["userErrors"], json!([]));
        result["invitation"]["id"].as_str().unwrap().to_owned()
    }

    /// What the link of an invitation ends with, as the customer has it.
    #[must_use]
    pub fn token_of(&self, invitation: &str) -> String {
        let id = invitation.parse::<schema::ids::InvitationId>().unwrap();
        let serial = self.rows(&format!("select serial from invitations where id = '{}'", id.uuid()));
        vault().capability("invitation", id.uuid(), serial[0].parse().unwrap())
    }

    /// What the link in the last mail to an address ends with.
    #[must_use]
    pub fn mailed_token(&self, email: &str) -> String {
        let is_invitation = |mail: &&crate::Mail| mail.to == email && mail.text.contains("/invitations/");
        let mails = self.mails();
        let mail = mails.iter().rfind(is_invitation).expect("an invitation");
        let (_, link) = mail.text.split_once("/invitations/").unwrap();
        link.split_whitespace().next().unwrap().to_owned()
    }
}
