//! A number of visitors as it may be said: a group of a few real people is not told apart, nor is the rest when only a few
//! are left out.

use super::super::tally::Count;
use crate::cli::figures::grouped;
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
    /// Not told: with the numbers beside it, it would tell a few visitors apart.
    Untold,
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
        self.share_of(self.cell(count))
    }

    /// The share of everyone that a cell says.
    pub(in super::super) fn share_of(self, cell: Cell) -> Option<f64> {
        match cell {
            Cell::Exact(weight) => Some(ratio(weight, self.all.weight)),
            _ => None,
        }
    }

    /// Whether so many, and so many others, may be said.
    pub(in super::super) fn tells(self, count: Count) -> bool {
        matches!(self.cell(count), Cell::Exact(_))
    }

    /// Whether it is a group of a few.
    pub(in super::super) fn is_few(self, people: u64) -> bool {
        (1..self.smallest).contains(&people)
    }

    /// How the parts of a whole that is told are said: what is hidden must not follow from the whole and the other parts, so
    /// the smallest of the others is hidden too where it would. Whoever is in no part is a part that is not said.
    pub(in super::super) fn parts(self, counts: &[Count]) -> Vec<Cell> {
        let mut cells: Vec<Cell> = counts.iter().map(|count| self.cell(*count)).collect();
        let rest = self.all.people.saturating_sub(counts.iter().map(|count| count.people).sum());
        let told = cells.iter().zip(counts).filter(|(cell, _)| !matches!(cell, Cell::Exact(_)));
        let hidden: Vec<u64> = told.map(|(_, count)| count.people).chain(self.is_few(rest).then_some(rest)).collect();
        let sum: u64 = hidden.iter().sum();
        // One alone is what the others leave; a few together are a few; and as many as can be are told by their sum.
        let most = hidden.len() as u64 * self.smallest.saturating_sub(1);
        if hidden.len() == 1 || (!hidden.is_empty() && (sum < self.smallest || sum == most)) {
            let others =
                cells.iter_mut().zip(counts).filter(|(cell, count)| matches!(cell, Cell::Exact(_)) && count.people > 0);
            if let Some((cell, _)) = others.min_by_key(|(_, count)| count.people) {
                *cell = Cell::Untold;
            }
        }
        cells
    }

    /// How a number is said beside another that is told, of which it is nearly a part or the whole.
    pub(in super::super) fn beside(self, count: Count, told: Count) -> Cell {
        match self.cell(count) {
            Cell::Exact(1..) if self.is_few(count.people.abs_diff(told.people)) => Cell::Untold,
            cell => cell,
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
            Self::Untold => f.write_str("not told"),
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
            Self::Few(_) | Self::Untold => 1,
            Self::AllBut(_) => all,
        }
    }
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
    fn a_hidden_part_does_not_follow_from_the_others() {
        let many = |people| Count { people, weight: people };
        let said = |smallest, parts: &[u64]| -> Vec<String> {
            let scope = Scope { smallest, all: many(100) };
            let counts: Vec<Count> = parts.iter().map(|n| many(*n)).collect();
            scope.parts(&counts).iter().map(Cell::to_string).collect()
        };
        assert_eq!(said(5, &[50, 30, 20]), ["50", "30", "20"]);
        assert_eq!(said(5, &[3, 50, 0, 47]), ["<5", "50", "0", "not told"], "one alone");
        assert_eq!(said(5, &[1, 1, 50, 48]), ["<5", "<5", "50", "not told"], "two are two people");
        assert_eq!(said(5, &[4, 4, 50, 42]), ["<5", "<5", "50", "not told"], "eight are twice four");
        assert_eq!(said(5, &[3, 3, 50, 44]), ["<5", "<5", "50", "44"]);
        assert_eq!(said(5, &[3, 97]), ["<5", "all but <5"]);
        assert_eq!(said(5, &[57, 40]), ["57", "not told"], "three are in neither");
        assert_eq!(said(5, &[0, 3, 0]), ["0", "<5", "0"]);
        assert_eq!(said(1, &[3, 50, 47]), ["3", "50", "47"], "nobody is behind a persona");
    }

    #[test]
    fn a_number_beside_another_does_not_tell_a_few_by_the_difference() {
        let many = |people| Count { people, weight: people };
        let scope = Scope { smallest: 5, all: many(100) };
        let said = [50, 47, 44, 53, 3, 0].map(|n| scope.beside(many(n), many(50)).to_string());
        assert_eq!(said, ["50", "not told", "44", "not told", "<5", "0"]);
        assert_eq!(scope.beside(many(0), many(3)), Cell::Exact(0));
    }
}
