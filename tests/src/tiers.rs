//! Money that goes down the tiers and comes back, posted as the commands post it, at any time.

use domain::actor::Actor;
use domain::clock::{Clock, Now};
use domain::ledger::{self, AccountKind, Between, Movement, movements};
use domain::party::Kind;
use schema::ids::{AccountId, AdjustmentId};
use schema::money::{Currency, Money};

use crate::actors::Person;
use crate::app::App;
use crate::builders::{BankFile, Line, Partner};

impl App {
    /// A wire of a partner to its own number, booked on a day of March: its reference, `"200.00"`, the day.
    pub async fn wire(&self, partner: &Partner, reference: &str, amount: &str, day: u32) {
        let xml = BankFile::new(reference, [Line::from(partner, reference, amount)]).xml();
        let finance: Person<'_> = self.finance().await;
        finance
            .upload("statement.xml", xml.replace("<Dt>2026-03-10</Dt>", &format!("<Dt>2026-03-{day:02}</Dt>")))
            .await;
        self.run_jobs().await;
    }

    /// The account that a party spends from: a customer's `spending`, a partner's `cash`.
    pub async fn purse(&self, party: &Partner) -> AccountId {
        let (owner, kind) =
            (party.id, if party.kind == Kind::Customer { AccountKind::Spending } else { AccountKind::Cash });
        let found = self.db.read(move |conn| ledger::account(conn, owner, kind, Currency::CNY)).await;
        found.unwrap().unwrap().id
    }

    /// Money goes down a tier: `"300.00"`.
    pub async fn give(&self, from: &Partner, to: &Partner, amount: &str) {
        let between = Between { from: self.purse(from).await, to: self.purse(to).await };
        let movement = movements::allocation(AdjustmentId::new(), between, money(amount));
        self.post(self.clock.now(), vec![movement]).await.unwrap();
    }

    /// Money that went down comes back.
    pub async fn take_back(&self, from: &Partner, to: &Partner, amount: &str) {
        let between = Between { from: self.purse(from).await, to: self.purse(to).await };
        let movement = movements::reclaim(AdjustmentId::new(), between, money(amount));
        self.post(self.clock.now(), vec![movement]).await.unwrap();
    }

    /// Posts a business act, as a command would that asked for the time at `now`.
    ///
    /// # Errors
    /// What the ledger says.
    pub async fn post(&self, now: Now, movements: Vec<Movement>) -> Result<Vec<ledger::Transfer>, ledger::Error> {
        self.db.tx(move |conn| ledger::post(conn, now, &Actor::system("test"), &movements)).await
    }
}

/// So much in CNY.
fn money(amount: &str) -> Money {
    format!("{amount} CNY").parse().unwrap()
}
