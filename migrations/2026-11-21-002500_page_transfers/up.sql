-- An account's transfers are listed in order of time, on the indexes that end in `_time`; of one kind on these, which
-- hold the amount as well, so that the sums of a statement of account read nothing else.
drop index ledger_transfers_debit_account_id_order;
drop index ledger_transfers_credit_account_id_order;
create index ledger_transfers_debit_account_id_kind on ledger_transfers (debit_account_id, kind, posted_at, debit_version) include (amount);
create index ledger_transfers_credit_account_id_kind on ledger_transfers (credit_account_id, kind, posted_at, credit_version) include (amount);
