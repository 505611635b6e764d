//! What a viewer should get, field by field: what the vendor's administrator gets, less what the matrix hides.

use serde_json::{Map, Value, json};
use tests::{Field, Sdl, Type};

use super::table::{Sight, sight};
use super::viewer::Viewer;
use super::world::{Thing, World, type_sight};

/// What `viewer` should get of one object.
#[derive(Clone, Copy)]
pub(super) struct Expected<'a> {
    pub(super) viewer: &'a Viewer<'a>,
    pub(super) administrator: &'a Viewer<'a>,
    pub(super) sdl: &'a Sdl,
    pub(super) world: &'a World,
    pub(super) of_type: &'a Type,
    pub(super) thing: &'a Thing,
}

impl Expected<'_> {
    /// The object whole, or null. What cannot be known beforehand is as it was `seen`.
    pub(super) fn object(&self, truth: &Value, seen: &Value) -> Value {
        if !self.viewer.sees(type_sight(self.thing.of_type), self.thing) {
            return Value::Null;
        }
        self.fields(truth, seen)
    }

    fn fields(&self, truth: &Value, seen: &Value) -> Value {
        let field = |field: &Field| (field.name.clone(), self.field(field, truth, &seen[&field.name]));
        Value::Object(self.of_type.fields.iter().map(field).collect::<Map<_, _>>())
    }

    fn field(&self, field: &Field, object: &Value, seen: &Value) -> Value {
        let (truth, target) = (&object[&field.name], self.sdl.target(field));
        let sight = sight(&self.of_type.name, &field.name);
        if sight == Sight::Actions {
            let actions = truth.as_array().unwrap().iter().enumerate();
            actions.map(|(i, action)| self.action(action, &seen[i])).collect()
        } else if sight == Sight::Personal && self.viewer.sees(sight, self.thing) {
            // Not even the administrator can say what there is; what each of them shows is looked at by its id.
            seen.clone()
        } else if target.is_connection() {
            self.page(target, truth, sight)
        } else if target.is_node() {
            self.shown(truth, sight)
        } else if sight == Sight::Masked {
            self.world.in_full(self.viewer, self.thing).map_or_else(|| truth.clone(), Value::from)
        } else if matches!(sight, Sight::Alone(_) | Sight::Concerned) && self.viewer.sees(sight, self.thing) {
            seen.clone()
        } else if !self.has_fact(sight, object, truth) {
            if truth.is_array() { json!([]) } else { Value::Null }
        } else if target.is_object() {
            self.part(target, truth, seen)
        } else {
            truth.clone()
        }
    }

    /// What an object is made of, each of it by its own rows.
    fn part(&self, of_type: &Type, truth: &Value, seen: &Value) -> Value {
        let thing = self.world.of_answer(truth).unwrap_or(self.thing);
        let part = Expected { of_type, thing, ..*self };
        match truth {
            Value::Array(items) => items.iter().enumerate().map(|(i, it)| self.part(of_type, it, &seen[i])).collect(),
            Value::Object(_) => part.fields(truth, seen),
            other => other.clone(),
        }
    }

    /// Whether `truth` is told; what is told of something with an id of its own goes by that.
    fn has_fact(&self, sight: Sight, object: &Value, truth: &Value) -> bool {
        match sight {
            Sight::Part => true,
            Sight::With(other) => {
                let other = self.of_type.field(other);
                !self.field(other, object, &Value::Null).is_null()
            }
            _ => self.viewer.sees(sight, self.world.of_answer(truth).unwrap_or(self.thing)),
        }
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

    /// A row of a page: an object by its own parties; what has no way of its own to be asked for whole, by its rows.
    fn row(&self, of_type: &Type, truth: &Value, sight: Sight) -> Value {
        if of_type.is_node() {
            return self.shown(truth, sight);
        }
        let thing = self.world.of_answer(truth).unwrap_or(self.thing);
        let row = Expected { of_type, thing, ..*self };
        if self.viewer.sees(sight, thing) { row.fields(truth, &Value::Null) } else { Value::Null }
    }

    fn page(&self, of_type: &Type, truth: &Value, sight: Sight) -> Value {
        let of_type = self.sdl.target(of_type.field("nodes"));
        let row = |edge: &Value| json!({ "cursor": edge["cursor"], "node": self.row(of_type, &edge["node"], sight) });
        let edges: Vec<Value> = truth["edges"].as_array().unwrap().iter().map(row).collect();
        let edges: Vec<&Value> = edges.iter().filter(|edge| !edge["node"].is_null()).collect();
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

    /// Who may not give the command at all is told so. Who may is told what the state of things allows: in the
    /// vendor what the administrator is told, when the administrator may too; elsewhere that is for the stories.
    fn action(&self, truth: &Value, seen: &Value) -> Value {
        let name = truth["action"].as_str().unwrap();
        let sight = sight("Mutation", name);
        if !self.viewer.may_call(sight) {
            json!({ "action": name, "allowed": false, "reason": "FORBIDDEN" })
        } else if self.viewer.is_of_vendor() && self.administrator.may_call(sight) && truth["reason"] != "FORBIDDEN" {
            truth.clone()
        } else {
            seen.clone()
        }
    }
}

/// The id of an object in an answer.
pub(super) fn id_of(object: &Value) -> String {
    object["id"].as_str().unwrap().to_owned()
}
