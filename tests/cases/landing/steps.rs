//! Each step of closeness, and why the one before it stepped aside.

use super::{Click, shop, to, with};
use segue::snapshot::{Condition, Destination};

/// One candidate for each step from the link.
const ALL: &str = r#"{ "to": { "home": true } }, { "to": { "channel": "amazon-de" }, "when": { "signal": "language", "is": "de" } }, { "to": { "url": "/campaign" }, "when": { "signal": "language", "is": "en" } },
  { "to": { "category": "from_link", "use_case": "pour over" } }, { "to": { "successor": "from_link" } },
  { "to": { "bundle": "from_link" } }, { "to": { "variant": "from_link" } },
  { "to": { "product": "from_link", "channel": "walmart" } }, { "to": { "product": "from_link" } }"#;

#[test]
fn what_is_sold_out_steps_down_and_the_receipt_says_why() {
    let product = to("/r/c?product=K");
    let steps: [(&[&str], &str, &str, &str); 5] = [
        (&[], "product", "/products/K", ""),
        (&["K"], "variant", "/products/K-red", "; 1 (product) is sold out; 2 (listing) is sold out and not caught"),
        (
            &["K", "K-red"],
            "variant",
            "/products/K-blue",
            "; 1 (product) is sold out; 2 (listing) is sold out and not caught",
        ),
        (
            &["K", "K-red", "K-blue"],
            "bundle",
            "/products/SET",
            "; 1 (product) is sold out; 2 (listing) is sold out and not caught; 3 (variant) is sold out",
        ),
        (
            &["K", "K-red", "K-blue", "SET"],
            "successor",
            "/products/K2",
            "; 1 (product) is sold out; 2 (listing) is sold out and not caught; 3 (variant) is sold out; 4 (bundle) is sold out",
        ),
    ];
    for (sold_out, step, place, aside) in steps {
        let came = product.at(&shop(ALL, sold_out));
        assert_eq!((came.step(), came.place().as_str()), (step, place), "{sold_out:?}");
        let nth = came.codes().iter().position(|code| *code == "chosen").unwrap() + 1;
        assert_eq!(came.words(nth), format!("it is the closest that holds: `{place}`{aside}"));
    }
    let came = product.at(&shop(ALL, &["K", "K-red", "K-blue", "SET", "K2"]));
    // The category's own query and fragment stay where they are.
    assert_eq!((came.step(), came.place().as_str()), ("category", "/kettles?sort=best&use=pour%20over#list"));
    let sold_out = "out of stock";
    assert_eq!(
        came.codes(),
        [sold_out, "not caught", sold_out, sold_out, sold_out, "chosen", "no room", "no room", "no room"]
    );
    assert_eq!(came.words(3), "every variant of the product is sold out");
    assert_eq!(came.words(5), "what replaces the product is sold out");
}

#[test]
fn what_the_link_does_not_name_and_what_is_withdrawn_are_told_apart() {
    let shop = shop(ALL, &[]);
    let nothing = "nothing to show";
    let unnamed = to("/r/c").at(&shop);
    assert_eq!((unnamed.step(), unnamed.place().as_str()), ("page", "/campaign"));
    assert_eq!(unnamed.codes()[..6], [nothing; 6]);
    assert_eq!(unnamed.words(1), "the link names no product");
    assert_eq!(unnamed.words(6), "the link names no product and no category");
    let withdrawn = to("/r/c?product=gone").at(&shop);
    assert_eq!((withdrawn.step(), withdrawn.place().as_str()), ("page", "/campaign"));
    assert_eq!(withdrawn.codes()[..6], ["not in the catalogue"; 6]);
    assert_eq!(withdrawn.words(1), "the catalogue has no such product: it was withdrawn, or the link misspells it");
    assert!(withdrawn.words(7).contains("; 1 (product) is not in the catalogue;"), "{}", withdrawn.words(7));
    // The category of the link helps out for a product that is gone, and gives way to that of one that is there.
    let category = |link: &str| to(link).at(&super::shop(r#"{ "to": { "category": "from_link" } }"#, &[])).place();
    assert_eq!(category("/r/c?product=gone&category=tea"), "/tea");
    assert_eq!(category("/r/c?product=T&category=kettles"), "/tea");
    assert_eq!(category("/r/c?category=tea"), "/tea");
    assert_eq!(category("/r/c?category=no-such"), "/start");
    let nothing_else = to("/r/c?product=T2").at(&super::shop(
        r#"{ "to": { "variant": "from_link" } }, { "to": { "bundle": "from_link" } },
        { "to": { "product": "from_link", "channel": "walmart" } }"#,
        &[],
    ));
    assert_eq!(nothing_else.codes(), [nothing; 3]);
    let words: Vec<&str> = (1..=3).map(|nth| nothing_else.words(nth)).collect();
    assert_eq!(
        words,
        ["the product has no listing in this channel", "the product has no variant", "no bundle holds the product"]
    );
    assert_eq!((nothing_else.step(), nothing_else.header("Segue-Fallback")), ("fallback", "nothing-fits"));
}

#[test]
fn the_variant_of_the_link_comes_first_if_it_is_one() {
    let candidates = r#"{ "to": { "variant": "from_link" } }"#;
    let lands = |link: &str, sold_out: &[&str]| to(link).at(&shop(candidates, sold_out)).place();
    assert_eq!(lands("/r/c?product=K", &[]), "/products/K-red");
    assert_eq!(lands("/r/c?product=K&variant=K-blue", &[]), "/products/K-blue");
    assert_eq!(lands("/r/c?product=K&variant=K-blue", &["K-blue"]), "/products/K-red");
    assert_eq!(lands("/r/c?product=K&variant=T", &[]), "/products/K-red", "of another family");
    assert_eq!(lands("/r/c?product=K&variant=gone", &[]), "/products/K-red");
    // A variant alone is the product.
    let alone = to("/r/c?variant=K-red").at(&shop(r#"{ "to": { "product": "from_link" } }"#, &[]));
    assert_eq!((alone.step(), alone.place().as_str()), ("product", "/products/K-red"));
    // What a campaign names itself is not changed by the link.
    let own = to("/r/c?product=K&variant=K-blue").at(&shop(r#"{ "to": { "variant": "K" } }"#, &[]));
    assert_eq!(own.place(), "/products/K-red");
}

#[test]
fn a_listing_is_of_the_right_variation_and_catches_what_the_channel_catches() {
    let amazon = r#"{ "to": { "product": "from_link", "channel": "amazon-de" } }"#;
    let lands = |candidates: &str, link: &str, sold_out: &[&str]| {
        let came = to(link).at(&shop(candidates, sold_out));
        came.location().split('?').next().unwrap().to_owned()
    };
    assert_eq!(lands(amazon, "/r/c?product=K", &[]), "https://www.amazon.de/dp/B0AAAAAAA1");
    assert_eq!(lands(amazon, "/r/c?product=K", &["K"]), "https://www.amazon.de/dp/B0AAAAAAA1", "it catches");
    assert_eq!(lands(amazon, "/r/c?product=K&variant=K-red", &[]), "https://www.amazon.de/dp/B0AAAAAAA2");
    assert_eq!(lands(amazon, "/r/c?product=K&variant=K-blue", &[]), "https://www.amazon.de/dp/B0AAAAAAA1");
    assert_eq!(lands(amazon, "/r/c?product=H", &[]), "/start", "sensitive");
    let walmart = r#"{ "to": { "product": "K", "channel": "walmart" } }"#;
    assert_eq!(lands(walmart, "/r/c", &[]), "https://www.walmart.com/ip/111");
    assert_eq!(lands(walmart, "/r/c", &["K"]), "/start");
    let listed = r#"{ "to": { "listing": "B0ZZZZZZZ9", "channel": "amazon-de" } }"#;
    assert_eq!(lands(listed, "/r/c", &[]), "https://www.amazon.de/dp/B0ZZZZZZZ9");
    let words = to("/r/c").at(&shop(listed, &[]));
    assert_eq!(
        words.words(1),
        "it is the closest that holds: `https://www.amazon.de/dp/B0ZZZZZZZ9` in the channel `amazon-de`"
    );
}

#[test]
fn nothing_sensitive_stands_in_a_redirect_however_it_is_reached() {
    let came =
        to("/r/c?product=T2").at(&shop(r#"{ "to": { "successor": "from_link" } }, { "to": { "url": "/x" } }"#, &[]));
    assert_eq!(came.codes(), ["sensitive", "chosen"]);
    assert_eq!(came.words(2), "it is the closest that holds: `/x`; 1 (successor) is of a sensitive category");
}

#[test]
fn ties_and_both_orders() {
    let two = r#"{ "to": { "url": "/b" }, "when": { "signal": "language", "is": "en" } }, { "to": { "url": "/a" }, "when": { "signal": "country", "is": "DE" } }, { "to": { "product": "from_link" } }"#;
    let lands = |campaign: &str, link: &str| to(link).at(&with(campaign, &[], &[])).place();
    assert_eq!(lands(&format!("\"candidates\": [{two}]"), "/r/c"), "/b", "within a step the order of the file");
    assert_eq!(lands(&format!("\"candidates\": [{two}]"), "/r/c?product=K"), "/products/K");
    assert_eq!(lands(&format!("\"order\": \"as_written\", \"candidates\": [{two}]"), "/r/c?product=K"), "/b");
}

#[test]
fn an_id_is_a_part_of_a_path_and_nothing_else() {
    let came = to("/r/c?product=A/b%20%C3%BC").at(&shop(r#"{ "to": { "product": "from_link" } }"#, &[]));
    assert_eq!(came.place(), "/products/A%2Fb%20%C3%BC");
}

#[test]
fn every_reason_to_fall_back_is_named() {
    let home = shop(r#"{ "to": { "home": true } }"#, &[]);
    // A campaign that asks for a segment that is not there, as a newer publisher may write it.
    let broken = super::changed(
        &home,
        home.snapshot.core().shop.clone(),
        &[super::anywhere::campaign(Destination::Home, Some(Condition::Segment(9)), false)],
    );
    let open = shop(r#"{ "to": { "product": "from_link" } }"#, &[]);
    let ended = with(
        r#""allow": ["campaign-ended"], "window": { "to": "2026-01-31" }, "candidates": [{ "to": { "home": true } }]"#,
        &[],
        &[],
    );
    let early = with(r#""window": { "from": "2037-01-31" }, "candidates": [{ "to": { "home": true } }]"#, &[], &[]);
    for (shop, link, why) in [
        (&open, "/r/x", "unknown-campaign"),
        (&open, "/r/", "unknown-campaign"),
        (&open, "/r/c/c", "unknown-campaign"),
        (&open, "/r/c", "nothing-fits"),
        (&ended, "/r/c", "ended"),
        (&early, "/r/c", "ended"),
        (&broken, "/r/c", "broken"),
    ] {
        let came = to(link).at(shop);
        assert_eq!(
            (came.location().as_str(), came.step(), came.header("Segue-Fallback")),
            ("/start", "fallback", why),
            "{link}"
        );
        assert_eq!(came.header("Referrer-Policy"), "no-referrer");
    }
    let none = Click { request: r#""headers": {},"#, ..to("/r/c?product=K") }.on(None);
    assert_eq!((none.location().as_str(), none.header("Segue-Fallback")), ("/worker", "no-snapshot"));
    let landed = to("/r/c?product=K").at(&open);
    assert_eq!((landed.header("Segue-Fallback"), landed.header("Referrer-Policy")), ("", "strict-origin"));
}
