//! How a read can fail, and which reads do.

use std::time::Duration;

use super::chance::Chance;

/// How long a KV that does not answer keeps a reader waiting.
const SILENCE: Duration = Duration::from_secs(10);

/// How long lies between two bytes of a trickle.
pub(super) const DROP: Duration = Duration::from_millis(40);

/// What becomes of a read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// An answer with this status.
    Status(u16),
    /// No answer for ten seconds, and then the connection closes.
    Silent,
    /// The key is not there.
    Missing,
    /// The first value that the key ever had; where it had but one, that one.
    Old,
    /// The first half of the value, as if it were all of it.
    Cut,
    /// One bit of the value is another.
    Flipped,
    /// The value of another key of its kind: a core for a core, a shard for a shard, of whichever snapshot.
    Mixed,
    /// The value byte by byte, 25 a second.
    Trickle,
    /// The connection is reset in place of an answer.
    Reset,
    /// The value, whole, after this many milliseconds.
    Late(u16),
}

/// The faults of which each is one of a kind, for counters and schedules.
pub(crate) const ALL: [Fault; 10] = [
    Fault::Status(500),
    Fault::Status(429),
    Fault::Silent,
    Fault::Missing,
    Fault::Old,
    Fault::Cut,
    Fault::Flipped,
    Fault::Mixed,
    Fault::Trickle,
    Fault::Reset,
];

impl Fault {
    /// The name in what the tests print.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Status(429) => "refused",
            Self::Status(_) => "error",
            Self::Silent => "silent",
            Self::Missing => "missing",
            Self::Old => "old",
            Self::Cut => "cut",
            Self::Flipped => "flipped",
            Self::Mixed => "mixed",
            Self::Trickle => "trickle",
            Self::Reset => "reset",
            Self::Late(_) => "late",
        }
    }

    /// How long the reader waits for the first byte.
    pub(super) fn wait(self) -> Duration {
        match self {
            Self::Silent => SILENCE,
            Self::Late(milliseconds) => Duration::from_millis(milliseconds.into()),
            _ => Duration::ZERO,
        }
    }
}

/// Which keys a fault is about.
/// Its name is what the tests print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum On {
    Everything,
    Pointer,
    Cores,
    Shards,
}

impl On {
    fn has(self, key: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::Pointer => key == "pointer",
            Self::Cores => key.starts_with("core-"),
            Self::Shards => key.starts_with("shard-"),
        }
    }
}

/// So many of a hundred reads of these keys fail so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) fault: Fault,
    pub(crate) on: On,
    pub(crate) percent: u8,
}

impl Rule {
    /// Every read of these keys fails so.
    pub(crate) fn always(fault: Fault, on: On) -> Self {
        Self { fault, on, percent: 100 }
    }
}

/// The fault of the first rule that is about this key and comes up.
pub(super) fn chosen(rules: &[Rule], key: &str, chance: &Chance) -> Option<Fault> {
    let comes_up = |rule: &&Rule| rule.on.has(key) && chance.below(100) < u64::from(rule.percent);
    rules.iter().find(comes_up).map(|rule| rule.fault)
}

/// A time in which some reads fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Phase {
    pub(crate) name: String,
    pub(crate) rules: Vec<Rule>,
    pub(crate) lasts: Duration,
}

/// Each fault in a time of its own, for all keys, and in one for shards alone, and some for the other keys, in an order that the seed chooses, each of
/// them `lasts` long give or take a quarter; at the end, a time in which one read in two fails in any way.
pub(crate) fn schedule(seed: u64, lasts: Duration) -> Vec<Phase> {
    let chance = Chance::new(seed);
    let mut phases = Vec::new();
    let about = |chance: &Chance| lasts * u32::try_from(75 + chance.below(50)).unwrap_or(100) / 100;
    let mut add = |fault: Fault, on: On| {
        let name = format!("{} on {on:?}", fault.name()).to_lowercase();
        phases.push(Phase { name, rules: vec![Rule::always(fault, on)], lasts: about(&chance) });
    };
    for fault in ALL {
        add(fault, On::Everything);
        // Only the pointer was ever another.
        if fault != Fault::Old {
            add(fault, On::Shards);
        }
    }
    add(Fault::Cut, On::Pointer);
    add(Fault::Mixed, On::Cores);
    chance.shuffle(&mut phases);
    let rules = ALL.into_iter().map(|fault| Rule { fault, on: On::Everything, percent: 7 }).collect();
    phases.push(Phase { name: "one read in two, in any way".into(), rules, lasts: about(&chance) * 2 });
    phases
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_a_schedule() {
        let second = Duration::from_secs(1);
        assert_eq!(schedule(1, second), schedule(1, second));
        assert_ne!(schedule(1, second), schedule(2, second));
        let all = schedule(3, second);
        assert_eq!(all.len(), 22);
        for fault in ALL {
            assert!(all.iter().any(|phase| phase.rules == [Rule::always(fault, On::Everything)]), "{fault:?}");
        }
        let whole: Duration = all.iter().map(|phase| phase.lasts).sum();
        assert!(whole > second * 16 && whole < second * 29, "{whole:?}");
    }

    #[test]
    fn a_rule_is_about_its_keys_and_comes_up_as_often_as_it_says() {
        let chance = Chance::new(7);
        let rules = [
            Rule::always(Fault::Missing, On::Pointer),
            Rule { fault: Fault::Reset, on: On::Shards, percent: 30 },
            Rule::always(Fault::Silent, On::Cores),
        ];
        assert_eq!(chosen(&rules, "pointer", &chance), Some(Fault::Missing));
        assert_eq!(chosen(&rules, "core-1", &chance), Some(Fault::Silent));
        assert_eq!(chosen(&rules, "other", &chance), None);
        let hits = (0..10_000).filter(|_| chosen(&rules, "shard-1", &chance).is_some()).count();
        assert!((2_700..3_300).contains(&hits), "{hits}");
    }
}
