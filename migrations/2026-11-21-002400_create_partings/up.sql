create table partings (
    id uuid constraint partings_pk primary key,
    kind text not null constraint partings_kind_known check (
        kind in ('disassociation', 'switch', 'reseller_exit', 'promotion')
    ),
    edge_id uuid not null constraint partings_edge_id_fk references edges (id),
    lower_id uuid not null constraint partings_lower_id_fk references parties (id),
    upper_id uuid not null constraint partings_upper_id_fk references parties (id),
    to_kind text constraint partings_to_kind_known check (to_kind in ('resale', 'advisory')),
    side text not null constraint partings_side_known check (side in ('partner', 'customer', 'vendor')),
    requested_by_id uuid not null constraint partings_requested_by_id_fk references staff (id),
    reason text not null constraint partings_reason_length check (length(reason) between 1 and 500),
    state text not null constraint partings_state_known check (
        state in (
            'waiting_customer', 'waiting_partner', 'executing', 'done', 'refused', 'withdrawn', 'expired', 'blocked'
        )
    ),
    answer_by timestamptz,
    answered_by_id uuid constraint partings_answered_by_id_fk references staff (id),
    opinion text constraint partings_opinion_length check (length(opinion) between 1 and 500),
    created_at timestamptz not null,
    decided_at timestamptz,
    done_at timestamptz,
    money_returned numeric(20, 2) constraint partings_money_returned_sign check (money_returned >= 0),
    currency text constraint partings_currency_form check (currency ~ '^[A-Z]{3}$'),
    coupons_returned integer not null default 0
        constraint partings_coupons_returned_sign check (coupons_returned >= 0),
    constraint partings_to_kind_switch check ((to_kind is not null) = (kind = 'switch')),
    constraint partings_side_kind check (kind in ('disassociation', 'switch') or side = 'vendor'),
    constraint partings_side_switch check (not (kind = 'switch' and side = 'customer')),
    constraint partings_answer_by_side check ((answer_by is null) = (side = 'vendor')),
    constraint partings_answered_by_id_side check (side <> 'vendor' or answered_by_id is null),
    constraint partings_state_side check (
        case state
            when 'waiting_customer' then side = 'partner'
            when 'waiting_partner' then side = 'customer'
            when 'refused' then answered_by_id is not null
            when 'expired' then side <> 'vendor'
            when 'withdrawn' then side <> 'vendor'
            else true
        end
    ),
    constraint partings_decided_at_state check (
        (decided_at is null) = (state in ('waiting_customer', 'waiting_partner'))
    ),
    constraint partings_done_at_state check ((done_at is not null) = (state in ('done', 'blocked'))),
    constraint partings_money_returned_whole check ((money_returned is null) = (currency is null))
);

create unique index partings_lower_id_open on partings (lower_id)
    where state in ('waiting_customer', 'waiting_partner', 'executing');
create index partings_edge_id_idx on partings (edge_id);
create index partings_lower_id_idx on partings (lower_id, id);
create index partings_upper_id_idx on partings (upper_id, id);
create index partings_requested_by_id_idx on partings (requested_by_id);
create index partings_answered_by_id_idx on partings (answered_by_id);
create index partings_answer_by_waiting on partings (answer_by) where state in ('waiting_customer', 'waiting_partner');

comment on table partings is 'Two parties that part, or a customer that changes its mode: who wanted it, who agreed, and what it returned (domain.md 2.5, Q-08, Q-10).';
comment on column partings.id is 'uuid v7.';
comment on column partings.kind is 'disassociation: a customer leaves its partner; switch: it changes between resale and advisory; reseller_exit: a reseller leaves its distributor; promotion: a reseller left it by becoming a distributor.';
comment on column partings.edge_id is 'The association that ends with it.';
comment on column partings.lower_id is 'The customer or reseller.';
comment on column partings.upper_id is 'Its partner or distributor.';
comment on column partings.to_kind is 'How a customer stands under the same partner after a switch; null otherwise.';
comment on column partings.side is 'Who wanted it: the partner, the customer, or the vendor, who asks nobody.';
comment on column partings.requested_by_id is 'The person who wanted it.';
comment on column partings.reason is 'Why; the other side reads it.';
comment on column partings.state is 'waiting_customer, waiting_partner or executing while it is open. One that waits past answer_by counts as expired before a job writes that down.';
comment on column partings.answer_by is 'Until when the other side can answer; null when nobody is asked.';
comment on column partings.answered_by_id is 'The person of the other side who agreed or refused.';
comment on column partings.opinion is 'What that person said; who wanted it reads it.';
comment on column partings.created_at is 'When it was wanted.';
comment on column partings.decided_at is 'When it was agreed to, refused, withdrawn or found expired; null while it waits.';
comment on column partings.done_at is 'When everything was returned and the association had ended, or when it was found blocked.';
comment on column partings.money_returned is 'What went back to the upper party; null before that was settled.';
comment on column partings.currency is 'Of money_returned.';
comment on column partings.coupons_returned is 'How many coupons, or quotas of a reseller, were taken back.';

create table parting_blockers (
    parting_id uuid not null constraint parting_blockers_parting_id_fk references partings (id),
    blocker text not null constraint parting_blockers_blocker_known check (
        blocker in (
            'post_paid', 'arrears', 'unpaid_invoice', 'reserved_instance', 'support_plan', 'pending_partner_payment',
            'special_contract', 'custody_sub_account', 'non_custody_sub_account', 'custody_master',
            'non_custody_master', 'special_balance', 'has_customers', 'money_held'
        )
    ),
    constraint parting_blockers_pk primary key (parting_id, blocker)
);
create trigger parting_blockers_append_only before update or delete or truncate on parting_blockers
    for each statement execute function refuse_change();
revoke update, delete, truncate on parting_blockers from headwater_app;

comment on table parting_blockers is 'What stood in the way of a parting that was agreed to, when it was carried out (domain.md 2.5). Append-only.';
comment on column parting_blockers.parting_id is 'The parting, which is blocked.';
comment on column parting_blockers.blocker is 'What stood in its way.';

create table parting_steps (
    parting_id uuid not null constraint parting_steps_parting_id_fk references partings (id),
    step text not null constraint parting_steps_step_known check (
        step in ('check', 'coupons', 'quotas', 'money', 'association', 'notice')
    ),
    done_at timestamptz not null,
    count integer constraint parting_steps_count_sign check (count >= 0),
    amount numeric(20, 2) constraint parting_steps_amount_sign check (amount >= 0),
    currency text constraint parting_steps_currency_form check (currency ~ '^[A-Z]{3}$'),
    constraint parting_steps_pk primary key (parting_id, step),
    constraint parting_steps_count_step check ((count is not null) = (step in ('coupons', 'quotas'))),
    constraint parting_steps_amount_step check ((amount is not null) = (step = 'money')),
    constraint parting_steps_amount_whole check ((amount is null) = (currency is null))
);
create trigger parting_steps_append_only before update or delete or truncate on parting_steps
    for each statement execute function refuse_change();
revoke update, delete, truncate on parting_steps from headwater_app;

comment on table parting_steps is 'What of a parting has been carried out: each step once, in the transaction of its effect. Append-only.';
comment on column parting_steps.parting_id is 'The parting.';
comment on column parting_steps.step is 'check: nothing stands in the way; coupons, quotas, money: returned; association: ended, or changed; notice: both sides are told.';
comment on column parting_steps.done_at is 'When.';
comment on column parting_steps.count is 'How many coupons or quotas; null for other steps.';
comment on column parting_steps.amount is 'How much money; null for other steps.';
comment on column parting_steps.currency is 'Of the amount.';
