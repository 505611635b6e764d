//! Who may do what: each mutation for each viewer, with an input that works for who may.

use chrono::NaiveDate;
use domain::outbox;
use schema::ids::{Id, named};
use schema::jobs::VerifyBooks;
use serde_json::{Value, json};
use tests::{Answer, App, PASSWORD, Sdl, Type};

use super::table::sight;
use super::viewer::{Viewer, viewers};
use super::world::{World, furnish};

/// Jobs that `jobRetry` and `jobDiscard` need: one for each viewer who may.
const DEAD_JOBS: u32 = 4;

#[tokio::test]
async fn each_mutation_is_for_who_the_matrix_says_and_changes_nothing_for_others() {
    let app = App::start().await;
    furnish(&app).await;
    leave_jobs_dead(&app).await;
    let (sdl, viewers) = (Sdl::of(&app).await, viewers(&app).await);
    let mut supplies = Supplies::of(&app).await;

    for mutation in &sdl.get("Mutation").fields {
        let (name, input) = (&mutation.name, mutation.args[0].target());
        let document = format!("mutation($input: {input}!) {{ {name}(input: $input) {{ userErrors {{ code field }} }} }}");
        let (may, may_not): (Vec<_>, Vec<_>) = viewers.iter().partition(|it| it.may_call(sight("Mutation", name)));

        let before = everything_stored(&app);
        for viewer in may_not {
            let answer = viewer.ask(&document, json!({ "input": supplies.peek(name) })).await;
            assert_eq!(refusal(&answer), refused(viewer), "{name} by the {}", viewer.name);
        }
        assert_eq!(everything_stored(&app), before, "{name} was refused and changed something");

        for viewer in may {
            let answer = viewer.ask(&document, json!({ "input": supplies.take(name) })).await;
            assert_eq!(refusal(&answer), "", "{name} by the {}", viewer.name);
        }
    }
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn a_mutation_says_the_same_of_a_foreign_id_and_of_none() {
    let app = App::start().await;
    furnish(&app).await;
    let (sdl, world, viewers) = (Sdl::of(&app).await, World::of(&app), viewers(&app).await);
    let before = everything_stored(&app);

    for (mutation, of_type) in id_arguments(&sdl) {
        let input = sdl.get("Mutation").field(mutation).args[0].target();
        let document =
            format!("mutation($input: {input}!) {{ {mutation}(input: $input) {{ userErrors {{ code field message }} }} }}");
        let foreign: Vec<&String> = world.0.iter().filter(|(_, it)| it.of_type == of_type).map(|(id, _)| id).collect();
        let prefix = foreign[0].split_once('_').map_or("", |(prefix, _)| prefix);
        let missing = Id::<named::Party>::new().with_prefix(prefix);
        for viewer in &viewers {
            let of_missing = viewer.ask(&document, json!({ "input": with_id(mutation, &missing) })).await;
            if viewer.may_call(sight("Mutation", mutation)) {
                assert!(refusal(&of_missing).starts_with("NOT_FOUND"), "{mutation} by the {}: {of_missing:?}", viewer.name);
                continue;
            }
            assert_eq!(refusal(&of_missing), refused(viewer), "{mutation} by the {}", viewer.name);
            for id in foreign.iter().take(3) {
                let of_foreign = viewer.ask(&document, json!({ "input": with_id(mutation, id) })).await;
                assert_eq!(of_foreign, of_missing, "{mutation} of {id} by the {}", viewer.name);
            }
        }
    }
    assert_eq!(everything_stored(&app), before);
    app.close().await;
}

/// The mutations that take an id, and of what.
fn id_arguments(sdl: &Sdl) -> Vec<(&str, &'static str)> {
    let takes_id = |input: &Type| input.input_fields.iter().any(|field| field.target() == "ID");
    let mutations = sdl.get("Mutation").fields.iter().filter(|it| takes_id(sdl.target(&it.args[0])));
    let of = |name: &str| match name {
        "holdPlace" => "Account",
        "holdRelease" => "Hold",
        "jobDiscard" | "jobRetry" => "Job",
        other => panic!("what does {other} take the id of?"),
    };
    mutations.map(|it| (it.name.as_str(), of(&it.name))).collect()
}

fn with_id(mutation: &str, id: &str) -> Value {
    match mutation {
        "holdPlace" => hold(id, "missing"),
        "holdRelease" => json!({ "holdId": id, "idempotencyKey": "missing" }),
        _ => json!({ "id": id }),
    }
}

fn hold(account: &str, key: &str) -> Value {
    let amount = json!({ "amount": "1.00", "currency": "CNY" });
    json!({ "accountId": account, "amount": amount, "reason": "a check", "idempotencyKey": key })
}

fn refused(viewer: &Viewer<'_>) -> &'static str {
    if viewer.person.is_some() { "FORBIDDEN" } else { "UNAUTHENTICATED" }
}

/// The code of the refusal, and the field when it names one; empty for none.
fn refusal(answer: &Answer) -> String {
    match answer.error_code() {
        "" => answer.refusals().join(", "),
        code => code.to_owned(),
    }
}

/// A fingerprint of each table.
fn everything_stored(app: &App) -> Vec<String> {
    let tables = app.rows("select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1");
    let prints = tables.iter().map(|table| {
        format!("select '{table} ' || md5(coalesce(string_agg(it::text, ';' order by it::text), '')) from {table} it")
    });
    app.rows(&prints.collect::<Vec<_>>().join(" union all "))
}

async fn leave_jobs_dead(app: &App) {
    let enqueue = |conn: &mut domain::Conn, now| {
        let days = (1..=DEAD_JOBS).filter_map(|day| NaiveDate::from_ymd_opt(2026, 1, day));
        days.into_iter().try_for_each(|on| outbox::enqueue(conn, now, &VerifyBooks { on }))
    };
    let now = domain::clock::Clock::now(&app.clock);
    app.db.tx(move |conn| enqueue(conn, now)).await.unwrap();
    app.sql("update jobs set state = 'dead', done_at = created_at where name = 'verify_books'");
}

/// What the mutations need; what one viewer uses up is not there for the next.
struct Supplies {
    account: String,
    holds: Vec<String>,
    jobs: Vec<String>,
    refresh_tokens: Vec<String>,
    email: String,
    taken: usize,
}

impl Supplies {
    async fn of(app: &App) -> Self {
        let reseller = &app.channel.reseller;
        let account = app.finance().await.account_of(reseller, "CASH").await.expect("an account");
        let ids = |query: &str, prefix: &str| {
            let uuids = app.rows(query).into_iter().map(|it| it.parse().unwrap());
            uuids.map(|it| Id::<named::Party>::from_uuid(it).with_prefix(prefix)).collect()
        };
        let mut refresh_tokens = Vec::new();
        for _ in 0..2 * super::viewer::COUNT {
            refresh_tokens.push(app.sign_in(&reseller.email).await.refresh_token);
        }
        Self {
            account: account["id"].as_str().unwrap().to_owned(),
            holds: ids("select id from holds where state = 'placed'", "hld"),
            jobs: ids("select id from jobs where state = 'dead'", "job"),
            refresh_tokens,
            email: reseller.email.clone(),
            taken: 0,
        }
    }

    /// An input that works, left where it is.
    fn peek(&self, mutation: &str) -> Value {
        let key = format!("command {}", self.taken);
        match mutation {
            "bankAccountRegister" => {
                json!({ "number": format!("CN00NEW{}", self.taken), "name": "New", "currency": "CNY", "idempotencyKey": key })
            }
            "bankUploadCreate" => json!({ "fileName": "statement.xml" }),
            "holdPlace" => hold(&self.account, &key),
            "holdRelease" => json!({ "holdId": self.holds.last(), "idempotencyKey": key }),
            "jobDiscard" | "jobRetry" => json!({ "id": self.jobs.last() }),
            "sessionCreate" => json!({ "email": self.email, "password": PASSWORD }),
            "sessionEnd" | "sessionRefresh" => json!({ "refreshToken": self.refresh_tokens.last() }),
            other => panic!("what does {other} take?"),
        }
    }

    /// An input that works, used up.
    fn take(&mut self, mutation: &str) -> Value {
        let input = self.peek(mutation);
        self.taken += 1;
        match mutation {
            "holdRelease" => drop(self.holds.pop()),
            "jobDiscard" | "jobRetry" => drop(self.jobs.pop()),
            "sessionEnd" | "sessionRefresh" => drop(self.refresh_tokens.pop()),
            _ => {}
        }
        input
    }
}
