//! The case files, run in Wasm: the code that is deployed decides as the code that was tested.
//!
//! `cargo xtask test` compiles the sample shop into `target/cases` first, and writes what is answered natively into
//! `target/answers`.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may fail loudly")]

use js_sys::{Array, Uint8Array};
use segue::case::{Case, Searches, run_with};
use segue::cookie::Keys;
use segue::day::Now;
use segue::snapshot::{POINTER_KEY, SealedPointer, Snapshot, core_key, shard_key};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

const KEYS: &str = "t1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdC0";
const CASE_DAYS: [u64; 3] = [20_560, 20_780, 21_300];

#[wasm_bindgen(module = "fs")]
extern "C" {
    #[wasm_bindgen(js_name = readFileSync)]
    fn read_file(path: &str) -> Uint8Array;
    #[wasm_bindgen(js_name = readdirSync)]
    fn read_dir(path: &str) -> Array;
}

fn read(path: &str) -> Vec<u8> {
    read_file(&format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).to_vec()
}

fn sample_snapshot() -> Snapshot {
    let pointer =
        SealedPointer::read(&read(&format!("target/cases/{POINTER_KEY}"))).and_then(|sealed| sealed.pointer()).unwrap();
    let core = read(&format!("target/cases/{}", core_key(pointer.snapshot)));
    let Ok((mut snapshot, _)) = Snapshot::open(&core) else { panic!("the core cannot be read") };
    let shards: Vec<_> = snapshot.core().shards.iter().map(|info| info.id).collect();
    for (at, id) in (0_u16..).zip(shards) {
        let bytes = read(&format!("target/cases/{}", shard_key(id)));
        let Ok(()) = snapshot.load(at, bytes, usize::MAX) else { panic!("shard {at} cannot be read") };
    }
    snapshot
}

#[wasm_bindgen_test]
fn cases_hold_in_wasm() {
    let (snapshot, keys) = (sample_snapshot(), Keys::parse(KEYS).unwrap());
    let names = read_dir(&format!("{}/fixtures/cases", env!("CARGO_MANIFEST_DIR")));
    let mut names: Vec<String> = names.iter().filter_map(|name| name.as_string()).collect();
    names.sort();
    // Written by `answers_are_written_down`, natively: each answer whole.
    #[cfg(feature = "pages")]
    let natively = String::from_utf8(read("target/answers/native.txt")).unwrap();
    #[cfg(feature = "pages")]
    let mut natively = natively.lines();
    let mut wrong = Vec::new();
    for name in names.iter().filter(|name| name.ends_with(".json")) {
        let case: Case = serde_json::from_slice(&read(&format!("fixtures/cases/{name}"))).unwrap();
        for day in CASE_DAYS {
            let noon = Now::from_unix_seconds(day * 86_400 + 43_200);
            let audience = |id| Some(read(&format!("target/cases/{}", shard_key(id))));
            for sentence in run_with(&case, Some(&snapshot), &audience, &keys, noon) {
                wrong.push(format!("{name} (day {day}): {}: {sentence}", case.name));
            }
            // Part of an answer is its receipt, which the request path alone does not write.
            #[cfg(feature = "pages")]
            {
                let answer = segue::case::whole(&case, Some(&snapshot), &audience, &keys, noon).unwrap();
                let digest = format!("{name} {day} {}", segue::snapshot::SnapshotId::of(answer.as_bytes()));
                if natively.next() != Some(&digest) {
                    wrong.push(format!("{name} (day {day}): natively the answer is another than\n{answer}"));
                }
            }
        }
    }
    #[cfg(feature = "pages")]
    assert_eq!(natively.next(), None, "natively there are more answers");
    assert!(names.len() >= 40, "only {} cases were found", names.len());
    assert!(wrong.is_empty(), "{} expectations do not hold:\n{}", wrong.len(), wrong.join("\n"));
}

#[wasm_bindgen_test]
fn searches_are_read_in_wasm_as_natively() {
    let snapshot = sample_snapshot();
    let names = read_dir(&format!("{}/fixtures/intent", env!("CARGO_MANIFEST_DIR")));
    let names: Vec<String> = names.iter().filter_map(|name| name.as_string()).collect();
    let files: Vec<Searches> =
        names.iter().map(|name| serde_json::from_slice(&read(&format!("fixtures/intent/{name}"))).unwrap()).collect();
    let wrong: Vec<String> = files.iter().flat_map(|file| file.wrong(snapshot.core())).collect();
    assert!(files.iter().map(|file| file.queries.len()).sum::<usize>() >= 300);
    assert!(wrong.is_empty(), "{} searches are read otherwise:\n{}", wrong.len(), wrong.join("\n"));
}
