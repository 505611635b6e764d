//! Everything a story needs, started.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use api::server::{self, Running};
use api::tokens::Tokens;
use chrono::TimeDelta;
use dev::services::MailSink;
use diesel::connection::SimpleConnection;
use diesel::{PgConnection, RunQueryDsl};
use domain::Db;
use domain::clock::Clock;
use domain::vault::Vault;
use object_store::ObjectStore;
use object_store::local::LocalFileSystem;
use tempfile::TempDir;
use workers::clients::smtp::Smtp;
use workers::emails::Emails;
use workers::parts::Parts;
use workers::runner::Runner;

use crate::builders::Channel;
use crate::clock::StoryClock;
use crate::db::Database;
use crate::mails::{self, Mail};
use crate::relay::Relay;

/// A token key of tests: 32 bytes of base64url.
pub const TOKEN_KEYS: &str = "test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
/// Keys of the vault, likewise.
pub(crate) const VAULT_KEYS: &str = "1:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8";
/// The key of blind indexes, likewise.
pub(crate) const INDEX_KEY: &str = "QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl8";

/// A server, its database, its mail sink and its clock.
pub struct App {
    /// The database, as the binaries use it.
    pub db: Db,
    /// The clock of server and jobs.
    pub clock: StoryClock,
    /// The database itself.
    pub database: Database,
    /// The channel that is there from the beginning.
    pub channel: Channel,
    pub(crate) client: reqwest::Client,
    runner: Arc<Runner>,
    server: Running,
    folder: TempDir,
    mail_sink: MailSink,
    /// Of the owner of the tables, once it was needed: to connect takes longer than to ask.
    owner: Mutex<Option<PgConnection>>,
}

/// What a story left behind, for others to begin with.
#[derive(Debug)]
pub struct Kept {
    database: Database,
    channel: Channel,
    clock: StoryClock,
}

impl App {
    /// Starts all of it, with a vendor and its channel in the database.
    pub async fn start() -> Self {
        Self::on(Database::clone_template()).await
    }

    /// Starts all of it on `database`.
    pub async fn on(database: Database) -> Self {
        Self::begin(database, None, StoryClock::still(), None).await
    }

    /// Starts all of it where another story ended, on a copy of its database. Mails and files of then are gone.
    pub async fn after(kept: &Kept) -> Self {
        Self::begin(kept.database.copy(), None, kept.clock.copy(), Some(kept.channel.clone())).await
    }

    /// Starts all of it with mails going to `relay`, which may refuse them, instead of the sink.
    pub async fn with_relay(relay: &Relay) -> Self {
        Self::begin(Database::clone_template(), Some(relay.url()), StoryClock::still(), None).await
    }

    /// Starts all of it on `database` with the machine's clock, for stories with real processes.
    pub async fn live(database: Database) -> Self {
        Self::begin(database, None, StoryClock::Machine, None).await
    }

    async fn begin(database: Database, relay: Option<String>, clock: StoryClock, channel: Option<Channel>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mail_sink = MailSink::start(&folder.path().join("mail"), |_, _| ()).unwrap();
        let smtp_url = relay.unwrap_or_else(|| mail_sink.url());
        let db = Db::new(&database.url(), 12);
        let objects = objects(&folder);
        let parts = Parts {
            db: db.clone(),
            clock: Arc::new(clock.clone()),
            mailer: Arc::new(Smtp::new(&smtp_url, "Headwater <noreply@headwater.example>").unwrap()),
            objects: Arc::clone(&objects),
            emails: Arc::new(Emails::new(&"https://partners.example".parse().unwrap()).unwrap()),
            vault: Arc::new(vault()),
        };
        let server = serve(&db, &clock, objects);
        let channel = match channel {
            Some(channel) => channel,
            None => Channel::found(&db, clock.now()).await,
        };
        // No connection is kept: the server closes idle ones, and a request may meet one that closes.
        let client = reqwest::Client::builder().pool_max_idle_per_host(0).build().unwrap();
        let runner = Runner::new(parts, None);
        let owner = Mutex::default();
        Self { db, clock, database, channel, client, runner, server, folder, mail_sink, owner }
    }

    /// Another server on the same database, as another process would be: its address, without a slash at its end.
    #[must_use]
    pub fn another_server(&self) -> String {
        let objects = Arc::new(LocalFileSystem::new_with_prefix(self.object_folder()).unwrap());
        let server = serve(&Db::new(&self.database.url(), 4), &self.clock, objects);
        format!("http://{}", server.address)
    }

    /// How many passwords the server has hashed.
    #[must_use]
    pub fn passwords_hashed(&self) -> u64 {
        self.server.passwords_hashed()
    }

    /// The address of the server, without a slash at its end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.server.address)
    }

    /// Moves the clock forward.
    pub fn later(&self, delta: TimeDelta) {
        self.clock.advance(delta);
    }

    /// Runs every job that is due, and what it leads to; returns how many ids were run.
    pub async fn run_jobs(&self) -> usize {
        self.runner.run_due().await.unwrap()
    }

    /// The folder of the SMTP sink, one file a mail.
    #[must_use]
    pub fn mail_folder(&self) -> std::path::PathBuf {
        self.folder.path().join("mail")
    }

    /// The folder of the object store.
    #[must_use]
    pub fn object_folder(&self) -> std::path::PathBuf {
        self.folder.path().join("objects")
    }

    /// The folder that the workers' own program watches for files from banks.
    #[must_use]
    pub fn inbox_folder(&self) -> std::path::PathBuf {
        let folder = self.folder.path().join("inbox");
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// The address of the SMTP sink.
    #[must_use]
    pub fn smtp_url(&self) -> String {
        self.mail_sink.url()
    }

    /// The mails that arrived, in order.
    #[must_use]
    pub fn mails(&self) -> Vec<Mail> {
        mails::read(&self.mail_folder())
    }

    /// The rows of `table`, for saying that nothing else is there.
    #[must_use]
    pub fn count(&self, table: &str) -> i64 {
        self.rows(&format!("select count(*) from {table}"))[0].parse().unwrap()
    }

    /// The one column that `query` finds, a text each row.
    #[must_use]
    pub fn rows(&self, query: &str) -> Vec<String> {
        #[derive(diesel::QueryableByName)]
        struct Row {
            #[diesel(sql_type = diesel::sql_types::Text)]
            line: String,
        }
        let query = diesel::sql_query(format!("select line::text as line from ({query}) as found (line)"));
        let rows: Vec<Row> = self.as_owner(|conn| query.load(conn).unwrap());
        rows.into_iter().map(|row| row.line).collect()
    }

    /// Runs SQL as the owner of the tables: for what no operation does.
    pub fn sql(&self, statements: &str) {
        self.as_owner(|conn| conn.batch_execute(statements).unwrap());
    }

    fn as_owner<T>(&self, act: impl FnOnce(&mut PgConnection) -> T) -> T {
        let mut kept = self.owner.lock().unwrap_or_else(PoisonError::into_inner);
        let as_new = |mut conn: PgConnection| conn.batch_execute("discard all").is_ok().then_some(conn);
        let mut conn = kept.take().and_then(as_new).unwrap_or_else(|| self.database.owner());
        let done = act(&mut conn);
        *kept = Some(conn);
        done
    }

    /// Everything in the books that does not add up.
    pub async fn discrepancies(&self) -> Vec<String> {
        let found = self.db.snapshot(domain::ledger::verify).await.unwrap();
        found.iter().map(ToString::to_string).collect()
    }

    /// Ends the story as it is, for others to begin with.
    pub async fn keep(self) -> Kept {
        self.server.stop().await;
        Kept { database: self.database, channel: self.channel, clock: self.clock }
    }

    /// Ends the story: no job is due, none is dead, and the books balance.
    pub async fn close(self) {
        assert_eq!(self.run_jobs().await, 0, "jobs were left to be done");
        assert_eq!(self.count("jobs where state in ('running', 'dead')"), 0, "jobs were left running or dead");
        assert_eq!(self.discrepancies().await, Vec::<String>::new());
        self.server.stop().await;
    }
}

fn serve(db: &Db, clock: &StoryClock, objects: Arc<dyn ObjectStore>) -> Running {
    let parts = server::Parts {
        db: db.clone(),
        clock: Arc::new(clock.clone()),
        objects,
        tokens: Tokens::parse(&TOKEN_KEYS.into()).unwrap(),
        vault: vault(),
        redis: None,
        metrics: metrics(),
        public_url: None,
        cors_origins: Vec::new(),
        trusted_proxies: vec![[127, 0, 0, 1].into()],
        introspection: true,
        stop_within: Duration::from_secs(1),
    };
    server::start(([127, 0, 0, 1], 0).into(), parts).unwrap()
}

fn objects(folder: &TempDir) -> Arc<dyn ObjectStore> {
    let path = folder.path().join("objects");
    std::fs::create_dir(&path).unwrap();
    Arc::new(LocalFileSystem::new_with_prefix(path).unwrap())
}

/// What seals and opens personal data in every test.
#[must_use]
pub fn vault() -> Vault {
    Vault::parse(VAULT_KEYS, INDEX_KEY).unwrap()
}

/// The recorder is the process's: all apps of a test run share it.
fn metrics() -> metrics_exporter_prometheus::PrometheusHandle {
    static METRICS: OnceLock<metrics_exporter_prometheus::PrometheusHandle> = OnceLock::new();
    METRICS.get_or_init(|| api::observe::start_metrics().unwrap()).clone()
}
