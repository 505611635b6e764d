drop table bank_entries;
drop table bank_statements;
drop table bank_uploads;
drop sequence remittance_numbers;
drop table remittance_accounts;
drop table bank_accounts;
