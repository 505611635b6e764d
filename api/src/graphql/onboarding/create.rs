//! What a partner's platform does: it registers a customer.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::invitation::Mode;
use domain::onboarding::{self, Association, Create};
use domain::party::Kind;
use domain::profile::Email;
use domain::verification::{self, Addressee, Proof, Purpose};
use schema::ids::named;

use super::Onboarding;
use crate::graphql::invitation::CustomerAssociationKind;
use crate::graphql::locale::Locale;
use crate::graphql::problem::{Fault, UserError, settle};
use crate::graphql::scalars::IdOf;
use crate::viewer::Asked;

/// A customer to be registered.
#[derive(InputObject)]
pub(crate) struct CustomerCreateInput {
    /// The login name: 5 to 32 letters, digits, `_` and `-`, not beginning with a digit, `op_` or `shadow_`. Null or
    /// empty has a random one of 32 characters made.
    account_name: Option<String>,
    /// The company's or person's name, 1 to 200 characters; the login name when it is not given.
    name: Option<String>,
    /// The mobile number, a mainland one: `+86 138-0000-0000`. Needs `email` and `verificationCode`. Without it the
    /// customer is not matched with a report.
    mobile: Option<String>,
    /// The administrator's mail address. Without it nobody signs in with a password.
    email: Option<String>,
    /// The code that `verificationCodeSend` mailed to `email` for `REGISTER`; needed with a mobile number or a password.
    verification_code: Option<String>,
    /// The administrator's password, 12 to 200 characters with two of: small letters, capitals, digits, others; neither
    /// the account name, also backwards, nor the mobile number in it. Without it the administrator is mailed a link to
    /// choose one.
    password: Option<String>,
    /// Language of the account and its mails; the partner's when it is not given.
    locale: Option<Locale>,
    /// The customer's id on the partner's platform, 1 to 128 characters; together with `platformName`.
    platform_user_id: Option<String>,
    /// The platform's identifier, 1 to 64 characters. One customer a platform and id.
    platform_name: Option<String>,
    /// Whether the customer gets no marketing messages.
    #[graphql(default)]
    closes_market_messages: bool,
    /// To which kind of association.
    #[graphql(default_with = "CustomerAssociationKind::Resale")]
    association_kind: CustomerAssociationKind,
    /// Whether the answer waits for the association. Otherwise a job makes it: look at `onboarding` or the customers.
    #[graphql(default)]
    include_association_result: bool,
    /// The reseller for which a distributor's person does it: the customer is bound to the reseller.
    acting_for_id: Option<IdOf<named::Party>>,
    /// Your name for this command, 1 to 64 printable ASCII characters: sent again with the same input, it answers with
    /// the first customer and changes nothing.
    idempotency_key: String,
}

/// The answer to `customerCreate`.
#[derive(SimpleObject)]
pub(crate) struct CustomerCreatePayload {
    /// The customer's id; null when it was refused.
    customer_id: Option<ID>,
    /// Its login name; null when it was refused.
    account_name: Option<String>,
    /// What becomes of its association; null when it was refused.
    onboarding: Option<Onboarding>,
    /// Whether this is the answer to an earlier call with the same key; then nothing was changed.
    replayed: bool,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_YOUR_RESELLER`, `INVALID_INPUT`, `CODE_REQUIRED`,
    /// `CODE_WRONG`, `CODE_EXPIRED`, `CUSTOMER_RESERVED`, `CUSTOMER_REPORTED`, `MOBILE_IN_USE`, `ALREADY_EXISTS` for an
    /// account name, address or platform's customer that is registered, `IDEMPOTENCY_KEY_REUSED`.
    user_errors: Vec<UserError>,
}

/// Registering customers from a partner's platform.
#[derive(Default)]
pub(crate) struct CustomerCreateMutation;

#[Object]
impl CustomerCreateMutation {
    /// Registers a customer of the caller's party and associates it: always as resale, unless `ADVISORY` is asked for.
    /// The registration page has to show the vendor's user agreement and privacy statement. Needs the permission
    /// `CUSTOMER_CREATE`.
    async fn customer_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The customer.")] input: CustomerCreateInput,
    ) -> Result<CustomerCreatePayload, Fault> {
        let (visit, call) = (ctx.visit()?, ctx.call()?);
        let proof = tried(ctx, &input).await?;
        let (key, create) = (input.idempotency_key.clone(), Create::from(input));
        let turn = if create.password.is_some() { Some(visit.passwords.turn().await?) } else { None };
        let vault = call.vault.clone();
        let created =
            call.tx(move |conn, now, actor| onboarding::create(conn, now, &vault, actor, &key, &create, proof)).await;
        drop(turn);
        let (created, user_errors) = settle(created)?;
        let Some(once) = created else {
            return Ok(CustomerCreatePayload {
                customer_id: None,
                account_name: None,
                onboarding: None,
                replayed: false,
                user_errors,
            });
        };
        Ok(CustomerCreatePayload {
            customer_id: Some(once.result.customer_id.with_prefix(Kind::Customer.prefix()).into()),
            account_name: Some(once.result.account_name),
            onboarding: Some(Onboarding(once.result.onboarding)),
            replayed: once.replayed,
            user_errors,
        })
    }
}

/// What the code proves. A refused one refuses the command, but not its repeat, whose code was used by the first.
async fn tried(
    ctx: &Context<'_>,
    input: &CustomerCreateInput,
) -> Result<Option<Result<Proof, verification::Error>>, Fault> {
    let email = input.email.as_deref().and_then(|email| Email::parse(email).ok());
    let (Some(email), Some(code)) = (email, input.verification_code.clone()) else { return Ok(None) };
    let (visit, vault) = (ctx.visit()?, ctx.visit()?.vault.clone());
    let locale = input.locale.unwrap_or(Locale::En).into();
    let of = Addressee::Email(email, locale);
    let tried =
        visit.tx(move |conn, now| verification::attempt(conn, now, &vault, &of, Purpose::Register, &code)).await;
    Ok(Some(tried?))
}

impl From<CustomerCreateInput> for Create {
    fn from(input: CustomerCreateInput) -> Self {
        let association = if input.include_association_result { Association::AtOnce } else { Association::Later };
        Self {
            account_name: input.account_name,
            name: input.name,
            mobile: input.mobile,
            email: input.email,
            password: input.password,
            locale: input.locale.map(Into::into),
            platform_user: input.platform_user_id,
            platform_name: input.platform_name,
            closes_market_messages: input.closes_market_messages,
            association_kind: Mode::from(input.association_kind),
            association,
            acting_for_id: input.acting_for_id.map(|id| id.0),
        }
    }
}
