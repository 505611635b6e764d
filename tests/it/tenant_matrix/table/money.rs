//! Accounts and what moves on them.

use super::Row;
use super::Sight::{Actions, Known, Money, Own, With};

pub(super) const ROWS: &[Row] = &[
    ("Query", Money, "accounts"),
    ("Account", Money, "balance createdAt currency fundLots holds id kind transfers version"),
    ("Account", Known, "owner"),
    ("FundLot", Money, "amount arrivedAt channel channelReference id invoiced remaining"),
    ("Transfer", Money, "amount creditAccount debitAccount id kind postedAt transactionId"),
    ("Transfer", With("creditAccount"), "creditBalance"),
    ("Transfer", With("debitAccount"), "debitBalance"),
    ("Hold", Money, "account amount id placedAt purpose reason releasedAt state"),
    ("Hold", Own, "placedBy releasedBy"),
    ("Hold", Actions, "availableActions"),
    ("RemittanceAccount", Money, "createdAt currency id number"),
    ("RemittanceAccount", Known, "party"),
];
