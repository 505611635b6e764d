//! People, and what they may do.

use super::Row;
use super::Sight::{Actions, Anybody, Asker, Known, Own, Part, Personal, SignedIn};

pub(super) const ROWS: &[Row] = &[
    ("Query", Asker, "viewer"),
    ("Viewer", Asker, "party pendingAgreements permissions roles staff usesCodes"),
    ("Party", Own, "manager managerAssignments revokedDefaultPermissions roles staff"),
    ("Staff", Own, "createdAt customRoles director emailMasked id invitationExpiresAt invitedAt joinedAt name"),
    ("Staff", Own, "removedAt roles state suspendedAt team"),
    ("Staff", Known, "party"),
    ("Staff", Personal, "accessKeys"),
    ("AccessKey", Personal, "createdAt id key lastUsedOn name revokedAt"),
    ("AccessKey", Own, "staff"),
    ("Role", Own, "createdAt id name permissions"),
    ("Role", Known, "party"),
    ("ManagerAssignment", Own, "assignedBy id manager validFrom validTo"),
    ("ManagerAssignment", Known, "subject"),
    ("Staff Role AccessKey", Actions, "availableActions"),
    ("Session", Part, "accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt"),
    // Agreements are there to be read; who accepted what is between the party and the vendor.
    ("Query", Anybody, "agreements"),
    ("Agreement", Anybody, "associationKind content id key locale publishedAt title version"),
    ("Party", Own, "acceptances"),
    ("Acceptance", Own, "acceptedAt acceptedBy id"),
    ("Acceptance", SignedIn, "agreement"),
    ("Acceptance", Known, "party"),
];
