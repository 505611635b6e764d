create table access_keys (
    id uuid constraint access_keys_pk primary key,
    staff_id uuid not null constraint access_keys_staff_id_fk references staff (id),
    slot smallint not null constraint access_keys_slot_known check (slot in (1, 2)),
    key text not null constraint access_keys_key_unique unique
        constraint access_keys_key_form check (key ~ '^HWAK[0-9A-Z]{20}$'),
    name text not null constraint access_keys_name_length check (length(name) between 1 and 100),
    secret_sealed bytea not null,
    created_at timestamptz not null,
    last_used_on date,
    revoked_at timestamptz
);

create index access_keys_staff_id_idx on access_keys (staff_id, id);
create unique index access_keys_slot_once on access_keys (staff_id, slot) where revoked_at is null;

comment on table access_keys is 'Rights of programs to act for a person by signing their requests (design: identity and tenancy).';
comment on column access_keys.id is 'uuid v7.';
comment on column access_keys.staff_id is 'The person the program acts for.';
comment on column access_keys.slot is 'First or second of the person''s: there are at most two that work.';
comment on column access_keys.key is 'Names the key in a request; no secret.';
comment on column access_keys.name is 'What the person calls it.';
comment on column access_keys.secret_sealed is 'The secret that requests are signed with, sealed (domain::vault).';
comment on column access_keys.created_at is 'When it was made.';
comment on column access_keys.last_used_on is 'Day (UTC) on which it last signed a request.';
comment on column access_keys.revoked_at is 'When it was revoked; null while it works.';

create table access_key_nonces (
    access_key_id uuid not null constraint access_key_nonces_access_key_id_fk references access_keys (id),
    nonce text not null constraint access_key_nonces_nonce_length check (length(nonce) between 16 and 64),
    seen_at timestamptz not null,
    constraint access_key_nonces_pk primary key (access_key_id, nonce)
);

create index access_key_nonces_seen_at_idx on access_key_nonces (seen_at);

comment on table access_key_nonces is 'Nonces of signed requests of the last quarter of an hour, so that a request is taken once.';
comment on column access_key_nonces.access_key_id is 'The key that signed.';
comment on column access_key_nonces.nonce is 'The request''s nonce.';
comment on column access_key_nonces.seen_at is 'When it was seen.';
