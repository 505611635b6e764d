//! Exclusive remittance accounts: where partners wire money to.

use std::collections::HashMap;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::actor::Actor;
use domain::bank;
use domain::clock::Now;
use domain::{Conn, db};
use schema::ids::{Id, PartyId, RemittanceAccountId, named};
use schema::money;

use super::party::Party;
use super::problem::{Fault, UserError, settle};
use super::scalars::{Currency, DateTime};
use crate::loaders::{Fact, Found, The};
use crate::proof;
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

    /// 19 digits, the last a check digit. Write it into the payee account or the remittance text of the transfer. Null
    /// until somebody of the partner has opened it by `remittanceAccountOpen`; the vendor's staff read it at once.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn number(&self, ctx: &Context<'_>) -> Result<Option<&str>, Fault> {
        Ok(self.0.number_for(&ctx.call()?.actor))
    }

    /// The number with its last four digits only: `***************0018`.
    async fn number_masked(&self) -> String {
        self.0.number_masked()
    }

    /// When the partner opened it first; null until then.
    async fn opened_at(&self) -> Option<DateTime> {
        self.0.opened_at.map(DateTime)
    }

    /// Whom the transfer has to name as the payee, and at which bank; null when the vendor has not said.
    async fn payee(&self, ctx: &Context<'_>) -> Result<Option<RemittancePayee>, Fault> {
        Ok(ctx.loaders()?.load_one(The(PayeeIn(self.0.currency))).await?.map(RemittancePayee::from))
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

/// Whom a transfer has to name: with another name or bank it fails.
#[derive(SimpleObject)]
pub(crate) struct RemittancePayee {
    /// The payee.
    name: String,
    /// Bank and branch.
    bank_name: String,
    /// BIC or national bank code; null when the vendor has not said.
    bank_code: Option<String>,
}

impl From<bank::Payee> for RemittancePayee {
    fn from(payee: bank::Payee) -> Self {
        let bank::Payee { name, bank_name, bank_code } = payee;
        Self { name, bank_name, bank_code }
    }
}

/// Whom transfers in a currency have to name.
#[derive(Clone, PartialEq, Eq, Hash)]
struct PayeeIn(money::Currency);

impl Fact for PayeeIn {
    type Value = bank::Payee;

    fn find(conn: &mut Conn, _: Now, _: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let currencies: Vec<money::Currency> = facts.iter().map(|PayeeIn(currency)| *currency).collect();
        let found = bank::payees(conn, &currencies)?;
        Ok(found.into_iter().map(|(currency, payee)| (Self(currency), payee)).collect())
    }
}

/// Which remittance account is opened.
#[derive(InputObject)]
pub(crate) struct RemittanceAccountOpenInput {
    /// The currency it takes.
    currency: Currency,
    /// A code of `verificationCodeSend` for `CRITICAL_OPERATION`: always needed, also when the party has not switched codes
    /// on.
    verification_code: String,
}

/// The answer to `remittanceAccountOpen`.
#[derive(SimpleObject)]
pub(crate) struct RemittanceAccountOpenPayload {
    /// The account, with its number; null when it was refused.
    remittance_account: Option<RemittanceAccount>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND` without an account in the currency, `CODE_WRONG`,
    /// `CODE_EXPIRED`.
    user_errors: Vec<UserError>,
}

/// Looking at the number that money is wired to.
#[derive(Default)]
pub(crate) struct RemittanceAccountMutation;

#[Object]
impl RemittanceAccountMutation {
    /// Opens the remittance account of the caller's partner, so that its people can read the number. Needs the permission
    /// `ACCOUNT_RECHARGE` in a partner, and a verification code.
    async fn remittance_account_open(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account.")] input: RemittanceAccountOpenInput,
    ) -> Result<RemittanceAccountOpenPayload, Fault> {
        let RemittanceAccountOpenInput { currency, verification_code } = input;
        let proof = proof::tried(ctx, Some(verification_code)).await?;
        let opened = ctx
            .call()?
            .tx(move |conn, now, actor| bank::open_remittance_account(conn, now, actor, currency.0, proof))
            .await;
        let (opened, user_errors) = settle(opened)?;
        Ok(RemittanceAccountOpenPayload { remittance_account: opened.map(RemittanceAccount), user_errors })
    }
}
