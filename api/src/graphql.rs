//! The graph: its roots, its limits, and its text.
//!
//! One file a noun; each brings its types, its queries and its mutations. Before
//! a document comes here, `precheck.rs` has bounded it and `cost.rs` has
//! counted what it costs; depth and directives are the library's to limit.

mod access_key;
mod account;
mod account_statement;
mod action;
mod adjustment;
mod agreement;
mod application;
mod application_review;
mod association;
mod audit;
mod authorization;
mod balance_alert;
mod bank_account;
mod bank_csv_mapping;
mod bank_entry;
mod bank_reconciliation;
mod bank_statement;
mod bank_upload;
pub(crate) mod charge;
mod coupon;
mod coupon_quota;
mod customer;
mod customer_command;
mod customer_flag;
mod event;
mod hold;
mod invitation;
mod job;
mod lineage;
mod locale;
mod manager;
mod node;
mod onboarding;
pub(crate) mod page;
mod parting;
mod partner_apply;
mod partner_invitation;
mod partner_profile;
mod party;
mod password;
mod payer_agreement;
mod permission;
mod policy;
pub(crate) mod problem;
mod remittance;
mod remittance_claim;
mod report;
mod reseller;
mod reservation;
mod reveal;
mod role;
pub(crate) mod scalars;
mod session;
mod signing_entity;
mod staff;
mod staff_life;
mod transfer;
mod verification;

use async_graphql::{EmptySubscription, MergedObject, SDLExportOptions};

/// Fields in fields. GraphiQL's own question about the schema is 15 deep.
const MOST_DEEP: usize = 16;
/// Directives on one field.
const MOST_DIRECTIVES: usize = 5;

/// What can be read.
#[derive(MergedObject, Default)]
pub(crate) struct Query(
    staff::ViewerQuery,
    node::NodeQuery,
    party::PartyQuery,
    customer::CustomerQuery,
    reseller::ResellerQuery,
    authorization::AuthorizationQuery,
    parting::PartingQuery,
    account::AccountQuery,
    adjustment::AdjustmentQuery,
    bank_account::BankAccountQuery,
    bank_csv_mapping::BankCsvMappingQuery,
    bank_upload::BankUploadQuery,
    bank_statement::BankStatementQuery,
    bank_entry::BankEntryQuery,
    bank_reconciliation::BankReconciliationQuery,
    payer_agreement::PayerAgreementQuery,
    remittance_claim::RemittanceClaimQuery,
    event::EventQuery,
    job::JobQuery,
    invitation::InvitationQuery,
    invitation::InvitationOfferQuery,
    onboarding::OnboardingQuery,
    report::ReportQuery,
    reservation::ReservationQuery,
    agreement::AgreementQuery,
    policy::PolicyQuery,
    signing_entity::SigningEntityQuery,
    partner_invitation::PartnerInvitationQuery,
    application::ApplicationQuery,
    audit::AuditQuery,
    coupon_quota::CouponQuotaQuery,
    coupon::CouponQuery,
    charge::ChargeQuery,
);

/// What can be done. Each field is one transaction; they run in order, and one that is refused does not undo another.
#[derive(MergedObject, Default)]
pub(crate) struct Mutation(
    session::SessionMutation,
    verification::VerificationMutation,
    password::PasswordMutation,
    access_key::AccessKeyMutation,
    bank_account::BankAccountMutation,
    bank_csv_mapping::BankCsvMappingMutation,
    bank_upload::BankUploadMutation,
    bank_entry::BankEntryMutation,
    remittance::RemittanceAccountMutation,
    payer_agreement::PayerAgreementMutation,
    remittance_claim::RemittanceClaimMutation,
    remittance_claim::RemittanceClaimReviewMutation,
    adjustment::AdjustmentMutation,
    hold::HoldMutation,
    balance_alert::BalanceAlertMutation,
    customer_command::CustomerMutation,
    reseller::ResellerMutation,
    authorization::AuthorizationMutation,
    parting::PartingMutation,
    job::JobMutation,
    invitation::InvitationMutation,
    onboarding::OnboardingMutation,
    onboarding::CustomerCreateMutation,
    customer_flag::CustomerFlagMutation,
    report::ReportMutation,
    reservation::ReservationMutation,
    agreement::AgreementMutation,
    staff_life::StaffMutation,
    role::RoleMutation,
    manager::ManagerMutation,
    policy::PolicyMutation,
    signing_entity::SigningEntityMutation,
    partner_profile::PartnerProfileMutation,
    partner_invitation::PartnerInvitationMutation,
    partner_apply::PartnerApplyMutation,
    application_review::ApplicationMutation,
    reveal::RevealMutation,
    coupon_quota::CouponQuotaMutation,
    coupon_quota::CouponQuotaReclaimMutation,
    coupon::CouponMutation,
    coupon::CouponReclaimMutation,
    charge::commands::ChargeMutation,
);

/// The schema as the server runs it.
pub(crate) type Schema = async_graphql::Schema<Query, Mutation, EmptySubscription>;

/// The schema with its limits. Without `introspection` it neither tells its types nor suggests names.
pub(crate) fn schema(introspection: bool) -> Schema {
    let schema = Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .limit_depth(MOST_DEEP)
        .limit_directives(MOST_DIRECTIVES);
    if introspection { schema.finish() } else { schema.disable_introspection().disable_suggestions().finish() }
}

/// The schema as text, in an order that does not change by itself: what `schema/schema.graphql` holds.
#[must_use]
pub fn sdl() -> String {
    let options = SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .prefer_single_line_descriptions()
        .include_specified_by()
        .use_space_ident();
    schema(true).sdl_with_options(options)
}
