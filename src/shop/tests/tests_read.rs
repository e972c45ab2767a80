//! Tests and personas of a folder are checked like its rules.

use super::{Shop, said};

fn with(expect: &str) -> Shop {
    Shop::new().with(
        "tests/a.json",
        format!("{{ \"name\": \"X\", \"request\": {{ \"path\": \"/_segue/pdp/T-1\" }},\n \"expect\": {expect} }}"),
    )
}

#[test]
fn a_test_in_order_is_no_problem() {
    with(r#"{ "status": 200, "blocks": ["welcome"], "segments": ["back-again"] }"#).compile();
}

#[test]
fn names_in_tests_have_to_exist() {
    with(r#"{ "blocks": ["welcom"] }"#).expect(
        "tests/a.json:2:25",
        "unknown block `welcom`",
        "did you mean `welcome`?",
    );
    with(r#"{ "segments": ["back-agian"] }"#).expect(
        "tests/a.json:2:27",
        "unknown segment `back-agian`",
        "did you mean `back-again`?",
    );
    with(r#"{ "reasons": { "welcoem": "withheld" } }"#).expect(
        "tests/a.json:2:27",
        "unknown rule `welcoem`",
        "did you mean `welcome`?",
    );
    with(r#"{ "sets": { "all": { "has": ["T-9"] } } }"#).problems();
    with(r#"{ "reasons": { "4 (category)": "withheld" } }"#).compile();
    // A receipt has lines about these too.
    for intent in crate::engine::Intent::ALL {
        with(&format!("{{ \"reasons\": {{ \"{}\": \"withheld\" }} }}", intent.name())).compile();
    }
    with(r#"{ "reasons": { "the ad": "cookie" } }"#).compile();
    with(r#"{ "reasons": { "premum": "withheld" } }"#).expect(
        "tests/a.json:2:27",
        "unknown rule `premum`",
        "did you mean `premium`?",
    );
}

#[test]
fn arms_in_tests_have_to_exist() {
    let experiment = r#"{ "name": "E", "hypothesis": "H", "arms": [ { "id": "control", "weight": 50 },
        { "id": "loud", "weight": 50, "show": ["welcome"] } ] }"#;
    let shop =
        |arm: &str| with(&format!("{{ \"arms\": {{ \"e\": \"{arm}\" }} }}")).with("experiments/e.json", experiment);
    shop("none").compile();
    shop("loud").compile();
    shop("lout").expect("tests/a.json:2:29", "unknown arm `lout`", "did you mean `loud`?");
}

#[test]
fn every_mistake_of_a_test_is_said_at_its_place() {
    let text = "{ \"name\": 1, \"nmae\": \"X\",\n \"visitor\": { \"visits\": \"two\", \"viewed\": [{ \"days_ago\": 1 }, []] },\n \
                \"request\": { \"path\": \"/\", \"device\": null, \"gpc\": \"yes\" },\n \"expect\": { \"blocks\": \"welcome\" } }";
    let found: Vec<(String, String, String)> =
        Shop::new().with("tests/a.json", text).problems().iter().map(said).collect();
    let expected = [
        ("1:11", "expected text for `name`", "put it into double quotes"),
        ("1:14", "a test has no field `nmae`", "did you mean `name`?"),
        ("2:25", "expected a whole number from 0 to 65535 for `visits`", "write digits without quotes"),
        ("2:43", "`viewed` needs `product`", "add `\"product\": ...`"),
        ("2:62", "expected an object for `viewed`", "write `{ ... }`"),
        ("3:38", "expected a value, found `null`", "leave the line out where there is nothing to say"),
        ("3:51", "expected `true` or `false` for `gpc`", "write `true` or `false` without quotes"),
        ("4:24", "expected a list for `blocks`", "put it into square brackets: `[ ... ]`"),
    ];
    let expected = expected.map(|(at, m, h)| (format!("tests/a.json:{at}"), m.to_string(), h.to_string()));
    assert_eq!(found, expected);
}

#[test]
fn words_in_tests_and_personas_are_known_ones() {
    let persona = r#"{ "name": "X", "consent": { "advertizing": true }, "device": "phone" }"#;
    let found: Vec<_> = Shop::new().with("personas/a.json", persona).problems().iter().map(said).collect();
    let expected = [
        ("1:29", "unknown purpose `advertizing`", "did you mean `advertising`?"),
        ("1:62", "unknown device `phone`", "write one of `mobile`, `tablet`, `desktop`"),
    ];
    assert_eq!(found, expected.map(|(at, m, h)| (format!("personas/a.json:{at}"), m.to_string(), h.to_string())));
}
