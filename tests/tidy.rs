//! What the tree promises of itself: the invariants of `ARCHITECTURE.md` that are absences of a name.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The Rust files below `dir`, with their texts, by their paths from the root.
fn sources(dir: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(dir)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
                found.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(!found.is_empty(), "{dir} holds no Rust file");
    found
}

/// The same without files of tests.
fn tested(dir: &str) -> Vec<(String, String)> {
    sources(dir).into_iter().filter(|(file, _)| !file.contains("/tests/")).collect()
}

/// The lines of a file that are code.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(|line| line.split("//").next().unwrap_or_default())
}

/// Fails when a file of `files` names one of `names` in code.
fn nobody_names(files: &[(String, String)], names: &[&str]) {
    for (file, text) in files {
        for line in code(text) {
            for name in names {
                assert!(!line.contains(name), "{file} names `{name}`: {line}");
            }
        }
    }
}

#[test]
fn only_worker_rs_knows_the_runtime() {
    let files: Vec<_> = sources("src").into_iter().filter(|(file, _)| file != "src/worker.rs").collect();
    let known = ["worker::", "js_sys", "web_sys", "wasm_bindgen", "getrandom", ".await", "async "];
    let outside_cli: Vec<_> = files.into_iter().filter(|(file, _)| !file.starts_with("src/cli/")).collect();
    nobody_names(&outside_cli, &known);
    assert!(sources("src").iter().any(|(file, text)| file == "src/worker.rs" && text.contains("wasm_bindgen")));
}

#[test]
fn the_engine_knows_no_clock_no_chance_and_no_outside() {
    for dir in ["src/engine", "src/consent", "src/cookie", "src/visitor", "src/snapshot", "src/edge", "src/isolate"] {
        nobody_names(&tested(dir), &["std::", "SystemTime", "Instant", "rand::", "println!", "eprintln!", "env::"]);
    }
}

#[test]
fn the_engine_takes_a_visitor_and_nothing_raw() {
    nobody_names(&tested("src/engine"), &["Raw", "cookies", "Unverified", "verify_profile", "admit("]);
}

#[test]
fn the_engine_uses_no_floating_point() {
    nobody_names(&sources("src/engine"), &["f32", "f64"]);
    nobody_names(&sources("src/visitor"), &["f32", "f64"]);
}

/// What the Worker logs: the lines of `src/edge/fault.rs`, which has no place for a text of a request, and nothing else.
/// (`tests/http/logs.rs` looks into what is really written.)
#[test]
fn the_worker_logs_nothing_of_a_request() {
    let text = std::fs::read_to_string(root().join("src/worker.rs")).unwrap();
    let calls: Vec<&str> = code(&text).filter(|line| line.contains("log_") && !line.contains("fn log_")).collect();
    let inside =
        |call: &str| call.split("log_").skip(1).all(|call| call.contains("(&line)") || call.contains("(line)"));
    assert!(calls.len() == 2 && calls.iter().all(|call| inside(call)), "src/worker.rs logs {calls:?}");
    assert_eq!(text.matches("faults.line(").count() + text.matches(".panicked(").count(), 2, "where lines are made");
    let fault = std::fs::read_to_string(root().join("src/edge/fault.rs")).unwrap();
    let public = code(&fault).filter(|line| line.trim_start().starts_with("pub fn") && line.contains("str"));
    assert_eq!(public.filter(|line| !line.contains("-> (&'static str")).count(), 1, "`panicked` alone takes a text");
    // The shim writes lines of fixed words and a number.
    let shim = std::fs::read_to_string(root().join("wasm/shim.js")).unwrap();
    let logged: Vec<&str> = code(&shim).filter(|line| line.contains("console")).map(str::trim).collect();
    assert_eq!(logged, [r#"if (due) console.error(line.replace('"sampled":1', `"sampled":${left + 1}`));"#]);
    let mut told = code(&shim).filter(|line| line.contains("log(") && !line.contains("function log(")).map(str::trim);
    assert!(told.all(|line| matches!(line, "log(TRAPPED);" | "log(REFUSED);")));
    for dir in ["engine", "consent", "cookie", "visitor", "snapshot", "edge", "isolate", "case"] {
        nobody_names(&sources(&format!("src/{dir}")), &["console", "log::", "print!", "eprint!"]);
    }
}

/// The shim and the Wasm speak of the same numbers.
#[test]
fn the_shim_has_the_same_numbers() {
    let read = |file: &str| std::fs::read_to_string(root().join(file)).unwrap();
    let (shim, wasm, route) = (read("wasm/shim.js"), read("src/isolate/numbers.rs"), read("src/edge/route.rs"));
    let number = |text: &str, name: &str| -> Option<i64> {
        let line =
            text.lines().find(|line| line.split([' ', ':']).any(|word| word == name) && line.contains("const "))?;
        let value = line.rsplit_once(" = ")?.1.trim_end_matches(';').replace('_', "");
        value.parse().ok()
    };
    for name in ["MUST_READ", "WANTS_BODY", "IS_FOR_PAGES", "DUE", "NO_BODY", "TOO_LONG", "TOO_SLOW"] {
        assert!(number(&shim, name).is_some() && number(&shim, name) == number(&wasm, name), "{name}");
    }
    assert_eq!(number(&shim, "MAX_BODY"), number(&route, "MAX_BODY"));
    assert_eq!(number(&shim, "BODY_MS"), number(&route, "BODY_SECONDS").map(|seconds| seconds * 1_000));
}

#[test]
fn nothing_is_left_for_later() {
    for dir in ["src", "wasm/src", "xtask/src", "tests"] {
        for (file, text) in sources(dir).iter().filter(|(file, _)| file != "tests/tidy.rs") {
            for word in ["todo!", "unimplemented!", "#[ignore", "dbg!(", "FIXME", "XXX"] {
                assert!(!text.contains(word), "{file} holds `{word}`");
            }
        }
    }
}

/// The lint forbids it where it reaches; the fuzz targets are a workspace of their own, and what a macro writes is not linted.
#[test]
fn nothing_is_unsafe() {
    let word = concat!("un", "safe");
    for dir in ["src", "wasm", "xtask/src", "tests", "bench", "fuzz/src", "fuzz/fuzz_targets"] {
        for (file, text) in sources(dir) {
            let words = |line: &str| line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|other| other == word);
            assert!(!code(&text).any(words), "{file} says `{word}`");
        }
    }
    let read = |file: &str| std::fs::read_to_string(root().join(file)).unwrap();
    assert!(read("Cargo.toml").contains(&format!("[workspace.lints.rust]\n{word}_code = \"forbid\"\n")));
    assert!(read("fuzz/Cargo.toml").contains(&format!("[lints.rust]\n{word}_code = \"forbid\"\n")));
    for package in ["", "wasm/", "xtask/", "bench/hello/"] {
        let manifest = read(&format!("{package}Cargo.toml"));
        assert!(manifest.contains("[lints]\nworkspace = true\n"), "{package}Cargo.toml has lints of its own");
    }
}

#[test]
fn files_stay_small() {
    for dir in ["src", "wasm/src", "xtask/src", "tests", "fuzz/src", "fuzz/fuzz_targets"] {
        for (file, text) in sources(dir) {
            // The one file that knows the runtime may be longer, since nothing of it may stand elsewhere.
            let most = if file == "src/worker.rs" { 460 } else { 400 };
            assert!(text.lines().count() <= most, "{file} has {} lines: is it still one room?", text.lines().count());
        }
    }
}

/// Every test that `ARCHITECTURE.md` names as the keeper of an invariant is there.
#[test]
fn the_map_names_tests_that_exist() {
    let map = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let all: String = ["src", "tests"].iter().flat_map(|dir| sources(dir)).map(|(_, text)| text).collect();
    let named: Vec<&str> = map.split('`').filter_map(|word| word.strip_prefix("fn ")).collect();
    assert!(named.len() >= 8, "the map names only {named:?}");
    for name in named {
        assert!(all.contains(&format!("fn {name}(")), "ARCHITECTURE.md names `{name}`, which is not there");
    }
    for path in map.split('`').filter(|word| word.starts_with("src/") || word.starts_with("tests/")) {
        assert!(root().join(Path::new(path)).exists(), "ARCHITECTURE.md names `{path}`, which is not there");
    }
}
