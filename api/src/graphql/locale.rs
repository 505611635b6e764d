//! The languages we write in.

use async_graphql::Enum;

/// A language of our mails and texts.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::party::Locale")]
pub(crate) enum Locale {
    /// English.
    En,
    /// Simplified Chinese.
    ZhCn,
}
