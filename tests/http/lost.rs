//! Nobody who follows a link is lost: whatever is wrong with the link, the shop's files or the platform, the answer leads
//! into the shop, and says that it is a fallback and why.

#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use crate::wire::Wire;
use crate::workers;
use std::time::{Duration, Instant};

/// Links that lead somewhere in a shop that is well.
const LINKS: [&str; 4] =
    ["/r/gifts?product=K-101", "/r/tea-season", "/r/gifts?to=%2Fgifts&exp=1&sig=AAAA", "/r/pour-over?segue_preview=x"];

/// Asks for a link; it has to be a redirect.
fn follow(wire: &mut Wire, link: &str) -> (String, String, String) {
    let answer = wire.ask("GET", link.as_bytes(), &[]);
    assert_eq!(answer.status, 302, "{link}: {}", String::from_utf8_lossy(&answer.head));
    (answer.header("location"), answer.header("segue-landing"), answer.header("segue-fallback"))
}

fn is_fallback(wire: &mut Wire, link: &str, why: &str) {
    let (location, landing, said) = follow(wire, link);
    assert_eq!((landing.as_str(), said.as_str()), ("fallback", why), "{link}");
    let path = location.split('?').next().unwrap();
    assert_eq!(path, "/", "{link}: {location}");
}

#[test]
fn a_link_that_is_wrong_leads_to_the_fallback() {
    let mut wire = Wire::to(&workers::attacked("shop"));
    for link in ["/r/no-such-campaign", "/r/", "/r/%00", "/r/%ff", "/r/gifts/x", "/r/..%2fgifts", "/r/GIFTS"] {
        is_fallback(&mut wire, link, "unknown-campaign");
    }
    is_fallback(&mut wire, &format!("/r/{}", "g".repeat(9_000)), "unknown-campaign");
    is_fallback(&mut wire, "/r/summer-sale?product=K-101", "ended");
}

#[test]
fn without_a_snapshot_links_lead_to_the_fallback() {
    let mut wire = Wire::to(&workers::without_snapshot());
    LINKS.iter().for_each(|link| is_fallback(&mut wire, link, "no-snapshot"));
}

/// KV that answers nothing but errors, and KV that does not answer at all: a request waits no longer than it says.
#[test]
fn while_kv_is_down_links_lead_to_the_fallback() {
    for name in ["kv-down", "kv-slow"] {
        let mut wire = Wire::to(&workers::attacked(name));
        for link in LINKS {
            let started = Instant::now();
            is_fallback(&mut wire, link, "no-snapshot");
            assert!(started.elapsed() < Duration::from_secs(3), "{name}: {link} took {:?}", started.elapsed());
        }
    }
}

/// Damage in KV, keys that cannot be read: a redirect all the same.
#[test]
fn whatever_is_damaged_links_lead_into_the_shop() {
    for (name, address, _) in workers::with_faults() {
        let mut wire = Wire::to(&address);
        for link in LINKS {
            let (location, landing, why) = follow(&mut wire, link);
            assert!(location.starts_with('/') && !location.starts_with("//"), "{name}: {link}: {location}");
            assert_eq!(landing == "fallback", !why.is_empty(), "{name}: {link}: {landing}, {why}");
            if ["no-snapshot", "pointer", "core"].contains(&name.as_str()) {
                assert_eq!(why, "no-snapshot", "{name}: {link}");
            }
        }
    }
}

/// What is too long, too much or no text leads on as if it were not there.
#[test]
fn too_much_is_no_obstacle() {
    let mut wire = Wire::to(&workers::attacked("shop"));
    let long = "a".repeat(8_192);
    let many: String = (0..200).map(|at| format!("&p{at}=%00%ff%c3")).collect();
    for link in [
        format!("/r/gifts?product=K-101&utm_source={long}"),
        format!("/r/gifts?product=K-101&q={long}"),
        format!("/r/gifts?product=K-101{many}"),
        "/r/gifts?product=K-101&utm_source=%ff%fe%00&q=%&variant=%zz".to_owned(),
        "/r/gifts?product=K-101&variant=..%2f..%2fetc%2fpasswd&category=%00".to_owned(),
    ] {
        let (location, landing, _) = follow(&mut wire, &link);
        assert_eq!(landing, "product", "{link}");
        assert!(location.starts_with("/products/K-101?") && location.len() < 2_000, "{link}: {location}");
    }
}
