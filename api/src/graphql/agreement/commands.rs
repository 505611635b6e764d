//! Publishing agreements and accepting them.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use domain::agreement::{self, Publish, Text};
use schema::ids::{AgreementId, named};

use super::{Agreement, AgreementKey};
use crate::graphql::locale::Locale;
use crate::graphql::party::AssociationKind;
use crate::graphql::problem::{Fault, UserError, settle};
use crate::graphql::scalars::IdOf;
use crate::viewer::Asked;

/// A text in one language.
#[derive(InputObject)]
pub(crate) struct AgreementTextInput {
    /// Which language.
    locale: Locale,
    /// What it is called, 1 to 200 characters.
    title: String,
    /// What it says, 1 to 20 000 characters of plain text; a line each paragraph.
    content: String,
}

/// A new version to be published.
#[derive(InputObject)]
pub(crate) struct AgreementPublishInput {
    /// Which text.
    key: AgreementKey,
    /// `RESALE` or `ADVISORY` for `ASSOCIATION_NOTICE`; null for the other texts.
    association_kind: Option<AssociationKind>,
    /// The text, once in each language.
    texts: Vec<AgreementTextInput>,
}

/// The answer to `agreementPublish`.
#[derive(SimpleObject)]
pub(crate) struct AgreementPublishPayload {
    /// The new version, in each language; empty when it was refused.
    agreements: Vec<Agreement>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `INVALID_INPUT`, `STATE_CONFLICT` when another version was
    /// published at the same moment.
    user_errors: Vec<UserError>,
}

/// Which agreements are accepted.
#[derive(InputObject)]
pub(crate) struct AgreementAcceptInput {
    /// 1 to 20 agreements in force, in the language in which they were read.
    agreement_ids: Vec<IdOf<named::Agreement>>,
}

/// The answer to `agreementAccept`.
#[derive(SimpleObject)]
pub(crate) struct AgreementAcceptPayload {
    /// The agreements, accepted; empty when it was refused.
    agreements: Vec<Agreement>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `INVALID_INPUT`, `NOT_FOUND`, `AGREEMENT_MISSING` when one of
    /// them is not in force any more: show the newer version.
    user_errors: Vec<UserError>,
}

/// What can be done with agreements.
#[derive(Default)]
pub(crate) struct AgreementMutation;

#[Object]
impl AgreementMutation {
    /// Publishes a new version of a text; it is in force at once and has to be accepted anew. Needs the permission
    /// `POLICY_MANAGE`.
    async fn agreement_publish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which text, in each language.")] input: AgreementPublishInput,
    ) -> Result<AgreementPublishPayload, Fault> {
        let AgreementPublishInput { key, association_kind, texts } = input;
        let text = |it: AgreementTextInput| Text { locale: it.locale.into(), title: it.title, content: it.content };
        let texts = texts.into_iter().map(text).collect();
        let publish = Publish { key: key.into(), association_kind: association_kind.map(Into::into), texts };
        let published = ctx.call()?.tx(move |conn, now, actor| agreement::publish(conn, now, actor, &publish)).await;
        let (published, user_errors) = settle(published)?;
        let agreements = published.unwrap_or_default().into_iter().map(Agreement).collect();
        Ok(AgreementPublishPayload { agreements, user_errors })
    }

    /// Accepts agreements for the caller's party, as after a new version; what was accepted before stays as it is. Needs
    /// the permission `ACCOUNT_INFO_MANAGE`.
    async fn agreement_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which agreements.")] input: AgreementAcceptInput,
    ) -> Result<AgreementAcceptPayload, Fault> {
        let ids: Vec<AgreementId> = input.agreement_ids.into_iter().map(|id| id.0).collect();
        let accepted = ctx.call()?.tx(move |conn, now, actor| agreement::sign(conn, now, actor, &ids)).await;
        let (accepted, user_errors) = settle(accepted)?;
        let agreements = accepted.unwrap_or_default().into_iter().map(Agreement).collect();
        Ok(AgreementAcceptPayload { agreements, user_errors })
    }
}
