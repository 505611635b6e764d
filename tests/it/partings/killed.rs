//! The workers' own program is killed, by force, in the middle of each step.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use tests::{App, Database, Worker, eventually};

use super::{answer, balances, mails, requested, shown};

/// No Redis: a worker with the bell `poll` needs none.
const NOWHERE: &str = "redis://127.0.0.1:1";

/// Whoever writes the step down waits for this lock, with its effect already made.
const GATE: &str = "
    create function wait_at_gate() returns trigger language plpgsql as
        $$ begin perform pg_advisory_xact_lock_shared(1); return new; end $$;
    create trigger parting_steps_gate before insert on parting_steps for each row when (new.step = 'STEP') execute function wait_at_gate();";

async fn killed_at(step: &str) {
    let app = App::live(Database::clone_template()).await;
    let channel = app.channel.clone();
    funded_live(&app).await;
    let id = requested(&app.admin_of(&channel.reseller).await, &channel.customer, "DISASSOCIATION").await;
    app.run_jobs().await;
    answer(&app.admin_of(&channel.customer).await, &id, "AGREE").await.ok();
    app.sql(&GATE.replace("STEP", step));
    let mut gate = PgConnection::establish(&app.database.owner_url()).unwrap();
    gate.batch_execute("begin; select pg_advisory_xact_lock(1)").unwrap();
    let worker = Worker::start(&app, "poll", NOWHERE);
    let waiting = "pg_stat_activity where datname = current_database() and wait_event = 'advisory'";
    eventually(&format!("{step} waits at the gate"), || app.count(waiting) > 0).await;

    worker.kill();
    gate.batch_execute("rollback").unwrap();
    let steps = app.count(&format!("parting_steps where step = '{step}'"));
    let worker = Worker::start(&app, "poll", NOWHERE);
    eventually("all jobs are done", || app.count("jobs where state in ('ready', 'running')") == 0).await;
    worker.kill();

    assert_eq!(steps, 0, "what was not committed is not there");
    assert_eq!(app.rows("select crashes from jobs where name = 'execute_parting'"), ["1"]);
    assert_eq!(
        shown(&app.operations().await, &id).await,
        "DONE, 69.50 and 3 coupons: CHECK, COUPONS 3, MONEY 69.50, ASSOCIATION, NOTICE"
    );
    assert_eq!(balances(&app), "distributor 700.00, reseller 249.50, customer 0.00");
    assert_eq!(app.rows("select amount from ledger_transfers where kind = 'unbinding'"), ["69.50"]);
    assert_eq!(mails(&app).iter().filter(|mail| mail.subject.starts_with("Done")).count(), 2);
    app.close().await;
}

/// The story's own clock is the machine's: nothing moves it.
async fn funded_live(app: &App) {
    let channel = app.channel.clone();
    super::wired(app, &channel.distributor, "D1", "1000.00").await;
    super::allocated(app, &channel.distributor, &channel.reseller, "300.00").await;
    super::allocated(app, &channel.reseller, &channel.customer, "120.00").await;
    app.charge(&channel.customer, "50.50").await;
    super::issued(app, 3).await;
}

#[tokio::test]
async fn a_worker_killed_at_any_step_returns_the_money_once() {
    for step in ["check", "coupons", "money", "association", "notice"] {
        killed_at(step).await;
    }
}
