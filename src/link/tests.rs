#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may fail loudly")]

use super::*;
use proptest::prelude::*;

const OLD: &str = "old:b2xkLWtleS1vbGQta2V5LW9sZC1rZXktb2xkLWtleS0";
const NEW: &str = "new:bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleS0";
const NOW: Now = Now { unix_seconds: 1_795_000_000 };
const UNTIL: u64 = 1_795_000_060;
const SHOP: &str = "Hearth & Field";

fn keys(text: &str) -> LinkKeys {
    LinkKeys::parse(text).unwrap()
}

fn good(url: &str) -> Judged<'_> {
    Judged::Good(OneOff { url, expired: false })
}

/// Whether a query is judged so, at [`NOW`].
fn is(keys: &LinkKeys, shop: &str, campaign: &str, query: &str, wanted: Judged<'_>) -> bool {
    keys.judge(shop, campaign, &Parameters::read(query), NOW) == wanted
}

fn is_tampered(keys: &LinkKeys, query: &str) -> bool {
    is(keys, SHOP, "refill", query, Judged::Tampered)
}

/// Mail tools sign by themselves, so what is signed never changes. Computed by another program:
/// `printf 'segue link 1\nHearth & Field\nrefill\n4102444800\n/products/T-301?size=500g#reviews' |
/// openssl dgst -sha256 -mac HMAC -macopt key:old-key-old-key-old-key-old-key- -binary | basenc --base64url`
#[test]
fn a_signature_of_today_holds_for_good() {
    let (until, to) = (4_102_444_800, "/products/T-301?size=500g#reviews");
    let query =
        "to=%2Fproducts%2FT-301%3Fsize%3D500g%23reviews&exp=4102444800&sig=B4r51mRoiNlShMwztEvpSjFdoJt16NscZBsl8RDBVVg";
    assert_eq!(keys(OLD).sign(SHOP, "refill", until, to).as_deref(), Some(query));
    assert!(is(&keys(OLD), SHOP, "refill", query, good(to)));
}

#[test]
fn any_configured_key_verifies_and_the_first_signs() {
    let by_old = keys(OLD).sign(SHOP, "refill", UNTIL, "/a").unwrap();
    let both = keys(&format!("{NEW},{OLD}"));
    assert!(is(&both, SHOP, "refill", &by_old, good("/a")));
    assert_eq!(both.sign(SHOP, "refill", UNTIL, "/a"), keys(NEW).sign(SHOP, "refill", UNTIL, "/a"));
    assert!(is_tampered(&keys(NEW), &by_old) && is_tampered(&LinkKeys::none(), &by_old));
    assert!(is(&LinkKeys::none(), SHOP, "refill", "product=T-301&q=tea", Judged::Absent));
    assert!(LinkKeys::none().sign(SHOP, "refill", UNTIL, "/a").is_none());
}

#[test]
fn the_last_moment_still_counts() {
    let link = keys(OLD).sign(SHOP, "refill", UNTIL, "/a").unwrap();
    for (at, expired) in [(UNTIL - 1, false), (UNTIL, false), (UNTIL + 1, true)] {
        let given = Parameters::read(&link);
        let judged = keys(OLD).judge(SHOP, "refill", &given, Now::from_unix_seconds(at));
        assert!(judged == Judged::Good(OneOff { url: "/a", expired }), "{at}");
    }
}

#[test]
fn parts_and_doubles_are_tampered() {
    let link = keys(OLD).sign(SHOP, "refill", UNTIL, "/a").unwrap();
    let pairs: Vec<&str> = link.split('&').collect();
    for left_out in 0..3 {
        let rest: Vec<&str> =
            pairs.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, pair)| *pair).collect();
        assert!(is_tampered(&keys(OLD), &rest.join("&")), "{rest:?}");
        let doubled = format!("{link}&{}", pairs.get(left_out).unwrap());
        assert!(is_tampered(&keys(OLD), &doubled), "{doubled}");
    }
    for more in ["to", "to=", "%74o=/evil", "exp=1", "sig=", "utm_source=x&t%6F=%2F%2Fevil.example"] {
        for query in [format!("{link}&{more}"), format!("{more}&{link}")] {
            assert!(is_tampered(&keys(OLD), &query), "{query}");
        }
        // Others use the names of the rest as well: an ordinary link may have one of them.
        assert_eq!(is_tampered(&keys(OLD), more), !matches!(more, "exp=1" | "sig="), "{more}");
    }
    let among_others = format!("utm_source=mail&{link}&q=tea&TO=x");
    assert!(is(&keys(OLD), SHOP, "refill", &among_others, good("/a")));
}

#[test]
fn what_a_destination_may_be() {
    let long = format!("/{}", "x".repeat(LONGEST - 1));
    for to in ["/", "https://hearthandfield.example/a?b=c&d=%20#e", "x", long.as_str()] {
        let link = keys(OLD).sign(SHOP, "refill", UNTIL, to).unwrap();
        assert!(is(&keys(OLD), SHOP, "refill", &link, good(to)));
    }
    let longer = format!("{long}x");
    for to in ["", "/a b", "/a\n", "/ü", "/\u{7f}", "/\0", longer.as_str()] {
        assert!(keys(OLD).sign(SHOP, "refill", UNTIL, to).is_none(), "{to:?}");
    }
    // Signed by a tool that does not look: not believed all the same.
    for to in ["/a b", "/\r\nX:y", "/ü", longer.as_str()] {
        let mac = fed(keys(OLD).0.macs().next().unwrap(), SHOP, "refill", "4102444800", to);
        let sig = crate::base64url::encode(&mac.finalize().into_bytes());
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("to", to).append_pair("exp", "4102444800").append_pair("sig", &sig);
        assert!(is_tampered(&keys(OLD), &query.finish()), "{to:?}");
    }
}

#[test]
fn a_moment_is_written_in_one_way() {
    for text in ["0", "01795000060", "+1795000060", "1795000060 ", "1.7e9", "", "9999999999999999", "-1", "１"] {
        assert_eq!(seconds(text), None, "{text}");
    }
    assert_eq!(seconds("1795000060"), Some(UNTIL));
}

#[test]
fn it_is_never_printed() {
    let link = keys(OLD).sign(SHOP, "refill", UNTIL, "/for/maya").unwrap();
    let (keys, given) = (keys(OLD), Parameters::read(&link));
    let judged = keys.judge(SHOP, "refill", &given, NOW);
    assert_eq!(format!("{keys:?} {given:?} {judged:?}"), "LinkKeys(Keys(1)) Parameters(..) Judged(..)");
}

/// A campaign's id, as folders have them.
fn campaign() -> impl Strategy<Value = String> {
    "[a-z0-9][a-z0-9_-]{0,20}"
}

/// A shop and a campaign, often one of them like another's. Joined, some of them are the same text.
fn pair() -> impl Strategy<Value = (&'static str, &'static str)> {
    (prop::sample::select(vec!["Shop", "Shop a", "Other", ""]), prop::sample::select(vec!["a", "b", "a-b"]))
}

proptest! {
    #[test]
    fn what_was_signed_comes_back(campaign in campaign(), shop in "\\PC{0,20}", until in 1_u64..999_999_999_999_999, to in "[!-~]{1,80}") {
        let link = keys(OLD).sign(&shop, &campaign, until, &to).unwrap();
        let expired = NOW.unix_seconds > until;
        let wanted = Judged::Good(OneOff { url: &to, expired });
        prop_assert!(is(&keys(OLD), &shop, &campaign, &link, wanted));
    }

    #[test]
    fn no_bit_can_be_changed(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let parts = [SHOP, "refill", "1795000060", "/products/T-301?size=500g#reviews"];
        let mac = fed(keys(OLD).0.macs().next().unwrap(), parts[0], parts[1], parts[2], parts[3]);
        let sig = crate::base64url::encode(&mac.finalize().into_bytes());
        // All that is signed and the signature in one row of bytes, of which one bit is turned.
        let mut fields: Vec<Vec<u8>> = parts.iter().chain([&sig.as_str()]).map(|part| part.as_bytes().to_vec()).collect();
        let nth = at.index(fields.iter().map(Vec::len).sum());
        let byte = fields.iter_mut().flatten().nth(nth).unwrap();
        *byte ^= 1 << bit;
        let [shop, campaign, exp, to, sig] = fields.as_slice() else { panic!("five fields") };
        // What is no text any more cannot be configured, nor be an id; in a query it can stand.
        let (Ok(shop), Ok(campaign)) = (str::from_utf8(shop), str::from_utf8(campaign)) else { return Ok(()) };
        let escaped = |bytes: &[u8]| bytes.iter().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let query = format!("to={}&exp={}&sig={}", escaped(to), escaped(exp), escaped(sig));
        prop_assert!(is(&keys(OLD), shop, campaign, &query, Judged::Tampered));
    }

    #[test]
    fn a_link_is_of_one_campaign_of_one_shop(
        (shop, campaign) in pair(),
        (shop_too, other) in pair(),
    ) {
        let link = keys(OLD).sign(shop, campaign, UNTIL, "/a").unwrap();
        let same = (shop, campaign) == (shop_too, other);
        prop_assert_eq!(is(&keys(OLD), shop_too, other, &link, good("/a")), same);
    }

    #[test]
    fn any_query_gets_an_answer(query in ".{0,300}") {
        prop_assert!(!matches!(keys(OLD).judge(SHOP, "refill", &Parameters::read(&query), NOW), Judged::Good(_)));
    }

    #[test]
    fn mangled_links_are_never_believed_but_as_they_were(cut in any::<prop::sample::Index>(), text in "[ -~]{0,4}") {
        let link = keys(OLD).sign(SHOP, "refill", UNTIL, "/a/b").unwrap();
        let (before, after) = link.split_at(cut.index(link.len()));
        let query = format!("{before}{text}{after}");
        let judged = |wanted| is(&keys(OLD), SHOP, "refill", &query, wanted);
        prop_assert!(judged(Judged::Tampered) || judged(good("/a/b")), "{query}");
    }
}
