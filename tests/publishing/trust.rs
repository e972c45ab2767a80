//! What somebody with a token for KV and no key wrote is neither followed nor signed.

use crate::place::{Place, copy};
use segue::snapshot::{SealedPointer, seal_pointer};
use serde_json::{Value, json};
use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

const LOCAL: &str = "--local";
const KEY: [&str; 3] = [LOCAL, "--key", "maya.key"];

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// A place with two publications signed by Maya, and their ids.
fn signed() -> (Place, String, [String; 2]) {
    let place = Place::new();
    let said = place.done(&["keygen", "maya"]);
    let line = said.lines().map(str::trim).find(|line| line.starts_with("maya:")).unwrap().to_owned();
    let ids = [3, 4].map(|products| {
        place.shop(products);
        place.push(&KEY[1..]);
        place.live()
    });
    (place, line, ids)
}

/// Uploads a snapshot that nobody published, and gives its id.
fn evil(place: &Place) -> String {
    let before = place.kv();
    place.shop(66);
    place.push(&["--draft"]);
    let new = place.kv().into_iter().find(|key| key.starts_with("core-") && !before.contains(key)).unwrap();
    for draft in place.kv().iter().filter(|key| key.starts_with("draft-")) {
        fs::remove_file(place.path("kv").join(draft)).unwrap();
    }
    new.strip_prefix("core-").unwrap().to_owned()
}

fn forged(live: &str, evil: &str, published: u64, name: Option<&str>) -> Vec<u8> {
    let entry = json!({ "snapshot": evil, "published": published - 1, "kind": "push" });
    let canary = json!({ "snapshot": evil, "percent": 5 });
    let body = json!({
        "snapshot": live, "parent": evil, "published": published, "kind": "canary", "canary": canary, "past": [entry],
    });
    let signature = "A".repeat(86);
    seal_pointer(format!("{body}\n").as_bytes(), name.map(|name| (name, signature.as_str())))
}

fn text(place: &Place, key: &str) -> String {
    String::from_utf8(place.value(key).unwrap()).unwrap()
}

fn history(place: &Place, line: &str) -> Value {
    let output = place.run(&["history", LOCAL, "--format", "json", "--publishers", line]);
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn nothing_is_taken_from_a_forged_pointer() {
    for (listed, name) in [(false, Some("maya")), (true, Some("maya")), (false, None), (true, None)] {
        let (place, line, ids) = signed();
        if listed {
            fs::write(place.path("wrangler.toml"), format!("[vars]\nSEGUE_PUBLISHERS = \"{line}\"\n")).unwrap();
        }
        let evil = evil(&place);
        let bytes = forged(&ids[1], &evil, now() + 5, name);
        fs::write(place.path("kv/pointer"), &bytes).unwrap();
        fs::write(place.path(&format!("kv/publication-{:010}-{evil}", now() + 5)), &bytes).unwrap();
        place.shop(5);
        let canary = ["push", "shop", "--canary", "5"];
        for command in [&["promote"][..], &["rollback"], &["rollback", "--force"], &canary] {
            let said = place.refused(&[command, &KEY].concat(), 3);
            assert!(said.contains("segue history") && said.contains("a folder that you trust"), "{command:?} {said}");
            assert_eq!(place.value("pointer").unwrap(), bytes, "{command:?}");
        }
        // A few digits name only what a publisher published; a whole id names its content.
        let said = place.refused(&[&["rollback", &evil[..10]][..], &KEY].concat(), 3);
        assert!(said.contains("all 32 digits") && place.value("pointer").unwrap() == bytes, "{said}");
        copy(&place.path("kv"), &place.path("kept"));
        place.done(&[&["rollback", &evil][..], &KEY].concat());
        assert_eq!(place.live(), evil);
        for take_back in [true, false] {
            fs::remove_dir_all(place.path("kv")).unwrap();
            copy(&place.path("kept"), &place.path("kv"));
            let said = match take_back {
                true => place.done(&[&["rollback", &ids[0][..10]][..], &KEY].concat()),
                false => place.push(&KEY[1..]),
            };
            assert!(
                said.contains("no signature that holds") && !said.contains(&format!("rollback {}", &evil[..10])),
                "{said}"
            );
            let pointer = place.pointer();
            assert_eq!((&pointer["parent"], &pointer["past"][0]["snapshot"]), (&json!(ids[1]), &json!(ids[1])));
            assert!(pointer.get("canary").is_none() && !text(&place, "pointer").contains(&evil));
            assert!(pointer["published"].as_u64().unwrap() > now(), "later than what some may follow");
            assert_eq!(history(&place, &line)["publications"][0]["signature"], "valid");
        }
    }
}

#[test]
fn without_a_record_that_counts_a_push_begins_anew() {
    let (place, _, ids) = signed();
    let evil = evil(&place);
    for key in place.kv().iter().filter(|key| key.starts_with("publication-")) {
        fs::write(place.path("kv").join(key), forged(&ids[0], &evil, now(), Some("maya"))).unwrap();
    }
    fs::write(place.path("kv/publication-zzz"), "x").unwrap();
    fs::write(place.path("kv/pointer"), forged(&ids[1], &evil, u64::MAX - 1, Some("maya"))).unwrap();
    place.shop(5);
    let said = place.push(&KEY[1..]);
    assert!(said.contains("a new history begins"), "{said}");
    let pointer = place.pointer();
    assert!(pointer.get("parent").is_none() && pointer.get("past").is_none(), "{pointer}");
    assert!(pointer["published"].as_u64().unwrap() <= now(), "no forged time is gone past");
}

#[test]
fn an_unsigned_pointer_counts_for_the_first_signed_publication_while_nobody_is_listed() {
    let place = Place::new();
    let said = place.done(&["keygen", "maya"]);
    let line = said.lines().map(str::trim).find(|line| line.starts_with("maya:")).unwrap();
    place.push(&[]);
    let first = place.live();
    place.shop(4);
    place.push(&["--canary", "5"]);
    let promote = [&["promote"][..], &KEY].concat();
    let said = place.refused(&[&promote[..], &["--publishers", line]].concat(), 3);
    assert!(said.contains("is not signed"), "{said}");
    place.done(&promote);
    assert_eq!(place.pointer()["parent"], *first);
    assert_eq!(history(&place, line)["publications"][0]["signature"], "valid");
}

#[test]
fn neither_a_draft_nor_a_record_passes_for_a_pointer() {
    let (place, line, ids) = signed();
    place.shop(7);
    place.push(&["--draft", "--key", "maya.key"]);
    place.shop(8);
    place.plan("kill-after 6");
    assert!(!place.run(&[&["push", "shop"][..], &KEY].concat()).status.success());
    place.plan("");
    let ours = |key: &String| key.starts_with("publication-") || key.starts_with("draft-");
    let records: Vec<String> = place.kv().into_iter().filter(ours).collect();
    assert_eq!(records.len(), 4);
    let before = place.value("pointer").unwrap();
    for key in records {
        fs::write(place.path("kv/pointer"), place.value(&key).unwrap()).unwrap();
        let history = history(&place, &line);
        let lines = history["publications"].as_array().unwrap();
        let own = lines.iter().find(|line| line["pointer"] == true).unwrap();
        assert_ne!(own["signature"], "valid", "{key}");
    }
    // The records themselves are known to be Maya's, and enough to go back by.
    fs::write(place.path("kv/pointer"), before).unwrap();
    let history = history(&place, &line);
    let lines = history["publications"].as_array().unwrap();
    assert!(lines.len() == 3 && lines.iter().all(|line| line["signature"] == "valid"), "{history}");
    fs::remove_file(place.path("kv/pointer")).unwrap();
    place.done(&[&["rollback", &ids[0][..8]][..], &KEY].concat());
    assert_eq!(place.live(), ids[0]);
}

#[test]
fn the_same_content_is_signed_anew_where_no_signature_holds() {
    let place = Place::new();
    let said = place.done(&["keygen", "maya"]);
    let maya = said.lines().map(str::trim).find(|line| line.starts_with("maya:")).unwrap();
    let said = place.done(&["keygen", "jonas"]);
    let jonas = said.lines().map(str::trim).find(|line| line.starts_with("jonas:")).unwrap();
    let both = format!("{maya},{jonas}");
    place.push(&[]);
    let forge = |place: &Place| {
        let bytes = place.value("pointer").unwrap();
        let sealed = SealedPointer::read(&bytes).unwrap();
        fs::write(place.path("kv/pointer"), seal_pointer(sealed.body(), Some(("maya", &"A".repeat(86))))).unwrap();
    };
    for over in ["unsigned", "of nobody listed", "forged"] {
        match over {
            "of nobody listed" => drop(place.push(&["--key", "jonas.key"])),
            "forged" => forge(&place),
            _ => (),
        }
        let (before, id) = (place.value("pointer"), place.live());
        let said = place.push(&["--key", "maya.key"]);
        assert!(said.contains("the content is live already; signed anew"), "{over}: {said}");
        assert!(place.value("pointer") != before && place.live() == id && place.is_whole(), "{over}");
        assert_eq!(history(&place, maya)["publications"][0]["signature"], "valid", "{over}");
        // And then there is nothing to do, for Maya and for whoever believes her.
        let before = place.value("pointer");
        assert!(place.push(&["--key", "maya.key"]).contains("nothing was published"));
        assert!(place.push(&["--key", "jonas.key", "--publishers", &both]).contains("nothing was published"));
        // Who is not listed publishes nothing that a Worker would serve, and hears so.
        let said = place.refused(&["push", "shop", "--local", "--key", "jonas.key", "--publishers", maya], 3);
        assert!(said.contains("`jonas` is not among the publishers"), "{said}");
        assert_eq!(place.value("pointer"), before, "{over}");
    }
}
