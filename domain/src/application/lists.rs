//! Applications as an actor sees them: reviewers those they review, an applicant its own.

use std::collections::HashMap;

use schema::ids::ApplicationId;

use super::store::{self, Application, Filter, Review};
use crate::actor::Actor;
use crate::db::{self, Conn};
use crate::page::{Page, Slice};
use crate::vault::Vault;
use crate::visibility;

/// Those of `ids` the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn by_ids(conn: &mut Conn, actor: &Actor, ids: &[ApplicationId]) -> db::Result<Vec<Application>> {
    store::by_ids(conn, &visibility::application(actor), ids)
}

/// A page of the applications the actor may see; number and address are found by their blind index.
///
/// # Errors
/// When the database does not answer.
pub fn page(
    conn: &mut Conn,
    vault: &Vault,
    actor: &Actor,
    filter: &Filter,
    page: &Page,
) -> db::Result<Slice<Application>> {
    store::page(conn, vault, &visibility::application(actor), filter, page)
}

/// How many applications [`page()`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count(conn: &mut Conn, vault: &Vault, actor: &Actor, filter: &Filter) -> db::Result<i64> {
    store::count(conn, vault, &visibility::application(actor), filter)
}

/// The reviews of `applications` in the order they were given. Whether the actor may see those is the caller's to ask.
///
/// # Errors
/// When the database does not answer.
pub fn reviews_of(conn: &mut Conn, applications: &[ApplicationId]) -> db::Result<HashMap<ApplicationId, Vec<Review>>> {
    let mut by_application: HashMap<ApplicationId, Vec<Review>> = HashMap::new();
    for review in store::reviews_of(conn, applications)? {
        by_application.entry(review.application_id).or_default().push(review);
    }
    Ok(by_application)
}
