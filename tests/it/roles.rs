//! Roles that a party defines, the defaults it takes away, and what everybody has.

use domain::actor::permission::{DEFAULTS, effective};
use domain::actor::{Permission, Role};
use domain::party::Kind;
use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::{Answer, App, Person};

const CREATE: &str = "mutation($input: RoleCreateInput!) { roleCreate(input: $input) {
    role { id name permissions availableActions { action allowed } } userErrors { code field } } }";
const UPDATE: &str = "mutation($input: RoleUpdateInput!) { roleUpdate(input: $input) {
    role { name permissions } userErrors { code field } } }";
const DELETE: &str =
    "mutation($input: RoleDeleteInput!) { roleDelete(input: $input) { deletedId userErrors { code field } } }";
const ROLES_SET: &str = "mutation($input: StaffRolesSetInput!) { staffRolesSet(input: $input) {
    staff { roles customRoles { name } } userErrors { code field } } }";
const REVOKE: &str = "mutation($input: DefaultPermissionRevokeInput!) { defaultPermissionRevoke(input: $input) {
    party { revokedDefaultPermissions } userErrors { code field } } }";
const RESTORE: &str = "mutation($input: DefaultPermissionRestoreInput!) { defaultPermissionRestore(input: $input) {
    party { revokedDefaultPermissions } userErrors { code field } } }";
const ROLES: &str = "query($id: ID!) { node(id: $id) { ... on Party { roles { name } } } }";
const ROLE: &str = "query($id: ID!) { node(id: $id) { ... on Role { name } } }";
const VIEWER: &str = include_str!("../graphql/viewer.graphql");

async fn create(person: &Person<'_>, name: &str, permissions: Value) -> Answer {
    person.query(CREATE, json!({ "input": { "name": name, "permissions": permissions } })).await
}

async fn may(person: &Person<'_>, permission: &str) -> bool {
    let answer = person.query(VIEWER, json!({})).await;
    answer.data()["viewer"]["permissions"].as_array().unwrap().contains(&json!(permission))
}

/// What a role may hold, the table takes.
#[tokio::test]
async fn every_permission_there_is_can_be_written_down() {
    let app = App::start().await;
    let known =
        "select pg_get_constraintdef(oid) from pg_constraint where conname = 'role_permissions_permission_known'";

    let known = app.rows(known).remove(0);

    let unknown: Vec<&str> =
        Permission::ALL.iter().map(|it| it.as_str()).filter(|it| !known.contains(&format!("'{it}'"))).collect();
    assert_eq!(unknown, [""; 0]);
    app.close().await;
}

#[tokio::test]
async fn a_role_allows_what_it_says_to_who_holds_it_from_the_next_request_on() {
    let app = App::start().await;
    let admin = app.admin_of(&app.channel.reseller).await;
    let ann = app.colleague(&app.channel.reseller, "Ann", &[Role::Finance]).await;
    let (person, audit) = (app.sign_in(&ann.email).await, "AUDIT_VIEW");
    let created = create(&admin, " Auditor ", json!(["AUDIT_VIEW", "CUSTOMER_CREATE"])).await;
    let id = created.ok()["role"]["id"].clone();
    let set = async |roles: Value, custom: Value| {
        let input = json!({ "staffId": ann.id, "roles": roles, "customRoleIds": custom });
        admin.query(ROLES_SET, json!({ "input": input })).await
    };

    let before = may(&person, audit).await;
    let given = set(json!(["FINANCE"]), json!([id])).await;
    let with_it = may(&person, audit).await;
    let used = admin.query(DELETE, json!({ "input": { "roleId": id } })).await;
    let update = json!({ "input": { "roleId": id, "permissions": ["CUSTOMER_CREATE"] } });
    let updated = admin.query(UPDATE, update).await;
    let afterwards = (may(&person, audit).await, may(&person, "CUSTOMER_CREATE").await);
    let alone = set(json!([]), json!([id])).await;
    let too_many = set(json!(["FINANCE", "OPERATIONS", "ACCOUNT_MANAGER"]), json!([id])).await;
    let beside_administrator = set(json!(["ADMINISTRATOR"]), json!([id])).await;
    assert_eq!(set(json!(["FINANCE"]), json!([])).await.refusals(), [""; 0]);
    let deleted = admin.query(DELETE, json!({ "input": { "roleId": id } })).await;

    assert_eq!(created.ok()["role"]["name"], "Auditor");
    assert_eq!((before, with_it, afterwards), (false, true, (false, true)));
    assert_eq!(given.ok()["staff"], json!({ "roles": ["FINANCE"], "customRoles": [{ "name": "Auditor" }] }));
    assert_eq!(used.refusals(), ["STATE_CONFLICT roleId"]);
    assert_eq!(updated.ok()["role"], json!({ "name": "Auditor", "permissions": ["CUSTOMER_CREATE"] }));
    assert_eq!(alone.ok()["staff"]["roles"], json!([]), "a role of the party's own is enough");
    assert_eq!(
        (too_many.refusals(), beside_administrator.refusals()),
        (vec!["INVALID_INPUT roles".to_owned()], vec!["INVALID_INPUT roles".to_owned()])
    );
    assert_eq!(deleted.ok()["deletedId"], id);
    app.close().await;
}

#[tokio::test]
async fn a_role_gives_nothing_that_is_reserved_or_means_nothing_there() {
    let app = App::start().await;
    let admin = app.admin_of(&app.channel.reseller).await;
    assert_eq!(create(&admin, "Taken", json!(["CUSTOMER_VIEW"])).await.refusals(), [""; 0]);

    let mut told = Vec::new();
    for (name, permissions) in [
        ("reserved", json!(["STAFF_MANAGE"])),
        ("reserved too", json!(["CUSTOMER_VIEW", "SECURITY_MANAGE"])),
        ("the vendor's", json!(["BANK_VIEW"])),
        ("a customer's", json!(["ASSOCIATION_MANAGE"])),
        ("nothing", json!([])),
        ("", json!(["CUSTOMER_VIEW"])),
        ("Taken", json!(["CUSTOMER_VIEW"])),
        (&"x".repeat(51), json!(["CUSTOMER_VIEW"])),
    ] {
        told.push(format!("{name}: {}", create(&admin, name, permissions).await.refusals().join(", ")));
    }

    insta::assert_snapshot!(told.join("\n"), @"
    reserved: INVALID_INPUT permissions
    reserved too: INVALID_INPUT permissions
    the vendor's: INVALID_INPUT permissions
    a customer's: INVALID_INPUT permissions
    nothing: INVALID_INPUT permissions
    : INVALID_INPUT name
    Taken: ALREADY_EXISTS name
    xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx: INVALID_INPUT name
    ");
    assert_eq!(app.count("roles"), 1);
    app.close().await;
}

/// Sixteen at once, room for ten.
#[tokio::test]
async fn a_party_has_at_most_ten_roles_of_its_own() {
    let app = App::start().await;
    let admin = app.admin_of(&app.channel.reseller).await;

    let names: Vec<String> = (0..16).map(|number| format!("Role {number}")).collect();
    let answers = join_all(names.iter().map(|name| create(&admin, name, json!(["CUSTOMER_VIEW"])))).await;
    let other = create(&app.admin_of(&app.channel.other_reseller).await, "Role 1", json!(["CUSTOMER_VIEW"])).await;

    let refusals: Vec<String> = answers.iter().flat_map(Answer::refusals).collect();
    assert_eq!(refusals, ["LIMIT_REACHED"; 6]);
    assert_eq!(other.refusals(), [""; 0], "each party counts its own");
    app.close().await;
}

#[tokio::test]
async fn roles_are_their_partys_business() {
    let app = App::start().await;
    let admin = app.admin_of(&app.channel.reseller).await;
    let (stranger, vendor) = (app.admin_of(&app.channel.other_reseller).await, app.admin_of(&app.channel.vendor).await);
    let above = app.admin_of(&app.channel.distributor).await;
    let id = create(&admin, "Auditor", json!(["AUDIT_VIEW"])).await.ok()["role"]["id"].clone();
    let mia = app.staff_id(&app.channel.other_reseller.email);
    let party = app.channel.reseller.global_id();

    for person in [&stranger, &above, &vendor] {
        let update = person.query(UPDATE, json!({ "input": { "roleId": id, "name": "Mine" } })).await;
        let delete = person.query(DELETE, json!({ "input": { "roleId": id } })).await;
        assert_eq!(
            (update.refusals(), delete.refusals()),
            (vec!["NOT_FOUND roleId".to_owned()], vec!["NOT_FOUND roleId".to_owned()])
        );
    }
    let input = json!({ "staffId": mia, "roles": ["FINANCE"], "customRoleIds": [id] });
    assert_eq!(stranger.query(ROLES_SET, json!({ "input": input })).await.refusals(), ["NOT_FOUND customRoleIds"]);

    let seen = async |person: &Person<'_>| {
        let list = person.query(ROLES, json!({ "id": party })).await.data()["node"]["roles"].clone();
        (person.query(ROLE, json!({ "id": id })).await.data()["node"]["name"].clone(), list)
    };
    let all = (json!("Auditor"), json!([{ "name": "Auditor" }]));
    assert_eq!((seen(&admin).await, seen(&vendor).await), (all.clone(), all));
    assert_eq!(seen(&above).await, (Value::Null, json!([])));
    assert_eq!(seen(&stranger).await.0, Value::Null);
    app.close().await;
}

/// recharge and withdraw are everybody's until the party takes them away; administrators keep them.
#[tokio::test]
async fn a_party_takes_recharge_and_withdraw_away_and_gives_them_back() {
    let app = App::start().await;
    let admin = app.admin_of(&app.channel.reseller).await;
    let ann = app.colleague(&app.channel.reseller, "Ann", &[Role::AccountManager]).await;
    let (person, stranger) = (app.sign_in(&ann.email).await, app.admin_of(&app.channel.other_reseller).await);
    let can = async || {
        let mut can = Vec::new();
        for who in [&person, &admin, &stranger] {
            can.push((may(who, "ACCOUNT_WITHDRAW").await, may(who, "ACCOUNT_RECHARGE").await));
        }
        can
    };
    let input = |permission: &str| json!({ "input": { "permission": permission } });

    let before = can().await;
    let revoked = admin.query(REVOKE, input("ACCOUNT_WITHDRAW")).await;
    assert_eq!(admin.query(REVOKE, input("ACCOUNT_WITHDRAW")).await.refusals(), [""; 0]);
    let without = can().await;
    let restored = admin.query(RESTORE, input("ACCOUNT_WITHDRAW")).await;

    assert_eq!(before, [(true, true); 3]);
    assert_eq!(revoked.ok()["party"]["revokedDefaultPermissions"], json!(["ACCOUNT_WITHDRAW"]));
    assert_eq!(without, [(false, true), (true, true), (true, true)]);
    assert_eq!(restored.ok()["party"]["revokedDefaultPermissions"], json!([]));
    assert_eq!(can().await, [(true, true); 3]);
    assert_eq!(admin.query(REVOKE, input("NEWS_VIEW")).await.refusals(), ["INVALID_INPUT permission"]);
    assert_eq!(person.query(REVOKE, input("ACCOUNT_WITHDRAW")).await.refusals(), ["FORBIDDEN"]);
    let audited = "select operation from audit_log where operation like 'default_permission.%' order by id";
    assert_eq!(app.rows(audited), ["default_permission.revoke", "default_permission.restore"]);
    app.close().await;
}

/// Invariant 27: whatever the role, outside the vendor the defaults are there unless they were revoked by Q-01.
#[test]
fn the_defaults_are_in_every_set_of_permissions() {
    let all: Vec<Permission> = DEFAULTS.iter().map(|(permission, _)| *permission).collect();

    for kind in Kind::ALL.iter().copied().filter(|kind| *kind != Kind::Vendor) {
        for role in Role::ALL {
            let has = effective(kind, &[*role], &[], &[]);
            assert!(all.iter().all(|permission| has.contains(permission)), "{kind} {role}");
            let has = effective(kind, &[*role], &[], &all);
            let missing: Vec<&Permission> = all.iter().filter(|permission| !has.contains(permission)).collect();
            let revocable = [&Permission::AccountRecharge, &Permission::AccountWithdraw];
            assert_eq!(
                missing,
                if *role == Role::Administrator { vec![] } else { revocable.to_vec() },
                "{kind} {role}"
            );
        }
    }
}
