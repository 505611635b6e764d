create table parties (
    id uuid constraint parties_pk primary key,
    kind text not null constraint parties_kind_known check (
        kind in ('vendor', 'distributor', 'reseller', 'solution_provider', 'gov_subsidy', 'merchant', 'customer')
    ),
    name text not null constraint parties_name_length check (length(name) between 1 and 200),
    locale text not null constraint parties_locale_known check (locale in ('en', 'zh-CN')),
    created_at timestamptz not null
);

create unique index parties_vendor_single on parties ((kind)) where kind = 'vendor';
create index parties_kind_order on parties (kind, id);

comment on table parties is 'Organisations: the vendor, its partners and their customers (domain.md 1.2).';
comment on column parties.id is 'uuid v7.';
comment on column parties.kind is 'What the party is in the channel; fixed, except that a reseller may become a distributor.';
comment on column parties.name is 'Legal name as verified: the name a bank transfer must come from.';
comment on column parties.locale is 'Language of what is written to the party itself.';
comment on column parties.created_at is 'When the party was entered.';

create table edges (
    id uuid constraint edges_pk primary key,
    upper_id uuid not null constraint edges_upper_id_fk references parties (id),
    lower_id uuid not null constraint edges_lower_id_fk references parties (id),
    kind text not null constraint edges_kind_known check (kind in ('partner', 'reseller', 'resale', 'advisory')),
    valid_from timestamptz not null,
    valid_to timestamptz,
    constraint edges_valid_to_after check (valid_to > valid_from),
    constraint edges_lower_id_distinct check (lower_id <> upper_id),
    constraint edges_lower_id_single exclude using gist (lower_id with =, tstzrange(valid_from, valid_to) with &&)
);

create index edges_upper_id_idx on edges (upper_id, valid_from);
create index edges_lower_id_idx on edges (lower_id, valid_from);

comment on table edges is 'Which party stood under which, and when: intervals [valid_from, valid_to). A party stands under one other at a time (invariant 19).';
comment on column edges.id is 'uuid v7.';
comment on column edges.upper_id is 'The party nearer to the vendor.';
comment on column edges.lower_id is 'The party farther from the vendor.';
comment on column edges.kind is 'partner: vendor over a partner; reseller: distributor over a reseller; resale, advisory: partner over a customer.';
comment on column edges.valid_from is 'First instant of the interval.';
comment on column edges.valid_to is 'First instant after the interval; null while it lasts.';
