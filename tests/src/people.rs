//! More people of a party, and who looks after whom.

use domain::actor::{Actor, Role};
use domain::clock::Clock;
use domain::party::Locale;
use domain::staff::{self, NewStaff};
use schema::ids::StaffId;

use crate::PASSWORD;
use crate::app::App;
use crate::builders::Partner;

impl App {
    /// Adds a person who signs in as `{name}@{party}.example`; the id and the address.
    pub async fn add_person(&self, of: &Partner, name: &'static str, role: Role) -> (StaffId, String) {
        let (now, party_id) = (self.clock.now(), of.id);
        let email = format!("{name}@{}.example", party_id.uuid().simple());
        let address = email.clone();
        let added = self.db.tx(move |conn| {
            let (roles, password) = (&[role], Some(PASSWORD));
            let new =
                NewStaff { party_id, email: &address, name, locale: Locale::En, roles, custom_roles: &[], password };
            staff::add(conn, now, &Actor::system("test"), &new)
        });
        (added.await.unwrap().id, email)
    }

    /// The partner's person looks after the customer or reseller from now on.
    pub fn assign(&self, of: &Partner, subject: &Partner, manager: StaffId) {
        let now = self.clock.now().instant().to_rfc3339();
        self.sql(&format!(
            "insert into manager_assignments (id, party_id, subject_id, manager_id, assigned_by_id, valid_from) \
             values (gen_random_uuid(), '{}', '{}', '{manager}', '{manager}', '{now}')",
            of.id.uuid(),
            subject.id.uuid(),
            manager = manager.uuid(),
        ));
    }
}
