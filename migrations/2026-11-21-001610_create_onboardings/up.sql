create table onboardings (
    id uuid constraint onboardings_pk primary key,
    customer_id uuid not null constraint onboardings_customer_id_fk references parties (id),
    partner_id uuid not null constraint onboardings_partner_id_fk references parties (id),
    association_kind text not null constraint onboardings_association_kind_known check (
        association_kind in ('resale', 'advisory')
    ),
    source text not null constraint onboardings_source_known check (source in ('invitation', 'created', 'single_sign_on')),
    state text not null constraint onboardings_state_known check (state in ('pending', 'done', 'failed')),
    failure text constraint onboardings_failure_known check (
        failure in (
            'is_partner', 'associated', 'special_contract', 'consumer_cloud', 'reserved', 'reward_programme',
            'reported', 'has_credit', 'in_custody', 'in_arrears', 'frozen'
        )
    ),
    invitation_id uuid constraint onboardings_invitation_id_fk references invitations (id),
    report_id uuid constraint onboardings_report_id_fk references reports (id),
    inviter_id uuid constraint onboardings_inviter_id_fk references staff (id),
    created_at timestamptz not null,
    ended_at timestamptz,
    constraint onboardings_failure_state check ((state = 'failed') = (failure is not null)),
    constraint onboardings_ended_at_state check ((state = 'pending') = (ended_at is null)),
    constraint onboardings_invitation_id_source check ((source = 'invitation') = (invitation_id is not null))
);

create index onboardings_customer_id_idx on onboardings (customer_id, id);
create index onboardings_partner_id_idx on onboardings (partner_id, id);
create index onboardings_invitation_id_idx on onboardings (invitation_id);
create index onboardings_report_id_idx on onboardings (report_id);
create index onboardings_inviter_id_idx on onboardings (inviter_id, id);
create unique index onboardings_customer_id_pending on onboardings (customer_id) where state = 'pending';

comment on table onboardings is 'Customers on their way to a partner, and what came of it (domain.md 2.3, 2.4).';
comment on column onboardings.id is 'uuid v7.';
comment on column onboardings.customer_id is 'The customer.';
comment on column onboardings.partner_id is 'The partner it associates with.';
comment on column onboardings.association_kind is 'resale or advisory.';
comment on column onboardings.source is 'By which way it came.';
comment on column onboardings.state is 'pending, done (associated) or failed.';
comment on column onboardings.failure is 'Why it failed; null unless it did.';
comment on column onboardings.invitation_id is 'The invitation that was accepted; null for a customer whom the partner''s platform registered.';
comment on column onboardings.report_id is 'The report that it fulfils; null when there was none.';
comment on column onboardings.inviter_id is 'The person who invited or registered the customer.';
comment on column onboardings.created_at is 'When it began.';
comment on column onboardings.ended_at is 'When it was done or failed.';
