//! Exclusive remittance accounts: where partners wire money to.

use std::collections::HashMap;

use async_graphql::{Context, ID, Object};
use domain::actor::Actor;
use domain::bank;
use domain::clock::Now;
use domain::{Conn, db};
use schema::ids::{Id, PartyId, RemittanceAccountId, named};

use super::party::Party;
use super::problem::Fault;
use super::scalars::{Currency, DateTime};
use crate::loaders::{Fact, Found};
use crate::viewer::Asked;

/// The account number that money for one partner is wired to.
pub(crate) struct RemittanceAccount(pub(crate) bank::RemittanceAccount);

/// The account number that money for one partner is wired to. A transfer that names it and comes from the partner's own
/// name is credited without anybody's doing. Seen by who may see the partner's money.
#[Object]
impl RemittanceAccount {
    /// Begins with `rem_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// 19 digits, the last a check digit. Write it into the payee account or the remittance text of the transfer.
    async fn number(&self) -> &str {
        &self.0.number
    }

    /// Transfers must be in this currency.
    async fn currency(&self) -> Currency {
        Currency(self.0.currency)
    }

    /// When it was issued.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// Whose it is.
    async fn party(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.party_id).await?.map(Party))
    }
}

impl Found for named::RemittanceAccount {
    type Row = bank::RemittanceAccount;

    fn by_ids(conn: &mut Conn, now: Now, actor: &Actor, ids: &[RemittanceAccountId]) -> db::Result<Vec<Self::Row>> {
        bank::remittance_accounts_by_ids(conn, now, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// The remittance accounts of a party.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct RemittanceAccountsOf(pub(crate) PartyId);

impl Fact for RemittanceAccountsOf {
    type Value = Vec<bank::RemittanceAccount>;

    fn find(conn: &mut Conn, now: Now, actor: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let parties: Vec<PartyId> = facts.iter().map(|RemittanceAccountsOf(party)| *party).collect();
        let found = bank::remittance_accounts_of(conn, now, actor, &parties)?;
        Ok(found.into_iter().map(|(party, accounts)| (Self(party), accounts)).collect())
    }
}
