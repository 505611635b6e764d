//! Who reads the number of an exclusive remittance account: its partner from the first view on, by verification code.

use schema::money::Currency;

use super::{Error, RemittanceAccount, store};
use crate::actor::{Actor, Permission};
use crate::audit;
use crate::clock::Now;
use crate::db::Conn;
use crate::payer_agreement;
use crate::verification::{self, Addressee, Proof, Purpose};

/// Digits of a number that are shown before it was opened.
const SHOWN: usize = 4;

/// Opens the remittance account of the actor's partner in a currency, so that its number can be read. A code is needed each
/// time, whether the party switched codes on or not; who opened it first stays written down.
///
/// - `proof`: what the code came to
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Verification`], [`Error::NoRemittanceAccount`].
///
/// # Source
/// domain.md 3.6 (first use asks a verification code, then the number is shown).
pub fn open(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    currency: Currency,
    proof: Option<Result<Proof, verification::Error>>,
) -> Result<RemittanceAccount, Error> {
    let person = payer_agreement::receiver(actor)?;
    let proof = proof.transpose()?.ok_or(verification::Error::CodeRequired)?;
    verification::spend(conn, now, proof, &Addressee::Staff(person.staff_id), Purpose::CriticalOperation)?;
    let account = store::lock_remittance_account_of(conn, person.party_id, currency)?;
    let account = account.ok_or(Error::NoRemittanceAccount(currency))?;
    if account.opened_at.is_some() {
        return Ok(account);
    }
    let account = store::set_opened(conn, now, account.id, person.staff_id)?;
    let line = audit::Line {
        party_id: person.party_id,
        operation: "remittance_account.open",
        subject: account.id.to_string(),
        details: serde_json::json!({ "currency": currency }),
    };
    audit::record(conn, now, actor, &line)?;
    Ok(account)
}

impl RemittanceAccount {
    /// The number, for who may read it: who sees the bank or issues accounts; others once its partner has opened it.
    #[must_use]
    pub fn number_for(&self, actor: &Actor) -> Option<&str> {
        let issues = actor.may(Permission::BankView) || actor.may(Permission::ChannelManage);
        let may_read = self.opened_at.is_some() || (actor.sees_everything() && issues);
        may_read.then_some(self.number.as_str())
    }

    /// The number with its last four digits only: `***************0018`.
    #[must_use]
    pub fn number_masked(&self) -> String {
        let hidden = self.number.chars().count().saturating_sub(SHOWN);
        "*".repeat(hidden) + &self.number.chars().skip(hidden).collect::<String>()
    }
}
