//! A wrong file says what is wrong and where, and leaves nothing but its refusal.

use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::{App, BankFile, Line, Person};

/// A file of one entry that would be credited, were it not changed.
fn good(app: &App) -> String {
    BankFile::new("S1", [Line::from(&app.channel.reseller, "R1", "10.00")]).xml()
}

/// `CODE place` of each finding.
fn findings(upload: &Value) -> String {
    let findings = upload["findings"].as_array().unwrap().iter();
    findings
        .map(|it| format!("{} {}", it["code"].as_str().unwrap(), it["place"].as_str().unwrap()))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Uploads, has the jobs run, and tells what was found.
async fn refused(finance: &Person<'_>, app: &App, bytes: Vec<u8>) -> String {
    let (id, status) = finance.upload("statement.xml", bytes).await;
    app.run_jobs().await;
    let upload = finance.bank_upload(&id).await;
    assert_eq!(upload["state"], "REJECTED");
    assert_eq!(upload["statements"]["nodes"], json!([]));
    format!("{} {}", status.as_u16(), findings(&upload))
}

/// Rows of what a file may lead to.
fn traces(app: &App) -> Vec<i64> {
    ["bank_statements", "bank_entries", "ledger_transfers", "fund_lots", "mails", "jobs where state <> 'done'"]
        .map(|table| app.count(table))
        .into()
}

/// Files in the object store, wherever they lie.
fn objects(app: &App) -> usize {
    let mut folders = vec![app.object_folder()];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { count += 1 }
        }
    }
    count
}

#[tokio::test]
async fn a_wrong_file_is_refused_with_code_and_place_and_leaves_only_its_refusal() {
    let app = App::start().await;
    let finance = app.finance().await;
    let good = good(&app);
    let bomb: String = (1..10).map(|n| format!("<!ENTITY e{n} \"{}\">", format!("&e{};", n - 1).repeat(10))).collect();
    let with = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        good.replacen(from, to, 1).into_bytes()
    };
    let of = |text: &str| text.as_bytes().to_vec();
    let dtd = |entities: &str, used: &str| {
        let declared = good.replacen("<Document", &format!("<!DOCTYPE Document [{entities}]>\n<Document"), 1);
        declared.replacen("<Id>S1</Id>", &format!("<Id>{used}</Id>"), 1).into_bytes()
    };
    let dollars = BankFile { currency: "USD".to_owned(), ..BankFile::new("S1", []) };
    let wrong = [
        ("empty", Vec::new()),
        ("blank", of(" \r\n")),
        ("a table of a spreadsheet", of("date;amount\n2026-03-10;10.00\n")),
        ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()),
        ("a page for people", of("<!doctype html><html><body>Sign in</body></html>")),
        ("a page that is XML", of("<html xmlns=\"http://www.w3.org/1999/xhtml\"><body/></html>")),
        ("a payment order", with("camt.053.001.08", "pain.001.001.09")),
        ("a report of the day", with("camt.053.001.08", "camt.052.001.08")),
        ("a version to come", with("camt.053.001.08", "camt.053.001.14")),
        ("an entity bomb", dtd(&format!("<!ENTITY e0 \"x\">{bomb}"), "&e9;")),
        ("a file of the server", dtd("<!ENTITY file SYSTEM \"file:///etc/passwd\">", "&file;")),
        ("broken off", good.as_bytes()[..good.len() / 2].to_vec()),
        ("not balanced", with(">10.00<", ">10.01<")),
        ("another currency than the account", with("<Ntry><Amt Ccy=\"CNY\">", "<Ntry><Amt Ccy=\"EUR\">")),
        ("an account of another currency", dollars.xml().into_bytes()),
        ("a day that does not exist", with("<BookgDt><Dt>2026-03-10", "<BookgDt><Dt>2026-02-30")),
        ("an amount with a comma", with(">10.00<", ">10,00<")),
        ("an account of somebody else", with(tests::BANK_ACCOUNT, "CN00TEST0000000009")),
    ];
    let uploads = wrong.len();

    let mut told = Vec::new();
    for (what, bytes) in wrong {
        told.push(format!("{what}: {}", refused(&finance, &app, bytes).await));
        assert_eq!(traces(&app), [0; 6], "{what}");
    }

    insta::assert_snapshot!(told.join("\n"), @"
    empty: 201 EMPTY_FILE file
    blank: 201 EMPTY_FILE file
    a table of a spreadsheet: 201 UNKNOWN_FORMAT header
    a picture: 201 UNKNOWN_FORMAT header
    a page for people: 201 XML_DTD_FORBIDDEN line 1
    a page that is XML: 201 WRONG_MESSAGE line 1
    a payment order: 201 WRONG_MESSAGE line 2
    a report of the day: 201 WRONG_MESSAGE line 3
    a version to come: 201 WRONG_MESSAGE line 2
    an entity bomb: 201 XML_DTD_FORBIDDEN line 2
    a file of the server: 201 XML_DTD_FORBIDDEN line 2
    broken off: 201 XML_MALFORMED Stmt[1]/Bal[2]/Tp/CdOrPrtry, line 9
    not balanced: 201 UNBALANCED Stmt[1], line 11
    another currency than the account: 201 WRONG_CURRENCY Stmt[1]/Ntry[1]/Amt, line 10
    an account of another currency: 201 WRONG_CURRENCY Stmt[1], line 5
    a day that does not exist: 201 INVALID_DATE Stmt[1]/Ntry[1]/BookgDt/Dt, line 10
    an amount with a comma: 201 INVALID_AMOUNT Stmt[1]/Ntry[1]/Amt, line 10
    an account of somebody else: 201 UNKNOWN_BANK_ACCOUNT Stmt[1], line 5
    ");
    assert_eq!(app.rows("select distinct state from bank_uploads"), ["rejected"]);
    assert_eq!(app.count("bank_uploads"), i64::try_from(uploads).unwrap());
    assert_eq!(objects(&app), usize::try_from(app.count("bank_uploads where object_key is not null")).unwrap());
    assert_eq!(finance.balance_of(&app.channel.reseller).await.as_deref(), Some("0.00"));
    app.close().await;
}

/// What was wrong may be put right and sent again, under a ticket of its own.
#[tokio::test]
async fn a_refused_file_does_not_stand_in_the_way_of_the_right_one() {
    let app = App::start().await;
    let finance = app.finance().await;
    let good = good(&app);
    let wrong = good.replace(">10.00<", ">10.01<").into_bytes();

    let first = refused(&finance, &app, wrong.clone()).await;
    let again = refused(&finance, &app, wrong).await;
    let (id, _) = finance.upload("right.xml", good).await;
    app.run_jobs().await;

    assert_eq!(
        (first.as_str(), again.as_str()),
        ("201 UNBALANCED Stmt[1], line 11", "201 UNBALANCED Stmt[1], line 11")
    );
    assert_eq!(finance.bank_upload(&id).await["state"], "IMPORTED");
    assert_eq!(finance.balance_of(&app.channel.reseller).await.as_deref(), Some("10.00"));
    app.close().await;
}

#[tokio::test]
async fn a_file_of_more_than_128_megabytes_is_refused_and_not_kept() {
    let app = App::start().await;
    let finance = app.finance().await;
    let (id, url) = finance.ticket("large.xml").await;

    let answer = app.send_file(&url, vec![b' '; 129 * 1024 * 1024]).await;

    let problem = json!({ "code": "FILE_TOO_LARGE", "message": "the file has more than 128 MiB" });
    assert_eq!(answer, (StatusCode::PAYLOAD_TOO_LARGE, problem));
    let upload = finance.bank_upload(&id).await;
    assert_eq!((&upload["state"], findings(&upload)), (&json!("REJECTED"), "FILE_TOO_LARGE file".to_owned()));
    assert_eq!((traces(&app), objects(&app), app.count("jobs")), (vec![0; 6], 0, 0));
    assert_eq!(app.send_file(&url, "a smaller one").await.0, StatusCode::GONE);
    app.close().await;
}

/// Neither a repeat nor an empty file nor one without a ticket leaves its bytes.
#[tokio::test]
async fn what_is_refused_at_the_door_leaves_no_bytes() {
    let app = App::start().await;
    let finance = app.finance().await;
    let good = good(&app);
    finance.upload("first.xml", good.clone()).await;

    let (repeat, _) = finance.upload("repeat.xml", good.clone()).await;
    let (empty, _) = finance.upload("empty.xml", "").await;
    let (status, _) = app.send_file(&format!("{}/uploads/none", app.url()), good).await;

    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(findings(&finance.bank_upload(&repeat).await), "DUPLICATE_FILE file");
    assert_eq!(findings(&finance.bank_upload(&empty).await), "EMPTY_FILE file");
    assert_eq!(objects(&app), 1);
    app.run_jobs().await;
    app.close().await;
}
