//! What stands against an association, and what an account name and password must be: pure tables.

use domain::customer_flag::Flag;
use domain::onboarding::rules::Facts;
use domain::onboarding::{Failure, account};
use domain::party::EdgeKind;

#[test]
fn failures_are_told_in_one_order_and_some_only_of_resale() {
    let none = Facts { flags: &[], is_partner: false, is_associated: false, is_reserved: false, is_reported: false };
    let mut told = Vec::new();
    let mut tell = |what: &str, facts: Facts<'_>| {
        let word = |kind| facts.check(kind).map_or_else(|it| it.to_string(), |()| "ok".to_owned());
        told.push(format!("{what}: {} / {}", word(EdgeKind::Resale), word(EdgeKind::Advisory)));
    };

    tell("nothing", none);
    for flag in Flag::ALL {
        tell(flag.as_str(), Facts { flags: std::slice::from_ref(flag), ..none });
    }
    tell("reserved", Facts { is_reserved: true, ..none });
    tell("reported", Facts { is_reported: true, ..none });
    tell("associated", Facts { is_associated: true, ..none });
    tell("partner", Facts { is_partner: true, ..none });
    let all = Facts { flags: Flag::ALL, is_partner: true, is_associated: true, is_reserved: true, is_reported: true };
    tell("everything", all);
    tell("everything but a partner", Facts { is_partner: false, ..all });

    insta::assert_snapshot!(told.join("\n"), @"
    nothing: ok / ok
    special_contract: special_contract / special_contract
    consumer_cloud: consumer_cloud / consumer_cloud
    reward_programme: reward_programme / reward_programme
    credit_account: has_credit / ok
    custody_sub_account: in_custody / in_custody
    arrears: in_arrears / in_arrears
    frozen: frozen / ok
    post_paid: ok / ok
    unpaid_invoice: ok / ok
    reserved_instance: ok / ok
    support_plan: ok / ok
    pending_partner_payment: ok / ok
    non_custody_sub_account: ok / ok
    custody_master: ok / ok
    non_custody_master: ok / ok
    special_balance: ok / ok
    reserved: reserved / reserved
    reported: reported / reported
    associated: associated / associated
    partner: is_partner / is_partner
    everything: is_partner / is_partner
    everything but a partner: associated / associated
    ");
    assert_eq!(Failure::ALL.len(), 11);
}

#[test]
fn account_names_and_passwords_follow_the_rules_of_the_reference() {
    let name = |text: &str| account::name(text).is_ok();
    let names: Vec<String> = [
        "abcde",
        "_abc-9",
        "-abcd",
        "abcd",
        "1abcd",
        "12345",
        "op_abc",
        "OP_abc",
        "shadow_abc",
        "opera",
        "tea house",
        "茶茶茶茶茶",
        "a.bcd",
    ]
    .iter()
    .map(|text| format!("{text}: {}", name(text)))
    .chain(
        [("a".repeat(32), true), ("a".repeat(33), false)]
            .map(|(text, expect)| format!("{}: {}", text.len(), name(&text) == expect)),
    )
    .collect();
    let password = |text: &str| account::password(text, "tea-house-one", Some("+8613800000001")).is_ok();
    let passwords: Vec<String> = [
        "correct horse",
        "correcthorse",
        "CorrectHorse",
        "correcthorse1",
        "tea-house-one",
        "Tea-House-One",
        "eno-esuoh-aet",
        "x 13800000001",
        "x 1380000000",
    ]
    .iter()
    .map(|text| format!("{text}: {}", password(text)))
    .collect();

    insta::assert_snapshot!(names.join("\n"), @"
    abcde: true
    _abc-9: true
    -abcd: true
    abcd: false
    1abcd: false
    12345: false
    op_abc: false
    OP_abc: false
    shadow_abc: false
    opera: true
    tea house: false
    茶茶茶茶茶: false
    a.bcd: false
    32: true
    33: true
    ");
    insta::assert_snapshot!(passwords.join("\n"), @"
    correct horse: true
    correcthorse: false
    CorrectHorse: true
    correcthorse1: true
    tea-house-one: false
    Tea-House-One: false
    eno-esuoh-aet: false
    x 13800000001: false
    x 1380000000: true
    ");
    assert!(account::random_name().is_ok_and(|made| made.len() == 32 && account::name(&made).is_ok()));
}
