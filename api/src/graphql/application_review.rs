//! What partners and reviewers do with applications.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use domain::application::{self, Submit, Upgrade};
use schema::ids::{ApplicationId, named};

use super::application::{Application, ReviewVerdict};
use super::partner_profile::PartnerLevel;
use super::problem::{Fault, UserError, settle};
use super::scalars::IdOf;
use crate::viewer::{Asked, Call};

/// What a partner applies for.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Upgrade")]
pub(crate) enum UpgradeKind {
    /// A higher level.
    #[graphql(name = "LEVEL_UPGRADE")]
    Level,
    /// For a reseller that sold enough this or the last calendar year: to become an authorised sales support centre.
    SupportCentre,
    /// For a support centre: to become a distributor.
    #[graphql(name = "DISTRIBUTOR_UPGRADE")]
    Distributor,
}

/// An application of the caller's party.
#[derive(InputObject)]
pub(crate) struct ApplicationSubmitInput {
    /// What for.
    kind: UpgradeKind,
    /// For `LEVEL_UPGRADE`: the level asked for, above the party's own.
    to_level: Option<PartnerLevel>,
    /// What the party says for itself, at most 2000 characters.
    evidence: Option<String>,
}

/// The answer to `applicationSubmit`.
#[derive(SimpleObject)]
pub(crate) struct ApplicationSubmitPayload {
    /// The application; null when it was refused.
    application: Option<Application>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `INVALID_INPUT`, `NOT_ELIGIBLE`, `STATE_CONFLICT` for who is
    /// that already, `ALREADY_EXISTS` while one of the party waits.
    user_errors: Vec<UserError>,
}

/// A verdict on applications.
#[derive(InputObject)]
pub(crate) struct ApplicationReviewInput {
    /// 1 to 50 applications, each once.
    application_ids: Vec<IdOf<named::Application>>,
    /// Yes or no.
    verdict: ReviewVerdict,
    /// Why, 1 to 500 characters. The applicants read it.
    opinion: String,
}

/// What became of one application of a batch.
#[derive(SimpleObject)]
pub(crate) struct ApplicationReviewResult {
    /// The application meant.
    application_id: ID,
    /// The application, reviewed; null when it was refused.
    application: Option<Application>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `SELF_REVIEW`, `STATE_CONFLICT` for one that is
    /// decided or waits for the other stage; and what keeps the applicant from being entered: `ALREADY_EXISTS`,
    /// `MOBILE_IN_USE`, `REGION_MISMATCH`, `NOT_ELIGIBLE`.
    user_errors: Vec<UserError>,
}

/// The answer to `applicationReview`.
#[derive(SimpleObject)]
pub(crate) struct ApplicationReviewPayload {
    /// One result an application, in the order of the input; each is a transaction of its own.
    results: Vec<ApplicationReviewResult>,
    /// Why the whole batch was refused; empty otherwise. `INVALID_INPUT`.
    user_errors: Vec<UserError>,
}

/// An application to be taken back.
#[derive(InputObject)]
pub(crate) struct ApplicationWithdrawInput {
    /// The application.
    application_id: IdOf<named::Application>,
}

/// The answer to `applicationWithdraw`.
#[derive(SimpleObject)]
pub(crate) struct ApplicationWithdrawPayload {
    /// The application, withdrawn; null when it was refused.
    application: Option<Application>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `STATE_CONFLICT`.
    user_errors: Vec<UserError>,
}

/// Submitting, reviewing and withdrawing.
#[derive(Default)]
pub(crate) struct ApplicationMutation;

#[Object]
impl ApplicationMutation {
    /// Applies for a higher level, or on the way from reseller to distributor; the vendor reviews. Needs the permission
    /// `APPLICATION_SUBMIT`.
    async fn application_submit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What for.")] input: ApplicationSubmitInput,
    ) -> Result<ApplicationSubmitPayload, Fault> {
        let ApplicationSubmitInput { kind, to_level, evidence } = input;
        let submit = Submit { upgrade: kind.into(), to_level: to_level.map(Into::into), evidence };
        let submitted = ctx.call()?.tx(move |conn, now, actor| application::submit(conn, now, actor, &submit)).await;
        let (submitted, user_errors) = settle(submitted)?;
        Ok(ApplicationSubmitPayload { application: submitted.map(Application), user_errors })
    }

    /// Says yes or no to applications: the vendor first, then the distributor to a reseller that applied of its own
    /// accord. The last yes makes the applicant what it applied to be. Nobody reviews their own party's application, nor
    /// one that came of their own invitation. Needs the permission `APPLICATION_REVIEW`.
    async fn application_review(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which applications, and what is said of them.")] input: ApplicationReviewInput,
    ) -> Result<ApplicationReviewPayload, Fault> {
        let call = ctx.call()?;
        let ids: Vec<ApplicationId> = input.application_ids.into_iter().map(|id| id.0).collect();
        let (checked, user_errors) = settle(application::check_batch(&ids))?;
        let mut results = Vec::new();
        for id in ids.into_iter().filter(|_| checked.is_some()) {
            results.push(review(call, id, input.verdict, input.opinion.clone()).await?);
        }
        Ok(ApplicationReviewPayload { results, user_errors })
    }

    /// Takes an application of the caller's party back before it is decided. Needs the permission `APPLICATION_SUBMIT`.
    async fn application_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which application.")] input: ApplicationWithdrawInput,
    ) -> Result<ApplicationWithdrawPayload, Fault> {
        let id = input.application_id.0;
        let withdrawn = ctx.call()?.tx(move |conn, now, actor| application::withdraw(conn, now, actor, id)).await;
        let (withdrawn, user_errors) = settle(withdrawn)?;
        Ok(ApplicationWithdrawPayload { application: withdrawn.map(Application), user_errors })
    }
}

async fn review(
    call: &Call,
    id: ApplicationId,
    verdict: ReviewVerdict,
    opinion: String,
) -> Result<ApplicationReviewResult, Fault> {
    let vault = call.vault.clone();
    let reviewed = call
        .tx(move |conn, now, actor| application::review(conn, now, &vault, actor, id, verdict.into(), &opinion))
        .await;
    let (reviewed, user_errors) = settle(reviewed)?;
    let application_id = id.to_string().into();
    Ok(ApplicationReviewResult { application_id, application: reviewed.map(Application), user_errors })
}
