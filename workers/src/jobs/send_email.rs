//! Sends one e-mail to one person.

use std::sync::Arc;

use domain::mail;
use schema::jobs::SendEmail;

use crate::clients::smtp::Email;
use crate::cx::{Cx, Done};
use crate::observe;
use crate::outcome::JobError;

/// The mail is claimed before it is sent and marked after. Between the two a
/// crash sends it again, under the same Message-ID: once for whoever reads it.
pub(crate) async fn run(job: SendEmail, cx: Cx) -> Result<Done, JobError> {
    let id = job.mail_id;
    let vault = Arc::clone(&cx.parts().vault);
    let Some(outgoing) = cx.step(move |conn, now| mail::claim(conn, now, &vault, id)).await? else {
        return cx.done().await;
    };
    let parts = cx.parts();
    let email = Email {
        id,
        rendered: parts.emails.render(&outgoing.letter, &outgoing.to.name, outgoing.to.locale)?,
        to_name: outgoing.to.name,
        to_email: outgoing.to.email,
        locale: outgoing.to.locale,
        at: parts.clock.now(),
    };
    parts.mailer.send(&email).await?;
    observe::mailed(email.rendered.template);
    cx.complete(move |conn, now| mail::sent(conn, now, id)).await
}
