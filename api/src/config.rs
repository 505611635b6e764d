//! Everything that can be set from outside, read once.
//!
//! A variable that is missing or malformed ends the start with one sentence
//! that names it. The descriptions below are what `api --help` prints.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, Parser};
use domain::vault::Vault;
use object_store::ObjectStore;
use object_store::local::LocalFileSystem;
use secrecy::{ExposeSecret, SecretString};

/// The GraphQL gateway of Headwater. Without a flag it serves.
#[derive(Debug, Parser)]
#[command(name = "api", version)]
pub struct Command {
    /// Apply the database migrations that are missing, print their names, and end.
    #[arg(long, conflicts_with_all = ["print_schema", "seed_demo"])]
    pub migrate: bool,
    /// Print the GraphQL schema as SDL, and end. Needs no variable.
    #[arg(long, conflicts_with = "seed_demo")]
    pub print_schema: bool,
    /// Write the demo channel, print its sign-ins and ids as JSON, and end. Safe to repeat.
    #[arg(long)]
    pub seed_demo: bool,
    /// What the environment says.
    #[command(flatten)]
    pub config: Config,
}

/// The environment of this binary. What has no default is required where it is used.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Environment")]
pub struct Config {
    /// PostgreSQL: a connection URL, logging in as a member of the role headwater_app.
    #[arg(long, env, value_name = "DATABASE_URL", hide_env_values = true)]
    database_url: Option<SecretString>,
    /// PostgreSQL as the owner of the tables, for --migrate only [default: DATABASE_URL].
    #[arg(long, env, value_name = "MIGRATION_DATABASE_URL", hide_env_values = true)]
    migration_database_url: Option<SecretString>,
    /// Most connections to PostgreSQL at a time: 1 to 1000.
    #[arg(long, env, value_name = "DATABASE_POOL", default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub database_pool: u32,
    /// Redis: a connection URL. Only its health is reported; serving goes on without it.
    #[arg(long, env, value_name = "REDIS_URL", hide_env_values = true)]
    pub redis_url: Option<SecretString>,
    /// Address and port to listen on.
    #[arg(long, env, value_name = "LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// How browsers reach this server: a URL without a slash at its end [default: http:// and LISTEN].
    #[arg(long, env, value_name = "PUBLIC_URL", value_parser = public_url)]
    public_url: Option<String>,
    /// Keys of access tokens, `id:seed[,id:seed…]`, a seed being 32 bytes in base64url. The first signs, all verify.
    #[arg(long, env, value_name = "TOKEN_KEYS", hide_env_values = true)]
    token_keys: Option<SecretString>,
    /// Keys of sealed values, `id:key[,id:key…]`: ids 0 to 255, keys of 32 bytes in base64url. The first seals, all open.
    #[arg(long, env, value_name = "VAULT_KEYS", hide_env_values = true)]
    vault_keys: Option<SecretString>,
    /// Key of blind indexes, links and codes: 32 bytes in base64url. It never changes.
    #[arg(long, env, value_name = "INDEX_KEY", hide_env_values = true)]
    index_key: Option<SecretString>,
    /// Where files are kept: file:///an/absolute/folder, made when it is missing.
    #[arg(long, env, value_name = "OBJECT_STORE_URL")]
    object_store_url: Option<String>,
    /// Origins whose pages may call this server, separated by commas; none by default.
    #[arg(long, env, value_name = "CORS_ORIGINS", value_delimiter = ',')]
    pub cors_origins: Vec<String>,
    /// Addresses of proxies in front of this server, separated by commas; none by default. Attempts to sign in are counted
    /// by the address of who connects; when it is one of these, by the last address in X-Forwarded-For that is none.
    #[arg(long, env, value_name = "TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<IpAddr>,
    /// Whether the schema may be asked for its types, and suggests names: true or false.
    #[arg(long, env, value_name = "INTROSPECTION", default_value_t = true, action = clap::ArgAction::Set)]
    pub introspection: bool,
    /// Seconds that running requests get to finish after SIGTERM: 0 to 300.
    #[arg(long, env, value_name = "STOP_SECONDS", default_value_t = 25, value_parser = clap::value_parser!(u64).range(0..=300))]
    pub stop_seconds: u64,
    /// Password of every person of the demo channel, for --seed-demo only.
    #[arg(long, env, value_name = "DEMO_PASSWORD", hide_env_values = true)]
    demo_password: Option<SecretString>,
    /// What is logged: a level, or a filter such as `info,domain=debug`.
    #[arg(long, env, value_name = "LOG", default_value = "info,actix_server=warn")]
    pub log: String,
    /// How it is logged.
    #[arg(long, env, value_name = "LOG_FORMAT", default_value = "json")]
    pub log_format: LogFormat,
}

/// How a line of the log looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    Text,
}

impl Command {
    /// Reads the command line and the environment; answers `--help` and `--version` itself.
    ///
    /// # Errors
    /// One sentence that names the variable or flag.
    pub fn read() -> Result<Self> {
        Self::try_parse().map_err(|error| {
            if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
                error.exit();
            }
            anyhow::anyhow!(sentence(&error))
        })
    }
}

impl Config {
    /// The connection URL of PostgreSQL.
    ///
    /// # Errors
    /// `DATABASE_URL` is missing.
    pub fn database_url(&self) -> Result<&str> {
        Ok(required(self.database_url.as_ref(), "DATABASE_URL")?.expose_secret())
    }

    /// The connection URL that migrations use.
    ///
    /// # Errors
    /// Neither `MIGRATION_DATABASE_URL` nor `DATABASE_URL` is given.
    pub fn migration_database_url(&self) -> Result<&str> {
        self.migration_database_url.as_ref().map_or_else(|| self.database_url(), |url| Ok(url.expose_secret()))
    }

    /// How browsers reach this server.
    #[must_use]
    pub fn public_url(&self) -> String {
        self.public_url.clone().unwrap_or_else(|| format!("http://{}", self.listen))
    }

    /// The keys of access tokens.
    ///
    /// # Errors
    /// `TOKEN_KEYS` is missing or malformed.
    pub fn tokens(&self) -> Result<crate::tokens::Tokens> {
        let keys = required(self.token_keys.as_ref(), "TOKEN_KEYS")?;
        crate::tokens::Tokens::parse(keys).context("TOKEN_KEYS is malformed")
    }

    /// What seals and opens personal data.
    ///
    /// # Errors
    /// `VAULT_KEYS` or `INDEX_KEY` is missing or malformed.
    pub fn vault(&self) -> Result<Vault> {
        let keys = required(self.vault_keys.as_ref(), "VAULT_KEYS")?;
        let index = required(self.index_key.as_ref(), "INDEX_KEY")?;
        Vault::parse(keys.expose_secret(), index.expose_secret()).context("VAULT_KEYS or INDEX_KEY is malformed")
    }

    /// The store that files go to.
    ///
    /// # Errors
    /// `OBJECT_STORE_URL` is missing, is no `file://` URL, or the folder cannot be made.
    pub fn objects(&self) -> Result<Arc<dyn ObjectStore>> {
        let url = required(self.object_store_url.as_ref(), "OBJECT_STORE_URL")?;
        let Some(folder) = url.strip_prefix("file://").map(Path::new).filter(|folder| folder.is_absolute()) else {
            bail!("OBJECT_STORE_URL is malformed: it must be file:// and an absolute folder");
        };
        let opened = std::fs::create_dir_all(folder).map_err(anyhow::Error::from);
        let store = opened.and_then(|()| Ok(LocalFileSystem::new_with_prefix(folder)?));
        Ok(Arc::new(store.context("OBJECT_STORE_URL names a folder that cannot be used")?))
    }

    /// The password that the people of the demo channel get.
    ///
    /// # Errors
    /// `DEMO_PASSWORD` is missing.
    pub fn demo_password(&self) -> Result<&SecretString> {
        required(self.demo_password.as_ref(), "DEMO_PASSWORD")
    }
}

fn required<'a, T>(value: Option<&'a T>, name: &str) -> Result<&'a T> {
    value.with_context(|| format!("{name} is missing: `api --help` says what it is"))
}

fn public_url(text: &str) -> Result<String, &'static str> {
    let is_web = ["http://", "https://"].iter().any(|scheme| text.len() > scheme.len() && text.starts_with(scheme));
    if is_web && !text.ends_with('/') {
        Ok(text.to_owned())
    } else {
        Err("it must be http(s)://host without a slash at its end")
    }
}

/// What clap says in a paragraph, in one sentence.
fn sentence(error: &clap::Error) -> String {
    let argument = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(argument)) => argument.as_str(),
        _ => "the command line",
    };
    // `--listen <LISTEN>` is the variable LISTEN.
    let name = argument.split_once('<').map_or(argument, |(_, name)| name.trim_end_matches(['>', '.']));
    let why = match (std::error::Error::source(error), error.get(ContextKind::ValidValue)) {
        (Some(cause), _) => cause.to_string(),
        (None, Some(ContextValue::Strings(words))) => format!("it must be one of {}", words.join(", ")),
        (None, _) => error.kind().to_string(),
    };
    format!("{name} is malformed: {why}; `api --help` says what it is")
}
