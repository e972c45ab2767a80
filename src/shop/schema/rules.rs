//! `segments/`, `blocks/` and `sets/`.

use super::common::{audience, priority, purposes, window, with_hypothesis};
use super::condition::definitions;
use super::parts::{days, file, flag, list, may, need, object, one_of, shared, some, text, whole, with};
use crate::shop::source::{HEAVIEST, KINDS, STRATEGIES};
use serde_json::{Value, json};

/// A segment.
pub(super) fn segment() -> Value {
    let mut fields = vec![
        need("name", "What colleagues call it.", text()),
        may("description", "Whom you mean by it, for colleagues.", text()),
        may(
            "why",
            "For the shopper: the beginning of a sentence that may be shown, such as \"You looked at several of \
             these\".",
            text(),
        ),
        need("when", "Who is in it.", shared("condition")),
    ];
    fields.extend(with_hypothesis());
    file("a segment", "Who: a rule over what a visitor did and over the page.", fields, definitions())
}

/// A block.
pub(super) fn block() -> Value {
    let kinds = KINDS.map(|kind| kind.name());
    let link = object(vec![
        need("text", "What the link says.", text()),
        need("url", "Where it leads: a path such as /delivery, or a page of an allowed host.", text()),
    ]);
    let cap = object(vec![
        need("times", "On how many days at most, 1 to 255.", whole(1..=255)),
        need("within_days", "Counted over so many days, 1 to 3650.", days(1)),
    ]);
    let fill = "May hold {title}, {price}, {brand}, {category}, {rating}, {reviews}, {ships_in_days}, {shop}, and \
                {offer}, {use_case}, {ad_product} of the ad that led here; where one cannot be filled, nothing is shown.";
    let mut fields = vec![
        need("kind", "What it is; the kind decides what is added from the catalogue.", one_of(&kinds)),
        need("need", "The need that it answers, in the shopper's words. Shoppers never see it.", text()),
        priority(),
        need("title", &format!("The heading. {fill}"), text()),
        may("text", &format!("The text below it. {fill}"), text()),
        may("points", &format!("Short points, one a line. {fill}"), list(text())),
        may("link", "A link below it.", link),
        may("why", "Why it is shown, as a sentence for the shopper. Left out: that of its segment.", text()),
        window(),
        may("cap", "How often one visitor sees it. A day on which it was shown counts once.", cap),
        may("products", "The ids of your picks in your order, for the kind curated_picks.", some(text())),
        purposes("Left out: personalization."),
    ];
    fields.extend(audience("The block"));
    fields.extend(with_hypothesis());
    let picks = json!({ "properties": { "kind": { "const": "curated_picks" } }, "required": ["kind"] });
    let rule = json!({
        "if": picks, "then": { "required": ["products"] }, "else": { "not": { "required": ["products"] } },
    });
    let about = "What: a piece of the product page, and the need that it answers.";
    with(file("a block", about, fields, definitions()), rule)
}

/// A set.
pub(super) fn set() -> Value {
    let strategies = STRATEGIES.map(|strategy| strategy.name());
    let mut fields = vec![
        need("title", "The heading. May hold {title} and the other fields of the page's product.", text()),
        need(
            "strategies",
            "Where products come from. When one falls short, the next fills the shelf.",
            some(one_of(&strategies)),
        ),
        may("size", "How many products, 1 to 20. Left out: set_size of the shop's defaults.", whole(1..=20)),
        priority(),
        may("why", "Why it is shown, as a sentence for the shopper.", text()),
        may("pin", "The ids of your picks in your order, for the strategy curated.", list(text())),
        may(
            "blend",
            "The weight of each strategy, 1 to 100, in their order: they are mixed instead of tried one after the other.",
            some(whole(1..=u32::from(HEAVIEST))),
        ),
        may("viewed", "Whether viewed_products may show what the visitor has viewed. Left out: false.", flag()),
        may("page", "Whether product pages may show it. Left out: true.", flag()),
        may(
            "shared",
            "Whether one answer serves everyone; then it reads nothing about the visitor. Left out: false.",
            flag(),
        ),
        purposes("Left out: personalization."),
    ];
    fields.extend(audience("The set"));
    fields.extend(with_hypothesis());
    let curated = json!({ "properties": { "strategies": { "contains": { "const": "curated" } } } });
    let rule = json!({
        "if": curated,
        "then": { "required": ["pin"], "properties": { "pin": { "minItems": 1 } } },
        "else": { "properties": { "pin": { "maxItems": 0 } } },
    });
    let by_views = json!({ "properties": { "strategies": { "contains": { "const": "viewed_products" } } } });
    let viewed = json!({ "if": by_views, "else": { "not": { "required": ["viewed"] } } });
    let about = "A shelf of recommendations: strategies in order, filled until it is full.";
    with(file("a recommendation set", about, fields, definitions()), json!({ "allOf": [rule, viewed] }))
}
