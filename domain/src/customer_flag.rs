//! Flags: facts about a customer that stand in the way of an association, of its end, or of another mode.
//!
//! Contracts, credit and arrears are kept in the vendor's other systems; its
//! staff enter here what of them matters to a partner (domain.md 2.3, 2.5). Partners
//! do not see flags: they learn of one by the refusal of what it stands in the way of.

mod store;

use std::collections::HashMap;

use schema::ids::PartyId;
use schema::problem::Code;
use schema::text_enum;

use crate::actor::{Actor, Forbidden, Permission};
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::refusal::Refusal;
use crate::visibility;

text_enum! {
    /// A fact about a customer.
    pub enum Flag {
        /// It has a special commercial contract.
        SpecialContract = "special_contract",
        /// Its account is one of the consumer cloud.
        ConsumerCloud = "consumer_cloud",
        /// It is in the vendor's reward programme.
        RewardProgramme = "reward_programme",
        /// It has a credit account.
        CreditAccount = "credit_account",
        /// It is a sub-account whose enterprise keeps its money.
        CustodySubAccount = "custody_sub_account",
        /// It owes.
        Arrears = "arrears",
        /// The vendor froze its account.
        Frozen = "frozen",
        /// It pays after use.
        PostPaid = "post_paid",
        /// What was invoiced to it has to be given back.
        UnpaidInvoice = "unpaid_invoice",
        /// It has a reserved instance that has not expired.
        ReservedInstance = "reserved_instance",
        /// It has a support plan of its partner in force.
        SupportPlan = "support_plan",
        /// An order of it waits for its partner's payment.
        PendingPartnerPayment = "pending_partner_payment",
        /// It is a sub-account that keeps its own money.
        NonCustodySubAccount = "non_custody_sub_account",
        /// It is an enterprise that keeps the money of its sub-accounts.
        CustodyMaster = "custody_master",
        /// It is an enterprise with sub-accounts that keep their own money.
        NonCustodyMaster = "non_custody_master",
        /// It has a balance that a person has to deal with.
        SpecialBalance = "special_balance",
    }
}

/// Why no flag was set or cleared.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// No such customer.
    #[error("no such customer")]
    NotFound,
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::NotFound => Code::NotFound,
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::NotFound => Some("customerId"),
            Self::Forbidden(_) | Self::Database(_) => None,
        }
    }
}

/// Enters a fact about a customer; one that is there stays as it is.
///
/// [`Flag::Frozen`] freezes the account: the customer's list entry shows it.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
///
/// # Source
/// domain.md 2.3, failure reasons; 2.5, pre-check list.
pub fn set(conn: &mut Conn, now: Now, actor: &Actor, customer: PartyId, flag: Flag) -> Result<(), Error> {
    let person = actor.person_with(Permission::ChannelManage)?;
    store::lock(conn, customer)?.ok_or(Error::NotFound)?;
    if !store::insert(conn, now, customer, flag, person.staff_id)? {
        return Ok(());
    }
    if flag == Flag::Frozen {
        store::set_frozen(conn, customer, Some(now.instant()))?;
    }
    Ok(record(conn, now, actor, customer, flag, "customer_flag.set")?)
}

/// Takes a fact about a customer back; one that is not there changes nothing.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub fn clear(conn: &mut Conn, now: Now, actor: &Actor, customer: PartyId, flag: Flag) -> Result<(), Error> {
    actor.person_with(Permission::ChannelManage)?;
    store::lock(conn, customer)?.ok_or(Error::NotFound)?;
    if !store::delete(conn, customer, flag)? {
        return Ok(());
    }
    if flag == Flag::Frozen {
        store::set_frozen(conn, customer, None)?;
    }
    Ok(record(conn, now, actor, customer, flag, "customer_flag.clear")?)
}

/// The flags of a customer that is locked: whoever decides by them.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn of(conn: &mut Conn, customer: PartyId) -> db::Result<Vec<Flag>> {
    Ok(store::of(conn, "true", &[customer])?.into_iter().map(|(_, flag)| flag).collect())
}

/// The flags of each of `customers`, in the order of declaration; none to who is not the vendor's.
///
/// # Errors
/// When the database does not answer.
pub fn of_customers(conn: &mut Conn, actor: &Actor, customers: &[PartyId]) -> db::Result<HashMap<PartyId, Vec<Flag>>> {
    let mut flags: HashMap<PartyId, Vec<Flag>> = HashMap::new();
    for (customer, flag) in store::of(conn, &visibility::platform(actor), customers)? {
        flags.entry(customer).or_default().push(flag);
    }
    flags.values_mut().for_each(|flags| flags.sort_unstable());
    Ok(flags)
}

fn record(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    customer: PartyId,
    flag: Flag,
    operation: &'static str,
) -> db::Result<()> {
    let details = serde_json::json!({ "flag": flag });
    audit::record(
        conn,
        now,
        actor,
        &audit::Line { party_id: customer, operation, subject: customer.to_string(), details },
    )
}
