//! The links of mails: `GET /invitations/{token}` and its like lead to GraphiQL, with what can be done filled in.
//!
//! This is the frontend for developing. A portal of one's own takes these paths: set `PUBLIC_URL` of the workers to
//! its address. The document travels in the fragment of the address, which a browser sends to no server, and the
//! log has the route without the token.

use std::future::ready;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use url::form_urlencoded::Serializer;

/// Most characters of a token: one that we made has 66.
const LONGEST_TOKEN: usize = 128;

/// A document that a link leads to.
#[derive(Debug, Clone, Copy)]
pub struct Document {
    /// Where the link leads, before the token.
    pub path: &'static str,
    /// What can be done there; every operation takes `$token`.
    pub text: &'static str,
}

/// To a customer: associate with a partner.
pub const INVITATION: Document =
    Document { path: "/invitations/", text: include_str!("../assets/links/invitation.graphql") };
/// To a company: become a partner.
pub const PARTNER_INVITATION: Document =
    Document { path: "/partner-invitations/", text: include_str!("../assets/links/partner_invitation.graphql") };
/// To a person: join one's colleagues.
pub const JOIN: Document = Document { path: "/join/", text: include_str!("../assets/links/join.graphql") };

/// Every link that a mail may hold.
pub const ALL: &[Document] = &[INVITATION, PARTNER_INVITATION, JOIN];

/// The routes of all links.
pub(crate) fn routes(config: &mut web::ServiceConfig) {
    for document in ALL {
        let follow = move |token: web::Path<String>| ready(follow(*document, &token));
        config.route(&format!("{}{{token}}", document.path), web::get().to(follow));
    }
}

fn follow(document: Document, token: &str) -> HttpResponse {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if token.len() > LONGEST_TOKEN || !token.bytes().all(is_plain) {
        return HttpResponse::NotFound().finish();
    }
    let variables = serde_json::json!({ "token": token }).to_string();
    let fragment = Serializer::new(String::new())
        .append_pair("query", document.text)
        .append_pair("variables", &variables)
        .finish();
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, format!("/#{fragment}")))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}
