//! Experiments that deal clicks.

use super::*;

#[test]
fn clicks_are_dealt_to_everyone_by_chance() {
    let report = simulated(&shop(), &[]);
    let said = json(&report);
    let trial = row(&said["experiments"], "kettle-or-set");
    assert_eq!((trial["unit"].as_str(), trial["enrolled"].as_u64()), (Some("click"), Some(12)), "{trial}");
    assert_eq!(trial["out"].as_array().unwrap().len(), 0, "nobody is asked for a consent");
    let arms: Vec<u64> =
        trial["arms"].as_array().unwrap().iter().map(|arm| arm["visitors"].as_u64().unwrap()).collect();
    assert!(arms.iter().all(|arm| *arm > 0) && arms.iter().sum::<u64>() == 12, "{arms:?}");
    // An experiment behind it in the folder is told by its own reasons.
    let behind = row(&said["experiments"], "quieter-welcome");
    assert_eq!((behind["unit"].as_str(), behind["enrolled"].as_u64()), (Some("visitor"), Some(1)), "{behind}");
    assert!(!behind["out"].as_array().unwrap().is_empty());
}

#[test]
fn what_clicks_are_dealt_to_is_not_said_to_be_unreachable() {
    let shop = changed("experiments/kettle-or-set.json", "\"weight\": 50 },", "\"weight\": 99 },");
    let file = shop.path().join("experiments/kettle-or-set.json");
    let text = std::fs::read_to_string(&file).unwrap().replace("\"weight\": 50", "\"weight\": 1");
    std::fs::write(&file, text).unwrap();
    let report = simulated(shop.path(), &[]);
    let trial = json(&report);
    let trial = row(&trial["experiments"], "kettle-or-set");
    assert_eq!(trial["arms"][1]["visitors"], 0, "{trial}");
    let notes = sections::sections(&report).into_iter().find(|section| section.id == "landings").unwrap().notes;
    let note =
        notes.iter().find(|note| note.starts_with("pour-over never") || note.starts_with("pour-over-week never"));
    assert!(note.is_none_or(|note| !note.contains("SET-")), "{note:?}");
}
