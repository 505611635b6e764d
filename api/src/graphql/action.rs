//! What can be done with an object now, so that a frontend repeats no rules.

use async_graphql::SimpleObject;
use domain::refusal::Refusal;
use schema::problem::Code;

use super::problem::ProblemCode;

/// Something that can be done with an object, and whether the caller can do it now.
#[derive(SimpleObject)]
pub(crate) struct AvailableAction {
    /// The mutation that does it: `jobRetry`.
    action: &'static str,
    /// Whether it would be carried out now.
    allowed: bool,
    /// Why not, as the mutation would say: `FORBIDDEN`, `STATE_CONFLICT`, `SELF_REVIEW` … Null when allowed.
    reason: Option<ProblemCode>,
}

/// `action`, for a caller who may do it or not, on an object whose state allows it or not.
pub(crate) fn offer(action: &'static str, is_permitted: bool, is_possible: bool) -> AvailableAction {
    let reason = match (is_permitted, is_possible) {
        (false, _) => Some(Code::Forbidden.into()),
        (true, false) => Some(Code::StateConflict.into()),
        (true, true) => None,
    };
    AvailableAction { action, allowed: reason.is_none(), reason }
}

/// `action`, with what the mutation would say.
pub(crate) fn answer<T, E: Refusal>(action: &'static str, checked: Result<T, E>) -> AvailableAction {
    let reason = checked.err().map(|refused| refused.code().into());
    AvailableAction { action, allowed: reason.is_none(), reason }
}
