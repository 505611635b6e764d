//! How companies come together: the vendor invites a distributor, a reseller applies and is approved twice, a
//! customer is reported, invited, and accepts.

use anyhow::{Context, Result, ensure};
use dev::services::random_hex;
use serde_json::{Value, json};

use super::client::{Client, list, text};
use super::done;
use super::mailbox::Mailbox;
use crate::stack::Stack;

const PASSWORD: &str = "correct horse battery staple";
const REGION: &str = "demo-region";

/// A newcomer, new in every run.
struct Newcomer {
    company: String,
    contact: String,
    email: String,
    mobile: String,
    locale: &'static str,
}

impl Newcomer {
    fn new(company: &str, contact: &str, locale: &'static str) -> Result<Self> {
        let run = random_hex(4)?;
        let number = u32::from_str_radix(&run, 16)?;
        Ok(Self {
            company: format!("{company} {run}"),
            contact: contact.to_owned(),
            email: format!("admin-{run}@demo.example"),
            mobile: format!("+86139{:08}", number % 100_000_000),
            locale,
        })
    }

    fn input(&self) -> Value {
        json!({
            "companyName": self.company, "registrationNumber": "91310000MA1DEMO00X",
            "contactName": self.contact, "mobile": self.mobile, "locale": self.locale,
        })
    }
}

/// Runs the journey.
pub(super) fn run(stack: &mut Stack, mailbox: &mut Mailbox) -> Result<()> {
    println!("\nThe demo: how companies come together\n");
    let vendor = Client::signed_in(&stack.url, &stack.demo, "vendor", "administrator")?;
    let distributor = invite_distributor(stack, mailbox, &vendor)?;
    let reseller = reseller_applies(stack, mailbox, &vendor, &distributor)?;
    customer_accepts(stack, mailbox, &vendor, &reseller).map(drop)
}

/// By mail; what it says of itself is reviewed by somebody else of the vendor.
fn invite_distributor(stack: &mut Stack, mailbox: &mut Mailbox, vendor: &Client) -> Result<Client> {
    let newcomer = Newcomer::new("长风云分销有限公司", "陈长风", "ZH_CN")?;
    let document = "mutation ($input: PartnerInviteInput!) {
        partnerInvite(input: $input) { partnerInvitation { id state } userErrors { code message field } }
    }";
    let input = json!({
        "kind": "DISTRIBUTOR", "companyName": newcomer.company, "contactName": newcomer.contact,
        "email": newcomer.email, "locale": newcomer.locale, "region": REGION, "idempotencyKey": newcomer.email,
    });
    vendor.mutate(document, "partnerInvite", input)?;
    done(&format!("the vendor invites {} to be a distributor", newcomer.company));
    let letter = mailbox.next_to(stack, &newcomer.email)?;
    let document = "mutation ($input: PartnerInvitationAcceptInput!) {
        partnerInvitationAccept(input: $input) { applicationId userErrors { code message field } }
    }";
    let input = json!({ "token": letter.token("partner-invitations")?, "company": newcomer.input() });
    let accepted = Client::new(&stack.url).mutate(document, "partnerInvitationAccept", input)?;
    done(&format!("{} accepts and says who it is", newcomer.company));
    let reviewer = Client::signed_in(&stack.url, &stack.demo, "vendor", "operations")?;
    review(&reviewer, text(&accepted, "/applicationId")?, "APPROVED")?;
    join(stack, mailbox, &newcomer)
}

/// Of its own accord; the vendor says yes, then the distributor.
fn reseller_applies(stack: &mut Stack, mailbox: &mut Mailbox, vendor: &Client, distributor: &Client) -> Result<Client> {
    let newcomer = Newcomer::new("Bluebell Cloud Services Ltd", "Bea Bell", "EN")?;
    let code = code(stack, mailbox, &newcomer, "APPLY")?;
    let viewer = distributor.query("{ viewer { party { id name } } }", &json!({}))?;
    let document = "mutation ($input: PartnerApplyInput!) {
        partnerApply(input: $input) { applicationId userErrors { code message field } }
    }";
    let input = json!({
        "kind": "RESELLER", "company": newcomer.input(), "email": newcomer.email, "verificationCode": code,
        "region": REGION, "distributorId": text(&viewer, "/viewer/party/id")?,
    });
    let applied = Client::new(&stack.url).mutate(document, "partnerApply", input)?;
    let application = text(&applied, "/applicationId")?;
    done(&format!("{} applies to be a reseller of {}", newcomer.company, text(&viewer, "/viewer/party/name")?));
    review(vendor, application, "DISTRIBUTOR_REVIEW")?;
    review(distributor, application, "APPROVED")?;
    join(stack, mailbox, &newcomer)
}

/// Approves an application, after which it must be in `state`.
fn review(reviewer: &Client, application: &str, state: &str) -> Result<()> {
    let document = "mutation ($input: ApplicationReviewInput!) {
        applicationReview(input: $input) {
            results { application { state } userErrors { code message field } } userErrors { code message field }
        }
    }";
    let input = json!({ "applicationIds": [application], "verdict": "APPROVE", "opinion": "Papers are in order." });
    let answer = reviewer.mutate(document, "applicationReview", input)?;
    let found = answer.pointer("/results/0/application/state").and_then(Value::as_str);
    ensure!(found == Some(state), "the application should be {state} now: {answer}");
    done(&format!("{application} approved: {state}"));
    Ok(())
}

/// The first administrator opens the link of the mail, chooses a password and signs in.
fn join(stack: &mut Stack, mailbox: &mut Mailbox, newcomer: &Newcomer) -> Result<Client> {
    let letter = mailbox.next(stack, |mail| mail.to == newcomer.email && mail.text.contains("/join/"))?;
    let document =
        "mutation ($input: StaffJoinInput!) { staffJoin(input: $input) { userErrors { code message field } } }";
    let input = json!({ "token": letter.token("join")?, "password": PASSWORD });
    Client::new(&stack.url).mutate(document, "staffJoin", input)?;
    let client = Client::sign_in(&stack.url, &newcomer.email, PASSWORD)?;
    done(&format!("{} joins {} with the password `{PASSWORD}`", newcomer.email, newcomer.company));
    Ok(client)
}

/// Asks for a code and reads it in the mail.
fn code(stack: &mut Stack, mailbox: &mut Mailbox, newcomer: &Newcomer, purpose: &str) -> Result<String> {
    let document = "mutation ($input: VerificationCodeSendInput!) {
        verificationCodeSend(input: $input) { userErrors { code message field } }
    }";
    let input = json!({ "purpose": purpose, "email": newcomer.email, "locale": newcomer.locale });
    Client::new(&stack.url).mutate(document, "verificationCodeSend", input)?;
    Ok(mailbox.next_to(stack, &newcomer.email)?.code()?.to_owned())
}

/// Reported, approved, invited by mail; it opens an account, reads the agreements and accepts.
pub(super) fn customer_accepts(
    stack: &mut Stack,
    mailbox: &mut Mailbox,
    vendor: &Client,
    reseller: &Client,
) -> Result<Client> {
    let customer = Newcomer::new("云杉食品有限公司", "孙云杉", "ZH_CN")?;
    let document = "mutation ($input: CustomerReportInput!) {
        customerReport(input: $input) { report { id } userErrors { code message field } }
    }";
    let input = json!({
        "customerName": customer.company, "mobile": customer.mobile, "email": customer.email,
        "idempotencyKey": customer.email,
    });
    let reported = reseller.mutate(document, "customerReport", input)?;
    let report = text(&reported, "/report/id")?;
    done(&format!("the reseller reports {} as {report}", customer.company));
    let document = "mutation ($input: ReportReviewInput!) {
        reportReview(input: $input) { results { report { state } userErrors { code message field } } userErrors { code } }
    }";
    let input = json!({ "reportIds": [report], "verdict": "APPROVE" });
    let reviewed = vendor.mutate(document, "reportReview", input)?;
    let state = reviewed.pointer("/results/0/report/state").and_then(Value::as_str);
    ensure!(state == Some("REPORTED"), "the report was not approved: {reviewed}");
    done("the vendor approves the report: REPORTED for 15 days");
    let document = "mutation ($input: CustomerInviteInput!) {
        customerInvite(input: $input) { results { invitation { id } userErrors { code message field } } userErrors { code } }
    }";
    let input = json!({ "reportIds": [report], "associationKind": "RESALE" });
    reseller.mutate(document, "customerInvite", input)?;
    let letter = mailbox.next(stack, |mail| mail.to == customer.email && mail.text.contains("/invitations/"))?;
    let token = letter.token("invitations")?.to_owned();
    register(stack, mailbox, &customer)?;
    let administrator = Client::sign_in(&stack.url, &customer.email, PASSWORD)?;
    let document = "mutation ($input: InvitationAcceptInput!) {
        invitationAccept(input: $input) { onboarding { state partner { name } } userErrors { code message field } }
    }";
    let input = json!({ "token": token, "agreementIds": agreements(stack, "ASSOCIATE_RESALE")? });
    let accepted = administrator.mutate(document, "invitationAccept", input)?;
    done(&format!(
        "it accepts: {}, with {}",
        text(&accepted, "/onboarding/state")?,
        text(&accepted, "/onboarding/partner/name")?
    ));
    mailbox.next_to(stack, &customer.email)?;
    Ok(administrator)
}

/// Opens an account with the mobile number that was reported.
fn register(stack: &mut Stack, mailbox: &mut Mailbox, customer: &Newcomer) -> Result<()> {
    let code = code(stack, mailbox, customer, "REGISTER")?;
    let document = "mutation ($input: CustomerRegisterInput!) {
        customerRegister(input: $input) { userErrors { code message field } }
    }";
    let account = customer.email.split_once('@').context("an address")?.0;
    let input = json!({
        "accountName": account, "name": customer.company, "mobile": customer.mobile, "email": customer.email,
        "verificationCode": code, "password": PASSWORD, "locale": customer.locale,
        "agreementIds": agreements(stack, "REGISTER")?,
    });
    Client::new(&stack.url).mutate(document, "customerRegister", input)?;
    done(&format!("{} opens the account {account}", customer.company));
    Ok(())
}

/// What has to be accepted for `purpose`.
fn agreements(stack: &Stack, purpose: &str) -> Result<Vec<Value>> {
    let document =
        "query ($purpose: AgreementPurpose!) { agreements(purpose: $purpose, locale: ZH_CN) { id title version } }";
    let found = Client::new(&stack.url).query(document, &json!({ "purpose": purpose }))?;
    let agreements = list(&found, "/agreements")?;
    let titles: Vec<&str> = agreements.iter().filter_map(|it| it.get("title")?.as_str()).collect();
    done(&format!("agreements for {purpose}: {}", titles.join(", ")));
    Ok(agreements.iter().filter_map(|it| it.get("id").cloned()).collect())
}
