//! `products.json`, `products.csv` and `derived/`.

use super::{PRODUCTS, Shop};
use crate::key::NameKey;
use std::collections::HashMap;

fn with(from: &str, to: &str) -> Shop {
    assert!(PRODUCTS.contains(from));
    Shop::new().with("products.json", PRODUCTS.replacen(from, to, 1))
}

/// Two ids with one short key; among some hundred thousand there is sure to be a pair.
pub(super) fn names_with_one_key() -> (String, String) {
    let mut seen = HashMap::new();
    (0_u32..)
        .map(|n| format!("n{n}"))
        .find_map(|name| Some((seen.insert(NameKey::of(&name), name.clone())?, name)))
        .unwrap()
}

#[test]
fn prices_are_money() {
    let at = "products.json:2:68";
    with("9.50", "9.505").expect(at, "`9.505` has more than two decimals", "round it to two decimals");
    with("9.50", "-9.50").expect(at, "`-9.50` is below zero", "write 0 or more");
    with("9.50", "99999999.00").expect(at, "`99999999.00` is too large", "write a smaller number");
    with("9.50", "1e3").expect(at, "expected a price, found `1e3`", "write digits, such as `12.50`");
    with("9.50", "\"9.50\"").expect(
        at,
        "expected a price, found the text `9.50`",
        "write digits without quotes, such as `12.50`",
    );
}

#[test]
fn ids_are_checked() {
    let at = "products.json:2:11";
    with("\"T-1\"", &format!("\"{}\"", "x".repeat(65))).expect(
        at,
        "this product id has 65 characters",
        "shorten it to 64 characters at most",
    );
    with("\"T-1\"", "\"T\\u0007\"").expect(
        at,
        "this product id holds a control character",
        "take out line breaks, tabs and the like",
    );
    with("\"T-1\"", "\"T-1 \"").expect(at, "the product id `T-1 ` begins or ends with a space", "take the space away");
    with("\"T-2\"", "\"T-1\"").expect(
        "products.json:3:11",
        "the product `T-1` stands here twice",
        "keep one of the two",
    );
    with("\"id\": \"T-1\", ", "").expect("products.json:2:3", "a product needs `id`", "add `\"id\": \"K-101\"`");
    with("\"T-1\"", &format!("\"{}\"", "ü".repeat(64))).compile();
}

#[test]
fn what_products_name_has_to_exist() {
    with("\"tea\"", "\"tee\"").expect("products.json:2:52", "unknown category `tee`", "did you mean `tea`?");
    for field in ["variant_of", "successor"] {
        with("9.50 }", &format!("9.50, \"{field}\": \"T-9\" }}")).expect(
            &format!("products.json:2:{}", 78 + field.len()),
            "unknown product `T-9`",
            "did you mean `T-1`?",
        );
    }
    for field in ["bundle", "complements"] {
        with("9.50 }", &format!("9.50, \"{field}\": [\"P-1\", \"something else\"] }}")).expect(
            &format!("products.json:2:{}", 86 + field.len()),
            "unknown product `something else`",
            "add it to the catalogue, or take it away here",
        );
    }
    with("9.50 }", "9.50, \"variant_of\": \"T-1\" }").expect(
        "products.json:2:88",
        "the product `T-1` is a variant of itself",
        "let one product of the family have no `variant_of`",
    );
}

#[test]
fn other_fields_are_checked() {
    with("9.50 }", "9.50, \"rating\": 5.1 }").expect(
        "products.json:2:84",
        "a rating of 5.1 is more than five stars",
        "write stars from 0 to 5, such as `4.6`",
    );
    with("9.50 }", "9.50, \"stock\": 1.5 }").expect(
        "products.json:2:83",
        "expected a whole number from 0, found `1.5`",
        "",
    );
    with("9.50 }", "9.50, \"stok\": 1 }").expect(
        "products.json:2:74",
        "a product has no field `stok`",
        "did you mean `stock`?",
    );
    with("9.50 }", "9.50, \"brand\": null }").expect(
        "products.json:2:83",
        "expected text, found `null`",
        "leave the line out where there is nothing to say",
    );
    Shop::new().with("products.json", "{}").expect(
        "products.json:1:1",
        "the catalogue needs `products`",
        "add `\"products\": []`",
    );
    let wrapped = format!("{{ \"$schema\": \"x\", \"products\": {PRODUCTS} }}");
    assert_eq!(Shop::new().with("products.json", wrapped).compile().id, Shop::new().compile().id);
}

const CSV: &str = "id,title,category,price,stock,rating,bundle,specs.Weight,use_cases\r\n\
T-1,\"Green \"\"tea\"\", loose\",tea,9.50,3,4.65,,100 g,Morning|Evening\r\n\
T-2,Black tea,tea,8,,,,,\r\n\
P-1,Pot,pots,30.00,0,,T-1|T-2,,\r\n";

fn csv(from: &str, to: &str) -> Shop {
    assert!(CSV.contains(from));
    Shop::new().without("products.json").with("products.csv", CSV.replacen(from, to, 1))
}

#[test]
fn csv_says_the_same_as_json() {
    let json = r#"[
      { "id": "T-1", "title": "Green \"tea\", loose", "category": "tea", "price": 9.50, "stock": 3, "rating": 4.65,
        "specs": { "Weight": "100 g" }, "use_cases": ["Morning", "Evening"] },
      { "id": "T-2", "title": "Black tea", "category": "tea", "price": 8.0 },
      { "id": "P-1", "title": "Pot", "category": "pots", "price": 30, "stock": 0, "bundle": ["T-1", "T-2"] }
    ]"#;
    assert_eq!(csv("T", "T").compile().id, Shop::new().with("products.json", json).compile().id);
    assert_eq!(csv("id,", "\u{FEFF}id,").compile().id, csv("T", "T").compile().id);
}

#[test]
fn csv_problems_know_their_place() {
    csv("stock", "stok").expect("products.csv:1:25", "unknown column `stok`", "did you mean `stock`?");
    csv(",rating", ",stock").expect("products.csv:1:31", "the column `stock` stands here twice", "keep one of the two");
    csv(",price,", ",list_price,").expect(
        "products.csv:1:1",
        "the column `price` is missing",
        "add it to the first line",
    );
    csv("8,,", "8,,,").expect(
        "products.csv:3:1",
        "this row has 10 fields, and the header has 9",
        "put a field that holds a comma into double quotes",
    );
    csv("8,,", "8,").expect(
        "products.csv:3:1",
        "this row has 8 fields, and the header has 9",
        "add what is missing, or leave fields empty between commas",
    );
    csv("8,,", "8.123,,").expect("products.csv:3:19", "`8.123` has more than two decimals", "round it to two decimals");
    csv("Black tea", " ").expect("products.csv:3:5", "a product needs `title`", "fill in the field");
    csv("T-1|T-2", "T-1|T-3").expect("products.csv:4:23", "unknown product `T-3`", "did you mean `T-1`?");
    csv(",3,", ",three,").expect(
        "products.csv:2:37",
        "expected a whole number, found `three`",
        "write digits, such as `12`",
    );
    csv("P-1,", "T-2,").expect("products.csv:4:1", "the product `T-2` stands here twice", "keep one of the two");
    let semicolons = CSV.replace(',', ";");
    let shop = Shop::new().without("products.json").with("products.csv", semicolons);
    assert_eq!(shop.problems().first().unwrap().help, "separate columns by commas, not by semicolons");
}

#[test]
fn one_broken_row_hides_nothing_of_the_others() {
    let list = |shop: &Shop| -> Vec<String> {
        shop.problems().iter().map(|p| format!("{} {}", super::said(p).0, p.message)).collect()
    };
    // A reference to a product that may stand in the broken row is not judged.
    let rows = "T-3,ragged\r\nT-1,Again,tea,1,,,,,\r\nT-4,Lost,tee,1,,,,,\r\nT-5,Free,tea,none,,,T-3,,\r\n";
    assert_eq!(
        list(&Shop::new().without("products.json").with("products.csv", format!("{CSV}{rows}"))),
        [
            "products.csv:5:1 this row has 2 fields, and the header has 9",
            "products.csv:6:1 the product `T-1` stands here twice",
            "products.csv:7:10 unknown category `tee`",
            "products.csv:8:14 expected a price, found `none`",
        ]
    );
    let json = r#"[
      { "title": "No id", "category": "tea", "price": 1 },
      { "id": "T-1", "title": "A", "category": "tee", "price": 1, "bundle": ["T-9"] },
      { "id": "T-1", "title": "B", "category": "tea", "price": 1 } ]"#;
    assert_eq!(
        list(&Shop::new().with("products.json", json)),
        [
            "products.json:2:7 a product needs `id`",
            "products.json:3:48 unknown category `tee`",
            "products.json:4:15 the product `T-1` stands here twice",
        ]
    );
}

#[test]
fn derived_files_are_checked_and_forgiving() {
    Shop::new()
        .with("derived/bestsellers.json", "{ \"all\": [\"T-1\", \"GONE\"], \"by_category\": { \"gone\": [] } }")
        .compile();
    Shop::new().with("derived/bestsellers.json", "{ \"all\": \"T-1\" }").expect(
        "derived/bestsellers.json:1:10",
        "expected a list, found the text `T-1`",
        "put it into square brackets: `[ ... ]`",
    );
    Shop::new().with("derived/reorder.json", "{ \"T-1\": 99999 }").expect(
        "derived/reorder.json:1:10",
        "expected a whole number from 0 to 3650, found `99999`",
        "",
    );
    let rfm = "{ \"observed_on\": \"2011-12-10\", \"customers\": 4, \"recency_days\": [4, 3, 2, 1], \
               \"frequency\": [1, 2, 3, 4], \"monetary\": [1.2, 2, 3, 4] }";
    Shop::new().with("derived/rfm.json", rfm).expect(
        "derived/rfm.json:1:64",
        "cut points are one to four numbers, each greater than the one before",
        "write such as `[30, 60, 120, 240]`, and a number only once",
    );
    Shop::new().with("derived/rfm.json", rfm.replace("4, 3, 2, 1", "1, 2, 3, 4")).compile();
}
