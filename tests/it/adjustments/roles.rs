//! Who gives money and takes it back: administrators and finance people of partners, and whoever has the permission.

use domain::actor::Role;
use domain::party::EdgeKind;
use serde_json::json;
use tests::Partner;

use super::{FUNDED, funded, outcome};

/// What each role of each party may do with the party under it, a cent each.
#[tokio::test]
async fn administrators_and_finance_people_move_the_money_of_their_partner() {
    const REST: [(&str, &[Role]); 4] = [
        ("finance", &[Role::Finance]),
        ("operations", &[Role::Operations]),
        ("manager", &[Role::AccountManager]),
        ("director", &[Role::ManagerDirector]),
    ];
    let app = funded().await;
    let channel = &app.channel;
    let direct = app.customers(&channel.solution_provider, EdgeKind::Resale, 1).await.remove(0);
    let mut tries: Vec<(String, String, &Partner)> = vec![
        ("vendor administrator".to_owned(), channel.vendor.email.clone(), &channel.reseller),
        ("vendor finance".to_owned(), "finance@vendor.example".to_owned(), &channel.customer),
        ("provider administrator".to_owned(), channel.solution_provider.email.clone(), &direct),
        ("customer administrator".to_owned(), channel.customer.email.clone(), &channel.customer),
        ("distributor administrator".to_owned(), channel.distributor.email.clone(), &channel.reseller),
        ("reseller administrator".to_owned(), channel.reseller.email.clone(), &channel.customer),
    ];
    for (name, roles) in REST {
        for (kind, of, party) in [
            ("distributor", &channel.distributor, &channel.reseller),
            ("reseller", &channel.reseller, &channel.customer),
        ] {
            let colleague = app.colleague(of, name, roles).await;
            tries.push((format!("{kind} {name}"), colleague.email, party));
        }
    }

    let mut told = Vec::new();
    for (who, email, party) in &tries {
        let person = app.sign_in(email).await;
        let given = outcome(&person.allocate(party, "0.01").await);
        let taken = outcome(&person.reclaim(party, "0.01").await);
        told.push(format!("{who}: {given} / {taken}"));
    }

    told.sort();
    insta::assert_snapshot!(told.join("\n"), @"
    customer administrator: FORBIDDEN / FORBIDDEN
    distributor administrator: done / done
    distributor director: FORBIDDEN / FORBIDDEN
    distributor finance: done / done
    distributor manager: FORBIDDEN / FORBIDDEN
    distributor operations: FORBIDDEN / FORBIDDEN
    provider administrator: done / done
    reseller administrator: done / done
    reseller director: FORBIDDEN / FORBIDDEN
    reseller finance: done / done
    reseller manager: FORBIDDEN / FORBIDDEN
    reseller operations: FORBIDDEN / FORBIDDEN
    vendor administrator: FORBIDDEN / FORBIDDEN
    vendor finance: FORBIDDEN / FORBIDDEN
    ");
    assert_eq!(&app.money()[1..], [&["Clearwater Branch 1 spending 0.00"][..], &FUNDED[1..]].concat());
    app.close().await;
}

/// The two permissions are two: whoever may only give, does not take back.
#[tokio::test]
async fn a_role_that_a_partner_defined_gives_money_and_takes_nothing_back() {
    const CREATE: &str =
        "mutation($input: RoleCreateInput!) { roleCreate(input: $input) { role { id } userErrors { code } } }";
    const ASSIGN: &str =
        "mutation($input: StaffRolesSetInput!) { staffRolesSet(input: $input) { userErrors { code } } }";
    let app = funded().await;
    let channel = &app.channel;
    let administrator = app.admin_of(&channel.reseller).await;
    let manager = app.colleague(&channel.reseller, "Max", &[Role::AccountManager]).await;
    let role = json!({ "name": "Paymaster", "permissions": ["CUSTOMER_ALLOCATE"] });
    let role = administrator.query(CREATE, json!({ "input": role })).await.ok()["role"]["id"].clone();
    let roles = json!({ "staffId": manager.id, "roles": ["ACCOUNT_MANAGER"], "customRoleIds": [role] });
    administrator.query(ASSIGN, json!({ "input": roles })).await.ok();
    let max = app.sign_in(&manager.email).await;

    let given = outcome(&max.allocate(&channel.customer, "1.00").await);
    let back = outcome(&max.reclaim(&channel.customer, "1.00").await);

    assert_eq!([given, back], ["done", "FORBIDDEN"]);
    app.close().await;
}
