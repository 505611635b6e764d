//! Who looks, and what they may see: the rules of `domain::visibility`, written down a second time.

use domain::actor::Role;
use domain::party::EdgeKind;
use serde_json::Value;
use tests::{Answer, App, Channel, Partner, Person};
use uuid::Uuid;

use super::table::Sight;
use super::world::Thing;

/// Somebody who looks; nobody when no person is signed in.
pub(super) struct Viewer<'a> {
    pub(super) name: &'static str,
    pub(super) person: Option<Person<'a>>,
    pub(super) party: &'a Partner,
    role: Role,
    edges: Vec<(Uuid, EdgeKind, Uuid)>,
    app: &'a App,
}

/// The parties of the channel.
pub(super) const fn all(channel: &Channel) -> [&Partner; 9] {
    [
        &channel.vendor,
        &channel.distributor,
        &channel.other_distributor,
        &channel.reseller,
        &channel.other_reseller,
        &channel.solution_provider,
        &channel.customer,
        &channel.advisory_customer,
        &channel.other_customer,
    ]
}

/// How many look.
pub(super) const COUNT: usize = NAMES.len() + 3;

/// The names of their administrators here, in the same order.
const NAMES: [&str; 9] = [
    "vendor administrator",
    "distributor",
    "other distributor",
    "reseller",
    "other reseller",
    "solution provider",
    "customer",
    "advisory customer",
    "other customer",
];

/// Who stands under whom, and how.
fn edges(channel: &Channel) -> Vec<(Uuid, EdgeKind, Uuid)> {
    let edges = [
        (&channel.vendor, EdgeKind::Partner, &channel.distributor),
        (&channel.vendor, EdgeKind::Partner, &channel.other_distributor),
        (&channel.vendor, EdgeKind::Partner, &channel.solution_provider),
        (&channel.distributor, EdgeKind::Reseller, &channel.reseller),
        (&channel.distributor, EdgeKind::Reseller, &channel.other_reseller),
        (&channel.reseller, EdgeKind::Resale, &channel.customer),
        (&channel.reseller, EdgeKind::Advisory, &channel.advisory_customer),
        (&channel.other_reseller, EdgeKind::Resale, &channel.other_customer),
    ];
    edges.into_iter().map(|(upper, kind, lower)| (upper.party_id().uuid(), kind, lower.party_id().uuid())).collect()
}

/// The vendor's administrator first, who sees everything; then everybody else, and nobody.
pub(super) async fn viewers(app: &App) -> Vec<Viewer<'_>> {
    let viewer = |name, party, role, person| Viewer { name, person, party, role, edges: edges(&app.channel), app };
    let mut viewers = Vec::new();
    for (name, party) in NAMES.into_iter().zip(all(&app.channel)) {
        viewers.push(viewer(name, party, Role::Administrator, Some(app.admin_of(party).await)));
    }
    let vendor = &app.channel.vendor;
    viewers.push(viewer("vendor finance", vendor, Role::Finance, Some(app.finance().await)));
    viewers.push(viewer("vendor operations", vendor, Role::Operations, Some(app.operations().await)));
    viewers.push(viewer("nobody", vendor, Role::Administrator, None));
    viewers
}

impl Viewer<'_> {
    /// Sends a document.
    pub(super) async fn ask(&self, query: &str, variables: Value) -> Answer {
        match &self.person {
            Some(person) => person.query(query, variables).await,
            None => self.app.anonymous(query, variables).await,
        }
    }

    /// Whether `sight` lets this viewer see what belongs to the parties of `thing`.
    pub(super) fn sees(&self, sight: Sight, thing: &Thing) -> bool {
        let of_party =
            |rule: fn(&Self, Uuid) -> bool| self.is_of_vendor() || thing.parties.iter().any(|party| rule(self, *party));
        match sight {
            _ if self.person.is_none() => sight == Sight::Anybody,
            Sight::Anybody | Sight::SignedIn => true,
            Sight::Known => of_party(Self::knows),
            Sight::Money => of_party(Self::sees_money_of),
            Sight::Own => of_party(|viewer, party| viewer.id() == party),
            Sight::Vendor(_) => self.may_call(sight),
            Sight::Part | Sight::With(_) | Sight::Asker | Sight::Actions | Sight::Each => {
                panic!("{sight:?} is no rule")
            }
        }
    }

    /// Whether a mutation, or a list that refuses, may be called.
    pub(super) fn may_call(&self, sight: Sight) -> bool {
        sight == Sight::Anybody
            || matches!(sight, Sight::Vendor(roles) if self.is_of_vendor() && roles.contains(&self.role))
    }

    pub(super) fn id(&self) -> Uuid {
        self.party.party_id().uuid()
    }

    fn is_of_vendor(&self) -> bool {
        self.person.is_some() && self.id() == self.app.channel.vendor.party_id().uuid()
    }

    fn knows(&self, party: Uuid) -> bool {
        let upper_of = |party| self.upper(party).map(|(upper, _)| upper);
        let led = self.upper(party).and_then(|(middle, _)| self.upper(middle));
        self.id() == party
            || upper_of(party) == Some(self.id())
            || upper_of(self.id()) == Some(party)
            || led == Some((self.id(), EdgeKind::Reseller))
    }

    fn sees_money_of(&self, party: Uuid) -> bool {
        let above = self.upper(party);
        self.id() == party
            || above == Some((self.id(), EdgeKind::Reseller))
            || above == Some((self.id(), EdgeKind::Resale))
    }

    fn upper(&self, party: Uuid) -> Option<(Uuid, EdgeKind)> {
        self.edges.iter().find(|(_, _, lower)| *lower == party).map(|(upper, kind, _)| (*upper, *kind))
    }
}
