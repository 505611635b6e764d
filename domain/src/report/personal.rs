//! What of a report is personal data.

use schema::ids::{PartyId, ReportId, named};

use super::{lists, store};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::reveal::{Datum, Error, Opened, Personal};
use crate::vault::Vault;

impl Personal for named::Report {
    fn locate(conn: &mut Conn, now: Now, actor: &Actor, id: ReportId) -> db::Result<Option<PartyId>> {
        Ok(lists::by_ids(conn, now, actor, &[id])?.pop().map(|report| report.partner_id))
    }

    fn open(conn: &mut Conn, vault: &Vault, id: ReportId, datum: Datum) -> Opened {
        let report = store::by_ids(conn, "true", &[id])?.pop().ok_or(Error::NotFound)?;
        Ok(match datum {
            Datum::Name => Some(report.customer_name(vault)?),
            Datum::Mobile => Some(report.mobile(vault)?),
            Datum::Email => Some(report.email(vault)?),
            // A prospect has no account yet.
            Datum::AccountName => None,
        })
    }
}
