//! Documents made from the schema, so that a new field is asked for without anybody's doing.

use tests::{Field, Sdl, Type};

/// Rows of a list that is read whole: more than anything of the channel has.
const ALL_ROWS: usize = 12;
/// Rows of a list in a list in a list.
const SOME_ROWS: usize = 4;

/// Every field of `of_type`: facts whole, objects by their ids.
pub(super) fn everything(sdl: &Sdl, of_type: &Type) -> String {
    of_type.fields.iter().map(|field| one(sdl, field)).collect::<Vec<_>>().join(" ")
}

fn one(sdl: &Sdl, field: &Field) -> String {
    let target = sdl.target(field);
    if target.is_node() {
        format!("{}{} {{ id }}", field.name, arguments(field, ALL_ROWS))
    } else if target.is_object() {
        format!("{}{} {{ {} }}", field.name, arguments(field, ALL_ROWS), everything(sdl, target))
    } else {
        field.name.clone()
    }
}

/// The ids of `of_type` and of everything that is `depth` edges away.
pub(super) fn tree(sdl: &Sdl, of_type: &Type, depth: usize) -> String {
    let id = of_type.fields.iter().any(|field| field.name == "id").then(|| "id".to_owned());
    let edges = of_type.fields.iter().filter_map(|field| branch(sdl, field, depth));
    id.into_iter().chain(edges).collect::<Vec<_>>().join(" ")
}

/// `field` and what is `depth` edges away by it; none when it leads to no object with an id.
pub(super) fn branch(sdl: &Sdl, field: &Field, depth: usize) -> Option<String> {
    let target = sdl.target(field);
    let (name, arguments) = (&field.name, arguments(field, SOME_ROWS));
    if depth == 0 {
        None
    } else if target.is_connection() {
        let row = tree(sdl, sdl.target(target.field("nodes")), depth - 1);
        Some(format!("{name}{arguments} {{ nodes {{ {row} }} }}"))
    } else if target.is_object() {
        let row = tree(sdl, target, depth - 1);
        (!row.is_empty()).then(|| format!("{name}{arguments} {{ {row} }}"))
    } else {
        None
    }
}

fn arguments(field: &Field, rows: usize) -> String {
    assert!(field.args.iter().all(|it| !it.is_required()), "the walk does not know how to ask for {}", field.name);
    if field.args.iter().any(|it| it.name == "first") { format!("(first: {rows})") } else { String::new() }
}
