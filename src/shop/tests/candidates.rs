//! Candidates of campaigns: what combines, what competes, in which order they are tried, and what is said of it.

use super::codes::{campaign_text, found};
use super::{PRODUCTS, SHOP, Shop, said};
use crate::day::Day;
use crate::shop::{Code, Severity};
use crate::snapshot::{Campaign, Candidate, Condition, Destination, Snapshot, Step, Unit, Window};

const EXPERIMENT: &str = r#"{ "name": "E", "hypothesis": "h", "unit": "click",
  "arms": [ { "id": "control", "weight": 50 }, { "id": "x", "weight": 50 } ] }"#;

fn shop() -> Shop {
    let channel = r#""use_case_query": "u={use_case}", "channels": [ { "id": "a", "kind": "amazon", "marketplace": "DE",
        "home": "https://www.amazon.de/stores/x" } ], "name""#;
    Shop::new()
        .with("shop.json", SHOP.replacen("\"name\"", channel, 1))
        .with("products.json", PRODUCTS.replacen("9.50", "9.50, \"listings\": { \"a\": \"B0ABCDEFGH\" }", 1))
        .with("experiments/e.json", EXPERIMENT)
}

fn with(candidates: &str, rest: &str) -> Shop {
    shop().with("campaigns/c.json", campaign_text(candidates).replacen('{', &format!("{{ {rest}"), 1))
}

fn codes(shop: &Shop) -> Vec<Code> {
    found(shop).iter().map(|problem| problem.code).collect()
}

fn compiled(shop: &Shop) -> (Campaign, Snapshot) {
    let (snapshot, warnings) = Snapshot::open(&shop.compile().core).unwrap();
    assert_eq!(warnings, []);
    let campaign = snapshot.core().campaigns.get("c").unwrap().body.clone().unwrap();
    (campaign, snapshot)
}

/// One candidate for each step, the last first.
const BACKWARDS: &str = r#"{ "to": { "home": true } }, { "to": { "channel": "a" }, "when": { "signal": "country", "is": "DE" } },
  { "to": { "url": "/x" }, "when": { "signal": "country", "is": "FR" } }, { "to": { "category": "from_link" } },
  { "to": { "successor": "from_link" } }, { "to": { "bundle": "from_link" } }, { "to": { "variant": "from_link" } },
  { "to": { "listing": "B0ABCDEFGH", "channel": "a" }, "when": { "signal": "country", "is": "IT" } },
  { "to": { "product": "from_link", "channel": "a" } }, { "to": { "product": "from_link" } }"#;

#[test]
fn candidates_are_tried_by_closeness_or_as_they_are_written() {
    let steps = |campaign: &Campaign| campaign.candidates.iter().map(|one| one.to.step()).collect::<Vec<_>>();
    let (closest, _) = compiled(&with(BACKWARDS, ""));
    let mut all = Step::ALL[1..].to_vec();
    all.insert(1, Step::Listing);
    assert_eq!(steps(&closest), all);
    // Within one step the file decides.
    assert_eq!(closest.candidates[1].to, Destination::Listed(0, "B0ABCDEFGH".into()));
    assert_eq!(closest.candidates[2].to, Destination::Listing(0, None));
    assert_eq!(codes(&with(BACKWARDS, "")), [Code::CandidatesOutOfOrder]);
    all.reverse();
    let written = BACKWARDS.replacen(
        "{ \"home\": true }",
        "{ \"url\": \"/y\" }, \"when\": { \"signal\": \"country\", \"is\": \"ES\" }",
        1,
    );
    let (written, _) = compiled(&with(&written, "\"order\": \"as_written\", "));
    assert_eq!(steps(&written)[1..], all[1..]);
    assert_eq!(codes(&with(BACKWARDS, "\"order\": \"as_written\", ")).len(), 9, "nothing is reached behind `home`");
    let problems = found(&with(
        "{ \"to\": { \"home\": true } }, { \"to\": { \"category\": \"tea\" }, \"when\": { \"signal\": \"device\", \"is\": \"mobile\" } }",
        "",
    ));
    let (at, message, help) = said(problems.first().unwrap());
    assert_eq!(at, "campaigns/c.json:1:31");
    assert_eq!(
        message,
        "these candidates are not tried as they are written, but by closeness: the category `tea`, the front page"
    );
    assert_eq!(help, "move the category `tea` up to where it is tried, or write `\"order\": \"as_written\"`");
}

#[test]
fn all_of_a_candidate_combines() {
    let one = r#"{ "to": { "product": "T-1", "channel": "a" }, "window": { "from": "2026-01-01" },
        "arm": { "experiment": "e", "is": "x" }, "when": [ { "signal": "language", "is": "de" }, { "signal": "device", "is": "mobile" } ] },
        { "to": { "home": true }, "in_app": false }"#;
    let (campaign, snapshot) = compiled(&with(one, "\"offer\": \"O\", "));
    assert_eq!(campaign.offer, "O");
    let Candidate { to, when, window, arm, in_app } = &campaign.candidates[0];
    assert_eq!((to.step(), *arm, *in_app), (Step::Listing, Some((0, 1)), false));
    assert_eq!(*window, Window { from: Day::parse("2026-01-01"), to: None });
    assert!(matches!(when, Some(Condition::All(parts)) if parts.len() == 2), "{when:?}");
    assert_eq!(snapshot.core().experiments[0].body.as_ref().unwrap().unit, Unit::Click);
    assert_eq!(codes(&with("{ \"to\": { \"home\": true }, \"when\": [] }", "")), [Code::WrongValue]);
}

#[test]
fn what_competes_is_told_and_fails_nothing() {
    let when = |first: &str, second: &str| {
        with(
            &format!(
                "{{ \"to\": {{ \"url\": \"/a\" }}, {first} }}, {{ \"to\": {{ \"url\": \"/b\" }}, {second} }}, {{ \"to\": {{ \"home\": true }} }}"
            ),
            "",
        )
    };
    let is = |intent: &str| format!("\"when\": {{ \"signal\": \"intent\", \"is\": \"{intent}\" }}");
    let problems = found(&when(&is("premium"), &is("bundle")));
    assert_eq!(
        problems.iter().map(|one| (one.code, one.severity())).collect::<Vec<_>>(),
        [(Code::CandidatesCompete, Severity::Note)]
    );
    assert_eq!(
        problems[0].message,
        "these compete: the page `/a` and the page `/b`; when both hold, the page `/a` wins, since it comes first"
    );
    // What cannot hold at once does not compete.
    assert_eq!(codes(&when(&is("single"), &is("bundle"))), []);
    let and = |own: &str, rest: &str| format!("{}, {rest}", is(own));
    for (one, other) in [
        ("\"window\": { \"to\": \"2027-01-31\" }", "\"window\": { \"from\": \"2027-02-01\" }"),
        (
            "\"arm\": { \"experiment\": \"e\", \"is\": \"control\" }",
            "\"arm\": { \"experiment\": \"e\", \"is\": \"x\" }",
        ),
    ] {
        assert_eq!(codes(&when(&and("premium", one), &and("bundle", other))), [], "{one}");
        assert_eq!(codes(&when(&and("premium", one), &and("bundle", one))), [Code::CandidatesCompete], "{one}");
    }
    // What is left when nothing before it holds needs no word.
    assert_eq!(
        codes(&with(
            &format!("{{ \"to\": {{ \"url\": \"/a\" }}, {} }}, {{ \"to\": {{ \"url\": \"/b\" }} }}", is("premium")),
            ""
        )),
        []
    );
}

#[test]
fn a_candidate_shadows_only_when_it_always_lands() {
    let first = |first: &str, second: &str| codes(&with(&format!("{first}, {second}"), ""));
    let home = "{ \"to\": { \"home\": true } }";
    assert_eq!(first("{ \"to\": { \"channel\": \"a\" } }", home), [Code::ShadowedCandidate]);
    assert_eq!(
        first("{ \"to\": { \"listing\": \"B0ABCDEFGH\", \"channel\": \"a\" } }", home),
        [Code::ShadowedCandidate]
    );
    assert_eq!(first("{ \"to\": { \"product\": \"T-1\", \"channel\": \"a\" } }", home), []);
    assert_eq!(first("{ \"to\": { \"url\": \"/a\" }, \"arm\": { \"experiment\": \"e\", \"is\": \"x\" } }", home), []);
    assert_eq!(first("{ \"to\": { \"url\": \"/a\" }, \"window\": { \"to\": \"2037-01-01\" } }", home), []);
    let days = "\"window\": { \"from\": \"2026-02-01\", \"to\": \"2036-01-01\" }";
    let second = format!("{{ \"to\": {{ \"home\": true }}, {days} }}");
    assert_eq!(
        first("{ \"to\": { \"url\": \"/a\" }, \"window\": { \"to\": \"2037-01-01\" } }", &second),
        [Code::ShadowedCandidate]
    );
    let outside = with(
        &format!("{{ \"to\": {{ \"url\": \"/a\" }}, {days} }}, {home}"),
        "\"window\": { \"from\": \"2036-01-02\" }, ",
    );
    assert_eq!(codes(&outside), [Code::NeverLands]);
    // A page of another campaign behind what has days of its own is still followed.
    let circle = "{ \"to\": { \"category\": \"tea\" }, \"window\": { \"to\": \"2027-01-01\" } }, { \"to\": { \"url\": \"/r/c\" } }";
    assert_eq!(codes(&with(circle, "")), [Code::RedirectLoop]);
}

#[test]
fn arms_are_those_of_their_experiment() {
    let arm = |is: &str| {
        format!("{{ \"to\": {{ \"url\": \"/{is}\" }}, \"arm\": {{ \"experiment\": \"e\", \"is\": \"{is}\" }} }}")
    };
    assert_eq!(codes(&with(&format!("{}, {}", arm("control"), arm("x")), "")), []);
    assert_eq!(codes(&with(&format!("{}, {{ \"to\": {{ \"home\": true }} }}", arm("x")), "")), []);
    assert_eq!(codes(&with(&arm("x"), "")), [Code::ArmWithoutControl]);
    assert_eq!(codes(&with(&format!("{}, {{ \"to\": {{ \"home\": true }} }}", arm("y")), "")), [Code::UnknownArm]);
    let shows = EXPERIMENT.replace("50 } ]", "50, \"hide\": [\"welcome\"] } ]");
    assert_eq!(codes(&shop().with("experiments/e.json", &shows)), [Code::Arms]);
    assert_eq!(codes(&shop().with("experiments/e.json", shows.replace("click", "visitor"))), []);
    // A click is dealt without looking at who clicks, unless it is asked for.
    let of = |rest: &str| EXPERIMENT.replacen("\"unit\"", &format!("\"for\": [\"back-again\"], {rest} \"unit\""), 1);
    assert_eq!(codes(&shop().with("experiments/e.json", of(""))), [Code::Purposes]);
    let asked = of("\"purposes\": [\"personalization\", \"advertising\"],");
    assert_eq!(codes(&shop().with("experiments/e.json", asked)), []);
}

#[test]
fn a_use_is_kept_where_something_has_it() {
    let products = PRODUCTS.replacen("9.50", "9.50, \"use_cases\": [\"Iced Tea\"]", 1).replacen(
        "30.00",
        "30.00, \"stock\": 0, \"use_cases\": [\"A gift\"]",
        1,
    );
    let shop = |candidates: &str, rest: &str| {
        let text =
            SHOP.replacen("\"name\"", "\"allow\": [\"sold-out\"], \"use_case_query\": \"u={use_case}\", \"name\"", 1);
        with(candidates, rest).with("products.json", &products).with("shop.json", text)
    };
    let uses = |candidates: &str, rest: &str| -> Vec<String> {
        let (campaign, _) = compiled(&shop(candidates, rest));
        let of = |one: &Candidate| match &one.to {
            Destination::Category(_, use_case) => use_case.clone(),
            _ => "?".into(),
        };
        campaign.candidates.iter().map(of).collect()
    };
    let german = "\"when\": { \"signal\": \"language\", \"is\": \"de\" }";
    let all = format!(
        "{{ \"to\": {{ \"category\": \"from_link\" }} }}, {{ \"to\": {{ \"category\": \"pots\" }}, {german} }}, {{ \"to\": {{ \"category\": \"tea\" }} }}"
    );
    assert_eq!(uses(&all, "\"use_case\": \"iced tea\", "), ["iced tea", "", "iced tea"]);
    assert_eq!(uses(&all, "\"use_case\": \"A gift\", "), ["", "", ""], "what has it is sold out");
    assert_eq!(
        uses("{ \"to\": { \"category\": \"tea\", \"use_case\": \"Iced Tea\" } }", "\"use_case\": \"a gift\", "),
        ["Iced Tea"]
    );
    assert_eq!(codes(&shop(&all, "\"use_case\": \"a gift\", ")), []);
    assert_eq!(codes(&shop(&all, "\"use_case\": \"a wake\", ")), [Code::UnknownUseCase]);
    let own = |use_case: &str| format!("{{ \"to\": {{ \"category\": \"pots\", \"use_case\": \"{use_case}\" }} }}");
    assert_eq!(codes(&shop(&own("a gift"), "")), []);
    assert_eq!(codes(&shop(&own("iced tea"), "")), [Code::UnknownUseCase], "tea has it, pots do not");
}
