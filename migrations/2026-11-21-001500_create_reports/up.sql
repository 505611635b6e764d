create table reports (
    id uuid constraint reports_pk primary key,
    partner_id uuid not null constraint reports_partner_id_fk references parties (id),
    reported_by_id uuid not null constraint reports_reported_by_id_fk references staff (id),
    customer_name_sealed bytea not null,
    mobile_sealed bytea not null,
    mobile_index bytea not null constraint reports_mobile_index_length check (length(mobile_index) = 32),
    email_sealed bytea not null,
    email_index bytea not null constraint reports_email_index_length check (length(email_index) = 32),
    state text not null constraint reports_state_known check (
        state in ('pending_review', 'reported', 'associated', 'rejected', 'expired', 'withdrawn')
    ),
    created_at timestamptz not null,
    reviewed_by_id uuid constraint reports_reviewed_by_id_fk references staff (id),
    reviewed_at timestamptz,
    opinion text constraint reports_opinion_length check (length(opinion) between 1 and 500),
    valid_until timestamptz,
    ended_at timestamptz,
    constraint reports_reviewed_at_whole check ((reviewed_at is null) = (reviewed_by_id is null)),
    constraint reports_reviewed_at_state check (
        case state when 'pending_review' then reviewed_at is null when 'withdrawn' then true else reviewed_at is not null end
    ),
    constraint reports_opinion_state check (state <> 'rejected' or opinion is not null),
    constraint reports_valid_until_after check (valid_until > reviewed_at),
    constraint reports_valid_until_state check (state not in ('reported', 'associated', 'expired') or valid_until is not null),
    constraint reports_ended_at_state check ((state in ('pending_review', 'reported')) = (ended_at is null))
);

create index reports_partner_id_idx on reports (partner_id, id);
create index reports_reported_by_id_idx on reports (reported_by_id, id);
create index reports_reviewed_by_id_idx on reports (reviewed_by_id);
create index reports_mobile_index_idx on reports (mobile_index);
create index reports_email_index_idx on reports (email_index);
create index reports_state_order on reports (state, id);
create index reports_valid_until_due on reports (valid_until) where state = 'reported';
create unique index reports_mobile_index_reported on reports (mobile_index) where state = 'reported';
create unique index reports_partner_id_open on reports (partner_id, mobile_index) where state in ('pending_review', 'reported');

comment on table reports is 'Prospects that partners reported, to keep other partners and the vendor''s own sales away for a while (domain.md 2.2).';
comment on column reports.id is 'uuid v7.';
comment on column reports.partner_id is 'The partner the prospect is reported for; one open report a mobile number.';
comment on column reports.reported_by_id is 'Who reported: its own staff, or its distributor''s acting for it.';
comment on column reports.customer_name_sealed is 'Name of the prospect, sealed (domain::vault).';
comment on column reports.mobile_sealed is 'Mobile number the customer will register with, sealed.';
comment on column reports.mobile_index is 'Blind index of the mobile number; at most one report of it is reported.';
comment on column reports.email_sealed is 'Mail address for the invitation, lower case, sealed.';
comment on column reports.email_index is 'Blind index of the mail address.';
comment on column reports.state is 'pending_review, then reported or rejected; reported ends as associated or expired; withdrawn by the partner.';
comment on column reports.created_at is 'When it was reported.';
comment on column reports.reviewed_by_id is 'Who of the vendor reviewed it.';
comment on column reports.reviewed_at is 'When it was reviewed; the validity counts from here (Q-07).';
comment on column reports.opinion is 'What the reviewer says; the partner reads it. Never empty when rejected.';
comment on column reports.valid_until is 'First instant at which it no longer holds: the end of a day of the business.';
comment on column reports.ended_at is 'When it became associated, rejected, expired or withdrawn.';

create table reservations (
    id uuid constraint reservations_pk primary key,
    mobile_sealed bytea,
    mobile_index bytea constraint reservations_mobile_index_length check (length(mobile_index) = 32),
    email_sealed bytea,
    email_index bytea constraint reservations_email_index_length check (length(email_index) = 32),
    reason text not null constraint reservations_reason_known check (
        reason in ('direct_sales', 'online_sales', 'support_centre', 'reward_programme', 'vendor_reported')
    ),
    created_by_id uuid not null constraint reservations_created_by_id_fk references staff (id),
    created_at timestamptz not null,
    constraint reservations_mobile_sealed_whole check ((mobile_sealed is null) = (mobile_index is null)),
    constraint reservations_email_sealed_whole check ((email_sealed is null) = (email_index is null)),
    constraint reservations_prospect_named check (mobile_index is not null or email_index is not null),
    constraint reservations_prospect_unique unique nulls not distinct (mobile_index, email_index)
);

create index reservations_email_index_idx on reservations (email_index);
create index reservations_created_by_id_idx on reservations (created_by_id);

comment on table reservations is 'Prospects that the vendor keeps for itself: no partner can report or associate them (domain.md 2.2).';
comment on column reservations.id is 'uuid v7.';
comment on column reservations.mobile_sealed is 'Mobile number of the prospect, sealed (domain::vault).';
comment on column reservations.mobile_index is 'Blind index of the mobile number.';
comment on column reservations.email_sealed is 'Mail address of the prospect, lower case, sealed.';
comment on column reservations.email_index is 'Blind index of the mail address.';
comment on column reservations.reason is 'Why: direct_sales holds only for whom has an account older than 7 days, the others for everybody.';
comment on column reservations.created_by_id is 'Who entered it.';
comment on column reservations.created_at is 'When it was entered.';
