//! Catalogues of other systems: the exports in `fixtures/import/feeds`, dropped into a folder as they are.

use super::{Shop, read, said};
use crate::shop::code::Code;
use crate::shop::source::ProductEntry;
use std::path::Path;

const SHOP: &str = r#"{
  "name": "Hearth & Field", "currency": "EUR", "allowed_hosts": ["hearthandfield.example", "*.hearthandfield.example"],
  "categories": [
    { "id": "kettles", "title": "Kettles", "url": "/c/kettles" },
    { "id": "tea", "title": "Tee", "url": "/c/tea" },
    { "id": "mugs", "title": "Mugs and cups", "url": "/c/mugs" },
    { "id": "linen", "title": "Kitchen linen", "url": "/c/table-linen" }
  ]
}"#;

fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/import/feeds").join(name);
    std::fs::read_to_string(path).unwrap()
}

fn shop(name: &str, text: impl AsRef<[u8]>) -> Shop {
    Shop::new().without("products.json").with("shop.json", SHOP).with(name, text)
}

/// Products as `id | title | category | price | list price | stock | url | image | variant of`.
fn rows(products: &[ProductEntry]) -> Vec<String> {
    let at = |text: &Option<super::super::At<String>>| text.as_ref().map(|at| at.value.clone()).unwrap_or_default();
    let row = |p: &ProductEntry| {
        let stock = p.stock.map(|n| n.to_string()).unwrap_or_default();
        let (url, image, head) = (at(&p.url), at(&p.image), at(&p.variant_of));
        let (id, category) = (&p.id.value, &p.category.value);
        format!("{id} | {} | {category} | {} | {} | {stock} | {url} | {image} | {head}", p.title, p.price, p.list_price)
    };
    products.iter().map(row).collect()
}

#[track_caller]
fn expect(shop: &Shop, products: &[&str], warnings: &[&str]) {
    let dir = shop.write();
    match read(dir.path()) {
        Ok(folder) => {
            assert_eq!(rows(&folder.products), products);
            // What is thin or sold out in so small a catalogue is another's matter.
            let ours = folder.warnings.iter().filter(|warning| warning.code == Code::LeftOut);
            let said: Vec<String> = ours.map(|warning| warning.message.clone()).collect();
            assert_eq!(said, warnings);
            super::compile(&folder).unwrap();
        }
        Err(problems) => panic!("{}", super::super::render(&problems, super::super::Style::Plain)),
    }
}

const CDN: &str = "https://cdn.shopify.com/s/files/1/0001/products";

#[test]
fn an_export_of_shopify_is_a_catalogue() {
    let green = format!(
        "FJ-100-G | Gooseneck kettle \"Fjord\", Grün / 1.0 l | kettles | 7900 | 0 | 0 | /products/gooseneck-kettle | {CDN}/fjord-green.jpg?v=1 | FJ-100-B"
    );
    let black = format!(
        "FJ-100-B | Gooseneck kettle \"Fjord\", Black / 1.0 l | kettles | 7900 | 9900 | 34 | /products/gooseneck-kettle | {CDN}/fjord-black.jpg?v=1 | "
    );
    let tea = format!(
        "fruehstueckstee | Frühstückstee, lose | tea | 1250 | 0 |  | /products/fruehstueckstee | {CDN}/tee.jpg | "
    );
    let mug = format!("FJ-MUG | Thermos mug | mugs | 2490 | 0 | 0 | /products/thermos-mug | {CDN}/mug.jpg | ");
    let text = fixture("shopify-products.csv");
    assert!(text.starts_with('\u{FEFF}') && text.contains("\r\n"));
    let shop = shop("products.csv", text).with("shop.json", SHOP.replace("Mugs and cups", "Mugs"));
    expect(&shop, &[&black, &green, &tea, &mug], &["3 products are left out: 1 archived, 1 in draft, 1 not published"]);
}

#[test]
fn the_newer_headers_of_shopify_are_known_too() {
    let small = format!("AP-S | Linen apron, S | linen | 4500 | 0 | 7 | /products/linen-apron | {CDN}/apron.jpg | ");
    let medium = format!(
        "linen-apron-m | Linen apron, M | linen | 4500 | 0 |  | /products/linen-apron | {CDN}/apron.jpg | AP-S"
    );
    expect(
        &shop("products.csv", fixture("shopify-products-2025.csv")),
        &[&small, &medium],
        &[
            "1 product is left out: 1 not published",
            "1 variant shares its SKU with another, and is called after its handle",
        ],
    );
}

#[test]
fn a_merchant_feed_of_tabs_is_a_catalogue() {
    expect(
        &shop("products.tsv", fixture("merchant.tsv")),
        &[
            "K-101 | Wasserkessel \"Fjord\", 1,0 l | kettles | 7900 | 9900 |  | /products/K-101?variant=7 | https://img.hearthandfield.example/K%20101.jpg | ",
            "K-102 | Wasserkessel Fjord, grün | kettles | 9900 | 0 | 0 | /products/K-102 | https://img.hearthandfield.example/K-102.jpg | K-101",
            "T-301 | Frühstückstee | tea | 1250 | 0 |  | /products/T-301 |  | ",
        ],
        &["1 sale price holds on some days alone, and is not taken: the full price is shown"],
    );
}

#[test]
fn a_merchant_feed_of_xml_is_a_catalogue() {
    expect(
        &shop("products.xml", fixture("merchant-rss.xml")),
        &[
            "K-101 | Wasserkessel \"Fjord\", 1,0 l & Deckel | kettles | 7900 | 9900 |  | /products/K-101?variant=7 | https://img.hearthandfield.example/K-101.jpg | ",
            "K-102 | Wasserkessel Fjord, grün | kettles | 9900 | 0 | 0 | /products/K-102 |  | K-101",
        ],
        &[],
    );
    expect(
        &shop("products.xml", fixture("merchant-atom.xml")),
        &["T-301 | Breakfast tea | tea | 1250 | 0 |  | /products/T-301?a=1&b=2 |  | "],
        &[],
    );
}

/// What is wrong, as `line:column message / help`.
fn wrong(shop: &Shop) -> Vec<String> {
    let problems = shop.problems();
    let said = problems.iter().filter(|problem| problem.severity() == super::super::Severity::Error).map(said);
    said.map(|(at, message, help)| format!("{} {message} / {help}", at.split_once(':').unwrap().1)).collect()
}

#[test]
fn a_category_that_the_shop_lacks_is_one_error_ready_to_paste() {
    let without = SHOP.replace("Kettles", "Cups").replace("kettles", "cups");
    for name in ["merchant.tsv", "merchant-rss.xml"] {
        let file = format!("products.{}", name.rsplit('.').next().unwrap());
        let problems = wrong(&shop(&file, fixture(name)).with("shop.json", &without));
        let expected = "2 products name the category `Kettles`, which `shop.json` does not know / add to `categories` in \
                        `shop.json`: { \"id\": \"kettles\", \"title\": \"Kettles\", \"url\": \"/categories/kettles\" }";
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems.first().unwrap().ends_with(expected), "{problems:?}");
    }
    let pasted = without.replace(
        "\"categories\": [",
        "\"categories\": [ { \"id\": \"kettles\", \"title\": \"Kettles\", \"url\": \"/categories/kettles\" },",
    );
    read(shop("products.xml", fixture("merchant-rss.xml")).with("shop.json", pasted).write().path()).unwrap();
}

#[test]
fn prices_are_in_the_shops_currency() {
    let text = fixture("merchant.tsv").replace("EUR 12.50", "12.50 CHF").replace("99.00 EUR\t89", "99.00 USD\t89");
    assert_eq!(
        wrong(&shop("products.tsv", &text)),
        [
            "4:140 1 price is in `USD`, and the shop's currency is `EUR` / export the feed with prices in EUR",
            "5:82 1 price is in `CHF`, and the shop's currency is `EUR` / export the feed with prices in EUR",
        ]
    );
}

#[test]
fn links_to_other_hosts_are_counted() {
    let text = fixture("merchant.tsv").replace("https://www.hearthandfield", "https://hearthandfield-shop");
    assert_eq!(
        wrong(&shop("products.tsv", text)),
        ["3:23 3 links lead to `hearthandfield-shop.example`, which is not among the allowed hosts / add \
             `\"hearthandfield-shop.example\"` to `allowed_hosts` in `shop.json` if it is the shop's own"]
    );
}

#[test]
fn what_a_feed_lacks_is_said_at_its_place() {
    let text = fixture("merchant-rss.xml").replace("<g:id>K-102</g:id>", "").replace("79.00 EUR", "79,00 EUR");
    assert_eq!(
        wrong(&shop("products.xml", text)),
        [
            "17:21 expected a price, found `79,00` / write digits, such as `12.50`",
            "27:5 a product needs `id` / fill it in where the feed is made",
        ]
    );
    let tsv = fixture("merchant.tsv").replace("preorder", "soon").replace("T-301\tFr", "\tFr");
    let problems = wrong(&shop("products.tsv", tsv));
    assert!(problems.iter().any(|p| p.contains("a product needs `id`")), "{problems:?}");
}

#[test]
fn one_broken_row_of_a_feed_hides_nothing_of_the_others() {
    let text = "id\ttitle\tprice\tproduct_type\nA-1\tA\nA-2\tB\t1 EUR\tKettles\nA-2\tC\t1 EUR\tKettles\n";
    assert_eq!(
        wrong(&shop("products.tsv", text)),
        [
            "2:1 this row has 2 fields, and the header has 4 / add what is missing, or leave fields empty between tabs",
            "4:1 the product `A-2` stands here twice / keep one of the two",
        ]
    );
}

#[test]
fn hostile_xml_is_refused() {
    let item = |inner: &str| format!("<rss><channel><item>{inner}</item></channel></rss>");
    for (text, at, message) in [
        ("<!DOCTYPE x [<!ENTITY a \"b\">]><rss/>".to_string(), "1:1", "a document type is not read"),
        (item("<title>&lol;</title>"), "1:28", "`&lol;` is not known in XML"),
        (item("<title>&#xD800;</title>"), "1:28", "`&#xD800;` is not known in XML"),
        ("<a>".repeat(1_000_000), "1:193", "more than 64 elements within one another"),
        ("<rss><channel></channel></rss>".into(), "1:1", "there is no product in this feed"),
        ("<rss><channel><item>".into(), "1:20", "the file ends in the middle of an element"),
    ] {
        let problems = wrong(&shop("products.xml", text));
        let found = problems.first().unwrap();
        assert!(found.starts_with(&format!("{at} {message} / ")), "{found}");
        assert_eq!(problems.len(), 1);
    }
    let broken = wrong(&shop("products.xml", item("<title></nope>")));
    assert!(broken.first().unwrap().contains("this is not XML"), "{broken:?}");
    let long = item(&format!("<id>A</id><price>1 EUR</price><title>{}</title>", "é".repeat(100_000)));
    wrong(&shop("products.xml", long));
}

#[test]
fn the_first_of_repeated_attributes_counts_and_many_take_no_longer_than_their_length() {
    let feed = |inner: &str| {
        let rest = "<g:title>Kettle</g:title><g:price>9.00 EUR</g:price><g:product_type>Kettles</g:product_type>";
        let text = format!("<rss><channel><item><title>RSS</title>{inner}{rest}</item></channel></rss>");
        shop("products.xml", text)
    };
    let again = "<g:id></g:id><g:id>A-1</g:id><g:id>A-2</g:id><g:title>Fjord</g:title>";
    expect(&feed(again), &["A-1 | Fjord | kettles | 900 | 0 |  |  |  | "], &[]);
    // Of the best of three, so that a pause of the machine does not count.
    let took = |times: usize| {
        let dir = feed(&"<g:id>A-1</g:id>".repeat(times)).write();
        let once = || {
            let began = std::time::Instant::now();
            assert_eq!(read(dir.path()).unwrap().products.len(), 1);
            began.elapsed()
        };
        (0..3).map(|_| once()).min().unwrap()
    };
    let (few, many) = (took(8_000), took(64_000));
    assert!(many < few * 24, "eight times as many took {many:?} after {few:?}");
}

#[test]
fn only_one_catalogue_counts() {
    Shop::new().with("products.xml", "<rss/>").expect(
        "products.xml:1:1",
        "the catalogue stands in `products.json` and in `products.xml`",
        "keep one of the two",
    );
}
