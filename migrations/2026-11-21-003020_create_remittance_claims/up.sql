create table remittance_claims (
    id uuid constraint remittance_claims_pk primary key,
    party_id uuid not null constraint remittance_claims_party_id_fk references parties (id),
    amount numeric(20, 2) not null constraint remittance_claims_amount_positive check (amount > 0),
    currency text not null constraint remittance_claims_currency_form check (currency ~ '^[A-Z]{3}$'),
    paid_on date not null,
    payer_name text not null constraint remittance_claims_payer_name_length check (length(payer_name) between 1 and 140),
    bank_reference text constraint remittance_claims_bank_reference_length check (length(bank_reference) between 1 and 100),
    note text constraint remittance_claims_note_length check (length(note) between 1 and 500),
    state text not null constraint remittance_claims_state_known check (
        state in ('awaiting_evidence', 'submitted', 'approved', 'rejected', 'withdrawn')
    ),
    submitted_by_id uuid not null constraint remittance_claims_submitted_by_id_fk references staff (id),
    created_at timestamptz not null,
    ticket_sha256 bytea not null constraint remittance_claims_ticket_sha256_unique unique
        constraint remittance_claims_ticket_sha256_length check (length(ticket_sha256) = 32),
    ticket_expires_at timestamptz not null,
    evidence_key text,
    evidence_type text constraint remittance_claims_evidence_type_known check (
        evidence_type in ('application/pdf', 'image/jpeg', 'image/png')
    ),
    evidence_bytes bigint constraint remittance_claims_evidence_bytes_positive check (evidence_bytes > 0),
    evidence_sha256 bytea constraint remittance_claims_evidence_sha256_length check (length(evidence_sha256) = 32),
    evidence_serial integer not null constraint remittance_claims_evidence_serial_sign check (evidence_serial >= 0),
    submitted_at timestamptz,
    bank_entry_id uuid constraint remittance_claims_bank_entry_id_fk references bank_entries (id),
    reviewed_by_id uuid constraint remittance_claims_reviewed_by_id_fk references staff (id),
    opinion text constraint remittance_claims_opinion_length check (length(opinion) between 1 and 500),
    decided_at timestamptz,
    constraint remittance_claims_evidence_whole check (
        num_nulls(evidence_key, evidence_type, evidence_bytes, evidence_sha256, submitted_at) in (0, 5)
    ),
    constraint remittance_claims_evidence_state check (
        case state when 'awaiting_evidence' then submitted_at is null when 'withdrawn' then true else submitted_at is not null end
    ),
    constraint remittance_claims_decided_at_state check (
        (state in ('approved', 'rejected', 'withdrawn')) = (decided_at is not null)
    ),
    constraint remittance_claims_reviewed_by_id_state check ((state in ('approved', 'rejected')) = (reviewed_by_id is not null)),
    constraint remittance_claims_bank_entry_id_state check ((state = 'approved') = (bank_entry_id is not null)),
    constraint remittance_claims_opinion_state check (state <> 'rejected' or opinion is not null)
);

create unique index remittance_claims_bank_entry_id_once on remittance_claims (bank_entry_id) where state = 'approved';
create index remittance_claims_bank_entry_id_idx on remittance_claims (bank_entry_id);
create index remittance_claims_party_id_idx on remittance_claims (party_id, id);
create index remittance_claims_state_order on remittance_claims (state, id);
create index remittance_claims_submitted_by_id_idx on remittance_claims (submitted_by_id);
create index remittance_claims_reviewed_by_id_idx on remittance_claims (reviewed_by_id);

comment on table remittance_claims is 'Claims of partners to money that came in without their exclusive number (domain.md 3.6, 汇款认领).';
comment on column remittance_claims.id is 'uuid v7.';
comment on column remittance_claims.party_id is 'The partner that claims the money.';
comment on column remittance_claims.amount is 'How much was wired.';
comment on column remittance_claims.currency is 'ISO 4217.';
comment on column remittance_claims.paid_on is 'On which day it was wired.';
comment on column remittance_claims.payer_name is 'From whose account.';
comment on column remittance_claims.bank_reference is 'The serial number on the bank''s receipt, if it has one.';
comment on column remittance_claims.note is 'What the partner wants to say.';
comment on column remittance_claims.state is 'awaiting_evidence, submitted, approved, rejected, withdrawn.';
comment on column remittance_claims.submitted_by_id is 'Who of the partner.';
comment on column remittance_claims.created_at is 'When it was begun.';
comment on column remittance_claims.ticket_sha256 is 'SHA-256 of the one-use ticket for the evidence.';
comment on column remittance_claims.ticket_expires_at is 'First instant at which the ticket no longer works.';
comment on column remittance_claims.evidence_key is 'Where the bank''s receipt lies in the object store.';
comment on column remittance_claims.evidence_type is 'What it is, by its content.';
comment on column remittance_claims.evidence_bytes is 'Its size in bytes.';
comment on column remittance_claims.evidence_sha256 is 'SHA-256 of it.';
comment on column remittance_claims.evidence_serial is 'How often it was downloaded: a link to it is for one download.';
comment on column remittance_claims.submitted_at is 'When the evidence had come in.';
comment on column remittance_claims.bank_entry_id is 'The entry that it turned out to be.';
comment on column remittance_claims.reviewed_by_id is 'Who of the vendor decided it.';
comment on column remittance_claims.opinion is 'Why, for the partner to read.';
comment on column remittance_claims.decided_at is 'When it was decided or withdrawn.';
