alter table mails alter column staff_id drop not null;
alter table mails drop constraint mails_notice_once;
alter table mails add constraint mails_notice_once unique nulls not distinct (staff_id, notice);

comment on column mails.staff_id is 'Who is told; null for somebody outside, whose address the row named by the notice has.';
