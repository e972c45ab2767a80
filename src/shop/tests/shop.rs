//! `shop.json`, links and audiences.

use super::{SHOP, Shop};

fn with(from: &str, to: &str) -> Shop {
    assert!(SHOP.contains(from));
    Shop::new().with("shop.json", SHOP.replace(from, to))
}

#[test]
fn fields_are_checked() {
    with("\"name\": \"Tea & Co\", ", "").expect(
        "shop.json:1:1",
        "the shop needs `name`",
        "add `\"name\": \"Hearth & Field\"`",
    );
    with("\"EUR\"", "12").expect("shop.json:2:35", "expected text, found the number `12`", "put it into double quotes");
    with("\"EUR\"", "\"EUR\", \"currancy\": 1").expect(
        "shop.json:2:42",
        "the shop has no field `currancy`",
        "did you mean `currency`?",
    );
    with("\"EUR\"", "\"EUR\", \"product_url\": \"/p/\"").expect(
        "shop.json:2:57",
        "`/p/` does not say where the product's id goes",
        "write `{id}` in its place, such as `/products/{id}`",
    );
    with("\"EUR\"", "\"EUR\", \"defaults\": { \"set_size\": 21 }").expect(
        "shop.json:2:68",
        "expected a whole number from 1 to 20, found `21`",
        "",
    );
    with("\"EUR\"", "\"EUR\", \"lifecycle\": { \"at_risk\": 90, \"lapsed\": 60 }").expect(
        "shop.json:2:55",
        "customers are lapsed after 60 days, not later than at risk after 90",
        "let `lapsed` be more than `at_risk`",
    );
    let rfm = |days: &str| {
        let rfm =
            format!("\"rfm\": {{ \"recency_days\": {days}, \"frequency\": [1, 2], \"monetary\": [1.2, 1.4, 3] }}");
        with("\"EUR\"", &format!("\"EUR\",\n{rfm}"))
    };
    for days in ["[]", "[1, 1]", "[2, 1]", "[1, 2, 3, 4, 5]"] {
        rfm(days).expect(
            "shop.json:3:26",
            "cut points are one to four numbers, each greater than the one before",
            "write such as `[30, 60, 120, 240]`, and a number only once",
        );
    }
    rfm("[1]").compile();
}

#[test]
fn categories_are_checked() {
    with("[\"pots\"]", "[\"pot\"]").expect("shop.json:4:69", "unknown category `pot`", "did you mean `pots`?");
    with("\"id\": \"pots\"", "\"id\": \"tea\"").problems();
    let twice = SHOP.replace("\"/c/pots\" }", "\"/c/pots\" },\n{ \"id\": \"tea\", \"title\": \"T\", \"url\": \"/t\" }");
    Shop::new().with("shop.json", twice).expect(
        "shop.json:6:9",
        "the category `tea` stands here twice",
        "give each its own id",
    );
    with("\"id\": \"pots\"", "\"id\": \"Pots\"").expect(
        "shop.json:5:13",
        "`Pots` is not an id",
        "write lower-case letters and digits, joined by `-` or `_`",
    );
}

#[test]
fn two_names_with_one_short_key_are_refused() {
    // Found by trying: both have the key 0x9A9E3ADA.
    let (one, other) = super::catalogue::names_with_one_key();
    assert_eq!(crate::key::NameKey::of(&one), crate::key::NameKey::of(&other));
    let block = super::WELCOME.replace("orientation", "use_case");
    let shop = Shop::new().with(&format!("blocks/{one}.json"), &block).with(&format!("blocks/{other}.json"), &block);
    let (first, second) = if one < other { (one, other) } else { (other, one) };
    shop.expect(
        &format!("blocks/{second}.json:1:1"),
        &format!("the block `{second}` has the same short key as `{first}`"),
        "rename one of the two; cookies could not tell them apart",
    );
}

#[test]
fn links_stay_with_the_shop() {
    let away = "add `\"evil.example\"` to `allowed_hosts` in `shop.json`, or write a path such as `/sale`";
    let odd = "write a path such as `/sale`, or `https://` and an allowed host";
    with("\"EUR\"", "\"EUR\", \"fallback_url\": \"https://evil.example/x\"").expect(
        "shop.json:2:58",
        "`evil.example` is not among the allowed hosts",
        away,
    );
    with("/c/pots", "//evil.example").expect(
        "shop.json:5:45",
        "`//evil.example` is neither a path of the shop nor a whole address",
        odd,
    );
    with("/c/pots", "/c/pöts").expect(
        "shop.json:5:45",
        "`/c/pöts` holds characters that a link cannot have",
        "write spaces and letters with accents percent-encoded, such as `%20`",
    );
    let block = super::WELCOME.replace(" }", ", \"link\": { \"text\": \"x\", \"url\": \"javascript:alert(1)\" } }");
    Shop::new().with("blocks/welcome.json", block).expect(
        "blocks/welcome.json:1:130",
        "`javascript:alert(1)` is neither a path of the shop nor a whole address",
        odd,
    );
    let campaign = "{ \"name\": \"C\", \"candidates\": [{ \"to\": { \"url\": \"https://evil.example\" } }] }";
    Shop::new().with("campaigns/c.json", campaign).expect(
        "campaigns/c.json:1:48",
        "`evil.example` is not among the allowed hosts",
        away,
    );
    let product = super::PRODUCTS.replace("9.50 }", "9.50, \"url\": \"http://tea.example/x\" }");
    Shop::new().with("products.json", product).expect(
        "products.json:2:81",
        "`http://tea.example/x` is neither a path of the shop nor a whole address",
        odd,
    );
    let product = super::PRODUCTS.replace("9.50 }", "9.50, \"image\": \"images/x.png\" }");
    Shop::new().with("products.json", product).expect(
        "products.json:2:83",
        "`images/x.png` is not an address for a picture",
        "write a path such as `/images/kettle.jpg`, or a whole `https://` address",
    );
    let fine = super::PRODUCTS
        .replace("9.50 }", "9.50, \"url\": \"https://a.tea.example/x\", \"image\": \"https://cdn.example/x.png\" }");
    Shop::new().with("products.json", fine).compile();
}

/// Signatures and mails carry the name, each on a line of its own.
#[test]
fn the_name_of_the_shop_stands_on_one_line() {
    for (odd, code) in [("\\n", "000A"), ("\\r", "000D"), ("\\t", "0009"), ("\\u0000", "0000"), ("\\u007f", "007F")] {
        with("Tea & Co", &format!("Tea{odd}Co")).expect(
            "shop.json:2:11",
            &format!("this text holds the invisible character U+{code}"),
            "delete it, or write the text anew by hand",
        );
    }
}

#[test]
fn allowed_hosts_are_hosts() {
    let alone = "write the host alone and in lower case, such as `shop.example`";
    for (host, why, help) in [
        ("https://tea.example", "is not a host", alone),
        ("tea.example/x", "is not a host", alone),
        ("tea.example:8080", "is not a host", alone),
        ("tea.example.", "is not a host", alone),
        ("a..example", "is not a host", alone),
        ("*", "is not a host", alone),
        ("*.*.example", "is not a host", alone),
        ("tea.*", "is not a host", alone),
        ("tea", "is one word, and a host has at least two with a dot between", alone),
        ("*.example", "is one word, and a host has at least two with a dot between", alone),
        ("Tea.example", "has capital letters", "write `tea.example`"),
        ("127.0.0.1", "is an address of numbers, not a host", "write the host's name, such as `shop.example`"),
        ("0x7f.0x1", "is `127.0.0.1` to a browser", "write the host's own name"),
        ("xn--a.example", "is no host to a browser", "write the host as browsers show it"),
        (
            "müller.example",
            "holds letters that are not ASCII, which can look like others",
            "write it as browsers do: `xn--mller-kva.example`",
        ),
    ] {
        let shop = with("\"*.tea.example\"", &format!("\"{host}\""));
        shop.expect("shop.json:2:75", &format!("`{host}` {why}"), help);
    }
}

#[test]
fn audiences_are_known_by_name() {
    let shop = || Shop::new().with("blocks/welcome.json", super::WELCOME_ALL);
    let rule = "{ \"name\": \"V\", \"when\": { \"signal\": \"audience\", \"is\": \"vop\" } }";
    let of_vip =
        shop().with("segments/back-again.json", rule).with("audiences.json", "{ \"vip\": { \"name\": \"VIP\" } }");
    of_vip.expect("segments/back-again.json:1:54", "unknown audience `vop`", "did you mean `vip`?");
    shop().with("segments/back-again.json", rule).expect(
        "segments/back-again.json:1:54",
        "unknown audience `vop`",
        "add it to `audiences.json`",
    );
    Shop::new().with("audiences.json", "{ \"vip\": { } }").expect(
        "audiences.json:1:10",
        "an audience needs `name`",
        "add `\"name\": \"VIP list\"`",
    );
}

/// The shop with these consent settings, whose first brace stands in column 53 of line 2.
fn consent(settings: &str) -> Shop {
    with("\"EUR\"", &format!("\"EUR\", \"consent\": {settings}"))
}

#[track_caller]
fn refused(settings: &str, column: usize, message: &str, help: &str) {
    consent(settings).expect(&format!("shop.json:2:{column}"), message, help);
}

#[test]
fn consent_settings_are_checked() {
    refused("{ \"vendor\": 0 }", 65, "expected a whole number from 1 to 65535, found `0`", "");
    refused("{ \"vendor\": 65536 }", 65, "expected a whole number from 1 to 65535, found `65536`", "");
    refused("{ \"platforms\": [\"tfc\"] }", 69, "unknown platform `tfc`", "did you mean `tcf`?");
    refused(
        "{ \"platforms\": [\"didomi\"] }",
        69,
        "unknown platform `didomi`",
        "write one of `tcf`, `gpp`, `usp`, `onetrust`, `cookiebot`, `shopify`",
    );
    refused("{ \"platforms\": [\"tcf\", \"tcf\"] }", 76, "the platform `tcf` stands here twice", "keep one of the two");
    refused("{ \"shopfy\": { } }", 55, "`consent` has no field `shopfy`", "did you mean `shopify`?");
    refused(
        "{ \"onetrust\": { \"advertizing\": [\"C0004\"] } }",
        69,
        "`onetrust` has no field `advertizing`",
        "did you mean `advertising`?",
    );
    refused(
        "{ \"onetrust\": { \"advertising\": [\"\"] } }",
        85,
        "this text is empty",
        "write something, or leave the line out",
    );
    refused(
        "{ \"cookiebot\": { \"analytics\": [\"statistic\"] } }",
        84,
        "unknown category `statistic`",
        "did you mean `statistics`?",
    );
    refused(
        "{ \"shopify\": { \"analytics\": [\"statistics\"] } }",
        82,
        "unknown category `statistics`",
        "write one of `preferences`, `analytics`, `marketing`, `sale_of_data`",
    );
}

#[test]
fn consent_settings_are_compiled_and_left_out_means_the_usual() {
    let settings = |shop: Shop| {
        let compiled = shop.compile();
        assert_eq!(compiled.warnings, []);
        crate::snapshot::Snapshot::open(&compiled.core).unwrap().0.core().shop.consent.clone()
    };
    let usual = crate::consent::Settings { policy_version: Some(1), ..crate::consent::Settings::default() };
    assert_eq!(settings(Shop::new()), usual);
    assert_eq!(settings(consent("{ }")), usual);
    let own = settings(consent(
        "{ \"vendor\": 65535, \"platforms\": [\"usp\", \"onetrust\"], \
         \"onetrust\": { \"advertising\": [\"C0004\", \"BG-7\"], \"analytics\": [] } }, \"policy_version\": 7",
    ));
    assert_eq!((own.policy_version, own.vendor), (Some(7), Some(65_535)));
    assert_eq!(own.platforms, [crate::consent::Platform::Usp, crate::consent::Platform::Onetrust]);
    assert_eq!((own.onetrust.advertising.len(), own.onetrust.analytics.len()), (2, 0));
    assert_eq!((&own.onetrust.personalization, &own.cookiebot), (&usual.onetrust.personalization, &usual.cookiebot));
}

#[test]
fn categories_of_a_platform_that_is_not_read_are_warned_of() {
    let compiled = consent("{ \"platforms\": [\"tcf\"], \"shopify\": { } }").compile();
    let said: Vec<_> = compiled.warnings.iter().map(super::said).collect();
    let message = "`shopify` is not among the platforms whose signals are read";
    let help = "add `\"shopify\"` to `platforms`, or take this away";
    assert_eq!(said, [("shop.json:2:88".to_string(), message.to_string(), help.to_string())]);
}
