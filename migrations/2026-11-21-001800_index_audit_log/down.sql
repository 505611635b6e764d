drop index audit_log_occurred_at_idx;
drop index audit_log_subject_idx;
drop index audit_log_party_id_id_idx;
