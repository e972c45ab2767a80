//! `segue diff`.

use crate::place::Place;
use serde_json::{Value, json};

/// A place with the sample shop live, and a changed copy of it in `new`.
fn changed() -> Place {
    let place = Place::new();
    place.sample("old");
    place.sample("new");
    place.edit("new/segments/lapsed.json", |it| replace(it, &json!("lapsed"), &json!("at_risk")));
    // A new name is told once, not for every rule that uses the segment.
    place.edit("new/segments/new_visitor.json", |it| it["name"] = "Somebody new".into());
    place.edit("new/blocks/welcome.json", |it| {
        it["title"] = "Good to see you".into();
        // A change at the end of a long text.
        it["text"] = format!("{} Or two.", it["text"].as_str().unwrap()).into();
        it["priority"] = 70.into();
        it["window"] = json!({ "to": "2030-01-31" });
    });
    std::fs::write(place.path("ids"), format!("{:064x}\n{:064x}\n", 7, 8)).unwrap();
    place.done(&["audience", "add", "vip", "--ids", "ids", "--until", "2030-01-01", "--dir", "new"]);
    std::fs::remove_file(place.path("new/campaigns/linen-days.json")).unwrap();
    place.edit("new/experiments/quieter-welcome.json", |it| it["holdout_percent"] = 7.into());
    place.edit("new/sets/finest.json", |it| it["title"] = "The very finest".into());
    place.edit("new/shop.json", |it| {
        it["defaults"] = json!({ "blocks": 4, "sets": 2, "set_size": 4, "personalized_blocks": 2 })
    });
    place.edit("new/products.json", |it| {
        let list = it.as_array_mut().unwrap();
        list[0]["price"] = json!(77.0);
        list[1]["price"] = json!(999.0);
        for product in &mut list[2..9] {
            product["stock"] = 0.into();
        }
    });
    place
}

fn replace(value: &mut Value, from: &Value, to: &Value) {
    if value == from {
        *value = to.clone();
    }
    match value {
        Value::Array(list) => list.iter_mut().for_each(|item| replace(item, from, to)),
        Value::Object(map) => map.values_mut().for_each(|item| replace(item, from, to)),
        _ => (),
    }
}

#[test]
fn changes_are_told_in_words_and_a_folder_compares_as_what_is_published() {
    let place = changed();
    let said = place.run(&["diff", "old", "new"]);
    assert!(said.status.success(), "{said:?}");
    let said = String::from_utf8(said.stdout).unwrap();
    let wanted = [
        "1 product costs less: `",
        " 77.00 EUR, was 79.00 EUR",
        "1 product costs more: `",
        "products are out of stock: `",
        "`welcome`: title \"Good to see you\", was \"Good to have you here\"; text …",
        "on the shelf. Or two.\", was …",
        "priority 70, was 68; time until 2030-01-31, was always",
        "`linen-days` is gone",
        "other people are on the lists",
        "`Somebody new`: name \"Somebody new\", was ",
        "`quieter-welcome`: holdout 7 %, was ",
        "`finest`: title \"The very finest\", was ",
        "blocks on a page 4, was 3",
        "`lifecycle` is `at_risk`, was `lapsed`",
    ];
    for words in wanted {
        assert!(said.contains(words), "`{words}` is not in\n{said}");
    }
    assert!(said.contains("and 2 more") || said.contains("and 1 more"), "five are named: {said}");
    assert_eq!(said.matches("Somebody new").count(), 2, "{said}");
    assert!(!said.contains("{\""), "no JSON:\n{said}");
    assert!(place.calls().is_empty(), "two folders need no KV");

    place.done(&["push", "old", "--local"]);
    let old = place.live();
    let pushed = place.done(&["push", "new", "--local"]);
    let new = place.live();
    let summary = said.lines().next().unwrap().split_once(": ").unwrap().1;
    assert!(pushed.lines().any(|line| line == summary), "{summary}\n{pushed}");
    for args in [["diff", &old[..6], &new], ["diff", &old, "live"], ["diff", "old", "live"]] {
        let output = place.run(&[&args[..], &["--local"]].concat());
        assert_eq!(String::from_utf8(output.stdout).unwrap(), said, "{args:?}");
    }
    let output = place.run(&["diff", "new", "--local"]);
    assert!(String::from_utf8(output.stdout).unwrap().contains("nothing changed"));
}

#[test]
fn json_holds_the_same_sentences() {
    let place = changed();
    let output = place.run(&["diff", "old", "new", "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["same"], false);
    let changes = report["changes"].as_array().unwrap();
    let gone = changes.iter().find(|change| change["group"] == "campaigns").unwrap();
    assert_eq!(
        (&gone["kind"], &gone["id"], &gone["text"]),
        (&"removed".into(), &"linen-days".into(), &"`linen-days` is gone".into())
    );
    let stock = changes.iter().find(|change| change["kind"] == "stock").unwrap();
    assert!(stock["count"].as_u64().unwrap() >= 6, "{stock}");
    let output = place.run(&["diff", "old", "old", "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["same"], &report["summary"]), (&true.into(), &"nothing changed".into()));
}

#[test]
fn what_cannot_be_compared_is_said() {
    let place = Place::new();
    assert!(place.refused(&["diff", "shop", "--local"], 3).contains("nothing is live"));
    place.push(&[]);
    assert!(place.refused(&["diff", "nowhere", "--local"], 3).contains("neither a folder, nor a snapshot's id"));
    assert!(place.refused(&["diff", "aaaaaa", "--local"], 3).contains("there is no snapshot `aaaaaa`"));
    std::fs::write(place.path("kv").join(format!("core-{}", place.live())), "broken").unwrap();
    assert!(place.refused(&["diff", "shop", "--local"], 3).contains("is damaged"));
    // A push needs no diff.
    place.shop(5);
    place.push(&[]);
}
