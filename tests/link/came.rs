//! A link that somebody came by, and what its click tells the page.

use crate::segue;
use std::fs;
use std::path::Path;

#[test]
fn a_click_that_tells_no_story_says_why() {
    let told = |link: &str| {
        segue(&["explain", "fixtures/shop", "--product", "T-301", "--on", "2026-11-22", "--came-by", link])
    };
    let path = told("/r/tea-season?product=T-301");
    assert!(path.out.contains("The ad's story") && !path.out.contains("tells no story"), "{}{}", path.out, path.err);
    assert_eq!(told("https://hearthandfield.example/r/tea-season?product=T-301").out, path.out);
    for (link, wanted) in [
        ("/r/tea-saeson", "the campaign `tea-saeson` is unknown; did you mean `tea-season`?\n"),
        ("/products/T-301", "`/products/T-301` is no link of a campaign"),
        ("https://hearthandfield.example", "`/` is no link of a campaign"),
        ("/r/refill?to=x", "the signature does not fit the link"),
        ("/r/back-in-stock?product=K-102", "it leads to https://www.amazon.de/"),
    ] {
        let said = told(link);
        let wanted = format!("the click tells no story: {wanted}");
        assert!(said.code == 0 && said.out.contains(&wanted), "{link}: {}{}", said.out, said.err);
    }
    let other = told("https://evil.example/r/tea-season");
    assert!(other.code == 1 && other.complained().contains("is on no host of this shop"), "{}", other.err);
}

/// The sample shop with this block or set and no other.
fn shop_with(file: &str, rule: &str) -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    crate::folder::copy(Path::new("fixtures/shop"), place.path());
    for folder in ["blocks", "sets", "experiments", "tests", "personas", "campaigns"] {
        fs::remove_dir_all(place.path().join(folder)).unwrap();
        fs::create_dir(place.path().join(folder)).unwrap();
    }
    fs::copy("fixtures/shop/campaigns/tea-season.json", place.path().join("campaigns/tea-season.json")).unwrap();
    fs::write(place.path().join("segments/by_the_ad.json"), BY_THE_AD).unwrap();
    fs::write(place.path().join(file), rule).unwrap();
    place
}

fn goes_on_in(file: &str, rule: &str, link: &str) -> bool {
    let place = shop_with(file, rule);
    let folder = place.path().to_str().unwrap();
    let said = segue(&["explain", folder, "--product", "K-101", "--on", "2026-11-22", "--came-by", link]);
    assert!(said.out.contains("(probe)"), "{rule} is shown: {}{}", said.out, said.err);
    said.out.lines().any(|line| line.contains("goes on in") && line.contains("probe"))
}

const BY_THE_AD: &str = r#"{ "name": "By the ad", "when": { "any": [{ "signal": "visits", "at_least": 2 }, { "signal": "ad_product", "is": "K-101" }] } }"#;

#[test]
fn what_goes_on_with_an_ad_is_told_by_each_of_its_reasons_and_nothing_else_is() {
    let link = "/r/tea-season?product=K-101";
    let searched = "/r/tea-season?product=K-101&q=best+teapot";
    let block = |more: &str, link: &str| {
        let rule = format!(r#"{{ "need": "I wonder.", "priority": 50, "title": "Here", {more} }}"#);
        goes_on_in("blocks/probe.json", &rule, link)
    };
    let orientation = |more: &str, link: &str| block(&format!(r#""kind": "orientation", {more}"#), link);
    assert!(!orientation(r#""text": "So it is.""#, link), "everyone sees it");
    assert!(block(r#""kind": "ad_promise""#, link));
    assert!(orientation(r#""text": "As with {ad_product}.""#, link));
    assert!(!orientation(r#""text": "As with {title}.""#, link), "the page fills it");
    assert!(block(r#""kind": "bundle""#, link), "the clicked product is in a set");
    assert!(
        !block(r#""kind": "bundle""#, "/r/tea-season?product=T-301"),
        "of this page, and not of the clicked product"
    );
    assert!(orientation(r#""when": { "signal": "ad_product", "is": "K-101" }"#, link));
    assert!(orientation(r#""when": { "all": [{ "not": { "signal": "ad_category", "is": "tea" } }] }"#, link));
    assert!(orientation(r#""for": ["by_the_ad"]"#, link));
    assert!(!orientation(r#""for": ["new_visitor"]"#, link));
    assert!(orientation(r#""when": { "signal": "campaign", "is": "tea-season" }"#, link));
    assert!(!orientation(r#""when": { "signal": "device", "is": "desktop" }"#, link));
    let intent = r#""when": { "not": { "signal": "intent", "is": "bundle" } }"#;
    assert!(!orientation(intent, link), "the ad told no intent");
    assert!(orientation(intent, searched));

    let set = |more: &str| {
        let rule = format!(r#"{{ "size": 4, "priority": 50, {more} }}"#);
        goes_on_in("sets/probe.json", &rule, link)
    };
    assert!(!set(r#""title": "Here", "strategies": ["bestsellers"]"#));
    assert!(set(r#""title": "Here", "strategies": ["continue_ad"]"#));
    assert!(set(r#""title": "With {ad_product}", "strategies": ["bestsellers"]"#));
    assert!(set(r#""title": "Here", "why": "As with {ad_product}.", "strategies": ["bestsellers"]"#));
}

#[test]
fn a_promise_shows_the_bundle_of_the_clicked_product_or_it_where_it_is_news() {
    let rule = r#"{ "kind": "ad_promise", "need": "I wonder.", "priority": 50, "title": "Here" }"#;
    let place = shop_with("blocks/probe.json", rule);
    let shown = |page: &str, clicked: &str, more: &[&str]| -> Vec<String> {
        let (folder, link) = (place.path().to_str().unwrap(), format!("/r/tea-season?product={clicked}"));
        let asked =
            ["explain", folder, "--product", page, "--on", "2026-11-22", "--came-by", &link, "--format", "json"];
        let said = segue(&[asked.as_slice(), more].concat());
        let receipt: serde_json::Value = serde_json::from_str(&said.out).unwrap();
        let block = receipt["blocks"].as_array().unwrap().iter().find(|block| block["id"] == "probe").unwrap();
        assert_eq!(block["chosen"], true, "{page} {clicked}");
        block["products"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
    };
    let bundle = shown("T-301", "K-101", &[]);
    assert!(bundle.len() > 2 && bundle[0].starts_with("SET-") && bundle.contains(&"K-101".into()), "{bundle:?}");
    assert_eq!(shown("K-101", "T-303", &[]), ["T-303"], "in no bundle");
    assert!(shown("T-303", "T-303", &[]).is_empty(), "this is its page");
    assert!(shown("K-101", "T-303", &["--cart", "T-303"]).is_empty(), "it is in the cart");
    assert!(shown("T-303", "T-303", &["--cart", "K-101"]).is_empty());
}
