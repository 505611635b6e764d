//! Parties, how they stand to each other, and how they come together.

use super::Row;
use super::Sight::{Actions, Applied, Between, By, Each, Known, Masked, Money, Own, Part, SignedIn, With, Within};
use super::groups::{DEVELOPERS, VENDOR};

pub(super) const ROWS: &[Row] = &[
    ("Query", Each, "node nodes"),
    ("Query", SignedIn, "vendor"),
    ("Query", Known, "parties"),
    ("Query", By(VENDOR), "policies signingEntities"),
    ("Query", Applied, "applications"),
    ("Query", Within(DEVELOPERS), "partnerInvitations"),
    ("Node", Each, "id"),
    ("Party", Known, "accountNameMasked createdAt customers distributors emailMasked id kind mobileMasked"),
    ("Party", Known, "resellers solutionProviders upper"),
    ("Party", Masked, "name"),
    ("Party", With("upper"), "association"),
    ("Party", Money, "accounts remittanceAccounts"),
    ("Party", Part, "customerProfile partnerProfile"),
    ("Association", Part, "kind since"),
    ("Association", Between, "allowsActing sharesDetail"),
    ("PartnerProfile", Known, "level region supportCentreSince"),
    ("PartnerProfile", Own, "accountName annualPerformances registrationNumber signingEntity"),
    ("AnnualPerformance", Part, "amount recordedAt year"),
    ("Policy", By(VENDOR), "changedAt changedBy key unit value"),
    ("SigningEntity", Own, "createdAt id name"),
    ("PartnerInvitation", Within(DEVELOPERS), "closedAt companyName contactNameMasked createdAt emailMasked"),
    ("PartnerInvitation", Within(DEVELOPERS), "expiresAt id kind locale region sentAt state timesSent"),
    ("PartnerInvitation", Own, "invitedBy"),
    ("PartnerInvitation", Known, "inviter"),
    ("Application", Applied, "closedAt companyName contactNameMasked createdAt emailMasked evidence fromLevel id"),
    ("Application", Applied, "kind locale mobileMasked region registrationNumber reviews state toLevel"),
    ("Application", Known, "distributor party"),
    ("Application", Own, "appliedBy"),
    ("Application", Within(DEVELOPERS), "invitation"),
    ("ApplicationReview", Part, "opinion reviewedAt reviewer stage verdict"),
    ("Application PartnerInvitation", Actions, "availableActions"),
];
