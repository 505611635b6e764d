//! Where a request comes from.

use api::source::source;

/// Peer, `X-Forwarded-For`, and where the request comes from when 10.0.0.1 and 10.0.0.2 are proxies of ours.
#[test]
fn the_source_is_the_last_address_that_is_no_proxy_of_ours() {
    let trusted = ["10.0.0.1", "10.0.0.2"].map(|address| address.parse().unwrap());
    let cases: [(&str, &[&str], &str); 9] = [
        ("203.0.113.9", &[], "203.0.113.9"),
        ("203.0.113.9", &["198.51.100.1"], "203.0.113.9"),
        ("10.0.0.1", &[], "10.0.0.1"),
        ("10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", &["1.1.1.1, 198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", &["1.1.1.1", "198.51.100.1, 10.0.0.2"], "198.51.100.1"),
        ("10.0.0.1", &["1.1.1.1, nonsense"], "10.0.0.1"),
        ("::ffff:10.0.0.1", &["::ffff:198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", &["2001:db8:1:2:3:4:5:6"], "2001:db8:1:2::"),
    ];

    for (peer, forwarded, expected) in cases {
        let found = source(Some(peer.parse().unwrap()), forwarded.iter().copied(), &trusted);
        assert_eq!(found, expected, "{peer} {forwarded:?}");
    }
    assert_eq!(source(Some("203.0.113.9".parse().unwrap()), ["1.1.1.1"].into_iter(), &[]), "203.0.113.9");
}
