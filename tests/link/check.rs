//! Where links lead.

use crate::{segue, with};
use std::path::Path;

const SHOP: &str = "fixtures/shop";

#[test]
fn a_campaign_is_said_for_everybody() {
    let said = segue(&["link", "check", SHOP, "tea-season"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("candidates compete, by closeness: the first that holds wins"), "{}", said.out);
    assert!(said.out.contains("the category `tea`, if `intent` is `problem_aware`"), "{}", said.out);
    let row = |who: &str| said.out.lines().find(|line| line.trim_start().starts_with(who)).unwrap_or_default();
    assert!(row("somebody unknown").contains("/campaigns/tea-season?"), "{}", said.out);
    let personas = std::fs::read_dir(SHOP.to_string() + "/personas").unwrap().flatten();
    for persona in personas {
        let name = persona.file_name().into_string().unwrap();
        assert!(!row(name.trim_end_matches(".json")).is_empty(), "{name}: {}", said.out);
    }
}

#[test]
fn a_link_is_said_as_it_is() {
    let link = "https://hearthandfield.example/r/tea-season?product=T-301&utm_source=mail";
    let json = segue(&["link", "check", SHOP, link, "--format", "json"]).json();
    let leads = json["links"][0]["leads"].as_array().unwrap();
    assert_eq!((leads[0]["persona"].as_str(), leads[0]["step"].as_str()), (Some(""), Some("product")));
    assert_eq!(leads[0]["location"], "/products/T-301?utm_source=mail&utm_campaign=tea-season");
    assert_eq!((leads[0]["candidate"].as_u64(), json["fallbacks"].as_u64()), (Some(1), Some(0)));
    for bad in ["https://evil.example/r/gifts", "/r/gift", "gift", "https://hearthandfield.example/gifts"] {
        assert_eq!(segue(&["link", "check", SHOP, bad]).code, 1, "{bad}");
    }
}

#[test]
fn a_signed_link_is_judged_by_the_keys_at_hand() {
    let signed = segue(&["link", "sign", SHOP, "refill", "--to", "/products/T-301", "--expires", "30d"]);
    let link = signed.line(0);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let good = segue(&["link", "check", SHOP, link]);
    assert!(good.code == 0 && good.out.contains("signature: good\n"), "{}{}", good.out, good.err);
    assert!(good.out.contains("signed  /products/T-301?utm_campaign=refill"), "{}", good.out);
    let unchecked = with(&["link", "check", SHOP, link], Some(""), root);
    if !root.join(".dev.vars").exists() {
        assert!(unchecked.code == 0 && unchecked.out.contains("signature: not checked"), "{}", unchecked.out);
    }
    let changed = segue(&["link", "check", SHOP, &link.replace("T-301", "T-302")]);
    assert!(
        changed.code == 1 && changed.out.contains("not good") && changed.out.contains("fallback"),
        "{}",
        changed.out
    );
    let later = segue(&["link", "check", SHOP, link, "--on", "2027-03-01"]);
    assert!(later.out.contains("signature: good, but expired"), "{}", later.out);
    assert!(later.out.contains("/account/orders?utm_campaign=refill"), "{}", later.out);
}

/// A campaign whose only candidate asks for something ends in the fallback for those of whom it does not hold.
#[test]
fn who_is_lost_ends_with_one_and_what_combines_is_told_from_what_competes() {
    let dir = tempfile::tempdir().unwrap();
    let made = segue(&["new", dir.path().join("shop").to_str().unwrap()]);
    assert_eq!(made.code, 0, "{}", made.err);
    let shop = dir.path().join("shop");
    let campaign = r#"{ "name": "Narrow", "candidates": [ { "to": { "url": "/narrow" }, "when": { "all": [
        { "signal": "language", "is": "de" }, { "signal": "device", "is": "mobile" } ] } } ] }"#;
    std::fs::write(shop.join("campaigns/narrow.json"), campaign).unwrap();
    let said = segue(&["link", "check", shop.to_str().unwrap(), "narrow"]);
    assert_eq!(said.code, 1, "{}{}", said.out, said.err);
    assert!(
        said.out.contains("if all of it holds (it combines): `language` is `de` AND `device` is `mobile`"),
        "{}",
        said.out
    );
    assert!(said.out.contains("the fallback\n") && said.out.contains("not 1 ("), "{}", said.out);
}

/// What lands at another link has not landed: who follows it is judged anew, and may be lost there.
#[test]
fn a_destination_that_is_a_link_again_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    let shop = dir.path().join("shop");
    let shop = shop.to_str().unwrap();
    assert_eq!(segue(&["new", shop]).code, 0);
    let to = |url: &str| format!(r#"{{ "name": "C", "candidates": [ {{ "to": {{ "url": "{url}" }} }} ] }}"#);
    std::fs::write(format!("{shop}/campaigns/page.json"), to("/page")).unwrap();
    std::fs::write(format!("{shop}/campaigns/again.json"), to("/r/page")).unwrap();
    assert_eq!(segue(&["link", "check", shop, "page"]).code, 0);
    let said = segue(&["link", "check", shop, "again"]);
    assert_eq!(said.code, 1, "{}{}", said.out, said.err);
    assert!(said.out.contains("it is the first that holds; and that is a link of a campaign again"), "{}", said.out);
    let end = said.out.lines().last().unwrap_or_default();
    assert!(end.starts_with("1 link: ") && end.ends_with("another link of a campaign, not to a page"), "{end}");
    let json = segue(&["link", "check", shop, "again", "--format", "json"]).json();
    assert!(json["fallbacks"] == 0 && json["again"].as_u64() > Some(0), "{json}");
}
