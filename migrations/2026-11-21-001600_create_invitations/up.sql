create table invitations (
    id uuid constraint invitations_pk primary key,
    partner_id uuid not null constraint invitations_partner_id_fk references parties (id),
    inviter_id uuid not null constraint invitations_inviter_id_fk references staff (id),
    channel text not null constraint invitations_channel_known check (channel in ('online_mail', 'offline_link')),
    association_kind text not null constraint invitations_association_kind_known check (
        association_kind in ('resale', 'advisory')
    ),
    report_id uuid constraint invitations_report_id_fk references reports (id),
    email_sealed bytea,
    locale text not null constraint invitations_locale_known check (locale in ('en', 'zh-CN')),
    serial integer not null constraint invitations_serial_positive check (serial > 0),
    state text not null constraint invitations_state_known check (state in ('open', 'accepted', 'revoked', 'expired')),
    tag text not null constraint invitations_tag_length check (length(tag) between 1 and 64),
    created_at timestamptz not null,
    sent_at timestamptz,
    expires_at timestamptz,
    closed_at timestamptz,
    customer_id uuid constraint invitations_customer_id_fk references parties (id),
    constraint invitations_report_id_channel check ((channel = 'online_mail') = (report_id is not null)),
    constraint invitations_email_sealed_channel check ((channel = 'online_mail') = (email_sealed is not null)),
    constraint invitations_sent_at_channel check ((channel = 'online_mail') = (sent_at is not null)),
    constraint invitations_expires_at_channel check ((channel = 'online_mail') = (expires_at is not null)),
    constraint invitations_state_channel check (channel = 'online_mail' or state in ('open', 'revoked')),
    constraint invitations_closed_at_state check ((state = 'open') = (closed_at is null)),
    constraint invitations_customer_id_state check ((state = 'accepted') = (customer_id is not null))
);

create index invitations_partner_id_idx on invitations (partner_id, id);
create index invitations_inviter_id_idx on invitations (inviter_id, id);
create index invitations_report_id_idx on invitations (report_id, id);
create index invitations_customer_id_idx on invitations (customer_id);
create index invitations_expires_at_idx on invitations (expires_at) where state = 'open';
create unique index invitations_report_id_open on invitations (report_id) where state = 'open';
create unique index invitations_link_single on invitations (partner_id, inviter_id, association_kind)
    where channel = 'offline_link' and state = 'open';

comment on table invitations is 'Invitations to customers to associate with a partner (domain.md 2.3).';
comment on column invitations.id is 'uuid v7.';
comment on column invitations.partner_id is 'The partner that invites.';
comment on column invitations.inviter_id is 'The person who invites: manager of the customer afterwards, when the person is one.';
comment on column invitations.channel is 'online_mail: to one reported customer; offline_link: a link and QR code for every customer the partner reported.';
comment on column invitations.association_kind is 'resale or advisory.';
comment on column invitations.report_id is 'The reported customer; null for a link.';
comment on column invitations.email_sealed is 'Where the mail goes, sealed; null for a link.';
comment on column invitations.locale is 'Language of the mail.';
comment on column invitations.serial is 'Which link is good: sending again makes the one before useless. The link itself is stored nowhere.';
comment on column invitations.state is 'open, accepted, revoked or expired; a link is never accepted, it serves many.';
comment on column invitations.tag is 'Account name of the partner, or the id of the inviter: what an offline link carries.';
comment on column invitations.created_at is 'When the customer was first invited, or the link made.';
comment on column invitations.sent_at is 'When the mail was last sent; null for a link.';
comment on column invitations.expires_at is 'First instant at which the mailed link no longer works; null for a link, which never expires.';
comment on column invitations.closed_at is 'When it stopped being open.';
comment on column invitations.customer_id is 'The customer who accepted.';
