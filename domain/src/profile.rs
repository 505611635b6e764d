//! Profiles: what is known of a party beyond its name.
//!
//! A party has one from its first moment. Mobile number and address are sealed
//! and found by their blind index; what leaves the house is masked unless it is
//! revealed (domain.md 1.10, invariant 17).

pub mod company;
mod country;
pub(crate) mod store;

use schema::ids::PartyId;
use schema::problem::Code;
use schema::text_enum;

use crate::actor::{Actor, Forbidden};
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::mask;
use crate::party::Kind;
use crate::plain_text::{self, NotPlain};
use crate::refusal::Refusal;
use crate::vault::{self, Place, Vault};
use crate::visibility;

pub use store::Profile;

text_enum! {
    /// How far a partner has come (domain.md 1.5).
    pub enum Level {
        /// Where every partner begins.
        Standard = "standard",
        /// Second.
        Preferred = "preferred",
        /// Third.
        Leading = "leading",
        /// Highest.
        Core = "core",
    }
}

/// Why contact or company data were not taken.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not a mobile number.
    #[error("give the mobile number as + and 7 to 15 digits, the country's code first")]
    NotAMobile,
    /// Not a mail address.
    #[error("give a mail address: name@host")]
    NotAnAddress,
    /// The mobile number belongs to another account.
    #[error("the mobile number belongs to another account")]
    MobileInUse,
    /// The account name belongs to another account.
    #[error("the account name is taken")]
    AccountNameInUse,
    /// Not an account name.
    #[error("an account name has 5 to 64 letters, digits, `_` and `-`, and begins with none of the digits")]
    NotAnAccountName,
    /// Not a region.
    #[error("give a region of 2 to 32 small letters, digits and `-`")]
    NotARegion,
    /// Not a number of the companies register.
    #[error("give a registration number of 4 to 32 letters, digits and `-`")]
    NotARegistrationNumber,
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// No such partner.
    #[error("no such partner")]
    NotFound,
    /// No such signing entity.
    #[error("no such signing entity")]
    NoSigningEntity,
    /// A reseller and its distributor would be of different regions (O-3).
    #[error("a reseller and its distributor do business in the same region")]
    RegionMismatch,
    /// Empty or too long.
    #[error(transparent)]
    Text(#[from] NotPlain),
    /// The value could not be sealed or opened.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// The database did not answer.
    #[error(transparent)]
    Database(db::Error),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error.constraint() {
            Some("profiles_mobile_unique") => Self::MobileInUse,
            Some("profiles_account_name_unique") => Self::AccountNameInUse,
            Some("profiles_account_name_length") => Self::NotAnAccountName,
            Some("profiles_signing_entity_id_fk") => Self::NoSigningEntity,
            _ => Self::Database(error),
        }
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::NotAMobile
            | Self::NotAnAddress
            | Self::NotAnAccountName
            | Self::NotARegion
            | Self::NotARegistrationNumber
            | Self::Text(_) => Code::InvalidInput,
            Self::Forbidden(error) => error.code(),
            Self::NotFound | Self::NoSigningEntity => Code::NotFound,
            Self::RegionMismatch => Code::RegionMismatch,
            Self::MobileInUse => Code::MobileInUse,
            Self::AccountNameInUse => Code::AlreadyExists,
            Self::Vault(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::NotAMobile | Self::MobileInUse => Some("mobile"),
            Self::NotAnAddress => Some("email"),
            Self::AccountNameInUse | Self::NotAnAccountName => Some("accountName"),
            Self::Text(error) => Some(error.field),
            Self::NotARegion | Self::RegionMismatch => Some("region"),
            Self::NotARegistrationNumber => Some("registrationNumber"),
            Self::NotFound => Some("partyId"),
            Self::NoSigningEntity => Some("signingEntityId"),
            Self::Forbidden(_) | Self::Vault(_) | Self::Database(_) => None,
        }
    }
}

/// A mobile number in its one form: `+`, the country's code, the number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mobile(String);

impl Mobile {
    /// Reads `+86 138-0000-0000` or `0086-13800000000` alike.
    ///
    /// # Errors
    /// [`Error::NotAMobile`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        let is_digits_and_marks = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ' | '(' | ')'));
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let number = match (text.starts_with('+'), digits.strip_prefix("00")) {
            (true, _) => digits.as_str(),
            (false, Some(rest)) => rest,
            (false, None) => return Err(Error::NotAMobile),
        };
        let is_number = is_digits_and_marks && (7..=15).contains(&number.len()) && !number.starts_with('0');
        if is_number { Ok(Self(format!("+{number}"))) } else { Err(Error::NotAMobile) }
    }

    /// `+8613800000000`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A mail address in its one form: lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Reads an address of at most 254 characters.
    ///
    /// # Errors
    /// [`Error::NotAnAddress`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = plain_text::clean(text).to_lowercase();
        let is_address = text.len() <= 254
            && !text.contains([' ', ',', ';', '<', '>', '"'])
            && text.split_once('@').is_some_and(|(local, host)| {
                !local.is_empty() && !host.contains('@') && host.split('.').all(|label| !label.is_empty())
            });
        if is_address { Ok(Self(text)) } else { Err(Error::NotAnAddress) }
    }

    /// `name@host`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A value that is sealed, with the index by which it is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The value, sealed for its row.
    pub sealed: Vec<u8>,
    /// Its blind index.
    pub index: Vec<u8>,
}

impl Sealed {
    /// The number, for the row `id` of the table whose column is named `place`: `profiles.mobile`.
    ///
    /// # Errors
    /// When nothing could be sealed.
    pub fn mobile(vault: &Vault, place: Place<'_>, mobile: &Mobile) -> Result<Self, vault::Error> {
        Ok(Self { sealed: vault.seal(place, mobile.as_str())?, index: mobile_index(vault, mobile) })
    }

    /// The address, likewise.
    ///
    /// # Errors
    /// When nothing could be sealed.
    pub fn email(vault: &Vault, place: Place<'_>, email: &Email) -> Result<Self, vault::Error> {
        Ok(Self { sealed: vault.seal(place, email.as_str())?, index: email_index(vault, email) })
    }
}

/// By which a mobile number is found in every table.
#[must_use]
pub fn mobile_index(vault: &Vault, mobile: &Mobile) -> Vec<u8> {
    vault.index("mobile", mobile.as_str())
}

/// By which a mail address is found in every table.
#[must_use]
pub fn email_index(vault: &Vault, email: &Email) -> Vec<u8> {
    vault.index("email", email.as_str())
}

/// Contact data of a party.
#[derive(Debug, Clone)]
pub struct Contact {
    /// Login name of its main account; none leaves it without.
    pub account_name: Option<String>,
    /// Its mobile number.
    pub mobile: Option<Mobile>,
    /// Its mail address.
    pub email: Option<Email>,
}

/// The empty profile of a party that was just entered. Whoever enters it has been checked.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn begin(conn: &mut Conn, party_id: PartyId, kind: Kind) -> db::Result<()> {
    let level = (kind != Kind::Vendor && kind != Kind::Customer).then_some(Level::Standard);
    store::insert(conn, party_id, level)?;
    if kind == Kind::Customer { store::insert_customer(conn, party_id) } else { Ok(()) }
}

/// Writes the contact data of a party. Whoever writes them has been checked.
///
/// # Errors
/// [`Error::MobileInUse`], [`Error::AccountNameInUse`], [`Error::NotAnAccountName`].
pub(crate) fn set_contact(conn: &mut Conn, vault: &Vault, party_id: PartyId, contact: &Contact) -> Result<(), Error> {
    let place = |column| Place(column, party_id.uuid());
    let mobile = contact.mobile.as_ref().map(|mobile| Sealed::mobile(vault, place("profiles.mobile"), mobile));
    let email = contact.email.as_ref().map(|email| Sealed::email(vault, place("profiles.email"), email));
    let account_name = contact.account_name.as_deref();
    Ok(store::set_contact(conn, party_id, account_name, mobile.transpose()?, email.transpose()?)?)
}

/// The profiles of `parties`. Whether the actor may see them is the caller's to ask.
///
/// # Errors
/// When the database does not answer.
pub fn of(conn: &mut Conn, parties: &[PartyId]) -> db::Result<Vec<Profile>> {
    store::of(conn, "true", parties)
}

/// Whether the party's critical operations need a code.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn uses_codes(conn: &mut Conn, party_id: PartyId) -> db::Result<bool> {
    store::uses_codes(conn, party_id)
}

/// The profiles of those of `parties` that the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn by_parties(conn: &mut Conn, now: Now, actor: &Actor, parties: &[PartyId]) -> db::Result<Vec<Profile>> {
    store::of(conn, &visibility::party(actor, "profiles.party_id", now), parties)
}

impl Profile {
    /// The mobile number in full: for whom it was revealed to, and for comparing.
    ///
    /// # Errors
    /// [`vault::Error::Unreadable`].
    pub fn mobile(&self, vault: &Vault) -> Result<Option<String>, vault::Error> {
        let place = Place("profiles.mobile", self.party_id.uuid());
        self.mobile_sealed.as_deref().map(|sealed| vault.open(place, sealed)).transpose()
    }

    /// The mail address in full, likewise.
    ///
    /// # Errors
    /// [`vault::Error::Unreadable`].
    pub fn email(&self, vault: &Vault) -> Result<Option<String>, vault::Error> {
        let place = Place("profiles.email", self.party_id.uuid());
        self.email_sealed.as_deref().map(|sealed| vault.open(place, sealed)).transpose()
    }

    /// The mobile number, masked: for everybody.
    ///
    /// # Errors
    /// [`vault::Error::Unreadable`].
    pub fn mobile_masked(&self, vault: &Vault) -> Result<Option<String>, vault::Error> {
        Ok(self.mobile(vault)?.as_deref().map(mask::mobile))
    }

    /// The mail address, masked: for everybody.
    ///
    /// # Errors
    /// [`vault::Error::Unreadable`].
    pub fn email_masked(&self, vault: &Vault) -> Result<Option<String>, vault::Error> {
        Ok(self.email(vault)?.as_deref().map(mask::email))
    }

    /// The login name of the main account, masked: for everybody.
    #[must_use]
    pub fn account_name_masked(&self) -> Option<String> {
        self.account_name.as_deref().map(mask::account_name)
    }
}
