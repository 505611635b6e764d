//! Partners with money, each with customers to give it to.

use domain::actor::Actor;
use domain::bank;
use domain::clock::{Clock, SystemClock};
use domain::db::Conn;
use domain::ledger::{self, AccountKind};
use domain::party::{self, EdgeKind, Kind, Locale};
use domain::staff::{self, NewStaff};
use schema::ids::{AccountId, PartyId};
use schema::money::Currency;
use tests::{App, BankFile, Line, PASSWORD};

/// What the bank credits each partner.
const MONEY: &str = "10000000.00";

/// A partner that somebody is signed in for.
#[derive(Clone)]
pub(crate) struct Wallet {
    pub(crate) token: String,
    pub(crate) partner: PartyId,
    pub(crate) cash: AccountId,
    /// As GraphQL writes them.
    pub(crate) customers: Vec<String>,
    /// Their party, spending and debt account.
    pub(crate) accounts: Vec<(PartyId, AccountId, AccountId)>,
}

pub(crate) struct Channel {
    pub(crate) wallets: Vec<Wallet>,
}

impl Channel {
    /// Enters `partners` solution providers called after `name` with `customers` resale customers and [`MONEY`] each.
    pub(crate) async fn found(app: &App, name: &str, partners: usize, customers: usize) -> Self {
        let (mut wallets, mut lines) = (Vec::new(), Vec::new());
        for number in 0..partners {
            let (label, vendor) = (format!("{name} {number}"), app.channel.vendor.party_id());
            let entered = move |conn: &mut Conn| Ok::<_, domain::db::Error>(wallet(conn, &label, vendor, customers));
            let (mut wallet, email, line) = app.db.tx(entered).await.unwrap();
            wallet.token = app.sign_in(&email).await.access_token;
            wallets.push(wallet);
            lines.push(line);
        }
        app.finance().await.import(&BankFile::new(name, lines)).await;
        Self { wallets }
    }
}

fn wallet(conn: &mut Conn, name: &str, vendor: PartyId, customers: usize) -> (Wallet, String, Line) {
    let (now, actor) = (SystemClock.now(), Actor::system("bench"));
    let mut enter = |kind, name: &str, edge, upper| {
        let party = party::enter(conn, now, &actor, kind, name, Locale::En).unwrap();
        party::associate(conn, now, &actor, edge, upper, party.id).unwrap();
        party.id
    };
    let partner = enter(Kind::SolutionProvider, name, EdgeKind::Partner, vendor);
    let mut parties = Vec::new();
    for number in 0..customers {
        parties.push(enter(Kind::Customer, &format!("{name} customer {number}"), EdgeKind::Resale, partner));
    }
    let email = format!("{}@bench.example", partner.uuid().simple());
    let new = NewStaff {
        party_id: partner,
        email: &email,
        name: "Robin",
        locale: Locale::En,
        roles: &[domain::actor::Role::Administrator],
        custom_roles: &[],
        password: Some(PASSWORD),
    };
    staff::add(conn, now, &actor, &new).unwrap();
    let mut of = |owner, kind| ledger::require_account(conn, owner, kind, Currency::CNY).unwrap().id;
    let cash = of(partner, AccountKind::Cash);
    let accounts: Vec<_> =
        parties.iter().map(|it| (*it, of(*it, AccountKind::Spending), of(*it, AccountKind::Debt))).collect();
    let number = bank::issue(conn, now, &actor, partner, Currency::CNY).unwrap().number;
    let line = Line::credit(name, MONEY, name, &number);
    let customers = parties.iter().map(|id| id.with_prefix("cus")).collect();
    (Wallet { token: String::new(), partner, cash, customers, accounts }, email, line)
}
