-- One `adjustmentAllocate`, statement by statement as it is sent. The first two stand for the pool's questions whether a
-- connection lives, and find the ids that the request brings with it. What a program keeps in mind from a row is kept by
-- `\gset`, which takes one row: so what is locked is put into one.
\set k random(0, 31)
select partner_id as partner, cash_id as cash, staff_id as staff, session_id as session, 'mark' || gen_random_uuid() as mark from bench_wallets where n = :client_id \gset
select party_id as customer, spending_id as spending, debt_id as debt from bench_customers where n = :client_id and k = :k \gset
select exists (select from sessions where id = :session::uuid and staff_id = :staff::uuid and revoked_at is null);
select staff.*, parties.kind from staff join parties on parties.id = staff.party_id where staff.id = :staff::uuid;
select role from staff_roles where staff_id = :staff::uuid order by role;
select permission from staff_custom_roles held left join role_permissions allowed on allowed.role_id = held.role_id where held.staff_id = :staff::uuid;
select permission from default_permission_revocations where party_id = :partner::uuid;
begin;
select pg_advisory_xact_lock(hashtextextended(:mark, 0));
select * from idempotency_keys where party_id = :partner::uuid and operation = 'adjustment.allocate' and key = :mark;
select uses_codes from profiles where party_id = :partner::uuid;
select * from parties where id = any (array[:customer::uuid]) and id in (select :partner::uuid union all select near.lower_id from edges near where near.upper_id = :partner::uuid and near.valid_from <= now() and (near.valid_to is null or near.valid_to > now()) and (near.kind not in ('resale', 'advisory') or true) union all select near.upper_id from edges near where near.lower_id = :partner::uuid and near.valid_from <= now() and (near.valid_to is null or near.valid_to > now()) union all select below.lower_id from edges near join edges below on below.upper_id = near.lower_id where near.upper_id = :partner::uuid and near.kind in ('reseller') and near.valid_from <= now() and (near.valid_to is null or near.valid_to > now()) and true and below.valid_from <= now() and (below.valid_to is null or below.valid_to > now()));
select * from ledger_accounts where owner_id = any (array[:partner::uuid, :customer::uuid]) and kind = any (array['cash', 'spending', 'debt']) and currency = 'CNY';
select max(balance) filter (where id = :cash::uuid) - 0.01 as cash_balance, max(version) filter (where id = :cash::uuid) + 1 as cash_version, max(balance) filter (where id = :spending::uuid) + 0.01 as spending_balance, max(version) filter (where id = :spending::uuid) + 1 as spending_version, gen_random_uuid() as txn, gen_random_uuid() as transfer, gen_random_uuid() as adjustment from (select * from ledger_accounts where id = any (array[:cash::uuid, :spending::uuid, :debt::uuid]) and balance is not null order by id for no key update) locked \gset
select * from edges where lower_id = :customer::uuid and valid_from <= now() and (valid_to is null or valid_to > now());
select origin_id as origin, arrived_at, remaining, currency from fund_lots where account_id = :cash::uuid and remaining > 0 and true order by arrived_at, origin_id limit 100 \gset
insert into ledger_transactions (id, reverses_id, actor, posted_at) values (:txn::uuid, null, :mark, now());
insert into ledger_transfers (id, transaction_id, debit_account_id, credit_account_id, amount, currency, kind, key, debit_version, debit_balance, credit_version, credit_balance, posted_at) values (:transfer::uuid, :txn::uuid, :cash::uuid, :spending::uuid, 0.01, 'CNY', 'allocation', 'adjustment:' || :adjustment::text, :cash_version::bigint, :cash_balance::numeric, :spending_version::bigint, :spending_balance::numeric, now());
update ledger_accounts set balance = left_with.balance, version = left_with.version, alert_armed = left_with.armed, posted_at = now() from unnest(array[:cash::uuid, :spending::uuid], array[:cash_balance::numeric, :spending_balance::numeric], array[:cash_version::bigint, :spending_version::bigint], array[true, true]) left_with (id, balance, version, armed) where ledger_accounts.id = left_with.id;
update fund_lots set remaining = remaining + changed.amount from unnest(array[gen_random_uuid()], array[:cash::uuid], array[:origin::uuid], array[:arrived_at::timestamptz], array[-0.01::numeric], array['CNY']) changed (id, account_id, origin_id, arrived_at, amount, currency) where fund_lots.account_id = changed.account_id and fund_lots.origin_id = changed.origin_id;
insert into fund_lots (id, account_id, origin_id, arrived_at, remaining, invoiced, currency) select changed.id, account_id, origin_id, arrived_at, amount, 0, currency from unnest(array[gen_random_uuid()], array[:spending::uuid], array[:origin::uuid], array[:arrived_at::timestamptz], array[0.01::numeric], array['CNY']) changed (id, account_id, origin_id, arrived_at, amount, currency) on conflict (account_id, origin_id) do update set remaining = fund_lots.remaining + excluded.remaining;
insert into transfer_lots (transfer_id, origin_id, amount) select * from unnest(array[:transfer::uuid], array[:origin::uuid], array[0.01::numeric]);
insert into adjustments (id, operation, partner_id, party_id, amount, arrears_cleared, currency, memo, staff_id, transaction_id, made_at) values (:adjustment::uuid, 'allocation', :partner::uuid, :customer::uuid, 0.01, 0, 'CNY', null, :staff::uuid, :txn::uuid, now());
select party_id, position as head from audit_heads where party_id = :partner::uuid for update \gset
insert into audit_log (id, party_id, position, actor, staff_id, operation, subject, details, occurred_at, previous_sha256, sha256) values (gen_random_uuid(), :partner::uuid, :head::bigint + 1, :mark, :staff::uuid, 'adjustment.allocate', :adjustment::text, jsonb_build_object('party', :customer::text, 'amount', '0.01 CNY'), now(), sha256(:mark::bytea), sha256(:mark::bytea));
update audit_heads set position = :head::bigint + 1, sha256 = sha256(:mark::bytea) where party_id = :partner::uuid;
insert into idempotency_keys (party_id, operation, key, input_sha256, result, created_at) values (:partner::uuid, 'adjustment.allocate', :mark, sha256(:mark::bytea), to_jsonb(:adjustment::text), now());
commit;
