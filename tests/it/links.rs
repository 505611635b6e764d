//! The links of mails lead to a page where one can do what the mail asks for.

use api::links::{self, Document};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};
use tests::App;
use url::form_urlencoded;

/// As long as one of ours.
const TOKEN: &str = "AZvY3v0Qd1qj0V7y2kqk5g.3b8Jx7n0pQmVv1h2s3t4u5w6x7y8z9A0B1C2D3E4F5G";

async fn follow(app: &App, path: &str) -> Response {
    let client = Client::builder().redirect(Policy::none()).build().unwrap();
    client.get(format!("{}{path}", app.url())).send().await.unwrap()
}

/// The fragment's value of `name`.
fn filled(location: &str, name: &str) -> String {
    let fragment = location.strip_prefix("/#").unwrap();
    form_urlencoded::parse(fragment.as_bytes()).find(|(key, _)| key == name).unwrap().1.into_owned()
}

#[tokio::test]
async fn a_link_fills_in_what_can_be_done_without_telling_the_token_to_a_server() {
    let app = App::start().await;

    for Document { path, text } in links::ALL {
        let answer = follow(&app, &format!("{path}{TOKEN}")).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{path}");
        assert_eq!(answer.headers()["cache-control"], "no-store", "{path}");
        let location = answer.headers()["location"].to_str().unwrap().to_owned();
        assert_eq!(filled(&location, "query"), *text, "{path}");
        let variables: Value = serde_json::from_str(&filled(&location, "variables")).unwrap();
        assert_eq!(variables, json!({ "token": TOKEN }), "{path}");
    }
    let page = follow(&app, "/graphiql/page.js").await.text().await.unwrap();
    assert!(page.contains("window.location.hash") && page.contains(r#"filled.get("query")"#), "the page reads it");
    app.close().await;
}

#[tokio::test]
async fn what_is_no_token_leads_nowhere() {
    let app = App::start().await;

    for Document { path, .. } in links::ALL {
        for token in ["", "%22%7D", "a%2Fb", "..%2F", &"x".repeat(129)] {
            assert_eq!(follow(&app, &format!("{path}{token}")).await.status(), StatusCode::NOT_FOUND, "{path}{token}");
        }
    }
    app.close().await;
}

/// Every operation of a link's document is asked for by name, with a token that is nobody's: the schema takes them all.
#[tokio::test]
async fn every_document_of_a_link_fits_the_schema() {
    let app = App::start().await;

    let mut unfit = Vec::new();
    for Document { path, text } in links::ALL {
        let operations = text
            .lines()
            .filter_map(|line| line.split(['(', ' ']).nth(1).filter(|_| line.ends_with('{') && !line.starts_with(' ')));
        for operation in operations {
            let body = json!({ "query": text, "operationName": operation, "variables": { "token": TOKEN } });
            let sent = Client::new().post(format!("{}/graphql", app.url())).json(&body).send();
            let answer: Value = sent.await.unwrap().json().await.unwrap();
            if answer["errors"][0]["extensions"]["code"] == "BAD_DOCUMENT" {
                unfit.push(format!("{path} {operation}: {}", answer["errors"][0]["message"]));
            }
        }
    }

    assert_eq!(unfit, [""; 0]);
    app.close().await;
}
