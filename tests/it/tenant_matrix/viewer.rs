//! Who looks, and how they ask. What they may see is in `rules.rs`.

use std::collections::{BTreeMap, BTreeSet};

use domain::actor::Role;
use domain::party::{EdgeKind, Kind};
use serde_json::Value;
use tests::{Answer, App, Person};
use uuid::Uuid;

use super::cast::{Member, members};

/// Somebody who looks; nobody when no person is signed in.
pub(super) struct Viewer<'a> {
    pub(super) name: String,
    pub(super) person: Option<Person<'a>>,
    pub(super) party: Member,
    pub(super) role: Role,
    pub(super) staff_id: Uuid,
    /// The customers and resellers that are assigned, when only those are seen.
    pub(super) assigned: Option<BTreeSet<Uuid>>,
    /// Who stands under whom, and how: by the lower party.
    pub(super) edges: BTreeMap<Uuid, (Uuid, EdgeKind)>,
    /// The resellers whose distributor sees their customers' money.
    pub(super) sharing: BTreeSet<Uuid>,
    /// Whose reports and invitations are seen, when only those of some are.
    team: BTreeSet<Uuid>,
    app: &'a App,
}

/// The vendor's administrator first, who sees everything; then everybody else, and nobody.
pub(super) async fn viewers(app: &App) -> Vec<Viewer<'_>> {
    let (members, mut viewers) = (members(app), Vec::new());
    let ids = |query| app.rows(query).iter().map(|id| id.parse().unwrap()).collect::<BTreeSet<Uuid>>();
    let (edges, assigned, sharing) = (edges(app), ids(ASSIGNED), ids(SHARING));
    let nobody = (members[0].clone(), Role::Administrator);
    let people = members.iter().flat_map(|party| party.roles.iter().map(|role| (party.clone(), *role)));
    for (party, role) in people.chain([nobody]) {
        let is_nobody = !viewers.is_empty() && party.kind == Kind::Vendor && role == Role::Administrator;
        let (name, email) = (format!("{}'s {}", party.name, role.as_str()), party.email(role));
        let name = if is_nobody { "nobody".to_owned() } else { name };
        let staff_id = app.rows(&format!("select id from staff where email = '{email}'"))[0].parse().unwrap();
        let person = if is_nobody { None } else { Some(app.sign_in(&email).await) };
        let is_scoped = matches!(role, Role::AccountManager | Role::ManagerDirector);
        let assigned = is_scoped.then(|| assigned.clone());
        let (edges, sharing, team) = (edges.clone(), sharing.clone(), team(app, staff_id));
        viewers.push(Viewer { name, person, party, role, staff_id, assigned, edges, sharing, team, app });
    }
    viewers
}

/// Who is assigned to a manager today: all to managers of their own partner, each with a director.
const ASSIGNED: &str = "select subject_id from manager_assignments where valid_to is null";
const SHARING: &str = "select lower_id from edges where shares_detail and valid_to is null";

/// Everybody is of their own team, a director with the managers under them.
fn team(app: &App, staff_id: Uuid) -> BTreeSet<Uuid> {
    let query = format!("select manager_id from team_members where director_id = '{staff_id}' and valid_to is null");
    let under = app.rows(&query).into_iter().map(|id| id.parse().unwrap());
    under.chain([staff_id]).collect()
}

fn edges(app: &App) -> BTreeMap<Uuid, (Uuid, EdgeKind)> {
    let rows = app.rows("select lower_id || ' ' || upper_id || ' ' || kind from edges where valid_to is null");
    let edge = |row: String| {
        let words: Vec<&str> = row.split(' ').collect();
        let kind = EdgeKind::ALL.iter().copied().find(|kind| kind.as_str() == words[2]).unwrap();
        (words[0].parse().unwrap(), (words[1].parse().unwrap(), kind))
    };
    rows.into_iter().map(edge).collect()
}

impl Viewer<'_> {
    /// Sends a document.
    pub(super) async fn ask(&self, query: &str, variables: Value) -> Answer {
        match &self.person {
            Some(person) => person.query(query, variables).await,
            None => self.app.anonymous(query, variables).await,
        }
    }

    pub(super) const fn team(&self) -> &BTreeSet<Uuid> {
        &self.team
    }

    /// What a call says that may not be made.
    pub(super) const fn refusal(&self) -> &'static str {
        if self.person.is_some() { "FORBIDDEN" } else { "UNAUTHENTICATED" }
    }
}
