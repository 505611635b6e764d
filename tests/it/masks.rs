//! What is left of personal data: a table.

use domain::mask;

#[test]
fn a_mask_leaves_enough_to_recognise_and_too_little_to_use() {
    #[track_caller]
    fn check(mask: fn(&str) -> String, full: &str, masked: &str) {
        assert_eq!(mask(full), masked, "{full}");
    }

    check(mask::mobile, "+8613800000000", "+86138****0000");
    check(mask::mobile, "+491701234567", "+4917****4567");
    check(mask::mobile, "+12025550199", "+120****0199");
    check(mask::mobile, "+3531234567", "****67");
    check(mask::mobile, "+1234567", "****67");
    check(mask::mobile, "", "****");

    check(mask::email, "alice@acme.example", "a***@acme.example");
    check(mask::email, "a@acme.example", "***@acme.example");
    check(mask::email, "李明@acme.example", "李***@acme.example");
    check(mask::email, "no address", "***");

    check(mask::name, "张三丰", "张***");
    check(mask::name, "张三", "张***");
    check(mask::name, "欧阳娜娜", "欧***");
    check(mask::name, "Ann", "A***");
    check(mask::name, "Acme Trading", "Ac***");
    check(mask::name, "北京云上科技", "北京***");
    check(mask::name, "X", "***");
    check(mask::name, "", "***");

    check(mask::account_name, "acme-trading", "ac***");
}
