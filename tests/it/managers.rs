//! Account managers look after customers, directors lead them, and each sees what is theirs.

use chrono::TimeDelta;
use domain::actor::{Actor, Role};
use domain::clock::Clock;
use domain::ledger::{self, AccountKind, movements};
use domain::party::{self, EdgeKind};
use futures_util::future::join_all;
use schema::ids::BankEntryId;
use schema::money::Currency;
use serde_json::{Value, json};
use tests::{Answer, App, BankFile, Colleague, Line, Partner, Person};

const ASSIGN: &str = "mutation($input: ManagerAssignInput!) { managerAssign(input: $input) {
    results { subjectId assignment { manager { name } subject { name } validTo } userErrors { code field } }
    userErrors { code field } } }";
const TAKE_BACK: &str = "mutation($input: ManagerTakeBackInput!) { managerTakeBack(input: $input) {
    results { subjectId assignment { manager { name } } userErrors { code field } } userErrors { code field } } }";
const DIRECTOR_SET: &str = "mutation($input: ManagerDirectorSetInput!) { managerDirectorSet(input: $input) {
    manager { director { name } } userErrors { code field } } }";
const ROLES_SET: &str = "mutation($input: StaffRolesSetInput!) { staffRolesSet(input: $input) {
    staff { roles team(first: 5) { totalCount } } userErrors { code field } } }";
const CUSTOMERS: &str = "{ viewer { party { customers(first: 10) { totalCount nodes { name manager { name } } } } } }";
const TRANSFERS: &str = "query($id: ID!) { node(id: $id) { ... on Party { accounts { kind
    transfers(first: 10) { totalCount nodes { id amount { amount } } } } } } }";
const HISTORY: &str = "query($id: ID!) { node(id: $id) { ... on Party {
    managerAssignments(first: 10) { totalCount nodes { manager { name } assignedBy { name } validFrom validTo } } } } }";
const TEAM: &str =
    "query($id: ID!) { node(id: $id) { ... on Staff { team(first: 5) { nodes { name director { name } } } } } }";
const NODE: &str = "query($id: ID!) { node(id: $id) { id } }";

async fn assign(person: &Person<'_>, subjects: &[&Partner], manager: &Colleague) -> Answer {
    let subjects: Vec<String> = subjects.iter().map(|it| it.global_id()).collect();
    person.query(ASSIGN, json!({ "input": { "subjectIds": subjects, "managerId": manager.id } })).await
}

async fn take_back(person: &Person<'_>, subject: &Partner) -> Answer {
    person.query(TAKE_BACK, json!({ "input": { "subjectIds": [subject.global_id()] } })).await
}

async fn lead(person: &Person<'_>, manager: &Colleague, director: Option<&Colleague>) -> Answer {
    let input = json!({ "managerId": manager.id, "directorId": director.map(|it| &it.id) });
    person.query(DIRECTOR_SET, json!({ "input": input })).await
}

/// `ok`, or `CODE field`, for each of a batch.
fn results(answer: &Answer) -> Vec<String> {
    let results = answer.ok()["results"].as_array().unwrap();
    let word = |it: &Value| match it["userErrors"].get(0) {
        None => "ok".to_owned(),
        Some(error) => format!("{} {}", error["code"].as_str().unwrap(), error["field"][0].as_str().unwrap_or("-")),
    };
    results.iter().map(word).collect()
}

/// The names of the customers of one's own party that are seen.
async fn customers(person: &Person<'_>) -> Vec<String> {
    let answer = person.query(CUSTOMERS, json!({})).await;
    let list = &answer.data()["viewer"]["party"]["customers"];
    let names: Vec<String> =
        list["nodes"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(list["totalCount"], names.len(), "the count is of what is seen");
    names
}

/// The amounts of the party's transfers that are seen, newest first; none when its money is not.
async fn transfers(person: &Person<'_>, party: &Partner) -> Option<Vec<String>> {
    let answer = person.query(TRANSFERS, json!({ "id": party.global_id() })).await;
    let account = answer.data()["node"]["accounts"].get(0)?.clone();
    let amounts = account["transfers"]["nodes"].as_array().unwrap().iter();
    Some(amounts.map(|it| it["amount"]["amount"].as_str().unwrap().to_owned()).collect())
}

fn some(amounts: &[&str]) -> Option<Vec<String>> {
    Some(amounts.iter().map(|it| (*it).to_owned()).collect())
}

/// Money comes to a customer. No movement does that yet, so the bank stands in for the partner; for the books that
/// is wrong, which is why these stories do not end with a look at them.
async fn spend(app: &App, customer: &Partner, amount: &str) {
    let (now, amount) = (app.clock.now(), amount.parse().unwrap());
    let (customer, vendor) = (customer.party_id(), app.channel.vendor.party_id());
    let posted = app.db.tx(move |conn| {
        let to = ledger::account(conn, customer, AccountKind::Spending, Currency::CNY)?.unwrap();
        let from = ledger::account(conn, vendor, AccountKind::BankClearing, Currency::CNY)?.unwrap();
        let movement = movements::remittance(BankEntryId::new(), from.id, to.id, amount);
        ledger::post(conn, now, &Actor::system("test"), &[movement]).map(drop)
    });
    posted.await.unwrap();
}

/// Worked example 14, invariant 14: the customer is assigned on 10 March at 12:00.
#[tokio::test]
async fn a_manager_sees_what_happens_from_the_moment_of_assignment_and_the_director_the_managers_view() {
    let app = App::start().await;
    let (reseller, customer) = (app.channel.reseller.clone(), app.channel.customer.clone());
    let manager = app.colleague(&reseller, "Ann", &[Role::AccountManager]).await;
    let other = app.colleague(&reseller, "Bo", &[Role::AccountManager]).await;
    let director = app.colleague(&reseller, "Dana", &[Role::ManagerDirector]).await;
    let idle = app.colleague(&reseller, "Eve", &[Role::ManagerDirector]).await;
    let admin = app.admin_of(&reseller).await;
    assert_eq!(lead(&admin, &manager, Some(&director)).await.refusals(), [""; 0]);
    let noon = "2026-03-10T12:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    app.later(noon - TimeDelta::seconds(1) - app.clock.now().instant());
    spend(&app, &customer, "1.00 CNY").await;
    app.later(TimeDelta::seconds(1));
    let admin = app.admin_of(&reseller).await;
    assert_eq!(results(&assign(&admin, &[&customer], &manager).await), ["ok"]);
    spend(&app, &customer, "20.00 CNY").await;
    app.later(TimeDelta::seconds(1));
    spend(&app, &customer, "300.00 CNY").await;

    let (ann, bo) = (app.sign_in(&manager.email).await, app.sign_in(&other.email).await);
    let (dana, eve) = (app.sign_in(&director.email).await, app.sign_in(&idle.email).await);
    let admin = app.admin_of(&reseller).await;

    let since = some(&["300.00", "20.00"]);
    assert_eq!(transfers(&admin, &customer).await, some(&["300.00", "20.00", "1.00"]));
    assert_eq!((transfers(&ann, &customer).await, transfers(&dana, &customer).await), (since.clone(), since));
    assert_eq!((transfers(&bo, &customer).await, transfers(&eve, &customer).await), (None, None));
    let both = ["La***", "Ha***"];
    assert_eq!(
        (customers(&admin).await, customers(&ann).await),
        (both.map(str::to_owned).to_vec(), vec![both[0].to_owned()])
    );
    assert_eq!((customers(&dana).await, customers(&bo).await), (vec![both[0].to_owned()], vec![]));
    let old = app.rows("select id from ledger_transfers order by id limit 1").remove(0);
    let old = schema::ids::TransferId::from_uuid(old.parse().unwrap()).to_string();
    assert_eq!(ann.query(NODE, json!({ "id": old })).await.data()["node"], Value::Null, "by its id neither");
    assert_eq!(admin.query(NODE, json!({ "id": old })).await.data()["node"]["id"], old);
}

/// domain.md 1.8: account manager with any other role sees all, and alone again what is theirs.
#[tokio::test]
async fn a_second_role_lifts_the_limit_with_the_next_request() {
    let app = App::start().await;
    let (reseller, customer) = (app.channel.reseller.clone(), app.channel.customer.clone());
    spend(&app, &customer, "1.00 CNY").await;
    let manager = app.colleague(&reseller, "Ann", &[Role::AccountManager]).await;
    let (admin, ann) = (app.admin_of(&reseller).await, app.sign_in(&manager.email).await);
    let give = async |roles: Value| {
        let input = json!({ "staffId": manager.id, "roles": roles });
        assert_eq!(admin.query(ROLES_SET, json!({ "input": input })).await.refusals(), [""; 0]);
    };

    let alone = (customers(&ann).await.len(), transfers(&ann, &customer).await);
    give(json!(["ACCOUNT_MANAGER", "FINANCE"])).await;
    let with_finance = (customers(&ann).await.len(), transfers(&ann, &customer).await);
    give(json!(["ACCOUNT_MANAGER"])).await;
    let alone_again = (customers(&ann).await.len(), transfers(&ann, &customer).await);

    assert_eq!(alone, (0, None));
    assert_eq!(with_finance, (2, some(&["1.00"])));
    assert_eq!(alone_again, (0, None));
}

/// Nothing is left to the manager after a take back: neither the customer nor what was seen of it.
#[tokio::test]
async fn what_is_taken_back_is_gone_and_its_history_stays() {
    let app = App::start().await;
    let (reseller, customer) = (app.channel.reseller.clone(), app.channel.customer.clone());
    let manager = app.colleague(&reseller, "Ann", &[Role::AccountManager]).await;
    let other = app.colleague(&reseller, "Bo", &[Role::AccountManager]).await;
    let (admin, ann) = (app.admin_of(&reseller).await, app.sign_in(&manager.email).await);
    assert_eq!(assign(&admin, &[&customer], &manager).await.refusals(), [""; 0]);
    spend(&app, &customer, "1.00 CNY").await;
    let id = app.rows("select id from ledger_transfers").remove(0);
    let id = schema::ids::TransferId::from_uuid(id.parse().unwrap()).to_string();
    let seen = ann.query(NODE, json!({ "id": id })).await.data()["node"]["id"].clone();
    app.later(TimeDelta::minutes(1));

    assert_eq!(results(&assign(&admin, &[&customer], &other).await), ["ok"], "handed over without a gap");
    app.later(TimeDelta::minutes(1));
    let taken = take_back(&admin, &customer).await;

    assert_eq!(seen, id);
    assert_eq!(results(&taken), ["ok"]);
    assert_eq!(results(&take_back(&admin, &customer).await), ["STATE_CONFLICT subjectIds"]);
    assert_eq!((customers(&ann).await, transfers(&ann, &customer).await), (vec![], None));
    assert_eq!(ann.query(NODE, json!({ "id": id })).await.data()["node"], Value::Null);
    let history = async |person: &Person<'_>| {
        let answer = person.query(HISTORY, json!({ "id": customer.global_id() })).await;
        let list = answer.data()["node"]["managerAssignments"]["nodes"].as_array().cloned().unwrap_or_default();
        let until = |it: &Value| if it["validTo"].is_null() { "lasts" } else { "ended" };
        list.iter()
            .map(|it| format!("{} by {}, {}", it["manager"]["name"], it["assignedBy"]["name"], until(it)))
            .collect::<Vec<_>>()
    };
    assert_eq!(history(&admin).await, [r#""Bo" by "Robin", ended"#, r#""Ann" by "Robin", ended"#]);
    assert_eq!(history(&app.admin_of(&customer).await).await, [""; 0], "the customer is not told");
    assert_eq!(history(&app.admin_of(&app.channel.distributor).await).await, [""; 0]);
    assert_eq!(history(&app.admin_of(&app.channel.vendor).await).await.len(), 2);
}

/// Invariant 13: a customer that leaves and comes back is nobody's.
#[tokio::test]
async fn a_customer_that_leaves_its_partner_leaves_its_manager() {
    let app = App::start().await;
    let (reseller, customer) = (app.channel.reseller.clone(), app.channel.customer.clone());
    let manager = app.colleague(&reseller, "Ann", &[Role::AccountManager]).await;
    let (admin, ann) = (app.admin_of(&reseller).await, app.sign_in(&manager.email).await);
    assert_eq!(assign(&admin, &[&customer], &manager).await.refusals(), [""; 0]);
    app.later(TimeDelta::minutes(1));
    let (now, upper, lower) = (app.clock.now(), reseller.party_id(), customer.party_id());
    let actor = Actor::system("test");
    let back = app.db.tx(move |conn| {
        party::part(conn, now, &actor, lower)?;
        party::associate(conn, now, &actor, EdgeKind::Resale, upper, lower)
    });
    back.await.unwrap();

    assert_eq!(customers(&admin).await.len(), 2);
    assert_eq!(customers(&ann).await, [""; 0]);
    app.close().await;
}

#[tokio::test]
async fn each_of_a_batch_is_answered_for_itself() {
    let app = App::start().await;
    let channel = app.channel.clone();
    let manager = app.colleague(&channel.reseller, "Ann", &[Role::AccountManager]).await;
    let clerk = app.colleague(&channel.reseller, "Bo", &[Role::Finance]).await;
    let foreign = app.colleague(&channel.other_reseller, "Mia", &[Role::AccountManager]).await;
    let admin = app.admin_of(&channel.reseller).await;

    let subjects = [&channel.customer, &channel.other_customer, &channel.distributor, &channel.advisory_customer];
    let mixed = assign(&admin, &subjects, &manager).await;
    let again = assign(&admin, &[&channel.customer], &manager).await;
    let ids = json!(["cus_01h455vb4pex5vsknk084sn02q", "nonsense"]);
    let nobodys = admin.query(ASSIGN, json!({ "input": { "subjectIds": ids, "managerId": manager.id } })).await;
    let size = async |size: usize| {
        let ids = vec![channel.customer.global_id(); size];
        admin.query(ASSIGN, json!({ "input": { "subjectIds": ids, "managerId": manager.id } })).await.refusals()
    };

    assert_eq!(results(&mixed), ["ok", "NOT_FOUND subjectIds", "NOT_FOUND subjectIds", "ok"]);
    assert_eq!(results(&again), ["ok"]);
    assert_eq!(results(&nobodys), ["NOT_FOUND subjectIds", "NOT_FOUND subjectIds"]);
    assert_eq!(app.count("manager_assignments"), 2, "assigned again to the same manager is one assignment");
    for who in [&clerk, &foreign] {
        assert_eq!(results(&assign(&admin, &[&channel.customer], who).await), ["NOT_FOUND managerId"]);
    }
    assert_eq!(
        (size(0).await, size(101).await),
        (vec!["INVALID_INPUT subjectIds".to_owned()], vec!["INVALID_INPUT subjectIds".to_owned()])
    );
    let ann = app.sign_in(&manager.email).await;
    assert_eq!(results(&assign(&ann, &[&channel.customer], &manager).await), ["FORBIDDEN -"]);
    app.close().await;
}

#[tokio::test]
async fn eight_managers_at_one_moment_leave_one() {
    let app = App::start().await;
    let (reseller, customer) = (app.channel.reseller.clone(), app.channel.customer.clone());
    let admin = app.admin_of(&reseller).await;
    let mut managers = Vec::new();
    for name in ["A", "B", "C", "D", "E", "F", "G", "H"] {
        managers.push(app.colleague(&reseller, name, &[Role::AccountManager]).await);
    }

    let subjects = [&customer];
    let answers = join_all(managers.iter().map(|manager| assign(&admin, &subjects, manager))).await;

    assert!(answers.iter().all(|answer| results(answer) == ["ok"]), "each took over from the one before");
    assert_eq!((app.count("manager_assignments where valid_to is null"), app.count("manager_assignments")), (1, 8));
    app.close().await;
}

/// A director gives what their managers have to their managers, and sees nothing else to give.
#[tokio::test]
async fn a_director_moves_customers_among_their_own_managers() {
    let app = App::start().await;
    let (reseller, customer) = (app.channel.reseller.clone(), app.channel.customer.clone());
    let ann = app.colleague(&reseller, "Ann", &[Role::AccountManager]).await;
    let bo = app.colleague(&reseller, "Bo", &[Role::AccountManager]).await;
    let stranger = app.colleague(&reseller, "Cy", &[Role::AccountManager]).await;
    let director = app.colleague(&reseller, "Dana", &[Role::ManagerDirector]).await;
    let admin = app.admin_of(&reseller).await;
    for manager in [&ann, &bo] {
        assert_eq!(lead(&admin, manager, Some(&director)).await.ok()["manager"]["director"]["name"], "Dana");
    }
    let dana = app.sign_in(&director.email).await;

    let unseen = assign(&dana, &[&customer], &ann).await;
    assert_eq!(assign(&admin, &[&customer], &ann).await.refusals(), [""; 0]);

    assert_eq!(results(&unseen), ["NOT_FOUND subjectIds"]);
    assert_eq!(results(&assign(&dana, &[&customer], &stranger).await), ["NOT_FOUND managerId"]);
    assert_eq!(results(&assign(&dana, &[&customer], &bo).await), ["ok"]);
    let team = dana.query(TEAM, json!({ "id": director.id })).await.data()["node"]["team"]["nodes"].clone();
    let under = |name: &str| json!({ "name": name, "director": { "name": "Dana" } });
    assert_eq!(team, json!([under("Ann"), under("Bo")]));
    assert_eq!(lead(&admin, &ann, Some(&bo)).await.refusals(), ["NOT_FOUND directorId"]);
    assert_eq!(lead(&admin, &director, None).await.refusals(), ["NOT_FOUND managerId"]);
    assert_eq!(lead(&dana, &ann, None).await.refusals(), ["FORBIDDEN"]);
    assert_eq!(lead(&admin, &ann, None).await.ok()["manager"]["director"], Value::Null);
    app.close().await;
}

/// domain.md 1.8: taking the director's role away orphans the managers, who need a new one.
#[tokio::test]
async fn who_is_director_no_longer_leaves_managers_whom_the_administrators_hear_of() {
    let app = App::start().await;
    let (reseller, customer) = (app.channel.reseller.clone(), app.channel.customer.clone());
    let manager = app.colleague(&reseller, "Ann", &[Role::AccountManager]).await;
    let director = app.colleague(&reseller, "Dana", &[Role::ManagerDirector]).await;
    let admin = app.admin_of(&reseller).await;
    assert_eq!(lead(&admin, &manager, Some(&director)).await.refusals(), [""; 0]);
    assert_eq!(assign(&admin, &[&customer], &manager).await.refusals(), [""; 0]);

    let input = json!({ "staffId": director.id, "roles": ["OPERATIONS"] });
    let set = admin.query(ROLES_SET, json!({ "input": input })).await;
    app.run_jobs().await;

    assert_eq!(set.ok()["staff"], json!({ "roles": ["OPERATIONS"], "team": { "totalCount": 0 } }));
    let mail = app.mails().remove(0);
    assert_eq!((mail.to, mail.subject.as_str()), (reseller.email, "Account managers need a new director"));
    assert!(mail.text.contains("Dana is no longer") && mail.text.contains("  - Ann\n"), "{}", mail.text);
    assert_eq!(customers(&app.sign_in(&manager.email).await).await, ["La***"], "the manager keeps the customer");

    let input = json!({ "staffId": manager.id, "roles": ["FINANCE"] });
    assert_eq!(admin.query(ROLES_SET, json!({ "input": input })).await.refusals(), [""; 0]);
    assert_eq!(app.count("manager_assignments where valid_to is null"), 0, "who is no manager looks after nobody");
    app.run_jobs().await;
    assert_eq!(app.mails().len(), 1, "that is no director's leaving");
    app.close().await;
}

/// A distributor gives its managers resellers; the limit holds for their money, and for their customers.
#[tokio::test]
async fn a_distributors_manager_sees_the_resellers_that_are_theirs() {
    let app = App::start().await;
    let (distributor, reseller) = (app.channel.distributor.clone(), app.channel.reseller.clone());
    app.finance().await.import(&BankFile::new("S1", [Line::from(&reseller, "R1", "7.00")])).await;
    app.later(TimeDelta::minutes(1));
    let manager = app.colleague(&distributor, "Ann", &[Role::AccountManager]).await;
    let (admin, ann) = (app.admin_of(&distributor).await, app.sign_in(&manager.email).await);
    let customer = json!({ "id": app.channel.customer.global_id() });

    let before = (transfers(&ann, &reseller).await, ann.query(NODE, customer.clone()).await.data()["node"].clone());
    assert_eq!(results(&assign(&admin, &[&reseller], &manager).await), ["ok"]);
    app.finance().await.import(&BankFile::new("S2", [Line::from(&reseller, "R2", "8.00")])).await;

    assert_eq!(before, (None, Value::Null));
    assert_eq!(
        (transfers(&ann, &reseller).await, transfers(&admin, &reseller).await),
        (some(&["8.00"]), some(&["8.00", "7.00"]))
    );
    assert_eq!(ann.query(NODE, customer).await.data()["node"]["id"], app.channel.customer.global_id());
    app.close().await;
}

/// Q-03: what the customers of a reseller have is the distributor's to see only while the reseller shares it.
#[tokio::test]
async fn a_distributor_sees_its_resellers_customers_money_while_the_reseller_shares_it() {
    let app = App::start().await;
    let channel = app.channel.clone();
    spend(&app, &channel.customer, "1.00 CNY").await;
    spend(&app, &channel.other_customer, "2.00 CNY").await;
    spend(&app, &channel.advisory_customer, "3.00 CNY").await;
    let (admin, stranger) = (app.admin_of(&channel.distributor).await, app.admin_of(&channel.other_distributor).await);
    let share = |shares: bool| {
        let lower = channel.reseller.party_id().uuid();
        app.sql(&format!("update edges set shares_detail = {shares} where lower_id = '{lower}'"));
    };
    let sees = async |person: &Person<'_>| {
        let mut seen = Vec::new();
        for customer in [&channel.customer, &channel.other_customer, &channel.advisory_customer] {
            seen.push(transfers(person, customer).await);
        }
        seen
    };

    let before = sees(&admin).await;
    share(true);
    let shared = (sees(&admin).await, sees(&stranger).await);
    share(false);

    assert_eq!(before, [None, None, None]);
    assert_eq!(shared, (vec![some(&["1.00"]), None, None], vec![None, None, None]));
    assert_eq!(sees(&admin).await, before);
}
