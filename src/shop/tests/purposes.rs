//! The consents that rules ask for: what is said of a rule that reads beyond them, and that they hold.

use super::{Shop, WELCOME, said};
use crate::case::{Case, run};
use crate::cookie::Keys;
use crate::day::Now;
use crate::snapshot::Snapshot;

const VIP: &str = r#"{ "name": "VIP", "when": { "signal": "audience", "is": "vip" } }"#;
const AUDIENCES: &str = r#"{ "vip": { "name": "VIP" } }"#;

fn shop() -> Shop {
    Shop::new().with("audiences.json", AUDIENCES).with("segments/vip.json", VIP).with("blocks/vip.json", BLOCK)
}

/// In order: it asks for what it reads.
const BLOCK: &str = r#"{ "kind": "orientation", "need": "n", "title": "t", "for": ["vip"], "purposes": ["personalization", "advertising"], "priority": 60 }"#;

/// Expects one error, at the place where `at` stands in `text`, and none in the same file that asks for `purposes`.
#[track_caller]
fn refused(name: &str, text: &str, at: &str, message: &str, help: &str, purposes: &str) {
    let column = text.find(at).unwrap() + 1;
    shop().with(name, text).expect(&format!("{name}:1:{column}"), message, help);
    let asked = text.find("\"purposes\": [").map(|from| (from, text[from..].find(']').unwrap() + from + 1));
    let mended = match asked {
        Some((from, to)) => format!("{}\"purposes\": [{purposes}]{}", &text[..from], &text[to..]),
        None => format!("{}, \"purposes\": [{purposes}] }}", text.strip_suffix(" }").unwrap()),
    };
    shop().with(name, mended).compile();
}

const BOTH: &str = "\"personalization\", \"advertising\"";

#[test]
fn blocks_and_sets_read_no_more_than_they_ask_for() {
    let block = |rest: &str| format!("{{ \"need\": \"n\", \"title\": \"t\", {rest} }}");
    let mend = |what: &str| {
        format!(
            "write `\"purposes\": [{BOTH}]`: it is then shown only to those who agreed to both; or take `{what}` away"
        )
    };
    refused(
        "blocks/b.json",
        &block("\"kind\": \"orientation\", \"when\": { \"not\": { \"signal\": \"audience\", \"is\": \"vip\" } }"),
        "{ \"signal\"",
        "the signal `audience` needs consent to advertising, which this block does not ask for",
        &mend("audience"),
        BOTH,
    );
    let segment = "the segment `vip`, through the signal `audience`, needs consent to advertising, which this";
    refused(
        "blocks/b.json",
        &block("\"kind\": \"orientation\", \"for\": [\"back-again\", \"vip\"]"),
        "\"vip\"",
        &format!("{segment} block does not ask for"),
        &mend("vip"),
        BOTH,
    );
    refused(
        "sets/s.json",
        "{ \"title\": \"t\", \"strategies\": [\"bestsellers\"], \"when\": { \"any\": [{ \"segment\": \"vip\" }] } }",
        "\"vip\"",
        &format!("{segment} set does not ask for"),
        &mend("vip"),
        BOTH,
    );
    let personal = "\"personalization\"";
    let one = |instead: &str| {
        format!("write `\"purposes\": [{personal}]`: it is then shown only to those who agreed to it; or {instead}")
    };
    refused(
        "blocks/b.json",
        &block("\"purposes\": [], \"kind\": \"reorder_prompt\""),
        "\"reorder_prompt\"",
        "the kind `reorder_prompt` needs consent to personalization, which this block does not ask for",
        &one("choose another kind"),
        personal,
    );
    refused(
        "blocks/b.json",
        &block("\"purposes\": [], \"kind\": \"orientation\", \"cap\": { \"times\": 1, \"within_days\": 2 }"),
        "{ \"times\"",
        "the `cap`, which counts what was shown, needs consent to personalization, which this block does not ask for",
        &one("take `cap` away"),
        personal,
    );
    for strategy in ["viewed_products", "reorder"] {
        refused(
            "sets/s.json",
            &format!("{{ \"title\": \"t\", \"strategies\": [\"bestsellers\", \"{strategy}\"], \"purposes\": [] }}"),
            &format!("\"{strategy}\""),
            &format!("the strategy `{strategy}` needs consent to personalization, which this set does not ask for"),
            &one(&format!("take `{strategy}` away")),
            personal,
        );
    }
    for kind in ["viewed_products", "category_path"] {
        let problems =
            Shop::new().with("blocks/b.json", block(&format!("\"purposes\": [], \"kind\": \"{kind}\""))).problems();
        assert_eq!(problems.len(), 1, "{kind}");
    }
    let nothing =
        block("\"kind\": \"orientation\", \"when\": { \"signal\": \"country\", \"is\": \"DE\" }, \"purposes\": []");
    Shop::new().with("blocks/b.json", nothing).compile();
}

#[test]
fn a_segment_passes_on_what_it_reads() {
    let nested = r#"{ "name": "N", "when": { "any": [ { "signal": "visits", "at_least": 2 }, { "not": { "segment": "vip" } } ] } }"#;
    shop().with("segments/a.json", nested).with("blocks/welcome.json", WELCOME.replace("back-again", "a")).without("segments/back-again.json").expect(
        "blocks/welcome.json:1:85",
        "the segment `a`, through the signal `audience`, needs consent to advertising, which this block does not ask for",
        "write `\"purposes\": [\"personalization\", \"advertising\"]`: it is then shown only to those who agreed to both; or take `a` away",
    );
}

#[test]
fn an_ads_landing_is_an_advertising_use() {
    let campaign = |when: &str, rest: &str| {
        format!("{{ \"name\": \"C\", {rest}\"candidates\": [{{ \"to\": {{ \"home\": true }}, \"when\": {when} }}] }}")
    };
    let visits = "{ \"signal\": \"visits\", \"at_least\": 2 }";
    let help = |what: &str| {
        format!(
            "write `\"purposes\": [{BOTH}]`: the candidates that read it are then only for those who agreed to both; or take `{what}` away"
        )
    };
    let reads = "reads what is remembered, and an ad's landing may do so only with consent to";
    refused(
        "campaigns/c.json",
        &campaign(visits, ""),
        visits,
        &format!("the signal `visits` {reads} personalization and advertising, which this campaign does not ask for"),
        &help("visits"),
        BOTH,
    );
    refused(
        "campaigns/c.json",
        &campaign(visits, "\"purposes\": [\"personalization\"], "),
        visits,
        &format!("the signal `visits` {reads} advertising, which this campaign does not ask for"),
        &help("visits"),
        BOTH,
    );
    refused(
        "campaigns/c.json",
        &campaign("{ \"segment\": \"back-again\" }", "\"purposes\": [\"advertising\"], "),
        "\"back-again\"",
        &format!(
            "the segment `back-again`, through the signal `visits`, {reads} personalization, which this campaign does not ask for"
        ),
        &help("back-again"),
        BOTH,
    );
    Shop::new().with("campaigns/c.json", campaign("{ \"signal\": \"intent\", \"is\": \"value\" }", "")).compile();
}

#[test]
fn experiments_read_no_more_than_they_ask_for() {
    let experiment = |rest: &str| {
        format!(
            "{{ \"name\": \"E\", \"hypothesis\": \"H\", \"arms\": [{{ \"id\": \"control\", \"weight\": 50 }}, \
             {{ \"id\": \"x\", \"weight\": 50, \"hide\": [\"welcome\"] }}], {rest} }}"
        )
    };
    refused(
        "experiments/e.json",
        &experiment("\"for\": [\"vip\"]"),
        "\"vip\"",
        "the segment `vip`, through the signal `audience`, needs consent to advertising, which this experiment does not ask for",
        &format!(
            "write `\"purposes\": [{BOTH}]`: it is then run only with those who agreed to both; or take `vip` away"
        ),
        BOTH,
    );
    refused(
        "experiments/e.json",
        &experiment("\"purposes\": [\"analytics\"]"),
        "[\"analytics\"]",
        "keeping a visitor in one arm needs consent to personalization, which this experiment does not ask for",
        "write `\"purposes\": [\"analytics\", \"personalization\"]`: it is then run only with those who agreed to both; or take `purposes` away",
        "\"analytics\", \"personalization\"",
    );
}

#[test]
fn purposes_are_read_exactly() {
    let block = |purposes: &str| WELCOME.replace(" }", &format!(", \"purposes\": {purposes} }}"));
    let refused = |purposes: &str, column: usize, message: &str, help: &str| {
        let at = format!("blocks/welcome.json:1:{column}");
        Shop::new().with("blocks/welcome.json", block(purposes)).expect(&at, message, help);
    };
    refused("[\"advertizing\"]", 113, "unknown purpose `advertizing`", "did you mean `advertising`?");
    let help = "write one of `preferences`, `analytics`, `personalization`, `advertising`";
    refused("[\"necessary\"]", 113, "unknown purpose `necessary`", help);
    refused(
        "\"advertising\"",
        112,
        "expected a list, found the text `advertising`",
        "put it into square brackets: `[ ... ]`",
    );
    Shop::new()
        .with(
            "sets/s.json",
            "{ \"title\": \"t\", \"strategies\": [\"bestsellers\"], \"shared\": true, \"purposes\": [\"analytics\"] }",
        )
        .expect(
            "sets/s.json:1:76",
            "a shared set cannot ask for consent, which differs between visitors",
            "take `\"shared\": true` away, or take this away",
        );
}

/// What a visitor with these consents gets of rules that ask for them: the first sentence that is wrong.
#[track_caller]
fn holds(path: &str, consent: &str, expect: &str) {
    let back = "\"visitor\": { \"first_visit_days_ago\": 9, \"visits\": 3 }";
    let case = format!(
        "{{ \"name\": \"n\", {back}, \"consent\": {{ {consent} }}, \"request\": {{ \"path\": \"{path}\", \"country\": \"DE\" }}, \
         \"expect\": {{ {expect} }} }}"
    );
    let case: Case = serde_json::from_str(&case).unwrap();
    let compiled = Shop::new()
        .with(
            "blocks/welcome.json",
            r#"{ "kind": "orientation", "need": "n", "title": "t", "purposes": ["analytics", "advertising"] }"#,
        )
        .with(
            "sets/s.json",
            r#"{ "title": "t", "strategies": ["bestsellers"], "size": 1, "purposes": ["analytics", "advertising"] }"#,
        )
        .with(
            "campaigns/c.json",
            r#"{ "name": "C", "purposes": ["analytics", "personalization", "advertising"], "candidates": [
            { "to": { "category": "tea" }, "when": { "segment": "back-again" } }, { "to": { "home": true } } ] }"#,
        )
        .with(
            "experiments/e.json",
            r#"{ "name": "E", "hypothesis": "H", "purposes": ["analytics", "personalization"], "arms": [
            { "id": "control", "weight": 100 }, { "id": "x", "weight": 0, "hide": ["welcome"] } ] }"#,
        )
        .compile();
    let (mut snapshot, _) = Snapshot::open(&compiled.core).unwrap();
    for (at, (_, bytes)) in (0_u16..).zip(compiled.shards) {
        snapshot.load(at, bytes, usize::MAX).unwrap();
    }
    let keys = Keys::parse("t1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdC0").unwrap();
    let wrong = run(&case, Some(&snapshot), &keys, Now::from_unix_seconds(1_800_000_000));
    assert_eq!(wrong, Vec::<String>::new(), "{consent}");
}

#[test]
fn a_rule_is_withheld_until_all_that_it_asks_for_is_granted() {
    let withheld = r#""reasons": { "welcome": "withheld", "s": "withheld" }"#;
    let all = r#""analytics": true, "advertising": true, "personalization": true"#;
    let page = "/_segue/pdp/P-1";
    for some in
        [r#""personalization": true"#, r#""advertising": true"#, r#""analytics": true, "personalization": true"#]
    {
        holds(page, some, withheld);
        holds("/r/c", some, r#""location": "/?utm_campaign=c", "reasons": { "1 (category)": "withheld" }"#);
    }
    holds(
        page,
        r#""analytics": true, "advertising": true"#,
        r#""blocks": ["welcome"], "sets": { "s": { "size": 1 } }"#,
    );
    holds(page, r#""personalization": true"#, r#""reasons": { "e": "withheld" }"#);
    holds(page, all, r#""blocks": ["welcome"], "arms": { "e": "control" }"#);
    holds("/r/c", all, r#""location": "/c/tea?utm_campaign=c""#);
    // All but one: each of them is needed.
    for but in ["analytics", "advertising", "personalization"] {
        let some = all.replace(&format!("\"{but}\": true"), &format!("\"{but}\": false"));
        holds("/r/c", &some, r#""location": "/?utm_campaign=c", "reasons": { "1 (category)": "withheld" }"#);
    }
}

#[test]
fn what_comes_with_the_profile_needs_personalization_as_well() {
    let problems = shop().with("blocks/vip.json", BLOCK.replace("\"personalization\", ", "")).problems();
    let (_, message, _) = said(problems.first().unwrap());
    assert!(message.contains("needs consent to personalization"), "an audience comes with the profile: {message}");
}
