create index audit_log_party_id_id_idx on audit_log (party_id, id);
create index audit_log_subject_idx on audit_log (subject, id);
create index audit_log_occurred_at_idx on audit_log (occurred_at);
