//! Applications to become a partner, or a higher one.

use std::collections::HashMap;

use async_graphql::{Context, Enum, ID, InputObject, Object};
use domain::actor::Actor;
use domain::application::{self, Contact, Filter, Kind, Review, Stage, Status, Verdict};
use domain::clock::Now;
use domain::profile::{Email, Mobile};
use domain::{Conn, db, mask};
use schema::ids::{ApplicationId, Id, named};
use uuid::Uuid;

use super::action::{AvailableAction, answer};
use super::locale::Locale;
use super::page::{Connection, ListOrder, Row, page};
use super::partner_invitation::PartnerInvitation;
use super::partner_profile::PartnerLevel;
use super::party::Party;
use super::problem::Fault;
use super::scalars::DateTime;
use super::staff::Staff;
use crate::loaders::{Fact, Found, The};
use crate::viewer::Asked;

/// What is applied for.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Kind")]
pub(crate) enum ApplicationKind {
    /// To become a distributor; invited by the vendor.
    Distributor,
    /// To become a reseller; invited by its distributor, or of its own accord.
    Reseller,
    /// To become a solution provider; of its own accord.
    SolutionProvider,
    /// To become a government-subsidy partner; invited by the vendor.
    GovSubsidy,
    /// To become a marketplace merchant; invited by the vendor.
    Merchant,
    /// For a partner: a higher level.
    LevelUpgrade,
    /// For a reseller: to become an authorised sales support centre.
    SupportCentre,
    /// For a support centre: to become a distributor.
    DistributorUpgrade,
}

/// Where an application stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Status")]
pub(crate) enum ApplicationState {
    /// The vendor reviews it.
    VendorReview,
    /// The vendor approved; the distributor that is to have the reseller reviews it.
    DistributorReview,
    /// The applicant is what it applied to be.
    Approved,
    /// A reviewer said no; it may apply again.
    Rejected,
    /// The applicant took it back.
    Withdrawn,
}

/// Who reviews.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Stage")]
pub(crate) enum ReviewStage {
    /// The vendor: first.
    Vendor,
    /// The distributor: what the vendor approved.
    Distributor,
}

/// What a reviewer says.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Verdict")]
pub(crate) enum ReviewVerdict {
    /// Yes.
    Approve,
    /// No.
    Reject,
}

/// What a stage of review said.
pub(crate) struct ApplicationReview(Review);

/// What a stage of review said of an application. Seen by whoever sees the application.
#[Object]
impl ApplicationReview {
    /// Who reviewed: the vendor, or the distributor.
    async fn stage(&self) -> ReviewStage {
        self.0.stage.into()
    }

    /// Yes or no.
    async fn verdict(&self) -> ReviewVerdict {
        self.0.verdict.into()
    }

    /// The person; null for who may not see that party's staff.
    async fn reviewer(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.reviewer_id).await?.map(Staff))
    }

    /// Why.
    async fn opinion(&self) -> &str {
        &self.0.opinion
    }

    /// When.
    async fn reviewed_at(&self) -> DateTime {
        DateTime(self.0.reviewed_at)
    }
}

/// A request to become a partner, or a higher one.
pub(crate) struct Application(pub(crate) application::Application);

/// A request to become a partner, or a higher one. Seen by the applicant's people, by the vendor's who may review, and,
/// when it is for a reseller, by those of its distributor who may review.
#[Object]
impl Application {
    /// Begins with `apl_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What is applied for.
    async fn kind(&self) -> ApplicationKind {
        self.0.kind.into()
    }

    /// Where it stands.
    async fn state(&self) -> ApplicationState {
        self.0.state.into()
    }

    /// The partner that applies; for a newcomer the party it became, null until then.
    async fn party(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        let Some(id) = self.0.party_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(id).await?.map(Party))
    }

    /// For a reseller: the distributor it wants to stand under.
    async fn distributor(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        let Some(id) = self.0.distributor_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(id).await?.map(Party))
    }

    /// The invitation it came from; null for who applied of its own accord, and for who may not see the invitation.
    async fn invitation(&self, ctx: &Context<'_>) -> Result<Option<PartnerInvitation>, Fault> {
        let Some(id) = self.0.invitation_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(id).await?.map(PartnerInvitation))
    }

    /// Who of a partner applied; null for a newcomer, and for who may not see the partner's staff.
    async fn applied_by(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        let Some(id) = self.0.applied_by_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(id).await?.map(Staff))
    }

    /// Legal name of the company.
    async fn company_name(&self) -> &str {
        &self.0.company_name
    }

    /// Its number in the companies register.
    async fn registration_number(&self) -> Option<&str> {
        self.0.registration_number.as_deref()
    }

    /// Where it does business.
    async fn region(&self) -> Option<&str> {
        self.0.region.as_deref()
    }

    /// A newcomer's first administrator, all but the beginning of the name hidden; null for a partner's application.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn contact_name_masked(&self, ctx: &Context<'_>) -> Result<Option<String>, Fault> {
        Ok(self.contact(ctx)?.map(|contact| mask::name(&contact.name)))
    }

    /// That person's mobile number with its middle hidden: `+86138****0000`.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn mobile_masked(&self, ctx: &Context<'_>) -> Result<Option<String>, Fault> {
        Ok(self.contact(ctx)?.map(|contact| mask::mobile(&contact.mobile)))
    }

    /// That person's address, all but its first character and the host hidden.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn email_masked(&self, ctx: &Context<'_>) -> Result<Option<String>, Fault> {
        Ok(self.contact(ctx)?.map(|contact| mask::email(&contact.email)))
    }

    /// The language of what is written to the applicant.
    async fn locale(&self) -> Locale {
        self.0.locale.into()
    }

    /// For a level: the level at the time.
    async fn from_level(&self) -> Option<PartnerLevel> {
        self.0.from_level.map(PartnerLevel::from)
    }

    /// For a level: the level asked for.
    async fn to_level(&self) -> Option<PartnerLevel> {
        self.0.to_level.map(PartnerLevel::from)
    }

    /// What the applicant says for itself.
    async fn evidence(&self) -> Option<&str> {
        self.0.evidence.as_deref()
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was approved, rejected or withdrawn; null while it is open.
    async fn closed_at(&self) -> Option<DateTime> {
        self.0.closed_at.map(DateTime)
    }

    /// What was said of it so far, one a stage, the vendor's first.
    async fn reviews(&self, ctx: &Context<'_>) -> Result<Vec<ApplicationReview>, Fault> {
        let found = ctx.loaders()?.load_one(The(ReviewsOf(self.0.id))).await?.unwrap_or_default();
        Ok(found.into_iter().map(ApplicationReview).collect())
    }

    /// What the caller can do with it now.
    async fn available_actions(&self, ctx: &Context<'_>) -> Vec<AvailableAction> {
        let Ok(call) = ctx.call() else { return Vec::new() };
        vec![
            answer("applicationReview", application::check_review(&call.actor, &self.0)),
            answer("applicationWithdraw", application::check_withdraw(&call.actor, &self.0)),
        ]
    }
}

impl Application {
    fn contact(&self, ctx: &Context<'_>) -> Result<Option<Contact>, Fault> {
        Ok(self.0.contact(&ctx.call()?.vault)?)
    }
}

impl Row for Application {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

impl Found for named::Application {
    type Row = application::Application;

    fn by_ids(conn: &mut Conn, _: Now, actor: &Actor, ids: &[ApplicationId]) -> db::Result<Vec<Self::Row>> {
        application::by_ids(conn, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// The reviews of an application that the caller sees.
#[derive(Clone, PartialEq, Eq, Hash)]
struct ReviewsOf(ApplicationId);

impl Fact for ReviewsOf {
    type Value = Vec<Review>;

    fn find(conn: &mut Conn, _: Now, _: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let applications: Vec<ApplicationId> = facts.iter().map(|ReviewsOf(application)| *application).collect();
        let found = application::reviews_of(conn, &applications)?;
        Ok(found.into_iter().map(|(application, reviews)| (Self(application), reviews)).collect())
    }
}

/// Which applications a list has.
#[derive(InputObject)]
pub(crate) struct ApplicationFilter {
    /// Only applications in this state.
    state: Option<ApplicationState>,
    /// Only applications for this.
    kind: Option<ApplicationKind>,
    /// Only of companies with this in their name; upper or lower case.
    company_name: Option<String>,
    /// Only of newcomers whose first administrator has this mobile number, the whole of it: `+8613800000000`.
    contact_mobile: Option<String>,
    /// Only of newcomers whose first administrator has this address, the whole of it.
    contact_email: Option<String>,
}

impl ApplicationFilter {
    fn read(self) -> Result<Filter, Fault> {
        let mobile = self.contact_mobile.map(|text| Mobile::parse(&text)).transpose();
        let email = self.contact_email.map(|text| Email::parse(&text)).transpose();
        Ok(Filter {
            state: self.state.map(Status::from),
            kind: self.kind.map(Kind::from),
            company_name: self.company_name,
            mobile: mobile.map_err(|error| Fault::argument(format!("`contactMobile`: {error}")))?,
            email: email.map_err(|error| Fault::argument(format!("`contactEmail`: {error}")))?,
        })
    }
}

/// Queries about applications.
#[derive(Default)]
pub(crate) struct ApplicationQuery;

#[Object]
impl ApplicationQuery {
    /// Applications: the caller's own party's; with the permission `APPLICATION_REVIEW` all for the vendor's people,
    /// and for a distributor's those of its resellers.
    async fn applications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which applications.")] filter: Option<ApplicationFilter>,
        #[graphql(desc = "Which come first.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Application>, Fault> {
        let (call, page) = (ctx.call()?.clone(), page(order.into(), first, after, last, before)?);
        let filter = filter.map(ApplicationFilter::read).transpose()?.unwrap_or_default();
        let (wanted, vault) = (filter.clone(), call.vault.clone());
        let slice = call.read(move |conn, _, actor| application::page(conn, &vault, actor, &wanted, &page)).await?;
        Ok(Connection::new(slice, Application, move || {
            let (call, filter, vault) = (call.clone(), filter.clone(), call.vault.clone());
            async move { call.read(move |conn, _, actor| application::count(conn, &vault, actor, &filter)).await }
        }))
    }
}
