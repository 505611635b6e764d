//! The schema as the running server tells it, for tests that ask about all of it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;

use crate::app::App;

/// Everything a client can learn, in one question.
const INTROSPECTION: &str = "{ __schema { types {
    name kind description
    interfaces { name kind }
    enumValues { name description }
    inputFields { name description type { ...Ref } }
    fields { name description args { name description defaultValue type { ...Ref } } type { ...Ref } }
} } }
fragment Ref on __Type { name kind ofType { name kind ofType { name kind ofType { name kind } } } }";

/// Every type of the schema but those of introspection itself, by name.
#[derive(Debug)]
pub struct Sdl(pub BTreeMap<String, Type>);

/// A type. Lists that its kind does not have are empty.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "named as the specification of GraphQL names them")]
pub struct Type {
    pub name: String,
    pub kind: String,
    pub description: Option<String>,
    #[serde(default, deserialize_with = "nullable")]
    pub interfaces: Vec<Ref>,
    #[serde(default, deserialize_with = "nullable")]
    pub enum_values: Vec<Field>,
    #[serde(default, deserialize_with = "nullable")]
    pub input_fields: Vec<Field>,
    #[serde(default, deserialize_with = "nullable")]
    pub fields: Vec<Field>,
}

/// A field, an argument, an input field or an enum value.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "named as the specification of GraphQL names them")]
pub struct Field {
    pub name: String,
    pub description: Option<String>,
    pub default_value: Option<String>,
    #[serde(default, deserialize_with = "nullable")]
    pub args: Vec<Field>,
    #[serde(rename = "type")]
    of: Option<Ref>,
}

/// A type with its wrappers: non-null, list.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ref {
    name: Option<String>,
    kind: String,
    of_type: Option<Box<Ref>>,
}

impl Sdl {
    /// Asks the server.
    pub async fn of(app: &App) -> Self {
        let answer = app.anonymous(INTROSPECTION, json!({})).await;
        let types: Vec<Type> = serde_json::from_value(answer.data()["__schema"]["types"].clone()).unwrap();
        Self(types.into_iter().filter(|it| !it.name.starts_with("__")).map(|it| (it.name.clone(), it)).collect())
    }

    /// The type of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> &Type {
        self.0.get(name).unwrap_or_else(|| panic!("no type {name}"))
    }

    /// The type that a field leads to, without wrappers.
    #[must_use]
    pub fn target(&self, field: &Field) -> &Type {
        self.get(field.target())
    }
}

impl Type {
    /// Whether it has fields of its own that are asked for.
    #[must_use]
    pub fn is_object(&self) -> bool {
        self.kind == "OBJECT"
    }

    /// Whether `node` finds it.
    #[must_use]
    pub fn is_node(&self) -> bool {
        self.is_object() && self.interfaces.iter().any(|it| it.name.as_deref() == Some("Node"))
    }

    /// Whether it is a page of a list.
    #[must_use]
    pub fn is_connection(&self) -> bool {
        self.is_object() && self.name.ends_with("Connection")
    }

    /// The field of that name.
    #[must_use]
    pub fn field(&self, name: &str) -> &Field {
        self.fields.iter().find(|it| it.name == name).unwrap_or_else(|| panic!("no field {}.{name}", self.name))
    }
}

impl Field {
    /// The name of the type it leads to, without wrappers.
    #[must_use]
    pub fn target(&self) -> &str {
        let mut of = self.of.as_ref();
        while let Some(inner) = of.and_then(|it| it.of_type.as_deref()) {
            of = Some(inner);
        }
        of.and_then(|it| it.name.as_deref()).expect("a named type")
    }

    /// Whether it must be given: not null and without a default.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.default_value.is_none() && self.of.as_ref().is_some_and(|it| it.kind == "NON_NULL")
    }
}

/// Introspection says null where a kind has no such list.
fn nullable<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}
