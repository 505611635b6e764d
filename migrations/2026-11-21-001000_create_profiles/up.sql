create table signing_entities (
    id uuid constraint signing_entities_pk primary key,
    name text not null constraint signing_entities_name_length check (length(name) between 1 and 200)
        constraint signing_entities_name_unique unique,
    created_at timestamptz not null
);

comment on table signing_entities is 'Legal entities of the vendor that sign with partners (domain.md 0.2, 1.2).';
comment on column signing_entities.id is 'uuid v7.';
comment on column signing_entities.name is 'Legal name.';
comment on column signing_entities.created_at is 'When it was entered.';

create table profiles (
    party_id uuid constraint profiles_pk primary key constraint profiles_party_id_fk references parties (id),
    account_name text constraint profiles_account_name_unique unique
        constraint profiles_account_name_length check (length(account_name) between 5 and 64),
    mobile_sealed bytea,
    mobile_index bytea constraint profiles_mobile_index_length check (length(mobile_index) = 32)
        constraint profiles_mobile_unique unique,
    email_sealed bytea,
    email_index bytea constraint profiles_email_index_length check (length(email_index) = 32),
    registration_number text constraint profiles_registration_number_form check (registration_number ~ '^[0-9A-Z-]{4,32}$'),
    region text constraint profiles_region_form check (region ~ '^[a-z0-9-]{2,32}$'),
    level text constraint profiles_level_known check (level in ('standard', 'preferred', 'leading', 'core')),
    signing_entity_id uuid constraint profiles_signing_entity_id_fk references signing_entities (id),
    support_centre_since timestamptz,
    uses_codes boolean not null,
    constraint profiles_mobile_sealed_whole check ((mobile_sealed is null) = (mobile_index is null)),
    constraint profiles_email_sealed_whole check ((email_sealed is null) = (email_index is null))
);

create index profiles_signing_entity_id_idx on profiles (signing_entity_id);
create index profiles_email_index_idx on profiles (email_index);

comment on table profiles is 'What is known of a party beyond its name; one a party (domain.md 1.2, 2.1).';
comment on column profiles.party_id is 'The party.';
comment on column profiles.account_name is 'Login name of the main account; never changes once given.';
comment on column profiles.mobile_sealed is 'Mobile number, +country and digits, sealed (domain::vault).';
comment on column profiles.mobile_index is 'Blind index of the mobile number; one account a number.';
comment on column profiles.email_sealed is 'Contact address, lower case, sealed.';
comment on column profiles.email_index is 'Blind index of the contact address.';
comment on column profiles.registration_number is 'Number in the companies register.';
comment on column profiles.region is 'Business region; a reseller and its distributor have the same (O-3).';
comment on column profiles.level is 'Partner level; null for vendor and customers.';
comment on column profiles.signing_entity_id is 'The legal entity of the vendor that signed with the partner.';
comment on column profiles.support_centre_since is 'Since when a reseller is an authorised sales support centre (domain.md 1.4).';
comment on column profiles.uses_codes is 'Whether critical operations need a verification code (domain.md 1.8).';

insert into profiles (party_id, level, uses_codes)
select id, case when kind in ('vendor', 'customer') then null else 'standard' end, false from parties;

create table customers (
    party_id uuid constraint customers_pk primary key constraint customers_party_id_fk references parties (id),
    customer_type text not null constraint customers_customer_type_known check (customer_type in ('none', 'person', 'enterprise')),
    verified_status text not null constraint customers_verified_status_known check (
        verified_status in ('none', 'in_review', 'failed', 'verified')
    ),
    customer_level smallint not null constraint customers_customer_level_known check (customer_level between 0 and 5),
    platform_user text constraint customers_platform_user_length check (length(platform_user) between 1 and 128),
    platform_name text constraint customers_platform_name_length check (length(platform_name) between 1 and 64),
    closed_market_messages boolean not null,
    frozen_at timestamptz,
    constraint customers_platform_whole check ((platform_user is null) = (platform_name is null)),
    constraint customers_platform_unique unique (platform_name, platform_user)
);

comment on table customers is 'What is known of a customer beyond its profile (domain.md 2.1).';
comment on column customers.party_id is 'The customer.';
comment on column customers.customer_type is 'none until real-name authentication or an explicit choice.';
comment on column customers.verified_status is 'Real-name status.';
comment on column customers.customer_level is '0 to 5, shown as V0 to V5.';
comment on column customers.platform_user is 'The customer''s id on the partner''s platform (reference: xaccount_id).';
comment on column customers.platform_name is 'The partner''s platform (reference: xaccount_type).';
comment on column customers.closed_market_messages is 'Whether the customer gets no marketing messages.';
comment on column customers.frozen_at is 'Since when the account is frozen; null while it is not.';

insert into customers (party_id, customer_type, verified_status, customer_level, closed_market_messages)
select id, 'none', 'none', 0, false from parties where kind = 'customer';

alter table edges
    add column source text not null default 'entered'
        constraint edges_source_known check (source in ('entered', 'application', 'invitation', 'created', 'single_sign_on', 'promotion')),
    add column allows_acting boolean not null default true,
    add column shares_detail boolean not null default false,
    add column label text constraint edges_label_length check (length(label) between 1 and 64);

comment on column edges.source is 'How the two came together.';
comment on column edges.allows_acting is 'Whether the lower party, a reseller, lets its distributor act for it (Q-02).';
comment on column edges.shares_detail is 'Whether the lower party, a reseller, shows its distributor its customers'' money (Q-03).';
comment on column edges.label is 'What the upper party calls this customer: its own tag.';
