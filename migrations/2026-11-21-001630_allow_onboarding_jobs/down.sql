delete from jobs where queue = 'onboarding';
alter table jobs drop constraint jobs_queue_known;
alter table jobs add constraint jobs_queue_known check (
    queue in ('invoice', 'withdrawal', 'bank', 'real_name', 'email', 'webhook', 'billing', 'maintenance')
);
