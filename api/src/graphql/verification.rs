//! Verification codes: asking for one, and switching them on and off.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use domain::profile::{self, Email};
use domain::verification::{self, Addressee, Purpose, Switch};
use schema::problem::Code;

use super::locale::Locale;
use super::problem::{Fault, UserError, settle};
use crate::proof;
use crate::viewer::Asked;

/// What a verification code is good for.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Purpose")]
pub(crate) enum VerificationPurpose {
    /// Signing in with `sessionCreate` although too many passwords were tried.
    SignIn,
    /// Setting a password anew with `passwordReset`.
    PasswordReset,
    /// Registering a customer.
    Register,
    /// Applying to become a partner.
    Apply,
    /// Confirming a critical operation, when the caller's party switched codes on.
    CriticalOperation,
}

/// Which code is asked for.
#[derive(InputObject)]
pub(crate) struct VerificationCodeSendInput {
    /// What it is for.
    purpose: VerificationPurpose,
    /// Where it is sent; needed for every purpose but `CRITICAL_OPERATION`, whose code goes to the caller's address.
    email: Option<String>,
    /// The language of the mail to somebody we do not know yet; `EN` when it is not given.
    locale: Option<Locale>,
}

/// The answer to `verificationCodeSend`.
#[derive(SimpleObject)]
pub(crate) struct VerificationCodeSendPayload {
    /// How long the code works, in seconds; null when it was refused.
    valid_for_seconds: Option<i64>,
    /// Why it was refused; empty on success. `INVALID_INPUT`, `TOO_MANY_CODES`. Not whether anybody has the address:
    /// to sign in or to set a password, nothing is sent to one that nobody has.
    user_errors: Vec<UserError>,
}

/// Whether codes are needed.
#[derive(InputObject)]
pub(crate) struct VerificationSwitchInput {
    /// True: critical operations of the party need a code. False: they do not.
    enabled: bool,
    /// A code for `CRITICAL_OPERATION`; needed to switch off.
    verification_code: Option<String>,
}

/// The answer to `verificationSwitch`.
#[derive(SimpleObject)]
pub(crate) struct VerificationSwitchPayload {
    /// How it stands now; null when it was refused.
    enabled: Option<bool>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `CODE_REQUIRED`, `CODE_WRONG`, `CODE_EXPIRED`.
    user_errors: Vec<UserError>,
}

/// Asking for verification codes, and switching them on and off.
#[derive(Default)]
pub(crate) struct VerificationMutation;

#[Object]
impl VerificationMutation {
    /// Mails a code of six digits that works once, for 10 minutes, and bears 3 wrong tries. It takes the place of the
    /// one before. There is one a minute and there are 5 an hour for an address and purpose. Nobody need be signed in,
    /// but for `CRITICAL_OPERATION`.
    async fn verification_code_send(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which code, and where to.")] input: VerificationCodeSendInput,
    ) -> Result<VerificationCodeSendPayload, Fault> {
        let VerificationCodeSendInput { purpose, email, locale } = input;
        let purpose = Purpose::from(purpose);
        let addressee = match purpose {
            Purpose::CriticalOperation => {
                let person = ctx.call()?.actor.person().map(|person| person.staff_id);
                Ok(Addressee::Staff(person.ok_or(Fault::of(Code::Unauthenticated))?))
            }
            Purpose::SignIn | Purpose::PasswordReset | Purpose::Register | Purpose::Apply => {
                let locale = locale.unwrap_or(Locale::En).into();
                Email::parse(&email.unwrap_or_default()).map(|email| Addressee::Email(email, locale))
            }
        };
        let (addressee, user_errors) = settle::<_, profile::Error>(addressee)?;
        let Some(addressee) = addressee else {
            return Ok(VerificationCodeSendPayload { valid_for_seconds: None, user_errors });
        };
        let visit = ctx.visit()?;
        let vault = visit.vault.clone();
        let sent = visit.tx(move |conn, now| verification::send(conn, now, &vault, &addressee, purpose)).await;
        let (sent, user_errors) = settle(sent)?;
        let valid_for_seconds = sent.map(|()| verification::WORKS_FOR.num_seconds());
        Ok(VerificationCodeSendPayload { valid_for_seconds, user_errors })
    }

    /// Says whether critical operations of the caller's party need a code. Off at first; switching it off needs a code.
    /// Needs the permission `SECURITY_MANAGE`.
    async fn verification_switch(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "On or off.")] input: VerificationSwitchInput,
    ) -> Result<VerificationSwitchPayload, Fault> {
        let VerificationSwitchInput { enabled, verification_code } = input;
        let proof = match proof::confirm(ctx, verification_code).await? {
            Ok(proof) => proof,
            Err(user_errors) => return Ok(VerificationSwitchPayload { enabled: None, user_errors }),
        };
        let to = if enabled { Switch::On } else { Switch::Off };
        let done = ctx.call()?.tx(move |conn, now, actor| verification::switch(conn, now, actor, to, proof)).await;
        let (done, user_errors) = settle(done)?;
        Ok(VerificationSwitchPayload { enabled: done.map(|()| enabled), user_errors })
    }
}
