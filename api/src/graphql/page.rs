//! Connections: pages of a list by cursor, as Relay describes them.
//!
//! Every list is ordered by id, which is the order of creation, so a cursor is
//! the id of a row in base64url. `totalCount` is counted only when it is asked for.

use std::borrow::Cow;

use async_graphql::{Enum, Object, ObjectType, OutputType, SimpleObject, TypeName};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::page::{MOST, Order, Page, Side, Slice};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use uuid::Uuid;

use super::problem::Fault;

/// Rows of a page when neither `first` nor `last` is given.
const USUAL: u16 = 20;

/// A row of a list.
pub(crate) trait Row: ObjectType {
    /// What the list is ordered by.
    fn key(&self) -> Uuid;
}

/// Reads the four arguments of a connection.
///
/// # Errors
/// `INVALID_INPUT`, naming the argument.
pub(crate) fn page(
    order: Order,
    first: Option<i32>,
    after: Option<String>,
    last: Option<i32>,
    before: Option<String>,
) -> Result<Page, Fault> {
    let (side, size) = match (first, last) {
        (Some(_), Some(_)) => return Err(Fault::argument("give `first` or `last`, not both")),
        (None, Some(rows)) => (Side::Last, size("last", rows)?),
        (Some(rows), None) => (Side::First, size("first", rows)?),
        (None, None) => (Side::First, USUAL),
    };
    let (after, before) = (cursor("after", after)?, cursor("before", before)?);
    Ok(Page { order, side, size, after, before })
}

fn size(argument: &str, rows: i32) -> Result<u16, Fault> {
    let size = u16::try_from(rows).ok().filter(|size| *size <= MOST);
    size.ok_or_else(|| Fault::argument(format!("`{argument}` must be 0 to {MOST}")))
}

fn cursor(argument: &str, text: Option<String>) -> Result<Option<Uuid>, Fault> {
    let Some(text) = text else { return Ok(None) };
    let bytes = URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| Uuid::from_slice(&bytes).ok());
    bytes.map(Some).ok_or_else(|| Fault::argument(format!("`{argument}` is not a cursor of this API")))
}

/// Counts a list, each time it is called.
type Count = Box<dyn Fn() -> BoxFuture<'static, Result<i64, Fault>> + Send + Sync>;

/// One page of a list.
pub(crate) struct Connection<T> {
    edges: Vec<Edge<T>>,
    has_previous: bool,
    has_next: bool,
    count: Count,
}

impl<T: Row> Connection<T> {
    /// The page `slice`, its rows made `T`, of a list whose length `count` finds.
    pub(crate) fn new<R, F>(slice: Slice<R>, make: fn(R) -> T, count: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<i64, Fault>> + Send + 'static,
    {
        Self {
            edges: slice.rows.into_iter().map(|row| Edge(make(row))).collect(),
            has_previous: slice.has_previous,
            has_next: slice.has_next,
            count: Box::new(move || count().boxed()),
        }
    }
}

impl<T: OutputType> TypeName for Connection<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", T::type_name()).into()
    }
}

/// One page of a list.
#[Object(name_type)]
impl<T: Row> Connection<T> {
    /// The rows with the cursor of each.
    async fn edges(&self) -> &[Edge<T>] {
        &self.edges
    }

    /// The rows alone, for who needs no cursors but those of `pageInfo`.
    async fn nodes(&self) -> Vec<&T> {
        self.edges.iter().map(|edge| &edge.0).collect()
    }

    /// Where this page stands in the list.
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_previous_page: self.has_previous,
            has_next_page: self.has_next,
            start_cursor: self.edges.first().map(Edge::text),
            end_cursor: self.edges.last().map(Edge::text),
        }
    }

    /// Rows of the whole list that the caller may see. Counted when asked for: on long lists this takes longer than the page.
    async fn total_count(&self) -> Result<i64, Fault> {
        (self.count)().await
    }
}

/// A row of a page and its place in the list.
pub(crate) struct Edge<T>(T);

impl<T: Row> Edge<T> {
    fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.key())
    }
}

impl<T: OutputType> TypeName for Edge<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", T::type_name()).into()
    }
}

/// A row of a page and its place in the list.
#[Object(name_type)]
impl<T: Row> Edge<T> {
    /// The place of the row: give it as `after` or `before`. Opaque; good for as long as the row exists.
    async fn cursor(&self) -> String {
        self.text()
    }

    /// The row.
    async fn node(&self) -> &T {
        &self.0
    }
}

/// Where a page stands in its list.
#[derive(SimpleObject)]
struct PageInfo {
    /// Whether rows lie before this page. Known when paging backwards (`last`); otherwise true when `after` was given.
    has_previous_page: bool,
    /// Whether rows lie behind this page. Known when paging forwards; otherwise true when `before` was given.
    has_next_page: bool,
    /// Cursor of the first row: give it as `before`, with `last`, for the page before. Null on an empty page.
    start_cursor: Option<String>,
    /// Cursor of the last row: give it as `after`, with `first`, for the next page. Null on an empty page.
    end_cursor: Option<String>,
}

/// Which rows of a list come first. Rows are ordered by when they were made.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum ListOrder {
    /// The newest.
    #[default]
    NewestFirst,
    /// The oldest.
    OldestFirst,
}

impl From<ListOrder> for Order {
    fn from(order: ListOrder) -> Self {
        match order {
            ListOrder::NewestFirst => Self::Descending,
            ListOrder::OldestFirst => Self::Ascending,
        }
    }
}
