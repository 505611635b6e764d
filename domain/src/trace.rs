//! The id that ties a request to the jobs it leads to.

use std::cell::RefCell;

thread_local! {
    static CURRENT: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `work` with `trace` as the id that [`crate::outbox::enqueue`] writes into its jobs.
pub(crate) fn within<T>(trace: Option<String>, work: impl FnOnce() -> T) -> T {
    let outer = CURRENT.replace(trace);
    let answer = work();
    CURRENT.set(outer);
    answer
}

/// The id of the request that is being served on this thread.
#[must_use]
pub(crate) fn current() -> Option<String> {
    CURRENT.with_borrow(Clone::clone)
}
