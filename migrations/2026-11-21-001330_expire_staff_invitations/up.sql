alter table staff add column invitation_expires_at timestamptz;

update staff set invitation_expires_at = invited_at + interval '7 days' where invited_at is not null;

alter table staff add constraint staff_invitation_expires_at_whole check ((invitation_expires_at is null) = (invited_at is null));

comment on column staff.invited_at is 'When the last link to join was mailed. Null for who was entered with a password.';
comment on column staff.invitation_expires_at is 'First instant at which that link no longer works, as the policy stood when it was mailed.';
