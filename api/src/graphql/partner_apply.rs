//! Newcomers apply: nobody is signed in.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use domain::application::{self, Accept, Apply, Company, Wanted};
use domain::profile::Email;
use domain::verification::{Addressee, Purpose};
use schema::ids::named;

use super::locale::Locale;
use super::problem::{Fault, UserError, settle};
use super::scalars::IdOf;
use crate::proof;
use crate::viewer::Asked;

/// What a company applies for of its own accord.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Wanted")]
pub(crate) enum WantedPartnerKind {
    /// To become a reseller of a distributor.
    Reseller,
    /// To become a solution provider.
    SolutionProvider,
}

/// What a newcomer says of itself.
#[derive(InputObject)]
pub(crate) struct NewcomerInput {
    /// Its legal name, 1 to 200 characters: the name that bank transfers must come from.
    company_name: String,
    /// Its number in the companies register: 4 to 32 letters, digits and `-`.
    registration_number: String,
    /// Who is its first administrator, 1 to 100 characters.
    contact_name: String,
    /// That person's mobile number with the country's code, which no account has: `+8613800000000`.
    mobile: String,
    /// The language it is written to in.
    locale: Locale,
    /// What it says for itself, at most 2000 characters.
    evidence: Option<String>,
}

impl From<NewcomerInput> for Company {
    fn from(input: NewcomerInput) -> Self {
        let NewcomerInput { company_name, registration_number, contact_name, mobile, locale, evidence } = input;
        Self { company_name, registration_number, contact_name, mobile, locale: locale.into(), evidence }
    }
}

/// An application of a company's own accord.
#[derive(InputObject)]
pub(crate) struct PartnerApplyInput {
    /// What for.
    kind: WantedPartnerKind,
    /// Who.
    company: NewcomerInput,
    /// The first administrator's address, with which nobody signs in yet.
    email: String,
    /// The code that `verificationCodeSend` mailed to this address for `APPLY`.
    verification_code: String,
    /// Where the company does business: 2 to 32 small letters, digits and `-`.
    region: String,
    /// For `RESELLER`: the distributor, of the same region. Not for `SOLUTION_PROVIDER`.
    distributor_id: Option<IdOf<named::Party>>,
}

/// The answer to `partnerApply`.
#[derive(SimpleObject)]
pub(crate) struct PartnerApplyPayload {
    /// The application, for asking after it; null when it was refused.
    application_id: Option<ID>,
    /// Why it was refused; empty on success. `CODE_WRONG`, `CODE_EXPIRED`, `INVALID_INPUT`, `NOT_FOUND`,
    /// `REGION_MISMATCH`, `MOBILE_IN_USE`, `ALREADY_EXISTS` for an address with which somebody signs in or whose
    /// application waits.
    user_errors: Vec<UserError>,
}

/// An answer to an invitation.
#[derive(InputObject)]
pub(crate) struct PartnerInvitationAcceptInput {
    /// What the link in the mail ends with.
    token: String,
    /// Who.
    company: NewcomerInput,
}

/// The answer to `partnerInvitationAccept`.
#[derive(SimpleObject)]
pub(crate) struct PartnerInvitationAcceptPayload {
    /// The application that came of it, for asking after it; null when it was refused.
    application_id: Option<ID>,
    /// Why it was refused; empty on success. `INVITATION_NOT_FOUND`, `INVITATION_EXPIRED`, `INVITATION_USED`,
    /// `INVALID_INPUT`, `REGION_MISMATCH`, `MOBILE_IN_USE`, `ALREADY_EXISTS` for an address with which somebody signs in
    /// or whose application waits.
    user_errors: Vec<UserError>,
}

/// What newcomers do.
#[derive(Default)]
pub(crate) struct PartnerApplyMutation;

#[Object]
impl PartnerApplyMutation {
    /// Applies to become a reseller or a solution provider. Nobody need be signed in; the address is proven by a mailed
    /// code. The vendor reviews, then, for a reseller, its distributor; the answer comes by mail.
    async fn partner_apply(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, and what for.")] input: PartnerApplyInput,
    ) -> Result<PartnerApplyPayload, Fault> {
        let refused = |user_errors| PartnerApplyPayload { application_id: None, user_errors };
        let (email, user_errors) = settle(Email::parse(&input.email))?;
        let Some(email) = email else { return Ok(refused(user_errors)) };
        let addressee = Addressee::Email(email, input.company.locale.into());
        let code = Some(input.verification_code);
        let proof = match proof::prove(ctx, addressee, Purpose::Apply, code).await? {
            Ok(proof) => proof,
            Err(user_errors) => return Ok(refused(user_errors)),
        };
        let apply = Apply {
            wanted: input.kind.into(),
            company: input.company.into(),
            email: input.email,
            region: input.region,
            distributor_id: input.distributor_id.map(|id| id.0),
        };
        let visit = ctx.visit()?;
        let vault = visit.vault.clone();
        let applied = visit.tx(move |conn, now| application::apply(conn, now, &vault, proof, &apply)).await;
        let (applied, user_errors) = settle(applied)?;
        Ok(PartnerApplyPayload { application_id: applied.map(|it| it.id.to_string().into()), user_errors })
    }

    /// Accepts an invitation to become a partner, and so applies. Nobody need be signed in; the link proves the address.
    /// The vendor reviews; the answer comes by mail.
    async fn partner_invitation_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invitation, and who.")] input: PartnerInvitationAcceptInput,
    ) -> Result<PartnerInvitationAcceptPayload, Fault> {
        let accept = Accept { token: input.token, company: input.company.into() };
        let visit = ctx.visit()?;
        let vault = visit.vault.clone();
        let applied = visit.tx(move |conn, now| application::accept(conn, now, &vault, &accept)).await;
        let (applied, user_errors) = settle(applied)?;
        Ok(PartnerInvitationAcceptPayload { application_id: applied.map(|it| it.id.to_string().into()), user_errors })
    }
}
