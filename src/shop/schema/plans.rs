//! `campaigns/`, `experiments/` and `audiences.json`.

use super::common::{an_id, colleagues, purposes, window};
use super::condition::definitions;
use super::intent::phrases;
use super::parts::{
    about_it, file, id, list, may, need, object, schema_field, shared, some, text, whole, whole_file, with,
};
use serde_json::{Value, json};

/// A campaign.
pub(super) fn campaign() -> Value {
    let goals = [
        ("product", "A product's page: its id, or from_link for the one of the link.", text()),
        ("variant", "A variant of this product that can be had: its id, or from_link.", text()),
        ("bundle", "The bundle that holds this product: its id, or from_link.", text()),
        ("successor", "What replaces this product: its id, or from_link.", text()),
        ("category", "A category's page: its id, or from_link.", text()),
        ("url", "A page: a path such as /campaigns/tea, or a page of an allowed host.", text()),
        ("home", "The shop's front page.", json!({ "const": true })),
    ];
    let goals: Vec<Value> =
        goals.into_iter().map(|(name, about, shape)| about_it(object(vec![need(name, about, shape)]), about)).collect();
    let candidate = object(vec![
        need("to", "Where it leads.", json!({ "type": "object", "oneOf": goals })),
        may("when", "On which condition.", shared("condition")),
    ]);
    let mut fields = vec![
        need("name", "What colleagues call it.", text()),
        may("offer", "What the ad promises, to shoppers.", text()),
        may("language", "The language of its searches, such as de. Left out: that of the visitor.", text()),
        may("keywords", "Phrases that count in searches that came by this campaign.", object(phrases())),
        window(),
        need(
            "candidates",
            "Where the link may land. The closest that fits wins: product, variant, bundle, successor, \
             category, page, home; within one step in this order.",
            some(candidate),
        ),
        purposes("Left out: nothing, and no candidate may read what is remembered."),
    ];
    fields.extend(colleagues());
    file("a campaign", "Where an ad's link lands. The file's name is the id in /r/{campaign}.", fields, definitions())
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
    let arms = with(list(arm), json!({ "minItems": 2, "allOf": [{ "items": [control] }] }));
    let mut fields = vec![
        need("name", "What colleagues call it.", text()),
        need("hypothesis", "What you expect to see, as a sentence that could turn out wrong.", text()),
        may("version", "Raise it to deal the cards anew. Left out: 1.", whole(1..=u32::MAX)),
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
