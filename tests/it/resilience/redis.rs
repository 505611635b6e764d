//! Redis forgets everything, or is away for a while: only time is lost.

use tests::{Worker, eventually, private_redis};

use super::{Held, all_done, caught, credited_once, folder, live, upload};

/// Files: more than are read and decided at once, so that ids wait in Redis.
const MANY: usize = 40;

#[tokio::test]
async fn a_flushed_redis_loses_no_job() {
    let (app, folder) = (live().await, folder());
    let redis = private_redis(folder.path());
    let mut client = ::redis::Client::open(redis.url()).unwrap().get_connection().unwrap();
    let reseller = app.channel.reseller.clone();
    let held = Held::account_of(&app, &reseller);
    for number in 0..MANY {
        upload(&app, &format!("S{number}"), &reseller, 1).await;
    }
    let worker = Worker::start(&app, "redis", &redis.url());
    caught(&app, "ledger_accounts").await;
    let mut waiting = || ::redis::cmd("LLEN").arg("headwater:bank:active").query::<usize>(&mut client).unwrap();
    eventually("ids wait in Redis", || waiting() > MANY / 2).await;

    let () = ::redis::cmd("FLUSHALL").query(&mut client).unwrap();
    held.release();
    all_done(&app).await;
    worker.kill();

    credited_once(app, &reseller, MANY).await;
}

#[tokio::test]
async fn a_job_enqueued_while_redis_is_away_is_done_when_it_is_back() {
    let (app, folder) = (live().await, folder());
    let mut redis = private_redis(folder.path());
    let reseller = app.channel.reseller.clone();
    let worker = Worker::start(&app, "redis", &redis.url());
    upload(&app, "S1", &reseller, 1).await;
    all_done(&app).await;

    redis.stop().unwrap();
    upload(&app, "S2", &reseller, 1).await;
    assert_eq!(app.count("jobs where name = 'import_bank_file' and state = 'ready'"), 1);
    redis.restart().unwrap();
    all_done(&app).await;
    worker.kill();

    credited_once(app, &reseller, 2).await;
}

#[tokio::test]
async fn a_redis_restarted_in_the_middle_of_a_job_does_not_end_the_job() {
    let (app, folder) = (live().await, folder());
    let mut redis = private_redis(folder.path());
    let reseller = app.channel.reseller.clone();
    let held = Held::account_of(&app, &reseller);
    upload(&app, "S1", &reseller, 1).await;
    let worker = Worker::start(&app, "redis", &redis.url());
    caught(&app, "ledger_accounts").await;

    redis.restart().unwrap();
    held.release();
    all_done(&app).await;
    worker.kill();

    credited_once(app, &reseller, 1).await;
}
