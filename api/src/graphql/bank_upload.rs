//! Files from banks: a ticket, then the file, then what was found in it.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use domain::actor::Actor;
use domain::bank::finding::{self, FindingCode as Kind, Severity};
use domain::bank::state::{UploadSource, UploadStatus};
use domain::bank::{self, upload};
use domain::clock::Now;
use domain::page::Order;
use domain::{Conn, db};
use schema::ids::{BankUploadId, Id, named};
use uuid::Uuid;

use super::bank_statement::{BankStatement, StatementsOf};
use super::page::{Connection, ListOrder, Row, page};
use super::problem::{Fault, UserError, settle};
use super::scalars::DateTime;
use super::staff::Staff;
use crate::loaders::{Found, connection};
use crate::viewer::Asked;

/// Where an uploaded file stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "UploadStatus")]
pub(crate) enum BankUploadState {
    /// The ticket was given out; the file has not come.
    AwaitingFile,
    /// The file has come and will be read within seconds.
    Received,
    /// It was found right; its entries are being stored: `storedCount` of `entryCount`.
    Importing,
    /// Its statements were taken in; their entries are decided in batches.
    Imported,
    /// Nothing of it was taken in; `findings` say why.
    Rejected,
}

/// What kind of thing is wrong with a file.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Kind")]
pub(crate) enum FindingCode {
    /// The file has no content.
    EmptyFile,
    /// The file is larger than 128 MiB.
    FileTooLarge,
    /// The same file was taken in before.
    DuplicateFile,
    /// A statement of an account that is not registered: `bankAccountRegister` does that.
    UnknownBankAccount,
    /// The file is not XML at all.
    NotXml,
    /// XML that breaks off or breaks its own rules.
    XmlMalformed,
    /// A document type declaration, or an entity that only one could define.
    XmlDtdForbidden,
    /// Elements stand in elements deeper than any message needs.
    XmlTooDeep,
    /// One piece of text or markup is longer than any message needs.
    XmlTextTooLong,
    /// Bytes that are no text in the declared encoding, or an unknown encoding.
    InvalidEncoding,
    /// Another kind of document, or a version that is not read.
    WrongMessage,
    /// Something the message must say is not there.
    MissingElement,
    /// Something that may be said once is said twice.
    DuplicateElement,
    /// A word or number that the message does not allow there.
    InvalidValue,
    /// Not an amount: sign, exponent, comma, too many digits or decimals.
    InvalidAmount,
    /// Not a day of the calendar.
    InvalidDate,
    /// Not a currency code, or not the currency of the account.
    WrongCurrency,
    /// A reference too long to be kept whole.
    ReferenceTooLong,
    /// Opening balance and entries do not make the closing balance.
    Unbalanced,
    /// The statement has another number of entries than it announces.
    EntryCountDiffers,
    /// Neither XML, nor a SWIFT message, nor a CSV file that a saved mapping fits.
    UnknownFormat,
    /// A tag of a SWIFT message that does not belong there, or is not formed as it has to be.
    InvalidTag,
    /// Two saved mappings fit the CSV file.
    AmbiguousMapping,
    /// A row of a CSV file that cannot be taken apart.
    InvalidRow,
    /// More statements than one file may have.
    TooManyStatements,
    /// More payments, or more said of them, than one booked sum may have.
    TooManyPayments,
    /// Warning: the statement before this one has not come in.
    SequenceGap,
    /// Warning: a statement of this number or period came in before.
    SequenceOverlap,
    /// Warning: the opening balance is not what the statement before closed with.
    BalanceBreak,
    /// Warning: bytes that are no text were replaced.
    TextReplaced,
    /// Warning: something was not understood and left out; it moves no money.
    NotUnderstood,
}

/// How a file came.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "UploadSource")]
pub(crate) enum BankUploadSource {
    /// Somebody sent it in exchange for a ticket.
    Upload,
    /// It lay in the watched folder of the workers.
    Inbox,
}

/// What a finding means for its file.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Severity")]
pub(crate) enum FindingSeverity {
    /// Nothing of the file is taken in.
    Error,
    /// The file is taken in; somebody should look.
    Warning,
}

/// One thing that is wrong with a file.
#[derive(SimpleObject)]
pub(crate) struct Finding {
    /// What kind of thing.
    code: FindingCode,
    /// What it means for the file.
    severity: FindingSeverity,
    /// Element path and line: `Stmt[1]/Ntry[3]/Amt, line 87`; `file` where no place is meant.
    place: String,
    /// For people, in English.
    message: String,
}

impl From<finding::Finding> for Finding {
    fn from(finding: finding::Finding) -> Self {
        let finding::Finding { code, severity, place, message } = finding;
        Self { code: code.into(), severity: severity.into(), place, message }
    }
}

/// Which uploads a list has.
#[derive(InputObject)]
pub(crate) struct BankUploadFilter {
    /// Only uploads in this state.
    state: Option<BankUploadState>,
}

/// A file from a bank.
pub(crate) struct BankUpload(pub(crate) bank::BankUpload);

/// A file from a bank, from its ticket to its import or refusal: all of a file is taken in, or nothing. Seen by the
/// vendor's staff.
#[Object]
impl BankUpload {
    /// Begins with `bup_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// As the uploader calls it.
    async fn file_name(&self) -> &str {
        &self.0.file_name
    }

    /// Where it stands.
    async fn state(&self) -> BankUploadState {
        self.0.state.into()
    }

    /// Size of the file in bytes; null until it has come.
    async fn size_bytes(&self) -> Option<i64> {
        self.0.size_bytes
    }

    /// How it came.
    async fn source(&self) -> BankUploadSource {
        self.0.source.into()
    }

    /// What it turned out to be: `camt.053.001.08`, `MT940`, `CSV` …; null until it was read.
    async fn format(&self) -> Option<&str> {
        self.0.format.as_deref()
    }

    /// How many entries it has; null until it was read.
    async fn entry_count(&self) -> Option<i32> {
        self.0.entry_count
    }

    /// How many of its entries are stored: the progress of the import.
    async fn stored_count(&self) -> i32 {
        self.0.stored_count
    }

    /// Who asked for the ticket; null for what lay in the watched folder.
    async fn uploaded_by(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        let Some(id) = self.0.uploaded_by_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(id).await?.map(Staff))
    }

    /// First instant at which the ticket no longer works; null for what lay in the watched folder.
    async fn ticket_expires_at(&self) -> Option<DateTime> {
        self.0.ticket_expires_at.map(DateTime)
    }

    /// When the ticket was given out.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When the file had come; null until then.
    async fn received_at(&self) -> Option<DateTime> {
        self.0.received_at.map(DateTime)
    }

    /// When it was imported or rejected; null until then.
    async fn finished_at(&self) -> Option<DateTime> {
        self.0.finished_at.map(DateTime)
    }

    /// What is wrong with the file, at most 50 things. Empty for a file that was taken in without remark.
    async fn findings(&self) -> Vec<Finding> {
        self.0.findings().into_iter().map(Finding::from).collect()
    }

    /// The statements that were taken in, in the order of the file.
    async fn statements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<BankStatement>, Fault> {
        let page = page(Order::Ascending, first, after, last, before)?;
        connection(ctx.loaders()?, StatementsOf(self.0.id), page, BankStatement).await
    }
}

impl Row for BankUpload {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

impl Found for named::BankUpload {
    type Row = bank::BankUpload;

    fn by_ids(conn: &mut Conn, _: Now, actor: &Actor, ids: &[BankUploadId]) -> db::Result<Vec<Self::Row>> {
        bank::uploads_by_ids(conn, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// Queries about files from banks.
#[derive(Default)]
pub(crate) struct BankUploadQuery;

#[Object]
impl BankUploadQuery {
    /// Files from banks; empty for everybody but the vendor's staff.
    async fn bank_uploads(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which uploads.")] filter: Option<BankUploadFilter>,
        #[graphql(desc = "Which come first.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<BankUpload>, Fault> {
        let (call, page) = (ctx.call()?.clone(), page(order.into(), first, after, last, before)?);
        let state = filter.and_then(|filter| filter.state).map(UploadStatus::from);
        let slice = call.read(move |conn, _, actor| bank::page_uploads(conn, actor, state, &page)).await?;
        Ok(Connection::new(slice, BankUpload, move || {
            let call = call.clone();
            async move { call.read(move |conn, _, actor| bank::count_uploads(conn, actor, state)).await }
        }))
    }
}

/// A file that will be sent.
#[derive(InputObject)]
pub(crate) struct BankUploadCreateInput {
    /// What you call the file, 1 to 200 characters.
    file_name: String,
}

/// The answer to `bankUploadCreate`.
#[derive(SimpleObject)]
pub(crate) struct BankUploadCreatePayload {
    /// The upload; null when it was refused.
    bank_upload: Option<BankUpload>,
    /// The right to send one file within 15 minutes. A secret, shown once. Null when it was refused.
    ticket: Option<String>,
    /// Where to send the file: `POST` its bytes as they are, of any content type, at most 128 MiB. 201 with the id of the
    /// upload; 404, 410 for a ticket that was used or has expired, 413. Null when it was refused.
    upload_url: Option<String>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `INVALID_INPUT`.
    user_errors: Vec<UserError>,
}

/// What can be done with files from banks.
#[derive(Default)]
pub(crate) struct BankUploadMutation;

#[Object]
impl BankUploadMutation {
    /// Asks for a ticket to upload a bank file: camt.052, camt.053 or camt.054 (XML) in versions 01 to 13, MT940 or MT942
    /// (SWIFT), or CSV that a saved mapping fits. Then send the file to `uploadUrl` and read `state` and `findings` of the
    /// upload by `node`. Needs the permission `BANK_MANAGE`.
    async fn bank_upload_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which file.")] input: BankUploadCreateInput,
    ) -> Result<BankUploadCreatePayload, Fault> {
        let opened = ctx.call()?.tx(move |conn, now, actor| upload::open(conn, now, actor, &input.file_name)).await;
        let (opened, user_errors) = settle(opened)?;
        let (bank_upload, ticket) =
            opened.map(|(upload, ticket)| (BankUpload(upload), ticket.text().to_owned())).unzip();
        let server = &ctx.visit()?.public_url;
        let upload_url = ticket.as_ref().map(|ticket| format!("{server}/uploads/{ticket}"));
        Ok(BankUploadCreatePayload { bank_upload, ticket, upload_url, user_errors })
    }
}
