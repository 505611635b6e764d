//! Lists of names in a column.

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::sql_types::{Array, Nullable, Text};
use diesel::{deserialize, serialize};

/// `text[]` without nulls, which a check keeps out.
#[derive(Debug, Clone, AsExpression, FromSqlRow)]
#[diesel(sql_type = Array<Nullable<Text>>)]
pub struct Names(pub(super) Vec<String>);

impl From<Names> for Vec<String> {
    fn from(Names(names): Names) -> Self {
        names
    }
}

impl deserialize::FromSql<Array<Nullable<Text>>, Pg> for Names {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        let names = <Vec<Option<String>> as deserialize::FromSql<Array<Nullable<Text>>, Pg>>::from_sql(bytes)?;
        Ok(Self(names.into_iter().flatten().collect()))
    }
}

impl serialize::ToSql<Array<Nullable<Text>>, Pg> for Names {
    fn to_sql<'b>(&'b self, out: &mut serialize::Output<'b, '_, Pg>) -> serialize::Result {
        serialize::ToSql::<Array<Text>, Pg>::to_sql(&self.0, &mut out.reborrow())
    }
}
