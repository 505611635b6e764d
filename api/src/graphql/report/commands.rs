//! What partners and reviewers do with reports.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use domain::report::{self, Verdict};
use schema::ids::{ReportId, named};

use super::Report;
use crate::graphql::problem::{Fault, UserError, settle};
use crate::graphql::scalars::IdOf;
use crate::viewer::Asked;

/// A prospect to be reported.
#[derive(InputObject)]
pub(crate) struct CustomerReportInput {
    /// The reseller for which a distributor's person does it; null for one's own party.
    acting_for_id: Option<IdOf<named::Party>>,
    /// The prospect's name, 1 to 200 characters.
    customer_name: String,
    /// The mobile number it will register with, the country's code first: `+86 138-0000-0000`.
    mobile: String,
    /// The mail address that the invitation goes to.
    email: String,
    /// Your name for this command, 1 to 64 printable ASCII characters: sent again with the same input, it answers with
    /// the first report and changes nothing.
    idempotency_key: String,
}

/// The answer to `customerReport`.
#[derive(SimpleObject)]
pub(crate) struct CustomerReportPayload {
    /// The report, waiting for the vendor; null when it was refused.
    report: Option<Report>,
    /// Whether this is the answer to an earlier call with the same key; then nothing was changed.
    replayed: bool,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_YOUR_RESELLER`, `INVALID_INPUT`, `CUSTOMER_RESERVED`,
    /// `CUSTOMER_REPORTED` while another partner's report holds, `ALREADY_EXISTS` while an own one waits or holds,
    /// `LIMIT_REACHED` at 100 that wait or hold, `IDEMPOTENCY_KEY_REUSED`.
    user_errors: Vec<UserError>,
}

/// What a reviewer says.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReportVerdict {
    /// Yes: the prospect is the partner's until the validity ends.
    Approve,
    /// No.
    Reject,
}

/// Which reports are reviewed, and how.
#[derive(InputObject)]
pub(crate) struct ReportReviewInput {
    /// 1 to 50 reports. Each is decided by itself: one that is refused leaves the others as they are.
    report_ids: Vec<IdOf<named::Report>>,
    /// Yes or no.
    verdict: ReportVerdict,
    /// What the partner reads, 1 to 500 characters. A no needs it.
    opinion: Option<String>,
}

/// What became of one report of a batch.
#[derive(SimpleObject)]
pub(crate) struct ReportReviewResult {
    /// The report that was named.
    report_id: ID,
    /// The report, decided; null when it was refused.
    report: Option<Report>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `INVALID_INPUT`, `STATE_CONFLICT` for one that
    /// does not wait; for a yes also `CUSTOMER_RESERVED`, `CUSTOMER_REPORTED`.
    user_errors: Vec<UserError>,
}

/// The answer to `reportReview`.
#[derive(SimpleObject)]
pub(crate) struct ReportReviewPayload {
    /// One for each report, in the order of the input; empty when the whole was refused.
    results: Vec<ReportReviewResult>,
    /// Why nothing was looked at; empty otherwise. `INVALID_INPUT` for none or more than 50 reports.
    user_errors: Vec<UserError>,
}

/// Which report is given up.
#[derive(InputObject)]
pub(crate) struct ReportWithdrawInput {
    /// The reseller for which a distributor's person does it; null for one's own party.
    acting_for_id: Option<IdOf<named::Party>>,
    /// A report that waits or holds.
    report_id: IdOf<named::Report>,
}

/// The answer to `reportWithdraw`.
#[derive(SimpleObject)]
pub(crate) struct ReportWithdrawPayload {
    /// The report, withdrawn; null when it was refused.
    report: Option<Report>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_YOUR_RESELLER`, `NOT_FOUND`, `STATE_CONFLICT` for one
    /// that neither waits nor holds.
    user_errors: Vec<UserError>,
}

/// What can be done with reports.
#[derive(Default)]
pub(crate) struct ReportMutation;

#[Object]
impl ReportMutation {
    /// Reports a prospect, for the vendor to review. Needs the permission `CUSTOMER_MANAGE`.
    async fn customer_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and for which partner.")] input: CustomerReportInput,
    ) -> Result<CustomerReportPayload, Fault> {
        let CustomerReportInput { acting_for_id, customer_name, mobile, email, idempotency_key } = input;
        let acting_for = acting_for_id.map(|id| id.0);
        let prospect = report::Prospect { acting_for, customer_name, mobile, email };
        let (call, vault) = (ctx.call()?, ctx.call()?.vault.clone());
        let reported = call
            .tx(move |conn, now, actor| report::report(conn, now, &vault, actor, &idempotency_key, &prospect))
            .await;
        let (reported, user_errors) = settle(reported)?;
        let replayed = reported.as_ref().is_some_and(|once| once.replayed);
        Ok(CustomerReportPayload { report: reported.map(|once| Report(once.result)), replayed, user_errors })
    }

    /// Says yes or no to reports that wait, each for itself. Needs the permission `APPLICATION_REVIEW` at the vendor.
    async fn report_review(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which reports, and the decision.")] input: ReportReviewInput,
    ) -> Result<ReportReviewPayload, Fault> {
        let ReportReviewInput { report_ids, verdict, opinion } = input;
        let ids: Vec<ReportId> = report_ids.into_iter().map(|id| id.0).collect();
        let (checked, user_errors) = settle(report::check_batch(&ids))?;
        if checked.is_none() {
            return Ok(ReportReviewPayload { results: Vec::new(), user_errors });
        }
        let verdict = match verdict {
            ReportVerdict::Approve => Verdict::Approve(opinion),
            ReportVerdict::Reject => Verdict::Reject(opinion.unwrap_or_default()),
        };
        let mut results = Vec::with_capacity(ids.len());
        for id in ids {
            let verdict = verdict.clone();
            let reviewed = ctx.call()?.tx(move |conn, now, actor| report::review(conn, now, actor, id, &verdict)).await;
            let (reviewed, user_errors) = settle(reviewed)?;
            let report_id = id.to_string().into();
            results.push(ReportReviewResult { report_id, report: reviewed.map(Report), user_errors });
        }
        Ok(ReportReviewPayload { results, user_errors: Vec::new() })
    }

    /// Gives a report up; the prospect is free at once. Needs the permission `CUSTOMER_MANAGE`.
    async fn report_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which report.")] input: ReportWithdrawInput,
    ) -> Result<ReportWithdrawPayload, Fault> {
        let (acting_for, id) = (input.acting_for_id.map(|id| id.0), input.report_id.0);
        let withdrawn =
            ctx.call()?.tx(move |conn, now, actor| report::withdraw(conn, now, actor, acting_for, id)).await;
        let (report, user_errors) = settle(withdrawn)?;
        Ok(ReportWithdrawPayload { report: report.map(Report), user_errors })
    }
}
