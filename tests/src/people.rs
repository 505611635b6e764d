//! Colleagues with roles, beyond the administrators that the channel begins with.

use domain::actor::{Actor, Role};
use domain::clock::Clock;
use domain::party::{self, EdgeKind, Kind, Locale};
use domain::staff::{self, NewStaff};
use schema::ids::PartyId;

use crate::PASSWORD;
use crate::app::App;
use crate::builders::Partner;

/// Somebody who works for a party.
#[derive(Debug, Clone)]
pub struct Colleague {
    /// The sign-in name.
    pub email: String,
    /// The id as GraphQL writes it.
    pub id: String,
}

impl App {
    /// Adds a person called `name` with `roles` to a party; signs in with the password of all tests.
    pub async fn colleague(&self, party: &Partner, name: &str, roles: &'static [Role]) -> Colleague {
        let (now, party_id) = (self.clock.now(), party.party_id());
        let email = format!("{}@{}.example", name.to_lowercase(), party_id.uuid().simple());
        let (name, address) = (name.to_owned(), email.clone());
        let added = self.db.tx(move |conn| {
            let (locale, password) = (Locale::En, Some(PASSWORD));
            let new = NewStaff { party_id, email: &address, name: &name, locale, roles, custom_roles: &[], password };
            staff::add(conn, now, &Actor::system("test"), &new)
        });
        Colleague { email, id: added.await.unwrap().id.to_string() }
    }

    /// `number` customers under a partner, with nobody who signs in for them.
    pub async fn customers(&self, of: &Partner, edge: EdgeKind, number: usize) -> Vec<Partner> {
        let (now, upper) = (self.clock.now(), of.party_id());
        let enter = move |conn: &mut domain::Conn| -> Result<Vec<(PartyId, String)>, party::Error> {
            let enter_one = |at: usize| {
                let (actor, name) = (Actor::system("test"), format!("Clearwater Branch {at}"));
                let customer = party::enter(conn, now, &actor, Kind::Customer, &name, Locale::En)?;
                party::associate(conn, now, &actor, edge, upper, customer.id)?;
                Ok((customer.id, name))
            };
            (1..=number).map(enter_one).collect()
        };
        let partner =
            |(id, name)| Partner { id, kind: Kind::Customer, name, email: String::new(), number: String::new() };
        self.db.tx(enter).await.unwrap().into_iter().map(partner).collect()
    }

    /// The id, as GraphQL writes it, of who signs in with `email`.
    #[must_use]
    pub fn staff_id(&self, email: &str) -> String {
        let uuid = self.rows(&format!("select id from staff where email = '{email}'")).remove(0);
        schema::ids::StaffId::from_uuid(uuid.parse().unwrap()).to_string()
    }
}
