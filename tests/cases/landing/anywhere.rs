//! Whatever a campaign, a channel or an app says: a link leads to the shop's hosts, a channel's host, or the shop's app.

use super::{Click, changed, shop, to};
use proptest::prelude::*;
use segue::consent::PurposeSet;
use segue::snapshot::{Apps, Campaign, Candidate, Channel, Condition, Destination, Window};

/// A campaign `c` with one candidate.
pub(super) fn campaign(to: Destination, when: Option<Condition>, in_app: bool) -> Campaign {
    let candidate = Candidate { to, when, window: Window::default(), arm: None, in_app };
    Campaign {
        id: "c".into(),
        window: Window::default(),
        offer: String::new(),
        use_case: String::new(),
        language: String::new(),
        phrases: Vec::new(),
        candidates: vec![candidate],
        asks: PurposeSet::NONE,
    }
}

/// Addresses of all kinds, and pieces that turn one into another.
fn address() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "https://",
        "http://",
        "//",
        "/",
        "\\",
        "@",
        ":",
        ":443",
        ".",
        "..",
        "%2f",
        "%5c",
        "#",
        "?",
        "&",
        ";",
        "\t",
        "\r\n",
        "\u{202e}",
        "ş",
        "evil.example",
        "shop.example",
        "journal.shop.example",
        "www.amazon.de",
        "{id}",
        "javascript:",
        "intent:",
        "#Intent;",
        ";package=evil;end",
        "r/c",
        "dp/",
        "data:text/html,",
        "[::1]",
        "a",
        "SHOP.EXAMPLE",
        " ",
    ]);
    let pieces = prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat());
    prop_oneof![
        pieces.clone(),
        pieces.clone().prop_map(|rest| format!("https://shop.example{rest}")),
        pieces.clone().prop_map(|rest| format!("https://www.amazon.de/{rest}")),
        pieces.prop_map(|rest| format!("/{rest}")),
    ]
}

fn host() -> impl Strategy<Value = String> {
    let host = ["www.amazon.de", "shop.example", "evil.example", "*.example", "a@b", "", "/", "a b", "www.amazon.de:1"];
    prop::sample::select(host.map(String::from).to_vec())
}

/// Whether a browser goes from `location` to a host of the shop, the channel's, or the shop's app.
fn is_at_home(location: &str, channel: &str, apps: &Apps) -> bool {
    let plain = location.bytes().all(|b| (0x21..0x7F).contains(&b) && b != b'\\');
    let of_shop = |host: &str| host == "shop.example" || host.ends_with(".shop.example");
    let host = |rest: &str| rest.split(['/', '?', '#']).next().unwrap_or_default().to_owned();
    plain
        && if let Some(rest) = location.strip_prefix("https://") {
            of_shop(&host(rest)) || (host(rest) == channel && !channel.is_empty())
        } else if let Some(rest) = location.strip_prefix("intent://") {
            let extras = rest.split_once("#Intent;").map_or("", |(_, extras)| extras);
            let said: Vec<&str> = extras.split(';').collect();
            let [scheme, package, fallback, "end"] = said[..] else { return false };
            let fallback = fallback.strip_prefix("S.browser_fallback_url=https%3A%2F%2F").unwrap_or_default();
            host(rest) == apps.host
                && of_shop(&apps.host)
                && scheme == "scheme=https"
                && package.strip_prefix("package=") == apps.android.as_deref()
                && of_shop(fallback.split('%').next().unwrap_or_default())
        } else {
            location.starts_with('/') && !location.starts_with("//")
        }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_link_leads_nowhere_else(
        url in address(),
        pattern in address(),
        home in address(),
        (host, app, ios) in (host(), host(), host()),
        package in prop::sample::select(vec!["example.app", "a;end", "a#b", "", "x/y"]),
        which in 0_u8..6,
        fallback in address(),
        device in prop::sample::select(vec!["mobile", "desktop"]),
        phone in any::<bool>(),
    ) {
        thread_local! { static SHOP: super::Shop = shop(r#"{ "to": { "home": true } }"#, &[]); }
        let apps = Apps { host: app, android: Some(package.into()), ios: Some(ios) };
        let channel = Channel {
            id: "m".into(),
            host: host.clone(),
            listing_url: pattern.clone(),
            home: Some(home),
            parameters: vec![("p".into(), "{campaign}\r\n".into())],
            catches_sold_out: true,
        };
        let to_where = match which {
            0 => Destination::Url(url),
            1 => Destination::Listed(0, "1".into()),
            2 => Destination::Listed(0, url),
            3 => Destination::Channel(0),
            4 => Destination::Product(None),
            _ => Destination::Category(Some(0), url),
        };
        let location = SHOP.with(|shop| {
            let settings = segue::snapshot::Shop {
                channels: vec![channel],
                apps: Some(apps.clone()),
                product_url: if which == 4 { pattern } else { "/p/{id}".into() },
                fallback_url: fallback,
                ..shop.snapshot.core().shop.clone()
            };
            let changed = changed(shop, settings, &[campaign(to_where, None, true)]);
            let agent = r#""headers": { "user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148" },"#;
            let device = format!(r#""device": "{device}","#);
            let request = if phone { agent } else { &device };
            Click { request, ..to("/r/c?product=K&utm_source=%0d%0a//evil.example&q=%5c%5cevil") }.at(&changed).header("Location").to_owned()
        });
        prop_assert!(is_at_home(&location, &host, &apps), "{location}");
    }
}
