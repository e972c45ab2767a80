//! `shop.json`.

use super::common::{an_id, colleagues};
use super::parts::{about_it, days, file, flag, list, may, need, object, one_of, pattern, text, whole, with};
use crate::consent::Platform;
use crate::shop::source::{COOKIEBOT, MOST_NUDGE, SHOPIFY};
use serde_json::{Value, json};

/// The shop.
pub(super) fn shop() -> Value {
    let word_list = || list(text());
    let id_in_it = || with(text(), json!({ "allOf": [{ "pattern": "\\{id\\}" }] }));
    let mut fields = vec![
        need("name", "The shop's name, as shoppers know it.", text()),
        need("currency", "Three capital letters (ISO 4217), such as EUR.", pattern("^[A-Z]{3}$")),
        may("language", "The language of the texts, such as en or de. Left out: en.", text()),
        may(
            "allowed_hosts",
            "The only hosts that a link may leave for. *. in front allows every subdomain.",
            word_list(),
        ),
        may("fallback_url", "Where a link goes when nothing better is known. Left out: the front page.", text()),
        may(
            "product_url",
            "How product pages are called: {id} stands for the product's id. Left out: /products/{id}.",
            id_in_it(),
        ),
        may(
            "image_url",
            "How pictures are called: {id} stands for the product's id. Left out: no pictures.",
            id_in_it(),
        ),
        may("brand_words", "Words by which people search for the shop itself.", word_list()),
        may(
            "policy_version",
            "Raise it when the privacy policy changes; visitors are asked again. 1 to 65535.",
            whole(1..=65_535),
        ),
        may("consent", "Whose signals of consent are read, and what they mean here.", consent()),
        may("defaults", "How much a product page shows.", defaults()),
        need("categories", "The categories of the catalogue.", list(category())),
        may("intent", "Words in searches that tell what somebody is after.", intent()),
        may("rfm", "Cut points for recency, frequency and money, where no orders were imported.", rfm()),
        may(
            "lifecycle",
            "After how many days without an order a customer is at risk, and lapsed.",
            object(vec![
                need("at_risk", "Days without an order, 1 to 3650.", days(1)),
                need("lapsed", "Days without an order, more than at_risk.", days(1)),
            ]),
        ),
    ];
    fields.extend(super::channels::fields());
    fields.extend(colleagues());
    file("the shop", "Name, currency, hosts, categories and defaults.", fields, json!({}))
}

fn category() -> Value {
    object(vec![
        an_id("id", "The id that products and rules use."),
        need("title", "As shoppers read it.", text()),
        need("url", "Its page, a path such as /categories/kettles.", text()),
        may(
            "sensitive",
            "Whether it tells of health, religion, a pregnancy or the like. Then nothing of it is ever \
             remembered.",
            flag(),
        ),
        may("complements", "Categories (their ids) that complete it.", list(text())),
    ])
}

fn defaults() -> Value {
    object(vec![
        may("blocks", "How many blocks a product page shows, 0 to 12. Left out: 3.", whole(0..=12)),
        may("sets", "How many recommendation sets it shows, 0 to 6. Left out: 2.", whole(0..=6)),
        may("set_size", "How many products a set shows, 1 to 20. Left out: 4.", whole(1..=20)),
        may("personalized_blocks", "How many of the blocks may be personal, 0 to 12. Left out: 2.", whole(0..=12)),
        may(
            "margin_nudge",
            "How far a margin may move a recommended product up, in percent of what speaks for it, 0 to 20. Left out: 0.",
            whole(0..=u32::from(MOST_NUDGE)),
        ),
    ])
}

fn intent() -> Value {
    let of = |name, kind: &str| may(name, &format!("Words that tell that {kind}."), list(text()));
    object(vec![
        of("problem_words", "somebody has a problem to solve, such as \"how to\" or \"fix\""),
        of("premium_words", "somebody looks for the best, such as \"handmade\""),
        of("value_words", "somebody looks for a good price, such as \"sale\""),
        of("bundle_words", "somebody wants a set, such as \"kit\""),
        of("review_words", "somebody wants opinions, such as \"vs\" or \"test\""),
        of("feature_words", "somebody looks for a feature, such as \"cordless\""),
    ])
}

fn rfm() -> Value {
    let cuts = || {
        let cut = json!({ "type": "number", "minimum": 0, "maximum": 4_294_967_295_u32 });
        with(list(cut), json!({ "minItems": 1, "maxItems": 4, "uniqueItems": true }))
    };
    let mut fields = vec![
        need(
            "recency_days",
            "One to four numbers of days since the last order, each greater than the one before.",
            cuts(),
        ),
        need("frequency", "One to four numbers of orders, each greater than the one before.", cuts()),
        need("monetary", "One to four amounts in the shop's currency, each greater than the one before.", cuts()),
    ];
    fields.extend(colleagues());
    object(fields)
}

fn consent() -> Value {
    let platforms = Platform::ALL.map(Platform::name);
    let map = |word: Value| {
        let of = |purpose| {
            may(purpose, "The platform's categories that stand for it; all of them are needed.", list(word.clone()))
        };
        object(vec![of("preferences"), of("analytics"), of("personalization"), of("advertising")])
    };
    let about = |name: &str| format!("What the categories of {name} mean here.");
    object(vec![
        may("vendor", "The shop's id in the IAB's Global Vendor List, 1 to 65535.", whole(1..=65_535)),
        may(
            "platforms",
            "Whose signals are read. Left out: all of them.",
            with(list(one_of(&platforms)), json!({ "uniqueItems": true })),
        ),
        may("onetrust", &about("OneTrust"), map(text())),
        may("cookiebot", &about("Cookiebot"), map(one_of(&COOKIEBOT))),
        may("shopify", &about("Shopify"), map(about_it(one_of(&SHOPIFY), "A purpose of Shopify."))),
    ])
}
