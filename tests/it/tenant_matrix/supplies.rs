//! An input for each mutation that works for who may call it.
//!
//! A text in an input that begins with a prefix and a query, `hld: select id from holds`, stands for the id of the
//! first row it finds at that moment, `text: select …` for a text; `$party` and `$staff` are those of who calls; `#` is
//! another number each time. `{refresh token}` is a secret that only its holder has: somebody comes by it as its holder does.

mod charges;
mod coupons;
mod customers;
mod money;
mod partings;
mod partners;
mod people;
mod remittances;
mod reports;
mod secrets;
mod tiers;

use domain::party::Kind;
use schema::ids::PartyId;
use serde_json::Value;
use tests::App;

use super::viewer::Viewer;

pub(super) use secrets::code;

/// What a mutation takes.
pub(super) struct Supply {
    /// The mutation.
    mutation: &'static str,
    /// Where ids of one thing stand in the input, and of what type it is: `holdId:Hold`, `ids.0:Job`; several by spaces.
    ids: &'static str,
    /// SQL that makes possible what an earlier call has used up.
    before: String,
    /// Of which parties' people it works, when not of all's who may give the command.
    works_for: Option<Kind>,
    /// The input, with its queries.
    input: Value,
}

/// Every mutation's.
pub(super) fn supplies() -> Vec<Supply> {
    let areas = [
        money::supplies(),
        remittances::supplies(),
        tiers::supplies(),
        coupons::supplies(),
        charges::supplies(),
        partners::supplies(),
        reports::supplies(),
        customers::supplies(),
        people::supplies(),
        // Last: who leaves, or accepts an invitation, changes its partner.
        partings::supplies(),
        customers::coming(),
    ];
    areas.into_iter().flatten().collect()
}

/// A mutation that takes no id of something that others have.
fn plain(mutation: &'static str, input: Value) -> Supply {
    Supply { mutation, ids: "", before: String::new(), works_for: None, input }
}

impl Supply {
    /// The ids in the input.
    fn ids(self, ids: &'static str) -> Self {
        Self { ids, ..self }
    }

    /// What is done in the database before each call.
    fn before(self, before: impl Into<String>) -> Self {
        Self { before: before.into(), ..self }
    }

    /// Others have the permission, and nothing to use it on.
    fn works_for(self, kind: Kind) -> Self {
        Self { works_for: Some(kind), ..self }
    }

    pub(super) const fn mutation(&self) -> &'static str {
        self.mutation
    }

    /// The ids: where each stands in the input, as a pointer into JSON, and the type of what it is the id of.
    pub(super) fn id_arguments(&self) -> impl Iterator<Item = (String, &'static str)> {
        let arguments = self.ids.split_whitespace().filter_map(|it| it.split_once(':'));
        arguments.map(|(path, of_type)| (format!("/{}", path.replace('.', "/")), of_type))
    }

    /// An input that works now, for `viewer`, the `nth` of all; none when the viewer's party has nothing of the kind.
    pub(super) async fn input(&self, app: &App, viewer: &Viewer<'_>, nth: usize) -> Option<Value> {
        if self.works_for.is_some_and(|kind| kind != viewer.party.kind) {
            return None;
        }
        let filled = |text: &str| {
            let text = text.replace("$party", &viewer.party.id.to_string());
            text.replace("$staff", &viewer.staff_id.to_string()).replace('#', &nth.to_string())
        };
        if !self.before.is_empty() {
            app.sql(&filled(&self.before));
        }
        let mut input = fill(app, &self.input, &filled)?.to_string();
        for secret in secrets::ALL {
            if input.contains(secret) {
                input = input.replace(secret, &secrets::found(app, secret, nth).await);
            }
        }
        if input.contains(secrets::CRITICAL) {
            input = input.replace(secrets::CRITICAL, &secrets::critical(app, viewer).await);
        }
        Some(serde_json::from_str(&input).unwrap())
    }
}

fn fill(app: &App, input: &Value, filled: &impl Fn(&str) -> String) -> Option<Value> {
    Some(match input {
        Value::String(text) => Value::String(value(app, &filled(text))?),
        Value::Array(items) => items.iter().map(|it| fill(app, it, filled)).collect::<Option<_>>()?,
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, it)| Some((name.clone(), fill(app, it, filled)?)));
            fields.collect::<Option<_>>()?
        }
        other => other.clone(),
    })
}

fn value(app: &App, text: &str) -> Option<String> {
    let Some((prefix, query)) = text.split_once(": ").filter(|(_, query)| query.starts_with("select ")) else {
        return Some(text.to_owned());
    };
    let found = app.rows(&format!("{query} limit 1")).into_iter().next()?;
    Some(match prefix {
        "text" => found,
        "party" => {
            let kind = app.rows(&format!("select kind from parties where id = '{found}'")).remove(0);
            let kind = Kind::ALL.iter().find(|it| it.as_str() == kind).unwrap();
            PartyId::from_uuid(found.parse().unwrap()).with_prefix(kind.prefix())
        }
        prefix => PartyId::from_uuid(found.parse().unwrap()).with_prefix(prefix),
    })
}
