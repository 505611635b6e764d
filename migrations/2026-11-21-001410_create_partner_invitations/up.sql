create table partner_invitations (
    id uuid constraint partner_invitations_pk primary key,
    inviter_id uuid not null constraint partner_invitations_inviter_id_fk references parties (id),
    invited_by_id uuid not null constraint partner_invitations_invited_by_id_fk references staff (id),
    kind text not null constraint partner_invitations_kind_known check (
        kind in ('distributor', 'reseller', 'gov_subsidy', 'merchant')
    ),
    company_name text not null constraint partner_invitations_company_name_length check (
        length(company_name) between 1 and 200
    ),
    contact_name_sealed bytea not null,
    email_sealed bytea not null,
    email_index bytea not null constraint partner_invitations_email_index_length check (length(email_index) = 32),
    locale text not null constraint partner_invitations_locale_known check (locale in ('en', 'zh-CN')),
    region text not null constraint partner_invitations_region_form check (region ~ '^[a-z0-9-]{2,32}$'),
    state text not null constraint partner_invitations_state_known check (
        state in ('sent', 'accepted', 'revoked', 'expired')
    ),
    serial integer not null constraint partner_invitations_serial_positive check (serial > 0),
    created_at timestamptz not null,
    sent_at timestamptz not null,
    expires_at timestamptz not null constraint partner_invitations_expires_at_after check (expires_at > sent_at),
    closed_at timestamptz,
    constraint partner_invitations_closed_at_state check ((state = 'sent') = (closed_at is null))
);

create unique index partner_invitations_email_single on partner_invitations (inviter_id, email_index)
    where state = 'sent';
create index partner_invitations_inviter_id_idx on partner_invitations (inviter_id, id);
create index partner_invitations_invited_by_id_idx on partner_invitations (invited_by_id);
create index partner_invitations_expires_at_idx on partner_invitations (expires_at) where state = 'sent';

comment on table partner_invitations is 'Invitations to become a partner, by the vendor or by a distributor (domain.md 1.3).';
comment on column partner_invitations.id is 'uuid v7; the link in the mail is derived from it and the serial.';
comment on column partner_invitations.inviter_id is 'Who invites: the vendor, or a distributor its resellers.';
comment on column partner_invitations.invited_by_id is 'The person who invites; does not review what comes of it.';
comment on column partner_invitations.kind is 'What the company is invited to be.';
comment on column partner_invitations.company_name is 'The company, as the inviter calls it.';
comment on column partner_invitations.contact_name_sealed is 'The person who is written to, sealed (domain::vault).';
comment on column partner_invitations.email_sealed is 'The address that is written to, lower case, sealed.';
comment on column partner_invitations.email_index is 'Blind index of the address; one invitation of an inviter to an address at a time.';
comment on column partner_invitations.locale is 'Language of the mail.';
comment on column partner_invitations.region is 'Business region of the partner to be; a reseller''s is its distributor''s (O-3).';
comment on column partner_invitations.state is 'sent, accepted, revoked, expired.';
comment on column partner_invitations.serial is 'How often it was sent: the links of earlier mails no longer work.';
comment on column partner_invitations.created_at is 'When it was made.';
comment on column partner_invitations.sent_at is 'When it was last sent.';
comment on column partner_invitations.expires_at is 'First instant at which it can no longer be accepted.';
comment on column partner_invitations.closed_at is 'When it was accepted, revoked or found expired; null while it is sent.';
