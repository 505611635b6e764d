create table mails (
    id uuid constraint mails_pk primary key,
    staff_id uuid not null constraint mails_staff_id_fk references staff (id),
    notice jsonb not null,
    state text not null constraint mails_state_known check (state in ('queued', 'sending', 'sent', 'dropped')),
    created_at timestamptz not null,
    claimed_at timestamptz,
    sent_at timestamptz,
    constraint mails_notice_once unique (staff_id, notice),
    constraint mails_claimed_at_state check ((state = 'queued') = (claimed_at is null)),
    constraint mails_sent_at_state check ((state = 'sent') = (sent_at is not null))
);

comment on table mails is 'E-mails to people: who is told what, once. The id is the local part of the Message-ID.';
comment on column mails.id is 'uuid v7; names the mail in its Message-ID, so a mail sent again is the same mail.';
comment on column mails.staff_id is 'Who is told.';
comment on column mails.notice is 'What about: name and ids (schema::notices).';
comment on column mails.state is 'queued, sending (claimed, perhaps sent), sent, dropped (the recipient was suspended).';
comment on column mails.created_at is 'When the fact occurred that it tells.';
comment on column mails.claimed_at is 'When a worker last began to send it.';
comment on column mails.sent_at is 'When the relay accepted it.';
