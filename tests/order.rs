//! What must change nothing: the order of files, keys, parameters and cookies, and the locale of whoever runs the program or
//! asks it.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

mod common;

use common::sample::sample_compiled;
use common::{at, cases, sample_snapshot};
use segue::case::{Case, whole};
use segue::cookie::Keys;
use segue::day::Now;
use segue::shop::Compiled;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

const KEYS: &str = "t1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdC0";
const NOON: Now = Now { unix_seconds: 20_780 * 86_400 + 43_200 };

/// xorshift64*: seeded, so that a failure comes back.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap() % end.max(1)
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        (1..items.len()).rev().for_each(|at| items.swap(at, self.below(at + 1)));
    }
}

/// Objects in which the order says something: what is shown, and what is handed on, in this order. Here it is the alphabet's.
const IN_ORDER: [&str; 2] = ["specs", "parameters"];

/// JSON with the keys of every object in another order.
fn shuffled(value: &Value, random: &mut Random) -> String {
    match value {
        Value::Object(fields) => {
            let mut pairs: Vec<_> = fields.iter().collect();
            random.shuffle(&mut pairs);
            let mut one = |(name, value): (&String, &Value)| {
                let kept = IN_ORDER.contains(&name.as_str());
                let value = if kept { value.to_string() } else { shuffled(value, random) };
                format!("{}: {value}", Value::from(name.as_str()))
            };
            format!("{{ {} }}", pairs.into_iter().map(&mut one).collect::<Vec<_>>().join(",\n"))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(|item| shuffled(item, random)).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

fn compiled(folder: &Path) -> Compiled {
    let read = segue::shop::read(folder).map_err(|_| "the sample shop in another order").unwrap();
    segue::shop::compile(&read).map_err(|_| "the sample shop in another order").unwrap()
}

/// The sample shop, its files made in one order and their keys in it or in another, is the same snapshot to the byte.
#[test]
fn files_and_keys_in_another_order_are_the_same_snapshot() {
    let mut usual: Option<Compiled> = None;
    for seed in [1, 2, 3] {
        let (mut random, place) = (Random(seed), tempfile::tempdir().unwrap());
        let mut files = files(&at("fixtures/shop"));
        random.shuffle(&mut files);
        let mut moved = 0;
        for file in files {
            let to = place.path().join(file.strip_prefix(at("fixtures/shop")).unwrap());
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            let text = std::fs::read(&file).unwrap();
            // A table of products or members has rows, and no keys.
            match serde_json::from_slice::<Value>(&text) {
                Ok(json) => {
                    moved += 1;
                    std::fs::write(&to, shuffled(&json, &mut random)).unwrap();
                }
                Err(_) => std::fs::write(&to, text).unwrap(),
            }
        }
        assert!(moved >= 20, "only {moved} files have keys");
        let other = compiled(place.path());
        let Some(usual) = &usual else {
            usual = Some(other);
            continue;
        };
        assert!(usual.core == other.core, "the core depends on the order of files or keys (seed {seed})");
        assert!(usual.shards == other.shards, "a shard depends on the order of files or keys (seed {seed})");
        assert!(usual.audience_shards == other.audience_shards, "an audience depends on it (seed {seed})");
    }
}

/// The same case with its cookies and the keys of its body in another order, and if `parameters`, those of its query.
fn reordered(case: &Case, random: &mut Random) -> Case {
    let mut other = case.clone();
    if let Some(Value::Object(fields)) = &case.request.body {
        other.request.body = Some(Value::String(shuffled(&Value::Object(fields.clone()), random)));
    }
    for (name, value) in &mut other.request.headers {
        let mut pairs: Vec<&str> = value.split("; ").collect();
        if name.eq_ignore_ascii_case("cookie") {
            random.shuffle(&mut pairs);
            *value = pairs.join("; ");
        }
    }
    // A link hands its parameters on in the order in which they came.
    if let Some((path, query)) = case.request.path.split_once('?').filter(|(path, _)| !path.starts_with("/r/")) {
        let mut pairs: Vec<&str> = query.split('&').collect();
        let mut names: Vec<&str> = pairs.iter().map(|pair| pair.split('=').next().unwrap_or_default()).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        // Of parameters of one name the first counts.
        if names.len() == count {
            random.shuffle(&mut pairs);
            other.request.path = format!("{path}?{}", pairs.join("&"));
        }
    }
    other
}

fn answers(change: &mut dyn FnMut(&Case) -> Option<Case>) -> usize {
    let (snapshot, compiled, keys) = (sample_snapshot(), sample_compiled(), Keys::parse(KEYS).unwrap());
    let audience = |id| compiled.audience_shards.iter().find(|(shard, _)| *shard == id).map(|(_, bytes)| bytes.clone());
    let answer = |case: &Case| whole(case, Some(&snapshot), &audience, &keys, NOON).unwrap();
    let mut changed = 0;
    for (file, case) in cases() {
        let Some(other) = change(&case) else { continue };
        changed += 1;
        assert_eq!(answer(&case), answer(&other), "{file}: {}", other.request.path);
    }
    changed
}

#[test]
fn cookies_parameters_and_keys_in_another_order_are_answered_alike() {
    for seed in [4, 5] {
        let mut random = Random(seed);
        let mut moved = 0;
        answers(&mut |case| {
            let other = reordered(case, &mut random);
            let same = other.request.path == case.request.path
                && other.request.headers == case.request.headers
                && other.request.body == case.request.body;
            moved += usize::from(!same);
            (!same).then_some(other)
        });
        assert!(moved >= 60, "only {moved} cases have an order");
    }
}

/// Languages that no text is in, and whose letters are written otherwise in capitals or sorted otherwise.
#[test]
fn a_language_without_texts_changes_nothing() {
    let of = |language: &str, case: &Case| {
        let plain = case.request.language.is_none() && !case.request.headers.contains_key("accept-language");
        let mut other = case.clone();
        other.request.language = Some(language.into());
        plain.then_some(other)
    };
    let (snapshot, keys) = (sample_snapshot(), Keys::parse(KEYS).unwrap());
    let mut seen = 0;
    for (file, case) in cases() {
        let Some(portuguese) = of("pt", &case) else { continue };
        let answer = |case: &Case| whole(case, Some(&snapshot), &|_| None, &keys, NOON);
        let Ok(usual) = answer(&portuguese) else { continue };
        for language in ["tr-TR", "az", "lt", "sv-SE"] {
            assert_eq!(answer(&of(language, &case).unwrap()).unwrap(), usual, "{file} in {language}");
            seen += 1;
        }
    }
    assert!(seen >= 1_000, "only {seen} answers were compared");
}

/// The command on machines of other countries: the same snapshot, the same answers.
#[test]
fn the_locale_of_the_machine_changes_nothing() {
    let run = |locale: &str, zone: &str| {
        let place = tempfile::tempdir().unwrap();
        let call = |words: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_segue"));
            command.current_dir(at(".")).args(words).env("LANG", locale).env("LC_ALL", locale).env("TZ", zone);
            let output = command.env("LC_NUMERIC", locale).env("NO_COLOR", "1").output().unwrap();
            assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        };
        let out = place.path().join("out");
        let built = call(&["build", "fixtures/shop", "--out", out.to_str().unwrap()]);
        let mut keys: Vec<_> = files(&out).iter().map(|file| file.file_name().unwrap().to_owned()).collect();
        keys.sort();
        let told = call(&[
            "explain",
            "fixtures/shop",
            "--product",
            "K-101",
            "--persona",
            "cart-abandoner",
            "--on",
            "2026-11-22",
        ]);
        (keys, built.replace(out.to_str().unwrap(), "OUT"), told)
    };
    let usual = run("C", "UTC");
    assert!(usual.0.len() >= 4 && usual.2.len() > 100, "{usual:?}");
    for (locale, zone) in
        [("tr_TR.UTF-8", "Asia/Tokyo"), ("de_DE.UTF-8", "America/Los_Angeles"), ("ar_EG", "Pacific/Kiritimati")]
    {
        assert_eq!(run(locale, zone), usual, "{locale}, {zone}");
    }
}
