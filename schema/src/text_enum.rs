//! Enums that are stored as text and read back by name.
//!
//! A status is a closed set in Rust, a checked `text` column in PostgreSQL and
//! a word people can read in both. This is the crate's only macro: the three
//! impls it writes are alike for every enum and say nothing about any of them.

/// A column holds a word its enum does not know: the schema is ahead of the binary.
#[derive(Debug, thiserror::Error)]
#[error("unknown {kind}: {word}")]
pub struct UnknownWord {
    /// The Rust name of the enum.
    pub kind: &'static str,
    /// The word found.
    pub word: String,
}

/// Declares an enum with one stable word for each variant.
///
/// The word is what PostgreSQL stores (`check (state in (…))`), what logs and
/// metrics say, and what `FromStr` reads. Words never change once released.
///
/// ```ignore
/// text_enum! {
///     /// Where a hold stands.
///     pub enum Status {
///         /// The money is set aside.
///         Placed = "placed",
///         /// The money is available again.
///         Released = "released",
///     }
/// }
/// ```
#[macro_export]
macro_rules! text_enum {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident {
            $( $(#[$variant_meta:meta])* $variant:ident = $word:literal ),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord,
            serde::Serialize, serde::Deserialize,
            diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
        )]
        #[diesel(sql_type = diesel::sql_types::Text)]
        $vis enum $name {
            $( $(#[$variant_meta])* #[serde(rename = $word)] $variant ),+
        }

        impl $name {
            /// Every variant, in the order of declaration.
            pub const ALL: &'static [Self] = &[ $( Self::$variant ),+ ];

            /// The stable word, as stored.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $word ),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::text_enum::UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word {
                    $( $word => Ok(Self::$variant), )+
                    _ => Err($crate::text_enum::UnknownWord { kind: stringify!($name), word: word.to_owned() }),
                }
            }
        }

        impl diesel::serialize::ToSql<diesel::sql_types::Text, diesel::pg::Pg> for $name {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>,
            ) -> diesel::serialize::Result {
                <str as diesel::serialize::ToSql<
                    diesel::sql_types::Text, diesel::pg::Pg,
                >>::to_sql(self.as_str(), out)
            }
        }

        impl diesel::deserialize::FromSql<diesel::sql_types::Text, diesel::pg::Pg> for $name {
            fn from_sql(bytes: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
                let word = <String as diesel::deserialize::FromSql<
                    diesel::sql_types::Text, diesel::pg::Pg,
                >>::from_sql(bytes)?;
                Ok(word.parse()?)
            }
        }
    };
}
