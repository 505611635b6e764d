//! What a viewer may see: the rules of `domain::visibility`, written down a second time.

use domain::actor::Role;
use domain::party::{EdgeKind, Kind};
use uuid::Uuid;

use super::table::Sight;
use super::table::groups::{AUDITORS, CUSTOMER_VIEWERS, DEVELOPERS, Group};
use super::viewer::Viewer;
use super::world::Thing;

impl Viewer<'_> {
    /// Whether `sight` lets this viewer see what belongs to the parties of `thing`.
    pub(super) fn sees(&self, sight: Sight, thing: &Thing) -> bool {
        let any = |rule: fn(&Self, Uuid) -> bool| thing.parties.iter().any(|party| rule(self, *party));
        let vendor_or = |rule: fn(&Self, Uuid) -> bool| self.is_of_vendor() || any(rule);
        match sight {
            _ if self.person.is_none() => sight == Sight::Anybody,
            Sight::Anybody | Sight::SignedIn => true,
            Sight::Known => vendor_or(Self::knows),
            Sight::Money => vendor_or(Self::sees_money_of) || thing.others.contains(&self.party.id),
            Sight::Beneath => vendor_or(|viewer, party| viewer.is_of(party) || viewer.has_beneath(party)),
            Sight::Parted => vendor_or(Self::is_of) || self.is_left_by(thing),
            Sight::Sourced => self.is_of_vendor() || thing.source.is_some_and(|party| self.sees_money_of(party)),
            Sight::Consumed => vendor_or(Self::is_of) || self.has_used_of(thing),
            Sight::Concerned => thing.others.contains(&self.party.id),
            Sight::Own => vendor_or(Self::is_of),
            Sight::Upper => vendor_or(Self::stands_above),
            Sight::Between => vendor_or(|viewer, party| viewer.is_of(party) || viewer.stands_above(party)),
            Sight::Within(groups) => self.is_in(groups) && vendor_or(Self::is_of),
            Sight::Log => self.is_in(AUDITORS) && (vendor_or(Self::is_of) || thing.others.contains(&self.party.id)),
            Sight::Personal => {
                thing.staff == Some(self.staff_id) || (self.role == Role::Administrator && any(Self::is_of))
            }
            Sight::Applied => {
                let reviews = self.is_in(DEVELOPERS) && (self.is_of_vendor() || thing.others.contains(&self.party.id));
                reviews || (!self.is_of_vendor() && any(Self::is_of))
            }
            Sight::Prospects => self.is_of_vendor() || self.has_prospect(thing),
            Sight::Authorized => {
                let in_scope =
                    thing.others.iter().any(|customer| self.has_in_scope(*customer) || self.is_of(*customer));
                self.is_of_vendor() || (in_scope && any(Self::is_of))
            }
            Sight::Customers => {
                let is_listed = |party: &Uuid| self.upper(*party).is_some_and(|(_, kind)| is_to_customer(kind));
                let sees_them = self.is_in(CUSTOMER_VIEWERS) || self.party.kind == Kind::Customer;
                sees_them && thing.parties.iter().any(is_listed) && vendor_or(Self::knows)
            }
            Sight::Resellers => {
                let is_listed = |party: &Uuid| self.upper(*party).is_some_and(|(_, kind)| kind == EdgeKind::Reseller);
                thing.parties.iter().any(is_listed) && vendor_or(Self::stands_above)
            }
            Sight::Alone(groups) => self.is_in(groups) && any(Self::is_of),
            Sight::By(groups) | Sight::Call(groups) => self.is_in(groups),
            Sight::Masked | Sight::Part | Sight::With(_) | Sight::Asker | Sight::Actions | Sight::Each => {
                panic!("{sight:?} is no rule")
            }
        }
    }

    /// Whether nobody else's eyes see the same ways: finance and operations have the administrator's, a director has
    /// those of the managers.
    pub(super) fn has_eyes_of_its_own(&self) -> bool {
        !matches!(self.role, Role::Finance | Role::Operations | Role::ManagerDirector)
    }

    /// Whether a mutation, or a list that refuses, may be called.
    pub(super) fn may_call(&self, sight: Sight) -> bool {
        match sight {
            Sight::Anybody => true,
            Sight::SignedIn => self.person.is_some(),
            Sight::Call(groups) => self.is_in(groups),
            other => panic!("{other:?} says nothing of calling"),
        }
    }

    pub(super) fn is_in(&self, groups: &[Group]) -> bool {
        let is_of = |(kinds, roles): &Group| kinds.contains(&self.party.kind) && roles.contains(&self.role);
        self.person.is_some() && groups.iter().any(is_of)
    }

    pub(super) fn is_of_vendor(&self) -> bool {
        self.person.is_some() && self.party.kind == Kind::Vendor
    }

    fn is_of(&self, party: Uuid) -> bool {
        self.party.id == party
    }

    fn stands_above(&self, party: Uuid) -> bool {
        self.upper(party).is_some_and(|(upper, _)| upper == self.party.id)
    }

    fn knows(&self, party: Uuid) -> bool {
        let (own, above) = (self.party.id, self.upper(party));
        own == party
            || above.is_some_and(|(upper, kind)| upper == own && (!is_to_customer(kind) || self.has_in_scope(party)))
            || self.upper(own).is_some_and(|(upper, _)| upper == party)
            || above.is_some_and(|(middle, _)| self.leads(middle) && self.has_in_scope(middle))
    }

    fn sees_money_of(&self, party: Uuid) -> bool {
        let is_below = |(upper, kind)| {
            let is_funded = upper == self.party.id && matches!(kind, EdgeKind::Reseller | EdgeKind::Resale);
            let is_shared = kind == EdgeKind::Resale && self.leads(upper) && self.sharing.contains(&upper);
            (is_funded && self.has_in_scope(party)) || (is_shared && self.has_in_scope(upper))
        };
        self.party.id == party || self.upper(party).is_some_and(is_below)
    }

    /// Whether the party stands under one's own, or under a reseller of one's own, and is not hidden.
    fn has_beneath(&self, party: Uuid) -> bool {
        self.upper(party).is_some_and(|(upper, _)| {
            (upper == self.party.id && self.has_in_scope(party)) || (self.leads(upper) && self.has_in_scope(upper))
        })
    }

    /// Whether a customer used it under one's own party, or under a reseller that shares it.
    fn has_used_of(&self, thing: &Thing) -> bool {
        let is_own = |partner: Uuid| self.is_of(partner) && thing.parties.iter().all(|it| self.has_in_scope(*it));
        let is_shared = |partner| self.leads(partner) && self.sharing.contains(&partner) && self.has_in_scope(partner);
        thing.others.iter().any(|partner| is_own(*partner) || is_shared(*partner))
    }

    /// Whether one's own party, or a reseller of one's own, is who is left; by whom is not hidden.
    fn is_left_by(&self, thing: &Thing) -> bool {
        let is_in_scope = self.assigned.is_none() || thing.parties.iter().any(|lower| self.has_beneath(*lower));
        is_in_scope && thing.others.iter().any(|upper| self.is_of(*upper) || self.leads(*upper))
    }

    fn has_prospect(&self, thing: &Thing) -> bool {
        let is_own_customer = self.party.kind == Kind::Customer && thing.parties.contains(&self.party.id);
        let is_partners = thing.parties.iter().any(|party| self.party.id == *party || self.leads(*party));
        let is_in_scope = self.assigned.is_none() || thing.staff.is_some_and(|by| self.team().contains(&by));
        is_own_customer || (self.is_in(CUSTOMER_VIEWERS) && is_partners && is_in_scope)
    }

    /// Whether the party is a reseller of one's own.
    fn leads(&self, reseller: Uuid) -> bool {
        self.upper(reseller) == Some((self.party.id, EdgeKind::Reseller))
    }

    /// Whether the customer or reseller is not hidden from who sees only what is assigned.
    fn has_in_scope(&self, party: Uuid) -> bool {
        self.assigned.as_ref().is_none_or(|assigned| assigned.contains(&party))
    }

    fn upper(&self, party: Uuid) -> Option<(Uuid, EdgeKind)> {
        self.edges.get(&party).copied()
    }
}

const fn is_to_customer(kind: EdgeKind) -> bool {
    matches!(kind, EdgeKind::Resale | EdgeKind::Advisory)
}
