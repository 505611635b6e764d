create table bank_csv_mappings (
    id uuid constraint bank_csv_mappings_pk primary key,
    bank_account_id uuid not null constraint bank_csv_mappings_bank_account_id_fk references bank_accounts (id),
    name text not null constraint bank_csv_mappings_name_length check (length(name) between 1 and 100),
    mapping jsonb not null,
    created_by_id uuid not null constraint bank_csv_mappings_created_by_id_fk references staff (id),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    removed_at timestamptz
);

create unique index bank_csv_mappings_name_once on bank_csv_mappings (name) where removed_at is null;
create index bank_csv_mappings_bank_account_id_idx on bank_csv_mappings (bank_account_id);
create index bank_csv_mappings_created_by_id_idx on bank_csv_mappings (created_by_id);

comment on table bank_csv_mappings is 'How the CSV files of a bank account are read, as somebody saved it.';
comment on column bank_csv_mappings.id is 'uuid v7.';
comment on column bank_csv_mappings.bank_account_id is 'Whose entries the files have.';
comment on column bank_csv_mappings.name is 'What staff call it.';
comment on column bank_csv_mappings.mapping is 'Encoding, separator, forms of dates and amounts, and which column is what; read and written whole.';
comment on column bank_csv_mappings.created_by_id is 'Who saved it first.';
comment on column bank_csv_mappings.created_at is 'When that was.';
comment on column bank_csv_mappings.updated_at is 'When it was saved last.';
comment on column bank_csv_mappings.removed_at is 'Since when it is not used any more; null: it is.';
