//! Where a request comes from, for counting attempts.
//!
//! The address of the peer; when that is a proxy we trust, the one it was told:
//! the last in `X-Forwarded-For` that is no trusted proxy itself. What stands
//! further left was written by whoever liked to.

use std::net::{IpAddr, Ipv6Addr};

use actix_web::HttpRequest;

/// The source of a request from `peer` with these values of `X-Forwarded-For`, in their order.
///
/// Of an IPv6 address the network (/64) counts: one subscriber has all of its addresses.
#[must_use]
pub fn source<'a>(
    peer: Option<IpAddr>,
    forwarded: impl DoubleEndedIterator<Item = &'a str>,
    trusted: &[IpAddr],
) -> String {
    let Some(peer) = peer.map(|peer| peer.to_canonical()) else { return "unknown".to_owned() };
    let mut source = peer;
    for text in forwarded.rev().flat_map(|value| value.rsplit(',')) {
        if !trusted.contains(&source) {
            break;
        }
        let Ok(next) = text.trim().parse::<IpAddr>() else { break };
        source = next.to_canonical();
    }
    match source {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).to_string(),
    }
}

/// The source of `request`.
pub(crate) fn of(request: &HttpRequest, trusted: &[IpAddr]) -> String {
    let values: Vec<&str> =
        request.headers().get_all("x-forwarded-for").map(|value| value.to_str().unwrap_or_default()).collect();
    source(request.peer_addr().map(|peer| peer.ip()), values.into_iter(), trusted)
}
