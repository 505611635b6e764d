create table audit_log (
    id uuid constraint audit_log_pk primary key,
    party_id uuid not null constraint audit_log_party_id_fk references parties (id),
    position bigint not null constraint audit_log_position_positive check (position > 0),
    actor text not null,
    staff_id uuid constraint audit_log_staff_id_fk references staff (id),
    operation text not null,
    subject text not null,
    details jsonb not null,
    occurred_at timestamptz not null,
    previous_sha256 bytea not null constraint audit_log_previous_sha256_length check (length(previous_sha256) = 32),
    sha256 bytea not null constraint audit_log_sha256_length check (length(sha256) = 32),
    constraint audit_log_position_unique unique (party_id, position)
);

create index audit_log_staff_id_idx on audit_log (staff_id);
create trigger audit_log_append_only before update or delete or truncate on audit_log
    for each statement execute function refuse_change();
revoke update, delete, truncate on audit_log from headwater_app;

comment on table audit_log is 'Who did what to whom: append-only, a hash chain for each party.';
comment on column audit_log.id is 'uuid v7.';
comment on column audit_log.party_id is 'The party it concerns; its chain.';
comment on column audit_log.position is 'Place in the party''s chain: 1, 2, 3 … without gaps.';
comment on column audit_log.actor is 'Who did it: a staff id, or system and the job''s name.';
comment on column audit_log.staff_id is 'The person, when it was one.';
comment on column audit_log.operation is 'What was done, noun and verb: hold.place.';
comment on column audit_log.subject is 'The id of what it was done to.';
comment on column audit_log.details is 'Facts worth keeping; never secrets, never personal data.';
comment on column audit_log.occurred_at is 'When.';
comment on column audit_log.previous_sha256 is 'Hash of the line before; 32 zero bytes for the first.';
comment on column audit_log.sha256 is 'SHA-256 over the previous hash and this line.';

create table audit_heads (
    party_id uuid constraint audit_heads_pk primary key constraint audit_heads_party_id_fk references parties (id),
    position bigint not null constraint audit_heads_position_counted check (position >= 0),
    sha256 bytea not null constraint audit_heads_sha256_length check (length(sha256) = 32)
);

comment on table audit_heads is 'The last line of each party''s chain; locked last by whoever writes the next one.';
comment on column audit_heads.party_id is 'The party.';
comment on column audit_heads.position is 'Place of the last line; 0 before the first.';
comment on column audit_heads.sha256 is 'Hash of the last line; 32 zero bytes before the first.';
