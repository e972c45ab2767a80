//! The place that a link was signed for.

use super::{Came, NOW, link_keys, shop, to};

const CAMPAIGN: &str = r#"{ "to": { "product": "from_link" } }, { "to": { "url": "/page" } }"#;

/// A click on a one-off link that holds for so many seconds more.
fn signed(place: &str, seconds: i64) -> Came {
    let until = NOW.unix_seconds.checked_add_signed(seconds).unwrap();
    let query = link_keys().sign("Shop", "c", until, place).unwrap();
    to(&format!("/r/c?{query}&product=K")).at(&shop(CAMPAIGN, &[]))
}

#[test]
fn the_signed_place_comes_before_every_candidate() {
    let came = signed("/mail/42?a=b#c", 60);
    assert_eq!((came.step(), came.place().as_str()), ("signed", "/mail/42?a=b#c"));
    let line = came.lines.iter().find(|line| line.kind == "one-off").unwrap();
    assert_eq!((line.code, line.words.as_str()), ("chosen", "it is signed for `/mail/42?a=b#c`"));
    assert_eq!(came.codes(), ["no room", "no room"]);
    assert_eq!(came.words(1), "the place that the link was signed for was taken");
    assert_eq!(signed("https://journal.shop.example/x", 60).place(), "https://journal.shop.example/x");
}

#[test]
fn an_expired_link_goes_on_with_the_candidates() {
    let came = signed("/mail/42", -1);
    assert_eq!((came.step(), came.place().as_str()), ("product", "/products/K"));
    let line = came.lines.iter().find(|line| line.kind == "one-off").unwrap();
    assert_eq!(line.code, "link expired");
    assert_eq!(came.words(1), "it is the closest that holds: `/products/K`; its own place has expired");
}

#[test]
fn a_signature_allows_nothing_that_the_shop_does_not() {
    for place in [
        "https://evil.example/",
        "https://www.amazon.de/dp/B0AAAAAAA1",
        "/r/c",
        "/%72/c",
        "/x/../r/c",
        "https://shop.example/r/c",
    ] {
        let came = signed(place, 60);
        assert_eq!((came.step(), came.place().as_str()), ("product", "/products/K"), "{place}");
        let line = came.lines.iter().find(|line| line.kind == "one-off").unwrap();
        assert_eq!(line.code, "not allowed", "{place}");
    }
}

#[test]
fn a_signature_leads_to_nothing_sensitive_and_tells_nothing_of_it() {
    for place in ["/health", "/health/?a=b#c", "/%68ealth", "https://www.shop.example/health", "/products/H?size=2"] {
        let query = link_keys().sign("Shop", "c", NOW.unix_seconds + 60, place).unwrap();
        let came = to(&format!("/r/c?{query}&utm_source=mail&utm_content=health")).at(&shop(CAMPAIGN, &[]));
        assert_eq!(came.step(), "page", "{place}");
        let line = came.lines.iter().find(|line| line.kind == "one-off").unwrap();
        assert_eq!(line.code, "sensitive", "{place}");
        assert_eq!(came.location(), "/page?utm_source=mail&utm_campaign=c", "{place}");
    }
    assert_eq!(signed("/healthy", 60).step(), "signed");
    assert_eq!(signed("/products/T?size=2", 60).step(), "signed");
}

#[test]
fn a_tampered_link_lands_on_the_fallback() {
    let query = link_keys().sign("Shop", "c", NOW.unix_seconds + 60, "/mail/42").unwrap();
    let came = to(&format!("/r/c?{}&product=K", query.replace("42", "43"))).at(&shop(CAMPAIGN, &[]));
    assert_eq!((came.step(), came.header("Segue-Fallback")), ("fallback", "tampered"));
    assert_eq!(came.location(), "/start");
}
