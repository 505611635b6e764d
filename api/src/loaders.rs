//! Everything that is reached from a list is loaded in batches.
//!
//! A resolver asks for one thing; what all resolvers of a level ask for is one
//! statement, however many rows there are. A noun says how its rows are found
//! ([`Found`]), and how the pages of a nested list are ([`List`]); the rest is
//! here, once. Loaders live for one request and keep nothing: a second mutation
//! in the same document must see what the first one did.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use async_graphql::dataloader::{DataLoader, Loader};
use domain::Conn;
use domain::actor::Actor;
use domain::clock::Now;
use domain::db;
use domain::page::{Page, Slice};
use schema::ids::{Id, Named};

use crate::graphql::page::{Connection, Row};
use crate::graphql::problem::Fault;
use crate::viewer::Call;

/// The loaders of one request.
pub(crate) type Loaders = Arc<DataLoader<Rows>>;

/// Finds rows for one caller.
pub(crate) struct Rows(Call);

/// The loaders of `call`.
pub(crate) fn loaders(call: Call) -> Loaders {
    // Batches are bounded by what a document may cost, so they need no bound of their own.
    Arc::new(DataLoader::new(Rows(call), tokio::spawn).max_batch_size(usize::MAX))
}

/// A noun whose rows are found by id, those only that the actor may see.
pub(crate) trait Found: Named + Sized {
    /// The row, as the domain has it.
    type Row: Clone + Send + Sync + 'static;

    /// The visible rows of `ids`, in any order, in a number of statements that does not depend on theirs.
    fn by_ids(conn: &mut Conn, now: Now, actor: &Actor, ids: &[Id<Self>]) -> db::Result<Vec<Self::Row>>;

    /// The row's id.
    fn id(row: &Self::Row) -> Id<Self>;
}

impl<N: Found> Loader<Id<N>> for Rows {
    type Value = N::Row;
    type Error = Fault;

    async fn load(&self, ids: &[Id<N>]) -> Result<HashMap<Id<N>, N::Row>, Fault> {
        let ids = ids.to_vec();
        let rows = self.0.read(move |conn, now, actor| N::by_ids(conn, now, actor, &ids)).await?;
        Ok(rows.into_iter().map(|row| (N::id(&row), row)).collect())
    }
}

/// Names something that each of many rows has: the accounts of a party, the party above it.
pub(crate) trait Fact: Clone + Eq + Hash + Send + Sync + 'static {
    /// What it is.
    type Value: Clone + Send + Sync + 'static;

    /// The facts that are there, in a number of statements that does not depend on `facts`.
    fn find(conn: &mut Conn, now: Now, actor: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>>;
}

/// A [`Fact`] as a key of the loader, so that ids can be keys beside it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct The<F>(pub(crate) F);

impl<F: Fact> Loader<The<F>> for Rows {
    type Value = F::Value;
    type Error = Fault;

    async fn load(&self, facts: &[The<F>]) -> Result<HashMap<The<F>, F::Value>, Fault> {
        let facts: Vec<F> = facts.iter().map(|The(fact)| fact.clone()).collect();
        let found = self.0.read(move |conn, now, actor| F::find(conn, now, actor, &facts)).await?;
        Ok(found.into_iter().map(|(fact, value)| (The(fact), value)).collect())
    }
}

/// A list that many parents have, named by its parent.
pub(crate) trait List: Clone + Eq + Hash + Send + Sync + 'static {
    /// A row of it, as the domain has it.
    type Row: Clone + Send + Sync + 'static;

    /// The same page of each list, in a number of statements that does not depend on theirs.
    fn pages(
        conn: &mut Conn,
        now: Now,
        actor: &Actor,
        lists: &[Self],
        page: &Page,
    ) -> db::Result<HashMap<Self, Slice<Self::Row>>>;

    /// The length of each list, likewise.
    fn counts(conn: &mut Conn, now: Now, actor: &Actor, lists: &[Self]) -> db::Result<HashMap<Self, i64>>;
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct PageOf<L>(L, Page);

impl<L: List> Loader<PageOf<L>> for Rows {
    type Value = Arc<Slice<L::Row>>;
    type Error = Fault;

    async fn load(&self, keys: &[PageOf<L>]) -> Result<HashMap<PageOf<L>, Self::Value>, Fault> {
        let mut alike: HashMap<Page, Vec<L>> = HashMap::new();
        for PageOf(list, page) in keys {
            alike.entry(page.clone()).or_default().push(list.clone());
        }
        self.0
            .read(move |conn, now, actor| {
                let mut found = HashMap::new();
                for (page, lists) in alike {
                    let slices = L::pages(conn, now, actor, &lists, &page)?;
                    found.extend(slices.into_iter().map(|(list, slice)| (PageOf(list, page.clone()), Arc::new(slice))));
                }
                Ok::<_, db::Error>(found)
            })
            .await
    }
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct CountOf<L>(L);

impl<L: List> Loader<CountOf<L>> for Rows {
    type Value = i64;
    type Error = Fault;

    async fn load(&self, keys: &[CountOf<L>]) -> Result<HashMap<CountOf<L>, i64>, Fault> {
        let lists: Vec<L> = keys.iter().map(|CountOf(list)| list.clone()).collect();
        let counts = self.0.read(move |conn, now, actor| L::counts(conn, now, actor, &lists)).await?;
        Ok(counts.into_iter().map(|(list, count)| (CountOf(list), count)).collect())
    }
}

/// One page of a nested list.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn connection<L: List, T: Row>(
    loaders: &Loaders,
    list: L,
    page: Page,
    make: fn(L::Row) -> T,
) -> Result<Connection<T>, Fault> {
    let slice = loaders.load_one(PageOf(list.clone(), page)).await?;
    let slice = slice.map(Arc::unwrap_or_clone).unwrap_or_default();
    let loaders = Arc::clone(loaders);
    Ok(Connection::new(slice, make, move || {
        let (loaders, key) = (Arc::clone(&loaders), CountOf(list.clone()));
        async move { Ok(loaders.load_one(key).await?.unwrap_or_default()) }
    }))
}
