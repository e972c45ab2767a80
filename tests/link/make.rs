//! Links that are made, signed, and keys.

use crate::{KEYS, segue, with};
use segue::link::{Judged, LinkKeys, Parameters};
use std::path::Path;

const SHOP: &str = "fixtures/shop";
const HOST: &str = "https://hearthandfield.example";

#[test]
fn a_link_is_made_and_says_where_it_leads() {
    let said = segue(&["link", "make", SHOP, "gifts", "--product", "K-101", "--q", "tea & kettle", "--source", "news"]);
    assert_eq!(said.line(0), format!("{HOST}/r/gifts?product=K-101&q=tea+%26+kettle&utm_source=news"), "{}", said.err);
    assert!(said.line(2).contains(" leads to /products/K-101?") && said.line(2).contains("(product)"), "{}", said.out);
    let json = segue(&["link", "make", SHOP, "gifts", "--host", "http://127.0.0.1:8787", "--format", "json"]).json();
    assert_eq!(json["link"], "http://127.0.0.1:8787/r/gifts");
    assert!(json["leads"]["location"].as_str().unwrap().starts_with("/gifts?"), "{json}");
}

#[test]
fn hosts_of_the_shop_and_products_of_one_family_go_together() {
    for host in [HOST, "https://de.hearthandfield.example", "http://localhost:8787"] {
        let said = segue(&["link", "make", SHOP, "gifts", "--host", host, "--product", "K-101", "--variant", "K-102"]);
        assert_eq!(said.line(0), format!("{host}/r/gifts?product=K-101&variant=K-102"), "{}", said.err);
    }
}

#[test]
fn names_that_are_not_there_are_refused_with_the_nearest() {
    for (args, wanted) in [
        (&["gift"][..], "unknown campaign `gift` help: did you mean `gifts`?"),
        (&["gifts", "--product", "K-1o1"], "unknown product `K-1o1` help: did you mean `K-101`?"),
        (&["gifts", "--category", "kettle"], "unknown category `kettle` help: did you mean `kettles`?"),
        (&["gifts", "--q", "a\nb"], "`q` holds a control character"),
        (&["gifts", "--host", "https://a.example/x"], "`https://a.example/x` is no host for links"),
        (
            &["gifts", "--host", "https://hearthandfeild.example"],
            "is no host of this shop help: did you mean `hearthandfield.example`?",
        ),
        (&["gifts", "--product", "K-101", "--variant", "T-301"], "`T-301` is no variant of `K-101`"),
    ] {
        let said = segue(&[&["link", "make", SHOP], args].concat());
        assert!(said.code == 1 && said.complained().contains(wanted), "{}", said.err);
        assert_eq!(said.out, "");
    }
}

#[test]
fn a_signed_link_is_the_one_in_the_case_files() {
    let to = "/products/T-301?size=500g#reviews";
    let said = segue(&["link", "sign", SHOP, "refill", "--to", to, "--expires", "4102444800"]);
    let case = std::fs::read_to_string("fixtures/cases/401-signed-destination.json");
    // Wherever the case is numbered.
    let golden = "to=%2Fproducts%2FT-301%3Fsize%3D500g%23reviews&exp=4102444800&sig=";
    let link = said.line(0).strip_prefix(&format!("{HOST}/r/refill?")).unwrap();
    assert!(link.starts_with(golden), "{}", said.out);
    assert!(case.is_err() || case.unwrap().contains(link), "the signature has changed: mails under way would break");
    assert!(said.line(2).contains("until 2100-01-01 00:00 UTC, then where `refill` leads"), "{}", said.out);
}

#[test]
fn what_the_worker_would_refuse_is_not_signed() {
    let sign = |to: &str, expires: &str, campaign: &str| {
        let said = segue(&["link", "sign", SHOP, campaign, "--to", to, "--expires", expires]);
        (said.code, said.out.clone(), said.complained())
    };
    for to in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "http://hearthandfield.example/",
        "javascript:alert(1)",
        "/r/gifts",
        "https://hearthandfield.example/r/gifts",
        "/x/../r/gifts",
    ] {
        let (code, out, err) = sign(to, "30d", "refill");
        assert!(code == 1 && out.is_empty() && err.contains("is no place that a link may lead to"), "{to}: {err}");
    }
    for (to, expires, campaign, wanted) in [
        ("/a b", "30d", "refill", "characters of ASCII"),
        ("/a", "2026-11-01", "refill", "is over"),
        ("/a", "soon", "refill", "is no moment"),
        ("/a", "30d", "refil", "did you mean `refill`?"),
    ] {
        let (code, out, err) = sign(to, expires, campaign);
        assert!(code == 1 && out.is_empty() && err.contains(wanted), "{err}");
    }
}

#[test]
fn keys_come_from_a_file_the_environment_or_the_variables_of_wrangler() {
    let dir = tempfile::tempdir().unwrap();
    let shop = Path::new(env!("CARGO_MANIFEST_DIR")).join(SHOP);
    let shop = shop.to_str().unwrap();
    let args = ["link", "sign", shop, "refill", "--to", "/a", "--expires", "2026-12-24"];
    let without = with(&args, None, dir.path());
    assert!(without.code == 1 && without.complained().contains("make a key with `segue link key`"), "{}", without.err);

    let wanted = with(&args, Some(KEYS), dir.path()).line(0).to_string();
    std::fs::write(dir.path().join(".dev.vars"), format!("SEGUE_KEYS=x\nSEGUE_LINK_KEYS={KEYS}\n")).unwrap();
    assert_eq!(with(&args, None, dir.path()).line(0), wanted);
    std::fs::write(dir.path().join("key"), format!("{KEYS}\n")).unwrap();
    std::fs::write(dir.path().join(".dev.vars"), "").unwrap();
    assert_eq!(with(&[&args[..], &["--key-file", "key"]].concat(), None, dir.path()).line(0), wanted);

    // A broken one is said without its text.
    let broken = with(&args, Some("l1:secretsecret"), dir.path());
    assert!(broken.code == 1 && broken.complained().contains("entry 1 of `SEGUE_LINK_KEYS`"), "{}", broken.err);
    assert!(!broken.err.contains("secretsecret"));
}

#[test]
fn a_key_is_a_key_and_no_two_are_alike() {
    let (first, second) = (segue(&["link", "key"]), segue(&["link", "key", "mail2"]));
    assert!(first.out.starts_with("l1:") && second.out.starts_with("mail2:"));
    assert_eq!(first.out.lines().count(), 1, "what is piped on is the key alone: {}", first.out);
    assert_ne!(first.out[3..], second.out[6..]);
    let keys = LinkKeys::parse(&format!("{},{}", first.out.trim(), second.out.trim())).unwrap();
    let query = keys.sign("Shop", "a", 4_102_444_800, "/x").unwrap();
    let now = segue::day::Now::from_unix_seconds(0);
    assert!(matches!(keys.judge("Shop", "a", &Parameters::read(&query), now), Judged::Good(_)));
    assert_eq!(segue(&["link", "key", "not-a-name"]).code, 1);
}
