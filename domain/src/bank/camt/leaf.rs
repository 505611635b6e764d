//! What an element without elements in it says.

use schema::money::{Currency, Money};

use super::super::finding::Problem;
use super::super::text::{self, LINE_LIMIT};
use super::value;

/// An element without elements in it.
pub(super) struct Leaf<'a> {
    /// Without blanks at either end.
    pub(super) text: &'a str,
    /// The attribute `Ccy`.
    pub(super) currency: Option<&'a str>,
}

impl Leaf<'_> {
    /// An amount.
    ///
    /// - `own`: the currency it must be in; none: any
    pub(super) fn money(&self, own: Option<Currency>) -> Result<Money, Problem> {
        let currency = value::currency(self.currency)?;
        value::same_currency(value::amount(self.text, currency)?, own.unwrap_or(currency))
    }

    /// An amount, unless it is in another currency.
    pub(super) fn own_money(&self, own: Option<Currency>) -> Result<Option<Money>, Problem> {
        match own.filter(|own| self.currency == Some(own.as_str())) {
            Some(own) => value::amount(self.text, own).map(Some),
            None => Ok(None),
        }
    }

    /// A name or a reference of somebody else, cut after [`LINE_LIMIT`].
    pub(super) fn line(&self) -> Option<String> {
        text::line(self.text, LINE_LIMIT)
    }
}
