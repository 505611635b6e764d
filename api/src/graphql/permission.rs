//! What people are, and what that allows.

use async_graphql::Enum;
use domain::actor::{Permission as May, Role};

/// What a person is at work; one to three a person.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Role")]
pub(crate) enum StaffRole {
    /// Runs the party's account; holds every permission of its kind of party, and no other role.
    Administrator,
    /// Handles money.
    Finance,
    /// Keeps things running.
    Operations,
    /// Looks after customers; alone it sees only those assigned to it. Not together with director.
    AccountManager,
    /// Leads account managers; alone it sees what they see. Not together with account manager.
    ManagerDirector,
}

/// Something a role allows.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "May")]
pub(crate) enum Permission {
    /// See balances, transfers and statements of account within one's visibility.
    AccountView,
    /// Pay money in.
    AccountRecharge,
    /// Ask for money to be paid out.
    AccountWithdraw,
    /// Set the balance below which a warning is sent.
    BalanceAlertManage,
    /// See what is known of the company.
    CompanyView,
    /// See what is known of oneself.
    ProfileView,
    /// See the party's account data.
    AccountInfoView,
    /// Change the party's account data.
    AccountInfoManage,
    /// Make and revoke one's own access keys.
    CredentialManage,
    /// Use the support area.
    SupportUse,
    /// Read news.
    NewsView,
    /// See real-name information.
    RealNameView,
    /// See bank accounts, files, statements and entries.
    BankView,
    /// Register bank accounts and upload their statements.
    BankManage,
    /// Set money of a partner aside and give it back.
    HoldManage,
    /// Enter parties and their staff, associate them, issue remittance accounts, record performance.
    ChannelManage,
    /// Set policies, signing entities, agreements, and what the vendor keeps for itself.
    PolicyManage,
    /// See background jobs.
    JobView,
    /// Retry and discard dead jobs.
    JobManage,
    /// Invite staff, give and take roles, suspend and remove; define roles.
    StaffManage,
    /// Switch verification codes on and off; let a distributor act.
    SecurityManage,
    /// Invite partners.
    PartnerInvite,
    /// Apply for a level or a higher kind of partnership.
    ApplicationSubmit,
    /// Review applications and reports.
    ApplicationReview,
    /// Assign managers to resellers.
    ResellerManage,
    /// See customers, within one's scope.
    CustomerView,
    /// Report, invite and label customers, ask for their authorisation.
    CustomerManage,
    /// Register customers from the partner's own platform.
    CustomerCreate,
    /// Assign customers to managers and take them back.
    CustomerAssign,
    /// For a customer: associate with a partner, answer its requests.
    AssociationManage,
    /// Part from a customer or partner, change the mode, answer who asks for it: administrators only.
    PartingManage,
    /// Give customers money to spend.
    CustomerAllocate,
    /// Take back what customers did not spend.
    CustomerReclaim,
    /// Give resellers money.
    ResellerAllocate,
    /// Take back what resellers did not use.
    ResellerReclaim,
    /// See coupons, coupon quotas and their records.
    CouponView,
    /// Give coupon quotas, take them back, freeze them.
    CouponQuotaManage,
    /// Issue coupons to resale customers, reclaim and freeze coupons.
    CouponIssue,
    /// Issue coupons to advisory customers as well.
    CouponIssueAdvisory,
    /// Charge customers for what they used and give it back: the charging system.
    ChargeRecord,
    /// Read personal data in full, with a reason.
    PersonalDataReveal,
    /// Read the audit log.
    AuditView,
}
