//! Where publishers are configured, nothing is served that none of them signed: who can write to KV cannot put a word into
//! the shop.

#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use crate::cases::agent;
use crate::common::at;
use crate::workers;
use std::process::Command;
use std::time::{Duration, Instant};

fn header(url: &str, name: &str) -> String {
    let answer = agent().get(url).header("accept", "text/html").call().unwrap();
    answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

#[test]
fn an_isolate_that_begins_serves_nothing_forged() {
    let workers = workers::with_forgeries();
    assert_eq!(workers.len(), 7);
    for (name, base) in workers {
        let page = format!("{base}/_segue/pdp/K-101");
        let rungs = [header(&page, "segue-rung"), header(&page, "segue-rung")];
        match name.as_str() {
            "none" => assert!(rungs.iter().all(|rung| matches!(rung.as_str(), "kv" | "memory")), "{name}: {rungs:?}"),
            // The snapshot is the publisher's; what cannot be read of it is not shown.
            "shard" => {
                let body = agent().get(&page).call().unwrap().body_mut().read_to_string().unwrap();
                assert!(!body.contains("K-101") && !body.contains("Fjord"), "{name}: {body}");
            }
            _ => assert_eq!(rungs, ["baseline", "baseline"], "{name}"),
        }
    }
}

/// The Worker has a good snapshot; somebody who has a token for KV puts another pointer there.
#[test]
fn the_last_good_snapshot_stays() {
    let (base, state, _) = workers::signed();
    let page = format!("{base}/_segue/pdp/K-101");
    let good = header(&page, "segue-snapshot");
    assert_eq!(good.len(), 32, "{good}");

    // Another snapshot, whole, but not signed: as `segue push` writes it without a key.
    let dir = tempfile::tempdir().unwrap();
    let build = Command::new(env!("CARGO_BIN_EXE_segue"))
        .arg("build")
        .arg(at("fixtures/shop"))
        .arg("--out")
        .arg(dir.path().join("out"))
        .args(["--message", "forged"])
        .env("SOURCE_DATE_EPOCH", "4000000000")
        .output()
        .unwrap();
    assert!(build.status.success());
    let pointer = std::fs::read_to_string(dir.path().join("out/pointer")).unwrap();
    assert!(pointer.contains(&good), "the same content");
    let forged = dir.path().join("pointer");
    std::fs::write(&forged, pointer).unwrap();
    let before = wrangler(&state, &["get", "pointer"]);
    let put = wrangler(&state, &["put", "pointer", "--path", forged.to_str().unwrap()]);
    assert!(!put.is_empty());

    // Longer than the Worker goes without asking for the pointer.
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(35) {
        assert_eq!(header(&page, "segue-snapshot"), good);
        std::thread::sleep(Duration::from_millis(500));
    }
    let health = agent().get(format!("{base}/_segue/health")).call().unwrap().body_mut().read_to_string().unwrap();
    let health: serde_json::Value = serde_json::from_str(&health).unwrap();
    let age = health.get("age_seconds").unwrap().as_u64().unwrap();
    assert!(age > 0, "the forged pointer says it was published in the year 2096: {health}");
    std::fs::write(&forged, before).unwrap();
    wrangler(&state, &["put", "pointer", "--path", forged.to_str().unwrap()]);
}

/// What Wrangler's `kv key` says.
fn wrangler(state: &str, args: &[&str]) -> Vec<u8> {
    let (program, path) = (at("node_modules/.bin/wrangler"), std::env::var("PATH").unwrap());
    let (verb, rest) = args.split_first().unwrap();
    let output = Command::new(program)
        .args(["kv", "key", verb])
        .args(rest)
        .args(["--binding", "SEGUE", "--local", "--persist-to", state])
        .current_dir(at(""))
        .env("PATH", format!("{}:{path}", at("node_modules/.bin").display()))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}
