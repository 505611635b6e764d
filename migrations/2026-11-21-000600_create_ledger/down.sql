drop table fund_lots;
drop table ledger_snapshots;
drop table ledger_transfers;
drop table ledger_transactions;
drop table ledger_accounts;
