//! Any object by its id.

use async_graphql::{Context, ID, Interface, Object};
use futures_util::future::try_join_all;
use schema::ids::{Id, Named, named};

use super::access_key::AccessKey;
use super::account::Account;
use super::adjustment::Adjustment;
use super::agreement::{Acceptance, Agreement};
use super::application::Application;
use super::audit::AuditRecord;
use super::authorization::Authorization;
use super::bank_account::BankAccount;
use super::bank_csv_mapping::BankCsvMapping;
use super::bank_entry::BankEntry;
use super::bank_statement::BankStatement;
use super::bank_upload::BankUpload;
use super::charge::Charge;
use super::charge::refund::Refund;
use super::coupon::Coupon;
use super::coupon_quota::CouponQuota;
use super::event::Event;
use super::hold::Hold;
use super::invitation::Invitation;
use super::job::Job;
use super::manager::ManagerAssignment;
use super::onboarding::Onboarding;
use super::parting::Parting;
use super::partner_invitation::PartnerInvitation;
use super::party::Party;
use super::payer_agreement::PayerAgreement;
use super::problem::Fault;
use super::remittance::RemittanceAccount;
use super::remittance_claim::RemittanceClaim;
use super::report::Report;
use super::reservation::Reservation;
use super::role::Role;
use super::signing_entity::SigningEntity;
use super::staff::Staff;
use super::transfer::Transfer;
use crate::loaders::{Found, Loaders};
use crate::viewer::Asked;

/// Most ids that `nodes` takes.
const MOST_NODES: usize = 100;

/// An object with an id of its own: `node` finds it again.
#[derive(Interface)]
#[graphql(field(
    name = "id",
    ty = "ID",
    desc = "Names the object everywhere and for ever. The part before the underscore says its type; the rest is in the order of creation."
))]
pub(crate) enum Node {
    Party(Party),
    Staff(Staff),
    Role(Role),
    ManagerAssignment(ManagerAssignment),
    Account(Account),
    Transfer(Transfer),
    Hold(Hold),
    Adjustment(Adjustment),
    Authorization(Authorization),
    Parting(Parting),
    BankAccount(BankAccount),
    BankCsvMapping(BankCsvMapping),
    RemittanceAccount(RemittanceAccount),
    BankUpload(BankUpload),
    BankStatement(BankStatement),
    BankEntry(BankEntry),
    PayerAgreement(PayerAgreement),
    RemittanceClaim(RemittanceClaim),
    Event(Event),
    Job(Job),
    AuditRecord(AuditRecord),
    Invitation(Invitation),
    Onboarding(Onboarding),
    Report(Report),
    Reservation(Reservation),
    Agreement(Agreement),
    Acceptance(Acceptance),
    AccessKey(AccessKey),
    PartnerInvitation(PartnerInvitation),
    Application(Application),
    SigningEntity(SigningEntity),
    CouponQuota(CouponQuota),
    Coupon(Coupon),
    Charge(Charge),
    Refund(Refund),
}

/// Any object by its id.
#[derive(Default)]
pub(crate) struct NodeQuery;

#[Object]
impl NodeQuery {
    /// The object with this id; null when there is none or the caller may not see it.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id: `cus_01h455vb4pex5vsknk084sn02q`.")] id: ID,
    ) -> Result<Option<Node>, Fault> {
        find(ctx.loaders()?, &id).await
    }

    /// The objects with these ids, in their order; null for each that does not exist or that the caller may not see.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100 ids.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>, Fault> {
        if ids.len() > MOST_NODES {
            return Err(Fault::argument(format!("`ids` holds at most {MOST_NODES} ids")));
        }
        let loaders = ctx.loaders()?;
        try_join_all(ids.iter().map(|id| find(loaders, id))).await
    }
}

async fn find(loaders: &Loaders, id: &str) -> Result<Option<Node>, Fault> {
    let prefix = id.split_once('_').map_or("", |(prefix, _)| prefix);
    Ok(match prefix {
        named::Staff::PREFIX => row::<named::Staff>(loaders, id).await?.map(|row| Staff(row).into()),
        named::Role::PREFIX => row::<named::Role>(loaders, id).await?.map(|row| Role(row).into()),
        named::ManagerAssignment::PREFIX => {
            row::<named::ManagerAssignment>(loaders, id).await?.map(|row| ManagerAssignment(row).into())
        }
        named::Account::PREFIX => row::<named::Account>(loaders, id).await?.map(|row| Account(row).into()),
        named::Transfer::PREFIX => row::<named::Transfer>(loaders, id).await?.map(|row| Transfer(row).into()),
        named::Hold::PREFIX => row::<named::Hold>(loaders, id).await?.map(|row| Hold(row).into()),
        named::Adjustment::PREFIX => row::<named::Adjustment>(loaders, id).await?.map(|row| Adjustment(row).into()),
        named::Authorization::PREFIX => {
            row::<named::Authorization>(loaders, id).await?.map(|row| Authorization(row).into())
        }
        named::Parting::PREFIX => row::<named::Parting>(loaders, id).await?.map(|row| Parting(row).into()),
        named::BankAccount::PREFIX => row::<named::BankAccount>(loaders, id).await?.map(|row| BankAccount(row).into()),
        named::BankCsvMapping::PREFIX => {
            row::<named::BankCsvMapping>(loaders, id).await?.map(|row| BankCsvMapping(row).into())
        }
        named::RemittanceAccount::PREFIX => {
            row::<named::RemittanceAccount>(loaders, id).await?.map(|row| RemittanceAccount(row).into())
        }
        named::BankUpload::PREFIX => row::<named::BankUpload>(loaders, id).await?.map(|row| BankUpload(row).into()),
        named::BankStatement::PREFIX => {
            row::<named::BankStatement>(loaders, id).await?.map(|row| BankStatement(row).into())
        }
        named::BankEntry::PREFIX => row::<named::BankEntry>(loaders, id).await?.map(|row| BankEntry(row).into()),
        named::PayerAgreement::PREFIX => {
            row::<named::PayerAgreement>(loaders, id).await?.map(|row| PayerAgreement(row).into())
        }
        named::RemittanceClaim::PREFIX => {
            row::<named::RemittanceClaim>(loaders, id).await?.map(|row| RemittanceClaim(row).into())
        }
        named::Event::PREFIX => row::<named::Event>(loaders, id).await?.map(|row| Event(row).into()),
        named::Invitation::PREFIX => row::<named::Invitation>(loaders, id).await?.map(|row| Invitation(row).into()),
        named::Onboarding::PREFIX => row::<named::Onboarding>(loaders, id).await?.map(|row| Onboarding(row).into()),
        named::Job::PREFIX => row::<named::Job>(loaders, id).await?.map(|row| Job(row).into()),
        named::AuditRecord::PREFIX => row::<named::AuditRecord>(loaders, id).await?.map(|row| AuditRecord(row).into()),
        named::Report::PREFIX => row::<named::Report>(loaders, id).await?.map(|row| Report(row).into()),
        named::Reservation::PREFIX => row::<named::Reservation>(loaders, id).await?.map(|row| Reservation(row).into()),
        named::Agreement::PREFIX => row::<named::Agreement>(loaders, id).await?.map(|row| Agreement(row).into()),
        named::Acceptance::PREFIX => row::<named::Acceptance>(loaders, id).await?.map(|row| Acceptance(row).into()),
        named::AccessKey::PREFIX => row::<named::AccessKey>(loaders, id).await?.map(|row| AccessKey(row).into()),
        named::PartnerInvitation::PREFIX => {
            row::<named::PartnerInvitation>(loaders, id).await?.map(|row| PartnerInvitation(row).into())
        }
        named::Application::PREFIX => row::<named::Application>(loaders, id).await?.map(|row| Application(row).into()),
        named::SigningEntity::PREFIX => {
            row::<named::SigningEntity>(loaders, id).await?.map(|row| SigningEntity(row).into())
        }
        named::CouponQuota::PREFIX => row::<named::CouponQuota>(loaders, id).await?.map(|row| CouponQuota(row).into()),
        named::Charge::PREFIX => row::<named::Charge>(loaders, id).await?.map(|row| Charge(row).into()),
        named::Refund::PREFIX => row::<named::Refund>(loaders, id).await?.map(|row| Refund(row).into()),
        named::Coupon::PREFIX => row::<named::Coupon>(loaders, id).await?.map(|row| Coupon(row).into()),
        // A party has the prefix of its kind.
        _ => row::<named::Party>(loaders, id).await?.map(|row| Party(row).into()),
    })
}

async fn row<N: Found>(loaders: &Loaders, id: &str) -> Result<Option<N::Row>, Fault> {
    match id.parse::<Id<N>>() {
        Ok(id) => loaders.load_one(id).await,
        Err(_) => Ok(None),
    }
}
