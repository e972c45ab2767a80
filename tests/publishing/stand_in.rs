//! A stand-in for Wrangler: this very test program, called by a script. It keeps KV in a directory, writes down every call,
//! and goes wrong on purpose as the file `plan` says, one line a fault:
//!
//! ```text
//! fail N TEXT        the call N (from 1) does nothing and fails with TEXT
//! kill-before N      the command that calls is killed before call N
//! kill-after N       ... after it
//! drop N KEY         the bulk write N (by call) leaves out keys that begin with KEY
//! spoil N KEY        ... flips a byte of them
//! late N KEY         reads of call N and before do not see keys that begin with KEY
//! stale N            the pointer is read as it was before, up to call N
//! move N FILE        after call N, somebody else's pointer (and record) arrives: the files of the directory FILE
//! ```

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

struct Kv {
    home: PathBuf,
    call: usize,
    plan: Vec<Vec<String>>,
}

/// Not a test: what the script runs. The answer goes into a file, because the test program itself writes to standard
/// output.
#[test]
fn stand_in() {
    let Ok(home) = std::env::var("STAND_IN_HOME") else { return };
    let home = PathBuf::from(home);
    let args = fs::read_to_string(std::env::var("STAND_IN_ARGS").unwrap()).unwrap();
    let args: Vec<&str> = args.lines().collect();
    let answer = std::env::var("STAND_IN_ANSWER").unwrap();
    if std::env::var_os("SEGUE_PUBLISHER_KEY").is_some() {
        fs::write(home.join("leaked"), "the key is in the environment of Wrangler").unwrap();
    }
    // Calls may come at once; a directory can be made by one of them only.
    let calls = home.join("calls");
    let lock = home.join("lock");
    while fs::create_dir(&lock).is_err() {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    let before = fs::read_to_string(&calls).unwrap_or_default();
    fs::write(&calls, format!("{before}{}\n", args.join(" "))).unwrap();
    let call = before.lines().count() + 1;
    let plan = fs::read_to_string(home.join("plan")).unwrap_or_default();
    let plan = plan.lines().map(|line| line.splitn(3, ' ').map(str::to_owned).collect()).collect();
    let kv = Kv { home: home.clone(), call, plan };
    if kv.fault("kill-before").is_some() {
        let _ = fs::remove_dir(&lock);
        kill();
    }
    let (code, said) = match kv.fault("fail") {
        Some(text) => (1, text.into_bytes()),
        None => (0, kv.answer(&args)),
    };
    if let Some(theirs) = kv.fault("move") {
        for entry in fs::read_dir(home.join(theirs)).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, kv.path(path.file_name().unwrap().to_str().unwrap())).unwrap();
        }
    }
    let _ = fs::remove_dir(&lock);
    if kv.fault("kill-after").is_some() {
        kill();
    }
    fs::write(&answer, said).unwrap();
    fs::write(format!("{answer}.code"), code.to_string()).unwrap();
}

/// Ends the command that called, as `kill -9` does, and itself.
fn kill() -> ! {
    let caller = std::env::var("STAND_IN_CALLER").unwrap();
    let _ = std::process::Command::new("kill").args(["-9", &caller]).status();
    std::process::exit(1)
}

impl Kv {
    /// What the plan says of this call under this name.
    fn fault(&self, name: &str) -> Option<String> {
        let here = |fault: &&Vec<String>| fault[0] == name && fault[1].parse() == Ok(self.call);
        self.plan.iter().find(here).map(|fault| fault.get(2).cloned().unwrap_or_default())
    }

    fn path(&self, key: &str) -> PathBuf {
        self.home.join("kv").join(key)
    }

    fn read(&self, key: &str) -> Option<Vec<u8>> {
        let until = |name: &str| self.plan.iter().find(|f| f[0] == name && f[1].parse::<usize>().unwrap() >= self.call);
        if until("late").is_some_and(|fault| key.starts_with(&fault[2])) {
            return None;
        }
        if key == "pointer" && until("stale").is_some() {
            return fs::read(self.home.join("stale")).ok();
        }
        fs::read(self.path(key)).ok()
    }

    fn write(&self, key: &str, mut value: Vec<u8>) {
        if self.fault("drop").is_some_and(|prefix| key.starts_with(&prefix)) {
            return;
        }
        if self.fault("spoil").is_some_and(|prefix| key.starts_with(&prefix)) {
            // Of many values the command reads texts back, in which one byte that is none looks like another.
            let at = (value.len() / 2..value.len()).find(|at| value[*at].is_ascii()).unwrap();
            value[at] ^= 1;
        }
        if key == "pointer" {
            let _ = fs::copy(self.path(key), self.home.join("stale"));
        }
        fs::write(self.path(key), value).unwrap();
    }

    fn answer(&self, args: &[&str]) -> Vec<u8> {
        let file = |path: &str| -> Vec<Value> { serde_json::from_slice(&fs::read(path).unwrap()).unwrap() };
        match args {
            ["kv", "key", "get", key, ..] => self.read(key).unwrap_or_else(|| b"Value not found\n".to_vec()),
            ["kv", "key", "put", key, "--path", path, ..] => {
                self.write(key, fs::read(path).unwrap());
                b"Success!".to_vec()
            }
            ["kv", "key", "list", rest @ ..] => {
                let prefix = if rest[0] == "--prefix" { rest[1] } else { "" };
                let keys = names(&self.home.join("kv")).into_iter().filter(|key| key.starts_with(prefix));
                let keys: Vec<Value> = keys.map(|name| serde_json::json!({ "name": name })).collect();
                serde_json::to_vec(&keys).unwrap()
            }
            ["kv", "bulk", "put", path, ..] => {
                for pair in file(path) {
                    let value = STANDARD.decode(pair["value"].as_str().unwrap()).unwrap();
                    self.write(pair["key"].as_str().unwrap(), value);
                }
                b"Success!".to_vec()
            }
            ["kv", "bulk", "get", path, ..] => {
                let keys = file(path);
                assert!(keys.len() <= 100, "KV gives at most 100 keys at once");
                let values = keys.iter().map(|key| {
                    let key = key.as_str().unwrap();
                    let value = self.read(key).map(|value| String::from_utf8_lossy(&value).into_owned());
                    (key.to_owned(), serde_json::json!({ "value": value }))
                });
                serde_json::to_vec(&Value::Object(values.collect())).unwrap()
            }
            ["kv", "bulk", "delete", path, "--force", ..] => {
                for key in file(path) {
                    fs::remove_file(self.path(key.as_str().unwrap())).unwrap();
                }
                b"Success!".to_vec()
            }
            other => panic!("what is `{other:?}`?"),
        }
    }
}

/// The names in a directory, in order.
pub(crate) fn names(dir: &Path) -> Vec<String> {
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name().to_string_lossy().into_owned();
    let mut names: Vec<String> = fs::read_dir(dir).unwrap().map(name).collect();
    names.sort();
    names
}
