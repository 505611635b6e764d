//! What coupons may pay for.

use async_graphql::{InputObject, SimpleObject};
use domain::coupon::limits::{Limits, Wanted};
use schema::money::MoneyError;

use crate::graphql::scalars::{Money, MoneyInput};

/// What coupons may pay for.
#[derive(SimpleObject)]
pub(crate) struct CouponRestrictions {
    /// Only these cloud service types; empty for all.
    service_types: Vec<String>,
    /// Only these products; empty for all.
    products: Vec<String>,
    /// Only charges of at least so much; zero for any.
    min_charge: Money,
    /// Whether also what is discounted.
    combines_with_discount: bool,
}

impl From<Limits> for CouponRestrictions {
    fn from(limits: Limits) -> Self {
        let Limits { service_types, products, min_charge, combines_with_discount } = limits;
        Self { service_types, products, min_charge: min_charge.into(), combines_with_discount }
    }
}

/// What coupons shall pay for. What is left out is as the quota has it; for a quota of the vendor that is everything.
#[derive(InputObject, Default)]
pub(crate) struct CouponRestrictionsInput {
    /// Only these cloud service types, at most 10; each 1 to 64 letters, digits, points, dashes and underscores.
    service_types: Option<Vec<String>>,
    /// Only these products, likewise.
    products: Option<Vec<String>>,
    /// Only charges of at least so much.
    min_charge: Option<MoneyInput>,
    /// Whether also what is discounted.
    combines_with_discount: Option<bool>,
}

impl CouponRestrictionsInput {
    /// The restrictions as the domain takes them.
    ///
    /// # Errors
    /// [`MoneyError`] for an amount that is none.
    pub(crate) fn read(self) -> Result<Wanted, MoneyError> {
        Ok(Wanted {
            service_types: self.service_types.unwrap_or_default(),
            products: self.products.unwrap_or_default(),
            min_charge: self.min_charge.map(MoneyInput::money).transpose()?,
            combines_with_discount: self.combines_with_discount,
        })
    }
}
