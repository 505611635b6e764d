//! Newcomers apply: of their own accord, or because they were invited.

use schema::ids::{ApplicationId, PartyId};
use schema::text_enum;

use super::{Application, Error, Kind, Status, record, store, tell};
use crate::actor::Actor;
use crate::audit;
use crate::clock::Now;
use crate::db::Conn;
use crate::partner_invitation::{self, InvitedKind, PartnerInvitation};
use crate::party::{self, Locale};
use crate::plain_text;
use crate::profile::{self, Email, Mobile, Sealed};
use crate::staff;
use crate::vault::{Place, Vault};
use crate::verification::{self, Addressee, Proof, Purpose};

/// How the audit log names who is no party yet.
const NEWCOMER: Actor = Actor::system("newcomer");

text_enum! {
    /// What a company applies for of its own accord.
    pub enum Wanted {
        /// To be a reseller of a distributor.
        Reseller = "reseller",
        /// To be a solution provider.
        SolutionProvider = "solution_provider",
    }
}

/// What a newcomer says of itself.
#[derive(Debug, Clone)]
pub struct Company {
    /// Its legal name, 1 to 200 characters.
    pub company_name: String,
    /// Its number in the companies register.
    pub registration_number: String,
    /// Who is its first administrator, 1 to 100 characters.
    pub contact_name: String,
    /// That person's mobile number, which no account has.
    pub mobile: String,
    /// The language it is written to in.
    pub locale: Locale,
    /// What it says for itself, at most 2 000 characters.
    pub evidence: Option<String>,
}

/// An application of a company's own accord.
#[derive(Debug, Clone)]
pub struct Apply {
    /// What for.
    pub wanted: Wanted,
    /// Who.
    pub company: Company,
    /// The first administrator's address, proven by a code; nobody signs in with it yet.
    pub email: String,
    /// Where it does business.
    pub region: String,
    /// For a reseller: the distributor, of the same region.
    pub distributor_id: Option<PartyId>,
}

/// An answer to an invitation.
#[derive(Debug, Clone)]
pub struct Accept {
    /// What the link ends with.
    pub token: String,
    /// Who.
    pub company: Company,
}

/// Applies to become a reseller or a solution provider. Nobody is signed in; the address is proven by a mailed code.
///
/// # Errors
/// [`Error::Verification`], [`Error::Text`], [`Error::Profile`], [`Error::Distributor`], [`Error::NoSuchDistributor`],
/// [`Error::AddressInUse`], [`Error::Waiting`].
///
/// # Source
/// domain.md 1.3 (reseller plan (b), solution provider plan), 1.1 O-3.
pub fn apply(
    conn: &mut Conn,
    now: Now,
    vault: &Vault,
    proof: Option<Proof>,
    input: &Apply,
) -> Result<Application, Error> {
    let email = Email::parse(&input.email)?;
    let proof = proof.ok_or(verification::Error::CodeRequired)?;
    let addressee = Addressee::Email(email.clone(), input.company.locale);
    verification::spend(conn, now, proof, &addressee, Purpose::Apply)?;
    let region = profile::company::region(&input.region)?;
    let kind = match (input.wanted, input.distributor_id) {
        (Wanted::Reseller, Some(distributor)) => {
            check_distributor(conn, distributor, &region)?;
            Kind::Reseller
        }
        (Wanted::SolutionProvider, None) => Kind::SolutionProvider,
        (Wanted::Reseller, None) | (Wanted::SolutionProvider, Some(_)) => return Err(Error::Distributor),
    };
    let newcomer = Newcomer { kind, email, region, distributor_id: input.distributor_id, invitation: None };
    let application = begin(conn, now, vault, newcomer, &input.company)?;
    record(conn, now, &NEWCOMER, &application, "application.apply", serde_json::json!({}))?;
    Ok(application)
}

/// Accepts an invitation to become a partner, and so applies. Nobody is signed in; the link proves the address.
///
/// # Errors
/// [`Error::Invitation`], [`Error::Text`], [`Error::Profile`], [`Error::NoSuchDistributor`], [`Error::AddressInUse`],
/// [`Error::Waiting`].
///
/// # Source
/// domain.md 1.3 (distributor plan, reseller plan (a)).
pub fn accept(conn: &mut Conn, now: Now, vault: &Vault, input: &Accept) -> Result<Application, Error> {
    let invitation = partner_invitation::take(conn, now, vault, &input.token)?;
    let (kind, distributor_id) = match invitation.kind {
        InvitedKind::Distributor => (Kind::Distributor, None),
        InvitedKind::Reseller => (Kind::Reseller, Some(invitation.inviter_id)),
        InvitedKind::GovSubsidy => (Kind::GovSubsidy, None),
        InvitedKind::Merchant => (Kind::Merchant, None),
    };
    let region = invitation.region.clone();
    if let Some(distributor) = distributor_id {
        check_distributor(conn, distributor, &region)?;
    }
    let email = Email::parse(&invitation.recipient(vault)?.email)?;
    let newcomer = Newcomer { kind, email, region, distributor_id, invitation: Some(&invitation) };
    let application = begin(conn, now, vault, newcomer, &input.company)?;
    let details = serde_json::json!({ "application": application.id.to_string() });
    let (party_id, subject) = (invitation.inviter_id, invitation.id.to_string());
    let line = audit::Line { party_id, operation: "partner_invitation.accept", subject, details };
    audit::record(conn, now, &NEWCOMER, &line)?;
    Ok(application)
}

/// Refuses a distributor that is none, or does business elsewhere.
pub(super) fn check_distributor(conn: &mut Conn, id: PartyId, region: &str) -> Result<(), Error> {
    let distributor = party::store::lock(conn, id)?.filter(|party| party.kind == party::Kind::Distributor);
    distributor.ok_or(Error::NoSuchDistributor)?;
    let own = profile::of(conn, &[id])?.pop().and_then(|profile| profile.region);
    if own.as_deref() == Some(region) { Ok(()) } else { Err(profile::Error::RegionMismatch.into()) }
}

struct Newcomer<'a> {
    kind: Kind,
    email: Email,
    region: String,
    distributor_id: Option<PartyId>,
    invitation: Option<&'a PartnerInvitation>,
}

fn begin(
    conn: &mut Conn,
    now: Now,
    vault: &Vault,
    newcomer: Newcomer<'_>,
    company: &Company,
) -> Result<Application, Error> {
    let mobile = Mobile::parse(&company.mobile)?;
    if staff::store::by_email(conn, newcomer.email.as_str())?.is_some() {
        return Err(Error::AddressInUse);
    }
    let id = ApplicationId::new();
    let contact_name = plain_text::required(&company.contact_name, "contactName", 100)?;
    let mobile = Sealed::mobile(vault, Place(store::MOBILE, id.uuid()), &mobile)?;
    if profile::store::has_mobile(conn, &mobile.index)? {
        return Err(profile::Error::MobileInUse.into());
    }
    let email = Sealed::email(vault, Place(store::EMAIL, id.uuid()), &newcomer.email)?;
    let application = Application {
        id,
        kind: newcomer.kind,
        state: Status::VendorReview,
        party_id: None,
        distributor_id: newcomer.distributor_id,
        invitation_id: newcomer.invitation.map(|invitation| invitation.id),
        invited_by_id: newcomer.invitation.map(|invitation| invitation.invited_by_id),
        applied_by_id: None,
        company_name: plain_text::required(&company.company_name, "companyName", 200)?,
        registration_number: Some(profile::company::registration_number(&company.registration_number)?),
        region: Some(newcomer.region),
        contact_name_sealed: Some(vault.seal(Place(store::CONTACT_NAME, id.uuid()), &contact_name)?),
        mobile_sealed: Some(mobile.sealed),
        mobile_index: Some(mobile.index),
        email_sealed: Some(email.sealed),
        email_index: Some(email.index),
        locale: company.locale,
        from_level: None,
        to_level: None,
        evidence: evidence(company.evidence.as_deref())?,
        created_at: now.instant(),
        closed_at: None,
    };
    store::insert(conn, &application)?;
    tell(conn, now, &application)?;
    Ok(application)
}

/// What an applicant says for itself; none when it is empty.
pub(super) fn evidence(text: Option<&str>) -> Result<Option<String>, Error> {
    let text = text.filter(|text| !plain_text::clean(text).is_empty());
    Ok(text.map(|text| plain_text::required(text, "evidence", 2_000)).transpose()?)
}
