//! What every error of the domain tells the edges.

use schema::problem::Code;

use crate::actor::Forbidden;
use crate::db;

/// An error that knows what an outsider is told, and whether trying again makes sense.
pub trait Refusal: std::error::Error + Send + Sync + 'static {
    /// The stable word for it.
    fn code(&self) -> Code;

    /// The input field that is meant, so that a form can show it.
    fn field(&self) -> Option<&'static str> {
        None
    }

    /// Whether the same call may work later.
    fn is_transient(&self) -> bool {
        self.code() == Code::Unavailable
    }
}

impl Refusal for db::Error {
    fn code(&self) -> Code {
        if Self::is_transient(self) { Code::Unavailable } else { Code::Internal }
    }
}

impl Refusal for Forbidden {
    fn code(&self) -> Code {
        Code::Forbidden
    }
}
