//! Every hostile text of `fixtures/redirects` in every input of a link, sent to the Worker in the runtime itself. The
//! answers are written down as they came; `tests/redirects/judge.mjs` judges them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may fail loudly")]

#[path = "../redirects/corpus.rs"]
mod corpus;
#[path = "../redirects/inputs.rs"]
mod inputs;

use crate::cases::{keys, now};
use crate::common::{at, sample_snapshot};
use crate::wire::Wire;
use crate::workers;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use corpus::{Payload, payloads};
use inputs::attacks;
use segue::consent::{Choice, PurposeSet, Record};
use segue::cookie;
use std::fmt::Write as _;
use std::time::Instant;

/// Devices for which something else may be done.
const AGENTS: [&str; 3] = [
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1",
];

/// How many connections are open at once.
const AT_ONCE: usize = 4;

/// Sends one of every so many texts, beginning with this one, in every input; a line of JSON for each answer.
fn attack(address: &str, payloads: &[Payload], first: usize, campaigns: &[String], yes: &str) -> String {
    let mut wire = Wire::to(address);
    let mut written = String::new();
    for (number, payload) in payloads.iter().enumerate().skip(first).step_by(AT_ONCE) {
        let campaign = campaigns.get(number % campaigns.len()).unwrap();
        let product = if number % 2 == 0 { "K-101" } else { "" };
        for (at, mut attack) in attacks(&payload.bytes, campaign, product).into_iter().enumerate() {
            let has = |name: &str| attack.headers.iter().any(|(other, _)| *other == name);
            let (no_agent, no_cookie) = (!has("User-Agent"), !has("Cookie"));
            let consents = (number + at) % 4 == 0 && no_cookie;
            if no_agent {
                attack
                    .headers
                    .push(("User-Agent", AGENTS.get((number + at) % AGENTS.len()).unwrap().as_bytes().to_vec()));
            }
            if consents {
                attack.headers.push(("Cookie", yes.as_bytes().to_vec()));
            }
            let answer = wire.ask(attack.method, &attack.target, &attack.headers);
            let line = serde_json::json!({
                "family": payload.family,
                "line": payload.line,
                "input": attack.input,
                "target": STANDARD.encode(&attack.target),
                "may_leave": attack.may_leave,
                "consents": consents,
                "status": answer.status,
                "head": STANDARD.encode(&answer.head),
                "body": answer.body,
            });
            writeln!(written, "{line}").unwrap();
        }
    }
    written
}

#[test]
fn every_hostile_text_in_every_input_is_answered() {
    let (address, out) = (workers::attacked("shop"), std::env::var("SEGUE_REDIRECTS").unwrap());
    let campaigns: Vec<String> = sample_snapshot().core().campaigns.keys().cloned().collect();
    let campaigns: Vec<String> = campaigns.into_iter().chain(["no-such-campaign".to_owned()]).collect();
    let own = Choice { day: now().day(), stated: PurposeSet::ALL, granted: PurposeSet::ALL };
    let record = Record { day: now().day(), policy: 1, own, ..Record::default() };
    let yes = format!("{}={}", cookie::CONSENT, record.seal(&keys()).unwrap());
    let (payloads, started) = (payloads(&at("fixtures/redirects")).unwrap(), Instant::now());
    let written: Vec<String> = std::thread::scope(|scope| {
        let (address, payloads, campaigns, yes) = (&address, &payloads, &campaigns, &yes);
        let threads: Vec<_> =
            (0..AT_ONCE).map(|first| scope.spawn(move || attack(address, payloads, first, campaigns, yes))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let all = written.concat();
    println!("{} requests in {:?}", all.lines().count(), started.elapsed());
    assert!(all.lines().count() > 300 * 30, "{} answers", all.lines().count());
    std::fs::write(out, all).unwrap();
    // It is alive, and none the worse for it.
    let mut wire = Wire::to(&address);
    let answer = wire.ask("GET", b"/r/gifts?product=K-101", &[]);
    assert_eq!((answer.status, answer.header("segue-landing")), (302, "product".to_owned()));
}
