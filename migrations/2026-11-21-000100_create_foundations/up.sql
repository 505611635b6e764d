-- What every later migration stands on: the role the binaries run as, and the guard of append-only tables.

create extension if not exists btree_gist;

-- A role belongs to the whole cluster, so another database may have made it already; two may try at once.
do $$
begin
    if not exists (select from pg_roles where rolname = 'headwater_app') then
        create role headwater_app nologin;
    end if;
exception
    when duplicate_object or unique_violation then null;
end
$$;

grant usage on schema public to headwater_app;
grant select on table __diesel_schema_migrations to headwater_app;
alter default privileges in schema public grant select, insert, update, delete on tables to headwater_app;

create function refuse_change() returns trigger
language plpgsql
as $$
begin
    raise exception '% is append-only', tg_table_name
        using errcode = 'restrict_violation', constraint = tg_table_name || '_append_only';
end
$$;

comment on function refuse_change() is 'Trigger of append-only tables: refuses update, delete and truncate to everyone, the owner included.';
