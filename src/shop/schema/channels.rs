//! `channels`, `apps`, `click_ids` and `use_case_query` of `shop.json`.

use super::parts::{Field, about_it, flag, list, may, need, object, one_of, pattern, text, with, words};
use crate::shop::source::{
    CHANNEL_KINDS, ChannelKind, LONGEST_PACKAGE, LONGEST_VALUE, MARKETPLACES, MOST_CHANNELS, MOST_CLICK_IDS,
    MOST_PARAMETERS, QUERY, TAKEN,
};
use serde_json::{Value, json};

/// The name of a parameter.
const PARAMETER: &str = "^[A-Za-z0-9_.-]{1,32}$";

/// The fields.
pub(super) fn fields() -> Vec<Field> {
    let shapes: Vec<Value> = CHANNEL_KINDS.iter().map(|(word, kind)| channel(word, *kind)).collect();
    let channels = list(json!({ "type": "object", "oneOf": shapes }));
    let word = "[A-Za-z][A-Za-z0-9_]*";
    let package = with(pattern(&format!("^{word}(\\.{word})+$")), json!({ "maxLength": LONGEST_PACKAGE }));
    let apps = object(vec![
        need("host", "The host of the shop's pages, one of allowed_hosts.", text()),
        may("android", "The application id of the Android app, such as example.shop.app.", package),
        may("ios", "The host of the iOS app's universal links, one of allowed_hosts.", text()),
    ]);
    let one_app = json!({ "anyOf": [{ "required": ["android"] }, { "required": ["ios"] }] });
    let taken = format!("^({}|utm_.*)$", TAKEN.join("|"));
    let click_id = with(pattern(PARAMETER), json!({ "not": { "pattern": taken } }));
    let query = pattern(&format!("^[{QUERY}]*\\{{use_case\\}}[{QUERY}]*$"));
    vec![
        may("channels", "Where the shop also sells.", with(channels, json!({ "maxItems": MOST_CHANNELS }))),
        may("apps", "The shop's apps, which open its pages on a phone.", with(apps, one_app)),
        may(
            "click_ids",
            "Names of click identifiers, beyond those of Google, Meta, Microsoft and TikTok. They are passed on with \
             consent to advertising alone.",
            with(list(click_id), json!({ "maxItems": MOST_CLICK_IDS })),
        ),
        may(
            "use_case_query",
            "What shows one use of a category alone: a query with {use_case}, such as use={use_case}.",
            with(query, json!({ "maxLength": LONGEST_VALUE })),
        ),
    ]
}

fn channel(word: &str, kind: ChannelKind) -> Value {
    let value = json!({ "type": "string", "pattern": "^[ -~]*[!-~][ -~]*$", "maxLength": LONGEST_VALUE });
    let parameters = json!({
        "type": "object",
        "propertyNames": { "pattern": PARAMETER },
        "additionalProperties": value,
        "maxProperties": MOST_PARAMETERS,
    });
    let mut fields = vec![
        super::common::an_id("id", "The id that listings and campaigns use."),
        need("kind", "What it is.", json!({ "const": word })),
        may("home", "Its front page for this shop, on its host.", text()),
        may(
            "parameters",
            "What it wants to be told of where a click came from. A value may hold {campaign}.",
            parameters,
        ),
        may(
            "catches_sold_out",
            "Whether a click may go there when the product is sold out in the shop. Left out: false.",
            flag(),
        ),
    ];
    match kind {
        ChannelKind::Amazon => {
            fields.push(need("marketplace", "The country of the marketplace.", one_of(&words(&MARKETPLACES))));
        }
        ChannelKind::Walmart => {}
        ChannelKind::Other => {
            let id_in_it = with(text(), json!({ "allOf": [{ "pattern": "\\{id\\}" }] }));
            fields.push(need("host", "Its host, such as market.example.", text()));
            fields.push(need("listing_url", "How listings are called: {id} stands for the number.", id_in_it));
        }
    }
    let about = match kind {
        ChannelKind::Amazon => "A marketplace of Amazon's: listings have an ASIN.",
        ChannelKind::Walmart => "Walmart: listings have an item id.",
        ChannelKind::Other => "Any other marketplace.",
    };
    about_it(object(fields), about)
}
