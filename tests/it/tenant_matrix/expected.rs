//! What a viewer should get, field by field: what the vendor's administrator gets, less what the matrix hides.

use serde_json::{Map, Value, json};
use tests::{Field, Sdl, Type};

use super::table::{Sight, sight};
use super::viewer::Viewer;
use super::world::{Thing, World, type_sight};

/// What `viewer` should get of one object.
pub(super) struct Expected<'a> {
    pub(super) viewer: &'a Viewer<'a>,
    pub(super) sdl: &'a Sdl,
    pub(super) world: &'a World,
    pub(super) of_type: &'a Type,
    pub(super) thing: &'a Thing,
}

impl Expected<'_> {
    /// The object whole, or null.
    pub(super) fn object(&self, truth: &Value) -> Value {
        if !self.viewer.sees(type_sight(self.thing.of_type), self.thing) {
            return Value::Null;
        }
        let fields = self.of_type.fields.iter().map(|field| (field.name.clone(), self.field(field, truth)));
        Value::Object(fields.collect::<Map<_, _>>())
    }

    fn field(&self, field: &Field, object: &Value) -> Value {
        let (truth, target) = (&object[&field.name], self.sdl.target(field));
        let sight = sight(&self.of_type.name, &field.name);
        if sight == Sight::Actions {
            truth.as_array().unwrap().iter().map(|action| self.action(action)).collect()
        } else if target.is_connection() {
            self.page(truth, sight)
        } else if target.is_node() {
            self.shown(truth, sight)
        } else if self.has_fact(sight, object) {
            truth.clone()
        } else if truth.is_array() {
            json!([])
        } else {
            Value::Null
        }
    }

    fn has_fact(&self, sight: Sight, object: &Value) -> bool {
        if let Sight::With(other) = sight {
            return !self.field(self.of_type.field(other), object).is_null();
        }
        self.viewer.sees(sight, self.thing)
    }

    /// Those of the objects that may be seen, by their own parties.
    fn shown(&self, truth: &Value, sight: Sight) -> Value {
        let is_shown = |object: &Value| self.viewer.sees(sight, &self.world.0[&id_of(object)]);
        match truth.as_array() {
            Some(objects) => objects.iter().filter(|it| is_shown(it)).cloned().collect(),
            None if truth.is_null() || !is_shown(truth) => Value::Null,
            None => truth.clone(),
        }
    }

    fn page(&self, truth: &Value, sight: Sight) -> Value {
        let edges = truth["edges"].as_array().unwrap();
        let edges: Vec<&Value> = edges.iter().filter(|edge| !self.shown(&edge["node"], sight).is_null()).collect();
        let cursor = |edge: Option<&&Value>| edge.map_or(Value::Null, |edge| edge["cursor"].clone());
        json!({
            "edges": edges,
            "nodes": edges.iter().map(|edge| &edge["node"]).collect::<Vec<_>>(),
            "pageInfo": {
                "startCursor": cursor(edges.first()), "endCursor": cursor(edges.last()),
                "hasNextPage": false, "hasPreviousPage": false,
            },
            "totalCount": edges.len(),
        })
    }

    /// The administrator may do everything: what hinders them is the state. Others are refused before.
    fn action(&self, truth: &Value) -> Value {
        let name = truth["action"].as_str().unwrap();
        if self.viewer.may_call(sight("Mutation", name)) {
            return truth.clone();
        }
        json!({ "action": name, "allowed": false, "reason": "FORBIDDEN" })
    }
}

/// The id of an object in an answer.
pub(super) fn id_of(object: &Value) -> String {
    object["id"].as_str().unwrap().to_owned()
}
