//! Accounts, what moves on them, and what was.

use super::Row;
use super::Sight::{Actions, Call, Known, Money, Own, Part, Sourced, With};
use super::groups::EVERYBODY_OUTSIDE;

pub(super) const ROWS: &[Row] = &[
    ("Query", Money, "accounts"),
    ("Account", Money, "balance balanceAlert balanceAt createdAt currency fundLots holds id kind lineage statement"),
    ("Account", Money, "transfers version"),
    ("Account", Known, "owner"),
    ("AccountStanding", Part, "balance version"),
    ("AccountStatement", Part, "closingBalance credited debited from openingBalance to turnovers"),
    ("AccountStatement", Money, "transfers"),
    ("Turnover", Part, "amount count direction kind"),
    ("BalanceAlert", Part, "isArmed threshold"),
    ("Mutation", Call(EVERYBODY_OUTSIDE), "balanceAlertSet"),
    ("BalanceAlertSetPayload", Part, "account userErrors"),
    ("FundLot", Money, "id invoiced remaining"),
    ("FundLot", Sourced, "amount arrivedAt channel channelReference"),
    ("FundLineage", Part, "rest shares"),
    ("FundShare", Part, "amount"),
    ("FundShare", Money, "origin path"),
    ("FundOrigin", Money, "account amount arrivedAt channel channelReference id"),
    ("Transfer", Money, "amount creditAccount debitAccount id kind lineage postedAt transactionId"),
    ("Transfer", With("creditAccount"), "creditBalance"),
    ("Transfer", With("debitAccount"), "debitBalance"),
    ("Hold", Money, "account amount id placedAt purpose reason releasedAt state"),
    ("Hold", Own, "placedBy releasedBy"),
    ("Hold", Actions, "availableActions"),
];
