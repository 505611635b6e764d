//! A customer opens an account by itself.

use schema::ids::AgreementId;

use super::open::{Account, open};
use super::{Error, account};
use crate::actor::Actor;
use crate::agreement::{self, Purpose};
use crate::audit;
use crate::clock::Now;
use crate::db::Conn;
use crate::party::{Locale, Party};
use crate::profile::{Email, Mobile};
use crate::vault::Vault;
use crate::verification::{self, Addressee, Proof};

/// In whose name the account is opened: nobody is signed in yet.
const REGISTRATION: &str = "customer_register";

/// An account to be opened by the customer.
#[derive(Debug, Clone)]
pub struct Register {
    /// The login name, as [`account::name`] reads it.
    pub account_name: String,
    /// The company's or person's name, 1 to 200 characters.
    pub name: String,
    /// The mobile number, with its country's code.
    pub mobile: String,
    /// Address of the administrator, proven by a code.
    pub email: String,
    /// The administrator's password, as [`account::password`] reads it, 12 to 200 characters.
    pub password: String,
    /// Language of the account and its mails.
    pub locale: Locale,
    /// The agreements accepted, in their versions in force.
    pub agreement_ids: Vec<AgreementId>,
}

impl Register {
    /// Checks what needs neither the database nor a code; the administrator's address.
    ///
    /// # Errors
    /// [`Error::Account`], [`Error::Profile`].
    pub fn check(&self) -> Result<Email, Error> {
        let name = account::name(&self.account_name)?;
        let mobile = Mobile::parse(&self.mobile)?;
        account::password(&self.password, &name, Some(mobile.as_str()))?;
        Ok(Email::parse(&self.email)?)
    }
}

/// Opens a customer's account with its administrator. It stands under nobody yet.
///
/// - `proof`: that whoever asks reads the mail of `email`
///
/// # Errors
/// [`Error::Account`], [`Error::Profile`] also when name or number are taken, [`Error::Staff`] when the address is,
/// [`Error::Verification`], [`Error::Agreement`].
///
/// # Source
/// domain.md 2.3 (new account), 2.4 (field rules).
pub fn register(
    conn: &mut Conn,
    now: Now,
    vault: &Vault,
    input: &Register,
    proof: Option<Proof>,
) -> Result<Party, Error> {
    let actor = Actor::system(REGISTRATION);
    let email = Email::parse(&input.email)?;
    let account = Account {
        name: &input.name,
        account_name: account::name(&input.account_name)?,
        mobile: Some(Mobile::parse(&input.mobile)?),
        email: Some(email.clone()),
        password: Some(&input.password),
        locale: input.locale,
    };
    let proof = proof.ok_or(verification::Error::CodeRequired)?;
    verification::spend(conn, now, proof, &Addressee::Email(email, input.locale), verification::Purpose::Register)?;
    let (party, administrator) = open(conn, now, vault, &actor, account)?;
    let administrator = administrator.ok_or(Error::NotFound)?;
    agreement::accept(conn, now, &actor, party.id, administrator, Purpose::Register, &input.agreement_ids)?;
    let details = serde_json::json!({ "locale": input.locale });
    let subject = party.id.with_prefix(party.kind.prefix());
    let line = audit::Line { party_id: party.id, operation: "customer.register", subject, details };
    audit::record(conn, now, &actor, &line)?;
    Ok(party)
}
