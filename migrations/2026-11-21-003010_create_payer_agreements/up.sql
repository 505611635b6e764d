create table payer_agreements (
    id uuid constraint payer_agreements_pk primary key,
    party_id uuid not null constraint payer_agreements_party_id_fk references parties (id),
    payer_name text not null constraint payer_agreements_payer_name_length check (length(payer_name) between 1 and 140),
    payer_name_normalised text not null
        constraint payer_agreements_payer_name_normalised_length check (length(payer_name_normalised) between 1 and 400),
    payer_kind text not null constraint payer_agreements_payer_kind_known check (payer_kind in ('company', 'person')),
    reason text not null constraint payer_agreements_reason_length check (length(reason) between 1 and 500),
    created_by_id uuid not null constraint payer_agreements_created_by_id_fk references staff (id),
    effective_at timestamptz not null,
    expires_at timestamptz constraint payer_agreements_expires_at_order check (expires_at > effective_at),
    voided_at timestamptz constraint payer_agreements_voided_at_order check (voided_at >= effective_at),
    voided_by_id uuid constraint payer_agreements_voided_by_id_fk references staff (id),
    constraint payer_agreements_voided_at_whole check ((voided_at is null) = (voided_by_id is null))
);

create unique index payer_agreements_payer_once on payer_agreements (party_id, payer_name_normalised)
    where voided_at is null and expires_at is null;
create index payer_agreements_party_id_idx on payer_agreements (party_id, id);
create index payer_agreements_created_by_id_idx on payer_agreements (created_by_id);
create index payer_agreements_voided_by_id_idx on payer_agreements (voided_by_id);

comment on table payer_agreements is 'Third-party payer agreements: who else may pay for a partner (domain.md 3.6). Effective at once.';
comment on column payer_agreements.id is 'uuid v7.';
comment on column payer_agreements.party_id is 'The partner that is paid for.';
comment on column payer_agreements.payer_name is 'Who pays, as the bank will name them (the reference''s entrusted party).';
comment on column payer_agreements.payer_name_normalised is 'The name in the one way names are compared.';
comment on column payer_agreements.payer_kind is 'company or person.';
comment on column payer_agreements.reason is 'Why somebody else pays.';
comment on column payer_agreements.created_by_id is 'Who made it.';
comment on column payer_agreements.effective_at is 'From when it counts: when it was made.';
comment on column payer_agreements.expires_at is 'First instant at which it no longer counts; null: until it is voided.';
comment on column payer_agreements.voided_at is 'When it was voided; null: it was not.';
comment on column payer_agreements.voided_by_id is 'Who voided it.';
