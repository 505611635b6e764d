//! Refunds: what of charges was given back.

use async_graphql::{Context, Enum, ID, Object};
use domain::charge::{self, Destination};
use uuid::Uuid;

use super::lists::TransfersIn;
use super::{Charge, Transfer};
use crate::graphql::account::Account;
use crate::graphql::page::Row;
use crate::graphql::problem::Fault;
use crate::graphql::scalars::{DateTime, Money};
use crate::loaders::The;
use crate::viewer::Asked;

/// Where refunded money went.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Destination")]
pub(crate) enum RefundDestination {
    /// To what the customer spends of its partner's money: resale, and the association of then is in force.
    Spending,
    /// To the customer's own money: what it had paid the vendor itself.
    Own,
    /// To the partner of the time of use: it had paid, or the association has ended since.
    Partner,
    /// Nowhere: it was owed, or coupons had paid.
    None,
}

/// What of a charge was given back.
pub(crate) struct Refund(pub(crate) charge::Refund);

/// What of a charge was given back: what was still owed of it first, then money, coupons last. Seen by who sees the
/// charge.
#[Object]
impl Refund {
    /// Begins with `rfd_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What the charging system calls it.
    async fn refund_key(&self) -> &str {
        &self.0.refund_key
    }

    /// The charge.
    async fn charge(&self, ctx: &Context<'_>) -> Result<Option<Charge>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.charge_id).await?.map(Charge))
    }

    /// What was given back: the sum of the three amounts that follow.
    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    /// Money.
    async fn money_amount(&self) -> Money {
        self.0.money_amount.into()
    }

    /// What coupons got back, or lost because they no longer hold.
    async fn coupon_amount(&self) -> Money {
        self.0.coupon_amount.into()
    }

    /// What the customer owes no longer.
    async fn arrears_amount(&self) -> Money {
        self.0.arrears_amount.into()
    }

    /// Where the money went.
    async fn destination(&self) -> RefundDestination {
        self.0.destination.into()
    }

    /// The account it went to; null when there was no money, and for who may not see that account.
    async fn account(&self, ctx: &Context<'_>) -> Result<Option<Account>, Fault> {
        let Some(account) = self.0.account_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(account).await?.map(Account))
    }

    /// Why.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// The transfers it consists of, those only of money that the caller might see then.
    async fn transfers(&self, ctx: &Context<'_>) -> Result<Vec<Transfer>, Fault> {
        let Some(transaction) = self.0.transaction_id else { return Ok(Vec::new()) };
        let made = ctx.loaders()?.load_one(The(TransfersIn(transaction))).await?.unwrap_or_default();
        Ok(made.into_iter().map(Transfer).collect())
    }

    /// When.
    async fn refunded_at(&self) -> DateTime {
        DateTime(self.0.refunded_at)
    }
}

impl Row for Refund {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}
