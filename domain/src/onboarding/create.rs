//! A partner's platform registers a customer.

use schema::ids::{OnboardingId, PartyId};
use schema::jobs::CompleteOnboarding;
use serde::Serialize;

use super::open::{Account, open};
use super::{Error, Failure, Onboarding, Source, Status, account, complete, get, profile_of, store};
use crate::actor::{Actor, Permission, Person};
use crate::clock::Now;
use crate::db::Conn;
use crate::idempotency::{self, Command, Once};
use crate::invitation::Mode;
use crate::outbox;
use crate::party::{self, Locale};
use crate::plain_text;
use crate::profile::{self, Email, Mobile};
use crate::report;
use crate::reservation;
use crate::vault::Vault;
use crate::verification::{self, Addressee, Proof};

/// A customer to be registered by a partner's platform.
#[derive(Debug, Clone, Serialize)]
pub struct Create {
    /// The login name, as [`account::name`] reads it; none for a random one of 32 characters.
    pub account_name: Option<String>,
    /// The company's or person's name, 1 to 200 characters; none for the login name.
    pub name: Option<String>,
    /// The mobile number, a mainland one; needs a code.
    pub mobile: Option<String>,
    /// Address of the administrator; none leaves the account to single sign-on.
    pub email: Option<String>,
    /// The administrator's password; needs an address and a code. None has a link to choose one mailed.
    pub password: Option<String>,
    /// Language of the account and its mails; none for the partner's.
    pub locale: Option<Locale>,
    /// The customer's id on the partner's platform, 1 to 128 characters; together with `platform_name`.
    pub platform_user: Option<String>,
    /// The platform, 1 to 64 characters.
    pub platform_name: Option<String>,
    /// Whether the customer gets no marketing messages.
    pub closes_market_messages: bool,
    /// To which kind of association.
    pub association_kind: Mode,
    /// When the association is made.
    pub association: Association,
    /// The reseller a distributor acts for.
    pub acting_for_id: Option<PartyId>,
}

/// When the association of a customer who is registered is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Association {
    /// By a job, after the answer.
    Later,
    /// Before the answer, which tells what came of it.
    AtOnce,
}

/// A customer who was registered.
#[derive(Debug, Clone)]
pub struct Created {
    /// The customer.
    pub customer_id: PartyId,
    /// Its login name.
    pub account_name: String,
    /// What becomes of its association.
    pub onboarding: Onboarding,
}

/// Registers a customer of the partner, or of the reseller acted for, and associates it by a job or at once.
///
/// - `key`: 1 to 64 printable ASCII characters; a repeat returns the first customer
/// - `proof`: that the customer reads the mail of `email`; a refused code refuses the command, but not its repeat
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Acting`], [`Error::Account`], [`Error::Profile`], [`Error::NotMainland`],
/// [`Error::EmailNeeded`], [`Error::Verification`], [`Error::Platform`], [`Error::PlatformUserInUse`],
/// [`Error::Failed`] for a prospect that the vendor keeps or another partner reported, [`Error::Idempotency`].
///
/// # Source
/// domain.md 2.4 (`CreateSubCustomer`), Q-02, Q-11.
pub fn create(
    conn: &mut Conn,
    now: Now,
    vault: &Vault,
    actor: &Actor,
    key: &str,
    input: &Create,
    proof: Option<Result<Proof, verification::Error>>,
) -> Result<Once<Created>, Error> {
    let actor = &party::acting_for(conn, now, actor, input.acting_for_id)?;
    let person = actor.person_with(Permission::CustomerCreate)?;
    // A bare hash of numbers and passwords could be guessed back: the vault's stands for the input.
    let text = serde_json::to_string(input).map_err(idempotency::Error::from)?;
    let asked = vault.index("customer_create", &text);
    let command = Command { party_id: person.party_id, operation: "customer.create", key, input: &asked };
    let once = idempotency::once(conn, now, command, |conn| first(conn, now, vault, actor, person, input, proof))?;
    let onboarding = get(conn, once.result)?.ok_or(Error::NotFound)?;
    let account_name = profile_of(conn, onboarding.customer_id)?.account_name.unwrap_or_default();
    let created = Created { customer_id: onboarding.customer_id, account_name, onboarding };
    Ok(Once { result: created, replayed: once.replayed })
}

fn first(
    conn: &mut Conn,
    now: Now,
    vault: &Vault,
    actor: &Actor,
    person: &Person,
    input: &Create,
    proof: Option<Result<Proof, verification::Error>>,
) -> Result<OnboardingId, Error> {
    let partner = party::store::get(conn, person.principal())?.ok_or(Error::NotFound)?;
    let locale = input.locale.unwrap_or(partner.locale);
    let account_name = input.account_name.as_deref().filter(|name| !name.is_empty());
    let account_name =
        account_name.map_or_else(|| Ok(account::random_name()?), |name| Ok::<_, Error>(account::name(name)?))?;
    let mobile = input.mobile.as_deref().map(mainland).transpose()?;
    let email = input.email.as_deref().map(Email::parse).transpose()?;
    let needs_code = mobile.is_some() || input.password.is_some();
    if needs_code {
        let email = email.clone().ok_or(Error::EmailNeeded)?;
        let proof = proof.ok_or(verification::Error::CodeRequired)??;
        verification::spend(conn, now, proof, &Addressee::Email(email, locale), verification::Purpose::Register)?;
    }
    free(conn, now, vault, partner.id, mobile.as_ref(), email.as_ref())?;
    let account = Account {
        name: input.name.as_deref().unwrap_or(&account_name),
        account_name: account_name.clone(),
        mobile,
        email,
        password: input.password.as_deref(),
        locale,
    };
    let (customer, _) = open(conn, now, vault, actor, account)?;
    set_platform(conn, customer.id, input)?;
    let onboarding = Onboarding {
        id: OnboardingId::new(),
        customer_id: customer.id,
        partner_id: partner.id,
        association_kind: input.association_kind,
        source: Source::Created,
        state: Status::Pending,
        failure: None,
        invitation_id: None,
        report_id: report_of(conn, now, partner.id, customer.id)?,
        inviter_id: Some(person.staff_id),
        created_at: now.instant(),
        ended_at: None,
    };
    store::insert(conn, &onboarding)?;
    super::record(conn, now, actor, &onboarding, "customer.create")?;
    match input.association {
        Association::Later => outbox::enqueue(conn, now, &CompleteOnboarding { onboarding_id: onboarding.id })?,
        Association::AtOnce => {
            complete(conn, now, actor, onboarding.id)?;
        }
    }
    Ok(onboarding.id)
}

/// Refuses a prospect whom the vendor keeps for itself or another partner reported: before the account is opened.
fn free(
    conn: &mut Conn,
    now: Now,
    vault: &Vault,
    partner: PartyId,
    mobile: Option<&Mobile>,
    email: Option<&Email>,
) -> Result<(), Error> {
    let mobile = mobile.map(|mobile| profile::mobile_index(vault, mobile)).unwrap_or_default();
    let email = email.map(|email| profile::email_index(vault, email)).unwrap_or_default();
    if reservation::applies(conn, now, &mobile, &email)? {
        return Err(Failure::Reserved.into());
    }
    if report::of_another(conn, now, partner, &mobile)? { Err(Failure::Reported.into()) } else { Ok(()) }
}

/// The partner's own report of the customer, which the association fulfils.
fn report_of(
    conn: &mut Conn,
    now: Now,
    partner: PartyId,
    customer: PartyId,
) -> Result<Option<schema::ids::ReportId>, Error> {
    let Some(mobile) = profile_of(conn, customer)?.mobile_index else { return Ok(None) };
    Ok(report::in_force(conn, now, partner, &mobile)?.map(|report| report.id))
}

fn set_platform(conn: &mut Conn, customer: PartyId, input: &Create) -> Result<(), Error> {
    let user = input.platform_user.as_deref().map(|text| plain_text::required(text, "platformUserId", 128));
    let name = input.platform_name.as_deref().map(|text| plain_text::required(text, "platformName", 64));
    let (user, name) = (user.transpose()?, name.transpose()?);
    if user.is_some() != name.is_some() {
        return Err(Error::Platform);
    }
    let closed_market_messages = input.closes_market_messages;
    let platform = store::Platform { user: user.as_deref(), name: name.as_deref(), closed_market_messages };
    Ok(store::set_platform(conn, customer, &platform)?)
}

/// A mainland mobile number: +86, 1 and ten digits.
fn mainland(text: &str) -> Result<Mobile, Error> {
    let mobile = Mobile::parse(text)?;
    let is_mainland = mobile.as_str().strip_prefix("+861").is_some_and(|rest| rest.len() == 10);
    if is_mainland { Ok(mobile) } else { Err(Error::NotMainland) }
}
