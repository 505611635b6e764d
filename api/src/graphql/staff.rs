//! People, and the one who is asking.

use async_graphql::{Context, Enum, ID, Object};
use domain::actor::{Actor, Permission as May, Person, Role};
use domain::clock::Now;
use domain::{Conn, agreement, db, staff};
use schema::ids::{Id, StaffId, named};
use schema::problem::Code;

use super::agreement::Agreement;
use super::locale::Locale;
use super::party::Party;
use super::problem::Fault;
use super::scalars::DateTime;
use crate::loaders::Found;
use crate::viewer::Asked;

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
    /// Read personal data in full, with a reason.
    PersonalDataReveal,
    /// Read the audit log.
    AuditView,
}

/// A person who works for a party.
pub(crate) struct Staff(pub(crate) staff::Staff);

/// A person who works for a party. Seen by colleagues and by the vendor's staff.
#[Object]
impl Staff {
    /// Begins with `stf_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// How the person is addressed.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The mail address with all but the first character before the `@` hidden: `a***@example.com`. `reveal` shows it.
    async fn email_masked(&self) -> String {
        self.0.email_masked()
    }

    /// When the person was added.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// Since when the person may not sign in; null while active.
    async fn suspended_at(&self) -> Option<DateTime> {
        self.0.suspended_at.map(DateTime)
    }

    /// Whom the person works for.
    async fn party(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.party_id).await?.map(Party))
    }
}

impl Found for named::Staff {
    type Row = staff::Staff;

    fn by_ids(conn: &mut Conn, _: Now, actor: &Actor, ids: &[StaffId]) -> db::Result<Vec<Self::Row>> {
        staff::by_ids(conn, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// Who is asking.
pub(crate) struct Viewer(Person);

/// Who is asking, and what they may do: ask for `permissions` and hide what they do not allow.
#[Object]
impl Viewer {
    /// The person.
    async fn staff(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.staff_id).await?.map(Staff))
    }

    /// Whom the person works for.
    async fn party(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.party_id).await?.map(Party))
    }

    /// What the person is at work.
    async fn roles(&self) -> Vec<StaffRole> {
        self.0.roles.iter().copied().map(StaffRole::from).collect()
    }

    /// What the person's roles allow, read afresh for every request.
    async fn permissions(&self, ctx: &Context<'_>) -> Vec<Permission> {
        May::ALL.iter().filter(|may| ctx.may(**may)).copied().map(Permission::from).collect()
    }

    /// The agreements that the person's party has yet to accept in their version in force: what a customer needs for its
    /// account and its association, and whatever the party accepted in an earlier version. Accept them with
    /// `agreementAccept`.
    async fn pending_agreements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which language.")] locale: Locale,
    ) -> Result<Vec<Agreement>, Fault> {
        let pending = ctx.call()?.read(move |conn, now, actor| agreement::pending(conn, now, actor, locale.into()));
        Ok(pending.await?.into_iter().map(Agreement).collect())
    }
}

/// The query about who is asking.
#[derive(Default)]
pub(crate) struct ViewerQuery;

#[Object]
impl ViewerQuery {
    /// Who is asking. Fails with `UNAUTHENTICATED` when nobody is signed in.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Viewer, Fault> {
        let person = ctx.call()?.actor.person().cloned();
        person.map(Viewer).ok_or(Fault::of(Code::Unauthenticated))
    }
}
