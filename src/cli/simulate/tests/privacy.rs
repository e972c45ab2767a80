//! Real people: a few of them are not told apart, and nobody is named.

use super::*;

/// Orders of 25 customers, whose numbers are easy to find again.
fn orders(place: &Path) -> PathBuf {
    let mut text = String::from("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n");
    for n in 0..25 {
        let (customer, country) = (770_000_101 + n, if n < 3 { "Iceland" } else { "Germany" });
        let days = if n < 3 { &["2025-03-01", "2025-03-09"][..] } else { &["2025-09-30"] };
        for (nth, day) in days.iter().enumerate() {
            text += &format!("{n}-{nth},K-101,Kettle,1,{day},59.90,{customer},{country}\n");
        }
    }
    let path = place.join("orders.csv");
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn a_few_customers_are_not_told_apart() {
    let place = tempfile::tempdir().unwrap();
    let orders = orders(place.path());
    let old = changed(
        "shop.json",
        "\"currency\": \"EUR\"",
        "\"lifecycle\": { \"at_risk\": 90, \"lapsed\": 400 }, \"currency\": \"EUR\"",
    );
    let against = ["--against", old.path().to_str().unwrap()];
    let report = simulated(&shop(), &[&["--orders", orders.to_str().unwrap()][..], &against].concat());
    let value = json(&report);
    assert_eq!(value["population"]["visitors"], 25);
    assert_eq!(row(&value["segments"], "lapsed")["visitors"], "<5", "three bought in March");
    assert_eq!(row(&value["segments"], "lapsed")["share"], Value::Null);
    assert_eq!(row(&value["segments"], "first_time_buyer")["visitors"], "all but <5", "22 of 25 would tell the three");
    let moved = row(&value["changes"]["segments"], "lapsed");
    assert_eq!(moved["gained"]["visitors"], "<5");
    assert_eq!((&moved["before"], &moved["gained"]["examples"]), (&Value::Null, &serde_json::json!([])));

    let text = terminal::print(&report, &terminal::Style { width: 120, colour: false });
    let page = html::page(&report);
    for said in [value.to_string(), page, text] {
        for word in ["7700001", "IS", "Iceland"] {
            let found = said.split(|c: char| !c.is_ascii_alphanumeric()).any(|part| part.starts_with(word));
            assert!(!found, "`{word}` is in the report");
        }
    }
}

#[test]
fn orders_of_another_shop_are_refused() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("orders.csv");
    std::fs::write(&path, "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\n1,ZZ-1,1,2025-09-30,5,77\n")
        .unwrap();
    let said = refused(&shop(), &["--orders", path.to_str().unwrap()]);
    assert!(said.contains("none of the 1 products"), "{said}");
}

#[test]
fn without_anybody_it_says_who_could_come() {
    let empty = changed("shop.json", "EUR", "EUR");
    std::fs::remove_dir_all(empty.path().join("personas")).unwrap();
    let said = refused(empty.path(), &[]);
    assert!(said.contains("--orders FILE") && said.contains("--samples FILE"), "{said}");
}

/// Eight lapse; one of them alone is from Iceland, and one alone bought twice.
#[test]
fn nobody_is_described_in_words_that_fit_few() {
    let place = tempfile::tempdir().unwrap();
    let mut text = String::from("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n");
    for n in 0..16 {
        let country = if n == 0 { "Iceland" } else { "Germany" };
        let day = if n < 8 { "2025-03-01" } else { "2025-09-30" };
        text += &format!("{n},K-101,Kettle,1,{day},59.90,50{n},{country}\n");
    }
    text += "99,K-101,Kettle,1,2025-02-27,59.90,501,Germany\n";
    let orders = place.path().join("orders.csv");
    std::fs::write(&orders, text).unwrap();
    let old = changed(
        "shop.json",
        "\"currency\": \"EUR\"",
        "\"lifecycle\": { \"at_risk\": 90, \"lapsed\": 400 }, \"currency\": \"EUR\"",
    );
    let told = ["--orders", orders.to_str().unwrap(), "--against", old.path().to_str().unwrap()];
    let report = json(&simulated(&shop(), &told));
    let lapsed = row(&report["changes"]["segments"], "lapsed");
    assert_eq!(lapsed["gained"]["visitors"], 8);
    let said = lapsed["gained"]["examples"].as_array().unwrap();
    let want = ["bought once, last about 7 months ago", "bought once, last about 7 months ago, from DE"];
    assert_eq!(said.iter().map(|words| words.as_str().unwrap()).collect::<BTreeSet<_>>(), BTreeSet::from(want));
}

/// Visitors of samples: each line so many times.
fn samples(place: &Path, lines: &[(usize, &str)]) -> PathBuf {
    let path = place.join("samples.jsonl");
    std::fs::write(&path, lines.iter().map(|(n, line)| format!("{line}\n").repeat(*n)).collect::<String>()).unwrap();
    path
}

const CART: &str = r#"{"visitor": {"cart": [{"product": "K-101", "days_ago": 2}]}, "consent": {"personalization": true}, "country": "DE", "search": "best kettle"}"#;
const FINE: &str = r#"{"country": "DE", "search": "best kettle"}"#;
const LIMESCALE: &str = r#"{"country": "DE", "search": "limescale"}"#;
const NEW: &str = r#"{"country": "DE"}"#;

#[test]
fn a_few_do_not_follow_by_taking_away() {
    let place = tempfile::tempdir().unwrap();
    let file = samples(place.path(), &[(20, CART), (3, FINE), (3, LIMESCALE), (17, NEW)]);
    let three = "{ \"to\": { \"category\": \"tea\" }, \"when\": { \"segment\": \"premium\" } }, { \"to\": { \"category\": \"care\" } }";
    let shop = changed("campaigns/limescale.json", "{ \"to\": { \"category\": \"care\" } }", three);
    let report = json(&simulated(shop.path(), &["--samples", file.to_str().unwrap()]));
    let links = report["landings"].as_array().unwrap();
    let link = links.iter().find(|row| row["campaign"] == "limescale" && row["with_product"] == false).unwrap();
    let taken: Vec<&Value> = link["candidates"].as_array().unwrap().iter().map(|row| &row["visitors"]).collect();
    assert_eq!(taken, [&Value::from("<5"), &0.into(), &23.into(), &"not told".into()], "17 and 23 of 43 leave three");
    assert!(link["candidates"][3]["share"].is_null());

    // 20 of the 23 who look for the finest left a cart: three did not.
    assert_eq!(row(&report["segments"], "premium")["visitors"], 23);
    assert_eq!(row(&report["segments"], "cart_abandoner")["visitors"], 20);
    let pairs = report["overlaps"].as_array().unwrap();
    let both = ["premium", "cart_abandoner"];
    let told = |pair: &&Value| both.iter().all(|id| pair["first"] == *id || pair["second"] == *id);
    assert_eq!(pairs.iter().find(told), None);
    let names = report["matrix"]["segments"].as_array().unwrap();
    let [a, b] = both.map(|id| names.iter().position(|name| name == id).unwrap());
    assert_eq!(report["matrix"]["both"][a][b], "not told");
    assert_eq!(report["matrix"]["jaccard"][a][b], Value::Null);

    let hidden = |cell: &Value| cell.is_string();
    for trial in report["experiments"].as_array().unwrap() {
        for parts in ["arms", "out"].map(|parts| trial[parts].as_array().unwrap()) {
            let some: Vec<_> = parts.iter().filter(|part| part["visitors"] != 0).collect();
            let untold = some.iter().filter(|part| hidden(&part["visitors"])).count();
            assert!(untold != 1 || some.len() == 1, "{trial}");
        }
    }
}

#[test]
fn a_shelf_of_a_few_is_not_compared() {
    let place = tempfile::tempdir().unwrap();
    let old = changed("sets/finest.json", "\"K-113\"", "\"B-808\"");
    for (many, told) in [(3, false), (9, true)] {
        let file = samples(place.path(), &[(many, FINE), (20, NEW)]);
        let told_of = ["--samples", file.to_str().unwrap(), "--against", old.path().to_str().unwrap()];
        let report = simulated(&shop(), &told_of);
        let value = json(&report);
        let shelf = row(&value["changes"]["shelves"], "finest");
        assert_eq!((shelf.is_object(), shelf["replaced"].is_number()), (true, told), "{shelf}");
        let text = terminal::print(&report, &terminal::Style { width: 120, colour: false });
        let line = text.lines().find(|line| line.contains("products of the set finest")).unwrap();
        assert_eq!(line.contains('%'), told, "{line}");
    }
}

/// Three stay and twenty come: how many there are now is told, so how many came is not.
#[test]
fn a_few_who_stay_do_not_follow_from_those_who_come() {
    let place = tempfile::tempdir().unwrap();
    let file = samples(place.path(), &[(20, FINE), (3, LIMESCALE), (17, NEW)]);
    let (finest, trouble) =
        ("{ \"signal\": \"intent\", \"is\": \"premium\" }", "{ \"signal\": \"intent\", \"is\": \"problem_aware\" }");
    let old = changed("segments/premium.json", finest, trouble);
    let new = changed("segments/premium.json", finest, &format!("{{ \"any\": [{finest}, {trouble}] }}"));
    let against = ["--against", old.path().to_str().unwrap()];
    let report = json(&simulated(new.path(), &[&["--samples", file.to_str().unwrap()][..], &against].concat()));
    assert_eq!(row(&report["segments"], "premium")["visitors"], 23);
    let moved = row(&report["changes"]["segments"], "premium");
    assert_eq!((&moved["gained"]["visitors"], &moved["gained"]["share"]), (&"not told".into(), &Value::Null));
    assert_eq!((&moved["before"], &moved["after"]), (&Value::Null, &Value::Null));
}
