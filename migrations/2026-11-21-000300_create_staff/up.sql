create table staff (
    id uuid constraint staff_pk primary key,
    party_id uuid not null constraint staff_party_id_fk references parties (id),
    email text not null constraint staff_email_form check (email = lower(email) and email like '%_@_%' and length(email) <= 254),
    name text not null constraint staff_name_length check (length(name) between 1 and 100),
    locale text not null constraint staff_locale_known check (locale in ('en', 'zh-CN')),
    password_hash text not null,
    created_at timestamptz not null,
    suspended_at timestamptz,
    constraint staff_email_unique unique (email)
);

create index staff_party_id_idx on staff (party_id, id);

comment on table staff is 'People who sign in; each works for one party (domain.md 1.8).';
comment on column staff.id is 'uuid v7.';
comment on column staff.party_id is 'The party the person works for.';
comment on column staff.email is 'Sign-in name and mail address, lower case; one person a platform.';
comment on column staff.name is 'How the person is addressed.';
comment on column staff.locale is 'Language of the person''s mails.';
comment on column staff.password_hash is 'argon2id, PHC string.';
comment on column staff.created_at is 'When the person was added.';
comment on column staff.suspended_at is 'Since when the person may not sign in; null while active.';

create table staff_roles (
    staff_id uuid not null constraint staff_roles_staff_id_fk references staff (id),
    role text not null constraint staff_roles_role_known check (role in ('administrator', 'finance', 'operations')),
    constraint staff_roles_pk primary key (staff_id, role)
);

comment on table staff_roles is 'Roles of a person; what a role permits is the table in domain/src/actor.rs.';
comment on column staff_roles.staff_id is 'The person.';
comment on column staff_roles.role is 'The role.';

create table sessions (
    id uuid constraint sessions_pk primary key,
    staff_id uuid not null constraint sessions_staff_id_fk references staff (id),
    created_at timestamptz not null,
    revoked_at timestamptz
);

create index sessions_staff_id_idx on sessions (staff_id);

comment on table sessions is 'Sign-ins. A session is the family of refresh tokens that followed from one password entry.';
comment on column sessions.id is 'uuid v7; stands in the access token.';
comment on column sessions.staff_id is 'Who signed in.';
comment on column sessions.created_at is 'When the password was entered.';
comment on column sessions.revoked_at is 'When the session ended, by sign-out or because a spent refresh token came back.';

create table refresh_tokens (
    id uuid constraint refresh_tokens_pk primary key,
    session_id uuid not null constraint refresh_tokens_session_id_fk references sessions (id) on delete cascade,
    token_sha256 bytea not null constraint refresh_tokens_token_sha256_unique unique
        constraint refresh_tokens_token_sha256_length check (length(token_sha256) = 32),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    spent_at timestamptz
);

create index refresh_tokens_session_id_idx on refresh_tokens (session_id);
create index refresh_tokens_expires_at_idx on refresh_tokens (expires_at);

comment on table refresh_tokens is 'Refresh tokens, one use each; kept after use so that a stolen one is noticed.';
comment on column refresh_tokens.id is 'uuid v7.';
comment on column refresh_tokens.session_id is 'The session it prolongs.';
comment on column refresh_tokens.token_sha256 is 'SHA-256 of the token; the token itself is stored nowhere.';
comment on column refresh_tokens.created_at is 'When it was given out.';
comment on column refresh_tokens.expires_at is 'First instant at which it no longer works.';
comment on column refresh_tokens.spent_at is 'When it was exchanged for the next one.';
