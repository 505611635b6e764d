create table authorizations (
    id uuid constraint authorizations_pk primary key,
    edge_id uuid not null constraint authorizations_edge_id_fk references edges (id),
    partner_id uuid not null constraint authorizations_partner_id_fk references parties (id),
    customer_id uuid not null constraint authorizations_customer_id_fk references parties (id),
    scope text not null constraint authorizations_scope_known check (scope in ('order_on_behalf', 'operate_on_behalf')),
    state text not null constraint authorizations_state_known check (
        state in ('requested', 'granted', 'refused', 'revoked', 'withdrawn', 'ended')
    ),
    expires_on date,
    requested_by_id uuid not null constraint authorizations_requested_by_id_fk references staff (id),
    requested_at timestamptz not null,
    answered_by_id uuid constraint authorizations_answered_by_id_fk references staff (id),
    answered_at timestamptz,
    closed_at timestamptz,
    constraint authorizations_answered_at_whole check ((answered_at is null) = (answered_by_id is null)),
    constraint authorizations_answered_at_state check (
        case state
            when 'requested' then answered_at is null
            when 'granted' then answered_at is not null
            when 'refused' then answered_at is not null
            when 'revoked' then answered_at is not null
            else true
        end
    ),
    constraint authorizations_closed_at_state check ((closed_at is null) = (state in ('requested', 'granted')))
);

create unique index authorizations_scope_open on authorizations (partner_id, customer_id, scope)
    where state in ('requested', 'granted');
create index authorizations_edge_id_idx on authorizations (edge_id);
create index authorizations_partner_id_idx on authorizations (partner_id, id);
create index authorizations_customer_id_idx on authorizations (customer_id, id);
create index authorizations_requested_by_id_idx on authorizations (requested_by_id);
create index authorizations_answered_by_id_idx on authorizations (answered_by_id);

comment on table authorizations is 'What partners asked their resale customers to let them do, and what came of it (domain.md 2.6, Q-12).';
comment on column authorizations.id is 'uuid v7.';
comment on column authorizations.edge_id is 'The association it belongs to: with it, it ends.';
comment on column authorizations.partner_id is 'Who asked.';
comment on column authorizations.customer_id is 'Who was asked.';
comment on column authorizations.scope is 'order_on_behalf: place orders for the customer; operate_on_behalf: run its resources.';
comment on column authorizations.state is 'requested or granted while it is open. One that is past expires_on, or whose association ended, counts as ended before a job writes that down.';
comment on column authorizations.expires_on is 'Last day of it, GMT+8; null when it lasts until it is revoked or the association ends.';
comment on column authorizations.requested_by_id is 'Who asked: a person of the partner, or of its distributor acting for it.';
comment on column authorizations.requested_at is 'When it was asked for.';
comment on column authorizations.answered_by_id is 'The customer''s person who granted, refused or last revoked it.';
comment on column authorizations.answered_at is 'When that was.';
comment on column authorizations.closed_at is 'When it was refused, revoked, withdrawn or ended; null while it is open.';

create table identity_checks (
    party_id uuid constraint identity_checks_pk primary key constraint identity_checks_party_id_fk references parties (id),
    window_started_at timestamptz not null,
    count integer not null constraint identity_checks_count_positive check (count > 0)
);

comment on table identity_checks is 'How often each partner asked whether an identity is in use, in the minute it last did: a limit against trying names out (domain.md 2.4).';
comment on column identity_checks.party_id is 'Whose people asked.';
comment on column identity_checks.window_started_at is 'When the minute began.';
comment on column identity_checks.count is 'Questions in it.';
