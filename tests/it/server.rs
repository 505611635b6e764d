//! The server beside GraphQL: its pages, its health, and what every answer carries.

use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};
use tests::App;

async fn get(app: &App, path: &str) -> Response {
    Client::new().get(format!("{}{path}", app.url())).send().await.unwrap()
}

fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).map_or("-", |value| value.to_str().unwrap()).to_owned()
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
    let new = [
        id_for(None).await,
        id_for(Some("two words")).await,
        id_for(Some(&"x".repeat(65))).await,
        id_for(Some("")).await,
    ];

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
    let links: Vec<&str> =
        html.split(['"', '\'']).filter(|word| word.contains('/') && !word.contains(['<', ' '])).collect();
    assert_eq!(links.len(), 6, "{links:?}");
    for link in links {
        assert!(link.starts_with("/graphiql/"), "{link}");
        let asset = get(&app, link).await;
        assert_eq!(asset.status(), StatusCode::OK, "{link}");
        assert!(
            header(&asset, "content-type").starts_with(if link.ends_with(".css") {
                "text/css"
            } else {
                "text/javascript"
            }),
            "{link}"
        );
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
    assert_eq!(
        (status, parts),
        (StatusCode::OK, json!({ "ready": true, "database": "ok", "migrations": "ok", "redis": "absent" }))
    );
    for metric in [
        "http_request_seconds_bucket{route=\"/readyz\",status=\"200\"",
        "graphql_errors_total{code=\"BAD_DOCUMENT\"}",
        "sql_statements ",
    ] {
        assert!(metrics.contains(metric), "{metric}");
    }
    app.close().await;
}

#[tokio::test]
async fn a_server_whose_tables_are_of_another_version_is_alive_and_not_ready() {
    let app = App::start().await;
    app.sql(
        "delete from __diesel_schema_migrations where version = (select max(version) from __diesel_schema_migrations)",
    );

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

    let answer = Client::new()
        .post(format!("{}/graphql", app.url()))
        .header("origin", "https://evil.example")
        .json(&json!({ "query": "{ __typename }" }))
        .send()
        .await
        .unwrap();

    let names = [
        "x-content-type-options",
        "referrer-policy",
        "x-frame-options",
        "cache-control",
        "access-control-allow-origin",
    ];
    assert_eq!(names.map(|name| header(&answer, name)), ["nosniff", "no-referrer", "DENY", "no-store", "-"]);
    assert_eq!(header(&answer, "content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
    app.close().await;
}
