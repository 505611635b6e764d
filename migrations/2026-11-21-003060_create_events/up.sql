create table events (
    id uuid constraint events_pk primary key,
    party_id uuid not null constraint events_party_id_fk references parties (id),
    kind text not null constraint events_kind_known check (kind in ('remittance_credited', 'remittance_reversed')),
    subject text not null constraint events_subject_length check (length(subject) between 1 and 64),
    occurred_at timestamptz not null
);

create index events_party_id_idx on events (party_id, id);
create trigger events_append_only before update or delete or truncate on events
    for each statement execute function refuse_change();
revoke update, delete, truncate on events from headwater_app;

comment on table events is 'What happened to a party, for its own systems to follow. Append-only.';
comment on column events.id is 'uuid v7.';
comment on column events.party_id is 'Whom it concerns.';
comment on column events.kind is 'remittance_credited: a bank transfer was credited; remittance_reversed: a credit was taken back.';
comment on column events.subject is 'The id of what it happened to, as GraphQL gives it: ben_….';
comment on column events.occurred_at is 'When.';
