//! What is said to be never chosen, held against the engine: it never is, whoever comes. And what can be chosen is never
//! said to be never chosen, in the places where that is easy to get wrong.

use super::codes::{block_text, campaign_text, found};
use super::made::{Chance, Goals, PRODUCTS, folder, now, visitor};
use super::{SHOP, Shop, said};
use crate::engine::{Decision, Link, Placement, Truth, decide};
use crate::shop::load::read_despite;
use crate::shop::{Code, Problem, compile};
use crate::snapshot::Snapshot;
use std::collections::{HashMap, HashSet};

/// What is wrong without stopping the compiler.
const DESPITE: [Code; 5] =
    [Code::NeverShown, Code::ShadowedBlock, Code::NeverLands, Code::ShadowedCandidate, Code::FieldNobodyHas];

struct Claims {
    never: HashSet<String>,
    /// Campaign, and which candidate of the file.
    candidates: HashSet<(String, usize)>,
    empty: HashSet<String>,
    everyone: HashSet<String>,
    count: HashMap<Code, usize>,
}

fn claims(problems: &[Problem]) -> Claims {
    let mut claims = Claims {
        never: HashSet::new(),
        candidates: HashSet::new(),
        empty: HashSet::new(),
        everyone: HashSet::new(),
        count: HashMap::new(),
    };
    for problem in problems {
        let id = problem.file.name.rsplit('/').next().unwrap().trim_end_matches(".json").to_string();
        *claims.count.entry(problem.code).or_default() += 1;
        match problem.code {
            Code::NeverShown | Code::ShadowedBlock | Code::FieldNobodyHas => {
                claims.never.insert(id);
            }
            // The first candidate stands in the second line.
            Code::NeverLands | Code::ShadowedCandidate => {
                claims.candidates.insert((id, problem.position().0 - 2));
            }
            Code::EmptySegment => {
                claims.empty.insert(id);
            }
            Code::EveryoneSegment => {
                claims.everyone.insert(id);
            }
            _ => {}
        }
    }
    claims
}

/// The closeness of a goal, as `docs/shop-folder.md` has it.
fn closeness(goal: &str) -> usize {
    ["product", "variant", "bundle", "category", "url", "home"].iter().position(|step| goal.contains(step)).unwrap()
}

fn hold(snapshot: &Snapshot, claims: &Claims, goals: &[Goals], chance: &mut Chance, at: &str) {
    let core = snapshot.core();
    let visitor = visitor(chance);
    let product = chance.one(&[PRODUCTS.as_slice(), &["nothing", ""]].concat());
    let pages = |decision: &Decision| {
        for (rule, _) in decision.shown_blocks() {
            let id = &core.blocks.get(usize::from(rule)).unwrap().id;
            assert!(!claims.never.contains(id), "{at}: the block {id} is shown");
        }
        for (rule, _) in decision.shown_sets() {
            let id = &core.sets.get(usize::from(rule)).unwrap().id;
            assert!(!claims.never.contains(id), "{at}: the set {id} is shown");
        }
        for (rule, truth) in core.segments.iter().zip(&decision.segments) {
            assert!(!(claims.empty.contains(&rule.id) && *truth == Truth::Yes), "{at}: somebody is in {}", rule.id);
            let out = matches!(truth, Truth::No(_));
            assert!(!(claims.everyone.contains(&rule.id) && out), "{at}: somebody is not in {}", rule.id);
        }
    };
    pages(&decide(snapshot, &visitor, &Placement::ProductPage { product }, now()));
    for n in 0..3 {
        let set = format!("t{n}");
        let placement = Placement::Recommendations { set: &set, product, category: "", limit: None };
        pages(&decide(snapshot, &visitor, &placement, now()));
    }
    for (n, goals) in goals.iter().enumerate() {
        let campaign = format!("c{n}");
        let decision = decide(
            snapshot,
            &visitor,
            &Placement::Landing { campaign: &campaign, link: Link { product, ..Link::default() } },
            now(),
        );
        let mut order: Vec<usize> = (0..goals.len()).collect();
        order.sort_by_key(|at| closeness(goals.get(*at).unwrap()));
        for evidence in &decision.landing {
            let nth = *order.get(usize::from(evidence.rule)).unwrap();
            let landed = matches!(evidence.outcome, crate::engine::Outcome::Chosen(_));
            assert!(
                !(landed && claims.candidates.contains(&(campaign.clone(), nth))),
                "{at}: {campaign} lands on {nth}"
            );
        }
    }
}

#[test]
fn what_is_called_unreachable_is_never_chosen() {
    let mut count: HashMap<Code, usize> = HashMap::new();
    for seed in 1..=60 {
        let (shop, goals) = folder(seed);
        let dir = shop.write();
        let folder = match read_despite(dir.path(), &DESPITE) {
            Ok(folder) => folder,
            Err(problems) => panic!("{seed}: {}", crate::shop::render(&problems, crate::shop::Style::Plain)),
        };
        let claims = claims(&folder.warnings);
        let compiled = compile(&folder).unwrap();
        let (cold, warnings) = Snapshot::open(&compiled.core).unwrap();
        assert_eq!(warnings, []);
        let (mut warm, _) = Snapshot::open(&compiled.core).unwrap();
        for (at, (_, bytes)) in (0_u16..).zip(compiled.shards) {
            warm.load(at, bytes, usize::MAX).unwrap();
        }
        let chance = &mut Chance::new(seed + 9_000);
        for visit in 0..250 {
            hold(&warm, &claims, &goals, chance, &format!("folder {seed}, visitor {visit}"));
        }
        (0..20).for_each(|visit| hold(&cold, &claims, &goals, chance, &format!("cold {seed}, visitor {visit}")));
        claims.count.into_iter().for_each(|(code, n)| *count.entry(code).or_default() += n);
    }
    // The folders give enough to hold against.
    for code in DESPITE.into_iter().chain([Code::EmptySegment, Code::EveryoneSegment]) {
        assert!(count.get(&code).is_some_and(|n| *n >= 5), "{code}: {count:?}");
    }
}

const KIND: &str = "orientation";

/// What is said of these blocks, as `file: code`.
fn blocks(texts: &[(&str, &str)]) -> Vec<String> {
    let shop = texts.iter().fold(Shop::new().without("blocks/welcome.json"), |shop, (id, rest)| {
        shop.with(&format!("blocks/{id}.json"), block_text(KIND, rest))
    });
    let shop = shop.with("blocks/user.json", block_text("bundle", ", \"for\": [\"back-again\"]"));
    found(&shop).iter().map(|problem| format!("{}: {}", problem.file.name, problem.code)).collect()
}

#[test]
fn a_block_is_shadowed_only_where_nothing_lets_the_first_step_aside() {
    let second = ("z", ", \"for\": [\"back-again\"]");
    let shadowed = ["blocks/z.json: shadowed-block"];
    assert_eq!(blocks(&[("a", ""), second]), shadowed);
    assert_eq!(
        blocks(&[
            ("a", ", \"window\": { \"from\": \"2026-01-01\" }"),
            ("z", ", \"window\": { \"from\": \"2026-02-01\" }")
        ]),
        shadowed
    );
    assert_eq!(
        blocks(&[("a", ", \"for\": [\"back-again\"]"), ("z", ", \"when\": { \"signal\": \"visits\", \"is\": 3 }")]),
        shadowed
    );
    for first in [
        ", \"priority\": 40",
        ", \"cap\": { \"times\": 1, \"within_days\": 1 }",
        ", \"window\": { \"from\": \"2026-01-01\" }",
        ", \"purposes\": [\"personalization\", \"advertising\"]",
        ", \"text\": \"{title}\"",
        ", \"when\": { \"signal\": \"visits\", \"at_least\": 3 }",
        ", \"when\": { \"not\": { \"segment\": \"back-again\" } }",
        ", \"when\": { \"signal\": \"cart_items\", \"at_least\": 0 }",
    ] {
        assert_eq!(blocks(&[("a", first), second]), [""; 0], "{first}");
    }
    // A personal block steps aside where the page has enough of them.
    let both = ", \"for\": [\"back-again\"]";
    assert_eq!(blocks(&[("a", both), ("z", "")]), [""; 0]);
    let either =
        ", \"when\": { \"any\": [ { \"signal\": \"language\", \"is\": \"de\" }, { \"segment\": \"back-again\" } ] }";
    let german = ", \"when\": { \"signal\": \"language\", \"is\": \"de\" }";
    assert_eq!(blocks(&[("a", either), ("z", german)]), [""; 0]);
    assert_eq!(
        blocks(&[
            (
                "a",
                &either
                    .replace("back-again\"", "gone\"")
                    .replace("segment", "signal")
                    .replace("\"gone\"", "\"device\", \"is\": \"tablet\"")
            ),
            ("z", german)
        ]),
        shadowed
    );
    // Picks that are sold out make room for others.
    let picks = |first: &str, second: &str| {
        let of = |ids: &str| block_text("curated_picks", &format!(", \"products\": [{ids}]"));
        let shop = Shop::new().with("blocks/a.json", of(first)).with("blocks/z.json", of(second));
        found(&shop).iter().map(|problem| problem.code).collect::<Vec<_>>()
    };
    assert_eq!(picks("\"T-1\"", "\"T-1\", \"T-2\""), []);
    assert_eq!(picks("\"T-1\", \"T-2\"", "\"T-2\""), [Code::ShadowedBlock]);
    // An experiment shows the first to some only.
    let shop = Shop::new().with("blocks/a.json", block_text(KIND, "")).with(
        "experiments/e.json",
        r#"{ "name": "E", "hypothesis": "h", "arms": [ { "id": "control", "weight": 50 }, { "id": "x", "weight": 50, "show": ["a"] } ] }"#,
    );
    assert_eq!(found(&shop), []);
}

#[test]
fn what_is_never_chosen_is_shown_at_its_place() {
    let text = "{ \"to\": { \"category\": \"tea\" }, \"when\": { \"segment\": \"back-again\" } },\n\
                { \"to\": { \"url\": \"/x\" }, \"when\": { \"segment\": \"back-again\" } },\n{ \"to\": { \"home\": true } }";
    let text = campaign_text(text).replacen('{', "{ \"purposes\": [\"personalization\", \"advertising\"], ", 1);
    let problems = found(&Shop::new().with("campaigns/c.json", text));
    let (at, message, help) = said(problems.first().unwrap());
    assert_eq!((problems.len(), at.as_str()), (1, "campaigns/c.json:2:1"));
    assert_eq!(
        message,
        "no link can ever land here: the category `tea` comes first, and lands whenever this one could"
    );
    assert!(help.starts_with("candidates are tried by closeness"), "{help}");
    let (at, message, _) = said(
        found(
            &Shop::new()
                .with("campaigns/c.json", campaign_text("{ \"to\": { \"url\": \"/r/d\" } }"))
                .with("campaigns/d.json", campaign_text("{ \"to\": { \"url\": \"https://tea.example/r/c?x=y\" } }")),
        )
        .first()
        .unwrap(),
    );
    assert_eq!(
        (at.as_str(), message.as_str()),
        ("campaigns/d.json:1:49", "these links lead round in a circle: `/r/c` -> `/r/d` -> `/r/c`")
    );
}

#[test]
fn a_circle_that_no_click_can_go_round_is_none() {
    let to = |url: &str, device: &str| {
        campaign_text(&format!(
            "{{ \"to\": {{ \"url\": \"{url}\" }}, \"when\": {{ \"signal\": \"device\", \"is\": \"{device}\" }} }}"
        ))
    };
    let shop = |other: &str| {
        Shop::new().with("campaigns/c.json", to("/r/d", "mobile")).with("campaigns/d.json", to("/r/c", other))
    };
    assert_eq!(found(&shop("desktop")), []);
    assert_eq!(found(&shop("mobile")).first().unwrap().code, Code::RedirectLoop);
    // On a phone, the second lands on a page before it could lead back.
    let lands = campaign_text(
        "{ \"to\": { \"category\": \"tea\" }, \"when\": { \"signal\": \"device\", \"any_of\": [\"mobile\", \"tablet\"] } }, { \"to\": { \"url\": \"/r/c\" } }",
    );
    assert_eq!(found(&shop("mobile").with("campaigns/d.json", lands)), []);
}

/// What lands on a page of the shop has landed: the page is none of the links that would lead it on.
#[test]
fn a_page_of_the_shop_is_no_link_of_a_campaign() {
    let campaign = campaign_text("{ \"to\": { \"url\": \"/x\" } }");
    let found = |shop: Shop| found(&shop.with("campaigns/c.json", &campaign));
    let of_shop = |from: &str, to: &str| Shop::new().with("shop.json", SHOP.replacen(from, to, 1));
    let fallback = |url: &str| of_shop("\"EUR\"", &format!("\"EUR\", \"fallback_url\": \"{url}\""));
    let (at, message, help) = said(found(fallback("/r/c")).first().unwrap());
    assert_eq!(
        (at.as_str(), message.as_str()),
        ("shop.json:2:58", "the fallback `/r/c` is itself a link of a campaign")
    );
    assert_eq!(help, "lead to a page: a link that is lost must not need another one");
    for url in
        ["/r/nowhere", "/r", "/%72/c", "/r%2Fc", "/x/../r/c", "/x/%2e%2e/r/c", "//r/c", "https://tea.example/r/c?x=y"]
    {
        let (pattern, in_product) =
            (format!("\"EUR\", \"product_url\": \"{url}{{id}}\""), format!("9.50, \"url\": \"{url}\""));
        for shop in [
            fallback(url),
            of_shop("\"EUR\"", &pattern.replace("{id}", "/{id}")),
            of_shop("/c/tea", url),
            Shop::new().with("products.json", super::PRODUCTS.replacen("9.50", &in_product, 1)),
        ] {
            assert!(found(shop).iter().any(|problem| problem.code == Code::RedirectLoop), "{url}");
        }
    }
    assert_eq!(found(fallback("/a/../b")).first().unwrap().code, Code::RedirectLoop);
    // Of an odd spelling nobody knows that it is a link.
    for url in ["/R/c", "/rr", "/p/r/c", "/a/../b", "/caf%E9", "/x?next=/r/c"] {
        assert_eq!(found(of_shop("/c/tea", url)), [], "{url}");
    }
}
