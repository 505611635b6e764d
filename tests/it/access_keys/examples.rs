//! The worked examples of `api/README.md`, run as they stand there.

use std::fs;
use std::process::Command;

use tests::{AccessKey, App, StoryClock};

/// The text of the block in ``` after `mark`.
fn block(mark: &str) -> String {
    let readme = include_str!("../../../api/README.md");
    let (_, rest) = readme.split_once(&format!("```{mark}\n")).expect("the block");
    rest.split_once("```").expect("its end").0.to_owned()
}

/// Runs the example in a shell; what it printed.
fn run(app: &App, key: &AccessKey, command: &str) -> String {
    let output = Command::new("bash")
        .args(["-euc", command])
        .env("HEADWATER_URL", app.url())
        .env("ACCESS_KEY", &key.key)
        .env("SECRET_KEY", &key.secret)
        .output()
        .unwrap();
    let (out, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    format!("{}{}", out.trim(), if output.status.success() { "" } else { &errors })
}

fn has(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok() || Command::new(program).arg("version").output().is_ok()
}

const ANSWER: &str = r#"{"data":{"viewer":{"staff":{"name":"Robin"},"permissions":["#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_worked_examples_are_true() {
    let app = App::live(tests::Database::clone_template()).await;
    assert!(matches!(app.clock, StoryClock::Machine));
    let key = app.finance().await.access_key("example").await;
    let folder = tempfile::tempdir().unwrap();

    if has("python3") {
        let file = folder.path().join("sign.py");
        fs::write(&file, block("python")).unwrap();
        let told = run(&app, &key, &format!("python3 {}", file.display()));
        assert!(told.starts_with(ANSWER), "{told}");
    }
    if has("openssl") && has("curl") {
        let told = run(&app, &key, &block("sh signed"));
        assert!(told.starts_with(ANSWER), "{told}");
    }
    app.close().await;
}

/// The numbers that the documentation computes by hand.
#[test]
fn the_worked_signature_is_right() {
    let key = AccessKey {
        id: String::new(),
        key: "HWAK0123456789ABCDEFGHJK".to_owned(),
        secret: "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I".to_owned(),
    };
    let body = r#"{"query":"{ viewer { staff { name } } }"}"#;
    let request = key.sign(1_773_115_200, "b3f1c2d4e5a69788", "/graphql", body);

    assert!(block("text").contains(&request.authorization), "{}", request.authorization);
}
