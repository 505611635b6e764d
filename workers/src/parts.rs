//! What a job works with, handed in from outside so that a test can hand in others.

use std::sync::Arc;

use domain::Db;
use domain::clock::{Clock, SystemClock};
use domain::vault::{self, Vault};
use object_store::ObjectStore;
use object_store::prefix::PrefixStore;
use secrecy::ExposeSecret;
use url::Url;

use crate::clients::smtp::{Mailer, Smtp, Unusable};
use crate::config::Config;
use crate::emails::{self, Emails};

/// Everything outside a handler that it may use.
#[derive(Clone)]
pub struct Parts {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The way out for e-mails.
    pub mailer: Arc<dyn Mailer>,
    /// Bank files and other objects.
    pub objects: Arc<dyn ObjectStore>,
    /// The words of e-mails.
    pub emails: Arc<Emails>,
    /// What opens sealed values.
    pub vault: Arc<Vault>,
}

/// A part could not be made of the configuration.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not an address of a mail relay, or of a sender.
    #[error(transparent)]
    Mail(#[from] Unusable),
    /// Not an address of an object store.
    #[error("OBJECT_STORE_URL cannot be used")]
    Objects(#[from] object_store::Error),
    /// Not keys of the vault.
    #[error("VAULT_KEYS or INDEX_KEY is malformed")]
    Vault(#[from] vault::BadKeys),
    /// A template is broken.
    #[error("an e-mail template is broken")]
    Emails(#[from] emails::Error),
}

impl Parts {
    /// The real ones. Opens no connection: whoever needs one does.
    ///
    /// # Errors
    /// [`Error`], naming the variable.
    pub fn of(config: &Config) -> Result<Self, Error> {
        Ok(Self {
            db: Db::new(config.database.url.expose_secret(), config.pool_size()),
            clock: Arc::new(SystemClock),
            mailer: Arc::new(Smtp::new(config.smtp_url.expose_secret(), &config.mail_from)?),
            objects: object_store_at(&config.object_store_url)?,
            emails: Arc::new(Emails::new(&config.public_url)?),
            vault: Arc::new(Vault::parse(config.vault_keys.expose_secret(), config.index_key.expose_secret())?),
        })
    }
}

/// The store that `url` names; keys are relative to its path.
fn object_store_at(url: &Url) -> Result<Arc<dyn ObjectStore>, object_store::Error> {
    let (store, folder) = object_store::parse_url(url)?;
    Ok(Arc::new(PrefixStore::new(store, folder)))
}
