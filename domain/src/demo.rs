//! The demo channel: a vendor, a distributor, its reseller, a solution provider and their
//! customers, for trying things out on one's own machine.

use schema::ids::PartyId;
use schema::money::Currency;
use serde::Serialize;

use crate::actor::{Actor, Role};
use crate::bank::{self, PayeeInput, Register};
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::party::{self, EdgeKind, Kind, Locale};
use crate::staff::{self, NewStaff};

/// Why there is no demo channel.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database belongs to a real vendor.
    #[error("this database has a vendor of its own: the demo channel goes into an empty one")]
    NotEmpty,
    /// A party could not be entered.
    #[error(transparent)]
    Party(#[from] party::Error),
    /// A person could not be added.
    #[error(transparent)]
    Staff(#[from] staff::Error),
    /// An account could not be opened.
    #[error(transparent)]
    Bank(#[from] bank::Error),
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] db::Error),
}

/// What was seeded.
#[derive(Debug, Serialize)]
pub struct Demo {
    /// The password of every sign-in.
    pub password: String,
    /// Who can sign in.
    pub sign_ins: Vec<SignIn>,
    /// The vendor's bank account.
    pub bank_account: BankAccount,
    /// Every party.
    pub parties: Vec<Party>,
}

/// Somebody who can sign in.
#[derive(Debug, Serialize)]
pub struct SignIn {
    /// Their address.
    pub email: String,
    /// What they are.
    pub role: Role,
    /// For whom.
    pub party: String,
    /// What that is.
    pub party_kind: Kind,
}

/// The vendor's bank account.
#[derive(Debug, Serialize)]
pub struct BankAccount {
    /// Its id in GraphQL.
    pub id: String,
    /// Its number, as statements give it.
    pub number: String,
    /// Its currency.
    pub currency: Currency,
}

/// A party of the demo channel.
#[derive(Debug, Serialize)]
pub struct Party {
    /// Its id in GraphQL.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// Its legal name: what a transfer must come from.
    pub name: String,
    /// Its exclusive remittance number, when it is a partner.
    pub remittance_number: Option<String>,
}

const VENDOR: &str = "Headwater Demo Cloud Ltd";

/// The place of the party above, and the edge to it.
type Under = Option<(usize, EdgeKind)>;

/// Kind, legal name, language, and the place in this list of the party it stands under, with the edge.
const PARTIES: &[(Kind, &str, Locale, Under)] = &[
    (Kind::Vendor, VENDOR, Locale::En, None),
    (Kind::Distributor, "长江云分销有限公司", Locale::ZhCn, Some((0, EdgeKind::Partner))),
    (Kind::Reseller, "Blue Heron Systems Ltd", Locale::En, Some((1, EdgeKind::Reseller))),
    (Kind::Reseller, "Mekong Data Co., Ltd.", Locale::En, Some((1, EdgeKind::Reseller))),
    (Kind::SolutionProvider, "Alder & Reed Solutions Inc.", Locale::En, Some((0, EdgeKind::Partner))),
    (Kind::Customer, "Lantern Foods Ltd", Locale::En, Some((2, EdgeKind::Resale))),
    (Kind::Customer, "Quiet Harbour Logistics Ltd", Locale::En, Some((2, EdgeKind::Advisory))),
    (Kind::Customer, "云帆科技有限公司", Locale::ZhCn, Some((1, EdgeKind::Resale))),
    (Kind::Customer, "Fern Valley Clinics Ltd", Locale::En, Some((4, EdgeKind::Resale))),
];

/// Address, name, role, and the place of their party in [`PARTIES`].
const STAFF: &[(&str, &str, Role, usize)] = &[
    ("admin@vendor.example", "Ada Vendor", Role::Administrator, 0),
    ("finance@vendor.example", "Finn Vendor", Role::Finance, 0),
    ("operations@vendor.example", "Opal Vendor", Role::Operations, 0),
    ("admin@distributor.example", "林江", Role::Administrator, 1),
    ("admin@heron.example", "Hetty Heron", Role::Administrator, 2),
    ("director@heron.example", "Dora Heron", Role::ManagerDirector, 2),
    ("manager@heron.example", "Max Heron", Role::AccountManager, 2),
    ("admin@mekong.example", "Milo Mekong", Role::Administrator, 3),
    ("admin@alder.example", "Alma Alder", Role::Administrator, 4),
    ("admin@lantern.example", "Lena Lantern", Role::Administrator, 5),
];

const BANK_ACCOUNT: &str = "CN62HWDM0000000001";

/// Seeds the demo channel, or what is missing of it, and sets every sign-in's password.
///
/// - `password`: 12 to 200 characters
///
/// # Errors
/// [`Error::NotEmpty`] where another vendor is; whatever an operation refuses.
pub fn seed(conn: &mut Conn, now: Now, password: &str) -> Result<Demo, Error> {
    let actor = Actor::system("seed_demo");
    if party::vendor(conn)?.is_some_and(|vendor| vendor.name != VENDOR) {
        return Err(Error::NotEmpty);
    }
    let mut ids: Vec<PartyId> = Vec::new();
    let mut parties = Vec::new();
    for (kind, name, locale, under) in PARTIES {
        let party = match party::store::by_name(conn, *kind, name)? {
            Some(party) => party,
            None => enter(
                conn,
                now,
                &actor,
                (*kind, name, *locale),
                under.and_then(|(at, edge)| Some((*ids.get(at)?, edge))),
            )?,
        };
        ids.push(party.id);
        let remittance_number = match kind {
            Kind::Vendor | Kind::Customer => None,
            Kind::Distributor | Kind::Reseller | Kind::SolutionProvider | Kind::GovSubsidy | Kind::Merchant => {
                Some(bank::issue(conn, now, &actor, party.id, Currency::CNY)?.number)
            }
        };
        parties.push(Party {
            id: party.id.with_prefix(kind.prefix()),
            kind: *kind,
            name: party.name,
            remittance_number,
        });
    }
    let mut sign_ins = Vec::new();
    for (email, name, role, at) in STAFF {
        let (Some(party_id), Some((kind, party, locale, _))) = (ids.get(*at), PARTIES.get(*at)) else { continue };
        let new = NewStaff {
            party_id: *party_id,
            email,
            name,
            locale: *locale,
            roles: &[*role],
            custom_roles: &[],
            password: Some(password),
        };
        staff::add_or_reset(conn, now, &actor, &new)?;
        sign_ins.push(SignIn {
            email: (*email).to_owned(),
            role: *role,
            party: (*party).to_owned(),
            party_kind: *kind,
        });
    }
    let payee = PayeeInput {
        payee_name: Some(VENDOR.to_owned()),
        bank_name: Some("Bank of the Demo, Head Office".to_owned()),
        bank_code: Some("DEMOCNBJ".to_owned()),
    };
    let (number, name) = (BANK_ACCOUNT.to_owned(), "Collection account".to_owned());
    let collection = Register { number, currency: Currency::CNY, name, payee };
    let account = bank::ensure_account(conn, now, &actor, &collection)?;
    let bank_account = BankAccount { id: account.id.to_string(), number: account.number, currency: account.currency };
    Ok(Demo { password: password.to_owned(), sign_ins, bank_account, parties })
}

fn enter(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    (kind, name, locale): (Kind, &str, Locale),
    under: Option<(PartyId, EdgeKind)>,
) -> Result<party::Party, Error> {
    let party = party::enter(conn, now, actor, kind, name, locale)?;
    if let Some((upper, edge)) = under {
        party::associate(conn, now, actor, edge, upper, party.id)?;
    }
    Ok(party)
}
