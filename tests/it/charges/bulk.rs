//! Many charges at a time: `POST /charges`.

use domain::clock::Clock;
use reqwest::StatusCode;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::{Value, json};
use tests::{App, Partner};

use super::{cny, funded, record, stands, used, with};

/// The lines of the answer to a body of lines, sent with this authorization.
async fn send(app: &App, authorization: &str, body: String) -> (StatusCode, Vec<Value>) {
    let request = reqwest::Client::new()
        .post(format!("{}/charges", app.url()))
        .header(CONTENT_TYPE, "application/x-ndjson")
        .header(AUTHORIZATION, authorization)
        .body(body);
    let answer = request.send().await.unwrap();
    let (status, text) = (answer.status(), answer.text().await.unwrap());
    (status, text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

async fn bearer(app: &App) -> String {
    format!("Bearer {}", app.finance().await.access_token)
}

fn body(charges: impl IntoIterator<Item = Value>) -> String {
    charges.into_iter().map(|charge| format!("{charge}\n")).collect()
}

/// `count` charges of 0.01 of four customers in turn.
fn cents(app: &App, count: usize) -> impl Iterator<Item = Value> {
    let customers: [&Partner; 3] = [&app.channel.customer, &app.channel.advisory_customer, &app.channel.other_customer];
    (0..count).map(move |number| used(app, customers[number % customers.len()], &format!("c{number}"), "0.019"))
}

/// A thousand, sent twice, are charged once; those told one by one are the same.
#[tokio::test]
async fn a_thousand_charges_sent_twice_are_charged_once() {
    let app = App::start().await;
    let customer = funded(&app, "1.00").await;
    let finance = app.finance().await;
    let alone = record(&finance, used(&app, &customer, "c0", "0.019")).await;
    let lines = body(cents(&app, 1_000));

    let (status, first) = send(&app, &bearer(&app).await, lines.clone()).await;
    let (_, again) = send(&app, &bearer(&app).await, lines).await;

    assert_eq!((status, first.len(), again.len()), (StatusCode::OK, 1_000, 1_000));
    let expected =
        json!({ "chargeKey": "c0", "chargeId": alone.ok()["charge"]["id"], "replayed": true, "error": null });
    assert_eq!(first[0], expected);
    assert!(first[1..].iter().all(|it| it["replayed"] == false && it["error"].is_null()), "{first:?}");
    for (number, (one, other)) in first.iter().zip(&again).enumerate() {
        assert_eq!(one["chargeKey"], format!("c{number}"));
        assert_eq!((&one["chargeId"], &other["replayed"]), (&other["chargeId"], &json!(true)));
    }
    assert_eq!((app.count("charges"), stands(&app, &customer)), (1_000, vec!["debt -2.34".to_owned()]));
    app.close().await;
}

#[tokio::test]
async fn five_thousand_charges_are_taken_and_one_more_is_not() {
    let app = App::start().await;
    let token = bearer(&app).await;

    let (too_many, told) = send(&app, &token, body(cents(&app, 5_001))).await;
    assert_eq!((too_many, app.count("charges")), (StatusCode::PAYLOAD_TOO_LARGE, 0));
    let (status, results) = send(&app, &token, body(cents(&app, 5_000))).await;

    assert_eq!(told[0]["code"], "DOCUMENT_TOO_LARGE");
    assert_eq!((status, results.len()), (StatusCode::OK, 5_000));
    assert_eq!(results.iter().find(|it| !it["error"].is_null()), None);
    assert_eq!(app.count("charges"), 5_000);
    assert_eq!(app.rows("select sum(balance) from ledger_accounts where kind = 'debt'"), ["-50.00"]);
    app.close().await;
}

/// One that is bad does not stop the others, and says what is wrong with it.
#[tokio::test]
async fn each_line_is_answered_for_itself() {
    let app = App::start().await;
    let customer = funded(&app, "10.00").await;
    let good = |key: &str| used(&app, &customer, key, "1");
    let without = |key: &str, field: &str| {
        let mut charge = good(key);
        charge.as_object_mut().unwrap().remove(field);
        charge
    };
    let mut lines: Vec<String> = [
        good("c1"),
        with(good("c1"), json!({ "usage": "2" })),
        with(good("c2"), json!({ "payment": "PARTNER" })),
        with(good("c3"), json!({ "payment": "ONLINE" })),
        with(good("c4"), json!({ "customerId": "cus_01h455vb4pex5vsknk084sn02q" })),
        with(good("c5"), json!({ "customerId": "nobody" })),
        with(good("c6"), json!({ "usage": 3 })),
        with(good("c7"), json!({ "usage": "three" })),
        with(good("c8"), json!({ "discount": "2" })),
        with(good("c9"), json!({ "unitPrice": cny("0.123456789") })),
        with(good("c10"), json!({ "colour": "red" })),
        without("c11", "serviceType"),
        without("c12", "chargeKey"),
        with(good("c13"), json!({ "billType": "RENEW", "chargeMode": "PERIOD", "product": "p", "discount": "0.25" })),
    ]
    .map(|charge| charge.to_string())
    .into();
    lines.insert(3, "{ not json".to_owned());
    lines.insert(3, String::new());

    let (status, results) = send(&app, &bearer(&app).await, lines.join("\r\n")).await;

    let told = results.iter().map(|it| {
        let error = &it["error"];
        let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        if error.is_null() {
            format!("{}: charged", word(&it["chargeKey"]))
        } else {
            format!(
                "{}: {} {}: {}",
                word(&it["chargeKey"]),
                word(&error["code"]),
                word(&error["field"]),
                word(&error["message"])
            )
        }
    });
    assert_eq!(status, StatusCode::OK);
    insta::assert_snapshot!(told.collect::<Vec<_>>().join("\n"), @"
    c1: charged
    c1: IDEMPOTENCY_KEY_REUSED chargeKey: chargeKey was used for another input
    c2: INSUFFICIENT_FUNDS payment: 0.00 CNY available, 1.00 CNY needed
    -: INVALID_INPUT -: not a charge: key must be a string at line 1 column 3
    c3: STATE_CONFLICT payment: payment by online is not for what this customer used in resale
    c4: NOT_FOUND customerId: no such customer
    c5: INVALID_INPUT customerId: customerId: not an id of the form cus_…
    c6: INVALID_INPUT -: not a charge: invalid type: integer `3`, expected a string
    c7: INVALID_INPUT usage: usage: not a decimal number as text
    c8: INVALID_INPUT discount: the discount is more than the official price of 1.00000000 CNY
    c9: INVALID_INPUT unitPrice: unitPrice: more than eight decimals
    c10: INVALID_INPUT -: not a charge: unknown field `colour`, expected one of `chargeKey`, `customerId`, `occurredAt`, `billType`, `chargeMode`, `serviceType`, `product`, `resource`, `isMarketplace`, `unitPrice`, `usage`, `discount`, `payment`
    c11: INVALID_INPUT -: not a charge: missing field `serviceType`
    -: INVALID_INPUT -: not a charge: missing field `chargeKey`
    c13: charged
    ");
    assert_eq!(stands(&app, &customer), ["spending 8.25"]);
    app.close().await;
}

/// The charging system signs with an access key, as it does for GraphQL; the signature covers the body.
#[tokio::test]
async fn a_program_signs_what_it_sends() {
    let app = App::start().await;
    let customer = funded(&app, "10.00").await;
    let key = app.finance().await.access_key("charging system").await;
    let (now, lines) = (app.clock.now().instant().timestamp(), body([used(&app, &customer, "c1", "1")]));
    let signed = |nonce: &str, body: &str| key.sign(now, nonce, "/charges", body).authorization;

    let (status, results) = send(&app, &signed("nonce-0000000000000001", &lines), lines.clone()).await;
    let (changed, _) = send(&app, &signed("nonce-0000000000000002", &lines), lines.replace("\"1\"", "\"2\"")).await;

    assert_eq!((status, &results[0]["error"]), (StatusCode::OK, &Value::Null));
    assert_eq!((changed, app.count("charges")), (StatusCode::UNAUTHORIZED, 1));
    app.close().await;
}

#[tokio::test]
async fn what_is_no_request_for_charges_is_refused_whole() {
    let app = App::start().await;
    let line = body([used(&app, &app.channel.customer, "c1", "1")]);
    let partner = format!("Bearer {}", app.admin_of(&app.channel.reseller).await.access_token);
    let token = bearer(&app).await;

    let mut told = Vec::new();
    for (what, authorization, body) in [
        ("nobody's", "Bearer nonsense", line.clone()),
        ("a partner's", partner.as_str(), line.clone()),
        ("more than 4 MiB", token.as_str(), format!("{}{line}", " ".repeat(4 * 1024 * 1024))),
        ("nothing", token.as_str(), "\n\n".to_owned()),
    ] {
        let (status, lines) = send(&app, authorization, body).await;
        let problem = lines.first().map_or(String::new(), |it| format!("{}: {}", it["code"], it["message"]));
        told.push(format!("{what}: {} {problem}", status.as_u16()));
    }
    let json = reqwest::Client::new().post(format!("{}/charges", app.url())).bearer_auth(&token).json(&json!([]));
    told.push(format!("JSON: {}", json.send().await.unwrap().status().as_u16()));
    let anonymous =
        reqwest::Client::new().post(format!("{}/charges", app.url())).header(CONTENT_TYPE, "application/x-ndjson");
    told.push(format!("without a token: {}", anonymous.body(line).send().await.unwrap().status().as_u16()));

    insta::assert_snapshot!(told.join("\n"), @r#"
    nobody's: 401 "UNAUTHENTICATED": "sign in and send the access token as `Authorization: Bearer`"
    a partner's: 403 "FORBIDDEN": "this needs the permission CHARGE_RECORD"
    more than 4 MiB: 413 "DOCUMENT_TOO_LARGE": "the body is larger than 4 MiB"
    nothing: 200 
    JSON: 415
    without a token: 401
    "#);
    assert_eq!(app.count("charges"), 0);
    app.close().await;
}
