create table verification_codes (
    id uuid constraint verification_codes_pk primary key,
    purpose text not null constraint verification_codes_purpose_known check (
        purpose in ('sign_in', 'password_reset', 'register', 'apply', 'critical_operation')
    ),
    staff_id uuid constraint verification_codes_staff_id_fk references staff (id),
    email_sealed bytea,
    addressee_index bytea not null constraint verification_codes_addressee_index_length check (length(addressee_index) = 32),
    locale text not null constraint verification_codes_locale_known check (locale in ('en', 'zh-CN')),
    tries smallint not null constraint verification_codes_tries_most check (tries between 0 and 3),
    created_at timestamptz not null,
    quiet_until timestamptz not null,
    expires_at timestamptz not null,
    passed_at timestamptz,
    used_at timestamptz,
    constraint verification_codes_staff_id_or_email check (staff_id is null or email_sealed is null),
    constraint verification_codes_used_at_passed check (used_at is null or passed_at is not null),
    constraint verification_codes_quiet_until_once exclude using gist (
        addressee_index with =, purpose with =, tstzrange(created_at, quiet_until) with &&
    )
);

create index verification_codes_staff_id_idx on verification_codes (staff_id);
create index verification_codes_addressee_index_idx on verification_codes (addressee_index, purpose, created_at);
create index verification_codes_created_at_idx on verification_codes (created_at);

comment on table verification_codes is 'Codes of six digits that were mailed to prove an address or confirm an operation; the digits follow from the id and are not stored (domain.md 1.8).';
comment on column verification_codes.id is 'uuid v7.';
comment on column verification_codes.purpose is 'What the code is good for.';
comment on column verification_codes.staff_id is 'Who gets it; null for somebody outside.';
comment on column verification_codes.email_sealed is 'Address of somebody outside, sealed; with no staff_id either, nothing was mailed because nobody has the address.';
comment on column verification_codes.addressee_index is 'Blind index of the address, or of the person who is signed in.';
comment on column verification_codes.locale is 'Language of the mail.';
comment on column verification_codes.tries is 'How often a wrong code was given.';
comment on column verification_codes.created_at is 'When it was asked for.';
comment on column verification_codes.quiet_until is 'First instant at which the next may be asked for.';
comment on column verification_codes.expires_at is 'First instant at which it no longer works.';
comment on column verification_codes.passed_at is 'When the right code was given first.';
comment on column verification_codes.used_at is 'When an operation used it up.';
