create table holds (
    id uuid constraint holds_pk primary key,
    account_id uuid not null constraint holds_account_id_fk references ledger_accounts (id),
    amount numeric(20, 2) not null constraint holds_amount_positive check (amount > 0),
    currency text not null constraint holds_currency_form check (currency ~ '^[A-Z]{3}$'),
    state text not null constraint holds_state_known check (state in ('placed', 'released')),
    reason text not null constraint holds_reason_length check (length(reason) between 1 and 500),
    placed_by_id uuid not null constraint holds_placed_by_id_fk references staff (id),
    placed_at timestamptz not null,
    released_by_id uuid constraint holds_released_by_id_fk references staff (id),
    released_at timestamptz,
    constraint holds_released_by_id_state check ((state = 'released') = (released_by_id is not null)),
    constraint holds_released_at_state check ((state = 'released') = (released_at is not null))
);

create index holds_account_id_idx on holds (account_id, id);
create index holds_placed_by_id_idx on holds (placed_by_id);
create index holds_released_by_id_idx on holds (released_by_id);

comment on table holds is 'Money of a partner that the vendor set aside, and gave back (the reference''s RFROZEN, domain.md 3.1).';
comment on column holds.id is 'uuid v7.';
comment on column holds.account_id is 'The cash account it was taken from and goes back to.';
comment on column holds.amount is 'More than zero, two decimals.';
comment on column holds.currency is 'ISO 4217.';
comment on column holds.state is 'placed or released.';
comment on column holds.reason is 'Why it was placed; the partner reads it.';
comment on column holds.placed_by_id is 'Who placed it.';
comment on column holds.placed_at is 'When it was placed.';
comment on column holds.released_by_id is 'Who released it.';
comment on column holds.released_at is 'When it was released.';

create table idempotency_keys (
    party_id uuid not null constraint idempotency_keys_party_id_fk references parties (id),
    operation text not null,
    key text not null constraint idempotency_keys_key_form check (key ~ '^[ -~]{1,64}$'),
    input_sha256 bytea not null constraint idempotency_keys_input_sha256_length check (length(input_sha256) = 32),
    result jsonb not null,
    created_at timestamptz not null,
    constraint idempotency_keys_pk primary key (party_id, operation, key)
);

comment on table idempotency_keys is 'Commands that were carried out, so that the same command again gets the first answer (invariant 10).';
comment on column idempotency_keys.party_id is 'The party whose staff gave the command.';
comment on column idempotency_keys.operation is 'Which command.';
comment on column idempotency_keys.key is 'The caller''s key: 1 to 64 printable ASCII characters.';
comment on column idempotency_keys.input_sha256 is 'SHA-256 of the input: the same key with another input is refused.';
comment on column idempotency_keys.result is 'Ids of what the command made.';
comment on column idempotency_keys.created_at is 'When it was carried out.';
