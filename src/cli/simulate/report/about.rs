//! Who came, and what consent keeps from them.

use super::{Cell, Made, Scope};
use crate::cli::simulate::tally::{Count, Tally};
use serde::Serialize;

/// Who came.
#[derive(Debug, Serialize)]
pub(in super::super) struct About {
    /// `orders`, `samples` or `personas`.
    pub(in super::super) kind: &'static str,
    /// Visitors.
    pub(in super::super) visitors: u64,
    /// Pages that they opened.
    pub(in super::super) pages: u64,
    /// Visitors who agree to personalization.
    pub(in super::super) agree: Cell,
    /// Groups of fewer visitors than this are not told apart.
    pub(in super::super) smallest_group: u64,
    /// What pages and consents were dealt by.
    pub(in super::super) seed: u64,
    /// What has to be known of the population.
    pub(in super::super) notes: Vec<String>,
}

impl About {
    pub(super) fn of(made: &Made<'_>, scope: Scope) -> Self {
        let tally = &made.outcome.tally;
        let mut agree = Count::default();
        for person in &made.population.people {
            if person.who.consent.as_ref().is_some_and(|choice| choice.get("personalization") == Some(&true)) {
                agree.add(person.weight);
            }
        }
        Self {
            kind: made.population.kind.name(),
            visitors: tally.visitors.weight,
            pages: tally.pages,
            agree: scope.cell(agree),
            smallest_group: scope.smallest,
            seed: made.seed,
            notes: made.population.notes.clone(),
        }
    }
}

/// What consent changes.
#[derive(Debug, Serialize)]
pub(in super::super) struct Withheld {
    /// Visitors who see something that depends on what is remembered of them.
    pub(in super::super) personalised: Cell,
    pub(in super::super) personalised_share: Option<f64>,
    /// Visitors who would see less, or other things, if they agreed to nothing.
    pub(in super::super) would_differ: Cell,
    pub(in super::super) would_differ_share: Option<f64>,
    /// Visitors from whom a block or a set was withheld, by the purpose that they did not agree to.
    pub(in super::super) withheld: Vec<ByPurpose>,
}

/// Visitors by a purpose.
#[derive(Debug, Serialize)]
pub(in super::super) struct ByPurpose {
    pub(in super::super) purpose: &'static str,
    pub(in super::super) visitors: Cell,
    pub(in super::super) share: Option<f64>,
}

impl Withheld {
    pub(super) fn of(tally: &Tally, scope: Scope) -> Self {
        let by = |(purpose, count): (&&'static str, &Count)| ByPurpose {
            purpose,
            visitors: scope.cell(*count),
            share: scope.share(*count),
        };
        Self {
            personalised: scope.cell(tally.personalised),
            personalised_share: scope.share(tally.personalised),
            would_differ: scope.cell(tally.differs),
            would_differ_share: scope.share(tally.differs),
            withheld: tally.withheld.iter().map(by).collect(),
        }
    }
}
