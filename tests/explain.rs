//! `segue explain` as people and scripts call it, and its JSON against the edge itself.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may fail loudly")]

use segue::case::{Parts, Persona, Touched, Visitor, parts};
use segue::cookie::Keys;
use segue::day::{Day, Now};
use segue::edge::preview::{Preview, Seen, Token};
use segue::edge::{Beside, Edge, Request, Response, Rung, Step, handle, receipt_json};
use segue::shop::{Compiled, Folder, compile, read};
use segue::snapshot::Snapshot;
use serde_json::Value;
use std::process::{Command, Output};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const SHOP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/shop");
const DAY: &str = "2026-11-22";
const KEYS: &str = "t1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdC0";

fn segue(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_segue")).args(args).current_dir(ROOT).output().unwrap()
}

fn explain(args: &[&str]) -> Output {
    let given = ["explain", "fixtures/shop", "--on", DAY];
    segue(&given.iter().chain(args).copied().collect::<Vec<_>>())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The JSON of a request, which has to be explained.
fn json(args: &[&str]) -> Value {
    let output = explain(&[args, &["--format", "json"]].concat());
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn shop() -> (Folder, Compiled) {
    let folder = read(SHOP.as_ref()).unwrap_or_else(|_| panic!("run `segue check fixtures/shop`"));
    let compiled = compile(&folder).unwrap();
    (folder, compiled)
}

/// An isolate, cold or with everything read.
struct Isolate<'a> {
    snapshot: Snapshot,
    compiled: &'a Compiled,
    keys: Keys,
}

impl<'a> Isolate<'a> {
    fn cold(compiled: &'a Compiled) -> Self {
        let snapshot = Snapshot::open(&compiled.core).unwrap().0;
        Self { snapshot, compiled, keys: Keys::parse(KEYS).unwrap() }
    }

    fn load(&mut self, shard: u16) {
        self.snapshot.load(shard, self.compiled.shards[usize::from(shard)].1.clone(), usize::MAX).unwrap();
    }

    fn warm(compiled: &'a Compiled) -> Self {
        let mut warm = Self::cold(compiled);
        (0..compiled.shards.len() as u16).for_each(|shard| warm.load(shard));
        warm
    }

    fn edge(&self) -> Edge<'_> {
        Edge {
            snapshot: Some(&self.snapshot),
            published: 0,
            rung: Rung::Memory,
            keys: &self.keys,
            now: Now::from_unix_seconds(u64::from(Day::parse(DAY).unwrap().0) * 86_400),
            entropy: &|| Some([9; 16]),
            fallback_url: "/",
            read_ms: None,
            last_try: false,
            beside: Beside::default(),
        }
    }

    /// Asks, and reads what has to be read, until there is an answer.
    fn receipt(&mut self, request: &Request<'_>) -> Option<String> {
        for _ in 0..12 {
            let told = receipt_json(&self.edge(), request);
            match told {
                Ok(told) => return told,
                Err(shards) => shards.into_iter().for_each(|shard| self.load(shard)),
            }
        }
        panic!("a receipt reads without end");
    }

    /// The receipt as a preview is given it.
    fn previewed(&self, request: &Request<'_>) -> Option<String> {
        let seen = Seen::default();
        let token = Token { shop: String::new(), until: u64::MAX, snapshot: None, personas: Vec::new() };
        let preview = Preview { token: &token, text: "", seen: &seen, live: true };
        let beside = Beside { preview: Some(preview), ..Beside::default() };
        receipt_json(&Edge { beside, ..self.edge() }, request).unwrap()
    }

    fn answer(&self, request: &Request<'_>) -> Response {
        match handle(&self.edge(), request) {
            Step::Answer(response) => response,
            Step::Read(need) => panic!("{need:?} is not at hand"),
        }
    }
}

fn asks(persona: &Persona, path: &str, snapshot: &Snapshot) -> Parts {
    parts(&persona.asks(path), Some(snapshot), &Keys::parse(KEYS).unwrap(), Day::parse(DAY).unwrap()).unwrap()
}

fn request<'a>(made: &'a Parts, persona: &'a Persona) -> Request<'a> {
    let header = |name: &str| made.headers.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value);
    let (path, query) = made.target.split_once('?').unwrap_or((&made.target, ""));
    Request {
        method: "GET",
        path,
        query,
        accept: "text/html",
        accept_language: header("accept-language"),
        user_agent: header("user-agent"),
        cookies: header("cookie"),
        country: persona.country.as_deref(),
        ..Request::default()
    }
}

const PATHS: [&str; 7] = [
    "/_segue/pdp/K-101",
    "/_segue/pdp/K-102?utm_term=best+kettle",
    "/_segue/pdp/H-951",
    "/_segue/recs/due-again?product=C-401",
    "/_segue/recs/more-like-this?product=K-101",
    "/r/tea-season?product=K-102&q=how+to+descale",
    "/r/refill",
];

#[test]
fn the_json_is_that_of_the_edge_byte_for_byte_and_no_isolate_says_it_differently() {
    let (folder, compiled) = shop();
    let mut warm = Isolate::warm(&compiled);
    for file in &folder.personas {
        for path in PATHS {
            let made = asks(&file.persona, path, &warm.snapshot);
            let request = request(&made, &file.persona);
            let told = warm.receipt(&request).unwrap();
            assert_eq!(Isolate::cold(&compiled).receipt(&request).unwrap(), told, "{} {path}", file.id);
            // The answer stands in it as it is given.
            let given = warm.answer(&Request { accept: "application/json", ..request });
            let parsed: Value = serde_json::from_str(&told).unwrap();
            match parsed["asked"].as_str() {
                Some("landing") => assert_eq!(parsed["decision"]["location"].as_str(), given.header("Location")),
                _ if given.status == 204 => assert!(parsed["decision"].is_null() && told.contains("\"decision\":null")),
                _ => assert!(told.starts_with(&format!("{{\"decision\":{},", given.body)), "{} {path}", file.id),
            }
            if file.id == "cart-abandoner" || file.id == "nothing-chosen" {
                // The command says what a preview is given, which takes part in no experiment.
                let output = explain(&["--persona", &file.id, "--path", path, "--format", "json"]);
                let previewed = warm.previewed(&request).unwrap();
                assert_eq!(text(&output.stdout), format!("{previewed}\n"), "{} {path}", file.id);
            }
        }
    }
}

/// What the changes look at may stand in shards that the answer itself never needed.
#[test]
fn a_cold_isolate_of_a_large_shop_tells_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("shop");
    assert!(segue(&["synth", "--products", "3000", "--out", out.to_str().unwrap()]).status.success());
    let folder = read(&out).unwrap_or_else(|_| panic!("the made-up shop is in order"));
    let compiled = compile(&folder).unwrap();
    assert!(compiled.shards.len() > 5, "{} shards", compiled.shards.len());
    let mut warm = Isolate::warm(&compiled);
    let id = |nth: usize| folder.products[nth].id.value.clone();
    let touched = |nth: usize| Touched { product: id(nth), days_ago: 1, quantity: None };
    let persona = Persona {
        name: "Somebody".into(),
        visitor: Some(Visitor {
            visits: Some(4),
            viewed: (0..5).map(|n| touched(n * 500)).collect(),
            ..Visitor::default()
        }),
        consent: Some([("personalization".to_string(), true), ("advertising".to_string(), true)].into()),
        ..Persona::default()
    };
    for nth in [3, 700, 1_500, 2_900] {
        let campaigns = folder.campaigns.iter().map(|campaign| format!("/r/{}?product={}", campaign.id, id(nth)));
        for path in campaigns.take(3).chain([format!("/_segue/pdp/{}", id(nth))]) {
            let made = asks(&persona, &path, &warm.snapshot);
            let request = request(&made, &persona);
            let told = warm.receipt(&request).unwrap();
            assert_eq!(Isolate::cold(&compiled).receipt(&request).unwrap(), told, "{path}");
        }
    }
}

#[test]
fn every_rule_has_a_reason_in_words_and_every_rule_that_was_not_chosen_a_change() {
    let (folder, compiled) = shop();
    let mut warm = Isolate::warm(&compiled);
    for file in &folder.personas {
        for path in PATHS {
            let made = asks(&file.persona, path, &warm.snapshot);
            let told: Value = serde_json::from_str(&warm.receipt(&request(&made, &file.persona)).unwrap()).unwrap();
            for (kind, chosen) in
                [("segments", "in"), ("blocks", "chosen"), ("sets", "chosen"), ("candidates", "chosen")]
            {
                for rule in told[kind].as_array().unwrap() {
                    let is_chosen = rule[chosen].as_bool().unwrap();
                    let at = format!("{} {path} {kind} {rule}", file.id);
                    assert!(!rule["words"].as_str().unwrap().is_empty(), "{at}");
                    assert!(!rule["code"].as_str().unwrap().is_empty(), "{at}");
                    assert_eq!(rule["change"].as_array().unwrap().is_empty(), is_chosen, "{at}");
                }
            }
            assert_eq!(told["purposes"].as_array().unwrap().len(), 4);
            assert!(told["day"] == DAY && told["snapshot"] == compiled.id.to_string(), "{told}");
        }
    }
}

#[test]
fn nothing_is_told_of_what_is_not_decided() {
    let (_, compiled) = shop();
    let mut warm = Isolate::warm(&compiled);
    for path in ["/_segue/health", "/_segue/privacy", "/", "/_segue/tag.js"] {
        assert_eq!(warm.receipt(&Request { method: "GET", path, ..Request::default() }), None, "{path}");
    }
    let edge = Edge { snapshot: None, rung: Rung::Baseline, ..warm.edge() };
    assert_eq!(
        receipt_json(&edge, &Request { method: "GET", path: "/_segue/pdp/K-101", ..Request::default() }),
        Ok(None)
    );
}

/// The rule of this id.
fn rule<'v>(told: &'v Value, kind: &str, id: &str) -> &'v Value {
    let found = told[kind].as_array().unwrap().iter().find(|rule| rule["id"] == id);
    found.unwrap_or_else(|| panic!("no {kind} `{id}`"))
}

fn in_segments(told: &Value) -> Vec<&str> {
    told["decision"]["segments"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect()
}

#[test]
fn flags_describe_a_visitor() {
    let on = ["--product", "K-101"];
    let told = json(&[&on[..], &["--viewed", "kettles:4"]].concat());
    assert!(in_segments(&told).contains(&"comparison_researcher"), "{told}");
    for lifecycle in ["new_visitor", "first_time_buyer", "repeat_buyer", "at_risk", "lapsed"] {
        let told = json(&[&on[..], &["--lifecycle", lifecycle]].concat());
        let all = ["new_visitor", "first_time_buyer", "repeat_buyer", "at_risk", "lapsed"];
        let inside: Vec<&str> = in_segments(&told).into_iter().filter(|id| all.contains(id)).collect();
        assert_eq!(inside, [lifecycle]);
    }
    let told = json(&[&on[..], &["--cart", "K-101:2", "--no-advertising", "--audience", "vip"]].concat());
    assert_eq!(rule(&told, "segments", "cart_abandoner")["words"], "`cart_items` is 1 and `cart_age_days` is 2");
    assert_eq!(rule(&told, "segments", "vip")["code"], "withheld");
    assert!(in_segments(&json(&[&on[..], &["--audience", "vip"]].concat())).contains(&"vip"));
    let told = json(&[&on[..], &["--bought", "T-301:50", "--bought", "T-301:100", "--orders", "3"]].concat());
    assert!(in_segments(&told).contains(&"brand_loyal_replenisher") && in_segments(&told).contains(&"repeat_buyer"));
    // A flag adds to a persona, and takes the place of what it says.
    let told = json(&[&on[..], &["--persona", "lapsed", "--country", "ch", "--viewed", "K-101"]].concat());
    assert!(in_segments(&told).contains(&"lapsed") && in_segments(&told).contains(&"second_look"));
    assert_eq!(rule(&told, "blocks", "delivery-abroad")["code"], "chosen");
    for (flag, code) in [("--gpc", "refused"), ("--no-advertising", "refused"), ("--no-consent", "unasked")] {
        let told = json(&[&on[..], &[flag, "--country", "DE"]].concat());
        let purposes = told["purposes"].as_array().unwrap();
        let advertising = purposes.iter().find(|purpose| purpose["purpose"] == "advertising").unwrap();
        assert_eq!((&advertising["code"], &advertising["granted"]), (&code.into(), &false.into()), "{flag}");
    }
}

#[test]
fn what_would_have_to_change_is_said_in_words() {
    let told = json(&["--product", "K-101", "--lifecycle", "first_time_buyer"]);
    let words = |kind: &str, id: &str| -> Vec<String> {
        let change = rule(&told, kind, id)["change"].as_array().unwrap();
        change.iter().map(|change| change["words"].as_str().unwrap().to_string()).collect()
    };
    assert_eq!(
        words("blocks", "shipping-clarity"),
        [
            "the visitor would have to be in `cart_abandoner`: `cart_items` at least 1 (it is 0) and `cart_age_days` 1 to 7 \
          (it has no value)"
        ]
    );
    assert_eq!(words("blocks", "winter-deadline").first().unwrap(), "its window opens on 2026-11-23");
    assert!(words("blocks", "summer-picnic").first().unwrap().ends_with("closed on 2026-08-31"));
    let told = json(&["--campaign", "tea-season", "--product", "K-102", "--no-consent"]);
    let candidates = told["candidates"].as_array().unwrap();
    assert_eq!(candidates[0]["change"][0]["code"], "stock");
    assert_eq!(candidates[3]["change"][0]["words"], "candidate 2 (variant), which is closer, would have to step aside");
    // A yes shows what a stranger would be shown.
    let told = json(&["--product", "K-101", "--persona", "nothing-chosen"]);
    let welcome = rule(&told, "blocks", "welcome")["change"].as_array().unwrap();
    assert_eq!(welcome[..], [serde_json::json!({ "code": "consent", "words": "consent to personalization" })]);
}

#[test]
fn a_name_that_is_not_there_is_answered_with_the_nearest() {
    for (args, said) in [
        (&["--product", "K-1011"][..], "unknown product `K-1011`\n  help: did you mean `K-101`?"),
        (&["--product", "K-101", "--persona", "lapsd"], "unknown persona `lapsd`\n  help: did you mean `lapsed`?"),
        (&["--set", "due-agian"], "unknown set `due-agian`\n  help: did you mean `due-again`?"),
        (&["--campaign", "tea-seson"], "unknown campaign `tea-seson`\n  help: did you mean `tea-season`?"),
        (&["--product", "K-101", "--audience", "vips"], "unknown audience `vips`\n  help: did you mean `vip`?"),
        (
            &["--product", "K-101", "--viewed", "kettls:3"],
            "unknown product or category `kettls`\n  help: did you mean `kettles`?",
        ),
        (&["--product", "K-101", "--viewed", "kettles:40"], "`kettles` has "),
        (
            &["--product", "K-101", "--lifecycle", "lapsed", "--bought", "K-101:3"],
            "`first_time_buyer` and not `lapsed`",
        ),
        (&["--path", "/_segue/health"], "nothing is decided at `/_segue/health`"),
    ] {
        let output = explain(args);
        let error = text(&output.stderr);
        assert!(error.contains(said), "{args:?}: {error}");
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{args:?}");
    }
    assert_eq!(explain(&[]).status.code(), Some(2));
    assert_eq!(explain(&["--product", "K-101", "--no-consent", "--no-advertising"]).status.code(), Some(2));
}

/// In the tree of a test nothing is folded that the test names.
#[test]
fn a_test_that_fails_shows_why() {
    let dir = tempfile::tempdir().unwrap();
    let copied = Command::new("cp").args(["-r", SHOP]).arg(dir.path()).status().unwrap();
    assert!(copied.success());
    let folder = dir.path().join("shop");
    let wrong = r#"{ "name": "wrong", "consent": { "personalization": true }, "visitor": {},
        "request": { "path": "/_segue/pdp/K-101" }, "expect": { "blocks": ["thank-you"] } }"#;
    std::fs::write(folder.join("tests/99-wrong.json"), wrong).unwrap();
    let output = segue(&["test", folder.to_str().unwrap(), "--only", "99", "--on", DAY]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("FAIL  99-wrong  wrong"), "{said}");
    assert!(said.contains("57 thank-you              not in segment: the visitor is not in `old_friend`"), "{said}");
    assert!(said.contains("to be shown: ├ the visitor would have to be in `old_friend`"), "{said}");
    assert!(said.lines().all(|line| line.trim_end() == line), "{said}");
}

/// The page of the docs shows what the command prints.
#[test]
fn the_documentation_shows_what_is_printed() {
    for (name, least) in [("docs/explain.md", 2), ("docs/intent.md", 3)] {
        let page = std::fs::read_to_string(format!("{ROOT}/{name}")).unwrap();
        let mut shown = 0;
        for block in page.split("```\n$ segue ").skip(1) {
            let block = block.split("\n```").next().unwrap();
            let (command, expected) = block.split_once('\n').unwrap();
            // A text with spaces stands in double quotes.
            let parts = command.split('"').enumerate();
            let args = parts.flat_map(|(nth, part)| match nth % 2 {
                0 => part.split_whitespace().collect(),
                _ => vec![part],
            });
            let printed = text(&segue(&args.collect::<Vec<_>>()).stdout);
            // `…` is the rest of it.
            match expected.strip_suffix("\n…") {
                Some(begun) => {
                    assert!(printed.starts_with(&format!("{begun}\n")), "{name}: segue {command}\n{printed}")
                }
                None => assert_eq!(printed, format!("{expected}\n"), "{name}: segue {command}"),
            }
            shown += 1;
        }
        assert!(shown >= least, "{name} shows {shown} commands");
    }
}
