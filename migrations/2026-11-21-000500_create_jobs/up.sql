create table jobs (
    id uuid constraint jobs_pk primary key,
    queue text not null constraint jobs_queue_known check (
        queue in ('invoice', 'withdrawal', 'bank', 'real_name', 'email', 'webhook', 'billing', 'maintenance')
    ),
    name text not null,
    payload jsonb not null,
    dedup_key text not null constraint jobs_dedup_key_length check (length(dedup_key) between 1 and 200),
    state text not null constraint jobs_state_known check (state in ('ready', 'running', 'done', 'dead', 'cancelled')),
    run_at timestamptz not null,
    attempt integer not null constraint jobs_attempt_counted check (attempt >= 0),
    max_attempts integer not null constraint jobs_max_attempts_positive check (max_attempts > 0),
    crashes integer not null constraint jobs_crashes_counted check (crashes >= 0),
    lease_token uuid,
    lease_until timestamptz,
    rung_at timestamptz,
    last_error text,
    trace text,
    created_at timestamptz not null,
    done_at timestamptz,
    constraint jobs_dedup_key_unique unique (queue, dedup_key),
    constraint jobs_lease_token_running check ((state = 'running') = (lease_token is not null)),
    constraint jobs_lease_until_running check ((state = 'running') = (lease_until is not null)),
    constraint jobs_done_at_final check ((state in ('done', 'dead', 'cancelled')) = (done_at is not null))
);

create index jobs_ready_order on jobs (queue, run_at, id) where state = 'ready';
create index jobs_running_lease on jobs (lease_until) where state = 'running';
create index jobs_final_order on jobs (done_at) where state in ('done', 'cancelled');

comment on table jobs is 'Work to be done, written in the transaction that needs it. The truth about a job is here; Redis only carries its id.';
comment on column jobs.id is 'uuid v7.';
comment on column jobs.queue is 'The line it waits in.';
comment on column jobs.name is 'What is to be done, verb_noun.';
comment on column jobs.payload is 'Ids and small facts (schema::jobs).';
comment on column jobs.dedup_key is 'One job a queue and key.';
comment on column jobs.state is 'ready, running, done, dead (left for a person), cancelled.';
comment on column jobs.run_at is 'Not before this instant.';
comment on column jobs.attempt is 'How often it was begun, crashes not counted.';
comment on column jobs.max_attempts is 'How often it may be begun.';
comment on column jobs.crashes is 'How often its process was lost; three are too many.';
comment on column jobs.lease_token is 'Who runs it: the finish must name it.';
comment on column jobs.lease_until is 'When whoever runs it is presumed lost.';
comment on column jobs.rung_at is 'When a worker was last told of it.';
comment on column jobs.last_error is 'What the last attempt failed with; no secrets, no personal data.';
comment on column jobs.trace is 'The request id that led to it.';
comment on column jobs.created_at is 'When it was enqueued.';
comment on column jobs.done_at is 'When it became final.';
