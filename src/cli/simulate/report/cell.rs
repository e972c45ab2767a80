//! A number of visitors as it may be said: a group of a few real people is not told apart, nor is the rest when only a few
//! are left out.

use super::super::tally::Count;
use serde::{Serialize, Serializer};
use std::fmt;

/// A number of visitors, or that there are too few to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Cell {
    /// So many.
    Exact(u64),
    /// Fewer than this, and not none.
    Few(u64),
    /// All but fewer than this.
    AllBut(u64),
}

/// What numbers are said against.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Scope {
    /// Groups of fewer are not told apart.
    pub(in super::super) smallest: u64,
    /// Everyone.
    pub(in super::super) all: Count,
}

impl Scope {
    /// How a number of visitors is said.
    pub(in super::super) fn cell(self, count: Count) -> Cell {
        let rest = self.all.people.saturating_sub(count.people);
        if (1..self.smallest).contains(&count.people) {
            Cell::Few(self.smallest)
        } else if (1..self.smallest).contains(&rest) {
            Cell::AllBut(self.smallest)
        } else {
            Cell::Exact(count.weight)
        }
    }

    /// The share of everyone; nothing where the number is not said.
    pub(in super::super) fn share(self, count: Count) -> Option<f64> {
        match self.cell(count) {
            Cell::Exact(weight) => Some(ratio(weight, self.all.weight)),
            _ => None,
        }
    }
}

/// A share, 0 to 1, to the thousandth.
pub(in super::super) fn ratio(part: u64, of: u64) -> f64 {
    if of == 0 { 0.0 } else { (part as f64 * 1_000.0 / of as f64).round() / 1_000.0 }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(n) => f.write_str(&grouped(*n)),
            Self::Few(n) => write!(f, "<{n}"),
            Self::AllBut(n) => write!(f, "all but <{n}"),
        }
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Exact(n) => to.serialize_u64(*n),
            other => to.collect_str(other),
        }
    }
}

impl Cell {
    /// For sorting: what is not said is alike.
    pub(in super::super) fn order(self, all: u64) -> u64 {
        match self {
            Self::Exact(n) => n,
            Self::Few(_) => 1,
            Self::AllBut(_) => all,
        }
    }
}

/// `12345` as `12,345`.
pub(in super::super) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A share as a percentage; a dash where it is not said.
pub(in super::super) fn percent(share: Option<f64>) -> String {
    match share {
        None => "–".into(),
        Some(share) if share > 0.0 && share < 0.001 => "<0.1%".into(),
        Some(share) => format!("{:.1}%", share * 100.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_are_not_told_apart_and_neither_is_the_rest() {
        let many = |people| Count { people, weight: people * 10 };
        let scope = Scope { smallest: 5, all: many(100) };
        let said: Vec<String> = [0, 1, 4, 5, 95, 96, 99, 100].map(|n| scope.cell(many(n)).to_string()).into();
        assert_eq!(said, ["0", "<5", "<5", "50", "950", "all but <5", "all but <5", "1,000"]);
        assert_eq!(scope.share(many(4)), None);
        assert_eq!(scope.share(many(50)), Some(0.5));
        let personas = Scope { smallest: 1, all: many(12) };
        assert_eq!(personas.cell(many(1)), Cell::Exact(10));
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
