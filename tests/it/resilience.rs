//! Something dies: the credit is there once, the mail once, and the books balance.
//!
//! These stories run the workers' own program and servers of their own, so they take seconds. They wait for
//! facts, never for a time. A job is caught in the middle by holding a lock that it needs.

mod mail;
mod postgres;
mod redis;
mod stopped;
mod together;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use tempfile::TempDir;
use tests::{App, BankFile, Database, Line, Partner, eventually};

/// No Redis: a worker with the bell `poll` needs none.
const NOWHERE: &str = "redis://127.0.0.1:1";

/// A story on a database of its own, with the machine's clock.
async fn live() -> App {
    App::live(Database::clone_template()).await
}

/// A folder for the servers of a story.
fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// Locks that another connection holds until this is dropped.
struct Held(PgConnection);

impl Held {
    /// Runs `statement` in a transaction that stays open.
    fn by(app: &App, statement: &str) -> Self {
        let mut conn = PgConnection::establish(&app.database.owner_url()).unwrap();
        conn.batch_execute(&format!("begin; {statement}")).unwrap();
        Self(conn)
    }

    /// The partner's cash account: nobody can credit it.
    fn account_of(app: &App, partner: &Partner) -> Self {
        let owner = partner.party_id().uuid();
        Self::by(app, &format!("select 1 from ledger_accounts where owner_id = '{owner}' and kind = 'cash' for update"))
    }

    /// Gives the locks back; when it returns, whoever waits for them has them.
    fn release(mut self) {
        self.0.batch_execute("rollback").unwrap();
    }
}

/// Waits until a statement that contains `words` waits for a lock.
async fn caught(app: &App, words: &str) {
    let waiting = format!(
        "pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%{words}%'"
    );
    eventually(&format!("{words} waits for a lock"), || app.count(&waiting) > 0).await;
}

/// Waits until no job is left to be done.
async fn all_done(app: &App) {
    eventually("all jobs are done", || app.count("jobs where state in ('ready', 'running')") == 0).await;
}

/// Uploads a file with `count` transfers of 1.00 of the partner; the job of its import is enqueued.
async fn upload(app: &App, reference: &str, partner: &Partner, count: usize) {
    let lines = (1..=count).map(|i| Line::from(partner, &format!("{reference}-{i}"), "1.00"));
    let file = BankFile::new(reference, lines);
    let (_, status) = app.finance().await.upload("statement.xml", file.xml()).await;
    assert_eq!(status, 201);
}

/// What a story ends with: this much on the partner's account, credit by credit, and as many mails, each once.
async fn credited_once(app: App, partner: &Partner, count: usize) {
    let balance = app.finance().await.balance_of(partner).await;
    assert_eq!(balance, Some(format!("{count}.00")));
    assert_eq!(app.count("ledger_transfers"), i64::try_from(count).unwrap());
    assert_eq!(app.count("mails where state = 'sent'"), i64::try_from(count).unwrap());
    assert_eq!(app.count("mails"), i64::try_from(count).unwrap());
    let mut ids: Vec<String> = app.mails().into_iter().map(|mail| mail.message_id).collect();
    ids.sort();
    assert_eq!(ids.len(), count, "mails that arrived: {ids:?}");
    ids.dedup();
    assert_eq!(ids.len(), count, "a mail arrived twice: {ids:?}");
    app.close().await;
}
