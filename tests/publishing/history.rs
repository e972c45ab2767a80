//! `segue history`.

use crate::place::Place;
use serde_json::Value;

fn json(place: &Place, more: &[&str]) -> Value {
    let output = place.run(&[&["history", "--local", "--format", "json"], more].concat());
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn it_says_who_what_when_and_why() {
    let place = Place::new();
    assert!(place.done(&["history", "--local"]).contains("nothing was published yet"));
    place.push(&["--author", "Maya", "--message", "first"]);
    place.shop(4);
    place.push(&["--author", "Jonas", "--canary", "15", "--message", "tea season"]);
    place.shop(5);
    place.push(&["--draft", "--author", "Ana"]);
    let said = place.done(&["history", "--local"]);
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines[0].starts_with("trial ") && lines[0].contains("canary of 15 % by `Jonas`"), "{said}");
    assert!(lines[0].contains(" UTC (just now)"), "{said}");
    assert!(lines[1].contains("tea season") && lines[2].contains("15 % of the remembered visitors"), "{said}");
    assert!(
        lines[3].starts_with("live ") && lines[3].contains("push by `Maya`") && lines[4].contains("first"),
        "{said}"
    );
    assert!(lines[5].starts_with("draft ") && lines[5].contains("`Ana`"), "{said}");
    let json = json(&place, &[]);
    let first = &json["publications"][0];
    assert_eq!(
        (&first["live"], &first["canary_percent"], &first["author"]),
        (&false.into(), &15.into(), &"Jonas".into())
    );
    assert_eq!(json["publications"][1]["live"], true, "what is live stays live beside a canary");
    assert_eq!(json["publications"].as_array().unwrap().len(), 2);
    assert_eq!((&json["pointer"], json["drafts"].as_array().unwrap().len()), (&"ok".into(), 1));
}

#[test]
fn it_knows_whose_signature_holds() {
    let place = Place::new();
    let public = |name: &str| {
        let said = place.done(&["keygen", name]);
        said.lines().map(str::trim).find(|line| line.starts_with(&format!("{name}:"))).unwrap().to_owned()
    };
    let (maya, jonas) = (public("maya"), public("jonas"));
    place.push(&["--key", "maya.key"]);
    place.shop(4);
    let both = format!("{maya},{jonas}");
    place.push(&["--key", "jonas.key", "--publishers", &both]);
    let told = |list: &str| {
        let json = json(&place, &["--publishers", list]);
        [0, 1].map(|at| json["publications"][at]["signature"].as_str().unwrap().to_owned())
    };
    assert_eq!(told(&both), ["valid", "valid"]);
    assert_eq!(told(&maya), ["invalid", "valid"], "jonas is not listed");
    assert_eq!(told(&format!("{maya},jonas:{}", maya.strip_prefix("maya:").unwrap())), ["invalid", "valid"]);
    assert_eq!(told(""), ["unknown", "unknown"]);
    std::fs::write(place.path("wrangler.toml"), format!("[vars]\nSEGUE_PUBLISHERS = \"{both}\"\n")).unwrap();
    assert_eq!(json(&place, &[])["publications"][0]["signature"], "valid");
    assert!(place.done(&["history", "--local", "--publishers", &maya]).contains("IS NOT VALID"));
    assert!(place.refused(&["history", "--local", "--publishers", "maya"], 3).contains("publisher 1"));
}

#[test]
fn a_publication_that_was_replaced_unseen_is_shown() {
    let place = Place::new();
    place.push(&[]);
    place.theirs("theirs", 5);
    place.shop(4);
    place.plan("");
    place.push(&["--author", "Maya"]);
    // Their record, and not their pointer: Maya's was written after it.
    for key in crate::place::names(&place.path("theirs")).iter().filter(|key| *key != "pointer") {
        std::fs::copy(place.path("theirs").join(key), place.path("kv").join(key)).unwrap();
    }
    let said = place.done(&["history", "--local"]);
    assert!(said.contains("lost") && said.contains("by `Jonas`") && said.contains("segue diff live"), "{said}");
    let json = json(&place, &[]);
    let lost: Vec<&Value> =
        json["publications"].as_array().unwrap().iter().filter(|line| line["in_chain"] == false).collect();
    assert_eq!((lost.len(), &lost[0]["author"]), (1, &"Jonas".into()));
    // The next push says so too.
    place.shop(6);
    assert!(place.push(&[]).contains("it is not in the history"));
}

#[test]
fn a_damaged_pointer_is_said() {
    let place = Place::new();
    place.push(&["--author", "Maya"]);
    std::fs::write(place.path("kv/pointer"), "damaged").unwrap();
    let said = place.done(&["history", "--local"]);
    assert!(said.contains("the pointer is damaged") && said.contains("by `Maya`"), "{said}");
    assert_eq!(json(&place, &[])["publications"][0]["live"], false);
}

#[test]
fn words_steer_no_terminal() {
    let place = Place::new();
    place.push(&["--author", "M\u{1b}[2J", "--message", "a\n\u{7}b"]);
    let said = place.done(&["history", "--local"]);
    assert!(!said.contains(['\u{1b}', '\u{7}']), "{said:?}");
}
