//! Marks for [`Id`](super::Id): never built, only named.

use super::Named;

/// A party; written with the prefix of its kind, `cus_…`.
pub enum Party {}
impl Named for Party {
    const PREFIX: &'static str = "pty";
    const ALSO: &'static [&'static str] = &["ven", "dst", "rsl", "slp", "gov", "mch", "cus"];
}
/// An interval in which one party stood under another.
pub enum Edge {}
impl Named for Edge {
    const PREFIX: &'static str = "edg";
}
/// A person who works for a party.
pub enum Staff {}
impl Named for Staff {
    const PREFIX: &'static str = "stf";
}
/// A sign-in and all refresh tokens that followed from it.
pub enum Session {}
impl Named for Session {
    const PREFIX: &'static str = "ses";
}
/// A refresh token.
pub enum RefreshToken {}
impl Named for RefreshToken {
    const PREFIX: &'static str = "rft";
}
/// A ledger account.
pub enum Account {}
impl Named for Account {
    const PREFIX: &'static str = "acc";
}
/// A business act in the ledger: one or more transfers.
pub enum Transaction {}
impl Named for Transaction {
    const PREFIX: &'static str = "txn";
}
/// A transfer between two ledger accounts.
pub enum Transfer {}
impl Named for Transfer {
    const PREFIX: &'static str = "trf";
}
/// Where a credit came from.
pub enum FundLot {}
impl Named for FundLot {
    const PREFIX: &'static str = "lot";
}
/// Money set aside.
pub enum Hold {}
impl Named for Hold {
    const PREFIX: &'static str = "hld";
}
/// A bank account of the vendor.
pub enum BankAccount {}
impl Named for BankAccount {
    const PREFIX: &'static str = "bac";
}
/// A file from a bank.
pub enum BankUpload {}
impl Named for BankUpload {
    const PREFIX: &'static str = "bup";
}
/// A statement in a file from a bank.
pub enum BankStatement {}
impl Named for BankStatement {
    const PREFIX: &'static str = "bst";
}
/// An entry of a bank statement.
pub enum BankEntry {}
impl Named for BankEntry {
    const PREFIX: &'static str = "ben";
}
/// A partner's exclusive remittance account.
pub enum RemittanceAccount {}
impl Named for RemittanceAccount {
    const PREFIX: &'static str = "rem";
}
/// A job.
pub enum Job {}
impl Named for Job {
    const PREFIX: &'static str = "job";
}
/// An e-mail.
pub enum Mail {}
impl Named for Mail {
    const PREFIX: &'static str = "mal";
}
/// A line of the audit log.
pub enum AuditRecord {}
impl Named for AuditRecord {
    const PREFIX: &'static str = "aud";
}
/// A role that a party defined for its staff.
pub enum Role {}
impl Named for Role {
    const PREFIX: &'static str = "rol";
}
/// An interval in which a customer manager was responsible for a customer or reseller.
pub enum ManagerAssignment {}
impl Named for ManagerAssignment {
    const PREFIX: &'static str = "mas";
}
/// An interval in which a customer manager stood under a director.
pub enum TeamMember {}
impl Named for TeamMember {
    const PREFIX: &'static str = "tea";
}
/// The right of a program to act for a person.
pub enum AccessKey {}
impl Named for AccessKey {
    const PREFIX: &'static str = "ack";
}
/// A code that was mailed to prove an address or confirm an operation.
pub enum VerificationCode {}
impl Named for VerificationCode {
    const PREFIX: &'static str = "vco";
}
/// An invitation to become a partner.
pub enum PartnerInvitation {}
impl Named for PartnerInvitation {
    const PREFIX: &'static str = "piv";
}
/// A request to become a partner, or a higher one.
pub enum Application {}
impl Named for Application {
    const PREFIX: &'static str = "apl";
}
/// What one stage of review said of an application.
pub enum ApplicationReview {}
impl Named for ApplicationReview {
    const PREFIX: &'static str = "arv";
}
/// A legal entity of the vendor that signs with partners.
pub enum SigningEntity {}
impl Named for SigningEntity {
    const PREFIX: &'static str = "sen";
}
/// A version of a text that people accept.
pub enum Agreement {}
impl Named for Agreement {
    const PREFIX: &'static str = "agr";
}
/// That somebody accepted a version of an agreement.
pub enum Acceptance {}
impl Named for Acceptance {
    const PREFIX: &'static str = "acp";
}
/// A prospect that a partner reported.
pub enum Report {}
impl Named for Report {
    const PREFIX: &'static str = "rep";
}
/// An invitation to a customer to associate with a partner.
pub enum Invitation {}
impl Named for Invitation {
    const PREFIX: &'static str = "inv";
}
/// A customer on its way to a partner.
pub enum Onboarding {}
impl Named for Onboarding {
    const PREFIX: &'static str = "onb";
}
/// A customer's leave for its partner to act on its behalf.
pub enum Authorization {}
impl Named for Authorization {
    const PREFIX: &'static str = "aut";
}
/// A prospect that the vendor keeps for itself.
pub enum Reservation {}
impl Named for Reservation {
    const PREFIX: &'static str = "rsv";
}
/// What a party may issue in coupons.
pub enum CouponQuota {}
impl Named for CouponQuota {
    const PREFIX: &'static str = "cqt";
}
/// What was done with a coupon quota.
pub enum CouponQuotaRecord {}
impl Named for CouponQuotaRecord {
    const PREFIX: &'static str = "cqr";
}
/// What a partner gave a customer to pay with.
pub enum Coupon {}
impl Named for Coupon {
    const PREFIX: &'static str = "cpn";
}
/// What was done with a coupon.
pub enum CouponRecord {}
impl Named for CouponRecord {
    const PREFIX: &'static str = "cpr";
}
/// A credit from outside: where money came from.
pub enum FundOrigin {}
impl Named for FundOrigin {
    const PREFIX: &'static str = "ori";
}
/// Money given to or taken back from a reseller or customer.
pub enum Adjustment {}
impl Named for Adjustment {
    const PREFIX: &'static str = "adj";
}
/// What a customer was charged for a use.
pub enum Charge {}
impl Named for Charge {
    const PREFIX: &'static str = "chg";
}
/// What of a charge was given back.
pub enum Refund {}
impl Named for Refund {
    const PREFIX: &'static str = "rfd";
}
/// How a customer or reseller leaves its partner, or changes its mode.
pub enum Parting {}
impl Named for Parting {
    const PREFIX: &'static str = "prt";
}
/// A third-party payer agreement.
pub enum PayerAgreement {}
impl Named for PayerAgreement {
    const PREFIX: &'static str = "pay";
}
/// A claim to money that came in without an exclusive number.
pub enum RemittanceClaim {}
impl Named for RemittanceClaim {
    const PREFIX: &'static str = "rcl";
}
/// How the CSV files of a bank account are read.
pub enum BankCsvMapping {}
impl Named for BankCsvMapping {
    const PREFIX: &'static str = "bcm";
}
/// Something that happened.
pub enum Event {}
impl Named for Event {
    const PREFIX: &'static str = "evt";
}
/// A file in the object store.
pub enum Object {}
impl Named for Object {
    const PREFIX: &'static str = "obj";
}
