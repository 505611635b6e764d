//! Several workers share the work.

use tests::{Worker, private_redis};

use super::{NOWHERE, all_done, credited_once, folder, live, upload};

/// Entries, all for one account, so that the workers meet at its lock.
const MANY: usize = 40;

#[tokio::test]
async fn two_workers_credit_each_entry_once_with_redis_as_the_bell() {
    let folder = folder();
    let redis = private_redis(folder.path());
    shared_by_two("redis", &redis.url()).await;
}

#[tokio::test]
async fn two_workers_credit_each_entry_once_on_postgresql_alone() {
    shared_by_two("poll", NOWHERE).await;
}

async fn shared_by_two(bell: &str, redis_url: &str) {
    let app = live().await;
    let reseller = app.channel.reseller.clone();
    let workers = [Worker::start(&app, bell, redis_url), Worker::start(&app, bell, redis_url)];

    upload(&app, "S1", &reseller, MANY).await;
    all_done(&app).await;
    workers.into_iter().for_each(Worker::kill);

    credited_once(app, &reseller, MANY).await;
}
