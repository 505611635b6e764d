//! Bank entries: what was decided is what was posted, and what was taken back is what was credited (invariants 1, 9).

use super::store::Rule;

pub(super) const RULES: &[Rule] = &[
    (
        "a credited bank entry has one credit, of its amount and to the partner it was given to",
        "select entry.id::text as subject, format('%s credits, %s as it says', moved.count, moved.fitting) as found \
         from bank_entries entry left join remittance_accounts exclusive on exclusive.id = entry.remittance_account_id \
         cross join lateral (select count(*) as count, count(*) filter (where transfer.amount = entry.amount \
                and transfer.currency = entry.currency and account.owner_id = exclusive.party_id) as fitting \
            from ledger_transfers transfer join ledger_accounts account on account.id = transfer.credit_account_id \
            where transfer.transaction_id = entry.transaction_id and transfer.kind = 'remittance') moved \
         where entry.state in ('credited', 'reversed') and (moved.count, moved.fitting) <> (1, 1)",
    ),
    (
        "every credit from the bank, and all that takes one back, was decided",
        "select transfer.id::text as subject, transfer.key as found from ledger_transfers transfer \
         where transfer.kind in ('remittance', 'remittance_reversal', 'reversal_arrears') and not exists ( \
            select from bank_decisions decision where decision.transaction_id = transfer.transaction_id \
            and case transfer.kind when 'remittance' then decision.state = 'credited' \
                else decision.state in ('applied', 'held') end)",
    ),
    (
        "what is taken back of a credit is all of it, from whose it was",
        "select correction.id::text as subject, format('credited %s, taken back %s, of it from others %s', \
            credit.amount, coalesce(back.amount, 0), coalesce(back.foreign_amount, 0)) as found \
         from ledger_transactions correction \
         join ledger_transfers credit on credit.transaction_id = correction.reverses_id and credit.kind = 'remittance' \
         join ledger_accounts cash on cash.id = credit.credit_account_id \
         cross join lateral (select sum(transfer.amount) as amount, \
                sum(transfer.amount) filter (where account.owner_id <> cash.owner_id) as foreign_amount \
            from ledger_transfers transfer join ledger_accounts account on account.id = transfer.debit_account_id \
            where transfer.transaction_id = correction.id and transfer.kind in ('remittance_reversal', 'reversal_arrears')) back \
         where back.amount is distinct from credit.amount or back.foreign_amount is not null",
    ),
    (
        "what takes a credit back names it",
        "select transfer.id::text as subject, transfer.key as found from ledger_transfers transfer \
         where transfer.kind in ('remittance_reversal', 'reversal_arrears') and not exists ( \
            select from ledger_transactions correction join ledger_transfers credit \
                on credit.transaction_id = correction.reverses_id and credit.kind = 'remittance' \
            where correction.id = transfer.transaction_id)",
    ),
    (
        "a credit that stands was not taken back, one that was undone was",
        "select decision.bank_entry_id::text as subject, format('decision %s of %s', decision.revision, entry.revision) as found \
         from bank_decisions decision join bank_entries entry on entry.id = decision.bank_entry_id \
         where decision.state = 'credited' and (entry.revision > decision.revision) <> exists ( \
            select from ledger_transactions correction where correction.reverses_id = decision.transaction_id)",
    ),
    (
        "a reversal took back the credit that it names, of its bank account and amount",
        "select entry.id::text as subject, format('%s of %s', entry.state, entry.amount) as found from bank_entries entry \
         left join bank_entries other on entry.id = other.reverses_id or other.id = entry.reverses_id \
         left join ledger_transactions correction \
            on correction.id = case entry.state when 'applied' then entry.transaction_id else other.transaction_id end \
         where entry.state in ('reversed', 'applied') and (other.id is null \
            or other.state <> case entry.state when 'applied' then 'reversed' else 'applied' end \
            or (other.amount, other.bank_account_id) <> (entry.amount, entry.bank_account_id) \
            or correction.reverses_id is distinct from case entry.state when 'applied' then other.transaction_id \
                else entry.transaction_id end)",
    ),
    (
        "the last decision about a bank entry is where it stands",
        "select entry.id::text as subject, format('%s, decided %s', entry.state, coalesce(last.state, 'never')) as found \
         from bank_entries entry left join bank_decisions last \
            on last.bank_entry_id = entry.id and last.revision = entry.revision \
         where (entry.state <> 'received' and ((entry.state, entry.reason, entry.remittance_account_id) \
                is distinct from (last.state, last.reason, last.remittance_account_id) \
            or (entry.state in ('credited', 'applied') and entry.transaction_id is distinct from last.transaction_id))) \
            or exists (select from bank_decisions later where later.bank_entry_id = entry.id and later.revision > entry.revision)",
    ),
    (
        "who paid was the holder, or an agreement in force let them",
        "select decision.bank_entry_id::text as subject, format('%s by %s', decision.rule, decision.payer_agreement_id) as found \
         from bank_decisions decision join bank_entries entry on entry.id = decision.bank_entry_id \
         left join remittance_accounts exclusive on exclusive.id = decision.remittance_account_id \
         left join payer_agreements agreement on agreement.id = decision.payer_agreement_id \
         where decision.state = 'credited' and (exclusive.id is null \
            or (decision.rule = 'agreement' and agreement.id is null) or (decision.rule = 'holder' and agreement.id is not null) \
            or agreement.party_id <> exclusive.party_id or agreement.effective_at > decision.decided_at \
            or least(agreement.voided_at, agreement.expires_at) <= entry.booked_on::timestamp at time zone 'Asia/Shanghai')",
    ),
    (
        "one bank reference is credited once",
        "select min(entry.id::text) as subject, format('%s entries under %s', count(*), entry.bank_reference) as found \
         from bank_entries entry where entry.state in ('credited', 'reversed') and entry.bank_reference is not null \
         group by entry.bank_account_id, entry.bank_reference having count(*) > 1",
    ),
    (
        "a file that was imported has all of its entries",
        "select upload.id::text as subject, format('%s entries, %s stored, %s there', upload.entry_count, upload.stored_count, \
            stored.count) as found \
         from bank_uploads upload cross join lateral (select count(entry.id) as count from bank_statements statement \
            join bank_entries entry on entry.bank_statement_id = statement.id where statement.bank_upload_id = upload.id) stored \
         where upload.state = 'imported' and (upload.stored_count <> upload.entry_count or upload.stored_count <> stored.count)",
    ),
    (
        "a statement's entries lead from its opening to its closing balance",
        "select statement.id::text as subject, format('opening %s, entries %s, closing %s', \
            statement.opening_balance, coalesce(booked.total, 0), statement.closing_balance) as found \
         from bank_statements statement join bank_uploads upload on upload.id = statement.bank_upload_id \
         cross join lateral (select sum(case when direction = 'credit' then amount else -amount end) as total \
            from bank_entries where bank_statement_id = statement.id and is_booked) booked \
         where upload.state = 'imported' \
            and statement.opening_balance + coalesce(booked.total, 0) <> statement.closing_balance",
    ),
    (
        "a partner owes what was taken back after it had moved on, less what it cleared of that",
        "select account.id::text as subject, format('balance %s, transfers %s', account.balance, moved.amount) as found \
         from ledger_accounts account join parties party on party.id = account.owner_id and party.kind <> 'customer' \
         cross join lateral (select coalesce(sum(case when transfer.kind = 'arrears_clearing' then transfer.amount \
                else -transfer.amount end), 0) as amount from ledger_transfers transfer \
            where (transfer.kind = 'reversal_arrears' and transfer.debit_account_id = account.id) \
                or (transfer.kind = 'arrears_clearing' and transfer.credit_account_id = account.id)) moved \
         where account.kind = 'debt' and (account.balance > 0 or account.balance <> moved.amount)",
    ),
];
