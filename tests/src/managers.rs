//! Who looks after whom.

use domain::clock::Clock;
use schema::ids::StaffId;

use crate::app::App;
use crate::builders::Partner;
use crate::people::Colleague;

impl App {
    /// The partner's person looks after the customer or reseller from now on.
    pub fn assign(&self, of: &Partner, subject: &Partner, manager: &Colleague) {
        let now = self.clock.now().instant().to_rfc3339();
        let manager: StaffId = manager.id.parse().unwrap();
        self.sql(&format!(
            "insert into manager_assignments (id, party_id, subject_id, manager_id, assigned_by_id, valid_from) \
             values (gen_random_uuid(), '{}', '{}', '{manager}', '{manager}', '{now}')",
            of.id.uuid(),
            subject.id.uuid(),
            manager = manager.uuid(),
        ));
    }
}
