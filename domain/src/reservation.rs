//! Reservations: prospects that the vendor keeps for itself.
//!
//! Who is reserved can be neither reported nor associated by a partner
//! (domain.md 2.2, 2.3). A reservation names a mobile number, an address, or
//! both; one of them is enough to meet it.

mod store;

use chrono::TimeDelta;
use schema::ids::{PartyId, ReservationId};
use schema::problem::Code;
use schema::text_enum;

use crate::actor::{Actor, Forbidden, Permission};
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::page::{Page, Slice};
use crate::profile::{self, Email, Mobile, Sealed};
use crate::refusal::Refusal;
use crate::vault::{self, Place, Vault};
use crate::visibility;

pub use store::Reservation;

/// An account of this age is followed by direct sales; a younger one may still be reported (domain.md 2.2).
const FOLLOWED_AFTER: TimeDelta = TimeDelta::days(7);

text_enum! {
    /// Why the vendor keeps a prospect (domain.md 2.2).
    pub enum Reason {
        /// Direct sales follow it; holds once the prospect has had an account for more than 7 days.
        DirectSales = "direct_sales",
        /// Online sales own it.
        OnlineSales = "online_sales",
        /// An authorised sales support centre owns it.
        SupportCentre = "support_centre",
        /// It is in the reward programme.
        RewardProgramme = "reward_programme",
        /// The vendor reported it.
        VendorReported = "vendor_reported",
    }
}

/// Why a prospect was not reserved or given free.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Neither number nor address.
    #[error("give a mobile number, a mail address, or both")]
    Nobody,
    /// Number or address is not one.
    #[error(transparent)]
    Contact(#[from] profile::Error),
    /// The same number and address are reserved.
    #[error("this prospect is reserved already")]
    Exists,
    /// No such reservation.
    #[error("no such reservation")]
    NotFound,
    /// The value could not be sealed.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// The database did not answer.
    #[error(transparent)]
    Database(db::Error),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error.constraint() {
            Some("reservations_prospect_unique") => Self::Exists,
            Some("reservations_prospect_named") => Self::Nobody,
            _ => Self::Database(error),
        }
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Nobody => Code::InvalidInput,
            Self::Contact(error) => error.code(),
            Self::Exists => Code::AlreadyExists,
            Self::NotFound => Code::NotFound,
            Self::Vault(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Nobody | Self::Exists => Some("mobile"),
            Self::Contact(error) => error.field(),
            Self::NotFound => Some("reservationId"),
            Self::Forbidden(_) | Self::Vault(_) | Self::Database(_) => None,
        }
    }
}

/// A prospect to be reserved.
#[derive(Debug, Clone)]
pub struct Reserve {
    /// Its mobile number, as [`Mobile::parse`] reads it.
    pub mobile: Option<String>,
    /// Its mail address.
    pub email: Option<String>,
    /// Why.
    pub reason: Reason,
}

/// Which reservations a list has.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only those for this reason.
    pub reason: Option<Reason>,
    /// Only those of this number.
    pub mobile: Option<Mobile>,
    /// Only those of this address.
    pub email: Option<Email>,
}

/// Keeps a prospect for the vendor. Reports and associations that are there stay.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Nobody`], [`Error::Contact`], [`Error::Exists`].
///
/// # Source
/// domain.md 2.2.
pub fn create(conn: &mut Conn, now: Now, vault: &Vault, actor: &Actor, input: &Reserve) -> Result<Reservation, Error> {
    let person = actor.person_with(Permission::PolicyManage)?;
    let id = ReservationId::new();
    let mobile = input.mobile.as_deref().map(Mobile::parse).transpose()?;
    let email = input.email.as_deref().map(Email::parse).transpose()?;
    let place = |column| Place(column, id.uuid());
    let mobile = mobile.map(|it| Sealed::mobile(vault, place("reservations.mobile"), &it)).transpose()?;
    let email = email.map(|it| Sealed::email(vault, place("reservations.email"), &it)).transpose()?;
    let (mobile_sealed, mobile_index) = mobile.map(|it| (it.sealed, it.index)).unzip();
    let (email_sealed, email_index) = email.map(|it| (it.sealed, it.index)).unzip();
    if mobile_index.is_none() && email_index.is_none() {
        return Err(Error::Nobody);
    }
    let reservation = Reservation {
        id,
        mobile_sealed,
        mobile_index,
        email_sealed,
        email_index,
        reason: input.reason,
        created_by_id: person.staff_id,
        created_at: now.instant(),
    };
    store::insert(conn, &reservation)?;
    audit(conn, now, actor, person.party_id, &reservation, "reservation.create")?;
    Ok(reservation)
}

/// Gives a prospect free. Returns what was reserved.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub fn delete(conn: &mut Conn, now: Now, actor: &Actor, id: ReservationId) -> Result<Reservation, Error> {
    let person = actor.person_with(Permission::PolicyManage)?;
    let reservation = store::delete(conn, id)?.ok_or(Error::NotFound)?;
    audit(conn, now, actor, person.party_id, &reservation, "reservation.delete")?;
    Ok(reservation)
}

/// Whether the vendor keeps the prospect with this number or this address for itself.
///
/// # Errors
/// When the database does not answer.
///
/// # Source
/// domain.md 2.2; consumption in cash, the other sign that direct sales follow an account, is not known here yet.
pub(crate) fn applies(conn: &mut Conn, now: Now, mobile_index: &[u8], email_index: &[u8]) -> db::Result<bool> {
    let reasons = store::reasons(conn, mobile_index, email_index)?;
    if reasons.iter().any(|reason| *reason != Reason::DirectSales) {
        return Ok(true);
    }
    let before = now.minus(FOLLOWED_AFTER);
    Ok(!reasons.is_empty() && store::has_account_before(conn, before, mobile_index, email_index)?)
}

/// Those of `ids` the actor may see: the vendor's staff.
///
/// # Errors
/// When the database does not answer.
pub fn by_ids(conn: &mut Conn, actor: &Actor, ids: &[ReservationId]) -> db::Result<Vec<Reservation>> {
    store::by_ids(conn, &visibility::platform(actor), ids)
}

/// A page of the reservations; none to others than the vendor's staff.
///
/// # Errors
/// When the database does not answer.
pub fn page(
    conn: &mut Conn,
    vault: &Vault,
    actor: &Actor,
    filter: &Filter,
    page: &Page,
) -> db::Result<Slice<Reservation>> {
    store::page(conn, &visibility::platform(actor), &filter.wanted(vault), page)
}

/// How many reservations [`page()`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count(conn: &mut Conn, vault: &Vault, actor: &Actor, filter: &Filter) -> db::Result<i64> {
    store::count(conn, &visibility::platform(actor), &filter.wanted(vault))
}

impl Filter {
    fn wanted(&self, vault: &Vault) -> store::Wanted {
        store::Wanted {
            reason: self.reason,
            mobile_index: self.mobile.as_ref().map(|mobile| profile::mobile_index(vault, mobile)),
            email_index: self.email.as_ref().map(|email| profile::email_index(vault, email)),
        }
    }
}

impl Reservation {
    /// The mobile number in full.
    ///
    /// # Errors
    /// [`vault::Error::Unreadable`].
    pub fn mobile(&self, vault: &Vault) -> Result<Option<String>, vault::Error> {
        let place = Place("reservations.mobile", self.id.uuid());
        self.mobile_sealed.as_deref().map(|sealed| vault.open(place, sealed)).transpose()
    }

    /// The mail address in full.
    ///
    /// # Errors
    /// [`vault::Error::Unreadable`].
    pub fn email(&self, vault: &Vault) -> Result<Option<String>, vault::Error> {
        let place = Place("reservations.email", self.id.uuid());
        self.email_sealed.as_deref().map(|sealed| vault.open(place, sealed)).transpose()
    }
}

fn audit(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    vendor: PartyId,
    reservation: &Reservation,
    operation: &'static str,
) -> db::Result<()> {
    let details = serde_json::json!({ "reason": reservation.reason });
    let line = audit::Line { party_id: vendor, operation, subject: reservation.id.to_string(), details };
    audit::record(conn, now, actor, &line)
}
