//! The rules of the books as queries for what breaks them.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::Discrepancy;
use super::{bank, charges, lots, partings, routes};
use crate::coupon;
use crate::db::{Conn, Result};

/// A rule, and the query for `(subject, found)` of what breaks it.
pub(super) type Rule = (&'static str, &'static str);

const RULES: &[Rule] = &[
    (
        "all accounts together stand at zero in each currency",
        "select currency as subject, sum(balance)::text as found from ( \
            select currency, balance from ledger_accounts where balance is not null \
            union all select account.currency, case when transfer.credit_account_id = account.id then transfer.amount else -transfer.amount end \
            from ledger_accounts account join ledger_transfers transfer on account.id in (transfer.debit_account_id, transfer.credit_account_id) \
            where account.balance is null) everything \
         group by currency having sum(balance) <> 0",
    ),
    (
        "a balance is the sum of its transfers, a version their number",
        "select account.id::text as subject, format('balance %s, transfers %s; version %s, transfers %s', \
            account.balance, coalesce(moved.total, 0), account.version, moved.number) as found \
         from ledger_accounts account cross join lateral ( \
            select sum(case when credit_account_id = account.id then amount else -amount end) as total, count(*) as number \
            from ledger_transfers where account.id in (debit_account_id, credit_account_id)) moved \
         where account.balance is not null and (account.balance <> coalesce(moved.total, 0) or account.version <> moved.number)",
    ),
    (
        "each transfer leaves the balance and version that follow from the one before",
        "select transfer_id::text as subject, format('version %s, balance %s', version, balance) as found from ( \
            select transfer_id, version, balance, \
                sum(amount) over (partition by account_id order by version) as running, \
                row_number() over (partition by account_id order by version) as number \
            from (select id as transfer_id, credit_account_id as account_id, amount, credit_version as version, credit_balance as balance \
                    from ledger_transfers where credit_version is not null \
                union all select id, debit_account_id, -amount, debit_version, debit_balance \
                    from ledger_transfers where debit_version is not null) sides) steps \
         where balance is distinct from running or version is distinct from number",
    ),
    (
        "owner accounts have a version on every transfer, platform accounts on none",
        "select transfer.id::text as subject, account.id::text as found \
         from ledger_transfers transfer join ledger_accounts account on account.id in (transfer.debit_account_id, transfer.credit_account_id) \
         where (account.balance is null) <> \
            (case when account.id = transfer.debit_account_id then transfer.debit_version else transfer.credit_version end is null)",
    ),
    (
        "a transfer has the currency of its accounts",
        "select transfer.id::text as subject, account.currency as found \
         from ledger_transfers transfer join ledger_accounts account on account.id in (transfer.debit_account_id, transfer.credit_account_id) \
         where account.currency <> transfer.currency",
    ),
    (
        "what is set aside is what the holds in force say",
        "select owner_id::text as subject, format('%s %s %s, %s in holds', kind, currency, sum(balance), sum(amount)) as found from ( \
            select owner_id, kind, currency, balance, 0 as amount from ledger_accounts where kind in ('held', 'earmarked') \
            union all select account.owner_id, case hold.purpose when 'frozen' then 'held' else hold.purpose end, hold.currency, 0, hold.amount \
            from holds hold join ledger_accounts account on account.id = hold.account_id where hold.state = 'placed') both_sides \
         group by owner_id, kind, currency having sum(balance) <> sum(amount)",
    ),
    (
        "an account's transfers are in order of time",
        "select transfer_id::text as subject, format('%s before %s', posted_at, earlier) as found from ( \
            select transfer_id, posted_at, lag(posted_at) over (partition by account_id order by version) as earlier \
            from (select id as transfer_id, credit_account_id as account_id, posted_at, credit_version as version \
                    from ledger_transfers where credit_version is not null \
                union all select id, debit_account_id, posted_at, debit_version from ledger_transfers where debit_version is not null) sides) steps \
         where posted_at < earlier",
    ),
    (
        "a snapshot is the sum of the transfers before it",
        "select snapshot.account_id::text as subject, format('%s: %s', snapshot.taken_on, snapshot.balance) as found \
         from ledger_snapshots snapshot cross join lateral ( \
            select coalesce(sum(case when credit_account_id = snapshot.account_id then amount else -amount end), 0) as total \
            from ledger_transfers where snapshot.account_id in (debit_account_id, credit_account_id) and posted_at < snapshot.through_at) moved \
         where snapshot.balance <> moved.total",
    ),
    (
        "an alert is armed unless the balance is below its threshold",
        "select id::text as subject, format('balance %s, threshold %s, %s', balance, alert_threshold, \
            case when alert_armed then 'armed' else 'not armed' end) as found \
         from ledger_accounts where alert_threshold is not null and alert_armed <> (balance >= alert_threshold)",
    ),
];

pub(super) fn broken_rules(conn: &mut Conn) -> Result<Vec<Discrepancy>> {
    #[derive(QueryableByName)]
    struct Broken {
        #[diesel(sql_type = Text)]
        subject: String,
        #[diesel(sql_type = Text)]
        found: String,
    }
    // A large book takes longer than a request may.
    conn.batch_execute("set local statement_timeout = '15min'")?;
    let mut discrepancies = Vec::new();
    let areas =
        [RULES, routes::RULES, lots::RULES, bank::RULES, coupon::verify::RULES, partings::RULES, charges::RULES];
    for (rule, query) in areas.into_iter().flatten() {
        let broken: Vec<Broken> = diesel::sql_query(format!("{query} limit 100")).load(conn)?;
        discrepancies.extend(broken.into_iter().map(|row| Discrepancy {
            rule,
            subject: row.subject,
            found: row.found,
        }));
    }
    Ok(discrepancies)
}
