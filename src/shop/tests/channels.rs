//! Channels, listings, apps and what goes with them: what is refused, and what becomes of it.

use super::{PRODUCTS, SHOP, Shop};
use crate::shop::Code;
use crate::shop::tests::codes::found;
use crate::snapshot::{Channel, Lookup, Snapshot};

/// The shop with these further fields, which stand in the second line.
fn shop(fields: &str) -> Shop {
    Shop::new().with("shop.json", SHOP.replacen("\"name\"", &format!("{fields}, \"name\""), 1))
}

fn channels(list: &str) -> Shop {
    shop(&format!("\"channels\": [ {list} ]"))
}

const AMAZON: &str = r#"{ "id": "a", "kind": "amazon", "marketplace": "UK", "home": "https://www.amazon.co.uk/stores/x?a=b",
  "parameters": { "tag": "t {campaign}", "a.b-C_1": "~" }, "catches_sold_out": true }"#;
const WALMART: &str = r#"{ "id": "w", "kind": "walmart" }"#;
const OTHER: &str =
    r#"{ "id": "o", "kind": "other", "host": "market.example", "listing_url": "https://market.example/i?n={id}" }"#;

fn three() -> Shop {
    channels(&format!("{AMAZON}, {WALMART}, {OTHER}"))
}

/// The catalogue with a listing of its first product.
fn listed(channel: &str, number: &str) -> String {
    PRODUCTS.replacen("9.50", &format!("9.50, \"listings\": {{ \"{channel}\": \"{number}\" }}"), 1)
}

fn open(shop: &Shop) -> Snapshot {
    let compiled = shop.compile();
    let (mut snapshot, warnings) = Snapshot::open(&compiled.core).unwrap();
    assert_eq!(warnings, []);
    for (at, (_, bytes)) in (0_u16..).zip(compiled.shards) {
        snapshot.load(at, bytes, usize::MAX).unwrap();
    }
    snapshot
}

fn codes(shop: &Shop) -> Vec<Code> {
    found(shop).iter().map(|problem| problem.code).collect()
}

#[test]
fn channels_become_addresses() {
    let products = PRODUCTS.replacen(
        "9.50",
        "9.50, \"listings\": { \"o\": \"N-1_a.b\", \"w\": \"12345678901234567890\", \"a\": \"B0ABCDEFGH\" }",
        1,
    );
    let snapshot = open(&three().with("products.json", products));
    let shop = &snapshot.core().shop;
    let amazon = Channel {
        id: "a".into(),
        host: "www.amazon.co.uk".into(),
        listing_url: "https://www.amazon.co.uk/dp/{id}".into(),
        home: Some("https://www.amazon.co.uk/stores/x?a=b".into()),
        parameters: vec![("tag".into(), "t {campaign}".into()), ("a.b-C_1".into(), "~".into())],
        catches_sold_out: true,
    };
    assert_eq!(shop.channels.first(), Some(&amazon));
    let rest: Vec<_> = shop.channels.iter().skip(1).map(|c| (c.host.as_str(), c.listing_url.as_str())).collect();
    assert_eq!(
        rest,
        [("www.walmart.com", "https://www.walmart.com/ip/{id}"), ("market.example", "https://market.example/i?n={id}")]
    );
    assert!(shop.channels.iter().skip(1).all(|channel| channel.home.is_none() && !channel.catches_sold_out));
    let Lookup::Found(product) = snapshot.by_id("T-1") else { panic!("T-1 is not there") };
    assert_eq!(
        product.detail().unwrap().listings,
        [(0, "B0ABCDEFGH"), (1, "12345678901234567890"), (2, "N-1_a.b")],
        "in the order of the channels"
    );
}

#[test]
fn every_marketplace_has_its_host() {
    for (country, host) in crate::shop::source::MARKETPLACES {
        let one = AMAZON.replace("\"UK\"", &format!("\"{country}\"")).replace("www.amazon.co.uk", host);
        assert_eq!(open(&channels(&one)).core().shop.channels[0].listing_url, format!("https://{host}/dp/{{id}}"));
    }
    assert_eq!(codes(&channels(&AMAZON.replace("\"UK\"", "\"CH\""))), [Code::UnknownWord]);
}

#[test]
fn listings_are_numbered_as_their_channel_does() {
    for (channel, good, bad) in [
        ("a", vec!["B0ABCDEFGH", "0123456789"], vec!["b0abcdefgh", "B0ABCDEFG", "B0ABCDEFGHI", "B0ABC/EFGH", "ÄÄÄÄÄ"]),
        ("w", vec!["1", "123456789012"], vec!["123456789012345678901", "12a", "-1", "1 2"]),
        ("o", vec!["a", "A-1_b.c"], vec!["a/b", "..", ".", "a b", "{id}", "a?b", "a#b", "ü"]),
    ] {
        for number in good {
            assert_eq!(found(&three().with("products.json", listed(channel, number))), [], "{channel} {number}");
        }
        for number in bad {
            let shop = three().with("products.json", listed(channel, number));
            assert_eq!(codes(&shop), [Code::BadListing], "{channel} {number}");
            let to = format!("{{ \"listing\": \"{number}\", \"channel\": \"{channel}\" }}");
            let text = format!("{{ \"name\": \"C\", \"candidates\": [ {{ \"to\": {to} }} ] }}");
            assert_eq!(codes(&three().with("campaigns/c.json", text)), [Code::BadListing], "{channel} {number}");
        }
    }
    three().with("products.json", listed("aa", "B0ABCDEFGH")).expect(
        "products.json:2:88",
        "unknown channel `aa`",
        "did you mean `a`?",
    );
}

#[test]
fn listings_stand_in_a_cell_as_well() {
    let table = |cell: &str| {
        let text = format!("id,title,category,price,listings\nT-1,A,tea,1,{cell}\nT-2,B,tea,1,\nP-1,P,pots,1,\n");
        three().without("products.json").with("products.csv", text)
    };
    let snapshot = open(&table("w=12 | a = B0ABCDEFGH|"));
    let Lookup::Found(product) = snapshot.by_id("T-1") else { panic!("T-1 is not there") };
    assert_eq!(product.detail().unwrap().listings, [(0, "B0ABCDEFGH"), (1, "12")]);
    for (cell, code) in [
        ("B0ABCDEFGH", Code::WrongValue),
        ("a=", Code::WrongValue),
        ("=1", Code::WrongValue),
        ("w=1|w=2", Code::WrongValue),
        ("x=1", Code::UnknownChannel),
        ("a=1", Code::BadListing),
    ] {
        assert_eq!(codes(&table(cell)), [code], "{cell}");
    }
}

#[test]
fn everything_of_a_channel_is_on_its_host() {
    let home = |url: &str| channels(&AMAZON.replace("https://www.amazon.co.uk/stores/x?a=b", url));
    for bad in [
        "https://www.amazon.com/stores/x",
        "https://amazon.co.uk/",
        "https://www.amazon.co.uk.evil.example/",
        "https://www.amazon.co.uk@evil.example/",
        "https://www.amazon.co.uk:444/",
        "https://www.amazon.co.uk\\\\@evil.example",
        "http://www.amazon.co.uk/",
        "//www.amazon.co.uk/",
        "/stores/x",
        "javascript:alert(1)",
    ] {
        assert_eq!(codes(&home(bad)), [Code::BadChannel], "{bad}");
    }
    let listing = |url: &str| channels(&OTHER.replace("https://market.example/i?n={id}", url));
    for bad in ["https://evil.example/{id}", "https://{id}.market.example/", "https://market.example{id}/", "/{id}"] {
        assert_eq!(codes(&listing(bad)), [Code::BadChannel], "{bad}");
    }
    assert_eq!(codes(&listing("https://market.example/x")), [Code::WrongValue]);
    for bad in ["*.market.example", "Market.example", "market", "127.0.0.1", "0x7f.0x1", "market.example:444"] {
        assert_eq!(codes(&channels(&OTHER.replace("market.example", bad))), [Code::BadHost], "{bad}");
    }
    assert_eq!(codes(&channels(&format!("{WALMART}, {WALMART}"))), [Code::DuplicateId]);
    assert_eq!(codes(&channels(&AMAZON.replace("{campaign}", "{visitor}"))), [Code::UnknownPlaceholder]);
    for (from, to, code) in [
        ("\"tag\"", "\"t g\"", Code::WrongValue),
        ("\"tag\"", "\"\"", Code::WrongValue),
        ("\"~\"", "\"ü\"", Code::WrongValue),
        ("\"~\"", "\"a\\nb\"", Code::WrongValue),
        ("\"marketplace\": \"UK\",", "", Code::MissingField),
        ("\"marketplace\": \"UK\"", "\"marketplace\": \"UK\", \"host\": \"x.example\"", Code::UnknownField),
    ] {
        assert_eq!(codes(&channels(&AMAZON.replacen(from, to, 1))), [code], "{to}");
    }
}

#[test]
fn what_leads_to_a_channel_goes_as_a_channel() {
    let hosts = |hosts: &str| {
        let text = SHOP.replacen("\"name\"", &format!("\"channels\": [ {WALMART}, {OTHER} ], \"name\""), 1);
        Shop::new().with("shop.json", text.replacen("\"*.tea.example\"", &format!("\"*.tea.example\", {hosts}"), 1))
    };
    for bad in ["market.example", "www.walmart.com", "*.walmart.com"] {
        assert_eq!(codes(&hosts(&format!("\"{bad}\""))), [Code::BadChannel], "{bad}");
    }
    for fine in ["*.market.example", "walmart.com", "supermarket.example", "*.www.walmart.com"] {
        assert_eq!(codes(&hosts(&format!("\"{fine}\""))), [], "{fine}");
    }
    let (_, message, help) = super::said(found(&hosts("\"*.walmart.com\"")).first().unwrap());
    assert_eq!(message, "`*.walmart.com` lets links through to `www.walmart.com`, the host of the channel `w`");
    assert!(help.ends_with("so a campaign leads there with `\"channel\": \"w\"`"), "{help}");
    // Nor is it said that the host should be added.
    let text = "{ \"name\": \"C\", \"candidates\": [ { \"to\": { \"url\": \"https://market.example/x\" } } ] }";
    let (_, message, _) = super::said(found(&three().with("campaigns/c.json", text)).first().unwrap());
    assert_eq!(message, "`market.example` is the host of a channel");
}

#[test]
fn apps_open_pages_of_the_shop_alone() {
    let apps = |host: &str, rest: &str| shop(&format!("\"apps\": {{ \"host\": \"{host}\", {rest} }}"));
    let snapshot = open(&apps("tea.example", "\"android\": \"example.tea.App_1\", \"ios\": \"app.tea.example\""));
    let made = snapshot.core().shop.apps.clone().unwrap();
    assert_eq!(
        (made.host.as_str(), made.android.as_deref(), made.ios.as_deref()),
        ("tea.example", Some("example.tea.App_1"), Some("app.tea.example"))
    );
    for (host, rest, code) in [
        ("evil.example", "\"ios\": \"app.tea.example\"", Code::HostNotAllowed),
        ("tea.example", "\"ios\": \"evil.example\"", Code::HostNotAllowed),
        ("tea.example", "\"ios\": \"app.tea.example/x\"", Code::BadHost),
        ("*.tea.example", "\"ios\": \"app.tea.example\"", Code::BadHost),
        ("tea.example", "\"android\": \"tea\"", Code::WrongValue),
        ("tea.example", "\"android\": \"example.tea;end\"", Code::WrongValue),
        ("tea.example", "\"android\": \"example.1tea\"", Code::WrongValue),
        ("tea.example", "\"android\": \"example..tea\"", Code::WrongValue),
    ] {
        assert_eq!(codes(&apps(host, rest)), [code], "{host} {rest}");
    }
    assert_eq!(codes(&shop("\"apps\": { \"host\": \"tea.example\" }")), [Code::WrongValue]);
}

#[test]
fn names_of_parameters_are_no_others() {
    let ids = |list: &str| shop(&format!("\"click_ids\": [{list}]"));
    assert_eq!(open(&ids("\"sccid\", \"x.y-Z_1\"")).core().shop.click_ids, ["sccid", "x.y-Z_1"]);
    for bad in ["a b", "a&b", "ü", "product", "q", "to", "sig", "segue_story", "utm_x", "utm_"] {
        assert_eq!(codes(&ids(&format!("\"{bad}\""))), [Code::WrongValue], "{bad}");
    }
    assert_eq!(codes(&ids(&format!("\"{}\"", "x".repeat(33)))), [Code::WrongValue]);
    let query = |text: &str| shop(&format!("\"use_case_query\": \"{text}\""));
    assert_eq!(open(&query("filter[use]={use_case}&x=1")).core().shop.use_case_query, "filter[use]={use_case}&x=1");
    for bad in
        ["use=x", "?use={use_case}", "use={use_case}#a", "use={use_case} b", "{use_case}={use_case}", "ü={use_case}"]
    {
        assert_eq!(codes(&query(bad)), [Code::WrongValue], "{bad}");
    }
}
