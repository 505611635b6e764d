//! What goes back over HTTP: a body in GraphQL form and its status.
//!
//! The one place where an error gets its public face. A [`Fault`] is shown as
//! it is; what the library found wrong with a document is shown with its place;
//! everything else is `INTERNAL`, and the log has it under the trace id.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName};
use async_graphql::{PathSegment, Pos, Response, ServerError};
use schema::problem::Code;
use serde::Serialize;

use crate::graphql::problem::{Fault, text};
use crate::precheck;

/// Most characters of a message of the library: it may repeat the document.
const MESSAGE_LIMIT: usize = 300;

/// Most errors of one answer.
const ERRORS_LIMIT: usize = 50;

/// How the library begins to say that a document is over one of its limits; it gives no code.
const OVER_LIMIT: [&str; 3] = ["Query is nested too deep", "The recursion depth", "The number of directives"];

/// The media type of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `application/json`: the status says little.
    Json,
    /// `application/graphql-response+json`: the status says whether the document was run.
    GraphqlResponse,
}

/// An answer before it is known in which form it goes out.
pub(crate) struct Answer {
    /// The status where the form does not decide: none when the request was well-formed.
    status: Option<StatusCode>,
    header: Option<(HeaderName, &'static str)>,
    body: Box<Body>,
}

#[derive(Serialize, Default)]
struct Body {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Shown>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<async_graphql::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extensions: Option<Extras>,
}

/// An error as the caller sees it.
#[derive(Serialize)]
struct Shown {
    message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Pos>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    path: Vec<PathSegment>,
    extensions: Facts,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Facts {
    code: Code,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace_id: Option<String>,
}

#[derive(Serialize)]
struct Extras {
    /// What the document was reckoned to cost before it was run.
    cost: u64,
}

impl Answer {
    /// The request itself is not in order; nothing was run.
    pub(crate) fn refused(status: StatusCode, code: Code, message: &str) -> Self {
        Self { status: Some(status), header: None, body: Body::of(Shown::plain(code, message)) }
    }

    /// A mutation came by GET.
    pub(crate) fn post_only() -> Self {
        Self::refused(StatusCode::METHOD_NOT_ALLOWED, Code::BadDocument, "send a mutation by POST")
            .with_header((header::ALLOW, "POST"))
    }

    /// The caller is not let in, or it cannot be found out who it is.
    pub(crate) fn not_let_in(fault: &Fault) -> Self {
        let refused = |status| Self::refused(status, fault.code(), text(fault.code()));
        if fault.code() == Code::Unauthenticated {
            let challenge = (header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
            return refused(StatusCode::UNAUTHORIZED).with_header(challenge);
        }
        log(fault);
        refused(StatusCode::SERVICE_UNAVAILABLE).with_header((header::RETRY_AFTER, "2"))
    }

    /// The document is well-formed and cannot be run.
    pub(crate) fn document(message: &str) -> Self {
        Self { status: None, header: None, body: Body::of(Shown::plain(Code::BadDocument, message)) }
    }

    /// The document is over a limit, or does not fit its parameters.
    pub(crate) fn unfit(refused: &precheck::Refused) -> Self {
        let code = match refused {
            precheck::Refused::TooMany { .. } => Code::DocumentTooLarge,
            precheck::Refused::OpenString
            | precheck::Refused::Cycle
            | precheck::Refused::NoSuchOperation
            | precheck::Refused::VariableMissing(_) => Code::BadDocument,
        };
        Self { status: None, header: None, body: Body::of(Shown::plain(code, refused.to_string())) }
    }

    /// The document would cost more than one may.
    pub(crate) fn too_expensive(cost: u64, limit: u64) -> Self {
        let message = format!("the document costs {cost}, more than {limit}: ask for fewer rows or fields");
        Self { status: None, header: None, body: Body::of(Shown::plain(Code::DocumentTooLarge, message)) }
    }

    /// The document cannot be parsed. The parser's own text repeats it, so only the place is told.
    pub(crate) fn syntax(error: &async_graphql::parser::Error) -> Self {
        let locations = error.positions().collect();
        let shown = Shown { locations, ..Shown::plain(Code::BadDocument, "the document cannot be parsed") };
        Self { status: None, header: None, body: Body::of(shown) }
    }

    /// What the library answered.
    pub(crate) fn executed(response: Response, request_id: &str, cost: u64) -> Self {
        // Only what happens while a document runs has a path.
        let was_run = response.errors.is_empty() || response.errors.iter().any(|error| !error.path.is_empty());
        let errors = response.errors.into_iter().take(ERRORS_LIMIT).map(|error| Shown::of(error, request_id)).collect();
        let data = was_run.then_some(response.data);
        let extensions = Some(Extras { cost });
        Self { status: None, header: None, body: Box::new(Body { errors, data, extensions }) }
    }

    pub(crate) fn with_header(self, header: (HeaderName, &'static str)) -> Self {
        Self { header: Some(header), ..self }
    }

    /// The answer in `form`.
    pub(crate) fn respond(self, form: Form) -> HttpResponse {
        let status = self.status.unwrap_or_else(|| self.body.status(form));
        for error in &self.body.errors {
            metrics::counter!("graphql_errors_total", "code" => error.extensions.code.as_str()).increment(1);
        }
        let mut response = HttpResponse::build(status);
        if let Some(header) = self.header {
            response.insert_header(header);
        }
        let media_type = match form {
            Form::Json => "application/json; charset=utf-8",
            Form::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
        };
        response.insert_header((header::CONTENT_TYPE, media_type)).insert_header((header::CACHE_CONTROL, "no-store"));
        // Only floats and maps with odd keys cannot be written; neither is in an answer.
        response.body(serde_json::to_vec(&self.body).unwrap_or_default())
    }
}

impl Body {
    fn of(error: Shown) -> Box<Self> {
        Box::new(Self { errors: vec![error], ..Self::default() })
    }

    /// The status of an answer to a request that was in order.
    fn status(&self, form: Form) -> StatusCode {
        let is_busy = self.errors.iter().any(|error| error.extensions.code == Code::Unavailable);
        match &self.data {
            Some(async_graphql::Value::Null) if is_busy => StatusCode::SERVICE_UNAVAILABLE,
            None if form == Form::GraphqlResponse => StatusCode::BAD_REQUEST,
            Some(_) | None => StatusCode::OK,
        }
    }
}

impl Shown {
    fn plain(code: Code, message: impl Into<String>) -> Self {
        let extensions = Facts { code, trace_id: None };
        Self { message: message.into(), locations: Vec::new(), path: Vec::new(), extensions }
    }

    fn of(error: ServerError, request_id: &str) -> Self {
        let fault = match error.source::<Fault>() {
            Some(fault) => fault.clone(),
            None if error.source.is_none() => {
                let message = error.message.chars().take(MESSAGE_LIMIT).collect::<String>();
                let is_limit = OVER_LIMIT.iter().any(|beginning| error.message.starts_with(beginning));
                let plain = Self::plain(if is_limit { Code::DocumentTooLarge } else { Code::BadDocument }, message);
                return Self { locations: error.locations, path: error.path, ..plain };
            }
            None => Fault::foreign(error.message),
        };
        log(&fault);
        let trace_id = (fault.code() == Code::Internal).then(|| request_id.to_owned());
        Self {
            message: fault.to_string(),
            locations: error.locations,
            path: error.path,
            extensions: Facts { code: fault.code(), trace_id },
        }
    }
}

/// The log line of a fault that is ours; the request's span gives it the trace id.
fn log(fault: &Fault) {
    if matches!(fault.code(), Code::Internal | Code::Unavailable) {
        tracing::error!(code = fault.code().as_str(), causes = fault.causes(), "a request failed");
    }
}
