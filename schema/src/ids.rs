//! Ids: a uuid v7 that knows what it names.
//!
//! Inside (columns, payloads) an id is a plain uuid, ordered by creation time.
//! Outside (GraphQL, logs, mail) it is a [TypeID]: a prefix that says the type
//! and 26 letters, `bup_01h455vb4pex5vsknk084sn02q`. An id of one type does not
//! fit where another is wanted, in Rust or in GraphQL.
//!
//! [TypeID]: https://github.com/jetify-com/typeid

pub mod named;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, Output, ToSql};
use type_safe_id::{DynamicType, TypeSafeId};
use uuid::Uuid;

/// What an id can name.
pub trait Named: Send + Sync + 'static {
    /// Written in front of the id outside the system.
    const PREFIX: &'static str;
    /// Prefixes read as well as [`Self::PREFIX`]; a party's says its kind.
    const ALSO: &'static [&'static str] = &[];
}

/// The id of an `N`.
#[derive(AsExpression, FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Uuid)]
pub struct Id<N: Named>(Uuid, PhantomData<fn() -> N>);

/// The text is not an id of the type that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id of the form {prefix}_…")]
pub struct NotAnId {
    /// The prefix that was expected.
    pub prefix: &'static str,
}

impl<N: Named> Id<N> {
    /// A new id, later in order than every id made before it by this process.
    #[expect(clippy::disallowed_methods, reason = "the one place where ids are made")]
    #[must_use]
    #[expect(clippy::new_without_default, reason = "a default id would name nothing")]
    pub fn new() -> Self {
        Self::from_uuid(Uuid::now_v7())
    }

    /// The id a column or a payload holds.
    #[must_use]
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }

    /// The bare uuid, as stored.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.0
    }

    /// The id as written outside, under another of the type's prefixes.
    #[must_use]
    pub fn with_prefix(self, prefix: &str) -> String {
        DynamicType::new(prefix)
            .map_or_else(|_| self.0.to_string(), |kind| TypeSafeId::from_type_and_uuid(kind, self.0).to_string())
    }
}

impl<N: Named> fmt::Display for Id<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.with_prefix(N::PREFIX))
    }
}

impl<N: Named> fmt::Debug for Id<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<N: Named> FromStr for Id<N> {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let refused = NotAnId { prefix: N::PREFIX };
        let Ok(id) = text.parse::<TypeSafeId<DynamicType>>() else { return Err(refused) };
        let prefix = id.type_prefix();
        if prefix == N::PREFIX || N::ALSO.contains(&prefix) { Ok(Self::from_uuid(id.uuid())) } else { Err(refused) }
    }
}

impl<N: Named> Clone for Id<N> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<N: Named> Copy for Id<N> {}
impl<N: Named> PartialEq for Id<N> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<N: Named> Eq for Id<N> {}
impl<N: Named> Hash for Id<N> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<N: Named> PartialOrd for Id<N> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<N: Named> Ord for Id<N> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

impl<N: Named> ToSql<diesel::sql_types::Uuid, Pg> for Id<N> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <Uuid as ToSql<diesel::sql_types::Uuid, Pg>>::to_sql(&self.0, out)
    }
}

impl<N: Named> FromSql<diesel::sql_types::Uuid, Pg> for Id<N> {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        <Uuid as FromSql<diesel::sql_types::Uuid, Pg>>::from_sql(bytes).map(Self::from_uuid)
    }
}

impl<N: Named> serde::Serialize for Id<N> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, N: Named> serde::Deserialize<'de> for Id<N> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self::from_uuid)
    }
}

/// See [`named::Party`].
pub type PartyId = Id<named::Party>;
/// See [`named::Edge`].
pub type EdgeId = Id<named::Edge>;
/// See [`named::Staff`].
pub type StaffId = Id<named::Staff>;
/// See [`named::Session`].
pub type SessionId = Id<named::Session>;
/// See [`named::RefreshToken`].
pub type RefreshTokenId = Id<named::RefreshToken>;
/// See [`named::Account`].
pub type AccountId = Id<named::Account>;
/// See [`named::Transaction`].
pub type TransactionId = Id<named::Transaction>;
/// See [`named::Transfer`].
pub type TransferId = Id<named::Transfer>;
/// See [`named::FundLot`].
pub type FundLotId = Id<named::FundLot>;
/// See [`named::Hold`].
pub type HoldId = Id<named::Hold>;
/// See [`named::BankAccount`].
pub type BankAccountId = Id<named::BankAccount>;
/// See [`named::BankUpload`].
pub type BankUploadId = Id<named::BankUpload>;
/// See [`named::BankStatement`].
pub type BankStatementId = Id<named::BankStatement>;
/// See [`named::BankEntry`].
pub type BankEntryId = Id<named::BankEntry>;
/// See [`named::RemittanceAccount`].
pub type RemittanceAccountId = Id<named::RemittanceAccount>;
/// See [`named::Job`].
pub type JobId = Id<named::Job>;
/// See [`named::Mail`].
pub type MailId = Id<named::Mail>;
/// See [`named::AuditRecord`].
pub type AuditRecordId = Id<named::AuditRecord>;
/// See [`named::Role`].
pub type RoleId = Id<named::Role>;
/// See [`named::ManagerAssignment`].
pub type ManagerAssignmentId = Id<named::ManagerAssignment>;
/// See [`named::TeamMember`].
pub type TeamMemberId = Id<named::TeamMember>;
/// See [`named::AccessKey`].
pub type AccessKeyId = Id<named::AccessKey>;
/// See [`named::VerificationCode`].
pub type VerificationCodeId = Id<named::VerificationCode>;
/// See [`named::PartnerInvitation`].
pub type PartnerInvitationId = Id<named::PartnerInvitation>;
/// See [`named::Application`].
pub type ApplicationId = Id<named::Application>;
/// See [`named::ApplicationReview`].
pub type ApplicationReviewId = Id<named::ApplicationReview>;
/// See [`named::SigningEntity`].
pub type SigningEntityId = Id<named::SigningEntity>;
/// See [`named::Agreement`].
pub type AgreementId = Id<named::Agreement>;
/// See [`named::Acceptance`].
pub type AcceptanceId = Id<named::Acceptance>;
/// See [`named::Report`].
pub type ReportId = Id<named::Report>;
/// See [`named::Invitation`].
pub type InvitationId = Id<named::Invitation>;
/// See [`named::Onboarding`].
pub type OnboardingId = Id<named::Onboarding>;
/// See [`named::Authorization`].
pub type AuthorizationId = Id<named::Authorization>;
/// See [`named::Reservation`].
pub type ReservationId = Id<named::Reservation>;
/// See [`named::CouponQuota`].
pub type CouponQuotaId = Id<named::CouponQuota>;
/// See [`named::CouponQuotaRecord`].
pub type CouponQuotaRecordId = Id<named::CouponQuotaRecord>;
/// See [`named::Coupon`].
pub type CouponId = Id<named::Coupon>;
/// See [`named::CouponRecord`].
pub type CouponRecordId = Id<named::CouponRecord>;
/// See [`named::FundOrigin`].
pub type FundOriginId = Id<named::FundOrigin>;
/// See [`named::Adjustment`].
pub type AdjustmentId = Id<named::Adjustment>;
/// See [`named::Charge`].
pub type ChargeId = Id<named::Charge>;
/// See [`named::Refund`].
pub type RefundId = Id<named::Refund>;
/// See [`named::Parting`].
pub type PartingId = Id<named::Parting>;
/// See [`named::PayerAgreement`].
pub type PayerAgreementId = Id<named::PayerAgreement>;
/// See [`named::RemittanceClaim`].
pub type RemittanceClaimId = Id<named::RemittanceClaim>;
/// See [`named::BankCsvMapping`].
pub type BankCsvMappingId = Id<named::BankCsvMapping>;
/// See [`named::Event`].
pub type EventId = Id<named::Event>;
/// See [`named::Object`].
pub type ObjectId = Id<named::Object>;
