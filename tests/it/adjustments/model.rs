//! Money going down a tree, as simply as it can be said: what every account has, oldest money first, and who may move
//! it. The properties compare the database with this after every command.

use std::collections::BTreeMap;

use domain::adjustment::Direction;
use domain::party::Kind;
use schema::problem::Code;

/// Who stands where: every party may stand under one before it.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) above: Option<usize>,
    pub(super) is_advised: bool,
    pub(super) lets_act: bool,
}

/// Whose account, and its kind.
pub(super) type Place = (usize, &'static str);

/// What an account has of each origin: when it arrived, and as which; in cents.
type Purse = BTreeMap<(i64, usize), i64>;

#[derive(Debug, Clone, Default)]
pub(super) struct Model {
    pub(super) nodes: Vec<Node>,
    purses: BTreeMap<Place, Purse>,
    owed: BTreeMap<usize, i64>,
    origins: usize,
}

impl Model {
    pub(super) fn of(nodes: Vec<Node>) -> Self {
        Self { nodes, ..Self::default() }
    }

    /// Money comes in from outside.
    pub(super) fn credit(&mut self, to: usize, arrived: i64, cents: i64) {
        self.origins += 1;
        self.purses.entry((to, "cash")).or_default().insert((arrived, self.origins), cents);
    }

    /// A customer owes what it could not pay.
    pub(super) fn owe(&mut self, who: usize, cents: i64) {
        *self.owed.entry(who).or_default() += cents;
    }

    /// The oldest money goes from one account to another, or stays where it is.
    pub(super) fn carry(&mut self, from: Place, to: Place, cents: i64) -> Result<(), Code> {
        let purse = self.purses.entry(from).or_default();
        if purse.values().sum::<i64>() < cents {
            return Err(Code::InsufficientFunds);
        }
        let (mut missing, mut shares) = (cents, Vec::new());
        for (origin, has) in purse.iter_mut() {
            let taken = missing.min(*has);
            (missing, *has) = (missing - taken, *has - taken);
            shares.push((*origin, taken));
        }
        for (origin, cents) in shares {
            *self.purses.entry(to).or_default().entry(origin).or_default() += cents;
        }
        Ok(())
    }

    /// A partner, or a distributor for its reseller, gives money or takes it back; how much of it cleared a debt.
    pub(super) fn adjust(
        &mut self,
        direction: Direction,
        by: usize,
        acting_for: Option<usize>,
        party: usize,
        cents: i64,
    ) -> Result<i64, Code> {
        let is_mine = |it: &Node| it.kind == Kind::Reseller && it.above == Some(by) && it.lets_act;
        if acting_for.is_some_and(|reseller| !is_mine(&self.nodes[reseller])) {
            return Err(Code::NotYourReseller);
        }
        let (partner, other) = (acting_for.unwrap_or(by), &self.nodes[party]);
        let is_reseller = other.kind == Kind::Reseller;
        if is_reseller && by == party {
            return Err(Code::Forbidden);
        }
        // A distributor sees the customers of its resellers; whom one does not see is not there.
        let is_seen = other.above.is_some_and(|above| above == by || self.nodes[above].above == Some(by));
        if !is_seen || (cents > 0 && other.above != Some(partner)) {
            return Err(Code::NotFound);
        }
        if cents == 0 {
            return Err(Code::InvalidInput);
        }
        if other.is_advised {
            return Err(Code::AdvisoryCustomer);
        }
        let (cash, lower) = ((partner, "cash"), (party, if is_reseller { "cash" } else { "spending" }));
        match direction {
            Direction::Reclaim => self.carry(lower, cash, cents).map(|()| 0),
            Direction::Allocate => {
                self.carry(cash, lower, cents)?;
                let owed = self.owed.entry(party).or_default();
                let cleared = cents.min(*owed);
                *owed -= cleared;
                self.carry(lower, (party, "gone"), cleared).map(|()| cleared)
            }
        }
    }

    /// Every account with anything on it: balance, and its money by age.
    pub(super) fn lines(&self) -> Vec<String> {
        let money =
            |cents: i64| format!("{}{}.{:02}", if cents < 0 { "-" } else { "" }, cents.abs() / 100, cents.abs() % 100);
        let line = |((who, kind), purse): (&Place, &Purse)| {
            let lots: Vec<String> = purse
                .iter()
                .filter(|(_, cents)| **cents > 0)
                .map(|((arrived, _), cents)| format!("{arrived}:{}", money(*cents)))
                .collect();
            (!lots.is_empty() && *kind != "gone")
                .then(|| format!("{who} {kind} {} [{}]", money(purse.values().sum()), lots.join(" ")))
        };
        let debts = self.owed.iter().filter(|(_, cents)| **cents > 0);
        let debts = debts.map(|(who, cents)| format!("{who} debt {} []", money(-cents)));
        let mut lines: Vec<String> = self.purses.iter().filter_map(line).chain(debts).collect();
        lines.sort();
        lines
    }
}
