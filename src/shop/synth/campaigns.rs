//! Made-up campaigns, each with as many candidates as a large one of a real shop, so that a link has to be thought about.

use super::{categories, id, pick};
use std::fmt::Write as _;
use std::fs::write as write_file;
use std::io::Result;
use std::path::Path;

/// Words that tell intent, as queries hold them.
const INTENT: &str = r#"{ "premium_words": ["best", "finest"], "value_words": ["cheap", "sale"],
  "bundle_words": ["set", "starter kit"], "review_words": ["reviews", "test"], "feature_words": ["vs", "with timer"],
  "problem_words": ["how to", "why does"] }"#;

/// The words of an `intent` field of `shop.json`.
pub(super) fn intent() -> &'static str {
    INTENT
}

/// The id of the n-th campaign.
fn campaign(n: u32) -> String {
    format!("ad-{n:04}")
}

/// The links of so many campaigns, spread evenly over them: campaign, product, category and search as the ad's platform
/// writes them, with the parameters that it adds.
pub(super) fn links(products: u32, campaigns: u32, links: u32) -> Vec<String> {
    const SEARCHES: [&str; 8] = [
        "best+copper+kettle",
        "made-up+teapot",
        "cheap+mug+set",
        "how+to+clean+a+grinder",
        "tray+reviews",
        "lamp+with+timer",
        "oak+board",
        "",
    ];
    let link = |at: u32| {
        let n = at * campaigns.max(1) / links.max(1);
        let mut text = format!("/r/{}?utm_source=google&utm_medium=cpc&utm_campaign=spring-{}", campaign(n), n % 7);
        // Writing to a string does not fail.
        match at % 10 {
            0 => {
                let _ = write!(text, "&category=c{}", pick("clicked category", at, categories(products)));
            }
            5 => {}
            _ => {
                let _ = write!(text, "&product={}", id(pick("clicked", at, products)));
            }
        }
        if let Some(search) = SEARCHES.get(at as usize % SEARCHES.len()).filter(|search| !search.is_empty()) {
            let _ = write!(text, "&q={search}");
        }
        let _ = write!(text, "&gclid=EAIaIQobChMI{:08x}Zv_D_BwE", pick("click", at, u32::MAX));
        text
    };
    (0..links).map(link).collect()
}

/// Writes so many campaigns of 20 candidates each. Segments `s0` to `s9` are named only where there are as many.
pub(super) fn write(dir: &Path, products: u32, segments: u32, campaigns: u32) -> Result<()> {
    for n in 0..campaigns {
        write_file(dir.join(format!("campaigns/{}.json", campaign(n))), text(n, products, segments))?;
    }
    Ok(())
}

fn text(n: u32, products: u32, segments: u32) -> String {
    let product = |what: &str| id(pick(what, n, products));
    let category = |what: &str| format!("c{}", pick(what, n, categories(products)));
    let own = match segments {
        0 => "comparison_researcher".to_owned(),
        many => format!("s{}", pick("segment", n, many.min(10))),
    };
    let country = ["AT", "CH", "FR", "NL"].get(n as usize % 4).copied().unwrap_or_default();
    let month = 1 + n % 12;
    format!(
        r#"{{ "name": "Ad {n}", "purposes": ["personalization", "advertising"], "candidates": [
  {{ "to": {{ "product": "{}" }}, "when": {{ "all": [{{ "signal": "intent", "is": "premium" }}, {{ "segment": "repeat_buyer" }}] }} }},
  {{ "to": {{ "product": "{}" }}, "when": {{ "all": [{{ "signal": "country", "is": "{country}" }}, {{ "signal": "device", "is": "mobile" }}] }} }},
  {{ "to": {{ "product": "{}" }}, "window": {{ "from": "2026-01-01", "to": "2037-12-31" }}, "when": {{ "all": [{{ "segment": "{own}" }}, {{ "signal": "intent", "is": "value" }}] }} }},
  {{ "to": {{ "product": "{}" }}, "when": {{ "all": [{{ "signal": "language", "is": "fr" }}, {{ "not": {{ "signal": "intent", "is": "branded" }} }}] }} }},
  {{ "to": {{ "product": "from_link" }}, "when": {{ "not": {{ "signal": "intent", "is": "problem_aware" }} }} }},
  {{ "to": {{ "variant": "from_link" }}, "when": {{ "signal": "intent", "any_of": ["product_aware", "branded"] }} }},
  {{ "to": {{ "variant": "{}" }}, "when": {{ "segment": "cart_abandoner" }} }},
  {{ "to": {{ "bundle": "from_link" }}, "when": {{ "signal": "intent", "is": "bundle" }} }},
  {{ "to": {{ "bundle": "from_link" }}, "when": {{ "segment": "comparison_researcher" }} }},
  {{ "to": {{ "category": "from_link" }}, "when": {{ "signal": "intent", "any_of": ["review_led", "feature_led"] }} }},
  {{ "to": {{ "category": "{}" }}, "when": {{ "all": [{{ "signal": "intent", "is": "problem_aware" }}, {{ "signal": "language", "any_of": ["de", "en"] }}] }} }},
  {{ "to": {{ "category": "{}" }}, "when": {{ "signal": "country", "any_of": ["US", "CA"] }} }},
  {{ "to": {{ "category": "{}" }}, "when": {{ "signal": "device", "is": "desktop" }} }},
  {{ "to": {{ "category": "from_link" }} }},
  {{ "to": {{ "url": "/stories/{n}/mobile" }}, "when": {{ "signal": "device", "is": "mobile" }} }},
  {{ "to": {{ "url": "/stories/{n}/{country}" }}, "window": {{ "from": "2026-{month:02}-01", "to": "2037-12-31" }}, "when": {{ "signal": "country", "is": "{country}" }} }},
  {{ "to": {{ "url": "https://shop.example/stories/{n}/reviews" }}, "when": {{ "signal": "intent", "is": "review_led" }} }},
  {{ "to": {{ "url": "https://shop.example/stories/{n}/sale" }}, "when": {{ "signal": "intent", "is": "value" }} }},
  {{ "to": {{ "url": "/stories/{n}" }}, "when": {{ "signal": "language", "any_of": ["de", "en", "fr", "nl"] }} }},
  {{ "to": {{ "home": true }} }}
] }}
"#,
        product("premium"),
        product("abroad"),
        product("value"),
        product("french"),
        product("abandoned"),
        category("problem"),
        category("american"),
        category("desk"),
    )
}
