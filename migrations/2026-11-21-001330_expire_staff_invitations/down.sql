comment on column staff.invited_at is 'When the last link to join was mailed; it works for a policy''s number of days. Null for who was entered with a password.';

alter table staff drop constraint staff_invitation_expires_at_whole, drop column invitation_expires_at;
