#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may fail loudly")]

use super::{Args, Site, campaigns, run};
use crate::day::Day;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::{TempDir, tempdir};

/// The files below `dir`, by their names.
fn files(dir: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![(dir.to_path_buf(), String::new())];
    while let Some((folder, before)) = open.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let name = format!("{before}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                open.push((entry.path(), format!("{name}/")));
            } else {
                found.insert(name, fs::read_to_string(entry.path()).unwrap());
            }
        }
    }
    found
}

/// Writes the storefront of a shop folder.
fn site(shop: &Path) -> (TempDir, BTreeMap<String, String>) {
    let parent = tempdir().unwrap();
    let out = parent.path().join("site");
    run(&Args { dir: shop.into(), out: out.clone() }).unwrap();
    let files = files(&out);
    (parent, files)
}

/// A shop of one category and these products.
fn shop(products: &[Value]) -> TempDir {
    let dir = tempdir().unwrap();
    let about = json!({
        "name": "Tea & <Co>", "currency": "EUR", "allowed_hosts": [],
        "categories": [{ "id": "tea", "title": "Tea", "url": "/tea" }],
    });
    fs::write(dir.path().join("shop.json"), about.to_string()).unwrap();
    fs::write(dir.path().join("products.json"), Value::from(products.to_vec()).to_string()).unwrap();
    dir
}

fn product(id: &str) -> Value {
    json!({ "id": id, "title": format!("Tea {id}"), "category": "tea", "price": 3.5 })
}

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/shop")
}

/// What the pages lead to: links, pictures, scripts and styles.
fn targets(html: &str) -> impl Iterator<Item = &str> {
    let after = ["href=\"", "src=\""].into_iter().flat_map(|name| html.split(name).skip(1));
    after.filter_map(|rest| rest.split('"').next())
}

#[test]
fn every_address_in_the_sample_shop_is_a_file_or_the_workers() {
    let (_parent, files) = site(&sample());
    let mut led_to = BTreeSet::new();
    for (name, html) in files.iter().filter(|(name, _)| name.ends_with(".html")) {
        for target in targets(html) {
            let path = target.split(['#', '?']).next().unwrap();
            let file = if path == "/" { "index.html".to_owned() } else { path.trim_start_matches('/').to_owned() };
            let there = files.contains_key(&file) || files.contains_key(&format!("{file}.html"));
            let workers = path.starts_with("/_segue/");
            assert!(path.starts_with('/') || path.is_empty(), "{name} leaves for {target}");
            assert!(path.is_empty() || there || workers, "{name} leads to {target}, which is not there");
            led_to.insert(path.to_owned());
        }
    }
    for url in ["/products/K-101", "/categories/tea", "/delivery", "/_segue/privacy", "/images/K-101.svg"] {
        assert!(led_to.contains(url), "nothing leads to {url}");
    }
    // What blocks and campaigns lead to, although no page does.
    for page in ["sale", "campaigns/tea-season", "campaigns/long-evenings", "early/tarn-pottery", "gifts", "ask"] {
        assert!(files.contains_key(&format!("{page}.html")), "{page}");
    }
    assert!(files["delivery.html"].contains("id=\"abroad\""), "a link may lead into a page");
    assert!(!files["delivery.html"].contains('{'), "no placeholder is left");
}

#[test]
fn a_product_page_calls_the_fragment_as_a_shop_would() {
    let (_parent, files) = site(&sample());
    let page = &files["products/K-101.html"];
    assert!(page.contains("<div data-segue-product=\"K-101\"></div>"));
    assert!(page.contains("<script src=\"/_segue/tag.js\" defer></script>"));
    assert!(page.contains("<div data-segue-consent></div>"));
    assert!(page.contains("€79.00") && page.contains("€99.00"));
    assert!(!page.contains("style=") && !page.contains("<style"), "the pages allow no style of their own");
    assert!(!files["products/K-102.html"].contains("Add to cart"), "what is sold out cannot be bought");
    let largest = files.iter().filter(|(name, _)| name.starts_with("products/")).map(|(_, html)| html.len()).max();
    assert!(largest.unwrap() < 8_192, "a product page has {largest:?} bytes");
}

#[test]
fn the_clicks_on_ads_are_of_different_kinds() {
    let folder = crate::shop::read(&sample()).unwrap_or_else(|_| panic!("run `segue check fixtures/shop`"));
    let json = campaigns::json(&Site::of(&folder), Day::parse("2026-11-22").unwrap());
    let clicks: Vec<BTreeMap<String, String>> = serde_json::from_str(&json).unwrap();
    let urls: Vec<&str> = clicks.iter().map(|click| click["url"].as_str()).collect();
    assert_eq!(
        urls,
        [
            "/r/linen-days?product=X-263&utm_source=search&utm_medium=cpc",
            "/r/linen-days?product=X-255&utm_source=search&utm_medium=cpc",
            "/r/limescale?utm_term=limescale&utm_source=search&utm_medium=cpc",
            "/r/gifts?utm_source=search&utm_medium=cpc",
        ]
    );
}

#[test]
fn what_a_marketer_writes_is_text() {
    let odd = json!({ "id": "a b&\"c", "title": "<script>alert(1)</script>", "category": "tea", "price": 1 });
    let dir = shop(&[odd]);
    let (_parent, files) = site(dir.path());
    let page = &files["products/a b&\"c.html"];
    assert!(!page.contains("<script>") && page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(page.contains("Tea &amp; &lt;Co&gt;"));
    assert!(page.contains("data-segue-product=\"a b&amp;&quot;c\""));
    assert!(files["tea.html"].contains("href=\"/products/a%20b%26%22c\""));
}

#[test]
fn products_without_a_picture_get_a_small_drawing_of_their_own() {
    let products: Vec<Value> = (0..40).map(|n| product(&format!("T{n}"))).collect();
    let dir = shop(&products);
    fs::create_dir(dir.path().join("images")).unwrap();
    fs::write(dir.path().join("images/T0.svg"), "<svg>mine</svg>").unwrap();
    let (_parent, files) = site(dir.path());
    assert_eq!(files["images/T0.svg"], "<svg>mine</svg>");
    let drawings: BTreeSet<&String> = (1..40).map(|n| &files[&format!("images/T{n}.svg")]).collect();
    assert!(drawings.len() > 20, "only {} different drawings", drawings.len());
    for drawing in drawings {
        assert!(drawing.len() < 400 && drawing.starts_with("<svg ") && drawing.ends_with("</svg>"), "{drawing}");
    }
}

#[test]
fn long_categories_have_several_pages() {
    let products: Vec<Value> = (0..100).map(|n| product(&format!("T{n}"))).collect();
    let dir = shop(&products);
    let (_parent, files) = site(dir.path());
    let count = |name: &str| files[name].matches("<li class=\"card\">").count();
    assert_eq!([count("tea.html"), count("tea/page-2.html"), count("tea/page-3.html")], [48, 48, 4]);
    assert!(files["tea.html"].contains("href=\"/tea/page-3\""));
    assert!(files["tea/page-2.html"].contains("href=\"/tea\""));
}

#[test]
fn a_huge_catalogue_stays_below_what_wrangler_serves() {
    let products: Vec<Value> = (0..9_100).map(|n| product(&format!("T{n}"))).collect();
    let dir = shop(&products);
    fs::create_dir(dir.path().join("derived")).unwrap();
    fs::write(dir.path().join("derived/bestsellers.json"), r#"{ "all": ["T9099"], "by_category": {} }"#).unwrap();
    let (_parent, files) = site(dir.path());
    assert!(files.len() < 20_000, "{} files", files.len());
    assert!(files.contains_key("products/T9099.html"), "a bestseller has its page");
    assert!(!files.contains_key("products/T9098.html"));
}

#[test]
fn only_a_storefront_is_replaced() {
    let dir = shop(&[product("T1")]);
    let parent = tempdir().unwrap();
    let out = parent.path().join("site");
    let write = |dir: &Path| run(&Args { dir: dir.into(), out: out.clone() });
    write(dir.path()).unwrap();
    let other = shop(&[product("T2")]);
    write(other.path()).unwrap();
    assert!(!out.join("products/T1.html").exists(), "nothing of the old one is left");
    assert!(out.join("products/T2.html").exists());

    let broken = tempdir().unwrap();
    assert!(write(broken.path()).is_err());
    assert!(out.join("products/T2.html").exists(), "a folder that has to be mended changes nothing");

    fs::write(out.join(".assetsignore"), "mine").unwrap();
    let Err(failure) = write(dir.path()) else { panic!("somebody's files were replaced") };
    assert!(failure.render(crate::shop::Style::Plain).contains("that `segue storefront` did not write"));
    let left: Vec<_> = fs::read_dir(parent.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "no draft is left behind");
}
