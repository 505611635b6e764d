//! What the mail of an invitation would say.

use chrono::{DateTime, Utc};

use super::{Error, Invite, Mode, language, report_in_force};
use crate::actor::{Actor, Permission};
use crate::clock::Now;
use crate::db::Conn;
use crate::mask;
use crate::party::{self, Locale};
use crate::policy::{self, Key};
use crate::vault::Vault;

/// What the mail of an invitation would say.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The partner's legal name.
    pub partner_name: String,
    /// Who would get it, masked.
    pub recipient: String,
    /// To which kind of association.
    pub association_kind: Mode,
    /// Language of the mail.
    pub locale: Locale,
    /// First instant at which the link would no longer work.
    pub expires_at: DateTime<Utc>,
}

/// What the mail to a reported customer would say, were it sent now. Nothing is sent.
///
/// # Errors
/// Those of [`super::invite`], but for [`Error::Invited`].
///
/// # Source
/// domain.md 2.3 (mail preview).
pub fn preview(conn: &mut Conn, now: Now, vault: &Vault, actor: &Actor, invite: &Invite) -> Result<Preview, Error> {
    let actor = &party::acting_for(conn, now, actor, invite.acting_for_id)?;
    let person = actor.person_with(Permission::CustomerManage)?;
    let report = report_in_force(conn, now, actor, person, invite.report_id)?;
    let partner = party::store::get(conn, report.partner_id)?.ok_or(Error::NoSuchReport)?;
    Ok(Preview {
        partner_name: partner.name,
        recipient: mask::name(&report.customer_name(vault)?),
        association_kind: invite.association_kind,
        locale: language(conn, partner.id, invite.locale)?,
        expires_at: policy::days_from(conn, now, Key::InvitationDays)?,
    })
}
