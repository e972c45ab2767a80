//! Every code: a folder that has it, and its place in `docs/check.md`.

use super::catalogue::names_with_one_key;
use super::{PRODUCTS, SHOP, Shop, VISITOR, WELCOME};
use crate::day::Day;
use crate::shop::{Code, Members, Problem, Severity, compile, read_on};
use crate::snapshot::MemberKey;
use std::collections::HashMap;

/// What is wrong with a folder on a day in November 2026, whether it can be compiled or not.
pub(super) fn found(shop: &Shop) -> Vec<Problem> {
    match read_on(shop.write().path(), Day::parse("2026-11-22")) {
        Ok(folder) => match compile(&folder) {
            Ok(compiled) => compiled.warnings,
            Err(problems) => problems,
        },
        Err(problems) => problems,
    }
}

fn shop(from: &str, to: &str) -> Shop {
    assert!(SHOP.contains(from), "{from}");
    Shop::new().with("shop.json", SHOP.replacen(from, to, 1))
}

fn product(from: &str, to: &str) -> Shop {
    assert!(PRODUCTS.contains(from), "{from}");
    Shop::new().with("products.json", PRODUCTS.replacen(from, to, 1))
}

fn block(rest: &str) -> Shop {
    Shop::new().with("blocks/b.json", block_text("use_case", rest))
}

pub(super) fn block_text(kind: &str, rest: &str) -> String {
    format!("{{ \"kind\": \"{kind}\", \"need\": \"n\", \"title\": \"t\"{rest} }}")
}

pub(super) fn set(rest: &str) -> Shop {
    Shop::new().with("sets/s.json", format!("{{ \"title\": \"t\", {rest} }}"))
}

fn campaign(candidates: &str) -> Shop {
    Shop::new().with("campaigns/c.json", campaign_text(candidates))
}

pub(super) fn campaign_text(candidates: &str) -> String {
    format!("{{ \"name\": \"C\", \"candidates\": [ {candidates} ] }}")
}

fn intent(language: &str, lists: &str) -> Shop {
    Shop::new().with(&format!("intent/{language}.json"), format!("{{ {lists} }}"))
}

/// A shop with a channel of Amazon's.
fn channels(rest: &str) -> Shop {
    shop("\"currency\"", &format!("\"channels\": [ {{ \"id\": \"a\", \"kind\": \"amazon\", {rest} }} ], \"currency\""))
}

fn experiment(rest: &str) -> Shop {
    Shop::new().with("experiments/e.json", format!("{{ \"name\": \"E\", {rest} }}"))
}

fn segment(id: &str, name: &str, when: &str) -> Shop {
    let used = block_text("use_case", &format!(", \"for\": [\"{id}\"]"));
    let text = format!("{{ \"name\": \"{name}\", \"when\": {when} }}");
    Shop::new().with(&format!("segments/{id}.json"), text).with("blocks/used.json", used)
}

const ARMS: &str = r#""arms": [ { "id": "control", "weight": 50 }, { "id": "x", "weight": 50 } ]"#;

/// A list of members until so many days since 1970, and a rule that reads it, or not.
fn list(until: u16, read: bool) -> Shop {
    let when = "{ \"signal\": \"audience\", \"is\": \"vip\" }";
    let keys = (0..9).map(|n: u64| MemberKey(n << 40)).collect();
    let members = Members::of("vip", Day(until), keys).to_bytes();
    let shop = if read { segment("a", "A", when) } else { Shop::new() };
    let block = block_text("use_case", ", \"for\": [\"a\"], \"purposes\": [\"personalization\", \"advertising\"]");
    let shop = if read { shop.with("blocks/used.json", block) } else { shop };
    shop.with("audiences.json", "{ \"vip\": { \"name\": \"VIP\" } }").with("audiences/vip.members", members)
}

/// A folder for each code.
fn folder(code: Code) -> Shop {
    match code {
        Code::MissingFile => Shop::new().without("products.json"),
        Code::Encoding => Shop::new().with("shop.json", b"{ \"name\": \"caf\xE9\" }"),
        Code::Syntax => Shop::new().with("shop.json", "{ \"name\": 'X' }"),
        Code::Nesting => segment("a", "A", &format!("{}1{}", "{\"not\":".repeat(70), "}".repeat(70))),
        Code::NameTwice => shop("\"currency\"", "\"name\": \"X\", \"currency\""),
        Code::WrongValue => product("9.50", "\"9.50\""),
        Code::MissingField => product("\"title\": \"Pot\", ", ""),
        Code::UnknownField => product("\"title\": \"Pot\"", "\"stok\": 1, \"title\": \"Pot\""),
        Code::UnknownWord => block(", \"when\": { \"signal\": \"vists\", \"is\": 1 }"),
        Code::NotAnId => Shop::new().with("blocks/A b.json", WELCOME),
        Code::DuplicateId => product("T-2", "T-1"),
        Code::KeyCollision => {
            let (one, other) = names_with_one_key();
            let text = block_text("use_case", "");
            Shop::new().with(&format!("blocks/{one}.json"), &text).with(&format!("blocks/{other}.json"), &text)
        }
        Code::UnknownCategory => product("\"tea\"", "\"tee\""),
        Code::UnknownProduct => set("\"strategies\": [\"curated\"], \"pin\": [\"T-9\"]"),
        Code::UnknownSegment => block(", \"for\": [\"back-agian\"]"),
        Code::UnknownBlock => {
            experiment(&format!("\"hypothesis\": \"h\", {}", ARMS.replace("50 } ]", "50, \"hide\": [\"welcom\"] } ]")))
        }
        Code::UnknownCampaign => block(", \"link\": { \"text\": \"x\", \"url\": \"/r/nowhere\" }"),
        Code::UnknownAudience => segment("a", "A", "{ \"signal\": \"audience\", \"is\": \"vip\" }"),
        Code::UnknownPlaceholder => block(", \"text\": \"of {titel}\""),
        Code::SegmentCircle => segment("a", "A", "{ \"segment\": \"a\" }"),
        Code::VariantCircle => product("9.50 }", "9.50, \"variant_of\": \"T-1\" }"),
        Code::BadHost => shop("\"tea.example\"", "\"https://tea.example\""),
        Code::HostNotAllowed => shop("/c/tea", "https://evil.example/"),
        Code::BadLink => shop("/c/tea", "tea"),
        Code::NoHypothesis => experiment(ARMS),
        Code::Arms => experiment("\"hypothesis\": \"h\", \"arms\": [ { \"id\": \"control\", \"weight\": 100 } ]"),
        Code::Weights => experiment(&format!("\"hypothesis\": \"h\", {}", ARMS.replacen("50", "40", 1))),
        Code::Purposes => campaign("{ \"to\": { \"home\": true }, \"when\": { \"signal\": \"visits\", \"is\": 2 } }"),
        Code::SharedSet => set("\"strategies\": [\"reorder\"], \"shared\": true"),
        Code::Sensitive => {
            let text = SHOP.replace("\"url\": \"/c/tea\"", "\"url\": \"/c/tea\", \"sensitive\": true");
            campaign("{ \"to\": { \"category\": \"tea\" } }").with("shop.json", text)
        }
        Code::NeverShown => block(", \"for\": [\"back-again\"], \"when\": { \"signal\": \"visits\", \"at_most\": 1 }"),
        Code::ShadowedBlock => Shop::new().with("blocks/a.json", block_text("orientation", ", \"priority\": 60")),
        Code::NeverLands => campaign(
            "{ \"to\": { \"home\": true }, \"when\": { \"all\": [ { \"signal\": \"device\", \"is\": \"mobile\" }, \
             { \"signal\": \"device\", \"is\": \"desktop\" } ] } }",
        ),
        Code::ShadowedCandidate => campaign("{ \"to\": { \"home\": true } }, { \"to\": { \"url\": \"/x\" } }"),
        Code::RedirectLoop => campaign("{ \"to\": { \"url\": \"/r/c\" } }"),
        Code::FieldNobodyHas => block(", \"text\": \"by {brand}\"")
            .with("products.json", PRODUCTS.replace(" }", ", \"use_cases\": [\"u\"] }")),
        Code::TooMany => {
            let many: Vec<String> =
                (0..10_001).map(|n| format!("{{ \"id\": \"c{n}\", \"title\": \"t\", \"url\": \"/\" }}")).collect();
            shop("\"categories\": [", &format!("\"categories\": [ {},", many.join(",")))
        }
        Code::TooLarge => shop("Tea & Co", &"x".repeat(crate::shop::LARGEST_VALUE)),
        Code::InvisibleCharacter => product("Green tea", "Green\u{202E} tea"),
        Code::StrayFile => Shop::new().with("block/b.json", "{}"),
        Code::UnreadPlatform => shop(
            "\"currency\"",
            "\"consent\": { \"platforms\": [\"tcf\"], \"onetrust\": { \"analytics\": [\"C0002\"] } }, \"currency\"",
        ),
        Code::UnknownCode => block(", \"allow\": [\"lable\"]"),
        Code::UnneededAllow => block(", \"allow\": [\"sold-out\"]"),
        Code::Label => segment("a", "A", "{ \"signal\": \"visits\", \"is\": 9 }").without("blocks/used.json"),
        Code::EmptySegment => segment(
            "a",
            "A",
            "{ \"all\": [ { \"signal\": \"orders\", \"is\": 0 }, { \"signal\": \"days_since_order\", \"at_most\": 7 } ] }",
        )
        .with("blocks/used.json", block_text("use_case", ", \"for\": [\"a\", \"back-again\"]")),
        Code::EveryoneSegment => segment("a", "A", "{ \"signal\": \"visits\", \"at_least\": 1 }"),
        Code::SameName => segment("z", " back AGAIN ", "{ \"signal\": \"visits\", \"is\": 9 }"),
        Code::SameCondition => segment("z", "Z", "{ \"all\": [ { \"signal\": \"visits\", \"at_least\": 2 } ] }"),
        Code::ThinSet => set("\"strategies\": [\"bought_together\"]"),
        Code::IdleStrategy => set("\"strategies\": [\"new\"]"),
        Code::NoMargins => shop("\"currency\"", "\"defaults\": { \"margin_nudge\": 10 }, \"currency\""),
        Code::AddedLater => product("9.50", "9.50, \"added\": \"2026-11-23\""),
        Code::SoldOut => product("30.00", "30.00, \"stock\": 0"),
        Code::NoPicture => shop("\"image_url\": \"/i/{id}.svg\"", "\"language\": \"en\""),
        Code::NoPrice => product("30.00", "0"),
        Code::FieldSomeLack => block(", \"text\": \"by {brand}\"").with(
            "products.json",
            PRODUCTS.replace(" }", ", \"use_cases\": [\"u\"] }").replacen("9.50", "9.50, \"brand\": \"B\"", 1),
        ),
        Code::LongChain => {
            let to = |id: &str| campaign_text(&format!("{{ \"to\": {{ \"url\": \"{id}\" }} }}"));
            let files = [("a", to("/r/b")), ("b", to("/r/c")), ("c", to("https://tea.example/r/d")), ("d", to("/x"))];
            files.into_iter().fold(Shop::new(), |shop, (id, text)| shop.with(&format!("campaigns/{id}.json"), text))
        }
        Code::UnknownChannel => product("9.50", "9.50, \"listings\": { \"amazon-dee\": \"B0ABCDEFGH\" }"),
        Code::UnknownExperiment => campaign(
            "{ \"to\": { \"home\": true }, \"arm\": { \"experiment\": \"e\", \"is\": \"control\" } }, { \"to\": { \"home\": true } }",
        ),
        Code::UnknownArm => campaign(
            "{ \"to\": { \"home\": true }, \"arm\": { \"experiment\": \"e\", \"is\": \"y\" } }, { \"to\": { \"home\": true } }",
        )
        .with("experiments/e.json", format!("{{ \"name\": \"E\", \"hypothesis\": \"h\", {ARMS} }}")),
        Code::BadChannel => channels("\"marketplace\": \"DE\", \"home\": \"https://www.amazon.com/stores/x\""),
        Code::BadListing => channels("\"marketplace\": \"DE\"")
            .with("products.json", PRODUCTS.replacen("9.50", "9.50, \"listings\": { \"a\": \"B0\" }", 1)),
        Code::NoListing => channels("\"marketplace\": \"DE\"").with(
            "campaigns/c.json",
            campaign_text("{ \"to\": { \"product\": \"T-1\", \"channel\": \"a\" } }"),
        ),
        Code::CandidatesOutOfOrder => campaign(
            "{ \"to\": { \"home\": true } }, { \"to\": { \"product\": \"from_link\" } }",
        ),
        Code::ArmWithoutControl => campaign(
            "{ \"to\": { \"home\": true }, \"arm\": { \"experiment\": \"e\", \"is\": \"x\" } }",
        )
        .with("experiments/e.json", format!("{{ \"name\": \"E\", \"hypothesis\": \"h\", {ARMS} }}")),
        Code::UnknownUseCase => campaign("{ \"to\": { \"category\": \"tea\", \"use_case\": \"a picnic\" } }"),
        Code::NoApp => campaign("{ \"to\": { \"home\": true }, \"in_app\": true }"),
        Code::CandidateEnded => campaign(
            "{ \"to\": { \"url\": \"/x\" }, \"window\": { \"to\": \"2026-11-21\" } }, { \"to\": { \"home\": true } }",
        ),
        Code::CandidatesCompete => campaign(
            "{ \"to\": { \"url\": \"/x\" }, \"when\": { \"signal\": \"intent\", \"is\": \"premium\" } }, \
             { \"to\": { \"url\": \"/y\" }, \"when\": { \"signal\": \"intent\", \"is\": \"bundle\" } }",
        ),
        Code::GoneNeighbours => Shop::new().with("derived/viewed-next.tsv", "T-1\t36863\tgone\t255\ngone\t9\tT-1\t255\n"),
        Code::UnknownName => Shop::new().with(
            "tests/a.json",
            r#"{ "name": "A", "request": { "path": "/_segue/pdp/T-1" }, "expect": { "not_sets": ["gone"] } }"#,
        ),
        Code::LeftOut => Shop::new().without("products.json").with(
            "products.csv",
            "Handle,Title,Type,Variant Price,Image Src,Status\na,A,tea,1,https://x.example/a,active\n\
             b,B,tea,1,https://x.example/b,draft\n",
        ),
        Code::ReviewPassed => block(", \"owner\": \"Maya\", \"review_by\": \"2026-11-21\""),
        Code::CampaignEnded => {
            let text = campaign_text("{ \"to\": { \"home\": true } }");
            Shop::new().with("campaigns/c.json", text.replacen('{', "{ \"window\": { \"to\": \"2026-11-21\" }, ", 1))
        }
        Code::BlockEnded => block(", \"window\": { \"to\": \"2026-11-21\" }"),
        Code::ExperimentEnded => {
            experiment(&format!("\"hypothesis\": \"h\", \"window\": {{ \"to\": \"2026-11-21\" }}, {ARMS}"))
        }
        Code::DiscountForValuable => segment("a", "A", "{ \"signal\": \"monetary_quintile\", \"at_least\": 4 }")
            .with("blocks/used.json", block_text("use_case", ", \"for\": [\"a\"], \"text\": \"Now 20 % cheaper\"")),
        Code::TooPersonal => ["use_case", "comparison", "bundle"].into_iter().fold(Shop::new(), |shop, kind| {
            shop.with(&format!("blocks/{kind}.json"), block_text(kind, ", \"for\": [\"back-again\"]"))
        }),
        Code::CapAboveBlocks => shop("\"currency\"", "\"defaults\": { \"personalized_blocks\": 4 }, \"currency\""),
        Code::NoMembers => list(60_000, true).without("audiences/vip.members"),
        Code::ListEnded => list(10_000, true),
        Code::IdleList => list(60_000, false),
        Code::SensitiveHidden => shop("\"url\": \"/c/pots\"", "\"url\": \"/c/pots\", \"sensitive\": true"),
        Code::SoundsSensitive => shop("\"title\": \"Pots\"", "\"title\": \"Intimate care\""),
        Code::Markup => product("Green tea", "<b>Green</b> tea"),
        Code::UnknownLanguage => intent("english", "\"premium\": [\"best\"]"),
        Code::PhraseNeverFound => intent("en", "\"premium\": [\"...\"]"),
        Code::NoPhrases => intent("en", "\"premium\": []"),
        Code::PhraseTwice => intent("en", "\"premium\": [\"top notch\", \"top-notch\"]"),
        Code::PhraseOnBothSides => intent("en", "\"single\": [\"pair\"], \"bundle\": [\"pair\"]"),
        Code::PhraseSaysNothing => intent("en", "\"bundle\": [\"set\"], \"says_nothing\": [\"set\"]"),
    }
}

#[test]
fn every_code_is_found_in_a_folder_that_has_it() {
    assert_eq!(found(&Shop::new()), []);
    for code in Code::ALL {
        let problems = found(&folder(*code));
        assert!(problems.iter().any(|problem| problem.code == *code), "{code}: {problems:?}");
        assert_eq!(Code::named(code.name()), Some(*code));
        if code.severity() != Severity::Error {
            assert!(problems.iter().all(|problem| problem.severity() != Severity::Error), "{code}: {problems:?}");
        }
    }
}

#[test]
fn nothing_is_concluded_from_what_could_not_be_read() {
    let codes = |shop: &Shop| found(shop).iter().map(|problem| problem.code).collect::<Vec<_>>();
    // What was to be the address of the pictures, the condition, the price.
    assert_eq!(codes(&shop("\"/i/{id}.svg\"", "3")), [Code::WrongValue]);
    assert_eq!(codes(&segment("a", "A", "{ \"signal\": \"visits\", \"at_least\": \"1\" }")), [Code::WrongValue]);
    assert_eq!(codes(&product("9.50", "free")), [Code::Syntax]);
    assert_eq!(codes(&product("9.50", "-1")), [Code::WrongValue]);
}

#[test]
fn words_are_seen_as_they_are_written_wherever_they_stand() {
    let segment_named = |name: &str| segment("a", name, "{ \"signal\": \"visits\", \"is\": 9 }");
    let csv = |title: &str| {
        let text = format!("id,title,category,price\nT-1,{title},tea,1\nT-2,B,tea,1\nP-1,P,pots,1\n");
        Shop::new().without("products.json").with("products.csv", text)
    };
    let tsv = |title: &str| {
        let text = format!("id\ttitle\tprice\tproduct_type\tlink\nT-1\t{title}\t1 EUR\tTea\t/t\n");
        Shop::new().without("products.json").with("products.tsv", text)
    };
    let shopify = |title: &str| {
        let text = format!("Handle,Title,Type,Variant Price\na,{title},tea,1\n");
        Shop::new().without("products.json").with("products.csv", text)
    };
    for (word, code) in
        [("</p>", Code::Markup), ("a\u{2066}b", Code::InvisibleCharacter), ("a\u{7F}b", Code::InvisibleCharacter)]
    {
        for shop in [
            product("Green tea", word),
            csv(word),
            tsv(word),
            shopify(word),
            shop("\"title\": \"Tea\"", &format!("\"title\": \"{word}\"")),
            block(&format!(", \"text\": \"{word}\"")),
            block(&format!(", \"points\": [\"{word}\"]")),
            Shop::new().with("blocks/welcome.json", WELCOME.replace("Welcome to", word)),
            Shop::new().with("sets/s.json", format!("{{ \"title\": \"{word}\", \"strategies\": [\"bestsellers\"] }}")),
            segment_named(word),
        ] {
            assert_eq!(found(&shop).iter().filter(|problem| problem.code == code).count(), 1, "{word}");
        }
    }
    // A text may have lines, a title not; and less than is no tag.
    assert_eq!(found(&block(", \"text\": \"a\\n\\tb < 3 <3\"")), []);
    product("Green tea", "Green\\ntea").expect(
        "products.json:2:27",
        "this text holds the invisible character U+000A",
        "delete it, or write the text anew by hand",
    );
}

#[test]
fn every_code_is_explained() {
    let text = include_str!("../../../docs/check.md");
    let mut sections = HashMap::new();
    let mut kind = Severity::Error;
    let mut order = Vec::new();
    for part in text.split("\n### ").skip(1) {
        let (name, body) = part.split_once('\n').unwrap();
        let name = name.trim_matches('`');
        order.push(name);
        sections.insert(name, (kind, body));
        if body.contains("\n## Warnings") {
            kind = Severity::Warning;
        }
        if body.contains("\n## Notes") {
            kind = Severity::Note;
        }
    }
    assert_eq!(order, Code::ALL.iter().map(|code| code.name()).collect::<Vec<_>>());
    for code in Code::ALL {
        let (kind, body) = sections.get(code.name()).unwrap();
        assert_eq!(*kind, code.severity(), "{code}");
        let body = body.replace('\n', " ");
        assert!(body.contains("Example: ") && body.contains("Mend: "), "{code}");
    }
}

#[test]
fn a_warning_is_allowed_where_it_stands() {
    let allowed = |code: Code, file: &str| {
        let shop = folder(code);
        let text = String::from_utf8(shop.files.get(file).unwrap().clone()).unwrap();
        let text = text.replacen('{', &format!("{{ \"allow\": [\"{code}\"], "), 1);
        found(&shop.with(file, text))
    };
    for (code, file) in [
        (Code::Label, "segments/a.json"),
        (Code::EmptySegment, "segments/a.json"),
        (Code::EveryoneSegment, "segments/a.json"),
        (Code::SameCondition, "segments/z.json"),
        (Code::ThinSet, "sets/s.json"),
        (Code::IdleStrategy, "sets/s.json"),
        (Code::NoMargins, "shop.json"),
        (Code::AddedLater, "shop.json"),
        (Code::SoldOut, "shop.json"),
        (Code::NoPicture, "shop.json"),
        (Code::NoPrice, "shop.json"),
        (Code::FieldSomeLack, "blocks/b.json"),
        (Code::ReviewPassed, "blocks/b.json"),
        (Code::BlockEnded, "blocks/b.json"),
        (Code::CampaignEnded, "campaigns/c.json"),
        (Code::CandidateEnded, "campaigns/c.json"),
        (Code::CandidatesOutOfOrder, "campaigns/c.json"),
        (Code::ArmWithoutControl, "campaigns/c.json"),
        (Code::UnknownUseCase, "campaigns/c.json"),
        (Code::NoApp, "campaigns/c.json"),
        (Code::CandidatesCompete, "campaigns/c.json"),
        (Code::ExperimentEnded, "experiments/e.json"),
        (Code::DiscountForValuable, "blocks/used.json"),
        (Code::TooPersonal, "blocks/use_case.json"),
        (Code::CapAboveBlocks, "shop.json"),
        (Code::SoundsSensitive, "shop.json"),
        (Code::Markup, "shop.json"),
    ] {
        assert!(allowed(code, file).iter().all(|problem| problem.code != code), "{code}");
    }
    // In another file it stays, and is allowed there in vain.
    let elsewhere = VISITOR.replacen('{', "{ \"allow\": [\"thin-set\"], ", 1);
    let codes = |shop: &Shop| found(shop).iter().map(|problem| problem.code).collect::<Vec<_>>();
    let shop = folder(Code::ThinSet).with("segments/back-again.json", elsewhere);
    assert_eq!(codes(&shop), [Code::UnneededAllow, Code::ThinSet]);
    // What comes with time is not in vain before its time, and an error is never allowed.
    assert_eq!(codes(&block(", \"allow\": [\"block-ended\"]")), []);
    assert_eq!(codes(&block(", \"allow\": [\"bad-link\"]")), [Code::UnneededAllow]);
    // Beside an error, nothing is called unneeded: not everything was looked at.
    assert_eq!(codes(&block(", \"allow\": [\"sold-out\"], \"for\": [\"nobody\"]")), [Code::UnknownSegment]);
}
