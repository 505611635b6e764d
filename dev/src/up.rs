//! `cargo dev up`: Headwater with all it needs, until Ctrl-C.

use anyhow::Result;
use dev::services;
use serde_json::Value;

use crate::lock::Lock;
use crate::stack::Stack;
use crate::workspace::Workspace;
use crate::{demo, shell};

/// What comes after the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// Serving.
    Serve,
    /// The demo, and serving.
    DemoAndServe,
    /// The demo, and the end.
    Demo,
}

/// Builds, starts, says where everything is, and serves.
pub(crate) fn run(workspace: &Workspace, then: Then) -> Result<()> {
    let mut lock = Lock::take(workspace)?;
    services::install()?;
    shell::run(&mut workspace.cargo(&["build", "--workspace"]))?;
    let mut stack = Stack::start(workspace)?;
    lock.tell(&format!("at {}", stack.url))?;
    introduce(workspace, &stack);
    if then != Then::Serve {
        demo::run(workspace, &mut stack)?;
    }
    if then != Then::Demo {
        println!("\nServing at {} until Ctrl-C.", stack.url);
        stack.serve()?;
        println!("\nStopping.");
    }
    Ok(())
}

fn introduce(workspace: &Workspace, stack: &Stack) {
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (url, password) = (&stack.url, text(&stack.demo, "password"));
    println!("\nHeadwater is up.\n");
    println!("  GraphiQL  {url}/");
    println!("  GraphQL   {url}/graphql");
    println!("  mails     {}", stack.mails.display());
    println!("  logs      {}", workspace.state("logs").display());
    println!("  scripts   . {} and {}", workspace.state("env").display(), workspace.state("demo.json").display());
    println!("\nSign-ins, all with the password {password}\n");
    let sign_ins = stack.demo.get("sign_ins").and_then(Value::as_array).into_iter().flatten();
    for sign_in in sign_ins.clone() {
        let [email, role, party, kind] = ["email", "role", "party", "party_kind"].map(|key| text(sign_in, key));
        println!("  {email:<32} {role:<20} {party} ({kind})");
    }
    let email = sign_ins.clone().next().map(|sign_in| text(sign_in, "email")).unwrap_or_default();
    println!("\nA first query\n");
    println!("  TOKEN=$(curl -s {url}/graphql -H 'content-type: application/json' -d \\");
    println!(
        r#"    '{{"query":"mutation {{ sessionCreate(input: {{ email: \"{email}\", password: \"{password}\" }}) {{ session {{ accessToken }} }} }}"}}' \"#
    );
    println!(r#"    | sed 's/.*"accessToken":"\([^"]*\)".*/\1/')"#);
    println!("  curl -s {url}/graphql -H 'content-type: application/json' -H \"authorization: Bearer $TOKEN\" -d \\");
    println!(
        r#"    '{{"query":"{{ vendor {{ name distributors(first: 10) {{ nodes {{ name resellers(first: 10) {{ nodes {{ name }} }} }} }} }} }}"}}'"#
    );
}
