//! Generated requests: what is asked, whoever asks.

use proptest::prelude::*;
use proptest::sample::select;
use segue::snapshot::Snapshot;

/// What is asked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) query: &'static str,
    pub(crate) accept: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) body: &'static str,
}

/// Queries; few, so that two requests are often for the same address.
const QUERIES: [&str; 10] = [
    "",
    "",
    "product=K-101",
    "product=K-101&limit=2",
    "product=no-such",
    "category=tea",
    "limit=99999999999",
    "q=cheap+kettle&utm_campaign=tea-season",
    "utm_source=x&gclid=abc&utm_term=best%20kettle&product=T-301",
    "product=%ZZ&product=K-104&q=%00",
];

const ACCEPTS: [&str; 6] = [
    "",
    "application/json",
    "text/html,application/xhtml+xml,*/*;q=0.8",
    "*/*",
    "application/json;q=0, text/html",
    "image/avif",
];

const BODIES: [(&str, &str); 9] = [
    ("application/json", r#"{"events":[{"name":"view_item","items":[{"item_id":"K-101"}]}]}"#),
    (
        "application/json",
        r#"{"events":[{"name":"purchase","items":[{"item_id":"T-301"}],"value":9.5,"currency":"EUR"}]}"#,
    ),
    ("application/json", r#"{"purposes":{"personalization":true,"advertising":true}}"#),
    ("application/json", r#"{"purposes":{"personalization":false}}"#),
    ("application/json", r#"{"forget":true}"#),
    ("application/json", r#"{"preferences":{"likes":["tea"]}}"#),
    ("application/x-www-form-urlencoded", "personalization=yes&advertising=no"),
    ("application/x-www-form-urlencoded", "forget=yes"),
    ("text/plain", "{"),
];

/// What is asked; half of it for sets that may be shared.
pub(crate) fn asked(snapshot: &Snapshot) -> impl Strategy<Value = Asked> + use<> {
    let sets = |shared: bool| -> Vec<String> {
        let rules = snapshot.core().sets.iter();
        let some = rules.filter(|rule| rule.body.as_ref().is_some_and(|set| set.shared == shared));
        some.map(|rule| format!("/_segue/recs/{}", rule.id)).collect()
    };
    let (shared, personal) = (sets(true), sets(false));
    assert!(!shared.is_empty() && !personal.is_empty(), "the sample shop has sets of both kinds");
    let campaigns: Vec<String> = snapshot.core().campaigns.keys().map(|id| format!("/r/{id}")).collect();
    let others = [
        "/_segue/pdp/K-101",
        "/_segue/pdp/T-301",
        "/_segue/pdp/no-such",
        "/_segue/pdp/%ff",
        "/_segue/recs/no-such",
        "/r/no-such",
        "/r/..%2f",
        "/_segue/events",
        "/_segue/events",
        "/_segue/privacy",
        "/_segue/privacy",
        "/_segue/consent",
        "/_segue/health",
        "/_segue/tag.js",
        "/_segue/segue.css",
        "/_segue/bridge.js",
        "/.well-known/gpc.json",
        "/_segue/none",
        "/.well-known/gpc.json",
        "/",
    ];
    let path = prop_oneof![
        6 => select(shared),
        3 => select(personal),
        2 => select(campaigns),
        5 => select(others.map(str::to_owned).to_vec()),
    ];
    let method = select(vec!["GET", "GET", "GET", "GET", "HEAD", "POST", "POST", "PUT", "OPTIONS"]);
    (method, path, select(QUERIES.to_vec()), select(ACCEPTS.to_vec()), select(BODIES.to_vec()))
        .prop_map(|(method, path, query, accept, (kind, body))| Asked { method, path, query, accept, kind, body })
}
