//! Where the properties play: a channel of parties without edges in one database, and transactions that are undone.

use std::cell::RefCell;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::connection::SimpleConnection;
use diesel::result::Error::RollbackTransaction;
use diesel::{Connection, PgConnection, RunQueryDsl};
use domain::actor::{Actor, Credential, Person, Role, Scope, permission};
use domain::clock::{Clock, Now};
use domain::ledger::movements::{self, EntryDecision};
use domain::ledger::{self, AccountKind, Channel, Origin};
use domain::party::{self, Kind, Locale};
use domain::staff::{self, NewStaff};
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use schema::ids::{AccountId, BankEntryId, PartyId, SessionId};
use schema::money::{Currency, Money};
use tests::App;

/// What goes wrong in a property.
pub(super) type Verdict = Result<(), TestCaseError>;

/// One of the parties, with somebody of its own who may do everything.
#[derive(Debug, Clone)]
pub(super) struct Player {
    pub(super) id: PartyId,
    pub(super) actor: Actor,
}

/// A database with parties, and the time in it.
pub(super) struct Stage {
    pub(super) app: App,
    pub(super) now: Now,
    pub(super) players: Vec<Player>,
    pub(super) vendor: Player,
}

impl Stage {
    /// Parties of these kinds, called by their place among them.
    pub(super) async fn with(kinds: &[Kind]) -> Self {
        let app = App::start().await;
        let (now, conn) = (app.clock.now(), &mut app.database.owner());
        let players = kinds.iter().enumerate().map(|(at, kind)| {
            let (name, actor) = (at.to_string(), Actor::system("test"));
            let id = party::enter(conn, now, &actor, *kind, &name, Locale::En).unwrap().id;
            let email = format!("player{name}@example.org");
            let (roles, password) = (&[Role::Administrator], None);
            let locale = Locale::En;
            let new =
                NewStaff { party_id: id, email: &email, name: "Robin", locale, roles, custom_roles: &[], password };
            let staff_id = staff::add(conn, now, &actor, &new).unwrap().id;
            player(id, *kind, staff_id)
        });
        let players = players.collect();
        let vendor = app.channel.vendor.clone();
        let staff_id = app.staff_id(&vendor.email).parse().unwrap();
        let vendor = player(vendor.party_id(), Kind::Vendor, staff_id);
        Self { app, now, players, vendor }
    }

    /// Plays `PROPTEST_CASES` sequences, 256 when nothing is said; what each wrote is undone.
    pub(super) fn play<S: Strategy>(&self, sequences: &S, play: impl Fn(&mut PgConnection, S::Value) -> Verdict) {
        let config = Config { failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
        let mut runner = TestRunner::new(config);
        let conn = RefCell::new(PgConnection::establish(&self.app.database.url()).unwrap());
        conn.borrow_mut().batch_execute("set synchronous_commit = off").unwrap();
        let outcome = runner.run(sequences, |sequence| {
            let mut verdict = Ok(());
            let undone = conn.borrow_mut().transaction::<(), diesel::result::Error, _>(|conn| {
                verdict = play(conn, sequence);
                Err(RollbackTransaction)
            });
            assert_eq!(undone, Err(RollbackTransaction));
            verdict
        });
        outcome.unwrap_or_else(|failure| panic!("{failure}"));
    }

    /// Money comes in from outside, `arrived` days into the year 2026.
    pub(super) fn credit(&self, conn: &mut PgConnection, to: usize, arrived: i64, cents: i64) {
        let clearing = ledger::platform_account(conn, AccountKind::BankClearing, Currency::CNY).unwrap().id;
        let cash = self.account(conn, to, AccountKind::Cash);
        let arrived_at: DateTime<Utc> =
            "2026-01-01T00:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::days(arrived);
        let origin = Origin { channel: Channel::BankTransfer, reference: arrived.to_string(), arrived_at };
        let movement = movements::remittance(
            EntryDecision { entry: BankEntryId::new(), revision: 1 },
            clearing,
            cash,
            money(cents),
            origin,
        );
        ledger::post(conn, self.now, &Actor::system("test"), &[movement]).unwrap();
    }

    pub(super) fn account(&self, conn: &mut PgConnection, of: usize, kind: AccountKind) -> AccountId {
        ledger::account(conn, self.players[of].id, kind, Currency::CNY).unwrap().unwrap().id
    }
}

fn player(id: PartyId, kind: Kind, staff_id: schema::ids::StaffId) -> Player {
    let actor = Actor::Person(Person {
        staff_id,
        party_id: id,
        party_kind: kind,
        acting_for: None,
        roles: vec![Role::Administrator],
        permissions: permission::effective(kind, &[Role::Administrator], &[], &[]),
        scope: Scope::Whole,
        credential: Credential::Session(SessionId::new()),
    });
    Player { id, actor }
}

pub(super) fn money(cents: i64) -> Money {
    Money::new(rust_decimal::Decimal::new(cents, 2), Currency::CNY).unwrap()
}

/// The accounts as [`super::model::Model::lines`] says them.
pub(super) fn lines(conn: &mut PgConnection) -> Vec<String> {
    #[derive(diesel::QueryableByName)]
    struct Line {
        #[diesel(sql_type = diesel::sql_types::Text)]
        line: String,
    }
    let query = diesel::sql_query(
        "select format('%s %s %s [%s]', party.name, account.kind, account.balance, lots.lots) as line \
         from ledger_accounts account join parties party on party.id = account.owner_id \
         cross join lateral (select string_agg(format('%s:%s', arrived_at::date - date '2026-01-01', remaining), ' ' \
            order by arrived_at, origin_id) as lots, sum(remaining) as remaining from fund_lots \
            where account_id = account.id and remaining > 0) lots \
         where account.balance <> 0 or lots.remaining <> 0",
    );
    let mut lines: Vec<String> = query.load::<Line>(conn).unwrap().into_iter().map(|line| line.line).collect();
    lines.sort();
    lines
}
