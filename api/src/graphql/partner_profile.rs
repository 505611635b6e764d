//! What is known of a partner as a company, and what it sold.

use std::collections::HashMap;

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use domain::actor::Actor;
use domain::clock::Now;
use domain::performance::{self, Performance};
use domain::profile::company::{self, Set};
use domain::profile::{self, Level, Profile};
use domain::{Conn, db};
use schema::ids::{PartyId, named};

use super::party::Party;
use super::problem::{Fault, UserError, settle};
use super::scalars::{DateTime, IdOf, Money, MoneyInput};
use super::signing_entity::SigningEntity;
use crate::loaders::{Fact, The};
use crate::viewer::Asked;

/// How far a partner has come.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Level")]
pub(crate) enum PartnerLevel {
    /// Where every partner begins.
    Standard,
    /// Second.
    Preferred,
    /// Third.
    Leading,
    /// Highest.
    Core,
}

/// What a partner sold in a calendar year.
pub(crate) struct AnnualPerformance(Performance);

/// What a partner sold in a calendar year, as the vendor recorded it.
#[Object]
impl AnnualPerformance {
    /// The calendar year, GMT+8.
    async fn year(&self) -> i32 {
        self.0.year
    }

    /// How much it sold.
    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    /// When it was recorded last.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.0.recorded_at)
    }
}

/// What is known of a partner as a company.
pub(crate) struct PartnerProfile(Profile);

/// What is known of a partner as a company. Level and region are seen by whoever sees the party; the rest by its own
/// people and the vendor.
#[Object]
impl PartnerProfile {
    /// How far it has come.
    async fn level(&self) -> Option<PartnerLevel> {
        self.0.level.map(PartnerLevel::from)
    }

    /// Where it does business; a reseller and its distributor have the same. Null while the vendor has not set it.
    async fn region(&self) -> Option<&str> {
        self.0.region.as_deref()
    }

    /// Since when a reseller is an authorised sales support centre; null for who is none.
    async fn support_centre_since(&self) -> Option<DateTime> {
        self.0.support_centre_since.map(DateTime)
    }

    /// Its number in the companies register; null for others than its own people and the vendor.
    async fn registration_number(&self, ctx: &Context<'_>) -> Option<&str> {
        self.0.registration_number.as_deref().filter(|_| self.is_own(ctx))
    }

    /// Login name of its main account; null for others than its own people and the vendor.
    async fn account_name(&self, ctx: &Context<'_>) -> Option<&str> {
        self.0.account_name.as_deref().filter(|_| self.is_own(ctx))
    }

    /// The legal entity of the vendor that signed with it; null for others than its own people and the vendor.
    async fn signing_entity(&self, ctx: &Context<'_>) -> Result<Option<SigningEntity>, Fault> {
        let Some(id) = self.0.signing_entity_id.filter(|_| self.is_own(ctx)) else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(id).await?.map(SigningEntity))
    }

    /// What it sold, newest year first; empty for others than its own people and the vendor.
    async fn annual_performances(&self, ctx: &Context<'_>) -> Result<Vec<AnnualPerformance>, Fault> {
        let found = ctx.loaders()?.load_one(The(PerformancesOf(self.0.party_id))).await?.unwrap_or_default();
        Ok(found.into_iter().map(AnnualPerformance).collect())
    }
}

impl PartnerProfile {
    /// Whether the caller is of the partner, or of the vendor.
    fn is_own(&self, ctx: &Context<'_>) -> bool {
        ctx.call().is_ok_and(|call| company::is_own(&call.actor, self.0.party_id))
    }

    /// The profile of a partner; none of the vendor and of customers.
    pub(crate) async fn of(ctx: &Context<'_>, party: &domain::party::Party) -> Result<Option<Self>, Fault> {
        if !company::has_profile(party.kind) {
            return Ok(None);
        }
        Ok(ctx.loaders()?.load_one(The(ProfileOf(party.id))).await?.map(Self))
    }
}

/// The profile of a party that the caller sees.
#[derive(Clone, PartialEq, Eq, Hash)]
struct ProfileOf(PartyId);

impl Fact for ProfileOf {
    type Value = Profile;

    fn find(conn: &mut Conn, _: Now, _: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let parties: Vec<PartyId> = facts.iter().map(|ProfileOf(party)| *party).collect();
        let found = profile::of(conn, &parties)?;
        Ok(found.into_iter().map(|profile| (Self(profile.party_id), profile)).collect())
    }
}

/// What a partner sold in each year.
#[derive(Clone, PartialEq, Eq, Hash)]
struct PerformancesOf(PartyId);

impl Fact for PerformancesOf {
    type Value = Vec<Performance>;

    fn find(conn: &mut Conn, _: Now, actor: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let parties: Vec<PartyId> = facts.iter().map(|PerformancesOf(party)| *party).collect();
        let found = performance::of(conn, actor, &parties)?;
        Ok(found.into_iter().map(|(party, years)| (Self(party), years)).collect())
    }
}

/// What is set of a partner; what is left out stays as it is.
#[derive(InputObject)]
pub(crate) struct PartnerProfileSetInput {
    /// The partner.
    party_id: IdOf<named::Party>,
    /// Where it does business: 2 to 32 small letters, digits and `-`.
    region: Option<String>,
    /// The legal entity of the vendor that signed with it.
    signing_entity_id: Option<IdOf<named::SigningEntity>>,
}

/// The answer to `partnerProfileSet`.
#[derive(SimpleObject)]
pub(crate) struct PartnerProfileSetPayload {
    /// The partner; null when it was refused.
    party: Option<Party>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `INVALID_INPUT`, `REGION_MISMATCH` when a
    /// reseller and its distributor would differ.
    user_errors: Vec<UserError>,
}

/// What a partner sold in a year.
#[derive(InputObject)]
pub(crate) struct PerformanceRecordInput {
    /// The partner.
    party_id: IdOf<named::Party>,
    /// The calendar year, GMT+8, from 2000; not one that has not begun.
    year: i32,
    /// How much, zero or more. A figure that was recorded before is corrected by it.
    amount: MoneyInput,
}

/// The answer to `performanceRecord`.
#[derive(SimpleObject)]
pub(crate) struct PerformanceRecordPayload {
    /// What was recorded; null when it was refused.
    annual_performance: Option<AnnualPerformance>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `INVALID_INPUT`.
    user_errors: Vec<UserError>,
}

/// What the vendor sets of partners.
#[derive(Default)]
pub(crate) struct PartnerProfileMutation;

#[Object]
impl PartnerProfileMutation {
    /// Sets region and signing entity of a partner. Needs the permission `CHANNEL_MANAGE`.
    async fn partner_profile_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which partner, and what.")] input: PartnerProfileSetInput,
    ) -> Result<PartnerProfileSetPayload, Fault> {
        let (id, set) =
            (input.party_id.0, Set { region: input.region, signing_entity_id: input.signing_entity_id.map(|id| id.0) });
        let done = ctx.call()?.tx(move |conn, now, actor| company::set(conn, now, actor, id, &set)).await;
        let (done, user_errors) = settle(done)?;
        let party = match done {
            Some(profile) => ctx.loaders()?.load_one(profile.party_id).await?.map(Party),
            None => None,
        };
        Ok(PartnerProfileSetPayload { party, user_errors })
    }

    /// Records what a partner sold in a calendar year, or corrects it. Needs the permission `CHANNEL_MANAGE`.
    async fn performance_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which partner, year and amount.")] input: PerformanceRecordInput,
    ) -> Result<PerformanceRecordPayload, Fault> {
        let PerformanceRecordInput { party_id, year, amount } = input;
        let recorded = ctx.call()?.tx(move |conn, now, actor| {
            let amount = amount.money()?;
            performance::record(conn, now, actor, party_id.0, year, amount)
        });
        let (recorded, user_errors) = settle(recorded.await)?;
        Ok(PerformanceRecordPayload { annual_performance: recorded.map(AnnualPerformance), user_errors })
    }
}
