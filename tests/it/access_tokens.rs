//! Access tokens that somebody made up: none of them is taken.

use api::tokens::{Bearer, Tokens};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::clock::Clock;
use domain::vault::hmac_sha256;
use ed25519_dalek::pkcs8::EncodePublicKey;
use ed25519_dalek::{Signer, SigningKey};
use schema::ids::{SessionId, StaffId};
use serde_json::{Value, json};
use tests::{App, TOKEN_KEYS};

/// What forgers have: a real token's parts, our public key, and a key of their own.
struct Forge {
    ours: SigningKey,
    theirs: SigningKey,
    header: Value,
    claims: Value,
    good: String,
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// `object` with `name` set; taken away when the value is null.
fn with(object: &Value, name: &str, value: Value) -> Value {
    let mut object = object.clone();
    let fields = object.as_object_mut().unwrap();
    if value.is_null() {
        fields.remove(name)
    } else {
        fields.insert(name.to_owned(), value)
    };
    object
}

impl Forge {
    fn of(app: &App, token: &str) -> Self {
        let seed: [u8; 32] = URL_SAFE_NO_PAD.decode(TOKEN_KEYS.split_once(':').unwrap().1).unwrap().try_into().unwrap();
        let read = |part: &str| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        let (header, claims): (Value, Value) = (read(parts[0]), read(parts[1]));
        assert_eq!(claims["iat"], app.clock.now().instant().timestamp());
        let (ours, theirs) = (SigningKey::from_bytes(&seed), SigningKey::from_bytes(&[7; 32]));
        Self { ours, theirs, header, claims, good: token.to_owned() }
    }

    /// Signed with our own key: only what it says can be wrong.
    fn signed(&self, header: &Value, claims: &Value) -> String {
        let text = format!("{}.{}", part(header), part(claims));
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(self.ours.sign(text.as_bytes()).to_bytes()))
    }

    fn signed_by_them(&self, header: &Value) -> String {
        let text = format!("{}.{}", part(header), part(&self.claims));
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(self.theirs.sign(text.as_bytes()).to_bytes()))
    }

    fn hs256(&self, secret: &[u8]) -> String {
        let text = format!("{}.{}", part(&with(&self.header, "alg", json!("HS256"))), part(&self.claims));
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(hmac_sha256(secret, text.as_bytes())))
    }

    fn says(&self, claim: &str, value: Value) -> String {
        self.signed(&self.header, &with(&self.claims, claim, value))
    }

    fn named(&self, kid: Value) -> String {
        self.signed(&with(&self.header, "kid", kid), &self.claims)
    }

    fn none(&self, alg: &str) -> String {
        format!("{}.{}.", part(&with(&self.header, "alg", json!(alg))), part(&self.claims))
    }

    /// Algorithms, and keys that the token brings along.
    fn algorithms(&self) -> Vec<(&'static str, String)> {
        let public = self.ours.verifying_key();
        let pem = public.to_public_key_pem(Default::default()).unwrap();
        let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(self.theirs.verifying_key().as_bytes()) });
        let signature = self.good.rsplit_once('.').unwrap().1;
        vec![
            ("none", self.none("none")),
            ("None", self.none("None")),
            ("NONE", self.none("NONE")),
            ("none with a signature", self.none("none") + signature),
            (
                "no algorithm",
                format!("{}.{}.{signature}", part(&with(&self.header, "alg", Value::Null)), part(&self.claims)),
            ),
            ("HS256 with the public key", self.hs256(public.as_bytes())),
            ("HS256 with the public key in base64", self.hs256(STANDARD.encode(public.as_bytes()).as_bytes())),
            ("HS256 with the public key as PEM", self.hs256(pem.as_bytes())),
            ("HS256 with nothing", self.hs256(b"")),
            ("HS512 in the header", self.signed(&with(&self.header, "alg", json!("HS512")), &self.claims)),
            ("RS256 in the header", self.signed(&with(&self.header, "alg", json!("RS256")), &self.claims)),
            ("ES256 in the header", self.signed(&with(&self.header, "alg", json!("ES256")), &self.claims)),
            ("another's signature", self.signed_by_them(&self.header)),
            ("a key brought along", self.signed_by_them(&with(&self.header, "jwk", jwk))),
            ("an address of keys", self.signed_by_them(&with(&self.header, "jku", json!("https://evil.example/keys")))),
        ]
    }

    /// Names of keys.
    fn names(&self) -> Vec<(&'static str, String)> {
        vec![
            ("no kid", self.named(Value::Null)),
            ("an empty kid", self.named(json!(""))),
            ("an unknown kid", self.named(json!("stranger"))),
            ("a path as kid", self.named(json!("../../../../dev/null"))),
            ("SQL as kid", self.named(json!("test' or '1'='1"))),
            ("a kid with an end", self.named(json!("test\u{0}"))),
            ("a number as kid", self.named(json!(1))),
            ("a list as kid", self.named(json!(["test"]))),
        ]
    }

    /// What the token says.
    fn claims(&self) -> Vec<(&'static str, String)> {
        let now = self.claims["iat"].as_i64().unwrap();
        let stranger = |id: String| json!(id);
        vec![
            ("expired now", self.says("exp", json!(now))),
            ("expired long ago", self.says("exp", json!(0))),
            ("no end", self.says("exp", Value::Null)),
            ("an end in words", self.says("exp", json!("tomorrow"))),
            ("not yet", self.says("nbf", json!(now + 3600))),
            ("made tomorrow", self.says("iat", json!(now + 86_400))),
            ("for another audience", self.says("aud", json!("somebody-else"))),
            ("for no audience", self.says("aud", Value::Null)),
            ("by another issuer", self.says("iss", json!("somebody-else"))),
            ("by no issuer", self.says("iss", Value::Null)),
            ("of nobody", self.says("sub", Value::Null)),
            ("of another person", self.says("sub", stranger(StaffId::new().to_string()))),
            ("of a party", self.says("sub", json!("ven_01h455vb4pex5vsknk084sn02q"))),
            ("without a session", self.says("sid", Value::Null)),
            ("of another session", self.says("sid", stranger(SessionId::new().to_string()))),
            ("of a session in SQL", self.says("sid", json!("' or true --"))),
        ]
    }

    /// Its form.
    fn forms(&self) -> Vec<(&'static str, String)> {
        let parts: Vec<&str> = self.good.split('.').collect();
        vec![
            ("trailing data", format!("{}x", self.good)),
            ("a fourth part", format!("{}.{}", self.good, parts[1])),
            ("two parts", format!("{}.{}", parts[0], parts[1])),
            ("no signature", format!("{}.{}.", parts[0], parts[1])),
            ("bad base64", format!("{}.{}!.{}", parts[0], parts[1], parts[2])),
            ("padding", format!("{}.{}==.{}", parts[0], parts[1], parts[2])),
            ("claims that are no object", self.signed(&self.header, &json!([]))),
            (
                "other claims, old signature",
                format!("{}.{}.{}", parts[0], part(&with(&self.claims, "exp", json!(i64::MAX))), parts[2]),
            ),
            ("parts in another order", format!("{}.{}.{}", parts[1], parts[0], parts[2])),
            ("nothing", String::new()),
        ]
    }
}

#[tokio::test]
async fn no_crafted_token_is_taken() {
    let app = App::start().await;
    let mut person = app.finance().await;
    let other = app.operations().await;
    let forge = Forge::of(&app, &person.access_token);
    let others_session = Forge::of(&app, &other.access_token).claims["sid"].clone();

    let mut crafted = [forge.algorithms(), forge.names(), forge.claims(), forge.forms()].concat();
    crafted.push(("of another person's session", forge.says("sid", others_session)));
    let mut taken = Vec::new();
    for (what, token) in &crafted {
        person.access_token.clone_from(token);
        let answer = person.query("{ viewer { roles } }", json!({})).await;
        if answer.error_code() != "UNAUTHENTICATED" || answer.0.get("data").is_some() {
            taken.push(format!("{what}: {}", answer.0));
        }
    }

    assert_eq!(crafted.len(), 50);
    assert_eq!(taken, Vec::<String>::new());
    person.access_token = forge.signed(&forge.header, &forge.claims);
    let taken = person.query("{ viewer { roles } }", json!({})).await;
    assert_eq!(taken.data(), &json!({ "viewer": { "roles": ["FINANCE"] } }), "made in the same way, and right");
    app.close().await;
}

/// A ring of two keys: what either signed is taken, and each under its own name only.
#[tokio::test]
async fn a_retired_key_does_not_verify_under_the_name_of_the_other() {
    let app = App::start().await;
    let person = app.finance().await;
    let forge = Forge::of(&app, &person.access_token);
    let id = |claim: &str| forge.claims[claim].as_str().unwrap().to_owned();
    let bearer = Bearer { staff_id: id("sub").parse().unwrap(), session_id: id("sid").parse().unwrap() };
    let theirs = format!("theirs:{}", URL_SAFE_NO_PAD.encode([7; 32]));
    let ring = Tokens::parse(&format!("{theirs},{TOKEN_KEYS}").into()).unwrap();
    let now = app.clock.now();

    let new = ring.issue(now, bearer).unwrap().token;
    let renamed = forge.signed_by_them(&forge.header);

    assert!(ring.verify(now, &new).is_ok() && ring.verify(now, &person.access_token).is_ok());
    assert!(ring.verify(now, &renamed).is_err());
    app.close().await;
}
