//! Balance alerts: whoever owns an account is warned when its balance falls below a threshold.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use domain::ledger;
use domain::ledger::alert::{self, Set};
use schema::ids::named;

use super::account::Account;
use super::problem::{Fault, UserError, settle};
use super::scalars::{IdOf, Money, MoneyInput};
use crate::viewer::Asked;

/// A threshold of an account: its owner's administrators and finance people are mailed when the balance falls below.
#[derive(SimpleObject)]
pub(crate) struct BalanceAlert {
    /// The balance below which they are.
    threshold: Money,
    /// Whether the next fall below warns. Not after a warning, until the balance was back at the threshold or above.
    is_armed: bool,
}

impl BalanceAlert {
    /// That of the account; none when it has no threshold.
    pub(super) fn of(account: &ledger::Account) -> Option<Self> {
        let threshold = account.alert_threshold()?.into();
        Some(Self { threshold, is_armed: account.is_alert_armed })
    }
}

/// A threshold to be set.
#[derive(InputObject)]
pub(crate) struct BalanceAlertSetInput {
    /// A `CASH` or `SPENDING` account of one's own.
    account_id: IdOf<named::Account>,
    /// The balance below which to warn: more than zero, in the account's currency. Null for no warnings any more.
    threshold: Option<MoneyInput>,
    /// The reseller whose account it is, when its distributor does this for it.
    acting_for_id: Option<IdOf<named::Party>>,
}

/// The answer to `balanceAlertSet`.
#[derive(SimpleObject)]
pub(crate) struct BalanceAlertSetPayload {
    /// The account; null when it was refused.
    account: Option<Account>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_YOUR_RESELLER`, `NOT_FOUND`, `INVALID_INPUT`.
    user_errors: Vec<UserError>,
}

/// Setting thresholds.
#[derive(Default)]
pub(crate) struct BalanceAlertMutation;

#[Object]
impl BalanceAlertMutation {
    /// Sets the balance below which the administrators and finance people of an account's owner are mailed, once each
    /// time it falls below. A threshold above the balance does not warn at once: it waits until the balance was there.
    /// Needs the permission `BALANCE_ALERT_MANAGE`.
    async fn balance_alert_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account, and below what.")] input: BalanceAlertSetInput,
    ) -> Result<BalanceAlertSetPayload, Fault> {
        let BalanceAlertSetInput { account_id, threshold, acting_for_id } = input;
        let set = ctx.call()?.tx(move |conn, now, actor| {
            let threshold = threshold.map(MoneyInput::money).transpose()?;
            let acting_for = acting_for_id.map(|id| id.0);
            alert::set(conn, now, actor, &Set { acting_for, account_id: account_id.0, threshold })
        });
        let (account, user_errors) = settle(set.await)?;
        Ok(BalanceAlertSetPayload { account: account.map(Account), user_errors })
    }
}
