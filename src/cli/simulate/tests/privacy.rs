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
