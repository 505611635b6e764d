//! What the schema says of itself.

use tests::{App, Field, Sdl};

use super::NOTHING;

/// Scalars of the specification, which describes them.
const BUILT_IN: [&str; 5] = ["Boolean", "Float", "ID", "Int", "String"];

#[tokio::test]
async fn everything_in_the_schema_is_described() {
    let app = App::start().await;
    let sdl = Sdl::of(&app).await;
    let is_bare = |description: &Option<String>| description.as_ref().is_none_or(|text| text.trim().is_empty());

    let mut bare = Vec::new();
    for it in sdl.0.values().filter(|it| !BUILT_IN.contains(&it.name.as_str())) {
        bare.extend(is_bare(&it.description).then(|| it.name.clone()));
        for member in it.fields.iter().chain(&it.input_fields).chain(&it.enum_values) {
            let place = format!("{}.{}", it.name, member.name);
            bare.extend(is_bare(&member.description).then(|| place.clone()));
            let arguments = member.args.iter().filter(|argument| is_bare(&argument.description));
            bare.extend(arguments.map(|argument| format!("{place}({})", argument.name)));
        }
    }

    assert_eq!(bare, NOTHING);
    app.close().await;
}

#[tokio::test]
async fn every_mutation_has_one_input_and_one_payload_of_its_name() {
    let app = App::start().await;
    let sdl = Sdl::of(&app).await;

    for mutation in &sdl.get("Mutation").fields {
        let (first, rest) = mutation.name.split_at(1);
        let name = first.to_uppercase() + rest;
        let arguments: Vec<(&str, &str)> = mutation.args.iter().map(|it| (it.name.as_str(), it.target())).collect();
        assert_eq!(arguments, [("input", format!("{name}Input").as_str())], "{}", mutation.name);
        assert_eq!(mutation.target(), format!("{name}Payload"));
        assert_eq!(sdl.target(mutation).field("userErrors").target(), "UserError", "{name}Payload");
    }
    app.close().await;
}

#[tokio::test]
async fn every_list_is_paged_by_cursors() {
    let app = App::start().await;
    let sdl = Sdl::of(&app).await;
    let takes = |field: &Field, name: &str| field.args.iter().any(|argument| argument.name == name);
    let is_paged = |field: &Field| ["first", "after", "last", "before"].iter().all(|name| takes(field, name));

    let fields = sdl.0.values().flat_map(|it| it.fields.iter().map(move |field| (it, field)));
    let lists = fields.filter(|(_, field)| sdl.target(field).is_connection());
    let unpaged: Vec<String> =
        lists.filter(|(_, field)| !is_paged(field)).map(|(it, field)| format!("{}.{}", it.name, field.name)).collect();

    assert_eq!(unpaged, NOTHING);
    app.close().await;
}
