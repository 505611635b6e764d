-- The role stays: other databases of the cluster may use it.
drop function refuse_change();
alter default privileges in schema public revoke select, insert, update, delete on tables from headwater_app;
revoke select on table __diesel_schema_migrations from headwater_app;
revoke usage on schema public from headwater_app;
drop extension btree_gist;
