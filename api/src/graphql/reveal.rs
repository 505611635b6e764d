//! Personal data in full.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use domain::reveal::{self, Datum, Request, Revealed};

use super::problem::{Fault, UserError, settle};
use crate::viewer::Asked;

/// What of somebody's personal data is asked for.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Datum")]
pub(crate) enum PersonalDatum {
    /// The name.
    Name,
    /// The mobile number.
    Mobile,
    /// The mail address.
    Email,
    /// The login name of the main account.
    AccountName,
}

/// Personal data in full. Do not keep it: ask again, with a reason, when it is needed again.
#[derive(SimpleObject)]
pub(crate) struct PersonalData {
    /// The name; null when it was not asked for.
    name: Option<String>,
    /// The mobile number, `+8613800000000`; null when it was not asked for or there is none.
    mobile: Option<String>,
    /// The mail address; null when it was not asked for or there is none.
    email: Option<String>,
    /// The login name of the main account; null when it was not asked for or there is none.
    account_name: Option<String>,
}

impl From<Revealed> for PersonalData {
    fn from(Revealed { name, mobile, email, account_name }: Revealed) -> Self {
        Self { name, mobile, email, account_name }
    }
}

/// Whose personal data are shown, and why.
#[derive(InputObject)]
pub(crate) struct RevealInput {
    /// A party, a person, a report, or an invitation.
    id: ID,
    /// What is to be shown, at least one.
    fields: Vec<PersonalDatum>,
    /// Why it is needed, 5 to 500 characters. Stands in the audit log of whom the data are of.
    reason: String,
}

/// The answer to `reveal`.
#[derive(SimpleObject)]
pub(crate) struct RevealPayload {
    /// The data; null when it was refused.
    personal_data: Option<PersonalData>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `INVALID_INPUT`.
    user_errors: Vec<UserError>,
}

/// Showing what is masked.
#[derive(Default)]
pub(crate) struct RevealMutation;

#[Object]
impl RevealMutation {
    /// Shows personal data that are masked everywhere else. Needs the permission `PERSONAL_DATA_REVEAL`. Who asked, for
    /// what and why is in the audit log before anything is read.
    async fn reveal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose data, which, and why.")] input: RevealInput,
    ) -> Result<RevealPayload, Fault> {
        let RevealInput { id, fields, reason } = input;
        let fields = fields.into_iter().map(Datum::from).collect();
        let request = Request { id: id.to_string(), fields, reason };
        let call = ctx.call()?;
        // Two transactions on purpose: the line is committed before a value is read.
        let permitted = call.tx(move |conn, now, actor| reveal::permit(conn, now, actor, &request)).await;
        let (permit, user_errors) = settle(permitted)?;
        let Some(permit) = permit else { return Ok(RevealPayload { personal_data: None, user_errors }) };
        let vault = Arc::clone(&call.vault);
        let revealed = call.read(move |conn, _, _| reveal::open(conn, &vault, permit)).await?;
        Ok(RevealPayload { personal_data: Some(revealed.into()), user_errors })
    }
}
