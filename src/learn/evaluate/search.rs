//! A search for parameters: at first by chance, then around the best.

use super::chance::Chance;
use std::fmt;
use std::time::{Duration, Instant};

/// A value of a parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// A number.
    Number(f64),
    /// A word.
    Word(&'static str),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Word(word) => f.write_str(word),
        }
    }
}

/// A parameter and the values that are tried. The first is the published default.
#[derive(Debug, Clone, Copy)]
pub struct Axis {
    /// Its name.
    pub name: &'static str,
    /// What it may be, the default first.
    pub values: &'static [Value],
}

/// All parameters of a method.
#[derive(Debug, Clone, Copy)]
pub struct Space(pub &'static [Axis]);

/// A value for each parameter.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settings(pub Vec<(&'static str, Value)>);

impl Settings {
    /// The number that a parameter is; 0 where it is none.
    #[must_use]
    pub fn number(&self, name: &str) -> f64 {
        match self.value(name) {
            Some(Value::Number(number)) => number,
            _ => 0.0,
        }
    }

    /// The word that a parameter is; empty where it is none.
    #[must_use]
    pub fn word(&self, name: &str) -> &'static str {
        match self.value(name) {
            Some(Value::Word(word)) => word,
            _ => "",
        }
    }

    fn value(&self, name: &str) -> Option<Value> {
        self.0.iter().find(|(own, _)| *own == name).map(|(_, value)| *value)
    }
}

impl Space {
    /// The published defaults.
    #[must_use]
    pub fn default_settings(&self) -> Settings {
        self.settings(&vec![0; self.0.len()])
    }

    /// How many different settings there are.
    #[must_use]
    pub fn size(&self) -> usize {
        self.0.iter().map(|axis| axis.values.len()).fold(1, usize::saturating_mul)
    }

    fn settings(&self, point: &[usize]) -> Settings {
        let value = |(axis, at): (&Axis, &usize)| axis.values.get(*at).map(|value| (axis.name, *value));
        Settings(self.0.iter().zip(point).filter_map(value).collect())
    }

    fn anywhere(&self, chance: &mut Chance) -> Vec<usize> {
        self.0.iter().map(|axis| chance.below(axis.values.len())).collect()
    }

    /// Another value for one parameter or two.
    fn near(&self, point: &[usize], chance: &mut Chance) -> Vec<usize> {
        let mut near = point.to_vec();
        for _ in 0..=chance.below(2) {
            let which = chance.below(self.0.len());
            let length = self.0.get(which).map_or(1, |axis| axis.values.len());
            near.iter_mut().skip(which).take(1).for_each(|at| *at = chance.below(length));
        }
        near
    }
}

/// When a search ends.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// After so many trials.
    pub trials: usize,
    /// Or when so much time has passed; the first trial, the default, is always made.
    pub time: Duration,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// The best settings.
    pub settings: Settings,
    /// What they scored.
    pub score: f64,
    /// What the default scored.
    pub default_score: f64,
    /// How many settings were tried.
    pub trials: usize,
    /// Whether the time ended the search.
    pub out_of_time: bool,
}

/// Tries the default, then settings by chance for three fifths of the trials, then neighbours of the best. `score` is to be
/// made large. No settings are tried twice.
pub fn search(space: &Space, limit: Limit, mut chance: Chance, mut score: impl FnMut(&Settings) -> f64) -> Found {
    let begun = Instant::now();
    let mut best = vec![0; space.0.len()];
    let mut tried = vec![best.clone()];
    let settings = space.settings(&best);
    let default_score = score(&settings);
    let mut found = Found { settings, score: default_score, default_score, trials: 1, out_of_time: false };
    while found.trials < limit.trials.min(space.size()) {
        if begun.elapsed() >= limit.time {
            found.out_of_time = true;
            break;
        }
        // A few draws may all have been tried; more of them are not worth waiting for.
        let draw = (0..50).map(|_| {
            if found.trials.saturating_mul(5) < limit.trials.saturating_mul(3) {
                space.anywhere(&mut chance)
            } else {
                space.near(&best, &mut chance)
            }
        });
        let Some(point) = draw.into_iter().find(|point| !tried.contains(point)) else { break };
        let settings = space.settings(&point);
        let scored = score(&settings);
        found.trials += 1;
        if scored > found.score {
            (found.score, found.settings) = (scored, settings);
            best.clone_from(&point);
        }
        tried.push(point);
    }
    found
}
