//! People, and what they do through the API.

use reqwest::StatusCode;
use schema::ids::PartyId;
use serde_json::{Value, json};

use crate::PASSWORD;
use crate::app::App;
use crate::builders::{BankFile, Partner};

/// Somebody who is signed in.
pub struct Person<'a> {
    app: &'a App,
    /// The access token.
    pub access_token: String,
    /// The refresh token.
    pub refresh_token: String,
}

/// What GraphQL answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer(pub Value);

impl Answer {
    /// The data, when there was no top-level error.
    #[must_use]
    pub fn data(&self) -> &Value {
        assert_eq!(self.0.get("errors"), None, "{}", self.0);
        &self.0["data"]
    }

    /// The code of the first top-level error.
    #[must_use]
    pub fn error_code(&self) -> &str {
        self.0["errors"][0]["extensions"]["code"].as_str().unwrap_or_default()
    }

    /// The payload of the one mutation, which refused nothing.
    pub fn ok(&self) -> &Value {
        let payload = self.payload();
        assert_eq!(payload["userErrors"], json!([]), "{}", self.0);
        payload
    }

    /// What the one mutation refused: `CODE field`, sorted as given.
    #[must_use]
    pub fn refusals(&self) -> Vec<String> {
        let refusals = self.payload()["userErrors"].as_array().expect("userErrors");
        let word = |value: &Value| value.as_str().map(str::to_owned);
        let field = |value: &Value| {
            let path = value.as_array().into_iter().flatten();
            path.filter_map(word).collect::<Vec<_>>().join(".")
        };
        let line = |it: &Value| format!("{} {}", it["code"].as_str().unwrap_or_default(), field(&it["field"]));
        refusals.iter().map(|it| line(it).trim_end().to_owned()).collect()
    }

    fn payload(&self) -> &Value {
        self.data().as_object().and_then(|data| data.values().next()).expect("one mutation")
    }
}

impl App {
    /// Sends a document without signing in.
    pub async fn anonymous(&self, query: &str, variables: Value) -> Answer {
        self.send(None, query, variables).await
    }

    /// Sends a document without signing in from another place: the tests' server believes who tells it so.
    pub async fn anonymous_from(&self, place: &str, query: &str, variables: Value) -> Answer {
        let body = json!({ "query": query, "variables": variables });
        let request = self.client.post(format!("{}/graphql", self.url())).header("x-forwarded-for", place).json(&body);
        Answer(request.send().await.expect("an answer").json().await.expect("JSON"))
    }

    /// Signs in with the password of all tests.
    pub async fn sign_in(&self, email: &str) -> Person<'_> {
        let input = json!({ "input": { "email": email, "password": PASSWORD } });
        let answer = self.anonymous(include_str!("../graphql/session_create.graphql"), input).await;
        let session = answer.ok()["session"].clone();
        let token = |name: &str| session[name].as_str().expect("a token").to_owned();
        Person { app: self, access_token: token("accessToken"), refresh_token: token("refreshToken") }
    }

    /// Has a verification code mailed and reads it there.
    pub async fn code_for(&self, purpose: &str, email: &str) -> String {
        let input = json!({ "input": { "purpose": purpose, "email": email } });
        let sent = self.anonymous(include_str!("../graphql/verification_code_send.graphql"), input).await;
        assert_eq!(sent.refusals(), Vec::<String>::new());
        self.newest_code(email).await
    }

    /// The code in the newest mail to an address.
    pub async fn newest_code(&self, email: &str) -> String {
        self.run_jobs().await;
        let mails = self.mails();
        let mail = mails.iter().rfind(|mail| mail.to == email).expect("a mail");
        let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
        mail.text.lines().map(str::trim).find(is_code).expect("a code").to_owned()
    }

    /// The vendor's finance person.
    pub async fn finance(&self) -> Person<'_> {
        self.sign_in("finance@vendor.example").await
    }

    /// The vendor's operations person.
    pub async fn operations(&self) -> Person<'_> {
        self.sign_in("operations@vendor.example").await
    }

    /// The administrator of a partner or customer of the channel.
    pub async fn admin_of(&self, partner: &Partner) -> Person<'_> {
        self.sign_in(&partner.email).await
    }

    /// Sends a file to the address that came with a ticket; the status and the body of the answer.
    pub async fn send_file(&self, url: &str, bytes: impl Into<reqwest::Body>) -> (StatusCode, Value) {
        let answer = self.client.post(url).body(bytes).send().await.expect("an answer");
        (answer.status(), answer.json().await.expect("JSON"))
    }

    pub(crate) async fn send(&self, token: Option<&str>, query: &str, variables: Value) -> Answer {
        let body = json!({ "query": query, "variables": variables });
        let mut request = self.client.post(format!("{}/graphql", self.url())).json(&body);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        Answer(request.send().await.expect("an answer").json().await.expect("JSON"))
    }
}

impl Person<'_> {
    /// Has a code for a critical operation mailed to the person at `email`, and reads it there.
    pub async fn code(&self, email: &str) -> String {
        let input = json!({ "input": { "purpose": "CRITICAL_OPERATION" } });
        let sent = self.query(include_str!("../graphql/verification_code_send.graphql"), input).await;
        assert_eq!(sent.refusals(), Vec::<String>::new());
        self.app.newest_code(email).await
    }

    /// Sends a document.
    pub async fn query(&self, query: &str, variables: Value) -> Answer {
        self.app.send(Some(&self.access_token), query, variables).await
    }

    /// Asks for an upload ticket: the upload's id and where to send the file.
    pub async fn ticket(&self, file_name: &str) -> (String, String) {
        let input = json!({ "input": { "fileName": file_name } });
        let answer = self.query(include_str!("../graphql/bank_upload_create.graphql"), input).await;
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        (text(&answer.ok()["bankUpload"]["id"]), text(&answer.ok()["uploadUrl"]))
    }

    /// Asks for an upload ticket and sends the bytes; the upload's id and the status of the answer.
    pub async fn upload(&self, file_name: &str, bytes: impl Into<reqwest::Body>) -> (String, StatusCode) {
        let (id, url) = self.ticket(file_name).await;
        (id, self.app.send_file(&url, bytes).await.0)
    }

    /// Uploads a bank file, has it imported and its entries decided, and shows what became of it.
    pub async fn import(&self, file: &BankFile) -> Value {
        let (id, status) = self.upload("statement.xml", file.xml()).await;
        assert_eq!(status, StatusCode::CREATED);
        self.app.run_jobs().await;
        self.bank_upload(&id).await
    }

    /// An upload with its findings, statements and entries.
    pub async fn bank_upload(&self, id: &str) -> Value {
        let answer = self.query(include_str!("../graphql/bank_upload.graphql"), json!({ "id": id })).await;
        answer.data()["node"].clone()
    }

    /// What the party has available, as `"120.00"`; none when its money cannot be seen.
    pub async fn balance_of(&self, party: &Partner) -> Option<String> {
        self.account_of(party, "CASH").await?["balance"]["amount"].as_str().map(str::to_owned)
    }

    /// The party's account of `kind` (`CASH`, `HELD` …); none when its money cannot be seen.
    pub async fn account_of(&self, party: &Partner, kind: &str) -> Option<Value> {
        let answer = self.query(include_str!("../graphql/balances.graphql"), json!({ "id": party.global_id() })).await;
        let accounts = answer.data()["node"]["accounts"].as_array()?.clone();
        accounts.into_iter().find(|account| account["kind"] == kind)
    }
}

impl Partner {
    /// The id as GraphQL writes it.
    #[must_use]
    pub fn global_id(&self) -> String {
        self.id.with_prefix(self.kind.prefix())
    }

    /// The bare id.
    #[must_use]
    pub const fn party_id(&self) -> PartyId {
        self.id
    }
}
