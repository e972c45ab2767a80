//! Small exports whose every count is known.

use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::{Run, files, fixture, import};

const OWN: [&str; 18] = [
    "--column",
    "order=Bestellung",
    "--column",
    "product=SKU",
    "--column",
    "title=Artikel",
    "--column",
    "quantity=Menge",
    "--column",
    "date=Datum",
    "--column",
    "price=Preis",
    "--column",
    "customer=Kunde",
    "--column",
    "category=Warengruppe",
    "--currency",
    "CHF",
];

fn product<'v>(products: &'v Value, id: &str) -> &'v Value {
    products.as_array().unwrap().iter().find(|product| product["id"] == id).unwrap_or(&Value::Null)
}

#[test]
fn every_line_of_the_dirty_export_has_one_outcome() {
    let run = Run::of(&fixture("dirty.csv"), &[]).sound();
    let report = run.report();
    assert_eq!(report["lines"]["read"], 33);
    assert_eq!(report["lines"]["kept"], 15);
    assert_eq!(
        report["lines"]["dropped"],
        json!({
            "malformed": 7, "other_currency": 0, "cancelled": 2, "quantity_not_positive": 1, "non_product": 5,
            "price_not_positive": 2, "after_observed": 0, "duplicate": 1
        })
    );
    assert_eq!(
        report["lines"]["malformed"]["more or fewer fields than columns"],
        json!({ "lines": 2, "first_lines": [20, 21] })
    );
    assert_eq!(report["lines"]["malformed"]["the date can't be read"]["first_lines"], json!([23]));
    assert_eq!(report["non_product_codes"], json!({ "23444": 1, "B": 1, "FEE": 1, "POST": 1, "gift_0001_20": 1 }));
    assert_eq!(report["lines"]["without_customer"], 13);
    assert_eq!(report["lines"]["kept_without_customer"], 7);
    assert_eq!(report["customers"]["named"], 6, "98765 and 98765.0 are one");
    assert_eq!(report["customers"]["with_purchases"], 4);
    assert_eq!(report["products"]["with_several_descriptions"], 1);
    assert_eq!(report["products"]["with_notes_as_description"], 2);
    assert_eq!(report["products"]["with_several_codes"], 1);
    assert_eq!(report["cancelled_value"], 33.3);
    for sentence in [
        "33 lines read",
        "more or fewer fields than columns: line 20, 21",
        "categories are guesses",
        "have several descriptions: the most frequent one is the title",
    ] {
        let said = run.said().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(sentence), "{sentence}: {said}");
    }

    let products = run.json("products.json");
    assert_eq!(product(&products, "91001")["title"], "Red Spotty Mug");
    assert_eq!(product(&products, "91001")["price"], 2.95);
    assert_eq!(product(&products, "91002A")["title"], "Blue £ Mug");
    assert_eq!(product(&products, "91005")["title"], "Labels, \"Jam\"");
    assert_eq!(product(&products, "91005")["price"], 1000.5);
    assert_eq!(product(&products, "91006")["title"], "91006", "a note is no title");
}

#[test]
fn what_the_orders_say_is_found() {
    let run = Run::of(&fixture("online-retail.csv"), &["--name", "Fixture & Co"]).sound();
    let report = run.report();
    assert_eq!((&report["lines"]["read"], &report["lines"]["kept"]), (&json!(49), &json!(49)));
    assert_eq!(report["orders"]["with_products"], 25);
    assert_eq!((&report["first_day"], &report["last_day"]), (&json!("2011-01-03"), &json!("2011-03-05")));
    assert_eq!(report["columns"]["customer"], "CustomerID");

    let together = run.json("derived/bought-together.json");
    assert_eq!(together["91001"], json!(["91005", "91002A"]), "20 common baskets / 20^0.25, 4 / 4^0.25");
    assert_eq!(together["91003"], Value::Null);
    assert_eq!(run.json("derived/reorder.json"), json!({ "91001": 28, "91005": 28 }));
    assert_eq!(run.json("derived/bestsellers.json")["all"][0], "91001");
    assert_eq!(
        run.json("derived/rfm.json"),
        json!({
            "observed_on": "2011-03-06", "customers": 13,
            "recency_days": [13, 26, 29, 31], "frequency": [1, 2], "monetary": [36.45, 61.2, 76.5]
        })
    );
    let shop = run.json("shop.json");
    assert_eq!((&shop["name"], &shop["currency"]), (&json!("Fixture & Co"), &json!("GBP")));
    let product = product(&run.json("products.json"), "91005").clone();
    assert_eq!(
        product,
        json!({ "id": "91005", "title": "Jam Jar Labels, Pack of 20", "category": "more", "price": 0.85 })
    );
    assert!(run.shop().join("blocks/running-low.json").exists());
    let due: Value = run.json("sets/order-again.json");
    assert_eq!(due["strategies"][0], "reorder");
}

#[test]
fn a_shopify_export_carries_its_heads_and_drops_what_was_given_back() {
    let run = Run::of(&fixture("shopify.csv"), &[]).sound();
    let report = run.report();
    assert_eq!(report["lines"]["read"], 13);
    assert_eq!(report["lines"]["dropped"]["cancelled"], 3, "two refunded lines and a voided one");
    assert_eq!(report["lines"]["dropped"]["other_currency"], 1);
    assert_eq!(report["lines"]["dropped"]["non_product"], 2, "a tip and a gift card");
    assert_eq!(report["lines"]["kept"], 7);
    assert_eq!(report["currency"], "EUR");
    assert_eq!(report["customers"]["with_purchases"], 3);
    let products = run.json("products.json");
    let ids: Vec<_> = products.as_array().unwrap().iter().map(|product| product["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["M-BLUE", "T-GREEN", "oak-tray"], "a product without a code goes by its title");
    assert_eq!(product(&products, "M-BLUE")["title"], "Fjord mug - blue");
    assert_eq!(run.json("derived/bought-together.json")["M-BLUE"], json!(["T-GREEN"]));
    assert!(!run.shop().join("blocks/running-low.json").exists(), "nothing is bought again");
}

#[test]
fn columns_can_be_named() {
    let mut options = OWN.to_vec();
    options.push("--day-first");
    let run = Run::of(&fixture("own-columns.csv"), &options).sound();
    assert_eq!(run.report()["lines"]["kept"], 4);
    assert_eq!(run.json("derived/rfm.json")["observed_on"], "2024-02-15");
    assert_eq!(
        run.json("products.json"),
        json!([
            { "id": "K-1", "title": "Wasserkessel", "category": "kuche", "price": 1019.95 },
            { "id": "T-1", "title": "Grüner Tee", "category": "tee", "price": 4.5 }
        ])
    );
    assert_eq!(run.json("shop.json")["categories"][0]["title"], "Küche");
    assert_eq!(run.report()["categories"]["guessed"], false);
}

#[test]
fn an_observation_date_leaves_later_lines_out() {
    let run = Run::of(&fixture("online-retail.csv"), &["--observed", "2011-02-28"]).sound();
    assert_eq!(run.report()["lines"]["dropped"]["after_observed"], 5);
    assert_eq!(run.json("derived/rfm.json")["observed_on"], "2011-02-28");
    assert_eq!(run.json("derived/rfm.json")["customers"], 10);
    let run = Run::of(&fixture("online-retail.csv"), &["--observed", "2011-03-01"]).sound();
    assert_eq!(run.report()["lines"]["dropped"]["after_observed"], 4, "an order of that day counts");
}

#[test]
fn a_kept_code_is_a_product() {
    let run = Run::of(&fixture("dirty.csv"), &["--keep", "fee", "--keep", "POST"]).sound();
    assert_eq!(run.report()["lines"]["dropped"]["non_product"], 3);
    assert_eq!(product(&run.json("products.json"), "FEE")["title"], "Handling");
}

#[test]
fn the_same_orders_give_the_same_bytes_plain_or_gzipped_by_any_name() {
    let place = tempfile::tempdir().unwrap();
    let plain = fs::read(fixture("online-retail.csv")).unwrap();
    let zipped = place.path().join("orders.csv");
    let mut encoder = GzEncoder::new(fs::File::create(&zipped).unwrap(), Compression::fast());
    encoder.write_all(&plain).unwrap();
    encoder.finish().unwrap();
    let shops: Vec<_> = [fixture("online-retail.csv"), zipped, fixture("online-retail.csv")]
        .iter()
        .map(|orders| {
            let run = Run::of(orders, &[]).sound();
            let shop = run.shop();
            files(&shop).into_iter().map(|(path, text)| (path.strip_prefix(&shop).unwrap().to_owned(), text)).collect()
        })
        .collect::<Vec<Vec<_>>>();
    assert!(shops.windows(2).all(|two| two.first() == two.last()));
    assert_eq!(shops.first().map(Vec::len), Some(25));
}

#[test]
fn customers_never_leave() {
    for (name, column, options) in [
        ("online-retail.csv", 6, &[][..]),
        ("dirty.csv", 6, &[][..]),
        ("shopify.csv", 1, &[][..]),
        ("own-columns.csv", 6, &OWN[..]),
    ] {
        let separator = if name == "own-columns.csv" { ';' } else { ',' };
        let text = String::from_utf8_lossy(&fs::read(fixture(name)).unwrap()).into_owned();
        let mut customers: Vec<String> = text
            .lines()
            .skip(1)
            .flat_map(|line| line.split(separator).skip(column).take(2))
            .filter(|field| field.contains('@') || field.starts_with("98") || field.starts_with("kd-"))
            .map(|field| field.trim_end_matches(".0").to_lowercase())
            .collect();
        customers.sort();
        customers.dedup();
        assert!(customers.len() >= 3, "{name}: {customers:?}");

        let mut options = options.to_vec();
        if name == "own-columns.csv" {
            options.push("--day-first");
        }
        let run = Run::of(&fixture(name), &options).sound();
        let mut everything: Vec<(String, String)> = files(&run.shop())
            .into_iter()
            .map(|(path, bytes)| (path.display().to_string(), String::from_utf8(bytes).unwrap()))
            .collect();
        everything.push(("stdout".to_owned(), run.said()));
        everything.push(("stderr".to_owned(), run.complained()));
        for (place, text) in everything {
            let text = text.to_lowercase();
            let found = customers.iter().find(|customer| text.contains(customer.as_str()));
            assert_eq!(found, None, "{name}: {place}");
        }
    }
}

#[test]
fn a_second_import_replaces_the_first_and_nothing_else() {
    let run = Run::of(&fixture("dirty.csv"), &[]).sound();
    let again = import(&fixture("online-retail.csv"), &run.shop(), &[]);
    assert!(again.status.success());
    assert_eq!(run.report()["lines"]["read"], 49);

    fs::write(run.shop().join("segments/vip.json"), "{}").unwrap();
    let refused = import(&fixture("dirty.csv"), &run.shop(), &[]);
    assert_eq!(refused.status.code(), Some(1));
    let said: String = String::from_utf8(refused.stderr).unwrap().split([' ', '\n', '│']).collect();
    assert!(said.contains("`segments/vip.json`"), "{said}");
    assert_eq!(run.report()["lines"]["read"], 49);

    let forced = import(&fixture("dirty.csv"), &run.shop(), &["--force"]);
    assert!(forced.status.success());
    assert_eq!(run.report()["lines"]["read"], 33);
    assert!(run.place.path().join("shop.before-import-1/segments/vip.json").exists());
}
