//! GraphQL over HTTP: what is asked how, what is refused, and what else the server answers.

use std::time::{Duration, Instant};

use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tests::App;

/// Stands in every hostile document; no answer may repeat it.
const CANARY: &str = "canary";

const GRAPHQL: &str = "application/graphql-response+json";

fn ask(app: &App, method: Method) -> RequestBuilder {
    Client::new().request(method, format!("{}/graphql", app.url()))
}

async fn get(app: &App, path: &str) -> Response {
    Client::new().get(format!("{}{path}", app.url())).send().await.unwrap()
}

fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).map_or("-", |value| value.to_str().unwrap()).to_owned()
}

/// `200 application/json; charset=utf-8 OK`, or the code of the first error instead of `OK`.
async fn told(request: RequestBuilder) -> String {
    let response = request.send().await.unwrap();
    let (status, media_type) = (response.status().as_u16(), header(&response, "content-type"));
    let body: Value = response.json().await.unwrap();
    format!("{status} {media_type} {}", body["errors"][0]["extensions"]["code"].as_str().unwrap_or("OK"))
}

#[tokio::test]
async fn a_request_is_answered_in_the_form_and_with_the_status_of_the_specification() {
    let app = App::start().await;
    let good = json!({ "query": "{ __typename }" });
    let bad = json!({ "query": "{ nothing }" });
    let post = |body: &Value| ask(&app, Method::POST).json(body);
    let raw = |body: &'static str| ask(&app, Method::POST).header("content-type", "application/json").body(body);
    let mutation = "mutation { sessionEnd(input: { refreshToken: \"x\" }) { userErrors { code } } }";
    let by_get = |query: &str| {
        let mut url: url::Url = format!("{}/graphql", app.url()).parse().unwrap();
        url.query_pairs_mut().append_pair("query", query);
        Client::new().get(url)
    };

    let mut lines = Vec::new();
    for (what, request) in [
        ("a query", post(&good)),
        ("for a client of today", post(&good).header("accept", GRAPHQL)),
        ("for a client of yesterday", post(&good).header("accept", "application/json")),
        ("for whichever it prefers", post(&good).header("accept", format!("application/json;q=0.5, {GRAPHQL}"))),
        ("for a reader of pages", post(&good).header("accept", "text/html")),
        ("not valid", post(&bad)),
        ("not valid, for a client of today", post(&bad).header("accept", GRAPHQL)),
        ("nobody's viewer", post(&json!({ "query": "{ viewer { roles } }" }))),
        ("a token that is none", post(&good).bearer_auth("x")),
        ("a sign-in of another kind", post(&good).basic_auth("x", Some("y"))),
        ("a query by GET", by_get("{ __typename }")),
        ("a mutation by GET", by_get(mutation)),
        ("GET without a query", ask(&app, Method::GET)),
        ("another method", ask(&app, Method::PUT)),
        ("another content type", ask(&app, Method::POST).header("content-type", "application/graphql").body("{ __typename }")),
        ("a form", ask(&app, Method::POST).header("content-type", "application/x-www-form-urlencoded").body("query={__typename}")),
        ("a batch", post(&json!([good, good]))),
        ("no JSON", raw("{ __typename }")),
        ("no query", raw("{}")),
        ("variables that are a list", raw(r#"{ "query": "{ __typename }", "variables": [] }"#)),
        ("a variable that is missing", post(&json!({ "query": "query Q($id: ID!) { node(id: $id) { id } }" }))),
        ("one of two operations", post(&json!({ "query": "query A { __typename } query B { __typename }", "operationName": "B" }))),
        ("neither of two operations", post(&json!({ "query": "query A { __typename } query B { __typename }" }))),
        ("a subscription", post(&json!({ "query": "subscription { __typename }" }))),
        ("64 KiB and a little", post(&json!({ "query": " ".repeat(64 * 1024) }))),
    ] {
        lines.push(format!("{what}: {}", told(request).await));
    }

    insta::assert_snapshot!(lines.join("\n"), @"
    a query: 200 application/json; charset=utf-8 OK
    for a client of today: 200 application/graphql-response+json; charset=utf-8 OK
    for a client of yesterday: 200 application/json; charset=utf-8 OK
    for whichever it prefers: 200 application/graphql-response+json; charset=utf-8 OK
    for a reader of pages: 406 application/json; charset=utf-8 BAD_DOCUMENT
    not valid: 200 application/json; charset=utf-8 BAD_DOCUMENT
    not valid, for a client of today: 400 application/graphql-response+json; charset=utf-8 BAD_DOCUMENT
    nobody's viewer: 200 application/json; charset=utf-8 UNAUTHENTICATED
    a token that is none: 401 application/json; charset=utf-8 UNAUTHENTICATED
    a sign-in of another kind: 401 application/json; charset=utf-8 UNAUTHENTICATED
    a query by GET: 200 application/json; charset=utf-8 OK
    a mutation by GET: 405 application/json; charset=utf-8 BAD_DOCUMENT
    GET without a query: 400 application/json; charset=utf-8 BAD_DOCUMENT
    another method: 405 application/json; charset=utf-8 BAD_DOCUMENT
    another content type: 415 application/json; charset=utf-8 BAD_DOCUMENT
    a form: 415 application/json; charset=utf-8 BAD_DOCUMENT
    a batch: 400 application/json; charset=utf-8 BAD_DOCUMENT
    no JSON: 400 application/json; charset=utf-8 BAD_DOCUMENT
    no query: 400 application/json; charset=utf-8 BAD_DOCUMENT
    variables that are a list: 400 application/json; charset=utf-8 BAD_DOCUMENT
    a variable that is missing: 200 application/json; charset=utf-8 BAD_DOCUMENT
    one of two operations: 200 application/json; charset=utf-8 OK
    neither of two operations: 200 application/json; charset=utf-8 BAD_DOCUMENT
    a subscription: 200 application/json; charset=utf-8 BAD_DOCUMENT
    64 KiB and a little: 413 application/json; charset=utf-8 DOCUMENT_TOO_LARGE
    ");
    app.close().await;
}

/// Documents made to hurt are refused before they cost anything, and their text is not repeated.
#[tokio::test]
async fn a_document_over_a_limit_is_refused_at_once_and_not_repeated() {
    let app = App::start().await;
    let finance = app.finance().await;
    let many = |count: usize, piece: fn(usize) -> String| (0..count).map(piece).collect::<String>();
    let mutations = many(11, |n| format!("canary{n}: sessionEnd(input: {{ refreshToken: \"canary\" }}) {{ userErrors {{ code }} }} "));
    let fragments = many(21, |n| format!("fragment canary{n} on Query {{ __typename }} "));
    let spreads = many(21, |n| format!("...canary{n} "));
    let spread_out = format!("{{ __typename {} }} fragment canary on Query {{ {} }}", "...canary ".repeat(10), "__typename ".repeat(99));
    let bomb = many(19, |n| format!("fragment canary{n} on Query {{ ...canary{m} ...canary{m} }} ", m = n + 1));
    let page = "resellers(first: 100) { nodes { ".repeat(5);
    let documents = [
        ("11 mutations", format!("mutation {{ {mutations} }}")),
        ("21 fragments", format!("{{ {spreads} }} {fragments}")),
        ("31 aliases", format!("{{ {} }}", many(31, |n| format!("canary{n}: __typename ")))),
        ("1001 selections by fragments", spread_out),
        ("a million selections by fragments", format!("{{ ...canary0 }} {bomb} fragment canary19 on Query {{ __typename }}")),
        ("11 operations", many(11, |n| format!("query canary{n} {{ __typename }} "))),
        ("201 variables", format!("query Q($canary: ID!) {{ {} }}", "nodes(ids: [$canary, $canary, $canary]) { id } ".repeat(67))),
        ("a fragment in itself", "{ ...canary } fragment canary on Query { ...canary }".to_owned()),
        ("two fragments in each other", "{ ...canaryA } fragment canaryA on Query { ...canaryB } fragment canaryB on Query { ...canaryA }".to_owned()),
        ("17 fields in each other", format!("{{ vendor {{ {} id {} }} canary: __typename }}", "upper { ".repeat(16), "} ".repeat(16))),
        ("100 pages of 100 rows of 100", format!("{{ canary: vendor {{ {page} id {} }} }}", "} } ".repeat(5))),
        ("six directives", format!("{{ canary: __typename {} }}", "@include(if: true) ".repeat(6))),
        ("60 KB of braces", format!("{{ canary {}", "{".repeat(60_000))),
        ("60 KB of brackets", format!("{{ nodes(ids: {}", "[".repeat(60_000))),
        ("30 KB of quotes", format!("{{ canary {}", "\"".repeat(30_001))),
        ("30 KB of block quotes", format!("{{ canary {}", "\"\"\"\\".repeat(7_500))),
        ("60 KB of a comment", format!("{{ canary #{}", "{".repeat(60_000))),
        ("a document that breaks off", "{ canary(".to_owned()),
        ("no document", "canary".to_owned()),
    ];

    let mut lines = Vec::new();
    for (what, document) in documents {
        let started = Instant::now();
        let answer = finance.query(&document, json!({ "canary": CANARY })).await;
        assert!(started.elapsed() < Duration::from_secs(1), "{what} took {:?}", started.elapsed());
        assert_eq!(answer.0.get("data"), None, "{what}");
        assert!(!answer.0.to_string().contains(CANARY), "{what}: {}", answer.0);
        lines.push(format!("{what}: {}, {}", answer.error_code(), answer.0["errors"][0]["message"].as_str().unwrap()));
    }

    insta::assert_snapshot!(lines.join("\n"), @"
    11 mutations: DOCUMENT_TOO_LARGE, the document has more than 10 mutations
    21 fragments: DOCUMENT_TOO_LARGE, the document has more than 20 fragments
    31 aliases: DOCUMENT_TOO_LARGE, the document has more than 30 aliases
    1001 selections by fragments: DOCUMENT_TOO_LARGE, the document has more than 1000 selections with its fragments spread out
    a million selections by fragments: DOCUMENT_TOO_LARGE, the document has more than 1000 selections with its fragments spread out
    11 operations: DOCUMENT_TOO_LARGE, the document has more than 10 operations
    201 variables: DOCUMENT_TOO_LARGE, the document has more than 200 uses of variables
    a fragment in itself: BAD_DOCUMENT, a fragment spreads itself
    two fragments in each other: BAD_DOCUMENT, a fragment spreads itself
    17 fields in each other: DOCUMENT_TOO_LARGE, Query is nested too deep.
    100 pages of 100 rows of 100: DOCUMENT_TOO_LARGE, the document costs 20202020202, more than 200000: ask for fewer rows or fields
    six directives: DOCUMENT_TOO_LARGE, The number of directives on the field `__typename` cannot be greater than `5`
    60 KB of braces: DOCUMENT_TOO_LARGE, the document has more than 64 nested brackets
    60 KB of brackets: DOCUMENT_TOO_LARGE, the document has more than 64 nested brackets
    30 KB of quotes: BAD_DOCUMENT, a string does not end
    30 KB of block quotes: BAD_DOCUMENT, a string does not end
    60 KB of a comment: BAD_DOCUMENT, the document cannot be parsed
    a document that breaks off: BAD_DOCUMENT, the document cannot be parsed
    no document: BAD_DOCUMENT, the document cannot be parsed
    ");
    app.close().await;
}

#[tokio::test]
async fn a_document_at_the_limits_is_run() {
    let app = App::start().await;
    let many = |count: usize, piece: fn(usize) -> String| (0..count).map(piece).collect::<String>();

    for document in [
        format!("mutation {{ {} }}", many(10, |n| format!("a{n}: sessionEnd(input: {{ refreshToken: \"x\" }}) {{ userErrors {{ code }} }} "))),
        format!("{{ {} }} {}", many(20, |n| format!("...a{n} ")), many(20, |n| format!("fragment a{n} on Query {{ __typename }} "))),
        format!("{{ {} }}", many(30, |n| format!("a{n}: __typename "))),
        format!("{{ {} }} fragment a on Query {{ {} }}", "...a ".repeat(10), "__typename ".repeat(99)),
    ] {
        let answer = app.anonymous(&document, json!({})).await;
        assert_eq!(answer.0.get("errors"), None, "{document}");
    }
    app.close().await;
}

/// Only the names a document gets wrong are repeated, so that a developer finds them, and not at any length.
#[tokio::test]
async fn of_a_long_name_that_does_not_exist_only_the_beginning_is_repeated() {
    let app = App::start().await;

    let answer = app.anonymous(&format!("{{ {} }}", CANARY.repeat(10_000)), json!({})).await;

    assert_eq!(answer.error_code(), "BAD_DOCUMENT");
    assert_eq!(answer.0["errors"][0]["message"].as_str().unwrap().len(), 300);
    app.close().await;
}

#[tokio::test]
async fn a_fault_of_ours_is_told_by_its_trace_and_not_by_its_cause() {
    let app = App::start().await;
    let finance = app.finance().await;
    let register = "mutation Register($input: BankAccountRegisterInput!) {
        bankAccountRegister(input: $input) { bankAccount { id } userErrors { code } }
    }";
    let input = json!({ "number": "CN00TEST0000000002", "name": "Second", "currency": "CNY", "idempotencyKey": "k1" });
    let variables = json!({ "input": input });
    finance.query(register, variables.clone()).await;
    app.sql("update idempotency_keys set result = '[]'");

    let request = ask(&app, Method::POST).bearer_auth(&finance.access_token).header("x-request-id", "story-7");
    let response = request.json(&json!({ "query": register, "variables": variables })).send().await.unwrap();

    assert_eq!((response.status(), header(&response, "x-request-id").as_str()), (StatusCode::OK, "story-7"));
    let error = response.json::<Value>().await.unwrap()["errors"][0].clone();
    assert_eq!(error["message"], "a fault of ours: `extensions.traceId` finds it in the log");
    assert_eq!(error["extensions"], json!({ "code": "INTERNAL", "traceId": "story-7" }));
    app.close().await;
}

#[tokio::test]
async fn every_answer_has_a_request_id_and_keeps_a_plain_one_of_the_caller() {
    let app = App::start().await;
    let id_for = async |given: Option<&str>| {
        let request = Client::new().get(format!("{}/healthz", app.url()));
        let request = given.into_iter().fold(request, |request, id| request.header("x-request-id", id));
        header(&request.send().await.unwrap(), "x-request-id")
    };

    let kept = id_for(Some("caller-1.a_B")).await;
    let new = [id_for(None).await, id_for(Some("two words")).await, id_for(Some(&"x".repeat(65))).await, id_for(Some("")).await];

    assert_eq!(kept, "caller-1.a_B");
    for id in &new {
        assert!(id.starts_with("req_") && id.len() == 30, "{id}");
    }
    app.close().await;
}

#[tokio::test]
async fn graphiql_comes_from_this_server_alone() {
    let app = App::start().await;

    let page = get(&app, "/").await;
    let policy = header(&page, "content-security-policy");
    let (status, html) = (page.status(), page.text().await.unwrap());

    assert_eq!(status, StatusCode::OK);
    assert!(policy.starts_with("default-src 'none'; script-src 'self';") && !policy.contains("http"), "{policy}");
    let links: Vec<&str> = html.split(['"', '\'']).filter(|word| word.contains('/') && !word.contains(['<', ' '])).collect();
    assert_eq!(links.len(), 6, "{links:?}");
    for link in links {
        assert!(link.starts_with("/graphiql/"), "{link}");
        let asset = get(&app, link).await;
        assert_eq!(asset.status(), StatusCode::OK, "{link}");
        assert!(header(&asset, "content-type").starts_with(if link.ends_with(".css") { "text/css" } else { "text/javascript" }), "{link}");
    }
    for nothing in ["/graphiql/none.js", "/graphiql/..%2FCargo.toml", "/graphiql/", "/none"] {
        assert_eq!(get(&app, nothing).await.status(), StatusCode::NOT_FOUND, "{nothing}");
    }
    app.close().await;
}

#[tokio::test]
async fn health_readiness_and_metrics_are_told_to_whoever_asks() {
    let app = App::start().await;

    let alive = get(&app, "/healthz").await.text().await.unwrap();
    let ready = get(&app, "/readyz").await;
    let (status, parts): (_, Value) = (ready.status(), ready.json().await.unwrap());
    app.anonymous("{ nothing }", json!({})).await;
    let metrics = get(&app, "/metrics").await.text().await.unwrap();

    assert_eq!(alive, "ok\n");
    assert_eq!((status, parts), (StatusCode::OK, json!({ "ready": true, "database": "ok", "migrations": "ok", "redis": "absent" })));
    for metric in ["http_request_seconds_bucket{route=\"/readyz\",status=\"200\"", "graphql_errors_total{code=\"BAD_DOCUMENT\"}", "sql_statements "] {
        assert!(metrics.contains(metric), "{metric}");
    }
    app.close().await;
}

#[tokio::test]
async fn a_server_whose_tables_are_of_another_version_is_alive_and_not_ready() {
    let app = App::start().await;
    app.sql("delete from __diesel_schema_migrations where version = (select max(version) from __diesel_schema_migrations)");

    let ready = get(&app, "/readyz").await;

    assert_eq!(ready.status(), StatusCode::SERVICE_UNAVAILABLE);
    let parts: Value = ready.json().await.unwrap();
    assert_eq!(parts, json!({ "ready": false, "database": "ok", "migrations": "outdated", "redis": "absent" }));
    assert_eq!(get(&app, "/healthz").await.status(), StatusCode::OK);
    app.close().await;
}

#[tokio::test]
async fn a_browser_is_told_to_keep_answers_to_itself() {
    let app = App::start().await;

    let answer = ask(&app, Method::POST).header("origin", "https://evil.example").json(&json!({ "query": "{ __typename }" })).send().await.unwrap();

    let names = ["x-content-type-options", "referrer-policy", "x-frame-options", "cache-control", "access-control-allow-origin"];
    assert_eq!(names.map(|name| header(&answer, name)), ["nosniff", "no-referrer", "DENY", "no-store", "-"]);
    assert_eq!(header(&answer, "content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
    app.close().await;
}
