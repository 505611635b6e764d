//! Pages of a list, by key: page 10 000 costs what page 1 costs.
//!
//! Every list is ordered by id, which is the order of creation. A cursor is
//! the id of a row; a page is what lies behind or before it.

pub(crate) mod store;

use uuid::Uuid;

/// Most rows a page may have.
pub const MOST: u16 = 100;

/// Which end of the list comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    /// Oldest first.
    Ascending,
    /// Newest first.
    Descending,
}

/// Which end of what remains the page is cut from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The first rows.
    First,
    /// The last rows.
    Last,
}

/// A page that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Page {
    /// The list's order.
    pub order: Order,
    /// Where the page is cut.
    pub side: Side,
    /// Rows, 0 to [`MOST`].
    pub size: u16,
    /// Only rows behind this one.
    pub after: Option<Uuid>,
    /// Only rows before this one.
    pub before: Option<Uuid>,
}

/// A page that was found.
#[derive(Debug, Clone)]
pub struct Slice<T> {
    /// The rows, in the list's order.
    pub rows: Vec<T>,
    /// Whether rows lie before the first.
    pub has_previous: bool,
    /// Whether rows lie behind the last.
    pub has_next: bool,
}

impl<T> Default for Slice<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), has_previous: false, has_next: false }
    }
}

impl Page {
    /// The first `size` rows, newest first.
    #[must_use]
    pub const fn newest(size: u16) -> Self {
        Self { order: Order::Descending, side: Side::First, size, after: None, before: None }
    }

    /// SQL: the row with the id in column `id` lies within the bounds.
    pub(crate) fn within(&self, id: &str) -> String {
        let (behind, ahead) = match self.order {
            Order::Ascending => (">", "<"),
            Order::Descending => ("<", ">"),
        };
        let bound = |sign: &str, cursor: Option<Uuid>| {
            cursor.map_or("true".to_owned(), |cursor| format!("{id} {sign} '{cursor}'::uuid"))
        };
        format!("{} and {}", bound(behind, self.after), bound(ahead, self.before))
    }

    /// SQL: how to sort so that the page comes first.
    pub(crate) fn sorting(&self, id: &str) -> String {
        match (self.order, self.side) {
            (Order::Ascending, Side::First) | (Order::Descending, Side::Last) => format!("{id} asc"),
            (Order::Descending, Side::First) | (Order::Ascending, Side::Last) => format!("{id} desc"),
        }
    }

    /// One row more than the page has: it tells whether more follow.
    pub(crate) fn limit(&self) -> i64 {
        i64::from(self.size.min(MOST)) + 1
    }

    /// The page from the rows that [`Self::limit`] and [`Self::sorting`] found.
    pub(crate) fn slice<T>(&self, mut rows: Vec<T>) -> Slice<T> {
        let size = usize::from(self.size.min(MOST));
        let more = rows.len() > size;
        rows.truncate(size);
        match self.side {
            Side::First => Slice { rows, has_previous: self.after.is_some(), has_next: more },
            Side::Last => {
                rows.reverse();
                Slice { rows, has_previous: more, has_next: self.before.is_some() }
            }
        }
    }
}
