alter table mails drop constraint mails_notice_once;
delete from mails where staff_id is null;
alter table mails add constraint mails_notice_once unique (staff_id, notice);
alter table mails alter column staff_id set not null;
