//! A channel in which everybody has something.

mod charges;
mod coupons;
mod customers;
mod money;
mod partings;
mod partners;
mod people;
mod tiers;

use serde_json::{Value, json};
use tests::{App, Kept, Person};
use tokio::sync::OnceCell;

use super::cast::{self, Member, members};

/// Login name, mobile number and address of parties: nobody reads them where they are not revealed.
pub(super) const CONTACTS: [[&str; 3]; 3] = [
    ["lantern-foods", "+8613812340000", "lena@lantern.example"],
    ["harbour-office", "+8613912345678", "hugo@harbour.example"],
    ["heron-systems", "+8613700001111", "hanna@heron.example"],
];

/// A partner's login name is no secret between it, its distributor and the vendor: its invitations are tagged with it.
pub(super) const TAG: &str = CONTACTS[2][0];

/// A channel with everybody in it, who have what the matrix has rows for. It takes long, so it is made once for all.
pub(super) async fn furnished() -> App {
    static KEPT: OnceCell<Kept> = OnceCell::const_new();
    let make = || async {
        let app = App::start().await;
        furnish(&app).await;
        app.keep().await
    };
    App::after(KEPT.get_or_init(make).await).await
}

async fn furnish(app: &App) {
    cast::join(app).await;
    people::furnish(app).await;
    money::furnish(app).await;
    partners::furnish(app).await;
    tiers::furnish(app).await;
    coupons::furnish(app).await;
    partings::furnish(app).await;
    charges::furnish(app).await;
    customers::furnish(app).await;
    app.run_jobs().await;
}

/// The party of that name here.
fn member(app: &App, name: &str) -> Member {
    members(app).into_iter().find(|it| it.name == name).unwrap_or_else(|| panic!("no {name}"))
}

/// Gives a command that is not refused, and what came of it.
async fn command(person: &Person<'_>, mutation: &str, answer: &str, input: Value) -> Value {
    let (first, rest) = mutation.split_at(1);
    let document = format!(
        "mutation($input: {}{rest}Input!) {{ {mutation}(input: $input) {{ {answer} userErrors {{ code field }} }} }}",
        first.to_uppercase()
    );
    person.query(&document, json!({ "input": input })).await.ok().clone()
}
