//! Lists of accounts.

use async_graphql::{Context, InputObject, Object};
use domain::ledger::{self, AccountKind as Kind};

use super::{Account, AccountKind};
use crate::graphql::page::{Connection, ListOrder, page};
use crate::graphql::problem::Fault;
use crate::viewer::Asked;

/// Which accounts a list has.
#[derive(InputObject)]
pub(crate) struct AccountFilter {
    /// Only accounts of this kind.
    kind: Option<AccountKind>,
}

/// Queries about accounts.
#[derive(Default)]
pub(crate) struct AccountQuery;

#[Object]
impl AccountQuery {
    /// The accounts whose money the caller may see: its own, its resellers', its resale customers'; the vendor sees all.
    async fn accounts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which accounts.")] filter: Option<AccountFilter>,
        #[graphql(desc = "Which come first.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Account>, Fault> {
        let (call, page) = (ctx.call()?.clone(), page(order.into(), first, after, last, before)?);
        let kind = filter.and_then(|filter| filter.kind).map(Kind::from);
        let slice = call.read(move |conn, now, actor| ledger::page_accounts(conn, now, actor, kind, &page)).await?;
        Ok(Connection::new(slice, Account, move || {
            let call = call.clone();
            async move { call.read(move |conn, now, actor| ledger::count_accounts(conn, now, actor, kind)).await }
        }))
    }
}
