//! The query of a page: an answer depends on the first of each parameter that it knows and on nothing else, by the URL
//! Standard's own parser. What is unknown, repeated, too long or escaped otherwise changes nothing.
//!
//! The first byte chooses what is asked for; the rest is the query.
#![no_main]

use libfuzzer_sys::fuzz_target;
use segue::edge::{Request, Response};
use segue_fuzz::{World, answer, is_whole};
use url::form_urlencoded::{Serializer, parse};

thread_local! {
    static WORLD: World = World::new();
}

/// What `docs` say of the bounds: parameters, bytes of a name or value, bytes of a query.
const MOST: usize = 50;
const LONGEST: usize = 512;
const LONGEST_QUERY: usize = 8_192;

/// What a page asks of its query: the first of each.
const KNOWN: [&str; 6] = ["utm_term", "utm_campaign", "q", "limit", "category", "product"];

/// What counts, written again.
fn canonical(query: &str) -> String {
    let end = query.len().min(LONGEST_QUERY);
    let pairs: Vec<_> = parse(&query.as_bytes()[..end]).take(MOST).collect();
    let mut written = Serializer::new(String::new());
    let fits = |value: &str| value.len() <= LONGEST && !value.chars().any(char::is_control);
    for name in KNOWN {
        if let Some((_, value)) = pairs.iter().find(|(other, value)| other == name && fits(value)) {
            written.append_pair(name, value);
        }
    }
    written.finish()
}

fn ask(world: &World, path: &str, query: &str, accept: &str) -> Response {
    let request = Request {
        method: "GET",
        path,
        query,
        host: "own.test",
        accept,
        accept_language: "en",
        country: Some("DE"),
        cookies: &world.yes,
        ..Request::default()
    };
    answer(Some(&world.snapshot), &world.keys, &request)
}

fuzz_target!(|bytes: &[u8]| {
    let Some((chosen, query)) = bytes.split_first() else { return };
    let query = String::from_utf8_lossy(query);
    // Those two have parsers and bounds of their own, and links are the target `redirect`.
    if query.contains("segue_") {
        return;
    }
    WORLD.with(|world| {
        let sets = &world.snapshot.core().sets;
        let set = &sets[usize::from(chosen & 31) % sets.len()].id;
        let accept = if chosen & 32 == 0 { "application/json" } else { "text/html" };
        let meant = canonical(&query);
        for path in [format!("/_segue/recs/{set}"), "/_segue/pdp/K-101".to_owned()] {
            let said = ask(world, &path, &query, accept);
            is_whole(&said);
            assert!(
                said == ask(world, &path, &meant, accept),
                "{path}: `{query}` is answered otherwise than `{meant}`"
            );
        }
        is_whole(&ask(world, "/_segue/privacy", &query, accept));
        is_whole(&ask(world, "/_segue/consent", &query, accept));
    });
});
