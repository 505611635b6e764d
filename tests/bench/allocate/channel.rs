//! Partners with money, each with customers to give it to.

use domain::actor::Actor;
use domain::clock::{Clock, SystemClock};
use domain::db::Conn;
use domain::ledger::{self, AccountKind, Channel as Way, Origin, movements};
use domain::party::{self, EdgeKind, Kind, Locale};
use domain::staff::{self, NewStaff};
use schema::ids::{AccountId, BankEntryId, PartyId};
use schema::money::Currency;
use tests::{App, PASSWORD};

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
    /// Enters `partners` solution providers called after `name` with `customers` resale customers and 10 000 000 each.
    pub(crate) async fn found(app: &App, name: &str, partners: usize, customers: usize) -> Self {
        let mut wallets = Vec::new();
        for number in 0..partners {
            let (label, vendor) = (format!("{name} {number}"), app.channel.vendor.party_id());
            let (mut wallet, email) = app
                .db
                .tx(move |conn| Ok::<_, domain::db::Error>(wallet(conn, &label, vendor, customers)))
                .await
                .unwrap();
            wallet.token = app.sign_in(&email).await.access_token;
            wallets.push(wallet);
        }
        Self { wallets }
    }
}

fn wallet(conn: &mut Conn, name: &str, vendor: PartyId, customers: usize) -> (Wallet, String) {
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
    let clearing = of(vendor, AccountKind::BankClearing);
    let origin = Origin { channel: Way::BankTransfer, reference: name.to_owned(), arrived_at: now.instant() };
    let amount = "10000000.00 CNY".parse().unwrap();
    let credit = movements::remittance(BankEntryId::new(), clearing, cash, amount, origin);
    ledger::post(conn, now, &actor, &[credit]).unwrap();
    let customers = parties.iter().map(|id| id.with_prefix("cus")).collect();
    (Wallet { token: String::new(), partner, cash, customers, accounts }, email)
}
