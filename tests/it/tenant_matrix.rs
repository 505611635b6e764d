//! Nobody sees what is not theirs: every field of the schema, for every kind of viewer.
//!
//! `table/` says who may see each field on whose object; `rules.rs` says what that means. A field without
//! an entry fails the first test here; a field that shows more or less than its entry fails the others. A mutation needs its row
//! and its supply (`supplies/`), a type with an id its line in `things.rs` and something made by `furnish/`.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rule names the sights and values it is about; the rest is the rest"
)]

mod cast;
mod documents;
mod expected;
mod furnish;
mod mutations;
mod past;
mod reading;
mod rules;
mod supplies;
mod table;
mod things;
mod viewer;
mod walk;
mod world;

use std::collections::BTreeSet;

use tests::{App, Sdl};

#[tokio::test]
async fn the_matrix_has_one_entry_for_every_field_of_the_schema() {
    let app = App::start().await;
    let sdl = Sdl::of(&app).await;

    let fields = sdl.0.values().flat_map(|it| it.fields.iter().map(move |field| format!("{}.{}", it.name, field.name)));
    let entries: Vec<String> = table::entries().map(|(name, _)| name).collect();

    let (fields, known): (BTreeSet<String>, BTreeSet<String>) = (fields.collect(), entries.iter().cloned().collect());
    assert_eq!(fields.difference(&known).collect::<Vec<_>>(), [&""; 0], "fields without an entry");
    assert_eq!(known.difference(&fields).collect::<Vec<_>>(), [&""; 0], "entries without a field");
    assert_eq!(entries.len(), known.len(), "an entry stands twice");
    app.close().await;
}
