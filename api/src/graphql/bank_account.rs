//! The vendor's own bank accounts.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::actor::Actor;
use domain::bank::{self, PayeeInput, Register};
use domain::clock::Now;
use domain::{Conn, db};
use schema::ids::{BankAccountId, Id, named};
use uuid::Uuid;

use super::page::{Connection, ListOrder, Row, page};
use super::problem::{Fault, UserError, settle};
use super::scalars::{Currency, DateTime, IdOf};
use crate::loaders::Found;
use crate::viewer::Asked;

/// A bank account of the vendor.
pub(crate) struct BankAccount(pub(crate) bank::BankAccount);

/// A bank account of the vendor: only statements of registered accounts are taken in. Seen by the vendor's staff.
#[Object]
impl BankAccount {
    /// Begins with `bac_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// IBAN or national number, without spaces.
    async fn number(&self) -> &str {
        &self.0.number
    }

    /// The currency it is held in; one number may be registered once for each currency.
    async fn currency(&self) -> Currency {
        Currency(self.0.currency)
    }

    /// What staff call it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Whom partners are told to name as the payee; null when nobody is told to pay to it.
    async fn payee_name(&self) -> Option<&str> {
        self.0.payee_name.as_deref()
    }

    /// The bank and branch they are told; null like `payeeName`.
    async fn bank_name(&self) -> Option<&str> {
        self.0.bank_name.as_deref()
    }

    /// BIC or national bank code of it; null when it was not given.
    async fn bank_code(&self) -> Option<&str> {
        self.0.bank_code.as_deref()
    }

    /// When it was registered.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

impl Row for BankAccount {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

impl Found for named::BankAccount {
    type Row = bank::BankAccount;

    fn by_ids(conn: &mut Conn, _: Now, actor: &Actor, ids: &[BankAccountId]) -> db::Result<Vec<Self::Row>> {
        bank::accounts_by_ids(conn, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// Queries about the vendor's bank accounts.
#[derive(Default)]
pub(crate) struct BankAccountQuery;

#[Object]
impl BankAccountQuery {
    /// The vendor's bank accounts; empty for everybody but the vendor's staff.
    async fn bank_accounts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which come first.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<BankAccount>, Fault> {
        let (call, page) = (ctx.call()?.clone(), page(order.into(), first, after, last, before)?);
        let slice = call.read(move |conn, _, actor| bank::page_accounts(conn, actor, &page)).await?;
        Ok(Connection::new(slice, BankAccount, move || {
            let call = call.clone();
            async move { call.read(|conn, _, actor| bank::count_accounts(conn, actor)).await }
        }))
    }
}

/// A bank account to be registered.
#[derive(InputObject)]
pub(crate) struct BankAccountRegisterInput {
    /// IBAN or national number: 5 to 34 letters and digits; spaces and case do not matter.
    number: String,
    /// The currency it is held in.
    currency: Currency,
    /// What staff call it, 1 to 100 characters.
    name: String,
    /// Whom payers have to name, 1 to 140 characters: together with `bankName`, or neither.
    payee_name: Option<String>,
    /// The bank and branch payers have to name, 1 to 140 characters.
    bank_name: Option<String>,
    /// BIC or national bank code: 4 to 20 letters and digits; spaces and case do not matter.
    bank_code: Option<String>,
    /// Your name for this command, 1 to 64 printable ASCII characters: sent again with the same input, it answers with
    /// the first account and changes nothing.
    idempotency_key: String,
}

/// The answer to `bankAccountRegister`.
#[derive(SimpleObject)]
pub(crate) struct BankAccountRegisterPayload {
    /// The account; null when it was refused.
    bank_account: Option<BankAccount>,
    /// Whether this is the answer to an earlier call with the same key; then nothing was changed.
    replayed: bool,
    /// Why it was refused; empty on success. `FORBIDDEN`, `INVALID_INPUT`, `ALREADY_EXISTS`, `IDEMPOTENCY_KEY_REUSED`.
    user_errors: Vec<UserError>,
}

/// Whom payers to a bank account have to name.
#[derive(InputObject)]
pub(crate) struct BankAccountPayeeSetInput {
    /// The bank account.
    id: IdOf<named::BankAccount>,
    /// The payee, 1 to 140 characters: together with `bankName`; both null for an account that nobody is told to pay to.
    payee_name: Option<String>,
    /// The bank and branch, 1 to 140 characters.
    bank_name: Option<String>,
    /// BIC or national bank code: 4 to 20 letters and digits; spaces and case do not matter.
    bank_code: Option<String>,
}

/// The answer to `bankAccountPayeeSet`.
#[derive(SimpleObject)]
pub(crate) struct BankAccountPayeeSetPayload {
    /// The account; null when it was refused.
    bank_account: Option<BankAccount>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `INVALID_INPUT`.
    user_errors: Vec<UserError>,
}

/// What can be done with the vendor's bank accounts.
#[derive(Default)]
pub(crate) struct BankAccountMutation;

#[Object]
impl BankAccountMutation {
    /// Registers a bank account of the vendor, so that its statements are taken in. Needs the permission `BANK_MANAGE`.
    async fn bank_account_register(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account.")] input: BankAccountRegisterInput,
    ) -> Result<BankAccountRegisterPayload, Fault> {
        let BankAccountRegisterInput { number, currency, name, payee_name, bank_name, bank_code, idempotency_key } =
            input;
        let payee = PayeeInput { payee_name, bank_name, bank_code };
        let register = Register { number, currency: currency.0, name, payee };
        let registered =
            ctx.call()?.tx(move |conn, now, actor| bank::register(conn, now, actor, &idempotency_key, &register));
        let (registered, user_errors) = settle(registered.await)?;
        let replayed = registered.as_ref().is_some_and(|once| once.replayed);
        let bank_account = registered.map(|once| BankAccount(once.result));
        Ok(BankAccountRegisterPayload { bank_account, replayed, user_errors })
    }

    /// Sets whom partners are told to name when they pay: the first account of a currency that has a payee counts. Needs the
    /// permission `BANK_MANAGE`.
    async fn bank_account_payee_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account, and whom.")] input: BankAccountPayeeSetInput,
    ) -> Result<BankAccountPayeeSetPayload, Fault> {
        let BankAccountPayeeSetInput { id, payee_name, bank_name, bank_code } = input;
        let payee = PayeeInput { payee_name, bank_name, bank_code };
        let set = ctx.call()?.tx(move |conn, now, actor| bank::set_payee(conn, now, actor, id.0, &payee)).await;
        let (set, user_errors) = settle(set)?;
        Ok(BankAccountPayeeSetPayload { bank_account: set.map(BankAccount), user_errors })
    }
}
