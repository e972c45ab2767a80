//! A place with a shop folder, a KV and a stand-in for Wrangler.

pub(crate) use crate::folder::copy;
pub(crate) use crate::stand_in::names;
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

const SCRIPT: &str = r#"#!/bin/sh
home="$(cd "$(dirname "$0")/../.." && pwd)"
answer="$home/tmp/$$"
rm -f "$answer.code"
for arg in "$@"; do printf '%s\n' "$arg"; done > "$answer.args"
STAND_IN_HOME="$home" STAND_IN_ARGS="$answer.args" STAND_IN_ANSWER="$answer" STAND_IN_CALLER=$PPID \
  PROGRAM stand_in::stand_in --exact > "$answer.log" 2>&1
if [ "$(cat "$answer.code")" = 0 ]; then cat "$answer"; else cat "$answer" >&2; exit 1; fi
"#;

pub(crate) struct Place {
    dir: TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        let place = Self { dir: tempfile::tempdir().unwrap() };
        let bin = place.path("node_modules/.bin");
        for dir in [&bin, &place.path("kv"), &place.path("tmp")] {
            fs::create_dir_all(dir).unwrap();
        }
        let program = std::env::current_exe().unwrap();
        fs::write(bin.join("wrangler"), SCRIPT.replace("PROGRAM", program.to_str().unwrap())).unwrap();
        fs::set_permissions(bin.join("wrangler"), fs::Permissions::from_mode(0o755)).unwrap();
        place.shop(3);
        place
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Makes the folder `shop` a shop of so many products.
    pub(crate) fn shop(&self, products: usize) {
        let _ = fs::remove_dir_all(self.path("shop"));
        self.done(&["synth", "--products", &products.to_string(), "--out", "shop"]);
    }

    /// Makes the folder `shop` the sample shop.
    pub(crate) fn sample(&self, to: &str) {
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/shop"), &self.path(to));
    }

    pub(crate) fn edit(&self, file: &str, change: impl FnOnce(&mut Value)) {
        let path = self.path(file);
        let mut value: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        change(&mut value);
        fs::write(path, value.to_string()).unwrap();
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_segue"));
        command.args(args).current_dir(self.dir.path());
        command.env("SEGUE_BACKOFF_MS", "1").env_remove("SEGUE_PUBLISHER_KEY").env_remove("SOURCE_DATE_EPOCH");
        command.env("GIT_CEILING_DIRECTORIES", self.dir.path());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs a command that has to succeed, and gives what it said: first to standard output, then to standard error.
    pub(crate) fn done(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {output:?}");
        said(&output)
    }

    /// Runs a command that has to fail, and gives what it said.
    pub(crate) fn refused(&self, args: &[&str], code: i32) -> String {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {output:?}");
        said(&output)
    }

    pub(crate) fn push(&self, more: &[&str]) -> String {
        self.done(&[&["push", "shop", "--local"], more].concat())
    }

    /// What goes wrong from now on; calls are counted anew.
    pub(crate) fn plan(&self, plan: &str) {
        fs::write(self.path("plan"), plan).unwrap();
        let _ = fs::remove_file(self.path("calls"));
    }

    pub(crate) fn calls(&self) -> Vec<String> {
        let calls = fs::read_to_string(self.path("calls")).unwrap_or_default();
        calls.lines().map(str::to_owned).collect()
    }

    /// The place, from 1, of the first call that begins so.
    pub(crate) fn call(&self, what: &str) -> usize {
        self.calls().iter().position(|call| call.starts_with(what)).unwrap() + 1
    }

    pub(crate) fn kv(&self) -> Vec<String> {
        names(&self.path("kv"))
    }

    pub(crate) fn value(&self, key: &str) -> Option<Vec<u8>> {
        fs::read(self.path("kv").join(key)).ok()
    }

    /// The pointer's JSON.
    pub(crate) fn pointer(&self) -> Value {
        let bytes = self.value("pointer").unwrap();
        let sealed = segue::snapshot::SealedPointer::read(&bytes).unwrap();
        serde_json::from_slice(sealed.body()).unwrap()
    }

    /// The id of what is live.
    pub(crate) fn live(&self) -> String {
        self.pointer()["snapshot"].as_str().unwrap().to_owned()
    }

    /// Whether what is live, and what is on trial, is there whole.
    pub(crate) fn is_whole(&self) -> bool {
        let pointer = self.pointer();
        let ids = [&pointer["snapshot"], &pointer["canary"]["snapshot"]];
        ids.iter().filter_map(|id| id.as_str()).all(|id| {
            let Some(core) = self.value(&format!("core-{id}")) else { return false };
            let (snapshot, _) = segue::snapshot::Snapshot::open(&core).unwrap();
            snapshot.id().to_string() == id
                && snapshot.core().shards.iter().map(|it| it.id).chain(snapshot.core().audience_shards.clone()).all(
                    |id| {
                        let value = self.value(&segue::snapshot::shard_key(id)).unwrap_or_default();
                        segue::snapshot::SnapshotId::of(&value) == id
                    },
                )
        })
    }

    /// Keeps what somebody else's push would write to KV in the directory `name`, for the plan's `move`.
    pub(crate) fn theirs(&self, name: &str, products: usize) {
        copy(&self.path("kv"), &self.path("kept"));
        self.shop(products);
        self.push(&["--author", "Jonas", "--message", "mine"]);
        copy(&self.path("kv"), &self.path(name));
        fs::remove_dir_all(self.path("kv")).unwrap();
        fs::rename(self.path("kept"), self.path("kv")).unwrap();
    }
}

pub(crate) fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
