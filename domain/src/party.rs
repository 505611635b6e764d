//! Parties and the edges between them: who stands under whom, and when.
//!
//! ```text
//! vendor ──< distributor ──< reseller ──< customer
//!    │            └─────────────────────< customer
//!    └─────< solution provider, … ──────< customer
//! ```
//!
//! A party stands under one other at a time (domain.md 1.1 O-3, O-5); the
//! database excludes a second edge. [`EdgeKind::between`] is the one table of
//! which edge may exist.

mod acting;
pub mod association;
mod leaving;
mod personal;
mod promotion;
pub(crate) mod store;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use schema::ids::{EdgeId, PartyId};
use schema::money::Currency;
use schema::problem::Code;
use schema::text_enum;

use crate::actor::{Actor, Forbidden, Permission};
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::ledger;
use crate::page::store::Children;
use crate::page::{self, Page, Slice};
use crate::parting;
use crate::plain_text::{self, NotPlain};
use crate::profile;
use crate::refusal::Refusal;
use crate::visibility::{self, At};

pub use acting::{NotYourReseller, acting_for};
pub use leaving::part;
pub(crate) use leaving::{leave, switch};
pub(crate) use promotion::promote;
pub use store::{Edge, Party};

text_enum! {
    /// What a party is in the channel (domain.md 0.2).
    pub enum Kind {
        /// Owns the platform; money and authority begin here.
        Vendor = "vendor",
        /// Tier 1: develops resellers, sells to customers.
        Distributor = "distributor",
        /// Tier 2, under exactly one distributor.
        Reseller = "reseller",
        /// Sells to customers directly under the vendor.
        SolutionProvider = "solution_provider",
        /// Issues government subsidies to white-listed customers.
        GovSubsidy = "gov_subsidy",
        /// Sells goods in the marketplace.
        Merchant = "merchant",
        /// Buys.
        Customer = "customer",
    }
}

impl Kind {
    /// The prefix of a party's id outside the system.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Vendor => "ven",
            Self::Distributor => "dst",
            Self::Reseller => "rsl",
            Self::SolutionProvider => "slp",
            Self::GovSubsidy => "gov",
            Self::Merchant => "mch",
            Self::Customer => "cus",
        }
    }
}

text_enum! {
    /// How one party stands under another.
    pub enum EdgeKind {
        /// A partner under the vendor.
        Partner = "partner",
        /// A reseller under its distributor.
        Reseller = "reseller",
        /// A customer who buys from a partner and spends what it allocates.
        Resale = "resale",
        /// A customer who buys from the vendor on a partner's advice.
        Advisory = "advisory",
    }
}

impl EdgeKind {
    /// Whether `lower` may stand under `upper` in this way (domain.md 1.1).
    #[must_use]
    pub const fn between(self, upper: Kind, lower: Kind) -> bool {
        match self {
            Self::Partner => matches!(
                (upper, lower),
                (Kind::Vendor, Kind::Distributor | Kind::SolutionProvider | Kind::GovSubsidy | Kind::Merchant)
            ),
            Self::Reseller => matches!((upper, lower), (Kind::Distributor, Kind::Reseller)),
            Self::Resale | Self::Advisory => {
                matches!((upper, lower), (Kind::Distributor | Kind::Reseller | Kind::SolutionProvider, Kind::Customer))
            }
        }
    }
}

text_enum! {
    /// How two parties came together (domain.md 2.1).
    pub enum Source {
        /// The vendor's staff entered it.
        Entered = "entered",
        /// An application was approved.
        Application = "application",
        /// An invitation was accepted.
        Invitation = "invitation",
        /// The partner's platform registered the customer.
        Created = "created",
        /// The customer came through the partner's single sign-on.
        SingleSignOn = "single_sign_on",
        /// A reseller became a distributor.
        Promotion = "promotion",
        /// A customer changed its mode under the same partner.
        ModeSwitch = "mode_switch",
    }
}

text_enum! {
    /// A language we write in.
    pub enum Locale {
        /// English.
        En = "en",
        /// Simplified Chinese.
        ZhCn = "zh-CN",
    }
}

/// Why a party could not be entered or associated.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The name is empty or too long.
    #[error(transparent)]
    Name(#[from] NotPlain),
    /// There is one vendor.
    #[error("there is a vendor already")]
    VendorExists,
    /// No such party.
    #[error("no such party")]
    NotFound,
    /// The one cannot stand under the other in this way.
    #[error("a {lower} does not stand under a {upper} as {kind}")]
    ImpossibleEdge {
        /// The edge asked for.
        kind: EdgeKind,
        /// What the upper party is.
        upper: Kind,
        /// What the lower party is.
        lower: Kind,
    },
    /// The party stands under another one at that time.
    #[error("the party stands under another one at that time")]
    Associated,
    /// The party above is leaving its own: nobody comes to stand under it.
    #[error("the party above is leaving its distributor")]
    UpperLeaves,
    /// The party has something of the one above it, or is parting from it.
    #[error("what the party has of the one above it has to go back first")]
    Unsettled,
    /// What had to go back before a promotion could not.
    #[error(transparent)]
    Parting(Box<parting::Error>),
    /// The database did not answer.
    #[error(transparent)]
    Database(db::Error),
}

impl From<parting::Error> for Error {
    fn from(error: parting::Error) -> Self {
        Self::Parting(Box::new(error))
    }
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error.constraint() {
            Some("parties_vendor_single") => Self::VendorExists,
            Some("edges_lower_id_single") => Self::Associated,
            _ => Self::Database(error),
        }
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Name(_) => Code::InvalidInput,
            Self::VendorExists | Self::Associated => Code::AlreadyExists,
            Self::NotFound => Code::NotFound,
            Self::ImpossibleEdge { .. } | Self::UpperLeaves | Self::Unsettled => Code::StateConflict,
            Self::Parting(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }
}

/// Enters a party under its legal name of 1 to 200 characters, with an empty profile, and opens its accounts. It
/// stands under nobody yet.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Name`], [`Error::VendorExists`].
pub fn enter(conn: &mut Conn, now: Now, actor: &Actor, kind: Kind, name: &str, locale: Locale) -> Result<Party, Error> {
    actor.require(Permission::ChannelManage)?;
    admit(conn, now, actor, kind, name, locale)
}

/// [`enter`], for whoever has decided that the party may come in.
///
/// # Errors
/// [`Error::Name`], [`Error::VendorExists`].
pub(crate) fn admit(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    kind: Kind,
    name: &str,
    locale: Locale,
) -> Result<Party, Error> {
    let name = plain_text::required(name, "name", 200)?;
    let party = Party { id: PartyId::new(), kind, name, locale, created_at: now.instant() };
    store::insert(conn, &party)?;
    profile::begin(conn, party.id, kind)?;
    ledger::open_accounts(conn, now, &party, Currency::CNY)?;
    audit(conn, now, actor, party.id, "party.enter", serde_json::json!({ "kind": kind }))?;
    Ok(party)
}

/// Puts `lower` under `upper` from `now` on, as the vendor's staff enter it.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::ImpossibleEdge`], [`Error::Associated`].
pub fn associate(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    kind: EdgeKind,
    upper: PartyId,
    lower: PartyId,
) -> Result<Edge, Error> {
    actor.require(Permission::ChannelManage)?;
    join(conn, now, actor, &Join { kind, source: Source::Entered, upper, lower })
}

/// Two parties that come together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Join {
    /// In which way.
    pub(crate) kind: EdgeKind,
    /// By which way.
    pub(crate) source: Source,
    /// The party nearer to the vendor.
    pub(crate) upper: PartyId,
    /// The party farther from it.
    pub(crate) lower: PartyId,
}

/// Puts one party under another from `now` on. Whoever calls it has decided that they may.
///
/// # Errors
/// [`Error::NotFound`], [`Error::ImpossibleEdge`], [`Error::Associated`].
pub(crate) fn join(conn: &mut Conn, now: Now, actor: &Actor, join: &Join) -> Result<Edge, Error> {
    let Join { kind, source, upper, lower } = *join;
    let (over, under) =
        (store::get(conn, upper)?.ok_or(Error::NotFound)?, store::lock(conn, lower)?.ok_or(Error::NotFound)?);
    if !kind.between(over.kind, under.kind) {
        return Err(Error::ImpossibleEdge { kind, upper: over.kind, lower: under.kind });
    }
    if store::edge_above(conn, &visibility::lasts("edges", At::Now(now)), upper)?
        .is_some_and(|it| it.closing_at.is_some())
    {
        return Err(Error::UpperLeaves);
    }
    let edge = Edge {
        id: EdgeId::new(),
        upper_id: upper,
        lower_id: lower,
        kind,
        valid_from: now.instant(),
        valid_to: None,
        closing_at: None,
        source,
        allows_acting: true,
        shares_detail: false,
        label: None,
    };
    store::insert_edge(conn, &edge)?;
    audit(conn, now, actor, lower, "party.associate", serde_json::json!({ "kind": kind, "upper": upper.to_string() }))?;
    Ok(edge)
}

/// The party above `lower` today. Whether the actor may see it is the caller's to ask.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn partner_of(conn: &mut Conn, now: Now, lower: PartyId) -> db::Result<Option<PartyId>> {
    Ok(edge_above(conn, now, lower)?.map(|edge| edge.upper_id))
}

/// The edge under which `lower` stands today. Whoever decides by it locks an account of `lower` first
/// ([`ledger::lock`]): so does who ends it.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn edge_above(conn: &mut Conn, now: Now, lower: PartyId) -> db::Result<Option<Edge>> {
    store::edge_above(conn, &visibility::lasts("edges", At::Now(now)), lower)
}

/// Every edge that `lower` stands or stood under, oldest first: a few. Whoever decides by them locks as for
/// [`edge_above`].
///
/// # Errors
/// When the database does not answer.
pub(crate) fn edges_of(conn: &mut Conn, lower: PartyId) -> db::Result<Vec<Edge>> {
    store::edges_of(conn, lower)
}

/// What the party is.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn kind_of(conn: &mut Conn, id: PartyId) -> db::Result<Option<Kind>> {
    Ok(store::get(conn, id)?.map(|party| party.kind))
}

impl Edge {
    /// Whether it lasts at `instant`.
    #[must_use]
    pub fn lasts_at(&self, instant: DateTime<Utc>) -> bool {
        self.valid_from <= instant && self.valid_to.is_none_or(|end| end > instant)
    }
}

/// The vendor, once it is entered.
///
/// # Errors
/// When the database does not answer.
pub fn vendor(conn: &mut Conn) -> db::Result<Option<Party>> {
    store::vendor(conn)
}

/// Those of `ids` the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn by_ids(conn: &mut Conn, now: Now, actor: &Actor, ids: &[PartyId]) -> db::Result<Vec<Party>> {
    store::by_ids(conn, &visibility::party(actor, "parties.id", now), ids)
}

/// A page of the parties the actor may see, all kinds or one.
///
/// # Errors
/// When the database does not answer.
pub fn page(conn: &mut Conn, now: Now, actor: &Actor, kind: Option<Kind>, page: &Page) -> db::Result<Slice<Party>> {
    store::page(conn, &visibility::party(actor, "parties.id", now), kind, page)
}

/// How many parties [`page()`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count(conn: &mut Conn, now: Now, actor: &Actor, kind: Option<Kind>) -> db::Result<i64> {
    store::count(conn, &visibility::party(actor, "parties.id", now), kind)
}

/// For each of `uppers`, the page of visible parties of `kind` that stand under it today.
///
/// # Errors
/// When the database does not answer.
pub fn lower(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    uppers: &[PartyId],
    kind: Kind,
    page: &Page,
) -> db::Result<HashMap<PartyId, Slice<Party>>> {
    let sql = lower_sql(kind, now, &visibility::party(actor, "parties.id", now));
    let children = Children { sql: &sql, id: "parties.id" };
    page::store::pages(conn, uppers, &children, page, |conn, ids| store::by_ids(conn, "true", ids), |party| party.id)
}

/// For each of `uppers`, how many parties [`lower`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count_lower(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    uppers: &[PartyId],
    kind: Kind,
) -> db::Result<HashMap<PartyId, i64>> {
    let sql = lower_sql(kind, now, &visibility::party(actor, "parties.id", now));
    page::store::counts(conn, uppers, &Children { sql: &sql, id: "parties.id" })
}

/// For each of `lowers`, the edge and the visible party it stands under today.
///
/// # Errors
/// When the database does not answer.
pub fn upper(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    lowers: &[PartyId],
) -> db::Result<HashMap<PartyId, (Edge, Party)>> {
    let visible = visibility::party(actor, "parties.id", now);
    let pairs = store::upper(conn, &visibility::lasts("edges", At::Now(now)), &visible, lowers)?;
    Ok(pairs.into_iter().map(|(edge, party)| (edge.lower_id, (edge, party))).collect())
}

fn lower_sql(kind: Kind, now: Now, visible: &str) -> String {
    let lasts = visibility::lasts("edges", At::Now(now));
    format!(
        "from edges join parties on parties.id = edges.lower_id \
         where edges.upper_id = parent.id and {lasts} and parties.kind = '{kind}' and {visible}"
    )
}

fn audit(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    party_id: PartyId,
    operation: &'static str,
    details: serde_json::Value,
) -> db::Result<()> {
    audit::record(conn, now, actor, &audit::Line { party_id, operation, subject: party_id.to_string(), details })
}
