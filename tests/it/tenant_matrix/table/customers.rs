//! Customers: as prospects, on their way, and with what they let their partners do.

use super::Row;
use super::Sight::{
    Actions, Alone, Anybody, Authorized, By, Call, Customers, Known, Own, Part, Prospects, Resellers, Upper,
};
use super::groups::{CUSTOMER_VIEWERS, SELLING_PEOPLE, VENDOR};

pub(super) const ROWS: &[Row] = &[
    ("Query", Customers, "customers"),
    ("Query", Resellers, "resellers"),
    ("CustomerProfile", Known, "accountNameMasked countryCode customerType emailMasked isFrozen level mobileMasked"),
    ("CustomerProfile", Known, "platformName platformUserId verifiedStatus"),
    ("CustomerProfile", Upper, "label"),
    ("CustomerProfile", Own, "managers"),
    ("Party", By(VENDOR), "customerFlags"),
    // Reports, invitations and onboardings.
    ("Query", Prospects, "onboardings reports"),
    ("Query", Call(CUSTOMER_VIEWERS), "invitations"),
    ("Query", Call(SELLING_PEOPLE), "invitationPreview"),
    ("Query", Anybody, "invitation"),
    ("Report", Prospects, "customerNameMasked emailMasked endedAt id mobileMasked opinion reportedAt reviewedAt"),
    ("Report", Prospects, "state validUntil"),
    ("Invitation", Prospects, "associationKind channel createdAt emailMasked expiresAt id locale report"),
    ("Invitation", Prospects, "sentAt state tag"),
    ("Invitation", Alone(SELLING_PEOPLE), "qrSvg url"),
    ("Onboarding", Prospects, "associationKind createdAt endedAt failure id invitation report source state"),
    ("Report Invitation Onboarding", Known, "partner"),
    ("Invitation Onboarding", Known, "customer"),
    ("Report", Own, "reportedBy reviewedBy"),
    ("Invitation Onboarding", Own, "inviter"),
    ("InvitationOffer", Part, "agreements associationKind channel expiresAt partnerName state"),
    ("InvitationPreview", Part, "locale subject text"),
    ("Query", By(VENDOR), "reservations"),
    ("Reservation", By(VENDOR), "createdAt createdBy emailMasked id mobileMasked reason"),
    // Authorisations.
    ("Query", Authorized, "authorizations"),
    ("Authorization", Authorized, "answeredAt expiresOn id requestedAt scope state"),
    ("Authorization", Own, "answeredBy requestedBy"),
    ("Authorization", Known, "customer partner"),
    ("Report Invitation Reservation Authorization", Actions, "availableActions"),
];
