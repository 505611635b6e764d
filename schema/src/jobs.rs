//! What a job is told: ids and small facts, never a row.
//!
//! A payload is written in the transaction that needs the work done and may be
//! read weeks later by a newer binary. So a field is never renamed or removed:
//! a change is a new struct whose `NAME` ends in `:2`.

use chrono::NaiveDate;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::ids::{AccountId, BankEntryId, BankUploadId, MailId, OnboardingId, PartingId, PayerAgreementId};
use crate::money::Money;
use crate::text_enum;

text_enum! {
    /// A line of work that no other line can hold up.
    pub enum Queue {
        /// Issuing and posting invoices.
        Invoice = "invoice",
        /// Checking and paying withdrawals.
        Withdrawal = "withdrawal",
        /// Reading bank files, crediting transfers.
        Bank = "bank",
        /// Real-name reviews and their callbacks.
        RealName = "real_name",
        /// E-mail.
        Email = "email",
        /// Webhooks to partners.
        Webhook = "webhook",
        /// Bills.
        Billing = "billing",
        /// Customers on their way to a partner.
        Onboarding = "onboarding",
        /// Cleaning and checking.
        Maintenance = "maintenance",
    }
}

/// A job as its enqueuer and its handler both know it.
pub trait Payload: Serialize + DeserializeOwned + Send + 'static {
    /// Where it waits.
    const QUEUE: Queue;
    /// Its stable name, `verb_noun`.
    const NAME: &'static str;
    /// How often it is tried before it is left for a person.
    const MAX_ATTEMPTS: i32;

    /// One job a queue and key: enqueued twice is enqueued once. At most 200 characters.
    fn dedup_key(&self) -> String;
}

/// Reads a stored bank file and takes its statements over, or rejects it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ImportBankFile {
    /// The file.
    pub bank_upload_id: BankUploadId,
}

impl Payload for ImportBankFile {
    const QUEUE: Queue = Queue::Bank;
    const NAME: &'static str = "import_bank_file";
    const MAX_ATTEMPTS: i32 = 10;

    fn dedup_key(&self) -> String {
        format!("{}:{}", Self::NAME, self.bank_upload_id)
    }
}

/// Decides what one bank entry is. Written before entries were decided many at a time: what is left of them drains.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CreditBankEntry {
    /// The entry.
    pub bank_entry_id: BankEntryId,
}

impl Payload for CreditBankEntry {
    const QUEUE: Queue = Queue::Bank;
    const NAME: &'static str = "credit_bank_entry";
    const MAX_ATTEMPTS: i32 = 10;

    fn dedup_key(&self) -> String {
        format!("{}:{}", Self::NAME, self.bank_entry_id)
    }
}

/// Decides entries of an upload, at most 1 000, and credits the partners they belong to. There is one of an upload at a
/// time: what is left is asked for by the one before.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DecideBankEntries {
    /// The file they came in.
    pub bank_upload_id: BankUploadId,
    /// The first that is not decided.
    pub first: BankEntryId,
}

impl Payload for DecideBankEntries {
    const QUEUE: Queue = Queue::Bank;
    const NAME: &'static str = "decide_bank_entries";
    const MAX_ATTEMPTS: i32 = 10;

    fn dedup_key(&self) -> String {
        format!("{}:{}", Self::NAME, self.first)
    }
}

/// Decides what is held for want of a payer agreement anew, once there is one.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RetryHeldEntries {
    /// The agreement.
    pub payer_agreement_id: PayerAgreementId,
}

impl Payload for RetryHeldEntries {
    const QUEUE: Queue = Queue::Bank;
    const NAME: &'static str = "retry_held_entries";
    const MAX_ATTEMPTS: i32 = 10;

    fn dedup_key(&self) -> String {
        format!("{}:{}", Self::NAME, self.payer_agreement_id)
    }
}

/// Sends one e-mail to one person.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SendEmail {
    /// The e-mail.
    pub mail_id: MailId,
}

impl Payload for SendEmail {
    const QUEUE: Queue = Queue::Email;
    const NAME: &'static str = "send_email";
    const MAX_ATTEMPTS: i32 = 12;

    fn dedup_key(&self) -> String {
        format!("{}:{}", Self::NAME, self.mail_id)
    }
}

/// Warns the owner of an account whose balance fell below its threshold.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct WarnBalance {
    /// The account.
    pub account_id: AccountId,
    /// Its version after the transfer with which it fell below.
    pub version: i64,
    /// The threshold of then.
    pub threshold: Money,
}

impl Payload for WarnBalance {
    const QUEUE: Queue = Queue::Email;
    const NAME: &'static str = "warn_balance";
    const MAX_ATTEMPTS: i32 = 10;

    fn dedup_key(&self) -> String {
        format!("{}:{}:{}", Self::NAME, self.account_id, self.version)
    }
}

/// Checks the books once a day.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct VerifyBooks {
    /// The day (UTC) the check is for.
    pub on: NaiveDate,
}

impl Payload for VerifyBooks {
    const QUEUE: Queue = Queue::Maintenance;
    const NAME: &'static str = "verify_books";
    const MAX_ATTEMPTS: i32 = 3;

    fn dedup_key(&self) -> String {
        format!("{}:{}", Self::NAME, self.on)
    }
}

/// Writes down what the platform accounts stood at when the day began.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SnapshotLedger {
    /// The day (UTC) whose beginning is meant.
    pub on: NaiveDate,
}

impl Payload for SnapshotLedger {
    const QUEUE: Queue = Queue::Maintenance;
    const NAME: &'static str = "snapshot_ledger";
    const MAX_ATTEMPTS: i32 = 3;

    fn dedup_key(&self) -> String {
        format!("{}:{}", Self::NAME, self.on)
    }
}

/// Removes what has served its time: old jobs, spent refresh tokens, unused tickets.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CleanUp {
    /// The day (UTC) it runs for.
    pub on: NaiveDate,
}

impl Payload for CleanUp {
    const QUEUE: Queue = Queue::Maintenance;
    const NAME: &'static str = "clean_up";
    const MAX_ATTEMPTS: i32 = 3;

    fn dedup_key(&self) -> String {
        format!("{}:{}", Self::NAME, self.on)
    }
}

/// Writes down which authorisations have ended.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct EndAuthorizations {
    /// The day (UTC) it runs for.
    pub on: NaiveDate,
}

impl Payload for EndAuthorizations {
    const QUEUE: Queue = Queue::Maintenance;
    const NAME: &'static str = "end_authorizations";
    const MAX_ATTEMPTS: i32 = 3;

    fn dedup_key(&self) -> String {
        format!("{}:{}", Self::NAME, self.on)
    }
}

/// Writes down which reports of customers have expired.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ExpireReports {
    /// The day (UTC) it runs for.
    pub on: NaiveDate,
}

impl Payload for ExpireReports {
    const QUEUE: Queue = Queue::Maintenance;
    const NAME: &'static str = "expire_reports";
    const MAX_ATTEMPTS: i32 = 5;

    fn dedup_key(&self) -> String {
        format!("{}:{}", Self::NAME, self.on)
    }
}

/// Writes down which invitations of partners have expired.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ExpirePartnerInvitations {
    /// The day (UTC) it runs for.
    pub on: NaiveDate,
}

impl Payload for ExpirePartnerInvitations {
    const QUEUE: Queue = Queue::Maintenance;
    const NAME: &'static str = "expire_partner_invitations";
    const MAX_ATTEMPTS: i32 = 3;

    fn dedup_key(&self) -> String {
        format!("{}:{}", Self::NAME, self.on)
    }
}

/// Associates a customer whom a partner's platform registered.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CompleteOnboarding {
    /// The onboarding.
    pub onboarding_id: OnboardingId,
}

impl Payload for CompleteOnboarding {
    const QUEUE: Queue = Queue::Onboarding;
    const NAME: &'static str = "complete_onboarding";
    const MAX_ATTEMPTS: i32 = 10;

    fn dedup_key(&self) -> String {
        format!("{}:{}", Self::NAME, self.onboarding_id)
    }
}

/// Writes down that customers' invitations have expired.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ExpireInvitations {
    /// The day (UTC) it runs for.
    pub on: NaiveDate,
}

impl Payload for ExpireInvitations {
    const QUEUE: Queue = Queue::Maintenance;
    const NAME: &'static str = "expire_invitations";
    const MAX_ATTEMPTS: i32 = 3;

    fn dedup_key(&self) -> String {
        format!("{}:{}", Self::NAME, self.on)
    }
}

/// Writes down which coupons have begun, and which coupons and coupon quotas have ended.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ExpireCoupons {
    /// The day (UTC) it runs for.
    pub on: NaiveDate,
}

impl Payload for ExpireCoupons {
    const QUEUE: Queue = Queue::Maintenance;
    const NAME: &'static str = "expire_coupons";
    const MAX_ATTEMPTS: i32 = 5;

    fn dedup_key(&self) -> String {
        format!("{}:{}", Self::NAME, self.on)
    }
}

/// Carries a parting out, a step at a time.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ExecuteParting {
    /// The parting.
    pub parting_id: PartingId,
}

impl Payload for ExecuteParting {
    const QUEUE: Queue = Queue::Onboarding;
    const NAME: &'static str = "execute_parting";
    const MAX_ATTEMPTS: i32 = 10;

    fn dedup_key(&self) -> String {
        format!("{}:{}", Self::NAME, self.parting_id)
    }
}

/// Writes down which requests to part nobody answered in time.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ExpirePartings {
    /// The day (UTC) it runs for.
    pub on: NaiveDate,
}

impl Payload for ExpirePartings {
    const QUEUE: Queue = Queue::Maintenance;
    const NAME: &'static str = "expire_partings";
    const MAX_ATTEMPTS: i32 = 3;

    fn dedup_key(&self) -> String {
        format!("{}:{}", Self::NAME, self.on)
    }
}
