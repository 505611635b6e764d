//! What each role may do: the one table of it (domain.md 0.3, 1.8).
//!
//! A person's permissions are those every role of a partner has by default,
//! less the ones the party took away, which administrators keep; those of `GRANTS` for the person's
//! roles; and those of the person's custom roles.

use schema::text_enum;

use crate::party::Kind;

text_enum! {
    /// What a person is at work; one to three a person, custom roles included.
    pub enum Role {
        /// Runs the party's account; holds every permission of its kind of party, and no other role.
        Administrator = "administrator",
        /// Handles money.
        Finance = "finance",
        /// Keeps things running.
        Operations = "operations",
        /// Looks after customers; alone it sees only those assigned to it. Not together with director.
        AccountManager = "account_manager",
        /// Leads account managers; alone it sees what they see. Not together with account manager.
        ManagerDirector = "manager_director",
    }
}

text_enum! {
    /// Something a role allows.
    pub enum Permission {
        /// See balances, transfers and statements of account within one's visibility.
        AccountView = "account_view",
        /// Pay money in.
        AccountRecharge = "account_recharge",
        /// Ask for money to be paid out.
        AccountWithdraw = "account_withdraw",
        /// Set the balance below which a warning is sent.
        BalanceAlertManage = "balance_alert_manage",
        /// See what is known of the company.
        CompanyView = "company_view",
        /// See what is known of oneself.
        ProfileView = "profile_view",
        /// See the party's account data.
        AccountInfoView = "account_info_view",
        /// Change the party's account data.
        AccountInfoManage = "account_info_manage",
        /// Make and revoke one's own access keys.
        CredentialManage = "credential_manage",
        /// Use the support area.
        SupportUse = "support_use",
        /// Read news.
        NewsView = "news_view",
        /// See real-name information.
        RealNameView = "real_name_view",
        /// See bank accounts, files, statements and entries.
        BankView = "bank_view",
        /// Register bank accounts and upload their statements.
        BankManage = "bank_manage",
        /// Set money of a partner aside and give it back.
        HoldManage = "hold_manage",
        /// Enter parties and their staff, associate them, issue remittance accounts, record performance.
        ChannelManage = "channel_manage",
        /// Set policies, signing entities, agreements, and what the vendor keeps for itself.
        PolicyManage = "policy_manage",
        /// See background jobs.
        JobView = "job_view",
        /// Retry and discard dead jobs.
        JobManage = "job_manage",
        /// Invite staff, give and take roles, suspend and remove; define roles.
        StaffManage = "staff_manage",
        /// Switch verification codes on and off; let a distributor act.
        SecurityManage = "security_manage",
        /// Invite partners.
        PartnerInvite = "partner_invite",
        /// Apply for a level or a higher kind of partnership.
        ApplicationSubmit = "application_submit",
        /// Review applications and reports.
        ApplicationReview = "application_review",
        /// Assign managers to resellers.
        ResellerManage = "reseller_manage",
        /// See customers, within one's scope.
        CustomerView = "customer_view",
        /// Report, invite and label customers, ask for their authorisation.
        CustomerManage = "customer_manage",
        /// Register customers from the partner's own platform.
        CustomerCreate = "customer_create",
        /// Assign customers to managers and take them back.
        CustomerAssign = "customer_assign",
        /// For a customer: associate with a partner, answer its requests.
        AssociationManage = "association_manage",
        /// Part from a customer or partner, change the mode, answer who asks for it: administrators only.
        PartingManage = "parting_manage",
        /// Give customers money to spend.
        CustomerAllocate = "customer_allocate",
        /// Take back what customers did not spend.
        CustomerReclaim = "customer_reclaim",
        /// Give resellers money.
        ResellerAllocate = "reseller_allocate",
        /// Take back what resellers did not use.
        ResellerReclaim = "reseller_reclaim",
        /// See coupons, coupon quotas and their records.
        CouponView = "coupon_view",
        /// Give coupon quotas, take them back, freeze them.
        CouponQuotaManage = "coupon_quota_manage",
        /// Issue coupons to resale customers, reclaim and freeze coupons.
        CouponIssue = "coupon_issue",
        /// Issue coupons to advisory customers as well.
        CouponIssueAdvisory = "coupon_issue_advisory",
        /// Charge customers for what they used and give it back: the charging system.
        ChargeRecord = "charge_record",
        /// Read personal data in full, with a reason.
        PersonalDataReveal = "personal_data_reveal",
        /// Read the audit log.
        AuditView = "audit_view",
    }
}

const ADMINISTRATORS: &[Role] = &[Role::Administrator];
const OFFICE: &[Role] = &[Role::Administrator, Role::Finance, Role::Operations];
const TREASURY: &[Role] = &[Role::Administrator, Role::Finance];
const EVERYONE: &[Role] = Role::ALL;
const RUNNING: &[Role] = &[Role::Administrator, Role::Operations];
const SELLING: &[Role] = &[Role::Administrator, Role::Operations, Role::AccountManager, Role::ManagerDirector];
const LEADING: &[Role] = &[Role::Administrator, Role::ManagerDirector];

const VENDOR: &[Kind] = &[Kind::Vendor];
const DISTRIBUTOR: &[Kind] = &[Kind::Distributor];
const PATRONS: &[Kind] = &[Kind::Vendor, Kind::Distributor];
const SELLERS: &[Kind] = &[Kind::Distributor, Kind::Reseller, Kind::SolutionProvider];
const APPLICANTS: &[Kind] =
    &[Kind::Distributor, Kind::Reseller, Kind::SolutionProvider, Kind::GovSubsidy, Kind::Merchant];
const CUSTOMER: &[Kind] = &[Kind::Customer];

/// What every role has by default, outside the vendor, and whether the party may take it away.
pub const DEFAULTS: &[(Permission, bool)] = &[
    (Permission::AccountView, false),
    (Permission::AccountRecharge, true),
    (Permission::AccountWithdraw, true),
    (Permission::BalanceAlertManage, false),
    (Permission::CompanyView, false),
    (Permission::ProfileView, false),
    (Permission::AccountInfoView, false),
    (Permission::AccountInfoManage, false),
    (Permission::CredentialManage, false),
    (Permission::SupportUse, false),
    (Permission::NewsView, false),
    (Permission::RealNameView, false),
];

/// Permission, the kinds of party it exists in, the roles that hold it there.
const GRANTS: &[(Permission, &[Kind], &[Role])] = &[
    (Permission::AccountView, VENDOR, OFFICE),
    (Permission::CompanyView, VENDOR, OFFICE),
    (Permission::ProfileView, VENDOR, OFFICE),
    (Permission::CredentialManage, VENDOR, OFFICE),
    (Permission::BankView, VENDOR, OFFICE),
    (Permission::BankManage, VENDOR, TREASURY),
    (Permission::HoldManage, VENDOR, TREASURY),
    (Permission::ChannelManage, VENDOR, ADMINISTRATORS),
    (Permission::PolicyManage, VENDOR, ADMINISTRATORS),
    (Permission::JobView, VENDOR, RUNNING),
    (Permission::JobManage, VENDOR, RUNNING),
    (Permission::StaffManage, Kind::ALL, ADMINISTRATORS),
    (Permission::SecurityManage, Kind::ALL, ADMINISTRATORS),
    (Permission::PartnerInvite, PATRONS, RUNNING),
    (Permission::ApplicationSubmit, APPLICANTS, ADMINISTRATORS),
    (Permission::ApplicationReview, PATRONS, RUNNING),
    (Permission::ResellerManage, DISTRIBUTOR, RUNNING),
    (Permission::CustomerView, VENDOR, OFFICE),
    (Permission::CustomerView, SELLERS, EVERYONE),
    (Permission::CustomerManage, SELLERS, SELLING),
    (Permission::CustomerCreate, SELLERS, RUNNING),
    (Permission::CustomerAssign, SELLERS, LEADING),
    (Permission::AssociationManage, CUSTOMER, ADMINISTRATORS),
    (Permission::PartingManage, SELLERS, ADMINISTRATORS),
    (Permission::PartingManage, CUSTOMER, ADMINISTRATORS),
    (Permission::CustomerAllocate, SELLERS, TREASURY),
    (Permission::CustomerReclaim, SELLERS, TREASURY),
    (Permission::ResellerAllocate, DISTRIBUTOR, TREASURY),
    (Permission::ResellerReclaim, DISTRIBUTOR, TREASURY),
    (Permission::CouponView, VENDOR, OFFICE),
    (Permission::CouponView, SELLERS, OFFICE),
    (Permission::CouponView, &[Kind::GovSubsidy, Kind::Customer], OFFICE),
    (Permission::CouponQuotaManage, PATRONS, TREASURY),
    (Permission::CouponIssue, SELLERS, OFFICE),
    (Permission::CouponIssueAdvisory, SELLERS, ADMINISTRATORS),
    (Permission::ChargeRecord, VENDOR, TREASURY),
    (Permission::PersonalDataReveal, VENDOR, RUNNING),
    (Permission::PersonalDataReveal, SELLERS, SELLING),
    (Permission::PersonalDataReveal, &[Kind::GovSubsidy, Kind::Merchant, Kind::Customer], ADMINISTRATORS),
    (Permission::AuditView, Kind::ALL, ADMINISTRATORS),
    (Permission::AuditView, VENDOR, RUNNING),
];

impl Role {
    /// Whether staff of a party of `kind` can have it: managers look after customers.
    #[must_use]
    pub fn exists_in(self, kind: Kind) -> bool {
        match self {
            Self::Administrator | Self::Finance | Self::Operations => true,
            Self::AccountManager | Self::ManagerDirector => SELLERS.contains(&kind),
        }
    }
}

impl Permission {
    /// Whether it means anything to a party of `kind`, so that a custom role can hold it there.
    #[must_use]
    pub fn exists_in(self, kind: Kind) -> bool {
        (kind != Kind::Vendor && DEFAULTS.iter().any(|(permission, _)| *permission == self))
            || GRANTS.iter().any(|(permission, kinds, _)| *permission == self && kinds.contains(&kind))
    }

    /// Whether only administrators hold it: it cannot be given away in a custom role.
    #[must_use]
    pub const fn is_reserved(self) -> bool {
        matches!(self, Self::StaffManage | Self::SecurityManage | Self::PartingManage)
    }

    /// Whether a party may take it away from its staff although it is a default.
    #[must_use]
    pub fn is_revocable(self) -> bool {
        DEFAULTS.contains(&(self, true))
    }
}

/// What a person of a party of `kind` may do, in the order of declaration.
///
/// - `custom`: what the person's custom roles hold
/// - `revoked`: the defaults that the party took away
#[must_use]
pub fn effective(kind: Kind, roles: &[Role], custom: &[Permission], revoked: &[Permission]) -> Vec<Permission> {
    let is_administrator = roles.contains(&Role::Administrator);
    let is_default = |permission: Permission| {
        kind != Kind::Vendor
            && DEFAULTS.iter().any(|(default, _)| *default == permission)
            && (is_administrator || !(revoked.contains(&permission) && permission.is_revocable()))
    };
    let is_granted = |permission: Permission| {
        let holds = |of: &[Role]| roles.iter().any(|role| of.contains(role) && role.exists_in(kind));
        GRANTS.iter().any(|(granted, kinds, of)| *granted == permission && kinds.contains(&kind) && holds(of))
    };
    let holds = |permission: &Permission| {
        is_default(*permission)
            || is_granted(*permission)
            || (custom.contains(permission) && permission.exists_in(kind) && !permission.is_reserved())
    };
    Permission::ALL.iter().copied().filter(holds).collect()
}
