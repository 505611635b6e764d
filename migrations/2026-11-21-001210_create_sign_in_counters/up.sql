create table sign_in_counters (
    kind text not null constraint sign_in_counters_kind_known check (kind in ('source', 'pair', 'account', 'codes')),
    key bytea not null constraint sign_in_counters_key_length check (length(key) = 32),
    window_started_at timestamptz not null,
    count integer not null constraint sign_in_counters_count_least check (count >= 0),
    constraint sign_in_counters_pk primary key (kind, key)
);

create index sign_in_counters_window_started_at_idx on sign_in_counters (window_started_at);

comment on table sign_in_counters is 'How often passwords were tried, and codes asked for, in the last quarter of an hour.';
comment on column sign_in_counters.kind is 'What is counted: passwords from a source, passwords from a source for an account, passwords for an account, codes asked for from a source.';
comment on column sign_in_counters.key is 'Blind index of source and account.';
comment on column sign_in_counters.window_started_at is 'Since when is counted.';
comment on column sign_in_counters.count is 'How often.';
