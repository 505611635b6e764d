//! What a customer does: it opens an account, and accepts an invitation.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::onboarding::{self, Accept, Register};
use domain::profile::Email;
use domain::verification::{Addressee, Purpose};
use schema::ids::named;

use super::Onboarding;
use crate::graphql::locale::Locale;
use crate::graphql::problem::{Fault, UserError, settle};
use crate::graphql::scalars::IdOf;
use crate::proof;
use crate::viewer::Asked;

/// An account to be opened.
#[derive(InputObject)]
pub(crate) struct CustomerRegisterInput {
    /// The login name: 5 to 32 letters, digits, `_` and `-`, not beginning with a digit, `op_` or `shadow_`.
    account_name: String,
    /// The company's or person's name, 1 to 200 characters.
    name: String,
    /// The mobile number, the country's code first: `+86 138-0000-0000`. One account a number. To associate with a
    /// partner it has to be the one that the partner reported.
    mobile: String,
    /// The administrator's mail address, with which they sign in.
    email: String,
    /// The code that `verificationCodeSend` mailed to `email` for `REGISTER`.
    verification_code: String,
    /// The administrator's password, 12 to 200 characters with two of: small letters, capitals, digits, others; neither
    /// the account name, also backwards, nor the mobile number in it.
    password: String,
    /// Language of the account and its mails.
    locale: Locale,
    /// The agreements accepted: all that `agreements(purpose: REGISTER)` lists.
    agreement_ids: Vec<IdOf<named::Agreement>>,
}

/// The answer to `customerRegister`.
#[derive(SimpleObject)]
pub(crate) struct CustomerRegisterPayload {
    /// The customer's id; null when it was refused. Sign in with `sessionCreate`.
    customer_id: Option<ID>,
    /// Why it was refused; empty on success. `INVALID_INPUT`, `CODE_WRONG`, `CODE_EXPIRED`, `AGREEMENT_MISSING`,
    /// `MOBILE_IN_USE`, `ALREADY_EXISTS` for an account name or address that is taken.
    user_errors: Vec<UserError>,
}

/// An invitation to be accepted.
#[derive(InputObject)]
pub(crate) struct InvitationAcceptInput {
    /// What the link ends with.
    token: String,
    /// The agreements accepted: all that `invitation(token)` lists.
    agreement_ids: Vec<IdOf<named::Agreement>>,
}

/// The answer to `invitationAccept`.
#[derive(SimpleObject)]
pub(crate) struct InvitationAcceptPayload {
    /// What came of it: the association is made. Null when it was refused.
    onboarding: Option<Onboarding>,
    /// Why it was refused; empty on success. The first of: `FORBIDDEN`; `INVITATION_NOT_FOUND`, `INVITATION_USED`,
    /// `INVITATION_EXPIRED`; `CUSTOMER_IS_PARTNER`, `CUSTOMER_ASSOCIATED`, `CUSTOMER_SPECIAL_CONTRACT`,
    /// `CUSTOMER_CONSUMER_CLOUD`, `CUSTOMER_RESERVED`, `CUSTOMER_IN_REWARD_PROGRAMME`, `CUSTOMER_REPORTED`,
    /// `CUSTOMER_HAS_CREDIT`, `CUSTOMER_IN_CUSTODY`, `CUSTOMER_IN_ARREARS`, `CUSTOMER_FROZEN`; `MOBILE_MISMATCH`,
    /// `REPORT_MISSING`, `ACCOUNT_TOO_OLD`; `AGREEMENT_MISSING`.
    user_errors: Vec<UserError>,
}

/// What customers do to come to a partner.
#[derive(Default)]
pub(crate) struct OnboardingMutation;

#[Object]
impl OnboardingMutation {
    /// Opens a customer's account with its administrator. Nobody need be signed in.
    async fn customer_register(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account.")] input: CustomerRegisterInput,
    ) -> Result<CustomerRegisterPayload, Fault> {
        let visit = ctx.visit()?;
        let register = Register {
            account_name: input.account_name,
            name: input.name,
            mobile: input.mobile,
            email: input.email,
            password: input.password,
            locale: input.locale.into(),
            agreement_ids: input.agreement_ids.iter().map(|id| id.0).collect(),
        };
        // What can be seen without the code is said first: a code is for one registration.
        let (email, refused) = settle(register.check())?;
        let Some(email): Option<Email> = email else {
            return Ok(CustomerRegisterPayload { customer_id: None, user_errors: refused });
        };
        let addressee = Addressee::Email(email, register.locale);
        let proof = match proof::prove(ctx, addressee, Purpose::Register, Some(input.verification_code)).await? {
            Ok(proof) => proof,
            Err(user_errors) => return Ok(CustomerRegisterPayload { customer_id: None, user_errors }),
        };
        let (vault, turn) = (visit.vault.clone(), visit.passwords.turn().await?);
        let registered = visit.tx(move |conn, now| onboarding::register(conn, now, &vault, &register, proof)).await;
        drop(turn);
        let (party, user_errors) = settle(registered)?;
        let customer_id = party.map(|party| party.id.with_prefix(party.kind.prefix()).into());
        Ok(CustomerRegisterPayload { customer_id, user_errors })
    }

    /// Associates the caller's party, a customer, with the partner that invited it. Needs the permission
    /// `ASSOCIATION_MANAGE`.
    async fn invitation_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invitation, and what is accepted with it.")] input: InvitationAcceptInput,
    ) -> Result<InvitationAcceptPayload, Fault> {
        let agreement_ids = input.agreement_ids.iter().map(|id| id.0).collect();
        let accept = Accept { token: input.token, agreement_ids };
        let (call, vault) = (ctx.call()?, ctx.call()?.vault.clone());
        let accepted = call.tx(move |conn, now, actor| onboarding::accept(conn, now, &vault, actor, &accept)).await;
        let (accepted, user_errors) = settle(accepted)?;
        Ok(InvitationAcceptPayload { onboarding: accepted.map(Onboarding), user_errors })
    }
}
