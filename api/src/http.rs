//! GraphQL over HTTP, as its specification draft says.
//!
//! | what comes | answer |
//! |---|---|
//! | POST `application/json`, at most 64 KiB | run |
//! | GET with a query | run; a mutation is 405 |
//! | any other content type, size, shape | 415, 413, 400, and an error in GraphQL form |
//!
//! With `Accept: application/graphql-response+json` a document that cannot be
//! run is 400; with `application/json` (also when nothing is said) it is 200,
//! because older clients read the body of a 200 only. A refused access token is
//! 401 and a database that does not answer is 503 in both.

use std::time::Duration;

use actix_web::http::header::{self, Accept, Header};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use async_graphql::parser::parse_query;
use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Variables};
use schema::problem::Code;
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::answer::{Answer, Form};
use crate::precheck;
use crate::server::App;
use crate::viewer;

/// Largest body of a request, in bytes.
pub const BODY_LIMIT: usize = 64 * 1024;

/// Most that a document may cost: about a tenth of a second of a core.
pub const COST_LIMIT: u64 = 200_000;

/// How long a caller may take to send a body of [`BODY_LIMIT`].
const BODY_WAIT: Duration = Duration::from_secs(10);

/// What a request asks for.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Params {
    query: String,
    operation_name: Option<String>,
    variables: Option<Map<String, Value>>,
    #[expect(dead_code, reason = "read to be checked: it must be an object or null")]
    extensions: Option<Map<String, Value>>,
}

/// `POST /graphql`.
pub(crate) async fn post(request: HttpRequest, body: web::Payload, app: web::Data<App>) -> HttpResponse {
    let Some(form) = accepted(&request) else { return not_acceptable() };
    let answer = match posted(&request, body).await {
        Ok((params, sha256)) => run(&app, &request, params, sha256).await,
        Err(refused) => refused,
    };
    answer.respond(form)
}

/// `GET /graphql`.
pub(crate) async fn get(request: HttpRequest, app: web::Data<App>) -> HttpResponse {
    let Some(form) = accepted(&request) else { return not_acceptable() };
    let answer = match asked(&request) {
        Ok(params) => run(&app, &request, params, sha256(b"")).await,
        Err(refused) => refused,
    };
    answer.respond(form)
}

/// The form of the answer that the caller prefers of those we have.
fn accepted(request: &HttpRequest) -> Option<Form> {
    let ranked = Accept::parse(request).map(|accept| accept.ranked()).unwrap_or_default();
    if ranked.is_empty() {
        return Some(Form::Json);
    }
    ranked.iter().find_map(|range| match range.essence_str() {
        "application/graphql-response+json" => Some(Form::GraphqlResponse),
        "application/json" | "application/*" | "*/*" => Some(Form::Json),
        _ => None,
    })
}

fn not_acceptable() -> HttpResponse {
    let message = "send `Accept: application/graphql-response+json` or `application/json`";
    Answer::refused(StatusCode::NOT_ACCEPTABLE, Code::BadDocument, message).respond(Form::Json)
}

/// The parameters of a POST, and the hash of the body that they stood in.
async fn posted(request: &HttpRequest, body: web::Payload) -> Result<(Params, String), Answer> {
    let is_json = request.mime_type().ok().flatten().is_some_and(|mime| {
        mime.essence_str() == "application/json" && mime.get_param("charset").is_none_or(|charset| charset == "utf-8")
    });
    if !is_json {
        let message = "send `Content-Type: application/json`";
        return Err(Answer::refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, Code::BadDocument, message));
    }
    let body = tokio::time::timeout(BODY_WAIT, body.to_bytes_limited(BODY_LIMIT)).await;
    match body {
        Ok(Ok(Ok(bytes))) if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{') => {
            let params = serde_json::from_slice(&bytes).map_err(|error| malformed(&error))?;
            Ok((params, sha256(&bytes)))
        }
        Ok(Ok(Ok(_))) => Err(bad_request("the body must be one JSON object with `query`; there is no batching")),
        Ok(Ok(Err(_))) => Err(bad_request("the body broke off")),
        Ok(Err(_)) => {
            let message = "the body is larger than 64 KiB";
            Err(Answer::refused(StatusCode::PAYLOAD_TOO_LARGE, Code::DocumentTooLarge, message))
        }
        Err(_) => {
            let message = "the body took longer than 10 seconds";
            Err(Answer::refused(StatusCode::REQUEST_TIMEOUT, Code::BadDocument, message))
        }
    }
}

/// The parameters of a GET: `variables` and `extensions` are JSON in text.
fn asked(request: &HttpRequest) -> Result<Params, Answer> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Text {
        query: String,
        operation_name: Option<String>,
        variables: Option<String>,
        extensions: Option<String>,
    }
    let object = |text: Option<String>| match text.filter(|text| !text.is_empty()) {
        Some(text) => serde_json::from_str(&text).map_err(|error| malformed(&error)),
        None => Ok(None),
    };
    if request.query_string().len() > BODY_LIMIT {
        let message = "the query string is larger than 64 KiB";
        return Err(Answer::refused(StatusCode::URI_TOO_LONG, Code::DocumentTooLarge, message));
    }
    let text = web::Query::<Text>::from_query(request.query_string());
    let text = text.map_err(|_unnamed| bad_request("the query string must hold `query`"))?.into_inner();
    Ok(Params {
        query: text.query,
        operation_name: text.operation_name.filter(|name| !name.is_empty()),
        variables: object(text.variables)?,
        extensions: object(text.extensions)?,
    })
}

/// As a signature has it: 64 hexadecimal digits in lower case.
fn sha256(body: &[u8]) -> String {
    hex::encode(Sha256::digest(body))
}

/// Checks the document, finds out who is calling, and executes.
async fn run(app: &App, request: &HttpRequest, params: Params, body_sha256: String) -> Answer {
    let variables = Variables::from_json(Value::Object(params.variables.unwrap_or_default()));
    let checked = precheck::check_nesting(&params.query).map_err(|refused| Answer::unfit(&refused)).and_then(|()| {
        let document = parse_query(&params.query).map_err(|error| Answer::syntax(&error))?;
        precheck::check(document, params.operation_name.as_deref(), &variables)
            .map_err(|refused| Answer::unfit(&refused))
    });
    let checked = match checked {
        Ok(checked) => checked,
        Err(refused) => return refused,
    };
    match checked.operation.node.ty {
        OperationType::Query => {}
        OperationType::Mutation if request.method() == Method::POST => {}
        OperationType::Mutation => return Answer::post_only(),
        OperationType::Subscription => return Answer::document("subscriptions are not offered over this transport"),
    }
    let cost = app.prices.cost(&checked.operation.node, &checked.fragments, &variables);
    if cost > COST_LIMIT {
        return Answer::too_expensive(cost, COST_LIMIT);
    }

    let visit = match viewer::visit(app, request, body_sha256).await {
        Ok(visit) => visit,
        Err(fault) => return Answer::not_let_in(&fault),
    };
    let request_id = visit.request_id().to_owned();
    let mut operation = Request::new("").variables(variables).data(visit);
    operation.set_parsed_query(checked.into_document());
    Answer::executed(app.schema.execute(operation).await, &request_id, cost)
}

fn malformed(error: &serde_json::Error) -> Answer {
    // The error's own text may repeat the body; where it is says enough.
    let what = if error.is_data() {
        "a parameter has the wrong type: `query` is a string, `operationName` a string or null, `variables` and \
         `extensions` are objects or null"
    } else {
        "the JSON cannot be read"
    };
    bad_request(&format!("{what} (line {}, column {})", error.line(), error.column()))
}

fn bad_request(message: &str) -> Answer {
    Answer::refused(StatusCode::BAD_REQUEST, Code::BadDocument, message)
}

/// Every other method.
pub(crate) async fn other_method() -> HttpResponse {
    let allow = (header::ALLOW, "GET, POST");
    Answer::refused(StatusCode::METHOD_NOT_ALLOWED, Code::BadDocument, "use GET or POST")
        .with_header(allow)
        .respond(Form::Json)
}
