//! What is known of a party of the channel beyond its name.

use domain::profile::{Email, Mobile, Sealed};
use domain::vault::Place;

use crate::app::{App, vault};
use crate::builders::Partner;

impl App {
    /// Gives a party a login name, a mobile number and a mail address, as if it had registered with them.
    pub fn set_contact(&self, of: &Partner, account_name: &str, mobile: &str, email: &str) {
        let place = |column| Place(column, of.id.uuid());
        let mobile = Sealed::mobile(&vault(), place("profiles.mobile"), &Mobile::parse(mobile).unwrap()).unwrap();
        let email = Sealed::email(&vault(), place("profiles.email"), &Email::parse(email).unwrap()).unwrap();
        let bytes = |bytes: Vec<u8>| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        self.sql(&format!(
            "update profiles set account_name = '{account_name}', mobile_sealed = '\\x{}', mobile_index = '\\x{}', \
             email_sealed = '\\x{}', email_index = '\\x{}' where party_id = '{}'",
            bytes(mobile.sealed),
            bytes(mobile.index),
            bytes(email.sealed),
            bytes(email.index),
            of.id.uuid(),
        ));
    }
}
