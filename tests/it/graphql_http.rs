//! GraphQL over HTTP: what is asked how, and what is refused.

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

/// What may come, from good to bad, and who sends it.
fn requests(app: &App) -> Vec<(&'static str, RequestBuilder)> {
    let good = json!({ "query": "{ __typename }" });
    let bad = json!({ "query": "{ nothing }" });
    let post = |body: &Value| ask(app, Method::POST).json(body);
    let raw = |body: &'static str| ask(app, Method::POST).header("content-type", "application/json").body(body);
    let mutation = "mutation { sessionEnd(input: { refreshToken: \"x\" }) { userErrors { code } } }";
    let by_get = |query: &str| {
        let mut url: url::Url = format!("{}/graphql", app.url()).parse().unwrap();
        url.query_pairs_mut().append_pair("query", query);
        Client::new().get(url)
    };
    vec![
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
        ("GET without a query", ask(app, Method::GET)),
        ("another method", ask(app, Method::PUT)),
        (
            "another content type",
            ask(app, Method::POST).header("content-type", "application/graphql").body("{ __typename }"),
        ),
        (
            "a form",
            ask(app, Method::POST)
                .header("content-type", "application/x-www-form-urlencoded")
                .body("query={__typename}"),
        ),
        ("a batch", post(&json!([good, good]))),
        ("no JSON", raw("{ __typename }")),
        ("no query", raw("{}")),
        ("variables that are a list", raw(r#"{ "query": "{ __typename }", "variables": [] }"#)),
        ("a variable that is missing", post(&json!({ "query": "query Q($id: ID!) { node(id: $id) { id } }" }))),
        (
            "one of two operations",
            post(&json!({ "query": "query A { __typename } query B { __typename }", "operationName": "B" })),
        ),
        ("neither of two operations", post(&json!({ "query": "query A { __typename } query B { __typename }" }))),
        ("a subscription", post(&json!({ "query": "subscription { __typename }" }))),
        ("64 KiB and a little", post(&json!({ "query": " ".repeat(64 * 1024) }))),
    ]
}

#[tokio::test]
async fn a_request_is_answered_in_the_form_and_with_the_status_of_the_specification() {
    let app = App::start().await;

    let mut lines = Vec::new();
    for (what, request) in requests(&app) {
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

/// Documents made to hurt.
fn hostile() -> Vec<(&'static str, String)> {
    let many = |count: usize, piece: fn(usize) -> String| (0..count).map(piece).collect::<String>();
    let mutations = many(11, |n| {
        format!("canary{n}: sessionEnd(input: {{ refreshToken: \"canary\" }}) {{ userErrors {{ code }} }} ")
    });
    let fragments = many(21, |n| format!("fragment canary{n} on Query {{ __typename }} "));
    let spreads = many(21, |n| format!("...canary{n} "));
    let spread_out = format!(
        "{{ __typename {} }} fragment canary on Query {{ {} }}",
        "...canary ".repeat(10),
        "__typename ".repeat(99)
    );
    let bomb = many(19, |n| format!("fragment canary{n} on Query {{ ...canary{m} ...canary{m} }} ", m = n + 1));
    let page = "resellers(first: 100) { nodes { ".repeat(5);
    vec![
        ("11 mutations", format!("mutation {{ {mutations} }}")),
        ("21 fragments", format!("{{ {spreads} }} {fragments}")),
        ("31 aliases", format!("{{ {} }}", many(31, |n| format!("canary{n}: __typename ")))),
        ("1001 selections by fragments", spread_out),
        (
            "a million selections by fragments",
            format!("{{ ...canary0 }} {bomb} fragment canary19 on Query {{ __typename }}"),
        ),
        ("11 operations", many(11, |n| format!("query canary{n} {{ __typename }} "))),
        (
            "201 variables",
            format!("query Q($canary: ID!) {{ {} }}", "nodes(ids: [$canary, $canary, $canary]) { id } ".repeat(67)),
        ),
        ("a fragment in itself", "{ ...canary } fragment canary on Query { ...canary }".to_owned()),
        (
            "two fragments in each other",
            "{ ...canaryA } fragment canaryA on Query { ...canaryB } fragment canaryB on Query { ...canaryA }"
                .to_owned(),
        ),
        (
            "17 fields in each other",
            format!("{{ vendor {{ {} id {} }} canary: __typename }}", "upper { ".repeat(16), "} ".repeat(16)),
        ),
        ("100 pages of 100 rows of 100", format!("{{ canary: vendor {{ {page} id {} }} }}", "} } ".repeat(5))),
        ("six directives", format!("{{ canary: __typename {} }}", "@include(if: true) ".repeat(6))),
        ("60 KB of braces", format!("{{ canary {}", "{".repeat(60_000))),
        ("60 KB of brackets", format!("{{ nodes(ids: {}", "[".repeat(60_000))),
        ("30 KB of quotes", format!("{{ canary {}", "\"".repeat(30_001))),
        ("30 KB of block quotes", format!("{{ canary {}", "\"\"\"\\".repeat(7_500))),
        ("60 KB of a comment", format!("{{ canary #{}", "{".repeat(60_000))),
        ("a document that breaks off", "{ canary(".to_owned()),
        ("no document", "canary".to_owned()),
    ]
}

/// Such a document is refused before it costs anything, and its text is not repeated.
#[tokio::test]
async fn a_document_over_a_limit_is_refused_at_once_and_not_repeated() {
    let app = App::start().await;
    let finance = app.finance().await;

    let mut lines = Vec::new();
    for (what, document) in hostile() {
        let started = Instant::now();
        let answer = finance.query(&document, json!({ "canary": CANARY })).await;
        assert!(started.elapsed() < Duration::from_secs(5), "{what} took {:?}", started.elapsed());
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
        format!(
            "mutation {{ {} }}",
            many(10, |n| format!("a{n}: sessionEnd(input: {{ refreshToken: \"x\" }}) {{ userErrors {{ code }} }} "))
        ),
        format!(
            "{{ {} }} {}",
            many(20, |n| format!("...a{n} ")),
            many(20, |n| format!("fragment a{n} on Query {{ __typename }} "))
        ),
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
