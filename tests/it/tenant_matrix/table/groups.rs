//! Groups of people, as domain.md 0.3 and 1.8 name them: kinds of party, and the roles there.

use domain::actor::Role::{self, AccountManager, Administrator, Finance, ManagerDirector, Operations};
use domain::party::Kind::{self, Customer, Distributor, GovSubsidy, Merchant, Reseller, SolutionProvider, Vendor};

/// The people of parties of these kinds in one of these roles.
pub(in super::super) type Group = (&'static [Kind], &'static [Role]);

const ADMINISTRATOR: &[Role] = &[Administrator];
const MONEY: &[Role] = &[Administrator, Finance];
const RUNNING: &[Role] = &[Administrator, Operations];
const OFFICE: &[Role] = &[Administrator, Finance, Operations];
const SELLING: &[Role] = &[Administrator, Operations, AccountManager, ManagerDirector];
const LEADING: &[Role] = &[Administrator, ManagerDirector];
const EVERYONE: &[Role] = &[Administrator, Finance, Operations, AccountManager, ManagerDirector];

/// Who has customers.
const SELLERS: &[Kind] = &[Distributor, Reseller, SolutionProvider];
const PARTNERS: &[Kind] = &[Distributor, Reseller, SolutionProvider, GovSubsidy, Merchant];
const OUTSIDE: &[Kind] = &[Distributor, Reseller, SolutionProvider, GovSubsidy, Merchant, Customer];

/// Everybody of the vendor.
pub(super) const VENDOR: &[Group] = &[(&[Vendor], OFFICE)];
/// Who decides for the vendor.
pub(super) const VENDOR_ADMINISTRATORS: &[Group] = &[(&[Vendor], ADMINISTRATOR)];
/// Who handles the vendor's money.
pub(super) const VENDOR_MONEY: &[Group] = &[(&[Vendor], MONEY)];
/// Who keeps the vendor running.
pub(super) const VENDOR_RUNNING: &[Group] = &[(&[Vendor], RUNNING)];
/// Who decides for a party.
pub(super) const ADMINISTRATORS: &[Group] = &[(Kind::ALL, ADMINISTRATOR)];
/// Who decides for a partner.
pub(super) const PARTNER_ADMINISTRATORS: &[Group] = &[(PARTNERS, ADMINISTRATOR)];
/// Who decides for a customer.
pub(super) const CUSTOMER_ADMINISTRATORS: &[Group] = &[(&[Customer], ADMINISTRATOR)];
/// Everybody but the vendor's people: what every role has by default.
pub(super) const EVERYBODY_OUTSIDE: &[Group] = &[(OUTSIDE, EVERYONE)];
/// Who pays in for a partner.
pub(super) const PAYERS: &[Group] = &[(PARTNERS, EVERYONE)];
/// Who reads the evidence of claims.
pub(super) const EVIDENCE_READERS: &[Group] = &[(&[Vendor], MONEY), (OUTSIDE, EVERYONE)];
/// Who develops partners: invites them, and reviews their applications.
pub(in super::super) const DEVELOPERS: &[Group] = &[(&[Vendor, Distributor], RUNNING)];
/// Who sells: finds customers and looks after them.
pub(super) const SELLING_PEOPLE: &[Group] = &[(SELLERS, SELLING)];
/// Who runs a partner's own platform.
pub(super) const PLATFORM_PEOPLE: &[Group] = &[(SELLERS, RUNNING)];
/// Who gives customers to managers, and in a distributor resellers.
pub(super) const LEADERS: &[Group] = &[(SELLERS, LEADING), (&[Distributor], RUNNING)];
/// Who sees customers at all.
pub(in super::super) const CUSTOMER_VIEWERS: &[Group] = &[(&[Vendor], OFFICE), (SELLERS, EVERYONE)];
/// Who reads personal data in full.
pub(super) const REVEALERS: &[Group] =
    &[(&[Vendor], RUNNING), (SELLERS, SELLING), (&[GovSubsidy, Merchant, Customer], ADMINISTRATOR)];
/// Who moves a partner's money up and down.
pub(super) const TREASURERS: &[Group] = &[(SELLERS, MONEY)];
/// Who sees coupons and quotas.
pub(super) const COUPON_PEOPLE: &[Group] = &[(&[Vendor], OFFICE), (SELLERS, OFFICE), (&[GovSubsidy, Customer], OFFICE)];
/// Who issues coupons and takes them back.
pub(super) const COUPON_ISSUERS: &[Group] = &[(SELLERS, OFFICE)];
/// Who gives quota, freezes it and takes it back.
pub(super) const QUOTA_GIVERS: &[Group] = &[(&[Vendor, Distributor], MONEY)];
/// Who gives quota to resellers.
pub(super) const QUOTA_DIVIDERS: &[Group] = &[(&[Distributor], MONEY)];
/// Who agrees that a customer and its partner part.
pub(super) const PARTING_SIDES: &[Group] = &[(SELLERS, ADMINISTRATOR), (&[Customer], ADMINISTRATOR)];
/// Who asks for it.
pub(super) const PARTING_ASKERS: &[Group] =
    &[(&[Vendor], ADMINISTRATOR), (SELLERS, ADMINISTRATOR), (&[Customer], ADMINISTRATOR)];
/// Who reads the audit log.
pub(in super::super) const AUDITORS: &[Group] = &[(Kind::ALL, ADMINISTRATOR), (&[Vendor], RUNNING)];
