//! A database for each test, cloned from a template that is migrated once.

use std::sync::OnceLock;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use schema::ids::JobId;
use url::Url;

/// The role the binaries log in as: a member of `headwater_app`, not the owner.
const ROLE: &str = "headwater_test";

/// What `cargo dev test` tells the tests.
#[must_use]
pub fn settings(name: &str) -> String {
    #[expect(clippy::disallowed_methods, reason = "the one place where the tests read the environment")]
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run the tests with `cargo dev test`"))
}

/// A migrated database; dropped with the value.
#[derive(Debug)]
pub struct Database {
    server: Url,
    name: String,
}

impl Database {
    /// A clone of the template.
    #[must_use]
    pub fn clone_template() -> Self {
        static TEMPLATE: OnceLock<String> = OnceLock::new();
        let server: Url = settings("TEST_DATABASE_URL").parse().unwrap();
        let template = TEMPLATE.get_or_init(|| make_template(&server));
        let name = format!("test_{}", fresh());
        admin(&server).batch_execute(&format!("create database {name} template {template}")).unwrap();
        Self { server, name }
    }

    /// A clone of this one; connections to this one are ended.
    #[must_use]
    pub(crate) fn copy(&self) -> Self {
        let (name, mut conn) = (format!("test_{}", fresh()), admin(&self.server));
        let (old, end) = (&self.name, "select pg_terminate_backend(pid, 1000) from pg_stat_activity where datname = ");
        conn.batch_execute(&format!("{end} '{old}'")).unwrap();
        conn.batch_execute(&format!("create database {name} template {old}")).unwrap();
        Self { server: self.server.clone(), name }
    }

    /// A migrated database on a server of its own.
    #[must_use]
    pub fn on(server: &str) -> Self {
        let server: Url = server.parse().unwrap();
        let name = make_template(&server);
        Self { server, name }
    }

    /// The address for the binaries: a role without rights on append-only tables.
    #[must_use]
    pub fn url(&self) -> String {
        let mut url = named(&self.server, &self.name);
        url.set_username(ROLE).unwrap();
        url.set_password(Some(ROLE)).unwrap();
        url.into()
    }

    /// The address for the owner of the tables, for looking at and tampering with rows.
    #[must_use]
    pub fn owner_url(&self) -> String {
        named(&self.server, &self.name).into()
    }

    /// A connection of the owner.
    #[must_use]
    pub fn owner(&self) -> PgConnection {
        PgConnection::establish(&self.owner_url()).unwrap()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Ok(mut conn) = PgConnection::establish(self.server.as_str()) {
            // A server that was stopped by the test takes its databases with it.
            drop(conn.batch_execute(&format!("drop database if exists {} with (force)", self.name)));
        }
    }
}

fn make_template(server: &Url) -> String {
    let name = format!("template_{}", fresh());
    let mut conn = admin(server);
    conn.batch_execute(&format!("create database {name}")).unwrap();
    domain::migrations::run(named(server, &name).as_str()).unwrap();
    conn.batch_execute(&format!(
        "do $$ begin create role {ROLE} login password '{ROLE}' in role headwater_app; \
         exception when duplicate_object or unique_violation then null; end $$"
    ))
    .unwrap();
    name
}

/// A name that no other database of the server has.
fn fresh() -> impl std::fmt::Display {
    JobId::new().uuid().simple()
}

fn admin(server: &Url) -> PgConnection {
    PgConnection::establish(server.as_str()).unwrap()
}

fn named(server: &Url, name: &str) -> Url {
    let mut url = server.clone();
    url.set_path(name);
    url
}
