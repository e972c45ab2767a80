//! `campaigns/`, `experiments/` and `audiences.json`.

use super::common::{an_id, colleagues, purposes, window};
use super::condition::definitions;
use super::intent::phrases;
use super::parts::{
    about_it, file, flag, id, list, may, need, object, one_of, schema_field, shared, some, text, whole, whole_file,
    with, words,
};
use crate::shop::source::{MOST_ARMS, ORDERS, UNITS};
use serde_json::{Value, json};

/// A campaign.
pub(super) fn campaign() -> Value {
    let candidate = object(vec![
        need("to", "Where it leads.", json!({ "type": "object", "oneOf": goals() })),
        may("when", "On which condition. Of a list, all have to hold.", combined()),
        window(),
        may("arm", "The arm of an experiment in which this counts. Left out: in all.", arm()),
        may(
            "in_app",
            "Whether the shop's app opens the page on a phone, where shop.json names one. Left out: false.",
            flag(),
        ),
    ]);
    let mut fields = vec![
        need("name", "What colleagues call it.", text()),
        may("offer", "What the ad promises, on one line. Shoppers see it.", text()),
        may(
            "use_case",
            "The use that the ad speaks of, as products name it: its category shows that use alone.",
            text(),
        ),
        may("language", "The language of its searches, such as de. Left out: that of the visitor.", text()),
        may("keywords", "Phrases that count in searches that came by this campaign.", object(phrases())),
        window(),
        may(
            "order",
            "closest: by closeness, and within one step as they are written. as_written: as they are written. \
             Left out: closest.",
            one_of(&words(&ORDERS)),
        ),
        need(
            "candidates",
            "Where the link may land. They compete: the closest whose conditions all hold wins: product, listing, \
             variant, bundle, successor, category, page, channel, home; within one step in this order.",
            some(candidate),
        ),
        purposes("Left out: nothing, and no candidate may read what is remembered."),
    ];
    fields.extend(colleagues());
    file("a campaign", "Where an ad's link lands. The file's name is the id in /r/{campaign}.", fields, definitions())
}

fn goals() -> Vec<Value> {
    let channel = |about| need("channel", about, text());
    let goal = |about: &str, fields| about_it(object(fields), about);
    let of = |name: &'static str, about: &str| goal(about, vec![need(name, about, text())]);
    vec![
        goal(
            "A product's page, or its listing in a channel.",
            vec![
                need("product", "The product: its id, or from_link for the one of the link.", text()),
                may("channel", "A channel of shop.json: then it is the product's listing there.", text()),
            ],
        ),
        goal(
            "A listing in a channel by its number there.",
            vec![need("listing", "The number: an ASIN, an item id.", text()), channel("The channel of shop.json.")],
        ),
        of("variant", "A variant of this product that can be had: its id, or from_link."),
        of("bundle", "The bundle that holds this product: its id, or from_link."),
        of("successor", "What replaces this product: its id, or from_link."),
        goal(
            "A category's page.",
            vec![
                need("category", "The category: its id, or from_link.", text()),
                may("use_case", "The use that it shows alone. Left out: the campaign's.", text()),
            ],
        ),
        of("url", "A page: a path such as /campaigns/tea, or a page of an allowed host."),
        goal("The front page in a channel.", vec![channel("The channel of shop.json.")]),
        goal("The shop's front page.", vec![need("home", "The shop's front page.", json!({ "const": true }))]),
    ]
}

/// A condition, or several that combine.
fn combined() -> Value {
    json!({ "anyOf": [shared("condition"), some(shared("condition"))] })
}

fn arm() -> Value {
    object(vec![
        need("experiment", "The experiment: the name of its file.", text()),
        need("is", "The id of the arm.", text()),
    ])
}

/// An experiment.
pub(super) fn experiment() -> Value {
    let arm = object(vec![
        an_id("id", "The arm's id. The first arm is called control."),
        need("weight", "Its share in percent. All arms together make 100.", whole(0..=100)),
        may("show", "Blocks (their ids) that are shown in this arm alone.", list(text())),
        may("hide", "Blocks (their ids) that are not shown in this arm.", list(text())),
    ]);
    let control = json!({ "properties": { "id": { "const": "control" } } });
    let arms = with(list(arm), json!({ "minItems": 2, "maxItems": MOST_ARMS, "allOf": [{ "items": [control] }] }));
    let mut fields = vec![
        need("name", "What colleagues call it.", text()),
        need("hypothesis", "What you expect to see, as a sentence that could turn out wrong.", text()),
        may("version", "Raise it to deal the cards anew. Left out: 1.", whole(1..=u32::MAX)),
        may(
            "unit",
            "Who is dealt an arm. visitor: somebody remembered, who keeps it. click: a click on a campaign's link, by \
             chance, without looking at who clicks. Left out: visitor.",
            one_of(&words(&UNITS)),
        ),
        may("holdout_percent", "The share of visitors who are kept out, 0 to 99 percent. Left out: 0.", whole(0..=99)),
        may("for", "Segments (their ids): those take part who are in any of them. Left out: everyone.", list(text())),
        window(),
        need("arms", "What is compared, at least two. The first is the control.", arms),
        purposes("Left out: personalization."),
    ];
    fields.extend(colleagues());
    file("an experiment", "What is being tried, on whom, and the hypothesis.", fields, json!({}))
}

/// The audiences.
pub(super) fn audiences() -> Value {
    let mut fields = vec![
        need("name", "What colleagues call it.", text()),
        may("description", "Who is in it, and which tool fills it.", text()),
    ];
    fields.extend(colleagues());
    let audience = about_it(object(fields), "A list that another tool fills.");
    let file_field = object(vec![schema_field()]);
    let shape = json!({
        "type": "object",
        "properties": file_field.get("properties"),
        "propertyNames": { "anyOf": [{ "const": "$schema" }, id()] },
        "additionalProperties": audience,
    });
    whole_file("the audiences", "Lists that other tools fill, by the id that rules use.", shape, json!({}))
}
