//! Customers and partners that part.

use serde_json::json;

use super::{Supply, plain};

pub(super) fn supplies() -> Vec<Supply> {
    vec![
        plain(
            "partingRequest",
            json!({ "partyId": PARTY, "kind": "DISASSOCIATION", "reason": "as agreed on the phone" }),
        )
        .before(FREE)
        .ids("partyId:Party"),
        plain("partingAnswer", json!({ "partingId": ASKED, "verdict": "REFUSE" }))
            .before(waiting("partner", "customer"))
            .ids("partingId:Parting"),
        plain("partingWithdraw", json!({ "partingId": ASKED_FOR }))
            .before(waiting("customer", "partner"))
            .ids("partingId:Parting"),
    ]
}

/// A customer itself; of a partner, one of its customers; of the vendor, who is not missed.
const PARTY: &str = "cus: select e.lower_id from edges e join parties p on p.id = e.lower_id \
    where e.valid_to is null and e.closing_at is null and e.kind in ('resale', 'advisory') and ('$party' in (e.lower_id, e.upper_id) \
    or (p.name like 'Elder Press%' and exists (select from parties where id = '$party' and kind = 'vendor'))) order by p.id desc";
/// What was asked of the caller's party.
const ASKED: &str = "prt: select id from partings where (lower_id = '$party' and state = 'waiting_customer') \
    or (upper_id = '$party' and state = 'waiting_partner')";
/// What the caller's party asked for; of the vendor, what anybody did.
const ASKED_FOR: &str = "prt: select id from partings where (lower_id = '$party' and state = 'waiting_partner') \
    or (upper_id = '$party' and state = 'waiting_customer') or (state in ('waiting_customer', 'waiting_partner') \
    and exists (select from parties where id = '$party' and kind = 'vendor')) order by id desc";
/// Nothing stands in the way, and nobody asked a short time ago.
const FREE: &str = "delete from customer_flags; \
    update partings set state = 'withdrawn', decided_at = created_at where state in ('waiting_customer', 'waiting_partner'); \
    update partings set created_at = created_at - interval '1 year'";

/// Nobody waits but for one answer: what was asked by `lower` when the caller's party is the customer, by `upper` when it
/// is the partner or the vendor.
fn waiting(lower: &str, upper: &str) -> String {
    format!(
        "update partings set state = 'withdrawn', decided_at = created_at where state in ('waiting_customer', 'waiting_partner'); \
         insert into partings (id, kind, edge_id, lower_id, upper_id, side, requested_by_id, reason, state, answer_by, created_at) \
         select gen_random_uuid(), 'disassociation', e.id, e.lower_id, e.upper_id, it.side, s.id, 'spare', \
         case it.side when 'customer' then 'waiting_partner' else 'waiting_customer' end, \
         e.valid_from + interval '7 days', e.valid_from from edges e \
         cross join lateral (select case e.lower_id when '$party' then '{lower}' else '{upper}' end as side) it \
         join staff s on s.party_id = case it.side when 'customer' then e.lower_id else e.upper_id end \
         where e.valid_to is null and e.closing_at is null and e.kind in ('resale', 'advisory') and ('$party' in (e.lower_id, e.upper_id) \
         or exists (select from parties where id = '$party' and kind = 'vendor')) order by s.id limit 1"
    )
}
