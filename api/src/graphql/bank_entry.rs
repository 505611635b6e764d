//! Entries of bank statements and what became of each.

mod commands;
mod decision;

use std::collections::HashMap;

use async_graphql::{Context, Enum, ID, InputObject, Object};
use domain::actor::Actor;
use domain::bank::matching::Reason;
use domain::bank::state::EntryStatus;
use domain::bank::statement::Direction;
use domain::bank::{self, EntryFilter};
use domain::clock::Now;
use domain::page::{Page, Slice};
use domain::{Conn, db};
use schema::ids::{BankEntryId, BankStatementId, Id, named};
use uuid::Uuid;

use super::action::AvailableAction;
use super::bank_statement::BankStatement;
use super::page::{Connection, ListOrder, Row, page};
use super::problem::Fault;
use super::remittance::RemittanceAccount;
use super::scalars::{Date, DateTime, Money};
use super::staff::Staff;
use crate::loaders::{Found, List};
use crate::viewer::Asked;

pub(crate) use commands::BankEntryMutation;
use decision::{BankDecision, BankEntryRule};

/// Where a bank entry stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "EntryStatus")]
pub(crate) enum BankEntryState {
    /// Not decided yet; that takes seconds.
    Received,
    /// The partner has the money.
    Credited,
    /// It waits for a person; no money moved. `reason` says why.
    Held,
    /// It is no money that came in. `reason` says why.
    Ignored,
    /// The same receipt stands in another statement, or twice in this one: `duplicateOf`.
    Duplicate,
    /// It goes back to the payer.
    Returned,
    /// It was credited, and the bank took it back.
    Reversed,
    /// It is the reversal that took a credit back: `reverses`.
    Applied,
}

/// Which way money of a bank entry went.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Direction")]
pub(crate) enum BankEntryDirection {
    /// Money came in.
    Credit,
    /// Money went out.
    Debit,
}

/// Which rule kept an entry from being credited.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Reason")]
pub(crate) enum BankEntryReason {
    /// Ignored: it stands in a report of the running day and comes again, booked.
    ReportOnly,
    /// Ignored: the bank has announced it, not booked it.
    NotBooked,
    /// Held: it takes back an earlier entry, and it is not certain which.
    Reversal,
    /// Ignored: money went out.
    Debit,
    /// Held: it is a sum of several payments that the file does not tell apart.
    BatchUnclear,
    /// Held: the bank gives no reference by which a repeat could be recognised.
    NoBankReference,
    /// Held: it names no exclusive remittance number.
    NoNumber,
    /// Held: it names a number, but none that was issued.
    UnknownNumber,
    /// Held: it names several numbers that were issued.
    AmbiguousNumber,
    /// Held: it is in another currency than the account of the number.
    CurrencyDiffers,
    /// Held: the bank does not say who paid.
    PayerUnknown,
    /// Held: who paid is not the holder of the account and has no agreement to pay for it.
    PayerDiffers,
    /// Held: its bank reference names another receipt, of another amount.
    ReferenceReused,
    /// Held: a person took a match back.
    Unmatched,
    /// Returned: a person sends it back to the payer.
    SentBack,
    /// Ignored: a person says that it is none of the partners' money.
    NoneOfOurs,
}

/// Which entries a list has.
#[derive(InputObject)]
pub(crate) struct BankEntryFilter {
    /// Only entries in this state.
    state: Option<BankEntryState>,
    /// Only entries that went this way.
    direction: Option<BankEntryDirection>,
}

impl From<BankEntryFilter> for EntryFilter {
    fn from(filter: BankEntryFilter) -> Self {
        Self { state: filter.state.map(EntryStatus::from), direction: filter.direction.map(Direction::from) }
    }
}

/// A line of a bank statement.
pub(crate) struct BankEntry(pub(crate) bank::BankEntry);

/// A line of a bank statement and what became of it. Seen by the vendor's staff, and by the partner whose remittance
/// account it names.
#[Object]
impl BankEntry {
    /// Begins with `ben_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The statement it stands in; null for who may not see bank statements.
    async fn bank_statement(&self, ctx: &Context<'_>) -> Result<Option<BankStatement>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.bank_statement_id).await?.map(BankStatement))
    }

    /// Its place in the statement: 1, 2, 3 …
    async fn position(&self) -> i32 {
        self.0.position
    }

    /// Where in the file it stands: element path and line.
    async fn place(&self) -> &str {
        &self.0.place
    }

    /// How much, more than zero.
    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    /// Which way it went.
    async fn direction(&self) -> BankEntryDirection {
        self.0.direction.into()
    }

    /// Whether the bank has booked it; what it only announces is no money yet.
    async fn is_booked(&self) -> bool {
        self.0.is_booked
    }

    /// Whether it takes back an earlier entry.
    async fn is_reversal(&self) -> bool {
        self.0.is_reversal
    }

    /// Booking date of the bank.
    async fn booked_on(&self) -> Date {
        Date(self.0.booked_on)
    }

    /// Value date of the bank.
    async fn value_on(&self) -> Option<Date> {
        self.0.value_on.map(Date)
    }

    /// The bank's serial number of the receipt: credits at most once.
    async fn bank_reference(&self) -> Option<&str> {
        self.0.bank_reference.as_deref()
    }

    /// The payer's reference.
    async fn end_to_end_reference(&self) -> Option<&str> {
        self.0.end_to_end_reference.as_deref()
    }

    /// What the payer wrote, structured: creditor references and document numbers.
    async fn remittance_reference(&self) -> Option<&str> {
        self.0.remittance_reference.as_deref()
    }

    /// The bank's reference of the booked sum that the payment is part of; null when it was booked alone.
    async fn batch_reference(&self) -> Option<&str> {
        self.0.batch_reference.as_deref()
    }

    /// Which payment of the booked sum it is, from 1; null when it was booked alone.
    async fn batch_part(&self) -> Option<i32> {
        self.0.batch_part
    }

    /// How many payments the booked sum has; null when it was booked alone.
    async fn batch_parts(&self) -> Option<i32> {
        self.0.batch_parts
    }

    /// What the payer wrote, free text.
    async fn remittance_text(&self) -> Option<&str> {
        self.0.remittance_text.as_deref()
    }

    /// Who paid, as the bank names them. Not masked: finance compares it with the holder of the remittance account, and
    /// the entry is seen by nobody but the vendor and that holder.
    async fn payer_name(&self) -> Option<&str> {
        self.0.payer_name.as_deref()
    }

    /// From which account, all but its last four characters hidden: `****1234`.
    async fn payer_account_masked(&self) -> Option<String> {
        let account = self.0.payer_account.as_deref()?;
        let hidden = account.chars().count().saturating_sub(4);
        Some(format!("****{}", account.chars().skip(hidden).collect::<String>()))
    }

    /// Where it stands.
    async fn state(&self) -> BankEntryState {
        self.0.state.into()
    }

    /// Why it was not credited; null unless it is held or ignored.
    async fn reason(&self) -> Option<BankEntryReason> {
        self.0.reason.map(BankEntryReason::from)
    }

    /// The remittance account it names, when that is clear.
    async fn remittance_account(&self, ctx: &Context<'_>) -> Result<Option<RemittanceAccount>, Fault> {
        let Some(id) = self.0.remittance_account_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(id).await?.map(RemittanceAccount))
    }

    /// The credit that it takes back; null unless it is a reversal that was applied.
    async fn reverses(&self, ctx: &Context<'_>) -> Result<Option<Self>, Fault> {
        let Some(id) = self.0.reverses_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(id).await?.map(Self))
    }

    /// The entry that came first under the same bank reference; null unless it is a duplicate.
    async fn duplicate_of(&self, ctx: &Context<'_>) -> Result<Option<Self>, Fault> {
        let Some(id) = self.0.duplicate_of_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(id).await?.map(Self))
    }

    /// The business act that credited it, as in `Transfer.transactionId`, or, of a reversal, that took its credit back;
    /// null when none stands.
    async fn transaction_id(&self) -> Option<ID> {
        self.0.transaction_id.map(|id| id.to_string().into())
    }

    /// When it was decided last; null until then.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided_at.map(DateTime)
    }

    /// Every decision about it that the caller may see, oldest first, the last 100.
    async fn decisions(&self, ctx: &Context<'_>) -> Result<Vec<BankDecision>, Fault> {
        Ok(decision::all(ctx, self.0.id).await?.into_iter().map(BankDecision).collect())
    }

    /// By what it was credited or taken back; null when it was not.
    async fn rule(&self, ctx: &Context<'_>) -> Result<Option<BankEntryRule>, Fault> {
        Ok(decision::last(ctx, self.0.id).await?.and_then(|last| last.rule).map(BankEntryRule::from))
    }

    /// Who decided it last; null when a rule did, and for who may not see the vendor's staff.
    async fn decided_by(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        let Some(id) = decision::last(ctx, self.0.id).await?.and_then(|last| last.staff_id) else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(id).await?.map(Staff))
    }

    /// Why, when a person decided it last.
    async fn note(&self, ctx: &Context<'_>) -> Result<Option<String>, Fault> {
        Ok(decision::last(ctx, self.0.id).await?.and_then(|last| last.note))
    }

    /// What the caller can do with it now.
    async fn available_actions(&self, ctx: &Context<'_>) -> Vec<AvailableAction> {
        commands::offers(ctx, &self.0)
    }
}

impl Row for BankEntry {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

impl Found for named::BankEntry {
    type Row = bank::BankEntry;

    fn by_ids(conn: &mut Conn, _: Now, actor: &Actor, ids: &[BankEntryId]) -> db::Result<Vec<Self::Row>> {
        bank::entries_by_ids(conn, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// The entries of a statement.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct EntriesOf(pub(crate) BankStatementId);

impl List for EntriesOf {
    type Row = bank::BankEntry;

    fn pages(
        conn: &mut Conn,
        _: Now,
        actor: &Actor,
        lists: &[Self],
        page: &Page,
    ) -> db::Result<HashMap<Self, Slice<Self::Row>>> {
        let statements: Vec<BankStatementId> = lists.iter().map(|EntriesOf(statement)| *statement).collect();
        let found = bank::entries_of(conn, actor, &statements, page)?;
        Ok(found.into_iter().map(|(statement, slice)| (Self(statement), slice)).collect())
    }

    fn counts(conn: &mut Conn, _: Now, actor: &Actor, lists: &[Self]) -> db::Result<HashMap<Self, i64>> {
        let statements: Vec<BankStatementId> = lists.iter().map(|EntriesOf(statement)| *statement).collect();
        let found = bank::count_entries_of(conn, actor, &statements)?;
        Ok(found.into_iter().map(|(statement, count)| (Self(statement), count)).collect())
    }
}

/// Queries about bank entries.
#[derive(Default)]
pub(crate) struct BankEntryQuery;

#[Object]
impl BankEntryQuery {
    /// Bank entries: all for the vendor's staff, for a partner those that name its remittance account.
    async fn bank_entries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which entries.")] filter: Option<BankEntryFilter>,
        #[graphql(desc = "Which come first.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<BankEntry>, Fault> {
        let (call, page) = (ctx.call()?.clone(), page(order.into(), first, after, last, before)?);
        let filter = filter.map(EntryFilter::from).unwrap_or_default();
        let wanted = filter.clone();
        let slice = call.read(move |conn, _, actor| bank::page_entries(conn, actor, &wanted, &page)).await?;
        Ok(Connection::new(slice, BankEntry, move || {
            let (call, filter) = (call.clone(), filter.clone());
            async move { call.read(move |conn, _, actor| bank::count_entries(conn, actor, &filter)).await }
        }))
    }
}
