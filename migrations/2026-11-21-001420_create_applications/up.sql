create table applications (
    id uuid constraint applications_pk primary key,
    kind text not null constraint applications_kind_known check (
        kind in (
            'distributor', 'reseller', 'solution_provider', 'gov_subsidy', 'merchant', 'level_upgrade',
            'support_centre', 'distributor_upgrade'
        )
    ),
    state text not null constraint applications_state_known check (
        state in ('vendor_review', 'distributor_review', 'approved', 'rejected', 'withdrawn')
    ),
    party_id uuid constraint applications_party_id_fk references parties (id),
    distributor_id uuid constraint applications_distributor_id_fk references parties (id),
    invitation_id uuid constraint applications_invitation_id_fk references partner_invitations (id)
        constraint applications_invitation_id_once unique,
    invited_by_id uuid constraint applications_invited_by_id_fk references staff (id),
    applied_by_id uuid constraint applications_applied_by_id_fk references staff (id),
    company_name text not null constraint applications_company_name_length check (length(company_name) between 1 and 200),
    registration_number text constraint applications_registration_number_form check (
        registration_number ~ '^[0-9A-Z-]{4,32}$'
    ),
    region text constraint applications_region_form check (region ~ '^[a-z0-9-]{2,32}$'),
    contact_name_sealed bytea,
    mobile_sealed bytea,
    mobile_index bytea constraint applications_mobile_index_length check (length(mobile_index) = 32),
    email_sealed bytea,
    email_index bytea constraint applications_email_index_length check (length(email_index) = 32),
    locale text not null constraint applications_locale_known check (locale in ('en', 'zh-CN')),
    from_level text constraint applications_from_level_known check (from_level in ('standard', 'preferred', 'leading', 'core')),
    to_level text constraint applications_to_level_known check (to_level in ('standard', 'preferred', 'leading', 'core')),
    evidence text constraint applications_evidence_length check (length(evidence) between 1 and 2000),
    created_at timestamptz not null,
    closed_at timestamptz,
    constraint applications_contact_whole check (
        num_nonnulls(contact_name_sealed, mobile_sealed, mobile_index, email_sealed, email_index)
            = case when applied_by_id is null then 5 else 0 end
    ),
    constraint applications_applied_by_id_kind check (
        (kind in ('level_upgrade', 'support_centre', 'distributor_upgrade')) = (applied_by_id is not null)
    ),
    constraint applications_party_id_kind check (applied_by_id is null or party_id is not null),
    constraint applications_party_id_approved check (state <> 'approved' or party_id is not null),
    constraint applications_distributor_id_kind check ((kind = 'reseller') = (distributor_id is not null)),
    constraint applications_invited_by_id_whole check ((invitation_id is null) = (invited_by_id is null)),
    constraint applications_level_kind check (
        (kind = 'level_upgrade') = (from_level is not null) and (kind = 'level_upgrade') = (to_level is not null)
    ),
    constraint applications_distributor_review_kind check (
        state <> 'distributor_review' or (kind = 'reseller' and invitation_id is null)
    ),
    constraint applications_closed_at_state check (
        (state in ('vendor_review', 'distributor_review')) = (closed_at is null)
    )
);

create unique index applications_party_id_open on applications (party_id) where closed_at is null;
create unique index applications_email_open on applications (email_index) where closed_at is null;
create index applications_party_id_idx on applications (party_id, id);
create index applications_distributor_id_idx on applications (distributor_id, id);
create index applications_invited_by_id_idx on applications (invited_by_id);
create index applications_applied_by_id_idx on applications (applied_by_id);
create index applications_mobile_index_idx on applications (mobile_index);
create index applications_email_index_idx on applications (email_index);

comment on table applications is 'Requests to become a partner, or a higher one; every one is reviewed (domain.md 1.3, 1.4, 1.5).';
comment on column applications.id is 'uuid v7.';
comment on column applications.kind is 'What is applied for.';
comment on column applications.state is 'vendor_review, distributor_review (a reseller that applied itself), approved, rejected, withdrawn.';
comment on column applications.party_id is 'The partner that applies; for a newcomer the party it became, null until then.';
comment on column applications.distributor_id is 'For a reseller: the distributor it wants to stand under.';
comment on column applications.invitation_id is 'The invitation it came from; null for who applies of its own accord.';
comment on column applications.invited_by_id is 'The person who invited; does not review.';
comment on column applications.applied_by_id is 'The person of the partner who applied; null for a newcomer.';
comment on column applications.company_name is 'Legal name of the company.';
comment on column applications.registration_number is 'Number in the companies register.';
comment on column applications.region is 'Business region; a reseller''s is its distributor''s (O-3).';
comment on column applications.contact_name_sealed is 'A newcomer''s first administrator, sealed (domain::vault).';
comment on column applications.mobile_sealed is 'A newcomer''s mobile number, +country and digits, sealed.';
comment on column applications.mobile_index is 'Blind index of the mobile number.';
comment on column applications.email_sealed is 'A newcomer''s address, lower case, sealed; it was proven by a mailed code or link.';
comment on column applications.email_index is 'Blind index of the address; one open application an address.';
comment on column applications.locale is 'Language of what is written to the applicant.';
comment on column applications.from_level is 'For a level upgrade: the level at the time.';
comment on column applications.to_level is 'For a level upgrade: the level asked for.';
comment on column applications.evidence is 'What the applicant says for itself.';
comment on column applications.created_at is 'When it was made.';
comment on column applications.closed_at is 'When it was approved, rejected or withdrawn; null while it is open.';

create table application_reviews (
    id uuid constraint application_reviews_pk primary key,
    application_id uuid not null constraint application_reviews_application_id_fk references applications (id),
    stage text not null constraint application_reviews_stage_known check (stage in ('vendor', 'distributor')),
    verdict text not null constraint application_reviews_verdict_known check (verdict in ('approve', 'reject')),
    reviewer_id uuid not null constraint application_reviews_reviewer_id_fk references staff (id),
    opinion text not null constraint application_reviews_opinion_length check (length(opinion) between 1 and 500),
    reviewed_at timestamptz not null,
    constraint application_reviews_stage_once unique (application_id, stage)
);

create index application_reviews_reviewer_id_idx on application_reviews (reviewer_id);

comment on table application_reviews is 'What each stage of review said of an application: one verdict a stage (invariant 18).';
comment on column application_reviews.id is 'uuid v7.';
comment on column application_reviews.application_id is 'The application.';
comment on column application_reviews.stage is 'vendor first, then for a reseller that applied itself distributor.';
comment on column application_reviews.verdict is 'approve or reject.';
comment on column application_reviews.reviewer_id is 'Who reviewed.';
comment on column application_reviews.opinion is 'Why; the applicant reads it.';
comment on column application_reviews.reviewed_at is 'When.';

create table annual_performances (
    party_id uuid not null constraint annual_performances_party_id_fk references parties (id),
    year integer not null constraint annual_performances_year_bounds check (year between 2000 and 9999),
    amount numeric(20, 2) not null constraint annual_performances_amount_bounds check (amount >= 0),
    currency text not null constraint annual_performances_currency_form check (currency ~ '^[A-Z]{3}$'),
    recorded_by_id uuid not null constraint annual_performances_recorded_by_id_fk references staff (id),
    recorded_at timestamptz not null,
    constraint annual_performances_pk primary key (party_id, year)
);

create index annual_performances_recorded_by_id_idx on annual_performances (recorded_by_id);

comment on table annual_performances is 'What a partner sold in a calendar year (GMT+8), as the vendor recorded it (domain.md 1.4).';
comment on column annual_performances.party_id is 'The partner.';
comment on column annual_performances.year is 'The calendar year.';
comment on column annual_performances.amount is 'Zero or more, two decimals.';
comment on column annual_performances.currency is 'ISO 4217.';
comment on column annual_performances.recorded_by_id is 'Who recorded it last.';
comment on column annual_performances.recorded_at is 'When it was recorded last.';
