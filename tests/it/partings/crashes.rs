//! The worker is lost after any step: whoever comes next goes on there, and nothing happens twice (invariant 25).

use std::collections::BTreeMap;

use domain::actor::Actor;
use domain::clock::Clock;
use domain::job::{self, Claim};
use domain::parting::{self, Error, Progress};
use schema::ids::{JobId, PartingId};
use tests::App;

use super::{answer, balances, funded, issued, mails, requested, shown, stood};

/// How long a claim holds.
const LEASE: chrono::TimeDelta = chrono::TimeDelta::seconds(60);

/// Does the first `count` steps, as the job does them; then nobody goes on.
pub(super) async fn steps(app: &App, id: &str, count: usize) {
    for _ in 0..count {
        let (now, id) = (app.clock.now(), id.parse::<PartingId>().unwrap());
        let actor = Actor::system("execute_parting");
        let progress = app.db.tx(move |conn| parting::advance(conn, now, &actor, id)).await.unwrap();
        assert_eq!(progress, Progress::More);
    }
}

/// Claims the parting's job, as a worker does.
async fn claim(app: &App) -> Claim {
    let id = app.rows("select id from jobs where name = 'execute_parting'").remove(0);
    let (now, id) = (app.clock.now(), JobId::from_uuid(id.parse().unwrap()));
    app.db.tx(move |conn| job::claim(conn, now, id, LEASE)).await.unwrap().expect("a job that is ready")
}

/// A step under a claim; with `dies` the process ends before the commit.
async fn step(app: &App, claim: &Claim, id: &str, dies: bool) -> Result<(), Error> {
    let (now, id, claim) = (app.clock.now(), id.parse::<PartingId>().unwrap(), claim.clone());
    let actor = Actor::system("execute_parting");
    app.db
        .tx(move |conn| {
            if job::fence(conn, &claim).is_err() {
                return Err(Error::NotFound);
            }
            parting::advance(conn, now, &actor, id)?;
            if dies { Err(Error::Over) } else { Ok(()) }
        })
        .await
}

/// The lease of who is lost runs out, and the sweeper gives the job back.
async fn lost(app: &App) {
    app.later(LEASE);
    let now = app.clock.now();
    assert_eq!(app.db.tx(move |conn| job::sweep(conn, now)).await.unwrap().returned, 1);
}

/// A customer whose parting was agreed to, with 69.50 and three coupons to give back.
async fn agreed(app: &App, kind: &str) -> String {
    funded(app).await;
    issued(app, 3).await;
    let channel = app.channel.clone();
    let id = requested(&app.admin_of(&channel.reseller).await, &channel.customer, kind).await;
    app.run_jobs().await;
    answer(&app.admin_of(&channel.customer).await, &id, "AGREE").await.ok();
    id
}

/// What is there once: the money, each step, each letter, the edges.
async fn done_once(app: App, id: &str, edges: &[&str]) {
    app.run_jobs().await;
    let operations = app.operations().await;
    assert_eq!(
        shown(&operations, id).await,
        "DONE, 69.50 and 3 coupons: CHECK, COUPONS 3, MONEY 69.50, ASSOCIATION, NOTICE"
    );
    assert_eq!(balances(&app), "distributor 700.00, reseller 249.50, customer 0.00");
    assert_eq!(app.rows("select amount from ledger_transfers where kind = 'unbinding'"), ["69.50"]);
    assert_eq!(app.rows("select amount from adjustments where operation = 'unbinding'"), ["69.50"]);
    assert_eq!(app.rows("select distinct state from coupons"), ["reclaimed"]);
    assert_eq!(app.count("coupon_records where operation in ('disassociate', 'mode_switch')"), 3);
    assert_eq!(stood(&app, &app.channel.customer), edges);
    assert_eq!(app.count("audit_log where operation = 'parting.complete'"), 1);
    let mut told: BTreeMap<String, usize> = BTreeMap::new();
    for mail in mails(&app).into_iter().filter(|mail| mail.subject.starts_with("Done")) {
        *told.entry(mail.to).or_default() += 1;
    }
    assert_eq!(told.len(), 2);
    assert!(told.values().all(|times| *times == 1), "{told:?}");
    app.close().await;
}

/// Transactions of a parting: the coupons take two, because only an empty one says that none is left.
const TRANSACTIONS: usize = 6;

/// The process dies after `done` transactions, in the middle of the next.
async fn dies_after(done: usize, kind: &str, edges: &[&str]) {
    let app = App::start().await;
    let id = agreed(&app, kind).await;
    let first = claim(&app).await;
    for _ in 0..done {
        step(&app, &first, &id, false).await.unwrap();
    }
    if done < TRANSACTIONS {
        let unfinished = step(&app, &first, &id, true).await;
        assert!(matches!(unfinished, Err(Error::Over)), "{unfinished:?}");
    }
    let facts = |app: &App| {
        [
            app.count("parting_steps"),
            app.count("coupons where state = 'reclaimed'"),
            app.count("ledger_transfers where kind = 'unbinding'"),
            app.count("edges where closing_at is not null and valid_to is not null"),
        ]
    };
    let expected = [[0, 0, 0, 0], [1, 0, 0, 0], [1, 3, 0, 0], [2, 3, 0, 0], [3, 3, 1, 0], [4, 3, 1, 1], [5, 3, 1, 1]];
    assert_eq!(facts(&app), expected[done]);
    lost(&app).await;

    // Who was only slow finds the job gone: nothing of what it does is kept.
    let late = step(&app, &first, &id, false).await;
    assert!(matches!(late, Err(Error::NotFound)), "{late:?}");
    assert_eq!(facts(&app), expected[done]);
    done_once(app, &id, edges).await;
}

#[tokio::test]
async fn a_worker_lost_before_the_check_is_followed_by_another() {
    dies_after(0, "DISASSOCIATION", &["resale, ended"]).await;
}

#[tokio::test]
async fn a_worker_lost_after_the_check_is_followed_by_another() {
    dies_after(1, "DISASSOCIATION", &["resale, ended"]).await;
}

#[tokio::test]
async fn a_worker_lost_among_the_coupons_is_followed_by_another() {
    dies_after(2, "DISASSOCIATION", &["resale, ended"]).await;
}

#[tokio::test]
async fn a_worker_lost_after_the_coupons_is_followed_by_another() {
    dies_after(3, "DISASSOCIATION", &["resale, ended"]).await;
}

#[tokio::test]
async fn a_worker_lost_after_the_money_is_followed_by_another() {
    dies_after(4, "DISASSOCIATION", &["resale, ended"]).await;
}

#[tokio::test]
async fn a_worker_lost_after_the_association_is_followed_by_another() {
    dies_after(5, "DISASSOCIATION", &["resale, ended"]).await;
}

#[tokio::test]
async fn a_worker_lost_after_the_notices_is_followed_by_another() {
    dies_after(6, "DISASSOCIATION", &["resale, ended"]).await;
}

#[tokio::test]
async fn a_worker_lost_in_the_middle_of_a_switch_is_followed_by_another() {
    for done in [2, 4, 5] {
        dies_after(done, "SWITCH", &["resale, ended", "advisory"]).await;
    }
}

/// Two workers have the job at once, which leases prevent; each step is done once all the same.
#[tokio::test]
async fn two_workers_at_once_do_each_step_once() {
    let app = App::start().await;
    let id = agreed(&app, "DISASSOCIATION").await;
    let claim = claim(&app).await;

    for _ in 0..TRANSACTIONS {
        let (one, other) = tokio::join!(step(&app, &claim, &id, false), step(&app, &claim, &id, false));
        one.and(other).unwrap();
    }
    lost(&app).await;

    done_once(app, &id, &["resale, ended"]).await;
}
