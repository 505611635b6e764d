//! What can be done with coupons and quotas, and the codes that the reference has for it.

use domain::coupon::record::{Operation, Outcome, QuotaOperation};

/// domain.md 4.1: every operation type of the reference that we write.
#[test]
fn operations_have_the_codes_of_the_reference() {
    let coupons: Vec<String> =
        Operation::ALL.iter().map(|it| format!("{it} {}", it.reference().unwrap_or_default())).collect();
    let quotas: Vec<String> =
        QuotaOperation::ALL.iter().map(|it| format!("{it} {}", it.reference().unwrap_or_default())).collect();

    assert_eq!(
        coupons,
        [
            "issue 1",
            "reclaim 2",
            "disassociate 3",
            "expire 4",
            "refund 5",
            "associate 7",
            "mode_switch 8",
            "reseller_transfer 9",
            "freeze 0",
            "unfreeze 0"
        ]
    );
    assert_eq!(quotas, ["issue 10", "reclaim 11", "freeze 0", "unfreeze 0", "expire 0"]);
    assert_eq!(Outcome::ALL.iter().map(|it| it.reference()).collect::<Vec<_>>(), [0, -1]);
}
