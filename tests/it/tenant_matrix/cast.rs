//! Who is there: the parties of the channel, one more of each kind that the channel has not, and their people.

use domain::actor::Actor;
use domain::actor::Role::{self, AccountManager, Administrator, Finance, ManagerDirector, Operations};
use domain::clock::{Clock, Now};
use domain::party::{self, EdgeKind, Kind, Locale};
use domain::staff::{self, NewStaff};
use domain::{Conn, bank};
use schema::ids::PartyId;
use schema::money::Currency;
use tests::{App, Channel, PASSWORD, Partner};
use uuid::Uuid;

/// A party, as the matrix calls it, with the roles of its people who look.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) id: Uuid,
    pub(super) kind: Kind,
    pub(super) roles: &'static [Role],
    domain: String,
}

const ADMINISTRATOR: &[Role] = &[Administrator];
const OFFICE: &[Role] = &[Administrator, Finance, Operations];
const EVERYONE: &[Role] = &[Administrator, Finance, Operations, AccountManager, ManagerDirector];

/// Who joins the channel in this story: name here, kind, legal name, roles.
const NEWCOMERS: [(&str, Kind, &str, &[Role]); 4] = [
    ("government-subsidy partner", Kind::GovSubsidy, "Spruce Programme Office", &[Administrator, Finance]),
    ("merchant", Kind::Merchant, "Rowan Goods Ltd", &[Administrator, Operations]),
    ("distributor's customer", Kind::Customer, "Willow Clinics Ltd", ADMINISTRATOR),
    ("solution provider's customer", Kind::Customer, "Juniper Schools Ltd", ADMINISTRATOR),
];

/// Customers who leave or want to; nobody looks with their eyes.
pub(super) const LEAVERS: [&str; 6] =
    ["Elder Press 1", "Elder Press 2", "Elder Press 3", "Elder Press 4", "Elder Press 5", "Elder Press 6"];

/// Everybody, the vendor first; the newcomers once [`join`] has let them in.
pub(super) fn members(app: &App) -> Vec<Member> {
    let old = of_channel(&app.channel).map(|(name, kind, partner, roles)| {
        let domain = partner.email.split_once('@').map(|(_, domain)| domain.to_owned()).unwrap_or_default();
        Member { name, id: partner.party_id().uuid(), kind, roles, domain }
    });
    let new = NEWCOMERS.into_iter().flat_map(|(name, kind, legal_name, roles)| {
        let ids = app.rows(&format!("select id from parties where name = '{legal_name}'"));
        ids.into_iter().map(move |id| Member {
            name,
            id: id.parse().unwrap(),
            kind,
            roles,
            domain: format!("{id}.example"),
        })
    });
    old.into_iter().chain(new).collect()
}

const fn of_channel(channel: &Channel) -> [(&'static str, Kind, &Partner, &'static [Role]); 9] {
    [
        ("vendor", Kind::Vendor, &channel.vendor, OFFICE),
        ("distributor", Kind::Distributor, &channel.distributor, EVERYONE),
        ("other distributor", Kind::Distributor, &channel.other_distributor, ADMINISTRATOR),
        ("reseller", Kind::Reseller, &channel.reseller, EVERYONE),
        ("other reseller", Kind::Reseller, &channel.other_reseller, ADMINISTRATOR),
        ("solution provider", Kind::SolutionProvider, &channel.solution_provider, EVERYONE),
        ("customer", Kind::Customer, &channel.customer, OFFICE),
        ("advisory customer", Kind::Customer, &channel.advisory_customer, ADMINISTRATOR),
        ("other customer", Kind::Customer, &channel.other_customer, ADMINISTRATOR),
    ]
}

/// Lets the newcomers in, and everybody's people.
pub(super) async fn join(app: &App) {
    let now = app.clock.now();
    let upper = [&app.channel.vendor, &app.channel.vendor, &app.channel.distributor, &app.channel.solution_provider]
        .map(Partner::party_id);
    let entered = app.db.tx(move |conn| {
        enter(conn, now, upper);
        Ok::<_, domain::db::Error>(())
    });
    entered.await.unwrap();
    for member in members(app) {
        let there = app.rows(&format!("select email from staff where party_id = '{}'", member.id));
        let missing: Vec<Role> =
            member.roles.iter().copied().filter(|role| !there.contains(&member.email(*role))).collect();
        let add = move |conn: &mut Conn| missing.into_iter().for_each(|role| add(conn, now, &member, role));
        let added = app.db.tx(move |conn| {
            add(conn);
            Ok::<_, domain::db::Error>(())
        });
        added.await.unwrap();
    }
}

fn enter(conn: &mut Conn, now: Now, upper: [PartyId; NEWCOMERS.len()]) {
    let actor = Actor::system("test");
    for ((_, kind, name, _), upper) in NEWCOMERS.into_iter().zip(upper) {
        let party = party::enter(conn, now, &actor, kind, name, Locale::En).unwrap();
        let edge = if kind == Kind::Customer { EdgeKind::Resale } else { EdgeKind::Partner };
        party::associate(conn, now, &actor, edge, upper, party.id).unwrap();
        if kind != Kind::Customer {
            bank::issue(conn, now, &actor, party.id, Currency::CNY).unwrap();
        }
    }
}

/// One of the [`LEAVERS`]: a resale customer of `upper` with an administrator.
pub(super) async fn leaver(app: &App, name: &'static str, upper: &Member) -> Member {
    let (now, upper) = (app.clock.now(), PartyId::from_uuid(upper.id));
    let entered = app.db.tx(move |conn| {
        let actor = Actor::system("test");
        let party = party::enter(conn, now, &actor, Kind::Customer, name, Locale::En).unwrap();
        party::associate(conn, now, &actor, EdgeKind::Resale, upper, party.id).unwrap();
        let (id, domain) = (party.id.uuid(), format!("{}.example", party.id.uuid()));
        let member = Member { name, id, kind: Kind::Customer, roles: ADMINISTRATOR, domain };
        add(conn, now, &member, Administrator);
        Ok::<_, domain::db::Error>(member)
    });
    entered.await.unwrap()
}

fn add(conn: &mut Conn, now: Now, member: &Member, role: Role) {
    let (party_id, email) = (PartyId::from_uuid(member.id), member.email(role));
    let new = NewStaff {
        party_id,
        email: &email,
        name: "Sam",
        locale: Locale::En,
        roles: &[role],
        custom_roles: &[],
        password: Some(PASSWORD),
    };
    staff::add(conn, now, &Actor::system("test"), &new).unwrap();
}

impl Member {
    /// With what its person in `role` signs in.
    pub(super) fn email(&self, role: Role) -> String {
        let name = if role == Administrator { "admin" } else { role.as_str() };
        format!("{name}@{}", self.domain)
    }

    /// The id as GraphQL writes it.
    pub(super) fn global_id(&self) -> String {
        PartyId::from_uuid(self.id).with_prefix(self.kind.prefix())
    }
}
