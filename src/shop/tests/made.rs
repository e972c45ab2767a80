//! Made-up folders full of rules that get in one another's way, and made-up visitors: the same for the same seed.

use super::Shop;
use crate::consent::{Choice, HowOften, Preferences, Purpose, PurposeSet, Raw, Record, Settings, Visitor, admit};
use crate::cookie::{self, Keys, seal_profile};
use crate::day::{Day, Now};
use crate::key::{NameKey, ProductKey};
use crate::visitor::{Affinity, Audience, Band, Bought, Brought, CartLine, Profile, Purchases, View, VisitorId};
use std::fmt::Write as _;

pub(super) const TODAY: Day = Day(20_800);

/// xorshift64*: small, and the same on every machine.
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `of`.
    pub(super) fn below(&mut self, of: u32) -> u32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        u32::try_from((self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % u64::from(of)).unwrap()
    }

    pub(super) fn one<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list.get(self.below(u32::try_from(list.len()).unwrap()) as usize).unwrap()
    }

    fn is(&mut self, in_ten: u32) -> bool {
        self.below(10) < in_ten
    }
}

const SEGMENTS: [&str; 6] = ["s0", "s1", "s2", "s3", "s4", "s5"];
const KINDS: [&str; 9] = [
    "orientation",
    "shipping_clarity",
    "use_case",
    "review_proof",
    "comparison",
    "curated_picks",
    "bestsellers",
    "viewed_products",
    "category_path",
];
const NUMBERS: [(&str, u32); 16] = [
    ("\"cart_items\"", 3),
    ("\"cart_age_days\"", 4),
    ("\"orders\"", 4),
    ("\"days_since_order\"", 200),
    ("\"spend\"", 100),
    ("\"monetary_quintile\"", 6),
    ("\"visits\"", 4),
    ("\"category_views\", \"category\": \"a\", \"within_days\": 7", 4),
    ("\"category_views\", \"category\": \"a\", \"within_days\": 30", 4),
    ("\"category_views\", \"category\": \"this\", \"within_days\": 30", 4),
    ("\"viewed_products\", \"within_days\": 7", 5),
    ("\"viewed_products\", \"within_days\": 30", 5),
    ("\"top_category_views\", \"within_days\": 30", 4),
    ("\"viewed_this\", \"within_days\": 30", 2),
    ("\"page_reviews\"", 3),
    ("\"affinity\", \"category\": \"b\"", 100),
];
const NAMES: [(&str, &[&str]); 9] = [
    ("lifecycle", &["new_visitor", "first_time_buyer", "repeat_buyer", "at_risk", "lapsed"]),
    ("device", &["mobile", "tablet", "desktop"]),
    ("language", &["de", "en", "fr"]),
    ("country", &["DE", "US"]),
    ("page_category", &["a", "b", "n"]),
    ("page_in_stock", &["yes", "no"]),
    ("intent", &["branded", "non_branded", "single", "bundle", "value"]),
    ("audience", &["vip", "letter"]),
    ("brought_by", &["c0", "c1"]),
];

fn test(chance: &mut Chance, ads: bool) -> String {
    if chance.is(6) {
        let (signal, most) = NUMBERS.get(chance.below(16) as usize).unwrap();
        let least = u32::from(*signal == "\"monetary_quintile\"");
        let most = if *signal == "\"monetary_quintile\"" { 5 } else { most - 1 };
        let (a, b) = (chance.below(most + 1).max(least), chance.below(most + 1).max(least));
        let bounds = match chance.below(4) {
            0 => format!("\"at_least\": {a}"),
            1 => format!("\"at_most\": {a}"),
            2 => format!("\"is\": {a}"),
            _ => format!("\"at_least\": {}, \"at_most\": {}", a.min(b), a.max(b)),
        };
        return format!("{{ \"signal\": {signal}, {bounds} }}");
    }
    let (signal, names) = NAMES.get(chance.below(if ads { 9 } else { 7 }) as usize).unwrap();
    // Nothing may name the sensitive category.
    let names: Vec<&str> = names.iter().copied().filter(|name| *name != "n").collect();
    let (one, other) = (chance.one(&names), chance.one(&names));
    format!("{{ \"signal\": \"{signal}\", \"any_of\": [\"{one}\", \"{other}\"] }}")
}

/// A condition that may name the first `known` segments.
fn condition(chance: &mut Chance, ads: bool, known: usize, depth: u32) -> String {
    match chance.below(if depth == 0 { 5 } else { 10 }) {
        0..4 => test(chance, ads),
        4 if known > 0 => format!("{{ \"segment\": \"{}\" }}", chance.one(SEGMENTS.get(..known).unwrap())),
        4 => test(chance, ads),
        5 => format!("{{ \"not\": {} }}", condition(chance, ads, known, depth - 1)),
        shape => {
            let parts: Vec<String> =
                (0..2 + chance.below(2)).map(|_| condition(chance, ads, known, depth - 1)).collect();
            format!("{{ \"{}\": [ {} ] }}", if shape < 8 { "all" } else { "any" }, parts.join(", "))
        }
    }
}

/// `for`, `when` and `purposes`, often left out.
fn aim(chance: &mut Chance, ads: bool) -> String {
    let mut text = String::new();
    if chance.is(4) {
        let _ = write!(text, ", \"for\": [\"{}\", \"{}\"]", chance.one(&SEGMENTS), chance.one(&SEGMENTS));
    }
    if chance.is(4) {
        let _ = write!(text, ", \"when\": {}", condition(chance, ads, 6, 2));
    }
    if ads {
        text.push_str(", \"purposes\": [\"personalization\", \"advertising\"]");
    } else if chance.is(2) {
        text.push_str(", \"purposes\": [\"personalization\"]");
    }
    text
}

fn title(chance: &mut Chance) -> &'static str {
    chance.one(&["T", "T", "{shop}", "{title}", "{brand}", "Of {brand}", "{rating}", "{ships_in_days}"])
}

fn window(chance: &mut Chance) -> &'static str {
    chance.one(&[
        "",
        "",
        "",
        ", \"window\": { \"from\": \"2026-01-01\" }",
        ", \"window\": { \"to\": \"2026-01-01\" }",
        ", \"window\": { \"from\": \"2026-01-01\", \"to\": \"2030-01-01\" }",
    ])
}

/// Where the candidates of a campaign lead, in the order of the file.
pub(super) type Goals = Vec<&'static str>;

const GOALS: [&str; 10] = [
    "\"product\": \"from_link\"",
    "\"product\": \"A-1\"",
    "\"variant\": \"from_link\"",
    "\"category\": \"from_link\"",
    "\"category\": \"a\"",
    "\"category\": \"b\"",
    "\"url\": \"/x\"",
    "\"url\": \"/y\"",
    "\"home\": true",
    "\"bundle\": \"A-1\"",
];

/// A folder, and the goals of its campaigns.
pub(super) fn folder(seed: u64) -> (Shop, Vec<Goals>) {
    let chance = &mut Chance::new(seed);
    let ads = chance.is(3);
    let mut shop = Shop::new().without("segments/back-again.json").without("blocks/welcome.json").with(
        "shop.json",
        format!(
            r#"{{ "name": "S", "currency": "EUR", "image_url": "/{{id}}", "categories": [ {{ "id": "a", "title": "A", "url": "/a" }},
            {{ "id": "b", "title": "B", "url": "/b" }}, {{ "id": "n", "title": "N", "url": "/n", "sensitive": true }} ],
            "intent": {{ "value_words": ["cheap"], "bundle_words": ["set"] }}, "brand_words": ["brand"],
            "defaults": {{ "blocks": {}, "personalized_blocks": {} }} }}"#,
            1 + chance.below(4),
            chance.below(3)
        ),
    );
    shop = shop.with("audiences.json", r#"{ "vip": { "name": "V" }, "letter": { "name": "L" } }"#);
    shop = shop.with("products.json", products(chance));
    for (n, id) in SEGMENTS.into_iter().enumerate() {
        let text = format!("{{ \"name\": \"{id}\", \"when\": {} }}", condition(chance, ads, n, 2));
        shop = shop.with(&format!("segments/{id}.json"), text);
    }
    for n in 0..14 {
        let kind = chance.one(&KINDS);
        let picks = match (kind, chance.below(3)) {
            ("curated_picks", 0) => ", \"products\": [\"A-1\"]",
            ("curated_picks", 1) => ", \"products\": [\"A-2\", \"A-1\"]",
            ("curated_picks", _) => ", \"products\": [\"B-1\", \"A-2\"]",
            _ => "",
        };
        let cap = if chance.is(1) { ", \"cap\": { \"times\": 1, \"within_days\": 3 }" } else { "" };
        let text = format!(
            "{{ \"kind\": \"{kind}\", \"need\": \"n\", \"title\": \"{}\", \"priority\": {}{}{picks}{cap}{} }}",
            title(chance),
            chance.below(4),
            aim(chance, ads),
            window(chance)
        );
        shop = shop.with(&format!("blocks/b{n}.json"), text);
    }
    for n in 0..3 {
        let text = format!(
            "{{ \"title\": \"{}\", \"strategies\": [\"bestsellers\"], \"size\": 1{} }}",
            title(chance),
            aim(chance, ads)
        );
        shop = shop.with(&format!("sets/t{n}.json"), text);
    }
    let mut goals = Vec::new();
    for n in 0..2 {
        let mine: Goals = (0..5).map(|_| chance.one(&GOALS)).collect();
        let lines: Vec<String> = mine.iter().map(|goal| candidate(chance, goal, ads)).collect();
        let text = format!(
            "{{ \"name\": \"C\"{}, \"purposes\": [\"personalization\", \"advertising\"], \"candidates\": [\n{}\n] }}",
            window(chance),
            lines.join(",\n")
        );
        shop = shop.with(&format!("campaigns/c{n}.json"), text);
        goals.push(mine);
    }
    if chance.is(5) {
        let (show, hide) = (chance.below(14), chance.below(14));
        let text = format!(
            "{{ \"name\": \"E\", \"hypothesis\": \"H\", \"arms\": [ {{ \"id\": \"control\", \"weight\": 50 }}, \
             {{ \"id\": \"x\", \"weight\": 50, \"show\": [\"b{show}\"], \"hide\": [\"b{hide}\"] }} ] }}"
        );
        shop = if show == hide { shop } else { shop.with("experiments/e.json", text) };
    }
    (shop, goals)
}

fn candidate(chance: &mut Chance, goal: &str, ads: bool) -> String {
    let when = if chance.is(6) { format!(", \"when\": {}", condition(chance, ads, 6, 2)) } else { String::new() };
    format!("{{ \"to\": {{ {goal} }}{when} }}")
}

fn products(chance: &mut Chance) -> String {
    let branded = chance.below(3);
    let product = |(n, id): (u32, &&str)| {
        let category = id.get(..1).unwrap().to_lowercase();
        let mut text = format!("{{ \"id\": \"{id}\", \"title\": \"{id}\", \"category\": \"{category}\", \"price\": 9");
        if n < branded {
            text.push_str(", \"brand\": \"X\"");
        }
        match chance.below(4) {
            0 => text.push_str(", \"stock\": 0"),
            1 => text.push_str(", \"rating\": 4, \"reviews\": 1, \"use_cases\": [\"u\"]"),
            2 => text.push_str(", \"rating\": 4, \"reviews\": 2, \"ships_in_days\": 2, \"specs\": { \"W\": \"1\" }"),
            _ => text.push_str(", \"list_price\": 12, \"specs\": { \"W\": \"2\" }"),
        }
        text + " }"
    };
    let all: Vec<String> = (0..).zip(&PRODUCTS).map(product).collect();
    format!("[ {} ]", all.join(",\n"))
}

pub(super) const PRODUCTS: [&str; 5] = ["A-1", "A-2", "B-1", "B-2", "N-1"];

/// Somebody, as the door lets them in.
pub(super) fn visitor(chance: &mut Chance) -> Visitor {
    let keys = Keys::parse("t1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdC0").unwrap();
    let mut cookies = String::new();
    let categories = || ["a", "b", "n"].map(NameKey::of);
    if chance.is(9) {
        let granted = match chance.below(4) {
            0 => PurposeSet::NONE,
            1 => PurposeSet::NONE.with(Purpose::Personalization),
            _ => PurposeSet::ALL,
        };
        let recommendations = *chance.one(&[&HowOften::Usual, &HowOften::Usual, &HowOften::Fewer, &HowOften::Never]);
        let dislikes = if chance.is(2) { vec![*chance.one(&categories().each_ref())] } else { Vec::new() };
        let preferences = Preferences { recommendations, dislikes, ..Preferences::default() };
        let own = Choice { day: TODAY, stated: PurposeSet::ALL, granted };
        let record = Record { day: TODAY, policy: 1, preferences, own, ..Record::default() };
        let _ = write!(cookies, "{}={}; ", cookie::CONSENT, record.seal(&keys).unwrap());
    }
    if chance.is(8) {
        let value = seal_profile(&profile(chance), &keys, TODAY).unwrap();
        let _ = write!(cookies, "{}={value}", cookie::PROFILE);
    }
    let raw = Raw {
        cookies: &cookies,
        user_agent: chance.one(&["Mobile", "iPad", "X11"]),
        accept_language: chance.one(&["de", "en", "fr", ""]),
        country: Some(chance.one(&["DE", "US", "FR"])),
        search: chance.one(&["", "brand set", "cheap pot", "pot set"]),
        campaign: chance.one(&["", "c0", "c1"]),
        ..Raw::default()
    };
    let settings = Settings { policy_version: Some(1), ..Settings::default() };
    admit(raw, &keys, &settings, now()).visitor
}

pub(super) fn now() -> Now {
    Now::from_unix_seconds(u64::from(TODAY.0) * 86_400 + 3_600)
}

fn profile(chance: &mut Chance) -> Profile {
    let ago = |chance: &mut Chance, most: u32| TODAY.minus(u16::try_from(chance.below(most)).unwrap());
    let mut id = [0; 16];
    id.iter_mut().for_each(|byte| *byte = u8::try_from(chance.below(256)).unwrap());
    let mut profile = Profile::new(VisitorId(id), ago(chance, 60));
    profile.visits = u16::try_from(1 + chance.below(4)).unwrap();
    for product in PRODUCTS.iter().filter(|_| chance.is(5)).collect::<Vec<_>>() {
        let category = NameKey::of(&product.get(..1).unwrap().to_lowercase());
        let (day, on_sale) = (ago(chance, 40), chance.is(3));
        profile.viewed.push(View { product: ProductKey::of(product), category, day, band: Band::Mid, on_sale });
    }
    for product in PRODUCTS.iter().filter(|_| chance.is(2)).collect::<Vec<_>>() {
        profile.cart.push(CartLine { product: ProductKey::of(product), quantity: 1 });
    }
    profile.cart_day = ago(chance, 5);
    if chance.is(6) {
        let (orders, tens) = (1 + chance.below(4), chance.below(60));
        profile.purchases = Purchases {
            orders: u8::try_from(orders).unwrap(),
            spend_tens: u16::try_from(tens).unwrap(),
            last: ago(chance, 250),
        };
        let day = profile.purchases.last;
        profile.bought.push(Bought {
            product: ProductKey::of("B-1"),
            day,
            times: 2,
            again_after: 20,
            first: day.minus(20),
        });
    }
    if chance.is(5) {
        let score = u8::try_from(chance.below(100)).unwrap();
        profile.affinities.push(Affinity { category: NameKey::of("b"), score, day: TODAY });
    }
    if chance.is(5) {
        let audience = NameKey::of(chance.one(&["vip", "letter"]));
        profile.audiences.push(Audience { audience, until: TODAY.plus(9) });
        profile.brought = Some(Brought { campaign: NameKey::of(chance.one(&["c0", "c1"])), day: TODAY });
    }
    profile
}
