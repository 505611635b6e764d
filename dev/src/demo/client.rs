//! A client of the public API, as anybody could write one.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use ureq::Agent;

use super::done;

/// A GraphQL client, with the token of whoever signed in.
pub(super) struct Client {
    agent: Agent,
    url: String,
    token: Option<String>,
}

impl Client {
    /// A client of the API at `url` that nobody has signed in to.
    pub(super) fn new(url: &str) -> Self {
        let config = Agent::config_builder().timeout_global(Some(Duration::from_secs(30))).http_status_as_error(false);
        Self { agent: config.build().into(), url: url.to_owned(), token: None }
    }

    /// A client that acts as the first person of the demo channel with this role at this kind of party.
    pub(super) fn signed_in(url: &str, demo: &Value, party_kind: &str, role: &str) -> Result<Self> {
        let is_meant = |sign_in: &&Value| {
            ["party_kind", "role"].map(|key| sign_in.get(key).and_then(Value::as_str)) == [Some(party_kind), Some(role)]
        };
        let sign_in = list(demo, "/sign_ins")?.iter().find(is_meant);
        let sign_in = sign_in.with_context(|| format!("the demo channel has no {role} of a {party_kind}"))?;
        let client = Self::sign_in(url, text(sign_in, "/email")?, text(demo, "/password")?)?;
        done(&format!("signed in as {}, {role} of {}", text(sign_in, "/email")?, text(sign_in, "/party")?));
        Ok(client)
    }

    /// A client that acts as the person of this address.
    pub(super) fn sign_in(url: &str, email: &str, password: &str) -> Result<Self> {
        let document = "mutation ($input: SessionCreateInput!) {
            sessionCreate(input: $input) { session { accessToken } userErrors { code message } }
        }";
        let mut client = Self::new(url);
        let answer = client.mutate(document, "sessionCreate", json!({ "email": email, "password": password }))?;
        client.token = Some(text(&answer, "/session/accessToken")?.to_owned());
        Ok(client)
    }

    /// Runs a mutation with one argument `input`, and returns its payload. A refusal is an error.
    pub(super) fn mutate(&self, document: &str, field: &str, input: Value) -> Result<Value> {
        let mut data = self.query(document, &json!({ "input": input }))?;
        let payload = data.get_mut(field).map(Value::take).with_context(|| format!("{field} answered nothing"))?;
        match payload.get("userErrors").and_then(Value::as_array) {
            Some(errors) if !errors.is_empty() => bail!("{field} was refused: {}", Value::from(errors.clone())),
            _ => Ok(payload),
        }
    }

    /// Runs an operation and returns `data`. Any error in the answer is an error.
    pub(super) fn query(&self, document: &str, variables: &Value) -> Result<Value> {
        let body = json!({ "query": document, "variables": variables });
        let mut request = self.agent.post(format!("{}/graphql", self.url));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let mut answer: Value = request.send_json(body)?.body_mut().read_json()?;
        if let Some(errors) = answer.get("errors") {
            bail!("the API answered with errors: {errors}");
        }
        answer.get_mut("data").map(Value::take).context("the API answered without data")
    }

    /// Sends a file to an upload ticket; returns the status and the body of the answer.
    pub(super) fn upload(&self, ticket: &str, file: &str) -> Result<(u16, String)> {
        let request = self.agent.post(format!("{}/uploads/{ticket}", self.url)).content_type("application/xml");
        let mut answer = request.send(file)?;
        Ok((answer.status().as_u16(), answer.body_mut().read_to_string()?))
    }
}

/// The text at a JSON pointer.
pub(super) fn text<'a>(value: &'a Value, pointer: &str) -> Result<&'a str> {
    value.pointer(pointer).and_then(Value::as_str).with_context(|| format!("no text at {pointer} in {value}"))
}

/// The list at a JSON pointer.
pub(super) fn list<'a>(value: &'a Value, pointer: &str) -> Result<&'a Vec<Value>> {
    value.pointer(pointer).and_then(Value::as_array).with_context(|| format!("no list at {pointer} in {value}"))
}
