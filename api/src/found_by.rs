//! Filters by ids and by personal data: read, and turned into what the domain looks for.

use async_graphql::Context;
use domain::profile::{self, Email, Mobile};
use schema::ids::{PartyId, named};

use crate::graphql::problem::Fault;
use crate::graphql::scalars::IdOf;
use crate::viewer::Asked;

/// Most ids that a filter takes.
const MOST_IDS: usize = 100;

/// What a filter finds parties by.
pub(crate) struct Contact {
    pub(crate) ids: Option<Vec<PartyId>>,
    pub(crate) mobile_index: Option<Vec<u8>>,
    pub(crate) email_index: Option<Vec<u8>>,
}

/// The ids, and the blind indexes of number and address.
///
/// # Errors
/// `INVALID_INPUT`, with a text that says of which; `UNAUTHENTICATED`.
pub(crate) fn contact(
    ctx: &Context<'_>,
    ids: Option<Vec<IdOf<named::Party>>>,
    mobile: Option<String>,
    email: Option<String>,
) -> Result<Contact, Fault> {
    let vault = &ctx.call()?.vault;
    if ids.as_ref().is_some_and(|ids| ids.len() > MOST_IDS) {
        return Err(Fault::argument(format!("a filter holds at most {MOST_IDS} ids")));
    }
    let refused = |error: profile::Error| Fault::argument(error.to_string());
    let mobile = mobile.map(|text| Mobile::parse(&text)).transpose().map_err(refused)?;
    let email = email.map(|text| Email::parse(&text)).transpose().map_err(refused)?;
    Ok(Contact {
        ids: ids.map(|ids| ids.into_iter().map(|id| id.0).collect()),
        mobile_index: mobile.map(|mobile| profile::mobile_index(vault, &mobile)),
        email_index: email.map(|email| profile::email_index(vault, &email)),
    })
}
