//! The whole way from a request to its `Location`: whatever the bytes, the answer is a redirect to what the sample shop has
//! published, by the judge of `tests/redirects`.
//!
//! The bytes are texts, one a line: the target, then `Name: value` for each header. The first byte of all chooses what does
//! not stand in a request. `cargo xtask fuzz` writes the seeds, from `fixtures/redirects` and the case files.
#![no_main]

#[path = "../../tests/redirects/judge.rs"]
mod judge;
#[expect(dead_code, reason = "the keys are those of every target")]
#[path = "../../tests/redirects/world.rs"]
mod world;

use libfuzzer_sys::fuzz_target;
use segue::snapshot::Snapshot;
use segue_fuzz::World;

thread_local! {
    static WORLD: World = World::new();
}

fuzz_target!(|bytes: &[u8]| {
    let Some((chosen, text)) = bytes.split_first() else { return };
    let mut lines = text.split(|byte| *byte == b'\n');
    let target = [b"/r/", lines.next().unwrap_or_default()].concat();
    let mut headers: Vec<(&str, Vec<u8>)> = Vec::new();
    let names = [
        "accept",
        "accept-language",
        "cookie",
        "origin",
        "referer",
        "sec-fetch-site",
        "sec-gpc",
        "sec-purpose",
        "user-agent",
    ];
    for line in lines {
        let mut words = line.splitn(2, |byte| *byte == b':');
        let (name, value) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        if let Some(name) = names.iter().find(|known| known.as_bytes().eq_ignore_ascii_case(name)) {
            headers.push((name, value.to_vec()));
        }
    }
    WORLD.with(|world| {
        if chosen & 1 != 0 {
            headers.insert(0, ("cookie", world.yes.clone().into_bytes()));
        }
        let method = if chosen & 2 != 0 { "HEAD" } else { "GET" };
        let country = (chosen & 4 != 0).then(|| "US".to_owned());
        let Some(request) = world::request(method, &target, &headers, country) else { return };
        if !world::is_link(&request) {
            return;
        }
        let snapshot = (chosen & 8 == 0).then_some(&world.snapshot);
        let response = world::answer(snapshot, &world.keys, &request).expect("an answer");
        let headers = response.headers.iter().map(|(name, value)| (*name, value.as_ref()));
        if let Err(wrong) = judge::judge(snapshot.map(Snapshot::core), response.status, headers) {
            panic!("{wrong}");
        }
        assert!(response.body.is_empty(), "there is a body");
    });
});
