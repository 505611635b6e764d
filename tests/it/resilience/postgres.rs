//! PostgreSQL is restarted under a running worker and a running server: both come back by themselves.

use dev::services::Postgres;
use tempfile::TempDir;
use tests::{App, Database, Worker, private_postgres, private_redis};

use super::{Held, NOWHERE, all_done, caught, credited_once, folder, upload};

#[tokio::test]
async fn a_restart_of_postgresql_credits_once_with_redis_as_the_bell() {
    let folder = folder();
    let redis = private_redis(folder.path());
    restarted_while_crediting(&folder, "redis", &redis.url()).await;
}

#[tokio::test]
async fn a_restart_of_postgresql_credits_once_on_postgresql_alone() {
    restarted_while_crediting(&folder(), "poll", NOWHERE).await;
}

async fn restarted_while_crediting(folder: &TempDir, bell: &str, redis_url: &str) {
    let mut postgres: Postgres = private_postgres(folder.path());
    let app = App::live(Database::on(&postgres.url("postgres"))).await;
    let reseller = app.channel.reseller.clone();
    let held = Held::account_of(&app, &reseller);
    upload(&app, "S1", &reseller, 1).await;
    let worker = Worker::start(&app, bell, redis_url);
    caught(&app, "ledger_accounts").await;

    // The lock is lost with its connection, and so is what the worker was doing.
    postgres.restart().unwrap();
    drop(held);
    all_done(&app).await;
    upload(&app, "S2", &reseller, 1).await;
    all_done(&app).await;
    worker.kill();

    credited_once(app, &reseller, 2).await;
}
