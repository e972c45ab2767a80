//! Builds what was woven: first what does not compile is found and left out, then the tests are built once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::list::Mutant;
use super::tree;
use super::weave::Woven;
use crate::error::{Context, Error, Result};
use crate::paths::Paths;
use crate::{proc, say};

/// The files of `tests` that come by what is mutated. The others make or read files, ask a running Worker, or look at the
/// text of the code.
const TESTS: [&str; 15] = [
    "beside",
    "bridge",
    "cache",
    "cases",
    "changes",
    "consent",
    "door",
    "explain",
    "golden",
    "intent",
    "link",
    "presence",
    "properties",
    "redirects",
    "story",
];

/// How often something may be left out before it is given up.
const ROUNDS: usize = 30;

/// Why a mutant is not among those that are switched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Out {
    /// It does not compile.
    Unviable,
    /// The switch can't stand there (what is computed when it is compiled, or a borrow that the switch makes longer).
    NoSwitch,
}

/// A built file of tests.
#[derive(Debug)]
pub(super) struct Suite {
    /// `lib`, or the name of the file.
    pub(super) name: String,
    /// What is run.
    pub(super) program: PathBuf,
}

/// Weaves and checks until everything that is left compiles, and says what was left out.
pub(super) fn settle(paths: &Paths, tree: &Path, mutants: &[Mutant]) -> Result<BTreeMap<u16, Out>> {
    let (mut out, mut computed) = (BTreeMap::new(), BTreeSet::new());
    for round in 1..=ROUNDS {
        let inside: Vec<Mutant> = mutants.iter().filter(|mutant| !out.contains_key(&mutant.id)).cloned().collect();
        let woven = tree::weave_all(paths, tree, &inside, &computed)?;
        for file in woven.values() {
            out.extend(file.left.iter().map(|id| (*id, Out::NoSwitch)));
            out.extend(file.unviable.iter().map(|id| (*id, Out::Unviable)));
        }
        let (ok, messages) = messages(cargo(paths, tree, "check").args(["--lib"]))?;
        if ok {
            return Ok(out);
        }
        let before = (out.len(), computed.len());
        for message in messages.iter().filter_map(|line| line.get("message")) {
            if message.get("level").and_then(Value::as_str) == Some("error") {
                match needed_early(message) {
                    Some(name) => {
                        computed.insert(name);
                    }
                    None => blame(message, &woven, &mut out),
                }
            }
        }
        say::now(&format!("round {round}: {} mutants left out", out.len()));
        if (out.len(), computed.len()) == before {
            return Err(Error::new("the mutated package does not compile, and no mutant is to blame"));
        }
    }
    Err(Error::new("the mutated package does not compile"))
}

/// The name of a function that has to be `const`, if that is what an error speaks of: where a constant calls it.
fn needed_early(message: &Value) -> Option<String> {
    let text = message.get("message")?.as_str()?;
    let (_, rest) = text.strip_prefix("cannot call non-const ")?.split_once('`')?;
    let (name, _) = rest.split_once('`')?;
    let name = name.rsplit("::").next()?;
    (name != "on").then(|| name.to_owned())
}

/// Leaves out whose text an error speaks of.
fn blame(message: &Value, woven: &BTreeMap<String, Woven>, out: &mut BTreeMap<u16, Out>) {
    let spans = message.get("spans").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    for span in spans.iter().filter(|span| span.get("is_primary").and_then(Value::as_bool) == Some(true)) {
        let file = span.get("file_name").and_then(Value::as_str).and_then(|name| woven.get(name));
        let byte = |name: &str| span.get(name).and_then(Value::as_u64).and_then(|at| usize::try_from(at).ok());
        let (Some(file), Some(from), Some(to)) = (file, byte("byte_start"), byte("byte_end")) else { continue };
        let own = file.pieces.iter().find(|piece| piece.of.is_some() && piece.from <= from && from < piece.to);
        if let Some(id) = own.and_then(|piece| piece.of) {
            out.insert(id, Out::Unviable);
            continue;
        }
        // Otherwise the innermost switch around it, or else whatever stands in its line.
        let around = file.pieces.iter().filter_map(|piece| {
            let last = file.pieces.iter().rfind(|other| other.place == piece.place)?;
            (piece.from < to && from < last.to).then_some((last.to - piece.from, &piece.place))
        });
        let line = |at: usize| file.text.get(..at).map_or(0, |before| before.matches('\n').count());
        match around.min_by_key(|(size, _)| *size) {
            Some((_, place)) => out.extend(place.iter().map(|id| (*id, Out::NoSwitch))),
            None => {
                let beside = file.pieces.iter().filter(|piece| line(piece.from) == line(from));
                out.extend(beside.flat_map(|piece| &piece.place).map(|id| (*id, Out::NoSwitch)));
            }
        }
    }
}

/// Builds the tests.
pub(super) fn tests(paths: &Paths, tree: &Path) -> Result<Vec<Suite>> {
    let mut command = cargo(paths, tree, "test");
    command.args(["--no-run", "--lib"]);
    for name in TESTS {
        command.args(["--test", name]);
    }
    let (ok, messages) = messages(&mut command)?;
    let suite = |line: &Value| {
        let program = line.get("executable")?.as_str()?;
        let is_test = line.pointer("/profile/test")?.as_bool()?;
        let name = line.pointer("/target/name")?.as_str()?;
        let kind = line.pointer("/target/kind/0")?.as_str()?;
        let name = if kind == "test" { name } else { "lib" };
        is_test.then(|| Suite { name: name.to_owned(), program: program.into() })
    };
    let suites: Vec<Suite> = messages.iter().filter_map(suite).collect();
    if ok { Ok(suites) } else { Err(Error::new("the tests of the mutated package do not compile")) }
}

/// `cargo` in the copy, with a target folder of its own: what it builds bears the names of what the others build.
fn cargo(paths: &Paths, tree: &Path, what: &str) -> Command {
    let mut command = proc::cargo(paths);
    command.current_dir(tree).args([what, "--quiet", "--message-format", "json"]);
    command.env("CARGO_TARGET_DIR", paths.at("target/mutants/built")).env("CARGO_TERM_COLOR", "never");
    command
}

fn messages(command: &mut Command) -> Result<(bool, Vec<Value>)> {
    let ended = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output().context(|| "cannot run cargo".into())?;
    let text = String::from_utf8_lossy(&ended.stdout);
    Ok((ended.status.success(), text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()))
}
