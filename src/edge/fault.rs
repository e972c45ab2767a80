//! What an engineer is told when something is wrong: one line of JSON for each fault, with nothing of a request in it.
//!
//! A line is made of a [`Fault`], which is one of a closed list, of a snapshot's name, of a rung and of numbers. There is no
//! place in it for a text, so that none of a request can get there.

use super::Rung;
use crate::snapshot::SnapshotId;
use alloc::string::String;
use core::fmt::Write;

/// How long the second line of a code waits, in milliseconds.
const PAUSE_MS: u64 = 60_000;

/// Something that is wrong. Each has a code that never changes and is explained in `docs/runbook.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is said in words by `told`")]
pub enum Fault {
    KvUnbound,
    KvFailed,
    KvSlow,
    PointerMissing,
    PointerLong,
    PointerDamaged,
    PointerUnsigned,
    PointerOld,
    CoreMissing,
    CoreDamaged,
    CoreUnreadable,
    RulesOff,
    SnapshotIncomplete,
    ShardFellBack,
    ShardMissing,
    CanaryEnded,
    AudienceUnreadable,
    KeysMissing,
    KeysUnreadable,
    LinkKeysUnreadable,
    PublishersUnreadable,
    NotBeforeUnreadable,
    ShardMbUnreadable,
    LookEveryUnreadable,
    AnswerRefused,
    CountsRefused,
    Panicked,
    Trapped,
}

impl Fault {
    /// All of them, in the order of the type.
    pub const ALL: [Self; 28] = [
        Self::KvUnbound,
        Self::KvFailed,
        Self::KvSlow,
        Self::PointerMissing,
        Self::PointerLong,
        Self::PointerDamaged,
        Self::PointerUnsigned,
        Self::PointerOld,
        Self::CoreMissing,
        Self::CoreDamaged,
        Self::CoreUnreadable,
        Self::RulesOff,
        Self::SnapshotIncomplete,
        Self::ShardFellBack,
        Self::ShardMissing,
        Self::CanaryEnded,
        Self::AudienceUnreadable,
        Self::KeysMissing,
        Self::KeysUnreadable,
        Self::LinkKeysUnreadable,
        Self::PublishersUnreadable,
        Self::NotBeforeUnreadable,
        Self::ShardMbUnreadable,
        Self::LookEveryUnreadable,
        Self::AnswerRefused,
        Self::CountsRefused,
        Self::Panicked,
        Self::Trapped,
    ];

    /// Its code, and a sentence that says what to do.
    #[must_use]
    pub fn told(self) -> (&'static str, &'static str) {
        match self {
            Self::KvUnbound => {
                ("kv-unbound", "no KV is bound as `SEGUE`; bind the namespace in wrangler.toml and deploy")
            }
            Self::KvFailed => ("kv-failed", "KV answered with an error; wait, and look at its status page"),
            Self::KvSlow => ("kv-slow", "KV did not answer in time; wait, and look at its status page"),
            Self::PointerMissing => ("pointer-missing", "KV has no pointer; publish with `segue push`"),
            Self::PointerLong => {
                ("pointer-long", "the pointer in KV is longer than one is ever written; publish again")
            }
            Self::PointerDamaged => (
                "pointer-damaged",
                "the pointer in KV is damaged; publish again with `segue push`, or `segue rollback`",
            ),
            Self::PointerUnsigned => (
                "pointer-unsigned",
                "no publisher in `SEGUE_PUBLISHERS` signed the pointer in KV; find out who wrote it, and publish signed",
            ),
            Self::PointerOld => (
                "pointer-old",
                "the pointer in KV is older than what is served, which stays; publish again if it should not",
            ),
            Self::CoreMissing => {
                ("core-missing", "KV does not have the snapshot's core yet; if this goes on, publish again")
            }
            Self::CoreDamaged => {
                ("core-damaged", "the snapshot's core is damaged in KV; publish again, or `segue rollback`")
            }
            Self::CoreUnreadable => {
                ("core-unreadable", "this Worker cannot read the snapshot; deploy the version that published it")
            }
            Self::RulesOff => (
                "rules-off",
                "this Worker cannot evaluate some rules, which are off; deploy the version that published them",
            ),
            Self::SnapshotIncomplete => {
                ("snapshot-incomplete", "KV does not have all of the snapshot yet; if this goes on, publish again")
            }
            Self::ShardFellBack => (
                "shard-fell-back",
                "a shard cannot be read, so the snapshot before is served; if this goes on, publish again",
            ),
            Self::ShardMissing => (
                "shard-missing",
                "a shard cannot be read, so its products are not shown; if this goes on, publish again",
            ),
            Self::CanaryEnded => (
                "canary-ended",
                "a shard of the canary cannot be read, so it is over in this isolate; publish it again",
            ),
            Self::AudienceUnreadable => {
                ("audience-unreadable", "a shard of the audiences cannot be read; the next login asks again")
            }
            Self::KeysMissing => (
                "keys-missing",
                "`SEGUE_KEYS` is not set, so nobody is remembered; `npx wrangler secret put SEGUE_KEYS`",
            ),
            Self::KeysUnreadable => (
                "keys-unreadable",
                "this entry of `SEGUE_KEYS` is not `name:key` with at least 32 bytes in base64url, so nobody is remembered; \
                 set it again",
            ),
            Self::LinkKeysUnreadable => (
                "link-keys-unreadable",
                "this entry of `SEGUE_LINK_KEYS` is not `name:key`, so no signed link works; set it again",
            ),
            Self::PublishersUnreadable => (
                "publishers-unreadable",
                "this entry of `SEGUE_PUBLISHERS` is no name and key, so nobody is believed; write it as `segue keygen` prints it",
            ),
            Self::NotBeforeUnreadable => (
                "not-before-unreadable",
                "`SEGUE_NOT_BEFORE` is no number of seconds, so no pointer is followed; write seconds since 1970",
            ),
            Self::ShardMbUnreadable => {
                ("shard-mb-unreadable", "`SEGUE_SHARD_MB` is no number of megabytes, so it is 32; write one")
            }
            Self::LookEveryUnreadable => {
                ("look-every-unreadable", "`SEGUE_LOOK_EVERY` is no number from 1 to 3600, so it is 10; write seconds")
            }
            Self::AnswerRefused => (
                "answer-refused",
                "the runtime refused to send an answer, so the storefront stayed as it is; report it",
            ),
            Self::CountsRefused => {
                ("counts-refused", "the dataset does not take data points; look at its binding in wrangler.toml")
            }
            Self::Panicked => {
                ("panicked", "the program broke off at this place; report it, and deploy the version before")
            }
            Self::Trapped => {
                ("trapped", "the Wasm broke off; this request got the baseline; look for `panicked` before it")
            }
        }
    }

    /// Whether it mends itself as a rule, and is a warning.
    #[must_use]
    pub fn may_pass(self) -> bool {
        matches!(
            self,
            Self::PointerMissing | Self::PointerOld | Self::CoreMissing | Self::RulesOff | Self::SnapshotIncomplete
        )
    }
}

/// What stands beside the code.
#[derive(Debug, Clone, Copy)]
pub struct At {
    /// The rung that this leaves the isolate on.
    pub rung: Rung,
    /// The snapshot that it is about.
    pub snapshot: Option<SnapshotId>,
    /// Which shard (from 0) or which entry of a list (from 1) it is about, or how many rules.
    pub part: Option<u32>,
}

impl At {
    /// On this rung, about no snapshot.
    #[must_use]
    pub fn rung(rung: Rung) -> Self {
        Self { rung, snapshot: None, part: None }
    }

    /// About this snapshot.
    #[must_use]
    pub fn of(self, snapshot: SnapshotId) -> Self {
        Self { snapshot: Some(snapshot), ..self }
    }

    /// About this part.
    #[must_use]
    pub fn part(self, part: u32) -> Self {
        Self { part: Some(part), ..self }
    }
}

/// What one isolate has told: the first fault of each code at once, and then at most one a minute.
#[derive(Debug)]
pub struct Faults {
    /// When each code was told last, in milliseconds since 1970, and how often it was left out since.
    told: [Option<u64>; Fault::ALL.len()],
    left_out: [u32; Fault::ALL.len()],
}

impl Faults {
    /// Nothing was told yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { told: [None; Fault::ALL.len()], left_out: [0; Fault::ALL.len()] }
    }

    /// The line to write, if it is time for one; `now_ms` in milliseconds since 1970. `sampled` in it is the number of faults
    /// that it stands for, itself among them.
    pub fn line(&mut self, fault: Fault, at: &At, now_ms: u64) -> Option<String> {
        let sampled = self.admit(fault, now_ms)?;
        let mut line = begin(fault);
        line.push_str("\",\"rung\":\"");
        line.push_str(at.rung.name());
        line.push('"');
        if let Some(snapshot) = at.snapshot {
            let _ = write!(line, ",\"snapshot\":\"{snapshot}\"");
        }
        if let Some(part) = at.part {
            let _ = write!(line, ",\"part\":{part}");
        }
        Some(end(line, fault, sampled))
    }

    /// The line of a panic, by its place in the program. What a panic says is not told: it may hold a piece of a request.
    pub fn panicked(&mut self, file: &str, number: u32, now_ms: u64) -> Option<String> {
        let sampled = self.admit(Fault::Panicked, now_ms)?;
        let mut line = begin(Fault::Panicked);
        line.push_str("\",\"place\":\"");
        // The end of the path, without the folders of whoever compiled it.
        let from = file.rmatch_indices(['/', '\\']).nth(2).map_or(0, |(at, _)| at + 1);
        let plain = |letter: char| if letter.is_ascii_alphanumeric() || "._-".contains(letter) { letter } else { '/' };
        line.extend(file.get(from..).unwrap_or_default().chars().map(plain));
        let _ = write!(line, ":{number}\"");
        Some(end(line, Fault::Panicked, sampled))
    }

    /// How many faults of this code a line stands for now; none while the last one is fresh.
    fn admit(&mut self, fault: Fault, now_ms: u64) -> Option<u32> {
        let (told, left_out) = (self.told.get_mut(fault as usize)?, self.left_out.get_mut(fault as usize)?);
        // A clock that was put back does not silence anybody.
        if told.is_some_and(|told| now_ms >= told && now_ms - told < PAUSE_MS) {
            *left_out = left_out.saturating_add(1);
            return None;
        }
        *told = Some(now_ms);
        Some(core::mem::take(left_out).saturating_add(1))
    }
}

impl Default for Faults {
    fn default() -> Self {
        Self::new()
    }
}

fn begin(fault: Fault) -> String {
    let mut line = String::with_capacity(256);
    line.push_str("{\"segue\":\"fault\",\"code\":\"");
    line.push_str(fault.told().0);
    line
}

/// The words hold nothing that JSON would escape.
fn end(mut line: String, fault: Fault, sampled: u32) -> String {
    line.push_str(",\"words\":\"");
    line.push_str(fault.told().1);
    let _ = write!(line, "\",\"sampled\":{sampled}}}");
    line
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may fail loudly")]

    use super::*;
    use serde_json::Value;

    const AT: At = At { rung: Rung::Memory, snapshot: Some(SnapshotId([0xab; 16])), part: Some(7) };

    fn read(line: &str) -> Value {
        serde_json::from_str(line).unwrap()
    }

    #[test]
    fn every_line_is_json_with_its_code_and_what_to_do() {
        let mut codes = Vec::new();
        for (place, fault) in Fault::ALL.into_iter().enumerate() {
            assert_eq!(fault as usize, place, "in the order of the type");
            let (code, words) = fault.told();
            let line = Faults::new().line(fault, &AT, 5).unwrap();
            assert!(!line.contains(['\n', '\\']), "{line}");
            let value = read(&line);
            let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap().to_owned();
            assert_eq!((text("segue"), text("code"), text("rung")), ("fault".into(), code.into(), "memory".into()));
            assert_eq!((text("snapshot"), text("words")), ("ab".repeat(16), words.into()));
            assert_eq!((value.get("part"), value.get("sampled")), (Some(&7.into()), Some(&1.into())));
            assert!(code.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-'), "{code}");
            assert!(words.contains("; ") && words.len() < 160, "{words}");
            codes.push(code);
        }
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Fault::ALL.len(), "no code stands for two faults");
        let bare = Faults::new().line(Fault::KvSlow, &At::rung(Rung::Baseline), 5).unwrap();
        assert!(bare.starts_with(r#"{"segue":"fault","code":"kv-slow","rung":"baseline","words":"KV did"#), "{bare}");
    }

    /// The rows of its table begin with the codes; the runbook and the type have the same.
    #[test]
    fn the_runbook_explains_every_code() {
        let runbook = include_str!("../../docs/runbook.md");
        let rows = runbook.split("## Faults in the log").nth(1).unwrap().split("\n## ").next().unwrap();
        let rows = rows.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
        let explained: Vec<&str> = rows.map(|(code, _)| code).collect();
        assert_eq!(explained, Fault::ALL.map(|fault| fault.told().0));
    }

    #[test]
    fn the_shim_tells_of_its_faults_in_the_same_words() {
        for (fault, rung) in [(Fault::Trapped, Rung::Baseline), (Fault::AnswerRefused, Rung::Storefront)] {
            let line = Faults::new().line(fault, &At::rung(rung), 5).unwrap();
            assert!(include_str!("../../wasm/shim.js").contains(&line), "{line}");
        }
    }

    #[test]
    fn a_line_a_minute_and_none_is_forgotten() {
        let mut faults = Faults::new();
        let mut told = 0;
        for second in 0..600_u64 {
            if let Some(line) = faults.line(Fault::KvFailed, &AT, 1_000 * second) {
                let sampled = read(&line).get("sampled").and_then(Value::as_u64).unwrap();
                assert_eq!((second % 60, sampled), (0, if second == 0 { 1 } else { 60 }), "{second}");
                told += sampled;
            }
        }
        assert_eq!(told, 541, "all up to the last line");
        assert!(faults.line(Fault::KvSlow, &AT, 599_000).is_some(), "another code does not wait");
        assert!(faults.line(Fault::KvFailed, &AT, 3).is_some(), "nor does a clock that was put back");
    }

    #[test]
    fn a_panic_says_its_place_and_nothing_else() {
        let line = Faults::new().panicked("/home/me/.cargo/registry/src/x-1/serde_json-1.0/src/de.rs", 12, 5).unwrap();
        assert_eq!(read(&line).get("place"), Some(&"serde_json-1.0/src/de.rs:12".into()), "{line}");
        let line = Faults::new().panicked("src/a\"\n\u{e4}b.rs", 1, 5).unwrap();
        assert_eq!(read(&line).get("place"), Some(&"src/a///b.rs:1".into()), "{line}");
    }
}
