//! What an invitation says: to whoever opens its link, and to the partner before it is sent.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use domain::agreement::{self, Purpose};
use domain::calendar;
use domain::clock::Now;
use domain::invitation::{self, Invite, Mode};
use domain::party;
use schema::ids::named;

use super::{CustomerAssociationKind, InvitationChannel, InvitationState};
use crate::graphql::agreement::Agreement;
use crate::graphql::locale::Locale;
use crate::graphql::problem::Fault;
use crate::graphql::scalars::{DateTime, IdOf};
use crate::viewer::Asked;

/// The words of the mail, as `workers` sends it: no second copy that could say something else.
const WORDS: [(party::Locale, &str, &str); 2] = [
    (
        party::Locale::En,
        include_str!("../../../../workers/templates/customer_invited/en/subject.txt"),
        include_str!("../../../../workers/templates/customer_invited/en/body.txt"),
    ),
    (
        party::Locale::ZhCn,
        include_str!("../../../../workers/templates/customer_invited/zh-CN/subject.txt"),
        include_str!("../../../../workers/templates/customer_invited/zh-CN/body.txt"),
    ),
];

/// What an invitation offers whoever opens its link. It says nothing of who was invited.
#[derive(SimpleObject)]
pub(crate) struct InvitationOffer {
    /// The partner's legal name.
    partner_name: String,
    /// By which way it came.
    channel: InvitationChannel,
    /// How the customer would stand under the partner.
    association_kind: CustomerAssociationKind,
    /// Whether it can be accepted now.
    state: InvitationState,
    /// First instant at which it can no longer be accepted; null for a link.
    expires_at: Option<DateTime>,
    /// What has to be accepted with it: give the ids to `invitationAccept`.
    agreements: Vec<Agreement>,
}

/// Which mail is looked at.
#[derive(InputObject)]
pub(crate) struct InvitationPreviewInput {
    /// A report in force.
    report_id: IdOf<named::Report>,
    /// To which kind of association.
    association_kind: CustomerAssociationKind,
    /// Language of the mail; the partner's when it is not given.
    locale: Option<Locale>,
    /// The reseller for which a distributor's person does it; null for one's own party.
    acting_for_id: Option<IdOf<named::Party>>,
}

/// What the mail of an invitation would say. Name and link are hidden.
#[derive(SimpleObject)]
pub(crate) struct InvitationPreview {
    /// Its language.
    locale: Locale,
    /// One line.
    subject: String,
    /// The mail for text clients; the other part says the same.
    text: String,
}

/// What invitations say.
#[derive(Default)]
pub(crate) struct InvitationOfferQuery;

#[Object]
impl InvitationOfferQuery {
    /// What the invitation of a link offers. Null for a link that was never made, was replaced by a newer one, or was
    /// taken back. Nobody need be signed in.
    async fn invitation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the link ends with.")] token: String,
        #[graphql(desc = "Language of the agreements.", default_with = "Locale::En")] locale: Locale,
    ) -> Result<Option<InvitationOffer>, Fault> {
        let visit = ctx.visit()?;
        let (now, vault) = (visit.now, visit.vault.clone());
        let found = visit.read(move |conn| {
            let Some(offer) = invitation::offer(conn, now, &vault, &token)? else { return Ok(None) };
            let agreements = match Purpose::of_association(offer.association_kind.edge()) {
                Some(purpose) => agreement::for_purpose(conn, purpose, locale.into())?,
                None => Vec::new(),
            };
            Ok::<_, domain::db::Error>(Some((offer, agreements)))
        });
        Ok(found.await?.map(|(offer, agreements)| InvitationOffer {
            partner_name: offer.partner_name,
            channel: offer.channel.into(),
            association_kind: offer.association_kind.into(),
            state: offer.state.into(),
            expires_at: offer.expires_at.map(DateTime),
            agreements: agreements.into_iter().map(Agreement).collect(),
        }))
    }

    /// What the mail to a reported customer would say, were `customerInvite` called now; nothing is sent. Needs the
    /// permission `CUSTOMER_MANAGE`; null when the report is not in force or cannot be seen.
    async fn invitation_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which mail.")] input: InvitationPreviewInput,
    ) -> Result<Option<InvitationPreview>, Fault> {
        let (call, vault) = (ctx.call()?, ctx.call()?.vault.clone());
        let invite = Invite {
            report_id: input.report_id.0,
            association_kind: Mode::from(input.association_kind),
            locale: input.locale.map(Into::into),
            acting_for_id: input.acting_for_id.map(|id| id.0),
        };
        let preview =
            call.read(move |conn, now: Now, actor| match invitation::preview(conn, now, &vault, actor, &invite) {
                Ok(preview) => Ok(Some(preview)),
                Err(invitation::Error::NoSuchReport | invitation::Error::ReportMissing) => Ok(None),
                Err(error) => Err(error),
            });
        let Some(preview) = preview.await? else { return Ok(None) };
        let public_url = &ctx.visit()?.public_url;
        Ok(words(preview.locale).map(|(subject, text)| InvitationPreview {
            locale: preview.locale.into(),
            subject: filled(subject, &preview, public_url),
            text: filled(text, &preview, public_url),
        }))
    }
}

fn words(locale: party::Locale) -> Option<(&'static str, &'static str)> {
    WORDS.iter().find(|(of, ..)| *of == locale).map(|(_, subject, text)| (*subject, *text))
}

/// The template with the preview's facts. These templates hold names alone, so that no engine is needed.
fn filled(template: &str, preview: &invitation::Preview, public_url: &str) -> String {
    let until = calendar::day_of(preview.expires_at);
    let (association, until) = match (preview.locale, preview.association_kind) {
        (party::Locale::En, Mode::Resale) => ("resale", until.format("%-d %B %Y")),
        (party::Locale::En, Mode::Advisory) => ("advisory", until.format("%-d %B %Y")),
        (party::Locale::ZhCn, Mode::Resale) => ("代售", until.format("%Y年%-m月%-d日")),
        (party::Locale::ZhCn, Mode::Advisory) => ("顾问销售", until.format("%Y年%-m月%-d日")),
    };
    // What was filled in is not looked at again: a name may look like a place for another.
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{ ") {
        let (name, behind) = after.split_once(" }}").unwrap_or((after, ""));
        text.push_str(before);
        match name {
            "recipient" => text.push_str(&preview.recipient),
            "partner_name" => text.push_str(&preview.partner_name),
            "association" => text.push_str(association),
            "until" => text.push_str(&until.to_string()),
            "token" => text.push('…'),
            "public_url" => text.push_str(&format!("{public_url}/")),
            _ => {}
        }
        rest = behind;
    }
    text.push_str(rest);
    text
}
