//! The whole server on one screen: what every request passes, and where it goes.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_cors::Cors;
use actix_web::dev::ServerHandle;
use actix_web::http::header;
use actix_web::middleware::{Compress, Condition, DefaultHeaders, from_fn};
use actix_web::{App as Routes, HttpServer, web};
use domain::clock::Clock;
use domain::db::Db;
use domain::vault::Vault;
use metrics_exporter_prometheus::PrometheusHandle;
use object_store::ObjectStore;
use tokio::task::JoinHandle;

use crate::cost::Prices;
use crate::graphql::Schema;
use crate::passwords::Passwords;
use crate::tokens::Tokens;
use crate::{charges, downloads, graphiql, graphql, health, http, links, observe, uploads};

/// What a server is made of.
pub struct Parts {
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Where files go.
    pub objects: Arc<dyn ObjectStore>,
    /// The keys of access tokens.
    pub tokens: Tokens,
    /// What seals and opens personal data.
    pub vault: Vault,
    /// Redis, whose health is reported; none when there is none.
    pub redis: Option<redis::Client>,
    /// What `/metrics` shows.
    pub metrics: PrometheusHandle,
    /// How browsers reach the server, without a slash at its end; none for the address it listens on.
    pub public_url: Option<String>,
    /// Origins whose pages may call.
    pub cors_origins: Vec<String>,
    /// Proxies that are believed when they tell where a request comes from.
    pub trusted_proxies: Vec<IpAddr>,
    /// Whether the schema may be asked for its types.
    pub introspection: bool,
    /// How long running requests get to finish when the server is stopped.
    pub stop_within: Duration,
}

/// What every request finds.
pub(crate) struct App {
    pub(crate) schema: Schema,
    pub(crate) prices: Prices,
    pub(crate) db: Db,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) objects: Arc<dyn ObjectStore>,
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) vault: Arc<Vault>,
    pub(crate) passwords: Arc<Passwords>,
    pub(crate) trusted_proxies: Vec<IpAddr>,
    pub(crate) redis: Option<redis::Client>,
    pub(crate) metrics: PrometheusHandle,
    pub(crate) public_url: Arc<str>,
}

/// A server that is running.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    passwords: Arc<Passwords>,
    handle: ServerHandle,
    ended: JoinHandle<io::Result<()>>,
}

/// Starts a server on `listen`; port 0 takes a free one. Signals are the caller's.
///
/// # Errors
/// The address cannot be listened on.
pub fn start(listen: SocketAddr, parts: Parts) -> io::Result<Running> {
    let listener = TcpListener::bind(listen)?;
    let address = listener.local_addr()?;
    let (cors_origins, stop_within) = (parts.cors_origins.clone(), parts.stop_within);
    let app = web::Data::new(App::new(parts, address)?);
    let passwords = Arc::clone(&app.passwords);

    let server = HttpServer::new(move || {
        Routes::new()
            .app_data(app.clone())
            .wrap(Compress::default())
            .wrap(Condition::new(!cors_origins.is_empty(), cors(&cors_origins)))
            .wrap(security_headers())
            .wrap(from_fn(observe::observe))
            .service(
                web::resource("/graphql")
                    .route(web::post().to(http::post))
                    .route(web::get().to(http::get))
                    .default_service(web::to(http::other_method)),
            )
            .route("/uploads/{ticket}", web::post().to(uploads::receive))
            .route("/downloads/{link}", web::get().to(downloads::send))
            .route("/charges", web::post().to(charges::receive))
            .configure(links::routes)
            .route("/", web::get().to(graphiql::page))
            .route("/graphiql/{file}", web::get().to(graphiql::asset))
            .route("/healthz", web::get().to(health::alive))
            .route("/readyz", web::get().to(health::ready))
            .route("/metrics", web::get().to(health::metrics))
    })
    .disable_signals()
    .shutdown_timeout(stop_within.as_secs())
    .listen(listener)?
    .run();

    Ok(Running { address, passwords, handle: server.handle(), ended: tokio::spawn(server) })
}

impl Running {
    /// How many passwords were hashed since the start: what guessing costs.
    #[must_use]
    pub fn passwords_hashed(&self) -> u64 {
        self.passwords.hashed()
    }

    /// Takes no more requests, lets the running ones finish, and ends.
    pub async fn stop(self) {
        self.handle.stop(true).await;
        drop(self.ended.await);
    }

    /// Waits for the server to end by itself, which it does only when it fails.
    ///
    /// # Errors
    /// Why it ended.
    pub async fn ended(&mut self) -> io::Result<()> {
        (&mut self.ended).await.map_err(io::Error::other)?
    }
}

impl App {
    fn new(parts: Parts, address: SocketAddr) -> io::Result<Self> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self {
            schema: graphql::schema(parts.introspection),
            prices: Prices::of(&graphql::sdl()).map_err(io::Error::other)?,
            db: parts.db,
            clock: parts.clock,
            objects: parts.objects,
            tokens: Arc::new(parts.tokens),
            vault: Arc::new(parts.vault),
            passwords: Arc::new(Passwords::new(cores)),
            trusted_proxies: parts.trusted_proxies.iter().map(IpAddr::to_canonical).collect(),
            redis: parts.redis,
            metrics: parts.metrics,
            public_url: parts.public_url.unwrap_or_else(|| format!("http://{address}")).into(),
        })
    }
}

/// What a browser may do with an answer: nothing but show it. GraphiQL's page says otherwise for itself.
fn security_headers() -> DefaultHeaders {
    DefaultHeaders::new()
        .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .add((header::REFERRER_POLICY, "no-referrer"))
        .add((header::X_FRAME_OPTIONS, "DENY"))
        .add((header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"))
        .add((header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"))
}

/// Pages of `origins` may send JSON and a token; there are no cookies to send.
fn cors(origins: &[String]) -> Cors {
    let open = Cors::default()
        .allowed_methods(["GET", "POST"])
        .allowed_headers([header::ACCEPT, header::AUTHORIZATION, header::CONTENT_TYPE, observe::REQUEST_ID])
        .expose_headers([observe::REQUEST_ID])
        .max_age(3600);
    origins.iter().fold(open, |cors, origin| cors.allowed_origin(origin))
}
