//! What each target begins with, made of the fixtures: one input a file, as the target reads it.

#[path = "../../../tests/redirects/corpus.rs"]
mod corpus;
#[path = "../../../tests/redirects/inputs.rs"]
mod inputs;
#[path = "../../../tests/common/strings.rs"]
mod strings;

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::error::{Context, Error, Result};
use crate::paths::Paths;

/// Inputs by name.
type Seeds = Vec<(String, Vec<u8>)>;

/// Noon on the day of every run, as `fuzz/src/lib.rs` has it, in seconds since 1970.
const NOON: u64 = 20_780 * 86_400 + 43_200;

/// Writes the inputs of a target to begin with. How many there are.
pub(super) fn write(paths: &Paths, target: &str, folder: &Path) -> Result<usize> {
    let seeds = of(paths, target)?;
    for (name, seed) in &seeds {
        fs::write(folder.join(name), seed).context(|| format!("cannot write to `{}`", paths.shown(folder)))?;
    }
    Ok(seeds.len())
}

fn of(paths: &Paths, target: &str) -> Result<Seeds> {
    match target {
        "consent" => consent(paths),
        "cookie" => cookie(paths),
        "events" => events(paths),
        "query" => query(paths),
        "redirect" => redirect(paths),
        _ => Ok(snapshot()),
    }
}

/// The case files, by name.
fn cases(paths: &Paths) -> Result<Vec<(String, Value)>> {
    let mut found = Vec::new();
    for file in fs::read_dir(paths.at("fixtures/cases")).context(|| "cannot read `fixtures/cases`".into())?.flatten() {
        let text = fs::read(file.path()).context(|| format!("cannot read `{}`", paths.shown(&file.path())))?;
        let name = file.file_name().to_string_lossy().into_owned();
        found.push((name, serde_json::from_slice(&text).unwrap_or_default()));
    }
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(found)
}

/// The standards' own examples, strings of that very day, and the cookies of the case files.
fn consent(paths: &Paths) -> Result<Seeds> {
    let text =
        fs::read(paths.at("fixtures/consent/golden.json")).context(|| "cannot read the golden strings".into())?;
    let golden: Vec<Value> = serde_json::from_slice(&text).unwrap_or_default();
    let mut headers = Vec::new();
    for case in &golden {
        let named = |name: &str| case.get(name).and_then(Value::as_str).unwrap_or_default();
        let cookie = match named("format") {
            "tcf" => "euconsent-v2",
            "gpp" => "__gpp",
            _ => "usprivacy",
        };
        headers.push(format!("{cookie}={}", named("text")));
    }
    for purposes in [strings::EVERYTHING.as_slice(), &[1, 11], &[1, 5, 6], &[5, 6], &[1, 2, 3, 4, 7]] {
        let string = strings::tc_string(NOON - 3_600, purposes);
        headers.push(format!("euconsent-v2={string}"));
        headers.push(format!("__gpp=DBABMA~{string}; __gpp_sid=2"));
        headers.push(format!("eupubconsent-v2={string}; usprivacy=1YNN"));
    }
    for (_, case) in cases(paths)? {
        let cookies = case.pointer("/request/cookies").and_then(Value::as_object);
        let pairs =
            cookies.into_iter().flatten().map(|(name, value)| format!("{name}={}", value.as_str().unwrap_or_default()));
        let header = case.pointer("/request/headers/cookie").and_then(Value::as_str).map(str::to_owned);
        headers.extend(Some(pairs.chain(header).collect::<Vec<_>>().join("; ")).filter(|header| !header.is_empty()));
    }
    headers.sort();
    headers.dedup();
    let seed = |(number, header): (usize, &String)| {
        let chosen = u8::try_from(number % 8).unwrap_or_default();
        (format!("{number:03}"), [&[chosen], header.as_bytes()].concat())
    };
    Ok(headers.iter().enumerate().map(seed).collect())
}

/// The golden cookies: as a header, what is under their seals, and a few changes to one of them.
fn cookie(paths: &Paths) -> Result<Seeds> {
    let mut seeds = Seeds::new();
    for file in
        fs::read_dir(paths.at("fixtures/cookies")).context(|| "cannot read `fixtures/cookies`".into())?.flatten()
    {
        let value =
            fs::read_to_string(file.path()).context(|| format!("cannot read `{}`", paths.shown(&file.path())))?;
        let name = file.file_name().to_string_lossy().into_owned();
        let cookie = if name.starts_with("consent") { "__Host-segue-consent" } else { "__Host-segue" };
        seeds.push((format!("header-{name}"), format!("\0a=b; {cookie}={}", value.trim()).into_bytes()));
        let payload = value.split('.').nth(3).map(base64url).unwrap_or_default();
        seeds.push((format!("payload-{name}"), [&[1], payload.as_slice()].concat()));
    }
    let changes: [&[u8]; 4] = [b"", b"\0A", b"\x0a2", b"\xffA"];
    let changes = changes.iter().enumerate();
    seeds.extend(changes.map(|(number, change)| (format!("changes-{number}"), [&[2], *change].concat())));
    Ok(seeds)
}

/// Bytes of base64url without padding.
fn base64url(text: &str) -> Vec<u8> {
    let value = |letter: u8| match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'-' => 62,
        _ => 63,
    };
    let bits = text.bytes().flat_map(|letter| (0..6).rev().map(move |at| value(letter) >> at & 1));
    let bits: Vec<u8> = bits.collect();
    bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |sum, bit| sum << 1 | bit)).collect()
}

/// What the case files post: events and choices, as each of those that may send them.
fn events(paths: &Paths) -> Result<Seeds> {
    let mut seeds = Seeds::new();
    for (name, case) in cases(paths)? {
        let Some(body) = case.pointer("/request/body") else { continue };
        let path = case.pointer("/request/path").and_then(Value::as_str).unwrap_or_default();
        let (text, form) = match body {
            Value::String(text) => (text.clone(), true),
            other => (other.to_string(), false),
        };
        let privacy = path.starts_with("/_segue/privacy");
        for who in [0, 2, 4, 10] {
            let chosen = u8::from(privacy) | who | if form { 16 } else { 0 };
            seeds.push((format!("{name}-{who}"), [&[chosen], text.as_bytes()].concat()));
        }
    }
    Ok(seeds)
}

/// The queries of the case files, and the hostile texts as what a shelf is asked for.
fn query(paths: &Paths) -> Result<Seeds> {
    let mut seeds = Seeds::new();
    for (number, (name, case)) in cases(paths)?.into_iter().enumerate() {
        let path = case.pointer("/request/path").and_then(Value::as_str).unwrap_or_default();
        if let Some((_, query)) = path.split_once('?') {
            let chosen = u8::try_from(number % 64).unwrap_or_default();
            seeds.push((name, [&[chosen], query.as_bytes()].concat()));
        }
    }
    let payloads = corpus::payloads(&paths.at("fixtures/redirects")).map_err(Error::new)?;
    for (number, payload) in payloads.into_iter().enumerate().step_by(7) {
        let chosen = u8::try_from(number % 64).unwrap_or_default();
        let seed = [&[chosen], b"product=".as_slice(), &payload.bytes, b"&product=K-101&limit=3&limit=9"].concat();
        seeds.push((format!("{}-{}", payload.family, payload.line), seed));
    }
    Ok(seeds)
}

/// What the target has at hand, as it is and with a byte changed here and there; and the beginnings of each.
fn snapshot() -> Seeds {
    let mut seeds = Seeds::new();
    for chosen in 4..8_u8 {
        seeds.push((format!("ours-{chosen}"), vec![chosen]));
        for at in (0..=240_u8).step_by(16) {
            seeds.push((format!("ours-{chosen}-{at}"), vec![chosen, at, at, at, 3]));
        }
        seeds.push((format!("cut-{chosen}"), vec![chosen, 0, 200, 0, 2]));
    }
    seeds.push(("core".into(), b"\0SGC6".to_vec()));
    seeds.push(("shard".into(), b"\x01SGS3\0\0\0\0".to_vec()));
    seeds.push(("pointer".into(), b"\x03{}\nsha256 0\n".to_vec()));
    seeds
}

/// The hostile texts of `fixtures/redirects` in every input of a link, and the links of the case files.
fn redirect(paths: &Paths) -> Result<Seeds> {
    let mut seeds = Seeds::new();
    let payloads = corpus::payloads(&paths.at("fixtures/redirects")).map_err(Error::new)?;
    for (number, payload) in payloads.into_iter().enumerate() {
        // Every text in a few inputs, every input with a few texts: the fuzzer carries them on from there.
        let campaigns = ["gifts", "tea-season", "sharpening-week"];
        let campaign = campaigns.get(number % campaigns.len()).copied().unwrap_or_default();
        let attacks = inputs::attacks(&payload.bytes, campaign, "K-101");
        let step = attacks.len() / 2;
        for attack in attacks.into_iter().skip(number % step).step_by(step) {
            let Some(rest) = attack.target.strip_prefix(b"/r/") else { continue };
            if attack.may_leave && rest.starts_with(b".") {
                continue;
            }
            let chosen = u8::try_from(number % 8).unwrap_or_default() | if attack.method == "HEAD" { 2 } else { 0 };
            let mut seed = [&[chosen], rest].concat();
            for (name, value) in &attack.headers {
                seed.extend([b"\n".as_slice(), name.to_ascii_lowercase().as_bytes(), b":", value].concat());
            }
            seeds.push((format!("{}-{}-{}", payload.family, payload.line, attack.input.replace(' ', "-")), seed));
        }
    }
    for (name, case) in cases(paths)? {
        let path = case.pointer("/request/path").and_then(Value::as_str).unwrap_or_default();
        if let Some(link) = path.strip_prefix("/r/") {
            let headers = case.pointer("/request/headers").and_then(Value::as_object);
            let lines = headers.into_iter().flatten();
            let lines = lines.map(|(name, value)| format!("\n{name}:{}", value.as_str().unwrap_or_default()));
            let seed = format!("\u{1}{link}{}", lines.collect::<String>());
            seeds.push((name, seed.into_bytes()));
        }
    }
    Ok(seeds)
}
