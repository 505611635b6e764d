//! Programs that sign their requests.

use domain::secret::sha256;
use domain::vault::hmac_sha256;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::actors::Person;
use crate::app::App;

/// An access key and its secret.
#[derive(Debug, Clone)]
pub struct AccessKey {
    /// The id as GraphQL writes it.
    pub id: String,
    /// Names it in a request.
    pub key: String,
    /// What is signed with.
    pub secret: String,
}

/// A request with its signature, before it is sent.
#[derive(Debug, Clone)]
pub struct SignedRequest {
    /// `POST`.
    pub method: String,
    /// Path and query string.
    pub target: String,
    /// The header.
    pub authorization: String,
    /// The body.
    pub body: String,
}

impl AccessKey {
    /// Signs a request as the documentation says.
    #[must_use]
    pub fn sign(&self, timestamp: i64, nonce: &str, target: &str, body: &str) -> SignedRequest {
        let timestamp = timestamp.to_string();
        let hash = hex::encode(sha256(body.as_bytes()));
        let text = ["HW1-HMAC-SHA256", "POST", target, &timestamp, nonce, &hash].join("\n");
        let signature = hex::encode(hmac_sha256(self.secret.as_bytes(), text.as_bytes()));
        let authorization =
            format!("HW1-HMAC-SHA256 key={}, timestamp={timestamp}, nonce={nonce}, signature={signature}", self.key);
        SignedRequest { method: "POST".to_owned(), target: target.to_owned(), authorization, body: body.to_owned() }
    }
}

impl Person<'_> {
    /// Makes an access key.
    pub async fn access_key(&self, name: &str) -> AccessKey {
        let input = json!({ "input": { "name": name } });
        let answer = self.query(include_str!("../graphql/access_key_create.graphql"), input).await;
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let made = answer.ok();
        let key = &made["accessKey"];
        AccessKey { id: text(&key["id"]), key: text(&key["key"]), secret: text(&made["secret"]) }
    }
}

impl App {
    /// Sends a signed request; the status and the body of the answer.
    pub async fn send_signed(&self, request: &SignedRequest) -> (StatusCode, Value) {
        let method: Method = request.method.parse().expect("a method");
        let sent = self
            .client
            .request(method, format!("{}{}", self.url(), request.target))
            .header("content-type", "application/json")
            .header("authorization", &request.authorization)
            .body(request.body.clone())
            .send()
            .await
            .expect("an answer");
        (sent.status(), sent.json().await.unwrap_or(Value::Null))
    }
}
