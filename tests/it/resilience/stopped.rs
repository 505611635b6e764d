//! A worker is ended in the middle of a job, by force or politely.

use tests::{Worker, eventually, private_redis};

use super::{Held, NOWHERE, all_done, caught, credited_once, folder, live, upload};

#[tokio::test]
async fn a_worker_killed_while_it_credits_credits_once_with_redis_as_the_bell() {
    let folder = folder();
    let redis = private_redis(folder.path());
    killed_while_crediting("redis", &redis.url()).await;
}

#[tokio::test]
async fn a_worker_killed_while_it_credits_credits_once_on_postgresql_alone() {
    killed_while_crediting("poll", NOWHERE).await;
}

async fn killed_while_crediting(bell: &str, redis_url: &str) {
    let app = live().await;
    let reseller = app.channel.reseller.clone();
    let held = Held::account_of(&app, &reseller);
    upload(&app, "S1", &reseller, 1).await;
    let worker = Worker::start(&app, bell, redis_url);
    caught(&app, "ledger_accounts").await;

    worker.kill();
    held.release();
    assert_eq!(app.rows("select state from jobs where name = 'decide_bank_entries'"), ["running"]);
    assert_eq!(app.count("ledger_transfers"), 0);
    let worker = Worker::start(&app, bell, redis_url);
    all_done(&app).await;
    worker.kill();

    assert_eq!(app.rows("select crashes from jobs where name = 'decide_bank_entries'"), ["1"]);
    credited_once(app, &reseller, 1).await;
}

#[tokio::test]
async fn a_worker_asked_to_stop_finishes_what_it_began_and_begins_nothing_with_redis_as_the_bell() {
    let folder = folder();
    let redis = private_redis(folder.path());
    asked_to_stop_while_crediting("redis", &redis.url()).await;
}

#[tokio::test]
async fn a_worker_asked_to_stop_finishes_what_it_began_and_begins_nothing_on_postgresql_alone() {
    asked_to_stop_while_crediting("poll", NOWHERE).await;
}

async fn asked_to_stop_while_crediting(bell: &str, redis_url: &str) {
    let app = live().await;
    let reseller = app.channel.reseller.clone();
    let held = Held::account_of(&app, &reseller);
    upload(&app, "S1", &reseller, 1).await;
    let mut worker = Worker::start(&app, bell, redis_url);
    caught(&app, "ledger_accounts").await;

    worker.ask_to_stop();
    held.release();
    eventually("the worker ends", || worker.ended().is_some()).await;

    assert_eq!(worker.ended().and_then(|status| status.code()), Some(0));
    let jobs = "select name || ' ' || state || ' ' || attempt || ' ' || crashes from jobs where queue <> 'maintenance' order by id";
    assert_eq!(app.rows(jobs), ["import_bank_file done 1 0", "decide_bank_entries done 1 0", "send_email ready 0 0"]);
    assert_eq!(app.mails(), []);

    let worker = Worker::start(&app, bell, redis_url);
    all_done(&app).await;
    worker.kill();
    credited_once(app, &reseller, 1).await;
}
